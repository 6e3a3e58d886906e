"""Mutate a filled-in workbook: damaged archives, mangled XML, changed values, decompression bombs."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

Parts = dict[str, bytes]
MB = 1 << 20
BOOK, RELATIONS, STYLES, SHARED = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
)
TOKENS = (
    b"<c>",
    b"</c>",
    b'<c r="XFD1048576">',
    b"<row>",
    b'r="99999999999"',
    b't="s"',
    b't="e"',
    b"<v>",
    b"1e400",
    b"&",
    b"<",
    b"</sheetData>",
    b"<f>1</f>",
    b"<is><t>\xf0\x9f\x98\x80</t></is>",
    b"-0",
    b"NaN",
    b"\x00",
    b"\xff",
    b"&#0;",
    b"]]>",
    b"<!--",
)
TYPED = (
    "-1",
    "1e308",
    "9" * 400,
    "８％",
    "约3.5万",
    "=1+1",
    "已完成",
    "\u202e反",
    "#REF!",
    "2017-02-31",
    " ",
    "<b>",
    "真" * 5000,
    "0x1F",
)


def unpacked(data: bytes) -> Parts:
    """Return the parts of a workbook by name."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Parts, packing: int = ZIP_DEFLATED) -> bytes:
    """Return a workbook of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", packing, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _bytes_flipped(data: bytes, chance: Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20, 200))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _cut(data: bytes, chance: Random) -> bytes:
    at, length = chance.randrange(len(data)), chance.choice((0, 1, 100, len(data)))
    return data[:at] + data[at + length :] if length else data[:at] + data[at : at + 5000] + data[at:]


def _one(files: Parts, chance: Random) -> str:
    """Choose a part, more often an important one."""
    return chance.choice([n for n in files if n.endswith((".xml", ".rels"))] + _sheets(files) * 3 + [BOOK, STYLES])


def _sheets(files: Parts) -> list[str]:
    return sorted(n for n in files if n.startswith("xl/worksheets/sheet"))


def _xml_mangled(data: bytes, chance: Random) -> bytes:
    files = unpacked(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        part = _one(files, chance)
        xml = files[part]
        at, lost = chance.randrange(len(xml) + 1), chance.choice((0, 0, 1, 5, 60, 2000))
        files[part] = xml[:at] + chance.choice((b"", *TOKENS, xml[at : at + 300] * 2)) + xml[at + lost :]
    return packed(files, ZIP_STORED)


def _elements_mangled(data: bytes, chance: Random) -> bytes:
    """Change attributes and texts, drop, double or move elements; the XML stays well-formed."""
    files = unpacked(data)
    for _ in range(chance.choice((1, 2, 6))):
        part = _one(files, chance)
        pattern = chance.choice(
            (rb'="[^"<]*"', rb">[^<]+<", rb"<c [^>]*/>|<c .*?</c>", rb"<row .*?</row>", rb"<\w+ [^>]*/>")
        )
        found = list(re.finditer(pattern, files[part], re.DOTALL))
        if found:
            one, put = chance.choice(found), chance.choice((b"", chance.choice(found)[0], chance.choice(found)[0] * 2))
            files[part] = files[part][: one.start()] + put + files[part][one.end() :]
    return packed(files)


def _values_changed(data: bytes, chance: Random) -> bytes:
    """Change values in cells of the clerk; the result may often be filed."""
    files = unpacked(data)
    part = chance.choice(_sheets(files))
    cells = list(re.finditer(rb'<c r="([D-J]\d+)"([^>]*?)(/>|>.*?</c>)', files[part], re.DOTALL))
    for one in sorted(chance.sample(cells, min(len(cells), chance.choice((1, 1, 3)))), key=lambda m: -m.start()):
        style = b"".join(re.findall(rb' s="\d+"', one[2]))
        if chance.random() < 0.6:
            put = b'<c r="%s"%s><v>%s</v></c>' % (one[1], style, str(round(chance.uniform(0, 3000), 2)).encode())
        else:
            typed = chance.choice(TYPED).replace("&", "&amp;").replace("<", "&lt;").encode()
            put = b'<c r="%s"%s t="inlineStr"><is><t>%s</t></is></c>' % (one[1], style, typed)
        files[part] = files[part][: one.start()] + put + files[part][one.end() :]
    return packed(files)


def _part_dropped(data: bytes, chance: Random) -> bytes:
    files = unpacked(data)
    dropped = chance.choice(sorted(files))
    del files[dropped]
    return packed(files)


def _sheet_dropped(data: bytes, chance: Random) -> bytes:
    files = unpacked(data)
    named = list(re.finditer(rb"<sheet [^>]*/>", files[BOOK]))
    one = chance.choice(named)
    put = chance.choice((b"", one[0] * 2, re.sub(rb'name="[^"]*"', b'name="Sheet1"', one[0]), chance.choice(named)[0]))
    files[BOOK] = files[BOOK][: one.start()] + put + files[BOOK][one.end() :]
    return packed(files)


def _parts_swapped(data: bytes, chance: Random) -> bytes:
    files = unpacked(data)
    one, other = chance.sample(sorted(files), 2)
    files[one], files[other] = files[other], files[one]
    return packed(files)


def _in_sheet(data: bytes, chance: Random, rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    files = unpacked(data)
    part = chance.choice(_sheets(files))
    head, found, tail = files[part].rpartition(b"</sheetData>")
    start, opening, more = head.partition(b"<sheetData>")
    return packed(files | {part: start + before + opening + more + rows + found + after + tail})


def _zip_bomb(data: bytes, chance: Random) -> bytes:
    files, size = unpacked(data), chance.choice((70, 90, 300)) * MB
    name = chance.choice(("xl/media/a.bin", "xl/a.xml", SHARED, chance.choice(_sheets(files))))
    return packed(files | {name: chance.choice((b" " * 4, b"\0" * 4, b"<a/>")) * (size // 4)})


def _entities(data: bytes, chance: Random) -> bytes:
    files = unpacked(data)
    part = _one(files, chance)
    laughs = b'<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    outside = chance.choice(
        (laughs, b'<!ENTITY a9 SYSTEM "file:///etc/passwd">', b'<!ENTITY % a9 SYSTEM "http://127.0.0.1:9/">')
    )
    xml = re.sub(rb"<\?xml.*?\?>", b"", files[part])
    if chance.random() < 0.5:
        xml = re.sub(rb">[^<]+<", b">&a9;<", xml, count=1)
    return packed(files | {part: b"<!DOCTYPE x [" + outside + b"]>" + xml})


def _columns(data: bytes, chance: Random) -> bytes:
    """Claim a hundred thousand columns."""
    return _in_sheet(
        data,
        chance,
        chance.choice(
            (
                b'<row r="900">' + b"<c/>" * 100_000 + b"</row>",
                b'<row r="900"><c r="EQXD900"><v>1</v></c></row>',
                b'<row r="900"><c r="XFD900"><v>1</v></c></row>',
                b'<row r="900">' + b"<c><v>1</v></c>" * 100_000 + b"</row>",
            )
        ),
    )


def _lying(data: bytes, chance: Random) -> bytes:
    files = unpacked(data)
    said = chance.choice((b"A1:XFD1048576", b"A1", b"XFD1048576:A1", b"ZZZZ9", b"", b"A1:A99999999999"))
    for part in _sheets(files):
        files[part] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % said, files[part])
    return packed(files)


def _far(data: bytes, chance: Random) -> bytes:
    """Put cells far from the others, so that the sheet between them is large."""
    places = (1_048_576, b"A"), (200_000, b"J"), (200_000, b"K"), (10_000, b"GR"), (10_001, b"GR"), (9_999, b"IV")
    row, column = chance.choice(places)
    return _in_sheet(data, chance, b'<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (row, column, row))


def _shared_text(data: bytes, chance: Random) -> bytes:
    """Let many cells share one long text."""
    files, part = unpacked(data), _sheets(unpacked(data))[0]
    long, cells = chance.choice(((120_000, 400), (120_000, 20_000), (30 * MB, 200), (1_000, 1_000_000), (90, 900_000)))
    rows = b"".join(b"<row>" + b'<c t="s"><v>0</v></c>' * 100 + b"</row>" for _ in range(cells // 100))
    relation = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/sharedStrings"/></Relationships>'
    )
    return packed(
        files
        | {
            SHARED: b"<sst><si><t>" + b"a" * long + "😀".encode() + b"</t></si></sst>",
            RELATIONS: files[RELATIONS].replace(b"</Relationships>", relation),
            part: re.sub(
                rb"(?s)<sheetData>.*</sheetData>", lambda _: b"<sheetData>" + rows + b"</sheetData>", files[part]
            ),
        }
    )


def _flood(data: bytes, chance: Random) -> bytes:
    """Repeat something small very often, or make something small very large."""
    number = chance.choice((300_000, 3_000_000))
    rows, before, after = chance.choice(
        (
            (b'<row r="900">' + b'<c r="A900"/>' * number + b"</row>", b"", b""),
            (b"<row/>" * number, b"", b""),
            (b'<row r="900"><c>' + b"<v/>" * number + b"</c></row>", b"", b""),
            (b"", b"<cols>" + b'<col min="1"/>' * number + b"</cols>", b""),
            (b"", b"", b"<a>" * number),
            (b"<!--" + b"-a" * 9 * MB + b"-->", b"", b""),
            (b"", b"", b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * (number // 10) + b"</mergeCells>"),
            (
                b"",
                b"",
                b"<dataValidations>"
                + b'<dataValidation sqref="A1:XFD1048576"/>' * (number // 10)
                + b"</dataValidations>",
            ),
            (b'<row r="900"><c ' + b" ".join(b'a%d=""' % n for n in range(number)) + b"/></row>", b"", b""),
            (b'<row r="900"><c t="str"><v>' + b"a" * 20 * MB + b"</v></c></row>", b"", b""),
            (b"".join(b"<row>" + b"<c><f>1</f></c>" * 100 + b"</row>" for _ in range(number // 300)), b"", b""),
            (b"".join(b"<row>" + b"<c><v>7</v></c>" * 100 + b"</row>" for _ in range(number // 300)), b"", b""),
        )
    )
    return _in_sheet(data, chance, rows, before, after)


def _tree_flood(data: bytes, chance: Random) -> bytes:
    files, number = unpacked(data), chance.choice((50_000, 600_000))
    part, end, put = chance.choice(
        (
            (STYLES, b"</cellXfs>", b'<xf numFmtId="9"/>'),
            (BOOK, b"</sheets>", b"<sheet/>"),
            (RELATIONS, b"</Relationships>", b'<R Id="a"/>'),
        )
    )
    return packed(files | {part: files[part].replace(end, put * number + end)})


COMMON: tuple[tuple[Callable[[bytes, Random], bytes], int], ...] = (
    (_bytes_flipped, 36),
    (_cut, 12),
    (_xml_mangled, 40),
    (_elements_mangled, 32),
    (_values_changed, 20),
    (_part_dropped, 10),
    (_sheet_dropped, 10),
    (_parts_swapped, 6),
    (_entities, 6),
    (_lying, 6),
    (_columns, 3),
    (_far, 3),
    (_zip_bomb, 2),
    (_shared_text, 2),
    (_flood, 3),
    (_tree_flood, 2),
)


def mutant(number: int, seed: int, bases: list[bytes]) -> tuple[str, bytes]:
    """Return (kind of mutation, mutated workbook), always the same for a number and a seed."""
    chance = Random(f"{seed}-{number}")
    spoil = chance.choices([kind for kind, _ in COMMON], [weight for _, weight in COMMON])[0]
    return spoil.__name__.strip("_").replace("_", " "), spoil(chance.choice(bases), chance)
