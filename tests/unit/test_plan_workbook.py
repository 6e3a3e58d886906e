"""A whole plan as one workbook: written, edited as an office does, and read again without losing anything."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from tests.helpers import ROOT, SHIPPED, TINY, edited
from tests.plan_folders import long_plan, monthly_plan, phased_plan
from zcdash.domain import plan_sheets
from zcdash.errors import ZcdashError
from zcdash.intake.plan_edits import empty_plan
from zcdash.intake.plan_folder import plan_of, read_plan_tables
from zcdash.intake.plan_tables import tables_of
from zcdash.intake.plan_workbook import read_plan_workbook
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.rendering.xlsx import plan_workbook

FOLDERS = {
    "shipped": lambda _: SHIPPED,
    "chronic": lambda _: ROOT / "data" / "plans" / "chronic-2019",
    "monthly": monthly_plan,
    "phased": phased_plan,
    "long": long_plan,
    "tiny": lambda _: TINY,
}


@pytest.fixture
def book():
    """The workbook of the tiny plan."""
    return plan_workbook.write(read_plan_tables(TINY), version=3)


def column(sheet, head):
    return next(c.column for c in sheet[1] if c.value == head)


def put(book, name, head, row, value):
    sheet = book[name]
    sheet.cell(row, column(sheet, head)).value = value


def refused(data):
    with pytest.raises(UnreadableWorkbook) as caught:
        read_plan_workbook(data)
    assert isinstance(caught.value, ZcdashError) and caught.value.advice
    return caught.value.sentence


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_written_is_read_again(name, tmp_path):
    tables = read_plan_tables(FOLDERS[name](tmp_path / "plan"))
    read = read_plan_workbook(plan_workbook.write(tables, version=2))
    assert plan_of(read.plan) == plan_of(tables) and read.version == 2
    # A plan of the ledger has every occurrence of a duty, and comes back the same way.
    plan = plan_of(tables)
    assert plan_of(read_plan_workbook(plan_workbook.write(tables_of(plan))).plan) == plan


def test_an_edited_value_a_new_item_and_a_new_lead_are_read(book):
    def act(book: Workbook) -> None:
        put(book, "指标", "2017年三季度计划（2017Q3）", 2, 350)
        put(book, "事项", "责任单位", 2, "区工信局（牵头）、区交通局")
        row = {
            "编号": "1-3",
            "板块": 1,
            "序号": 1,
            "事项名称": "出口",
            "目标任务": "出口增长",
            "2017年二季度目标（2017Q2）": "出口2亿元",
        }
        for head, value in row.items():
            put(book, "事项", head, 9, value)

    plan = plan_of(read_plan_workbook(edited(book, act)).plan)
    assert plan.indicator("1-1a").planned["2017Q3"] == 350
    assert plan.responsible_of("1-1", "unit") == ("区工信局", "区交通局") and plan.leads_of("1-1", "unit") == (
        "区工信局",
    )
    assert [i.code for i in plan.items] == ["1-1", "1-2", "2-1", "1-3"] and plan.item_count == 4
    assert plan.targets_of("1-3") == {"2017Q2": "出口2亿元"}


def test_moved_columns_blank_rows_numbers_as_text_and_days_are_understood(book):
    def act(book: Workbook) -> None:
        sheet = book["指标"]
        sheet.insert_rows(3, 2)
        sheet.move_range("A1:A20", cols=40)
        put(book, "指标", "年度目标", 2, " 1,400 ")
        put(book, "节点", "时限", 2, datetime(2017, 2, 28))
        put(book, "节点", "时限", 3, "2017/6/30")
        book["计划"]["B6"] = "2017年1月10日"
        book.create_sheet("草稿").append(["算算"])

    plan = plan_of(read_plan_workbook(edited(book, act)).plan)
    assert [i.code for i in plan.indicators] == ["1-1a", "1-2a", "2-1a"] and plan.indicator("1-1a").annual == 1400
    assert [c.due for c in plan.commitments[:2]] == [date(2017, 2, 28), date(2017, 6, 30)]
    assert plan.issued == date(2017, 1, 10)


@pytest.mark.parametrize(
    ("name", "head", "row", "value", "says"),
    [
        ("指标", "年度目标", 2, "四百", "“指标”K2：“四百”不是数字"),
        ("指标", "口径", 2, "累积", "“指标”E2：“累积”不在可选范围内，请写累计、当季"),
        ("指标", "编号", 2, datetime(2017, 11, 2), "“指标”A2：“编号”被改成了日期 2017-11-02"),
        ("节点", "时限", 2, "二月底", "“节点”F2：“二月底”不是日期"),
        ("事项", "编号", 3, None, "“事项”A3：这一行没有填“编号”"),
        ("事项", "目标任务", 1, "目标", "“事项”表里缺少“目标任务”列"),
        ("事项", "2017年一季度目标（2017Q1）", 1, "一季度目标", "“事项”K1：表头“一季度目标”不认识"),
        ("事项", "2017年一季度目标（2017Q1）", 1, "2018年一季度目标（2018Q1）", "不是“计划”表里的报送期"),
        ("单位", "备注", 1, "备注栏", "“单位”表里缺少“备注”列"),
    ],
)
def test_what_cannot_be_read_is_said_by_sheet_and_cell(book, name, head, row, value, says):
    assert says in refused(edited(book, lambda book: put(book, name, head, row, value)))


def test_a_column_of_ones_own_is_said_and_not_left_out(book):
    def act(book: Workbook) -> None:
        book["单位"]["G1"], book["单位"]["G2"] = "联系人", "李四"

    assert "“单位”G1：表头“联系人”不认识" in refused(edited(book, act))


def test_a_sheet_that_is_gone_and_a_value_in_two_places_are_said(book):
    assert "没有“指标”这张表" in refused(edited(book, lambda book: book.remove(book["指标"])))

    def twice(book: Workbook) -> None:
        for head, value in {"指标": "1-1a", "期": "2017Q3", "数值": 310, "原文写明": "否"}.items():
            put(book, "计划值", head, 2, value)

    assert "“计划值”表里也有这一期的值" in refused(edited(book, twice))


def test_a_formula_without_a_result_is_said(book):
    assert "公式没有算出结果" in refused(edited(book, lambda book: put(book, "指标", "年度目标", 2, "=A1+1")))


def test_codes_are_text_lists_offer_their_words_and_heads_stay_in_sight(book):
    def look(book: Workbook) -> None:
        sheet = book["指标"]
        assert sheet["A2"].number_format == "@" and sheet.freeze_panes == "B2"
        lists = {v.formula1: str(v.sqref) for v in sheet.data_validations.dataValidation}
        assert lists['"累计,当季,时点,同比增速,位次"'].startswith("E2:E")

    edited(book, look)


def test_the_empty_template_has_examples_that_are_not_read():
    tables = empty_plan("roads-2018", "农村道路计划", date(2018, 1, 5))
    data = plan_workbook.write(tables, example=True)
    read = read_plan_workbook(data).plan
    assert not any(read.tables.values())
    shown = []
    edited(data, lambda book: shown.extend(book[n]["A2"].value for n in ("事项", "指标", "节点")))
    assert all(code.startswith(plan_sheets.EXAMPLE) for code in shown)

    def fill(book: Workbook) -> None:
        book["板块"].append([1, "农村道路"])
        for head, value in {"编号": "1-1", "板块": 1, "序号": 1, "事项名称": "修路", "目标任务": "修路4公里"}.items():
            put(book, "事项", head, 4, value)

    plan = plan_of(read_plan_workbook(edited(data, fill)).plan)
    assert [i.title for i in plan.items] == ["修路"] and plan.chapters[0].title == "农村道路"
