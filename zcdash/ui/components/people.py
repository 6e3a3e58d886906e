"""账号: many accounts at once from an Excel list: template, upload, a table of what would happen, the act."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from zcdash import auth, commands, queries
from zcdash.auth.passwords import FirstPassword, first_passwords
from zcdash.auth.permissions import ROLE_NAME, Account, Permission, Role
from zcdash.domain.people_list import COLUMNS, MOST_PEOPLE, PeopleList, RowState
from zcdash.errors import AwaitsConfirmation
from zcdash.parsing.uploads import read_people
from zcdash.queries.people_check import CheckedPerson, PeopleCheck
from zcdash.rendering.docx import password_slips
from zcdash.rendering.docx.password_slips import Slip
from zcdash.rendering.html import tables
from zcdash.rendering.xlsx import people_template
from zcdash.store.pending_acts import PendingActRow
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.ui.components import downloads
from zcdash.ui.widgets import html, rerun_with_message

_SLIPS, _LISTS = "people_slips", "people_lists"
_KEPT_LIST = "people_list"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TABLE_ORDER = (RowState.WRONG, RowState.CHANGED, RowState.NEW, RowState.SAME)
_ROLES = {
    Role.CLERK: "填本单位的报送",
    Role.HEAD: "审签本单位的报送",
    Role.DEPUTY: "审签分管事项的报送",
    Role.OFFICE: "编计划、签收、关账、出通报",
    Role.VIEWER: "只看",
    Role.ADMIN: "管账号和备份",
    Role.SECURITY: "三员分立时授予角色、管登录",
    Role.AUDITOR: "三员分立时查看留痕",
}
"""Role in a list → what it is for."""


def add_list() -> None:
    """Draw the upload of a list of people, and what would happen to each."""
    with session.guard():
        st.markdown(f"一次至多 {MOST_PEOPLE} 人：下载模板，填好上传，先看核对的结果，再一次办完。")
        downloads.button("下载名单模板", _template, people_template.NAME, downloads.XLSX, key="people_template")
        st.caption(
            f"也可以用自己的表：表头有{'、'.join(COLUMNS)}，先后不限。电话随账号保存；没有写账号的，用手机号作账号。"
        )
        number = st.session_state.get(_LISTS, 0)
        file = st.file_uploader("人员名单（.xlsx）", type=["xlsx"], key=f"people_file_{number}")
        if file is not None:
            _check(_read(file.file_id, file.getvalue()))


def _template(_: Account) -> bytes:
    names = auth.sessions.unit_and_leader_names(session.ledger())
    roles = {ROLE_NAME[role]: told for role, told in _ROLES.items()}
    return people_template.write_template(names["unit"], roles, names["leader"])


def _read(file_id: str, data: bytes) -> PeopleList:
    """Return the list of an uploaded file, read once."""
    kept = st.session_state.get(_KEPT_LIST)
    if not kept or kept[0] != file_id:
        kept = st.session_state[_KEPT_LIST] = (file_id, read_people(data))
    found: PeopleList = kept[1]
    return found


def _check(people: PeopleList) -> None:
    """Draw the check of a list, and the button that does it."""
    ledger, by = session.ledger(), session.account()
    may_give_role = by.may(Permission.GIVE_ROLE)
    if not people.entries:
        st.warning("名单里没有人：表头下面的行都是空的。请填好再上传。")
        return
    if people.unused:
        st.caption(escape_markdown(f"没有用到的列：{'、'.join(people.unused)}"))
    first = queries.people_check.check_people(ledger, people.entries, may_give_role)
    units = _tick("单位", first.new_units, "people_units")
    leaders = _tick("分管区长", first.new_leaders, "people_leaders")
    check = queries.people_check.check_people(ledger, people.entries, may_give_role, units, leaders)
    _table(check)
    changed = check.of(RowState.CHANGED)
    with_changes = bool(changed) and st.checkbox(f"同时更改已有的 {len(changed)} 个账号", key="people_change")
    wrong = len(check.of(RowState.WRONG))
    skips = wrong == 0 or st.checkbox(f"先办没有问题的，{wrong} 行有问题的不办", key="people_skip")
    new = [row.account for row in check.of(RowState.NEW)]
    changes = [row.account for row in changed] if with_changes else []
    address = st.text_input("登录网址（印在凭条上）", _own_address(), max_chars=120, key="people_address")
    if urlsplit(address).hostname in _LOOPBACK:
        st.caption("这个网址只能在服务器本机打开，请改成各单位打开的网址。")
    label = f"新增 {len(new)} 个账号" + (f"，更改 {len(changes)} 个" if changes else "")
    if st.button(label, type="primary", key="people_add", disabled=not skips or not (new or changes)):
        prepared = () if auth.settings.needs_second_person(ledger, by) else prepare(len(new))
        try:
            made = commands.people.add_people_list(ledger, by, new, changes, units, leaders, prepared)
        except AwaitsConfirmation as told:
            _forget_list()
            rerun_with_message(f"{told.sentence}{told.advice}首次密码凭条由确认的人下载。")
        _forget_list()
        keep_slips(made, address)
        rerun_with_message(f"已{label}。")


def _tick(kind: str, names: Mapping[str, str], key: str) -> tuple[str, ...]:
    """Return those of the unknown names that shall be registered; names like a known one are ticked one by one."""
    plain = [name for name, like in names.items() if not like]
    ticked: list[str] = []
    if plain and st.checkbox(escape_markdown(f"一并登记为{kind}（{len(plain)} 个）：{'、'.join(plain)}"), key=key):
        ticked += plain
    for name, like in names.items():
        told = f"一并登记为{kind}：{name}（已有“{like}”，若是同一个，请改名单）"
        if like and st.checkbox(escape_markdown(told), key=f"{key}_{name}"):
            ticked.append(name)
    return tuple(ticked)


def _table(check: PeopleCheck) -> None:
    counts = Counter(row.state for row in check.rows)
    st.markdown("　".join(f"{state.value} **{counts[state]}**" for state in RowState if counts[state]))
    if lacking := sum(row.lacks_names for row in check.of(RowState.WRONG)):
        st.caption(f"其中 {lacking} 行只差登记单位或领导，勾选上面即可。")
    rows = [_row(row) for state in _TABLE_ORDER for row in check.of(state)]
    filled = [column for column in rows[0] if any(row[column] for row in rows)]
    with st.container(height="content" if len(rows) < 15 else 480, key="people_check"):
        html(tables.wrapped(pd.DataFrame(rows, columns=filled)))


def _row(row: CheckedPerson) -> dict[str, str]:
    account = row.account
    return {
        "行": str(row.entry.row),
        "结果": row.state.value,
        "说明": "；".join(row.notes),
        "单位": account.unit,
        "姓名": account.name,
        "账号": account.login,
        "角色": row.entry.role if row.state is RowState.WRONG else ROLE_NAME[account.role],
        "分管区长": account.leader,
        "电话": row.entry.phone if row.state is RowState.WRONG else account.phone,
        "邮箱": account.email,
    }


def _own_address() -> str:
    """Return the address by which the reader opened the program."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _forget_list() -> None:
    """Clear the upload and everything that was chosen for it."""
    st.session_state[_LISTS] = st.session_state.get(_LISTS, 0) + 1
    st.session_state.pop(_KEPT_LIST, None)


def prepare(count: int) -> tuple[FirstPassword, ...]:
    """Make first passwords while a bar shows how many there are."""
    if not count:
        return ()
    bar = st.progress(0.0)

    def show(number: int) -> None:
        bar.progress(number / count, f"正在生成首次密码：{number}／{count}")

    made = first_passwords(count, show)
    bar.empty()
    return made


def arguments_of(act: PendingActRow) -> Mapping[str, object]:
    """Return what the command needs besides the arguments of a proposed act: the first passwords, made before the lock."""
    return {"prepared": prepare(len(json.loads(act["arguments"])["new"]))}


def keep_slips(made: Sequence[tuple[Account, str]], address: str = "") -> None:
    """Keep the slips of new accounts in this session until they are downloaded."""
    if made:
        slips = [
            Slip(unit=a.represents, name=a.name, role=ROLE_NAME[a.role], login=a.login, password=password)
            for a, password in made
        ]
        day = queries.clock.to_local_time(session.ledger().clock()).date()
        st.session_state[_SLIPS] = (len(slips), password_slips.to_docx(slips, address or _own_address(), day))


def offer_slips() -> None:
    """Offer the slips once; with the download they are gone."""
    count, content = st.session_state.get(_SLIPS, (0, b""))
    if not content:
        return
    with st.container(border=True, key="people_slips_box"):
        st.markdown(f"**首次密码凭条（{count} 张）** 程序不保存密码：只能在这里下载一次，刷新或退出后就没有了。")
        downloads.button(
            "下载凭条（Word，一页十张）", content, "首次密码凭条.docx", downloads.DOCX, key="people_slips_get"
        )
        if st.session_state.get("people_slips_get"):
            del st.session_state[_SLIPS]
            st.caption("已下载。请打印、裁开，当面交给本人；文件用后请删除。没有收到文件的，逐个“重置密码”。")
