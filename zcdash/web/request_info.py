"""What a request says of itself: where it comes from, whose session it carries, where it wants to go next."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from zcdash import auth
from zcdash.auth.permissions import Account
from zcdash.web import shared_ledger

IDENTITY_COOKIE = "_streamlit_user"
"""Where Streamlit keeps, signed, who the provider says it is; only the frame can read it."""
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def peer(request: HTTPConnection) -> str:
    """The address at the other end; that of the reader, where a trusted proxy stands between."""
    return request.client.host if request.client else ""


def is_local(request: HTTPConnection) -> bool:
    """Whether the request was made on this very machine, under a name of this very machine.

    A page elsewhere can point a name of its own at 127.0.0.1; so the name counts as well.
    """
    try:
        address = ip_address(peer(request))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback and urlsplit(
        f"//{request.headers.get('host', '')}"
    ).hostname in _LOOPBACK_NAMES


def same_origin(headers: Headers, silent: bool = False) -> bool:
    """Whether a page of ours sent this; `silent` is the answer where the browser does not say."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host") and site in (None, "same-origin", "none")
    return site == "same-origin" if site is not None else silent


def is_encrypted(request: HTTPConnection) -> bool:
    """Whether the reader's browser came by https, be it only as far as a proxy."""
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https://")


def has_identity(request: HTTPConnection) -> bool:
    """Whether the browser carries an identity of the provider."""
    return any(name.startswith(IDENTITY_COOKIE) for name in request.cookies)


def token(request: HTTPConnection) -> str:
    """The session's token, empty where the browser sent none."""
    return auth.sessions.token_in(request.cookies)


def current_account(request: HTTPConnection) -> Account | None:
    """Who asks, as far as our own cookie says."""
    return auth.sessions.current_account(shared_ledger.ledger(), token(request), {}, peer(request))


def local_path(wanted: str) -> str:
    """Where to go next: a path of this server, or the first page."""
    parts = urlsplit(wanted)
    outside = parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith(("//", "/\\"))
    door = parts.path.rstrip("/") in {"/sign-in", "/sign-out", "/password"} or parts.path.startswith("/auth/")
    return "/" if outside or door or not wanted.isprintable() or "\\" in wanted else wanted
