"""Hostile text: refused with the name of its field, or stored and harmless wherever it is shown or exported."""

import csv
import inspect
import io
import json
from datetime import date

import pytest

from tests.helpers import PLAN
from tests.hostile import AIR, ALL, CLERK, MILLION, NAME, TEXTS, return_of
from zcdash import auth, commands, errors, queries
from zcdash.auth.permissions import Account, Role, console
from zcdash.cli.main import main
from zcdash.commands import submissions
from zcdash.commands.validation import ACCOUNT_ARGUMENTS, FIELDS, SECRET_FIELDS
from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.submission import Source
from zcdash.errors import InvalidInput, PlanUnreadable
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.queries.bulletin import Draft
from zcdash.store.ledger import Ledger
from zcdash.text import FORMULA, clean_field, escape_markdown, file_stem, single_line, strip_invisible

INVISIBLE = [
    chr(n)
    for n in (
        *range(10),
        *range(11, 32),
        *range(127, 160),
        0xAD,
        0x200B,
        0x200F,
        0x202E,
        0x2028,
        0x2066,
        0xFEFF,
        0xD800,
        0xFFFE,
        0xE0041,
    )
]
COMMANDS = {
    name: function
    for module in (getattr(commands, n) for n in commands.__all__)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__
    and not name.startswith("_")
    and ACCOUNT_ARGUMENTS & inspect.signature(function).parameters.keys()
    and "ledger" in inspect.signature(function).parameters
}
TEXT_FIELDS = [
    (name, field)
    for name, command in COMMANDS.items()
    for field, p in inspect.signature(command).parameters.items()
    if p.annotation == "str" and field not in SECRET_FIELDS
]
SOMEONE = Account("x", "某某", Role.OFFICE)

ADD = EditKind.ADD


def refused(command, **arguments) -> InvalidInput:
    """Return the refusal of a command, which must come before any access to the ledger: there is none."""
    parameters = inspect.signature(command).parameters
    given = {
        n: SOMEONE if n in ACCOUNT_ARGUMENTS else arguments.get(n)
        for n, p in parameters.items()
        if p.kind is not p.VAR_KEYWORD
    }
    with pytest.raises(InvalidInput) as error:
        command(**given, **{n: v for n, v in arguments.items() if n not in given})
    return error.value


@pytest.mark.parametrize(("name", "field"), TEXT_FIELDS)
def test_a_million_characters_are_refused_by_the_fields_name_and_limit(name, field):
    error = refused(COMMANDS[name], **{field: MILLION})
    word, most = FIELDS.get(field, ("内容", 200))
    assert f"{word}太长" in error.sentence and f"至多 {most} 字" in error.advice and len(str(error)) < 100


@pytest.mark.parametrize(
    ("command", "arguments", "word"),
    [
        (commands.accounts.add_account, {"new": account}, word)
        for account, word in (
            (Account("new", MILLION, Role.VIEWER), "姓名"),
            (Account("new", "x", Role.VIEWER, email=MILLION), "邮箱"),
            (Account(MILLION, "x", Role.VIEWER), "账号名"),
        )
    ]
    + [
        (commands.accounts.change_account, {"login": "x", "name": MILLION}, "姓名"),
        (commands.accounts.add_people, {"people": [Account("new", MILLION, Role.VIEWER)]}, "姓名"),
        (commands.corrections.break_down, {"rows": {"1-1.01": (3, date(2017, 3, 1), MILLION)}}, "责任人"),
        (commands.corrections.break_down, {"rows": {MILLION: (3, date(2017, 3, 1), "某某")}}, "编号"),
        (commands.approvals.send_back, {"codes": [MILLION]}, "编号"),
        (commands.approvals.send_back, {"codes": ["x"] * 5001}, "编号太多"),
        (commands.bulletin.issue_bulletin, {"confirmed": [MILLION]}, "确认的数"),
        (commands.bulletin.draft_bulletin, {"draft": Draft(title=MILLION)}, "标题"),
        (commands.bulletin.draft_bulletin, {"draft": Draft(addressee=MILLION)}, "主送"),
        (commands.bulletin.draft_bulletin, {"draft": Draft(wording={"overall": MILLION})}, "段落"),
        (
            commands.plan_drafts.save_edits,
            {"edits": [Edit(kind=ADD, table="x", key="1", row={"name": MILLION})]},
            "计划的内容",
        ),
        (commands.plan_drafts.save_edits, {"edits": [Edit(kind=ADD, table="x", key=MILLION)]}, "内容"),
        (commands.plan_drafts.settle, {"answers": {"head title": MILLION}}, "答复"),
    ],
)
def test_texts_inside_an_argument_are_checked_against_their_limits_too(command, arguments, word):
    assert word in refused(command, **arguments).sentence


def test_every_command_cleans_its_arguments():
    assert len(COMMANDS) > 30 and len(TEXT_FIELDS) > 60
    assert [name for name, command in COMMANDS.items() if not hasattr(command, "__wrapped__")] == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_cleaned_text_has_no_invisible_characters(text):
    cleaned = strip_invisible(text)
    assert not any(c in cleaned for c in INVISIBLE) and cleaned.encode()
    assert "\n" not in single_line(text) and single_line(text) == single_line(single_line(text))
    assert not any(c in file_stem(text) for c in '<>:"/\\|?*;%\n') and not file_stem(text).startswith(".")


@pytest.mark.parametrize(
    "text", ["督查室：完成 71.5 公里（2017-04-05）", "　全角空格", "𠮷野家", "\ue000", "葛\U000e0100", "a\nb", "é"]
)
def test_harmless_text_stays_unchanged(text):
    assert strip_invisible(text) == text


@pytest.mark.parametrize("text", ["督查室完成 71.5 公里，2017-04-05，（一）", "1.5 倍", "+8.5%", "-3", "#11-2"])
def test_harmless_text_in_markdown_has_no_backslash(text):
    assert escape_markdown(text) == text


def test_a_field_is_refused_beyond_its_limit_only():
    assert (
        clean_field("长" * 40, "姓名", 40) == "长" * 40
        and clean_field("\u202e" + "长" * 40 + "\u200b", "姓名", 40) == "长" * 40
    )
    with pytest.raises(InvalidInput, match="姓名太长（41 字）。至多 40 字"):
        clean_field("长" * 41, "姓名", 40)


def test_no_row_of_the_ledger_has_invisible_characters(hostile_ledger_file):
    with Ledger(hostile_ledger_file) as ledger:
        texts = [
            (table, column, value)
            for table in (*ledger.tables(), "log")
            for row in ledger.rows(table)
            for column, value in row.items()
            if isinstance(value, str)
        ]
    assert sum("点我" in text for _, _, text in texts) > 100
    assert [(table, column) for table, column, text in texts if any(c in text for c in INVISIBLE)] == []


def test_a_ledger_with_hostile_text_verifies(hostile_ledger_file, capsys):
    assert main(["verify", "--ledger", str(hostile_ledger_file)]) == 0 and "全部相符" in capsys.readouterr().out


def test_the_log_command_prints_one_line_per_act_without_control_characters(hostile_ledger_file, capsys):
    assert main(["log", "--ledger", str(hostile_ledger_file)]) == 0
    lines = capsys.readouterr().out.split("\n")[:-1]
    assert [text.split(" ")[0] for text in lines] == [str(n) for n in range(1, len(lines) + 1)] and len(lines) > 40
    assert not any(c in text for c in INVISIBLE for text in lines) and sum("点我" in text for text in lines) > 20


def test_an_uncleaned_act_prints_no_control_characters_either(ledger, ledger_file, capsys):
    without_cleaning = commands.periods.set_lock.__wrapped__
    without_cleaning(ledger, Account("x", "某\x1b[2J\n伪造", Role.OFFICE), PLAN, "2017Q1", date(2017, 4, 28))
    ledger.close()
    assert main(["log", "--ledger", str(ledger_file)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out and "某[2J 伪造" in out


def test_the_log_as_csv_has_one_row_per_act_and_no_formula(hostile_ledger_file, capsys):
    assert main(["log", "--csv", "--ledger", str(hostile_ledger_file)]) == 0
    out = capsys.readouterr().out
    heads, *rows = csv.reader(io.StringIO(out))
    assert len(rows) == out.count("\n") - 1 and {len(r) for r in rows} == {len(heads)}
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row)
    assert any(cell.startswith("'=") for row in rows for cell in row)


def test_json_output_of_hostile_text_is_valid(hostile_ledger_file, capsys):
    for arguments in (
        ["log", "--json"],
        ["dump", "--plan", PLAN],
        ["standing", "--plan", PLAN, "--period", "2017Q1", "--json"],
        ["score", "--plan", PLAN, "--json"],
    ):
        assert main([*arguments, "--ledger", str(hostile_ledger_file)]) == 0
        out = capsys.readouterr().out
        assert json.loads(out) and "点我" in out and not any(c in out for c in INVISIBLE)


def test_a_submitted_workbook_is_downloaded_unchanged_under_a_safe_name(hostile_ledger_file):
    with Ledger(hostile_ledger_file) as ledger:
        for row in queries.submissions.history(ledger, PLAN):
            name, data = queries.submissions.submission_file(ledger, row["submission"])
            assert name.endswith(".xlsx") and data.startswith(b"PK") and not any(c in name for c in '/\\"<>;\r\n')


@pytest.mark.parametrize(
    ("name", "stored_as"),
    [
        ("报送.xlsx", "报送.xlsx"),
        ("../../etc/passwd", "passwd.xlsx"),
        ("C:\\x\\报.XLSX", "报.xlsx"),
        ("报.hta", "报.hta.xlsx"),
        ('a";b', "a__b.xlsx"),
        ("\u202exslx.exe", "xslx.exe.xlsx"),
        ("...", "报送.xlsx"),
        ("\r\nSet-Cookie: x", "Set-Cookie_ x.xlsx"),
    ],
)
def test_the_file_name_of_an_upload_contains_no_path(name, stored_as):
    assert submissions._stored_name(clean_field(name, "文件名", 200), Source.FILE) == stored_as


def test_a_cell_beyond_its_limit_is_refused_with_its_address(ledger, filled):
    data = filled("区环保分局", "2017Q1", {"指标!I4": 33, "指标!J4": "长" * 32_000})
    findings = commands.submissions.submit(ledger, console(), data, "x.xlsx", "张三").check.findings
    assert [(f.code, f.place) for f in findings if f.code == "TEXT_LONG"] == [("TEXT_LONG", "指标!J4")]


def test_a_login_is_cleaned_before_it_is_looked_up_or_stored(ledger, people):
    auth.sign_in.by_password(ledger, "\u202eDU\u200bCHA\x00", "晴天 自行车 苹果 图书馆", "10.0.0.9")
    for login in (MILLION, "\x1b[2J\n", ALL):
        with pytest.raises(errors.NotPermitted):
            auth.sign_in.by_password(ledger, login, MILLION, "10.0.0.9")
    logins = [row["login"] for row in ledger.rows("attempt")]
    parts = [part for login in logins for part in login.split("\n")]
    assert parts and all(len(part) <= 64 and single_line(part) == part for part in parts)


def test_an_endless_line_in_a_plan_folder_is_refused_with_file_and_row(plan_folder):
    items = plan_folder / "items.csv"
    items.write_text(items.read_text(encoding="utf-8") + MILLION, encoding="utf-8")
    with pytest.raises(PlanUnreadable, match=r"items\.csv 第129行太长（1000000 字）"):
        read_plan_folder(plan_folder)


def test_a_unit_with_a_hostile_name_downloads_and_submits_its_workbook(hostile_ledger_file):
    with Ledger(hostile_ledger_file) as ledger:
        form = queries.forms.form(ledger, PLAN, "2017Q1", AIR)
        assert "点我" in form.file_name and not any(c in form.file_name for c in '<>:"/|?*;')
        assert (
            commands.submissions.submit(
                ledger, CLERK, return_of(ledger, 30), "x.xlsx", NAME, accept=True
            ).check.form.unit
            == AIR
        )
