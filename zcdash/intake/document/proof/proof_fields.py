"""Proof, field by field: the text at each origin says what the field says, and no printed field is without an origin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import sha256

from zcdash.domain.plan_proposal import Decisions, Origin, Question, QuestionKind
from zcdash.intake.document.field_words import words_of
from zcdash.intake.document.proof.printed_numbers import is_printed, numbers
from zcdash.intake.document.proof.source_index import SourceIndex, is_within, periods_in, plain
from zcdash.intake.document.proof.stored_fields import StoredFields, key_of

WHOLE = {("items.csv", "goal"), ("items.csv", "focus"), ("items.csv", "deadline"), ("targets.csv", "text")}
"""Fields that hold the print itself: they equal it, and have an origin."""
_IN_WORDS = {"text", "attribute", "data_source", "number", "title", "issuer", "to", "phone", "email", "signers"}
"""Columns whose value stands in the characters of its origin, or they in it."""
_NUMERIC = {"value", "annual", "baseline", "quantity", "relative", "upper", "tolerance", "items"}
_LEVELS = re.compile(r"(?<=\d)[-.]")
"""Between the numbers of 3.2: 序号 is the first."""
_SIGNED = {"value", "annual"}
_FALLS = re.compile(r"降|减少|压减|削减|缩减|回落|负|-|−|减")
"""Words of a cell that make the change that it prints one below zero."""
SHOWN = 60
"""Characters of a text that a question shows."""


def compare_fields(
    index: SourceIndex, fields: StoredFields, origins: Sequence[Origin], decisions: Decisions
) -> Iterator[Question]:
    """Yield a difference for each field that does not say what stands at its origins, or has none."""
    claims: dict[tuple[str, str, str], list[Origin]] = {}
    for origin in origins:
        claims.setdefault((origin.table, origin.key, origin.column), []).append(origin)
    for (table, key, column), claimed in claims.items():
        places = {origin.place for origin in claimed}
        stretches = [origin for origin in claimed if index.meant(origin.place) not in places]
        texts = [index.stretch(o.place, o.start, o.end) for o in stretches]
        value = fields.value(table, key, column)
        printed = "".join(text or "" for text in texts)
        known = [text for text in texts if text is not None]
        unit = fields.unit_of(table, key)
        is_same = value is not None and len(known) == len(texts) and agrees(fields, (table, column), known, value, unit)
        if not is_same or (column in _SIGNED and not _falls(index, stretches, value or "")):
            place, item = stretches[0].place, fields.item_of(table, key)
            what = f"{words_of(fields, table, key, column)}与原文不一致"
            yield difference(f"{table} {key} {column}", printed, value or "", place=place, item=item, what=what)
    yield from _without_origin(fields, set(claims), decisions)


def _without_origin(
    fields: StoredFields, claimed: set[tuple[str, str, str]], decisions: Decisions
) -> Iterator[Question]:
    """Yield a difference for each field that the document does not have, but for a unit that a person has answered."""
    printed = [*WHOLE, ("responsible.csv", "name")]
    for table, column in sorted(printed):
        for row in fields.tables[table]:
            key = key_of(table, row)
            answers = {decisions.answers.get(f"field:{which} reporting_unit") for which in (row.get("item"), "all")}
            is_answered = table == "responsible.csv" and row[column] in answers
            if row[column] and (table, key, column) not in claimed and not is_answered:
                what = f"{words_of(fields, table, key, column)}在原文里没有出处"
                yield difference(f"{table} {key} {column}", "", row[column], item=fields.item_of(table, key), what=what)


def _falls(index: SourceIndex, stretches: Sequence[Origin], value: str) -> bool:
    """Return True for a value that is not below zero, and for one whose cell says that it falls."""
    return not value.startswith("-") or any(_FALLS.search(index.contents[o.place].text) for o in stretches)


def agrees(fields: StoredFields, field: tuple[str, str], stretches: Sequence[str], value: str, unit: str = "") -> bool:
    """Return True if a stored value says what is printed in these stretches; `field` is (table, column)."""
    text, stored = plain("".join(stretches)), plain(value)
    table, column = field
    if field in WHOLE:
        return text == stored or (column == "focus" and text.rstrip("。;") == stored)
    if table == "responsible.csv":
        return _is_name(stretches, {plain(name) for name in (value, *fields.aliases.get(value, ()))})
    if column == "seq":
        return stored in ("", "0") or float_of(stored) in numbers(unicodedata.normalize("NFKC", _LEVELS.split(text)[0]))
    if column in _NUMERIC:
        number = float_of(stored)
        return stored in ("", "0") or (number is not None and is_printed(number, unit, numbers(text)))
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


def float_of(text: str) -> float | None:
    """Return the number that a text is, else None."""
    try:
        return float(text)
    except ValueError:
        return None


def difference(field: str, printed: str, stored: str, *, what: str, place: str = "", item: str = "") -> Question:
    """Return the question on a difference; `what` differs. Its key has a digest of both texts: another one is asked anew."""
    digest = sha256(f"{place}\n{printed}\n{stored}".encode()).hexdigest()[:8]
    same = _short(printed) == _short(stored)
    texts = f"“{_short(printed)}”" if same else f"原文“{_short(printed)}”，计划“{_short(stored)}”"
    return Question(
        key=f"difference {field} {digest}",
        kind=QuestionKind.DIFFERENCE,
        sentence=f"{what}：{texts}。请改正；原文就是这个意思的，选“按计划所写”。",
        place=place,
        row=item,
        proposals=("按计划所写",),
    )


def _short(text: str) -> str:
    return (text if len(text) <= SHOWN else f"{text[:SHOWN]}…") or "（无）"
