"""Proof, cell by cell: each goal and target stands in a cell of its item's row, below a head that says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import ColumnMatch, Decisions, Origin, Question
from zcdash.domain.source_document import SourceCell, SourceTable
from zcdash.intake.document.field_words import period_words, words_of
from zcdash.intake.document.proof.proof_fields import difference
from zcdash.intake.document.proof.rest_rows import with_rest
from zcdash.intake.document.proof.said_words import is_said
from zcdash.intake.document.proof.source_index import HEADS, SourceIndex, periods_in, plain
from zcdash.intake.document.proof.stored_fields import StoredFields

_COLUMNS = {
    ("items.csv", "seq"): "seq",
    ("items.csv", "goal"): "goal",
    ("items.csv", "focus"): "focus",
    ("items.csv", "deadline"): "deadline",
    ("targets.csv", "text"): "target",
    ("responsible.csv", "name"): "",
    ("indicators.csv", "baseline"): "baseline",
    ("indicators.csv", "attribute"): "attribute",
}
"""Field of an item that stands in its row → field of a column; of responsibility by its kind."""
_LABEL = {
    "focus": "重点工作",
    "leads": "责任单位",
    "leaders": "领导",
    "deadline": "完成时间",
    "seq": "序号",
    "goal": "目标任务",
    "baseline": "基数",
    "attribute": "指标属性",
}
_TAKEN_OVER = ("seq", "focus")
"""Fields that a blank cell takes over from the row above."""
_APART = ("leaders", "deadline", "seq")
"""Fields whose heads have words that no other one's have."""

_LABEL_WITHIN = re.compile("([一-鿿]{2,8})[：:]")
_NAMED_COUNT = re.compile("(?:[（(][^（）()]{1,12}[）)]|^\\s*累计(?:数|目标)?)\\s*$")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A field of an item, and the cell that it is said to stand in."""

    field: str
    item: str
    origin: Origin
    table: SourceTable
    cell: SourceCell


def compare_cells(
    index: SourceIndex,
    fields: StoredFields,
    origins: Sequence[Origin],
    columns: Sequence[ColumnMatch],
    decisions: Decisions,
) -> Iterator[Question]:
    """Yield a difference for each cell that stands in another row, or below another head, than its field says."""
    decided = {(c.table, c.column) for c in columns if plain(c.head) in {plain(head) for head in decisions.columns}}
    claims, heads = _without_own_heads(list(_claims(index, fields, origins)))
    yield from _below_own_heads(index, fields, origins, heads)
    own_rows = _rows_of_items(claims)
    rows = with_rest(own_rows, [(c.table.number, c.cell.row, c.field) for c in claims], index.head_rows)
    meant = {(*_field_of(claim.origin), index.meant(claim.origin.place)) for claim in claims}
    texts = {(c.item, c.origin.place) for c in claims if c.field in ("goal", "target")}
    targets = {(c.item, c.origin.place) for c in claims if c.field == "target" and _is_below_a_period(index, c)}
    for claim in claims:
        own = rows.get((claim.item, claim.table.number))
        covered = set(range(claim.cell.row, claim.cell.row + claim.cell.row_span))
        if (own is None and _goes_on(index, claim, rows)) or _is_above(index, claim):
            continue
        if not (own or set()) & covered and (*_field_of(claim.origin), claim.origin.place) in meant:
            continue  # 同上 in the item's own row means this cell
        if claim.field == "leads" and (claim.item, claim.origin.place) in texts and is_said(index, claim.origin):
            continue  # named in the item's own text: 由县水利局牵头
        if own and claim.field in _TAKEN_OVER and _is_blank_below(index, claim, min(own)):
            continue
        if claim.field == "goal" and (claim.item, claim.origin.place) in targets:
            continue  # the document has no goal there
        if own is None or not own & covered:
            yield _elsewhere(index, fields, claim, "不在同一行")
        elif not decided & {(claim.table.number, c) for c in _span(claim.cell)}:
            yield from _below_another_head(index, fields, claim)
    yield from _order(index, fields, claims)
    yield from _merged(claims, own_rows)


def _field_of(origin: Origin) -> tuple[str, str, str]:
    return origin.table, origin.key, origin.column


def _claims(index: SourceIndex, fields: StoredFields, origins: Sequence[Origin]) -> Iterator[_Claim]:
    for origin in origins:
        column = _COLUMNS.get((origin.table, origin.column))
        found = index.at(origin.place)
        row = fields.row(origin.table, origin.key)
        if column is None or found is None or row is None:
            continue
        if not column:
            column = "leaders" if row["kind"] == "leader" else "leads"
        yield _Claim(column, fields.item_of(origin.table, origin.key), origin, *found)


def _without_own_heads(claims: Sequence[_Claim]) -> tuple[list[_Claim], set[str]]:
    """Return claims without the heads that a goal or target quotes right before the value below each, and their places.

    到位资金（亿元）8.5 is printed over two rows; a head that another column's value follows stays a claim, and differs.
    """
    kept: list[_Claim] = []
    heads: set[str] = set()
    for claim, after in zip_longest(claims, claims[1:]):
        is_quoted = after is not None and _field_of(after.origin) == _field_of(claim.origin)
        is_over = after is not None and after.table is claim.table and _stands_over(claim.cell, after.cell)
        if claim.field in ("goal", "target") and is_quoted and is_over and _NAMED_COUNT.search(claim.cell.content.text):
            heads.add(claim.origin.place)
        else:
            kept.append(claim)
    return kept, heads


def _stands_over(head: SourceCell, cell: SourceCell) -> bool:
    """Return True for a cell above another one, in the same columns."""
    return head.row + head.row_span <= cell.row and _span(head) == _span(cell)


def _below_own_heads(
    index: SourceIndex, fields: StoredFields, origins: Sequence[Origin], heads: set[str]
) -> Iterator[Question]:
    """Yield a difference for each value that does not stand below the head which its indicator is named by."""
    named = {o.key: o.place for o in origins if (o.table, o.column) == ("indicators.csv", "name") and o.place in heads}
    for origin in origins:
        head, cell = index.at(named.get(origin.key.partition(" ")[0], "")), index.at(origin.place)
        is_value = origin.column in ("value", "annual") and head is not None and cell is not None
        if is_value and head and cell and not (head[0] is cell[0] and _stands_over(head[1], cell[1])):
            what = f"{words_of(fields, origin.table, origin.key, origin.column)}不在“{head[1].content.text}”一栏"
            item, stored = (
                fields.item_of(origin.table, origin.key),
                fields.value(origin.table, origin.key, origin.column),
            )
            printed, key = cell[1].content.text, f"{origin.table} {origin.key} {origin.column} head"
            yield difference(key, printed, stored or "", place=origin.place, item=item, what=what)


def _rows_of_items(claims: Sequence[_Claim]) -> dict[tuple[str, int], set[int]]:
    """Return (item, table) → the rows that its goal covers there; of a piece without goal, those of its targets."""
    rows: dict[tuple[str, int], set[int]] = defaultdict(set)
    for field in ("goal", "target", "leads", "leaders"):
        known = set(rows)
        for claim in claims:
            where = claim.item, claim.table.number
            if claim.field == field and where not in known:
                rows[where].update(range(claim.cell.row, claim.cell.row + claim.cell.row_span))
    return rows


def _goes_on(index: SourceIndex, claim: _Claim, rows: Mapping[tuple[str, int], set[int]]) -> bool:
    """Return True for 序号 and 重点工作 at the end of a piece of a table that goes on, with nothing there, in the item's piece."""
    is_last = claim.cell.row + claim.cell.row_span > claim.table.rows
    pieces = [(table, own) for (item, table), own in rows.items() if item == claim.item and table > claim.table.number]
    if claim.field not in ("seq", "focus") or not is_last or not pieces:
        return False
    table, own = min(pieces)
    beside = [index.covering(table, row, claim.cell.column) for row in range(1, min(own) + 1)]
    heads = index.head_rows[table]
    return not any(c and c.content.text.strip() and c.row not in heads for c in beside)


def _is_blank_below(index: SourceIndex, claim: _Claim, row: int) -> bool:
    """Return True if nothing stands below a cell, down to a row: a merge was lost, and the cell holds for it, too."""
    last = claim.cell.row + claim.cell.row_span
    cells = (index.covering(claim.table.number, n, claim.cell.column) for n in range(last, row + 1))
    return last <= row and not any(cell and cell.content.text.strip() for cell in cells)


def _is_below_a_period(index: SourceIndex, claim: _Claim) -> bool:
    heads = index.heads(claim.table, claim.cell)
    return bool(heads) and bool(periods_in(heads[-1]))


def _is_above(index: SourceIndex, claim: _Claim) -> bool:
    """Return True for the unit of a whole table, printed above its head (单位：区发改局), and a leader in a heading."""
    if claim.field == "leaders" and claim.cell.column_span * 2 > claim.table.columns:
        return True
    heads = index.head_rows[claim.table.number]
    return claim.field == "leads" and bool(heads) and claim.cell.row < heads[0] and "单位" in claim.cell.content.text


def _merged(claims: Sequence[_Claim], rows: Mapping[tuple[str, int], set[int]]) -> Iterator[Question]:
    """Yield a difference where a merged cell covers the row of an item that does not hold it."""
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    cells: dict[tuple[str, str], _Claim] = {}
    for claim in claims:
        if claim.cell.row_span > 1 and claim.field != "goal":
            key = claim.table.place(claim.cell), f"{claim.origin.table} {claim.origin.column}"
            holders[key].add(claim.item)
            cells[key] = claim
    for (place, field), claim in cells.items():
        covered = set(range(claim.cell.row, claim.cell.row + claim.cell.row_span))
        for (item, table), own in rows.items():
            if table == claim.table.number and own & covered and item not in holders[place, field]:
                what = f"{item} 没有合并单元格的{_LABEL.get(claim.field, '内容')}"
                printed = claim.cell.content.text
                yield difference(f"{field} {item} merged", printed, "", place=place, item=item, what=what)


def _span(cell: SourceCell) -> range:
    return range(cell.column, cell.column + cell.column_span)


def _below_another_head(index: SourceIndex, fields: StoredFields, claim: _Claim) -> Iterator[Question]:
    heads = index.heads(claim.table, claim.cell)
    if not heads or _is_labelled(claim):
        return
    if claim.field == "target":
        period = fields.row(claim.origin.table, claim.origin.key)
        named = {p for head in heads for p in periods_in(head)}
        years = {p for p in named if p.isdecimal()}
        printed = named - years or years
        beside = {p for head in index.heads_beside(claim.table, claim.cell) for p in periods_in(head)}
        if printed and period is not None and not any(_is_period(period["period"], p, beside) for p in printed):
            yield _elsewhere(index, fields, claim, f"的列名是“{heads[-1]}”")
        return
    if claim.field == "baseline" and (years := {p for head in heads for p in periods_in(head) if p.isdecimal()}):
        if fields.value("indicators.csv", claim.origin.key, "baseline_period") not in years:
            yield _elsewhere(index, fields, claim, f"的列名是“{heads[-1]}”")
        return
    if claim.field == "deadline" and not any(periods_in(head) for head in heads) and HEADS["target"].search(heads[-1]):
        return  # a date alone in 进度安排
    if not any(HEADS[f].search(head) for f in _allowed(claim.field) for head in heads):
        known = {f for f in HEADS if any(HEADS[f].search(head) for head in heads)}
        if known:
            yield _elsewhere(index, fields, claim, f"的列名是“{heads[-1]}”")
    elif claim.field == "goal" and {p for p in periods_in(heads[-1]) if not p.isdecimal()}:
        yield _elsewhere(index, fields, claim, f"的列名是“{heads[-1]}”")


def _is_labelled(claim: _Claim) -> bool:
    """Return True if the last label before a value, within its cell, says what it is: 责任领导：张三 below 责任分工."""
    labels = _LABEL_WITHIN.findall(claim.cell.content.text[: claim.origin.start])
    return bool(labels) and any(HEADS[field].search(labels[-1]) for field in _allowed(claim.field) if field in HEADS)


def _is_period(period: str, printed: str, beside: set[str]) -> bool:
    """Return True if a head means a period: 一季度, its last month (6月底 for the first half), or 上半年 for what ends with it.

    `beside`: the periods of all heads of the table; a half is no quarter where the quarter has a column of its own.
    """
    if printed.startswith("H") and period[4:] == f"Q{int(printed[1:]) * 2}" and period[4:] not in beside:
        return True
    if printed.isdecimal():
        return Period.parse(period).ends == Period.parse(printed).ends
    if printed.startswith("M"):
        return Period.parse(period).ends.month == int(printed[1:])
    return period.endswith(printed)


def _allowed(field: str) -> tuple[str, ...]:
    if field == "leads":
        return "leads", "supports"
    return ("goal",) if field == "focus" else (field,)


def _elsewhere(index: SourceIndex, fields: StoredFields, claim: _Claim, why: str) -> Question:
    origin = claim.origin
    value = fields.value(origin.table, origin.key, origin.column) or ""
    printed = index.stretch(origin.place, origin.start, origin.end) or ""
    label = _LABEL.get(claim.field, "目标")
    if claim.field == "target":
        why += f"，计划记在{period_words(origin.key.partition(' ')[2])}"
    return difference(
        f"{origin.table} {origin.key} {origin.column} place",
        printed,
        value,
        place=origin.place,
        item=claim.item,
        what=f"{claim.item} 的{label}{why}",
    )


def _order(index: SourceIndex, fields: StoredFields, claims: Sequence[_Claim]) -> Iterator[Question]:
    """Yield a difference where the items of a table do not follow one another as its rows do."""
    order = {row["code"]: n for n, row in enumerate(fields.tables["items.csv"])}
    last: dict[int, tuple[int, _Claim]] = {}
    goals = sorted((c for c in claims if c.field == "goal" and c.item in order), key=lambda c: order[c.item])
    for claim in goals:
        row, _ = last.get(claim.table.number, (0, claim))
        if claim.cell.row < row or (claim.cell.row == row and last[claim.table.number][1].item != claim.item):
            yield _elsewhere(index, fields, claim, "的次序与原文的行不一致")
        last[claim.table.number] = claim.cell.row, claim
