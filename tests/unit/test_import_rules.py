"""Import rules of docs/architecture.md, size limits, and where SQL may stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASE = {"domain", "errors", "text", "config"}
THIRD_PARTY = {
    "PIL", "argon2", "chinese_calendar", "click", "cryptography", "docx", "duckdb", "fontTools", "icalendar", "jinja2",
    "matplotlib", "openpyxl", "pandas", "pdfplumber", "plotly", "pyotp", "python_calamine", "rapidfuzz", "segno",
    "starlette", "streamlit", "zxcvbn",
}  # fmt: skip
READS = BASE | {"rules", "intake", "parsing", "store", "auth", "queries"}
# Place → (packages of zcdash it may import, third-party packages it may import). The first match counts.
RULES: dict[str, tuple[set[str], set[str]]] = {
    "zcdash/domain": ({"domain", "errors"}, set()),
    "zcdash/errors.py": (set(), set()),
    "zcdash/text.py": ({"errors"}, set()),
    "zcdash/config.py": (set(), set()),
    "zcdash/rules": (BASE | {"rules"}, {"pandas", "chinese_calendar"}),
    "zcdash/intake": (
        BASE | {"intake"},
        {"PIL", "docx", "openpyxl", "pandas", "pdfplumber", "python_calamine", "rapidfuzz"},
    ),
    "zcdash/parsing": (BASE | {"intake", "parsing"}, set()),
    "zcdash/store": (BASE | {"store"}, {"cryptography", "duckdb", "pandas"}),
    "zcdash/auth": (BASE | {"auth", "store"}, {"argon2", "cryptography", "pyotp", "zxcvbn"}),
    "zcdash/queries": (READS, set()),
    "zcdash/commands": (READS | {"commands"}, set()),
    "zcdash/rendering/font": (set(), {"fontTools"}),
    "zcdash/rendering": (
        BASE | {"rendering"},
        {"pandas", "plotly", "openpyxl", "docx", "icalendar", "jinja2", "matplotlib"},
    ),
    "zcdash/web": (
        BASE | {"web", "auth", "store", "commands", "parsing"},
        {"jinja2", "segno", "starlette", "streamlit"},
    ),
    "zcdash/ui": (READS | {"commands", "rendering", "web", "ui"}, {"streamlit", "pandas"}),
    "zcdash/cli": (READS | {"commands", "rendering", "cli"}, {"click"}),
    "zcdash/__main__.py": ({"cli"}, set()),
    "pages": (READS | {"commands", "rendering", "ui"}, {"streamlit"}),
    "app.py": ({"config", "web"}, {"streamlit"}),
}
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "zcdash").rglob("*.py"))]
SOURCES = {str(f.relative_to(ROOT)): f.read_text(encoding="utf-8") for f in FILES}


def imported(source: str) -> Iterator[str]:
    """Top-level names of imported packages; those of zcdash as `.package`."""
    for node in ast.walk(ast.parse(source)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = [f"zcdash.{a.name}" for a in node.names] if module == "zcdash" else [module]
        for name in names:
            parts = name.split(".")
            yield f".{parts[1]}" if parts[0] == "zcdash" and len(parts) > 1 else parts[0]


def forbidden_imports(place: str, source: str) -> list[str]:
    rule = next((r for r in RULES if place == r or place.startswith(f"{r}/")), None)
    if rule is None:
        return [] if place == "zcdash/__init__.py" else [f"{place} has no import rule: add a line to RULES"]
    ours, theirs = RULES[rule]
    names = set(imported(source))
    wrong = [f"zcdash{n}" for n in names if n.startswith(".") and n[1:] not in ours]
    wrong += [n for n in names if n in THIRD_PARTY and n not in theirs]
    return [f"{place} must not import {n}" for n in sorted(wrong)]


def test_a_package_imports_only_what_its_rule_allows():
    assert [fault for place, source in SOURCES.items() for fault in forbidden_imports(place, source)] == []


def test_a_forbidden_import_is_found():
    assert forbidden_imports("zcdash/rules/x.py", "import duckdb\nfrom zcdash.store.ledger import Ledger") == [
        "zcdash/rules/x.py must not import duckdb",
        "zcdash/rules/x.py must not import zcdash.store",
    ]
    assert forbidden_imports("zcdash/new/x.py", "") != []


OPENS_FILES = {
    "read_workbook",
    "read_submission_workbook",
    "read_document",
    "check_evidence",
    "mark_findings",
    "read_people_list",
}


def test_files_from_outside_are_opened_in_a_child_only():
    """Whoever imports these functions elsewhere would run them in the server's own process."""
    opening = []
    for place, source in SOURCES.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zcdash.intake"):
                opening += [f"{place} imports {a.name}" for a in node.names if a.name in OPENS_FILES]
    allowed = ("zcdash/intake/", "zcdash/parsing/file_reader.py")
    assert any(line.startswith(allowed[1]) for line in opening)
    assert [line for line in opening if not line.startswith(allowed)] == []


def test_files_and_functions_keep_to_their_sizes():
    too_large = []
    for place, source in SOURCES.items():
        lines = source.count("\n")
        limit = 60 if place == "app.py" else 80 if place.startswith("pages/") else 300
        if lines > limit:
            too_large.append(f"{place}: {lines} lines, limit {limit}")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > 40:
                    too_large.append(f"{place} {node.name}: {size} lines, limit 40")
    assert too_large == []


def test_sql_stands_only_in_the_store():
    outside = {p: s.lower() for p, s in SOURCES.items() if not p.startswith("zcdash/store/")}
    assert [p for p, s in outside.items() if "select * from" in s or "insert into" in s] == []


def test_every_query_says_what_one_row_is():
    queries = sorted((ROOT / "zcdash" / "store" / "sql").glob("*.sql"))
    assert queries and [q.name for q in queries if not q.read_text(encoding="utf-8").startswith("-- One row")] == []
