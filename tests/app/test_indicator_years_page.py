"""指标 of a plan of several years: baseline, horizons and the way between them, on the page."""

import json
from datetime import date, datetime

import pytest

from tests import played_plans
from tests.app.helpers import open_page, shown_html, shown_text
from tests.helpers import ROOT
from zcdash import auth, commands
from zcdash.store.ledger import Ledger

PLAN = "chronic-2019"


@pytest.fixture
def long_plan(tmp_path, monkeypatch):
    """A ledger with the plan of 2019—2025, its year 2019 filed and signed, worked in as of February 2020."""
    path = tmp_path / "zcdash.duckdb"
    with Ledger(path) as ledger:
        played_plans.load(ledger, ROOT / "data" / "plans" / PLAN)
        played_plans.play(ledger, PLAN, "2019", {"1-2a": 270.5})
        ledger.clock = lambda: datetime(2020, 2, 20, 2)
        commands.plans.set_business_date(ledger, auth.permissions.console(), date(2020, 2, 20))
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))


def test_between_horizons_the_way_is_shown_for_reference_without_a_light(long_plan):
    app = open_page("indicator", plan=PLAN, indicator="1-2a", period="2019")
    text = shown_text(app)
    assert "基数 277.46/10万（2016年）" in text and "属性：预期性" in text and "2020年 263.587/10万（下降5%）" in text
    assert "**参考**" in text and "走完 50.2%（参考）" in text and "从基数起的时间已过 75.0%" in text
    assert "无目标" in shown_html(app) and "263.587/10万（下降5%）" in shown_html(app)
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert [t["name"] for t in figure["data"]] == ["路径（参考）", "基数", "计划值", "实际值"]


def test_a_pending_baseline_is_said_in_a_sentence_and_nothing_empty_is_drawn(long_plan):
    app = open_page("indicator", plan=PLAN, indicator="1-1a", period="2020")
    assert "基数待建立" in shown_text(app) and "2020年 较2016年降低10%" in shown_text(app)
    assert not app.get("plotly_chart")
    assert "**参考**" not in shown_text(app)
