"""Places of findings and values in terms of the form: row code and column head instead of a cell's address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from openpyxl.utils.cell import coordinate_to_tuple

from zcdash.domain.submission import Actual, Explanation, Narrative, Progress
from zcdash.intake.findings import FindingList
from zcdash.intake.form import CODE, HEADS, INDICATORS
from zcdash.intake.match_columns import Table, find_table
from zcdash.intake.parse_submission import ParsedSubmission
from zcdash.intake.submission_workbook import SubmissionWorkbook
from zcdash.intake.web_form import FormPlace

PAGE = "网页"
T = TypeVar("T", Actual, Progress, Narrative, Explanation)
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_NAMED_ADDRESS = re.compile(r"(?<=表 )[A-Z]{1,3}[1-9][0-9]{0,6}(?= )")


def form_places(workbook: SubmissionWorkbook, parsed: ParsedSubmission) -> dict[str, FormPlace]:
    """Return place of a finding → its cell of the form, for findings on a sheet of the form."""
    tables = _tables(workbook)
    places = {finding.place: _form_place(tables, finding.place) for finding in parsed.findings}
    return {text: place for text, place in places.items() if place}


def _tables(workbook: SubmissionWorkbook) -> dict[str, Table]:
    return {name: find_table(name, workbook.sheet(name), FindingList()) for name in HEADS}


def _form_place(tables: Mapping[str, Table], text: str) -> FormPlace | None:
    name, _, address = text.partition("!")
    if name not in tables:
        return None
    if not _ADDRESS.fullmatch(address):
        return FormPlace(name)
    table = tables[name]
    row, column = coordinate_to_tuple(address)
    code = table.text(row, CODE) if row > table.head_row else ""
    head = next((head for head, number in table.columns.items() if number == column), "")
    return FormPlace(name, code, head)


def name_page_places(workbook: SubmissionWorkbook, parsed: ParsedSubmission) -> dict[str, FormPlace]:
    """Replace the addresses of a workbook that was made from the page, which has rows and columns but no I5.

    Return the same as `form_places`, by the new places.
    """
    places = form_places(workbook, parsed)
    tables = _tables(workbook)

    def cell(sheet: str, address: str) -> str:
        place = _form_place(tables, f"{sheet}!{address}")
        return f"{place.code} {place.head}" if place and place.code else address

    new_places: dict[str, FormPlace] = {}
    for index, finding in enumerate(parsed.findings):
        text = finding.place
        if form_place := places.get(text):
            sheet, mark, address = text.partition("!")
            text = f"{PAGE}/{sheet}{mark}{cell(sheet, address)}"
            new_places[text] = form_place
        sentence = _NAMED_ADDRESS.sub(lambda match: cell(INDICATORS, match[0]), finding.sentence)
        parsed.findings[index] = replace(finding, place=text, sentence=sentence)

    def rename(values: list[T]) -> None:
        values[:] = [replace(v, sheet=f"{PAGE}/{v.sheet}", cell=cell(v.sheet, v.cell)) for v in values]

    rename(parsed.actuals)
    rename(parsed.progress)
    rename(parsed.narratives)
    rename(parsed.explanations)
    return new_places
