"""Papers of every kind of plan: a monthly one without leaders, a programme of phases with two leads, a plan of several years."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.helpers import OFFICE
from tests.plan_folders import FIRST, SECOND, long_plan, monthly_plan, phased_plan
from tests.played_plans import load, play
from zcdash import commands, queries, store
from zcdash.domain.document import Heading, Paragraph, plain_text
from zcdash.domain.period import Period
from zcdash.domain.plan_words import result_name, short_stage_name, stage_name
from zcdash.queries import bulletin
from zcdash.queries.bulletin import proof
from zcdash.queries.bulletin.register import register
from zcdash.rendering.brief import brief_text
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rendering.xlsx import register as register_xlsx
from zcdash.store.ledger import Ledger

YEARLY_WORDS = ("年终考核", "全年", "分管区长", "季度")


@pytest.fixture
def new(tmp_path):
    with Ledger(tmp_path / "any.duckdb") as opened:
        yield opened


def written(ledger: Ledger, plan: str, close: int) -> tuple[bulletin.Content, str]:
    """Return the proven bulletin of a close and all that it prints, read from its file."""
    content = bulletin.content(ledger, plan, close)
    data = bulletin_docx.write_draft(content, bulletin.Draft())
    proof.prove(ledger, content)
    proof.prove_file(data, content, bulletin.Draft())
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return content, "\n".join([*(p.text for p in document.paragraphs), *cells])


def headings(content: bulletin.Content) -> list[str]:
    return [plain_text(b.pieces).split("、", 1)[-1] for b in content.blocks if isinstance(b, Heading) and b.level == 1]


def paragraph(content: bulletin.Content, key: str) -> str:
    return next(b.text for b in content.blocks if isinstance(b, Paragraph) and b.key == key)


@pytest.mark.parametrize(
    ("period", "name", "beside", "short"),
    [
        ("2017Q2", "2017年二季度", "2017Q1", "二季度"),
        ("2018M01", "2018年1月", "2017M12", "2018年1月"),
        ("2016-10-26/2017-02-11 摸排", "摸排阶段", "2017-02-12/2017-02-28 第一时段", "摸排阶段"),
        ("2017-02-12/2017-02-28 第一时段", "第一时段", "2017Q1", "第一时段"),
        ("2017-01-20/2017-02-11 一期", "一期", "2017Q1", "一期"),
        ("2020", "2020年", "2019", "2020年"),
    ],
)
def test_a_period_has_a_name_for_titles_and_one_beside_another(period, name, beside, short):
    assert stage_name(Period.parse(period)) == name
    assert short_stage_name(Period.parse(period), Period.parse(beside)) == short


def test_a_monthly_plan_without_leaders_has_its_own_bulletin(new, tmp_path):
    plan = load(new, monthly_plan(tmp_path / "monthly-2017"))
    play(new, plan, "2017M01")
    content, text = written(new, plan, play(new, plan, "2017M02", {"区司法局": "不报"}))
    assert plain_text(content.title) == "关于《矛盾纠纷排查调处制度》2017年2月进展情况的通报"
    assert headings(content) == ["总体情况", "没有达到进度的措施", "报送情况", "下一步工作要求"]
    assert not [word for word in YEARLY_WORDS if word in text]
    assert "3月完成情况请于2017年3月20日前，经单位主要负责人审核签字后报区政府督查室" in text
    assert "责任领导" not in text
    assert content.paragraphs["returns"].text == "应报送1个单位，按时0个，迟报0个，未报送1个。"


def test_a_programme_of_phases_names_both_leads_and_whose_part_falls_short(new, tmp_path):
    plan = load(new, phased_plan(tmp_path / "phased-2016"))
    content, text = written(new, plan, play(new, plan, FIRST, {"1a": 0.5}))
    assert plain_text(content.title) == "关于《拆违治乱专项行动方案》第一阶段验收情况的通报"
    assert "第二阶段完成情况请于2017年3月13日前" in text
    assert "牵头单位：区规划分局、区执法局，责任领导：马春" in paragraph(content, "behind/1")
    assert "差距在区执法局填报的部分" in paragraph(content, "behind/1")
    assert "责任领导完成情况" not in headings(content)
    assert "并计入阶段验收" in text
    assert [word for word in YEARLY_WORDS if word in text.replace("单位主要负责人、分管区长审核签字", "")] == []


def test_the_last_phase_is_compared_by_what_both_have_and_has_nothing_next(new, tmp_path):
    plan = load(new, phased_plan(tmp_path / "phased-2016"))
    play(new, plan, FIRST, {"1a": 0.5})
    content, text = written(new, plan, play(new, plan, SECOND, {"1a": 1}))
    assert "与第一阶段相比" in content.paragraphs["moves"].text
    assert "对评定有异议的" in text
    assert content.year == 2017


def test_a_plan_of_several_years_is_evaluated_by_year(new, tmp_path):
    plan = load(new, long_plan(tmp_path / "long-2019"))
    content, text = written(new, plan, play(new, plan, "2019"))
    assert plain_text(content.title) == "关于《慢性病防治规划》2019年度评估情况的通报"
    assert "2020年完成情况请于2021年2月1日前" in text
    content, text = written(new, plan, play(new, plan, "2020", {"1a": 195, "1b": 61}))
    assert "195/10万" in text
    assert "计入年度评估" in text
    assert not [word for word in YEARLY_WORDS if word in text]


def test_a_register_leaves_out_what_the_plan_does_not_have(new, tmp_path):
    plan = load(new, monthly_plan(tmp_path / "monthly-2017"))
    close = play(new, plan, "2017M01")
    book = load_workbook(BytesIO(register_xlsx.write(register(new, plan, close))))
    assert book.sheetnames == ["总览", "措施", "节点", "报送"]
    assert "分管区长" not in [c.value for sheet in book for row in sheet.iter_rows() for c in row]
    assert len(book["总览"]._charts) == 1


@pytest.mark.parametrize(
    ("folder", "period", "unit", "title"),
    [
        (monthly_plan, "2017M01", "区司法局", "区司法局　2017年1月简报"),
        (phased_plan, FIRST, "区执法局", "区执法局　第一阶段简报"),
        (phased_plan, FIRST, "区委宣传部", "区委宣传部　第一阶段简报"),
    ],
)
def test_a_unit_has_a_brief_of_any_plan(new, tmp_path, folder, period, unit, title):
    load(new, folder(tmp_path / "plan"))
    plan = store.plans.plans(new)[0]["plan"]
    play(new, plan, period)
    text = brief_text(queries.brief.brief(new, plan, period, unit=unit))
    assert text.title == title
    assert "达标率 100.0%（1/1）" in text.summary


def test_the_assessment_has_the_name_of_the_plan_and_says_where_it_cannot_be(new, tmp_path):
    plan = load(new, phased_plan(tmp_path / "phased-2016"))
    play(new, plan, FIRST, {"1a": 0.5})
    units, leaders = (queries.score.scores(new, plan, who, through=FIRST) for who in ("unit", "leader"))
    assert units.words.evaluation == "阶段验收"
    assert leaders.who_name == "责任领导"
    assert units.of("区执法局").score.points == units.of("区规划分局").score.points == 75
    plan = load(new, monthly_plan(tmp_path / "monthly-2017"))
    assert queries.score.scores(new, plan, "leader").nothing == "本计划没有写明责任领导，不计责任领导得分。"


def test_the_calendar_names_the_plan_and_its_signers(new, tmp_path):
    plan = load(new, phased_plan(tmp_path / "phased-2016"))
    event = next(e for e in queries.schedule.events(new, plan) if "截止" in e.title)
    assert event.title == "第一阶段进展报送截止（拆违治乱专项行动方案）"
    assert "经主要负责人、责任领导审签后报区政府督查室" in event.note


def test_bulletins_of_a_year_are_one_series_over_all_plans(new, tmp_path):

    first, second = (
        load(new, make(tmp_path / name))
        for make, name in ((monthly_plan, "monthly-2017"), (phased_plan, "phased-2016"))
    )
    play(new, first, "2017M01")
    issued = commands.bulletin.issue_bulletin(new, OFFICE, first, "2017M01", bulletin_docx.write)
    close = play(new, second, SECOND, {})
    assert issued.number == 1
    assert bulletin.content(new, second, close).next_number == 2


def test_a_result_is_named_by_kind_and_rhythm(new, tmp_path):
    plan = load(new, monthly_plan(tmp_path / "monthly-2017"))
    loaded = store.plans.load_plan(new, plan)[0]
    names = {p: result_name(loaded, Period.parse(p)) for p in ("2017M01", "2017Q1", "2017", SECOND)}
    assert [*names.values()] == ["进展情况", "进展情况", "度评估情况", "验收情况"]


@pytest.mark.parametrize(
    ("issuer", "report_to", "mark", "office"),
    [
        ("周村区人民政府", "区政府督查室", "周村区政务督查", "周村区人民政府督查室"),
        ("周村区人民政府办公室", "区政府督查室", "周村区政务督查", "周村区人民政府督查室"),
        ("周村区人民政府办公室", "区治理工作领导小组办公室", "周村区政务督查", "周村区治理工作领导小组办公室"),
    ],
)
def test_a_bulletin_is_headed_by_the_office_that_is_reported_to(new, tmp_path, issuer, report_to, mark, office):
    loaded = store.plans.load_plan(new, load(new, monthly_plan(tmp_path / "monthly-2017")))[0]
    assert bulletin.head(new, replace(loaded, issuer=issuer, report_to=report_to)) == (mark, office)
