"""Spoilt documents: each is refused, or asked about, or read as it stands; nothing that it says is lost or moved in silence."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from dataclasses import replace

import pytest

from tests.faults.conftest import SEED
from tests.faults.document_mutants import QUARTERS, Mutant, Row, excel_of, make_document, make_mutant, word_of
from tests.source_documents import KNOWN, UNDECIDED
from zcdash.domain.plan_proposal import PlanProposal, QuestionKind
from zcdash.errors import InvalidInput
from zcdash.intake.document import assemble
from zcdash.intake.document.assemble import propose_plan
from zcdash.intake.document.reading.read import read_document
from zcdash.intake.document.tables.table_reading import TableReading

_ON_THE_TABLE = (QuestionKind.COLUMN, QuestionKind.ROW, QuestionKind.DIFFERENCE)


def squashed(text: str) -> str:
    """Return a text without blanks, marks and typesetting, to be compared."""
    return "".join(unicodedata.normalize("NFKC", text.replace("**", "")).split()).strip(";,、。:")


def names_in(text: str) -> set[str]:
    plain = squashed(text.replace("\n", "、"))
    for separator in ",;、":
        plain = plain.replace(separator, " ")
    return set(plain.split())


def marked_in(text: str) -> set[str]:
    return {squashed(part) for part in text.split("**")[1::2]}


class Judge:
    """Comparison of a mutated document with the plan that was proposed for it."""

    def __init__(self, mutant: Mutant, proposal: PlanProposal) -> None:
        self.mutant = mutant
        self.tables = proposal.plan.tables
        self.toml = proposal.plan.toml
        self.open = [q for q in proposal.questions if not q.answer]
        self.left = [squashed(r.text) for r in proposal.remainders if not r.acknowledged]
        self.asked = [q for q in self.open if q.kind in _ON_THE_TABLE]
        self.places = {o.place for o in proposal.origins}

    def faults(self) -> list[str]:
        """Return each thing that was lost, or moved without a question."""
        return [*self.lost(), *self.moved()]

    def lost(self) -> list[str]:
        stored = [squashed(row["goal"]) for row in self.tables["items.csv"]]
        stored += [squashed(row[c]) for row in self.tables["items.csv"] for c in ("focus", "deadline")]
        stored += [squashed(row["text"]) for row in self.tables["targets.csv"]]
        kept = [*stored, *self.left]
        names = {squashed(row["name"]) for row in self.tables["responsible.csv"]}
        faults = []
        for at, row in enumerate(self.mutant.rows):
            for column in self.mutant.columns:
                text = squashed(row.get(column, ""))
                if at in self.mutant.across and column == max("Q1", "Q2", key=self.mutant.columns.index):
                    continue  # its cell is the other one's
                if column in ("units", "leaders"):
                    lost = [n for n in names_in(row[column]) if n not in names and not any(n in k for k in self.left)]
                    faults += [f"row {at} {column}: {n} is lost" for n in lost]
                elif column == "seq":
                    seqs = {r["seq"] for r in self.tables["items.csv"]} | {*self.left, "0"}
                    faults += [f"row {at}: 序号 {text} is lost"] if text and text not in seqs else []
                elif text and not self._is_kept(at, column, text, kept):
                    faults.append(f"row {at} {column}: {text} is lost")
        goals = Counter(squashed(row["goal"]) for row in self.mutant.rows if row["goal"])
        found = Counter(stored) + Counter(self.left)
        faults += [f"{g} is there {n} times" for g, n in goals.items() if n > 1 and found[g] < n and not self.asked]
        for text in self.mutant.wide.values():
            plain = squashed(text)
            if not any(plain in k for k in kept) and plain.removeprefix("二、") not in self.toml and "续" not in text:
                faults.append(f"the line {text} is lost")
        return faults

    def _is_kept(self, at: int, column: str, text: str, kept: list[str]) -> bool:
        if any(text in k for k in kept):
            return True
        half = len(self.mutant.rows[at][column]) // 2
        parts = squashed(self.mutant.rows[at][column][:half]), squashed(self.mutant.rows[at][column][half:])
        return self.mutant.split.get(at) == column and all(any(p in k for k in kept) for p in parts)

    def moved(self) -> list[str]:
        by_goal: dict[str, list[tuple[int, Row]]] = {}
        for at, row in enumerate(self.mutant.rows):
            by_goal.setdefault(squashed(row["goal"]), []).append((at, row))
        faults = []
        if len(self.tables["items.csv"]) != len(self.mutant.rows) and not self.asked and not self._table_left():
            faults.append(f"{len(self.mutant.rows)} rows became {len(self.tables['items.csv'])} items")
        for item in self.tables["items.csv"]:
            found = by_goal.get(squashed(item["goal"]), [])
            if len(found) == 1 and squashed(item["goal"]):
                faults += self._moved_of(item["code"], *found[0])
            elif not found and not self.asked and not self._table_left():
                faults.append(f"{item['code']} has a goal that no row has")
        return faults

    def _table_left(self) -> bool:
        """Return True if the proof left something of the table over: a person will look."""
        cells = {squashed(row.get(c, "")) for row in self.mutant.rows for c in self.mutant.columns}
        return any(left in cell or (len(cell) > 5 and cell in left) for left in self.left for cell in cells)

    def _moved_of(self, code: str, at: int, row: Row) -> list[str]:
        faults = []
        asked = [q for q in self.open if q.row == code or q in self.asked]
        targets = {r["period"][-2:]: squashed(r["text"]) for r in self.tables["targets.csv"] if r["item"] == code}
        printed = {q: squashed(row[q]) for q in QUARTERS if q in self.mutant.columns}
        for quarter, text in targets.items():
            is_across = at in self.mutant.across and quarter in ("Q1", "Q2")
            if text != printed.get(quarter, "") and not asked and not is_across and any(printed.values()):
                faults.append(f"{code} {quarter}: {text} instead of {printed.get(quarter)}")
        if code not in ("",) and not asked:
            faults += self._roles_of(code, at, row)
            deadline = squashed(next(i["deadline"] for i in self.tables["items.csv"] if i["code"] == code))
            if deadline and deadline != squashed(row["deadline"]):
                faults.append(f"{code}: deadline {deadline} instead of {row['deadline']}")
        return faults

    def _roles_of(self, code: str, at: int, row: Row) -> list[str]:
        faults = []
        for kind, column in (("unit", "units"), ("leader", "leaders")):
            rows = [r for r in self.tables["responsible.csv"] if (r["item"], r["kind"]) == (code, kind)]
            names, leads = {r["name"] for r in rows}, {r["name"] for r in rows if r["role"] == "lead"}
            true = names_in(row[column]) if column in self.mutant.columns else set()
            if names - true:
                faults.append(f"{code}: {names - true} are not its {column}")
            marked = set() if at in self.mutant.unmarked else marked_in(row[column])
            assumed = any(r["assumed"] == "true" for r in rows)
            is_asked = any(q.kind is QuestionKind.LEAD for q in self.open)
            if marked and names == true and leads != marked:
                faults.append(f"{code}: {leads} lead instead of {marked}")
            if not marked and len(names) > 1 and not assumed and not is_asked:
                faults.append(f"{code}: {leads} lead without a mark")
        return faults


@pytest.mark.parametrize("part", range(4))
def test_a_spoilt_document_loses_nothing_in_silence(part: int, whole: bool, record_outcome) -> None:
    number = 250 if whole else 12
    outcomes: Counter[str] = Counter()
    faults: dict[str, list[str]] = {}
    for n in range(part * number, (part + 1) * number):
        mutant = make_mutant(n, SEED)
        data, name = (excel_of(mutant), "a.xlsx") if n % 3 == 2 else (word_of(mutant), "a.docx")
        try:
            proposal = propose_plan(read_document(data, name), UNDECIDED, KNOWN)
        except InvalidInput:
            outcomes["refused"] += 1
            continue
        judge = Judge(mutant, proposal)
        outcomes["asked" if judge.asked or judge._table_left() else "as it stands"] += 1
        if found := judge.faults():
            faults[f"{n} {name} {mutant.done}"] = found
    record_outcome(what=f"spoilt documents {part}", tried=number, refused=outcomes["refused"], lost=len(faults))
    assert faults == {}


def test_the_judge_sees_what_is_lost_and_moved() -> None:
    """A judge that finds nothing proves nothing: a target that is gone, two that changed places, and a lead that is another."""
    mutant = make_document(random.Random(SEED))
    proposal = propose_plan(read_document(word_of(mutant), "a.docx"), UNDECIDED, KNOWN)
    assert Judge(mutant, proposal).faults() == []
    targets = proposal.plan.tables["targets.csv"]
    gone = targets.pop(1)
    assert any("is lost" in fault for fault in Judge(mutant, proposal).faults())
    targets.insert(1, gone)
    targets[0]["text"], targets[1]["text"] = targets[1]["text"], targets[0]["text"]
    assert any("instead of" in fault for fault in Judge(mutant, proposal).faults())
    targets[0]["text"], targets[1]["text"] = targets[1]["text"], targets[0]["text"]
    several = next(r for r in proposal.plan.tables["responsible.csv"] if r["role"] == "support")
    several["role"] = "lead"
    assert any("lead instead of" in fault for fault in Judge(mutant, proposal).faults())


def spoil_reading(reading: TableReading, chance: random.Random) -> TableReading:
    """Return a reading of tables with one mistake: something dropped, cut, exchanged or doubled."""
    rows = list(reading.rows)
    at, other = chance.sample(range(len(rows)), 2)
    row, column = rows[at], chance.choice(["goal", "deadline", "leads", "leaders", "focus"])
    first, second = chance.sample(sorted(row.targets), 2)
    match chance.randrange(8):
        case 0:
            rows[at] = replace(row, **{column: ()})
        case 1:
            rows[at] = replace(row, targets={p: t for p, t in row.targets.items() if p != first})
        case 2:
            rows[at] = replace(row, targets={**row.targets, first: row.targets[second], second: row.targets[first]})
        case 3:
            rows[at] = replace(row, **{column: getattr(rows[other], column)})
        case 4:
            rows[at] = replace(row, targets=rows[other].targets)
        case 5:
            del rows[at]
        case 6:
            passage = row.targets[first][0]
            cut = replace(passage, end=passage.end - 3, text=passage.text[:-3])
            rows[at] = replace(row, targets={**row.targets, first: (cut,)})
        case _:
            passage = row.leads[0]
            rows[at] = replace(row, leads=(replace(passage, marked=()),), leaders=row.leads)
    return replace(reading, rows=tuple(rows))


def test_a_mistake_in_reading_is_caught_by_the_proof(whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = []
    for number in range(400 if whole else 40):
        chance = random.Random(f"{SEED} {number}")
        source = read_document(word_of(make_document(chance)), "a.docx")
        sound = propose_plan(source, UNDECIDED, KNOWN)
        reading = assemble.rows_of_tables(source, 2018, UNDECIDED)
        spoilt = spoil_reading(reading, chance)
        same = [(r.goal, r.deadline, r.leads, r.leaders, r.focus, r.targets) for r in reading.rows]
        if same == [(r.goal, r.deadline, r.leads, r.leaders, r.focus, r.targets) for r in spoilt.rows]:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(assemble, "rows_of_tables", lambda *_, spoilt=spoilt: spoilt)
            proposal = propose_plan(source, UNDECIDED, KNOWN)
        is_asked = any(q.kind in _ON_THE_TABLE for q in proposal.questions)
        if not is_asked and len(proposal.remainders) == len(sound.remainders):
            silent.append(number)
    assert silent == []
