"""Word files, workbooks and text files of the sample documents, the same bytes each time."""

import io
import re
import zipfile

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

_WHEN = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_NUMBERING = """<w:abstractNum {ns} w:abstractNumId="{id}">{levels}</w:abstractNum>"""
_LEVEL = (
    '<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    '<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
)


def stable(data: bytes) -> bytes:
    """Return a package with the same dates in it each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _WHEN.sub(b"2017-01-25T00:00:00", content)
            new.writestr(zipfile.ZipInfo(name, (2017, 1, 25, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def saved(document) -> bytes:
    """Return a python-docx document or an openpyxl workbook as a file."""
    out = io.BytesIO()
    document.save(out)
    return stable(out.getvalue())


def black(run) -> None:
    """Set a run in 黑体 by its East-Asian font."""
    run.font.name = "SimHei"
    run._r.rPr.rFonts.set(qn("w:eastAsia"), "黑体")


def lead_style(document):
    """Return a character style in 黑体 that is based on another: the look is inherited."""
    base = document.styles.add_style("牵头基础", 2)
    base.element.get_or_add_rPr().append(parse_xml(f'<w:rFonts {nsdecls("w")} w:eastAsia="黑体"/>'))
    style = document.styles.add_style("牵头", 2)
    style.base_style = base
    return style


def numbered(document, levels: list[tuple[str, str]]) -> str:
    """Add an automatic numbering (format, text of each level) and return its id."""
    numbering = document.part.numbering_part.element
    identifier = str(90 + len(numbering.findall(qn("w:abstractNum"))))
    made = "".join(_LEVEL.format(level=n, form=form, text=text) for n, (form, text) in enumerate(levels))
    abstract = parse_xml(_NUMBERING.format(ns=nsdecls("w"), id=identifier, levels=made))
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{identifier}"><w:abstractNumId w:val="{identifier}"/></w:num>')
    )
    return identifier


def number_paragraph(paragraph, identifier: str, level: int) -> None:
    """Give a paragraph the next automatic number of a level."""
    properties = paragraph._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", str(level)), ("w:numId", identifier)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        number.append(child)
    properties.append(number)


def word(*paragraphs: str):
    """Return a Word document, its pages across, that begins with these paragraphs."""
    document = Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def word_table(document, rows: list[list[str]], *, size: int = 0):
    """Add a table with borders; cells may be filled further. Returns table and cells: `row.cells` is slow."""
    table = document.add_table(rows=len(rows), cols=size or max(map(len, rows)))
    table.style = "Table Grid"
    grid = [list(row.cells) for row in table.rows]
    for cells, texts in zip(grid, rows, strict=True):
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
    return table, grid


def rich(parts: list[tuple[str, str]]):
    """Return a cell's text with runs: (text, look), look being bold, black or empty."""
    fonts = {"bold": InlineFont(b=True), "black": InlineFont(rFont="黑体", charset=134)}
    blocks = [TextBlock(fonts[look], text) if look else text for text, look in parts]
    return CellRichText(blocks) if any(look for _, look in parts) else "".join(text for text, _ in parts)


def workbook(title: str):
    """Return a workbook and its one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    return book, sheet


def merged_row(sheet, row: int, text: str, columns: int) -> None:
    """Write a text into a row that is merged over all columns."""
    sheet.cell(row, 1, text)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def pdf(*pages: list) -> bytes:
    """Return a PDF of 10-point characters, each as wide as high. A line is {x: text} or {x: (text, font)}; a number is a space
    of so many points, a list of (x0, x1) are ruling lines; a tuple (x, height) is one downwards."""
    fonts: list[str] = ["STSong"]
    streams = []
    for page in pages:
        y, drawn = 800.0, []
        for line in page:
            if isinstance(line, dict):
                y -= 14
                for x, said in line.items():
                    text, font = said if isinstance(said, tuple) else (said, fonts[0])
                    fonts += [font] if font not in fonts else []
                    code = text.encode("utf-16-be").hex()
                    drawn.append(f"BT /F{fonts.index(font)} 10 Tf {x} {y} Td <{code}> Tj ET")
            elif isinstance(line, list):
                drawn += [f"{x0} {y - 3} m {x1} {y - 3} l S" for x0, x1 in line]
            elif isinstance(line, tuple):
                drawn.append(f"{line[0]} {y - 3} m {line[0]} {y - 3 - line[1]} l S")
            else:
                y -= line
        streams.append("\n".join(drawn))
    return _pdf_file(streams, fonts)


def _pdf_file(streams: list[str], fonts: list[str]) -> bytes:
    first = 3 + len(fonts)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(streams)))
    named = " ".join(f"/F{n} {3 + n} 0 R" for n in range(len(fonts)))
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(streams)}/Kids[{kids}]>>"]
    for font in fonts:
        system = "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        about = (
            f"/FontDescriptor<</Type/FontDescriptor/FontName/{font}/Ascent 880/Descent -120/FontBBox[0 -120 1000 880]>>"
        )
        inner = f"<</Type/Font/Subtype/CIDFontType0/BaseFont/{font}{system}{about}>>"
        bodies.append(f"<</Type/Font/Subtype/Type0/BaseFont/{font}/Encoding/UniGB-UCS2-H/DescendantFonts[{inner}]>>")
    for number, stream in enumerate(streams):
        box = f"/MediaBox[0 0 595 842]/Resources<</Font<<{named}>>>>"
        bodies.append(f"<</Type/Page/Parent 2 0 R{box}/Contents {first + 2 * number + 1} 0 R>>")
        bodies.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(bodies) + 1
    end = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("latin-1")
