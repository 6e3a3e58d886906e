"""The log on its way to a syslog server: complete, in order, through outages, and without an act that waits for it."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.helpers import OFFICE, console
from zcdash import store
from zcdash.auth.permissions import Permission
from zcdash.domain.audit import Act, Event
from zcdash.store.ledger import Ledger
from zcdash.web import shared_ledger, syslog

LINE = re.compile(
    r"<(\d+)>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (\S+) zcdash (\d+) (\S+) "
    r"\[zcdash@32473 ((?:[^\]\\]|\\.)*)\] \ufeff(.*)",
    re.DOTALL,
)


class Receiver:
    """A syslog server on loopback that keeps what it gets; `frames` are the messages of TCP."""

    def __init__(self, protocol: str, port: int = 0) -> None:
        kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
        self._socket = socket.socket(socket.AF_INET, kind)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.messages: list[str] = []
        self._open: list[socket.socket] = []
        if protocol == "tcp":
            self._socket.listen()
        self.url = f"{protocol}://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._udp if protocol == "udp" else self._tcp, daemon=True)
        self._thread.start()

    def _udp(self) -> None:
        while data := self._received(self._socket):
            self.messages.append(data.decode())

    def _tcp(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            rest = b""
            while data := self._received(connection):
                rest += data
                while (blank := rest.find(b" ")) > 0 and len(rest) >= blank + 1 + int(rest[:blank]):
                    end = blank + 1 + int(rest[:blank])
                    self.messages.append(rest[blank + 1 : end].decode())
                    rest = rest[end:]

    @staticmethod
    def _received(opened: socket.socket) -> bytes:
        try:
            return opened.recv(65535)
        except OSError:
            return b""

    def close(self) -> None:
        for opened in (self._socket, *self._open):
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()
        self._thread.join(5)

    def numbers(self) -> list[int]:
        return [int(re.search(r'entry="(\d+)"', m)[1]) for m in self.messages]


def until(holds: Callable[[], bool]) -> None:
    """Wait for a state of the shipper's thread."""
    give_up = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.01)


@pytest.fixture
def shipping(tiny_ledger, monkeypatch) -> Iterator[Ledger]:
    """A ledger that is open in a server, with an impatient shipper."""
    monkeypatch.setattr(shared_ledger, "opened", lambda: tiny_ledger)
    for name in ("_IDLE_S", "_FIRST_WAIT_S", "_LONGEST_WAIT_S"):
        monkeypatch.setattr(syslog, name, 0.02)
    yield tiny_ledger
    syslog.shipper.stop()
    syslog.shipper.state = None


def ship_to(ledger: Ledger, url: str) -> None:
    store.settings.save_setting(ledger, "syslog", url, console().act(Permission.SET))


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
def test_every_entry_arrives_in_order_with_its_number_and_hash(shipping, protocol):
    server = Receiver(protocol)
    ship_to(shipping, server.url)
    syslog.shipper.start()
    for n in range(30):
        shipping.log_act(OFFICE.act(Event.DOWNLOAD, subject=f"文件 {n}.xlsx"))
    shipping.log_act(Act(what=Event.SIGN_IN_FAILED.value, name="未登录", origin="10.0.0.9"))
    entries = store.audit_log.entries(shipping)
    until(lambda: len(server.messages) == len(entries))
    for entry, text in zip(entries, server.messages, strict=True):
        priority, at, _, _, kind, data, message = LINE.fullmatch(text).groups()
        failed = entry["what"] == "登录失败"
        assert int(priority) == 13 * 8 + (4 if failed else 6)
        assert at.startswith(entry["acted_at"].isoformat(timespec="seconds"))
        assert f'entry="{entry["entry"]}" hash="{entry["hash"]}"' in data and entry["what"] in message
        assert (kind == "ACT") == (entry["what"] not in [e.value for e in Event])
    until(lambda: store.trail.shipped_entry(shipping, server.url) == len(entries))
    server.close()


def test_an_outage_delays_and_loses_nothing_and_no_act_waits(shipping):
    server = Receiver("tcp")
    port = int(server.url.rpartition(":")[2])
    ship_to(shipping, server.url)
    syslog.shipper.start()
    until(lambda: len(server.messages) == len(store.audit_log.entries(shipping)))
    before = server.messages
    server.close()
    for n in range(250):
        shipping.log_act(OFFICE.act(Event.DOWNLOAD, subject=f"文件 {n}.xlsx"))
    until(lambda: syslog.shipper.state.failing_since is not None)
    assert syslog.shipper.state.fault
    server = Receiver("tcp", port)
    last = store.audit_log.entries(shipping)[-1]["entry"]
    until(lambda: last in server.numbers())
    got = [int(re.search(r'entry="(\d+)"', m)[1]) for m in before] + server.numbers()
    assert sorted({*got}) == list(range(1, last + 1)) and server.numbers() == sorted(server.numbers())
    until(lambda: syslog.shipper.state.failing_since is None)
    server.close()


def test_what_was_done_while_the_server_was_off_is_sent_at_its_next_start(shipping):
    server = Receiver("udp")
    ship_to(shipping, server.url)
    syslog.shipper.start()
    until(lambda: store.trail.shipped_entry(shipping, server.url) == len(store.audit_log.entries(shipping)))
    syslog.shipper.stop()
    syslog.shipper.state = None
    sent = len(server.messages)
    shipping.log_act(console().act(Event.EXPORT, subject="dump"))
    syslog.shipper.start()
    until(lambda: len(server.messages) == sent + 1)
    assert "导出" in server.messages[-1] and server.numbers() == sorted({*server.numbers()})
    server.close()


def test_text_of_a_person_cannot_end_the_structure_or_the_line(shipping):
    act = Act(what="报送", name='a"]\n<110>1 - x', login='l"]\\', origin="10.0.0.1", after="长" * 20_000)
    shipping.log_act(act)
    text = syslog.message(store.audit_log.entries(shipping)[-1], "host").decode()
    match = LINE.fullmatch(text)
    assert match and "\n" not in text and 'login="l\\"\\]\\\\"' in match[6] and len(text.encode()) < 8192


@pytest.mark.parametrize("url", ["tcp://256.256.256.256:1", "udp://a..b:514"])
def test_an_address_that_cannot_work_is_shown_and_stops_nothing(shipping, url):
    ship_to(shipping, url)
    syslog.shipper.start()
    until(lambda: syslog.shipper.state is not None and syslog.shipper.state.failing_since is not None)
    server = Receiver("udp")
    ship_to(shipping, server.url)
    until(lambda: len(server.messages) == len(store.audit_log.entries(shipping)))
    server.close()
