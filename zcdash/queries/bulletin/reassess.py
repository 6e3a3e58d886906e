"""A close judged once more, from what the units typed: the frozen judgements are not looked at, only compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from zcdash import store
from zcdash.domain.model import LIGHT_NAME, Assessment, Commitment, Indicator, Light, State
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.rules.lights import Figures, commitment_at, indicator_at, item_at, made_good, overridden
from zcdash.rules.rollup import counts
from zcdash.rules.rule_pack import parse_rule_pack
from zcdash.store.ledger import Ledger

Key = tuple[str, str]
_KIND = {"item": "事项", "indicator": "指标", "commitment": "节点"}
_SAID = {
    "light": "评定",
    "calculated": "原评",
    "reason": "说明",
    "ratio": "完成率",
    "gap": "差距",
    "planned": "计划",
    "actual": "实际",
    "planned_total": "累计计划",
    "actual_total": "累计实际",
    "filed": "是否报送",
    "state": "完成情况",
    "done_on": "完成日期",
}
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Judged:
    """One item, indicator or commitment, judged anew."""

    assessment: Assessment
    figures: Figures | None = None
    state: State | None = None
    done_on: date | None = None

    def frozen_as(self) -> dict[str, Any]:
        """As a close writes it down."""
        a, f = self.assessment, self.figures
        return {
            "light": a.light.value,
            "calculated": a.calculated.value if a.calculated else None,
            "reason": a.reason,
            "ratio": a.ratio,
            "gap": a.gap,
            "planned": f and f.planned,
            "actual": f and f.actual,
            "planned_total": f and f.planned_total,
            "actual_total": f and f.actual_total,
            "filed": f.filed if f else self.state is not None,
            "state": self.state.value if self.state else None,
            "done_on": self.done_on,
        }


class Reassessed:
    """Every judgement of a close, made anew by the rule pack that the close froze."""

    def __init__(self, at: CloseSnapshot) -> None:
        self.at, self.rules, self.day = at, parse_rule_pack(at.close["pack_text"]), at.close["as_of"]
        self.figures, self.reports, self.on_way = at.figures(), at.reports(), at.on_way
        parts: dict[str, list[Assessment]] = {i.code: [] for i in at.plan.items}
        self.found: dict[Key, Judged] = {}
        for i in at.plan.indicators:
            self.found["indicator", i.code] = one = self._indicator(i)
            parts[i.item].append(one.assessment)
        for c in at.plan.commitments:
            if c.period == at.period.text:
                self.found["commitment", c.code] = one = self._commitment(c)
                parts[c.item].append(one.assessment)
        for code, some in parts.items():
            self.found["item", code] = Judged(self._effective(code, item_at(some)))

    @property
    def lights(self) -> dict[str, Light]:
        return {code: one.assessment.light for (kind, code), one in self.found.items() if kind == "item"}

    def _indicator(self, i: Indicator) -> Judged:
        unit, period = self.at.plan.reporting_unit(i), self.at.period
        own = [
            (
                f,
                indicator_at(
                    i,
                    f,
                    self.rules,
                    self.at.limits.of(f.period.text, unit),
                    self.day,
                    self.on_way.get((f.period.text, unit), ""),
                ),
            )
            for f in self.figures[i.code]
        ]
        place = next(n for n, (f, _) in enumerate(own) if f.period == period)
        judged = made_good(i, own[place][1], [(f.period, a) for f, a in own[place + 1 :]])
        return Judged(self._effective(i.code, judged), own[place][0])

    def _commitment(self, c: Commitment) -> Judged:
        unit, reports = self.at.plan.reporting_unit(c), self.reports.get(c.code, [])
        key = c.period, unit
        judged = commitment_at(c, reports, self.at.limits.of(*key), self.day, self.on_way.get(key, ""))
        last = reports[-1] if reports else None
        return Judged(self._effective(c.code, judged), None, last and last.state, last and last.done_on)

    def _effective(self, code: str, judged: Assessment) -> Assessment:
        own = self.at.overrides.get((self.at.period.text, code))
        if own is None or not own["light"] or own["calculated"] != judged.reason:
            return judged
        return overridden(judged, Light(own["light"]), own["name"], own["reason"])

    def faults(self, ledger: Ledger) -> Iterator[str]:
        """Where the frozen judgements are not what comes out of the facts."""
        close, name = self.at.close, self.at.period.short_name
        frozen = {(r["kind"], r["code"]): r for r in store.periods.close_assessments(ledger, close["close"])}
        for key in sorted({*frozen, *self.found}):
            where = f"{name}关账的{_KIND.get(key[0], key[0])} {key[1]}"
            if key not in frozen or key not in self.found:
                yield f"{where}：{'关账没有冻结' if key in self.found else '计划里没有'}"
                continue
            for what, value in self.found[key].frozen_as().items():
                if not same(frozen[key][what], value):
                    yield f"{where}的{_SAID[what]}：关账冻结的是“{_word(frozen[key][what])}”，按报送重算是“{_word(value)}”"
        counted = {light.value: n for light, n in counts(self.lights.values()).items()}
        if json.loads(close["counts"]) != counted:
            yield f"{name}关账登记的各评定项数：{close['counts']}，按报送重算是 {json.dumps(counted)}"
        used = {r["unit"]: r["submission"] for r in store.periods.close_submissions(ledger, close["close"])}
        known = {unit: n for (period, unit), n in self.at.counting.items() if period == close["period"]}
        for unit in sorted(used.keys() | known.keys()):
            if used.get(unit) != known.get(unit):
                yield f"{name}关账采用的{unit}报送：登记的是 {used.get(unit)}，按签收是 {known.get(unit)}"


def same(one: object, other: object) -> bool:
    """Equal; numbers within what a computer's last digit may differ."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= _NEAR * max(1.0, abs(one), abs(other))
    return one == other


def _word(value: object) -> str:
    return LIGHT_NAME.get(value, "无" if value is None else str(value))
