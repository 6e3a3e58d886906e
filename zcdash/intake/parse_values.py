"""Parse the numbers, days and states typed into a submission.

A value that is read otherwise than typed says how; an ambiguous one is refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from zcdash.domain.model import State, format_number

LIMIT = 10**12
_LONGEST = 200
"""Longer entries are prose, no numbers; also keeps the arithmetic bounded."""
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's day numbers."""
_FIRST, _LAST = 20000, 80000
"""Day numbers of 1954 and 2119; a number outside is no day of a plan."""
_TIMES = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_COUNT = "count"
_MEASURES: dict[str, dict[str, int | Fraction]] = {
    "share": {"%": 10, "‰": 1},
    "money": {"元": 1},
    "money of a household": {"元/户": 1, "元每户": 1},
    "days": {"天": 1, "日": 1},
    "length": {"公里": 1000, "千米": 1000, "km": 1000, "里": 500, "华里": 500, "米": 1, "m": 1},
    "area": {"平方米": 1, "平米": 1, "m2": 1, "亩": Fraction(2000, 3), "公顷": 10**4, "平方公里": 10**6},
    "power": {"瓦": 1, "千瓦": 1000, "kw": 1000, "兆瓦": 10**6, "mw": 10**6},
    **{unit: {unit: 1} for unit in ("页", "吨", "美元")},
    _COUNT: dict.fromkeys([*"个家处座条辆台件户名位项所部场次间套栋人", "人次"], 1),
}
_UNITS = {name: (kind, Fraction(size)) for kind, names in _MEASURES.items() for name, size in names.items()}
_BLUR = "大约|约|≈|近|超过|超|逾"
_LEAD = "达到|达|共|累计|完成"
_RISE, _FALL = "增长|增加|上升", "下降|减少"
_DIGITS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_BIG = "百万|千万|千|万|亿"
_NUMBER = re.compile(
    rf"(?P<words>(?:{_BLUR}|{_LEAD}|{_RISE}|{_FALL})*)(?P<sign>[+-]?)(?P<digits>{_DIGITS})"
    rf"(?P<odd>[余多])?(?P<times>{_BIG})?(?P<more>[余多])?(?P<base>.*?)(?P<tail>左右|以上|余|多)?"
)
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DATE_LIKE = re.compile(
    r"(?:19|20)[0-9]{2}(?:年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?)?|[-/][0-9]{1,2}(?:[-/][0-9]{1,2})?|\.[0-9]{1,2}\.[0-9]{1,2})"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?"
)
_Y, _M, _D = "(?P<y>[0-9]{4})", "(?P<m>[0-9]{1,2})", "(?P<d>[0-9]{1,2})"
_DAYS = tuple(
    map(
        re.compile,
        (
            f"{_Y}年{_M}月{_D}[日号]?",
            f"{_Y}(?P<mark>[-/.]){_M}(?P=mark){_D}",
            f"{_Y}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})",
            f"{_M}月{_D}[日号]?",
            f"{_M}[-/]{_D}",
        ),
    )
)
_STATES = {
    word: state
    for state, words in {
        State.DONE: "已完成 完成 完成了 已办结 是 √ ✓ ✔ done",
        State.PARTLY: "部分完成 部分 进行中 正在进行 正在推进 推进中",
        State.NOT_DONE: "未完成 没完成 未开始 否 × 没有 未",
    }.items()
    for word in words.split()
}
_WRONG = {
    "NUMBER_UNREADABLE": ("{}{}。", ""),
    "NUMBER_DATE": ("读到的是日期，不是数字。", "请把单元格格式改为“常规”。"),
    "NUMBER_ERROR": ("公式算出的是错误值{}。", "请改正公式，或直接填数字。"),
    "NUMBER_UNIT": ("填的单位是“{}”，这里的单位是“{}”。", ""),
    "PERCENT_UNIT": ("单元格是百分比格式，这里的单位是“{}”。", "请把单元格格式改为“常规”。"),
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
    近, 超过 … was typed.
    """

    value: float
    how: str
    approximate: bool


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
    raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", _quote(typed))


def parse_day(typed: object, year: int) -> date:
    """Return the day typed, in `year` where it has none. Raises NotUnderstood."""
    if isinstance(typed, date):
        return typed.date() if isinstance(typed, datetime) else typed
    if isinstance(typed, int | float) and not isinstance(typed, bool) and _FIRST <= typed <= _LAST:
        return _EPOCH + timedelta(days=int(typed))
    advice = f"请写到日，例如 {year}-03-05。"
    # A date cell turns 20170305 into that number; programs write a day as text with a midnight.
    typed = str(typed) if type(typed) is int and 19000101 <= typed <= 21001231 else typed
    text = _clean(typed.removesuffix(" 00:00:00")) if isinstance(typed, str) and len(typed) <= _LONGEST else ""
    match = next((match for pattern in _DAYS if (match := pattern.fullmatch(text))), None)
    if not match:
        raise NotUnderstood("DATE_UNREADABLE", f"读不出是哪一天{_quote(typed)}。", advice)
    y, m, d = (int(match.groupdict().get(part) or year) for part in "ymd")
    try:
        return date(y, m, d)
    except ValueError:
        raise NotUnderstood("DATE_UNREADABLE", f"没有 {y}年{m}月{d}日 这一天。", advice) from None


def parse_state(typed: object) -> State:
    """Return the state typed or chosen. Raises NotUnderstood."""
    word = _clean(typed).casefold() if isinstance(typed, str) and len(typed) <= _LONGEST else ""
    if word not in _STATES:
        raise NotUnderstood("STATE", f"看不出完成情况{_quote(typed)}。", "请选：已完成、部分完成、未完成。")
    return _STATES[word]


def _clean(text: str) -> str:
    """Return the text in half-width characters, without blanks.

    A blank between two digits becomes a comma, so that 1 250 is a number and 12 15 is not.
    """
    visible = (c for c in text.replace("m²", "㎡") if unicodedata.category(c) != "Cf" and c != "\ufe0f")
    normalized = "".join(map(_normalize, visible)).replace("−", "-")
    joined = re.sub(r"(?<=[0-9])\s+(?=[0-9])", ",", normalized)
    return re.sub(r"(?<=[0-9])。(?=[0-9])", ".", re.sub(r"\s", "", joined))


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
    text = _clean(typed) if len(typed) <= _LONGEST else ""
    if text.startswith("#"):
        raise _wrong("NUMBER_ERROR", unit, _quote(typed))
    if text.casefold() in ("true", "false"):
        raise _wrong("NUMBER_BOOL", unit)
    if _DATE_LIKE.fullmatch(text):
        raise _wrong("NUMBER_DATE", unit)
    match = _NUMBER.fullmatch(text)
    if not match:
        raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", _quote(typed))
    figure = _sign(match, typed, unit) * Fraction(match["digits"].replace(",", ""))
    approximate = bool(match["odd"] or match["more"] or match["tail"] or re.search(_BLUR, match["words"]))
    ratio, other_word = _conversion(match["times"] or "", match["base"], typed, unit)
    after = f"（填的单位是“{other_word}”）" if other_word else ""
    number = _understood(figure * ratio, unit, approximate, after=after)
    return replace(number, how="") if _PLAIN.fullmatch(typed.strip()) else number


def _sign(match: re.Match[str], typed: str, unit: str) -> int:
    """Return +1 or −1, from a sign or from one word of rise or fall."""
    moves = re.findall(f"{_RISE}|{_FALL}", match["words"])
    if moves and (unit not in _MEASURES["share"] or len(moves) > 1 or match["sign"]):
        raise _wrong("NUMBER_UNREADABLE", unit, "看不出是总数还是增减数", _quote(typed))
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
        raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", _quote(typed))
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
    whole = unit in _MEASURES[_COUNT] or unit in _MEASURES["days"]
    shares = {"%": "8.5（表示 8.5%）", "‰": "2.18（表示 2.18‰）"}
    return f"请只填数字，例如 {shares.get(unit, '125' if whole else '1250.5')}。"


def _quote(typed: object) -> str:
    """Return at most 20 printable characters of a text in quotation marks; they are written into a workbook again."""
    shown = "".join(c for c in typed[:_LONGEST] if c.isprintable()) if isinstance(typed, str) else ""
    return f"：“{shown[:20]}{'…' * (len(shown) > 20)}”" if shown else ""


def _wrong(code: str, unit: str, *details: str) -> NotUnderstood:
    sentence, advice = _WRONG[code]
    return NotUnderstood(code, sentence.format(*details), advice + _example(unit))
