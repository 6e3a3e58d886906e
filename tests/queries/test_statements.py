"""Statements of a bulletin in words: every judgement has a rule, holds of its subjects, and leaves none of them out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN, accept, file_submission
from zcdash import commands, queries
from zcdash.domain.document import (
    Block,
    Cited,
    Grid,
    Paragraph,
    Pieces,
    Statement,
    inner_quotes,
    number,
    pieces_of,
    statements,
)
from zcdash.domain.naming import compared_name
from zcdash.domain.terms import MET, Basis, Light, State
from zcdash.errors import NotProven
from zcdash.queries import bulletin
from zcdash.queries.bulletin import Content, Draft, proof, statement_proof, subjects
from zcdash.queries.bulletin.derived import Grounds
from zcdash.queries.bulletin.expected import problems
from zcdash.queries.bulletin.material import Material
from zcdash.queries.bulletin.reassess import Reassessed
from zcdash.queries.bulletin.statement_rules import RULES, derive, judging_words
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.store.ledger import Ledger

TOURISM, TOURISM_ITEM = "区旅游局", "17-3"


def content_of(ledger: Ledger, period: str) -> Content:
    return bulletin.content(ledger, PLAN, bulletin.close_of(ledger, PLAN, period)["close"])


def told(content: Content) -> dict[str, str]:
    return {b.key: b.text for b in content.blocks if isinstance(b, Paragraph)}


def subjects_of(ledger: Ledger, period: str = "2017Q2") -> dict[str, frozenset[str]]:
    at = CloseSnapshot(ledger, bulletin.close_of(ledger, PLAN, period))
    before = Reassessed(CloseSnapshot(ledger, at.last_close)) if at.last_close else None
    now = Reassessed(at)
    return derive(Grounds(now, before, None, problems(ledger, now)))


def someone_else(ledger: Ledger, rule: str, true: frozenset[str]) -> str:
    """Return a subject of the kind that the rule speaks of, of which it does not hold."""
    plan = queries.plans.plan(ledger, PLAN)
    kinds = {
        "item/": [i.code for i in plan.items],
        "name/": [u.name for u in plan.units],
        "indicator/": [i.code for i in plan.indicators],
        "chapter/": [str(c.number) for c in plan.chapters],
        "unfiled/": [f"{i.item}/{plan.reporting_unit(i)}" for i in plan.indicators],
        "silent/": [f"{i.item}/{plan.reporting_unit(i)}" for i in plan.indicators],
        "": [PLAN],
    }
    return next(s for s in kinds[RULES[rule].cited[0]] if s not in true)


def naming(rule: str, subject: str) -> Statement:
    begin, end = RULES[rule].cited
    named: Pieces = (Cited(f"{begin}{subject}{end}", "某"),) if begin else ()
    return Statement(rule, (subject,), (*RULES[rule].words[:1], "：", *named))


@pytest.fixture(scope="module")
def true(sample_ledger) -> dict[str, frozenset[str]]:
    """Rule → its subjects in the second quarter of the sample year."""
    return subjects_of(sample_ledger)


@pytest.fixture(scope="module")
def blocks(sample_ledger) -> list[Block]:
    """Every block of that quarter's bulletin."""
    content = content_of(sample_ledger, "2017Q2")
    return [*content.blocks, *(b for a in content.annexes for b in a.blocks)]


@pytest.mark.parametrize("rule", RULES)
def test_a_false_statement_of_any_rule_is_found(sample_ledger, true, blocks, rule):
    false = naming(rule, someone_else(sample_ledger, rule, true[rule]))
    faults = list(statement_proof.faults([*blocks, Paragraph("x", (false,))], true))
    assert any(f.startswith("x：") and f.endswith(f"（{rule}）") for f in faults)


def test_a_false_statement_stops_the_bulletin(sample_ledger, true):
    false = naming("unit_missing", TOURISM)
    assert TOURISM not in true["unit_missing"]
    content = content_of(sample_ledger, "2017Q2")
    wrong = replace(content, blocks=(*content.blocks, Paragraph("x", (false,))))
    with pytest.raises(NotProven, match=f"{TOURISM}并非未报送（unit_missing）"):
        proof.prove(sample_ledger, wrong)
    assert proof.prove(sample_ledger, content).statements > 50


@pytest.mark.parametrize("rule", [name for name, rule in RULES.items() if rule.named and rule.cited[0]])
def test_a_subject_left_out_is_found(true, blocks, rule):
    def without(pieces: Pieces) -> Pieces:
        kept = (p for p in pieces if not (isinstance(p, Statement) and p.rule == rule))
        return tuple(replace(p, pieces=without(p.pieces)) if isinstance(p, Statement) else p for p in kept)

    def silenced(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, pieces=without(block.pieces))
        if isinstance(block, Grid):
            return replace(block, rows=tuple(tuple(without(cell) for cell in row) for row in block.rows))
        return block

    faults = list(statement_proof.faults([silenced(b) for b in blocks], true))
    is_told = any(f.startswith("没有写明") and f.endswith(f"（{rule}）") for f in faults)
    # A rule without a subject in this quarter leaves nothing out.
    assert is_told is bool(true[rule])


@pytest.mark.parametrize(
    ("pieces", "says"),
    [
        (("某单位工作滞后。",), "“滞后”没有出自规则"),
        (("某单位排名最低。",), "“最低”没有出自规则"),
        ((Statement("invented", ("14-1",), ("严重滞后",)),), "没有“invented”这条规则"),
        ((Statement("slipping", ("14-6",), ("严重滞后", Cited("item/14-6/code", "14-6"))),), "不是规则“欠进度”"),
        ((Statement("behind", ("14-1", "14-6"), ("严重滞后", Cited("item/14-1/code", "14-1"))),), "14-6并非严重滞后"),
        ((Statement("behind", ("14-1",), ("严重滞后", number("count/behind", 1, "项"))),), "严重滞后的应是"),
        ((Statement("behind", ("14-1",), ("严重滞后", Cited("item/18-5/code", "18-5"))),), "写出的是18-5"),
    ],
)
def test_words_without_a_rule_or_beside_it_are_named(true, pieces, says):
    true = true | {"behind": frozenset({"14-1", "18-5"}), "slipping": frozenset({"14-6"})}
    assert any(says in f for f in statement_proof.faults([Paragraph("x", pieces)], true))
    assert not [f for f in statement_proof.faults([Paragraph("x", pieces, standard=True)], true) if "没有出自规则" in f]


def test_a_column_of_another_light_is_named():
    row = (("耿峰",), (number("leader/耿峰/slipping", 3),))
    grid = Grid("leaders", "分管区长", ("分管区长", "严重滞后"), (row,))
    assert any("“严重滞后”一栏不是" in f for f in statement_proof.faults([grid], {}))


def test_every_paragraph_that_judges_says_by_which_rule(sample_ledger):
    for period in ("2017Q1", "2017Q2"):
        for block in content_of(sample_ledger, period).blocks:
            if isinstance(block, Paragraph) and not block.standard:
                outside = [p for p in block.pieces if isinstance(p, str) and judging_words(p)]
                assert not outside and (list(statements(block.pieces)) or not judging_words(block.text[:4]))


def test_what_the_office_rewords_loses_its_rule_and_is_its_own(sample_ledger):
    content = content_of(sample_ledger, "2017Q2")
    same = {key: p.text for key, p in content.paragraphs.items()}
    draft = Draft(wording={**same, "moves": "区旅游局最差。", "overall": " "})
    assert draft.own(content) == ["moves"] and draft.left_out(content) == ["overall"]
    assert draft.whole(content).own(content) == ["moves"], "the mark stays lost in the issued wording"
    assert Draft().own(content) == Draft().left_out(content) == []


def test_how_much_the_office_wrote_itself_is_logged(sample_year):
    with Ledger(sample_year) as ledger:
        draft = Draft(wording={"ask/honest": "如实填报。", "returns": ""})
        commands.bulletin.draft_bulletin(ledger, OFFICE, PLAN, "2017Q2", draft)
        commands.bulletin.issue_bulletin(ledger, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
        assert "自写 1 段、略去 1 段" in queries.audit_log.acts(ledger)[-1]["after"]


@pytest.fixture
def tourism(ledger):
    """The first quarter, in which two towns filed their parts of an item, not done, and its lead unit filed nothing."""
    plan = queries.plans.plan(ledger, PLAN)
    parts = [c for c in plan.commitments_of(TOURISM_ITEM) if c.period == "2017Q1"]
    towns = {plan.reporting_unit(c) for c in parts}
    assert len(towns) == 2 and TOURISM not in towns
    for town in towns:
        states = {c.code: (State.NOT_DONE, None) for c in parts if plan.reporting_unit(c) == town}
        file_submission(ledger, town, "2017Q1", progress=states)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    return ledger


def test_a_lead_unit_that_filed_nothing_is_not_charged_with_what_others_filed(tourism):
    content = content_of(tourism, "2017Q1")
    proof.prove(tourism, content)
    text = told(content)
    assert f"behind/{TOURISM_ITEM}" in text and f"missing/{TOURISM_ITEM}" not in text
    assert TOURISM in text["missing"] and "按未报送计" not in "".join(text.values())
    assert not [s for s in subjects_of(tourism, "2017Q1")["unfiled_parts"] if s.startswith(f"{TOURISM_ITEM}/")]
    assert "该单位未说明" not in text[f"behind/{TOURISM_ITEM}"], "who filed nothing is not asked for a cause either"
    assert TOURISM not in text["silent_parts"] and TOURISM not in text.get("silent", "")


def test_an_indicator_without_a_planned_value_is_not_called_unfiled(tourism):
    plan = queries.plans.plan(tourism, PLAN)
    roads = next(i for i in plan.indicators if i.name == "农村公路建设改造里程")
    assert roads.basis is Basis.CUMULATIVE and "2017Q1" not in roads.planned and roads.headline
    text = told(content_of(tourism, "2017Q1"))
    assert roads.name not in text.get("headline/unfiled", "") + text.get("year/rest", "")
    assert roads.name in text["year/unplanned"] and "没有计划数" in text["year/unplanned"]


def test_growth_and_points_in_time_alone_are_listed_as_growth(sample_ledger):
    plan = queries.plans.plan(sample_ledger, PLAN)
    for period in ("2017Q1", "2017Q2"):
        listed = told(content_of(sample_ledger, period))["year/rest"]
        bases = {i.basis for i in plan.indicators if i.headline and i.name in listed}
        assert bases and not bases & {Basis.CUMULATIVE, Basis.QUARTER}


@pytest.fixture
def fallen(ledger):
    """Two closed quarters: three items went from green to red, two the other way, one stayed red, by the office's decision."""
    first = {
        "14-1": "on_track",
        "14-2": "ahead",
        "14-3": "on_track",
        "15-1": "behind",
        "15-2": "behind",
        "16-1": "behind",
    }
    second = {**dict.fromkeys(first, "on_track"), **dict.fromkeys(("14-1", "14-2", "14-3", "16-1"), "behind")}
    for period, day, lights in (("2017Q1", "2017-04-20", first), ("2017Q2", "2017-07-20", second)):
        commands.plans.set_business_date(ledger, OFFICE, date.fromisoformat(day))
        for code, light in lights.items():
            commands.periods.override(ledger, OFFICE, PLAN, period, code, light, "现场核实")
        commands.periods.close(ledger, OFFICE, PLAN, period, "到期关账")
    return ledger


def test_items_fallen_and_risen_are_all_named(fallen):
    content = content_of(fallen, "2017Q2")
    proof.prove(fallen, content)
    text = told(content)
    for key, codes in (("fallen", ("14-1", "14-2", "14-3")), ("risen", ("15-1", "15-2")), ("again", ("16-1",))):
        assert f"{len(codes)}项" in text[key] and all(f"（{c}）" in text[key] for c in codes)
    assert "2项好转，3项退步" in text["moves"]


def test_whoever_waits_for_a_signature_is_neither_better_nor_worse(sample_ledger):
    m = Material(CloseSnapshot(sample_ledger, bulletin.close_of(sample_ledger, PLAN, "2017Q2")))
    m.last, m.now = {"14-1": Light.ON_TRACK, "14-2": Light.MISSING}, {"14-1": Light.IN_REVIEW, "14-2": Light.ON_TRACK}
    assert subjects.better(m) == subjects.worse(m) == ()


def test_a_headline_that_misses_its_plan_is_in_the_body(sample_ledger):
    for period in ("2017Q1", "2017Q2"):
        standing = queries.frozen.frozen_standing(sample_ledger, bulletin.close_of(sample_ledger, PLAN, period))
        text = told(content_of(sample_ledger, period))["headline"]
        headlines = [i.item for i in queries.plans.plan(sample_ledger, PLAN).indicators if i.headline]
        parts = {p for i in queries.plans.plan(sample_ledger, PLAN).indicators for p in i.sum_of}
        short = [
            s.indicator
            for code in headlines
            for s in standing.items[code].indicators
            if s.assessment.light in (Light.BEHIND, Light.SLIPPING) and not s.indicator.same_as
        ]
        assert short
        for i in short:
            assert (compared_name(i, standing.period) in text) is (i.code not in parts)


def test_a_running_total_is_never_called_by_the_quarters_name(sample_ledger):
    plan = queries.plans.plan(sample_ledger, PLAN)
    i = next(i for i in plan.indicators if i.name == "一般公共预算收入（当季）")
    assert compared_name(i, queries.plans.period_of(plan, "2017Q2")) == "一般公共预算收入（当季，1—6月合计）"
    whole = next(i for i in plan.indicators if i.basis is Basis.QUARTER and i.name.endswith("（合计）"))
    assert compared_name(whole, queries.plans.period_of(plan, "2017Q1")).endswith("（合计，1—3月）")
    for block in content_of(sample_ledger, "2017Q2").blocks:
        for _, pieces in pieces_of([block]):
            assert not [p for p in pieces if isinstance(p, Cited) and p.key.endswith("/name") and "当季）" in p.text]


def test_in_review_and_sent_back_each_stand_at_their_desk(ledger):
    """Four units: nothing sent, sent to the unit's head, at the office's desk, sent back."""
    unsigned, at_office, back = "区环保分局", "区财政局", "区商务局"
    file_submission(ledger, unsigned, "2017Q1", accepted=False)
    accept(ledger, file_submission(ledger, at_office, "2017Q1", accepted=False), office=False)
    commands.approvals.send_back(ledger, OFFICE, PLAN, file_submission(ledger, back, "2017Q1"), "数字有误")
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    content = content_of(ledger, "2017Q1")
    proof.prove(ledger, content)
    text = told(content)
    assert f"已退回、尚没有重报的1个：{back}" in text["uncounted"]
    assert f"待单位主要负责人审签的1个：{unsigned}" in text["uncounted"]
    assert f"已送达、待督查室签收的1个：{at_office}" in text["uncounted"]
    assert not {unsigned, at_office, back} & set(text["missing"].replace("：", "、").rstrip("。").split("、"))


def test_a_plan_that_is_met_throughout_says_so_and_no_other(sample_ledger):
    m = Material(CloseSnapshot(sample_ledger, bulletin.close_of(sample_ledger, PLAN, "2017Q2")))
    assert subjects.all_met(m) == ()
    m.now = dict.fromkeys(m.now, Light.ON_TRACK)
    assert subjects.all_met(m) == (PLAN,) and {*m.now.values()} <= MET


def test_quotation_marks_within_a_quoted_title_are_single_ones(sample_ledger):
    assert inner_quotes("安全生产责任与“两体系”") == "安全生产责任与‘两体系’"
    for proposed in queries.notice_proposals.proposals(sample_ledger, PLAN, "2017Q3"):
        depth = [proposed.text[:n].count("“") - proposed.text[:n].count("”") for n in range(len(proposed.text) + 1)]
        assert max(depth) <= 1, proposed.text
