"""The self-proof: before a bulletin is written, everything printed in it is worked out again from the ledger.

Three must agree: what the sentences say, what the close froze, and what comes out when the returns are judged once more by the
rule pack that the close froze. The ledger itself must agree with its log. What does not agree stops the bulletin, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from unicodedata import category
from xml.etree.ElementTree import ParseError, fromstring
from zipfile import BadZipFile, ZipFile

from zcdash import store
from zcdash.domain.document import (
    Bars,
    Block,
    Cited,
    Number,
    Paragraph,
    Piece,
    PlannedActualChart,
    Strip,
    pieces_of,
    plain_text,
)
from zcdash.domain.model import Light
from zcdash.errors import NotProven
from zcdash.queries.bulletin import Content, Draft, corrected_of
from zcdash.queries.bulletin.expected import Known, expected
from zcdash.queries.bulletin.reassess import Reassessed, same
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.store.ledger import Ledger

_DAY = re.compile(r"(?:(\d+)年)?(\d+)月(\d+)日")
_DIGITS = re.compile(r"-?\d+(?:\.(\d+))?")
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Proven:
    """How much was worked out again and found right."""

    numbers: int
    citations: int
    judgements: int
    entries: int

    @property
    def sentence(self) -> str:
        return (
            f"已自证：{self.numbers} 个数、{self.citations} 处引用逐一由台账重算，{self.judgements} 个评定按报送重新评定，"
            f"{self.entries} 条留痕逐条核对，全部相符"
        )


def prove(ledger: Ledger, content: Content) -> Proven:
    """Works everything out again. Raises NotProven, and says where something does not agree."""
    while True:
        revision = ledger.revision
        try:
            return _proven(ledger, content)
        except NotProven:
            # Somebody filed in the meantime: half of the ledger was read before it, half after.
            if ledger.revision == revision:
                raise


def _proven(ledger: Ledger, content: Content) -> Proven:
    log = store.audit_log.verify(ledger)
    _refuse("台账与留痕", log.faults)
    at = CloseSnapshot(
        ledger, next(c for c in store.periods.closes(ledger, content.plan) if c["close"] == content.close)
    )
    now = Reassessed(at)
    before = Reassessed(CloseSnapshot(ledger, at.last_close)) if at.last_close else None
    _refuse("关账与报送", [*now.faults(ledger), *(before.faults(ledger) if before else ())])
    known = expected(ledger, now, before, corrected_of(ledger, at.close))
    _refuse("通报与台账", [*_totals(known, at.plan.item_count), *_faults(content, known)])
    pieces = [p for _, some in _printed(content) for p in some]
    return Proven(
        sum(isinstance(p, Number) for p in pieces) + _drawn(content),
        sum(isinstance(p, Cited) for p in pieces),
        len(now.found),
        log.entries,
    )


def prove_file(data: bytes, content: Content, draft: Draft) -> None:
    """Whether the file holds every sentence and every cell of the bulletin, as a reader finds them. Raises NotProven."""
    try:
        with ZipFile(BytesIO(data)) as file:
            read = _plain("".join(t.text or "" for t in fromstring(file.read("word/document.xml")).iter(_TEXT)))
    except (BadZipFile, KeyError, ParseError) as broken:
        raise NotProven("写出的通报文件读不回来。", "请重试；若仍如此，请告诉管理员。") from broken
    worded = draft.worded(content)
    told = [draft.titled(content), *worded.values()]
    told += [
        plain_text(some)
        for block in _blocks(content)
        if not isinstance(block, Paragraph) or block.fixed
        for where, some in pieces_of([block])
        if not where.endswith("的题头")
    ]
    _refuse("通报文件与正文", [f"文件里没有“{text[:40]}”" for text in told if _plain(text) not in read])


def _plain(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and category(c) not in ("Cc", "Cf", "Cs", "Cn", "Co"))


def _refuse(what: str, faults: object) -> None:
    found = list(faults)
    if found:
        more = f"；另有 {len(found) - _SHOWN} 处" if len(found) > _SHOWN else ""
        raise NotProven(
            f"{what}有 {len(found)} 处不符，不能出通报：{'；'.join(found[:_SHOWN])}{more}。",
            "请先查明原因：运行 python -m zcdash verify 核对台账，或从备份恢复。",
        )


def _totals(known: Known, items: int) -> Iterator[str]:
    """The lights make up all items, their shares a hundred."""
    whole = sum(known[f"count/{light}"] for light in Light)
    if whole != items:
        yield f"各评定合计 {whole} 项，计划写明 {items} 项"
    shares = sum(round(10 * known[f"share/{light}"]) for light in Light)
    if shares != 1000:
        yield f"各评定占比合计 {shares / 10}%，不是 100.0%"
    if any(abs(known[f"share/{light}"] - 100 * known[f"count/{light}"] / max(items, 1)) >= 0.1 for light in Light):
        yield "有的占比与项数对不上"


def _printed(content: Content) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    yield "标题", content.title
    yield from pieces_of(content.blocks)
    for annex in content.annexes:
        yield from pieces_of(annex.blocks)


def _faults(content: Content, known: Known) -> Iterator[str]:
    for where, pieces in _printed(content):
        for piece in pieces:
            if isinstance(piece, str):
                if any(c.isdigit() for c in piece):
                    yield f"{where}：“{piece}”中的数没有来历"
            elif piece.key not in known:
                yield f"{where}：“{piece.text}”没有来历（{piece.key}）"
            elif isinstance(piece, Number):
                if not same(piece.value, known[piece.key]) or not _reads(piece):
                    yield f"{where}：通报写的是“{piece.text}”，按台账重算是 {known[piece.key]}（{piece.key}）"
            elif not _cites(piece.text, known[piece.key]):
                yield f"{where}：通报引的是“{piece.text[:40]}”，台账里是“{str(known[piece.key])[:40]}”（{piece.key}）"
    for block in _blocks(content):
        yield from _drawn_faults(block, known)


def _reads(piece: Number) -> bool:
    """Whether the printed text says the value, as far as it is printed."""
    if isinstance(piece.value, date):
        found = _DAY.fullmatch(piece.text)
        day = piece.value
        return bool(found) and tuple(map(int, (found[1] or day.year, found[2], found[3]))) == (
            day.year,
            day.month,
            day.day,
        )
    found = _DIGITS.match(piece.text)
    return (
        bool(found)
        and piece.value is not None
        and abs(float(found[0]) - piece.value) <= 0.5 * 10 ** -len(found[1] or "") + 1e-9
    )


def _cites(text: str, whole: object) -> bool:
    return text == whole or (text.endswith("…") and str(whole).startswith(text[:-1]))


def _blocks(content: Content) -> Iterator[Block]:
    yield from content.blocks
    for annex in content.annexes:
        yield from annex.blocks


def _pictured(block: Block) -> Iterator[tuple[str, object]]:
    """(key, value) of every number that a picture shows."""
    match block:
        case Strip(_, counts, before):
            yield from ((f"count/{light}", n) for light, n in counts.items())
            yield from ((f"before/{light}", n) for light, n in (before or {}).items())
        case Bars(_, of, rows):
            yield from ((f"{of}/{name}/{light}", n) for name, counts in rows for light, n in counts.items())
        case PlannedActualChart(_, rows):
            for code, _, planned, actual, _, _ in rows:
                yield from ((f"indicator/{code}/planned", planned), (f"indicator/{code}/actual", actual))


def _drawn_faults(block: Block, known: Known) -> Iterator[str]:
    for key, value in _pictured(block):
        if key not in known or not same(value, known[key]):
            yield f"图“{block.caption}”：画的是 {value}，按台账重算是 {known.get(key)}（{key}）"


def _drawn(content: Content) -> int:
    return sum(1 for block in _blocks(content) for _ in _pictured(block))
