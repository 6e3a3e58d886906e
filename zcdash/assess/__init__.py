"""Room 3, the bench: judgements, pure."""

from zcdash.assess.deadline import deadline
from zcdash.assess.forecast import Forecast, forecast
from zcdash.assess.lights import (
    WORST_FIRST,
    Figures,
    Report,
    commitment_at,
    indicator_at,
    item_at,
    made_good,
    overridden,
)
from zcdash.assess.pack import Band, Pack, parse
from zcdash.assess.rollup import counts, percentages, shares
from zcdash.assess.score import (
    ROLE_NAME,
    Apart,
    Beside,
    Bonus,
    Deduction,
    Held,
    Returned,
    Score,
    item_score,
    what_if,
    whole_score,
)
from zcdash.assess.score_part import (
    ROUNDING,
    LeftOut,
    Line,
    Part,
    closing,
    commitment_part,
    number_part,
    scored,
)
from zcdash.assess.score_rules import Formula, ScoreRules, Setting, figure, parse_score
from zcdash.assess.signing import Course, Stage, course

__all__ = [
    "Apart",
    "Band",
    "Beside",
    "Bonus",
    "Course",
    "Deduction",
    "Figures",
    "Forecast",
    "Formula",
    "Held",
    "LeftOut",
    "Line",
    "Pack",
    "Part",
    "ROLE_NAME",
    "ROUNDING",
    "Report",
    "Returned",
    "Score",
    "ScoreRules",
    "Setting",
    "Stage",
    "WORST_FIRST",
    "closing",
    "commitment_at",
    "commitment_part",
    "counts",
    "course",
    "deadline",
    "figure",
    "forecast",
    "indicator_at",
    "item_at",
    "item_score",
    "made_good",
    "number_part",
    "overridden",
    "parse",
    "parse_score",
    "percentages",
    "scored",
    "shares",
    "what_if",
    "whole_score",
]
