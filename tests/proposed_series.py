"""Proposals held against a plan folder made by hand: series found, series invented, and commitments that are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from zcdash.domain.plan_proposal import CERTAIN
from zcdash.domain.source_document import Passage, Passages, SourceRow
from zcdash.intake.document.parts.proposals import ItemParts, propose_parts

Tables = Mapping[str, list[dict[str, str]]]
Rows = list[dict[str, str]]
ALIKE = 60
"""Likeness, of 100, from which two texts are the same promise."""


def passage(text: str, place: str = "表1 第2行 第3列") -> Passages:
    return (Passage(place=place, start=0, end=len(text), text=text),) if text else ()


def source_row(goal: str, targets: Mapping[str, str], focus: str = "", leads: str = "") -> SourceRow:
    """Return the row of a document; each target has the place of its period."""
    cells = {period: passage(text, f"表1 {period}") for period, text in targets.items()}
    return SourceRow(chapter="", focus=passage(focus), goal=passage(goal), leads=passage(leads), targets=cells)


def rows_of(tables: Tables) -> dict[str, SourceRow]:
    """Return the rows that a document of this plan has: item → goal and targets in the words of the folder."""
    targets: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables["targets.csv"]:
        targets[row["item"]][row["period"]] = row["text"]
    return {i["code"]: source_row(i["goal"], targets[i["code"]], i["focus"]) for i in tables["items.csv"]}


def parts_of(rows: Mapping[str, SourceRow], periods: tuple[str, ...]) -> dict[str, ItemParts]:
    return {code: propose_parts(code, row, periods) for code, row in rows.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Proposals beside the hand-made folder."""

    series: int
    found: int
    proposed: int
    certain: int
    certain_found: int
    same_direction: int
    commitments: int
    alike: int
    same_due: int
    missed: tuple[str, ...]
    """Codes of series that were not found."""

    @property
    def invented(self) -> int:
        return self.proposed - self.found


def compare(tables: Tables, parts: Mapping[str, ItemParts]) -> Comparison:
    """Compare by unit, basis, every printed planned value and the printed annual value; names are free."""
    pairs, missed = _matched(tables, parts)
    sure = {o.key for p in parts.values() for o in p.origins if o.table == "indicators.csv" and o.confidence >= CERTAIN}
    mine = _by_place(row for p in parts.values() for row in p.tables["commitments.csv"])
    due = [best["due"] == row["due"] for row in tables["commitments.csv"] if (best := _likest(row, mine[_place(row)]))]
    return Comparison(
        series=len(tables["indicators.csv"]),
        found=len(pairs),
        proposed=sum(len(p.tables["indicators.csv"]) for p in parts.values()),
        certain=len(sure),
        certain_found=len(sure & {own["code"] for _, own in pairs}),
        same_direction=sum(row["direction"] == own["direction"] for row, own in pairs),
        commitments=len(tables["commitments.csv"]),
        alike=len(due),
        same_due=sum(due),
        missed=missed,
    )


def _matched(
    tables: Tables, parts: Mapping[str, ItemParts]
) -> tuple[list[tuple[dict[str, str], dict[str, str]]], tuple[str, ...]]:
    """Return pairs of a hand-made indicator and the proposed one, and the codes of those that have none."""
    printed = _values(tables["planned.csv"])
    pairs, missed, taken = [], [], set()
    for row in tables["indicators.csv"]:
        proposed = parts[row["item"]].tables
        values = _values(proposed["planned.csv"])
        fitting = [
            own
            for own in proposed["indicators.csv"]
            if own["code"] not in taken
            and (own["unit"], own["basis"]) == (row["unit"], row["basis"])
            and values[own["code"]] == printed[row["code"]]
            and (row["annual_printed"] == "false" or _number(own["annual"]) == _number(row["annual"]))
        ]
        if not fitting:
            missed.append(row["code"])
            continue
        best = max(fitting, key=lambda own: fuzz.ratio(own["name"], row["name"]))
        taken.add(best["code"])
        pairs.append((row, best))
    return pairs, tuple(missed)


def _values(planned: Rows) -> dict[str, dict[str, float | None]]:
    values: dict[str, dict[str, float | None]] = defaultdict(dict)
    for row in planned:
        if row["printed"] == "true":
            values[row["indicator"]][row["period"]] = _number(row["value"])
    return values


def _number(text: str) -> float | None:
    return float(text) if text else None


def _place(row: Mapping[str, str]) -> tuple[str, str]:
    return row["item"], row["period"]


def _by_place(rows) -> dict[tuple[str, str], Rows]:
    result: dict[tuple[str, str], Rows] = defaultdict(list)
    for row in rows:
        result[_place(row)].append(row)
    return result


def _likest(row: dict[str, str], others: Rows) -> dict[str, str] | None:
    """Return the promise of the same cell that is most alike, if one is alike at all."""
    best = max(others, key=lambda other: _likeness(row, other), default=None)
    return best if best and _likeness(row, best) >= ALIKE else None


def _likeness(row: dict[str, str], other: dict[str, str]) -> float:
    scores = [
        fuzz.ratio(row["text"], other["text"]),
        fuzz.token_set_ratio(row["text"], other["text"]),
        fuzz.ratio(row["project"] + row["text"], other["project"] + other["text"]),
    ]
    if len(row["text"]) >= 5:
        scores.append(0.95 * fuzz.partial_ratio(row["text"], other["text"]))
    return max(scores)
