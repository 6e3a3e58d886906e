"""Findings about a plan folder."""

from __future__ import annotations

from zcdash.domain.model import Finding
from zcdash.domain.terms import Severity


def error(code: str, place: str, sentence: str, advice: str = "") -> Finding:
    """Return a finding that keeps a plan from being loaded."""
    return Finding(code=code, severity=Severity.ERROR, place=place, sentence=sentence, advice=advice)


def warning(code: str, place: str, sentence: str, advice: str = "") -> Finding:
    """Return a finding about a mistake or gap of the official document itself."""
    return Finding(code=code, severity=Severity.WARNING, place=place, sentence=sentence, advice=advice)
