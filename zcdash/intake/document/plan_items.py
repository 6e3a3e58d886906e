"""Rows of items.csv and cells.csv from the rows of a document, and the codes of items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from zcdash.domain.plan_proposal import Origin
from zcdash.domain.source_document import Passages, SourceRow
from zcdash.domain.terms import PlanKind
from zcdash.intake.document.source_rows import address, origins_of, stored_text
from zcdash.intake.printed_figures import figures

NO_CHAPTER = "事项"
"""Title of the chapter of a document without headings."""


def codes_of(rows: Sequence[SourceRow], kind: PlanKind) -> list[str]:
    """Return the codes of rows: their 序号 where each has its own, seq-k in a yearly table, else chapter-k.

    In a yearly table k counts the rows of one 序号, and a row without any goes with the one before.
    """
    seqs = [row.seq for row in rows]
    is_annual = kind is PlanKind.ANNUAL and any(seqs)
    if not is_annual and all(seqs) and len(set(seqs)) == len(seqs):
        return [str(seq) for seq in seqs]
    chapters = list(dict.fromkeys(row.chapter for row in rows))
    if not is_annual and len(chapters) == 1:
        return [str(number) for number in range(1, len(rows) + 1)]
    counts: Counter[int] = Counter()
    codes, last = [], 0
    for row in rows:
        last = (row.seq or last) if is_annual else chapters.index(row.chapter) + 1
        counts[last] += 1
        codes.append(f"{last}-{counts[last]}")
    return codes


def chapter_titles(rows: Iterable[SourceRow], headings: Mapping[str, Passages]) -> dict[str, Passages]:
    """Return the chapters that have items, in their order, with the passages of their headings."""
    return {row.chapter: headings.get(row.chapter, ()) for row in rows}


def goal_of(row: SourceRow) -> Passages:
    """Return the passages that stand for the goal: where the document has none, 重点工作, else the first target."""
    targets = iter(row.targets.values())
    return row.goal or row.focus or next(targets, ())


def item_rows(
    rows: Mapping[str, SourceRow], titles: Mapping[str, str], chapters: Sequence[str]
) -> list[dict[str, str]]:
    """Return the rows of items.csv; `rows` and `titles` by code."""
    return [
        {
            "number": str(number),
            "code": code,
            "chapter": str(chapters.index(row.chapter) + 1),
            "seq": str(row.seq),
            "focus": stored_text(row.focus).rstrip("。；;"),
            "title": titles[code],
            "goal": stored_text(goal_of(row)),
            "deadline": stored_text(row.deadline),
            "lines": "",
        }
        for number, (code, row) in enumerate(rows.items(), 1)
    ]


def item_origins(rows: Mapping[str, SourceRow]) -> list[Origin]:
    """Return the origins of the fields of items."""
    origins = []
    for code, row in rows.items():
        fields = {"seq": row.seq_passages, "focus": row.focus, "goal": goal_of(row), "deadline": row.deadline}
        for column, passages in fields.items():
            origins += origins_of("items.csv", code, column, passages)
    return origins


def cell_rows(rows: Mapping[str, SourceRow], targets: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the rows of cells.csv: the goal of each item, and each target that it has."""
    stored = {(t["item"], t["period"]) for t in targets}
    cells = []
    for code, row in rows.items():
        passages = {"goal": goal_of(row)} | {p: found for p, found in row.targets.items() if (code, p) in stored}
        for cell, found in passages.items():
            text = "".join(p.text for p in found)
            cells.append(
                {"item": code, "cell": cell, "lines": "", "figures": " ".join(figures(text)), "address": address(found)}
            )
    return cells
