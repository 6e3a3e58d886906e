"""Meaning of entries: typed → understood → finding, over units, bases, days and states.

Each row of the tables can be read by an official: the entry, the indicator it stands under, the value that is filed (—
where the entry is refused), and the code and the words that the clerk sees (empty where nothing is asked).
"""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdash.domain.model import Indicator, format_number
from zcdash.domain.period import Period
from zcdash.domain.terms import BASIS_NAME, STATE_NAME, Direction
from zcdash.intake.figure_checks import check_figure
from zcdash.intake.form import Form
from zcdash.intake.form_rows import IndicatorRow
from zcdash.intake.parse_progress import check_day, parse_day, parse_state
from zcdash.intake.parse_values import NotUnderstood, is_spreadsheet_error, parse_number

BASES = {name: basis for basis, name in BASIS_NAME.items()}
KINDS = {"计划": "planned", "年度": "annual", "上期": "before"}


def indicator_row(under: str, beside: str) -> IndicatorRow:
    """Return the row of “累计 万元” beside “计划 286 年度 7000 上期 120”."""
    basis, unit = under.split()
    words = beside.split()
    values = {KINDS[name]: float(value) for name, value in zip(words[::2], words[1::2], strict=True)}
    indicator = Indicator(
        code="1-1a",
        item="1-1",
        name="某指标",
        unit=unit,
        basis=BASES[basis],
        direction=Direction.AT_LEAST,
        annual=values.get("annual"),
    )
    return IndicatorRow(
        indicator=indicator,
        title="某事项",
        planned=values.get("planned"),
        planned_total=None,
        before=values.get("before"),
        before_total=0.0,
    )


def meaning(typed: object, under: str, beside: str, percent: bool = False) -> tuple[str, str, str]:
    """Return the value understood, the codes of the findings, and their words."""
    row = indicator_row(under, beside)
    try:
        number = parse_number(typed, row.indicator.unit, percent)
    except NotUnderstood as error:
        return "—", error.code, error.sentence + error.advice
    questions = [*number.questions, *check_figure(row, number.value)]
    return (
        format_number(number.value),
        " ".join(q.code for q in questions),
        "".join(q.sentence + q.advice for q in questions),
    )


NO_VALUE = "没有数就留空，在“说明”里写明原因；若是零，请填 0。"
FIGURES = [
    # typed            under         beside                understood  code             words
    # One number, or two
    ("125", "累计 个", "计划 120", "125", "", ""),
    ("120\n130", "累计 个", "", "—", "TWO_NUMBERS", "120 和 130，也可能是 120130"),
    ("120 130", "累计 个", "", "—", "TWO_NUMBERS", "120 和 130，也可能是 120130"),
    ("120\t130", "累计 个", "", "—", "TWO_NUMBERS", "120 和 130"),
    ("1\n250", "累计 个", "", "—", "TWO_NUMBERS", "1 和 250，也可能是 1250"),
    ("1  250", "累计 个", "", "—", "TWO_NUMBERS", "1 和 250"),
    ("12 15", "累计 个", "", "—", "TWO_NUMBERS", "12 和 15"),
    ("1.5 5", "累计 万元", "", "—", "TWO_NUMBERS", "1.5 和 5"),
    ("120, 130", "累计 个", "", "—", "TWO_NUMBERS", "120 和 130"),
    ("120.\n130", "累计 个", "", "—", "TWO_NUMBERS", "120 和 130"),
    ("120人\n130人", "累计 人", "", "—", "TWO_NUMBERS", "120 和 130"),
    ("120 130 140", "累计 人", "", "—", "TWO_NUMBERS", "120、130、140"),
    ("1 234 567", "累计 人", "年度 1000000", "1234567", "NUMBER_GROUPED", "读作 1234567"),
    ("1 250", "累计 人", "计划 1200", "1250", "NUMBER_GROUPED", "读作 1250"),
    ("１　２５０", "累计 人", "计划 1200", "1250", "NUMBER_GROUPED", "读作 1250"),
    ("1 234 56", "累计 人", "", "—", "TWO_NUMBERS", ""),
    ("1,234,567", "累计 人", "年度 1000000", "1234567", "", ""),
    ("120\n人", "累计 人", "计划 120", "120", "", ""),
    (".5", "累计 亿元", "计划 0.6", "0.5", "", ""),
    ("120.", "累计 个", "计划 120", "120", "", ""),
    ("120。", "累计 个", "计划 120", "120", "", ""),
    # Growth: the rate itself
    (8.2, "同比增速 %", "计划 8", "8.2", "", ""),
    (-3.5, "同比增速 %", "计划 8", "-3.5", "", ""),
    (850, "同比增速 %", "计划 8", "850", "RATE_FAR", "是不是 8.5？"),
    (820, "同比增速 %", "年度 8", "820", "RATE_FAR", "是不是 8.2？"),
    (820, "同比增速 %", "", "820", "RATE_FAR", "是不是 8.2？"),
    (82, "同比增速 %", "计划 8", "82", "RATE_FAR", "是不是 8.2？"),
    (-820, "同比增速 %", "计划 8", "-820", "RATE_FAR", "是不是 -8.2？"),
    (28, "同比增速 %", "计划 15", "28", "", ""),
    (0.08, "同比增速 %", "计划 8", "0.08", "PERCENT_SCALE", "是不是 8？"),
    (0.08, "同比增速 %", "", "0.08", "PERCENT_SCALE", "是不是 8？"),
    (0.2, "同比增速 %", "计划 0.3", "0.2", "", ""),
    ("增长8.2%", "同比增速 %", "计划 8", "8.2", "", ""),
    ("下降2.1%", "同比增速 %", "计划 8", "-2.1", "", ""),
    ("0.5个百分点", "同比增速 %", "计划 8", "—", "NUMBER_UNIT", "填的单位是“个百分点”，这里的单位是“%”。"),
    # Shares
    (98.5, "时点 %", "计划 100", "98.5", "", ""),
    (820, "时点 %", "计划 8", "820", "OVER_100", "是不是 8.2？"),
    (9850, "时点 %", "计划 100", "9850", "OVER_100", "是不是 98.5？"),
    (820, "时点 %", "", "820", "OVER_100", "是不是 8.2？"),
    (102.5, "时点 %", "计划 100", "102.5", "OVER_100", "超过 100%"),
    (120, "当季 %", "年度 60", "120", "OVER_100", "超过 100%"),
    (0.035, "时点 %", "计划 4", "0.035", "PERCENT_SCALE", "是不是 3.5？"),
    (0.95, "时点 %", "年度 100", "0.95", "PERCENT_SCALE", "是不是 95？"),
    (1500, "累计 ‰", "年度 8.7", "1500", "OVER_100", "超过 1000‰"),
    (-5, "时点 %", "计划 50", "-5", "NEGATIVE", "是不是 5？"),
    # A plan for the quarter
    (300, "当季 万元", "计划 286", "300", "", ""),
    (2860000, "当季 万元", "计划 286", "2860000", "FAR", "是不是 286？"),
    (28600, "当季 万元", "计划 286", "28600", "FAR", "是计划的 100 倍（计划 286 万元）"),
    (2.86, "当季 万元", "计划 286", "2.86", "FAR", "是不是 286？"),
    (0, "当季 万元", "计划 286", "0", "FAR", "不到计划的三分之一"),
    # No plan for the quarter: the annual value, then last quarter's figure
    (1750, "当季 万元", "年度 7000", "1750", "", ""),
    (0, "当季 万元", "年度 7000", "0", "", ""),
    (17500000, "当季 万元", "年度 7000", "17500000", "FAR", "是不是 1750？"),
    (17.5, "当季 万元", "年度 7000", "17.5", "FAR", "不到年度目标的三十分之一（年度目标 7000 万元）"),
    (300000, "累计 亩", "年度 8000", "300000", "FAR", "是年度目标的 37.5 倍"),
    (20, "累计 亩", "年度 8000", "20", "FAR", "是不是 2000？"),
    (1, "累计 处", "年度 121", "1", "", ""),
    (130, "时点 家", "上期 120", "130", "", ""),
    (1300000, "时点 家", "上期 120", "1300000", "FAR", "是不是 130？"),
    (1, "时点 家", "上期 120", "1", "FAR", "不到上期的三分之一"),
    (1300000, "时点 家", "", "1300000", "", ""),
    (100, "累计 万元", "计划 110 上期 120", "100", "FALLS", "比上期的 120 还少"),
    # Counts and amounts: no negative, no half
    (-120, "累计 人", "年度 500", "-120", "NEGATIVE_COUNT", "这里不应是负数。是不是 120？"),
    (-286, "当季 万元", "计划 286", "-286", "NEGATIVE", "是不是 286？"),
    (120.5, "累计 人", "年度 500", "120.5", "NOT_WHOLE", "不是整数"),
    (0.5, "累计 户", "", "0.5", "NOT_WHOLE", "这里按“户”填整数"),
    (0.012, "累计 人", "年度 200", "0.012", "NOT_WHOLE", "是不是 120？"),
    (31.5, "累计 天", "计划 31", "31.5", "NOT_WHOLE", "不是整数"),
    (1.25, "累计 万页", "计划 1.2", "1.25", "", ""),
    (2.9999999999999996, "累计 家", "计划 3", "3", "", ""),
    # Counting words
    ("120人", "累计 个", "计划 120", "120", "UNIT_DOUBTFUL", "填的是 120 人，这里的单位是“个”。若确是 120 个，可以照报"),
    ("120人次", "累计 人", "计划 120", "120", "UNIT_DOUBTFUL", "这里的单位是“人”"),
    ("120个", "累计 万人", "计划 120", "0.012", "UNIT_DOUBTFUL FAR", "这里的单位是“万人”"),
    ("120户", "累计 人", "计划 120", "120", "UNIT_DOUBTFUL", "这里的单位是“人”"),
    ("12家", "累计 个", "计划 12", "12", "", ""),
    ("12户", "累计 家", "计划 12", "12", "", ""),
    ("12名", "累计 人", "计划 12", "12", "", ""),
    # Words for no value
    *((word, "累计 个", "计划 120", "—", "NUMBER_NONE", f"“{word}”。{NO_VALUE}") for word in (
        *("无", "暂无", "没有", "/", "—", "——", "－", "-", "同上", "见附件", "详见附件", "见说明", "N/A", "无数据"),
    )),
    ("#N/A", "累计 个", "", "—", "NUMBER_ERROR", "公式算出的是错误值"),
    ("2017-03-05 00:00:00", "累计 个", "", "—", "NUMBER_DATE", "读到的是日期，不是数字。请重填"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "under", "beside", "understood", "code", "words"), FIGURES)
def test_a_figure(typed, under, beside, understood, code, words):
    value, codes, text = meaning(typed, under, beside)
    assert (value, codes) == (understood, code), text
    assert words in text


def test_a_percent_format_keeps_eight_and_asks_about_eight_point_two():
    assert meaning(0.08, "同比增速 %", "计划 8", percent=True) == ("8", "", "")
    value, code, words = meaning(8.2, "同比增速 %", "计划 8", percent=True)
    assert (value, code) == ("820", "RATE_FAR") and "是不是 8.2？" in words


@pytest.mark.parametrize(
    "unit", ["个", "人", "户", "家", "所", "处", "辆", "座", "条", "件", "名", "项", "部", "场", "人次"]
)
@pytest.mark.parametrize("basis", ["累计", "当季", "时点"])
def test_half_a_thing_is_asked_about_for_every_counting_word_and_basis(unit, basis):
    assert meaning(1.5, f"{basis} {unit}", "年度 3")[1] == "NOT_WHOLE"


@pytest.mark.parametrize("unit", ["万元", "亿元", "亩", "公里", "kW", "人", "元/户", "万平方米"])
@pytest.mark.parametrize("basis", ["累计", "当季", "时点"])
@pytest.mark.parametrize("beside", ["计划 3000", "年度 3000", "上期 3000"])
def test_ten_thousand_times_and_a_hundredth_are_asked_about_with_the_likely_number(unit, basis, beside):
    for slip in (3000 * 10**4, 3000 / 100):
        _, codes, words = meaning(slip, f"{basis} {unit}", beside)
        assert "FAR" in codes and "是不是 3000？" in words


NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


@given(
    NUMBERS,
    st.sampled_from(["同比增速 %", "时点 %", "累计 ‰", "累计 人", "当季 万元"]),
    st.sampled_from(list(KINDS)),
    NUMBERS,
)
def test_no_figure_makes_the_checks_stumble(value, under, kind, reference):
    for question in check_figure(indicator_row(under, f"{kind} {reference}"), value):
        assert question.sentence.endswith("。") and question.advice.endswith("。")


DAYS = [
    # typed                                understood     words where it is refused
    ("20170620", "2017-06-20", ""),
    (20170620, "2017-06-20", ""),
    (20170620.0, "2017-06-20", ""),
    (42906.0, "2017-06-20", ""),
    (date(2017, 6, 20), "2017-06-20", ""),
    ("6.20", "2017-06-20", ""),
    ("6.02", "2017-06-02", ""),
    (6.25, "2017-06-25", ""),
    (datetime(1900, 1, 6, 6), "2017-06-25", ""),
    ("6月20日", "2017-06-20", ""),
    ("6月20日。", "2017-06-20", ""),
    ("6-20", "2017-06-20", ""),
    ("6/20", "2017-06-20", ""),
    ("2017.6.20", "2017-06-20", ""),
    ("2017-06-20 00:00:00", "2017-06-20", ""),
    ("2017/6/20 0:00", "2017-06-20", ""),
    (6.2, "—", "看不出是6月2日还是6月20日：“6.2”。请写到日，例如 2017-06-20。"),
    (datetime(1900, 1, 6, 4, 48), "—", "看不出是6月2日还是6月20日：“6.2”（显示成 1900-01-06）。"),
    (2017.6, "—", "没有写到日：“2017.6”。请写到日，例如 2017-03-05。"),
    (datetime(1905, 7, 9, 14, 24), "—", "没有写到日：“2017.6”（显示成 1905-07-09）。"),
    ("2017年6月", "—", "没有写到日：“2017年6月”。"),
    ("6月底", "—", "没有写到日：“6月底”。"),
    ("6月31日", "—", "没有 2017年6月31日 这一天。"),
    ("近期", "—", "读不出是哪一天：“近期”。"),
    (6.0, "—", "读不出是哪一天：“6”。"),
]


@pytest.mark.parametrize(("typed", "understood", "words"), DAYS)
def test_a_day(typed, understood, words):
    try:
        day = str(parse_day(typed, 2017))
    except NotUnderstood as error:
        assert error.code == "DATE_UNREADABLE" and "请写到日，例如 2017-" in error.advice
        day, refusal = "—", error.sentence + error.advice
        assert words in refusal and words
    assert day == understood


FORM = Form(
    plan="p",
    version=1,
    heading="",
    year=2017,
    period=Period.parse("2017Q4"),
    unit="",
    deadline=date(2018, 1, 5),
    report_to="",
    signers=(),
    contact="",
    indicators=(),
    commitments=(),
    items=(),
)


@pytest.mark.parametrize(
    ("day", "code", "words"),
    [
        ("2017-12-20", "", ""),
        (
            "2018-01-03",
            "DATE_YEAR",
            "完成日期 2018-01-03 不在 2017 年。是不是 2017-01-03？若确在 2018 年完成，可以照报。",
        ),
        ("2018-12-20", "DATE_FUTURE", "是不是 2017-12-20？请填实际完成的日期。"),
        ("2018-01-05", "DATE_FUTURE", "还没有到（今天是 2018-01-04）。是不是 2017-01-05？"),
        ("2016-06-20", "DATE_EARLY", "完成日期 2016-06-20 早于 2017 年。是不是 2017-06-20？"),
        ("2016-02-29", "DATE_EARLY", "早于 2017 年。若确在 2017 年以前完成，请填 2017-01-01，并在“进展说明”里写明。"),
    ],
)
def test_a_day_of_another_year(day, code, words):
    try:
        questions = list(check_day(date.fromisoformat(day), FORM, date(2018, 1, 4)))
        codes = [(q.code, q.sentence + q.advice) for q in questions]
    except NotUnderstood as error:
        codes = [(error.code, error.sentence + error.advice)]
    assert [c for c, _ in codes] == ([code] if code else [])
    assert words in "".join(text for _, text in codes)


STATES = [
    # typed, in a percent format, understood
    *(
        (word, False, "已完成")
        for word in ("已完成", "完成", "完成了", "已完成。", "已完成！", "超额完成", "已超额完成")
    ),
    *(
        (word, False, "已完成")
        for word in ("提前完成", "按期完成", "全部完成", "圆满完成了", "已办结", "100%", "１００％")
    ),
    *((word, False, "已完成") for word in ("完成100%", "已完成100%", "√")),
    (1.0, True, "已完成"),
    ("部分完成", False, "部分完成"),
    ("部分完成。", False, "部分完成"),
    ("未完成", False, "未完成"),
    ("没有完成。", False, "未完成"),
    *((word, False, "—") for word in ("正在推进", "推进中", "进行中", "正在进行", "正在办理。", "有序推进")),
    *((word, False, "—") for word in ("基本完成", "完成90%", "90%", 1.0, 100.0, "未超额完成", "提前")),
    (0.9, True, "—"),
]


@pytest.mark.parametrize(("typed", "percent", "understood"), STATES)
def test_a_state(typed, percent, understood):
    try:
        state = STATE_NAME[parse_state(typed, percent)]
    except NotUnderstood as error:
        assert error.code == "STATE" and "看不出完成情况：“" in error.sentence
        assert error.advice.startswith("请选：已完成、部分完成、未完成")
        state = "—"
    assert state == understood


@pytest.mark.parametrize("text", ["#NAME?", "#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NUM!", " ＃ＮＡＭＥ？", "Err:508"])
def test_an_error_of_a_formula_is_no_text(text):
    assert is_spreadsheet_error(text)


@pytest.mark.parametrize("text", ["", "#1 楼封顶", "N/A", "完成#3标段", "#" * 5000])
def test_a_text_with_a_hash_is_a_text(text):
    assert not is_spreadsheet_error(text)
