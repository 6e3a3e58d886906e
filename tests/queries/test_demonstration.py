"""The demonstration holds every plan of data/plans, each worked up to a day of its own, and leaves the plan of 2017 as it is."""

import json
import shutil
from collections import Counter

import pytest

from tests.conftest import once
from tests.helpers import PLAN, ROOT
from zcdash import auth, commands, queries, store
from zcdash.auth.permissions import Role, console
from zcdash.cli.serializers import standing_json
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.rules.approval import Stage
from zcdash.store.ledger import Ledger

FOLDERS = sorted(path.parent for path in (ROOT / "data" / "plans").glob("*/plan.toml"))


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """Every plan with its invented returns, made once a run and only read."""

    def make(path):
        with Ledger(path) as ledger:
            for folder in FOLDERS:
                commands.plans.load_plan(ledger, console(), folder)
            commands.samples.load_samples(ledger, console(), ROOT / "data" / "samples")

    file = once(tmp_path_factory, "demonstration", make)
    with Ledger(shutil.copy(file, tmp_path_factory.mktemp("demonstration") / "zcdash.duckdb")) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def plans(demonstration):
    return [queries.plans.plan(demonstration, name) for name in queries.plans.plan_names(demonstration)]


def test_every_plan_stands_at_each_of_its_periods_as_one_object(demonstration, plans):
    assert plans[0].id == PLAN and {plan.id for plan in plans} == {folder.name for folder in FOLDERS}
    for plan in plans:
        for period in plan.periods:
            found = json.loads(json.dumps(standing_json(queries.standing.standing(demonstration, plan.id, period))))
            assert [item["code"] for item in found["items"]] == [item.code for item in plan.items]
            assert sum(found["counts"].values()) == len(plan.items)


def test_every_plan_is_worked_up_to_a_day_of_its_own(demonstration, plans):
    for plan in plans:
        day = queries.clock.today(demonstration, plan.id)
        deadlines = queries.periods.unit_deadlines(demonstration, plan)
        due = [period for period in plan.periods if deadlines.of(period) <= day]
        filed = {period for period, _ in queries.approvals.latest_by_unit(demonstration, plan.id)}
        assert due and filed == set(due), plan.id
        statuses = queries.approvals.latest_by_unit(demonstration, plan.id).values()
        assert all(plan.starts <= status.filed_on <= day for status in statuses), plan.id


def test_it_holds_what_an_office_meets(demonstration, plans):
    others = [plan for plan in plans if plan.id != PLAN]
    stages = Counter(
        status.course.stage
        for plan in others
        for status in queries.approvals.latest_by_unit(demonstration, plan.id).values()
    )
    assert {Stage.HEAD, Stage.DEPUTY, Stage.OFFICE, Stage.RETURNED, Stage.ACCEPTED} <= set(stages)
    assert stages[Stage.ACCEPTED] > 0.8 * sum(stages.values())
    lights = Counter(
        item.assessment.light
        for plan in others
        for period in plan.periods
        for item in queries.standing.standing(demonstration, plan.id, period, View.FILED).items.values()
    )
    assert {Light.SLIPPING, Light.BEHIND, Light.MISSING, Light.RETURNED, Light.LATE_DONE, Light.PENDING} <= set(lights)
    assert lights[Light.ON_TRACK] > 3 * (lights[Light.SLIPPING] + lights[Light.BEHIND])
    closes = [close for plan in others for close in store.periods.closes(demonstration, plan.id)]
    notices = [notice for plan in others for notice in queries.notices.notices(demonstration, plan.id)]
    assert len(closes) >= 15 and len(notices) >= 5


def test_every_unit_that_reports_has_people_to_file_and_sign(demonstration, plans):
    people = {(a.role, a.unit or a.leader) for a in auth.sessions.accounts_by_login(demonstration).values()}
    for plan in plans:
        for unit in queries.forms.reporting_units(demonstration, plan.id):
            assert {(Role.CLERK, unit), (Role.HEAD, unit)} <= people
        assert all((Role.DEPUTY, leader.name) in people for leader in plan.leaders)


def test_the_office_entered_a_baseline_that_was_pending(demonstration):
    first = queries.plans.plan(demonstration, "chronic-2019").indicator("1-1a")
    assert (first.baseline, first.baseline_period, first.planned["2020"]) == (15.8, "2016", pytest.approx(15.8 * 0.9))


@pytest.mark.parametrize("view", View)
def test_the_plan_of_2017_stands_as_it_does_alone(demonstration, sample_ledger, view, plan):
    for period in plan.periods:
        together, alone = (
            standing_json(queries.standing.standing(ledger, PLAN, period, view))
            for ledger in (demonstration, sample_ledger)
        )
        assert together == alone
