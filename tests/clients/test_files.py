"""Workbooks that other programs wrote come through with every value and address, or are refused by their name."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.clients.typed import DONE_ON, typed_into
from zcdash.domain.model import format_number
from zcdash.intake.form import COMMITMENTS, INDICATORS, ITEMS
from zcdash.intake.submission_workbook import read_submission_workbook
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.intake.xlsx_sheet import address

FILES = Path(__file__).parent / "files"
CLIENTS = (
    "libreoffice",
    "sheetjs",
    "sheetjs-shared",
    "exceljs",
    "gnumeric",
    "pandas",
    "xlsxwriter",
    "strict",
)
FORMS = sorted(path.parent.name for path in FILES.glob("*/template.xlsx"))
SHEETS = (INDICATORS, COMMITMENTS, ITEMS, "_zcdash")


def template_texts(template: bytes) -> dict[str, dict[str, str]]:
    """Sheet → cell → text of the template, read by openpyxl."""

    def text(value: object) -> str:
        return format_number(value) if isinstance(value, int | float) else str(value).strip()

    book = load_workbook(BytesIO(template))
    return {
        name: {cell.coordinate: text(cell.value) for row in book[name] for cell in row if cell.value not in (None, "")}
        for name in SHEETS
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("client", CLIENTS)
def test_every_value_and_address_comes_through(client, form):
    template = (FILES / form / "template.xlsx").read_bytes()
    typed = typed_into(template)[0]
    workbook = read_submission_workbook((FILES / form / f"{client}.xlsx").read_bytes())
    assert f"{workbook.identity.period}_{workbook.identity.unit}" == form
    for name, locked in template_texts(template).items():
        cells = {address(*at): cell for at, cell in workbook.sheet(name).items() if cell.text}
        entries = typed.get(name, {})
        days = {at for at, value in entries.items() if value == DONE_ON.isoformat()}
        assert {at: cells[at].value for at in days} == dict.fromkeys(days, DONE_ON)
        assert {at: cells[at].value for at in entries.keys() - days} == {
            at: entries[at] for at in entries.keys() - days
        }
        assert {at: cell.text for at, cell in cells.items() if at not in entries} == locked


def test_the_forms_have_cells_of_every_kind():
    typed = [typed_into((FILES / form / "template.xlsx").read_bytes())[0] for form in FORMS]
    assert len(FORMS) == 6 and all(any(t[name] for t in typed) for name in (INDICATORS, COMMITMENTS, ITEMS))
    assert sum(DONE_ON.isoformat() in t[COMMITMENTS].values() for t in typed) >= 2


@pytest.mark.parametrize(
    ("file", "code", "name", "way_out"),
    [
        ("libreoffice.xls", "NOT_XLSX", "（.xls、.et）", "另存为 .xlsx"),
        ("excel-95.xls", "NOT_XLSX", "（.xls、.et）", "另存为 .xlsx"),
        ("libreoffice.ods", "NOT_XLSX", "（如 .ods）", "另存为 .xlsx"),
        ("libreoffice.fods", "NOT_XLSX", "（如 .fods）", "另存为 .xlsx"),
        ("sheetjs.xlsb", "NOT_XLSX", "（.xlsb）", "另存为 .xlsx"),
        ("xml-2003.xls", "NOT_XLSX", "XML 电子表格 2003", "另存为 .xlsx"),
        ("password.xlsx", "ENCRYPTED", "打开密码", "取消密码"),
        ("password.xls", "NOT_XLSX", "设有打开密码的旧版", "取消密码，另存为 .xlsx"),
        ("macros.xlsm", "MACROS", "宏", "不带宏的 .xlsx"),
        ("page.xls", "NOT_XLSX", "网页", "模板"),
        ("text.xls", "NOT_XLSX", "文本文件", "模板"),
    ],
)
def test_another_format_is_refused_by_its_name_with_the_way_out(file, code, name, way_out):
    with pytest.raises(UnreadableWorkbook) as caught:
        read_submission_workbook((FILES / "refused" / file).read_bytes())
    assert caught.value.code == code
    assert name in caught.value.sentence and way_out in caught.value.advice
