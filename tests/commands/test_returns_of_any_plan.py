"""Returns of plans that are no yearly table: months with 零报告, phases over the turn of a year, horizons of several years."""

import shutil
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.helpers import OFFICE, clerk, deputy, filled_template, head
from tests.plan_folders import FIRST, SECOND, long_plan, monthly_plan
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.submission import Source, Step, View
from zcdash.domain.terms import State
from zcdash.errors import NotFound, NotPermitted
from zcdash.intake import web_form
from zcdash.queries.upload_check import check_upload
from zcdash.rules.approval import Stage
from zcdash.store.ledger import Ledger

MONTHLY, PHASED, LONG = "monthly-2017", "phased-2016", "long-2019"
JUSTICE, PLANNING, ENFORCEMENT, PUBLICITY = "区司法局", "区规划分局", "区执法局", "区委宣传部"
HEALTH, INSURANCE = "区卫生健康局", "区医保局"
STATE, DAY, NOTE = "E", "F", "G"
"""Columns of the sheet 节点."""


@pytest.fixture
def ledger(three_plans, tmp_path):
    """A ledger of the three plans, each worked on its own day."""
    with Ledger(shutil.copy(three_plans, tmp_path / "zcdash.duckdb")) as opened:
        for plan, day in ((MONTHLY, date(2017, 1, 19)), (PHASED, date(2016, 12, 21)), (LONG, date(2021, 1, 20))):
            commands.plans.set_business_date(opened, console(), day, plan)
        yield opened


def book(ledger, plan, period, unit):
    name, data = queries.submissions.template_workbook(ledger, plan, period, unit)
    return name, load_workbook(BytesIO(data))


def column(sheet, head):
    """The cells below a head."""
    place = next(c.column for c in sheet[3] if c.value == head)
    return [sheet.cell(row, place).value for row in range(4, sheet.max_row + 1)]


def guide(workbook):
    return {row[0].value: row[1].value for row in workbook["填报说明"].iter_rows(max_col=2)}


def filed(ledger, plan, period, unit, cells):
    data = filled_template(ledger, unit, period, cells, plan=plan)
    receipt = commands.submissions.submit(ledger, clerk(unit), data, "表.xlsx", "小李", accept=True)
    assert receipt.filed, list(receipt.check.findings)
    return receipt.submission


def codes(ledger, plan, period, unit, cells):
    """Codes of the findings of a template filled in with some cells."""
    return [f.code for f in check_upload(ledger, filled_template(ledger, unit, period, cells, plan=plan)).findings]


# A plan of months, without numbers and without leaders.


def test_a_month_has_a_template_of_its_own_words_and_rows(ledger):
    name, workbook = book(ledger, MONTHLY, "2017M01", JUSTICE)
    assert name == "2017M01_矛盾纠纷排查调处制度_区司法局_月度进展.xlsx"
    assert [s for s in workbook.sheetnames if not s.startswith("_")] == ["填报说明", "节点"]
    assert workbook["填报说明"]["A1"].value.endswith("矛盾纠纷排查调处制度　月度进展表")
    assert guide(workbook)["报送程序"] == "填好后上传，经单位主要负责人审签，报区政府督查室"
    assert guide(workbook)["报送截止"] == "2017年1月20日"
    assert "没有情况也要报" in guide(workbook)["节点·零报告"]
    assert column(workbook["节点"], "编号") == ["1.01.2017M01", "1.02.2017M01"]
    lists = {str(v.sqref): v.formula1 for v in workbook["节点"].data_validations.dataValidation if v.type == "list"}
    assert lists == {"E4": '"已完成,部分完成,未完成,零报告"', "E5": '"已完成,部分完成,未完成"'}


def test_a_quantity_stands_beside_its_deed_unless_the_words_name_it(ledger):
    _, workbook = book(ledger, MONTHLY, "2017M06", JUSTICE)
    assert column(workbook["节点"], "节点")[-1] == "全区配齐调解员（120名）"


def test_a_zero_report_is_a_report_and_needs_no_day(ledger):
    number = filed(ledger, MONTHLY, "2017M01", JUSTICE, {"节点!E4": "零报告", "节点!E5": "未完成"})
    standing = queries.standing.standing(ledger, MONTHLY, "2017M01", View.FILED)
    assert standing.items["1"].parts["1.01.2017M01"].cause.state is State.DONE
    said = {c.code: c.said for c in queries.submissions.cells_of(ledger, MONTHLY, "1", "2017M01", View.FILED)[number]}
    assert said == {"1.01.2017M01": "零报告", "1.02.2017M01": "未完成"}


def test_a_blank_is_no_zero_report(ledger):
    check = check_upload(ledger, filled_template(ledger, JUSTICE, "2017M01", {"节点!E5": "未完成"}, plan=MONTHLY))
    blank = next(f for f in check.findings if f.code == "BLANK_COMMITMENTS")
    assert "1.01.2017M01" in blank.sentence and "请选“零报告”，空着不算零报告" in blank.advice
    assert [p.commitment for p in check.parsed.progress] == ["1.02.2017M01"]


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ({"节点!E4": "零报告", "节点!E5": "零报告"}, True),
        ({"节点!E4": "零报告", "节点!E5": "未完成", "节点!G5": "零报告，本月无会议"}, False),
    ],
)
def test_a_duty_that_asks_for_no_zero_report_takes_none(ledger, cells, refused):
    check = check_upload(ledger, filled_template(ledger, JUSTICE, "2017M01", cells, plan=MONTHLY))
    assert "ZERO_REPORT" in [f.code for f in check.findings] and check.refused is refused


def test_a_zero_report_keeps_the_clerks_own_words(ledger):
    cells = {"节点!E4": "零报告", "节点!G4": "排查41个村居，未发现纠纷", "节点!E5": "未完成"}
    check = check_upload(ledger, filled_template(ledger, JUSTICE, "2017M01", cells, plan=MONTHLY))
    assert check.parsed.progress[0].note == "零报告：排查41个村居，未发现纠纷"


def test_the_page_offers_zero_reports_and_files_them(ledger):
    form = queries.forms.form(ledger, MONTHLY, "2017M01", JUSTICE)
    cells = {"节点": {"1.01.2017M01": {"完成情况": "零报告"}, "1.02.2017M01": {"完成情况": "未完成"}}}
    data = web_form.write_document(form, cells)
    check = check_upload(ledger, data, MONTHLY, "2017M01", JUSTICE, Source.PAGE)
    assert not check.refused and check.parsed.progress[0].note == "零报告"


def test_without_a_deputy_in_the_chain_the_head_sends_a_return_to_the_office(ledger):
    number = filed(ledger, MONTHLY, "2017M01", JUSTICE, {"节点!E4": "零报告", "节点!E5": "未完成"})
    status = queries.approvals.submission_status(ledger, MONTHLY, number)
    assert status.course.stage is Stage.HEAD and status.codes == ("1",)
    with pytest.raises(NotPermitted):
        commands.approvals.sign(ledger, OFFICE, MONTHLY, number)
    course = commands.approvals.sign(ledger, head(JUSTICE), MONTHLY, number)
    assert course.stage is Stage.OFFICE and course.reached_on == date(2017, 1, 19) and course.awaits is Step.OFFICE
    assert [s.number for s in queries.approvals.queue(ledger, MONTHLY, OFFICE)] == [number]
    assert commands.approvals.sign(ledger, OFFICE, MONTHLY, number).stage is Stage.ACCEPTED
    assert [f.word for f in queries.submissions.filings(ledger, MONTHLY, "2017M01")] == ["按时"]


def test_every_month_is_closed_and_the_next_one_asks_what_is_left(ledger):
    filed(ledger, MONTHLY, "2017M01", JUSTICE, {"节点!E4": "零报告", "节点!E5": "未完成"})
    commands.plans.set_business_date(ledger, console(), date(2017, 2, 17), MONTHLY)
    commands.periods.close(ledger, OFFICE, MONTHLY, "2017M01", "试关账")
    _, workbook = book(ledger, MONTHLY, "2017M02", JUSTICE)
    rows = dict(zip(column(workbook["节点"], "编号"), column(workbook["节点"], "上期情况"), strict=True))
    assert rows == {"1.02.2017M01": "未完成", "1.01.2017M02": None, "1.02.2017M02": None}
    assert queries.submissions.countdown(ledger, MONTHLY, "2017M02") == 3


def test_a_return_that_is_due_within_its_month_is_not_early(ledger):
    cells = {"节点!E4": "零报告", "节点!E5": "未完成"}
    assert codes(ledger, MONTHLY, "2017M01", JUSTICE, cells) == []
    assert "FUTURE_PERIOD" in codes(ledger, MONTHLY, "2017M02", JUSTICE, cells)
    plan = queries.plans.plan(ledger, MONTHLY)
    days = (date(2017, 2, 20), date(2017, 2, 21))
    assert [queries.plans.current_period(plan, day) for day in days] == ["2017M01", "2017M02"]


# A programme in phases over the turn of a year.


def test_each_lead_unit_writes_and_reports_its_own_parts(ledger):
    units = queries.forms.reporting_units(ledger, PHASED)
    assert units == (PLANNING, ENFORCEMENT, PUBLICITY)
    forms = queries.forms.forms(ledger, PHASED, FIRST)
    assert {u: [r.item for r in f.items] for u, f in forms.items()} == {
        PLANNING: ["1"],
        ENFORCEMENT: ["1"],
        PUBLICITY: ["2"],
    }
    assert [r.indicator.code for r in forms[ENFORCEMENT].indicators] == ["1a"] and not forms[PLANNING].indicators
    assert [r.commitment.code for r in forms[PUBLICITY].commitments] == ["2.01"]
    with pytest.raises(NotFound):
        queries.forms.form(ledger, PHASED, FIRST, "各有关单位")


def test_both_leads_are_heard_on_the_item(ledger):
    filed(ledger, PHASED, FIRST, PLANNING, {"节点!E4": "已完成", "节点!F4": "11月5日", "事项!D4": "底数查清41处。"})
    filed(ledger, PHASED, FIRST, ENFORCEMENT, {"指标!I4": 1.2, "事项!D4": "拆除1.2万平方米。"})
    rows = queries.submissions.narratives_of(ledger, PHASED, "1", View.FILED)
    assert {r["unit"]: r["progress"] for r in rows} == {PLANNING: "底数查清41处。", ENFORCEMENT: "拆除1.2万平方米。"}
    commands.plans.set_business_date(ledger, console(), date(2017, 2, 12), PHASED)
    later = queries.forms.form(ledger, PHASED, SECOND, ENFORCEMENT)
    assert later.items[0].before[0] == "拆除1.2万平方米。"
    assert queries.forms.form(ledger, PHASED, SECOND, PLANNING).items[0].before[0] == "底数查清41处。"


@pytest.mark.parametrize(
    ("period", "today", "typed", "read"),
    [
        (FIRST, date(2016, 12, 21), "11月5日", date(2016, 11, 5)),
        (SECOND, date(2017, 2, 12), "1月5日", date(2017, 1, 5)),
        (SECOND, date(2017, 2, 12), "12.25", date(2016, 12, 25)),
        (SECOND, date(2017, 2, 12), "11-5", date(2016, 11, 5)),
    ],
)
def test_a_day_without_a_year_is_read_within_the_plan(ledger, period, today, typed, read):
    commands.plans.set_business_date(ledger, console(), today, PHASED)
    data = filled_template(ledger, PLANNING, period, {"节点!E4": "已完成", "节点!F4": typed}, plan=PHASED)
    assert [p.done_on for p in check_upload(ledger, data).parsed.progress] == [read]


def test_a_day_before_the_programme_is_refused_and_the_template_says_so(ledger):
    cells = {"节点!E4": "已完成", "节点!F4": date(2016, 10, 25)}
    check = check_upload(ledger, filled_template(ledger, PLANNING, FIRST, cells, plan=PHASED))
    early = next(f for f in check.findings if f.code == "DATE_EARLY")
    assert early.sentence == "完成日期 2016-10-25 早于计划开始的 2016-10-26。" and "请填 2016-10-26" in early.advice
    _, workbook = book(ledger, PHASED, FIRST, PLANNING)
    days = {(v.formula1, v.formula2) for v in workbook["节点"].data_validations.dataValidation if v.type == "date"}
    assert days == {("DATE(2016,10,26)", "DATE(2018,12,31)")}


def test_an_item_without_a_leader_waits_for_no_deputy(ledger):
    number = filed(
        ledger, PHASED, FIRST, PUBLICITY, {"节点!E4": "已完成", "节点!F4": "11-2", "事项!D4": "召开动员会1次。"}
    )
    assert commands.approvals.sign(ledger, head(PUBLICITY), PHASED, number).stage is Stage.OFFICE
    led = filed(ledger, PHASED, FIRST, ENFORCEMENT, {"指标!I4": 1.2, "事项!D4": "拆除1.2万平方米。"})
    assert commands.approvals.sign(ledger, head(ENFORCEMENT), PHASED, led).waiting == ("马春",)
    assert commands.approvals.sign(ledger, deputy("马春"), PHASED, led).stage is Stage.OFFICE


def test_files_of_a_phase_have_no_slash_in_their_name(ledger):
    name, workbook = book(ledger, PHASED, FIRST, ENFORCEMENT)
    assert name == "2016-10-26_2016-12-20 第一阶段_拆违治乱专项行动方案_区执法局_阶段进展.xlsx"
    assert [c.value for c in workbook["指标"][3]][5:10] == ["目标", "本期计划", "上期实际", "本期实际", "说明"]
    assert column(workbook["指标"], "目标")[0] == "第二阶段 3"


def test_deadlines_of_phases_stand_in_the_calendar(ledger):
    events = {e.title: e for e in queries.schedule.events(ledger, PHASED, ENFORCEMENT)}
    first = events["第一阶段进展报送截止（拆违治乱专项行动方案）"]
    assert first.day == date(2017, 1, 20) and first.note.endswith("经主要负责人、责任领导审签后报区政府督查室")
    assert events["第二阶段进展报送截止（拆违治乱专项行动方案）"].day == date(2017, 3, 13)


# A plan of several years.


def test_a_unit_without_numbers_gets_no_sheet_for_them_and_files_without_it(ledger):
    name, workbook = book(ledger, LONG, "2020", INSURANCE)
    assert name == "2020_慢性病防治规划_区医保局_年度进展.xlsx"
    assert [s for s in workbook.sheetnames if not s.startswith("_")] == ["填报说明", "节点", "事项"]
    filed(
        ledger, LONG, "2020", INSURANCE, {"节点!E4": "已完成", "节点!F4": "9月1日", "事项!D4": "已覆盖12种门诊病种。"}
    )
    assert queries.forms.form(ledger, LONG, "2021", INSURANCE).row_count == 0
    assert INSURANCE not in queries.forms.forms(ledger, LONG, "2021")


def test_planned_values_are_shown_as_they_are_printed(ledger):
    _, workbook = book(ledger, LONG, "2020", HEALTH)
    sheet = workbook["指标"]
    assert column(sheet, "编号") == ["1a", "1b", "1c"]
    assert column(sheet, "本期计划") == ["190（下降5%）", "大于60", "—"]
    assert column(sheet, "目标") == ["2022年 180（下降10%）", "—", "2022年 60—70"]
    assert column(sheet, "评定") == [None, None, "参考，不评灯"]
    assert '(G4:G6<>"—")' in sheet["I1"].value


def test_between_horizons_a_number_is_asked_for_reference(ledger):
    _, workbook = book(ledger, LONG, "2021", HEALTH)
    sheet = workbook["指标"]
    rows = dict(zip(column(sheet, "编号"), column(sheet, "评定"), strict=True))
    assert rows["1a"] == rows["1c"] == "参考，不评灯"
    assert "事项" not in workbook.sheetnames and "节点" not in workbook.sheetnames
    commands.plans.set_business_date(ledger, console(), date(2022, 1, 10), LONG)
    filed(ledger, LONG, "2021", HEALTH, {"指标!I4": 187, "指标!I6": 58})


@pytest.mark.parametrize(("value", "missed"), [(60, True), (60.1, False)])
def test_a_strict_bound_is_missed_by_its_own_value(ledger, value, missed):
    cells = {"指标!I4": 189, "指标!I5": value, "事项!D4": "干预12万人。"}
    assert ("UNEXPLAINED" in codes(ledger, LONG, "2020", HEALTH, cells)) is missed


def test_the_chain_without_any_signer_takes_a_return_to_the_office_at_once(tmp_path):
    folder = monthly_plan(tmp_path / "plan")
    toml = folder / "plan.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('["unit_head", "office"]', '["office"]'), encoding="utf-8")
    with Ledger(tmp_path / "z.duckdb") as ledger:
        commands.plans.load_plan(ledger, console(), folder)
        commands.plans.set_business_date(ledger, console(), date(2017, 1, 19))
        number = filed(ledger, MONTHLY, "2017M01", JUSTICE, {"节点!E4": "零报告", "节点!E5": "未完成"})
        course = queries.approvals.submission_status(ledger, MONTHLY, number).course
        assert course.stage is Stage.OFFICE and course.reached_on == date(2017, 1, 19)
        _, workbook = book(ledger, MONTHLY, "2017M01", JUSTICE)
        assert guide(workbook)["报送程序"] == "填好后上传，报区政府督查室"


# Two plans with the same units and the same periods.


def test_returns_of_plans_with_equal_periods_never_mix(ledger, tmp_path):
    folder = long_plan(tmp_path / "twin")
    toml = folder / "plan.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace(LONG, "twin-2019"), encoding="utf-8")
    commands.plans.load_plan(ledger, console(), folder)
    commands.plans.set_business_date(ledger, console(), date(2021, 1, 20), "twin-2019")
    cells = {"节点!E4": "已完成", "节点!F4": "9月1日", "事项!D4": "已覆盖12种门诊病种。"}
    number = filed(ledger, LONG, "2020", INSURANCE, cells)
    commands.drafts.save_draft(ledger, clerk(HEALTH), LONG, "2020", HEALTH, {"指标": {"1a": {"本期实际": "189"}}}, None)
    commands.periods.set_lock(ledger, OFFICE, LONG, "2020", date(2021, 2, 5))
    commands.periods.close(ledger, OFFICE, LONG, "2020", "试关账")
    twin = {f.unit: f for f in queries.submissions.filings(ledger, "twin-2019", "2020")}
    assert twin[INSURANCE].submission is None and twin[INSURANCE].word == "未到期"
    assert queries.drafts.draft(ledger, "twin-2019", "2020", HEALTH) is None
    state = queries.periods.period_state(ledger, "twin-2019", "2020")
    assert state.close is None and state.locks_on is None
    assert queries.forms.form(ledger, "twin-2019", "2021", INSURANCE).row_count == 1
    with pytest.raises(NotFound):
        commands.approvals.sign(ledger, head(INSURANCE), "twin-2019", number)
    wrong = filled_template(ledger, INSURANCE, "2020", cells, plan="twin-2019")
    (finding,) = check_upload(ledger, wrong, LONG, "2020", INSURANCE).findings
    title = queries.plans.plan(ledger, LONG).title
    assert finding.code == "WRONG_PLAN" and f"“{title}（twin-2019）”，现在选的是“{title}（{LONG}）”" in finding.sentence
    assert filed(ledger, "twin-2019", "2020", INSURANCE, cells) != number
