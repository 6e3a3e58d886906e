"""Levels of the headings of a document whose title is set as one: its chapters are then of the second level."""

from __future__ import annotations

from dataclasses import replace

from zcdash.domain.source_document import SourceDocument
from zcdash.intake.document.tables.row_kinds import heading_of

_LEAST = 2
"""Headings below the title."""


def below_title(document: SourceDocument) -> SourceDocument:
    """Return a document with its title as text and the headings below it one level higher.

    The title is the only heading of the first level: it has no number and stands above all others.
    """
    headings = [paragraph for paragraph in document.paragraphs if paragraph.heading]
    if len(headings) <= _LEAST or [p.heading for p in headings].count(1) != 1:
        return document
    if headings[0].heading != 1 or heading_of(headings[0].content.text):
        return document
    raised = (replace(p, heading=max(0, p.heading - 1)) for p in document.paragraphs)
    return replace(document, paragraphs=tuple(raised))
