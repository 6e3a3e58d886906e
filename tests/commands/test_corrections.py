"""One value of a plan is corrected at another person's approval; the targets that follow from a baseline follow it."""

import shutil
from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN, ROOT, SHIPPED, TINY_PLAN, add_accounts, deputy, fresh, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role, console
from zcdash.domain.plan_draft import Edit, EditKind
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
    return commands.plan_requests.approve(ledger, SECOND, number)


def premature_deaths(ledger):
    return queries.plans.plan(ledger, CHRONIC).indicator("1-1a")


def test_a_baseline_is_entered_by_one_and_approved_by_another_and_the_targets_follow(chronic):
    before = premature_deaths(chronic)
    assert (before.baseline, before.baseline_pending, before.planned) == (None, True, {})
    number = ask(chronic)
    assert premature_deaths(chronic) == before
    with pytest.raises(NotPermitted, match="不能批准或退回自己"):
        commands.plan_requests.approve(chronic, OFFICE, number)
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
    asked = queries.plan_requests.requests(chronic, CHRONIC)
    assert [(q.kind.value, q.reason, q.decision, q.version) for q in reversed(asked)] == [
        ("correction", f"1-1a 基数 2016年 待建立 → 12.5，{SOURCE}", "approved", 2),
        ("correction", "1-1a 基数 2016年 12.5（2016年） → 12，省疾控中心核定", "approved", 3),
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
    assert queries.plan_requests.requests(chronic) == []


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
        commands.plan_requests.approve(ledger, SECOND, number)
        return queries.corrections.current_value(queries.plans.plan(ledger, PLAN), kind, "9-1", "")

    assert corrected("lead_leader", "耿峰、路德芝") == "耿峰、路德芝"
    leads = queries.plans.plan(ledger, PLAN).leads_of("9-1", "leader")
    assert leads == ("耿峰", "路德芝")
    assert commands.plans.load_plan(ledger, console(), SHIPPED).version == 2


# The requests of the tiny plan: 甲区长 leads 1-1 and 1-2, 乙区长 leads 2-1.

HEAD = head("区工信局")


def planned(ledger, code="1-1a", period="2017Q2"):
    return queries.plans.plan(ledger, TINY_PLAN).indicator(code).planned[period]


def wanted(ledger, value="210", code="1-1a", period="2017Q2", by=OFFICE):
    return commands.corrections.request_correction(ledger, by, TINY_PLAN, "planned", code, value, "会议纪要", period)


def submitted(ledger, *fields):
    """Submit a change of planned values, given as (key, value)."""
    work = commands.plan_drafts.begin_from_plan(ledger, OFFICE, TINY_PLAN)
    edits = [Edit(kind=EditKind.SET, table="planned.csv", key=key, column="value", value=v) for key, v in fields]
    number = commands.plan_drafts.save_edits(
        ledger, OFFICE, work, edits, queries.plan_drafts.draft(ledger, work).number
    )
    return commands.plan_requests.submit(ledger, OFFICE, work, "会议纪要", number)


def test_a_correction_stands_beside_what_was_approved_since_unless_that_is_the_same_value(tiny_ledger):
    first, second, same = wanted(tiny_ledger), wanted(tiny_ledger, "11", "2-1a"), wanted(tiny_ledger, "220")
    assert commands.plan_requests.approve(tiny_ledger, SECOND, first) == 2
    assert commands.plan_requests.approve(tiny_ledger, SECOND, second) == 3
    assert (planned(tiny_ledger), planned(tiny_ledger, "2-1a")) == (210, 11)
    with pytest.raises(InvalidInput, match="这一处已经改过.*按现在的值重新提出"):
        commands.plan_requests.approve(tiny_ledger, SECOND, same)
    commands.plan_requests.refuse(tiny_ledger, SECOND, same, "已按第一次的改了")
    assert queries.plan_drafts.drafts(tiny_ledger, ended=True) == []
    assert store.audit_log.verify(tiny_ledger).faults == ()


def test_a_correction_that_names_a_unit_merged_since_is_refused_in_words_of_the_page(tiny_ledger):
    [old] = queries.plans.plan(tiny_ledger, TINY_PLAN).leads_of("2-1", "unit")
    [new] = {u.name for u in queries.plans.plan(tiny_ledger, TINY_PLAN).units} - {old}
    number = commands.corrections.request_correction(tiny_ledger, OFFICE, TINY_PLAN, "lead_unit", "2-1", new, "纪要")
    day = date(2017, 4, 19)
    commands.organisation.add_unit(tiny_ledger, OFFICE, "区邮政局", "department", "机构改革方案")
    commands.organisation.merge_units(
        tiny_ledger, OFFICE, (new, "区邮政局"), "区新设局", "department", day, "机构改革方案"
    )
    with pytest.raises(InvalidInput, match=f"“{new}”自 2017-04-19 起合并为“区新设局”。.*请退回") as refused:
        commands.plan_requests.approve(tiny_ledger, SECOND, number)
    assert not any(word in str(refused.value) for word in ("csv", "check-plan", TINY_PLAN))
    asked = queries.plan_requests.request(tiny_ledger, number)
    assert queries.plan_requests.if_approved(tiny_ledger, asked).obstacle in str(refused.value)


def test_a_closed_period_is_not_corrected_whether_closed_before_the_request_or_after(tiny_ledger):
    early = wanted(tiny_ledger, "80", period="2017Q1")
    commands.periods.close(tiny_ledger, OFFICE, TINY_PLAN, "2017Q1", "有单位未报")
    with pytest.raises(InvalidInput, match="2017年一季度已关账"):
        commands.plan_requests.approve(tiny_ledger, SECOND, early)
    with pytest.raises(InvalidInput, match="2017年一季度已关账.*请先重开"):
        wanted(tiny_ledger, "70", period="2017Q1")
    assert commands.plan_requests.approve(tiny_ledger, SECOND, wanted(tiny_ledger)) == 2
    with pytest.raises(InvalidInput, match="2017年一季度已关账"):
        commands.plan_requests.approve(tiny_ledger, SECOND, early)


@pytest.mark.parametrize(
    ("fields", "leaders"),
    [
        ([("1-1a 2017Q2", "210"), ("1-2a 2017Q3", "8.5")], {"甲区长"}),
        ([("2-1a 2017Q3", "11")], {"乙区长"}),
        ([("1-1a 2017Q2", "210"), ("2-1a 2017Q3", "11")], set()),
    ],
)
def test_a_deputy_mayor_decides_what_changes_nothing_but_items_he_leads(tiny_ledger, fields, leaders):
    add_accounts(tiny_ledger, (OFFICE, SECOND, HEAD, deputy("甲区长"), deputy("乙区长")))
    number = submitted(tiny_ledger, *fields)
    asked = queries.plan_requests.request(tiny_ledger, number)
    assert set(queries.plan_requests.approvers(tiny_ledger, asked)) == leaders | {SECOND.name}
    for leader in {"甲区长", "乙区长"} - leaders:
        for decide in (commands.plan_requests.approve, commands.plan_requests.refuse):
            with pytest.raises(NotPermitted, match="不全由您牵头分管"):
                decide(tiny_ledger, deputy(leader), number, "按原计划执行")
    for leader in leaders:
        assert commands.plan_requests.approve(tiny_ledger, deputy(leader), number) == 2
        assert store.audit_log.entries(tiny_ledger)[-1]["what"] == "决定更正计划"


def test_the_head_of_a_unit_asks_for_a_correction_and_takes_it_back(tiny_ledger):
    number = wanted(tiny_ledger, by=HEAD)
    with pytest.raises(NotPermitted):
        commands.plan_requests.approve(tiny_ledger, HEAD, number)
    with pytest.raises(NotPermitted, match="只能由本人撤回"):
        commands.plan_requests.withdraw(tiny_ledger, OFFICE, number)
    commands.plan_requests.withdraw(tiny_ledger, HEAD, number)
    assert queries.plan_requests.request(tiny_ledger, number).decision == "withdrawn" and planned(tiny_ledger) == 200
