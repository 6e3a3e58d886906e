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
from zcdash.errors import InvalidInput, ZcdashError
from zcdash.intake.form import Form
from zcdash.queries.clock import to_local_time
from zcdash.queries.submission_changes import ValueChange
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


class FiledMeanwhile(ZcdashError):
    """Another submission was filed since the one that the person saw; nothing was filed."""

    def __init__(self, filed: FiledSubmission, changes: tuple[ValueChange, ...]) -> None:
        when = f"{filed.filed_at:%Y-%m-%d %H:%M}"
        differing = f"与这个文件有 {len(changes)} 处不同" if changes else "与这个文件内容相同"
        super().__init__(
            f"没有报送：{filed.filed_by}已在 {when} 报送（编号 {filed.number}），{differing}。",
            "请核对两次报送，再决定仍要报送还是不报。",
        )
        self.filed = filed
        self.changes = changes


class _SameFile(Exception):
    """The submission that counts came from the same file."""


class _LatestMoved(Exception):
    """The submission that counts is not the expected one."""


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
    expected_latest: int | None = None,
    source: Source = Source.FILE,
) -> SubmissionReceipt:
    """File one unit's submission; this ends its draft. Errors refuse it; warnings do unless `accept` confirms them.

    `expected_latest` is the number of the submission that the person saw and means to supersede, 0 for none; None compares
    nothing. The same file again files nothing: the receipt has the earlier number. Raises FiledMeanwhile where another was
    filed since, NotPermitted for another unit's submission, TooLate where the period is locked or closed.
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
    submission = _submission(ledger, form, check, data, _stored_name(file_name, source), filed_by)
    receipt = _save(ledger, account, form, check, submission, expected_latest)
    if receipt.filed:
        end_draft(ledger, account, form.plan, form.period.text, form.unit, f"已报送，编号 {receipt.submission}")
    return receipt


def _save(
    ledger: Ledger, account: Account, form: Form, check: UploadCheck, submission: Submission, expected: int | None
) -> SubmissionReceipt:
    act = account.act(Permission.FILE)

    def check_unchanged(latest: LatestSubmission | None) -> None:
        auth.sessions.require_current(ledger, account)
        queries.periods.require_open_for_filing(ledger, form.plan, form.period.text, form.unit)
        if store.plans.load_plan(ledger, form.plan)[1] != form.version:
            raise InvalidInput("计划刚刚更正过，没有报送。", "请再点一次，会按更正后的计划重新检查。")
        _check_latest(check.file_hash, expected, latest)

    try:
        number = store.submissions.save_submission(ledger, submission, act, check_unchanged)
    except _SameFile:
        return _duplicate(check, queries.upload_check.filed_submission(ledger, form))
    except _LatestMoved:
        raise _filed_meanwhile(ledger, form, check) from None
    return SubmissionReceipt(check, number, filed=True, filed_at=to_local_time(submission.filed_at))


def _require_name(filed_by: str) -> str:
    if not filed_by.strip():
        raise InvalidInput("没有填报人。", "请写明是谁填报的。")
    return filed_by.strip()


def _check_latest(file_hash: str, expected: int | None, latest: LatestSubmission | None) -> None:
    """Raise _SameFile or _LatestMoved if the submission that counts forbids another one."""
    if latest and latest["file_hash"] == file_hash:
        raise _SameFile
    if expected is not None and expected != (latest["submission"] if latest else 0):
        raise _LatestMoved


def _filed_meanwhile(ledger: Ledger, form: Form, check: UploadCheck) -> ZcdashError:
    filed = queries.upload_check.filed_submission(ledger, form)
    if filed is None:
        return InvalidInput("没有编号相符的报送。", "请核对所看到的编号；还没有报送过的填 0。")
    return FiledMeanwhile(filed, queries.upload_check.changes_since(ledger, check, filed))


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
        filed_on=queries.clock.today(ledger, form.plan),
        file_name=file_name,
        file_bytes=data,
        actuals=parsed.actuals,
        progress=parsed.progress,
        narratives=parsed.narratives,
        explanations=parsed.explanations,
        findings=parsed.findings,
    )


def _stored_name(file_name: str, source: Source) -> str:
    """Return the name under which the file is kept: an upload was read as a workbook, whatever its suffix was."""
    if source is Source.PAGE:
        return WEB_FILE_NAME
    name = PureWindowsPath(file_name).name
    stem = name[: -len(_SUFFIX)] if name.lower().endswith(_SUFFIX) else name
    return f"{file_stem(stem) or '报送'}{_SUFFIX}"
