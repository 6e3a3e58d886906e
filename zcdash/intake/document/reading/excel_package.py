"""Workbook package made anew from the scanned parts of an uploaded one, with merges kept apart.

openpyxl gets cells, styles and shared texts only: no drawings, links, tables, names, or merges, which it would apply by
dropping what they cover.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_STORED, ZipFile

from openpyxl.utils.cell import range_boundaries

from zcdash.errors import UnreadableDocument
from zcdash.intake import xlsx_scan
from zcdash.intake.document.reading.packages import MAX_CELLS, TOO_BIG, Package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MERGE = re.compile(
    rb"""<(?:[a-z]{1,9}:)?mergeCell\s[^<>]{0,99}ref=["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']"""
)
_FIELD = re.compile(r'&(?:"[^"]{0,200}"|[0-9]{1,4}|K[0-9A-F]{6}|.)')
_PAGE_NUMBER = " \t\n-—－–0123456789第页共/"
_DROPPED = (
    b"mergeCells", b"drawing", b"legacyDrawing", b"legacyDrawingHF", b"picture", b"tableParts", b"extLst", b"hyperlinks",
    b"conditionalFormatting", b"dataValidations", b"controls", b"oleObjects", b"customSheetViews", b"sheetViews",
    b"pageSetup", b"protectedRanges", b"scenarios", b"webPublishItems", b"autoFilter", b"rowBreaks", b"colBreaks",
)  # fmt: skip
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
Bounds = tuple[int, int, int, int]
"""First column, first row, last column and last row."""


@dataclass(slots=True, kw_only=True)
class SheetPart:
    """A visible sheet: its name, its merges, and the cells that are formulas."""

    name: str
    merges: list[Bounds]
    formulas: set[tuple[int, int]]
    header: str
    comments: list[tuple[int, int, str]]
    """Row, column and text of the comments on its cells."""


@dataclass(slots=True)
class Repacked:
    """Workbook for openpyxl, and what was left out of it."""

    data: bytes = b""
    sheets: list[SheetPart] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)


def repack(package: Package) -> Repacked:
    """Return a workbook of the visible sheets only. Raises UnreadableDocument where it is too full."""
    parts = package.parts
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    targets = {r.get("Id"): r.attrib for r in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    found = Repacked()
    bodies: list[bytes] = []
    cells = 0
    for sheet in book.findall("{*}sheets/{*}sheet"):
        name = sheet.get("name", "")
        relation = targets[next(value for key, value in sheet.items() if key.endswith("}id"))]
        if not relation["Type"].endswith("/worksheet"):
            found.charts.append(name)
        elif sheet.get("state", "visible") != "visible":
            found.hidden.append(name)
        else:
            xml = parts[_part_name(relation)]
            scan = _scan(xml)
            cells += scan.filled
            if cells > MAX_CELLS:
                raise UnreadableDocument(*TOO_BIG)
            found.sheets.append(_sheet_part(name, xml, scan, _comments(parts, _part_name(relation))))
            bodies.append(without(xml, _DROPPED))
    if not found.sheets:
        raise UnreadableDocument(
            "工作簿里没有看得见的工作表。", "请取消隐藏，把任务分解表所在的工作表显示出来，另存后再上传。"
        )
    properties = book.find("{*}workbookPr")
    from_1904 = properties is not None and properties.get("date1904", "0") in ("1", "true")
    others = {
        kind: parts[_part_name(relation)]
        for relation in targets.values()
        if (kind := relation["Type"].rpartition("/")[2]) in ("styles", "sharedStrings")
        and _part_name(relation) in parts
    }
    found.data = _write(found.sheets, bodies, others, from_1904=from_1904)
    return found


def _sheet_part(name: str, xml: bytes, scan: xlsx_scan.Scan, comments: Iterator[tuple[int, int, str]]) -> SheetPart:
    return SheetPart(
        name=name,
        merges=_merges(xml),
        formulas=set(scan.formulas),
        header=_header(xml),
        comments=list(comments),
    )


def _part_name(relation: dict[str, str]) -> str:
    return posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/").lower()


def _scan(xml: bytes) -> xlsx_scan.Scan:
    try:
        return xlsx_scan.scan(xml, set())
    except (xlsx_scan.SheetTooWide, xlsx_scan.SheetTooFull) as error:
        raise UnreadableDocument(*TOO_BIG) from error


def _merges(xml: bytes) -> list[Bounds]:
    """Return the merged areas, each at most as large as a sheet that is read."""
    found: list[Bounds] = []
    for match in _MERGE.finditer(xml):
        first_column, first_row, last_column, last_row = range_boundaries(match[1].decode())
        found.append((first_column, first_row, last_column, last_row))
        if len(found) > MAX_CELLS:
            raise UnreadableDocument(*TOO_BIG)
    return found


def _header(xml: bytes) -> str:
    """Return the texts of a sheet's page header and footer."""
    start = xml.find(b"<headerFooter")
    end = xml.find(b"</headerFooter>", start)
    if start < 0 or end < 0:
        return ""
    text = ElementTree.fromstring(xml[start:end].decode() + "</headerFooter>")
    return " ".join(_FIELD.sub("", each.text or "") for each in text).strip(_PAGE_NUMBER)


def _comments(parts: dict[str, bytes], sheet: str) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and text of the comments of a sheet."""
    folder, name = posixpath.split(sheet)
    relations = parts.get(f"{folder}/_rels/{name}.rels")
    for relation in ElementTree.fromstring(relations) if relations else ():
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/").lower()
        if not relation.get("Type", "").endswith("/comments") or target not in parts:
            continue
        for comment in ElementTree.fromstring(parts[target]).iter(f"{{{_MAIN}}}comment"):
            text = "".join(each.text or "" for each in comment.iter(f"{{{_MAIN}}}t"))
            column, row, _, _ = range_boundaries(comment.get("ref", "A1"))
            yield row, column, text.replace("\r\n", "\n")


def without(xml: bytes, names: tuple[bytes, ...]) -> bytes:
    """Return a part without these elements, wherever they stand."""
    for name in names:
        pieces: list[bytes] = []
        at = 0
        while (start := xml.find(b"<" + name, at)) >= 0:
            stop = xml.find(b">", start)
            if xml[start + len(name) + 1 : start + len(name) + 2] not in (b" ", b">", b"/") or stop < 0:
                pieces.append(xml[at : start + 1])
                at = start + 1
                continue
            if xml[stop - 1 : stop] != b"/":
                closing = xml.find(b"</" + name + b">", stop)
                stop = closing + len(name) + 2 if closing >= 0 else stop
            pieces.append(xml[at:start])
            at = stop + 1
        xml = b"".join(pieces) + xml[at:]
    return xml


def _write(sheets: list[SheetPart], bodies: list[bytes], others: dict[str, bytes], *, from_1904: bool) -> bytes:
    """Return a package of these sheets, with the styles and shared texts of the old one."""
    relations, overrides, listed = [], [("xl/workbook.xml", f"{_CONTENT}.sheet.main+xml")], []
    for number, sheet in enumerate(sheets, 1):
        relations.append(_relation(f"s{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        overrides.append((f"xl/worksheets/sheet{number}.xml", f"{_CONTENT}.worksheet+xml"))
        listed.append(f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="s{number}"/>')
    for kind in others:
        relations.append(_relation(kind, kind, f"{kind}.xml"))
        overrides.append((f"xl/{kind}.xml", f"{_CONTENT}.{kind}+xml"))
    types = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides)
    default = f'<Default Extension="rels" ContentType="{_PACKAGE_TYPE}"/>'
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{default}{types}</Types>',
        "_rels/.rels": _relations([_relation("b", "officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _relations(relations),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f'<workbookPr date1904="{int(from_1904)}"/><sheets>{"".join(listed)}</sheets></workbook>',
    }
    contents |= {f"xl/{kind}.xml": xml for kind, xml in others.items()}
    contents |= {f"xl/worksheets/sheet{number}.xml": body for number, body in enumerate(bodies, 1)}
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return written.getvalue()


def _relation(identifier: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identifier}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _relations(relations: list[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'
