"""Numbers that Word puts before paragraphs by itself: “1．”, “一、”, “（一）”, “①”. They are printed, so they are text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from zcdash.intake.document.reading.unread import Unread
from zcdash.intake.document.reading.word_styles import Styles
from zcdash.intake.document.reading.word_xml import Element, local, number, toggle, value

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9


def _chinese(n: int, digits: str = _DIGITS, ten: str = "十", hundred: str = "百") -> str:
    """Return a number from 1 to 999 in Chinese: 十一, 二十, 一百零五."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    zero = "零" if hundreds and rest and not tens else ""
    head = f"{digits[hundreds]}{hundred}" if hundreds else ""
    middle = f"{digits[tens] if tens > 1 or hundreds or digits is _LEGAL else ''}{ten}" if tens else zero
    return f"{head}{middle}{digits[ones] if ones else ''}"


def _letters(n: int) -> str:
    return chr(96 + (n - 1) % 26 + 1) * ((n - 1) // 26 + 1)


def _roman(n: int) -> str:
    text = ""
    for size, letters in _ROMAN:
        text += letters * (n // size)
        n %= size
    return text


def circled(n: int) -> str:
    """Return a number in a circle, up to 50; beyond, in brackets."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= n <= last:
            return chr(start + n - first)
    return f"({n})"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedFullstop": lambda n: chr(0x2487 + n) if n <= 20 else f"{n}.",
    "decimalEnclosedParen": lambda n: chr(0x2473 + n) if n <= 20 else f"({n})",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "taiwaneseDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "chineseLegalSimplified": lambda n: _chinese(n, _LEGAL, "拾", "佰"),
    "ideographLegalTraditional": lambda n: _chinese(n, _LEGAL, "拾", "佰"),
    "ideographTraditional": lambda n: _STEMS[(n - 1) % 10],
    "ideographZodiac": lambda n: _BRANCHES[(n - 1) % 12],
    "ideographEnclosedCircle": lambda n: chr(0x327F + n) if n <= 10 else f"({_chinese(n)})",
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "none": lambda n: "",
}
_SHORT = 1_000
"""Numbers from here on are printed as digits: no list of an office is so long."""


@dataclass(slots=True)
class _Level:
    """One level of a list."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restarts: bool = True
    legal: bool = False


@dataclass(slots=True)
class _List:
    """Levels of a list, and its counts so far; several numbers may share the counts."""

    levels: dict[int, _Level]
    counts: dict[int, int]
    starts: dict[int, int] = field(default_factory=dict)
    """Level → the number that this list begins again with, once."""


class Numbers:
    """Counter of a document's numbered paragraphs, in their order."""

    def __init__(self, numbering: bytes | None, styles: Styles, unread: Unread) -> None:
        self._styles = styles
        self._unread = unread
        root = parse_xml(numbering) if numbering else None
        self._abstract = {} if root is None else _by_id(root, "w:abstractNum", "w:abstractNumId")
        self._nums = {} if root is None else _by_id(root, "w:num", "w:numId")
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}

    def prefix(self, paragraph: Element) -> str:
        """Count a paragraph and return the number that Word prints before it, with a blank; empty for none and for bullets."""
        number_id, level = self._place(paragraph)
        listed = self._list(number_id) if number_id and number_id != "0" else None
        if listed is None or level not in listed.levels:
            return ""
        self._count(listed, level)
        if listed.levels[level].form == "bullet":
            return ""
        return self._printed(listed, level)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """Return the number's id and the level, from the paragraph itself or its style."""
        own = paragraph.find(qn("w:pPr"))
        properties = None if own is None else own.find(qn("w:numPr"))
        number_id, level = value(properties, "w:numId"), value(properties, "w:ilvl")
        for style in self._styles.chain(self._styles.paragraph_style(paragraph)):
            in_style = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if in_style is None or (number_id and level):
                continue
            number_id = number_id or value(in_style, "w:numId")
            level = level or value(in_style, "w:ilvl")
        return number_id or "", number(level, 0, _LEVELS)

    def _list(self, number_id: str) -> _List | None:
        if number_id not in self._lists:
            self._lists[number_id] = self._make(number_id, 0)
        return self._lists[number_id]

    def _make(self, number_id: str, depth: int) -> _List | None:
        num: Element = self._nums.get(number_id)
        abstract_id = value(num, "w:abstractNumId") or ""
        abstract = self._abstract.get(abstract_id)
        if abstract is None:
            return None
        link = value(abstract, "w:numStyleLink")
        if link and depth < _LEVELS:  # its levels stand in the list that a style names
            for style in self._styles.chain(link):
                linked = value(style.find(f"{qn('w:pPr')}/{qn('w:numPr')}"), "w:numId")
                if linked:
                    return self._make(linked, depth + 1)
        levels = dict(_level(each) for each in abstract.findall(qn("w:lvl")))
        listed = _List(levels, self._counts.setdefault(abstract_id, {}))
        for override in num.findall(qn("w:lvlOverride")):
            at = number(override.get(qn("w:ilvl")), 0, _LEVELS)
            for each in override.findall(qn("w:lvl")):
                levels[at] = _level(each)[1]
            start = value(override, "w:startOverride")
            if start is not None:
                listed.starts[at] = number(start, 1)
        return listed

    def _count(self, listed: _List, level: int) -> None:
        counts = listed.counts
        if level in listed.starts:
            counts[level] = listed.starts.pop(level)
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = listed.levels[level].start
        for deeper in [each for each in counts if each > level and listed.levels.get(each, _Level()).restarts]:
            del counts[deeper]

    def _printed(self, listed: _List, level: int) -> str:
        """Return the text of a number: “%1．” with each level's count in its own form."""
        own = listed.levels[level]
        text = own.text
        for each in range(_LEVELS):
            if f"%{each + 1}" not in text:
                continue
            form = "decimal" if own.legal else listed.levels.get(each, _Level()).form
            if form not in _FORMATS:
                self._unread.note("number", form)
                return ""
            count = listed.counts.get(each, listed.levels.get(each, _Level()).start)
            shown = _FORMATS[form](count) if 0 < count < _SHORT else str(count)
            text = text.replace(f"%{each + 1}", shown)
        return text + (" " if text and own.suffix != "nothing" else "")


def _by_id(root: Element, name: str, identifier: str) -> dict[str, Element]:
    return {each.get(qn(identifier)): each for each in root.findall(qn(name))}


def _level(element: Element) -> tuple[int, _Level]:
    form = value(element, "w:numFmt") or "decimal"
    for wrapped in element:  # a form of one's own (001, 002) has the usual one beside it
        if local(wrapped) == "AlternateContent":
            form = next(
                (
                    each.get(qn("w:val"))
                    for each in wrapped.iter(qn("w:numFmt"))
                    if "custom" not in str(each.get(qn("w:val")))
                ),
                form,
            )
    level = _Level(
        form=form,
        text=value(element, "w:lvlText") or "",
        start=number(value(element, "w:start"), 1),
        suffix=value(element, "w:suff") or "tab",
        restarts=value(element, "w:lvlRestart") != "0",
        legal=bool(toggle(element, "w:isLgl")),
    )
    return number(element.get(qn("w:ilvl")), 0, _LEVELS), level
