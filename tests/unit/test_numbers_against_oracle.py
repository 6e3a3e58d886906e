"""Bands and forecasts against the plain second implementation, over generated values: no differences."""

import itertools
import random
from fractions import Fraction

import pytest

from tests.oracle import bands as oracle_bands
from tests.oracle import forecast as oracle_forecast
from tests.oracle import shapes
from zcdash import queries
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import COUNT_UNITS, Basis, Direction
from zcdash.rules import bands
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import Figures

PERIODS = ("2017Q1", "2017Q2", "2017Q3", "2017Q4")
PLANNED = (
    "0.3",
    "1",
    "1.5",
    "2",
    "3",
    "4",
    "8",
    "8.5",
    "9",
    "10",
    "14.43",
    "17",
    "95",
    "100",
    "1000",
    "95931",
    "0",
    "-3.2",
    "-20",
)
EDGES = ("0", "0.005", "0.02", "0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "1")
STEPS = ("0", "0.0001", "0.001", "0.01", "0.05", "0.1", "0.5", "1", "2")
UNITS = ("个", "万元", "公里", "%", "‰", "人次")


def test_the_units_that_count_whole_things_are_the_same():
    assert COUNT_UNITS == shapes.COUNT_UNITS


def values(planned):
    """Actuals at every edge of a planned value, and a step to either side."""
    size = abs(Fraction(planned))
    for edge, step, side, way in itertools.product(EDGES, STEPS, (-1, 1), (-1, 1)):
        yield Fraction(planned) + side * size * Fraction(edge) + way * Fraction(step)
    for points, step, way in itertools.product(("-2", "-0.5", "0.5", "1"), STEPS, (-1, 1)):
        yield Fraction(planned) + Fraction(points) + way * Fraction(step)


def written(value):
    """The value as a return would have it: at most four decimals."""
    return str(float(round(value, 4)))


def indicators(planned):
    for basis, direction, unit, own in itertools.product(
        (Basis.CUMULATIVE, Basis.LEVEL, Basis.GROWTH, Basis.RANK), Direction, UNITS, (None, "0", "0.05")
    ):
        if own is not None and direction not in (Direction.ABOUT, Direction.HOLD):
            continue
        if direction is Direction.WITHIN and basis is Basis.RANK:
            continue
        for strict in (False, True) if direction in (Direction.AT_LEAST, Direction.AT_MOST) else (False,):
            indicator = Indicator(
                code="1-1a",
                item="1-1",
                name="",
                unit=unit,
                basis=basis,
                direction=direction,
                tolerance=None if own is None else float(own),
                planned={"2017Q1": float(planned)},
                upper={"2017Q1": float(upper_of(planned))} if direction is Direction.WITHIN else {},
                strict=strict and basis is not Basis.RANK,
            )
            yield indicator, own


def upper_of(planned):
    """Upper end of a range that begins with a planned value."""
    return str(float(Fraction(planned) + abs(Fraction(planned)) / 4 + Fraction(1, 2)))


@pytest.mark.parametrize("pack", shapes.PACKS)
@pytest.mark.parametrize("planned", PLANNED)
def test_every_band_is_the_second_implementations(pack, planned):
    rules, theirs = queries.rule_packs.pack(pack), shapes.PACKS[pack]
    actuals = sorted({written(v) for v in values(planned)})
    picked = random.Random(planned + pack).sample(actuals, 10)
    for indicator, own in indicators(planned):
        for actual in picked:
            mine = rated(indicator, float(planned), float(actual), rules)
            other = oracle_bands.judge(held(indicator, planned, actual, own), theirs)
            assert mine.light == other.light, (indicator, planned, actual, pack)
            assert mine.gap == pytest.approx(float(other.gap), abs=1e-9)
            ratio = None if other.ratio is None else float(other.ratio)
            assert (mine.ratio is None and ratio is None) or mine.ratio == pytest.approx(ratio, abs=1e-9)


def rated(indicator, planned, actual, rules):
    if indicator.upper:
        return bands.by_range(indicator, (planned, indicator.upper["2017Q1"]), actual, rules)
    return bands.by_plan(indicator, planned, actual, rules)


def held(indicator, planned, actual, own):
    """The comparison as the second implementation states it."""
    upper = upper_of(planned) if indicator.upper else None
    is_rate = indicator.unit in ("%", "‰") or indicator.basis is Basis.GROWTH
    return oracle_bands.Held(
        planned=Fraction(planned),
        actual=Fraction(actual),
        places=max(shapes.decimals(planned), shapes.decimals(upper or "0")),
        upper=Fraction(upper) if upper else None,
        strict=indicator.strict,
        direction=indicator.direction.value,
        basis=indicator.basis.value,
        percent=is_rate,
        rate=is_rate,
        count=indicator.unit in shapes.COUNT_UNITS and Fraction(planned).denominator == 1,
        tolerance=Fraction(own) if own else Fraction(0) if own == "0" else None,
    )


def series_of(planned, reported):
    return [
        Figures(
            period=Period.parse(p),
            planned=planned.get(p),
            planned_total=None,
            actual=float(reported[p]) if p in reported else None,
            actual_total=None,
            filed=p in reported,
        )
        for p in PERIODS
    ]


def a_year(seed):
    """An indicator as the second implementation has it, and what was reported; growing totals, some quarters missing."""
    draw = random.Random(seed)
    basis = draw.choice(["cumulative", "quarter", "growth", "level", "rank"])
    decimals = draw.choice([0, 0, 1, 2])
    steps = [round(draw.uniform(1, 200), decimals) for _ in PERIODS]
    done = [round(s * draw.choice([0, 0.7, 0.9, 0.95, 1, 1, 1.05, 1.2]), draw.choice([0, 1, 2])) for s in steps]
    if basis == "cumulative":
        steps, done = ([round(sum(v[: n + 1]), 2) for n in range(4)] for v in (steps, done))
    planned = {p: str(v) for p, v in zip(PERIODS, steps, strict=True) if draw.random() > 0.15}
    reported = {p: str(v) for p, v in zip(PERIODS, done, strict=True) if draw.random() > 0.25}
    reported = dict(list(reported.items())[: draw.randint(1, 4)])
    whole = steps[-1] if basis != "quarter" else round(sum(steps), 2)
    indicator = shapes.Indicator(
        code="1-1a",
        item="1-1",
        unit=draw.choice(["万元", "个", "%"]),
        basis=basis,
        direction=draw.choice(["at_least", "at_least", "at_most", "about", "hold"]),
        planned=planned,
        annual=str(draw.choice([whole, whole, round(whole * 1.1, decimals)])),
    )
    return indicator, reported


def test_every_forecast_is_the_second_implementations():
    kinds = set()
    for seed in range(2000):
        theirs, reported = a_year(seed)
        other = oracle_forecast.forecast(theirs, reported, PERIODS)
        mine = forecast(translated(theirs), series_of({p: float(v) for p, v in theirs.planned.items()}, reported), PACK)
        where = seed, theirs, reported, mine, other
        assert (mine.kind, mine.verdict or "") == (other.kind, other.verdict), where
        assert (mine.low, mine.high) == (as_float(other.low), as_float(other.high)), where
        if other.kind in ("estimate", "interval"):
            assert mine.best == (other.best and (other.best[0], pytest.approx(float(other.best[1])))), where
        if other.kind == "gap":
            assert (mine.gap, mine.last_quarter) == (pytest.approx(float(other.gap)), float(other.last_quarter)), where
        if theirs.direction != "hold":
            assert mine.lacking == other.lacks, where
        kinds.add((mine.kind, mine.verdict))
    assert len(kinds) == 8, "every kind and verdict occurs"


PACK = queries.rule_packs.pack()


def translated(theirs):
    return Indicator(
        code=theirs.code,
        item=theirs.item,
        name="",
        unit=theirs.unit,
        basis=Basis(theirs.basis),
        direction=Direction(theirs.direction),
        annual=float(theirs.annual),
        planned={p: float(v) for p, v in theirs.planned.items()},
    )


def as_float(value):
    return None if value is None else float(value)
