"""Rows of the tables of a plan, with the columns that each table has: one table is one CSV file of a plan folder."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from zcdash.errors import PlanUnreadable
from zcdash.text import strip_invisible

T = TypeVar("T")
COLUMNS = {
    "items.csv": "number code chapter seq focus title goal deadline lines",
    "responsible.csv": "item kind name role order assumed",
    "units.csv": "name kind members aliases successor note",
    "leaders.csv": "name post from to note",
    "targets.csv": "item period text",
    "commitments.csv": "code item period project text due exact ongoing reporting_unit key "
    "starts phase quantity quantity_unit recurs zero_report",
    "indicators.csv": "code item name unit basis direction tolerance baseline annual annual_printed reporting_unit data_source "
    "sum_of headline same_as baseline_period baseline_source baseline_pending bound attribute cites",
    "planned.csv": "indicator period value printed words relative upper",
    "doubts.csv": "item what reading",
    "cells.csv": "item cell lines figures address",
}
ORGANISATION_COLUMNS = {
    "organisation_units.csv": "name kind aliases parent since until source",
    "successions.csv": "unit successor kind since source",
    "posts.csv": "person kind title field unit since until source",
}
"""Files of a folder of the organisation."""
OPTIONAL = {
    "commitments.csv": {
        "key": "false",
        "starts": "",
        "phase": "",
        "quantity": "",
        "quantity_unit": "",
        "recurs": "",
        "zero_report": "false",
    },
    "indicators.csv": {
        "same_as": "",
        "baseline_period": "",
        "baseline_source": "",
        "baseline_pending": "false",
        "bound": "",
        "attribute": "",
        "cites": "",
    },
    "planned.csv": {"words": "", "relative": "", "upper": ""},
    "cells.csv": {"address": ""},
}
"""File → columns that older folders lack, with the value that stands for them."""
_MAX_LINE = 20_000
DAY, NUMBER = "2017-06-30", "1250.5"


class Row:
    """A row of a CSV file; every value that cannot be converted raises PlanUnreadable with its file and row."""

    def __init__(self, file: str, number: int, values: dict[str, str]) -> None:
        self.place = f"{file} 第{number}行"
        self._values = values

    def __getitem__(self, column: str) -> str:
        return self._values[column]

    def convert(self, column: str, convert: Callable[[str], T], example: str) -> T:
        """Return the converted value; `example` shows the user a valid one."""
        return convert_text(self.place, column, self[column], convert, example)

    def integer(self, column: str, example: str) -> int:
        return self.convert(column, int, example)

    def number(self, column: str) -> float | None:
        return self.convert(column, float, NUMBER) if self[column] else None

    def flag(self, column: str) -> bool:
        return self.convert(column, ("false", "true").index, "true 或 false") == 1

    def day(self, column: str) -> date | None:
        return self.convert(column, date.fromisoformat, DAY) if self[column] else None

    def names(self, column: str) -> tuple[str, ...]:
        """Return the parts of a list separated by semicolons."""
        return tuple(part for part in self[column].split(";") if part)


def convert_text(place: str, column: str, text: str, convert: Callable[[str], T], example: str) -> T:
    try:
        return convert(text)
    except ValueError:
        raise PlanUnreadable(f"{place} {column} 列的“{text}”读不懂。", f"应写成 {example} 这样。") from None


def read_table(folder: Path, file: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file as column → text. Raises PlanUnreadable for a wrong head, or a row of another length."""
    reader = csv.DictReader(_read_lines(folder, file))
    rows = []
    _require_columns(file, reader.fieldnames or ())
    for number, values in enumerate(reader, start=2):
        # DictReader keeps surplus values under None, and fills up missing ones with None.
        if None in values or None in values.values():
            raise PlanUnreadable(f"{file} 第{number}行的列数与表头不符。", "请检查该行的逗号和引号。")
        rows.append({column: strip_invisible(text).strip() for column, text in values.items()})
    return rows


def rows_of(tables: Mapping[str, Sequence[Mapping[str, str]]], file: str) -> Iterator[Row]:
    """Yield the rows of a table, with the `OPTIONAL` columns that it lacks. Raises PlanUnreadable where it is missing."""
    if file not in tables:
        raise PlanUnreadable(f"计划里缺少 {file}。", "请补上它。")
    optional = OPTIONAL.get(file, {})
    for number, values in enumerate(tables[file], start=2):
        yield Row(file, number, {**optional, **values})


def _require_columns(file: str, found: Sequence[str]) -> None:
    columns = (COLUMNS | ORGANISATION_COLUMNS)[file].split()
    optional = OPTIONAL.get(file, {})
    if list(found) != [column for column in columns if column in found or column not in optional]:
        raise PlanUnreadable(f"{file} 的列应为 {'、'.join(columns)}，现为 {'、'.join(found)}。", "请改正表头。")


def _read_lines(folder: Path, file: str) -> list[str]:
    try:
        lines = (folder / file).read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise PlanUnreadable(f"计划文件夹里缺少 {file}。", f"请在 {folder} 中补上它。") from None
    except UnicodeDecodeError:
        raise PlanUnreadable(f"{file} 不是 UTF-8 编码。", "请另存为“CSV UTF-8”后再试。") from None
    for number, line in enumerate(lines, 1):
        if len(line) > _MAX_LINE:
            raise PlanUnreadable(
                f"{file} 第{number}行太长（{len(line)} 字）。", f"一行至多 {_MAX_LINE} 字，请检查引号和分行。"
            )
    return lines
