"""Spoilt and odd workbooks: refused or filed, never a crash, never in part, and each in bounded memory."""

import json
import multiprocessing
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests.faults.conftest import SEED
from tests.faults.fuzz_worker import submit, submit_mutants
from zcdash import store
from zcdash.store.ledger import Ledger

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.faults.kill_worker", "tests.faults.fuzz_worker"])
MEMORY = 400
"""Megabytes that one workbook may take; the limits are meant for 300."""
HANG = 3600


@pytest.mark.parametrize("part", range(4))
def test_a_spoilt_workbook_is_refused_or_filed_whole_and_takes_no_more_memory_than_it_may(
    ledger_file: Path,
    workbooks: list[Path],
    tmp_path: Path,
    whole: bool,
    record_outcome,
    part: int,
) -> None:
    number = 1250 if whole else 38
    file = tmp_path / "outcomes"
    numbers = range(part * number, (part + 1) * number)
    child = FORKED.Process(target=submit_mutants, args=(ledger_file, workbooks, numbers, SEED, file))
    child.start()
    child.join(HANG)
    alive = child.is_alive()
    child.kill()
    child.join()
    *lines, last = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert not alive and child.exitcode == 0, f"the mutant that brought it down, seed {SEED}: {last}"
    ended = [line for line in lines if len(line) > 2]
    assert len(ended) == number and last == []
    assert [line for line in ended if line[3] or not line[2]] == []
    assert [line for line in ended if line[5] > MEMORY] == []
    outcomes = Counter(line[2] for line in ended)
    assert outcomes["filed"] and outcomes["refused"]
    with Ledger(ledger_file) as ledger:
        assert store.audit_log.verify(ledger).faults == ()
    for kind, some in by_kind(ended).items():
        got = Counter(line[2] for line in some)
        record_outcome(
            what=f"mutants: {kind}",
            tried=len(some),
            refused=got["refused"],
            filed=got["filed"],
            half=0,
            slowest_s=max(line[4] for line in some),
            most_mb=max(line[5] for line in some),
        )


def by_kind(lines: list[list]) -> dict[str, list[list]]:
    kinds: dict[str, list[list]] = {}
    for line in lines:
        kinds.setdefault(line[1], []).append(line)
    return {"all": lines} | kinds


def title(text: str) -> str:
    """Return a sheet name that Excel accepts."""
    return "".join(c for c in text if c.isprintable() and c not in "\\/*?:[]'") or "表"


WORDS = ["=1/0", "=A1", "#REF!", "8%", "已完成", "部分完成", "约３万", "2017.3.5", "'", "zcdash", "2017Q1"]
SHOWN = ["0%", "yyyy-mm-dd", '0"%"', "[h]:mm", "General", "@"]
words = st.text(max_size=60).map(lambda text: ILLEGAL_CHARACTERS_RE.sub("", text))
odd = st.one_of(
    words,
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False),
    st.booleans(),
    st.none(),
    st.dates(),
    st.times(),
    st.sampled_from(WORDS),
)
names = st.one_of(
    st.sampled_from(["指标", "节点", "事项", "说明", "Sheet1"]), st.text(min_size=1, max_size=31).map(title)
)
sheets, rows, columns = st.integers(0, 9), st.integers(1, 40), st.integers(1, 12)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("type"), sheets, rows, columns, odd),
        st.tuples(st.just("rename"), sheets, names),
        st.tuples(st.just("remove"), sheets),
        st.tuples(st.just("add"), names),
        st.tuples(st.just("insert"), sheets, rows),
        st.tuples(st.just("delete"), sheets, rows, st.integers(1, 5)),
        st.tuples(st.just("columns"), sheets, columns),
        st.tuples(st.just("merge"), sheets, rows, columns),
        st.tuples(st.just("show"), sheets, rows, columns, st.sampled_from(SHOWN)),
    ),
    min_size=1,
    max_size=8,
)


def edited(book: Workbook, edit: tuple) -> None:
    """Make one edit that a person may make to a workbook."""
    what, *more = edit
    if what == "add":
        book.create_sheet(more[0])
        return
    sheet = book.worksheets[more[0] % len(book.worksheets)]
    if what == "type":
        sheet.cell(more[1], more[2]).value = more[3]
    elif what == "rename":
        sheet.title = more[1]
    elif what == "remove" and len(book.worksheets) > 1:
        book.remove(sheet)
    elif what == "insert":
        sheet.insert_rows(more[1])
    elif what == "delete":
        sheet.delete_rows(more[1], more[2])
    elif what == "columns":
        sheet.insert_cols(more[1])
    elif what == "merge":
        sheet.merge_cells(start_row=more[1], start_column=more[2], end_row=more[1] + 2, end_column=more[2] + 1)
    elif what == "show":
        sheet.cell(more[1], more[2]).number_format = more[3]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_workbook_that_somebody_edited_oddly_is_refused_or_filed_whole(ledger, workbooks, whole, record_outcome):
    outcomes: Counter[str] = Counter()

    @settings(
        max_examples=600 if whole else 25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(workbooks), edits)
    def odd_workbook(base: Path, some: list[tuple]) -> None:
        book = load_workbook(base)
        for edit in some:
            try:
                edited(book, edit)
            except (ValueError, AttributeError):
                continue  # openpyxl itself does not write it
        out = BytesIO()
        try:
            book.save(out)
        except (ValueError, TypeError, IndexError):
            return
        outcome, wrong = submit(ledger, out.getvalue())
        outcomes[outcome] += 1
        assert outcome and not wrong

    odd_workbook()
    assert store.audit_log.verify(ledger).faults == ()
    assert outcomes["refused"] and outcomes["filed"]
    record_outcome(
        what="workbooks edited at random (hypothesis)",
        tried=sum(outcomes.values()),
        refused=outcomes["refused"],
        half=0,
        filed=outcomes["filed"],
    )
