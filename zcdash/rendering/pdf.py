"""Word files to PDF, where LibreOffice is installed: in a profile of its own, thrown away, and never for longer than a minute."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from zcdash.errors import InvalidInput

_NAMES = ("soffice", "libreoffice")
_USUAL = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)
_SECONDS = 60
_TURN = threading.BoundedSemaphore(2)
"""LibreOffice is heavy: no more than two at once, however many readers ask."""


def program() -> str:
    """LibreOffice's own program; empty where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None) or next((str(p) for p in _USUAL if p.exists()), "")


def from_docx(data: bytes, seconds: float = _SECONDS) -> bytes:
    """The document as PDF. Raises WrongUse where LibreOffice is missing, fails, or takes too long."""
    found = program()
    if not found:
        raise InvalidInput("这台机器没有安装 LibreOffice，不能转成 PDF。", "可下载 Word 文件，用办公软件另存为 PDF。")
    if not _TURN.acquire(timeout=seconds):
        raise InvalidInput("正在转换别的文件。", "请稍后再试。")
    try:
        return _converted(found, data, seconds)
    finally:
        _TURN.release()


def _converted(program: str, data: bytes, seconds: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="zcdash-pdf-") as scratch:
        folder = Path(scratch)
        (folder / "in.docx").write_bytes(data)
        # A profile of its own: two conversions in one profile wait for each other for ever.
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "in.docx"),
        ]
        _run(command, seconds)
        made = folder / "in.pdf"
        if not made.exists():
            raise InvalidInput("LibreOffice 没有转出 PDF。", "请重试，或下载 Word 文件，用办公软件另存为 PDF。")
        return made.read_bytes()


def _run(command: list[str], seconds: float) -> None:
    """To its end, or, with everything that it started, to ours."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(command, **quiet, start_new_session=True)
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        if os.name == "posix":
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
        running.wait()
        raise InvalidInput(
            f"转成 PDF 超过 {seconds:.0f} 秒，已停止。", "请重试，或下载 Word 文件，用办公软件另存为 PDF。"
        ) from None
