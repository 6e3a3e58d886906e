"""年终考核: scores of every unit and deputy mayor, from the official view of the year.

An item belongs to the units and leaders named in the plan, not to the unit that reports it: 区统计局 reports the district's
growth and is not scored by it. A group (各镇政府) is not scored: an item it supports counts for each member as supported. An
item that a group leads counts for no unit, only for the deputy mayor: the district's growth does not measure any single one
of forty-three departments. A unit that the item also names itself has that role. Units with nothing but a group's items have
a score but no rank.

Lateness is the unit's and costs the deputy mayor nothing: a leader of the items of twenty units would always reach the cap.
A submission that the unit's own head sent back never left the unit and costs nothing either.

A score goes up to a period: an indicator is scored at the last period until then that has a planned value and is due, a
commitment at its own. Before the last period's deadline it is a score so far (至今). A submission on its way is waited for
until its period is closed; then its values count as not filed, as they do on the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from zcdash import store
from zcdash.config import RULES
from zcdash.domain.model import Responsibility, UnitKind
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Decision, Step
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.approvals import submission_statuses
from zcdash.queries.clock import today
from zcdash.queries.objections import Objection, decided, excused, objections, waived, waivers
from zcdash.queries.plans import current_period, period_of
from zcdash.queries.score_parts import Parts
from zcdash.queries.submissions import filings
from zcdash.rules.score import Score, ScoredItem, SubmissionRecord, whole_score
from zcdash.rules.score_part import LeftOut, RowKind
from zcdash.rules.score_rules import ScoreRules, parse_score
from zcdash.store.ledger import Ledger

WHO_NAME = {"unit": "责任单位", "leader": "分管区长"}
Settings = tuple[tuple[str, object], ...]
"""Other settings of the rules for a simulation: attribute and value."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A score with its rank; `rank` is None where it is not ranked, `why_not` is the reason."""

    name: str
    score: Score
    rank: int | None
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores of every unit or every deputy mayor of a plan, the best first."""

    plan: str
    who: str
    through: Period
    so_far: bool
    as_of: date
    rules: ScoreRules
    rows: tuple[Placed, ...]

    @property
    def word(self) -> str:
        """Return how far the year has come: 至今（算到2017年三季度）, or 全年."""
        return f"至今（算到{self.through.name}）" if self.so_far else "全年"

    def of(self, name: str) -> Placed:
        """Return the score of one of them. Raises NotFound."""
        row = next((r for r in self.rows if r.name == name), None)
        if row is None:
            raise NotFound(
                f"“{name}”没有考核得分。", f"请核对{WHO_NAME[self.who]}的名称；统称（如各镇政府）按成员单位计分。"
            )
        return row


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


def _require_items(rules: ScoreRules, plan: Plan) -> ScoreRules:
    """Return the rules if the plan has every item that they give its own weight. Raises NotFound."""
    codes = {i.code for i in plan.items}
    missing = [code for code in rules.item_weights if code not in codes]
    if missing:
        raise NotFound(
            f"考核办法 {rules.id} 给事项 {'、'.join(missing)} 定了权重，计划 {plan.id} 没有这些事项。",
            f"请改正 data/rules/score-{rules.id}.toml 的 item_weights。",
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
        self.in_force = _require_items(score_rules(rules_name), self.plan)
        self.rules = with_settings(self.in_force, settings)
        self.as_of = today(ledger)
        self.through = period_of(self.plan, through or current_period(self.plan, self.as_of))
        answered = objections(ledger, plan_id) if assumed is None else assumed
        off = waived(waivers(ledger, plan_id), answered)
        self.parts = Parts(ledger, self.plan, self.through, self.rules.year_annual_alone, off, decided(answered))
        self.submissions = _submission_records(ledger, self.plan, self.through, excused(answered))

    def items(self, who: str, name: str) -> list[ScoredItem]:
        """Return the items of a unit or leader with their parts."""
        titles = {i.code: i.title for i in self.plan.items}
        return [
            ScoredItem(code, titles[code] + (f"（以“{group}”列名）" if group else ""), role, self.parts.of_item[code])
            for code, (role, group) in _roles(self.plan, who, name).items()
            if not (group and role is Responsibility.LEAD)
        ]

    def submissions_of(self, who: str, name: str) -> Sequence[SubmissionRecord]:
        """Return the submissions that can cost points: a unit's; none for a leader."""
        return self.submissions[name] if who == "unit" else ()

    def score(self, who: str, name: str) -> Score:
        """Return the score of a unit or leader; the items that its groups lead are listed as left out."""
        score = whole_score(name, self.items(who, name), self.submissions_of(who, name), self.rules)
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
        items = tuple(replace(s, left_out=tuple(self._waited_for(x) for x in s.left_out)) for s in score.items)
        return replace(score, left_out=(*score.left_out, *common), items=items)

    def _waited_for(self, row: LeftOut) -> LeftOut:
        return replace(row, reason="报送在途，签收后计分", light=None) if row.code in self.parts.on_way else row


def _roles(plan: Plan, who: str, name: str) -> dict[str, tuple[Responsibility, str]]:
    """Return item → (role, name of the group that has it, empty where the unit is named itself), in the plan's order."""
    groups = {u.name for u in plan.units if name in u.members} if who == "unit" else set()
    roles: dict[str, tuple[Responsibility, str]] = {}
    for r in plan.responsible:
        if r.kind == who and r.name == name:
            roles[r.item] = (r.role, "")
        elif r.kind == "unit" and r.name in groups:
            roles.setdefault(r.item, (r.role, r.name))
    return {i.code: roles[i.code] for i in plan.items if i.code in roles}


def _submission_records(
    ledger: Ledger, plan: Plan, through: Period, excused: set[tuple[str, str]]
) -> Mapping[str, Sequence[SubmissionRecord]]:
    """Return unit → timeliness of its submissions, period by period."""
    sent_back: dict[tuple[str, str], int] = defaultdict(int)
    for status in submission_statuses(ledger, plan.id):
        sent_back[status.period, status.unit] += sum(
            s.decision is Decision.RETURNED and s.step is not Step.UNIT_HEAD for s in status.given
        )
    records: dict[str, list[SubmissionRecord]] = defaultdict(list)
    for period in plan.periods:
        for f in filings(ledger, plan.id, period) if Period.parse(period) <= through else ():
            if (f.unit, period) not in excused:
                filed = f.course is not None
                records[f.unit].append(SubmissionRecord(period, filed, f.late_days, sent_back[period, f.unit]))
    return records


def scored_names(plan: Plan, who: str) -> dict[str, bool]:
    """Return name → True if an item names it itself, for all that can be scored, in the plan's order."""
    if who not in WHO_NAME:
        raise InvalidInput(f"不能按“{who}”考核。", f"应为 {'、'.join(WHO_NAME)}。")
    named = {r.name for r in plan.responsible if r.kind == who}
    if who == "leader":
        return {x.name: True for x in plan.leaders if x.name in named}
    supports = {r.name for r in plan.responsible if r.kind == "unit" and r.role is Responsibility.SUPPORT}
    through_group = {m for u in plan.units if u.name in supports for m in u.members}
    return {
        u.name: u.name in named for u in plan.units if u.kind is not UnitKind.GROUP and u.name in named | through_group
    }


def _placed(scores: Iterable[tuple[Score, bool]]) -> tuple[Placed, ...]:
    """Return the best first; equal points share a rank; those without a rank come last."""
    rows = list(scores)
    best = sorted((s for s, named in rows if named and s.points is not None), key=lambda s: -(s.points or 0))
    points = [s.points for s in best]
    ranked = [Placed(s.name, s, points.index(s.points) + 1) for s in best]
    rest = [s for s, named in rows if not named or s.points is None]
    why = {True: "没有可计分的事项，不排名", False: "只有以统称列名的事项，不排名"}
    return (*ranked, *(Placed(s.name, s, None, why[s.points is None]) for s in rest))


def scores(
    ledger: Ledger,
    plan_id: str,
    who: str = "unit",
    rules_name: str = "default",
    through: str = "",
    settings: Settings = (),
) -> Scores:
    """Return the scores of all units, or of all deputy mayors, up to a period (by default the last one that has ended).

    With `settings` they are as they would be under other rules. Raises NotFound.
    """
    context = ScoreContext(ledger, plan_id, rules_name, through, settings)
    rows = _placed((context.score(who, name), named) for name, named in scored_names(context.plan, who).items())
    return Scores(
        plan=plan_id,
        who=who,
        through=context.through,
        so_far=context.parts.so_far,
        as_of=context.as_of,
        rules=context.rules,
        rows=rows,
    )


def score_of(
    ledger: Ledger, plan_id: str, name: str, who: str = "unit", rules_name: str = "default", through: str = ""
) -> Placed:
    """Return the score of one unit or deputy mayor with its rank. Raises NotFound."""
    return scores(ledger, plan_id, who, rules_name, through).of(name)
