"""审签: whoever signs sees what the clerk confirmed although it contradicts what is known or leaves rows or causes out."""

import pytest

from tests.app.helpers import open_page, shown_html, shown_text
from tests.helpers import PLAN, file_submission, filled_template
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role, console
from zcdash.intake.form import FIRST_ROW
from zcdash.web import shared_ledger

FINANCE, PERIOD = "区财政局", "2017Q2"
HOUSING, FIRST = "区住建局", "2017Q1"


@pytest.fixture
def file(ledger_file):
    """`file(total)`: 区财政局 files its revenue since January, of which 96240.4 are known by quarters."""

    def act(total):
        ledger = shared_ledger.ledger()
        file_submission(ledger, FINANCE, "2017Q1", {"2-1a": 44079.1, "2-1b": 44079.1})
        codes = [r.indicator.code for r in queries.forms.form(ledger, PLAN, PERIOD, FINANCE).indicators]
        rows = {code: FIRST_ROW + codes.index(code) for code in ("2-1a", "2-1b")}
        cells = {f"指标!I{rows['2-1a']}": total, f"指标!I{rows['2-1b']}": 52161.3}
        data = filled_template(ledger, FINANCE, PERIOD, cells)
        assert commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept=True).filed

    return act


def test_two_bases_that_differ_stand_above_the_signature(file):
    file(99801.7)
    app = open_page("signing", Role.HEAD, period=PERIOD)
    assert "填报人已确认，签批时请留意：" in shown_text(app)
    assert "为 96240.4 万元" in shown_html(app) and "99801.7 万元" in shown_html(app)


def test_a_submission_that_agrees_shows_no_such_line_and_what_it_left_blank(file):
    file(96240.4)
    app = open_page("signing", Role.HEAD, period=PERIOD)
    assert "待我审签（1）" in shown_text(app)
    assert "为 96240.4 万元，而" not in shown_html(app)
    assert "没有填：" in shown_html(app)


@pytest.fixture
def two_leaders(ledger_file):
    """区住建局 reports short figures of 9-1, which 刘冀中 leads, and 18-11, which another leads; neither with a cause."""
    ledger = shared_ledger.ledger()
    codes = [r.indicator.code for r in queries.forms.form(ledger, PLAN, FIRST, HOUSING).indicators]
    cells = {f"指标!I{FIRST_ROW + codes.index(code)}": 40 for code in ("9-1a", "18-11a")}
    data = filled_template(ledger, HOUSING, FIRST, cells)
    return commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept=True).submission


def test_a_deputy_sees_the_hints_on_own_items_alone(two_leaders):
    head = Account("", "孙局长", Role.HEAD, unit=HOUSING)
    commands.approvals.sign(shared_ledger.ledger(), head, PLAN, two_leaders)
    shown = shown_html(open_page("signing", Role.DEPUTY, period=FIRST))
    assert "9-1 没有达到计划（" in shown and "存在问题和下步措施没有写全" in shown
    assert "还有 12 个事项没有填：9-1、14-1、14-7、18-6、19-1、20-1、20-2、20-3、20-4、20-5等 12 个。" in shown
    assert "18-11" not in shown


def test_the_other_signers_see_those_on_all_items_and_one_on_causes(two_leaders):
    doubts = queries.submissions.doubts_of(shared_ledger.ledger(), two_leaders)
    [causes] = [f.sentence for f in doubts if f.code == "UNEXPLAINED"]
    assert causes == "9-1、18-11 没有达到计划，存在问题和下步措施没有写全。"
    assert "还有 13 个事项没有填：" in "".join(f.sentence for f in doubts)


def test_a_return_from_before_rows_were_kept_shows_its_hints_as_they_were(two_leaders, monkeypatch):
    kept = store.submissions.findings
    monkeypatch.setattr(store.submissions, "findings", lambda *asked: [row | {"codes": ""} for row in kept(*asked)])
    doubts = queries.submissions.doubts_of(shared_ledger.ledger(), two_leaders, ("9-1",))
    assert "还有 13 个事项没有填：" in "".join(f.sentence for f in doubts)
    assert [f.sentence[:6] for f in doubts if f.code == "UNEXPLAINED"] == ["9-1 没有", "18-11 "]
