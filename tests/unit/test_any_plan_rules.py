"""Lights of plans of any shape, case by case: ranges, strict bounds, relative values, baselines to come, several leads."""

from datetime import date

import pytest

from zcdash import queries
from zcdash.domain.assessment import Assessment, Cause, CauseCode
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period, goes_on, running_totals, up_to
from zcdash.domain.relative import with_relative_values
from zcdash.domain.terms import LIGHT_NAME, Basis, Direction, Light, Recurrence, State
from zcdash.rules import bands
from zcdash.rules.commitments import CommitmentReport, Reported, commitment_at, rated_in, standing_periods
from zcdash.rules.facts import frozen_assessment, frozen_facts
from zcdash.rules.items import ItemPart, item_at, item_of_units
from zcdash.rules.lights import indicator_at
from zcdash.rules.series import series

DUE, AFTER, BEFORE = date(2021, 1, 31), date(2021, 2, 1), date(2021, 1, 20)
YEARS = ("2019", "2020", "2021", "2025")
PACK = queries.rule_packs.pack()


def one(direction=Direction.AT_LEAST, basis=Basis.LEVEL, unit="%", **more):
    return Indicator(code="1-3g", item="1-3", name="健康素养水平", unit=unit, basis=basis, direction=direction, **more)


def judged(indicator, actual, period="2020", pack=PACK, today=AFTER, periods=YEARS):
    reported = {} if actual is None else {period: actual}
    figures = series(indicator, periods, [p in reported for p in periods], reported)
    return indicator_at(indicator, figures[periods.index(period)], pack, DUE, today)


def a_range(low, high, **more):
    return one(Direction.WITHIN, planned={"2020": low}, upper={"2020": high}, **more)


@pytest.mark.parametrize(
    ("unit", "actual", "light", "gap", "ratio"),
    [
        ("%", 60, Light.ON_TRACK, 0, 1),
        ("%", 65, Light.ON_TRACK, 0, 1),
        ("%", 70, Light.ON_TRACK, 0, 1),
        ("%", 59.97, Light.ON_TRACK, -0.03, 0.9995),
        ("%", 59, Light.SLIPPING, -1, 59 / 60),
        ("%", 54, Light.SLIPPING, -6, 0.9),
        ("%", 53.9, Light.BEHIND, -6.1, 53.9 / 60),
        ("%", 72, Light.SLIPPING, 2, 2 - 72 / 70),
        ("%", 77, Light.SLIPPING, 7, 0.9),
        ("%", 77.1, Light.BEHIND, 7.1, 2 - 77.1 / 70),
        ("万元", 200, Light.BEHIND, 130, 2 - 200 / 70),
    ],
)
def test_a_range_is_met_within_and_goes_by_the_nearer_end_outside(unit, actual, light, gap, ratio):
    found = judged(a_range(60, 70, unit=unit), actual)
    assert (found.light, found.gap, found.ratio) == (light, pytest.approx(gap), pytest.approx(ratio))
    assert (found.cause.planned, found.cause.upper) == (60, 70)


@pytest.mark.parametrize(
    ("actual", "light"),
    [(-1, Light.ON_TRACK), (2, Light.ON_TRACK), (2.4, Light.SLIPPING), (2.6, Light.BEHIND), (-1.5, Light.SLIPPING)],
)
def test_a_range_of_growth_goes_by_points(actual, light):
    found = judged(a_range(-1, 2, basis=Basis.GROWTH), actual)
    assert (found.light, found.ratio) == (light, None)


def test_a_small_count_outside_its_range_is_yellow_for_one():
    lights = [judged(a_range(3, 5, unit="个"), n).light for n in range(1, 8)]
    assert lights == [Light.BEHIND, Light.SLIPPING, *[Light.ON_TRACK] * 3, Light.SLIPPING, Light.BEHIND]


def test_a_range_of_quarters_is_compared_by_its_totals():
    quarters = ("2017Q1", "2017Q2")
    indicator = one(
        Direction.WITHIN,
        Basis.QUARTER,
        "万元",
        planned={"2017Q1": 10, "2017Q2": 20},
        upper={"2017Q1": 12, "2017Q2": 24},
    )
    figures = series(indicator, quarters, [True, True], {"2017Q1": 12, "2017Q2": 23})
    found = indicator_at(indicator, figures[1], PACK, DUE, AFTER)
    assert (found.light, found.cause.planned, found.cause.upper, found.cause.actual) == (Light.ON_TRACK, 30, 36, 35)


@pytest.mark.parametrize(
    ("actual", "sentence"),
    [
        (65, "计划 60%—70%，实际 65%，在区间以内，达进度"),
        (75.5, "计划 60%—70%，实际 75.5%，高于上限 5.5 个百分点（92.1%），欠进度"),
        (50, "计划 60%—70%，实际 50%，低于下限 10 个百分点（83.3%），严重滞后"),
    ],
)
def test_the_sentence_of_a_range_names_both_ends(actual, sentence):
    assert judged(a_range(60, 70), actual).reason == sentence


@pytest.mark.parametrize(
    ("direction", "planned", "actual", "default", "yinchuan"),
    [
        (Direction.AT_LEAST, 20, 20, Light.SLIPPING, Light.ON_TRACK),
        (Direction.AT_LEAST, 20, 20.0001, Light.ON_TRACK, Light.ON_TRACK),
        (Direction.AT_LEAST, 20, 19.98, Light.SLIPPING, Light.ON_TRACK),
        (Direction.AT_LEAST, 20, 18, Light.SLIPPING, Light.SLIPPING),
        (Direction.AT_LEAST, 20, 17.9, Light.BEHIND, Light.SLIPPING),
        (Direction.AT_LEAST, 20, 22, Light.AHEAD, Light.AHEAD),
        (Direction.AT_MOST, 5, 5, Light.SLIPPING, Light.ON_TRACK),
        (Direction.AT_MOST, 5, 4.99, Light.ON_TRACK, Light.ON_TRACK),
        (Direction.AT_MOST, 5, 5.02, Light.SLIPPING, Light.ON_TRACK),
    ],
)
def test_the_bound_itself_does_not_meet_a_strict_bound(direction, planned, actual, default, yinchuan):
    indicator = one(direction, strict=True, planned={"2020": planned})
    assert judged(indicator, actual).light is default
    assert judged(indicator, actual, pack=queries.rule_packs.pack("yinchuan")).light is yinchuan
    meets = bands.meets(indicator, planned, actual, PACK)
    assert meets is (default in (Light.ON_TRACK, Light.AHEAD))
    assert bands.enough(indicator, planned, PACK) == planned


def test_strict_growth_is_not_met_by_the_bound_either():
    indicator = one(basis=Basis.GROWTH, strict=True, planned={"2020": 8})
    assert judged(indicator, 8).light is Light.SLIPPING
    assert judged(indicator, 8.01).light is Light.ON_TRACK


@pytest.mark.parametrize(
    ("direction", "actual", "sentence"),
    [
        (Direction.AT_LEAST, 20, "计划大于 20%，实际 20%，没有超过，欠进度"),
        (Direction.AT_LEAST, 21, "计划大于 20%，实际 21%，多 1 个百分点（105%），达进度"),
        (Direction.AT_MOST, 20, "计划低于 20%，实际 20%，没有低于，欠进度"),
    ],
)
def test_the_sentence_of_a_strict_bound_says_so(direction, actual, sentence):
    found = judged(one(direction, strict=True, planned={"2020": 20}), actual)
    assert found.reason.replace("105.0%", "105%") == sentence


def relative(change, baseline, direction, **more):
    return with_relative_values(one(direction, baseline=baseline, relative={"2020": change}, unit="克", **more))


@pytest.mark.parametrize(
    ("change", "direction", "planned", "actual", "light"),
    [
        (-5, Direction.AT_MOST, 9.5, 9.5, Light.ON_TRACK),
        (-5, Direction.AT_MOST, 9.5, 9, Light.ON_TRACK),
        (-5, Direction.AT_MOST, 9.5, 10, Light.SLIPPING),
        (-5, Direction.AT_MOST, 9.5, 10.5, Light.BEHIND),
        (5, Direction.AT_LEAST, 10.5, 10.5, Light.ON_TRACK),
        (5, Direction.AT_LEAST, 10.5, 10, Light.SLIPPING),
        (5, Direction.AT_LEAST, 10.5, 9, Light.BEHIND),
        (5, Direction.AT_LEAST, 10.5, 12, Light.AHEAD),
    ],
)
def test_a_relative_value_is_compared_as_it_is_worked_out(change, direction, planned, actual, light):
    found = judged(relative(change, 10, direction), actual)
    assert (found.light, found.cause.planned) == (light, planned)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("下降5%以上", "计划 9.5 克（按下降5%以上折算），实际 10 克，多 0.5 克（94.7%），欠进度"),
        ("", "计划 9.5 克（按下降5%折算），实际 10 克，多 0.5 克（94.7%），欠进度"),
    ],
)
def test_the_sentence_of_a_relative_value_has_the_printed_words(words, sentence):
    printed = {"words": {"2020": words}} if words else {}
    assert judged(relative(-5, 10, Direction.AT_MOST, **printed), 10).reason == sentence


def test_only_what_depends_on_the_baseline_waits_for_it():
    indicator = one(
        baseline_pending=True, planned={"2025": 30}, relative={"2020": -5}, words={"2020": "下降5%"}, unit="克"
    )
    assert (indicator.open_periods, indicator.lacks_baseline) == (("2020",), True)
    found = judged(indicator, 9)
    assert (found.light, found.cause.code) == (Light.UNDETERMINED, CauseCode.NO_BASELINE)
    assert found.reason == "实际 9 克，基线尚未建立，计划（下降5%）不能折算，待研判"
    assert judged(indicator, 30, "2025").light is Light.ON_TRACK
    assert judged(indicator, 30, "2021").light is Light.NONE
    assert judged(indicator, None).light is Light.MISSING
    assert judged(indicator, None, today=BEFORE).light is Light.PENDING


@pytest.mark.parametrize(
    ("more", "lacks"),
    [
        ({"baseline_pending": True, "planned": {"2020": 20}}, False),
        ({"baseline_pending": True}, True),
        ({"baseline_pending": True, "relative": {"2020": -5}}, True),
        ({"baseline": 10, "relative": {"2020": -5}}, False),
        ({"planned": {"2020": 20}}, False),
        ({}, False),
    ],
)
def test_an_indicator_lacks_its_baseline_where_something_planned_waits_for_it(more, lacks):
    assert with_relative_values(one(**more)).lacks_baseline is lacks


@pytest.mark.parametrize(
    ("indicator", "actual"),
    [
        (a_range(60, 70), 65),
        (a_range(60, 70), 75),
        (one(strict=True, planned={"2020": 20}), 20),
        (relative(-5, 10, Direction.AT_MOST), 10),
        (one(baseline_pending=True, relative={"2020": -5}), 9),
    ],
    ids=lambda x: getattr(x, "direction", x),
)
def test_a_close_gives_the_assessment_back(indicator, actual):
    found = judged(indicator, actual)
    words = found.cause.words
    again = frozen_assessment(
        frozen_facts(found), "2020", planned=found.cause.planned, actual=actual, upper=found.cause.upper, words=words
    )
    assert again == found


def part(code, light, key=True):
    cause = Cause(code=CauseCode.FIGURES, planned=10, actual=5, gap=-5)
    return ItemPart(code, Assessment(light=light, cause=cause, reason=f"{code}{LIGHT_NAME[light]}"), key=key)


B, S, ON, M, R, P, U, N = (
    Light.BEHIND,
    Light.SLIPPING,
    Light.ON_TRACK,
    Light.MISSING,
    Light.IN_REVIEW,
    Light.PENDING,
    Light.UNDETERMINED,
    Light.NONE,
)


@pytest.mark.parametrize(
    ("lights", "light", "unit"),
    [
        ({"甲局": [ON, ON], "乙局": [ON]}, ON, "甲局"),
        ({"甲局": [ON, ON], "乙局": [B]}, B, "乙局"),
        ({"甲局": [S], "乙局": [B], "丙局": [ON]}, B, "乙局"),
        ({"甲局": [ON], "乙局": [M]}, M, "乙局"),
        ({"甲局": [S], "乙局": [M]}, M, "乙局"),
        ({"甲局": [S], "乙局": [R]}, S, "甲局"),
        ({"甲局": [ON], "乙局": [R]}, R, "乙局"),
        ({"甲局": [ON], "乙局": [P]}, ON, "甲局"),
        ({"甲局": [P], "乙局": [P]}, P, "甲局"),
        ({"甲局": [ON], "乙局": [U]}, U, "乙局"),
        ({"甲局": [ON], "乙局": [N]}, ON, "甲局"),
        ({"甲局": [ON, M], "乙局": [ON]}, ON, "甲局"),
    ],
)
def test_an_item_of_several_leads_is_as_bad_as_the_part_of_the_worst(lights, light, unit):
    groups = {u: [part(f"{u}{n}", x) for n, x in enumerate(own)] for u, own in lights.items()}
    found = item_of_units(groups, PACK)
    assert (found.light, found.cause.unit) == (light, unit)
    assert found.reason.startswith(f"{unit}：")


def test_the_work_of_one_lead_does_not_make_good_the_share_of_another():
    most = [part(str(n), ON, key=False) for n in range(9)]
    own = [part("9", B, key=False)]
    assert item_at([*most, *own], PACK).light is S
    found = item_of_units({"甲局": most, "乙局": own}, PACK)
    assert (found.light, found.cause.unit, found.cause.sources) == (B, "乙局", ("9",))


def test_the_sentence_counts_what_falls_short_with_the_other_leads():
    found = item_of_units({"甲局": [part("a", S), part("b", ON)], "乙局": [part("c", B)]}, PACK)
    assert found.reason == "乙局：c严重滞后；另有 1 处欠进度"


def test_nothing_promised_by_any_lead_is_no_light():
    assert item_of_units({"甲局": [part("a", N)], "乙局": []}, PACK).light is N
    assert item_of_units({}, PACK).light is N


PHASES = ("2016-10-26/2016-12-31 动员", "2017-01-01/2017-02-11 整治", "2017-02-20/2017-04-30 验收")
ACROSS = ("2016-10-26/2017-02-11 第一阶段", "2017-02-12/2017-06-30 第二阶段")
MONTHS = ("2016M11", "2016M12", "2017M01", "2017M02")


@pytest.mark.parametrize(
    ("periods", "since_start", "totals"),
    [
        (MONTHS, False, [1, 3, 3, 7]),
        (MONTHS, True, [1, 3, 6, 10]),
        (PHASES, False, [1, 2, 5]),
        (PHASES, True, [1, 3, 6]),
        (ACROSS, False, [1, 3]),
        (("2018W52", "2019W01", "2019W02"), False, [1, 2, 5]),
        (("2018W52", "2019W01", "2019W02"), True, [1, 3, 6]),
        (("2017Q3", "2017Q4", "2018Q1"), False, [1, 3, 3]),
        (("2019", "2020"), False, [1, 2]),
        (("2019", "2020"), True, [1, 3]),
    ],
)
def test_totals_begin_anew_in_january_unless_the_plan_goes_on(periods, since_start, totals):
    on = goes_on(periods, since_start)
    parsed = [Period.parse(p) for p in periods]
    assert running_totals(parsed, [1, 2, 3, 4][: len(periods)], on) == totals
    summed = [sum(periods.index(q) + 1 for q in up_to(periods, p, on)) for p in parsed]
    assert summed == totals
    indicator = one(basis=Basis.QUARTER, unit="户", planned=dict.fromkeys(periods, 1))
    actual = {p: n for n, p in enumerate(periods, 1)}
    figures = series(indicator, periods, [True] * len(periods), actual, since_start=since_start)
    assert [f.actual_total for f in figures] == totals


def test_a_month_that_lacks_leaves_the_total_unknown_from_there_on():
    indicator = one(basis=Basis.QUARTER, unit="户", planned=dict.fromkeys(MONTHS, 10))
    figures = series(indicator, MONTHS, [True, False, True, True], {"2016M11": 10, "2017M01": 10}, since_start=True)
    assert [f.lacking for f in figures] == [(), ("2016M12",), ("2016M12",), ("2016M12", "2017M02")]
    found = indicator_at(indicator, figures[2], PACK, DUE, AFTER)
    assert found.reason == "缺12月的当期数，累计数不能计算，待研判"


def deed(period, due, **more):
    return Commitment(
        code="1.01", item="1", period=period, project="", text="拆除", due=due, exact=True, ongoing=False, **more
    )


@pytest.mark.parametrize(
    ("period", "due", "rated", "stands"),
    [
        (PHASES[0], date(2016, 12, 31), PHASES[0], PHASES[:1]),
        (PHASES[0], date(2017, 1, 20), PHASES[1], PHASES[:2]),
        (PHASES[0], date(2017, 2, 15), PHASES[2], PHASES),
        (PHASES[1], date(2016, 12, 1), PHASES[1], PHASES[1:2]),
        (PHASES[1], date(2017, 6, 1), None, PHASES[1:]),
    ],
)
def test_a_deed_is_rated_in_the_phase_that_its_due_date_lies_in_or_in_the_next(period, due, rated, stands):
    commitment = deed(period, due)
    assert rated_in(commitment, PHASES) == rated
    assert tuple(standing_periods(commitment, PHASES)) == stands


@pytest.mark.parametrize(
    ("done_on", "light", "sentence"),
    [
        (date(2017, 1, 3), Light.LATE_DONE, "拆除：时限 2016年12月31日，1月3日完成，补完成"),
        (date(2016, 12, 30), Light.ON_TRACK, "拆除：时限 2016年12月31日，12月30日完成，达进度"),
    ],
)
def test_a_deed_of_a_phase_over_the_turn_of_the_year_is_late_by_its_day(done_on, light, sentence):
    commitment, period = deed(ACROSS[0], date(2016, 12, 31)), Period.parse(ACROSS[0])
    reported = Reported([CommitmentReport(period, State.DONE, done_on)], frozenset([ACROSS[0]]))
    found = commitment_at(commitment, reported, period, PACK, date(2017, 2, 13), date(2017, 2, 20))
    assert (found.light, found.reason) == (light, sentence)


@pytest.mark.parametrize(
    ("reported_in", "done_on", "light"),
    [
        ("2017M01", None, Light.ON_TRACK),
        ("2017M01", date(2017, 1, 20), Light.ON_TRACK),
        ("2017M01", date(2017, 1, 25), Light.LATE_DONE),
        ("2017M02", None, Light.LATE_DONE),
        (None, None, Light.MISSING),
    ],
)
def test_a_zero_report_is_in_time_where_the_return_of_its_month_has_it(reported_in, done_on, light):
    commitment = deed("2017M01", date(2017, 1, 20), zero_report=True, recurs=Recurrence.MONTH)
    said = [CommitmentReport(Period.parse(reported_in), State.DONE, done_on)] if reported_in else []
    reported = Reported(said, frozenset(r.period.text for r in said))
    found = commitment_at(commitment, reported, Period.parse("2017M01"), PACK, date(2017, 1, 20), date(2017, 2, 5))
    assert found.light is light
