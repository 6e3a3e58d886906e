"""Colours and marks of charts, tables, Word and Excel files.

The colours can be told apart by the colour-blind (after Okabe and Ito, 2008). They never stand alone: every light has a
shape and a word too, since photocopies are black and white.
"""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.domain.model import LIGHT_NAME, Light

ACTUAL, ACTUAL_BAR = "#c9582b", "#eab592"
BAR = "#9dbfd8"
ACCENT = "#c7772a"
INK = "#1f5f8b"
LEAD, SUPPORT = "#1f5f8b", "#9dbfd8"
FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Mark:
    """Colour, shape and word of a light."""

    colour: str
    shape: str
    word: str

    @property
    def text(self) -> str:
        """Return shape and word: ● 达进度."""
        return f"{self.shape} {self.word}"


_SHAPES = {
    Light.BEHIND: ("#c8401f", "■"),
    Light.MISSING: ("#7a2d52", "✕"),
    Light.RETURNED: ("#9c3d7a", "←"),
    Light.SLIPPING: ("#e08a00", "▼"),
    Light.IN_REVIEW: ("#4f6f9f", "◎"),
    Light.UNDETERMINED: ("#8a5a9e", "？"),
    Light.PENDING: ("#8795a3", "○"),
    Light.LATE_DONE: ("#b8a000", "◆"),
    Light.ON_TRACK: ("#00875f", "●"),
    Light.AHEAD: ("#0068a8", "▲"),
    Light.NONE: ("#b8bec4", "－"),
}
MARKS = {light: Mark(*shape, LIGHT_NAME[light]) for light, shape in _SHAPES.items()}


def mark_text(light: Light) -> str:
    """Return a light as text: ● 达进度."""
    return MARKS[light].text
