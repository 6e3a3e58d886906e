"""Deadlines roll past days off, by the official calendar where there is one."""

from datetime import date

import pytest

from zcdash.domain.period import Period
from zcdash.rules.deadline import deadline


@pytest.mark.parametrize(
    ("period", "day", "official"),
    [
        ("2017Q1", date(2017, 4, 5), True),
        ("2017Q2", date(2017, 7, 5), True),
        # National Day ran to 8 October 2017, a Sunday: the 5th rolls to Monday the 9th.
        ("2017Q3", date(2017, 10, 9), True),
        ("2017Q4", date(2018, 1, 5), True),
        # 5 April 2025 was a Saturday and the Qingming holiday ran to Sunday the 6th.
        ("2025Q1", date(2025, 4, 7), True),
        ("2024Q4", date(2025, 1, 6), True),
        ("2017H1", date(2017, 7, 5), True),
        # No official calendar yet: weekends only, and it says so.
        ("2030Q1", date(2030, 4, 5), False),
        ("2031Q1", date(2031, 4, 7), False),
    ],
)
def test_the_fifth_rolls_to_the_next_working_day(period, day, official):
    assert deadline(Period.parse(period), "day:5") == (day, official)
