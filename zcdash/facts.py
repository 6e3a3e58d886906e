"""What a return says: the values that clerks report, each with the cell it was typed in. Standard library and model only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zcdash.model import Finding, State


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
class Words:
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
    words: Sequence[Words] = ()
    findings: Sequence[Finding] = ()
