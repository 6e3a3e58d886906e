"""Begin the plan of a year from that of an earlier one: structure, units and leaders stay, targets are to be written anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from zcdash.domain.model import Commitment, Indicator, Responsible
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_proposal import PlanProposal, Question, QuestionKind
from zcdash.domain.relative import with_relative_values
from zcdash.errors import InvalidInput
from zcdash.intake.draft_content import HEAD_QUESTION, KEPT, REWRITE_QUESTION, SEEN, YEAR_QUESTION
from zcdash.intake.plan_tables import tables_of

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_PAUSE = re.compile("[，。；、）]")
_BEHIND, _MOST_YEARS = 8, 3
"""Characters shown behind a year in a text, and the places shown of an item."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Baseline of an indicator: value, the period that it was measured in, and where it is from."""

    value: float
    period: str
    source: str


def next_year(
    old: Plan, year: int, baselines: Mapping[str, Baseline], renamed: Mapping[str, str] | None = None
) -> PlanProposal:
    """Return the plan of a year as begun from an earlier one.

    `baselines`: indicator → what it had reached; `renamed`: unit or leader → its name now. Periods and dates move by whole
    years. The targets and planned values of last year stay, with a question for each item until they are touched or confirmed.
    Raises InvalidInput for a plan with other periods than those of the calendar.
    """
    by = year - old.year
    if by <= 0:
        raise InvalidInput(f"{year} 年不晚于所沿用的 {old.year} 年。", "请选以后的年份。")
    new = _moved(old, year, baselines, renamed or {})
    return PlanProposal(
        file_name="",
        sha256="",
        plan=tables_of(new),
        columns=(),
        names=(),
        origins=(),
        questions=_questions(old, new),
        remainders=(),
        notes=(
            f"沿用 {old.title}：{len(old.items)} 项，{len(baselines)} 个指标以上年实际为基数，目标和计划值照上年，待改。",
        ),
    )


def _moved(old: Plan, year: int, baselines: Mapping[str, Baseline], names: Mapping[str, str]) -> Plan:
    """Return the plan in its new year."""
    by = year - old.year
    named = with_names(old, names)
    on_items = {r.name for r in named.responsible}
    moved = {p: shifted(p, by) for p in old.periods}
    new = replace(
        named,
        id=_replaced(old.id, old.year, year) if str(old.year) in old.id else f"{old.id}-{year}",
        number="",
        title=_replaced(old.title, old.year, year),
        issued=date(year, 1, 1),
        periods=tuple(moved.values()),
        item_count=len(old.items),
        own_deadlines={},
        source_file="",
        leaders=tuple(x for x in named.leaders if not x.until or x.until.year >= year or x.name in on_items),
        items=tuple(replace(i, lines="") for i in old.items),
        phases=tuple(replace(p, starts=_day(p.starts, by), ends=_day(p.ends, by)) for p in old.phases),
        targets=tuple(replace(t, period=moved[t.period]) for t in old.targets),
        commitments=tuple(_commitment(c, by, moved) for c in named.commitments),
        indicators=tuple(_indicator(i, baselines.get(i.code), moved) for i in named.indicators),
        doubts=(),
        cells=tuple(replace(c, cell=moved.get(c.cell, c.cell), lines="", figures=(), address="") for c in old.cells),
    )
    cited = tuple(
        replace(i, cites=i.cites.replace(f"{old.id}:", f"{new.id}:", 1)) if i.cites.startswith(f"{old.id}:") else i
        for i in new.indicators
    )
    return replace(new, indicators=cited)


def with_names(old: Plan, names: Mapping[str, str]) -> Plan:
    """Return a plan with the names that units and leaders have now; two that have become one stand once."""
    if not names:
        return old
    units = [
        replace(
            u,
            name=names.get(u.name, u.name),
            members=tuple(dict.fromkeys(names.get(m, m) for m in u.members)),
            aliases=() if u.name in names else u.aliases,
            successor="" if u.name in names else u.successor,
        )
        for u in old.units
    ]
    leaders = [replace(x, name=names[x.name], since=None, until=None) if x.name in names else x for x in old.leaders]
    by_item: dict[tuple[str, str], dict[str, Responsible]] = {}
    for r in old.responsible:
        name = names.get(r.name, r.name)
        by_item.setdefault((r.item, r.kind), {}).setdefault(name, replace(r, name=name))
    return replace(
        old,
        units=tuple({u.name: u for u in reversed(units)}.values())[::-1],
        leaders=tuple({x.name: x for x in reversed(leaders)}.values())[::-1],
        responsible=tuple(replace(r, order=n) for rows in by_item.values() for n, r in enumerate(rows.values(), 1)),
        commitments=tuple(
            replace(c, reporting_unit=names.get(c.reporting_unit, c.reporting_unit)) for c in old.commitments
        ),
        indicators=tuple(
            replace(
                i,
                reporting_unit=names.get(i.reporting_unit, i.reporting_unit),
                data_source=names.get(i.data_source, i.data_source),
            )
            for i in old.indicators
        ),
    )


def shifted(period: str, years: int) -> str:
    """Return the same period so many years later. Raises InvalidInput for a span that is none of the calendar."""
    span = Period.parse(period)
    if span.months is None:
        raise InvalidInput(f"“{span.name}”不是年、半年、季度或月，不能顺延。", "请新建计划，或由文件录入。")
    return f"{int(period[:4]) + years}{period[4:]}"


def _day(day: date, years: int) -> date:
    """Return the day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _replaced(text: str, old: int, new: int) -> str:
    """Return a text with the old year, and the one before it, moved to the new one."""
    by = new - old
    return _YEAR.sub(lambda m: str(int(m[0]) + by) if int(m[0]) in (old, old - 1, old + 1) else m[0], text)


def _commitment(commitment: Commitment, by: int, moved: Mapping[str, str]) -> Commitment:
    """Return a commitment a year later: the last day of February stays the last."""
    due, old = _day(commitment.due, by), Period.parse(commitment.period)
    period = moved[commitment.period]
    code = commitment.code
    if commitment.recurs:
        duty, _, occurrence = code.rpartition(".")
        code = f"{duty}.{shifted(occurrence, by)}"
    return replace(
        commitment,
        code=code,
        period=period,
        due=Period.parse(period).ends if commitment.due == old.ends else due,
        starts=_day(commitment.starts, by) if commitment.starts else None,
    )


def _indicator(indicator: Indicator, baseline: Baseline | None, moved: Mapping[str, str]) -> Indicator:
    """Return an indicator with its planned values a year later, and as its baseline what was reached.

    A value relative to the baseline follows from the new one, or waits for it.
    """
    relative = {moved[p]: percent for p, percent in indicator.relative.items()}
    return with_relative_values(
        replace(
            indicator,
            planned={moved[p]: value for p, value in indicator.planned.items() if p not in indicator.relative},
            derived=frozenset(moved[p] for p in indicator.derived),
            words={moved[p]: words for p, words in indicator.words.items()},
            relative=relative,
            upper={moved[p]: value for p, value in indicator.upper.items()},
            baseline=baseline.value if baseline else None,
            baseline_period=baseline.period if baseline else "",
            baseline_source=baseline.source if baseline else "",
            baseline_pending=baseline is None and bool(relative),
        )
    )


def _questions(old: Plan, new: Plan) -> tuple[Question, ...]:
    head = (
        ("number", "新计划的文号是什么？", ()),
        ("title", "新计划的名称对不对？", (new.title,)),
        ("issued", "新计划哪一天印发？写作 2018-02-01。", ()),
    )
    asked = [
        Question(key=f"{HEAD_QUESTION}{column}", kind=QuestionKind.FIELD, sentence=sentence, proposals=proposals)
        for column, sentence, proposals in head
    ]
    for item in old.items:
        asked.append(
            Question(
                key=f"{REWRITE_QUESTION}{item.code}",
                kind=QuestionKind.FIELD,
                sentence=f"{item.code} {item.title}：目标和计划值是{old.year}年的，待改。",
                row=item.code,
                proposals=(KEPT,),
            )
        )
        if years := _years_named(old, item.code):
            told = f"{item.code} {item.title}：文字里写着{'、'.join(f'“{text}”' for text in years)}，是不是还对？"
            asked.append(
                Question(
                    key=f"{YEAR_QUESTION}{item.code}",
                    kind=QuestionKind.FIELD,
                    sentence=told,
                    row=item.code,
                    proposals=(SEEN,),
                )
            )
    return tuple(asked)


def _years_named(plan: Plan, item: str) -> list[str]:
    """Return the first places of an item's texts that name the plan's year or the next, each with some characters behind it."""
    of = plan.item(item)
    texts = [of.title, of.focus, of.goal, of.deadline, *plan.targets_of(item).values()]
    texts += [text for c in plan.commitments if c.item == item for text in (c.project, c.text)]
    found = dict.fromkeys(
        _PAUSE.split(text[m.start() : m.end() + _BEHIND])[0]
        for text in texts
        for m in _YEAR.finditer(text)
        if int(m[0]) in (plan.year, plan.year + 1) and text[m.start() - 1 : m.start()] != "〔"
    )
    return [*found][:_MOST_YEARS]
