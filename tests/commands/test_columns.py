"""Columns are found by their heads and rows by their codes, and text outside the table is told."""

from datetime import date, datetime

import pytest

from tests.helpers import PLAN
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.terms import Severity
from zcdash.intake.form import FIRST_ROW, HEAD_ROW, HEADS

AIR, POWER = "区环保分局", "周村供电中心"
ROW = FIRST_ROW


@pytest.fixture
def check(ledger, filled):
    """`check(spoil)`: the power company's workbook with 300 and 3.2 typed, spoilt, and checked."""

    def act(spoil=None, cells=None, unit=POWER, period="2017Q1"):
        cells = {"指标!I4": 300, "指标!I5": 3.2, "指标!J5": "提前开工"} if cells is None else cells
        return queries.upload_check.check_upload(ledger, filled(unit, period, cells, spoil))

    return act


def values(check):
    return [(a.indicator, a.value, a.note, a.cell) for a in check.parsed.actuals]


def codes(check, severity=None):
    return sorted({f.code for f in check.findings if severity in (None, f.severity)})


def errors(check):
    return codes(check, Severity.ERROR)


def move_column(sheet, source, target):
    """Swap two columns with their heads."""
    for row in range(HEAD_ROW, sheet.max_row + 1):
        left, right = sheet.cell(row, source), sheet.cell(row, target)
        left.value, right.value = right.value, left.value


def test_a_column_inserted_before_the_figures_moves_nothing(check):
    def insert(book):
        book["指标"].insert_cols(9)
        book["指标"].cell(HEAD_ROW, 9, "完成比例")
        book["指标"].cell(ROW, 9, 1.025)

    result = check(insert)
    assert not errors(result) and "TEXT_OUTSIDE" not in codes(result)
    assert values(result) == [("20-7a", 300, "", "J4"), ("20-7b", 3.2, "提前开工", "J5")]


@pytest.mark.parametrize(("source", "target"), [(9, 10), (9, 1), (2, 6)])
def test_swapped_columns_are_read_by_their_heads(check, source, target):
    result = check(lambda book: move_column(book["指标"], source, target))
    assert not errors(result)
    column = "ABCDEFGHIJ"[(target if source == 9 else 9) - 1]
    assert [(c, v, cell) for c, v, _, cell in values(result)] == [
        ("20-7a", 300, f"{column}4"),
        ("20-7b", 3.2, f"{column}5"),
    ]


def test_swapped_texts_of_an_item_stay_what_their_heads_say(check):
    def swap(book):
        book["事项"].cell(ROW, 4, "建成2处变电站。")
        book["事项"].cell(ROW, 5, "征地受阻。")
        move_column(book["事项"], 4, 5)

    narrative = check(swap).parsed.narratives[0]
    assert (narrative.progress, narrative.problem, narrative.cell) == ("建成2处变电站。", "征地受阻。", "E4")


def test_heads_that_wrap_or_stand_lower_are_found(check):
    def wrap(book):
        book["指标"].cell(HEAD_ROW, 9, "本期\n 实际")
        book["指标"].insert_rows(1)

    assert [cell for *_, cell in values(check(wrap))] == ["I5", "I6"]


@pytest.mark.parametrize(("sheet", "column"), [("指标", 9), ("指标", 1), ("指标", 6), ("节点", 5), ("事项", 6)])
def test_a_missing_head_is_an_error_at_its_cell_with_the_way_out(check, sheet, column):
    result = check(lambda book: book[sheet].cell(HEAD_ROW, column, "备注栏"), unit=AIR, cells={})
    finding = result.findings[0]
    assert (finding.code, finding.place) == ("HEAD_MISSING", f"{sheet}!{'ABCDEFGHIJ'[column - 1]}3")
    assert f"“{HEADS[sheet][column - 1]}”" in finding.sentence and "改回" in finding.advice
    assert errors(result) == ["HEAD_MISSING"]


def test_a_doubled_head_is_an_error_at_the_second(check):
    finding = check(lambda book: book["指标"].cell(HEAD_ROW, 11, "本期实际")).findings[0]
    assert (finding.code, finding.place) == ("HEAD_DOUBLED", "指标!K3") and "I3" in finding.sentence


def test_a_sheet_without_heads_is_one_error(check):
    result = check(lambda book: book["指标"].delete_rows(HEAD_ROW))
    assert [(f.code, f.place) for f in result.findings if f.severity is Severity.ERROR] == [("HEAD_MISSING", "指标")]


def test_sorted_rows_of_a_stale_template_are_read_by_their_codes(ledger, filled, power_rows_reversed):
    data = filled(POWER, "2017Q2", {"指标!I4": 2400, "指标!I5": 9}, power_rows_reversed)
    commands.submissions.submit(
        ledger, console(), filled(POWER, "2017Q1", {"指标!I4": 300, "指标!I5": 3}), "x.xlsx", "张三", accept=True
    )
    result = queries.upload_check.check_upload(ledger, data)
    assert not errors(result), "last quarter's figure moved on after the download"
    assert [(a.indicator, a.value, a.cell) for a in result.parsed.actuals] == [
        ("20-7a", 2400, "I5"),
        ("20-7b", 9, "I4"),
    ]


@pytest.fixture
def power_rows_reversed():
    def act(book):
        sheet = book["指标"]
        for column in range(1, 11):
            first, second = sheet.cell(4, column), sheet.cell(5, column)
            first.value, second.value = second.value, first.value

    return act


@pytest.mark.parametrize(
    ("cell", "text", "told"),
    [
        ("D12", "以上数据为初步统计", True),
        ("A9", "备注：以上数据为初步统计", True),
        ("I9", 303.2, True),
        ("L4", "比去年同期多", True),
        ("A9", "填报人：张三", False),
        ("A9", "填报人：张三    审核人：李四    负责人：王五", False),
        ("D9", "单位负责人（签字）：", False),
        ("G9", "（盖章）", False),
        ("A9", "单位（公章）", False),
        ("A9", "2017年7月3日", False),
        ("A9", "  年  月  日", False),
        ("A9", datetime(2017, 7, 3), False),
        ("A9", date(2017, 7, 3), False),
        ("A9", "填报日期：2017-07-03", False),
        ("L4", "审核人：李四", False),
    ],
)
def test_text_outside_the_table_is_told_and_signatures_are_not(check, cell, text, told):
    result = check(lambda book: book["指标"].__setitem__(cell, text))
    assert not errors(result) and len(values(result)) == 2
    places = [f.place for f in result.findings if f.code == "TEXT_OUTSIDE"]
    assert places == ([f"指标!{cell}"] if told else [])


def test_a_name_beside_its_signature_line_is_not_told(check):
    def sign(book):
        for cell, text in {"A9": "填报人", "B9": "张三", "C9": "审核人", "D9": "李四", "G9": "2017.7.3"}.items():
            book["指标"][cell] = text

    assert "TEXT_OUTSIDE" not in codes(check(sign)) and not errors(check(sign))


def test_many_rows_outside_the_table_are_counted(check):
    def scribble(book):
        for row in range(10, 40):
            book["指标"].cell(row, 3, "随手记")
            book["指标"].cell(row, 4, "又记")

    told = [f for f in check(scribble).findings if f.code == "TEXT_OUTSIDE"]
    assert len(told) == 6 and "等 2 格" in told[0].sentence and "25 行" in told[-1].sentence


def test_an_unused_sheet_may_be_left_out(check):
    def without(book):
        assert "节点" not in book.sheetnames

    assert not errors(check(without))


def test_a_line_break_in_a_locked_text_is_no_change(check):
    def wrap(book):
        text = book["指标"]["C4"].value
        book["指标"]["C4"] = text[:3] + "\n" + text[3:]

    assert not errors(check(wrap))


def test_plausibility_points_at_the_moved_cells(ledger, filled):
    def act(book):
        move_column(book["事项"], 5, 1)

    form = queries.forms.form(ledger, PLAN, "2017Q1", POWER)
    item = form.indicators[0].indicator.item
    row = FIRST_ROW + [r.item for r in form.items].index(item)
    check = queries.upload_check.check_upload(ledger, filled(POWER, "2017Q1", {"指标!I4": 200}, act))
    assert f"事项!A{row}" in [f.place for f in check.findings if f.code == "UNEXPLAINED"]
