"""Accounts from a list: what is read, what is checked, what is made at once; the handover of an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from tests.helpers import PASSWORD, fresh
from zcdash import auth, commands, queries, store
from zcdash.auth import passwords
from zcdash.auth.permissions import Account, Role, console
from zcdash.domain import telephone
from zcdash.domain.people_list import COLUMNS, PersonEntry, RowState
from zcdash.errors import AwaitsConfirmation, IdentityUnconfirmed, InvalidInput, NotFound, NotPermitted
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.parsing.file_reader import FileReader
from zcdash.rendering.docx.password_slips import Slip, to_docx
from zcdash.rendering.xlsx.people_template import write_template
from zcdash.store.ledger import Ledger

UNIT = "区财政局"


def workbook(*rows: tuple[object, ...], heads: tuple[str, ...] = COLUMNS, above: int = 0) -> bytes:
    """Return a list as an Excel file, its heads under some lines of title."""
    book, out = Workbook(), BytesIO()
    for _ in range(above):
        book.active.append(("人员名单",))
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> tuple[PersonEntry, ...]:
    return FileReader(data).people().entries


def entry(row: int = 2, **typed: str) -> PersonEntry:
    fields = dict.fromkeys(("unit", "name", "login", "role", "leader", "phone", "email"), "")
    return PersonEntry(row=row, **(fields | {"unit": UNIT, "name": "张三", "role": "填报员"} | typed))


def check(ledger, *entries: PersonEntry, may_give_role: bool = True, **names):
    return queries.people_check.check_people(ledger, entries, may_give_role, **names)


def people_of(ledger) -> dict[str, Account]:
    return auth.sessions.accounts_by_login(ledger)


@pytest.fixture
def empty(tmp_path):
    with Ledger(tmp_path / "new.duckdb") as ledger:
        yield ledger


@pytest.fixture
def admin(people):
    return people[Role.ADMIN]


def test_heads_stand_in_any_order_under_titles_and_in_other_words():
    heads = ("序号", "手机号码", "角 色", "姓名*", "单位名称（全称）", "E-mail", "登录名", "备注")
    people = FileReader(
        workbook((1, 13800001111.0, "填报员", "张　三", UNIT, "Z@x.cn", "ZhangSan"), (), heads=heads, above=2)
    ).people()
    assert people.entries == (entry(row=4, login="ZhangSan", phone="13800001111", email="Z@x.cn"),)
    assert people.missing == ("分管区长",) and people.unused == ("序号", "备注")


def test_blank_rows_count_for_nothing_and_a_unit_written_once_is_known_below():
    found = read(
        workbook((UNIT, "甲", "", "填报员"), ("", "乙", "", "单位主要负责人"), (), ("", "丙", "", "填报员"), (UNIT,))
    )
    assert [(e.row, e.name, e.unit, e.unit_above) for e in found] == [
        (2, "甲", UNIT, ""),
        (3, "乙", "", UNIT),
        (5, "丙", "", ""),
    ]


def test_the_template_read_back_is_empty_and_its_cells_are_text():
    data = write_template([UNIT], {"填报员": "填报"}, ["刘冀中"])
    people = FileReader(data).people()
    assert people.entries == () and people.missing == () and people.unused == ()
    sheet = load_workbook(BytesIO(data))["人员名单"]
    assert sheet["F2"].number_format == "@" and len(sheet.data_validations.dataValidation) == 3


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (workbook(("x",), heads=("单位", "角色")), "姓名"),
        (workbook(*[(UNIT, f"人{n}") for n in range(501)]), "至多 500 人"),
        (b"name,role", "不是 .xlsx"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_way_out(data, told):
    from zcdash.parsing.uploads import read_people

    with pytest.raises(UnreadableWorkbook) as refused:
        read_people(data)
    assert told in refused.value.sentence and refused.value.advice and "季度报送" not in refused.value.advice


def test_a_login_is_the_mobile_phone_or_the_next_number(ledger):
    commands.accounts.add_people(ledger, console(), [Account("u07", "旧人", Role.VIEWER)])
    rows = check(
        ledger, entry(2, phone="+86 138-0000-1111"), entry(3, name="李四"), entry(4, name="王五", login="Wang.Wu")
    ).rows
    assert [row.account.login for row in rows] == ["13800001111", "u08", "wang.wu"]
    assert {row.state for row in rows} == {RowState.NEW}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"role": ""}, "没有写角色"),
        ({"role": "局长"}, "没有“局长”这个角色，应为"),
        ({"name": ""}, "没有写姓名"),
        ({"unit": ""}, "填报员要写单位"),
        ({"unit": "区财正局"}, "是不是“区财政局”"),
        ({"login": "张三"}, "账号名不合规则"),
        ({"phone": "1380000"}, "第 2 行“电话”一列的“1380000”不对，应为 11 位手机号"),
        ({"phone": "6123456", "login": "zs"}, "带区号的座机"),
        ({"phone": "13800001111、0533-6123456"}, "只写一个"),
        ({"email": "x"}, "邮箱写得不对"),
        ({"email": "ducha@example.gov.cn"}, "邮箱已用于账号 ducha"),
        ({"role": "分管区长", "leader": "没有这人"}, "还没有分管区长“没有这人”"),
    ],
)
def test_each_row_says_what_is_wrong_with_it_and_how_to_mend_it(ledger, people, typed, told):
    (row,) = check(ledger, entry(**typed)).rows
    assert row.state is RowState.WRONG and told in "；".join(row.notes)


def test_two_rows_with_one_login_or_address_are_both_wrong(ledger):
    rows = check(
        ledger, entry(2, login="zs"), entry(3, login="ZS", name="李四"), entry(4, name="王五", login="ok")
    ).rows
    assert [row.state for row in rows] == [RowState.WRONG, RowState.WRONG, RowState.NEW]
    rows = check(ledger, entry(2, email="a@x.cn"), entry(3, name="李四", email="A@x.cn")).rows
    assert {row.state for row in rows} == {RowState.WRONG}


def test_a_mobile_phone_of_two_rows_is_told_with_both(ledger):
    phones = ("13800001111", "138 0000 1111", "13900002222", "0533-6123456", "0533-6123456")
    rows = check(ledger, *(entry(n, name=f"人{n}", phone=phone) for n, phone in enumerate(phones, 2))).rows
    assert {row.state for row in rows} == {RowState.NEW}
    told = "手机号 13800001111 在名单里有 2 行，请核对"
    assert [told in row.notes for row in rows] == [True, True, False, False, False]
    assert not any("0533" in note for row in rows for note in row.notes)


def test_who_has_an_account_already_is_known_by_login_or_by_unit_and_name(ledger, people):
    same, by_name, moved = check(
        ledger,
        entry(2, name="李填报", login="li"),
        entry(3, name="赵局长", role="主要负责人"),
        entry(4, name="王浏览", login="wang", role="填报员"),
    ).rows
    assert (same.state, by_name.state, by_name.account.login) == (RowState.SAME, RowState.SAME, "zhao")
    assert moved.state is RowState.CHANGED
    assert "角色“浏览”改为“填报员”" in moved.notes and "单位“无”改为“区财政局”" in moved.notes


def test_a_list_is_made_at_once_with_a_first_password_for_each_and_one_entry(ledger, admin):
    fixed = entry(3, name="李四", role="单位主要负责人", phone="（0533）6123456转801")
    rows = check(ledger, entry(2, phone="13800001111"), fixed).rows
    before = len(store.audit_log.entries(ledger))
    made = commands.people.add_people_list(ledger, admin, [row.account for row in rows])
    (entry_of_log,) = store.audit_log.entries(ledger)[before:]
    assert entry_of_log["subject"] == "账号 2 个（按名单新增 2）"
    assert "13800001111（张三）" in entry_of_log["after"] and "u01（李四）" in entry_of_log["after"]
    assert len({password for _, password in made}) == 2
    for account, password in made:
        session = auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, account.login, password, ""))
        assert session.must_change and session.unit == UNIT
        assert password not in str([*ledger.rows("log"), *ledger.rows("account")])
    assert (people_of(ledger)["13800001111"].phone, people_of(ledger)["u01"].phone) == (
        "13800001111",
        "0533-6123456-801",
    )
    assert {row.state for row in check(ledger, entry(2, phone="13800001111"), fixed).rows} == {RowState.SAME}
    assert {row.state for row in check(ledger, replace(fixed, phone="")).rows} == {RowState.SAME}
    (moved,) = check(ledger, replace(fixed, phone="13900002222")).rows
    assert moved.notes[0] == "电话“0533-6123456-801”改为“13900002222”"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+86 138-0000-1111", "13800001111"),
        ("１３８００００１１１１", "13800001111"),
        ("0533 612 3456", "0533-6123456"),
        ("+86-10-62345678", "010-62345678"),
        ("0533-6123456-801", "0533-6123456-801"),
        ("12800001111", ""),
        ("010-6234567", ""),
        ("١٣٨٠٠٠٠١١١١", ""),
        ("13800001111" + " " * 40 + "9", ""),
    ],
)
def test_a_number_is_stored_in_one_form(typed, stored):
    assert telephone.plain_number(typed) == stored


def test_a_phone_is_changed_where_the_address_is_and_checked(ledger, admin):
    commands.accounts.change_account(ledger, admin, "li", phone="(0533) 6123456")
    assert people_of(ledger)["li"].phone == "0533-6123456"
    assert "电话 0533-6123456" in store.audit_log.entries(ledger)[-1]["after"]
    with pytest.raises(InvalidInput, match="电话 6123456 写得不对") as refused:
        commands.accounts.change_account(ledger, admin, "li", phone="6123456")
    assert "区号" in refused.value.advice and people_of(ledger)["li"].phone == "0533-6123456"


def test_accounts_that_there_are_change_only_where_it_was_ticked_and_keep_their_passwords(ledger, admin):
    rows = check(ledger, entry(2, name="王浏览", login="wang"), entry(3, phone="13800001111")).rows
    changed = [row.account for row in rows if row.state is RowState.CHANGED]
    made = commands.people.add_people_list(ledger, admin, [rows[1].account], changed)
    assert [account.login for account, _ in made] == ["13800001111"]
    assert people_of(ledger)["wang"].role is Role.CLERK and auth.sign_in.by_password(ledger, "wang", PASSWORD, "")
    assert "角色 浏览；单位 无 → 角色 填报员；单位 区财政局" in store.audit_log.entries(ledger)[-2]["after"]


def test_where_one_account_cannot_be_made_none_is(ledger, admin):
    good, bad = Account("good", "好人", Role.VIEWER), Account("li", "重名", Role.VIEWER)
    with pytest.raises(InvalidInput, match="账号 li 已经有了"):
        commands.people.add_people_list(ledger, admin, [good, bad])
    with pytest.raises(NotFound, match="账号 xx（某人）：.*没有“无此单位”"):
        commands.people.add_people_list(ledger, admin, [good, Account("xx", "某人", Role.CLERK, unit="无此单位")])
    with pytest.raises(InvalidInput, match="重复"):
        commands.people.add_people_list(ledger, admin, [good, replace(good, name="另一人")])
    assert "good" not in people_of(ledger)


def test_before_the_first_plan_any_unit_and_leader_may_be_named_where_it_is_ticked(empty):
    entries = (entry(2, unit="区新设局"), entry(3, name="钱区长", unit="", role="分管区长"))
    unknown = check(empty, *entries)
    assert (dict(unknown.new_units), dict(unknown.new_leaders)) == ({"区新设局": ""}, {"钱区长": ""})
    assert {row.state for row in unknown.rows} == {RowState.WRONG}
    names = {"units": ("区新设局",), "leaders": ("钱区长",)}
    accounts = [row.account for row in check(empty, *entries, **names).of(RowState.NEW)]
    commands.people.add_people_list(empty, console(), accounts, (), *names.values())
    assert {(a.unit, a.leader) for a in people_of(empty).values()} == {("区新设局", ""), ("", "钱区长")}
    assert "一并登记 区新设局、钱区长" in store.audit_log.entries(empty)[-1]["after"]
    register = queries.organisation.organisation(empty)
    assert [u.name for u in register.units] == ["区新设局"] and [name for name, _ in register.leaders()] == ["钱区长"]
    assert not check(empty, entry(2, unit="区新设局", name="另一人")).new_units
    more = [
        Account("u09", "吴五", Role.CLERK, unit="区新设局"),
        Account("u10", "吴六", Role.CLERK, unit="东街道办事处"),
    ]
    commands.people.add_people_list(empty, console(), more, (), ["区新设局", "东街道办事处"])
    units = queries.organisation.organisation(empty).units
    assert [(u.name, u.kind.value) for u in units] == [("区新设局", "department"), ("东街道办事处", "sub-district")]


def test_under_separated_duties_a_list_gives_no_roles(ledger, people, admin):
    commands.security.set_setting(ledger, people[Role.SECURITY], "separate_duties", "yes")
    by = replace(admin, duties_separated=True)
    (row,) = check(ledger, entry(), may_give_role=by.may(auth.permissions.Permission.GIVE_ROLE)).rows
    assert row.state is RowState.NEW and "待授权" in row.notes[-1]
    commands.people.add_people_list(ledger, by, [row.account])
    assert (people_of(ledger)["u01"].role, people_of(ledger)["u01"].unit) == (Role.PENDING, UNIT)
    with pytest.raises(NotPermitted, match="授予角色"):
        commands.people.add_people_list(ledger, by, [replace(row.account, login="u02", role=Role.OFFICE)])


def test_with_two_people_the_second_one_gets_the_passwords_and_the_proposal_holds_none(ledger, people):
    commands.accounts.add_people(
        ledger, console(), [Account("admin2", "冯管理", Role.ADMIN), Account("d2", "郑", Role.OFFICE)]
    )
    commands.security.set_setting(ledger, console(), "two_person", "yes")
    new = [Account("u01", "张三", Role.CLERK, unit="区新设局")]
    changed = [replace(people[Role.VIEWER], name="王新名")]
    with pytest.raises(AwaitsConfirmation):
        commands.people.add_people_list(ledger, people[Role.ADMIN], new, changed, ["区新设局"])
    (waiting,) = queries.pending_acts.waiting(ledger)
    assert "u01" not in people_of(ledger) and "password" not in waiting["arguments"]
    second = fresh(people_of(ledger)["admin2"])
    prepared = passwords.first_passwords(1)
    made = commands.two_person.confirm(ledger, second, waiting["pending_act"], prepared=prepared)
    assert [(a.login, p) for a, p in made] == [("u01", prepared[0].password)]
    assert auth.sign_in.by_password(ledger, "u01", prepared[0].password, "")
    assert people_of(ledger)["wang"].name == "王新名"


def test_a_list_needs_the_permission_and_a_recent_proof_of_identity(ledger, people):
    new = [Account("u01", "张三", Role.VIEWER)]
    with pytest.raises(NotPermitted, match="管理账号"):
        commands.people.add_people_list(ledger, people[Role.OFFICE], new)
    with pytest.raises(IdentityUnconfirmed):
        commands.people.add_people_list(ledger, replace(people[Role.ADMIN], authenticated_at=None), new)
    with pytest.raises(InvalidInput, match="没有要新增或更改的账号"):
        commands.people.add_people_list(ledger, people[Role.ADMIN], [])


def test_the_slips_of_a_unit_stand_together_ten_on_a_sheet():
    slips = [
        Slip(unit=("甲局", "", "乙局")[n % 3], name=f"人{n}", role="填报员", login=f"u{n:02}", password="ab-cd")
        for n in range(12)
    ]
    (table,) = Document(BytesIO(to_docx(slips, "https://d.gov.cn", date(2026, 1, 4)))).tables
    texts = [cell.text for row in table.rows for cell in row.cells]
    assert len(texts) == 12 and [("甲局" in t, "乙局" in t) for t in texts] == [
        *[(True, False)] * 4,
        *[(False, True)] * 4,
        *[(False, False)] * 4,
    ]
    assert all(word in texts[0] for word in ("人0", "u00", "ab-cd", "https://d.gov.cn", "首次密码"))


def test_an_account_is_handed_over_in_one_act(ledger, admin):
    token = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    before = len(store.audit_log.entries(ledger))
    new = Account("sun", "孙接任", Role.PENDING, phone="13800001111")
    password = commands.accounts.hand_over_account(ledger, admin, "li", new)
    (written,) = store.audit_log.entries(ledger)[before:]
    assert written["subject"] == "账号 li（李填报）交接给账号 sun（孙接任）"
    assert not people_of(ledger)["li"].active and auth.sessions.account_for_token(ledger, token) is None
    sun = auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, "sun", password, ""))
    assert (sun.role, sun.unit, sun.must_change, sun.phone) == (Role.CLERK, UNIT, True, "13800001111")


@pytest.mark.parametrize(
    ("login", "new", "told"),
    [
        ("li", Account("zhao", "孙", Role.PENDING), "账号 zhao 已经有了"),
        ("li", Account("sun", "", Role.PENDING), "姓名不能为空"),
        ("li", Account("sun", "孙", Role.PENDING, email="DUCHA@example.gov.cn"), "已用于账号 ducha"),
        ("admin", Account("sun", "孙", Role.PENDING), "不在这里交接"),
        ("liu", Account("sun", "孙", Role.PENDING), "不在这里交接"),
    ],
)
def test_a_handover_that_cannot_be_leaves_all_as_it_was(ledger, people, login, new, told):
    with pytest.raises(InvalidInput, match=told):
        commands.accounts.hand_over_account(ledger, people[Role.ADMIN], login, new)
    assert people_of(ledger)[login].active and "sun" not in people_of(ledger)


def test_a_handover_waits_for_the_second_person_and_under_separated_duties_for_the_role(ledger, people):
    commands.accounts.add_people(
        ledger, console(), [Account("admin2", "冯管理", Role.ADMIN), Account("d2", "郑", Role.OFFICE)]
    )
    commands.security.set_setting(ledger, console(), "two_person", "yes")
    with pytest.raises(AwaitsConfirmation):
        commands.accounts.hand_over_account(ledger, people[Role.ADMIN], "li", Account("sun", "孙接任", Role.PENDING))
    (waiting,) = queries.pending_acts.waiting(ledger)
    password = commands.two_person.confirm(ledger, fresh(people_of(ledger)["admin2"]), waiting["pending_act"])
    assert auth.sign_in.by_password(ledger, "sun", password, "") and people_of(ledger)["sun"].role is Role.CLERK
    by = replace(people[Role.ADMIN], duties_separated=True, confirmation=None)
    commands.security.set_setting(ledger, console(), "two_person", "")
    commands.accounts.hand_over_account(ledger, by, "sun", Account("wu", "吴接任", Role.PENDING))
    assert (people_of(ledger)["wu"].role, people_of(ledger)["wu"].unit) == (Role.PENDING, UNIT)


@pytest.mark.parametrize("role", ["督查室", "系统管理员", "浏览"])
def test_the_unit_of_the_office_is_no_responsible_unit(ledger, role):
    office = entry(unit="区政府督查室一科", name="王督查", role=role, login="wangdu")
    found = check(ledger, office)
    assert found.new_units == {} and [r.state for r in found.rows] == [RowState.NEW]
    assert found.rows[0].account.unit == "" and "不登记" in "".join(found.rows[0].notes)
    both = check(ledger, office, entry(row=3, unit="区政府督查室一科", name="李填报", login="litian"))
    assert [*both.new_units] == ["区政府督查室一科"]


def test_rows_that_only_lack_a_name_are_told_from_faulty_ones(ledger):
    rows = check(
        ledger,
        entry(unit="区新设局", login="xin1"),
        entry(row=3, unit="区新设局", login="xin2", email="x"),
        entry(row=4, unit="区新设局", login="xin3"),
        entry(row=5, unit="区新设局", name="另", login="xin3"),
    ).rows
    assert [r.lacks_names for r in rows] == [True, False, False, False]
