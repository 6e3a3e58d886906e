"""Submissions (报送) and sign-offs (审签): the values that a unit reports, each with its cell, and who accepted them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from zcdash.domain.model import Finding
from zcdash.domain.terms import STATE_NAME, State


class View(StrEnum):
    """Selection of submissions: accepted ones, those awaiting approval too, or those that a close froze."""

    OFFICIAL = "official"
    FILED = "filed"
    CLOSED = "closed"


class Source(StrEnum):
    """Way in which a submission came: a workbook that was uploaded, or the form on the page."""

    FILE = "file"
    PAGE = "page"


WEB_FILE_NAME = "网页填报"
"""File name of a submission from the page. The name of an uploaded workbook ends in .xlsx."""
VIEW_NAME = {View.OFFICIAL: "正式口径", View.FILED: "含在途", View.CLOSED: "当时口径"}


class Step(StrEnum):
    """审签: one step of the signing chain."""

    UNIT_HEAD = "unit_head"
    DEPUTY = "deputy"
    OFFICE = "office"


ZERO_REPORT = "零报告"
"""State as it is written for a duty that asks for a report also of nothing; kept as done, in a note that begins so."""
DESK_NAME = {Step.OFFICE: "督查室", Step.DEPUTY: "分管区长", Step.UNIT_HEAD: "单位"}
"""At whose desk a submission in review lies, by the step that it waits for."""


def state_word(state: State, note: str) -> str:
    """Return a reported state for readers: 零报告 where the note says so."""
    return ZERO_REPORT if note.startswith(ZERO_REPORT) else STATE_NAME[state]


class Decision(StrEnum):
    """Decision at a step."""

    SIGNED = "signed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """审签: a named person's decision on a submission at one step; `note` and `codes` say what was sent back."""

    step: Step
    decision: Decision
    name: str
    leader: str = ""
    """Deputy mayor whose items were signed, also when a substitute signed."""
    substitute: bool = False
    note: str = ""
    codes: tuple[str, ...] = ()
    signed_at: datetime | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual:
    """实际值: reported value of one indicator, in its unit, with the text as typed and its cell."""

    indicator: str
    value: float
    typed: str
    note: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """未填数，已说明: why an indicator has no value, as the unit wrote it, with its cell."""

    indicator: str
    note: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Reported state of one commitment, with its cell. A zero report is a note that begins with `ZERO_REPORT`."""

    commitment: str
    state: State
    done_on: date | None
    note: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """Text that a unit wrote on one item: progress, problem, next step."""

    item: str
    progress: str
    problem: str
    next_step: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """报送: the file of one unit for one period, with its values and the findings of checking."""

    plan: str
    version: int
    period: str
    unit: str
    filed_by: str
    filed_at: datetime
    """Clock time in UTC, without a zone."""
    filed_on: date
    """Business date at that moment; it decides on time or late."""
    file_name: str
    file_bytes: bytes
    actuals: Sequence[Actual] = ()
    progress: Sequence[Progress] = ()
    narratives: Sequence[Narrative] = ()
    findings: Sequence[Finding] = ()
    explanations: Sequence[Explanation] = ()
