"""Licences: the office may use, change and pass on every library the program runs with."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PERMISSIVE = {
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "Apache-2.0",
    "PSF-2.0",
    "Zlib",
    "CC0-1.0",
    "ISC",
    "Unlicense",
    "HPND",
    "BSL-1.0",
}
# Weak copyleft: what is changed in these files must be passed on under the same licence; we change nothing and ship none.
# pypdfium2 brings PDFium, whose own parts (FreeType, libjpeg, ICU, zlib …) have permissive licences, named beside it.
WEAK = {"certifi": "MPL-2.0", "pypdfium2": "BSD-3-Clause, Apache-2.0, dependency licenses"}
SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "BSD 3-Clause License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
}
TABLE = re.compile(r"^\| ([\w.-]+) \| ([\w.]*|–) \| ([^|]+?) \|", re.MULTILINE)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


PIN = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)


def pinned() -> dict[str, str]:
    """Return name → pinned version of the libraries that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = {
        plain(name): version for name, version in PIN.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    }
    return {name: pins[name] for name in (plain(Requirement(line).name) for line in project["dependencies"])}


def installed() -> dict[str, metadata.Distribution]:
    """Return every library of pyproject.toml, and what those need on this machine, and so on."""
    found, asked = {}, [(name, set()) for name in pinned()]
    while asked:
        name, extras = asked.pop()
        if name in found and not extras:
            continue
        found[name] = metadata.distribution(name)
        for line in found[name].requires or []:
            need = Requirement(line)
            wanted = need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras or {""})
            if wanted and (plain(need.name) not in found or need.extras):
                asked.append((plain(need.name), set(need.extras)))
    return found


def licence(of: metadata.Distribution) -> str:
    """As an SPDX expression; what the library says itself, in the order in which it is to be believed."""
    said = of.metadata
    short = (said.get("License") or "").strip().partition("\n")[0].strip()
    listed = [c.rpartition("::")[2].strip() for c in said.get_all("Classifier") or [] if c.startswith("License ::")]
    known = [
        x
        for x in (
            said.get("License-Expression"),
            SPDX.get(short, short if short in PERMISSIVE | {*WEAK.values()} else ""),
            *(SPDX.get(x, "") for x in listed),
        )
        if x
    ]
    return known[0] if known else short or "/".join(listed)


def permits(expression: str) -> bool:
    """Return True if one of the alternatives is permissive in all its parts."""
    return any(all(part.strip(" ()") in PERMISSIVE for part in one.split(" AND ")) for one in expression.split(" OR "))


def test_every_library_is_under_a_permissive_licence_or_named_as_one_that_is_not():
    found = {name: licence(of) for name, of in installed().items()}
    assert len(found) > 40
    for name, said in found.items():
        assert permits(said) or WEAK.get(name) == said, (
            f"{name} is under “{said}”, which is not known to be permissive: read it, then name it here and in docs/security.md"
        )


@pytest.mark.parametrize(
    ("expression", "yes"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("LGPL-2.1-or-later", False),
        ("", False),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True),
        ("MPL-2.0", False),
        ("Proprietary", False),
    ],
)
def test_a_licence_that_asks_for_more_is_told_apart(expression, yes):
    assert permits(expression) is yes


def test_the_document_lists_what_is_pinned_with_its_version_and_every_licence_as_it_is():
    told = {
        plain(name): (version, said)
        for name, version, said in TABLE.findall((ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    }
    found = installed()
    for name, version in pinned().items():
        assert told.get(name) == (version, licence(found[name])), f"docs/security.md lists {name} otherwise than it is"
    wrong = [name for name, (_, said) in told.items() if name in found and said != licence(found[name])]
    assert wrong == [] and "certifi" in told


def test_what_the_repository_ships_that_is_not_ours_has_its_licence_beside_it():
    ours = [
        f for place in ("zcdash", "pages", "data", "docs", "tests", ".streamlit") for f in (ROOT / place).rglob("*")
    ]
    shipped = [f for f in ours if f.suffix in (".otf", ".ttf", ".woff", ".woff2", ".js", ".css.map", ".jar", ".whl")]
    assert [f.name for f in shipped] == ["zcdash-sans-sc.otf"]
    assert "SIL OPEN FONT LICENSE" in (shipped[0].parent / "OFL.txt").read_text(encoding="utf-8").upper()


def test_the_list_for_scanners_is_made_by_a_tool_that_is_pinned_into_a_folder_that_is_not_tracked():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "cyclonedx-py environment var/sbom-env" in makefile and "-o var/sbom.json" in makefile
    assert re.search(
        r"^cyclonedx-bom==[\d.]+ ", (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert "var/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
