"""The table of permissions, walked whole; passwords; where a redirect may lead."""

import pytest
from starlette.requests import HTTPConnection

from zcdash import auth
from zcdash.auth import passwords, sessions
from zcdash.auth.permissions import PERMITS, ROLE_NAME, Account, Permission, Role
from zcdash.errors import InvalidInput, NotPermitted
from zcdash.web import request_info

# What the notice and the office's rules give to each: written out here a second time, so that a slip in the table shows.
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
    Role.VIEWER: {Permission.OWN_PASSWORD, Permission.SEE_SCORES, Permission.SEE_ON_THE_WAY},
    Role.CLERK: {Permission.OWN_PASSWORD, Permission.FILE, Permission.BREAK_DOWN},
    Role.HEAD: {
        Permission.OWN_PASSWORD,
        Permission.OBJECT,
        Permission.FILE,
        Permission.BREAK_DOWN,
        Permission.SIGN_HEAD,
        Permission.REQUEST,
    },
    Role.DEPUTY: {
        Permission.OWN_PASSWORD,
        Permission.OBJECT,
        Permission.SEE_SCORES,
        Permission.SIGN_DEPUTY,
        Permission.DECIDE,
        Permission.SEE_ON_THE_WAY,
        Permission.SEE_RETURNS,
    },
    Role.OFFICE: {
        Permission.OWN_PASSWORD,
        Permission.ANSWER_OBJECTION,
        Permission.WAIVE,
        Permission.SEE_SCORES,
        Permission.SET,
        Permission.FILE,
        Permission.BREAK_DOWN,
        Permission.REQUEST,
        Permission.DECIDE,
        Permission.READ_LOG,
        Permission.SEE_ON_THE_WAY,
        Permission.SEE_RETURNS,
    }
    | OFFICE_ALONE,
    Role.ADMIN: {Permission.OWN_PASSWORD, Permission.MANAGE, Permission.BACK_UP, Permission.READ_LOG},
    Role.CONSOLE: {
        Permission.SEE_SCORES,
        Permission.LOAD_PLAN,
        Permission.SET,
        Permission.FILE,
        Permission.MANAGE,
        Permission.BACK_UP,
        Permission.READ_LOG,
        Permission.SEE_ON_THE_WAY,
        Permission.SEE_RETURNS,
    },
}
for role in (Role.VIEWER, Role.CLERK, Role.HEAD, Role.DEPUTY, Role.OFFICE, Role.CONSOLE):
    EXPECTED[role].add(Permission.READ_NOTICE)
for role in (Role.CLERK, Role.HEAD):
    EXPECTED[role].add(Permission.REPLY_NOTICE)


@pytest.mark.parametrize("command", Permission)
@pytest.mark.parametrize("role", Role)
def test_every_duty_gives_its_own_commands_and_no_other(role, command):
    somebody = Account("x", "某人", role, unit="区财政局")
    if command in EXPECTED[role]:
        auth.permissions.require_permission(somebody, command)
        auth.permissions.require_permission(somebody, command, "区财政局")
    else:
        with pytest.raises(NotPermitted, match=ROLE_NAME[role]):
            auth.permissions.require_permission(somebody, command)


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
@pytest.mark.parametrize(
    "command", [Permission.FILE, Permission.BREAK_DOWN, Permission.REPLY_NOTICE, Permission.READ_NOTICE]
)
def test_a_unit_acts_for_itself_alone(role, command):
    with pytest.raises(NotPermitted, match="不能办理区教体局的事"):
        auth.permissions.require_permission(Account("x", "某人", role, unit="区财政局"), command, "区教体局")


@pytest.mark.parametrize("command", Permission)
@pytest.mark.parametrize("role", Role)
def test_an_account_out_of_use_gives_no_command(role, command):
    with pytest.raises(NotPermitted):
        auth.permissions.require_permission(Account("x", "某人", role, active=False), command)


def test_every_command_is_in_the_table():
    assert set(PERMITS) == set(Permission)


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
def test_a_password_that_is_easily_guessed_is_refused(password):
    with pytest.raises(InvalidInput):
        passwords.refuse_weak(password, "zhangsan", "张三")


@pytest.mark.parametrize("password", ["晴天 自行车 苹果 图书馆", "correct horse battery", "k7mq w2ex 9fdh"])
def test_a_long_one_without_any_signs_is_taken(password):
    passwords.refuse_weak(password, "zhangsan", "张三")


def test_one_that_was_made_is_strong_and_never_made_twice():
    made = {passwords.generate() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        passwords.refuse_weak(one, "zhangsan", "张三")


def test_what_is_kept_of_a_password_is_an_argon2id_hash_and_never_the_same_twice():
    kept = passwords.hashed("晴天 自行车 苹果")
    assert kept.startswith("$argon2id$") and kept != passwords.hashed("晴天 自行车 苹果")
    assert passwords.matches(kept, "晴天 自行车 苹果") and not passwords.matches(kept, "晴天 自行车 苹果 ")


@pytest.mark.parametrize("secret", ["", "no hash at all"])
def test_where_there_is_no_password_none_is_right(secret):
    assert not passwords.matches(secret, "") and not passwords.matches(secret, "anything")


def test_the_wait_grows_to_a_quarter_of_an_hour_and_stays():
    waits = [sessions.wait(n).total_seconds() for n in range(13)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert sessions.wait(10**6).total_seconds() == 900


@pytest.mark.parametrize(
    ("wanted", "to"),
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
def test_after_the_door_one_stays_in_the_house(wanted, to):
    assert request_info.local_path(wanted) == to


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
def test_the_demonstration_knows_who_sits_at_this_very_machine(client, host, local):
    assert request_info.is_local(_request(client, host)) == local


@pytest.mark.parametrize(
    ("headers", "ours"),
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
def test_a_form_is_taken_from_a_page_of_ours_only(headers, ours):
    assert request_info.same_origin(headers) == ours
