"""Attach evidence (佐证材料) to a submission or to one of its rows, and withdraw it."""

from __future__ import annotations

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.errors import InvalidInput, TooLate
from zcdash.parsing.uploads import check_evidence
from zcdash.queries.approvals import submission_status
from zcdash.store.ledger import Ledger


@clean_arguments
def attach(
    ledger: Ledger, account: Account, plan: str, submission: int, data: bytes, file_name: str, code: str = ""
) -> int:
    """Attach a file to a submission, or to its row `code`, and return its number.

    Raises InvalidInput for a file that is not taken, NotPermitted for another unit, TooLate once the submission is accepted
    or its period closed.
    """
    auth.permissions.require_permission(account, Permission.ATTACH_EVIDENCE)
    status = submission_status(ledger, plan, submission)
    auth.permissions.require_permission(account, Permission.ATTACH_EVIDENCE, status.unit)
    queries.evidence.require_open(ledger, account, status)
    if code and code not in queries.evidence.reported_rows(ledger, plan, submission):
        raise InvalidInput(f"报送 {submission} 没有“{code}”这一行。", "请选择已填报的一行，或附在整份报送上。")
    file = check_evidence(data, file_name)

    def check_room() -> None:
        auth.sessions.require_current(ledger, account)
        now = submission_status(ledger, plan, submission)
        queries.evidence.require_open(ledger, account, now)
        queries.evidence.require_room(ledger, now, code, file)

    row: dict[str, object] = {
        "submission": submission,
        "code": code,
        "file_name": file.name,
        "name": account.name,
        "login": account.login,
        "attached_at": ledger.clock(),
    }
    act = account.act(
        Permission.ATTACH_EVIDENCE,
        plan=plan,
        period=status.period,
        unit=status.unit,
        subject=f"报送 {submission} {code}".strip(),
        after=f"{file.name} {file.hash[:16]}",
    )
    return store.evidence.save_evidence(ledger, act, row, file, data, check_room)


@clean_arguments
@exclusive
def withdraw(ledger: Ledger, account: Account, plan: str, evidence: int, reason: str) -> None:
    """Withdraw a piece of evidence with a reason; it stays in the ledger. Raises as `attach` does."""
    auth.permissions.require_permission(account, Permission.WITHDRAW_EVIDENCE)
    piece = queries.evidence.piece_of(ledger, plan, evidence)
    auth.permissions.require_permission(account, Permission.WITHDRAW_EVIDENCE, piece.unit)
    if not reason.strip():
        raise InvalidInput("撤回没有写明理由。", "请写明为什么撤回。")
    latest = queries.approvals.latest_by_unit(ledger, plan)[piece.period, piece.unit]
    queries.evidence.require_open(ledger, account, latest)
    if piece.withdrawn:
        raise InvalidInput(f"第 {evidence} 号佐证材料已经撤回。", "请刷新后再看。")
    if piece.accepted and not account.may(Permission.ACCEPT):
        raise TooLate(f"第 {evidence} 号佐证材料已随报送签收，不能撤回。", "确需撤回的，请联系督查室。")
    row = {"evidence": evidence, "reason": reason.strip(), "name": account.name, "withdrawn_at": ledger.clock()}
    act = account.act(
        Permission.WITHDRAW_EVIDENCE,
        plan=plan,
        period=piece.period,
        unit=piece.unit,
        subject=f"报送 {piece.submission} {piece.code}".strip(),
        before=f"{piece.file_name} {piece.hash[:16]}",
        after=reason.strip(),
    )
    ledger.append(act, "evidence_withdrawal", [row])
