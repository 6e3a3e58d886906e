"""The audit log, sent to a syslog server as it grows (RFC 5424; over UDP, or over TCP with counted messages, RFC 6587).

The log itself is the queue: one thread reads what follows the last entry sent, some hundred at a time, and remembers how far
it got. So an act never waits for the network, nothing is kept in memory, and what an outage or the command line left behind
is sent later, in order. After a broken connection the last entries may arrive twice; each has its number and hash.
"""

from __future__ import annotations

import os
import select
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from zcdash.auth import addresses, settings
from zcdash.domain.audit import Event
from zcdash.errors import LedgerUnavailable, ZcdashError
from zcdash.store import audit_log, trail
from zcdash.text import single_line
from zcdash.web import shared_ledger

if TYPE_CHECKING:
    from zcdash.store.ledger import Ledger

_BATCH = 200
_PAUSE_S = 0.1
"""Between two batches: a receiver of datagrams drops what comes faster than it reads."""
_IDLE_S = 1.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 60.0
_TIMEOUT_S = 5.0
_LOG_AUDIT = 13
"""The facility of audit logs."""
_WARNING, _INFORMATIONAL = 4, 6
_STRUCTURE = "zcdash@32473"
"""Name of the structured data; 32473 is the number that RFC 5612 sets aside for organisations without one of their own."""
_MESSAGE_ID = {event.value: event.name for event in Event}
_LONGEST_TEXT = 1000
"""Characters of the message: a datagram must stay far below 64 kB. The log has the whole text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    """State of the sending: the server, the last entry sent, and since when and why the server cannot be reached."""

    server: str
    entry: int
    failing_since: datetime | None = None
    """In UTC; None while it works."""
    fault: str = ""


def message(entry: audit_log.LogEntry, host: str) -> bytes:
    """Return an entry of the log as one syslog message."""
    severity = _WARNING if entry["what"] == Event.SIGN_IN_FAILED.value else _INFORMATIONAL
    values = {name: str(entry[name]) for name in ("entry", "hash", "login", "origin", "what", "plan", "period", "unit")}
    structure = " ".join(f'{name}="{_escaped(value)}"' for name, value in values.items() if value)
    at = f"{entry['acted_at'].isoformat(timespec='microseconds')}Z"
    who = f"{entry['name']}（{entry['role']}）" if entry["role"] else entry["name"]
    change = f"{entry['before']} → {entry['after']}" if entry["before"] else entry["after"]
    parts = (who, entry["what"], entry["period"], entry["unit"], entry["subject"], change)
    text = single_line(" ".join(filter(None, parts)))[:_LONGEST_TEXT]
    head = f"<{_LOG_AUDIT * 8 + severity}>1 {at} {host} zcdash {os.getpid()} {_MESSAGE_ID.get(entry['what'], 'ACT')}"
    return f"{head} [{_STRUCTURE} {structure}] \ufeff{text}".encode()


def _escaped(value: str) -> str:
    """Return a value of structured data with the characters escaped that would end it."""
    return "".join(f"\\{c}" if c in '"\\]' else c for c in single_line(value))


@dataclass(slots=True)
class _Connection:
    """An open socket to a server."""

    protocol: str
    host: str
    port: int
    _socket: socket.socket | None = None

    def send(self, messages: list[bytes]) -> None:
        """Send messages. Raises OSError if the server cannot be reached or has closed the connection."""
        if self._socket is None:
            self._socket = self._connected()
        if self.protocol == "udp":
            for text in messages:
                self._socket.send(text)
            return
        # Bytes written to a connection that the other side has closed are lost without an error.
        if select.select([self._socket], [], [], 0)[0] and not self._socket.recv(4096):
            raise ConnectionResetError("the server closed the connection")
        self._socket.sendall(b"".join(b"%d %b" % (len(text), text) for text in messages))

    def _connected(self) -> socket.socket:
        if self.protocol == "tcp":
            return socket.create_connection((self.host, self.port), _TIMEOUT_S)
        family, kind, number, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)[0]
        opened = socket.socket(family, kind, number)
        opened.settimeout(_TIMEOUT_S)
        opened.connect(address)
        return opened

    def close(self) -> None:
        """Close the socket; the next `send` connects again."""
        if self._socket:
            self._socket.close()
            self._socket = None


@dataclass(slots=True)
class Shipper:
    """Sends new entries of the log to the server that the setting names, until it is stopped."""

    _stopped: threading.Event = field(default_factory=threading.Event)
    _connection: _Connection | None = None
    _wait_s: float = _FIRST_WAIT_S
    _thread: threading.Thread | None = None
    state: Shipping | None = None
    """None as long as no server is set."""

    def start(self) -> None:
        """Start sending, in a thread of its own."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, name="syslog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop sending, and wait for the end of what is under way."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        """Send what is new once a second, after a fault ever more seldom, until `stop`."""
        wait = _IDLE_S
        host = socket.gethostname().encode("ascii", "replace").decode()[:255] or "-"
        while not self._stopped.wait(wait):
            ledger = shared_ledger.opened()
            if ledger:
                wait = self._ship(ledger, host)
        if self._connection:
            self._connection.close()

    def _ship(self, ledger: Ledger, host: str) -> float:
        """Send what is new and return the seconds to wait."""
        server = settings.value(ledger, "syslog")
        if not server:
            self.state = None
            return _IDLE_S
        if self.state is None or self.state.server != server:
            self._connect_to(ledger, server)
        try:
            while self._send_batch(ledger, server, host) and not self._stopped.wait(_PAUSE_S):
                pass
        # ValueError: a name that cannot be a host.
        except (OSError, ValueError, ZcdashError) as error:
            return self._fail(ledger, server, error)
        self._wait_s = _FIRST_WAIT_S
        return _IDLE_S

    def _connect_to(self, ledger: Ledger, server: str) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None
        self.state = Shipping(server=server, entry=trail.shipped_entry(ledger, server))

    def _send_batch(self, ledger: Ledger, server: str, host: str) -> bool:
        """Send the next entries; return False if there are none. Raises OSError, or InvalidInput for a wrong address."""
        shipped = self.state.entry if self.state else 0
        if self._connection is None:
            self._connection = _Connection(*(addresses.parse_syslog(server) or ("udp", "", 0)))
        entries = audit_log.find(ledger, audit_log.LogConditions(after=shipped), _BATCH)
        if not entries:
            self.state = Shipping(server=server, entry=shipped)
            return False
        self._connection.send([message(entry, host) for entry in entries])
        shipped = entries[-1]["entry"]
        self.state = Shipping(server=server, entry=shipped)
        with suppress(LedgerUnavailable):
            trail.record_shipped(ledger, server, shipped)
        return True

    def _fail(self, ledger: Ledger, server: str, error: Exception) -> float:
        """Record the fault; return the seconds to wait before the next attempt."""
        if self._connection:
            self._connection.close()
        since = self.state.failing_since if self.state else None
        self.state = Shipping(
            server=server,
            entry=self.state.entry if self.state else 0,
            failing_since=since or ledger.clock(),
            fault=error.sentence if isinstance(error, ZcdashError) else str(getattr(error, "strerror", "") or error),
        )
        wait, self._wait_s = self._wait_s, min(2 * self._wait_s, _LONGEST_WAIT_S)
        return wait


shipper = Shipper()
"""The shipper of this server."""
