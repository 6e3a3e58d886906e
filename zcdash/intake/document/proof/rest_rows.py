"""Rows that go on with the one above: the rest of a row that is cut in two, and blanks that mean what is printed above."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from zcdash.domain.source_document import SourceCell, SourceTable
from zcdash.intake.document.proof.source_index import SourceIndex

ItemRows = Mapping[tuple[str, int], set[int]]
"""(Item, table) → its rows there."""


def with_rest(
    rows: ItemRows, unnumbered: Collection[tuple[int, int]], heads: Mapping[int, Collection[int]]
) -> ItemRows:
    """Return the rows of items with those right below that go on with them; repeated heads may stand between.

    `unnumbered`: table and row of those that have neither goal nor 序号 of their own; `heads`: table → rows of its heads.
    """
    owners = {(table, row): item for (item, table), own in rows.items() for row in own}
    longer = {where: set(own) for where, own in rows.items()}
    for table, row in sorted(set(unnumbered) - set(owners)):
        above = max((r for r in range(1, row) if r not in heads[table]), default=0)
        if item := owners.get((table, above)):
            owners[table, row] = item
            longer[item, table].add(row)
    return longer


def is_taken_over(index: SourceIndex, table: SourceTable, cell: SourceCell, own: Collection[int]) -> bool:
    """Return True for a cell above the rows of an item, with nothing but blanks below it down to them: a merge was lost."""
    first, end = min(own, default=0), cell.row + cell.row_span
    below = [index.covering(table.number, row, cell.column) for row in range(end, first + 1)]
    return end <= first and not any(c and c.content.text.strip() for c in below)
