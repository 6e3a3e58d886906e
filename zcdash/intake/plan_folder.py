"""A plan folder, read: `plan.toml` and nine CSV files become one `Plan`.

Shape is settled here (columns, numbers, dates, closed words); sense is `check.py`'s business. The first thing that has
no shape stops the reading, with file and row.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

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

COLUMNS = {
    "items.csv": "number code chapter seq focus title goal deadline lines",
    "responsible.csv": "item kind name role order assumed",
    "units.csv": "name kind members aliases successor note",
    "leaders.csv": "name post from to note",
    "targets.csv": "item period text",
    "commitments.csv": "code item period project text due exact ongoing reporting_unit",
    "indicators.csv": "code item name unit basis direction tolerance baseline annual annual_printed reporting_unit data_source "
    "sum_of headline",
    "planned.csv": "indicator period value printed",
    "doubts.csv": "item what reading",
    "cells.csv": "item cell lines figures",
}
_LONGEST = 20_000


def _rows(folder: Path, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, row) of each row of a CSV file; the columns must be exactly the expected ones."""
    path = folder / name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PlanUnreadable(f"计划文件夹里缺少 {name}。", f"请在 {folder} 中补上它。") from None
    except UnicodeDecodeError:
        raise PlanUnreadable(f"{name} 不是 UTF-8 编码。", "请另存为“CSV UTF-8”后再试。") from None
    lines = text.splitlines()
    long = next((n for n, one in enumerate(lines, 1) if len(one) > _LONGEST), None)
    if long:
        raise PlanUnreadable(
            f"{name} 第{long}行太长（{len(lines[long - 1])} 字）。", f"一行至多 {_LONGEST} 字，请检查引号和分行。"
        )
    reader = csv.DictReader(lines)
    wanted = COLUMNS[name].split()
    if reader.fieldnames != wanted:
        raise PlanUnreadable(
            f"{name} 的列应为 {'、'.join(wanted)}，现为 {'、'.join(reader.fieldnames or [])}。", "请改正表头。"
        )
    for number, row in enumerate(reader, start=2):
        place = f"{name} 第{number}行"
        if None in row or None in row.values():
            raise PlanUnreadable(f"{place}的列数与表头不符。", "请检查该行的逗号和引号。")
        yield place, {k: strip_invisible(v).strip() for k, v in row.items()}


def _as(place: str, column: str, text: str, convert: Callable[[str], Any], example: str) -> Any:
    try:
        return convert(text)
    except ValueError:
        raise PlanUnreadable(f"{place} {column} 列的“{text}”读不懂。", f"应写成 {example} 这样。") from None


def _number(place: str, column: str, text: str) -> float | None:
    return _as(place, column, text, float, "1250.5") if text else None


def _flag(place: str, column: str, text: str) -> bool:
    return _as(place, column, text, ("false", "true").index, "true 或 false") == 1


def _day(place: str, column: str, text: str) -> date | None:
    return _as(place, column, text, date.fromisoformat, "2017-06-30") if text else None


def _list(text: str) -> tuple[str, ...]:
    return tuple(t for t in text.split(";") if t)


def _items(folder: Path) -> Iterator[Item]:
    for at, r in _rows(folder, "items.csv"):
        yield Item(
            number=_as(at, "number", r["number"], int, "12"),
            code=r["code"],
            chapter=_as(at, "chapter", r["chapter"], int, "3"),
            seq=_as(at, "seq", r["seq"], int, "11"),
            focus=r["focus"],
            title=r["title"],
            goal=r["goal"],
            deadline=r["deadline"],
            lines=r["lines"],
        )


def _responsible(folder: Path) -> Iterator[Responsible]:
    for at, r in _rows(folder, "responsible.csv"):
        kinds = ("unit", "leader")
        kind = kinds[_as(at, "kind", r["kind"], kinds.index, "unit 或 leader")]
        yield Responsible(
            item=r["item"],
            name=r["name"],
            role=_as(at, "role", r["role"], Responsibility, "lead 或 support"),
            order=_as(at, "order", r["order"], int, "1"),
            assumed=_flag(at, "assumed", r["assumed"]),
            kind=kind,
        )


def _commitments(folder: Path) -> Iterator[Commitment]:
    for at, r in _rows(folder, "commitments.csv"):
        yield Commitment(
            code=r["code"],
            item=r["item"],
            period=r["period"],
            project=r["project"],
            text=r["text"],
            due=_as(at, "due", r["due"], date.fromisoformat, "2017-06-30"),
            exact=_flag(at, "exact", r["exact"]),
            ongoing=_flag(at, "ongoing", r["ongoing"]),
            reporting_unit=r["reporting_unit"],
        )


def _indicators(folder: Path) -> Iterator[Indicator]:
    planned: dict[str, dict[str, float]] = {}
    derived: dict[str, set[str]] = {}
    for at, r in _rows(folder, "planned.csv"):
        value = _as(at, "value", r["value"], float, "1250.5")
        if r["period"] in planned.setdefault(r["indicator"], {}):
            raise PlanUnreadable(f"{at}：{r['indicator']} 在 {r['period']} 的计划值重复。", "每个指标每期只写一行。")
        planned[r["indicator"]][r["period"]] = value
        if not _flag(at, "printed", r["printed"]):
            derived.setdefault(r["indicator"], set()).add(r["period"])
    for at, r in _rows(folder, "indicators.csv"):
        yield Indicator(
            code=r["code"],
            item=r["item"],
            name=r["name"],
            unit=r["unit"],
            basis=_as(at, "basis", r["basis"], Basis, "cumulative"),
            direction=_as(at, "direction", r["direction"], Direction, "at_least"),
            tolerance=_number(at, "tolerance", r["tolerance"]),
            baseline=_number(at, "baseline", r["baseline"]),
            annual=_number(at, "annual", r["annual"]),
            annual_printed=_flag(at, "annual_printed", r["annual_printed"]),
            reporting_unit=r["reporting_unit"],
            data_source=r["data_source"],
            sum_of=_list(r["sum_of"]),
            headline=_as(at, "headline", r["headline"], int, "1") if r["headline"] else None,
            planned=planned.pop(r["code"], {}),
            derived=frozenset(derived.get(r["code"], ())),
        )
    if planned:
        raise PlanUnreadable(
            f"planned.csv 中的指标 {'、'.join(sorted(planned))} 不在 indicators.csv 里。", "请改正编号。"
        )


def _toml(folder: Path) -> dict[str, Any]:
    try:
        return _plain(tomllib.loads((folder / "plan.toml").read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise PlanUnreadable(f"{folder} 不是计划文件夹：没有 plan.toml。", "请给出含有 plan.toml 的文件夹。") from None
    except tomllib.TOMLDecodeError as broken:
        raise PlanUnreadable(f"plan.toml 不是正确的 TOML：{broken}。", "请按提示的行改正。") from None


def _plain(value: Any) -> Any:
    """The same value with every text in it plain and on one line."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return (
        single_line(value)
        if isinstance(value, str)
        else [_plain(v) for v in value]
        if isinstance(value, list)
        else value
    )


def read_plan_folder(folder: Path | str) -> Plan:
    """The plan that `folder` holds. Raises PlanUnreadable, with file and row, where something has no shape."""
    folder = Path(folder)
    head = _toml(folder)
    try:
        plan, reporting, contact = head["plan"], head["reporting"], head["contact"]
        return Plan(
            id=plan["id"],
            number=plan["number"],
            title=plan["title"],
            issuer=plan["issuer"],
            issued=plan["issued"],
            year=plan["year"],
            periods=tuple(_as("plan.toml", "periods", p, Period.parse, "2017Q3").text for p in plan["periods"]),
            item_count=plan["items"],
            report_day=reporting["day"],
            report_to=reporting["to"],
            signers=tuple(reporting["signers"]),
            contact=f"电话 {'、'.join(contact['phone'])}；邮箱 {contact['email']}",
            source_file=head["source"]["file"],
            chapters=tuple(Chapter(c["number"], c["title"]) for c in head["chapter"]),
            units=tuple(
                Unit(
                    name=r["name"],
                    kind=_as(at, "kind", r["kind"], UnitKind, "department"),
                    members=_list(r["members"]),
                    aliases=_list(r["aliases"]),
                    successor=r["successor"],
                    note=r["note"],
                )
                for at, r in _rows(folder, "units.csv")
            ),
            leaders=tuple(
                Leader(r["name"], r["post"], _day(at, "from", r["from"]), _day(at, "to", r["to"]))
                for at, r in _rows(folder, "leaders.csv")
            ),
            items=tuple(_items(folder)),
            responsible=tuple(_responsible(folder)),
            targets=tuple(Target(r["item"], r["period"], r["text"]) for _, r in _rows(folder, "targets.csv")),
            commitments=tuple(_commitments(folder)),
            indicators=tuple(_indicators(folder)),
            doubts=tuple(Doubt(r["item"], r["what"], r["reading"]) for _, r in _rows(folder, "doubts.csv")),
            cells=tuple(
                Cell(r["item"], r["cell"], r["lines"], tuple(r["figures"].split()))
                for _, r in _rows(folder, "cells.csv")
            ),
        )
    except KeyError as missing:
        raise PlanUnreadable(f"plan.toml 里缺少 {missing.args[0]}。", "请对照 docs/plan-folder.md 补上。") from None
