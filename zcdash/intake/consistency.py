"""Consistency of a submission: totals with their parts, one thing in two bases, and days against what a close froze.

Everything here is a warning: the unit may confirm it, and the supervision office sees what was confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcdash.domain.model import Indicator, format_number
from zcdash.domain.submission import Actual
from zcdash.domain.terms import STATE_NAME, Basis, State
from zcdash.intake.form import COMMITMENTS, DONE_ON, Form
from zcdash.intake.form_rows import IndicatorRow, SumRow
from zcdash.intake.parse_submission import ParsedSubmission
from zcdash.intake.parse_values import WHOLE_UNITS

CONTRADICTIONS = ("SUM_DIFFERS", "SAME_AS_DIFFERS", "DATE_BACKDATED")
"""Codes of the warnings, which are shown again to those who sign."""
_NAMED = 6


def check_consistency(parsed: ParsedSubmission, form: Form) -> None:
    """Add a warning for everything that does not agree."""
    actuals = {actual.indicator: actual for actual in parsed.actuals}
    for total in form.sums:
        _check_sum(parsed, total, actuals)
    rows = {row.indicator.code: row for row in form.indicators}
    for row in form.indicators:
        other = rows.get(row.indicator.same_as)
        if other:
            _check_same(parsed, form, (row, other), actuals)
    _check_days(parsed, form)


def _check_sum(parsed: ParsedSubmission, row: SumRow, actuals: Mapping[str, Actual]) -> None:
    """Hold a total against its parts, if all of them are known and one of them is reported here."""
    values = {**row.accepted, **{code: actual.value for code, actual in actuals.items()}}
    codes = [row.total.code, *(part.code for part in row.parts)]
    own = next((actuals[code] for code in codes if code in actuals), None)
    if own is None or any(code not in values for code in codes):
        return
    total, parts = values[row.total.code], [values[part.code] for part in row.parts]
    added = sum(parts)
    if abs(total - added) <= _rounding(row.total, [total, *parts]):
        return
    unit = row.total.unit
    named = "、".join(f"{p.code} {format_number(v)}" for p, v in zip(row.parts[:_NAMED], parts, strict=False))
    how = "填了" if row.total.code in actuals else "已签收的数是"
    sentence = (
        f"{row.total.name}{how} {format_number(total)} {unit}，各部分相加 {format_number(added)} {unit}，"
        f"差 {format_number(abs(total - added))} {unit}（{named}）。"
    )
    advice = "请与填报各部分的单位核对，改正不一致的一方；口径确有不同的，在“说明”里写明。"
    parsed.findings.warning(
        "SUM_DIFFERS", own.sheet, own.cell, sentence, advice, [code for code in codes if code in actuals]
    )


def _check_same(
    parsed: ParsedSubmission, form: Form, rows: tuple[IndicatorRow, IndicatorRow], actuals: Mapping[str, Actual]
) -> None:
    """Hold the running total of a 当季 figure against the 累计 figure of the same thing."""
    quarter, running = sorted(rows, key=lambda row: row.indicator.basis is not Basis.QUARTER)
    bases = quarter.indicator.basis, running.indicator.basis
    now, total = (actuals.get(row.indicator.code) for row in (quarter, running))
    if bases != (Basis.QUARTER, Basis.CUMULATIVE) or now is None or total is None or quarter.lacking:
        return
    added = quarter.before_total + now.value
    if abs(added - total.value) <= _rounding(running.indicator, [total.value, now.value, quarter.before_total]):
        return
    unit = running.indicator.unit
    sentence = (
        f"{quarter.indicator.name} {format_number(now.value)} 加{form.words.before}累计 {format_number(quarter.before_total)}，"
        f"为 {format_number(added)} {unit}，而{running.indicator.name}填了 {format_number(total.value)} {unit}。"
    )
    advice = "两栏是同一个数的两种口径，请核对后改成一致；上期有误的，请申请更正上期。"
    codes = [row.indicator.code for row in rows]
    parsed.findings.warning("SAME_AS_DIFFERS", now.sheet, now.cell, sentence, advice, codes)


def _rounding(indicator: Indicator, values: Sequence[float]) -> float:
    """Return the difference that rounding the parts may leave: half a last place for each, none for whole units."""
    if indicator.unit in WHOLE_UNITS:
        return 1e-6
    texts = (format_number(value).partition(".")[2] for value in values)
    return len(values) * 0.5 / float(10 ** max(map(len, texts))) + 1e-6


def _check_days(parsed: ParsedSubmission, form: Form) -> None:
    """Ask about a day of completion before the close that published the commitment as not done."""
    progress = {report.commitment: report for report in parsed.progress}
    for row in form.commitments:
        commitment, closed, report = row.commitment, row.closed_as, progress.get(row.commitment.code)
        if closed is None or report is None or report.state is not State.DONE or report.done_on is None:
            continue
        day = report.done_on
        if day < closed.closed_on:
            before = f"{closed.period}关账时报“{STATE_NAME[closed.state]}”"
            parsed.findings.warning(
                "DATE_BACKDATED",
                COMMITMENTS,
                parsed.address(COMMITMENTS, commitment.code, DONE_ON),
                f"{commitment.text}：{before}，现报 {day.month}月{day.day}日完成。",
                "请核对完成日期；属实的请附佐证材料，评定按补完成，要改判的由督查室说明理由。",
                [commitment.code],
            )
