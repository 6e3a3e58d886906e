"""Heat maps of 达标率 as tables: a cell says the rate and n of m; the lower the rate, the stronger its one colour.

One hue alone, so that the colour-blind see the same order, and light enough for the text on it in both themes.
"""

from __future__ import annotations

from collections.abc import Callable

from zcdash.domain.heat_map import HeatMap, HeatRow
from zcdash.domain.rate import Rate
from zcdash.domain.terms import Light
from zcdash.rendering.html.templating import render
from zcdash.rendering.palette import MARKS

Address = Callable[[str, str], str]
"""Function of a row's name and a column's key: the address that the cell leads to, or empty."""
_STEPS = ((95, "95% 以上"), (85, "85%—95%"), (70, "70%—85%"), (50, "50%—70%"), (0, "不到 50%"))
"""(lowest rate in per cent, its name), the best first."""


def heat_map(heat: HeatMap, head: str, address: Address) -> str:
    """Return a heat map as a table, all items in its last row; `address` of a row's name and a column's key links a cell.

    A column's name is its first clause: a chapter's name is a sentence.
    """
    rows = [_row(row, heat, address) for row in heat.rows]
    rows.append(_row(heat.total, heat, lambda _name, _key: "") | {"total": True})
    columns = [(key, name.split("，")[0], name) for key, name in heat.columns.items()]
    names = [name for _, name in _STEPS]
    colour = MARKS[Light.SLIPPING].colour
    return render("heat_map.html", head=head, columns=columns, rows=rows, steps=names, heat=colour)


def _row(row: HeatRow, heat: HeatMap, address: Address) -> dict[str, object]:
    cells = [_cell(row.rates.get(key), address(row.name, key)) for key in heat.columns]
    return {"name": row.name, "total": False, "cells": cells}


def _cell(rate: Rate | None, address: str) -> dict[str, object] | None:
    """Return what a cell shows; None where nothing can be rated."""
    if rate is None or not rate.rated:
        return None
    step = next(n for n, (lowest, _) in enumerate(_STEPS, 1) if rate.percentage >= lowest)
    return {
        "percentage": rate.percentage,
        "met": rate.met,
        "rated": rate.rated,
        "few": rate.is_small,
        "step": step,
        "address": address,
    }
