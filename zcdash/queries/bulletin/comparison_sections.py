"""Sections that compare parts of the plan: leaders and chapters by their rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcdash.domain.assessment import DISPLAY_ORDER
from zcdash.domain.document import (
    Bars,
    Block,
    Cited,
    Grid,
    Heading,
    Paragraph,
    Pieces,
    inner_quotes,
    joined,
    name,
    number,
    share,
)
from zcdash.domain.rate import rate_of_counts
from zcdash.domain.terms import LIGHT_NAME, Light, PlanKind, Responsibility
from zcdash.queries.bulletin import subjects
from zcdash.queries.bulletin.material import OTHER, Material
from zcdash.queries.bulletin.statement_rules import state
from zcdash.rules.rollup import counts

_FEWEST = 2
"""Leaders or chapters from which on they are compared."""


def _light_cells(m: Material, key: str, counted: Mapping[Light, int]) -> tuple[Pieces, ...]:
    """Return the cells of one row: a count for each light shown, one for the others, n of m that meet the plan, the rate."""
    cells = [(number(f"{key}/{light}", counted[light]),) for light in _lights_shown(m)]
    other = number(f"{key}/other", sum(counted[light] for light in OTHER))
    of = rate_of_counts(counted)
    n_of_m = (number(f"{key}/met", of.met), "/", number(f"{key}/rated", of.rated))
    percent: Pieces = ("样本少",) if of.is_small else (share(f"{key}/rate", of.met, of.rated),)
    return (*cells, (other,), n_of_m, percent)


def _lights_shown(m: Material) -> list[Light]:
    return [light for light in DISPLAY_ORDER if m.counts[light] and light not in OTHER]


def _light_columns(m: Material) -> tuple[str, ...]:
    return (*(LIGHT_NAME[light] for light in _lights_shown(m)), "其他", "达标", "达标率")


def _by_rate(counted: Mapping[str, Mapping[Light, int]]) -> list[str]:
    """Return the names by rate, the highest first; those with too few items to compare come last."""
    rates = {name: rate_of_counts(lights) for name, lights in counted.items()}
    return sorted(counted, key=lambda name: (rates[name].is_small, -(rates[name].share or 0)))


def by_leader(m: Material) -> list[Block]:
    """Compare the deputy mayors by rate; nothing where there are not at least two."""
    every = {x.name: m.plan.item_codes_of(x.name, "leader") for x in m.plan.leaders}
    codes = {leader: led for leader, led in every.items() if led}
    if len(codes) < _FEWEST:
        return []
    counted = {name: counts(m.now[c] for c in led) for name, led in codes.items()}
    order = _by_rate(counted)
    leader, item = m.words.leader, m.words.item
    columns = (leader, item, "牵头", *_light_columns(m), "按时报送")
    several = "多位区长分管的事项" if m.plan.kind is PlanKind.ANNUAL else f"多位{leader}负责的{item}"
    note = (
        f"{several}分别计入各位名下，按达标率排列。达标率为达到或超过进度的项数占可评定项数的比例，"
        "可评定的不含没有目标、没到期限、在审签中和有待研究的；可评定的不足五项，写样本少，不作比较。"
        f"按时报送为其牵头{item}的各填报单位（含镇、街道和配合填报的部门）中按时的单位数。"
    )
    return [
        Heading(1, (f"{leader}完成情况",)),
        Paragraph("leaders", (note,), standard=True),
        Bars(
            f"{leader}{m.words.task}评定情况",
            "leader",
            tuple((name, counted[name]) for name in order),
            f"每条为一位{leader}名下{item}的全部，按评定分段，数字为项数，按达标率排列",
        ),
        Grid(
            "leaders",
            f"{leader}{m.words.task}完成情况",
            columns,
            tuple(_leader_row(m, name, len(codes[name]), counted[name]) for name in order),
        ),
    ]


def _leader_row(m: Material, leader: str, items: int, counted: Mapping[Light, int]) -> tuple[Pieces, ...]:
    key = f"leader/{leader}"
    led = m.plan.item_codes_of(leader, "leader", Responsibility.LEAD)
    units = m.plan.reporting_units(led)
    filings = [f for f in m.filings if f.unit in units]
    on_time = sum(f.on_time for f in filings)
    return (
        (name(leader),),
        (number(f"{key}/items", items),),
        (number(f"{key}/led", len(led)),),
        *_light_cells(m, key, counted),
        (number(f"{key}/on_time", on_time), "/", number(f"{key}/returns", len(filings))),
    )


def by_chapter(m: Material) -> list[Block]:
    """Compare the chapters by rate, and name the best and the worst; nothing where fewer than two have a target."""
    codes = {str(c.number): [i.code for i in m.plan.items_in(c.number)] for c in m.plan.chapters}
    every = {number: counts(m.now[c] for c in items) for number, items in codes.items()}
    counted = {number: lights for number, lights in every.items() if lights[Light.NONE] < len(codes[number])}
    if len(counted) < _FEWEST:
        return []
    rows = [_chapter_row(m, chapter, len(codes[chapter]), counted[chapter]) for chapter in _by_rate(counted)]
    return [
        Heading(1, ("各板块完成情况",)),
        *_best_and_worst(m),
        Grid(
            "chapters",
            f"各板块{m.words.task}完成情况",
            ("板块", m.words.item, *_light_columns(m)),
            tuple(rows),
        ),
    ]


def _chapter_row(m: Material, chapter: str, items: int, counted: Mapping[Light, int]) -> tuple[Pieces, ...]:
    key = f"chapter/{chapter}"
    named = Cited(f"{key}/name", m.plan.chapter(int(chapter)).name)
    return ((named,), (number(f"{key}/items", items),), *_light_cells(m, key, counted))


def _best_and_worst(m: Material) -> list[Block]:
    """Name the chapters with the highest and the lowest rate; nothing where all have the same."""
    best, worst = subjects.best_chapters(m), subjects.worst_chapters(m)
    if not best:
        return []
    text = (
        "达标率",
        state(m, "best_chapters", "最高的是", *_chapters(m, best)),
        "，",
        state(m, "worst_chapters", "最低的是", *_chapters(m, worst)),
        "。",
    )
    return [Paragraph("chapters", text)]


def _chapters(m: Material, numbers: Sequence[str]) -> Pieces:
    return joined(_chapter(m, chapter) for chapter in numbers)


def _chapter(m: Material, chapter: str) -> Pieces:
    """Return “聚焦环境改善”（达标率85.7%，12/14）."""
    key, of = f"chapter/{chapter}", subjects.chapter_rates(m)[chapter]
    named = Cited(f"{key}/title", inner_quotes(m.plan.chapter(int(chapter)).title))
    n_of_m = (number(f"{key}/met", of.met), "/", number(f"{key}/rated", of.rated))
    return ("“", named, "”（", share(f"{key}/rate", of.met, of.rated), "，", *n_of_m, "）")
