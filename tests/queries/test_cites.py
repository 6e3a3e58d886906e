"""One number reported once: an indicator that cites it has its figure, its deadline and its light from the owner's returns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.helpers import OFFICE, Clock
from tests.oracle import program
from tests.oracle.cases_years import taken
from tests.oracle.program import noon
from tests.oracle.shapes import Act, Indicator, Item, Plan
from zcdash import commands, queries, store
from zcdash.domain import audit
from zcdash.domain.assessment import CauseCode
from zcdash.domain.submission import View
from zcdash.domain.terms import Basis, Light
from zcdash.store.ledger import Ledger

OWNER, CITING, UNIT, OTHER = "owner-2017", "citing-2017", "区人社局", "区发改局"
QUARTERS = ("2017Q1", "2017Q2", "2017Q3", "2017Q4")
HALVES = ("2017H1", "2017H2")


def owning(basis="quarter"):
    jobs = Indicator(
        code="1-1a",
        item="1-1",
        unit="人",
        basis=basis,
        planned=dict(zip(QUARTERS, ("10", "20", "30", "40"), strict=True)),
    )
    return Plan(items=(Item(code="1-1", lead=UNIT),), indicators=(jobs,))


def citing_plan(cites, basis="cumulative", periods=HALVES, planned=("30", "100")):
    """A plan of halves whose one indicator cites a number, and another that its unit reports itself."""
    both = (
        Indicator(code="6-1a", item="6-1", unit="人", basis=basis, planned=dict(zip(periods, planned, strict=True))),
        Indicator(code="6-2a", item="6-2", unit="人", planned={"2017H1": "5"} if periods == HALVES else {}),
    )
    items = (Item(code="6-1", lead=OTHER), Item(code="6-2", lead=OTHER))
    shape = Plan(periods=periods, deadline={}, items=items, indicators=both)
    plan = program.translated(shape, CITING)
    return replace(plan, indicators=(replace(plan.indicators[0], cites=cites), plan.indicators[1]))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "two.duckdb", Clock(noon("2017-01-20"))) as opened:
        yield opened


def load(ledger, plan):
    store.plans.record_plan(ledger, plan, "首次载入", audit.Act(what="载入计划", name="某某"))


@pytest.fixture
def owner(ledger: Ledger) -> program.Program:
    return program.started(ledger, ledger.clock, owning(), OWNER)


def said(owner, *amounts):
    """Play a return of the owner for every quarter, each taken four days after it."""
    days = ("2017-04-04", "2017-07-04", "2017-10-08", "2018-01-04")
    for day, period, amount in zip(days, QUARTERS, amounts, strict=False):
        if amount is not None:
            owner.play(taken(day, period, {"1-1a": amount}, unit=UNIT))


def seen(ledger, period="2017H1", day="2017-07-05", view=View.OFFICIAL):
    ledger.clock.at = noon(day)
    return queries.standing.indicator_standing(ledger, CITING, period, "6-1a", view)


@pytest.mark.parametrize(
    ("basis", "actual", "light"),
    [("cumulative", 31, Light.ON_TRACK), ("quarter", 31, Light.ON_TRACK), ("level", 21, Light.BEHIND)],
)
def test_the_owners_figure_counts_by_the_end_of_the_period(ledger, owner, basis, actual, light):
    load(ledger, citing_plan(f"{OWNER}:1-1a", basis))
    said(owner, "10", "21")
    found = seen(ledger)
    assert (found.actual, found.assessment.light, found.figures.filed) == (actual, light, True)


def test_amounts_are_taken_out_of_the_owners_totals(ledger):
    owner = program.started(ledger, ledger.clock, owning("cumulative"), OWNER)
    load(ledger, citing_plan(f"{OWNER}:1-1a", "quarter"))
    said(owner, "10", "21", "50", "99")
    found = seen(ledger, "2017H2", "2018-01-05")
    assert (found.figures.actual, found.actual) == (78, 99)


def test_a_quarter_that_lacks_leaves_the_cited_total_unknown(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a"))
    said(owner, None, "21")
    found = seen(ledger, day="2017-07-20")
    assert (found.actual, found.assessment.light) == (None, Light.UNDETERMINED)
    assert found.assessment.reason == "缺一季度的当季数，累计数不能计算，待研判"


def test_a_figure_that_the_owner_left_empty_is_missing_here_too(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a"))
    said(owner, "10", "无法填报")
    found = seen(ledger, day="2017-07-20").assessment
    assert (found.light, found.cause.code) == (Light.MISSING, CauseCode.NO_FIGURE)


def test_the_owners_return_says_whether_it_is_pending_in_review_or_missing(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a"))
    said(owner, "10")
    before, after = seen(ledger, day="2017-07-05"), seen(ledger, day="2017-07-06")
    assert (before.assessment.light, after.assessment.light) == (Light.PENDING, Light.MISSING)
    assert after.assessment.cause.deadline == date(2017, 7, 5)
    owner.play([Act(act="extend", day="2017-07-06", unit=UNIT, period="2017Q2", until="2017-07-20")])
    assert seen(ledger, day="2017-07-20").assessment.light is Light.PENDING
    owner.play([Act(act="file", day="2017-07-20", unit=UNIT, period="2017Q2", rows={"1-1a": "25"})])
    on_way = seen(ledger, day="2017-07-20")
    assert (on_way.assessment.light, on_way.actual) == (Light.IN_REVIEW, None)
    filed = seen(ledger, day="2017-07-20", view=View.FILED)
    assert (filed.assessment.light, filed.actual) == (Light.AHEAD, 35)


def test_a_new_figure_of_the_owner_is_seen_at_once(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a"))
    said(owner, "10", "21")
    assert seen(ledger).actual == 31
    owner.play(taken("2017-07-05", "2017Q2", {"1-1a": "15"}, unit=UNIT))
    assert (seen(ledger).actual, seen(ledger).assessment.light) == (25, Light.BEHIND)


def test_an_override_ends_where_the_owners_figure_changes(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a"))
    said(owner, "10", "15")
    ledger.clock.at = noon("2017-07-05")
    commands.periods.override(ledger, OFFICE, CITING, "2017H1", "6-1a", "on_track", "已研究")
    assert seen(ledger).assessment.light is Light.ON_TRACK
    owner.play(taken("2017-07-05", "2017Q2", {"1-1a": "16"}, unit=UNIT))
    assert seen(ledger).assessment.light is Light.BEHIND


@pytest.mark.parametrize("cites", ["nowhere-2017:1-1a", f"{OWNER}:9-9z", f"{CITING}:6-1a"])
def test_a_number_that_nobody_owns_is_pending_and_then_undetermined(ledger, owner, cites):
    load(ledger, citing_plan(cites))
    said(owner, "10", "21")
    assert seen(ledger, day="2017-07-05").assessment.light is Light.PENDING
    found = seen(ledger, day="2017-07-20").assessment
    assert (found.light, found.cause.code) == (Light.UNDETERMINED, CauseCode.NO_OWNER)
    assert cites in found.reason


def test_a_period_that_the_owner_does_not_report_for_is_undetermined(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a", periods=("2016M12", "2017M06")))
    said(owner, "10", "21")
    assert seen(ledger, "2016M12", "2017-07-20").assessment.cause.code is CauseCode.NO_OWNER
    assert seen(ledger, "2017M06", "2017-07-20").actual == 31


def test_an_end_inside_a_period_of_the_owner_has_that_periods_figure(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a", periods=("2017M05", "2017M10")))
    said(owner, "10", "21", "30")
    assert seen(ledger, "2017M05", "2017-10-10").actual == 31
    assert seen(ledger, "2017M10", "2017-10-10").assessment.cause.deadline == date(2018, 1, 5)
    said(owner, None, None, None, "40")
    assert seen(ledger, "2017M10", "2018-01-05").actual == 101


def test_two_plans_may_cite_each_other(ledger):
    mine = citing_plan("b-2017:6-2a")
    load(ledger, mine)
    load(
        ledger,
        replace(
            mine, id="b-2017", indicators=(replace(mine.indicators[0], cites=f"{CITING}:6-2a"), mine.indicators[1])
        ),
    )
    for name in (CITING, "b-2017"):
        assert queries.standing.standing(ledger, name, "2017H1").items["6-1"].assessment.light is Light.PENDING


def test_a_number_of_the_same_plan_is_cited_too(ledger, owner):
    plan = citing_plan(f"{CITING}:6-2a")
    load(ledger, replace(plan, indicators=(plan.indicators[0], replace(plan.indicators[1], basis=Basis.CUMULATIVE))))
    two = program.Program(ledger, ledger.clock, Plan(items=(), indicators=()), CITING)
    two.play(taken("2017-07-04", "2017H1", {"6-2a": "30"}, unit=OTHER))
    assert (seen(ledger).actual, seen(ledger).assessment.light) == (30, Light.ON_TRACK)


def test_the_clerk_is_not_asked_for_it(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a"))
    form = queries.forms.form(ledger, CITING, "2017H1", OTHER)
    assert [row.indicator.code for row in form.indicators] == ["6-2a"]


def test_a_close_keeps_the_figure_and_is_proven_though_the_owner_corrects_it(ledger, owner):
    load(ledger, citing_plan(f"{OWNER}:1-1a"))
    said(owner, "10", "21")
    ledger.clock.at = noon("2017-07-20")
    commands.periods.close(ledger, OFFICE, CITING, "2017H1", "到期")
    owner.play(taken("2017-07-21", "2017Q2", {"1-1a": "5"}, unit=UNIT))
    assert seen(ledger, day="2017-07-22").actual == 15
    frozen = seen(ledger, day="2017-07-22", view=View.CLOSED)
    assert (frozen.actual, frozen.assessment.light) == (31, Light.ON_TRACK)
    close = store.periods.closes(ledger, CITING)[0]
    assert [
        *queries.bulletin.reassess.Reassessed(queries.close_snapshot.CloseSnapshot(ledger, close)).faults(ledger)
    ] == []
