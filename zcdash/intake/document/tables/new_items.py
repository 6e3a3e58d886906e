"""Rows of items: whether one begins a new item or goes on with the one above, and what it takes over from that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from zcdash.domain.plan_proposal import Question
from zcdash.domain.source_document import Passage
from zcdash.intake.document.tables import row_questions
from zcdash.intake.document.tables.cell_values import levels_of
from zcdash.intake.document.tables.chapter_headings import Headings
from zcdash.intake.document.tables.columns import TableHead
from zcdash.intake.document.tables.dittos import above
from zcdash.intake.document.tables.row_drafts import Draft, Fields, texts_of
from zcdash.intake.document.tables.row_kinds import (
    OPEN,
    UNSURE,
    RowUse,
    begins_numbered,
    goes_on_score,
    heading_from,
    heading_of,
)
from zcdash.intake.document.tables.row_values import RowValues, row_fields
from zcdash.intake.document.tables.table_grid import Grid
from zcdash.intake.document.tables.table_sections import Section


class ItemRows:
    """Items that were read so far, and the one that the next row may go on with."""

    def __init__(self, headings: Headings, answers: Mapping[str, str], ends_sentences: bool) -> None:
        self.headings = headings
        self.answers = answers
        self.ends_sentences = ends_sentences
        self.drafts: list[Draft] = []
        self._current: Draft | None = None
        self._chapter: list[Passage] = []
        self._questions: list[Question] = []
        self._filled: dict[str, list[str]] = defaultdict(list)

    @property
    def questions(self) -> list[Question]:
        """Questions on rows, and on fields that were taken over from the row above."""
        filled = [row_questions.filled_question(field, places) for field, places in self._filled.items()]
        return [*self._questions, *filled]

    def taken_over(self, field: str) -> list[str]:
        """Return the places of the rows that took a blank field over from the row above."""
        return self._filled.get(field, [])

    @property
    def goes_by_points(self) -> bool:
        """True where the goal of the item above is numbered 一、, or is not finished: a number below may be its next point."""
        goal = self._current.last.get("goal", "") if self._current else ""
        return bool(goal) and (goal[-1] in OPEN or begins_numbered(goal))

    def part(self) -> None:
        """End what rows may go on with: a chapter or another head begins."""
        self._current = None
        self._chapter = []

    def take(self, section: Section, row: int, values: RowValues) -> RowUse:
        """Take a row over, and return the use that was made of it."""
        same_as = self._follow_dittos(values)
        if self._current and not self._is_new(self._current, section, row, values):
            self._current.add({name: passages for name, passages in values.all.items() if name != "chapter"})
            self._current.same_as |= same_as
            return RowUse.MORE
        fields = values.all
        self._inherit(section, row, fields)
        title, number = self._title(section.head, fields), section.grid.table.number
        draft = Draft(chapter=title, table=number, row=row, place=section.grid.line(row), fields={})
        draft.same_as = same_as
        draft.leads_apart = "supports" in section.head.fields
        told = values.nothing | set(values.dittos)
        draft.columns = tuple(dict.fromkeys(f for f in row_fields(section.head) if f not in told))
        if not fields.get("goal") and "focus" in values.own:
            fields["goal"] = fields.pop("focus")
            self._questions.append(row_questions.focus_question(section.grid.line(row)))
        draft.add(fields)
        self.drafts.append(draft)
        self._current = draft
        return RowUse.ITEM

    def _follow_dittos(self, values: RowValues) -> dict[str, list[Passage]]:
        """Give the fields that say 同上 the passages of the row above; return place of each → the 同上."""
        same_as: dict[str, list[Passage]] = {}
        for name, ditto in values.dittos.items():
            found, question = above(name, ditto, self.drafts, self._current is None)
            self._questions += [question] if question else []
            if found:
                values.own[name] = list(found)
                for passage in found:
                    same_as.setdefault(passage.place, []).append(ditto)
        return same_as

    def _is_new(self, current: Draft, section: Section, row: int, values: RowValues) -> bool:
        """Return True if a row begins a new item; where nobody can tell, a question asks."""
        own, below = values.own, values.all
        has_goal = "goal" in section.head.fields
        if "seq" in own and levels_of(texts_of(own)["seq"]) != current.levels:
            return True
        if "seq" not in own and has_goal and "goal" in values.covered:
            return False
        if "leads" in own and any(name.startswith("figure:") for name in own):
            return True
        fields, texts = set(section.head.fields), texts_of(own) | _names(below)
        score = goes_on_score(current.last, texts, fields, self.ends_sentences, row == section.first_body)
        if has_goal and "goal" not in own:
            score += 1.5
        if "seq" in below:
            score -= UNSURE
        elif "seq" not in section.head.fields:
            score -= 1.0
        question = row_questions.cut_question(section.grid.line(row), score > 0)
        answer = self.answers.get(question.key, "")
        is_open = abs(score) <= UNSURE if "seq" not in below else score > 0
        if is_open or answer:
            self._questions.append(question)
        return score <= 0 if answer not in question.proposals else answer == row_questions.IS_NEW

    def _inherit(self, section: Section, row: int, fields: Fields) -> None:
        """Take 序号 and 重点工作 over from the row above where they are blank: a merge was lost."""
        current = self._current
        if "chapter" in fields:
            if self._chapter and fields["chapter"] != self._chapter:
                current = None
            self._chapter = fields["chapter"]
        elif self._chapter:
            fields["chapter"] = self._chapter
        if not current or not fields.get("goal"):
            return
        same_seq = "seq" in section.head.fields and "seq" not in fields and bool(current.fields.get("seq"))
        if same_seq:
            fields["seq"] = list(current.fields["seq"])
            self._filled["seq"].append(section.grid.line(row))
        if "focus" in section.head.fields and "focus" not in fields and current.fields.get("focus"):
            if same_seq:
                fields["focus"] = list(current.fields["focus"])
            elif not _has_merges(section.grid, section.head, "focus"):
                fields["focus"] = list(current.fields["focus"])
                self._filled["focus"].append(section.grid.line(row))

    def _title(self, head: TableHead, fields: Fields) -> str:
        """Return the chapter of an item; a column of chapters counts where no heading stands above."""
        has_focus = "focus" in head.fields
        title = self.headings.title(with_subheadings=has_focus)
        if not has_focus and self.headings.subheadings:
            fields["focus"] = list(self.headings.subheadings)
        printed = fields.pop("chapter", [])
        if not printed:
            return title
        if title and (self.headings.were_numbered or self.headings.sheet):
            column = next(column for column in head.columns if column.field == "chapter")
            fields[f"other:{column.head}"] = printed
            return title
        text = "".join(passage.text for passage in printed)
        title = (heading_of(text) or heading_from(text)).title
        self.headings.note(title, tuple(printed))
        return title


def _names(fields: Fields) -> dict[str, str]:
    """Return the texts of units, leaders and time: a merge over several items counts for each."""
    return {name: text for name, text in texts_of(fields).items() if name in {"leads", "leaders", "deadline"}}


def _has_merges(grid: Grid, head: TableHead, field: str) -> bool:
    """Return True if cells of a column are merged downwards anywhere: its blank cells are meant to be blank."""
    n = row_fields(head).index(field)
    first, last = head.spans[n]
    return any(cell.row_span > 1 and first <= cell.column <= last for cell in grid.table.cells if cell.row > head.last)
