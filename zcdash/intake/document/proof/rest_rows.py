"""Rows that are the rest of an item's row, which a page or a table's end cuts in two."""

from __future__ import annotations

from collections.abc import Collection, Mapping

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
