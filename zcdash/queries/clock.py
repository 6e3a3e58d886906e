"""The clock: local time in Shanghai, and the office's business date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from zcdash import store
from zcdash.store.ledger import Ledger

SHANGHAI = ZoneInfo("Asia/Shanghai")


def to_local_time(moment: datetime) -> datetime:
    """Convert a moment of the ledger (UTC, without a zone) to Shanghai time."""
    return moment.replace(tzinfo=UTC).astimezone(SHANGHAI)


def to_utc(moment: datetime) -> datetime:
    """Convert a moment in Shanghai time, without a zone, to what the ledger keeps."""
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC).replace(tzinfo=None)


def today(ledger: Ledger, plan: str = "") -> date:
    """Return the business date: the office's setting for a plan, else its setting for all, else the date in Shanghai."""
    return store.settings.business_date(ledger, plan) or to_local_time(ledger.clock()).date()


def seen(ledger: Ledger, plan: str = "") -> str:
    """Return the day whose facts are shown; where it was set back, up to when the ledger has records, of a plan or of all."""
    day, last = today(ledger, plan), store.submissions.last_dated(ledger, plan)
    return f"业务日期 {day}，台账已记到 {last}" if last and last > day else f"{day} 所见"
