"""Make the workbooks of tests/clients/files with the programs themselves: `python -m tests.clients.make`.

Needs Debian's nodejs, npm, gnumeric, libreoffice-calc and python3-uno, and the registries of npm and PyPI: packages and
versions stand in package.json and requirements.txt, and are installed into a temporary folder. Each file is the template of
a unit of the sample ledger, filled in by one program as `typed.py` says, and saved by it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from tests.clients.typed import Typed, typed_into
from tests.conftest import PLAN, ROOT, SHIPPED
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.intake.form import INDICATORS
from zcdash.store.ledger import Ledger

HERE = Path(__file__).parent
FILES = HERE / "files"
FORMS = [(period, unit) for unit in ("区住建局", "区环保分局", "区统计局") for period in ("2017Q2", "2017Q3")]
LIBREOFFICE = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "fods": "OpenDocument Spreadsheet Flat XML",
}
"""Suffix → name of the export filter."""
Job = dict[str, object]


def templates(folder: Path) -> dict[str, Path]:
    """Write the templates of the sample ledger; return those of FORMS by the name of their folder."""
    written = {}
    with Ledger(folder / "sample.duckdb") as ledger:
        commands.plans.load_plan(ledger, console(), SHIPPED)
        commands.samples.load_samples(ledger, console(), ROOT / "data" / "samples")
        for period, unit in FORMS:
            written[f"{period}_{unit}"] = folder / f"{period}_{unit}.xlsx"
            written[f"{period}_{unit}"].write_bytes(
                queries.submissions.template_workbook(ledger, PLAN, period, unit)[1]
            )
    return written


def job(source: Path, target: Path, cells: Typed, **more: object) -> Job:
    return {"source": str(source), "target": str(target), "cells": cells, **more}


def run_jobs(command: list[str], jobs: list[Job], folder: Path, **environment: str) -> None:
    """Have a program do the jobs."""
    file = folder / "jobs.json"
    file.write_text(json.dumps(jobs), encoding="utf-8")
    subprocess.run([*command, str(file)], check=True, env=os.environ | environment)


def has_uno() -> bool:
    """Return whether LibreOffice and its interface for Python are there."""
    if not shutil.which("soffice") or not Path("/usr/bin/python3").exists():
        return False
    return subprocess.run(["/usr/bin/python3", "-c", "import uno"], check=False, capture_output=True).returncode == 0


def run_libreoffice(jobs: list[Job], folder: Path) -> None:
    """Do the jobs with LibreOffice, through the Python that has its interface."""
    run_jobs(["/usr/bin/python3", str(HERE / "libreoffice.py")], jobs, folder)


def install(folder: Path) -> tuple[dict[str, str], str]:
    """Install the libraries; return the environment for node, and the Python that has pandas and XlsxWriter."""
    shutil.copy(HERE / "package.json", folder)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    python = str(folder / "env" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", str(HERE / "requirements.txt")], check=True)
    return {"NODE_PATH": str(folder / "node_modules")}, python


def strict(data: bytes) -> bytes:
    """Return the workbook as Strict Open XML: its namespaces, and days as ISO texts. No program at hand writes it."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            xml = source.read(name)
            for old, new in (
                (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"spreadsheetml/main"),
                (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"officeDocument/"),
                (b"http://schemas.openxmlformats.org/drawingml/2006/", b"drawingml/"),
            ):
                xml = xml.replace(old, b"http://purl.oclc.org/ooxml/" + new)
            xml = re.sub(rb'(<c r="F\d+" s="\d+")(?: t="n")?><v>42906(?:\.0)?</v>', rb'\1 t="d"><v>2017-06-20</v>', xml)
            target.writestr(name, xml)
    return out.getvalue()


def make(folder: Path) -> None:
    """Fill in every form with every program, and one form in every other format."""
    environment, python = install(folder)
    in_javascript: list[Job] = []
    in_python: list[Job] = []
    in_libreoffice: list[Job] = []
    sources = templates(folder)
    for form, source in sources.items():
        (FILES / form).mkdir(parents=True)
        shutil.copy(source, FILES / form / "template.xlsx")
        typed = typed_into(source.read_bytes())[0]
        here = FILES / form
        in_libreoffice.append(job(source, here / "libreoffice.xlsx", typed, filter=LIBREOFFICE["xlsx"]))
        for shared, name in ((False, "sheetjs"), (True, "sheetjs-shared")):
            more = {"client": "sheetjs", "type": "xlsx", "shared": shared}
            in_javascript.append(job(source, here / f"{name}.xlsx", typed, **more))
        in_javascript.append(job(source, here / "exceljs.xlsx", typed, client="exceljs"))
        in_python += [job(source, here / f"{c}.xlsx", typed, client=c) for c in ("pandas", "xlsxwriter")]
    refused = FILES / "refused"
    refused.mkdir()
    for suffix in ("xls", "ods", "fods"):
        in_libreoffice.append(job(source, refused / f"libreoffice.{suffix}", typed, filter=LIBREOFFICE[suffix]))
    for suffix in ("xlsx", "xls"):
        more = {"filter": LIBREOFFICE[suffix], "password": "secret"}
        in_libreoffice.append(job(source, refused / f"password.{suffix}", typed, **more))
    for name, kind in (
        ("sheetjs.xlsb", "xlsb"),
        ("macros.xlsm", "xlsm"),
        ("xml-2003.xls", "xlml"),
        ("excel-95.xls", "biff5"),
        ("page.xls", "html"),
        ("text.xls", "csv"),
    ):
        more = {"client": "sheetjs", "type": kind, "sheet": INDICATORS}
        in_javascript.append(job(source, refused / name, typed, **more))
    run_libreoffice(in_libreoffice, folder)
    run_jobs(["node", str(HERE / "javascript.cjs")], in_javascript, folder, **environment)
    run_jobs([python, str(HERE / "python_libraries.py")], in_python, folder)
    for form in sources:
        here = FILES / form
        subprocess.run(["ssconvert", str(here / "exceljs.xlsx"), str(here / "gnumeric.xlsx")], check=True)
        (here / "strict.xlsx").write_bytes(strict((here / "pandas.xlsx").read_bytes()))


if __name__ == "__main__":
    shutil.rmtree(FILES, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        make(Path(scratch))
