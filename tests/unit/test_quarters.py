"""Quarters of an indicator together: a missing figure, a quarter made good later, and a value for the year alone."""

from datetime import date

import pytest

from tests.unit.test_bands import OLD
from zcdash import queries
from zcdash.domain.assessment import OnWay
from zcdash.domain.model import Indicator
from zcdash.domain.submission import Step
from zcdash.domain.terms import Basis, Direction, Light
from zcdash.rendering.charts import indicator_charts
from zcdash.rules.facts import frozen_assessment, frozen_facts
from zcdash.rules.lights import indicator_at, made_good, with_indicator_sentence
from zcdash.rules.series import series

PACK = queries.rule_packs.pack()
PERIODS = ("2017Q1", "2017Q2", "2017Q3", "2017Q4")
DEADLINES = (date(2017, 4, 5), date(2017, 7, 5), date(2017, 10, 9), date(2018, 1, 5))
YEAR_END = date(2018, 2, 1)
QUARTERS = (100, 150, 150, 100)
TOTALS = (100, 250, 400, 500)
NONE = None
BLANK = "blank"


def indicator(basis=Basis.QUARTER, planned=QUARTERS, annual=500, unit="万元", direction=Direction.AT_LEAST):
    return Indicator(
        code="1-1a",
        item="1-1",
        name="投资",
        unit=unit,
        basis=basis,
        direction=direction,
        annual=annual,
        planned={p: v for p, v in zip(PERIODS, planned, strict=True) if v is not None},
    )


def year(one, *reported, pack=PACK, today=YEAR_END, on_way=None):
    """The assessment of every quarter; BLANK: an accepted submission without this figure."""
    reported = (*reported, *[NONE] * 4)[:4]
    actual = {p: v for p, v in zip(PERIODS, reported, strict=True) if v not in (NONE, BLANK)}
    figures = series(one, PERIODS, [v is not NONE for v in reported], actual, pack.edition)
    way = on_way or {}
    alone = [
        (f.period, indicator_at(one, f, pack, due, today, way.get(f.period.text)))
        for f, due in zip(figures, DEADLINES, strict=True)
    ]
    return [made_good(one, assessment, alone[n + 1 :], pack) for n, (_, assessment) in enumerate(alone)]


def lights(*args, **options):
    return [a.light for a in year(*args, **options)]


MISSING, UNKNOWN, GREEN, YELLOW, RED = (
    Light.MISSING, Light.UNDETERMINED, Light.ON_TRACK, Light.SLIPPING, Light.BEHIND
)  # fmt: skip


@pytest.mark.parametrize(
    ("reported", "expected", "lacking"),
    [
        ((90, 160, 150), (YELLOW, GREEN, GREEN, MISSING), ((), (), ())),
        ((NONE, 250), (MISSING, UNKNOWN, MISSING, MISSING), ((), ("2017Q1",), ())),
        ((NONE, NONE, 150), (MISSING, MISSING, UNKNOWN, MISSING), ((), (), ("2017Q1", "2017Q2"))),
        ((BLANK, 160), (MISSING, UNKNOWN, MISSING, MISSING), ((), ("2017Q1",), ())),
        ((90, BLANK, 160), (YELLOW, MISSING, UNKNOWN, MISSING), ((), (), ("2017Q2",))),
        ((0, 250), (Light.LATE_DONE, GREEN, MISSING, MISSING), ((), (), ())),
    ],
)
def test_a_missing_quarter_leaves_the_running_total_unknown(reported, expected, lacking):
    found = year(indicator(), *reported)
    assert tuple(a.light for a in found) == expected
    assert tuple(a.cause.lacking for a in found)[:3] == lacking


def test_the_sentence_says_which_quarter_lacks():
    assert year(indicator(), NONE, NONE, 150)[2].reason == "缺一季度、二季度的当季数，累计数不能计算，待研判"
    assert year(indicator(Basis.CUMULATIVE, TOTALS), BLANK)[0].reason == "已报送，没有填数，截止后按未报送计"


def test_a_quarter_without_a_plan_wants_no_figure_and_one_that_was_reported_counts():
    one = indicator(planned=(NONE, 15, 5, NONE), annual=20)
    assert lights(one, NONE, 15)[:2] == [Light.NONE, GREEN]
    assert lights(one, 4, 11)[:2] == [Light.NONE, GREEN]


@pytest.mark.parametrize(
    ("basis", "reported", "first"),
    [
        (Basis.CUMULATIVE, (80, 250), Light.LATE_DONE),
        (Basis.CUMULATIVE, (80, 240), RED),
        (Basis.CUMULATIVE, (80, 200, 400), Light.LATE_DONE),
        (Basis.CUMULATIVE, (95, 250), YELLOW),
        (Basis.CUMULATIVE, (NONE, 250), Light.LATE_DONE),
        (Basis.CUMULATIVE, (NONE, 248.7), MISSING),
        (Basis.CUMULATIVE, (NONE, NONE, 400), Light.LATE_DONE),
        (Basis.QUARTER, (80, 170), Light.LATE_DONE),
        (Basis.LEVEL, (50, 250), RED),
        (Basis.LEVEL, (NONE, 250), MISSING),
        (Basis.GROWTH, (NONE, 250), MISSING),
    ],
)
def test_a_later_total_makes_a_red_or_missing_quarter_good(basis, reported, first):
    planned = QUARTERS if basis is Basis.QUARTER else TOTALS
    assert lights(indicator(basis, planned), *reported)[0] is first


def test_what_was_missing_or_sent_back_says_so_and_what_made_it_good():
    one = indicator(Basis.CUMULATIVE, TOTALS)
    assert year(one, NONE, 250)[0].reason == "应于 2017-04-05 前报送，尚未报送；二季度已补上，补完成"
    sent_back = {"2017Q1": OnWay(date(2017, 4, 3), returned_on=date(2017, 4, 4))}
    found = year(one, NONE, 250, on_way=sent_back)[0]
    assert found.light is Light.LATE_DONE and "退回" in found.reason
    waiting = {"2017Q1": OnWay(date(2017, 4, 3), Step.OFFICE)}
    assert lights(one, NONE, 250, on_way=waiting)[0] is Light.IN_REVIEW


@pytest.mark.parametrize(
    ("basis", "unit", "reported", "expected", "says"),
    [
        (Basis.CUMULATIVE, "所", (1, 3), (Light.NONE, Light.NONE), "全年 8 所，已完成 3 所，占 37.5%（参考）"),
        (Basis.QUARTER, "所", (1, 2), (Light.NONE, Light.NONE), "全年 8 所，已完成 3 所，占 37.5%（参考）"),
        (Basis.LEVEL, "%", (1, 3), (Light.NONE, Light.NONE), "全年 8%，本期实际 3%（参考）"),
        (Basis.CUMULATIVE, "所", (1, NONE), (Light.NONE, Light.NONE), "全年 8 所，本期没有计划数"),
    ],
)
def test_a_value_for_the_year_alone_is_shown_without_a_light(basis, unit, reported, expected, says):
    found = year(indicator(basis, [NONE] * 4, 8, unit), *reported)
    assert tuple(a.light for a in found)[:2] == expected
    assert found[1].reason == says


@pytest.mark.parametrize(
    ("basis", "reported", "last"),
    [
        (Basis.CUMULATIVE, (1, 3, 5, 8), GREEN),
        (Basis.CUMULATIVE, (NONE, NONE, NONE, 7), YELLOW),
        (Basis.CUMULATIVE, (1, 3, 5, 6), RED),
        (Basis.QUARTER, (1, 2, 2, 3), GREEN),
        (Basis.QUARTER, (1, NONE, 2, 3), UNKNOWN),
        (Basis.CUMULATIVE, (1, 3, 5), MISSING),
    ],
)
def test_it_is_rated_in_the_plans_last_period(basis, reported, last):
    assert lights(indicator(basis, [NONE] * 4, 8, "所"), *reported)[3] is last


def test_stable_figures_have_no_light_of_the_year():
    one = indicator(Basis.CUMULATIVE, [NONE] * 4, 8, "所", Direction.HOLD)
    assert lights(one, 1, 3)[:2] == [UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    ("one", "reported", "place"),
    [
        (indicator(), (NONE, 250), 1),
        (indicator(), (NONE, NONE, 150), 2),
        (indicator(Basis.CUMULATIVE, TOTALS), (BLANK,), 0),
        (indicator(Basis.CUMULATIVE, TOTALS), (NONE, 250), 0),
        (indicator(Basis.CUMULATIVE, [NONE] * 4, 8, "所"), (1, 3), 1),
        (indicator(Basis.CUMULATIVE, (17, 17, 17, 17), unit="公里"), (16.98,), 0),
        (indicator(Basis.GROWTH, (8, 8, 8, 8), 8, "%", Direction.ABOUT), (7.6,), 0),
    ],
)
def test_a_close_freezes_every_cause_and_gives_it_back(one, reported, place):
    before = year(one, *reported)[place]
    facts = frozen_facts(before)
    cause = before.cause
    after = frozen_assessment(
        facts, PERIODS[place], planned=cause.planned, actual=cause.actual, tolerance=cause.tolerance
    )
    assert after == before
    assert with_indicator_sentence(one, after).reason == before.reason


def test_an_old_close_is_rated_again_as_it_was_rated():
    assert lights(indicator(), NONE, 250, pack=OLD)[:2] == [MISSING, GREEN]
    assert lights(indicator(), BLANK, 160, pack=OLD)[:2] == [MISSING, RED]
    assert lights(indicator(Basis.CUMULATIVE, TOTALS), NONE, 250, pack=OLD)[0] is MISSING
    assert lights(indicator(Basis.CUMULATIVE, [NONE] * 4, 8), 1, 3, 5, 8, pack=OLD) == [Light.NONE] * 4
    waiting = {"2017Q1": OnWay(date(2017, 4, 3), Step.OFFICE)}
    assert lights(indicator(), pack=OLD, on_way=waiting)[0] is MISSING


def test_the_chart_draws_no_total_over_a_missing_quarter():
    one = indicator()
    figure = indicator_charts.indicator_chart(one, PERIODS, {"2017Q1": 90, "2017Q3": 150})
    drawn = {trace.name: list(trace.y) for trace in figure.data}
    assert drawn["1月以来累计实际"] == [90, None, None, None]
    assert drawn["当季实际"] == [90, None, 150, None]
    assert "三季度 150 万元，缺二季度的当季数，累计数不能计算" in indicator_charts.indicator_sentence(
        one, PERIODS, {"2017Q1": 90, "2017Q3": 150}
    )


def test_the_chart_gives_no_quarter_the_work_of_two():
    figure = indicator_charts.indicator_chart(
        indicator(Basis.CUMULATIVE, TOTALS), PERIODS, {"2017Q2": 240, "2017Q3": 390}
    )
    drawn = {trace.name: list(trace.y) for trace in figure.data}
    assert drawn["当季实际"] == [None, None, 150, None]
