"""The gate: who may do what, and who is who."""

from zcdash.gate.duties import (
    DUTY_NAME,
    OWN_UNIT_ONLY,
    PAGES,
    PERMITS,
    Account,
    Command,
    Duty,
    admit,
    console,
    may_open,
    permit,
)
from zcdash.gate.sessions import (
    COOKIE,
    SECURE_COOKIE,
    Limits,
    begin,
    by_email,
    check_password,
    is_demonstration,
    known,
    limits,
    places,
    plain_login,
    sign_in,
    sign_in_sample,
    sign_out,
    sign_out_everywhere,
    sign_out_identity,
    signed_in,
    token_in,
    visitor,
    who,
    who_by_identity,
)

__all__ = [
    "COOKIE", "DUTY_NAME", "OWN_UNIT_ONLY", "PAGES", "PERMITS", "SECURE_COOKIE", "Account", "Command", "Duty", "Limits", "admit",
    "begin", "by_email", "check_password", "console", "is_demonstration", "known", "limits", "may_open", "permit",
    "places", "plain_login", "sign_in", "sign_in_sample", "sign_out", "sign_out_everywhere", "sign_out_identity",
    "signed_in", "token_in", "visitor", "who", "who_by_identity",
]
