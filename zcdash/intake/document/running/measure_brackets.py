"""Brackets of a measure that say who is responsible and until when: （责任领导：…；责任部门：…牵头，…配合；完成时限：…）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zcdash.domain.source_document import Passages
from zcdash.intake.document.people.joined_text import CompactText
from zcdash.intake.document.people.unit_lists import is_list_of_units, says_who, who_before, who_opening

_OPEN, _CLOSE = "([【〔〖", ")]】〕〗"
_LEADERS = (
    "(?:责任|分管|牵头|包保|挂包|联系|包联|主管|配合)(?:(?:[县区市]级?)?领导|副?[区县]长|市长|镇长)|责任人|包保人"
)
_LEADS = "(?:责任|牵头|主办|主责|承办|落实|实施|主管)(?:单位|部门|科室)|牵头|主办|责任主体"
_SUPPORTS = "(?:配合|协办|协助|参与|参加|协同)(?:单位|部门|科室)|配合|协办"
_DEADLINE = "(?:完成|办结|整改|落实)?(?:时限|时间|期限|日期)(?:要求)?"
_LABEL_END = r"(?:[::]|】[::]?|(?<=[位门室])[为是]?(?=[省市区县][一-鿿]))"
LABEL = re.compile(
    rf"【?(?:(?P<leaders>{_LEADERS})|(?P<leads>{_LEADS})|(?P<supports>{_SUPPORTS})|(?P<deadline>{_DEADLINE})){_LABEL_END}"
)
"""Label within a bracket, or at the beginning of a line of its own."""
_APART = re.compile("牵头|主办|主责|配合|协办|协助|参与|参加|协同")
_LEADING = ("牵头", "主办", "主责")
"""Beginning of the label of those who lead; 责任单位 beside it are the others."""
_WORDS = re.compile(r"(?:牵头|配合|负责|落实|协助|参与|参加)(?:[,;]|$)")
_UNIT = re.compile(r"[局办委部院会队处]|中心|政府|街道|镇|单位|部门|公司|开发区")
_DATED = re.compile(r"[0-9]{1,2}月|20[0-9]{2}年|年底|年内|季度|长期|持续")
_TRIM = frozenset(";,。.、:")
_LINE = 20
"""Characters that a line has at least which goes on in the next one."""
_LONGEST_SAID, _SAID_CLAUSES = 160, 6
_MOST = 600
"""Characters of a bracket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureParts:
    """Parts of a measure: its own text, and what its brackets say."""

    goal: Passages
    leads: Passages = ()
    supports: Passages = ()
    leaders: Passages = ()
    deadline: Passages = ()
    used: Passages = ()
    """Brackets and labels."""
    leads_apart: bool = False
    """True where labels say who leads and who supports."""

    @property
    def has_responsible(self) -> bool:
        """Return True if somebody is named."""
        return bool(self.leads or self.supports or self.leaders)


def ends_with_bracket(text: str) -> bool:
    """Return True if a compact text ends with a bracket that says who is responsible."""
    bare = _bare(text)
    if not bare.endswith(tuple(_CLOSE)):
        return False
    last = None
    for start, end in _brackets(bare):
        last = (start, end) if end == len(bare) else None
    inner = bare[last[0] + 1 : last[1] - 1] if last else ""
    return last is not None and (_is_responsible(inner) or is_list_of_units(inner))


def measure_parts(passages: Passages, *, opening: bool = True) -> MeasureParts:
    """Return the parts of a measure from all its text; a bracket may be cut by the end of a paragraph.

    `opening`: the units that it begins with are in charge of it (县公安局：加强巡逻).
    """
    compact = CompactText.of(passages)
    fields: dict[str, list[tuple[int, int]]] = {"leaders": [], "leads": [], "supports": [], "deadline": []}
    outside: list[tuple[int, int]] = []
    used: list[tuple[int, int]] = []
    at, is_apart = 0, False
    stretches = list(_responsible_stretches(compact))
    labels = [label for _, _, inner in stretches for label in LABEL.finditer(compact.text, *inner)]
    of_leaders = sum(bool(label["leaders"]) for label in labels)
    is_led = any(label[0].lstrip("【").startswith(_LEADING) for label in labels if label["leads"])
    for start, end, inner in stretches:
        # The comma or dash before a sentence's last words belongs to neither.
        bare = at + len(compact.text[at:start].rstrip(",—"))
        outside.append((at, bare))
        used += [(bare, start)] if bare < start else []
        taken = list(_fields(compact.text, *inner, is_led, of_leaders > 1))
        for name, first, last in taken:
            fields[name].append((first, last))
        is_apart |= _names_roles(compact.text, *inner)
        used += _between(start, end, [(first, last) for _, first, last in taken])
        at = end
    outside.append((at, len(compact.text)))
    is_named = bool(fields["leads"] or fields["supports"])
    begins = who_before(compact.text, 0) if opening and not is_named else None
    if begins and not _has_heading(compact, begins[0]):
        fields["leads"].append((0, begins[0]))
        used += [begins] if begins[0] < begins[1] else []
        outside[0] = (begins[1], outside[0][1])
    goal = [stretch for stretch in outside if set(compact.text[slice(*stretch)]) - _TRIM]
    used += [stretch for stretch in outside if stretch not in goal]

    def cut(stretches: list[tuple[int, int]]) -> Passages:
        return tuple(passage for first, last in stretches for passage in compact.cut(first, last))

    taken_fields = {name: cut(stretches) for name, stretches in fields.items()}
    return MeasureParts(goal=cut(goal), used=cut(used), leads_apart=is_apart, **taken_fields)


def _has_heading(compact: CompactText, end: int) -> bool:
    """Return True if a short line that is no part of a list stands before the end of the units."""
    ends = (at for at in range(1, end) if _is_after_break(compact, at))
    return any(at < _LINE and compact.text[at - 1] not in "、," for at in ends)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the outermost brackets of a text; one that is never closed yields nothing."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        if character in _OPEN:
            start = at if not depth else start
            depth += 1
        elif character in _CLOSE and depth:
            depth -= 1
            if not depth:
                yield start, at + 1


def _responsible_stretches(compact: CompactText) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield start and end of each statement on who is responsible, and the stretch of its words: brackets and lines."""
    text = compact.text
    found = [
        (start, end, (start + 1, end - 1))
        for start, end in _brackets(text)
        if end - start <= _MOST
        and (
            _is_responsible(text[start + 1 : end - 1])
            or (_is_at_end(text, start, end) and is_list_of_units(_undated(text[start + 1 : end - 1])))
        )
    ]
    found += [(start, end, (start, end)) for start, end in _labelled_lines(compact)]
    found += _said_sentences(compact)
    last = 0
    for start, end, inner in sorted(found):
        if start >= last:
            yield start, end, inner
            last = end


def _labelled_lines(compact: CompactText) -> Iterator[tuple[int, int]]:
    """Yield the sentences that begin with a label, at the beginning of a line or behind a full stop."""
    text = compact.text
    breaks = [n for n in range(1, len(compact.places)) if _is_after_break(compact, n)]
    # A list goes on in the next line behind 、.
    ends = [n for n in breaks if text[n - 1] not in "、,"]
    boxes = (at for at, character in enumerate(text) if character == "【" or text[at - 1 : at] == "—" != character)
    starts = sorted({0, *ends, *boxes, *(at + 1 for at, character in enumerate(text) if character == "。")})
    following = iter([*ends, len(text)])
    line_end = next(following)
    for start in starts:
        while line_end <= start < len(text):
            line_end = next(following)
        if start < len(text) and LABEL.match(text, start):
            stop = text.find("。", start, line_end)
            yield start, stop + 1 if stop >= 0 else line_end


def _said_sentences(compact: CompactText) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield what sentences end with, begin with, or are, that says who is responsible: 修路，由县交通局牵头，县财政局配合."""
    text = compact.text
    breaks = {n for n in range(1, len(compact.places)) if _is_after_break(compact, n) and text[n - 1] not in "、,"}
    begins = 0
    for end in sorted({*breaks, *(at for at, character in enumerate(text) if character == "。"), len(text)}):
        commas = [at for at in range(max(begins, end - _LONGEST_SAID), end) if text[at] in ",;"][-_SAID_CLAUSES:]
        starts = [at for at in (begins, *(at + 1 for at in commas)) if end - at <= _LONGEST_SAID]
        start = next((at for at in starts if _says_who(text, at, end)), None)
        stop = min(end + (text[end : end + 1] == "。"), len(text))
        if start is not None and (start > begins or begins):
            yield start, stop, (start, stop)
        elif start is None and begins and (found := who_opening(text, begins)):
            yield begins, found + 1, (begins, found)
        begins = stop


def _says_who(text: str, start: int, end: int) -> bool:
    """Return True for a stretch of sentences without brackets that only says who is responsible, with labels or without."""
    labels = list(LABEL.finditer(text, start, end))
    if not labels or labels[0].start() > start:
        return says_who(text[start:end])
    stops = [*(label.start() for label in labels[1:]), end]
    values = [_bare(text[label.end() : stop]) for label, stop in zip(labels, stops, strict=True)]
    return all(is_list_of_units(value) for value in values)


def _is_after_break(compact: CompactText, at: int) -> bool:
    return "\n" in compact.joined.text[compact.places[at - 1] : compact.places[at]]


def _is_responsible(inner: str) -> bool:
    """Return True if the words of a bracket say who is responsible, or until when."""
    if found := LABEL.search(inner):
        return not found["deadline"] or found.start() == 0
    return bool(_WORDS.search(_bare(inner))) and bool(_UNIT.search(inner))


def _undated(inner: str) -> str:
    """Return the words of a bracket without the date behind them: 县城管局；6月底前."""
    at = max(inner.rfind(","), inner.rfind(";"))
    return inner[:at] if at > 0 and _DATED.search(inner, at) and not _UNIT.search(inner, at) else inner


def _is_at_end(text: str, start: int, end: int) -> bool:
    """Return True if a bracket stands behind a whole sentence, or if nothing but punctuation follows it."""
    return text[start - 1 : start] in ("。", ";") or not text[end:].strip("".join(_TRIM))


def _names_roles(text: str, start: int, end: int) -> bool:
    """Return True if the labels of units say lead or support."""
    labels = [m[0] for m in LABEL.finditer(text, start, end) if m["leads"] or m["supports"]]
    return any(_APART.search(label) for label in labels)


def _fields(text: str, start: int, end: int, is_led: bool, has_roles: bool) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of the words behind each label; without labels they are all of the leads.

    `is_led`: a label of the measure says who leads, so that 责任单位 are the others; `has_roles`: its labels part leaders.
    """
    labels = list(LABEL.finditer(text, start, end))
    first = labels[0].start() if labels else end
    for before in _clauses(text, start, first):
        is_dated = bool(_DATED.search(text, *before)) and not _UNIT.search(text, *before)
        if is_dated or not labels:
            yield ("deadline" if is_dated else "leads", *before)
    kinds = [label.lastgroup or "" for label in labels]
    for number, label in enumerate(labels):
        stop = labels[number + 1].start() if number + 1 < len(labels) else end
        # Of several leaders the labels say who leads: they stay.
        is_role = label["leaders"] and has_roles
        value = _trimmed(text, label.start() + label[0].startswith("【") if is_role else label.end(), stop)
        is_other = is_led and label["leads"] and not label[0].lstrip("【").startswith(_LEADING)
        if label["leaders"] and not is_role and (units := _units_behind(text, *value)):
            yield ("leads", *units)
            value = _trimmed(text, value[0], units[0])
        for part in _clauses(text, *value) if kinds[number] != "deadline" else [value]:
            is_dated = bool(_DATED.search(text, *part)) and not _UNIT.search(text, *part)
            if part[0] < part[1]:
                yield ("deadline" if is_dated else "supports" if is_other else kinds[number], *part)


def _units_behind(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the stretch of a last clause that holds units only: 分管领导：陈志远；县水利局."""
    begins = text.rfind(";", start, end) + 1
    return _trimmed(text, begins, end) if begins > 0 and is_list_of_units(_bare(text[begins:end])) else None


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a stretch without labels: dated ones apart, all others together."""
    begins = start
    for stop in [*(at for at in range(start, end) if text[at] in ",;"), end]:
        clause = _trimmed(text, begins, stop)
        if clause[0] < clause[1] and _DATED.search(text, *clause) and not _UNIT.search(text, *clause):
            before = _trimmed(text, start, begins)
            yield from (before,) if before[0] < before[1] else ()
            yield clause
            start = stop
        begins = stop
    rest = _trimmed(text, start, end)
    if rest[0] < rest[1]:
        yield rest


def _bare(text: str) -> str:
    """Return a text without the punctuation at its end."""
    end = len(text)
    while end and text[end - 1] in _TRIM:
        end -= 1
    return text[:end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIM:
        start += 1
    while start < end and text[end - 1] in _TRIM:
        end -= 1
    # The opening bracket of a statement may be lost.
    if start < end and text[end - 1] in _CLOSE and not any(text.find(each, start, end) >= 0 for each in _OPEN):
        end -= 1
    return start, end


def _between(start: int, end: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what of a stretch is not taken."""
    rest: list[tuple[int, int]] = []
    for first, last in sorted(taken):
        rest += [(start, first)] if first > start else []
        start = max(start, last)
    return [*rest, *([(start, end)] if end > start else [])]
