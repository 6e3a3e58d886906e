"""Acts with consequences ask first and say what follows; what is done is said where the reader is."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.helpers import open_page, press, shown_text
from tests.helpers import PLAN, deputy, file_submission, head
from zcdash import commands, queries
from zcdash.domain.terms import State
from zcdash.rules.approval import Stage
from zcdash.store.ledger import Ledger
from zcdash.web import shared_ledger

PERIOD = "2017Q1"
AIR, ROADS = "区环保分局", "区交通运输局"


def signed_up_to_the_office(ledger: Ledger, unit: str, **filed: object) -> int:
    """File a submission and sign it for its head and every deputy mayor, so that the office is next."""
    number = file_submission(ledger, unit, PERIOD, accepted=False, **filed)
    commands.approvals.sign(ledger, head(unit), PLAN, number)
    for leader in queries.approvals.submission_status(ledger, PLAN, number).items:
        commands.approvals.sign(ledger, deputy(leader), PLAN, number)
    return number


@pytest.fixture
def waiting(ledger_file) -> list[int]:
    """Two submissions that wait for the office: one has 20 of 31 good days, the other one is as planned."""
    ledger = shared_ledger.ledger()
    plan = queries.plans.plan(ledger, PLAN)
    done = {
        c.code: (State.DONE, c.due) for c in plan.commitments if c.period == PERIOD and plan.reporting_unit(c) == ROADS
    }
    return [
        signed_up_to_the_office(ledger, AIR, actuals={"14-6a": 20}),
        signed_up_to_the_office(ledger, ROADS, progress=done),
    ]


def stages(numbers: list[int]) -> set[Stage]:
    ledger = shared_ledger.ledger()
    return {queries.approvals.submission_status(ledger, PLAN, n).course.stage for n in numbers}


def asked(app: AppTest) -> list[str]:
    """Return the labels of the buttons that confirm a question."""
    return [b.label for b in app.button if (b.key or "").endswith("_yes") and b.label.startswith("确认")]


def test_signing_all_stands_below_what_it_signs_and_names_what_is_behind(waiting):
    app = open_page("signing", period=PERIOD)
    keys = [b.key for b in app.main.button]
    assert keys.index("sign_all") > max(keys.index(f"sign_yes_{n}") for n in waiting)
    assert not asked(app)
    app.button(key="sign_all").click().run()
    assert asked(app) == ["确认全部签收"] and stages(waiting) == {Stage.OFFICE}
    question = next(m.value for m in app.markdown if m.value.startswith("一次签收 2 份"))
    assert "■ 严重滞后 1 项" in question and f"{AIR}　14-6 空气质量优良天数：■ 严重滞后" in question
    app.button(key="sign_all_no").click().run()
    assert not asked(app) and stages(waiting) == {Stage.OFFICE}
    app = press(app, "全部签收（2 份）")
    assert stages(waiting) == {Stage.ACCEPTED} and [t.value for t in app.toast] == ["已签 2 份。"]


def test_a_figure_that_turned_blank_and_a_light_that_changed_are_named_to_the_signer(ledger_file):
    ledger = shared_ledger.ledger()
    first = file_submission(ledger, AIR, PERIOD, {"14-6a": 20})
    second = signed_up_to_the_office(ledger, AIR, progress={"14-8.01": (State.DONE, date(2017, 3, 20))})
    assert queries.submission_changes.emptied(ledger, second, first) == {"14-6a"}
    assert "14-6a 空气质量优良天数：20 → （未填）（原■ 严重滞后）" in shown_text(open_page("signing", period=PERIOD))
    signed_up_to_the_office(ledger, AIR, actuals={"14-6a": 31})
    shown = shown_text(open_page("signing", period=PERIOD))
    assert "14-6a 空气质量优良天数：" in shown and "→ 31（原■ 严重滞后）" in shown
    assert "14-8.01" in shown, "a state that was taken back"


def test_a_close_says_what_it_freezes_before_it_closes(waiting):
    commands.approvals.send_back(shared_ledger.ledger(), head(ROADS), PLAN, _returned(), "请核对")
    app = open_page("periods", period=PERIOD)
    app.text_input(key="close_reason").set_value("其余单位催报未果")
    next(b for b in app.button if b.label == "关账").click().run()
    ledger = shared_ledger.ledger()
    assert asked(app) == ["确认关账"] and not queries.periods.period_state(ledger, PLAN, PERIOD).close
    text = shown_text(app)
    assert "已签收 0 个" in text and "待签收 1 个（督查室 1）" in text and f"已退回 1 个：{ROADS}" in text
    app = press(app, "关账")
    assert queries.periods.period_state(ledger, PLAN, PERIOD).close
    assert [t.value for t in app.toast] == [s.value for s in app.success] and "已关账" in app.toast[0].value


def _returned() -> int:
    """File once more for the unit of the roads, to be sent back by its head."""
    return file_submission(shared_ledger.ledger(), ROADS, PERIOD, accepted=False)


def test_a_question_that_was_refused_stays_with_the_reason(waiting):
    app = open_page("periods", period=PERIOD)
    app = press(app, "关账")
    assert "个单位没有签收" in app.error[0].value and asked(app) == ["确认关账"]
    app.text_input(key="close_reason").set_value("其余单位催报未果")
    app = press(app, "关账")
    assert not app.error and queries.periods.period_state(shared_ledger.ledger(), PLAN, PERIOD).close


def test_a_unit_shows_the_items_of_its_groups_apart_and_periods_to_come_as_not_due(ledger_file):
    app = open_page("unit", unit=AIR, period=PERIOD)
    text = shown_text(app)
    assert "牵头事项（3，另计共同事项 2）" in text and "共同事项 2 项（另计）" in text
    assert "四季度：未到期" in text and "未报" not in text.replace("逾期未报", "").replace("未报送", "")
