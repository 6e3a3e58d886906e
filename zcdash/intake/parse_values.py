"""What clerks type into the cells of a quarterly return, understood as numbers, days and states.

Nothing is guessed silently: what is read otherwise than typed says how, and what can be read two ways is refused.
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
"""More characters than this are prose, not a number; it also keeps figures within what can be calculated."""
_EPOCH, _FIRST, _LAST = date(1899, 12, 30), 20000, 80000
"""Excel counts days from there; a number outside 1954 to 2119 is no day of a plan."""
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
    **{alone: {alone: 1} for alone in ("页", "吨", "美元")},
    _COUNT: dict.fromkeys([*"个家处座条辆台件户名位项所部场次间套栋人", "人次"], 1),
}
_UNITS = {name: (kind, Fraction(size)) for kind, names in _MEASURES.items() for name, size in names.items()}
_BLUR = "大约|约|≈|近|超过|超|逾"
_LEAD = "达到|达|共|累计|完成"
_RISE, _FALL = "增长|增加|上升", "下降|减少"
_DIGITS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_BIG = "百万|千万|千|万|亿"
_SIZED = re.compile(f"({_BIG})?(.*)", re.DOTALL)
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
"""For each code the sentence and what the advice says before its example."""


class NotUnderstood(ValueError):
    """What was typed cannot be read: `code`, a Chinese `sentence`, and `advice` with the example of a right entry."""

    def __init__(self, code: str, sentence: str, advice: str) -> None:
        super().__init__(f"{sentence}{advice}")
        self.code = code
        self.sentence = sentence
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Understood:
    """A number as it was read, in the indicator's unit.

    `how` is empty where a plain number was typed as it is meant, else says how it was read: 按 12000 人 读. `approximate`
    is true where 约, 左右, 余, 近, 超过 … was typed.
    """

    value: float
    how: str
    approximate: bool


def parse_number(typed: object, unit: str, percent: bool = False) -> Understood:
    """The number typed, in `unit`; `percent` says that the cell has a percent format. Raises NotUnderstood."""
    if isinstance(typed, bool):
        raise _wrong("NUMBER_BOOL", unit)
    if isinstance(typed, date | time | timedelta):
        raise _wrong("NUMBER_DATE", unit)
    if isinstance(typed, int | float):
        return _from_cell(typed, unit, percent)
    if isinstance(typed, str):
        return _from_text(typed, unit)
    raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", _quoted(typed))


def parse_day(typed: object, year: int) -> date:
    """The day typed; `year` is meant where none is written. Raises NotUnderstood."""
    if isinstance(typed, date):
        return typed.date() if isinstance(typed, datetime) else typed
    if isinstance(typed, int | float) and not isinstance(typed, bool) and _FIRST <= typed <= _LAST:
        return _EPOCH + timedelta(days=int(typed))
    advice = f"请写到日，例如 {year}-03-05。"
    # A date cell turns 20170305 into that number; a day with a midnight is how programs write a day as text.
    typed = str(typed) if type(typed) is int and 19000101 <= typed <= 21001231 else typed
    text = _clean(typed.removesuffix(" 00:00:00")) if isinstance(typed, str) and len(typed) <= _LONGEST else ""
    found = next((m for p in _DAYS if (m := p.fullmatch(text))), None)
    if not found:
        raise NotUnderstood("DATE_UNREADABLE", f"读不出是哪一天{_quoted(typed)}。", advice)
    y, m, d = (int(found.groupdict().get(part) or year) for part in "ymd")
    try:
        return date(y, m, d)
    except ValueError:
        raise NotUnderstood("DATE_UNREADABLE", f"没有 {y}年{m}月{d}日 这一天。", advice) from None


def parse_state(typed: object) -> State:
    """The state typed or chosen. Raises NotUnderstood."""
    word = _clean(typed).casefold() if isinstance(typed, str) and len(typed) <= _LONGEST else ""
    if word not in _STATES:
        raise NotUnderstood("STATE", f"看不出完成情况{_quoted(typed)}。", "请选：已完成、部分完成、未完成。")
    return _STATES[word]


def _clean(text: str) -> str:
    """Full-width characters made plain and blanks taken out.

    A blank between two digits becomes a comma: 1 250 is one number then, and 12 15 is none.
    """
    plain = "".join(_plain(c) for c in text.replace("m²", "㎡") if unicodedata.category(c) != "Cf" and c != "\ufe0f")
    joined = re.sub(r"(?<=[0-9])\s+(?=[0-9])", ",", plain.replace("−", "-"))
    return re.sub(r"(?<=[0-9])。(?=[0-9])", ".", re.sub(r"\s", "", joined))


def _plain(character: str) -> str:
    """NFKC, but ² ① ½ stay what they are: 10² must not become 102."""
    plain = unicodedata.normalize("NFKC", character)
    new_digits = not character.isdecimal() and any(c.isdigit() for c in plain)
    return character if new_digits and character != "㎡" else plain


def _from_cell(typed: int | float, unit: str, percent: bool) -> Understood:
    # Compared before anything is calculated: nan fails every comparison, and a huge int has neither float nor text.
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
        raise _wrong("NUMBER_ERROR", unit, _quoted(typed))
    if text.casefold() in ("true", "false"):
        raise _wrong("NUMBER_BOOL", unit)
    if _DATE_LIKE.fullmatch(text):
        raise _wrong("NUMBER_DATE", unit)
    found = _NUMBER.fullmatch(text)
    if not found:
        raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", _quoted(typed))
    sign = _sign(found, typed, unit)
    figure = sign * Fraction(found["digits"].replace(",", ""))
    blurred = bool(found["odd"] or found["more"] or found["tail"] or re.search(_BLUR, found["words"]))
    ratio, other = _converted(found["times"] or "", found["base"], typed, unit)
    read = _understood(figure * ratio, unit, blurred, after=f"（填的单位是“{other}”）" if other else "")
    return replace(read, how="") if _PLAIN.fullmatch(typed.strip()) else read


def _sign(found: re.Match[str], typed: str, unit: str) -> int:
    """+1 or −1, from a sign or from one word of rise or fall."""
    moves = re.findall(f"{_RISE}|{_FALL}", found["words"])
    if moves and (unit not in _MEASURES["share"] or len(moves) > 1 or found["sign"]):
        raise _wrong("NUMBER_UNREADABLE", unit, "看不出是总数还是增减数", _quoted(typed))
    return -1 if found["sign"] == "-" or (moves and moves[0] in _FALL.split("|")) else 1


def _converted(times: str, base: str, typed: str, unit: str) -> tuple[Fraction, str]:
    """By what to multiply to come to `unit`, and the other counting word that was typed, if any."""
    if not times and not base:
        return Fraction(1), ""
    own_times, own_base = _SIZED.fullmatch(unit).groups("")
    # A unit that the table does not know is a kind of its own.
    own_kind, own_size = _UNITS.get(own_base.casefold(), (own_base.casefold(), Fraction(1)))
    kind, size = (own_kind, own_size) if base in ("", own_base) else _UNITS.get(base.casefold(), ("", own_size))
    if not kind:
        raise _wrong("NUMBER_UNREADABLE", unit, "读不出一个数字", _quoted(typed))
    if kind != own_kind or (times and kind == "share"):
        raise _wrong("NUMBER_UNIT", unit, f"{times}{base}", unit)
    other = base if kind == _COUNT and base not in ("", own_base) else ""
    return size * _TIMES[times] / (own_size * _TIMES[own_times]), other


def _understood(value: Fraction, unit: str, blurred: bool = False, before: str = "", after: str = "") -> Understood:
    if abs(value) > LIMIT:
        raise _wrong("NUMBER_RANGE", unit)
    glue = "" if unit in _MEASURES["share"] else " "
    return Understood(float(value), f"{before}按 {format_number(float(value))}{glue}{unit} 读{after}", blurred)


def _example(unit: str) -> str:
    """How a right entry looks: shares with their meaning, things and days whole, the rest with decimals."""
    whole = unit in _MEASURES[_COUNT] or unit in _MEASURES["days"]
    shares = {"%": "8.5（表示 8.5%）", "‰": "2.18（表示 2.18‰）"}
    return f"请只填数字，例如 {shares.get(unit, '125' if whole else '1250.5')}。"


def _quoted(typed: object) -> str:
    """At most 20 characters of a text; only printable ones, for they are written into a workbook again."""
    shown = "".join(c for c in typed[:_LONGEST] if c.isprintable()) if isinstance(typed, str) else ""
    return f"：“{shown[:20]}{'…' * (len(shown) > 20)}”" if shown else ""


def _wrong(code: str, unit: str, *said: str) -> NotUnderstood:
    sentence, advice = _WRONG[code]
    return NotUnderstood(code, sentence.format(*said), advice + _example(unit))
