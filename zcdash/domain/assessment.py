"""Assessment of an indicator, a commitment or an item: a light, its cause as typed values, and the sentence rendered from them.

Facts are compared, sentences never: `Assessment.reason` takes no part in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zcdash.domain.submission import Step
from zcdash.domain.terms import Light, State

DISPLAY_ORDER = (
    Light.AHEAD,
    Light.ON_TRACK,
    Light.LATE_DONE,
    Light.SLIPPING,
    Light.BEHIND,
    Light.MISSING,
    Light.RETURNED,
    Light.IN_REVIEW,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.NONE,
)
"""Lights as they are listed and drawn, the best first."""


class CauseCode(StrEnum):
    """Kind of cause; it decides which values of a `Cause` are filled in."""

    FIGURES = "figures"
    """Planned (the baseline for `hold`) and actual, with gap and, where there is one, ratio."""
    AS_PRINTED = "as_printed"
    """Figures that are short of the plan by less than the plan is printed with."""
    WITHIN_TOLERANCE = "within_tolerance"
    """Figures that are short of the plan by no more than the tolerance of `about` or `hold`."""
    NO_PLANNED_VALUE = "no_planned_value"
    ONLY_ANNUAL = "only_annual"
    """Only the year has a planned value: it, the actual so far and, where there is one, the share of the year as ratio."""
    NO_BASELINE = "no_baseline"
    """A planned value, or what is to be held, that depends on a baseline which is not known."""
    NO_OWNER = "no_owner"
    """A figure cited from an indicator that is in no plan of the ledger, or is never reported for the period's end."""
    NO_FIGURE = "no_figure"
    """An accepted submission without a figure."""
    QUARTER_LACKING = "quarter_lacking"
    """A running total that is unknown, because the figures of some quarters lack."""
    UNFILED = "unfiled"
    """No accepted submission: deadline, and the submission on its way where there is one."""
    NO_STATE = "no_state"
    """A commitment whose return was accepted without a state of it."""
    NOT_DUE = "not_due"
    """A commitment in a period before the one that its due date lies in."""
    PROGRESS = "progress"
    """A commitment as reported: state, day, period of the report, due date."""
    WORST_PART = "worst_part"
    """An item: a part that its light comes from, and how many more of them have the same light."""
    SHARE = "share"
    """Like WORST_PART, where the share of the parts that meet the plan decided: `met`, `rated`, `bound`."""
    NO_PARTS = "no_parts"


COMPARED = frozenset({CauseCode.FIGURES, CauseCode.AS_PRINTED, CauseCode.WITHIN_TOLERANCE})
"""Causes with planned, actual, gap and, where there is one, ratio."""


@dataclass(frozen=True, slots=True)
class OnWay:
    """A submission that is not accepted yet: the day it was sent, and the signature it waits for or the day it was returned."""

    filed_on: date
    awaits: Step | None = None
    waiting: tuple[str, ...] = ()
    """Deputy mayors who have not signed yet, where it waits for them."""
    returned_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Values that an assessment rests on; those that its code does not name stay empty. `gap` is actual − planned."""

    code: CauseCode
    period: str = ""
    planned: float | None = None
    upper: float | None = None
    """Upper end of a planned range; `planned` is the lower one, and `gap` counts from the nearer end, 0 within."""
    words: str = ""
    """Printed words of a planned value that is relative to the baseline: 下降5%."""
    actual: float | None = None
    ratio: float | None = None
    gap: float | None = None
    tolerance: float | None = None
    """How far from the plan the value may stay, where that decided."""
    lacking: tuple[str, ...] = ()
    """Periods without the figure that the running total needs."""
    made_good_in: str = ""
    """The later period that made up for a shortfall."""
    deadline: date | None = None
    on_way: OnWay | None = None
    due: date | None = None
    state: State | None = None
    done_on: date | None = None
    reported_in: str = ""
    closed_as: State | None = None
    """State of a commitment at a close, where that keeps it from on_track."""
    part: str = ""
    """Code of the first part that an item's light comes from; `worst` is its assessment."""
    worst: Assessment | None = None
    more: int = 0
    unit: str = ""
    """Unit whose parts gave an item its light, where several lead the item."""
    sources: tuple[str, ...] = ()
    """Codes of all parts that an item's light comes from, in the plan's order; never one that is unfiled."""
    met: int = 0
    rated: int = 0
    bound: float | None = None
    """Share of parts below which an item is no longer what it would be."""
    others: tuple[Light, ...] = ()
    """Lights of an item's other parts that do not meet the plan, the worst first; without those that are pending."""


@dataclass(frozen=True, slots=True)
class Override:
    """The supervision office's decision on a light: by whom, and why."""

    by: str
    why: str
    item: str = ""
    """Code of the item that was overridden, where a part has its light from that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """评定. Where the supervision office overrode the light, `calculated` keeps what the rules say; `cause` is theirs."""

    light: Light
    cause: Cause
    calculated: Light | None = None
    override: Override | None = None
    reason: str = field(default="", compare=False)
    """The sentence for readers."""

    def with_reason(self, reason: str) -> Assessment:
        """Return it with a sentence. `dataclasses.replace` takes four times as long, and every assessment comes by here."""
        return Assessment(
            light=self.light, cause=self.cause, calculated=self.calculated, override=self.override, reason=reason
        )

    @property
    def ratio(self) -> float | None:
        return self.cause.ratio

    @property
    def gap(self) -> float | None:
        return self.cause.gap
