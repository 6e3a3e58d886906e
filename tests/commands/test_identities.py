"""People of the identity provider: whose account an address means, and whose it stays."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from zcdash import auth, commands, store
from zcdash.auth.permissions import Account, Role
from zcdash.cli.main import main
from zcdash.errors import IdentityUnconfirmed, InvalidInput, NotPermitted

NOON = datetime(2026, 3, 2, 4)


@pytest.fixture
def now(ledger) -> list[datetime]:
    moment = [NOON]
    ledger.clock = lambda: moment[0]
    return moment


def claims(now: list[datetime], **changes: object) -> dict[str, object]:
    issued_at = int(now[0].replace(tzinfo=UTC).timestamp())
    return {"iss": "https://id.example", "sub": "42", "iat": issued_at, "email": "ducha@example.gov.cn"} | changes


def signed_in(ledger, asked: dict[str, object]) -> str:
    """Return the login that the claims open, empty if none."""
    account = auth.sessions.account_for_claims(ledger, asked, "10.0.0.9")
    return account.login if account else ""


@pytest.mark.parametrize(
    ("email", "gets_in"),
    [
        ("Ducha@Example.GOV.cn", True),
        (" ducha@example.gov.cn ", True),
        ("ducha@example.\u0261ov.cn", False),
        ("duc\u02b0a@example.gov.cn", False),
    ],
)
def test_addresses_are_equal_by_the_letters_a_to_z_alone(ledger, people, now, email, gets_in):
    assert (signed_in(ledger, claims(now, email=email)) == "ducha") is gets_in


@pytest.mark.parametrize("email", ["so\u212a@example.gov.cn", "\u017fok@example.gov.cn", "ſOK@example.gov.cn"])
def test_letters_whose_lower_case_is_ascii_open_nobody_elses_account(ledger, people, now, email):
    commands.accounts.change_account(ledger, people[Role.ADMIN], "li", email="sok@example.gov.cn")
    assert signed_in(ledger, claims(now, email=email)) == ""
    assert signed_in(ledger, claims(now, email="SOK@example.gov.cn")) == "li"


def test_the_first_sign_in_binds_the_account_and_is_in_the_log(ledger, people, now):
    assert signed_in(ledger, claims(now)) == "ducha"
    entry = store.audit_log.entries(ledger, "act")[-1]
    assert (entry["what"], entry["login"], entry["after"], entry["origin"]) == (
        "设置本人登录方式", "ducha", "绑定统一身份认证", "10.0.0.9",
    )  # fmt: skip
    now[0] += timedelta(minutes=5)
    assert signed_in(ledger, claims(now)) == "ducha"
    assert store.audit_log.entries(ledger, "act")[-1] == entry, "bound once"


@pytest.mark.parametrize("other", [{"iss": "https://other.example"}, {"sub": "43"}])
def test_another_person_with_the_same_address_gets_in_only_after_unbinding(ledger, people, now, other):
    assert signed_in(ledger, claims(now)) == "ducha"
    with pytest.raises(NotPermitted, match="已绑定统一身份认证中的另一个人"):
        signed_in(ledger, claims(now, **other))
    commands.sign_in.unbind_identity(ledger, people[Role.ADMIN], "ducha")
    assert signed_in(ledger, claims(now)) == "", "unbinding ends the sessions"
    commands.sign_in.unbind_identity(ledger, people[Role.ADMIN], "ducha")
    assert signed_in(ledger, claims(now, **other)) == "ducha"
    with pytest.raises(NotPermitted):
        signed_in(ledger, claims(now))


def test_a_person_who_is_bound_opens_no_second_account_by_a_new_address(ledger, people, now):
    assert signed_in(ledger, claims(now)) == "ducha"
    commands.accounts.change_account(ledger, people[Role.ADMIN], "li", email="li@example.gov.cn")
    with pytest.raises(NotPermitted, match="另一个人"):
        signed_in(ledger, claims(now, email="li@example.gov.cn"))


def test_only_the_administrator_unbinds(ledger, ledger_file, people, now, capsys):
    signed_in(ledger, claims(now))
    with pytest.raises(NotPermitted):
        commands.sign_in.unbind_identity(ledger, people[Role.OFFICE], "ducha")
    with pytest.raises(InvalidInput, match="没有绑定"):
        commands.sign_in.unbind_identity(ledger, people[Role.ADMIN], "li")
    ledger.close()
    assert main(["user", "unbind", "ducha"]) == 0 and "已解除" in capsys.readouterr().out


@pytest.mark.parametrize(
    "at", [math.nan, math.inf, -math.inf, 1e20, -1, 0, True, "1772424000", None, 10**30, [1], 4102444801]
)
def test_an_issue_time_that_makes_no_sense_opens_nothing(ledger, people, now, at):
    assert signed_in(ledger, claims(now, iat=at)) == ""
    assert list(ledger.rows("session")) == [] == list(ledger.rows("identity"))


def test_an_issue_time_in_the_future_is_refused_but_for_a_clock_that_is_a_little_off(ledger, people, now):
    ahead = claims(now)["iat"]
    with pytest.raises(NotPermitted, match="时间"):
        signed_in(ledger, claims(now, iat=ahead + 301))
    assert signed_in(ledger, claims(now, iat=ahead + 299)) == "ducha"


@pytest.mark.parametrize(
    "changes", [{"iss": ["x"]}, {"sub": 42}, {"email": ["ducha@example.gov.cn"]}, {"email": {"a": 1}}, {"iss": True}]
)
def test_claims_of_another_type_open_nothing(ledger, people, now, changes):
    assert signed_in(ledger, claims(now, **changes)) == ""


def test_acts_of_consequence_need_a_recent_sign_in_at_the_provider(ledger, people, now):
    commands.accounts.change_account(ledger, people[Role.ADMIN], "admin", email="admin@example.gov.cn")
    there = claims(now)["iat"]
    old = claims(now, email="admin@example.gov.cn", auth_time=there - 601)
    administrator = auth.sessions.account_for_claims(ledger, old, "")
    new = Account("new", "新人", Role.VIEWER)
    with pytest.raises(IdentityUnconfirmed):
        commands.accounts.add_account(ledger, administrator, new)
    again = claims(now, email="admin@example.gov.cn", iat=there + 1, auth_time=there - 30)
    commands.accounts.add_account(ledger, auth.sessions.account_for_claims(ledger, again, ""), new)
