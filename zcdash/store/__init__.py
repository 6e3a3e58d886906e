"""Room 2, the ledger: the only room that knows SQL and the database."""

from zcdash.store.facts import Actual, Progress, Submission, Words, record
from zcdash.store.ledger import Ledger, Row
from zcdash.store.plan import business_date, record_plan, set_value
from zcdash.store.stored import plans, progress, standing, stored_plan

__all__ = [
    "Actual", "Ledger", "Progress", "Row", "Submission", "Words", "business_date", "plans", "progress", "record",
    "record_plan", "set_value", "standing", "stored_plan",
]
