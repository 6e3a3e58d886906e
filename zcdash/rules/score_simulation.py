"""What-if scores: a unit's or leader's score beside the score under imagined values, lights or rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zcdash.domain.terms import Light
from zcdash.errors import NotFound
from zcdash.rules.score import Score, ScoredItem, SubmissionRecord, whole_score
from zcdash.rules.score_part import Part, RowKind
from zcdash.rules.score_rules import ScoreRules


@dataclass(frozen=True, slots=True)
class ScoreComparison:
    """Two scores side by side: as it stands, and as imagined."""

    now: Score
    then: Score

    @property
    def change(self) -> Decimal | None:
        """Points gained, negative for lost; None where either has no score."""
        return None if self.now.points is None or self.then.points is None else self.then.points - self.now.points

    @property
    def sentence(self) -> str:
        now, then = ("不评分" if s.points is None else f" {s.points} 分" for s in (self.now, self.then))
        text = f"现在{now}，照此设想{then}"
        if self.change is None:
            return text
        if self.change == 0:
            return f"{text}，不变"
        return f"{text}，{'升' if self.change > 0 else '降'} {abs(self.change)} 分"


def what_if(
    name: str,
    items: Sequence[ScoredItem],
    submissions: Sequence[SubmissionRecord],
    rules: ScoreRules,
    figures: Mapping[str, Part] | None = None,
    lights: Mapping[str, Light] | None = None,
    other: ScoreRules | None = None,
) -> ScoreComparison:
    """Compare the score with that for other `figures` of indicators, `lights` of commitments, or `other` rules.

    Codes are of parts; `figures` holds the indicators as they would be, with the light that these figures give. A waiver stays;
    the office's own light lapses with new figures, as it does in the ledger. Raises NotFound for a code that no part has.
    """
    figures = figures or {}
    lights = lights or {}
    parts = [part for item in items for part in item.parts]
    _require_codes(figures, "指标", [p.code for p in parts if p.kind is RowKind.INDICATOR])
    _require_codes(lights, "节点", [p.code for p in parts if p.kind is RowKind.COMMITMENT])
    imagined = [replace(i, parts=tuple(_imagined(p, figures, lights) for p in i.parts)) for i in items]
    return ScoreComparison(
        whole_score(name, items, submissions, rules), whole_score(name, imagined, submissions, other or rules)
    )


def _require_codes(codes: Mapping[str, object], kind: str, existing: Sequence[str]) -> None:
    for code in codes:
        if code not in existing:
            raise NotFound(f"没有编号为 {code} 的{kind}。", "请核对编号。")


def _imagined(part: Part, figures: Mapping[str, Part], lights: Mapping[str, Light]) -> Part:
    if part.code in figures:
        return replace(figures[part.code], waived=part.waived, decided=False)
    if part.code in lights:
        return replace(part, light=lights[part.code], decided=False)
    return part
