"""Row of a table of indicators: 指标名称, 计量单位 and bare numbers under the periods give one indicator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import Origin
from zcdash.domain.source_document import SourceRow
from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.cell_text import CellText, cell_text
from zcdash.intake.document.parts.indicator_rows import NAME_LIMIT, format_plain
from zcdash.intake.document.parts.quantities import quantities_of
from zcdash.intake.plan_csv import COLUMNS

_VALUE = re.compile(
    r"(?P<total>累计(?:达到|完成)?)?(?P<before>不低于|不少于|不小于|至少|达到|不高于|不超过|不大于|控制在|低于|约|前|第|[≥≤><])?"
    r"(?P<low>[-+]?\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?)(?P<unit1>%|‰|[^\d\W]{0,4}?)"
    r"(?:[-~—–至到](?P<high>\d{1,12}(?:\.\d{1,6})?))?(?P<unit2>%|‰|[^\d\W]{0,4}?(?:/[^\d\W]{1,4}?)?)"
    r"(?P<after>以上|及以上|以内|之内|以下|左右|上下)?"
)
"""Number of a cell, with words on which side of it is wanted; the unit may be printed again."""
_MOST = ("不高于", "不超过", "不大于", "控制在", "低于", "≤", "<", "以内", "之内", "以下")
_ABOUT = ("约", "左右", "上下")
_LOW_IS_GOOD = re.compile(
    r"失业率|死亡率|发生率|发病率|负债率|债务率|赤字率|浓度|事故|能耗(?!.{0,4}(?:降|减))|排放(?!.{0,4}(?:降|减))|投诉"
)
_GROWS = re.compile(r"增长|增速|增幅|增加率|涨幅")
_RANK = re.compile(r"排名|位次|名次")
_SHARES = ("%", "‰", "个百分点", "百分点")
_NUMBER_BEHIND = re.compile(r"(?:达到|控制在|完成|不低于|不高于|不超过|≥|≤)$")
_BRACKETS = "()"
_COUNTED = (Basis.QUARTER, Basis.CUMULATIVE)
_NOTE = re.compile(r"(?<=[\d%])\([^()]{1,30}\)$")
_BOUNDS = {"<": "<", "低于": "<", ">": ">"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """Number of a cell: its value, the end of a range, the side that is wanted, its stretch, the bound that is not enough.

    `is_whole`: nothing is said beside it; `is_total`: it is called a running total.
    """

    value: float
    upper: float | None
    direction: Direction | None
    start: int
    end: int
    is_whole: bool
    bound: str
    is_total: bool


@dataclass(slots=True, kw_only=True)
class UnitRow:
    """Indicator of a row: rows of indicators.csv and planned.csv, with their origins; `periods` whose cells it reads whole."""

    indicator: dict[str, str]
    planned: list[dict[str, str]] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    periods: frozenset[str] = frozenset()


def unit_row(
    code: str, row: SourceRow, periods: tuple[str, ...], letter: str = "a", said: Basis | None = None
) -> UnitRow | None:
    """Return the indicator of a row with a unit of measure, a count in the basis `said`; None where no cell is a bare number."""
    unit_cell, name_cell = cell_text(row.unit), cell_text(row.goal or row.focus)
    unit = unit_cell.plain.strip(_BRACKETS)
    cells = {p: cell_text(passages) for p, passages in row.targets.items() if p in periods or is_whole(p, periods)}
    found = {p: number for p, cell in cells.items() if (number := _number(cell.plain, unit))}
    if not found or not unit or not name_cell.plain:
        return None
    whole = [p for p in found if is_whole(p, periods)]
    parts = {p: n for p, n in found.items() if p not in whole}
    annual = found[whole[-1]].value if whole else None
    name = _name(name_cell.plain)
    basis, sure = _basis(name, unit, list(parts.values()), annual, said)
    base = _number(cell_text(row.baseline).plain, unit)
    if basis is Basis.CUMULATIVE and _is_of_each_year(name, list(parts.values()), periods):
        basis, sure = Basis.QUARTER, min(sure, 0.6)
    direction, certain = _direction(name, basis, list(found.values()), base)
    sure = min(sure, certain, 1.0 if all(n.is_whole for n in found.values()) else 0.6)
    own = f"{code}{letter}"
    terms = {
        "code": own,
        "item": code,
        "name": _name_of(name_cell),
        "unit": unit,
        "basis": basis.value,
        "direction": direction.value,
        "baseline_pending": "false",
        "bound": bounds.pop() if len(bounds := {n.bound for n in found.values()}) == 1 else "",
    } | _annual(basis, parts, annual, periods)
    result = UnitRow(indicator=dict.fromkeys(COLUMNS["indicators.csv"].split(), "") | terms, periods=frozenset(found))
    result.origins += _origins("indicators.csv", own, "name", name_cell, (0, len(name)), sure)
    result.origins += _origins("indicators.csv", own, "unit", unit_cell, (0, len(unit_cell.plain)), 1.0)
    _add_base(result, row, base)
    for cell in (cells[p] for p in whole[-1:]):
        result.origins += _origins("indicators.csv", own, "annual", cell, (0, len(cell.plain)), sure)
    _add_planned(result, {p: n for p, n in found.items() if p in periods}, cells, direction, sure)
    return result


def _add_planned(
    result: UnitRow, found: Mapping[str, _Number], cells: Mapping[str, CellText], direction: Direction, sure: float
) -> None:
    """Add the planned value of each period, with the characters that it came from."""
    own = result.indicator["code"]
    for period, number in found.items():
        result.planned.append(_planned(own, period, number, direction))
        stretch = number.start, number.end
        result.origins += _origins("planned.csv", f"{own} {period}", "value", cells[period], stretch, sure)


def _name_of(cell: CellText) -> str:
    """Return the name of an indicator as printed, its last characters where it is long."""
    name = _name(cell.plain)
    return (cell.text(0, len(name)) if cell.plain.startswith(name) else name)[-NAME_LIMIT:]


def _is_of_each_year(name: str, numbers: list[_Number], periods: tuple[str, ...]) -> bool:
    """Return True for a count of what is made anew (新建公园绿地), or that repeats itself, in a plan of several years.

    Each year has its own then, and the last one's is not that of the plan.
    """
    years = {Period.parse(p).ends.year for p in periods}
    is_repeated = len({n.value for n in numbers}) < len(numbers)
    return (
        len(years) > 1
        and not any(n.is_total for n in numbers)
        and len(years) == len(periods)
        and (is_repeated or bool(words.MADE.match(name)))
    )


def _add_base(result: UnitRow, row: SourceRow, number: _Number | None) -> None:
    """Add baseline and attribute of a row; a baseline that is no number is left over."""
    kind = cell_text(row.attribute)
    own = result.indicator["code"]
    if number:
        result.indicator |= {"baseline": format_plain(number.value), "baseline_period": row.baseline_year}
        result.origins += _origins(
            "indicators.csv", own, "baseline", cell_text(row.baseline), (number.start, number.end), 1.0
        )
    if kind.plain:
        result.indicator["attribute"] = kind.text(0, len(kind.plain))
        result.origins += _origins("indicators.csv", own, "attribute", kind, (0, len(kind.plain)), 1.0)


def is_number(row: SourceRow, period: str) -> bool:
    """Return True if the cell of a period in a row with a unit is a number of this unit."""
    return bool(row.unit) and bool(_number(cell_text(row.targets[period]).plain, cell_text(row.unit).plain))


def _name(plain: str) -> str:
    """Return the name of the indicator: what stands before the first quantity."""
    first = next((q.start for q in quantities_of(plain)), len(plain))
    return _NUMBER_BEHIND.sub("", plain[:first]).strip(",;:。") or plain


def _number(plain: str, unit: str) -> _Number | None:
    """Return the number that a cell is, a note in brackets behind it left out; None where it says more, or another unit."""
    unit = unit.strip(_BRACKETS)
    bare = _NOTE.sub("", plain)
    match = _VALUE.fullmatch(bare)
    if not match or {match["unit1"], match["unit2"]} - {"", unit, unit.removeprefix("个")}:
        return None
    value = float(match["low"].replace(",", ""))
    upper = float(match["high"]) if match["high"] else None
    said = {match["before"], match["after"]}
    direction = (
        Direction.AT_MOST
        if said & set(_MOST)
        else Direction.ABOUT
        if said & set(_ABOUT)
        else Direction.WITHIN
        if upper is not None and unit in _SHARES
        else Direction.AT_LEAST
        if said - {None, "前", "第"}
        else None
    )
    end = match.end("high") if match["high"] else match.end("low")
    return _Number(
        value=value,
        upper=upper if direction is Direction.WITHIN else None,
        direction=direction,
        start=match.start("low"),
        end=end,
        is_whole=bare == plain,
        bound=_BOUNDS.get(match["before"] or "", ""),
        is_total=bool(match["total"]),
    )


def is_whole(period: str, periods: tuple[str, ...]) -> bool:
    """Return True for a period that has others within it: the year beside its quarters."""
    whole = Period.parse(period)
    others = [Period.parse(p) for p in periods if p != period]
    return any(whole.starts <= p.starts and p.ends <= whole.ends for p in others)


def _basis(
    name: str, unit: str, numbers: list[_Number], annual: float | None, said: Basis | None
) -> tuple[Basis, float]:
    """Return the basis and how sure it is; a count has the one that is said, also by a cell that calls itself 累计."""
    found, sure = _basis_read(name, unit, [n.value for n in numbers], annual)
    said = said or (Basis.CUMULATIVE if any(n.is_total for n in numbers) else None)
    return (said, 0.95) if said and found in _COUNTED else (found, sure)


def _basis_read(name: str, unit: str, values: list[float], annual: float | None) -> tuple[Basis, float]:
    """Return the basis by the words of the name, for a count by arithmetic, and how sure it is."""
    if _RANK.search(name) or unit in ("名次", "位次"):
        return Basis.RANK, 0.9
    if unit in _SHARES:
        return (Basis.GROWTH if _GROWS.search(name) and "自然增长率" not in name else Basis.LEVEL), 0.9
    if words.STOCK_NAME.search(name) or "/" in unit or unit.startswith(("微克", "毫克")):
        return Basis.LEVEL, 0.85
    is_rising = values == sorted(values)
    if annual is not None and values:
        if is_rising and values[-1] == annual:
            return Basis.CUMULATIVE, 0.95
        if len(values) > 1 and abs(sum(values) - annual) < 1e-6 * max(1.0, abs(annual)):
            return Basis.QUARTER, 0.95
        return (Basis.CUMULATIVE, 0.8 if values[-1] <= annual else 0.6) if is_rising else (Basis.QUARTER, 0.5)
    if is_rising:
        return Basis.CUMULATIVE, 0.8 if len(values) != 2 else 0.65
    return Basis.QUARTER, 0.8 if len(values) > 2 else 0.65


def _direction(name: str, basis: Basis, numbers: list[_Number], base: _Number | None) -> tuple[Direction, float]:
    """Return the side of the value that is wanted, and how sure it is: as the cells say, by the name, by a fall from the base."""
    said = [n.direction for n in numbers if n.direction]
    if basis is Basis.RANK:
        return Direction.AT_MOST, 0.9
    if said:
        return (said[0], 0.9) if len(set(said)) == 1 else (said[-1], 0.6)
    if basis is Basis.GROWTH and any(n.value < 0 for n in numbers):
        # A rate that falls first and grows later is wanted to grow.
        return (Direction.AT_MOST if all(n.value < 0 for n in numbers) else Direction.AT_LEAST), 0.7
    is_new = basis in (Basis.CUMULATIVE, Basis.QUARTER) and words.MADE.match(name)
    falls = base is not None and not is_new and all(n.value < base.value for n in numbers)
    return (Direction.AT_MOST, 0.7) if falls or _LOW_IS_GOOD.search(name) else (Direction.AT_LEAST, 0.9)


def _annual(
    basis: Basis, parts: Mapping[str, _Number], annual: float | None, periods: tuple[str, ...]
) -> dict[str, str]:
    """Return the annual value and whether it is printed; else that of the last period, or the sum of the parts."""
    if annual is not None:
        return {"annual": format_plain(annual), "annual_printed": "true"}
    values = [n.value for n in parts.values()]
    if basis is Basis.QUARTER:
        total = sum(values) if len(values) > 1 else None
    else:
        total = parts[periods[-1]].value if periods[-1] in parts else None
    return {"annual": "" if total is None else format_plain(total), "annual_printed": "false"}


def _planned(code: str, period: str, number: _Number, direction: Direction) -> dict[str, str]:
    upper = number.upper if direction is Direction.WITHIN else None
    return dict.fromkeys(COLUMNS["planned.csv"].split(), "") | {
        "indicator": code,
        "period": period,
        "value": format_plain(number.value),
        "upper": "" if upper is None else format_plain(upper),
        "printed": "true",
    }


def _origins(
    table: str, key: str, column: str, cell: CellText, stretch: tuple[int, int], confidence: float
) -> list[Origin]:
    return [
        Origin(table=table, key=key, column=column, place=place, start=start, end=end, confidence=confidence)
        for place, start, end in cell.stretches(*stretch)
    ]
