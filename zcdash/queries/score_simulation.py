"""Simulation of year-end scores: what can be imagined otherwise, and the score that results."""

from __future__ import annotations

from collections.abc import Mapping

from zcdash.domain.terms import Light
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.score import WHO_NAME, scored_names
from zcdash.queries.score_context import ScoreContext, Settings, with_settings
from zcdash.rules.score import Score
from zcdash.rules.score_part import Part, RowKind
from zcdash.rules.score_simulation import ScoreComparison, what_if
from zcdash.store.ledger import Ledger


def simulatable_commitments(score: Score) -> dict[str, tuple[str, Light]]:
    """Return code → (name, light if it were done) of the commitments of a score that may be supposed done.

    One not done in time would be `late_done`; one whose time has not come would be `on_track`.
    """
    lines = [x for item in score.items for x in item.lines if x.kind is RowKind.COMMITMENT]
    left_out = [x for item in score.items for x in item.left_out if x.kind is RowKind.COMMITMENT]
    undone = [x for x in lines if x.earned < x.out_of and x.light is not Light.LATE_DONE]
    commitments = {x.code: (x.name, Light.LATE_DONE) for x in undone}
    return commitments | {x.code: (x.name, Light.ON_TRACK) for x in left_out if x.light is Light.PENDING}


def simulatable_indicators(
    ledger: Ledger, plan_id: str, name: str, who: str = "unit", through: str = ""
) -> dict[str, tuple[Part, float]]:
    """Return the indicators that can be simulated: code → (part at the end of the year, amount already certain).

    The amount is the running total so far of a 当季 indicator, to which its last quarter is added; 0 for any other.
    """
    context = ScoreContext(ledger, plan_id, through=through)
    parts = context.parts
    own = context.can_be_imagined(who, name)
    codes = [p.code for item in context.items(who, name) for p in item.parts if p.code in own]
    return {code: (parts.at_year_end[code], parts.carried[code]) for code in codes if code in parts.at_year_end}


def score_if(
    ledger: Ledger,
    plan_id: str,
    name: str,
    who: str = "unit",
    actuals: Mapping[str, float] | None = None,
    lights: Mapping[str, Light] | None = None,
    settings: Settings = (),
    rules_name: str = "default",
    through: str = "",
) -> ScoreComparison:
    """Compare the score with the score if the last period's actuals were these; nothing is stored.

    `actuals` are in the indicator's own basis: for 当季 the last quarter alone, to which the quarters before are added. A
    simulated indicator is compared with the end of the year, the others stay where they are. Raises NotFound or InvalidInput.
    """
    context = ScoreContext(ledger, plan_id, rules_name, through)
    if name not in scored_names(context.plan, who):
        raise NotFound(f"“{name}”没有考核得分。", f"请核对{WHO_NAME[who]}的名称。")
    items = context.items(who, name)
    at_year_end = context.parts.at_year_end
    codes = {p.code for item in items for p in item.parts}
    own = context.can_be_imagined(who, name)
    for code in actuals or {}:
        if code in codes and code not in own:
            raise InvalidInput(f"指标 {code} 已经移交，年末不计入{name}，无从设想。", "请另选指标，或者看接任者的。")
        if code in codes and code not in at_year_end:
            raise InvalidInput(f"指标 {code} 在年末没有计划数，无从设想。", "请另选指标。")
    figures = {
        code: context.parts.imagined(code, value) for code, value in (actuals or {}).items() if code in at_year_end
    }
    submissions = context.submissions_of(who, name)
    other = with_settings(context.rules, settings)
    return what_if(name, items, submissions, context.rules, figures, lights, other)
