"""The workbook a unit downloads: its own rows, locked but for the clerk's columns, made to be printed."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.helpers import PLAN, ROOT
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.terms import State
from zcdash.errors import NotFound
from zcdash.intake.form import FIRST_ROW, HEADS, IDENTITY, LOCKED


def book_of(template_bytes, unit, period):
    return load_workbook(BytesIO(template_bytes(unit, period)))


def test_it_asks_the_unit_for_its_own_indicators_with_plan_and_last_quarter(template_bytes, file_submission):
    file_submission("区环保分局", "2017Q1", {"14-6a": 33})
    sheet = book_of(template_bytes, "区环保分局", "2017Q2")["指标"]
    assert [c.value for c in sheet[3]][:10] == list(HEADS["指标"])
    rows = {r[0].value: [c.value for c in r] for r in sheet.iter_rows(min_row=FIRST_ROW)}
    assert rows["14-6a"][:8] == ["14-6a", "空气质量优良天数", "空气质量优良天数", "天", "累计", 183, 74, 33]
    assert rows["14-6a"][8:] == [None] * 6
    assert all(not code.startswith("2-1") for code in rows)


def test_only_the_clerks_columns_are_open_and_the_sheets_are_locked(template_bytes):
    book = book_of(template_bytes, "区住建局", "2017Q1")
    for name, heads in HEADS.items():
        sheet = book[name]
        assert sheet.protection.sheet
        for column in range(1, len(heads) + 1):
            assert sheet.cell(FIRST_ROW, column).protection.locked == (column <= LOCKED[name])
    assert book[IDENTITY].sheet_state == "veryHidden"


def test_it_prints_on_a4_across_with_the_head_on_every_page(template_bytes):
    for sheet in book_of(template_bytes, "区住建局", "2017Q1"):
        if sheet.title != IDENTITY:
            page = sheet.page_setup
            assert (page.orientation, int(page.paperSize), page.fitToWidth) == ("landscape", 9, 1)
            assert sheet.print_title_rows and "&P" in sheet.oddFooter.center.text


def test_it_helps_while_typing_with_lists_and_checks_that_are_switched_on(template_bytes):
    book = book_of(template_bytes, "区住建局", "2017Q1")
    lists = [v for v in book["节点"].data_validations.dataValidation if v.type == "list"]
    assert lists[0].formula1 == '"已完成,部分完成,未完成"' and lists[0].errorStyle == "stop"
    checks = [v for name in HEADS for v in book[name].data_validations.dataValidation]
    assert {v.type for v in book["指标"].data_validations.dataValidation} == {"decimal", "textLength"}
    assert all(v.showErrorMessage and v.showInputMessage and v.prompt for v in checks)
    assert all(v.errorStyle == "warning" for v in checks if v.type in ("decimal", "date"))
    assert {v.type for v in checks} == {"list", "decimal", "date", "textLength"}


def test_every_open_cell_says_what_belongs_there_with_unit_basis_and_an_example(template_bytes):
    book = book_of(template_bytes, "区住建局", "2017Q2")
    for name in HEADS:
        checks = book[name].data_validations.dataValidation
        for row in book[name].iter_rows(min_row=FIRST_ROW):
            for cell in row:
                if not cell.protection.locked:
                    prompts = [v.prompt for v in checks if cell.coordinate in v.cells]
                    assert len(prompts) == 1 and "例如" in prompts[0] and len(prompts[0]) <= 255
    unit, basis = (book["指标"].cell(FIRST_ROW, column).value for column in (4, 5))
    prompt = next(v.prompt for v in book["指标"].data_validations.dataValidation if f"I{FIRST_ROW}" in v.cells)
    assert f"单位：{unit}" in prompt and f"口径：{basis}" in prompt


def test_sorting_filtering_and_formats_are_allowed(template_bytes):
    for sheet in book_of(template_bytes, "区住建局", "2017Q2"):
        if sheet.title != IDENTITY:
            forbidden = sheet.protection
            assert not (forbidden.sort or forbidden.autoFilter or forbidden.formatCells)
            assert sheet.title not in HEADS or sheet.auto_filter.ref.startswith("A3:")


def test_what_must_be_filled_in_has_another_colour_than_what_may_be(template_bytes):
    book = book_of(template_bytes, "区住建局", "2017Q2")

    def colour(sheet, cell):
        return book[sheet][cell].fill.fgColor.rgb

    figures = book["指标"]
    planned = {figures.cell(row, 9).fill.fgColor.rgb for row in range(4, 31) if figures.cell(row, 7).value != "—"}
    other = {figures.cell(row, 9).fill.fgColor.rgb for row in range(4, 31) if figures.cell(row, 7).value == "—"}
    assert planned == {colour("节点", "E4")} == {colour("事项", "D4")} and other == {colour("事项", "E4")}
    assert planned != other
    guide = {row[0].value: row[0].fill.fgColor.rgb for row in book["填报说明"]}
    assert {guide["黄色：必填"]} == planned and {guide["蓝色：选填"]} == other


def test_every_sheet_and_the_guide_count_what_is_still_missing(template_bytes):
    book = book_of(template_bytes, "区住建局", "2017Q2")
    for sheet, cell in (("指标", "I1"), ("节点", "E1"), ("事项", "D1")):
        assert book[sheet][cell].value.startswith("=SUMPRODUCT(")
        assert book[sheet][cell].number_format == '"还差 "0" 格";;"已填齐"'
    guide = {row[0].value: row[1].value for row in book["填报说明"]}
    assert guide["必填的格子"] == "='指标'!I1+'节点'!E1+'事项'!D1"
    assert guide["　节点"] == "='节点'!E1"


def test_the_guide_tells_blank_from_zero_how_to_paste_who_signs_and_to_fill_in_the_rate_itself(template_bytes):
    text = " ".join(str(c.value) for row in book_of(template_bytes, "区住建局", "2017Q2")["填报说明"] for c in row)
    for words in ("确实是零的，填 0", "只粘贴数值", "填报人：", "审核人：", "负责人：", "增长 8.2% 填 8.2"):
        assert words in text
    assert "百分点" not in text


def test_sheets_without_rows_are_left_out_and_the_file_is_accepted(ledger, template_bytes):
    data = template_bytes("周村供电中心", "2017Q2")
    assert load_workbook(BytesIO(data)).sheetnames == ["填报说明", "指标", "事项", IDENTITY]
    assert "SHEET_MISSING" not in {f.code for f in queries.upload_check.check_upload(ledger, data).findings}


def test_rows_are_as_high_as_their_text_needs_and_may_grow(template_bytes):
    sheet = book_of(template_bytes, "区住建局", "2017Q2")["节点"]
    heights = [sheet.row_dimensions[row].ht for row in range(FIRST_ROW, sheet.max_row + 1)]
    assert min(heights) == 18 and sum(height == 18 for height in heights) > len(heights) / 2
    with zipfile.ZipFile(BytesIO(template_bytes("区住建局", "2017Q2"))) as archive:
        assert b"customHeight" not in archive.read("xl/worksheets/sheet3.xml")


def test_a_quarters_figure_has_the_running_totals_beside_it(template_bytes, file_submission):
    file_submission("区住建局", "2017Q1", {"18-11a": 2791})
    sheet = book_of(template_bytes, "区住建局", "2017Q2")["指标"]
    assert [c.value for c in sheet[3]][10:] == ["累计计划", "已累计到上季", "含本季累计", "评定"]
    row = next(r[0].row for r in sheet.iter_rows(min_row=FIRST_ROW) if r[0].value == "18-11a")
    assert [sheet.cell(row, column).value for column in (11, 12)] == [5500, 2791]
    assert sheet.cell(row, 13).value == f'=IF(ISNUMBER(I{row}),L{row}+I{row},"")'


def test_last_quarters_state_note_and_words_stand_beside_the_cells_to_fill(sample_ledger):
    form = queries.forms.form(sample_ledger, PLAN, "2017Q2", "区住建局")
    book = load_workbook(BytesIO(queries.submissions.template_workbook(sample_ledger, PLAN, "2017Q2", "区住建局")[1]))
    states = {r[0].value: (r[4].value, r[7].value) for r in book["节点"].iter_rows(min_row=FIRST_ROW)}
    assert states["9-1.06"][0] is None and states["9-1.06"][1].startswith("未完成；")
    assert states["9-1.47"] == ("已完成", "已完成"), "standing work continues as last time"
    words = {r[0].value: r[6].value for r in book["事项"].iter_rows(min_row=FIRST_ROW)}
    item = next(row for row in form.items if row.before)
    assert words[item.item].startswith(f"进展：{item.before[0]}")
    assert all(book["节点"].cell(FIRST_ROW, column).protection.locked for column in (8,))


def test_the_first_quarter_has_no_columns_of_last_quarter(template_bytes):
    book = book_of(template_bytes, "区住建局", "2017Q1")
    assert all([c.value for c in book[name][3]] == list(HEADS[name]) for name in ("节点", "事项"))


def test_it_says_by_when_with_holidays_counted_to_whom_and_how(template_bytes):
    text = " ".join(str(c.value) for row in book_of(template_bytes, "区财政局", "2017Q3")["填报说明"] for c in row)
    assert "2017年10月9日" in text and "6195222" in text and "区政府督查室" in text and "8.5" in text


def test_commitments_of_this_quarter_and_those_left_over_are_asked_for(template_bytes, file_submission):
    def codes_asked_for(period):
        return [
            r[0].value
            for r in book_of(template_bytes, "区住建局", period)["节点"].iter_rows(min_row=FIRST_ROW)
            if r[0].value
        ]

    first = codes_asked_for("2017Q1")
    done = {code: (State.DONE, None) for code in first if code != "9-1.01"}
    file_submission("区住建局", "2017Q1", progress=done | {"9-1.01": (State.PARTLY, None)})
    second = codes_asked_for("2017Q2")
    assert "9-1.01" in second and "9-1.02" not in second
    assert codes_asked_for("2017Q1") == first, "what a period asks for must not change by its own return"


def test_an_indicator_named_to_another_unit_is_on_that_units_form(ledger):
    health, labour = (queries.forms.form(ledger, PLAN, "2017Q1", u) for u in ("区卫计局", "区人社局"))
    assert "7-1b" in {r.indicator.code for r in health.indicators}
    assert "7-1b" not in {r.indicator.code for r in labour.indicators}
    assert "1-1a" in {r.indicator.code for r in queries.forms.form(ledger, PLAN, "2017Q1", "区统计局").indicators}


def test_every_indicator_commitment_and_target_of_a_period_is_asked_of_exactly_one_unit(ledger, plan):
    forms = queries.forms.forms(ledger, PLAN, "2017Q1").values()
    indicators = [r.indicator.code for f in forms for r in f.indicators]
    commitments = [r.commitment.code for f in forms for r in f.commitments]
    items = [r.item for f in forms for r in f.items]
    assert sorted(indicators) == sorted(i.code for i in plan.indicators)
    assert sorted(commitments) == sorted(c.code for c in plan.commitments if c.period == "2017Q1")
    assert sorted(items) == sorted(t.item for t in plan.targets if t.period == "2017Q1")


def test_text_that_looks_like_a_formula_is_handed_out_as_text(ledger, tmp_path, plan_folder):
    path = plan_folder / "items.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("农村道路改造", "=1+1农村道路"), encoding="utf-8")
    commands.plans.load_plan(ledger, console(), plan_folder)
    book = load_workbook(BytesIO(queries.submissions.template_workbook(ledger, PLAN, "2017Q2", "区交通运输局")[1]))
    cell = next(r[1] for r in book["指标"].iter_rows(min_row=FIRST_ROW) if r[0].value == "18-7a")
    assert (cell.value, cell.data_type) == ("=1+1农村道路", "s")


@pytest.mark.parametrize("unit", ["没有这个局", "各镇政府", ""])
def test_a_unit_that_is_asked_for_nothing_is_named(ledger, unit):
    with pytest.raises(NotFound):
        queries.forms.form(ledger, PLAN, "2017Q1", unit)


@pytest.mark.parametrize("unit", ["区环保分局", "区住建局"])
def test_a_file_made_from_the_first_format_still_files(ledger, unit):
    path = ROOT / "tests" / "data" / "first_format" / f"2017Q1_{unit}.xlsx"
    assert load_workbook(path)[IDENTITY]["B1"].value == "1"
    receipt = commands.submissions.submit(ledger, console(), path.read_bytes(), path.name, "张三", accept=True)
    assert receipt.filed


def test_a_stale_file_of_the_first_format_is_known_as_stale(ledger, file_submission):
    path = ROOT / "tests" / "data" / "first_format" / "2017Q2_区环保分局.xlsx"
    file_submission("区环保分局", "2017Q1", {"14-6a": 1})
    findings = queries.upload_check.check_upload(ledger, path.read_bytes()).findings
    assert "LOCKED_CHANGED" not in {f.code for f in findings}, "last quarter's figure is another by now"
