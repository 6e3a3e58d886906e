"""zcdash.ui.components.wall."""

from __future__ import annotations

import streamlit as st


def wall_look() -> None:
    """No sidebar, no frame, larger type: for a screen across a room."""
    st.html("""<style>[data-testid="stSidebar"],[data-testid="stHeader"],.st-key-frame_period,.st-key-frame_head{display:none!important}
    [data-testid="stMainBlockContainer"]{max-width:100%;padding:1rem 2rem} html{font-size:19px}</style>""")
