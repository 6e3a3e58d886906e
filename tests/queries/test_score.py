"""The year-end score out of the ledger: worked by hand from returns that were really filed; who may dispute it, and what moves."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.helpers import OFFICE, PEOPLE, PLAN, ROOT, accept, clerk, deputy, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role
from zcdash.cli.main import main
from zcdash.domain.terms import MET, Light, Responsibility, State
from zcdash.errors import InvalidInput, NotFound, NotPermitted, PackInvalid
from zcdash.rules.approval import Stage
from zcdash.rules.score_part import ScoreLine
from zcdash.rules.score_points import scored as scored_part

# One item (20-7) with two 当季 indicators, planned 286 + 2349 + 3523 + 842 and 3 + 14 + 20 + 6.
POWER, LINES, KILOMETRES = "周村供电中心", "20-7a", "20-7b"
LETTERS = "区信访局"
AIR = "区环保分局"


@pytest.fixture
def on(ledger):
    """`on(month, day)`: the office works as on that day of 2017 (a thirteenth month is January of 2018)."""
    return lambda month, day: commands.plans.set_business_date(
        ledger, OFFICE, date(2017 + month // 13, (month - 1) % 12 + 1, day)
    )


@pytest.fixture
def scored(ledger):
    return lambda name=POWER, who="unit", **more: queries.score.score_of(ledger, PLAN, name, who, **more).score


def points(score) -> str:
    return str(score.points)


def test_a_unit_is_scored_on_what_it_filed_and_pays_for_being_late(ledger, file_submission, scored):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3.3})
    score = scored()
    # 143 ÷ 286 = 0.5; 3.3 ÷ 3 = 1.1, so 1 and ahead. (0.5 + 1) ÷ 2 = 75; filed on the 20th, due on the 5th.
    assert [line.arithmetic for line in score.items[0].lines] == [
        "143 ÷ 286 = 0.5000；权重 1 × 0.5000 = 0.5000",
        "3.3 ÷ 3 = 1.1000，按 1 计；权重 1 × 1.0000 = 1.0000",
    ]
    assert score.closing == "得分合计 75.0000 ÷ 权重合计 1 = 75.00；75.00 − 扣分 0.5 + 加分 0.2 = 74.70"
    assert points(score) == "74.70"


def test_a_quarter_indicator_is_scored_on_its_running_total(file_submission, scored, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3.3})
    on(7, 5)
    file_submission(POWER, "2017Q2", {LINES: 2349, KILOMETRES: 10.7})
    score = scored()
    # 2492 ÷ 2635 = 0.9457; 14 ÷ 17 = 0.8235; 1.7692 ÷ 2 = 0.8846. Nothing was late, nothing is ahead.
    assert (points(score), score.closing) == ("88.46", "得分合计 88.4600 ÷ 权重合计 1 = 88.46")
    assert {line.period for line in score.items[0].lines} == {"2017Q2"}


@pytest.mark.parametrize(("filed_on", "deducted"), [((4, 5), "0"), ((4, 6), "0.5")])
def test_the_deadline_day_itself_is_in_time(file_submission, scored, on, filed_on, deducted):
    on(*filed_on)
    file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3})
    on(4, 20)
    assert scored().deducted == Decimal(deducted)


def test_what_is_not_due_is_no_fault_and_the_last_figures_still_stand(ledger, file_submission, scored, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    on(7, 5)
    whole = queries.score.scores(ledger, PLAN)
    assert (whole.through.text, whole.so_far, whole.word) == ("2017Q2", True, "至今（算到2017年二季度）")
    assert points(whole.of(POWER).score) == "75.00"
    on(7, 6)
    score = scored()
    assert (points(score), [d.arithmetic for d in score.deductions]) == (
        "0.00",
        ["未报送 1 次（2017年二季度）× 每次 2 = 2"],
    )
    assert score.items[0].lines[0].arithmetic.startswith("未报送，按 0 计")


def test_a_return_on_its_way_is_waited_for_until_the_period_is_closed(ledger, file_submission, scored, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3}, accepted=False)
    on(4, 20)
    score = scored()
    assert score.points is None
    assert {x.reason for x in score.items[0].left_out} == {"报送在途，签收后计分"}
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "催报无果")
    # Its own head had not signed it: as if nothing had been filed.
    assert [d.what for d in scored().deductions] == ["关账时未出本单位"]
    assert points(scored()) == "0.00"
    assert scored().closing == "得分合计 0.0000 ÷ 权重合计 1 = 0.00；0.00 − 扣分 2 = -2.00，不足 0 分按 0 分计"


def test_what_the_close_found_with_a_mayor_or_the_office_does_not_count(ledger, file_submission, scored, on):
    on(4, 5)
    number = file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3}, accepted=False)
    commands.approvals.sign(ledger, head(POWER), PLAN, number)
    on(4, 20)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "分管区长外出")
    assert scored().points is None
    assert {x.reason for x in scored().items[0].left_out} == {"待签收，不计分"}
    assert points(scored(rules_name="v1")) == "0.00"


def test_sent_back_and_never_filed_again_costs_what_not_filing_costs(ledger, file_submission, scored, on):
    on(4, 5)
    number = file_submission(POWER, "2017Q1", {LINES: 1, KILOMETRES: 3}, accepted=False)
    commands.approvals.sign(ledger, head(POWER), PLAN, number)
    commands.approvals.send_back(ledger, deputy("路德芝"), PLAN, number, "数字不实")
    # Until the deadline it can be mended: it waits.
    assert scored().points is None
    on(4, 6)
    assert [d.arithmetic for d in scored().deductions] == ["退回未再报 1 次（2017年一季度）× 每次 2 = 2"]
    assert {x.arithmetic.split("；")[0] for x in scored().items[0].lines} == {"已退回，按 0 计"}
    # Version 1 waits until the close.
    assert scored(rules_name="v1").points is None
    file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3})
    assert [d.what for d in scored().deductions] == ["迟报", "退回"]
    assert points(scored()) == "99.00"


def test_a_correction_that_was_sent_back_leaves_what_was_accepted(ledger, file_submission, scored, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3})
    number = file_submission(POWER, "2017Q1", {LINES: 300, KILOMETRES: 3}, accepted=False)
    commands.approvals.sign(ledger, head(POWER), PLAN, number)
    commands.approvals.send_back(ledger, deputy("路德芝"), PLAN, number, "原数为准")
    on(4, 20)
    assert [d.what for d in scored().deductions] == ["退回"]
    assert points(scored()) == "99.50"


def test_a_return_that_was_sent_back_costs_points_unless_the_unit_itself_sent_it_back(
    ledger, file_submission, scored, on
):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 1, KILOMETRES: 3}, accepted=False)
    commands.approvals.send_back(
        ledger, head(POWER), PLAN, queries.approvals.submission_statuses(ledger, PLAN)[0].number, "请先核对"
    )
    number = file_submission(POWER, "2017Q1", {LINES: 2, KILOMETRES: 3}, accepted=False)
    commands.approvals.sign(ledger, head(POWER), PLAN, number)
    commands.approvals.send_back(ledger, deputy("路德芝"), PLAN, number, "数字不实")
    file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3})
    assert [d.arithmetic for d in scored().deductions] == ["退回 1 次（2017年一季度）× 每次 0.5 = 0.5"]
    assert points(scored()) == "99.50"


def test_deductions_of_a_year_end_at_the_cap(ledger, file_submission, scored, on):
    on(4, 5)
    done = {f"24-4.{n:02}": (State.DONE, date(2017, 3, 1)) for n in range(1, 6)}
    file_submission(LETTERS, "2017Q1", {}, done)
    on(13, 10)
    score = scored(LETTERS)
    # 5 of 17 commitments: 29.41; three returns missing are 6 points, five at most.
    assert score.closing == "得分合计 29.4100 ÷ 权重合计 1 = 29.41；扣分合计 6，封顶 5；29.41 − 扣分 5 = 24.41"
    assert not queries.score.scores(ledger, PLAN).so_far and queries.score.scores(ledger, PLAN).word == "全年"


def test_commitments_earn_by_how_they_were_done(file_submission, scored, on):
    on(4, 5)
    said = {
        "24-4.01": (State.DONE, date(2017, 3, 31)),
        "24-4.02": (State.DONE, date(2017, 4, 1)),
        "24-4.03": (State.PARTLY, None),
        "24-4.04": (State.NOT_DONE, None),
        "24-4.05": (State.DONE, date(2017, 1, 5)),
    }
    file_submission(LETTERS, "2017Q1", {}, said)
    # 1 + 0.8 + 0.5 + 0 + 1 = 3.3 of 5.
    assert points(scored(LETTERS)) == "66.00"


def test_a_target_of_the_year_alone_waits_for_its_end(file_submission, scored, on):
    on(4, 5)
    file_submission(AIR, "2017Q1", {"14-6a": 31, "14-6b": 34})
    item = next(s for s in scored(AIR).items if s.code == "14-6")
    assert (points(item), [(x.code, x.reason) for x in item.left_out]) == ("100.00", [("14-6b", "未到期，不计分")])
    on(13, 5)
    file_submission(AIR, "2017Q4", {"14-6a": 183, "14-6b": 45})
    item = next(s for s in scored(AIR, through="2017Q4").items if s.code == "14-6")
    # 45 ÷ 50 = 0.9; (1 + 0.9) ÷ 2.
    assert points(item) == "95.00" and not item.left_out


def test_a_groups_items_are_its_members_and_what_it_leads_is_nobodys(ledger, file_submission, scored, on):
    on(4, 5)
    file_submission("区统计局", "2017Q1", {"1-1a": 2.0, "3-1a": 1.0})
    common = {x.code: x.reason for x in scored("区统计局").left_out if x.what == "共同事项"}
    assert common == dict.fromkeys(("1-1", "3-1"), "由“区政府各部门、各单位”共同牵头，不计入单位得分")
    growth = next(x for x in scored("王村镇政府").lines if x.code == "3-1")
    assert growth.what == "配合事项" and growth.name.endswith("（以“各镇政府”列名）")
    assert any(x.code == "1-1" for x in queries.score.score_of(ledger, PLAN, "路德芝", "leader").score.lines)
    with pytest.raises(NotFound, match="按成员单位计分"):
        scored("各镇政府")


def test_a_unit_without_an_item_of_its_own_name_has_a_score_and_no_rank(ledger, file_submission, on):
    on(4, 5)
    file_submission("区统计局", "2017Q1", {"3-1a": 15})
    found = queries.score.score_of(ledger, PLAN, "北郊镇政府")
    assert (found.score.points, found.rank, found.why_not) == (100, None, "只有以统称列名的事项，不排名")


def test_a_place_needs_five_parts_and_a_peer(ledger, file_submission, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3})
    file_submission(
        "区档案局", "2017Q1", {"23-5a": 50}, {f"23-5.{n:02}": (State.DONE, date(2017, 3, 1)) for n in (1, 2, 3)}
    )
    undone = {f"24-4.{n:02}": (State.NOT_DONE, None) for n in range(2, 6)}
    file_submission(LETTERS, "2017Q1", {}, {"24-4.01": (State.PARTLY, None)} | undone)
    on(4, 6)
    rows = {r.name: r for r in queries.score.scores(ledger, PLAN).rows}
    assert (rows[POWER].group, rows[POWER].rank, rows[POWER].band) == ("开发区和企业", None, "")
    assert rows[POWER].why_not == "样本少：计分的指标、节点只有 2 个，不排名"
    assert rows["区档案局"].why_not == "样本少：计分的指标、节点只有 4 个，不排名"
    # Five commitments, one of them done by half: enough to be compared.
    assert (rows[LETTERS].score.points, rows[LETTERS].place.compared, rows[LETTERS].band) == (10, True, "不合格")
    # Version 1 placed them all together.
    old = queries.score.scores(ledger, PLAN, rules_name="v1").rows
    assert [(r.name, r.rank) for r in old[:3]] == [(POWER, 1), ("区档案局", 1), (LETTERS, 3)]


def test_the_office_that_judges_is_scored_apart_and_not_placed(sample_ledger):
    row = queries.score.scores(sample_ledger, PLAN).of("区政府督查室")
    assert row.score.points is not None and (row.rank, row.band, row.elsewhere) == (None, "", ())
    assert row.why_not == "认定、签收报送的单位，单独计分，不排名"
    assert queries.score.scores(sample_ledger, PLAN, rules_name="v1").of("区政府督查室").rank


def test_spending_over_an_investment_plan_gains_nothing(file_submission, scored, on):
    on(4, 5)
    # 116 % of the investment, and 3.3 of 3 kilometres: only the kilometres are ahead.
    file_submission(POWER, "2017Q1", {LINES: 331.8, KILOMETRES: 3.3})
    assert [b.arithmetic for b in scored().bonuses] == [f"超进度 1 个（{KILOMETRES}）× 每个 0.2 = 0.2"]
    assert scored(rules_name="v1").bonuses[0].pieces == 2


def test_every_place_says_how_it_moves_under_other_weights(sample_ledger):
    everybody = queries.score.scores(sample_ledger, PLAN)
    for row in everybody.rows:
        # A unit that only supports has no points where support counts nothing.
        only_supports = [a.role for a in row.score.apart] == [Responsibility.SUPPORT]
        assert len(row.elsewhere) == (5 - only_supports if row.place.compared else 0)
        assert bool(row.swing) == row.place.compared
    support = next(e for e in everybody.of("区发改局").elsewhere if e.weights == "配合不计")
    alone = queries.score.scores(sample_ledger, PLAN, settings=(("role_support", 0),))
    assert support.points == alone.of("区发改局").score.points
    placed = next(r for r in everybody.rows if r.rank)
    ranks = [placed.rank, *(e.rank for e in placed.elsewhere)]
    assert placed.swing == f"第 {min(ranks)} 至 {max(ranks)} 名"


def test_a_deputy_mayor_is_scored_on_the_items_and_not_on_the_units_lateness(ledger, file_submission, scored):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    score = scored("路德芝", "leader")
    assert not score.deductions and points(next(s for s in score.items if s.code == "20-7")) == "75.00"
    assert len(queries.score.scores(ledger, PLAN, "leader").rows) == 5


@pytest.mark.parametrize(
    ("who", "name", "says"),
    [("unit", "没有这个局", "没有考核得分"), ("leader", "某某", "没有考核得分"), ("town", POWER, "不能按“town”考核")],
)
def test_nobody_is_scored_who_is_not_in_the_plan(scored, who, name, says):
    with pytest.raises((NotFound, InvalidInput), match=says):
        scored(name, who)


def test_an_override_goes_before_the_figures_and_dies_with_new_ones(ledger, file_submission, scored, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", LINES, "on_track", "改线延误，责任不在供电中心")
    assert points(scored()) == "100.00" and "督查室改判为达进度" in scored().items[0].lines[0].arithmetic
    file_submission(POWER, "2017Q1", {LINES: 200, KILOMETRES: 3})
    assert points(scored()) == "84.97"


@pytest.mark.parametrize(("light", "gets"), [("on_track", "100.00"), ("slipping", "97.50"), ("behind", "50.00")])
def test_an_override_of_an_item_speaks_of_the_parts_that_it_had_its_light_from(
    ledger, file_submission, scored, on, light, gets
):
    on(4, 5)
    # 0.95 is slipping, so the item is; the kilometres are as planned and stay so.
    file_submission(POWER, "2017Q1", {LINES: 271.7, KILOMETRES: 3})
    assert points(scored()) == "97.50"
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "20-7", light, "现场核实")
    assert points(scored()) == gets


def test_a_waiver_takes_a_row_out_for_everybody_until_it_is_withdrawn(ledger, file_submission, scored, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    number = commands.score.waive(ledger, OFFICE, PLAN, LINES, "线路改由市公司投资")
    assert points(scored()) == "100.00"
    assert scored().items[0].left_out[0].reason == "豁免（线路改由市公司投资），不计分"
    mayor = next(s for s in scored("路德芝", "leader").items if s.code == "20-7")
    assert points(mayor) == "100.00"
    with pytest.raises(InvalidInput, match="已经豁免"):
        commands.score.waive(ledger, OFFICE, PLAN, LINES, "再来一次")
    commands.score.unwaive(ledger, OFFICE, PLAN, number, "市公司未投资")
    assert points(scored()) == "75.00"
    with pytest.raises(NotFound, match="已经撤销"):
        commands.score.unwaive(ledger, OFFICE, PLAN, number, "再撤一次")
    assert [(w.in_force, w.withdrawn_why) for w in queries.objections.waivers(ledger, PLAN)] == [
        (False, "市公司未投资")
    ]
    assert [a["after"] for a in queries.audit_log.acts(ledger, what="考核豁免")] == [
        "豁免：线路改由市公司投资",
        "撤销：市公司未投资",
    ]


def test_an_item_may_be_waived_whole(ledger, file_submission, scored, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    commands.score.waive(ledger, OFFICE, PLAN, "20-7", "区政府常务会议同意缓办")
    assert scored().points is None and len(scored().items[0].left_out) == 2


@pytest.mark.parametrize(("code", "reason", "error"), [("99-9", "有依据", NotFound), (LINES, "  ", InvalidInput)])
def test_a_waiver_needs_a_row_and_a_reason(ledger, code, reason, error):
    with pytest.raises(error):
        commands.score.waive(ledger, OFFICE, PLAN, code, reason)
    assert queries.objections.waivers(ledger, PLAN) == []


@pytest.fixture
def half(file_submission, on):
    """The power centre is at half of one plan and at all of the other: 75 points."""
    on(4, 5)
    return file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})


@pytest.mark.parametrize(
    ("effect", "after", "word"),
    [
        ("waived", "100.00", "采纳，不计分"),
        ("on_track", "100.00", "采纳，改判为达进度"),
        ("slipping", "75.00", "采纳，改判为欠进度"),
        ("", "75.00", "采纳，另行更正"),
    ],
)
def test_an_objection_that_is_upheld_moves_the_score_and_says_from_what_to_what(
    ledger, half, scored, effect, after, word
):
    number = commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, "投资计划已调减")
    found = commands.score.answer_objection(ledger, OFFICE, PLAN, number, True, "文件属实", effect)
    assert points(scored()) == after
    assert (found.word, found.points_before, found.points_after) == (word, "75.00", after)
    assert (found.kind, found.was) == ("indicator", "143 ÷ 286 = 0.5000；权重 1 × 0.5000 = 0.5000")
    entry = queries.audit_log.acts(ledger, what="答复复核")[0]
    assert (entry["before"], entry["after"], entry["unit"]) == ("75.00", f"{word}，{after}：文件属实", POWER)
    assert store.audit_log.verify(ledger).faults == ()


def test_an_objection_that_is_dismissed_moves_nothing(ledger, half, scored):
    number = commands.score.object_to_score(ledger, head(POWER), PLAN, "20-7", "整项都不该算")
    found = commands.score.answer_objection(ledger, OFFICE, PLAN, number, False, "计划没有调整")
    assert (found.word, found.points_before, found.points_after, points(scored())) == (
        "维持原分",
        "75.00",
        "75.00",
        "75.00",
    )
    again = commands.score.object_to_score(ledger, head(POWER), PLAN, "20-7", "再议")
    with pytest.raises(InvalidInput, match="不能改变得分"):
        commands.score.answer_objection(ledger, OFFICE, PLAN, again, False, "不改", "waived")


def test_a_light_given_to_an_objection_dies_with_new_figures(ledger, half, file_submission, scored):
    number = commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, "算错了")
    commands.score.answer_objection(ledger, OFFICE, PLAN, number, True, "核实", "on_track")
    assert points(scored()) == "100.00"
    file_submission(POWER, "2017Q1", {LINES: 200, KILOMETRES: 3})
    assert points(scored()) == "84.97"


def test_a_deduction_can_be_disputed_by_its_period(ledger, file_submission, scored):
    file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3})
    assert points(scored()) == "99.50"
    number = commands.score.object_to_score(ledger, head(POWER), PLAN, "2017Q1", "系统当天停机")
    assert queries.objections.objection(ledger, PLAN, number).was == "迟报 15 天"
    with pytest.raises(InvalidInput, match="对报送的复核不能答复为“达进度”"):
        commands.score.answer_objection(ledger, OFFICE, PLAN, number, True, "属实", "on_track")
    commands.score.answer_objection(ledger, OFFICE, PLAN, number, True, "停机属实", "waived")
    assert (points(scored()), scored().deductions) == ("100.00", ())


@pytest.mark.parametrize("code", ["14-6a", "2017Q1", "20-9", ""])
def test_only_a_row_of_the_own_score_can_be_disputed(ledger, half, code):
    with pytest.raises(NotFound, match="得分里没有"):
        commands.score.object_to_score(ledger, head(POWER), PLAN, code, "不服")
    assert queries.objections.objections(ledger, PLAN) == []


def test_a_row_is_disputed_once_at_a_time_with_a_reason_and_answered_once(ledger, half):
    with pytest.raises(InvalidInput, match="没有写明复核的理由"):
        commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, " ")
    number = commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, "算错了")
    with pytest.raises(InvalidInput, match="已在复核中"):
        commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, "还是算错了")
    with pytest.raises(InvalidInput, match="没有写明答复意见"):
        commands.score.answer_objection(ledger, OFFICE, PLAN, number, False, " ")
    commands.score.answer_objection(ledger, OFFICE, PLAN, number, False, "没有算错")
    with pytest.raises(InvalidInput, match="已由周督查答复"):
        commands.score.answer_objection(ledger, OFFICE, PLAN, number, True, "改主意了", "waived")
    assert commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, "另有新证据") == number + 1


def test_a_deputy_mayor_disputes_for_himself(ledger, half, scored):
    number = commands.score.object_to_score(ledger, deputy("路德芝"), PLAN, LINES, "投资计划已调减")
    assert (lambda o: (o.who, o.scored))(queries.objections.objection(ledger, PLAN, number)) == ("leader", "路德芝")
    commands.score.answer_objection(ledger, OFFICE, PLAN, number, True, "属实", "waived")
    assert points(scored()) == "100.00"


def test_nobody_answers_his_own_objection(ledger, half):
    number = commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, "算错了")
    moved = Account(f"head-{POWER}", "原局长", Role.OFFICE)
    with pytest.raises(NotPermitted, match="不能答复自己提出的"):
        commands.score.answer_objection(ledger, moved, PLAN, number, True, "当然", "waived")


OTHERS = [p for p in PEOPLE if p.role not in (Role.HEAD, Role.DEPUTY)] + [clerk(POWER)]


@pytest.mark.parametrize("somebody", OTHERS, ids=lambda p: p.login)
def test_others_than_heads_and_deputy_mayors_dispute_nothing(ledger, half, somebody):
    with pytest.raises(NotPermitted, match="申请复核"):
        commands.score.object_to_score(ledger, somebody, PLAN, LINES, "不服")


@pytest.mark.parametrize("somebody", [p for p in PEOPLE if p.role is not Role.OFFICE], ids=lambda p: p.login)
def test_others_than_the_office_neither_answer_nor_waive(ledger, half, somebody):
    number = commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, "算错了")
    for act in (
        lambda: commands.score.answer_objection(ledger, somebody, PLAN, number, True, "好", "waived"),
        lambda: commands.score.waive(ledger, somebody, PLAN, LINES, "好"),
        lambda: commands.score.unwaive(ledger, somebody, PLAN, 1, "好"),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert queries.objections.objection(ledger, PLAN, number).upheld is None and not queries.objections.waivers(
        ledger, PLAN
    )


def test_the_last_quarter_is_added_to_the_quarters_before(ledger, file_submission, scored, on):
    for month, period, lines, kilometres in ((4, "2017Q1", 286, 3), (7, "2017Q2", 2349, 14), (10, "2017Q3", 3523, 16)):
        on(month, 5)
        file_submission(POWER, period, {LINES: lines, KILOMETRES: kilometres})
    # Now 33 ÷ 37 = 0.8919: 94.60. With 10 more it is 43 of 43.
    assert points(scored()) == "94.60"
    entries = len(queries.audit_log.acts(ledger))
    beside = queries.score_simulation.score_if(ledger, PLAN, POWER, actuals={KILOMETRES: 10})
    assert beside.sentence == "现在 94.60 分，照此设想 100.00 分，升 5.40 分"
    part, carried = queries.score_simulation.simulatable_indicators(ledger, PLAN, POWER)[KILOMETRES]
    assert (part.planned, part.actual, carried) == (43, None, 33)
    # 6158 + 421 = 6579 of 7000 is 0.9399; with 33 + 6 = 39 of 43, 0.9070.
    assert queries.score_simulation.score_if(
        ledger, PLAN, POWER, actuals={LINES: 421, KILOMETRES: 6}
    ).then.points == Decimal("92.35")
    assert len(queries.audit_log.acts(ledger)) == entries and points(scored()) == "94.60"


def test_other_settings_are_shown_beside_those_in_force(ledger, file_submission, on):
    on(4, 5)
    file_submission(
        AIR, "2017Q1", {"14-6a": 31}, {"14-5.01": (State.DONE, date(2017, 3, 1)), "14-8.01": (State.NOT_DONE, None)}
    )
    on(4, 6)
    now = queries.score.score_of(ledger, PLAN, AIR).score
    led = next(a.points for a in now.apart if a.role == "lead")
    # 100, 100 and nothing: 66.67. Where support counts nothing, that is all there is.
    assert str(led) == "66.67"
    alone = (("role_support", 0),)
    assert queries.score_simulation.score_if(ledger, PLAN, AIR, settings=alone).then.points == led
    assert queries.score.scores(ledger, PLAN, settings=alone).of(AIR).score.points == led
    with pytest.raises(PackInvalid, match="应在 0 到 1 之间"):
        queries.score_simulation.score_if(ledger, PLAN, AIR, settings=(("commitment_late", 2),))
    with pytest.raises(InvalidInput, match="没有 role_boss"):
        queries.score_simulation.score_if(ledger, PLAN, AIR, settings=(("role_boss", 1),))


def test_a_commitment_may_be_imagined_done(ledger, file_submission, on):
    on(4, 5)
    file_submission(
        LETTERS, "2017Q1", {}, {"24-4.01": (State.NOT_DONE, None), "24-4.02": (State.DONE, date(2017, 3, 1))}
    )
    on(4, 6)
    # The three that the return left empty earn nothing: 1 of 5, then 1.8 of 5.
    beside = queries.score_simulation.score_if(ledger, PLAN, LETTERS, lights={"24-4.01": Light.LATE_DONE})
    assert beside.sentence == "现在 20.00 分，照此设想 36.00 分，升 16.00 分"


def test_an_imagined_quarter_does_not_fill_the_one_that_lacks(ledger, file_submission, scored, on):
    on(4, 5)
    file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3})
    on(10, 5)
    file_submission(POWER, "2017Q3", {LINES: 3523, KILOMETRES: 20})
    on(10, 6)
    then = queries.score_simulation.score_if(ledger, PLAN, POWER, actuals={KILOMETRES: 20}).then
    assert (KILOMETRES, "待研判，不计分") in [(x.code, x.reason) for x in then.items[0].left_out]


@pytest.mark.parametrize(
    ("name", "actuals", "says"),
    [
        ("没有这个局", {}, "没有考核得分"),
        (POWER, {"14-6a": 1.0}, "没有编号为 14-6a 的指标"),
        ("周村公路分局", {"9-1a": 90.0}, "年末没有计划数"),
    ],
)
def test_what_cannot_be_imagined_is_said(ledger, name, actuals, says):
    with pytest.raises((NotFound, InvalidInput), match=says):
        queries.score_simulation.score_if(ledger, PLAN, name, actuals=actuals)


def test_a_weight_for_an_item_that_the_plan_does_not_have_is_refused(ledger, tmp_path, monkeypatch):
    text = (ROOT / "data" / "rules" / "score-default.toml").read_text(encoding="utf-8")
    own = '[item_weights]\n"20-7" = { value = 2, source = "常务会议" }\n"99-9" = { value = 2, source = "常务会议" }\n'
    (tmp_path / "score-own.toml").write_text(text.replace("[item_weights]\n", own), encoding="utf-8")
    spent = text.replace('"22-6d", # 金秋助学每户助学金', '"99-9z",').replace('id = "default"', 'id = "spent"')
    (tmp_path / "score-spent.toml").write_text(spent, encoding="utf-8")
    monkeypatch.setattr("zcdash.queries.score_context.RULES", tmp_path)
    with pytest.raises(NotFound, match="事项 99-9 定了权重"):
        queries.score.scores(ledger, PLAN, rules_name="own")
    with pytest.raises(NotFound, match="指标 99-9z 不加分"):
        queries.score.scores(ledger, PLAN, rules_name="spent")
    with pytest.raises(NotFound, match="没有考核办法 x"):
        queries.score.scores(ledger, PLAN, rules_name="x")


def test_every_score_of_the_sample_year_opens_down_to_parts_that_add_up(sample_ledger, plan):
    for who, number in (("unit", 60), ("leader", 5)):
        found = queries.score.scores(sample_ledger, PLAN, who)
        assert len(found.rows) == number
        for row in found.rows:
            score = row.score
            weight = sum(line.weight for line in score.lines)
            assert abs(sum(line.earned for line in score.lines) / weight - score.base) <= Decimal("0.005")
            assert score.points == max(score.base - score.deducted + score.added, 0)
            counted = {s.code: s for s in score.items}
            for line in score.lines:
                parts = counted[line.code].lines
                assert abs(100 * sum(p.earned for p in parts) / len(parts) - counted[line.code].points) <= Decimal(
                    "0.01"
                )
    everybody = queries.score.scores(sample_ledger, PLAN)
    assert everybody.groups == ("部门", "镇和街道", "开发区和企业")
    for group in everybody.groups:
        compared = [r for r in everybody.in_group(group) if r.place.compared]
        scored = [r.score.points for r in compared]
        assert scored == sorted(scored, reverse=True) and all(r.band for r in compared)
        assert all(r.rank == scored.index(r.score.points) + 1 for r in compared if r.rank)
    seen = {s.code for r in queries.score.scores(sample_ledger, PLAN, "leader").rows for s in r.score.items}
    assert seen == {i.code for i in plan.items}


@pytest.mark.parametrize("through", ["2017Q1", "2017Q2", "2017Q3"])
def test_what_meets_the_plan_on_the_board_earns_all_and_nothing_else_does(sample_ledger, through):
    context = queries.score_context.ScoreContext(sample_ledger, PLAN, through=through)
    parts = {p.code: p for of_item in context.parts.of_item.values() for p in of_item}
    board = {}
    for period in context.parts.periods:
        for item in context.parts.standings[period].items.values():
            board |= {(s.indicator.code, period): s.assessment.light for s in item.indicators}
            board |= {(s.commitment.code, period): s.assessment.light for s in item.commitments}
    lines = [
        row
        for row in (scored_part(p, context.rules) for p in parts.values() if not p.decided)
        if isinstance(row, ScoreLine)
    ]
    assert len(lines) > 400
    for line in lines:
        assert (line.earned == 1) == (board[line.code, line.period] in MET), line.arithmetic


def test_the_sample_years_faults_are_the_ones_that_happened(sample_ledger):
    found = queries.score.score_of(sample_ledger, PLAN, "区安监局").score
    assert [(d.what, d.times) for d in found.deductions] == [("未报送", 1)]
    filed = [f for p in ("2017Q1", "2017Q2", "2017Q3") for f in queries.submissions.filings(sample_ledger, PLAN, p)]
    # Sent back and not filed again is missing, not late.
    late = {f.unit for f in filed if f.late_days and f.course and f.course.stage is not Stage.RETURNED}
    said = {
        r.name
        for r in queries.score.scores(sample_ledger, PLAN).rows
        if any(d.what == "迟报" for d in r.score.deductions)
    }
    assert said == late


def test_the_command_line_prints_a_table_one_in_full_and_one_json_object(ledger, half, capsys):
    ledger.close()
    head = ["score", "--plan", PLAN]
    assert main(head) == 0
    said = capsys.readouterr().out
    assert (
        "责任单位年终考核，至今（算到2017年一季度），2017-04-05 所见" in said
        and "75.00　周村供电中心　牵头 1 项 75.00，样本少" in said
        and "\n开发区和企业\n" in said
    )
    assert main([*head, "--name", POWER]) == 0
    assert (
        "20-7a 和家变电站负荷调整与10千伏线路改造投资：143 ÷ 286 = 0.5000；权重 1 × 0.5000 = 0.5000"
        in capsys.readouterr().out
    )
    assert main([*head, "--json", "--who", "leader", "--period", "2017Q1"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert set(whole) == {"plan", "who", "through", "so_far", "as_of", "rules", "scores"}
    assert (whole["through"], whole["so_far"], whole["rules"]["id"]) == ("2017Q1", True, "default")
    one = next(s for s in whole["scores"] if s["name"] == "路德芝")
    place = "name group rank band note parts other_weights"
    assert " ".join(one) == f"{place} points base deducted added closing lead support items left_out deductions bonuses"
    item = next(i for i in one["items"] if i["code"] == "20-7")
    assert (item["points"], item["weight"], item["earned"]) == (75.0, 1.0, 75.0)
    assert [(p["code"], p["earned"]) for p in item["parts"]] == [(LINES, 0.5), (KILOMETRES, 1.0)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--plan", "x"],
        ["--plan", PLAN, "--name", "没有这个局"],
        ["--plan", PLAN, "--who", "town"],
        ["--plan", PLAN, "--rules", "x"],
        ["--plan", PLAN, "--period", "2017Q9"],
        [],
    ],
)
def test_bad_arguments_get_one_sentence(ledger_file, capsys, arguments):
    assert main(["score", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.strip().splitlines()) == 1


def test_an_accepted_correction_moves_the_score(ledger, half, scored, file_submission):
    number = file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3}, accepted=False)
    assert points(scored()) == "75.00"
    accept(ledger, number)
    assert points(scored()) == "100.00"
