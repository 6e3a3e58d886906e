"""For every finding: a clerk who does what its advice says files the workbook."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.advice_cases import CASES, PERIOD, UNIT, as_confirmed, mended_workbook, spoilt_workbook
from tests.helpers import FULL, PLAN, ROOT, edited
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.terms import Severity
from zcdash.intake.consistency import CONTRADICTIONS

OTHERS = {
    "AS_ISSUED": "tested with the states of ongoing work",
    "RATE_FAR": "confirmed as FAR is",
    "DATE_YEAR": "confirmed as DATE_NOT_DONE is",
    **dict.fromkeys(["SUM_DIFFERS", "SAME_AS_DIFFERS", "DATE_BACKDATED"], "tested with other submissions and closes"),
    "PLAN_CHANGED": "tested with a correction of the plan",
    "ROW_STALE": "tested with a report between download and upload",
    **dict.fromkeys(
        ["WRONG_PLAN", "WRONG_PERIOD", "WRONG_UNIT", "WRONG_FORM", "NOT_TEMPLATE"], "another file, or another choice"
    ),
    **dict.fromkeys(
        [
            "EMPTY_FILE",
            "TOO_LARGE",
            "NOT_XLSX",
            "ENCRYPTED",
            "TRUNCATED",
            "ZIP_BOMB",
            "XML_DOCTYPE",
            "TOO_FULL",
            "OVER_LIMIT",
        ],
        "saved again",
    ),
    "MACROS": "below",
    **dict.fromkeys(CONTRADICTIONS, "confirmed as CONTRADICTS is; tested with other returns and closes"),
}


def submit(ledger, data, accept=True):
    return commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept)


@pytest.mark.parametrize("code", CASES)
def test_who_does_what_the_advice_says_files(ledger, filled, code):
    case = CASES[code]
    if case.before:
        assert submit(ledger, filled(case.unit, *case.before)).filed
    receipt = submit(ledger, spoilt_workbook(ledger, case), accept=False)
    findings = [f for f in receipt.check.findings if f.code == code]
    assert receipt.refused and findings, [f.code for f in receipt.check.findings]
    assert all(f.sentence and f.advice for f in findings)
    if code.startswith("NUMBER_") and findings[0].severity is Severity.ERROR and code != "NUMBER_NONE":
        assert re.search(r"例如 [0-9]", findings[0].advice)
    filed = submit(ledger, mended_workbook(ledger, case))
    assert filed.filed, [f"{f.code} {f.place} {f.sentence}" for f in filed.check.findings]
    if findings[0].severity is Severity.ERROR:
        assert code not in {f.code for f in filed.check.findings}


def test_every_finding_of_the_documentation_has_its_case():
    rows = re.findall(
        r"^\| ([A-Z_, 0-9]+) \| (?:error|warning)", (ROOT / "docs" / "returns.md").read_text("utf-8"), re.M
    )
    documented = {code for row in rows for code in row.split(", ")}
    assert documented == CASES.keys() | OTHERS.keys()


def test_a_workbook_with_macros_saved_again_as_xlsx_files(ledger, filled):
    good = filled(UNIT, PERIOD, FULL)
    out = BytesIO(good)
    with ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert [f.code for f in submit(ledger, out.getvalue()).check.findings] == ["MACROS"]
    assert submit(ledger, edited(out.getvalue(), as_confirmed)).filed


def test_a_row_that_is_no_longer_asked_for_needs_no_mending(ledger, filled):
    before = filled(UNIT, "2017Q2", {"指标!I4": 74})
    submit(ledger, filled(UNIT, PERIOD, FULL))
    receipt = submit(ledger, before)
    assert receipt.filed and "ROW_STALE" in {f.code for f in receipt.check.findings}


def test_a_new_template_files_after_a_correction_of_the_plan(ledger, filled, plan_folder):
    old = filled(UNIT, PERIOD, FULL)
    path = plan_folder / "indicators.csv"
    text = path.read_text("utf-8")
    name = queries.forms.form(ledger, PLAN, PERIOD, UNIT).indicators[0].indicator.name
    path.write_text(text.replace(f",{name},", f",{name}（更正）,", 1), "utf-8")
    commands.plans.load_plan(ledger, console(), plan_folder, "更正")
    assert "PLAN_CHANGED" in {f.code for f in submit(ledger, old).check.findings}
    assert submit(ledger, filled(UNIT, PERIOD, FULL)).filed
