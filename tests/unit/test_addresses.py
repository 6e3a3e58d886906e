"""Networks by role and the syslog server, as typed into the security settings."""

import pytest

from zcdash.auth import addresses
from zcdash.auth.permissions import Role
from zcdash.errors import InvalidInput

TEXT = "office 10.1.0.0/16，10.2.3.4\n\nclerk 2001:db8::/32 192.168.0.0/24\nadmin 10.9.0.1"


@pytest.mark.parametrize(
    ("role", "origin", "allowed"),
    [
        (Role.OFFICE, "10.1.255.255", True),
        (Role.OFFICE, "10.2.3.4", True),
        (Role.OFFICE, "::ffff:10.2.3.4", True),
        (Role.OFFICE, "10.2.3.5", False),
        (Role.OFFICE, "127.0.0.1", False),
        (Role.OFFICE, "本机", False),
        (Role.OFFICE, "", False),
        (Role.OFFICE, "not an address", False),
        (Role.CLERK, "2001:db8:1::5", True),
        (Role.CLERK, "2001:db9::5", False),
        (Role.HEAD, "203.0.113.9", True),
        (Role.ADMIN, "10.9.0.2", False),
        (Role.ADMIN, "127.0.0.1", True),
        (Role.ADMIN, "::1", True),
        (Role.ADMIN, "本机", True),
    ],
)
def test_a_role_that_is_named_comes_from_its_networks_and_the_administrator_from_the_server_too(role, origin, allowed):
    assert addresses.is_allowed(TEXT, role, origin) is allowed


def test_without_a_text_nobody_is_limited():
    assert addresses.is_allowed("", Role.OFFICE, "203.0.113.9")


@pytest.mark.parametrize(
    "line",
    ["督查室 10.0.0.0/8", "office", "office 10.0.0.0/33", "console 10.0.0.0/8", "office 10.1.0.0/16\noffice ::1"],
)
def test_a_line_that_says_nothing_clear_is_refused_with_its_number(line):
    text = f"clerk 10.0.0.0/8\n{line}"
    with pytest.raises(InvalidInput) as refused:
        addresses.parse(text)
    assert f"第 {len(text.splitlines())} 行" in refused.value.sentence and "office 10.1.0.0/16" in refused.value.advice


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("", None),
        ("udp://10.0.0.5:514", ("udp", "10.0.0.5", 514)),
        ("tcp://log.example.gov.cn:601", ("tcp", "log.example.gov.cn", 601)),
        ("tcp://[fd00::5]:601", ("tcp", "fd00::5", 601)),
    ],
)
def test_a_syslog_server_has_protocol_host_and_port(url, parts):
    assert addresses.parse_syslog(url) == parts


@pytest.mark.parametrize(
    "url",
    ["10.0.0.5:514", "http://10.0.0.5:514", "udp://10.0.0.5", "udp://:514", "udp://h:70000", "udp://h:0", "udp://h:5/x",
     "udp://a@h:5", "udp://[fd00:5", "udp://h h:5"],
)  # fmt: skip
def test_another_text_is_no_syslog_server(url):
    with pytest.raises(InvalidInput, match="服务器地址"):
        addresses.parse_syslog(url)
