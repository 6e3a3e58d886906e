"""The standing of a plan, given its submissions."""

from datetime import date
from functools import partial

import pytest

from tests.helpers import PLAN, TINY_PLAN, file_submission
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.domain.terms import Light, State
from zcdash.errors import NotFound

INDUSTRY, ROADS = "区工信局", "区交通局"


@pytest.fixture
def file(tiny_ledger):
    """`file(unit, period, {indicator: value})`: file a submission under the tiny plan, and have it accepted."""
    return partial(file_submission, tiny_ledger, plan=TINY_PLAN)


def standing_of(ledger, period, **options):
    return queries.standing.standing(ledger, TINY_PLAN, period, **options)


def light_of(standing, code):
    item = standing.items[code.split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz")]
    for one in item.indicators:
        if one.indicator.code == code:
            return one.assessment
    return next((c.assessment for c in item.commitments if c.commitment.code == code), item.assessment)


def test_nothing_filed_is_pending_before_the_deadline_and_missing_after(tiny_ledger):
    commands.plans.set_business_date(tiny_ledger, console(), date(2017, 4, 5))
    before = standing_of(tiny_ledger, "2017Q1")
    commands.plans.set_business_date(tiny_ledger, console(), date(2017, 4, 6))
    after = standing_of(tiny_ledger, "2017Q1")
    assert before.counts[Light.PENDING] == after.counts[Light.MISSING] == 2
    # 1-2 promises nothing for the first quarter.
    assert before.counts[Light.NONE] == after.counts[Light.NONE] == 1
    assert sum(after.counts.values()) == 3
    assert not after.filed


def test_a_filed_figure_gets_its_light_and_its_sentence(tiny_ledger, file):
    file(INDUSTRY, "2017Q3", {"1-1a": 240})
    assessment = light_of(standing_of(tiny_ledger, "2017Q3"), "1-1a")
    assert (assessment.light, assessment.gap) == (Light.BEHIND, -60)
    assert assessment.reason == "计划 300 万元，实际 240 万元，少 60 万元（80.0%），严重滞后"


def test_a_later_submission_supersedes_and_the_earlier_stays(tiny_ledger, file):
    first = file(INDUSTRY, "2017Q1", {"1-1a": 60})
    second = file(INDUSTRY, "2017Q1", {"1-1a": 100})
    assert light_of(standing_of(tiny_ledger, "2017Q1"), "1-1a").light is Light.ON_TRACK
    rows = store.submissions.submissions(tiny_ledger, TINY_PLAN)
    assert [(r["submission"], r["supersedes"]) for r in rows] == [(second, first), (first, None)]


def test_a_figure_counts_only_from_the_unit_that_answers_for_it(ledger, file_submission):
    file_submission("区人社局", "2017Q1", {"7-1a": 3.1, "7-1b": 2.0})
    standing = queries.standing.standing(ledger, PLAN, "2017Q1")
    assert light_of(standing, "7-1a").light is Light.ON_TRACK
    assert light_of(standing, "7-1b").light is Light.MISSING
    # The filed parts decide, and the item says how many are not filed.
    assert standing.items["7-1"].assessment.light is Light.ON_TRACK
    assert standing.items["7-1"].unfiled == 1
    file_submission("区卫计局", "2017Q1", {"7-1b": 2.18})
    assert queries.standing.standing(ledger, PLAN, "2017Q1").items["7-1"].assessment.light is Light.ON_TRACK


def test_quarter_figures_are_summed_since_january(tiny_ledger, file):
    file(ROADS, "2017Q1", {"2-1a": 5})
    file(ROADS, "2017Q2", {"2-1a": 15})
    road = standing_of(tiny_ledger, "2017Q2").items["2-1"].indicators[0]
    assert road.assessment.light is Light.ON_TRACK
    assert (road.planned, road.actual, road.figures.planned, road.figures.actual) == (20, 20, 10, 15)


def test_a_quarter_missed_and_made_up_for_is_late_done_looking_back(tiny_ledger, file):
    file(ROADS, "2017Q1", {"2-1a": 5})
    assert light_of(standing_of(tiny_ledger, "2017Q1"), "2-1a").light is Light.BEHIND
    file(ROADS, "2017Q2", {"2-1a": 15})
    assessment = light_of(standing_of(tiny_ledger, "2017Q1"), "2-1a")
    assert assessment.light is Light.LATE_DONE and "二季度已补上" in assessment.reason


def test_commitments_carry_their_state(ledger, file_submission):
    file_submission(
        "区住建局",
        "2017Q1",
        progress={
            "9-1.01": (State.DONE, date(2017, 1, 31)),
            "9-1.02": (State.DONE, date(2017, 3, 2)),
            "9-1.03": (State.PARTLY, None),
        },
    )
    standing = queries.standing.standing(ledger, PLAN, "2017Q1")
    assert [light_of(standing, f"9-1.0{n}").light for n in (1, 2, 3, 4)] == [
        Light.ON_TRACK,
        Light.LATE_DONE,
        Light.SLIPPING,
        Light.MISSING,
    ]
    # Of three that can be rated one meets the plan, but none is behind.
    assert standing.items["9-1"].assessment.light is Light.SLIPPING


def test_every_item_counts_once_in_totals_and_shows_under_each_of_its_leaders_and_units(tiny_ledger, tiny_plan):
    standing = standing_of(tiny_ledger, "2017Q2")
    assert sum(sum(c.values()) for c in queries.standing.by_chapter(tiny_plan, standing).values()) == 3
    for kind, expected in (("leader", {"甲区长": 3, "乙区长": 1}), ("unit", {INDUSTRY: 3, ROADS: 1})):
        counts = queries.standing.by_responsible(tiny_plan, standing, kind=kind)
        assert {name: sum(c.values()) for name, c in counts.items()} == expected


def test_another_pack_draws_other_lines(tiny_ledger, file):
    file(INDUSTRY, "2017Q3", {"1-1a": 263})
    lights = {
        pack: light_of(standing_of(tiny_ledger, "2017Q3", pack_name=pack), "1-1a").light
        for pack in queries.rule_packs.packs()
    }
    assert lights == {
        "default": Light.BEHIND,
        "strict": Light.BEHIND,
        "yinchuan": Light.SLIPPING,
        "wuhan": Light.ON_TRACK,
        "sanya": Light.SLIPPING,
    }


def test_the_business_date_decides_what_is_late(tiny_ledger):
    assert queries.clock.today(tiny_ledger) == date(2017, 4, 20)
    assert standing_of(tiny_ledger, "2017Q1").counts[Light.MISSING] == 2
    commands.plans.set_business_date(tiny_ledger, console(), date(2017, 4, 1))
    assert standing_of(tiny_ledger, "2017Q1").counts[Light.PENDING] == 2


@pytest.mark.parametrize(
    ("plan_id", "period", "pack"),
    [
        ("x", "2017Q1", "default"),
        (TINY_PLAN, "2017Q9", "default"),
        (TINY_PLAN, "2017", "default"),
        (TINY_PLAN, "2017Q1", "北京"),
    ],
)
def test_what_is_not_there_is_named(tiny_ledger, plan_id, period, pack):
    with pytest.raises(NotFound) as refused:
        queries.standing.standing(tiny_ledger, plan_id, period, pack_name=pack)
    assert refused.value.advice


def test_the_register_is_searched_by_everything_a_reader_would_type(ledger):
    def codes(**what):
        return [i.code for i in queries.plans.find_items(ledger, PLAN, **what)]

    assert codes(words="姜萌路 区住建局") == ["9-1"]
    assert codes(words="14-6") == ["14-6"]
    assert "14-6" in codes(words="优良天数")
    assert codes(words="G309") == codes(words="g309") != []
    assert codes(words="没有这个词") == []
    assert len(codes()) == 127
    assert set(codes(leader="张国华")) == {
        r.item for r in queries.plans.plan(ledger, PLAN).responsible if r.name == "张国华"
    }
    # A town is found through the group that it belongs to.
    assert "14-5" in codes(unit="北郊镇政府") and "12-3" not in codes(unit="北郊镇政府")
    assert len(codes(has_indicators=True)) + len(codes(has_indicators=False)) == 127
    assert len(codes(chapter="一、主要预期目标")) == 8
