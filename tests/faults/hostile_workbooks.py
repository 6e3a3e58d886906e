"""Workbooks made to cost memory or time: `CASES`, each a change to a filled-in return."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SHEET, BOOK, RELATIONS = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, TYPES, SHARED = "xl/styles.xml", "[Content_Types].xml", "xl/sharedStrings.xml"
SHEET_RELATIONS = "xl/worksheets/_rels/sheet2.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Parts = dict[str, bytes]
CASES: dict[str, Callable[[bytes], bytes]] = {}


def unpacked(data: bytes) -> Parts:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def case(name: str, change: Callable[[Parts], None]) -> None:
    """Add a case that changes parts of the package."""

    def make(data: bytes) -> bytes:
        parts = unpacked(data)
        change(parts)
        return packed(parts)

    CASES[name] = make


def instead(name: str, part: str, old: bytes, new: bytes) -> None:
    """Add a case that puts other bytes for the first of some in a part."""

    def change(parts: Parts) -> None:
        assert old in parts[part], (name, old)
        parts[part] = parts[part].replace(old, new, 1)

    case(name, change)


def after_cells(name: str, xml: bytes) -> None:
    instead(name, SHEET, b"</sheetData>", b"</sheetData>" + xml)


def cells(name: str, xml: bytes) -> None:
    """Add a case with more rows at the end of the sheet."""
    instead(name, SHEET, b"</sheetData>", xml + b"</sheetData>")


def attributes(name: str, text: bytes) -> None:
    cells(name, b'<row r="900"><c r="A900" x="' + text + b'"><v >0</v></c></row>')


def part(name: str, path: str, content: bytes) -> None:
    case(name, lambda parts: parts.update({path: content}))


def number_format(name: str, code: bytes) -> None:
    instead(
        name,
        STYLES,
        b"<cellXfs",
        b'<numFmts count="1"><numFmt numFmtId="199" formatCode="' + code + b'"/></numFmts><cellXfs',
    )


def many(template: bytes, number: int) -> bytes:
    return b"".join(template.replace(b"%d", b"%d" % n) for n in range(1, number + 1))


def inline(text: bytes, number: int) -> bytes:
    """Return rows of one inline text each."""
    return many(b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>' + text + b"</t></is></c></row>", number)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(side: int) -> bytes:
    """Return a PNG of one bit a pixel that claims a huge size."""
    rows = zlib.compress(bytes(side * (side // 8 + 1)), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def tiff(side: int) -> bytes:
    """Return the head of a TIFF of so many rows and columns."""
    tags = [
        (256, side),
        (257, side),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 3),
        (278, side),
        (279, 3 * side * side),
    ]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)


def shared(name: str, strings: bytes, references: bytes) -> None:
    def change(parts: Parts) -> None:
        parts[SHARED] = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + strings + b"</sst>"
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", references + b"</sheetData>")

    case(name, change)


def archive_case(name: str, make: Callable[[bytes], bytes]) -> None:
    CASES[name] = make


def doubled(data: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in unpacked(data).items():
            archive.writestr(ZipInfo(name), content)
        archive.writestr("xl/worksheets/sheetX.xml", b"<worksheet/>")
    return out.getvalue().replace(b"xl/worksheets/sheetX.xml", SHEET.encode())


def bomb(size: int) -> bytes:
    """Return a package whose one part unpacks to so many bytes."""
    return packed({"xl/media/image1.bin": bytes(size)})


after_cells("merge of A1:GR200000", b'<mergeCells><mergeCell ref="A1:GR200000"/></mergeCells>')
after_cells("merge of A10:ZZ2000", b'<mergeCells><mergeCell ref="A10:ZZ2000"/></mergeCells>')
after_cells("50,000 merges", b"<mergeCells>" + many(b'<mergeCell ref="A%d:B%d"/>', 50_000) + b"</mergeCells>")
after_cells("hyperlink over A1:GR200000", b'<hyperlinks><hyperlink ref="A1:GR200000" location="x"/></hyperlinks>')
after_cells(
    "60,000 hyperlinks", b"<hyperlinks>" + many(b'<hyperlink ref="A%d" location="B%d"/>', 60_000) + b"</hyperlinks>"
)
RULE = b'<cfRule type="expression" priority="%d"><formula>A1</formula></cfRule>'
after_cells(
    "20,000 conditional formats",
    many(b'<conditionalFormatting sqref="A%d">' + RULE + b"</conditionalFormatting>", 20_000),
)
after_cells(
    "a conditional format of 50,000 rules",
    b'<conditionalFormatting sqref="A1:Z9">' + many(RULE, 50_000) + b"</conditionalFormatting>",
)
after_cells(
    "20,000 data validations",
    b"<dataValidations>" + many(b'<dataValidation sqref="A%d:Z%d"/>', 20_000) + b"</dataValidations>",
)
after_cells(
    "a data validation of 100,000 ranges",
    b'<dataValidations><dataValidation sqref="' + many(b"A%d:B%d ", 100_000) + b'"/></dataValidations>',
)
after_cells(
    "a filter of 50,000 values",
    b'<autoFilter ref="A1:Z9"><filterColumn colId="0"><filters>'
    + many(b'<filter val="%d"/>', 50_000)
    + b"</filters></filterColumn></autoFilter>",
)
after_cells(
    "50,000 protected ranges",
    b"<protectedRanges>" + many(b'<protectedRange name="a%d" sqref="A%d"/>', 50_000) + b"</protectedRanges>",
)
after_cells("nesting of 10,000 after the cells", b"<extLst>" * 10_000 + b"</extLst>" * 10_000)
after_cells("nesting of 200,000 after the cells", b"<a>" * 200_000 + b"</a>" * 200_000)
number_format("number format of 100,000 [", b"[" * 100_000)
number_format("number format of 100,001 quotation marks", b"&quot;" * 100_001)
number_format("number format of 100,000 backslashes", b"\\" * 100_000)
number_format("number format of 100,000 [ and quotation marks", b"[&quot;" * 100_000)
attributes('an attribute of 20,000 × t="s"', b" t='s'" * 20_000)
attributes("an attribute of 120,000 blanks", b" " * 120_000)
attributes("an attribute of 20,000 × <c r=", b"&lt;c r=" * 15_000)
cells("1,200 texts of 32,767 letters", inline(b"x" * 32_767, 1_200))
cells("a text of 200,000 letters", inline(b"x" * 200_000, 1))
cells(
    "100,000 rows of one text, in any order",
    b"".join(inline(b"x", 100_000).split(b"\n")[::-1]).replace(b'r="1"', b'r="99"'),
)
cells(
    "rows from the last to the first",
    b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(60_000, 0, -1)),
)
cells("one cell 200,000 times", b'<row r="99">' + b'<c r="A99"><v>1</v></c>' * 200_000 + b"</row>")
cells("a cell in the last row", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
cells("a cell in the last column", b'<row r="99"><c r="XFD99"><v>1</v></c></row>')
cells("3,000,000 empty elements", b'<row r="99">' + b"<x/>" * 3_000_000 + b"</row>")
cells("500,000 styled empty cells", b'<row r="99">' + b'<c r="A99" s="1"/>' * 500_000 + b"</row>")
cells(
    "400,000 formulas",
    many(b'<row r="%d"><c r="A%d"><f>1+1</f></c></row>', 400_000 // 4)
    + b'<row r="190000">'
    + b"<c><f>1</f></c>" * 190
    + b"</row>",
)
cells(
    "a shared formula over the sheet",
    b'<row r="99"><c r="A99"><f t="shared" si="0" ref="A1:XFD1048576">A1</f></c></row>',
)
cells("a number of 100,000 digits", b'<row r="99"><c r="A99"><v>' + b"9" * 100_000 + b"</v></c></row>")
cells(
    "numbers beyond every range",
    b'<row r="99"><c r="A99"><v>1e999999999</v></c><c r="B99" t="d"><v>99999-99-99</v></c></row>',
)
cells("errors nobody knows", many(b'<row r="%d"><c r="A%d" t="e"><v>#X%d!</v></c></row>', 50_000))
cells("a comment of 4 MB in the XML", b"<!--" + b"x" * (4 << 20) + b"-->")
cells("100,000 processing instructions", b"<?a b?>" * 100_000)
cells(
    "100,000 sections of CDATA",
    b'<row r="99"><c r="A99" t="inlineStr"><is><t>' + b"<![CDATA[<]]>" * 100_000 + b"</t></is></c></row>",
)
cells("20,000 namespaces", b'<row r="99" ' + many(b'xmlns:a%d="b%d" ', 20_000) + b"/>")
instead(
    "100,000 columns",
    SHEET,
    b"<sheetData>",
    b"<cols>" + many(b'<col min="%d" max="%d" width="9"/>', 100_000) + b"</cols><sheetData>",
)
shared(
    "a text of 30,000 letters in 100,000 cells",
    b"<si><t>" + b"x" * 30_000 + b"</t></si>",
    many(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>', 100_000),
)
shared(
    "500,000 shared texts",
    many(b"<si><t>text %d</t></si>", 500_000),
    many(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>', 100_000),
)
shared(
    "a shared text of 100,000 runs",
    b"<si>" + b"<r><t>x</t></r>" * 100_000 + b"</si>",
    b'<row r="99"><c r="A99" t="s"><v>0</v></c></row>',
)
instead(
    "60,000 names",
    BOOK,
    b"</sheets>",
    b"</sheets><definedNames>" + many(b'<definedName name="n%d">A%d</definedName>', 60_000) + b"</definedNames>",
)
instead(
    "10,000 sheets", BOOK, b"</sheets>", many(b'<sheet name="s%d" sheetId="1%d" r:id="rId1"/>', 10_000) + b"</sheets>"
)
instead(
    "45,000 styles",
    STYLES,
    b"</cellXfs>",
    b'<xf numFmtId="9" fontId="0" fillId="0" borderId="0"/>' * 45_000 + b"</cellXfs>",
)
instead("45,000 fonts", STYLES, b"</fonts>", b'<font><sz val="11"/></font>' * 45_000 + b"</fonts>")
instead("a workbook that is its own sheet", RELATIONS, b"worksheets/sheet2.xml", b"workbook.xml")
instead(
    "content types nested 50,000 deep", TYPES, b"</Types>", b"<Default>" * 50_000 + b"</Default>" * 50_000 + b"</Types>"
)
instead(
    "40,000 content types",
    TYPES,
    b"</Types>",
    many(b'<Override PartName="/a%d" ContentType="b"/>', 40_000) + b"</Types>",
)
part(
    "51,000 comments",
    "xl/comments1.xml",
    b"<comments><commentList>"
    + many(b'<comment ref="A%d"><text><t>x</t></text></comment>', 51_000)
    + b"</commentList></comments>",
)
part("a TIFF of 12,000 × 12,000", "xl/media/image1.tiff", tiff(12_000))
part("a PNG of 30,000 × 30,000", "xl/media/image1.png", png(30_000))
part("a picture in .webp", "xl/media/image1.webp", b"RIFF\xff\xff\xff\x7fWEBPVP8 " + bytes(5_000))
part(
    "an external link",
    "xl/externalLinks/externalLink1.xml",
    b'<externalLink><externalBook r:id="rId1"/></externalLink>' * 40_000,
)
part("a macro", "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(50_000))
part(
    "slicers and pivot caches",
    "xl/slicers/slicer1.xml",
    b"<slicers>" + many(b'<slicer name="s%d" cache="c%d"/>', 80_000) + b"</slicers>",
)
part("an archive inside an archive inside", "xl/embeddings/a.xlsx", packed({"b.xlsx": bomb(60 << 20)}))
archive_case(
    "a part of 400 MB in 400 kB", lambda data: packed(unpacked(data) | {"xl/media/image1.xml": bytes(400 << 20)})
)
archive_case("an archive cut in the middle", lambda data: data[: len(data) // 2])
archive_case("a part that is there twice", doubled)
archive_case("3,000 parts", lambda data: packed(unpacked(data) | {f"xl/media/{n}.bin": b"x" for n in range(3_000)}))
instead(
    "entities that multiply",
    SHEET,
    b"<sheetData>",
    b'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;">]><sheetData>',
)
case(
    "a sheet in UTF-16",
    lambda parts: parts.update({SHEET: parts[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")}),
)
case(
    "a sheet that claims UTF-7",
    lambda parts: parts.update(
        {SHEET: b'<?xml version="1.0" encoding="UTF-7"?>' + parts[SHEET].partition(b"?>")[2] or parts[SHEET]}
    ),
)
