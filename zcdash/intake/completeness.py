"""Completeness of a submission: nothing filled in is an error, blank rows are named in one warning for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from zcdash.domain.submission import ZERO_REPORT
from zcdash.intake.form import ACTUAL, COMMITMENTS, INDICATORS, ITEMS, PROGRESS, STATE, Form
from zcdash.intake.parse_submission import ParsedSubmission

_KINDS = {"BLANK_INDICATORS": "有计划数的指标", "BLANK_COMMITMENTS": "节点", "BLANK_ITEMS": "事项"}
"""Code of a warning that names blank rows → kind of the rows."""
UNEXPLAINED = "UNEXPLAINED"
"""Code of the warning about an item that misses its plan and states no cause or no next step."""
BLANKS = (*_KINDS, "UNFILLED_EXPLAINED", UNEXPLAINED, "FEWER_ROWS")
"""Codes of the warnings about what was left blank, which are shown again to those who sign."""
_NAMED = 10


def check_completeness(parsed: ParsedSubmission, form: Form) -> None:
    """Add the findings. Sheets that could not be read whole are passed over: they have an error already."""
    sheets = parsed.sheets
    if not sheets or not all(sheet.complete for sheet in sheets.values()):
        return
    planned = [row.indicator.code for row in form.indicators if row.is_planned]
    commitments = [row.commitment.code for row in form.commitments]
    items = [row.item for row in form.items]
    if not parsed.typed - parsed.as_issued and form.row_count:
        complete = bool(parsed.typed) and parsed.typed.issuperset((*planned, *commitments, *items))
        _report_untouched(parsed, form, complete)
        return
    _name_blank(parsed, "BLANK_INDICATORS", INDICATORS, ACTUAL, planned, "说明")
    asks_zero = any(row.commitment.zero_report and row.commitment.code not in parsed.typed for row in form.commitments)
    advice = f"没有情况的，请选“{ZERO_REPORT}”，空着不算零报告。" if asks_zero else ""
    _name_blank(parsed, "BLANK_COMMITMENTS", COMMITMENTS, STATE, commitments, "", advice)
    _name_blank(parsed, "BLANK_ITEMS", ITEMS, PROGRESS, items, "")


def _report_untouched(parsed: ParsedSubmission, form: Form, complete: bool) -> None:
    """Add an error, or only a warning where the states that the template was issued with are all that is asked for."""
    name = next(name for name, rows in form.locked.items() if rows)
    if complete:
        sentence = "填的都是模板从上期带出的内容，没有改动。"
        parsed.findings.warning("AS_ISSUED", COMMITMENTS, "", sentence, "情况没有变化的，核对后报送。")
    elif not parsed.findings.has_errors:
        advice = "请填好黄色的格子，保存后再上传；本期确实没有数的，在“说明”里写明。"
        parsed.findings.error("EMPTY_FORM", name, "", "一格都没有填。", advice)


def _name_blank(
    parsed: ParsedSubmission,
    code: str,
    sheet: str,
    head: str,
    asked: Sequence[str],
    reason: str,
    more: str = "",
) -> None:
    """Add one warning that names the rows without any filled cell, at the first of them."""
    rows = parsed.sheets[sheet].rows if sheet in parsed.sheets else {}
    blank = [code for code in asked if code in rows and code not in parsed.typed]
    if not blank:
        return
    advice = f"请补填；确实没有数的，在“{reason}”里写明原因。" if reason else "请补填；这次确实没有要报的，核对后报送。"
    cell = parsed.address(sheet, blank[0], head)
    parsed.findings.warning(code, sheet, cell, sentence_on_rows(code, blank), advice + more, blank)


def sentence_on_rows(code: str, rows: Sequence[str]) -> str:
    """Return the sentence of a warning of this code about these rows, empty where its own says more."""
    names = "、".join(rows[:_NAMED]) + (f"等 {len(rows)} 个" if len(rows) > _NAMED else "")
    if code in _KINDS:
        return f"还有 {len(rows)} 个{_KINDS[code]}没有填：{names}。"
    return f"{names} 没有达到计划，存在问题和下步措施没有写全。" if code == UNEXPLAINED and len(rows) > 1 else ""
