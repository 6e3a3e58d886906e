"""Reporting rule of a notice: rhythm, deadline, receiver, who signs, telephone and mail, and the rule for who leads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zcdash.domain.source_document import Passages
from zcdash.intake.document.people.joined_text import CompactText
from zcdash.intake.document.reading.marks import RED, lead_rule
from zcdash.intake.document.running.printed_dates import NUMBER, number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Fact that a notice states: its value, the words that it was read from, and the confidence of the reading."""

    value: str
    passages: Passages
    confidence: float = 1.0


_N = f"(?P<n>{NUMBER})"
_QUARTER = "(?:每个?季度|季度|每季|逐季|季)"
_BEFORE = "(?:日|号)(?:之前|以前|前|内|之内)?"
_RULES = tuple(
    (re.compile(pattern), kind, confidence)
    for pattern, kind, confidence in (
        (rf"(?:结束|终了|期满|季|月|年)(?:之后|后)的?{_N}个?工作日", "workdays", 1.0),
        (rf"(?:结束|终了|期满)(?:之后|后)的?{_N}个月(?:之内|以内|内)", "months", 1.0),
        (rf"(?:次月|下个?月|翌月|季后首月|季度(?:首月|第一个?月))的?{_N}{_BEFORE}", "day", 1.0),
        (rf"每个?月的?{_N}{_BEFORE}.{{0,30}}上个?月", "day", 0.9),
        (rf"(?:季度末|季末|每季度最后一个|季度末个?|半年末|年末)月?的?{_N}{_BEFORE}", "inside", 0.9),
        (rf"(?:每个?月|当月|逐月)的?{_N}{_BEFORE}", "inside", 0.9),
        (rf"(?:结束|终了|期满|季)(?:之后|后)的?{_N}(?:日|天)(?:之内|以内|内)", "day", 0.8),
        (rf"6月{_N}日(?:之前|以前|前)?[、,和及]?.{{0,6}}12月(?:[0-9]{{1,2}})日", "inside", 0.8),
        (rf"7月{_N}日(?:之前|以前|前)?.{{0,12}}(?:次年|翌年|下一?年)1?月?", "day", 0.7),
        (r"(?:每个?月|每个?季度?|当月|季度|每半年)(?:底|末|月底|月末)(?:之前|以前|前)?", "end", 0.5),
    )
)
"""Pattern, kind of the rule, confidence; the first that fits beside a word of reporting."""
_REPORTED = re.compile(
    r"(?<![通汇填申日电公预见])报(?:送|告|至|到|给|区|县|市|政府|督查)|(?<![通汇填申日电公])报[^告纸刊酬名道表]|上报|反馈|填报"
)
_LAST_DAY = 28
"""Highest day that a rule `inside` may name."""
_EARLY = 10
"""Day up to which 每月5日 means the month after the one that is reported on."""

_PERIODS = {
    "week": re.compile(r"每周|按周|逐周"),
    "month": re.compile(r"按月|每个?月|逐月|月度|月报"),
    "quarter": re.compile(r"按季度?|每个?季度?|逐季|季度|季报|季后"),
    "half": re.compile(r"每半年|按半年|半年|(?:每年)?6月[0-9]{1,2}日.{0,12}12月"),
    "year": re.compile(r"每年|按年|年度终了|逐年"),
}
_RHYTHM_OF = re.compile(r"[^。;]{0,12}(?:调度|督查|督导|报送|上报|汇总|跟踪|考核|对账)")
_RECEIVER = re.compile(
    r"(?<![通汇填申日电公])报(?:送|告)?(?:[^。;,报]{0,12}(?:至|到|给))?(?P<name>[一-鿿]{1,18}?(?:督查室|督查局|督查科|办公室|办公厅|专班|中心|小组|[局办科委部]))(?=[。;,、.()]|备案|汇总|$)"
)
_NAMED_RECEIVER = re.compile(
    r"向(?P<name>[一-鿿]{2,18}?(?:督查室|督查局|督查科|督查办|办公室|专班|中心))(?:书面)?(?:报|反馈|上报)"
)
_SIGNED = re.compile(r"[经由](?P<who>[^。;]{2,50})(?:审核|审签|审定|审阅|审查|签字|签批|签发|把关|同意)")
_HEAD = re.compile(r"(?:本|各)?(?:单位|部门)?(?:主要(?:负责人|负责同志|领导同志|领导)|一把手|负责人)")
_DEPUTY = re.compile(r"(?<!单位)(?<!部门)分管副?(?:区长|县长|市长|镇长|领导)|责任领导|牵头领导|[区县市]领导")
_OWN_DEPUTY = "分管领导"
"""A leader of the unit itself where it is named before the head."""
_PHONE_WORD = re.compile(r"电话|手机|传真")
_PHONE = re.compile(r"(?<![0-9])(?:0[0-9]{2,3}-?)?[1-9][0-9]{6,7}(?![0-9])|(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._-])[A-Za-z0-9][A-Za-z0-9._-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
)
MARKED = re.compile(lead_rule(f"黑体|加粗|粗体|加黑|{RED}"))
"""Rule of a document that marked names lead, also in the head of a column."""
_FIRST = re.compile(
    r"(?:列|排)(?:在|名)?(?:第一位|首位|第一)[^。;]{0,10}牵头|(?:第一个|首个)(?:责任)?(?:单位|部门|领导)[^。;]{0,6}牵头"
)
_NEAR = 60
"""Characters between a deadline and the word of reporting that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """Facts of the reporting rule; None and empty where the notice is silent."""

    deadline: Fact | None = None
    """Text of a `DeadlineRule`."""
    period: Fact | None = None
    """`week`, `month`, `quarter`, `half` or `year`."""
    receiver: Fact | None = None
    signers: tuple[Fact, ...] = ()
    """As printed."""
    signing: tuple[str, ...] = ()
    """Steps of the signing chain; empty where the notice names no signer."""
    phones: tuple[Fact, ...] = ()
    email: Fact | None = None
    lead_rule: Fact | None = None
    """`marked` or `first_listed`."""


def reporting_of(compact: CompactText) -> Reporting:
    """Return the reporting rule that a text states."""
    deadline, sentence = _deadline(compact)
    signers, signing = _signing(compact, sentence)
    return Reporting(
        deadline=deadline,
        period=_period(compact, sentence),
        receiver=_receiver(compact, sentence),
        signers=signers,
        signing=signing,
        phones=_phones(compact),
        email=_found(compact, _EMAIL, ""),
        lead_rule=_found(compact, MARKED, "marked") or _found(compact, _FIRST, "first_listed"),
    )


def _found(compact: CompactText, pattern: re.Pattern[str], value: str) -> Fact | None:
    """Return the first match as a fact; its value are its own words where none is given."""
    found = pattern.search(compact.text)
    return Fact(value=value or found[0], passages=compact.cut(*found.span())) if found else None


def _deadline(compact: CompactText) -> tuple[Fact | None, tuple[int, int] | None]:
    """Return the deadline rule and the stretch of the sentence that states it."""
    for pattern, kind, confidence in _RULES:
        for found in pattern.finditer(compact.text):
            sentence = _sentence(compact.text, *found.span())
            near = compact.text[max(sentence[0], found.start() - _NEAR) : min(sentence[1], found.end() + _NEAR)]
            if not _REPORTED.search(near):
                continue
            number = 0 if kind == "end" else number_of(found["n"])
            rule, sure = _rule(kind, number, confidence)
            if rule:
                return Fact(value=rule, passages=compact.cut(*found.span()), confidence=sure), sentence
    return None, None


def _rule(kind: str, number: int, confidence: float) -> tuple[str, float]:
    """Return the text of a rule, empty for a number that it cannot have."""
    if kind == "end":
        return f"inside:{_LAST_DAY}", confidence
    if not 1 <= number <= {"workdays": 60, "months": 24}.get(kind, 31):
        return "", 0.0
    if kind == "inside" and number <= _EARLY:
        return f"day:{number}", 0.6
    if kind in ("inside", "day") and number > _LAST_DAY:
        return f"{kind}:{_LAST_DAY}", 0.5
    return f"{kind}:{number}", confidence


def _sentence(text: str, start: int, end: int, most: int = 200) -> tuple[int, int]:
    """Return the sentence around a stretch, no longer than `most` characters on either side."""
    first = max(text.rfind("。", max(0, start - most), start) + 1, start - most, 0)
    last = text.find("。", end, end + most)
    return first, last + 1 if last >= 0 else min(len(text), end + most)


def _period(compact: CompactText, sentence: tuple[int, int] | None) -> Fact | None:
    """Return the rhythm of reporting: that of the sentence on reporting, else the first one that the text names."""
    for is_stated, (start, end) in ((True, sentence or (0, 0)), (False, (0, len(compact.text)))):
        named = [
            (found.start(), kind, found)
            for kind, pattern in _PERIODS.items()
            for found in pattern.finditer(compact.text, start, end)
            if is_stated or _RHYTHM_OF.match(compact.text, found.end())
        ]
        if named:
            _, kind, found = min(named, key=lambda each: each[0])
            return Fact(value=kind, passages=compact.cut(*found.span()), confidence=1.0 if is_stated else 0.5)
    return None


def _receiver(compact: CompactText, sentence: tuple[int, int] | None) -> Fact | None:
    start, end = sentence or (0, len(compact.text))
    found = _RECEIVER.search(compact.text, start, end) or _NAMED_RECEIVER.search(compact.text, start, end)
    if not found:
        return None
    return Fact(value=found["name"], passages=compact.cut(*found.span("name")), confidence=1.0 if sentence else 0.6)


def _signing(compact: CompactText, sentence: tuple[int, int] | None) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Return who signs as printed, and the steps of the chain."""
    found = _SIGNED.search(compact.text, *sentence) if sentence else None
    if not found:
        return (), ()
    heads = list(_HEAD.finditer(compact.text, *found.span("who")))
    deputies = [
        deputy
        for deputy in _DEPUTY.finditer(compact.text, *found.span("who"))
        if deputy[0] != _OWN_DEPUTY or not heads or deputy.start() > heads[0].start()
    ]
    if not heads and not deputies:
        return (), ()
    named = sorted([*heads, *deputies], key=lambda each: each.start())
    signers = tuple(Fact(value=each[0], passages=compact.cut(*each.span())) for each in named)
    return signers, (*(["unit_head"] if heads else []), *(["deputy"] if deputies else []), "office")


def _phones(compact: CompactText) -> tuple[Fact, ...]:
    phones: dict[str, Fact] = {}
    for word in _PHONE_WORD.finditer(compact.text):
        for found in _PHONE.finditer(compact.text, word.end(), min(len(compact.text), word.end() + 48)):
            phones.setdefault(found[0], Fact(value=found[0], passages=compact.cut(*found.span())))
    return tuple(phones.values())
