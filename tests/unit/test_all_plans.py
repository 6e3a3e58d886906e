"""Every plan folder against the figures of its source text, with the counts that its two readings agreed on."""

import pytest

from tests.helpers import ROOT
from zcdash.cli.main import main
from zcdash.domain.plan import Plan
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.intake.source_text import read_sources
from zcdash.intake.validate_plan import validate_plan

PLANS, SOURCES = ROOT / "data" / "plans", ROOT / "data" / "sources"
COUNTED = ("items", "targets", "commitments", "of them recurring", "indicators", "planned values", "phases", "figures")
COUNTS = {
    "beijie-2017": (14, 14, 26, 0, 3, 3, 0, 12),
    "bianmin-2019": (11, 15, 45, 2, 2, 2, 3, 18),
    "chronic-2019": (44, 47, 404, 301, 32, 60, 0, 247),
    "daibuche-2017": (30, 32, 95, 0, 0, 0, 5, 51),
    "dibao-2017": (2, 5, 6, 4, 3, 12, 0, 45),
    "guotu-2019": (43, 68, 185, 0, 0, 0, 7, 53),
    "juece-2017": (8, 16, 28, 16, 0, 0, 0, 21),
    "laojiu-2017": (15, 15, 64, 0, 4, 4, 3, 32),
    "liuwen-2019": (31, 31, 103, 6, 3, 3, 0, 23),
    "standing-duties": (38, 33, 134, 40, 0, 0, 0, 29),
    "tiaojie-2017": (17, 18, 484, 220, 0, 0, 0, 38),
    "weipian-2017": (16, 16, 57, 0, 2, 2, 4, 70),
    "yingji-2017": (16, 16, 48, 0, 0, 0, 0, 8),
    "zhoucun-2017": (127, 502, 1386, 0, 152, 297, 0, 581),
    "zixingche-2017": (19, 21, 32, 0, 3, 5, 2, 34),
}
WARNINGS = {"zhoucun-2017": ["DUE"] * 4 + ["ANNUAL"]}
"""Contradictions within the document itself."""


def counts(plan: Plan) -> tuple[int, ...]:
    return (
        len(plan.items),
        len(plan.targets),
        len(plan.commitments),
        sum(c.recurs is not None for c in plan.commitments),
        len(plan.indicators),
        sum(len(i.planned.keys() | i.relative.keys()) for i in plan.indicators),
        len(plan.phases),
        sum(len(c.figures) for c in plan.cells),
    )


def test_every_folder_is_in_the_table():
    assert {folder.name for folder in PLANS.iterdir()} == set(COUNTS)


@pytest.mark.parametrize("name", COUNTS)
def test_a_plan_has_its_counts_and_agrees_with_its_source(name):
    plan = read_plan_folder(PLANS / name)
    assert plan.id == name
    assert dict(zip(COUNTED, counts(plan), strict=True)) == dict(zip(COUNTED, COUNTS[name], strict=True))
    findings = validate_plan(plan, read_sources([SOURCES]))
    assert [f.code for f in findings] == WARNINGS.get(name, []), findings


@pytest.mark.parametrize("name", COUNTS)
def test_check_plan_compares_each_with_the_figures_that_are_shipped(name, capsys):
    assert main(["check-plan", str(PLANS / name), "--source", str(SOURCES)]) == 0
    assert f"{COUNTS[name][-1]} 个原文数字；错误 0 处" in capsys.readouterr().out


def test_sources_may_be_given_one_by_one_and_a_missing_one_is_said(capsys):
    files = sorted(SOURCES.glob("*.figures.txt"))
    several = [part for file in files for part in ("--source", str(file))]
    assert main(["check-plan", str(PLANS / "standing-duties"), *several]) == 0
    capsys.readouterr()
    assert main(["check-plan", str(PLANS / "standing-duties"), "--source", str(files[1])]) == 1
    said = capsys.readouterr().out.splitlines()
    lines = [line for line in said if line.startswith("错误 SOURCE")]
    assert lines and all("000_b59d82f2958c1778.txt:" in line and "不在原文行号之内" in line for line in lines)


def test_every_line_of_a_cell_and_an_item_is_there():
    sources = {name: text.count("\n") for name, text in read_sources([SOURCES]).items()}
    for name in COUNTS:
        plan = read_plan_folder(PLANS / name)
        assert plan.source_file in sources
        assert all(c.lines or c.address for c in plan.cells) and all(i.lines for i in plan.items), name


def test_doubts_say_what_was_chosen():
    for name in COUNTS:
        plan = read_plan_folder(PLANS / name)
        assert plan.doubts and all(d.what and d.reading for d in plan.doubts), name
