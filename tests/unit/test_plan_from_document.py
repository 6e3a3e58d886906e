"""A document becomes a plan: what is missing is asked for, answers are applied, and the folder stays loadable."""

from dataclasses import replace

import pytest

from tests.source_documents import HEADS, KNOWN, LETTER, ROWS, UNDECIDED, document
from tests.source_tables import source_document
from zcdash.domain.plan_proposal import Decisions, KnownNames, PlanProposal
from zcdash.domain.source_document import SourceDocument
from zcdash.domain.terms import Severity
from zcdash.errors import InvalidInput
from zcdash.intake.document.assemble import propose_plan
from zcdash.intake.plan_folder import plan_of
from zcdash.intake.validate_plan import validate_plan

MEASURES = (
    "关于支持企业发展的若干措施",
    "岭政发〔2018〕9号",
    "岭北区人民政府",
    "2018年4月10日",
    "一、降低成本",
    "1．降低用电成本。全年减少企业电费2000万元。（责任领导：方平；责任部门：区工信局牵头，区财政局配合）",
    "2．降低用地成本。出台弹性出让办法。（责任领导：丁兰；责任部门：区自然资源局、区工信局分别牵头）",
    "二、优化服务",
    "3．开通企业服务热线，6月底前投入使用。（责任领导：方平；责任部门：区政务服务局）",
)


def proposed(source: SourceDocument, decisions: Decisions = UNDECIDED, known: KnownNames = KNOWN) -> PlanProposal:
    """Propose a plan and check that it can be read: it is a draft at least."""
    proposal = propose_plan(source, decisions, known)
    plan_of(proposal.plan)
    return proposal


def answered(**answers: str) -> Decisions:
    return replace(UNDECIDED, answers={key.replace("__", ":"): value for key, value in answers.items()})


def keys(proposal: PlanProposal) -> set[str]:
    return {q.key for q in proposal.questions if not q.answer}


def roles(proposal: PlanProposal, item: str, kind: str = "unit") -> dict[str, str]:
    rows = proposal.plan.tables["responsible.csv"]
    return {r["name"]: r["role"] for r in rows if (r["item"], r["kind"]) == (item, kind)}


def errors(proposal: PlanProposal) -> list[str]:
    return [f.sentence for f in validate_plan(plan_of(proposal.plan)) if f.severity is Severity.ERROR]


def changed(at: int, **cells: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the sample with cells of one row changed, by their heads."""
    columns = ["seq", "focus", "goal", "deadline", "units", "leaders", "Q1", "Q2", "Q3", "Q4"]
    row = list(ROWS[at])
    for name, text in cells.items():
        row[columns.index(name)] = text
    return (*ROWS[:at], tuple(row), *ROWS[at + 1 :])


def test_a_sound_document_needs_no_correction():
    proposal = proposed(document(changed(4, Q4="整理资料归档。")))
    assert errors(proposal) == [] and not [q for q in proposal.questions if q.kind in ("row", "difference", "column")]
    assert all(o.confidence > 0 for o in proposal.origins)


@pytest.mark.parametrize(
    ("gone", "key", "answer", "written"),
    [
        ("岭政发〔2018〕3号", "field:number", "岭政发〔2018〕4号", 'number = "岭政发〔2018〕4号"'),
        ("2018年2月1日", "field:issued", "2018-02-03", "issued = 2018-02-03"),
        ("次月5日", "field:deadline", "workdays:3", 'deadline = "workdays:3"'),
    ],
)
def test_a_fact_that_the_notice_lacks_is_asked_for_and_its_answer_written(gone, key, answer, written):
    source = document(letter=tuple(line for line in LETTER if gone not in line))
    assert key in keys(proposed(source))
    settled = proposed(source, replace(UNDECIDED, answers={key: answer}))
    assert key not in keys(settled) and written in settled.plan.toml


def test_targets_of_the_year_are_reported_as_the_notice_or_the_office_says():
    heads = ("序号", "重点工作", "目标任务", "年度目标", "责任单位")
    rows = [("1", "招商", "组团招商，6月底前签约。", "新签项目25个。", "区商务局")]

    def counted(letter, **answers):
        proposal = proposed(document(rows, heads=heads, letter=letter), answered(**answers))
        tables = proposal.plan.tables
        (indicator,) = tables["indicators.csv"]
        assert (indicator["basis"], indicator["annual"]) == ("cumulative", "25")
        assert not [q for q in proposal.questions if q.kind == "difference"]
        assert {c["due"] for c in tables["commitments.csv"]} == {"2018-06-30"}
        return "field:periods" in keys(proposal), [(p["period"], p["value"]) for p in tables["planned.csv"]]

    silent = tuple(line for line in LETTER if "每季度" not in line)
    assert counted(LETTER) == (False, [("2018Q4", "25")])
    assert counted(silent) == (True, [("2018", "25")])
    assert counted(silent, field__periods="按半年")[1] == [("2018H2", "25")]


def test_an_answer_that_cannot_be_read_leaves_the_question_open():
    source = document(letter=tuple(line for line in LETTER if "次月5日" not in line))
    proposal = proposed(source, answered(field__deadline="下个月"))
    assert "field:deadline" in keys(proposal)
    assert "“下个月”读不懂" in next(q.sentence for q in proposal.questions if q.key == "field:deadline")


def test_another_number_of_items_than_the_notice_says_is_asked_for():
    proposal = proposed(document(ROWS[:4]))
    assert "field:items" in keys(proposal)
    assert "items = 4" in proposed(document(ROWS[:4]), answered(field__items="4")).plan.toml


def test_where_others_have_marks_a_row_without_one_is_asked_about():
    source = document(changed(4, units="区教体局、区住建局"))
    proposal = proposed(source)
    assert roles(proposal, "4-1") == {"区教体局": "lead", "区住建局": "support"}
    key = "lead:4-1 unit"
    assert key in keys(proposal)
    settled = proposed(source, replace(UNDECIDED, answers={key: "区住建局"}))
    assert roles(settled, "4-1") == {"区教体局": "support", "区住建局": "lead"}
    assert not [q for q in settled.questions if q.kind == "difference"]


def test_an_answer_with_a_name_that_is_not_on_the_item_leaves_the_question_open():
    source = document(changed(4, units="区教体局、区住建局"))
    for wrong in ("区住健局", "区住建局;区水利局"):
        proposal = proposed(source, replace(UNDECIDED, answers={"lead:4-1 unit": wrong}))
        assert "lead:4-1 unit" in keys(proposal) and roles(proposal, "4-1")["区教体局"] == "lead"
    both = proposed(source, replace(UNDECIDED, answers={"lead:4-1 unit": "区住建局；区教体局"}))
    assert roles(both, "4-1") == {"区教体局": "lead", "区住建局": "lead"} and errors(both) == []


def test_words_in_brackets_in_a_head_do_not_make_every_unit_a_lead():
    heads = tuple(head.replace("责任单位", "责任单位（黑体为牵头单位）") for head in HEADS)
    assert not [q for q in proposed(document(heads=heads)).questions if q.kind == "difference"]


@pytest.mark.parametrize(
    ("issuer", "office"),
    [
        ("岭北县", "县政府督查室"),
        ("东乡区", "区政府督查室"),
        ("青石镇", "镇党政办公室"),
        ("白杨乡", "乡党政办公室"),
        ("城东街道", "街道党政办公室"),
    ],
)
def test_the_office_of_the_level_in_the_title_is_proposed_as_receiver(issuer, office):
    source = document(letter=(f"{issuer}2018年重点目标任务分解表", "一、产业发展"))
    assert [q.proposals for q in proposed(source).questions if q.key == "field:to"] == [(office,)]


def test_a_further_unit_in_a_row_of_its_own_does_not_issue_the_document():
    rows = (*ROWS[:2], ("", "", "", "", "区住建局", "", "", "", "", ""), *ROWS[2:])
    proposal = proposed(document(rows, letter=("2018年重点目标任务分解表",)))
    assert "field:issuer" in keys(proposal)
    assert "区住建局" in roles(proposal, "1-2")
    assert "区住建局" not in str(proposal.plan.toml)


def test_one_date_that_does_not_agree_is_one_question():
    source = document(changed(4, Q3="第三小学9月1日前建成投用，新增学位900个，完成招生公告。"))
    found = [q.sentence for q in proposed(source).questions if q.key.startswith("field:4-1 late")]
    assert len(found) == 1 and "“第三小学9月1日前建成投用”" in found[0]


@pytest.mark.parametrize(("group", "asked"), [("各镇", 0), ("各乡镇", 0), ("各街道办事处", 0), ("张三负责", 1)])
def test_all_units_of_a_kind_are_no_doubtful_name(group, asked):
    source = document(changed(3, units=f"区交通局\n{group}"))
    assert len([k for k in keys(proposed(source)) if k.startswith("name:unit")]) == asked


def test_a_column_that_is_not_loaded_leaves_nothing_to_acknowledge():
    heads = ["序号", "工作任务", "责任单位", "完成时间", "来源"]
    rows = [["1", "修建农村道路。", "区交通局", "年底", "市级文件"], ["合计", "一项", "", "", ""]]
    source = source_document("岭北区2018年重点任务分解表", [heads, *rows])
    assert "column:来源" in keys(proposed(source)) and "column:序号" not in keys(proposed(source))
    for answer, is_left in (("", True), ("其他（不载入）", False), ("重点工作", False)):
        found = proposed(source, answered(column__来源=answer)).remainders
        assert ("市级文件" in [r.text for r in found if not r.acknowledged]) == is_left, answer


def test_a_table_beside_measures_that_is_not_loaded_is_asked_about():
    source = source_document(
        *MEASURES, [["乡镇", "里程（公里）", "投资（万元）"], ["东镇", "35", "5250"], ["西镇", "45", "6750"]]
    )
    proposal = proposed(source)
    assert "table:1:乡镇 里程(公里) 投资(万元)" in keys(proposal)
    assert len(proposal.plan.tables["items.csv"]) == len(proposed(source_document(*MEASURES)).plan.tables["items.csv"])


def test_heads_of_months_and_falling_values_raise_no_difference():
    heads = (*HEADS[:6], "1—3月", "4—6月", "7—9月", "10—12月")
    rows = changed(3, goal="单位能耗下降3.2%。", Q1="下降0.8%。", Q2="下降1.6%。", Q3="下降2.4%。", Q4="下降3.2%。")
    assert not [q for q in proposed(document(rows, heads=heads)).questions if q.kind == "difference"]


def test_a_document_without_marks_asks_once():
    source = document(tuple(tuple(cell.replace("**", "") for cell in row) for row in ROWS))
    proposal = proposed(source)
    assert {k for k in keys(proposal) if k.startswith("lead")} == {"lead:all"}
    assumed = {r["item"] for r in proposal.plan.tables["responsible.csv"] if r["assumed"] == "true"}
    assert assumed == {"1-1", "2-1", "4-1"}


def test_names_are_matched_against_those_the_office_knows():
    known = KnownNames(
        units={"区工业和信息化局": ["区工信局"], "区交通运输局": []},
        leaders={"方平": [], "丁兰": []},
        kinds={},
        members={},
    )
    proposal = proposed(document(), known=known)
    assert "区工业和信息化局" in roles(proposal, "1-1")
    assert "name:unit 区财政局" in keys(proposal)
    decided = replace(UNDECIDED, answers={"name:unit 区财政局": "区财政局", "name:unit 区教体局": "-"})
    settled = proposed(document(), decided, known)
    assert "name:unit 区财政局" not in keys(settled)
    assert roles(settled, "4-1") == {"区住建局": "lead"}
    assert any(r.text == "区教体局" for r in settled.remainders), "a name that is none is left over, not gone"


def test_an_item_that_a_group_leads_is_reported_by_one_unit():
    source = document(changed(3, units="各镇政府"))
    proposal = proposed(source)
    assert "field:3-1 reporting_unit" in keys(proposal) and errors(proposal) == []
    answers = {"field:3-1 reporting_unit": "区住建局"}
    settled = proposed(source, replace(UNDECIDED, answers=answers))
    reporters = {i["reporting_unit"] for i in settled.plan.tables["indicators.csv"] if i["item"] == "3-1"}
    assert reporters == {"区住建局"}


def test_measures_have_one_target_each_and_a_part_for_every_lead():
    proposal = proposed(document((), letter=MEASURES))
    assert errors(proposal) == []
    assert [i["code"] for i in proposal.plan.tables["items.csv"]] == ["1", "2", "3"]
    assert roles(proposal, "1") == {"区工信局": "lead", "区财政局": "support"}
    assert roles(proposal, "2") == {"区自然资源局": "lead", "区工信局": "lead"}
    targets = {t["item"]: t["period"] for t in proposal.plan.tables["targets.csv"]}
    assert targets == {"1": "2018Q4", "2": "2018Q4", "3": "2018Q2"}
    assert {c["reporting_unit"] for c in proposal.plan.tables["commitments.csv"] if c["item"] == "2"} == {
        "",
        "区工信局",
    }
    assert 'kind = "measures"' in proposal.plan.toml and "2018Q1" not in proposal.plan.toml


def test_the_numbers_of_headings_and_parts_are_no_remainders():
    lines = (
        "1 工业发展",
        "1.1 技术改造",
        "1.1.1 完成技改投资12亿元。（责任单位：区工信局）",
        "1.1.2 新增企业18家。（责任单位：区工信局）",
    )
    proposal = proposed(source_document(*MEASURES[:4], *lines))
    assert [(i["focus"], i["goal"]) for i in proposal.plan.tables["items.csv"]] == [
        ("技术改造", "完成技改投资12亿元。"),
        ("技术改造", "新增企业18家。"),
    ]
    assert 'title = "工业发展"' in proposal.plan.toml
    assert proposal.remainders == ()


def test_the_same_document_gives_the_same_proposal_and_keys():
    assert propose_plan(document(), UNDECIDED, KNOWN) == propose_plan(document(), UNDECIDED, KNOWN)


def test_what_the_file_has_and_was_not_read_is_asked_about():
    source = replace(document(), unread=("文件里还有1张图片，没有读入。",))
    assert any("图片" in q.sentence for q in proposed(source).questions)


def test_units_named_in_the_text_of_a_table_are_responsible_and_promise_nothing():
    heads = ("序号", "重点工作", "工作任务", "完成时限")
    task = "修建县道20公里，完成招标。由县交通局牵头，县财政局配合。"
    proposal = proposed(source_document("云山县2023年重点任务", [heads, ("1", "修路", task, "9月底")]))
    roles = [(r["name"], r["role"]) for r in proposal.plan.tables["responsible.csv"]]
    assert roles == [("县交通局", "lead"), ("县财政局", "support")]
    assert [c["text"] for c in proposal.plan.tables["commitments.csv"]] == ["完成招标"]
    assert not [q for q in proposal.questions if q.key.startswith("difference")]


def test_a_task_that_reports_is_no_reporting_rule_of_the_plan():
    text = ("云山县2023年巡河工作措施", "一、巡河", "1．每月25日前上报巡河台账。（责任单位：县水利局）")
    proposal = proposed(source_document(*text))
    assert {"field:periods", "field:deadline", "field:1.01 recurs"} <= {q.key for q in proposal.questions}


def test_labels_within_a_cell_part_leaders_and_units():
    heads = ("序号", "重点工作", "工作任务", "责任分工")
    named = "责任领导：方圆\n牵头单位：县林场（县执法局配合）\n配合单位：县水利局"
    proposal = proposed(source_document("云山县2023年重点任务", [heads, ("1", "造林", "完成整地。", named)]))
    roles = [(r["kind"], r["name"], r["role"]) for r in proposal.plan.tables["responsible.csv"]]
    supports = [("unit", name, "support") for name in ("县执法局", "县水利局")]
    assert roles == [("unit", "县林场", "lead"), *supports, ("leader", "方圆", "lead")]
    assert not [q.sentence for q in proposal.questions if q.key.startswith("difference")]


def test_a_document_without_tasks_is_refused():
    heads = ("序号", "乡镇（街道）", "人工造林", "道路绿化")
    with pytest.raises(InvalidInput, match="表1（“序号、乡镇.街道.、人工造林、道路绿化、"):
        proposed(source_document("造林任务表", [heads, ("1", "白杨镇", "300", "12"), ("2", "青石镇", "450", "8")]))
    with pytest.raises(InvalidInput, match="没有找到任务"):
        propose_plan(document((), letter=("关于放假的通知", "请妥善安排值班。")), UNDECIDED, KNOWN)
