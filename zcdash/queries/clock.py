"""zcdash.queries.clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from zcdash import store
from zcdash.store.ledger import Ledger

SHANGHAI = ZoneInfo("Asia/Shanghai")


def to_local_time(moment: datetime) -> datetime:
    """A moment as the ledger keeps it (UTC), in Shanghai time."""
    return moment.replace(tzinfo=UTC).astimezone(SHANGHAI)


def today(ledger: Ledger) -> date:
    """The business date: the office's setting, else the date in Shanghai."""
    return store.settings.business_date(ledger) or to_local_time(ledger.clock()).date()


def is_sample(ledger: Ledger) -> bool:
    """Whether the ledger holds invented returns: a fact of the ledger, not of how the program was started."""
    return bool(store.settings.setting(ledger, "sample"))
