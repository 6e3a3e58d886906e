"""年终考核: scores of every unit and deputy mayor with their places among peers, and how these move under other weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from zcdash.domain.leaders_over_time import LeaderTerm, leader_term, leaders_named
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import PlanWords, stage_name, words
from zcdash.domain.terms import Responsibility, UnitKind
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.score_context import ScoreContext, Settings
from zcdash.rules.score import Score
from zcdash.rules.score_ranking import Elsewhere, Place, Ranked, elsewhere, other_weights, places
from zcdash.rules.score_rules import ScoreRules
from zcdash.store.ledger import Ledger

WHO_NAME = {"unit": "责任单位", "leader": "分管区长"}


def who_name(who: str, plan_words: PlanWords) -> str:
    """Return what those who are scored are called under a plan."""
    return plan_words.leader if who == "leader" else WHO_NAME[who]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A score with its place among its peers. `place.rank` is None where it has none."""

    name: str
    score: Score
    group: str
    parts: int
    """Number of indicators and commitments that count."""
    place: Place
    term: LeaderTerm
    """Days of a leader who handed items over, or took them over."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """The same under other weights; empty where it is not compared."""

    @property
    def title(self) -> str:
        """Return the name with its days, for readers: 王新人（2017-10-11起）."""
        return f"{self.name}（{self.term.text}）" if self.term.text else self.name

    @property
    def rank(self) -> int | None:
        return self.place.rank

    @property
    def band(self) -> str:
        return self.place.band

    @property
    def why_not(self) -> str:
        return self.place.why_not

    @property
    def swing(self) -> str:
        """Return how the place, or the 等次 where there is no place, moves under other weights, for readers."""
        if not self.elsewhere:
            return ""
        if self.rank:
            ranks = [self.rank, *(e.rank for e in self.elsewhere)]
            least, most = min(ranks), max(ranks)
            return "名次不变" if least == most else f"第 {least} 至 {most} 名"
        bands = list(dict.fromkeys([self.band, *(e.band for e in self.elsewhere)]))
        return "等次不变" if len(bands) == 1 else f"{bands[0]}，或{'、'.join(bands[1:])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores of every unit or every deputy mayor of a plan: group by group, the best first, those without comparison last."""

    plan: str
    words: PlanWords
    who: str
    through: Period
    so_far: bool
    as_of: date
    rules: ScoreRules
    rows: tuple[Placed, ...]

    @property
    def word(self) -> str:
        """Return how far the plan has come: 至今（算到2017年三季度）, or 全年."""
        return f"至今（算到{stage_name(self.through)}）" if self.so_far else self.words.whole

    @property
    def who_name(self) -> str:
        """Return what those who are scored are called: 责任单位, 分管区长."""
        return who_name(self.who, self.words)

    @property
    def nothing(self) -> str:
        """Return in one sentence why nobody has a score; empty where somebody has."""
        if any(r.score.points is not None for r in self.rows):
            return ""
        if not self.rows:
            named = f"没有写明{self.who_name}" if self.who == "leader" else f"没有单独列名的{self.who_name}"
            return f"本计划{named}，不计{self.who_name}得分。"
        if not any(item.lines or item.left_out for r in self.rows for item in r.score.items):
            return f"到{stage_name(self.through)}还没有到期的指标和节点，{self.words.evaluation}不计分。"
        return f"到{stage_name(self.through)}没有可以计分的指标和节点，{self.words.evaluation}不计分。"

    @property
    def handovers(self) -> str:
        """Return in one sentence how a handover in the course of the plan is scored; empty where there was none."""
        if not any(r.term.text for r in self.rows):
            return ""
        return "分管有移交的：移交日以前到期的计入移交人，算到移交前的最后一期；移交日以后到期的计入接任者。"

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups of peers."""
        return tuple(dict.fromkeys(r.group for r in self.rows))

    def in_group(self, group: str) -> tuple[Placed, ...]:
        """Return the scores of one group."""
        return tuple(r for r in self.rows if r.group == group)

    def of(self, name: str) -> Placed:
        """Return the score of one of them. Raises NotFound."""
        row = next((r for r in self.rows if r.name == name), None)
        if row is None:
            raise NotFound(
                f"“{name}”没有考核得分。", f"请核对{self.who_name}的名称；统称（如各镇政府）按成员单位计分。"
            )
        return row


def scored_names(plan: Plan, who: str) -> dict[str, bool]:
    """Return name → True if an item names it itself, for all that can be scored, in the plan's order."""
    if who not in WHO_NAME:
        raise InvalidInput(f"不能按“{who}”考核。", f"应为 {'、'.join(WHO_NAME)}。")
    if who == "leader":
        led = leaders_named(plan)
        return {x.name: True for x in plan.leaders if x.name in led}
    named = {r.name for r in plan.responsible if r.kind == who}
    supports = {r.name for r in plan.responsible if r.kind == "unit" and r.role is Responsibility.SUPPORT}
    through_group = {m for u in plan.units if u.name in supports for m in u.members}
    return {
        u.name: u.name in named for u in plan.units if u.kind is not UnitKind.GROUP and u.name in named | through_group
    }


def _apart(who: str, name: str, is_named: bool, rules: ScoreRules) -> str:
    """Return why one has no place whatever it scores; empty where it may have one."""
    if not is_named:
        return "只有以统称列名的事项，不排名"
    return "认定、签收报送的单位，单独计分，不排名" if who == "unit" and name in rules.ranking_apart else ""


def _group_of(context: ScoreContext, who: str, name: str) -> str:
    return who_name(who, words(context.plan)) if who != "unit" else context.rules.group_of(context.plan.unit(name).kind)


def _placed(context: ScoreContext, who: str) -> tuple[Placed, ...]:
    """Return every score with its place: group by group, the best first, those that are not compared last."""
    rows: dict[str, Ranked] = {}
    scores: dict[str, Score] = {}
    for name, is_named in scored_names(context.plan, who).items():
        score = scores[name] = context.score(who, name)
        rows[name] = Ranked(
            name=name,
            group=_group_of(context, who, name),
            points=score.points,
            parts=sum(len(item.lines) for item in score.items),
            apart=_apart(who, name, is_named, context.rules),
        )
    found = places(list(rows.values()), context.rules)
    moves = _elsewhere(context, who, [row for row in rows.values() if found[row.name].compared])
    placed = [
        Placed(
            name=name,
            score=scores[name],
            group=row.group,
            parts=row.parts,
            place=found[name],
            term=leader_term(context.plan, name) if who == "leader" else LeaderTerm(),
            elsewhere=tuple(move[name] for move in moves if name in move),
        )
        for name, row in rows.items()
    ]
    order = list(context.rules.peers) if who == "unit" else [who_name(who, words(context.plan))]
    return tuple(sorted(placed, key=lambda p: (order.index(p.group), *_order(p))))


def _order(row: Placed) -> tuple[bool, object]:
    return not row.place.compared, -(row.score.points if row.score.points is not None else -1)


def _elsewhere(context: ScoreContext, who: str, rows: Sequence[Ranked]) -> list[dict[str, Elsewhere]]:
    """Return, for each of the other weights, name → place of those that are compared."""
    counted = {code: len(parts) for code, parts in context.parts.of_item.items()}
    return [
        elsewhere(
            weights,
            [replace(row, points=context.score_under(rules, who, row.name).points) for row in rows],
            rules,
        )
        for weights, rules in other_weights(context.rules, counted)
    ]


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
    return Scores(
        plan=plan_id,
        words=words(context.plan),
        who=who,
        through=context.through,
        so_far=context.parts.so_far,
        as_of=context.as_of,
        rules=context.rules,
        rows=_placed(context, who),
    )


def score_of(
    ledger: Ledger, plan_id: str, name: str, who: str = "unit", rules_name: str = "default", through: str = ""
) -> Placed:
    """Return the score of one unit or deputy mayor with its rank. Raises NotFound."""
    return scores(ledger, plan_id, who, rules_name, through).of(name)
