"""Measure one plan's standing and the roll-up in a ledger of every district, each with the sample plan and year."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb

from data.samples import make
from tests.benchmark.rows import Row, row, timed
from tests.benchmark.server import sample
from tests.helpers import OFFICE, PLAN, accept
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.store.ledger import Ledger

DISTRICTS = 2843
"""Districts at county level in China at the end of 2022 (Ministry of Civil Affairs, statistical communiqué of 2022)."""
_NOT_FACTS = {
    "migration", "log", "account", "session", "attempt", "setting", "bulletin", "bulletin_draft", "failed_sign_in", "shipped",
    "person_key", "signed_head", "pending_sign_in", "code_step", "second_factor", "identity", "pending_act",
    "pending_act_decision",
}  # fmt: skip
_MORE_IDS = {"supersedes", "cancels"}
_APART = 10_000


def closed_year(scratch: Path) -> Path:
    """Make the sample year with all four quarters closed: close the third; file, accept and close the fourth."""
    path = scratch / "closed-year.duckdb"
    shutil.copy(sample(scratch), path)
    with Ledger(path, lambda: datetime(2017, 10, 20, 1)) as ledger:
        commands.plans.set_business_date(ledger, console(), date(2017, 10, 20))
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q3", "逾期未报的按未报送公布")
        ledger.clock = lambda: datetime(2018, 1, 8, 1)
        commands.plans.set_business_date(ledger, console(), date(2018, 1, 8))
        for unit, form in queries.forms.forms(ledger, PLAN, "2017Q4").items():
            data = make.filled(form, date(2017, 12, 31), random.Random(unit))
            accept(
                ledger,
                commands.submissions.submit(ledger, console(), data, f"{unit}.xlsx", "样例", accept=True).submission,
            )
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q4", "")
    return path


def build(scratch: Path, districts: int) -> Path:
    """Make the ledger: the rows of the sample year once per district, each under its own plan, without the workbooks."""
    path, source = scratch / "districts.duckdb", closed_year(scratch)
    Ledger(path).close()
    with duckdb.connect(str(path)) as database:
        database.execute(f"attach '{source}' as source (read_only)")
        listed = database.execute("select table_name from duckdb_tables() where database_name = 'districts'").fetchall()
        tables = [name for (name,) in listed]
        for table in sorted(set(tables) - _NOT_FACTS):
            columns = database.execute(
                "select column_name, data_type from duckdb_columns() where database_name = 'districts' and table_name = ? "
                "order by column_index",
                [table],
            ).fetchall()
            select = ", ".join(_column(name, kind, tables) for name, kind in columns)
            database.execute(f"insert into {table} select {select} from range({districts}) d(n), source.{table} s")
        database.execute("insert into setting select * from source.setting")
    return path


def _column(name: str, kind: str, tables: list[str]) -> str:
    if name == "plan":
        return "'district-' || d.n"
    if name == "file_bytes":
        return "''::blob"
    if kind == "INTEGER" and name != "chapter" and (name in tables or name in _MORE_IDS):
        return f"s.{name} + d.n * {_APART}"
    return f's."{name}"'


def measure(scratch: Path, districts: int = DISTRICTS, runs: int = 15) -> list[Row]:
    """Return rows of one plan's standing, at first and after writes, and of the roll-up over all plans."""
    with Ledger(build(scratch, districts), lambda: datetime(2018, 1, 8, 1)) as ledger:
        question = timed(lambda: store.settings.setting(ledger, f"x{next(_numbers)}"), runs)
        base, beside = sorted(question)[len(question) // 2], "one small question"
        plans, of = iter(range(2, districts)), f"{districts:,} districts"
        first = timed(lambda: queries.standing.standing(ledger, f"district-{next(plans)}", "2017Q4"), runs)
        found = []
        queries.standing.standing(ledger, "district-0", "2017Q4")
        for whose, where in (("another", "district-1"), ("this very", "district-0")):
            file, taken = _filing(ledger, where), []
            for _ in range(runs):
                file()
                taken += timed(lambda: queries.standing.standing(ledger, "district-0", "2017Q4"), 1, warm=0)
            what = f"standing of one plan of {of}, after a return was filed in {whose} one"
            found.append(row(what, taken, 30, yardstick=beside, base=base))
        rolled = []
        for _ in range(runs):
            commands.periods.reopen(ledger, OFFICE, f"district-{next(plans)}", "2017Q4", "补报")
            rolled += timed(lambda: queries.rollup.rollup(ledger, f"2017Q{next(_quarters)}"), 1, warm=0)
    return [
        *found,
        row(f"standing of one plan of {of}, its plan read as well", first, yardstick=beside, base=base),
        row(f"roll-up of {of} by light and leader, after one was reopened", rolled, 300, yardstick=beside, base=base),
    ]


def _filing(ledger: Ledger, plan: str) -> Callable[[], object]:
    """Return a write: a unit of the district files once more in the reopened last period."""
    commands.periods.reopen(ledger, OFFICE, plan, "2017Q4", "补报")
    unit, form = next(iter(queries.forms.forms(ledger, plan, "2017Q4").items()))
    waiting = (make.filled(form, date(2017, 12, 31), random.Random(n)) for n in itertools.count())
    return lambda: commands.submissions.submit(ledger, console(), next(waiting), f"{unit}.xlsx", "bench", accept=True)


_numbers = itertools.count()
_quarters = itertools.cycle((1, 2, 3, 4))
