"""The regime over plans that are no yearly table: notices by their chain, deadlines in charts, locks, extensions, closes."""

import shutil
from dataclasses import replace
from datetime import date

import pytest

from tests.helpers import OFFICE, clerk, filled_template, head
from tests.plan_folders import FIRST, SECOND
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain import plan_words
from zcdash.errors import TooLate
from zcdash.rendering import calendar
from zcdash.rendering.charts import figures
from zcdash.rendering.docx import notice as notice_docx
from zcdash.rules.deadline import plan_deadlines
from zcdash.rules.notice_rules import NoticeStep
from zcdash.store.ledger import Ledger

MONTHLY, PHASED, LONG = "monthly-2017", "phased-2016", "long-2019"
JUSTICE, PLANNING = "区司法局", "区规划分局"


@pytest.fixture
def ledger(three_plans, tmp_path):
    """A ledger of the three plans, late in each."""
    with Ledger(shutil.copy(three_plans, tmp_path / "zcdash.duckdb")) as opened:
        for plan, day in ((MONTHLY, date(2017, 3, 21)), (PHASED, date(2017, 2, 12)), (LONG, date(2022, 2, 10))):
            commands.plans.set_business_date(opened, console(), day, plan)
        yield opened


def test_a_notice_of_a_plan_without_leaders_names_none(ledger):
    late = queries.notice_proposals.proposals(ledger, MONTHLY, "2017M03")[0]
    assert late.unit == JUSTICE and late.leaders == () and late.step is NoticeStep.INTERVIEW
    assert "2017年3月实际数报送" in late.title and "分管区长" not in late.text
    assert "由区政府督查室约谈单位主要负责人" in late.text
    number = commands.notices.issue_notice(
        ledger, OFFICE, MONTHLY, "2017M03", late.kind, late.code, late.unit, late.text, date(2017, 3, 24)
    )
    issued = queries.notices.notice(ledger, MONTHLY, number)
    assert issued.issued_on == date(2017, 3, 21) and issued.days_left == 3
    assert notice_docx.to_docx(issued, "区政府督查室", "试政办发〔2019〕1号", sample=False).startswith(b"PK")


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (MONTHLY, "请立即补报：经单位主要负责人审签后送督查室，报区政府督查室同意后回复"),
        (PHASED, "请立即补报：经单位主要负责人、责任领导审签后送督查室，报责任领导同意后回复"),
    ],
)
def test_demands_follow_the_chain_of_the_plan(ledger, plan, said):
    text = "请立即补报：经单位主要负责人、分管区长审签后送督查室，报分管区长同意后回复"
    assert plan_words.demand(queries.plans.plan(ledger, plan), text) == said


def test_the_lead_that_is_late_answers_and_its_leader_is_named(ledger):
    proposals = {p.unit: p for p in queries.notice_proposals.proposals(ledger, PHASED, FIRST)}
    assert proposals[PLANNING].leaders == ("马春",)
    assert set(proposals) == {PLANNING, "区执法局", "区委宣传部"} and proposals["区委宣传部"].leaders == ()


def test_a_phase_is_extended_locked_and_closed_like_a_quarter(ledger):
    cells = {"节点!E4": "已完成", "节点!F4": "12-1", "事项!D4": "底数查清41处。"}
    commands.periods.grant(ledger, OFFICE, PHASED, FIRST, PLANNING, "extension", date(2017, 2, 20), "方案调整")
    deadlines = queries.periods.unit_deadlines(ledger, queries.plans.plan(ledger, PHASED))
    assert deadlines.of(FIRST, PLANNING) == date(2017, 2, 20) and deadlines.of(FIRST) == date(2017, 1, 20)
    commands.periods.set_lock(ledger, OFFICE, PHASED, FIRST, date(2017, 1, 25))
    data = filled_template(ledger, PLANNING, FIRST, cells, plan=PHASED)
    with pytest.raises(TooLate, match="第一阶段（2016年10月26日至2016年12月20日）已于 2017-01-25 锁定"):
        commands.submissions.submit(ledger, clerk(PLANNING), data, "表.xlsx", "小李", accept=True)
    commands.periods.grant(ledger, OFFICE, PHASED, FIRST, PLANNING, "exception", date(2017, 2, 20), "方案调整")
    assert commands.submissions.submit(ledger, clerk(PLANNING), data, "表.xlsx", "小李", accept=True).filed
    commands.periods.close(ledger, OFFICE, PHASED, FIRST, "阶段验收")
    with pytest.raises(TooLate, match="关账"):
        commands.submissions.submit(ledger, clerk(PLANNING), data, "表.xlsx", "小李", accept=True)


def test_a_mid_term_evaluation_is_a_close_and_the_years_after_it_go_on(ledger):
    commands.periods.close(ledger, OFFICE, LONG, "2020", "中期评估")
    words = [s.word for s in queries.periods.period_states(ledger, LONG)]
    assert words == ["未关账", "已关账", "未关账", "未关账"]
    assert queries.plans.current_period(queries.plans.plan(ledger, LONG), date(2022, 2, 10)) == "2021"


def test_the_calendar_of_several_years_has_every_deadline(ledger):
    events = queries.schedule.events(ledger, LONG, "区医保局")
    ics = calendar.ics(events, "区医保局督查日历", ledger.clock()).decode()
    assert [e.day.isoformat() for e in events if "截止" in e.title] == [
        "2020-02-03",
        "2021-02-01",
        "2022-02-07",
        "2023-01-31",
    ]
    assert len({e.key for e in events}) == len(events) and ics.count("BEGIN:VEVENT") == 5
    spans = {e.key for e in queries.schedule.events(ledger, PHASED)}
    assert f"{PHASED}-{SECOND}" in spans


@pytest.mark.parametrize(
    ("dues", "names", "counted", "named"),
    [
        ([date(2019, 3, 1), date(2019, 3, 9)], ("1月", "12月", 12), {2: 2}, []),
        ([date(2020, 3, 1), date(2021, 3, 9)], ("2020年1月", "2021年12月", 24), {2: 1, 14: 1}, [1, 13]),
        ([date(2019, 3, 1), date(2022, 3, 9)], ("2019年", "2022年", 4), {0: 1, 3: 1}, [1, 2, 3]),
    ],
)
def test_the_chart_of_dates_has_the_years_of_the_plan(ledger, dues, names, counted, named):
    whole = queries.plans.plan(ledger, LONG)
    commitments = [replace(whole.commitments[0], due=due) for due in dues]
    chart = figures.due_calendar(commitments, plan_deadlines(whole), "")
    labels, totals = chart.data[-1].x, chart.data[-1].y
    assert (labels[0], labels[-1], len(labels)) == names
    assert {n: total for n, total in enumerate(totals) if total} == counted
    assert [a.x for a in chart.layout.annotations if "报" in a.text] == named


def test_a_notice_on_an_item_of_a_group_goes_to_the_unit_that_is_short(ledger):
    number = commands.submissions.submit(
        ledger,
        clerk("区委宣传部"),
        filled_template(ledger, "区委宣传部", FIRST, {"节点!E4": "未完成", "事项!D4": "动员会改期1次。"}, plan=PHASED),
        "表.xlsx",
        "小李",
        accept=True,
    ).submission
    commands.approvals.sign(ledger, head("区委宣传部"), PHASED, number)
    commands.approvals.sign(ledger, OFFICE, PHASED, number)
    items = [p for p in queries.notice_proposals.proposals(ledger, PHASED, FIRST) if p.code == "2"]
    assert [p.unit for p in items] == ["区委宣传部"]
