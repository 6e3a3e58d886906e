"""Every pair of commands that touch the same thing: none lost, none doubled, and the refused one gets a sentence."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

import pytest

from tests import helpers
from tests.races import RACES, interleave, require_sound
from zcdash import auth, commands, store
from zcdash.auth.permissions import Account, Role
from zcdash.errors import NotPermitted

REPEATS_ITS_PRECONDITIONS = {
    "accounts": {"add_account", "add_people", "change_account", "reset_password", "change_own_password"},
    "bulletin": {"issue_bulletin"},
    "drafts": {"save_draft", "discard_draft", "end_draft"},
    "evidence": {"attach"},
    "periods": {"close"},
    "plans": {"load_plan", "back_up"},
    "samples": {"load_samples"},
    "submissions": {"submit"},
}
"""Commands that compute for long, or decide inside the store's transaction. All others are exclusive."""


@pytest.mark.parametrize("name", RACES)
@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
def test_a_command_that_comes_between_reading_and_writing_is_not_lost(tiny_ledger, monkeypatch, name, turned):
    run = RACES[name](tiny_ledger)
    pair = (run.second, run.first) if turned else (run.first, run.second)
    require_sound(tiny_ledger, run, interleave(tiny_ledger, monkeypatch, *pair))


def test_every_command_is_exclusive_or_repeats_its_preconditions():
    others: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(commands.__path__):
        for name, command in inspect.getmembers(import_module(f"zcdash.commands.{module.name}"), inspect.isfunction):
            own = command.__module__ == f"zcdash.commands.{module.name}" and not name.startswith("_")
            if own and hasattr(command, "__wrapped__") and not hasattr(command, "exclusive"):
                others.setdefault(module.name, set()).add(name)
    assert others == REPEATS_ITS_PRECONDITIONS


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.VIEWER}])
def test_an_account_that_was_changed_after_the_page_was_opened_acts_no_more(tiny_ledger, change):
    office, admin = helpers.OFFICE, Account("admin", "陈管理", Role.ADMIN)
    helpers.add_accounts(tiny_ledger, (office, admin), "")
    commands.accounts.change_account(tiny_ledger, admin, office.login, **change)
    entries = len(store.audit_log.entries(tiny_ledger))
    for act in (
        lambda: commands.periods.close(tiny_ledger, office, helpers.TINY_PLAN, "2017Q1", "有单位未报"),
        lambda: commands.score.waive(tiny_ledger, office, helpers.TINY_PLAN, "2-1a", "会议决定"),
    ):
        with pytest.raises(NotPermitted, match="刚刚被停用或改动"):
            act()
    assert len(store.audit_log.entries(tiny_ledger)) == entries


def test_a_password_that_is_reset_while_it_is_checked_opens_no_session(tiny_ledger, monkeypatch):
    admin = Account("admin", "陈管理", Role.ADMIN)
    helpers.add_accounts(tiny_ledger, (helpers.OFFICE, admin))
    matches = auth.passwords.matches

    def reset_meanwhile(password_hash: str, password: str) -> bool:
        monkeypatch.undo()
        commands.accounts.reset_password(tiny_ledger, admin, helpers.OFFICE.login)
        return matches(password_hash, password)

    monkeypatch.setattr(auth.passwords, "matches", reset_meanwhile)
    with pytest.raises(NotPermitted):
        auth.sessions.sign_in(tiny_ledger, helpers.OFFICE.login, helpers.PASSWORD, "10.0.0.1")
