"""Filing: one unit's return comes in, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PureWindowsPath

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.validation import clean_arguments
from zcdash.domain.submission import Submission
from zcdash.errors import InvalidInput
from zcdash.queries.clock import to_local_time
from zcdash.queries.upload_check import UploadCheck, check_upload
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import LatestSubmission
from zcdash.text import file_stem


@dataclass(frozen=True, slots=True)
class SubmissionReceipt:
    """What became of a file: its number where it is in the ledger, and whether this act put it there."""

    check: UploadCheck
    submission: int | None
    filed: bool
    filed_at: datetime | None = None
    """Shanghai time."""

    @property
    def refused(self) -> bool:
        return self.submission is None


class _SameFile(Exception):
    """The very same file counts already."""


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
) -> SubmissionReceipt:
    """File one unit's return, whole or not at all. Errors refuse; warnings refuse until they are accepted.

    The same file twice files nothing new and answers with the number it has. Raises NotPermitted for another unit's return,
    TooLate where the period is locked or closed.
    """
    auth.permissions.require_permission(account, Permission.FILE)
    if not filed_by.strip():
        raise InvalidInput("没有填报人。", "请写明是谁填报的。")
    seen = check_upload(ledger, data, plan, period, unit)
    if seen.form:
        auth.permissions.require_permission(account, Permission.FILE, seen.form.unit)
        queries.periods.require_open_for_filing(ledger, seen.form.plan, seen.form.period.text, seen.form.unit)
    if seen.same:
        return SubmissionReceipt(seen, seen.latest["submission"], False, to_local_time(seen.latest["filed_at"]))
    if not seen.form or seen.returned.refused or (seen.returned.findings and not accept):
        return SubmissionReceipt(seen, None, False)
    asked, got, moment = seen.form, seen.returned, ledger.clock()

    def check_unchanged(latest: LatestSubmission | None) -> None:
        if latest and latest["file_hash"] == seen.file_hash:
            raise _SameFile

    try:
        number = store.submissions.save_submission(
            ledger,
            Submission(
                asked.plan,
                asked.version,
                asked.period.text,
                asked.unit,
                filed_by.strip(),
                moment,
                queries.clock.today(ledger),
                _xlsx(file_name),
                data,
                got.actuals,
                got.progress,
                got.narratives,
                got.findings,
            ),
            account.act(Permission.FILE),
            check_unchanged,
        )
    except _SameFile:
        latest = check_upload(ledger, data, plan, period, unit).latest
        return SubmissionReceipt(seen, latest["submission"], False, to_local_time(latest["filed_at"]))
    return SubmissionReceipt(seen, number, True, to_local_time(moment))


def _xlsx(name: str) -> str:
    """What came in was read as a workbook, so it is had back as one, whatever it was called."""
    last = PureWindowsPath(name).name
    return f"{file_stem(last[:-5] if last.lower().endswith('.xlsx') else last) or '报送'}.xlsx"
