"""Mistakes in a plan folder become findings with their place; malformed values are refused with file and row."""

from dataclasses import replace
from pathlib import Path

import pytest

from zcdash.domain.terms import Severity
from zcdash.errors import PlanUnreadable
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.intake.printed_figures import figures
from zcdash.intake.validate_plan import validate_plan


def spoil(path: Path, file: str, old: str, new: str) -> None:
    text = (path / file).read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {file}"
    (path / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def codes(path: Path) -> set[str]:
    return {f.code for f in validate_plan(read_plan_folder(path)) if f.severity is Severity.ERROR}


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("items.csv", "\n5,5-1,", "\n6,5-1,", "NUMBERING"),
        ("items.csv", "\n13,11-2,2,11,", "\n13,12-2,2,11,", "CODE"),
        (
            "items.csv",
            "\n2,2-1,1,2,,一般公共预算收入,",
            "\n2,2-1,1,2,,一般公共预算收入一般公共预算收入一般公共预算收入一,",
            "TITLE",
        ),
        ("items.csv", "\n2,2-1,1,", "\n2,2-1,12,", "KEY_UNKNOWN"),
        ("plan.toml", "items = 127", "items = 126", "COUNT"),
        ("responsible.csv", "2-1,unit,区财政局,lead", "2-1,unit,区财政局,support", "NO_REPORTER"),
        ("responsible.csv", "2-1,unit,区财政局,", "2-1,unit,区财税局,", "KEY_UNKNOWN"),
        ("responsible.csv", "2-1,leader,路德芝,", "2-1,leader,路得芝,", "KEY_UNKNOWN"),
        ("units.csv", "王村镇政府;南郊镇政府;北郊镇政府", "", "GROUP"),
        ("units.csv", "王村镇政府;南郊镇政府;北郊镇政府", "王村镇政府;街道办事处", "GROUP"),
        ("units.csv", "王村镇政府,town,,王村镇", "王村镇政府,town,,南郊镇", "KEY_DOUBLE"),
        ("planned.csv", "14-6a,2017Q3,137", "14-6a,2017Q3,37", "FALLS"),
        ("planned.csv", "14-6a,2017Q3,137", "14-6a,2017Q3,-137", "BAND"),
        ("planned.csv", "7-1a,2017Q1,4,", "7-1a,2017Q1,400,", "BAND"),
        ("planned.csv", "18-11a,2017Q1,2750", "18-11a,2017Q1,2751", "SUM"),
        ("planned.csv", "14-6a,2017Q3,137", "14-6a,2017Q5,137", "PERIOD"),
        ("targets.csv", "14-6,2017Q3,", "14-6,2018Q3,", "PERIOD"),
        ("commitments.csv", ",2017-03-31,false,", ",2017-03-30,false,", "DUE"),
        ("indicators.csv", "14-6a,14-6,", "14-6a,14-99,", "KEY_UNKNOWN"),
        ("indicators.csv", "14-6a,14-6,空气质量优良天数,天", "14-6a,14-6,空气质量优良天数,", "EMPTY"),
        ("indicators.csv", "187850,false,,,,,2-1a", "187850,false,,,,,2-1z", "SAME_AS"),
        ("indicators.csv", "187850,false,,,,,2-1a", "187850,false,,,,,2-1b", "SAME_AS"),
        ("indicators.csv", "187850,false,,,,,2-1a", "187850,false,,,,,1-1a", "SAME_AS"),
        ("indicators.csv", "187850,false,,,,,2-1a", "187850,false,,,,,2-1c", "SAME_AS"),
        ("indicators.csv", "187850,false,,,,,2-1a", "187850,false,,,,3,2-1a", "SAME_AS"),
        ("indicators.csv", "（当季）,万元,quarter", "（当季）,亿元,quarter", "SAME_AS"),
        ("indicators.csv", "（当季）,万元,quarter", "（当季）,万元,cumulative", "SAME_AS"),
        ("indicators.csv", "名,rank,at_most", "名,rank,at_least", "RANK"),
        ("indicators.csv", "名,rank,at_most,,", "名,rank,at_most,0.5,", "RANK"),
        ("planned.csv", "10-1e,2017Q4,3,", "10-1e,2017Q4,0,", "RANK"),
        ("planned.csv", "10-1e,2017Q4,3,", "10-1e,2017Q4,2.5,", "RANK"),
        ("indicators.csv", ",18-11b;18-11c;", ",14-6a;18-11c;", "SUM"),
    ],
)
def test_a_broken_rule_becomes_a_finding(plan_folder, file, old, new, code):
    spoil(plan_folder, file, old, new)
    assert code in codes(plan_folder)


def test_standing_work_is_never_key(plan_folder):
    spoil(plan_folder, "commitments.csv", "2017-03-31,false,true,,false", "2017-03-31,false,true,,true")
    [finding] = [f for f in validate_plan(read_plan_folder(plan_folder)) if f.severity is Severity.ERROR]
    assert (finding.code, finding.place) == ("KEY_ONGOING", "commitments.csv 5-1.01")


def without_column(path: Path, file: str, column: str) -> None:
    lines = (path / file).read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith(f",{column}")
    (path / file).write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n", encoding="utf-8")


def test_an_older_folder_without_the_new_columns_reads_as_before(plan_folder, plan):
    without_column(plan_folder, "commitments.csv", "key")
    without_column(plan_folder, "indicators.csv", "same_as")
    older = read_plan_folder(plan_folder)
    assert older.commitments == tuple(replace(c, key=False) for c in plan.commitments)
    assert older.indicators == tuple(replace(i, same_as="") for i in plan.indicators)
    assert codes(plan_folder) == set()


def test_other_columns_must_be_there(plan_folder):
    without_column(plan_folder, "targets.csv", "text")
    with pytest.raises(PlanUnreadable, match=r"targets\.csv"):
        read_plan_folder(plan_folder)


def test_a_lost_figure_is_an_error_that_names_cell_and_figure(plan_folder):
    spoil(plan_folder, "targets.csv", "150118", "150128")
    findings = [f for f in validate_plan(read_plan_folder(plan_folder)) if f.code == "FIGURE"]
    assert [f.place for f in findings] == ["2-1 2017Q3"]
    assert "150118" in findings[0].sentence


def test_due_dates_outside_their_quarter_are_warnings(plan):
    outside = [f for f in validate_plan(plan) if f.code == "DUE"]
    assert {f.severity for f in outside} == {Severity.WARNING}
    assert {f.place.split()[1].split(".")[0] for f in outside} == {"20-3", "20-4"}


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("planned.csv", "14-6a,2017Q3,137,", "14-6a,2017Q3,一百,", "planned.csv 第"),
        ("planned.csv", "indicator,period,value,printed", "indicator,period,amount,printed", "value"),
        ("planned.csv", "14-6a,2017Q3,137,true", "14-6a,2017Q3,137,true,多一列", "列数"),
        ("planned.csv", "14-6a,2017Q3,137,true", "14-6a,2017Q3,137,是", "printed"),
        ("planned.csv", "14-6a,2017Q3,", "14-6a,2017Q2,", "重复"),
        ("planned.csv", "14-6a,2017Q3,", "99-9z,2017Q3,", "99-9z"),
        ("indicators.csv", ",cumulative,", ",running,", "basis"),
        ("commitments.csv", "2017-01-31", "2017-02-31", "due"),
        ("plan.toml", "[plan]", "[plan", "TOML"),
        ("plan.toml", 'id = "zhoucun-2017"', "", "id"),
    ],
)
def test_a_malformed_value_is_refused_with_its_place(plan_folder, file, old, new, says):
    spoil(plan_folder, file, old, new)
    with pytest.raises(PlanUnreadable) as refused:
        read_plan_folder(plan_folder)
    assert says in refused.value.sentence


def test_a_missing_file_and_a_wrong_encoding_are_named(plan_folder, tmp_path):
    with pytest.raises(PlanUnreadable, match=r"plan\.toml"):
        read_plan_folder(tmp_path / "nowhere")
    (plan_folder / "leaders.csv").write_bytes("姓名".encode("gbk"))
    with pytest.raises(PlanUnreadable, match=r"leaders\.csv.*UTF-8"):
        read_plan_folder(plan_folder)
    (plan_folder / "leaders.csv").unlink()
    with pytest.raises(PlanUnreadable, match=r"leaders\.csv"):
        read_plan_folder(plan_folder)


def test_a_file_saved_by_excel_with_a_byte_order_mark_reads_the_same(plan_folder, plan):
    path = plan_folder / "items.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert read_plan_folder(plan_folder).items == plan.items


def test_the_source_text_is_read_again_where_it_is_at_hand(plan, plan_folder):
    lines = [""] * 7900
    for cell in plan.cells:
        lines[int(cell.lines.split("-")[0].split(";")[0]) - 1] += " ".join(f"{f}项" for f in cell.figures)
    source = "\n".join(lines)
    clean = {f.place for f in validate_plan(plan, {"a.txt": source}) if f.code == "SOURCE"}
    # Line 2827 holds three cells at once, so this made-up source cannot serve it; every other cell agrees.
    assert all("14-5" in place for place in clean)
    spoilt = {
        f.place for f in validate_plan(plan, {"a.txt": source.replace("150118项", "150119项")}) if f.code == "SOURCE"
    }
    assert spoilt - clean == {"cells.csv 2-1 2017Q3"}
    assert any("行号" in f.sentence for f in validate_plan(plan, {"a.txt": "一行"}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("计划８％，１ ０公里", ("8", "10")),
        ("完成43\n933万元", ("43933",)),
        ("①1处②另2处", ("1", "2")),
        ("71.5公里", ("71.5",)),
        ("无", ()),
    ],
)
def test_figures_are_read_over_blanks_full_width_and_enumerators(text, expected):
    assert figures(text) == expected


def test_the_tiny_plan_of_the_tests_has_no_findings(tiny_plan):
    assert (len(tiny_plan.items), validate_plan(tiny_plan)) == (3, [])
