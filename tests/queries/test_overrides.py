"""Overrides of lights: what they light and pay, and the figures that end them."""

import json
from datetime import date
from functools import partial

import pytest

from tests.helpers import OFFICE, PLAN, accept
from zcdash import commands, queries, store
from zcdash.domain.assessment import CauseCode
from zcdash.domain.audit import Act
from zcdash.domain.terms import Light, State

POWER, LINES, KILOMETRES, ITEM = "周村供电中心", "20-7a", "20-7b", "20-7"
ROADS, ROAD_ITEM = "区住建局", "9-1"
SCHOOLS, SCHOOL_ITEM, SCHOOL_COUNT = "区教体局", "23-2", "23-2a"


@pytest.fixture
def on(ledger):
    """`on(month, day)`: the office works as on that day of 2017."""
    return lambda month, day: commands.plans.set_business_date(ledger, OFFICE, date(2017, month, day))


@pytest.fixture
def override(ledger):
    """`override(code, light, period)`: the office decides."""
    return lambda code, light, period="2017Q1": commands.periods.override(
        ledger, OFFICE, PLAN, period, code, light, "现场核实"
    )


def item_at(ledger, code=ITEM, period="2017Q1", **more):
    return queries.standing.standing(ledger, PLAN, period, **more).items[code]


def lines(ledger, period="2017Q1", **more):
    return item_at(ledger, ITEM, period, **more).indicators[0].assessment


def test_it_dies_when_other_figures_are_accepted_and_stays_dead(ledger, file_submission, override):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    override(LINES, "on_track")
    assert (lines(ledger).light, lines(ledger).calculated) == (Light.ON_TRACK, Light.BEHIND)
    file_submission(POWER, "2017Q1", {LINES: 150, KILOMETRES: 3})
    assert lines(ledger).override is None
    # The old figure again: what the office decided on it was given up.
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    assert (lines(ledger).light, lines(ledger).override) == (Light.BEHIND, None)
    override(LINES, "slipping")
    assert lines(ledger).light is Light.SLIPPING


def file_same(ledger, file_submission):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})


def file_other_part(ledger, file_submission):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 2})


def send_other_figures(ledger, file_submission):
    file_submission(POWER, "2017Q1", {LINES: 200, KILOMETRES: 3}, accepted=False)


def adopt_another_pack(ledger, file_submission):
    commands.periods.adopt_pack(ledger, OFFICE, "wuhan")


def extend(ledger, file_submission):
    commands.periods.grant(ledger, OFFICE, PLAN, "2017Q1", POWER, "extension", date(2017, 5, 2), "系统故障")


def file_the_next_quarter(ledger, file_submission):
    file_submission(POWER, "2017Q2", {LINES: 2349, KILOMETRES: 14})


@pytest.mark.parametrize(
    "act",
    [file_same, file_other_part, send_other_figures, adopt_another_pack, extend, file_the_next_quarter],
)
def test_nothing_else_ends_it(ledger, file_submission, override, act):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    override(LINES, "ahead")
    act(ledger, file_submission)
    assert lines(ledger).light is Light.AHEAD


def test_a_running_total_rests_on_every_quarter_up_to_its_own(ledger, file_submission, override):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    file_submission(POWER, "2017Q2", {LINES: 1000, KILOMETRES: 14})
    override(LINES, "ahead", "2017Q2")
    assert lines(ledger, "2017Q2").light is Light.AHEAD
    file_submission(POWER, "2017Q1", {LINES: 144, KILOMETRES: 3})
    assert lines(ledger, "2017Q2").override is None


def test_a_decision_on_what_was_missing_ends_with_the_first_figure(ledger, file_submission, override):
    override(LINES, "undetermined")
    assert lines(ledger).light is Light.UNDETERMINED
    number = file_submission(POWER, "2017Q1", {LINES: 286, KILOMETRES: 3}, accepted=False)
    assert lines(ledger).light is Light.UNDETERMINED
    accept(ledger, number)
    assert (lines(ledger).light, lines(ledger).override) == (Light.ON_TRACK, None)


def test_every_later_word_on_a_commitment_ends_it(ledger, file_submission, override):
    file_submission(ROADS, "2017Q1", progress={"9-1.01": (State.NOT_DONE, None)})
    override("9-1.01", "on_track")

    def light():
        return next(c for c in item_at(ledger, ROAD_ITEM).commitments if c.commitment.code == "9-1.01").assessment.light

    assert light() is Light.ON_TRACK
    file_submission(ROADS, "2017Q2", progress={"9-1.01": (State.PARTLY, None)})
    assert light() is Light.BEHIND


def test_an_item_ends_with_any_figure_of_its_parts_at_that_period_and_with_no_other(ledger, file_submission, override):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    override(ITEM, "on_track")
    file_submission(POWER, "2017Q2", {LINES: 2349, KILOMETRES: 14})
    assert item_at(ledger).assessment.light is Light.ON_TRACK
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3.1})
    assert (item_at(ledger).assessment.light, item_at(ledger).assessment.override) == (Light.BEHIND, None)


def test_an_override_of_an_earlier_program_rests_on_the_figures_it_kept(ledger, file_submission):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    worst = {"cause": "figures", "light": "behind", "planned": 286.0, "actual": 143.0, "ratio": 0.5, "gap": -143.0}
    kept = {"cause": "worst_part", "light": "behind", "part": LINES, "worst": worst}
    row = {
        "plan": PLAN,
        "period": "2017Q1",
        "light": "on_track",
        "reason": "现场核实",
        "name": "周督查",
        "set_at": store.ledger.now(),
    }
    act = partial(ledger.append, Act(what="改判", name="周督查"), "override")
    act([row | {"code": ITEM, "rests_on": json.dumps(kept)}, row | {"code": LINES, "rests_on": json.dumps(worst)}])
    assert item_at(ledger).assessment.light is lines(ledger).light is Light.ON_TRACK
    file_submission(POWER, "2017Q1", {LINES: 150, KILOMETRES: 3})
    assert item_at(ledger).assessment.override is lines(ledger).override is None


def test_an_override_of_an_item_lights_its_sources_and_says_so(ledger, file_submission, override):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    override(ITEM, "on_track")
    item = item_at(ledger)
    assert item.parts[LINES].light is Light.ON_TRACK and item.parts[LINES].calculated is Light.BEHIND
    assert "改判事项 20-7 为达进度（原评严重滞后）：现场核实" in item.parts[LINES].reason
    assert item.parts[KILOMETRES].override is None
    # The rate counts the lights as reported.
    assert (item.rate.met, item.rate.rated) == (1, 2)


def part_of_score(ledger, name, code, through=""):
    score = queries.score.score_of(ledger, PLAN, name, "unit", through=through).score
    scored = {x.code: x for item in score.items for x in item.lines}
    return scored.get(code)


def test_an_override_of_an_item_pays_for_nothing_that_it_does_not_speak_of(ledger, file_submission, override, on):
    commitments = [c for c in store.plans.load_plan(ledger, PLAN)[0].commitments if c.item == SCHOOL_ITEM]
    last = [c for c in commitments if c.period == "2017Q4"]
    on(12, 31)
    commands.plans.set_business_date(ledger, OFFICE, date(2018, 1, 8))
    file_submission(SCHOOLS, "2017Q4", progress={c.code: (State.NOT_DONE, None) for c in last})
    override(SCHOOL_ITEM, "on_track", "2017Q4")
    item = item_at(ledger, SCHOOL_ITEM, "2017Q4")
    assert item.assessment.light is Light.ON_TRACK
    # The number of schools was never reported: it earns nothing, and an earlier quarter's score knows nothing of the decision.
    now = part_of_score(ledger, SCHOOLS, SCHOOL_COUNT)
    assert now is None or now.earned == 0
    before = part_of_score(ledger, SCHOOLS, SCHOOL_COUNT, "2017Q1")
    assert before is None or before.earned == 0


def test_the_share_decides_and_the_override_speaks_of_every_part_that_fell_short(ledger, file_submission, override):
    item = item_at(ledger, ROAD_ITEM)
    commitments = [c.commitment for c in item.commitments]
    # No key commitment falls short: the share alone decides.
    falls = [c.code for c in commitments if not c.key and not c.ongoing]
    short = {code: (State.NOT_DONE if n < 5 else State.PARTLY, None) for n, code in enumerate(falls)}
    met = {c.code: (State.DONE, c.due) for c in commitments if c.code not in short}
    figures = {i.indicator.code: i.planned for i in item.indicators if i.planned is not None}
    file_submission(ROADS, "2017Q1", figures, progress=short | met)
    before = item_at(ledger, ROAD_ITEM).assessment
    assert (before.light, before.cause.code) == (Light.BEHIND, CauseCode.SHARE)
    assert set(before.cause.sources) == set(short)
    override(ROAD_ITEM, "slipping")
    parts = item_at(ledger, ROAD_ITEM).parts
    assert {parts[code].light for code in short} == {Light.SLIPPING}
    assert {parts[code].light for code in met} == {Light.ON_TRACK}


def test_a_close_keeps_the_override_and_its_item_explains_itself_from_the_frozen_parts(
    ledger, file_submission, override, on
):
    file_submission(POWER, "2017Q1", {LINES: 143, KILOMETRES: 3})
    override(ITEM, "on_track")
    now = item_at(ledger)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    frozen = item_at(ledger, view=queries.standing.View.CLOSED)
    assert (frozen.assessment, frozen.assessment.reason) == (now.assessment, now.assessment.reason)
    assert frozen.parts == now.parts
    file_submission(POWER, "2017Q2", {LINES: 2349, KILOMETRES: 14})
    assert store.audit_log.verify(ledger).faults == ()
