"""Names compared by 达标率: bars from the lowest on, those with too few items below, and what lies at whose desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zcdash import queries
from zcdash.domain.terms import Light
from zcdash.queries.item_standing import ItemStanding
from zcdash.queries.overview import Tally
from zcdash.rendering.charts import figures
from zcdash.rendering.html import lights
from zcdash.ui.session import address
from zcdash.ui.widgets import chart_choice, html


def compare(
    counted: Mapping[str, Mapping[Light, int]], head: str, page: str, key: str, *more: object, legend: bool = True
) -> str | None:
    """Draw names by their rates, and return the one whose bar was clicked; `page` shows one of them."""
    ranked = queries.overview.by_rate(counted)
    sentence = f"{head}：{queries.overview.lowest_sentence(ranked)}"
    rows = {name: counted[name] for name in ranked.ranked}
    picked = chart_choice(lambda: figures.lights_bar(rows, sentence, legend), key, list(rows), *more) if rows else None
    if ranked.few:
        html(lights.few([(name, ranked.rates[name]) for name in ranked.few], page, page, address()))
    return picked


def tally(counted: Tally, items: Iterable[ItemStanding]) -> None:
    """Draw items by light with their 达标率, and at whose desk those in review lie."""
    html(lights.tally(counted.counts, counted.shares, counted.before, queries.overview.desks(items)))
