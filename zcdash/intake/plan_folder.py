"""Read a plan folder: `plan.toml` and the CSV files become `PlanTables`, and those one `Plan`.

Form is checked here (columns, numbers, dates, closed lists), content in `validate_plan`. Reading stops at the first
malformed value, with its file and row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from zcdash.domain.model import (
    Cell,
    Commitment,
    Doubt,
    Indicator,
    Item,
    Leader,
    Responsible,
    Target,
    Unit,
)
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.relative import with_relative_values
from zcdash.domain.terms import Basis, Direction, Recurrence, Responsibility, UnitKind
from zcdash.errors import PlanUnreadable
from zcdash.intake.plan_csv import COLUMNS, DAY, NUMBER, Row, read_table, rows_of
from zcdash.intake.plan_toml import read_head, read_toml
from zcdash.intake.recurrences import Rhythm, expand

_KINDS = ("unit", "leader")
OCCURRENCE = "occurrence:"
"""Start of the column recurs where the row is one occurrence of a duty, with its period, code and due date."""
Tables = Mapping[str, Sequence[Mapping[str, str]]]
"""File of a plan folder → its rows as column → text."""


def _items(tables: Tables) -> Iterator[Item]:
    for row in rows_of(tables, "items.csv"):
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


def _responsible(tables: Tables) -> Iterator[Responsible]:
    for row in rows_of(tables, "responsible.csv"):
        yield Responsible(
            kind=_KINDS[row.convert("kind", _KINDS.index, "unit 或 leader")],
            item=row["item"],
            name=row["name"],
            role=row.convert("role", Responsibility, "lead 或 support"),
            order=row.integer("order", "1"),
            assumed=row.flag("assumed"),
        )


def _units(tables: Tables) -> Iterator[Unit]:
    for row in rows_of(tables, "units.csv"):
        yield Unit(
            name=row["name"],
            kind=row.convert("kind", UnitKind, "department"),
            members=row.names("members"),
            aliases=row.names("aliases"),
            successor=row["successor"],
            note=row["note"],
        )


def _leaders(tables: Tables) -> Iterator[Leader]:
    for row in rows_of(tables, "leaders.csv"):
        yield Leader(row["name"], row["post"], row.day("from"), row.day("to"))


def _targets(tables: Tables) -> Iterator[Target]:
    for row in rows_of(tables, "targets.csv"):
        yield Target(row["item"], row["period"], row["text"])


def _commitments(tables: Tables, periods: tuple[str, ...]) -> Iterator[Commitment]:
    """Yield the commitments; a duty that recurs once for every occurrence."""
    for row in rows_of(tables, "commitments.csv"):
        is_one, rhythm = row["recurs"].startswith(OCCURRENCE), None
        if row["recurs"] and not is_one:
            rhythm = row.convert("recurs", Rhythm.parse, "month、month:20 或 year:03-01")
        spans = [Period.parse(p) for p in periods]
        first, last = min(p.starts for p in spans), max(p.ends for p in spans)
        starts, due = row.day("starts"), row.day("due")
        if due is None and rhythm is None:
            due = row.convert("due", date.fromisoformat, DAY)
        commitment = Commitment(
            code=row["code"],
            item=row["item"],
            period=row["period"],
            project=row["project"],
            text=row["text"],
            due=due or last,
            exact=row.flag("exact"),
            ongoing=row.flag("ongoing"),
            reporting_unit=row["reporting_unit"],
            key=row.flag("key"),
            starts=starts,
            phase=row["phase"],
            quantity=row.number("quantity"),
            quantity_unit=row["quantity_unit"],
            zero_report=row.flag("zero_report"),
            recurs=row.convert("recurs", _occurrence, "occurrence:month") if is_one else None,
        )
        yield from _occurrences(row, commitment, rhythm, periods, starts or first) if rhythm else [commitment]


def _occurrence(text: str) -> Recurrence:
    """Return the frequency of a duty of which a row is one occurrence already. Raises ValueError."""
    return Recurrence(text.removeprefix(OCCURRENCE))


def _occurrences(row: Row, duty: Commitment, rhythm: Rhythm, periods: tuple[str, ...], first: date) -> list[Commitment]:
    """Return the occurrences of a duty. Raises PlanUnreadable where it names a period, or none of them is in the plan."""
    if duty.period:
        raise PlanUnreadable(f"{row.place} 同时填了 recurs 和 period。", "定期的工作不填 period，各次自动列出。")
    occurrences = list(expand(duty, rhythm, periods, first, duty.due))
    if not occurrences:
        raise PlanUnreadable(f"{row.place} 的 {duty.code} 没有一次落在本计划的期内。", "请核对 recurs、starts 和 due。")
    return occurrences


@dataclass(slots=True)
class _Planned:
    """Planned values of one indicator, by period."""

    values: dict[str, float] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    relative: dict[str, float] = field(default_factory=dict)
    upper: dict[str, float] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Add a row of `planned.csv`. Raises PlanUnreadable for a period that is there already, or a row without a value."""
        period, relative, upper = row["period"], row.number("relative"), row.number("upper")
        if period in self.values or period in self.relative:
            raise PlanUnreadable(
                f"{row.place}：{row['indicator']} 在 {period} 的计划值重复。", "每个指标每期只写一行。"
            )
        if row["value"] or relative is None:
            self.values[period] = row.convert("value", float, NUMBER)
        if not row.flag("printed"):
            self.derived.add(period)
        if row["words"]:
            self.words[period] = row["words"]
        if relative is not None:
            self.relative[period] = relative
        if upper is not None:
            self.upper[period] = upper


def _planned_values(tables: Tables) -> dict[str, _Planned]:
    """Return indicator → its planned values."""
    planned: dict[str, _Planned] = {}
    for row in rows_of(tables, "planned.csv"):
        planned.setdefault(row["indicator"], _Planned()).add(row)
    return planned


def _indicators(tables: Tables) -> Iterator[Indicator]:
    planned = _planned_values(tables)
    for row in rows_of(tables, "indicators.csv"):
        values = planned.pop(row["code"], _Planned())
        yield with_relative_values(
            Indicator(
                code=row["code"],
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
                planned=values.values,
                derived=frozenset(values.derived),
                same_as=row["same_as"],
                baseline_period=row["baseline_period"],
                baseline_source=row["baseline_source"],
                baseline_pending=row.flag("baseline_pending"),
                strict=row.convert("bound", ("", ">", "<").index, "> 或 <") > 0,
                attribute=row["attribute"],
                cites=row["cites"],
                words=values.words,
                relative=values.relative,
                upper=values.upper,
            )
        )
    if planned:
        raise PlanUnreadable(
            f"planned.csv 中的指标 {'、'.join(sorted(planned))} 不在 indicators.csv 里。", "请改正编号。"
        )


def _doubts(tables: Tables) -> Iterator[Doubt]:
    for row in rows_of(tables, "doubts.csv"):
        yield Doubt(row["item"], row["what"], row["reading"])


def _cells(tables: Tables) -> Iterator[Cell]:
    for row in rows_of(tables, "cells.csv"):
        yield Cell(row["item"], row["cell"], row["lines"], tuple(row["figures"].split()), row["address"])


def read_plan_folder(folder: Path | str) -> Plan:
    """Return the plan in a folder. Raises PlanUnreadable, with file and row, for anything malformed."""
    return plan_of(read_plan_tables(folder))


def read_plan_tables(folder: Path | str) -> PlanTables:
    """Return the tables of a plan folder. Raises PlanUnreadable for a file that is missing or has other columns."""
    folder = Path(folder)
    return PlanTables(read_toml(folder), {file: read_table(folder, file) for file in COLUMNS})


def plan_of(plan: PlanTables) -> Plan:
    """Return the plan that tables hold. Raises PlanUnreadable, with file and row, for anything malformed."""
    head, tables = read_head(plan.toml), plan.tables
    return Plan(
        **head,
        units=tuple(_units(tables)),
        leaders=tuple(_leaders(tables)),
        items=tuple(_items(tables)),
        responsible=tuple(_responsible(tables)),
        targets=tuple(_targets(tables)),
        commitments=tuple(_commitments(tables, head["periods"])),
        indicators=tuple(_indicators(tables)),
        doubts=tuple(_doubts(tables)),
        cells=tuple(_cells(tables)),
    )
