"""Many addresses guess passwords at once: a real sign-in passes them, and each address is limited."""

from __future__ import annotations

import threading
import time

import httpx
from argon2 import PasswordHasher

from tests.browser.helpers import Server
from tests.helpers import PASSWORD, PEOPLE, account_row
from zcdash.auth.attempts import FREE_ATTEMPTS_OF_ADDRESS
from zcdash.auth.permissions import Permission, console
from zcdash.store import accounts
from zcdash.store.ledger import Ledger


def add_people(path) -> None:
    """Add accounts whose passwords cost as much to check as an office's: the other tests use cheaper ones."""
    dear = PasswordHasher().hash(PASSWORD)
    rows = [account_row(person, "") | {"password_hash": dear} for person in PEOPLE]
    with Ledger(path) as ledger:
        accounts.record_accounts(ledger, console().act(Permission.MANAGE), rows)


class Sprayer(threading.Thread):
    """One address that tries one password on one login after the other, real and invented, until it is told to stop."""

    def __init__(self, server: Server, address: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.answers: list[int] = []
        self._stop_it = stop
        headers = {"Origin": server.url, "X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
        self._client = httpx.Client(base_url=server.url, headers=headers, timeout=120)

    def run(self) -> None:
        with self._client as client:
            while not self._stop_it.is_set():
                n = len(self.answers)
                login = PEOPLE[n % len(PEOPLE)].login if n % 2 else f"invented{n}"
                answer = client.post("/sign-in", data={"login": login, "password": "spring2017"})
                self.answers.append(answer.status_code)


def test_a_real_sign_in_passes_those_that_spray(ledger_file, whole, record_outcome):
    addresses, sign_ins, pause = (30, 20, 1.0) if whole else (6, 3, 0.0)
    add_people(ledger_file)
    stop = threading.Event()
    with Server(ledger_file) as server:
        sprayers = [Sprayer(server, f"10.7.0.{n}", stop) for n in range(1, addresses + 1)]
        for sprayer in sprayers:
            sprayer.start()
        while min(len(sprayer.answers) for sprayer in sprayers) < 1:
            time.sleep(0.05)
        took = []
        for n in range(sign_ins):
            time.sleep(pause)
            started = time.monotonic()
            form = {"login": PEOPLE[n % len(PEOPLE)].login, "password": PASSWORD}
            headers = {"Origin": server.url, "X-Forwarded-For": f"10.8.0.{n}", "X-Forwarded-Proto": "https"}
            assert httpx.post(f"{server.url}/sign-in", data=form, headers=headers, timeout=120).status_code == 303
            took.append(time.monotonic() - started)
        stop.set()
        for sprayer in sprayers:
            sprayer.join(120)
    answers = [status for sprayer in sprayers for status in sprayer.answers]
    assert set(answers) <= {403, 503} and len(answers) >= addresses
    with Ledger(ledger_file) as ledger:
        counted = {row["login"]: row["failures"] for row in ledger.rows("attempt")}
    assert max(counted[f"\n10.7.0.{n}"] for n in range(1, addresses + 1)) <= FREE_ATTEMPTS_OF_ADDRESS + 1
    record_outcome(
        what=f"{addresses} spraying addresses, a real sign-in beside them",
        tried=len(answers),
        refused=len(answers),
        acknowledged=len(took),
        slowest_s=round(max(took), 2),
    )
    assert not whole or max(took) <= 2
