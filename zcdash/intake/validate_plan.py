"""Validate a plan: every broken rule becomes a finding with its place.

A plan with errors cannot be loaded. Warnings are mistakes and gaps of the official document itself. Where the source text
is given, the figures of its cells are compared with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from zcdash.domain.model import (
    Basis,
    Commitment,
    Direction,
    Finding,
    Indicator,
    Responsibility,
    Responsible,
    Severity,
    UnitKind,
    format_number,
)
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.intake.indicator_links import check_indicator_links
from zcdash.intake.printed_figures import check_printed_figures, check_source

TITLE_LIMIT = 24
_WHOLE = {"%": 100.0, "‰": 1000.0}
"""Value of the whole in the units of shares."""


def validate_plan(plan: Plan, source: str | None = None) -> list[Finding]:
    """Return all findings of a plan, errors first. `source` is the text of the official document, if available."""
    findings = [
        *_check_keys(plan),
        *_check_numbering(plan),
        *_check_responsible(plan),
        *_check_units(plan),
        *_check_targets(plan),
        *_check_commitments(plan),
        *_check_planned_values(plan),
        *check_indicator_links(plan),
        *check_printed_figures(plan),
    ]
    if source is not None:
        findings += check_source(plan, source)
    return sorted(findings, key=lambda f: f.severity is Severity.WARNING)


def _error(code: str, place: str, sentence: str, advice: str = "") -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=place, sentence=sentence, advice=advice)


def _warning(code: str, place: str, sentence: str, advice: str = "") -> Finding:
    return Finding(code=code, severity=Severity.WARNING, place=place, sentence=sentence, advice=advice)


def _parts(plan: Plan) -> list[Commitment | Indicator]:
    return [*plan.commitments, *plan.indicators]


def _check_unique(names: Iterable[str], file: str, label: str) -> Iterator[Finding]:
    for name, count in Counter(names).items():
        if count > 1:
            yield _error("KEY_DOUBLE", file, f"{label} {name} 出现了 {count} 次。", "每个编号只能用一次。")


def _check_keys(plan: Plan) -> Iterator[Finding]:
    """Check that keys are unique and references resolve."""
    items = {i.code for i in plan.items}
    yield from _check_unique((i.code for i in plan.items), "items.csv", "事项")
    yield from _check_unique((c.code for c in plan.commitments), "commitments.csv", "节点")
    yield from _check_unique((i.code for i in plan.indicators), "indicators.csv", "指标")
    yield from _check_unique((f"{t.item} {t.period}" for t in plan.targets), "targets.csv", "阶段目标")
    yield from _check_unique((n for u in plan.units for n in (u.name, *u.aliases)), "units.csv", "单位名称")
    yield from _check_unique((f"{c.item} {c.cell}" for c in plan.cells), "cells.csv", "单元格")
    references = {
        "responsible.csv": {r.item for r in plan.responsible},
        "targets.csv": {t.item for t in plan.targets},
        "commitments.csv": {c.item for c in plan.commitments},
        "indicators.csv": {i.item for i in plan.indicators},
        "cells.csv": {c.item for c in plan.cells},
    }
    for file, codes in references.items():
        for code in sorted(codes - items):
            yield _error("KEY_UNKNOWN", file, f"item 列的 {code} 不在 items.csv 里。", "请改正编号。")
    for doubt in plan.doubts:
        if doubt.item and doubt.item not in items:
            yield _error("KEY_UNKNOWN", "doubts.csv", f"item 列的 {doubt.item} 不在 items.csv 里。", "请改正编号。")
    for part in _parts(plan):
        if not part.code.startswith(part.item) or part.code[len(part.item) :][:1].isdigit():
            yield _error("CODE", part.code, f"编号 {part.code} 与所属事项 {part.item} 不符。", "编号应以事项编号开头。")


def _check_numbering(plan: Plan) -> Iterator[Finding]:
    """Check the number of items, their numbering without gaps, and their codes `seq-k`."""
    if len(plan.items) != plan.item_count:
        yield _error(
            "COUNT", "items.csv", f"文件写明 {plan.item_count} 项，这里有 {len(plan.items)} 项。", "请补齐或删去。"
        )
    items_of_seq: Counter[int] = Counter()
    chapters = {c.number for c in plan.chapters}
    seqs = [i.seq for i in plan.items]
    for number, item in enumerate(plan.items, start=1):
        items_of_seq[item.seq] += 1
        if item.number != number:
            yield _error("NUMBERING", f"items.csv {item.code}", f"number 列应为 {number}，现为 {item.number}。")
        if item.code != f"{item.seq}-{items_of_seq[item.seq]}":
            yield _error("CODE", f"items.csv {item.code}", f"code 列应为 {item.seq}-{items_of_seq[item.seq]}。")
        if item.chapter not in chapters:
            yield _error("KEY_UNKNOWN", f"items.csv {item.code}", f"chapter 列的 {item.chapter} 不在 plan.toml 里。")
        if not 0 < len(item.title) <= TITLE_LIMIT:
            yield _error(
                "TITLE", f"items.csv {item.code}", f"title 列有 {len(item.title)} 字，应为 1 至 {TITLE_LIMIT} 字。"
            )
        if not item.goal:
            yield _error("EMPTY", f"items.csv {item.code}", "goal 列是空的。")
    if seqs != sorted(seqs) or set(seqs) != set(range(1, max(seqs, default=0) + 1)):
        yield _error("NUMBERING", "items.csv", "seq 列应从 1 连续递增，不得缺号。")


def _check_responsible(plan: Plan) -> Iterator[Finding]:
    """Check that each item has exactly one lead unit and lead leader, ordered without gaps."""
    units = {u.name for u in plan.units}
    leaders = {x.name for x in plan.leaders}
    by_item: dict[tuple[str, str], list[Responsible]] = defaultdict(list)
    for r in plan.responsible:
        by_item[r.item, r.kind].append(r)
        if r.name not in (leaders if r.kind == "leader" else units):
            file = "leaders.csv" if r.kind == "leader" else "units.csv"
            yield _error("KEY_UNKNOWN", f"responsible.csv {r.item}", f"name 列的“{r.name}”不在 {file} 里。")
    for item in plan.items:
        for kind, label in (("unit", "责任单位"), ("leader", "分管区长")):
            rows = by_item[item.code, kind]
            if [r.role for r in rows].count(Responsibility.LEAD) != 1:
                yield _error("ROLE", f"responsible.csv {item.code}", f"{label}应恰有一个牵头。")
            if [r.order for r in rows] != list(range(1, len(rows) + 1)):
                yield _error("ROLE", f"responsible.csv {item.code}", f"{label}的 order 列应从 1 连续。")


def _check_units(plan: Plan) -> Iterator[Finding]:
    """Check that groups, and only they, have members that are no groups, and that reporting units exist."""
    kinds = {u.name: u.kind for u in plan.units}
    for unit in plan.units:
        group = unit.kind is UnitKind.GROUP
        if group != bool(unit.members) and "全体" not in unit.note:
            yield _error("GROUP", f"units.csv {unit.name}", "members 列只有 group 才填，且 group 必须填。")
        for member in unit.members:
            if kinds.get(member, UnitKind.GROUP) is UnitKind.GROUP:
                yield _error("GROUP", f"units.csv {unit.name}", f"成员“{member}”不是一个具体单位。")
    for part in _parts(plan):
        if part.reporting_unit and part.reporting_unit not in kinds:
            yield _error("KEY_UNKNOWN", part.code, f"reporting_unit 列的“{part.reporting_unit}”不在 units.csv 里。")


def _check_targets(plan: Plan) -> Iterator[Finding]:
    """Check that targets are of the plan's periods, and that each has a commitment or planned value and vice versa."""
    parts = {(c.item, c.period) for c in plan.commitments}
    parts |= {(i.item, p) for i in plan.indicators for p in i.planned}
    targets = {(t.item, t.period) for t in plan.targets}
    for item, period in sorted(targets | parts):
        place = f"{item} {period}"
        if period not in plan.periods:
            yield _error("PERIOD", place, f"period 列的 {period} 不是本计划的期。", f"应为 {'、'.join(plan.periods)}。")
        if (item, period) not in parts:
            yield _error("TARGET", place, "阶段目标没有拆成节点或计划值。", "请补上可核对的节点。")
        if (item, period) not in targets:
            yield _error("TARGET", place, "有节点或计划值，但没有阶段目标。", "请在 targets.csv 补上。")
    for target in plan.targets:
        if not target.text:
            yield _error(
                "EMPTY", f"targets.csv {target.item} {target.period}", "text 列是空的。", "没有目标的期不写行。"
            )
    with_target = {item for item, period in targets if period in plan.periods}
    for code in (item.code for item in plan.items):
        if code not in with_target:
            yield _error("TARGET", code, "全年没有一个阶段目标。")


def _check_commitments(plan: Plan) -> Iterator[Finding]:
    for c in plan.commitments:
        if not c.text:
            yield _error("EMPTY", f"commitments.csv {c.code}", "text 列是空的。")
        if c.key and c.ongoing:
            sentence = f"持续的工作不能作重点节点：{c.text}。"
            yield _error("KEY_ONGOING", f"commitments.csv {c.code}", sentence, "请把 key 列改为 false。")
        if c.period not in plan.periods:
            continue
        period = Period.parse(c.period)
        if not period.starts <= c.due <= period.ends:
            yield _warning(
                "DUE",
                f"commitments.csv {c.code}",
                f"时限 {c.due} 不在 {period.name} 内：{c.text}。",
                "若原文如此，请在 doubts.csv 说明。",
            )
        elif not c.exact and c.due != period.ends:
            yield _error("DUE", f"commitments.csv {c.code}", f"没有写明日期的节点，时限应为期末 {period.ends}。")


def _check_planned_values(plan: Plan) -> Iterator[Finding]:
    """Check planned values: their range, cumulative values that fall, and the annual value."""
    for i in plan.indicators:
        place = f"indicators.csv {i.code}"
        values = [i.planned[p] for p in plan.periods if p in i.planned]
        whole = _WHOLE.get(i.unit)
        if whole and i.basis is Basis.LEVEL and any(not 0 <= v <= whole for v in values):
            yield _error("BAND", place, f"{i.name}的计划值超出 0 至 {format_number(whole)}{i.unit}。")
        if i.basis is not Basis.GROWTH and any(v < 0 for v in values):
            yield _error("BAND", place, f"{i.name}的计划值有负数。")
        if not i.unit or not i.name:
            yield _error("EMPTY", place, "name 列和 unit 列都要填。")
        if i.basis is Basis.CUMULATIVE and values != sorted(values):
            yield _error("FALLS", place, f"{i.name}是累计数，计划值却在下降：{'、'.join(map(format_number, values))}。")
        if not values and i.annual is None and i.direction is not Direction.HOLD:
            yield _error("EMPTY", place, f"{i.name}既无计划值也无年度目标。")
        yield from _check_annual(plan, i, values)


def _check_annual(plan: Plan, i: Indicator, values: list[float]) -> Iterator[Finding]:
    place = f"indicators.csv {i.code}"
    last = i.planned.get(plan.periods[-1])
    if i.annual is None:
        return
    if i.basis is Basis.QUARTER and values and abs(sum(values) - i.annual) > 1e-6:
        yield _warning(
            "QUARTER_SUM",
            place,
            f"{i.name}各季合计 {format_number(sum(values))}{i.unit}，年度目标 {format_number(i.annual)}{i.unit}。",
        )
    if i.basis is not Basis.QUARTER and last is not None and abs(last - i.annual) > 1e-6:
        yield _warning(
            "ANNUAL",
            place,
            f"{i.name}四季度计划 {format_number(last)}{i.unit}，年度目标 {format_number(i.annual)}{i.unit}。",
        )
