"""A copy of the store's SQL files with one more migration, as a later version of the program would have it."""

import shutil
from pathlib import Path

from zcdash.store.ledger import HERE


def later_schema(folder: Path, statements: str) -> Path:
    """Return a folder to set as `zcdash.store.ledger.HERE`."""
    for name in ("migrations", "sql"):
        shutil.copytree(HERE / name, folder / name)
    (folder / "migrations" / "9999_later.sql").write_text(statements, encoding="utf-8")
    return folder


def newest_migration() -> int:
    """Return the number of the newest migration, which is in the name of the copy that a later version keeps."""
    return max(int(script.name[:4]) for script in (HERE / "migrations").glob("*.sql"))
