"""Erasing persons: their values are replaced by pseudonyms in every row, and the salts deleted (see `personal`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.store import personal
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction

_DRAFTS = ("draft", "plan_draft")
_KEPT_ELSEWHERE = ("log", *_DRAFTS)
"""Tables with persons beside the audited ones."""
_DRAFT = "name login"
DELETED = ("session", "attempt", "pending_sign_in", "code_step")
"""Tables about sign-ins, whose rows go with their login; a login and an address may stand together in one text."""


class AccountState(TypedDict):
    """One state of an account (see `account_history.sql`)."""

    account: int
    login: str
    name: str
    email: str
    phone: str
    unit: str
    active: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A person to be erased: a login, and all values that stand for the person, the login included."""

    login: str
    values: frozenset[str]


def account_history(ledger: Ledger) -> list[AccountState]:
    """Return every state of every account, in order."""
    return ledger.query(AccountState, "account_history")


def erase(ledger: Ledger, act: Act, persons: Sequence[Person]) -> None:
    """Replace the values of these persons in every row, and delete their salts and sessions."""
    tables, logins = {*ledger.tables(), *_KEPT_ELSEWHERE}, [person.login for person in persons]
    with ledger.transaction(act) as transaction:
        replaced: dict[str, str] = {}
        for person in persons:
            values = person.values | _texts_about(transaction, tables, person.values)
            for value in sorted(values):
                replaced |= _replace_key(transaction, value)
        _delete_sign_ins(transaction, logins)
        for table in sorted(tables):
            columns = f"{personal.COLUMNS.get(table, '')} {personal.TEXTS.get(table, '')}"
            _replace_values(transaction, table, (_DRAFT if table in _DRAFTS else columns).split(), replaced)
        transaction.rewrote = True
        transaction.act = replace(act, after="、".join(sorted(replaced.values())))


def _delete_sign_ins(transaction: AuditedTransaction, logins: Sequence[str]) -> None:
    for kind, table in transaction.schema():
        if kind == "table" and table in DELETED:
            for login in logins:
                transaction.run(
                    f"delete from {table} where login = $login or starts_with(login, $login || ' ')", login=login
                )


def _texts_about(transaction: AuditedTransaction, tables: set[str], values: frozenset[str]) -> set[str]:
    """Return the texts about accounts that contain one of the values; a login or an address counts only as a whole word."""
    words = "|".join(rf"(?<![\w.@-]){re.escape(v)}(?![\w.@-])" if v.isascii() else re.escape(v) for v in sorted(values))
    found = set()
    for table in sorted(personal.TEXTS.keys() & tables):
        rows = [*transaction.rows(f"select {personal.TEXTS[table].replace(' ', ', ')} from {table}")]
        found |= {text for text in personal.values(table, rows) if re.search(words, text)}
    return found


def _replace_key(transaction: AuditedTransaction, value: str) -> Mapping[str, str]:
    """Exchange a value's salt for its commitment; return value → pseudonym, nothing for a value that no row has."""
    salts = transaction.run("select salt from person_key where value = $value and commitment = ''", value=value)
    if not salts:
        return {}
    commitment = personal.commitment(value, salts[0][0])
    transaction.run("delete from person_key where value = $value", value=value)
    key = {"value": personal.pseudonym(commitment), "salt": "", "commitment": commitment}
    transaction.add("person_key", [key])
    return {value: key["value"]}


def _replace_values(
    transaction: AuditedTransaction, table: str, columns: Sequence[str], replaced: Mapping[str, str]
) -> None:
    for column in columns:
        present = {v for (v,) in transaction.run(f"select distinct {column} from {table}")}
        for value in present & replaced.keys():
            transaction.run(f"update {table} set {column} = $new where {column} = $old", old=value, new=replaced[value])
