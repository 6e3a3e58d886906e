"""Two commands that touch the same thing, released at the same moment: none lost, none doubled, the log agrees."""

import random
import shutil
import time
from collections import Counter

from tests.faults.conftest import SEED
from tests.races import RACES, require_sound, run_at_once
from zcdash.store.ledger import Ledger


def test_commands_at_the_same_moment_are_neither_lost_nor_doubled(_tiny_file, tmp_path, whole, record_outcome):
    chance, races, slowest = random.Random(SEED), 500 if whole else 20, 0.0
    names = [*RACES]
    chance.shuffle(names)
    done: Counter[int] = Counter()
    for number in range(races):
        path = tmp_path / f"{number}.duckdb"
        with Ledger(shutil.copy(_tiny_file, path)) as ledger:
            run = RACES[names[number % len(names)]](ledger)
            pair = [run.first, run.second]
            chance.shuffle(pair)
            begun = time.monotonic()
            outcome = run_at_once(*pair)
            slowest = max(slowest, time.monotonic() - begun)
            require_sound(ledger, run, outcome)
            done[outcome.done] += 1
        path.unlink()
    record_outcome(
        what=f"two commands at once ({len(names)} pairs; {done[2]} times both done, {done[1]} times one refused)",
        tried=2 * races,
        refused=done[1],
        acknowledged=2 * done[2] + done[1],
        slowest_s=round(slowest, 2),
        lost=0,
        doubled=0,
        half=0,
    )
