"""年终考核: scores of every unit and deputy mayor, from the official view of the year.

An item belongs to the units and leaders named in the plan, not to the unit that reports it: 区统计局 reports the district's
growth and is not scored by it. A group (各镇政府) is not scored: an item it supports counts for each member as supported. An
item that a group leads counts for no unit, only for the deputy mayor: the district's growth does not measure any single one
of forty-three departments. A unit that the item also names itself has that role. Units with nothing but a group's items have
a score but no rank.

An item that was handed over in the year counts for both leaders: what was due before the day for the one who handed it over,
at the last period before; what is due later for the successor.

Lateness is the unit's and costs the deputy mayor nothing: a leader of the items of twenty units would always reach the cap.
A submission that the unit's own head sent back never left the unit and costs nothing either.

A score goes up to a period: an indicator is scored at the last period until then that has a planned value and is due, a
commitment at its own. Before the last period's deadline it is a score so far (至今). A submission on its way is waited for
until its period is closed. What the close found in review stays uncounted: it waits at the desk of a deputy mayor or the
office, and lateness costs its own points. What had not left its own unit by then counts as not filed, and so does, from the
deadline on, what was sent back and not filed again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from zcdash import store
from zcdash.config import RULES
from zcdash.domain.leaders_over_time import former_leaders, periods_led
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Decision, Step
from zcdash.domain.terms import Responsibility
from zcdash.domain.units_over_time import former_names
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.approvals import counted_submissions, submission_statuses
from zcdash.queries.clock import today
from zcdash.queries.objections import Objection, decided, excused, objections, waived, waivers
from zcdash.queries.plans import current_period, period_of
from zcdash.queries.score_parts import Parts
from zcdash.queries.submissions import Filing, filings
from zcdash.rules.approval import Stage
from zcdash.rules.score import Score, ScoredItem, SubmissionRecord, whole_score
from zcdash.rules.score_file import parse_score
from zcdash.rules.score_part import LeftOut, Part, RowKind
from zcdash.rules.score_rules import ScoreRules
from zcdash.store.ledger import Ledger

Settings = tuple[tuple[str, object], ...]
"""Other settings of the rules for a simulation: attribute and value."""


@lru_cache
def score_rules(name: str = "default") -> ScoreRules:
    """Return a rule file of the year-end assessment by its id. Raises NotFound, or PackInvalid where the file is wrong."""
    if name not in score_rule_names():
        raise NotFound(f"没有考核办法 {name}。", f"现有：{'、'.join(score_rule_names())}。")
    return parse_score((RULES / f"score-{name}.toml").read_text(encoding="utf-8"))


def score_rule_names() -> list[str]:
    """Return the ids of the rule files, the default first."""
    return sorted(
        (p.stem.removeprefix("score-") for p in RULES.glob("score-*.toml")), key=lambda n: (n != "default", n)
    )


def _require_codes(rules: ScoreRules, plan: Plan) -> ScoreRules:
    """Return the rules if the plan has every item and indicator that they name. Raises NotFound."""
    items, indicators = {i.code for i in plan.items}, {i.code for i in plan.indicators}
    missing = [code for code in rules.item_weights if code not in items]
    if missing:
        raise NotFound(
            f"考核办法 {rules.id} 给事项 {'、'.join(missing)} 定了权重，计划 {plan.id} 没有这些事项。",
            f"请改正 data/rules/score-{rules.id}.toml 的 item_weights。",
        )
    missing = [code for code in rules.bonus_not_for.get(plan.id, ()) if code not in indicators]
    if missing:
        raise NotFound(
            f"考核办法 {rules.id} 写明指标 {'、'.join(missing)} 不加分，计划 {plan.id} 没有这些指标。",
            f"请改正 data/rules/score-{rules.id}.toml 的 bonus_not_for。",
        )
    return rules


def with_settings(rules: ScoreRules, settings: Settings) -> ScoreRules:
    """Return the rules with other settings. Raises InvalidInput, or PackInvalid where a value is out of bounds."""
    names = {s.place.replace(".", "_") for s in rules.settings()}
    changes: dict[str, Any] = dict(settings)
    for name in changes:
        if name not in names:
            raise InvalidInput(f"考核办法没有 {name} 这一项。", "请核对。")
    return replace(rules, **changes)


@dataclass(frozen=True, slots=True)
class _Term:
    """Item of a leader with the parts that are the leader's, and the codes of the parts whose submission is on its way."""

    item: str
    role: Responsibility
    parts: tuple[Part, ...]
    on_way: frozenset[str]


class ScoreContext:
    """Everything that the scores of a plan are computed from, loaded once.

    `assumed` replaces the objections on record.
    """

    def __init__(
        self,
        ledger: Ledger,
        plan_id: str,
        rules_name: str = "default",
        through: str = "",
        settings: Settings = (),
        assumed: Sequence[Objection] | None = None,
    ) -> None:
        self.plan = store.plans.load_plan(ledger, plan_id)[0]
        self.in_force = _require_codes(score_rules(rules_name), self.plan)
        self.rules = with_settings(self.in_force, settings)
        self.as_of = today(ledger, plan_id)
        self.through = period_of(self.plan, through or current_period(self.plan, self.as_of))
        answered = objections(ledger, plan_id) if assumed is None else assumed
        off = waived(waivers(ledger, plan_id), answered)
        self._parts = partial(Parts, ledger, self.plan, rules=self.rules, waived=off, decided=decided(answered))
        self.parts = self._parts(through=self.through)
        self._parts_through = {self.through.text: self.parts}
        self.submissions = _submission_records(ledger, self.plan, self.through, excused(answered), self.parts.unsent)

    def items(self, who: str, name: str) -> list[ScoredItem]:
        """Return the items of a unit or leader with their parts."""
        titles = {i.code: i.title for i in self.plan.items}
        if who == "leader" and former_leaders(self.plan):
            return [
                ScoredItem(term.item, titles[term.item], term.role, term.parts)
                for term in self._terms(name)
                if term.parts or not self.parts.of_item[term.item]
            ]
        return [
            ScoredItem(code, titles[code] + (f"（以“{group}”列名）" if group else ""), role, self.parts.of_item[code])
            for code, (role, group) in _roles(self.plan, who, name).items()
            if not (group and role is Responsibility.LEAD)
        ]

    def _terms(self, leader: str) -> Iterator[_Term]:
        """Yield the items of a leader with the parts of the periods in which the item was the leader's.

        What the leader handed over is scored at the last period before, as if the year had come no further.
        """
        for code, roles in periods_led(self.plan, leader).items():
            own = [p for p in roles if Period.parse(p) <= self.through]
            if own:
                whole = self._parts_at(own[-1])
                others = {*self.plan.periods[: self.plan.periods.index(own[-1])]} - {*own}
                parts = tuple(p for p in whole.of_item[code] if p.period not in others)
                yield _Term(code, roles[own[-1]], parts, frozenset(whole.on_way))

    def handed_over(self, leader: str) -> list[LeftOut]:
        """Return the items of a leader of which everything that is due so far belongs to the leader before."""
        titles = {i.code: i.title for i in self.plan.items}
        scored = {t.item for t in self._terms(leader) if t.parts or not self.parts.of_item[t.item]}
        kinds = {Responsibility.LEAD: RowKind.LED_ITEM, Responsibility.SUPPORT: RowKind.SUPPORTED_ITEM}
        return [
            LeftOut(item=c, code=c, name=titles[c], kind=kinds[role], reason="接任前到期的，计入原分管人")
            for c, (role, _) in _roles(self.plan, "leader", leader).items()
            if c not in scored
        ]

    def _parts_at(self, period: str) -> Parts:
        if period not in self._parts_through:
            self._parts_through[period] = self._parts(through=Period.parse(period))
        return self._parts_through[period]

    def submissions_of(self, who: str, name: str) -> Sequence[SubmissionRecord]:
        """Return the submissions that can cost points: a unit's; none for a leader."""
        return self.submissions[name] if who == "unit" else ()

    def score(self, who: str, name: str) -> Score:
        """Return the score of a unit or leader; the items that its groups lead are listed as left out."""
        score = self.score_under(self.rules, who, name)
        titles = {i.code: i.title for i in self.plan.items}
        common = tuple(
            LeftOut(
                item=code,
                code=code,
                name=titles[code],
                kind=RowKind.COMMON_ITEM,
                reason=f"由“{group}”共同牵头，不计入单位得分",
            )
            for code, (role, group) in _roles(self.plan, who, name).items()
            if group and role is Responsibility.LEAD
        )
        if who == "leader" and former_leaders(self.plan):
            common = tuple(self.handed_over(name))
        on_way = self._on_way(who, name)
        items = tuple(
            replace(s, left_out=tuple(_waited_for(x) if x.code in on_way else x for x in s.left_out))
            for s in score.items
        )
        return replace(score, left_out=(*score.left_out, *common), items=items)

    def score_under(self, rules: ScoreRules, who: str, name: str) -> Score:
        """Return the score of a unit or leader under other weights."""
        return whole_score(name, self.items(who, name), self.submissions_of(who, name), rules)

    def _on_way(self, who: str, name: str) -> Set[str]:
        """Return the codes of the parts without a value whose submission is on its way."""
        if who == "leader" and former_leaders(self.plan):
            return {p.code for t in self._terms(name) for p in t.parts if p.code in t.on_way}
        return self.parts.on_way

    def can_be_imagined(self, who: str, name: str) -> set[str]:
        """Return the codes of the parts whose end of the year counts for a unit or leader: of the items that are theirs now."""
        now = _roles(self.plan, who, name)
        return {p.code for item in self.items(who, name) if item.item in now for p in item.parts}


def _waited_for(row: LeftOut) -> LeftOut:
    return replace(row, reason="报送在途，签收后计分", light=None)


def _roles(plan: Plan, who: str, name: str) -> dict[str, tuple[Responsibility, str]]:
    """Return item → (role, name of the group that has it, empty where the unit is named itself), in the plan's order."""
    roles: dict[str, tuple[Responsibility, str]] = {}
    for role in Responsibility:
        common = plan.common_items_of(name, role) if who == "unit" else {}
        for code, group in (dict.fromkeys(plan.item_codes_of(name, who, role), "") | common).items():
            roles.setdefault(code, (role, group))
    return {i.code: roles[i.code] for i in plan.items if i.code in roles}


def _submission_records(
    ledger: Ledger, plan: Plan, through: Period, excused: set[tuple[str, str]], unsent: set[tuple[str, str]]
) -> Mapping[str, Sequence[SubmissionRecord]]:
    """Return unit → timeliness of its submissions, period by period."""
    sent_back: dict[tuple[str, str], int] = defaultdict(int)
    for status in submission_statuses(ledger, plan.id):
        sent_back[status.period, status.unit] += sum(
            s.decision is Decision.RETURNED and s.step is not Step.UNIT_HEAD for s in status.given
        )
    counted, day = counted_submissions(ledger, plan.id), today(ledger, plan.id)
    names = _renamed(plan)

    def unfiled(f: Filing, period: str) -> str:
        if (period, f.unit) in counted:
            return ""
        returned = f.course is not None and f.course.stage is Stage.RETURNED and day > f.deadline
        return "退回未再报" if returned else "关账时未出本单位" if (period, f.unit) in unsent else ""

    records: dict[str, list[SubmissionRecord]] = defaultdict(list)
    for period in plan.periods:
        for f in filings(ledger, plan.id, period) if Period.parse(period) <= through else ():
            if (f.unit, period) not in excused:
                times = sent_back[period, f.unit]
                record = SubmissionRecord(period, f.course is not None, f.late_days, times, unfiled(f, period))
                records[names.get(f.unit, f.unit)].append(record)
    return records


def _renamed(plan: Plan) -> dict[str, str]:
    """Return old name → unit, of the units that were renamed; a merged or a split unit's record stays with its old name."""
    before = {u.name: former_names(plan, u.name) for u in plan.units}
    after = Counter(name for names in before.values() for name in names)
    return {names[0]: unit for unit, names in before.items() if len(names) == 1 and after[names[0]] == 1}
