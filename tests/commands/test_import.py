"""The commands import, check-plan and load: a document becomes a plan folder, is proved against it, and is loaded once settled."""

import csv
import json
import random
from pathlib import Path

import pytest

from tests.source_documents import KNOWN, LETTER, ROWS, UNDECIDED, document, write_word
from zcdash import queries, store
from zcdash.cli.main import main
from zcdash.intake import plan_folder_files
from zcdash.intake.document.assemble import propose_plan
from zcdash.store.ledger import Ledger


@pytest.fixture
def word(tmp_path: Path) -> Path:
    # A line break stands in one cell of units: whether it cuts a name is asked.
    rows = [[text.replace("、区住建局、", "\n区住建局、") for text in row] for row in ROWS]
    return write_word(tmp_path / "计划.docx", rows)


@pytest.fixture
def imported(word: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZCDASH_LEDGER", str(tmp_path / "ledger.duckdb"))
    assert main(["import", str(word), "-o", str(tmp_path / "plan")]) == 1
    return tmp_path / "plan"


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def edit(file: Path, column: str, value: str, only: str = "") -> None:
    """Write a value into a column of every row, or of those that contain a text."""
    rows = rows_of(file)
    if not rows:
        return
    for row in rows:
        if only in ",".join(row.values()):
            row[column] = value
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def settle(folder: Path) -> None:
    """Answer every question and acknowledge every remainder, as a person would who has looked."""
    edit(folder / "questions.csv", "answer", "已核对")
    edit(folder / "remainders.csv", "acknowledged", "true")


def test_an_import_ends_with_one_while_questions_are_open_and_leaves_a_draft(word, tmp_path, capsys):
    imported = tmp_path / "plan"
    assert main(["import", str(word), "-o", str(imported)]) == 1
    said = capsys.readouterr().out
    assert "读出事项 5 项、单位 7 个、领导 2 人" in said and "还是草稿" in said
    assert [row["code"] for row in rows_of(imported / "items.csv")] == ["1-1", "1-2", "2-1", "3-1", "4-1"]
    assert (imported / "source" / "计划.docx").is_file()
    assert [p for p in imported.parent.iterdir() if p.name.startswith(".")] == []


def test_an_import_with_its_answers_ends_with_zero(imported, word, capsys):
    settle(imported)
    assert main(["import", str(word), "-o", str(imported), "--again"]) == 0
    assert "待定的问题：没有" in capsys.readouterr().out
    assert main(["check-plan", str(imported)]) == 0


def test_an_answer_that_is_none_is_said_and_stays_open_when_read_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ZCDASH_LEDGER", str(tmp_path / "ledger.duckdb"))
    word = write_word(tmp_path / "计划.docx", letter=tuple(line for line in LETTER if "次月5日" not in line))
    folder = tmp_path / "plan"
    main(["import", str(word), "-o", str(folder)])
    edit(folder / "remainders.csv", "acknowledged", "true")
    for row in rows_of(folder / "questions.csv"):
        edit(folder / "questions.csv", "answer", row["proposals"].split(";")[0], only=row["key"])
    edit(folder / "questions.csv", "answer", "不知道", only="field:deadline")
    for _ in range(2):
        capsys.readouterr()
        assert main(["import", str(word), "-o", str(folder), "--again"]) == 1
        assert "没有采用的答复 1 个：\n答复“不知道”没有采用：“不知道”读不懂。" in capsys.readouterr().out
    edit(folder / "questions.csv", "answer", "次月8日前", only="field:deadline")
    assert main(["import", str(word), "-o", str(folder), "--again"]) == 0
    assert 'deadline = "day:8"' in (folder / "plan.toml").read_text(encoding="utf-8")


def test_the_summary_as_json(word, tmp_path, capsys):
    main(["import", str(word), "-o", str(tmp_path / "plan"), "--plan", "lingbei-2018", "--json"])
    summary = json.loads(capsys.readouterr().out)
    assert (summary["items"], summary["complete"], summary["questions"].get("difference")) == (5, False, None)
    assert 'id = "lingbei-2018"' in (tmp_path / "plan" / "plan.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["没有.docx", "坏.docx", "空.txt"])
def test_a_file_that_cannot_be_read_ends_with_two_and_leaves_nothing(name, tmp_path, capsys):
    if name != "没有.docx":
        (tmp_path / name).write_bytes(b"no document" if name == "坏.docx" else b"")
    assert main(["import", str(tmp_path / name), "-o", str(tmp_path / "plan")]) == 2
    assert capsys.readouterr().err and not (tmp_path / "plan").exists()


def test_a_document_without_tasks_ends_with_two(tmp_path, capsys):
    write_word(tmp_path / "信.docx", (), letter=("关于开会的通知", "请于明日到会。"))
    assert main(["import", str(tmp_path / "信.docx"), "-o", str(tmp_path / "plan")]) == 2
    assert "没有找到任务" in capsys.readouterr().err


def test_a_folder_with_content_is_refused_and_kept(word, tmp_path, capsys):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "mine.txt").write_text("x", encoding="utf-8")
    assert main(["import", str(word), "-o", str(tmp_path / "plan")]) == 2
    assert [p.name for p in (tmp_path / "plan").iterdir()] == ["mine.txt"]
    assert "已经有内容" in capsys.readouterr().err


def test_reading_again_does_not_overwrite_a_plan_that_was_edited(imported, word, capsys):
    edit(imported / "items.csv", "title", "改过的标题", only="3-1")
    assert main(["import", str(word), "-o", str(imported), "--again"]) == 2
    assert "手工改过" in capsys.readouterr().err
    assert "改过的标题" in (imported / "items.csv").read_text(encoding="utf-8")


def test_check_plan_proves_an_imported_folder_against_its_document(imported, capsys):
    settle(imported)
    assert main(["check-plan", str(imported)]) == 0
    edit(imported / "targets.csv", "text", "完成35公里。", only="完成36公里")
    assert main(["check-plan", str(imported)]) == 1
    assert "原文“完成36公里。”，计划“完成35公里。”" in capsys.readouterr().out


def test_check_plan_refuses_another_source(imported, capsys):
    (imported / "source" / "计划.docx").write_bytes(b"another")
    assert main(["check-plan", str(imported)]) == 2
    assert "与导入时不同" in capsys.readouterr().err


def test_load_refuses_while_questions_are_open_and_loads_once_they_are_settled(imported, capsys):
    Ledger(imported.parent / "ledger.duckdb").close()
    assert main(["load", str(imported)]) == 1
    assert "没有载入" in capsys.readouterr().out
    settle(imported)
    assert main(["load", str(imported)]) == 0
    assert "计划 annual-2018-3：5 项，第 1 版，已载入" in capsys.readouterr().out
    assert main(["load", str(imported)]) == 0
    assert "没有变化" in capsys.readouterr().out


def test_load_keeps_the_document_with_the_version(imported):
    ledger_file = imported.parent / "ledger.duckdb"
    Ledger(ledger_file).close()
    settle(imported)
    assert main(["load", str(imported)]) == 0
    with Ledger(ledger_file) as ledger:
        (source,) = store.plan_drafts.sources(ledger, "annual-2018-3")
        assert (source["version"], source["file_name"]) == (1, "计划.docx")
        assert store.plan_drafts.plan_file(ledger, source["hash"]) == (imported / "source" / "计划.docx").read_bytes()
    assert main(["verify"]) == 0


def test_load_as_a_draft_keeps_what_is_open_and_asks_nobody(imported, capsys):
    ledger_file = imported.parent / "ledger.duckdb"
    Ledger(ledger_file).close()
    assert main(["load", str(imported), "--draft"]) == 0
    assert "已存为草稿第 1 号" in capsys.readouterr().out
    with Ledger(ledger_file) as ledger:
        assert queries.plan_drafts.document(ledger, 1)[0] == "计划.docx"
        assert not store.plans.plans(ledger)


def test_load_asks_to_read_again_where_an_answer_changes_the_plan(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ZCDASH_LEDGER", str(tmp_path / "ledger.duckdb"))
    Ledger(tmp_path / "ledger.duckdb").close()
    letter = tuple(line for line in LETTER if "次月5日" not in line)
    word = write_word(tmp_path / "计划.docx", letter=letter)
    folder = tmp_path / "plan"
    assert main(["import", str(word), "-o", str(folder)]) == 1
    settle(folder)
    edit(folder / "questions.csv", "answer", "workdays:5", only="field:deadline")
    assert main(["load", str(folder)]) == 1
    assert "--again" in capsys.readouterr().out
    assert main(["import", str(word), "-o", str(folder), "--again"]) == 0
    assert 'deadline = "workdays:5"' in (folder / "plan.toml").read_text(encoding="utf-8")
    assert main(["load", str(folder)]) == 0


def test_a_folder_is_read_back_as_it_was_written(tmp_path):
    proposal = propose_plan(document(ROWS), UNDECIDED, KNOWN)
    plan_folder_files.write_proposal(proposal, b"x", UNDECIDED, tmp_path)
    assert plan_folder_files.read_proposal(tmp_path) == proposal
    assert plan_folder_files.read_decisions(tmp_path) == UNDECIDED
    assert not plan_folder_files.was_edited(tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_document_prints_is_read_back_from_its_folder(seed, tmp_path):
    chance = random.Random(seed)
    odd = "一①1.5%，。；：、（）万元局长牵头\n\r \u3000\u200b\u202e\u2028\x0b\x1c😀A b<>&\"';[]=+-@"
    rows = [
        [
            text if text == "^" or chance.random() < 0.6 else "".join(chance.choices(odd, k=chance.choice((1, 9, 40))))
            for text in row
        ]
        for row in ROWS
    ]
    proposal = propose_plan(document(rows), UNDECIDED, KNOWN)
    plan_folder_files.write_proposal(proposal, b"x", UNDECIDED, tmp_path)
    assert plan_folder_files.read_proposal(tmp_path) == proposal
    assert not plan_folder_files.was_edited(tmp_path)


def test_a_ledger_that_is_named_and_not_there_is_refused(word, tmp_path, capsys):
    assert main(["import", str(word), "-o", str(tmp_path / "plan"), "--ledger", str(tmp_path / "none.duckdb")]) == 2
    assert "没有台账" in capsys.readouterr().err and not (tmp_path / "plan").exists()


def test_the_names_of_the_ledger_are_known(word, tmp_path, monkeypatch):
    monkeypatch.setenv("ZCDASH_LEDGER", str(tmp_path / "ledger.duckdb"))
    assert main(["init"]) == 0
    assert main(["import", str(word), "-o", str(tmp_path / "plan")]) == 1
    asked = {row["key"] for row in rows_of(tmp_path / "plan" / "questions.csv") if row["kind"] == "name"}
    assert "name:unit 区财政局" not in asked and "name:leader 方平" in asked
