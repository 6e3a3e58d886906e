"""The values in which two submissions of a unit differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zcdash import store
from zcdash.domain.model import format_number
from zcdash.domain.submission import Actual, Explanation, Narrative, Progress
from zcdash.domain.terms import STATE_NAME, State
from zcdash.store.ledger import Ledger

_BLANK = "（未填）"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value that differs from an earlier submission."""

    code: str
    what: str
    was: str
    now: str


def changed_since(ledger: Ledger, plan_id: str, submission: int, before: int | None) -> list[ValueChange]:
    """Return the values in which a submission differs from the one that it superseded."""
    if before is None:
        return []
    plan = store.plans.load_plan(ledger, plan_id)[0]
    names = {i.code: i.name for i in plan.indicators} | {c.code: c.text for c in plan.commitments}
    names |= {i.code: i.title for i in plan.items}
    return list(compare(names, filed_texts(ledger, before), filed_texts(ledger, submission)))


def emptied(ledger: Ledger, submission: int, before: int | None) -> frozenset[str]:
    """Return the indicators and commitments that the superseded submission had a figure or a state for, and this one has not."""
    if before is None:
        return frozenset()
    was, now = (_filled(ledger, number) for number in (before, submission))
    return was - now


def _filled(ledger: Ledger, submission: int) -> frozenset[str]:
    rows = store.submissions.submission_rows(ledger, submission)
    return frozenset([*(r["indicator"] for r in rows["actual"]), *(r["commitment"] for r in rows["progress"])])


def compare(names: Mapping[str, str], was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[ValueChange]:
    """Yield the codes whose texts differ; a value that is missing on one side counts too."""
    for code in {**was, **now}:
        if was.get(code) != now.get(code):
            yield ValueChange(code, names.get(code, ""), was.get(code, _BLANK), now.get(code, _BLANK))


def value_texts(
    actuals: Iterable[Actual],
    progress: Iterable[Progress],
    narratives: Iterable[Narrative],
    explanations: Iterable[Explanation] = (),
) -> dict[str, str]:
    """Return code → value as text."""
    texts = {a.indicator: format_number(a.value) for a in actuals}
    texts |= {e.indicator: _explained(e.note) for e in explanations}
    texts |= {p.commitment: _state_text(p.state, p.done_on) for p in progress}
    return texts | {n.item: _joined(n.progress, n.problem, n.next_step) for n in narratives}


def filed_texts(ledger: Ledger, submission: int) -> dict[str, str]:
    """Return code → value as text, of a filed submission."""
    rows = store.submissions.submission_rows(ledger, submission)
    texts = {r["indicator"]: format_number(r["value"]) for r in rows["actual"]}
    texts |= {r["indicator"]: _explained(r["note"]) for r in rows["explanation"]}
    texts |= {r["commitment"]: _state_text(State(r["state"]), r["done_on"]) for r in rows["progress"]}
    return texts | {r["item"]: _joined(r["progress"], r["problem"], r["next_step"]) for r in rows["narrative"]}


def _explained(note: str) -> str:
    return f"未填数，已说明：{note}"


def _state_text(state: State, done_on: date | None) -> str:
    return STATE_NAME[state] + (f"（{done_on}）" if done_on else "")


def _joined(*texts: str) -> str:
    return "；".join(filter(None, texts))
