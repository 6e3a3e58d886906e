"""Year-end assessment (年终考核): the score of an item, and of a unit or leader.

An item's score is the average of its parts out of 100. A unit's or leader's is the average of the items led and supported,
each by its weight, less deductions for submissions and with a bonus for indicators ahead of the plan. Every score ends in a
closing line whose arithmetic holds with the numbers printed; `score_part` states the rule of rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zcdash.domain.period import Period
from zcdash.domain.plan_words import stage_name
from zcdash.domain.terms import Responsibility
from zcdash.rules.score_part import LeftOut, Part, RowKind, ScoreLine, points, step
from zcdash.rules.score_points import scored_once
from zcdash.rules.score_rules import ScoreRules, ShareBy, format_decimal

RESPONSIBILITY_NAME = {Responsibility.LEAD: "牵头", Responsibility.SUPPORT: "配合"}
_ITEM_KIND = {Responsibility.LEAD: RowKind.LED_ITEM, Responsibility.SUPPORT: RowKind.SUPPORTED_ITEM}
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item that a unit or leader leads or supports, with its parts of the whole year."""

    item: str
    name: str
    role: Responsibility
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """Timeliness of a unit's submission of one period. Not filed and past the deadline is missing, and not late as well."""

    period: str
    filed: bool
    late_days: int = 0
    sent_back: int = 0
    """Number of times it was returned (退回)."""
    unfiled: str = ""
    """Why it counts as not filed though something was: returned and not filed again, or still with its unit at the close."""

    def missing(self, rules: ScoreRules) -> str:
        """Return the fault that costs what not filing costs; empty where there is none."""
        return "未报送" if not self.filed and self.late_days > 0 else self.unfiled * rules.deduction_returned_missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Points off for one kind of fault, before the cap."""

    what: str
    times: int
    each: Decimal
    points: Decimal
    arithmetic: str
    periods: tuple[str, ...] = ()
    """Periods of the submissions at fault, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """Points on for indicators ahead of the plan, before the cap."""

    what: str
    pieces: int
    each: Decimal
    points: Decimal
    arithmetic: str


@dataclass(frozen=True, slots=True)
class RoleScore:
    """Score of the items of one role alone: shown beside the score, not added to it."""

    role: Responsibility
    pieces: int
    points: Decimal
    arithmetic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """得分. `points` is None where there is nothing to score; `base` is before deductions and bonus."""

    code: str
    name: str
    points: Decimal | None
    base: Decimal | None
    lines: tuple[ScoreLine, ...]
    left_out: tuple[LeftOut, ...]
    closing: str
    deductions: tuple[Deduction, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    deducted: Decimal = Decimal(0)
    """Total of the deductions, capped; likewise `added`."""
    added: Decimal = Decimal(0)
    apart: tuple[RoleScore, ...] = ()
    items: tuple[Score, ...] = ()
    """Scores of the items of a unit or leader, down to their parts."""


def item_score(code: str, name: str, parts: Sequence[Part], rules: ScoreRules) -> Score:
    """Return the score of an item from its parts of the whole year."""
    lines, left_out = scored_once(parts, rules)
    if lines:
        base, closing = _item_points(lines, rules)
    else:
        base = None
        closing = f"{'各部分都不计分' if parts else '没有指标和节点'}，不评分"
    return Score(code=code, name=name, points=base, base=base, lines=lines, left_out=left_out, closing=closing)


def _item_points(lines: Sequence[ScoreLine], rules: ScoreRules) -> tuple[Decimal, str]:
    """Return (points of an item, arithmetic): 100 over all parts, or shared between indicators and commitments."""
    indicators = [x for x in lines if x.kind is RowKind.INDICATOR]
    commitments = [x for x in lines if x.kind is RowKind.COMMITMENT]
    if rules.share_by is ShareBy.PART or not indicators or not commitments:
        rate, text = _average(lines)
        total = points(_HUNDRED * rate)
        return total, f"得分合计 {text}；100 × {rate} = {total}"
    total = Decimal(0)
    texts, products = [], []
    for share, rows in ((rules.share_number, indicators), (_HUNDRED - rules.share_number, commitments)):
        rate, text = _average(rows)
        total += share * rate
        texts.append(f"{rows[0].what} {text}")
        products.append(f"{format_decimal(share)} × {rate}")
    total = points(total)
    return total, f"{'；'.join(texts)}；{' + '.join(products)} = {total}"


def _sums(lines: Sequence[ScoreLine]) -> tuple[Decimal, Decimal]:
    """Return (points earned, weight)."""
    return sum((x.earned for x in lines), Decimal(0)), sum((x.weight for x in lines), Decimal(0))


def _average(lines: Sequence[ScoreLine]) -> tuple[Decimal, str]:
    """Return (rate of four decimals, arithmetic)."""
    earned, weight = _sums(lines)
    rate = step(earned / weight)
    return rate, f"{earned} ÷ 权重合计 {format_decimal(weight)} = {rate}"


def _weighted(lines: Sequence[ScoreLine]) -> tuple[Decimal, str]:
    """Return (points of two decimals, arithmetic)."""
    earned, weight = _sums(lines)
    total = points(earned / weight)
    return total, f"{earned} ÷ 权重合计 {format_decimal(weight)} = {total}"


def whole_score(
    name: str, items: Sequence[ScoredItem], submissions: Sequence[SubmissionRecord], rules: ScoreRules
) -> Score:
    """Return the score of a unit or leader. An item in both roles counts once, as led."""
    led = {i.item for i in items if i.role is Responsibility.LEAD}
    once = {i.item: i for i in items if i.role is Responsibility.LEAD or i.item not in led}
    scores = tuple(item_score(i.item, i.name, i.parts, rules) for i in once.values())
    by_role, left_out = _item_rows(list(once.values()), scores, rules)
    lines = tuple(line for _, line in by_role)
    counted = {line.item for role, line in by_role if role is Responsibility.LEAD}
    deductions = _deductions(submissions, rules)
    bonuses = _bonuses([s for s in scores if s.code in counted], rules)
    deducted = min(sum((d.points for d in deductions), Decimal(0)), rules.deduction_cap)
    added = min(sum((b.points for b in bonuses), Decimal(0)), rules.bonus_cap)
    base, total, closing = _closing(lines, deductions, bonuses, deducted, added)
    return Score(
        code="",
        name=name,
        points=total,
        base=base,
        lines=lines,
        left_out=tuple(left_out),
        closing=closing,
        deductions=deductions,
        bonuses=bonuses,
        deducted=deducted,
        added=added,
        apart=_role_scores(by_role),
        items=scores,
    )


def _item_rows(
    items: Sequence[ScoredItem], scores: Sequence[Score], rules: ScoreRules
) -> tuple[list[tuple[Responsibility, ScoreLine]], list[LeftOut]]:
    """Return (role and line of every item that counts, items that do not)."""
    lines: list[tuple[Responsibility, ScoreLine]] = []
    left_out: list[LeftOut] = []
    for item, score in zip(items, scores, strict=True):
        weight = step(rules.weight_of(item.item) * _role_weight(item.role, rules))
        if score.points is not None and weight:
            lines.append((item.role, _item_line(item, score.points, weight, rules)))
        else:
            reason = score.closing if score.points is None else "权重为 0，不计分"
            kind = _ITEM_KIND[item.role]
            left_out.append(LeftOut(item=item.item, code=item.item, name=item.name, kind=kind, reason=reason))
    return lines, left_out


def _role_weight(role: Responsibility, rules: ScoreRules) -> Decimal:
    return rules.role_lead if role is Responsibility.LEAD else rules.role_support


def _item_line(item: ScoredItem, score: Decimal, weight: Decimal, rules: ScoreRules) -> ScoreLine:
    earned = step(weight * score)
    item_weight = format_decimal(rules.weight_of(item.item))
    role_weight = format_decimal(_role_weight(item.role, rules))
    product = format_decimal(weight)
    factors = f"事项权重 {item_weight} × {RESPONSIBILITY_NAME[item.role]} {role_weight} = {product}"
    return ScoreLine(
        item=item.item,
        code=item.item,
        name=item.name,
        kind=_ITEM_KIND[item.role],
        weight=weight,
        earned=earned,
        out_of=weight * _HUNDRED,
        arithmetic=f"{factors}；{product} × {score} = {earned}",
    )


def _role_scores(rows: Sequence[tuple[Responsibility, ScoreLine]]) -> tuple[RoleScore, ...]:
    """Return the score of each role that has items."""
    scores = []
    for role in Responsibility:
        lines = [line for line_role, line in rows if line_role is role]
        if lines:
            total, text = _weighted(lines)
            arithmetic = f"{RESPONSIBILITY_NAME[role]} {len(lines)} 项：得分合计 {text}"
            scores.append(RoleScore(role, len(lines), total, arithmetic))
    return tuple(scores)


def _closing(
    lines: Sequence[ScoreLine],
    deductions: Sequence[Deduction],
    bonuses: Sequence[Bonus],
    deducted: Decimal,
    added: Decimal,
) -> tuple[Decimal | None, Decimal | None, str]:
    """Return (base, points, the closing line)."""
    if not lines:
        return None, None, "没有可计分的事项，不评分"
    base, average = _weighted(lines)
    texts, sums = [f"得分合计 {average}"], str(base)
    for sign, word, rows, counted in (("−", "扣分", deductions, deducted), ("+", "加分", bonuses, added)):
        full = sum((row.points for row in rows), Decimal(0))
        if full > counted:
            texts.append(f"{word}合计 {format_decimal(full)}，封顶 {format_decimal(counted)}")
        if rows:
            sums += f" {sign} {word} {format_decimal(counted)}"
    total = points(base - deducted + added)
    if deductions or bonuses:
        texts.append(f"{sums} = {total}" + ("，不足 0 分按 0 分计" if total < 0 else ""))
    return base, max(total, points(Decimal(0))), "；".join(texts)


def _deductions(submissions: Sequence[SubmissionRecord], rules: ScoreRules) -> tuple[Deduction, ...]:
    missing: dict[str, list[str]] = {}
    for s in submissions:
        missing.setdefault(s.missing(rules), []).append(s.period)
    filed = [s for s in submissions if not s.missing(rules)]
    late = [s.period for s in filed if s.filed and s.late_days > 0]
    sent_back = [s.period for s in filed for _ in range(s.sent_back)]
    faults = (
        *((fault, periods, rules.deduction_missing) for fault, periods in missing.items() if fault),
        ("迟报", late, rules.deduction_late),
        ("退回", sent_back, rules.deduction_returned),
    )
    return tuple(_deduction(what, periods, each) for what, periods, each in faults if periods and each)


def _deduction(what: str, periods: Sequence[str], each: Decimal) -> Deduction:
    total = each * len(periods)
    names = "、".join(stage_name(Period.parse(p)) for p in periods)
    return Deduction(
        what=what,
        times=len(periods),
        each=each,
        points=total,
        arithmetic=f"{what} {len(periods)} 次（{names}）× 每次 {format_decimal(each)} = {format_decimal(total)}",
        periods=tuple(dict.fromkeys(periods)),
    )


def _bonuses(led: Sequence[Score], rules: ScoreRules) -> tuple[Bonus, ...]:
    """Return the bonus for led items only, so that an indicator ahead counts once and not for each unit that supports it."""
    ahead = [line for score in led for line in score.lines if line.ahead]
    if not ahead or not rules.bonus_ahead:
        return ()
    each, total = rules.bonus_ahead, rules.bonus_ahead * len(ahead)
    codes = "、".join(x.code for x in ahead)
    arithmetic = f"超进度 {len(ahead)} 个（{codes}）× 每个 {format_decimal(each)} = {format_decimal(total)}"
    return (Bonus(what="超进度", pieces=len(ahead), each=each, points=total, arithmetic=arithmetic),)
