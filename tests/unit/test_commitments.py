"""The light of a commitment from its returns and from what closes held, case by case."""

from dataclasses import replace
from datetime import date

import pytest

from zcdash import queries
from zcdash.domain.assessment import CauseCode, OnWay
from zcdash.domain.model import Commitment
from zcdash.domain.period import Period
from zcdash.domain.submission import Step
from zcdash.domain.terms import Light, State
from zcdash.rules.commitments import CommitmentReport, Reported, commitment_at, is_asked, rated_in, standing_periods
from zcdash.rules.rule_pack import parse_rule_pack

PERIODS = ("2017Q1", "2017Q2", "2017Q3", "2017Q4")
Q1, Q2, Q3, Q4 = map(Period.parse, PERIODS)
DEADLINE, AFTER = date(2017, 4, 5), date(2017, 10, 9)
PACK = queries.rule_packs.pack()
VERSION_1 = replace(PACK, by_share=False, edition=1)
COMMITMENT = Commitment(
    code="9-1.01",
    item="9-1",
    period="2017Q1",
    project="人民路西延",
    text="完成征地",
    due=date(2017, 2, 28),
    exact=True,
    ongoing=False,
)
IN_TIME, LATE = date(2017, 2, 28), date(2017, 3, 1)


def done(period, day=IN_TIME):
    return CommitmentReport(period, State.DONE, day)


def partly(period):
    return CommitmentReport(period, State.PARTLY, None)


def not_done(period):
    return CommitmentReport(period, State.NOT_DONE, None)


def rated(*reports, closed=(), filed=None, pack=PACK, on_way=None, today=AFTER, commitment=COMMITMENT):
    filed = {r.period.text for r in reports} if filed is None else filed
    reported = Reported(reports=reports, closed=closed, filed=frozenset(filed))
    return commitment_at(commitment, reported, Q1, pack, DEADLINE, today, on_way)


@pytest.mark.parametrize(
    ("reports", "light"),
    [
        ([done(Q1)], Light.ON_TRACK),
        ([done(Q1, LATE)], Light.LATE_DONE),
        ([done(Q1, None)], Light.LATE_DONE),
        ([partly(Q1)], Light.SLIPPING),
        ([not_done(Q1)], Light.BEHIND),
        ([not_done(Q1), done(Q2, date(2017, 5, 9))], Light.LATE_DONE),
        ([done(Q1), not_done(Q2)], Light.BEHIND),
        ([done(Q1, LATE), partly(Q3)], Light.SLIPPING),
        ([not_done(Q1), partly(Q2)], Light.BEHIND),
        ([partly(Q1), not_done(Q2)], Light.SLIPPING),
        ([not_done(Q1), partly(Q2), done(Q3)], Light.ON_TRACK),
        ([], Light.MISSING),
    ],
)
def test_the_last_word_decides_whether_it_is_done(reports, light):
    assert rated(*reports).light is light


def test_the_last_day_of_the_period_stands_for_a_day_that_is_not_named():
    at_the_end = replace(COMMITMENT, due=Q1.ends)
    assert rated(done(Q1, None), commitment=at_the_end).light is Light.ON_TRACK


@pytest.mark.parametrize(
    ("reports", "closed", "light"),
    [
        ([done(Q2)], [not_done(Q1)], Light.LATE_DONE),
        ([done(Q2)], [partly(Q1)], Light.LATE_DONE),
        # The return of the period itself, corrected after the close.
        ([done(Q1)], [not_done(Q1)], Light.LATE_DONE),
        # Closed twice, the second time as done.
        ([done(Q1)], [not_done(Q1), done(Q1)], Light.LATE_DONE),
        ([done(Q1), done(Q3)], [done(Q1), not_done(Q2)], Light.LATE_DONE),
        ([done(Q1)], [done(Q1)], Light.ON_TRACK),
        # Not closed: nothing was published.
        ([not_done(Q1), done(Q2)], [], Light.ON_TRACK),
        ([done(Q1)], [], Light.ON_TRACK),
    ],
)
def test_what_stood_at_a_close_as_not_done_is_done_late_whatever_day_a_later_return_names(reports, closed, light):
    assert rated(*reports, closed=closed).light is light


def test_the_sentence_says_what_the_close_held():
    march = replace(COMMITMENT, due=Q1.ends)
    found = rated(not_done(Q1), done(Q3, date(2017, 3, 30)), closed=[not_done(Q1)], commitment=march)
    assert found.reason == "人民路西延：完成征地：时限 3月31日，三季度补报为 3月30日完成，关账时报未完成，补完成"
    assert (found.cause.closed_as, found.cause.reported_in) == (State.NOT_DONE, "2017Q3")
    assert rated(done(Q1, LATE)).reason == "人民路西延：完成征地：时限 2月28日，3月1日完成，补完成"


def test_a_key_commitment_that_is_short_of_the_plan_says_so():
    key = replace(COMMITMENT, key=True)
    assert (
        rated(not_done(Q1), commitment=key).reason == "人民路西延：完成征地（重点节点）：时限 2月28日，未完成，严重滞后"
    )
    assert "（重点节点）：时限" in rated(partly(Q1), commitment=key).reason
    assert "重点节点" not in rated(done(Q1, LATE), commitment=key).reason + rated(not_done(Q1)).reason


SENT = OnWay(date(2017, 4, 3), Step.OFFICE)
SENT_BACK = OnWay(date(2017, 4, 3), returned_on=date(2017, 4, 8))


@pytest.mark.parametrize(
    ("on_way", "filed", "light"),
    [
        (None, {"2017Q2"}, Light.LATE_DONE),
        (SENT_BACK, {"2017Q2"}, Light.LATE_DONE),
        (SENT, {"2017Q2"}, Light.ON_TRACK),
        # Its own return was accepted without a word on it.
        (None, {"2017Q1", "2017Q2"}, Light.LATE_DONE),
    ],
)
def test_a_missing_return_made_good_by_a_later_one_is_done_late(on_way, filed, light):
    found = rated(done(Q2), filed=filed, on_way=on_way)
    assert found.light is light
    if light is Light.LATE_DONE:
        assert "二季度补报为 2月28日完成，当期没有报送，补完成" in found.reason


@pytest.mark.parametrize(
    ("on_way", "today", "light"),
    [
        (None, DEADLINE, Light.PENDING),
        (None, AFTER, Light.MISSING),
        (SENT, AFTER, Light.IN_REVIEW),
        (SENT, DEADLINE, Light.IN_REVIEW),
        (SENT_BACK, DEADLINE, Light.PENDING),
        (SENT_BACK, AFTER, Light.RETURNED),
    ],
)
def test_what_is_not_accepted_has_the_light_of_its_return(on_way, today, light):
    assert rated(on_way=on_way, today=today).light is light
    # A later word that it is not done mends nothing.
    assert rated(partly(Q2), on_way=on_way, today=today).light is light


def test_an_accepted_return_without_a_word_on_it_is_no_better_than_none():
    found = rated(filed={"2017Q1"})
    assert (found.light, found.cause.code) == (Light.MISSING, CauseCode.NO_STATE)
    assert found.reason == "人民路西延：完成征地：时限 2月28日，已报送，没有填完成情况，截止后按未报送计"
    assert rated(filed={"2017Q1"}, today=DEADLINE).light is Light.PENDING


@pytest.mark.parametrize(
    ("period", "due", "last"),
    [
        ("2017Q1", date(2017, 3, 31), "2017Q1"),
        ("2017Q1", date(2017, 4, 1), "2017Q2"),
        ("2017Q1", date(2017, 4, 30), "2017Q2"),
        ("2017Q2", date(2017, 9, 30), "2017Q3"),
        ("2017Q1", date(2017, 12, 31), "2017Q4"),
        ("2017Q3", date(2017, 5, 1), "2017Q3"),
        ("2017Q3", date(2018, 1, 1), None),
        ("2017Q4", date(2018, 6, 30), None),
    ],
)
def test_it_is_rated_in_the_period_of_its_due_date_never_before_its_own(period, due, last):
    commitment = replace(COMMITMENT, period=period, due=due)
    assert rated_in(commitment, PERIODS) == last
    standing = standing_periods(commitment, PERIODS)
    assert standing == [p for p in PERIODS if period <= p <= (last or PERIODS[-1])]
    assert all(is_asked(commitment, p, PERIODS, State.DONE) for p in standing)


def test_before_the_period_of_its_due_date_it_is_pending_even_when_done_early():
    later = replace(COMMITMENT, due=date(2017, 4, 30))
    reported = Reported(reports=[done(Q1)], filed=frozenset({"2017Q1"}))
    found = commitment_at(later, reported, None, PACK, DEADLINE, AFTER)
    assert (found.light, found.cause.code) == (Light.PENDING, CauseCode.NOT_DUE)
    assert found.reason == "人民路西延：完成征地：时限 4月30日，在本期以后，未到期"
    next_year = commitment_at(replace(later, due=date(2018, 1, 5)), reported, None, PACK, DEADLINE, AFTER)
    assert "时限 2018年1月5日" in next_year.reason


@pytest.mark.parametrize(
    ("ongoing", "last", "asked"),
    [(False, None, True), (False, State.NOT_DONE, True), (False, State.DONE, False), (True, State.NOT_DONE, False)],
)
def test_it_is_asked_for_again_until_it_is_done_if_it_has_an_end(ongoing, last, asked):
    assert is_asked(replace(COMMITMENT, ongoing=ongoing), "2017Q2", PERIODS, last) is asked


def test_a_pack_of_version_1_goes_by_the_last_report_alone():
    text = (
        '[pack]\nid = "old"\nname = "旧"\nversion = "1"\nsource = ""\ntolerance_points = 0.5\ntolerance_share = 0.02\n'
    )
    bands = '[[ratio]]\nlight = "behind"\nfrom = 0.0\n[[points]]\nlight = "behind"\n'
    assert parse_rule_pack(text + bands).edition == 1
    assert all(queries.rule_packs.pack(name).edition == 2 for name in queries.rule_packs.packs())
    assert rated(not_done(Q1), done(Q2), closed=[not_done(Q1)], pack=VERSION_1).light is Light.ON_TRACK
    assert rated(not_done(Q1), partly(Q2), pack=VERSION_1).light is Light.SLIPPING
    assert rated(on_way=SENT, pack=VERSION_1).light is Light.MISSING
