"""Another rule pack: the same figures rated by it, and the items whose light would be another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zcdash.domain.assessment import Assessment
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.queries.standing import year
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class PackResult:
    """Items by light under a pack; `changed`: item → (assessment under the base pack, under this one) where lights differ."""

    counts: Mapping[Light, int]
    changed: Mapping[str, tuple[Assessment, Assessment]]


def by_pack(ledger: Ledger, plan_id: str, period: str, packs: Sequence[str]) -> dict[str, PackResult]:
    """Return pack → the official figures of a period rated by it; the first pack is the base."""
    standings = {p: year(ledger, plan_id, View.OFFICIAL, p)[period] for p in packs}
    base = standings[packs[0]].items
    results = {}
    for name, standing in standings.items():
        pairs = {code: (base[code].assessment, item.assessment) for code, item in standing.items.items()}
        changed = {code: pair for code, pair in pairs.items() if pair[0].light is not pair[1].light}
        results[name] = PackResult(standing.counts, changed)
    return results
