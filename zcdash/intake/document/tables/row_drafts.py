"""Items while their rows are read: the passages of each field, joined over the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from zcdash.domain.source_document import Passage, Passages, SourceRow
from zcdash.intake.document.source_rows import are_beside
from zcdash.intake.document.tables.cell_values import levels_of
from zcdash.intake.document.tables.table_grid import plain

_DIGITS = 9
"""Width at which the numbers of columns are compared as texts."""
Fields = dict[str, list[Passage]]
"""Field (`goal`, `target:2017Q1`, `other:备注`) → its passages."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """Item while its rows are read."""

    chapter: str
    table: int
    row: int
    place: str
    """Address of its first row."""
    fields: Fields
    columns: tuple[str, ...] = ()
    """Fields that the table has columns for."""
    last: dict[str, str] = field(default_factory=dict)
    """Field → plain text of the last row that had one."""
    leads_apart: bool = False
    same_as: dict[str, list[Passage]] = field(default_factory=dict)

    @property
    def seq(self) -> int:
        """序号 as a number, 0 for none."""
        return self.levels[0] if self.levels else 0

    @property
    def levels(self) -> tuple[int, ...]:
        """Numbers that 序号 has, from the highest level: 3.2 → 3, 2."""
        return next((levels_of(plain(passage.text)) for passage in self.fields.get("seq", [])), ())

    def add(self, fields: Fields) -> None:
        """Add the passages of one more row; those of cells that reach over both rows are there already."""
        for name, passages in fields.items():
            known = self.fields.setdefault(name, [])
            fresh = [passage for passage in passages if passage not in known]
            known += fresh
            if fresh:
                self.last[name] = texts_of({name: fresh})[name]

    def finished(self) -> SourceRow:
        """Return the row."""
        based = next((name for name in self.fields if name.startswith("baseline:")), "baseline:")
        return SourceRow(
            chapter=self.chapter,
            seq=self.seq,
            focus=self._of("focus"),
            goal=_by_columns(self._of("goal")),
            deadline=self._of("deadline"),
            unit=self._of("unit"),
            sums=self._of("sums"),
            baseline=self._of(based),
            baseline_year=based.removeprefix("baseline:"),
            attribute=self._of("attribute"),
            figures=self._under("figure:"),
            schedule=self._of("schedule"),
            leads=self._of("leads"),
            supports=self._of("supports"),
            leaders=self._of("leaders"),
            targets=self._under("target:"),
            totals=self._under("total:"),
            others=self._under("other:"),
            seq_passages=self._of("seq"),
            leads_apart=self.leads_apart,
            same_as={place: tuple(dittos) for place, dittos in self.same_as.items()},
        )

    def _of(self, name: str) -> Passages:
        return tuple(self.fields.get(name, ()))

    def _under(self, start: str) -> dict[str, Passages]:
        return {
            name.removeprefix(start): tuple(passages)
            for name, passages in self.fields.items()
            if name.startswith(start) and passages
        }


def _by_columns(passages: Passages) -> Passages:
    """Return the passages of two columns that are one field column by column: a row that is cut has parts of both in each piece."""
    if not any(are_beside(*pair) for pair in pairwise(passages)):
        return passages
    return tuple(sorted(passages, key=lambda passage: passage.place.rpartition("第")[2].rjust(_DIGITS)))


def texts_of(fields: Fields) -> dict[str, str]:
    """Return field → plain text."""
    return {name: plain("".join(passage.text for passage in passages)) for name, passages in fields.items() if passages}


def places_of(rows: Iterable[SourceRow]) -> set[str]:
    """Return the places of all passages of the rows."""
    return {
        passage.place
        for row in rows
        for passages in (
            row.focus, row.goal, row.deadline, row.leads, row.supports, row.leaders, row.seq_passages, row.unit, row.schedule,
            row.baseline, row.attribute,
            *row.targets.values(), *row.figures.values(), *row.totals.values(),
            *row.others.values(),
        )
        for passage in passages
    }  # fmt: skip
