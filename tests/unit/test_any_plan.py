"""A plan of any shape: phases over the turn of a year, several leads or none, recurring duties, ranges; and its mistakes."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.helpers import ROOT
from zcdash.domain.model import Finding
from zcdash.domain.submission import Step
from zcdash.domain.terms import Direction, PlanKind, Recurrence, Severity
from zcdash.errors import NotFound, PlanUnreadable
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.intake.source_text import read_sources
from zcdash.intake.validate_plan import validate_plan
from zcdash.rules.deadline import plan_deadlines
from zcdash.store import plans
from zcdash.store.ledger import Ledger

PROGRAMME = ROOT / "tests" / "data" / "programme"
START = "2016-11-01/2017-01-31 动员部署"
SOURCES = {"bridge.txt": "1．2016年底前排查完，\n改造桥梁 1\n2座\n每月20日前报告", "bridge-2.txt": "60%—70%，5%，20次"}


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(PROGRAMME, tmp_path / "plan"))


@pytest.fixture(scope="module")
def bridge():
    return read_plan_folder(PROGRAMME)


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {file}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def found(folder: Path) -> list[Finding]:
    return validate_plan(read_plan_folder(folder), SOURCES)


def test_the_programme_has_no_findings_and_says_what_the_folder_says(bridge):
    assert [f for f in validate_plan(bridge, SOURCES) if f.severity is Severity.ERROR] == []
    assert (bridge.kind, bridge.signing) == (PlanKind.PROGRAMME, (Step.UNIT_HEAD, Step.OFFICE))
    assert (bridge.starts, bridge.ends) == (date(2016, 11, 1), date(2017, 4, 30))
    assert bridge.totals_since_start and bridge.span_name == "2016—2017年"
    assert [(p.code, p.parent) for p in bridge.phases] == [("p1", ""), ("p1a", "p1")]
    assert {p: day.isoformat() for p, (day, _) in plan_deadlines(bridge).items()} == {
        START: "2017-01-25",
        "2017M02": "2017-02-28",
        # 25 March 2017 was a Saturday.
        "2017M03": "2017-03-27",
        "2017M04": "2017-04-25",
    }


def test_who_leads_and_who_reports(bridge):
    assert bridge.leads_of("1", "unit") == ("区交通局", "区住建局")
    assert bridge.leads_of("2", "unit") == ("各有关单位",) and bridge.leads_of("3-1", "unit") == ()
    assert {c.code: bridge.reporting_unit(c) for c in bridge.commitments_of("1")} == {
        "1.01": "区交通局",
        "1.02": "区住建局",
    }
    assert {bridge.reporting_unit(i) for i in bridge.indicators_of("3-1")} == {"区交通局", "区住建局"}


def test_a_monthly_duty_is_one_commitment_for_each_month(bridge):
    duty = bridge.commitments_of("2")
    assert [(c.code, c.period, c.due.isoformat(), c.starts.isoformat()) for c in duty] == [
        ("2.01.2017M02", "2017M02", "2017-02-20", "2017-02-01"),
        ("2.01.2017M03", "2017M03", "2017-03-20", "2017-03-01"),
        ("2.01.2017M04", "2017M04", "2017-04-20", "2017-04-01"),
    ]
    assert all(c.zero_report and c.exact and c.recurs is Recurrence.MONTH for c in duty)
    done = bridge.commitment("1.02")
    assert (done.quantity, done.quantity_unit, done.recurs) == (12, "座", None)


def test_ranges_bounds_relative_values_and_citations(bridge):
    share, accidents, patrols, stated_twice = bridge.indicators_of("3-1")
    assert (share.direction, share.planned, share.upper) == (Direction.WITHIN, {"2017M04": 60}, {"2017M04": 70})
    assert share.words == {"2017M04": "60%—70%"} and share.attribute == "预期性"
    assert (accidents.planned, accidents.relative, accidents.baseline_pending) == ({}, {"2017M04": -5}, True)
    assert patrols.strict and stated_twice.cites == "bridge-2016:3-1c"


def test_a_known_baseline_works_the_relative_value_out(folder):
    spoil(folder, "indicators.csv", "3-1b,3-1,桥上事故,起,level,at_most,,,", "3-1b,3-1,桥上事故,起,level,at_most,,40,")
    spoil(folder, "indicators.csv", ",true,,约束性,", ",false,,约束性,")
    assert read_plan_folder(folder).indicator("3-1b").planned == {"2017M04": 38}


def test_what_is_stored_is_what_the_folder_says(bridge, tmp_path):
    from zcdash.auth.permissions import Permission, console

    with Ledger(tmp_path / "zcdash.duckdb") as ledger:
        plans.record_plan(ledger, bridge, "首次载入", console().act(Permission.LOAD_PLAN))
        assert plans.load_plan(ledger, "bridge-2016")[0] == bridge


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("items.csv", "2,2,2,1,", "2,2-,2,1,", "CODE FIGURE FIGURE KEY_UNKNOWN KEY_UNKNOWN KEY_UNKNOWN TARGET"),
        ("items.csv", "3,3-1,2,0,", "3,三-1,2,0,", "CODE FIGURE FIGURE KEY_UNKNOWN KEY_UNKNOWN KEY_UNKNOWN TARGET"),
        ("items.csv", "2,2,2,1,", "2,2,1,0,", ""),
        ("items.csv", "3,3-1,2,0,", "4,3-1,2,0,", "NUMBERING"),
        ("responsible.csv", "1,unit,区住建局,lead,2", "1,unit,区住建局,lead,3", "ROLE"),
        ("responsible.csv", "1,unit,各镇政府,support,3", "1,unit,东镇政府,lead,3", "ROLE"),
        ("responsible.csv", "1,unit,各镇政府,support,3", "1,unit,各镇政府,lead,3", ""),
        ("commitments.csv", "false,区交通局,false,2017-02-01", "false,,false,2017-02-01", "NO_REPORTER"),
        ("units.csv", "开放：方案没有列出", "方案没有列出", "GROUP"),
        ("units.csv", "东镇政府;西镇政府", "东镇政府;各有关单位", "GROUP"),
        ("plan.toml", 'parent = "p1"', 'parent = "p2"', "KEY_UNKNOWN"),
        ("plan.toml", "ends = 2016-12-31", "ends = 2017-02-28", "PHASE"),
        ("plan.toml", "ends = 2016-12-31", "ends = 2016-10-31", "PHASE"),
        ("plan.toml", 'code = "p1a"', 'code = "p1"', "KEY_DOUBLE KEY_UNKNOWN"),
        ("plan.toml", '["unit_head", "office"]', '["office", "unit_head"]', "SIGNING"),
        ("plan.toml", '["unit_head", "office"]', '["office", "office"]', "SIGNING"),
        ("plan.toml", '["unit_head", "office"]', '["office"]', ""),
        ("commitments.csv", ",p1a,", ",p9,", "KEY_UNKNOWN"),
        ("commitments.csv", ",2016-11-01,p1a", ",2017-01-01,p1a", "DUE"),
        ("commitments.csv", "2017-04-30,false", "2017-04-29,false", "DUE"),
        ("commitments.csv", "报告整治情况", "", "EMPTY"),
        ("commitments.csv", "false,区交通局,false,2017-02-01", "false,区交管局,false,2017-02-01", "KEY_UNKNOWN"),
        ("commitments.csv", "2017-02-01,,,,month", "2017-02-01,p9,,,month", "KEY_UNKNOWN"),
        ("commitments.csv", "false,区交通局,false,2017-02-01", "true,区交通局,true,2017-02-01", "KEY_ONGOING"),
        ("planned.csv", "60%—70%,,70", "60%—70%,,", "BAND"),
        ("planned.csv", "60%—70%,,70", "60%—70%,,60", "BAND"),
        ("planned.csv", "60%—70%,,70", "60%—70%,,170", "BAND"),
        ("planned.csv", "大于20次,,", "大于20次,,30", "BAND"),
        ("indicators.csv", "level,within", "level,at_least", "BAND"),
        ("indicators.csv", "次数,次,cumulative,at_least", "次数,次,cumulative,about", "BAND"),
        ("indicators.csv", ",true,,约束性", ",false,,约束性", "BASELINE"),
        ("indicators.csv", "at_most,,,,", "at_most,,40,,", "BASELINE"),
        ("indicators.csv", ",,,true,,约束性", ",前年,,true,,约束性", "BASELINE"),
        ("indicators.csv", "bridge-2016:3-1c", "3-1c", "CITES"),
        ("indicators.csv", "bridge-2016:3-1c", "bridge-2016:3-1z", "CITES"),
        ("indicators.csv", "bridge-2016:3-1c", "bridge-2016:3-1d", "CITES"),
        ("indicators.csv", "bridge-2016:3-1c", "bridge-2016:3-1a", "CITES"),
        ("indicators.csv", "bridge-2016:3-1c", "road-2016:7a", ""),
        ("cells.csv", "2-3,12", "2-3,13", "FIGURE SOURCE"),
        ("cells.csv", "bridge-2.txt:1", "bridge-3.txt:1", "SOURCE"),
        ("cells.csv", "bridge-2.txt:1", "bridge-2.txt:2", "SOURCE"),
        ("cells.csv", "bridge-2.txt:1", "bridge-2.txt:0", "SOURCE"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_once(folder, file, old, new, expected):
    spoil(folder, file, old, new)
    errors = [f.code for f in found(folder) if f.severity is Severity.ERROR]
    assert " ".join(sorted(errors)) == expected


def test_numbers_of_a_list_begin_again_in_a_chapter_but_do_not_fall_in_one(folder):
    spoil(folder, "items.csv", "2,2,2,1,", "2,2,2,2,")
    spoil(folder, "items.csv", "3,3-1,2,0,", "3,3-1,2,1,")
    [fault] = [f for f in found(folder) if f.code == "NUMBERING"]
    assert (fault.severity, fault.sentence) == (Severity.WARNING, "seq 列应递增。")
    spoil(folder, "items.csv", "3,3-1,2,1,", "3,3-1,2,4,")
    assert [f.sentence for f in found(folder) if f.code == "NUMBERING"] == ["seq 列缺 3。"]


def test_a_citation_of_a_citation_is_an_error(folder):
    spoil(folder, "indicators.csv", "区交通局,,,,,,,false,>,,\n", "区交通局,,,,,,,false,>,,bridge-2016:3-1a\n")
    assert {f.place for f in found(folder) if f.code == "CITES"} == {"indicators.csv 3-1c", "indicators.csv 3-1d"}


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("plan.toml", '"2017M03"', '"2017M13"', "periods"),
        ("plan.toml", "2017-01-31 动员部署", "2016-01-31 动员部署", "periods"),
        ("plan.toml", '"inside:25"', '"inside:31"', "deadline"),
        ("plan.toml", '"on:2017-02-28"', '"on:2017-02-30"', "deadline"),
        ("plan.toml", '"unit_head", "office"', '"unit_head", "mayor"', "signing"),
        ("plan.toml", 'kind = "programme"', 'kind = "project"', "kind"),
        ("plan.toml", 'totals = "plan"', 'totals = "month"', "totals"),
        ("commitments.csv", "month:20", "month:31", "recurs"),
        ("commitments.csv", "month:20", "week", "recurs"),
        ("commitments.csv", "2017-02-01,,,,month:20", "2017-04-21,,,,month:20", "没有一次"),
        ("commitments.csv", "2.01,2,,,", "2.01,2,2017M03,,", "period"),
        ("commitments.csv", "2017-04-30,false", ",false", "due"),
        ("commitments.csv", ",12,座", ",十二,座", "quantity"),
        ("indicators.csv", ",>,", ",≥,", "bound"),
        ("planned.csv", "下降5%,-5", "下降5%,百分之五", "relative"),
        ("planned.csv", "3-1b,2017M04,,true,下降5%,-5", "3-1b,2017M04,,true,下降5%,", "value"),
        ("planned.csv", "3-1c,2017M04", "3-1b,2017M04", "重复"),
    ],
)
def test_a_malformed_value_is_refused_with_its_column(folder, file, old, new, says):
    spoil(folder, file, old, new)
    with pytest.raises(PlanUnreadable) as refused:
        read_plan_folder(folder)
    assert says in refused.value.sentence and file in refused.value.sentence and refused.value.advice


def test_a_cell_with_only_an_address_is_said_and_not_compared(bridge):
    [said] = [f for f in validate_plan(bridge, SOURCES) if f.code == "SOURCE"]
    assert (said.severity, said.sentence) == (Severity.WARNING, "1 个单元格只有表格中的位置，没有与原文核对。")


def test_sources_are_files_or_folders_and_each_comes_once(tmp_path):
    (tmp_path / "a.txt").write_text("一", encoding="utf-8")
    (tmp_path / "b.figures.txt").write_text("2", encoding="utf-8")
    assert read_sources([tmp_path]) == {"a.txt": "一", "b.txt": "2"}
    with pytest.raises(NotFound, match="两份"):
        read_sources([tmp_path, tmp_path / "a.txt"])
    for nowhere in (tmp_path / "c.txt", tmp_path / "none"):
        with pytest.raises(NotFound, match=r"没有原文"):
            read_sources([nowhere])
