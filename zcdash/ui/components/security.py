"""安全设置: one form for each group of security settings."""

from __future__ import annotations

import streamlit as st

from zcdash import auth, commands
from zcdash.auth.permissions import ROLE_NAME, Role
from zcdash.auth.settings import SETTINGS, Kind, SecuritySetting
from zcdash.errors import AwaitsConfirmation
from zcdash.ui.session import account, guard, ledger
from zcdash.ui.widgets import label_of, rerun_with_message

_OTHER = "其他"
_GROUPS = {
    "登录": (
        "session_hours", "session_idle_minutes", "sessions_per_account", "reauthentication_minutes",
        "second_factor_roles",
    ),
    "账号和密码": ("account_idle_days", "password_days", "password_history", "pseudonymise_months"),
    "办理": ("two_person", "separate_duties"),
    "网络": ("tls_by_proxy", "allowed_addresses"),
    "留痕和备份": ("syslog", "cryptography"),
}  # fmt: skip
"""Heading → its settings. A setting that stands in none comes under 其他."""


def forms() -> None:
    """Draw the groups, each with a button that saves what was changed in it."""
    group_of = {name: group for group, names in _GROUPS.items() for name in names}
    for group in (*_GROUPS, _OTHER):
        members = [s for s in SETTINGS if group_of.get(s.name, _OTHER) == group]
        if members:
            _form(group, members)


def _form(group: str, members: list[SecuritySetting]) -> None:
    with st.form(f"security_{group}"), guard():
        st.subheader(group)
        typed = {s.name: _field(s) for s in members}
        if st.form_submit_button("保存", key=f"security_save_{group}"):
            changed = [s for s in members if typed[s.name] != auth.settings.value(ledger(), s.name)]
            proposed = [s for s in changed if not _save(s, typed[s.name])]
            saved = [s for s in changed if s not in proposed]
            said = {"已保存": saved, "已提出，待另一人到“待确认”页确认": proposed}
            texts = [f"{word}：{'、'.join(s.label for s in group)}。" for word, group in said.items() if group]
            rerun_with_message("".join(texts) or "没有改动。")


def _save(setting: SecuritySetting, value: str) -> bool:
    """Save a value and return True; return False if another person has to confirm it."""
    try:
        commands.security.set_setting(ledger(), account(), setting.name, value)
    except AwaitsConfirmation:
        return False
    return True


def _field(setting: SecuritySetting) -> str:
    """Draw the field of a setting, filled in; return the value typed, as the ledger keeps it."""
    value, key = auth.settings.value(ledger(), setting.name), f"security_{setting.name}"
    told = "　".join(filter(None, (setting.explanation, f"默认：{setting.text(setting.default)}。")))
    typed = value
    if setting.kind is Kind.NUMBER:
        typed = str(st.number_input(setting.label, setting.least, setting.most, int(value), key=key))
    elif setting.kind is Kind.FLAG:
        typed = "yes" if st.checkbox(setting.label, value == "yes", key=key) else ""
    elif setting.kind is Kind.CHOICE:
        current = setting.choices.index(value)
        typed = st.selectbox(setting.label, setting.choices, current, format_func=setting.text, key=key)
    elif setting.kind is Kind.ROLES:
        roles = [role for role in Role if role not in (Role.CONSOLE, Role.PENDING)]
        chosen = st.multiselect(
            setting.label,
            roles,
            [Role(role) for role in value.split()],
            format_func=label_of(ROLE_NAME),
            placeholder="选择角色",
            key=key,
        )
        typed = " ".join(role for role in roles if role in chosen)
    elif setting.name == "allowed_addresses":
        typed = st.text_area(setting.label, value, key=key)
    else:
        typed = st.text_input(setting.label, value, key=key)
    st.caption(told)
    return typed
