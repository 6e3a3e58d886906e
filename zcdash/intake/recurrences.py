"""Expand a recurring duty (每月, 每季度 …) into one commitment for every occurrence within a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zcdash.domain.model import Commitment
from zcdash.domain.period import Period
from zcdash.domain.terms import Recurrence

_FORM = re.compile(r"([a-z]+)(?::(?:(\d{2})-)?(\d{1,2}))?")
_MONTHS = {Recurrence.MONTH: 1, Recurrence.QUARTER: 3, Recurrence.HALF: 6, Recurrence.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Frequency of a duty, with the day that an occurrence is due on: of its last month, or of the month numbered within it.

    Without a day it is due on the last day of the occurrence.
    """

    recurrence: Recurrence
    day: int | None = None
    month: int | None = None

    @classmethod
    def parse(cls, text: str) -> Rhythm:
        """Parse `month`, `month:20`, `quarter`, `half`, `year`, or `year:03-01`, `quarter:01-10`. Raises ValueError."""
        match = _FORM.fullmatch(text)
        if not match:
            raise ValueError(text)
        name, month, day = match.groups()
        rhythm = cls(Recurrence(name), int(day) if day else None, int(month) if month else None)
        is_there = rhythm.month is None or 1 <= rhythm.month <= _MONTHS[rhythm.recurrence]
        if not is_there or (rhythm.day is not None and not 1 <= rhythm.day <= 28):
            raise ValueError(text)
        return rhythm

    def occurrences(self, first: date, last: date) -> Iterator[tuple[Period, date]]:
        """Yield (span, due date) of every occurrence that is due from `first` to `last`."""
        months = _MONTHS[self.recurrence]
        month = first.replace(month=(first.month - 1) // months * months + 1, day=1)
        while month <= last:
            span = Period.parse(_text(month, months))
            due = self._due(span)
            if first <= due <= last:
                yield span, due
            month = span.ends + timedelta(days=1)

    def _due(self, span: Period) -> date:
        if self.day is None:
            return span.ends
        month = span.starts.month + self.month - 1 if self.month else span.ends.month
        return span.ends.replace(month=month, day=self.day)


def _text(month: date, months: int) -> str:
    """Return the period of so many months that begins with a month."""
    part = {1: f"M{month.month:02}", 3: f"Q{(month.month + 2) // 3}", 6: f"H{(month.month + 5) // 6}", 12: ""}
    return f"{month.year}{part[months]}"


def expand(duty: Commitment, rhythm: Rhythm, periods: Sequence[str], first: date, last: date) -> Iterator[Commitment]:
    """Yield the duty once for every occurrence from `first` to `last`, in the period that its due date lies in.

    Codes are the duty's with the occurrence: `3.02.2017M03`. An occurrence that is due within no period is left out.
    """
    spans = sorted((Period.parse(p) for p in periods), key=lambda p: p.ends - p.starts)
    for occurrence, due in rhythm.occurrences(first, last):
        period = next((p for p in spans if p.starts <= due <= p.ends), None)
        if period:
            yield replace(
                duty,
                code=f"{duty.code}.{occurrence.text}",
                period=period.text,
                due=due,
                starts=occurrence.starts,
                exact=rhythm.day is not None,
                recurs=rhythm.recurrence,
            )
