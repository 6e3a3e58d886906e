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
SHA256 = "sha256"
"""The hash function of plans and files, and of entries without another."""
Method = tuple[int, str]
"""Version of the lists and hash function that a digest was made with."""
FIRST_HASH = "0" * 64
"""Stands for the previous hash in the first entry of a log."""
_VERSION_TABLES = {
    "plan_version", "period", "chapter", "unit", "unit_member", "leader", "item", "responsible", "target", "cell",
    "commitment", "indicator", "planned", "doubt",
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
}
_EPHEMERAL_TABLES = {
    "migration", "log", "session", "attempt", "draft", "signed_head", "pending_sign_in", "code_step", "failed_sign_in",
    "shipped", "person_key",
}  # fmt: skip
ROW_FIELDS: dict[int, dict[str, str]] = {
    1: {
        "absence": "absence plan leader substitute starts ends reason cancels",
        "account": "account login name email role unit leader password_hash must_change active set_at",
        "actual": "submission indicator value typed note sheet cell",
        "breakdown": "breakdown plan commitment unit month due person name set_at",
        "bulletin": "bulletin plan period close number title text docx hash issued_by issued_at head",
        "bulletin_draft": "bulletin_draft plan period close text name saved_at",
        "cell": "plan version item cell lines figures",
        "chapter": "plan version chapter title",
        "close": "close plan period revision version pack pack_text as_of deadline counts reason name closed_at",
        "close_assessment": "close kind code light calculated cause ratio gap made_good_in deadline sent_on returned_on "
        "awaits waiting reported_in closed_as part more overridden_by override_reason planned planned_total actual actual_total "
        "filed state done_on sentence lacking",
        "close_submission": "close unit submission",
        "commitment": "plan version code place item period project text due exact ongoing reporting_unit key",
        "concession": "concession plan period unit kind until reason name granted_at",
        "correction_decision": "correction_decision correction_request approved note name version decided_at",
        "correction_request": "correction_request plan kind code period was wanted reason name login asked_at",
        "doubt": "plan version place item what reading",
        "evidence": "evidence submission code file_name hash name login attached_at",
        "evidence_file": "hash size kind preview",
        "evidence_piece": "hash piece bytes",
        "evidence_withdrawal": "evidence_withdrawal evidence reason name withdrawn_at",
        "explanation": "submission indicator note sheet cell",
        "finding": "submission place_number code severity place sentence advice",
        "identity": "identity login issuer subject set_at",
        "indicator": "plan version code place item name unit basis direction tolerance baseline annual annual_printed "
        "reporting_unit data_source sum_of headline ranked same_as",
        "item": "plan version code number chapter seq focus title goal deadline lines",
        "leader": "plan version name place post since until",
        "lock_date": "lock_date plan period locks_on reason name set_at",
        "log": "entry acted_at login name role origin what plan period unit subject before after brought previous "
        "digest_version algorithm",
        "narrative": "submission item progress problem next_step sheet cell",
        "notice": "notice plan period kind code unit leader step reason text due rules issued_by issued_at issued_on",
        "notice_end": "notice_end notice note name ended_at ended_on",
        "notice_reply": "notice_reply notice cause next_step promised name replied_at replied_on",
        "objection": "objection plan who scored kind code argument was name login filed_at",
        "objection_answer": "objection_answer objection upheld effect rests_on points_before points_after note name "
        "answered_at",
        "override": "override plan period code light reason rests_on name set_at",
        "pending_act": "pending_act act arguments state what plan period subject before after reason name login "
        "proposed_at",
        "pending_act_decision": "pending_act_decision pending_act confirmed note name login decided_at",
        "period": "plan version period starts ends",
        "plan": "plan number",
        "plan_version": "plan version digest reason loaded_at title issuer issued year report_day report_to signers contact "
        "source_file",
        "planned": "plan version indicator period value derived",
        "progress": "submission commitment state done_on note sheet cell",
        "reopening": "reopening close reason name reopened_at",
        "responsible": "plan version item kind name role place assumed",
        "second_factor": "second_factor login secret recovery set_at",
        "setting": "setting name value set_by set_at",
        "sign_off": "sign_off submission step decision leader name login substitute note codes signed_at signed_on",
        "submission": "submission plan version period unit filed_by filed_at filed_on file_name file_hash file_bytes "
        "supersedes",
        "target": "plan version item period text",
        "unit": "plan version name place kind aliases successor note",
        "unit_member": "plan version name place member",
        "waiver": "waiver plan code reason withdraws name set_at",
    }
}
ROW_FIELDS[2] = ROW_FIELDS[1]
"""Version → table → its columns."""
ROW_DEFAULTS: dict[str, dict[str, object]] = {
    "log": {"algorithm": SHA256},
    "commitment": {"key": False},
    "indicator": {"ranked": False, "same_as": ""},
}
"""Table → column that a later migration added → its default. Null is left out of every digest."""
PLAN_FIELDS: dict[str, str] = {
    "Cell": "item cell lines figures",
    "Chapter": "number title",
    "Commitment": "code item period project text due exact ongoing reporting_unit key",
    "Doubt": "item what reading",
    "Indicator": "code item name unit basis direction tolerance baseline annual annual_printed reporting_unit data_source "
    "sum_of headline planned derived same_as",
    "Item": "number code chapter seq focus title goal deadline lines",
    "Leader": "name post since until",
    "Plan": "id number title issuer issued year periods item_count report_day report_to signers contact source_file chapters "
    "units leaders items responsible targets commitments indicators doubts cells",
    "Responsible": "item name role order assumed kind",
    "Target": "item period text",
    "Unit": "name kind members aliases successor note",
}
"""Class of the domain → its attributes in the digest of a plan."""


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
    defaults = {
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
