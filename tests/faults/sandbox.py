"""Run a child process on a disk that is too small or read-only, by whatever means this machine allows."""

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
    """Return a command prefix that gives a child a mount namespace of its own; empty if that is not allowed."""
    for prefix in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        if shutil.which("unshare"):
            tried = subprocess.run([*prefix, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
            if tried.returncode == 0:
                return prefix
    return []


def run_scenario(what: str, ledger: Path, folder: Path, mounting: str = "") -> Any:
    """Return the result of a scenario of `disk_scenarios`, run in a child after `mounting`, if that is allowed."""
    child = [sys.executable, "-m", "tests.faults.disk_scenarios", what, str(ledger), str(folder)]
    if mounting:
        child = [*own_mounts(), "sh", "-c", f'{mounting} && exec "$@"', "sh", *child]
    ended = subprocess.run(child, cwd=ROOT, capture_output=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr.decode()[-3000:]
    return json.loads(ended.stdout)
