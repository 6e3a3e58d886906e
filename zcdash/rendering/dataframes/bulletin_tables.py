"""Tables of issued bulletins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from zcdash.domain.period import Period


def issued(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the issued bulletins in the order given, one row each."""
    return pd.DataFrame(
        [
            {
                "期号": b["number"],
                "通报": b["title"],
                "哪一期": Period.parse(b["period"]).name,
                "第几次关账": b["revision"],
                "成文日期": f"{b['day']:%Y-%m-%d}",
                "印发": f"{b['issued_at']:%Y-%m-%d %H:%M}",
                "经办": b["issued_by"],
                "文件指纹": b["hash"][:16],
            }
            for b in rows
        ]
    )
