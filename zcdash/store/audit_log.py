"""The log: every act, append-only, chained by hash, with a digest of every row it brought.

A change made behind the program's back is found in two ways: an entry of the log that no longer fits its hash or the entry
before it, and rows of the ledger that no longer fit the digest that their act wrote down (or that no act ever wrote down).
The end of the chain can be cut off unseen by the chain itself; so `verify` prints the last hash, closes and bulletins carry
it out of the house, and a known hash that is no longer in the chain is found.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zcdash.domain.audit import Act

Row = Mapping[str, Any]
RowDigests = dict[str, dict[str, tuple[int, str]]]
"""Table → key of a group of rows → (how many rows, their digest)."""
_FIRST = "0" * 64
CLOCK_SKEW = timedelta(minutes=5)
"""How far a clock may go back when it is put right."""
_EPHEMERAL_TABLES = {"migration", "log", "session", "attempt"}
_OF_A_VERSION = {
    "plan_version",
    "period",
    "chapter",
    "unit",
    "unit_member",
    "leader",
    "item",
    "responsible",
    "target",
    "cell",
    "commitment",
    "indicator",
    "planned",
    "doubt",
}
_BY = {
    "actual": "submission",
    "progress": "submission",
    "narrative": "submission",
    "finding": "submission",
    "close_submission": "close",
    "close_assessment": "close",
}
_COLUMNS = ("entry", "acted_at", *Act.__dataclass_fields__, "brought", "previous")


def is_audited(table: str) -> bool:
    """Whether the rows of a table stand under the log."""
    return table not in _EPHEMERAL_TABLES


def _key(table: str, row: Row) -> str:
    columns = ("plan", "version") if table in _OF_A_VERSION else (_BY.get(table, table),)
    return "|".join(str(row[c]) for c in columns)


def _plain(value: object) -> object:
    """A value as it is written down: the same whether it comes from the program or back from the database."""
    if isinstance(value, bytes | bytearray):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(float(value))
    return value


def _text(row: Row) -> str:
    return json.dumps({k: _plain(v) for k, v in row.items() if v is not None}, ensure_ascii=False, sort_keys=True)


def digests(table: str, rows: Iterable[Row]) -> dict[str, tuple[int, str]]:
    """Key → (number of rows, digest), whatever their order."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[_key(table, row)].append(_text(row))
    return {
        key: (len(texts), hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest())
        for key, texts in groups.items()
    }


def entry(act: Act, number: int, at: datetime, brought: RowDigests, previous: str | None) -> dict[str, Any]:
    """The row of the log that an act leaves."""
    told = {"brought": json.dumps(brought, sort_keys=True), "previous": previous or _FIRST}
    row = {"entry": number, "acted_at": at, **asdict(act), **told}
    return row | {"hash": _hash(row)}


def _hash(row: Row) -> str:
    return hashlib.sha256(_text({c: row[c] for c in _COLUMNS}).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What checking the whole ledger against its log found: nothing was changed where `faults` is empty.

    `notes` name the acts that were written down under an earlier time than the act before them: somebody set the clock back.
    """

    entries: int
    head: str
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


def verify(entries: Iterable[Row], tables: Mapping[str, Iterable[Row]], known: str = "") -> VerificationResult:
    """Checks the chain, then every row of every table against it; `known` is a hash that the chain must hold."""
    faults: list[str] = []
    notes: list[str] = []
    latest: datetime | None = None
    expected: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    previous, number, hashes = _FIRST, 0, set()
    for row in entries:
        number += 1
        if row["entry"] != number:
            faults.append(f"留痕第 {number} 条缺失，接下来的是第 {row['entry']} 条")
            number = row["entry"]
        if row["previous"] != previous:
            faults.append(f"留痕第 {row['entry']} 条与前一条接不上")
        if _hash(row) != row["hash"]:
            faults.append(f"留痕第 {row['entry']} 条被改过（{row['what']}，{row['name']}）")
        if latest and row["acted_at"] < latest - CLOCK_SKEW:
            which = f"留痕第 {row['entry']} 条（{row['what']}，{row['name']}）"
            notes.append(f"{which}的时间比前一条早 {_ago(latest - row['acted_at'])}，系统时钟被调回过，请核对按时与否")
        latest = row["acted_at"]
        previous = row["hash"]
        hashes.add(previous)
        for table, groups in json.loads(row["brought"]).items():
            expected[table].update({key: tuple(found) for key, found in groups.items()})
    if known and known not in hashes:
        faults.append(f"留痕中没有指纹 {known[:16]}…：末尾可能被截去，或不是这个台账")
    for table, rows in tables.items():
        faults += _compared(table, expected[table], digests(table, rows))
    return VerificationResult(number, previous, tuple(faults), tuple(notes))


def _ago(how_long: timedelta) -> str:
    return f"{how_long.days} 天" if how_long.days else f"{how_long.seconds // 60} 分钟"


def _compared(
    table: str, expected: Mapping[str, tuple[int, str]], found: Mapping[str, tuple[int, str]]
) -> Iterator[str]:
    for key in sorted({*expected, *found}):
        if key not in expected:
            yield f"表 {table} 中的 {key} 没有经过本程序录入"
        elif key not in found:
            yield f"表 {table} 中的 {key} 不见了"
        elif expected[key] != found[key]:
            yield f"表 {table} 中的 {key} 被改过（登记 {expected[key][0]} 行，现有 {found[key][0]} 行）"
