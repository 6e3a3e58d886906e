"""zcdash.domain.audit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """One act as the log keeps it: who did what, from where, to which plan, period and unit, and what it changed."""

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
