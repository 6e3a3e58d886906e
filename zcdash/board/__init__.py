"""Questions: what the ledger holds, judged. Nothing here changes anything.

Each function gathers from the store, decides on the bench, and answers with values. Today is the office's business date
where it has set one, else the date in Shanghai. A `View` says which returns count: the accepted ones, unless told otherwise.
"""

from zcdash.board.acts import ACT_COLUMNS, acts, last_backup, prove
from zcdash.board.brief import Brief, Need, Pending, brief
from zcdash.board.corrections import (
    KINDS,
    Breakdown,
    Correction,
    Event,
    breakdowns,
    corrections,
    events,
    first_planned,
    now_of,
)
from zcdash.board.forms import answering_unit, form, forms, reporting_units
from zcdash.board.national import LeaderCount, National, national
from zcdash.board.notices import (
    NOTICE_STATE_NAME,
    Notice,
    NoticeState,
    Proposal,
    notice,
    notice_rules,
    notices,
    proposals,
)
from zcdash.board.objections import KIND_NAME, WAIVED, Objection, Waiver, objection, objections, waivers
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
    reported,
    restated,
    returns,
    tally,
    timeliness,
    urgent,
    what_if,
)
from zcdash.board.periods import (
    PeriodState,
    concessions,
    limits,
    open_for_filing,
    period_state,
    period_states,
)
from zcdash.board.plans import (
    RULES,
    ItemFile,
    Promise,
    adopted,
    current_period,
    deadlines,
    find_items,
    is_sample,
    item_file,
    local,
    pack,
    pack_text,
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
    bundle,
    changed_since,
    countdown,
    examined,
    filed_file,
    filings,
    history,
    judged_by,
    marked,
    trail,
    workbook,
    wrote,
)
from zcdash.board.score import (
    WHO_NAME,
    Book,
    Placed,
    Scores,
    Settings,
    landings,
    score_if,
    score_of,
    score_rule_names,
    score_rules,
    scores,
)
from zcdash.board.score_parts import footing
from zcdash.board.signing import (
    Passage,
    absences,
    counting,
    newest,
    passage,
    passages,
    queue,
    stands_for,
    substitutes,
    waits_for,
)
from zcdash.board.standing import (
    CommitmentStanding,
    IndicatorStanding,
    ItemStanding,
    Standing,
    by_chapter,
    by_responsible,
    calculated,
    frozen,
    indicator_standing,
    standing,
    year,
)

__all__ = [
    "ACT_COLUMNS", "KINDS", "KIND_NAME", "NOTICE_STATE_NAME", "RULES", "WAIVED", "WHO_NAME", "Book", "Breakdown", "Brief",
    "Change", "CommitmentStanding", "Correction", "Event", "Examined", "Filing", "IndicatorStanding", "ItemFile",
    "ItemStanding", "LeaderCount", "LeaderLine", "Line", "National", "Need", "Notice", "NoticeState", "Objection",
    "Passage", "Pending", "PeriodState", "Placed", "Promise", "Proposal", "Returns", "Scores", "Settings", "Standing",
    "Tally", "Waiver", "absences", "acts", "adopted", "answering_unit", "breakdowns", "brief", "bundle", "by_chapter",
    "by_responsible", "calculated", "changed", "changed_since", "concessions", "corrections", "countdown", "counting",
    "current_period", "deadlines", "events", "examined", "filed_file", "filings", "find_items", "first_planned", "footing",
    "forecast_of", "form", "forms", "frozen", "history", "indicator_standing", "indicators_of", "is_sample", "item_file",
    "items_of", "judged_by", "landings", "last_backup", "leaders", "lights_by_unit", "limits", "local", "marked",
    "national", "newest", "notice", "notice_rules", "notices", "now_of", "objection", "objections", "open_for_filing",
    "pack", "pack_text", "packs", "passage", "passages", "period_of", "period_state", "period_states", "plan", "plan_names",
    "promise", "proposals", "prove", "queue", "reported", "reporting_units", "responsible_units", "restated", "returns",
    "score_if", "score_of", "score_rule_names", "score_rules", "scores", "slipping_from", "standing", "stands_for",
    "substitutes", "tally", "timeliness", "today", "trail", "urgent", "waits_for", "waivers", "what_if", "workbook",
    "wrote", "year",
]
