"""After every kind of write, the cached results equal those of a ledger opened anew."""

from datetime import date, timedelta
from io import BytesIO

from openpyxl import load_workbook

from tests.helpers import OFFICE, TINY_PLAN, clerk, deputy, head
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.domain.submission import View
from zcdash.queries.score import WHO_NAME
from zcdash.store.ledger import HERE, Ledger
from zcdash.store.plan_records import ItemRow

UNIT = "区工信局"
PERIOD = "2017Q1"


def answers(ledger: Ledger) -> dict[str, object]:
    """Return the results that the pages show and that are read from more than one table."""
    asked: dict[str, object] = {str(view): queries.standing.year(ledger, TINY_PLAN, view) for view in View}
    asked |= {f"forms of {p}": queries.forms.forms(ledger, TINY_PLAN, p) for p in ("2017Q1", "2017Q2")}
    asked |= {f"filings of {p}": queries.submissions.filings(ledger, TINY_PLAN, p) for p in ("2017Q1", "2017Q2")}
    asked |= {who: queries.score.scores(ledger, TINY_PLAN, who) for who in WHO_NAME}
    asked |= {
        "notices": queries.notices.notices(ledger, TINY_PLAN),
        "due": queries.notice_proposals.proposals(ledger, TINY_PLAN, PERIOD),
    }
    asked |= {
        "wrote": [
            queries.submissions.narratives_of(ledger, TINY_PLAN, i.code, View.FILED)
            for i in queries.plans.plan(ledger, TINY_PLAN).items
        ]
    }
    asked |= {
        "states": queries.periods.period_states(ledger, TINY_PLAN),
        "queue": queries.approvals.queue(ledger, TINY_PLAN, OFFICE),
    }
    return asked


def test_after_every_kind_of_write_the_results_are_those_of_a_ledger_opened_anew(tiny_ledger, tmp_path):
    ledger, done = tiny_ledger, {}

    def file(value):
        book = load_workbook(BytesIO(queries.submissions.template_workbook(ledger, TINY_PLAN, PERIOD, UNIT)[1]))
        book["指标"]["I4"] = value
        book.save(data := BytesIO())
        done["number"] = commands.submissions.submit(
            ledger, clerk(UNIT), data.getvalue(), "工信.xlsx", "小李", accept=True
        ).submission

    def sign():
        commands.approvals.sign(ledger, head(UNIT), TINY_PLAN, done["number"])
        for leader in queries.approvals.submission_status(ledger, TINY_PLAN, done["number"]).items:
            commands.approvals.sign(ledger, deputy(leader), TINY_PLAN, done["number"])

    def ask_for_more():
        plan, code = queries.plans.plan(ledger, TINY_PLAN), "1-1a"
        now = next(i for i in plan.indicators if i.code == code).planned["2017Q2"]
        asked = commands.corrections.request_correction(
            ledger, head(UNIT), TINY_PLAN, "planned", code, str(now + 1), "下半年多了一个项目", "2017Q2"
        )
        commands.plan_requests.approve(ledger, OFFICE, asked)

    acts = {
        "the day is set back": lambda: commands.plans.set_business_date(ledger, console(), date(2017, 4, 3)),
        "it is what it was": lambda: commands.plans.set_business_date(ledger, console(), date(2017, 4, 20)),
        "a return is filed": lambda: file(110),
        "it is filed again": lambda: file(60),
        "it is signed": sign,
        "it is accepted": lambda: commands.approvals.sign(ledger, OFFICE, TINY_PLAN, done["number"]),
        "a light is overridden": lambda: commands.periods.override(
            ledger, OFFICE, TINY_PLAN, PERIOD, "1-1", "undetermined", "待核"
        ),
        "it is taken back": lambda: commands.periods.override(ledger, OFFICE, TINY_PLAN, PERIOD, "1-1", "", "核过了"),
        "more days are granted": lambda: commands.periods.grant(
            ledger, OFFICE, TINY_PLAN, PERIOD, UNIT, "extension", date(2017, 5, 1), "未完"
        ),
        "another pack is adopted": lambda: commands.periods.adopt_pack(
            ledger, OFFICE, next(p for p in queries.rule_packs.packs() if p != "default")
        ),
        "the day moves on": lambda: commands.plans.set_business_date(ledger, console(), date(2017, 4, 28)),
        "the period is closed": lambda: commands.periods.close(ledger, OFFICE, TINY_PLAN, PERIOD, "其余未报"),
        "it is opened again": lambda: commands.periods.reopen(ledger, OFFICE, TINY_PLAN, PERIOD, "补报"),
        "a newer return is sent back": lambda: (
            file(70),
            commands.approvals.send_back(ledger, head(UNIT), TINY_PLAN, done["number"], "数字不对"),
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


def test_a_transaction_without_rows_keeps_the_cache(tiny_ledger):
    first = queries.standing.year(tiny_ledger, TINY_PLAN)
    with tiny_ledger.transaction():
        pass
    assert queries.standing.year(tiny_ledger, TINY_PLAN) is first
    commands.plans.set_business_date(tiny_ledger, console(), queries.clock.today(tiny_ledger) + timedelta(days=1))
    assert queries.standing.year(tiny_ledger, TINY_PLAN) is not first


def test_the_ledger_knows_which_tables_each_query_reads(tiny_ledger):
    names = sorted(f.stem for f in (HERE / "sql").glob("*.sql"))
    tables = {
        *tiny_ledger.tables(),
        "log",
        "session",
        "draft",
        "plan_draft",
        "plan_base",
        "plan_draft_file",
        "signed_head",
        "migration",
        "pending_sign_in",
        "shipped",
    }
    wrong = {
        n: tiny_ledger.tables_read(n)
        for n in names
        if n != "table" and not set() < tiny_ledger.tables_read(n) <= tables
    }
    assert len(names) > 50 and wrong == {}
    assert tiny_ledger.tables_read("actual_trail") == {"actual", "explanation", "submission", "sign_off"}, (
        "views are expanded"
    )
    assert tiny_ledger.tables_read("setting") == {"setting"}


def test_a_query_has_one_cached_result_whatever_the_order_of_its_parameters(tiny_ledger):
    plan, version = TINY_PLAN, 1
    first = tiny_ledger.query(ItemRow, "item", plan=plan, version=version)
    assert tiny_ledger.query(ItemRow, "item", version=version, plan=plan) is first
