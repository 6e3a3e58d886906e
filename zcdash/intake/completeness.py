"""Completeness of a submission: nothing filled in is an error, blank rows are named in one warning for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from zcdash.intake.form import ACTUAL, COMMITMENTS, INDICATORS, ITEMS, PROGRESS, STATE, Form
from zcdash.intake.parse_submission import ParsedSubmission

_NAMED = 10


def check_completeness(parsed: ParsedSubmission, form: Form) -> None:
    """Add the findings. Sheets that could not be read whole are passed over: they have an error already."""
    sheets = parsed.sheets
    if not sheets or not all(sheet.complete for sheet in sheets.values()):
        return
    if not parsed.typed and form.row_count:
        name = next(name for name, rows in form.locked.items() if rows)
        if not parsed.findings.has_errors:
            parsed.findings.error(
                "EMPTY_FORM",
                name,
                "",
                "一格都没有填。",
                "请填好浅黄色的格子，保存后再上传；本期确实没有数的，在“说明”里写明。",
            )
        return
    planned = [row.indicator.code for row in form.indicators if row.planned is not None]
    _name_blank(parsed, "BLANK_INDICATORS", INDICATORS, ACTUAL, planned, "有计划数的指标", "说明")
    commitments = [row.commitment.code for row in form.commitments]
    _name_blank(parsed, "BLANK_COMMITMENTS", COMMITMENTS, STATE, commitments, "节点", "")
    _name_blank(parsed, "BLANK_ITEMS", ITEMS, PROGRESS, [row.item for row in form.items], "事项", "")


def _name_blank(
    parsed: ParsedSubmission, code: str, sheet: str, head: str, asked: Sequence[str], kind: str, reason: str
) -> None:
    """Add one warning that names the rows without any filled cell, at the first of them."""
    rows = parsed.sheets[sheet].rows if sheet in parsed.sheets else {}
    blank = [code for code in asked if code in rows and code not in parsed.typed]
    if not blank:
        return
    names = "、".join(blank[:_NAMED]) + (f"等 {len(blank)} 个" if len(blank) > _NAMED else "")
    advice = f"请补填；确实没有数的，在“{reason}”里写明原因。" if reason else "请补填；这次确实没有要报的，核对后报送。"
    sentence = f"还有 {len(blank)} 个{kind}没有填：{names}。"
    parsed.findings.warning(code, sheet, parsed.address(sheet, blank[0], head), sentence, advice)
