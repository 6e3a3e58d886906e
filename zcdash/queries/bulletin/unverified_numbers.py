"""Numbers that the office typed into a bulletin, compared with the proven numbers of its content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from zcdash.domain.document import flat, pieces_of, plain_text
from zcdash.queries.bulletin import Content, Draft

_UNITS = (
    "个百分点",
    "百分点",
    "个单位",
    "万元",
    "亿元",
    "公里",
    "平方米",
    "立方米",
    "季度",
    *"天项个家人户亩吨年月日期倍份次名所处成万亿元%‰",
)
_TYPED = re.compile(r"(\d+(?:\.\d+)?) ?(" + "|".join(map(re.escape, _UNITS)) + r")?")
_COUNTED = ("项", "个", "家", "成", "倍", "天", "人", "户", "名", "所", "处", "份", "次")
_IN_WORDS = re.compile(r"([零一二两三四五六七八九十百千]+)(个百分点|" + "|".join(_COUNTED) + ")")
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_STEP = {"十": 10, "百": 100, "千": 1000}
_HASH = "close/hash"
Typed = tuple[float, str]


@dataclass(frozen=True, slots=True)
class UnverifiedNumber:
    """Number in the office's wording that the generated sentence does not have. `known`: another place that has it, if any."""

    key: str
    text: str
    known: str
    place: str = ""
    """First words of the paragraph."""

    @property
    def sentence(self) -> str:
        if self.known:
            return f"{self.place}：“{self.text}”不是原句的数，见于{self.known}，请核对是否用对。"
        return f"{self.place}：“{self.text}”在台账中找不到来历，印发前须逐一确认。"


def unverified_numbers(content: Content, draft: Draft) -> list[UnverifiedNumber]:
    """Return the numbers that a draft adds, paragraph by paragraph; those found nowhere in the content come first."""
    printed = _printed(content)
    reworded = [
        ("title", "标题", draft.title, plain_text(content.title)),
        ("addressee", "主送", draft.addressee, content.addressee),
    ]
    for key, text in draft.wording.items():
        if key in content.paragraphs:
            reworded.append((key, _beginning(text), text, content.paragraphs[key].text))
    added = []
    for key, place, text, generated in reworded:
        original = {value for value, _ in numbers(generated)}
        for value, as_typed in dict(numbers(text)).items():
            if value not in original:
                added.append(UnverifiedNumber(key, as_typed, printed.get(value, ""), place))
    return sorted(added, key=lambda n: bool(n.known))


def unknown(unverified: list[UnverifiedNumber]) -> list[str]:
    """Return the numbers found nowhere in the content; each must be confirmed before the bulletin is issued."""
    return list(dict.fromkeys(n.text for n in unverified if not n.known))


def numbers(text: str) -> Iterator[tuple[Typed, str]]:
    """Yield ((value, unit), as typed) of every number in a text, in digits, or in words before a counted unit."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", normalize("NFKC", text))
    for match in _TYPED.finditer(plain):
        yield (float(match[1]), match[2] or ""), match[0].strip()
    for match in _IN_WORDS.finditer(plain):
        yield (float(_value(match[1])), match[2]), match[0]


def _value(words: str) -> int:
    total = 0
    digit = 0
    for character in words:
        if character in _STEP:
            total += (digit or 1) * _STEP[character]
            digit = 0
        else:
            digit = _DIGIT[character]
    return total + digit


def _beginning(text: str) -> str:
    return f"“{text[:14]}…”"


def _printed(content: Content) -> Mapping[Typed, str]:
    """Return every printed number with the first place that has it."""
    places: dict[Typed, str] = {}
    for blocks in (content.blocks, *(a.blocks for a in content.annexes)):
        for where, pieces in pieces_of(blocks):
            text = plain_text(p for p in flat(pieces) if isinstance(p, str) or p.key != _HASH)
            place = _beginning(content.paragraphs[where].text) if where in content.paragraphs else where
            for value, _ in numbers(text):
                places.setdefault(value, place)
    return places
