"""Items as HTML: the list with lights in every period, which becomes cards on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zcdash.domain.period import Period
from zcdash.rendering.html.lights import DISPLAY_ORDER
from zcdash.rendering.html.templating import render
from zcdash.rendering.protocols.standing import ItemLine


def item_list(lines: Iterable[ItemLine], plan: str, periods: Sequence[str], now: str) -> str:
    """Return items, one a row: light, title and who leads, reason, n of m parts that meet, the light in every period.

    `now` is the period that the first columns speak of.
    """
    return render(
        "item_list.html",
        lines=lines,
        plan=plan,
        periods=[Period.parse(p) for p in periods],
        now=now,
        order=DISPLAY_ORDER,
    )
