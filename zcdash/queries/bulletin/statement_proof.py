"""Proof of what a bulletin says in words: each statement holds of its subjects, derived again, and none is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from zcdash.domain.document import (
    Block,
    Cited,
    Grid,
    Heading,
    Number,
    Paragraph,
    Piece,
    Statement,
    flat,
    plain_text,
    statements,
)
from zcdash.domain.terms import LIGHT_NAME
from zcdash.queries.bulletin.statement_rules import RULES, StatementRule, judging_words

_LIGHT = {word: light for light, word in LIGHT_NAME.items()}


def faults(blocks: Iterable[Block], subjects: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Yield what is said without a rule, or of other subjects than its rule has, and subjects that had to be named and are not."""
    named: dict[str, set[str]] = defaultdict(set)
    for block in blocks:
        for where, pieces in _judging(block):
            yield from _without_rule(where, pieces)
            for outer in (p for p in pieces if isinstance(p, Statement)):
                for statement in statements([outer]):
                    if statement.rule not in RULES:
                        yield f"{where}：没有“{statement.rule}”这条规则"
                        continue
                    cited = _cited(statement.rule, statement) or _cited(statement.rule, outer)
                    named[statement.rule] |= cited
                    yield from _untrue(where, statement, cited, subjects[statement.rule])
        yield from _columns(block)
    for rule, expected in subjects.items():
        missing = sorted(expected - named[rule]) if RULES[rule].named and RULES[rule].cited[0] else []
        if missing:
            yield f"没有写明{_words(RULES[rule])}的：{'、'.join(missing)}（{rule}）"


def _judging(block: Block) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Yield (place, pieces) of the texts in which every judgement needs a rule; a standard sentence judges nobody."""
    match block:
        case Heading(_, pieces):
            yield f"标题“{plain_text(pieces)}”", pieces
        case Paragraph(key, pieces, standard=False):
            yield key, pieces
        case Grid(_, caption, _, rows):
            for row in rows:
                for cell in row:
                    yield f"表“{caption}”{plain_text(row[0])}", cell


def _without_rule(where: str, pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield from (f"{where}：“{word}”没有出自规则" for word in judging_words(piece))


def _untrue(where: str, statement: Statement, cited: set[str], expected: frozenset[str]) -> Iterator[str]:
    """Yield how a statement differs from its rule: in its words, in what it names (`cited`) or counts, in whom it is about."""
    rule = RULES[statement.rule]
    said = {word for piece in statement.pieces if isinstance(piece, str) for word in judging_words(piece)}
    for word in sorted(said - set(rule.words)):
        yield f"{where}：“{word}”不是规则“{_words(rule)}”（{statement.rule}）的判断"
    wrong = sorted(set(statement.subjects) - expected)
    if wrong:
        yield f"{where}：{'、'.join(wrong)}并非{_words(rule)}（{statement.rule}）"
    if cited and cited != set(statement.subjects):
        yield f"{where}：写出的是{'、'.join(sorted(cited))}，所说的是{'、'.join(statement.subjects)}（{statement.rule}）"
    if not cited and rule.cited[0]:
        counted = [p.value for p in flat(statement.pieces) if isinstance(p, Number)]
        if set(statement.subjects) != expected or len(expected) not in counted:
            yield f"{where}：{_words(rule)}的应是 {len(expected)} 个（{statement.rule}）"
    if not rule.cited[0] and not expected:
        yield f"{where}：“{_words(rule)}”不成立（{statement.rule}）"


def _cited(rule: str, statement: Statement) -> set[str]:
    """Return the subjects of a rule that a statement names; one within another may leave the naming to it."""
    keys = (piece.key for piece in flat(statement.pieces) if isinstance(piece, Cited))
    return {subject for key in keys if (subject := RULES[rule].subject(key))}


def _words(rule: StatementRule) -> str:
    return "、".join(rule.words) or "可以评定"


def _columns(block: Block) -> Iterator[str]:
    """Yield where a column headed by a light holds the count of another one."""
    if not isinstance(block, Grid):
        return
    for row in block.rows:
        for column, cell in zip(block.columns, row, strict=True):
            keys = [p.key for p in flat(cell) if isinstance(p, Number)]
            if column in _LIGHT and any(not key.endswith(f"/{_LIGHT[column].value}") for key in keys):
                yield f"表“{block.caption}”的“{column}”一栏不是{column}的项数"
