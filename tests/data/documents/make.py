"""Write the sample documents that a plan is read from: `python -m tests.data.documents.make FOLDER`.

They are laid out like documents of offices; the facts are those of `data/plans`, the wording is our own.
"""

import sys
from pathlib import Path

from tests.data.documents import files, texts
from tests.data.documents.texts import NUMBERS, QUARTERS

ZHOUCUN = "zhoucun-2017"
_FIRST_HEAD = ["序号", "主要预期目标", "完成时间", "责任单位", "分管区长"]
_HEAD = ["序号", "重点工作", "任务目标", "完成时间", "责任单位", "分管区长"]
_TARGETS = [f"第{n}季度任务目标" for n in (1, 2, 3, 4)]
_TITLE = "2017年全区经济社会发展主要目标任务分解表"
_SIGNED = ("周村区人民政府", "2017年1月25日")
_REPEATED, _CUT, _CUT_ROW = 3, 7, 8
"""Chapters whose head is repeated after a page, whose table is cut in two, and in whose table a row is cut, too."""


def _zhoucun_rows(chapter: int) -> list[dict]:
    """Return the items of a chapter with the texts of their cells."""
    goals = texts.targets(ZHOUCUN)
    units, leaders, sources = (
        texts.roles(ZHOUCUN, "unit"), texts.roles(ZHOUCUN, "leader"), texts.data_sources(ZHOUCUN),
    )  # fmt: skip
    return [
        {
            "seq": item["seq"],
            "focus": item["focus"],
            "goal": f"{item['goal'].rstrip('。')}。",
            "deadline": item["deadline"],
            "units": units.get(item["code"], []),
            "leaders": leaders.get(item["code"], []),
            "source": sources.get(item["code"], ""),
            "targets": [goals.get((item["code"], quarter), "") for quarter in QUARTERS],
        }
        for item in texts.table(ZHOUCUN, "items")
        if int(item["chapter"]) == chapter
    ]


def _fill_people(cell, people: list[tuple[str, bool]], source: str, mark) -> None:
    """Write names on lines of their own; leads are marked where there are several."""
    lines = [(name, leads and len(people) > 1) for name, leads in people]
    lines += [(f"（数据来源：{source}）", False)] if source else []
    for number, (text, is_marked) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        run = paragraph.add_run(text)
        if is_marked:
            mark(run)


def _zhoucun_table(document, chapter: int, rows: list[dict], marks, *, has_head: bool = True) -> None:
    """Add a table of items; 序号 and 重点工作 are merged over the items that share them."""
    is_first = chapter == 1
    head = (_FIRST_HEAD if is_first else _HEAD) + _TARGETS
    lines: list[tuple[list[str], dict | None]] = [(head, None)] if has_head else []
    for number, row in enumerate(rows):
        if number == 6 and chapter == _REPEATED:
            lines.append((head, None))
        begins = number == 0 or rows[number - 1]["seq"] != row["seq"] or (number == 6 and chapter == _REPEATED)
        lead = [row["seq"] if begins else ""] + ([] if is_first else [row["focus"] if begins else ""])
        lines.append(([*lead, row["goal"], row["deadline"], "", "", *row["targets"]], row))
    _, grid = files.word_table(document, [texts_ for texts_, _ in lines])
    shift = 0 if is_first else 1
    for number, (_, row) in enumerate(lines):
        if row:
            _fill_people(grid[number][3 + shift], row["units"], row["source"], marks[0])
            _fill_people(grid[number][4 + shift], row["leaders"], "", marks[1])
    if not is_first:
        _merge(grid, lines)


def _merge(grid, lines) -> None:
    """Merge 序号 and 重点工作 down over the lines that leave them empty."""
    start = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and lines[number][1] and not lines[number][0][0]:
            continue
        if number - start > 1 and lines[start][1]:
            for column in (0, 1):
                text = lines[start][0][column]
                grid[start][column].merge(grid[number - 1][column]).text = text
        start = number


def zhoucun_docx() -> bytes:
    """Return the plan of 2017 in Word, with a table for each chapter."""
    document = files.word("周村区人民政府", "关于下达2017年全区经济社会发展主要目标任务的通知", "周政发〔2017〕2号")
    for text in (*texts.ZHOUCUN_NOTICE, *_SIGNED, "附件", _TITLE):
        document.add_paragraph(text)
    style = files.lead_style(document)

    def by_style(run) -> None:
        run.style = style

    def bold(run) -> None:
        run.bold = True

    for chapter in texts.head(ZHOUCUN)["chapter"]:
        number = chapter["number"]
        document.add_paragraph(f"{NUMBERS[number - 1]}、{chapter['title']}", style="Heading 2" if number > 5 else None)
        rows = _zhoucun_rows(number)
        marks = (files.black, bold) if number % 2 else (by_style, files.black)
        if number == _CUT:
            _zhoucun_table(document, number, rows[:7], marks)
            document.add_paragraph()
            _zhoucun_table(document, number, rows[7:], marks, has_head=False)
        elif number == _CUT_ROW:
            first, second = _cut(rows[8])
            _zhoucun_table(document, number, [*rows[:8], first], marks)
            document.add_paragraph()
            _zhoucun_table(document, number, [second, *rows[9:]], marks, has_head=False)
        else:
            _zhoucun_table(document, number, rows, marks)
    document.add_paragraph()
    return files.saved(document)


def _cut(row: dict) -> tuple[dict, dict]:
    """Return a row as a page cuts it: the rest of its texts goes on in a row without 序号."""

    def halves(text: str) -> tuple[str, str]:
        return text[: len(text) * 2 // 3], text[len(text) * 2 // 3 :]

    goal, *targets = (halves(text) for text in (row["goal"], *row["targets"]))
    first = row | {"goal": goal[0], "targets": [each[0] for each in targets]}
    rest = {"seq": "", "focus": "", "deadline": "", "units": [], "leaders": [], "source": ""}
    return first, rest | {"goal": goal[1], "targets": [each[1] for each in targets]}


def zhoucun_xlsx() -> bytes:
    """Return the plan of 2017 as a workbook: the notice above, chapters as rows, one table."""
    book, sheet = files.workbook("目标任务分解表")
    width = len(_HEAD) + len(_TARGETS)
    at = 1
    top = ("周村区人民政府", "关于下达2017年全区经济社会发展主要目标任务的通知", "周政发〔2017〕2号")
    for text in (*top, *texts.ZHOUCUN_NOTICE, *_SIGNED, _TITLE):
        files.merged_row(sheet, at, text, width)
        at += 1
    for chapter in texts.head(ZHOUCUN)["chapter"]:
        files.merged_row(sheet, at, f"{NUMBERS[chapter['number'] - 1]}、{chapter['title']}", width)
        at += 1
        if chapter["number"] <= 2:
            head = ["序号", "", "主要预期目标", *_FIRST_HEAD[2:]] if chapter["number"] == 1 else _HEAD
            sheet.append([*head, *_TARGETS])
            at += 1
        for row in _zhoucun_rows(chapter["number"]):
            _excel_row(sheet, at, row)
            at += 1
    return files.saved(book)


def _excel_row(sheet, at: int, row: dict) -> None:
    """Write an item; 序号 is a number, and merged down with 重点工作 over the items that share it."""
    last = getattr(sheet, "begun", None)
    if last and last[0] == row["seq"]:
        for area in [each for each in sheet.merged_cells.ranges if each.min_row == last[1] and each.max_col < 3]:
            sheet.unmerge_cells(str(area))
        for column in (1, 2):
            sheet.merge_cells(start_row=last[1], end_row=at, start_column=column, end_column=column)
    else:
        sheet.begun = (row["seq"], at)
        sheet.cell(at, 1, int(row["seq"]))
        sheet.cell(at, 2, row["focus"] or None)
    sheet.cell(at, 3, row["goal"])
    sheet.cell(at, 4, row["deadline"])
    for column, kind, look in ((5, "units", "black"), (6, "leaders", "bold")):
        people = row[kind]
        parts = [
            (("\n" if number else "") + name, look if leads and len(people) > 1 else "")
            for number, (name, leads) in enumerate(people)
        ]
        if kind == "units" and row["source"]:
            parts.append((f"\n（数据来源：{row['source']}）", ""))
        sheet.cell(at, column).value = files.rich(parts)
    for number, text in enumerate(row["targets"]):
        sheet.cell(at, 7 + number, text or None)


_MEASURES_TOP = (
    "周村区人民政府",
    "印发《推动“六稳”工作落地见效的若干措施》的通知",
    "周政发〔2019〕37号",
    *texts.MEASURES_NOTICE,
)
_MEASURES_SIGNED = ("周村区人民政府", "2019年8月27日")


def measures_docx() -> bytes:
    """Return the 31 measures of 2019 in Word; chapters and measures have automatic numbers."""
    document = files.word(*_MEASURES_TOP)
    chapters = files.numbered(document, [("chineseCounting", "%1、")])
    items = files.numbered(document, [("decimal", "%1．")])
    for title, measures in texts.measures():
        files.number_paragraph(document.add_paragraph(title), chapters, 0)
        for text in measures:
            files.number_paragraph(document.add_paragraph(text), items, 0)
    for text in _MEASURES_SIGNED:
        document.add_paragraph(text)
    return files.saved(document)


def _measure_lines() -> list[str]:
    lines: list[str] = []
    number = 0
    for chapter, (title, measures) in enumerate(texts.measures()):
        lines.append(f"{NUMBERS[chapter]}、{title}")
        for text in measures:
            number += 1
            lines.append(f"{number}．{text}")
    return [*_MEASURES_TOP, *lines, *_MEASURES_SIGNED]


def measures_txt(encoding: str = "gb18030") -> bytes:
    """Return the measures as a text of narrow lines, as it is copied from a PDF: a blank line after each."""
    lines: list[str] = []
    for text in _measure_lines():
        lines += [text[at : at + 38] for at in range(0, len(text), 38)]
    return "\r\n\r\n".join(lines).encode(encoding)


def measures_md() -> bytes:
    """Return the measures in Markdown: one paragraph each, chapters as headings."""
    lines = [f"## {line}" if line[1] == "、" and line[0] in NUMBERS else line for line in _measure_lines()]
    return "\n\n".join(lines).encode()


_COUNTY_HEAD = (
    ["编号", "工作任务", "年度工作目标", "推进计划", "", "责任分工", "", "县级领导"],
    ["", "", "", "上半年任务", "下半年任务", "牵头单位", "配合单位", ""],
)


def county_docx() -> bytes:
    """Return the tasks of an invented county: half-years, a head of two rows, 牵头 and 配合 apart, chapters as rows."""
    document = files.word("青河县人民政府办公室", f"关于印发《{texts.COUNTY_TITLE}》的通知", "青政办发〔2020〕5号")
    for text in (*texts.COUNTY_NOTICE, "青河县人民政府办公室", "2020年2月18日", texts.COUNTY_TITLE):
        document.add_paragraph(text)
    rows = [list(row) for row in _COUNTY_HEAD]
    whole: list[int] = []
    number = 0
    for chapter, (title, items) in enumerate(texts.COUNTY_CHAPTERS):
        whole.append(len(rows))
        rows.append([f"（{NUMBERS[chapter]}）{title}"])
        for item in items:
            number += 1
            rows.append([str(number), *item])
    _, grid = files.word_table(document, rows)
    for column in (0, 1, 2, 7):
        grid[0][column].merge(grid[1][column]).text = _COUNTY_HEAD[0][column]
    for first in (3, 5):
        grid[0][first].merge(grid[0][first + 1]).text = _COUNTY_HEAD[0][first]
    for row in whole:
        grid[row][0].merge(grid[row][7]).text = rows[row][0]
    document.add_paragraph()
    return files.saved(document)


def county_xlsx() -> bytes:
    """Return the county's tasks as a workbook in another order of columns, 序号 as numbers."""
    book, sheet = files.workbook("2020年重点任务")
    files.merged_row(sheet, 1, texts.COUNTY_TITLE, 8)
    sheet.append(["县级领导", "序号", "工作内容", "全年目标任务", "牵头部门", "配合部门", "上半年目标", "下半年目标"])
    at = 2
    for title, items in texts.COUNTY_CHAPTERS:
        at += 1
        files.merged_row(sheet, at, title, 8)
        for task, goal, first, second, lead, support, leader in items:
            at += 1
            number = at - 2 - sum(1 for area in sheet.merged_cells.ranges if area.min_row > 1)
            for column, value in enumerate((leader, number, task, goal, lead, support or None, first, second), 1):
                sheet.cell(at, column, value)
    return files.saved(book)


def phases_docx() -> bytes:
    """Return a programme with dated phases in running text: its tasks stand below the phase they belong to."""
    plan = "daibuche-2017"
    document = files.word("周村区人民政府办公室", "关于印发代步车非法行为综合治理方案的通知", "周政办字〔2017〕1号")
    for text in ("各镇、街道、经济开发区，区直有关部门：", "为规范代步车生产、销售和使用，决定分阶段开展综合治理。"):
        document.add_paragraph(text)
    goals, units = texts.targets(plan), texts.roles(plan, "unit")
    for number, period in enumerate(texts.head(plan)["plan"]["periods"]):
        days, _, name = period.partition(" ")
        starts, ends = ("{}年{}月{}日".format(*(int(part) for part in day.split("-"))) for day in days.split("/"))
        document.add_paragraph(f"（{NUMBERS[number]}）{name}（{starts}至{ends}）")
        tasks = [item for item in texts.table(plan, "items") if (item["code"], period) in goals]
        for n, item in enumerate(tasks, 1):
            leads = "、".join(name for name, leads in units.get(item["code"], []) if leads)
            bracket = f"（责任单位：{leads}）" if leads else ""
            document.add_paragraph(f"{n}．{item['title']}。{goals[item['code'], period]}。{bracket}")
    for text in ("周村区人民政府办公室", "2017年1月12日"):
        document.add_paragraph(text)
    return files.saved(document)


MAKERS = {
    "zhoucun-2017.docx": zhoucun_docx,
    "zhoucun-2017.xlsx": zhoucun_xlsx,
    "measures.docx": measures_docx,
    "measures.txt": measures_txt,
    "measures.md": measures_md,
    "county.docx": county_docx,
    "county.xlsx": county_xlsx,
    "phases.docx": phases_docx,
}


def main(folder: Path) -> None:
    """Write all documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
