"""Data and phrases that the sections of a bulletin share, taken from one close."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zcdash.domain.document import Cited, Pieces, day, joined, name, number, share, title
from zcdash.domain.model import LIGHT_NAME, STATE_NAME, Direction, Item, Light
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.item_standing import CommitmentStanding, IndicatorStanding
from zcdash.rules.lights import WORST_FIRST
from zcdash.rules.rollup import counts
from zcdash.rules.rule_pack import parse_rule_pack

OTHER = (Light.IN_REVIEW, Light.UNDETERMINED, Light.PENDING, Light.NONE)
BEST_FIRST = (
    Light.AHEAD,
    Light.ON_TRACK,
    Light.LATE_DONE,
    Light.SLIPPING,
    Light.BEHIND,
    Light.MISSING,
    Light.RETURNED,
    Light.IN_REVIEW,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.NONE,
)
ORDER = {light: place for place, light in enumerate((*WORST_FIRST, Light.NONE))}
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
        self.corrected = corrected
        self.pack = parse_rule_pack(snapshot.close["pack_text"])
        before = snapshot.before.items if snapshot.before else {}
        self.now = {code: item.assessment.light for code, item in snapshot.standing.items.items()}
        self.last = {code: item.assessment.light for code, item in before.items()}
        self.narratives = snapshot.narratives()
        self.counts = counts(self.now.values())
        self.filings = snapshot.filings()
        self.next = next(iter(self.plan.periods[self.plan.periods.index(self.period.text) + 1 :]), None)

    def items_with(self, *lights: Light) -> list[Item]:
        """Return the items that have one of the lights, the worst first, then in the plan's order."""
        return sorted((i for i in self.plan.items if self.now[i.code] in lights), key=lambda i: ORDER[self.now[i.code]])

    def leads(self, code: str, kind: str) -> Pieces:
        """Return the units or leaders that lead an item."""
        return joined((name(n),) for n in self.plan.leads_of(code, kind))

    def responsible(self, code: str) -> Pieces:
        """Return （14-1，牵头单位：区住建局，分管区长：耿峰）."""
        return (
            "（",
            Cited(f"item/{code}/code", code),
            "，牵头单位：",
            *self.leads(code, "unit"),
            "，分管区长：",
            *self.leads(code, "leader"),
            "）",
        )

    def titles(self, codes: Iterable[str]) -> Pieces:
        """Return titles with their codes: 施工扬尘治理（14-1）."""
        return joined((title(c, self.plan.item(c).title), "（", Cited(f"item/{c}/code", c), "）") for c in codes)

    def reasons(self, code: str) -> Pieces:
        """Return why an item has its light: planned, actual and gap of the parts that have the same light."""
        item = self.snapshot.standing.items[code]
        light = item.assessment.light
        parts: list[IndicatorStanding | CommitmentStanding] = [*item.indicators, *item.commitments]
        parts = [p for p in parts if p.assessment.light is light]
        if light is Light.MISSING or item.assessment.calculated or not parts:
            return (Cited(f"item/{code}/reason", tight(item.assessment.reason)),)
        reasons = joined((self.comparison(p, self.plan.item(code).title) for p in parts[:_NAMED]), "；")
        if len(parts) <= _NAMED:
            return reasons
        return (*reasons, "；另有", number(f"item/{code}/more", len(parts) - _NAMED, "处"), LIGHT_NAME[light])

    def comparison(self, part: IndicatorStanding | CommitmentStanding, item_title: str) -> Pieces:
        """Compare one indicator or commitment with its plan; an indicator named like its item goes without a name."""
        if isinstance(part, CommitmentStanding):
            return _commitment(part)
        if part.assessment.calculated or part.actual is None or part.assessment.gap is None:
            return (_named(part), "：", Cited(f"indicator/{part.indicator.code}/reason", tight(part.assessment.reason)))
        return against(part) if part.indicator.name == item_title else (_named(part), *against(part))

    def narrative(self, code: str, column: Literal["problem", "next_step"], longest: int = 0) -> Pieces:
        """Return what the unit wrote of an item in a column (`problem` or `next_step`)."""
        row = self.narratives.get(code)
        text = quoted(str(row[column]) if row else "", longest)
        return (Cited(f"words/{code}/{column}", text),) if text else ("单位未填写",)

    def without_problem(self, items: Iterable[Item]) -> list[Item]:
        """Return those of the items whose unit filed a submission, but wrote no cause."""
        rows = self.narratives
        return [i for i in items if self.filed(i.code) and not (i.code in rows and quoted(rows[i.code]["problem"]))]

    def filed(self, code: str) -> bool:
        """Return True if a submission of the unit that reports the item counted."""
        return (self.period.text, self.plan.reporting_unit_by_item[code]) in self.snapshot.counting

    def full_text(self, code: str) -> Pieces:
        """Return an item that is behind with everything on it: responsible, reasons, problem, next step."""
        head = (title(code, self.plan.item(code).title), *self.responsible(code), "。", *self.reasons(code))
        if not self.filed(code):
            return (*head, "。")
        problem = self.narrative(code, "problem")
        next_step = self.narrative(code, "next_step")
        return (*head, "。存在问题：", *problem, "。下步措施：", *next_step, "。")


def _named(part: IndicatorStanding) -> Cited:
    return Cited(f"indicator/{part.indicator.code}/name", part.indicator.name)


def against(part: IndicatorStanding) -> Pieces:
    """Return 计划74天，实际70天，少4天，为计划的94.6%."""
    i = part.indicator
    key = f"indicator/{i.code}"
    gap = part.assessment.gap or 0.0
    ratio = part.assessment.ratio
    if i.direction is Direction.HOLD:
        base = "基数"
        base_value = number(f"{key}/baseline", i.baseline, i.unit)
    else:
        base = "计划"
        base_value = number(f"{key}/planned", part.planned, i.unit)
    difference: Pieces = ("持平",)
    if round(gap, 4):
        gap_unit = "个百分点" if i.unit == "%" else i.unit
        difference = ("多" if gap > 0 else "少", number(f"{key}/gap", abs(gap), gap_unit))
    tail: Pieces = ()
    if ratio is not None and i.direction is not Direction.AT_MOST:
        tail = (f"，为{base}的", share(f"{key}/ratio", ratio * 100))
    return (base, base_value, "，实际", number(f"{key}/actual", part.actual, i.unit), "，", *difference, *tail)


def _commitment(part: CommitmentStanding) -> Pieces:
    c = part.commitment
    key = f"commitment/{c.code}"
    if part.assessment.calculated or part.state is None:
        return (Cited(f"{key}/reason", tight(part.assessment.reason)),)
    text = Cited(f"{key}/text", f"{c.project}：{c.text}" if c.project else c.text)
    done: Pieces = ("，", STATE_NAME[part.state])
    if part.done_on:
        done = ("，", day(f"{key}/done_on", part.done_on, False), "完成")
    return (text, "，时限", day(f"{key}/due", c.due, False), *done)
