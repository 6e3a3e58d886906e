"""People who left: accounts out of use for longer than the office keeps their names (setting `pseudonymise_months`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from zcdash import auth, store
from zcdash.errors import InvalidInput
from zcdash.store.ledger import Ledger
from zcdash.store.retention import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftPerson:
    """A person whose names are due to be erased, and the reason if they must stay; `left` is in UTC."""

    person: Person
    name: str
    left: datetime
    kept: str


def due(ledger: Ledger) -> list[LeftPerson]:
    """Return the people whose account has been out of use for the months of the setting; none if it is 0.

    Raises InvalidInput for a ledger with digests of version 1, which hold names that could not be erased.
    """
    months = auth.settings.number(ledger, "pseudonymise_months")
    if not months:
        return []
    states: dict[str, list[store.retention.AccountState]] = {}
    for state in store.retention.account_history(ledger):
        states.setdefault(state["login"], []).append(state)
    made = _times_of_states(ledger)
    left = {
        login: made[out_of_use[-1]["account"]]
        for login, rows in states.items()
        if (out_of_use := [*takewhile(lambda row: not row["active"], reversed(rows))])
        and not login.startswith(store.personal.PREFIX)
    }
    left = {login: moment for login, moment in left.items() if _months_later(moment, months) <= ledger.clock()}
    official = frozenset(store.accounts.unit_and_leader_names(ledger)["leader"])
    others = {value for login in states.keys() - left.keys() for value in _values(states[login])}
    # A telephone of the office stays: whoever shares it with the person who left still has it.
    shared = {row["phone"] for login in states.keys() - left.keys() for row in states[login]}
    return [
        LeftPerson(
            person=Person(login, values := _values(states[login]) - official - (shared - {login})),
            name=states[login][-1]["name"],
            left=moment,
            kept="另一个账号有同样的姓名" if values & others else "",
        )
        for login, moment in left.items()
    ]


def _values(rows: list[store.retention.AccountState]) -> frozenset[str]:
    return frozenset(
        filter(None, (value for row in rows for value in (row["login"], row["name"], row["email"], row["phone"])))
    )


def _times_of_states(ledger: Ledger) -> dict[int, datetime]:
    """Return the time of the act that made each state of an account. Raises InvalidInput."""
    times = {}
    for entry in store.audit_log.entries(ledger):
        if entry["digest_version"] < store.digest.FIRST_WITH_COMMITMENTS:
            raise InvalidInput(
                "台账中有旧版程序的留痕，指纹里含有姓名，隐去后就核对不上。", "姓名保留；新建的台账可以隐去。"
            )
        for number in json.loads(entry["brought"]).get("account", {}):
            times[int(number)] = entry["acted_at"]
    return times


def _months_later(moment: datetime, months: int) -> datetime:
    """Return the same day of a later month; the 28th where the day is the 29th or later."""
    month = moment.month - 1 + months
    return moment.replace(year=moment.year + month // 12, month=month % 12 + 1, day=min(moment.day, 28))
