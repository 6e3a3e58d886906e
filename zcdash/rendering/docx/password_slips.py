"""Slips with first passwords (.docx): ten on an A4 sheet, with dashed lines to cut along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from zcdash.rendering.docx.gongwen_page import PAPER, new_document, to_bytes
from zcdash.rendering.docx.gongwen_type import HEITI, SONGTI, exact, node
from zcdash.text import strip_invisible

_EDGE = 567
"""Twips of the sheet's margins: 10 mm."""
_WIDTH = (PAPER[0] - 2 * _EDGE) // 2
_ACROSS, _DOWN = 2, 5
_HEIGHT = (PAPER[1] - 2 * _EDGE - 100) // _DOWN
_MONOSPACE = "Consolas"
_HOW = "用浏览器打开网址，输入账号和首次密码，按提示换成自己的密码。首次密码只用一次，请勿转给他人；丢失的，请系统管理员重置。"
_LONG = 26
"""Columns of a name that fit on its line in full size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Slip of one person."""

    unit: str
    name: str
    role: str
    login: str
    password: str


def to_docx(slips: Sequence[Slip], address: str, day: date) -> bytes:
    """Return the slips, those of a unit together, in the order in which the units come first."""
    document = new_document("首次密码", "督查台账", day)
    body, section = document.element.body, document.element.body.sectPr
    for old in list(section):
        section.remove(old)
    edges = dict.fromkeys(("top", "right", "bottom", "left", "header", "footer"), _EDGE)
    section.extend([node("pgSz", w=PAPER[0], h=PAPER[1]), node("pgMar", **edges, gutter=0)])
    for paragraph in body.findall(qn("w:p")):
        body.remove(paragraph)
    ordered = _by_unit(slips)
    table = node("tbl", _table_properties(), node("tblGrid", *[node("gridCol", w=_WIDTH) for _ in range(_ACROSS)]))
    for first in range(0, len(ordered), _ACROSS):
        row = ordered[first : first + _ACROSS]
        cells = [_cell(_lines(slip, address)) for slip in row] + [_cell([node("p")])] * (_ACROSS - len(row))
        height = node("trHeight", val=_HEIGHT, hRule="exact")
        table.append(node("tr", node("trPr", node("cantSplit"), height), *cells))
    section.addprevious(table)
    # A table must be followed by a paragraph; this one takes no room.
    section.addprevious(node("p", node("pPr", exact(1))))
    return to_bytes(document)


def _by_unit(slips: Sequence[Slip]) -> list[Slip]:
    order = {unit: number for number, unit in enumerate(dict.fromkeys(s.unit for s in slips if s.unit))}
    return sorted(slips, key=lambda slip: order.get(slip.unit, len(order)))


def _table_properties() -> BaseOxmlElement:
    line = {"val": "dashed", "sz": 4, "space": 0, "color": "808080"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    margins = node("tblCellMar", node("left", w=284, type="dxa"), node("right", w=284, type="dxa"))
    return node(
        "tblPr",
        node("tblW", w=_WIDTH * _ACROSS, type="dxa"),
        node("tblBorders", *(node(side, **line) for side in sides)),
        node("tblLayout", type="fixed"),
        margins,
    )


def _cell(lines: Sequence[BaseOxmlElement]) -> BaseOxmlElement:
    return node("tc", node("tcPr", node("tcW", w=_WIDTH, type="dxa"), node("vAlign", val="center")), *lines)


def _lines(slip: Slip, address: str) -> list[BaseOxmlElement]:
    """Return the paragraphs of one slip."""
    whose = f"{slip.unit}　{slip.name}" if slip.unit else slip.name
    return [
        _line([("督查台账　首次登录", HEITI, 9, False)], 14),
        _line([(whose, HEITI, 12 if len(whose) <= _LONG else 9, False), (f"　{slip.role}", SONGTI, 9, False)], 19),
        _line([("网址　　　", SONGTI, 10, False), (address, _MONOSPACE, 9 if len(address) > 32 else 10.5, False)], 19),
        _line([("账号　　　", SONGTI, 10, False), (slip.login, _MONOSPACE, 12, True)], 19),
        _line([("首次密码　", SONGTI, 10, False), (slip.password, _MONOSPACE, 12, True)], 19),
        _line([(_HOW, SONGTI, 8.5, False)], 12),
    ]


def _line(pieces: Sequence[tuple[str, str, float, bool]], pitch: float) -> BaseOxmlElement:
    """Return a paragraph of pieces (text, face, size, bold)."""
    return node("p", node("pPr", exact(pitch), node("jc", val="left")), *[_run(*piece) for piece in pieces])


def _run(text: str, face: str, size: float, bold: bool) -> BaseOxmlElement:
    fonts = node("rFonts", ascii=face, hAnsi=face, eastAsia=SONGTI if face == _MONOSPACE else face, cs=face)
    weight = [node("b")] if bold else []
    size_nodes = node("sz", val=round(size * 2)), node("szCs", val=round(size * 2))
    written = node("t")
    written.text = strip_invisible(text).replace("\n", " ")
    written.set(qn("xml:space"), "preserve")
    return node("r", node("rPr", fonts, *weight, *size_nodes), written)
