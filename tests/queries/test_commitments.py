"""Commitments over a year of returns and closes: back-dating, and the period in which one is rated."""

from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN
from zcdash import commands, queries, store
from zcdash.domain.submission import View
from zcdash.domain.terms import Light, State
from zcdash.queries.bulletin import proof

ROADS, ITEM, CODE = "区住建局", "9-1", "9-1.05"
BUILDING, LATER = "区房管局", "20-4"
"""9-1.05 is due on 31 March. 20-4.03 is printed in the first quarter and due on 30 April."""


@pytest.fixture
def on(ledger):
    """`on(month, day)`: the office works as on that day of 2017."""
    return lambda month, day: commands.plans.set_business_date(ledger, OFFICE, date(2017, month, day))


@pytest.fixture
def close(ledger):
    """`close(period)`: the office closes a period with whatever is there."""
    return lambda period: commands.periods.close(ledger, OFFICE, PLAN, period, "到期关账")


def commitment(ledger, code=CODE, period="2017Q1", **more):
    item = queries.standing.standing(ledger, PLAN, period, **more).items[code.partition(".")[0]]
    return next((c for c in item.commitments if c.commitment.code == code), None)


def test_a_later_return_that_names_an_earlier_day_does_not_turn_a_published_red_green(
    ledger, file_submission, close, on
):
    on(4, 5)
    file_submission(ROADS, "2017Q1", progress={CODE: (State.NOT_DONE, None)})
    close("2017Q1")
    on(7, 5)
    file_submission(ROADS, "2017Q2", progress={CODE: (State.DONE, date(2017, 3, 30))})
    found = commitment(ledger)
    assert (found.assessment.light, found.done_on) == (Light.LATE_DONE, date(2017, 3, 30))
    assert "时限 3月31日，二季度补报为 3月30日完成，关账时报未完成，补完成" in found.assessment.reason
    # Only the office makes it green; the day is kept.
    commands.periods.reopen(ledger, OFFICE, PLAN, "2017Q1", "复核完成日期")
    assert commitment(ledger).assessment.light is Light.LATE_DONE
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", CODE, "on_track", "验收单日期为3月30日")
    assert commitment(ledger).assessment.light is Light.ON_TRACK


def test_a_corrected_return_of_the_same_period_does_not_either(ledger, file_submission, close):
    file_submission(ROADS, "2017Q1", progress={CODE: (State.PARTLY, None)})
    close("2017Q1")
    commands.periods.reopen(ledger, OFFICE, PLAN, "2017Q1", "更正")
    file_submission(ROADS, "2017Q1", progress={CODE: (State.DONE, date(2017, 3, 30))})
    assert commitment(ledger).assessment.light is Light.LATE_DONE
    close("2017Q1")
    # The second close froze why, and follows from the submissions again.
    second = store.periods.closes(ledger, PLAN)[0]
    standing = queries.frozen.frozen_standing(ledger, second)
    frozen = next(c.assessment for c in standing.items[ITEM].commitments if c.commitment.code == CODE)
    assert (frozen.light, frozen.cause.closed_as) == (Light.LATE_DONE, State.PARTLY)
    assert isinstance(proof.prove_close(ledger, PLAN, second["close"]), proof.Proven)


def test_before_a_close_the_day_decides(ledger, file_submission):
    file_submission(ROADS, "2017Q1", progress={CODE: (State.NOT_DONE, None)})
    file_submission(ROADS, "2017Q2", progress={CODE: (State.DONE, date(2017, 3, 30))})
    assert commitment(ledger).assessment.light is Light.ON_TRACK


def test_a_missing_return_made_good_by_the_next_is_done_late(ledger, file_submission):
    file_submission(ROADS, "2017Q2", progress={CODE: (State.DONE, date(2017, 3, 30))})
    assert commitment(ledger).assessment.light is Light.LATE_DONE
    assert "当期没有报送" in commitment(ledger).assessment.reason


@pytest.mark.parametrize(
    ("code", "own", "due"),
    [
        ("20-3.14", "2017Q3", "2017Q4"),
        ("20-4.03", "2017Q1", "2017Q2"),
        ("20-4.04", "2017Q2", "2017Q3"),
        ("20-4.05", "2017Q2", "2017Q3"),
    ],
)
def test_what_is_due_after_its_period_is_pending_there_and_rated_in_the_period_of_its_due_date(
    ledger, file_submission, code, own, due, on
):
    plan, _ = store.plans.load_plan(ledger, PLAN)
    unit = plan.reporting_unit(plan.commitment(code))
    on(12, 20)
    file_submission(unit, own, progress={code: (State.PARTLY, None)})
    found = commitment(ledger, code, own)
    assert (found.assessment.light, found.state) == (Light.PENDING, State.PARTLY)
    assert "在本期以后，未到期" in found.assessment.reason
    # Both forms ask for it, and the later period's item holds it.
    for period in (own, due):
        assert code in {row.commitment.code for row in queries.forms.form(ledger, PLAN, period, unit).commitments}
    file_submission(unit, due, progress={code: (State.PARTLY, None)})
    assert commitment(ledger, code, due).assessment.light is Light.SLIPPING
    file_submission(unit, due, progress={code: (State.DONE, plan.commitment(code).due)})
    assert commitment(ledger, code, due).assessment.light is Light.ON_TRACK
    assert commitment(ledger, code, own).assessment.light is Light.PENDING
    assert [p for p in plan.periods if commitment(ledger, code, p)] == [own, due]


def test_a_commitment_that_stands_in_two_periods_is_scored_once(ledger, file_submission, on):
    plan, _ = store.plans.load_plan(ledger, PLAN)
    unit = plan.reporting_unit(plan.commitment("20-4.03"))
    on(7, 6)
    file_submission(unit, "2017Q1", progress={"20-4.03": (State.PARTLY, None)})
    file_submission(unit, "2017Q2", progress={"20-4.03": (State.DONE, date(2017, 4, 28))})
    parts = queries.score.score_of(ledger, PLAN, unit, through="2017Q2").score
    lines = [x for item in parts.items for x in item.lines if x.code == "20-4.03"]
    assert [str(x.earned) for x in lines] == ["1.0000"]


def test_a_close_holds_it_in_both_periods(ledger, file_submission, close, on):
    plan, _ = store.plans.load_plan(ledger, PLAN)
    unit = plan.reporting_unit(plan.commitment("20-4.03"))
    file_submission(unit, "2017Q1", progress={"20-4.03": (State.PARTLY, None)})
    close("2017Q1")
    on(7, 6)
    file_submission(unit, "2017Q2", progress={"20-4.03": (State.DONE, date(2017, 4, 28))})
    close("2017Q2")
    lights = {p: commitment(ledger, "20-4.03", p, view=View.CLOSED).assessment.light for p in ("2017Q1", "2017Q2")}
    assert lights == {"2017Q1": Light.PENDING, "2017Q2": Light.ON_TRACK}
    for row in store.periods.closes(ledger, PLAN):
        assert isinstance(proof.prove_close(ledger, PLAN, row["close"]), proof.Proven)
