"""机构人员: the form by which the items of a deputy mayor go to a successor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from zcdash import auth, commands, queries
from zcdash.auth.permissions import Account, Role
from zcdash.commands.handover import OLD_ACCOUNT_NAME, OldAccount
from zcdash.domain.organisation import Organisation
from zcdash.queries.reorganisation import Affected
from zcdash.text import escape_markdown, person_name
from zcdash.ui.components import organisation
from zcdash.ui.components import organisation_forms as forms
from zcdash.ui.session import account, ledger, query
from zcdash.ui.widgets import label_of

_MAY_TAKE_OVER = (Role.VIEWER, Role.DEPUTY, Role.PENDING, Role.HEAD)


def hand_over(register: Organisation, day: date) -> None:
    """Draw the form."""
    since = forms.since(day, "hand")
    names = [*dict.fromkeys(name for name, _ in register.leaders(since))]
    left, right = st.columns(2)
    leader = left.selectbox("由谁移交", names, None, key="hand_leader", placeholder="选择分管区长")
    # A mistaken handover goes back on the same day: the leader before is offered as well.
    before = [name for name, post in register.leaders() if post.until == since - timedelta(days=1)]
    others = [name for name in dict.fromkeys([*names, *before]) if name != leader]
    with right:
        successor = _successor(others)
    left, right = st.columns(2)
    title = left.text_input("接任者的职务", key="hand_title", placeholder="不填的，同原分管人")
    with right:
        reason = forms.reason("hand")
    old, login, lacks = OldAccount.KEEP.value, "", False
    if leader:
        affected = query(queries.reorganisation.of_leader, leader, since)
        off = query(queries.reorganisation.switched_off, leader, successor, since)
        back = queries.reorganisation.returning(ledger(), account(), leader, successor, since)
        old, login, lacks = _accounts(affected, successor, back)
        organisation.preview(affected, OLD_ACCOUNT_NAME[OldAccount(old)])
        _say_switched_off(off, () if login else back)
        st.caption("待签的报送由接任者签；已经签过的，仍是原来签的人。移交日以前到期的各期，考核得分仍计入原分管人。")

    def act() -> str:
        followed = commands.handover.hand_over(
            ledger(), account(), leader or "", successor, since, reason, title, old, login
        )
        items = f" {followed.items} 项" if followed.items else "事项"
        told = f"{leader}分管的{items}自 {since} 起由{successor}分管"
        return told + ("。接任者还没有分管区长的账号，请系统管理员在“账号”页建。" if lacks else "。")

    forms.press("移交", "hand", act, bool(leader and successor))


def _successor(others: list[str]) -> str:
    """Let the office choose another leader, or write the name of a new one; empty without either."""
    placeholder = "选一位，或者写新任的姓名"
    typed = st.selectbox(
        "移交给谁", others, None, key="hand_successor", placeholder=placeholder, accept_new_options=True
    )
    return person_name(typed or "")


def _say_switched_off(off: Sequence[Account], back: Sequence[Account]) -> None:
    """Say of the accounts that the mistaken handover has switched off whether this act switches them on again."""
    for person in off:
        told = "重新启用，密码不变" if person in back else "不随之启用，要用的请系统管理员在“账号”页启用"
        st.markdown("- " + escape_markdown(f"账号 {person.name}（{person.login}）上一次移交时停用了，{told}"))


def _accounts(affected: Affected, successor: str, back: Sequence[Account]) -> tuple[str, str, bool]:
    """Return what becomes of the old account, the login of the successor's as chosen, and True where he has none."""
    left, right = st.columns(2)
    people = auth.sessions.accounts_by_login(ledger())
    taken = {a.login for a in affected.accounts}
    may = {x: _label(a) for x, a in people.items() if a.active and a.role in _MAY_TAKE_OVER and x not in taken}
    login = right.selectbox(
        "接任者的账号", list(may), None, format_func=label_of(may), key="hand_login", placeholder="可以以后再办"
    )
    signs = any(a.active and a.role is Role.DEPUTY and a.leader == successor for a in people.values())
    lacks = bool(successor) and not (login or signs or back)
    old = OldAccount.KEEP.value
    if affected.accounts:
        words = {kind.value: word for kind, word in OLD_ACCOUNT_NAME.items() if lacks or kind is not OldAccount.SIGNS}
        key = f"hand_old_{lacks}"
        old = left.selectbox("原分管人的账号", list(words), format_func=label_of(words), key=key)
    if lacks:
        st.warning(escape_markdown(_nobody_signs(affected, successor, old)))
    return old, login or "", lacks


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
