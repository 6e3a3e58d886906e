"""Records of the tables of a plan, without the columns plan and version."""

from __future__ import annotations

from datetime import date
from typing import TypedDict


class PeriodRow(TypedDict):
    """One period (see `period.sql`)."""

    period: str
    starts: date
    ends: date
    deadline: str


class PhaseRow(TypedDict):
    """One phase (see `phase.sql`)."""

    code: str
    name: str
    starts: date
    ends: date
    parent: str


class PlannedTermRow(TypedDict):
    """Printed words, percent of the baseline and upper end of a planned value (see `planned_term.sql`)."""

    indicator: str
    period: str
    words: str
    relative: float | None
    upper: float | None


class ChapterRow(TypedDict):
    """One chapter (see `chapter.sql`)."""

    chapter: int
    title: str


class UnitRow(TypedDict):
    """One unit (see `unit.sql`); aliases are joined by semicolons."""

    name: str
    kind: str
    aliases: str
    successor: str
    note: str


class UnitMemberRow(TypedDict):
    """One member of a group of units (see `unit_member.sql`)."""

    name: str
    member: str


class LeaderRow(TypedDict):
    """One leader (see `leader.sql`)."""

    name: str
    post: str
    since: date | None
    until: date | None


class ItemRow(TypedDict):
    """One item (see `item.sql`)."""

    code: str
    number: int
    chapter: int
    seq: int
    focus: str
    title: str
    goal: str
    deadline: str
    lines: str


class ResponsibleRow(TypedDict):
    """One unit or leader responsible for an item (see `responsible.sql`)."""

    item: str
    kind: str
    name: str
    role: str
    place: int
    assumed: bool


class TargetRow(TypedDict):
    """Target of an item for a period (see `target.sql`)."""

    item: str
    period: str
    text: str


class CellRow(TypedDict):
    """One cell of the official table (see `cell.sql`); figures are joined by blanks."""

    item: str
    cell: str
    lines: str
    figures: str
    address: str


class CommitmentRow(TypedDict):
    """One commitment (see `commitment.sql`)."""

    code: str
    item: str
    period: str
    project: str
    text: str
    due: date
    exact: bool
    ongoing: bool
    reporting_unit: str
    key: bool
    starts: date | None
    phase: str
    quantity: float | None
    quantity_unit: str
    recurs: str
    zero_report: bool


class IndicatorRow(TypedDict):
    """One indicator (see `indicator.sql`); `sum_of` is joined by semicolons; a rank has the basis `level` and is `ranked`."""

    code: str
    item: str
    name: str
    unit: str
    basis: str
    direction: str
    tolerance: float | None
    baseline: float | None
    annual: float | None
    annual_printed: bool
    reporting_unit: str
    data_source: str
    sum_of: str
    headline: int | None
    ranked: bool
    same_as: str
    baseline_period: str
    baseline_source: str
    baseline_pending: bool
    strict: bool
    ranged: bool
    attribute: str
    cites: str


class PlannedRow(TypedDict):
    """One planned value (see `planned.sql`)."""

    indicator: str
    period: str
    value: float
    derived: bool


class DoubtRow(TypedDict):
    """One doubt about the reading of the source (see `doubt.sql`)."""

    item: str
    what: str
    reading: str
