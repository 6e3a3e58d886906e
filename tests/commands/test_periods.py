"""Deadlines, the lock, the close and what comes after: nothing published changes, nothing late slips in."""

from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN, accept, clerk, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.errors import InvalidInput, NotFound, NotPermitted, TooLate

AIR = "区环保分局"
SECOND = Account("ducha2", "吴督查", Role.OFFICE)


@pytest.fixture
def sent(ledger, filled):
    def act(days: float = 33) -> int:
        data = filled(AIR, "2017Q1", {"指标!I4": days})
        return commands.submissions.submit(ledger, clerk(AIR), data, "环保.xlsx", "小李", accept=True).submission

    return act


def light(ledger, view: View = View.OFFICIAL) -> Light:
    return queries.standing.indicator_standing(ledger, PLAN, "2017Q1", "14-6a", view).assessment.light


def filing(ledger, unit: str = AIR):
    return next(f for f in queries.submissions.filings(ledger, PLAN, "2017Q1") if f.unit == unit)


def test_an_extension_moves_one_units_deadline_and_no_others(ledger, sent):
    assert filing(ledger).late_days == 15
    commands.periods.grant(ledger, OFFICE, PLAN, "2017Q1", AIR, "extension", date(2017, 4, 20), "系统故障")
    assert filing(ledger).late_days == 0 and filing(ledger, "区财政局").late_days == 15
    assert queries.submissions.countdown(ledger, PLAN, "2017Q1", AIR) == 0
    assert light(ledger) is Light.PENDING
    accept(ledger, sent())
    assert filing(ledger).word == "按时"


@pytest.mark.parametrize(
    ("unit", "until", "reason", "error"),
    [
        (AIR, date(2017, 4, 20), " ", InvalidInput),
        (AIR, date(2017, 4, 5), "早了", InvalidInput),
        ("没有这个局", date(2017, 4, 20), "x", NotFound),
    ],
)
def test_an_extension_needs_a_unit_a_later_day_and_a_reason(ledger, unit, until, reason, error):
    with pytest.raises(error):
        commands.periods.grant(ledger, OFFICE, PLAN, "2017Q1", unit, "extension", until, reason)
    assert store.periods.concessions(ledger, PLAN) == []


def test_after_the_lock_nothing_comes_in_without_an_exception_and_no_longer_than_it_lasts(ledger, sent):
    commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 20))
    sent(31)
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, 21))
    with pytest.raises(TooLate, match="已于 2017-04-20 锁定"):
        sent(32)
    commands.periods.grant(ledger, OFFICE, PLAN, "2017Q1", AIR, "exception", date(2017, 4, 22), "补正数据")
    sent(33)
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, 23))
    with pytest.raises(TooLate, match="已过期"):
        sent(34)
    commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", None)
    sent(35)
    assert len(queries.submissions.history(ledger, PLAN)) == 3


def test_a_lock_before_the_deadline_is_refused(ledger):
    with pytest.raises(InvalidInput, match="早于报送截止日"):
        commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 4))


def test_a_period_closes_only_after_its_end_and_with_a_reason_for_what_is_open(ledger):
    with pytest.raises(InvalidInput, match="个单位没有签收"):
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q1")
    with pytest.raises(InvalidInput, match="才结束"):
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q2", "着急")
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "催报无果")
    with pytest.raises(InvalidInput, match="已经关账"):
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "再来一次")


def test_a_closed_period_takes_neither_returns_nor_signatures_nor_overrides(ledger, sent):
    number = sent()
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    with pytest.raises(TooLate, match="关账"):
        sent(34)
    with pytest.raises(TooLate, match="关账"):
        commands.approvals.sign(ledger, head(AIR), PLAN, number)
    with pytest.raises(InvalidInput, match="关账"):
        commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "14-6", "on_track", "核实")
    assert queries.approvals.queue(ledger, PLAN, head(AIR)) == []


def test_what_was_published_stays_and_the_correction_stands_beside_it(ledger, sent):
    accept(ledger, sent(20))
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    assert (light(ledger), light(ledger, View.CLOSED)) == (Light.BEHIND, Light.BEHIND)
    with pytest.raises(InvalidInput, match="没有写明理由"):
        commands.periods.reopen(ledger, OFFICE, PLAN, "2017Q1", "")
    commands.periods.reopen(ledger, OFFICE, PLAN, "2017Q1", "环保部门更正")
    accept(ledger, sent(33))
    assert (light(ledger), light(ledger, View.CLOSED)) == (Light.ON_TRACK, Light.BEHIND)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "更正后再次关账")
    state = queries.periods.period_state(ledger, PLAN, "2017Q1")
    assert [c["revision"] for c in state.closes] == [2, 1] and state.close["revision"] == 2
    then, now = (queries.standing.year(ledger, PLAN, v) for v in (View.CLOSED, View.OFFICIAL))
    assert queries.overview.restated(then, now, "14-6a") == {"2017Q1": 20}
    assert then["2017Q1"].revision == 1


def test_a_close_freezes_counts_pack_and_every_judgement(ledger, sent):
    accept(ledger, sent(20))
    before = queries.standing.standing(ledger, PLAN, "2017Q1")
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    commands.periods.adopt_pack(ledger, OFFICE, "wuhan")
    frozen = queries.standing.standing(ledger, PLAN, "2017Q1", View.CLOSED)
    assert frozen.counts == before.counts and frozen.pack == "default"
    for code, item in before.items.items():
        assert frozen.items[code].assessment == item.assessment
        assert [s.assessment for s in frozen.items[code].indicators] == [s.assessment for s in item.indicators]
        assert [(c.state, c.done_on) for c in frozen.items[code].commitments] == [
            (c.state, c.done_on) for c in item.commitments
        ]
    assert queries.standing.standing(ledger, PLAN, "2017Q1").pack == "wuhan"


def test_an_override_keeps_what_was_calculated_and_dies_with_new_figures(ledger, sent):
    accept(ledger, sent(20))
    with pytest.raises(InvalidInput, match="没有写明理由"):
        commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "14-6a", "on_track", "")
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "14-6a", "on_track", "监测站停机十天")
    now = queries.standing.indicator_standing(ledger, PLAN, "2017Q1", "14-6a").assessment
    assert (now.light, now.calculated) == (Light.ON_TRACK, Light.BEHIND)
    assert "改判为达进度（原评严重滞后）：监测站停机十天" in now.reason and "计划 31" in now.reason
    accept(ledger, sent(21))
    assert (
        light(ledger),
        queries.standing.indicator_standing(ledger, PLAN, "2017Q1", "14-6a").assessment.calculated,
    ) == (
        Light.BEHIND,
        None,
    )


def test_what_is_not_promised_has_no_light_to_override(ledger):
    with pytest.raises(InvalidInput, match="没有目标，不能改判"):
        commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "9-1c", "on_track", "已研究")


def test_a_correction_that_was_sent_back_ends_no_later_override(ledger, sent):
    accept(ledger, sent(20))
    corrected = accept(ledger, sent(21))
    commands.approvals.send_back(ledger, OFFICE, PLAN, corrected, "第二次的数不对")
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "14-6a", "on_track", "监测站停机十天")
    assert light(ledger) is Light.ON_TRACK


def test_an_override_can_be_taken_back(ledger, sent):
    accept(ledger, sent(20))
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "14-6", "on_track", "暂定")
    assert queries.standing.standing(ledger, PLAN, "2017Q1").items["14-6"].assessment.light is Light.ON_TRACK
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "14-6", "", "查明原评无误")
    assert queries.standing.standing(ledger, PLAN, "2017Q1").items["14-6"].assessment.calculated is None


def test_a_correction_of_the_plan_is_a_new_version_by_anothers_approval(ledger):
    number = commands.corrections.request_correction(
        ledger, OFFICE, PLAN, "planned", "14-6a", "30", "市里调整", "2017Q1"
    )
    with pytest.raises(NotPermitted, match="不能批准或退回自己"):
        commands.plan_requests.approve(ledger, OFFICE, number)
    assert commands.plan_requests.approve(ledger, SECOND, number, "同意") == 2
    assert next(i for i in queries.plans.plan(ledger, PLAN).indicators if i.code == "14-6a").planned["2017Q1"] == 30
    assert queries.corrections.first_planned(ledger, PLAN, "14-6a")["2017Q1"] == 31
    assert queries.corrections.first_planned(ledger, PLAN, "18-7a") is None
    with pytest.raises(InvalidInput, match="已批准（吴督查）"):
        commands.plan_requests.refuse(ledger, SECOND, number, "又不同意")
    assert [(e["what"], e["subject"], e["before"]) for e in store.audit_log.entries(ledger)[-2:]] == [
        ("申请更正计划", "计划值 14-6a", "31"),
        ("批准计划", f"计划报批 {number}", "第 1 版"),
    ]
    assert store.audit_log.verify(ledger).faults == ()


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
    before = queries.plans.plan(ledger, PLAN)
    number = commands.corrections.request_correction(ledger, OFFICE, PLAN, kind, code, wanted, "依据会议纪要", period)
    commands.plan_requests.approve(ledger, SECOND, number)
    assert queries.corrections.current_value(queries.plans.plan(ledger, PLAN), kind, code, period) == says
    assert queries.corrections.current_value(before, kind, code, period) != says
    held = [r for r in queries.plans.plan(ledger, PLAN).responsible if r.item == "9-1"]
    assert {r.name for r in before.responsible if r.item == "9-1"} <= {r.name for r in held}


@pytest.mark.parametrize(
    ("kind", "code", "wanted", "period"),
    [
        ("lead_unit", "9-1", "没有这个局", ""),
        ("planned", "14-6a", "三十天", "2017Q1"),
        ("planned", "14-6a", "31", "2017Q1"),
        ("planned", "14-6a", "31.0", "2017Q1"),
        ("tolerance", "14-6a", "-1", ""),
        ("target", "9-1", "", "2017Q1"),
        ("planned", "x", "1", "2017Q1"),
        ("colour", "9-1", "x", ""),
    ],
)
def test_a_correction_that_cannot_be_made_is_not_even_asked_for(ledger, kind, code, wanted, period):
    with pytest.raises((InvalidInput, NotFound)):
        commands.corrections.request_correction(ledger, OFFICE, PLAN, kind, code, wanted, "理由", period)
    assert queries.plan_requests.requests(ledger) == []


def test_a_unit_breaks_its_commitments_down_and_names_who_answers(ledger):
    one = next(
        b for b in queries.schedule.breakdowns(ledger, PLAN, period="2017Q2") if b.due.day > 1 and b.unit != "区财政局"
    )
    unit = one.unit
    day = one.due.replace(day=1)
    assert commands.corrections.break_down(ledger, clerk(unit), PLAN, unit, {one.commitment.code: (day, "张三")}) == 1
    now = next(b for b in queries.schedule.breakdowns(ledger, PLAN, unit) if b.commitment.code == one.commitment.code)
    assert (now.due, now.person) == (day, "张三")
    assert any(e.day == day and "张三" in e.note for e in queries.schedule.events(ledger, PLAN, unit))
    assert commands.corrections.break_down(ledger, clerk(unit), PLAN, unit, {one.commitment.code: (day, "张三")}) == 0
    late, early = one.due.replace(year=2018), date(2017, 3, 31)
    for bad in ((late, "张三"), (early, "张三")):
        with pytest.raises(InvalidInput):
            commands.corrections.break_down(ledger, clerk(unit), PLAN, unit, {one.commitment.code: bad})
    with pytest.raises(NotPermitted):
        commands.corrections.break_down(ledger, clerk("区财政局"), PLAN, unit, {one.commitment.code: (day, "李四")})


def test_the_roll_up_counts_what_the_standing_closes_froze(ledger, sent, plan):
    accept(ledger, sent(20))
    assert queries.rollup.rollup(ledger, "2017Q1").plans == 0
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    frozen, rolled = (
        queries.standing.standing(ledger, PLAN, "2017Q1", View.CLOSED),
        queries.rollup.rollup(ledger, "2017Q1"),
    )
    assert (rolled.plans, rolled.lights) == (1, frozen.counts) and sum(rolled.lights.values()) == 127
    assert {x.leader: x.lights for x in rolled.leaders} == queries.standing.by_responsible(plan, frozen, kind="leader")
    commands.periods.reopen(ledger, OFFICE, PLAN, "2017Q1", "环保部门更正")
    assert queries.rollup.rollup(ledger, "2017Q1").plans == 0
    accept(ledger, sent(33))
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "更正后再次关账")
    again = queries.rollup.rollup(ledger, "2017Q1")
    assert (again.plans, sum(again.lights.values())) == (1, 127)
    assert again.lights[Light.ON_TRACK] == rolled.lights[Light.ON_TRACK] + 1
    with pytest.raises(NotFound, match="不是一个期"):
        queries.rollup.rollup(ledger, "上个季度")
