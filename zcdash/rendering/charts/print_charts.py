"""Charts for print as PNG, by matplotlib: legible in black and white, in a font of our own, as a server may have no Chinese one.

pyplot is not used: it shares state between threads. The same values give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle

from zcdash.domain.assessment import DISPLAY_ORDER
from zcdash.domain.rate import rate_of_counts
from zcdash.domain.rounding import percentage
from zcdash.domain.terms import Light
from zcdash.rendering.formatting import amount
from zcdash.rendering.palette import MARKS, mark_text

FONT = Path(__file__).parents[1] / "font" / "zcdash-sans-sc.otf"
WIDTH_MM, DPI = 150, 300
_INCH = 25.4
_TEXT, _SMALL = 9.0, 7.5
"""Type sizes in points; all other lengths are in millimetres."""
_LINE, _ROW, _BAR, _GAP = 4.4, 7.5, 5.0, 2.0
_NAMES_WIDTH = 44.0
_NOTES_WIDTH = 46.0
_LONGEST = 1.6
"""Bars of planned against actual end at 160 %: beyond it only the number matters."""
_CLOSING = frozenset("，。、；：！？）》”〕")
# Geta, the sign that Chinese and Japanese print uses for a missing character.
_MISSING_GLYPH = "〓"
_HATCH = {
    Light.AHEAD: "////",
    Light.ON_TRACK: "",
    Light.LATE_DONE: "....",
    Light.SLIPPING: "\\\\\\\\",
    Light.BEHIND: "xxxx",
    Light.MISSING: "++++",
    Light.RETURNED: "oo",
    Light.IN_REVIEW: "**",
    Light.UNDETERMINED: "---",
    Light.PENDING: "|||",
    Light.NONE: "",
}
Achieved = tuple[str, float | None, float | None, str, Light]
"""(name, planned, actual, unit, light)."""


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(FT2Font(str(FONT)).get_charmap())


def drawable(text: str) -> str:
    """Return the text on one line, with 〓 for characters that the font lacks."""
    line = " ".join(str(text).split())
    return "".join(c if ord(c) in _glyphs() else _MISSING_GLYPH for c in line if c.isprintable())


def _width(text: str, size: float) -> float:
    """Return the width of a text in mm; Latin letters and digits of this font are a little wider than half a character."""
    return sum(0.57 if ord(c) < 0x2000 else 1 for c in text) * size / 72 * _INCH


def _wrapped(text: str, size: float, room: float) -> list[str]:
    """Return the text in lines that fit, each with room for a closing mark at its end."""
    lines = []
    line = ""
    for character in drawable(text):
        if line and _width(line + character, size) > room - (0 if character in _CLOSING else size / 72 * _INCH):
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


class _Drawing:
    """A white picture, measured in millimetres from its upper left corner."""

    def __init__(self, height: float) -> None:
        self._figure = Figure(figsize=(WIDTH_MM / _INCH, height / _INCH), dpi=DPI, facecolor="white")
        self._canvas = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set(xlim=(0, WIDTH_MM), ylim=(height, 0), autoscale_on=False)

    def write(
        self, x: float, y: float, text: str, size: float = _TEXT, side: str = "left", boxed: bool = False
    ) -> None:
        """Write a text around the height `y`; `boxed` puts it on white."""
        box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"} if boxed else None
        self._axes.text(
            x,
            y,
            text,
            ha=side,
            va="center",
            color="black",
            bbox=box,
            parse_math=False,
            usetex=False,
            fontproperties=FontProperties(fname=str(FONT), size=size),
        )

    def lines(self, x: float, y: float, lines: Sequence[str], size: float, side: str = "left") -> None:
        """Write lines around the height `y`."""
        step = size / 72 * _INCH * 1.3
        for number, line in enumerate(lines):
            self.write(x, y + (number - (len(lines) - 1) / 2) * step, line, size, side)

    def bar(self, x: float, y: float, length: float, light: Light, height: float = _BAR) -> None:
        """Draw a bar around the height `y`; its pattern is white on a dark colour, black on a light one."""
        colour = MARKS[light].colour
        dark = sum(w * c for w, c in zip((0.3, 0.59, 0.11), to_rgb(colour), strict=True)) < 0.55
        corner = x, y - height / 2
        edge = "white" if dark else "black"
        inner = Rectangle(corner, length, height, facecolor=colour, edgecolor=edge, linewidth=0, hatch=_HATCH[light])
        inner.set_hatch_linewidth(0.7)
        self._axes.add_patch(inner)
        self._axes.add_patch(Rectangle(corner, length, height, fill=False, edgecolor="black", linewidth=0.6))

    def label(self, x: float, y: float, room: float, *choices: str) -> bool:
        """Write the first of the choices that fits, on white; return False where none does."""
        text = next((choice for choice in choices if _width(choice, _SMALL) + 1.6 <= room), "")
        if text:
            self.write(x, y, text, _SMALL, "center", boxed=True)
        return bool(text)

    def vertical_line(self, x: float, top: float, bottom: float) -> None:
        """Draw a dashed line."""
        self._axes.plot((x, x), (top, bottom), color="black", linewidth=1.1, dashes=(4, 2))

    def png(self) -> bytes:
        """Return the picture as PNG."""
        out = BytesIO()
        self._figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
        return out.getvalue()


def _legend(lights: Iterable[Light]) -> list[list[tuple[float, Light]]]:
    """Return the lights of a legend in rows that fit: (x, light)."""
    rows: list[list[tuple[float, Light]]] = [[]]
    at = 0.0
    for light in lights:
        need = 7 + _width(mark_text(light), _SMALL) + 4
        if at + need > WIDTH_MM:
            rows.append([])
            at = 0.0
        rows[-1].append((at, light))
        at += need
    return rows


def _named(light: Light) -> str:
    return f"{MARKS[light].shape} {MARKS[light].word}"


def _counted(counts: Mapping[Light, int], light: Light) -> str:
    return f"{MARKS[light].shape}{counts[light]}"


def lights_bar(rows: Mapping[str, Mapping[Light, int]], sentence: str) -> bytes:
    """Return one bar of 100 % for each name (name → items by light) below a sentence and a legend."""
    lines = _wrapped(sentence, _TEXT, WIDTH_MM)
    legend = _legend(light for light in DISPLAY_ORDER if any(counts.get(light, 0) for counts in rows.values()))
    names = {name: _wrapped(name, _SMALL, _NAMES_WIDTH) for name in rows}
    heights = [max(_ROW, 3.6 * len(names[name]) + 1) for name in rows]
    top = _LINE * len(lines) + _LINE * len(legend) + _GAP * 2
    drawing = _Drawing(top + sum(heights) + _GAP)
    for number, line in enumerate(lines):
        drawing.write(0, _LINE * (number + 0.5), line)
    for number, parts in enumerate(legend):
        _draw_legend(drawing, _LINE * (len(lines) + number + 0.5) + _GAP, parts)
    left = _names_end(names.values())
    for (name, counts), height in zip(rows.items(), heights, strict=True):
        drawing.lines(left - 2, top + height / 2, names[name], _SMALL, "right")
        _stack(drawing, left, top + height / 2, WIDTH_MM - left - _NOTES_WIDTH, counts)
        top += height
    return drawing.png()


def _draw_legend(drawing: _Drawing, y: float, parts: Sequence[tuple[float, Light]]) -> None:
    for x, light in parts:
        drawing.bar(x, y, 6, light, 3)
        drawing.write(x + 7, y, mark_text(light), _SMALL)


def _stack(drawing: _Drawing, x: float, y: float, room: float, counts: Mapping[Light, int]) -> None:
    """Draw the bar of one name with its rate and total; a number too wide for its part is written after the bar."""
    beside = []
    total = sum(counts.values())
    for light in DISPLAY_ORDER:
        if not counts.get(light, 0):
            continue
        length = counts[light] / total * room
        drawing.bar(x, y, length, light)
        if not drawing.label(x + length / 2, y, length, _counted(counts, light), str(counts[light])):
            beside.append(_counted(counts, light))
        x += length
    rate = rate_of_counts(counts)
    tail = f"（{' '.join(beside)}）" if beside else ""
    met = f"达标{rate.met}/{rate.rated}，" if rate.rated else ""
    drawing.write(x + 1.5, y, f"{met}共{total}项{tail}", _SMALL)


def lights_strip(counts: Mapping[Light, int], before: Mapping[Light, int] | None = None) -> bytes:
    """Return all items by light as one bar, the period before below it, and each light's number with its change."""
    both = [("本期", counts)] + ([("上期", before)] if before else [])
    shown = [light for light in DISPLAY_ORDER if any(c.get(light, 0) for _, c in both)]
    bars, columns = (_BAR + 2) * len(both), 3
    drawing = _Drawing(bars + _GAP + 6 * -(-len(shown) // columns) + 1)
    for number, (word, part) in enumerate(both):
        _strip(drawing, (_BAR + 2) * (number + 0.5), word, part)
    for number, light in enumerate(shown):
        x = WIDTH_MM / columns * (number % columns)
        y = bars + _GAP + 6 * (number // columns + 0.5)
        change = counts.get(light, 0) - before.get(light, 0) if before else 0
        drawing.bar(x + 0.3, y, 6, light, 3.4)
        drawing.write(x + 8, y, f"{mark_text(light)} {counts.get(light, 0)} 项{f'（{change:+d}）' if change else ''}")
    return drawing.png()


def _strip(drawing: _Drawing, y: float, word: str, counts: Mapping[Light, int]) -> None:
    """Draw one bar over the whole width after its word."""
    x, total = 10.0, sum(counts.values()) or 1
    drawing.write(0, y, word)
    for light in DISPLAY_ORDER:
        length = counts.get(light, 0) / total * (WIDTH_MM - 10.4)
        if length:
            drawing.bar(x, y, length, light)
            drawing.label(x + length / 2, y, length, _counted(counts, light), str(counts[light]))
        x += length


def planned_actual(rows: Sequence[Achieved]) -> bytes:
    """Return each indicator's actual value in per cent of the planned one, with a line at 100 %."""
    ratios = [
        actual / planned if planned and planned > 0 and actual is not None else None
        for _, planned, actual, _, _ in rows
    ]
    names = [_wrapped(name, _SMALL, _NAMES_WIDTH) for name, *_ in rows]
    notes = [_achieved(row, ratio) for row, ratio in zip(rows, ratios, strict=True)]
    heights = [3.6 * max(2, len(lines), len(note)) + 2 for lines, note in zip(names, notes, strict=True)]
    top, left = 6.0, _names_end(names)
    drawing = _Drawing(top + sum(heights) + 1)
    reach = max(1.1, min(_LONGEST, max((r for r in ratios if r is not None), default=1)))
    scale = (WIDTH_MM - left - _NOTES_WIDTH) / reach
    drawing.write(left + scale, 2.5, "计划 100%", _SMALL, "center")
    for row, ratio, lines, note, height in zip(rows, ratios, names, notes, heights, strict=True):
        y = top + height / 2
        drawing.lines(left - 2, y, lines, _SMALL, "right")
        drawing.lines(WIDTH_MM - _NOTES_WIDTH + 1.5, y, note, _SMALL)
        if ratio is not None and ratio > 0:
            drawing.bar(left, y, min(ratio, reach) * scale, row[-1])
        if ratio is not None and ratio > reach:
            drawing.label(left + reach * scale - 4, y, 8, "＞")
        top += height
    drawing.vertical_line(left + scale, 5, top)
    return drawing.png()


def _names_end(names: Iterable[Sequence[str]]) -> float:
    """Return the right edge of the column of names."""
    return max((_width(line, _SMALL) for lines in names for line in lines), default=0) + 2


def _achieved(row: Achieved, ratio: float | None) -> list[str]:
    """Return the lines beside a bar; without a ratio (a plan of 0 or less) there is no percentage."""
    _, planned, actual, unit, light = row
    first = mark_text(light)
    if ratio is not None and planned and actual is not None:
        first += f" {percentage(actual, planned)}%"
    both = [drawable(f"计划 {amount(planned, unit)}"), drawable(f"实际 {amount(actual, unit)}")]
    joined = "，".join(both)
    return [first, joined] if _width(joined, _SMALL) <= _NOTES_WIDTH - 2 else [first, *both]
