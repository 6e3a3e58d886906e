"""留痕: the entries of the audit log, filtered; and the last backup."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from zcdash import store
from zcdash.queries.clock import SHANGHAI, to_local_time
from zcdash.store.audit_log import LogConditions, LogEntry
from zcdash.store.ledger import Ledger
from zcdash.store.settings import setting


def last_backup(ledger: Ledger) -> str:
    """Return the file name of the newest backup; empty if there is none."""
    return setting(ledger, "backup").replace("\\", "/").rpartition("/")[2]


def conditions(
    who: str = "", what: str = "", unit: str = "", kind: str = "", since: date | None = None, until: date | None = None
) -> LogConditions:
    """Return conditions on entries of the log; days in Shanghai time, both included."""
    return LogConditions(
        who=who,
        what=what,
        unit=unit,
        kind=kind,
        since=_starts(since) if since else datetime.min,
        until=_starts(until + timedelta(days=1)) if until else datetime.max,
    )


def _starts(day: date) -> datetime:
    """Return the first moment of a day in Shanghai, as the ledger keeps it."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC).replace(tzinfo=None)


def acts(
    ledger: Ledger,
    who: str = "",
    what: str = "",
    unit: str = "",
    since: date | None = None,
    until: date | None = None,
    kind: str = "",
) -> list[LogEntry]:
    """Return the entries in order, filtered by person, act, unit, days and kind; times in Shanghai time."""
    found = store.audit_log.find(ledger, conditions(who, what, unit, kind, since, until))
    return [_in_local_time(entry) for entry in found]


def newest(ledger: Ledger, wanted: LogConditions, page: int, size: int) -> list[LogEntry]:
    """Return one page of the entries that meet the conditions, the newest first."""
    end = max(store.audit_log.count(ledger, wanted) - (page - 1) * size, 0)
    start = max(end - size, 0)
    found = store.audit_log.find(ledger, wanted, end - start, start)
    return [_in_local_time(entry) for entry in reversed(found)]


def _in_local_time(entry: LogEntry) -> LogEntry:
    return {**entry, "acted_at": to_local_time(entry["acted_at"])}
