"""A quarter without a figure: what the board says of the running total, what a close freezes, and that it can be made again."""

from datetime import date

from tests.helpers import OFFICE, TINY_PLAN, file_submission
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.queries.bulletin.reassess import Reassessed
from zcdash.queries.close_snapshot import CloseSnapshot

ROADS, INDUSTRY = "区交通局", "区工信局"


def assessment(ledger, period, view=View.OFFICIAL):
    item = queries.standing.standing(ledger, TINY_PLAN, period, view).items["2-1"]
    return item.indicators[0]


def test_a_missing_quarter_leaves_the_total_unknown_until_it_is_filed(tiny_ledger):
    commands.plans.set_business_date(tiny_ledger, console(), date(2017, 7, 20))
    file_submission(tiny_ledger, ROADS, "2017Q2", {"2-1a": 20}, plan=TINY_PLAN)
    found = assessment(tiny_ledger, "2017Q2")
    assert (found.assessment.light, found.actual) == (Light.UNDETERMINED, None), "what lacks is not zero"
    assert found.assessment.reason == "缺一季度的当季数，累计数不能计算，待研判"
    assert assessment(tiny_ledger, "2017Q1").assessment.light is Light.MISSING
    file_submission(tiny_ledger, ROADS, "2017Q1", {"2-1a": 5}, plan=TINY_PLAN)
    assert (assessment(tiny_ledger, "2017Q2").assessment.light, assessment(tiny_ledger, "2017Q2").actual) == (
        Light.AHEAD,
        25,
    )
    assert assessment(tiny_ledger, "2017Q1").assessment.light is Light.LATE_DONE


def test_a_close_freezes_which_quarter_lacks(tiny_ledger):
    commands.plans.set_business_date(tiny_ledger, console(), date(2017, 7, 20))
    file_submission(tiny_ledger, ROADS, "2017Q2", {"2-1a": 20}, plan=TINY_PLAN)
    before = assessment(tiny_ledger, "2017Q2")
    commands.periods.close(tiny_ledger, OFFICE, TINY_PLAN, "2017Q2", "催报无果")
    file_submission(tiny_ledger, ROADS, "2017Q1", {"2-1a": 5}, plan=TINY_PLAN)
    frozen = assessment(tiny_ledger, "2017Q2", View.CLOSED)
    assert (frozen.assessment, frozen.assessment.reason) == (before.assessment, before.assessment.reason)
    assert frozen.assessment.cause.lacking == frozen.figures.lacking == ("2017Q1",)
    close = store.periods.closes(tiny_ledger, TINY_PLAN)[0]
    assert list(Reassessed(CloseSnapshot(tiny_ledger, close)).faults(tiny_ledger)) == []


def test_a_later_total_makes_a_quarter_good_that_was_never_filed(tiny_ledger):
    commands.plans.set_business_date(tiny_ledger, console(), date(2017, 7, 20))
    file_submission(tiny_ledger, INDUSTRY, "2017Q2", {"1-1a": 200}, plan=TINY_PLAN)
    first = queries.standing.standing(tiny_ledger, TINY_PLAN, "2017Q1").items["1-1"].indicators[0].assessment
    assert (first.light, first.cause.made_good_in) == (Light.LATE_DONE, "2017Q2")
    assert first.reason == "应于 2017-04-05 前报送，尚未报送；二季度已补上，补完成"


def test_a_form_asks_for_no_cause_where_the_light_meets_the_plan(tiny_ledger):
    row = queries.forms.form(tiny_ledger, TINY_PLAN, "2017Q1", INDUSTRY).indicators[0]
    assert [row.short(value) for value in (100, 99.5, 99.4)] == [False, False, True]
