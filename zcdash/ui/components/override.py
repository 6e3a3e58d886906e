"""改判: the supervision office overrides the light of an item."""

from __future__ import annotations

import streamlit as st

from zcdash import commands
from zcdash.auth.permissions import Permission
from zcdash.domain.terms import LIGHT_NAME, Light
from zcdash.ui.components import messages
from zcdash.ui.session import account, guard, ledger, period, year
from zcdash.ui.widgets import label_of, rerun_with_message


def form(plan_id: str, item: str) -> None:
    """Draw the form to override an item's light in the chosen period with a reason, or to withdraw the override."""
    if not account().may(Permission.OVERRIDE):
        return
    messages.proposed(Permission.OVERRIDE, subject=item)
    assessment = year()[period()].items[item].assessment
    with st.expander("改判（督查室）"), st.form("item_override", border=False):
        st.caption("计算所得、改判、生效三者分别留存；有新数字时改判自动失效。")
        lights = {light.value: LIGHT_NAME[light] for light in Light if light not in (Light.NONE, Light.PENDING)}
        if assessment.calculated:
            lights[""] = "撤销改判"
        light = st.selectbox("改判为", list(lights), format_func=label_of(lights), key="override_light")
        reason = st.text_input("理由", key="override_reason")
        if st.form_submit_button("改判"):
            with guard():
                commands.periods.override(ledger(), account(), plan_id, period(), item, light, reason)
                rerun_with_message("已改判。" if light else "已撤销改判。")
