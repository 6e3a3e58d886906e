"""The draft of a unit's form on the page, and what the form starts with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from zcdash import store
from zcdash.auth.permissions import Account, Permission
from zcdash.domain.submission import WEB_FILE_NAME, Progress, Source
from zcdash.domain.terms import State
from zcdash.errors import NotFound, NotPermitted
from zcdash.intake import template
from zcdash.intake.form import Form
from zcdash.intake.web_form import FormCells, fill_template, with_progress
from zcdash.parsing.uploads import read_cells
from zcdash.queries.clock import to_local_time
from zcdash.queries.forms import form
from zcdash.queries.submissions import latest_submission, submission_file
from zcdash.store.drafts import DraftRow
from zcdash.store.ledger import Ledger

DISCARDED = "放弃"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The newest saved version of a draft, or its end."""

    number: int
    cells: FormCells
    name: str
    """Name of the person who saved or ended it."""
    login: str
    saved_at: datetime
    """Shanghai time."""
    ended: str
    """Reason why it is over, empty while it is being written."""
    discarded: FormCells | None = None
    """Cells of the draft when it was discarded."""


@dataclass(frozen=True, slots=True)
class StartingCells:
    """Initial cells of a form without a draft; `submission` is the filed one they come from."""

    cells: FormCells
    submission: int | None = None


def draft(ledger: Ledger, plan_id: str, period: str, unit: str) -> Draft | None:
    """Return the newest version of a unit's draft, or None where none was ever saved."""
    rows = store.drafts.drafts(ledger, plan_id, period, unit)
    if not rows:
        return None
    newest = rows[0]
    before = rows[1] if newest["ended"] == DISCARDED and len(rows) > 1 else None
    return Draft(
        number=newest["draft"],
        cells=_cells(newest),
        name=newest["name"],
        login=newest["login"],
        saved_at=to_local_time(newest["saved_at"]),
        ended=newest["ended"],
        discarded=_cells(before) if before else None,
    )


def _cells(row: DraftRow) -> FormCells:
    cells: FormCells = json.loads(row["cells"]) if row["cells"] else {}
    return cells


def starting_cells(ledger: Ledger, unit_form: Form) -> StartingCells:
    """Return what was filed for the period; where nothing was, what the template holds already."""
    latest = latest_submission(ledger, unit_form.plan, unit_form.period.text, unit_form.unit)
    if latest:
        number = latest["submission"]
        return StartingCells(filed_cells(ledger, number), number)
    return StartingCells(read_cells(template.write_template(unit_form), Source.FILE))


def filed_cells(ledger: Ledger, submission: int) -> FormCells:
    """Return the cells of a filed submission as they were typed."""
    rows = store.submissions.progress(ledger, (submission,))
    progress = [
        Progress(
            commitment=r["commitment"],
            state=State(r["state"]),
            done_on=r["done_on"],
            note=r["note"],
            sheet=r["sheet"],
            cell=r["cell"],
        )
        for r in rows
    ]
    name, data = submission_file(ledger, submission)
    cells = read_cells(data, Source.PAGE if name == WEB_FILE_NAME else Source.FILE)
    return with_progress(cells, progress)


def filled_template(ledger: Ledger, plan_id: str, period: str, unit: str, cells: FormCells) -> tuple[str, bytes]:
    """Return (file name, bytes) of the unit's workbook with these cells filled in. Raises NotFound."""
    unit_form = form(ledger, plan_id, period, unit)
    return unit_form.file_name, fill_template(template.write_template(unit_form), cells)


def original_file(ledger: Ledger, account: Account, plan_id: str, submission: int) -> tuple[str, bytes]:
    """Return (file name, bytes) of a submission as a workbook: the uploaded one, or one with the values of the form on the page.

    Raises NotPermitted unless the account is of the unit or oversees all submissions.
    """
    row = next((r for r in store.submissions.submissions(ledger, plan_id) if r["submission"] == submission), None)
    if row is None:
        raise NotFound(f"没有编号为 {submission} 的报送。", "请核对编号。")
    if not (account.active and (row["unit"] in account.unit_names or account.may(Permission.SEE_SUBMISSIONS))):
        raise NotPermitted(f"报送原件由{row['unit']}和督查室、分管区长查看。", "如需查看，请联系督查室。")
    if row["file_name"] == WEB_FILE_NAME:
        return submission_workbook(ledger, plan_id, submission)
    return submission_file(ledger, submission)


def submission_workbook(ledger: Ledger, plan_id: str, submission: int) -> tuple[str, bytes]:
    """Return (file name, bytes) of a workbook with the values of a submission that was filed on the page."""
    row = next(r for r in store.submissions.submissions(ledger, plan_id, submission) if r["submission"] == submission)
    return filled_template(ledger, plan_id, row["period"], row["unit"], filed_cells(ledger, submission))
