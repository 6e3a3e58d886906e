"""Charts of indicators over months, spans and years: baseline, horizons, bands, words, and axes whose labels differ."""

from datetime import date

import pytest

from zcdash.domain.model import Indicator
from zcdash.domain.terms import Basis, Direction
from zcdash.rendering.charts import horizon_charts, indicator_charts
from zcdash.rendering.charts.period_axis import PeriodAxis
from zcdash.rendering.formatting import planned_text

YEARS = ("2019", "2020", "2021", "2022", "2023", "2024", "2025")
MONTHS = tuple(f"2017M{m:02}" for m in range(1, 13))
START = date(2016, 12, 31)


def indicator(**changes):
    fields = {
        "code": "1-2a",
        "item": "1-2",
        "name": "死亡率",
        "unit": "1/10万",
        "basis": Basis.LEVEL,
        "direction": Direction.AT_MOST,
    }
    return Indicator(**fields | changes)


MORTALITY = indicator(
    baseline=277.46,
    baseline_period="2016",
    planned={"2020": 263.587, "2025": 249.714},
    words={"2020": "下降5%", "2025": "下降10%"},
    relative={"2020": -5, "2025": -10},
)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"planned": {"2020": 74}, "unit": "天"}, "74 天"),
        ({"planned": {"2020": 20}, "unit": "%", "strict": True, "direction": Direction.AT_LEAST}, "大于 20%"),
        ({"planned": {"2020": 5}, "unit": "%", "strict": True}, "低于 5%"),
        ({"planned": {"2020": 60}, "upper": {"2020": 70}, "unit": "%", "direction": Direction.WITHIN}, "60%—70%"),
        (
            {"planned": {"2020": 263.587}, "relative": {"2020": -5}, "words": {"2020": "下降5%"}},
            "263.587/10万（下降5%）",
        ),
        ({"planned": {"2020": 9.5}, "relative": {"2020": -5}, "unit": "克"}, "9.5 克（较基数-5%）"),
        ({"relative": {"2020": -5}, "words": {"2020": "下降5%"}, "baseline_pending": True}, "下降5%"),
        ({"relative": {"2020": 5}, "baseline_pending": True}, "较基数+5%"),
        ({}, "—"),
    ],
)
def test_a_planned_value_is_said_with_the_words_of_the_print(changes, text):
    assert planned_text(indicator(**changes), "2020") == text


def test_the_years_begin_at_the_baseline_and_the_path_joins_the_horizons():
    actual = {"2019": 266.244, "2021": 263.406}
    figure = horizon_charts.horizon_chart(MORTALITY, YEARS, actual, START, "句")
    drawn = {t.name: t for t in figure.data}
    assert set(drawn) == {"路径（参考）", "基数", "计划值", "实际值"}
    assert drawn["路径（参考）"].x == ("2016-12-31", "2020-12-31", "2025-12-31")
    assert drawn["路径（参考）"].y == (277.46, 263.587, 249.714)
    assert drawn["计划值"].text == ("<b>263.587/10万</b>", "<b>249.714/10万</b>")
    assert drawn["实际值"].text == ("", "<b>263.406</b>")
    assert (drawn["实际值"].x, drawn["实际值"].y) == (("2019-12-31", "2021-12-31"), (266.244, 263.406))
    assert figure.layout.xaxis.ticktext == ("2016", *YEARS)
    low, high = figure.layout.yaxis.range
    assert 200 < low < 249 and 277.46 < high < 300


def test_a_range_is_a_band_and_a_corrected_plan_stays_in_sight():
    one = indicator(baseline=50, planned={"2020": 60, "2025": 65}, upper={"2020": 70, "2025": 75}, unit="%")
    figure = horizon_charts.horizon_chart(one, YEARS, {}, START, "句", {"2020": 58})
    band = next(t for t in figure.data if t.name == "计划区间")
    assert band.fill == "tonexty" and band.y == (50, 60, 65) and figure.data[0].y == (50, 70, 75)
    assert next(t for t in figure.data if t.name == "最初的计划").y == (58,)
    assert "实际值" not in {t.name for t in figure.data}


def test_the_sentence_names_baseline_and_horizons_and_what_is_open():
    assert horizon_charts.years_sentence(MORTALITY, horizon_charts.stated_periods(MORTALITY)) == (
        "死亡率：基数 277.46/10万（2016年），计划2020年 263.587/10万（下降5%），2025年 249.714/10万（下降10%）"
    )
    pending = indicator(baseline_pending=True, relative={"2025": -20, "2020": -10}, words={"2020": "降低10%"})
    assert horizon_charts.stated_periods(pending) == ("2020", "2025")
    assert horizon_charts.years_sentence(pending, ("2020", "2025")) == "死亡率：2020年 降低10%，2025年 较基数-20%"


def test_the_baseline_stands_at_the_end_of_its_year_or_before_the_plan():
    assert horizon_charts.baseline_day(MORTALITY, date(2019, 1, 1)) == START
    assert horizon_charts.baseline_day(indicator(), date(2019, 1, 1)) == date(2018, 12, 31)
    assert horizon_charts.baseline_day(indicator(baseline_period="“十二五”末"), date(2019, 1, 1)) == date(2018, 12, 31)


def test_only_values_of_a_moment_over_several_years_are_drawn_from_a_baseline():
    assert horizon_charts.is_over_years(MORTALITY, YEARS)
    assert not horizon_charts.is_over_years(MORTALITY, ("2017Q1", "2017Q4"))
    assert not horizon_charts.is_over_years(indicator(basis=Basis.CUMULATIVE), YEARS)


def test_the_time_that_has_passed_stands_behind_the_share_of_the_way():
    assert horizon_charts.reference("走完 80%", 0.75, False) == "走完 80%；从基数起的时间已过 75.0%"
    assert horizon_charts.reference("已达到计划", 0.75, True) == "已达到计划"
    assert horizon_charts.reference("走完 80%", None, False) == "走完 80%"


@pytest.mark.parametrize(
    ("periods", "names", "initials", "each"),
    [
        (("2017Q1", "2017Q2"), ["一季度", "二季度"], ["一", "二"], "季"),
        (MONTHS, [f"{m}月" for m in range(1, 13)], [str(m) for m in range(1, 13)], "月"),
        (("2016M12", "2017M12"), ["12月<br>2016年", "12月<br>2017年"], ["1", "2"], "月"),
        (YEARS, [f"{y}年" for y in YEARS], [*YEARS], "年"),
        (
            ("2016-12-01/2017-01-31 图斑核查", "2017-02-01/2017-04-30 管线、路面施工和安装"),
            ["图斑核查", "管线、路面施工<br>和安装"],
            ["1", "2"],
            "期",
        ),
        (("2019Q3", "2020"), ["三季度", "2020年"], ["三", "2020"], "期"),
    ],
)
def test_periods_have_names_that_differ(periods, names, initials, each):
    axis = PeriodAxis(periods)
    assert (axis.names, axis.initials, axis.each) == (names, initials, each)


def test_totals_begin_anew_each_january_unless_they_go_on():
    periods, values = ("2016M11", "2016M12", "2017M01", "2017M02"), [1, 3, 2, 5]
    assert PeriodAxis(periods).totals_and_amounts(Basis.CUMULATIVE, values) == ([1, 3, 2, 5], [1, 2, 2, 3])
    assert PeriodAxis(periods, True).totals_and_amounts(Basis.CUMULATIVE, values)[1] == [1, 2, -1, 3]
    assert PeriodAxis(periods).totals_and_amounts(Basis.QUARTER, values)[0] == [1, 4, 2, 7]
    assert PeriodAxis(periods, True).totals_and_amounts(Basis.QUARTER, values)[0] == [1, 4, 6, 11]
    lacking = PeriodAxis(periods, True).totals_and_amounts(Basis.QUARTER, [1, None, 2, 5], [1, 3, 2, 5])[0]
    assert lacking == [1, None, None, None]


def test_a_monthly_indicator_says_months_and_writes_the_last_of_many_values():
    monthly = indicator(
        basis=Basis.QUARTER, direction=Direction.AT_LEAST, unit="件", planned=dict.fromkeys(MONTHS, 10.0)
    )
    actual = {"2017M01": 9.0, "2017M02": 12.0}
    figure = indicator_charts.indicator_chart(monthly, MONTHS, actual)
    drawn = {t.name: t for t in figure.data}
    assert {"当月计划", "当月实际", "1月以来累计计划", "1月以来累计实际"} <= set(drawn)
    assert [t for t in drawn["1月以来累计计划"].text if t] == ["<b>120</b>"]
    assert [t for t in drawn["1月以来累计实际"].text if t] == ["<b>21</b>"]
    assert figure.layout.meta["sentence"] == "死亡率：1—2月累计 21 件，比计划多 1 件"
    over = indicator_charts.indicator_chart(monthly, MONTHS, actual, since_start=True)
    assert "累计实际" in {t.name for t in over.data}
    assert over.layout.meta["sentence"].startswith("死亡率：截至2017年2月28日累计 21 件")
