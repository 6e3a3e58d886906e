"""Links from a light to the rule that gave it, on the page 评定规则; the rules are those of docs/rules.md, with its anchors."""

from __future__ import annotations

from zcdash.domain.assessment import Assessment, Cause, CauseCode

OVERRIDE = "override"
_MADE_GOOD = "made-good"
_BACKDATED = "backdated"
_POINTS, _RANGE, _LEADS, _DIRECTION = "points", "range", "leads", "direction"
_RULES = {
    CauseCode.FIGURES: "bands",
    CauseCode.AS_PRINTED: "printed",
    CauseCode.WITHIN_TOLERANCE: "about",
    CauseCode.NO_PLANNED_VALUE: "planned",
    CauseCode.ONLY_ANNUAL: "annual",
    CauseCode.NO_BASELINE: "baseline",
    CauseCode.NO_OWNER: "cites",
    CauseCode.NO_FIGURE: "unfiled",
    CauseCode.QUARTER_LACKING: "lacking",
    CauseCode.UNFILED: "unfiled",
    CauseCode.NO_STATE: "commitment",
    CauseCode.NOT_DUE: "due",
    CauseCode.PROGRESS: "commitment",
    CauseCode.WORST_PART: "item",
    CauseCode.SHARE: "item",
    CauseCode.NO_PARTS: "item",
}


def anchor(cause: Cause) -> str:
    """Return the anchor of the rule that gave a light."""
    if cause.made_good_in:
        return _MADE_GOOD
    if cause.closed_as:
        return _BACKDATED
    if cause.code is CauseCode.NO_BASELINE and not cause.words:
        return _DIRECTION
    if cause.upper is not None:
        return _RANGE
    if cause.unit:
        return _LEADS
    if cause.code is CauseCode.FIGURES and cause.ratio is None:
        return _POINTS
    return _RULES[cause.code]


def rule_link(cause: Cause) -> str:
    """Return the address of the rule that gave a light."""
    return f"rules?rule={anchor(cause)}"


def rule_links(assessment: Assessment) -> list[tuple[str, str]]:
    """Return (label, address) of the rules behind a light: that of an override first."""
    links = [("怎么评的", rule_link(assessment.cause))]
    return [("改判的规则", f"rules?rule={OVERRIDE}"), *links] if assessment.override else links
