"""时间线: where dated promises of a plan stand on a day, in rows that a chart or a list can draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zcdash.domain.model import Commitment
from zcdash.domain.terms import Recurrence


class DueState(StrEnum):
    """State of a dated commitment on a day, the one that most needs a look first."""

    OVERDUE = "overdue"
    UNREPORTED = "unreported"
    UNDETERMINED = "undetermined"
    IN_REVIEW = "in_review"
    DUE = "due"
    RUNNING = "running"
    UPCOMING = "upcoming"
    LATE = "late"
    DONE = "done"


DUE_STATE_NAME = {
    DueState.OVERDUE: "逾期未完成",
    DueState.UNREPORTED: "到期未报",
    DueState.UNDETERMINED: "待研判",
    DueState.IN_REVIEW: "待签收",
    DueState.DUE: "到期待报",
    DueState.RUNNING: "进行中",
    DueState.UPCOMING: "未开始",
    DueState.LATE: "补完成",
    DueState.DONE: "按期完成",
}
COMPLETED = frozenset({DueState.DONE, DueState.LATE})
OPEN = frozenset({DueState.OVERDUE, DueState.UNREPORTED, DueState.UNDETERMINED, DueState.IN_REVIEW, DueState.DUE})
"""Past the due date and not known to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPart:
    """One dated commitment on the timeline; `starts` falls back to the start of its phase or period."""

    commitment: Commitment
    unit: str
    starts: date
    state: DueState
    done_on: date | None

    @property
    def due(self) -> date:
        return self.commitment.due

    @property
    def duty(self) -> tuple[str, str, str, Recurrence | None]:
        """Return what makes it one row with others: the same work of several units, or each time that a duty comes back."""
        c = self.commitment
        return c.item, c.project, c.text, c.recurs

    @property
    def text(self) -> str:
        c = self.commitment
        return f"{c.project}：{c.text}" if c.project else c.text


@dataclass(frozen=True, slots=True)
class DueMark:
    """Mark on a row: everything of the row that is due by a day (of a month, where they are drawn together)."""

    day: date
    parts: tuple[DatedPart, ...]

    @property
    def counts(self) -> Counter[DueState]:
        return Counter(p.state for p in self.parts)

    @property
    def state(self) -> DueState:
        """Return the state that most needs a look; where all is done, 补完成 only if that holds of more than half."""
        counts = self.counts
        if {*counts} <= COMPLETED:
            return DueState.LATE if counts[DueState.LATE] > counts[DueState.DONE] else DueState.DONE
        return min(counts, key=list(DueState).index)

    @property
    def completed(self) -> int:
        return sum(p.state in COMPLETED for p in self.parts)

    @property
    def done_on(self) -> date | None:
        """Return the last day that work was done on, where all of it is done."""
        days = [p.done_on for p in self.parts if p.state in COMPLETED and p.done_on]
        return max(days) if len(days) == len(self.parts) else None

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.unit for p in self.parts if p.unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """Row of the timeline: a bar from the first start to the last due date, and its marks by day.

    `head` of a row that names the group of those below it: it has no marks of its own. `today` of a row with a business date of
    its own.
    """

    label: str
    item: str
    starts: date
    ends: date
    marks: tuple[DueMark, ...] = ()
    head: bool = False
    today: date | None = None


class TimelineLevel(StrEnum):
    """Content of one row of the timeline."""

    DUTY = "duty"
    ITEM = "item"
    CHAPTER = "chapter"


def state_counts(parts: Iterable[DatedPart]) -> Mapping[DueState, int]:
    """Count parts by state, in the order of the states; states that do not occur are left out."""
    counted = Counter(p.state for p in parts)
    return {state: counted[state] for state in DueState if counted[state]}
