"""The audit log: append-only, one entry per act, chained by hash, with a digest of every row that the act added.

A change made outside the program shows in three ways: an entry that does not match its hash or its predecessor; rows that do
not match the digest in their entry, or that no entry names; and a schema that differs from that of a new ledger. Removing the
last entries leaves the chain consistent; so `verify` prints the last hash, closes and bulletins carry it, and a known hash that
is missing from the chain is reported.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict, cast

from zcdash.domain.audit import Event
from zcdash.errors import NotProven
from zcdash.store import digest, digest_fields, personal, schema_check, signing
from zcdash.store.engine import Row, Schema, Transaction
from zcdash.store.ledger import Ledger, migrations
from zcdash.store.signing import SignedHead

EVENTS = tuple(event.value for event in Event)
CLOCK_SKEW = timedelta(minutes=5)
"""How far a clock may be set back when it is corrected."""
_SIGNED_WITHIN = timedelta(days=2)
"""Age from which an entry without a signature is noted, in a ledger that has signatures."""


class LogEntry(TypedDict):
    """One act (see `log.sql`)."""

    entry: int
    acted_at: datetime
    login: str
    name: str
    role: str
    origin: str
    what: str
    plan: str
    period: str
    unit: str
    subject: str
    before: str
    after: str
    brought: str
    previous: str
    digest_version: int
    algorithm: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogConditions:
    """Conditions on entries of the log. `who` is a name or login; moments in UTC, `until` excluded; all by default."""

    who: str = ""
    what: str = ""
    unit: str = ""
    kind: str = ""
    """`trail` for sign-ins, downloads and views, `act` for the others."""
    since: datetime = datetime.min
    until: datetime = datetime.max
    after: int = 0
    """Number of the entry after which they begin."""


class CountRow(TypedDict):
    """Number of entries (see `log_count.sql`)."""

    entries: int


class LogValueRow(TypedDict):
    """A value of one column of the log; `kind` is name, what or unit (see `log_value.sql`)."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """Result of checking the ledger against its log: unchanged if `faults` is empty.

    `notes` name entries with an earlier time than their predecessor (the clock was set back) and what no known key signed.
    `signed` is the last signature; `key_file` the file with the public keys that all were checked with, empty if none was.
    """

    entries: int
    head: str
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()
    signed: SignedHead | None = None
    key_file: str = ""


def entries(ledger: Ledger, kind: str = "") -> list[LogEntry]:
    """Return every entry of the log, in order, or of one kind (see `LogConditions`)."""
    return find(ledger, LogConditions(kind=kind))


def find(ledger: Ledger, conditions: LogConditions, most: int = 1 << 62, skip: int = 0) -> list[LogEntry]:
    """Return at most so many entries that meet the conditions, in order, after those skipped."""
    return ledger.query(LogEntry, "log", **_parameters(conditions), most=most, skip=skip)


def count(ledger: Ledger, conditions: LogConditions) -> int:
    """Return the number of entries that meet the conditions."""
    return ledger.query(CountRow, "log_count", **_parameters(conditions))[0]["entries"]


def last_hash(ledger: Ledger) -> str:
    """Return the hash of the last entry; of an empty log the hash that stands for none."""
    last = find(ledger, LogConditions(), 1, max(count(ledger, LogConditions()) - 1, 0))
    return last[0]["hash"] if last else digest.FIRST_HASH


def values(ledger: Ledger) -> dict[str, list[str]]:
    """Return every person (`name`), act (`what`) and unit (`unit`) that the log names."""
    named: dict[str, list[str]] = {"name": [], "what": [], "unit": []}
    for row in ledger.query(LogValueRow, "log_value"):
        named[row["kind"]].append(row["value"])
    return named


def _parameters(conditions: LogConditions) -> dict[str, str | int | datetime | tuple[str, ...]]:
    return {name: getattr(conditions, name) for name in conditions.__dataclass_fields__} | {"events": EVENTS}


def added_rows(ledger: Ledger) -> Iterator[tuple[LogEntry, Mapping[str, Set[str]]]]:
    """Yield every act with the row keys that it added to each table, in order."""
    for entry in entries(ledger, "act"):
        yield entry, {table: rows.keys() for table, rows in json.loads(entry["brought"]).items()}


def rows_before(ledger: Ledger, table: str, number: int) -> tuple[LogEntry, Mapping[str, set[str]]]:
    """Return the entry that added a numbered row, and the row keys of each table that the ledger held before it.

    The order of the log says what was known when a decision was made; clocks may have been changed. Raises NotProven.
    """
    held: dict[str, set[str]] = defaultdict(set)
    for entry, added in added_rows(ledger):
        if str(number) in added.get(table, ()):
            return entry, held
        for name, keys in added.items():
            held[name] |= keys
    raise NotProven(f"留痕中没有表 {table} 第 {number} 行的来历。", "请运行 python -m zcdash verify 核对台账。")


def verify(ledger: Ledger, known_hash: str = "", public_key: Path | None = None) -> VerificationResult:
    """Check the chain and its signatures, then the schema and every audited row of the ledger against it.

    The chain must hold `known_hash`. Without `public_key`, a file with the keys that must have signed, the keys stored beside
    the ledger's own are used. Raises InvalidInput if that file has no key.
    """
    with ledger.snapshot() as snapshot:
        schema = snapshot.schema()
        keys = [*_readable(ledger, snapshot, schema, "person_key")]
        persons = personal.committed(keys)
        chain = _Chain(lambda value: persons.get(value, ""))
        for row in _readable(ledger, snapshot, schema, "log"):
            chain.check(row)
        erased = {key["value"] for key in keys if key["commitment"]}
        chain.faults += [f"{name} 的姓名没有经过本程序隐去" for name in sorted(erased - chain.erased)]
        if known_hash and known_hash not in chain.hashes.values():
            chain.faults.append(f"留痕中没有指纹 {known_hash[:16]}…：末尾可能被截去，或不是这个台账")
        heads = [cast("SignedHead", row) for row in _readable(ledger, snapshot, schema, "signed_head")]
        key_file = _check_signatures(ledger, chain, heads, public_key)
        logged = {table: sum(rows for _, (rows, _) in groups.values()) for table, groups in chain.digests.items()}
        chain.faults += schema_check.faults(ledger, snapshot, schema, logged)
        for table in digest_fields.ROW_FIELDS[digest.VERSION]:
            if digest.is_audited(table) and ("table", table) in schema:
                expected = chain.digests[table]
                recorded = {key: method for key, (method, _) in expected.items()}
                rows = snapshot.rows(f"select * from {table}")
                actual = digest.row_digests(table, rows, chain.commit, recorded=recorded)
                chain.faults += _differences(table, {key: value for key, (_, value) in expected.items()}, actual)
    return VerificationResult(
        entries=chain.number,
        head=chain.head,
        faults=tuple(chain.faults),
        notes=tuple(chain.notes),
        signed=heads[-1] if heads else None,
        key_file=key_file,
    )


def _readable(ledger: Ledger, snapshot: Transaction, schema: Schema, table: str) -> Iterator[Row]:
    """Yield the rows of a table in order; none if it has other columns, which is a fault already."""
    key = ("table", table)
    if schema.get(key) == ledger.schema_of(migrations().values())[key]:
        yield from snapshot.rows(f"select * from {table} order by 1")


def _check_signatures(ledger: Ledger, chain: _Chain, heads: Sequence[SignedHead], public_key: Path | None) -> str:
    """Add what is wrong with the signatures to the chain's faults and notes; return the path of the public keys used."""
    stored, keys = signing.public_key_file(ledger.path), {}
    file = public_key or (stored if stored.exists() else None)
    if file:
        keys = signing.public_keys(file)
        # Stored keys are those of this machine; another may have signed before the ledger was moved here.
        unknown = chain.faults if public_key else chain.notes
        unknown += [f"有签名出自另一把密钥（{key[:16]}…），没有核对" for key in {h["key"] for h in heads} - keys.keys()]
    if public_key and not heads:
        chain.faults.append("留痕没有一个签名")
    chain.faults += signing.faults(heads, chain.hashes, keys)
    unsigned = chain.times.get(heads[-1]["entry"] + 1) if heads else None
    if unsigned and unsigned < ledger.clock() - _SIGNED_WITHIN:
        chain.notes.append(f"留痕第 {heads[-1]['entry'] + 1} 条起没有签名，已超过 {_SIGNED_WITHIN.days} 天")
    return str(file or "")


class _Chain:
    """The entries checked so far, and the row digests that they state."""

    def __init__(self, commit: personal.Commit) -> None:
        self.commit = commit
        self.number, self.head = 0, digest.FIRST_HASH
        self.hashes: dict[int, str] = {}
        self.times: dict[int, datetime] = {}
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.erased: set[str] = set()
        """Pseudonyms of the persons that acts erased."""
        self.digests: dict[str, dict[str, tuple[digest.Method, tuple[int, str]]]] = defaultdict(dict)
        """Table → key → (method, (number of rows, digest))."""
        self._latest: datetime | None = None

    def check(self, row: Mapping[str, Any]) -> None:
        """Check one entry against its hash and its predecessor."""
        self.number += 1
        label = f"（{row['what']}，{row['name']}）"
        if row["entry"] != self.number:
            self.faults.append(f"留痕第 {self.number} 条缺失，接下来的是第 {row['entry']} 条")
            self.number = row["entry"]
        if row["previous"] != self.head:
            self.faults.append(f"留痕第 {row['entry']} 条与前一条接不上")
        if digest.log_hash(row, self.commit) != row["hash"]:
            self.faults.append(f"留痕第 {row['entry']} 条被改过{label}")
        if self._latest and row["acted_at"] < self._latest - CLOCK_SKEW:
            earlier = _duration(self._latest - row["acted_at"])
            self.notes.append(
                f"留痕第 {row['entry']} 条{label}的时间比前一条早 {earlier}，系统时钟被调回过，请核对按时与否"
            )
        self._latest, self.head = row["acted_at"], row["hash"]
        self.hashes[row["entry"]], self.times[row["entry"]] = self.head, self._latest
        if row["what"] == personal.ERASING:
            self.erased |= {*row["after"].split("、")}
        method = digest.method_of(row)
        for table, groups in _added_by(row["brought"]).items():
            self.digests[table] |= {key: (method, (rows, text)) for key, (rows, text) in groups.items()}


def _added_by(brought: str) -> digest.TableDigests:
    """Return the digests in an entry; none if the text is not what the program writes: then its hash or the rows differ."""
    try:
        return {
            table: {key: (int(rows), str(text)) for key, (rows, text) in groups.items()}
            for table, groups in json.loads(brought).items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}


def _duration(delta: timedelta) -> str:
    return f"{delta.days} 天" if delta.days else f"{delta.seconds // 60} 分钟"


def _differences(table: str, expected: digest.RowDigests, actual: digest.RowDigests) -> Iterator[str]:
    for key in sorted({*expected, *actual}):
        if key not in expected:
            yield f"表 {table} 中的 {key} 没有经过本程序录入"
        elif key not in actual:
            yield f"表 {table} 中的 {key} 不见了"
        elif expected[key] != actual[key]:
            yield f"表 {table} 中的 {key} 被改过（登记 {expected[key][0]} 行，现有 {actual[key][0]} 行）"
