"""What the ledger holds of plans: which there are, their dates, what one promises, one item's file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zcdash import store
from zcdash.domain.model import Chapter, Commitment, Doubt, Indicator, Item, Responsibility
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import NotFound
from zcdash.rules.deadline import plan_deadlines
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class YearTargets:
    """What the year promises: for the first page, before anything is reported."""

    headline: tuple[Indicator, ...]
    lead_units: tuple[str, ...]
    by_chapter: tuple[tuple[str, int], ...]
    by_leader: Mapping[str, tuple[int, int]]
    """Leader → (items led, items supported), in printed order of the leaders."""
    deadlines: Mapping[str, tuple[date, bool]]
    calendar_sentence: str


@dataclass(frozen=True, slots=True)
class ItemFile:
    """Everything the plan says of one item. Units and leaders are (name, leads), in printed order."""

    item: Item
    chapter: Chapter
    units: tuple[tuple[str, bool], ...]
    leaders: tuple[tuple[str, bool], ...]
    assumed: bool
    targets: Mapping[str, str]
    indicators: tuple[Indicator, ...]
    commitments: tuple[Commitment, ...]
    doubts: tuple[Doubt, ...]


def plan_names(ledger: Ledger) -> dict[str, str]:
    """The plans of the ledger: id → title."""
    return {row["plan"]: row["title"] for row in store.plans.plans(ledger)}


def plan(ledger: Ledger, plan: str) -> Plan:
    """The newest version of a plan. Raises Unknown."""
    return store.plans.load_plan(ledger, plan)[0]


def period_of(plan: Plan, text: str) -> Period:
    """The plan's period that `text` names. Raises Unknown."""
    if text not in plan.periods:
        raise NotFound(f"本计划没有“{text}”这一期。", f"应为：{'、'.join(plan.periods)}。")
    return Period.parse(text)


def current_period(plan: Plan, day: date) -> str:
    """The period the office is working on: the last one that has ended by `day`, else the first."""
    ended = [p for p in plan.periods if Period.parse(p).ends < day]
    return ended[-1] if ended else plan.periods[0]


def year_targets(ledger: Ledger, plan_id: str) -> YearTargets:
    """What the whole year promises. Raises Unknown."""
    whole = plan(ledger, plan_id)
    led: dict[str, list[int]] = {x.name: [0, 0] for x in whole.leaders}
    for r in whole.responsible:
        if r.kind == "leader":
            led[r.name][r.role is not Responsibility.LEAD] += 1
    limits = plan_deadlines(whole)
    dated, standing = (sum(getattr(c, what) for c in whole.commitments) for what in ("exact", "ongoing"))
    return YearTargets(
        tuple(sorted((i for i in whole.indicators if i.headline), key=lambda i: i.headline or 0)),
        tuple(dict.fromkeys(r.name for r in whole.responsible if r.kind == "unit" and r.role is Responsibility.LEAD)),
        tuple((c.name, len(whole.items_in(c.number))) for c in whole.chapters),
        {name: (lead, support) for name, (lead, support) in led.items()},
        limits,
        f"全年 {len(whole.commitments)} 个节点，{dated} 个写明了日期，{standing} 个是持续工作（不在图中）",
    )


def responsible_units(ledger: Ledger, plan_id: str) -> tuple[str, ...]:
    """Every unit that has a role on an item, in the order of the plan's list of units."""
    whole = plan(ledger, plan_id)
    named = {r.name for r in whole.responsible if r.kind == "unit"}
    return tuple(u.name for u in whole.units if u.name in named)


def find_items(
    ledger: Ledger,
    plan_id: str,
    words: str = "",
    leader: str | None = None,
    unit: str | None = None,
    chapter: str | None = None,
    has_indicators: bool | None = None,
) -> tuple[Item, ...]:
    """The items that meet every condition given; `words` are all looked for in everything that is said of an item.

    A unit finds the items of the groups that it belongs to, as well as its own.
    """
    whole = plan(ledger, plan_id)
    groups = {unit, *whole.groups_of(unit)} if unit else set()
    names, said = defaultdict(set), _said(whole)
    for r in whole.responsible:
        names[r.item].add(r.name)
    numbered = {i.item for i in whole.indicators}
    chapters = {c.number: c.name for c in whole.chapters}
    return tuple(
        i
        for i in whole.items
        if (leader is None or leader in names[i.code])
        and (unit is None or names[i.code] & groups)
        and (chapter is None or chapters[i.chapter] == chapter)
        and (has_indicators is None or (i.code in numbered) == has_indicators)
        and all(w in said[i.code] for w in words.lower().split())
    )


def _said(whole: Plan) -> dict[str, str]:
    """For each item, all that can be searched: its own words, its projects, indicators and who is responsible."""
    said = {i.code: [i.code, str(i.number), i.title, i.goal, i.focus] for i in whole.items}
    aliases = {u.name: " ".join((u.name, *u.aliases)) for u in whole.units}
    for r in whole.responsible:
        said[r.item].append(aliases.get(r.name, r.name))
    for t in whole.targets:
        said[t.item].append(t.text)
    for x in (*whole.indicators, *whole.commitments):
        said[x.item].append(f"{x.code} {x.name}" if isinstance(x, Indicator) else f"{x.project} {x.text}")
    return {code: "\n".join(parts).lower() for code, parts in said.items()}


def item_file(ledger: Ledger, plan_id: str, code: str) -> ItemFile:
    """Everything the plan says of one item. Raises Unknown."""
    whole = plan(ledger, plan_id)
    item = whole.item(code)
    mine = [r for r in whole.responsible if r.item == code]
    return ItemFile(
        item,
        whole.chapter(item.chapter),
        tuple((r.name, r.role is Responsibility.LEAD) for r in mine if r.kind == "unit"),
        tuple((r.name, r.role is Responsibility.LEAD) for r in mine if r.kind == "leader"),
        any(r.assumed for r in mine),
        whole.targets_of(code),
        whole.indicators_of(code),
        whole.commitments_of(code),
        tuple(d for d in whole.doubts if d.item == code),
    )
