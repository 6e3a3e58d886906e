"""Commands: each checks its permission and preconditions and writes its rows and log entry in one transaction."""

from zcdash.commands import (
    accounts,
    approvals,
    bulletin,
    corrections,
    drafts,
    evidence,
    notices,
    periods,
    plans,
    retention,
    samples,
    score,
    submissions,
    validation,
)

__all__ = [
    "accounts",
    "approvals",
    "bulletin",
    "corrections",
    "drafts",
    "evidence",
    "notices",
    "periods",
    "plans",
    "retention",
    "samples",
    "score",
    "submissions",
    "validation",
]
