"""Hostile texts (markup, formulas, control characters), and a ledger with them in every field."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.helpers import OFFICE, PLAN, SHIPPED, clerk, deputy, head
from zcdash import commands, queries
from zcdash.auth.permissions import Account, Role, console
from zcdash.intake.form import FIRST_ROW
from zcdash.queries import bulletin
from zcdash.queries.bulletin import Draft, unverified_numbers
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.store.ledger import Ledger
from zcdash.text import single_line

TEXTS = {
    "script": "<script>window.hit=1</script>",
    "onerror": "<img src=x onerror=window.hit=1>",
    "link": "[点我](javascript:window.hit=1)",
    "picture": "![图](http://outside.example/a.png)",
    "address": "http://outside.example/b www.outside.example a@outside.example",
    "latex": "$x^2$ $$\\href{http://outside.example}{y}$$",
    "directive": ":red[红] :material/home: :material_home: :smile: :streamlit:",
    "fence": "```mermaid\ngraph TD\n```",
    "formula": '=HYPERLINK("http://outside.example","x")',
    "at": "@SUM(1+1)",
    "plus": "+1+cmd|'/c calc'!A1",
    "minus": "-1+1",
    "wide": "＝1+1",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "controls": "a\x00b\x07c\x08d\x7fe\x9bf",
    "terminal": "\x1b[2J\x1b]0;题\x07",
    "turned": "合格\u202e格合不\u2066x\u2069\u200f",
    "unseen": "看\u200b不\u2060见\ufeff\u00ad\U000e0041",
    "half": "半\ud800个\ufffe",
    "lines": "一行\r\n二行\u2028三行\x0b四行\x85五行",
    "calendar": "x\r\nBEGIN:VEVENT\r\nSUMMARY:伪造",
    "csv": '"\r\n1,2,伪造',
    "header": 'a";\r\nX-Evil: 1',
    "path": "../../x\\..\\y",
    "sql": "'; drop table log; --",
    "template": "{{7*7}} {x} %s ${x}",
}
ALL = TEXTS["formula"] + "".join(TEXTS.values())
MILLION = "长" * 1_000_000
NAME = "=<b>[点我](javascript:1)$a$:red[b]\x1b\u202e"
"""A short one, for fields of forty characters."""
WORD = "<img src=x onerror=alert()>[点我](javascript:alert())![](http://outside.example/x)$a$:red[b]\x1b\u202e"
"""One without a digit, for the texts of a plan, whose numbers are verified."""
TITLE = "<b>[x](y:z)$a$:red[b]"
AIR = f"区环保分局{WORD}".replace("\x1b", "").replace("\u202e", "")
LEADER = f"刘冀中{WORD}".replace("\x1b", "").replace("\u202e", "")
HEAD, CLERK, DEPUTY = head(AIR), clerk(AIR), deputy(LEADER)


def hostile_plan(folder: Path) -> Path:
    """Make the shipped plan with hostile texts in the name of a unit and of a leader, and in item 14-6."""
    to = Path(shutil.copytree(SHIPPED, folder / "plan"))
    for file in to.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as read:
            heads, *rows = list(csv.reader(read))
        renamed = [
            [
                ";".join(
                    {"区环保分局": f"区环保分局{WORD}", "刘冀中": f"刘冀中{WORD}"}.get(x, x) for x in cell.split(";")
                )
                for cell in row
            ]
            for row in rows
        ]
        for row in renamed:
            told = dict(zip(heads, row, strict=True))
            if told.get("code") in ("14-6", "14-6a") or (
                told.get("item") == "14-6" and file.stem in ("doubts", "targets")
            ):
                if "title" in heads:
                    row[heads.index("title")] = TITLE
                for column in ("goal", "name", "text", "what", "reading", "data_source"):
                    if column in heads:
                        row[heads.index(column)] += WORD
        with file.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written, lineterminator="\n").writerows([heads, *renamed])
    return to


def return_of(ledger: Ledger, days: float, state: str = "已完成") -> bytes:
    """Return the unit's workbook of the first quarter with hostile text in every cell of the clerk."""
    book = load_workbook(BytesIO(queries.submissions.template_workbook(ledger, PLAN, "2017Q1", AIR)[1]))
    writable = ALL.encode("utf-8", "ignore").decode()
    text = "".join(c for c in writable if c in "\n\t" or (c >= " " and c not in "\ufffe"))
    for sheet, columns in (("指标", "J"), ("节点", "G"), ("事项", "DEF")):
        for row in range(FIRST_ROW, book[sheet].max_row + 1):
            for column in columns:
                cell = book[sheet][f"{column}{row}"]
                cell.value, cell.data_type = text, "s"
    for row in range(FIRST_ROW, book["指标"].max_row + 1):
        book["指标"][f"I{row}"] = days
    for row in range(FIRST_ROW, book["节点"].max_row + 1):
        book["节点"][f"E{row}"], book["节点"][f"F{row}"] = state, date(2017, 3, 30)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filed(ledger: Ledger, days: float) -> int:
    """File such a workbook under a hostile file name and by a hostile name; return the submission's number."""
    done = commands.submissions.submit(ledger, CLERK, return_of(ledger, days), f"{ALL[:150]}.html", NAME, accept=True)
    assert done.submission, [f.sentence for f in done.check.findings]
    return done.submission


def fill(ledger: Ledger) -> None:
    """Call every command that takes a text with a hostile one."""
    admin = console()
    for role, unit, leader in ((Role.HEAD, AIR, ""), (Role.CLERK, AIR, ""), (Role.DEPUTY, "", LEADER)):
        commands.accounts.add_account(
            ledger,
            admin,
            Account(f"x.{role}", NAME, role, unit=unit, leader=leader, email="=x'$a$@outside.example"),
        )
        commands.accounts.change_account(ledger, admin, f"x.{role}", email="")
    commands.periods.grant(ledger, OFFICE, PLAN, "2017Q1", AIR, "extension", date(2017, 4, 25), ALL)
    commands.periods.set_lock(ledger, OFFICE, PLAN, "2017Q1", date(2017, 4, 28), ALL)
    day = queries.clock.today(ledger)
    commands.approvals.cancel_absence(
        ledger, OFFICE, PLAN, commands.approvals.add_absence(ledger, OFFICE, PLAN, LEADER, "李寅萍", day, day, ALL)
    )
    commands.approvals.add_absence(
        ledger, OFFICE, PLAN, LEADER, "李寅萍", day.replace(month=6), day.replace(month=7), ALL
    )
    commands.approvals.send_back(ledger, HEAD, PLAN, filed(ledger, 20), ALL, ["14-6"])
    number = filed(ledger, 21)
    commands.approvals.sign(ledger, HEAD, PLAN, number, ALL)
    for leader in queries.approvals.submission_status(ledger, PLAN, number).items:
        commands.approvals.sign(ledger, deputy(leader), PLAN, number, ALL)
    commands.approvals.sign(ledger, OFFICE, PLAN, number, ALL)
    _months_and_corrections(ledger)
    _notices_and_scores(ledger)
    _bulletin(ledger)
    commands.approvals.send_back(ledger, replace(HEAD, name=single_line(NAME)), PLAN, filed(ledger, 22), ALL, ["14-6"])


def _months_and_corrections(ledger: Ledger) -> None:
    held = queries.schedule.breakdowns(ledger, PLAN, AIR)
    commands.corrections.break_down(ledger, CLERK, PLAN, AIR, {b.commitment.code: (b.due, NAME) for b in held[:3]})
    for approved in (True, False):
        asked = commands.corrections.request_correction(
            ledger, HEAD, PLAN, "target", "14-6", f"{ALL}{approved}", ALL, "2017Q4"
        )
        decide = commands.plan_requests.approve if approved else commands.plan_requests.refuse
        decide(ledger, OFFICE, asked, ALL)
    commands.corrections.request_correction(ledger, HEAD, PLAN, "target", "14-6", ALL, ALL, "2017Q3")


def _notices_and_scores(ledger: Ledger) -> None:
    proposed = sorted(
        queries.notice_proposals.proposals(ledger, PLAN, "2017Q1"), key=lambda p: p.code == "14-6", reverse=True
    )
    for n, one in enumerate(proposed[:3]):
        number = commands.notices.issue_notice(
            ledger, OFFICE, PLAN, "2017Q1", one.kind, one.code, one.unit, ALL, one.due, why=ALL
        )
        if n < 2:
            commands.notices.reply_notice(ledger, clerk(one.unit), PLAN, number, ALL[:600], ALL[:600], one.due)
        if n == 1:
            commands.notices.end_notice(ledger, OFFICE, PLAN, number, ALL[:600])
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", "14-6a", "slipping", ALL)
    asked = commands.score.object_to_score(ledger, HEAD, PLAN, "14-6a", ALL)
    commands.score.answer_objection(ledger, OFFICE, PLAN, asked, True, ALL)
    commands.score.object_to_score(ledger, HEAD, PLAN, "14-6", ALL)
    commands.score.unwaive(ledger, OFFICE, PLAN, commands.score.waive(ledger, OFFICE, PLAN, "14-6b", ALL), ALL)
    commands.score.waive(ledger, OFFICE, PLAN, "14-6b", ALL)


def _bulletin(ledger: Ledger) -> None:
    commands.bulletin.set_bulletin_head(ledger, OFFICE, NAME, NAME)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", ALL)
    content = bulletin.content(ledger, PLAN, bulletin.close_of(ledger, PLAN, "2017Q1")["close"])
    free = [key for key, p in content.paragraphs.items() if not p.fixed]
    commands.bulletin.draft_bulletin(
        ledger,
        OFFICE,
        PLAN,
        "2017Q1",
        Draft(title=ALL[:110], addressee=ALL, day=None, number=None, wording=dict.fromkeys(free, ALL)),
    )
    own = unverified_numbers.unknown(
        unverified_numbers.unverified_numbers(content, bulletin.draft(ledger, content.close))
    )
    commands.bulletin.issue_bulletin(ledger, OFFICE, PLAN, "2017Q1", bulletin_docx.write, own)
    commands.periods.reopen(ledger, OFFICE, PLAN, "2017Q1", ALL)


def hostile_ledger(path: Path, folder: Path) -> Path:
    """Make such a ledger at `path`; the plan's folder goes below `folder`."""
    with Ledger(path) as ledger:
        commands.plans.load_plan(ledger, console(), hostile_plan(folder), ALL)
        commands.plans.set_business_date(ledger, console(), date(2017, 4, 20))
        fill(ledger)
    return path
