"""The identity provider's answer, as Streamlit keeps it in a signed cookie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st
from starlette.requests import HTTPConnection

# Streamlit's own check of its own cookie: name, chunks, signature and age.
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

COOKIE_PREFIX = USER_COOKIE_NAME
"""Start of the names of the cookies with the identity."""


def providers() -> dict[str, str]:
    """Return name → label of the identity providers in the server's secrets."""
    config = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    names = ["default"] if "client_id" in config else [k for k, v in config.items() if isinstance(v, Mapping)]
    return {n: "统一身份认证登录" + (f"（{n}）" if len(names) > 1 else "") for n in names}


def claims(request: HTTPConnection) -> dict[str, Any]:
    """Return the provider's claims; empty without a provider, without the cookie, and for a signature that is not ours."""
    if USER_COOKIE_NAME not in request.cookies or not providers():
        return {}
    try:
        signed = _get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME)
        found = json.loads(signed) if signed else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("is_logged_in") else {}
