"""The register (台账) of a close: every item, indicator and commitment of the year, up to the closed period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zcdash import store
from zcdash.auth.sessions import is_demo
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.errors import NotFound
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.evidence import EvidenceLine, register_lines
from zcdash.queries.frozen import frozen_standing
from zcdash.queries.item_standing import Standing
from zcdash.queries.submissions import Filing
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseRow
from zcdash.store.submissions import NarrativeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A plan up to a closed period. `year` and `narratives` hold each period as its newest close froze it."""

    plan: Plan
    period: Period
    as_of: date
    revision: int
    sample: bool
    hash: str
    year: Mapping[str, Standing]
    narratives: Mapping[str, Mapping[str, NarrativeRow]]
    filings: tuple[Filing, ...]
    evidence: tuple[EvidenceLine, ...]


def register(ledger: Ledger, plan_id: str, close: int) -> Register:
    """Return the register of a close, with the earlier periods as they were closed by then. Raises NotFound."""
    closes = store.periods.closes(ledger, plan_id)
    row = next((c for c in closes if c["close"] == close), None)
    if row is None:
        raise NotFound(f"没有第 {close} 号关账。", "请刷新后再看。")
    snapshot = CloseSnapshot(ledger, row)
    newest: dict[str, CloseRow] = {}
    for earlier in snapshot.known("close", closes):
        if Period.parse(earlier["period"]) < snapshot.period:
            newest.setdefault(earlier["period"], earlier)
    standings = {p: frozen_standing(ledger, c) for p, c in newest.items()} | {snapshot.period.text: snapshot.standing}
    year = {p: standings[p] for p in snapshot.plan.periods if p in standings}
    return Register(
        plan=snapshot.plan,
        period=snapshot.period,
        as_of=row["as_of"],
        revision=row["revision"],
        sample=is_demo(ledger),
        hash=snapshot.entry["hash"],
        year=year,
        narratives={p: snapshot.narratives(p) for p in year},
        filings=tuple(snapshot.filings()),
        evidence=tuple(register_lines(snapshot, store.evidence.evidence(ledger, plan_id), year)),
    )
