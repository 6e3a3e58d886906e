"""Questions: what the ledger holds, judged. Nothing here changes anything.

Each function gathers from the store, decides on the bench, and answers with values. Today is the office's business date
where it has set one, else the date in Shanghai.
"""

from zcdash.board.forms import answering_unit, form, forms, reporters, reporting_units
from zcdash.board.overview import (
    LeaderLine,
    Returns,
    Tally,
    changed,
    forecast_of,
    indicators_of,
    items_of,
    leaders,
    lights_by_unit,
    returns,
    tally,
    timeliness,
    urgent,
    what_if,
)
from zcdash.board.plans import (
    ItemFile,
    Promise,
    current_period,
    deadlines,
    find_items,
    is_sample,
    item_file,
    pack,
    packs,
    period_of,
    plan,
    plan_names,
    promise,
    responsible_units,
    slipping_from,
    today,
)
from zcdash.board.returns import (
    Change,
    Examined,
    Filing,
    Line,
    actuals,
    bundle,
    countdown,
    examined,
    filed_file,
    filings,
    first_reported,
    history,
    marked,
    trail,
    workbook,
    wrote,
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
    year,
)

__all__ = [
    "Change", "CommitmentStanding", "Examined", "Filing", "IndicatorStanding", "ItemFile", "ItemStanding",
    "LeaderLine", "Line", "Promise", "Returns", "Standing", "Tally", "actuals", "answering_unit", "bundle",
    "by_chapter", "by_responsible", "changed", "countdown", "current_period", "deadlines", "examined", "filed_file",
    "filings", "find_items", "first_reported", "forecast_of", "form", "forms", "history", "indicator_standing",
    "indicators_of", "is_sample", "item_file", "items_of", "leaders", "lights_by_unit", "marked", "pack", "packs",
    "period_of", "plan", "plan_names", "promise", "reporters", "reporting_units", "responsible_units", "returns",
    "slipping_from", "standing", "tally", "timeliness", "today", "trail", "urgent", "what_if", "workbook", "wrote",
    "year",
]
