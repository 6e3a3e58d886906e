"""Light of an indicator and of a commitment at a period, calculated from the facts of a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeVar, cast

from tests.oracle import bands
from tests.oracle.facts import closed_states, filing, reports, unfiled_light
from tests.oracle.shapes import COUNT_UNITS, DEFAULT, Act, Commitment, Indicator, Pack, Plan, decimals, ends, until

T = TypeVar("T")
MET = ("on_track", "ahead")
RATES = ("%", "‰")


@dataclass(frozen=True, kw_only=True)
class Known:
    """Plan, acts and pack as known at the end of a day."""

    plan: Plan
    acts: tuple[Act, ...]
    day: str
    pack: Pack = DEFAULT
    on_the_way: bool = False
    memory: dict[tuple[str, ...], object] = field(default_factory=dict, repr=False, compare=False)
    """Returns looked up before; they don't change within a day."""

    def remembered(self, *key: str, make: Callable[[], T]) -> T:
        """Return what was made for this key, making it the first time."""
        if key not in self.memory:
            self.memory[key] = make()
        return cast("T", self.memory[key])

    def of(self, unit: str) -> tuple[Act, ...]:
        """Return the acts that concern a unit's returns, closes among them."""
        return self.remembered(
            "of", unit, make=lambda: tuple(a for a in self.acts if a.unit == unit or a.act in ("close", "reopen"))
        )

    def overrides(self, code: str, period: str) -> bool:
        """Tell whether a light was ever overridden."""
        made = self.remembered(
            "overridden", make=lambda: frozenset((a.code, a.period) for a in self.acts if a.act == "override")
        )
        return (code, period) in made

    def filed(self, code: str, period: str) -> tuple[str, str]:
        """Return state and desk of the return that reports a part."""
        unit = self.plan.unit_of(self.plan.part(code))
        f = self.remembered(
            "filed",
            unit,
            period,
            make=lambda: filing(self.plan, self.of(unit), self.day, unit, period, on_the_way=self.on_the_way),
        )
        return f.state, f.desk

    def said(self, code: str) -> dict[str, tuple[str, ...] | str]:
        unit = self.plan.unit_of(self.plan.part(code))
        return self.remembered(
            "said", code, make=lambda: reports(self.plan, self.of(unit), self.day, code, on_the_way=self.on_the_way)
        )


def known(
    plan: Plan, acts: tuple[Act, ...] | list[Act], day: str, pack: Pack = DEFAULT, *, on_the_way: bool = False
) -> Known:
    """Keep the acts that had happened by the end of a day."""
    return Known(plan=plan, acts=until(acts, day), day=day, pack=pack, on_the_way=on_the_way)


@dataclass(frozen=True, kw_only=True)
class Calculated:
    """Calculated light with what it rests on. `lacks`: quarters whose figure the running total wants."""

    light: str
    ratio: Fraction | None = None
    gap: Fraction | None = None
    lacks: tuple[str, ...] = ()
    state: str = ""
    desk: str = ""


def number(value: object) -> Fraction | None:
    """Read a reported number; None where there is none or it is words."""
    try:
        return Fraction(str(value))
    except ValueError:
        return None


def has_number(i: Indicator, period: str) -> bool:
    """Tell whether the plan has a number for the period. `hold` without planned values is promised for every period."""
    if i.direction == "hold" and not i.planned:
        return True
    return period in i.planned or period in i.relative


def only_annual(i: Indicator) -> bool:
    """Tell whether the value for the year is all that the plan has."""
    return not i.planned and not i.relative and i.direction != "hold" and i.annual is not None


def promises(k: Known, i: Indicator, period: str) -> bool:
    """Tell whether the indicator is judged at a period; with only a value for the year, in the plan's last."""
    return has_number(i, period) or (only_annual(i) and period == k.plan.periods[-1])


def planned_value(i: Indicator, period: str) -> tuple[Fraction, int] | None:
    """Return what an indicator is judged against, and the decimals it is printed with; None where the baseline is unknown."""
    if i.direction == "hold":
        return (Fraction(i.baseline), decimals(i.baseline)) if i.baseline is not None else None
    if period in i.relative:
        if i.baseline is None:
            return None
        return Fraction(i.baseline) * (1 + Fraction(i.relative[period])), decimals(i.baseline)
    if i.annual is not None and only_annual(i):
        return Fraction(i.annual), decimals(i.annual)
    if i.basis != "quarter":
        return Fraction(i.planned[period]), decimals(i.planned[period])
    so_far = [text for p, text in i.planned.items() if p <= period]
    return sum((Fraction(t) for t in so_far), Fraction(0)), max(decimals(t) for t in so_far)


def raw_indicator(k: Known, i: Indicator, period: str) -> Calculated:
    """Judge an indicator at a period by the figures up to it; what later periods say isn't looked at."""
    if not promises(k, i, period):
        return Calculated(light="none")
    state, desk = k.filed(i.code, period)
    said = {p: number(v) for p, v in k.said(i.code).items()}
    if state == "accepted" and period in i.relative and i.baseline is None:
        return Calculated(light="undetermined", state=state)
    if state != "accepted" or said.get(period) is None:
        unit = k.plan.unit_of(i)
        return Calculated(light=unfiled_light(k.plan, k.of(unit), k.day, unit, period, state), state=state, desk=desk)
    against = planned_value(i, period)
    actual = said[period]
    wanted = [p for p in i.planned or k.plan.periods if p <= period] if i.basis == "quarter" else []
    lacks = tuple(p for p in wanted if said.get(p) is None)
    if against is None or actual is None or lacks:
        return Calculated(light="undetermined", lacks=lacks, state=state)
    if i.basis == "quarter":
        actual = sum((v for p, v in said.items() if p <= period and v is not None), Fraction(0))
    planned, places = against
    upper = i.upper.get(period)
    places = max(places, decimals(upper)) if upper else places
    held = bands.Held(
        planned=planned,
        actual=actual,
        places=places,
        direction=i.direction,
        basis=i.basis,
        percent=i.unit in RATES,
        rate=i.unit in RATES or i.basis == "growth",
        count=i.unit in COUNT_UNITS and planned.denominator == 1,
        tolerance=number(i.tolerance) if i.tolerance else None,
        upper=number(upper),
        strict=i.strict,
    )
    v = bands.judge(held, k.pack)
    return Calculated(light=v.light, ratio=v.ratio, gap=v.gap, state=state)


def indicator_at(k: Known, i: Indicator, period: str) -> Calculated:
    """Judge an indicator; a red or missing quarter of a total that meets the plan later is late_done."""
    now = raw_indicator(k, i, period)
    if now.light in ("behind", "missing", "returned") and i.basis in ("cumulative", "quarter"):
        later = [p for p in k.plan.periods if p > period]
        if any(raw_indicator(k, i, p).light in MET for p in later):
            return replace(now, light="late_done")
    return now


def judged_in(k: Known, c: Commitment) -> str | None:
    """Return the period a commitment is judged in: that of its due date, never before its own; None after the plan's last."""
    period = k.plan.period_of(c.due)
    if period is None:
        return c.period if c.due <= ends(c.period) else None
    return max(period, c.period)


def commitment_at(k: Known, c: Commitment, period: str) -> Calculated:
    """Judge a commitment: pending from its own period to the one its due date lies in, judged there, none elsewhere."""
    mine = judged_in(k, c)
    if period < c.period or (mine and period > mine):
        return Calculated(light="none")
    state, desk = k.filed(c.code, period)
    if mine is None or period < mine:
        return Calculated(light="pending", state=state, desk=desk)
    said = {p: v for p, v in k.said(c.code).items() if p >= mine}
    last = max(said, default="")
    if last and said[last][0] == "done":
        return Calculated(light=done_light(k, c, mine, last, said[last], state), state=state, desk=desk)
    word = said.get(mine)
    if word and word[0] == "done":
        word = said[last]  # what was called done is withdrawn by a later return
    if word:
        return Calculated(light={"partly": "slipping", "not_done": "behind"}[word[0]], state=state)
    unit = k.plan.unit_of(c)
    light = unfiled_light(k.plan, k.of(unit), k.day, unit, period, state)
    return Calculated(light=light, state=state, desk=desk)


def done_light(k: Known, c: Commitment, mine: str, last: str, word: tuple[str, ...] | str, state: str) -> str:
    """Judge what is called done: by its day, but late_done at best once it was published as not done, or missing.

    Without a day it counts as done on the last day of the return's period.
    """
    day = word[1] if len(word) > 1 and word[1] else ends(last)
    if day > c.due:
        return "late_done"
    unit = k.plan.unit_of(c)
    if any(s != "done" for s in closed_states(k.plan, k.of(unit), c.code, mine)):
        return "late_done"
    if last > mine and mine not in k.said(c.code):
        missed = unfiled_light(k.plan, k.of(unit), k.day, unit, mine, state)
        return "late_done" if missed in ("missing", "returned") else "on_track"
    return "on_track"


def part_at(k: Known, code: str, period: str) -> Calculated:
    """Judge an indicator or a commitment."""
    part = k.plan.part(code)
    return indicator_at(k, part, period) if isinstance(part, Indicator) else commitment_at(k, part, period)


def rests_on(k: Known, code: str, period: str) -> tuple[str, ...]:
    """Return the periods whose returns a part's light at a period rests on."""
    part = k.plan.part(code)
    if isinstance(part, Commitment):
        return k.plan.periods
    return tuple(p for p in k.plan.periods if p <= period) if part.basis == "quarter" else (period,)


def figure(said: object) -> object:
    """Return what a row says: a number, a state with its day; None for words and an empty cell."""
    return number(said) if isinstance(said, str) else said
