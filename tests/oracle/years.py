"""Generator of adversarial years: values at the edges of every band, and acts that do what units shouldn't. Plain data, by seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from tests.oracle.rounding import printed
from tests.oracle.shapes import Act, Commitment, Indicator, Item, Plan, decimals, ends, starts

UNITS = ("区发改局", "区财政局", "区住建局", "区水务局", "区商务局", "王村镇政府", "周村经济开发区管委会")
PERIODS = ("2017Q1", "2017Q2", "2017Q3", "2017Q4")
BASES = ("cumulative", "quarter", "level", "growth", "rank")
DIRECTIONS = ("at_least", "at_least", "at_least", "at_most", "about", "hold", "within")
EDGES = tuple(Fraction(n, 1000) for n in (0, 500, 600, 700, 800, 900, 980, 995, 1000, 1005, 1020, 1100, 1200, 2000))
SCALES = (("个", 1, 0), ("个", 2, 0), ("家", 9, 0), ("万元", 43933, 0), ("亿元", 1, 1), ("公里", 17, 0))
"""Unit, largest step of a quarter, decimals."""
STATES = ("done", "done", "done", "partly", "not_done")
LIGHTS = ("on_track", "slipping", "behind", "late_done", "ahead", "")
"""Lights that an override gives; the empty one withdraws it."""
OVERRIDDEN_AFTER = (1, 6, 11, 20, 50)
"""Days after the deadline on which lights are overridden."""
WORDS = "稳步推进"
PATHS = ("on_time",) * 8 + (
    "late",
    "never",
    "waiting",
    "sent_back",
    "filed_again",
    "corrected",
    "corrected_late",
    "repeated",
    "recalled",
    "recalled_correction",
    "after_close",
)


@dataclass(frozen=True)
class GeneratedYear:
    """Plan, acts in order of day, and days at whose end the lights are worth comparing."""

    plan: Plan
    acts: tuple[Act, ...]
    days: tuple[str, ...]


def shift(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def number_text(value: Fraction, places: int) -> str:
    """Print a number without trailing zeros."""
    text = printed(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


class Maker:
    """Maker of one year. `blanks`: share of cells left empty; `bases`, `directions`: those to draw from."""

    undated = 0.05
    """Share of what is done that names no day."""
    asked_again = 0.05
    """Share of what was done in an earlier quarter that is reported again."""
    asks_for_ongoing = True
    """True if work without an end is reported again in a later quarter."""

    def __init__(self, seed: int, blanks: float, bases: tuple[str, ...], directions: tuple[str, ...]) -> None:
        self.random = Random(seed)
        self.blanks, self.bases, self.directions = blanks, bases, directions
        self.acts: list[Act] = []
        self.words: dict[str, tuple[str, ...]] = {}
        """Commitment → what its unit last said of it."""

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def plan(self, items: int) -> Plan:
        made = tuple(Item(code=f"{n}-1", lead=self.random.choice(UNITS)) for n in range(1, items + 1))
        indicators: list[Indicator] = []
        commitments: list[Commitment] = []
        for item in made:
            indicators += [
                self.indicator(f"{item.code}{'abcd'[n]}", item.code) for n in range(self.random.choice((0, 1, 1, 2, 3)))
            ]
            # Many in one period, so that the share of the parts that meet comes close to its bounds.
            period = self.random.choice(PERIODS) if self.chance(0.15) else ""
            count = self.random.randint(10, 16) if period else self.random.choice((0, 1, 3, 11))
            commitments += [
                self.commitment(f"{item.code}.{n:02}", item.code, period or self.random.choice(PERIODS))
                for n in range(1, count + 1)
            ]
        return Plan(items=made, indicators=tuple(indicators), commitments=tuple(commitments))

    def indicator(self, code: str, item: str) -> Indicator:
        basis = self.random.choice(self.bases)
        direction = self.random.choice(self.directions)
        if basis == "rank":
            direction = "at_most"
        if basis in ("growth", "quarter") and direction in ("hold", "within"):
            direction = "at_least"
        unit, planned = self.planned(basis)
        if self.chance(0.15) and direction != "within":
            planned = {}
        own = self.chance(0.2) and direction in ("about", "hold")
        return Indicator(
            code=code,
            item=item,
            unit=unit,
            basis=basis,
            direction=direction,
            planned={} if direction == "hold" else planned,
            upper={p: number_text(Fraction(v) * 2, 4) for p, v in planned.items()} if direction == "within" else {},
            tolerance=self.random.choice(("0.05", "0.01")) if own else None,
            baseline=self.random.choice(("500", "43.2", None)) if direction == "hold" else None,
            strict=direction in ("at_least", "at_most") and basis != "rank" and self.chance(0.1),
            annual=planned.get("2017Q4", "8" if not planned else None),
            reporting_unit=self.random.choice(UNITS) if self.chance(0.15) else "",
        )

    def planned(self, basis: str) -> tuple[str, dict[str, str]]:
        """Draw a unit and planned values: small counts, large amounts, shares, rates of either sign, places."""
        kept = [p for p in PERIODS if self.chance(0.8)] or ["2017Q4"]
        if basis == "rank":
            return "名", dict.fromkeys(kept, self.random.choice(("1", "3", "10")))
        if basis == "growth":
            return "%", dict.fromkeys(kept, self.random.choice(("8", "8.5", "15", "2.1", "5.0", "0", "-3.2", "-20")))
        if basis == "level":
            return "%", {p: self.random.choice(("50", "80", "95", "100", "98.5")) for p in kept}
        unit, step, places = self.random.choice(SCALES)
        total, values = Fraction(0), {}
        for p in PERIODS:
            more = Fraction(self.random.randint(0 if step < 3 else 1, step * 10**places), 10**places)
            total = more if basis == "quarter" else total + more
            if p in kept:
                values[p] = number_text(total, places)
        return unit, values

    def commitment(self, code: str, item: str, period: str) -> Commitment:
        due = ends(period)
        if self.chance(0.4):
            due = shift(starts(period), self.random.randint(0, 88))
        elif self.chance(0.15):
            due = shift(ends(period), self.random.randint(1, 120))
        ongoing = self.chance(0.2)
        unit = self.random.choice(UNITS) if self.chance(0.1) else ""
        return Commitment(
            code=code,
            item=item,
            period=period,
            due=due,
            ongoing=ongoing,
            key=not ongoing and self.chance(0.3),
            reporting_unit=unit,
        )

    def actual(self, i: Indicator, period: str, so_far: Fraction) -> str:
        """Draw a number at an edge of a band, or the least step beside it. For 当季 the total since January stands at the edge."""
        text = i.planned.get(period) or i.baseline or i.annual or "10"
        target = Fraction(text)
        if i.basis == "rank":
            return str(max(1, int(target) + self.random.choice((-1, 0, 1, 2))))
        if i.basis == "quarter":
            target = sum((Fraction(v) for p, v in i.planned.items() if p <= period), Fraction(0))
        places = decimals(text)
        unit = Fraction(1, 10**places)
        edge = target * self.random.choice(EDGES)
        if self.chance(0.3):
            edge = target + self.random.choice((-1, 1)) * self.random.choice((unit / 2, unit, 2 * unit, Fraction(1, 2)))
        if i.basis == "growth" or target <= 0:
            width = max(Fraction(1, 2), abs(target) / 10)
            edge = target + self.random.choice((-2, -1, Fraction(-1, 2), 0, Fraction(1, 2), 1)) * width
        if i.unit in ("个", "家"):
            return number_text(max(Fraction(0), edge - so_far), 0)
        beside = self.random.choice((-1, 0, 0, 1)) * Fraction(1, 10 ** min(places + 1, 4))
        value = edge + beside - so_far
        return number_text(value if i.basis == "growth" or target <= 0 else max(Fraction(0), value), min(places + 3, 4))

    def rows(
        self, plan: Plan, unit: str, period: str, day: str, before: dict[str, Fraction]
    ) -> dict[str, str | tuple[str, ...]]:
        """Draw one return: numbers of the period, commitments of it, and second thoughts on earlier ones."""
        rows: dict[str, str | tuple[str, ...]] = {}
        for i in plan.indicators:
            asked = period in i.planned or i.direction == "hold" or not i.planned
            if plan.unit_of(i) == unit and asked and not self.chance(self.blanks):
                so_far = before.get(i.code, Fraction(0)) if i.basis == "quarter" else Fraction(0)
                rows[i.code] = WORDS if self.chance(self.blanks / 2) else self.actual(i, period, so_far)
        for c in plan.commitments:
            open_still = self.words.get(c.code, ("not_done",))[0] != "done" or self.chance(self.asked_again)
            open_still &= self.asks_for_ongoing or not c.ongoing
            stands = period <= max(c.period, plan.period_of(c.due) or PERIODS[-1])
            asked = c.period <= period and (stands or open_still)
            if plan.unit_of(c) == unit and asked and not self.chance(self.blanks):
                rows[c.code] = self.word(c, day)
        return rows

    def word(self, c: Commitment, day: str) -> tuple[str, ...]:
        """Draw what a unit says of a commitment; a day it names is near the due date, and never after the return."""
        state = self.random.choice(STATES)
        near = shift(c.due, self.random.choice((-30, -1, 0, 0, 1, 30)))
        dated = state == "done" and not self.chance(self.undated)
        self.words[c.code] = (state, min(near, day)) if dated else (state,)
        return self.words[c.code]

    def do(self, act: str, day: str, unit: str, period: str, **more: object) -> None:
        self.acts.append(replace(Act(act=act, day=day, unit=unit, period=period), **more))  # type: ignore[arg-type]

    def accepted(self, day: str, unit: str, period: str, rows: dict[str, str | tuple[str, ...]], wait: int) -> None:
        """File, have both sign, accept after some days."""
        self.do("file", day, unit, period, rows=rows)
        self.do("sign", day, unit, period)
        self.do("sign", shift(day, wait), unit, period)
        self.do("accept", shift(day, wait), unit, period)

    def returns(
        self, plan: Plan, unit: str, period: str, before: dict[str, Fraction]
    ) -> dict[str, str | tuple[str, ...]]:
        """Play one unit's quarter by a path drawn; return what it filed last."""
        due = plan.deadline[period]
        if self.chance(0.1):
            until = shift(due, self.random.randint(1, 6))
            self.do("extend", shift(due, self.random.choice((-1, 0, 1))), unit, period, until=until)
        path = self.random.choice(PATHS)
        if path == "never":
            return {}
        late = {"late": self.random.randint(1, 8), "after_close": 30}.get(path, -self.random.randint(0, 4))
        day = shift(due, late)
        rows = self.rows(plan, unit, period, day, before)
        if path in ("waiting", "sent_back", "filed_again"):
            self.do("file", day, unit, period, rows=rows)
            for _ in range(self.random.randint(0, 2)):
                self.do("sign", day, unit, period)
            if path != "waiting":
                self.do("send_back", shift(day, 1), unit, period)
        else:
            self.accepted(day, unit, period, rows, self.random.choice((0, 1, 5)))
        again = {"filed_again": 3, "corrected": 8, "corrected_late": 40, "repeated": 8, "recalled_correction": 7}.get(
            path
        )
        words = dict(self.words)
        if again:
            if path != "repeated":
                rows = self.rows(plan, unit, period, shift(day, again), before)
            self.accepted(shift(day, again), unit, period, rows, 0)
        if path in ("recalled", "recalled_correction"):
            self.do("send_back", shift(day, 9), unit, period)
            self.words = words
        return rows

    def closes(self, plan: Plan, period: str) -> None:
        """Close a period; what came later needs it reopened and closed again."""
        if self.chance(0.15):
            return
        closed = shift(plan.deadline[period], self.random.randint(10, 15))
        self.do("close", closed, "", period)
        late = sorted({a.day for a in self.acts if a.period == period and a.day > closed and a.act != "extend"})
        if late:
            for_late = Act(act="reopen", day=late[0], period=period)
            first = next(n for n, a in enumerate(self.acts) if a.period == period and a.day >= late[0])
            self.acts.insert(first, for_late)
            self.do("close", shift(late[-1], 1), "", period)

    def overrides(self, plan: Plan, period: str) -> None:
        codes = [x.code for x in (*plan.items, *plan.indicators, *plan.commitments) if self.chance(0.06)]
        for code in codes:
            day = shift(plan.deadline[period], self.random.choice(OVERRIDDEN_AFTER))
            self.acts.append(Act(act="override", day=day, code=code, period=period, light=self.random.choice(LIGHTS)))


def year(
    seed: int,
    items: int = 40,
    *,
    plan: Plan | None = None,
    blanks: float = 0.02,
    bases: tuple[str, ...] = BASES,
    directions: tuple[str, ...] = DIRECTIONS,
    by_forms: bool = False,
) -> GeneratedYear:
    """Make a year by its seed, over a plan given or made; the same seed gives the same year.

    `by_forms`: only what the forms ask for and take: what is done names its day and isn't reported again, nor is work without
    an end.
    """
    m = Maker(seed, blanks, bases, directions)
    if by_forms:
        m.undated = m.asked_again = 0
        m.asks_for_ongoing = False
    plan = plan or m.plan(items)
    units = sorted({plan.unit_of(p) for p in (*plan.indicators, *plan.commitments)})
    before: dict[str, Fraction] = {}
    for period in PERIODS:
        for unit in units:
            filed = m.returns(plan, unit, period, before)
            for code, value in filed.items():
                if isinstance(value, str) and value != WORDS:
                    before[code] = before.get(code, Fraction(0)) + Fraction(value)
        m.overrides(plan, period)
        m.closes(plan, period)
    acts = tuple(sorted(m.acts, key=lambda a: a.day))
    looked = {d for due in plan.deadline.values() for d in (due, shift(due, 1), shift(due, 12), shift(due, 45))}
    return GeneratedYear(plan, acts, tuple(sorted(looked | {shift(acts[-1].day, 1)})))
