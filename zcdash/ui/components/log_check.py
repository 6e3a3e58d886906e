"""The last check of the ledger against its log, and the button that checks it now."""

from __future__ import annotations

import streamlit as st

from zcdash import queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.text import escape_markdown
from zcdash.ui import session
from zcdash.web import ledger_check
from zcdash.web.ledger_check import LedgerCheck

_SHOWN = 10


def draw() -> None:
    """Draw the last signature and the last check, or the one made by the button."""
    signed = next(reversed(store.signing.signed_heads(session.ledger())), None)
    if signed:
        at = f"{queries.clock.to_local_time(signed['signed_at']):%Y-%m-%d %H:%M}"
        st.caption(f"最后一个签名：留痕第 {signed['entry']} 条，{at}，公钥指纹 {signed['key'][:16]}。")
    else:
        st.caption("留痕还没有签名。服务运行时每天自动签一次。")
    if st.button("核对全部留痕与台账", key="log_prove"):
        with st.spinner("正在逐行核对…"):
            ledger_check.check(session.ledger())
    last = ledger_check.last(session.ledger())
    if last:
        _result(last)
    else:
        st.caption("本次启动以来还没有核对完。服务启动时和每天自动核对一次。")


def _result(check: LedgerCheck) -> None:
    at, result = f"{queries.clock.to_local_time(check.at):%Y-%m-%d %H:%M}", check.result
    if result.faults:
        more = f"；另有 {len(result.faults) - _SHOWN} 处" if len(result.faults) > _SHOWN else ""
        st.error(
            f"{at} 核对，有 {len(result.faults)} 处不符：{escape_markdown('；'.join(result.faults[:_SHOWN]))}{more}。"
            "请先另存台账文件备查，再从核对无误的备份恢复。"
        )
    else:
        st.success(f"{at} 核对，{result.entries} 条留痕与台账全部相符。")
    if result.notes:
        st.warning(f"有 {len(result.notes)} 处提示：{escape_markdown('；'.join(result.notes[:_SHOWN]))}。")


def warning(account: Account) -> None:
    """Warn whoever may read the log, on every page, if the last check failed."""
    last = ledger_check.last(session.ledger()) if account.may(Permission.READ_LOG) else None
    if last and last.result.faults:
        st.error("**台账与留痕不符，可能有人绕过程序改过。** 详见“留痕”页，请立即查明。")
