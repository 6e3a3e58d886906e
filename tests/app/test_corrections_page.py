"""计划更正 on the page: the office enters a baseline that was still to be established; another person approves it."""

import pytest

from tests.app.helpers import open_page, press, shown_text
from tests.helpers import PLAN, ROOT, fresh
from zcdash import commands, queries
from zcdash.auth.permissions import Account, Role, console
from zcdash.store.ledger import Ledger
from zcdash.web import shared_ledger

CHRONIC = "chronic-2019"
SECOND = fresh(Account("ducha2", "吴督查", Role.OFFICE))


@pytest.fixture
def chronic(ledger_file):
    """The address of a ledger that also holds the plan against chronic diseases."""
    with Ledger(ledger_file) as ledger:
        commands.plans.load_plan(ledger, console(), ROOT / "data" / "plans" / CHRONIC)
    return ledger_file


def choose(app, key, value):
    return app.selectbox(key=key).select(value).run()


def test_a_pending_baseline_is_asked_for_and_stands_in_the_list(chronic):
    app = choose(open_page("corrections", plan=CHRONIC), "ask_kind", "baseline")
    app = choose(app, "ask_code_True", "1-1a")
    assert "现在：待建立" in shown_text(app)
    assert next(t for t in app.text_input if t.label == "基数是哪一期的").value == "2016"
    app.text_input(key="ask_wanted").input("12.5")
    app.text_input(key="ask_reason").input("2016年死因监测年报")
    app = press(app, "提出申请")
    assert not app.exception and not app.error
    [row] = app.dataframe[0].value.to_dict("records")
    assert (row["更正"], row["对象"], row["期"], row["原来"], row["更正为"]) == (
        "基数",
        "1-1a",
        "2016年",
        "待建立",
        "12.5",
    )
    ledger = shared_ledger.ledger()
    [asked] = queries.corrections.corrections(ledger, CHRONIC)
    commands.corrections.decide_correction(ledger, SECOND, CHRONIC, asked.number, True)
    assert queries.plans.plan(ledger, CHRONIC).indicator("1-1a").planned == {"2020": 11.25, "2025": 10}
    app = choose(open_page("corrections", plan=CHRONIC), "ask_kind", "baseline")
    assert "现在：12.5（2016年）" in shown_text(choose(app, "ask_code_True", "1-1a"))


def test_a_baseline_without_a_source_is_refused_in_a_sentence(chronic):
    app = choose(open_page("corrections", plan=CHRONIC), "ask_kind", "baseline")
    app.text_input(key="ask_wanted").input("12.5")
    app = press(choose(app, "ask_code_True", "1-1a"), "提出申请")
    assert "没有写明更正的理由" in app.error[0].value


def test_a_plan_without_indicators_offers_no_corrections_of_them(ledger_file):
    with Ledger(ledger_file) as ledger:
        commands.plans.load_plan(ledger, console(), ROOT / "data" / "plans" / "guotu-2019")
    kinds = open_page("corrections", plan="guotu-2019").selectbox(key="ask_kind").options
    assert kinds == ["牵头单位", "牵头分管区长", "阶段目标"]


def test_several_leads_are_chosen_together(ledger_file):
    app = choose(open_page("corrections", plan=PLAN), "ask_kind", "lead_leader")
    app.multiselect(key="ask_lead_leader").select("耿峰").select("路德芝").run()
    app.text_input(key="ask_reason").input("会议纪要")
    app = press(app, "提出申请")
    [asked] = queries.corrections.corrections(shared_ledger.ledger(), PLAN)
    assert (asked.kind, asked.wanted) == ("lead_leader", "耿峰、路德芝")
