"""All plans side by side: each at its own period by its own date, the worst of all first, one name one person or unit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.helpers import OFFICE
from tests.plan_folders import FIRST, SECOND, monthly_plan
from tests.played_plans import load, play
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.terms import Light
from zcdash.errors import InvalidInput, NotFound
from zcdash.rendering.brief_over_plans import ROWS, over_plans_text
from zcdash.store.ledger import Ledger

MONTHLY, PHASED, LONG = "monthly-2017", "phased-2016", "long-2019"


@pytest.fixture
def three(three_plans: Path, tmp_path: Path) -> Iterator[Ledger]:
    """A monthly plan as on 15 March 2017, a programme in its second phase, and a plan of several years after its first."""
    with Ledger(shutil.copy(three_plans, tmp_path / "three.duckdb")) as ledger:
        set_days(ledger)
        yield ledger


def set_days(ledger: Ledger) -> None:
    """Set the business date of all plans, and that of each plan."""
    commands.plans.set_business_date(ledger, console(), date(2017, 3, 15))
    commands.plans.set_business_date(ledger, console(), date(2017, 1, 5), PHASED)
    commands.plans.set_business_date(ledger, console(), date(2020, 2, 10), LONG)


def test_a_plan_that_has_not_begun_is_nobodys_first(three):
    first, *others = queries.plans.plan_names(three)
    assert queries.plans.default_plan(three) == first
    day = queries.plans.plan(three, first).starts
    commands.plans.set_business_date(three, console(), day - timedelta(days=1), first)
    assert queries.plans.default_plan(three) == others[0]
    commands.plans.set_business_date(three, console(), day, first)
    assert queries.plans.default_plan(three) == first


def test_every_plan_stands_at_its_own_current_period(three):
    now = {n.plan.id: n.period for n in queries.all_plans.plans_now(three)}
    assert now == {MONTHLY: "2017M02", PHASED: FIRST, LONG: "2019"}


@pytest.mark.parametrize(
    ("plan", "day", "period", "deadline", "days_left", "to_file"),
    [
        (MONTHLY, None, "2017M03", date(2017, 3, 20), 5, 1),
        (PHASED, None, FIRST, date(2017, 1, 20), 15, 3),
        (PHASED, date(2017, 2, 1), SECOND, date(2017, 3, 13), 40, 3),
        (MONTHLY, date(2017, 3, 20), "2017M03", date(2017, 3, 20), 0, 1),
    ],
)
def test_the_return_due_next_has_its_days_by_the_date_of_its_plan(
    three, plan, day, period, deadline, days_left, to_file
):
    if day:
        commands.plans.set_business_date(three, console(), day, plan)
    due = next(line.due for line in queries.all_plans.plan_lines(three) if line.now.plan.id == plan)
    assert (due.period, due.deadline, due.days_left, due.to_file) == (period, deadline, days_left, to_file)


def test_no_return_is_due_once_every_deadline_has_passed(three):
    commands.plans.set_business_date(three, console(), date(2018, 1, 1), MONTHLY)
    line = next(x for x in queries.all_plans.plan_lines(three) if x.now.plan.id == MONTHLY)
    assert line.due is None and line.submissions.missing == 1


def test_a_unit_that_has_filed_is_no_longer_among_those_to_file(three):
    play(three, PHASED, FIRST)
    commands.plans.set_business_date(three, console(), date(2017, 1, 5), PHASED)
    line = next(x for x in queries.all_plans.plan_lines(three) if x.now.plan.id == PHASED)
    assert line.due is not None and line.due.to_file == 0 and line.due.asked == 3
    assert (line.rate.met, line.rate.rated) == (2, 2)


def test_the_worst_items_of_all_plans_come_first_each_with_its_plan(three):
    play(three, PHASED, FIRST, {"1a": 0.1})
    set_days(three)
    rows = queries.all_plans.most_urgent(queries.all_plans.plans_now(three))
    assert (rows[0].now.plan.id, rows[0].item.code) == (PHASED, "1")
    lights = [x.standing.assessment.light for x in rows]
    assert lights[0] is Light.BEHIND and set(lights[1:]) == {Light.MISSING}
    assert {x.now.plan.id for x in rows} == {PHASED, MONTHLY}


def test_leaders_and_units_of_all_plans_are_one_by_name(three):
    now = queries.all_plans.plans_now(three)
    assert queries.all_plans.leader_names(now) == ("马春",)
    assert queries.all_plans.unit_names(now).count("区司法局") == 1
    (share,) = queries.all_plans.shares(now, "马春", "leader")
    assert (share.now.plan.id, share.codes, share.led) == (PHASED, ("1",), ("1",))
    assert queries.all_plans.shares(now, "没有这个单位", "unit") == ()


def test_a_unit_that_only_reports_has_the_items_that_it_reports(three):
    (share,) = queries.all_plans.shares(queries.all_plans.plans_now(three), "区委宣传部", "unit")
    assert share.codes == ("2",) and share.led == () and share.only_reports


def test_a_unit_owes_what_is_overdue_and_its_next_return(three):
    owed = queries.all_plans.returns_of_unit(three, "区司法局")
    assert [(x.period, x.days_left) for x in owed] == [("2017M01", -54), ("2017M02", -23), ("2017M03", 5)]


def test_a_unit_has_to_file_now_what_is_over_open_and_not_filed(three):
    def due():
        return [(x.plan.id, x.period) for x in queries.all_plans.due_of_unit(three, "区司法局")]

    assert due() == [(MONTHLY, "2017M01"), (MONTHLY, "2017M02")]
    commands.periods.close(three, OFFICE, MONTHLY, "2017M01", "未报的按未报送公布")
    assert due() == [(MONTHLY, "2017M02")]
    play(three, MONTHLY, "2017M02")
    set_days(three)
    assert due() == []


def test_each_leader_is_counted_over_all_plans(three):
    counted = queries.all_plans.counts_by_name(queries.all_plans.plans_now(three), "unit", only_led=True)
    assert sum(counted["区司法局"].values()) == 2 and sum(counted["区执法局"].values()) == 1
    assert "区委宣传部" not in counted


def test_the_brief_over_plans_has_a_section_for_each_plan_of_the_unit(three):
    sheet = queries.brief_over_plans.brief_over_plans(three, unit="区司法局")
    assert [(p.brief.plan, p.brief.period.text) for p in sheet.plans] == [(MONTHLY, "2017M02")]
    text = over_plans_text(sheet)
    assert text.title == "区司法局　全部计划简报" and text.sections[0].head == "矛盾纠纷排查调处制度　2017年2月"


def test_the_brief_over_plans_names_a_leader_or_a_unit_that_there_is(three):
    with pytest.raises(NotFound):
        queries.brief_over_plans.brief_over_plans(three, leader="没有这个人")
    with pytest.raises(InvalidInput):
        queries.brief_over_plans.brief_over_plans(three, leader="马春", unit="区司法局")


def test_a_dozen_plans_fit_on_the_sheet_and_those_that_do_not_are_named(tmp_path):
    with Ledger(tmp_path / "many.duckdb") as ledger:
        for n in range(15):
            folder = monthly_plan(tmp_path / f"monthly-{n}")
            told = (folder / "plan.toml").read_text(encoding="utf-8")
            (folder / "plan.toml").write_text(told.replace(MONTHLY, folder.name), encoding="utf-8")
            load(ledger, folder)
        commands.plans.set_business_date(ledger, console(), date(2017, 3, 15))
        text = over_plans_text(queries.brief_over_plans.brief_over_plans(ledger, unit="区司法局"))
    height = sum(1.5 + len(section.lines) for section in text.sections)
    assert 8 <= len(text.sections) < 15 and height < ROWS
    assert text.rest.startswith(f"另有 {15 - len(text.sections)} 个计划：")
