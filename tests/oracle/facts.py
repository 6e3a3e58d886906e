"""Facts as they were known on a day: what was filed and accepted, states of returns, deadlines, closes."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.shapes import Act, Plan

DESKS = ("unit_head", "deputy_mayor", "office")


@dataclass(frozen=True, kw_only=True)
class Filing:
    """Return of one unit for one period as it stood: `accepted` rows in force, state and desk of the last file."""

    state: str
    """accepted, in_review, returned, missing, pending."""
    desk: str = ""
    rows: dict[str, str | tuple[str, ...]] | None = None


def deadline(plan: Plan, acts: tuple[Act, ...], unit: str, period: str) -> str:
    """Return the last day for a return: the latest extension granted, else the plan's day."""
    granted = [a.until for a in acts if a.act == "extend" and (a.unit, a.period) == (unit, period)]
    return granted[-1] if granted else plan.deadline[period]


def filing(plan: Plan, acts: tuple[Act, ...], day: str, unit: str, period: str, *, on_the_way: bool = False) -> Filing:
    """Return the state of a return at the end of a day. `acts`: those that had happened by then, in order.

    What was accepted and then sent back counts no more; what was accepted before it does again.

    `on_the_way` (含在途): what lies with a signer counts like what was accepted.
    """
    accepted: list[dict[str, str | tuple[str, ...]]] = []
    last: dict[str, str | tuple[str, ...]] = {}
    where = ""
    signs = 0
    for a in acts:
        if (a.unit, a.period) != (unit, period):
            continue
        if a.act == "file":
            last, where, signs = a.rows, "in_review", 0
        elif a.act == "sign":
            signs += 1
        elif a.act == "accept":
            accepted.append(last)
            where = "accepted"
        elif a.act == "send_back":
            if where == "accepted":
                accepted.pop()
            where = "returned"
    if on_the_way and where == "in_review":
        return Filing(state="accepted", desk=DESKS[min(signs, 2)], rows=last)
    if accepted:
        return Filing(state="accepted", rows=accepted[-1])
    if where == "in_review":
        return Filing(state="in_review", desk=DESKS[min(signs, 2)])
    if where == "returned":
        return Filing(state="returned", desk="unit")
    late = day > deadline(plan, acts, unit, period)
    return Filing(state="missing" if late else "pending", desk="unit")


def unfiled_light(plan: Plan, acts: tuple[Act, ...], day: str, unit: str, period: str, state: str) -> str:
    """Return the light of a part whose return holds nothing that counts: in_review, missing, returned or pending.

    Sent back and not filed again is pending until the deadline has passed; so is what an accepted return left blank, and
    missing after it.
    """
    if state == "accepted":
        return "missing" if day > deadline(plan, acts, unit, period) else "pending"
    if state == "returned" and day <= deadline(plan, acts, unit, period):
        return "pending"
    return state


def reports(
    plan: Plan, acts: tuple[Act, ...], day: str, code: str, *, on_the_way: bool = False
) -> dict[str, tuple[str, ...] | str]:
    """Return what the accepted returns say of a part: period → number, or (state, day). Empty cells are left out."""
    unit = plan.unit_of(plan.part(code))
    acts = tuple(a for a in acts if a.unit == unit)
    found: dict[str, tuple[str, ...] | str] = {}
    for period in plan.periods:
        rows = filing(plan, acts, day, unit, period, on_the_way=on_the_way).rows
        if rows and rows.get(code):
            found[period] = rows[code]
    return found


def closed_states(plan: Plan, acts: tuple[Act, ...], code: str, since: str) -> list[str]:
    """Return the states of a commitment that stood in accepted returns when their periods, from `since` on, were closed."""
    unit = plan.unit_of(plan.part(code))
    acts = tuple(a for a in acts if a.unit == unit or a.act == "close")
    found = []
    for n, a in enumerate(acts):
        if a.act == "close" and a.period >= since:
            said = reports(plan, acts[:n], a.day, code).get(a.period)
            if said:
                found.append(said[0])
    return found
