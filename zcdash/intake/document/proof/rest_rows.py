"""Rows that are the rest of an item's row, which a page or a table's end cuts in two."""

from __future__ import annotations

from collections.abc import Collection, Mapping

ItemRows = Mapping[tuple[str, int], set[int]]
"""(Item, table) → its rows there."""


def with_rest(
    rows: ItemRows, fields: Collection[tuple[int, int, str]], heads: Mapping[int, Collection[int]]
) -> ItemRows:
    """Return the rows of items with those right below that go on with them, without goal and 序号 of their own.

    `fields`: table, row and field of what is printed; `heads`: table → rows of its heads, which may stand between.
    """
    begun = {(table, row) for table, row, field in fields if field in ("goal", "seq")}
    unnumbered = {(table, row) for table, row, _ in fields} - begun
    owners = {(table, row): item for (item, table), own in rows.items() for row in own}
    longer = {where: set(own) for where, own in rows.items()}
    for table, row in sorted(unnumbered - set(owners)):
        above = max((r for r in range(1, row) if r not in heads[table]), default=0)
        if item := owners.get((table, above)):
            owners[table, row] = item
            longer[item, table].add(row)
    return longer
