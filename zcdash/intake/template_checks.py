"""Checks, prompts and the count of what is still missing on the template's sheets."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.model import format_number
from zcdash.domain.submission import ZERO_REPORT
from zcdash.domain.terms import BASIS_NAME, STATE_NAME, Basis, Direction
from zcdash.intake.form import (
    COMMITMENTS,
    FIRST_ROW,
    INDICATORS,
    LOCKED,
    REST_DONE,
    REST_DONE_CELL,
    Form,
)
from zcdash.intake.form_rows import REFERENCE, IndicatorRow
from zcdash.intake.sheet_reader import TEXT_LIMIT
from zcdash.intake.template_styles import COUNT, MISSES_PLAN, NOW_REQUIRED, StyleSheet
from zcdash.intake.xlsx_sheet import address

BASIS_HINT = {
    Basis.CUMULATIVE: "填年初以来累计数",
    Basis.QUARTER: "只填本季数",
    Basis.LEVEL: "填期末数",
    Basis.GROWTH: "填增速本身，增长 8.2% 填 8.2",
    Basis.RANK: "填名次，第3名填 3",
}
SHARES = {"%": "8.5（表示 8.5%）", "‰": "2.18（表示 2.18‰）"}
_DONE = STATE_NAME[next(iter(STATE_NAME))]
_TEXT_PROMPTS = {
    (INDICATORS, 10): (
        "说明",
        "与计划相差较大、口径有变化，或暂时没有数时，写明原因。例如：市统计局7月20日反馈后补报。",
    ),
    (COMMITMENTS, 7): ("进展说明", "没有完成的，写到了哪一步、何时补上。例如：主体已封顶，8月底完工。"),
    ("事项", 4): ("进展情况（必填）", "写本期做了什么、到了哪一步，写事实和数字。例如：完成改造12公里，占计划的80%。"),
    ("事项", 5): ("存在问题", "没有达到计划的必须填。例如：征地补偿还有3户没有谈妥。"),
    ("事项", 6): ("下步措施", "没有达到计划的必须填：怎么办，何时补上。例如：8月底前签完协议，9月开工。"),
}


def add_checks(sheet: Worksheet, form: Form) -> None:
    """Add a check and a prompt to every open cell of a sheet."""
    last = FIRST_ROW + len(form.locked[sheet.title]) - 1
    if sheet.title == INDICATORS:
        _add_indicator_checks(sheet, form, last)
    elif sheet.title == COMMITMENTS:
        _add_commitment_checks(sheet, form, last)
    for (name, column), (title, prompt) in _TEXT_PROMPTS.items():
        if name == sheet.title:
            validation = _check("textLength", "0", str(TEXT_LIMIT), f"不超过 {TEXT_LIMIT} 字的文字")
            _add(sheet, validation, f"{address(FIRST_ROW, column)}:{address(last, column)}", title, prompt)


def add_count(sheet: Worksheet, form: Form, styles: StyleSheet) -> None:
    """Count the cells that must still be filled in, in the first row above the first open column."""
    cell = sheet.cell(*count_cell(sheet.title), f"={_missing(sheet.title, form)}")
    styles.apply(cell, COUNT)


def count_cell(sheet: str) -> tuple[int, int]:
    """Return row and column of the count on a sheet."""
    return 1, LOCKED[sheet] + 1


def _missing(sheet: str, form: Form) -> str:
    """Return the formula that counts blank cells which must be filled in; it does not depend on the order of rows."""
    last = FIRST_ROW + len(form.locked[sheet]) - 1

    def column(letter: str) -> str:
        return f"{letter}{FIRST_ROW}:{letter}{last}"

    if sheet == INDICATORS:
        is_text = any(row.is_planned and row.stated != format_number(row.planned) for row in form.indicators)
        planned = f'({column("G")}<>"{format_number(None)}")' if is_text else f"ISNUMBER({column('G')})"
        return f"SUMPRODUCT({planned}*ISBLANK({column('I')})*ISBLANK({column('J')}))"
    if sheet != COMMITMENTS:
        return f"SUMPRODUCT(ISBLANK({column('D')})*1)"
    rest = "$" + address(*REST_DONE_CELL)[0] + "$" + str(REST_DONE_CELL[0])
    due = (
        f'({column("D")}<=TEXT({rest},"yyyy-mm-dd"))+({column("D")}="持续")*({rest}>={_date_formula(form.period.ends)})'
    )
    if form.context[COMMITMENTS]:
        due = f'({due})*(1-({column("D")}<>"持续")*({column("H")}<>""))'
    covered = f"ISNUMBER({rest})*({due})"
    states = f"SUMPRODUCT(ISBLANK({column('E')})*(1-{covered}))"
    days = f'SUMPRODUCT(({column("E")}="{_DONE}")*({column("D")}<>"持续")*ISBLANK({column("F")}))'
    return f"{states}+{days}"


def _add_indicator_checks(sheet: Worksheet, form: Form, last: int) -> None:
    """Check that actuals are numbers, show decimals where there are any, and shade what misses the plan."""
    rows: dict[str, list[str]] = defaultdict(list)
    for number, row in enumerate(form.indicators, FIRST_ROW):
        rows[_number_prompt(row)].append(f"I{number}")
        if row.explained_before:
            text = f"上期没有填数，当时的说明：{row.explained_before}"
            sheet.cell(number, LOCKED[INDICATORS]).comment = Comment(text, form.report_to, width=300, height=140)
        if row.planned is not None and row.stated in ("", format_number(row.planned)):
            sign = ">" if row.indicator.direction is Direction.AT_MOST else "<"
            formula = f"AND(ISNUMBER($I{number}),$I{number}{sign}$G{number})"
            sheet.conditional_formatting.add(f"I{number}", FormulaRule(formula=[formula], fill=MISSES_PLAN))
    for prompt, cells in rows.items():
        validation = _check("decimal", "-1000000000000", "1000000000000", "数字，例如 1250.5")
        _add(sheet, validation, " ".join(cells), "本期实际", prompt)
    cells = [f"I{n}" for n, row in enumerate(form.indicators, FIRST_ROW) if row.indicator.unit not in SHARES]
    if cells:
        first = f"${cells[0][0]}{cells[0][1:]}"
        decimals = DifferentialStyle(numFmt=NumberFormat(numFmtId=170, formatCode="#,##0.0###"))
        rule = Rule(type="expression", dxf=decimals, formula=[f"AND(ISNUMBER({first}),{first}<>INT({first}))"])
        sheet.conditional_formatting.add(" ".join(cells), rule)


def _number_prompt(row: IndicatorRow) -> str:
    indicator = row.indicator
    whole = row.planned is not None and row.planned == int(row.planned)
    example = SHARES.get(indicator.unit, "125" if whole else "1250.5")
    optional = "" if row.is_planned else "本期没有计划数，有数就填。"
    optional += f"{REFERENCE}。" * row.reference
    basis = row.words.shown(f"口径：{BASIS_NAME[indicator.basis]}，{BASIS_HINT[indicator.basis]}。")
    return f"单位：{indicator.unit}。{basis}只填数字，例如 {example}。是零填 0，没有数留空，在“说明”写原因。{optional}"


def _add_commitment_checks(sheet: Worksheet, form: Form, last: int) -> None:
    """Let states be chosen from a list alone, check days, and show where a day is still wanted."""
    zero = [f"E{n}" for n, row in enumerate(form.commitments, FIRST_ROW) if row.commitment.zero_report]
    rest = [f"E{n}" for n in range(FIRST_ROW, last + 1) if f"E{n}" not in zero]
    _add_states(sheet, f"E{FIRST_ROW}:E{last}" if not zero else " ".join(rest), tuple(STATE_NAME.values()))
    _add_states(sheet, " ".join(zero), (*STATE_NAME.values(), ZERO_REPORT))
    prompt = f"选“{_DONE}”时填实际完成的日期，例如 {form.period.ends}。“持续”的工作不用填。"
    _add(sheet, _day_check(form), f"F{FIRST_ROW}:F{last}", "完成日期", prompt)
    prompt = f"例如 {form.period.ends}：没有填的节点，时限不晚于这一天的，都按期完成。没有按期完成的，请在那一行填。"
    _add(sheet, _day_check(form), address(*REST_DONE_CELL), REST_DONE, prompt)
    formula = f'AND($E{FIRST_ROW}="{_DONE}",$D{FIRST_ROW}<>"持续",ISBLANK($F{FIRST_ROW}))'
    rule = FormulaRule(formula=[formula], fill=NOW_REQUIRED)
    sheet.conditional_formatting.add(f"F{FIRST_ROW}:F{last}", rule)


def _add_states(sheet: Worksheet, cells: str, states: tuple[str, ...]) -> None:
    """Let one of the states be chosen in some cells, if there are any."""
    named = "、".join(states)
    nothing = f"没有情况要报的，选“{ZERO_REPORT}”。" if ZERO_REPORT in states else ""
    check = DataValidation(
        type="list",
        formula1=f'"{",".join(states)}"',
        allow_blank=True,
        errorStyle="stop",
        errorTitle="请从列表中选",
        error=f"请选：{named}。",
    )
    if cells:
        _add(sheet, check, cells, "完成情况（必填）", f"从列表中选：{named}。{nothing}例如：{_DONE}。")


def _day_check(form: Form) -> DataValidation:
    last = date(form.last_day.year + 1, 12, 31)
    return _check("date", _date_formula(form.first_day), _date_formula(last), f"日期，例如 {form.period.ends}")


def _date_formula(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def _check(kind: str, least: str, most: str, expected: str) -> DataValidation:
    """Return a warning about entries of another kind or out of range."""
    return DataValidation(
        type=kind,
        operator="between",
        formula1=least,
        formula2=most,
        allow_blank=True,
        errorStyle="warning",
        errorTitle="请核对",
        error=f"这里应是{expected}。仍要填入吗？",
    )


def _add(sheet: Worksheet, validation: DataValidation, cells: str, title: str, prompt: str) -> None:
    """Add a validation with its prompt. openpyxl writes both messages as off unless they are set."""
    validation.showErrorMessage = validation.showInputMessage = True
    validation.promptTitle, validation.prompt = title, prompt
    for part in cells.split():
        validation.add(part)
    sheet.add_data_validation(validation)
