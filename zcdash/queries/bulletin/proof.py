"""Proof of a bulletin: before it is written, everything printed in it is computed again from the ledger.

Three must agree: the printed numbers, the facts that the close froze, and the facts that follow from the submissions by the
rule pack that the close froze. The ledger itself must agree with its audit log. Any disagreement stops the bulletin and is
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from unicodedata import category
from xml.etree.ElementTree import ParseError, fromstring
from zipfile import BadZipFile, ZipFile

from zcdash import store
from zcdash.domain.document import (
    Bars,
    Block,
    Cited,
    Grid,
    Number,
    Paragraph,
    Pieces,
    Plain,
    PlannedActualChart,
    Strip,
    flat,
    pieces_of,
    plain_text,
    statements,
)
from zcdash.domain.rounding import half_up
from zcdash.domain.terms import Light
from zcdash.errors import NotProven
from zcdash.queries.bulletin import Content, Draft, corrected_of, statement_proof
from zcdash.queries.bulletin import content as bulletin_content
from zcdash.queries.bulletin.derived import Grounds
from zcdash.queries.bulletin.expected import expected, problems
from zcdash.queries.bulletin.expected_parts import Known
from zcdash.queries.bulletin.reassess import Reassessed
from zcdash.queries.bulletin.statement_rules import derive
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.rules.facts import same_value
from zcdash.store.ledger import Ledger

_DAY = re.compile(r"(?:(\d+)年)?(\d+)月(\d+)日")
_DIGITS = re.compile(r"-?\d+(?:\.(\d+))?")
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Counts of what was computed again and agrees."""

    numbers: int
    citations: int
    statements: int
    judgements: int
    entries: int

    @property
    def sentence(self) -> str:
        return (
            f"已自证：{self.numbers} 个数、{self.citations} 处引用、{self.statements} 处判断逐一由台账重算，"
            f"{self.judgements} 个评定按报送重新评定，{self.entries} 条留痕逐条核对，全部相符"
        )


def prove(ledger: Ledger, content: Content) -> Proven:
    """Compute everything again. Raises NotProven with the places that do not agree."""
    while True:
        revision = ledger.revision
        try:
            return _proven(ledger, content)
        except NotProven:
            # A write in between: half of the ledger was read before it, half after.
            if ledger.revision == revision:
                raise


def prove_close(ledger: Ledger, plan_id: str, close: int) -> Proven | NotProven:
    """Prove the bulletin of a close as today's program writes it; return the result, or the reason why it fails."""
    try:
        return prove(ledger, bulletin_content(ledger, plan_id, close))
    except NotProven as refused:
        return refused


def _proven(ledger: Ledger, content: Content) -> Proven:
    log = store.audit_log.verify(ledger)
    _refuse("台账与留痕", log.faults)
    at = CloseSnapshot(
        ledger, next(c for c in store.periods.closes(ledger, content.plan) if c["close"] == content.close)
    )
    now = Reassessed(at)
    before = Reassessed(CloseSnapshot(ledger, at.last_close)) if at.last_close else None
    _refuse("关账与报送", [*now.faults(ledger), *(before.faults(ledger) if before else ())])
    corrected = corrected_of(ledger, at.close)
    known = expected(ledger, now, before, corrected)
    said = derive(Grounds(now, before, corrected, problems(ledger, now)))
    faults = [*_totals(known, at.plan.item_count), *_faults(content, known)]
    _refuse("通报与台账", [*faults, *statement_proof.faults(_blocks(content), said)])
    pieces = [p for _, some in _printed(content) for p in some]
    return Proven(
        numbers=sum(isinstance(p, Number) for p in pieces) + _drawn(content),
        citations=sum(isinstance(p, Cited) for p in pieces),
        statements=sum(1 for _, some in _whole(content) for _ in statements(some)),
        judgements=len(now.by_key),
        entries=log.entries,
    )


def prove_file(data: bytes, content: Content, draft: Draft) -> None:
    """Check that the file holds every sentence and every cell of the bulletin, as a reader finds them. Raises NotProven."""
    try:
        with ZipFile(BytesIO(data)) as file:
            read = _visible("".join(t.text or "" for t in fromstring(file.read("word/document.xml")).iter(_TEXT)))
    except (BadZipFile, KeyError, ParseError) as broken:
        raise NotProven("写出的通报文件读不回来。", "请重试；若仍如此，请告诉管理员。") from broken
    texts = [draft.titled(content), *draft.worded(content).values(), draft.signature]
    texts += [
        text
        for block in _blocks(content)
        if not isinstance(block, Paragraph) or block.fixed
        for text in _block_texts(block)
    ]
    _refuse("通报文件与正文", [f"文件里没有“{text[:40]}”" for text in texts if _visible(text) not in read])


def _block_texts(block: Block) -> list[str]:
    """Return the texts that a block prints; of a table its cells without the heads."""
    if isinstance(block, Grid):
        return [plain_text(cell) for row in block.rows for cell in row]
    return [plain_text(pieces) for _, pieces in pieces_of([block])]


def _visible(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and category(c) not in ("Cc", "Cf", "Cs", "Cn", "Co"))


def _refuse(what: str, faults: Iterable[str]) -> None:
    """Raise NotProven where there are faults; the sentence names the first of them."""
    texts = list(faults)
    if texts:
        more = f"；另有 {len(texts) - _SHOWN} 处" if len(texts) > _SHOWN else ""
        raise NotProven(
            f"{what}有 {len(texts)} 处不符，不能出通报：{'；'.join(texts[:_SHOWN])}{more}。",
            "请先查明原因：运行 python -m zcdash verify 核对台账，或从备份恢复。",
        )


def _totals(known: Known, items: int) -> Iterator[str]:
    """Yield a fault unless the lights add up to all items."""
    whole = sum(known[f"count/{light}"] for light in Light)
    if whole != items:
        yield f"各评定合计 {whole} 项，计划写明 {items} 项"


def _whole(content: Content) -> Iterator[tuple[str, Pieces]]:
    yield "标题", content.title
    yield from pieces_of(content.blocks)
    for annex in content.annexes:
        yield from pieces_of(annex.blocks)


def _printed(content: Content) -> Iterator[tuple[str, tuple[Plain, ...]]]:
    for where, pieces in _whole(content):
        yield where, tuple(flat(pieces))


def _faults(content: Content, known: Known) -> Iterator[str]:
    for where, pieces in _printed(content):
        for piece in pieces:
            if isinstance(piece, str):
                if any(c.isdigit() for c in piece):
                    yield f"{where}：“{piece}”中的数没有来历"
            elif piece.key not in known:
                yield f"{where}：“{piece.text}”没有来历（{piece.key}）"
            elif isinstance(piece, Number):
                if not same_value(piece.value, known[piece.key]) or not _reads(piece):
                    yield f"{where}：通报写的是“{piece.text}”，按台账重算是 {known[piece.key]}（{piece.key}）"
            elif not _cites(piece.text, known[piece.key]):
                yield f"{where}：通报引的是“{piece.text[:40]}”，台账里是“{str(known[piece.key])[:40]}”（{piece.key}）"
    for block in _blocks(content):
        yield from _drawn_faults(block, known)


def _reads(piece: Number) -> bool:
    """Return True if the printed text states the value, as far as it is printed."""
    if isinstance(piece.value, date):
        day = piece.value
        match = _DAY.fullmatch(piece.text)
        if match is None:
            return False
        return (int(match[1] or day.year), int(match[2]), int(match[3])) == (day.year, day.month, day.day)
    match = _DIGITS.match(piece.text)
    if match is None or piece.value is None:
        return False
    return half_up(piece.value, len(match[1] or "")) == Decimal(match[0])


def _cites(text: str, whole: object) -> bool:
    return text == whole or (text.endswith("…") and str(whole).startswith(text[:-1]))


def _blocks(content: Content) -> Iterator[Block]:
    yield from content.blocks
    for annex in content.annexes:
        yield from annex.blocks


def _pictured(block: Block) -> Iterator[tuple[str, object]]:
    """Yield (key, value) of every number that a picture shows."""
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
    if not isinstance(block, Strip | Bars | PlannedActualChart):
        return
    for key, value in _pictured(block):
        if key not in known or not same_value(value, known[key]):
            yield f"图“{block.caption}”：画的是 {value}，按台账重算是 {known.get(key)}（{key}）"


def _drawn(content: Content) -> int:
    return sum(1 for block in _blocks(content) for _ in _pictured(block))
