"""Periods and written numbers."""

from datetime import date

import pytest

from zcdash.domain.model import format_number
from zcdash.domain.period import Period


@pytest.mark.parametrize(
    ("text", "starts", "ends", "name"),
    [
        ("2017", date(2017, 1, 1), date(2017, 12, 31), "2017年"),
        ("2017H1", date(2017, 1, 1), date(2017, 6, 30), "2017年上半年"),
        ("2017H2", date(2017, 7, 1), date(2017, 12, 31), "2017年下半年"),
        ("2017Q1", date(2017, 1, 1), date(2017, 3, 31), "2017年一季度"),
        ("2016Q1", date(2016, 1, 1), date(2016, 3, 31), "2016年一季度"),
        ("2017Q4", date(2017, 10, 1), date(2017, 12, 31), "2017年四季度"),
        ("2020-02-29", date(2020, 2, 29), date(2020, 2, 29), "2020年2月29日"),
    ],
)
def test_a_period_knows_its_days_and_its_name(text, starts, ends, name):
    period = Period.parse(text)
    assert (period.starts, period.ends, period.name, str(period)) == (starts, ends, name, text)


@pytest.mark.parametrize(
    "text", ["", "2017Q5", "2017Q0", "2017H3", "17Q1", "2017-13-01", "2017-02-30", "2017Q1Q2", "2017 Q1"]
)
def test_what_names_no_period_is_refused(text):
    with pytest.raises(ValueError):
        Period.parse(text)


def test_periods_sort_by_their_end_and_the_whole_after_its_parts():
    texts = ["2017", "2017Q1", "2017-06-30", "2018Q1", "2017H1", "2017Q2", "2017Q4"]
    in_order = [p.text for p in sorted(map(Period.parse, texts))]
    assert in_order == ["2017Q1", "2017-06-30", "2017Q2", "2017H1", "2017Q4", "2017", "2018Q1"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (187850.0, "187850"),
        (8.5, "8.5"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (-0.00001, "0"),
        (0, "0"),
        (37.42, "37.42"),
        (100.0, "100"),
        (2.18, "2.18"),
        (1 / 3, "0.3333"),
        (None, "—"),
        (-1.5, "-1.5"),
    ],
)
def test_numbers_are_written_as_by_hand(value, text):
    assert format_number(value) == text
