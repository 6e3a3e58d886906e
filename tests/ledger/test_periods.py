"""Deadlines, the lock, the close and what comes after: nothing published changes, nothing late slips in."""

from datetime import date

import pytest

from tests.conftest import OFFICE, PLAN, accept, clerk, deputy, head
from zcdash import board, desk
from zcdash.errors import NotPermitted, TooLate, Unknown, WrongUse
from zcdash.facts import View
from zcdash.gate import Account, Duty
from zcdash.model import Light

AIR = "区环保分局"
SECOND = Account("ducha2", "吴督查", Duty.OFFICE)


@pytest.fixture
def sent(ledger, filled):
    def act(days: float = 33) -> int:
        data = filled(AIR, "2017Q1", {"指标!I4": days})
        return desk.submit(ledger, clerk(AIR), data, "环保.xlsx", "小李", accept=True).submission

    return act


def light(ledger, view: View = View.OFFICIAL) -> Light:
    return board.indicator_standing(ledger, PLAN, "2017Q1", "14-6a", view).assessment.light


def filing(ledger, unit: str = AIR):
    return next(f for f in board.filings(ledger, PLAN, "2017Q1") if f.unit == unit)


def test_an_extension_moves_one_units_deadline_and_no_others(ledger, sent):
    assert filing(ledger).late_days == 15
    desk.grant(ledger, OFFICE, PLAN, "2017Q1", AIR, "extension", date(2017, 4, 20), "系统故障")
    assert filing(ledger).late_days == 0 and filing(ledger, "区财政局").late_days == 15
    assert board.countdown(ledger, PLAN, "2017Q1", AIR) == 0
    assert light(ledger) is Light.PENDING
    accept(ledger, sent())
    assert filing(ledger).word == "按时"


@pytest.mark.parametrize(
    ("unit", "until", "reason", "error"),
    [
        (AIR, date(2017, 4, 20), " ", WrongUse),
        (AIR, date(2017, 4, 5), "早了", WrongUse),
        ("没有这个局", date(2017, 4, 20), "x", Unknown),
    ],
)
def test_an_extension_needs_a_unit_a_later_day_and_a_reason(ledger, unit, until, reason, error):
    with pytest.raises(error):
        desk.grant(ledger, OFFICE, PLAN, "2017Q1", unit, "extension", until, reason)
    assert ledger.ask("concession", plan=PLAN) == []


def test_after_the_lock_nothing_comes_in_without_an_exception_and_no_longer_than_it_lasts(ledger, sent):
    desk.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 20))
    sent(31)
    desk.set_business_date(ledger, OFFICE, date(2017, 4, 21))
    with pytest.raises(TooLate, match="已于 2017-04-20 锁定"):
        sent(32)
    desk.grant(ledger, OFFICE, PLAN, "2017Q1", AIR, "exception", date(2017, 4, 22), "补正数据")
    sent(33)
    desk.set_business_date(ledger, OFFICE, date(2017, 4, 23))
    with pytest.raises(TooLate, match="已过期"):
        sent(34)
    desk.set_lock(ledger, OFFICE, PLAN, "2017Q1", None)
    sent(35)
    assert len(board.history(ledger, PLAN)) == 3


def test_a_lock_before_the_deadline_is_refused(ledger):
    with pytest.raises(WrongUse, match="早于报送截止日"):
        desk.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 4))


def test_a_period_closes_only_after_its_end_and_with_a_reason_for_what_is_open(ledger):
    with pytest.raises(WrongUse, match="个单位没有签收"):
        desk.close(ledger, OFFICE, PLAN, "2017Q1")
    with pytest.raises(WrongUse, match="才结束"):
        desk.close(ledger, OFFICE, PLAN, "2017Q2", "着急")
    desk.close(ledger, OFFICE, PLAN, "2017Q1", "催报无果")
    with pytest.raises(WrongUse, match="已经关账"):
        desk.close(ledger, OFFICE, PLAN, "2017Q1", "再来一次")


def test_a_closed_period_takes_neither_returns_nor_signatures_nor_overrides(ledger, sent):
    number = sent()
    desk.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    with pytest.raises(TooLate, match="关账"):
        sent(34)
    with pytest.raises(TooLate, match="关账"):
        desk.sign(ledger, head(AIR), PLAN, number)
    with pytest.raises(WrongUse, match="关账"):
        desk.override(ledger, OFFICE, PLAN, "2017Q1", "14-6", "on_track", "核实")
    assert board.queue(ledger, PLAN, head(AIR)) == []


def test_what_was_published_stays_and_the_correction_stands_beside_it(ledger, sent):
    accept(ledger, sent(20))
    desk.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    assert (light(ledger), light(ledger, View.CLOSED)) == (Light.BEHIND, Light.BEHIND)
    with pytest.raises(WrongUse, match="没有写明理由"):
        desk.reopen(ledger, OFFICE, PLAN, "2017Q1", "")
    desk.reopen(ledger, OFFICE, PLAN, "2017Q1", "环保部门更正")
    accept(ledger, sent(33))
    assert (light(ledger), light(ledger, View.CLOSED)) == (Light.ON_TRACK, Light.BEHIND)
    desk.close(ledger, OFFICE, PLAN, "2017Q1", "更正后再次关账")
    state = board.period_state(ledger, PLAN, "2017Q1")
    assert [c["revision"] for c in state.closes] == [2, 1] and state.close["revision"] == 2
    then, now = (board.year(ledger, PLAN, v) for v in (View.CLOSED, View.OFFICIAL))
    assert board.restated(then, now, "14-6a") == {"2017Q1": 20}
    assert then["2017Q1"].revision == 1


def test_a_close_freezes_counts_pack_and_every_judgement(ledger, sent):
    accept(ledger, sent(20))
    before = board.standing(ledger, PLAN, "2017Q1")
    desk.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    desk.adopt_pack(ledger, OFFICE, "wuhan")
    frozen = board.standing(ledger, PLAN, "2017Q1", View.CLOSED)
    assert frozen.counts == before.counts and frozen.pack == "default"
    for code, item in before.items.items():
        assert frozen.items[code].assessment == item.assessment
        assert [s.assessment for s in frozen.items[code].indicators] == [s.assessment for s in item.indicators]
        assert [(c.state, c.done_on) for c in frozen.items[code].commitments] == [
            (c.state, c.done_on) for c in item.commitments
        ]
    assert board.standing(ledger, PLAN, "2017Q1").pack == "wuhan"


def test_an_override_keeps_what_was_calculated_and_dies_with_new_figures(ledger, sent):
    accept(ledger, sent(20))
    with pytest.raises(WrongUse, match="没有写明理由"):
        desk.override(ledger, OFFICE, PLAN, "2017Q1", "14-6a", "on_track", "")
    desk.override(ledger, OFFICE, PLAN, "2017Q1", "14-6a", "on_track", "监测站停机十天")
    now = board.indicator_standing(ledger, PLAN, "2017Q1", "14-6a").assessment
    assert (now.light, now.calculated) == (Light.ON_TRACK, Light.BEHIND)
    assert "改判为达进度（原评严重滞后）：监测站停机十天" in now.reason and "计划 31" in now.reason
    accept(ledger, sent(21))
    assert (light(ledger), board.indicator_standing(ledger, PLAN, "2017Q1", "14-6a").assessment.calculated) == (
        Light.BEHIND,
        None,
    )


def test_an_override_can_be_taken_back(ledger, sent):
    accept(ledger, sent(20))
    desk.override(ledger, OFFICE, PLAN, "2017Q1", "14-6", "on_track", "暂定")
    assert board.standing(ledger, PLAN, "2017Q1").items["14-6"].assessment.light is Light.ON_TRACK
    desk.override(ledger, OFFICE, PLAN, "2017Q1", "14-6", "", "查明原评无误")
    assert board.standing(ledger, PLAN, "2017Q1").items["14-6"].assessment.calculated is None


def test_a_correction_of_the_plan_is_a_new_version_by_anothers_approval(ledger):
    number = desk.request_correction(ledger, OFFICE, PLAN, "planned", "14-6a", "30", "市里调整", "2017Q1")
    with pytest.raises(NotPermitted, match="不能批准自己"):
        desk.decide_correction(ledger, OFFICE, PLAN, number, True)
    assert desk.decide_correction(ledger, SECOND, PLAN, number, True, "同意") == 2
    assert next(i for i in board.plan(ledger, PLAN).indicators if i.code == "14-6a").planned["2017Q1"] == 30
    assert board.first_planned(ledger, PLAN, "14-6a")["2017Q1"] == 31
    assert board.first_planned(ledger, PLAN, "18-7a") is None
    with pytest.raises(WrongUse, match="已由吴督查决定"):
        desk.decide_correction(ledger, SECOND, PLAN, number, False, "又不同意")
    assert board.prove(ledger).faults == ()


@pytest.mark.parametrize(
    ("kind", "code", "wanted", "period", "says"),
    [
        ("lead_unit", "9-1", "区交通运输局", "", "区交通运输局"),
        ("lead_leader", "9-1", "耿峰", "", "耿峰"),
        ("tolerance", "2-1a", "0.8", "", "0.8"),
        ("target", "9-1", "完成姜萌路南延前期手续", "2017Q1", "完成姜萌路南延前期手续"),
    ],
)
def test_what_can_be_corrected(ledger, kind, code, wanted, period, says):
    before = board.plan(ledger, PLAN)
    number = desk.request_correction(ledger, OFFICE, PLAN, kind, code, wanted, "依据会议纪要", period)
    desk.decide_correction(ledger, SECOND, PLAN, number, True)
    assert board.now_of(board.plan(ledger, PLAN), kind, code, period) == says
    assert board.now_of(before, kind, code, period) != says
    held = [r for r in board.plan(ledger, PLAN).responsible if r.item == "9-1"]
    assert {r.name for r in before.responsible if r.item == "9-1"} <= {r.name for r in held}


@pytest.mark.parametrize(
    ("kind", "code", "wanted", "period"),
    [
        ("lead_unit", "9-1", "没有这个局", ""),
        ("planned", "14-6a", "三十天", "2017Q1"),
        ("planned", "14-6a", "31", "2017Q1"),
        ("tolerance", "14-6a", "-1", ""),
        ("target", "9-1", "", "2017Q1"),
        ("planned", "x", "1", "2017Q1"),
        ("colour", "9-1", "x", ""),
    ],
)
def test_a_correction_that_cannot_be_made_is_not_even_asked_for(ledger, kind, code, wanted, period):
    with pytest.raises((WrongUse, Unknown)):
        desk.request_correction(ledger, OFFICE, PLAN, kind, code, wanted, "理由", period)
    assert board.corrections(ledger, PLAN) == []


def test_a_deputy_mayor_decides_only_for_his_own_items(ledger):
    number = desk.request_correction(ledger, OFFICE, PLAN, "planned", "14-6a", "30", "市里调整", "2017Q1")
    lead = next(r.name for r in board.plan(ledger, PLAN).responsible if r.item == "14-6" and r.leads)
    other = next(x.name for x in board.plan(ledger, PLAN).leaders if x.name != lead)
    with pytest.raises(NotPermitted, match="不由您牵头分管"):
        desk.decide_correction(ledger, deputy(other), PLAN, number, True)
    assert desk.decide_correction(ledger, deputy(lead), PLAN, number, False, "按原计划执行") is None
    assert board.corrections(ledger, PLAN)[0].approved is False


def test_a_unit_breaks_its_commitments_down_and_names_who_answers(ledger):
    one = next(b for b in board.breakdowns(ledger, PLAN, period="2017Q2") if b.due.day > 1 and b.unit != "区财政局")
    unit = one.unit
    day = one.due.replace(day=1)
    assert desk.break_down(ledger, clerk(unit), PLAN, unit, {one.commitment.code: (day.month, day, "张三")}) == 1
    now = next(b for b in board.breakdowns(ledger, PLAN, unit) if b.commitment.code == one.commitment.code)
    assert (now.due, now.person) == (day, "张三")
    assert any(e.day == day and "张三" in e.note for e in board.events(ledger, PLAN, unit))
    assert desk.break_down(ledger, clerk(unit), PLAN, unit, {one.commitment.code: (day.month, day, "张三")}) == 0
    late = one.due.replace(year=2018)
    for bad in ((late.month, late, "张三"), (day.month % 12 + 1, day, "张三")):
        with pytest.raises(WrongUse):
            desk.break_down(ledger, clerk(unit), PLAN, unit, {one.commitment.code: bad})
    with pytest.raises(NotPermitted):
        desk.break_down(ledger, clerk("区财政局"), PLAN, unit, {one.commitment.code: (day.month, day, "李四")})


def test_the_roll_up_counts_what_the_standing_closes_froze(ledger, sent, plan):
    accept(ledger, sent(20))
    assert board.national(ledger, "2017Q1").plans == 0
    desk.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    frozen, rolled = board.standing(ledger, PLAN, "2017Q1", View.CLOSED), board.national(ledger, "2017Q1")
    assert (rolled.plans, rolled.lights) == (1, frozen.counts) and sum(rolled.lights.values()) == 127
    assert {x.leader: x.lights for x in rolled.leaders} == board.by_responsible(plan, frozen, leads=True)
    desk.reopen(ledger, OFFICE, PLAN, "2017Q1", "环保部门更正")
    assert board.national(ledger, "2017Q1").plans == 0
    accept(ledger, sent(33))
    desk.close(ledger, OFFICE, PLAN, "2017Q1", "更正后再次关账")
    again = board.national(ledger, "2017Q1")
    assert (again.plans, sum(again.lights.values())) == (1, 127)
    assert again.lights[Light.ON_TRACK] == rolled.lights[Light.ON_TRACK] + 1
    with pytest.raises(Unknown, match="不是一个期"):
        board.national(ledger, "上个季度")
