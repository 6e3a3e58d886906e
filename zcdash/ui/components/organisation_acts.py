"""机构人员: the forms of the acts on the organisation; each shows what follows before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from zcdash import auth, commands, queries
from zcdash.auth.permissions import Account, Role
from zcdash.commands.handover import OLD_ACCOUNT_NAME, OldAccount
from zcdash.commands.organisation_checks import SAME_UNIT
from zcdash.domain.organisation import Organisation
from zcdash.domain.terms import UNIT_KIND_NAME, UnitKind
from zcdash.queries.reorganisation import Affected
from zcdash.text import escape_markdown
from zcdash.ui.components import organisation
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import choose, label_of, rerun_with_message

_LINES = 2
_MAY_TAKE_OVER = (Role.VIEWER, Role.DEPUTY, Role.PENDING, Role.HEAD)


def acts(register: Organisation, day: date) -> None:
    """Draw the choice of acts, and the form of the one that is chosen."""
    forms: dict[str, Callable[[Organisation, date], None]] = {
        "更名": _rename,
        "合并": _merge,
        "拆分": _split,
        "新增单位": _add,
        "撤销": _abolish,
        "移交分管": _hand_over,
    }
    act = choose(st.segmented_control, "办理", [*forms], "act", label_visibility="collapsed")
    if act:
        with st.container(border=True, key="organisation_act"):
            forms[act](register, day)
    else:
        st.caption("选一件事办理。先看会带动什么，再确定；各项都要写明依据。")


def _names(register: Organisation, day: date) -> list[str]:
    return [u.name for u in register.units if u.is_there(day)]


def _since(day: date, key: str) -> date:
    since: date = st.date_input("自哪一天起", day, key=f"{key}_since", format="YYYY-MM-DD")
    return since


def _reason(key: str) -> str:
    return st.text_input("依据", key=f"{key}_reason", placeholder="文号或会议纪要")


def _kind(key: str) -> str:
    return st.selectbox("类别", list(UNIT_KIND_NAME), format_func=label_of(UNIT_KIND_NAME), key=f"{key}_kind")


def _press(label: str, key: str, act: Callable[[], str], ready: bool = True) -> None:
    """Draw the button of an act, which returns the sentence on what was done."""
    if st.button(label, type="primary", key=f"{key}_do", disabled=not ready):
        with guard():
            rerun_with_message(act())


def _done(told: str, affected: Affected) -> str:
    plans = f"{len(affected.plans)} 个计划的 {affected.items} 项" if affected.plans else ""
    accounts = f"{len(affected.accounts)} 个账号" if affected.accounts else ""
    followed = "、".join(filter(None, (plans, accounts)))
    return f"{told}。{f'{followed}已随之改好。' if followed else ''}"


def _rename(register: Organisation, day: date) -> None:
    left, right = st.columns(2)
    unit = left.selectbox("单位", _names(register, day), None, key="rename_unit", placeholder="选择单位")
    name = right.text_input("新名称", key="rename_name").strip()
    found = register.existing(unit, day) if unit else None
    if unit and found and query(queries.reorganisation.is_correctable, found):
        _correct(register, unit, name)
        return
    since, reason = _since(day, "rename"), _reason("rename")
    same = False
    if name and name != unit and register.existing(name, since):
        same = st.checkbox(escape_markdown(f"“{name}”已经登记，{SAME_UNIT}"), key="rename_same")
    if unit:
        organisation.preview(query(queries.reorganisation.of_units, (unit,), since), "改为新名称，密码不变")

    def act() -> str:
        followed = commands.organisation.rename_unit(ledger(), account(), unit or "", name, since, reason, same)
        return _done(f"{unit}自 {since} 起更名为{name}", followed)

    _press("更名", "rename", act, bool(unit and name))


def _correct(register: Organisation, unit: str, name: str) -> None:
    """Draw the correction of a name that was given today."""
    before = register.earlier_names(unit)
    ways = f"改回“{before[0]}”，或者写正确的名称" if before else "写正确的名称"
    st.caption(escape_markdown(f"“{unit}”是今天办理的，写错了可以更正：在“新名称”里{ways}。记入留痕一条。"))
    reason = _reason("rename")

    def act() -> str:
        followed = commands.organisation_correction.correct_unit_name(ledger(), account(), unit, name, reason)
        return _done(f"已更正：{unit}应为{name}", followed)

    _press("更正上一次办理", "correct", act, bool(name))


def _merge(register: Organisation, day: date) -> None:
    units = st.multiselect("合并哪些单位", _names(register, day), key="merge_units", placeholder="两个以上")
    left, right = st.columns(2)
    name = left.text_input("合并后的名称", key="merge_name", help="可以是其中一个，也可以是新名称").strip()
    with right:
        kind = _kind("merge")
    since, reason = _since(day, "merge"), _reason("merge")
    if len(units) > 1:
        affected = query(queries.reorganisation.of_units, tuple(units), since)
        organisation.preview(affected, "改到合并后的单位，密码不变")
        st.caption("合并前已报的期次，各单位的报送各算各的事项，都仍有效。")

    def act() -> str:
        followed = commands.organisation.merge_units(ledger(), account(), units, name, kind, since, reason)
        return _done(f"{'、'.join(units)}自 {since} 起合并为{name}", followed)

    _press("合并", "merge", act, len(units) > 1 and bool(name))


def _split(register: Organisation, day: date) -> None:
    unit = st.selectbox("拆分哪个单位", _names(register, day), None, key="split_unit", placeholder="选择单位")
    typed = st.text_area("拆分后的单位，每行一个", key="split_names", height=100, help="原单位保留的，也写上")
    names = [*dict.fromkeys(filter(None, (line.strip() for line in typed.splitlines())))]
    since, reason = _since(day, "split"), _reason("split")
    leads: dict[str, str] = {}
    if unit:
        affected = query(queries.reorganisation.of_units, (unit,), since)
        organisation.preview(affected, f"改到{names[0] if names else '第一个单位'}，密码不变")
        if len(names) >= _LINES and affected.items:
            leads = _leads(affected, names)

    def act() -> str:
        followed = commands.organisation.split_unit(ledger(), account(), unit or "", names, since, reason, leads)
        return _done(f"{unit}自 {since} 起拆分为{'、'.join(names)}", followed)

    _press("拆分", "split", act, bool(unit) and len(names) >= _LINES)


def _leads(affected: Affected, names: Sequence[str]) -> dict[str, str]:
    """Let the office choose the successor of each item, the first one by default."""
    rows = [
        {
            "计划": at.plan.title,
            "编号": code,
            "事项": at.plan.item_titles[code],
            "归哪个单位": names[0],
            "id": at.plan.id,
        }
        for at in affected.plans
        for code in at.items
    ]
    st.caption("每个事项归哪个单位，可以逐项改；不改的归第一个。")
    edited = st.data_editor(
        rows,
        hide_index=True,
        key=f"split_leads_{'_'.join(names)}",
        disabled=["计划", "编号", "事项"],
        column_config={"id": None, "归哪个单位": st.column_config.SelectboxColumn(options=[*names], required=True)},
    )
    return {f"{row['id']} {row['编号']}": row["归哪个单位"] for row in edited}


def _add(register: Organisation, day: date) -> None:
    left, right = st.columns(2)
    name = left.text_input("名称", key="add_name").strip()
    aliases = right.text_input("又称", key="add_aliases", placeholder="用顿号分开，可以不填")
    with left:
        kind = _kind("add")
    parent = right.selectbox("上级单位", _names(register, day), None, key="add_parent", placeholder="可以不选")
    since, reason = _since(day, "add"), _reason("add")

    def act() -> str:
        others = [alias.strip() for alias in aliases.split("、") if alias.strip()]
        commands.organisation.add_unit(ledger(), account(), name, kind, reason, since, parent or "", others)
        return f"已新增{name}（{UNIT_KIND_NAME[UnitKind(kind)]}），可以给它开账号"

    _press("新增", "add", act, bool(name))


def _abolish(register: Organisation, day: date) -> None:
    unit = st.selectbox("撤销哪个单位", _names(register, day), None, key="abolish_unit", placeholder="选择单位")
    since, reason = _since(day, "abolish"), _reason("abolish")
    st.caption("职责并入其他单位的，用“合并”。还有事项或者账号的单位不能撤销。")
    if unit:
        organisation.preview(query(queries.reorganisation.of_units, (unit,), since), "要先停用或改到别的单位")

    def act() -> str:
        commands.organisation.abolish_unit(ledger(), account(), unit or "", since, reason)
        return f"{unit}自 {since} 起撤销"

    _press("撤销", "abolish", act, bool(unit))


def _hand_over(register: Organisation, day: date) -> None:
    since = _since(day, "hand")
    names = [*dict.fromkeys(name for name, _ in register.leaders(since))]
    left, right = st.columns(2)
    leader = left.selectbox("由谁移交", names, None, key="hand_leader", placeholder="选择分管区长")
    others = [name for name in names if name != leader]
    placeholder = "选一位，或者写新任的姓名"
    successor = right.selectbox(
        "移交给谁", others, None, key="hand_successor", placeholder=placeholder, accept_new_options=True
    )
    left, right = st.columns(2)
    title = left.text_input("接任者的职务", key="hand_title", placeholder="不填的，同原分管人")
    with right:
        reason = _reason("hand")
    old, login = OldAccount.KEEP.value, ""
    if leader:
        affected = query(queries.reorganisation.of_leader, leader, since)
        old, login = _accounts(affected, successor or "")
        organisation.preview(affected, OLD_ACCOUNT_NAME[OldAccount(old)])
        st.caption("待签的报送由接任者签；已经签过的，仍是原来签的人。移交日以前到期的各期，考核得分仍计入原分管人。")

    def act() -> str:
        followed = commands.handover.hand_over(
            ledger(), account(), leader or "", successor or "", since, reason, title, old, login
        )
        items = f" {followed.items} 项" if followed.items else "事项"
        told = f"{leader}分管的{items}自 {since} 起由{successor}分管"
        return told + ("。" if login else "。接任者的账号没有指定，还没有账号的，请系统管理员在“账号”页建。")

    _press("移交", "hand", act, bool(leader and successor))


def _accounts(affected: Affected, successor: str) -> tuple[str, str]:
    """Return what becomes of the old account, and the login of the successor's, as chosen."""
    left, right = st.columns(2)
    people = auth.sessions.accounts_by_login(ledger())
    taken = {a.login for a in affected.accounts}
    may = {x: _label(a) for x, a in people.items() if a.active and a.role in _MAY_TAKE_OVER and x not in taken}
    login = right.selectbox(
        "接任者的账号", list(may), None, format_func=label_of(may), key="hand_login", placeholder="可以以后再办"
    )
    signs = any(a.active and a.role is Role.DEPUTY and a.leader == successor for a in people.values())
    lacks = bool(successor) and not login and not signs
    old = OldAccount.KEEP.value
    if affected.accounts:
        words = {kind.value: word for kind, word in OLD_ACCOUNT_NAME.items() if lacks or kind is not OldAccount.SIGNS}
        key = f"hand_old_{lacks}"
        old = left.selectbox("原分管人的账号", list(words), format_func=label_of(words), key=key)
    if lacks:
        st.warning(escape_markdown(_nobody_signs(affected, successor, old)))
    return old, login or ""


def _nobody_signs(affected: Affected, successor: str, old: str) -> str:
    """Return what has nobody to sign it while the successor has no account, and the way out."""
    returns, letters = sum(at.on_way for at in affected.plans), sum(at.notices for at in affected.plans)
    left = "、".join([f"{returns} 份在途报送"] * bool(returns) + [f"{letters} 张督办单"] * bool(letters))
    told = f"{successor}还没有分管区长的账号，{left or '以后的报送'}没有人能签。请系统管理员在“账号”页为他建账号"
    if old == OldAccount.SIGNS:
        return f"{told}；在那以前由原账号代签，接任者有了账号，请在“外出补位”里取消代签。"
    return f"{told}。"


def _label(person: Account) -> str:
    return f"{person.login}　{person.name}"
