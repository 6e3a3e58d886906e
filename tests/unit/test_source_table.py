"""A table of the office's document on the screen: as it stands there, what was understood above it."""

import re

from zcdash.domain.source_document import SourceCell, SourceTable, SourceText
from zcdash.rendering.html import source_table


def cell(row: int, column: int, text: str, rows: int = 1, marked: tuple[tuple[int, int], ...] = ()) -> SourceCell:
    return SourceCell(row=row, column=column, row_span=rows, content=SourceText(text, marked))


TABLE = SourceTable(
    number=2,
    order=0,
    rows=3,
    columns=2,
    cells=(
        cell(1, 1, "序号"),
        cell(1, 2, "责任单位"),
        cell(2, 1, "7", rows=2),
        cell(2, 2, "区甲局、区乙局", marked=((0, 3),)),
        cell(3, 2, "<b>丙"),
    ),
)


def cells_of(html: str) -> list[str]:
    return re.findall(r"<td.*?</td>", html)


def test_every_cell_is_shown_once_with_its_marks_and_escaped() -> None:
    cells = cells_of(source_table.table(TABLE, {1: "序号", 2: "责任单位（牵头单位）"}))
    assert len(cells) == 5
    assert '<td rowspan="2" colspan="1">7</td>' in cells
    assert any("<b>区甲局</b>、区乙局" in c for c in cells)
    assert any("&lt;b&gt;丙" in c for c in cells)


def test_one_row_of_the_table_brings_the_cells_merged_over_it_in_the_order_of_the_columns() -> None:
    html = source_table.table(TABLE, {}, rows=(3,), lit=("表2 第3行 第2列",))
    assert cells_of(html) == [
        '<td rowspan="1" colspan="1">7</td>',
        '<td rowspan="1" colspan="1" class="lit">&lt;b&gt;丙</td>',
    ]


def test_a_passage_is_set_off_once_where_stretches_overlap() -> None:
    assert "一<mark>二三</mark><mark>四</mark>五" in source_table.passage("一二三四五", [(1, 3), (2, 4)])


def test_a_cell_shows_what_is_set_off_and_what_is_marked() -> None:
    html = source_table.cells([("责任单位　表1 第2行 第5列", SourceText("区甲局、区乙局", ((0, 3),)), [(2, 5)])])
    assert "<b>区甲</b><mark><b>局</b></mark><mark>、区</mark>乙局" in html
