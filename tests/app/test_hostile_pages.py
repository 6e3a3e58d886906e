"""Every page over a ledger whose fields are full of markup: what is drawn, and the files that are offered."""

import csv
import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import streamlit as st
from icalendar import Calendar
from openpyxl import load_workbook

from tests.app import reader as readers
from tests.app.helpers import open_page
from tests.helpers import OFFICE, PEOPLE, PLAN
from tests.hostile import AIR, LEADER
from zcdash import commands, queries
from zcdash.auth.pages import BY_NAME
from zcdash.auth.permissions import Role
from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger
from zcdash.text import FORMULA

OBEYED = re.compile(
    r"\[点我\w*\]|!\[|\[x\]|\$a\$|\$x|:red\[|<img|<script|<b>|```|:material|:smile:"
    r"|(?<!\u2060)//outside|www\.outside|@outside"
)
MARKDOWN = {"Markdown": "body", "Alert": "body", "Heading": "body", "Progress": "text", "Spinner": "text"}
QUERIES = {
    "unit": {"unit": AIR},
    "leader": {"leader": LEADER},
    "item": {"item": "14-6"},
    "indicator": {"indicator": "14-6a"},
    "submit": {"unit": AIR},
    "months": {"unit": AIR},
    "score": {"unit": AIR},
    "brief": {"leader": LEADER},
    "items": {"words": "[点我](javascript:alert(1))<img src=x>" * 9},
    "bulletin": {"part": "改句子"},
}
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def drawn(proto) -> list[tuple[str, str]]:
    """Return (kind, text) of every text that the browser draws as Markdown or HTML, labels included."""
    texts = []
    for field, value in proto.ListFields():
        several = value if field.is_repeated else [value]
        if field.type == field.TYPE_MESSAGE and not field.message_type.GetOptions().map_entry:
            texts += [text for inner in several for text in drawn(inner)]
        elif field.type == field.TYPE_STRING and (
            field.name == MARKDOWN.get(proto.DESCRIPTOR.name)
            or (proto.DESCRIPTOR.name, field.name) == ("Html", "body")
            or field.name in ("label", "help")
        ):
            texts += [(proto.DESCRIPTOR.name, text) for text in several]
    return texts


def obeyed(app) -> list[tuple[str, str]]:
    """Return the texts whose markup the browser would obey: unescaped in Markdown, an element in HTML."""
    texts = [text for node in app._tree if getattr(node, "proto", None) is not None for text in drawn(node.proto)]
    assert texts
    bare = [(kind, text if kind == "Html" else re.sub(r"\\.", "", text)) for kind, text in texts]
    return [
        (kind, text)
        for kind, text in bare
        if (re.search(r"<img src=x|<b>\[x|href=.javascript", text) if kind == "Html" else OBEYED.search(text))
    ]


@pytest.fixture
def offered_files(monkeypatch):
    """Build every file that a page offers: name → bytes."""
    made = {}

    def button(self, label, data, file_name=None, *rest, **more):
        made[file_name] = data() if callable(data) else data
        return False

    monkeypatch.setattr(st.delta_generator.DeltaGenerator, "download_button", button)
    monkeypatch.setattr(st, "download_button", lambda *arguments, **more: button(None, *arguments, **more))
    return made


@pytest.mark.parametrize("page", BY_NAME)
def test_no_page_obeys_a_text_and_no_file_carries_a_formula(hostile_ledger_file, page, offered_files):
    app = open_page(page, period="2017Q1", **QUERIES.get(page, {}))
    assert app.title
    assert obeyed(app) == []
    for name, data in offered_files.items():
        assert not re.search(r'[/\\<>:"|?*\x00-\x1f]', name), name
        KINDS[Path(name).suffix](data)


TEMPLATE_FORMULA = re.compile(
    r"""=(?:SUMPRODUCT|ISNUMBER|ISBLANK|TEXT|DATE|IF|SUM|ROUND|\$?[A-Z]{1,2}\$?\d+|'(?:指标|节点|事项)'!"""
    r"""|"(?:已完成|持续|yyyy-mm-dd|)"|[\d.:,()+*<>=-])+"""
)


def plain_workbook(data: bytes) -> None:
    for sheet in load_workbook(BytesIO(data)):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert [c.coordinate for c in cells if c.hyperlink] == []
        # The template's own formulas count open cells and add running totals; none holds a text of somebody.
        assert [c.value for c in cells if c.data_type == "f" and not TEMPLATE_FORMULA.fullmatch(str(c.value))] == []
    whole(data)
    with ZipFile(BytesIO(data)) as package:
        assert not any("externalLink" in n or "vba" in n for n in package.namelist())


def whole(data: bytes) -> None:
    """Assert that every part is XML without invisible characters and without external links."""
    with ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                text = package.read(name).decode()
                ElementTree.fromstring(text)
                assert not re.search("[\x00-\x08\x0b\x0e-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe]", text), name
                assert 'TargetMode="External"' not in text, name


def one_calendar(data: bytes) -> None:
    events = [c for c in Calendar.from_ical(data).walk() if c.name == "VEVENT"]
    assert len(events) == data.count(b"\r\nBEGIN:VEVENT\r\n") and not any(str(e["summary"]) == "伪造" for e in events)
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", data)


def plain_rows(data: bytes) -> None:
    heads, *rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
    assert rows and {len(row) for row in rows} == {len(heads)}
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row)


def one_object_a_line(data: bytes) -> None:
    assert all(isinstance(json.loads(line), dict) for line in data.decode().split("\n")[:-1])


KINDS = {
    ".xlsx": plain_workbook,
    ".docx": whole,
    ".ics": one_calendar,
    ".csv": plain_rows,
    ".jsonl": one_object_a_line,
}


def test_a_name_stays_text_where_the_log_and_the_signing_page_mention_it(hostile_ledger_file, monkeypatch):
    with Ledger(hostile_ledger_file) as ledger:
        day, now = queries.clock.today(ledger), ledger.clock()
        commands.approvals.add_absence(ledger, OFFICE, PLAN, LEADER, "李寅萍", day, day, "外出")
        ledger.clock = lambda: now - timedelta(days=1)
        ledger.log_act(Act(what="登录", name="[点我核对](http://outside.example)"))
    app = open_page("log")
    app.button(key="log_prove").click().run()
    assert any("点我核对" in w.value for w in app.warning) and obeyed(app) == []
    monkeypatch.setattr(readers, "PEOPLE", [replace(p, leader="李寅萍") if p.leader else p for p in PEOPLE])
    app = open_page("signing", Role.DEPUTY)
    assert any("由您补位" in i.value for i in app.info) and obeyed(app) == []


def test_the_units_own_people_see_the_same(hostile_ledger_file, offered_files, monkeypatch):
    monkeypatch.setattr(readers, "PEOPLE", [replace(p, unit=AIR) if p.unit else p for p in PEOPLE])
    for page in ("submit", "notices", "signing", "score"):
        app = open_page(page, Role.HEAD, period="2017Q1")
        assert obeyed(app) == []
