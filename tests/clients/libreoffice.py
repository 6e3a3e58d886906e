"""Type into workbooks with LibreOffice and save them: `/usr/bin/python3 libreoffice.py JOBS.json`, with Debian's python3-uno.

A job says source, target, the export filter, and sheet → cell → what is typed; where there is one, the sheets that are
unprotected before, the row that is deleted afterwards as sheet → number, the password that the source is opened with, and
the password that the target gets.
Runs in the Python that has `uno`, so it imports nothing of the project.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException

STARTING = 1200
"""Tries to reach the program while it starts, four a second."""


def option(name, value):
    return PropertyValue(Name=name, Value=value)


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(STARTING):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def run(desktop, job):
    opening = [option("Hidden", True)]
    if job.get("opened_with"):
        opening.append(option("Password", job["opened_with"]))
    book = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, tuple(opening))
    for name in job.get("unprotected", ()):
        book.Sheets.getByName(name).unprotect("")
    for name, cells in job["cells"].items():
        sheet = book.Sheets.getByName(name)
        for address, typed in cells.items():
            cell = sheet.getCellRangeByName(address)
            if isinstance(typed, str):
                cell.setFormula(typed)  # read as if typed: a day becomes a date
            else:
                cell.setValue(typed)
    for name, row in job.get("deleted", {}).items():
        book.Sheets.getByName(name).Rows.removeByIndex(row - 1, 1)
    options = [option("FilterName", job["filter"])]
    if job.get("password"):
        options.append(option("Password", job["password"]))
        # The filter of .xlsx takes its password from here.
        encryption = NamedValue("CryptoType", "Standard"), NamedValue("OOXPassword", job["password"])
        options.append(option("EncryptionData", uno.Any("[]com.sun.star.beans.NamedValue", encryption)))
    book.storeToURL(Path(job["target"]).as_uri(), tuple(options))
    book.close(True)


def main():
    jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as profile:
        pipe = Path(profile).name
        office = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--norestore",
                f"--accept=pipe,name={pipe};urp",
            ]
        )
        desktop = connect(pipe)
        try:
            for job in jobs:
                run(desktop, job)
        finally:
            desktop.terminate()
            office.wait()


if __name__ == "__main__":
    main()
