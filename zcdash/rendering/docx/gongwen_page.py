"""Paper, grid, settings and page numbers of an official document by GB/T 9704-2012, and the finished file.

All lengths are in twips, a twentieth of a point.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from zcdash.rendering.archive import repack
from zcdash.rendering.docx.gongwen_type import CHARACTER, LATIN, NUMBER_HEIGHT, PITCH, SUBSTITUTES, WIDTH, node, styles

PAPER, TOP, LEFT = (11906, 16838), 2098, 1588
RIGHT = PAPER[0] - LEFT - WIDTH
# 22 lines of 29 pt are 0.07 mm more than the 225 mm of the standard; the bottom margin gives them, or a page holds 21.
BOTTOM = PAPER[1] - TOP - 22 * PITCH
WIDTH_LANDSCAPE = PAPER[1] - TOP - BOTTOM
# In 4096ths of a point on top of 16 pt, rounded down: rounded up, the line would hold 27.
_CHARACTER_SPACE = int((CHARACTER / 20 - 16) * 4096 // 1)
# The dash of the page number, in the middle of its 14 pt, stands 7 mm below the text.
_NUMBER_BELOW = 397
_DROPPED = ("/customXml", "/stylesWithEffects", "/webSettings", "/numbering", "/thumbnail")


def _settings() -> list[BaseOxmlElement]:
    modern = node("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return [
        node("zoom", percent=100),
        node("mirrorMargins"),
        node("defaultTabStop", val=420),
        node("evenAndOddHeaders"),
        node("characterSpacingControl", val="doNotCompress"),
        node("compat", node("balanceSingleByteDoubleByteWidth"), node("useFELayout"), modern),
        node("themeFontLang", val="en-US", eastAsia="zh-CN"),
        node("decimalSymbol", val="."),
        node("listSeparator", val=","),
    ]


def new_document(title: str, author: str, day: date) -> Document:
    """Return an empty document with our styles and nothing of python-docx's template; its dates are `day`, not the clock's."""
    document = docx.Document()
    for relations in (document.part.package.rels, document.part.rels):
        for key in [k for k, r in relations.items() if r.reltype.endswith(_DROPPED)]:
            relations.pop(key)
    for old, new in ((document.styles.element, styles()), (document.settings.element, _settings())):
        for child in list(old):
            old.remove(child)
        old.extend(new)
    properties = document.core_properties
    properties.title, properties.comments = title[:255], ""
    properties.author = properties.last_modified_by = author[:255]
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.revision, properties.language = 1, "zh-CN"
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        body = footer._element
        body.remove(body.p_lst[0])
        body.append(_page_number(side))
    set_paper(document.element.body.sectPr, landscape=False)
    return document


def _page_number(side: str) -> BaseOxmlElement:
    """Return — 1 — with the number as a field, one character from the outer edge."""
    layout = node(
        "pPr", node("pStyle", val="公文页码"), node("ind", **{f"{side}Chars": 100, side: 280}), node("jc", val=side)
    )
    instruction, before, after = node("instrText"), node("t"), node("t")
    instruction.text, before.text, after.text = " PAGE ", "— ", " —"
    number = node("t")
    number.text = "1"
    for text in (instruction, before, after):
        text.set(qn("xml:space"), "preserve")
    marks = [node("fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")]
    parts = [before, marks[0], instruction, marks[1], number, marks[2], after]
    hinted = [node("r", node("rPr", node("rFonts", hint="eastAsia")), part) for part in parts]
    return node("p", layout, *hinted)


def set_paper(section: BaseOxmlElement, landscape: bool) -> None:
    """Set paper, margins and grid of a section; a landscape sheet keeps its margins at the same edges of the paper."""
    width, height = PAPER[::-1] if landscape else PAPER
    edges = (
        {"top": LEFT, "right": TOP, "bottom": RIGHT, "left": BOTTOM}
        if landscape
        else {"top": TOP, "right": RIGHT, "bottom": BOTTOM, "left": LEFT}
    )
    below = edges["bottom"] - _NUMBER_BELOW - NUMBER_HEIGHT // 2
    for tag in ("type", "pgSz", "pgMar", "cols", "docGrid"):
        for old in section.findall(qn(f"w:{tag}")):
            section.remove(old)
    section.extend(
        [
            node("type", val="nextPage"),
            node("pgSz", w=width, h=height, **({"orient": "landscape"} if landscape else {})),
            node("pgMar", **edges, header=851, footer=below, gutter=0),
            node("cols", space=425),
            node("docGrid", type="linesAndChars", linePitch=PITCH, charSpace=_CHARACTER_SPACE),
        ]
    )


def _font_table() -> bytes:
    """Return the font table, which names the substitutes of each face."""
    latin = _font(LATIN, "00")
    chinese = [_font(face, "86", node("altName", val=names)) for face, names in SUBSTITUTES.items()]
    return serialize_part_xml(node("fonts", latin, *chinese))


def _font(face: str, charset: str, *names: BaseOxmlElement) -> BaseOxmlElement:
    rest = node("charset", val=charset), node("family", val="auto"), node("pitch", val="variable")
    return node("font", *names, *rest, name=face)


_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"><Application>zcdash</Application></Properties>'
)


def to_bytes(document: Document) -> bytes:
    """Return the document as a file, the same bytes for the same document."""
    out = BytesIO()
    document.save(out)
    ours = {"word/fontTable.xml": _font_table(), "docProps/app.xml": _APP}
    return repack(out.getvalue(), ours.get)
