"""Mentions of a number that an item promises: a quantity of a cell with its name and the words that tell its basis."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zcdash.domain.period import Period
from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.cell_text import POINT, CellText, Clause, clauses_of, depths
from zcdash.intake.document.parts.doubts import is_doubtful
from zcdash.intake.document.parts.mention_kinds import baseline_of, kind_of, spans_of
from zcdash.intake.document.parts.mention_names import distributed, names_of
from zcdash.intake.document.parts.promised import PER, counts_in_brackets, is_hoped, is_size, is_target
from zcdash.intake.document.parts.quantities import Quantity, quantities_of
from zcdash.intake.document.parts.unit_words import MEASURES, UNIT

_HEADING_UNIT = re.compile(rf"\((?:单位:)?(?P<unit>[万亿]?(?:{UNIT}))\)$")
_BARE = re.compile(r"(?<![^、,:])(?P<name>[^、,;。:\d]{2,20}?)(?P<value>\d{1,9}(?:\.\d{1,4})?)(?=[、,]|$)")
_MODEL = re.compile(r"[A-Za-z]{1,4}-?\d{1,3}(?:\.\d)?|(?<!\d)\dG")
"""Digits of a kind or a road, that no number is told by: PM2.5, 5G, G308."""
_YEAR = re.compile(r"20\d{2}")
_EACH_TIME = re.compile(r"每个?(?:季度?|月|年|半年|周)$")
_FARTHEST = 120
"""Characters on either side of a number that may belong to it."""
_CLAUSE_NAME = 16
_MOST = 80
"""Numbers of one cell that are looked at."""
_FAMILIES = {
    "台": "辆",
    "处": "个",
    "家": "个",
    "座": "个",
    "所": "个",
    "项": "个",
    "平米": "平方米",
    "万平米": "万平方米",
}
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
    is_goal: bool = False
    """True for one of the goal, or of a column for the whole year: it says the annual value."""
    words: str = ""
    baseline: float | None = None
    baseline_year: str = ""
    topic: str = ""
    """Name that the goal has for the numbered point that it stands under; it stands for a name of its own."""
    is_doubtful: bool = False
    """True where a person has to look at it first."""
    derived: bool = False
    """True where the number isn't printed: 全部完成 is the goal's total."""
    is_relative: bool = False
    """True where the value is a change in percent of the baseline."""

    @property
    def base_unit(self) -> str:
        """Unit without 万 or 亿."""
        return self.quantity.unit.lstrip("万亿")

    @property
    def family(self) -> tuple[str, str]:
        """Kind and unit: mentions of different families are never one series."""
        return self.kind.value, _FAMILIES.get(self.quantity.unit, self.quantity.unit)


def mentions_of(cell: CellText, period: str, year: int = 0) -> list[Mention]:
    """Return the numbers of a cell that are promised; `period` is empty for the goal, `year` the last of the plan."""
    year = Period.parse(period).ends.year if period else year
    plain = cell.plain
    depth, quantities = depths(plain), quantities_of(plain)
    found: list[Mention] = []
    starts = [q.start for q in quantities]
    for clause in _with_headings(clauses_of(plain)):
        inside = quantities[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)][:_MOST]
        inside = [q for q in inside if not depth[q.start] or counts_in_brackets(plain, q)]
        inside = [q for q in inside if not is_size(q, *_around(plain, clause, q))]
        previous = found[-1] if found and found[-1].clause.sentence == clause.sentence else None
        for quantity, before, after in _frames(plain, clause, inside):
            for mention in _mentions(cell, period, clause, quantity, before, after, previous):
                said = _sentence_lead(cell, clause, quantity)
                found.append(replace(mention, is_doubtful=is_doubtful(mention.quantity, mention.name, said, year)))
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
        if right.is_share and words.SIZE_OF.match(gap):
            # 收入20万元以上的村占比80%: the first number is part of the name.
            befores.append(plain[clause.start : right.start])
            afters.append(gap)
            continue
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
    if not is_target(
        q, lead, before, after, rest, previous is not None and previous.clause == clause, clause.is_heading
    ):
        return
    if previous and is_hoped(q, lead, previous.quantity):
        return
    if not q.value and not q.says_direction:
        q = replace(q, direction=Direction.AT_MOST)  # 死亡人数0人
    kind, value = kind_of(q, before if words.GROWTH.search(before) else lead, cell.plain[slice(*clause.heading)])
    per = PER.search(lead)
    if per and q.unit in MEASURES:
        each = "·".join(part for part in (per["what"], per["time"]) if part)
        q, kind = replace(q, unit=f"{q.unit}/{each}"), Basis.LEVEL
    if kind is Basis.GROWTH and value < 0:
        q = _of_a_fall(q)
    relative = words.FROM_BASELINE.search(lead) if q.is_share and not q.is_points else None
    named = before.removesuffix(relative[0]) if relative else before
    beside = previous.name if previous else _clause_before(cell, clause)
    for name in names_of(named, after, lead, beside, q):
        mention = _mention(cell, period, clause, q, name, (kind, value), before, after)
        yield _relative(mention, relative) if relative else mention


def _of_a_fall(q: Quantity) -> Quantity:
    """Return the rate of a fall with the side on which it is met: 下降3%以内 is at least -3, 下降3%以上 at most."""
    turned = {Direction.AT_LEAST: Direction.AT_MOST, Direction.AT_MOST: Direction.AT_LEAST}
    return replace(q, direction=turned.get(q.direction, q.direction), strict={"<": ">", ">": "<"}.get(q.strict, ""))


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
        key=_key(name, after),
        heading=heading,
        stages=frozenset(words.STAGES.findall(around)),
        hard_stages=frozenset(words.HARD_STAGES.findall(around)),
        digits="".join(c for c in _MODEL.sub("", _YEAR.sub("", name)) if c.isdigit()),
        kind=terms[0],
        value=terms[1],
        clause=clause,
        sentence=cell.plain[clause.start : clause.end],
        whole=cell.plain,
        spans=spans_of(lead, heading),
        is_annual=not period or bool(words.ANNUAL.search(_sentence_lead(cell, clause, q))),
        is_goal=not period,
        words=cell.text(q.start, q.stop),
        baseline=baseline_of(lead),
    )


def _key(name: str, after: str) -> str:
    """Return the words that tell a number from others: a verb alone (建成10座) tells nothing."""
    behind = "" if after[:4] in name else after[:14]
    return "" if not behind and words.VERB_ONLY.fullmatch(name) else words.GENERIC.sub("", name + behind)


def _clause_before(cell: CellText, clause: Clause) -> str:
    """Return the subject of the clause before, in the same sentence: 开展电商人员培训，达到500人."""
    end = clause.start - 1
    if end <= 0 or cell.plain[end] != ",":
        return ""
    begin = max(cell.plain.rfind(mark, max(0, end - _FARTHEST), end) for mark in ",;。:①②③④⑤")
    mark = POINT.match(cell.plain, begin + 1, end)
    text = cell.plain[mark.end() if mark else begin + 1 : end]
    first = next(iter(quantities_of(text)), None)
    text = _EACH_TIME.sub("", words.SUBJECT_END.sub("", text[: first.start])) if first else text
    return words.SUBJECT_START.sub("", text)[-_CLAUSE_NAME:]


def _relative(mention: Mention, match: re.Match[str]) -> Mention:
    """Return a mention as a change of a printed baseline: 比2016年的9.17克下降3%."""
    falls = match["way"] in ("下降", "降低", "减少")
    unit = f"1{match['unit']}" if match["unit"].startswith("/") else match["unit"] or mention.quantity.unit
    direction = Direction.AT_MOST if falls else Direction.AT_LEAST
    return replace(
        mention,
        quantity=replace(mention.quantity, unit=unit, direction=direction, says_direction=True),
        kind=Basis.LEVEL,
        value=-abs(mention.quantity.value) if falls else mention.quantity.value,
        baseline=float(match["baseline"]),
        baseline_year=match["year"] or "",
        is_relative=True,
        words=f"{match['way']}{mention.words}",
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
            yield replace(mention, heading=heading[: unit.start()])
