"""Findings about a plan folder."""

from __future__ import annotations

from collections.abc import Collection
from string import ascii_lowercase

from zcdash.domain.model import Finding
from zcdash.domain.terms import Severity


def error(code: str, place: str, sentence: str, advice: str = "") -> Finding:
    """Return a finding that keeps a plan from being loaded."""
    return Finding(code=code, severity=Severity.ERROR, place=place, sentence=sentence, advice=advice)


def warning(code: str, place: str, sentence: str, advice: str = "") -> Finding:
    """Return a finding about a mistake or gap of the official document itself."""
    return Finding(code=code, severity=Severity.WARNING, place=place, sentence=sentence, advice=advice)


def item_of(place: str, codes: Collection[str]) -> str:
    """Return the code of the item that the place of a finding lies in (`11-2a 2017Q1`, `items.csv 11-2`); empty: of none."""
    for word in reversed(place.split()):
        code = word.split(".")[0].rstrip(ascii_lowercase)
        if code in codes:
            return code
    return ""
