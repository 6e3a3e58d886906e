"""Disks that are too small or cannot be written to, for one child process only, by whatever means this machine allows."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.helpers import ROOT


@cache
def own_mounts() -> list[str]:
    """The command in front of a child that gives it mounts of its own, which end with it; nothing where that is not allowed."""
    for way in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        if shutil.which("unshare"):
            tried = subprocess.run([*way, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
            if tried.returncode == 0:
                return way
    return []


def strait(what: str, ledger: Path, folder: Path, mounting: str = "") -> Any:
    """What a child of `tests.faults.strait` found; `mounting` is done first, in mounts of its own, where that is allowed."""
    child = [sys.executable, "-m", "tests.faults.strait", what, str(ledger), str(folder)]
    if mounting:
        child = [*own_mounts(), "sh", "-c", f'{mounting} && exec "$@"', "sh", *child]
    ended = subprocess.run(child, cwd=ROOT, capture_output=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr.decode()[-3000:]
    return json.loads(ended.stdout)
