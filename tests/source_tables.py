"""Documents with tables, written as rows of texts: `<` goes on with the cell on its left, `^` with the one above."""

from collections.abc import Sequence

from zcdash.domain.plan_proposal import Decisions
from zcdash.domain.source_document import SourceCell, SourceDocument, SourceParagraph, SourceTable, SourceText

UNDECIDED = Decisions(columns={}, names={}, answers={}, acknowledged={})


def source_table(rows: Sequence[Sequence[str]], number: int = 1, order: int = 0, name: str = "") -> SourceTable:
    width = max(map(len, rows))
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    cells = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text in {"<", "^"}:
                continue
            across = next((n for n in range(c + 1, width) if row[n] != "<"), width) - c
            down = next((n for n in range(r + 1, len(grid)) if grid[n][c] != "^"), len(grid)) - r
            content = SourceText(text)
            cells.append(SourceCell(row=r + 1, column=c + 1, row_span=down, column_span=across, content=content))
    return SourceTable(number=number, order=order, rows=len(grid), columns=width, cells=tuple(cells), name=name)


def source_document(*blocks: str | Sequence[Sequence[str]]) -> SourceDocument:
    """Return a document of paragraphs (texts) and tables (lists of rows), in their order."""
    paragraphs, tables = [], []
    for order, block in enumerate(blocks):
        if isinstance(block, str):
            place = f"第{len(paragraphs) + 1}段"
            paragraphs.append(SourceParagraph(place=place, order=order, content=SourceText(block)))
        else:
            tables.append(source_table(block, len(tables) + 1, order))
    return SourceDocument(file_name="计划.docx", sha256="0" * 64, paragraphs=tuple(paragraphs), tables=tuple(tables))
