"""A year through workbooks and commands alone, held against the oracle: it shows that `program.Program` writes what they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers import OFFICE, Clock, clerk, deputy, head
from tests.oracle import program
from tests.oracle.parts import known, part_at
from tests.oracle.program import Program, noon
from tests.oracle.shapes import Act
from tests.oracle.test_program import differences, report
from tests.oracle.years import WORDS, year
from zcdash import commands, queries
from zcdash.domain.submission import Step
from zcdash.domain.terms import STATE_NAME, Severity, State
from zcdash.errors import InvalidInput, NotFound
from zcdash.intake.form import COMMITMENTS, FIRST_ROW, INDICATORS
from zcdash.store.ledger import Ledger

SEED, ITEMS = 4, 40
NO_FIGURE = "上级数据尚未公布"


@dataclass
class Office(Program):
    """The program worked by its people: units file workbooks, heads and deputy mayors sign, the office does the rest."""

    def _file(self, a: Act) -> None:
        _, data = queries.submissions.template_workbook(self.ledger, self.name, a.period, a.unit)
        book = load_workbook(BytesIO(data))
        filled = fill_numbers(book[INDICATORS], a.rows) | fill_states(book[COMMITMENTS], a.rows)
        assert filled == set(a.rows), "the form doesn't ask for everything"
        out = BytesIO()
        book.save(out)
        receipt = commands.submissions.submit(
            self.ledger, clerk(a.unit), out.getvalue(), "报送.xlsx", "张三", accept=True
        )
        assert receipt.filed, [
            f"{f.place} {f.sentence}" for f in receipt.check.findings if f.severity is Severity.ERROR
        ]
        assert receipt.submission
        self.last[a.unit, a.period] = receipt.submission

    def _sign(self, a: Act) -> None:
        number = self.last[a.unit, a.period]
        status = queries.approvals.submission_status(self.ledger, self.name, number)
        people = [head(a.unit)] if status.course.awaits is Step.UNIT_HEAD else map(deputy, status.course.waiting)
        for person in people:
            commands.approvals.sign(self.ledger, person, self.name, number)

    def _accept(self, a: Act) -> None:
        commands.approvals.sign(self.ledger, OFFICE, self.name, self.last[a.unit, a.period])

    def _send_back(self, a: Act) -> None:
        number = self.last[a.unit, a.period]
        status = queries.approvals.submission_status(self.ledger, self.name, number)
        step = status.course.awaits
        person = OFFICE
        if step is Step.UNIT_HEAD:
            person = head(a.unit)
        elif step is Step.DEPUTY:
            person = deputy(status.course.waiting[0])
        commands.approvals.send_back(self.ledger, person, self.name, number, "数不对")

    def _extend(self, a: Act) -> None:
        until = date.fromisoformat(a.until)
        commands.periods.grant(self.ledger, OFFICE, self.name, a.period, a.unit, "extension", until, "数据未出")

    def _override(self, acts: list[Act]) -> None:
        for a in acts:
            if self._has_light(a):
                commands.periods.override(self.ledger, OFFICE, self.name, a.period, a.code, a.light, "已研究")
            elif a.light:
                with pytest.raises((NotFound, InvalidInput)):
                    commands.periods.override(self.ledger, OFFICE, self.name, a.period, a.code, a.light, "已研究")

    def _has_light(self, a: Act) -> bool:
        """Tell by the oracle whether a light is promised, and so may be overridden."""
        k = known(self.plan, (), a.day)
        parts = [a.code] if a.code in self.plan.by_code else [p.code for p in self.plan.parts_of(a.code)]
        return any(part_at(k, code, a.period).light != "none" for code in parts)


def fill_numbers(sheet: Worksheet, rows: dict[str, str | tuple[str, ...]]) -> set[str]:
    """Fill in figures, and why there are none; return the codes found."""
    found = set()
    for cells in sheet.iter_rows(min_row=FIRST_ROW):
        code = str(cells[0].value or "")
        said = rows.get(code)
        if said is not None:
            found.add(code)
        if said is None or said == WORDS:
            cells[9].value = NO_FIGURE if code else None
        else:
            cells[8].value = float(str(said))
    return found


def fill_states(sheet: Worksheet, rows: dict[str, str | tuple[str, ...]]) -> set[str]:
    """Fill in states and days; return the codes found."""
    found = set()
    for cells in sheet.iter_rows(min_row=FIRST_ROW):
        code = str(cells[0].value or "")
        said = rows.get(code)
        if said:
            found.add(code)
            cells[4].value = STATE_NAME[State(said[0])]
            cells[5].value = date.fromisoformat(said[1]) if len(said) > 1 else None
    return found


def test_a_year_through_workbooks_and_commands(tmp_path: Path) -> None:
    y = year(SEED, ITEMS, by_forms=True)
    clock = Clock(noon("2017-01-01"))
    with Ledger(tmp_path / "year.duckdb", clock) as ledger:
        p = Office(**program.started(ledger, clock, y.plan).__dict__)
        wrong, done = [], 0
        for day in y.days:
            now = [a for a in y.acts if a.day <= day]
            p.play(now[done:])
            done = len(now)
            wrong += differences(known(y.plan, y.acts, day), program.lights(p.year(day, "default")))
    assert not wrong, report(wrong)
