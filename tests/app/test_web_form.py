"""网页填报 on the page 季度报送: a clerk fills in the form there, sees what is wrong as he types, and files it."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.helpers import open_page, shown_html, shown_text
from tests.helpers import PLAN, clerk
from zcdash import commands, queries
from zcdash.auth.permissions import Role
from zcdash.intake.form import COMMITMENTS, INDICATORS, ITEMS
from zcdash.web import shared_ledger

FINANCE, PERIOD = "区财政局", "2017Q1"
WANG = clerk(FINANCE)


def open_form(role: Role = Role.CLERK) -> AppTest:
    return open_page("submit", role, period=PERIOD, way="page")


def fields(app: AppTest, kind: str, label: str) -> list:
    return [widget for widget in getattr(app, kind) if widget.label.startswith(label)]


def draft():
    return queries.drafts.draft(shared_ledger.ledger(), PLAN, PERIOD, FINANCE)


def first_code() -> str:
    return queries.forms.form(shared_ledger.ledger(), PLAN, PERIOD, FINANCE).indicators[0].indicator.code


@pytest.fixture(autouse=True)
def _ledger(ledger_file):
    """Every test has a ledger of its own."""


def test_what_is_typed_is_checked_and_saved_at_once():
    app = open_form()
    fields(app, "text_input", "本期实际")[0].input("很多").run()
    assert "读不出一个数字" in shown_html(app) and "有 1 处错误，改正后再报" in shown_text(app)
    assert app.button(key="submit_file_it").disabled
    assert draft().cells == {INDICATORS: {first_code(): {"本期实际": "很多"}}}
    assert draft().name == "李填报"
