"""账号: a list of people in an Excel file, from the template to the slips; the handover; forms that clear themselves."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook

from tests.app.helpers import open_page, press, shown_html, shown_text
from tests.helpers import PEOPLE, add_accounts, fresh
from zcdash import auth, commands
from zcdash.auth.permissions import Account, Role, console
from zcdash.domain.people_list import COLUMNS
from zcdash.errors import AwaitsConfirmation
from zcdash.store.ledger import Ledger
from zcdash.ui import session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An empty ledger, which the pages find through the environment."""
    path = tmp_path / "empty.duckdb"
    Ledger(path).close()
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    return path


def upload(*rows: tuple[str, ...], role: Role = Role.ADMIN, heads: tuple[str, ...] = COLUMNS):
    """Upload a list on the page of the accounts."""
    book, out = Workbook(), BytesIO()
    for row in (heads, *rows):
        book.active.append(row)
    book.save(out)
    app = open_page("accounts", role)
    app.file_uploader[0].upload("名单.xlsx", out.getvalue(), XLSX)
    return app.run()


def checked(app):
    """Return the table of the check: column → its cells."""
    columns: dict[str, list[str]] = {}
    for head, cell in re.findall(r'<td data-head="([^"]+)"[^>]*>([^<]*)</td>', shown_html(app)):
        columns.setdefault(head, []).append(cell)
    return columns


def logins() -> dict[str, Account]:
    return auth.sessions.accounts_by_login(session.ledger())


def test_on_the_first_day_a_list_makes_accounts_units_and_slips_and_clears_itself(empty):
    app = upload(
        ("区财政局", "张三", "", "填报员", "", "13800001111"),
        ("", "李四", "", "单位主要负责人"),
        ("", "周督查", "ducha", "督查室"),
        ("", "赵区长", "zqz", "分管区长", "赵区长"),
    )
    assert list(checked(app)["结果"]) == ["不能办"] * 3 + ["新增"] and app.button(key="people_add").disabled
    app.checkbox(key="people_units").check()
    app.checkbox(key="people_leaders").check().run()
    assert list(checked(app)["结果"]) == ["新增"] * 4
    app.text_input(key="people_address").set_value("https://d.example.gov.cn").run()
    app.button(key="people_add").click().run()
    assert not app.error and "新增 4 个账号" in app.success[0].value
    assert {"13800001111", "u01", "ducha"} <= logins().keys() and logins()["u01"].unit == "区财政局"
    _, slips = app.session_state["people_slips"]
    (table,) = Document(BytesIO(slips)).tables
    told = table.cell(0, 0).text
    assert "https://d.example.gov.cn" in told and "13800001111" in told
    (leader,) = [c.text for row in table.rows for c in row.cells if "赵区长" in c.text]
    assert "赵区长　分管区长" in leader and leader.count("赵区长") == 1
    password = told.split("首次密码　")[1].split("\n")[0]
    assert auth.sign_in.by_password(session.ledger(), "13800001111", password, "")
    assert not checked(app), "the upload is gone"
    assert "只能在这里下载一次" in shown_text(app)


def test_rows_with_a_fault_stand_first_and_can_be_left_out(ledger_file):
    app = upload(("区财政局", "张三", "zs", "填报员", "", "138 0000 1111"), ("区财正局", "李四", "ls", "填报员"))
    table = checked(app)
    assert list(table["电话"]) == ["", "13800001111"] and "手机" not in table
    assert list(table["行"]) == ["3", "2"] and "是不是“区财政局”" in table["说明"][0]
    assert app.button(key="people_add").disabled
    app.checkbox(key="people_skip").check().run()
    app.button(key="people_add").click().run()
    assert "zs" in logins() and "ls" not in logins()
    assert "13800001111" in [*next(d.value for d in app.dataframe if "最近登录" in d.value)["电话"]]


def test_a_file_that_is_no_list_gets_a_sentence(ledger_file):
    app = upload(("x",), heads=("单位", "角色"))
    assert "姓名" in app.error[0].value and "模板" in app.error[0].value
    assert "名单里没有人" in upload().warning[0].value


def test_with_two_people_the_second_one_gets_the_slips(ledger_file):
    with Ledger(ledger_file) as ledger:
        add_accounts(ledger)
        others = [Account("admin2", "冯管理", Role.ADMIN), Account("ducha2", "郑督查", Role.OFFICE)]
        commands.accounts.add_people(ledger, console(), others)
        commands.security.set_setting(ledger, console(), "two_person", "yes")
    app = upload(("区财政局", "张三", "zs", "填报员"))
    app.button(key="people_add").click().run()
    assert "待另一人确认" in app.success[0].value and "凭条由确认的人下载" in app.success[0].value
    assert "zs" not in logins() and "people_slips" not in app.session_state


def test_the_second_person_confirms_a_list_and_downloads_the_slips(ledger_file):
    with Ledger(ledger_file) as ledger:
        first = fresh(Account("admin2", "冯管理", Role.ADMIN))
        add_accounts(ledger, (*PEOPLE, first, Account("ducha2", "郑督查", Role.OFFICE)))
        commands.security.set_setting(ledger, console(), "two_person", "yes")
        new = [Account("zs", "张三", Role.CLERK, unit="区新设局")]
        with pytest.raises(AwaitsConfirmation):
            commands.people.add_people_list(ledger, first, new, (), ["区新设局"])
    app = open_page("confirmations", Role.ADMIN)
    assert [*app.dataframe[0].value["内容"]] == ["zs（张三）填报员，区新设局", "一并登记 区新设局"]
    press(app, "确认")
    assert not app.error and logins()["zs"].unit == "区新设局"
    assert app.session_state["people_slips"][0] == 1 and "首次密码凭条（1 张）" in shown_text(app)


def test_the_form_of_a_new_account_is_empty_again_after_it(ledger_file):
    app = open_page("accounts", Role.ADMIN)
    app.text_input(key="accounts_new_login").set_value("qian")
    app.text_input(key="accounts_new_name").set_value("钱填报")
    app.selectbox(key="accounts_new_unit").set_value("区财政局")
    app.button(key="accounts_add_it").click().run()
    assert "qian 已新增" in app.success[0].value
    assert (app.text_input(key="accounts_new_login").value, app.text_input(key="accounts_new_name").value) == ("", "")
    assert app.selectbox(key="accounts_new_unit").value == ""


def test_a_clerk_is_replaced_on_the_page(ledger_file):
    with Ledger(ledger_file) as ledger:
        add_accounts(ledger)
    app = open_page("accounts", Role.ADMIN)
    app.selectbox(key="handover_old").set_value("li")
    app.text_input(key="handover_name").set_value("孙接任")
    app.text_input(key="handover_login").set_value("sun")
    app.text_input(key="handover_phone").set_value("0533-6123456")
    app.button(key="handover_do").click().run()
    assert not app.error and "li 已停用" in app.success[0].value and app.code
    assert not logins()["li"].active and logins()["sun"].unit == "区财政局"
    assert logins()["sun"].phone == "0533-6123456" and app.text_input(key="handover_phone").value == ""
    assert app.selectbox(key="handover_old").value is None and app.text_input(key="handover_login").value == ""
