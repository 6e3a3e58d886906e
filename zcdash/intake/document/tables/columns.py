"""Columns of a table, found by their heads in any wording and order; where heads are gone, by their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from zcdash.domain.plan_proposal import ColumnMatch
from zcdash.domain.source_document import SourceCell, SourceTable
from zcdash.intake.document.tables.cell_values import kind_of_values, number_of
from zcdash.intake.document.tables.column_fields import fields_of, fits
from zcdash.intake.document.tables.head_columns import HeadColumn
from zcdash.intake.document.tables.head_words import OTHER, TARGET, recognised
from zcdash.intake.document.tables.indicator_columns import are_of_figures
from zcdash.intake.document.tables.table_grid import Grid, grid_of, is_filled, plain

_MOST_HEAD_ROWS = 3
_LONGEST = 60
_LONGEST_DIVIDING = 8
"""Characters of a lower head whose words need not be known."""
_MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHead:
    """Head of a table, or of the part of it below: its first and last row, 0 where it has none, and its columns."""

    first: int
    last: int
    columns: tuple[ColumnMatch, ...]
    spans: tuple[tuple[int, int], ...]
    """First and last grid column of each."""

    @property
    def rows(self) -> int:
        """Number of head rows."""
        return self.last - self.first + 1 if self.last else 0

    @property
    def fields(self) -> tuple[str, ...]:
        """Field of each column; periods included."""
        return tuple(column.field for column in self.columns)

    @property
    def is_of_items(self) -> bool:
        """True where the columns are those of items: something to do, and who does it, by when, or in which steps."""
        fields = {field.split(":")[0] for field in self.fields}
        return bool(fields & {"goal", "target", "figure"}) and bool(
            fields & {"leads", "leaders", "supports", "deadline", "target"}
        )


def match_columns(table: SourceTable, decided: Mapping[str, str], year: int | None = None) -> TableHead:
    """Return the first head of a table with the field of each column; `decided` maps heads to fields and wins.

    A table without a head is matched by its values, with little confidence.
    """
    grid = grid_of(table)
    heads = heads_of(grid, decided, year)
    return heads[0] if heads else head_by_values(grid, decided, year)


def heads_of(grid: Grid, decided: Mapping[str, str], year: int | None) -> list[TableHead]:
    """Return all heads of a table from above: it is repeated on a new page, and may change between chapters."""
    found: list[tuple[int, int]] = []
    row = 1
    while row <= grid.table.rows:
        if _is_head(grid, row, decided):
            last = _last_head_row(grid, row, decided)
            found.append((_first_head_row(grid, row, found[-1][1] if found else 0), last))
            row = last
        row += 1
    ends = [*(first - 1 for first, _ in found[1:]), grid.table.rows][: len(found)]
    return [_head(grid, first, last, end, decided, year) for (first, last), end in zip(found, ends, strict=True)]


def head_by_values(grid: Grid, decided: Mapping[str, str], year: int | None) -> TableHead:
    """Return the columns of a table without a head, by their values."""
    spans = _usual_spans(grid)
    columns = [HeadColumn(first, last, (), name=f"表{grid.table.number} 第{first}列") for first, last in spans]
    return _matched(grid, 0, 0, columns, (1, grid.table.rows), decided, year)


def continued(head: TableHead, grid: Grid, last: int) -> TableHead | None:
    """Return the columns of a table before as those of the rows up to `last`; None where they can't be the same."""
    spans = head.spans if head.spans and head.spans[-1][1] == grid.table.columns else _usual_spans(grid)
    if len(spans) != len(head.columns):
        return None
    kinds = [kind_of_values(column_texts(grid, (1, last), *span)) for span in spans]
    differ = [column.field for column, kind in zip(head.columns, kinds, strict=True) if not fits(column.field, kind)]
    if "seq" in differ or len(differ) > 1:
        return None
    columns = tuple(
        replace(column, table=grid.table.number, column=first)
        for column, (first, _) in zip(head.columns, spans, strict=True)
    )
    return TableHead(first=0, last=0, columns=columns, spans=tuple(spans))


def column_texts(grid: Grid, rows: tuple[int, int], first: int, last: int) -> list[str]:
    """Return the texts of the cells that lie within a column, between two rows."""
    return [
        cell.content.text
        for cell in grid.table.cells
        if rows[0] <= cell.row <= rows[1] and first <= cell.column and cell.column + cell.column_span - 1 <= last
    ]


def _head(grid: Grid, first: int, last: int, end: int, decided: Mapping[str, str], year: int | None) -> TableHead:
    columns = []
    for span in _head_spans(grid, first, last):
        for n, (start, stop) in enumerate(_divided(grid, span, (last + 1, end))):
            cells = head_cells(grid, first, last, start)
            over = [cell for cell in cells if not n or not is_lowest(cell, cells)]
            texts = [grid.text(cell) for cell in over if grid.text(cell)]
            name = " ".join(dict.fromkeys(texts)) or f"表{grid.table.number} 第{start}列"
            columns.append(HeadColumn(start, stop, tuple(texts), name=name))
    return _matched(grid, first, last, columns, (last + 1, end), decided, year)


def _matched(
    grid: Grid,
    first: int,
    last: int,
    columns: list[HeadColumn],
    body: tuple[int, int],
    decided: Mapping[str, str],
    year: int | None,
) -> TableHead:
    """Return a head with the fields of its columns, by words, then by values."""
    known = {plain(head): field for head, field in decided.items()}
    valued = [
        replace(
            column,
            kind=kind_of_values(texts := column_texts(grid, body, column.first, column.last)),
            length=sum(map(len, texts)),
            decided=known.get(plain(column.name), ""),
        )
        for column in columns
    ]
    matches = tuple(
        ColumnMatch(table=grid.table.number, column=column.first, head=column.name, field=field, confidence=confidence)
        for column, (field, confidence) in zip(valued, fields_of(valued, year), strict=True)
    )
    return TableHead(first=first, last=last, columns=matches, spans=tuple((c.first, c.last) for c in columns))


def _is_head(grid: Grid, row: int, decided: Mapping[str, str]) -> bool:
    """Return True if a row begins a head: three fields are recognised in it, or most of its cells, or it is one of figures."""
    cells = [cell for cell in grid.own(row) if cell.column_span < max(grid.table.columns, 2)]
    if any(number_of(grid.text(cell)) or len(grid.text(cell)) > _LONGEST for cell in grid.rows[row]):
        return False
    if are_of_figures([text for cell in grid.rows[row] if (text := grid.text(cell))]):
        return True
    known = {plain(head): field for head, field in decided.items()}
    fields = [known.get(text) or recognised(text) for cell in cells if (text := grid.text(cell))]
    found = {field for field in fields if field}
    named = sum(bool(field) for field in fields)
    if not any(field != OTHER and not field.startswith(TARGET) for field in found):
        return False
    return (len(found) >= 3 and named * 2 >= len(fields)) or (len(found) == 2 and named * 3 >= len(fields) * 2)


def _first_head_row(grid: Grid, row: int, before: int) -> int:
    """Return the row that a head begins with: one above has the upper halves of its cells."""
    above = row - 1
    if above <= before or not any(cell.row == above and cell.row_span > 1 for cell in grid.rows[row]):
        return row
    return above


def _last_head_row(grid: Grid, row: int, decided: Mapping[str, str]) -> int:
    """Return the last row of a head: it goes on below cells that are merged downwards, or with lower halves of heads."""
    last = row
    while last + 1 <= grid.table.rows and last - row + 1 < _MOST_HEAD_ROWS:
        covered = any(cell.row + cell.row_span - 1 > last for cell in grid.rows[last] if recognised(grid.text(cell)))
        is_head = covered and (_may_be_heads(grid, last + 1) or _divides(grid, last))
        if not grid.own(last + 1) or not (
            is_head or _are_lower_heads(grid, last) or _is_upper_head(grid, last, decided)
        ):
            break
        last += 1
    return last


def _may_be_heads(grid: Grid, row: int) -> bool:
    """Return True unless a row below a head that is merged downwards has the number or the long texts of an item."""
    texts = [grid.text(cell) for cell in grid.own(row)]
    known = sum(bool(recognised(text)) for text in texts)
    return known * 2 >= len(texts) and not any(number_of(text) or len(text) > _LONGEST for text in texts)


def _divides(grid: Grid, row: int) -> bool:
    """Return True if the row below a head only divides wide cells of it, and all its other cells reach down: 合计, 中央, 县级."""
    below = grid.own(row + 1)
    wide = [cell for cell in grid.own(row) if cell.column_span > 1 and cell.row_span == 1]
    under = [c for c in below if any(w.column <= c.column < w.column + w.column_span for w in wide)]
    others = [cell for cell in grid.own(row) if cell not in wide]
    are_texts = not any(number_of(grid.text(cell)) or len(grid.text(cell)) > _LONGEST_DIVIDING for cell in below)
    return len(under) == len(below) > 1 and are_texts and all(cell.row_span > 1 for cell in others)


def _are_lower_heads(grid: Grid, row: int) -> bool:
    """Return True if the row below has heads that divide those of this one: 一季度 below 阶段目标, 牵头 below 责任单位."""
    above, below = grid.own(row), grid.own(row + 1)
    heads = [cell for cell in below if recognised(grid.text(cell))]
    if len(heads) < 2 or len(heads) * 2 <= len(below) or any(number_of(grid.text(cell)) for cell in below):
        return False
    below_columns = {cell.column for cell in below}
    alone = [cell for cell in above if cell.column not in below_columns]
    is_split = any(cell.column_span > 1 for cell in above)
    return bool(alone) and (is_split or len(heads) == len(below))


def _is_upper_head(grid: Grid, row: int, decided: Mapping[str, str]) -> bool:
    """Return True if a row of heads only groups those of the next: 任务, 责任, 进度 over the columns themselves."""
    above, below = grid.own(row), grid.own(row + 1)
    is_split = any(cell.column_span > 1 for cell in above)
    return is_split and len(above) < len(below) and _is_head(grid, row + 1, decided)


def _head_spans(grid: Grid, first: int, last: int) -> list[tuple[int, int]]:
    """Return first and last grid column of each column that a head divides a table into: its lowest cells decide.

    In a sheet with far more columns than a table has, those without any text are left out.
    """
    spans: list[tuple[int, int]] = []
    used = {cell.column for cell in grid.table.cells if is_filled(cell)}
    column = 1
    while column <= grid.table.columns:
        cells = head_cells(grid, first, last, column)
        ends = [cell.column + cell.column_span - 1 for cell in cells if is_lowest(cell, cells)] or [column]
        stop = max(column, min(ends))
        if grid.table.columns <= _MOST_COLUMNS or cells or column in used:
            spans.append((column, stop))
        column = stop + 1
    return spans


def _divided(grid: Grid, span: tuple[int, int], rows: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the columns below one head: several where most rows have several filled cells there."""
    starts: Counter[int] = Counter()
    divided = whole = 0
    for row in range(rows[0], rows[1] + 1) if span[1] > span[0] else ():
        inside = [c for c in grid.own(row) if span[0] <= c.column and c.column + c.column_span - 1 <= span[1]]
        divided += len(inside) > 1
        whole += len(inside) == 1
        starts.update(cell.column for cell in inside if len(inside) > 1)
    if divided <= whole:
        return [span]
    firsts = sorted({span[0], *(column for column, times in starts.items() if times * 2 > divided)})
    return list(zip(firsts, [*(first - 1 for first in firsts[1:]), span[1]], strict=True))


def is_lowest(cell: SourceCell, cells: list[SourceCell]) -> bool:
    """Return True for the narrowest of the head cells over a column."""
    return cell.column_span == min(each.column_span for each in cells)


def head_cells(grid: Grid, first: int, last: int, column: int) -> list[SourceCell]:
    """Return the head cells over a grid column, from above."""
    cells: list[SourceCell] = []
    for row in range(first, last + 1):
        for cell in grid.rows[row]:
            if cell.column <= column < cell.column + cell.column_span and cell not in cells:
                cells.append(cell)
    return cells


def _usual_spans(grid: Grid) -> list[tuple[int, int]]:
    """Return the columns of a table without a head: those of the row with most cells."""
    widest = max(grid.rows[1:], key=len, default=())
    return [(cell.column, cell.column + cell.column_span - 1) for cell in widest]
