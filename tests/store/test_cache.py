"""What is remembered of the ledger is what a ledger opened just now would answer, whatever was done in between."""

from datetime import date, timedelta

from tests.helpers import OFFICE, PLAN, clerk, deputy, head
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.submission import View
from zcdash.queries.score import WHO_NAME
from zcdash.store.ledger import HERE, Ledger
from zcdash.store.plan_records import ItemRow

AIR = "区环保分局"
PERIOD = "2017Q1"


def answers(ledger: Ledger) -> dict[str, object]:
    """What the pages show, as far as it rests on more than one table."""
    asked: dict[str, object] = {str(view): queries.standing.year(ledger, PLAN, view) for view in View}
    asked |= {f"forms of {p}": queries.forms.forms(ledger, PLAN, p) for p in ("2017Q1", "2017Q2")}
    asked |= {f"filings of {p}": queries.submissions.filings(ledger, PLAN, p) for p in ("2017Q1", "2017Q2")}
    asked |= {who: queries.score.scores(ledger, PLAN, who) for who in WHO_NAME}
    asked |= {
        "notices": queries.notices.notices(ledger, PLAN),
        "due": queries.notice_proposals.proposals(ledger, PLAN, PERIOD),
    }
    asked |= {
        "wrote": [
            queries.submissions.narratives_of(ledger, PLAN, i.code, View.FILED)
            for i in queries.plans.plan(ledger, PLAN).items
        ]
    }
    asked |= {
        "states": queries.periods.period_states(ledger, PLAN),
        "queue": queries.approvals.queue(ledger, PLAN, OFFICE),
    }
    return asked


def test_after_every_kind_of_act_the_answers_are_those_of_a_ledger_opened_anew(ledger, filled, tmp_path):
    done = {}

    def file(days):
        data = filled(AIR, PERIOD, {"指标!I4": days})
        done["number"] = commands.submissions.submit(
            ledger, clerk(AIR), data, "环保.xlsx", "小李", accept=True
        ).submission

    def sign():
        commands.approvals.sign(ledger, head(AIR), PLAN, done["number"])
        for leader in queries.approvals.submission_status(ledger, PLAN, done["number"]).items:
            commands.approvals.sign(ledger, deputy(leader), PLAN, done["number"])

    def ask_for_more():
        plan, code = queries.plans.plan(ledger, PLAN), "14-6a"
        now = next(i for i in plan.indicators if i.code == code).planned["2017Q2"]
        asked = commands.corrections.request_correction(
            ledger, head(AIR), PLAN, "planned", code, str(now + 1), "下半年多了一个项目", "2017Q2"
        )
        commands.corrections.decide_correction(ledger, OFFICE, PLAN, asked, True)

    acts = {
        "the day is set back": lambda: commands.plans.set_business_date(ledger, console(), date(2017, 4, 3)),
        "it is what it was": lambda: commands.plans.set_business_date(ledger, console(), date(2017, 4, 20)),
        "a return is filed": lambda: file(33),
        "it is filed again": lambda: file(10),
        "it is signed": sign,
        "it is accepted": lambda: commands.approvals.sign(ledger, OFFICE, PLAN, done["number"]),
        "a light is overridden": lambda: commands.periods.override(
            ledger, OFFICE, PLAN, PERIOD, "14-6", "undetermined", "待核"
        ),
        "it is taken back": lambda: commands.periods.override(ledger, OFFICE, PLAN, PERIOD, "14-6", "", "核过了"),
        "more days are granted": lambda: commands.periods.grant(
            ledger, OFFICE, PLAN, PERIOD, AIR, "extension", date(2017, 5, 1), "未完"
        ),
        "another pack is adopted": lambda: commands.periods.adopt_pack(
            ledger, OFFICE, next(p for p in queries.rule_packs.packs() if p != "default")
        ),
        "the day moves on": lambda: commands.plans.set_business_date(ledger, console(), date(2017, 4, 28)),
        "the period is closed": lambda: commands.periods.close(ledger, OFFICE, PLAN, PERIOD, "其余未报"),
        "it is opened again": lambda: commands.periods.reopen(ledger, OFFICE, PLAN, PERIOD, "补报"),
        "a newer return is sent back": lambda: (
            file(12),
            commands.approvals.send_back(ledger, head(AIR), PLAN, done["number"], "数字不对"),
        ),
        "the plan is corrected": ask_for_more,
    }
    answers(ledger)
    for n, (what, act) in enumerate(acts.items()):
        act()
        known = answers(ledger)
        ledger.copy_to(copy := tmp_path / f"{n}.duckdb")
        with Ledger(copy, ledger.clock) as anew:
            for question, answer in answers(anew).items():
                assert known[question] == answer, f"after {what}: {question}"


def test_a_reader_who_is_marked_as_seen_costs_nobody_an_answer(ledger):
    first = queries.standing.year(ledger, PLAN)
    with ledger.transaction():
        pass
    assert queries.standing.year(ledger, PLAN) is first
    commands.plans.set_business_date(ledger, console(), queries.clock.today(ledger) + timedelta(days=1))
    assert queries.standing.year(ledger, PLAN) is not first


def test_the_ledger_knows_which_tables_each_query_reads(ledger):
    names = sorted(f.stem for f in (HERE / "sql").glob("*.sql"))
    tables = {*ledger.tables(), "log", "session"}
    wrong = {n: ledger.tables_read(n) for n in names if n != "table" and not set() < ledger.tables_read(n) <= tables}
    assert len(names) > 50 and wrong == {}
    assert ledger.tables_read("actual_trail") == {"actual", "submission", "sign_off"}, "views are expanded"
    assert ledger.tables_read("setting") == {"setting"}


def test_a_query_has_one_cached_result_whatever_the_order_of_its_parameters(ledger):
    plan, version = PLAN, 1
    first = ledger.query(ItemRow, "item", plan=plan, version=version)
    assert ledger.query(ItemRow, "item", version=version, plan=plan) is first
