"""Proof of the figures: those of each source cell are the plan's, and every planned value is printed at its item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from zcdash.domain.plan_proposal import Origin, Question
from zcdash.intake.document.field_words import words_of
from zcdash.intake.document.proof.printed_numbers import is_printed, numbers
from zcdash.intake.document.proof.proof_fields import difference, float_of
from zcdash.intake.document.proof.source_index import SourceIndex, plain
from zcdash.intake.document.proof.stored_fields import Record, StoredFields
from zcdash.intake.printed_figures import figures

PLACES = ";"
"""Between the addresses of a cell that is cut in two."""


def compare_figures(index: SourceIndex, fields: StoredFields, origins: Sequence[Origin]) -> Iterator[Question]:
    """Yield a difference for each cell whose figures are not those of the source, and for each value that is not printed.

    Of a cell that is divided among several periods each has the figures of its own stretches.
    """
    printed: dict[str, set[float]] = defaultdict(set)
    for origin in origins:
        if (origin.table, origin.column) == ("indicators.csv", "annual"):
            text = index.stretch(origin.place, origin.start, origin.end) or ""
            printed[fields.item_of(origin.table, origin.key)] |= numbers(plain(text))
    parts = _divided(index, origins)
    for row in fields.tables["cells.csv"]:
        texts = [index.contents[p].text if p in index.contents else None for p in row["address"].split(PLACES)]
        whole = "".join(text or "" for text in texts)
        printed[row["item"]] |= numbers(plain(whole))
        whole = parts.get(f"{row['item']} {row['cell']}", whole)
        stored = _stored(fields, row["item"], row["cell"])
        found = figures(whole) if index.at(row["address"].split(PLACES)[0]) else figures(stored)
        written = tuple(row["figures"].split())
        if not (row["address"] or stored or written):
            continue  # a cell that the document does not have
        if None in texts or found != written or set(written) - set(figures(stored)):
            key, place = f"{row['item']} {row['cell']}", row["address"]
            field = f"cells.csv {key}"
            what = f"{words_of(fields, 'cells.csv', key, '')}与原文不一致"
            yield difference(field, " ".join(found), " ".join(written), place=place, item=row["item"], what=what)
    yield from _planned_values(fields, printed)
    yield from _quantities(fields, printed)


def _divided(index: SourceIndex, origins: Sequence[Origin]) -> dict[str, str]:
    """Return targets (item and period) that share a place with another one of their item → their own text."""
    stretches: dict[str, list[Origin]] = defaultdict(list)
    sharing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for origin in origins:
        if (origin.table, origin.column) == ("targets.csv", "text"):
            stretches[origin.key].append(origin)
            sharing[origin.key.split(" ")[0], origin.place].add(origin.key)
    shared = {key for keys in sharing.values() if len(keys) > 1 for key in keys}
    texts = {key: [index.stretch(o.place, o.start, o.end) or "" for o in stretches[key]] for key in shared}
    return {key: "".join(found) for key, found in texts.items()}


def _stored(fields: StoredFields, item: str, cell: str) -> str:
    if cell == "goal":
        return fields.value("items.csv", item, "goal") or ""
    return fields.value("targets.csv", f"{item} {cell}", "text") or ""


def _planned_values(fields: StoredFields, printed: dict[str, set[float]]) -> Iterator[Question]:
    """Yield a difference for each planned or annual value that is called printed and is not."""
    for row in fields.tables["planned.csv"]:
        item = fields.item_of("planned.csv", f"{row['indicator']} {row['period']}")
        for column in ("value", "relative", "upper"):
            value = row.get(column, "")
            if value and row.get("printed") != "false" and not _is_printed(fields, row, value, printed[item]):
                yield _not_printed(fields, "planned.csv", f"{row['indicator']} {row['period']}", value)
    for row in fields.tables["indicators.csv"]:
        is_claimed = row["annual"] and row["annual_printed"] == "true"
        if is_claimed and not _is_printed(fields, row, row["annual"], printed[row["item"]]):
            yield _not_printed(fields, "indicators.csv", row["code"], row["annual"])


def _quantities(fields: StoredFields, printed: dict[str, set[float]]) -> Iterator[Question]:
    for row in fields.tables["commitments.csv"]:
        value = row.get("quantity", "")
        if value and not _is_printed(fields, row, value, printed[row["item"]]):
            yield _not_printed(fields, "commitments.csv", row["code"], value)


def _is_printed(fields: StoredFields, row: Record, value: str, printed: set[float]) -> bool:
    unit = fields.unit_of("planned.csv", row["indicator"]) if "indicator" in row else row.get("unit", "")
    number = float_of(value)
    return number is not None and is_printed(number, unit or row.get("quantity_unit", ""), printed)


def _not_printed(fields: StoredFields, table: str, key: str, value: str) -> Question:
    column = {"planned.csv": "value", "indicators.csv": "annual", "commitments.csv": "quantity"}[table]
    field = f"{table} {key}" if table == "planned.csv" else f"{table} {key} {column}"
    what = f"{words_of(fields, table, key, column)}在原文这一项里找不到"
    return difference(field, "", value, item=fields.item_of(table, key), what=what)
