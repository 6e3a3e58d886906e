"""Cells that say 同上 or 〃: the value is that of the cell above, and both cells are its origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zcdash.domain.plan_proposal import Origin, PlanTables, Question, QuestionKind
from zcdash.domain.source_document import Passage, SourceRow
from zcdash.intake.document.proof.stored_fields import StoredFields
from zcdash.intake.document.source_rows import origins_of
from zcdash.intake.document.tables.row_drafts import Draft
from zcdash.intake.document.tables.row_questions import AS_PRINTED, PUT_RIGHT, field_name

TAKEN = ("focus", "deadline", "unit", "leads", "supports", "leaders")
"""Fields that 同上 is followed in; in goals and targets it may also mean the cell on the left, and is left over."""
_BEFORE = ("→", "同左", "同左栏", "同上期", "同上季")
"""Words that mean the cell on the left."""


def above(
    field: str, ditto: Passage, drafts: Sequence[Draft], is_parted: bool
) -> tuple[tuple[Passage, ...], Question | None]:
    """Return the passages that a 同上 means, and the question on it where that is not sure.

    `is_parted`: a heading or another head stands between.
    """
    is_above = field in TAKEN and ditto.text.strip() not in _BEFORE
    found = tuple(drafts[-1].fields.get(field, ())) if drafts and is_above else ()
    said = f"{ditto.place}的“{field_name(field)}”写的是“{ditto.text.strip()}”，"
    if not found:
        said += "上一行这一栏没有内容，没有载入" if is_above else "没有载入"
    elif is_parted:
        said += f"隔着标题或表头，按上一行的“{''.join(p.text for p in found)[:20]}”载入"
    else:
        return found, None
    return found, Question(
        key=f"ditto:{ditto.place}",
        kind=QuestionKind.ROW,
        sentence=f"{said}，请对照原件，有误的在事项里改。",
        place=ditto.place,
        proposals=(AS_PRINTED, PUT_RIGHT),
    )


def ditto_origins(rows: Mapping[str, SourceRow], plan: PlanTables, origins: Sequence[Origin]) -> Iterator[Origin]:
    """Yield the 同上 of each field that took its value from the row above, as a further origin; `rows` by code."""
    fields = StoredFields(plan)
    seen: set[Origin] = set()
    for origin in origins:
        row = rows.get(fields.item_of(origin.table, origin.key))
        for ditto in row.same_as.get(origin.place, ()) if row else ():
            for each in origins_of(origin.table, origin.key, origin.column, (ditto,), origin.confidence):
                if each not in seen:
                    seen.add(each)
                    yield each
