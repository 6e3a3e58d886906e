"""Reassessment of a close from the submitted values; the frozen facts are only compared with the result."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zcdash import store
from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import LIGHT_NAME, Light, State
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.item_standing import item_from_parts
from zcdash.rules.commitments import at_periods, commitment_at
from zcdash.rules.facts import frozen_facts, same_value
from zcdash.rules.items import ItemPart
from zcdash.rules.lights import Figures, made_good
from zcdash.rules.rollup import counts
from zcdash.rules.rule_pack import parse_rule_pack
from zcdash.store.ledger import Ledger

Key = tuple[str, str]
_KIND_NAME = {"item": "事项", "indicator": "指标", "commitment": "节点"}
_FACT_NAME = {
    "light": "评定",
    "calculated": "原评",
    "cause": "原因",
    "ratio": "完成率",
    "gap": "差距",
    "lacking": "缺数的期次",
    "made_good_in": "补上的期次",
    "deadline": "报送截止",
    "sent_on": "报送日期",
    "returned_on": "退回日期",
    "awaits": "待审签环节",
    "waiting": "待审签人",
    "reported_in": "报告期次",
    "closed_as": "关账时的完成情况",
    "part": "最差部分",
    "more": "另有处数",
    "overridden_by": "改判人",
    "override_reason": "改判理由",
    "planned": "计划",
    "actual": "实际",
    "planned_total": "累计计划",
    "actual_total": "累计实际",
    "filed": "是否报送",
    "state": "完成情况",
    "done_on": "完成日期",
}


@dataclass(frozen=True, slots=True)
class Reassessment:
    """One item, indicator or commitment, assessed anew."""

    assessment: Assessment
    figures: Figures | None = None
    state: State | None = None
    done_on: date | None = None

    def facts(self) -> dict[str, Any]:
        """Return its facts as a close freezes them."""
        return frozen_facts(self.assessment, self.figures, self.state, self.done_on)


class Reassessed:
    """Every assessment of a close, made anew by the rule pack that the close froze."""

    def __init__(self, at: CloseSnapshot) -> None:
        self.at = at
        self.rules = parse_rule_pack(at.close["pack_text"])
        self.day: date = at.close["as_of"]
        self.figures = at.figures()
        self.reported = at.reported()
        self.on_way = at.on_way
        self.by_key: dict[Key, Reassessment] = {}
        parts: dict[str, list[ItemPart]] = {i.code: [] for i in at.plan.items}
        for i in at.plan.indicators:
            indicator = self._indicator(i)
            self.by_key["indicator", i.code] = indicator
            parts[i.item].append(ItemPart(i.code, indicator.assessment, key=True))
        for c, rated_in in at_periods(at.plan.commitments, at.plan.periods, self.rules)[at.period.text]:
            commitment = self._commitment(c, rated_in)
            self.by_key["commitment", c.code] = commitment
            parts[c.item].append(ItemPart(c.code, commitment.assessment, key=c.key, ongoing=c.ongoing))
        for code, own in parts.items():
            by_code = {p.code: p.assessment for p in own}
            assessment = self._effective(code, item_from_parts(own, self.rules, at.plan.units_of_parts(code)), by_code)
            self.by_key["item", code] = Reassessment(assessment)

    @property
    def lights(self) -> dict[str, Light]:
        return {code: one.assessment.light for (kind, code), one in self.by_key.items() if kind == "item"}

    def _indicator(self, indicator: Indicator) -> Reassessment:
        figures = self.figures[indicator.code]
        alone = self.at.reporters[indicator.code].alone(figures, self.rules, self.day)
        place = next(n for n, f in enumerate(figures) if f.period == self.at.period)
        assessment = made_good(indicator, alone[place][1], alone[place + 1 :], self.rules)
        return Reassessment(self._effective(indicator.code, assessment), figures[place])

    def _commitment(self, commitment: Commitment, rated_in: Period | None) -> Reassessment:
        reported = self.reported[commitment.code]
        period = self.at.period
        key = period.text, self.at.plan.reporting_unit(commitment)
        assessment = commitment_at(
            commitment,
            reported,
            rated_in,
            self.rules,
            self.at.deadlines.of(*key),
            self.day,
            self.on_way.get(key),
        )
        effective = self._effective(commitment.code, assessment)
        state, done_on = reported.state_at(period, assessment)
        return Reassessment(effective, None, state, done_on)

    def _effective(
        self, code: str, assessment: Assessment, parts: Mapping[str, Assessment] | None = None
    ) -> Assessment:
        return self.at.overrides.effective(self.at.period.text, code, assessment, parts)

    def faults(self, ledger: Ledger) -> Iterator[str]:
        """Yield where the frozen facts differ from those that follow from the submissions."""
        close = self.at.close
        name = self.at.period.short_name
        frozen = {(r["kind"], r["code"]): r for r in store.periods.close_assessments(ledger, close["close"])}
        for key in sorted({*frozen, *self.by_key}):
            where = f"{name}关账的{_KIND_NAME.get(key[0], key[0])} {key[1]}"
            if key not in frozen or key not in self.by_key:
                yield f"{where}：{'关账没有冻结' if key in self.by_key else '计划里没有'}"
                continue
            row: Mapping[str, Any] = frozen[key]
            for fact, value in self.by_key[key].facts().items():
                before = row[fact]
                if not same_value(before, value):
                    yield f"{where}的{_FACT_NAME[fact]}：关账冻结的是“{_text(before)}”，按报送重算是“{_text(value)}”"
        counted = {light.value: n for light, n in counts(self.lights.values()).items() if n}
        # A close of an earlier version names fewer lights.
        if {light: n for light, n in json.loads(close["counts"]).items() if n} != counted:
            yield f"{name}关账登记的各评定项数：{close['counts']}，按报送重算是 {json.dumps(counted)}"
        yield from self._submission_faults(ledger)

    def _submission_faults(self, ledger: Ledger) -> Iterator[str]:
        """Yield units whose submission in the close is another than the accepted one."""
        close = self.at.close
        name = self.at.period.short_name
        frozen = {r["unit"]: r["submission"] for r in store.periods.close_submissions(ledger, close["close"])}
        accepted = {unit: n for (period, unit), n in self.at.counting.items() if period == close["period"]}
        for unit in sorted(frozen.keys() | accepted.keys()):
            if frozen.get(unit) != accepted.get(unit):
                yield f"{name}关账采用的{unit}报送：登记的是 {frozen.get(unit)}，按签收是 {accepted.get(unit)}"


def _text(value: object) -> str:
    if isinstance(value, str) and value in list(Light):
        return LIGHT_NAME[Light(value)]
    return "无" if value is None else str(value)
