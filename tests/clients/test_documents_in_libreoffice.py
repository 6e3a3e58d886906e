"""Documents saved again by the LibreOffice of this machine read the same, and old kinds are converted by it."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.data.documents import make
from tests.helpers import runs
from zcdash.domain.source_document import SourceDocument
from zcdash.errors import NeedsConversion, UnreadableDocument
from zcdash.intake.document.reading.read import read_document
from zcdash.parsing import convert, uploads

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice")


def saved_again(data: bytes, name: str, target: str, folder: Path) -> bytes:
    """Return a document as LibreOffice saves it in another kind."""
    source, out = folder / name, folder / "out"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return (out / f"{source.stem}.{target}").read_bytes()


def content(document: SourceDocument) -> tuple:
    """Return what a document says: places, texts, merges and marks."""
    tables = [
        [(c.row, c.column, c.row_span, c.column_span, c.content) for c in table.cells if c.content.text]
        for table in document.tables
    ]
    return document.texts(), tables, [p.content for p in document.paragraphs]


@pytest.mark.parametrize("name", ["zhoucun-2017.docx", "county.docx", "measures.docx"])
def test_a_word_document_saved_again_reads_the_same(name, tmp_path):
    data = make.MAKERS[name]()
    again = saved_again(data, name, "docx", tmp_path)
    assert content(read_document(again, name)) == content(read_document(data, name))


@pytest.mark.parametrize(
    ("name", "kind"), [("county.docx", "doc"), ("county.docx", "rtf"), ("county.docx", "odt"), ("county.xlsx", "xls")]
)
def test_an_old_kind_is_converted_and_reads_the_same(name, kind, tmp_path):
    data = make.MAKERS[name]()
    old = saved_again(data, name, kind, tmp_path)
    read = uploads.read_document(old, f"旧.{kind}")
    assert content(read) == content(read_document(data, name))
    assert read.file_name == f"旧.{kind}" and "LibreOffice" in read.unread[0]
    with pytest.raises(NeedsConversion) as caught:
        read_document(old, f"旧.{kind}")
    assert read.sha256 != read_document(convert.convert(old, caught.value), "x").sha256  # it is that of the old file


def test_marks_survive_the_old_kinds(tmp_path):
    data = make.zhoucun_docx()
    old = saved_again(data, "x.docx", "doc", tmp_path)
    assert content(uploads.read_document(old, "x.doc")) == content(read_document(data, "x.docx"))


def test_a_conversion_that_takes_too_long_is_ended_with_its_children(tmp_path, monkeypatch):
    script = tmp_path / "soffice"
    noted = tmp_path / "child"
    script.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > {noted}\nwait\n", encoding="ascii")
    script.chmod(0o700)
    monkeypatch.setattr(convert, "program", lambda: str(script))
    seconds = 0.5
    # Longer each time, until the script has come so far: a busy machine starts it late.
    while not noted.exists() or not noted.read_text(encoding="ascii"):
        seconds *= 2
        monkeypatch.setattr(convert, "SECONDS", seconds)
        with pytest.raises(UnreadableDocument) as caught:
            uploads.read_document(rb"{\rtf1\ansi x}", "x.rtf")
        assert "转换没有成功" in caught.value.sentence
    child = int(noted.read_text(encoding="ascii"))
    give_up = time.monotonic() + 60
    while runs(child) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not runs(child)
