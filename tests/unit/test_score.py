"""The year-end score: worked by hand, the boundaries above all, and every line redone as a reader would on paper."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import UNIT_KIND_NAME, Basis, Direction, Light, Responsibility, UnitKind
from zcdash.errors import NotFound, PackInvalid
from zcdash.rules.lights import Figures
from zcdash.rules.score import ScoredItem, SubmissionRecord, item_score, whole_score
from zcdash.rules.score_file import parse_score
from zcdash.rules.score_part import (
    LeftOut,
    Part,
    ScoreLine,
    commitment_part,
    number_part,
    points,
    step,
    year_end_figures,
)
from zcdash.rules.score_points import scored
from zcdash.rules.score_ranking import Ranked, elsewhere, other_weights, places
from zcdash.rules.score_rules import MissingPolicy, ShareBy
from zcdash.rules.score_simulation import what_if

TEXT = (Path(__file__).parents[2] / "data" / "rules" / "score-default.toml").read_text(encoding="utf-8")
RULES = parse_score(TEXT)
OLD = parse_score((Path(__file__).parents[2] / "data" / "rules" / "score-v1.toml").read_text(encoding="utf-8"))
PERIODS = [Period.parse(f"2017Q{n}") for n in (1, 2, 3, 4)]
AT_LEAST, AT_MOST, ABOUT, HOLD = Direction.AT_LEAST, Direction.AT_MOST, Direction.ABOUT, Direction.HOLD


def strict_light(planned, actual, direction, basis):
    """The light without any tolerance."""
    if planned is None or actual is None:
        return Light.ON_TRACK
    good = planned - actual if direction is AT_MOST else actual - planned
    ahead = good >= 1 if basis is Basis.GROWTH or planned <= 0 else 10 * actual >= 11 * planned
    if good < 0:
        return Light.SLIPPING
    return Light.AHEAD if ahead and direction is AT_LEAST else Light.ON_TRACK


def number(planned, actual, direction=AT_LEAST, basis=Basis.CUMULATIVE, light=None, code="14-6a", **more):
    light = light or strict_light(planned, actual, direction, basis)
    return Part(
        item="14-6",
        code=code,
        name="优良天数",
        light=light,
        direction=direction,
        basis=basis,
        unit="天",
        period="2017Q4",
        planned=planned,
        actual=actual,
        **more,
    )


def promise(light, code="14-6.01", **more):
    return Part(item="14-6", code=code, name="完成征地", light=light, period="2017Q1", **more)


def earned(part, rules=RULES):
    line = scored(part, rules)
    assert isinstance(line, ScoreLine)
    return line.earned


def item(*parts, rules=RULES):
    return item_score("14-6", "空气质量", parts, rules)


def held(code, percent, role=Responsibility.LEAD):
    """An item that scores `percent`."""
    return ScoredItem(code, f"事项{code}", role, (replace(number(100, percent, code=f"{code}a"), item=code),))


def redone(says):
    """Every “expression = result” of the arithmetic, redone with the numbers printed; how many there were."""
    bare, count = re.sub(r"（[^）]*）|^[^；=]*：", "", says), 0
    for clause in bare.split("；"):
        # A clause may open with a fact (计划 8 为正) that is no sum.
        found = re.fullmatch(r"(?P<sum>[^=]+) = (?P<result>-?[\d.]+)(，.*)?", clause)
        if not found:
            assert "=" not in clause, clause
            continue
        plain = re.sub(r"[\u4e00-\u9fff]", "", found["sum"]).replace("×", "*").replace("÷", "/").replace("−", "-")
        value = eval(re.sub(r"\d+(\.\d+)?", lambda n: f"Decimal('{n[0]}')", plain), {"Decimal": Decimal})
        result = Decimal(found["result"])
        assert value.quantize(result, ROUND_HALF_UP) == result, clause
        count += 1
    return count


@pytest.mark.parametrize(
    ("planned", "actual", "gets", "says"),
    [
        (137, 120, "0.8759", "120 ÷ 137 = 0.8759；权重 1 × 0.8759 = 0.8759"),
        (137, 137, "1.0000", "137 ÷ 137 = 1.0000；权重 1 × 1.0000 = 1.0000"),
        (100, 99.99, "0.9999", "99.99 ÷ 100 = 0.9999；权重 1 × 0.9999 = 0.9999"),
        (100, 250, "1.0000", "250 ÷ 100 = 2.5000，按 1 计；权重 1 × 1.0000 = 1.0000"),
        (100, 0, "0.0000", "0 ÷ 100 = 0.0000；权重 1 × 0.0000 = 0.0000"),
        (100, -5, "0.0000", "(-5) ÷ 100 = -0.0500，按 0 计；权重 1 × 0.0000 = 0.0000"),
    ],
)
@pytest.mark.parametrize("direction", [AT_LEAST, ABOUT, HOLD])
def test_at_least_about_and_hold_earn_their_ratio_up_to_the_weight(planned, actual, gets, says, direction):
    line = scored(number(planned, actual, direction), RULES)
    assert (line.earned, line.out_of, line.arithmetic) == (Decimal(gets), 1, says)


# 7.999 ÷ 4 is 1.99975: the printed 1.9998 goes on, so that 0.0002 is left and not 0.0003.
@pytest.mark.parametrize(
    ("actual", "gets", "says"),
    [
        (4.0, "1", "4 ÷ 4 = 1.0000；2 − 1.0000 = 1.0000；权重 1 × 1.0000 = 1.0000"),
        (4.2, "0.95", "4.2 ÷ 4 = 1.0500；2 − 1.0500 = 0.9500；权重 1 × 0.9500 = 0.9500"),
        (2.0, "1", "2 ÷ 4 = 0.5000；2 − 0.5000 = 1.5000，按 1 计；权重 1 × 1.0000 = 1.0000"),
        (7.999, "0.0002", "7.999 ÷ 4 = 1.9998；2 − 1.9998 = 0.0002；权重 1 × 0.0002 = 0.0002"),
        (8.0, "0", "8 ÷ 4 = 2.0000；2 − 2.0000 = 0.0000；权重 1 × 0.0000 = 0.0000"),
        (12.0, "0", "12 ÷ 4 = 3.0000；2 − 3.0000 = -1.0000，按 0 计；权重 1 × 0.0000 = 0.0000"),
    ],
)
def test_at_most_loses_what_it_is_over_and_is_nothing_at_twice_the_plan(actual, gets, says):
    line = scored(number(4.0, actual, AT_MOST, Basis.LEVEL), RULES)
    assert (line.earned, line.arithmetic) == (Decimal(gets), says)


@pytest.mark.parametrize(
    ("planned", "actual", "direction", "gets", "says"),
    [
        (8, 8, ABOUT, "1", "计划 8，实际 8，达到计划，按 1 计"),
        (8, 12, ABOUT, "1", "计划 8，实际 12，达到计划，按 1 计"),
        (8, 6.9, ABOUT, "0.89", "计划 8 − 实际 6.9 = 1.1；1 − 0.1 × 1.1 = 0.8900"),
        (15, 5, ABOUT, "0", "计划 15 − 实际 5 = 10；1 − 0.1 × 10 = 0.0000"),
        (15, 4.9, ABOUT, "0", "计划 15 − 实际 4.9 = 10.1；1 − 0.1 × 10.1 = -0.0100，按 0 计"),
        (8, 0, ABOUT, "0.2", "计划 8 − 实际 0 = 8；1 − 0.1 × 8 = 0.2000"),
        (8, -0.1, ABOUT, "0", "计划 8 为正，实际 (-0.1) 为负增长，按 0 计"),
        (-3, -4, AT_LEAST, "0.9", "计划 (-3) − 实际 (-4) = 1；1 − 0.1 × 1 = 0.9000"),
        (3, -2, AT_MOST, "1", "计划 3，实际 (-2)，达到计划，按 1 计"),
        (3, 5, AT_MOST, "0.8", "实际 5 − 计划 3 = 2；1 − 0.1 × 2 = 0.8000"),
        (8, 7, HOLD, "0.9", "基数 8 − 实际 7 = 1；1 − 0.1 × 1 = 0.9000"),
    ],
)
def test_growth_loses_by_the_point_and_falling_is_nothing(planned, actual, direction, gets, says):
    line = scored(number(planned, actual, direction, Basis.GROWTH), RULES)
    assert line.earned == Decimal(gets)
    assert line.arithmetic.startswith(says + "；权重 1 × ")


def test_falling_goes_by_the_point_too_where_the_rules_say_so():
    assert earned(number(8, -0.1, ABOUT, Basis.GROWTH), replace(RULES, growth_negative_is_zero=False)) == Decimal(
        "0.19"
    )


def test_a_plan_of_nothing_goes_by_the_point_as_growth_does():
    assert earned(number(0, 0)) == 1
    assert earned(number(0, 2, AT_MOST)) == Decimal("0.8")
    assert earned(number(-5, -8)) == Decimal("0.7")


@pytest.mark.parametrize(
    ("light", "gets", "says"),
    [
        (Light.ON_TRACK, "1", "按期完成，按 1 计；权重 1 × 1.0000 = 1.0000"),
        (Light.LATE_DONE, "0.8", "补完成，按 0.8 计；权重 1 × 0.8000 = 0.8000"),
        (Light.SLIPPING, "0.5", "部分完成，按 0.5 计；权重 1 × 0.5000 = 0.5000"),
        (Light.BEHIND, "0", "未完成，按 0 计；权重 1 × 0.0000 = 0.0000"),
        (Light.MISSING, "0", "未报送，按 0 计；权重 1 × 0.0000 = 0.0000"),
    ],
)
def test_a_commitment_earns_by_how_it_was_done(light, gets, says):
    line = scored(promise(light), RULES)
    assert (line.earned, line.arithmetic, line.what) == (Decimal(gets), says, "节点")


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (promise(Light.UNDETERMINED), "待研判，不计分"),
        (promise(Light.PENDING), "未到期，不计分"),
        (promise(Light.NONE), "无目标，不计分"),
        (promise(Light.BEHIND, waived="缓办"), "豁免（缓办），不计分"),
        (number(None, 30, light=Light.NONE), "没有计划数，不计分"),
        (number(100, None, light=Light.PENDING), "未到期，不计分"),
        (number(None, 30, HOLD, light=Light.UNDETERMINED), "没有基数，待研判，不计分"),
        (number(100, None, light=Light.UNDETERMINED), "待研判，不计分"),
        (number(100, None), "没有实际数，不计分"),
        (number(100, 10, waived="政策取消"), "豁免（政策取消），不计分"),
        (number(100, 10, light=Light.UNDETERMINED, decided=True), "督查室改判为待研判，不计分"),
    ],
)
def test_what_cannot_be_scored_is_left_out_with_the_reason(part, why):
    found = scored(part, RULES)
    assert isinstance(found, LeftOut) and found.reason == why


def test_an_indicator_that_was_not_filed_is_nothing():
    line = scored(number(100, None, light=Light.MISSING), RULES)
    assert (line.earned, line.arithmetic) == (0, "未报送，按 0 计；权重 1 × 0.0000 = 0.0000")


@pytest.mark.parametrize("name", ["missing", "undetermined", "pending", "waived", "none"])
def test_the_rules_say_what_counts_as_nothing_and_what_is_left_out(name):
    parts = {
        "missing": promise(Light.MISSING),
        "undetermined": promise(Light.UNDETERMINED),
        "none": promise(Light.NONE),
        "pending": promise(Light.PENDING),
        "waived": promise(Light.ON_TRACK, waived="缓办"),
    }
    assert earned(parts[name], replace(RULES, **{f"count_{name}": MissingPolicy.ZERO})) == 0
    assert isinstance(scored(parts[name], replace(RULES, **{f"count_{name}": MissingPolicy.LEFT_OUT})), LeftOut)


def test_hold_without_a_baseline_counts_as_undetermined():
    rules = replace(RULES, count_undetermined=MissingPolicy.ZERO)
    assert scored(number(None, 30, HOLD), rules).arithmetic == "没有基数，待研判，按 0 计；权重 1 × 0.0000 = 0.0000"
    assert isinstance(scored(number(None, 30), rules), LeftOut)


@pytest.mark.parametrize(
    ("light", "gets"),
    [
        (Light.AHEAD, "1"),
        (Light.ON_TRACK, "1"),
        (Light.LATE_DONE, "0.8"),
        (Light.SLIPPING, "0.5"),
        (Light.BEHIND, "0"),
        (Light.MISSING, "0"),
    ],
)
def test_the_offices_own_light_goes_before_the_figures(light, gets):
    assert earned(number(100, 10, light=light, decided=True)) == Decimal(gets)
    assert earned(number(None, 500, HOLD, light=light, decided=True)) == Decimal(gets)
    assert "督查室改判为" in scored(promise(light, decided=True), RULES).arithmetic


@pytest.mark.parametrize(
    ("part", "ahead", "ahead_before"),
    [
        (number(100, 110), True, True),
        (number(100, 109.99), False, False),
        (number(100, 110, ABOUT), False, True),
        (number(100, 110, HOLD), False, False),
        (number(100, 50, AT_MOST), False, False),
        (number(100, 50, AT_MOST, light=Light.AHEAD), False, False),
        (number(8, 9, ABOUT, Basis.GROWTH), False, True),
        (number(8, 8.99, ABOUT, Basis.GROWTH), False, False),
        (number(8, 2, AT_MOST, Basis.GROWTH), False, False),
        (promise(Light.ON_TRACK), False, False),
        # The board decides: two points over a growth of 20 are not ahead, whatever the older limits say.
        (number(20, 21, basis=Basis.GROWTH, light=Light.ON_TRACK), False, True),
        (number(100, 100, light=Light.AHEAD), True, False),
        (number(100, 10, light=Light.AHEAD, decided=True), True, True),
        # Spending over an investment plan.
        (number(100, 116, may_gain=False), False, False),
        (number(100, 10, light=Light.AHEAD, decided=True, may_gain=False), False, False),
    ],
)
def test_ahead_goes_by_the_light_and_only_where_more_is_better(part, ahead, ahead_before):
    assert scored(part, RULES).ahead is ahead
    assert scored(part, OLD).ahead is ahead_before


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (number(17, 16.98, light=Light.ON_TRACK), "16.98 ÷ 17 = 0.9988，按所印精度达到计划，按 1 计"),
        (number(100, 98, ABOUT, light=Light.ON_TRACK), "98 ÷ 100 = 0.9800，在允许误差以内达到计划，按 1 计"),
        (number(1000, 980, HOLD, light=Light.ON_TRACK), "980 ÷ 1000 = 0.9800，在允许误差以内达到计划，按 1 计"),
        (
            number(4, 4.01, AT_MOST, light=Light.ON_TRACK),
            "4.01 ÷ 4 = 1.0025；2 − 1.0025 = 0.9975，按所印精度达到计划，按 1 计",
        ),
        (
            number(8, 7.5, ABOUT, Basis.GROWTH, Light.ON_TRACK),
            "计划 8 − 实际 7.5 = 0.5；1 − 0.1 × 0.5 = 0.9500，在允许误差以内达到计划，按 1 计",
        ),
        (
            number(0.3, -0.1, ABOUT, Basis.GROWTH, Light.ON_TRACK),
            "计划 0.3 − 实际 (-0.1) = 0.4；1 − 0.1 × 0.4 = 0.9600，在允许误差以内达到计划，按 1 计",
        ),
    ],
)
def test_what_meets_the_plan_on_the_board_earns_all(part, says):
    line = scored(part, RULES)
    assert (line.earned, line.arithmetic) == (1, f"{says}；权重 1 × 1.0000 = 1.0000")
    assert scored(part, OLD).earned < 1
    assert earned(replace(part, light=Light.SLIPPING)) == scored(part, OLD).earned


@pytest.mark.parametrize(
    ("planned", "actual", "gets", "says", "before"),
    [
        (3, 3, "1", "计划第 3 位，实际第 3 位，同位或更前，按 1 计", "1"),
        (3, 1, "1", "计划第 3 位，实际第 1 位，同位或更前，按 1 计", "1"),
        (3, 4, "0.5", "计划第 3 位，实际第 4 位，差 1 位，按 0.5 计", "0.6667"),
        (3, 5, "0", "计划第 3 位，实际第 5 位，差 2 位，按 0 计", "0.3333"),
    ],
)
def test_a_place_earns_by_the_places_it_is_worse(planned, actual, gets, says, before):
    part = number(planned, actual, AT_MOST, Basis.RANK)
    line = scored(part, RULES)
    assert (line.earned, line.arithmetic) == (Decimal(gets), f"{says}；权重 1 × {step(Decimal(gets))} = {line.earned}")
    assert earned(part, OLD) == Decimal(before)


def test_what_cannot_be_judged_is_not_scored_by_its_figures():
    """A running total that lacks a quarter."""
    assert scored(number(100, 60, light=Light.UNDETERMINED), RULES).reason == "待研判，不计分"


def test_a_quarter_that_a_later_one_made_good_without_a_figure_of_its_own_is_late():
    assert earned(number(100, None, light=Light.LATE_DONE)) == Decimal("0.8")


@pytest.mark.parametrize(
    ("light", "says", "before"),
    [
        (Light.MISSING, "未报送，按 0 计", "未报送，按 0 计"),
        (Light.RETURNED, "已退回，按 0 计", "已退回，按 0 计"),
        (Light.IN_REVIEW, "待签收，不计分", "待签收，按 0 计"),
    ],
)
def test_sent_back_is_missing_and_in_review_is_not(light, says, before):
    for part in (promise(light), number(100, None, light=light)):
        for rules, text in ((RULES, says), (OLD, before)):
            row = scored(part, rules)
            assert (row.reason if isinstance(row, LeftOut) else row.arithmetic.split("；")[0]) == text


TOTAL = number(8250, 7388, code="a", light=Light.SLIPPING, sum_of=("b", "c"))
HALVES = number(4000, 4000, code="b"), number(4250, 4268, code="c")


def test_a_total_and_its_parts_count_once():
    score = item(TOTAL, *HALVES, promise(Light.ON_TRACK))
    # 7388 ÷ 8250 = 0.8955; (0.8955 + 1) ÷ 2 = 0.94775.
    assert (score.closing, score.points) == (
        "得分合计 1.8955 ÷ 权重合计 2 = 0.9478；100 × 0.9478 = 94.78",
        Decimal("94.78"),
    )
    assert [(x.code, x.reason) for x in score.left_out] == [
        ("b", "合计 a 已计分，不重复计分"),
        ("c", "合计 a 已计分，不重复计分"),
    ]
    assert len(item(TOTAL, *HALVES, rules=OLD).lines) == 3


def test_the_parts_count_where_the_total_is_left_out():
    for total in (replace(TOTAL, waived="缓办"), replace(TOTAL, actual=None, light=Light.PENDING)):
        score = item(total, *HALVES)
        assert ([x.code for x in score.lines], score.points) == (["b", "c"], 100)
    # A total that nobody filed is scored, at nothing.
    assert item(replace(TOTAL, actual=None, light=Light.MISSING), *HALVES).points == 0


def test_one_thing_in_two_bases_counts_once():
    first = number(100, 90, code="a", same_as="b")
    other = number(50, 40, code="b")
    score = item(first, other)
    assert (score.points, [x.code for x in score.lines]) == (80, ["b"])
    assert score.left_out[0].reason == "与 b 是同一件事的两种口径，b 已计分，不重复计分"
    assert item(first, replace(other, waived="缓办")).points == 90
    third = number(10, 5, code="c", same_as="b")
    assert [x.code for x in item(first, third, replace(other, waived="缓办")).lines] == ["a"]


def test_a_total_ahead_gains_once():
    parts = [number(100, 120, code="a", sum_of=("b", "c")), number(50, 60, code="b"), number(50, 60, code="c")]
    mine = [ScoredItem("14-6", "空气", Responsibility.LEAD, tuple(parts))]
    assert unit(*mine).bonuses[0].arithmetic == "超进度 1 个（a）× 每个 0.2 = 0.2"
    assert unit(*mine, rules=OLD).bonuses[0].pieces == 3


@pytest.mark.parametrize("back", [1, 3])
def test_sent_back_and_never_filed_again_costs_what_not_filing_costs(back):
    record = SubmissionRecord("2017Q1", True, 9, back, "退回未再报")
    score = unit(held("1-1", 90), returned=[record])
    assert [d.arithmetic for d in score.deductions] == ["退回未再报 1 次（2017年一季度）× 每次 2 = 2"]
    assert score.points == unit(held("1-1", 90), returned=[SubmissionRecord("2017Q1", False, 9)]).points == 88
    assert [d.what for d in unit(held("1-1", 90), returned=[record], rules=OLD).deductions] == ["迟报", "退回"]
    again = unit(held("1-1", 90), returned=[replace(record, unfiled="", late_days=0)])
    assert [d.what for d in again.deductions] == ["退回"]


def ranked(name, points, group="部门", parts=5, apart=""):
    return Ranked(name=name, group=group, points=None if points is None else Decimal(points), parts=parts, apart=apart)


def test_places_are_given_among_peers_and_equal_points_share_one():
    rows = [
        ranked("甲", "99.00"),
        ranked("乙", "97.00"),
        ranked("丙", "97.00"),
        ranked("丁", "95.50"),
        ranked("镇", "80.00", "镇和街道"),
        ranked("街", "90.00", "镇和街道"),
    ]
    found = places(rows, RULES)
    assert {n: p.rank for n, p in found.items()} == {"甲": 1, "乙": 2, "丙": 2, "丁": 4, "镇": 2, "街": 1}


@pytest.mark.parametrize(
    ("second", "rank", "why"),
    [
        ("99.50", 2, ""),
        ("99.51", None, "分不出先后：同组优秀 2 个，每名平均只差 0.49 分"),
        ("100.00", None, "分不出先后：同组优秀 2 个，每名平均只差 0.00 分"),
    ],
)
def test_what_lies_closer_than_half_a_point_has_a_band_and_no_place(second, rank, why):
    found = places([ranked("甲", "100.00"), ranked("乙", second), ranked("丙", "70.00")], RULES)
    assert (found["乙"].rank, found["乙"].why_not, found["乙"].band) == (rank, why, "优秀")
    # The band below goes on counting.
    assert (found["丙"].rank, found["丙"].band) == (3, "合格")


@pytest.mark.parametrize(
    ("points", "band"),
    [
        ("100", "优秀"),
        ("95", "优秀"),
        ("94.99", "良好"),
        ("85", "良好"),
        ("84.99", "合格"),
        ("60", "合格"),
        ("59.99", "不合格"),
        ("0", "不合格"),
    ],
)
def test_bands_begin_at_their_bounds(points, band):
    assert RULES.band_of(Decimal(points)) == band and OLD.band_of(Decimal(points)) == ""


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ranked("甲", "99", parts=4), "样本少：计分的指标、节点只有 4 个，不排名"),
        (ranked("甲", None), "没有可计分的事项，不排名"),
        (ranked("甲", "99", apart="单独计分"), "单独计分"),
        (ranked("甲", "99", "开发区和企业"), "同组没有可以相比的，不排名"),
    ],
)
def test_what_cannot_be_compared_is_listed_and_counts_for_nobodys_place(row, why):
    found = places([row, ranked("乙", "90"), ranked("丙", "88")], RULES)
    assert (found["甲"].rank, found["甲"].why_not, found["甲"].compared) == (None, why, False)
    assert (found["乙"].rank, found["丙"].rank) == (1, 2)


def test_version_one_places_everybody_in_one_row():
    rows = [ranked("甲", "99.01", "责任单位", 1), ranked("乙", "99.00", "责任单位"), ranked("丙", "98.99", "责任单位")]
    assert [p.rank for p in places(rows, OLD).values()] == [1, 2, 3]
    assert {OLD.group_of(kind) for kind in UNIT_KIND_NAME} == {"责任单位"}
    assert RULES.group_of(UnitKind.TOWN) == RULES.group_of(UnitKind.SUBDISTRICT) == "镇和街道"


def test_other_weights_are_each_one_change_of_the_rules():
    names = [name for name, _ in other_weights(RULES, {})]
    assert names == [
        "指标、节点分别占 60、40 分",
        "配合不计",
        "配合与牵头一样重",
        "事项按部分的个数计重",
        "未报送的不计入",
    ]
    mine = [held("1-1", 90), held("1-2", 40, Responsibility.SUPPORT)]
    tried = {n: unit(*mine, rules=r).points for n, r in other_weights(RULES, {"1-1": 1, "1-2": 3})}
    # (90 + 0.5 × 40) ÷ 1.5; 90; (90 + 40) ÷ 2; (90 + 3 × 0.5 × 40) ÷ 2.5.
    assert list(tried.values()) == [Decimal(x) for x in ("73.33", "90.00", "65.00", "60.00", "73.33")]


def test_a_place_under_other_weights_is_among_the_same_peers():
    rows = [ranked("甲", "90"), ranked("乙", "99"), ranked("丙", "95", "镇和街道"), ranked("丁", None)]
    found = elsewhere("配合不计", rows, RULES)
    assert {n: (e.rank, e.band) for n, e in found.items()} == {"甲": (2, "良好"), "乙": (1, "优秀"), "丙": (1, "优秀")}


def indicator(basis=Basis.CUMULATIVE, direction=AT_LEAST, **more):
    return Indicator(code="14-6a", item="14-6", name="优良天数", unit="天", basis=basis, direction=direction, **more)


def year(planned, actual):
    total = [sum(x or 0 for x in row[: n + 1]) for row in (planned, actual) for n in range(4)]
    return [
        Figures(
            period=p,
            planned=planned[n],
            planned_total=total[n],
            actual=actual[n],
            actual_total=total[4 + n],
            filed=True,
        )
        for n, p in enumerate(PERIODS)
    ]


def test_the_year_is_scored_on_the_last_period_that_has_a_plan():
    series = year([3, 19, None, None], [3, 18, 18, 20])
    part = number_part(indicator(), year_end_figures(indicator(), series, True), Light.SLIPPING)
    assert (part.planned, part.actual, part.period) == (19, 18, "2017Q2")


def test_a_quarter_indicator_is_scored_on_its_running_total():
    one = indicator(Basis.QUARTER)
    part = number_part(one, year_end_figures(one, year([3, 14, 20, 6], [3, 14, 18, 6]), True), Light.SLIPPING)
    assert (part.planned, part.actual) == (43, 41)


def test_a_printed_year_without_periods_is_scored_at_its_end_where_the_rules_want_it():
    one, series = indicator(annual=8.0), year([None] * 4, [1, 3, 5, 6])
    part = number_part(one, year_end_figures(one, series, True), Light.SLIPPING)
    assert (part.planned, part.actual, part.period) == (8, 6, "2017Q4")
    assert number_part(one, year_end_figures(one, series, False), Light.NONE).planned is None
    quarter = indicator(Basis.QUARTER, annual=20.0)
    part = number_part(quarter, year_end_figures(quarter, series, True), Light.SLIPPING)
    assert (part.planned, part.actual) == (20, 15)
    assert number_part(indicator(), year_end_figures(indicator(), series, True), Light.NONE).planned is None


def test_hold_is_scored_against_its_baseline_at_the_end_of_the_year():
    one, series = indicator(direction=HOLD, baseline=1000), year([None] * 4, [200, 500, 700, 980])
    part = number_part(one, year_end_figures(one, series, True), Light.ON_TRACK)
    assert (part.planned, part.actual) == (1000, 980)
    assert earned(part, OLD) == Decimal("0.98") and earned(part) == 1
    assert number_part(indicator(direction=HOLD), series[-1], Light.UNDETERMINED).planned is None
    assert number_part(indicator(direction=HOLD, baseline=0), series[-1], Light.UNDETERMINED).planned is None
    quarter = indicator(Basis.QUARTER, HOLD, baseline=2000)
    assert number_part(quarter, series[-1], Light.ON_TRACK).actual == 2380


def test_a_commitment_makes_a_part_by_its_project_and_words():
    one = Commitment(
        code="9-1.01",
        item="9-1",
        period="2017Q1",
        project="人民路西延",
        text="完成征地",
        due=PERIODS[0].ends,
        exact=True,
        ongoing=False,
    )
    part = commitment_part(one, Light.LATE_DONE, one.period)
    assert (part.name, part.item, part.code, part.direction) == ("人民路西延：完成征地", "9-1", "9-1.01", None)
    assert earned(part) == Decimal("0.8")


def test_an_item_is_the_average_of_its_parts():
    score = item(
        number(137, 120), number(4, 4.2, AT_MOST, code="14-6b"), promise(Light.ON_TRACK), promise(Light.LATE_DONE)
    )
    # 0.8759 + 0.9500 + 1 + 0.8 = 3.6259 of 4; 3.6259 / 4 = 0.906475.
    assert score.points == Decimal("90.65")
    assert score.closing == "得分合计 3.6259 ÷ 权重合计 4 = 0.9065；100 × 0.9065 = 90.65"
    assert points(100 * step(sum(x.earned for x in score.lines) / sum(x.out_of for x in score.lines))) == score.points


def test_what_is_left_out_does_not_weigh_on_the_average():
    score = item(number(100, 90), promise(Light.UNDETERMINED), promise(Light.PENDING, "14-6.02"))
    assert (score.points, len(score.lines)) == (90, 1)
    assert [x.code for x in score.left_out] == ["14-6.01", "14-6.02"]


def test_an_item_with_nothing_to_score_has_no_score_and_not_nought():
    everything = item(promise(Light.UNDETERMINED), promise(Light.NONE))
    assert (everything.points, everything.base, everything.closing) == (None, None, "各部分都不计分，不评分")
    assert len(everything.left_out) == 2
    assert (item().points, item().closing) == (None, "没有指标和节点，不评分")


def test_missing_parts_are_nought_and_not_nothing():
    assert item(promise(Light.MISSING)).points == 0


def test_the_hundred_points_may_be_shared_between_numbers_and_commitments():
    rules = replace(RULES, share_by=ShareBy.KIND)
    parts = number(100, 90), promise(Light.ON_TRACK), promise(Light.BEHIND), promise(Light.BEHIND)
    score = item(*parts, rules=rules)
    heads = "指标 0.9000 ÷ 权重合计 1 = 0.9000；节点 1.0000 ÷ 权重合计 3 = 0.3333"
    assert score.closing == f"{heads}；60 × 0.9000 + 40 × 0.3333 = 67.33"
    assert score.points == Decimal("67.33")
    assert item(*parts[1:], rules=rules).points == Decimal("33.33")
    assert item(parts[0], promise(Light.NONE), rules=rules).points == 90


@pytest.mark.parametrize(
    ("parts", "gets"),
    [
        # 1 ÷ 160 = 0.00625 and 3 ÷ 160 = 0.01875: four decimals, half up, so never to the even neighbour.
        ([number(160, 1)], "0.63"),
        ([number(160, 3)], "1.88"),
        ([number(20000, 1)], "0.01"),
        ([number(20001, 1)], "0.00"),
        ([number(8, 1), promise(Light.BEHIND), promise(Light.BEHIND), promise(Light.BEHIND)], "3.13"),
    ],
)
def test_halves_are_rounded_up(parts, gets):
    assert item(*parts).points == Decimal(gets)


@pytest.mark.parametrize(
    ("value", "four", "two"),
    [
        ("0.00005", "0.0001", "0.00"),
        ("0.00004999", "0.0000", "0.00"),
        ("0.005", "0.0050", "0.01"),
        ("2.675", "2.6750", "2.68"),
        ("-0.00005", "-0.0001", "0.00"),
        ("-0.00001", "0.0000", "0.00"),
    ],
)
def test_the_rule_of_rounding(value, four, two):
    assert (str(step(Decimal(value))), str(points(Decimal(value)))) == (four, two)


def unit(*items, returned=(), rules=RULES):
    return whole_score("区环保分局", items, returned, rules)


def test_a_unit_is_the_average_of_what_it_leads_and_half_of_what_it_supports():
    score = unit(held("1-1", 90), held("1-2", 80), held("1-3", 40, Responsibility.SUPPORT))
    # (90 + 80 + 0.5 × 40) ÷ 2.5 = 76.
    assert score.points == 76
    assert score.closing == "得分合计 190.0000 ÷ 权重合计 2.5 = 76.00"
    assert [(a.role, a.pieces, a.points) for a in score.apart] == [
        (Responsibility.LEAD, 2, 85),
        (Responsibility.SUPPORT, 1, 40),
    ]
    assert score.apart[0].arithmetic == "牵头 2 项：得分合计 170.0000 ÷ 权重合计 2 = 85.00"
    assert score.lines[2].arithmetic == "事项权重 1 × 配合 0.5 = 0.5；0.5 × 40.00 = 20.0000"
    assert [s.code for s in score.items] == ["1-1", "1-2", "1-3"]


@pytest.mark.parametrize(("support", "gets"), [("0.5", "73.33"), ("0.3", "78.46"), ("0", "90.00"), ("1", "65.00")])
def test_the_weight_of_support_is_a_setting(support, gets):
    # (90 + w × 40) ÷ (1 + w)
    score = unit(
        held("1-1", 90), held("1-2", 40, Responsibility.SUPPORT), rules=replace(RULES, role_support=Decimal(support))
    )
    assert score.points == Decimal(gets)


def test_an_item_may_have_a_weight_of_its_own():
    rules = replace(RULES, item_weights={"1-1": Decimal(3)})
    assert unit(held("1-1", 90), held("1-2", 50), rules=rules).points == 80
    none = unit(held("1-1", 150), held("1-2", 50), rules=replace(RULES, item_weights={"1-1": 0}))
    assert (none.points, none.bonuses, none.left_out[0].reason) == (50, (), "权重为 0，不计分")


def test_an_item_held_in_both_roles_counts_once_as_led():
    both = held("1-1", 90), held("1-1", 90, Responsibility.SUPPORT)
    assert [line.what for line in unit(*both, held("1-2", 40)).lines] == ["牵头事项", "牵头事项"]
    assert unit(*both, held("1-2", 40)).points == unit(*reversed(both), held("1-2", 40)).points == 65


def test_an_item_without_a_score_is_left_out_and_listed():
    score = unit(
        held("1-1", 90),
        ScoredItem("1-2", "空", Responsibility.LEAD, ()),
        ScoredItem("1-3", "待", Responsibility.LEAD, (promise(Light.UNDETERMINED),)),
    )
    assert score.points == 90
    assert [(x.code, x.reason) for x in score.left_out] == [
        ("1-2", "没有指标和节点，不评分"),
        ("1-3", "各部分都不计分，不评分"),
    ]


def test_a_unit_with_nothing_to_score_has_no_score_whatever_its_returns():
    score = unit(ScoredItem("1-2", "空", Responsibility.LEAD, ()), returned=[SubmissionRecord("2017Q1", False, 9)])
    assert (score.points, score.base, score.closing) == (None, None, "没有可计分的事项，不评分")
    assert unit().points is None


def test_returns_that_were_late_missing_or_sent_back_cost_points():
    score = unit(
        held("1-1", 90),
        returned=[
            SubmissionRecord("2017Q1", True, 3),
            SubmissionRecord("2017Q2", False, 9),
            SubmissionRecord("2017Q3", True, 0, 2),
            SubmissionRecord("2017Q4", False, 0),
        ],
    )
    half = Decimal("0.5")
    assert [(d.what, d.times, d.points) for d in score.deductions] == [
        ("未报送", 1, 2),
        ("迟报", 1, half),
        ("退回", 2, 1),
    ]
    assert score.deductions[2].arithmetic == "退回 2 次（2017年三季度、2017年三季度）× 每次 0.5 = 1"
    assert (score.base, score.deducted, score.points) == (90, Decimal("3.5"), Decimal("86.50"))
    assert score.closing == "得分合计 90.0000 ÷ 权重合计 1 = 90.00；90.00 − 扣分 3.5 = 86.50"


@pytest.mark.parametrize(("back", "off", "capped"), [(9, "4.5", False), (10, "5", False), (11, "5", True)])
def test_deductions_end_at_their_cap(back, off, capped):
    score = unit(held("1-1", 90), returned=[SubmissionRecord("2017Q1", True, 0, back)])
    assert (score.deducted, score.points) == (Decimal(off), 90 - Decimal(off))
    assert ("封顶" in score.closing) is capped
    assert not capped or "；扣分合计 5.5，封顶 5；90.00 − 扣分 5 = 85.00" in score.closing


@pytest.mark.parametrize(("pieces", "on", "capped"), [(1, "0.2", False), (25, "5", False), (26, "5", True)])
def test_the_bonus_ends_at_its_cap(pieces, on, capped):
    parts = tuple(number(100, 110, code=f"14-6.{n}") for n in range(pieces))
    score = unit(ScoredItem("14-6", "空气", Responsibility.LEAD, parts))
    assert (score.added, score.points, score.base) == (Decimal(on), 100 + Decimal(on), 100)
    assert ("封顶" in score.closing) is capped
    assert unit(ScoredItem("14-6", "空气", Responsibility.SUPPORT, parts)).bonuses == ()


def test_deductions_and_bonus_stand_in_one_line():
    score = unit(held("1-1", 110), held("1-2", 60), returned=[SubmissionRecord("2017Q1", True, 1)])
    assert score.closing == "得分合计 160.0000 ÷ 权重合计 2 = 80.00；80.00 − 扣分 0.5 + 加分 0.2 = 79.70"
    assert score.bonuses[0].arithmetic == "超进度 1 个（1-1a）× 每个 0.2 = 0.2"


def test_a_score_is_never_below_nought_and_says_so():
    score = unit(held("1-1", 1), returned=[SubmissionRecord("2017Q1", False, 9)])
    assert score.points == 0
    assert score.closing.endswith("1.00 − 扣分 2 = -1.00，不足 0 分按 0 分计")
    exactly = unit(held("1-1", 2), returned=[SubmissionRecord("2017Q1", False, 9)])
    assert (exactly.points, exactly.closing.endswith("2.00 − 扣分 2 = 0.00")) == (0, True)


def test_a_figure_that_lands_elsewhere_is_shown_beside_the_score_as_it_stands():
    mine = [
        held("1-1", 90),
        ScoredItem("1-2", "续建", Responsibility.LEAD, (number(100, None, light=Light.PENDING, code="1-2a"),)),
    ]
    beside = what_if("区环保分局", mine, (), RULES, {"1-2a": number(100, 70.0, code="1-2a")})
    assert (beside.now.points, beside.then.points, beside.change) == (90, 80, -10)
    assert beside.sentence == "现在 90.00 分，照此设想 80.00 分，降 10.00 分"
    assert what_if("区环保分局", mine, (), RULES).sentence == "现在 90.00 分，照此设想 90.00 分，不变"
    assert what_if(
        "区环保分局", mine, (), RULES, {"1-1a": replace(number(100, 95, code="1-1a"), item="1-1")}
    ).sentence.endswith("升 5.00 分")


def test_rules_that_are_replaced_are_shown_beside_the_rules_in_force():
    mine = [
        ScoredItem("1-1", "征地", Responsibility.LEAD, (promise(Light.LATE_DONE), promise(Light.BEHIND, "14-6.02")))
    ]
    beside = what_if("区环保分局", mine, (), RULES, other=replace(RULES, commitment_late=0.6))
    assert (beside.now.points, beside.then.points) == (40, 30)
    landed = what_if("区环保分局", mine, (), RULES, lights={"14-6.02": Light.ON_TRACK})
    assert landed.then.points == 90


def test_new_figures_put_an_end_to_the_offices_own_light_but_not_to_a_waiver():
    decided = ScoredItem(
        "1-1", "甲", Responsibility.LEAD, (number(100, 10, light=Light.AHEAD, decided=True, code="1-1a"),)
    )
    imagined = {"1-1a": number(100, 50, code="1-1a")}
    assert what_if("甲", [decided], (), RULES, imagined).then.points == 50
    waived = ScoredItem("1-1", "甲", Responsibility.LEAD, (number(100, 10, waived="缓办", code="1-1a"),))
    beside = what_if("甲", [waived], (), RULES, imagined)
    assert (beside.change, beside.sentence) == (None, "现在不评分，照此设想不评分")


@pytest.mark.parametrize(
    "asked",
    [{"figures": {"9-9z": number(1, 1)}}, {"lights": {"1-1a": Light.AHEAD}}, {"figures": {"14-6.01": number(1, 1)}}],
)
def test_a_code_that_is_not_there_is_named(asked):
    mine = [held("1-1", 90), ScoredItem("14-6", "空气", Responsibility.LEAD, (promise(Light.ON_TRACK),))]
    with pytest.raises(NotFound):
        what_if("甲", mine, (), RULES, **asked)


def test_every_setting_of_the_shipped_rules_names_its_source():
    rows = list(RULES.settings())
    assert len(rows) == 41
    assert all(row.source and row.name and row.value for row in OLD.settings())
    assert all(row.source and row.name and row.value for row in rows)
    assert all(f.says and f.source for f in RULES.formulas)
    assert {r.place: r.value for r in rows}["share.by"] == "各部分一样重"


def test_an_items_own_weight_is_listed_with_its_source():
    rules = parse_score(
        TEXT.replace("[item_weights]", '[item_weights]\n"1-1" = { value = 2, source = "区政府常务会议" }')
    )
    assert rules.weight_of("1-1") == 2 and rules.weight_of("1-2") == 1
    assert {s.place: s.source for s in rules.settings()}["item_weights.1-1"] == "区政府常务会议"


@pytest.mark.parametrize(
    ("found", "put", "says"),
    [
        ("late = { value = 0.8", "late = { value = 1.2", "应在 0 到 1 之间"),
        ("lead = { value = 1.0", "lead = { value = -1", "应不小于 0"),
        ("partly = { value = 0.5", "half = { value = 0.5", "不认识的项 commitment.half"),
        ("ahead_ratio = { value = 1.1", "ahead_ratio = { value = 0.9", "不小于 1"),
        ("number = { value = 60", "number = { value = 101", "在 0 到 100 之间"),
        ('value = "part"', 'value = "half"', "不认识“half”"),
        ('missing = { value = "zero"', 'missing = { value = "one"', "不认识“one”"),
        ("[bonus]", "[bonuses]", "不认识的项 bonuses"),
        ("value = 0.2,", 'value = "0.2",', "应是数字"),
        ("value = 0.2,", "value = nan,", "应是数字"),
        ("value = 0.2,", "value = true,", "应是数字"),
        ("value = 0.2,", "value = 0.12345,", "小数超过四位"),
        ("negative_is_zero = { value = true", "negative_is_zero = { value = 1", "只能是 true 或 false"),
        ('support = { value = 0.5, source = "', 'support = { value = 0.5, origin = "', "出处"),
        ('name = "默认计分办法"\n', "", "缺少 score.name"),
        ('id = "default"', 'id = "default"\nauthor = "甲"', "不认识的项 score.author"),
        ("[formula.hold]", "[formula.stay]", "缺少 hold"),
        ("[score]", "[score", "TOML"),
        ("[item_weights]", '[item_weights]\n"1-1" = { value = -2, source = "甲" }', "事项 1-1 的权重"),
        ("[item_weights]", '[item_weights]\n"1-1" = 2', "数值（value）和出处（source）"),
        ("[growth]", "[grow]", "不认识的项 grow"),
        ('"本办法自定" }', '" " }', "出处"),
        ('apart = { value = ["区政府督查室"]', 'apart = { value = "区政府督查室"', "应是一列文字"),
        ('"zone", "enterprise"', '"zone"', "不重不漏"),
        ('"zone", "enterprise"', '"zone", "enterprise", "town"', "不重不漏"),
        ('"良好" = { value = 85', '"良好" = { value = 95', "从高到低"),
        ('"不合格" = { value = 0', '"不合格" = { value = 1', "从 0 分起"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused_with_the_reason(found, put, says):
    assert found in TEXT
    with pytest.raises(PackInvalid) as refused:
        parse_score(TEXT.replace(found, put, 1))
    assert says in refused.value.sentence


def test_every_line_of_the_rules_is_wanted():
    lines = [x for x in TEXT.splitlines() if re.match(r"\w+ = ", x)]
    unneeded = []
    for line in lines:
        try:
            parse_score(TEXT.replace(line + "\n", "", 1))
        except PackInvalid as refused:
            if "缺少" in refused.sentence:
                continue
        unneeded.append(line)
    assert len(lines) > 20 and unneeded == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"commitment_late": 1.01},
        {"role_support": -0.1},
        {"item_weights": {"1-1": -1}},
        {"share_by": "no"},
    ],
)
def test_settings_replaced_for_a_simulation_are_checked_too(wrong):
    with pytest.raises(PackInvalid):
        replace(RULES, **wrong)


AMOUNT = st.integers(-2_000_000, 2_000_000).map(lambda n: n / 100)
NUMBERS = st.builds(number, AMOUNT, AMOUNT, st.sampled_from(Direction), st.sampled_from(Basis))
PROMISES = st.builds(promise, st.sampled_from(Light))
PARTS = st.lists(
    NUMBERS | PROMISES | st.builds(number, st.none() | AMOUNT, st.none(), light=st.sampled_from(Light)), max_size=6
)
HELD = st.lists(
    st.builds(
        ScoredItem, st.sampled_from("甲乙丙丁"), st.just("事项"), st.sampled_from(Responsibility), PARTS.map(tuple)
    ),
    max_size=4,
)
RETURNED = st.lists(
    st.builds(SubmissionRecord, st.just("2017Q1"), st.booleans(), st.integers(0, 3), st.integers(0, 9)), max_size=4
)
WEIGHT = st.integers(0, 30_000).map(lambda n: Decimal(n).scaleb(-4))
VARIED = st.builds(
    lambda by, share, support, own, loss: replace(
        RULES, share_by=by, share_number=share, role_support=support, item_weights={"甲": own}, growth_loss=loss
    ),
    st.sampled_from(ShareBy),
    st.integers(0, 100),
    WEIGHT,
    WEIGHT,
    st.sampled_from([0, 0.1, 0.0333, 1]),
)
examined = settings(max_examples=300, deadline=None, database=None, derandomize=True)


@examined
@given(HELD, RETURNED, VARIED)
def test_every_score_is_within_bounds_and_can_be_redone_on_paper(mine, returned, rules):
    score = whole_score("甲", mine, returned, rules)
    assert score.points is None or 0 <= score.points <= 100 + rules.bonus_cap
    assert (score.points is None) == (not score.lines)
    assert score.points is None or redone(score.closing) >= 1
    assert 0 <= score.deducted <= rules.deduction_cap and 0 <= score.added <= rules.bonus_cap
    for one in (*score.lines, *score.deductions, *score.bonuses, *score.apart):
        assert redone(one.arithmetic) >= 1
    for one in score.items:
        assert one.points is None or (0 <= one.points <= 100 and redone(one.closing) >= 2)
        for line in one.lines:
            assert redone(line.arithmetic) >= 1
            assert 0 <= line.earned <= line.out_of
    parts = sum(
        len(h.parts)
        for h in mine
        if h.role is Responsibility.LEAD or h.item not in {x.item for x in mine if x.role is Responsibility.LEAD}
    )
    seen = sum(len(s.lines) + len(s.left_out) for s in score.items)
    assert seen == parts or len({(h.item, h.role) for h in mine}) < len(mine)


@examined
@given(PARTS)
def test_the_lines_of_an_item_sum_to_its_score(parts):
    score = item(*parts)
    if score.lines:
        assert score.points == points(
            100 * step(sum(x.earned for x in score.lines) / sum(x.out_of for x in score.lines))
        )


@examined
@given(AMOUNT, AMOUNT, AMOUNT, st.sampled_from([AT_LEAST, ABOUT, HOLD]), st.sampled_from(Basis))
def test_more_is_never_less_for_what_should_be_reached(planned, one, other, direction, basis):
    assume(basis is not Basis.RANK)
    low, high = sorted((one, other))
    assert earned(number(planned, low, direction, basis)) <= earned(number(planned, high, direction, basis))
    assert earned(number(planned, planned, direction, basis)) == 1 or (basis is Basis.GROWTH and planned < 0)


@examined
@given(AMOUNT, AMOUNT, AMOUNT, st.sampled_from(Basis))
def test_more_is_never_better_for_what_should_be_held_down(planned, one, other, basis):
    low, high = sorted((one, other))
    assert earned(number(planned, low, AT_MOST, basis)) >= earned(number(planned, high, AT_MOST, basis))


@pytest.mark.parametrize(
    ("actual", "earned"),
    [(55, "0.9167"), (60, "1.0000"), (65, "1.0000"), (70, "1.0000"), (77, "0.9000"), (150, "0.0000")],
)
def test_a_range_earns_all_within_it_and_less_on_either_side(actual, earned):
    part = replace(number(60, actual, Direction.WITHIN, Basis.LEVEL, Light.SLIPPING), upper=70.0)
    assert scored(part, RULES).earned == Decimal(earned)
