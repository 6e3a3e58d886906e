"""审签: whoever signs sees what the clerk confirmed although it contradicts what is known or leaves rows blank."""

import pytest

from tests.app.helpers import open_page, shown_html, shown_text
from tests.helpers import PLAN, file_submission, filled_template
from zcdash import commands, queries
from zcdash.auth.permissions import Role, console
from zcdash.intake.form import FIRST_ROW
from zcdash.web import shared_ledger

FINANCE, PERIOD = "区财政局", "2017Q2"


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


def test_the_first_page_leads_whoever_signs_to_what_waits_and_nobody_else(file):
    file(96240.4)
    for role, is_next in ((Role.HEAD, True), (Role.CLERK, False), (Role.DEPUTY, False), (Role.OFFICE, False)):
        assert ("等您审签的报送 1 份" in shown_html(open_page("overview", role))) is is_next, role
    assert f"signing?plan={PLAN}" in shown_html(open_page("overview", Role.HEAD))
