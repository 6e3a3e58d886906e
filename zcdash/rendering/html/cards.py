"""Small parts of a page as HTML: headline cards, facts, chips, the targets of an item, a verdict, and their style sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate

from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import Basis, Direction
from zcdash.rendering.formatting import amount
from zcdash.rendering.html.templating import render
from zcdash.rendering.palette import MARKS
from zcdash.rendering.rule_links import rule_links

_BAR_HEIGHT = 26
"""Pixels of the highest bar on a headline card."""
_MOST_COLUMNS = 4
"""Periods whose targets stand side by side, even where there is none."""


@cache
def style() -> str:
    """Return the style sheet of this module and of `lights`; every part needs it on its page."""
    return render("style.html")


def headline_cards(indicators: Sequence[Indicator], periods: Sequence[str], now: str, link: str) -> str:
    """Return a card for each headline indicator: its value of the year and its planned values by period.

    `now` is the period to stand out; `link` is the address with `{code}` for the indicator's code.
    """
    return render("headline_cards.html", cards=[_card(i, periods, now, link) for i in indicators])


def _card(indicator: Indicator, periods: Sequence[str], now: str, link: str) -> dict[str, object]:
    values = [indicator.planned.get(p) for p in periods]
    if indicator.basis is Basis.QUARTER:
        totals = accumulate(v or 0 for v in values)
        values = [t if v is not None else None for t, v in zip(totals, values, strict=True)]
    last = next((v for v in reversed(values) if v is not None), None)
    differs = None not in (last, indicator.annual) and last != indicator.annual
    return {
        "name": indicator.name,
        "note": f"分季的计划到年底是 {amount(last, indicator.unit)}" if differs else "",
        "unit": indicator.unit,
        "address": link.format(code=indicator.code),
        "year": last if indicator.annual is None else indicator.annual,
        "bound": {Direction.AT_MOST: "以内", Direction.ABOUT: "左右"}.get(indicator.direction, ""),
        "bars": _bars(indicator, values, periods, now),
    }


def _bars(
    indicator: Indicator, values: Sequence[float | None], periods: Sequence[str], now: str
) -> list[dict[str, object]]:
    """Return a small bar for each period; one without a value keeps its place empty, and growth, no amount, has none."""
    has_bars = indicator.basis not in (Basis.GROWTH, Basis.RANK)
    summed = indicator.basis in (Basis.CUMULATIVE, Basis.QUARTER)
    top = max((abs(v) for v in values if v is not None), default=0) or 1
    return [
        {
            "name": f"1—{Period.parse(period).ends.month}月" if summed else Period.parse(period).short_name,
            "number": "" if value is None else amount(value),
            "height": f"{0 if value is None or not has_bars else max(_BAR_HEIGHT * abs(value) / top, 2):.0f}",
            "now": period == now,
        }
        for period, value in zip(periods, values, strict=True)
    ]


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """Return numbers in one line: (number, what it counts)."""
    return render("facts.html", rows=rows)


def chips(rows: Sequence[tuple[str, bool]], page: str, query: str, of: Mapping[str, str]) -> str:
    """Return (name, whether it leads) as chips, the leading ones filled.

    Each links to `page`, where `query` is the parameter that takes the name; `of`: plan and period.
    """
    return render("chips.html", rows=rows, page=page, query=query, of=of)


def targets(texts: Sequence[tuple[Period, str | None]], now: str) -> str:
    """Return the targets side by side, a column a period; `now` is the period to stand out."""
    # Of many periods most have no target: those are left out, but for the one that stands out.
    shown = texts if len(texts) <= _MOST_COLUMNS else [(p, text) for p, text in texts if text or p.text == now]
    columns = [(period, [point for point in (text or "").split("；") if point]) for period, text in shown]
    return render("targets.html", columns=columns, now=now)


def link(text: str, page: str, **query: str) -> str:
    """Return a link to a page of the site, with what it is to show."""
    return render("page_link.html", text=text, page=page, query=query)


def verdict(assessment: Assessment, notes: Sequence[str] = ()) -> str:
    """Return an assessment as a line: mark, word and reason; under it notes, and the links to the rules behind it."""
    mark = MARKS[assessment.light]
    return render("verdict.html", mark=mark, reason=assessment.reason, notes=notes, links=rule_links(assessment))


def narrative(rows: Sequence[tuple[str, str]], source: str) -> str:
    """Return what a unit wrote, (head, text) a paragraph, and `source`: who wrote it and when."""
    return render("narrative.html", rows=rows, source=source)
