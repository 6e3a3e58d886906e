"""People without an account, and one with an account, send uploads that they may not send, or never end: nothing is kept."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.benchmark.session import Session
from tests.browser.helpers import Server, sign_in
from zcdash.auth.permissions import Role
from zcdash.auth.sessions import COOKIE

MB = 1 << 20
XSRF = "2|00000000|" + "ab" * 16 + "|1"
MOST_MB = 60
"""Memory that the server may keep: far less than one tenth of what was sent to it in the short run."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def memory_mb(pid: int) -> int:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def temporary_bytes(pid: int, folder: Path) -> int:
    """Return the size of the temporary files that a process holds, those without a name too."""
    size = 0
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            if str(link.readlink()).startswith(str(folder)):
                size += link.stat().st_size
    return size


def begin_upload(url: str, address: str, cookie: str, sent: int, ends: bool) -> tuple[str, socket.socket]:
    """Send an upload of 10 MB, or of `sent` bytes of it and then nothing; return the status line, if any, and the socket."""
    parts = urlsplit(url)
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="q.xlsx"\r\n\r\n'
    opened = socket.create_connection((parts.hostname, parts.port), timeout=120)
    lines = [
        f"PUT {address} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Cookie: _streamlit_xsrf={XSRF}{cookie}",
        f"X-Xsrftoken: {XSRF}",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {10 * MB}",
    ]
    with suppress(OSError):
        opened.sendall("\r\n".join([*lines, "", ""]).encode() + head)
        opened.sendall(b"x" * ((10 * MB if ends else sent) - len(head)))
    if not ends and cookie:
        return "", opened
    answer = b""
    with suppress(OSError):
        answer = opened.recv(100)
    return answer.decode("latin-1").split("\r\n")[0], opened


def wait_until(state: Callable[[], bool], seconds: float = 180) -> bool:
    """Return True once a state is reached, False if it is not within some seconds."""
    give_up = time.monotonic() + seconds
    while not state():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def ledger_path(loaded_ledger: Path, tmp_path: Path) -> Path:
    path = Path(shutil.copy(loaded_ledger, tmp_path / "zcdash.duckdb"))
    sign_in(path)
    return path


def test_uploads_without_an_account_are_refused_and_nothing_of_them_is_kept(
    ledger_path, temporary, whole, record_outcome
):
    uploaders = 200 if whole else 60
    with (
        Server(ledger_path, TMPDIR=str(temporary)) as server,
        Session(server.url, (COOKIE, server.sign_in())) as office,
    ):
        office.open("submit", unit="区环保分局", period="2017Q1")
        before, slowest = memory_mb(server.pid), 0.0

        def upload(n: int) -> tuple[str, socket.socket]:
            # Even the number of a session in use opens nothing; every second one never ends its body.
            return begin_upload(server.url, f"/_stcore/upload_file/{office._id}/f{n}", "", MB, ends=n % 2 == 0)

        with ThreadPoolExecutor(20) as executor:
            waiting = [executor.submit(upload, n) for n in range(uploaders)]
            while not all(w.done() for w in waiting):
                began = time.monotonic()
                assert httpx.get(server.url + "/health", timeout=60).text == "ok"
                slowest = max(slowest, time.monotonic() - began)
        results = [w.result() for w in waiting]
        taken = [status for status, _ in results if status and " 403 " not in status]
        assert taken == [], "an upload was taken"
        assert temporary_bytes(server.pid, temporary) == 0 and [*temporary.iterdir()] == []
        more = memory_mb(server.pid) - before
        assert more <= MOST_MB
        for _, opened in results:
            opened.close()
        assert "区环保分局" in office.again().words
    record_outcome(
        what="uploads without an account (every second unfinished)",
        tried=uploaders,
        refused=uploaders,
        slowest_s=round(slowest, 2),
        most_mb=max(more, 0),
        lost=0,
    )


def test_bodies_that_an_account_leaves_unfinished_are_given_up(ledger_path, temporary, whole, record_outcome):
    uploads = 40 if whole else 8
    with Server(ledger_path, TMPDIR=str(temporary)) as server:
        token = server.sign_in(Role.CLERK)
        with Session(server.url, (COOKIE, token)) as clerk:
            clerk.open("submit", period="2017Q1")
            before = memory_mb(server.pid)
            results = [
                begin_upload(
                    server.url, f"/_stcore/upload_file/{clerk._id}/f{n}", f"; {COOKIE}={token}", 3 * MB, ends=False
                )
                for n in range(uploads)
            ]
            assert wait_until(lambda: temporary_bytes(server.pid, temporary) > uploads * 2 * MB), (
                "they are on their way"
            )
            if whole:
                answers = [opened.recv(100).decode("latin-1") for _, opened in results if not opened.settimeout(60)]
                assert all(" 408 " in answer.split("\r\n")[0] for answer in answers)
            for _, opened in results:
                opened.close()
            assert wait_until(lambda: temporary_bytes(server.pid, temporary) == 0), "the temporary folder is not freed"
            more = memory_mb(server.pid) - before
            assert more <= MOST_MB
            assert clerk.again().words
    record_outcome(
        what="uploads that an account leaves unfinished", tried=uploads, refused=uploads, most_mb=max(more, 0), lost=0
    )


def test_the_uploads_of_a_page_are_released_some_time_after_it_was_closed(ledger_path, temporary, record_outcome):
    with Server(ledger_path, TMPDIR=str(temporary), STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="4") as server:
        token = server.sign_in(Role.CLERK)
        cookies = {COOKIE: token, "_streamlit_xsrf": XSRF}
        with Session(server.url, (COOKIE, token)) as clerk, httpx.Client(cookies=cookies, timeout=60) as http:
            clerk.open("submit", period="2017Q1")
            before = memory_mb(server.pid)
            for n in range(20):
                file = {"file": ("q.xlsx", os.urandom(9 * MB))}
                address = f"{server.url}/_stcore/upload_file/{clerk._id}/f{n}"
                answer = http.put(address, files=file, headers={"X-Xsrftoken": XSRF})
                assert answer.status_code == 204
            last = [http.put(f"{address}x{n}", files=file, headers={"X-Xsrftoken": XSRF}) for n in range(4)]
            answer = last[-1]
            assert answer.status_code == 429 and "两分钟后再传" in answer.text
            assert memory_mb(server.pid) > before + 150
        assert wait_until(lambda: memory_mb(server.pid) <= before + MOST_MB), "the files of a closed page are held"
        more = memory_mb(server.pid) - before
    refused = sum(answer.status_code == 429 for answer in last)
    record_outcome(
        what="uploads of an account at its limit, page closed", tried=24, refused=refused, most_mb=max(more, 0), lost=0
    )
