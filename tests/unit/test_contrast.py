"""Contrast (WCAG 2.2): words at 4.5 or more, shapes at 3 or more, in the light and in the dark theme."""

import re
import tomllib

import pytest

from tests.helpers import ROOT
from zcdash.rendering import palette
from zcdash.rendering.html import cards
from zcdash.rendering.html.notices import STEP_MARKS
from zcdash.rendering.palette import MARKS, contrast

THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
FRAME = (ROOT / "zcdash" / "ui" / "static" / "frame.css").read_text()
BOTH = pytest.mark.parametrize("theme", ["light", "dark"])
ALL_MARKS = {**MARKS, **STEP_MARKS}
LINES = {name: getattr(palette, name) for name in ("INK", "ACTUAL", "ACCENT", "LEAD")}


def mixed(colour: str, ground: str, opacity: float) -> str:
    """Return what a colour looks like on a ground through which it lets so much."""
    pairs = [(int(colour[n : n + 2], 16), int(ground[n : n + 2], 16)) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(opacity * one + (1 - opacity) * other):02x}" for one, other in pairs)


def declared(selector: str, name: str) -> str:
    """Return the value of a property in the frame's style sheet."""
    rule = re.search(rf"{re.escape(selector)} {{([^}}]*)}}", FRAME)
    assert rule, selector
    value = re.search(rf"(?<![\w-]){name}:\s*([^;!]+)", rule[1])
    assert value, name
    return value[1].strip()


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21) and contrast("#777777", "#ffffff") == pytest.approx(
        4.48, abs=0.01
    )


@BOTH
@pytest.mark.parametrize("name", ALL_MARKS)
def test_the_shape_of_every_mark_stands_out_from_the_page(theme, name):
    assert contrast(ALL_MARKS[name].colour, THEME[theme]["backgroundColor"]) >= 3


@pytest.mark.parametrize("name", ALL_MARKS)
def test_what_is_written_on_a_mark_can_be_read(name):
    assert contrast(ALL_MARKS[name].colour, ALL_MARKS[name].on_it) >= 4.5


@BOTH
@pytest.mark.parametrize("name", LINES)
def test_the_lines_of_charts_stand_out_from_the_page(theme, name):
    assert contrast(LINES[name], THEME[theme]["backgroundColor"]) >= 3


@BOTH
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_words_and_links_can_be_read(theme, ground):
    colours = THEME[theme]
    for word in ("textColor", "linkColor"):
        assert contrast(colours[word], colours[ground]) >= 4.5
    side = colours["sidebar"]
    assert contrast(mixed(side["textColor"], side[ground], 0.75), side[ground]) >= 4.5


@BOTH
def test_captions_and_small_print_can_be_read(theme):
    ground, text = (THEME[theme][name] for name in ("backgroundColor", "textColor"))
    faint = [float(x) for x in re.findall(r"opacity:\s*(0?\.\d+)", cards.style())]
    assert faint
    for opacity in (float(declared('[data-testid="stCaptionContainer"]', "opacity")), *faint):
        assert contrast(mixed(text, ground, opacity), ground) >= 4.5, opacity


@BOTH
@pytest.mark.parametrize("state", ["", ":hover"])
def test_the_button_and_the_ribbon_can_be_read_and_found(theme, state):
    button = f'button[kind^="primary"]:not(:disabled){state}'
    blue = declared(button, "background")
    assert contrast("#ffffff", blue) >= 4.5 and contrast("#ffffff", declared(".zc-ribbon", "background")) >= 4.5
    if not state:
        assert declared(button, "color") == "#ffffff" and contrast(blue, THEME[theme]["backgroundColor"]) >= 3
