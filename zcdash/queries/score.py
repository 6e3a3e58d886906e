"""年终考核: the score of every unit and deputy mayor, from what the ledger officially holds of the year.

Whose item it is goes by the names in the plan's columns of responsible units and leaders, not by who reports it: 区统计局
files the district's growth and is not scored by it. A group (各镇政府) is no body that could be scored: what it supports
counts for each member as supported. What a group leads counts for no unit, only for the deputy mayor: the district's growth
is led by nobody of forty-three departments, and says nothing of one. Who is named on the item with the own name as well has
that role. Units that hold nothing but a group's items have a score but no rank.

Lateness is the unit's, so it costs the deputy mayor nothing: whoever leads the items of twenty units would always stand at
the cap. A return that the unit's own head sent back never left the unit and costs nothing either.

A score goes up to a period: an indicator is scored at the last period until then that has a planned value and is due, a
commitment at its own. Before the last period's deadline it is a score so far (至今). A return on its way is waited for until
its period is closed; from then on what it would have brought counts as not filed, as it does on the board.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from zcdash import store
from zcdash.config import RULES
from zcdash.domain.model import LIGHT_NAME, Light, Responsibility, UnitKind
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
from zcdash.rules.score import Held, Score, ScoreComparison, SubmissionRecord, what_if, whole_score
from zcdash.rules.score_part import LeftOut, Part
from zcdash.rules.score_rules import ScoreRules, parse_score
from zcdash.store.ledger import Ledger

WHO_NAME = {"unit": "责任单位", "leader": "分管区长"}
Settings = tuple[tuple[str, object], ...]
"""Settings of the rules that are imagined otherwise: attribute and value."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A score with its place among the others; `rank` is None where it is not ranked, and `why_not` says so."""

    name: str
    score: Score
    rank: int | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """Every unit or every deputy mayor of a plan, the best first."""

    plan: str
    who: str
    through: Period
    so_far: bool
    as_of: date
    rules: ScoreRules
    rows: tuple[Placed, ...]

    @property
    def word(self) -> str:
        """Up to when: 至今（算到2017年三季度）, or 全年."""
        return f"至今（算到{self.through.name}）" if self.so_far else "全年"

    def of(self, name: str) -> Placed:
        """One of them. Raises Unknown."""
        found = next((r for r in self.rows if r.name == name), None)
        if found is None:
            raise NotFound(
                f"“{name}”没有考核得分。", f"请核对{WHO_NAME[self.who]}的名称；统称（如各镇政府）按成员单位计分。"
            )
        return found


@lru_cache
def score_rules(name: str = "default") -> ScoreRules:
    """A rule file of the year-end assessment by its id. Raises Unknown, or PackInvalid where the file is wrong."""
    if name not in score_rule_names():
        raise NotFound(f"没有考核办法 {name}。", f"现有：{'、'.join(score_rule_names())}。")
    return parse_score((RULES / f"score-{name}.toml").read_text(encoding="utf-8"))


def score_rule_names() -> list[str]:
    """The ids of the rule files, the default first."""
    return sorted(
        (p.stem.removeprefix("score-") for p in RULES.glob("score-*.toml")), key=lambda n: (n != "default", n)
    )


def _fit(rules: ScoreRules, plan: Plan) -> ScoreRules:
    """The rules, if every item that they give a weight of its own is in the plan. Raises Unknown."""
    codes = {i.code for i in plan.items}
    strange = [code for code in rules.item_weights if code not in codes]
    if strange:
        raise NotFound(
            f"考核办法 {rules.id} 给事项 {'、'.join(strange)} 定了权重，计划 {plan.id} 没有这些事项。",
            f"请改正 data/rules/score-{rules.id}.toml 的 item_weights。",
        )
    return rules


def _otherwise(rules: ScoreRules, settings: Settings) -> ScoreRules:
    """The rules with other settings. Raises WrongUse, or PackInvalid where a value is out of bounds."""
    for name, _ in settings:
        if name not in {s.place.replace(".", "_") for s in rules.settings()}:
            raise InvalidInput(f"考核办法没有 {name} 这一项。", "请核对。")
    return replace(rules, **dict(settings))


class ScoreContext:
    """Everything that the scores of a plan are reckoned from, gathered once.

    `told` are the objections, where others than those on record are to be considered.
    """

    def __init__(
        self,
        ledger: Ledger,
        plan_id: str,
        rules_name: str = "default",
        through: str = "",
        settings: Settings = (),
        told: Sequence[Objection] | None = None,
    ) -> None:
        self.plan = store.plans.load_plan(ledger, plan_id)[0]
        self.in_force = _fit(score_rules(rules_name), self.plan)
        self.rules = _otherwise(self.in_force, settings)
        self.as_of = today(ledger)
        self.through = period_of(self.plan, through or current_period(self.plan, self.as_of))
        answered = objections(ledger, plan_id) if told is None else told
        off = waived(waivers(ledger, plan_id), answered)
        self.parts = Parts(ledger, self.plan, self.through, self.rules.year_annual_alone, off, decided(answered))
        self.returned = _returned(ledger, self.plan, self.through, excused(answered))

    def held(self, who: str, name: str) -> list[Held]:
        """The items of a unit or leader with their parts."""
        titles = {i.code: i.title for i in self.plan.items}
        return [
            Held(code, titles[code] + (f"（以“{group}”列名）" if group else ""), role, self.parts.of_item[code])
            for code, (role, group) in _roles(self.plan, who, name).items()
            if not (group and role is Responsibility.LEAD)
        ]

    def own_returns(self, who: str, name: str) -> Sequence[SubmissionRecord]:
        """The returns that can cost points: a unit's own."""
        return self.returned[name] if who == "unit" else ()

    def score(self, who: str, name: str) -> Score:
        """The score of one; with what it leaves out stands, beside what is not counted, what its groups lead."""
        score = whole_score(name, self.held(who, name), self.own_returns(who, name), self.rules)
        titles = {i.code: i.title for i in self.plan.items}
        common = tuple(
            LeftOut(code, code, titles[code], "共同事项", f"由“{group}”共同牵头，不计入单位得分")
            for code, (role, group) in _roles(self.plan, who, name).items()
            if group and role is Responsibility.LEAD
        )
        items = tuple(replace(s, left_out=tuple(self._waited_for(x) for x in s.left_out)) for s in score.items)
        return replace(score, left_out=(*score.left_out, *common), items=items)

    def _waited_for(self, row: LeftOut) -> LeftOut:
        return replace(row, reason="报送在途，签收后计分") if row.code in self.parts.on_way else row


def _roles(plan: Plan, who: str, name: str) -> dict[str, tuple[Responsibility, str]]:
    """Item → (role, the group under whose name it is held, empty for the own name), in the plan's order."""
    groups = {u.name for u in plan.units if name in u.members} if who == "unit" else set()
    found: dict[str, tuple[Responsibility, str]] = {}
    for r in plan.responsible:
        if r.kind == who and r.name == name:
            found[r.item] = (r.role, "")
        elif r.kind == "unit" and r.name in groups:
            found.setdefault(r.item, (r.role, r.name))
    return {i.code: found[i.code] for i in plan.items if i.code in found}


def _returned(
    ledger: Ledger, plan: Plan, through: Period, forgiven: set[tuple[str, str]]
) -> Mapping[str, Sequence[SubmissionRecord]]:
    """Unit → how its returns came in, period by period."""
    back: dict[tuple[str, str], int] = defaultdict(int)
    for one in submission_statuses(ledger, plan.id):
        back[one.period, one.unit] += sum(
            s.decision is Decision.RETURNED and s.step is not Step.UNIT_HEAD for s in one.given
        )
    found: dict[str, list[SubmissionRecord]] = defaultdict(list)
    for period in plan.periods:
        for f in filings(ledger, plan.id, period) if Period.parse(period) <= through else ():
            if (f.unit, period) not in forgiven:
                found[f.unit].append(SubmissionRecord(period, f.course is not None, f.late_days, back[period, f.unit]))
    return found


def _names(plan: Plan, who: str) -> dict[str, bool]:
    """Everybody who can be scored, in the plan's order, and whether an item bears the own name."""
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


def _placed(scored: Iterable[tuple[Score, bool]]) -> tuple[Placed, ...]:
    """The best first; equal points share a rank; those without a rank last."""
    rows = list(scored)
    best = sorted((s for s, own in rows if own and s.points is not None), key=lambda s: -(s.points or 0))
    points = [s.points for s in best]
    ranked = [Placed(s.name, s, points.index(s.points) + 1) for s in best]
    rest = [s for s, own in rows if not own or s.points is None]
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
    """The scores of all units, or of all deputy mayors, up to a period (the last one that has ended). Raises Unknown.

    With `settings` they are as they would be under other rules.
    """
    book = ScoreContext(ledger, plan_id, rules_name, through, settings)
    rows = _placed((book.score(who, name), own) for name, own in _names(book.plan, who).items())
    return Scores(plan_id, who, book.through, book.parts.so_far, book.as_of, book.rules, rows)


def score_of(
    ledger: Ledger, plan_id: str, name: str, who: str = "unit", rules_name: str = "default", through: str = ""
) -> Placed:
    """The score of one unit or deputy mayor, with its place among the others. Raises Unknown."""
    return scores(ledger, plan_id, who, rules_name, through).of(name)


def simulatable_indicators(
    ledger: Ledger, plan_id: str, name: str, who: str = "unit", through: str = ""
) -> dict[str, tuple[Part, float]]:
    """What may still be imagined of one: indicator → (how it stands at the end of the year, what it has for certain by then).

    The second is the running total so far of a 当季 indicator, to which its last quarter is added; 0 of any other.
    """
    book = ScoreContext(ledger, plan_id, through=through)
    codes = [p.code for h in book.held(who, name) for p in h.parts]
    return {c: (book.parts.at_year_end[c], book.parts.carried[c]) for c in codes if c in book.parts.at_year_end}


def score_if(
    ledger: Ledger,
    plan_id: str,
    name: str,
    who: str = "unit",
    actuals: Mapping[str, float] | None = None,
    lights: Mapping[str, Light] | None = None,
    settings: Settings = (),
    rules_name: str = "default",
    through: str = "",
) -> ScoreComparison:
    """The score as it stands beside the score if the last period's actuals were these; nothing is stored.

    `actuals` are in the indicator's own basis: of 当季 the last quarter alone, to which the quarters before are added. An
    indicator that is imagined is set against the end of the year, the others stay where they are. Raises Unknown or WrongUse.
    """
    book = ScoreContext(ledger, plan_id, rules_name, through)
    if name not in _names(book.plan, who):
        raise NotFound(f"“{name}”没有考核得分。", f"请核对{WHO_NAME[who]}的名称。")
    held, ends = book.held(who, name), book.parts.at_year_end
    known = {p.code for h in held for p in h.parts}
    for code in actuals or {}:
        if code in known and code not in ends:
            raise InvalidInput(f"指标 {code} 在年末没有计划数，无从设想。", "请另选指标。")
    totals = {code: value + book.parts.carried.get(code, 0.0) for code, value in (actuals or {}).items()}
    landed = [
        replace(h, parts=tuple(replace(ends[p.code], waived=p.waived) if p.code in totals else p for p in h.parts))
        for h in held
    ]
    returned, other = book.own_returns(who, name), _otherwise(book.rules, settings)
    then = what_if(name, landed, returned, book.rules, totals, lights, other).then
    return ScoreComparison(whole_score(name, held, returned, book.rules), then)


def simulatable_commitments(score: Score) -> dict[str, tuple[str, Light]]:
    """Return code → (name, light if it were done) of the commitments of a score that may be supposed done.

    One not done in time would be `late_done`; one whose time has not come would be `on_track`.
    """
    late_done, pending = LIGHT_NAME[Light.LATE_DONE], LIGHT_NAME[Light.PENDING]
    undone = {
        line.code: (line.name, Light.LATE_DONE)
        for item in score.items
        for line in item.lines
        if line.what == "节点" and line.earned < line.out_of and not line.arithmetic.startswith(late_done)
    }
    not_due = {
        part.code: (part.name, Light.ON_TRACK)
        for item in score.items
        for part in item.left_out
        if part.what == "节点" and part.reason.startswith(pending)
    }
    return undone | not_due
