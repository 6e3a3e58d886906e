"""Authentication and authorisation: roles, permissions, passwords and sessions."""

from zcdash.auth import (
    passwords,
    permissions,
    sessions,
)

__all__ = ["passwords", "permissions", "sessions"]
