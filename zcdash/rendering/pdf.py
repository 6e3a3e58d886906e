"""Conversion of Word files to PDF by LibreOffice, in a temporary profile and within a minute."""

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
_INSTALLED = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)
_SECONDS = 60
_SLOTS = threading.BoundedSemaphore(2)
"""LibreOffice is heavy: at most two conversions run at once."""


def program() -> str:
    """Return the path of LibreOffice; empty where it is not installed."""
    return next(filter(None, map(shutil.which, _NAMES)), None) or next((str(p) for p in _INSTALLED if p.exists()), "")


def from_docx(data: bytes, seconds: float = _SECONDS) -> bytes:
    """Return the document as PDF. Raises InvalidInput where LibreOffice is missing, fails, or takes too long."""
    path = program()
    if not path:
        raise InvalidInput("这台机器没有安装 LibreOffice，不能转成 PDF。", "可下载 Word 文件，用办公软件另存为 PDF。")
    if not _SLOTS.acquire(timeout=seconds):
        raise InvalidInput("正在转换别的文件。", "请稍后再试。")
    try:
        return _convert(path, data, seconds)
    finally:
        _SLOTS.release()


def _convert(path: str, data: bytes, seconds: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="zcdash-pdf-") as scratch:
        folder = Path(scratch)
        (folder / "in.docx").write_bytes(data)
        # Two conversions in one profile would wait for each other for ever.
        command = [
            path,
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
        pdf = folder / "in.pdf"
        if not pdf.exists():
            raise InvalidInput("LibreOffice 没有转出 PDF。", "请重试，或下载 Word 文件，用办公软件另存为 PDF。")
        return pdf.read_bytes()


def _run(command: list[str], seconds: float) -> None:
    """Run to its end; after so many seconds kill it and its children. Raises InvalidInput then."""
    null = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        raise InvalidInput(
            f"转成 PDF 超过 {seconds:.0f} 秒，已停止。", "请重试，或下载 Word 文件，用办公软件另存为 PDF。"
        ) from None
