"""The disk, the file and the clock turn against the ledger: one clear sentence, nothing lost, and it works on."""

import hashlib
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.faults.conftest import SEED
from tests.faults.sandbox import own_mounts, run_scenario
from tests.helpers import OFFICE, PASSWORD, PLAN, ROOT
from zcdash import auth, commands, queries, store
from zcdash.auth import attempts
from zcdash.auth.permissions import console
from zcdash.cli.main import main
from zcdash.errors import LedgerUnavailable, NotPermitted
from zcdash.store.ledger import Ledger
from zcdash.ui import session
from zcdash.web import shared_ledger

FULL = "磁盘已满，台账 zcdash.duckdb 写不进去，这一步没有保存。请先腾出磁盘空间，再做一次；已经保存的都还在。"
READ_ONLY = "只能看，不能写"


def test_on_a_full_disk_every_act_is_refused_in_one_sentence_and_the_ledger_works_on(
    loaded_ledger, tmp_path, whole, record_outcome
):
    # The limit on files works everywhere, and lets a checkpoint fail; a small disk is the thing itself.
    ways = {"limit": ("files of 26 MB at most", "")}
    if whole and own_mounts():
        ways["full"] = "tmpfs of 61 MB", "mount -t tmpfs -o size=61m none {}"
    for way, (name, mounting) in ways.items():
        place = tmp_path / way
        place.mkdir()
        result = run_scenario(way, loaded_ledger, place, mounting.format(place))
        assert set(result["said"]) == {FULL} and result["said"][FULL] == 9
        assert result["acknowledged"] == result["kept"] > 20 and result["faults"] == []
        assert "备份写不进" in result["backup"] and result["left"] == []
        record_outcome(
            what=f"full disk ({name})",
            refused=9,
            lost=0,
            half=0,
            tried=result["acknowledged"] + 9,
            acknowledged=result["acknowledged"],
        )


def test_a_backup_for_which_there_is_no_room_is_refused_and_never_half(loaded_ledger, tmp_path, record_outcome):
    result = run_scenario("backup", loaded_ledger, tmp_path)
    made = [line for line in result if not line[0]]
    assert made and all(len(names) == 1 and kept == 4 and faults == [] for _, names, kept, faults in made)
    refused = [line for line in result if line[0]]
    assert refused and all("备份写不进" in said and names == [] for said, names, _, _ in refused)
    record_outcome(
        what="backups with little room", tried=len(result), refused=len(refused), acknowledged=len(made), half=0
    )


def test_on_a_full_disk_a_reader_reads_on_and_stays_signed_in(ledger_file):
    result = run_scenario("page", ledger_file, ledger_file.parent)
    assert result["pages"] == [[["2017年一季度总览"], []]] * 4
    assert result["act"] == FULL and result["afterwards"] == "" and result["faults"] == []


def test_on_a_read_only_disk_the_error_says_so_and_no_file_changes(loaded_ledger, tmp_path):
    shutil.copy(loaded_ledger, tmp_path / "zcdash.duckdb")
    mounting = f"mount --bind {tmp_path} {tmp_path} && mount -o remount,bind,ro {tmp_path}" if own_mounts() else ""
    result = run_scenario("readonly", loaded_ledger, tmp_path, mounting)
    assert READ_ONLY in result["opening"] and READ_ONLY in result["making"]
    assert result["files"] == ["zcdash.duckdb"]
    assert digest(tmp_path / "zcdash.duckdb") == digest(loaded_ledger)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def not_ledgers(folder: Path, whole: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, file) for files that are not a ledger, or no longer one."""
    data, chance = whole.read_bytes(), random.Random(SEED)
    some = {
        "empty": b"",
        "newline": b"\n",
        "noise": chance.randbytes(9000),
        "dump": b"--\n-- PostgreSQL database dump\n--\n" * 9,
        "archive": b"PGDMP\x01\x0e\0" + chance.randbytes(4000),
        "zip": b"PK\3\4" + chance.randbytes(4000),
    }
    some |= {f"cut-{at}": data[:at] for at in (1, 12, 100, 4095, 4096, 8192, 12287, 12288, 12289, 300_000)}
    some |= {f"cut-{at}": data[:at] for at in (chance.randrange(len(data) // 2) for _ in range(5))}
    for at in (8, 12, 40, 4100, 4104, 8200):
        some[f"flipped-{at}"] = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    for name, content in some.items():
        (folder / name).write_bytes(content)
        yield name, folder / name
    with sqlite3.connect(folder / "sqlite") as other:
        other.execute("create table a (b)")
    other.close()
    yield "sqlite", folder / "sqlite"
    with duckdb.connect(str(folder / "stranger")) as stranger:
        stranger.execute("create table sale (amount integer)")
    yield "stranger", folder / "stranger"
    with duckdb.connect(shutil.copy(whole, folder / "newer")) as newer:
        newer.execute("insert into migration values (9999, 'later', now()::timestamp)")
    yield "newer", folder / "newer"


def test_a_file_that_is_not_a_ledger_is_named_in_one_sentence_and_left_unchanged(
    loaded_ledger, tmp_path, record_outcome
):
    tried = list(not_ledgers(tmp_path, loaded_ledger))
    for name, path in tried:
        was = digest(path)
        with pytest.raises(LedgerUnavailable) as said:
            Ledger(path)
        assert (
            path.name in said.value.sentence and said.value.sentence.endswith("。") and said.value.advice.endswith("。")
        ), name
        assert not any(word in str(said.value) for word in ("Error", "database file", "checksum")), said.value
        assert digest(path) == was, name
    assert {p.name for p in tmp_path.iterdir()} == {name for name, _ in tried}, "nothing new stands beside them"
    record_outcome(what="files that are no ledger", tried=len(tried), refused=len(tried), lost=0)


def test_a_ledger_damaged_anywhere_opens_whole_or_says_a_sentence(loaded_ledger, tmp_path, whole, record_outcome):
    data, chance, opened, tried = loaded_ledger.read_bytes(), random.Random(SEED), 0, 200 if whole else 10
    for number in range(tried):
        path, spoilt = tmp_path / f"{number}.duckdb", bytearray(data)
        for _ in range(chance.choice((1, 3, 20))):
            spoilt[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(spoilt[: chance.randrange(len(data))] if number % 3 == 0 else spoilt))
        try:
            with Ledger(path) as ledger:
                assert store.audit_log.verify(ledger).faults == () and len(store.audit_log.entries(ledger)) == 2
                opened += 1
        except LedgerUnavailable as said:
            assert "已损坏或不完整" in said.sentence or "可能不是台账" in said.sentence, said
        path.unlink()
    record_outcome(what="ledgers damaged at random", tried=tried, refused=tried - opened, lost=0, half=0)


def test_a_folder_in_place_of_the_ledger_is_named(tmp_path):
    with pytest.raises(LedgerUnavailable, match="是一个文件夹"):
        Ledger(tmp_path)


def test_the_command_line_reports_it_in_one_line_with_status_2(loaded_ledger, tmp_path, capsys):
    for _, path in not_ledgers(tmp_path, loaded_ledger):
        assert main(["log", "--ledger", str(path)]) == 2
        said = capsys.readouterr()
        assert said.out == "" and len(said.err.splitlines()) == 1 and path.name in said.err


@pytest.fixture
def stranger(monkeypatch):
    """A reader who has not signed in, in a process that has not opened a ledger yet."""
    monkeypatch.setattr(session, "token", lambda: "")
    yield AppTest.from_file(str(ROOT / "zcdash" / "ui" / "app.py"), default_timeout=600)
    shared_ledger.close()


@pytest.mark.parametrize("spoilt", ["cut-300000", "noise"])
def test_the_page_reports_it_and_works_again_once_the_ledger_is_restored(
    loaded_ledger, tmp_path, monkeypatch, stranger, spoilt
):
    path = dict(not_ledgers(tmp_path, loaded_ledger))[spoilt]
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    app = stranger.run()
    assert not app.exception and len(app.error) == 1 and path.name in app.error[0].value
    backup = Path(shutil.copy(loaded_ledger, tmp_path / "backup.duckdb"))
    assert main(["restore", str(backup), "--ledger", str(path)]) == 0, "a damaged ledger is what a backup is for"
    app = app.run()
    assert not app.exception and "登录" in app.error[0].value


def test_the_write_ahead_log_of_a_damaged_ledger_is_not_replayed_into_the_backup(loaded_ledger, tmp_path):
    path, backup = tmp_path / "zcdash.duckdb", shutil.copy(loaded_ledger, tmp_path / "backup.duckdb")
    shutil.copy(loaded_ledger, path)
    with Ledger(path) as ledger:
        commands.plans.set_business_date(ledger, console(), date(2017, 5, 1))
        ahead = path.with_name("zcdash.duckdb.wal").read_bytes()
    path.write_bytes(loaded_ledger.read_bytes()[:300_000])
    path.with_name("zcdash.duckdb.wal").write_bytes(ahead)
    kept = store.backup.restore(Path(backup), path)
    with Ledger(path) as ledger:
        assert queries.clock.today(ledger) == date(2017, 4, 20) and store.audit_log.verify(ledger).faults == ()
    assert kept.with_name(f"{kept.name}.wal").read_bytes() == ahead


def test_a_write_ahead_log_cut_anywhere_gives_the_acts_before_the_cut(loaded_ledger, tmp_path, whole, record_outcome):
    path, chance, tried = tmp_path / "a.duckdb", random.Random(SEED), 60 if whole else 8
    shutil.copy(loaded_ledger, path)
    with Ledger(path) as ledger:
        for day in range(1, 21):
            commands.plans.set_business_date(ledger, console(), date(2017, 5, day))
        data, ahead = path.read_bytes(), path.with_name("a.duckdb.wal").read_bytes()
    path.unlink()
    assert len(ahead) > 5_000
    for number in range(tried):
        cut = tmp_path / f"{number}.duckdb"
        cut.write_bytes(data)
        cut.with_name(f"{cut.name}.wal").write_bytes(ahead[: chance.randrange(100, len(ahead))])
        with Ledger(cut) as ledger:
            acts = len(store.audit_log.entries(ledger))
            assert 2 <= acts <= 22 and store.audit_log.verify(ledger).faults == ()
            assert queries.clock.today(ledger) == (date(2017, 5, acts - 2) if acts > 2 else date(2017, 4, 20))
        cut.unlink()
    record_outcome(what="write-ahead logs cut at random", tried=tried, half=0)


HOLDER = "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_ledger_in_use_by_another_process_is_reported_and_opens_once_it_is_free(ledger_file, capsys, stranger):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(ledger_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(LedgerUnavailable, match="台账 zcdash.duckdb 正被另一个程序使用"):
        Ledger(ledger_file)
    assert main(["verify", "--ledger", str(ledger_file)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    with pytest.raises(LedgerUnavailable, match="正被另一个程序使用"):
        store.backup.restore(ledger_file, ledger_file)
    app = stranger.run()
    assert not app.exception and "正被另一个程序使用" in app.error[0].value
    holder.communicate(b"")
    assert "登录" in app.run().error[0].value


def test_a_clock_set_back_keeps_the_order_of_the_acts_and_the_proof_names_them(ledger_file, capsys):
    with Ledger(ledger_file) as ledger:
        real = ledger.clock
        commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 28))
        ledger.clock = lambda: real() - timedelta(days=40)
        commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 29))
        commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 30))
        assert queries.periods.period_state(ledger, PLAN, "2017Q1").locks_on == date(2017, 4, 30)
        assert [a["after"] for a in queries.audit_log.acts(ledger)[2:]] == ["2017-04-28", "2017-04-29", "2017-04-30"]
        proof = store.audit_log.verify(ledger)
        assert proof.faults == () and len(proof.notes) == 1
    assert main(["verify", "--ledger", str(ledger_file)]) == 0
    said = capsys.readouterr().out
    assert "提示：留痕第 4 条" in said and ("早 39 天" in said or "早 40 天" in said)


def test_a_clock_corrected_by_a_minute_is_not_noted(ledger):
    real = ledger.clock
    commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 28))
    ledger.clock = lambda: real() - timedelta(minutes=1)
    commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 29))
    assert store.audit_log.verify(ledger).notes == ()


def test_a_clock_set_back_ends_sessions_instead_of_making_them_last(ledger, people):
    real, token = ledger.clock, auth.sign_in.by_password(ledger, "li", PASSWORD, "本机")
    ledger.clock = lambda: real() - timedelta(minutes=2)
    assert auth.sessions.account_for_token(ledger, token)
    ledger.clock = lambda: real() - timedelta(days=30)
    assert auth.sessions.account_for_token(ledger, token) is None
    ledger.clock = real
    assert auth.sessions.account_for_token(ledger, token) is None, "ended is ended"


def test_a_clock_set_back_locks_nobody_out_for_longer_than_a_wait(ledger, people):
    real = ledger.clock
    for _ in range(attempts.FREE_ATTEMPTS + 1):
        with pytest.raises(NotPermitted):
            auth.sign_in.by_password(ledger, "li", "不对", "本机")
    ledger.clock = lambda: real() - timedelta(days=200)
    with pytest.raises(NotPermitted):
        auth.sign_in.by_password(ledger, "li", PASSWORD, "本机")
    ledger.clock = lambda: real() - timedelta(days=200) + attempts.MAX_DELAY
    assert auth.sign_in.by_password(ledger, "li", PASSWORD, "本机")
