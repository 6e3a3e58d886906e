"""Brackets of a measure that say who is responsible and until when: （责任领导：…；责任部门：…牵头，…配合；完成时限：…）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zcdash.domain.source_document import Passages
from zcdash.intake.document.people.joined_text import CompactText

_OPEN, _CLOSE = "([【〔〖", ")]】〕〗"
_LEADERS = "(?:责任|分管|牵头|包保|挂包|联系|主管|配合)(?:领导|区长|县长|市长|副区长|副县长|镇长)|责任人|包保人"
_LEADS = "(?:责任|牵头|主办|主责|承办|落实|实施|主管)(?:单位|部门)|牵头|责任主体"
_SUPPORTS = "(?:配合|协办|协助|参与|参加|协同)(?:单位|部门)|配合"
_DEADLINE = "(?:完成|办结|整改|落实)?(?:时限|时间|期限|日期)(?:要求)?"
_UNITS_BEFORE = re.compile(
    r"(?P<units>[^:。;]{2,80}?)(?P<colon>:)|(?P<charged>[^:。;负]{2,80}?)(?:共同|分别|具体)?(?=负责(?!人|同志))"
)
"""Units that a measure begins with: 区公安分局：… or 区公安分局负责…; each of them is looked at by itself."""
_ONE_UNIT = re.compile(
    r"(?:《[一-鿿]{2,12}》)?[一-鿿]{1,16}(?:\([一-鿿、]{2,12}\))?(?:[局办委部院会队处镇]|中心|政府|街道|办事处|单位|部门|公司|开发区|编辑部)(?:\([一-鿿、]{2,12}\))?"
)
_LISTED_UNIT = re.compile(
    r"(?!不?含|包括|除|如|详?见|即|原|每|其中|[一二三四五六七八九十两0-9]{1,3}[个家处所])(?:各)?[一-鿿A-Z]{1,20}"
    r"(?:\([一-鿿、]{2,12}\))?"
    r"(?:[局办委部院会队处镇乡厅室站所校行社司]|中心|政府|街道|单位|部门|集团|开发区|[园景示矿新]区|大学|林场|管委)"
    r"(?:\([一-鿿、]{2,12}\))?(?:等(?:[一-鿿]{0,6}(?:单位|部门))?)?|各[县区市乡镇街道办]{1,6}(?:\([一-鿿、]{2,12}\))?"
)
"""Unit in a bracket that holds nothing else."""
_BETWEEN_LISTED = re.compile(r"[、,;/]|(?:以及|和|及|与)(?=[区县市省镇各有])")
_PLAIN_LIST = 160
"""Characters of a bracket that holds units only."""
_BETWEEN_UNITS = re.compile(r"[、,]|和(?=[区县市各])|及(?=[区县市各])")
_LABEL_END = r"(?:[::]|】[::]?)"
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
    return last is not None and (_is_responsible(inner) or _is_list_of_units(inner))


def measure_parts(passages: Passages) -> MeasureParts:
    """Return the parts of a measure from all its text; a bracket may be cut by the end of a paragraph."""
    compact = CompactText.of(passages)
    fields: dict[str, list[tuple[int, int]]] = {"leaders": [], "leads": [], "supports": [], "deadline": []}
    outside: list[tuple[int, int]] = []
    used: list[tuple[int, int]] = []
    at, is_apart = 0, False
    for start, end, inner in _responsible_stretches(compact):
        outside.append((at, start))
        taken = list(_fields(compact.text, *inner))
        for name, first, last in taken:
            fields[name].append((first, last))
        is_apart |= _names_roles(compact.text, *inner)
        used += _between(start, end, [(first, last) for _, first, last in taken])
        at = end
    outside.append((at, len(compact.text)))
    begins = None if fields["leads"] or fields["supports"] else units_before(compact.text, 0)
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


def units_before(text: str, start: int) -> tuple[int, int] | None:
    """Return where the units end that a sentence begins with, and where its own words begin; None where it begins otherwise."""
    found = _UNITS_BEFORE.match(text, start)
    if not found:
        return None
    end = found.end("units") if found["units"] else found.end("charged")
    names = _BETWEEN_UNITS.split(text[start:end])
    return (end, found.end()) if all(_ONE_UNIT.fullmatch(name) for name in names) else None


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
            or (_is_at_end(text, start, end) and _is_list_of_units(text[start + 1 : end - 1]))
        )
    ]
    found += [(start, end, (start, end)) for start, end in _labelled_lines(compact)]
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
    boxes = (at for at, character in enumerate(text) if character == "【")
    starts = sorted({0, *ends, *boxes, *(at + 1 for at, character in enumerate(text) if character == "。")})
    following = iter([*ends, len(text)])
    line_end = next(following)
    for start in starts:
        while line_end <= start < len(text):
            line_end = next(following)
        if start < len(text) and LABEL.match(text, start):
            stop = text.find("。", start, line_end)
            yield start, stop + 1 if stop >= 0 else line_end


def _is_after_break(compact: CompactText, at: int) -> bool:
    return "\n" in compact.joined.text[compact.places[at - 1] : compact.places[at]]


def _is_responsible(inner: str) -> bool:
    """Return True if the words of a bracket say who is responsible, or until when."""
    if found := LABEL.search(inner):
        return not found["deadline"] or found.start() == 0
    return bool(_WORDS.search(_bare(inner))) and bool(_UNIT.search(inner))


def _is_list_of_units(inner: str) -> bool:
    """Return True if a bracket holds names of units and nothing else: 县金融办、人行清源支行."""
    names = _BETWEEN_LISTED.split(_outside_brackets(inner)) if 2 < len(inner) <= _PLAIN_LIST else []
    return bool(names) and all(_LISTED_UNIT.fullmatch(name) for name in names)


def _outside_brackets(text: str) -> str:
    """Return a text with what separates names within its brackets taken out: 各镇（街道、开发区）."""
    depth, kept = 0, []
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        if not depth or character not in "、,;/":
            kept.append(character)
    return "".join(kept)


def _is_at_end(text: str, start: int, end: int) -> bool:
    """Return True if a bracket stands behind a whole sentence, or if nothing but punctuation follows it."""
    return text[start - 1 : start] in ("。", ";") or not text[end:].strip("".join(_TRIM))


def _names_roles(text: str, start: int, end: int) -> bool:
    """Return True if the labels of units say lead or support."""
    labels = [m[0] for m in LABEL.finditer(text, start, end) if m["leads"] or m["supports"]]
    return any(_APART.search(label) for label in labels)


def _fields(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of the words behind each label; without labels they are all of the leads."""
    labels = list(LABEL.finditer(text, start, end))
    first = labels[0].start() if labels else end
    for before in _clauses(text, start, first):
        is_dated = bool(_DATED.search(text, *before)) and not _UNIT.search(text, *before)
        if is_dated or not labels:
            yield ("deadline" if is_dated else "leads", *before)
    kinds = [label.lastgroup or "" for label in labels]
    is_led = any(label[0].lstrip("【").startswith(_LEADING) for label in labels if label["leads"])
    for number, label in enumerate(labels):
        stop = labels[number + 1].start() if number + 1 < len(labels) else end
        # Of several leaders the labels say who leads: they stay.
        has_roles = label["leaders"] and kinds.count("leaders") > 1
        value = _trimmed(text, label.start() + label[0].startswith("【") if has_roles else label.end(), stop)
        is_other = is_led and label["leads"] and not label[0].lstrip("【").startswith(_LEADING)
        if label["leaders"] and not has_roles and (units := _units_behind(text, *value)):
            yield ("leads", *units)
            value = _trimmed(text, value[0], units[0])
        if value[0] < value[1]:
            yield ("supports" if is_other else kinds[number], *value)


def _units_behind(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the stretch of a last clause that holds units only: 分管领导：陈志远；县水利局."""
    begins = text.rfind(";", start, end) + 1
    return _trimmed(text, begins, end) if begins > 0 and _is_list_of_units(_bare(text[begins:end])) else None


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
