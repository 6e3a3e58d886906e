"""Command that starts the server over the office's own ledger."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from zcdash import config
from zcdash.cli.options import new_ledger_option
from zcdash.errors import InvalidInput
from zcdash.store.ledger import Ledger

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="0.0.0.0: every address")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--cert", type=FILE, metavar="FILE", help="certificate for the program's own https")
@click.option("--key", type=FILE, metavar="FILE", help="private key of the certificate")
@click.option(
    "--allowed-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="name that people type for this server; may be given several times",
)
@new_ledger_option
def serve(host: str, port: int, cert: Path | None, key: Path | None, names: Sequence[str], ledger_file: Path) -> int:
    """Start the server; a ledger that is not there yet is made, empty. Without an administrator it prints a one-time link."""
    if bool(cert) != bool(key):
        raise InvalidInput("证书和私钥要一起给。", "请同时写 --cert 和 --key。")
    if not ledger_file.exists():
        Ledger(ledger_file).close()
        print(f"新建了空的台账 {ledger_file}。")
    command = [sys.executable, "-m", "streamlit", "run", str(config.SITE / "app.py")]
    command += _options(host, port, cert, key, names)
    environment = {**os.environ, "ZCDASH_LEDGER": str(ledger_file.absolute())}
    print(f"打开 {'https' if cert else 'http'}://{names[0] if names else host}:{port} （按 Ctrl+C 停止）", flush=True)
    if os.name == "posix":
        os.execve(
            sys.executable, command, environment
        )  # the process that a service manager started is the server itself
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 0


def _options(host: str, port: int, cert: Path | None, key: Path | None, names: Sequence[str]) -> Iterator[str]:
    """Yield the options of Streamlit."""
    yield from ("--server.address", host, "--server.port", str(port))
    if cert and key:
        yield from ("--server.sslCertFile", str(cert.absolute()), "--server.sslKeyFile", str(key.absolute()))
    for name in names:
        yield from ("--server.allowedHosts", name)
