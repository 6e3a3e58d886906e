"""Fields of the columns of one head: words, values and the other columns decide together."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from zcdash.domain.period import Period
from zcdash.intake.document.tables.head_columns import ColumnField, HeadColumn
from zcdash.intake.document.tables.head_spans import Span, period_texts
from zcdash.intake.document.tables.head_words import OTHER, TARGET, head_field
from zcdash.intake.document.tables.indicator_columns import settle_bases, settle_figures, settle_indicators

_BY_VALUES = 0.5
_GUESSED = 0.7
_JOINED = 0.85
_ALIKE_HEADS = 70.0
_ALIKE = {
    "leads": {"leads"},
    "supports": {"leads"},
    "leaders": {"leaders"},
    "seq": {"seq"},
    "deadline": {"deadline"},
    "unit": {"unit"},
}
_NUMBERS = {"seq", "number"}
_TOTALS = {"累计", "累计数", "累计目标"}
_AGAINST = {
    "seq": {"text", "leads", "leaders", "deadline"},
    "leads": {"seq", "leaders", "deadline"},
    "supports": {"seq", "leaders", "deadline"},
    "leaders": {"seq", "leads", "deadline"},
    "deadline": {"seq", "leads", "leaders"},
    "goal": {"seq", "number", "leads"},
    "focus": _NUMBERS,
    "unit": {"seq", "number", "leads", "leaders", "deadline", "text"},
}
"""Field → kinds of values that speak against it: the cells were moved, or the head is another table's."""
_AIM = re.compile("量化|绩效|指标|目标值|^目标$")
"""Head of a column that says how much of a task is to be reached."""
_PERSONS = {"责任人", "具体责任人", "负责人", "主要负责人", "责任同志"}
_SINGLE = (
    "seq",
    "chapter",
    "focus",
    "goal",
    "deadline",
    "unit",
    "schedule",
    "leads",
    "supports",
    "leaders",
    "baseline",
    "attribute",
)


def fits(field: str, kind: str) -> bool:
    """Return True unless the kind of a column's values speaks against its field."""
    return not kind or field not in _ALIKE or kind in _ALIKE[field]


def fields_of(columns: list[HeadColumn], year: int | None) -> list[tuple[str, float]]:
    """Return field and confidence of each column; a target with its period (`target:2017Q1`, without a year `target:Q1`)."""
    found = [_by_words(column) for column in columns]
    _fill_by_values(columns, found)
    settle_indicators(columns, found)
    settle_bases(columns, found, year)
    settle_figures(columns, found)
    _settle_unknown(columns, found)
    _settle_years(found)
    _settle_doubles(columns, found)
    _need_goal(columns, found)
    _name_periods(columns, found, year)
    return [(field.name, round(field.confidence, 2)) for field in found]


def _by_words(column: HeadColumn) -> ColumnField:
    """Return the field by the words of the head; values that agree make it surer, values that do not less sure."""
    if column.decided:
        return ColumnField(column.decided, 1.0, is_decided=True)
    name, confidence, span = head_field(column.parts) if column.parts else (OTHER, 0.0, None)
    if column.kind == "unit" and name in {OTHER, "leads"} and column.parts and column.parts[-1].endswith("单位"):
        name, confidence = "unit", 0.95
    if column.kind in _AGAINST.get(name, set()):
        confidence = min(confidence, 0.6)
    return ColumnField(name, confidence, span)


def _fill_by_values(columns: list[HeadColumn], found: list[ColumnField]) -> None:
    """Give columns without a head that is known the field that their values look like, and quarters between quarters."""
    for n, column in enumerate(columns):
        span = _span_between(found, n) if _may_be_target(columns, found, n) else None
        if span and column.kind:
            found[n] = ColumnField(TARGET, _BY_VALUES, span)
    taken = {field.name for field in found}
    unknown = [
        n
        for n, field in enumerate(found)
        if not field.is_decided and field.confidence == 0 and columns[n].kind not in {"", "number"}
    ]
    for n in unknown:
        kind = columns[n].kind
        if kind == "leads" and n and found[n - 1].name == "leads":
            kind = "supports"
        is_numbered = kind == "seq" and n == 0
        if kind != "text" and kind not in taken and (is_numbered or (kind != "seq" and not columns[n].parts)):
            found[n] = ColumnField(kind, _BY_VALUES)
            taken.add(kind)
    texts = [n for n in unknown if found[n].confidence == 0 and columns[n].kind == "text" and not columns[n].parts]
    if texts:
        _texts_without_heads(columns, found, texts)


def _may_be_target(columns: list[HeadColumn], found: list[ColumnField], n: int) -> bool:
    """Return True for a column without a head, or with nearly that of a target beside it: a slip hides its period."""
    if found[n].is_decided or found[n].span:
        return False
    head = columns[n].name
    beside = [columns[m].name for m in (n - 1, n + 1) if 0 <= m < len(found) and found[m].span]
    if not columns[n].parts:
        return columns[n].kind == "text"
    return any(fuzz.ratio(head, other) >= _ALIKE_HEADS for other in beside)


def _span_between(found: list[ColumnField], n: int) -> Span | None:
    """Return the span that is missing between the spans of two neighbours, or after two and before the end."""
    before = found[n - 1].span if n else None
    after = found[n + 1].span if n + 1 < len(found) else None
    step = before or after
    if not step or step.days or step.is_year:
        return None
    months = step.last - step.first + 1
    first = before.last + 1 if before else step.first - months
    fits = first >= 1 and first + months - 1 <= 12 and (not (before and after) or after.first == first + months)
    known = {field.span.first for field in found if field.span}
    return Span(text="", first=first, last=first + months - 1, year=step.year) if fits and first not in known else None


def _texts_without_heads(columns: list[HeadColumn], found: list[ColumnField], texts: list[int]) -> None:
    """Take the longest text without a head for the goal and the one before it for the focus, where these are wanted.

    Where no column has a head, the last four texts together are taken for quarters.
    """
    last = texts[-4:]
    has_heads = any(column.parts for column in columns)
    if not has_heads and len(texts) > 4 and last == list(range(last[0], last[0] + 4)):
        for quarter, n in enumerate(last, 1):
            found[n] = ColumnField(TARGET, 0.4, Span(text="", first=quarter * 3 - 2, last=quarter * 3))
        texts = texts[:-4]
    names = [field.name for field in found]
    if "goal" not in names:
        goal = max(texts, key=lambda n: columns[n].length)
        found[goal] = ColumnField("goal", 0.4)
        texts = [n for n in texts if n != goal]
    else:
        goal = names.index("goal")
    if "focus" not in names and goal - 1 in texts:
        found[goal - 1] = ColumnField("focus", 0.4)


def _settle_unknown(columns: list[HeadColumn], found: list[ColumnField]) -> None:
    """Take a text with an unknown head before the goal for the focus, and 责任人 for the leaders where nobody else is one.

    A person is asked about both.
    """
    names = [field.name for field in found]
    goal = names.index("goal") if "goal" in names else 0
    before = found[goal - 1] if goal and "focus" not in names else None
    if before and before.name == OTHER and not before.confidence and columns[goal - 1].kind in {"text", "leaders"}:
        found[goal - 1] = ColumnField("focus", _BY_VALUES)
    persons = [n for n, column in enumerate(columns) if column.parts and column.parts[-1] in _PERSONS]
    is_free = "leaders" not in names and len(persons) == 1 and not found[persons[0]].is_decided
    if is_free and columns[persons[0]].kind == "leaders":
        found[persons[0]] = ColumnField("leaders", _GUESSED)


def _settle_years(found: list[ColumnField]) -> None:
    """Take the single column of the whole year for the goal where there is no other one."""
    years = [field for field in found if field.name == TARGET and field.span and field.span.is_year]
    worded = [field for field in years if field.span and field.span.is_worded and not field.span.year]
    single = years if len(years) == 1 else worded if len(worded) == 1 else []
    if single and not any(field.name == "goal" for field in found):
        single[0].name, single[0].span, single[0].confidence = "goal", None, min(single[0].confidence, 0.9)


def _settle_doubles(columns: list[HeadColumn], found: list[ColumnField]) -> None:
    """Leave each field to one column: goal and focus share theirs by length, 责任单位 beside 牵头单位 supports it."""
    for name in _SINGLE:
        same = [n for n, field in enumerate(found) if field.name == name]
        if len(same) < 2:
            continue
        others = {field.name for field in found}
        keep = max(same, key=lambda n: (found[n].is_decided, _is_named_lead(columns[n]), found[n].confidence, -n))
        if name in {"goal", "focus"}:
            keep = _keep_of_texts(columns, found, same)
        for n in same:
            if n == keep or found[n].is_decided:
                continue
            if name == "goal" and _joins_goal(columns, found, n, keep):
                found[n] = ColumnField("goal", _JOINED)
                continue
            spare = _spare_field(name, others, n < keep)
            found[n] = ColumnField(spare or OTHER, _GUESSED if spare else 0.6)
            others.add(spare)


def _joins_goal(columns: list[HeadColumn], found: list[ColumnField], n: int, keep: int) -> bool:
    """Return True for a column 量化指标 or 绩效目标 beside 具体任务, and the reverse: what is done, and how much of it."""
    first, last = (columns[m].parts for m in sorted((n, keep)))
    is_text = columns[n].kind == columns[keep].kind == "text"
    is_indicator = any(field.name == "unit" for field in found)
    return is_text and not is_indicator and bool(_AIM.search(last[-1])) and not _AIM.search(first[-1])


def _is_named_lead(column: HeadColumn) -> bool:
    return "牵头" in "".join(column.parts) or "主办" in "".join(column.parts)


def _keep_of_texts(columns: list[HeadColumn], found: list[ColumnField], same: list[int]) -> int:
    """Return the column that keeps goal (the longest) or focus (the first; beside a goal the one next to it)."""
    decided = [n for n in same if found[n].is_decided]
    if decided:
        return decided[0]
    if found[same[0]].name == "goal":
        return max(same, key=lambda n: (columns[n].length, found[n].confidence))
    return same[-1] if any(field.name == "goal" for field in found) else same[0]


def _spare_field(name: str, taken: set[str], is_before: bool) -> str:
    """Return the field that a second column of the same name takes, empty where there is none."""
    if name == "goal":
        spare = "focus" if is_before else ""
    elif name == "focus":
        spare = "chapter" if is_before else "goal"
    else:
        spare = "supports" if name == "leads" else ""
    return spare if spare not in taken else ""


def _need_goal(columns: list[HeadColumn], found: list[ColumnField]) -> None:
    """Take the focus for the goal where no column is one."""
    if any(field.name == "goal" for field in found):
        return
    for field in found:
        if field.name == "focus" and not field.is_decided:
            field.name, field.confidence = "goal", min(field.confidence, 0.85)
            return


def _name_periods(columns: list[HeadColumn], found: list[ColumnField], year: int | None) -> None:
    """Write the period of each target; of 当季 and 累计 the latter is its total, another second column is an other."""
    targets = [(field, field.span) for field in found if field.name == TARGET and field.span]
    texts = period_texts([span for _, span in targets], year)
    totals = {id(f) for c, f in zip(columns, found, strict=True) if c.parts and c.parts[-1] in _TOTALS}
    if any(field.name == "unit" for field in found):
        doubled = {text for text in texts if texts.count(text) == 2}
        for (field, _), text in zip(targets, texts, strict=True):
            if text in doubled and id(field) in totals:
                field.name, field.confidence = f"total:{text}", min(field.confidence, 0.85)
    named_now = [(field, text) for (field, _), text in zip(targets, texts, strict=True) if field.name == TARGET]
    seen = {field.name for field in found if field.is_decided}
    named = {f"{TARGET}:{text}" for text in texts}
    for field, text in named_now:
        name = f"{TARGET}:{text}"
        if name in seen and (last := _last_part(name, named | seen)):
            name, field.confidence = last, min(field.confidence, 0.85)
        field.name, field.confidence = (name, field.confidence) if name not in seen else (OTHER, 0.6)
        seen.add(name)
    for field in found:
        if field.name == TARGET:
            field.name, field.confidence = OTHER, 0.0


def _last_part(year: str, named: set[str]) -> str:
    """Return the last part of a year for a second column of the whole year: 全年 behind 上半年, beside 年度目标."""
    for before, last in (("H1", "H2"), ("Q3", "Q4")):
        if year + before in named and year + last not in named:
            return year + last
    return ""


def is_dated(period: str) -> bool:
    """Return True if the text of a period has its year."""
    try:
        Period.parse(period)
    except ValueError:
        return False
    return True
