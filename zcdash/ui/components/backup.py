"""The backup of the ledger, on the administrator's page."""

from __future__ import annotations

import streamlit as st

from zcdash import commands, config, queries
from zcdash.store import encryption
from zcdash.text import escape_markdown
from zcdash.ui.session import account, guard, ledger, query
from zcdash.ui.widgets import rerun_with_message


def form() -> None:
    """Draw the button that writes a verified copy of the ledger into its folder of backups."""
    folder = ledger().path.parent / "backups"
    with st.container(border=True):
        st.subheader("备份")
        last = escape_markdown(query(queries.audit_log.last_backup)) or "还没有"
        sealed = "用口令加密，" if config.backup_passphrase() != (None, "") else ""
        st.caption(
            f"上次备份：{last}。备份{sealed}存在服务器的 {escape_markdown(folder.name)} 文件夹，请定期拷到别处保存。"
        )
        if st.button("现在备份", key="office_back_up"):
            with guard():
                passphrase = encryption.configured_passphrase()
                key = encryption.new_key(passphrase) if passphrase else None
                copy, result = commands.plans.back_up(ledger(), account(), folder, key)
                rerun_with_message(f"已备份为 {copy.name}，{result.entries} 条留痕核对无误，指纹 {result.head[:16]}。")
