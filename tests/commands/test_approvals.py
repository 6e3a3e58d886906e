"""Approval of a submission: by the head, the deputy mayors and the supervision office; sending back; absences."""

from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN, clerk, deputy, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.errors import InvalidInput, NotFound, NotPermitted, TooLate
from zcdash.rules.approval import Stage

AIR, LEADER = "区环保分局", "刘冀中"


@pytest.fixture
def sent(ledger, filled):
    """Give `sent(days)`: the unit's clerk submits the air values of the first quarter; returns the submission's number."""

    def act(days: float = 33) -> int:
        data = filled(AIR, "2017Q1", {"指标!I4": days})
        return commands.submissions.submit(ledger, clerk(AIR), data, "环保.xlsx", "小李", accept=True).submission

    return act


def air(ledger, view: View = View.OFFICIAL):
    return queries.standing.indicator_standing(ledger, PLAN, "2017Q1", "14-6a", view).assessment


def leaders_of(ledger, number: int) -> list[str]:
    return list(queries.approvals.submission_status(ledger, PLAN, number).items)


def signed_by_all(ledger, number: int) -> None:
    commands.approvals.sign(ledger, head(AIR), PLAN, number)
    for leader in leaders_of(ledger, number):
        commands.approvals.sign(ledger, deputy(leader), PLAN, number)


def test_a_submission_counts_only_when_signed_by_all_and_accepted(ledger, sent):
    number = sent()
    assert air(ledger).light is Light.IN_REVIEW and "待单位主要负责人审签，尚未计入" in air(ledger).reason
    assert air(ledger, View.FILED).light is Light.ON_TRACK
    assert commands.approvals.sign(ledger, head(AIR), PLAN, number).stage is Stage.DEPUTY
    leaders = leaders_of(ledger, number)
    for n, leader in enumerate(leaders, 1):
        course = commands.approvals.sign(ledger, deputy(leader), PLAN, number)
        assert course.waiting == tuple(leaders[n:])
    assert course.stage is Stage.OFFICE and course.reached_on == date(2017, 4, 20)
    assert air(ledger).light is Light.IN_REVIEW
    assert commands.approvals.sign(ledger, OFFICE, PLAN, number).stage is Stage.ACCEPTED
    assert air(ledger).light is Light.ON_TRACK


def test_signing_out_of_turn_or_for_another_is_refused(ledger, sent):
    number = sent()
    for account in (deputy(LEADER), OFFICE, clerk(AIR), head("区财政局"), Account("a", "管理员", Role.ADMIN)):
        with pytest.raises(NotPermitted):
            commands.approvals.sign(ledger, account, PLAN, number)
    commands.approvals.sign(ledger, head(AIR), PLAN, number)
    other = next(x.name for x in queries.plans.plan(ledger, PLAN).leaders if x.name not in leaders_of(ledger, number))
    with pytest.raises(NotPermitted, match="不在您的分管或补位范围内"):
        commands.approvals.sign(ledger, deputy(other), PLAN, number)
    with pytest.raises(NotPermitted):
        commands.approvals.sign(ledger, head(AIR), PLAN, number)
    assert len(queries.approvals.submission_status(ledger, PLAN, number).given) == 1


def test_an_accepted_submission_is_not_signed_twice(ledger, sent):
    number = sent()
    signed_by_all(ledger, number)
    commands.approvals.sign(ledger, OFFICE, PLAN, number)
    with pytest.raises(InvalidInput, match="已签收"):
        commands.approvals.sign(ledger, OFFICE, PLAN, number)


def test_sending_back_needs_a_reason_and_the_submission_does_not_count(ledger, sent):
    number = sent()
    with pytest.raises(InvalidInput, match="没有写明理由"):
        commands.approvals.send_back(ledger, head(AIR), PLAN, number, "  ")
    course = commands.approvals.send_back(ledger, head(AIR), PLAN, number, "天数不对", ["14-6"])
    assert course.stage is Stage.RETURNED and (course.returned.note, course.returned.codes) == ("天数不对", ("14-6",))
    assert air(ledger, View.FILED).light is Light.RETURNED and "退回" in air(ledger).reason
    with pytest.raises(InvalidInput, match="已退回"):
        commands.approvals.sign(ledger, head(AIR), PLAN, number)


def test_a_new_submission_voids_every_signature_and_lists_the_changed_values(ledger, sent):
    first = sent(33)
    commands.approvals.sign(ledger, head(AIR), PLAN, first)
    second = sent(35)
    now = queries.approvals.submission_status(ledger, PLAN, second)
    assert now.course.stage is Stage.HEAD and now.supersedes == first
    assert queries.approvals.submission_status(ledger, PLAN, first).course.stage is Stage.SUPERSEDED
    assert [(c.was, c.now) for c in queries.submission_changes.changed_since(ledger, PLAN, second, first)] == [
        ("33", "35")
    ]
    with pytest.raises(InvalidInput, match="已被替代"):
        commands.approvals.sign(ledger, deputy(LEADER), PLAN, first)


def test_an_accepted_value_counts_until_the_corrected_one_is_accepted(ledger, sent):
    number = sent(33)
    signed_by_all(ledger, number)
    commands.approvals.sign(ledger, OFFICE, PLAN, number)
    again = sent(20)
    assert air(ledger).light is Light.ON_TRACK and air(ledger, View.FILED).light is Light.BEHIND
    signed_by_all(ledger, again)
    commands.approvals.sign(ledger, OFFICE, PLAN, again)
    assert air(ledger).light is Light.BEHIND


def test_the_office_may_send_back_an_accepted_submission_until_the_close(ledger, sent):
    number = sent()
    signed_by_all(ledger, number)
    commands.approvals.sign(ledger, OFFICE, PLAN, number)
    commands.approvals.send_back(ledger, OFFICE, PLAN, number, "现场核查不符")
    assert air(ledger).light is Light.RETURNED
    again = sent(32)
    signed_by_all(ledger, again)
    commands.approvals.sign(ledger, OFFICE, PLAN, again)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "其余单位未报")
    with pytest.raises(TooLate, match="已关账"):
        commands.approvals.send_back(ledger, OFFICE, PLAN, again, "还要改")


def test_a_substitute_signs_during_the_absence_and_is_recorded_as_such(ledger, sent):
    number = sent()
    commands.approvals.sign(ledger, head(AIR), PLAN, number)
    leader, *rest = leaders_of(ledger, number)
    other = next(x.name for x in queries.plans.plan(ledger, PLAN).leaders if x.name not in (leader, *rest))
    commands.approvals.add_absence(ledger, OFFICE, PLAN, leader, other, date(2017, 4, 18), date(2017, 4, 21), "培训")
    assert number in [p.number for p in queries.approvals.queue(ledger, PLAN, deputy(other))]
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, 22))
    with pytest.raises(NotPermitted):
        commands.approvals.sign(ledger, deputy(other), PLAN, number)
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, 21))
    commands.approvals.sign(ledger, deputy(other), PLAN, number)
    last = queries.approvals.submission_status(ledger, PLAN, number).given[-1]
    assert (last.name, last.leader, last.substitute) == (other, leader, True)


def test_a_leader_and_the_substitute_are_not_absent_at_the_same_time(ledger):
    days = (date(2017, 5, 1), date(2017, 5, 9))
    commands.approvals.add_absence(ledger, OFFICE, PLAN, "李寅萍", "路德芝", *days, "招商")
    with pytest.raises(InvalidInput, match="不能同时外出"):
        commands.approvals.add_absence(
            ledger, OFFICE, PLAN, "路德芝", "耿峰", date(2017, 5, 9), date(2017, 5, 12), "休假"
        )
    with pytest.raises(InvalidInput, match="已登记外出"):
        commands.approvals.add_absence(
            ledger, OFFICE, PLAN, "李寅萍", "耿峰", date(2017, 5, 3), date(2017, 5, 4), "又一次"
        )
    number = commands.approvals.add_absence(
        ledger, OFFICE, PLAN, "路德芝", "耿峰", date(2017, 5, 10), date(2017, 5, 12), "休假"
    )
    assert queries.approvals.substitutes(ledger, PLAN, date(2017, 5, 9)) == {"李寅萍": "路德芝"}
    commands.approvals.cancel_absence(ledger, OFFICE, PLAN, number)
    assert queries.approvals.substitutes(ledger, PLAN, date(2017, 5, 11)) == {}
    with pytest.raises(NotFound):
        commands.approvals.cancel_absence(ledger, OFFICE, PLAN, number)


@pytest.mark.parametrize(
    ("leader", "by", "starts", "ends"),
    [
        ("李寅萍", "李寅萍", 1, 2),
        ("李寅萍", "路德芝", 5, 2),
        ("某某", "路德芝", 1, 2),
        ("李寅萍", "某某", 1, 2),
    ],
)
def test_an_invalid_absence_is_refused(ledger, leader, by, starts, ends):
    with pytest.raises((InvalidInput, NotFound)):
        commands.approvals.add_absence(ledger, OFFICE, PLAN, leader, by, date(2017, 5, starts), date(2017, 5, ends), "")
    assert queries.approvals.absences(ledger, PLAN) == []


def test_the_substitution_rule_of_2019_is_read_from_a_file():
    assert (
        commands.approvals.default_substitutes()["李寅萍"] == "路德芝"
        and commands.approvals.default_substitutes()["解金章"] == "耿峰"
    )


def test_a_submission_for_another_unit_is_refused(ledger, filled):
    data = filled(AIR, "2017Q1", {"指标!I4": 33})
    with pytest.raises(NotPermitted, match="不能办理区环保分局的事"):
        commands.submissions.submit(ledger, clerk("区财政局"), data, "x.xlsx", "小王")
    assert queries.submissions.history(ledger, PLAN) == []


def test_a_hostile_note_is_stored_as_typed(ledger, sent):
    number, note = sent(), "<script>alert(1)</script>=1+1'; drop table log"
    commands.approvals.send_back(ledger, head(AIR), PLAN, number, note)
    assert queries.approvals.submission_status(ledger, PLAN, number).course.returned.note == note
    assert store.audit_log.verify(ledger).faults == ()
