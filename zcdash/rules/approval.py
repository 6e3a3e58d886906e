"""Approval of a submission, by the steps of its plan: unit head, every lead deputy mayor, supervision office.

Source: 周政发〔2017〕2号: a submission goes to the supervision office after the unit's head and the deputy mayor have signed.
A plan that names no responsible leaders has no step for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zcdash.domain.submission import Decision, SignOff, Step
from zcdash.rules import wording


class Stage(StrEnum):
    """Stage of a submission's approval."""

    HEAD = "head"
    DEPUTY = "deputy"
    OFFICE = "office"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


_STAGE = {Step.UNIT_HEAD: Stage.HEAD, Step.DEPUTY: Stage.DEPUTY, Step.OFFICE: Stage.OFFICE}
_NEXT_STEP = {stage: step for step, stage in _STAGE.items()}


@dataclass(frozen=True, slots=True)
class ApprovalStatus:
    """Stage of a submission, with what it depends on."""

    stage: Stage
    waiting: tuple[str, ...] = ()
    """Deputy mayors who have not signed yet."""
    reached_on: date | None = None
    """Day of the last signature before the supervision office; None while one is missing."""
    returned: SignOff | None = None
    """The sign-off that sent it back, with its note."""

    @property
    def word(self) -> str:
        """Return the stage for readers."""
        if self.stage is Stage.ACCEPTED:
            return "已签收"
        if self.stage is Stage.RETURNED:
            return "已退回"
        return wording.awaited_sentence(self.awaits, self.waiting)

    @property
    def awaits(self) -> Step | None:
        """Return the step whose signature is needed next; None where none is."""
        return _NEXT_STEP.get(self.stage)


def approval_status(
    leaders: Sequence[str],
    sign_offs: Sequence[SignOff],
    superseded: bool = False,
    steps: Sequence[Step] = tuple(Step),
    filed_on: date | None = None,
) -> ApprovalStatus:
    """Return the status of a submission from the deputy mayors who lead its items and the sign-offs so far, in order.

    `steps` are those of the plan. Where none comes before the office, a submission reaches it on the day of filing. One that
    was sent back stays so: the corrected one is a new submission that needs every signature again.
    """
    signed = [s for s in sign_offs if s.decision is Decision.SIGNED]
    deputies = {s.leader for s in signed if s.step is Step.DEPUTY}
    waiting = tuple(x for x in leaders if x not in deputies) if Step.DEPUTY in steps else ()
    given = {s.step for s in signed} - {Step.DEPUTY}
    left = [s for s in steps if (waiting if s is Step.DEPUTY else s not in given)]
    reached_on = None
    if not {*left} - {Step.OFFICE}:
        earlier = [s.signed_on for s in signed if s.step is not Step.OFFICE]
        reached_on = max(filter(None, earlier), default=None if earlier else filed_on)
    returned = next((s for s in reversed(sign_offs) if s.decision is Decision.RETURNED), None)
    if returned:
        return ApprovalStatus(Stage.RETURNED, waiting, reached_on, returned)
    if any(s.step is Step.OFFICE for s in signed):
        return ApprovalStatus(Stage.ACCEPTED, (), reached_on)
    if superseded:
        return ApprovalStatus(Stage.SUPERSEDED, waiting, reached_on)
    return ApprovalStatus(_STAGE[left[0]], waiting, reached_on)
