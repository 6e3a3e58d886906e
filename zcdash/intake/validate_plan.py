"""Validate a plan: every broken rule becomes a finding with its place.

A plan with errors cannot be loaded. Warnings are mistakes and gaps of the official document itself. Where the source text
is given, the figures of its cells are compared with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from zcdash.domain.model import Commitment, Finding, Indicator, Responsible
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Step
from zcdash.domain.terms import PlanKind, Severity, UnitKind
from zcdash.domain.withdrawal import withdrawn_codes
from zcdash.intake.indicator_links import check_indicator_links
from zcdash.intake.plan_findings import error, warning
from zcdash.intake.printed_figures import check_printed_figures, check_source
from zcdash.intake.validate_planned import check_planned_values

TITLE_LIMIT = 24
OPEN_GROUP = "开放："
"""Start of the note of a group whose members the document leaves open: 各有关单位."""
NO_REPORTER = "NO_REPORTER"
"""Code of the finding that no single unit reports a part."""
_CODE_CHARACTERS = frozenset("0123456789-")
"""Characters of the code of an item."""
_NEW_NAME = "请核对名称；确是新的，先补上这个单位或领导。"
_IN_DOUBTS = "若原文如此，请在 doubts.csv 说明。"


def validate_plan(plan: Plan, sources: Mapping[str, str] | None = None) -> list[Finding]:
    """Return all findings of a plan, errors first. `sources`: file name → text of the official documents, if available."""
    findings = [
        *_check_keys(plan),
        *_check_numbering(plan),
        *_check_responsible(plan),
        *_check_units(plan),
        *_check_targets(plan),
        *_check_commitments(plan),
        *check_planned_values(plan),
        *_check_phases(plan),
        *_check_signing(plan),
        *check_indicator_links(plan),
        *check_printed_figures(plan),
    ]
    if sources is not None:
        findings += check_source(plan, sources)
    return sorted(findings, key=lambda f: f.severity is Severity.WARNING)


def _parts(plan: Plan) -> list[Commitment | Indicator]:
    return [*_duties(plan), *plan.indicators]


def _duties(plan: Plan) -> list[Commitment]:
    """Return the commitments, a recurring duty by its first occurrence alone: its mistakes are said once."""
    return list({_duty(c): c for c in reversed(plan.commitments)}.values())[::-1]


def _duty(commitment: Commitment) -> str:
    return commitment.code.rpartition(".")[0] if commitment.recurs else commitment.code


def _check_unique(names: Iterable[str], file: str, label: str) -> Iterator[Finding]:
    for name, count in Counter(names).items():
        if count > 1:
            yield error("KEY_DOUBLE", file, f"{label} {name} 出现了 {count} 次。", "每个编号只能用一次。")


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
        "doubts.csv": {d.item for d in plan.doubts if d.item},
        "cells.csv": {c.item for c in plan.cells},
    }
    for file, codes in references.items():
        for code in sorted(codes - items):
            yield error("KEY_UNKNOWN", f"{file} {code}", f"item 列的 {code} 不在 items.csv 里。", "请改正编号。")
    for part in _parts(plan):
        if not part.code.startswith(part.item) or part.code[len(part.item) :][:1] in _CODE_CHARACTERS:
            yield error("CODE", part.code, f"编号 {part.code} 与所属事项 {part.item} 不符。", "编号应以事项编号开头。")


def _check_numbering(plan: Plan) -> Iterator[Finding]:
    """Check the number of items, their running number, their codes and their printed 序号."""
    if len(plan.items) != plan.item_count:
        yield error(
            "COUNT", "items.csv", f"文件写明 {plan.item_count} 项，这里有 {len(plan.items)} 项。", "请补齐或删去。"
        )
    chapters = {c.number for c in plan.chapters}
    for number, item in enumerate(plan.items, start=1):
        place = f"items.csv {item.code}"
        if item.number != number:
            yield error("NUMBERING", place, f"number 列应为 {number}，现为 {item.number}。")
        if not set(item.code) <= _CODE_CHARACTERS or not item.code[:1].isdigit() or not item.code[-1:].isdigit():
            yield error("CODE", place, f"code 列的“{item.code}”应由数字和连字符组成，例如 11-2。")
        elif plan.kind is PlanKind.ANNUAL and item.seq and item.code.split("-")[0] != str(item.seq):
            yield error("CODE", place, f"code 列应以序号 {item.seq} 开头。", "原文没有序号的，seq 填 0。")
        if item.chapter not in chapters:
            yield error("KEY_UNKNOWN", place, f"chapter 列的 {item.chapter} 不在 plan.toml 里。")
        if not 0 < len(item.title) <= TITLE_LIMIT:
            yield error("TITLE", place, f"title 列有 {len(item.title)} 字，应为 1 至 {TITLE_LIMIT} 字。")
        if not item.goal:
            yield error("EMPTY", place, "goal 列是空的。")
    yield from _check_seqs(plan)


def _check_seqs(plan: Plan) -> Iterator[Finding]:
    """Warn where printed 序号 fall within a run, or leave one out: a document may print them so.

    A chapter whose first 序号 does not go on from the chapters before begins a run; in a yearly table only one with 1.
    """
    runs: list[list[int]] = []
    for chapter in plan.chapters:
        seqs = [i.seq for i in plan.items_in(chapter.number) if i.seq]
        begins_again = seqs and runs and seqs[0] <= runs[-1][-1] and (plan.kind is not PlanKind.ANNUAL or seqs[0] == 1)
        if runs and not begins_again:
            runs[-1] += seqs
        elif seqs:
            runs.append(seqs)
    for run in runs:
        if run != sorted(run):
            yield warning("NUMBERING", "items.csv", "seq 列应递增。", _IN_DOUBTS)
        missing = sorted(set(range(1, max(run) + 1)) - set(run))
        if missing:
            yield warning("NUMBERING", "items.csv", f"seq 列缺 {'、'.join(map(str, missing))}。", _IN_DOUBTS)


def _check_responsible(plan: Plan) -> Iterator[Finding]:
    """Check that names are known and ordered without gaps, and that some unit reports every part of an item."""
    units = {u.name for u in plan.units}
    leaders = {x.name for x in plan.leaders}
    by_item: dict[tuple[str, str], list[Responsible]] = defaultdict(list)
    for r in plan.responsible:
        by_item[r.item, r.kind].append(r)
        if r.name not in (leaders if r.kind == "leader" else units):
            file = "leaders.csv" if r.kind == "leader" else "units.csv"
            yield error("KEY_UNKNOWN", f"responsible.csv {r.item}", f"name 列的“{r.name}”不在 {file} 里。", _NEW_NAME)
    for (item, kind), rows in by_item.items():
        if [r.order for r in rows] != list(range(1, len(rows) + 1)):
            label = "责任单位" if kind == "unit" else "责任领导"
            yield error("ROLE", f"responsible.csv {item}", f"{label}的 order 列应从 1 连续。")
    yield from _check_reporting_units(plan)


def _check_reporting_units(plan: Plan) -> Iterator[Finding]:
    """Check that a single unit reports each part, and that each of several lead units reports one."""
    for item in plan.items:
        parts = [p for p in _parts(plan) if p.item == item.code]
        for part in parts:
            if plan.reporting_unit(part) in ("", *plan.group_names):
                yield error(NO_REPORTER, part.code, "没有一个具体单位报送。", "请在 reporting_unit 列写明由谁报送。")
        leads = plan.leads_of(item.code, "unit")
        silent = sorted(set(leads) - {plan.reporting_unit(p) for p in parts} - plan.group_names)
        if len(leads) > 1 and silent:
            yield error(
                "ROLE",
                f"responsible.csv {item.code}",
                f"分别牵头的{'、'.join(silent)}没有要报的节点或指标。",
                "请给每个牵头单位各写一行。",
            )


def _check_units(plan: Plan) -> Iterator[Finding]:
    """Check that groups, and only they, have members that are no groups, and that reporting units exist."""
    kinds = {u.name: u.kind for u in plan.units}
    for unit in plan.units:
        group = unit.kind is UnitKind.GROUP
        is_open = unit.note.startswith(OPEN_GROUP) or "全体" in unit.note
        if group != bool(unit.members) and not is_open:
            yield error("GROUP", f"units.csv {unit.name}", "members 列只有 group 才填，且 group 必须填。")
        for member in unit.members:
            if kinds.get(member, UnitKind.GROUP) is UnitKind.GROUP:
                yield error("GROUP", f"units.csv {unit.name}", f"成员“{member}”不是一个具体单位。")
    for part in _parts(plan):
        if part.reporting_unit and part.reporting_unit not in kinds:
            yield error(
                "KEY_UNKNOWN", part.code, f"reporting_unit 列的“{part.reporting_unit}”不在 units.csv 里。", _NEW_NAME
            )


def _check_targets(plan: Plan) -> Iterator[Finding]:
    """Check that targets are of the plan's periods, and that each has a commitment or planned value and vice versa."""
    recurring = {(c.item, c.period) for c in plan.commitments if c.recurs}
    once = {(c.item, c.period) for c in plan.commitments if not c.recurs}
    once |= {(i.item, p) for i in plan.indicators for p in (*i.planned, *i.relative)}
    parts = once | recurring
    targets = {(t.item, t.period) for t in plan.targets}
    for item, period in sorted(targets | parts):
        place = f"{item} {period}"
        if period not in plan.periods:
            yield error("PERIOD", place, f"period 列的 {period} 不是本计划的期。", f"应为 {'、'.join(plan.periods)}。")
        if (item, period) not in parts:
            yield error("TARGET", place, "阶段目标没有拆成节点或计划值。", "请补上可核对的节点。")
        if (item, period) in once - targets:
            yield error("TARGET", place, "有节点或计划值，但没有阶段目标。", "请在 targets.csv 补上。")
    for target in plan.targets:
        if not target.text:
            yield error(
                "EMPTY", f"targets.csv {target.item} {target.period}", "text 列是空的。", "没有目标的期不写行。"
            )
    with_target = {item for item, period in targets | recurring if period in plan.periods} | withdrawn_codes(plan)
    for code in (item.code for item in plan.items):
        if code not in with_target:
            yield error("TARGET", code, "没有一个阶段目标。")


def _check_commitments(plan: Plan) -> Iterator[Finding]:
    for c in _duties(plan):
        if not c.text:
            yield error("EMPTY", f"commitments.csv {c.code}", "text 列是空的。")
        if c.key and c.ongoing:
            sentence = f"持续的工作不能作重点节点：{c.text}。"
            yield error("KEY_ONGOING", f"commitments.csv {c.code}", sentence, "请把 key 列改为 false。")
        if c.period not in plan.periods:
            continue
        period = Period.parse(c.period)
        if not period.starts <= c.due <= period.ends:
            yield warning(
                "DUE",
                f"commitments.csv {c.code}",
                f"时限 {c.due} 不在 {period.name} 内：{c.text}。",
                "若原文如此，请在 doubts.csv 说明。",
            )
        elif not c.exact and not c.recurs and c.due != period.ends:
            yield error("DUE", f"commitments.csv {c.code}", f"没有写明日期的节点，时限应为期末 {period.ends}。")


def _check_phases(plan: Plan) -> Iterator[Finding]:
    """Check that phases are dated in order, within their parents, and that the ones named exist."""
    phases = {p.code: p for p in plan.phases}
    yield from _check_unique((p.code for p in plan.phases), "plan.toml", "阶段")
    for p in plan.phases:
        parent = phases.get(p.parent)
        if p.ends < p.starts:
            yield error("PHASE", f"plan.toml {p.code}", f"{p.name}的结束早于开始。")
        if p.parent and parent is None:
            yield error("KEY_UNKNOWN", f"plan.toml {p.code}", f"parent 的 {p.parent} 不在 plan.toml 里。")
        elif parent and p.starts <= p.ends and not parent.starts <= p.starts <= p.ends <= parent.ends:
            yield error("PHASE", f"plan.toml {p.code}", f"{p.name}不在{parent.name}之内。")
    for c in _duties(plan):
        if c.phase and c.phase not in phases:
            yield error("KEY_UNKNOWN", f"commitments.csv {c.code}", f"phase 列的 {c.phase} 不在 plan.toml 里。")
        if c.starts and c.starts > c.due:
            yield error("DUE", f"commitments.csv {c.code}", f"开始 {c.starts} 晚于时限 {c.due}。")


def _check_signing(plan: Plan) -> Iterator[Finding]:
    """Check that each step of the signing chain comes once, the supervision office last."""
    if len(set(plan.signing)) != len(plan.signing) or plan.signing[-1:] != (Step.OFFICE,):
        yield error("SIGNING", "plan.toml", "signing 的每一步只能有一次，最后一步应为 office。")
