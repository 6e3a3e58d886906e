"""Questions: what the ledger holds, judged. Nothing here changes anything.

Each function gathers from the store, decides on the bench, and answers with values. Today is the office's business date
where it has set one, else the date in Shanghai.
"""

from zcdash.board.plans import (
    ItemFile,
    Promise,
    answering_unit,
    current_period,
    deadlines,
    find_items,
    item_file,
    pack,
    packs,
    period_of,
    plan,
    plan_names,
    promise,
    responsible_units,
    today,
)
from zcdash.board.standing import (
    CommitmentStanding,
    IndicatorStanding,
    ItemStanding,
    Standing,
    by_chapter,
    by_responsible,
    indicator_standing,
    standing,
)

__all__ = [
    "CommitmentStanding", "IndicatorStanding", "ItemFile", "ItemStanding", "Promise", "Standing", "answering_unit",
    "by_chapter", "by_responsible", "current_period", "deadlines", "find_items", "indicator_standing", "item_file", "pack",
    "packs", "period_of", "plan", "plan_names", "promise", "responsible_units", "standing", "today",
]
