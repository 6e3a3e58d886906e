"""The page of a ledger without a plan: one sentence on the next step, and a link to it."""

from __future__ import annotations

import streamlit as st

from zcdash.auth.pages import BY_NAME, Page
from zcdash.auth.permissions import Account, Role
from zcdash.ui.components import awaiting
from zcdash.ui.session import PAGES

_NEXT_STEP = {
    Role.OFFICE: ("compile", "计划编制", "计划由督查室在“计划编制”页从原文件做起，批准以后各页就有内容。"),
    Role.ADMIN: ("accounts", "账号", "请先在“账号”页添加督查室和各单位的账号；计划由督查室编制。"),
}
"""Role → (the page of its next step, the label of the link, the sentence)."""
_ON_THE_SERVER = "请由机器管理员在服务器上运行 `python -m zcdash init`，载入随程序带来的计划。"
_ASK = "计划由督查室编制，批准以后这里就有内容。有疑问请问督查室。"


def show(account: Account, page: Page) -> None:
    """Say in place of the page that there is no plan yet, and what this reader can do about it."""
    st.title(page.title)
    awaiting.links()
    name, label, sentence = _NEXT_STEP.get(account.role, ("", "", _ASK))
    next_page = BY_NAME.get(name)
    is_open = next_page is not None and next_page.is_open_to(account)
    if name and not is_open:
        sentence = _ON_THE_SERVER
    st.info(f"**还没有计划。** {sentence}")
    if next_page and is_open:
        st.page_link(PAGES / next_page.script, label=f"去“{label}”页")
