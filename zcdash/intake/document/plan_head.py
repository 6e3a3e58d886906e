"""Head of a plan (`plan.toml`) from the facts of a notice, with a question for each fact that it does not state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import tomli_w

from zcdash.domain.model import Phase
from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import CERTAIN, Decisions, Origin, Question, QuestionKind, refused
from zcdash.domain.source_document import Passages
from zcdash.domain.submission import Step
from zcdash.domain.terms import PlanKind
from zcdash.intake.document.given_answers import (
    AS_READ,
    count_answered,
    day_answered,
    rhythm_answered,
    rule_answered,
    rule_words,
    text_answered,
    year_answered,
)
from zcdash.intake.document.running.notice import NoticeFacts
from zcdash.intake.document.running.notice_reporting import Fact
from zcdash.intake.document.source_rows import origins_of
from zcdash.text import single_line

RHYTHMS = {
    "month": ("按月", [f"M{m:02}" for m in range(1, 13)]),
    "quarter": ("按季度", ["Q1", "Q2", "Q3", "Q4"]),
    "half": ("按半年", ["H1", "H2"]),
    "year": ("全年", [""]),
}
"""Rhythm of reporting → its name, and the ends of a year's periods."""
_PLACEHOLDER = "（待填）"
_UNKNOWN_YEAR = 2000
_YEAR = re.compile(r"20[0-9]{2}")
_NUMBER_IN = re.compile(r"(\d{1,5})号")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")
_LEVEL = re.compile(r"(街道|[县区市镇乡])(?:人民政府|政府|办事处)")
_LEVEL_OF_TITLE = re.compile(r"[一-鿿]{1,5}?(街道|[县区市镇乡])(?![县区市镇乡]|街道)")
_LOWEST = ("镇", "乡", "街道")
"""Levels whose governments have one office for everything, and none for inspections."""
_DEADLINES = ("day:5", "workdays:5", "months:1", "inside:25")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadParts:
    """Parts of the head that the rows of the document tell."""

    chapters: Sequence[tuple[str, Passages]]
    """Title and passages of each chapter."""
    items: int
    has_leaders: bool
    periods: tuple[str, ...] = ()
    phases: Sequence[Phase] = ()
    year: int = 0
    kind: PlanKind = PlanKind.ANNUAL
    """Kind that the layout speaks for, where the notice names none."""


@dataclass(slots=True)
class PlanHead:
    """Head of a plan as it is gathered: values, their origins, and what is open."""

    file_name: str
    notice: NoticeFacts
    decisions: Decisions
    parts: HeadParts
    origins: list[Origin] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def year(self) -> int:
        """Year of the plan, `_UNKNOWN_YEAR` where nothing says it: then a question asks for it."""
        return year_answered(self._given("year")) or self._stated_year or _UNKNOWN_YEAR

    @property
    def _stated_year(self) -> int:
        of_periods = [Period.parse(text).starts.year for text in self.parts.periods[:1]]
        return self.parts.year or self.notice.year or sum(of_periods)

    @property
    def kind(self) -> PlanKind:
        """Kind of the plan."""
        stated = self.notice.kind
        told = PlanKind(stated.value) if stated and stated.confidence >= CERTAIN else self.parts.kind
        answer = self.decisions.answers.get("field:kind", "")
        return PlanKind(answer) if answer in set(PlanKind) else told

    def toml(self) -> tuple[str, str, tuple[str, ...]]:
        """Return the text of `plan.toml`, the id of the plan and its periods."""
        if not self._stated_year:
            sentence = "文件没有写明是哪一年的计划，请填写年份，例如 2019。"
            self.ask("year", sentence, _YEAR.findall(self._given("issued")[:4]))
        number = self._fact("number", "文号", self.notice.number)
        periods = self._periods()
        plan_id = self._id(number)
        head: dict[str, Any] = {
            "plan": {
                "id": plan_id,
                "number": number,
                "title": self._fact("title", "标题", self.notice.title),
                "issuer": self._fact("issuer", "发文机关", self.notice.issuer),
                "issued": self._issued(),
                "kind": str(self.kind),
                "periods": list(periods),
                "items": self._items(),
            },
            "reporting": self._reporting(),
            "contact": self._contact(),
            "source": {"file": self.file_name},
            "chapter": [{"number": n, "title": t} for n, (t, _) in enumerate(self.parts.chapters, 1)],
        }
        for n, (_, passages) in enumerate(self.parts.chapters, 1):
            self.origins += origins_of("plan.toml", f"chapter {n}", "title", passages)
        if self.parts.phases:
            head["phase"] = [_phase(p) for p in self.parts.phases]
        return tomli_w.dumps(head), plan_id, periods

    def ask(self, name: str, sentence: str, proposals: Iterable[str] = (), *, place: str = "") -> str:
        """Ask for a field of the head and return the answer, empty while there is none."""
        key = f"field:{name}"
        answer = self.decisions.answers.get(key, "").strip()
        self.questions.append(
            Question(
                key=key,
                kind=QuestionKind.FIELD,
                sentence=sentence,
                place=place,
                proposals=tuple(dict.fromkeys(p for p in proposals if p)),
                answer=answer,
            )
        )
        return answer

    def _fact(self, name: str, label: str, fact: Fact | None) -> str:
        """Return a text of the head: as printed, else as answered, else a placeholder."""
        answer = self._given(name)
        if fact and fact.confidence >= CERTAIN and not answer:
            self.origins += origins_of("plan.toml", "plan", name, fact.passages, fact.confidence)
            return single_line(fact.value)
        guess = single_line(fact.value) if fact else ""
        place = fact.passages[0].place if fact and fact.passages else ""
        state = f"读作“{guess}”，没有把握" if guess else "没有找到"
        sentence = f"文件的{label}{state}，请填写或确认。"

        def parse(said: str) -> str:
            return guess if guess and said == AS_READ else text_answered(name, said)

        answer = self._checked(name, sentence, [guess], parse, place=place) or ""
        if fact and (not answer or answer == guess):
            self.origins += origins_of("plan.toml", "plan", name, fact.passages, fact.confidence)
        return single_line(answer or guess or _PLACEHOLDER)

    def _given(self, name: str) -> str:
        return self.decisions.answers.get(f"field:{name}", "").strip()

    def _checked(
        self, name: str, sentence: str, proposals: Sequence[str], parse: Callable[[str], Any], *, place: str = ""
    ) -> Any:
        """Ask for a field and return its parsed answer; None while there is none that can be parsed."""
        answer = self.ask(name, sentence, proposals, place=place)
        if not answer:
            return None
        try:
            return parse(answer)
        except ValueError:
            self.questions.append(refused(self.questions.pop(), answer, f"“{answer}”读不懂。"))
            return None

    def _issued(self) -> date:
        fact = self.notice.issued
        if fact and fact.confidence >= CERTAIN and "field:issued" not in self.decisions.answers:
            self.origins += origins_of("plan.toml", "plan", "issued", fact.passages, fact.confidence)
            return date.fromisoformat(fact.value)
        guess = [fact.value] if fact else []
        day = self._checked("issued", "发文日期没有找到，请按 2017-01-25 的样子填写。", guess, day_answered)
        return day or (date.fromisoformat(fact.value) if fact else date(self.year, 1, 1))

    def _items(self) -> int:
        fact, found = self.notice.items, self.parts.items
        if not fact or not fact.value.isdecimal() or int(fact.value) == found:
            if fact:
                self.origins += origins_of("plan.toml", "plan", "items", fact.passages, fact.confidence)
            return found
        sentence = f"文件写明 {fact.value} 项，读出 {found} 项。确认后请填写实际的项数。"
        return self._checked("items", sentence, [str(found), fact.value], count_answered) or found

    def _periods(self) -> tuple[str, ...]:
        is_year = self.parts.periods == (str(self.year),)
        if self.parts.periods and not is_year:
            return self.parts.periods
        fact = self.notice.reporting.period
        rhythm = fact.value if fact and fact.value in RHYTHMS and fact.confidence >= CERTAIN else ""
        if not rhythm:
            names = ["按季度", "按月", "按半年", "全年"]
            first = "全年" if is_year else "按季度"
            sentence = f"文件没有写明多久报送一次，请选择（暂按{first.removeprefix('按')}）。"
            rhythm = self._checked("periods", sentence, names, rhythm_answered) or rhythm_answered(first)
        last = self._last_year()
        texts = [f"{year}{end}" for year in range(self.year, last + 1) for end in RHYTHMS[rhythm][1]]
        issued = self.notice.issued
        since = date.fromisoformat(issued.value) if issued and self.kind is not PlanKind.ANNUAL else date.min
        periods = sorted(map(Period.parse, texts))
        return tuple(p.text for p in periods if p.ends >= since) or (periods[-1].text,)

    def _last_year(self) -> int:
        years = self.notice.years.value if self.notice.years else ""
        last = years[-4:]
        return min(int(last), self.year + 15) if last.isdecimal() and int(last) >= self.year else self.year

    def _reporting(self) -> dict[str, Any]:
        rule = self.notice.reporting
        deadline = rule.deadline.value if rule.deadline else ""
        if rule.deadline:
            self.origins += origins_of(
                "plan.toml", "reporting", "deadline", rule.deadline.passages, rule.deadline.confidence
            )
        if not rule.deadline or rule.deadline.confidence < CERTAIN or "field:deadline" in self.decisions.answers:
            said = f"报送期限读作“{rule_words(deadline)}”，没有把握。" if deadline else "文件没有写明报送期限。"
            sentence = f"{said}请选一个，或者照样子写日数。"
            proposals = [rule_words(rule) for rule in (deadline, *_DEADLINES) if rule]
            answer = self._checked("deadline", sentence, proposals, rule_answered)
            deadline = answer.text if answer else deadline or _DEADLINES[0]
        signing = [s for s in rule.signing if s != Step.DEPUTY or self.parts.has_leaders]
        if not signing:
            signing = [Step.UNIT_HEAD, *([Step.DEPUTY] if self.parts.has_leaders else []), Step.OFFICE]
        for fact in (rule.receiver, *rule.signers):
            if fact:
                column = "to" if fact is rule.receiver else "signers"
                self.origins += origins_of("plan.toml", "reporting", column, fact.passages, fact.confidence)
        return {
            "deadline": deadline,
            "to": single_line(rule.receiver.value) if rule.receiver else self._receiver(),
            "signers": [single_line(s.value) for s in rule.signers],
            "signing": [str(s) for s in signing],
        }

    def _receiver(self) -> str:
        """Ask to whom is reported where the document does not say it; the office of the issuer's level is proposed."""
        issuer, title = (fact.value if fact else "" for fact in (self.notice.issuer, self.notice.title))
        level = _LEVEL.search(issuer) or _LEVEL_OF_TITLE.match(title)
        of_level = level[1] if level else "区"
        guess = f"{of_level}党政办公室" if of_level in _LOWEST else f"{of_level}政府督查室"
        sentence = f"文件没有写明向谁报送，暂写“{guess}”，请确认或改写。"
        answer = self._checked(
            "to", sentence, [guess], lambda said: guess if said == AS_READ else text_answered("to", said)
        )
        return single_line(answer or guess)

    def _contact(self) -> dict[str, Any]:
        rule = self.notice.reporting
        for column, fact in [("phone", p) for p in rule.phones] + ([("email", rule.email)] if rule.email else []):
            self.origins += origins_of("plan.toml", "contact", column, fact.passages, fact.confidence)
        return {
            "phone": [single_line(p.value) for p in rule.phones],
            "email": single_line(rule.email.value) if rule.email else "",
        }

    def _id(self, number: str) -> str:
        """Return the id of the plan: as decided, else its kind, year and number."""
        decided = self.decisions.plan.strip().lower()
        if _ID.fullmatch(decided):
            return decided
        found = _NUMBER_IN.search(number)
        return "-".join(filter(None, (str(self.kind).replace("_", "-"), str(self.year), found[1] if found else "")))


def _phase(phase: Phase) -> dict[str, Any]:
    parent = {"parent": phase.parent} if phase.parent else {}
    return {"code": phase.code, "name": phase.name, "starts": phase.starts, "ends": phase.ends, **parent}
