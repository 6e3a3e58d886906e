"""The way of a multi-year indicator from its baseline to the next value that the plan states: a reference, never a light."""

import pytest

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import Basis, Direction
from zcdash.rules.horizon import way

YEARS = ("2019", "2020", "2021", "2022", "2023", "2024", "2025")
AT_LEAST, AT_MOST, WITHIN = Direction.AT_LEAST, Direction.AT_MOST, Direction.WITHIN


def on_way(period, actual, direction=AT_LEAST, baseline=40, planned=None, unit="%", basis=Basis.LEVEL, **more):
    indicator = Indicator(
        code="1-3f",
        item="1-3",
        name="锻炼比例",
        unit=unit,
        basis=basis,
        direction=direction,
        baseline=baseline,
        baseline_period=more.pop("since", "2016"),
        planned={"2020": 45, "2025": 48} if planned is None else planned,
        **more,
    )
    return way(indicator, YEARS, Period.parse(period), actual)


@pytest.mark.parametrize(
    ("period", "actual", "direction", "baseline", "planned", "done", "left", "pace"),
    [
        ("2019", 44, AT_LEAST, 40, {"2020": 45}, 0.8, 1, 1),
        ("2019", 40, AT_LEAST, 40, {"2020": 45}, 0, 1, 5),
        ("2019", 39, AT_LEAST, 40, {"2020": 45}, -0.2, 1, 6),
        ("2019", 45, AT_LEAST, 40, {"2020": 45}, 1, 1, 0),
        ("2019", 50, AT_LEAST, 40, {"2020": 45}, 2, 1, 0),
        ("2020", 44, AT_LEAST, 40, {"2020": 45}, 0.8, 0, None),
        ("2021", 44, AT_LEAST, 40, {"2020": 45, "2025": 48}, 0.5, 4, 1),
        ("2019", 22, AT_MOST, 24, {"2020": 20}, 0.5, 1, -2),
        ("2019", 20, AT_MOST, 24, {"2020": 20}, 1, 1, 0),
        ("2019", 18, AT_MOST, 24, {"2020": 20}, 1.5, 1, 0),
        ("2019", 25, AT_MOST, 24, {"2020": 20}, -0.25, 1, -5),
        ("2022", 22, AT_MOST, 24, {"2025": 19}, 0.4, 3, -1),
    ],
)
def test_the_share_of_the_way_and_the_pace_it_needs(period, actual, direction, baseline, planned, done, left, pace):
    found = on_way(period, actual, direction, baseline, planned)
    assert (found.done, found.left, found.pace) == (pytest.approx(done), left, pace)
    assert found.reached is (found.pace == 0)


@pytest.mark.parametrize(
    ("direction", "baseline", "actual", "reached"),
    [(AT_LEAST, 45, 44, False), (AT_LEAST, 45, 46, True), (AT_LEAST, 60, 50, True), (AT_MOST, 30, 40, True)],
)
def test_where_the_baseline_met_the_target_there_is_no_way(direction, baseline, actual, reached):
    found = on_way("2019", actual, direction, baseline)
    assert (found.done, found.reached) == (None, reached)
    assert "走完" not in found.sentence


@pytest.mark.parametrize(
    ("baseline", "actual", "target", "done", "reached"),
    [
        (50, 55, 60, 0.5, False),
        (50, 65, 60, 1.5, True),
        (80, 75, 70, 0.5, False),
        (65, 68, 65, None, True),
        (50, 75, 60, 2.5, False),
    ],
)
def test_a_range_is_reached_at_the_end_nearer_to_the_baseline(baseline, actual, target, done, reached):
    found = on_way("2019", actual, WITHIN, baseline, {"2020": 60}, upper={"2020": 70})
    assert (found.target, found.done, found.reached) == (target, done, reached)


def test_a_strict_target_is_reached_beyond_it():
    assert on_way("2019", 45, strict=True).reached is False
    assert on_way("2019", 45.1, strict=True).reached is True


def test_a_better_place_is_a_lower_number():
    found = on_way("2019", 4, AT_MOST, 6, {"2020": 3}, "位", Basis.RANK)
    assert (found.done, found.reached) == (pytest.approx(2 / 3), False)


@pytest.mark.parametrize(
    "more",
    [{"baseline": None}, {"planned": {}}, {"planned": {"2018": 4}}, {"direction": Direction.HOLD}],
    ids=["no baseline", "nothing planned", "the last horizon is past", "nothing is to change"],
)
def test_without_baseline_or_horizon_there_is_nothing_to_tell(more):
    assert on_way("2019", 44, **more) is None


def test_the_time_that_has_passed_stands_beside_the_share():
    found = on_way("2019", 44)
    assert (found.expected, found.pace_so_far, found.pace_a_year) == (0.75, pytest.approx(1.3333), 1)
    later = on_way("2022", 44)
    assert (later.horizon.text, later.expected, later.pace_a_year) == (
        "2025",
        pytest.approx(6 / 9),
        pytest.approx(1.3333),
    )
    unknown = on_way("2019", 44, since="")
    assert (unknown.expected, unknown.pace_so_far, unknown.done) == (None, None, 0.8)


@pytest.mark.parametrize(
    ("period", "actual", "sentence"),
    [
        ("2019", 44, "2016年 40%，2020年计划 45%，2019年实际 44%，走完 80.0%（参考），2020年须再提高 1 个百分点"),
        ("2022", 44, "2016年 40%，2025年计划 48%，2022年实际 44%，走完 50.0%（参考），以后每年须再提高 1.33 个百分点"),
        ("2019", 46, "2016年 40%，2020年计划 45%，2019年实际 46%，走完 120.0%（参考），已达到计划"),
        ("2019", 39, "2016年 40%，2020年计划 45%，2019年实际 39%，比基线后退（参考），2020年须再提高 6 个百分点"),
        ("2020", 44, "2016年 40%，2020年计划 45%，2020年实际 44%，走完 80.0%（参考）"),
    ],
)
def test_the_way_in_words(period, actual, sentence):
    assert on_way(period, actual).sentence == sentence


def test_a_rate_of_a_hundred_thousand_is_read_behind_its_number():
    found = on_way("2019", 270, AT_MOST, 277.46, {"2020": 263.587}, "1/10万")
    assert found.sentence == (
        "2016年 277.46/10万，2020年计划 263.587/10万，2019年实际 270/10万，走完 53.8%（参考），2020年须再下降 6.41/10万"
    )
