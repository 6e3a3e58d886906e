"""Returns come in, and the standing says what they mean."""

from datetime import date

import pytest

from tests.helpers import PLAN
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.domain.model import Light, State
from zcdash.errors import NotFound
from zcdash.rules.rollup import percentages


def light_of(standing, code):
    item = standing.items[code.split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz")]
    for one in item.indicators:
        if one.indicator.code == code:
            return one.assessment
    return next((c.assessment for c in item.commitments if c.commitment.code == code), item.assessment)


def test_nothing_filed_is_pending_before_the_deadline_and_missing_after(ledger):
    before = queries.standing.standing(ledger, PLAN, "2017Q1", as_of=date(2017, 4, 5))
    after = queries.standing.standing(ledger, PLAN, "2017Q1", as_of=date(2017, 4, 6))
    assert before.counts[Light.PENDING] == after.counts[Light.MISSING] == 126
    # 18-12 promises nothing for the first quarter.
    assert before.counts[Light.NONE] == after.counts[Light.NONE] == 1
    assert sum(after.counts.values()) == 127
    assert not after.filed


def test_a_filed_figure_gets_its_light_and_its_sentence(ledger, file_submission):
    file_submission("区环保分局", "2017Q3", {"14-6a": 120})
    found = light_of(queries.standing.standing(ledger, PLAN, "2017Q3"), "14-6a")
    assert (found.light, found.gap) == (Light.BEHIND, -17)
    assert found.reason == "计划 137 天，实际 120 天，少 17 天（87.6%），严重滞后"


def test_a_later_return_supersedes_and_the_earlier_stays(ledger, file_submission):
    first = file_submission("区环保分局", "2017Q1", {"14-6a": 20})
    second = file_submission("区环保分局", "2017Q1", {"14-6a": 31})
    assert light_of(queries.standing.standing(ledger, PLAN, "2017Q1"), "14-6a").light is Light.ON_TRACK
    rows = store.submissions.submissions(ledger, PLAN)
    assert [(r["submission"], r["supersedes"]) for r in rows] == [(second, first), (first, None)]


def test_a_figure_counts_only_from_the_unit_that_answers_for_it(ledger, file_submission):
    file_submission("区人社局", "2017Q1", {"7-1a": 3.1, "7-1b": 2.0})
    standing = queries.standing.standing(ledger, PLAN, "2017Q1")
    assert light_of(standing, "7-1a").light is Light.ON_TRACK
    assert light_of(standing, "7-1b").light is Light.MISSING
    assert standing.items["7-1"].assessment.light is Light.MISSING
    file_submission("区卫计局", "2017Q1", {"7-1b": 2.18})
    assert queries.standing.standing(ledger, PLAN, "2017Q1").items["7-1"].assessment.light is Light.ON_TRACK


def test_quarter_figures_are_summed_since_january(ledger, file_submission):
    file_submission("周村供电中心", "2017Q1", {"20-7a": 286, "20-7b": 1})
    file_submission("周村供电中心", "2017Q2", {"20-7a": 2349, "20-7b": 16})
    assert light_of(queries.standing.standing(ledger, PLAN, "2017Q2"), "20-7b").light is Light.ON_TRACK
    one = next(
        i
        for i in queries.standing.standing(ledger, PLAN, "2017Q2").items["20-7"].indicators
        if i.indicator.code == "20-7b"
    )
    assert (one.planned, one.actual, one.figures.planned, one.figures.actual) == (17, 17, 14, 16)


def test_a_quarter_missed_and_made_up_for_is_late_done_looking_back(ledger, file_submission):
    file_submission("周村供电中心", "2017Q1", {"20-7a": 286, "20-7b": 1})
    assert light_of(queries.standing.standing(ledger, PLAN, "2017Q1"), "20-7b").light is Light.BEHIND
    file_submission("周村供电中心", "2017Q2", {"20-7a": 2349, "20-7b": 16})
    found = light_of(queries.standing.standing(ledger, PLAN, "2017Q1"), "20-7b")
    assert found.light is Light.LATE_DONE and "二季度已补上" in found.reason


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
    assert standing.items["9-1"].assessment.light is Light.MISSING


def test_every_item_counts_once_in_totals_and_shows_under_each_of_its_leaders_and_units(ledger, plan):
    standing = queries.standing.standing(ledger, PLAN, "2017Q2")
    assert sum(sum(c.values()) for c in queries.standing.by_chapter(plan, standing).values()) == 127
    leaders = queries.standing.by_responsible(plan, standing, kind="leader")
    assert sum(leaders["路德芝"].values()) == len({r.item for r in plan.responsible if r.name == "路德芝"})
    assert sum(sum(c.values()) for c in leaders.values()) > 127
    assert sum(percentages(list(standing.counts.values()))) == pytest.approx(100)


def test_another_pack_draws_other_lines(ledger, file_submission):
    file_submission("区环保分局", "2017Q3", {"14-6a": 120})
    lights = {
        p: light_of(queries.standing.standing(ledger, PLAN, "2017Q3", pack_name=p), "14-6a").light
        for p in queries.rule_packs.packs()
    }
    assert lights == {
        "default": Light.BEHIND,
        "yinchuan": Light.SLIPPING,
        "wuhan": Light.ON_TRACK,
        "sanya": Light.SLIPPING,
    }


def test_the_business_date_decides_what_is_late(ledger):
    assert queries.clock.today(ledger) == date(2017, 4, 20)
    assert queries.standing.standing(ledger, PLAN, "2017Q1").counts[Light.MISSING] == 126
    commands.plans.set_business_date(ledger, console(), date(2017, 4, 1))
    assert queries.standing.standing(ledger, PLAN, "2017Q1").counts[Light.PENDING] == 126


@pytest.mark.parametrize(
    ("plan_id", "period", "pack"),
    [
        ("x", "2017Q1", "default"),
        (PLAN, "2017Q9", "default"),
        (PLAN, "2017", "default"),
        (PLAN, "2017Q1", "北京"),
    ],
)
def test_what_is_not_there_is_named(ledger, plan_id, period, pack):
    with pytest.raises(NotFound) as refused:
        queries.standing.standing(ledger, plan_id, period, pack_name=pack)
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
