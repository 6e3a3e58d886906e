"""A data frame as HTML: a table whose text wraps, and which becomes cards on a phone."""

from __future__ import annotations

import pandas as pd

from zcdash.rendering.html.templating import render


def wrapped(frame: pd.DataFrame) -> str:
    """Return a frame of texts as a table; on a phone a card a row, its empty cells left out. Short texts do not wrap."""
    columns = [str(column) for column in frame.columns]
    rows = [["" if value is None else str(value) for value in row] for row in frame.itertuples(index=False)]
    return render("wrapped_table.html", columns=columns, rows=rows)
