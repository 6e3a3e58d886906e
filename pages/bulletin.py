"""督查通报: the bulletin of a closed period, drafted, proven and issued by the supervision office; read by everybody."""

import streamlit as st

from zcdash import panels, ui
from zcdash.panels import bulletin

plan = ui.plan()
st.title("督查通报")
panels.said()
if bulletin.may_draft():
    bulletin.office(plan, ui.period())
bulletin.issued(plan)
