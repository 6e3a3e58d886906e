"""Facts of a request: its address and origin, the account of its session, the path to go to next."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from zcdash import auth
from zcdash.auth.permissions import Account
from zcdash.web import identity, shared_ledger

_AUTH_ROUTES = frozenset({"/sign-in", "/first-start", "/sign-out", "/password", "/confirm-identity"})
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def peer(request: HTTPConnection) -> str:
    """Return the address of the client, behind a trusted proxy that of the browser; empty if unknown."""
    return request.client.host if request.client else ""


def network(request: HTTPConnection) -> str:
    """Return what counts as one address of clients (see `auth.attempts.network`)."""
    return auth.attempts.network(peer(request))


def is_local(request: HTTPConnection) -> bool:
    """Return True if the request came from this machine, under one of its loopback names.

    The name must match too: a foreign site can point a name of its own at 127.0.0.1 (DNS rebinding).
    """
    try:
        address = ip_address(peer(request))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    if not (mapped or address).is_loopback:
        return False
    return urlsplit(f"//{request.headers.get('host', '')}").hostname in _LOOPBACK_NAMES


def same_origin(headers: Mapping[str, str], default: bool = False) -> bool:
    """Return True if a page of this server sent the request; `default` if the browser does not say."""
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host") and site in (None, "same-origin", "none")
    return site == "same-origin" if site is not None else default


def is_encrypted(request: HTTPConnection) -> bool:
    """Return True if the browser uses https, be it only as far as a proxy."""
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https://")


def token(request: HTTPConnection) -> str:
    """Return the session token, empty if the browser sent none."""
    return auth.sessions.token_in(request.cookies)


def current_account(request: HTTPConnection) -> Account | None:
    """Return the account of the session cookie, or of the provider's identity; a guest in a demonstration."""
    ledger, claims = shared_ledger.ledger(), identity.claims(request)
    return auth.sessions.current_account(ledger, token(request), claims, peer(request))


def account_of_cookie(request: HTTPConnection) -> Account | None:
    """Return the account of the session cookie alone: neither an identity nor a guest has a password of ours."""
    account = auth.sessions.current_account(shared_ledger.ledger(), token(request), {}, peer(request))
    return account if account and account.login else None


def local_path(next_path: str) -> str:
    """Return the path if it is a page of this server, otherwise that of the first page. Never leads to another site."""
    parts = urlsplit(next_path)
    other_site = parts.scheme or parts.netloc or not next_path.startswith("/") or next_path.startswith(("//", "/\\"))
    auth_route = parts.path.rstrip("/") in _AUTH_ROUTES or parts.path.startswith(("/auth/", "/sign-in/"))
    return "/" if other_site or auth_route or not next_path.isprintable() or "\\" in next_path else next_path
