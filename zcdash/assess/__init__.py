"""Room 3, the bench: judgements, pure."""

from zcdash.assess.deadline import deadline
from zcdash.assess.forecast import Forecast, forecast
from zcdash.assess.lights import WORST_FIRST, Figures, Report, commitment_at, indicator_at, item_at, made_good
from zcdash.assess.pack import Band, Pack, parse
from zcdash.assess.rollup import counts, percentages, shares

__all__ = [
    "WORST_FIRST", "Band", "Figures", "Forecast", "Pack", "Report", "commitment_at", "counts", "deadline", "forecast",
    "indicator_at", "item_at", "made_good", "parse", "percentages", "shares",
]
