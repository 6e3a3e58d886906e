"""Failed sign-ins, of which the log holds only so many an hour; and how far the log was sent to a syslog server."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction

MOST_OF_ADDRESS = 30
"""Failed sign-ins of one address that the log holds for one hour; the others are counted."""
MOST_OF_ALL = 600
"""The same for all addresses together: an attacker may have any number of them."""
_ALL = ""
"""Stands for all addresses in `failed_sign_in`."""


class ShippedRow(TypedDict):
    """The last entry that a server was sent (see `shipped.sql`)."""

    server: str
    entry: int


def log_failed_sign_in(ledger: Ledger, act: Act, address: str) -> None:
    """Log a failed sign-in from an address, or count it where the hour's entries are used up.

    What an earlier hour left out is logged first, one entry for each address.
    """
    at = ledger.clock()
    hour = at.replace(minute=0, second=0, microsecond=0)
    with ledger.transaction() as transaction:
        _log_left_out(transaction, act, at, hour)
        used = dict(transaction.run("select address, failures from failed_sign_in"))
        if used.get(_ALL, 0) >= MOST_OF_ALL:
            _count(transaction, _ALL, hour, "left_out")
        elif used.get(address, 0) >= MOST_OF_ADDRESS:
            _count(transaction, address, hour, "left_out")
        else:
            _count(transaction, _ALL, hour, "failures")
            _count(transaction, address, hour, "failures")
            transaction.write_log(act, at, {})


def _log_left_out(transaction: AuditedTransaction, act: Act, at: datetime, hour: datetime) -> None:
    earlier = transaction.run("select address, left_out from failed_sign_in where hour <> $hour order by 1", hour=hour)
    for address, left_out in earlier:
        if left_out:
            after = f"前面一小时内还有 {left_out} 次，没有逐条记录"
            transaction.write_log(replace(act, origin=address or "多处地址", subject="", after=after), at, {})
    if earlier:
        transaction.run("delete from failed_sign_in where hour <> $hour", hour=hour)


def _count(transaction: AuditedTransaction, address: str, hour: datetime, column: str) -> None:
    if not transaction.run("select 1 from failed_sign_in where address = $address", address=address):
        row = {"address": address, "hour": hour, "failures": 0, "left_out": 0}
        transaction.add("failed_sign_in", [row])
    transaction.run(f"update failed_sign_in set {column} = {column} + 1 where address = $address", address=address)


def shipped_entry(ledger: Ledger, server: str) -> int:
    """Return the number of the last entry that a server was sent; 0 if it was sent none."""
    return next((row["entry"] for row in ledger.query(ShippedRow, "shipped", server=server)), 0)


def record_shipped(ledger: Ledger, server: str, entry: int) -> None:
    """Record the last entry that a server was sent."""
    with ledger.transaction() as transaction:
        transaction.run("delete from shipped where server = $server", server=server)
        transaction.add("shipped", [{"server": server, "entry": entry}])
