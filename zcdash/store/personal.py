"""Names of persons, which the digests of rows hold as commitments, so that a name can be erased and the log still verifies.

A commitment is the HMAC-SHA256 of a value under a random salt that belongs to this value alone (table `person_key`). Erasing
replaces the value, in every row, by a pseudonym made of its commitment, and deletes the salt: the digests stay the same, and
nobody can test a guessed name any more. Binding rests on SHA-256: there is no other value and salt with the same commitment. A
pseudonym is accepted for its own commitment alone, so that nobody can pass another name off as one.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zcdash.store.engine import Transaction

ERASING = "隐去姓名"
"""Name in the log of the act that erases persons; its entry lists the pseudonyms."""
PREFIX = "离任人员-"
_SHOWN = 12
"""Characters of the commitment in a pseudonym."""
COLUMNS: dict[str, str] = {
    "account": "login name email phone",
    "breakdown": "person name",
    "bulletin": "issued_by",
    "bulletin_draft": "name",
    "close": "name",
    "concession": "name",
    "correction_decision": "name",
    "correction_request": "name login",
    "evidence": "name login",
    "evidence_withdrawal": "name",
    "identity": "login subject",
    "lock_date": "name",
    "log": "login name",
    "notice": "issued_by",
    "notice_end": "name",
    "notice_reply": "name",
    "objection": "name login",
    "objection_answer": "name",
    "organisation_person": "name phone email",
    "override": "name",
    "pending_act": "name login",
    "pending_act_decision": "name login",
    "plan_decision": "name login",
    "plan_request": "name login",
    "reopening": "name",
    "second_factor": "login",
    "setting": "set_by",
    "sign_off": "name login",
    "submission": "filed_by",
    "waiver": "name",
}
"""Table → its columns that hold a person: a name, a login, an address. Leaders of a plan are officials in a public document."""
TEXTS: dict[str, str] = {"log": "subject before after", "pending_act": "arguments subject before after"}
"""Table → its texts that hold a person where the subject is an account, or where the text names the second person of an act."""
_SECOND_PERSON = re.compile(f"确认人 |）提出$|^{PREFIX}")
Commit = Callable[[str], str]
"""Value → its commitment."""


def columns(table: str, row: Mapping[str, object]) -> list[str]:
    """Return the columns that hold a person in this row. Rows keep their columns when their names are erased."""
    if table not in COLUMNS:
        return []
    subject = str(row.get("subject", ""))
    about_account = "账号 " in subject or PREFIX in subject
    texts = TEXTS.get(table, "").split()
    return COLUMNS[table].split() + [c for c in texts if about_account or _SECOND_PERSON.search(str(row.get(c, "")))]


def values(table: str, rows: Iterable[Mapping[str, object]]) -> set[str]:
    """Return what these rows hold of persons."""
    return {str(row[c]) for row in rows for c in columns(table, row) if row.get(c)}


def commitment(value: str, salt: str) -> str:
    """Return the commitment to a value."""
    return hmac.digest(bytes.fromhex(salt), value.encode(), "sha256").hex()


def pseudonym(of: str) -> str:
    """Return the pseudonym that replaces the value of a commitment."""
    return PREFIX + of[:_SHOWN]


def committed(keys: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the commitment to each value of table `person_key`; none for a key that is not as the program writes it."""
    result = {}
    for key in keys:
        value, salt, erased = key["value"], key["salt"], key["commitment"]
        if erased and value == pseudonym(erased):
            result[value] = erased
        elif not erased and re.fullmatch("[0-9a-f]{64}", salt):
            result[value] = commitment(value, salt)
    return result


def commit_to(transaction: Transaction, wanted: set[str]) -> dict[str, str]:
    """Return the commitment to each of these values; a value that is new gets a salt, in the same transaction."""
    rows = transaction.run(
        "select value, salt, commitment from person_key where value = any($values)", {"values": [*wanted]}
    )
    keys = [dict(zip(("value", "salt", "commitment"), row, strict=True)) for row in rows]
    new = [
        {"value": value, "salt": secrets.token_hex(32), "commitment": ""}
        for value in sorted(wanted - {key["value"] for key in keys})
    ]
    transaction.insert("person_key", new)
    return committed([*keys, *new])
