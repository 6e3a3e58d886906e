"""Digests of plans, of rows and of log entries, over explicit lists of fields.

A list of a version never changes, so what was digested under it can always be verified. To add a column or an attribute,
append it to the list of the newest version: rows and plans that have its default keep their digest. The default of a column
goes to `ROW_DEFAULTS`, that of an attribute is the dataclass's. Any other change needs a list under a new version; entries of
the log say under which version their digests were made. From version 2 on, a person's name is in a digest as a commitment
(`personal`), not as itself.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from zcdash.domain.audit import Act
from zcdash.domain.plan import Plan
from zcdash.errors import LedgerUnavailable
from zcdash.store import personal
from zcdash.store.digest_fields import PLAN_FIELDS, ROW_DEFAULTS, ROW_FIELDS, SHA256

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

RowDigests = dict[str, tuple[int, str]]
"""Key of a group of rows → (number of rows, digest)."""
TableDigests = dict[str, RowDigests]
VERSION = 2
"""The version of the lists that new digests are made under."""
_PLAN_VERSION = 1
"""The version of the lists that digests of plans are made under: they hold no persons but the leaders."""
FIRST_WITH_COMMITMENTS = 2
ALGORITHMS = {"international": "sha256", "guomi": "sm3"}
"""Value of the setting `cryptography` → the hash function of later entries and of the digests in them."""
Method = tuple[int, str]
"""Version of the lists and hash function that a digest was made with."""
FIRST_HASH = "0" * 64
"""Stands for the previous hash in the first entry of a log."""
_VERSION_TABLES = {
    "plan_version", "period", "chapter", "unit", "unit_member", "leader", "item", "responsible", "target", "cell",
    "commitment", "indicator", "planned", "doubt", "phase", "planned_term",
}  # fmt: skip
"""Tables grouped by plan and version."""
_GROUPED_BY = {
    "actual": "submission",
    "progress": "submission",
    "narrative": "submission",
    "explanation": "submission",
    "finding": "submission",
    "close_submission": "close",
    "close_assessment": "close",
    "evidence_file": "hash",
    "evidence_piece": "hash",
    "plan_file": "hash",
}
_EPHEMERAL_TABLES = {
    "migration", "log", "session", "attempt", "draft", "signed_head", "pending_sign_in", "code_step", "failed_sign_in",
    "shipped", "person_key", "plan_draft", "plan_base", "plan_draft_file",
}  # fmt: skip


def is_audited(table: str) -> bool:
    """Tell if the audit log covers the rows of a table."""
    return table not in _EPHEMERAL_TABLES


def _canonical(value: object) -> object:
    """Return a value as JSON can hold it, the same for a value of the program and for the one the database returns."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(float(value))
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _canonical(v) for key, v in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_canonical(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    return value


def _object(value: DataclassInstance) -> dict[str, object]:
    """Return the listed attributes of an object of the plan, without those at their default."""
    listed = PLAN_FIELDS[type(value).__name__].split()
    # Of what a plan works out from its fields, an empty value is the default.
    defaults: dict[str, object] = dict.fromkeys(listed, "") | {
        f.name: f.default if f.default_factory is dataclasses.MISSING else f.default_factory()
        for f in dataclasses.fields(value)
    }
    values = {name: getattr(value, name) for name in listed}
    return {name: _canonical(v) for name, v in values.items() if v != defaults[name]}


def hashed(data: bytes, algorithm: str = SHA256) -> str:
    """Return the hash in hexadecimal. Raises LedgerUnavailable if this machine's OpenSSL lacks the function."""
    try:
        return hashlib.new(algorithm, data).hexdigest()
    except ValueError as error:
        raise LedgerUnavailable(
            f"这台机器的 OpenSSL 没有 {algorithm.upper()} 算法，不能记录也不能核对留痕。",
            "请换用带国密算法的 OpenSSL（1.1.1 以上），或把“指纹和备份的算法”改回 international。",
        ) from error


def plan_digest(plan: Plan) -> str:
    """Return the fingerprint of everything that the plan says."""
    document = {"fields": _PLAN_VERSION, "plan": _object(plan)}
    return hashed(json.dumps(document, ensure_ascii=False, sort_keys=True).encode())


def _row_text(table: str, row: Mapping[str, object], method: Method, commit: personal.Commit) -> str:
    version, algorithm = method
    defaults = ROW_DEFAULTS.get(table, {})
    values = {column: row.get(column) for column in ROW_FIELDS[version][table].split()}
    if version >= FIRST_WITH_COMMITMENTS:
        persons = {c for c in personal.columns(table, row) if values.get(c)}
        values |= {c: {"commitment": commit(str(values[c]))} for c in persons}
    listed = {
        c: hashed(bytes(v), algorithm) if isinstance(v, bytes | bytearray) else _canonical(v)
        for c, v in values.items()
        if v is not None and v != defaults.get(c)
    }
    return json.dumps(listed, ensure_ascii=False, sort_keys=True)


def _key_columns(table: str) -> tuple[str, ...]:
    return ("plan", "version") if table in _VERSION_TABLES else (_GROUPED_BY.get(table, table),)


def _group_key(table: str, row: Mapping[str, object]) -> str:
    # A column may be missing in a table that was changed outside the program; then no key matches.
    return "|".join(str(row.get(c)) for c in _key_columns(table))


def group_key(table: str) -> str:
    """Return the SQL expression of the key under which the log names the rows of a table."""
    return " || '|' || ".join(f"cast({c} as text)" for c in _key_columns(table))


def row_digests(
    table: str,
    rows: Iterable[Mapping[str, object]],
    commit: personal.Commit,
    algorithm: str = SHA256,
    recorded: Mapping[str, Method] | None = None,
) -> RowDigests:
    """Return the digest of each group of rows, in whatever order they come.

    `commit` returns the commitment to what a row holds of a person. `recorded` maps a group's key to the method that it was
    recorded with; others take the newest lists and `algorithm`.
    """
    newest = VERSION, algorithm
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        key = _group_key(table, row)
        groups[key].append(_row_text(table, row, (recorded or {}).get(key, newest), commit))
    return {
        key: (len(texts), hashed("\n".join(sorted(texts)).encode(), (recorded or {}).get(key, newest)[1]))
        for key, texts in groups.items()
    }


def log_entry(
    act: Act,
    number: int,
    at: datetime,
    added: TableDigests,
    previous: str,
    commit: personal.Commit,
    algorithm: str,
) -> dict[str, object]:
    """Return the row of the audit log for an act that added these rows, digested with the same algorithm."""
    row: dict[str, object] = {
        "entry": number,
        "acted_at": at,
        **dataclasses.asdict(act),
        "brought": json.dumps(added, sort_keys=True),
        "previous": previous,
        "digest_version": VERSION,
        "algorithm": algorithm,
    }
    return row | {"hash": log_hash(row, commit)}


def method_of(entry: Mapping[str, object]) -> Method:
    """Return the method of a log entry; for values that the program does not write, the newest lists and SHA-256."""
    version, algorithm = entry["digest_version"], entry["algorithm"]
    return (
        version if isinstance(version, int) and version in ROW_FIELDS else VERSION,
        str(algorithm) if algorithm in ALGORITHMS.values() else SHA256,
    )


def log_hash(row: Mapping[str, object], commit: personal.Commit) -> str:
    """Return the hash that the listed fields of a log entry must have."""
    method = method_of(row)
    return hashed(_row_text("log", row, method, commit).encode(), method[1])
