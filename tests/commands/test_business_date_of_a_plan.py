"""A plan with a business date of its own: what is asked of it, filed and signed, and what was known on a day."""

from datetime import date, datetime

import pytest

from tests.helpers import OFFICE, TINY, TINY_PLAN, Clock, clerk, file_submission, head
from tests.plan_folders import FIRST, long_plan, phased_plan
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.cli.main import main
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.clock import seen, today
from zcdash.store.ledger import Ledger

PHASED, LONG = "phased-2016", "long-2019"


@pytest.fixture
def plans(tmp_path):
    """A ledger of three plans, on 3 July 2017 by the clock; one of them is worked as in January 2017."""
    with Ledger(tmp_path / "zcdash.duckdb", Clock(datetime(2017, 7, 3, 1))) as ledger:
        for folder in (TINY, phased_plan(tmp_path / "phased"), long_plan(tmp_path / "long")):
            commands.plans.load_plan(ledger, console(), folder)
        commands.plans.set_business_date(ledger, console(), date(2017, 1, 10), PHASED)
        yield ledger


def test_each_plan_has_its_own_today_and_the_others_the_common_one(plans):
    assert today(plans, PHASED) == date(2017, 1, 10)
    assert today(plans, TINY_PLAN) == today(plans) == date(2017, 7, 3)
    commands.plans.set_business_date(plans, console(), date(2017, 4, 20))
    assert today(plans, TINY_PLAN) == date(2017, 4, 20) and today(plans, PHASED) == date(2017, 1, 10)
    commands.plans.set_business_date(plans, console(), None, PHASED)
    assert today(plans, PHASED) == date(2017, 4, 20)
    with pytest.raises(NotFound):
        commands.plans.set_business_date(plans, console(), date(2017, 4, 20), "nobody")


def test_returns_and_signatures_of_a_plan_bear_its_own_day(plans):
    number = file_submission(plans, "区规划分局", FIRST, plan=PHASED, accepted=False)
    commands.approvals.sign(plans, head("区规划分局"), PHASED, number)
    status = queries.approvals.submission_status(plans, PHASED, number)
    assert status.given[0].signed_on == date(2017, 1, 10)
    assert seen(plans, PHASED) == "2017-01-10 所见" and seen(plans, TINY_PLAN) == "2017-07-03 所见"
    assert queries.standing.standing(plans, PHASED, FIRST).as_of == date(2017, 1, 10)
    assert queries.standing.standing(plans, TINY_PLAN, "2017Q1").as_of == date(2017, 7, 3)


def test_a_period_is_closed_by_the_day_of_its_plan(plans):
    second = queries.plans.plan(plans, PHASED).periods[1]
    with pytest.raises(InvalidInput, match="才结束"):
        commands.periods.close(plans, OFFICE, PHASED, second, "试关账")
    commands.plans.set_business_date(plans, console(), date(2017, 3, 20), PHASED)
    commands.periods.close(plans, OFFICE, PHASED, second, "试关账")
    assert store.periods.closes(plans, PHASED)[0]["as_of"] == date(2017, 3, 20)


def test_what_was_known_on_a_day_is_told_by_the_day_of_the_plan(plans):
    commands.plans.set_business_date(plans, console(), date(2017, 1, 20), PHASED)
    number = file_submission(plans, "区规划分局", FIRST, plan=PHASED, accepted=False)
    # Another plan is worked in between, in another year.
    commands.plans.set_business_date(plans, console(), date(2020, 2, 1), LONG)
    file_submission(plans, "区医保局", "2019", plan=LONG, accepted=False)
    commands.plans.set_business_date(plans, console(), date(2017, 1, 25), PHASED)
    commands.approvals.sign(plans, head("区规划分局"), PHASED, number)
    with queries.as_of.known_on(plans, date(2017, 1, 20), PHASED) as known:
        assert [s.given for s in queries.approvals.submission_statuses(known, PHASED)] == [()]
        assert today(known, PHASED) == date(2017, 1, 20)
    with queries.as_of.known_on(plans, date(2017, 1, 10), PHASED) as known:
        assert queries.approvals.submission_statuses(known, PHASED) == []
    with (
        pytest.raises(InvalidInput, match="还没有到，今天是 2017-01-25"),
        queries.as_of.known_on(plans, date(2017, 2, 1), PHASED),
    ):
        pass


def test_the_command_line_sets_the_day_of_one_plan(tmp_path, monkeypatch, capsys):
    from zcdash import config

    monkeypatch.setattr(config, "PLANS", tmp_path)
    phased_plan(tmp_path / "phased")
    ledger = str(tmp_path / "cli.duckdb")
    assert main(["init", "--ledger", ledger, "--date", "2017-01-10", "--plan", PHASED]) == 0
    assert f"计划 {PHASED} 的业务日期设为 2017-01-10" in capsys.readouterr().out
    with Ledger(tmp_path / "cli.duckdb") as opened:
        assert today(opened, PHASED) == date(2017, 1, 10)
        assert clerk("区规划分局").unit in queries.forms.reporting_units(opened, PHASED)
