"""Proof that nothing of a document is lost: each loss that a mistake in reading could make is caught."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace

import pytest

from tests.source_documents import KNOWN, LETTER, ROWS, UNDECIDED, document
from zcdash.domain.plan_proposal import Origin, PlanTables
from zcdash.intake.document.assemble import propose_plan
from zcdash.intake.document.proof.proof import Proof, prove

SOURCE = document()
PROPOSAL = propose_plan(SOURCE, UNDECIDED, KNOWN)


@dataclass
class Spoiled:
    """A plan and its origins, to be spoiled as a mistake in the reading would spoil them."""

    plan: PlanTables
    origins: list[Origin]

    def rows(self, file: str, **where: str) -> list[dict[str, str]]:
        return [row for row in self.plan.tables[file] if all(row[c] == v for c, v in where.items())]

    def drop(self, file: str, **where: str) -> None:
        gone = self.rows(file, **where)
        self.plan.tables[file] = [row for row in self.plan.tables[file] if row not in gone]

    def drop_origins(self, table: str, key: str) -> None:
        self.origins = [o for o in self.origins if (o.table, o.key) != (table, key)]

    def move(self, table: str, keys: tuple[str, str]) -> None:
        """Exchange the origins of two fields."""
        other = dict([keys, keys[::-1]])
        self.origins = [replace(o, key=other.get(o.key, o.key)) if o.table == table else o for o in self.origins]


def proof_of(spoil: Callable[[Spoiled], None]) -> Proof:
    plan = PlanTables(PROPOSAL.plan.toml, deepcopy(PROPOSAL.plan.tables))
    spoiled = Spoiled(plan, list(PROPOSAL.origins))
    spoil(spoiled)
    return prove(SOURCE, spoiled.plan, spoiled.origins, PROPOSAL.columns, UNDECIDED)


def test_a_plan_as_it_was_read_differs_nowhere_and_leaves_the_letter_alone():
    proof = proof_of(lambda _: None)
    assert proof.questions == ()
    assert {r.place for r in proof.remainders} == {"第1段", "第2段", "第4段", "第5段", "第6段"}
    assert not proof.is_complete


def drop_a_cell(s: Spoiled) -> None:
    s.drop("targets.csv", item="2-1", period="2018Q2")
    s.drop("cells.csv", item="2-1", cell="2018Q2")
    s.drop_origins("targets.csv", "2-1 2018Q2")


def drop_a_row(s: Spoiled) -> None:
    for file, columns in {
        "items.csv": "code",
        "responsible.csv": "item",
        "targets.csv": "item",
        "cells.csv": "item",
    }.items():
        s.drop(file, **{columns: "3-1"})
    s.origins = [o for o in s.origins if not o.key.startswith("3-1")]


def drop_a_name(s: Spoiled) -> None:
    s.drop("responsible.csv", item="2-1", name="区自然资源局")
    s.drop_origins("responsible.csv", "2-1 unit 区自然资源局")


def drop_a_deadline(s: Spoiled) -> None:
    s.rows("items.csv", code="2-1")[0]["deadline"] = ""


@pytest.mark.parametrize(
    ("spoil", "lost"),
    [
        (drop_a_cell, {"5月20日前开工建设"}),
        (drop_a_row, {text.strip("。") for text in ROWS[3]}),
        (drop_a_name, {"区自然资源局"}),
        (drop_a_deadline, {"11月底"}),
    ],
)  # fmt: skip
def test_what_the_plan_does_not_hold_is_left_over(spoil, lost):
    left = {r.text for r in proof_of(spoil).remainders if r.place.startswith("表")}
    assert left == lost


def test_a_row_that_is_gone_is_counted():
    assert any("序号 3 不在计划里" in q.sentence for q in proof_of(drop_a_row).questions)


def swap_two_columns(s: Spoiled) -> None:
    """As if the heads of two quarters had been taken for each other, in every row."""
    for item in ("1-1", "1-2", "2-1", "3-1", "4-1"):
        first, second = (s.rows("targets.csv", item=item, period=p)[0] for p in ("2018Q1", "2018Q2"))
        first["text"], second["text"] = second["text"], first["text"]
        first, second = (s.rows("cells.csv", item=item, cell=p)[0] for p in ("2018Q1", "2018Q2"))
        first["figures"], second["figures"] = second["figures"], first["figures"]
        first["address"], second["address"] = second["address"], first["address"]
        s.move("targets.csv", (f"{item} 2018Q1", f"{item} 2018Q2"))


def swap_two_texts(s: Spoiled) -> None:
    first, second = (s.rows("targets.csv", item="2-1", period=p)[0] for p in ("2018Q1", "2018Q4"))
    first["text"], second["text"] = second["text"], first["text"]


def swap_two_rows(s: Spoiled) -> None:
    """As if the cells of one quarter had slipped by a row."""
    first, second = (s.rows("targets.csv", item=i, period="2018Q3")[0] for i in ("2-1", "3-1"))
    first["text"], second["text"] = second["text"], first["text"]
    s.move("targets.csv", ("2-1 2018Q3", "3-1 2018Q3"))


def lose_a_mark(s: Spoiled) -> None:
    for row in s.rows("responsible.csv", item="4-1", kind="unit"):
        row["role"] = "lead" if row["order"] == "1" else "support"
        row["assumed"] = "true" if row["order"] == "1" else "false"


def change_a_digit(s: Spoiled) -> None:
    s.rows("targets.csv", item="3-1", period="2018Q3")[0]["text"] = "完成26公里。"
    s.rows("cells.csv", item="3-1", cell="2018Q3")[0]["figures"] = "26"


def change_a_planned_value(s: Spoiled) -> None:
    s.rows("planned.csv", indicator="3-1a", period="2018Q3")[0]["value"] = "52"


def change_a_seq(s: Spoiled) -> None:
    s.rows("items.csv", code="2-1")[0]["seq"] = "4"


def invent_a_target(s: Spoiled) -> None:
    s.plan.tables["targets.csv"].append({"item": "4-1", "period": "2018Q4", "text": "全部完成。"})


def invent_a_unit(s: Spoiled) -> None:
    row = {"item": "3-1", "kind": "unit", "name": "区财政局", "role": "support", "order": "2", "assumed": "false"}
    s.plan.tables["responsible.csv"].append(row)


def take_a_leader_for_a_unit(s: Spoiled) -> None:
    s.rows("responsible.csv", item="3-1", kind="leader")[0] |= {"kind": "unit", "order": "2", "role": "support"}
    s.origins = [replace(o, key="3-1 unit 丁兰") if o.key == "3-1 leader 丁兰" else o for o in s.origins]


def turn_the_items_round(s: Spoiled) -> None:
    s.plan.tables["items.csv"].reverse()


def change_a_name(s: Spoiled) -> None:
    s.rows("responsible.csv", item="3-1", kind="unit")[0]["name"] = "区运输局"
    s.origins = [replace(o, key="3-1 unit 区运输局") if o.key == "3-1 unit 区交通局" else o for o in s.origins]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (swap_two_columns, "2-1 的目标的列名是“二季度目标”，计划记在2018年一季度：“"),
        (swap_two_texts, "2-1 2018年四季度的目标与原文不一致"),
        (swap_two_rows, "2-1 的目标不在同一行"),
        (lose_a_mark, "4-1 的牵头单位与原文的标记不一致：原文“区住建局”，计划“区教体局（推定）”"),
        (change_a_digit, "原文“完成25公里。”，计划“完成26公里。”"),
        (change_a_digit, "3-1 2018年三季度的数字与原文不一致：原文“25”，计划“26”"),
        (change_a_planned_value, "2018年三季度的计划值在原文这一项里找不到"),
        (change_a_seq, "原文“2”，计划“4”"),
        (invent_a_target, "原文“（无）”，计划“全部完成。”"),
        (invent_a_unit, "原文“（无）”，计划“区财政局”"),
        (take_a_leader_for_a_unit, "3-1 的责任单位的列名是“分管区长”"),
        (turn_the_items_round, "的次序与原文的行不一致"),
        (change_a_name, "原文“区交通局”，计划“区运输局”"),
    ],
)
def test_what_the_plan_says_otherwise_is_a_difference(spoil, said):
    sentences = [q.sentence for q in proof_of(spoil).questions]
    assert any(said in sentence for sentence in sentences), sentences


def test_an_answer_settles_one_difference_and_not_the_next():
    found = proof_of(change_a_digit).questions
    answers = {q.key: "按计划所写" for q in found}
    settled = replace(UNDECIDED, answers=answers)

    def spoil_further(s: Spoiled) -> None:
        change_a_digit(s)
        s.rows("targets.csv", item="3-1", period="2018Q3")[0]["text"] = "完成27公里。"

    plan = PlanTables(PROPOSAL.plan.toml, deepcopy(PROPOSAL.plan.tables))
    spoiled = Spoiled(plan, list(PROPOSAL.origins))
    change_a_digit(spoiled)
    assert all(q.answer for q in prove(SOURCE, spoiled.plan, spoiled.origins, PROPOSAL.columns, settled).questions)
    spoil_further(spoiled)
    assert any(not q.answer for q in prove(SOURCE, spoiled.plan, spoiled.origins, PROPOSAL.columns, settled).questions)


def test_a_remainder_is_settled_by_its_text_and_asked_again_when_it_changes():
    seen = {f"{r.place} {r.start} {r.end}": r.text for r in PROPOSAL.remainders}
    decided = replace(UNDECIDED, acknowledged=seen)
    assert propose_plan(SOURCE, decided, KNOWN).remainders and all(
        r.acknowledged for r in propose_plan(SOURCE, decided, KNOWN).remainders
    )
    letter = tuple(p.content.text.replace("各镇政府", "各乡政府") for p in SOURCE.paragraphs)
    assert [
        r.text for r in propose_plan(document(ROWS, letter=letter), decided, KNOWN).remainders if not r.acknowledged
    ] == ["各乡政府，区政府各部门"]


def test_the_rest_of_a_cut_row_belongs_to_the_item_above_and_to_no_other():
    rest = ["^", "^", "", "", "", "", "", "下达计划。", "", ""]
    source = document([*ROWS[:4], rest, ROWS[4]])
    proposal = propose_plan(source, UNDECIDED, KNOWN)
    texts = {t["period"]: t["text"] for t in proposal.plan.tables["targets.csv"] if t["item"] == "3-1"}
    assert "下达计划" in texts["2018Q2"]
    asked = [q.key for q in proposal.questions if q.place.startswith("表1 第6行")]
    assert asked == ["row:表1 第6行"]
    moved = [
        replace(o, key="2-1 2018Q2") if (o.place, o.table) == ("表1 第6行 第8列", "targets.csv") else o
        for o in proposal.origins
    ]
    found = prove(source, proposal.plan, moved, proposal.columns, UNDECIDED).questions
    assert any("2-1 的目标不在同一行" in q.sentence for q in found)


def with_dittos(*spoilt: str) -> tuple[tuple[str, ...], ...]:
    """Return the sample whose third row says 同上 and 〃 for what the row above prints, and whose fourth one does again."""
    rows = [list(row) for row in ROWS]
    rows[2][4:6], rows[3][3:6] = ["同上", "〃"], ["″", "同上", "同上"]
    for column, text in zip((4, 5), spoilt, strict=False):
        rows[1][column] = text
    return tuple(map(tuple, rows))


def test_what_is_the_same_as_above_comes_from_both_cells_and_nothing_else_does():
    proposal = propose_plan(document(with_dittos()), UNDECIDED, KNOWN)
    named = {(r["item"], r["name"]): r["role"] for r in proposal.plan.tables["responsible.csv"]}
    assert [named[item, name] for item in ("2-1", "3-1") for name in ("区工信局", "方平")] == ["lead"] * 4
    assert [i["deadline"] for i in proposal.plan.tables["items.csv"]][2:4] == ["11月底", "11月底"]
    places = {o.place for o in proposal.origins if o.key == "3-1 unit 区工信局"}
    assert places == {"表1 第3行 第5列", "表1 第5行 第5列"}
    assert not [r for r in proposal.remainders if r.place.startswith("表")]
    assert not [q for q in proposal.questions if q.key.startswith(("difference", "ditto", "name"))]


def test_a_ditto_below_a_blank_cell_or_in_a_target_is_asked_about_and_left_over():
    blank = propose_plan(document(with_dittos("")), UNDECIDED, KNOWN)
    assert "ditto:表1 第4行 第5列" in {q.key for q in blank.questions}
    assert "表1 第4行 第5列" in {r.place for r in blank.remainders}
    for text in ("同上", "〃", "→", "同左"):
        rows = [list(row) for row in ROWS]
        rows[3][7] = text
        beside = propose_plan(document(rows), UNDECIDED, KNOWN)
        assert [q.key for q in beside.questions if q.kind == "row"] == ["ditto:表1 第5行 第8列"]
        assert text in {r.text for r in beside.remainders}
        assert text not in {r["text"] for r in beside.plan.tables["targets.csv"]}


def test_a_ditto_whose_value_comes_from_another_row_is_caught():
    source = document(with_dittos())
    proposal = propose_plan(source, UNDECIDED, KNOWN)
    wrong = [
        replace(o, place="表1 第6行 第4列")
        if (o.key, o.column, o.place) == ("3-1", "deadline", "表1 第4行 第4列")
        else o
        for o in proposal.origins
    ]
    assert wrong != list(proposal.origins)
    plan = deepcopy(proposal.plan)
    plan.tables["items.csv"][3]["deadline"] = "8月底"
    found = prove(source, plan, wrong, proposal.columns, UNDECIDED).questions
    assert any(q.row == "3-1" for q in found)


SCORED = ("类别", "序号", "重点工作", "目标任务", "分值", "责任单位")
"""Heads of a table with points, which no field of a plan takes."""


SECOND = ("", "2", "技改", "技改投资2亿元。", "%", "区工信局")


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ((("产业发展（40分）", "1", "招商", "引进企业6家。", "10", "区商务局"), ("^", *SECOND[1:])), {"10", "%"}),
        ((("一", "产业发展", "", "", "18", ""), ("", "1", "招商", "引进企业6家。", "10", "区商务局")), {"18", "10"}),
        ((("产业发展", "1", "招商", "引进企业6家。", "产业发展", "区商务局"), SECOND), {"产业发展", "%"}),
        ((("", "1", "责任分工", "项目建设", "考核要求", "牵头单位"), SECOND), {"考核要求", "%"}),
    ],
)  # fmt: skip
def test_every_character_is_of_a_field_of_structure_between_words_or_left_over(rows, left):
    """A row that opens a chapter, or looks like a head, is none where an item stands in it: its other cells are left over."""
    source = document(rows, heads=SCORED, letter=LETTER[:-1])
    proposal = propose_plan(source, UNDECIDED, KNOWN)
    assert left <= {r.text for r in proposal.remainders}
    [counts] = [note for note in proposal.notes if "标点" in note]
    whole, *kinds = map(int, re.findall(r"(\d+) 字", counts))
    assert whole == sum(kinds) == sum(len("".join(text.split())) for text in source.texts().values())
    assert kinds[-1] <= sum(len("".join(r.text.split())) for r in proposal.remainders)
