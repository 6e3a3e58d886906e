"""Spoilt documents of the office, and what each of them says: the mutation knows what it moved, so no reading is trusted.

A document is a list of rows (field → text). A mutation changes the rows, or only how they are printed; what is left in the rows
is the truth that a plan is held against.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import BytesIO

from docx import Document
from docx.table import _Cell
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.source_documents import LETTER

SPAN = "^"
"""Cell that is merged with the one above."""
LEFT = "<"
"""Cell that is merged with the one to its left."""
HEADS = {
    "seq": "序号",
    "focus": "重点工作",
    "goal": "目标任务",
    "deadline": "完成时间",
    "units": "责任单位",
    "leaders": "分管区长",
    "Q1": "一季度目标",
    "Q2": "二季度目标",
    "Q3": "三季度目标",
    "Q4": "四季度目标",
}
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_UNITS = (
    "区发改局",
    "区工信局",
    "区财政局",
    "区住建局",
    "区交通局",
    "区农业农村局",
    "区教体局",
    "区民政局",
    "高新区管委会",
    "区水利局",
)
_LEADERS = ("方平", "丁兰", "许建国", "欧阳春")
_THINGS = (
    "标准厂房",
    "农村公路",
    "幼儿园",
    "污水管网",
    "停车泊位",
    "社区食堂",
    "口袋公园",
    "智能车间",
    "高标准农田",
    "养老床位",
)
_PLACES = ("东山", "西桥", "南湖", "北塬", "青石", "柳林", "白马", "双河")
_VERBS = ("建成", "新增", "改造", "扩建")
Row = dict[str, str]


@dataclass
class Mutant:
    """A document: its rows, the columns in print, and how it is printed."""

    rows: list[Row]
    columns: list[str]
    heads: dict[str, str]
    groups: list[int]
    """Number of the printed 序号 of each row: rows of one group share the cells of 序号 and 重点工作."""
    merged: str = "merged"
    """Print of the shared cells: `merged`, `repeated` or `blank`."""
    head_rows: int = 1
    cuts: dict[int, bool] = field(default_factory=dict)
    """Row before which the table is cut in two → whether the heads are printed again."""
    split: dict[int, str] = field(default_factory=dict)
    """Row that is cut in two in this column, half way."""
    wide: dict[int, str] = field(default_factory=dict)
    """Row → text of a row across the table that is printed before it."""
    across: set[int] = field(default_factory=set)
    """Rows whose cells of the first two quarters are one: the first one's text."""
    unmarked: set[int] = field(default_factory=set)
    """Rows in which nothing is marked."""
    done: list[str] = field(default_factory=list)
    """Names of the mutations."""


def make_document(chance: random.Random) -> Mutant:
    """Return a sound document of six to twelve rows; every text of a cell is there once."""
    rows: list[Row] = []
    groups: list[int] = []
    number = chance.randint(3, 5)
    for seq in range(1, number + 1):
        for _ in range(chance.randint(1, 3)):
            rows.append(_row(chance, seq, len(rows)))
            groups.append(seq)
    return Mutant(rows=rows, columns=list(HEADS), heads=dict(HEADS), groups=groups)


def _row(chance: random.Random, seq: int, at: int) -> Row:
    thing, place, verb = chance.choice(_THINGS), chance.choice(_PLACES), chance.choice(_VERBS)
    units = chance.sample(_UNITS, chance.randint(1, 3))
    leaders = chance.sample(_LEADERS, chance.randint(1, 2))
    total = 1000 + at * 40 + chance.randint(1, 9) * 4
    row = {
        "seq": str(seq),
        "focus": f"第{seq}类{_THINGS[seq]}建设",
        "goal": f"{verb}{place}{thing}{total}处。",
        "deadline": chance.choice(("年底", "11月底", "10月底前", "12月20日")),
        "units": _listed(chance, units),
        "leaders": _listed(chance, leaders),
    }
    for n, quarter in enumerate(QUARTERS, 1):
        amount = total * n // 4
        row[quarter] = chance.choice(
            (
                f"{place}累计{verb}{thing}{amount}处。",
                f"{n * 3}月底前{verb}{place}{thing}{amount}处。",
                f"{verb}{thing}{amount}处，编号{at}{n}。",
            )
        )
    return row


def _listed(chance: random.Random, names: list[str]) -> str:
    """Return names as a list; where there are several one of them is marked."""
    lead = chance.randrange(len(names))
    return "、".join(f"**{n}**" if len(names) > 1 and k == lead else n for k, n in enumerate(names))


# Each mutation changes a document in place.
def unmerge_and_repeat(m: Mutant, chance: random.Random) -> None:
    m.merged = "repeated"


def unmerge_and_leave_blank(m: Mutant, chance: random.Random) -> None:
    m.merged = "blank"


def lose_a_head(m: Mutant, chance: random.Random) -> None:
    m.heads[chance.choice(m.columns)] = ""


def rename_a_head(m: Mutant, chance: random.Random) -> None:
    m.heads[chance.choice(m.columns)] = chance.choice(("情况说明", "甲", "其他", "说明"))


def lose_all_heads(m: Mutant, chance: random.Random) -> None:
    m.head_rows = 0


def move_columns(m: Mutant, chance: random.Random) -> None:
    if not m.across:
        chance.shuffle(m.columns)


def move_quarters(m: Mutant, chance: random.Random) -> None:
    places = [m.columns.index(q) for q in QUARTERS if q in m.columns and not m.across]
    moved = chance.sample(places, len(places))
    m.columns = [m.columns[moved[places.index(n)]] if n in places else c for n, c in enumerate(m.columns)]


def swap_two_heads(m: Mutant, chance: random.Random) -> None:
    """The heads count: what stands below 一季度 is the first quarter's."""
    a, b = chance.sample(QUARTERS, 2)
    for row in m.rows:
        row[a], row[b] = row[b], row[a]


def empty_a_cell(m: Mutant, chance: random.Random) -> None:
    row = chance.choice(m.rows)
    row[chance.choice(["goal", "deadline", "units", "leaders", *QUARTERS])] = ""


def remove_a_row(m: Mutant, chance: random.Random) -> None:
    at = chance.randrange(len(m.rows))
    del m.rows[at], m.groups[at]


def double_a_row(m: Mutant, chance: random.Random) -> None:
    at = chance.randrange(len(m.rows))
    m.rows.insert(at, dict(m.rows[at]))
    m.groups.insert(at, m.groups[at])


def swap_two_rows(m: Mutant, chance: random.Random) -> None:
    a, b = chance.sample(range(len(m.rows)), 2)
    m.rows[a], m.rows[b] = m.rows[b], m.rows[a]
    m.groups[a], m.groups[b] = m.groups[b], m.groups[a]
    m.merged = "repeated"


def cut_a_row(m: Mutant, chance: random.Random) -> None:
    m.split[chance.randrange(len(m.rows))] = chance.choice(("goal", "Q1", "Q3"))


def cut_the_table(m: Mutant, chance: random.Random) -> None:
    m.cuts[chance.randrange(1, len(m.rows))] = chance.random() < 0.6


def remove_bold(m: Mutant, chance: random.Random) -> None:
    m.unmarked.add(chance.randrange(len(m.rows)))


def remove_all_bold(m: Mutant, chance: random.Random) -> None:
    m.unmarked.update(range(len(m.rows)))


def insert_words(m: Mutant, chance: random.Random) -> None:
    row, column = chance.choice(m.rows), chance.choice(["goal", *QUARTERS])
    at = chance.randint(0, len(row[column]))
    row[column] = (
        f"{row[column][:at]}{chance.choice(('（含续建）', '①', '不低于', '2.', ' 其中 ', '；', '同比增长7%，'))}{row[column][at:]}"
    )


def insert_a_note(m: Mutant, chance: random.Random) -> None:
    m.wide[chance.randrange(len(m.rows))] = chance.choice(
        ("注：以上均为全年累计数。", "合计：七项", "（续上表）", "二、民生改善", "单位：处")
    )


def add_a_column(m: Mutant, chance: random.Random) -> None:
    if "extra" not in m.columns and not m.across:
        m.columns.insert(chance.randint(0, len(m.columns)), "extra")
        m.heads["extra"] = chance.choice(("备注", "属性", "联系人", "资金来源"))
        for n, row in enumerate(m.rows):
            row["extra"] = chance.choice(("", f"见附件{n}号清单", f"需专题研究{n}"))


def drop_a_column(m: Mutant, chance: random.Random) -> None:
    can_go = [c for c in ("deadline", "leaders", "focus", "seq", *QUARTERS) if c in m.columns and not m.across]
    gone = chance.choice(can_go or ["none"])
    m.columns = [c for c in m.columns if c != gone]
    for row in m.rows:
        row[gone] = ""


def merge_two_quarters(m: Mutant, chance: random.Random) -> None:
    at = chance.randrange(len(m.rows))
    if {"Q1", "Q2"} <= set(m.columns) and abs(m.columns.index("Q1") - m.columns.index("Q2")) == 1:
        m.across.add(at)
        m.rows[at][max("Q1", "Q2", key=m.columns.index)] = ""


def change_a_seq(m: Mutant, chance: random.Random) -> None:
    at = chance.choice(m.groups)
    value = str(chance.choice((0, at + 1, at + 7, 99)))
    for row, group in zip(m.rows, m.groups, strict=True):
        row["seq"] = value if group == at else row["seq"]


def break_lists(m: Mutant, chance: random.Random) -> None:
    for row in m.rows:
        row["units"] = row["units"].replace("、", chance.choice(("\n", "，", "；", "、")))


MUTATIONS: tuple[Callable[[Mutant, random.Random], None], ...] = (
    unmerge_and_repeat, unmerge_and_leave_blank, lose_a_head, rename_a_head, lose_all_heads, move_columns, move_quarters,
    swap_two_heads, empty_a_cell, remove_a_row, double_a_row, swap_two_rows, cut_a_row, cut_the_table, remove_bold,
    remove_all_bold, insert_words, insert_a_note, add_a_column, drop_a_column, merge_two_quarters, change_a_seq, break_lists,
)  # fmt: skip


def make_mutant(number: int, seed: int) -> Mutant:
    """Return the mutant of a number: a document with one to three mutations, each of them in turn the first."""
    chance = random.Random(f"{seed} {number}")
    mutant = make_document(chance)
    first = MUTATIONS[number % len(MUTATIONS)]
    for mutation in [first, *chance.sample(MUTATIONS, chance.randint(0, 2))]:
        mutation(mutant, chance)
        mutant.done.append(mutation.__name__)
    return mutant


def printed(mutant: Mutant) -> list[list[list[str]]]:
    """Return the tables as rows of cells, with `SPAN` and `LEFT` where cells are merged."""
    tables: list[list[list[str]]] = [_head(mutant)] if mutant.head_rows else [[]]
    for at, row in enumerate(mutant.rows):
        if at in mutant.cuts:
            tables.append(_head(mutant) if mutant.cuts[at] and mutant.head_rows else [])
        if at in mutant.wide:
            tables[-1].append([mutant.wide[at], *[LEFT] * (len(mutant.columns) - 1)])
        tables[-1] += _lines(mutant, at, row, len(tables[-1]) > (mutant.head_rows if tables[-1] else 0))
    return tables


def _head(mutant: Mutant) -> list[list[str]]:
    return [[mutant.heads[c] for c in mutant.columns]]


def _lines(mutant: Mutant, at: int, row: Row, is_below: bool) -> list[list[str]]:
    """Return the printed lines of a row: one, or two where it is cut."""
    cells = dict(row)
    is_shared = (
        at > 0 and mutant.groups[at] == mutant.groups[at - 1] and at not in mutant.wide and at not in mutant.cuts
    )
    for column in ("seq", "focus"):
        if is_shared and is_below and mutant.merged != "repeated" and at - 1 not in mutant.split:
            cells[column] = SPAN if mutant.merged == "merged" else ""
    if at in mutant.unmarked:
        cells = {c: text.replace("**", "") for c, text in cells.items()}
    if at in mutant.across:
        cells[max("Q1", "Q2", key=mutant.columns.index)] = LEFT
    lines = [[cells[c] for c in mutant.columns]]
    if at in mutant.split and mutant.split[at] in mutant.columns:
        column = mutant.columns.index(mutant.split[at])
        text = lines[0][column]
        lines[0][column] = text[: len(text) // 2]
        lines.append([text[len(text) // 2 :] if n == column else "" for n in range(len(mutant.columns))])
    return lines


def word_of(mutant: Mutant) -> bytes:
    """Return the document as a Word file."""
    word = Document()
    for text in LETTER:
        _write_word(word.add_paragraph().add_run, text)
    for rows in printed(mutant):
        if rows:
            grid = word.add_table(len(rows), len(mutant.columns))
            _fill_word(grid.cell, rows)
            word.add_paragraph()
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _fill_word(cell: Callable[[int, int], _Cell], rows: list[list[str]]) -> None:
    for r, line in enumerate(rows):
        for c, text in enumerate(line):
            if text in (SPAN, LEFT):
                other = cell(r - 1, c) if text == SPAN else cell(r, c - 1)
                other.merge(cell(r, c))
            else:
                _write_word(cell(r, c).paragraphs[0].add_run, text)


def _write_word(add_run: Callable[[str], object], text: str) -> None:
    for number, part in enumerate(text.split("**")):
        if part:
            add_run(part).bold = bool(number % 2) or None  # type: ignore[attr-defined]


def excel_of(mutant: Mutant) -> bytes:
    """Return the document as a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    for text in LETTER:
        sheet.append([text])
    for rows in printed(mutant):
        first = sheet.max_row + 1
        for r, line in enumerate(rows, first):
            for c, text in enumerate(line, 1):
                if text not in (SPAN, LEFT, ""):
                    sheet.cell(r, c).value = _rich(text)
        _merge_excel(sheet, rows, first)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _rich(text: str) -> object:
    if "**" not in text:
        return text
    parts = text.split("**")
    return CellRichText(*[TextBlock(InlineFont(b=True), p) if n % 2 else p for n, p in enumerate(parts) if p])


def _merge_excel(sheet: object, rows: list[list[str]], first: int) -> None:
    for r, line in enumerate(rows):
        for c, text in enumerate(line):
            if text in (SPAN, LEFT):
                continue
            down, right = r, c
            while down + 1 < len(rows) and rows[down + 1][c] == SPAN:
                down += 1
            while right + 1 < len(line) and line[right + 1] == LEFT:
                right += 1
            if (down, right) != (r, c):
                sheet.merge_cells(  # type: ignore[attr-defined]
                    start_row=first + r, start_column=c + 1, end_row=first + down, end_column=right + 1
                )


def copy_of(mutant: Mutant) -> Mutant:
    """Return a mutant with rows of its own."""
    return replace(mutant, rows=[dict(row) for row in mutant.rows])
