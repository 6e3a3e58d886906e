"""Typefaces and paragraph styles of an official document by GB/T 9704-2012.

Lengths are in points or in characters of the grid; the file counts twips, a twentieth of a point. A run has to name four
faces and its size twice, which python-docx has no call for, so the styles are written as XML.
"""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

XIAOBIAOSONG, FANGSONG, KAITI, HEITI, SONGTI, LATIN = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "楷体_GB2312",
    "黑体",
    "宋体",
    "Times New Roman",
)
SUBSTITUTES = {
    XIAOBIAOSONG: "华文中宋,STZhongsong,宋体",
    FANGSONG: "仿宋,FangSong",
    KAITI: "楷体,KaiTi",
    HEITI: "SimHei",
    SONGTI: "SimSun",
}
"""Faces to use where an office lacks one of these."""
PITCH = 580
"""Twips from one line to the next."""
WIDTH = 8844
"""Twips of a line, 156 mm: 28 characters."""
CHARACTER = WIDTH / 28
NUMBER_HEIGHT = 280
BODY_SIZE = 16
RED = "FF0000"


def node(tag: str, *children: BaseOxmlElement, **values: object) -> BaseOxmlElement:
    """Return an element `w:tag` with its `w:` attributes. Text is set by the caller as text, so it cannot become markup."""
    element = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


def indent(**characters: float) -> BaseOxmlElement:
    """Return `indent(firstLine=2)` in characters of the grid, and in twips for programs that know no characters."""
    element = node("ind")
    for side, count in characters.items():
        element.set(qn(f"w:{side}Chars"), str(round(count * 100)))
        element.set(qn(f"w:{side}"), str(round(count * CHARACTER)))
    return element


def exact(points: float, before: float = 0, after: float = 0) -> BaseOxmlElement:
    """Return lines of an exact pitch, with space before and after the paragraph."""
    return node(
        "spacing", before=round(before * 20), after=round(after * 20), line=round(points * 20), lineRule="exact"
    )


def single(before: float = 0, after: float = 0) -> BaseOxmlElement:
    """Return single-spaced lines, with space before and after the paragraph."""
    return node("spacing", before=round(before * 20), after=round(after * 20), line=240, lineRule="auto")


def run_properties(face: str, size: float, bold: bool = False, colour: str = "") -> BaseOxmlElement:
    """Return the properties of text in a face: digits and Latin are in Times, but in page numbers (宋体)."""
    latin = face if face == SONGTI else LATIN
    fonts = node("rFonts", ascii=latin, hAnsi=latin, eastAsia=face, cs=latin)
    parts = [fonts, *([node("b")] if bold else []), *([node("color", val=colour)] if colour else [])]
    # 28 characters of 16 pt are 2 mm wider than the line. Word narrows them by the page's grid, LibreOffice does not.
    parts.append(node("spacing", val=-6 if size == BODY_SIZE else 0))
    return node("rPr", *parts, node("sz", val=round(size * 2)), node("szCs", val=round(size * 2)))


def paragraph_style(
    name: str, face: str, size: float, *layout: BaseOxmlElement, bold: bool = False, colour: str = ""
) -> BaseOxmlElement:
    """Return a paragraph style with its layout and text properties."""
    head = node("name", val=name), node("basedOn", val="Normal"), node("qFormat")
    properties = node("pPr", *layout), run_properties(face, size, bold, colour)
    return node("style", *head, *properties, type="paragraph", customStyle=1, styleId=name)


def _off_grid(
    name: str, face: str, size: float, spacing: BaseOxmlElement, side: str = "center", keep: bool = False
) -> BaseOxmlElement:
    """Return a style outside the grid of 22 lines a page: tables, pictures, large type."""
    with_next = [node("keepNext")] if keep else []
    return paragraph_style(name, face, size, *with_next, spacing, node("jc", val=side))


def _base() -> list[BaseOxmlElement]:
    """Return the defaults and base styles."""
    defaults = run_properties(FANGSONG, BODY_SIZE)
    defaults.append(node("lang", val="en-US", eastAsia="zh-CN"))
    plain = (
        *(node(tag, val=0) for tag in ("widowControl", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid")),
        exact(PITCH / 20),
    )
    # The size is repeated: the width of the grid's characters is computed from this style's own size.
    normal = (
        node("name", val="Normal"),
        node("qFormat"),
        node("pPr", *plain, node("jc", val="both")),
        run_properties(FANGSONG, BODY_SIZE),
    )
    table = (node("name", val="Normal Table"), node("tblPr", node("tblInd", w=0, type="dxa")))
    return [
        node("docDefaults", node("rPrDefault", defaults), node("pPrDefault")),
        node("style", *normal, type="paragraph", default=1, styleId="Normal"),
        node("style", *table, type="table", default=1, styleId="TableNormal"),
    ]


def _headings() -> list[BaseOxmlElement]:
    levels = (("公文一级标题", HEITI, False), ("公文二级标题", KAITI, False), ("公文三级标题", FANGSONG, True))
    return [
        paragraph_style(
            name, face, BODY_SIZE, node("keepNext"), indent(firstLine=2), node("outlineLvl", val=level), bold=bold
        )
        for level, (name, face, bold) in enumerate(levels)
    ]


def styles() -> list[BaseOxmlElement]:
    """Return every kind of paragraph as a named style, so that the office can change all of a kind at once."""
    middle, left = node("jc", val="center"), {"val": "left"}
    return [
        *_base(),
        *_headings(),
        paragraph_style("公文标志", XIAOBIAOSONG, 56, middle, colour=RED),
        _off_grid("公文字号", FANGSONG, BODY_SIZE, exact(20)),
        _off_grid("公文标题", XIAOBIAOSONG, 22, exact(35), keep=True),
        paragraph_style("公文主送", FANGSONG, BODY_SIZE, node("jc", **left)),
        paragraph_style("公文正文", FANGSONG, BODY_SIZE, indent(firstLine=2)),
        paragraph_style("公文附件说明", FANGSONG, BODY_SIZE, node("jc", **left)),
        paragraph_style("公文落款", FANGSONG, BODY_SIZE, node("jc", val="right")),
        paragraph_style("公文附件号", HEITI, BODY_SIZE, node("keepNext"), node("jc", **left)),
        _off_grid("公文表题", HEITI, 12, single(6, 4), keep=True),
        _off_grid("公文图", FANGSONG, 12, single(6), keep=True),
        _off_grid("公文图题", HEITI, 12, single(2, 8)),
        _off_grid("公文表头", HEITI, 12, single(), keep=True),
        _off_grid("公文表", FANGSONG, 12, single(), "left"),
        _off_grid("公文小表头", HEITI, 10.5, single(), keep=True),
        _off_grid("公文小表", FANGSONG, 10.5, single(), "left"),
        _off_grid("公文标牌", HEITI, BODY_SIZE, single(4, 10), keep=True),
        _off_grid("公文间隔", FANGSONG, 2, exact(6)),
        _off_grid("公文页码", SONGTI, 14, exact(NUMBER_HEIGHT / 20)),
    ]
