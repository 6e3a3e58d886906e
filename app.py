"""The ASGI app: the Streamlit pages, the routes beside them and the middleware around both. `streamlit run app.py` serves it."""

from pathlib import Path

import streamlit as st

from zcdash.web import server
from zcdash.web.middleware import MIDDLEWARE

server.configure()
app = st.App(
    Path(__file__).parent / "zcdash" / "ui" / "app.py",
    routes=server.ROUTES,
    middleware=MIDDLEWARE,
    exception_handlers=server.EXCEPTION_HANDLERS,
    lifespan=server.lifespan,
)
