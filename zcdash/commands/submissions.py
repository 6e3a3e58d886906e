"""File a unit's submission, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PureWindowsPath

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.drafts import end_draft
from zcdash.commands.validation import clean_arguments
from zcdash.domain.submission import WEB_FILE_NAME, Source, Submission
from zcdash.errors import InvalidInput
from zcdash.intake.form import Form
from zcdash.queries.clock import to_local_time
from zcdash.queries.upload_check import FiledSubmission, UploadCheck, check_upload
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import LatestSubmission
from zcdash.text import file_stem

_SUFFIX = ".xlsx"


@dataclass(frozen=True, slots=True)
class SubmissionReceipt:
    """The result of an upload; `filed` is true where this call put it into the ledger."""

    check: UploadCheck
    submission: int | None
    """Its number in the ledger."""
    filed: bool
    filed_at: datetime | None = None
    """Shanghai time."""

    @property
    def refused(self) -> bool:
        return self.submission is None


class _SameFile(Exception):
    """The submission that counts came from the same file."""


@clean_arguments
def submit(
    ledger: Ledger,
    account: Account,
    data: bytes,
    file_name: str,
    filed_by: str,
    accept: bool = False,
    plan: str | None = None,
    period: str | None = None,
    unit: str | None = None,
    source: Source = Source.FILE,
) -> SubmissionReceipt:
    """File one unit's submission: a workbook, or the document of the form on the page.

    Errors refuse it; warnings do unless `accept` confirms them. The same file again files nothing: the receipt has the
    earlier number. A draft of the unit ends with the filing. Raises NotPermitted for another unit's
    submission, TooLate where the period is locked or closed.
    """
    auth.permissions.require_permission(account, Permission.FILE)
    filed_by = _require_name(filed_by)
    check = check_upload(ledger, data, plan, period, unit, source)
    form = check.form
    if form is None:
        return SubmissionReceipt(check, None, filed=False)
    auth.permissions.require_permission(account, Permission.FILE, form.unit)
    queries.periods.require_open_for_filing(ledger, form.plan, form.period.text, form.unit)
    if check.duplicate:
        return _duplicate(check, check.duplicate)
    if check.refused or (check.findings and not accept):
        return SubmissionReceipt(check, None, filed=False)
    name = WEB_FILE_NAME if source is Source.PAGE else _workbook_name(file_name)
    submission = _submission(ledger, form, check, data, name, filed_by)

    def check_unchanged(latest: LatestSubmission | None) -> None:
        if latest and latest["file_hash"] == check.file_hash:
            raise _SameFile

    try:
        number = store.submissions.save_submission(ledger, submission, account.act(Permission.FILE), check_unchanged)
    except _SameFile:
        return _duplicate(check, queries.upload_check.filed_submission(ledger, form))
    end_draft(ledger, account, form, f"已报送，编号 {number}")
    return SubmissionReceipt(check, number, filed=True, filed_at=to_local_time(submission.filed_at))


def _require_name(filed_by: str) -> str:
    if not filed_by.strip():
        raise InvalidInput("没有填报人。", "请写明是谁填报的。")
    return filed_by.strip()


def _duplicate(check: UploadCheck, filed: FiledSubmission | None) -> SubmissionReceipt:
    """Return the receipt for a file that counts already."""
    if filed is None:
        raise LookupError("a submission that counts disappeared from the ledger")
    return SubmissionReceipt(check, filed.number, filed=False, filed_at=filed.filed_at)


def _submission(
    ledger: Ledger, form: Form, check: UploadCheck, data: bytes, file_name: str, filed_by: str
) -> Submission:
    parsed = check.parsed
    return Submission(
        plan=form.plan,
        version=form.version,
        period=form.period.text,
        unit=form.unit,
        filed_by=filed_by,
        filed_at=ledger.clock(),
        filed_on=queries.clock.today(ledger),
        file_name=file_name,
        file_bytes=data,
        actuals=parsed.actuals,
        progress=parsed.progress,
        narratives=parsed.narratives,
        findings=parsed.findings,
    )


def _workbook_name(file_name: str) -> str:
    """Return the name under which the file is kept: it was read as a workbook, whatever its suffix was."""
    name = PureWindowsPath(file_name).name
    stem = name[: -len(_SUFFIX)] if name.lower().endswith(_SUFFIX) else name
    return f"{file_stem(stem) or '报送'}{_SUFFIX}"
