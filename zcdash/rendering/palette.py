"""Colours and marks of charts, tables, Word and Excel files.

The hues can be told apart by the colour-blind (after Okabe and Ito, 2008). They never stand alone: every light has a shape and
a word too, since photocopies are black and white. One colour serves the light and the dark theme: it is neither so dark nor so
bright that its shape is lost on either background (contrast of 3 or more).
"""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.domain.terms import LIGHT_NAME, Light
from zcdash.domain.timeline import DUE_STATE_NAME, DueState

ACTUAL, ACTUAL_BAR = "#c9582b", "#eab592"
BAR = "#9dbfd8"
ACCENT = "#c7772a"
INK = "#27709f"
LEAD, SUPPORT = INK, BAR
WHITE, BLACK = "#ffffff", "#12181f"
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

    @property
    def on_it(self) -> str:
        """Return the colour of what is written on the mark's colour: white or black, whichever reads better."""
        return max((WHITE, BLACK), key=lambda ink: contrast(self.colour, ink))


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of a colour, `#rrggbb`."""
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast (WCAG 2.2) between two colours, from 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


_SHAPES = {
    Light.BEHIND: ("#cc3f1f", "■"),
    Light.MISSING: ("#a84873", "✕"),
    Light.RETURNED: ("#8c6a5a", "←"),
    Light.SLIPPING: ("#c27c00", "▼"),
    Light.IN_REVIEW: ("#5074ad", "◎"),
    Light.UNDETERMINED: ("#8f5fa6", "？"),
    Light.PENDING: ("#708499", "○"),
    Light.LATE_DONE: ("#a18f00", "◆"),
    Light.ON_TRACK: ("#008060", "●"),
    Light.AHEAD: ("#0070b5", "▲"),
    Light.NONE: ("#898f95", "－"),
}
MARKS = {light: Mark(*shape, LIGHT_NAME[light]) for light, shape in _SHAPES.items()}


def mark_text(light: Light) -> str:
    """Return a light as text: ● 达进度."""
    return MARKS[light].text


_DUE_LIGHTS = {
    DueState.OVERDUE: Light.BEHIND,
    DueState.UNREPORTED: Light.MISSING,
    DueState.UNDETERMINED: Light.UNDETERMINED,
    DueState.IN_REVIEW: Light.IN_REVIEW,
    DueState.UPCOMING: Light.PENDING,
    DueState.LATE: Light.LATE_DONE,
    DueState.DONE: Light.ON_TRACK,
}
"""States of a date that look like a light."""
DUE_MARKS = {
    DueState.DUE: Mark(MARKS[Light.SLIPPING].colour, "□", DUE_STATE_NAME[DueState.DUE]),
    DueState.RUNNING: Mark(INK, "▷", DUE_STATE_NAME[DueState.RUNNING]),
} | {
    state: Mark(MARKS[light].colour, MARKS[light].shape, DUE_STATE_NAME[state]) for state, light in _DUE_LIGHTS.items()
}
"""Marks of dates on the timeline."""
