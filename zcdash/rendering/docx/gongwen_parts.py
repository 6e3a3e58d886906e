"""Writer of the parts of an official document: paragraphs, pictures, framed lines and tables.

Text stays text: characters that a file cannot hold or a reader cannot see are removed, and nothing is read as a field.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import deepcopy
from io import BytesIO

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from zcdash.rendering.docx.gongwen_page import WIDTH_LANDSCAPE, set_paper
from zcdash.rendering.docx.gongwen_type import WIDTH, indent, node
from zcdash.text import strip_invisible

_ORDER = [qn(f"w:{tag}") for tag in ("pBdr", "tabs", "spacing", "ind", "jc")]
_SHORT = 6
"""A column whose texts have no more characters is centred."""
_MANY_COLUMNS = 6
"""A table of more columns is set in smaller type."""
_WHOLE = 10
"""A table of up to so many rows stays on one page."""


def runs(text: str) -> list[BaseOxmlElement]:
    """Return a run for each line of the text. The hint sets quotes and dashes, which Latin has too, in the Chinese face."""
    lines = []
    for number, line in enumerate(text.split("\n")):
        words = node("t")
        words.text = line
        words.set(qn("xml:space"), "preserve")
        lines.append(node("r", node("rPr", node("rFonts", hint="eastAsia")), *([node("br")] if number else []), words))
    return lines


def set_size(paragraph: BaseOxmlElement, size: int) -> None:
    """Set the text of a paragraph in another size, in points, than its style has."""
    for properties in paragraph.iter(qn("w:rPr")):
        properties.extend([node("sz", val=size * 2), node("szCs", val=size * 2)])


class Writer:
    """Writes at the end of a document; keeps the orientation of the paper there and whether a new page is due."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.landscape = False
        self._end = document.element.body.sectPr
        self._new_page = False

    def break_page(self) -> None:
        """Begin a page with the next part; two breaks in a row leave no empty page."""
        self._new_page = True

    def paragraph(self, style: str, text: object, *layout: BaseOxmlElement, keep: bool = False) -> BaseOxmlElement:
        """Add a paragraph; `keep` keeps it on one page with the next."""
        return self._add(style, runs(strip_invisible(text)), layout, keep)

    def tabbed(self, style: str, pieces: Sequence[object], *layout: BaseOxmlElement) -> BaseOxmlElement:
        """Add a line of pieces with a tab between each two."""
        content = []
        for number, piece in enumerate(pieces):
            content += [node("r", node("tab"))] if number else []
            content += runs(strip_invisible(piece).replace("\n", " "))
        return self._add(style, content, layout, False)

    def _add(
        self, style: str, content: Sequence[BaseOxmlElement], layout: Sequence[BaseOxmlElement], keep: bool
    ) -> BaseOxmlElement:
        head = [node("pStyle", val=style), *([node("keepNext")] if keep else [])]
        head += [node("pageBreakBefore")] if self._new_page else []
        self._new_page = False
        paragraph = node("p", node("pPr", *head, *sorted(layout, key=lambda n: _ORDER.index(n.tag))), *content)
        self._end.addprevious(paragraph)
        return paragraph

    def picture(self, png: bytes, caption: str, width_mm: float) -> None:
        """Add a picture, no wider than the text, with its caption below; screen readers read the caption."""
        widest = (WIDTH_LANDSCAPE if self.landscape else WIDTH) / 20 / 72 * 25.4
        paragraph = self._add("公文图", (), (), keep=bool(caption))
        run = self.document.paragraphs[-1].add_run()
        run.add_picture(BytesIO(png), width=Mm(min(width_mm, widest)))
        paragraph.find(f".//{qn('wp:docPr')}").set("descr", strip_invisible(caption))
        if caption:
            self.paragraph("公文图题", caption)

    def badge(self, text: str, colour: str) -> None:
        """Add a framed line in the middle, ten characters narrower than the text."""
        line = {"val": "single", "sz": 24, "space": 4, "color": colour}
        frame = node("pBdr", *(node(side, **line) for side in ("top", "left", "bottom", "right")))
        self.paragraph("公文标牌", text, frame, indent(left=5, right=5))

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
        widths: Sequence[float],
        numeric: Collection[int],
        caption: str,
    ) -> None:
        """Add a table over the whole width; its head is repeated on each page. A gap follows, or Word joins two tables."""
        if caption:
            self.paragraph("公文表题", caption)
        else:
            self.paragraph("公文间隔", "", keep=True)
        shares = list(widths) or [1.0] * len(columns)
        whole = WIDTH_LANDSCAPE if self.landscape else WIDTH
        twips = [round(whole * share / sum(shares)) for share in shares]
        style = "公文小表" if len(columns) > _MANY_COLUMNS else "公文表"
        cells = [[strip_invisible(value) for value in row] for row in rows]
        sides = [_side(n, [row[n] for row in cells], numeric) for n in range(len(columns))]
        table = node("tbl", _table_properties(sum(twips)), node("tblGrid", *(node("gridCol", w=w) for w in twips)))
        head = [
            _cell(f"{style}头", strip_invisible(text), width, "center")
            for text, width in zip(columns, twips, strict=True)
        ]
        table.append(_row(head, node("tblHeader")))
        for number, row in enumerate(cells, 1):
            keep = number < len(cells) <= _WHOLE
            places = zip(row, twips, sides, strict=True)
            table.append(_row([_cell(style, text, width, side, keep) for text, width, side in places]))
        self._end.addprevious(table)
        self.paragraph("公文间隔", "")

    def begin_part(self, landscape: bool) -> None:
        """Begin a page, on landscape or portrait paper; page numbers run on."""
        if landscape == self.landscape:
            self.break_page()
            return
        last = self._end.getprevious()
        last.get_or_add_pPr().append(deepcopy(self._end))
        for reference in self._end.findall(qn("w:footerReference")):
            self._end.remove(reference)
        set_paper(self._end, landscape)
        self.landscape, self._new_page = landscape, False


def _side(column: int, texts: Sequence[str], numeric: Collection[int]) -> str:
    """Return the alignment of a column: numbers right, short words in the middle, sentences left."""
    if column in numeric:
        return "right"
    return "center" if all(len(text) <= _SHORT for text in texts) else "left"


def _table_properties(width: int) -> BaseOxmlElement:
    line = {"val": "single", "sz": 4, "space": 0, "color": "000000"}
    borders = node(
        "tblBorders", *(node(side, **line) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    )
    margins = node("tblCellMar", node("left", w=57, type="dxa"), node("right", w=57, type="dxa"))
    place = node("tblW", w=width, type="dxa"), node("jc", val="center")
    return node("tblPr", *place, borders, node("tblLayout", type="fixed"), margins)


def _row(cells: Sequence[BaseOxmlElement], *more: BaseOxmlElement) -> BaseOxmlElement:
    return node("tr", node("trPr", node("cantSplit"), node("trHeight", val=400, hRule="atLeast"), *more), *cells)


def _cell(style: str, text: str, width: int, side: str, keep: bool = False) -> BaseOxmlElement:
    properties = node("tcPr", node("tcW", w=width, type="dxa"), node("vAlign", val="center"))
    with_next = [node("keepNext")] if keep else []
    layout = node("pPr", node("pStyle", val=style), *with_next, node("jc", val=side))
    return node("tc", properties, node("p", layout, *runs(text)))
