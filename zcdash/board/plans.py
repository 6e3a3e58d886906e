"""What the ledger holds of plans: which there are, their dates, what one promises, one item's file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from zcdash import assess, store
from zcdash.assess import Pack
from zcdash.errors import Unknown
from zcdash.model import Chapter, Commitment, Doubt, Indicator, Item, Light, Plan, Role, UnitKind
from zcdash.period import Period
from zcdash.store import Ledger

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = Path(__file__).parents[2] / "data" / "rules"


@dataclass(frozen=True, slots=True)
class Promise:
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


def local(moment: datetime) -> datetime:
    """A moment as the ledger keeps it (UTC), in Shanghai time."""
    return moment.replace(tzinfo=UTC).astimezone(SHANGHAI)


def today(ledger: Ledger) -> date:
    """The business date: the office's setting, else the date in Shanghai."""
    return store.business_date(ledger) or local(ledger.clock()).date()


def is_sample(ledger: Ledger) -> bool:
    """Whether the ledger holds invented returns: a fact of the ledger, not of how the program was started."""
    return bool(store.value_of(ledger, "sample"))


def plan_names(ledger: Ledger) -> dict[str, str]:
    """The plans of the ledger: id → title."""
    return {row["plan"]: row["title"] for row in store.plans(ledger)}


def plan(ledger: Ledger, plan: str) -> Plan:
    """The newest version of a plan. Raises Unknown."""
    return store.stored_plan(ledger, plan)[0]


@lru_cache
def pack(name: str = "default") -> Pack:
    """A shipped rule pack by its id. Raises Unknown, or PackInvalid where the file is wrong."""
    return assess.parse(pack_text(name))


def pack_text(name: str) -> str:
    """A shipped rule pack as its file says it. Raises Unknown."""
    if name not in packs():
        raise Unknown(f"没有规则包 {name}。", f"现有：{'、'.join(packs())}。")
    return (RULES / f"{name}.toml").read_text(encoding="utf-8")


def adopted(ledger: Ledger) -> str:
    """The id of the rule pack that the office works by."""
    return store.value_of(ledger, "pack") or "default"


def slipping_from(name: str = "default") -> float:
    """The ratio from which a pack calls a figure slipping rather than behind."""
    return next(b.start for b in pack(name).ratio if b.light is Light.SLIPPING)


@lru_cache
def packs() -> list[str]:
    """The ids of the shipped rule packs, the default first."""
    found = (p.stem for p in RULES.glob("*.toml") if "[pack]" in p.read_text(encoding="utf-8"))
    return sorted(found, key=lambda name: (name != "default", name))


def reporters(plan: Plan) -> dict[str, str]:
    """For each item, the unit that reports it: its lead unit, or, where that is a group, the unit its numbers come from."""
    groups = {u.name for u in plan.units if u.kind is UnitKind.GROUP}
    lead = {r.item: r.name for r in plan.responsible if not r.leads and r.role is Role.LEAD}
    named = {i.item: i.answers for i in reversed(plan.indicators) if i.answers}
    return {item: named.get(item, unit) if unit in groups else unit for item, unit in lead.items()}


def deadlines(plan: Plan) -> dict[str, tuple[date, bool]]:
    """For each period of the plan: its deadline, and whether the official calendar covers it."""
    return {p: assess.deadline(Period.parse(p), plan.report_day) for p in plan.periods}


def period_of(plan: Plan, text: str) -> Period:
    """The plan's period that `text` names. Raises Unknown."""
    if text not in plan.periods:
        raise Unknown(f"本计划没有“{text}”这一期。", f"应为：{'、'.join(plan.periods)}。")
    return Period.parse(text)


def current_period(plan: Plan, day: date) -> str:
    """The period the office is working on: the last one that has ended by `day`, else the first."""
    ended = [p for p in plan.periods if Period.parse(p).ends < day]
    return ended[-1] if ended else plan.periods[0]


def promise(ledger: Ledger, plan_id: str) -> Promise:
    """What the whole year promises. Raises Unknown."""
    whole = plan(ledger, plan_id)
    led: dict[str, list[int]] = {x.name: [0, 0] for x in whole.leaders}
    for r in whole.responsible:
        if r.leads:
            led[r.name][r.role is not Role.LEAD] += 1
    limits = deadlines(whole)
    dated, standing = (sum(getattr(c, what) for c in whole.commitments) for what in ("exact", "standing"))
    return Promise(
        tuple(sorted((i for i in whole.indicators if i.headline), key=lambda i: i.headline or 0)),
        tuple(dict.fromkeys(r.name for r in whole.responsible if not r.leads and r.role is Role.LEAD)),
        tuple((c.name, sum(i.chapter == c.number for i in whole.items)) for c in whole.chapters),
        {name: (lead, support) for name, (lead, support) in led.items()},
        limits,
        f"全年 {len(whole.commitments)} 个节点，{dated} 个写明了日期，{standing} 个是持续工作（不在图中）",
    )


def responsible_units(ledger: Ledger, plan_id: str) -> tuple[str, ...]:
    """Every unit that has a role on an item, in the order of the plan's list of units."""
    whole = plan(ledger, plan_id)
    named = {r.name for r in whole.responsible if not r.leads}
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
    groups = {u.name for u in whole.units if unit in u.members} | {unit}
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
    found = next((i for i in whole.items if i.code == code), None)
    if found is None:
        raise Unknown(f"本计划没有事项 {code}。", "请核对编号，例如 11-2。")
    mine = [r for r in whole.responsible if r.item == code]
    return ItemFile(
        found,
        next(c for c in whole.chapters if c.number == found.chapter),
        tuple((r.name, r.role is Role.LEAD) for r in mine if not r.leads),
        tuple((r.name, r.role is Role.LEAD) for r in mine if r.leads),
        any(r.assumed for r in mine),
        {t.period: t.text for t in whole.targets if t.item == code},
        tuple(i for i in whole.indicators if i.item == code),
        tuple(c for c in whole.commitments if c.item == code),
        tuple(d for d in whole.doubts if d.item == code),
    )
