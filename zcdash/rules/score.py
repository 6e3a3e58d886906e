"""The year-end assessment (年终考核): the score of an item, of a unit or leader, and what it would be if.

An item's score is the average of its parts out of 100; a unit's or leader's is the average of the items led and supported,
each by its weight, less deductions for returns and with a bonus for what ran ahead. Every score ends in a closing line whose
arithmetic holds with the numbers printed; `score_part` says the rule of rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zcdash.domain.model import Light, Responsibility
from zcdash.domain.period import Period
from zcdash.errors import NotFound
from zcdash.rules.score_part import LeftOut, Part, RowKind, ScoreLine, points, scored, step
from zcdash.rules.score_rules import ScoreRules, ShareBy, format_decimal

_ITEM_KIND = {Responsibility.LEAD: RowKind.LED_ITEM, Responsibility.SUPPORT: RowKind.SUPPORTED_ITEM}
RESPONSIBILITY_NAME = {Responsibility.LEAD: "牵头", Responsibility.SUPPORT: "配合"}
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Held:
    """An item that a unit or leader leads or supports, with its parts of the whole year."""

    item: str
    name: str
    role: Responsibility
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """How a unit's return of one period came in. Not filed and past the deadline is missing, and not late as well."""

    period: str
    filed: bool
    late_days: int = 0
    sent_back: int = 0
    """How many times it was returned (退回)."""


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points off for one sort of fault, before the cap."""

    what: str
    times: int
    each: Decimal
    points: Decimal
    arithmetic: str
    periods: tuple[str, ...] = ()
    """Of which periods' returns, each once."""


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points on for what ran ahead, before the cap."""

    what: str
    pieces: int
    each: Decimal
    points: Decimal
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Apart:
    """The items of one role alone: shown beside the score, not added to it."""

    role: Responsibility
    pieces: int
    points: Decimal
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Score:
    """得分. `points` is None where there is nothing to score; `base` is what it is before deductions and bonus."""

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
    """What is taken off, capped; likewise `added`."""
    added: Decimal = Decimal(0)
    apart: tuple[Apart, ...] = ()
    items: tuple[Score, ...] = ()
    """Of a unit or leader: the scores of its items, down to their parts."""


@dataclass(frozen=True, slots=True)
class ScoreComparison:
    """Two scores side by side: as it stands, and as it would be."""

    now: Score
    then: Score

    @property
    def change(self) -> Decimal | None:
        """Points gained, negative for lost; None where either has no score."""
        return None if self.now.points is None or self.then.points is None else self.then.points - self.now.points

    @property
    def sentence(self) -> str:
        now, then = ("不评分" if s.points is None else f" {s.points} 分" for s in (self.now, self.then))
        change = (
            "不变"
            if self.change == 0
            else f"{'升' if self.change > 0 else '降'} {abs(self.change)} 分"
            if self.change
            else ""
        )
        return f"现在{now}，照此设想{then}" + (f"，{change}" if change else "")


def item_score(code: str, name: str, parts: Sequence[Part], rules: ScoreRules) -> Score:
    """The score of an item from its parts of the whole year."""
    found = [scored(part, rules) for part in parts]
    lines = tuple(x for x in found if isinstance(x, ScoreLine))
    left_out = tuple(x for x in found if isinstance(x, LeftOut))
    if not lines:
        why = "没有指标和节点" if not parts else "各部分都不计分"
        return Score(code, name, None, None, lines, left_out, f"{why}，不评分")
    base, says = _shared(lines, rules)
    return Score(code, name, base, base, lines, left_out, says)


def _shared(lines: Sequence[ScoreLine], rules: ScoreRules) -> tuple[Decimal, str]:
    """The points of an item and how they are reckoned: 100 over all parts, or shared between the two kinds."""
    indicators = [x for x in lines if x.kind is RowKind.INDICATOR]
    commitments = [x for x in lines if x.kind is RowKind.COMMITMENT]
    if rules.share_by is ShareBy.PART or not indicators or not commitments:
        rate, text = _average(lines)
        total = points(_HUNDRED * rate)
        return total, f"得分合计 {text}；100 × {rate} = {total}"
    total = Decimal(0)
    texts, sums = [], []
    for share, rows in ((rules.share_number, indicators), (_HUNDRED - rules.share_number, commitments)):
        rate, text = _average(rows)
        total += share * rate
        texts.append(f"{rows[0].what} {text}")
        sums.append(f"{format_decimal(share)} × {rate}")
    total = points(total)
    return total, f"{'；'.join(texts)}；{' + '.join(sums)} = {total}"


def _sums(lines: Sequence[ScoreLine]) -> tuple[Decimal, Decimal]:
    """Return (points earned, weight)."""
    return sum((x.earned for x in lines), Decimal(0)), sum((x.weight for x in lines), Decimal(0))


def _average(lines: Sequence[ScoreLine]) -> tuple[Decimal, str]:
    earned, weight = _sums(lines)
    rate = step(earned / weight)
    return rate, f"{earned} ÷ 权重合计 {format_decimal(weight)} = {rate}"


def whole_score(name: str, held: Sequence[Held], returned: Sequence[SubmissionRecord], rules: ScoreRules) -> Score:
    """The score of a unit or leader. An item held in both roles counts once, as led."""
    led = {h.item for h in held if h.role is Responsibility.LEAD}
    own = list({h.item: h for h in held if h.role is Responsibility.LEAD or h.item not in led}.values())
    items = tuple(item_score(h.item, h.name, h.parts, rules) for h in own)
    rows: list[tuple[Responsibility, ScoreLine]] = []
    left_out: list[LeftOut] = []
    for one, score in zip(own, items, strict=True):
        weight = step(rules.weight_of(one.item) * _role_weight(one.role, rules))
        kind = _ITEM_KIND[one.role]
        if score.points is None or not weight:
            reason = score.closing if score.points is None else "权重为 0，不计分"
            left_out.append(LeftOut(item=one.item, code=one.item, name=one.name, kind=kind, reason=reason))
        else:
            rows.append((one.role, _item_line(one, score.points, weight, kind, rules)))
    lines = tuple(line for _, line in rows)
    counted = {line.item for role, line in rows if role is Responsibility.LEAD}
    deductions, bonuses = _deductions(returned, rules), _bonuses([s for s in items if s.code in counted], rules)
    deducted = min(sum((d.points for d in deductions), Decimal(0)), rules.deduction_cap)
    added = min(sum((b.points for b in bonuses), Decimal(0)), rules.bonus_cap)
    base, total, says = _closed(lines, deductions, bonuses, deducted, added)
    apart = tuple(
        _apart(role, [x for r, x in rows if r is role]) for role in Responsibility if any(r is role for r, _ in rows)
    )
    return Score(
        "", name, total, base, lines, tuple(left_out), says, deductions, bonuses, deducted, added, apart, items
    )


def _role_weight(role: Responsibility, rules: ScoreRules) -> Decimal:
    return rules.role_lead if role is Responsibility.LEAD else rules.role_support


def _item_line(held: Held, score: Decimal, weight: Decimal, kind: RowKind, rules: ScoreRules) -> ScoreLine:
    earned = step(weight * score)
    item_weight = format_decimal(rules.weight_of(held.item))
    role_weight = format_decimal(_role_weight(held.role, rules))
    shown = format_decimal(weight)
    factors = f"事项权重 {item_weight} × {RESPONSIBILITY_NAME[held.role]} {role_weight} = {shown}"
    return ScoreLine(
        item=held.item,
        code=held.item,
        name=held.name,
        kind=kind,
        weight=weight,
        earned=earned,
        out_of=weight * _HUNDRED,
        arithmetic=f"{factors}；{shown} × {score} = {earned}",
    )


def _weighted(lines: Sequence[ScoreLine]) -> tuple[Decimal, str]:
    earned, weight = _sums(lines)
    total = points(earned / weight)
    return total, f"{earned} ÷ 权重合计 {format_decimal(weight)} = {total}"


def _apart(role: Responsibility, lines: Sequence[ScoreLine]) -> Apart:
    got, says = _weighted(lines)
    return Apart(role, len(lines), got, f"{RESPONSIBILITY_NAME[role]} {len(lines)} 项：得分合计 {says}")


def _closed(
    lines: Sequence[ScoreLine],
    deductions: Sequence[Deduction],
    bonuses: Sequence[Bonus],
    deducted: Decimal,
    added: Decimal,
) -> tuple[Decimal | None, Decimal | None, str]:
    """(base, points, the closing line)."""
    if not lines:
        return None, None, "没有可计分的事项，不评分"
    base, average = _weighted(lines)
    says, sums = [f"得分合计 {average}"], str(base)
    for sign, word, rows, counted in (("−", "扣分", deductions, deducted), ("+", "加分", bonuses, added)):
        full = sum((row.points for row in rows), Decimal(0))
        if full > counted:
            says.append(f"{word}合计 {format_decimal(full)}，封顶 {format_decimal(counted)}")
        if rows:
            sums += f" {sign} {word} {format_decimal(counted)}"
    total = points(base - deducted + added)
    if deductions or bonuses:
        says.append(f"{sums} = {total}" + ("，不足 0 分按 0 分计" if total < 0 else ""))
    return base, max(total, points(Decimal(0))), "；".join(says)


def _deductions(returned: Sequence[SubmissionRecord], rules: ScoreRules) -> tuple[Deduction, ...]:
    missing = [r.period for r in returned if not r.filed and r.late_days > 0]
    late = [r.period for r in returned if r.filed and r.late_days > 0]
    back = [r.period for r in returned for _ in range(r.sent_back)]
    faults = (
        ("未报送", missing, rules.deduction_missing),
        ("迟报", late, rules.deduction_late),
        ("退回", back, rules.deduction_returned),
    )
    return tuple(_deduction(what, periods, each) for what, periods, each in faults if periods and each)


def _deduction(what: str, periods: Sequence[str], each: Decimal) -> Deduction:
    off, names = each * len(periods), "、".join(Period.parse(p).name for p in periods)
    says = f"{what} {len(periods)} 次（{names}）× 每次 {format_decimal(each)} = {format_decimal(off)}"
    return Deduction(what, len(periods), each, off, says, tuple(dict.fromkeys(periods)))


def _bonuses(led: Sequence[Score], rules: ScoreRules) -> tuple[Bonus, ...]:
    """Only what is led counts: a piece that ran ahead is rewarded once, not once for each unit that helped."""
    ahead = [line for score in led for line in score.lines if line.ahead]
    if not ahead or not rules.bonus_ahead:
        return ()
    added, codes = rules.bonus_ahead * len(ahead), "、".join(x.code for x in ahead)
    says = f"超进度 {len(ahead)} 个（{codes}）× 每个 {format_decimal(rules.bonus_ahead)} = {format_decimal(added)}"
    return (Bonus("超进度", len(ahead), rules.bonus_ahead, added, says),)


def what_if(
    name: str,
    held: Sequence[Held],
    returned: Sequence[SubmissionRecord],
    rules: ScoreRules,
    actuals: Mapping[str, float] | None = None,
    lights: Mapping[str, Light] | None = None,
    other: ScoreRules | None = None,
) -> ScoreComparison:
    """The score as it stands beside the score if indicators landed at `actuals`, commitments at `lights`, or `other` rules held.

    Codes are of parts; a 当季 indicator lands at its running total. A waiver stays; the office's own light dies with new
    figures, as it does in the ledger. Raises Unknown for a code that no part has.
    """
    actuals, lights = actuals or {}, lights or {}
    parts = [p for h in held for p in h.parts]
    for word, asked, known in (
        ("指标", actuals, {p.code for p in parts if p.direction is not None}),
        ("节点", lights, {p.code for p in parts if p.direction is None}),
    ):
        for code in asked:
            if code not in known:
                raise NotFound(f"没有编号为 {code} 的{word}。", "请核对编号。")
    landed = [replace(h, parts=tuple(_landed(p, actuals, lights) for p in h.parts)) for h in held]
    return ScoreComparison(
        whole_score(name, held, returned, rules), whole_score(name, landed, returned, other or rules)
    )


def _landed(part: Part, actuals: Mapping[str, float], lights: Mapping[str, Light]) -> Part:
    if part.code in actuals:
        return replace(part, actual=actuals[part.code], decided=False)
    if part.code in lights:
        return replace(part, light=lights[part.code], decided=False)
    return part
