"""Checks of acts on the organisation, and the register filled from the plans of a ledger that is older than it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from zcdash import queries, store
from zcdash.auth.permissions import Permission, console
from zcdash.domain.organisation import Additions, Organisation, RegisteredUnit, missing_names
from zcdash.domain.plan import Plan
from zcdash.domain.terms import UnitKind
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.reorganisation import Affected
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import Rows, rows_of

SAME_UNIT = "是同一单位，自这一天起更名"


def rows_from_plan(register: Organisation, plan: Plan) -> Rows:
    """Return the rows of the units and leaders of a plan that the register lacks; the same plan again has none."""
    return rows_of(_from_plan(register, plan))


def _from_plan(register: Organisation, plan: Plan) -> Additions:
    leaders = [(x.name, x.post) for x in plan.leaders]
    return missing_names(register, plan.units, leaders, source=f"计划 {plan.number}")


def registered(ledger: Ledger) -> Organisation:
    """Return the register. The first time, in a ledger that is older than it, it is filled from the plans, the earliest first."""
    register = queries.organisation.organisation(ledger)
    if register.units or not store.plans.plans(ledger):
        return register
    with ledger.exclusive():
        register = queries.organisation.organisation(ledger)
        plans = [store.plans.load_plan(ledger, row["plan"])[0] for row in store.plans.plans(ledger)]
        found = Organisation()
        for plan in sorted(plans, key=lambda p: (p.issued, p.id)):
            more = _from_plan(found, plan)
            found = Organisation(
                units=(*found.units, *more.units),
                people=(*found.people, *more.people),
                posts=(*found.posts, *more.posts),
            )
        if found.units and not register.units:
            told = f"{len(found.units)} 个单位、{len(found.people)} 位领导"
            act = console("系统").act(
                Permission.MANAGE_ORGANISATION, subject="按已有计划登记机构人员", after=f"{len(plans)} 个计划：{told}"
            )
            additions = Additions(units=found.units, people=found.people, posts=found.posts)
            store.organisation.record(ledger, act, rows_of(additions, "按已有计划登记"))
    return queries.organisation.organisation(ledger)


def require_units(
    ledger: Ledger, register: Organisation, names: Sequence[str], since: date, reason: str
) -> list[RegisteredUnit]:
    """Return the units that an act is about. Raises InvalidInput or NotFound."""
    require_reason(reason)
    require_day(ledger, since)
    found = []
    for name in names:
        unit = register.existing(name, since)
        if unit is None:
            raise NotFound(
                f"机构中没有“{name}”（{since}），可能已经更名、撤销，或者还没有设立。", "请从列表中选择现有的单位。"
            )
        if unit.since and since <= unit.since:
            raise InvalidInput(
                f"{name}自 {unit.since} 才有，不能从 {since} 起变更。",
                "请核对日期。名称写错的，当天可以在“更名”里“更正上一次办理”。",
            )
        found.append(unit)
    return found


def joined_unit(ledger: Ledger, register: Organisation, name: str, since: date) -> RegisteredUnit:
    """Return the registered unit that another one turns out to be from a day on. Raises NotFound or InvalidInput.

    That is possible as long as the unit has no past of its own: no unit before it, no return from before that day.
    """
    unit = register.existing(name, since)
    if unit is None:
        raise NotFound(f"机构中没有“{name}”（{since}）。", f"是新名称的，请不要勾选“{SAME_UNIT}”。")
    merge = "把两个单位并到一起的，请用“合并”，并把两个都选上。"
    if register.predecessors(unit.unit):
        raise InvalidInput(f"“{name}”已经有前身：{'、'.join(register.earlier_names(name))}，不能再接一个。", merge)
    for row in store.plans.plans(ledger):
        filed = [s for s in store.submissions.submissions(ledger, row["plan"]) if s["unit"] == name]
        if early := [s for s in filed if s["filed_on"] < since]:
            raise InvalidInput(
                f"“{name}”在 {since} 以前已有报送（《{row['title']}》，{early[-1]['filed_on']}），不是这一天才更的名。",
                f"请核对更名的日期；{merge}",
            )
    return replace(unit, since=since)


def require_day(ledger: Ledger, since: date) -> None:
    """Raise InvalidInput for a day that has not come yet."""
    day = queries.clock.today(ledger)
    if since > day:
        raise InvalidInput(f"{since} 还没有到，今天是 {day}。", "请到那一天再办，或者填已经生效的日期。")


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput("没有写明依据。", "请写明文号或会议纪要。")


def new_unit(
    register: Organisation,
    name: str,
    kind: str,
    since: date | None,
    parent: str = "",
    aliases: Sequence[str] = (),
    among: Affected | None = None,
) -> RegisteredUnit:
    """Return a unit that is not in the register yet. Raises InvalidInput for a name that is taken or malformed."""
    if not name or len(name) > _LONGEST or ";" in name or "；" in name or "、" in name:
        raise InvalidInput("单位名称不能为空，至多 40 个字，不能有分号和顿号。", "请改正名称。")
    if any(u.name == name and (since is None or u.until is None or since <= u.until) for u in register.units):
        raise InvalidInput(
            f"已经有“{name}”这个单位。",
            f"实际是同一个单位、只是更名的，请勾选“{SAME_UNIT}”；并入它的，请用“合并”，并把它也选上。",
        )
    if kind not in list(UnitKind):
        raise InvalidInput(f"没有“{kind}”这一类单位。", "请从列表中选择。")
    if among:
        require_apart(among, name)
    return RegisteredUnit(
        unit=_identifier(register, name),
        name=name,
        kind=UnitKind(kind),
        aliases=tuple(aliases),
        parent=parent,
        since=since,
    )


def require_apart(among: Affected, name: str) -> None:
    """Raise InvalidInput where a plan names another unit of this name beside those that an act is about."""
    for plan in among.plans:
        if name in {u.name for u in plan.plan.units} - {*plan.names}:
            raise InvalidInput(f"《{plan.plan.title}》里已经另有“{name}”。", "并入它的，请用“合并”，并把它也选上。")


def _identifier(register: Organisation, name: str) -> str:
    """Return an identifier that no unit has had: the name, or the name with a number."""
    taken = {*register.by_unit, *register.withdrawn}
    return next(x for x in (name, *(f"{name} {n}" for n in range(2, len(taken) + 3))) if x not in taken)


_LONGEST = 40
