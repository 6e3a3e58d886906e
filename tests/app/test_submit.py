"""The page 季度报送: a clerk uploads a workbook, sees what is wrong with it, and files it."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.helpers import open_page, shown_text
from tests.helpers import PLAN
from zcdash import queries
from zcdash.store.ledger import Ledger

POWER = "周村供电中心"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(ledger: Ledger, data: bytes) -> AppTest:
    ledger.close()
    app = open_page("submit", period="2017Q1", unit=POWER)
    app.text_input(key="submit_by").input("张三").run()
    app.file_uploader[0].set_value(("报送.xlsx", data, XLSX)).run()
    assert not app.exception
    return app


@pytest.fixture
def good(filled) -> bytes:
    """The unit's workbook with its planned figures."""
    return filled(POWER, "2017Q1", {"指标!I4": 286, "指标!I5": 3})


def test_a_workbook_without_mistakes_is_filed_and_the_receipt_has_its_number(ledger, ledger_file, good):
    app = upload(ledger, good)
    assert "检查通过，可以报送" in shown_text(app)
    app.button(key="submit_file_it").click().run()
    assert app.success[0].value.startswith("**已报送，编号 1**")
    with Ledger(ledger_file) as filed:
        assert [row["filed_by"] for row in queries.submissions.history(filed, PLAN, POWER)] == ["张三"]


def test_a_mistake_is_listed_and_keeps_the_workbook_from_being_filed(ledger, filled):
    app = upload(ledger, filled(POWER, "2017Q1", {"指标!I4": "很多"}))
    assert "有 1 处错误，改正后重新上传" in shown_text(app)
    assert app.button(key="submit_file_it").disabled


def test_a_warning_has_to_be_confirmed_before_filing(ledger, filled):
    app = upload(ledger, filled(POWER, "2017Q1", {"指标!I4": 28600}))
    assert "处提示请核对" in shown_text(app) and app.button(key="submit_file_it").disabled
    app.checkbox(key="submit_accept").check().run()
    assert not app.button(key="submit_file_it").disabled
