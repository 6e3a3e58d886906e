"""The rules that a bulletin's statements come from: each names its words, its subjects, and how both are found.

A statement judges somebody or something: 未报送, 严重滞后, 最低, 连续两期. Each rule finds its subjects twice: for print from the
material of the close, for the proof from the submissions (`derived`). Words that judge and have no rule are the office's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zcdash.domain.document import Piece, Statement
from zcdash.domain.terms import LIGHT_NAME, MET, RATED, SHORT, UNFILED, Light
from zcdash.queries.bulletin import derived, subjects
from zcdash.queries.bulletin.derived import Derivation, Grounds
from zcdash.queries.bulletin.material import Material

ITEM, UNIT, INDICATOR, CHAPTER = ("item/", "/code"), ("name/", ""), ("indicator/", "/name"), ("chapter/", "/title")
UNFILED_PART = ("unfiled/", "")
NOBODY = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRule:
    """Rule of a statement. `cited`: beginning and end of the keys that cite its subjects; `words`: those that only it may use.

    All subjects of a `named` rule must be named somewhere in the bulletin; those of another are counted at most.
    """

    words: tuple[str, ...]
    cited: tuple[str, str]
    made: Callable[[Material], tuple[str, ...]]
    derived: Derivation
    named: bool = True

    def subject(self, key: str) -> str:
        """Return the subject that a key cites; empty if it cites none of this rule."""
        begin, end = self.cited
        if not begin or not key.startswith(begin) or not key.endswith(end):
            return ""
        return key[len(begin) : len(key) - len(end)]


def _by_light(word: str, *lights: Light, named: bool = False) -> StatementRule:
    return StatementRule(
        words=(word,), cited=ITEM, made=subjects.having(*lights), derived=derived.having(frozenset(lights)), named=named
    )


def _moved(
    words: tuple[str, ...], was: frozenset[Light], is_now: frozenset[Light], named: bool = True
) -> StatementRule:
    made, again = subjects.moved(was, is_now), derived.moved(was, is_now)
    return StatementRule(words=words, cited=ITEM, made=made, derived=again, named=named)


def _of_units(
    words: tuple[str, ...], made: Callable[[Material], tuple[str, ...]], again: Derivation, named: bool = True
) -> StatementRule:
    return StatementRule(words=words, cited=UNIT, made=made, derived=again, named=named)


_BEHIND = frozenset({Light.BEHIND})
MET_WORD, SHORT_WORD = "达到或超过序时进度", "未达序时进度"
RULES: dict[str, StatementRule] = {
    "met": _by_light(MET_WORD, *MET),
    "short": _by_light(SHORT_WORD, *(SHORT - UNFILED)),
    **{light.value: _by_light(LIGHT_NAME[light], light) for light in (Light.LATE_DONE, Light.PENDING)},
    "none": _by_light("没有目标", Light.NONE),
    **{
        light.value: _by_light(LIGHT_NAME[light], light, named=True)
        for light in (
            Light.AHEAD,
            Light.SLIPPING,
            Light.BEHIND,
            Light.MISSING,
            Light.RETURNED,
            Light.IN_REVIEW,
            Light.UNDETERMINED,
        )
    },
    "all_met": StatementRule(words=("全部达到",), cited=NOBODY, made=subjects.all_met, derived=derived.all_met),
    "better": StatementRule(words=("好转",), cited=ITEM, made=subjects.better, derived=derived.better, named=False),
    "worse": StatementRule(words=("退步",), cited=ITEM, made=subjects.worse, derived=derived.worse, named=False),
    "risen": _moved((f"由严重滞后转为{MET_WORD}",), _BEHIND, MET),
    "fallen": _moved((f"由{MET_WORD}降为严重滞后",), MET, _BEHIND),
    **{
        f"met_to_{light}": _moved((f"由达标转为{LIGHT_NAME[light]}",), MET, frozenset({light}))
        for light in (Light.MISSING, Light.RETURNED)
    },
    "again": _moved(("连续两期严重滞后",), _BEHIND, _BEHIND),
    "changed": StatementRule(words=("评定有变化",), cited=ITEM, made=subjects.changed, derived=derived.changed),
    "silent": StatementRule(words=("未说明",), cited=ITEM, made=subjects.silent, derived=derived.silent),
    "silent_parts": StatementRule(
        words=("未说明",), cited=("silent/", ""), made=subjects.silent_parts, derived=derived.silent_parts
    ),
    "unfiled_parts": StatementRule(
        words=("未报送",), cited=UNFILED_PART, made=subjects.unfiled_parts, derived=derived.unfiled_parts
    ),
    "low_units": _of_units(("达标率低于",), subjects.low_units, derived.low_units),
    "best_chapters": StatementRule(
        words=("最高",), cited=CHAPTER, made=subjects.best_chapters, derived=derived.best_chapters
    ),
    "worst_chapters": StatementRule(
        words=("最低",), cited=CHAPTER, made=subjects.worst_chapters, derived=derived.worst_chapters
    ),
    "headline_met": StatementRule(
        words=(MET_WORD,), cited=INDICATOR, made=subjects.headline(*MET), derived=derived.headline(MET), named=False
    ),
    "headline_short": StatementRule(
        words=("未达计划",), cited=INDICATOR, made=subjects.headline_short, derived=derived.headline_short
    ),
    "headline_unfiled": StatementRule(
        words=("没有计入",), cited=INDICATOR, made=subjects.headline(*UNFILED), derived=derived.headline(UNFILED)
    ),
    "headline_unplanned": StatementRule(
        words=("没有计划数",),
        cited=INDICATOR,
        made=subjects.headline(Light.NONE),
        derived=derived.headline(frozenset({Light.NONE})),
    ),
    "headline_rated": StatementRule(
        words=(),
        cited=INDICATOR,
        made=subjects.headline(*(RATED - UNFILED)),
        derived=derived.headline(RATED - UNFILED),
        named=False,
    ),
    "on_time": _of_units(("按时",), subjects.on_time, derived.on_time, named=False),
    "signing": _of_units(("没有审签齐全",), subjects.signing, derived.signing, named=False),
    "late": _of_units(("迟报",), subjects.late, derived.late),
    "unit_missing": _of_units(("未报送",), subjects.unit_missing, derived.unit_missing),
    "unit_pending": _of_units(("未到期",), subjects.unit_pending, derived.unit_pending, named=False),
    "unit_returned": _of_units(("已退回",), subjects.returned, derived.returned),
    "unit_head": _of_units(("待单位主要负责人审签",), subjects.at_desk("head"), derived.at_desk("head")),
    "unit_deputy": _of_units(("待分管区长审签",), subjects.at_desk("deputy"), derived.at_desk("deputy")),
    "unit_office": _of_units(("待督查室签收",), subjects.at_desk("office"), derived.at_desk("office")),
}
_UNRULED = ("最多", "最少", "最好", "最差", "倒数", "名列", "未报", "滞后", "逾期", "未达", "全部完成")
"""Words that judge and that no rule may use."""
_JUDGING = re.compile("|".join(sorted({w for r in RULES.values() for w in r.words} | {*_UNRULED}, key=len)[::-1]))


def judging_words(text: str) -> list[str]:
    """Return the words of a text that judge."""
    return _JUDGING.findall(text)


def state(m: Material, rule: str, *pieces: Piece, only: Iterable[str] | None = None) -> Statement:
    """Return a statement about the subjects that its rule finds, or about some of them."""
    found = m.subjects(rule, RULES[rule].made)
    chosen = found if only is None else tuple(s for s in found if s in set(only))
    return Statement(rule, chosen, pieces)


def names(rules: Iterable[str]) -> list[str]:
    """Return the names of rules for the office: their words."""
    return list(dict.fromkeys(RULES[rule].words[0] for rule in rules if RULES[rule].words))


def derive(grounds: Grounds) -> dict[str, frozenset[str]]:
    """Return rule → its subjects, derived again."""
    return {name: frozenset(rule.derived(grounds)) for name, rule in RULES.items()}
