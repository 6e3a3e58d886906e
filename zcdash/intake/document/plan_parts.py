"""Parts of the items: targets, commitments, indicators, planned values, and the unit that reports each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import CERTAIN, Decisions, Origin, Question, QuestionKind, refused
from zcdash.domain.source_document import SourceRow
from zcdash.domain.terms import UnitKind
from zcdash.intake.document.given_answers import AS_READ, NO_NAME, name_fault
from zcdash.intake.document.parts.cell_text import cell_text
from zcdash.intake.document.parts.deadlines import deadline_of, for_points, has_only_dates
from zcdash.intake.document.parts.figure_rows import figures_as_target
from zcdash.intake.document.parts.milestones import milestones
from zcdash.intake.document.parts.proposals import ItemParts, propose_parts
from zcdash.intake.document.parts.twin_rows import with_totals
from zcdash.intake.document.people.role_questions import ONE_BY_ONE
from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.plan_items import goal_of
from zcdash.intake.document.plan_roles import Responsibilities, Rows
from zcdash.intake.document.source_rows import as_printed, origins_of, stored_text
from zcdash.intake.plan_csv import COLUMNS
from zcdash.intake.validate_plan import TITLE_LIMIT

FILES = ("targets.csv", "commitments.csv", "indicators.csv", "planned.csv")
_NUMBERS = ("indicators.csv", "planned.csv")
_UNNAMED = "未命名事项"


EVERY_REPORTER = "field:all reporting_unit"
"""Question on who reports the items without any unit, where there are many."""
_MOST, _OFFERED = 3, 8
"""Items that are asked for one by one, and answers that are offered."""
_NAMED = 3
"""Indicators that a question names."""


@dataclass(slots=True)
class Parts:
    """Rows of the four files, the titles of items, doubts, origins and questions."""

    tables: dict[str, Rows] = field(default_factory=lambda: {file: [] for file in FILES})
    titles: dict[str, str] = field(default_factory=dict)
    doubts: Rows = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def with_target(row: SourceRow, periods: Sequence[str]) -> SourceRow:
    """Return a row with a target: one without any has its goal, each part of it at its own date, else at its deadline."""
    row = with_totals(figures_as_target(row, periods), periods)
    if (year := periods[-1][:4]) in row.targets and not any(p in row.targets for p in periods):
        # Reported more often than the document has targets: the year's is that of its last period.
        targets = {p: target for p, target in row.targets.items() if p != year}
        row = replace(row, targets={periods[-1]: row.targets[year]} | targets, of_year=periods[-1])
    filled = [p for p in periods if row.targets.get(p)]
    dated = row.targets[filled[0]] if len(filled) == 1 else row.schedule if not filled else ()
    if not row.deadline and goal_of(row) != dated and has_only_dates(cell_text(dated)):
        # A cell of nothing but dates says when the goal is due.
        row, filled = replace(row, deadline=dated, schedule=(), targets={}), []
    if not filled:
        text = cell_text(row.schedule or goal_of(row))
        deadline = for_points(deadline_of(cell_text(row.deadline), tuple(periods)), text)
        return replace(row, targets=milestones(row.schedule or goal_of(row), deadline, periods))
    if filled == [periods[-1]] and not row.figures:
        # One column for all of it: 一季度：…；二季度：… or 6月底前……，年底前…… within the cell.
        parts = milestones(row.targets[filled[0]], deadline_of(cell_text(row.deadline), tuple(periods)), periods)
        if filled[0] in parts:
            return replace(row, targets=row.targets | parts)
        return replace(row, targets=parts) if len(parts) > 1 else row
    return row


def parts_of(rows: Mapping[str, SourceRow], periods: tuple[str, ...], decisions: Decisions) -> Parts:
    """Return the parts of all items; `rows` by code."""
    parts = Parts()
    for code, row in rows.items():
        proposed = propose_parts(code, replace(row, goal=goal_of(row)), periods, decisions.answers)
        goal = stored_text(goal_of(row))
        title = as_printed(proposed.title, goal) if proposed.title in plain_text(goal).plain else proposed.title
        parts.titles[code] = (title or goal)[:TITLE_LIMIT] or _UNNAMED
        for file in FILES:
            parts.tables[file] += proposed.tables[file]
        parts.origins += proposed.origins
        for period in (p for p in periods if p in row.labels):
            parts.origins += origins_of("targets.csv", f"{code} {period}", "period", row.labels[period])
        parts.questions += [replace(q, answer=decisions.answers.get(q.key, q.answer)) for q in proposed.questions]
        _fill_targets(parts, code, row, periods)
        parts.questions += _uncertain(code, proposed, decisions)
    return parts


def _fill_targets(parts: Parts, code: str, row: SourceRow, periods: Sequence[str]) -> None:
    """Give each target a commitment that nothing else checks: the whole of it, at the end of its period."""
    checked = {c["period"] for c in parts.tables["commitments.csv"] if c["item"] == code}
    if any(c["item"] == code and c["recurs"] for c in parts.tables["commitments.csv"]):
        return  # it comes again in every period
    codes = {i["code"] for i in parts.tables["indicators.csv"] if i["item"] == code}
    checked |= {p["period"] for p in parts.tables["planned.csv"] if p["indicator"] in codes}
    for target in parts.tables["targets.csv"]:
        if target["item"] == code and target["period"] not in checked and target["period"] in periods:
            number = sum(c["item"] == code for c in parts.tables["commitments.csv"]) + 1
            due = Period.parse(target["period"]).ends.isoformat()
            own = {"code": f"{code}.{number:02d}", "item": code, "period": target["period"], "text": target["text"]}
            parts.tables["commitments.csv"].append(_blank("commitments.csv") | own | {"due": due, "ongoing": "true"})
            passages = row.targets.get(target["period"], ())
            parts.origins += origins_of("commitments.csv", own["code"], "text", passages, 0.7)


def _blank(file: str) -> dict[str, str]:
    flags = {"exact": "false", "ongoing": "false", "key": "false", "zero_report": "false"}
    return dict.fromkeys(COLUMNS[file].split(), "") | flags


def _uncertain(code: str, proposed: ItemParts, decisions: Decisions) -> list[Question]:
    """Return one question on the numbers of an item that were read with little confidence."""
    unsure = [o for o in proposed.origins if o.confidence < CERTAIN and o.table in _NUMBERS]
    keys = list(dict.fromkeys(o.key for o in unsure))
    if not keys:
        return []
    key = f"field:{code} parts {' '.join(keys)}"
    names = {row["code"]: row["name"] for row in proposed.tables["indicators.csv"]}
    unsure_names = list(dict.fromkeys(f"“{names.get(k.partition(' ')[0], k)}”" for k in keys))
    more = f"等 {len(unsure_names)} 个" if len(unsure_names) > _NAMED else ""
    return [
        Question(
            key=key,
            kind=QuestionKind.FIELD,
            sentence=f"{code} 的指标{'、'.join(unsure_names[:_NAMED])}{more}读得没有把握，请对照原文确认。",
            place=unsure[0].place,
            row=code,
            proposals=("已核对",),
            answer=decisions.answers.get(key, ""),
        )
    ]


def assign_reporting(parts: Parts, roles: Responsibilities, codes: Sequence[str], decisions: Decisions) -> None:
    """Name the unit that reports each part where the lead of its item is a group, nobody, or one of several."""
    groups = roles.groups
    names = {u["name"]: u["name"] for u in roles.units}
    names |= {alias: u["name"] for u in roles.units for alias in u["aliases"].split(";") if alias}
    bare = [code for code in codes if not roles.units_of(code)]
    every = _every_reporter(parts, roles, bare, decisions) if len(bare) > _MOST else None
    for code in codes:
        own = [r for f in ("commitments.csv", "indicators.csv") for r in parts.tables[f] if r["item"] == code]
        leads = roles.leads(code)
        single = [lead for lead in leads if lead not in groups]
        if len(leads) > 1:
            _share(parts, code, single)
        if not leads or leads[0] in groups:
            source = next(
                (names[r["data_source"]] for r in own if names.get(r.get("data_source", "")) not in (None, *groups)), ""
            )
            unit = source or _reporter(parts, roles, code, every if code in bare else None, decisions)
            for row in own:
                row["reporting_unit"] = row["reporting_unit"] or unit


def _share(parts: Parts, code: str, leads: Sequence[str]) -> None:
    """Give each further lead of an item the last promise of it as a part of its own: the document does not divide them."""
    rows = parts.tables["commitments.csv"]
    own = [r for r in rows if r["item"] == code]
    targets = [t for t in parts.tables["targets.csv"] if t["item"] == code]
    for lead in leads[1:]:
        number = sum(r["item"] == code for r in rows) + 1
        last = targets[-1]
        due = Period.parse(last["period"]).ends.isoformat()
        model = (
            own[-1] if own else _blank("commitments.csv") | {"period": last["period"], "text": last["text"], "due": due}
        )
        rows.append({**model, "item": code, "code": f"{code}.{number:02d}", "reporting_unit": lead})
        parts.origins += [
            replace(o, key=f"{code}.{number:02d}") for o in parts.origins if own and o.key == own[-1]["code"]
        ]
    if leads[1:]:
        what = f"{'、'.join(leads)}分别牵头，原文没有分开各自的任务"
        parts.doubts.append({"item": code, "what": what, "reading": "每个牵头单位各报一份"})


def _reporter(parts: Parts, roles: Responsibilities, code: str, every: str | None, decisions: Decisions) -> str:
    """Return the single unit that reports an item which a group leads, or nobody; a question asks for it.

    `every`: answer for all items without units, where one question asks for them; None elsewhere. The answer may name a unit
    that the document does not; it leads the item where nobody is responsible for it.
    """
    single = [u["name"] for u in roles.units if u["kind"] != UnitKind.GROUP]
    named = [u for u in roles.units_of(code) if u in single]
    members = [m for lead in roles.leads(code) for m in roles.groups.get(lead, ()) if m in single]
    proposals = list(dict.fromkeys([*named, *members, *single]))
    first = proposals[0] if proposals else ""
    question = _reporter_question(code, bool(roles.leads(code)), proposals, decisions)
    fault = _no_reporter(question.answer, first, roles, single)
    if every is None or every == ONE_BY_ONE or question.answer:
        parts.questions.append(refused(question, question.answer, fault) if fault else question)
    answer = "" if fault else question.answer or ("" if every == ONE_BY_ONE else every or "")
    if not answer:
        return first
    unit = first if answer == AS_READ else answer
    if unit not in {u["name"] for u in roles.units}:
        roles.add_unit(unit)
    if not roles.units_of(code):
        roles.add_lead(code, unit)
    return unit


def _reporter_question(code: str, is_led: bool, proposals: Sequence[str], decisions: Decisions) -> Question:
    said = "牵头的不是一个具体单位" if is_led else "没有牵头单位"
    until = f"，暂由{proposals[0]}报送" if proposals else ""
    key = f"field:{code} reporting_unit"
    return Question(
        key=key,
        kind=QuestionKind.FIELD,
        sentence=f"{code} {said}{until}，请写明由哪个单位报送。",
        row=code,
        proposals=tuple(proposals[:_OFFERED]),
        answer=decisions.answers.get(key, ""),
    )


def _no_reporter(answer: str, first: str, roles: Responsibilities, single: Sequence[str]) -> str:
    """Return why an answer is no single unit that can report; empty where it is one, or where there is none yet."""
    unit = first if answer == AS_READ else answer
    if not answer or (unit and unit == first):
        return ""
    return "要写一个具体单位。" if unit in ("", NO_NAME, *roles.groups) else name_fault(unit, "unit", single)


def _every_reporter(parts: Parts, roles: Responsibilities, codes: Sequence[str], decisions: Decisions) -> str:
    """Ask once who reports the many items without any unit; return the answer, empty while there is none that can be used."""
    single = [u["name"] for u in roles.units if u["kind"] != UnitKind.GROUP]
    listed = "、".join(codes[:_OFFERED]) + ("等" if len(codes) > _OFFERED else "")
    answer = decisions.answers.get(EVERY_REPORTER, "")
    question = Question(
        key=EVERY_REPORTER,
        kind=QuestionKind.FIELD,
        sentence=f"有 {len(codes)} 项没有读到责任单位（{listed}）。请先看有没有栏没有认出来；都由一个单位报送的，写单位名称；"
        f"各不相同的，答“{ONE_BY_ONE}”。",
        proposals=(ONE_BY_ONE, *single[:_OFFERED]),
        answer=answer,
    )
    fault = "" if answer == ONE_BY_ONE else _no_reporter(answer, "", roles, single)
    parts.questions.append(refused(question, answer, fault) if fault else question)
    return "" if fault else answer
