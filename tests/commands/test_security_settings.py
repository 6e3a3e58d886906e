"""Security settings: validated, in the log with before and after, in effect at once; on the command line too."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.helpers import PASSWORD
from zcdash import auth, commands, store
from zcdash.auth.permissions import Role, console
from zcdash.auth.settings import BY_NAME, Kind
from zcdash.cli.main import main
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store.ledger import Ledger

GOOD = {
    "second_factor_roles": "office admin",
    "two_person": "",
    "separate_duties": "",
    "tls_by_proxy": "yes",
    "allowed_addresses": "office 10.1.0.0/16\nadmin 10.2.0.4",
    "syslog": "tcp://10.0.0.5:601",
    "cryptography": "guomi",
}
"""A value for each setting that is no number."""
BAD = {
    "second_factor_roles": "office king",
    "two_person": "no",
    "separate_duties": "1",
    "tls_by_proxy": "no",
    "allowed_addresses": "office 10.1.0.0/99",
    "syslog": "10.0.0.5",
    "cryptography": "rot13",
}


def good(name: str) -> str:
    return str(BY_NAME[name].least) if BY_NAME[name].kind is Kind.NUMBER else GOOD[name]


def bad(name: str) -> str:
    return str(BY_NAME[name].most + 1) if BY_NAME[name].kind is Kind.NUMBER else BAD[name]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_setting_takes_a_value_of_its_kind_and_no_other(ledger, people, name):
    by = people[Role.ADMIN]
    commands.security.set_setting(ledger, by, name, good(name))
    assert auth.settings.value(ledger, name) == good(name)
    entries = len(store.audit_log.entries(ledger))
    commands.security.set_setting(ledger, by, name, good(name))
    with pytest.raises(InvalidInput) as refused:
        commands.security.set_setting(ledger, by, name, bad(name))
    assert refused.value.advice and auth.settings.value(ledger, name) == good(name)
    assert len(store.audit_log.entries(ledger)) == entries, "the same value, or a wrong one, writes nothing"


@pytest.mark.parametrize("value", ["-1", "1.5", "", "x", "０", "99999999999999999999"])
def test_a_number_is_a_whole_number_within_its_bounds(ledger, people, value):
    with pytest.raises(InvalidInput, match="应为"):
        commands.security.set_setting(ledger, people[Role.ADMIN], "session_hours", value)


def test_a_change_is_in_the_log_with_what_it_was(ledger, people):
    by = people[Role.SECURITY]
    commands.security.set_setting(ledger, by, "session_hours", "4")
    commands.security.set_setting(ledger, by, "second_factor_roles", "office")
    first, second = store.audit_log.entries(ledger)[-2:]
    assert (first["what"], first["name"], first["subject"]) == ("安全设置", "孙保密", "登录后最长（小时）")
    assert (first["before"], first["after"]) == ("8", "4")
    assert (second["before"], second["after"]) == ("无", "督查室")
    assert store.audit_log.verify(ledger).faults == ()


def test_an_unknown_setting_is_named(ledger, people):
    with pytest.raises(NotFound, match="sample"):
        commands.security.set_setting(ledger, people[Role.ADMIN], "sample", "yes")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.SECURITY, Role.CONSOLE}))
def test_other_roles_set_nothing(ledger, people, role):
    with pytest.raises(NotPermitted, match="安全设置"):
        commands.security.set_setting(ledger, people[role], "session_hours", "4")


def test_a_change_takes_effect_on_sessions_at_once(ledger, people):
    token = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    now = ledger.clock()
    ledger.clock = lambda: now + timedelta(minutes=10)
    assert auth.sessions.account_for_token(ledger, token)
    ledger.clock = lambda: now + timedelta(minutes=16)
    commands.security.set_setting(ledger, people[Role.ADMIN], "session_idle_minutes", "5")
    assert auth.sessions.account_for_token(ledger, token) is None


def test_nobody_shuts_himself_out_by_a_list_of_networks(ledger, people):
    by = replace(people[Role.ADMIN], origin="10.9.0.1")
    with pytest.raises(InvalidInput, match="您自己从 10.9.0.1"):
        commands.security.set_setting(ledger, by, "allowed_addresses", "admin 10.1.0.0/16")
    commands.security.set_setting(ledger, by, "allowed_addresses", "admin 10.1.0.0/16 10.9.0.0/24\noffice 10.2.0.0/16")
    commands.security.set_setting(ledger, console(), "allowed_addresses", "admin 10.1.0.0/16")


def test_the_command_line_lists_and_sets(ledger_file, capsys):
    assert main(["setting"]) == 0
    listed = capsys.readouterr().out
    assert listed.count("\n") == len(BY_NAME) and "session_hours = 8　登录后最长（小时）（默认 8）" in listed
    assert main(["setting", "session_hours", "4"]) == 0
    assert capsys.readouterr().out == "session_hours = 4　登录后最长（小时）（默认 8）\n"
    assert main(["setting", "syslog", "udp://10.0.0.5:514"]) == 0 and main(["setting", "syslog", ""]) == 0
    assert main(["setting", "syslog"]) == 0 and "syslog = 　" in capsys.readouterr().out.splitlines()[-1]
    with Ledger(ledger_file) as ledger:
        assert auth.settings.number(ledger, "session_hours") == 4
        assert store.audit_log.entries(ledger)[-1]["origin"] == "命令行"


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["nothing", "1"], ["session_hours", "100"], ["a", "b", "c"], ["two_person", "yes"]]
)
def test_what_the_command_line_cannot_set_is_said_in_one_sentence(ledger_file, capsys, arguments):
    assert main(["setting", *arguments]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and not said.out
