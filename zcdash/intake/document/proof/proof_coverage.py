"""Proof, character by character: what of a document neither a field of the plan nor its own structure holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zcdash.domain.plan_proposal import Origin, Remainder
from zcdash.domain.source_document import Stretch
from zcdash.intake.document.plain_text import is_ditto, plain_text
from zcdash.intake.document.proof.proof_fields import WHOLE
from zcdash.intake.document.proof.source_index import SourceIndex, plain
from zcdash.intake.document.proof.stored_fields import StoredFields

_STORED, _STRUCTURE = 1, 2
_NAMED = {
    ("responsible.csv", "name"),
    ("leaders.csv", "post"),
    ("items.csv", "seq"),
    ("targets.csv", "period"),
    ("indicators.csv", "unit"),
    ("indicators.csv", "baseline"),
    ("indicators.csv", "attribute"),
    ("indicators.csv", "annual"),
    ("indicators.csv", "data_source"),
}
_DERIVED_HEAD = {
    "deadline",
    "signing",
    "periods",
    "signers",
    "issued",
    "to",
    "items",
    "phone",
    "email",
    "totals",
    "starts",
    "ends",
}
_LONGEST_CLAUSE = 120
"""Characters of a clause that a value of the head is derived from: a longer claim does not count."""
NUMBERING = re.compile(r"第?[（(]?[0-9一二三四五六七八九十]{1,3}[）)]?[、.．,:章节部分]{0,2}")
_LABELS = re.compile(
    "(?:责任|牵头|配合|分管|主办|协办|承办|联系|包保|挂包|包联|主责|参加|参与|协助)"
    "(?:[区县市镇]?领导|单位|部门|科室|处室|股室|区长|县长|人)|(?:完成|办结)?(?:时限|时间|期限)|分别牵头|"
    "等?按?照?(?:各自)?职责(?:分工)?(?:分别|共同)?(?=负责|落实)|(?:分工|具体)(?=负责|落实)|主办|协办|落实|牵头|配合|负责|会同|"
    "数据来源|来源|[和及与由并]|[^\\w]"
)
"""Words beside the names of those responsible that the roles say."""
_FURNITURE = re.compile(
    r"附件[0-9一二三四五六七八九十]{0,2}:?|[(]?续表?[)]?|[-—]?\d{1,4}[-—]?|第\d{1,4}页(?:,?共\d{1,4}页)?|目录|(?:项目|事项|任务|任务书|责任卡)[0-9一二三四五六七八九十]{1,3}[:.、]?"
)
_EMPTY = {"无", "空"}
"""Text of a cell that has none."""
_WORD = re.compile(r"\w|[√★☆△▲●○■□◆◇※]")
_EDGES = " \t\r\n\u3000、，,。；;：:"


class Coverage:
    """Characters of every text of a document: stored, structure, or neither."""

    def __init__(self, index: SourceIndex, fields: StoredFields, origins: Sequence[Origin]) -> None:
        self._index = index
        self._masks = {place: bytearray(len(text)) for place, text in index.texts.items()}
        items = {o.place for o in origins if o.table != "plan.toml"}
        self._of_head = {o.place for o in origins if o.table == "plan.toml"} - items
        self._headings = {o.place for o in origins if o.table == "plan.toml" and o.key.startswith("chapter ")}
        cells = [found for place in self._headings if (found := index.at(place))]
        self._heading_rows = {(table.number, cell.row) for table, cell in cells}
        titles = {_core(str(c.get("title", ""))) for c in fields.head.get("chapter", ())}
        for origin in origins:
            if origin.place in self._masks:
                self._cover(fields, origin)
        for place, text in index.texts.items():
            if not any(self._masks[place]) and (_core(text) in titles or self._is_structure(place, text)):
                self._mark(place, 0, len(text), _STRUCTURE)

    def _cover(self, fields: StoredFields, origin: Origin) -> None:
        """Count the characters of an origin as stored, where the field that it names holds them."""
        text = self._index.stretch(origin.place, origin.start, origin.end)
        value = fields.value(origin.table, origin.key, origin.column)
        field = origin.table, origin.column
        if not text or not value:
            return
        is_name = field == ("indicators.csv", "name") and plain(text) == plain(value)
        if field in WHOLE or field in _NAMED or is_name:
            self._mark(origin.place, origin.start, origin.end, _STORED)
        elif origin.table == "plan.toml" and origin.column in _DERIVED_HEAD:
            if len(text) <= _LONGEST_CLAUSE:
                self._mark(origin.place, origin.start, origin.end, _STORED)
        elif origin.table == "plan.toml":
            self._cover_words(origin, text, value)

    def _cover_words(self, origin: Origin, text: str, value: str) -> None:
        """Count those characters of an origin as stored that are the value; a numbering before it is structure."""
        plainly, stored = plain_text(text), plain(value)
        at = plainly.plain.find(stored)
        if at < 0:
            return
        start, end = plainly.stretch(at, at + len(stored))
        self._mark(origin.place, origin.start + start, origin.start + end, _STORED)
        if NUMBERING.fullmatch(plainly.plain[:at]):
            self._mark(origin.place, origin.start, origin.start + start, _STRUCTURE)

    def _is_structure(self, place: str, text: str) -> bool:
        found = self._index.at(place)
        if found:
            table, cell = found
            return cell.row in self._index.head_rows[table.number]
        return bool(_FURNITURE.fullmatch(plain(text)))

    def _mark(self, place: str, start: int, end: int, kind: int) -> None:
        mask = self._masks[place]
        mask[start:end] = bytes([kind]) * (min(end, len(mask)) - start)

    def count(self, kind: int) -> int:
        """Return the number of characters, blanks left out, of one kind: 1 stored, 2 structure, 0 neither."""
        texts = self._index.texts
        return sum(
            m == kind and not c.isspace()
            for p, mask in self._masks.items()
            for c, m in zip(texts[p], mask, strict=True)
        )

    def remainders(self) -> Iterator[Remainder]:
        """Yield the stretches that nothing holds, without separators; labels count only where no name is beside them."""
        for place, text in self._index.texts.items():
            left = list(self._left(place, text))
            if len(left) > 1 and place in self._of_head:
                left = [(left[0][0], left[-1][1])]  # a person reads the paragraph whole, not what is between its facts
            for first, last in left:
                yield Remainder(place=place, start=first, end=last, text=text[first:last])

    def _left(self, place: str, text: str) -> Iterator[Stretch]:
        mask = self._masks[place]
        has_names = _STORED in mask
        found = self._index.at(place)
        is_cell = found is not None
        if found and (found[0].number, found[1].row) in self._heading_rows and NUMBERING.fullmatch(plain(text)):
            return  # 一 under 序号, beside the title of a chapter
        for start, end in _runs(mask):
            run = text[start:end]
            if is_cell and is_ditto(text):
                yield start, end
                continue
            if not _WORD.search(run) or (has_names and not _LABELS.sub("", plain(run))):
                continue
            if place in self._headings and NUMBERING.fullmatch(plain(run)):
                continue
            if is_cell and plain(run) in _EMPTY and len(run) == len(text):
                continue
            yield start + len(run) - len(run.lstrip(_EDGES)), end - len(run) + len(run.rstrip(_EDGES))


def _runs(mask: bytearray) -> Iterator[Stretch]:
    start = None
    for at, kind in enumerate(mask):
        if not kind and start is None:
            start = at
        elif kind and start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(mask)


def _core(text: str) -> str:
    """Return a heading without its number and the punctuation around it."""
    bare = plain(text)
    number = NUMBERING.match(bare)
    return (bare[number.end() :] if number else bare).strip("。.:;、,") or bare
