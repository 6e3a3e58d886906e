"""Parts of a plan that were withdrawn from a period on, as its doubts say."""

from __future__ import annotations

from zcdash.domain.plan import Plan

WITHDRAWN = "撤销："
"""Start of the doubt that says so; the code of the part follows, then a blank."""


def withdrawn_codes(plan: Plan) -> frozenset[str]:
    """Return the codes of the items, indicators and commitments that were withdrawn: they may have nothing left to promise."""
    said = (d.what.removeprefix(WITHDRAWN) for d in plan.doubts if d.what.startswith(WITHDRAWN))
    return frozenset(text.partition(" ")[0] for text in said)
