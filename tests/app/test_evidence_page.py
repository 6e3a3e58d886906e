"""佐证材料 on pages: a clerk attaches files to a submission, others see them once it is accepted."""

from __future__ import annotations

from dataclasses import replace

import pytest
import streamlit as st

from tests.app import reader as readers
from tests.app.helpers import open_page, shown_text
from tests.evidence_files import package, picture
from tests.helpers import PEOPLE, PLAN, accept, clerk
from zcdash import auth, commands, queries
from zcdash.auth.permissions import Role
from zcdash.errors import NotPermitted
from zcdash.store.ledger import Ledger

UNIT, PERIOD, ITEM = "周村供电中心", "2017Q1", "20-7"
PAGE = {"period": PERIOD, "unit": UNIT}


@pytest.fixture
def submission(ledger, file_submission, monkeypatch) -> int:
    """A submission under way, read by its unit's own people; the ledger is closed for the page to open."""
    monkeypatch.setattr(readers, "PEOPLE", [replace(p, unit=UNIT) if p.unit else p for p in PEOPLE])
    number = file_submission(UNIT, PERIOD, {"20-7a": 286}, accepted=False)
    ledger.close()
    return number


@pytest.fixture
def attached(ledger_file, submission) -> int:
    """The same with a picture attached to its row; the number of the evidence."""
    with Ledger(ledger_file) as ledger:
        return commands.evidence.attach(ledger, clerk(UNIT), PLAN, submission, picture(), "现场.jpg", "20-7a")


@pytest.fixture
def offered(monkeypatch):
    """Catch the functions behind the download buttons: name → function."""
    made = {}
    button = st.delta_generator.DeltaGenerator.download_button

    def catch(self, label, data, file_name=None, *rest, **more):
        made[file_name] = data
        return button(self, label, b"", file_name, *rest, **more)

    monkeypatch.setattr(st.delta_generator.DeltaGenerator, "download_button", catch)
    monkeypatch.setattr(st, "download_button", lambda *arguments, **more: catch(st._main, *arguments, **more))
    return made


def test_a_clerk_attaches_files_to_a_row_and_hears_why_one_is_refused(submission, ledger_file):
    app = open_page("submit", Role.CLERK, **PAGE)
    assert app.button(key="evidence_attach").disabled
    app.selectbox(key=f"evidence_row_{submission}").set_value("20-7a")
    uploader = next(u for u in app.file_uploader if u.key == "evidence_files_0")
    uploader.set_value(
        [("现场.jpg", picture(), "image/jpeg"), ("宏.docx", package("word/document.xml", "vbaProject.bin"), "")]
    )
    app.run()
    app.button(key="evidence_attach").click().run()
    assert "已附上“现场.jpg”" in app.success[0].value
    assert ["带有宏" in e.value and "另存为不带宏" in e.value for e in app.error] == [True]
    assert "**现场.jpg**" in shown_text(app)
    with Ledger(ledger_file) as ledger:
        assert [(e.file_name, e.code) for e in queries.evidence.evidence(ledger, PLAN)] == [("现场.jpg", "20-7a")]


def test_a_clerk_withdraws_a_file_with_a_reason_and_still_sees_it_named(attached):
    app = open_page("submit", Role.CLERK, **PAGE)
    app.text_input(key=f"evidence_reason_{attached}").input("传错了")
    next(b for b in app.button if b.label == "撤回").click().run()
    assert "已撤回“现场.jpg”" in app.success[0].value
    assert "~~现场.jpg~~" in shown_text(app) and "撤回：传错了" in shown_text(app)
    assert not [b for b in app.button if b.label == "撤回"]


def test_a_unit_without_a_submission_has_nothing_to_attach_to(ledger_file):
    app = open_page("submit", Role.OFFICE, **PAGE)
    assert "佐证材料" not in shown_text(app)


def test_an_accepted_submission_takes_no_more_from_the_unit_and_says_so(attached, submission, ledger_file):
    with Ledger(ledger_file) as ledger:
        accept(ledger, submission)
    app = open_page("submit", Role.CLERK, **PAGE)
    assert "已签收，佐证材料不能再改动" in shown_text(app) and "现场.jpg" in shown_text(app)
    assert not [b for b in app.button if b.key == "evidence_attach"]


def test_who_signs_sees_the_evidence_in_the_details(attached, submission):
    app = open_page("signing", Role.HEAD, period=PERIOD)
    assert "现场.jpg" not in shown_text(app)
    app.session_state[f"sign_look_{submission}"] = True
    app.run()
    assert "佐证材料（1）" in shown_text(app) and "现场.jpg" in shown_text(app)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMIN])
def test_a_reader_sees_it_on_the_item_once_it_is_accepted(attached, submission, ledger_file, role):
    assert "现场.jpg" not in shown_text(open_page("item", role, item=ITEM, period=PERIOD))
    readers.shared_ledger.close()
    with Ledger(ledger_file) as ledger:
        accept(ledger, submission)
    assert "现场.jpg" in shown_text(open_page("item", role, item=ITEM, period=PERIOD))


def test_a_download_asks_again_who_is_reading(attached, offered):
    app = open_page("submit", Role.CLERK, **PAGE)
    assert not app.exception and offered["现场.jpg"]() == picture()
    ledger = readers.shared_ledger.ledger()
    auth.sessions.sign_out(ledger, readers.reader.token())
    with pytest.raises(NotPermitted, match="还没有登录"):
        offered["现场.jpg"]()
