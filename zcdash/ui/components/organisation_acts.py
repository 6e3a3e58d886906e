"""机构人员: the forms of the acts on the organisation; each shows what follows before it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import ROLE_NAME
from zcdash.commands.organisation_checks import SAME_UNIT
from zcdash.domain.organisation import Organisation
from zcdash.domain.terms import UNIT_KIND_NAME, UnitKind
from zcdash.queries.reorganisation import Affected
from zcdash.text import escape_markdown
from zcdash.ui.components import organisation, organisation_handover, organisation_undo
from zcdash.ui.components import organisation_forms as forms
from zcdash.ui.session import account, ledger, query
from zcdash.ui.widgets import choose

_LINES = 2
_CHOSEN = "归哪个单位"


def acts(register: Organisation, day: date) -> None:
    """Draw the choice of acts, and the form of the one that is chosen."""
    forms_by_act: dict[str, Callable[[Organisation, date], None]] = {
        "更名": _rename,
        "合并": _merge,
        "拆分": _split,
        "新增单位": _add,
        "撤销": _abolish,
        "移交分管": organisation_handover.hand_over,
        "取消办理": organisation_undo.undo,
    }
    forms.clear_done(day)
    act = choose(st.segmented_control, "办理", [*forms_by_act], "act", label_visibility="collapsed")
    if act:
        with st.container(border=True, key="organisation_act"):
            forms_by_act[act](register, day)
    else:
        st.caption("选一件事办理。先看会带动什么，再确定；各项都要写明依据。")


def _rename(register: Organisation, day: date) -> None:
    left, right = st.columns(2)
    unit = left.selectbox("单位", forms.names(register, day), None, key="rename_unit", placeholder="选择单位")
    name = right.text_input("新名称", key="rename_name").strip()
    found = register.existing(unit, day) if unit else None
    if unit and found and query(queries.reorganisation.is_correctable, found):
        _correct(register, unit, name)
        return
    since, reason = forms.since(day, "rename"), forms.reason("rename")
    same = False
    if name and name != unit and register.existing(name, since):
        same = st.checkbox(escape_markdown(f"“{name}”已经登记，{SAME_UNIT}"), key="rename_same")
    if unit:
        organisation.preview(query(queries.reorganisation.of_units, (unit,), since), "改为新名称，密码不变")

    def act() -> str:
        followed = commands.organisation.rename_unit(ledger(), account(), unit or "", name, since, reason, same)
        return forms.done(f"{unit}自 {since} 起更名为{name}", followed)

    forms.press("更名", "rename", act, bool(unit and name))


def _correct(register: Organisation, unit: str, name: str) -> None:
    """Draw the correction of a name that was given today."""
    before = register.earlier_names(unit)
    ways = f"改回“{before[0]}”，或者写正确的名称" if before else "写正确的名称"
    st.caption(escape_markdown(f"“{unit}”是今天办理的，写错了可以更正：在“新名称”里{ways}。记入留痕一条。"))
    reason = forms.reason("rename")

    def act() -> str:
        followed = commands.organisation_correction.correct_unit_name(ledger(), account(), unit, name, reason)
        return forms.done(f"已更正：{unit}应为{name}", followed)

    forms.press("更正上一次办理", "rename", act, bool(name), key="correct")


def _merge(register: Organisation, day: date) -> None:
    units = st.multiselect("合并哪些单位", forms.names(register, day), key="merge_units", placeholder="两个以上")
    left, right = st.columns(2)
    name = left.text_input("合并后的名称", key="merge_name", help="可以是其中一个，也可以是新名称").strip()
    with right:
        kind = forms.kind("merge")
    since, reason = forms.since(day, "merge"), forms.reason("merge")
    if len(units) > 1:
        affected = query(queries.reorganisation.of_units, tuple(units), since)
        organisation.preview(affected, "改到合并后的单位，密码不变")
        st.caption("合并前已报的期次，各单位的报送各算各的事项，都仍有效。")

    def act() -> str:
        followed = commands.organisation.merge_units(ledger(), account(), units, name, kind, since, reason)
        return forms.done(f"{'、'.join(units)}自 {since} 起合并为{name}", followed)

    forms.press("合并", "merge", act, len(units) > 1 and bool(name))


def _split(register: Organisation, day: date) -> None:
    unit = st.selectbox("拆分哪个单位", forms.names(register, day), None, key="split_unit", placeholder="选择单位")
    typed = st.text_area("拆分后的单位，每行一个", key="split_names", height=100, help="原单位保留的，也写上")
    names = [*dict.fromkeys(filter(None, (line.strip() for line in typed.splitlines())))]
    since, reason = forms.since(day, "split"), forms.reason("split")
    leads: dict[str, str] = {}
    units: dict[str, str] = {}
    if unit:
        affected = query(queries.reorganisation.of_units, (unit,), since)
        above = st.container()
        if len(names) >= _LINES:
            leads, units = _leads(affected, unit, names), _units_of_accounts(affected, unit, names)
        with above:
            organisation.preview(affected, _by_unit(units) or "写好拆分后的单位再选归哪个单位，密码不变")
        for name, items in queries.reorganisation.without_head(affected, leads, units).items():
            st.warning(escape_markdown(_nobody_signs(name, items)))

    def act() -> str:
        split = commands.organisation.split_unit
        followed = split(ledger(), account(), unit or "", names, since, reason, leads, units)
        moved = tuple(a for a in followed.accounts if units.get(a.login) != a.unit)
        return forms.done(f"{unit}自 {since} 起拆分为{'、'.join(names)}", replace(followed, accounts=moved))

    forms.press("拆分", "split", act, bool(unit) and len(names) >= _LINES)


def _by_unit(units: Mapping[str, str]) -> str:
    """Return 归区卫生局 1 个（head-06）、区计生局 1 个（clerk-06），密码不变; empty without accounts."""
    shares: dict[str, list[str]] = defaultdict(list)
    for login, name in units.items():
        shares[name].append(login)
    each = "、".join(f"{name} {len(logins)} 个（{'、'.join(logins)}）" for name, logins in shares.items())
    return f"归{each}，密码不变" if each else ""


def _nobody_signs(name: str, items: int) -> str:
    return (
        f"{name}牵头 {items} 项，还没有单位主要负责人的账号，它的报送没有人能签。"
        f"请在上面的表里把单位主要负责人的账号归{name}，或者拆分后请系统管理员在“账号”页建账号。"
    )


def _leads(affected: Affected, unit: str, names: Sequence[str]) -> dict[str, str]:
    """Let the office choose the successor of each item, the first one by default; return it by plan and item."""
    rows = [
        {"编号": code, "事项": at.plan.item_titles[code], "计划": at.plan.title, "id": f"{at.plan.id} {code}"}
        for at in affected.plans
        for code in at.items
    ]
    return _by_successor("每个事项", rows, f"split_leads_{unit}", names)


def _units_of_accounts(affected: Affected, unit: str, names: Sequence[str]) -> dict[str, str]:
    """Let the office choose the successor of each account, the first one by default; return it by login."""
    rows = [
        {"账号": a.login, "姓名": a.name, "角色": ROLE_NAME[a.role] + ("" if a.active else "（停用）"), "id": a.login}
        for a in affected.accounts
    ]
    return _by_successor("每个账号", rows, f"split_accounts_{unit}", names)


def _by_successor(what: str, rows: Sequence[dict[str, str]], key: str, names: Sequence[str]) -> dict[str, str]:
    """Draw a table whose rows each get a successor; return it by the rows' `id`."""
    if not rows:
        return {}
    st.caption(f"{what}归哪个单位，可以逐行改；不改的归第一个。")
    edited = st.data_editor(
        [{_CHOSEN: names[0], **row} for row in rows],
        hide_index=True,
        key=f"{key}_{'_'.join(names)}",
        disabled=[column for column in rows[0] if column != "id"],
        column_config={"id": None, _CHOSEN: st.column_config.SelectboxColumn(options=[*names], required=True)},
    )
    return {row["id"]: row[_CHOSEN] for row in edited}


def _add(register: Organisation, day: date) -> None:
    left, right = st.columns(2)
    name = left.text_input("名称", key="add_name").strip()
    aliases = right.text_input("又称", key="add_aliases", placeholder="用顿号分开，可以不填")
    with left:
        kind = forms.kind("add")
    parent = right.selectbox("上级单位", forms.names(register, day), None, key="add_parent", placeholder="可以不选")
    since, reason = forms.since(day, "add"), forms.reason("add")

    def act() -> str:
        others = [alias.strip() for alias in aliases.split("、") if alias.strip()]
        commands.organisation.add_unit(ledger(), account(), name, kind, reason, since, parent or "", others)
        return f"已新增{name}（{UNIT_KIND_NAME[UnitKind(kind)]}），可以给它开账号"

    forms.press("新增", "add", act, bool(name))


def _abolish(register: Organisation, day: date) -> None:
    unit = st.selectbox("撤销哪个单位", forms.names(register, day), None, key="abolish_unit", placeholder="选择单位")
    since, reason = forms.since(day, "abolish"), forms.reason("abolish")
    st.caption("职责并入其他单位的，用“合并”。还有事项或者账号的单位不能撤销。")
    if unit:
        organisation.preview(query(queries.reorganisation.of_units, (unit,), since), "要先停用或改到别的单位")

    def act() -> str:
        commands.organisation.abolish_unit(ledger(), account(), unit or "", since, reason)
        return f"{unit}自 {since} 起撤销"

    forms.press("撤销", "abolish", act, bool(unit))
