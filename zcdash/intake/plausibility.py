"""Does the return make sense? Figures beside the plan and the quarter before, words beside figures.

All of these are warnings: the clerk sees them and may confirm, and the supervision office sees what was confirmed. What no
office would call a rule has no place here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from zcdash.domain.model import Basis, Severity, State, format_number
from zcdash.domain.submission import Actual, Narrative, Progress
from zcdash.intake.form import FIRST_ROW, INDICATORS, ITEMS, Form, IndicatorRow
from zcdash.intake.parse_submission import ParsedSubmission
from zcdash.intake.xlsx_reader import address

FAR = 3.0
"""How many times the plan, or what part of it, looks like a slip of 万 for 亿."""
SET_PHRASES = (
    "正在推进",
    "有序推进",
    "有序开展",
    "积极推进",
    "扎实推进",
    "稳步推进",
    "顺利推进",
    "按计划推进",
    "按计划进行",
    "按计划开展",
    "持续推进",
    "加快推进",
    "正在进行",
    "正在办理",
    "正在开展",
    "正常推进",
    "进展顺利",
    "有序进行",
    "按时序进行",
    "达到序时进度",
    "符合序时进度",
    "推进中",
    "进行中",
    "无",
    "正常",
)
_ENOUGH = 3


def check_plausibility(found: ParsedSubmission, form: Form) -> None:
    """Add to the return all that does not make sense in it."""
    actuals = {a.indicator: a for a in found.actuals}
    for row in form.indicators:
        if row.indicator.code in actuals:
            _figure(found, row, actuals[row.indicator.code])
    _only_plan(found, form, actuals)
    progress, words = {p.commitment: p for p in found.progress}, {w.item: w for w in found.narratives}
    _explained(found, form, actuals, progress, words)
    for item in form.items:
        if item.item in words:
            _said(found, words[item.item], item.before)
            _agrees(found, words[item.item], form, actuals)


def _warn(found: ParsedSubmission, code: str, at: Actual, sentence: str, advice: str) -> None:
    found.say(code, Severity.WARNING, at.sheet, at.cell, sentence, advice)


def _figure(found: ParsedSubmission, row: IndicatorRow, at: Actual) -> None:
    i, value = row.indicator, at.value
    if i.basis is Basis.CUMULATIVE and row.before is not None and value < row.before:
        _warn(
            found,
            "FALLS",
            at,
            f"{i.name}是累计数，填了 {format_number(value)}，比上期的 {format_number(row.before)} 还少。",
            "若误填了当季数，请改为年初以来累计数；若上期有误，请说明。",
        )
    if i.unit == "%" and i.basis is Basis.LEVEL and value > 100:
        _warn(found, "OVER_100", at, f"{i.name}填了 {format_number(value)}%，超过 100%。", "请核对。")
    if i.unit in ("%", "‰") and i.basis is not Basis.GROWTH and row.planned and 0 < value * 100 <= row.planned * 1.5:
        _warn(
            found,
            "PERCENT_SCALE",
            at,
            f"{i.name}按 {format_number(value)}{i.unit} 读，而计划是 {format_number(row.planned)}{i.unit}。",
            f"若是 {format_number(value * 100)}{i.unit}，请填 {format_number(value * 100)}。",
        )
    elif i.basis is not Basis.GROWTH and row.planned and row.planned > 0:
        times = value / row.planned
        if times > FAR or times < 1 / FAR:
            what = f"是计划的 {times:.1f} 倍" if times > FAR else "不到计划的三分之一"
            _warn(
                found,
                "FAR",
                at,
                f"{i.name}填了 {format_number(value)} {i.unit}，{what}（计划 {format_number(row.planned)} {i.unit}）。",
                "请核对单位，是不是把万、亿填错了；若属实，请在“说明”里写明原因。",
            )


def _only_plan(found: ParsedSubmission, form: Form, actuals: Mapping[str, Actual]) -> None:
    pairs = [
        (actuals[r.indicator.code].value, r.planned)
        for r in form.indicators
        if r.indicator.code in actuals and r.planned is not None
    ]
    if len(pairs) >= _ENOUGH and all(value == planned for value, planned in pairs):
        found.say(
            "ONLY_PLAN",
            Severity.WARNING,
            INDICATORS,
            "",
            f"{len(pairs)} 个指标的实际数与计划数完全相同。",
            "请核对是不是照抄了计划数。",
        )


def _explained(
    found: ParsedSubmission,
    form: Form,
    actuals: Mapping[str, Actual],
    progress: Mapping[str, Progress],
    words: Mapping[str, Narrative],
) -> None:
    """What is not done says why, and what is done about it."""
    short = {
        r.indicator.item: r.indicator.name
        for r in form.indicators
        if r.indicator.code in actuals and r.short(actuals[r.indicator.code].value)
    }
    for c in (r.commitment for r in form.commitments):
        if c.code in progress and progress[c.code].state is not State.DONE:
            short.setdefault(c.item, c.text)
    for number, item in enumerate(form.items):
        said = words.get(item.item)
        if item.item in short and not (said and said.problem and said.next_step):
            cell = address(FIRST_ROW + number, 6 if said and said.problem else 5)
            found.say(
                "UNEXPLAINED",
                Severity.WARNING,
                ITEMS,
                cell,
                f"{item.item} {item.title}没有达到计划（{short[item.item]}），但没有写全存在问题和下步措施。",
                "请写明原因、办法和补上的时间。",
            )


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def _said(found: ParsedSubmission, words: Narrative, before: tuple[str, ...]) -> None:
    """Copied from last quarter, or nothing but set phrases."""
    row = words.cell.lstrip("D")
    for column, text, last in zip(
        "DEF", (words.progress, words.problem, words.next_step), before or ("", "", ""), strict=True
    ):
        plain = _plain(text)
        if len(plain) >= 8 and plain == _plain(last):
            found.say(
                "COPIED",
                Severity.WARNING,
                ITEMS,
                f"{column}{row}",
                f"{words.item} 这段文字与上期完全相同。",
                "请写本期的情况。",
            )
        elif column == "D" and plain and not _beyond_phrases(plain):
            found.say(
                "SET_PHRASES",
                Severity.WARNING,
                ITEMS,
                f"{column}{row}",
                f"{words.item} 只有套话“{text[:20]}”，没有具体内容。",
                "请写做了什么、到了哪一步、有什么数字。",
            )


def _beyond_phrases(plain: str) -> bool:
    rest = plain
    for phrase in sorted(SET_PHRASES, key=len, reverse=True):
        rest = rest.replace(phrase, "")
    return len(re.sub("[各项工作任务目标该项目前已均全面本期季度均在中的和等按照要求计划]", "", rest)) > 2


def _agrees(found: ParsedSubmission, words: Narrative, form: Form, actuals: Mapping[str, Actual]) -> None:
    """A number in the text with an indicator's own unit is one of the figures reported or planned in that unit."""
    mine = [r for r in form.indicators if r.indicator.item == words.item and r.indicator.code in actuals]
    text = unicodedata.normalize("NFKC", words.progress).replace(",", "")
    for unit in dict.fromkeys(r.indicator.unit for r in mine):
        rows = [r for r in mine if r.indicator.unit == unit]
        told = {float(n) for n in re.findall(rf"(\d+(?:\.\d+)?)\s*{re.escape(unit)}", text)}
        reported = {actuals[r.indicator.code].value for r in rows}
        known = {v for r in rows for v in (r.planned, r.planned_total, r.before, r.indicator.annual) if v is not None}
        known |= {r.before_total + actuals[r.indicator.code].value for r in rows}
        if told and not told & reported and told - known:
            at, number = actuals[rows[0].indicator.code], format_number(min(told - known))
            found.say(
                "CONTRADICTS",
                Severity.WARNING,
                ITEMS,
                words.cell,
                f"{words.item} 文字里写 {number} {unit}，而“指标”表 {at.cell} 填的是 {at.typed}。",
                "请核对，文字和数字要一致。",
            )
