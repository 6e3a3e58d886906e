"""For every finding: a clerk who does what its advice says files the workbook."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from tests.commands.test_completeness import FULL
from tests.helpers import PLAN, ROOT
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.model import Severity

UNIT, PERIOD = "区环保分局", "2017Q1"
COPIED = "完成12家企业治理设施改造，新增2处监测点。"
POWER = {"指标!I4": 286, "指标!I5": 3, "事项!D4": "新建线路2条。"}


def put(**cells: object) -> Callable[[Workbook], None]:
    """Return an act that types values: `put(指标_I4=3)`."""

    def act(book):
        for place, value in cells.items():
            sheet, cell = place.split("_")
            book[sheet][cell] = value

    return act


def percent(book):
    """Type a figure into a cell with a percent format."""
    book["指标"]["I4"] = 0.31
    book["指标"]["I4"].number_format = "0%"


def general(book):
    """Type a figure again, into a cell with the general format."""
    book["指标"]["I4"] = 31
    book["指标"]["I4"].number_format = "General"


def append_copy(book):
    book["指标"].append([cell.value for cell in book["指标"][4]])


def as_confirmed(book):
    """Change nothing: the clerk has checked the cell and confirms it."""


@dataclass(frozen=True)
class Case:
    """How a workbook gets a finding, and what its advice tells the clerk to do; None means a new template, filled in."""

    spoil: Callable[[Workbook], None]
    mend: Callable[[Workbook], None] | None = as_confirmed
    unit: str = UNIT
    period: str = PERIOD
    cells: dict[str, object] = field(default_factory=lambda: dict(FULL))
    before: tuple[str, dict[str, object]] | None = None
    """An earlier submission: period and cells."""


def example(code, typed, **more):
    """Return the case of a figure that cannot be read; the advice has an example of one that can."""
    return code, Case(put(指标_I4=typed), put(指标_I4=31), **more)


CASES = dict(
    [
        ("EMPTY_FORM", Case(as_confirmed, put(指标_I4=31), cells={})),
        ("BLANK_INDICATORS", Case(put(指标_I4=None), put(指标_J4="市里还没有反馈"))),
        ("BLANK_COMMITMENTS", Case(put(节点_E5=None, 节点_F5=None), put(节点_E5="未完成"))),
        ("BLANK_ITEMS", Case(put(事项_D4=None))),
        ("UNFILLED_EXPLAINED", Case(put(指标_I4=None, 指标_J4="市里还没有反馈"))),
        ("FEWER_ROWS", Case(put(事项_D4=None), before=(PERIOD, FULL))),
        ("FUTURE_PERIOD", Case(as_confirmed, period="2017Q2", cells={"指标!I4": 74})),
        ("HEAD_MISSING", Case(put(指标_I3="数"), put(指标_I3="本期实际"))),
        ("HEAD_DOUBLED", Case(put(指标_K3="本期实际"), put(指标_K3="我的列"))),
        ("SHEET_MISSING", Case(lambda book: book.remove(book["节点"]), None)),
        ("ROW_ADDED", Case(put(指标_A20="99-9a", 指标_I20=3), lambda book: book["指标"].delete_rows(20))),
        ("ROW_DOUBLED", Case(append_copy, lambda book: book["指标"].delete_rows(8))),
        ("ROW_MISSING", Case(lambda book: book["指标"].delete_rows(5), None)),
        ("ROWS_TOO_MANY", Case(put(指标_I1500=1), lambda book: book["指标"].delete_rows(1500))),
        ("LOCKED_CHANGED", Case(put(指标_G4=30), put(指标_G4=31))),
        ("TEXT_OUTSIDE", Case(put(指标_D30="另有说明"), put(指标_D30=None, 指标_J4="另有说明"))),
        example("NUMBER_UNREADABLE", "很多"),
        example("NUMBER_UNIT", "31人"),
        ("NUMBER_DATE", Case(put(指标_I4=date(2017, 3, 5)), general)),
        example("NUMBER_ERROR", "#REF!"),
        example("NUMBER_BOOL", True),
        example("NUMBER_RANGE", 1e300),
        ("PERCENT_UNIT", Case(percent, general)),
        example("TWO_NUMBERS", "31 32"),
        ("NUMBER_NONE", Case(put(指标_I4="—"), put(指标_I4=None))),
        ("NUMBER_GROUPED", Case(put(指标_I4="1 300"), unit="周村供电中心", cells=POWER)),
        ("UNIT_DOUBTFUL", Case(put(指标_I5="120人"), unit="区质监局", period="2017Q3", cells={})),
        ("TEXT_ERROR", Case(put(事项_D4="#NAME?"), put(事项_D4="建成2个监测站。"))),
        ("NEGATIVE", Case(put(指标_I4=-31))),
        ("NOT_WHOLE", Case(put(指标_I4=31.5), put(指标_I4=31))),
        ("FORMULA_EMPTY", Case(put(指标_I4="=15+16"), put(指标_I4=31))),
        ("STATE", Case(put(节点_E4="做完了吧"), put(节点_E4="已完成"))),
        ("STATE_MISSING", Case(put(节点_E4=None), put(节点_E4="已完成"))),
        ("DONE_NO_DATE", Case(put(节点_F4=None), put(节点_F4=date(2017, 3, 31)))),
        ("DATE_UNREADABLE", Case(put(节点_F4="上个月"), put(节点_F4="2017-03-05"))),
        ("DATE_FUTURE", Case(put(节点_F4=date(2018, 1, 1)), put(节点_F4=date(2017, 3, 30)))),
        ("TEXT_LONG", Case(put(事项_D4="长" * 4001), put(事项_D4="短"))),
        ("DATE_EARLY", Case(put(节点_F4=date(2016, 3, 5)), put(节点_F4=date(2017, 3, 5)))),
        ("REST_DONE", Case(put(节点_E5=None, 节点_F5=None, 节点_D2=date(2017, 3, 31)))),
        ("DATE_NOT_DONE", Case(put(节点_E4="未完成"))),
        ("APPROXIMATE", Case(put(指标_I4="约31天"), put(指标_I4=31))),
        ("FALLS", Case(as_confirmed, period="2017Q2", cells={"指标!I4": 30}, before=(PERIOD, FULL))),
        ("FAR", Case(put(指标_I4=2860000), put(指标_I4=286), unit="周村供电中心", cells=POWER)),
        ("OVER_100", Case(put(指标_I5=110), put(指标_I5=11))),
        ("PERCENT_SCALE", Case(put(指标_I4=0.04), put(指标_I4=4), unit="区人社局", cells={})),
        ("ONLY_PLAN", Case(put(指标_I4=4, 指标_I6=1250, 指标_I7=500, 指标_I8=6171), unit="区人社局", cells={})),
        ("UNEXPLAINED", Case(put(指标_I4=20), put(事项_E5="扩散条件差。", 事项_F5="二季度治理扬尘，六月底补上。"))),
        (
            "COPIED",
            Case(as_confirmed, period="2017Q2", cells={"事项!D4": COPIED}, before=(PERIOD, FULL | {"事项!D4": COPIED})),
        ),
        ("SET_PHRASES", Case(put(事项_D4="正在有序推进。"), put(事项_D4="建成2个监测站。"))),
        ("CONTRADICTS", Case(put(事项_D5="优良天数45天。"), put(事项_D5="优良天数31天。"))),
    ]
)
OTHERS = {
    "AS_ISSUED": "tested with the states of ongoing work",
    "RATE_FAR": "confirmed as FAR is",
    "DATE_YEAR": "confirmed as DATE_NOT_DONE is",
    "PLAN_CHANGED": "tested with a correction of the plan",
    "ROW_STALE": "tested with a report between download and upload",
    **dict.fromkeys(
        ["WRONG_PLAN", "WRONG_PERIOD", "WRONG_UNIT", "WRONG_FORM", "NOT_TEMPLATE"], "another file, or another choice"
    ),
    **dict.fromkeys(
        ["EMPTY_FILE", "TOO_LARGE", "NOT_XLSX", "ENCRYPTED", "TRUNCATED", "ZIP_BOMB", "XML_DOCTYPE", "TOO_FULL"],
        "saved again",
    ),
    **dict.fromkeys(["MACROS", "TOO_WIDE"], "below"),
}


def submit(ledger, data, accept=True):
    return commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept)


def edited(data: bytes, act: Callable[[Workbook], None]) -> bytes:
    """Return the workbook after an act on it, saved by openpyxl."""
    book = load_workbook(BytesIO(data))
    act(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("code", CASES)
def test_who_does_what_the_advice_says_files(ledger, filled, code):
    case = CASES[code]
    if case.before:
        assert submit(ledger, filled(case.unit, *case.before)).filed
    spoilt = filled(case.unit, case.period, case.cells, case.spoil)
    receipt = submit(ledger, spoilt, accept=False)
    findings = [f for f in receipt.check.findings if f.code == code]
    assert receipt.refused and findings, [f.code for f in receipt.check.findings]
    assert all(f.sentence and f.advice for f in findings)
    if code.startswith("NUMBER_") and findings[0].severity is Severity.ERROR and code != "NUMBER_NONE":
        assert re.search(r"例如 [0-9]", findings[0].advice)
    mended = edited(spoilt, case.mend) if case.mend else filled(case.unit, case.period, case.cells)
    filed = submit(ledger, mended)
    assert filed.filed, [f"{f.code} {f.place} {f.sentence}" for f in filed.check.findings]
    if findings[0].severity is Severity.ERROR:
        assert code not in {f.code for f in filed.check.findings}


def test_every_finding_of_the_documentation_has_its_case():
    rows = re.findall(
        r"^\| ([A-Z_, 0-9]+) \| (?:error|warning)", (ROOT / "docs" / "returns.md").read_text("utf-8"), re.M
    )
    documented = {code for row in rows for code in row.split(", ")}
    assert documented == CASES.keys() | OTHERS.keys()


def test_a_workbook_with_macros_saved_again_as_xlsx_files(ledger, filled):
    good = filled(UNIT, PERIOD, FULL)
    out = BytesIO(good)
    with ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert [f.code for f in submit(ledger, out.getvalue()).check.findings] == ["MACROS"]
    assert submit(ledger, edited(out.getvalue(), as_confirmed)).filed


def test_a_sheet_that_is_too_wide_files_without_the_far_cell(ledger, filled):
    wide = filled(UNIT, PERIOD, FULL, put(指标_ZZ4="远"))
    assert [f.code for f in submit(ledger, wide).check.findings] == ["TOO_WIDE"]
    assert submit(ledger, edited(wide, put(指标_ZZ4=None))).filed


def test_a_row_that_is_no_longer_asked_for_needs_no_mending(ledger, filled):
    before = filled(UNIT, "2017Q2", {"指标!I4": 74})
    submit(ledger, filled(UNIT, PERIOD, FULL))
    receipt = submit(ledger, before)
    assert receipt.filed and "ROW_STALE" in {f.code for f in receipt.check.findings}


def test_a_new_template_files_after_a_correction_of_the_plan(ledger, filled, plan_folder):
    old = filled(UNIT, PERIOD, FULL)
    path = plan_folder / "indicators.csv"
    text = path.read_text("utf-8")
    name = queries.forms.form(ledger, PLAN, PERIOD, UNIT).indicators[0].indicator.name
    path.write_text(text.replace(f",{name},", f",{name}（更正）,", 1), "utf-8")
    commands.plans.load_plan(ledger, console(), plan_folder, "更正")
    assert "PLAN_CHANGED" in {f.code for f in submit(ledger, old).check.findings}
    assert submit(ledger, filled(UNIT, PERIOD, FULL)).filed
