"""The lights, case by case, the boundaries above all."""

from datetime import date

import pytest

from zcdash import queries
from zcdash.domain.assessment import Assessment, Cause, CauseCode
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import Basis, Direction, Light
from zcdash.rules.lights import Figures, indicator_at, made_good

Q1, Q2, Q3 = (Period.parse(f"2017Q{n}") for n in (1, 2, 3))
DEADLINE, AFTER = date(2017, 4, 5), date(2017, 4, 6)
PACK = queries.rule_packs.pack()


def indicator(direction=Direction.AT_LEAST, basis=Basis.CUMULATIVE, unit="天", **more):
    return Indicator(code="14-6a", item="14-6", name="优良天数", unit=unit, basis=basis, direction=direction, **more)


def assessed(light, reason=""):
    """An assessment with a light and a sentence, whatever its figures."""
    cause = Cause(code=CauseCode.FIGURES, planned=10, actual=5, gap=-5)
    return Assessment(light=light, cause=cause, reason=reason)


def judged(one, planned, actual, pack=PACK, today=AFTER):
    return indicator_at(
        one,
        Figures(
            period=Q1,
            planned=planned,
            planned_total=planned,
            actual=actual,
            actual_total=actual,
            filed=actual is not None,
        ),
        pack,
        DEADLINE,
        today,
    )


@pytest.mark.parametrize(
    ("actual", "light", "ratio"),
    [
        (100, Light.ON_TRACK, 1.0),
        (99.5, Light.ON_TRACK, 0.995),
        (99.49, Light.SLIPPING, 0.9949),
        (90, Light.SLIPPING, 0.9),
        (89.99, Light.BEHIND, 0.8999),
        (109.99, Light.ON_TRACK, 1.0999),
        (110, Light.AHEAD, 1.1),
        (0, Light.BEHIND, 0.0),
        (-5, Light.BEHIND, -0.05),
    ],
)
def test_at_least_goes_by_actual_over_planned(actual, light, ratio):
    found = judged(indicator(), 100, actual)
    assert found.light is light
    assert found.ratio == pytest.approx(ratio)
    assert found.gap == pytest.approx(actual - 100)


def test_a_ratio_that_is_nine_tenths_on_paper_is_nine_tenths():
    assert judged(indicator(), 0.3, 0.27).light is Light.SLIPPING
    assert judged(indicator(), 2.2, 2.42).light is Light.AHEAD


@pytest.mark.parametrize(
    ("actual", "light"),
    [
        (4.0, Light.ON_TRACK),
        (3.0, Light.ON_TRACK),
        (0.0, Light.ON_TRACK),
        (4.049, Light.ON_TRACK),
        (4.05, Light.SLIPPING),
        (4.4, Light.SLIPPING),
        (4.41, Light.BEHIND),
        (9.0, Light.BEHIND),
    ],
)
def test_at_most_goes_by_two_minus_the_ratio_and_is_never_ahead(actual, light):
    found = judged(indicator(Direction.AT_MOST, Basis.LEVEL, "%"), 4.0, actual)
    assert found.light is light
    assert found.ratio == pytest.approx(2 - actual / 4)


@pytest.mark.parametrize(
    ("unit", "tolerance", "planned", "actual", "light"),
    [
        ("%", None, 50, 49.5, Light.ON_TRACK),
        ("%", None, 50, 49.49, Light.SLIPPING),
        ("万元", None, 1000, 980, Light.ON_TRACK),
        ("万元", None, 1000, 979, Light.SLIPPING),
        ("万元", 100, 1000, 900, Light.ON_TRACK),
        ("万元", 100, 1000, 899, Light.BEHIND),
        ("万元", None, 1000, 1100, Light.ON_TRACK),
        ("%", 0.0, 50, 49.7, Light.SLIPPING),
    ],
)
def test_about_leaves_room_below_the_plan(unit, tolerance, planned, actual, light):
    one = indicator(Direction.ABOUT, Basis.LEVEL, unit, tolerance=tolerance)
    assert judged(one, planned, actual).light is light


@pytest.mark.parametrize(
    ("actual", "light"),
    [
        (1000, Light.ON_TRACK),
        (980, Light.ON_TRACK),
        (979.9, Light.SLIPPING),
        (900, Light.SLIPPING),
        (899, Light.BEHIND),
        (2000, Light.ON_TRACK),
    ],
)
def test_hold_is_judged_against_its_baseline(actual, light):
    assert judged(indicator(Direction.HOLD, baseline=1000), None, actual).light is light


def test_hold_without_a_baseline_waits_for_the_office_and_says_so():
    found = judged(indicator(Direction.HOLD), None, 500)
    assert found.light is Light.UNDETERMINED
    assert "没有基数" in found.reason


@pytest.mark.parametrize(
    ("actual", "light"),
    [
        (9.0, Light.ON_TRACK),
        (8.0, Light.ON_TRACK),
        (7.5, Light.ON_TRACK),
        (7.49, Light.SLIPPING),
        (7.2, Light.SLIPPING),
        (7.19, Light.BEHIND),
        (6.0, Light.BEHIND),
        (-3.0, Light.BEHIND),
    ],
)
def test_growth_goes_by_points_and_has_no_ratio(actual, light):
    found = judged(indicator(Direction.ABOUT, Basis.GROWTH, "%"), 8.0, actual)
    assert found.light is light
    assert found.ratio is None


def test_a_plan_of_nothing_or_less_goes_by_points_too():
    assert judged(indicator(), 0, 0).light is Light.ON_TRACK
    assert judged(indicator(), 0, 0).ratio is None
    assert judged(indicator(Direction.AT_MOST), 0, 0.5).light is Light.SLIPPING
    assert judged(indicator(Direction.AT_MOST), 0, 0.6).light is Light.BEHIND
    assert judged(indicator(), -5, -8).light is Light.BEHIND


def test_a_quarter_indicator_is_judged_on_its_running_total():
    one = indicator(basis=Basis.QUARTER, unit="公里")
    figures = Figures(period=Q2, planned=14, planned_total=17, actual=16, actual_total=17, filed=True)
    assert indicator_at(one, figures, PACK, DEADLINE, AFTER).light is Light.ON_TRACK
    short = Figures(period=Q2, planned=14, planned_total=17, actual=14, actual_total=15, filed=True)
    assert indicator_at(one, short, PACK, DEADLINE, AFTER).light is Light.BEHIND


def test_without_a_planned_value_nothing_is_judged():
    assert judged(indicator(), None, 30).light is Light.NONE
    assert judged(indicator(), None, None).light is Light.NONE


def test_unfiled_is_pending_to_the_end_of_the_deadline_day_and_missing_after():
    assert judged(indicator(), 31, None, today=DEADLINE).light is Light.PENDING
    assert judged(indicator(), 31, None, today=AFTER).light is Light.MISSING


@pytest.mark.parametrize(
    ("one", "planned", "actual", "sentence"),
    [
        (indicator(), 137, 120, "计划 137 天，实际 120 天，少 17 天（87.6%），严重滞后"),
        (indicator(), 31, 31, "计划 31 天，实际 31 天，持平，达进度"),
        (indicator(unit="万元"), 95931, 106000, "计划 95931 万元，实际 106000 万元，多 10069 万元（110.5%），超进度"),
        (
            indicator(Direction.AT_MOST, Basis.LEVEL, "%"),
            4,
            4.2,
            "计划 4%，实际 4.2%，多 0.2 个百分点（95.0%），欠进度",
        ),
        (indicator(Direction.ABOUT, Basis.GROWTH, "%"), 8, 6.9, "计划 8%，实际 6.9%，少 1.1 个百分点，严重滞后"),
        (
            indicator(unit="公里"),
            17,
            16.98,
            "计划 17 公里，实际 16.98 公里，少 0.02 公里（99.9%），差额在允许的精度以内，视为达到，达进度",
        ),
        (
            indicator(Direction.ABOUT, Basis.GROWTH, "%"),
            8,
            7.6,
            "计划 8%，实际 7.6%，少 0.4 个百分点，在允许误差 0.5 个百分点以内，达进度",
        ),
        (
            indicator(Direction.ABOUT, unit="万元"),
            1000,
            985,
            "计划 1000 万元，实际 985 万元，少 15 万元（98.5%），在允许误差 20 万元以内，达进度",
        ),
        (
            indicator(Direction.HOLD, unit="亩", baseline=1000),
            None,
            985,
            "基数 1000 亩，实际 985 亩，少 15 亩（98.5%），在允许误差 20 亩以内，达进度",
        ),
        (indicator(Direction.AT_MOST, Basis.RANK, "位"), 3, 5, "计划第 3 位，实际第 5 位，落后 2 位，严重滞后"),
        (indicator(Direction.AT_MOST, Basis.RANK, "位"), 3, 2, "计划第 3 位，实际第 2 位，靠前 1 位，达进度"),
        (indicator(Direction.AT_MOST, Basis.RANK, "位"), 3, 3, "计划第 3 位，实际第 3 位，持平，达进度"),
        (indicator(unit="万元"), 120, 122.1, "计划 120 万元，实际 122.1 万元，多 2.1 万元（101.8%），达进度"),
        (indicator(unit="万元"), 200, 200.7, "计划 200 万元，实际 200.7 万元，多 0.7 万元（100.4%），达进度"),
    ],
)
def test_every_judgement_says_why_in_one_sentence(one, planned, actual, sentence):
    assert judged(one, planned, actual).reason == sentence


@pytest.mark.parametrize(
    ("pack", "ratio", "light"),
    [
        ("yinchuan", 0.901, Light.ON_TRACK),
        ("yinchuan", 0.9, Light.SLIPPING),
        ("yinchuan", 0.7, Light.SLIPPING),
        ("yinchuan", 0.699, Light.BEHIND),
        ("wuhan", 0.8, Light.ON_TRACK),
        ("wuhan", 0.799, Light.SLIPPING),
        ("wuhan", 0.6, Light.SLIPPING),
        ("wuhan", 0.599, Light.BEHIND),
        ("sanya", 1.0, Light.ON_TRACK),
        ("sanya", 0.994, Light.SLIPPING),
        ("sanya", 0.5, Light.SLIPPING),
        ("sanya", 0.499, Light.BEHIND),
    ],
)
def test_the_published_packs_draw_their_own_lines(pack, ratio, light):
    assert judged(indicator(), 1000, 1000 * ratio, queries.rule_packs.pack(pack)).light is light


def test_a_red_quarter_made_good_later_is_late_done_and_never_green():
    red, green, ahead = assessed(Light.BEHIND), assessed(Light.ON_TRACK), assessed(Light.AHEAD)
    assert made_good(indicator(), red, [(Q2, red), (Q3, green)], PACK).light is Light.LATE_DONE
    assert made_good(indicator(), red, [(Q2, ahead)], PACK).light is Light.LATE_DONE
    assert "三季度已补上" in made_good(indicator(), red, [(Q2, red), (Q3, green)], PACK).reason
    assert made_good(indicator(), red, [(Q2, red)], PACK).light is Light.BEHIND
    assert made_good(indicator(basis=Basis.LEVEL), red, [(Q2, green)], PACK).light is Light.BEHIND
    slipping = assessed(Light.SLIPPING)
    assert made_good(indicator(), slipping, [(Q2, green)], PACK) == slipping
