"""Acts, as the audit log records them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Entry of the audit log: person, origin, command, plan, period, unit, values before and after."""

    what: str
    name: str
    login: str = ""
    role: str = ""
    origin: str = ""
    plan: str = ""
    period: str = ""
    unit: str = ""
    subject: str = ""
    before: str = ""
    after: str = ""
