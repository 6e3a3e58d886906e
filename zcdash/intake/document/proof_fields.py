"""Proof, field by field: the text at each origin says what the field says, and no printed field is without an origin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from zcdash.domain.plan_proposal import Origin, Question, QuestionKind
from zcdash.domain.terms import NUMERALS
from zcdash.intake.document.source_index import SourceIndex, is_within, periods_in, plain
from zcdash.intake.document.stored_fields import StoredFields, key_of

WHOLE = {("items.csv", "goal"), ("items.csv", "focus"), ("items.csv", "deadline"), ("targets.csv", "text")}
"""Fields that hold the print itself: they equal it, and have an origin."""
_IN_WORDS = {"text", "data_source", "number", "title", "issuer", "to", "phone", "email", "signers"}
"""Columns whose value stands in the characters of its origin, or they in it."""
_NUMERIC = {"value", "annual", "baseline", "quantity", "relative", "upper", "tolerance", "items", "seq"}
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_MULTIPLE = re.compile(r"(?<![\d.])(\d{1,15}(?:\.\d{1,9})?)([十百千万亿])")
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_NUMERAL = re.compile("[二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九零〇]+")
NAMES = {"plan.toml": "计划概况", "items.csv": "事项", "targets.csv": "阶段目标", "responsible.csv": "责任"}
SHOWN = 60
"""Characters of a text that a question shows."""


def compare_fields(index: SourceIndex, fields: StoredFields, origins: Sequence[Origin]) -> Iterator[Question]:
    """Yield a difference for each field that does not say what stands at its origins, or has none."""
    claims: dict[tuple[str, str, str], list[Origin]] = {}
    for origin in origins:
        claims.setdefault((origin.table, origin.key, origin.column), []).append(origin)
    for (table, key, column), stretches in claims.items():
        texts = [index.stretch(o.place, o.start, o.end) for o in stretches]
        value = fields.value(table, key, column)
        printed = "".join(text or "" for text in texts)
        known = [text for text in texts if text is not None]
        if value is None or len(known) < len(texts) or not agrees(fields, (table, column), known, value):
            place, item = stretches[0].place, fields.item_of(table, key)
            yield difference(f"{table} {key} {column}", printed, value or "", place=place, item=item)
    yield from _without_origin(fields, set(claims))


def _without_origin(fields: StoredFields, claimed: set[tuple[str, str, str]]) -> Iterator[Question]:
    printed = [*WHOLE, ("responsible.csv", "name")]
    for table, column in sorted(printed):
        for row in fields.tables[table]:
            key = key_of(table, row)
            if row[column] and (table, key, column) not in claimed:
                yield difference(f"{table} {key} {column}", "", row[column], item=fields.item_of(table, key))


def agrees(fields: StoredFields, field: tuple[str, str], stretches: Sequence[str], value: str) -> bool:
    """Return True if a stored value says what is printed in these stretches; `field` is (table, column)."""
    text, stored = plain("".join(stretches)), plain(value)
    table, column = field
    if field in WHOLE:
        return text == stored or (column == "focus" and text.rstrip("。;") == stored)
    if table == "responsible.csv":
        return _is_name(stretches, {plain(name) for name in (value, *fields.aliases.get(value, ()))})
    if column in _NUMERIC:
        number = float_of(stored)
        return stored in ("", "0") or (number is not None and {number, abs(number)} & numbers(text) != set())
    if field == ("indicators.csv", "unit"):
        return text.strip("()") == stored
    if field == ("targets.csv", "period"):
        return not (named := periods_in(text)) or any(is_within(name, stored) for name in named)
    if field == ("leaders.csv", "post"):
        return all(plain(each) in stored for each in stretches)
    if column == "issued":
        return {float(part) for part in stored.split("-")} <= numbers(text)
    if column not in _IN_WORDS:
        return True  # a reading of the words: basis, direction, deadline rule
    return all(part in text for part in stored.split("、")) or text in stored


def _is_name(stretches: Sequence[str], names: set[str]) -> bool:
    """Return True if stretches are one of some names, once or several times; a break may cut a name in two."""
    part = ""
    for stretch in stretches:
        part += plain(stretch)
        if part in names:
            part = ""
    return not part


def numbers(text: str) -> set[float]:
    """Return the numbers of a plain text, in figures or in Chinese numerals."""
    found = {float(figure) for figure in _FIGURE.findall(text)}
    found |= {round(float(m[1]) * _TIMES[m[2]], 4) for m in _MULTIPLE.finditer(text)}
    found |= {float(figure) for figure in _FIGURE.findall(_THOUSANDS.sub("", text))}
    return found | {_numeral(word) for word in _NUMERAL.findall(text)}


def _numeral(word: str) -> float:
    digits = {c: n for n, c in enumerate(NUMERALS)} | {"〇": 0, "两": 2}
    if "十" in word:
        tens, _, ones = word.partition("十")
        return float((digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0))
    return float("".join(str(digits[c]) for c in word))


def float_of(text: str) -> float | None:
    """Return the number that a text is, else None."""
    try:
        return float(text)
    except ValueError:
        return None


def difference(field: str, printed: str, stored: str, *, place: str = "", item: str = "", what: str = "") -> Question:
    """Return the question on a difference. Its key has a digest of both texts: another difference is asked anew."""
    digest = sha256(f"{place}\n{printed}\n{stored}".encode()).hexdigest()[:8]
    table, _, key = field.partition(" ")
    sentence = what or f"{NAMES.get(table, table)}（{key}）与原文不一致"
    return Question(
        key=f"difference {field} {digest}",
        kind=QuestionKind.DIFFERENCE,
        sentence=f"{sentence}：原文“{_short(printed)}”，计划“{_short(stored)}”。",
        place=place,
        row=item,
        proposals=("按计划所写",),
    )


def _short(text: str) -> str:
    return (text if len(text) <= SHOWN else f"{text[:SHOWN]}…") or "（无）"
