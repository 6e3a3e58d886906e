"""Commitments from the text of a cell: its clauses with due date, project, quantity and whether they have an end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from zcdash.domain.period import Period
from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.cell_text import CellText, Clause, clauses_of
from zcdash.intake.document.parts.commitment_projects import PREDICATE, START, project_named, projects_in
from zcdash.intake.document.parts.dates import LEADING_DATE, Due, due_within, dues_of, is_inside
from zcdash.intake.document.parts.deadlines import Deadline
from zcdash.intake.document.parts.listed_dates import ONCE_EACH, listed_dates
from zcdash.intake.document.parts.mentions import Mention
from zcdash.intake.document.parts.milestones import is_only_done
from zcdash.intake.document.parts.points import numbers_of
from zcdash.intake.document.parts.quantities import Quantity, quantities_of
from zcdash.intake.document.parts.recurring import AGAIN, FEAST
from zcdash.intake.document.people.role_words import LABEL
from zcdash.intake.document.people.unit_lists import says_who

_ONGOING = re.compile(
    r"持续|推进|推动|加强|加大|做好|保持|继续|深化|强化|优化|探索|配合|协助|争取|力争|努力|积极|加快|促进|引导|支持|抓好|严格|落实|坚持|完善|提高|提升|每月|每周|"
    r"及时|发挥|按时|定期|巩固(?!率)|扩大|维护|规范|督促|指导|鼓励|营造|注重|统筹|狠抓|突出|服务|帮助|确保.{0,6}安全|稳定|加密|深入|全力|大力|跟踪|日常"
)
_ALWAYS = re.compile(
    r"每月|每季|每周|每半年|每天|每日|定期|持续|常态|动态|按时足额|再监督|再检查|配合|协助|禁止|长效|日常|全面对接|逐步|不断|进一步|推动.{0,20}(?:发展|建设|推进|提升)|"
    r"加大.{0,12}力度|争取.{0,8}支持|对接$|监督$|审计$"
)
"""Words of effort that has no end, whatever else a clause says."""
_OUTCOME = re.compile(
    r"完成|建成|竣工|开工|完工|投用|投产|投入使用|启用|制定|印发|出台|召开|举办|签订|验收|通车|通过|编制|成立|启动|确定|上报|发放|形成|实现|建立|批复|评审|"
    r"招投标|招标|安装|购置|考核|总结|调研|摸底|挂牌|认定|申报|组织"
)
_LEADS_ON = re.compile(
    r"(?:围绕|按照?|根据|结合|通过|借助|针对|对于?|以|采取|在|待|为|利用|依托|借鉴)(?![^,]{0,40}(?:完成|制定|建立|开展|召开|加强|推进))"
)
"""Words of a clause that only leads on to the next."""
_ONLY_DATE = re.compile(r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日|底|份|上半年|年底|年末|年内|[一二三四]季度)?以?之?前?")
_PHASE = re.compile(r"[^,;。:]{1,24}(?:阶段|时段)(?:\([^()]{0,40}\))?")
"""Heading of a phase: it is no promise."""
_LONGEST_TITLE = 14
_BARE_OUTCOME = re.compile(r"(?:全部|基本)?(?:到位|完成|办结|完工|竣工|启用|实施|落实|验收)")
"""Words behind a date that go on with the clause before: 设立救助资金，6月20日前到位."""
_MONTH = re.compile(r"\d{1,2}月")
_ALL_YEAR = re.compile(r"全年|年内|年度")
_LEAST = 5
"""Characters that a clause has at least to be a commitment of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentText:
    """Stretch of a cell that is one promise."""

    start: int
    end: int
    text: str
    project: str
    due: date
    exact: bool
    ongoing: bool
    confidence: float
    dated: tuple[int, int] = (0, 0)
    """Stretch of the date in the cell, or in that of the column 完成时限; empty: none is printed there."""
    from_column: bool = False
    """True where the date is that of the column 完成时限."""
    quantity: Quantity | None = None
    """Amount that the promise names, if it names a single one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    """Due date of some clauses, whether it is printed, its stretch, and how sure it is."""

    day: date
    exact: bool
    stretch: tuple[int, int] = (0, 0)
    sure: float = 0.9
    from_column: bool = False


def commitments_of(
    cell: CellText,
    period: str,
    mentions: list[Mention],
    deadline: Deadline | None = None,
    topics: Mapping[int, str] = MappingProxyType({}),
    begins_text: bool = False,
) -> list[CommitmentText]:
    """Return the promises of a cell in their order; a clause that is fully an indicator is none, but for its date.

    `deadline` holds for clauses without a date of their own; `topics` are the projects of numbered points.
    `begins_text`: the first sentence may be a title.
    """
    span = Period.parse(period)
    counted = {(m.clause.start, m.clause.end) for m in mentions if not m.derived}
    if any(m.derived for m in mentions):
        counted |= {(c.start, c.end) for c in clauses_of(cell.plain) if is_only_done(cell.plain, c)}
    result: list[CommitmentText] = []
    quantities = quantities_of(cell.plain)
    dated = _Dates(cell.plain, span, deadline)
    for group in _groups(cell.plain, counted):
        for due in dated.each(group):
            if not (begins_text and not group[0].start and _is_title(cell.plain, group[-1])):
                result += _commitments(cell, group, due, quantities, topics.get(group[0].point, ""))
    numbers = _dated_numbers(cell, _Dates(cell.plain, span, deadline), counted, quantities)
    told = {each.due for each in result if _prints_date(each)}
    result += [each for each in numbers if _prints_date(each) or each.due not in told]
    if not result and not mentions:
        result = [_whole(cell, span, deadline.due if deadline else None)]
    return sorted(result, key=lambda each: each.start)


def _prints_date(promise: CommitmentText) -> bool:
    """Return True if the date of a promise stands in its own words."""
    return not promise.from_column and promise.start <= promise.dated[0] < promise.dated[1] <= promise.end


class _Dates:
    """Dates of the clauses of a cell; one holds for the rest of its sentence: 6月30日前主车道通车，进行人行道施工."""

    def __init__(self, plain: str, span: Period, deadline: Deadline | None) -> None:
        self._plain, self.span, self._deadline = plain, span, deadline
        self._numbers = numbers_of(plain) if deadline and deadline.points else {}
        self._carried: tuple[int, Due] | None = None

    def of(self, group: list[Clause]) -> _Dated:
        start = group[0].start
        dues = dues_of(self._plain[start : group[-1].end], self.span.ends.year)
        if dues:
            self._carried = group[0].sentence, dues[-1].moved(start)
        due = self._carried[1] if self._carried and self._carried[0] == group[0].sentence else None
        day, exact = due_within(due, self.span)
        if due and exact:
            sure = 0.5 if not is_inside(day, self.span) else 0.6 if due.derived else 0.9
            return _Dated(day=day, exact=exact, stretch=(due.start, due.end), sure=sure)
        column = self._by_number(group[0].point)
        if due and column and is_inside(column.day, self.span) and _ALL_YEAR.fullmatch(self._plain, due.start, due.end):
            due = None  # 全年 says less than 10月底
        if column and not (due and is_inside(due.day, self.span)):
            return _by_column(column, self.span)
        return _Dated(day=day, exact=exact)

    def each(self, group: list[Clause]) -> list[_Dated]:
        """Return the dates of a group: one for each of a list within the period (4月、6月各一期), else a single one."""
        lists = (listed_dates(self._plain, clause, self.span.ends.year) for clause in group)
        found = next((each for each in lists if each and each.is_each), None)
        inside = [due for due in found.dues if is_inside(due.day, self.span)] if found else []
        return [_Dated(day=d.day, exact=True, stretch=(d.start, d.end)) for d in inside] or [self.of(group)]

    def _by_number(self, point: int) -> Due | None:
        """Return the date of the column 完成时限, of its point of the same number where it has points."""
        if not self._deadline:
            return None
        return self._deadline.points.get(self._numbers.get(point, 0), self._deadline.due)


def _by_column(deadline: Due, span: Period) -> _Dated:
    """Return the date of a column 完成时限; one outside the period is shown to a person."""
    day, exact = due_within(deadline, span)
    sure = 0.5 if not is_inside(day, span) or deadline.derived else 0.9
    stretch = (deadline.start, deadline.end) if exact else (0, 0)
    return _Dated(day=day, exact=exact, stretch=stretch, sure=sure, from_column=exact)


def _is_title(plain: str, clause: Clause) -> bool:
    """Return True for a first sentence that only names what follows: 加强领导。各单位要于3月15日前制定方案."""
    is_short = clause.end <= _LONGEST_TITLE and plain[clause.end : clause.end + 1] == "。"
    rest = plain[clause.end + 1 :]
    return is_short and bool(rest.strip("。")) and not any(c.isdigit() for c in plain[: clause.end])


def _dated_numbers(
    cell: CellText, dates: _Dates, counted: set[tuple[int, int]], quantities: list[Quantity]
) -> list[CommitmentText]:
    """Return a promise for each run of clauses that are indicators and are due before their period ends."""
    runs: list[tuple[_Dated, list[Clause]]] = []
    for clause in clauses_of(cell.plain):
        due = dates.of([clause])
        is_dated = (due.exact and due.day != dates.span.ends) or FEAST.search(cell.plain, clause.start, clause.end)
        if (clause.start, clause.end) not in counted or not is_dated:
            continue
        last = runs[-1] if runs else None
        if last and last[0] == due and last[1][-1].end + 1 >= clause.start and last[1][-1].sentence == clause.sentence:
            last[1].append(clause)
        else:
            runs.append((due, [clause]))
    return [c for due, run in runs for c in _commitments(cell, run, due, quantities)]


def _groups(plain: str, counted: set[tuple[int, int]]) -> Iterator[list[Clause]]:
    """Yield the clauses of each promise, without those that are indicators."""
    group: list[Clause] = []
    for clause in clauses_of(plain):
        if group and _begins(plain, group[-1], clause, counted):
            yield group
            group = []
        if (clause.start, clause.end) not in counted and plain[clause.start : clause.end].strip("-—/无 "):
            group.append(clause)
    if group:
        yield group


def _whole(cell: CellText, span: Period, deadline: Due | None) -> CommitmentText:
    """Return the whole cell as one promise, where nothing in it looks like one."""
    text = cell.text(0, len(cell.plain))
    due = _by_column(deadline, span) if deadline else _Dated(day=span.ends, exact=False)
    return CommitmentText(
        start=0,
        end=len(cell.plain),
        text=text,
        project="",
        due=due.day,
        exact=due.exact,
        dated=due.stretch,
        from_column=due.from_column,
        ongoing=_is_ongoing(cell.plain),
        confidence=0.4,
    )


def _begins(plain: str, last: Clause, clause: Clause, counted: set[tuple[int, int]]) -> bool:
    """Return True where a clause begins a promise of its own: a new sentence, a date, a verb after a full clause."""
    if clause.sentence != last.sentence or (clause.start, clause.end) in counted or last.end + 1 < clause.start:
        return True
    text, before = plain[clause.start : clause.end], plain[last.start : last.end]
    if ONCE_EACH.fullmatch(text):
        return False
    date = LEADING_DATE.match(text)
    if date and date.end() < len(text) and LEADING_DATE.match(before):
        return True
    if len(text) < _LEAST or len(before) < _LEAST or (date and _BARE_OUTCOME.fullmatch(text, date.end())):
        return False
    is_new = START.match(text) or (AGAIN.match(text) and AGAIN.match(before)) or _MONTH.match(text)
    is_told = PREDICATE.search(text) and (PREDICATE.search(before) or START.match(before))
    return bool(is_new or is_told) and not _LEADS_ON.match(before)


def _commitments(
    cell: CellText, group: list[Clause], due: _Dated, quantities: list[Quantity], topic: str = ""
) -> list[CommitmentText]:
    """Return the promise of some clauses; one for each project where it is made for a list of them."""
    start, end = group[0].start, group[-1].end
    plain, text = cell.plain[start:end], cell.text(start, end).strip("，、；。 ")
    if not text or any(pattern.fullmatch(plain) for pattern in (_ONLY_DATE, LEADING_DATE, _PHASE)):
        return []
    if plain.endswith(":") and not any(start <= q.start < end for q in quantities):
        return []  # it only names the points behind it
    if LABEL.match(cell.plain, group[0].heading[0] if any(group[0].heading) else start) or says_who(plain):
        return []  # who is responsible is stored elsewhere
    heading = cell.text(*group[0].heading)
    projects, predicate = projects_in(heading, text)
    amounts = [q for q in quantities if start <= q.start < end and _is_amount(cell.plain, q)]
    if any(words.STANDARD.search(cell.plain, start, q.start) for q in amounts):
        amounts = []
    ongoing = _is_ongoing(plain, bool(amounts)) and (due.from_column or not due.exact)
    sure = min(due.sure, 0.8 if ongoing else 0.9)
    return [
        CommitmentText(
            start=start,
            end=end,
            text=predicate or text,
            project=project,
            due=due.day,
            exact=due.exact,
            ongoing=ongoing,
            dated=due.stretch,
            from_column=due.from_column,
            confidence=sure,
            quantity=amounts[0] if len(amounts) == 1 and not projects else None,
        )
        for project in projects or [heading or project_named(plain) or (topic if topic not in plain else "")]
    ]


def _is_amount(plain: str, q: Quantity) -> bool:
    """Return True for an amount of something, False for a rate, a rank, a span of days, a capacity and one in doubt."""
    is_days = bool(words.NO_TARGET_AFTER.match(plain, q.stop)) or q.unit in words.TIMES
    return not (is_days or q.is_share or q.is_rank or q.is_numeral or q.is_per or q.is_doubtful)


def _is_ongoing(plain: str, has_amount: bool = False) -> bool:
    is_effort = bool(_ONGOING.search(plain)) and not _OUTCOME.search(plain) and not has_amount
    return is_effort or bool(_ALWAYS.search(plain))
