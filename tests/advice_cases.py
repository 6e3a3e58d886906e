"""For every finding, a workbook that has it, and what its advice tells the clerk to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from openpyxl import Workbook

from tests.helpers import FULL, edited, filled_template
from zcdash.store.ledger import Ledger

UNIT, PERIOD = "区环保分局", "2017Q1"
COPIED = "完成12家企业治理设施改造，新增2处监测点。"
POWER = {"指标!I4": 286, "指标!I5": 3, "事项!D4": "新建线路2条。"}


class Put:
    """An act that types values: `put(指标_I4=3)`; None empties the cell."""

    def __init__(self, cells: dict[str, object]) -> None:
        self.cells = {tuple(place.split("_")): value for place, value in cells.items()}

    def __call__(self, book: Workbook) -> None:
        for (sheet, cell), value in self.cells.items():
            book[sheet][cell] = value


def put(**cells: object) -> Put:
    return Put(cells)


@dataclass(frozen=True)
class DeleteRow:
    """An act that deletes a row."""

    sheet: str
    row: int

    def __call__(self, book: Workbook) -> None:
        book[self.sheet].delete_rows(self.row)


def percent(book: Workbook) -> None:
    """Type a figure into a cell with a percent format."""
    book["指标"]["I4"] = 0.31
    book["指标"]["I4"].number_format = "0%"


def general(book: Workbook) -> None:
    """Type a figure again, into a cell with the general format."""
    book["指标"]["I4"] = 31
    book["指标"]["I4"].number_format = "General"


def append_copy(book: Workbook) -> None:
    """Copy a row to the end of its sheet."""
    book["指标"].append([cell.value for cell in book["指标"][4]])


def as_confirmed(book: Workbook) -> None:
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


def example(code: str, typed: object) -> tuple[str, Case]:
    """Return the case of a figure that cannot be read; the advice has an example of one that can."""
    return code, Case(put(指标_I4=typed), put(指标_I4=31))


CASES: dict[str, Case] = dict(
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
        ("ROW_ADDED", Case(put(指标_A20="99-9a", 指标_I20=3), DeleteRow("指标", 20))),
        ("ROW_DOUBLED", Case(append_copy, DeleteRow("指标", 8))),
        ("ROW_MISSING", Case(DeleteRow("指标", 5), None)),
        ("ROWS_TOO_MANY", Case(put(指标_I1500=1), DeleteRow("指标", 1500))),
        ("TOO_WIDE", Case(put(指标_ZZ4="远"), put(指标_ZZ4=None))),
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
        ("NOT_A_RANK", Case(put(指标_I8=3.4), put(指标_I8=3), unit="区发改局", cells={})),
        ("NEGATIVE_COUNT", Case(put(指标_I4=-31), put(指标_I4=31))),
        ("NEGATIVE", Case(put(指标_I4=-286), put(指标_I4=286), unit="周村供电中心", cells=POWER)),
        ("NOT_WHOLE", Case(put(指标_I4=31.5), put(指标_I4=31))),
        ("FORMULA_EMPTY", Case(put(指标_I4="=15+16"), put(指标_I4=31))),
        ("STATE", Case(put(节点_E4="做完了吧"), put(节点_E4="已完成"))),
        ("ZERO_REPORT", Case(put(节点_E4="零报告"), put(节点_E4="已完成"))),
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


def spoilt_workbook(ledger: Ledger, case: Case) -> bytes:
    """Return the workbook that has the finding."""
    return filled_template(ledger, case.unit, case.period, case.cells, case.spoil)


def mended_workbook(ledger: Ledger, case: Case) -> bytes:
    """Return the workbook after the clerk did what the advice says, with openpyxl."""
    if case.mend is None:
        return filled_template(ledger, case.unit, case.period, case.cells)
    return edited(spoilt_workbook(ledger, case), case.mend)
