"""Networks by role and the syslog server, as typed into the security settings."""

import ipaddress

import pytest

from zcdash.auth import addresses
from zcdash.auth.permissions import Role
from zcdash.errors import InvalidInput


def test_each_line_lists_the_networks_of_one_role():
    assert addresses.parse("office 10.1.0.0/16  10.2.3.4\n\n admin fd00::/8 ") == {
        Role.OFFICE: (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("10.2.3.4/32")),
        Role.ADMIN: (ipaddress.ip_network("fd00::/8"),),
    }
    assert addresses.parse(" \n") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("office 10.1.0.0/16\nking 10.0.0.0/8", "第 2 行的“king”不是角色"),
        ("console 10.0.0.0/8", "不是角色"),
        ("office", "没有写网段"),
        ("office 10.1.2.3\noffice 10.1.2.4", "重复"),
        ("office 10.1.2.3/33", "网段不对"),
        ("office 10.1.2.3/16", "网段不对"),
        ("office 10.1.2", "网段不对"),
    ],
)
def test_a_wrong_line_is_named(text, said):
    with pytest.raises(InvalidInput, match=said):
        addresses.parse(text)


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
