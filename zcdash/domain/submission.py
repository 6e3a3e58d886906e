"""What people do and say: acts, and the values that clerks report, each with the cell it was typed in.

Standard library and model only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from zcdash.domain.model import Finding, State


class View(StrEnum):
    """Which returns count: those accepted, those on their way too, or those that a close froze."""

    OFFICIAL = "official"
    FILED = "filed"
    CLOSED = "closed"


VIEW_NAME = {View.OFFICIAL: "正式口径", View.FILED: "含在途", View.CLOSED: "当时口径"}


class Step(StrEnum):
    """审签: whose hand it is."""

    UNIT_HEAD = "unit_head"
    DEPUTY = "deputy"
    OFFICE = "office"


class Decision(StrEnum):
    """What that hand did."""

    SIGNED = "signed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class SignOff:
    """审签: a named person accepted a submission at one step, or sent it back with a note that names rows."""

    step: Step
    decision: Decision
    name: str
    leader: str = ""
    """The deputy mayor whose items were signed, also where the substitute's hand did it."""
    substitute: bool = False
    note: str = ""
    codes: tuple[str, ...] = ()
    signed_at: datetime | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Actual:
    """实际值: one indicator's reported value in its own unit, as typed, and where."""

    indicator: str
    value: float
    typed: str
    note: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One commitment's reported state, and where it was typed."""

    commitment: str
    state: State
    done_on: date | None
    note: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """What a unit wrote of one item: progress, problem, next step."""

    item: str
    progress: str
    problem: str
    next_step: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Submission:
    """报送: what one unit filed for one period, with everything that checking said of it."""

    plan: str
    version: int
    period: str
    unit: str
    filed_by: str
    filed_at: datetime
    """UTC, without a zone: the moment by the clock."""
    filed_on: date
    """The office's business date at that moment, by which it is on time or late."""
    file_name: str
    file_bytes: bytes
    actuals: Sequence[Actual] = ()
    progress: Sequence[Progress] = ()
    narratives: Sequence[Narrative] = ()
    findings: Sequence[Finding] = ()
