"""Mergers and splits of units that can be taken back: what each wrote, what would return, and what stands against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from zcdash import auth, store
from zcdash.auth.permissions import Account
from zcdash.domain.organisation import SUCCESSION_WORD, Organisation, SuccessionKind
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Step
from zcdash.queries.caching import cached_query
from zcdash.queries.organisation import organisation
from zcdash.store.audit_log import LogEntry
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import SuccessionRow

_SUCCESSION = "organisation_succession"
_BY_UNIT: tuple[tuple[str, Callable[[Ledger, str], Sequence[Mapping[str, object]]], str, str], ...] = (
    ("submission", store.submissions.submissions, "unit", "报送"),
    ("notice", store.notices.notices, "unit", "督办单"),
    ("concession", store.periods.concessions, "unit", "展期或者免报"),
    ("breakdown", store.corrections.breakdowns, "unit", "细化到月"),
    ("objection", store.scores.objections, "who", "考核申诉"),
)
"""Table, its rows of a plan, the column with the unit, its name in a sentence: what a unit does or is given in a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAct:
    """Merger or split that stands. `entry` is its entry in the log; units are identifiers of the register."""

    entry: int
    acted_at: datetime
    subject: str
    kind: SuccessionKind
    since: date
    units: tuple[str, ...]
    successors: tuple[str, ...]
    successions: tuple[SuccessionRow, ...]
    wrote: Mapping[str, Set[str]]
    """Table → keys of the rows that it wrote."""
    after: Mapping[str, Set[str]]
    """Table → keys of the rows that later acts wrote."""

    @property
    def versions(self) -> Mapping[str, int]:
        """Return plan → version that the act made."""
        keys = (key.rsplit("|", 1) for key in self.wrote.get("plan_version", ()))
        return {plan: int(version) for plan, version in keys}


@cached_query
def unit_acts(ledger: Ledger) -> tuple[UnitAct, ...]:
    """Return the mergers and splits that were not taken back, the newest first. What was loaded from a folder is none."""
    rows = {str(r["organisation_succession"]): r for r in store.organisation.succession_rows(ledger)}
    found: list[tuple[LogEntry, Mapping[str, Set[str]], dict[str, set[str]]]] = []
    for entry, added in store.audit_log.added_rows(ledger):
        for _, _, after in found:
            for table, keys in added.items():
                after[table] |= keys
        # Of two units with the same later successor the act writes that twice: one row has the last word.
        keys = added.get(_SUCCESSION, frozenset()) & rows.keys()
        # The entry of a folder names no unit.
        if entry["unit"] and keys:
            found.append((entry, added, defaultdict(set)))
    acts = [
        _act(entry, added, after, [rows[key] for key in added[_SUCCESSION] if key in rows])
        for entry, added, after in found
    ]
    return tuple(act for act in reversed(acts) if act.kind is not SuccessionKind.RENAMED)


def _act(
    entry: LogEntry, added: Mapping[str, Set[str]], after: Mapping[str, Set[str]], rows: Sequence[SuccessionRow]
) -> UnitAct:
    since = min(r["since"] for r in rows)
    # Rows of a later day say what becomes of a successor: they were those of the unit before.
    own = [r for r in rows if r["since"] == since]
    return UnitAct(
        entry=entry["entry"],
        acted_at=entry["acted_at"],
        subject=entry["subject"],
        kind=SuccessionKind(own[0]["kind"]),
        since=since,
        units=tuple(dict.fromkeys(r["unit"] for r in own)),
        successors=tuple(dict.fromkeys(r["successor"] for r in own)),
        successions=tuple(rows),
        wrote=added,
        after=after,
    )


def begun(ledger: Ledger, act: UnitAct) -> tuple[str, ...]:
    """Return the successors that the act made; the others were there before it."""
    rows = {unit: store.organisation.rows_of_unit(ledger, unit) for unit in act.successors}
    wrote = act.wrote.get("organisation_unit", frozenset())
    return tuple(unit for unit, found in rows.items() if str(found[-1]["organisation_unit"]) in wrote)


def returning_accounts(ledger: Ledger, act: UnitAct) -> tuple[tuple[Account, str], ...]:
    """Return (account as it is now, unit that it had before the act) of those that would return."""
    wrote = act.wrote.get("account", frozenset())
    before: dict[str, str] = {}
    unit_of: dict[str, str] = {}
    for row in store.retention.account_history(ledger):
        if str(row["account"]) in wrote:
            before[row["login"]] = unit_of[row["login"]]
        unit_of[row["login"]] = row["unit"]
    names = {*_names(organisation(ledger), act.successors)}
    accounts = auth.sessions.accounts_by_login(ledger)
    return tuple((accounts[login], unit) for login, unit in before.items() if accounts[login].unit in names)


def standing_against(ledger: Ledger, act: UnitAct) -> tuple[str, ...]:
    """Return a sentence on each thing because of which an act cannot be taken back: what the units did since."""
    register = organisation(ledger)
    new = _names(register, begun(ledger, act))
    names = {*_names(register, (*act.units, *act.successors))}
    found = [*_of_register(ledger, act, register, new), *_of_accounts(ledger, act, new)]
    for row in store.plans.plans(ledger):
        plan, version = store.plans.load_plan(ledger, row["plan"])
        told = [*_of_plan(act, plan, version, new), *_of_units(ledger, act, plan, names)]
        found += [f"《{plan.title}》{sentence}" for sentence in told]
    return tuple(dict.fromkeys(found))


def _names(register: Organisation, units: Sequence[str]) -> tuple[str, ...]:
    return tuple(register.by_unit[unit].name for unit in units if unit in register.by_unit)


def _of_register(ledger: Ledger, act: UnitAct, register: Organisation, new: Sequence[str]) -> Iterator[str]:
    units = (*act.units, *act.successors)
    later = [
        r
        for r in store.organisation.succession_rows(ledger)
        if str(r["organisation_succession"]) in act.after.get(_SUCCESSION, ())
        and {r["unit"], r["successor"]} & {*units}
    ]
    for r in later:
        before, after = _names(register, (r["unit"], r["successor"]))
        yield f"{before}后来又{SUCCESSION_WORD[SuccessionKind(r['kind'])]}为{after}"
    for unit in () if later else units:
        rows = store.organisation.rows_of_unit(ledger, unit)
        at_the_act = next(r for r in rows if str(r["organisation_unit"]) not in act.after.get("organisation_unit", ()))
        if store.organisation.unit_of(rows[0]) != store.organisation.unit_of(at_the_act):
            yield f"“{rows[0]['name']}”的登记后来又改过"
    yield from (f"{u.name}的上级单位是{u.parent}" for u in register.units if u.parent in new)


def _of_accounts(ledger: Ledger, act: UnitAct, new: Sequence[str]) -> Iterator[str]:
    returning = {account.login for account, _ in returning_accounts(ledger, act)}
    for account in auth.sessions.accounts_by_login(ledger).values():
        if account.active and account.unit in new and account.login not in returning:
            yield f"账号 {account.login} 是后来给{account.unit}开的"


def _of_plan(act: UnitAct, plan: Plan, version: int, new: Sequence[str]) -> Iterator[str]:
    if act.versions.get(plan.id, version) != version:
        yield f"后来又改过，现在是第 {version} 版"
    elif f"{plan.id}|{version}" in act.after.get("plan_version", ()):
        yield from (f"里有{unit.name}的任务" for unit in plan.units if unit.name in new)


def _of_units(ledger: Ledger, act: UnitAct, plan: Plan, names: Set[str]) -> Iterator[str]:
    """Yield what the units did, signed or were given in a plan since the act, and the periods that were closed."""
    for table, rows_of, column, what in _BY_UNIT:
        for row in rows_of(ledger, plan.id):
            if row[column] in names and str(row[table]) in act.after.get(table, ()):
                yield f"{_short(row)}已有{row[column]}的{what}"
    returns = {r["submission"]: r for r in store.submissions.submissions(ledger, plan.id) if r["unit"] in names}
    for given in store.approvals.sign_offs(ledger, [*returns]):
        if given["step"] == Step.UNIT_HEAD.value and str(given["sign_off"]) in act.after.get("sign_off", ()):
            told = returns[given["submission"]]
            yield f"{_short(told)}{told['unit']}的报送已由{given['name']}审签"
    for close in store.periods.closes(ledger, plan.id) if plan.id in act.versions else ():
        if str(close["close"]) in act.after.get("close", ()) and not close["reopened_at"]:
            yield f"{_short(close)}已关账"
    for period in plan.periods:
        for name in sorted(names):
            rows = store.drafts.drafts(ledger, plan.id, period, name)
            # Drafts are not in the log, which would say what came after the act.
            if rows and not rows[0]["ended"] and rows[0]["saved_at"] >= act.acted_at:
                yield f"{_short(rows[0])}有{name}没有报送的草稿"


def _short(row: Mapping[str, object]) -> str:
    period = str(row.get("period", ""))
    return Period.parse(period).short_name if period else ""
