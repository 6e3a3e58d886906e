"""Changes of the ledger's file by somebody who can write it: `verify` finds each, and `restore` refuses the file."""

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.helpers import OFFICE, PASSWORD, PLAN, add_accounts
from zcdash import auth, commands, store
from zcdash.cli.main import main
from zcdash.store import digest, personal
from zcdash.store.ledger import Ledger

MOVED = "create schema s; create table s.{0} as from {0}; drop table {0}; create view {0} as {1}"
"""Keep a table in another schema and show something else under its name."""
TAMPERINGS = {
    "table dropped": ("drop table planned", "表 planned 不见了（留痕登记 "),
    "table moved, halved by a view": (
        MOVED.format("planned", "select * replace (value / 2 as value) from s.planned"),
        "多出视图 planned",
    ),
    "account added through a view": (
        MOVED.format(
            "account",
            "from s.account union all select 99, 'eve', '某人', '', 'admin', '', '', '', false, true, null, ''",
        ),
        "表 account 不见了",
    ),
    "table under another schema alone": ("create schema other; create table other.x (x integer)", "多出模式 other"),
    "table added": ("create table extra (x integer)", "多出表 extra"),
    "macro that shadows a function": ("create macro max(x) as 1", "多出宏 max"),
    "macros that hide the catalog": (
        "create macro now2() as 1; create macro duckdb_functions() as table select 1 as x; "
        "create view duckdb_tables as select 1 as x; create macro current_database() as 'nothing'; "
        'create macro "not"(x) as true; create macro "internal"() as true',
        "多出宏 now2",
    ),
    "view changed": (
        "create or replace view latest_submission as select plan, period, unit, min(submission) as submission "
        "from submission group by all",
        "视图 latest_submission 的定义被改过",
    ),
    "view dropped": ("drop view accepted_submission", "视图 accepted_submission 不见了"),
    "column added": ("alter table setting add column secret text", "表 setting 的定义被改过"),
    "column dropped": ("alter table absence drop column reason", "表 absence 的定义被改过"),
    "check and key dropped": (
        "create table t as from concession; drop table concession; alter table t rename to concession",
        "表 concession 的定义被改过",
    ),
    "not null dropped": ("alter table account alter column login drop not null", "表 account 的定义被改过"),
    "index added": ("create unique index one on setting (name)", "多出索引 one"),
    "sequence added": ("create sequence s1", "多出序列 s1"),
    "type added": ("create type mood as enum ('a')", "多出类型 mood"),
    "trigger added": (
        "create trigger t after insert on setting for each statement insert into absence select * from absence",
        "多出触发器 t",
    ),
    "row changed": ("update planned set value = 1 where indicator = '14-6a'", "表 planned 中的 zhoucun-2017|1 被改过"),
    "row added": (
        "insert into concession select 9, * exclude (concession) from concession",
        "表 concession 中的 9 没有",
    ),
    "row removed": ("delete from absence", "表 absence 中的 1 不见了"),
    "version of a plan swapped": (
        "update plan_version set version = 3; update planned set version = 3",
        "表 plan_version 中的 zhoucun-2017|3 没有经过本程序录入",
    ),
    "entry of the log changed": ("update log set name = '别人' where entry = 3", "留痕第 3 条被改过"),
    "entry of the log removed": ("delete from log where entry = 3", "留痕第 3 条缺失"),
    "digests of an entry spoilt": ("update log set brought = '[' where entry = 3", "留痕第 3 条被改过"),
    "log dropped": ("drop table log", "表 log 不见了"),
    "log without its hashes": ("alter table log drop column hash", "表 log 的定义被改过"),
    "migration renamed": ("update migration set name = 'other' where number = 2", "表 migration 登记的版本被改过"),
}


def make_the_chain_anew(path: Path) -> None:
    """Give every entry the digests of the rows as they are now and a hash that fits, as one who knows the program can."""
    with Ledger(path) as ledger:
        entries, previous = store.audit_log.entries(ledger), digest.FIRST_HASH
        rows = {table: list(ledger.rows(table)) for table in ledger.tables()}
        commit = personal.committed(ledger.rows("person_key")).__getitem__
        with ledger._database.transaction() as behind_its_back:
            for entry in entries:
                now = {t: digest.row_digests(t, rows[t], commit) for t in json.loads(entry["brought"])}
                brought = {t: {k: now[t][k] for k in g if k in now[t]} for t, g in json.loads(entry["brought"]).items()}
                entry |= {"brought": json.dumps(brought, sort_keys=True), "previous": previous}
                previous = digest.log_hash(entry, commit)
                behind_its_back.run(
                    "update log set brought = $brought, previous = $previous, hash = $hash where entry = $entry",
                    {
                        "brought": entry["brought"],
                        "previous": entry["previous"],
                        "hash": previous,
                        "entry": entry["entry"],
                    },
                )


@pytest.fixture(scope="module")
def _worked(loaded_ledger, tmp_path_factory):
    path = Path(shutil.copy(loaded_ledger, tmp_path_factory.mktemp("worked") / "zcdash.duckdb"))
    with Ledger(path) as ledger:
        add_accounts(ledger)
        day = date(2017, 4, 25)
        commands.periods.grant(ledger, OFFICE, PLAN, "2017Q1", "区环保分局", "extension", day, "系统故障")
        commands.approvals.add_absence(
            ledger, OFFICE, PLAN, "李寅萍", "路德芝", date(2017, 5, 1), date(2017, 5, 9), "学习"
        )
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
        store.signing.sign_head(ledger)
    return path


@pytest.fixture
def worked(_worked, tmp_path):
    """A ledger with accounts, a close and rows in several tables, whose log was signed with a key kept elsewhere."""
    return Path(shutil.copy(_worked, tmp_path / "zcdash.duckdb"))


def tamper(path: Path, statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statements)


@pytest.mark.parametrize("name", TAMPERINGS)
def test_verify_finds_it_and_restore_refuses_it(name, worked, tmp_path, capsys, record_outcome):
    statements, says = TAMPERINGS[name]
    with Ledger(worked) as ledger:
        result = store.audit_log.verify(ledger)
    assert result.faults == ()
    tamper(worked, statements)
    # The right hash of the last entry is no excuse.
    assert main(["verify", "--ledger", str(worked), "--head", result.head]) == 1
    assert says in capsys.readouterr().out
    assert main(["restore", str(worked), "--ledger", str(tmp_path / "new" / "zcdash.duckdb")]) == 2
    assert not (tmp_path / "new" / "zcdash.duckdb").exists()
    record_outcome(what="tamperings of the file", tried=1, refused=1)


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        ("delete from migration where number = 4", "结构与它登记的版本不符"),
        ("delete from migration", "结构与它登记的版本不符"),
        ("delete from migration where number > 1; drop table planned", "draft、evidence"),
        ("drop table migration", "不是台账"),
        ("alter table migration drop column name", "不是台账"),
    ],
)
def test_a_file_with_other_migrations_is_refused_with_a_sentence_and_stays_as_it_is(
    worked, capsys, statements, says, record_outcome
):
    tamper(worked, statements)
    before = worked.read_bytes()
    assert main(["verify", "--ledger", str(worked)]) == 2
    assert says in capsys.readouterr().err
    assert worked.read_bytes() == before and [p.name for p in worked.parent.glob("*.v*")] == []
    record_outcome(what="tamperings of the file", tried=1, refused=1)


def test_a_session_written_into_a_backup_is_worth_nothing_after_restoring_it(worked, tmp_path, record_outcome):
    with Ledger(worked) as ledger:
        honest = auth.sign_in.by_password(ledger, "ducha", PASSWORD, "10.0.0.1")
        copy, _ = store.backup.back_up(ledger, tmp_path / "copies")
    forged = "我知道的令牌"
    tamper(
        copy,
        f"insert into session values ('{auth.sessions.token_hash(forged)}', 'admin', now()::timestamp, "
        "now()::timestamp, '10.0.0.9', null, null, null)",
    )
    with Ledger(copy) as ledger:
        assert auth.sessions.account_for_token(ledger, forged).login == "admin", "as long as nobody restores it"
    store.backup.restore(copy, tmp_path / "new.duckdb")
    with Ledger(tmp_path / "new.duckdb") as ledger:
        assert auth.sessions.account_for_token(ledger, forged) is None
        assert auth.sessions.account_for_token(ledger, honest) is None
        assert auth.sign_in.by_password(ledger, "ducha", PASSWORD, "10.0.0.1")
    record_outcome(what="tamperings of the file", tried=1, refused=1)


CUT = "delete from close; delete from close_assessment; delete from close_submission; delete from log where entry = 6"
HALVED = "update planned set value = value / 2"


@pytest.mark.parametrize(
    ("statements", "anew", "says", "without_key"),
    [
        (CUT, False, "末尾被截去", True),
        (f"{CUT}; delete from signed_head", False, "留痕没有一个签名", False),
        (HALVED, True, "留痕被改过或重做过", True),
        (f"{HALVED}; delete from signed_head", True, "留痕没有一个签名", False),
        ("update signed_head set signed_at = '2017-04-20'::timestamp", False, "不是这把密钥签的", False),
        ("update signed_head set signature = 'ff'", False, "不是这把密钥签的", False),
        ("update signed_head set key = 'ff'", False, "出自另一把密钥", False),
        ("drop table signed_head", False, "表 signed_head 不见了", True),
    ],
)
def test_what_the_file_alone_cannot_show_is_found_by_the_signatures(
    _worked, worked, capsys, statements, anew, says, without_key, record_outcome
):
    key = store.signing.public_key_file(_worked)
    assert main(["verify", "--ledger", str(worked), "--public-key", str(key)]) == 0
    tamper(worked, statements)
    if anew:
        make_the_chain_anew(worked)
    capsys.readouterr()
    assert main(["verify", "--ledger", str(worked)]) == (1 if without_key else 0)
    assert main(["verify", "--ledger", str(worked), "--public-key", str(key)]) == 1
    assert says in capsys.readouterr().out
    record_outcome(what="tamperings of the file", tried=1, refused=1)


def test_a_chain_made_anew_is_found_by_a_hash_noted_before(worked, capsys, record_outcome):
    with Ledger(worked) as ledger:
        head = store.audit_log.verify(ledger).head
    tamper(worked, f"{HALVED}; delete from signed_head")
    make_the_chain_anew(worked)
    assert main(["verify", "--ledger", str(worked)]) == 0
    assert main(["verify", "--ledger", str(worked), "--head", head]) == 1
    record_outcome(what="tamperings of the file", tried=1, refused=1)
