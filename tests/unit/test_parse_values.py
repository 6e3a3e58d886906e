"""Entries of clerks are understood or refused with a sentence; none makes the program fail."""

import math
from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdash.domain.terms import State
from zcdash.intake.parse_progress import parse_day, parse_state
from zcdash.intake.parse_values import LIMIT, NotUnderstood, Understood, parse_number

UNITS = [
    *"%‰元天个家人亩处场座条辆件户名项所部",
    "万元",
    "亿元",
    "元/户",
    "人次",
    "公里",
    "kW",
    "万页",
    "万条",
    "万平方米",
]
# The characters that clerks' entries are made of, so that random text comes near to what can be read.
TYPED = st.one_of(
    st.text(),
    st.text(
        "0123456789.,。，．０１２３８９%‰％千万亿百元人家天日月年公里米约近超余多左右增长下降-+－/#（） \u3000\u200b"
    ),
    st.from_regex(
        "(约|超过|下降|增长|完成)?-?[0-9]{1,9}([.,][0-9]{1,3})?(万|亿)?余?(元|人|%|公里|页|台)?(左右)?", fullmatch=True
    ),
)
ANYTHING = st.one_of(
    TYPED,
    st.integers(),
    st.integers(min_value=10**300, max_value=10**400),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.binary(),
    st.lists(st.integers()),
    st.decimals(),
)


def refused(act, *arguments) -> NotUnderstood:
    with pytest.raises(NotUnderstood) as caught:
        act(*arguments)
    assert caught.value.sentence.endswith("。") and caught.value.advice.endswith("。")
    return caught.value


@pytest.mark.parametrize("unit", UNITS)
def test_a_plain_number_is_taken_as_it_is(unit):
    for typed in (0, 5, -5, 8.5, 1250, 1250.5, 0.1, LIMIT, -LIMIT, float(LIMIT), 1e-9, "5", "8.5", "-5", " 1250 ", "0"):
        assert parse_number(typed, unit) == Understood(float(typed), "", False)


@pytest.mark.parametrize(
    ("typed", "unit", "value", "how"),
    [
        (0.08, "%", 8, "百分比格式，按 8% 读"),
        (0.07, "%", 7, "百分比格式，按 7% 读"),
        (0, "%", 0, "百分比格式，按 0% 读"),
        (-0.021, "%", -2.1, "百分比格式，按 -2.1% 读"),
        (1, "%", 100, "百分比格式，按 100% 读"),
        (0.00218, "‰", 2.18, "百分比格式，按 2.18‰ 读"),
    ],
)
def test_a_percent_format_is_reckoned_in(typed, unit, value, how):
    assert parse_number(typed, unit, True) == Understood(value, how, False)


def test_a_percent_format_does_not_touch_text():
    assert parse_number("8.5", "%", True) == Understood(8.5, "", False)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("8%", "%", 8),
        ("８％", "%", 8),
        ("8.5 %", "%", 8.5),
        ("8.7‰", "‰", 8.7),
        ("0.87%", "‰", 8.7),
        ("87‰", "%", 8.7),
        ("100%", "%", 100),
        ("1,250", "万元", 1250),
        ("1，250", "万元", 1250),
        ("12,345.6", "万元", 12345.6),
        ("1,234,567", "人", 1234567),
        ("１２５０", "人", 1250),
        ("１,２５０．５", "万元", 1250.5),
        ("8。5", "%", 8.5),
        ("8．5", "%", 8.5),
        ("8｡5", "%", 8.5),
        ("－5", "%", -5),
        ("−5", "%", -5),
        ("+5", "%", 5),
        ("下降2.1%", "%", -2.1),
        ("减少2.1", "%", -2.1),
        ("增长8.2%", "%", 8.2),
        ("增加8.2%", "%", 8.2),
        ("上升0.5‰", "‰", 0.5),
        ("下降0", "%", 0),
        ("1 250", "人", 1250),
        ("1\u3000250", "人", 1250),
        ("\u200b1250\ufeff人", "人", 1250),
        ("1250\xa0人", "人", 1250),
        ("8 . 5 %", "%", 8.5),
        ("12\n人", "人", 12),
        ("007人", "人", 7),
        ("达1250", "人", 1250),
        ("达到1250人", "人", 1250),
        ("共1250人", "人", 1250),
        ("累计1250", "人", 1250),
        ("完成1250", "人", 1250),
        ("累计完成1250人", "人", 1250),
        ("1.2万", "人", 12000),
        ("1.2万人", "人", 12000),
        ("1.2万人次", "人次", 12000),
        ("3千人", "人", 3000),
        ("2百万人", "人", 2000000),
        ("1千万人", "人", 10**7),
        ("1.2万", "万元", 1.2),
        ("18亿元", "万元", 180000),
        ("18亿", "万元", 180000),
        ("18亿", "亿元", 18),
        ("180000万元", "亿元", 18),
        ("18亿元", "亿元", 18),
        ("187850元", "万元", 18.785),
        ("5000万元", "万元", 5000),
        ("3百万元", "万元", 300),
        ("2千万", "万元", 2000),
        ("5000元", "元", 5000),
        ("0.5万", "元", 5000),
        ("5000元/户", "元/户", 5000),
        ("5000元／户", "元/户", 5000),
        ("0.5万元/户", "元/户", 5000),
        ("71500米", "公里", 71.5),
        ("71.5千米", "公里", 71.5),
        ("71.5km", "公里", 71.5),
        ("71.5KM", "公里", 71.5),
        ("71.5㎞", "公里", 71.5),
        ("143里", "公里", 71.5),
        ("71.5公里", "公里", 71.5),
        ("1250千瓦", "kW", 1250),
        ("1.25兆瓦", "kW", 1250),
        ("1.25MW", "kW", 1250),
        ("1250kw", "kW", 1250),
        ("1250瓦", "kW", 1.25),
        ("1.2万千瓦", "kW", 12000),
        ("210万", "万页", 210),
        ("210万页", "万页", 210),
        ("2100000页", "万页", 210),
        ("5万条", "万条", 5),
        ("50000条", "万条", 5),
        ("12000平方米", "万平方米", 1.2),
        ("1.2万平方米", "万平方米", 1.2),
        ("12000㎡", "万平方米", 1.2),
        ("12000 m²", "万平方米", 1.2),
        ("2公顷", "亩", 30),
        ("1250亩", "亩", 1250),
        ("120天", "天", 120),
        ("120日", "天", 120),
        ("12家", "家", 12),
    ],
)
def test_text_is_read_and_says_how(typed, unit, value):
    read = parse_number(typed, unit)
    assert (read.value, read.approximate) == (value, False)
    glue = "" if unit in "%‰" else " "
    assert read.how == f"按 {value}{glue}{unit} 读"


@pytest.mark.parametrize(
    "typed",
    [
        "约1250",
        "大约1250人",
        "近1250",
        "超1250",
        "超过1250人",
        "逾1250",
        "≈1250",
        "1250左右",
        "1250余",
        "1250多人",
        "1250余人",
        "1250以上",
        "1250人以上",
        "1250人左右",
        "约1,250人",
        "累计超过1250",
        "约１２５０人左右",
    ],
)
def test_an_approximation_is_read_and_marked(typed):
    assert parse_number(typed, "人") == Understood(1250, "按 1250 人 读", True)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("1万余人", "人", 10000),
        ("1万多", "人", 10000),
        ("10余万元", "万元", 10),
        ("约8%", "%", 8),
        ("8%以上", "%", 8),
        ("增长约8%", "%", 8),
        ("下降近2%", "%", -2),
    ],
)
def test_an_approximation_may_stand_around_units_and_signs(typed, unit, value):
    read = parse_number(typed, unit)
    assert (read.value, read.approximate) == (value, True)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("12家", "个"),
        ("12台", "辆"),
        ("12户", "家"),
        ("12名", "人"),
        ("12项", "件"),
    ],
)
def test_counting_words_stand_for_each_other_and_it_is_said(typed, unit):
    assert parse_number(typed, unit) == Understood(12, f"按 12 {unit} 读（填的单位是“{typed[2:]}”）", False)


@pytest.mark.parametrize(
    ("typed", "unit", "theirs"),
    [
        ("18亿元", "人", "亿元"),
        ("8%", "天", "%"),
        ("120天", "%", "天"),
        ("12天", "个", "天"),
        ("12个", "天", "个"),
        ("12人", "公里", "人"),
        ("500万美元", "万元", "万美元"),
        ("5000元", "元/户", "元"),
        ("8万", "%", "万"),
        ("12公里", "亩", "公里"),
        ("12页", "万条", "页"),
        ("8‰", "人", "‰"),
        ("5吨", "亩", "吨"),
    ],
)
def test_a_unit_of_another_kind_is_refused_and_both_are_named(typed, unit, theirs):
    wrong = refused(parse_number, typed, unit)
    assert wrong.code == "NUMBER_UNIT"
    assert wrong.sentence == f"填的单位是“{theirs}”，这里的单位是“{unit}”。"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\u3000",
        "abc",
        "12/15",
        "1-3家",
        "1～3家",
        "1,2",
        "12,34",
        "0,125",
        "1,2345",
        "1,250,3",
        "8·5",
        "8、5",
        "8.5.2",
        "（5）",
        "(5)",
        "--5",
        "增加12家",
        "减少5",
        "1e5",
        "nan",
        "inf",
        "NaN",
        "1_000",
        "10²",
        "5①",
        "8½",
        "5㏠",
        "十二",
        "1.2w",
        "3万2",
        "3百人",
        "万",
        "%",
        "约",
        "不到100",
        "第3名",
        "¥500",
        "٣٤",
        "12个月",
        "12:30",
        None,
        b"5",
        [],
        object(),
        5j,
    ],
)
def test_what_is_no_number_is_refused(typed):
    wrong = refused(parse_number, typed, "家")
    assert (wrong.code, wrong.advice) == ("NUMBER_UNREADABLE", "请只填数字，例如 125。")
    assert len(wrong.sentence) < 50


def test_what_is_too_long_for_a_number_is_refused():
    for typed in ("9" * 100 + "家家", "1" * 5000, "x" * 100000, "#" * 100000, "\ufdfa" * 200):
        assert refused(parse_number, typed, "家").code == "NUMBER_UNREADABLE"
    assert refused(parse_day, "1" * 5000, 2017).code == "DATE_UNREADABLE"
    assert refused(parse_state, "完" * 5000).code == "STATE"


@pytest.mark.parametrize("typed", ["下降-2.1%", "增长下降2%", "+-2"])
def test_two_signs_are_none(typed):
    assert refused(parse_number, typed, "%").code == "NUMBER_UNREADABLE"


@pytest.mark.parametrize(
    ("unit", "example"),
    [
        ("%", "8.5（表示 8.5%）"),
        ("‰", "2.18（表示 2.18‰）"),
        ("万元", "1250.5"),
        ("人", "125"),
        ("天", "125"),
        ("公里", "1250.5"),
        ("kW", "1250.5"),
        ("万条", "1250.5"),
    ],
)
def test_the_advice_gives_an_example_right_for_the_unit(unit, example):
    assert refused(parse_number, "很多", unit).advice == f"请只填数字，例如 {example}。"


def test_a_refusal_quotes_twenty_printable_characters_at_most():
    assert refused(parse_number, "一" * 21, "人").sentence == f"读不出一个数字：“{'一' * 20}…”。"
    assert refused(parse_number, "一" * 20, "人").sentence == f"读不出一个数字：“{'一' * 20}”。"
    assert refused(parse_number, "见\x00附\ud800件{0}", "人").sentence == "读不出一个数字：“见附件{0}”。"


@pytest.mark.parametrize(
    "typed",
    [
        date(2017, 3, 5),
        datetime(2017, 3, 5, 12),
        time(8, 30),
        timedelta(days=3),
        "2017-03-05",
        "2017/3/5",
        "2017.3.5",
        "2017年3月",
        "2017年3月5日",
        "2017年",
        "2017-3",
        "3月5日",
        "12月",
        "２０１７年３月",
    ],
)
def test_a_date_is_no_number(typed):
    wrong = refused(parse_number, typed, "天")
    assert wrong.code == "NUMBER_DATE" and "读到的是日期" in wrong.sentence


@pytest.mark.parametrize("typed", ["#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", " ＃REF！"])
def test_an_error_of_the_spreadsheet_is_named(typed):
    wrong = refused(parse_number, typed, "人")
    assert wrong.code == "NUMBER_ERROR" and typed.strip() in wrong.sentence


@pytest.mark.parametrize("typed", [True, False, "TRUE", "false"])
def test_true_and_false_are_no_numbers(typed):
    assert refused(parse_number, typed, "人").code == "NUMBER_BOOL"
    assert refused(parse_number, typed, "%", True).code == "NUMBER_BOOL"


@pytest.mark.parametrize("unit", [u for u in UNITS if u not in "%‰"])
def test_a_percent_format_under_another_unit_is_refused(unit):
    wrong = refused(parse_number, 0.5, unit, True)
    assert wrong.code == "PERCENT_UNIT" and unit in wrong.sentence


@pytest.mark.parametrize(
    ("typed", "unit", "percent"),
    [
        (math.nan, "人", False),
        (math.inf, "人", False),
        (-math.inf, "%", True),
        (1e12 + 1, "人", False),
        (-1e12 - 1, "人", False),
        (10**400, "人", False),
        (1e11, "%", True),
        ("1000000000001", "人", False),
        ("1,000,000,000,001", "人", False),
        ("10001亿", "人", False),
        ("9" * 190, "人", False),
        (1.7e308, "%", True),
    ],
)
def test_what_is_not_finite_or_too_large_is_refused(typed, unit, percent):
    assert refused(parse_number, typed, unit, percent).code == "NUMBER_RANGE"


def test_a_unit_that_is_in_no_table_is_read_all_the_same():
    assert parse_number("5万头", "头") == Understood(50000, "按 50000 头 读", False)
    assert refused(parse_number, "5人", "头").code == "NUMBER_UNIT"


@pytest.mark.parametrize(
    "typed",
    [
        date(2017, 3, 5),
        datetime(2017, 3, 5, 23, 59),
        42799,
        42799.0,
        42799.75,
        "2017-3-5",
        "2017-03-05",
        "2017/3/5",
        "2017.3.5",
        "2017年3月5日",
        "2017年03月05号",
        "20170305",
        "3月5日",
        "3月5",
        "3-5",
        "3/5",
        "3.5",
        "3.05",
        3.5,
        3.05,
        20170305.0,
        "０３－０５",
        "２０１７年３月５日",
        " 2017 年 3 月 5 日 ",
        "2017-3-5\u3000",
        "\u200b3/5",
    ],
)
def test_a_day_is_read(typed):
    read = parse_day(typed, 2017)
    assert type(read) is date and read == date(2017, 3, 5)


def test_a_written_year_is_kept_and_the_ends_of_the_serials_are_days():
    assert parse_day("2016-12-31", 2017) == date(2016, 12, 31)
    assert parse_day("2月29日", 2020) == date(2020, 2, 29)
    assert (parse_day(20000, 2017), parse_day(80000, 2017)) == (date(1954, 10, 3), date(2119, 1, 11))


@pytest.mark.parametrize(
    "typed",
    [
        "3月",
        "3月底",
        "3月上旬",
        "2017年3月",
        "2017-3",
        "2017",
        "",
        "三月五日",
        "明天",
        "2017 3 5",
        "17年3月5日",
        "3.2",
        "2017-3/5",
        "2017.3-5",
        "3月⑤日",
        "3-5-7",
        19999,
        19999.9,
        80000.5,
        80001,
        0,
        -1,
        math.nan,
        math.inf,
        10**400,
        True,
        False,
        None,
        time(8),
        timedelta(days=42799),
        b"3-5",
        [],
    ],
)
def test_what_names_no_day_is_refused_with_an_example(typed):
    wrong = refused(parse_day, typed, 2017)
    assert wrong.code == "DATE_UNREADABLE" and wrong.advice.startswith("请写到日，例如 2017-03-")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2月30日", "2017年2月30日"),
        ("2017-2-29", "2017年2月29日"),
        ("20171301", "2017年13月1日"),
        ("4/31", "2017年4月31日"),
        ("0-0", "2017年0月0日"),
        ("0000-1-1", "0年1月1日"),
    ],
)
def test_a_day_that_does_not_exist_is_refused(typed, day):
    wrong = refused(parse_day, typed, 2017)
    assert (wrong.code, wrong.sentence) == ("DATE_UNREADABLE", f"没有 {day} 这一天。")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("已完成 完成 完成了 已办结 是 √ ✓ ✔️ done DONE Ｄｏｎｅ", State.DONE),
        ("部分完成 部分", State.PARTLY),
        ("未完成 没完成 未开始 否 × 没有 未", State.NOT_DONE),
    ],
)
def test_a_state_is_read_with_blanks_or_without(words, meant):
    for word in words.split():
        assert parse_state(word) is parse_state(f" {word}\u3000") is parse_state(f"{word[0]}\u200b{word[1:]}") is meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "基本完成",
        "90%",
        "完成90%",
        "x",
        "未知",
        1,
        0.9,
        True,
        None,
        date(2017, 3, 5),
        b"done",
    ],
)
def test_another_state_is_refused_and_the_right_words_are_named(typed):
    wrong = refused(parse_state, typed)
    assert (wrong.code, wrong.advice) == ("STATE", "请选：已完成、部分完成、未完成。")


@settings(deadline=None)
@given(ANYTHING, st.sampled_from([*UNITS, "头", "万", ""]), st.booleans())
def test_anything_typed_is_a_finite_number_or_refused(typed, unit, percent):
    try:
        read = parse_number(typed, unit, percent)
    except NotUnderstood as wrong:
        assert wrong.code and wrong.sentence and wrong.advice
        return
    assert type(read.value) is float and abs(read.value) <= LIMIT
    assert read.how or not (read.approximate or (percent and not isinstance(typed, str)))


@settings(deadline=None)
@given(ANYTHING, st.integers(1, 9999))
def test_anything_typed_is_a_day_and_a_state_or_refused(typed, year):
    for act, arguments, kind in ((parse_day, (typed, year), date), (parse_state, (typed,), State)):
        try:
            assert isinstance(act(*arguments), kind)
        except NotUnderstood as wrong:
            assert wrong.code in ("DATE_UNREADABLE", "STATE")


WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@settings(deadline=None)
@given(st.integers(-LIMIT, LIMIT), st.integers(0, 4), st.sampled_from(UNITS))
def test_a_number_reads_back_equal_however_it_is_written(digits, decimals, unit):
    exact = Fraction(digits, 10**decimals)
    whole, rest = divmod(abs(exact), 1)
    tail = f".{int(rest * 10**decimals):0{decimals}d}" if decimals else ""
    sign = "-" if exact < 0 else ""
    for written in (f"{sign}{whole}{tail}", f"{sign}{whole:,}{tail}", f"{sign}{whole}{tail}{unit}"):
        assert parse_number(written, unit).value == parse_number(written.translate(WIDE), unit).value == float(exact)


@settings(deadline=None)
@given(st.dates(date(1954, 10, 3), date(2119, 1, 11)))
def test_a_day_reads_back_equal_however_it_is_written(meant):
    serial = (meant - date(1899, 12, 30)).days
    y, m, d = meant.year, meant.month, meant.day
    texts = (f"{y}-{m}-{d}", f"{y}/{m:02}/{d:02}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}")
    for typed in (meant, serial, serial + 0.5 * (serial < 80000), *texts):
        assert parse_day(typed, 2017) == meant
    assert parse_day(f"{m}月{d}日", y) == parse_day(f"{m}-{d}", y) == parse_day(f"{m}/{d}".translate(WIDE), y) == meant
