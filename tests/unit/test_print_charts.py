"""Charts for print: the font has every character, each light its own pattern, the same values give the same bytes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from zcdash.domain.assessment import DISPLAY_ORDER
from zcdash.domain.terms import Light
from zcdash.rendering.charts import print_charts
from zcdash.rendering.palette import MARKS

ROOT = Path(__file__).parents[2]
ROWS = {"张三": {Light.ON_TRACK: 60, Light.BEHIND: 1}, "李四": {Light.MISSING: 4, Light.AHEAD: 9}}
PLANNED = [("空气质量良好天数", 137, 120, "天", Light.BEHIND), ("固定资产投资", 187850, 400000, "万元", Light.AHEAD)]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts in the pictures."""
    found: list[str] = []
    real = print_charts._Drawing.write

    def write(sheet: object, x: float, y: float, text: str, *more: object, **named: object) -> None:
        found.append(text)
        real(sheet, x, y, text, *more, **named)

    monkeypatch.setattr(print_charts._Drawing, "write", write)
    return found


def seen(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)).convert("L"), dtype=float)


def plan_characters() -> set[str]:
    files = (ROOT / "data" / "plans" / "zhoucun-2017").glob("*.csv")
    return {c for file in files for c in file.read_text(encoding="utf-8") if not c.isspace()}


def test_the_font_has_every_character_of_the_plan_and_every_shape():
    needed = (
        plan_characters()
        | {c for mark in MARKS.values() for c in mark.shape + mark.word}
        | {print_charts._MISSING_GLYPH}
    )
    assert len(needed) > 1000
    assert "".join(sorted(c for c in needed if ord(c) not in print_charts._glyphs())) == ""


def test_the_font_may_be_shipped():
    font = TTFont(print_charts.FONT)
    assert font["name"].getDebugName(1) == "zcdash Sans SC" and "Open Font License" in font["name"].getDebugName(13)
    assert "SIL OPEN FONT LICENSE" in print_charts.FONT.with_name("OFL.txt").read_text(encoding="utf-8")
    assert print_charts.FONT.stat().st_size < 4_000_000 and len(font.getBestCmap()) > 6763


def test_every_character_of_the_plan_can_be_drawn():
    """A missing glyph is a warning, and warnings fail the test."""
    text = "".join(sorted(plan_characters()))
    sheet = print_charts._Drawing(40)
    for number in range(0, len(text), 40):
        sheet.write(0, number / 40, text[number : number + 40])
    assert seen(sheet.png()).min() == 0


def test_what_the_font_lacks_is_shown_as_lacking():
    assert print_charts.drawable("王\U0001f600\x00\x1b五\n") == "王〓五"
    assert print_charts.lights_bar({"\U0001f600": {Light.AHEAD: 1}}, "\ud800\U0001f600")


@pytest.mark.parametrize(
    "draw",
    [
        lambda: print_charts.lights_bar(ROWS, "各区长牵头事项"),
        lambda: print_charts.lights_strip(ROWS["张三"], ROWS["李四"]),
        lambda: print_charts.planned_actual(PLANNED),
    ],
    ids=["bar", "strip", "planned"],
)
def test_a_picture_is_150_mm_wide_at_300_dpi_and_names_neither_day_nor_program(draw):
    png = draw()
    picture = Image.open(BytesIO(png))
    assert picture.width == 1771 and round(picture.info["dpi"][0]) == 300
    assert not {b"tEXt", b"iTXt", b"zTXt", b"tIME"} & {png[i : i + 4] for i in range(len(png) - 4)}
    grey = seen(png)
    assert (grey == 255).mean() > 0.3 and (grey < 128).mean() > 0.02


def test_the_same_values_give_the_same_bytes_in_threads_too():
    expected = print_charts.lights_bar(ROWS, "一句话"), print_charts.planned_actual(PLANNED)
    with ThreadPoolExecutor(8) as pool:
        for bar, planned in pool.map(
            lambda _: (print_charts.lights_bar(ROWS, "一句话"), print_charts.planned_actual(PLANNED)), range(8)
        ):
            assert (bar, planned) == expected
    assert print_charts.lights_bar(ROWS, "另一句") != expected[0]


def test_nothing_of_matplotlib_that_keeps_state_is_loaded():
    code = "import sys, zcdash.rendering.charts.print_charts; print('matplotlib.pyplot' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ROOT)
    assert run.stdout.strip() == "False"


def test_lights_differ_without_colour():
    """The bars alone, in grey: any two have another pattern or a clearly other tone."""
    bars = {light: seen(print_charts.lights_strip({light: 1}))[10:60, 200:1500] for light in DISPLAY_ORDER}
    for one, other in combinations(DISPLAY_ORDER, 2):
        assert np.abs(bars[one] - bars[other]).mean() > 15, f"{one} and {other} look alike in black and white"


def test_each_light_has_its_shape_word_and_number(written):
    print_charts.lights_bar(ROWS, "说明")
    assert {"说明", "● 达进度", "■ 严重滞后", "✕ 未报送", "▲ 超进度", "●60", "✕4", "▲9"} <= set(written)
    assert "达标60/61，共61项（■1）" in written, "a number too wide for its part stands after the bar"
    assert "▼ 欠进度" not in written


def test_the_strip_tells_the_change_since_the_period_before(written):
    print_charts.lights_strip(
        {Light.ON_TRACK: 80, Light.BEHIND: 3}, {Light.ON_TRACK: 70, Light.BEHIND: 3, Light.MISSING: 5}
    )
    assert {"本期", "上期", "● 达进度 80 项（+10）", "■ 严重滞后 3 项", "✕ 未报送 0 项（-5）"} <= set(written)
    written.clear()
    print_charts.lights_strip({Light.ON_TRACK: 80})
    assert "上期" not in written and "● 达进度 80 项" in written


def test_planned_and_actual_stand_beside_the_bar(written):
    print_charts.planned_actual(PLANNED)
    assert {"■ 严重滞后 87.6%", "计划 137 天，实际 120 天", "计划 100%", "＞"} <= set(written)
    assert {"▲ 超进度 212.9%", "计划 187,850 万元", "实际 400,000 万元"} <= set(written), "too long for one line"


@pytest.mark.parametrize(("planned", "actual"), [(5.5, None), (None, 3), (-3, -2), (0, 1), (10, 0), (10, -1)])
def test_what_makes_no_percentage_has_no_bar(monkeypatch, planned, actual):
    bars = []
    monkeypatch.setattr(print_charts._Drawing, "bar", lambda *place: bars.append(place))
    print_charts.planned_actual([("增速", planned, actual, "%", Light.BEHIND)])
    assert not bars
    print_charts.planned_actual([("增速", 10, 5, "%", Light.BEHIND)])
    assert len(bars) == 1


def test_dollar_signs_are_no_formula(written):
    print_charts.lights_bar({r"$\frac$": {Light.AHEAD: 1}}, r"$\undefined{$ 100$")
    assert r"$\undefined{$ 100$" in written


def test_nothing_to_show_is_still_a_picture():
    for png in (print_charts.lights_bar({}, ""), print_charts.lights_strip({}), print_charts.planned_actual([])):
        assert Image.open(BytesIO(png)).format == "PNG"


def test_long_names_fold_and_the_sheet_grows():
    names = "局", "加强生态文明建设和环境综合整治" * 4
    short, long = (seen(print_charts.lights_bar({name: {Light.AHEAD: 1}}, "一")) for name in names)
    assert len(long) > len(short)
