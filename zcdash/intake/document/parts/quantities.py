"""Quantities in a text: number, unit, and the words beside them that say on which side of it the target is met."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from zcdash.domain.terms import Direction
from zcdash.intake.document.parts.unit_words import SAME_UNITS, SCALES, SHARES, UNIT, WHOLE
from zcdash.intake.document.running.printed_dates import number_of

_EACH = "平方米|立方米|平方公里|公里|公顷|千瓦时|小时|万?[年月日天吨户人亩时次家件台辆个升]|[万亿]?元"
_QUANTITY = re.compile(
    r"(?<![\d.A-Za-z〔#×])(?P<low>-?\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?)"
    rf"(?:(?P<first>(?:百万|千万|万|亿|千|百)?(?:{UNIT})?)(?P<to>[-—~－至–])(?P<high>\d{{1,12}}(?:\.\d{{1,6}})?))?"
    r"(?P<more>多|余)?(?P<scale>百万|千万|万|亿|千|百)?(?P<more2>多|余)?"
    rf"(?P<unit>{UNIT})(?P<per>/(?:{_EACH}))?"
    r"(?P<after>\(?(?:左右|上下|以上|及以上|以内|之内|以下|以里)\)?)?"
)
_COMPOUND = re.compile(
    r"(?<![\d.A-Za-z〔#×])(?P<high>\d{1,4})(?P<scale>[万亿])(?:零(?P<rest>\d{1,4})|(?P<low>\d{1,4})(?P<small>千万|百万|万|千|百)|(?P<full>\d{4}))"
    rf"(?P<more>多|余)?(?P<unit>{UNIT})(?P<after>\(?(?:左右|上下|以上|及以上|以内|之内|以下|以里)\)?)?"
)
"""Number with two scales: 1万2千人, 1亿2000万元, 1万零500株; the second of 1万2人 is not told."""
_NUMERAL = re.compile(
    r"(?<![第每同这那任统单唯数几〇零一二两三四五六七八九十百千万亿])(?P<low>[一二两三四五六七八九十百千零〇]{1,9})"
    rf"(?P<more>多|余)?(?:(?P<scale>[万亿])(?P<rest>[一二两三四五六七八九十百千零〇]{{0,9}}))?(?P<unit>{UNIT})(?P<after>\(?(?:左右|上下|以上|及以上|以内|之内|以下|以里)\)?)?"
)
_PERCENT = re.compile(
    r"(?P<low>百分之(?P<whole>[一二两三四五六七八九十百]{1,5})(?:点(?P<part>[零〇一二三四五六七八九]{1,4}))?)(?P<after>左右|上下|以上|及以上|以内|之内|以下)?"
)
"""Share in characters: 百分之七点五."""
_WRITTEN = re.compile(
    r"(?:[一二两三四五六七八九]千)?[零〇]?(?:[一二两三四五六七八九]百)?[零〇]?(?:[一二三四五六七八九]?十)?[零〇]?[一二两三四五六七八九]?"
)
"""Number below ten thousand in characters."""
_COUNTED_ONES = frozenset("家处条座所部辆")
"""Units behind a single character that is a number: 两处. Others are idioms: 一次, 三个一."""
_ORDINALS = frozenset("期条款分批")
"""Units behind a number in characters that is an ordinal or a name: 十八期工程, 二十条."""
_POINT_NUMBER = re.compile(r"(?:^|(?<=[;。!]))(?P<number>[0-9]{1,2})[.、]")
_AVERAGE = re.compile(r"每|均")
_RANK_ALONE = re.compile(
    r"(?:(?<![^,;。:①-⑳])|(?<=进))(?:全[国省市区县](?:同类)?)?(?:前|第)(?P<place>[一二三四五六七八九十]|\d{1,3})(?P<unit>位|名|(?<=前\d)|(?<=前\d\d))(?P<tail>[,;。]|$)"
)
"""Clause that is a place in a ranking and nothing else: 前12名, 前5."""
_RANK = re.compile(
    r"(?:排名|名次|排位|位次|位居|位列|列|居|进入|保持|争取|稳居|跻身)[^,;。\d]{0,12}?(?:前|第)(?P<place>[一二三四五六七八九十]|\d{1,3})(?P<unit>位|名)?"
    r"(?P<tail>[^,;。]{0,1})"
)
_NUMERALS = {character: float(number) for number, character in enumerate("一二三四五六七八九十", 1)} | {"两": 2.0}
_ABOUT, _AT_MOST, _AT_LEAST = ("左右", "上下"), ("以内", "之内", "以下", "以里"), ("以上", "及以上")
_BEFORE = re.compile(
    r"(?P<most>控制在|不超过?|不得超过|不高于|不多于|不大于|低于|小于|少于|≤|<|降至|降到|降低到|降低至|压减至|压减到|压缩至|压缩到|缩短至|缩短到|减少到|减少至)|"
    r"(?P<least>不低于|不少于|不小于|至少|最少|≥|>|高于|大于|超过|突破|达到|达|力争)|(?P<about>大约|稳定在|维持在|(?<![签预条节合契])约)"
)
_APART = re.compile(
    r"分别[^,;。\d]{0,10}(?P<list>(?:\d{1,9}(?:\.\d{1,4})?、){1,3})(?P<last>\d{1,9}(?:\.\d{1,4})?)(?=[^\d、.])"
)
"""Numbers that share the unit of the last: PM10、PM2.5浓度分别控制在70、38微克/立方米."""
_SCALE = SCALES | {"万": 1e4, "亿": 1e8}
_LISTED = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
_SCALED_BEFORE = re.compile(r"\d[万亿千百]零?$")
_AVERAGED = 20
"""Characters before a number in which 每 or 人均 makes parts of a count possible."""
_NEAR = 6
"""Characters before a number in which a word of direction may stand."""


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
    is_doubtful: bool = False
    """True where the point in it may be that of a numbering: 培训2.100人."""

    @property
    def is_share(self) -> bool:
        return self.unit in ("%", "‰")


def quantities_of(plain: str) -> list[Quantity]:
    """Return the quantities of a text in their order; numbers without a unit, dates and numbers of documents are none."""
    numbers = {int(match["number"]) for match in _POINT_NUMBER.finditer(plain)}
    read = [_quantity(match, plain, numbers) for match in _QUANTITY.finditer(plain)]
    read += [_numeral(match, plain) for match in _NUMERAL.finditer(plain)]
    read += [_compound(match, plain) for match in _COMPOUND.finditer(plain)]
    read += [_percent(match, plain) for match in _PERCENT.finditer(plain)]
    found = [q for q in read if q is not None]
    ranks = {r.start: r for r in map(_rank, _RANK_ALONE.finditer(plain))}
    ranks |= {r.start: r for r in map(_rank, filter(_is_place, _RANK.finditer(plain)))}
    places = {at for r in ranks.values() for at in range(r.start, r.stop)}
    found = [q for q in found if q.start not in places]
    return sorted((*found, *_sharing(plain, found), *ranks.values()), key=lambda q: q.start)


def _sharing(plain: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield the numbers of a list behind 分别 that have their unit from its last one."""
    for match in _APART.finditer(plain):
        last = next((q for q in found if q.start == match.start("last")), None)
        for each in _LISTED.finditer(match["list"]) if last else ():
            start, end = match.start("list") + each.start(), match.start("list") + each.end()
            if last:
                yield replace(last, value=float(each[0]), upper=None, start=start, end=end, stop=end, is_range=False)


def _quantity(match: re.Match[str], plain: str, numbers: Collection[int]) -> Quantity | None:
    start, printed = match.start(), match["low"]
    if plain[max(0, start - 1) : start] in ("第", "№") or plain[max(0, start - 2) : start] == "NO":
        return None
    unit, scale = match["unit"], match["scale"] or ""
    # 1万2千人, 30元至5万元
    if _SCALED_BEFORE.search(plain, max(0, start - 3), start) or match["first"] not in (None, "", scale, scale + unit):
        return None
    low = float(printed.replace(",", ""))
    high = float(match["high"]) if match["high"] else None
    if high is not None and high <= low:
        return None
    doubtful = "." in printed and _may_be_numbered(match, plain, numbers)
    if scale in SCALES:
        low, high, scale = low * SCALES[scale], None if high is None else high * SCALES[scale], ""
    unit = scale + SAME_UNITS.get(unit, unit)
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
        is_doubtful=doubtful,
    )


def _may_be_numbered(match: re.Match[str], plain: str, numbers: Collection[int]) -> bool:
    """Return True where the point of 2.5 may be that of a numbering: before a whole count, or where points 1 or 3 are there."""
    start, number = match.start(), int(match["low"].lstrip("-").partition(".")[0].replace(",", ""))
    if match["unit"] in WHOLE and not match["scale"]:
        return not _AVERAGE.search(plain, max(0, start - _AVERAGED), start)
    is_first = _POINT_NUMBER.match(plain, start) is not None
    return is_first and bool({number - 1, number + 1} & set(numbers))


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


def _compound(match: re.Match[str], plain: str) -> Quantity | None:
    """Return the quantity of a number with two scales, in the larger of them (1.2万人); None where the second is larger."""
    scale, unit = match["scale"], match["unit"]
    low = float(match["rest"] or match["full"] or match["low"])
    low *= _SCALE[unit[0]] if unit[0] in _SCALE else _SCALE.get(match["small"] or "", 1.0)
    base = unit.lstrip("万亿")
    if low >= _SCALE[scale] or ((match["small"] or "").endswith("万") and unit != base):
        return None
    start, after = match.start(), (match["after"] or "").strip("()")
    direction, says, strict = _direction(plain, start, after, False, unit)
    return Quantity(
        value=round(float(match["high"]) + low / _SCALE[scale], 8),
        upper=None,
        unit=scale + SAME_UNITS.get(base, base),
        start=start,
        end=match.end("unit"),
        stop=match.end(),
        direction=Direction.AT_LEAST if match["more"] else direction,
        says_direction=bool(match["more"]) or says,
        strict=strict,
    )


def _numeral(match: re.Match[str], plain: str) -> Quantity | None:
    """Return the quantity of a number in characters: 两处, 二十家, 一百五十余万元; None for idioms."""
    low, scale, unit = match["low"], match["scale"] or "", match["unit"]
    value = float(number_of(low)) if _WRITTEN.fullmatch(low) else 0.0
    if rest := match["rest"]:
        value += number_of(rest) / _SCALE[scale] if _WRITTEN.fullmatch(rest) else -value  # 两万三千件
    is_single = len(low) == 1 and not scale and unit not in SHARES
    is_counted = unit in _COUNTED_ONES and plain[match.end() : match.end() + 1] not in (*_NUMERALS, "分")
    if not value or not (is_counted if is_single else unit not in _ORDINALS):
        return None
    direction, says, strict = _direction(plain, match.start(), (match["after"] or "").strip("()"), False, unit)
    if match["more"]:
        direction, says = Direction.AT_LEAST, True
    return Quantity(
        value=value,
        upper=None,
        unit=scale + SAME_UNITS.get(unit, unit),
        start=match.start(),
        end=match.end("unit"),
        stop=match.end(),
        direction=direction,
        says_direction=says,
        strict=strict,
        is_numeral=True,
        is_points="百分点" in unit,
    )


def _percent(match: re.Match[str], plain: str) -> Quantity:
    """Return the share that 百分之 and a number in characters are."""
    digits = "".join(str(number_of(character)) for character in match["part"] or "")
    direction, says, strict = _direction(plain, match.start(), match["after"] or "", False, "%")
    return Quantity(
        value=float(f"{number_of(match['whole'])}.{digits or 0}"),
        upper=None,
        unit="%",
        start=match.start(),
        end=match.end("low"),
        stop=match.end(),
        direction=direction,
        says_direction=says,
        strict=strict,
    )


def _is_place(match: re.Match[str]) -> bool:
    """Return True for 排名前三位, 全区排名前三 and 进入前三, False for 前期 and 第一季度."""
    is_last = match["tail"] in ("", ",", ";", "。")
    return bool(match["unit"]) or (is_last and ("排名" in match[0] or match.string[match.start("place") - 1] == "前"))


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
