"""Names of people who left are erased after a set time; their acts stay, and the ledger still verifies."""

import re
from datetime import datetime, timedelta

import pytest

from tests.helpers import PLAN, fresh
from zcdash import auth, commands, queries, store
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.cli.main import main
from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.errors import AwaitsConfirmation, InvalidInput, NotPermitted
from zcdash.store import digest, personal
from zcdash.store.ledger import Ledger

LEFT, LOGIN, EMAIL, PHONE = "公孙止戈", "gongsun", "gongsun@example.gov.cn", "13800001111"
SHARED = "0533-6123456"
THEN = datetime(2016, 1, 10)


@pytest.fixture
def office(ledger):
    """A member of the office who worked, was renamed once and left in January 2016; the setting says 12 months."""
    ledger.clock = lambda: THEN
    by = console()
    account = Account(LOGIN, LEFT, Role.OFFICE, email=EMAIL, phone=PHONE)
    commands.accounts.add_account(ledger, by, account)
    commands.accounts.add_account(ledger, by, Account("zhuren", "主任", Role.ADMIN, phone=SHARED))
    commands.periods.set_lock(ledger, account, PLAN, "2017Q1", None, "暂不锁定")
    commands.accounts.change_account(ledger, by, LOGIN, name="公孙止", phone=SHARED)
    commands.accounts.change_account(ledger, by, LOGIN, active=False)
    months(ledger, 12)
    ledger.clock = lambda: datetime(2017, 2, 1)
    return account


def months(ledger, number):
    store.settings.save_setting(ledger, "pseudonymise_months", str(number), console().act(Permission.SET))


def everything(ledger) -> str:
    """Return every text of the ledger."""
    with ledger.snapshot() as snapshot:
        tables = [name for (name,) in snapshot.run("select table_name from information_schema.tables")]
        return repr([[*snapshot.rows(f"select * from {table}")] for table in tables if table != "submission"])


def test_every_name_goes_the_acts_stay_and_the_log_verifies_with_the_hash_noted_before(ledger, office):
    before = store.audit_log.verify(ledger)
    acts = [(e["entry"], e["what"], e["acted_at"], e["hash"]) for e in store.audit_log.entries(ledger)]
    assert commands.retention.erase_names(ledger, console()) == 1
    assert not re.search(f"公孙|gongsun|{PHONE}", everything(ledger))
    assert SHARED in everything(ledger), "a colleague has this telephone too"
    after = store.audit_log.verify(ledger, before.head)
    assert after.faults == () and after.entries == before.entries + 1
    entries = store.audit_log.entries(ledger)
    assert [(e["entry"], e["what"], e["acted_at"], e["hash"]) for e in entries[:-1]] == acts
    (act,) = [e for e in entries if e["what"] == Permission.LOCK.value]
    (row,) = ledger.rows("lock_date")
    assert act["name"] == row["name"] and re.fullmatch("离任人员-[0-9a-f]{12}", row["name"])
    assert act["login"] != act["name"] and act["after"] != "" and row["reason"] == "暂不锁定"
    assert entries[-1]["what"] == "隐去姓名" and entries[-1]["subject"] == "离任 1 人"
    with pytest.raises(InvalidInput, match="没有要隐去"):
        commands.retention.erase_names(ledger, console())


def test_who_confirmed_or_proposed_an_act_with_another_is_erased_too(ledger, office):
    ledger.clock = lambda: THEN
    commands.accounts.change_account(ledger, console(), LOGIN, active=True)
    commands.accounts.add_account(ledger, console(), Account("zhangsan", "张三三", Role.OFFICE))
    store.settings.save_setting(ledger, "two_person", "yes", console().act(Permission.SET))
    left, stays = (fresh(auth.sessions.accounts_by_login(ledger)[login]) for login in (LOGIN, "zhangsan"))
    for first, decide in (
        (stays, lambda number: commands.two_person.confirm(ledger, left, number)),
        (left, lambda number: commands.two_person.refuse(ledger, stays, number, "已关账")),
    ):
        act = commands.periods.close if first is stays else commands.periods.reopen
        with pytest.raises(AwaitsConfirmation):
            act(ledger, first, PLAN, "2017Q1", "年中检查")
        decide(queries.pending_acts.waiting(ledger)[0]["pending_act"])
    assert f"确认人 公孙止（{LOGIN}）" in everything(ledger) and f"公孙止（{LOGIN}）提出" in everything(ledger)
    commands.accounts.change_account(ledger, console(), LOGIN, active=False)
    ledger.clock = lambda: datetime(2017, 2, 1)
    head = store.audit_log.verify(ledger).head
    assert commands.retention.erase_names(ledger, console()) == 1
    assert not re.search("公孙|gongsun", everything(ledger)) and "张三三" in everything(ledger)
    assert store.audit_log.verify(ledger, head).faults == ()


def test_who_was_added_from_a_list_with_others_or_handed_over_is_erased_too(ledger, office):
    ledger.clock = lambda: THEN
    new = [Account("ouyang", "欧阳离", Role.CLERK, unit="区财政局"), Account("zhangsan", "张三三", Role.VIEWER)]
    commands.people.add_people_list(ledger, console(), new)
    commands.accounts.hand_over_account(ledger, console(), "ouyang", Account("wangwu", "王五五", Role.PENDING))
    assert "ouyang（欧阳离）" in everything(ledger) and "欧阳离）交接给" in everything(ledger)
    ledger.clock = lambda: datetime(2017, 2, 1)
    head = store.audit_log.verify(ledger).head
    commands.retention.erase_names(ledger, console())
    assert not re.search("欧阳离|ouyang", everything(ledger)) and "王五五" in everything(ledger)
    assert store.audit_log.verify(ledger, head).faults == ()


def test_a_guessed_name_cannot_be_tested_once_its_salt_is_gone(ledger, office):
    commands.retention.erase_names(ledger, console())
    keys = [*ledger.rows("person_key")]
    erased = [key for key in keys if key["commitment"]]
    assert erased and all(key["salt"] == "" for key in erased)
    for salt in {key["salt"] for key in keys if key["salt"]} | {"00" * 32}:
        assert personal.commitment(LEFT, salt) not in {key["commitment"] for key in erased}


@pytest.mark.parametrize(
    "statement",
    [
        "update lock_date set name = '主任'",
        "update lock_date set name = '离任人员-000000000000'",
        "update log set name = '主任' where what = '设定锁定日'",
        "update account set email = 'x@example.com' where email = ''",
        "delete from person_key where commitment <> ''",
        "update person_key set value = '主任二' where value = (select name from lock_date); update lock_date set name = '主任二'",
        "update person_key set commitment = repeat('a', 64), value = '离任人员-aaaaaaaaaaaa' where commitment <> '' "
        "and value = (select min(value) from person_key where commitment <> '')",
        "update person_key set salt = repeat('0', 64) where value = '主任'",
    ],
)
def test_a_name_exchanged_behind_its_back_is_found(ledger, office, statement):
    commands.retention.erase_names(ledger, console())
    assert store.audit_log.verify(ledger).faults == ()
    with ledger._database.transaction() as behind_its_back:
        behind_its_back.run(statement)
    assert store.audit_log.verify(ledger).faults != ()


def test_a_name_erased_behind_its_back_is_found(ledger, office):
    with ledger._database.transaction() as behind_its_back:
        (salt,) = behind_its_back.run("select salt from person_key where value = '主任'")[0]
        commitment = personal.commitment("主任", salt)
        behind_its_back.run("delete from person_key where value = '主任'")
        key = {"value": personal.pseudonym(commitment), "salt": "", "commitment": commitment}
        behind_its_back.insert("person_key", [key])
        behind_its_back.run(f"update account set name = '{key['value']}' where name = '主任'")
    assert [f"{key['value']} 的姓名没有经过本程序隐去"] == [
        f for f in store.audit_log.verify(ledger).faults if "隐去" in f
    ]


def test_nobody_in_use_or_out_of_use_for_less_is_touched(ledger, office):
    ledger.clock = lambda: datetime(2017, 1, 9)
    assert queries.retention.due(ledger) == []
    ledger.clock = lambda: datetime(2017, 1, 11)
    assert [left.person.login for left in queries.retention.due(ledger)] == [LOGIN]
    commands.accounts.change_account(ledger, console(), LOGIN, active=True)
    commands.accounts.change_account(ledger, console(), LOGIN, active=False)
    assert queries.retention.due(ledger) == [], "the time begins again"
    months(ledger, 0)
    ledger.clock = lambda: datetime(2030, 1, 1)
    assert queries.retention.due(ledger) == []
    with pytest.raises(InvalidInput):
        commands.retention.erase_names(ledger, console())


def test_a_name_that_somebody_in_use_has_too_stays(ledger, office):
    commands.accounts.add_account(ledger, console(), Account("gongsun2", LEFT, Role.VIEWER))
    (left,) = queries.retention.due(ledger)
    assert "同样的姓名" in left.kept
    with pytest.raises(InvalidInput):
        commands.retention.erase_names(ledger, console())
    assert LEFT in everything(ledger)


def test_a_deputy_mayor_is_named_in_a_public_plan_and_keeps_the_name_but_not_the_login(ledger, office):
    leader = auth.sessions.unit_and_leader_names(ledger)["leader"][0]
    ledger.clock = lambda: THEN
    commands.accounts.add_account(ledger, console(), Account("fuquzhang", leader, Role.DEPUTY, leader=leader))
    commands.accounts.change_account(ledger, console(), "fuquzhang", active=False)
    ledger.clock = lambda: datetime(2017, 2, 1)
    assert commands.retention.erase_names(ledger, console()) == 2
    (row, _) = [row for row in ledger.rows("account") if row["leader"] == leader]
    assert row["name"] == leader and row["login"].startswith("离任人员-") and "fuquzhang" not in everything(ledger)
    assert store.audit_log.verify(ledger).faults == ()


def test_who_drafted_submitted_and_refused_a_plan_is_erased_too(ledger, office):
    ledger.clock = lambda: THEN
    commands.accounts.change_account(ledger, console(), LOGIN, active=True)
    left = fresh(auth.sessions.accounts_by_login(ledger)[LOGIN])
    stays = fresh(Account("zhangsan", "张三三", Role.OFFICE))
    for first, second in ((left, stays), (stays, left)):
        work = commands.plan_drafts.begin_from_plan(ledger, first, PLAN)
        edit = Edit(kind=EditKind.SET, table="items.csv", key="1-1", column="title", value="生产总值增速")
        number = queries.plan_drafts.draft(ledger, work).number
        number = commands.plan_drafts.save_edits(ledger, first, work, [edit], number)
        request = commands.plan_requests.submit(ledger, first, work, "会议纪要", number)
        commands.plan_requests.refuse(ledger, second, request, "请附文件")
    commands.accounts.change_account(ledger, console(), LOGIN, active=False)
    ledger.clock = lambda: datetime(2017, 2, 1)
    assert "公孙止" in repr([*ledger.rows("plan_draft")])
    assert commands.retention.erase_names(ledger, console()) == 1
    assert not re.search("公孙|gongsun", everything(ledger)) and "张三三" in everything(ledger)
    assert store.audit_log.verify(ledger).faults == ()


def test_an_account_of_the_office_may_not_erase(ledger, office):
    with pytest.raises(NotPermitted):
        commands.retention.erase_names(ledger, office)


def test_entries_of_the_older_digests_hold_names_so_nothing_is_erased(ledger, office, monkeypatch):
    with ledger._database.transaction() as behind_its_back:
        behind_its_back.run("update log set digest_version = 1 where entry = 1")
    ledger._cache.clear()
    with pytest.raises(InvalidInput, match="旧版程序的留痕"):
        commands.retention.erase_names(ledger, console())


def test_the_command_line_lists_first_and_leaves_no_name_in_the_file(ledger_file, ledger, office, capsys):
    ledger.clock = lambda: datetime.now() - timedelta(days=900)
    commands.accounts.add_account(ledger, console(), Account("leaver", "欧阳离任者", Role.VIEWER))
    commands.accounts.change_account(ledger, console(), "leaver", active=False)
    head = store.audit_log.verify(ledger).head
    ledger.close()
    assert main(["retention"]) == 0
    out = capsys.readouterr().out
    assert "公孙止" in out and "将隐去" in out and "有 2 人" in out and "--do" in out
    assert main(["retention", "--do"]) == 0
    assert "已隐去 2 人" in capsys.readouterr().out
    assert main(["verify", "--head", head]) == 0
    content = ledger_file.read_bytes()
    assert [word for word in (LEFT, "欧阳离任者", LOGIN) if word.encode() in content] == []
    assert ledger_file.stat().st_mode & 0o077 == 0
    with Ledger(ledger_file) as again:
        assert again.rows("account")


PERSONAL = re.compile(r"name|login|email|phone|person|filed_by|issued_by|set_by|arguments")
NO_PERSON = {
    ("indicator", "name"),
    ("leader", "name"),
    ("phase", "name"),
    ("responsible", "name"),
    ("setting", "name"),
} | {
    ("organisation_person", "person"),  # an identifier without a name
    ("organisation_post", "person"),
    ("organisation_unit", "name"),
    ("unit", "name"),
    ("unit_member", "name"),
    ("evidence", "file_name"),
    ("plan_request", "file_name"),
    ("plan_source", "file_name"),
    ("submission", "file_name"),
}


def test_every_column_that_holds_a_person_is_listed(ledger):
    listed = {(t, c) for t, columns in (*personal.COLUMNS.items(), *personal.TEXTS.items()) for c in columns.split()}
    columns = {(t, c) for t, names in digest.ROW_FIELDS[digest.VERSION].items() for c in names.split()}
    assert {(t, c) for t, c in columns if PERSONAL.fullmatch(c)} - listed - NO_PERSON == set()
    assert {(t, c) for t, c in listed if t in digest.ROW_FIELDS[digest.VERSION]} <= columns


def test_every_table_with_logins_outside_of_the_log_is_emptied_of_an_erased_one(ledger):
    with ledger.snapshot() as snapshot:
        rows = snapshot.run("select table_name from information_schema.columns where column_name = 'login'")
    elsewhere = {table for (table,) in rows} - {*ledger.tables(), "log", "draft", "plan_draft"}
    assert elsewhere >= {"session", "attempt"} and elsewhere <= {*store.retention.DELETED}
