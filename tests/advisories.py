"""Match the pinned libraries against a database of known vulnerabilities that was brought along: nothing is asked of the network.

    python -m tests.advisories PATH

PATH is a folder or a .zip file with advisories in the OSV format, as JSON or YAML: OSV's dump of PyPI (`PyPI/all.zip`), or a
checkout of the PyPA advisory database. Exit status 0: none applies; 1: at least one does; 2: no database.

pip-audit asks a service for every library and has no mode for a file, so this does the comparing itself, by the versions and
ranges of OSV and the ordering of versions of `packaging`.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[1]
LISTS = ("requirements.txt", "tests/requirements.txt")
PIN = re.compile(r"^([\w.-]+)==([\w.!+]+)", re.MULTILINE)
LATEST = Version("999999")


def pinned() -> dict[str, set[str]]:
    """Return name → its pinned versions, of the program and of the tests: some have one for each version of Python."""
    pins: dict[str, set[str]] = {}
    for file in LISTS:
        for name, version in PIN.findall((ROOT / file).read_text(encoding="utf-8")):
            pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


def documents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of each file of a folder or an archive."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix in (".json", ".yaml", ".yml"):
                yield file.name, file.read_bytes()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith((".json", ".yaml", ".yml")):
                    yield name, archive.read(name)


def advisories(path: Path, names: set[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the advisories in which one of these libraries occurs."""
    # Parsing YAML is slow: most files name none of our libraries.
    word = re.compile("|".join(sorted(names)).replace("-", "[-_.]").encode(), re.IGNORECASE)
    for name, content in documents(path):
        if word.search(content):
            document = json.loads(content) if name.endswith(".json") else yaml.safe_load(content)
            if isinstance(document, dict) and "affected" in document:
                yield document


def version_of(text: str) -> Version:
    """Return a version that can be ordered; one that cannot be read counts as the latest, so that nothing is overlooked."""
    try:
        return Version(text)
    except InvalidVersion:
        return LATEST


def is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """Tell if a version is listed, or lies in one of the ranges."""
    pinned_version = version_of(version)
    if any(version_of(listed) == pinned_version for listed in affected.get("versions") or ()):
        return True
    for span in affected.get("ranges") or ():
        if span.get("type") != "ECOSYSTEM":
            continue
        inside = False
        for event in span["events"]:
            if "introduced" in event and (
                event["introduced"] == "0" or version_of(event["introduced"]) <= pinned_version
            ):
                inside = True
            if "fixed" in event and version_of(event["fixed"]) <= pinned_version:
                inside = False
            if "last_affected" in event and version_of(event["last_affected"]) < pinned_version:
                inside = False
        if inside:
            return True
    return False


def found(path: Path, pins: Mapping[str, set[str]]) -> tuple[list[str], int, str]:
    """Return (one line for each vulnerability, number of advisories about our libraries, newest change of one)."""
    lines, count, newest = [], 0, ""
    for document in advisories(path, set(pins)):
        for affected in document["affected"]:
            package = affected.get("package", {})
            name = canonicalize_name(package.get("name", ""))
            if package.get("ecosystem") != "PyPI" or name not in pins or document.get("withdrawn"):
                continue
            count, newest = count + 1, max(newest, str(document.get("modified", "")))
            fixed = [e["fixed"] for r in affected.get("ranges") or () for e in r["events"] if "fixed" in e]
            ids = " ".join([document["id"], *document.get("aliases", ())])
            for version in sorted(pins[name]):
                if is_affected(version, affected):
                    summary = document.get("summary") or document.get("details", "").partition("\n")[0][:120]
                    lines.append(f"{name} {version}: {ids}; fixed in {', '.join(fixed) or 'none'}; {summary}")
    return sorted(set(lines)), count, newest


def main(arguments: list[str]) -> int:
    """Print what applies and return the exit status."""
    path = Path(arguments[0]) if arguments and arguments[0] else None
    pins = pinned()
    lines, count, newest = found(path, pins) if path and path.exists() else ([], 0, "")
    if not count:
        missing = f"{path} is no database with advisories about our libraries" if path else "No database was given"
        print(f"{missing}, so nothing was checked. Give one: make audit ADVISORIES=PATH.")
        return 2
    print(
        "\n".join([*lines, f"{len(pins)} libraries, {count} advisories about them, the newest changed {newest[:10]}."])
    )
    print(f"{len(lines)} vulnerabilities apply." if lines else "None applies.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
