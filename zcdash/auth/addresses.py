"""Addresses in security settings: the networks from which each role may use the program, and the syslog server. Pure."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from zcdash.auth.permissions import ROLE_NAME, Role
from zcdash.errors import InvalidInput

Network = IPv4Network | IPv6Network
_THIS_MACHINE = "本机"


@lru_cache(maxsize=8)
def parse(text: str) -> dict[Role, tuple[Network, ...]]:
    """Return role → networks of a text with one role a line, `office 10.1.0.0/16 10.2.3.4`; roles not named are not limited.

    Raises InvalidInput, with the line, for an unknown role, a role named twice, no network, or one that is none.
    """
    networks: dict[Role, tuple[Network, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.replace(",", " ").replace("，", " ").split()
        if not words:
            continue
        try:
            role = Role(words[0])
            if role in networks or role is Role.CONSOLE or len(words) < 2:
                raise ValueError(line)
            networks[role] = tuple(ip_network(word, strict=False) for word in words[1:])
        except ValueError:
            roles = "、".join(f"{r.value}（{ROLE_NAME[r]}）" for r in Role if r is not Role.CONSOLE)
            raise InvalidInput(
                f"可登录的网段第 {number} 行读不懂：{line[:60]}。",
                f"每行先写一个角色，再写网段，空格隔开，例如 office 10.1.0.0/16 10.2.3.4；每个角色只写一行。角色有：{roles}。",
            ) from None
    return networks


def is_allowed(text: str, role: Role, origin: str) -> bool:
    """Return True if a role may come from an address.

    The system administrator may always come from this machine, so that nobody locks the last one out.
    """
    networks = parse(text).get(role)
    if networks is None:
        return True
    address = _address(origin)
    if address is None:
        return False
    return (role is Role.ADMIN and address.is_loopback) or any(address in network for network in networks)


def _address(origin: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address("127.0.0.1" if origin == _THIS_MACHINE else origin)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


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
