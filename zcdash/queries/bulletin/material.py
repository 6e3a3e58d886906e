"""Data and phrases that the sections of a bulletin share, taken from one close."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zcdash.domain.document import Cited, Pieces, day, joined, name, number, share, title
from zcdash.domain.model import Item
from zcdash.domain.naming import compared_name
from zcdash.domain.period import Period
from zcdash.domain.plan_words import short_stage_name, stage_name, words
from zcdash.domain.rate import Rate, rate
from zcdash.domain.rounding import half_up
from zcdash.domain.terms import RATE_UNITS, SHORT, STATE_NAME, UNFILED, Basis, Direction, Light
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.item_standing import CommitmentStanding, IndicatorStanding
from zcdash.queries.silence import silent_units
from zcdash.queries.written import merged, problems, writers
from zcdash.rules.lights import RANK
from zcdash.rules.rollup import counts
from zcdash.rules.rule_pack import parse_rule_pack

OTHER = (Light.UNDETERMINED, Light.PENDING, Light.NONE)
COMPARABLE = (Light.BEHIND, Light.SLIPPING, Light.LATE_DONE, Light.ON_TRACK, Light.AHEAD)
"""Lights that rest on results, the worst first: only between these does an item get better or worse."""
_NAMED = 3
_DAY = re.compile(r" ?\b(\d{4})-(\d\d)-(\d\d)\b ?")
_BLANK = re.compile(r"(?<=[^\x00-\x7f]) (?=[\d-])|(?<=\d) (?=[^\x00-\x7f])")
LONGEST = 160
"""Length at which a unit's text is cut in tables; paragraphs carry it whole."""


def quoted(text: str, longest: int = 0) -> str:
    """Return a unit's text on one line, without its final stop; cut to `longest` characters if that is given."""
    line = " ".join(text.split()).rstrip("。；;，,. ")
    return line if not longest or len(line) <= longest else line[: longest - 1] + "…"


def tight(sentence: str) -> str:
    """Return an assessment's sentence as documents print it: no spaces around numbers, days as 2017年7月10日."""
    return _BLANK.sub("", _DAY.sub(lambda d: f"{int(d[1])}年{int(d[2])}月{int(d[3])}日", quoted(sentence)))


@dataclass(frozen=True, slots=True)
class Corrected:
    """Bulletin that another one corrects: number, day and the lights that it published."""

    number: int
    day: date
    lights: Mapping[str, Light]


class Material:
    """A close, with the look-ups that every section needs. `now` and `last`: item → light, `last` at the period before."""

    def __init__(self, snapshot: CloseSnapshot, corrected: Corrected | None = None) -> None:
        self.snapshot = snapshot
        self.plan = snapshot.plan
        self.period = snapshot.period
        self.words = words(snapshot.plan)
        self.corrected = corrected
        self.pack = parse_rule_pack(snapshot.close["pack_text"])
        before = snapshot.before.items if snapshot.before else {}
        self.now = {code: item.assessment.light for code, item in snapshot.standing.items.items()}
        self.last = {code: item.assessment.light for code, item in before.items()}
        self.written = snapshot.written()
        self.narratives = merged(self.written)
        self.counts = counts(self.now.values())
        self.filings = snapshot.filings()
        later = (Period.parse(p) for p in self.plan.periods[self.plan.periods.index(self.period.text) + 1 :])
        self.next = next(later, None)
        self._subjects: dict[str, tuple[str, ...]] = {}

    def subjects(self, rule: str, make: Callable[[Material], tuple[str, ...]]) -> tuple[str, ...]:
        """Return the subjects of a rule's statement, found once."""
        if rule not in self._subjects:
            self._subjects[rule] = make(self)
        return self._subjects[rule]

    def headlines(self) -> list[IndicatorStanding]:
        """Return the headline indicators at the period, in their order."""
        standings = [s for item in self.snapshot.standing.items.values() for s in item.indicators]
        return sorted((s for s in standings if s.indicator.headline), key=lambda s: s.indicator.headline or 0)

    def indicator(self, code: str) -> IndicatorStanding:
        """Return one indicator at the period."""
        item = self.snapshot.standing.items[self.plan.item_by_part[code]]
        return next(s for s in item.indicators if s.indicator.code == code)

    def unit_rates(self) -> dict[str, Rate]:
        """Return lead unit → rate of the items that it leads."""
        lights: dict[str, list[Light]] = {}
        for code, light in self.now.items():
            for unit in self.plan.leads_of(code, "unit"):
                lights.setdefault(unit, []).append(light)
        return {unit: rate(led) for unit, led in lights.items()}

    def units_with(self, code: str, light: Light) -> tuple[str, ...]:
        """Return the units that report the parts of an item that have a light."""
        item = self.snapshot.standing.items[code]
        parts = [(self.plan.reporting_unit(s.indicator), s.assessment) for s in item.indicators]
        parts += [(self.plan.reporting_unit(s.commitment), s.assessment) for s in item.commitments]
        return tuple(dict.fromkeys(unit for unit, assessment in parts if assessment.light is light))

    def unfiled_by(self, code: str) -> tuple[str, ...]:
        """Return the units that have not filed their parts of an item."""
        return self.units_with(code, Light.MISSING)

    def items_with(self, *lights: Light) -> list[Item]:
        """Return the items that have one of the lights, the worst first, then in the plan's order."""
        return sorted((i for i in self.plan.items if self.now[i.code] in lights), key=lambda i: RANK[self.now[i.code]])

    @property
    def shared(self) -> list[str]:
        """Items that have a target both now and in the period before: phases of a programme may share none."""
        return [c for c, then in self.last.items() if Light.NONE not in (then, self.now.get(c, Light.NONE))]

    @property
    def is_comparable(self) -> bool:
        """True if most of the items that have a target now had one in the period before."""
        return 2 * len(self.shared) >= sum(light is not Light.NONE for light in self.now.values())

    @property
    def period_name(self) -> Cited:
        """Cite the name of the period without its days: 2017年二季度, 启动部署阶段."""
        return Cited("period/name", stage_name(self.period))

    def named_beside(self, period: Period) -> str:
        """Return the name of another period as text on this one has it: without the year where it is the same."""
        return short_stage_name(period, self.period)

    def leads(self, code: str, kind: str) -> Pieces:
        """Return the units or leaders that lead an item; where no unit does, those that report it."""
        leads = self.plan.leads_of(code, kind)
        if leads or kind != "unit":
            return joined((name(n),) for n in leads)
        return self.reporters(code, self.reporting_units(code))

    def reporting_units(self, code: str) -> tuple[str, ...]:
        """Return the units that report the parts of an item, in the plan's order of units."""
        units = self.plan.reporting_units([code])
        return tuple(u.name for u in self.plan.units if u.name in units)

    def reporters(self, code: str, units: Iterable[str]) -> Pieces:
        """Cite units that report parts of an item."""
        return joined((Cited(f"reports/{code}/{unit}", unit),) for unit in units)

    def responsible(self, code: str) -> Pieces:
        """Return （14-1，牵头单位：区住建局，分管区长：耿峰）; what nobody leads names the units that report it."""
        text: Pieces = ("（", Cited(f"item/{code}/code", code))
        if units := self.leads(code, "unit"):
            text += ("，牵头单位：" if self.plan.leads_of(code, "unit") else "，填报单位：", *units)
        if leaders := self.leads(code, "leader"):
            text += (f"，{self.words.leader}：", *leaders)
        return (*text, "）")

    def part_of_leads(self, code: str) -> Pieces:
        """Return 差距在区住建局填报的部分。 where some of several lead units fall short of the plan, and not all."""
        leads = self.plan.leads_of(code, "unit")
        short = [u for light in SHORT - UNFILED for u in self.units_with(code, light)]
        named = [u for u in leads if u in short]
        return ("差距在", *self.reporters(code, named), "填报的部分。") if 0 < len(named) < len(leads) else ()

    def titles(self, codes: Iterable[str]) -> Pieces:
        """Return titles with their codes: 施工扬尘治理（14-1）."""
        return joined((title(c, self.plan.item(c).title), "（", Cited(f"item/{c}/code", c), "）") for c in codes)

    def reasons(self, code: str) -> Pieces:
        """Return why an item has its light: planned, actual and gap of the parts short of the plan, or of those with its light."""
        item = self.snapshot.standing.items[code]
        reported_short = SHORT - UNFILED
        like = reported_short if item.assessment.light in reported_short else {item.assessment.light}
        parts: list[IndicatorStanding | CommitmentStanding] = [*item.indicators, *item.commitments]
        named = (*COMPARABLE, Light.UNDETERMINED)
        parts = [p for light in named if light in like for p in parts if p.assessment.light is light]
        if item.assessment.calculated or not parts:
            return (Cited(f"item/{code}/reason", tight(item.assessment.reason)),)
        reasons = joined((self.comparison(p, self.plan.item(code).title) for p in parts[:_NAMED]), "；")
        if len(parts) <= _NAMED:
            return reasons
        more = number(f"item/{code}/more", len(parts) - _NAMED, "处")
        return (*reasons, "；另有", more)

    def comparison(self, part: IndicatorStanding | CommitmentStanding, item_title: str) -> Pieces:
        """Compare one indicator or commitment with its plan; an indicator named like its item goes without a name."""
        if isinstance(part, CommitmentStanding):
            return _commitment(part)
        if part.assessment.calculated or part.actual is None or part.assessment.gap is None:
            named = self.named(part)
            return (named, "：", Cited(f"indicator/{part.indicator.code}/reason", tight(part.assessment.reason)))
        return ("实际" if part.indicator.name == item_title else self.named(part), *against(part))

    def named(self, part: IndicatorStanding) -> Cited:
        """Return the name of an indicator; what is compared as a running total says so, and is not called 当季."""
        i = part.indicator
        return Cited(f"indicator/{i.code}/name", compared_name(i, self.period))

    def narrative(self, code: str, column: Literal["problem", "next_step"], longest: int = 0) -> Pieces:
        """Return what the unit wrote of an item in a column (`problem` or `next_step`); nothing if it wrote nothing."""
        row = self.narratives.get(code)
        text = quoted(str(row[column]) if row else "", longest)
        return (Cited(f"words/{code}/{column}", text),) if text else ()

    def silent_units(self, code: str) -> tuple[str, ...]:
        """Return the units that filed what makes an item short of the plan, but wrote no cause."""
        standing = self.snapshot.standing.items[code]
        return silent_units(self.plan, standing, problems(self.written, code), self.snapshot.notes)

    def filed(self, code: str) -> bool:
        """Return True if a submission of a unit that writes on the item counted."""
        return any((self.period.text, unit) in self.snapshot.counting for unit in writers(self.plan, code))


def against(part: IndicatorStanding) -> Pieces:
    """Return 70天，比计划的74天少4天，完成94.6%; a rate or growth is compared in points only, a range with its nearer end."""
    i = part.indicator
    key = f"indicator/{i.code}"
    gap = part.assessment.gap or 0.0
    word, compared, of = "计划", part.planned, "planned"
    if i.direction is Direction.HOLD:
        word, compared, of = "基数", i.baseline, "baseline"
    upper = part.figures.upper
    if upper is not None and part.actual is not None and part.planned is not None and part.actual >= part.planned:
        word, compared, of = "计划上限", upper, "upper"
    base = number(f"{key}/{of}", compared, i.unit)
    actual = number(f"{key}/actual", part.actual, i.unit)
    if not half_up(gap, 4):
        return (actual, "，在计划区间之内") if upper is not None else (actual, f"，与{word}的", base, "持平")
    in_points = i.unit in RATE_UNITS or i.basis in (Basis.GROWTH, Basis.RANK)
    unit = {"%": "个百分点", "‰": "个千分点"}.get(i.unit, i.unit)
    side = Cited(f"{key}/side", ("高" if gap > 0 else "低") if in_points else ("多" if gap > 0 else "少"))
    text: Pieces = (actual, f"，比{word}的", base, side, number(f"{key}/gap", abs(gap), unit))
    if (
        in_points
        or i.direction is Direction.AT_MOST
        or of == "upper"
        or part.actual is None
        or not compared
        or compared < 0
    ):
        return text
    return (*text, "，完成", share(f"{key}/ratio", part.actual, compared))


def _commitment(part: CommitmentStanding) -> Pieces:
    c = part.commitment
    key = f"commitment/{c.code}"
    if part.assessment.calculated or part.state is None:
        return (Cited(f"{key}/reason", tight(part.assessment.reason)),)
    text = Cited(f"{key}/text", f"{c.project}：{c.text}" if c.project else c.text)
    done: Pieces = ("，", Cited(f"{key}/state", STATE_NAME[part.state]))
    if part.done_on:
        done = ("，", day(f"{key}/done_on", part.done_on, False), "完成")
    return (text, "，应于", day(f"{key}/due", c.due, False), "前完成", *done)
