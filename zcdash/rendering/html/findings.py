"""Findings of a check, and the rows of a form, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from zcdash.domain.model import Finding
from zcdash.rendering.html.templating import render


def finding_cards(findings: Sequence[Finding], places: Sequence[str] = ()) -> str:
    """Return one card for each finding, with its place in words where `places` are given."""
    return render("findings.html", findings=findings, places=places)


def form_row(code: str, title: str, facts: Sequence[tuple[str, str]], before: Sequence[tuple[str, str]] = ()) -> str:
    """Return the head of a row to fill in: `facts` and the texts `before` of the last period are (head, text)."""
    return render("form_row.html", code=code, title=title, facts=facts, before=before)
