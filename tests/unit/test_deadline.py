"""Deadlines roll past days off, by the official calendar where there is one."""

from datetime import date

import pytest

from zcdash.domain.deadline_rule import DeadlineRule
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


@pytest.mark.parametrize(
    ("period", "rule", "day"),
    [
        ("2017M05", "day:10", "2017-06-12"),
        ("2017M12", "day:5", "2018-01-05"),
        ("2017", "day:20:3", "2018-03-20"),
        ("2017Q4", "day:5:2", "2018-02-05"),
        ("2017M05", "inside:25", "2017-05-25"),
        # Saturday 25 February 2017.
        ("2017M02", "inside:25", "2017-02-27"),
        ("2017Q3", "inside:20", "2017-09-20"),
        # After Sunday 30 April came May Day; 27 May 2017 was a working Saturday.
        ("2017M04", "workdays:1", "2017-05-02"),
        ("2017-05-22/2017-05-26 第二阶段", "workdays:1", "2017-05-27"),
        ("2016-10-26/2017-01-26 第一阶段", "workdays:3", "2017-02-06"),
        # The Spring Festival of 2020 was extended to 2 February.
        ("2019", "months:1", "2020-02-03"),
        ("2018", "months:1", "2019-01-31"),
        ("2017M01", "months:1", "2017-02-28"),
        ("2016-10-26/2017-02-11 第一阶段", "on:2017-02-13", "2017-02-13"),
        ("2016-10-26/2017-02-11 第一阶段", "on:2017-01-28", "2017-02-03"),
        ("2017-06-30", "day:5", "2017-07-05"),
    ],
)
def test_every_form_of_a_rule_gives_a_working_day(period, rule, day):
    assert deadline(Period.parse(period), rule)[0].isoformat() == day


@pytest.mark.parametrize(
    "rule", ["", "5", "day", "day:0", "day:29", "day:5:0", "day:5:25", "inside:29", "inside:5:2",
     "workdays:0", "on:2017-02-30", "week:1"]
)  # fmt: skip
def test_no_other_rule_is_read(rule):
    with pytest.raises(ValueError):
        DeadlineRule.parse(rule)
