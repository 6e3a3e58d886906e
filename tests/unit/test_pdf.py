"""Word to PDF by somebody else's program: missing, failing or hanging, it gets a sentence and leaves nothing behind."""

import sys
import time
from pathlib import Path

import pytest

from tests.helpers import runs
from zcdash.errors import InvalidInput
from zcdash.rendering import pdf


def pretend(tmp_path: Path, monkeypatch, body: str) -> Path:
    """A LibreOffice of our own making."""
    script = tmp_path / "soffice"
    script.write_text(f"#!{sys.executable}\nimport sys, time, pathlib, subprocess\nargs = sys.argv\n{body}\n")
    script.chmod(0o755)
    monkeypatch.setattr(pdf, "program", lambda: str(script))
    return script


def test_without_libreoffice_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(pdf, "program", lambda: "")
    with pytest.raises(InvalidInput, match="没有安装 LibreOffice"):
        pdf.from_docx(b"x")


@pytest.mark.skipif(sys.platform == "win32", reason="the pretended program is a script")
def test_each_conversion_has_a_profile_of_its_own_and_leaves_nothing(tmp_path, monkeypatch):
    told = tmp_path / "told"
    pretend(
        tmp_path,
        monkeypatch,
        f"""
out = pathlib.Path(args[args.index('--outdir') + 1])
(out / 'in.pdf').write_bytes(b'%PDF' + (out / 'in.docx').read_bytes())
pathlib.Path({str(told)!r}).open('a').write(args[1] + chr(10))""",
    )
    assert pdf.from_docx(b"one") == b"%PDFone" and pdf.from_docx(b"two") == b"%PDFtwo"
    profiles = told.read_text().split()
    assert len(set(profiles)) == 2 and all(p.startswith("-env:UserInstallation=file:///") for p in profiles)
    assert not any(Path(p.split("file://")[1]).parent.exists() for p in profiles)


@pytest.mark.skipif(sys.platform == "win32", reason="the pretended program is a script")
def test_one_that_fails_or_hangs_is_given_up_with_its_children(tmp_path, monkeypatch):
    pretend(tmp_path, monkeypatch, "sys.exit(1)")
    with pytest.raises(InvalidInput, match="没有转出 PDF"):
        pdf.from_docx(b"x")
    noted, seconds = tmp_path / "child", 0.5
    child = "child = subprocess.Popen(['sleep', '300'])"
    pretend(tmp_path, monkeypatch, f"{child}; pathlib.Path({str(noted)!r}).write_text(str(child.pid)); child.wait()")
    # Longer each time, until the program has come so far: a busy machine starts it late.
    while not noted.exists() or not noted.read_text():
        seconds *= 2
        with pytest.raises(InvalidInput, match="已停止"):
            pdf.from_docx(b"x", seconds=seconds)
    give_up = time.monotonic() + 60
    while runs(int(noted.read_text())):
        assert time.monotonic() < give_up
        time.sleep(0.05)


@pytest.mark.skipif(not pdf.program(), reason="no LibreOffice on this machine")
def test_a_document_becomes_a_pdf():
    from tests.unit.test_gongwen import LETTER
    from zcdash.rendering.docx.gongwen import write

    assert pdf.from_docx(write(LETTER)).startswith(b"%PDF")
