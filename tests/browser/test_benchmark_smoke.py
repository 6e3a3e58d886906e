"""The benchmark and the load generator, in short: they measure everything they name, and nothing is lost under a small load."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.benchmark import __main__ as bench
from tests.benchmark import load
from tests.benchmark.rows import shown


def test_the_benchmark_measures_every_thing_that_it_names(sample_year, tmp_path):
    # In a thread of its own: another browser is driven in this one.
    with ThreadPoolExecutor(1) as alone:
        rows = alone.submit(bench.measure, tmp_path, short=True).result()
    assert all(r.median > 0 for r in rows), shown(rows)
    assert set(bench.scripts.PAGES) == {r.what.split(": ")[1] for r in rows if r.what.startswith("script, warm")}
    aims = [r.what for r in rows if r.aim is not None]
    assert len(aims) >= 2 * len(bench.scripts.PAGES) + 10, aims


def test_units_file_while_others_read_and_nothing_is_lost_or_doubled(sample_year, tmp_path):
    found = load.run(tmp_path, units=8, viewers=4, browsers=1, seconds=5)
    assert found.clean, load.shown(found)
    assert len(found.acknowledged) == 8 and found.taken["a reader's page"]


def test_a_return_that_went_missing_would_be_seen(sample_year, tmp_path):
    found = load.Found(acknowledged=[("clerk-01", "从未送达.xlsx")])
    load._counted(found, Path(sample_year), [])
    assert not found.clean and found.lost == ["clerk-01 从未送达.xlsx"]
