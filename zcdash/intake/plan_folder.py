"""Read a plan folder: `plan.toml` and the CSV files become one `Plan`.

Form is checked here (columns, numbers, dates, closed lists), content in `validate_plan`. Reading stops at the first
malformed value, with its file and row.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from zcdash.domain.model import (
    Basis,
    Cell,
    Chapter,
    Commitment,
    Direction,
    Doubt,
    Indicator,
    Item,
    Leader,
    Responsibility,
    Responsible,
    Target,
    Unit,
    UnitKind,
)
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import PlanUnreadable
from zcdash.text import single_line, strip_invisible

T = TypeVar("T")
COLUMNS = {
    "items.csv": "number code chapter seq focus title goal deadline lines",
    "responsible.csv": "item kind name role order assumed",
    "units.csv": "name kind members aliases successor note",
    "leaders.csv": "name post from to note",
    "targets.csv": "item period text",
    "commitments.csv": "code item period project text due exact ongoing reporting_unit key",
    "indicators.csv": "code item name unit basis direction tolerance baseline annual annual_printed reporting_unit data_source "
    "sum_of headline same_as",
    "planned.csv": "indicator period value printed",
    "doubts.csv": "item what reading",
    "cells.csv": "item cell lines figures",
}
OPTIONAL = {"commitments.csv": {"key": "false"}, "indicators.csv": {"same_as": ""}}
"""File → columns that older folders lack, with the value that stands for them."""
_MAX_LINE = 20_000
_DAY, _NUMBER = "2017-06-30", "1250.5"
_KINDS = ("unit", "leader")


class _Row:
    """A row of a CSV file; every value that cannot be converted raises PlanUnreadable with its file and row."""

    def __init__(self, file: str, number: int, values: dict[str, str]) -> None:
        self.place = f"{file} 第{number}行"
        self._values = values

    def __getitem__(self, column: str) -> str:
        return self._values[column]

    def convert(self, column: str, convert: Callable[[str], T], example: str) -> T:
        """Return the converted value; `example` shows the user a valid one."""
        return _convert(self.place, column, self[column], convert, example)

    def integer(self, column: str, example: str) -> int:
        return self.convert(column, int, example)

    def number(self, column: str) -> float | None:
        return self.convert(column, float, _NUMBER) if self[column] else None

    def flag(self, column: str) -> bool:
        return self.convert(column, ("false", "true").index, "true 或 false") == 1

    def day(self, column: str) -> date | None:
        return self.convert(column, date.fromisoformat, _DAY) if self[column] else None

    def names(self, column: str) -> tuple[str, ...]:
        """Return the parts of a list separated by semicolons."""
        return tuple(part for part in self[column].split(";") if part)


def _convert(place: str, column: str, text: str, convert: Callable[[str], T], example: str) -> T:
    try:
        return convert(text)
    except ValueError:
        raise PlanUnreadable(f"{place} {column} 列的“{text}”读不懂。", f"应写成 {example} 这样。") from None


def _read_rows(folder: Path, file: str) -> Iterator[_Row]:
    """Yield the rows of a CSV file, whose columns must be exactly the expected ones; `OPTIONAL` ones may be missing."""
    reader = csv.DictReader(_read_lines(folder, file))
    columns = COLUMNS[file].split()
    absent = {
        column: text for column, text in OPTIONAL.get(file, {}).items() if column not in (reader.fieldnames or ())
    }
    if reader.fieldnames != [column for column in columns if column not in absent]:
        raise PlanUnreadable(
            f"{file} 的列应为 {'、'.join(columns)}，现为 {'、'.join(reader.fieldnames or [])}。", "请改正表头。"
        )
    for number, values in enumerate(reader, start=2):
        # DictReader keeps surplus values under None, and fills up missing ones with None.
        if None in values or None in values.values():
            raise PlanUnreadable(f"{file} 第{number}行的列数与表头不符。", "请检查该行的逗号和引号。")
        cleaned = {column: strip_invisible(text).strip() for column, text in values.items()}
        yield _Row(file, number, absent | cleaned)


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


def _items(folder: Path) -> Iterator[Item]:
    for row in _read_rows(folder, "items.csv"):
        yield Item(
            number=row.integer("number", "12"),
            code=row["code"],
            chapter=row.integer("chapter", "3"),
            seq=row.integer("seq", "11"),
            focus=row["focus"],
            title=row["title"],
            goal=row["goal"],
            deadline=row["deadline"],
            lines=row["lines"],
        )


def _responsible(folder: Path) -> Iterator[Responsible]:
    for row in _read_rows(folder, "responsible.csv"):
        yield Responsible(
            kind=_KINDS[row.convert("kind", _KINDS.index, "unit 或 leader")],
            item=row["item"],
            name=row["name"],
            role=row.convert("role", Responsibility, "lead 或 support"),
            order=row.integer("order", "1"),
            assumed=row.flag("assumed"),
        )


def _units(folder: Path) -> Iterator[Unit]:
    for row in _read_rows(folder, "units.csv"):
        yield Unit(
            name=row["name"],
            kind=row.convert("kind", UnitKind, "department"),
            members=row.names("members"),
            aliases=row.names("aliases"),
            successor=row["successor"],
            note=row["note"],
        )


def _leaders(folder: Path) -> Iterator[Leader]:
    for row in _read_rows(folder, "leaders.csv"):
        yield Leader(row["name"], row["post"], row.day("from"), row.day("to"))


def _targets(folder: Path) -> Iterator[Target]:
    for row in _read_rows(folder, "targets.csv"):
        yield Target(row["item"], row["period"], row["text"])


def _commitments(folder: Path) -> Iterator[Commitment]:
    for row in _read_rows(folder, "commitments.csv"):
        yield Commitment(
            code=row["code"],
            item=row["item"],
            period=row["period"],
            project=row["project"],
            text=row["text"],
            due=row.convert("due", date.fromisoformat, _DAY),
            exact=row.flag("exact"),
            ongoing=row.flag("ongoing"),
            reporting_unit=row["reporting_unit"],
            key=row.flag("key"),
        )


def _planned_values(folder: Path) -> tuple[dict[str, dict[str, float]], dict[str, set[str]]]:
    """Return indicator → period → planned value, and indicator → the periods whose value is not printed."""
    planned: dict[str, dict[str, float]] = {}
    derived: dict[str, set[str]] = {}
    for row in _read_rows(folder, "planned.csv"):
        indicator, period = row["indicator"], row["period"]
        value = row.convert("value", float, _NUMBER)
        if period in planned.setdefault(indicator, {}):
            raise PlanUnreadable(f"{row.place}：{indicator} 在 {period} 的计划值重复。", "每个指标每期只写一行。")
        planned[indicator][period] = value
        if not row.flag("printed"):
            derived.setdefault(indicator, set()).add(period)
    return planned, derived


def _indicators(folder: Path) -> Iterator[Indicator]:
    planned, derived = _planned_values(folder)
    for row in _read_rows(folder, "indicators.csv"):
        code = row["code"]
        yield Indicator(
            code=code,
            item=row["item"],
            name=row["name"],
            unit=row["unit"],
            basis=row.convert("basis", Basis, "cumulative"),
            direction=row.convert("direction", Direction, "at_least"),
            tolerance=row.number("tolerance"),
            baseline=row.number("baseline"),
            annual=row.number("annual"),
            annual_printed=row.flag("annual_printed"),
            reporting_unit=row["reporting_unit"],
            data_source=row["data_source"],
            sum_of=row.names("sum_of"),
            headline=row.integer("headline", "1") if row["headline"] else None,
            planned=planned.pop(code, {}),
            derived=frozenset(derived.get(code, ())),
            same_as=row["same_as"],
        )
    if planned:
        raise PlanUnreadable(
            f"planned.csv 中的指标 {'、'.join(sorted(planned))} 不在 indicators.csv 里。", "请改正编号。"
        )


def _doubts(folder: Path) -> Iterator[Doubt]:
    for row in _read_rows(folder, "doubts.csv"):
        yield Doubt(row["item"], row["what"], row["reading"])


def _cells(folder: Path) -> Iterator[Cell]:
    for row in _read_rows(folder, "cells.csv"):
        yield Cell(row["item"], row["cell"], row["lines"], tuple(row["figures"].split()))


def _read_toml(folder: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads((folder / "plan.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanUnreadable(f"{folder} 不是计划文件夹：没有 plan.toml。", "请给出含有 plan.toml 的文件夹。") from None
    except tomllib.TOMLDecodeError as error:
        raise PlanUnreadable(f"plan.toml 不是正确的 TOML：{error}。", "请按提示的行改正。") from None
    return {key: _clean(value) for key, value in table.items()}


def _clean(value: Any) -> Any:
    """Return a TOML value with every text in it on one line and without invisible characters."""
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return single_line(value) if isinstance(value, str) else value


def read_plan_folder(folder: Path | str) -> Plan:
    """Return the plan in a folder. Raises PlanUnreadable, with file and row, for anything malformed."""
    folder = Path(folder)
    head = _read_toml(folder)
    try:
        plan, reporting, contact = head["plan"], head["reporting"], head["contact"]
        return Plan(
            id=plan["id"],
            number=plan["number"],
            title=plan["title"],
            issuer=plan["issuer"],
            issued=plan["issued"],
            year=plan["year"],
            periods=tuple(_convert("plan.toml", "periods", p, Period.parse, "2017Q3").text for p in plan["periods"]),
            item_count=plan["items"],
            report_day=reporting["day"],
            report_to=reporting["to"],
            signers=tuple(reporting["signers"]),
            contact=f"电话 {'、'.join(contact['phone'])}；邮箱 {contact['email']}",
            source_file=head["source"]["file"],
            chapters=tuple(Chapter(c["number"], c["title"]) for c in head["chapter"]),
            units=tuple(_units(folder)),
            leaders=tuple(_leaders(folder)),
            items=tuple(_items(folder)),
            responsible=tuple(_responsible(folder)),
            targets=tuple(_targets(folder)),
            commitments=tuple(_commitments(folder)),
            indicators=tuple(_indicators(folder)),
            doubts=tuple(_doubts(folder)),
            cells=tuple(_cells(folder)),
        )
    except KeyError as missing:
        raise PlanUnreadable(f"plan.toml 里缺少 {missing.args[0]}。", "请对照 docs/plan-folder.md 补上。") from None
