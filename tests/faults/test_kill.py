"""kill -9 at random moments: every acknowledged act is there afterwards, no half act, the chain proves, the ledger opens."""

import multiprocessing
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.faults import kill_worker
from tests.faults.conftest import SEED
from tests.helpers import PLAN
from tests.later_schema import later_schema, newest_migration
from zcdash import queries, store
from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger

# Children are forked from a process that has imported everything and opened nothing: a kill costs no start.
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.faults.kill_worker"])


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    child = FORKED.Process(target=time.sleep, args=(0,))
    child.start()
    child.join()


def run_and_kill(
    target: Callable[..., None], arguments: tuple[object, ...], after: float, begun: Callable[[], bool] = lambda: True
) -> bool:
    """Run `target` in a child and kill it `after` seconds, once it has `begun`; return False if it had ended by then."""
    ready, told = FORKED.Pipe(duplex=False)
    child = FORKED.Process(target=kill_worker.signal_and_run, args=(told, target, arguments))
    child.start()
    assert ready.recv() == "ready"
    while not begun() and child.is_alive():
        time.sleep(0.01)
    child.join(after)
    child.kill()
    child.join()
    assert child.exitcode in (0, -9), "the child failed by itself"
    return child.exitcode == -9


def copy_with_wal(path: Path, folder: Path) -> Path:
    """Copy the ledger as the kill left it, with its write-ahead log."""
    copy = folder / f"look-{path.name}"
    for source, to in ((path, copy), (path.with_name(f"{path.name}.wal"), copy.with_name(f"{copy.name}.wal"))):
        to.unlink(missing_ok=True)
        if source.exists():
            shutil.copy(source, to)
    return copy


def count_doubled(ledger: Ledger) -> int:
    """Return how many submissions are the same file as the unit's previous one."""
    history, again = {s["submission"]: s for s in queries.submissions.history(ledger, PLAN)}, 0
    for one in history.values():
        again += one["supersedes"] is not None and history[one["supersedes"]]["file_hash"] == one["file_hash"]
    return again


def test_whatever_was_acknowledged_is_there_after_a_kill_at_any_moment(
    ledger_file, workbooks, tmp_path, whole, record_outcome
):
    chance, kills, ack_path, copies = random.Random(SEED), 140 if whole else 6, tmp_path / "notes", tmp_path / "copies"
    known, unasked, kinds, slowest = 2, 0, Counter(), 0.0

    def has_filed() -> bool:
        return any(what == "file" for what, _ in kill_worker.acknowledged(ack_path))

    for number in range(kills):
        # A third of them while the ledger is being opened.
        opening = number % 3 == 0
        after = chance.uniform(0.0, 0.3) if opening else chance.uniform(0.3, 2.5)
        child = ledger_file, ack_path, workbooks, copies, f"{SEED}-{number}"
        # Seconds alone would be over before anything was filed where the machine is busy.
        may_end = (lambda: True) if opening else has_filed
        assert run_and_kill(kill_worker.act_until_killed, child, after, may_end)
        lines = [line for line in kill_worker.acknowledged(ack_path) if line[1]]
        # Every other look is at a copy, so that the next child finds what the kill left.
        begun = time.monotonic()
        with Ledger(copy_with_wal(ledger_file, tmp_path) if number % 2 else ledger_file) as ledger:
            slowest, log, proof = (
                max(slowest, time.monotonic() - begun),
                store.audit_log.entries(ledger),
                store.audit_log.verify(ledger),
            )
            assert proof.faults == () and proof.entries == len(log), f"half: kill {number}"
            assert count_doubled(ledger) == 0
        hashes = [e["hash"] for e in log]
        assert [mark for _, mark in lines if mark not in hashes] == [], f"lost: kill {number}"
        assert len(log) - len(lines) - known in (unasked, unasked + 1), f"more than the act under way: kill {number}"
        unasked = len(log) - len(lines) - known
        kinds = Counter(what for what, _ in lines)
    made = list(copies.glob("[!.]*.duckdb")) if copies.exists() else []
    for copy in made:
        with Ledger(copy) as opened:
            assert store.audit_log.verify(opened).faults == (), f"half a backup: {copy.name}"
    assert len(made) >= kinds["backup"]
    assert set(kinds) >= ({"file", "sign", "close", "reopen", "backup"} if whole else {"file"})
    record_outcome(
        what=f"kill -9 while filing, signing, closing, backing up ({', '.join(f'{n} {k}' for k, n in kinds.items())})",
        tried=kills,
        acknowledged=sum(kinds.values()),
        slowest_s=round(slowest, 2),
        lost=0,
        doubled=0,
        half=0,
    )


def test_a_migration_that_is_killed_is_done_again_whole_and_the_older_file_is_kept(
    tmp_path, tmp_path_factory, whole, record_outcome, monkeypatch
):
    chance, kills, cut, done = random.Random(SEED), 36 if whole else 2, 0, 0
    older = tmp_path_factory.mktemp("older") / "older.duckdb"
    with Ledger(older) as ledger:
        row = {"name": "a", "value": "b", "set_by": "某人", "set_at": ledger.clock()}
        ledger.append(Act(what="设置", name="某人"), "setting", [row] * 3000)
    newest = newest_migration()
    newer = later_schema(tmp_path_factory.mktemp("newer"), "alter table setting add column source text default '手工';")
    monkeypatch.setattr(store.ledger, "HERE", newer)
    for number in range(kills):
        made = Path(shutil.copy(older, tmp_path / f"{number}.duckdb"))
        cut += run_and_kill(kill_worker.migrate, (made, tmp_path / "notes", newer), chance.uniform(0.0, 0.5))
        with Ledger(made) as ledger:
            done += len(kill_worker.acknowledged(tmp_path / "notes"))
            settings = list(ledger.rows("setting"))
            assert len(settings) == 3000 and {r["source"] for r in settings} == {"手工"}, f"half: kill {number}"
            assert store.audit_log.verify(ledger).faults == (), f"half: kill {number}"
        with duckdb.connect(str(tmp_path / f"{number}.v{newest}.duckdb")) as kept:
            assert kept.execute("select max(number) from migration").fetchone() == (newest,)
            assert kept.execute("select count(*) from setting").fetchone() == (3000,)
        for left in (*tmp_path.glob(f"{number}.*"), tmp_path / "notes"):
            left.unlink(missing_ok=True)
    record_outcome(
        what=f"kill -9 while migrating ({cut} before its end)",
        tried=kills,
        acknowledged=done,
        lost=0,
        doubled=0,
        half=0,
    )


def test_a_ledger_whose_first_start_was_killed_opens_and_goes_on(tmp_path, whole, record_outcome):
    chance, kills, acknowledged = random.Random(SEED), 12 if whole else 1, 0
    for number in range(kills):
        path, ack_path = tmp_path / f"{number}.duckdb", tmp_path / f"{number}.notes"
        run_and_kill(
            kill_worker.begin, (path, ack_path), chance.uniform(0.0, 0.2) if number % 2 else chance.uniform(0.0, 4.0)
        )
        with Ledger(path) as ledger:
            marks = [mark for _, mark in kill_worker.acknowledged(ack_path) if mark]
            acknowledged += len(marks)
            assert {*marks} <= {e["hash"] for e in store.audit_log.entries(ledger)} and store.audit_log.verify(
                ledger
            ).faults == ()
            assert len(store.audit_log.entries(ledger)) in (len(marks), len(marks) + 1)
    record_outcome(what="kill -9 while a ledger is made", tried=kills, acknowledged=acknowledged, lost=0, half=0)


def test_a_restore_that_is_killed_leaves_the_one_or_the_other_ledger_whole(
    ledger_file, workbooks, tmp_path, whole, record_outcome
):
    chance, kills, acknowledged = random.Random(SEED), 12 if whole else 1, 0
    backups = [Path(shutil.copy(ledger_file, tmp_path / name)) for name in ("one.duckdb", "two.duckdb")]
    with Ledger(backups[1]) as ledger:
        kill_worker.Office(ledger, workbooks, tmp_path / "copies", chance).file()
    stood = [1, 0]
    for number in range(kills):
        place = tmp_path / f"place-{number}"
        place.mkdir()
        path = Path(shutil.copy(backups[0], place / "zcdash.duckdb"))
        assert run_and_kill(
            kill_worker.restore_until_killed, (path, backups, place / "notes"), chance.uniform(0.0, 4.0)
        )
        acknowledged += len(kill_worker.acknowledged(place / "notes"))
        for one in (path, *place.glob("*.before-restore-*.duckdb")):
            with Ledger(one) as ledger:
                assert (
                    store.audit_log.verify(ledger).faults == ()
                    and len(queries.submissions.history(ledger, PLAN)) in stood
                ), f"half: kill {number}"
        shutil.rmtree(place)
    record_outcome(what="kill -9 while restoring", tried=kills, acknowledged=acknowledged, lost=0, half=0)
