"""Documents that name tests name tests that are there; and what docs/security.md says of the code is so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# The requirements of level 1, by the numbers of ASVS 5.0.0.
LEVEL_1 = {
    "1.2": "1 2 3 4 5",
    "1.3": "1 2",
    "1.5": "1",
    "2.1": "1",
    "2.2": "1 2",
    "2.3": "1",
    "3.2": "1 2",
    "3.3": "1",
    "3.4": "1 2",
    "3.5": "1 2 3",
    "4.1": "1",
    "4.4": "1",
    "5.2": "1 2",
    "5.3": "1 2",
    "6.1": "1",
    "6.2": "1 2 3 4 5 6 7 8",
    "6.3": "1 2",
    "6.4": "1 2",
    "7.2": "1 2 3 4",
    "7.4": "1 2",
    "8.1": "1",
    "8.2": "1 2",
    "8.3": "1",
    "9.1": "1 2 3",
    "9.2": "1",
    "10.4": "1 2 3 4 5",
    "11.3": "1 2",
    "11.4": "1",
    "12.1": "1",
    "12.2": "1 2",
    "13.4": "1",
    "14.2": "1",
    "14.3": "1",
    "15.1": "1",
    "15.2": "1",
    "15.3": "1",
}
NUMBERS = [f"{section}.{n}" for section, ns in LEVEL_1.items() for n in ns.split()]
ROWS = dict(re.findall(r"^\| (\d+\.\d+\.\d+) \|(.*)\|$", SECURITY, re.MULTILINE))


def named_in(file: Path) -> set[str]:
    return {n.name for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef)}


def test_every_test_that_a_document_names_is_there():
    documents = {d.name: NAMED.findall(d.read_text(encoding="utf-8")) for d in (ROOT / "docs").glob("*.md")}
    tests = {f: named_in(ROOT / f) for named in documents.values() for f, _ in named if (ROOT / f).is_file()}
    missing = [f"{d}: {f}::{n}" for d, named in documents.items() for f, n in named if n not in tests.get(f, ())]
    assert len(tests) > 10 and missing == []


def test_every_requirement_of_level_1_has_its_line_once():
    assert len(NUMBERS) == 70 and list(ROWS) == NUMBERS and SECURITY.count("\n| 1.2.1 |") == 1


def test_a_requirement_that_is_said_to_be_met_names_a_test_and_any_other_its_reason():
    lacking = []
    for number in NUMBERS:
        _, done, state, shown = (cell.strip() for cell in ROWS[number].split(" | "))
        assert state in ("met", "not met", "deployment", "does not apply"), state
        if not (NAMED.search(shown) if state == "met" else len(done) > 20):
            lacking.append(number)
    assert lacking == []


def test_the_counts_in_the_text_are_those_of_the_table():
    states = [row.split(" | ")[2].strip() for row in ROWS.values()]
    told = re.search(r"(\d+) met, (\d+) by deployment, (\d+) not met, (\d+) that do not apply", SECURITY)
    assert told and [int(n) for n in told.groups()] == [
        states.count(s) for s in ("met", "deployment", "not met", "does not apply")
    ]


def test_the_field_limits_in_security_md_are_those_of_the_code():
    from zcdash.commands.validation import FIELDS

    told = {
        field: int(most.replace(",", ""))
        for fields, most in re.findall(r"^\| ([^|]+) \| ([\d,]+) \|$", SECURITY, re.MULTILINE)
        for field in fields.split("、")
    }
    assert told == {what: most for what, most in FIELDS.values() if what != "内容"}


DANGEROUS = {"eval", "exec", "compile", "__import__", "system", "popen", "loads_pickle"}


def test_no_text_is_ever_run_as_a_program():
    for file in (*(ROOT / "zcdash").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
                assert name not in DANGEROUS or of_re, f"{file.name} calls {name}"
                assert not any(k.arg == "shell" for k in node.keywords), f"{file.name} starts a shell"
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {a.name for a in node.names} | {getattr(node, "module", None)}
                assert not names & {"pickle", "marshal", "shelve", "yaml"}, f"{file.name} reads what may be a program"


def test_a_password_is_typed_hidden_may_be_pasted_and_has_no_hint():
    for name, fields in (("sign_in.html", 1), ("password.html", 3)):
        page = (ROOT / "zcdash" / "web" / "templates" / name).read_text(encoding="utf-8")
        typed = re.findall(r'<input[^>]* type="password"[^>]*>', page)
        assert len(typed) == fields == len(re.findall(r'<input[^>]* name="(?:password|old|new|again)"', page))
        assert all(re.search(r'autocomplete="(?:current|new)-password"', one) for one in typed)
        assert not re.search(r"onpaste|<script|密码提示|密保", page)


def test_the_settings_are_the_strict_ones():
    said = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    for line in (
        'showErrorDetails = "none"',
        'toolbarMode = "viewer"',
        "maxUploadSize = 10",
        "enableStaticServing = false",
        "gatherUsageStats = false",
        "enableXsrfProtection = true",
        "enableCORS = true",
        "enableAgentApi = false",
    ):
        assert f"\n{line}\n" in said, line
