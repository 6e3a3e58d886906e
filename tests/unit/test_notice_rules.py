"""When a 督办单 is due: the steps climb as the rule file says, and a rule file that would not climb is refused."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zcdash.domain.period import Period
from zcdash.domain.terms import Light
from zcdash.errors import PackInvalid
from zcdash.rules.notice_rules import NoticeStep, parse_notice
from zcdash.rules.notices import IssuedNotice, Kind, Subject, due_on, proposed, raised

TEXT = (Path(__file__).parents[2] / "data" / "rules" / "notice-default.toml").read_text(encoding="utf-8")
RULES = parse_notice(TEXT)
REMIND, SUPERVISE, INTERVIEW = NoticeStep
RED, YELLOW, GREEN, GONE, OPEN, NONE = (
    Light.BEHIND,
    Light.SLIPPING,
    Light.ON_TRACK,
    Light.MISSING,
    Light.UNDETERMINED,
    Light.NONE,
)
DAY = date(2017, 10, 11)


def subject(*lights: Light, kind: Kind = Kind.ITEM) -> Subject:
    """An item (or return) with these lights, the last one in the quarter in question."""
    first = 4 - len(lights)
    history = tuple((Period.parse(f"2017Q{first + n}"), light) for n, light in enumerate(lights))
    code = "14-1" if kind is Kind.ITEM else ""
    return Subject(kind=kind, code=code, unit="区住建局", history=history, sentence="计划 100%，实际 61%")


def given(
    step: NoticeStep, due: date, period: str = "2017Q3", number: int = 1, kind: Kind = Kind.ITEM, **more: bool
) -> IssuedNotice:
    state = {"answered": False, "ended": False} | more
    code = "14-1" if kind is Kind.ITEM else ""
    return IssuedNotice(
        number=number, kind=kind, code=code, unit="区住建局", period=period, step=step, due=due, **state
    )


def step_of(one: Subject, earlier: tuple[IssuedNotice, ...] = (), day: date = DAY, rules=RULES) -> NoticeStep | None:
    found = proposed(rules, [one], earlier, day)
    return found[0].step if found else None


@pytest.mark.parametrize(
    ("lights", "step"),
    [
        ((GREEN,), None),
        ((YELLOW,), None),
        ((RED,), REMIND),
        ((GREEN, RED), REMIND),
        ((RED, GREEN), None),
        ((RED, GREEN, RED), REMIND),
        ((RED, RED), SUPERVISE),
        ((GONE, RED), SUPERVISE),
        ((YELLOW, RED), REMIND),
        ((YELLOW, YELLOW), REMIND),
        ((RED, YELLOW), REMIND),
        ((RED, RED, RED), INTERVIEW),
        ((YELLOW, YELLOW, YELLOW), SUPERVISE),
        ((RED, RED, YELLOW), SUPERVISE),
        ((YELLOW, RED, RED), SUPERVISE),
        ((RED, NONE, RED), SUPERVISE),
        ((RED, OPEN, RED), SUPERVISE),
        ((RED, RED, NONE), None),
        ((RED, Light.LATE_DONE, RED), REMIND),
        ((RED, Light.PENDING), None),
        ((), None),
    ],
)
def test_the_step_follows_how_many_periods_running_it_is_red_or_short(lights, step):
    assert step_of(subject(*lights)) == step


def test_the_reason_says_which_periods_and_why():
    said = proposed(RULES, [subject(RED, RED)], (), DAY)[0].reason
    assert said == "连续 2 期严重滞后（二季度、三季度）；计划 100%，实际 61%"
    assert proposed(RULES, [subject(RED)], (), DAY)[0].reason.startswith("三季度严重滞后；")
    assert proposed(RULES, [subject(RED, YELLOW)], (), DAY)[0].reason.startswith("连续 2 期严重滞后或欠进度（")


def test_a_return_that_is_missing_is_reminded_then_supervised_by_how_often():
    assert step_of(subject(GONE, kind=Kind.RETURN)) is REMIND
    assert step_of(subject(GONE, GONE, kind=Kind.RETURN)) is SUPERVISE
    assert step_of(subject(GONE, GREEN, GONE, kind=Kind.RETURN)) is REMIND
    assert proposed(RULES, [subject(GONE, kind=Kind.RETURN)], (), DAY)[0].reason == "计划 100%，实际 61%"


@pytest.mark.parametrize(("past", "step"), [(0, None), (3, None), (4, SUPERVISE)])
def test_a_reminder_left_unanswered_goes_up_after_the_days_of_the_next_step(past, step):
    due = date(2017, 10, 18)
    assert step_of(subject(RED), (given(REMIND, due),), date(2017, 10, 18 + past)) == step


def test_the_second_step_left_unanswered_goes_up_to_the_third_and_no_further():
    first = given(REMIND, date(2017, 10, 18)), given(SUPERVISE, date(2017, 10, 25), number=2)
    assert step_of(subject(RED), first, date(2017, 11, 1)) is None
    assert step_of(subject(RED), first, date(2017, 11, 2)) is INTERVIEW
    assert step_of(subject(RED), (given(INTERVIEW, date(2017, 10, 18)),), date(2018, 1, 1)) is None


def test_days_are_said_with_the_number_of_the_notice_that_waits():
    found = proposed(RULES, [subject(RED)], (given(REMIND, date(2017, 10, 18), number=7),), date(2017, 10, 25))
    assert "提醒单（第 7 号）应于10月18日前回复，已过 7 天未回复" in found[0].reason


@pytest.mark.parametrize("more", [{"answered": True}, {"ended": True}])
def test_what_was_answered_or_ended_does_not_go_up_by_days(more):
    assert step_of(subject(RED), (given(REMIND, date(2017, 10, 18), **more),), date(2017, 12, 1)) is None


def test_what_was_issued_for_the_period_is_not_proposed_again_but_a_graver_step_is():
    assert step_of(subject(RED), (given(REMIND, date(2017, 10, 18)),)) is None
    assert step_of(subject(RED), (given(SUPERVISE, date(2017, 10, 18)),)) is None
    assert step_of(subject(RED, RED), (given(REMIND, date(2017, 10, 18)),)) is SUPERVISE
    assert step_of(subject(RED, RED), (given(REMIND, date(2017, 10, 18), ended=True),)) is None
    assert step_of(subject(GREEN, RED), (given(REMIND, date(2017, 7, 18), "2017Q2", ended=True),)) is REMIND


def test_a_notice_to_another_unit_or_about_another_item_counts_nothing():
    other = (
        replace(given(REMIND, date(2017, 10, 1)), code="9-1"),
        replace(given(REMIND, date(2017, 10, 1)), unit="区水务局"),
    )
    assert step_of(subject(RED), other, date(2017, 12, 1)) is REMIND


def test_where_the_office_climbs_one_by_one_nobody_is_supervised_unwarned():
    careful = replace(RULES, one_by_one=True)
    assert step_of(subject(RED, RED, RED), rules=careful) is REMIND
    warned = (given(REMIND, date(2017, 7, 18), "2017Q2", ended=True),)
    assert step_of(subject(RED, RED, RED), warned, rules=careful) is SUPERVISE


def test_the_gravest_come_first():
    three = [subject(RED), replace(subject(RED, RED, RED), code="9-1"), replace(subject(RED, RED), code="8-1")]
    found = proposed(RULES, three, (), DAY)
    assert [p.step for p in found] == [INTERVIEW, SUPERVISE, REMIND]


def test_a_graver_notice_takes_the_place_of_one_that_nobody_ended():
    one, two = given(REMIND, DAY), given(SUPERVISE, DAY, number=2)
    assert raised((one, two)) == {1: 2} and raised((replace(one, ended=True), two)) == {}
    assert raised((one, replace(one, number=2))) == {} and raised((one, replace(two, code="9-1"))) == {}


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2017, 10, 11), date(2017, 10, 18)),
        (date(2017, 9, 25), date(2017, 10, 9)),
        (date(2017, 9, 23), date(2017, 9, 30)),
    ],
)
def test_the_reply_is_due_on_a_working_day_of_the_official_calendar(day, due):
    assert due_on(RULES, REMIND, day) == due


def test_every_value_of_the_shipped_file_names_its_source():
    assert RULES.id == "default" and len(RULES.sources) == 6 + 5 + 6 + 6 and all(RULES.sources.values())
    assert "三亚" in RULES.sources["remind.red_times"] and RULES.steps[REMIND].unanswered_days is None


def spoilt(pattern: str, by: str) -> str:
    text, count = re.subn(pattern, by, TEXT, count=1, flags=re.M)
    assert count == 1, pattern
    return text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "不是正确的 TOML"),
        (spoilt(r"^\[notice\]$", "[other]"), "不认识的项 other|缺少 notice"),
        (spoilt(r'^version = "1"$', "version = 1"), "notice.version"),
        (spoilt(r"^near_days = .*$", ""), "缺少 count.near_days"),
        (spoilt(r"^red_times = \{ value = 2", "red_times = { value = 1"), "督办（1 次）不高于提醒（1 次）"),
        (spoilt(r"^short_times = \{ value = 3", "short_times = { value = 2"), "督办（未达计划 2 次）不高于提醒"),
        (spoilt(r"^short_times = \{ value = 0", "short_times = { value = 1"), "不高于督办|比严重滞后"),
        (spoilt(r"^red_times = \{ value = 1", "red_times = { value = 0"), "remind.red_times 是 0"),
        (spoilt(r"^reply_days = \{ value = 7", "reply_days = { value = true"), "remind.reply_days"),
        (spoilt(r"^reply_days = \{ value = 7", "reply_days = { value = 7.5"), "remind.reply_days"),
        (spoilt(r"^unanswered_days = \{ value = 3", "unanswered_days = { value = -1"), "supervise.unanswered_days"),
        (
            spoilt(r'^reply_days = (\{ value = 7), source = ".*" \}', r"reply_days = \1 }"),
            "remind.reply_days 应写明数值",
        ),
        (spoilt(r'source = "西安纪委[^"]*"', 'source = " "'), "count.near_days 应写明数值"),
        (spoilt(r'"behind", "missing"\], source = "三亚', '"behind", "purple"], source = "三亚'), "不认识“purple”"),
        (spoilt(r'"behind", "missing", "slipping"', '"behind", "slipping"'), "没有都算“未达计划”"),
        (spoilt(r'"none", "pending"', '"slipping", "pending"'), "既算“未达计划”又算跳过"),
        (spoilt(r"^one_by_one = \{ value = false", 'one_by_one = { value = "no"'), "one_by_one 只能是"),
        (spoilt(r"^\[supervise\]$", "[supervise]\ncolour = 1"), "不认识的项 supervise.colour"),
        (spoilt(r'^demand = \{ value = "[^"]*"', 'demand = { value = " "'), "remind.demand"),
        (TEXT + "\n[extra]\n", "不认识的项 extra"),
        (TEXT.replace("[interview]", "[interviews]"), "不认识的项 interviews"),
    ],
)
def test_a_rule_file_that_is_wrong_is_refused_with_the_place(text, says):
    with pytest.raises(PackInvalid, match=says):
        parse_notice(text)
