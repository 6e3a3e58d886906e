"""Locations: the ledger's file, its signing key, and the plans and rule packs shipped with the program."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent

DATA = _PACKAGE / "data" if (_PACKAGE / "data").is_dir() else _CHECKOUT / "data"
"""Folder of plans, rule packs and samples: inside an installed package, beside the package in a checkout."""
PLANS, RULES, SAMPLES = DATA / "plans", DATA / "rules", DATA / "samples"
ORGANISATIONS = DATA / "org"

SITE = _PACKAGE / "site" if (_PACKAGE / "site").is_dir() else _CHECKOUT
"""Folder of app.py, the pages and the settings of Streamlit: inside an installed package, the top folder of a checkout."""
FRAME = _PACKAGE / "ui" / "app.py"
"""The script that draws the frame and the requested page in it."""

RULES_TEXT = _CHECKOUT / "docs" / "rules.md"
"""The rules of rating in words."""

_HOME = _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() else Path()
DEFAULT_LEDGER = _HOME / "var" / "zcdash.duckdb"
"""In a checkout below it, otherwise below the working directory."""


def ledger_path(given: str | None = None) -> Path:
    """Return the path of the ledger: as given, else $ZCDASH_LEDGER, else DEFAULT_LEDGER."""
    return Path(given or os.environ.get("ZCDASH_LEDGER") or DEFAULT_LEDGER)


def signing_key_path(ledger: Path) -> Path:
    """Return the path of the private key that signs a ledger's log: $ZCDASH_SIGNING_KEY, else a file beside the ledger."""
    return Path(os.environ.get("ZCDASH_SIGNING_KEY") or ledger.with_name(f"{ledger.name}.signing"))


def backup_passphrase(given: Path | None = None) -> tuple[Path | None, str]:
    """Return (file that holds the passphrase of encrypted backups, the passphrase itself): at most one is given."""
    if given is None and (text := os.environ.get("ZCDASH_BACKUP_PASSPHRASE")):
        return None, text
    file = given or os.environ.get("ZCDASH_BACKUP_PASSPHRASE_FILE")
    return (Path(file) if file else None), ""
