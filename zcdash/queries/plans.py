"""Plans of the ledger: the plans there are, what one promises for the year, its items by search, one item in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zcdash import store
from zcdash.domain import plan_words
from zcdash.domain.model import Chapter, Commitment, Doubt, Indicator, Item, Responsible
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Responsibility
from zcdash.errors import NotFound
from zcdash.queries.clock import today
from zcdash.queries.indicator_list import search_words
from zcdash.rules.deadline import plan_deadlines
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTargets:
    """Targets of a plan for the year, before anything is reported."""

    headline: tuple[Indicator, ...]
    lead_units: tuple[str, ...]
    by_chapter: tuple[tuple[str, int], ...]
    by_leader: Mapping[str, tuple[int, int]]
    """Leader → (items led, items supported), in printed order of the leaders."""
    deadlines: Mapping[str, tuple[date, bool]]
    calendar_sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFile:
    """One item with all that the plan holds on it. Units and leaders are (name, leads), in printed order."""

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
    """Return the plans of the ledger: id → title."""
    return {row["plan"]: row["title"] for row in store.plans.plans(ledger)}


def default_plan(ledger: Ledger) -> str:
    """Return the plan that a reader sees who has chosen none: the first one that has begun on its business date.

    Next year's plan, made in December, leaves the running one in its place until its first day; where none has begun it is
    the first one. The ledger has a plan.
    """
    names = list(plan_names(ledger))
    return next((name for name in names if plan(ledger, name).starts <= today(ledger, name)), names[0])


def plan(ledger: Ledger, plan: str) -> Plan:
    """Return the newest version of a plan. Raises NotFound."""
    return store.plans.load_plan(ledger, plan)[0]


def newest_version(ledger: Ledger, plan: str) -> int:
    """Return the number of the newest version of a plan. Raises NotFound."""
    return store.plans.load_plan(ledger, plan)[1]


def period_of(plan: Plan, text: str) -> Period:
    """Return the period of a plan that `text` names. Raises NotFound."""
    if text not in plan.periods:
        raise NotFound(f"本计划没有“{text}”这一期。", f"应为：{'、'.join(plan.periods)}。")
    return Period.parse(text)


def period_named(ledger: Ledger, plan: str, text: str) -> str:
    """Return the period of a plan that has this Chinese name, short or whole (第二时段, 二季度); any other text as it is.

    A name that several periods have is none. Raises NotFound for a plan that is not there.
    """
    periods = [Period.parse(p) for p in store.plans.load_plan(ledger, plan)[0].periods]
    named = [p.text for p in periods if text in (p.name, p.short_name)]
    return named[0] if len(named) == 1 else text


def current_period(plan: Plan, day: date) -> str:
    """Return the last period that has ended by `day`, or whose deadline within it has passed, else the first."""
    ended = [p for p, (deadline, _) in plan_deadlines(plan).items() if min(Period.parse(p).ends, deadline) < day]
    return ended[-1] if ended else plan.periods[0]


def year_targets(ledger: Ledger, plan_id: str) -> YearTargets:
    """Return what a plan promises for the whole year. Raises NotFound."""
    whole = plan(ledger, plan_id)
    leads = [r for r in whole.responsible if r.role is Responsibility.LEAD]
    supports = [r for r in whole.responsible if r.role is not Responsibility.LEAD]
    dated = sum(c.exact for c in whole.commitments)
    ongoing = sum(c.ongoing for c in whole.commitments)
    return YearTargets(
        headline=tuple(sorted((i for i in whole.indicators if i.headline), key=lambda i: i.headline or 0)),
        lead_units=tuple(dict.fromkeys(r.name for r in leads if r.kind == "unit")),
        by_chapter=tuple((c.name, len(whole.items_in(c.number))) for c in whole.chapters),
        by_leader={x.name: (_items_held(leads, x.name), _items_held(supports, x.name)) for x in whole.leaders},
        deadlines=plan_deadlines(whole),
        calendar_sentence=(
            f"{plan_words.words(whole).whole} {len(whole.commitments)} 个节点，{dated} 个写明了日期，"
            f"{ongoing} 个是持续工作（不在图中）"
        ),
    )


def _items_held(rows: Iterable[Responsible], leader: str) -> int:
    return sum(r.kind == "leader" and r.name == leader for r in rows)


def responsible_units(ledger: Ledger, plan_id: str) -> tuple[str, ...]:
    """Return the units that have a role on an item, in the plan's order of units."""
    whole = plan(ledger, plan_id)
    names = {r.name for r in whole.responsible if r.kind == "unit"}
    return tuple(u.name for u in whole.units if u.name in names)


def find_items(
    ledger: Ledger,
    plan_id: str,
    words: str = "",
    leader: str | None = None,
    unit: str | None = None,
    chapter: str | None = None,
    has_indicators: bool | None = None,
) -> tuple[Item, ...]:
    """Return the items that meet every condition; all of `words` must occur in an item's texts and names.

    A unit also finds the items of its groups.
    """
    whole = plan(ledger, plan_id)
    groups = {unit, *whole.groups_of(unit)} if unit else set()
    names: dict[str, set[str]] = defaultdict(set)
    for r in whole.responsible:
        names[r.item].add(r.name)
    texts, wanted = _searchable_texts(whole), search_words(words)
    return tuple(
        i
        for i in whole.items
        if (leader is None or leader in names[i.code])
        and (unit is None or names[i.code] & groups)
        and (chapter is None or whole.chapter(i.chapter).name == chapter)
        and (has_indicators is None or bool(whole.indicators_of(i.code)) == has_indicators)
        and all(any(w in texts[i.code] for w in either) for either in wanted)
    )


def _searchable_texts(whole: Plan) -> dict[str, str]:
    """Return item → its texts, projects, indicators, and the names of its units and leaders, in lower case."""
    parts = {i.code: [i.code, str(i.number), i.title, i.goal, i.focus] for i in whole.items}
    aliases = {u.name: " ".join((u.name, *u.aliases)) for u in whole.units}
    for r in whole.responsible:
        parts[r.item].append(aliases.get(r.name, r.name))
    for t in whole.targets:
        parts[t.item].append(t.text)
    for i in whole.indicators:
        parts[i.item].append(f"{i.code} {i.name}")
    for c in whole.commitments:
        parts[c.item].append(f"{c.project} {c.text}")
    return {code: "\n".join(texts).lower() for code, texts in parts.items()}


def item_file(ledger: Ledger, plan_id: str, code: str) -> ItemFile:
    """Return one item with all that the plan holds on it. Raises NotFound."""
    whole = plan(ledger, plan_id)
    item = whole.item(code)
    responsible = [r for r in whole.responsible if r.item == code]
    return ItemFile(
        item=item,
        chapter=whole.chapter(item.chapter),
        units=tuple((r.name, r.role is Responsibility.LEAD) for r in responsible if r.kind == "unit"),
        leaders=tuple((r.name, r.role is Responsibility.LEAD) for r in responsible if r.kind == "leader"),
        assumed=any(r.assumed for r in responsible),
        targets=whole.targets_of(code),
        indicators=whole.indicators_of(code),
        commitments=whole.commitments_of(code),
        doubts=tuple(d for d in whole.doubts if d.item == code),
    )
