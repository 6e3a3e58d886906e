"""Milestones within one text: 6月底前建成10座，年底前全部建成; 一季度：…；二季度：… become the targets of their periods."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from zcdash.domain.period import Period
from zcdash.domain.source_document import Passage, Passages
from zcdash.intake.document.parts.cell_text import CellText, Clause, cell_text, clauses_of, depths
from zcdash.intake.document.parts.commitment_projects import START
from zcdash.intake.document.parts.dates import LEADING_DATE, Due, dues_of, is_inside
from zcdash.intake.document.parts.deadlines import Deadline
from zcdash.intake.document.parts.listed_dates import listed_dates
from zcdash.intake.document.parts.mentions import Mention, mentions_of
from zcdash.intake.document.parts.points import numbers_of

ALL_DONE = re.compile(
    r"(?:力争|确保)?(?:全部|全面)(?:建成|完成|完工|竣工|改造完成|办结|投用|通车|实施完毕)(?:改造|任务|建设)?"
    r"(?P<more>(?:并|、)?(?:投入使用|投用|交付使用|验收|达标|通[水车气电])){0,2}"
)
"""Clause that promises the whole of the goal, without a subject of its own."""
_EFFORT = re.compile(r"(?:并|且|力争|确保|争取|计划|要|务必|其中)*+")
_FINAL = "前底末内"


def milestones(goal: Passages, deadline: Deadline, periods: Sequence[str]) -> dict[str, Passages]:
    """Return period → the parts of a text that are due then; what has no date is due at the deadline, else with the last part.

    A total beside a smaller number with a date (新建30座。6月底前建成10座) is that of the plan's last period.
    """
    cell = cell_text(goal)
    clauses = clauses_of(cell.plain)
    own = clause_periods(cell, clauses, periods)
    numbers = numbers_of(cell.plain) if deadline.points else {}
    for n, clause in enumerate(clauses):
        due = deadline.points.get(numbers.get(clause.point, 0))
        own[n] = own[n] or (_holding(due.day, periods) if due else "")
    listed = _listed(cell, clauses, periods)
    base = _base(cell, clauses, own, deadline, periods)
    if not clauses or (set(own) <= {"", base} and not listed):
        return {base: goal}
    # The mark behind a clause goes with it, but not the enumerator of the next point.
    ends = (clause.end + (cell.plain[clause.end] in ",;。!:、") for clause in clauses[:-1])
    starts = [0, *ends, len(cell.plain)]
    parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (start, end), clause, period in zip(pairwise(starts), clauses, own, strict=True):
        for each in listed.get(clause.sentence, [period or base]):
            parts[each].append((start, end))
    return {p: _passages(goal, cell, parts[p]) for p in periods if p in parts}


def _listed(cell: CellText, clauses: Sequence[Clause], periods: Sequence[str]) -> dict[int, list[str]]:
    """Return number of a sentence → the periods that it is promised in again and again: 3月、6月、9月各一期."""
    year = Period.parse(periods[-1]).ends.year
    lists = [(clause.sentence, listed_dates(cell.plain, clause, year)) for clause in clauses]
    each = {sentence: [p for p in periods if found.inside(p)] for sentence, found in lists if found and found.is_each}
    return {sentence: found for sentence, found in each.items() if found}


def clause_periods(cell: CellText, clauses: Sequence[Clause], periods: Sequence[str]) -> list[str]:
    """Return for each clause the period of its date, or of the one before it in its sentence; empty: no date."""
    result: list[str] = []
    depth = depths(cell.plain)
    carried = (-1, "")
    for clause in clauses:
        due = _due(cell.plain, depth, clause, Period.parse(periods[-1]).ends.year)
        if due:
            is_ours = any(is_inside(due.day, Period.parse(p)) for p in periods)
            carried = clause.sentence, _holding(due.day, periods) if is_ours else ""
        result.append(carried[1] if carried[0] == clause.sentence else "")
    return result


def _due(plain: str, depth: list[int], clause: Clause, year: int) -> Due | None:
    """Return the date that a clause is due on: it begins with it, or says 前 or 底."""
    if listed := listed_dates(plain, clause, year):
        return max(listed.dues, key=lambda due: due.day)
    effort = _EFFORT.match(plain, clause.start, clause.end)
    begin = effort.end() if effort else clause.start
    leads = LEADING_DATE.match(plain, begin, clause.end)
    dues = [due.moved(clause.start) for due in dues_of(plain[clause.start : clause.end], year)]
    fitting = [
        due
        for due in dues
        if not depth[due.start] and ((leads and due.end <= leads.end()) or plain[due.end - 1] in _FINAL)
    ]
    return fitting[-1] if fitting else None


def _base(
    cell: CellText, clauses: Sequence[Clause], own: Sequence[str], deadline: Deadline, periods: Sequence[str]
) -> str:
    """Return the period of what has no date."""
    last = Period.parse(periods[-1]).ends
    dated = [p for p in own if p]
    if deadline.due or deadline.cell.plain:
        return _holding(deadline.due.day if deadline.due else last, periods)
    if not dated:
        return _holding(max((due.day for due in dues_of(cell.plain, last.year)), default=last), periods)
    if _is_apart(cell.plain, clauses, own) or _is_step(cell, clauses, own):
        return _holding(last, periods)
    at = {clause.start: period for clause, period in zip(clauses, own, strict=True)}
    mentions = mentions_of(cell, "")
    totals = [m for m in mentions if not at.get(m.clause.start)]
    steps = [m for m in mentions if at.get(m.clause.start)]
    if any(t.family == s.family and t.value > s.value for t in totals for s in steps):
        return _holding(last, periods)
    return max(dated, key=Period.parse)


def _is_apart(plain: str, clauses: Sequence[Clause], own: Sequence[str]) -> bool:
    """Return True where the date is that of another subject than an effort before it: 启动新区建设，第三小学9月1日前投用."""
    return any(
        not before
        and after
        and one.sentence == other.sentence
        and START.match(plain, one.start)
        and not LEADING_DATE.match(plain, other.start)
        and not START.match(plain, other.start)
        for (one, before), (other, after) in pairwise(zip(clauses, own, strict=True))
    )


def _is_step(cell: CellText, clauses: Sequence[Clause], own: Sequence[str]) -> bool:
    """Return True where dates are those of points, beside points without any, or of a step in brackets: 建成学校（6月底前封顶）."""
    dated = [clause for clause, period in zip(clauses, own, strict=True) if period]
    points = {clause.point for clause in clauses} - {0}
    if len(points) > 1 and points - {clause.point for clause in dated}:
        return True
    return len(dated) == 1 and cell.printed[dated[0].start - 1 : dated[0].start] in ("(", "（")


def _holding(day: date, periods: Sequence[str]) -> str:
    """Return the first period that a day is in, else the last one."""
    return next((p for p in periods if is_inside(day, Period.parse(p))), periods[-1])


def _passages(goal: Passages, cell: CellText, parts: Sequence[tuple[int, int]]) -> Passages:
    """Return stretches of a text as passages, without the comma that the last one ends with."""
    found: list[Passage] = []
    for start, end in _without_brackets(cell, parts):
        for place, first, last in cell.stretches(start, end):
            passage = next(p for p in goal if p.place == place and p.start <= first and last <= p.end)
            text = passage.text[first - passage.start : last - passage.start]
            if found and found[-1].place == place and found[-1].end == first:
                found[-1] = Passage(place=place, start=found[-1].start, end=last, text=found[-1].text + text)
            else:
                found.append(Passage(place=place, start=first, end=last, text=text))
    return tuple(found)


def _without_brackets(cell: CellText, parts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield stretches without the comma that the last one ends with, and without the brackets of dated steps."""
    for start, end in parts:
        is_last = end == parts[-1][1]
        stop = start + len(cell.plain[start:end].rstrip(",;、")) if is_last else end
        cuts = [at for at in range(start, stop) if cell.plain[at] in ",;" and cell.printed[at] in "()（）"]
        yield from ((a + 1, b) for a, b in pairwise([start - 1, *cuts, stop]) if a + 1 < b)


def of_the_year(mentions: Sequence[Mention], goal: CellText, split: bool, periods: Sequence[str]) -> list[Mention]:
    """Return the numbers of a goal that the whole year promises: not those with an earlier date beside a total.

    `split` is True where the targets are parts of the goal.
    """
    clauses = clauses_of(goal.plain)
    own = dict(zip((c.start for c in clauses), clause_periods(goal, clauses, periods), strict=True))
    last = Period.parse(periods[-1]).ends
    early = [m for m in mentions if (period := own.get(m.clause.start)) and Period.parse(period).ends < last]
    totals = [m for m in mentions if split or m not in early]
    mentions = _unrepeated(mentions, goal)
    return [m for m in mentions if m not in early or not any(t is not m and t.family == m.family for t in totals)]


def without_earlier(mentions: Sequence[Mention], cell: CellText, period: str) -> list[Mention]:
    """Return the numbers of a cell without those of an earlier date that a later one of it goes beyond.

    2月底前完成10个，3月底前完成20个: the period's number is 20. 6月底前建成10座，年底前全部建成: it is the goal's.
    """
    span = Period.parse(period)
    clauses, depth = clauses_of(cell.plain), depths(cell.plain)
    days = {c.start: due.day for c in clauses if (due := _due(cell.plain, depth, c, span.ends.year))}
    whole = [c.start for c in clauses if all_done(cell.plain, c)]

    def is_step(m: Mention) -> bool:
        day = days.get(m.clause.start)
        if not day or day >= span.ends or m.quantity.is_share:
            return False
        later = [o for o in mentions if o.family == m.family and o.hard_stages == m.hard_stages and o.value > m.value]
        is_passed = any(days.get(o.clause.start, day) > day and (o.key == m.key or not o.key) for o in later)
        return is_passed or any(days.get(at, day) > day for at in whole)

    return [m for m in _unrepeated(mentions, cell) if not is_step(m)]


def _unrepeated(mentions: Sequence[Mention], cell: CellText) -> list[Mention]:
    """Return mentions without one that only repeats another with a date: 培训1200人，11月底前1200人."""

    def repeats(m: Mention, before: Sequence[Mention]) -> bool:
        is_dated = LEADING_DATE.match(cell.plain, m.clause.start, m.clause.end)
        return bool(is_dated) and any(
            (o.family, o.value, o.name) == (m.family, m.value, m.name) and m.hard_stages <= o.hard_stages
            for o in before
        )

    return [m for n, m in enumerate(mentions) if not repeats(m, mentions[:n])]


def all_done(plain: str, clause: Clause) -> re.Match[str] | None:
    """Return the match of 全部完成 where a clause says nothing else but a date."""
    lead = LEADING_DATE.match(plain, clause.start, clause.end)
    return ALL_DONE.fullmatch(plain, lead.end() if lead else clause.start, clause.end)


def is_only_done(plain: str, clause: Clause) -> bool:
    """Return True for 全部完成 that promises nothing beyond the number."""
    match = all_done(plain, clause)
    return bool(match) and not (match and match["more"])


def done_in(cells: Mapping[str, CellText]) -> dict[str, str]:
    """Return the periods whose texts say 全部完成, with these words."""
    found = {}
    for period, cell in cells.items():
        match = next((m for c in clauses_of(cell.plain) if (m := all_done(cell.plain, c))), None)
        if match:
            found[period] = cell.text(*match.span())
    return found
