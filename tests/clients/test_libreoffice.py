"""Every unit's form of two quarters, filled in and saved by the LibreOffice of this machine, is read with every value."""

from __future__ import annotations

import pytest

from tests.clients.make import FILES, LIBREOFFICE, has_uno, job, run_libreoffice
from tests.clients.typed import Expected, typed_into
from tests.conftest import PLAN
from zcdash import queries
from zcdash.intake.submission_workbook import read_submission_workbook
from zcdash.intake.xlsx_sheet import Cell, address
from zcdash.queries.upload_check import UploadCheck, check_upload
from zcdash.store.ledger import Ledger

PERIODS = ("2017Q2", "2017Q3")


def values(check: UploadCheck) -> Expected:
    parsed = check.parsed
    return Expected(
        actuals={a.indicator: (a.value, a.note, a.cell) for a in parsed.actuals},
        progress={p.commitment: (p.state, p.done_on, p.note, p.cell) for p in parsed.progress},
        narratives={n.item: (n.progress, n.problem, n.next_step, n.cell) for n in parsed.narratives},
    )


pytestmark = pytest.mark.skipif(not has_uno(), reason="no LibreOffice with python3-uno")


def test_every_form_of_two_quarters_comes_through(sample_year, tmp_path):
    jobs, expected = [], {}
    with Ledger(sample_year) as ledger:
        for period in PERIODS:
            for unit in queries.forms.forms(ledger, PLAN, period):
                name = f"{period}_{len(expected)}.xlsx"
                (tmp_path / f"template_{name}").write_bytes(
                    template := queries.submissions.template_workbook(ledger, PLAN, period, unit)[1]
                )
                typed, expected[name] = typed_into(template)
                source, target = tmp_path / f"template_{name}", tmp_path / name
                jobs.append(job(source, target, typed, filter=LIBREOFFICE["xlsx"]))
        run_libreoffice(jobs, tmp_path)
        assert len(jobs) > 70
        for name, submission in expected.items():
            check = check_upload(ledger, (tmp_path / name).read_bytes())
            assert [f for f in check.findings if f.severity.value == "error"] == [], name
            assert values(check) == submission, name


def test_a_refused_format_opened_and_saved_as_xlsx_is_read(tmp_path):
    names = ("libreoffice.xls", "libreoffice.ods", "libreoffice.fods", "sheetjs.xlsb", "xml-2003.xls", "macros.xlsm")
    passwords = {"password.xls": "secret", "password.xlsx": "secret"}
    jobs = [
        job(FILES / "refused" / name, tmp_path / f"{name}.xlsx", {}, filter=LIBREOFFICE["xlsx"], opened_with=password)
        for name, password in (dict.fromkeys(names, "") | passwords).items()
    ]
    run_libreoffice(jobs, tmp_path)
    form = sorted(FILES.glob("2017*"))[-1]
    template = (form / "template.xlsx").read_bytes()
    typed = typed_into(template)[0]
    for name in (*names, *passwords):
        workbook = read_submission_workbook((tmp_path / f"{name}.xlsx").read_bytes())
        assert f"{workbook.identity.period}_{workbook.identity.unit}" == form.name, name
        for sheet, entries in typed.items():
            texts = {address(*at): cell.text for at, cell in workbook.sheet(sheet).items()}
            assert {at: texts.get(at) for at in entries} == {at: Cell(value).text for at, value in entries.items()}, (
                name
            )
