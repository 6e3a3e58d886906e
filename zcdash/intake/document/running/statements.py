"""Statements of a measure on who is responsible and until when: brackets, lines with labels, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zcdash.intake.document.people.joined_text import CompactText
from zcdash.intake.document.people.unit_lists import is_list_of_units, says_who, who_opening

OPENING, CLOSING = "([【〔〖", ")]】〕〗"
_LEADERS = (
    "(?:责任|分管|牵头|包保|挂包|联系|包联|主管|配合)(?:(?:[县区市镇]级?)?领导|副?[区县]长|市长|镇长)|责任人|包保人"
)
_LEADS = "(?:责任|牵头|主办|主责|承办|落实|实施|主管)(?:单位|部门|科室|处室|股室)|牵头|主办|责任主体"
_SUPPORTS = "(?:配合|协办|协助|参与|参加|协同)(?:单位|部门|科室|处室|股室)|配合|协办"
_DEADLINE = "(?:完成|办结|整改|落实)?(?:时限|时间|期限|日期)(?:要求)?"
_LABEL_END = r"(?:[::]|】[::]?|(?<=[位门室])[为是]?(?=[省市区县][一-鿿]))"
LABEL = re.compile(
    rf"【?(?:(?P<leaders>{_LEADERS})|(?P<leads>{_LEADS})|(?P<supports>{_SUPPORTS})|(?P<deadline>{_DEADLINE})){_LABEL_END}"
)
"""Label within a bracket, or at the beginning of a line of its own."""
_WORDS = re.compile(r"(?:牵头|配合|负责|落实|协助|参与|参加)(?:[,;]|$)")
UNIT = re.compile(r"[局办委部院会队处]|海关|银行|支行|集团|学校|中心|政府|街道|镇|单位|部门|公司|开发区")
DATE_BEHIND = re.compile(
    r"(?:20[0-9]{2}年)?(?:[0-9]{1,2}月(?:[0-9]{1,2}日|底|末|中旬|上旬|下旬)?|年底|年内)(?:以?前|之前)?(?:完成)?$"
)
"""Date at the end of a bracket that has units before it: （县交通局 6月底）."""
_NUMBERED = re.compile(r"(?:[0-9]{1,2}[.、]|\([0-9]{1,2}\))?")
"""Number of a line that says who is responsible: 3．牵头单位：县工信局."""
_DASH = re.compile(r"[—－-]{2}")
DATED = re.compile(r"[0-9]{1,2}月|20[0-9]{2}年|年底|年内|季度|长期|持续")
TRIM = frozenset(";,。.、:")
_LONGEST_SAID, _SAID_CLAUSES = 160, 6
"""Characters and clauses of a sentence without brackets that says who is responsible."""
_MOST = 600
"""Characters of a bracket."""


def ends_with_bracket(text: str) -> bool:
    """Return True if a compact text ends with a bracket that says who is responsible."""
    bare = stripped(text)
    if not bare.endswith(tuple(CLOSING)):
        return False
    last = None
    for start, end in _brackets(bare):
        last = (start, end) if end == len(bare) else None
    inner = bare[last[0] + 1 : last[1] - 1] if last else ""
    return last is not None and (_is_responsible(inner) or is_list_of_units(inner))


def is_one_bracket(text: str) -> bool:
    """Return True if a compact text is one bracket that says who is responsible."""
    bare = stripped(text)
    return (0, len(bare)) in _brackets(bare) and ends_with_bracket(bare)


def states_who(text: str) -> bool:
    """Return True if a compact text says by a label who is responsible."""
    return any(not label["deadline"] for label in LABEL.finditer(text))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the outermost brackets of a text; one that is never closed yields nothing."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        if character in OPENING:
            start = at if not depth else start
            depth += 1
        elif character in CLOSING and depth:
            depth -= 1
            if not depth:
                yield start, at + 1


def statements(compact: CompactText) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield start and end of each statement on who is responsible, and the stretch of its words: brackets and lines."""
    text = compact.text
    found = [
        (start, end, (start + 1, end - 1))
        for start, end in _brackets(text)
        if end - start <= _MOST
        and (
            _is_responsible(text[start + 1 : end - 1])
            or (_is_at_end(text, start, end) and is_list_of_units(_without_date(text[start + 1 : end - 1])))
        )
    ]
    found += _labelled_lines(compact)
    found += _said_sentences(compact)
    last = 0
    for start, end, inner in sorted(found):
        if start >= last:
            yield start, end, inner
            last = end


def _labelled_lines(compact: CompactText) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield the sentences that begin with a label, at the beginning of a line or behind a full stop."""
    text = compact.text
    breaks = [n for n in range(1, len(compact.places)) if is_after_break(compact, n)]
    # A list goes on in the next line behind 、.
    ends = [n for n in breaks if text[n - 1] not in "、,"]
    boxes = (at for at, character in enumerate(text) if character == "【")
    stops = (at + 1 for at, character in enumerate(text) if character == "。")
    starts = sorted({0, *ends, *boxes, *stops, *(dash.end() for dash in _DASH.finditer(text))})
    following = iter([*ends, len(text)])
    line_end = next(following)
    for start in starts:
        while line_end <= start < len(text):
            line_end = next(following)
        begins = _NUMBERED.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too
        if begins < len(text) and LABEL.match(text, begins):
            stop = text.find("。", start, line_end)
            end = stop + 1 if stop >= 0 else line_end
            yield start, end, (begins, end)


def _said_sentences(compact: CompactText) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield what sentences end with, begin with, or are, that says who is responsible: 修路，由县交通局牵头，县财政局配合."""
    text = compact.text
    breaks = {n for n in range(1, len(compact.places)) if is_after_break(compact, n) and text[n - 1] not in "、,"}
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
    values = [stripped(text[label.end() : stop]) for label, stop in zip(labels, stops, strict=True)]
    return all(is_list_of_units(value) for value in values)


def is_after_break(compact: CompactText, at: int) -> bool:
    return "\n" in compact.joined.text[compact.places[at - 1] : compact.places[at]]


def _is_responsible(inner: str) -> bool:
    """Return True if the words of a bracket say who is responsible, or until when."""
    if found := LABEL.search(inner):
        return not found["deadline"] or found.start() == 0
    return bool(_WORDS.search(stripped(inner))) and bool(UNIT.search(inner))


def _is_at_end(text: str, start: int, end: int) -> bool:
    """Return True if a bracket stands behind a whole sentence, or if nothing but punctuation follows it."""
    return text[start - 1 : start] in ("。", ";") or not text[end:].strip("".join(TRIM))


def _without_date(inner: str) -> str:
    """Return the words of a bracket without the date behind them: 县城管局；6月底前, 县城管局 6月底."""
    at = max(inner.rfind(","), inner.rfind(";"))
    if at > 0 and DATED.search(inner, at) and not UNIT.search(inner, at):
        return inner[:at]
    found = DATE_BEHIND.search(inner)
    return inner[: found.start()] if found else inner


def stripped(text: str) -> str:
    """Return a text without the punctuation at its end."""
    end = len(text)
    while end and text[end - 1] in TRIM:
        end -= 1
    return text[:end]
