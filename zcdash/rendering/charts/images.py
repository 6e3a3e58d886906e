"""Charts for print: PNG by matplotlib, right in black and white, with a font of our own since a server may have no Chinese.

Only objects are used, never pyplot, which keeps state between threads. The same values give the same bytes.
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

from zcdash.domain.model import Light
from zcdash.rendering.formatting import amount
from zcdash.rendering.html.lights import DISPLAY_ORDER
from zcdash.rendering.palette import MARKS

FONT = Path(__file__).parents[1] / "font" / "zcdash-sans-sc.otf"
WIDTH_MM, DPI = 150, 300
_MM = 25.4
_TEXT, _SMALL = 9.0, 7.5
_LINE, _ROW, _BAR, _GAP = 4.4, 7.5, 5.0, 2.0
_NAMES = 44.0
_WORDS = 46.0
_CUT = 1.6
"""Bars of planned against actual are cut at 160 %: beyond it only the number matters."""
_CLOSING = frozenset("，。、；：！？）》”〕")
# Geta, the printer's sign for a character that is not in the case.
_LACKING = "〓"
_HATCH = {
    Light.AHEAD: "////",
    Light.ON_TRACK: "",
    Light.LATE_DONE: "....",
    Light.SLIPPING: "\\\\\\\\",
    Light.BEHIND: "xxxx",
    Light.MISSING: "++++",
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
    """The text on one line, with what the font lacks shown as lacking."""
    line = " ".join(str(text).split())
    return "".join(c if ord(c) in _glyphs() else _LACKING for c in line if c.isprintable())


def _long(text: str, size: float) -> float:
    """How many millimetres the text takes; Latin letters and digits of this font are a little wider than half."""
    return sum(0.57 if ord(c) < 0x2000 else 1 for c in text) * size / 72 * _MM


def _folded(text: str, size: float, room: float) -> list[str]:
    """The text in lines that fit, with room for a closing mark at the end, where it belongs."""
    found, line = [], ""
    for character in drawable(text):
        if line and _long(line + character, size) > room - (0 if character in _CLOSING else size / 72 * _MM):
            found.append(line)
            line = ""
        line += character
    return [*found, line]


class _Sheet:
    """A white sheet measured in millimetres from its upper left corner."""

    def __init__(self, high: float) -> None:
        self._figure = Figure(figsize=(WIDTH_MM / _MM, high / _MM), dpi=DPI, facecolor="white")
        self._canvas = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set(xlim=(0, WIDTH_MM), ylim=(high, 0), autoscale_on=False)

    def write(
        self, x: float, y: float, text: str, size: float = _TEXT, side: str = "left", boxed: bool = False
    ) -> None:
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
        """Lines around a middle."""
        step = size / 72 * _MM * 1.3
        for number, line in enumerate(lines):
            self.write(x, y + (number - (len(lines) - 1) / 2) * step, line, size, side)

    def bar(self, x: float, y: float, long: float, light: Light, high: float = _BAR) -> None:
        """A bar around the middle `y`; what stands on the colour is white or black, as the colour is dark or light."""
        colour = MARKS[light].colour
        dark = sum(w * c for w, c in zip((0.3, 0.59, 0.11), to_rgb(colour), strict=True)) < 0.55
        place = {"xy": (x, y - high / 2), "width": long, "height": high}
        inner = Rectangle(
            **place, facecolor=colour, edgecolor="white" if dark else "black", linewidth=0, hatch=_HATCH[light]
        )
        inner.set_hatch_linewidth(0.7)
        self._axes.add_patch(inner)
        self._axes.add_patch(Rectangle(**place, fill=False, edgecolor="black", linewidth=0.6))

    def label(self, x: float, y: float, room: float, *choices: str) -> bool:
        """The first of the choices that fits, on white, so that no pattern runs through it; False where none does."""
        said = next((choice for choice in choices if _long(choice, _SMALL) + 1.6 <= room), "")
        if said:
            self.write(x, y, said, _SMALL, "center", boxed=True)
        return bool(said)

    def upright(self, x: float, top: float, bottom: float) -> None:
        self._axes.plot((x, x), (top, bottom), color="black", linewidth=1.1, dashes=(4, 2))

    def png(self) -> bytes:
        out = BytesIO()
        self._figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
        return out.getvalue()


def _legend(lights: Iterable[Light]) -> list[list[tuple[float, Light]]]:
    """The lights in rows that fit, each with its place."""
    rows: list[list[tuple[float, Light]]] = [[]]
    at = 0.0
    for light in lights:
        need = 7 + _long(_named(light), _SMALL) + 4
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
    """For each name, its items by light, stacked. A number too wide for its part stands after the bar."""
    told = _folded(sentence, _TEXT, WIDTH_MM)
    shown = [light for light in DISPLAY_ORDER if any(counts.get(light, 0) for counts in rows.values())]
    legend = _legend(shown)
    names = {name: _folded(name, _SMALL, _NAMES) for name in rows}
    high = [max(_ROW, 3.6 * len(names[name]) + 1) for name in rows]
    top = _LINE * len(told) + _LINE * len(legend) + _GAP * 2
    sheet = _Sheet(top + sum(high) + _GAP)
    for number, line in enumerate(told):
        sheet.write(0, _LINE * (number + 0.5), line)
    for number, parts in enumerate(legend):
        y = _LINE * (len(told) + number + 0.5) + _GAP
        for x, light in parts:
            sheet.bar(x, y, 6, light, 3)
            sheet.write(x + 7, y, _named(light), _SMALL)
    left = _names_end(names.values())
    most = max((sum(counts.values()) for counts in rows.values()), default=0) or 1
    for (name, counts), row in zip(rows.items(), high, strict=True):
        sheet.lines(left - 2, top + row / 2, names[name], _SMALL, "right")
        _stack(sheet, left, top + row / 2, (WIDTH_MM - left - _WORDS) / most, counts)
        top += row
    return sheet.png()


def _stack(sheet: _Sheet, x: float, y: float, scale: float, counts: Mapping[Light, int]) -> None:
    beside = []
    for light in DISPLAY_ORDER:
        if not counts.get(light, 0):
            continue
        long = counts[light] * scale
        sheet.bar(x, y, long, light)
        if not sheet.label(x + long / 2, y, long, _counted(counts, light), str(counts[light])):
            beside.append(_counted(counts, light))
        x += long
    tail = f"（{' '.join(beside)}）" if beside else ""
    sheet.write(x + 1.5, y, f"共{sum(counts.values())}项{tail}", _SMALL)


def lights_strip(counts: Mapping[Light, int], before: Mapping[Light, int] | None = None) -> bytes:
    """All items by light as one strip, the period before below it, and every light's number with its change."""
    both = [("本期", counts)] + ([("上期", before)] if before else [])
    shown = [light for light in DISPLAY_ORDER if any(c.get(light, 0) for _, c in both)]
    bars, columns = (_BAR + 2) * len(both), 3
    sheet = _Sheet(bars + _GAP + 6 * -(-len(shown) // columns) + 1)
    for number, (word, of) in enumerate(both):
        x, y, whole = 10.0, (_BAR + 2) * (number + 0.5), sum(of.values()) or 1
        sheet.write(0, y, word)
        for light in shown:
            long = of.get(light, 0) / whole * (WIDTH_MM - 10.4)
            if long:
                sheet.bar(x, y, long, light)
                sheet.label(x + long / 2, y, long, _counted(of, light), str(of[light]))
            x += long
    for number, light in enumerate(shown):
        x, y = WIDTH_MM / columns * (number % columns), bars + _GAP + 6 * (number // columns + 0.5)
        change = counts.get(light, 0) - before.get(light, 0) if before else 0
        sheet.bar(x + 0.3, y, 6, light, 3.4)
        sheet.write(x + 8, y, f"{_named(light)} {counts.get(light, 0)} 项{f'（{change:+d}）' if change else ''}")
    return sheet.png()


def planned_actual(rows: Sequence[Achieved]) -> bytes:
    """Each indicator's actual in per cent of its planned value, with the plan as a line at 100 %."""
    ratios = [
        actual / planned if planned and planned > 0 and actual is not None else None
        for _, planned, actual, _, _ in rows
    ]
    names = [_folded(name, _SMALL, _NAMES) for name, *_ in rows]
    said = [_achieved(row, ratio) for row, ratio in zip(rows, ratios, strict=True)]
    high = [3.6 * max(2, len(lines), len(told)) + 2 for lines, told in zip(names, said, strict=True)]
    top, left = 6.0, _names_end(names)
    sheet = _Sheet(top + sum(high) + 1)
    reach = max(1.1, min(_CUT, max((r for r in ratios if r is not None), default=1)))
    scale = (WIDTH_MM - left - _WORDS) / reach
    sheet.write(left + scale, 2.5, "计划 100%", _SMALL, "center")
    for light, ratio, lines, told, row in zip((r[-1] for r in rows), ratios, names, said, high, strict=True):
        y = top + row / 2
        sheet.lines(left - 2, y, lines, _SMALL, "right")
        sheet.lines(WIDTH_MM - _WORDS + 1.5, y, told, _SMALL)
        if ratio is not None and ratio > 0:
            sheet.bar(left, y, min(ratio, reach) * scale, light)
        if ratio is not None and ratio > reach:
            sheet.label(left + reach * scale - 4, y, 8, "＞")
        top += row
    sheet.upright(left + scale, 5, top)
    return sheet.png()


def _names_end(names: Iterable[Sequence[str]]) -> float:
    """How far the column of names reaches."""
    return max((_long(line, _SMALL) for lines in names for line in lines), default=0) + 2


def _achieved(row: Achieved, ratio: float | None) -> list[str]:
    """What stands beside the bar; a growth rate below nought makes no percentage, and has none."""
    _, planned, actual, unit, light = row
    first = f"{_named(light)}{'' if ratio is None else f' {ratio:.1%}'}"
    both = [drawable(f"计划 {amount(planned, unit)}"), drawable(f"实际 {amount(actual, unit)}")]
    joined = "，".join(both)
    return [first, joined] if _long(joined, _SMALL) <= _WORDS - 2 else [first, *both]
