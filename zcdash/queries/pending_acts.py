"""Acts that wait for a second person to confirm them (setting `two_person`)."""

from __future__ import annotations

from datetime import timedelta

from zcdash import store
from zcdash.auth.permissions import Account, Permission
from zcdash.domain.period import Period
from zcdash.queries import plans
from zcdash.queries.clock import to_local_time
from zcdash.store.ledger import Ledger
from zcdash.store.pending_acts import PendingActRow

EXPIRES_AFTER = timedelta(days=7)


def waiting(ledger: Ledger) -> list[PendingActRow]:
    """Return the acts that can still be confirmed, oldest first; those older than seven days have expired."""
    oldest = ledger.clock() - EXPIRES_AFTER
    return [act for act in store.pending_acts.undecided(ledger) if act["proposed_at"] > oldest]


def waiting_for(ledger: Ledger, account: Account) -> list[PendingActRow]:
    """Return the waiting acts that the account may confirm, and its own."""
    return [a for a in waiting(ledger) if a["login"] == account.login or account.may(Permission(a["what"]))]


def sentence(ledger: Ledger, act: PendingActRow) -> str:
    """Return in words what will happen once the act is confirmed."""
    period = Period.parse(act["period"]).name if act["period"] else ""
    plan = plans.plan(ledger, act["plan"]) if act["plan"] else None
    item = plan.item_by_part.get(act["subject"], act["subject"]) if plan else ""
    title = next((i.title for i in plan.items if i.code == item), "") if plan else ""
    # Many lines, one for each account of a list, stand in a table of their own (see `lines`).
    after = "" if lines(act) else act["after"]
    change = f"{act['before']} → {after}" if act["before"] else after
    reason = f"理由：{act['reason']}" if act["reason"] else ""
    return "　".join(filter(None, (act["what"], period, f"{act['subject']} {title}".strip(), change, reason)))


def lines(act: PendingActRow) -> tuple[str, ...]:
    """Return the parts of an act that does many things at once; none for any other."""
    found = tuple(act["after"].split("\n"))
    return found if len(found) > 1 else ()


def proposal(ledger: Ledger, act: PendingActRow) -> str:
    """Return who proposed the act, when, the day on which it expires, and the plan that it concerns."""
    proposed_at = to_local_time(act["proposed_at"])
    expires = proposed_at + EXPIRES_AFTER
    who = f"{act['name']}（{act['login']}）{proposed_at:%Y-%m-%d %H:%M} 提出，{expires:%Y-%m-%d %H:%M} 以前有效"
    return "　".join(filter(None, (who, plans.plan_names(ledger).get(act["plan"], ""))))
