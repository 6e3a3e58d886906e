"""Plausibility of a submission: figures against the plan and the previous period, texts against figures.

What is no place in a ranking, and a count below zero, are errors. Everything else here is a warning: the unit may confirm
it, and the supervision office sees what was confirmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from zcdash.domain.model import format_number
from zcdash.domain.submission import Actual, Narrative
from zcdash.domain.terms import Basis, State
from zcdash.intake.completeness import UNEXPLAINED
from zcdash.intake.figure_checks import check_figure
from zcdash.intake.form import INDICATORS, ITEMS, NEXT_STEP, PROBLEM, PROGRESS, Form
from zcdash.intake.form_rows import IndicatorRow, ItemRow
from zcdash.intake.parse_submission import ParsedSubmission

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
_FILLERS = re.compile("[各项工作任务目标该项目前已均全面本期季度均在中的和等按照要求计划]")
_FIGURE = re.compile(r"(?<!\d)(\d++(?:\.\d++)?)\s*+")
"""A figure of a text with the blanks before its unit."""
_NO_LETTERS = re.compile(r"[\W_]+")
_TEXTS = PROGRESS, PROBLEM, NEXT_STEP
_MIN_EQUAL = 3
"""Fewer figures than this may equal the plan by chance."""
_MIN_COPIED = 8
"""Texts shorter than this may be the same in two periods."""


def check_plausibility(parsed: ParsedSubmission, form: Form) -> None:
    """Add a warning for everything implausible to the findings of the submission."""
    _Plausibility(parsed, form).check()


class _Plausibility:
    """The values of a submission by the codes of its form."""

    def __init__(self, parsed: ParsedSubmission, form: Form) -> None:
        self._form = form
        self._parsed = parsed
        self._findings = parsed.findings
        self._actuals = {a.indicator: a for a in parsed.actuals}
        self._progress = {p.commitment: p for p in parsed.progress}
        self._narratives = {n.item: n for n in parsed.narratives}

    def check(self) -> None:
        """Add every warning: figures first, then texts."""
        for row, actual in self._reported():
            for question in check_figure(row, actual.value):
                add = self._findings.error if question.is_error else self._findings.warning
                add(question.code, actual.sheet, actual.cell, question.sentence, question.advice)
        self._check_copied_plan()
        self._check_explanations()
        for item in self._form.items:
            narrative = self._narratives.get(item.item)
            if narrative:
                self._check_wording(narrative, item)
                self._check_contradiction(narrative)

    def _reported(self) -> Iterator[tuple[IndicatorRow, Actual]]:
        """Yield the indicators that have a figure."""
        for row in self._form.indicators:
            actual = self._actuals.get(row.indicator.code)
            if actual:
                yield row, actual

    def _check_copied_plan(self) -> None:
        pairs = [(actual.value, row.planned) for row, actual in self._reported() if row.planned is not None]
        if len(pairs) >= _MIN_EQUAL and all(value == planned for value, planned in pairs):
            self._findings.warning(
                "ONLY_PLAN",
                INDICATORS,
                "",
                f"{len(pairs)} 个指标的实际数与计划数完全相同。",
                "请核对是不是照抄了计划数。",
            )

    def _check_explanations(self) -> None:
        """Check that every item that misses its plan states the problem and the next step."""
        missed = self._missed_parts()
        for item in self._form.items:
            narrative = self._narratives.get(item.item)
            problem = narrative.problem if narrative else ""
            next_step = narrative.next_step if narrative else ""
            if item.item in missed and not (problem and next_step):
                self._findings.warning(
                    UNEXPLAINED,
                    ITEMS,
                    self._parsed.address(ITEMS, item.item, NEXT_STEP if problem else PROBLEM),
                    f"{item.item} 没有达到计划（{missed[item.item]}），存在问题和下步措施没有写全。",
                    "请写明原因、办法和补上的时间。",
                    [item.item],
                )

    def _missed_parts(self) -> dict[str, str]:
        """Return item → the indicator, or else the commitment, that misses the plan."""
        missed = {
            row.indicator.item: _missed_part(row, actual) for row, actual in self._reported() if row.short(actual.value)
        }
        for commitment in (row.commitment for row in self._form.commitments):
            progress = self._progress.get(commitment.code)
            if progress and progress.state is not State.DONE:
                missed.setdefault(commitment.item, commitment.text)
        return missed

    def _check_wording(self, narrative: Narrative, item: ItemRow) -> None:
        """Check for texts copied from the previous period and for progress that is only set phrases."""
        texts = (narrative.progress, narrative.problem, narrative.next_step)
        for head, text, before in zip(_TEXTS, texts, item.before or ("", "", ""), strict=True):
            cell = self._parsed.address(ITEMS, item.item, head)
            letters = _letters(text)
            if len(letters) >= _MIN_COPIED and letters == _letters(before):
                self._findings.warning(
                    "COPIED", ITEMS, cell, f"{narrative.item} 这段文字与上期完全相同。", "请写本期的情况。"
                )
            elif head == PROGRESS and letters and _only_set_phrases(letters):
                self._findings.warning(
                    "SET_PHRASES",
                    ITEMS,
                    cell,
                    f"{narrative.item} 只有套话“{text[:20]}”，没有具体内容。",
                    "请写做了什么、到了哪一步、有什么数字。",
                )

    def _check_contradiction(self, narrative: Narrative) -> None:
        """Check that a number in the text with an indicator's unit is a figure reported or planned in that unit."""
        reported = [(row, actual) for row, actual in self._reported() if row.indicator.item == narrative.item]
        text = unicodedata.normalize("NFKC", narrative.progress).replace(",", "")
        for unit in dict.fromkeys(row.indicator.unit for row, _ in reported):
            pairs = [(row, actual) for row, actual in reported if row.indicator.unit == unit]
            written = {float(match[1]) for match in _FIGURE.finditer(text) if text.startswith(unit, match.end())}
            if written & {actual.value for _, actual in pairs}:
                continue
            unexplained = written - _plan_figures(pairs)
            if unexplained:
                number = format_number(min(unexplained))
                actual = pairs[0][1]
                self._findings.warning(
                    "CONTRADICTS",
                    ITEMS,
                    narrative.cell,
                    f"{narrative.item} 文字里写 {number} {unit}，而“指标”表 {actual.cell} 填的是 {actual.typed}。",
                    "请核对，文字和数字要一致。",
                )


def _missed_part(row: IndicatorRow, actual: Actual) -> str:
    """Return the indicator's name; a `quarter` one is judged on its running total, which the clerk does not see."""
    indicator = row.indicator
    if indicator.basis is not Basis.QUARTER:
        return indicator.name
    total = format_number(row.before_total + actual.value)
    return f"{indicator.name}，累计 {total}，计划累计 {format_number(row.planned_total)}"


def _plan_figures(pairs: list[tuple[IndicatorRow, Actual]]) -> set[float]:
    """Return the figures that a text may name beside the actual: planned, previous, annual, running total."""
    figures: set[float] = set()
    for row, actual in pairs:
        known = (row.planned, row.planned_total, row.before, row.indicator.annual)
        figures.update(figure for figure in known if figure is not None)
        figures.add(row.before_total + actual.value)
    return figures


def _letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text))


def _only_set_phrases(letters: str) -> bool:
    rest = letters
    for phrase in sorted(SET_PHRASES, key=len, reverse=True):
        rest = rest.replace(phrase, "")
    return len(_FILLERS.sub("", rest)) <= 2
