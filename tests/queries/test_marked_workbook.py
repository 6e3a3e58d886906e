"""The workbook that a clerk gets back with the findings: a fresh form with everything typed, coloured and listed."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from zcdash import queries
from zcdash.intake.form import IDENTITY
from zcdash.intake.mark_findings import mark_findings

AIR, BUILD = "区环保分局", "区住建局"
RED, AMBER = "F08A75", "FFC94D"


@pytest.fixture
def mark(ledger, filled):
    """`mark(unit, cells, spoil)`: the marked workbook of a filled-in form, as bytes, and the check it comes from."""

    def act(unit, cells, spoil=None):
        data = filled(unit, "2017Q1", cells, spoil)
        check = queries.upload_check.check_upload(ledger, data)
        return mark_findings(data, check.form, check.findings), check

    return act


def opened(data):
    return load_workbook(BytesIO(data))


def colour(cell):
    return cell.fill.fgColor.rgb[-6:]


def test_what_was_typed_stands_in_its_cell_also_where_it_cannot_be_read(mark):
    cells = {
        "指标!I4": "很多很多",
        "指标!I5": "约１２ 天",
        "指标!I6": date(2017, 3, 5),
        "指标!J4": "+不是公式",
        "节点!E4": "做完了",
        "节点!F4": date(2017, 3, 1),
        "节点!D2": "月底",
        "事项!D4": "第一行\n第二行",
    }
    book = opened(mark(AIR, cells)[0])
    for place, value in cells.items():
        sheet, cell = place.split("!")
        got = book[sheet][cell].value
        assert (got.date() if hasattr(got, "date") else got) == value, place
    assert book["指标"]["J4"].quotePrefix
    assert colour(book["指标"]["I4"]) == colour(book["节点"]["E4"]) == colour(book["节点"]["D2"]) == RED
    assert "很多很多" in book["指标"]["I4"].comment.text


def test_one_sheet_is_selected_and_it_is_the_list_whatever_the_clerk_left_open(mark):
    def leave_open(book):
        book.active = book.sheetnames.index("事项")
        for sheet in book:
            sheet.sheet_view.tabSelected = True

    book = opened(mark(AIR, {"指标!I4": "很多"}, leave_open)[0])
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["问题清单"]
    assert book.sheetnames[0] == "问题清单" == book.active.title
    assert book[IDENTITY].sheet_state == "veryHidden"


def test_the_list_names_every_finding_with_a_link_to_its_cell_errors_first(mark):
    data, check = mark(AIR, {"指标!I4": "很多", "事项!D4": "正在推进", "节点!E4": "做完了"})
    rows = [row for row in opened(data)["问题清单"].iter_rows(min_row=4) if row[0].value]
    assert {row[3].value for row in rows} == {f.sentence for f in check.findings}
    kinds = [row[1].value for row in rows]
    assert kinds == sorted(kinds, key=lambda kind: kind != "错误（红）")
    links = {row[2].value: row[2].hyperlink.location for row in rows if row[2].hyperlink}
    assert links["指标 I4"] == "'指标'!I4" and links["节点 E4"] == "'节点'!E4"


def test_without_the_column_of_codes_what_was_typed_is_listed_as_outside(mark):
    data, check = mark(AIR, {"指标!A3": "我的编号", "指标!I4": 31})
    assert "HEAD_MISSING" in {f.code for f in check.findings}
    listed = [row[3].value for row in opened(data)["问题清单"].iter_rows(min_row=4)]
    assert "31" in listed


def test_a_finding_of_a_whole_sheet_is_listed(mark):
    data, _ = mark(AIR, {}, lambda book: book.remove(book["节点"]))
    listed = [row[3].value for row in opened(data)["问题清单"].iter_rows(min_row=4)]
    assert "缺少工作表“节点”。" in listed
    assert "节点" in opened(data).sheetnames, "the sheet is there again"


def test_marked_again_the_mended_cell_is_clean_and_the_other_says_its_fault_once(ledger, mark):
    book = opened(mark(AIR, {"指标!I4": "很多", "节点!E4": "做完了"})[0])
    book["指标"]["I4"] = 33
    out = BytesIO()
    book.save(out)
    check = queries.upload_check.check_upload(ledger, out.getvalue())
    again = opened(mark_findings(out.getvalue(), check.form, check.findings))
    assert again["指标"]["I4"].comment is None and colour(again["指标"]["I4"]) not in (RED, AMBER)
    assert again["节点"]["E4"].comment.text.count("做完了") == 1
    assert again.sheetnames.count("问题清单") == 1


def test_the_result_of_a_formula_is_kept_as_a_value(ledger, filled):
    data = with_formula(filled(AIR, "2017Q1", {"指标!I4": 31, "节点!E4": "做完了"}))
    check = queries.upload_check.check_upload(ledger, data)
    marked = mark_findings(data, check.form, check.findings)
    assert opened(marked)["指标"]["I4"].value == 31
    again = queries.upload_check.check_upload(ledger, marked)
    assert "FORMULA_EMPTY" not in {f.code for f in again.findings}


def with_formula(data):
    """Turn the number 31 of the indicators' sheet into a formula with that result."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.namelist():
            xml = source.read(entry)
            if entry == "xl/worksheets/sheet2.xml":
                assert b"<v>31</v>" in xml
                xml = xml.replace(b"<v>31</v>", b"<f>15+16</f><v>31</v>").replace(b' t="n"><f>', b"><f>")
            target.writestr(entry, xml)
    return out.getvalue()


def test_moved_columns_and_rows_come_back_to_their_places_with_their_marks(mark):
    def move(book):
        sheet = book["指标"]
        sheet.insert_cols(9)
        sheet["I3"] = "自己的一列"
        sheet["I4"] = "只给自己看"

    data, check = mark(AIR, {"指标!I4": "很多"}, move)
    assert any(f.place == "指标!J4" for f in check.findings)
    book = opened(data)
    assert book["指标"]["I4"].value == "很多" and colour(book["指标"]["I4"]) == RED
    listed = [[cell.value for cell in row] for row in book["问题清单"].iter_rows(min_row=4)]
    assert ["指标 I4", "只给自己看"] in [row[2:4] for row in listed], "nothing typed is lost"


def test_nothing_of_the_strangers_package_is_carried_over(mark):
    def burden(book):
        sheet = book["指标"]
        sheet.merge_cells("A200:Z900")
        sheet["Z1"].hyperlink = "https://example.com/"
        book.create_sheet("别的表")["A1"] = "别的"

    data, _ = mark(AIR, {"指标!I4": "很多"}, burden)
    book = opened(data)
    assert not book["指标"].merged_cells.ranges and "别的表" not in book.sheetnames
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"example.com" in archive.read(name) for name in archive.namelist())


def test_the_mended_copy_files(ledger, mark):
    book = opened(mark(BUILD, {"节点!E4": "做完了", "节点!F4": date(2017, 3, 1)})[0])
    book["节点"]["E4"] = "已完成"
    out = BytesIO()
    book.save(out)
    check = queries.upload_check.check_upload(ledger, out.getvalue())
    assert not check.refused, check.findings
