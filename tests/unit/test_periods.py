"""A period is any span: it parses, knows its days and its name, and sorts by its end."""

from datetime import date

import pytest

from zcdash.domain.period import Period


@pytest.mark.parametrize(
    ("text", "starts", "ends", "name", "short"),
    [
        ("2017", "2017-01-01", "2017-12-31", "2017年", "2017年"),
        ("2017H1", "2017-01-01", "2017-06-30", "2017年上半年", "上半年"),
        ("2017H2", "2017-07-01", "2017-12-31", "2017年下半年", "下半年"),
        ("2017Q3", "2017-07-01", "2017-09-30", "2017年三季度", "三季度"),
        ("2016M02", "2016-02-01", "2016-02-29", "2016年2月", "2月"),
        ("2017M12", "2017-12-01", "2017-12-31", "2017年12月", "12月"),
        ("2017W01", "2017-01-02", "2017-01-08", "2017年第1周", "第1周"),
        ("2020W53", "2020-12-28", "2021-01-03", "2020年第53周", "第53周"),
        ("2017-06-30", "2017-06-30", "2017-06-30", "2017年6月30日", "6月30日"),
        ("2016-10-26/2017-02-11 第一阶段", "2016-10-26", "2017-02-11", "第一阶段（2016年10月26日至2017年2月11日）", "第一阶段"),
        ("2016-10-26/2017-02-11", "2016-10-26", "2017-02-11", "2016年10月26日至2017年2月11日", None),
        ("2017-01-01/2017-12-31 全年", "2017-01-01", "2017-12-31", "全年（2017年1月1日至2017年12月31日）", "全年"),
    ],
)  # fmt: skip
def test_every_form_has_its_days_and_names(text, starts, ends, name, short):
    period = Period.parse(text)
    assert (period.starts.isoformat(), period.ends.isoformat()) == (starts, ends)
    assert (str(period), period.name, period.short_name) == (text, name, short or name)


@pytest.mark.parametrize(
    "text",
    [
        "", "17Q1", "2017Q0", "2017Q5", "2017H3", "2017M00", "2017M13", "2017M5", "2017W00", "2017W53", "2017W54", "2017-02-29",
        "2017-6-30", "2017q1", "第一阶段", "2017-02-11/2016-10-26 倒", "2016-10-26/2017-02-30", "2016-10-26/", "2017Q1 一季度",
    ],
)  # fmt: skip
def test_no_other_form_is_read(text):
    with pytest.raises(ValueError, match="不是一个期"):
        Period.parse(text)


def test_periods_sort_by_their_end_and_the_shorter_first():
    rising = (
        "2016-10-26/2017-02-11 一", "2017M03", "2017Q1", "2017-04-30", "2017M06", "2017Q2", "2017H1", "2017W27", "2017M12",
        "2017Q4", "2017H2", "2017", "2016-10-26/2017-12-31 全程", "2018M01",
    )  # fmt: skip
    assert [p.text for p in sorted(map(Period.parse, reversed(rising)))] == list(rising)


def test_a_period_is_equal_to_itself_and_blanks_around_it_do_not_count():
    assert Period.parse(" 2017Q1 ") == Period.parse("2017Q1") and Period.parse("2017Q1").starts == date(2017, 1, 1)
