"""The page registry: one entry for each script in pages/, and the roles of each page."""

import pytest

from tests.helpers import ROOT
from zcdash.auth.pages import BY_NAME, BY_URL, PAGES, require_page
from zcdash.auth.permissions import ROLE_NAME, TWO_PERSON, Account, Permission, Role
from zcdash.errors import NotPermitted

SCRIPTS = {p.name for p in (ROOT / "pages").glob("*.py")}
OF_EVERY_ROLE = {
    "overview", "leader", "unit", "chapter", "items", "item", "indicator", "promise", "wall", "rules", "bulletin",
    "score", "brief", "sign_ins", "timeline",
}  # fmt: skip
# A second copy of the table, so that a slip in the registry shows.
MORE_PAGES = {
    Role.VIEWER: {"notices"},
    Role.CLERK: {"notices", "submit", "months", "signing"},
    Role.HEAD: {"notices", "submit", "months", "signing", "compile"},
    Role.DEPUTY: {"notices", "signing", "compile"},
    Role.OFFICE: {
        "notices",
        "submit",
        "months",
        "signing",
        "periods",
        "absences",
        "compile",
        "organisation",
        "log",
        "confirmations",
    },
    Role.ADMIN: {"log", "accounts", "security", "confirmations"},
}
ALONE = {
    Role.SECURITY: {"accounts", "security", "confirmations"},
    Role.AUDITOR: {"log"},
    Role.PENDING: set(),
}
"""Roles that see no page of the plan."""
IN_ORDINARY_USE = {role: OF_EVERY_ROLE | pages for role, pages in MORE_PAGES.items()} | ALONE
SEPARATED = IN_ORDINARY_USE | {
    Role.ADMIN: {"accounts", "confirmations"},
    Role.OFFICE: IN_ORDINARY_USE[Role.OFFICE] - {"log"},
}
REGIMES = pytest.mark.parametrize(("separated", "expected"), [(False, IN_ORDINARY_USE), (True, SEPARATED)])


def person(role: Role, separated: bool = False) -> Account:
    return Account("x", "某人", role, duties_separated=separated)


def faults(scripts: set[str], entries: set[str]) -> list[str]:
    """Return a sentence for every script without an entry and every entry without a script."""
    unlisted = [f"pages/{s} has no entry: add one to PAGES in zcdash/auth/pages.py" for s in sorted(scripts - entries)]
    missing = [f"zcdash/auth/pages.py lists {s}, but pages/{s} does not exist" for s in sorted(entries - scripts)]
    return unlisted + missing


def test_every_script_has_an_entry_and_every_entry_a_script():
    assert faults(SCRIPTS, {page.script for page in PAGES}) == []


def test_a_script_without_an_entry_and_an_entry_without_a_script_are_named():
    assert faults({"new.py"}, set()) == ["pages/new.py has no entry: add one to PAGES in zcdash/auth/pages.py"]
    assert faults(set(), {"old.py"}) == ["zcdash/auth/pages.py lists old.py, but pages/old.py does not exist"]


def test_no_two_entries_share_an_address_or_a_title():
    assert len(BY_URL) == len({page.title for page in PAGES}) == len(PAGES)


@REGIMES
def test_a_role_may_open_its_own_pages_and_no_others(separated, expected):
    roles = set(Role) - {Role.CONSOLE}
    assert {r: {p.name for p in PAGES if p.is_open_to(person(r, separated))} for r in roles} == expected


@REGIMES
def test_a_page_of_other_roles_names_them(separated, expected):
    for page in PAGES:
        for role in expected:
            account = person(role, separated)
            if page.is_open_to(account):
                require_page(account, page)
            else:
                with pytest.raises(NotPermitted, match=f"“{page.title}”这一页由.+使用，您的角色是{ROLE_NAME[role]}"):
                    require_page(account, page)


@pytest.mark.parametrize("separated", [False, True])
def test_who_opens_a_page_of_the_office_may_do_what_is_done_there(separated):
    done_there = {
        "log": {Permission.READ_LOG},
        "accounts": {Permission.MANAGE, Permission.GIVE_ROLE, Permission.CONTROL_SIGN_IN},
        "security": {Permission.SET_SECURITY},
        "confirmations": set(TWO_PERSON),
    }
    for name, permissions in done_there.items():
        for role in set(Role) - {Role.CONSOLE}:
            account = person(role, separated)
            assert BY_NAME[name].is_open_to(account) == any(account.may(p) for p in permissions)


def test_an_inactive_account_opens_no_page():
    assert [p.name for p in PAGES if p.is_open_to(Account("x", "某人", Role.OFFICE, active=False))] == []
