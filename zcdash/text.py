"""Text from users: removal of invisible characters, length limits, and escaping for file names and Markdown.

One rule for all text that is typed, uploaded or read from a plan folder. It is applied where text comes in
(`commands.validation`, `intake`, the sign-in), and again where text leaves as a file, because older rows may not have passed
it.
"""

from __future__ import annotations

import re
from unicodedata import category

from zcdash.errors import InvalidInput

# Control characters, format characters (such as those that reverse the reading direction) and lone surrogates are invisible,
# but change what is read or break the file. Private-use characters stay: some names are written with them.
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
FORMULA = tuple("=+-@＝＋－＠")
"""Characters at the start of a cell that a spreadsheet reads as a formula; East Asian programs accept the wide forms too."""
_BLANK_IN_NAME = re.compile(r"(?<=[㐀-鿿])\s+(?=[㐀-鿿])")
_MARKUP = re.compile(r"([\\`*_\[\]<>$~:&|{}])")
_BLOCK_START = re.compile(r"\A([#+-]*|\d*)([#+\-.)])(?=\s|\Z)")
_AUTOLINK = re.compile(r"\\:(?=//)|www(?=\.)|@|\\:(?=[\w+\-/\\]+:)", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def strip_invisible(text: object) -> str:
    """Return the text without invisible characters; every kind of line end becomes a newline, a tab a space."""
    normalised = "\n".join(str(text).replace("\t", " ").splitlines())
    rest = normalised.replace("\n", "").replace("\u3000", "")
    if rest.isprintable() and _BLANK_LETTERS.isdisjoint(rest):
        return normalised
    return "".join(c for c in normalised if c == "\n" or not _is_invisible(c))


def _is_invisible(c: str) -> bool:
    is_noncharacter = ord(c) & 0xFFFE == 0xFFFE
    return is_noncharacter or c in _BLANK_LETTERS or category(c) in _INVISIBLE_CATEGORIES


def single_line(text: object) -> str:
    """Return the text without invisible characters, on one line, without spaces around it."""
    return " ".join(strip_invisible(text).split("\n")).strip()


def file_stem(text: object) -> str:
    """Return the text as a file name without extension, free of characters with a meaning in paths, wildcards and headers."""
    return "".join("_" if c in '<>:"/\\|?*;%' else c for c in single_line(text)).strip(". ")[:120]


def clean_field(text: str, label: str, most: int, lines: bool = False) -> str:
    """Return the stored form of a field: no invisible characters, no spaces around it, on one line unless `lines`.

    Raises InvalidInput, with the field's label and limit, for more than `most` characters. A text far beyond the limit is
    refused before it is cleaned.
    """
    far_too_long = len(text) > 4 * most + 1000
    cleaned = text if far_too_long else strip_invisible(text).strip() if lines else single_line(text)
    if len(cleaned) > most:
        raise InvalidInput(f"{label}太长（{len(cleaned)} 字）。", f"至多 {most} 字，详情请另附材料。")
    return cleaned


def person_name(text: str) -> str:
    """Return a person's name without the blanks that are set between Chinese characters: 王 新 is 王新."""
    return _BLANK_IN_NAME.sub("", text)


def escape_markdown(text: object) -> str:
    """Return the text on one line, as Markdown that shows it literally: no link, image, formula, icon, colour or heading.

    Streamlit looks for addresses and `:icons:` after Markdown has removed its backslashes; a word joiner, which is invisible,
    keeps it from finding any.
    """
    escaped = _MARKUP.sub(r"\\\1", single_line(text))
    return _BLOCK_START.sub(r"\1\\\2", _AUTOLINK.sub(lambda m: f"{m[0]}{_WORD_JOINER}", escaped))
