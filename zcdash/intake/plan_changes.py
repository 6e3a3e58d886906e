"""Check a changed plan against what units have filed and what is closed: what was filed follows its code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from zcdash.domain.model import Commitment, Finding, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Severity
from zcdash.intake.plan_findings import error, item_of

CODE_GONE, ITEM_GONE = "CODE_GONE", "ITEM_GONE"
"""Codes of the findings that a part, or an item, with returns is not in the plan any more."""
_KEEP = "请加回原来的行；不再要求的，在“逐条核对”里用“撤销”，自以后的一期起不再要求。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Codes that something was filed under for a plan, with their periods, and the periods that are closed."""

    indicators: frozenset[tuple[str, str]] = frozenset()
    """(indicator, period)."""
    commitments: frozenset[tuple[str, str]] = frozenset()
    """(commitment, period)."""
    items: frozenset[tuple[str, str]] = frozenset()
    """(item, period)."""
    closed: frozenset[str] = frozenset()

    def periods_of(self, code: str) -> tuple[str, ...]:
        """Return the periods that something was filed in under a code, the first one first."""
        found = {p for rows in (self.indicators, self.commitments, self.items) for c, p in rows if c == code}
        return tuple(sorted(found, key=Period.parse))


def check_changes(old: Plan, new: Plan, filed: Filed) -> list[Finding]:
    """Return what a changed plan may not do: take a code with returns away or give it to another thing, alter a closed period."""
    return [*_check_codes(old, new, filed), *_check_closed(old, new, filed)]


def causes_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with items and parts that have returns and are gone first, warnings last.

    What else is said of an item that is gone only follows from it, and is left out.
    """
    found = list(findings)
    items = {f.place for f in found if f.code == ITEM_GONE}
    kept = [f for f in found if f.code == ITEM_GONE or not item_of(f.place, items)]
    return sorted(kept, key=lambda f: (f.severity is Severity.WARNING, f.code != ITEM_GONE, f.code != CODE_GONE))


def moved_units(old: Plan, new: Plan, filed: Filed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the units whose filed parts other units report now, and the periods that their returns were filed for."""
    after = {code: new.reporting_unit(part) for code, part in _parts(new).items()}
    units: set[str] = set()
    periods: set[str] = set()
    for code, part in _parts(old).items():
        unit = old.reporting_unit(part)
        if unit and after.get(code, unit) != unit and (found := filed.periods_of(code)):
            units.add(unit)
            periods.update(found)
    return tuple(sorted(units)), tuple(sorted(periods, key=Period.parse))


def _check_codes(old: Plan, new: Plan, filed: Filed) -> Iterator[Finding]:
    """Check that every code with returns stays, and stays what it was."""
    before, after = _parts(old), _parts(new)
    for code in sorted({c for c, _ in filed.indicators | filed.commitments}):
        periods = "、".join(Period.parse(p).name for p in filed.periods_of(code))
        was, now = before.get(code), after.get(code)
        if was and now is None:
            yield error(CODE_GONE, code, f"{code} 在{periods}已有报送，不能删去。", _KEEP)
        elif now and was is None:
            yield error(
                "CODE_TAKEN", code, f"编号 {code} 以前用过，在{periods}已有报送，不能再给别的内容。", "请换一个新编号。"
            )
        elif was and now and (changed := _changed_meaning(was, now)):
            yield error(
                "CODE_TAKEN",
                code,
                f"{code} 在{periods}已有报送，不能改{changed}：报过的数会变成另一个意思。",
                "请撤销这一条，另用新编号增加一条。",
            )
    with_returns = {before[c].item for c, _ in filed.indicators | filed.commitments if c in before}
    for code in sorted(with_returns.union(c for c, _ in filed.items) - new.item_titles.keys()):
        if code in old.item_titles:
            yield error(ITEM_GONE, code, f"事项 {code} 已有报送，不能删去。", _KEEP)


def _parts(plan: Plan) -> dict[str, Indicator | Commitment]:
    parts: dict[str, Indicator | Commitment] = {i.code: i for i in plan.indicators}
    return parts | {c.code: c for c in plan.commitments}


def _changed_meaning(old: Indicator | Commitment, new: Indicator | Commitment) -> str:
    """Return the name of what makes a part another thing; empty where it is the same."""
    if old.item != new.item:
        return "所属事项"
    if isinstance(old, Indicator) and isinstance(new, Indicator):
        return "计量单位" if old.unit != new.unit else "口径" if old.basis is not new.basis else ""
    if isinstance(old, Commitment) and isinstance(new, Commitment):
        return "期" if old.period != new.period else ""
    return "类型"


def _check_closed(old: Plan, new: Plan, filed: Filed) -> Iterator[Finding]:
    """Check that nothing is altered that was promised for a closed period."""
    for period in sorted(filed.closed, key=Period.parse):
        advice = f"请先重开{Period.parse(period).name}，或只改以后各期。"
        was, now = _promises(old, period), _promises(new, period)
        for key in dict.fromkeys([*was, *now]):
            if was.get(key) != now.get(key):
                yield error("CLOSED", f"{key} {period}", f"{Period.parse(period).name}已关账，{key}不能再改。", advice)


def _promises(plan: Plan, period: str) -> dict[str, object]:
    """Return what a plan promises for a period: name of the part → its content."""
    found: dict[str, object] = {f"{t.item} 的阶段目标": t.text for t in plan.targets if t.period == period}
    # Whether a commitment is key, and who reports it, may change later; the promise may not.
    found |= {
        f"节点 {c.code}": replace(c, key=False, reporting_unit="") for c in plan.commitments if c.period == period
    }
    for i in plan.indicators:
        value = i.planned.get(period), i.relative.get(period), i.upper.get(period)
        if value != (None, None, None):
            found[f"指标 {i.code} 的计划值"] = value
    return found
