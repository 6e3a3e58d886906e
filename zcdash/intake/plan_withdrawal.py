"""Withdraw an item, target, commitment or indicator from a period on, as edits: what is before stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from zcdash.domain.period import Period
from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.withdrawal import WITHDRAWN
from zcdash.errors import InvalidInput, NotFound
from zcdash.intake.plan_changes import Filed
from zcdash.intake.plan_edits import row_key
from zcdash.intake.plan_toml import read_head
from zcdash.intake.recurrences import Rhythm

Rows = list[dict[str, str]]
_PARTS = ("commitments.csv", "indicators.csv")


def withdraw(plan: PlanTables, code: str, since: str, reason: str, filed: Filed, in_force: bool = True) -> list[Edit]:
    """Return the edits that withdraw a part from a period on, with the row of `doubts.csv` that says so.

    `code` is that of an item, an indicator or a commitment. What has nothing left is removed, unless something was filed.
    A plan that was never in force needs no ground, and says nothing.
    Raises NotFound, or InvalidInput without a reason, or where something from that period on is filed or closed.
    """
    if in_force and not reason.strip():
        raise InvalidInput("没有写明撤销的依据。", "请写明文号或会议纪要。")
    cut = _Cut(plan, since, filed)
    for file, column in (("items.csv", "title"), ("indicators.csv", "name"), ("commitments.csv", "text")):
        row = next((r for r in plan.tables[file] if r["code"] == code), None)
        if row:
            edits = list(cut.item(row) if file == "items.csv" else cut.part(file, row))
            if not in_force:
                return edits
            is_gone = any(e.kind is EditKind.REMOVE and (e.table, e.key) == ("items.csv", code) for e in edits)
            said = f"{WITHDRAWN}{code} {row[column]}，自{Period.parse(since).name}起"
            doubt = {
                "item": "" if is_gone else row.get("item") or code,
                "what": said,
                "reading": f"依据：{reason.strip()}",
            }
            return [*edits, Edit(kind=EditKind.ADD, table="doubts.csv", key=row_key("doubts.csv", doubt), row=doubt)]
    raise NotFound(f"草稿里没有编号 {code}。", "请核对编号，例如 11-2、11-2a 或 11-2.01。")


def last_settled(plan: PlanTables, code: str, filed: Filed) -> str:
    """Return the last period that is closed, or that something of a part was filed in; empty where there is none."""
    parts = [r["code"] for f in _PARTS for r in plan.tables[f] if r["item"] == code]
    settled = filed.closed.union(*(filed.periods_of(c) for c in (code, *parts)))
    return max(settled, key=Period.parse, default="")


def periods_left(plan: PlanTables, code: str, filed: Filed) -> list[str]:
    """Return the periods that a part can be withdrawn from: those after the last one that is settled."""
    last = last_settled(plan, code, filed)
    return [p for p in _periods(plan) if not last or Period.parse(p) > Period.parse(last)]


def _periods(plan: PlanTables) -> list[str]:
    periods: list[str] = read_head(plan.toml)["periods"]
    return periods


class _Cut:
    """Edits that cut rows from a period on."""

    def __init__(self, plan: PlanTables, since: str, filed: Filed) -> None:
        periods = _periods(plan)
        if since not in periods:
            raise NotFound(f"本计划没有“{since}”这一期。", f"可选：{'、'.join(periods)}。")
        self._tables, self._filed = plan.tables, filed
        self._first = min(Period.parse(p).starts for p in periods)
        self._since = Period.parse(since)
        self._cut = {p for p in periods if Period.parse(p) >= self._since}
        closed = sorted(self._cut & filed.closed, key=Period.parse)
        if closed:
            name = Period.parse(closed[-1]).name
            raise InvalidInput(f"{name}已关账，不能自{self._since.name}起撤销。", f"请自{name}以后的一期起撤销。")

    def item(self, item: dict[str, str]) -> Iterator[Edit]:
        """Yield the edits of an item with all its parts."""
        code = item["code"]
        self._require_unfiled(code)
        parts = [(f, r) for f in _PARTS for r in self._of(f, "item", code)]
        edits = [e for file, row in parts for e in self.part(file, row)]
        targets = self._of("targets.csv", "item", code)
        cut = [t for t in targets if t["period"] in self._cut]
        removed = {(e.table, e.key) for e in edits if e.kind is EditKind.REMOVE}
        is_left = len(cut) < len(targets) or any((f, r["code"]) not in removed for f, r in parts)
        if is_left or self._filed.periods_of(code):
            yield from edits
            for target in cut:
                yield from self._target(target)
            return
        yield from (_remove(file, r) for file, r in parts)
        codes = {r["code"] for file, r in parts if file == "indicators.csv"}
        yield from (_remove("planned.csv", r) for r in self._tables["planned.csv"] if r["indicator"] in codes)
        for file in ("targets.csv", "cells.csv", "responsible.csv", "doubts.csv"):
            yield from (_remove(file, r) for r in self._of(file, "item", code))
        yield _remove("items.csv", item)

    def part(self, file: str, row: dict[str, str]) -> Iterator[Edit]:
        """Yield the edits of an indicator or a commitment."""
        self._require_unfiled(row["code"])
        if file == "indicators.csv":
            yield from self._indicator(row)
        elif row["period"] in self._cut:
            yield _remove(file, row)
        elif row.get("recurs") and not row["period"]:
            yield from self._duty(row)

    def _indicator(self, row: dict[str, str]) -> Iterator[Edit]:
        planned = self._of("planned.csv", "indicator", row["code"])
        cut = [r for r in planned if r["period"] in self._cut]
        yield from (_remove("planned.csv", r) for r in cut)
        if len(cut) == len(planned) and not self._filed.periods_of(row["code"]):
            yield _remove("indicators.csv", row)
        elif row["annual"]:
            yield _set("indicators.csv", row, "annual", "")
            yield _set("indicators.csv", row, "annual_printed", "false")

    def _duty(self, row: dict[str, str]) -> Iterator[Edit]:
        """Yield the edit that ends a recurring duty the day before the period, or removes it."""
        last = self._since.starts - timedelta(days=1)
        starts = row.get("starts", "")
        if starts >= self._since.starts.isoformat() or not self._recurs_before(row):
            yield _remove("commitments.csv", row)
        elif not row["due"] or row["due"] > last.isoformat():
            yield _set("commitments.csv", row, "due", last.isoformat())

    def _recurs_before(self, row: dict[str, str]) -> bool:
        """Return True if an occurrence is due before the period."""
        last = self._since.starts - timedelta(days=1)
        return self._first <= last and any(Rhythm.parse(row["recurs"]).occurrences(self._first, last))

    def _target(self, target: dict[str, str]) -> Iterator[Edit]:
        """Yield the edits of a target: the cell that it was read from keeps its place, its figures are no longer asked for."""
        yield _remove("targets.csv", target)
        for cell in self._of("cells.csv", "item", target["item"]):
            if cell["cell"] == target["period"] and cell["figures"]:
                yield _set("cells.csv", cell, "figures", "")

    def _of(self, file: str, column: str, code: str) -> Rows:
        return [row for row in self._tables[file] if row[column] == code]

    def _require_unfiled(self, code: str) -> None:
        filed = [p for p in self._filed.periods_of(code) if p in self._cut]
        if filed:
            name = Period.parse(filed[-1]).name
            raise InvalidInput(
                f"{code} 在{name}已有报送，不能自{self._since.name}起撤销。", f"请自{name}以后的一期起撤销。"
            )


def _remove(table: str, row: dict[str, str]) -> Edit:
    return Edit(kind=EditKind.REMOVE, table=table, key=row_key(table, row))


def _set(table: str, row: dict[str, str], column: str, value: str) -> Edit:
    return Edit(kind=EditKind.SET, table=table, key=row_key(table, row), column=column, value=value)
