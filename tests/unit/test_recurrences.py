"""A duty that comes back is expanded into its occurrences, each due in a period of the plan."""

from datetime import date

import pytest

from zcdash.domain.model import Commitment
from zcdash.domain.terms import Recurrence
from zcdash.intake.recurrences import Rhythm, expand

YEARS = (date(2016, 10, 26), date(2018, 3, 31))
DUTY = Commitment(
    code="3.02", item="3", period="", project="", text="报告", due=date(2018, 3, 31), exact=False, ongoing=False
)


def days(text, first=YEARS[0], last=YEARS[1]):
    return [f"{span.text} {due:%y%m%d}" for span, due in Rhythm.parse(text).occurrences(first, last)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quarter", ["2016Q4 161231", "2017Q1 170331", "2017Q2 170630", "2017Q3 170930", "2017Q4 171231", "2018Q1 180331"]),
        ("half", ["2016H2 161231", "2017H1 170630", "2017H2 171231"]),
        ("year", ["2016 161231", "2017 171231"]),
        ("year:03-01", ["2017 170301", "2018 180301"]),
        ("half:02-15", ["2017H1 170215", "2017H2 170815", "2018H1 180215"]),
        ("quarter:01-10", ["2017Q1 170110", "2017Q2 170410", "2017Q3 170710", "2017Q4 171010", "2018Q1 180110"]),
        ("quarter:10", ["2016Q4 161210", "2017Q1 170310", "2017Q2 170610", "2017Q3 170910", "2017Q4 171210", "2018Q1 180310"]),
    ],
)  # fmt: skip
def test_every_occurrence_that_is_due_within_the_days(text, expected):
    assert days(text) == expected


def test_months_go_over_the_turn_of_the_year():
    assert days("month:20", date(2016, 12, 1), date(2017, 2, 28)) == [
        "2016M12 161220",
        "2017M01 170120",
        "2017M02 170220",
    ]
    assert days("month", date(2017, 2, 1), date(2017, 2, 27)) == []


@pytest.mark.parametrize(
    "text", ["", "week", "Month", "month:0", "month:29", "month:2-5", "month:02-05",
     "quarter:04-01", "year:13-01", "year:00-01", "year:3月1日"]
)  # fmt: skip
def test_no_other_rhythm_is_read(text):
    with pytest.raises(ValueError):
        Rhythm.parse(text)


def test_an_occurrence_lies_in_the_shortest_period_that_has_its_due_date():
    periods = ("2017", "2017Q1", "2017Q2", "2017M05")
    made = list(expand(DUTY, Rhythm.parse("month:20"), periods, date(2017, 1, 1), date(2017, 12, 31)))
    assert [c.period for c in made[:6]] == ["2017Q1", "2017Q1", "2017Q1", "2017Q2", "2017M05", "2017Q2"]
    assert [c.period for c in made[6:]] == ["2017"] * 6
    assert made[0].code == "3.02.2017M01" and made[0].exact and made[0].recurs is Recurrence.MONTH
    assert (made[0].starts, made[0].due) == (date(2017, 1, 1), date(2017, 1, 20))


def test_an_occurrence_outside_every_period_is_left_out():
    made = expand(DUTY, Rhythm.parse("quarter"), ("2017Q2", "2017Q4"), *YEARS)
    assert [c.code for c in made] == ["3.02.2017Q2", "3.02.2017Q4"]
