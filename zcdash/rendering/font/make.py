"""Make the font that ships with the program: the characters of GB 2312, signs, and some characters of names.

Run by hand: `python zcdash/rendering/font/make.py NotoSansCJK-Regular.ttc`, with the file of Debian's fonts-noto-cjk.
fontTools comes with matplotlib.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "zcdash Sans SC"
OUT = Path(__file__).with_name("zcdash-sans-sc.otf")
# Not in GB 2312 of 1980, but in today's names of people and places, and in units.
_BEYOND = (
    "堃喆镕翀犇昇玥珺祎赟璟瑀烜珅瑢堉昳旸昉旻晞暐曈棽沄沚洺浛浡浥淏渼湉湲溦漷潏澔濛炘焜燚燊牂玏玙玚玠珣珮琀琎琤琯琲瑄"
    "瑆瑱璘璠祐祾禔禛翛翯翾苪荍虓衎褀訚譞谞赑軒釆锽颋飏骉龑㛃㬎䶮䲟垚奡妧妘姮媄嫕孖峣崟弢彧忞愔愷慜扆晅晙晢晫暕暚杕枟"
    "㎥²³•∙✕"
)


def characters() -> set[str]:
    """Return the Chinese characters of GB 2312, the signs of GBK, ASCII, and the characters of names above."""
    chosen = {chr(code) for code in range(0x20, 0x7F)} | set(_BEYOND)
    for first in range(0xA1, 0xF8):
        for second in range(0x40, 0xFF):
            # GBK widens GB 2312 by signs in its first rows (▼ among them) and by rare characters, which are left out.
            code = "gbk" if first < 0xAA else "gb2312"
            chosen.update(bytes((first, second)).decode(code, errors="ignore"))
    return {c for c in chosen - {"≒", "╳"} if c.isprintable() or c == "　"}


def subset(source: Path) -> TTFont:
    """Return the Simplified Chinese face of the collection with our characters only."""
    font = TTFont(source, fontNumber=2, recalcTimestamp=False)
    options = Options()
    options.desubroutinize, options.hinting, options.notdef_outline = True, False, True
    options.layout_features, options.name_IDs = [], ["*"]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    # The glyph of the box-drawing cross is replaced by the ✕ of 未报送, which the collection does not have.
    subsetter.populate(unicodes=[ord(c) for c in characters() | {"╳"}])
    subsetter.subset(font)
    return font


def draw_cross(font: TTFont) -> None:
    """Draw ✕ as large as ■ and ●, and show the bullet operator, which some documents print, as the middle dot."""
    glyph = font.getBestCmap()[ord("╳")]
    strings = font["CFF "].cff.topDictIndex[0].CharStrings
    pen = T2CharStringPen(None, None)
    middle, high, reach, half = 500, 380, 350, 105
    ring = [(half, 0), (reach, reach - half), (reach - half, reach), (0, half)]
    for turn in range(4):
        for n, (x, y) in enumerate(ring[:-1]):
            corner = [(x, y), (-y, x), (-x, -y), (y, -x)][turn]
            place = (middle + corner[0], high + corner[1])
            if turn == n == 0:
                pen.moveTo(place)
            else:
                pen.lineTo(place)
    pen.closePath()
    strings[glyph] = pen.getCharString(strings[glyph].private, strings[glyph].globalSubrs)
    font["hmtx"][glyph] = (1000, middle - reach)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.pop(ord("╳"), None)
            table.cmap |= {ord("✕"): glyph, ord("∙"): table.cmap[ord("·")]}


def rename(font: TTFont) -> None:
    """Name the font after the program, as the OFL demands of a changed font; keep copyright and licence."""
    version = font["name"].getDebugName(5)
    font["name"].names = [n for n in font["name"].names if n.nameID in (0, 13, 14) and n.platformID == 3]
    names = {
        1: FAMILY,
        2: "Regular",
        3: f"{FAMILY} Regular",
        4: FAMILY,
        6: FAMILY.replace(" ", "") + "-Regular",
        5: "Version 1.000",
        10: f"A subset of Noto Sans CJK SC, {version}, with one glyph drawn anew.",
    }
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames[0] = names[6]
    top = cff.topDictIndex[0]
    top.FullName = top.FamilyName = FAMILY
    for inner in top.FDArray:
        inner.FontName = names[6]


def main(source: Path) -> None:
    """Write the font; exit with a message if the source lacks a character."""
    font = subset(source)
    draw_cross(font)
    rename(font)
    missing = sorted(c for c in characters() if ord(c) not in font.getBestCmap())
    if missing:
        sys.exit(f"not in the source font: {''.join(missing)}")
    font.save(OUT)
    print(f"{OUT.name}: {len(font.getBestCmap())} characters, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
