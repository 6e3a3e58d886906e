"""Facts of an assessment as plain values: frozen by a close, kept with an override, and compared as values.

Numbers are compared within the last digits of a float; an empty fact (None, "") counts as absent, so that a fact added
later changes nothing for what was kept before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from zcdash.domain.assessment import COMPARED, Assessment, Cause, CauseCode, OnWay, Override
from zcdash.domain.submission import Step
from zcdash.domain.terms import Light, State
from zcdash.rules.lights import Figures

Facts = Mapping[str, Any]
_NEAR = 1e-9
_REQUIRED = {
    **dict.fromkeys(COMPARED, ("planned", "actual", "gap")),
    CauseCode.WITHIN_TOLERANCE: ("planned", "actual", "gap", "tolerance"),
    CauseCode.ONLY_ANNUAL: ("planned",),
    CauseCode.UNFILED: ("deadline",),
    CauseCode.PROGRESS: ("state", "due"),
    CauseCode.NO_STATE: ("due",),
    CauseCode.NOT_DUE: ("due",),
    CauseCode.WORST_PART: ("worst",),
    CauseCode.SHARE: ("worst",),
}
"""Values that a cause cannot be without."""
_WITH_PLANNED = COMPARED | {CauseCode.ONLY_ANNUAL}
_WITH_ACTUAL = _WITH_PLANNED | {CauseCode.NO_BASELINE}
_MARK = "、"


def frozen_facts(
    assessment: Assessment, figures: Figures | None = None, state: State | None = None, done_on: date | None = None
) -> dict[str, Any]:
    """Return the facts of an indicator, a commitment or an item under the column names of `close_assessment`."""
    return {
        **_facts(assessment),
        "planned": figures and figures.planned,
        "actual": figures and figures.actual,
        "planned_total": figures and figures.planned_total,
        "actual_total": figures and figures.actual_total,
        "filed": figures.filed if figures else state is not None,
        "state": state and state.value,
        "done_on": done_on,
    }


def _facts(assessment: Assessment) -> dict[str, Any]:
    cause = assessment.cause
    on_way = cause.on_way
    override = assessment.override
    return {
        "light": assessment.light.value,
        "calculated": assessment.calculated and assessment.calculated.value,
        "cause": cause.code.value,
        "ratio": cause.ratio,
        "gap": cause.gap,
        "lacking": _MARK.join(cause.lacking) or None,
        "made_good_in": cause.made_good_in or None,
        "deadline": cause.deadline,
        "sent_on": on_way and on_way.filed_on,
        "returned_on": on_way and on_way.returned_on,
        "awaits": on_way and on_way.awaits and on_way.awaits.value,
        "waiting": (on_way and _MARK.join(on_way.waiting)) or None,
        "reported_in": cause.reported_in or None,
        "closed_as": cause.closed_as and cause.closed_as.value,
        "part": cause.part or None,
        "more": cause.more or None,
        "overridden_by": override and override.by,
        "override_reason": override and override.why,
    }


def frozen_assessment(
    facts: Facts,
    period: str,
    planned: float | None = None,
    actual: float | None = None,
    due: date | None = None,
    worst: Assessment | None = None,
    tolerance: float | None = None,
    upper: float | None = None,
    words: str = "",
) -> Assessment:
    """Return the assessment that `frozen_facts` was made of, without its sentence.

    `planned` (to `upper` where it is a range, in `words` where it is relative) and `actual` are as compared with the
    `tolerance` that the pack allows, `due` is the commitment's, `worst` the assessment of the item's worst part. Raises
    ValueError where the facts do not belong together.
    """
    cause = replace(_cause(facts, period, planned, actual, due, worst), tolerance=tolerance)
    if cause.code in COMPARED:
        cause = replace(cause, upper=upper, words=words)
    elif cause.code is CauseCode.NO_BASELINE:
        cause = replace(cause, words=words)
    missing = [name for name in _REQUIRED.get(cause.code, ()) if getattr(cause, name) is None]
    if missing:
        raise ValueError(f"{cause.code} without {', '.join(missing)}")
    return Assessment(
        light=Light(facts["light"]),
        cause=cause,
        calculated=Light(facts["calculated"]) if facts["calculated"] else None,
        override=Override(facts["overridden_by"], facts["override_reason"]) if facts["overridden_by"] else None,
    )


def _cause(
    facts: Facts,
    period: str,
    planned: float | None,
    actual: float | None,
    due: date | None,
    worst: Assessment | None,
) -> Cause:
    code = CauseCode(facts["cause"])
    progress = code is CauseCode.PROGRESS
    is_dated = progress or code in (CauseCode.NO_STATE, CauseCode.NOT_DUE)
    return Cause(
        code=code,
        period=period if code is CauseCode.NO_PLANNED_VALUE else "",
        planned=planned if code in _WITH_PLANNED else None,
        actual=actual if code in _WITH_ACTUAL else None,
        ratio=facts["ratio"],
        gap=facts["gap"],
        lacking=lacking(facts),
        made_good_in=facts["made_good_in"] or "",
        deadline=facts["deadline"],
        on_way=_on_way(facts),
        due=due if is_dated else None,
        state=State(facts["state"]) if progress and facts["state"] else None,
        done_on=facts["done_on"] if progress else None,
        reported_in=facts["reported_in"] or "",
        closed_as=State(facts["closed_as"]) if facts["closed_as"] else None,
        part=facts["part"] or "",
        worst=worst,
        more=facts["more"] or 0,
    )


def lacking(facts: Facts) -> tuple[str, ...]:
    """Return the periods without the figure that the running total needs."""
    return tuple(facts["lacking"].split(_MARK)) if facts["lacking"] else ()


def _on_way(facts: Facts) -> OnWay | None:
    if facts["sent_on"] is None:
        return None
    return OnWay(
        facts["sent_on"],
        Step(facts["awaits"]) if facts["awaits"] else None,
        tuple(facts["waiting"].split(_MARK)) if facts["waiting"] else (),
        facts["returned_on"],
    )


def same_figures(kept: Facts, assessment: Assessment, parts: Mapping[str, Assessment]) -> bool:
    """Return True if the figures that were kept of an assessment, or of the worst part of an item, are those of it now."""
    if "worst" in kept:
        part = parts.get(kept["part"])
        return part is not None and same_figures(kept["worst"], part, {})
    cause = assessment.cause
    figures = {
        "planned": cause.planned,
        "actual": cause.actual,
        "state": cause.state and cause.state.value,
        "done_on": cause.done_on and cause.done_on.isoformat(),
    }
    return all(same_value(kept.get(name), value) for name, value in figures.items())


def same_facts(facts: Facts, others: Facts) -> bool:
    """Return True if both name the same facts with the same values."""
    return all(same_value(facts.get(name), others.get(name)) for name in facts.keys() | others.keys())


def same_value(value: object, other: object) -> bool:
    """Return True if two values are equal; numbers within the last digits of a float."""
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        return same_facts(value, other)
    if isinstance(value, int | float) and isinstance(other, int | float):
        return abs(value - other) <= _NEAR * max(1.0, abs(value), abs(other))
    return value == other
