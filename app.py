"""The ASGI app: the frame, the doors in front of it and the guards round both. `streamlit run app.py` serves it."""

from pathlib import Path

import streamlit as st

from zcdash import web
from zcdash.web.middleware import MIDDLEWARE

app = st.App(
    Path(__file__).parent / "zcdash" / "ui" / "app.py",
    routes=web.ROUTES,
    middleware=MIDDLEWARE,
    exception_handlers=web.HANDLERS,
    lifespan=web.lifespan,
)
