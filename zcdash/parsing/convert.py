"""Convert documents of old kinds (.doc, .wps, .xls, .et, .rtf, .odt, .ods) with the LibreOffice of this machine.

It runs as a program of its own, with a fresh profile in a temporary folder: no macros, no linked content, and a limit of time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from zcdash.errors import NeedsConversion, UnreadableDocument

SECONDS = 90
"""Seconds by the clock for one file; the first start of a profile takes some of them."""
_WAIT_SECONDS = 120
_PROGRAMS = ("soffice", "libreoffice")
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_OLD_ENDING = {"docx": ".doc", "xlsx": ".xls"}
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_NOWHERE = "http://127.0.0.1:9"
"""Proxy at which nobody listens: whatever would fetch something gets nothing."""
_ONE_AT_A_TIME = threading.Lock()
_SETTINGS = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": ("int", "3"),
        "DisableMacrosExecution": ("boolean", "true"),
        "DisableActiveContent": ("boolean", "true"),
        "BlockUntrustedRefererLinks": ("boolean", "true"),
    },
    "org.openoffice.Office.Writer/Content/Update": {"Link": ("int", "0")},
    "org.openoffice.Office.Calc/Content/Update": {"Link": ("int", "2")},
}


def program() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def convert(data: bytes, needed: NeedsConversion) -> bytes:
    """Return a file as .docx or .xlsx. Raises UnreadableDocument where that is not possible."""
    office = program()
    if office is None:
        raise UnreadableDocument(
            f"{needed.sentence}本机没有安装 LibreOffice，不能直接读取。", needed.advice
        ) from needed
    if not _ONE_AT_A_TIME.acquire(timeout=_WAIT_SECONDS):
        raise UnreadableDocument(
            "现在转换旧格式文件的人太多，没有轮到这个文件。", f"请过几分钟再试，或{needed.advice.removeprefix('请')}"
        )
    try:
        # LibreOffice may still write into its profile while it is being killed.
        with tempfile.TemporaryDirectory(prefix="zcdash-convert-", ignore_cleanup_errors=True) as folder:
            converted = _run(office, Path(folder), data, needed.target)
    finally:
        _ONE_AT_A_TIME.release()
    if converted is None:
        raise UnreadableDocument(f"{needed.sentence}转换没有成功。", needed.advice) from needed
    return converted


def _run(office: str, folder: Path, data: bytes, target: str) -> bytes | None:
    """Return the converted file, None where there is none after the time allowed."""
    source = folder / f"source{_ending(data, target)}"
    source.write_bytes(data)
    profile, out = folder / "profile", folder / "out"
    _write_settings(profile)
    arguments = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    arguments += ["--nodefault", "--convert-to", _FILTERS[target], "--outdir", str(out), str(source)]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), _NOWHERE) | {"HOME": str(folder)}
    try:
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)
    made = out / f"source.{target}"
    return made.read_bytes() if made.is_file() and made.stat().st_size else None


def _ending(data: bytes, target: str) -> str:
    """Return the ending by the content: LibreOffice takes .wps for another program's."""
    if data.lstrip().startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(b"PK"):
        return ".xlsb" if b"xl/workbook.bin" in data else {"docx": ".odt", "xlsx": ".ods"}[target]
    return _OLD_ENDING[target] if data.startswith(b"\xd0\xcf\x11\xe0") else ".xml"


def _write_settings(profile: Path) -> None:
    """Write a profile in which macros are off and no link is followed."""
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse" oor:type="xs:{kind}"><value>{value}</value></prop></item>'
        for path, properties in _SETTINGS.items()
        for name, (kind, value) in properties.items()
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with every process that it started."""
    with suppress(OSError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)  # its own session
    process.kill()
    process.wait()
