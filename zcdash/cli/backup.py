"""Commands that copy the ledger and put a copy back."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import click

from zcdash import auth, commands, store
from zcdash.cli.options import PATH, ledger_option, new_ledger_option
from zcdash.errors import InvalidInput, LedgerUnavailable
from zcdash.store import encryption
from zcdash.store.encryption import FileKey
from zcdash.store.ledger import Ledger

_TIMEOUT = 300


passphrase_option = click.option(
    "--passphrase-file",
    type=PATH,
    metavar="FILE",
    help="file that holds the passphrase (default: the environment, else ask)",
)


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option(
    "--encrypt", is_flag=True, help="encrypt the copy with a passphrase: AES-256-GCM, or SM4-GCM by the setting"
)
@passphrase_option
@ledger_option
def backup(folder: Path, encrypt: bool, passphrase_file: Path | None, ledger_file: Path) -> None:
    """Copy the ledger into a folder, also while the server is running."""
    if passphrase_file and not encrypt:
        raise click.UsageError("--passphrase-file needs --encrypt.")
    key = encryption.new_key(_passphrase(passphrase_file, confirm=True)) if encrypt else None
    try:
        with Ledger(ledger_file) as ledger:
            copy, result = commands.plans.back_up(ledger, auth.permissions.console(), folder, key)
        path, head = str(copy), result.head
    except LedgerUnavailable:
        answer = _server_backup(ledger_file, folder, key)
        if answer is None:
            raise
        path, head = answer
    print(f"已备份到 {path}，最后一条指纹 {head}")
    if key:
        print("请另外保管口令：没有口令，这份备份谁也打不开。")


def _passphrase(file: Path | None, confirm: bool = False) -> str:
    """Return the passphrase from the file or the environment, else ask for it. Raises InvalidInput if none is typed."""
    if given := encryption.configured_passphrase(file):
        return given
    try:
        return str(
            click.prompt("口令", hide_input=True, confirmation_prompt="再输一次" if confirm else False, err=True)
        )
    except click.Abort:
        raise InvalidInput("没有输入口令。", "请在终端里运行，或用 --passphrase-file 给出口令文件。") from None


def _server_backup(ledger_file: Path, folder: Path, file_key: FileKey | None) -> tuple[str, str] | None:
    """Ask the running server for a backup and return (path, last hash); None if no server runs.

    The request is authenticated by the key file, which only the server's user can read. The server gets the key of the one
    file, never the passphrase.
    """
    try:
        key = json.loads(store.backup.key_file(ledger_file).read_text(encoding="utf-8"))
        asked = {"folder": str(folder.resolve())}
        if file_key:
            asked |= {"salt": file_key.salt.hex(), "secret": file_key.secret.hex()}
        body = json.dumps(asked).encode()
        headers = {"Authorization": f"Bearer {key['secret']}"}
        request = urllib.request.Request(f"http://127.0.0.1:{key['port']}/backup", body, headers)
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
            answer = json.load(response)
        return answer["file"], answer["head"]
    except urllib.error.HTTPError as error:
        raise LedgerUnavailable(error.read().decode("utf-8", "replace") or "服务器没有完成备份。") from error
    except (OSError, ValueError, KeyError):
        return None


@click.command()
@click.argument("file", type=PATH, metavar="FILE")
@passphrase_option
@new_ledger_option
def restore(file: Path, passphrase_file: Path | None, ledger_file: Path) -> None:
    """Put a backup, encrypted or not, in the ledger's place. The replaced file is kept beside it."""
    kept = store.backup.restore(file, ledger_file, lambda: _passphrase(passphrase_file))
    print(f"已从 {file} 恢复到 {ledger_file}" + (f"，原台账另存为 {kept.name}" if kept else ""))
