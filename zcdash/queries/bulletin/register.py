"""The register (台账) of a close: every item, indicator and commitment of the year as far as it was closed then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zcdash.domain.model import Plan
from zcdash.domain.period import Period
from zcdash.errors import NotFound
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.frozen import frozen_standing
from zcdash.queries.item_standing import Standing
from zcdash.queries.submissions import Filing
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


@dataclass(frozen=True, slots=True)
class Register:
    """A plan up to a closed period: each period as its newest close froze it, with what was written of its items."""

    plan: Plan
    period: Period
    as_of: date
    revision: int
    sample: bool
    hash: str
    year: Mapping[str, Standing]
    words: Mapping[str, Mapping[str, Row]]
    filings: tuple[Filing, ...]


def register(ledger: Ledger, plan_id: str, close: int) -> Register:
    """The register of a close; earlier periods as they were closed by then. Raises Unknown."""
    closes = ledger.query("close", plan=plan_id)
    row = next((c for c in closes if c["close"] == close), None)
    if row is None:
        raise NotFound(f"没有第 {close} 号关账。", "请刷新后再看。")
    at, newest = CloseSnapshot(ledger, row), {}
    for one in at.known("close", closes):
        if Period.parse(one["period"]) < at.period:
            newest.setdefault(one["period"], one)
    year = {
        p: at.standing if p == at.period.text else frozen_standing(ledger, newest[p])
        for p in at.plan.periods
        if p in newest or p == at.period.text
    }
    sample = bool(next((r["value"] for r in ledger.query("setting", name="sample")), ""))
    return Register(
        at.plan,
        at.period,
        row["as_of"],
        row["revision"],
        sample,
        at.entry["hash"],
        year,
        {p: at.narratives(p) for p in year},
        tuple(at.filings()),
    )
