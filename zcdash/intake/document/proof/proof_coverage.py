"""Proof, character by character: what of a document neither a field of the plan nor its own structure holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from zcdash.domain.plan_proposal import Origin, Remainder
from zcdash.domain.source_document import Stretch
from zcdash.intake.document.plain_text import is_ditto, plain_text
from zcdash.intake.document.proof.proof_fields import WHOLE
from zcdash.intake.document.proof.source_index import SourceIndex, plain
from zcdash.intake.document.proof.stored_fields import StoredFields

KINDS = LEFT, STORED, STRUCTURE, SEPARATOR = range(4)
"""Kinds of characters: of a remainder, of a field, of the document's own structure, between words. Each has one of them."""
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
_OWN_NUMBER = re.compile(
    r"(?:(?:[0-9]{1,2}[.．]){1,3}[0-9]{0,2}|[0-9]{1,2}(?=[、\s])|[（(][0-9一二三四五六七八九十]{1,3}[）)])、?\s{0,9}"
)
"""Number of a paragraph whose own words a field holds."""
_LABELS = re.compile(
    "(?:责任|牵头|配合|分管|主办|协办|承办|联系|包保|挂包|包联|主责|参加|参与|协助)"
    "(?:[区县市镇]?领导|单位|部门|科室|处室|股室|区长|县长|人)|(?:完成|办结)?(?:时限|时间|期限)|分别牵头|"
    "等?按?照?(?:各自)?职责(?:分工)?(?:分别|共同)?(?=负责|落实)|(?:分工|具体)(?=负责|落实)|主办|协办|落实|牵头|配合|负责|会同|"
    "数据来源|来源|[和及与由并]|[①-⑳]|[^\\w]"
)
"""Words beside the names of those responsible that the roles say."""
_FURNITURE = re.compile(
    r"附件[0-9一二三四五六七八九十]{0,2}:?|[(]?续表?[)]?|[-—]\d{1,4}[-—]|第\d{1,4}页(?:,?共\d{1,4}页)?|目录|(?:项目|事项|任务|任务书|责任卡)[0-9一二三四五六七八九十]{1,3}[:.、]?"
)
_EMPTY = {"无", "空"}
"""Text of a cell that has none."""
_WORD = re.compile(r"[\w√★☆△▲●○■□◆◇※%‰％℃≥≤]")
_YEAR = re.compile(r"20\d\d")
_PAGE_NUMBER = re.compile(r"\d{1,4}")
_OF_ROWS = {("items.csv", "goal"), ("targets.csv", "text")}
"""Fields that stand in the row of their item: such a row is neither a head nor a chapter."""
_CONTENT = re.compile(r"[-+≥≤<>]?[\d.,]{1,20}[%‰]?|.*[。；]|.{41,}")
"""Cell of a row of heads that is none: a figure, a sentence, a long text."""
_EDGES = " \t\r\n\u3000、，,。；;：:"


class Coverage:
    """Characters of every text of a document, each of one kind: what is no field, structure or separator is a remainder."""

    def __init__(self, index: SourceIndex, fields: StoredFields, origins: Sequence[Origin]) -> None:
        self._index = index
        self._masks = {place: bytearray(len(text)) for place, text in index.texts.items()}
        items = {o.place for o in origins if o.table != "plan.toml"}
        self._of_head = {o.place for o in origins if o.table == "plan.toml"} - items
        self._headings = {o.place for o in origins if o.table == "plan.toml" and o.key.startswith("chapter ")}
        self._item_rows = set(self._rows_of_items(origins))
        cells = [found for place in self._headings if (found := index.at(place))]
        self._titles = {
            (table.number, cell.row): cell.column
            for table, cell in cells
            if (table.number, cell.row) not in self._item_rows
        }
        self._columns = {cell.column for _, cell in cells}
        self._chapters = {_core(str(c.get("title", ""))) for c in fields.head.get("chapter", ())}
        self._has_page_numbers = _follow([p.content.text for p in index.document.paragraphs])
        for origin in origins:
            if origin.place in self._masks:
                self._cover(fields, origin)
        for place, text in index.texts.items():
            if not any(self._masks[place]) and self._is_structure(place, text):
                self._mark(place, 0, len(text), STRUCTURE)
            self._settle(place, text)

    def _rows_of_items(self, origins: Sequence[Origin]) -> Iterator[tuple[int, int]]:
        """Yield the rows that items stand in. A target of a table of figures quotes its head, which is no such row for that."""
        heads = {(number, row) for number, rows in self._index.head_rows.items() for row in rows}
        places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for origin in origins:
            if (origin.table, origin.column) in _OF_ROWS:
                places[origin.table, origin.key, origin.column].append(origin.place)
        for of_field in places.values():
            rows = set(self._rows(of_field))
            yield from rows - heads or rows

    def _rows(self, places: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Yield table and number of each row that the cells at these places cover."""
        for table, cell in filter(None, map(self._index.at, places)):
            yield from ((table.number, row) for row in range(cell.row, cell.row + cell.row_span))

    def _cover(self, fields: StoredFields, origin: Origin) -> None:
        """Count the characters of an origin as stored, where the field that it names holds them."""
        text = self._index.stretch(origin.place, origin.start, origin.end)
        value = fields.value(origin.table, origin.key, origin.column)
        field = origin.table, origin.column
        if not text or not value:
            return
        is_name = field == ("indicators.csv", "name") and plain(text) == plain(value)
        if field in WHOLE or field in _NAMED or is_name:
            self._mark(origin.place, origin.start, origin.end, STORED)
        elif origin.table == "plan.toml" and origin.column in _DERIVED_HEAD:
            if len(text) <= _LONGEST_CLAUSE:
                self._mark(origin.place, origin.start, origin.end, STORED)
        elif origin.table == "plan.toml":
            self._cover_words(origin, text, value)

    def _cover_words(self, origin: Origin, text: str, value: str) -> None:
        """Count those characters of an origin as stored that are the value; a numbering before it is structure."""
        plainly, stored = plain_text(text), plain(value)
        at = plainly.plain.find(stored)
        if at < 0:
            return
        start, end = plainly.stretch(at, at + len(stored))
        self._mark(origin.place, origin.start + start, origin.start + end, STORED)
        if NUMBERING.fullmatch(plainly.plain[:at]):
            self._mark(origin.place, origin.start, origin.start + start, STRUCTURE)

    def _is_structure(self, place: str, text: str) -> bool:
        """Return True for the title of a chapter, the cell of a row that is a head as a whole, and what a page has around it."""
        is_title = _core(text) in self._chapters
        found = self._index.at(place)
        if not found:
            bare = plain(text)
            is_page_number = self._has_page_numbers and bool(_PAGE_NUMBER.fullmatch(bare))
            return is_title or is_page_number or bool(_FURNITURE.fullmatch(bare))
        table, cell = found
        if (table.number, cell.row) in self._item_rows:
            return is_title and cell.column in self._columns
        is_head = cell.row in self._index.head_rows[table.number]
        return is_title or (is_head and (not _CONTENT.fullmatch(plain(text)) or bool(_YEAR.fullmatch(plain(text)))))

    def _mark(self, place: str, start: int, end: int, kind: int) -> None:
        mask = self._masks[place]
        mask[start:end] = bytes([kind]) * (min(end, len(mask)) - start)

    def count(self, kind: int) -> int:
        """Return the number of characters, blanks left out, of one kind."""
        texts = self._index.texts
        return sum(
            m == kind and not c.isspace()
            for p, mask in self._masks.items()
            for c, m in zip(texts[p], mask, strict=True)
        )

    def remainders(self) -> Iterator[Remainder]:
        """Yield the stretches that nothing holds."""
        for place, text in self._index.texts.items():
            left = list(_runs(self._masks[place]))
            if len(left) > 1 and place in self._of_head:
                left = [(left[0][0], left[-1][1])]  # a person reads the paragraph whole, not what is between its facts
            for first, last in left:
                yield Remainder(place=place, start=first, end=last, text=text[first:last])

    def _settle(self, place: str, text: str) -> None:
        """Part what is left of a text into structure, separators and remainders."""
        has_names = STORED in self._masks[place]
        if self._index.at(place) and is_ditto(text):
            return
        for start, end in list(_runs(self._masks[place])):
            run = text[start:end]
            if not _WORD.search(run):
                self._mark(place, start, end, SEPARATOR)
            elif self._says_nothing(place, text, run, has_names):
                self._mark(place, start, end, STRUCTURE)
            else:
                self._mark(place, start, start + len(run) - len(run.lstrip(_EDGES)), SEPARATOR)
                self._mark(place, start + len(run.rstrip(_EDGES)), end, SEPARATOR)

    def _says_nothing(self, place: str, text: str, run: str, has_names: bool) -> bool:
        """Return True for labels beside names, the number of a paragraph, and the words of an empty cell."""
        bare = plain(run)
        if has_names and not _LABELS.sub("", bare):
            return True
        found = self._index.at(place)
        if not found and has_names and text.startswith(run) and _OWN_NUMBER.fullmatch(run):
            return True
        if found and len(run) == len(text):
            table, cell = found
            before_title = cell.column < self._titles.get((table.number, cell.row), 0)
            return bare in _EMPTY or (before_title and bool(NUMBERING.fullmatch(bare)))
        return place in self._headings and bool(NUMBERING.fullmatch(bare))


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


def _follow(texts: Sequence[str]) -> bool:
    """Return True if the paragraphs that are a bare number count up by one: these are pages, others are figures."""
    numbers = [int(bare) for text in texts if _PAGE_NUMBER.fullmatch(bare := plain(text))]
    return all(after == before + 1 for before, after in pairwise(numbers))
