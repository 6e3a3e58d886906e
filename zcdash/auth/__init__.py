"""Authentication and authorisation: roles, permissions, passwords, second factors and sessions."""

from zcdash.auth import (
    account_age,
    addresses,
    attempts,
    first_start,
    identities,
    own_sessions,
    pages,
    passwords,
    permissions,
    reauthentication,
    second_factor,
    sessions,
    settings,
    sign_in,
    trail,
)

__all__ = [
    "account_age",
    "addresses",
    "attempts",
    "first_start",
    "identities",
    "own_sessions",
    "pages",
    "passwords",
    "permissions",
    "reauthentication",
    "second_factor",
    "sessions",
    "settings",
    "sign_in",
    "trail",
]
