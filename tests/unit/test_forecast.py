"""Forecast of the year: an estimate after two quarters, an interval after three, the gap for what does not add up."""

import pytest

from zcdash import queries
from zcdash.domain.forecast import ForecastKind, Verdict
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import Basis, Direction
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import Figures
from zcdash.rules.series import series

PERIODS = ["2017Q1", "2017Q2", "2017Q3", "2017Q4"]
PACK = queries.rule_packs.pack()
AIR = [31, 74, 137, 183]
TOTAL = [100, 250, 400, 500]
NONE = None


def made(actual, planned=TOTAL, basis=Basis.CUMULATIVE, direction=Direction.AT_LEAST, annual=500, unit="万元"):
    """The forecast of an indicator that reported these figures."""
    indicator = Indicator(
        code="18-7a",
        item="18-7",
        name="农村公路",
        unit=unit,
        basis=basis,
        direction=direction,
        annual=annual,
        planned={p: v for p, v in zip(PERIODS, planned, strict=True) if v is not None},
    )
    figures = [
        Figures(
            period=Period.parse(p), planned=None, planned_total=None, actual=a, actual_total=None, filed=a is not None
        )
        for p, a in zip(PERIODS, actual, strict=True)
    ]
    return forecast(indicator, figures, PACK)


REACHES, UNSURE, FALLS_SHORT = Verdict.REACHES, Verdict.UNSURE, Verdict.FALLS_SHORT


@pytest.mark.parametrize(
    ("actual", "value", "verdict"),
    [
        ([90, 250, NONE, NONE], 500, REACHES),
        ([90, 248.75, NONE, NONE], 498, REACHES),
        ([90, 248.74, NONE, NONE], 497, UNSURE),
        ([90, 225, NONE, NONE], 450, UNSURE),
        ([90, 224.99, NONE, NONE], 450, FALLS_SHORT),
        ([NONE, 240, NONE, NONE], 480, UNSURE),
        ([NONE, NONE, 400, NONE], 500, REACHES),
    ],
)
def test_two_quarters_give_one_value_and_no_interval(actual, value, verdict):
    found = made(actual)
    assert (found.kind, found.low, found.high) == (ForecastKind.ESTIMATE, value, value)
    assert found.verdict is verdict
    assert ("照此能够完成全年目标" in found.sentence) is (verdict is REACHES)


@pytest.mark.parametrize(
    ("actual", "low", "high", "verdict"),
    [
        ([90, 255, 400, NONE], 490, 510, UNSURE),
        ([100, 250, 415, NONE], 515, 525, REACHES),
        ([90, 225, 375, NONE], 465, 475, FALLS_SHORT),
        ([100, 250, 400, NONE], 500, 500, REACHES),
    ],
)
def test_three_quarters_give_an_interval_of_the_rates_of_their_steps(actual, low, high, verdict):
    found = made(actual)
    assert (found.kind, found.low, found.high, found.verdict) == (ForecastKind.INTERVAL, low, high, verdict)


def test_a_missing_quarter_belongs_to_the_step_that_holds_both_quarters_plan():
    found = made([NONE, 74, 134.26, NONE], AIR, annual=183, unit="天")
    assert (found.low, found.high, found.verdict) == (178, 180, FALLS_SHORT)
    assert "难以完成全年目标" in found.sentence


def test_the_best_quarter_is_a_single_one():
    assert made([110, NONE, 380, NONE]).best == ("2017Q1", 110)
    assert made([NONE, NONE, 380, NONE]).best is None
    assert made([90, 255, 400, NONE]).best == ("2017Q2", 165)


def test_the_year_is_rounded_as_the_plan_is_printed():
    assert made([91, 241, NONE, NONE], annual=500.5).low == 482
    assert made([30.84, 77.0, NONE, NONE], AIR, annual=183.5, unit="天").low == 190.4


def test_a_running_total_with_a_missing_quarter_is_not_forecast_and_names_it():
    found = made([90, NONE, 145, NONE], [100, 150, 150, 100], Basis.QUARTER)
    assert (found.kind, found.lacking) == (ForecastKind.NONE, ("2017Q2",))
    assert found.sentence == "缺二季度的当季数，全年累计数不能推算"


@pytest.mark.parametrize(
    ("basis", "direction", "unit", "actual", "says"),
    [
        (
            Basis.GROWTH,
            Direction.ABOUT,
            "%",
            [7.2, 7.5, NONE, NONE],
            "二季度 7.5%，比全年目标低 0.5 个百分点，四季度须达到 8%左右",
        ),
        (
            Basis.GROWTH,
            Direction.AT_LEAST,
            "%",
            [7.2, 8.5, NONE, NONE],
            "二季度 8.5%，比全年目标高 0.5 个百分点，四季度须达到 8%",
        ),
        (
            Basis.LEVEL,
            Direction.AT_MOST,
            "‰",
            [NONE, 8, NONE, NONE],
            "二季度 8‰，与全年目标持平，四季度须控制在 8‰以内",
        ),
        (
            Basis.LEVEL,
            Direction.AT_LEAST,
            "个",
            [NONE, NONE, 6, NONE],
            "三季度 6 个，比全年目标少 2 个，四季度须达到 8 个",
        ),
        (Basis.LEVEL, Direction.AT_LEAST, "个", [NONE, NONE, 6, 9], "四季度 9 个，比全年目标多 1 个"),
        (
            Basis.RANK,
            Direction.AT_MOST,
            "位",
            [NONE, 10, NONE, NONE],
            "二季度第 10 位，比全年目标落后 2 位，四季度须不低于第 8 位",
        ),
    ],
)
def test_what_does_not_add_up_has_the_gap_and_what_the_last_quarter_must_be(basis, direction, unit, actual, says):
    found = made(actual, [NONE] * 4, basis, direction, 8, unit)
    assert (found.kind, found.low, found.verdict) == (ForecastKind.GAP, None, None)
    assert found.sentence == says


@pytest.mark.parametrize(
    ("actual", "says"),
    [
        ([NONE] * 4, "还没有报送实际数"),
        (
            [90, NONE, NONE, NONE],
            "一季度完成全年目标的 18.0%，后三季须完成 410 万元，平均每季 136.7 万元",
        ),
        (
            [90, 226, NONE, NONE],
            "上半年完成全年目标的 45.2%，后两季须完成 274 万元，平均每季 137 万元，相当于年内最好的二季度（136 万元），"
            "按前两季的完成率，全年约 452 万元，完成全年目标有压力",
        ),
        (
            [90, 255, 400, NONE],
            "前三季度完成全年目标的 80.0%，四季度须完成 100 万元，低于年内最好的二季度（165 万元），"
            "按前三季各自的完成率，全年在 490 至 510 万元之间，完成全年目标有压力",
        ),
        (
            [90, 255, 500, NONE],
            "前三季度已完成全年目标（100.0%）",
        ),
        ([90, 240, 380, 480], "全年完成 480 万元，全年目标 500 万元，完成 96.0%"),
        (
            [0, 0, NONE, NONE],
            "上半年完成全年目标的 0.0%，后两季须完成 500 万元，平均每季 250 万元，难以完成全年目标",
        ),
    ],
)
def test_it_is_said_as_an_official_says_it(actual, says):
    assert made(actual).sentence == says


def test_a_limit_is_kept_not_completed():
    found = made([100, 300, NONE, NONE], direction=Direction.AT_MOST)
    assert found.verdict is FALLS_SHORT
    assert "后两季须控制在 200 万元以内" in found.sentence and "难以把全年数控制在目标以内" in found.sentence
    assert made([100, 275, NONE, NONE], direction=Direction.AT_MOST).verdict is UNSURE
    assert made([100, 276, NONE, NONE], direction=Direction.AT_MOST).verdict is FALLS_SHORT
    assert "已超过全年控制数" in made([100, 300, 501, NONE], direction=Direction.AT_MOST).sentence


def test_without_a_yearly_value_nothing_is_promised():
    found = made([5, 6, NONE, NONE], [NONE] * 4, annual=None)
    assert (found.kind, found.sentence) == (ForecastKind.NONE, "没有全年目标")


def test_stable_figures_are_not_forecast():
    assert made([90, 240, NONE, NONE], direction=Direction.HOLD).kind is ForecastKind.NONE


MONTHS = [f"2017M{month:02}" for month in range(1, 13)]
PHASES = ["2017-01-01/2017-03-15 动员", "2017-03-16/2017-08-31 整治", "2017-09-01/2017-12-31 验收"]
OVER_THE_TURN = ["2016M11", "2016M12", "2017M01", "2017M02"]


def of_periods(periods, planned, actual, basis=Basis.CUMULATIVE, since_start=False, **more):
    """The forecast of a plan of other periods, with its figures as the plan adds them up."""
    stated = {p: v for p, v in zip(periods, planned, strict=True) if v is not None}
    reported = {p: v for p, v in zip(periods, actual, strict=False) if v is not None}
    indicator = Indicator(
        **{"code": "1a", "item": "1", "name": "改造", "unit": "户", "direction": Direction.AT_LEAST, "basis": basis}
        | {"planned": stated}
        | more
    )
    figures = series(indicator, periods, [p in reported for p in periods], reported, since_start=since_start)
    return forecast(indicator, figures, PACK)


TENS = [10 * n for n in range(1, 13)]


@pytest.mark.parametrize(
    ("done", "kind", "ends"),
    [
        ([10] * 1, ForecastKind.NONE, (None, None)),
        ([9 * n for n in range(1, 6)], ForecastKind.NONE, (None, None)),
        ([9 * n for n in range(1, 7)], ForecastKind.ESTIMATE, (108, 108)),
        ([5, 10, 27, 40, 50, 60, 64], ForecastKind.INTERVAL, (109, 110)),
    ],
)
def test_months_are_forecast_from_the_middle_of_the_year_in_steps_of_quarters(done, kind, ends):
    found = of_periods(MONTHS, TENS, done)
    assert (found.kind, found.low, found.high) == (kind, *ends)


def test_a_plan_of_months_says_what_each_month_left_must_bring():
    found = of_periods(MONTHS, TENS, [9 * n for n in range(1, 7)])
    assert found.sentence == (
        "上半年完成全年目标的 45.0%，后六个月须完成 66 户，平均每月 11 户，高于年内最好的1月（9 户），"
        "按前六个月的完成率，全年约 108 户，完成全年目标有压力"
    )


def test_phases_are_not_projected_but_what_is_left_is_said():
    found = of_periods(PHASES, [20, 60, 100], [20, 50])
    assert (found.kind, found.needed, found.left) == (ForecastKind.NONE, 50, (PHASES[2],))
    assert "须完成 50 户" in found.sentence and "约" not in found.sentence


@pytest.mark.parametrize(
    ("since_start", "done", "year", "left"), [(True, 30, 40, 1), (False, 10, 20, 1)], ids=["goes on", "begins anew"]
)
def test_over_the_turn_of_the_year_only_what_adds_up_is_counted(since_start, done, year, left):
    found = of_periods(OVER_THE_TURN, [10] * 4, [10, 10, 10], Basis.QUARTER, since_start)
    assert (found.done, found.year, len(found.left), found.kind) == (done, year, left, ForecastKind.NONE)


def test_a_range_is_not_projected():
    found = of_periods(PERIODS, [10, 20, 30, 40], [10, 20], direction=Direction.WITHIN, upper={"2017Q4": 50})
    assert (found.kind, found.sentence) == (ForecastKind.NONE, "目标是区间的指标不作推算")


@pytest.mark.parametrize(("period", "gap"), [("2019", None), ("2020", -1)])
def test_a_plan_of_years_has_the_gap_in_a_year_that_states_a_value(period, gap):
    years = ["2019", "2020", "2021"]
    actual = [44 if y == period else None for y in years]
    found = of_periods(years, [None, 45, None], actual, Basis.LEVEL, unit="%")
    assert (found.kind is ForecastKind.GAP, found.gap) == (gap is not None, gap)


def test_levels_are_never_added_up():
    found = of_periods(PERIODS, [20, 18, 16, 14], [21], Basis.LEVEL, unit="1/10万", direction=Direction.AT_MOST)
    assert (found.gap, found.last_quarter) == (7, 14)
    assert found.sentence == "一季度 21/10万，比全年目标多 7/10万，四季度须控制在 14/10万以内"


def told(periods, actual, planned, basis=Basis.CUMULATIVE, unit="户"):
    """The sentence of a plan with these periods; `actual` and `planned`: period → value."""
    indicator = Indicator(
        code="1a", item="1", name="改造户数", unit=unit, basis=basis, direction=Direction.AT_LEAST, planned=planned
    )
    series = [
        Figures(
            period=Period.parse(p),
            planned=planned.get(p),
            planned_total=None,
            actual=actual.get(p),
            actual_total=None,
            filed=p in actual,
        )
        for p in periods
    ]
    return forecast(indicator, series, PACK).sentence


def test_months_are_estimated_from_half_of_the_year_on_and_named_as_months():
    months = [f"2017M{m:02}" for m in range(1, 13)]
    plan = {p: 10 * n for n, p in enumerate(months, 1)}
    five = told(months, {p: 9 * n for n, p in enumerate(months[:5], 1)}, plan)
    six = told(months, {p: 9 * n for n, p in enumerate(months[:6], 1)}, plan)
    assert five.startswith("1—5月完成全年目标的 37.5%，后七个月须完成 75 户，平均每月 10.7 户")
    assert "约" not in five
    assert six.startswith("上半年完成全年目标的 45.0%，后六个月须完成 66 户")
    assert "按前六个月的完成率，全年约 108 户" in six


@pytest.mark.parametrize(
    ("periods", "actual", "planned", "basis", "sentence"),
    [
        (
            ["2019", "2020", "2025"],
            {"2020": 61.0},
            {"2025": 70.0},
            Basis.LEVEL,
            "2020年 61%，比2025年目标低 9 个百分点，2025年须达到 70%",
        ),
        (
            ["2017-01-20/2017-02-11 一期", "2017-02-12/2018-02-28 二期"],
            {"2017-01-20/2017-02-11 一期": 40.0},
            {"2017-02-12/2018-02-28 二期": 100.0},
            Basis.CUMULATIVE,
            "截至一期完成目标的 40.0%，二期须完成 60%",
        ),
    ],
)
def test_other_plans_name_the_horizon_and_are_not_estimated(periods, actual, planned, basis, sentence):
    assert told(periods, actual, planned, basis, "%") == sentence
