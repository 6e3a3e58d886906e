"""Forecast of the year: the pace still needed, and a range only where the figures allow one."""

import pytest

from zcdash.domain.model import Basis, Direction, Indicator
from zcdash.domain.period import Period
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import Figures

PERIODS = [Period.parse(f"2017Q{n}") for n in (1, 2, 3, 4)]


def indicator(basis=Basis.CUMULATIVE, annual=71.5, unit="公里"):
    return Indicator(
        code="18-7a", item="18-7", name="农村公路", unit=unit, basis=basis, direction=Direction.AT_LEAST, annual=annual
    )


def series(planned, actual, basis=Basis.CUMULATIVE):
    return [
        Figures(period=p, planned=pl, planned_total=None, actual=a, actual_total=None, filed=a is not None)
        for p, pl, a in zip(PERIODS, planned, actual, strict=True)
    ]


def test_the_last_quarter_is_held_against_the_best_one_so_far():
    found = forecast(indicator(annual=100), series([20, 40, 70, 100], [18, 36, 58, None]))
    assert (found.needed, round(found.times, 2)) == (42, 1.91)
    assert found.sentence.startswith("四季度须完成 42 公里，是历史最好季度的 1.9 倍")


def test_the_range_is_the_remaining_plan_at_the_worst_and_best_rate():
    found = forecast(indicator(annual=100), series([20, 40, 70, 100], [18, 40, 61, None]))
    # Rates 0.9, 1.1 and 0.7 of 20, 20 and 30; 30 are left to do.
    assert (found.low, found.high) == (pytest.approx(82), pytest.approx(94))
    assert "全年将在 82 至 94 公里" in found.sentence


def test_quarter_figures_are_summed():
    found = forecast(indicator(Basis.QUARTER, 43), series([3, 14, 20, 6], [3, 12, None, None]))
    assert found.needed == 28
    assert "后两个季度须完成 28 公里，平均每季是历史最好季度的 1.2 倍" in found.sentence


@pytest.mark.parametrize(
    ("basis", "actual", "says"),
    [
        (Basis.LEVEL, [1, 2, 3, None], "不足以预测"),
        (Basis.GROWTH, [8, 8, None, None], "不足以预测"),
        (Basis.CUMULATIVE, [None] * 4, "还没有报送"),
        (Basis.CUMULATIVE, [20, None, None, None], "不足以预测全年"),
        (Basis.CUMULATIVE, [20, 40, 60, 80], "全年 80 公里"),
        (Basis.CUMULATIVE, [20, 60, 90, None], "已达到年度目标"),
    ],
)
def test_it_says_so_where_there_is_nothing_to_forecast(basis, actual, says):
    assert says in forecast(indicator(basis), series([20, 40, 60, 71.5], actual)).sentence


def test_nothing_done_yet_has_no_multiple():
    found = forecast(indicator(), series([20, 40, 60, 71.5], [0, 0, None, None]))
    assert found.times is None and "倍" not in found.sentence


def test_without_a_yearly_value_nothing_is_promised():
    assert "没有年度目标" in forecast(indicator(annual=None), series([None] * 4, [5, None, None, None])).sentence
