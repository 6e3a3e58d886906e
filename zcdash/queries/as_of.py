"""The ledger as it was known on an earlier day: returns, signatures, decisions, closes, plan version and rule pack.

The order of the log says what was known. Every entry has a business date: the one that was set when it was made, else the day
of its clock. What a clock alone dates, such as a plan loaded before the business date was set, was known by then if
something of that day or earlier came after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from zcdash import store
from zcdash.errors import InvalidInput
from zcdash.queries.clock import to_local_time, to_utc, today
from zcdash.store.audit_log import LogEntry
from zcdash.store.ledger import Ledger

_DATED = {"submission", "sign_off", "close", "notice", "notice_reply", "notice_end"}
"""Tables whose rows state the business date on which they were added."""


@contextmanager
def known_on(ledger: Ledger, day: date | None, plan: str = "") -> Iterator[Ledger]:
    """Open the ledger as it was known at the end of a day, for reading; the ledger itself without one.

    With a plan, days are by its own business date, and what was done to other plans tells nothing.

    Raises InvalidInput for a day that has not come, before the first entry, or of which the log cannot tell.
    """
    if day is None:
        yield ledger
        return
    if day > (now := today(ledger, plan)):
        raise InvalidInput(f"{day} 还没有到，今天是 {now}。", "请给出今天或更早的日期。")
    entries = store.audit_log.entries(ledger, "act")
    last = _last_known(ledger, entries, day, plan)
    later = [e for e in entries if e["entry"] > last]
    at = to_utc(datetime.combine(day, time(23, 59, 59)))
    with store.history.ledger_until(ledger, last, later, day, at, plan) as known:
        yield known


def _last_known(ledger: Ledger, entries: Sequence[LogEntry], day: date, plan: str) -> int:
    """Return the number of the last entry, of a plan or of none, that was made by a day."""
    dated = list(zip(entries, _days(ledger, entries, plan), strict=True))
    dated = [(e, made_on) for e, made_on in dated if not plan or e["plan"] in ("", plan)]
    known = [e["entry"] for e, made_on in dated if made_on <= day]
    days = [made_on for _, made_on in dated]
    if not known:
        raise InvalidInput(f"到 {day}，台账里还没有任何记录。", f"台账从 {min(days)} 开始。" if days else "")
    for entry, made_on in dated:
        is_dated = _DATED & json.loads(entry["brought"]).keys()
        if entry["entry"] <= known[-1] and made_on > day and is_dated:
            raise InvalidInput(
                f"说不清 {day} 那天知道些什么：留痕第 {entry['entry']} 条记于 {made_on}，后面又有更早日期的记录。",
                f"业务日期往回调过。请给出 {max(days)} 或以后的日期，或 {day - timedelta(days=1)} 以前的日期。",
            )
    return known[-1]


def _days(ledger: Ledger, entries: Sequence[LogEntry], plan: str) -> list[date]:
    """Return the business date, of a plan or of all, of every entry; one that sets it has the date that it sets."""
    names = dict.fromkeys((store.settings.business_date_name(plan), store.settings.business_date_name()))
    trail = [row for name in names for row in store.settings.setting_trail(ledger, name)]
    values = {str(row["setting"]): (row["name"], row["value"]) for row in trail}
    now = dict.fromkeys(names, "")
    days = []
    for entry in entries:
        now.update(values[n] for n in json.loads(entry["brought"]).get("setting", {}) if n in values)
        business_date = next(filter(None, now.values()), "")
        days.append(date.fromisoformat(business_date) if business_date else to_local_time(entry["acted_at"]).date())
    return days
