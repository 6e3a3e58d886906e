"""The overview of the register: counts of lights by period and by deputy mayor, each with a chart that Excel draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.assessment import DISPLAY_ORDER
from zcdash.domain.period import Period
from zcdash.domain.plan_words import period_label, words
from zcdash.domain.terms import Light
from zcdash.rendering.palette import MARKS, mark_text
from zcdash.rendering.protocols.register import Register
from zcdash.rendering.xlsx.workbook import put, put_head, put_line, set_up_print, set_widths

_CHART_ROWS = 17
"""Rows that a chart covers."""
_FIRST = 3


def fill_overview(sheet: Worksheet, title: str, register: Register) -> None:
    """Fill the sheet with both tables, their charts, and the hash of the close."""
    put_line(sheet.cell(1, 1), title, title=True)
    lights = [light for light in DISPLAY_ORDER if any(s.counts[light] for s in register.year.values())]
    by_period = {period_label(register.plan, Period.parse(p)): s.counts for p, s in register.year.items()}
    _add_counts(sheet, _FIRST, "期", by_period, lights)
    _add_chart(sheet, _FIRST, len(by_period), lights, f"各期{words(register.plan).item}评定")
    second = max(_FIRST + len(by_period) + 2, _FIRST + _CHART_ROWS)
    below = second
    if leaders := _by_leader(register):
        _add_leaders(sheet, second, leaders, lights, register)
        below = max(second + len(leaders) + 2, _FIRST + 2 * _CHART_ROWS)
    put_line(sheet.cell(below, 1), f"关账留痕的指纹：{register.hash}")
    set_widths(sheet, [14] + [11] * (len(lights) + 1))
    set_up_print(sheet)


def _add_leaders(
    sheet: Worksheet, top: int, leaders: Mapping[str, Mapping[Light, int]], lights: Sequence[Light], register: Register
) -> None:
    """Write and draw the items of each leader."""
    plan_words, period = words(register.plan), period_label(register.plan, register.period)
    _add_counts(sheet, top, plan_words.leader, leaders, lights)
    _add_chart(sheet, top, len(leaders), lights, f"{period}{plan_words.leader}{plan_words.item}评定")


def _by_leader(register: Register) -> dict[str, dict[Light, int]]:
    """Return the items of each deputy mayor by light, at the period of the close."""
    standing = register.year[register.period.text]
    leaders: dict[str, dict[Light, int]] = {x.name: dict.fromkeys(Light, 0) for x in register.plan.leaders}
    for r in register.plan.responsible:
        if r.kind == "leader":
            leaders[r.name][standing.items[r.item].assessment.light] += 1
    return leaders


def _add_counts(
    sheet: Worksheet, top: int, name: str, rows: Mapping[str, Mapping[Light, int]], lights: Sequence[Light]
) -> None:
    """Write a table of counts; its head is the row `top`."""
    put_head(sheet, top, [name, *("" for _ in lights), "合计"])
    for column, light in enumerate(lights, 2):
        put(sheet.cell(top, column), light)
    for row, (label, counts) in enumerate(rows.items(), top + 1):
        numbers = [counts[light] for light in lights]
        put(sheet.cell(row, 1), label)
        for column, number in enumerate([*numbers, sum(numbers)], 2):
            put(sheet.cell(row, column), number)


def _add_chart(sheet: Worksheet, top: int, rows: int, lights: Sequence[Light], title: str) -> None:
    """Draw the table of counts below the row `top` as stacked bars beside it."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.title = "bar", "stacked", 100, title
    chart.height, chart.width, chart.gapWidth = 8, 22, 60
    for column, light in enumerate(lights, 2):
        values = Reference(sheet, min_col=column, min_row=top + 1, max_row=top + rows)
        series = Series(values, title=mark_text(light))
        series.graphicalProperties.solidFill = MARKS[light].colour[1:]
        series.graphicalProperties.line.solidFill = "FFFFFF"
        chart.series.append(series)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=top + rows))
    chart.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.scaling.orientation, chart.legend.position = "maxMin", "b"
    sheet.add_chart(chart, f"{get_column_letter(len(lights) + 4)}{top}")
