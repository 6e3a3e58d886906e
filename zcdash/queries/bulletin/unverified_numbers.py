"""Numbers that the office typed into a sentence: held against those that the bulletin is proven to be right about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from zcdash.domain.document import pieces_of, plain_text
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
    """A number that the office typed where the generated sentence had none like it. `known`: where else it stands, if anywhere."""

    key: str
    text: str
    known: str
    place: str = ""
    """How the paragraph begins."""

    @property
    def sentence(self) -> str:
        if self.known:
            return f"{self.place}：“{self.text}”不是原句的数，见于{self.known}，请核对是否用对。"
        return f"{self.place}：“{self.text}”在台账中找不到来历，印发前须逐一确认。"


def unverified_numbers(content: Content, draft: Draft) -> list[UnverifiedNumber]:
    """Every number of the office's own, paragraph by paragraph; those that nothing in the bulletin knows come first."""
    known = _known(content)
    worded = [
        ("title", "标题", draft.title, plain_text(content.title)),
        ("addressee", "主送", draft.addressee, content.addressee),
    ]
    for key, text in draft.wording.items():
        if key in content.paragraphs:
            worded.append((key, _opens(text), text, content.paragraphs[key].text))
    found = []
    for key, place, text, own in worded:
        there = {typed for typed, _ in numbers(own)}
        for typed, written in dict(numbers(text)).items():
            if typed not in there:
                found.append(UnverifiedNumber(key, written, known.get(typed, ""), place))
    return sorted(found, key=lambda d: bool(d.known))


def unknown(found: list[UnverifiedNumber]) -> list[str]:
    """The numbers that somebody must answer for before the bulletin is issued."""
    return list(dict.fromkeys(d.text for d in found if not d.known))


def numbers(text: str) -> Iterator[tuple[Typed, str]]:
    """((value, unit), as typed) of every number in a text, in digits or in words before something counted."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", normalize("NFKC", text))
    for found in _TYPED.finditer(plain):
        yield (float(found[1]), found[2] or ""), found[0].strip()
    for found in _IN_WORDS.finditer(plain):
        yield (float(_value(found[1])), found[2]), found[0]


def _value(words: str) -> int:
    total, digit = 0, 0
    for character in words:
        if character in _STEP:
            total += (digit or 1) * _STEP[character]
            digit = 0
        else:
            digit = _DIGIT[character]
    return total + digit


def _opens(text: str) -> str:
    return f"“{text[:14]}…”"


def _known(content: Content) -> Mapping[Typed, str]:
    """Every number that is printed, and the first place where it stands."""
    found: dict[Typed, str] = {}
    for blocks in (content.blocks, *(a.blocks for a in content.annexes)):
        for where, pieces in pieces_of(blocks):
            whole = plain_text(p for p in pieces if isinstance(p, str) or p.key != _HASH)
            place = _opens(content.paragraphs[where].text) if where in content.paragraphs else where
            for typed, _ in numbers(whole):
                found.setdefault(typed, place)
    return found
