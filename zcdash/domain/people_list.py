"""A list of people for whom accounts are wanted, as it was read from an Excel file, and what stands against each row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

COLUMNS = ("单位", "姓名", "账号", "角色", "分管区长", "电话", "邮箱")
"""Heads of the list, in the order of its template."""
MOST_PEOPLE = 500
"""People in one list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """One row of a list as typed, blank where nothing is typed; `row` is its number in the sheet.

    `unit_above` is the unit of the rows directly above, for a unit that is written once for its people.
    """

    row: int
    unit: str
    name: str
    login: str
    role: str
    leader: str
    phone: str
    email: str
    unit_above: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleList:
    """A list as read. `missing` are heads that it lacks, `unused` heads that it has beside ours."""

    sheet: str
    entries: tuple[PersonEntry, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]


class RowState(StrEnum):
    """Outcome of one row of a list."""

    NEW = "新增"
    SAME = "已有，不变"
    CHANGED = "已有，内容不同"
    WRONG = "不能办"
