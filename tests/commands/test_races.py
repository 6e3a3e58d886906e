"""Every pair of commands that touch the same thing: none lost, none doubled, and the refused one gets a sentence."""

from __future__ import annotations

import inspect
import pkgutil
from dataclasses import replace
from datetime import UTC
from functools import partial
from importlib import import_module

import pyotp
import pytest

from tests import helpers
from tests.races import ADMIN, RACES, interleave, require_sound
from zcdash import auth, commands, store
from zcdash.auth import second_factor
from zcdash.auth.permissions import Permission, Role, console
from zcdash.errors import AwaitsConfirmation, CodeRequired, NotPermitted

REPEATS_ITS_PRECONDITIONS = {
    "accounts": {
        "add_account",
        "add_people",
        "change_account",
        "reset_password",
        "change_own_password",
        "reactivate_account",
        "add_first_administrator",
        "hand_over_account",
    },
    "bulletin": {"issue_bulletin"},
    "corrections": {"try_correction"},
    "drafts": {"save_draft", "discard_draft", "end_draft"},
    "evidence": {"attach"},
    "people": {"add_people_list"},
    "periods": {"close"},
    "plan_drafts": {
        "begin_from_document",
        "begin_from_proposal",
        "begin_from_last_year",
        "begin_from_plan",
        "begin_from_workbook",
        "begin_empty",
        "save_edits",
        "drop_edits",
        "withdraw_part",
        "settle",
        "renew_base",
        "reopen",
        "discard",
    },
    "plans": {"load_plan", "load_imported_plan", "back_up"},
    "samples": {"load_samples"},
    "submissions": {"submit"},
}
"""Commands that compute for long, write nothing, or decide inside the store's transaction. All others are exclusive."""


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
    office = helpers.OFFICE
    helpers.add_accounts(tiny_ledger, (office, ADMIN), "")
    commands.accounts.change_account(tiny_ledger, ADMIN, office.login, **change)
    entries = len(store.audit_log.entries(tiny_ledger))
    for act in (
        lambda: commands.periods.close(tiny_ledger, office, helpers.TINY_PLAN, "2017Q1", "有单位未报"),
        lambda: commands.score.waive(tiny_ledger, office, helpers.TINY_PLAN, "2-1a", "会议决定"),
    ):
        with pytest.raises(NotPermitted, match="刚刚被停用或改动"):
            act()
    assert len(store.audit_log.entries(tiny_ledger)) == entries


def by_the_administrator(ledger):
    commands.accounts.reset_password(ledger, ADMIN, helpers.OFFICE.login)


def by_the_owner(ledger):
    commands.accounts.change_own_password(ledger, helpers.OFFICE, helpers.PASSWORD, "长河 落日 孤烟 大漠")


@pytest.mark.parametrize("change", [by_the_administrator, by_the_owner])
@pytest.mark.parametrize("must_change", [False, True])
def test_a_password_that_is_changed_while_it_is_checked_opens_no_session(tiny_ledger, monkeypatch, change, must_change):
    rows = [helpers.account_row(helpers.OFFICE, must_change=must_change), helpers.account_row(ADMIN)]
    store.accounts.record_accounts(tiny_ledger, console().act(Permission.MANAGE), rows)
    matches = auth.passwords.matches

    def change_meanwhile(password_hash: str, password: str) -> bool:
        monkeypatch.undo()
        change(tiny_ledger)
        return matches(password_hash, password)

    monkeypatch.setattr(auth.passwords, "matches", change_meanwhile)
    with pytest.raises(NotPermitted, match="账号刚刚改动过"):
        auth.sign_in.by_password(tiny_ledger, helpers.OFFICE.login, helpers.PASSWORD, "10.0.0.1")
    assert list(tiny_ledger.rows("session")) == []


@pytest.mark.parametrize("change", [by_the_administrator, by_the_owner])
def test_a_password_that_is_changed_before_the_code_comes_opens_no_session(tiny_ledger, change):
    helpers.add_accounts(tiny_ledger, (helpers.OFFICE, ADMIN))
    secret = second_factor.proposed_secret(tiny_ledger, helpers.OFFICE.login, "")
    codes = commands.sign_in.enrol_second_factor(
        tiny_ledger, helpers.OFFICE, secret, pyotp.TOTP(secret).at(tiny_ledger.clock().replace(tzinfo=UTC))
    )
    with pytest.raises(CodeRequired) as more:
        auth.sign_in.by_password(tiny_ledger, helpers.OFFICE.login, helpers.PASSWORD, "10.0.0.1")
    change(tiny_ledger)
    with pytest.raises(NotPermitted, match="已经过时"):
        auth.sign_in.by_code(tiny_ledger, more.value.pending, codes[0], "10.0.0.1")


def test_an_account_put_out_of_use_proposes_confirms_and_refuses_nothing(tiny_ledger):
    second = helpers.fresh(replace(helpers.OFFICE, login="zhou2", name="孙督查", email=""))
    helpers.add_accounts(tiny_ledger, (helpers.OFFICE, second, ADMIN), "")
    store.settings.save_setting(tiny_ledger, "two_person", "yes", console().act(Permission.SET_SECURITY))
    close = partial(commands.periods.close, tiny_ledger, plan=helpers.TINY_PLAN, period="2017Q1", reason="有单位未报")
    with pytest.raises(AwaitsConfirmation):
        close(helpers.OFFICE)
    commands.accounts.change_account(tiny_ledger, console(), second.login, active=False)
    for act in (
        lambda: close(second),
        lambda: commands.two_person.confirm(tiny_ledger, second, 1),
        lambda: commands.two_person.refuse(tiny_ledger, second, 1, "不同意"),
    ):
        with pytest.raises(NotPermitted, match="刚刚被停用或改动"):
            act()
    assert len(list(tiny_ledger.rows("pending_act"))) == 1 and list(tiny_ledger.rows("pending_act_decision")) == []
