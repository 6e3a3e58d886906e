"""Periods of a plan as the axis of a chart: names that differ and fit, the word for one of them, and running totals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby
from operator import or_
from textwrap import wrap

from zcdash.domain.period import Period, goes_on
from zcdash.domain.terms import Basis
from zcdash.rendering.formatting import running_name

_LINE = 7
"""Characters of a line of a name; a phase's name is a phrase."""
_EACH = {"Q": "季", "M": "月", "": "年"}
_CROWDED = 8
Values = list[float | None]


class PeriodAxis:
    """Axis of periods; `since_start` where running totals go on over the turn of a year."""

    def __init__(self, periods: Sequence[str], since_start: bool = False) -> None:
        self._periods = [Period.parse(p) for p in periods]
        self.goes_on = goes_on(periods, since_start)
        kinds = {p.text[4:5] if "/" not in p.text else "/" for p in self._periods}
        self.each = _EACH.get(kinds.pop(), "期") if len(kinds) == 1 else "期"
        """One period in 当季, 当月."""

    @property
    def names(self) -> list[str]:
        """Return a name for each period, the year in it where two would be alike, long ones in lines."""
        short = [p.short_name for p in self._periods]
        if len({*short}) < len(short):
            return [f"{s}<br>{p.ends.year}年" for s, p in zip(short, self._periods, strict=True)]
        return ["<br>".join(wrap(name, _LINE)) if len(name) > _LINE else name for name in short]

    @property
    def initials(self) -> list[str]:
        """Return the shortest names that differ, for a narrow chart: 一, 12, 2025, else the number of the period."""
        shorts = [p.short_name for p in self._periods]
        ends = [s.removesuffix("季度").removesuffix("月").removesuffix("年") for s in shorts]
        fits = len({*ends}) == len(ends) and all(len(e) <= 4 and e != s for e, s in zip(ends, shorts, strict=True))
        return ends if fits else [str(n) for n, _ in enumerate(shorts, 1)]

    @property
    def total_word(self) -> str:
        return "累计" if self.goes_on else "1月以来累计"

    @property
    def is_crowded(self) -> bool:
        """Return True where every value written at its point would cover the next one."""
        return len(self._periods) > _CROWDED

    def span(self, period: str, summed: bool) -> str:
        """Return what a value at a period speaks of: 1—6月累计, 截至2017年2月11日累计, or the period's name."""
        at = Period.parse(period)
        if not summed:
            return at.short_name
        return f"截至{at.ends.year}年{at.ends.month}月{at.ends.day}日累计" if self.goes_on else running_name(at)

    def totals_and_amounts(
        self, basis: Basis, stated: Sequence[float | None], wanted: Sequence[float | None] | None = None
    ) -> tuple[Values, Values]:
        """Return (running totals, amounts of each period) of a series in its basis; None where nothing is stated.

        Both begin anew with each year, unless totals go on. The total of 当季 amounts is unknown after one that lacks though a
        value was planned (`wanted`); the amount of a period is unknown where the total before it is.
        """
        totals: Values = []
        amounts: Values = []
        places = range(len(self._periods))
        for _, group in groupby(places, lambda n: 0 if self.goes_on else self._periods[n].ends.year):
            chosen = list(group)
            own = [stated[n] for n in chosen]
            part = _added(own, [(wanted or stated)[n] for n in chosen]) if basis is Basis.QUARTER else _taken_apart(own)
            totals += part[0]
            amounts += part[1]
        return totals, amounts


def _added(stated: Sequence[float | None], wanted: Sequence[float | None]) -> tuple[Values, Values]:
    sums = accumulate(v or 0 for v in stated)
    lacks = accumulate((v is None and w is not None for v, w in zip(stated, wanted, strict=True)), or_)
    known = zip(sums, stated, lacks, strict=True)
    return [s if v is not None and not lacking else None for s, v, lacking in known], list(stated)


def _taken_apart(stated: Sequence[float | None]) -> tuple[Values, Values]:
    before = [0.0, *stated][:-1]
    amounts = [None if v is None or b is None else round(v - b, 6) for v, b in zip(stated, before, strict=True)]
    return list(stated), amounts
