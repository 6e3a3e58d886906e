"""Type into workbooks with pandas and XlsxWriter: `python python_libraries.py JOBS.json`, in an environment that has them.

A job says client, source, target, and sheet → cell → what is typed.
"""

import json
import re
import shutil
import sys
from datetime import date
from pathlib import Path

import pandas
import xlsxwriter
from openpyxl import load_workbook


def value(typed):
    """A day as a date, everything else as it is."""
    return date.fromisoformat(typed) if re.fullmatch(r"\d{4}-\d\d-\d\d", str(typed)) else typed


def with_pandas(job):
    """Lay each typed cell over the template, as a script with data frames does."""
    shutil.copy(job["source"], job["target"])
    places = load_workbook(job["source"])
    with pandas.ExcelWriter(job["target"], engine="openpyxl", mode="a", if_sheet_exists="overlay") as writer:
        for name, cells in job["cells"].items():
            for address, typed in cells.items():
                cell = places[name][address]
                frame = pandas.DataFrame([[value(typed)]])
                place = {"startrow": cell.row - 1, "startcol": cell.column - 1}
                frame.to_excel(writer, sheet_name=name, header=False, index=False, **place)


def with_xlsxwriter(job):
    """Write all values into a new workbook, as a program of the unit's own does."""
    source = load_workbook(job["source"])
    with xlsxwriter.Workbook(job["target"]) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in source:
            written = book.add_worksheet(sheet.title)
            cells = {cell.coordinate: cell.value for row in sheet for cell in row}
            cells |= {address: value(typed) for address, typed in job["cells"].get(sheet.title, {}).items()}
            for address, typed in cells.items():
                if isinstance(typed, date):
                    written.write_datetime(address, typed, day)
                elif isinstance(typed, str):
                    written.write_string(address, typed)
                elif typed is not None:
                    written.write_number(address, typed)
            if sheet.sheet_state != "visible":
                written.very_hidden()


if __name__ == "__main__":
    for job in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        {"pandas": with_pandas, "xlsxwriter": with_xlsxwriter}[job["client"]](job)
