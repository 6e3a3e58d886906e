"""Approval of a submission: unit head, every lead deputy mayor, supervision office.

Source: 周政发〔2017〕2号: a submission goes to the supervision office after the unit's head and the deputy mayor have signed.
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


_NEXT_STEP = {Stage.HEAD: Step.UNIT_HEAD, Stage.DEPUTY: Step.DEPUTY, Stage.OFFICE: Step.OFFICE}


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


def approval_status(leaders: Sequence[str], sign_offs: Sequence[SignOff], superseded: bool = False) -> ApprovalStatus:
    """Return the status of a submission from the deputy mayors who lead its items and the sign-offs so far, in order.

    A submission that was sent back stays so: the corrected one is a new submission that needs every signature again.
    """
    signed = [s for s in sign_offs if s.decision is Decision.SIGNED]
    deputies = {s.leader for s in signed if s.step is Step.DEPUTY}
    waiting = tuple(x for x in leaders if x not in deputies)
    head_signed = any(s.step is Step.UNIT_HEAD for s in signed)
    reached_on = None
    if head_signed and not waiting:
        reached_on = max((s.signed_on for s in signed if s.step is not Step.OFFICE and s.signed_on), default=None)
    returned = next((s for s in reversed(sign_offs) if s.decision is Decision.RETURNED), None)
    if returned:
        return ApprovalStatus(Stage.RETURNED, waiting, reached_on, returned)
    if any(s.step is Step.OFFICE for s in signed):
        return ApprovalStatus(Stage.ACCEPTED, (), reached_on)
    if superseded:
        return ApprovalStatus(Stage.SUPERSEDED, waiting, reached_on)
    if not head_signed:
        return ApprovalStatus(Stage.HEAD, waiting, reached_on)
    return ApprovalStatus(Stage.DEPUTY if waiting else Stage.OFFICE, waiting, reached_on)
