"""一页简报 as one A4 sheet (.docx). Every line has an exact pitch, so that its height is known with any font."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from zcdash.rendering.brief import FIGURE_COLUMNS, LINE, NOTICE_COLUMNS, BriefText, brief_text
from zcdash.rendering.charts import print_charts
from zcdash.rendering.docx.gongwen_page import PAPER, new_document, to_bytes
from zcdash.rendering.docx.gongwen_parts import Writer, set_size
from zcdash.rendering.docx.gongwen_title import width
from zcdash.rendering.docx.gongwen_type import FANGSONG, HEITI, WIDTH, XIAOBIAOSONG, exact, node, paragraph_style
from zcdash.rendering.protocols.brief import Brief

EDGE_MM = 12
PITCH, ROW, HEAD, GAP = 17, 17, 24, 14
"""Points: a line of text, a row of a table with its border, a heading, the gaps round a table or picture."""
_TITLE, _PICTURE_MM, _FIGURES_KEPT = 32, 150, 3
ROOM = (297 - 2 * EDGE_MM) / 25.4 * 72 - 14
_FIGURE_WIDTHS, _NOTICE_WIDTHS = (3.7, 2.5, 2.5, 1.9), (2.2, 5.2, 3.0, 2.8)


def to_docx(brief: Brief) -> bytes:
    """Return the sheet as a .docx file of one page."""
    text = brief_text(brief)
    document = new_document(text.title, brief.whose, brief.as_of)
    set_up(document)
    writer = Writer(document)
    _write_head(writer, text)
    if brief.filed:
        writer.picture(print_charts.lights_strip(brief.counts, brief.before), "", _PICTURE_MM)
        # The summary above the picture says the same in words; screen readers read it for the picture too.
        document.element.body.find(f".//{qn('wp:docPr')}").set("descr", text.summary)
    _write_text(writer, text)
    figures, notices = fitting(text, picture_rows(brief))
    if figures:
        writer.paragraph("简报小标题", "主要数字")
        writer.table(FIGURE_COLUMNS, text.figures[:figures], _FIGURE_WIDTHS, {1, 2}, "")
    if notices:
        writer.paragraph("简报小标题", text.notices_head)
        writer.table(NOTICE_COLUMNS, text.notices[:notices], _NOTICE_WIDTHS, (), "")
    for height in document.element.body.iter(qn("w:trHeight")):
        height.set(qn("w:val"), str((ROW - 1) * 20))
    return to_bytes(document)


def _write_head(writer: Writer, text: BriefText) -> None:
    write_title(writer, text.title)
    writer.paragraph("简报落款", text.under)
    writer.paragraph("简报正文", text.summary)


def write_title(writer: Writer, title: str) -> None:
    """Write the title on one line, smaller where it is long."""
    paragraph = writer.paragraph("简报标题", title, exact(_TITLE))
    set_size(paragraph, int(min(22, WIDTH / 20 / max(width(title), 1))))


def _write_text(writer: Writer, text: BriefText) -> None:
    writer.paragraph("简报小标题", text.needs_head)
    for head, lines in text.needs:
        writer.paragraph("简报事项", head)
        for line in lines:
            writer.paragraph("简报正文", line)
    writer.paragraph("简报小标题", text.returns_head)
    if text.returns:
        writer.paragraph("简报正文", text.returns)


def fitting(text: BriefText, picture_rows: int) -> tuple[int, int]:
    """Return how many figures and notices fit below the rest of the sheet; notices first, but for three figures."""
    free = ROOM - fixed_height(text, picture_rows)
    table = HEAD + GAP + ROW
    notices = len(text.notices)
    if notices:
        free -= table
        notices = min(notices, max(int((free - table - _FIGURES_KEPT * ROW) // ROW), 1))
        free -= notices * ROW
    return min(len(text.figures), max(int((free - table) // ROW), 0)), notices


def fixed_height(text: BriefText, picture_rows: int) -> float:
    """Return the height, in points, of everything but the two tables."""
    lines = [text.summary, *(line for head, below in text.needs for line in (head, *below)), text.returns]
    count = sum(-(-width(line) // LINE) for line in lines)
    picture = (17 + 6 * picture_rows) / 25.4 * 72 + GAP if picture_rows else 0
    return _TITLE + PITCH + 4 + 2 * HEAD + PITCH * count + picture


def picture_rows(brief: Brief) -> int:
    """Return the number of lines of the picture's legend, three lights a line; 0 without a picture."""
    counts = brief.counts
    before = brief.before or {}
    return -(-len([light for light in counts if counts[light] or before.get(light)]) // 3) if brief.filed else 0


def set_up(document: Document) -> None:
    """Set narrow margins and the styles of a brief, and leave out the page number of a letter."""
    section = document.element.body.sectPr
    for reference in section.findall(qn("w:footerReference")):
        section.remove(reference)
    edge, side = round(EDGE_MM / 25.4 * 1440), (PAPER[0] - WIDTH) // 2
    margins = {"top": edge, "bottom": edge, "left": side, "right": side, "header": 400, "footer": 400}
    for name, value in margins.items():
        section.find(qn("w:pgMar")).set(qn(f"w:{name}"), str(value))
    for mirrored in document.settings.element.findall(qn("w:mirrorMargins")):
        document.settings.element.remove(mirrored)
    _add_styles(document)


def _add_styles(document: Document) -> None:
    """Add the styles of a brief, and make the text of its tables smaller."""
    styles = document.styles.element
    rule = node("pBdr", node("bottom", val="single", sz=6, space=1, color="000000"))
    head = (node("keepNext"), rule, exact(16, before=5, after=2), _side("left"))
    styles.extend(
        [
            paragraph_style("简报标题", XIAOBIAOSONG, 22, exact(_TITLE), _side("center")),
            paragraph_style("简报落款", FANGSONG, 11, exact(PITCH, after=4), _side("center")),
            paragraph_style("简报小标题", HEITI, 12, *head),
            paragraph_style("简报事项", HEITI, 12, node("keepNext"), exact(PITCH), _side("left"), bold=True),
            paragraph_style("简报正文", FANGSONG, 12, exact(PITCH), _side("left")),
        ]
    )
    for name in ("公文表", "公文表头"):
        style = next(s for s in styles.findall(qn("w:style")) if s.get(qn("w:styleId")) == name)
        layout = style.find(qn("w:pPr"))
        layout.replace(layout.find(qn("w:spacing")), exact(15))
        for size in (*style.iter(qn("w:sz")), *style.iter(qn("w:szCs"))):
            size.set(qn("w:val"), "21")


def _side(side: str) -> BaseOxmlElement:
    return node("jc", val=side)
