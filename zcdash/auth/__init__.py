"""Authentication and authorisation: roles, permissions, passwords and sessions."""

from zcdash.auth import (
    pages,
    passwords,
    permissions,
    sessions,
    settings,
)

__all__ = ["pages", "passwords", "permissions", "sessions", "settings"]
