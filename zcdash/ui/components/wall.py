"""The look of 大屏, a page for a large screen."""

from __future__ import annotations

import streamlit as st


def full_screen() -> None:
    """Hide the sidebar and the frame's head, and enlarge the type."""
    st.html("""<style>[data-testid="stSidebar"],[data-testid="stHeader"],.st-key-frame_period,.st-key-frame_head{display:none!important}
    [data-testid="stMainBlockContainer"]{max-width:100%;padding:1rem 2rem} html{font-size:19px}</style>""")
