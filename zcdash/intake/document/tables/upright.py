"""Tables laid out anew with their heads on top: those turned on their side, and cards of labels and values.

Each cell keeps its text and its address in the file; only the place that it is read at is another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from zcdash.domain.source_document import SourceCell, SourceDocument, SourceTable
from zcdash.intake.document.tables.columns import heads_of
from zcdash.intake.document.tables.head_words import OTHER, recognised
from zcdash.intake.document.tables.table_grid import grid_of, is_filled, plain

_LEAST_FIELDS = 3
_LONGEST_LABEL = 14
_MOST_LABELS = 40
_KNOWN = 0.6
_DOERS = frozenset(("leads", "supports", "leaders", "deadline", "target", "schedule"))


def upright(document: SourceDocument) -> SourceDocument:
    """Return a document whose tables have their heads on top; one that has is left as it is."""
    return replace(document, tables=tuple(map(_laid_out, document.tables)))


def _laid_out(table: SourceTable) -> SourceTable:
    if any(cell.at for cell in table.cells):
        return table
    found = _cards(table) or _turned(table)
    if not found:
        return table
    kept = Counter((cell.at, cell.content) for cell in found.cells if is_filled(cell))
    same = Counter(((cell.row, cell.column), cell.content) for cell in table.cells if is_filled(cell)) == kept
    heads = heads_of(grid_of(found), {}, None) if same else []
    return found if heads and heads[0].is_of_items else table


def _field_of(text: str) -> str:
    """Return the field that a label stands for, with its period; empty where it is none."""
    return recognised(text) if text and len(text) <= _LONGEST_LABEL else ""


def _are_labels(texts: Sequence[str]) -> bool:
    """Return True if texts are the heads of items: most are known, and say what is to be done and by whom or when."""
    fields = [_field_of(text) for text in texts]
    known = {found.partition(":")[0] for found in fields if found} - {OTHER}
    is_known = sum(map(bool, fields)) >= _KNOWN * len(fields) and all(len(text) <= _LONGEST_LABEL for text in texts)
    return is_known and len(known) >= _LEAST_FIELDS and bool(known & {"goal", "focus"}) and bool(known & _DOERS)


def _moved(cell: SourceCell, row: int, column: int, rows: int = 1, columns: int = 1) -> SourceCell:
    """Return a cell at another place; it keeps its address in the file."""
    at = cell.row, cell.column
    return SourceCell(row=row, column=column, row_span=rows, column_span=columns, content=cell.content, at=at)


def _titles(table: SourceTable) -> list[SourceCell]:
    """Return the cells of the rows at the top that hold one text over most columns."""
    rows = grid_of(table).rows
    found = []
    for row in range(1, table.rows + 1):
        cells = rows[row]
        is_wide = len(cells) == 1 and cells[0].column_span * 2 > table.columns and cells[0].row_span == 1
        if not is_wide:
            break
        found.append(cells[0])
    return found


def _turned(table: SourceTable) -> SourceTable | None:
    """Return a table turned upright whose first column holds the heads and each further one an item; None for others."""
    titles = _titles(table)
    labels = [plain(c.content) for c in table.cells if c.column == 1 and c.row > len(titles) and is_filled(c)]
    heads = heads_of(grid_of(table), {}, None)
    has_head = bool(heads) and heads[0].first == len(titles) + 1
    if table.columns < 3 or has_head or not _are_labels(labels):
        return None
    width = table.rows - len(titles)
    cells = [_moved(cell, cell.row, 1, columns=width) for cell in titles]
    cells += [
        _moved(cell, cell.column + len(titles), cell.row - len(titles), cell.column_span, cell.row_span)
        for cell in table.cells
        if cell.row > len(titles)
    ]
    return _table(table, cells, table.columns + len(titles), width)


def _table(table: SourceTable, cells: Iterable[SourceCell], rows: int, columns: int) -> SourceTable:
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return replace(table, rows=rows, columns=columns, cells=ordered)


@dataclass(slots=True)
class _Card:
    """Labels of one item with their values, and the rows of one text above them."""

    titles: list[SourceCell] = field(default_factory=list)
    pairs: list[tuple[SourceCell, SourceCell | None]] = field(default_factory=list)

    def has(self, label: str) -> bool:
        return any(plain(known.content) == label for known, _ in self.pairs)


def _cards(table: SourceTable) -> SourceTable | None:
    """Return a table of one or several cards with the labels of each as a head and its values below; None for others."""
    cards = list(_read_cards(table))
    labels = [[plain(label.content) for label, _ in card.pairs] for card in cards]
    if not cards or not all(map(_are_labels, labels)) or max(map(len, labels)) > _MOST_LABELS:
        return None
    values = [plain(value.content) for card in cards for _, value in card.pairs if value and is_filled(value)]
    if sum(bool(_field_of(value)) for value in values) * 3 > len(values):
        return None
    order = {label: n for n, label in enumerate(dict.fromkeys(text for of_card in labels for text in of_card), 1)}
    cells: list[SourceCell] = []
    row = 0
    for card in cards:
        for title in card.titles:
            row += 1
            cells.append(_moved(title, row, 1, columns=len(order)))
        for label, value in card.pairs:
            column = order[plain(label.content)]
            cells.append(_moved(label, row + 1, column))
            cells += [_moved(value, row + 2, column)] if value else []
        row += 2
    return _table(table, cells, row, len(order))


def _read_cards(table: SourceTable) -> Iterator[_Card]:
    """Yield the cards of a table; none at all where its rows are no pairs of label and value."""
    cards = [_Card()]
    grid = grid_of(table)
    for row in range(1, table.rows + 1):
        cells = [cell for cell in grid.rows[row] if cell.row == row]
        if len(cells) == 1 and cells[0].column_span * 2 > table.columns:
            if cards[-1].pairs:
                cards.append(_Card())
            cards[-1].titles += cells if is_filled(cells[0]) else []
            continue
        if len(cells) % 2 and cells[0].row_span > 1:
            cards[-1].pairs.append((cells.pop(0), None))  # 进度安排 beside 一季度, 二季度
        if len(cells) % 2:
            return
        for label, value in zip(cells[::2], cells[1::2], strict=True):
            if not is_filled(label) and not is_filled(value):
                continue
            if cards[-1].has(plain(label.content)):
                cards.append(_Card())
            cards[-1].pairs.append((label, value))
    yield from (card for card in cards if card.pairs or card.titles)
