"""Who may import what: the rooms of the house, kept by a walk over the imports."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STANDARD = {"model", "errors", "period", "facts", "pieces", "texts"}
ROOMS = {"intake", "store", "assess", "present"}
THIRD = {
    "pandas",
    "duckdb",
    "openpyxl",
    "python_calamine",
    "plotly",
    "streamlit",
    "starlette",
    "chinese_calendar",
    "docx",
    "argon2",
    "zxcvbn",
    "jinja2",
    "icalendar",
    "matplotlib",
    "fontTools",
}
# place → (what it may import of zcdash, what of the packages)
MAY = {
    "zcdash/model.py": (set(), set()),
    "zcdash/errors.py": (set(), set()),
    "zcdash/period.py": ({"model"}, set()),
    "zcdash/facts.py": ({"model"}, set()),
    "zcdash/pieces.py": ({"model"}, set()),
    "zcdash/texts.py": ({"errors"}, set()),
    "zcdash/pdf.py": ({"errors"}, set()),
    "zcdash/intake": (STANDARD | {"intake"}, {"pandas", "openpyxl", "python_calamine"}),
    "zcdash/store": (STANDARD | {"store"}, {"duckdb", "pandas"}),
    "zcdash/assess": (STANDARD | {"assess"}, {"pandas", "chinese_calendar"}),
    "zcdash/present/font": (set(), {"fontTools"}),
    "zcdash/present": (STANDARD | {"present"}, {"pandas", "plotly", "openpyxl", "docx", "icalendar", "matplotlib"}),
    "zcdash/gate": (STANDARD | {"gate", "store"}, {"argon2", "zxcvbn"}),
    "zcdash/board": (STANDARD | {"intake", "store", "assess", "board", "gate"}, set()),
    "zcdash/desk": (STANDARD | {"intake", "store", "assess", "board", "gate", "desk"}, set()),
    "zcdash/console": (STANDARD | {"assess", "store", "board", "desk", "gate", "present", "pdf"}, set()),
    "zcdash/__main__.py": (STANDARD | {"intake", "store", "gate", "desk", "board", "console"}, set()),
    "zcdash/server.py": ({"store", "__main__"}, {"streamlit"}),
    "zcdash/web": (STANDARD | {"web", "server", "gate", "desk"}, {"streamlit", "starlette", "jinja2"}),
    "zcdash/ui.py": (STANDARD | {"store", "board", "gate", "present", "server"}, {"streamlit"}),
    "zcdash/panels": (
        STANDARD | {"assess", "board", "desk", "gate", "present", "ui", "panels", "pdf"},
        {"streamlit", "pandas"},
    ),
    "zcdash/frame.py": (STANDARD | {"ui", "gate", "board", "present"}, {"streamlit"}),
    "pages": (STANDARD | {"ui", "panels", "gate", "desk", "board", "present"}, {"streamlit"}),
    "app.py": ({"web"}, {"streamlit"}),
}
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "zcdash").rglob("*.py"))]


def imported(file: Path) -> set[str]:
    """Modules that a file imports; of zcdash the second word, marked with a dot."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"zcdash.{a.name}" for a in node.names] if node.module == "zcdash" else [node.module or ""]
        found |= {"." + n.split(".")[1] if n.startswith("zcdash.") else n.split(".")[0] for n in names}
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_each_room_imports_only_what_it_may(file):
    place = str(file.relative_to(ROOT))
    rule = next((r for r in MAY if place == r or place.startswith(r + "/")), None)
    if rule is None:
        assert place == "zcdash/__init__.py", f"{place} stands in no room: give it one, and a line in this table"
        return
    ours, theirs = MAY[rule]
    for name in imported(file):
        if name.startswith("."):
            assert name[1:] in ours, f"{place} must not import zcdash.{name[1:]}: {rule} may only use {sorted(ours)}"
        elif name in THIRD:
            assert name in theirs, f"{place} must not import {name}: {rule} may only use {sorted(theirs)}"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_nothing_grows_past_its_size(file):
    text = file.read_text(encoding="utf-8")
    place, lines = str(file.relative_to(ROOT)), text.count("\n")
    limit = 60 if place == "app.py" else 80 if place.startswith("pages/") else 300
    assert lines <= limit, f"{place} has {lines} lines, {limit} at most: split it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or 0) - node.lineno + 1
            assert size <= 40, f"{place} {node.name} has {size} lines, 40 at most"


def test_sql_stands_only_in_the_store():
    for file in FILES:
        if "store" not in file.parts:
            text = file.read_text(encoding="utf-8").lower()
            assert "select * from" not in text and "insert into" not in text, f"{file.name} holds SQL"


@pytest.mark.parametrize("file", sorted((ROOT / "zcdash" / "store" / "queries").glob("*.sql")), ids=lambda f: f.stem)
def test_every_question_says_what_one_row_is(file):
    assert file.read_text(encoding="utf-8").startswith("-- One row")
