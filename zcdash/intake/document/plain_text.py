"""Text without typesetting: full-width forms and blanks inside words removed, each character traced back to its origin."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_LONGEST_DITTO = 12


_DITTOS = frozenset(
    (
        "同上",
        "同前",
        "同上行",
        "同上一行",
        "〃",
        "々",
        "“",
        "→",
        "同左",
        "同左栏",
        "同上期",
        "同上季",
        "′′",
        '"',
        "''",
        "”",
        "〞",
    )
)


def is_ditto(printed: str) -> bool:
    """Return True for the text of a cell that says the same as the one above or before: 同上, 〃, ″, →."""
    return len(printed) <= _LONGEST_DITTO and plain_text(printed).plain.strip("()。.") in _DITTOS


@dataclass(frozen=True, slots=True)
class PlainText:
    """Text to match patterns on. `origins[n]` is the offset, in the text as printed, of the n-th plain character."""

    plain: str
    origins: tuple[int, ...]
    printed_length: int

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the printed text that a stretch of the plain one came from."""
        if start >= end:
            at = self.origins[start] if start < len(self.origins) else self.printed_length
            return at, at
        return self.origins[start], self.origins[end - 1] + 1


def plain_text(printed: str) -> PlainText:
    """Return a printed text in NFKC, without blanks and line breaks but for one between two Latin words.

    ① and its kin stay as they are: they number points, and are no figures. ；：，。（） become their narrow forms ;:,。() where
    NFKC has one.
    """
    plain: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(printed):
        if character.isspace():
            continue
        is_enumerator = "①" <= character <= "⒛" or "㈠" <= character <= "㈩"
        for each in character if is_enumerator else unicodedata.normalize("NFKC", character):
            if _parts_words(printed, offset, plain, each):
                plain.append(" ")
                origins.append(offset - 1)
            plain.append(each)
            origins.append(offset)
    return PlainText("".join(plain), tuple(origins), len(printed))


def _parts_words(printed: str, offset: int, plain: list[str], character: str) -> bool:
    """Return True where a blank stands between two Latin letters."""
    is_after_blank = offset > 0 and printed[offset - 1].isspace()
    return is_after_blank and bool(plain) and _is_latin(plain[-1]) and _is_latin(character)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
