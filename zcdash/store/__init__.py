"""Room 2, the ledger: the only room that knows SQL and the database."""

from zcdash.store.acts import append, held_before, prove
from zcdash.store.backup import back_up, key_file, restore, shut
from zcdash.store.facts import file_hash, filed, filed_file, record, submissions
from zcdash.store.ledger import Ledger, Row, now
from zcdash.store.log import Proof
from zcdash.store.plan import business_date, record_plan, set_value, value_of
from zcdash.store.stored import (
    actual_trail,
    actuals,
    brought,
    plan_version,
    plans,
    progress,
    stored_plan,
    versions,
    words,
)

__all__ = [
    "Ledger",
    "Proof",
    "Row",
    "actual_trail",
    "actuals",
    "append",
    "back_up",
    "brought",
    "business_date",
    "file_hash",
    "filed",
    "filed_file",
    "held_before",
    "key_file",
    "now",
    "plan_version",
    "plans",
    "progress",
    "prove",
    "record",
    "record_plan",
    "restore",
    "set_value",
    "shut",
    "stored_plan",
    "submissions",
    "value_of",
    "versions",
    "words",
]
