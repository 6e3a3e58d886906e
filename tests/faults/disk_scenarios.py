"""Scenarios on a disk that is full or read-only, run in a child process, which prints the result as JSON.

`python -m tests.faults.disk_scenarios full|limit|backup|readonly|page LEDGER FOLDER`; the parent prepares the disk.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.helpers import PLAN, ROOT, add_accounts
from zcdash import auth, commands, queries, store
from zcdash.auth.permissions import Account, Role, console
from zcdash.domain.submission import Submission
from zcdash.errors import ZcdashError
from zcdash.store.ledger import Ledger
from zcdash.ui import session
from zcdash.web import shared_ledger

LIMIT = 26 << 20
SIZES = (900_000, 40_000, 2_000)


def file_submission(ledger: Ledger, size: int) -> int:
    """File a submission whose workbook has so many bytes."""
    return store.submissions.save_submission(
        ledger,
        Submission(
            plan=PLAN,
            version=1,
            period="2017Q1",
            unit="区财政局",
            filed_by="张三",
            filed_at=store.ledger.now(),
            filed_on=queries.clock.today(ledger),
            file_name="报送.xlsx",
            file_bytes=os.urandom(size),
            actuals=[],
            progress=[],
        ),
    )


def limit(most: int) -> None:
    """Limit the size of every file of this process, as a full disk does where none can be mounted."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def fill_disk(source: Path, folder: Path, small_disk: bool) -> dict[str, Any]:
    """File submissions until the disk is full, then make room; return the error messages and what was stored."""
    path, said, faults = Path(shutil.copy(source, folder / "zcdash.duckdb")), Counter(), []
    filler = folder / "filler"
    filler.write_bytes(b"\0" * (3 << 20))
    with Ledger(path) as ledger:
        acts, done = len(store.audit_log.entries(ledger)), 0
        if not small_disk:
            limit(LIMIT)
        for size in SIZES:
            refused = 0
            while refused < 3:
                try:
                    file_submission(ledger, size)
                    done += 1
                except ZcdashError as why:
                    refused += 1
                    said[str(why)] += 1
                    if (len(queries.audit_log.acts(ledger)), len(queries.submissions.history(ledger, PLAN))) != (
                        acts + done,
                        done,
                    ):
                        faults.append(
                            f"{done} returns were acknowledged, {len(queries.submissions.history(ledger, PLAN))} are there"
                        )
        backup = _refusal(lambda: commands.plans.back_up(ledger, console(), folder / "copies"))
        left = sorted(p.name for p in (folder / "copies").glob("*")) if (folder / "copies").exists() else []
        filler.unlink()
        limit(resource.RLIM_INFINITY)
        file_submission(ledger, SIZES[1])
        faults += store.audit_log.verify(ledger).faults
    with Ledger(path) as ledger:
        return {
            "said": said,
            "acknowledged": done + 1,
            "kept": len(queries.submissions.history(ledger, PLAN)),
            "backup": backup,
            "left": left,
            "faults": [*faults, *store.audit_log.verify(ledger).faults],
        }


def _refusal(act: Any) -> str:
    try:
        act()
    except ZcdashError as why:
        return str(why)
    return ""


def back_up_in_little_room(source: Path, folder: Path) -> list[list[Any]]:
    """Back up with a little more room each time; return (error, files in the folder, submissions in the copy, faults)."""
    result, copies = [], folder / "copies"
    with Ledger(shutil.copy(source, folder / "zcdash.duckdb")) as ledger:
        for _ in range(4):
            file_submission(ledger, SIZES[0])
        for most in range(5, 20, 3):
            limit(most << 20)
            said = _refusal(lambda: store.backup.back_up(ledger, copies))
            limit(resource.RLIM_INFINITY)
            there = [*copies.iterdir()]
            for copy in there:
                with Ledger(copy) as opened:
                    result.append(
                        [
                            said,
                            [p.name for p in there],
                            len(queries.submissions.history(opened, PLAN)),
                            store.audit_log.verify(opened).faults,
                        ]
                    )
                copy.unlink()
            result += [] if there else [[said, [], 0, []]]
    return result


def read_only(folder: Path) -> dict[str, Any]:
    """Open a ledger on a read-only disk, then make one there; return the error messages."""
    path = folder / "zcdash.duckdb"

    def opened() -> None:
        with Ledger(path):
            pass

    return {
        "opening": _refusal(opened),
        "making": _refusal(lambda: Ledger(folder / "sub" / "new.duckdb")),
        "files": sorted(p.name for p in folder.iterdir()),
    }


def page(path: Path) -> dict[str, Any]:
    """Open a page before and after the disk is full, and half an hour later; write meanwhile, and once there is room."""
    from streamlit.testing.v1 import AppTest

    os.environ["ZCDASH_LEDGER"] = str(path)
    office = Account("ducha", "周督查", Role.OFFICE)
    ledger = shared_ledger.ledger()
    add_accounts(ledger, [office], password="")
    token = auth.sessions.begin(ledger, office, "本机")
    session.token, session.origin = lambda: token, lambda: "本机"
    result: dict[str, Any] = {"pages": []}

    def look() -> None:
        app = AppTest.from_file(str(ROOT / "zcdash" / "ui" / "app.py"), default_timeout=60).run()
        result["pages"].append([[t.value for t in app.title], [e.value for e in (*app.error, *app.exception)]])

    look()
    limit(1)
    start = ledger.clock
    ledger.clock = lambda: start() + timedelta(minutes=30)
    look()
    result["act"] = _refusal(lambda: commands.periods.set_lock(ledger, office, PLAN, "2017Q1", date(2017, 4, 20)))
    look()
    limit(resource.RLIM_INFINITY)
    result["afterwards"] = _refusal(
        lambda: commands.periods.set_lock(ledger, office, PLAN, "2017Q1", date(2017, 4, 20))
    )
    look()
    result["faults"] = store.audit_log.verify(ledger).faults
    shared_ledger.close()
    return result


if __name__ == "__main__":
    what, given, place = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    answers = {
        "full": lambda: fill_disk(given, place, True),
        "limit": lambda: fill_disk(given, place, False),
        "backup": lambda: back_up_in_little_room(given, place),
        "readonly": lambda: read_only(place),
        "page": lambda: page(given),
    }
    # Through a pipe: a limit on files does not bind it.
    sys.stdout.write(json.dumps(answers[what](), ensure_ascii=False))
