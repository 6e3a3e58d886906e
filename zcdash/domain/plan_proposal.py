"""Plan as understood from a document: tables, the characters each field came from, open questions, what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PlanTables:
    """The form in which a plan is edited and exchanged: the files of a plan folder, as `docs/plan-folder.md` has them."""

    toml: str
    """Text of `plan.toml`."""
    tables: dict[str, list[dict[str, str]]]
    """CSV file → its rows as column → text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Origin of one field of the plan: the stretch of the document that its value came from."""

    table: str
    """CSV file of the field (`items.csv`)."""
    key: str
    """Key of its row: code of an item, commitment or indicator; `item period`, `item kind name`, `indicator period`."""
    column: str
    place: str
    start: int
    end: int
    confidence: float = 1.0
    """Between 0 and 1; below `CERTAIN` a person looks at it first."""


CERTAIN = 0.75
"""Confidence from which a proposal is not shown among the uncertain ones."""


class QuestionKind(StrEnum):
    """Kind of an open question."""

    COLUMN = "column"
    """A column whose head says nothing that is known."""
    NAME = "name"
    """A name that is not in the register of units and people."""
    LEAD = "lead"
    """Several units or leaders, and no mark says who leads."""
    FIELD = "field"
    """A field that the plan needs and the document does not have, or that was read with little confidence."""
    ROW = "row"
    """A row that fits nowhere, or a count that does not agree."""
    DIFFERENCE = "difference"
    """The plan does not say the same as the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Open question on a proposal. It is settled by an answer; `key` is the same each time the document is read."""

    key: str
    kind: QuestionKind
    sentence: str
    place: str = ""
    """Address in the document, empty where it concerns the whole."""
    row: str = ""
    """Code of the item that it concerns, if any."""
    proposals: tuple[str, ...] = ()
    """Answers to choose from, the likeliest first."""
    answer: str = ""
    """Answer of the office; empty while it is open."""


_NOT_USED = "答复“{answer}”没有采用："
_NOT_USED_START, _NOT_USED_END = _NOT_USED.split("{answer}")


def refused(question: Question, answer: str, reason: str) -> Question:
    """Return a question that stays open: the answer is none that it can have, its sentence says why."""
    return replace(
        question, answer="", sentence=f"{_NOT_USED.format(answer=answer.strip())}{reason}{question.sentence}"
    )


def refuses(question: Question, answer: str) -> bool:
    """Return True if this answer was refused when the document was read."""
    return bool(answer) and question.sentence.startswith(_NOT_USED.format(answer=answer.strip()))


def is_refused(question: Question) -> bool:
    """Return True if an answer was refused when the document was read."""
    return not question.answer and question.sentence.startswith(_NOT_USED_START) and _NOT_USED_END in question.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """Stretch of the document that no field of the plan holds; `acknowledged` by a person once it was seen."""

    place: str
    start: int
    end: int
    text: str
    acknowledged: bool = False


def note_on_remainders(remainders: Sequence[Remainder]) -> str:
    """Return how many stretches no field holds, and how many of them nobody has looked at."""
    open_ones = [r for r in remainders if not r.acknowledged]
    if not remainders:
        return "原文没有剩余文字。"
    characters = sum(len(r.text) for r in open_ones)
    return f"未载入的文字 {len(remainders)} 段，其中 {len(open_ones)} 段（{characters} 字）待确认。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMatch:
    """Column of a table and the field that it was matched to (`domain.plan_proposal.FIELDS`, or `target:2017Q1`)."""

    table: int
    column: int
    head: str
    field: str
    confidence: float


FIELDS = {
    "seq": "序号",
    "chapter": "板块",
    "focus": "重点工作",
    "goal": "目标任务",
    "deadline": "完成时间",
    "unit": "计量单位",
    "baseline": "基数（上年实绩）",
    "attribute": "指标属性",
    "figure": "指标值（全年）",
    "schedule": "进度安排（一格内分时段）",
    "leads": "责任单位（牵头单位）",
    "supports": "配合单位",
    "leaders": "分管领导",
    "target": "各期目标",
    "total": "各期累计",
    "other": "其他（不载入）",
}
"""Field of a `SourceRow` → its name on the page. `target` and `total` are followed by their period: `target:2017H1`."""
OF_PERIODS = ("target", "total")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """Printed name of a unit or leader (`kind`), how often it stands in the document, and whom it was matched to."""

    printed: str
    kind: str
    times: int
    name: str = ""
    """Name in the register; empty: not known yet."""
    confidence: float = 0.0
    nearest: tuple[str, ...] = ()
    """Names that are alike, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """Names that the office knows already: name → its aliases, of units and of leaders; group → its members."""

    units: dict[str, list[str]]
    leaders: dict[str, list[str]]
    kinds: dict[str, str]
    """Unit → its `UnitKind`."""
    members: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Decisions of the office on a document: they are given again each time it is read."""

    plan: str = ""
    """Id of the plan; empty: made from number and year."""
    columns: dict[str, str]
    """Head of a column → field, as in `ColumnMatch`."""
    names: dict[str, str]
    """`unit 区环保局` or `leader 张三` → name; the same name: a new unit or leader; `-`: no name at all."""
    answers: dict[str, str]
    """Key of a question → answer."""
    acknowledged: dict[str, str]
    """`place start end` of a remainder → its text: a text that has changed is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProposal:
    """Plan as understood from a document, with everything that a person needs to check it."""

    file_name: str
    sha256: str
    plan: PlanTables
    columns: tuple[ColumnMatch, ...]
    names: tuple[NameMatch, ...]
    origins: tuple[Origin, ...]
    questions: tuple[Question, ...]
    remainders: tuple[Remainder, ...]
    notes: tuple[str, ...] = ()
    """Sentences on what was counted and compared, and what the file has that was not read."""

    @property
    def is_complete(self) -> bool:
        """Return True if nothing is open: each question has its answer, each remainder was seen."""
        return all(q.answer for q in self.questions) and all(r.acknowledged for r in self.remainders)
