"""督办单 as the office and the units work with them: proposed, issued, answered, ended, raised; and nothing twice."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from tests.helpers import OFFICE, PLAN, clerk, deputy, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.queries.notices import NoticeState, Proposal
from zcdash.rendering.docx import notice as notice_docx
from zcdash.rendering.html import notices as notice_html
from zcdash.rules.notice_rules import NoticeStep
from zcdash.rules.notices import Kind

AIR, ITEM = "区环保分局", "14-6"
VIEWER, ADMIN = Account("wang", "王浏览", Role.VIEWER), Account("admin", "陈管理", Role.ADMIN)
PROMISED = date(2017, 6, 30)


def due(ledger, code: str = ITEM, unit: str = AIR, period: str = "2017Q1") -> Proposal | None:
    """Proposal of the rules about an item, or about the unit's return where the code is empty."""
    return next(
        (p for p in queries.notice_proposals.proposals(ledger, PLAN, period) if (p.code, p.unit) == (code, unit)), None
    )


def issue(ledger, one: Proposal, by: Account = OFFICE, **changed) -> int:
    said = {"text": one.text, "due": one.due} | changed
    return commands.notices.issue_notice(ledger, by, one.plan, one.period, one.kind, one.code, one.unit, **said)


@pytest.fixture
def behind(ledger, file_submission) -> Proposal:
    """Air quality is behind in the first quarter, and the rules propose a reminder."""
    file_submission(AIR, "2017Q1", {"14-6a": 20})
    return due(ledger)


@pytest.fixture
def issued(ledger, behind) -> int:
    return issue(ledger, behind)


def reply(ledger, number: int, who: Account | None = None, by: date = PROMISED) -> None:
    commands.notices.reply_notice(ledger, who or clerk(AIR), PLAN, number, "监测站停机", "修复设备，补测数据", by)


def test_an_item_that_is_behind_is_proposed_with_why_by_when_and_for_whom(ledger, behind):
    assert (behind.kind, behind.step, behind.leaders) == (Kind.ITEM, NoticeStep.REMIND, ("刘冀中",))
    assert behind.reason.startswith("一季度严重滞后；计划 31") and behind.due == date(2017, 4, 27)
    assert "14-6" in behind.text and "请于2017年4月27日前回复" in behind.text


def test_a_return_that_never_came_is_proposed_once_and_its_items_are_not(ledger, file_submission):
    gone = due(ledger, "")
    assert (gone.kind, gone.step, gone.about) == (Kind.RETURN, NoticeStep.REMIND, "2017年一季度实际数报送")
    assert "应于4月5日前送达，逾期未报（15 天）" in gone.reason and due(ledger, ITEM) is None
    file_submission(AIR, "2017Q1", {"14-6a": 33})
    assert due(ledger, "") is None


def test_a_return_that_waits_for_others_is_not_held_against_its_unit(ledger, filled):
    number = commands.submissions.submit(
        ledger, clerk(AIR), filled(AIR, "2017Q1", {"指标!I4": 33}), "环保.xlsx", "小李", accept=True
    ).submission
    assert "待单位主要负责人审签" in due(ledger, "").reason
    commands.approvals.sign(ledger, head(AIR), PLAN, number)
    assert due(ledger, "") is None
    commands.approvals.send_back(ledger, deputy("刘冀中"), PLAN, number, "数字与监测不符")
    assert "退回意见：数字与监测不符" in due(ledger, "").reason


def test_twice_running_is_supervised_and_a_quarter_made_good_in_between_breaks_the_row(ledger, file_submission):
    file_submission(AIR, "2017Q1", {"14-6a": 20})
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 7, 20))
    file_submission(AIR, "2017Q2", {"14-6a": 40})
    assert due(ledger, period="2017Q2").step is NoticeStep.SUPERVISE
    assert due(ledger, period="2017Q1").step is NoticeStep.REMIND


def test_before_the_deadline_nothing_is_proposed(ledger):
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, 5))
    assert queries.notice_proposals.proposals(ledger, PLAN, "2017Q1") == []
    with pytest.raises(NotFound):
        queries.notice_proposals.proposals(ledger, PLAN, "2016Q1")


def test_an_issued_notice_is_open_counts_its_days_and_is_not_proposed_again(ledger, behind):
    number = issue(ledger, behind, text="请于月底前说明原因。", due=date(2017, 4, 28))
    one = queries.notices.notice(ledger, PLAN, number)
    assert (one.state, one.days_left, one.text, one.issued_by) == (
        NoticeState.OPEN,
        8,
        "请于月底前说明原因。",
        OFFICE.name,
    )
    assert one.rules == "督办单默认办法第 1 版" and one.issued_on == date(2017, 4, 20) and not one.near
    assert due(ledger) is None
    with pytest.raises(InvalidInput, match="没有该发的督办单"):
        issue(ledger, behind)
    assert len(queries.notices.notices(ledger, PLAN)) == 1


def test_the_office_may_take_another_step_with_a_reason(ledger, behind):
    with pytest.raises(InvalidInput, match="没有写明改档的理由"):
        issue(ledger, behind, step=NoticeStep.INTERVIEW)
    number = issue(ledger, behind, step=NoticeStep.INTERVIEW, why="已造成严重影响")
    one = queries.notices.notice(ledger, PLAN, number)
    assert one.step is NoticeStep.INTERVIEW and one.reason.endswith("原应提醒，改为约谈：已造成严重影响")


@pytest.mark.parametrize("changed", [{"text": " \n "}, {"text": "长" * 2001}, {"due": date(2017, 4, 19)}])
def test_a_notice_needs_a_text_and_a_day_to_come(ledger, behind, changed):
    with pytest.raises(InvalidInput):
        issue(ledger, behind, **changed)
    assert queries.notices.notices(ledger, PLAN) == []


@pytest.mark.parametrize("who", [clerk(AIR), head(AIR), deputy("刘冀中"), VIEWER, ADMIN])
def test_only_the_office_issues_and_ends(ledger, behind, who):
    with pytest.raises(NotPermitted):
        issue(ledger, behind, who)
    number = issue(ledger, behind)
    with pytest.raises(NotPermitted):
        commands.notices.end_notice(ledger, who, PLAN, number, "不用了")


def test_a_unit_replies_and_the_office_ends_it(ledger, issued):
    reply(ledger, issued)
    one = queries.notices.notice(ledger, PLAN, issued)
    assert (one.state, one.days_left, one.replies[0].cause) == (NoticeState.REPLIED, 71, "监测站停机")
    commands.notices.end_notice(ledger, OFFICE, PLAN, issued)
    one = queries.notices.notice(ledger, PLAN, issued)
    assert one.state is NoticeState.ENDED and one.end.name == OFFICE.name and not one.is_open
    assert due(ledger) is None, "what was ended for a quarter is not proposed for it again"


def test_a_reply_may_be_completed_until_the_notice_has_ended(ledger, issued):
    reply(ledger, issued)
    reply(ledger, issued, head(AIR), date(2017, 5, 31))
    assert [r.promised for r in queries.notices.notice(ledger, PLAN, issued).replies] == [PROMISED, date(2017, 5, 31)]
    commands.notices.end_notice(ledger, OFFICE, PLAN, issued, "已办结")
    for act in (
        lambda: reply(ledger, issued),
        lambda: commands.notices.end_notice(ledger, OFFICE, PLAN, issued, "再来"),
    ):
        with pytest.raises(InvalidInput, match="已于 2017-04-20 销号"):
            act()


@pytest.mark.parametrize("who", [clerk("区财政局"), head("区财政局"), OFFICE, deputy("刘冀中"), VIEWER, ADMIN])
def test_nobody_replies_for_another_unit(ledger, issued, who):
    with pytest.raises(NotPermitted):
        reply(ledger, issued, who)


@pytest.mark.parametrize(
    ("cause", "step", "by"),
    [
        ("", "修复", PROMISED),
        ("停机", " ", PROMISED),
        ("停机", "修复", None),
        ("停机", "修复", date(2017, 4, 19)),
        ("长" * 601, "修复", PROMISED),
    ],
)
def test_a_reply_says_why_what_and_by_when(ledger, issued, cause, step, by):
    with pytest.raises(InvalidInput):
        commands.notices.reply_notice(ledger, clerk(AIR), PLAN, issued, cause, step, by)
    assert queries.notices.notice(ledger, PLAN, issued).replies == ()


def test_without_a_reply_it_ends_only_with_a_reason(ledger, issued):
    with pytest.raises(InvalidInput, match="销号没有写明理由"):
        commands.notices.end_notice(ledger, OFFICE, PLAN, issued)
    commands.notices.end_notice(ledger, OFFICE, PLAN, issued, "数据更正后已达进度")
    assert queries.notices.notice(ledger, PLAN, issued).end.note == "数据更正后已达进度"


def test_a_number_that_is_not_there_is_said(ledger):
    with pytest.raises(NotFound, match="没有第 9 号"):
        reply(ledger, 9)


@pytest.mark.parametrize(
    ("day", "state", "left", "near"),
    [
        (23, NoticeState.OPEN, 4, False),
        (24, NoticeState.OPEN, 3, True),
        (27, NoticeState.OPEN, 0, True),
        (28, NoticeState.OVERDUE, -1, True),
    ],
)
def test_the_days_run_out(ledger, issued, day, state, left, near):
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, day))
    one = queries.notices.notice(ledger, PLAN, issued)
    assert (one.state, one.days_left, one.near) == (state, left, near)


def test_left_unanswered_it_is_raised_and_the_graver_one_takes_its_place(ledger, issued):
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 5, 2))
    second = issue(ledger, due(ledger))
    first = queries.notices.notice(ledger, PLAN, issued)
    assert (first.state, first.raised_to, first.is_open) == (NoticeState.RAISED, second, False)
    assert [n.number for n in queries.notices.notices(ledger, PLAN)] == [second, issued]
    with pytest.raises(InvalidInput, match=f"升档为第 {second} 号"):
        reply(ledger, issued)
    reply(ledger, second, by=date(2017, 6, 1))
    assert due(ledger) is None


def test_the_most_pressing_stand_first(ledger, issued):
    other = issue(ledger, due(ledger, "", "区财政局"), due=date(2017, 4, 21))
    late = issue(ledger, due(ledger, "", "区水务局"), due=date(2017, 5, 21))
    assert [n.number for n in queries.notices.notices(ledger, PLAN)] == [other, issued, late]


def test_a_unit_reads_its_own_and_nobody_elses(ledger, issued):
    finance = issue(ledger, due(ledger, "", "区财政局"))
    seen = {
        who.login: {n.number for n in queries.notices.notices(ledger, PLAN, who)}
        for who in (clerk(AIR), head("区财政局"), clerk("区水务局"), deputy("耿峰"), OFFICE, VIEWER, ADMIN)
    }
    assert seen == {
        f"clerk-{AIR}": {issued},
        "head-区财政局": {finance},
        "clerk-区水务局": set(),
        "deputy-耿峰": {issued, finance},
        OFFICE.login: {issued, finance},
        "wang": {issued, finance},
        "admin": set(),
    }


def test_every_act_is_in_the_log_and_the_ledger_proves_itself(ledger, issued):
    reply(ledger, issued)
    commands.notices.end_notice(ledger, OFFICE, PLAN, issued, "已办结")
    log = [r for r in store.audit_log.entries(ledger) if "督办单" in r["what"]]
    assert [(r["what"], r["name"], r["unit"]) for r in log] == [
        ("下发督办单", OFFICE.name, AIR),
        ("回复督办单", clerk(AIR).name, AIR),
        ("督办单销号", OFFICE.name, AIR),
    ]
    assert "2017-06-30 前完成" in log[1]["after"] and log[1]["before"] == "待回复"
    assert store.audit_log.verify(ledger).faults == ()
    with ledger._database.transaction() as behind_the_back:
        behind_the_back.run("update notice set step = 'remind', text = '算了' where notice = 1")
    assert any("notice" in fault for fault in store.audit_log.verify(ledger).faults)


HOSTILE = "<script>x</script>\x00{ PAGE }\u202e![i](http://evil.example/i.png) **粗**"
SHOWN = "<script>x</script>{ PAGE }![i](http://evil.example/i.png) **粗**"


def test_the_paper_says_step_number_unit_reply_and_end_in_words(ledger, behind):
    number = issue(ledger, behind, text=f"请说明。\n{HOSTILE}")
    commands.notices.reply_notice(ledger, clerk(AIR), PLAN, number, HOSTILE, HOSTILE, PROMISED)
    commands.notices.end_notice(ledger, OFFICE, PLAN, number, HOSTILE)
    one = queries.notices.notice(ledger, PLAN, number)
    data = notice_docx.to_docx(one, "区政府督查室", "周政发〔2017〕2号", True)
    document = Document(BytesIO(data))
    said = [p.text for p in document.paragraphs]
    assert {"督办单", f"第 {number} 号", "◇ 提醒（蓝）　4月27日前回复", "演示数据（虚构）", SHOWN} <= set(said)
    assert {f"原因：{SHOWN}", f"下步措施：{SHOWN}"} <= set(said) and any(t.startswith(f"销号：{SHOWN}") for t in said)
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert facts["责任单位"] == AIR and facts["回复时限"] == "2017年4月27日" and facts["督办事项"].startswith("14-6 ")
    assert data == notice_docx.to_docx(one, "区政府督查室", "周政发〔2017〕2号", True)


def test_each_step_has_a_shape_of_its_own_that_is_no_lights_and_a_word(ledger, behind):
    marks = notice_html.STEP_MARKS
    assert len({m.shape for m in marks.values()}) == len({m.colour for m in marks.values()}) == 3 and set(marks) == set(
        NoticeStep
    )
    one = queries.notices.notice(ledger, PLAN, issue(ledger, behind))
    for step, word in zip(NoticeStep, ("◇ 提醒（蓝）", "☆ 督办（黄）", "★ 约谈（红）"), strict=True):
        said = [
            p.text
            for p in Document(BytesIO(notice_docx.to_docx(replace(one, step=step), "督查室", "文", False))).paragraphs
        ]
        assert any(t.startswith(word) for t in said) and "演示数据（虚构）" not in said


def test_what_a_page_shows_of_a_notice_is_text(ledger, behind):
    number = issue(ledger, behind, text=HOSTILE)
    commands.notices.reply_notice(ledger, clerk(AIR), PLAN, number, HOSTILE, HOSTILE, PROMISED)
    one = queries.notices.notice(ledger, PLAN, number)
    for piece in (
        notice_html.card(one, "待回复"),
        notice_html.lines([one]),
        notice_html.summary([one], {"plan": PLAN, "period": "2017Q1"}),
    ):
        assert "<script" not in piece and "<img" not in piece
    assert "&lt;script&gt;" in notice_html.card(one, "待回复")
