"""Files from outside are read in children: the same answers, limits of memory and time, and no process left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from tests import evidence_files
from tests.helpers import FULL, PLAN, ROOT, runs
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.submission import Source
from zcdash.errors import InvalidInput, UnreadableDocument
from zcdash.intake import web_form
from zcdash.intake.evidence import check_evidence
from zcdash.intake.form import Form
from zcdash.intake.mark_findings import mark_findings
from zcdash.intake.submission_workbook import read_submission_workbook
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.parsing import children, uploads, wire
from zcdash.parsing.children import NoReader, NotRead, Pool
from zcdash.parsing.file_reader import FileReader
from zcdash.parsing.limits import Limits

AIR = "区环保分局"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="limits and shows the memory of a process")


@pytest.fixture
def pool(monkeypatch):
    """`pool(limits, size)`: the pool that the program reads with, of other limits."""
    made = []

    def make(limits=Limits(), size=1):  # noqa: B008
        made.append(Pool(size, limits))
        monkeypatch.setattr(uploads, "pool", made[-1])
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def heavy():
    """A workbook within the limits of `intake` that takes more than a second and 100 MB."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("指标")
    for n in range(60_000):
        sheet.append([f"{n}-{k}" for k in range(10)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def wait_until(condition, seconds=60):
    give_up = time.monotonic() + seconds
    while not condition() and time.monotonic() < give_up:
        time.sleep(0.02)
    return condition()


def refused(data):
    with pytest.raises(UnreadableWorkbook) as caught:
        uploads.read_cells(data, Source.FILE)
    return caught.value


def test_every_form_arrives_in_the_child_as_it_was_sent(ledger):
    for period in ("2017Q1", "2017Q3"):
        for form in queries.forms.forms(ledger, PLAN, period).values():
            assert wire.decode(wire.encode(form), Form) == form


def test_a_child_answers_as_the_functions_do(ledger, filled):
    data = filled(AIR, "2017Q1", FULL | {"指标!I4": "约３１ 天", "节点!E4": "做完了", "节点!D2": "月底"})
    check = queries.upload_check.check_upload(ledger, data)
    workbook = read_submission_workbook(data)
    here = FileReader(data).check(Source.FILE, check.form, queries.clock.today(ledger))
    with uploads.reading(data, Source.FILE) as upload:
        assert upload.identity() == workbook.identity
        assert upload.check(check.form, queries.clock.today(ledger)) == here
    assert here.parsed.actuals and here.parsed.progress and here.parsed.narratives and here.parsed.read_as
    assert uploads.read_cells(data, Source.FILE) == web_form.read_cells(workbook)
    page = web_form.write_document(check.form, web_form.read_cells(workbook))
    assert uploads.read_cells(page, Source.PAGE) == web_form.read_cells(web_form.read_document(page))
    marked = uploads.mark_findings(data, check.form, check.findings)
    again = mark_findings(data, check.form, check.findings)
    with ZipFile(BytesIO(marked)) as one, ZipFile(BytesIO(again)) as other:
        assert one.namelist() == other.namelist()
        assert one.read("xl/worksheets/sheet1.xml") == other.read("xl/worksheets/sheet1.xml")


def test_a_child_answers_for_evidence_as_the_function_does():
    picture = evidence_files.picture("JPEG", (900, 600))
    assert uploads.check_evidence(picture, "照片.jpg") == check_evidence(picture, "照片.jpg")
    with pytest.raises(InvalidInput) as caught:
        uploads.check_evidence(b"GIF89a" + bytes(50), "照片.gif")
    assert "不是 .jpg 或 .png" in caught.value.sentence and caught.value.advice


@linux_only
def test_a_child_imports_neither_ledger_nor_page_and_learns_no_secret(monkeypatch):
    code = "import sys, zcdash.parsing.worker; print(*(name for name, module in sys.modules.items() if module))"
    shown = subprocess.run([sys.executable, "-P", "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)},
                           capture_output=True, text=True, check=True).stdout.split()  # fmt: skip
    assert "zcdash.intake.xlsx_reader" in shown
    assert not {"zcdash.store", "zcdash.auth", "zcdash.queries", "duckdb", "streamlit", "numpy", "pandas"} & {*shown}
    monkeypatch.setenv("ZCDASH_LEDGER", "/secret/place")
    monkeypatch.setenv("SECRET", "x")
    pool = Pool(1, Limits())
    with pool.reading(b"x") as child:
        environment = Path(f"/proc/{child.pid}/environ").read_bytes()
    pool.close()
    assert b"PYTHONPATH" in environment and b"SECRET" not in environment and b"ZCDASH" not in environment


def test_a_good_file_leaves_its_child_to_the_next_one(pool, filled):
    one = pool()
    one.warm()
    pids = one.pids
    for _ in range(3):
        uploads.read_cells(filled(AIR, "2017Q1", FULL), Source.FILE)
        assert refused(b"no workbook").code == "NOT_XLSX"
    assert one.pids == pids


@linux_only
def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_one_is_read(pool, heavy, filled):
    one = pool(Limits(memory=60 << 20))
    one.warm()
    pids = one.pids
    error = refused(heavy)
    assert error.code == "OVER_LIMIT" and "内存" in error.sentence and "重新下载模板" in error.advice
    assert one.pids != pids and not runs(pids[0])
    assert uploads.read_cells(filled(AIR, "2017Q1", FULL), Source.FILE)


def test_a_file_that_takes_too_much_time_is_refused_and_the_next_one_is_read(pool, heavy, filled):
    pool(Limits(wall_seconds=0.3)).warm()
    error = refused(heavy)
    assert error.code == "OVER_LIMIT" and "时间" in error.sentence
    pool()
    assert uploads.read_cells(filled(AIR, "2017Q1", FULL), Source.FILE)


@linux_only
def test_processor_time_is_limited_and_each_file_has_its_own(pool, heavy):
    pool(Limits(cpu_seconds=0, wall_seconds=300))
    assert "时间" in refused(heavy).sentence
    one = pool(Limits(cpu_seconds=1))
    picture = evidence_files.picture("PNG", (3000, 3000))
    one.warm()
    pids = one.pids
    while processor_seconds(pids[0]) < 2.2:
        uploads.check_evidence(picture, "x.png")
    assert one.pids == pids


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@linux_only
@pytest.mark.parametrize("mode", ["RGBA", "I;16", "CMYK", "P", "LA"])
def test_a_picture_of_the_most_pixels_fits_into_the_memory_of_a_child(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = evidence_files.picture(kind, (8000, 5000), mode)
    assert uploads.check_evidence(picture, f"x.{kind.lower()}").preview


@linux_only
def test_a_child_that_crashes_is_replaced_and_a_bug_is_no_refusal(pool, monkeypatch, filled):
    one = pool()
    one.warm()
    (pid,) = one.pids
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not runs(pid))
    assert uploads.read_cells(filled(AIR, "2017Q1", FULL), Source.FILE), (
        "a child that ended while idle is not the file's fault"
    )
    with pytest.raises(NotRead) as caught, one.reading(b"x") as child:
        os.kill(child.pid, signal.SIGSEGV)
        child.call(FileReader.cells, Source.FILE)
    assert caught.value.limit is children.Limit.CRASH
    with pytest.raises(RuntimeError, match="a child failed"), one.reading(b"x") as child:
        child.call(FileReader.evidence, 5)
    assert uploads.read_cells(filled(AIR, "2017Q1", FULL), Source.FILE)


def test_more_files_than_children_wait_for_their_turn(pool, monkeypatch, filled):
    one = pool(size=2)
    data = filled(AIR, "2017Q1", FULL)
    read = []
    threads = [threading.Thread(target=lambda: read.append(uploads.read_cells(data, Source.FILE))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 8 and all(cells == read[0] for cells in read) and len(one.pids) <= 2
    monkeypatch.setattr(children, "WAIT_SECONDS", 0.05)
    with one.reading(data), one.reading(data), pytest.raises(NoReader) as caught, one.reading(data):
        pass
    assert caught.value.advice


@linux_only
def test_no_child_outlives_the_pool(pool):
    one = pool(size=2)
    one.warm()
    pids = one.pids
    with pytest.raises(NotRead), one.reading(b"x") as child:
        one.close()
        child.call(FileReader.cells, Source.FILE)
    assert len(pids) == 2 and not any(map(runs, pids)) and one.pids == []


@linux_only
@pytest.mark.parametrize("end", ["kill", "exit"])
def test_no_child_outlives_the_program(end):
    code = (
        "import sys, os, time; from zcdash.parsing.children import pool; pool.warm();"
        "pool._take().begin(b'x'); print(*pool.pids, flush=True); sys.stdin.read()"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with program:
        pids = [int(pid) for pid in program.stdout.readline().split()]
        assert len(pids) == 2 and all(map(runs, pids))
        if end == "kill":
            program.kill()
        program.stdin.close()
    assert wait_until(lambda: not any(map(runs, pids)))


def test_a_file_over_the_limits_files_nothing_and_says_what_to_do(pool, ledger, heavy):
    pool(Limits(wall_seconds=0.3)).warm()
    receipt = commands.submissions.submit(ledger, console(), heavy, "报送.xlsx", "张三", accept=True)
    assert receipt.refused and [f.code for f in receipt.check.findings] == ["OVER_LIMIT"]
    assert queries.submissions.history(ledger, PLAN) == []


def test_a_document_is_read_by_a_child_of_its_own_that_ends_with_it(monkeypatch):
    one = Pool(1, Limits(memory=400 << 20, cpu_seconds=20), keeps=False)
    monkeypatch.setattr(uploads, "document_pool", one)
    assert uploads.read_document("一、修路\n二、架桥".encode(), "事项.txt").paragraphs
    assert one.pids == []
    with pytest.raises(UnreadableDocument) as caught:
        uploads.read_document(b"\x89PNG", "照片.docx")
    assert "图片" in caught.value.sentence and one.pids == []


@linux_only
def test_a_document_that_takes_too_much_is_refused_with_a_way_out(monkeypatch, heavy):
    one = Pool(1, Limits(memory=30 << 20), keeps=False)
    monkeypatch.setattr(uploads, "document_pool", one)
    with pytest.raises(UnreadableDocument) as caught:
        uploads.read_document(heavy, "大表.xlsx")
    assert caught.value.sentence and caught.value.advice and one.pids == []
