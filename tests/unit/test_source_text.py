"""The figures of a source text without its words say the same as the text itself, wherever a cell begins and ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import ROOT
from zcdash.intake.printed_figures import figures
from zcdash.intake.source_text import figures_alone, lines_at

PIECES = st.sampled_from(
    [
        "1",
        "23",
        "8",
        ".",
        "．",
        " ",
        "　",
        "\t",
        "全面完成",
        "①",
        "⑳",
        "㉑",
        "㎡",
        "，",
        "%",
        "9",
        "…",
        "½",
        "²",
        "\ufeff",
    ]
)
LINES = st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=1, max_size=6)


@given(LINES, st.integers(0, 5), st.integers(0, 5))
def test_any_lines_have_the_same_figures_without_the_words(lines, first, more):
    text = "\n".join(lines)
    alone = figures_alone(text)
    assert len(alone.split("\n")) == len(lines)
    ranges = f"{min(first, len(lines) - 1) + 1}-{min(first + more, len(lines) - 1) + 1}"
    whole, without = (lines_at({"a.txt": one}, ranges, "a.txt") for one in (text, alone))
    assert figures(without) == figures(whole)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("全区生产总值增长8.5%左右。", "；8.5；"),
        ("11 实施农村道路改造", "11 ；"),
        ("  完成 43", " ；43"),
        ("1．2月 28日前，完成前期", "1．2；28；"),
        ("①新建3处", "；3；"),
        ("3.", "3."),
        ("", ""),
    ],
)
def test_words_become_one_mark(text, alone):
    assert figures_alone(text) == alone


def test_the_shipped_figure_files_hold_no_words():
    files = sorted((ROOT / "data" / "sources").glob("*.figures.txt"))
    assert [f.read_text(encoding="utf-8").count("\n") for f in files] == [9656, 3245]
    assert all(not re.search(r"[^\d.．㎡；\s]", f.read_text(encoding="utf-8")) for f in files)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("2", "乙"),
        ("1-2;4", "甲乙丁"),
        ("b.txt:1;3", "子丙"),
        ("b.txt:2", "9日"),
        ("", ""),
    ],
)
def test_lines_are_of_the_plans_own_file_unless_they_name_another(lines, text):
    sources = {"a.txt": "甲\n乙\n丙\n丁", "b.txt": "子\n7．9日"}
    assert lines_at(sources, lines, "a.txt") == text


@pytest.mark.parametrize("lines", ["0", "5", "3-2", "三", "c.txt:1", "1-", "b.txt:3"])
def test_lines_that_are_not_there_are_refused(lines):
    with pytest.raises(ValueError):
        lines_at({"a.txt": "甲\n乙\n丙\n丁", "b.txt": "子\n丑"}, lines, "a.txt")
