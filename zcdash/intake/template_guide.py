"""The guide sheet of the template: deadline, what is still missing, procedure, how to fill in, examples."""

from __future__ import annotations

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.submission import ZERO_REPORT
from zcdash.domain.terms import STATE_NAME
from zcdash.intake.form import COMMITMENTS, GUIDE, INDICATORS, ITEMS, Form
from zcdash.intake.template_checks import count_cell
from zcdash.intake.template_styles import (
    COUNT,
    GUIDE_LABEL,
    GUIDE_TEXT,
    GUIDE_TITLE,
    LOCKED_TEXT,
    OPEN_TEXT,
    REQUIRED_TEXT,
    CellStyle,
    StyleSheet,
    set_row_height,
    set_up_page,
)
from zcdash.intake.xlsx_sheet import address

_WIDTHS = (26, 110)
_SIGNATURE = "填报人：　　　　　　　审核人：　　　　　　　负责人：　　　　　　　日期：　　　　　"
_BASIS = "“累计”填年初以来累计数，“当季”只填本季数，“时点”填期末数，“同比增速”填增速本身，例如增长 8.2% 填 8.2。"

_ACTUAL = "只填数字，按“单位”栏的单位；百分数 8.5% 填 8.5。没有计划数（“—”）的，有数就填，没有可以不填。"
_ZERO_REPORT = ("节点·零报告", f"要求零报告的工作，没有情况也要报：完成情况选“{ZERO_REPORT}”。空着不算零报告。")
_SECRETS = ("保密提醒", "不得填写涉密和敏感内容。")


class _Line(NamedTuple):
    """One row of the guide: label, text, and the styles of both."""

    label: str
    text: str
    label_style: CellStyle = GUIDE_LABEL
    text_style: CellStyle = GUIDE_TEXT


def write_guide(sheet: Worksheet, form: Form, styles: StyleSheet) -> None:
    """Fill in the guide sheet: a title, then label and text row by row."""
    sheet.title = GUIDE
    styles.apply(sheet.cell(1, 1, f"{form.heading}　{form.words.return_name}表"), GUIDE_TITLE)
    for row, line in enumerate(_lines(form), 2):
        for column, content, style in ((1, line.label, line.label_style), (2, line.text, line.text_style)):
            cell = sheet.cell(row, column, content)
            if style is not COUNT:
                cell.data_type = "s"
            styles.apply(cell, style)
        texts = (line.label, "" if line.text_style is COUNT else line.text)
        set_row_height(sheet, row, texts, _WIDTHS, GUIDE_TEXT.size)
    for letter, width in zip("AB", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    set_up_page(sheet, "$1:$1")


def _lines(form: Form) -> list[_Line]:
    deadline = form.deadline
    signed = f"经{'、'.join(form.signers)}审签，" if form.signers else ""
    names = [name for name, rows in form.locked.items() if rows]
    counts = {name: f"'{name}'!{address(*count_cell(name))}" for name in names}
    return [
        _Line("填报单位", form.unit),
        _Line("报送期", form.period.name),
        _Line("报送截止", f"{deadline.year}年{deadline.month}月{deadline.day}日"),
        *([_Line("必填的格子", f"={'+'.join(counts.values())}", text_style=COUNT)] if len(names) > 1 else ()),
        *(_Line(f"　{name}", f"={cell}", text_style=COUNT) for name, cell in counts.items()),
        _Line("报送程序", f"填好后上传，{signed}报{form.report_to}"),
        _Line("联系方式", form.contact),
        _Line("黄色：必填", "有计划数的本期实际、节点完成情况、事项进展情况。", REQUIRED_TEXT.plain),
        _Line("蓝色：选填", "有内容就填；没有达到计划、节点没有完成的，要写说明、问题和措施。", OPEN_TEXT.plain),
        _Line("灰色：不用填", "本表带出的内容，已锁定；右侧灰色栏是上期报送情况和累计数，供参考。", LOCKED_TEXT),
        *_instructions(form, names),
        _Line("谁签字", "填报人、审核人、负责人在打印件上签字（每页页脚有签字栏），系统不读取签字。"),
        _Line("签字", _SIGNATURE, text_style=OPEN_TEXT.plain),
    ]


def _instructions(form: Form, names: list[str]) -> list[_Line]:
    """Return how to fill in what the form asks for."""
    states = "、".join(STATE_NAME.values())
    lines: dict[str, tuple[tuple[str, str], ...]] = {
        "": (
            ("空着和填 0", "空着表示没有数，并在“说明”写原因；确实是零的，填 0。不要填“无”“/”“—”。"),
            (
                "粘贴",
                "从别的表复制时，请用“选择性粘贴—数值”（只粘贴数值），否则会带进别的格式和锁定。不要增删行、列和工作表；"
                "可以排序、筛选、改格式，文件名可以改。",
            ),
        ),
        INDICATORS: (
            ("指标·本期实际", _ACTUAL),
            ("指标·口径", _BASIS),
            ("指标·说明", "数字与计划相差较大、口径有变化、暂时没有数时，请说明原因。"),
            ("例", "单位“万元”，一季度 1000、二季度 250.5：累计填 1250.5，当季填 250.5；单位“%”，8.2% 填 8.2。"),
        ),
        COMMITMENTS: (
            (
                "节点·完成情况",
                f"从列表中选：{states}。选“已完成”的请填完成日期，如 {form.period.ends}；“持续”的工作可不填日期，"
                "上期报过的已按上期带出，有变化的请改。",
            ),
            (
                "节点·一格填完",
                f"先填没有按期完成的节点，再在表头上方“其余节点均按期完成”填日期，如 {form.period.ends}："
                "其余空着的节点，时限不晚于这一天的，都按已完成录入。上传后先给您看，再报送。",
            ),
        ),
        ITEMS: (
            ("事项·进展情况", "写本期做了什么、到了哪一步，写事实和数字，不写套话，不照抄上期。"),
            ("事项·存在问题、下步措施", "没有达到计划的事项必须填：原因是什么，怎么办，何时补上。"),
        ),
    }
    texts = [text for name in ("", *names) for text in lines[name]]
    texts += [_ZERO_REPORT] * any(row.commitment.zero_report for row in form.commitments) + [_SECRETS]
    return [_Line(label, form.words.shown(text)) for label, text in texts]
