"""Streamlit's sessions and files, and the accounts that they belong to.

Streamlit gives each open page a session with a number, takes uploads for it, lets a broken connection return to it, and
serves files by an address made of a hash, all without asking for an account. What belongs to whom is therefore read here
from the messages that Streamlit sends to a page.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from streamlit import config, runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from zcdash.auth.permissions import Account
from zcdash.web.quotas import Kind, Quotas

MEDIA = "/media/"
_MEDIA_FIELDS = frozenset({"url", "image", "icon_image", "favicon"})
"""Fields that only the program fills; a text that a person typed is never in them."""
_MOST_FILES = 100_000
"""Addresses of files remembered; the one longest unused is forgotten, and opens after the page has run again."""


@dataclass(slots=True)
class OpenPage:
    """One session of Streamlit: its account, its connections, and (size, address) of each file uploaded to it."""

    account: Account
    connections: int = 0
    closed_at: float = 0
    files: dict[str, tuple[int, str]] = field(default_factory=dict)


class OpenPages:
    """Sessions of Streamlit that may still be in use, by number. The event loop owns it; others may look."""

    def __init__(self, quotas: Quotas) -> None:
        self._pages: dict[str, OpenPage] = {}
        self._media: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._quotas = quotas

    def owner(self, number: str) -> str | None:
        """Return the login of a session's account; None if there is no such session."""
        page = self._pages.get(number)
        return page.account.login if page else None

    def connect(self, number: str, account: Account) -> None:
        """Count one more connection of a session, which belongs to the account of its first connection."""
        self._pages.setdefault(number, OpenPage(account)).connections += 1

    def disconnect(self, number: str) -> None:
        """Count one connection less; forget sessions that nobody has returned to for as long as Streamlit keeps them."""
        page = self._pages.get(number)
        if page:
            page.connections -= 1
            page.closed_at = time.monotonic()

    def forget_closed(self) -> None:
        """Close the sessions whose page was closed longer ago than Streamlit waits for it, with their uploaded files."""
        before = time.monotonic() - seconds_kept()
        for number, page in [*self._pages.items()]:
            if page.connections <= 0 and page.closed_at <= before:
                for file in [*page.files]:
                    self.drop_file(number, file)
                del self._pages[number]
                if runtime.exists():
                    # Streamlit's own clean-up waits for the garbage collector; files of 10 MB should not.
                    runtime.get_instance().close_session(number)

    def keep_file(self, number: str, file: str, size: int, address: str) -> None:
        """Record an uploaded file, whose bytes are counted already, in place of one of the same number."""
        self.drop_file(number, file)
        self._pages[number].files[file] = size, address

    def drop_file(self, number: str, file: str) -> None:
        """Record that an uploaded file was removed: its bytes no longer count."""
        page = self._pages[number]
        size, address = page.files.pop(file, (0, ""))
        self._quotas.release(Kind.BYTES, page.account, address, size)

    def note_media(self, account: Account, data: bytes) -> None:
        """Remember the files whose addresses this message gives to the account."""
        if MEDIA.encode() in data:
            for address in _media_addresses(ForwardMsg.FromString(data)):
                self._media[account.login, address] = None
                self._media.move_to_end((account.login, address))
            while len(self._media) > _MOST_FILES:
                self._media.popitem(last=False)

    def may_open(self, account: Account, path: str) -> bool:
        """Return True if a page of this account was given the address of the file."""
        return (account.login, path) in self._media


def seconds_kept() -> float:
    """Return for how long a closed page may come back: a little shorter than Streamlit keeps its session.

    A session that Streamlit has let go of cannot be closed any more, and keeps its files for an unknown time.
    """
    kept = float(config.get_option("server.disconnectedSessionTTL"))
    return max(kept - 5, kept / 2)


def session_number(data: bytes) -> str:
    """Return the number of the session that a message begins; empty for any other message."""
    return str(ForwardMsg.FromString(data).new_session.initialize.session_id)


def _media_addresses(message: Any) -> Iterator[str]:
    """Yield the addresses in a Protobuf message."""
    for described, value in message.ListFields():
        several = value if described.is_repeated else [value]
        if described.type == described.TYPE_MESSAGE:
            if not described.message_type.GetOptions().map_entry:
                for inner in several:
                    yield from _media_addresses(inner)
        elif described.name in _MEDIA_FIELDS:
            yield from (text for text in several if isinstance(text, str) and text.startswith(MEDIA))
