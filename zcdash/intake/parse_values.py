"""Parse the numbers typed into a submission.

A number that is read otherwise than typed says how; a doubtful one is asked about, an ambiguous one is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from fractions import Fraction

from zcdash.domain.model import format_number
from zcdash.intake.findings import Question

LIMIT = 10**12
LONGEST = 200
"""Longer entries are prose, no numbers; also keeps the arithmetic bounded."""
_TIMES = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_COUNT = "count"
_MEASURES: dict[str, dict[str, int | Fraction]] = {
    "share": {"%": 10, "‰": 1},
    "points": {"个百分点": 1, "百分点": 1},
    "money": {"元": 1},
    "money of a household": {"元/户": 1, "元每户": 1},
    "days": {"天": 1, "日": 1},
    "length": {"公里": 1000, "千米": 1000, "km": 1000, "里": 500, "华里": 500, "米": 1, "m": 1},
    "area": {"平方米": 1, "平米": 1, "m2": 1, "亩": Fraction(2000, 3), "公顷": 10**4, "平方公里": 10**6},
    "power": {"瓦": 1, "千瓦": 1000, "kw": 1000, "兆瓦": 10**6, "mw": 10**6},
    **{unit: {unit: 1} for unit in ("页", "吨", "美元")},
    _COUNT: dict.fromkeys([*"个家处座条辆台件户名位项所部场次间套栋人", "人次"], 1),
}
WHOLE_UNITS = frozenset(_MEASURES[_COUNT]) | frozenset(_MEASURES["days"])
"""Units of which there is no half."""
_PEOPLE = {"人": "people", "名": "people", "位": "people", "人次": "visits"}
"""Counting words of people; people, visits and things do not stand for each other without a question."""
_UNITS = {name: (kind, Fraction(size)) for kind, names in _MEASURES.items() for name, size in names.items()}
_BLUR = "大约|约|≈|近|超过|超|逾"
_LEAD = "达到|达|共|累计|完成"
_RISE, _FALL = "增长|增加|上升", "下降|减少"
_DIGITS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_GROUPED = re.compile(r"(?<![0-9.,] )(?<![0-9.,])[1-9][0-9]?(?: [0-9]{3})+(?![0-9]| [.,]?[0-9])")
"""Groups of three after a blank. 120 130 is none: a first group of three digits may be a number by itself."""
_APART = re.compile(r"[0-9](?:\s++(?:[.,]\s*+)?|[.,]\s++)[-+]?[0-9]")
"""Two numbers with a blank or a line break between them."""
_BLANK = re.compile(r"\s")
_BLANKS_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s++(?=[0-9])")
_POINT_AMONG_BLANKS = re.compile(r"(?<=[0-9]) ++\. ++(?=[0-9])")
_FULL_STOP_AS_POINT = re.compile(r"(?<=[0-9])。(?=[0-9]|$)")
_NUMBER_STARTS = re.compile(r"(?:^|\s)[0-9]")
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NO_NUMBER = re.compile(
    r"[-—–―─/\\.。*]+|暂?无(?:数据|数字)?|没有(?:数据)?|n/?a|略|空|不适用|未统计|同(?:上|左|上期)|详?见(?:附件|附表|说明|备注)"
)
_ERROR = re.compile(r"#(?:name\?|div/0!|n/a|ref!|value!|num!|null!|spill!|calc!)|err:[0-9]{3}")
_BIG = "百万|千万|千|万|亿"
_BLURRED, _MOVE = re.compile(_BLUR), re.compile(f"{_RISE}|{_FALL}")
_NUMBER = re.compile(
    rf"(?P<words>(?:{_BLUR}|{_LEAD}|{_RISE}|{_FALL})*)(?P<sign>[+-]?)(?P<digits>{_DIGITS})"
    rf"(?P<odd>[余多])?(?P<times>{_BIG})?(?P<more>[余多])?(?P<base>.*?)(?P<tail>左右|以上|余|多)?"
)
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DATE_LIKE = re.compile(
    r"(?:19|20)[0-9]{2}(?:年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?)?|[-/][0-9]{1,2}(?:[-/][0-9]{1,2})?|\.[0-9]{1,2}\.[0-9]{1,2})"
    r"(?:,[0-9]{1,2}:[0-9:]+)?"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?"
)
_WRONG = {
    "NUMBER_UNREADABLE": ("{}{}。", ""),
    "NUMBER_DATE": ("读到的是日期，不是数字。", "请重填；若又变成日期，先把单元格格式改为“常规”。"),
    "NUMBER_ERROR": ("公式算出的是错误值{}。", "请改正公式，或直接填数字。"),
    "NUMBER_UNIT": ("填的单位是“{}”，这里的单位是“{}”。", ""),
    "PERCENT_UNIT": ("单元格是百分比格式，这里的单位是“{}”。", "请把单元格格式改为“常规”后重填。"),
    "NUMBER_BOOL": ("读到的是“真/假”（TRUE/FALSE），不是数字。", ""),
    "NUMBER_RANGE": ("数字太大（超过 1 万亿），或不是一个有限的数。", ""),
}
"""Code → (sentence, advice before its example)."""


class NotUnderstood(ValueError):
    """A typed value cannot be parsed: `code`, a Chinese `sentence`, and `advice` with an example of a valid entry."""

    def __init__(self, code: str, sentence: str, advice: str) -> None:
        super().__init__(f"{sentence}{advice}")
        self.code = code
        self.sentence = sentence
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Understood:
    """A parsed number in the indicator's unit.

    `how` says how it was read, such as 按 12000 人 读; empty for a plain number. `approximate` is true where 约, 左右, 余,
    近, 超过 … was typed. `questions` are warnings that the clerk has to confirm.
    """

    value: float
    how: str
    approximate: bool
    questions: tuple[Question, ...] = ()


def parse_number(typed: object, unit: str, percent: bool = False) -> Understood:
    """Return the number typed, in `unit`; `percent` is true for a cell with a percent format. Raises NotUnderstood."""
    if isinstance(typed, bool):
        raise _wrong("NUMBER_BOOL", unit)
    if isinstance(typed, date | time | timedelta):
        raise _wrong("NUMBER_DATE", unit)
    if isinstance(typed, int | float):
        return _from_cell(typed, unit, percent)
    if isinstance(typed, str):
        return _from_text(typed, unit)
    raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", quote(typed))


def is_spreadsheet_error(text: str) -> bool:
    """Return whether a text is the error value of a formula, such as #NAME?."""
    return len(text) <= LONGEST and bool(_ERROR.fullmatch(clean(text).casefold()))


def clean(text: str) -> str:
    """Return the text in half-width characters, without blanks; a blank between two digits becomes a comma."""
    joined = _BLANKS_BETWEEN_DIGITS.sub(",", half_width(text))
    return _FULL_STOP_AS_POINT.sub(".", _BLANK.sub("", joined))


def half_width(text: str) -> str:
    """Return the text in half-width characters, without invisible ones."""
    visible = (c for c in text.replace("m²", "㎡") if unicodedata.category(c) != "Cf" and c != "\ufe0f")
    return "".join(map(_normalize, visible)).replace("−", "-")


def _normalize(character: str) -> str:
    """Return the NFKC form, except for ² ① ½: 10² must not become 102."""
    normalized = unicodedata.normalize("NFKC", character)
    new_digits = not character.isdecimal() and any(c.isdigit() for c in normalized)
    return character if new_digits and character != "㎡" else normalized


def _from_cell(typed: int | float, unit: str, percent: bool) -> Understood:
    # Compare before calculating: nan fails every comparison, and a huge int has neither a float nor a text form.
    if not -LIMIT <= typed <= LIMIT:
        raise _wrong("NUMBER_RANGE", unit)
    value = Fraction(repr(float(typed)))
    if not percent:
        return Understood(float(value), "", False)
    if unit not in _MEASURES["share"]:
        raise _wrong("PERCENT_UNIT", unit, unit)
    return _understood(value * 1000 / _UNITS[unit][1], unit, before="百分比格式，")


def _from_text(typed: str, unit: str) -> Understood:
    if len(typed) > LONGEST:
        raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", quote(typed))
    _refuse_other_values(clean(typed), typed, unit)
    text, grouped = _join_groups(typed)
    match = _NUMBER.fullmatch(text)
    if not match:
        raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", quote(typed))
    figure = _sign(match, typed, unit) * Fraction(match["digits"].replace(",", ""))
    approximate = bool(match["odd"] or match["more"] or match["tail"] or _BLURRED.search(match["words"]))
    ratio, other_word = _conversion(match["times"] or "", match["base"], typed, unit)
    after = f"（填的单位是“{other_word}”）" if other_word else ""
    number = _understood(figure * ratio, unit, approximate, after=after)
    questions = (*_ask_groups(typed, grouped), *_ask_people(number.value, other_word, unit))
    return replace(number, how="" if _PLAIN.fullmatch(typed.strip()) else number.how, questions=questions)


def _join_groups(typed: str) -> tuple[str, str]:
    """Return the text without blanks, and the digits of the groups of three that were joined, empty where none were.

    Raises NotUnderstood for two numbers with a blank or a line break between them.
    """
    text = _POINT_AMONG_BLANKS.sub(".", half_width(typed).strip())
    match = _GROUPED.search(text)
    grouped = match[0].replace(" ", "") if match else ""
    text = _GROUPED.sub(grouped, text, count=1)
    if _APART.search(text) or len(_NUMBER_STARTS.findall(text)) > 1:
        raise _two_numbers(text)
    return clean(text), grouped


def _two_numbers(text: str) -> NotUnderstood:
    numbers = [number[:12] for number in _DECIMAL.findall(text)]
    joined = f"，也可能是 {''.join(numbers)}" if len(numbers) == 2 and "".join(numbers).isdecimal() else ""
    few = "、".join(numbers[:3]) + "…" * (len(numbers) > 3) if len(numbers) > 2 else " 和 ".join(numbers)
    return NotUnderstood("TWO_NUMBERS", f"一格里像有几个数：{few}{joined}。", "请只留一个数，数字连着写，例如 125。")


def _refuse_other_values(text: str, typed: str, unit: str) -> None:
    """Raise NotUnderstood for what is plainly no number: an error, a day, a word for no value."""
    if text.startswith("#") or is_spreadsheet_error(text):
        raise _wrong("NUMBER_ERROR", unit, quote(typed))
    if text.casefold() in ("true", "false"):
        raise _wrong("NUMBER_BOOL", unit)
    if _DATE_LIKE.fullmatch(text):
        raise _wrong("NUMBER_DATE", unit)
    if _NO_NUMBER.fullmatch(text.casefold()):
        advice = "没有数就留空，在“说明”里写明原因；若是零，请填 0。"
        raise NotUnderstood("NUMBER_NONE", f"这里要填数字，填的是{quote(typed).removeprefix('：')}。", advice)


def _ask_groups(typed: str, grouped: str) -> Iterator[Question]:
    if grouped:
        typed = quote(half_width(typed)).removeprefix("：")
        yield Question("NUMBER_GROUPED", f"填的是{typed}，读作 {grouped}。", f"请核对，最好连着写：{grouped}。")


def _ask_people(value: float, other_word: str, unit: str) -> Iterator[Question]:
    """Ask about people counted as things, and the reverse."""
    if other_word and _PEOPLE.get(other_word) != _PEOPLE.get(unit.lstrip("百千万亿")):
        number = format_number(value)
        advice = f"若确是 {number} {unit}，可以照报；若不是，请改。"
        yield Question("UNIT_DOUBTFUL", f"填的是 {number} {other_word}，这里的单位是“{unit}”。", advice)


def _sign(match: re.Match[str], typed: str, unit: str) -> int:
    """Return +1 or −1, from a sign or from one word of rise or fall."""
    moves = _MOVE.findall(match["words"])
    if moves and (unit not in _MEASURES["share"] or len(moves) > 1 or match["sign"]):
        raise _wrong("NUMBER_UNREADABLE", unit, "看不出是总数还是增减数", quote(typed))
    return -1 if match["sign"] == "-" or (moves and moves[0] in _FALL.split("|")) else 1


def _conversion(times: str, base: str, typed: str, unit: str) -> tuple[Fraction, str]:
    """Return the factor from the typed unit to `unit`, and the typed counting word where it is another."""
    if not times and not base:
        return Fraction(1), ""
    unit_times = next((name for name in _BIG.split("|") if unit.startswith(name)), "")
    unit_base = unit.removeprefix(unit_times)
    # A unit that the table does not have is a kind of its own.
    unit_kind, unit_size = _UNITS.get(unit_base.casefold(), (unit_base.casefold(), Fraction(1)))
    kind, size = unit_kind, unit_size
    if base not in ("", unit_base):
        kind, size = _UNITS.get(base.casefold(), ("", unit_size))
    if not kind:
        raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", quote(typed))
    if kind != unit_kind or (times and kind == "share"):
        raise _wrong("NUMBER_UNIT", unit, f"{times}{base}", unit)
    other_word = base if kind == _COUNT and base not in ("", unit_base) else ""
    return size * _TIMES[times] / (unit_size * _TIMES[unit_times]), other_word


def _understood(value: Fraction, unit: str, approximate: bool = False, before: str = "", after: str = "") -> Understood:
    if abs(value) > LIMIT:
        raise _wrong("NUMBER_RANGE", unit)
    blank = "" if unit in _MEASURES["share"] else " "
    return Understood(float(value), f"{before}按 {format_number(float(value))}{blank}{unit} 读{after}", approximate)


def _example(unit: str) -> str:
    """Return an example of a valid entry: shares with their meaning, things and days whole, others with decimals."""
    shares = {"%": "8.5（表示 8.5%）", "‰": "2.18（表示 2.18‰）"}
    return f"请只填数字，例如 {shares.get(unit, '125' if unit in WHOLE_UNITS else '1250.5')}。"


def quote(typed: object) -> str:
    """Return at most 20 printable characters in quotation marks, after a colon; they are written into a workbook again."""
    if isinstance(typed, int | float) and not isinstance(typed, bool) and -LIMIT <= typed <= LIMIT:
        typed = format_number(typed)
    shown = "".join(c for c in typed[:LONGEST] if c.isprintable()) if isinstance(typed, str) else ""
    return f"：“{shown[:20]}{'…' * (len(shown) > 20)}”" if shown else ""


def _wrong(code: str, unit: str, *details: str) -> NotUnderstood:
    sentence, advice = _WRONG[code]
    return NotUnderstood(code, sentence.format(*details), advice + _example(unit))
