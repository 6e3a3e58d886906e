"""Permissions by role, passwords, delays after failed sign-ins, and the checks of a request's origin."""

import pytest
from starlette.requests import HTTPConnection

from zcdash import auth
from zcdash.auth import attempts, passwords
from zcdash.auth.permissions import ROLE_NAME, ROLES_BY_PERMISSION, Account, Permission, Role
from zcdash.errors import InvalidInput, NotPermitted
from zcdash.web import request_info

# Written out a second time from the notice and the office's rules, so that a slip in the table shows.
OFFICE_ALONE = {
    Permission.ACCEPT,
    Permission.EXTEND,
    Permission.EXCEPT,
    Permission.LOCK,
    Permission.CLOSE,
    Permission.REOPEN,
    Permission.OVERRIDE,
    Permission.ABSENCE,
    Permission.DRAFT_BULLETIN,
    Permission.ISSUE_BULLETIN,
    Permission.ISSUE_NOTICE,
    Permission.END_NOTICE,
}
EXPECTED = {
    Role.VIEWER: {Permission.OWN_PASSWORD, Permission.OWN_SIGN_IN, Permission.SEE_SCORES, Permission.SEE_ON_THE_WAY},
    Role.CLERK: {Permission.OWN_PASSWORD, Permission.OWN_SIGN_IN, Permission.FILE, Permission.BREAK_DOWN},
    Role.HEAD: {
        Permission.OWN_PASSWORD,
        Permission.OWN_SIGN_IN,
        Permission.OBJECT,
        Permission.FILE,
        Permission.BREAK_DOWN,
        Permission.SIGN_HEAD,
        Permission.REQUEST_CORRECTION,
    },
    Role.DEPUTY: {
        Permission.OWN_PASSWORD,
        Permission.OWN_SIGN_IN,
        Permission.OBJECT,
        Permission.SEE_SCORES,
        Permission.SIGN_DEPUTY,
        Permission.DECIDE_CORRECTION,
        Permission.SEE_ON_THE_WAY,
        Permission.SEE_SUBMISSIONS,
    },
    Role.OFFICE: {
        Permission.OWN_PASSWORD,
        Permission.OWN_SIGN_IN,
        Permission.ANSWER_OBJECTION,
        Permission.WAIVE,
        Permission.SEE_SCORES,
        Permission.SET,
        Permission.FILE,
        Permission.BREAK_DOWN,
        Permission.REQUEST_CORRECTION,
        Permission.READ_LOG,
        Permission.SEE_ON_THE_WAY,
        Permission.SEE_SUBMISSIONS,
    }
    | OFFICE_ALONE,
    Role.ADMIN: {
        Permission.OWN_PASSWORD,
        Permission.OWN_SIGN_IN,
        Permission.MANAGE,
        Permission.GIVE_ROLE,
        Permission.CONTROL_SIGN_IN,
        Permission.SET_SECURITY,
        Permission.BACK_UP,
        Permission.READ_LOG,
    },
    Role.SECURITY: {
        Permission.OWN_PASSWORD,
        Permission.OWN_SIGN_IN,
        Permission.GIVE_ROLE,
        Permission.CONTROL_SIGN_IN,
        Permission.SET_SECURITY,
    },
    Role.AUDITOR: {Permission.OWN_PASSWORD, Permission.OWN_SIGN_IN, Permission.READ_LOG},
    Role.PENDING: {Permission.OWN_PASSWORD, Permission.OWN_SIGN_IN},
    Role.CONSOLE: {
        Permission.SEE_SCORES,
        Permission.ERASE_NAMES,
        Permission.LOAD_PLAN,
        Permission.SET,
        Permission.FILE,
        Permission.MANAGE,
        Permission.GIVE_ROLE,
        Permission.CONTROL_SIGN_IN,
        Permission.SET_SECURITY,
        Permission.BACK_UP,
        Permission.READ_LOG,
        Permission.SEE_ON_THE_WAY,
        Permission.SEE_SUBMISSIONS,
    },
}
for role in (Role.VIEWER, Role.CLERK, Role.HEAD, Role.DEPUTY, Role.OFFICE, Role.CONSOLE):
    EXPECTED[role].add(Permission.READ_NOTICE)
for role in (Role.CLERK, Role.HEAD):
    EXPECTED[role] |= {Permission.REPLY_NOTICE, Permission.SAVE_DRAFT}
for role in (Role.CLERK, Role.HEAD, Role.OFFICE):
    EXPECTED[role] |= {Permission.ATTACH_EVIDENCE, Permission.WITHDRAW_EVIDENCE}
for role in (Role.OFFICE, Role.CONSOLE):
    EXPECTED[role] |= {Permission.COMPILE_PLAN, Permission.MANAGE_ORGANISATION}
EXPECTED[Role.OFFICE].add(Permission.APPROVE_PLAN)
OWN = {Permission.OWN_PASSWORD, Permission.OWN_SIGN_IN}
SEPARATED = EXPECTED | {
    Role.ADMIN: OWN | {Permission.MANAGE, Permission.BACK_UP},
    Role.OFFICE: EXPECTED[Role.OFFICE] - {Permission.READ_LOG},
}
"""The same with separated duties (三员分立)."""


def allowed(check, *arguments) -> bool:
    """Return True if the check passes, False if it raises NotPermitted."""
    try:
        check(*arguments)
    except NotPermitted:
        return False
    return True


def account(role: Role, **details) -> Account:
    return Account("x", "某人", role, **details)


@pytest.mark.parametrize("unit", [None, "区财政局"])
@pytest.mark.parametrize(("separated", "expected"), [(False, EXPECTED), (True, SEPARATED)])
def test_each_role_has_its_permissions_and_no_others(unit, separated, expected):
    require = auth.permissions.require_permission
    people = {role: account(role, unit="区财政局", duties_separated=separated) for role in Role}
    table = {role: {p for p in Permission if allowed(require, people[role], p, unit)} for role in Role}
    assert table == expected


@pytest.mark.parametrize(("separated", "expected"), [(False, EXPECTED), (True, SEPARATED)])
def test_a_refusal_names_the_role_of_the_account(separated, expected):
    for role in Role:
        for permission in set(Permission) - expected[role]:
            with pytest.raises(NotPermitted, match=ROLE_NAME[role]):
                person = account(role, unit="区财政局", duties_separated=separated)
                auth.permissions.require_permission(person, permission)


def test_no_officer_has_a_permission_of_another_while_duties_are_separated():
    own = {role: SEPARATED[role] - OWN for role in auth.permissions.OFFICERS}
    assert [a & b for a in own.values() for b in own.values() if a is not b] == [set()] * 6
    others = set().union(*(SEPARATED[role] for role in set(Role) - {*own, Role.CONSOLE})) - OWN
    assert {role: permissions & others for role, permissions in own.items()} == {role: set() for role in own}


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
@pytest.mark.parametrize(
    "permission",
    [Permission.FILE, Permission.SAVE_DRAFT, Permission.BREAK_DOWN, Permission.REPLY_NOTICE, Permission.READ_NOTICE],
)
def test_an_account_of_a_unit_acts_for_that_unit_alone(role, permission):
    with pytest.raises(NotPermitted, match="不能办理区教体局的事"):
        auth.permissions.require_permission(account(role, unit="区财政局"), permission, "区教体局")


def test_an_inactive_account_has_no_permission():
    require = auth.permissions.require_permission
    table = {role: {p for p in Permission if allowed(require, account(role, active=False), p)} for role in Role}
    assert table == {role: set() for role in Role}


def test_every_permission_is_in_the_table():
    assert set(ROLES_BY_PERMISSION) == set(Permission)


@pytest.mark.parametrize(
    "password",
    [
        "短",
        "123456789",
        "1234567890",
        "qwertyuiop",
        "password123",
        "zhangsan2017",
        "Zhangsan888!",
        "张三张三张三张三张三",
        "aaaaaaaaaaaa",
        "Abc1234567",
        "1qaz2wsx3edc",
        "zcdash2017",
        "长" * 129,
    ],
)
def test_a_password_easy_to_guess_is_refused(password):
    with pytest.raises(InvalidInput):
        passwords.refuse_weak(password, "zhangsan", "张三")


@pytest.mark.parametrize("password", ["晴天 自行车 苹果 图书馆", "correct horse battery", "k7mq w2ex 9fdh"])
def test_a_long_password_without_special_characters_is_accepted(password):
    passwords.refuse_weak(password, "zhangsan", "张三")


def test_a_generated_password_is_strong_and_unique():
    generated = {passwords.generate() for _ in range(200)}
    assert len(generated) == 200
    for password in generated:
        passwords.refuse_weak(password, "zhangsan", "张三")


def test_a_password_is_stored_as_a_salted_argon2id_hash():
    stored = passwords.hashed("晴天 自行车 苹果")
    assert stored.startswith("$argon2id$") and stored != passwords.hashed("晴天 自行车 苹果")
    assert passwords.matches(stored, "晴天 自行车 苹果") and not passwords.matches(stored, "晴天 自行车 苹果 ")


@pytest.mark.parametrize("password_hash", ["", "no hash at all"])
def test_without_a_valid_hash_no_password_matches(password_hash):
    assert not passwords.matches(password_hash, "") and not passwords.matches(password_hash, "anything")


def test_the_delay_after_failed_sign_ins_doubles_up_to_fifteen_minutes():
    delays = [attempts.lockout_delay(n).total_seconds() for n in range(13)]
    assert delays == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert attempts.lockout_delay(10**6).total_seconds() == 900


@pytest.mark.parametrize(
    ("requested", "path"),
    [
        ("/", "/"),
        ("/items?words=%E5%A7%9C", "/items?words=%E5%A7%9C"),
        ("/leader?leader=刘冀中", "/leader?leader=刘冀中"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("items", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\nSet-Cookie: x", "/"),
        ("/\t/evil.example", "/"),
        ("", "/"),
        ("/sign-out", "/"),
        ("/sign-in?next=/", "/"),
        ("/auth/logout", "/"),
    ],
)
def test_a_redirect_after_sign_in_stays_on_this_server(requested, path):
    assert request_info.local_path(requested) == path


def _request(client: str, host: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "client": (client, 1), "headers": [(b"host", host.encode())]})


@pytest.mark.parametrize(
    ("client", "host", "local"),
    [
        ("127.0.0.1", "127.0.0.1:8501", True),
        ("127.0.0.1", "localhost:8501", True),
        ("::1", "[::1]:8501", True),
        ("::ffff:127.0.0.1", "localhost", True),
        ("10.1.2.3", "127.0.0.1:8501", False),
        ("10.1.2.3", "10.1.2.4", False),
        ("127.0.0.1", "rebound.example:8501", False),
        ("", "localhost", False),
        ("testclient", "localhost", False),
    ],
)
def test_a_request_is_local_only_from_this_machine_under_its_own_name(client, host, local):
    assert request_info.is_local(_request(client, host)) == local


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"host": "a:1", "origin": "http://a:1"}, True),
        ({"host": "a:1", "origin": "https://a:1", "sec-fetch-site": "same-origin"}, True),
        ({"host": "a:1", "sec-fetch-site": "same-origin"}, True),
        ({"host": "a:1", "origin": "http://b:1"}, False),
        ({"host": "a:1", "origin": "http://a:2"}, False),
        ({"host": "a:1", "origin": "null"}, False),
        ({"host": "a:1", "origin": "http://a:1", "sec-fetch-site": "cross-site"}, False),
        ({"host": "a:1", "origin": "http://a:1", "sec-fetch-site": "same-site"}, False),
        ({"host": "a:1"}, False),
    ],
)
def test_a_form_is_accepted_only_from_a_page_of_this_server(headers, expected):
    assert request_info.same_origin(headers) == expected
