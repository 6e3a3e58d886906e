"""The draft of a plan: begun, edited, settled and discarded, seen by the office alone and asked of nobody."""

from dataclasses import replace
from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN, TINY, TINY_PLAN, clerk, dry_run, file_submission, fresh
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role, console
from zcdash.commands.drafts import DraftChanged
from zcdash.domain.plan_draft import DraftKind, Edit, EditKind
from zcdash.domain.plan_proposal import Question, QuestionKind, Remainder
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.intake.draft_content import REWRITE_QUESTION, SEEN, YEAR_QUESTION, is_looked_at_alone, remainder_key
from zcdash.intake.plan_folder import plan_of, read_plan_tables
from zcdash.queries.plan_drafts import NO_DECISIONS, draft

SECOND = fresh(Account("ducha2", "吴督查", Role.OFFICE))
PROPOSAL = commands.plan_drafts.settled_proposal(read_plan_tables(TINY))


def value(key, number, by=EditKind.SET):
    return Edit(kind=by, table="planned.csv", key=key, column="value", value=str(number))


@pytest.fixture
def work(tiny_ledger):
    """The number of a draft that changes the tiny plan."""
    return commands.plan_drafts.begin_from_plan(tiny_ledger, OFFICE, TINY_PLAN, "年中调整")


@pytest.fixture
def save(tiny_ledger, work):
    """`save(edit, …)`: the office edits the draft as it is now."""

    def act(*edits, by=OFFICE, expected=None):
        number = draft(tiny_ledger, work).number if expected is None else expected
        return commands.plan_drafts.save_edits(tiny_ledger, by, work, edits, number)

    return act


def test_a_change_begins_with_the_plan_in_force_and_leaves_it_alone(tiny_ledger, work, save):
    before = queries.plans.plan(tiny_ledger, TINY_PLAN)
    assert plan_of(draft(tiny_ledger, work).proposal.plan) == before
    save(value("1-1a 2017Q3", 350))
    (found,) = dry_run(tiny_ledger, work).comparison.differences
    assert (found.item, found.key, found.old, found.new) == ("1-1", "1-1a 2017Q3", "300", "350")
    assert queries.plans.plan(tiny_ledger, TINY_PLAN) == before
    assert [e["what"] for e in store.audit_log.entries(tiny_ledger)] == ["载入计划", "设置"], "a draft is no fact"


def test_the_last_value_of_a_field_counts_and_edits_can_be_taken_back(tiny_ledger, work, save):
    save(value("1-1a 2017Q3", 350))
    save(value("1-1a 2017Q3", 360), value("1-1a 2017Q2", 210))
    now = draft(tiny_ledger, work)
    assert [(e.key, e.value) for e in now.edits] == [("1-1a 2017Q3", "360"), ("1-1a 2017Q2", "210")]
    commands.plan_drafts.drop_edits(tiny_ledger, OFFICE, work, now.edits[:1], now.number)
    assert plan_of(draft(tiny_ledger, work).proposal.plan).indicator("1-1a").planned["2017Q3"] == 300


def test_rows_are_added_and_removed_and_the_items_are_counted_anew(tiny_ledger, work, save):
    save(
        Edit(
            kind=EditKind.ADD,
            table="items.csv",
            key="1-3",
            after="1-2",
            row={
                "code": "1-3",
                "chapter": "1",
                "seq": "1",
                "title": "出口",
                "goal": "出口增长",
            },
        ),
        Edit(
            kind=EditKind.ADD, table="indicators.csv", key="1-3a", row={"code": "1-3a", "item": "1-3", "basis": "level"}
        ),
        Edit(kind=EditKind.SET, table="indicators.csv", key="1-3a", column="name", value="出口额"),
    )
    tables = draft(tiny_ledger, work).proposal.plan.tables
    assert [(r["number"], r["code"]) for r in tables["items.csv"]] == [
        ("1", "1-1"), ("2", "1-2"), ("3", "1-3"), ("4", "2-1")
    ]  # fmt: skip
    assert (tables["indicators.csv"][-1]["name"], tables["indicators.csv"][-1]["annual_printed"]) == ("出口额", "true")
    run = dry_run(tiny_ledger, work)
    assert not run.is_ready and "COUNT" not in {f.code for f in run.errors} and "TARGET" in {f.code for f in run.errors}


def test_an_edit_whose_row_is_gone_is_kept_and_reported(tiny_ledger, work, save):
    save(Edit(kind=EditKind.REMOVE, table="planned.csv", key="1-1a 2017Q3"))
    save(value("1-1a 2017Q3", 350))
    now = draft(tiny_ledger, work)
    assert [e.value for e in now.unapplied] == ["350"] and len(now.edits) == 2


def test_a_value_of_the_wrong_form_is_said_by_its_row(tiny_ledger, work, save):
    save(value("1-1a 2017Q3", "三百"))
    run = dry_run(tiny_ledger, work)
    assert run.plan is None and not run.is_ready
    (finding,) = run.errors
    assert "planned.csv 第4行" in finding.sentence and "三百" in finding.sentence


def test_two_people_cannot_overwrite_each_other(tiny_ledger, work, save):
    first = draft(tiny_ledger, work).number
    save(value("1-1a 2017Q3", 350), by=SECOND)
    with pytest.raises(DraftChanged, match="吴督查"):
        save(value("1-1a 2017Q3", 360), expected=first)
    assert [e.value for e in draft(tiny_ledger, work).edits] == ["350"]
    rows = store.plan_drafts.versions(tiny_ledger, work)
    assert [r["login"] for r in rows] == ["ducha2", "ducha"], "a version of each stays"


def test_versions_of_one_person_replace_each_other_and_bases_nobody_needs_go(tiny_ledger, work, save):
    for number in range(3):
        save(value("1-1a 2017Q3", 350 + number))
    assert len(store.plan_drafts.versions(tiny_ledger, work)) == 1
    assert len([*tiny_ledger.rows("plan_base")]) == 1


def test_a_discarded_draft_is_over(tiny_ledger, work, save):
    commands.plan_drafts.discard(tiny_ledger, OFFICE, work, draft(tiny_ledger, work).number)
    assert queries.plan_drafts.drafts(tiny_ledger) == []
    assert [d.ended for d in queries.plan_drafts.drafts(tiny_ledger, ended=True)] == ["放弃"]
    with pytest.raises(InvalidInput, match="已经结束"):
        save(value("1-1a 2017Q3", 350))


def test_a_discarded_draft_is_had_back_with_its_edits(tiny_ledger, work, save):
    number = save(value("1-1a 2017Q3", 350))
    with pytest.raises(InvalidInput, match="没有放弃"):
        commands.plan_drafts.reopen(tiny_ledger, OFFICE, work, number)
    number = commands.plan_drafts.discard(tiny_ledger, OFFICE, work, number)
    commands.plan_drafts.reopen(tiny_ledger, SECOND, work, number)
    assert [d.work for d in queries.plan_drafts.drafts(tiny_ledger)] == [work]
    assert [e.value for e in draft(tiny_ledger, work).edits] == ["350"]


def test_the_office_alone_compiles_plans(tiny_ledger, work):
    by = clerk("区工信局")
    for act in (
        lambda: commands.plan_drafts.begin_from_plan(tiny_ledger, by, TINY_PLAN),
        lambda: commands.plan_drafts.begin_from_last_year(tiny_ledger, by, TINY_PLAN, 2018),
        lambda: commands.plan_drafts.begin_empty(tiny_ledger, by, "x-2018", "新计划", 2018),
        lambda: commands.plan_drafts.save_edits(tiny_ledger, by, work, (), 1),
        lambda: commands.plan_drafts.settle(tiny_ledger, by, work, 1),
        lambda: commands.plan_drafts.withdraw_part(tiny_ledger, by, work, "1-1", "2017Q3", "纪要", 1),
        lambda: commands.plan_drafts.discard(tiny_ledger, by, work, 1),
        lambda: commands.plan_requests.submit(tiny_ledger, by, work, "纪要", 1),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        commands.plan_drafts.begin_from_plan(tiny_ledger, OFFICE, "nowhere-2017")


# Documents: a proposal with open questions is kept with the document's bytes

OPEN = replace(
    PROPOSAL,
    file_name="计划.txt",
    questions=(Question(key="lead 2-1", kind=QuestionKind.LEAD, sentence="谁牵头？", proposals=("区交通局",)),),
    remainders=(Remainder(place="第9行", start=0, end=4, text="（略）附"),),
)


def test_a_document_is_kept_with_its_questions_until_each_is_settled(tiny_ledger):
    work = commands.plan_drafts.begin_from_proposal(tiny_ledger, console(), OPEN, b"text", NO_DECISIONS)
    now = draft(tiny_ledger, work)
    assert (now.kind, now.base_version, now.plan) == (DraftKind.DOCUMENT, 1, TINY_PLAN)
    assert queries.plan_drafts.document(tiny_ledger, work) == ("计划.txt", b"text")
    run = dry_run(tiny_ledger, work)
    assert (run.open_questions, run.open_remainders, run.is_ready) == (1, 1, False)
    with pytest.raises(InvalidInput, match="1 个问题没有答复、1 处原文"):
        commands.plan_requests.submit(tiny_ledger, OFFICE, work, "首次录入", now.number)


def test_decisions_are_given_again_when_the_document_is_read_again(tiny_ledger, monkeypatch):
    asked = []

    def read_again(data, file_name, decisions, known):
        asked.append((data, file_name, decisions, sorted(known.units)))
        return OPEN

    monkeypatch.setattr(commands.plan_drafts.uploads, "propose_plan", read_again)
    work = commands.plan_drafts.begin_from_document(tiny_ledger, OFFICE, b"text", "计划.txt")
    number = draft(tiny_ledger, work).number
    number = commands.plan_drafts.save_edits(tiny_ledger, OFFICE, work, (value("1-1a 2017Q3", 350),), number)
    key = remainder_key(OPEN.remainders[0])
    number = commands.plan_drafts.settle(
        tiny_ledger,
        OFFICE,
        work,
        number,
        answers={"lead 2-1": "区交通局"},
        names={"unit 区经信局": "区工信局"},
        acknowledged=(key,),
    )
    assert [(d, n) for d, n, *_ in asked] == [(b"text", "计划.txt")] * 2
    decisions = asked[-1][2]
    assert decisions.names == {"unit 区经信局": "区工信局"} and decisions.acknowledged == {key: "（略）附"}
    assert asked[-1][3] == ["区交通局", "区工信局"]
    run = dry_run(tiny_ledger, work)
    assert (run.open_questions, run.open_remainders, run.is_ready) == (0, 0, True)
    assert plan_of(draft(tiny_ledger, work).proposal.plan).indicator("1-1a").planned["2017Q3"] == 350, "edits stay"
    commands.plan_drafts.settle(tiny_ledger, OFFICE, work, number, answers={"lead 2-1": ""})
    assert dry_run(tiny_ledger, work).open_questions == 1, "an answer can be taken back"


# The next year


def test_a_year_begins_from_the_last_one_with_its_actuals_as_baselines(tiny_ledger):
    for quarter, (total, grown, built) in enumerate([(90, 7, 9), (210, 8, 10), (310, 8.5, 11), (430, 8.2, 12)], 1):
        file_submission(tiny_ledger, "区工信局", f"2017Q{quarter}", {"1-1a": total, "1-2a": grown}, plan=TINY_PLAN)
        file_submission(
            tiny_ledger, "区交通局", f"2017Q{quarter}", {"2-1a": built}, plan=TINY_PLAN, accepted=quarter < 4
        )
    work = commands.plan_drafts.begin_from_last_year(tiny_ledger, OFFICE, TINY_PLAN, 2018)
    plan = plan_of(draft(tiny_ledger, work).proposal.plan)
    assert (plan.id, plan.title, plan.periods[0]) == ("tiny-2018", "2018年试验计划", "2018Q1")
    reached = {i.code: (i.baseline, i.baseline_period, i.baseline_source) for i in plan.indicators}
    assert reached == {
        "1-1a": (430, "2017", "2017年四季度报送"),
        "1-2a": (8.2, "2017Q4", "2017年四季度报送"),
        "2-1a": (None, "", ""),
    }, "what is not accepted is no baseline"
    assert plan.indicator("1-2a").planned == {"2018Q2": 8, "2018Q3": 8, "2018Q4": 8}, "to be changed or confirmed"
    assert [c.due.isoformat() for c in plan.commitments[:2]] == ["2018-02-28", "2018-06-30"]
    assert plan.leads_of("2-1", "unit") == ("区交通局",)


def test_last_years_words_stay_until_they_are_touched_or_confirmed(tiny_ledger):
    work = commands.plan_drafts.begin_from_last_year(tiny_ledger, OFFICE, TINY_PLAN, 2018)
    now = draft(tiny_ledger, work)
    assert dry_run(tiny_ledger, work).open_questions == 3 + 3
    number = commands.plan_drafts.save_edits(tiny_ledger, OFFICE, work, (
        Edit(kind=EditKind.SET, table="targets.csv", key="1-1 2018Q1", column="text", value="累计完成工业投资120万元"),
    ), now.number)  # fmt: skip
    commands.plan_drafts.settle(tiny_ledger, OFFICE, work, number, answers={
        "rewrite 1-2": "沿用", "rewrite 2-1": "沿用", "head number": "试政发〔2018〕1号", "head title": "2018年计划",
        "head issued": "2018-01-12",
    })  # fmt: skip
    run = dry_run(tiny_ledger, work)
    assert run.open_questions == 0
    assert (run.plan.number, run.plan.title, run.plan.issued.isoformat()) == (
        "试政发〔2018〕1号", "2018年计划", "2018-01-12"
    )  # fmt: skip
    assert run.is_ready


def test_a_text_that_names_last_year_is_asked_about_by_itself(ledger):
    work = commands.plan_drafts.begin_from_last_year(ledger, OFFICE, PLAN, 2018)
    asked = {q.row: q for q in draft(ledger, work).proposal.questions if q.key.startswith(YEAR_QUESTION)}
    assert "“2017年10月31日前”" in asked["9-1"].sentence and "2-1" not in asked
    assert "13-10" not in asked, "the number of a document is no year"
    kept = {q.key: "沿用" for q in draft(ledger, work).proposal.questions if q.key.startswith(REWRITE_QUESTION)}
    number = commands.plan_drafts.settle(ledger, OFFICE, work, draft(ledger, work).number, answers=kept)
    still = [q for q in draft(ledger, work).proposal.questions if q.row and not q.answer]
    assert {q.row for q in still} == asked.keys() and all(map(is_looked_at_alone, still))
    commands.plan_drafts.save_edits(ledger, OFFICE, work, (), number, {asked["9-1"].key: SEEN})
    assert "9-1" not in {q.row for q in draft(ledger, work).proposal.questions if q.row and not q.answer}


def test_an_answer_that_is_none_leaves_its_question_open(tiny_ledger):
    work = commands.plan_drafts.begin_from_last_year(tiny_ledger, OFFICE, TINY_PLAN, 2018)
    before = draft(tiny_ledger, work)
    commands.plan_drafts.settle(tiny_ledger, OFFICE, work, before.number, answers={
        "rewrite 1-2": "以后再说", "head number": "还没有", "head issued": "一月", "head title": "2018年计划",
    })  # fmt: skip
    now = draft(tiny_ledger, work)
    assert dry_run(tiny_ledger, work).open_questions == 3 + 2
    said = [q.sentence for q in now.proposal.questions if "没有采用" in q.sentence]
    assert len(said) == 3 and plan_of(now.proposal.plan).issued == plan_of(before.proposal.plan).issued
    commands.plan_drafts.settle(tiny_ledger, OFFICE, work, now.number, answers={"head issued": "2018年1月12日"})
    assert plan_of(draft(tiny_ledger, work).proposal.plan).issued.isoformat() == "2018-01-12"


def test_a_year_is_kept_in_bulk_and_single_values_are_changed_on_top(tiny_ledger):
    work = commands.plan_drafts.begin_from_last_year(tiny_ledger, OFFICE, TINY_PLAN, 2018)
    now = draft(tiny_ledger, work)
    answers = dict.fromkeys((q.key for q in now.proposal.questions if q.row), "沿用") | {
        "head number": "试政发〔2018〕1号", "head title": "2018年计划", "head issued": "2018-01-12",
    }  # fmt: skip
    number = commands.plan_drafts.save_edits(tiny_ledger, OFFICE, work, (value("1-1a 2018Q1", 150),), now.number)
    number = commands.plan_drafts.settle(tiny_ledger, OFFICE, work, number, answers=answers)
    commands.plan_drafts.save_edits(tiny_ledger, OFFICE, work, (value("1-1a 2018Q2", 250),), number)
    run = dry_run(tiny_ledger, work)
    assert run.is_ready and not draft(tiny_ledger, work).unapplied
    assert run.plan.indicator("1-1a").planned == {"2018Q1": 150, "2018Q2": 250, "2018Q3": 300, "2018Q4": 400}
    assert run.plan.indicator("1-1a").annual == 400


def test_only_what_was_changed_on_last_years_plan_is_told_to_author_and_approver(tiny_ledger):
    work = commands.plan_drafts.begin_from_last_year(tiny_ledger, OFFICE, TINY_PLAN, 2018)
    now = draft(tiny_ledger, work)
    assert dry_run(tiny_ledger, work).comparison.differences == ()
    answers = dict.fromkeys((q.key for q in now.proposal.questions if q.row), "沿用") | {
        "head number": "试政发〔2018〕1号", "head title": now.title, "head issued": "2018-01-12",
    }  # fmt: skip
    number = commands.plan_drafts.save_edits(tiny_ledger, OFFICE, work, (value("1-1a 2018Q1", 150),), now.number)
    number = commands.plan_drafts.settle(tiny_ledger, OFFICE, work, number, answers=answers)
    told = dry_run(tiny_ledger, work).comparison
    assert [(d.key, d.old, d.new) for d in told.differences] == [
        ("number", "", "试政发〔2018〕1号"), ("issued", "2018-01-01", "2018-01-12"), ("1-1a 2018Q1", "100", "150"),
    ]  # fmt: skip
    asked = commands.plan_requests.submit(tiny_ledger, OFFICE, work, "区政府常务会议纪要", number)
    assert queries.plan_requests.requested_plan(tiny_ledger, asked).comparison == told


def test_an_item_that_the_new_year_has_no_more_goes_without_a_ground_and_asks_nothing(tiny_ledger):
    work = commands.plan_drafts.begin_from_last_year(tiny_ledger, OFFICE, TINY_PLAN, 2018)
    number = draft(tiny_ledger, work).number
    commands.plan_drafts.withdraw_part(tiny_ledger, OFFICE, work, "2-1", "2018Q1", "", number)
    proposal = draft(tiny_ledger, work).proposal
    assert [r["code"] for r in proposal.plan.tables["items.csv"]] == ["1-1", "1-2"]
    assert not proposal.plan.tables["doubts.csv"]
    assert [q.key for q in proposal.questions if q.row and not q.answer] == ["rewrite 1-1", "rewrite 1-2"]


def test_the_new_year_has_the_names_of_its_first_day(tiny_ledger):
    commands.organisation.rename_unit(tiny_ledger, OFFICE, "区工信局", "区经信局", date(2017, 4, 18), "机构编制文件")
    commands.handover.hand_over(tiny_ledger, OFFICE, "乙区长", "丙区长", date(2017, 4, 19), "区政府党组会议纪要")
    work = commands.plan_drafts.begin_from_last_year(tiny_ledger, OFFICE, TINY_PLAN, 2018)
    plan = plan_of(draft(tiny_ledger, work).proposal.plan)
    assert [u.name for u in plan.units] == ["区经信局", "区交通局"]
    assert plan.leads_of("1-1", "unit") == ("区经信局",) and plan.commitment("2-1.03").reporting_unit == "区经信局"
    assert plan.responsible_of("2-1", "leader") == ("丙区长", "甲区长")
    assert sorted(x.name for x in plan.leaders) == ["丙区长", "甲区长"], "who has left is not taken over"


def test_a_plan_is_begun_from_nothing(tiny_ledger):
    work = commands.plan_drafts.begin_empty(tiny_ledger, OFFICE, "roads-2018", "农村道路计划", 2018)
    run = dry_run(tiny_ledger, work)
    assert run.plan.periods == ("2018Q1", "2018Q2", "2018Q3", "2018Q4") and run.comparison is None
    assert run.plan.deadline_rule == "day:5"
