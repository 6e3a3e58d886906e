"""The benchmark and the load generator, in short: they measure everything they name, and a small load loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.benchmark import __main__ as bench
from tests.benchmark import load
from tests.benchmark.rows import table


def test_the_benchmark_measures_every_thing_that_it_names(sample_year, tmp_path):
    # In a thread of its own: playwright's API for this thread already drives another browser.
    with ThreadPoolExecutor(1) as executor:
        rows = executor.submit(bench.measure, tmp_path, short=True).result()
    assert all(r.median > 0 for r in rows), table(rows)
    pages = set(bench.scripts.PAGES)
    assert pages == {r.what.split(": ")[1] for r in rows if r.what.startswith("script, warm")}
    assert set(bench.SHORT_COLD) == {r.what.split(": ")[1] for r in rows if r.what.startswith("script, after")}
    aims = [r.what for r in rows if r.aim is not None]
    assert len(aims) >= len(pages) + len(bench.SHORT_COLD) + 10, aims


def test_units_file_while_others_read_and_nothing_is_lost_or_doubled(sample_year, tmp_path):
    result = load.run(tmp_path, units=8, viewers=4, browsers=1, seconds=5)
    assert result.clean, load.table(result)
    assert len(result.acknowledged) == 8 and result.taken["a reader's page"]


def test_a_submission_that_went_missing_would_be_found(sample_year, tmp_path):
    result = load.LoadResult(acknowledged=[("clerk-01", "从未送达.xlsx")])
    load._compare(result, Path(sample_year), [])
    assert not result.clean and result.lost == ["clerk-01 从未送达.xlsx"]
