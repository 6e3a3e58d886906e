"""Room 2, the ledger: the only room that knows SQL and the database."""

from zcdash.store.facts import file_hash, filed, filed_file, record, submissions
from zcdash.store.ledger import Ledger, Row, now
from zcdash.store.plan import business_date, record_plan, set_value, value_of
from zcdash.store.stored import actual_trail, plans, progress, standing, stored_plan, words_trail

__all__ = [
    "Ledger", "Row", "actual_trail", "business_date", "file_hash", "filed", "filed_file", "now", "plans", "progress",
    "record", "record_plan", "set_value", "standing", "stored_plan", "submissions", "value_of", "words_trail",
]
