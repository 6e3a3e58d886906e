"""The course of a return through the hands that must sign it: unit head, every lead deputy mayor, the supervision office.

Source: 周政发〔2017〕2号: a return is sent to the supervision office after the unit's head and the deputy mayor have signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zcdash.domain.submission import Decision, SignOff, Step
from zcdash.rules import wording


class Stage(StrEnum):
    """Where a return is."""

    HEAD = "head"
    DEPUTY = "deputy"
    OFFICE = "office"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


_NEXT_STEP = {Stage.HEAD: Step.UNIT_HEAD, Stage.DEPUTY: Step.DEPUTY, Stage.OFFICE: Step.OFFICE}


@dataclass(frozen=True, slots=True)
class ApprovalStatus:
    """`waiting`: the deputy mayors who have not signed yet. `reached_on`: the day the last signature under way was given,
    so the return reached the supervision office; None where it has not. `returned`: who sent it back, and why.
    """

    stage: Stage
    waiting: tuple[str, ...] = ()
    reached_on: date | None = None
    returned: SignOff | None = None

    @property
    def word(self) -> str:
        """Where it is, as it is said."""
        if self.stage is Stage.ACCEPTED:
            return "已签收"
        if self.stage is Stage.RETURNED:
            return "已退回"
        return wording.awaited_sentence(self.awaits, self.waiting)

    @property
    def awaits(self) -> Step | None:
        """Return the step whose signature is needed next; None where none is."""
        return _NEXT_STEP.get(self.stage)


def approval_status(leaders: Sequence[str], given: Sequence[SignOff], superseded: bool = False) -> ApprovalStatus:
    """Where a return is, from the deputy mayors who lead its items and the sign-offs given so far, in order.

    A return that was sent back stays so: what is mended is a new return, and every signature is asked for anew.
    """
    signed = [s for s in given if s.decision is Decision.SIGNED]
    waiting = tuple(x for x in leaders if x not in {s.leader for s in signed if s.step is Step.DEPUTY})
    head = [s for s in signed if s.step is Step.UNIT_HEAD]
    reached = None
    if head and not waiting:
        reached = max((s.signed_on for s in signed if s.step is not Step.OFFICE and s.signed_on), default=None)
    back = next((s for s in reversed(given) if s.decision is Decision.RETURNED), None)
    if back:
        return ApprovalStatus(Stage.RETURNED, waiting, reached, back)
    if any(s.step is Step.OFFICE for s in signed):
        return ApprovalStatus(Stage.ACCEPTED, (), reached)
    if superseded:
        return ApprovalStatus(Stage.SUPERSEDED, waiting, reached)
    return ApprovalStatus(Stage.HEAD if not head else Stage.DEPUTY if waiting else Stage.OFFICE, waiting, reached)
