"""机构人员: units and leaders as the office keeps them; renamed, merged, split, handed over in one act each."""

import streamlit as st

from zcdash import queries
from zcdash.ui import session
from zcdash.ui.components import messages, organisation, organisation_acts

st.title("机构人员")
with st.container():
    messages.flash_message()
st.caption("单位和分管领导以这里的登记为准，各计划按印发的名称列出，更名、合并前后连成一条线。")
register, day = session.query(queries.organisation.organisation), organisation.today()
organisation_acts.acts(register, day)
organisation.units(register, day)
organisation.leaders(register)
