"""The server's own check of its ledger, in a background thread: at start and once a day, before the log's head is signed.

If the ledger was changed outside the program, every session ends, because nothing proves a session; the log file and the page
留痕 say so, and nothing is signed.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zcdash import store
from zcdash.errors import ZcdashError
from zcdash.store.audit_log import VerificationResult
from zcdash.store.ledger import Ledger
from zcdash.web import shared_ledger

_INTERVAL = 600
"""Seconds between two looks at the date."""
_STOPPING = 10
"""Seconds that the end of the server waits for a check under way."""
_last: dict[Path, LedgerCheck] = {}
log = logging.getLogger("zcdash")


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """One verification and its moment (UTC)."""

    at: datetime
    result: VerificationResult


def last(ledger: Ledger) -> LedgerCheck | None:
    """Return the last check since the server started; None if there was none."""
    return _last.get(ledger.path)


def check(ledger: Ledger) -> LedgerCheck:
    """Verify the ledger and keep the result; faults go to the log file. Raises LedgerUnavailable."""
    done = _last[ledger.path] = LedgerCheck(ledger.clock(), store.audit_log.verify(ledger))
    if done.result.faults:
        first = "；".join(done.result.faults[:20])
        log.error("台账 %s 与留痕有 %d 处不符：%s", ledger.path, len(done.result.faults), first)
    return done


def check_and_sign(ledger: Ledger) -> None:
    """Check the ledger. Sign the head if it holds; end all sessions if it does not, unless that was found before."""
    before = last(ledger)
    if not check(ledger).result.faults:
        store.signing.sign_head(ledger, daily=before is not None)
    elif not (before and before.result.faults):
        store.accounts.end_all_sessions(ledger)


class LedgerChecks:
    """The thread that checks the server's ledger; a ledger that cannot be opened is tried again."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ledger check", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin no other check, and wait a moment for one under way."""
        self._stop.set()
        self._thread.join(_STOPPING)

    def _run(self) -> None:
        checked_on = None
        while not self._stop.is_set():
            try:
                ledger = shared_ledger.ledger()
                if checked_on != (today := ledger.clock().date()):
                    check_and_sign(ledger)
                    checked_on = today
            except ZcdashError as error:
                log.error("台账没有核对成：%s", error)
            except Exception:
                # The ledger may have been closed meanwhile.
                if not self._stop.is_set():
                    log.exception("the check of the ledger failed")
            self._stop.wait(_INTERVAL)
