"""A person's text: which characters of it are kept, how long it may be, and how it is shown without being obeyed.

One rule for whatever is typed, uploaded or read from a plan folder. It is asked where text comes in (`desk.door`, `intake`,
the sign-in), and once more where text leaves as a file, for the sake of rows from before the rule. Standard library only.
"""

from __future__ import annotations

import re
from unicodedata import category

from zcdash.errors import InvalidInput

# Control and format characters (those that turn the reading direction around among them) and halves of characters are not
# seen, but change what is read or break what carries it. Private-use characters stay: names are written with them.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_BLANK = frozenset("\u115f\u1160\u3164\uffa0")
FORMULA = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for a formula at the beginning of a cell; an East Asian one the wide forms too."""
_MARKUP = re.compile(r"([\\`*_\[\]<>$~:&|{}])")
_BLOCK = re.compile(r"\A([#+-]*|\d*)([#+\-.)])(?=\s|\Z)")
_FOUND = re.compile(r"\\:(?=//)|www(?=\.)|@|\\:(?=[\w+\-/\\]+:)", re.IGNORECASE)
_JOINER = "\u2060"


def strip_invisible(text: object) -> str:
    """The text without what cannot be seen; line ends of every kind are a newline, tabs are blanks."""
    lines = "\n".join(str(text).replace("\t", " ").splitlines())
    rest = lines.replace("\n", "").replace("\u3000", "")
    if rest.isprintable() and _BLANK.isdisjoint(rest):
        return lines
    return "".join(
        c for c in lines if c == "\n" or not (category(c) in _UNSEEN or c in _BLANK or ord(c) & 0xFFFE == 0xFFFE)
    )


def single_line(text: object) -> str:
    """The same on one line, without blanks around it."""
    return " ".join(strip_invisible(text).split("\n")).strip()


def file_stem(text: object) -> str:
    """The text as the name of a file, less its ending: nothing in it is read as a folder, a drive, a wildcard or a header."""
    return "".join("_" if c in '<>:"/\\|?*;%' else c for c in single_line(text)).strip(". ")[:120]


def clean_field(text: str, what: str, most: int, lines: bool = False) -> str:
    """What is kept of a field: plain, without blanks around it, on one line unless it may have `lines`.

    Raises WrongUse, naming the field by `what` and its limit, where it has more than `most` characters. A text far beyond
    the limit is not even looked at.
    """
    small = text if len(text) > 4 * most + 1000 else strip_invisible(text).strip() if lines else single_line(text)
    if len(small) > most:
        raise InvalidInput(f"{what}太长（{len(small)} 字）。", f"至多 {most} 字，详情请另附材料。")
    return small


def escape_markdown(text: object) -> str:
    """The text on one line, in Markdown that draws it just as it is: no link, picture, formula, icon, colour or heading.

    Streamlit looks for addresses and `:icons:` after Markdown has taken its backslashes away; an unseen joiner keeps it from
    finding any.
    """
    escaped = _MARKUP.sub(r"\\\1", single_line(text))
    return _BLOCK.sub(r"\1\\\2", _FOUND.sub(lambda m: f"{m[0]}{_JOINER}", escaped))
