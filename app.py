"""The ASGI app: the frame, the doors in front of it and the guards round both. `streamlit run app.py` serves it."""

from pathlib import Path

import streamlit as st

from zcdash import web

app = st.App(
    Path(__file__).parent / "zcdash" / "frame.py",
    routes=web.ROUTES,
    middleware=web.MIDDLEWARE,
    exception_handlers=web.HANDLERS,
    lifespan=web.closing,
)
