"""Documents that name tests name tests that are there; and what docs/security.md says of the code is so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from zcdash.domain.terms import Basis, Direction
from zcdash.intake import plan_csv

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# The requirements of levels 1 and 2, by the numbers of ASVS 5.0.0.
LEVELS_1_AND_2 = {
    "1.1": "1 2",
    "1.2": "1 2 3 4 5 6 7 8 9",
    "1.3": "1 2 3 4 5 6 7 8 9 10 11",
    "1.4": "1 2 3",
    "1.5": "1 2",
    "2.1": "1 2 3",
    "2.2": "1 2 3",
    "2.3": "1 2 3 4",
    "2.4": "1",
    "3.2": "1 2",
    "3.3": "1 2 3 4",
    "3.4": "1 2 3 4 5 6",
    "3.5": "1 2 3 4 5",
    "3.7": "1 2",
    "4.1": "1 2 3",
    "4.2": "1",
    "4.3": "1 2",
    "4.4": "1 2 3 4",
    "5.1": "1",
    "5.2": "1 2 3",
    "5.3": "1 2",
    "5.4": "1 2 3",
    "6.1": "1 2 3",
    "6.2": "1 2 3 4 5 6 7 8 9 10 11 12",
    "6.3": "1 2 3 4",
    "6.4": "1 2 3 4",
    "6.5": "1 2 3 4 5",
    "6.6": "1 2 3",
    "6.8": "1 2 3 4",
    "7.1": "1 2 3",
    "7.2": "1 2 3 4",
    "7.3": "1 2",
    "7.4": "1 2 3 4 5",
    "7.5": "1 2",
    "7.6": "1 2",
    "8.1": "1 2",
    "8.2": "1 2 3",
    "8.3": "1",
    "8.4": "1",
    "9.1": "1 2 3",
    "9.2": "1 2 3 4",
    "10.1": "1 2",
    "10.2": "1 2",
    "10.3": "1 2 3 4",
    "10.4": "1 2 3 4 5 6 7 8 9 10 11",
    "10.5": "1 2 3 4 5",
    "10.6": "1 2",
    "10.7": "1 2 3",
    "11.1": "1 2",
    "11.2": "1 2 3",
    "11.3": "1 2 3",
    "11.4": "1 2 3 4",
    "11.5": "1",
    "11.6": "1",
    "12.1": "1 2 3",
    "12.2": "1 2",
    "12.3": "1 2 3 4",
    "13.1": "1",
    "13.2": "1 2 3 4 5",
    "13.3": "1 2",
    "13.4": "1 2 3 4 5",
    "14.1": "1 2",
    "14.2": "1 2 3 4",
    "14.3": "1 2 3",
    "15.1": "1 2 3",
    "15.2": "1 2 3",
    "15.3": "1 2 3 4 5 6 7",
    "16.1": "1",
    "16.2": "1 2 3 4 5",
    "16.3": "1 2 3 4",
    "16.4": "1 2 3",
    "16.5": "1 2 3",
    "17.1": "1",
    "17.2": "1 2 3 4",
    "17.3": "1 2",
}
NUMBERS = [f"{section}.{n}" for section, ns in LEVELS_1_AND_2.items() for n in ns.split()]
ASVS = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (\d+\.\d+\.\d+) \|(.*)\|$", ASVS, re.MULTILINE))


def named_in(file: Path) -> set[str]:
    return {n.name for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef)}


def test_every_test_that_a_document_names_is_there():
    documents = {d.name: NAMED.findall(d.read_text(encoding="utf-8")) for d in (ROOT / "docs").glob("*.md")}
    tests = {f: named_in(ROOT / f) for named in documents.values() for f, _ in named if (ROOT / f).is_file()}
    missing = [f"{d}: {f}::{n}" for d, named in documents.items() for f, n in named if n not in tests.get(f, ())]
    assert len(tests) > 10 and missing == []


def test_every_requirement_of_levels_1_and_2_has_its_line_once():
    assert len(NUMBERS) == 253 and list(ROWS) == NUMBERS and ASVS.count("\n| 1.2.1 |") == 1
    levels = [row.split(" | ")[0].strip() for row in ROWS.values()]
    assert (levels.count("1"), levels.count("2")) == (70, 183)


def test_a_requirement_that_is_said_to_be_met_names_a_test_and_any_other_its_reason():
    lacking = []
    for number in NUMBERS:
        _, _, done, state, shown = (cell.strip() for cell in ROWS[number].split(" | "))
        assert state in ("met", "not met", "deployment", "does not apply", "pending"), state
        if not (NAMED.search(shown) if state == "met" else len(done) > 15):
            lacking.append(number)
    assert lacking == []


def test_the_counts_in_the_text_are_those_of_the_table():
    states = [row.split(" | ")[3].strip() for row in ROWS.values()]
    told = re.search(
        r"(\d+) met, (\d+) by deployment, (\d+) not met, (\d+) that do not apply(?:, (\d+) pending)?", ASVS
    )
    assert told and [int(n or 0) for n in told.groups()] == [
        states.count(s) for s in ("met", "deployment", "not met", "does not apply", "pending")
    ]


def test_the_inventory_of_cryptography_names_every_module_that_uses_it():
    section = SECURITY[SECURITY.index("## Cryptography") :].partition("\n## ")[0]
    uses = re.compile(r"^(?:from|import) (?:hashlib|hmac|cryptography|argon2|pyotp|ssl)\b", re.MULTILINE)
    modules = {
        f.relative_to(ROOT / "zcdash").as_posix()
        for f in (ROOT / "zcdash").rglob("*.py")
        if uses.search(f.read_text(encoding="utf-8"))
    }
    assert "store/encryption.py" in modules and [m for m in sorted(modules) if f"`{m}`" not in section] == []


def test_no_certificate_check_is_turned_off_and_no_redirect_is_followed_by_itself():
    off = re.compile(
        r"verify\s*=\s*False|CERT_NONE|_create_unverified|check_hostname\s*=\s*False|follow_redirects\s*=\s*True"
    )
    assert [f.name for f in (ROOT / "zcdash").rglob("*.py") if off.search(f.read_text(encoding="utf-8"))] == []


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


OF_A_PLAN = ("validate_plan", "validate_planned", "indicator_links", "printed_figures", "plan_changes")
"""Modules whose findings are of a plan folder."""
OF_OTHERS = ("people_list",)
"""Modules whose findings are of other files."""


def _codes_made_in(*modules: str) -> set[str]:
    made = re.compile(
        r'(?:_error|_warning|error|warning|Question|NotUnderstood|UnreadableWorkbook)\(\s*"([A-Z][A-Z_0-9]+)"'
    )
    paths = [path for module in modules for path in (ROOT / "zcdash" / "intake").glob(f"{module}.py")]
    return {code for path in paths for code in made.findall(path.read_text(encoding="utf-8"))}


def test_every_column_and_finding_of_a_plan_folder_is_in_its_document():
    text = (ROOT / "docs" / "plan-folder.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    for file, columns in plan_csv.COLUMNS.items():
        assert [c for c in columns.split() if not re.search(rf"\b{c}\b", rows[file])] == [], file
    assert {b.value for b in Basis} | {d.value for d in Direction} <= set(re.findall(r"`(\w+)`", text))
    codes = _codes_made_in(*OF_A_PLAN)
    assert {"KEY_ONGOING", "SAME_AS", "RANK", "SUM"} <= codes
    assert {code for code in codes if code not in text} == set()


def test_every_finding_of_a_return_is_in_its_document():
    text = (ROOT / "docs" / "returns.md").read_text(encoding="utf-8")
    codes = _codes_made_in("*") - _codes_made_in(*OF_A_PLAN, *OF_OTHERS)
    assert {"SUM_DIFFERS", "SAME_AS_DIFFERS", "DATE_BACKDATED", "COPIED"} <= codes
    assert {code for code in codes if not re.search(rf"\b{code}\b", text)} == set()
