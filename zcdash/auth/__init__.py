"""Authentication and authorisation: roles, permissions, passwords and sessions."""

from zcdash.auth import (
    addresses,
    pages,
    passwords,
    permissions,
    sessions,
    settings,
    trail,
)

__all__ = ["addresses", "pages", "passwords", "permissions", "sessions", "settings", "trail"]
