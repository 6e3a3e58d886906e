"""一页简报 on paper: one A4 sheet as .docx. Every line has an exact pitch, so that its height is known whatever fonts there are."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from zcdash.rendering.brief import FIGURE_COLUMNS, LINE, NOTICE_COLUMNS, BriefText, brief_text
from zcdash.rendering.charts import images
from zcdash.rendering.docx.gongwen_page import PAPER, blank, packed
from zcdash.rendering.docx.gongwen_parts import Writer
from zcdash.rendering.docx.gongwen_title import width
from zcdash.rendering.docx.gongwen_type import FANGSONG, HEITI, WIDTH, XIAOBIAOSONG, exact, node, type_of

EDGE_MM = 12
PITCH, ROW, HEAD, GAP = 17, 17, 24, 14
"""Points: a line of text, a row of a table with its border, the head of a part, the gaps round a table or picture."""
_TITLE, _PICTURE_MM, _FIGURES_KEPT = 32, 150, 3
ROOM = (297 - 2 * EDGE_MM) / 25.4 * 72 - 14
_FIGURES, _NOTICES = (3.7, 2.5, 2.5, 1.9), (2.2, 5.2, 3.0, 2.8)


def to_docx(brief: Any) -> bytes:
    """The sheet as a .docx file, of one page."""
    said, counts = brief_text(brief), brief.tally
    document = blank(said.title, brief.whose, brief.as_of)
    _compact(document)
    writer = Writer(document)
    size = int(min(22, WIDTH / 20 / max(width(said.title), 1)))
    title = writer.paragraph("简报标题", said.title, exact(_TITLE))
    for look in title.iter(qn("w:rPr")):
        look.extend([node("sz", val=size * 2), node("szCs", val=size * 2)])
    writer.paragraph("简报落款", said.under)
    writer.paragraph("简报正文", said.summary)
    if brief.filed:
        writer.picture(images.lights_strip(counts.counts, counts.before), "", _PICTURE_MM)
        # The summary above says the same in words; it is what a screen reader reads of the picture.
        document.element.body.find(f".//{qn('wp:docPr')}").set("descr", said.summary)
    writer.paragraph("简报小标题", said.needs_head)
    for head, lines in said.needs:
        writer.paragraph("简报事项", head)
        for line in lines:
            writer.paragraph("简报正文", line)
    writer.paragraph("简报小标题", said.returns_head)
    if said.returns:
        writer.paragraph("简报正文", said.returns)
    figures, notices = fitting(said, picture_rows(brief))
    if figures:
        writer.paragraph("简报小标题", "主要数字")
        writer.table(FIGURE_COLUMNS, said.figures[:figures], _FIGURES, {1, 2}, "")
    if notices:
        writer.paragraph("简报小标题", said.notices_head)
        writer.table(NOTICE_COLUMNS, said.notices[:notices], _NOTICES, (), "")
    for height in document.element.body.iter(qn("w:trHeight")):
        height.set(qn("w:val"), str((ROW - 1) * 20))
    return packed(document)


def fitting(said: BriefText, picture_rows: int) -> tuple[int, int]:
    """How many figures and notices fit on the sheet below everything else; notices first, but for three figures."""
    free = ROOM - fixed(said, picture_rows)
    table = HEAD + GAP + ROW
    notices = len(said.notices)
    if notices:
        free -= table
        notices = min(notices, max(int((free - table - _FIGURES_KEPT * ROW) // ROW), 1))
        free -= notices * ROW
    return min(len(said.figures), max(int((free - table) // ROW), 0)), notices


def fixed(said: BriefText, picture_rows: int) -> float:
    """The height of what is always there, in points."""
    lines = [said.summary, *(line for head, below in said.needs for line in (head, *below)), said.returns]
    text = sum(-(-width(line) // LINE) for line in lines)
    picture = (17 + 6 * picture_rows) / 25.4 * 72 + GAP if picture_rows else 0
    return _TITLE + PITCH + 4 + 2 * HEAD + PITCH * text + picture


def picture_rows(brief: Any) -> int:
    """How many lines of three the picture's legend has."""
    counts, before = brief.tally.counts, brief.tally.before or {}
    return -(-len([light for light in counts if counts[light] or before.get(light)]) // 3) if brief.filed else 0


def _compact(document: Document) -> None:
    """The narrow margins and exact lines of a brief, without the page number of a letter."""
    section = document.element.body.sectPr
    for reference in section.findall(qn("w:footerReference")):
        section.remove(reference)
    margins = section.find(qn("w:pgMar"))
    edge, side = round(EDGE_MM / 25.4 * 1440), (PAPER[0] - WIDTH) // 2
    for name, value in {"top": edge, "bottom": edge, "left": side, "right": side, "header": 400, "footer": 400}.items():
        margins.set(qn(f"w:{name}"), str(value))
    for mirrored in document.settings.element.findall(qn("w:mirrorMargins")):
        document.settings.element.remove(mirrored)
    styles, rule = document.styles.element, node("pBdr", node("bottom", val="single", sz=6, space=1, color="000000"))
    styles.extend(
        [
            _style("简报标题", XIAOBIAOSONG, 22, exact(_TITLE), "center"),
            _style("简报落款", FANGSONG, 11, exact(PITCH, after=4), "center"),
            _style("简报小标题", HEITI, 12, exact(16, before=5, after=2), "left", node("keepNext"), rule),
            _style("简报事项", HEITI, 12, exact(PITCH), "left", node("keepNext"), bold=True),
            _style("简报正文", FANGSONG, 12, exact(PITCH), "left"),
        ]
    )
    for name in ("公文表", "公文表头"):
        look = next(s for s in styles.findall(qn("w:style")) if s.get(qn("w:styleId")) == name)
        layout = look.find(qn("w:pPr"))
        layout.replace(layout.find(qn("w:spacing")), exact(15))
        for size in (*look.iter(qn("w:sz")), *look.iter(qn("w:szCs"))):
            size.set(qn("w:val"), "21")


def _style(
    name: str, face: str, size: float, spacing: BaseOxmlElement, side: str, *more: BaseOxmlElement, bold: bool = False
) -> BaseOxmlElement:
    about = node("name", val=name), node("basedOn", val="Normal"), node("qFormat")
    layout = node("pPr", *more, spacing, node("jc", val=side))
    return node("style", *about, layout, type_of(face, size, bold), type="paragraph", customStyle=1, styleId=name)
