"""Commands: what changes the ledger, each in one transaction, each permitted first, each answered with a receipt."""

from zcdash.desk.accounts import (
    add_account,
    add_people,
    change_account,
    change_own_password,
    end_sessions,
    reset_password,
    set_session_limits,
)
from zcdash.desk.bulletin import Issued, draft_bulletin, issue_bulletin, set_bulletin_head
from zcdash.desk.corrections import break_down, decide_correction, request_correction
from zcdash.desk.filing import Receipt, submit
from zcdash.desk.notices import end_notice, issue_notice, reply_notice
from zcdash.desk.periods import adopt_pack, close, grant, judge_by, override, reopen, set_lock
from zcdash.desk.plans import Loaded, back_up, load_plan, set_business_date
from zcdash.desk.samples import load_samples
from zcdash.desk.score import DECIDABLE, answer_objection, object_to_score, unwaive, waive
from zcdash.desk.signing import add_absence, cancel_absence, pairs, send_back, sign

__all__ = [
    "DECIDABLE",
    "Issued",
    "Loaded",
    "Receipt",
    "add_absence",
    "add_account",
    "add_people",
    "adopt_pack",
    "answer_objection",
    "back_up",
    "break_down",
    "cancel_absence",
    "change_account",
    "change_own_password",
    "close",
    "decide_correction",
    "draft_bulletin",
    "end_notice",
    "end_sessions",
    "grant",
    "issue_bulletin",
    "issue_notice",
    "judge_by",
    "load_plan",
    "load_samples",
    "object_to_score",
    "override",
    "pairs",
    "reopen",
    "reply_notice",
    "request_correction",
    "reset_password",
    "send_back",
    "set_bulletin_head",
    "set_business_date",
    "set_lock",
    "set_session_limits",
    "sign",
    "submit",
    "unwaive",
    "waive",
]
