"""Mentions of a number that an item promises: a quantity of a cell with its name and the words that tell its basis."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document import target_words as words
from zcdash.intake.document.cell_text import CellText, Clause, clauses_of, depths
from zcdash.intake.document.mention_names import distributed, names_of
from zcdash.intake.document.quantities import MEASURES, UNIT, Quantity, quantities_of

_PER = re.compile(r"每(户|人|亩|家|个|平方米|名|月|天)(?=[^,;。]{0,8}$)")
_FROM = re.compile(r"由(?:20\d{2}年)?[^,;]{0,10}$")
_HEADING_UNIT = re.compile(rf"\((?:单位:)?(?P<unit>[万亿]?(?:{UNIT}))\)$")
_BARE = re.compile(r"(?<![^、,:])(?P<name>[^、,;。:\d]{2,20}?)(?P<value>\d{1,9}(?:\.\d{1,4})?)(?=[、,]|$)")
_BRACKETS = re.compile(r"\([^()]{0,150}\)")
_FARTHEST = 120
"""Characters on either side of a number that may belong to it."""
_MOST = 80
"""Numbers of one cell that are looked at."""
_FAMILIES = {"台": "辆", "处": "个", "家": "个", "座": "个", "所": "个", "项": "个"}
"""Counters that the office uses for the same things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Quantity of one cell that may be a planned value."""

    period: str
    """Period of the cell; empty for the goal."""
    quantity: Quantity
    name: str
    key: str
    """Words that tell one number from another."""
    heading: str
    stages: frozenset[str]
    hard_stages: frozenset[str]
    digits: str
    """Digits of the name: 过5亿元项目 is not 过亿元项目."""
    kind: Basis
    """Growth, level or rank where the words say it; else a count: cumulative."""
    value: float
    """Value with its sign."""
    clause: Clause
    sentence: str
    """Text of the clause."""
    whole: str
    """Text of the whole cell."""
    spans: Basis | None = None
    """Cumulative (累计) or quarter (当季) where the words say it."""
    is_annual: bool = False
    is_list: bool = False
    """True for one of the figures below a heading: 农业转移人口：王村镇958人、南郊镇828人."""
    words: str = ""
    baseline: float | None = None

    @property
    def family(self) -> tuple[str, str]:
        """Kind and unit: mentions of different families are never one series."""
        return self.kind.value, _FAMILIES.get(self.quantity.unit, self.quantity.unit)


def mentions_of(cell: CellText, period: str) -> list[Mention]:
    """Return the numbers of a cell that are promised; `period` is empty for the goal."""
    plain = cell.plain
    depth, quantities = depths(plain), quantities_of(plain)
    found: list[Mention] = []
    starts = [q.start for q in quantities]
    for clause in _with_headings(clauses_of(plain)):
        inside = quantities[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)][:_MOST]
        inside = [q for q in inside if not depth[q.start] or "累计" in plain[max(0, q.start - 6) : q.start]]
        inside = [q for q in inside if not _is_size(q, *_around(plain, clause, q))]
        previous = found[-1] if found and found[-1].clause.sentence == clause.sentence else None
        for quantity, before, after in _frames(plain, clause, inside):
            for mention in _mentions(cell, period, clause, quantity, before, after, previous):
                found.append(mention)
                previous = mention
        if not inside and not clause.is_heading:
            found += _bare(cell, period, clause)
        if len(found) >= _MOST:
            return found[:_MOST]
    return found


def _around(plain: str, clause: Clause, q: Quantity) -> tuple[str, str]:
    """Return the words of a clause before a quantity and behind it."""
    return plain[max(clause.start, q.start - _FARTHEST) : q.start], plain[q.stop : min(clause.end, q.stop + _FARTHEST)]


def _with_headings(clauses: list[Clause]) -> Iterator[Clause]:
    """Yield the clauses, each heading before the first that stands under it: 建成3处社区中心：甲、乙、丙."""
    heading = (0, 0)
    for clause in clauses:
        if clause.heading != heading and clause.heading[1] > clause.heading[0]:
            yield Clause(*clause.heading, clause.sentence, is_heading=True)
        heading = clause.heading
        yield clause


def _frames(plain: str, clause: Clause, quantities: list[Quantity]) -> list[tuple[Quantity, str, str]]:
    """Return each quantity of a clause with the words before it and behind it that are its own."""
    if not quantities:
        return []
    befores, afters = [plain[clause.start : quantities[0].start]], []
    for left, right in itertools.pairwise(quantities):
        gap = plain[left.stop : right.start]
        cut = gap.find("、")
        cut = cut if cut >= 0 else gap.find("和")
        if cut < 0:
            verb = next((m for m in words.VERB.finditer(gap) if m.start() > 0), None)
            cut = verb.start() if verb else 0 if words.VERB.match(gap) else len(gap)
            befores.append(gap[cut:])
        else:
            befores.append(gap[cut + 1 :])
        afters.append(gap[:cut])
    afters.append(plain[quantities[-1].stop : clause.end])
    return list(zip(quantities, distributed(befores), afters, strict=True))


def _mentions(
    cell: CellText, period: str, clause: Clause, q: Quantity, before: str, after: str, previous: Mention | None
) -> Iterator[Mention]:
    """Yield the mention of a quantity, or one for each name that it is shared by; none if it is not promised."""
    lead, rest = _around(cell.plain, clause, q)
    if not _is_target(
        q, lead, before, after, rest, previous is not None and previous.clause == clause, clause.is_heading
    ):
        return
    kind, value = _kind(q, lead, cell.plain[slice(*clause.heading)])
    per = _PER.search(lead)
    if per and q.unit in MEASURES:
        q, kind = replace(q, unit=f"{q.unit}/{per[1]}"), Basis.LEVEL
    if kind is Basis.GROWTH and value < 0 and q.direction is Direction.AT_LEAST:
        q = replace(q, direction=Direction.AT_MOST)
    for name in names_of(before, after, lead, previous.name if previous else "", q):
        yield _mention(cell, period, clause, q, name, (kind, value), before, after)


def _mention(
    cell: CellText,
    period: str,
    clause: Clause,
    q: Quantity,
    name: str,
    terms: tuple[Basis, float],
    before: str,
    after: str,
) -> Mention:
    lead, _ = _around(cell.plain, clause, q)
    heading = cell.plain[slice(*clause.heading)]
    around = before[-12:] + after[:20]
    return Mention(
        period=period,
        quantity=q,
        name=name,
        key=words.GENERIC.sub("", name + ("" if after[:4] in name else after[:14])),
        heading=heading,
        stages=frozenset(words.STAGES.findall(around)),
        hard_stages=frozenset(words.HARD_STAGES.findall(around)),
        digits="".join(c for c in re.sub(r"20\d{2}", "", name) if c.isdigit()),
        kind=terms[0],
        value=terms[1],
        clause=clause,
        sentence=cell.plain[clause.start : clause.end],
        whole=cell.plain,
        spans=_spans(lead, heading),
        is_annual=not period or bool(words.ANNUAL.search(_sentence_lead(cell, clause, q))),
        is_list=bool(heading),
        words=cell.text(q.start, q.stop),
        baseline=_baseline(lead, q),
    )


def _sentence_lead(cell: CellText, clause: Clause, q: Quantity) -> str:
    """Return the words of a sentence before a quantity: 全年 holds for all of it."""
    begin = max(cell.plain.rfind(mark, max(0, q.start - 2 * _FARTHEST), q.start) for mark in "。;①②③④⑤⑥⑦⑧")
    return cell.plain[begin + 1 : q.start]


def _bare(cell: CellText, period: str, clause: Clause) -> Iterator[Mention]:
    """Yield the numbers below a heading that says their unit: 农业转移人口（人）：王村镇958、南郊镇828."""
    heading = cell.plain[slice(*clause.heading)]
    unit = _HEADING_UNIT.search(heading)
    if not unit:
        return
    for match in _BARE.finditer(cell.plain, clause.start, clause.end):
        quantity = quantities_of(f"{match['value']}{unit['unit']}")
        if quantity:
            q = replace(quantity[0], start=match.start("value"), end=match.end("value"), stop=match.end("value"))
            mention = _mention(cell, period, clause, q, match["name"], (Basis.CUMULATIVE, q.value), match["name"], "")
            yield replace(mention, heading=heading[: unit.start()], is_list=True)


def _is_size(q: Quantity, lead: str, rest: str) -> bool:
    """Return True if a quantity is the size of a project, a duration, a stock or an ordinal."""
    if q.is_rank or q.is_share:
        return False
    if q.is_per or words.NO_TARGET_AFTER.match(rest):
        return True
    if q.unit in ("天", "小时", "分钟") and (words.DURATION.match(rest) or not words.DAYS.search(lead + rest)):
        return True
    return bool(words.NO_TARGET_BEFORE.search(lead)) and not lead.endswith(("完成总投资", "不超过"))


def _is_target(q: Quantity, lead: str, before: str, after: str, rest: str, follows: bool, is_heading: bool) -> bool:
    """Return True if a quantity is promised. `rest` goes on to the end of the clause; `follows`: a promised one comes before."""
    if q.is_rank:
        return True
    if _FROM.search(lead):
        return False
    if q.is_share:
        return not re.match(r"以上的(?!规模)|的(?:股权|资金|补贴)", after)
    if words.EFFORT.match(lead) and not words.VERB.search(lead.replace("总投资", "")):
        return False
    is_measure = q.unit in MEASURES or q.unit[1:] in MEASURES
    rest = _BRACKETS.sub("", rest)
    verb_end = words.MEASURED_END if is_measure else words.VERB_END
    is_direct = bool(verb_end.search(before)) or (not before and follows)
    is_direct = is_direct or bool(words.OWN_SPAN.search(before[-3:]) or words.RUNNING.search(before[-3:]))
    if is_heading:
        return is_direct
    if words.SIZE_OF.match(after):
        return is_direct and not q.unit.endswith("元")
    is_last = not after or after[0] in "、()和及"
    if q.is_numeral:
        return is_direct or (is_last and bool(words.VERB.search(before))) or bool(words.FINISHED.search(after))
    if words.EARLY.search(after):
        return False
    if is_direct or (is_last and len(words.SUBJECT_START.sub("", before)) >= 2):
        return True
    if (words.MEASURED if is_measure else words.VERB).search(before) and not ("、" in before and "等" not in before):
        return not q.unit.endswith("元")
    if before.startswith("对") and words.TREATED.search(after):
        return True
    return bool(words.FINISHED.search(rest)) and not words.EARLY.search(rest) and not is_measure


def _kind(q: Quantity, lead: str, heading: str) -> tuple[Basis, float]:
    """Return growth, level, rank, or cumulative for a count, and the value with its sign."""
    if q.is_rank:
        return Basis.RANK, q.value
    if not q.is_share:
        return Basis.CUMULATIVE, q.value
    near = words.NEAR_NUMBER.sub("", lead.replace("自然增长率", "")[-24:])
    is_growth = bool(words.GROWTH.search(near) or re.search(r"增幅|增速", heading))
    if not is_growth or words.CHANGED_TO.search(near) or words.RATE_NAME.search(lead[-10:]):
        return Basis.LEVEL, q.value
    if words.FALL.search(near):
        # Against a named year the fall itself is the number (较2015年压减50%); else it is the change since last year.
        if words.AGAINST_YEAR.search(lead) or "产能" in lead:
            return Basis.LEVEL, q.value
        return Basis.GROWTH, -abs(q.value)
    return Basis.GROWTH, q.value


def _spans(lead: str, heading: str) -> Basis | None:
    own, running = list(words.OWN_SPAN.finditer(lead)), list(words.RUNNING.finditer(lead))
    if own and (not running or own[-1].start() > running[-1].start()):
        return Basis.QUARTER
    return Basis.CUMULATIVE if running or "累计" in heading else None


def _baseline(lead: str, q: Quantity) -> float | None:
    unit = re.escape(q.unit)
    match = re.search(
        rf"由(?:20\d{{2}}年)?底?的?[^,;\d]{{0,8}}(\d{{1,9}}(?:\.\d{{1,4}})?)(?:{unit})?[^,;\d]{{0,8}}$", lead
    )
    return float(match[1]) if match else None
