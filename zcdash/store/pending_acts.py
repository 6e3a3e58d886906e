"""Acts in the ledger that one person has proposed and another confirms."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction


class PendingActRow(TypedDict):
    """One proposed act that nobody has decided (see `pending_act.sql`)."""

    pending_act: int
    act: str
    arguments: str
    state: str
    what: str
    plan: str
    period: str
    subject: str
    before: str
    after: str
    reason: str
    name: str
    login: str
    proposed_at: datetime


Row = dict[str, str | int | bool | datetime]


def undecided(ledger: Ledger) -> list[PendingActRow]:
    """Return the acts that nobody has decided, oldest first, expired ones too."""
    return ledger.query(PendingActRow, "pending_act")


def propose(ledger: Ledger, act: Act, row: Row, precondition: Callable[[], None]) -> int:
    """Append a proposed act and return its number; `precondition` runs inside the transaction."""
    return ledger.append(act, "pending_act", [row], precondition=precondition)[0]


def decide(ledger: Ledger, act: Act, row: Row) -> None:
    """Append a decision under an entry of its own in the log."""
    ledger.append(act, "pending_act_decision", [row])


def confirming(ledger: Ledger, row: Row) -> AbstractContextManager[None]:
    """Append the decision in the transaction of the next act; other writers wait until the end."""

    def write(transaction: AuditedTransaction) -> None:
        number = transaction.next_number("pending_act_decision")
        transaction.add("pending_act_decision", [{"pending_act_decision": number, **row}])

    return ledger.accompanied(write)
