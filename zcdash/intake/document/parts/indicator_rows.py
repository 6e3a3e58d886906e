"""Rows of indicators.csv and planned.csv from the series of an item, with the characters that they came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import ascii_lowercase

from zcdash.domain.plan_proposal import Origin
from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document.parts.cell_text import CellText
from zcdash.intake.document.parts.mentions import Mention
from zcdash.intake.document.parts.quantities import quantities_of
from zcdash.intake.document.parts.series import Series
from zcdash.intake.document.parts.target_words import VERB_ONLY
from zcdash.intake.plan_csv import COLUMNS

_VALUE = dict.fromkeys(COLUMNS["planned.csv"].split(), "") | {"printed": "true"}
_SAYS_RANK = re.compile(r"排名|位次|名次")
_GROWS = re.compile(r"(?:增长|增幅|增速)$")
_BARE_NAME = re.compile(
    r"每.{1,3}|(?:完成|新)?(?:投资|资金|开工|新建|改造|建设|工程量|总工程量|培训|收入|任务|竣工|总量|完成)"
)
"""Names that say nothing without the item's."""
_SAYS_SHARE = re.compile(r"率$|比例$|比重$|占比$|%")
_SAYS_GROWTH = re.compile(r"增长|增速|增幅|下降|率")
_WIDE = str.maketrans(",:()", "，：（）")
NAME_LIMIT = 24
_SUFFIXES = {Basis.CUMULATIVE: "（累计）", Basis.QUARTER: "（当季）", Basis.GROWTH: "同比增速"}


def indicator_rows(
    code: str, series: list[Series], cells: Mapping[str, CellText], periods: tuple[str, ...], head: str, source: str
) -> tuple[list[dict[str, str]], list[dict[str, str]], list[Origin]]:
    """Return rows of indicators, rows of planned values and their origins. `head` names a number that has no name of its own.

    `source` is the unit that supplies the data (数据来源). `cells` has the goal under the empty period.
    """
    indicators: list[dict[str, str]] = []
    planned: list[dict[str, str]] = []
    origins: list[Origin] = []
    codes = dict(zip(map(id, series), (f"{code}{letter}" for letter in ascii_lowercase), strict=False))
    pairs = [s for s in series if s.same_as and s.basis is Basis.QUARTER]
    twins = {id(s) for pair in pairs for s in (pair, pair.same_as)}
    for one in series[: len(ascii_lowercase)]:
        own = codes[id(one)]
        row = dict.fromkeys(COLUMNS["indicators.csv"].split(), "")
        is_twin = id(one) in twins
        row |= _terms(one, periods, head, is_twin) | {"code": own, "item": code, "data_source": source}
        parts = one.parts if all(id(p) in codes and _unit(p) == _unit(one) for p in one.parts) else []
        row["sum_of"] = ";".join(codes[id(part)] for part in parts)
        row["same_as"] = codes.get(id(one.same_as), "") if one.same_as else ""
        indicators.append(row)
        first = one.first
        origins += _origins(
            "indicators.csv", own, "name", first, cells, one.confidence, first.clause.start, first.clause.end
        )
        if one.annual:
            origins += _origins("indicators.csv", own, "annual", one.annual, cells, one.confidence)
        for period in (p for p in periods if p in one.planned):
            mention = one.planned[period]
            planned.append(_planned(own, period, mention, row["direction"], one.first.is_relative))
            origins += _origins("planned.csv", f"{own} {period}", "value", mention, cells, one.confidence)
        planned += _sums(one, parts, own, periods)
    return indicators, planned, origins


def _sums(total: Series, parts: list[Series], code: str, periods: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the sums of the parts of a total in each period, where every part has a value: they are not printed."""
    if total.planned or total.basis is not Basis.QUARTER:
        return []
    shared = [p for p in periods if parts and all(p in part.planned for part in parts)]
    return [
        _VALUE
        | {
            "indicator": code,
            "period": period,
            "value": format_plain(sum(part.planned[period].value for part in parts)),
            "printed": "false",
        }
        for period in shared
    ]


def _planned(code: str, period: str, mention: Mention, direction: str, is_relative: bool) -> dict[str, str]:
    upper = mention.quantity.upper if direction == Direction.WITHIN else None
    if is_relative:
        way = mention.words if mention.is_relative else f"{'下降' if mention.value < 0 else '提高'}{mention.words}"
        return _VALUE | {"indicator": code, "period": period, "words": way, "relative": format_plain(mention.value)}
    is_worded = mention.quantity.upper is not None or mention.value < 0 or mention.derived
    words = mention.words if is_worded else ""
    return _VALUE | {
        "indicator": code,
        "period": period,
        "value": format_plain(mention.value),
        "words": words,
        "upper": "" if upper is None else format_plain(upper),
    }


def _terms(series: Series, periods: tuple[str, ...], head: str, is_twin: bool) -> dict[str, str]:
    mentions = series.members
    direction = next(
        (m.quantity.direction for m in mentions if m.quantity.says_direction), mentions[0].quantity.direction
    )
    direction = series.direction or direction
    if series.basis is Basis.RANK:
        direction = Direction.AT_MOST
    has_ranges = bool(series.planned) and all(m.quantity.upper is not None for m in series.planned.values())
    if direction is Direction.WITHIN and (not has_ranges or series.first.is_relative):
        direction = Direction.AT_LEAST
    bounds = {m.quantity.strict for m in mentions}
    strict = bounds.pop() if len(bounds) == 1 else ""
    annual, is_printed = _annual(series, periods)
    return {
        "name": _name(series, head, is_twin),
        "unit": _unit(series),
        "basis": series.basis.value,
        "direction": direction.value,
        "baseline": next((format_plain(m.baseline) for m in mentions if m.baseline is not None), ""),
        "annual": "" if annual is None else format_plain(annual),
        "annual_printed": "true" if is_printed else "false",
        "baseline_period": next((m.baseline_year for m in mentions if m.baseline_year), ""),
        "baseline_pending": "false",
        "bound": strict if direction in (Direction.AT_LEAST, Direction.AT_MOST) else "",
    }


def _balanced(name: str) -> str:
    """Return a name with both quotation marks where only one is left."""
    if "”" in name:
        return name if "“" in name else f"“{name}"
    name = name.strip("“")
    return f"{name}”" if "“" in name else name


def _unit(series: Series) -> str:
    """Return the unit, of a twin that of its running total, of a number the one that the goal has (台, 辆)."""
    if series.same_as and series.basis is Basis.QUARTER:
        return _unit(series.same_as)
    return (series.annual or series.first).quantity.unit


def _annual(series: Series, periods: tuple[str, ...]) -> tuple[float | None, bool]:
    """Return the annual value and whether it is printed; else the last period's, or the sum of the quarters."""
    if series.first.is_relative:
        return None, False
    if series.annual is not None:
        return series.annual.value, True
    values = series.values
    if series.basis is Basis.QUARTER:
        return (sum(values), False) if len(values) > 1 else (None, False)
    last = series.planned.get(periods[-1])
    return (last.value, False) if last else (None, False)


def _name(series: Series, head: str, is_twin: bool) -> str:
    names = [m.name for m in series.members if len(m.name) > 1]
    name = min(names, key=lambda n: (not 4 <= len(n) <= 16, names.index(n)), default="") or head or _unit(series)
    is_share = series.basis is Basis.LEVEL and series.first.quantity.is_share
    if is_share and not names and head and not _SAYS_SHARE.search(head):
        name = f"{head}完成比例"  # 半年完成50%
    topic = next((m.topic for m in series.members if m.topic), "")
    heading = next((m.heading for m in series.members if m.heading), "")
    is_bare = _BARE_NAME.fullmatch(name) or (VERB_ONLY.fullmatch(name) and name not in head)
    amount = next(iter(quantities_of(head)), None)
    is_repeated = amount is not None and head[: amount.start].endswith(name)  # 改造1200户：改造
    is_repeated = is_repeated or _is_of_another(series, head)
    heading = heading or ((topic or ("" if is_repeated else head)) if is_bare else "")
    suffix = _SUFFIXES.get(series.basis, "") if is_twin and series.basis is not Basis.GROWTH else ""
    if series.basis is Basis.GROWTH and not _SAYS_GROWTH.search(name):
        suffix = (
            ("变化" if series.first.value < 0 else "提高")
            if series.first.quantity.is_points
            else "同比增速"
            if "同比" in series.first.sentence
            else "增速"
        )
    if series.basis is Basis.RANK and not _SAYS_RANK.search(name):
        suffix = "排名"
    name = _balanced(_GROWS.sub("", name) if suffix and name == head else name)
    full = f"{heading}：{name}" if heading and heading not in name else name
    full, name = full.translate(_WIDE), name.translate(_WIDE)
    limits = ((full, NAME_LIMIT + 6), (name, NAME_LIMIT))
    fitting = (text for text, limit in limits if len(text) + len(suffix) <= limit)
    return next(fitting, name[-NAME_LIMIT:]) + suffix


def _is_of_another(series: Series, head: str) -> bool:
    """Return True if the head is the name of an earlier number of the goal: 新增就业4000人，培训1200人. A sum may be its own."""
    goal = series.annual
    is_later = bool(head) and goal is not None and goal.is_goal and head in goal.whole[: goal.clause.start]
    return is_later and not _unit(series).endswith("元")


def _origins(
    table: str,
    key: str,
    column: str,
    mention: Mention,
    cells: Mapping[str, CellText],
    confidence: float,
    start: int = -1,
    end: int = -1,
) -> Iterator[Origin]:
    cell = cells[mention.period]
    begin, stop = (start, end) if start >= 0 else (mention.quantity.start, mention.quantity.stop)
    for place, first, last in cell.stretches(begin, stop):
        yield Origin(table=table, key=key, column=column, place=place, start=first, end=last, confidence=confidence)


def format_plain(value: float) -> str:
    """Return a number as the plan's files write it: 8, 8.5, 43933."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
