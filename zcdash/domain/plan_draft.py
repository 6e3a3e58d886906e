"""Draft of a plan: what it was begun from, and the edits that the office made to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from zcdash.domain.plan_proposal import PlanTables


class DraftKind(StrEnum):
    """Beginning of a draft."""

    DOCUMENT = "document"
    LAST_YEAR = "last_year"
    WORKBOOK = "workbook"
    CHANGE = "change"
    EMPTY = "empty"
    CORRECTION = "correction"
    """One value of a plan in force: it is requested as it is, without a draft to go through."""


DRAFT_KIND_NAME = {
    DraftKind.DOCUMENT: "由文件录入",
    DraftKind.LAST_YEAR: "沿用上年",
    DraftKind.WORKBOOK: "由工作簿录入",
    DraftKind.CHANGE: "年中调整",
    DraftKind.EMPTY: "新建",
    DraftKind.CORRECTION: "更正一个值",
}


class EditKind(StrEnum):
    """Kind of an edit."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


FIRST = "-"
"""Value of `Edit.after` for a row that stands before all others: no row has this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Edit of a draft: a value set in a row, a row added or a row removed.

    `table` and `key` are those of `plan_proposal.Origin`; of `plan.toml` the key is a table (`plan`, `reporting`, `contact`,
    `chapter 1`, `phase 1`) and the column its key.
    """

    kind: EditKind
    table: str
    key: str
    column: str = ""
    value: str = ""
    row: dict[str, str] = field(default_factory=dict)
    """Columns of an added row; the others are empty, flags false."""
    after: str = ""
    """Key of the row that an added one stands behind; `FIRST`: before all; empty: behind its item, or at the end of the table."""


@dataclass(frozen=True, slots=True)
class EditedTables:
    """Tables with the edits applied, and the edits whose row is not there any more: they are kept and shown."""

    plan: PlanTables
    unapplied: tuple[Edit, ...]
