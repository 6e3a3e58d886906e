"""Quantities in a text: number, unit, and the words beside them that say on which side of it the target is met."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zcdash.domain.terms import Direction

COUNTERS = (
    "批次",
    *(
        "户次",
        "人次",
        "场次",
        "班次",
        "架次",
        "人",
        "名",
        "位",
        "户",
        "家",
        "个",
        "处",
        "座",
        "所",
        "项",
        "件",
        "条",
        "辆",
    ),
    *(
        "台套",
        "台",
        "套",
        "部",
        "场",
        "次",
        "期",
        "只",
        "头",
        "株",
        "棵",
        "张",
        "册",
        "本",
        "篇",
        "批",
        "间",
        "栋",
        "幢",
        "根",
        "盏",
    ),
    *("对", "天", "宗", "起", "支", "村", "床", "块", "枚", "杆", "艘", "门", "页", "例", "口", "眼", "款"),
)
"""Words that count single things; 万 and 亿 may stand before them."""
MEASURES = (
    *(
        "亿美元",
        "万美元",
        "美元",
        "亿元",
        "万元",
        "千元",
        "元",
        "平方公里",
        "平方千米",
        "平方米",
        "立方米",
        "平米",
        "公里",
        "千米",
    ),
    *(
        "米",
        "m2",
        "km2",
        "km",
        "公顷",
        "亩",
        "吨标准煤",
        "吨标煤",
        "吨",
        "公斤",
        "克",
        "千克",
        "千瓦时",
        "千瓦",
        "兆瓦",
        "kw",
        "kW",
    ),
    *("KW", "MW", "微克/立方米", "微克每立方米", "微克", "μg/m3", "ug/m3", "毫克/升", "小时", "分钟", "标箱", "分"),
    *("/10万", "/100万", "/万"),
)
LENGTHS_AND_AREAS = frozenset(("平方公里", "平方米", "立方米", "公里", "米", "公顷", "亩"))
_SHARES = ("%", "‰", "个百分点", "百分点")
UNIT = "|".join(map(re.escape, sorted({*COUNTERS, *MEASURES, *_SHARES}, key=len, reverse=True)))
_QUANTITY = re.compile(
    r"(?<![\d.A-Za-z〔#×])(?P<low>-?\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?)(?:%|‰)?"
    r"(?:(?P<to>[-—~－至–])(?P<high>\d{1,12}(?:\.\d{1,6})?))?"
    r"(?P<more>多|余)?(?P<scale>百万|千万|万|亿|千|百)?(?P<more2>多|余)?"
    rf"(?P<unit>{UNIT})(?P<per>/[年月日天吨户人亩小时时次]{{1,2}})?"
    r"(?P<after>\(?(?:左右|上下|以上|及以上|以内|之内|以下|以里)\)?)?"
)
_NUMERAL = re.compile(
    r"(?<![第每同这那任统单唯])(?P<low>[一两二三四五六七八九十])(?:(?P<unit>[家处条座所部辆])(?![一二三四五六七八九十分])|"
    rf"(?P<scale>[百千万亿])(?P<counted>{UNIT}))"
)
_RANK_ALONE = re.compile(
    r"(?:(?<![^,;。:①-⑳])|(?<=进))(?:全[国省市区县](?:同类)?)?(?:前|第)(?P<place>[一二三四五六七八九十]|\d{1,3})(?P<unit>位|名)(?P<tail>[,;。]|$)"
)
"""Clause that is a place in a ranking and nothing else: 前12名."""
_RANK = re.compile(
    r"(?:排名|名次|排位|位次|位居|位列|列|居|进入|保持|争取|稳居|跻身)[^,;。\d]{0,12}?(?:前|第)(?P<place>[一二三四五六七八九十]|\d{1,3})(?P<unit>位|名)?"
    r"(?P<tail>[^,;。]{0,1})"
)
_NUMERALS = {character: float(number) for number, character in enumerate("一二三四五六七八九十", 1)} | {"两": 2.0}
_ABOUT, _AT_MOST, _AT_LEAST = ("左右", "上下"), ("以内", "之内", "以下", "以里"), ("以上", "及以上")
_BEFORE = re.compile(
    r"(?P<most>控制在|不超过?|不得超过|不高于|不多于|不大于|低于|小于|少于|≤|<|降至|降到|压减至|压减到)|"
    r"(?P<least>不低于|不少于|不小于|至少|最少|≥|>|高于|大于|超过|突破|达到|达|力争)|(?P<about>大约|(?<![签预条节合契])约)"
)
_NEAR = 6
"""Characters before a number in which a word of direction may stand."""
_SCALES = {"百": 100.0, "千": 1000.0, "百万": 1e6, "千万": 1e7}
_SAMEUNITS = {
    **{
        "m2": "平方米",
        "km2": "平方公里",
        "平方千米": "平方公里",
        "千米": "公里",
        "km": "公里",
        "百分点": "%",
        "个百分点": "%",
    },
    **{
        "名": "人",
        "位": "人",
        "kw": "kW",
        "KW": "kW",
        "吨标煤": "吨标准煤",
        "微克每立方米": "微克/立方米",
        "ug/m3": "微克/立方米",
    },
    "μg/m3": "微克/立方米",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Number with its unit, as it stands between `start` and `end` of a plain text."""

    value: float
    upper: float | None
    """End of a range."""
    unit: str
    start: int
    end: int
    """End of number and unit; words of direction behind them stand up to `stop`."""
    stop: int
    direction: Direction
    says_direction: bool
    """True where words beside the number say the direction."""
    strict: str = ""
    is_rank: bool = False
    is_range: bool = False
    """True for 1-3家, also where only the lower end is promised."""
    is_numeral: bool = False
    """True for 两处: a number in characters."""
    is_per: bool = False
    """True for 5000吨/年: a capacity."""
    is_points: bool = False
    """True for 个百分点: a change, not a level."""

    @property
    def is_share(self) -> bool:
        return self.unit in ("%", "‰")


def quantities_of(plain: str) -> list[Quantity]:
    """Return the quantities of a text in their order; numbers without a unit, dates and numbers of documents are none."""
    found = [q for q in map(_quantity, _QUANTITY.finditer(plain), [plain] * len(plain)) if q is not None]
    found += [_numeral(match) for match in _NUMERAL.finditer(plain)]
    ranks = {r.start: r for r in map(_rank, _RANK_ALONE.finditer(plain))}
    ranks |= {r.start: r for r in map(_rank, filter(_is_place, _RANK.finditer(plain)))}
    places = {at for r in ranks.values() for at in range(r.start, r.stop)}
    found = [q for q in found if q.start not in places]
    return sorted((*found, *ranks.values()), key=lambda q: q.start)


def _quantity(match: re.Match[str], plain: str) -> Quantity | None:
    start = match.start()
    if plain[max(0, start - 1) : start] in ("第", "№") or plain[max(0, start - 2) : start] == "NO":
        return None
    low = float(match["low"].replace(",", ""))
    high = float(match["high"]) if match["high"] else None
    if high is not None and high <= low:
        return None
    unit, scale = match["unit"], match["scale"] or ""
    if scale in _SCALES:
        low, high, scale = low * _SCALES[scale], None if high is None else high * _SCALES[scale], ""
    unit = scale + _SAMEUNITS.get(unit, unit)
    direction, says, strict = _direction(
        plain, start, (match["after"] or "").strip("()"), match["high"] is not None, unit
    )
    if match["more"] or match["more2"]:
        direction, says = Direction.AT_LEAST, True
    if direction is not Direction.WITHIN:
        high = None
    return Quantity(
        value=abs(low) if low < 0 and plain[start - 1 : start].isdigit() else low,
        upper=high,
        unit=unit,
        start=start,
        end=match.end("per") if match["per"] else match.end("unit"),
        stop=match.end(),
        direction=direction,
        says_direction=says,
        strict=strict,
        is_per=bool(match["per"]),
        is_range=match["high"] is not None,
        is_points="百分点" in match["unit"],
    )


def _direction(plain: str, start: int, after: str, is_range: bool, unit: str) -> tuple[Direction, bool, str]:
    """Return the direction, whether words say it, and the bound that is itself not enough."""
    if is_range:
        # 1-3家: the lower end is what is promised; 60—70%: both ends count.
        return (Direction.WITHIN, True, "") if unit in ("%", "‰") else (Direction.AT_LEAST, True, "")
    if after in _ABOUT:
        return Direction.ABOUT, True, ""
    if after in _AT_MOST:
        return Direction.AT_MOST, True, ""
    if after in _AT_LEAST:
        return Direction.AT_LEAST, True, ""
    words = list(_BEFORE.finditer(plain, max(0, start - _NEAR), start))
    word = words[-1] if words and words[-1].end() == start else None
    if word is None:
        return Direction.AT_LEAST, False, ""
    if word["about"]:
        return Direction.ABOUT, True, ""
    if word["most"]:
        return Direction.AT_MOST, True, "<" if word[0] in ("低于", "小于", "少于", "<") else ""
    return (
        Direction.AT_LEAST,
        word[0] not in ("达到", "达", "力争"),
        ">" if word[0] in ("高于", "大于", "超过", ">") else "",
    )


def _numeral(match: re.Match[str]) -> Quantity:
    value, scale = _NUMERALS[match["low"]], match["scale"] or ""
    counted = match["unit"] or _SAMEUNITS.get(match["counted"], match["counted"])
    return Quantity(
        value=value * _SCALES.get(scale, 1.0),
        upper=None,
        unit=counted if scale in _SCALES else scale + counted,
        start=match.start(),
        end=match.end(),
        stop=match.end(),
        direction=Direction.AT_LEAST,
        says_direction=False,
        is_numeral=True,
    )


def _is_place(match: re.Match[str]) -> bool:
    """Return True for 排名前三位 and 全区排名前三, False for 前期 and 第一季度."""
    return bool(match["unit"]) or ("排名" in match[0] and match["tail"] in ("", ",", ";", "。"))


def _rank(match: re.Match[str]) -> Quantity:
    place = match["place"]
    return Quantity(
        value=_NUMERALS[place] if place in _NUMERALS else float(place),
        upper=None,
        unit="名",
        start=match.start("place") - 1,
        end=match.end("unit") if match["unit"] else match.end("place"),
        stop=match.end("unit") if match["unit"] else match.end("place"),
        direction=Direction.AT_MOST,
        says_direction=True,
        is_rank=True,
    )
