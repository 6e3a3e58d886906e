"""Queries: what the ledger holds, assessed. Nothing here writes.

Each function reads from the store, applies the rules and returns values. Today is the office's business date where one is
set, else the date in Shanghai. A `View` says which submissions count: the accepted ones, unless told otherwise.
"""

from zcdash.queries import (
    approvals,
    audit_log,
    brief,
    bulletin,
    caching,
    clock,
    close_snapshot,
    corrections,
    forms,
    notices,
    objections,
    overview,
    periods,
    plans,
    reported_values,
    rollup,
    rule_packs,
    score,
    score_parts,
    standing,
    submission_changes,
    submissions,
    upload_check,
)

__all__ = [
    "approvals",
    "audit_log",
    "brief",
    "bulletin",
    "caching",
    "clock",
    "close_snapshot",
    "corrections",
    "forms",
    "notices",
    "objections",
    "overview",
    "periods",
    "plans",
    "reported_values",
    "rollup",
    "rule_packs",
    "score",
    "score_parts",
    "standing",
    "submission_changes",
    "submissions",
    "upload_check",
]
