"""Pieces of text with their looks, and the marks among them: bold type or 黑体, or red where the document says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from zcdash.domain.source_document import SourceText, Stretch

MOST_OF = 0.8
"""Share of a block's characters from which a look is its usual one."""
_LEADING = "牵头(?:责任)?(?:单位|部门|领导)(?:[、和及与]牵头(?:责任)?(?:单位|部门|领导))?(?:名称)?[（(]?(?:均|都)?"
_SHOWN = "(?:(?:的?(?:方式|形式))?(?:标出|标明|标注|标示|标识|标记|表示|显示|注明|突出)|(?=[。；;，,、）)\\n]|$))"


def lead_rule(looks: str) -> str:
    """Return the pattern of a sentence by which names of one of these looks lead, in either order: 黑体为牵头, 牵头单位以黑体标出.

    Without 以 or 用 the second order is also that of an act on a unit (对逾期的牵头单位标红): then no 的 or 对 may stand before it.
    """
    look = f"(?:{looks})字?体?(?:(?:{looks})字?体?)?"
    by_look = f"(?:{_LEADING}(?:以|用|采用|为|是|系|标为){look}|(?<![的对向由]){_LEADING}{look}){_SHOWN}"
    return rf"(?:{looks})[^。；;\n]{{0,16}}牵头|{by_look}"


RED = "标红|红色|红字"
_RED_LEADS = re.compile(lead_rule(RED))
_BLACK_FACES = (
    "黑体", "大黑", "中黑", "粗黑", "细黑", "正黑", "雅黑", "黑简",
    "simhei", "heiti", "stxihei", "yahei", "fzhei", "hei-", "zenhei", "zen hei", r"\xba\xda\xcc\xe5", "jhenghei", "microhei",
    "micro hei", "dahei", "zhonghei", "fzht", "fzdht", "fzlth", "fzxh",
)  # fmt: skip
"""Parts of the names of such fonts in small letters; that of bytes is 黑体 in GBK, as a PDF's reader shows its bytes."""
_SCREEN_FACES = ("sanscjk", "notosanssc", "sourcehansans", "pingfang", "苹方", "hiraginosansgb")
"""Faces that a program prints in the place of 黑体; in a file that can be edited they are its usual face."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look. `lost` says why it is not taken over: 删除线, 隐藏."""

    text: str
    bold: bool = False
    black: bool = False
    lost: str = ""
    red: bool = False


def part_of(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of a stretch of their text."""
    at = 0
    for piece in pieces:
        if text := piece.text[max(0, start - at) : max(0, end - at)]:
            yield replace(piece, text=text)
        at += len(piece.text)


def is_black_face(font: str, *, is_printed: bool = False) -> bool:
    """Return whether a font is a 黑体: by its Chinese name or one of the usual others; `is_printed`: of a PDF."""
    name = font.lower()
    return any(face in name for face in (*_BLACK_FACES, *(_SCREEN_FACES if is_printed else ())))


@dataclass(frozen=True, slots=True)
class Marking:
    """Looks that count as a mark in one block."""

    bold: bool = True
    black: bool = True
    red: bool = False

    def text(self, pieces: Iterable[Piece]) -> SourceText:
        """Return the text of the pieces with its marked stretches."""
        texts: list[str] = []
        marked: list[Stretch] = []
        end = 0
        for piece in pieces:
            start, end = end, end + len(piece.text)
            texts.append(piece.text)
            core = piece.text.strip()
            looks = ((piece.bold, self.bold), (piece.black, self.black), (piece.red, self.red))
            if not core or not any(has and counts for has, counts in looks):
                continue
            first = start + piece.text.index(core)  # blanks and breaks at the ends show no mark
            if marked and marked[-1][1] == first:
                marked[-1] = (marked[-1][0], first + len(core))
            else:
                marked.append((first, first + len(core)))
        return SourceText("".join(texts), tuple(marked))


def is_face_black(pieces: Iterable[Piece]) -> bool:
    """Return whether nearly all of a document is set in 黑体: a PDF whose maker had no other face marks nothing by it."""
    sizes = [(sum(not character.isspace() for character in piece.text), piece.black) for piece in pieces]
    return sum(size for size, black in sizes if black) >= MOST_OF * sum(size for size, _ in sizes)


def is_red(colour: str) -> bool:
    """Return whether a colour is a red, as RRGGBB or AARRGGBB in hexadecimal digits."""
    try:
        red, green, blue = bytes.fromhex(colour[-6:])
    except ValueError:
        return False
    return red >= 160 and max(green, blue) <= 80


def says_red_leads(pieces: Iterable[Piece]) -> bool:
    """Return whether a document says that what is set in red leads: then nothing else is a mark."""
    return bool(_RED_LEADS.search("".join(piece.text for piece in pieces)))


def marking_of(pieces: Sequence[Piece], red_leads: bool = False) -> Marking:
    """Return the marks of a block: where nearly all of it has one look and some of it the other, the usual one marks nothing."""
    if red_leads:
        return Marking(bold=False, black=False, red=True)
    bold = black = total = 0
    for piece in pieces:
        size = sum(not character.isspace() for character in piece.text)
        total += size
        bold += size * piece.bold
        black += size * piece.black
    usual = total * MOST_OF
    return Marking(bold=bold < usual or not 0 < black < usual, black=black < usual or not 0 < bold < usual)
