"""Filing: one unit's return comes in, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PureWindowsPath

from zcdash import board, gate, store
from zcdash.board.returns import Examined, examined, local
from zcdash.desk.door import door
from zcdash.errors import WrongUse
from zcdash.facts import Submission
from zcdash.gate import Account, Command
from zcdash.store import Ledger, Row
from zcdash.texts import file_stem


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file: its number where it is in the ledger, and whether this act put it there."""

    examined: Examined
    submission: int | None
    filed: bool
    filed_at: datetime | None = None
    """Shanghai time."""

    @property
    def refused(self) -> bool:
        return self.submission is None


class _SameFile(Exception):
    """The very same file counts already."""


@door
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
) -> Receipt:
    """File one unit's return, whole or not at all. Errors refuse; warnings refuse until they are accepted.

    The same file twice files nothing new and answers with the number it has. Raises NotPermitted for another unit's return,
    TooLate where the period is locked or closed.
    """
    gate.permit(account, Command.FILE)
    if not filed_by.strip():
        raise WrongUse("没有填报人。", "请写明是谁填报的。")
    seen = examined(ledger, data, plan, period, unit)
    if seen.form:
        gate.permit(account, Command.FILE, seen.form.unit)
        board.open_for_filing(ledger, seen.form.plan, seen.form.period.text, seen.form.unit)
    if seen.same:
        return Receipt(seen, seen.latest["submission"], False, local(seen.latest["filed_at"]))
    if not seen.form or seen.returned.refused or (seen.returned.findings and not accept):
        return Receipt(seen, None, False)
    asked, got, moment = seen.form, seen.returned, ledger.clock()

    def still(latest: Row | None) -> None:
        if latest and latest["file_hash"] == seen.file_hash:
            raise _SameFile

    try:
        number = store.record(
            ledger,
            Submission(
                asked.plan,
                asked.version,
                asked.period.text,
                asked.unit,
                filed_by.strip(),
                moment,
                board.today(ledger),
                _xlsx(file_name),
                data,
                got.actuals,
                got.progress,
                got.words,
                got.findings,
            ),
            account.act(Command.FILE),
            still,
        )
    except _SameFile:
        latest = examined(ledger, data, plan, period, unit).latest
        return Receipt(seen, latest["submission"], False, local(latest["filed_at"]))
    return Receipt(seen, number, True, local(moment))


def _xlsx(name: str) -> str:
    """What came in was read as a workbook, so it is had back as one, whatever it was called."""
    last = PureWindowsPath(name).name
    return f"{file_stem(last[:-5] if last.lower().endswith('.xlsx') else last) or '报送'}.xlsx"
