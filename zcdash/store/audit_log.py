"""The audit log: append-only, one entry per act, chained by hash, with a digest of every row that the act added.

A change made outside the program shows in two ways: an entry that does not match its hash or its predecessor, and rows
that do not match the digest in their entry (or that no entry names). Removing the last entries leaves the chain consistent;
so `verify` prints the last hash, closes and bulletins carry it, and a known hash that is missing from the chain is reported.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from zcdash.domain.audit import Event
from zcdash.errors import NotProven
from zcdash.store import digest
from zcdash.store.ledger import Ledger

EVENTS = tuple(event.value for event in Event)
CLOCK_SKEW = timedelta(minutes=5)
"""How far a clock may be set back when it is corrected."""


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

    `notes` name the entries with an earlier time than their predecessor: the clock was set back.
    """

    entries: int
    head: str
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


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


def rows_before(ledger: Ledger, table: str, number: int) -> tuple[LogEntry, Mapping[str, set[str]]]:
    """Return the entry that added a numbered row, and the row keys of each table that the ledger held before it.

    The order of the log says what was known when a decision was made; clocks may have been changed. Raises NotProven.
    """
    held: dict[str, set[str]] = defaultdict(set)
    for entry in entries(ledger, "act"):
        added = json.loads(entry["brought"])
        if str(number) in added.get(table, {}):
            return entry, held
        for name, groups in added.items():
            held[name] |= groups.keys()
    raise NotProven(f"留痕中没有表 {table} 第 {number} 行的来历。", "请运行 python -m zcdash verify 核对台账。")


def verify(ledger: Ledger, known_hash: str = "") -> VerificationResult:
    """Check the chain, then every audited row of the ledger against it; `known_hash` is a hash that the chain must hold."""
    with ledger.snapshot() as snapshot:
        chain = _Chain()
        for row in snapshot.rows("select * from log order by entry"):
            chain.check(row)
        if known_hash and known_hash not in chain.hashes:
            chain.faults.append(f"留痕中没有指纹 {known_hash[:16]}…：末尾可能被截去，或不是这个台账")
        for table in ledger.tables():
            expected = chain.digests[table]
            versions = {key: version for key, (version, _) in expected.items()}
            actual = digest.row_digests(table, snapshot.rows(f"select * from {table}"), versions)
            chain.faults += _differences(table, {key: value for key, (_, value) in expected.items()}, actual)
    return VerificationResult(chain.number, chain.head, tuple(chain.faults), tuple(chain.notes))


class _Chain:
    """The entries checked so far, and the row digests that they state."""

    def __init__(self) -> None:
        self.number, self.head = 0, digest.FIRST_HASH
        self.hashes: set[str] = set()
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.digests: dict[str, dict[str, tuple[int, tuple[int, str]]]] = defaultdict(dict)
        """Table → key → (version of the field lists, (number of rows, digest))."""
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
        if digest.log_hash(row) != row["hash"]:
            self.faults.append(f"留痕第 {row['entry']} 条被改过{label}")
        if self._latest and row["acted_at"] < self._latest - CLOCK_SKEW:
            earlier = _duration(self._latest - row["acted_at"])
            self.notes.append(
                f"留痕第 {row['entry']} 条{label}的时间比前一条早 {earlier}，系统时钟被调回过，请核对按时与否"
            )
        self._latest, self.head = row["acted_at"], row["hash"]
        self.hashes.add(self.head)
        version = row["digest_version"] if row["digest_version"] in digest.ROW_FIELDS else digest.VERSION
        for table, groups in json.loads(row["brought"]).items():
            self.digests[table] |= {key: (version, (rows, text)) for key, (rows, text) in groups.items()}


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
