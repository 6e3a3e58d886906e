"""Acts that two people do while the setting `two_person` is on: one proposes, another with the same permission confirms.

A command that needs it is decorated with `confirmable` and calls `require_second` between its checks and its writing. What is
kept of a proposal is the command's name and its arguments as JSON: never a password. The command line needs no second person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Confirmation, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.domain.audit import Act, Event
from zcdash.errors import AwaitsConfirmation, InvalidInput, NotFound, NotPermitted
from zcdash.store.ledger import Ledger
from zcdash.store.pending_acts import PendingActRow, Row

C = TypeVar("C", bound=Callable[..., Any])
Arguments = Mapping[str, Any]
_COMMANDS: dict[str, tuple[Callable[..., Any], Callable[[Arguments], Arguments]]] = {}
"""Name of a command → the command, and the function that makes its arguments of what JSON kept of them."""


def confirmable(decode: Callable[[Arguments], Arguments] = dict) -> Callable[[C], C]:
    """Decorate a command whose act can be proposed. `decode` turns its arguments back from JSON."""

    def register(command: C) -> C:
        _COMMANDS[command.__name__] = (command, decode)
        return command

    return register


def require_second(
    ledger: Ledger, person: Account, act: Act, command: str, arguments: Arguments, state: str = ""
) -> None:
    """Record the act as proposed and raise AwaitsConfirmation, unless it needs no second person or has one.

    `act` is the log's entry that the act would make; `state` is what the act rests on. Raises InvalidInput if the same act is
    proposed already, or if the state has changed since the act was proposed.
    """
    if person.confirmation and person.confirmation.state != state:
        raise InvalidInput("提出以后情况已经变了，没有办理。", "请不同意这一条，由提出人核对后重新提出。")
    if not auth.settings.needs_second_person(ledger, person):
        return
    text = json.dumps(arguments, ensure_ascii=False, sort_keys=True)

    def check() -> None:
        auth.sessions.require_current(ledger, person)
        same = [a for a in queries.pending_acts.waiting(ledger) if (a["act"], a["arguments"]) == (command, text)]
        if same:
            raise InvalidInput(f"这件事{same[0]['name']}已经提出，待另一人确认。", "请到“待确认”页办理。")

    row: Row = {
        "act": command,
        "arguments": text,
        "state": state,
        "what": act.what,
        "plan": act.plan,
        "period": act.period,
        "subject": act.subject,
        "before": act.before,
        "after": act.after,
        "reason": str(arguments.get("reason", "")).strip(),
        "name": person.name,
        "login": person.login,
        "proposed_at": ledger.clock(),
    }
    proposed = replace(act, what=Event.PROPOSE.value, subject=f"{act.what}　{act.subject}".strip())
    store.pending_acts.propose(ledger, proposed, row, check)
    raise AwaitsConfirmation("已提出，待另一人确认。", "请另一位有同样权限的人在 7 天以内到“待确认”页办理。")


@clean_arguments
@exclusive
def confirm(ledger: Ledger, by: Account, /, number: int, **more: Any) -> Any:
    """Run a proposed act and return what its command returns. `more` holds arguments that cannot be proposed: a function.

    The act is the proposer's, with all its checks made again, under one entry in the log that names both. Raises NotPermitted
    for the proposer, InvalidInput if they may not do it any more.
    """
    row = {"pending_act": number, "confirmed": True, **_decision(ledger, by, "")}
    with store.pending_acts.confirming(ledger, row):
        pending = _waiting(ledger, number)
        auth.permissions.require_permission(by, Permission(pending["what"]))
        if pending["login"] == by.login:
            raise NotPermitted("不能确认自己提出的事。", "请由另一位有同样权限的人确认。")
        command, decode = _COMMANDS[pending["act"]]
        result = command(ledger, _proposer(ledger, by, pending), **decode(json.loads(pending["arguments"])), **more)
        if any(a["pending_act"] == number for a in store.pending_acts.undecided(ledger)):
            raise InvalidInput("这件事已经是这样，不用再办。", "请不同意这一条。")
        return result


@clean_arguments
@exclusive
def refuse(ledger: Ledger, by: Account, number: int, note: str = "") -> None:
    """Refuse a proposed act, for a reason; the proposer withdraws it."""
    pending = _waiting(ledger, number)
    is_own = pending["login"] == by.login
    if not is_own:
        auth.permissions.require_permission(by, Permission(pending["what"]))
    if not is_own and not note.strip():
        raise InvalidInput("不同意，没有写明理由。", "请写明理由。")
    what = Event.WITHDRAW if is_own else Event.REFUSE
    act = replace(
        by.act(Permission(pending["what"]), plan=pending["plan"], period=pending["period"], after=note.strip()),
        what=what.value,
        subject=f"{pending['what']}　{pending['subject']}".strip(),
        before=f"{pending['name']}（{pending['login']}）提出",
    )
    row: Row = {"pending_act": number, "confirmed": False, **_decision(ledger, by, note.strip())}
    store.pending_acts.decide(ledger, act, row)


def _decision(ledger: Ledger, by: Account, note: str) -> Row:
    return {"note": note, "name": by.name, "login": by.login, "decided_at": ledger.clock()}


def _waiting(ledger: Ledger, number: int) -> PendingActRow:
    pending = next((a for a in queries.pending_acts.waiting(ledger) if a["pending_act"] == number), None)
    if pending is None:
        raise NotFound("这件事已经办理，或者提出超过 7 天，已经失效。", "请刷新后再看。")
    return pending


def _proposer(ledger: Ledger, by: Account, pending: PendingActRow) -> Account:
    """Return the proposer as they are now, acting from the confirming person's session."""
    person = auth.sessions.accounts_by_login(ledger).get(pending["login"])
    if person:
        person = replace(
            by,
            login=person.login,
            name=person.name,
            role=person.role,
            unit=person.unit,
            leader=person.leader,
            email=person.email,
            phone=person.phone,
            active=person.active,
            confirmation=Confirmation(by.name, by.login, pending["state"]),
        )
    if not person or not person.may(Permission(pending["what"])):
        raise InvalidInput(f"提出人{pending['name']}已经不能办理这件事。", "请不同意这一条，由现在的经办人重新提出。")
    return person
