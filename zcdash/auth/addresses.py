"""Addresses in security settings: the networks that a role may sign in from, and the syslog server."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from zcdash.auth.permissions import ROLE_NAME, Role
from zcdash.errors import InvalidInput

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse(text: str) -> dict[Role, tuple[Network, ...]]:
    """Return the networks of each role listed, one role a line: `office 10.1.0.0/16 10.2.0.0/16`. Raises InvalidInput."""
    networks: dict[Role, tuple[Network, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        role, *written = line.split() or [""]
        if not role:
            continue
        if role not in ROLE_NAME or role == Role.CONSOLE:
            known = "、".join(r.value for r in Role if r is not Role.CONSOLE)
            raise InvalidInput(f"第 {number} 行的“{role}”不是角色。", f"应为：{known}。")
        if role in networks or not written:
            fault = "重复写了" if role in networks else "没有写网段："
            raise InvalidInput(f"第 {number} 行{fault}{role}。", "每个角色写一行，后面写一个或多个网段。")
        try:
            networks[Role(role)] = tuple(ipaddress.ip_network(network) for network in written)
        except ValueError:
            advice = "网段写成 10.1.0.0/16，单独一个地址写成 10.1.2.3；网段的末尾几位应为 0。"
            raise InvalidInput(f"第 {number} 行的网段不对：{' '.join(written)}。", advice) from None
    return networks


def parse_syslog(url: str) -> tuple[str, str, int] | None:
    """Return (protocol, host, port) of a syslog server, `udp://10.0.0.5:514`; None for an empty text. Raises InvalidInput."""
    if not url:
        return None
    advice = "应写成 udp://10.0.0.5:514 或 tcp://10.0.0.5:601。"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InvalidInput(f"服务器地址 {url} 不对。", advice) from None
    if parts.scheme not in ("udp", "tcp") or not (host and port) or url != f"{parts.scheme}://{parts.netloc}":
        raise InvalidInput(f"服务器地址 {url} 不对。", advice)
    if "@" in parts.netloc or any(character.isspace() for character in host):
        raise InvalidInput(f"服务器地址 {url} 不对。", advice)
    return parts.scheme, host, port
