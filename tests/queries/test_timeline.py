"""The timeline of a played programme: what was done, done late, not done and never filed, on the plan's business date."""

from datetime import date

import pytest

from tests import played_plans
from tests.helpers import ROOT
from zcdash import auth, commands, queries
from zcdash.domain.timeline import DueState, state_counts
from zcdash.store.ledger import Ledger

FIRST, SECOND, THIRD, _ = (
    "2016-12-01/2016-12-31 接收监测数据",
    "2016-12-01/2017-01-31 图斑核查",
    "2017-01-01/2017-04-30 整改拆除和查处",
    "2017-05-01/2017-06-30 上报、自查和迎检",
)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "zcdash.duckdb") as opened:
        played_plans.load(opened, ROOT / "data" / "plans" / "weipian-2017")
        yield opened


def timeline(ledger, today):
    commands.plans.set_business_date(ledger, auth.permissions.console(), today)
    plan = queries.plans.plan(ledger, "weipian-2017")
    year = queries.standing.year(ledger, plan.id)
    return {p.commitment.code: p for p in queries.timeline.dated_parts(plan, year, today)}


def test_before_anything_is_filed_dates_pass_from_running_to_due_to_unreported(ledger):
    first = "1-2.01"
    states = [timeline(ledger, day)[first].state for day in (date(2017, 1, 31), date(2017, 2, 3), date(2017, 3, 1))]
    assert states == [DueState.RUNNING, DueState.DUE, DueState.UNREPORTED]


def test_a_played_phase_shows_what_was_done_what_was_not_and_what_comes(ledger):
    played_plans.play(ledger, "weipian-2017", FIRST)
    played_plans.play(ledger, "weipian-2017", SECOND, {"1-2.02": "未完成"})
    ledger.clock = lambda: played_plans.to_utc(played_plans.datetime(2017, 2, 20, 10))
    parts = timeline(ledger, date(2017, 2, 20))
    assert parts["1-1.01"].state is DueState.DONE and parts["1-1.01"].done_on == date(2016, 12, 31)
    assert parts["1-2.02"].state is DueState.OVERDUE
    assert parts["1-3.01"].state is DueState.RUNNING and parts["1-3.01"].starts == date(2017, 1, 1)
    counts = state_counts(parts.values())
    assert counts[DueState.DONE] >= 2 and counts[DueState.OVERDUE] == 1 and counts[DueState.UPCOMING] > 5


def test_what_is_made_good_later_is_late(ledger):
    played_plans.play(ledger, "weipian-2017", FIRST)
    played_plans.play(ledger, "weipian-2017", SECOND, {"1-2.02": "未完成"})
    played_plans.play(ledger, "weipian-2017", THIRD)
    parts = timeline(ledger, date(2017, 5, 20))
    assert parts["1-2.02"].state is DueState.LATE
