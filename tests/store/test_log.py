"""The trail: every act is there, what was changed behind the program's back is found, copies are whole."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import date

import duckdb
import pytest

from tests.helpers import OFFICE, PLAN, accept
from tests.later_schema import later_schema, newest_migration
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.cli.main import main
from zcdash.errors import LedgerUnavailable
from zcdash.store.ledger import Ledger


def behind_its_back(path, statement: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)


@pytest.fixture
def worked(ledger_file):
    """A ledger in which something was done."""
    with Ledger(ledger_file) as ledger:
        commands.approvals.add_absence(
            ledger, OFFICE, PLAN, "李寅萍", "路德芝", date(2017, 5, 1), date(2017, 5, 9), "招商"
        )
        commands.periods.grant(ledger, OFFICE, PLAN, "2017Q1", "区环保分局", "extension", date(2017, 4, 25), "系统故障")
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    return ledger_file


def test_every_act_says_who_what_where_and_what_it_changed(worked, capsys):
    assert main(["log", "--json", "--ledger", str(worked)]) == 0
    acts = json.loads(capsys.readouterr().out)
    assert [a["what"] for a in acts] == ["载入计划", "设置", "登记外出补位", "准予延期", "关账"]
    extension = acts[3]
    keys = ("name", "role", "unit", "period")
    assert [extension[k] for k in keys] == ["周督查", "督查室", "区环保分局", "2017Q1"]
    assert "2017-04-05" in extension["before"] and "系统故障" in extension["after"]
    assert [a["previous"] for a in acts[1:]] == [a["hash"] for a in acts[:-1]]


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (["--who", "周督查"], 3),
        (["--what", "关账"], 1),
        (["--unit", "区环保分局"], 1),
        (["--since", "2099-01-01"], 0),
        (["--until", "2000-01-01"], 0),
        ([], 5),
    ],
)
@pytest.mark.parametrize(("form", "headings"), [("text", 0), ("csv", 1), ("jsonl", 0)])
def test_the_log_is_filtered(worked, capsys, filters, number, form, headings):
    assert main(["log", "--format", form, "--ledger", str(worked), *filters]) == 0
    assert len(capsys.readouterr().out.strip().splitlines()) == number + headings


def test_an_untouched_ledger_is_proved(worked, capsys):
    assert main(["verify", "--ledger", str(worked)]) == 0
    assert "全部相符" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("update planned set value = 1 where indicator = '14-6a'", "表 planned 中的 zhoucun-2017|1 被改过"),
        ("update concession set until = date '2017-12-31'", "表 concession 中的 1 被改过"),
        ("delete from absence", "表 absence 中的 1 不见了"),
        (
            "insert into setting values (99, 'pack', 'sanya', '某人', now()::timestamp)",
            "表 setting 中的 99 没有经过本程序录入",
        ),
        ("update close_assessment set light = 'ahead' where code = '9-1'", "表 close_assessment 中的 1 被改过"),
        ("update log set name = '别人' where entry = 4", "留痕第 4 条被改过"),
        ("update log set before = '' where entry = 4", "留痕第 4 条被改过"),
        ("delete from log where entry = 3", "留痕第 3 条缺失"),
    ],
)
def test_a_change_behind_the_programs_back_is_found_and_named(worked, capsys, statement, says):
    behind_its_back(worked, statement)
    assert main(["verify", "--ledger", str(worked)]) == 1
    assert says in capsys.readouterr().out


def test_a_log_cut_off_at_its_end_is_found_by_a_hash_that_was_written_down(worked, capsys):
    with Ledger(worked) as ledger:
        head = store.audit_log.verify(ledger).head
    for table, number in (("close", 1), ("close_assessment", None), ("close_submission", None)):
        behind_its_back(worked, f"delete from {table}" + (f" where {table} = {number}" if number else ""))
    behind_its_back(worked, "delete from log where entry = 5")
    assert main(["verify", "--ledger", str(worked)]) == 0
    assert main(["verify", "--ledger", str(worked), "--head", head]) == 1
    assert "末尾可能被截去" in capsys.readouterr().out


def test_a_refused_act_leaves_no_trace(ledger):
    before = len(queries.audit_log.acts(ledger))
    with pytest.raises(Exception, match="没有写明理由"):
        commands.periods.reopen(ledger, OFFICE, PLAN, "2017Q1", "")
    assert len(queries.audit_log.acts(ledger)) == before


def test_a_fact_without_an_act_cannot_be_written(ledger):
    row = {"setting": 77, "name": "x", "value": "y", "set_by": "z", "set_at": ledger.clock()}
    with pytest.raises(AssertionError), ledger.transaction() as change:
        change.add("setting", [row])
    assert store.audit_log.verify(ledger).faults == ()


def test_a_snapshot_sees_one_moment_while_the_ledger_is_written(ledger):
    with ledger.snapshot() as snapshot:
        before = [*snapshot.rows("select entry from log")]
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 21))
        assert [*snapshot.rows("select entry from log")] == before
    assert len(store.audit_log.entries(ledger)) == len(before) + 1


def test_a_backup_made_in_use_is_whole_and_can_be_put_back(ledger, file_submission, tmp_path):
    stop, seen = threading.Event(), []

    def reading():
        while not stop.is_set():
            seen.append(len(store.audit_log.entries(ledger)))

    reader = threading.Thread(target=reading)
    reader.start()
    file_submission("区环保分局", "2017Q1", {"14-6a": 33})
    copy, proof = store.backup.back_up(ledger, tmp_path / "copies")
    file_submission("区财政局", "2017Q1", {"1-1a": 1})
    stop.set()
    reader.join()
    assert seen and proof.faults == () and [p.name for p in (tmp_path / "copies").iterdir()] == [copy.name]
    assert store.backup.restore(copy, tmp_path / "new" / "zcdash.duckdb") is None
    with Ledger(tmp_path / "new" / "zcdash.duckdb") as restored:
        assert [h["unit"] for h in queries.submissions.history(restored, PLAN)] == ["区环保分局"]


def test_what_a_killed_backup_left_is_removed_by_the_next_one(ledger, tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    moment, stem = "20170420-101112-000001", ledger.path.stem
    old = [f".{stem}-{moment}.duckdb", f".{stem}-{moment}.duckdb.wal"]
    kept = [f".other-{moment}.duckdb", f".{stem}-notes.duckdb", f"{stem}-{moment}.duckdb"]
    for name in (*old, *kept, f".{stem}-20170420-121112-000001.duckdb"):
        (folder / name).write_bytes(b"x")
    for name in (*old, *kept):
        os.utime(folder / name, (0, time.time() - 2 * 3600))
    copy, _ = store.backup.back_up(ledger, folder)
    assert {p.name for p in folder.iterdir()} == {copy.name, *kept, f".{stem}-20170420-121112-000001.duckdb"}


def test_restoring_keeps_the_ledger_that_stood_there(worked, tmp_path, capsys):
    assert main(["backup", str(tmp_path / "copies"), "--ledger", str(worked)]) == 0
    copy = next((tmp_path / "copies").iterdir())
    with Ledger(worked) as ledger:
        commands.periods.reopen(ledger, OFFICE, PLAN, "2017Q1", "更正")
    assert main(["restore", str(copy), "--ledger", str(worked)]) == 0
    assert "原台账另存为" in capsys.readouterr().out
    kept = next(worked.parent.glob("*.before-restore-*"))
    for path, word in ((worked, "已关账"), (kept, "已重开")):
        with Ledger(path) as ledger:
            assert queries.periods.period_state(ledger, PLAN, "2017Q1").word == word


def test_a_tampered_or_broken_backup_is_not_put_back(worked, tmp_path, capsys):
    copy = tmp_path / "copy.duckdb"
    shutil.copy(worked, copy)
    behind_its_back(copy, "update planned set value = 1 where indicator = '14-6a'")
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"x" * 9000)
    for bad in (copy, broken, tmp_path / "nowhere.duckdb"):
        assert main(["restore", str(bad), "--ledger", str(worked)]) == 2
    with Ledger(worked) as ledger:
        assert store.audit_log.verify(ledger).faults == () and not list(worked.parent.glob("*.before-restore-*"))


def test_a_later_migration_keeps_a_copy_of_the_older_file(worked, tmp_path, monkeypatch):
    newer = later_schema(tmp_path / "newer", "alter table setting add column source text default '手工';")
    monkeypatch.setattr(store.ledger, "HERE", newer)
    with Ledger(worked) as ledger:
        assert {row["source"] for row in ledger.rows("setting")} == {"手工"}
        assert store.audit_log.verify(ledger).faults == ()
    with duckdb.connect(str(worked.with_name(f"{worked.stem}.v{newest_migration()}.duckdb"))) as copy:
        assert (9999, "later") not in copy.execute("select number, name from migration").fetchall()


def test_a_ledger_of_a_later_version_is_refused(worked, tmp_path, monkeypatch):
    with monkeypatch.context() as later:
        later.setattr(store.ledger, "HERE", later_schema(tmp_path / "newer", "create table later (later integer);"))
        Ledger(worked).close()
    with pytest.raises(LedgerUnavailable, match="更新版本的程序建立的，没有动它"):
        Ledger(worked)


@pytest.mark.parametrize("crashed", [False, True], ids=["closed", "crashed with a write-ahead log"])
def test_a_ledger_of_version_010_is_refused_and_not_altered(tmp_path, crashed):
    path = tmp_path / "old.duckdb"
    script = f"""
import duckdb, os
connection = duckdb.connect({str(path)!r})
connection.execute("create table migration (number integer primary key, name text, applied_at timestamp)")
connection.execute("create table plan (plan text primary key, number text not null)")
connection.execute("insert into migration values (1, 'plan', now()::timestamp), (2, 'facts', now()::timestamp)")
if {crashed}:
    os._exit(0)
connection.close()
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    before = {f.name: f.read_bytes() for f in tmp_path.iterdir()}
    assert len(before) == 1 + crashed
    with pytest.raises(LedgerUnavailable) as refused:
        Ledger(path)
    assert refused.value.sentence == "台账 old.duckdb 是 0.1.0 版（试用版）建立的，本版不能打开，没有动它。"
    assert refused.value.advice == "请用新的台账文件重新载入计划，旧文件请保留。"
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == before


def test_the_log_says_who_filed_and_what_was_superseded(ledger, file_submission):
    first = file_submission("区环保分局", "2017Q1", {"14-6a": 20}, accepted=False)
    accept(ledger, first)
    second = file_submission("区环保分局", "2017Q1", {"14-6a": 31}, accepted=False)
    filed = queries.audit_log.acts(ledger, what="报送")
    assert [(a["subject"], a["before"]) for a in filed] == [(f"报送 {first}", ""), (f"报送 {second}", f"报送 {first}")]
