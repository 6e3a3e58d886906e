"""Brackets of a measure that say who is responsible and until when: （责任领导：…；责任部门：…牵头，…配合；完成时限：…）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zcdash.domain.source_document import Passages, SourceRow
from zcdash.intake.document.parts.quantities import quantities_of
from zcdash.intake.document.people.joined_text import CompactText
from zcdash.intake.document.people.posts import person_said
from zcdash.intake.document.people.unit_lists import is_list_of_units, who_before
from zcdash.intake.document.running.statements import (
    CLOSING,
    DATE_BEHIND,
    DATED,
    LABEL,
    OPENING,
    TRIM,
    UNIT,
    is_after_break,
    statements,
    stripped,
)

_APART = re.compile("牵头|主办|主责|配合|协办|协助|参与|参加|协同")
_LEADING = ("牵头", "主办", "主责")
"""Beginning of the label of those who lead; 责任单位 beside it are the others."""
_LINE = 20
"""Characters that a line has at least which goes on in the next one."""


_Statement = tuple[int, int, list[tuple[str, int, int]]]
"""Start and end of a statement, and field, start and end of each value in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureParts:
    """Parts of a measure: its own text, and what its brackets say."""

    goal: Passages
    leads: Passages = ()
    supports: Passages = ()
    leaders: Passages = ()
    deadline: Passages = ()
    used: Passages = ()
    """Brackets and labels."""
    leads_apart: bool = False
    """True where labels say who leads and who supports."""

    @property
    def has_responsible(self) -> bool:
        """Return True if somebody is named."""
        return bool(self.leads or self.supports or self.leaders)


def measure_parts(passages: Passages, *, opening: bool = True) -> MeasureParts:
    """Return the parts of a measure from all its text; a bracket may be cut by the end of a paragraph.

    `opening`: the units that it begins with are in charge of it (县公安局：加强巡逻).
    """
    compact = CompactText.of(passages)
    read = _read(compact, opening)
    outside: list[tuple[int, int]] = []
    used: list[tuple[int, int]] = []
    at = 0
    for start, end, taken in read:
        # The comma or dash before a sentence's last words belongs to neither.
        own_end = at + len(compact.text[at:start].rstrip(",—"))
        outside.append((at, own_end))
        used += [(own_end, start)] if own_end < start else []
        used += _between(start, end, [(first, last) for _, first, last in taken])
        at = end
    outside.append((at, len(compact.text)))
    outside = sorted(
        [*outside, *((first, last) for *_, taken in read for name, first, last in taken if name == "goal")]
    )
    goal = [stretch for stretch in outside if set(compact.text[slice(*stretch)]) - TRIM]
    used += [stretch for stretch in outside if stretch not in goal]

    def cut(stretches: list[tuple[int, int]]) -> Passages:
        return tuple(passage for first, last in stretches for passage in compact.cut(first, last))

    fields = {
        field: cut([(first, last) for *_, taken in read for name, first, last in taken if name == field])
        for field in ("leaders", "leads", "supports", "deadline")
    }
    is_apart = any(_names_roles(compact.text, start, end) for start, end, _ in read)
    return MeasureParts(goal=cut(goal), used=cut(used), leads_apart=is_apart, **fields)


def with_labels(row: SourceRow) -> SourceRow:
    """Return a row of a table with each name in its own field where one cell has labels for units and for leaders."""
    cell = row.leads or row.leaders
    labels = list(LABEL.finditer(CompactText.of(cell).text)) if not (row.leads and row.leaders) else []
    if not any(label["leaders"] for label in labels) or not any(label["leads"] for label in labels):
        return row
    parts = measure_parts(cell, opening=False)
    if parts.goal:
        return row
    return replace(
        row,
        leads=parts.leads,
        supports=(*row.supports, *parts.supports),
        leaders=parts.leaders,
        deadline=(*row.deadline, *parts.deadline),
        leads_apart=row.leads_apart or parts.leads_apart,
    )


def _read(compact: CompactText, opening: bool) -> list[_Statement]:
    """Return the statements of a measure on who is responsible, in their order."""
    stretches = list(statements(compact))
    labels = [label for _, _, inner in stretches for label in LABEL.finditer(compact.text, *inner)]
    has_roles = sum(bool(label["leaders"]) for label in labels) > 1
    is_led = any(label[0].lstrip("【").startswith(_LEADING) for label in labels if label["leads"])
    read = [(start, end, list(_fields(compact.text, *inner, is_led, has_roles))) for start, end, inner in stretches]
    is_named = any(name in ("leads", "supports") for *_, taken in read for name, _, _ in taken)
    if opening and not is_named and (begins := _opening(compact)):
        who_ends, end = begins
        if not read or end <= read[0][0]:
            read.insert(0, (0, end, list(_fields(compact.text, 0, who_ends, False, False))))
    return read


def _opening(compact: CompactText) -> tuple[int, int] | None:
    """Return where the words on who is responsible end that a measure begins with, and where its own words begin."""
    found = who_before(compact.text, 0)
    return found if found and not _has_heading(compact, found[0]) else None


def _has_heading(compact: CompactText, end: int) -> bool:
    """Return True if a short line that is no part of a list stands before the end of the units."""
    ends = (at for at in range(1, end) if is_after_break(compact, at))
    return any(at < _LINE and compact.text[at - 1] not in "、," for at in ends)


def _names_roles(text: str, start: int, end: int) -> bool:
    """Return True if the labels of units say lead or support."""
    labels = [m[0] for m in LABEL.finditer(text, start, end) if m["leads"] or m["supports"]]
    return any(_APART.search(label) for label in labels)


def _fields(text: str, start: int, end: int, is_led: bool, has_roles: bool) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of the words behind each label; without labels they are all of the leads.

    `is_led`: a label of the measure says who leads, so that 责任单位 are the others; `has_roles`: its labels part leaders.
    """
    labels = list(LABEL.finditer(text, start, end))
    first = labels[0].start() if labels else end
    if not labels and (person := person_said(text, start, first)):
        yield ("leaders", *person[0])
        start = person[1]
    dated = DATE_BEHIND.search(text, start, first) if not labels else None
    if dated and is_list_of_units(stripped(text[start : dated.start()])):
        yield ("deadline", *dated.span())
        first = dated.start()
    for before in _clauses(text, start, first):
        is_dated = bool(DATED.search(text, *before)) and not UNIT.search(text, *before)
        if is_dated or not labels:
            yield (_of_date(text, *before) if is_dated else "leads", *before)
    kinds = [label.lastgroup or "" for label in labels]
    for number, label in enumerate(labels):
        stop = labels[number + 1].start() if number + 1 < len(labels) else end
        # Of several leaders the labels say who leads: they stay.
        is_role = label["leaders"] and has_roles
        value = _trimmed(text, label.start() + label[0].startswith("【") if is_role else label.end(), stop)
        is_other = is_led and label["leads"] and not label[0].lstrip("【").startswith(_LEADING)
        if label["leaders"] and not is_role and (units := _units_behind(text, *value)):
            yield ("leads", *units)
            value = _trimmed(text, value[0], units[0])
        for part in _clauses(text, *value) if kinds[number] != "deadline" else [value]:
            is_dated = bool(DATED.search(text, *part)) and not UNIT.search(text, *part)
            if part[0] < part[1]:
                yield (_of_date(text, *part) if is_dated else "supports" if is_other else kinds[number], *part)


def _of_date(text: str, start: int, end: int) -> str:
    """Return the field of a dated clause: a step with a number of its own (6月底前完成8亿元) is no deadline of the whole."""
    return "goal" if quantities_of(text[start:end]) else "deadline"


def _units_behind(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the stretch of a last clause that holds units only: 分管领导：陈志远；县水利局."""
    begins = text.rfind(";", start, end) + 1
    return _trimmed(text, begins, end) if begins > 0 and is_list_of_units(stripped(text[begins:end])) else None


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a stretch without labels: dated ones apart, all others together."""
    begins = start
    for stop in [*(at for at in range(start, end) if text[at] in ",;"), end]:
        clause = _trimmed(text, begins, stop)
        if clause[0] < clause[1] and DATED.search(text, *clause) and not UNIT.search(text, *clause):
            before = _trimmed(text, start, begins)
            yield from (before,) if before[0] < before[1] else ()
            yield clause
            start = stop
        begins = stop
    rest = _trimmed(text, start, end)
    if rest[0] < rest[1]:
        yield rest


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in TRIM:
        start += 1
    while start < end and text[end - 1] in TRIM:
        end -= 1
    # The opening bracket of a statement may be lost.
    if start < end and text[end - 1] in CLOSING and not any(text.find(each, start, end) >= 0 for each in OPENING):
        end -= 1
    return start, end


def _between(start: int, end: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what of a stretch is not taken."""
    rest: list[tuple[int, int]] = []
    for first, last in sorted(taken):
        rest += [(start, first)] if first > start else []
        start = max(start, last)
    return [*rest, *([(start, end)] if end > start else [])]
