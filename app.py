"""The ASGI app: the Streamlit pages, the routes beside them and the middleware around both. `streamlit run app.py` serves it."""

import streamlit as st

from zcdash import config
from zcdash.web import server
from zcdash.web.middleware import MIDDLEWARE

server.configure()
app = st.App(
    config.FRAME,
    routes=server.ROUTES,
    middleware=MIDDLEWARE,
    exception_handlers=server.EXCEPTION_HANDLERS,
    lifespan=server.lifespan,
)
