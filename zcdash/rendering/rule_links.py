"""Links from a light to the rule that gave it, on the page 评定规则 and in docs/rules.md, whose anchors they name."""

from __future__ import annotations

from zcdash.domain.assessment import Assessment, Cause

OVERRIDE = "override"
MADE_GOOD = "made-good"
POINTS = "points"
RULE_BY_CAUSE = {
    "figures": "bands",
    "as_printed": "printed",
    "within_tolerance": "about",
    "no_planned_value": "planned",
    "no_baseline": "direction",
    "unfiled": "unfiled",
    "progress": "commitment",
    "worst_part": "item",
    "no_parts": "item",
}
"""Code of a cause → anchor of its rule."""


def anchor(cause: Cause) -> str:
    """Return the anchor of the rule that gave a light."""
    if cause.made_good_in:
        return MADE_GOOD
    if cause.code.value == "figures" and cause.ratio is None:
        return POINTS
    return RULE_BY_CAUSE[cause.code.value]


def rule_link(cause: Cause) -> str:
    """Return the address of the rule that gave a light."""
    return f"rules?rule={anchor(cause)}"


def rule_links(assessment: Assessment) -> list[tuple[str, str]]:
    """Return (label, address) of the rules behind a light: that of an override first."""
    links = [("怎么评的", rule_link(assessment.cause))]
    return [("改判的规则", f"rules?rule={OVERRIDE}"), *links] if assessment.override else links
