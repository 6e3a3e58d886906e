"""Collector for the findings of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zcdash.domain.model import Finding
from zcdash.domain.terms import Severity


class Question(NamedTuple):
    """A warning without its place: the clerk confirms the value or corrects it; an error if the value cannot be."""

    code: str
    sentence: str
    advice: str
    is_error: bool = False


class FindingList(list[Finding]):
    """Findings in the order in which they were made, each at a cell, or at a whole sheet where `cell` is empty."""

    @property
    def has_errors(self) -> bool:
        """True where at least one finding is an error."""
        return any(f.severity is Severity.ERROR for f in self)

    def error(self, code: str, sheet: str, cell: str, sentence: str, advice: str = "") -> None:
        """Add an error: the submission is refused."""
        self._add(Severity.ERROR, code, sheet, cell, sentence, advice)

    def warning(
        self, code: str, sheet: str, cell: str, sentence: str, advice: str = "", codes: Sequence[str] = ()
    ) -> None:
        """Add a warning about the rows of these codes: the unit has to confirm it."""
        self._add(Severity.WARNING, code, sheet, cell, sentence, advice, codes)

    def _add(
        self,
        severity: Severity,
        code: str,
        sheet: str,
        cell: str,
        sentence: str,
        advice: str,
        codes: Sequence[str] = (),
    ) -> None:
        place = f"{sheet}!{cell}" if cell else sheet
        of = tuple(codes)
        self.append(Finding(code=code, severity=severity, place=place, sentence=sentence, advice=advice, codes=of))
