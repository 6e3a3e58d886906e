"""Names within a printed stretch: where a line break or a blank parts two names, and where it only cuts one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from zcdash.domain.source_document import Stretch
from zcdash.intake.document.people.joined_text import BREAK, JoinedText, without_blanks
from zcdash.intake.document.people.posts import without_post

Names = tuple[list[Stretch], list[Stretch]]
"""Stretches of names, and of what is none."""

_LONGEST, _PIECES = 40, 8
"""Characters of a name, and pieces of which leaders' names are looked at together."""
_COMPLETE = re.compile(
    r"(?:[局办委部室院校会队站所厂社处镇乡联组心司科股]|政府|中心|公司|集团|部门|单位|街道|银行|开发区|园区|小分队|大学|协会)\)?$"
)
"""End of a name that may be whole."""
_BEGINS = re.compile(r"[区市县省各]|有关|相关|周村|淄博|[^区市县]{1,4}(?:镇|街道|乡)")
"""Beginning of a name."""
_GOES_ON = re.compile(
    r"管理|办公室|督查室|服务|监督|执法|分局|中心$|大队|工作|委员会|管委会|办事处|建设|分公司|有限|政府|[局办委部室]$|单位$|部门$"
)
"""Beginning of a line that goes on with the name before it."""
_ENDINGS = ("部门", "办公室", "办事处", "委员会", "社会保障局")
"""Ends of names whose first characters end a name, too: 各部 / 门, 街道办 / 事处."""
_CITY_BUREAU = re.compile(r"市[^市]{1,8}局$")
_AND_OTHERS = re.compile(r"等(?:区直|有关|相关|各)?(?:责任)?(?:部门单位|部门|单位|街道|镇办|企业|领导)?$")
_ENUMERATOR = re.compile(r"(?:[0-9](?=[0-9]{0,3}[区县市省各])|[0-9]{1,2}[.、)]|[①-⑳]|[★☆*●▲◆■·•]|由(?=[区市县各周]))")
_RING = re.compile(r"(?<=[局办委部院会队站所司镇乡心道区府])(?:[0-9]{1,2}|[①-⑳])(?=[区县市省各])")
"""Ring number within a list, in NFKC a figure."""
_HAS_WORD = re.compile(r"[\w]")


def unit_names(joined: JoinedText, start: int, end: int, known: Collection[str]) -> Names:
    """Return the names of units in a stretch that has no separator but breaks and blanks."""
    names: list[Stretch] = []
    left: list[Stretch] = []
    merged = _merged(joined, list(_pieces(joined.text, start, end)), known)
    for first, last in (part for piece in merged for part in _numbered(joined.text, *piece)):
        begins = _after_enumerators(joined.text, first, last)
        left += [(first, begins)] if begins > first and joined.text[first] != "由" else []
        others = _AND_OTHERS.search(joined.text[begins:last].rstrip())
        ends = begins + others.start() if others else last
        names += [(begins, ends)] if _HAS_WORD.search(joined.text[begins:ends]) else []
        if others:
            (names if len(others[0]) > 1 else left).append((ends, begins + others.end()))
        elif begins < last and not _HAS_WORD.search(joined.text[begins:last]):
            left.append((begins, last))
    return names, left


def leader_names(joined: JoinedText, start: int, end: int, known: Collection[str]) -> Names:
    """Return the names of leaders in a stretch: 耿 峰 is one name, 路德芝 耿峰 are two; posts beside them are none."""
    pieces: list[Stretch] = []
    left: list[Stretch] = []
    for piece in _pieces(joined.text, start, end):
        first, last = without_post(joined.text, *piece) if joined.text[slice(*piece)] not in known else piece
        is_name = bool(_HAS_WORD.search(joined.text[first:last]))
        pieces += [(first, last)] if is_name else []
        left += [part for part in ((piece[0], first), (last, piece[1])) if part[0] < part[1]] if is_name else [piece]
    names: list[Stretch] = []
    at = 0
    while at < len(pieces):
        taken = _pieces_of_leader(joined, pieces, at, known)
        names += _run_together(joined.text, pieces[at][0], pieces[at + taken - 1][1], known)
        at += taken
    return names, left


def _pieces(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Yield the stretches between blanks and breaks, none of them inside a bracket."""
    first, depth = start, 0
    for at in range(start, end):
        depth = max(0, depth + (text[at] == "(") - (text[at] == ")"))
        if text[at] in " \n" and not depth:
            if first < at:
                yield first, at
            first = at + 1
    if first < end:
        yield first, end


def _merged(joined: JoinedText, pieces: list[Stretch], known: Collection[str]) -> list[Stretch]:
    """Put together the pieces of names that a break or a blank cuts."""
    texts = [joined.text[a : min(b, a + _LONGEST)] for a, b in pieces]
    one_a_line = all(may_be_whole(text) and len(text) > 2 for text in texts) or any(
        may_be_whole(before) and _BEGINS.match(after) for before, after in pairwise(texts)
    )
    merged: list[Stretch] = []
    for first, last in pieces:
        if merged and not _parts(joined, merged[-1], (first, last), known, one_a_line):
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def _parts(joined: JoinedText, before: Stretch, after: Stretch, known: Collection[str], one_a_line: bool) -> bool:
    """Return True where two pieces are two names; `one_a_line`: the list has no other separators."""
    left = without_blanks(joined.text[max(before[0], before[1] - _LONGEST) : before[1]])
    right = without_blanks(joined.text[after[0] : min(after[1], after[0] + _LONGEST)])
    if left in known or right in known:
        return left + right not in known
    if not may_be_whole(left) or (_CITY_BUREAU.search(left) and right.endswith("分局")):
        return False
    if _GOES_ON.match(right) or _is_cut(left, right):
        return False
    return bool(_BEGINS.match(right)) or one_a_line


def _is_cut(left: str, right: str) -> bool:
    """Return True if a break cuts the end of a name: 区政府各部 / 门、各单位."""
    for end in _ENDINGS:
        for at in range(1, len(end)):
            if left.endswith(end[:at]) and right.startswith(end[at:]) and right[len(end) - at :][:1] in ("", "、", "("):
                return True
    return False


def may_be_whole(name: str) -> bool:
    """Return True if a name ends as names of units do."""
    return bool(_COMPLETE.search(name[-8:]))


def _numbered(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Yield the parts of a piece that ring numbers begin: ①县林业局②县水利局."""
    rings = [found.start() for found in _RING.finditer(text, start, end)]
    yield from pairwise([start, *rings, end])


def _after_enumerators(text: str, start: int, end: int) -> int:
    """Return where a name begins behind 1., ① or ★."""
    while start < end and (found := _ENUMERATOR.match(text, start, end)):
        start = found.end()
    return start


def _pieces_of_leader(joined: JoinedText, pieces: list[Stretch], at: int, known: Collection[str]) -> int:
    """Return how many pieces from one on are the next name."""
    sizes = [b - a for a, b in pieces[at : at + _PIECES]]
    for taken in (3, 2):
        name = "".join(joined.text[a:b] for a, b in pieces[at : at + taken])
        if taken <= len(sizes) and name in known:
            return taken
    if sizes[0] == 1:
        # A break ends a row of single characters: 刘 凤 英 in each of several paragraphs.
        row = _singles_in_row(joined, pieces[at : at + _PIECES])
        if row in (2, 3):
            return row
        single = next((n for n, size in enumerate(sizes) if size != 1), len(sizes))
        if single == 1:
            return 2 if len(sizes) > 1 and sizes[1] == 2 else 1
        return 3 if single == 3 else 2
    is_cut = sizes[0] == 2 and len(sizes) > 1 and sizes[1] == 1
    is_followed = len(sizes) > 2 and sizes[2] == 1
    return 2 if is_cut and not is_followed else 1


def _singles_in_row(joined: JoinedText, pieces: list[Stretch]) -> int:
    """Return how many pieces of one character stand in one line, the first ones of all."""
    row = 1
    for before, after in pairwise(pieces):
        if after[1] - after[0] != 1 or BREAK in joined.text[before[1] : after[0]]:
            break
        row += 1
    return row


def _run_together(text: str, start: int, end: int, known: Collection[str]) -> list[Stretch]:
    """Return the parts of a piece that is two known names without a blank between them."""
    for at in range(start + 2, end - 1):
        if end - start <= 8 and text[start:at] in known and text[at:end] in known:
            return [(start, at), (at, end)]
    return [(start, end)]
