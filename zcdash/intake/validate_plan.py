"""A plan, proved: every rule that a plan folder must keep, each breach a finding with its place.

Errors make the plan unfit to load; warnings are what the official document itself gets wrong or leaves open, and stay
visible. Where the source text is given, the cells' figures are read from it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from zcdash.domain.model import Basis, Direction, Finding, Indicator, Responsibility, Severity, UnitKind, format_number
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan

TITLE_LIMIT = 24
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SHARES = {"%": 100.0, "‰": 1000.0}


def figures(text: str) -> tuple[str, ...]:
    """The figures of a text in their order; blanks and line breaks inside a figure do not count, ① … ⑳ are no figures."""
    joined = re.sub(r"[①-⑳]", "；", re.sub(r"\s", "", text))
    return tuple(_FIGURE.findall(unicodedata.normalize("NFKC", joined)))


def validate_plan(plan: Plan, source: str | None = None) -> list[Finding]:
    """All findings of a plan, errors first. `source` is the text of the official document, where it is at hand."""
    found = [
        *_keys(plan),
        *_counts(plan),
        *_roles(plan),
        *_units(plan),
        *_targets(plan),
        *_commitments(plan),
        *_series(plan),
        *_printed(plan),
    ]
    if source is not None:
        found += _against(plan, source)
    return sorted(found, key=lambda f: f.severity is Severity.WARNING)


def _error(code: str, place: str, sentence: str, advice: str = "") -> Finding:
    return Finding(code, Severity.ERROR, place, sentence, advice)


def _warning(code: str, place: str, sentence: str, advice: str = "") -> Finding:
    return Finding(code, Severity.WARNING, place, sentence, advice)


def _doubled(names: Iterable[str], file: str, what: str) -> Iterator[Finding]:
    for name, times in Counter(names).items():
        if times > 1:
            yield _error("KEY_DOUBLE", file, f"{what} {name} 出现了 {times} 次。", "每个编号只能用一次。")


def _keys(plan: Plan) -> Iterator[Finding]:
    """Every key once, every reference to something that is there."""
    items = {i.code for i in plan.items}
    yield from _doubled((i.code for i in plan.items), "items.csv", "事项")
    yield from _doubled((c.code for c in plan.commitments), "commitments.csv", "节点")
    yield from _doubled((i.code for i in plan.indicators), "indicators.csv", "指标")
    yield from _doubled((f"{t.item} {t.period}" for t in plan.targets), "targets.csv", "阶段目标")
    yield from _doubled((n for u in plan.units for n in (u.name, *u.aliases)), "units.csv", "单位名称")
    yield from _doubled((f"{c.item} {c.cell}" for c in plan.cells), "cells.csv", "单元格")
    parts = {
        "responsible.csv": plan.responsible,
        "targets.csv": plan.targets,
        "commitments.csv": plan.commitments,
        "indicators.csv": plan.indicators,
        "cells.csv": plan.cells,
    }
    for file, rows in parts.items():
        for code in sorted({r.item for r in rows} - items):
            yield _error("KEY_UNKNOWN", file, f"item 列的 {code} 不在 items.csv 里。", "请改正编号。")
    for doubt in plan.doubts:
        if doubt.item and doubt.item not in items:
            yield _error("KEY_UNKNOWN", "doubts.csv", f"item 列的 {doubt.item} 不在 items.csv 里。", "请改正编号。")
    for row in (*plan.commitments, *plan.indicators):
        if not row.code.startswith(row.item) or row.code[len(row.item) :][:1].isdigit():
            yield _error("CODE", row.code, f"编号 {row.code} 与所属事项 {row.item} 不符。", "编号应以事项编号开头。")


def _counts(plan: Plan) -> Iterator[Finding]:
    """As many items as the document says, numbered without a gap, codes as seq and place."""
    if len(plan.items) != plan.item_count:
        yield _error(
            "COUNT", "items.csv", f"文件写明 {plan.item_count} 项，这里有 {len(plan.items)} 项。", "请补齐或删去。"
        )
    place: Counter[int] = Counter()
    chapters = {c.number for c in plan.chapters}
    seqs = [i.seq for i in plan.items]
    for number, item in enumerate(plan.items, start=1):
        place[item.seq] += 1
        if item.number != number:
            yield _error("NUMBERING", f"items.csv {item.code}", f"number 列应为 {number}，现为 {item.number}。")
        if item.code != f"{item.seq}-{place[item.seq]}":
            yield _error("CODE", f"items.csv {item.code}", f"code 列应为 {item.seq}-{place[item.seq]}。")
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


def _roles(plan: Plan) -> Iterator[Finding]:
    """Each item has units and leaders, exactly one lead of each, the order without a gap."""
    units = {u.name for u in plan.units}
    leaders = {x.name for x in plan.leaders}
    by_item = defaultdict(list)
    for r in plan.responsible:
        by_item[r.item, r.kind].append(r)
        if r.name not in (leaders if r.kind == "leader" else units):
            file = "leaders.csv" if r.kind == "leader" else "units.csv"
            yield _error("KEY_UNKNOWN", f"responsible.csv {r.item}", f"name 列的“{r.name}”不在 {file} 里。")
    for item in plan.items:
        for kind, what in (("unit", "责任单位"), ("leader", "分管区长")):
            rows = by_item[item.code, kind]
            if [r.role for r in rows].count(Responsibility.LEAD) != 1:
                yield _error("ROLE", f"responsible.csv {item.code}", f"{what}应恰有一个牵头。")
            if [r.order for r in rows] != list(range(1, len(rows) + 1)):
                yield _error("ROLE", f"responsible.csv {item.code}", f"{what}的 order 列应从 1 连续。")


def _units(plan: Plan) -> Iterator[Finding]:
    """Groups have members, members exist and are no groups, whoever answers is a unit."""
    kinds = {u.name: u.kind for u in plan.units}
    for unit in plan.units:
        group = unit.kind is UnitKind.GROUP
        if group != bool(unit.members) and "全体" not in unit.note:
            yield _error("GROUP", f"units.csv {unit.name}", "members 列只有 group 才填，且 group 必须填。")
        for member in unit.members:
            if kinds.get(member, UnitKind.GROUP) is UnitKind.GROUP:
                yield _error("GROUP", f"units.csv {unit.name}", f"成员“{member}”不是一个具体单位。")
    for row in (*plan.commitments, *plan.indicators):
        if row.reporting_unit and row.reporting_unit not in kinds:
            yield _error("KEY_UNKNOWN", row.code, f"reporting_unit 列的“{row.reporting_unit}”不在 units.csv 里。")


def _targets(plan: Plan) -> Iterator[Finding]:
    """Every target is of one of the plan's periods and is carried by a commitment or a planned value."""
    carried = {(c.item, c.period) for c in plan.commitments}
    carried |= {(i.item, p) for i in plan.indicators for p in i.planned}
    there = {(t.item, t.period) for t in plan.targets}
    for item, period in sorted(there | carried):
        place = f"{item} {period}"
        if period not in plan.periods:
            yield _error("PERIOD", place, f"period 列的 {period} 不是本计划的期。", f"应为 {'、'.join(plan.periods)}。")
        if (item, period) not in carried:
            yield _error("TARGET", place, "阶段目标没有拆成节点或计划值。", "请补上可核对的节点。")
        if (item, period) not in there:
            yield _error("TARGET", place, "有节点或计划值，但没有阶段目标。", "请在 targets.csv 补上。")
    for target in plan.targets:
        if not target.text:
            yield _error(
                "EMPTY", f"targets.csv {target.item} {target.period}", "text 列是空的。", "没有目标的期不写行。"
            )
    for item in plan.items:
        if not any((item.code, p) in there for p in plan.periods):
            yield _error("TARGET", item.code, "全年没有一个阶段目标。")


def _commitments(plan: Plan) -> Iterator[Finding]:
    for c in plan.commitments:
        if not c.text:
            yield _error("EMPTY", f"commitments.csv {c.code}", "text 列是空的。")
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


def _series(plan: Plan) -> Iterator[Finding]:
    """Bands of figures, cumulative series that fall, quarter series and fourth quarters that miss the annual value."""
    by_code = {i.code: i for i in plan.indicators}
    for i in plan.indicators:
        place = f"indicators.csv {i.code}"
        values = [i.planned[p] for p in plan.periods if p in i.planned]
        most = _SHARES.get(i.unit)
        if most and i.basis is Basis.LEVEL and any(not 0 <= v <= most for v in values):
            yield _error("BAND", place, f"{i.name}的计划值超出 0 至 {format_number(most)}{i.unit}。")
        if i.basis is not Basis.GROWTH and any(v < 0 for v in values):
            yield _error("BAND", place, f"{i.name}的计划值有负数。")
        if not i.unit or not i.name:
            yield _error("EMPTY", place, "name 列和 unit 列都要填。")
        if i.basis is Basis.CUMULATIVE and values != sorted(values):
            yield _error("FALLS", place, f"{i.name}是累计数，计划值却在下降：{'、'.join(map(format_number, values))}。")
        if not values and i.annual is None and i.direction is not Direction.HOLD:
            yield _error("EMPTY", place, f"{i.name}既无计划值也无年度目标。")
        yield from _annual(plan, i, values)
        yield from _sums(i, by_code)


def _annual(plan: Plan, i: Indicator, values: list[float]) -> Iterator[Finding]:
    place, last = f"indicators.csv {i.code}", i.planned.get(plan.periods[-1])
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


def _sums(i: Indicator, by_code: dict[str, Indicator]) -> Iterator[Finding]:
    for part in i.sum_of:
        if part not in by_code or by_code[part].unit != i.unit:
            yield _error("SUM", f"indicators.csv {i.code}", f"sum_of 列的 {part} 不是同一单位的指标。")
            return
    for period in sorted(i.derived):
        total = sum(by_code[p].planned.get(period, 0.0) for p in i.sum_of)
        if abs(total - i.planned[period]) > 1e-6:
            yield _error(
                "SUM",
                f"planned.csv {i.code} {period}",
                f"合计应为 {format_number(total)}，现为 {format_number(i.planned[period])}。",
            )


def _printed(plan: Plan) -> Iterator[Finding]:
    """Every figure of an official cell stands in what we say of that cell."""
    ours = {(i.code, "goal"): i.goal for i in plan.items} | {(t.item, t.period): t.text for t in plan.targets}
    for cell in plan.cells:
        kept = figures(ours.get((cell.item, cell.cell), ""))
        lost = [f for f in dict.fromkeys(cell.figures) if f not in kept]
        if lost:
            yield _error(
                "FIGURE", f"{cell.item} {cell.cell}", f"原文数字 {'、'.join(lost)} 没有保留。", "请补进目标文字。"
            )
    for missing in sorted(set(ours) - {(c.item, c.cell) for c in plan.cells}):
        yield _error("FIGURE", " ".join(missing), "cells.csv 里没有这个单元格。", "请补上其行号和数字。")


def lines_of(ranges: str) -> list[int]:
    """`12-14;20` as 12, 13, 14, 20."""
    ends = [part.split("-") for part in ranges.split(";") if part]
    return [n for e in ends for n in range(int(e[0]), int(e[-1]) + 1)]


def _against(plan: Plan, source: str) -> Iterator[Finding]:
    """The cells' figures as the source text has them at the lines we name."""
    lines = source.split("\n")
    seqs = {i.code: i.seq for i in plan.items}
    for cell in plan.cells:
        try:
            text = "".join(lines[n - 1] for n in lines_of(cell.lines))
            # In the first rows of the table the 序号 stands on the goal's own line; it is no figure of the goal.
            text = re.sub(rf"^\s*{seqs.get(cell.item)}\s", "", text) if cell.cell == "goal" else text
        except (IndexError, ValueError):
            yield _error("SOURCE", f"cells.csv {cell.item} {cell.cell}", f"lines 列的 {cell.lines} 不在原文行号之内。")
            continue
        if figures(text) != cell.figures:
            yield _error(
                "SOURCE",
                f"cells.csv {cell.item} {cell.cell}",
                f"原文第 {cell.lines} 行的数字是 {' '.join(figures(text)) or '（无）'}，"
                f"表中写的是 {' '.join(cell.figures) or '（无）'}。",
            )
