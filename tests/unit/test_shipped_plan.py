"""The shipped 2017 plan: what the official table says, held against what we say of it.

The facts below were read off the printed table by hand; they are the anchors that a slip in the data would move.
"""

import re
from dataclasses import replace
from datetime import date

import pytest

from zcdash.domain.model import Commitment
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Basis, Direction, Responsibility, Severity, UnitKind
from zcdash.intake.key_commitments import EFFORT, ground_for_key
from zcdash.intake.printed_figures import figures
from zcdash.intake.validate_plan import validate_plan


def item(plan: Plan, code: str):
    return next(i for i in plan.items if i.code == code)


def indicator(plan: Plan, code: str):
    return next(i for i in plan.indicators if i.code == code)


def names(plan: Plan, code: str, kind: str) -> list[str]:
    return [r.name for r in plan.responsible if r.item == code and r.kind == kind]


def test_the_plan_has_no_errors(plan):
    assert [f for f in validate_plan(plan) if f.severity is Severity.ERROR] == []


def test_it_has_as_many_items_as_the_notice_says_in_nine_chapters(plan):
    assert [i.number for i in plan.items] == list(range(1, 128))
    per_chapter = [sum(i.chapter == c.number for i in plan.items) for c in plan.chapters]
    assert per_chapter == [8, 14, 14, 9, 11, 12, 18, 27, 14]


def test_the_lost_seq_is_restored_and_page_numbers_are_no_seq(plan):
    assert {i.seq for i in plan.items} == set(range(1, 29))
    assert item(plan, "20-1").focus == "高标准建设城市"
    assert any(d.item == "20-1" and "序号" in d.what for d in plan.doubts)


@pytest.mark.parametrize(
    ("code", "units", "leaders"),
    [
        ("2-1", ["区财政局"], ["路德芝"]),
        ("7-1", ["区人社局", "区卫计局"], ["路德芝", "李寅萍"]),
        (
            "9-1",
            [
                "区住建局",
                "区交通运输局",
                "区水务局",
                "区环保分局",
                "周村规划分局",
                "周村公路分局",
                "各镇政府",
                "街道办事处",
                "周村经济开发区管委会",
            ],
            ["刘冀中", "耿峰"],
        ),
        ("17-1", ["古商城保护开发指挥部"], ["刘冀中"]),
        (
            "18-11",
            ["区住建局", "区公安分局", "区统计局", "各镇政府", "街道办事处", "周村经济开发区管委会"],
            ["路德芝", "刘冀中", "张国华"],
        ),
        ("20-7", ["周村供电中心"], ["路德芝"]),
        (
            "21-8",
            [
                "区经信局",
                "区安监局",
                "区城市管理和行政执法局",
                "区畜牧兽医局",
                "区园林局",
                "王村镇政府",
                "南郊镇政府",
                "大街街道办事处",
                "丝绸路街道办事处",
            ],
            ["路德芝", "刘冀中", "耿峰"],
        ),
        ("27-4", ["区政府法制办", "区司法局"], ["路德芝", "张国华"]),
    ],
)
def test_units_and_leaders_stand_as_printed_the_first_leads(plan, code, units, leaders):
    assert names(plan, code, "unit") == units
    assert names(plan, code, "leader") == leaders
    for r in plan.responsible:
        if r.item == code:
            assert (r.role is Responsibility.LEAD) == (r.order == 1)
            assert r.assumed == (len(leaders if r.kind == "leader" else units) > 1)


@pytest.mark.parametrize(
    ("code", "unit", "basis", "direction", "annual", "planned"),
    [
        ("1-1a", "%", Basis.GROWTH, Direction.ABOUT, 8, [8, 8, 8, 8]),
        ("2-1a", "万元", Basis.CUMULATIVE, Direction.ABOUT, 187850, [43933, 95931, 150118, 187850]),
        ("2-1b", "万元", Basis.QUARTER, Direction.ABOUT, 187850, [43933, 51998, 54187, 37732]),
        ("7-1b", "‰", Basis.CUMULATIVE, Direction.AT_MOST, 8.7, [2.18, 4.35, 6.53, 8.7]),
        ("11-2a", "亿元", Basis.CUMULATIVE, Direction.AT_LEAST, 70, [18, 40, 60, 80]),
        ("11-3a", "人次", Basis.QUARTER, Direction.AT_LEAST, 30, [None, 15, 5, 10]),
        ("12-5c", "亿元", Basis.CUMULATIVE, Direction.AT_LEAST, 14.43, [1.5, 6.6, 11.7, 14.43]),
        ("14-6a", "天", Basis.CUMULATIVE, Direction.AT_LEAST, 183, [31, 74, 137, 183]),
        ("18-7a", "公里", Basis.CUMULATIVE, Direction.AT_LEAST, 71.5, [None, 30, 60, 71.5]),
        ("18-11a", "人", Basis.QUARTER, Direction.AT_LEAST, 11000, [2750, 2750, 2750, 2750]),
        ("18-11c", "人", Basis.QUARTER, Direction.AT_LEAST, 3831, [958, 957, 958, 958]),
        ("20-7b", "公里", Basis.QUARTER, Direction.AT_LEAST, 43, [3, 14, 20, 6]),
        ("22-1a", "人", Basis.CUMULATIVE, Direction.AT_LEAST, 5000, [1250, 2500, 3750, 5000]),
        ("23-7c", "场", Basis.QUARTER, Direction.AT_LEAST, 500, [80, 180, 180, 60]),
        ("28-2a", "个", Basis.QUARTER, Direction.AT_LEAST, 33, [5, 10, 10, 8]),
    ],
)
def test_indicators_carry_the_printed_figures(plan, code, unit, basis, direction, annual, planned):
    row = indicator(plan, code)
    assert (row.unit, row.basis, row.direction, row.annual) == (unit, basis, direction, annual)
    assert [row.planned.get(p) for p in plan.periods] == planned


def test_the_birth_rate_is_the_health_commissions_and_the_towns_answer_for_their_shares(plan):
    assert indicator(plan, "7-1b").reporting_unit == "区卫计局"
    shares = {indicator(plan, c).reporting_unit for c in indicator(plan, "18-11a").sum_of}
    assert shares == {"周村经济开发区管委会", "王村镇政府", "南郊镇政府", "北郊镇政府"}
    assert indicator(plan, "18-11a").derived == set(plan.periods)
    assert indicator(plan, "1-1a").data_source == "区统计局"


def test_eleven_road_projects_are_groups_of_commitments(plan):
    projects = {c.project for c in plan.commitments if c.item == "9-1"}
    for road in (
        "人民路西延（广电路以西）",
        "人民路西延（广电路以东）",
        "姜萌路南延",
        "国道309改建",
        "济青高速",
        "滨莱高速",
        "省道102改线",
        "泉王路大中修",
        "老省道102周村段大修",
        "西十五路",
        "中润大道西延",
        "张周路提升改造",
    ):
        assert any(road in p for p in projects), road
    due = {(c.project, c.due.isoformat()) for c in plan.commitments if c.item == "9-1" and c.exact}
    for when in ("2017-01-31", "2017-02-28", "2017-03-31", "2017-05-31", "2017-06-30", "2017-07-31"):
        assert ("人民路西延（广电路以西）", when) in due
    assert ("国道309改建", "2017-02-20") in due and ("国道309改建", "2017-03-29") in due


def test_the_contradictions_of_the_document_are_kept_and_said(plan):
    doubts = " ".join(d.what for d in plan.doubts if d.item == "11-2")
    assert "70" in doubts and "80" in doubts
    assert [f.code for f in validate_plan(plan) if f.place == "indicators.csv 11-2a"] == ["ANNUAL"]


def test_groups_expand_to_towns_and_sub_districts(plan):
    members = {u.name: u.members for u in plan.units if u.kind is UnitKind.GROUP}
    assert members["各镇政府"] == ("王村镇政府", "南郊镇政府", "北郊镇政府")
    assert {m.removesuffix("街道办事处") for m in members["街道办事处"]} == {
        "大街",
        "丝绸路",
        "永安街",
        "青年路",
        "城北路",
    }


def test_successors_of_the_2019_reorganisation(plan):
    successor = {u.name: u.successor for u in plan.units}
    assert successor["区环保分局"] == "区生态环境分局"
    assert successor["区工商局"] == successor["区质监局"] == successor["区食药局"] == "区市场监管局"


def test_texts_are_a_checklist_not_a_reprint(plan):
    sloganeering = re.compile("积极推进|扎实推进|进一步加强|切实|着力打造")
    assert sum(bool(sloganeering.search(t.text)) for t in plan.targets) < 5
    assert all(len(c.text) <= 40 for c in plan.commitments)


def test_every_printed_figure_of_every_cell_is_kept(plan):
    texts = {(t.item, t.period): t.text for t in plan.targets} | {(i.code, "goal"): i.goal for i in plan.items}
    printed = [(c, f) for c in plan.cells for f in c.figures]
    assert len(printed) > 550
    assert all(f in figures(texts[c.item, c.cell]) for c, f in printed)


def test_key_commitments_are_checkable_and_most_have_a_printed_ground(plan):
    key = [c for c in plan.commitments if c.key]
    assert len(key) == 175 and not any(c.ongoing for c in key)
    assert not [c.code for c in key if any(word in c.text for word in EFFORT)]
    grounds = {c.code: ground_for_key(c) for c in key}
    assert sum(not ground for ground in grounds.values()) == 15, "the others are the office's own decision"
    assert grounds["9-1.04"] == "印有日期 2月28日" and grounds["20-6.03"] == "丝绸路便民市场建成或验收"
    assert grounds["23-2.14"] == "正阳路小学西校区（丝绸路小学）开工或启用"
    assert grounds["19-1.22"] == "周村古商城保护规划获得批准"


@pytest.mark.parametrize("code", ["13-9.05", "19-1.02", "25-1.04", "10-1.11", "13-1.12", "17-5.09", "25-3.05"])
def test_work_without_an_outcome_is_standing_work(plan, code):
    commitment = next(c for c in plan.commitments if c.code == code)
    assert commitment.ongoing and not commitment.key and ground_for_key(commitment) == ""


@pytest.mark.parametrize(
    ("text", "changes", "ground"),
    [
        ("竣工通车", {}, "东线建成或验收"),
        ("完成游客中心建设", {}, "东线建成或验收"),
        ("开工建设", {}, "东线开工或启用"),
        ("完成报批", {}, "东线获得批准"),
        ("完成招投标", {}, ""),
        ("完成招投标", {"exact": True}, "印有日期 6月30日"),
        ("开工建设", {"project": ""}, ""),
        ("做好开工前准备", {}, ""),
        ("力争开工建设", {}, ""),
        ("推进项目建设，争取建成", {"exact": True}, ""),
        ("竣工通车", {"ongoing": True}, ""),
    ],
)
def test_a_commitment_is_proposed_as_key_by_its_date_or_words(text, changes, ground):
    commitment = Commitment(
        code="2-1.02",
        item="2-1",
        period="2017Q2",
        project="东线",
        text=text,
        due=date(2017, 6, 30),
        exact=False,
        ongoing=False,
    )
    assert ground_for_key(replace(commitment, **changes)) == ground


def test_revenue_is_one_thing_in_three_bases_and_the_place_of_the_district_a_rank(plan):
    assert {i.code: i.same_as for i in plan.indicators if i.same_as} == {"2-1b": "2-1a", "2-1c": "2-1a"}
    assert indicator(plan, "2-1a").headline == 2
    assert [i.code for i in plan.indicators if i.basis is Basis.RANK] == ["10-1e"]
    assert indicator(plan, "21-5a").sum_of == ("21-5c", "21-5d")
