"""What the sections of a bulletin are written from: a close, with the look-ups that every section needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zcdash.domain.document import Cited, Pieces, day, joined, name, number, share, title
from zcdash.domain.model import LIGHT_NAME, STATE_NAME, Direction, Item, Light, Responsibility
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.item_standing import CommitmentStanding, IndicatorStanding
from zcdash.rules.lights import WORST_FIRST
from zcdash.rules.rollup import counts
from zcdash.rules.rule_pack import parse_rule_pack

GOOD = (Light.AHEAD, Light.ON_TRACK)
SHORT = (Light.BEHIND, Light.MISSING, Light.SLIPPING)
OTHER = (Light.UNDETERMINED, Light.PENDING, Light.NONE)
BEST_FIRST = (
    Light.AHEAD,
    Light.ON_TRACK,
    Light.LATE_DONE,
    Light.SLIPPING,
    Light.BEHIND,
    Light.MISSING,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.NONE,
)
ORDER = {light: place for place, light in enumerate((*WORST_FIRST, Light.NONE))}
_NAMED = 3
_DAY = re.compile(r" ?\b(\d{4})-(\d\d)-(\d\d)\b ?")
_BLANK = re.compile(r"(?<=[^\x00-\x7f]) (?=[\d-])|(?<=\d) (?=[^\x00-\x7f])")
_LONG = 160
"""Longer words of a unit are cut in tables; in the text they stand whole."""


def quoted(words: str, most: int = 0) -> str:
    """What a unit wrote, on one line, without the full stop that the sentence around it brings; cut where asked."""
    text = " ".join(words.split()).rstrip("。；;，,. ")
    return text if not most or len(text) <= most else text[: most - 1] + "…"


def tight(sentence: str) -> str:
    """A sentence of the bench as documents are set: no blanks round its numbers, days as 2017年7月10日."""
    return _BLANK.sub("", _DAY.sub(lambda d: f"{int(d[1])}年{int(d[2])}月{int(d[3])}日", quoted(sentence)))


@dataclass(frozen=True, slots=True)
class Corrected:
    """The bulletin that another one corrects: its number and day, and the lights that it published."""

    number: int
    day: date
    lights: Mapping[str, Light]


class Material:
    """A close and what its sections look up."""

    def __init__(self, at: CloseSnapshot, corrected: Corrected | None = None) -> None:
        self.at, self.plan, self.period, self.corrected = at, at.plan, at.period, corrected
        self.pack = parse_rule_pack(at.close["pack_text"])
        self.items = {i.code: i for i in self.plan.items}
        self.now = {code: one.assessment.light for code, one in at.standing.items.items()}
        self.last = {c: one.assessment.light for c, one in at.before.items.items()} if at.before else {}
        self.words = at.narratives()
        self.counts = counts(self.now.values())
        self.filings = at.filings()
        place = self.plan.periods.index(self.period.text)
        self.next = self.plan.periods[place + 1] if place + 1 < len(self.plan.periods) else None

    def of(self, *lights: Light) -> list[Item]:
        """The items that have one of the lights, the worst first, in the plan's order among equals."""
        return sorted((i for i in self.plan.items if self.now[i.code] in lights), key=lambda i: ORDER[self.now[i.code]])

    def holders(self, code: str, kind: str, role: Responsibility | None = Responsibility.LEAD) -> list[str]:
        """Who leads an item (or has any part in it): units, or deputy mayors."""
        return [r.name for r in self.plan.responsible if r.item == code and r.kind == kind and role in (None, r.role)]

    def names(self, code: str, kind: str) -> Pieces:
        """Who leads an item, in print."""
        return joined((name(n),) for n in self.holders(code, kind))

    def who(self, code: str) -> Pieces:
        """（14-1，牵头单位：区住建局，分管区长：耿峰）."""
        return (
            "（",
            Cited(f"item/{code}/code", code),
            "，牵头单位：",
            *self.names(code, "unit"),
            "，分管区长：",
            *self.names(code, "leader"),
            "）",
        )

    def called(self, codes: Iterable[str]) -> Pieces:
        """Titles with their codes: 施工扬尘治理（14-1）、…"""
        return joined((title(c, self.items[c].title), "（", Cited(f"item/{c}/code", c), "）") for c in codes)

    def why(self, code: str) -> Pieces:
        """What puts an item where it is: planned, actual and gap of its worst parts."""
        one = self.at.standing.items[code]
        parts = [p for p in (*one.indicators, *one.commitments) if p.assessment.light is one.assessment.light]
        unfiled = one.assessment.light is Light.MISSING
        if unfiled or one.assessment.calculated or not parts:
            return (Cited(f"item/{code}/reason", tight(one.assessment.reason)),)
        told = joined((self.part(p, self.items[code].title) for p in parts[:_NAMED]), "；")
        more = ("；另有", number(f"item/{code}/more", len(parts) - _NAMED, "处"), LIGHT_NAME[one.assessment.light])
        return (*told, *more) if len(parts) > _NAMED else told

    def part(self, one: IndicatorStanding | CommitmentStanding, item: str) -> Pieces:
        """One indicator or commitment against its plan; an indicator of its item's own name is not named again."""
        if isinstance(one, CommitmentStanding):
            return _commitment(one)
        if one.assessment.calculated or one.actual is None or one.assessment.gap is None:
            return (_named(one), "：", Cited(f"indicator/{one.indicator.code}/reason", tight(one.assessment.reason)))
        return against(one) if one.indicator.name == item else (_named(one), *against(one))

    def written(self, code: str, cut: bool = False) -> tuple[Pieces, Pieces]:
        """(存在问题, 下步措施) of an item as its unit wrote them."""
        row = self.words.get(code, {})

        def one(what: str) -> Pieces:
            text = quoted(row.get(what, ""), _LONG if cut else 0)
            return (Cited(f"words/{code}/{what}", text),) if text else ("单位未填写",)

        return one("problem"), one("next_step")

    def silent(self, items: Iterable[Item]) -> list[Item]:
        """Those of the items whose unit filed, but wrote no cause."""
        return [i for i in items if self.filed(i.code) and not quoted(self.words.get(i.code, {}).get("problem", ""))]

    def filed(self, code: str) -> bool:
        """Whether the return of the unit that reports the item counted."""
        return (self.period.text, self.at.reporter[code]) in self.at.counting

    def line(self, code: str) -> Pieces:
        """An item with everything that is said of one behind: who, what, why, what next."""
        problem, step = self.written(code)
        tail = ("。存在问题：", *problem, "。下步措施：", *step, "。") if self.filed(code) else ("。",)
        return (title(code, self.items[code].title), *self.who(code), "。", *self.why(code), *tail)


def _named(one: IndicatorStanding) -> Cited:
    return Cited(f"indicator/{one.indicator.code}/name", one.indicator.name)


def against(one: IndicatorStanding) -> Pieces:
    """计划74天，实际70天，少4天，完成计划的94.6%."""
    i, key, gap = one.indicator, f"indicator/{one.indicator.code}", one.assessment.gap or 0.0
    hold = i.direction is Direction.HOLD
    of = "基数" if hold else "计划"
    first = number(f"{key}/baseline", i.baseline, i.unit) if hold else number(f"{key}/planned", one.planned, i.unit)
    gap_unit = "个百分点" if i.unit == "%" else i.unit
    beside = ("多" if gap > 0 else "少", number(f"{key}/gap", abs(gap), gap_unit)) if round(gap, 4) else ("持平",)
    ratio = one.assessment.ratio
    shown = ratio is not None and i.direction is not Direction.AT_MOST
    tail = (f"，为{of}的", share(f"{key}/ratio", ratio * 100)) if shown else ()
    return (of, first, "，实际", number(f"{key}/actual", one.actual, i.unit), "，", *beside, *tail)


def _commitment(one: CommitmentStanding) -> Pieces:
    c, key = one.commitment, f"commitment/{one.commitment.code}"
    text = Cited(f"{key}/text", f"{c.project}：{c.text}" if c.project else c.text)
    if one.assessment.calculated or one.state is None:
        return (Cited(f"{key}/reason", tight(one.assessment.reason)),)
    done = ("，", day(f"{key}/done_on", one.done_on, False), "完成") if one.done_on else ("，", STATE_NAME[one.state])
    return (text, "，时限", day(f"{key}/due", c.due, False), *done)
