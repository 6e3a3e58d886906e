"""A baseline that is still to be established: the office enters it with its source, and the relative targets follow."""

import shutil
from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN, ROOT, SHIPPED, fresh
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role, console
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store.ledger import Ledger

CHRONIC = "chronic-2019"
SECOND = fresh(Account("ducha2", "吴督查", Role.OFFICE))
SOURCE = "周村区2016年死因监测年报"


@pytest.fixture(scope="module")
def _chronic_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("chronic") / "zcdash.duckdb"
    with Ledger(path) as ledger:
        commands.plans.load_plan(ledger, console(), ROOT / "data" / "plans" / CHRONIC)
        commands.plans.set_business_date(ledger, console(), date(2020, 3, 2))
    return path


@pytest.fixture
def chronic(_chronic_file, tmp_path):
    with Ledger(shutil.copy(_chronic_file, tmp_path / "zcdash.duckdb")) as ledger:
        yield ledger


def ask(ledger, wanted="12.5", period="2016", code="1-1a", kind="baseline", reason=SOURCE):
    return commands.corrections.request_correction(ledger, OFFICE, CHRONIC, kind, code, wanted, reason, period)


def agreed(ledger, number):
    return commands.corrections.decide_correction(ledger, SECOND, CHRONIC, number, True)


def premature_deaths(ledger):
    return queries.plans.plan(ledger, CHRONIC).indicator("1-1a")


def test_a_baseline_is_entered_by_one_and_approved_by_another_and_the_targets_follow(chronic):
    before = premature_deaths(chronic)
    assert (before.baseline, before.baseline_pending, before.planned) == (None, True, {})
    number = ask(chronic)
    assert premature_deaths(chronic) == before
    with pytest.raises(NotPermitted, match="不能批准自己"):
        commands.corrections.decide_correction(chronic, OFFICE, CHRONIC, number, True)
    assert agreed(chronic, number) == 2
    now = premature_deaths(chronic)
    assert (now.baseline, now.baseline_period, now.baseline_source, now.baseline_pending) == (
        12.5, "2016", SOURCE, False
    )  # fmt: skip
    assert now.planned == {"2020": 11.25, "2025": 10.0} and now.relative == {"2020": -10, "2025": -20}
    assert now.words == before.words


def test_the_history_keeps_both_and_a_second_baseline_corrects_the_first(chronic):
    agreed(chronic, ask(chronic))
    agreed(chronic, ask(chronic, "12", reason="省疾控中心核定"))
    assert premature_deaths(chronic).planned == {"2020": 10.8, "2025": 9.6}
    asked = queries.corrections.corrections(chronic, CHRONIC)
    assert [(q.was, q.wanted, q.period, q.reason, q.version) for q in reversed(asked)] == [
        ("待建立", "12.5", "2016", SOURCE, 2),
        ("12.5（2016年）", "12", "2016", "省疾控中心核定", 3),
    ]
    assert [v["version"] for v in store.plans.versions(chronic, CHRONIC)] == [1, 2, 3]
    assert store.plans.plan_version(chronic, CHRONIC, 1).indicator("1-1a").baseline_pending
    assert store.plans.plan_version(chronic, CHRONIC, 2).indicator("1-1a").baseline == 12.5
    assert store.audit_log.verify(chronic).faults == ()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"wanted": "大约十二"}, "不是基数可用的数"),
        ({"period": ""}, "哪一期"),
        ({"period": "前年"}, "哪一期"),
        ({"period": "2026"}, "本计划到 2025-12-31 为止"),
        ({"reason": "  "}, "理由"),
        ({"code": "1-99a"}, "1-99a"),
    ],
)
def test_a_baseline_without_number_period_or_source_is_not_asked_for(chronic, changes, says):
    with pytest.raises((InvalidInput, NotFound), match=says):
        ask(chronic, **changes)
    assert queries.corrections.corrections(chronic, CHRONIC) == []


def test_a_planned_value_corrected_to_a_number_no_longer_follows_the_baseline(chronic):
    agreed(chronic, ask(chronic, "11", "2020", kind="planned", reason="市里下达"))
    agreed(chronic, ask(chronic))
    now = premature_deaths(chronic)
    assert now.planned == {"2020": 11, "2025": 10} and now.relative == {"2025": -20} and "2020" not in now.words


def test_loading_the_folder_again_undoes_no_correction(chronic):
    agreed(chronic, ask(chronic))
    again = commands.plans.load_plan(chronic, console(), ROOT / "data" / "plans" / CHRONIC)
    assert (again.version, again.new) == (2, False)
    assert premature_deaths(chronic).baseline == 12.5


def test_an_item_may_get_several_leads_or_its_first(ledger):
    def corrected(kind, wanted):
        number = commands.corrections.request_correction(ledger, OFFICE, PLAN, kind, "9-1", wanted, "会议纪要")
        commands.corrections.decide_correction(ledger, SECOND, PLAN, number, True)
        return queries.corrections.current_value(queries.plans.plan(ledger, PLAN), kind, "9-1", "")

    assert corrected("lead_leader", "耿峰、路德芝") == "耿峰、路德芝"
    leads = queries.plans.plan(ledger, PLAN).leads_of("9-1", "leader")
    assert leads == ("耿峰", "路德芝")
    assert commands.plans.load_plan(ledger, console(), SHIPPED).version == 2
