"""The type of an official document by GB/T 9704-2012: faces, sizes, and every kind of paragraph as a named style.

Lengths are in points or in characters of the grid; the file counts twips, a twentieth of a point.
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
INSTEAD = {
    XIAOBIAOSONG: "华文中宋,STZhongsong,宋体",
    FANGSONG: "仿宋,FangSong",
    KAITI: "楷体,KaiTi",
    HEITI: "SimHei",
    SONGTI: "SimSun",
}
"""Which faces may stand in for those that an office lacks."""
PITCH = 580
WIDTH = 8844
"""The text of a page is 156 mm wide: 28 characters."""
CHARACTER = WIDTH / 28
NUMBER_HEIGHT = 280
BODY = 16
RED = "FF0000"


def node(tag: str, *children: BaseOxmlElement, **values: object) -> BaseOxmlElement:
    """An element `w:tag` with its `w:` attributes; text goes in as text, so that nothing written can become markup."""
    element = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


def indent(**characters: float) -> BaseOxmlElement:
    """`indent(firstLine=2)`: in characters of the grid, and in twips for programs that know no characters."""
    element = node("ind")
    for side, count in characters.items():
        element.set(qn(f"w:{side}Chars"), str(round(count * 100)))
        element.set(qn(f"w:{side}"), str(round(count * CHARACTER)))
    return element


def exact(points: float, before: float = 0, after: float = 0) -> BaseOxmlElement:
    return node(
        "spacing", before=round(before * 20), after=round(after * 20), line=round(points * 20), lineRule="exact"
    )


def single(before: float = 0, after: float = 0) -> BaseOxmlElement:
    return node("spacing", before=round(before * 20), after=round(after * 20), line=240, lineRule="auto")


def type_of(face: str, size: float, bold: bool = False, colour: str = "") -> BaseOxmlElement:
    """Type of one face: Chinese in it, digits and Latin in Times, but for page numbers, which are wholly in theirs."""
    latin = face if face == SONGTI else LATIN
    fonts = node("rFonts", ascii=latin, hAnsi=latin, eastAsia=face, cs=latin)
    parts = [fonts, *([node("b")] if bold else []), *([node("color", val=colour)] if colour else [])]
    # 28 characters of 16 pt are 2 mm wider than the text. Word draws them together by the page's grid, LibreOffice does not.
    parts.append(node("spacing", val=-6 if size == BODY else 0))
    return node("rPr", *parts, node("sz", val=round(size * 2)), node("szCs", val=round(size * 2)))


def _style(
    name: str, face: str, size: float, *layout: BaseOxmlElement, bold: bool = False, colour: str = ""
) -> BaseOxmlElement:
    about = node("name", val=name), node("basedOn", val="Normal"), node("qFormat")
    look = node("pPr", *layout), type_of(face, size, bold, colour)
    return node("style", *about, *look, type="paragraph", customStyle=1, styleId=name)


def _beside(
    name: str, face: str, size: float, spacing: BaseOxmlElement, side: str = "center", keep: bool = False
) -> BaseOxmlElement:
    """What does not keep to 22 lines a page: tables, pictures, large type."""
    kept = [node("keepNext")] if keep else []
    return _style(name, face, size, *kept, spacing, node("jc", val=side))


def _ground() -> list[BaseOxmlElement]:
    """What all the styles stand on."""
    kind = type_of(FANGSONG, BODY)
    kind.append(node("lang", val="en-US", eastAsia="zh-CN"))
    plain = (
        *(node(tag, val=0) for tag in ("widowControl", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid")),
        exact(PITCH / 20),
    )
    # The size is said here again: the width of the grid's characters is counted from this style's own.
    normal = (
        node("name", val="Normal"),
        node("qFormat"),
        node("pPr", *plain, node("jc", val="both")),
        type_of(FANGSONG, BODY),
    )
    table = (node("name", val="Normal Table"), node("tblPr", node("tblInd", w=0, type="dxa")))
    return [
        node("docDefaults", node("rPrDefault", kind), node("pPrDefault")),
        node("style", *normal, type="paragraph", default=1, styleId="Normal"),
        node("style", *table, type="table", default=1, styleId="TableNormal"),
    ]


def _headings() -> list[BaseOxmlElement]:
    looks = (("公文一级标题", HEITI, False), ("公文二级标题", KAITI, False), ("公文三级标题", FANGSONG, True))
    return [
        _style(name, face, BODY, node("keepNext"), indent(firstLine=2), node("outlineLvl", val=level), bold=bold)
        for level, (name, face, bold) in enumerate(looks)
    ]


def styles() -> list[BaseOxmlElement]:
    """Every kind of paragraph is a named style, so that the office may change one and all follow."""
    middle, left = node("jc", val="center"), {"val": "left"}
    return [
        *_ground(),
        *_headings(),
        _style("公文标志", XIAOBIAOSONG, 56, middle, colour=RED),
        _beside("公文字号", FANGSONG, BODY, exact(20)),
        _beside("公文标题", XIAOBIAOSONG, 22, exact(35), keep=True),
        _style("公文主送", FANGSONG, BODY, node("jc", **left)),
        _style("公文正文", FANGSONG, BODY, indent(firstLine=2)),
        _style("公文附件说明", FANGSONG, BODY, node("jc", **left)),
        _style("公文落款", FANGSONG, BODY, node("jc", val="right")),
        _style("公文附件号", HEITI, BODY, node("keepNext"), node("jc", **left)),
        _beside("公文表题", HEITI, 12, single(6, 4), keep=True),
        _beside("公文图", FANGSONG, 12, single(6), keep=True),
        _beside("公文图题", HEITI, 12, single(2, 8)),
        _beside("公文表头", HEITI, 12, single(), keep=True),
        _beside("公文表", FANGSONG, 12, single(), "left"),
        _beside("公文小表头", HEITI, 10.5, single(), keep=True),
        _beside("公文小表", FANGSONG, 10.5, single(), "left"),
        _beside("公文标牌", HEITI, BODY, single(4, 10), keep=True),
        _beside("公文间隔", FANGSONG, 2, exact(6)),
        _beside("公文页码", SONGTI, 14, exact(NUMBER_HEIGHT / 20)),
    ]
