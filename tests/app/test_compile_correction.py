"""更正一个值 on the page 计划编制: the office enters a baseline that was still to be established; another person approves it."""

import pytest

from tests.app.helpers import open_page, press, shown_html, shown_text
from tests.helpers import OFFICE, PLAN, ROOT, fresh
from zcdash import commands, queries
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.domain.terms import Responsibility
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
    app = choose(open_page("compile", way="correction", plan=CHRONIC), "ask_kind", "baseline")
    app = choose(app, "ask_code_True", "1-1a")
    assert "现在：待建立" in shown_text(app)
    assert next(t for t in app.text_input if t.label == "基数是哪一期的").value == "2016"
    app.text_input(key="ask_wanted").input("12.5")
    app.text_input(key="ask_reason").input("2016年死因监测年报")
    app = press(app, "提交报批")
    assert not app.exception and not app.error
    assert '4种主要慢性病早死概率：基数</td><td data-head="原来"></td><td data-head="改为">12.5<' in shown_html(app)
    ledger = shared_ledger.ledger()
    [asked] = queries.plan_requests.waiting(ledger)
    commands.plan_requests.approve(ledger, SECOND, asked.number)
    assert queries.plans.plan(ledger, CHRONIC).indicator("1-1a").planned == {"2020": 11.25, "2025": 10}
    app = choose(open_page("compile", way="correction", plan=CHRONIC), "ask_kind", "baseline")
    assert "现在：12.5（2016年）" in shown_text(choose(app, "ask_code_True", "1-1a"))


def test_a_baseline_without_a_source_is_refused_in_a_sentence(chronic):
    app = choose(open_page("compile", way="correction", plan=CHRONIC), "ask_kind", "baseline")
    app.text_input(key="ask_wanted").input("12.5")
    app = press(choose(app, "ask_code_True", "1-1a"), "提交报批")
    assert "没有写明更正的理由" in app.error[0].value
    app.text_input(key="ask_wanted").input("")
    assert "没有写明更正为什么、更正的理由" in press(app, "提交报批").error[0].value


def test_a_corrected_value_is_told_on_the_page_of_its_item_and_what_stays_in_the_form(ledger_file):
    app = choose(open_page("compile", way="correction", plan=PLAN), "ask_kind", "planned")
    assert "已发的督办单都不随之改" in shown_text(app)
    ledger = shared_ledger.ledger()
    assert "计划值改过" not in shown_text(open_page("item", item="18-7"))
    number = commands.corrections.request_correction(ledger, OFFICE, PLAN, "planned", "18-7a", "50", "纪要", "2017Q3")
    commands.plan_requests.approve(ledger, SECOND, number)
    assert "18-7a 农村公路建设改造里程的计划值改过：三季度 60 公里 → 50 公里。" in shown_text(
        open_page("item", item="18-7")
    )


def test_what_a_correction_entails_is_shown_before_it_is_sent(ledger_file):
    app = choose(open_page("compile", way="correction", plan=PLAN), "ask_kind", "planned")
    app = choose(choose(app, "ask_code_True", "2-1b"), "ask_period", "2017Q4")
    app.text_input(key="ask_reason").input("会议纪要")
    app.text_input(key="ask_wanted").input("-5")
    assert "有负数。** 请写 0 或正数" in press(app, "提交报批").error[0].value
    app.text_input(key="ask_wanted").input("50000")
    app = press(app, "提交报批")
    told = [w.value for w in app.warning]
    assert len(told) == 2 and "年度目标" in told[0] and "再按一次" in told[1] and "50000" in shown_html(app)
    assert not queries.plan_requests.waiting(shared_ledger.ledger())
    press(app, "提交报批")
    assert len(queries.plan_requests.waiting(shared_ledger.ledger())) == 1


def test_a_plan_without_indicators_offers_no_corrections_of_them(ledger_file):
    with Ledger(ledger_file) as ledger:
        commands.plans.load_plan(ledger, console(), ROOT / "data" / "plans" / "guotu-2019")
    kinds = open_page("compile", way="correction", plan="guotu-2019").selectbox(key="ask_kind").options
    assert kinds == ["牵头单位", "牵头分管区长", "阶段目标"]


def test_several_leads_are_chosen_together(ledger_file):
    app = choose(open_page("compile", way="correction", plan=PLAN), "ask_kind", "lead_leader")
    app.multiselect(key="ask_lead_leader").select("耿峰").select("路德芝").run()
    app.text_input(key="ask_reason").input("会议纪要")
    app = press(app, "提交报批")
    ledger = shared_ledger.ledger()
    [asked] = queries.plan_requests.waiting(ledger)
    item = app.selectbox(key="ask_code_False").value
    assert queries.plan_requests.submitted_plan(ledger, asked.number).leads_of(item, "leader") == ("耿峰", "路德芝")


def test_what_was_asked_on_the_former_page_stays_readable(ledger_file):
    with Ledger(ledger_file) as ledger:
        row = {
            "plan": PLAN, "kind": "planned", "code": "14-6a", "period": "2017Q1", "was": "31", "wanted": "30",
            "reason": "市里调整", "name": OFFICE.name, "login": OFFICE.login, "asked_at": ledger.clock(),
        }  # fmt: skip
        ledger.append(OFFICE.act(Permission.REQUEST_CORRECTION, plan=PLAN), "correction_request", [row])
    app = open_page("compile")
    assert "较早的更正申请（1）" in [e.label for e in app.expander]
    [shown] = app.dataframe[0].value.to_dict("records")
    assert (shown["对象"], shown["原来"], shown["更正为"], shown["结果"]) == ("14-6a", "31", "30", "没有决定")
    assert open_page("compile", role=Role.HEAD).dataframe.len == 0, "the request of another"


@pytest.mark.parametrize(("role", "decides", "asks"), [(Role.HEAD, [], True), (Role.DEPUTY, ["9-1"], False)])
def test_others_than_the_office_see_no_drafts_and_no_requests_that_are_not_theirs(ledger_file, role, decides, asks):
    open_page("compile")
    ledger = shared_ledger.ledger()
    leads = queries.plans.plan(ledger, PLAN).leads_of
    other = next(
        i for i in queries.plans.plan(ledger, PLAN).item_titles if leads(i, "leader") != leads("9-1", "leader")
    )
    work = commands.plan_drafts.begin_from_plan(ledger, SECOND, PLAN)
    numbers = {
        commands.corrections.request_correction(ledger, SECOND, PLAN, "lead_unit", i, "区财政局", "会议纪要"): i
        for i in ("9-1", other)
    }
    app = open_page("compile", role=role)
    keys = [b.key for b in app.button if (b.key or "").startswith(("request_", "compile_"))]
    assert keys == [f"request_{act}_{n}" for n, i in numbers.items() if i in decides for act in ("approve", "refuse")]
    assert ("更正什么" in [s.label for s in app.selectbox]) is asks
    app = open_page("compile", role=role, work=str(work))
    assert "“编制计划”由督查室" in app.error[0].value


def test_the_items_of_the_own_unit_come_first(ledger_file):
    assert open_page("compile", way="correction", plan=PLAN).selectbox(key="ask_code_False").value == "1-1"
    app = open_page("compile", role=Role.HEAD, plan=PLAN)
    plan = queries.plans.plan(shared_ledger.ledger(), PLAN)
    own = set(plan.item_codes_of("区财政局", "unit", Responsibility.LEAD))
    listed = [label.split()[0] for label in app.selectbox(key="ask_code_False").options]
    assert "1-1" not in own and set(listed[: len(own)]) == own and sorted(listed) == sorted(plan.item_titles)
    of_indicators = choose(app, "ask_kind", "planned").selectbox(key="ask_code_True").value
    assert plan.indicator(of_indicators).item in own
