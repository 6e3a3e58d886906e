"""Limits of guessing: what is counted for logins and addresses, what a success forgets, and what a flood does to the counts."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.helpers import PASSWORD, Clock
from zcdash import auth, commands, store
from zcdash.auth import attempts, passwords
from zcdash.auth.permissions import Account, Role
from zcdash.errors import NotPermitted

NOON = datetime(2026, 3, 2, 4)
HERE, THERE = "10.0.0.9", "10.0.0.1"


@pytest.fixture
def clock(ledger) -> Clock:
    ledger.clock = Clock(NOON)
    return ledger.clock


@pytest.fixture
def checked(monkeypatch) -> list[str]:
    """The hash that each guess was compared with: empty for one that could not have been right."""
    hashes: list[str] = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda stored, typed: hashes.append(stored) or matches(stored, typed))
    return hashes


def gets_in(ledger, login: str, password: str = PASSWORD, origin: str = HERE) -> bool:
    try:
        return bool(auth.sign_in.by_password(ledger, login, password, origin))
    except NotPermitted as error:
        assert str(error).startswith("没有登录成功。请核对账号和密码；")
        return False


def add(ledger, people, number: int) -> list[str]:
    new = [Account(f"person{n}", "某人", Role.VIEWER) for n in range(number)]
    commands.accounts.add_people(ledger, people[Role.ADMIN], new)
    return [account.login for account in new]


def failures(ledger) -> dict[str, int]:
    return {row["login"]: row["failures"] for row in ledger.rows("attempt")}


def test_a_locked_login_costs_a_hash_like_any_other(ledger, people, clock, checked):
    for login in ("ducha", "nobody"):
        for _ in range(8):
            assert not gets_in(ledger, login, "x", f"10.0.1.{len(login)}")
    assert len(checked) == 16
    assert not gets_in(ledger, "ducha", PASSWORD, "10.0.1.5"), "the right password does not open a locked login"


def test_one_address_that_tries_many_logins_is_slowed(ledger, people, clock, checked):
    logins = add(ledger, people, 60)
    assert not any(gets_in(ledger, login, "spring2017") for login in logins)
    assert failures(ledger)[f"\n{HERE}"] == attempts.FREE_ATTEMPTS_OF_ADDRESS
    clock.advance(seconds=29)
    assert not gets_in(ledger, "ducha"), "the right password waits too, where nobody signed in before"
    clock.advance(seconds=1)
    assert gets_in(ledger, "ducha")
    assert gets_in(ledger, "li", origin=THERE), "other addresses are not slowed"


def test_one_password_over_three_hundred_logins_from_thirty_addresses_reaches_few_of_them(ledger, clock):
    allowed = [
        attempts.may_try(ledger, f"target{n}", f"10.2.0.{address}") for n in range(300) for address in (n % 30, n // 10)
    ]
    assert len(allowed) == 600
    again = [attempts.may_try(ledger, f"target{n}", f"10.2.0.{address}") for n in range(30) for address in range(30)]
    assert sum(allowed) + sum(again) == 30 * attempts.FREE_ATTEMPTS_OF_ADDRESS


def test_slips_that_were_made_good_do_not_add_up_at_a_shared_address(ledger, people, clock):
    for n in range(60):
        login = ("ducha", "li", "zhao")[n % 3]
        assert not gets_in(ledger, login, "slip of the finger")
        assert gets_in(ledger, login), n
    assert failures(ledger).get(f"\n*{HERE}", 0) == 0


def test_a_success_forgets_nothing_that_was_done_to_other_logins(ledger, people, clock):
    for n in range(15):
        assert not gets_in(ledger, f"invented{n}", "x")
        assert gets_in(ledger, "li"), "the attacker has an account of their own"
    for n in range(15, 25):
        gets_in(ledger, f"invented{n}", "x")
    assert failures(ledger)[f"\n{HERE}"] == attempts.FREE_ATTEMPTS_OF_ADDRESS


def test_invented_names_do_not_lock_out_those_who_work_at_the_address(ledger, people, clock):
    assert gets_in(ledger, "ducha")
    for n in range(40):
        gets_in(ledger, f"invented{n}", "x")
    assert gets_in(ledger, "ducha") and not gets_in(ledger, "li"), "who never signed in from there has to wait"


def test_the_logins_of_an_address_cannot_be_sprayed_from_it_either(ledger, people, clock):
    logins = add(ledger, people, 60)
    for login in logins:
        auth.sessions.begin(ledger, auth.sessions.accounts_by_login(ledger)[login], HERE)
    for login in logins:
        gets_in(ledger, login, "spring2017")
    assert failures(ledger)[f"\n*{HERE}"] == attempts.FREE_ATTEMPTS_OF_ADDRESS


def test_an_address_is_forgiven_one_failure_in_half_an_hour(ledger, people, clock):
    for n in range(attempts.FREE_ATTEMPTS_OF_ADDRESS):
        gets_in(ledger, f"invented{n}", "x")
    assert not gets_in(ledger, "ducha")
    clock.advance(minutes=90)
    gets_in(ledger, "another", "x")
    assert failures(ledger)[f"\n{HERE}"] == attempts.FREE_ATTEMPTS_OF_ADDRESS - 3 + 1


def test_a_machine_with_many_ipv6_addresses_counts_as_one(ledger, people, clock):
    for n in range(30):
        gets_in(ledger, f"invented{n}", "x", f"2001:db8:1:2::{n:x}")
    assert failures(ledger)["\n2001:db8:1:2::"] == attempts.FREE_ATTEMPTS_OF_ADDRESS
    assert attempts.network("2001:db8:1:3::1") != attempts.network("2001:db8:1:2::1")
    assert attempts.network("::ffff:10.0.0.9") == attempts.network("10.0.0.9") == "10.0.0.9"


def test_a_typed_login_with_an_address_in_it_counts_for_nobody_else(ledger, people, clock):
    for _ in range(8):
        assert not gets_in(ledger, f"ducha {HERE}", "x", THERE)
        assert not gets_in(ledger, f"ducha\n{HERE}", "x", THERE)
    assert gets_in(ledger, "ducha", origin=HERE)


def test_unknown_logins_are_counted_like_known_ones_and_do_not_fill_the_ledger(ledger, people, clock, monkeypatch):
    for login in ("nobody", "ducha"):
        for _ in range(7):
            gets_in(ledger, login, "x", f"10.9.0.{len(login)}")
    assert failures(ledger) == {
        "nobody\n10.9.0.6": 5, "nobody": 5, "\n10.9.0.6": 5, "ducha\n10.9.0.5": 5, "ducha": 5, "\n10.9.0.5": 5,
    }  # fmt: skip
    monkeypatch.setattr(store.attempts, "_MOST_KEYS", 20)
    for n in range(80):
        clock.advance(seconds=1)
        gets_in(ledger, f"invented{n}", "x" * 5000, f"10.3.0.{n}")
    kept = failures(ledger)
    assert len(kept) <= 23, "the rows of the last attempt are kept too"
    assert {"ducha", "ducha\n10.9.0.5", "nobody", "nobody\n10.9.0.6"} <= set(kept), "a flood ends no lock, of nobody"
    clock.advance(days=2)
    gets_in(ledger, "invented", "x")
    assert set(failures(ledger)) == {"invented", f"invented\n{HERE}", f"\n{HERE}"}


@pytest.mark.parametrize("login", ["ducha", "nobody"])
def test_a_flood_of_invented_logins_treats_real_and_invented_ones_alike(ledger, people, clock, monkeypatch, login):
    monkeypatch.setattr(store.attempts, "_MOST_KEYS", 30)
    for _ in range(3):
        gets_in(ledger, login, "x")
    for n in range(40):
        clock.advance(seconds=1)
        for _ in range(4):
            gets_in(ledger, f"invented{n}", "x", f"10.3.0.{n}")
    assert login not in failures(ledger), "real ones are forgotten by the same rule as invented ones"
