"""The page 季度报送: a clerk uploads a workbook, sees what is wrong with it, and files it."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.helpers import open_page, shown_text
from tests.helpers import PLAN
from zcdash import queries
from zcdash.parsing import children
from zcdash.store.ledger import Ledger

POWER = "周村供电中心"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(ledger: Ledger, data: bytes, filed_by: str = "张三") -> AppTest:
    ledger.close()
    app = open_page("submit", period="2017Q1", unit=POWER)
    app.text_input(key="submit_by").input(filed_by).run()
    app.file_uploader[0].set_value(("报送.xlsx", data, XLSX)).run()
    assert not app.exception
    return app


@pytest.fixture
def good(filled) -> bytes:
    """The unit's workbook with its planned figures."""
    return filled(POWER, "2017Q1", {"指标!I4": 286, "指标!I5": 3, "事项!D4": "新建线路2条，投运变压器12台。"})


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


def test_a_file_is_opened_once_however_often_the_page_runs(ledger, filled, monkeypatch):
    opened = []
    take = children.pool.reading
    monkeypatch.setattr(children.pool, "reading", lambda data: opened.append(data) or take(data))
    app = upload(ledger, filled(POWER, "2017Q1", {"指标!I4": "很多"}))
    for _ in range(3):
        app.run()
    assert len(opened) == 1 and "下载标出问题的工作簿" in str(app)


def test_a_warning_has_to_be_confirmed_before_filing(ledger, filled):
    app = upload(ledger, filled(POWER, "2017Q1", {"指标!I4": 28600}))
    assert "处提示请核对" in shown_text(app) and app.button(key="submit_file_it").disabled
    app.checkbox(key="submit_accept").check().run()
    assert not app.button(key="submit_file_it").disabled


def test_an_empty_form_cannot_be_filed(ledger, filled):
    app = upload(ledger, filled(POWER, "2017Q1"))
    assert "有 1 处错误" in shown_text(app) and app.button(key="submit_file_it").disabled


def test_a_figure_explained_but_not_filled_in_is_shown(ledger, filled):
    app = upload(ledger, filled(POWER, "2017Q1", {"指标!I4": 286, "指标!J5": "市局反馈后补报"}))
    assert "未填数，已说明：市局反馈后补报" in shown_text(app)
    app.checkbox(key="submit_accept").check().run()
    app.button(key="submit_file_it").click().run()
    assert app.success and not app.exception
    for page, query in (("indicator", {"indicator": "20-7b"}), ("item", {"item": "20-7"})):
        opened = open_page(page, period="2017Q1", seen="filed", **query)
        assert "未填数，已说明：市局反馈后补报" in shown_text(opened)


@pytest.fixture
def two_clerks(ledger, ledger_file, filled, good) -> tuple[AppTest, AppTest]:
    """Two clerks with the page open; 李乙 has filed since 王甲 looked."""
    mine = upload(ledger, good, "王甲")
    other = upload(ledger, filled(POWER, "2017Q1", {"指标!I4": 290, "指标!I5": 3, "事项!D4": "新建线路1条。"}), "李乙")
    other.button(key="submit_file_it").click().run()
    assert other.success[0].value.startswith("**已报送，编号 1**")
    mine.button(key="submit_file_it").click().run()
    assert not mine.success and not mine.exception
    return mine, other


def filed(ledger_file) -> list[tuple[int, str, int | None]]:
    with Ledger(ledger_file) as ledger:
        rows = queries.submissions.history(ledger, PLAN, POWER)
    return [(row["submission"], row["filed_by"], row["supersedes"]) for row in rows]


def test_a_clerk_who_would_overwrite_another_unseen_sees_both_and_may_file_all_the_same(two_clerks, ledger_file):
    mine, _ = two_clerks
    assert "另有人报送：编号 1，李乙" in mine.warning[0].value and "2 处不同" in mine.warning[0].value
    mine.button(key="submit_anyway_1").click().run()
    assert mine.success[0].value.startswith("**已报送，编号 2**") and "取代编号 1" in mine.success[0].value
    assert filed(ledger_file) == [(2, "王甲", 1), (1, "李乙", None)]


def test_a_clerk_who_would_overwrite_another_unseen_may_drop_it(two_clerks, ledger_file):
    mine, _ = two_clerks
    mine.button(key="submit_drop").click().run()
    assert not mine.exception and not mine.file_uploader[0].value
    assert filed(ledger_file) == [(1, "李乙", None)]
