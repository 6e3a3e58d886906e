"""The guide sheet of the template: deadline, procedure, how to fill in."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.model import STATE_NAME
from zcdash.intake.form import GUIDE, Form
from zcdash.intake.template_styles import GUIDE_LABEL, GUIDE_TEXT, GUIDE_TITLE, StyleSheet, set_up_page

_LINE_LENGTH, _LINE_HEIGHT = 48, 18
_INSTRUCTIONS = (
    ("怎么填", "只填浅黄色的格子，灰色的格子已锁定；不要增删行、列和工作表；文件名可以改。"),
    ("指标·本期实际", "只填数字，按“单位”栏的单位；百分数 8.5% 填 8.5。没有计划数（“—”）的，有数就填，没有可以不填。"),
    ("指标·口径", "“累计”填年初以来累计数，“当季”只填本季数，“时点”填期末数，“同比增速”填增速本身（如 8.2）。"),
    ("指标·说明", "数字与计划相差较大、口径有变化时，请说明原因。"),
    ("事项·进展情况", "写本期做了什么、到了哪一步，写事实和数字，不写套话，不照抄上期。"),
    ("事项·存在问题、下步措施", "没有达到计划的事项必须填：原因是什么，怎么办，何时补上。"),
    ("保密提醒", "不得填写涉密和敏感内容。"),
)


def write_guide(sheet: Worksheet, form: Form, styles: StyleSheet) -> None:
    """Fill in the guide sheet: a title, then label and text row by row."""
    sheet.title = GUIDE
    title = sheet.cell(1, 1, f"{form.heading}　季度报送表")
    styles.apply(title, GUIDE_TITLE)
    for row, (label, text) in enumerate(_guide_lines(form), 2):
        for column, content, style in ((1, label, GUIDE_LABEL), (2, text, GUIDE_TEXT)):
            cell = sheet.cell(row, column, content)
            cell.data_type = "s"
            styles.apply(cell, style)
        sheet.row_dimensions[row].height = _LINE_HEIGHT * (1 + len(text) // _LINE_LENGTH)
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 96
    set_up_page(sheet, "$1:$1")


def _guide_lines(form: Form) -> list[tuple[str, str]]:
    deadline = form.deadline
    states = "、".join(STATE_NAME.values())
    return [
        ("填报单位", form.unit),
        ("报送期", form.period.name),
        ("报送截止", f"{deadline.year}年{deadline.month}月{deadline.day}日"),
        ("报送程序", f"填好后上传，经{'、'.join(form.signers)}审签，报{form.report_to}"),
        ("联系方式", form.contact),
        *_INSTRUCTIONS,
        (
            "节点·完成情况",
            f"从列表中选：{states}。选“已完成”的请填完成日期，如 {form.period.ends}；“持续”的工作可不填日期。",
        ),
    ]
