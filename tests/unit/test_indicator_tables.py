"""Tables as counties print them: indicators with a unit column, schedules in one cell, posts, marks; few questions."""

from copy import deepcopy
from dataclasses import replace

import pytest

from tests.source_documents import HEADS, KNOWN, LETTER, ROWS, UNDECIDED, document
from tests.source_tables import source_document
from zcdash.domain.plan_proposal import PlanProposal, Question, QuestionKind
from zcdash.domain.source_document import SourceDocument
from zcdash.intake.document.assemble import propose_plan
from zcdash.intake.document.proof.printed_numbers import is_printed, numbers
from zcdash.intake.document.proof.proof import prove
from zcdash.intake.document.tables.table_rows import rows_of_tables
from zcdash.intake.document.tables.upright import upright

NOTICE = (
    "岭北区人民政府办公室",
    "关于印发2018年主要经济指标任务的通知",
    "岭政办发〔2018〕4号",
    "各牵头单位于每季度结束后次月5日内报区政府督查室。",
    "2018年2月1日",
)
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
INDICATORS = [
    ["序号", "指标名称", "计量单位", "年度目标", *QUARTERS, "责任单位"],
    ["1", "规模以上工业增加值增速", "%", "8", "6", "6.5", "7", "8", "区工信局"],
    ["2", "固定资产投资", "亿元", "210", "40", "95", "150", "210", "区发改局"],
    ["3", "新增城镇就业", "人", "6500", "１６００", "1700", "1600", "1600", "区人社局"],
    ["4", "城镇登记失业率", "%", "≤3.5", "≤3.5", "≤3.5", "≤3.5", "≤3.5", "区人社局"],
    ["5", "PM2.5平均浓度", "微克/立方米", "42以内", "60", "55", "48", "42", "区生态环境局"],
    ["6", "空气质量排名", "位次", "前10", "前15", "前12", "前10", "前10", "区生态环境局"],
    ["7", "农村厕所改造", "座", "1800", "—", "完成招标", "900", "1800", "区住建局"],
]


def proposed(source: SourceDocument, **answers: str) -> PlanProposal:
    return propose_plan(
        source, replace(UNDECIDED, answers={k.replace("__", ":"): v for k, v in answers.items()}), KNOWN
    )


def asked(proposal: PlanProposal, *kinds: QuestionKind) -> list[Question]:
    return [q for q in proposal.questions if q.kind in kinds]


def indicators(proposal: PlanProposal) -> dict[str, tuple[str, str, str, str, list[str]]]:
    """Return name → unit, basis, direction, annual value and the planned values of each indicator."""
    planned = proposal.plan.tables["planned.csv"]
    return {
        row["name"]: (
            row["unit"], row["basis"], row["direction"], row["annual"],
            [p["value"] for p in planned if p["indicator"] == row["code"]],
        )
        for row in proposal.plan.tables["indicators.csv"]
    }  # fmt: skip


def test_a_row_with_a_unit_of_measure_is_one_indicator():
    proposal = proposed(source_document(*NOTICE, INDICATORS))
    assert indicators(proposal) == {
        "规模以上工业增加值增速": ("%", "growth", "at_least", "8", ["6", "6.5", "7", "8"]),
        "固定资产投资": ("亿元", "cumulative", "at_least", "210", ["40", "95", "150", "210"]),
        "新增城镇就业": ("人", "quarter", "at_least", "6500", ["1600", "1700", "1600", "1600"]),
        "城镇登记失业率": ("%", "level", "at_most", "3.5", ["3.5", "3.5", "3.5", "3.5"]),
        "PM2.5平均浓度": ("微克/立方米", "level", "at_most", "42", ["60", "55", "48", "42"]),
        "空气质量排名": ("位次", "rank", "at_most", "10", ["15", "12", "10", "10"]),
        "农村厕所改造": ("座", "cumulative", "at_least", "1800", ["900", "1800"]),
    }
    assert [c["text"] for c in proposal.plan.tables["commitments.csv"]] == ["完成招标"]
    assert not asked(proposal, QuestionKind.DIFFERENCE, QuestionKind.COLUMN)
    assert not [r for r in proposal.remainders if r.place.startswith("表")]
    assert 'periods = [\n    "2018Q1",\n    "2018Q2",\n    "2018Q3",\n    "2018Q4",\n]' in proposal.plan.toml


def test_a_rate_that_falls_first_and_grows_later_is_wanted_to_grow():
    rows = [
        INDICATORS[0],
        ["1", "外贸进出口增速", "%", "5", "-3", "0", "2", "5", "区商务局"],
        ["2", "单位GDP能耗增速", "%", "-3", "-1", "-2", "-2.5", "-3", "区发改局"],
    ]
    proposal = proposed(source_document(*NOTICE, rows))
    assert [row["direction"] for row in proposal.plan.tables["indicators.csv"]] == ["at_least", "at_most"]
    assert [q.row for q in proposal.questions if " parts " in q.key] == ["1-1", "2-1"]


BASED = [
    ["类别", "序号", "指标", "单位", "2020年", "2025年", "指标属性", "责任部门"],
    ["经济发展", "1", "地区生产总值", "亿元", "186.4", "260（其中工业90）", "预期性", "区发改局"],
    ["^", "2", "垃圾填埋量", "万吨", "12", "7", "约束性", "区住建局"],
    ["民生福祉", "3", "城镇调查失业率", "%", "5.2", "<5.5", "预期性", "区人社局"],
]


def test_a_base_year_and_an_attribute_are_no_targets():
    proposal = proposed(source_document("主要指标分解表", BASED))
    rows = proposal.plan.tables["indicators.csv"]
    columns = ("baseline", "baseline_period", "annual", "direction", "bound", "attribute")
    assert [tuple(row[c] for c in columns) for row in rows] == [
        ("186.4", "2020", "260", "at_least", "", "预期性"),
        ("12", "2020", "7", "at_most", "", "约束性"),
        ("5.2", "2020", "5.5", "at_most", "<", "预期性"),
    ]
    assert {p["period"] for p in proposal.plan.tables["planned.csv"]} == {"2025"}
    assert [i["chapter"] for i in proposal.plan.tables["items.csv"]] == ["1", "1", "2"]
    assert [q.key for q in asked(proposal, QuestionKind.COLUMN, QuestionKind.DIFFERENCE)] == ["column:2020年"]
    assert {q.row for q in proposal.questions if " parts " in q.key} == {"1-1", "2-1"}
    assert not [r for r in proposal.remainders if r.place.startswith("表")]
    worded = [[*BASED[0][:4], "2017年实绩", "2018年目标", *BASED[0][6:]], *BASED[1:]]
    assert not asked(proposed(source_document(*NOTICE, worded)), QuestionKind.COLUMN, QuestionKind.DIFFERENCE)


def test_what_each_of_several_years_makes_anew_is_not_the_last_one_s():
    years = ["2023年", "2024年", "2025年"]
    heads = ["序号", "指标名称", "计量单位", "2022年实绩", *years, "责任单位"]
    rows = [["1", "新建公园绿地", "公顷", "120", "15", "18", "20"], ["2", "分类覆盖率", "%", "35", "55", "75", "90"]]
    proposal = proposed(source_document("三年任务分解表", [heads, *([*row, "区住建局"] for row in rows)]))
    found = proposal.plan.tables["indicators.csv"]
    assert [(i["basis"], i["direction"], i["annual"]) for i in found] == [
        ("quarter", "at_least", "53"),
        ("level", "at_least", "90"),
    ]
    assert [q.row for q in proposal.questions if " parts " in q.key] == ["1-1"]


def test_a_baseline_of_another_row_or_year_is_caught():
    source = source_document("主要指标分解表", BASED)
    proposal = proposed(source)
    places = {"表1 第2行 第5列": "表1 第3行 第5列", "表1 第3行 第5列": "表1 第2行 第5列"}
    plan = deepcopy(proposal.plan)
    first, second, _ = plan.tables["indicators.csv"]
    first["baseline"], second["baseline"] = second["baseline"], first["baseline"]
    moved = [replace(o, place=places[o.place], end=len("12")) if o.place in places else o for o in proposal.origins]
    found = prove(source, plan, moved, proposal.columns, UNDECIDED).questions
    assert {q.row for q in found if "不在同一行" in q.sentence} == {"1-1", "2-1"}
    plan = deepcopy(proposal.plan)
    plan.tables["indicators.csv"][0]["baseline_period"] = "2019"
    assert prove(source, plan, proposal.origins, proposal.columns, UNDECIDED).questions


def test_units_are_found_by_their_values_below_a_head_that_says_little():
    rows = [
        ["序号", "项目", "单位", "2018年目标值", "上半年", "全年", "责任单位"],
        ["1", "旅游收入", "亿元", "12", "5", "12", "区文旅局"],
        ["2", "接待游客", "万人次", "260", "120", "260", "区文旅局"],
    ]
    proposal = proposed(source_document(*NOTICE, rows))
    assert [c.field for c in proposal.columns] == [
        "seq", "goal", "unit", "target:2018", "target:2018H1", "target:2018H2", "leads",
    ]  # fmt: skip
    assert indicators(proposal)["旅游收入"] == ("亿元", "cumulative", "at_least", "12", ["5", "12"])
    assert not asked(proposal, QuestionKind.DIFFERENCE, QuestionKind.COLUMN, QuestionKind.ROW)
    units = [
        ["序号", "任务", "单位", "完成时限"],
        ["1", "修路", "区交通局", "6月底"],
        ["2", "修桥", "区水务局", "9月底"],
    ]
    assert "unit" not in [c.field for c in rows_of_tables(source_document(units), 2018, UNDECIDED).columns]


def test_a_changed_number_of_an_indicator_is_a_difference():
    source = source_document(*NOTICE, INDICATORS)
    rows = [[*row] for row in INDICATORS]
    rows[2][5] = "96"
    proposal, other = proposed(source), source_document(*NOTICE, rows)
    found = prove(other, proposal.plan, proposal.origins, proposal.columns, UNDECIDED).questions
    assert any("“固定资产投资”2018年二季度的计划值" in q.sentence and "96" in q.sentence for q in found)


FIGURES = [
    ["序号", "责任单位", "招商任务", "<", "<", "分管领导"],
    ["^", "^", "新签项目（个）", "到位资金（亿元）", "其中：外资（万美元）", "^"],
    ["1", "区发改局", "6", "8.5", "1,200", "张三"],
    ["2", "区住建局", "4", "6", "—", "李四"],
]


def test_heads_with_a_unit_of_measure_give_each_row_an_indicator():
    source = source_document(*NOTICE, FIGURES)
    proposal = proposed(source)
    rows = proposal.plan.tables["indicators.csv"]
    assert [(r["code"], r["name"], r["unit"], r["annual"], r["annual_printed"]) for r in rows] == [
        ("1-1a", "新签项目", "个", "6", "true"),
        ("1-1b", "到位资金", "亿元", "8.5", "true"),
        ("1-1c", "外资", "万美元", "1200", "true"),
        ("2-1a", "新签项目", "个", "4", "true"),
        ("2-1b", "到位资金", "亿元", "6", "true"),
    ]
    assert {p["period"] for p in proposal.plan.tables["planned.csv"]} == {"2018Q4"}
    assert [i["title"] for i in proposal.plan.tables["items.csv"]] == ["区发改局招商任务", "区住建局招商任务"]
    assert not proposal.plan.tables["commitments.csv"]
    assert not asked(proposal, QuestionKind.DIFFERENCE, QuestionKind.COLUMN, QuestionKind.ROW)
    assert not [r for r in proposal.remainders if r.place.startswith("表")]
    below = {"表1 第3行 第3列": "表1 第3行 第4列", "表1 第3行 第4列": "表1 第3行 第3列"}
    plan = deepcopy(proposal.plan)
    for table, column in (("indicators.csv", "annual"), ("planned.csv", "value")):
        first, second = plan.tables[table][:2]
        first[column], second[column] = second[column], first[column]
    of_values = ("indicators.csv", "planned.csv")
    moved = [
        replace(o, place=below[o.place], end=len("8.5") if o.end == 1 else 1)
        if o.table in of_values and o.place in below
        else o
        for o in proposal.origins
    ]
    found = prove(source, plan, moved, proposal.columns, UNDECIDED).questions
    assert len([q for q in found if "不在“" in q.sentence and q.row == "1-1"]) == 4


def test_a_cell_that_says_running_total_is_one_in_a_plan_of_several_years():
    rows = [
        ["序号", "指标", "单位", "2018年", "2019年", "2020年", "责任单位"],
        ["1", "新增技能培训", "人次", "300", "累计700", "累计达到1200", "区人社局"],
    ]
    proposal = proposed(source_document(*NOTICE, rows))
    found = indicators(proposal)["新增技能培训"]
    assert found == ("人次", "cumulative", "at_least", "1200", ["300", "700", "1200"])
    assert not proposal.plan.tables["commitments.csv"]


TOWNS = [
    ["镇办", "工业", "<", "造林面积（亩）"],
    ["^", "新增企业（家）", "产值（亿元）", "^"],
    ["北郊镇", "12", "3.5", "200"],
    ["丝绸路街道", "10", "2.8", "—"],
]


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        (TOWNS, ["北郊镇新增企业、产值等", "丝绸路街道工业"]),
        ([["镇（街道）", *TOWNS[1][1:3], TOWNS[0][3]], *TOWNS[2:]], ["北郊镇新增企业、产值等", "丝绸路街道新增企业、产值"]),
        ([["单位", *TOWNS[1][1:3], TOWNS[0][3]], *TOWNS[2:]], ["北郊镇新增企业、产值等", "丝绸路街道新增企业、产值"]),
        ([["任务单位", *TOWNS[1][1:3], TOWNS[0][3]], *TOWNS[2:]], ["北郊镇新增企业、产值等", "丝绸路街道新增企业、产值"]),
    ],
)  # fmt: skip
def test_a_matrix_of_towns_and_figures_gives_each_town_its_indicators(rows, titles):
    proposal = proposed(source_document(*NOTICE, rows))
    tables = proposal.plan.tables
    assert [(r["code"], r["name"], r["unit"], r["annual"]) for r in tables["indicators.csv"]] == [
        ("1a", "新增企业", "家", "12"),
        ("1b", "产值", "亿元", "3.5"),
        ("1c", "造林面积", "亩", "200"),
        ("2a", "新增企业", "家", "10"),
        ("2b", "产值", "亿元", "2.8"),
    ]
    assert [(r["name"], r["role"]) for r in tables["responsible.csv"]] == [("北郊镇", "lead"), ("丝绸路街道", "lead")]
    assert [i["title"] for i in tables["items.csv"]] == titles
    assert not asked(proposal, QuestionKind.DIFFERENCE, QuestionKind.COLUMN, QuestionKind.ROW)
    assert not [r for r in proposal.remainders if r.place.startswith("表")]


def test_figures_of_towns_are_due_at_their_deadline():
    rows = [["责任单位", *TOWNS[1][1:3], "完成时限"], ["北郊镇", "12", "3.5", "4月底"], ["王村镇", "10", "2.8", "全年"]]
    proposal = proposed(source_document(*NOTICE, rows))
    tables = proposal.plan.tables
    assert {(p["indicator"], p["period"]) for p in tables["planned.csv"]} == {
        *(("1a", "2018Q2"), ("1b", "2018Q2"), ("2a", "2018Q4"), ("2b", "2018Q4"))
    }
    assert [(t["item"], t["period"]) for t in tables["targets.csv"]] == [("1", "2018Q2"), ("2", "2018Q4")]
    dated = [(c["item"], c["due"], c["exact"]) for c in tables["commitments.csv"]]
    assert dated == [("1", "2018-04-30", "true")] * 2
    assert not asked(proposal, QuestionKind.DIFFERENCE)


def test_towns_in_a_table_of_tasks_are_asked_about():
    rows = [["工作任务", "镇办", "完成时限"], ["修路三公里。", "北郊镇", "年底"], ["建桥一座。", "王村镇", "6月底"]]
    assert [q.key for q in asked(proposed(source_document(*NOTICE, rows)), QuestionKind.COLUMN)] == ["column:镇办"]


def test_figures_whose_head_is_in_another_table_are_left_over():
    proposal = proposed(source_document(*NOTICE, FIGURES, [["3", "区文旅局", "5", "4", "100", "王五"]]))
    assert len(proposal.plan.tables["indicators.csv"]) == 5
    assert {"5", "4", "100"} <= {r.text for r in proposal.remainders if r.place.startswith("表2")}


def test_a_figure_beside_a_goal_is_an_answer():
    rows = [
        ["序号", "工作任务", "责任单位", "新签项目（个）"],
        ["1", "外出招商。", "区发改局", "6"],
        ["2", "帮办服务。", "区住建局", "4"],
    ]
    source = source_document(*NOTICE, rows)
    (question,) = asked(proposed(source), QuestionKind.COLUMN)
    assert "指标值（全年）" in question.proposals
    proposal = proposed(source, **{question.key: "指标值（全年）"})
    assert [(r["name"], r["annual"]) for r in proposal.plan.tables["indicators.csv"]] == [
        ("新签项目", "6"),
        ("新签项目", "4"),
    ]
    assert [c["text"] for c in proposal.plan.tables["commitments.csv"]] == ["外出招商", "帮办服务"]
    assert not asked(proposal, QuestionKind.DIFFERENCE) and not [
        r for r in proposal.remainders if r.place.startswith("表")
    ]


SCHEDULE = [
    ["序号", "实事内容", "进度安排", "责任单位"],
    [
        "1",
        "建设保障房2000套",
        "一季度：开工500套；二季度：累计开工1200套；三季度：累计开工2000套；四季度：建成1500套。",
        "区住建局",
    ],
    ["2", "改造中小学校舍46所", "3月底前完成摸底；6月底前改造20所；8月31日前全部完成", "区教育局"],
    ["3", "新增停车位800个", "2018年10月底前", "区城管局"],
]


def test_a_schedule_in_one_cell_becomes_the_targets_of_its_periods():
    source = source_document(*NOTICE, SCHEDULE)
    reading = rows_of_tables(source, 2018, UNDECIDED)
    assert reading.periods == ("2018Q1", "2018Q2", "2018Q3", "2018Q4")
    texts = [{p: "".join(x.text for x in found) for p, found in row.targets.items()} for row in reading.rows]
    assert texts == [
        {"2018Q1": "开工500套", "2018Q2": "累计开工1200套", "2018Q3": "累计开工2000套", "2018Q4": "建成1500套。"},
        {"2018Q1": "3月底前完成摸底", "2018Q2": "6月底前改造20所", "2018Q3": "8月31日前全部完成"},
        {},
    ]
    assert [p.text for p in reading.rows[2].deadline] == ["2018年10月底前"]
    proposal = proposed(source)
    assert [p["value"] for p in proposal.plan.tables["planned.csv"]][:3] == ["500", "1200", "2000"]
    assert not asked(proposal, QuestionKind.DIFFERENCE, QuestionKind.COLUMN)
    assert not [r for r in proposal.remainders if r.place.startswith("表")]


def test_amounts_for_several_times_in_the_column_of_deadlines_are_targets():
    rows = [
        ["项目", "内容", "时间节点", "主责单位"],
        ["就业", "新增就业5200人", "3月底前新增1300人；6月底前新增2600人；年底前新增5200人", "区人社局"],
        ["交通", "改造公路86公里、危桥9座", "上半年完成40公里、4座；全年完成86公里、9座", "区交通局"],
        ["教育", "新建幼儿园3所", "3月开工，8月底竣工", "区教育局"],
        ["危桥", "改造危桥9座。", "10月底前完成", "区交通局"],
        ["排涝", "新建泵站。", "6月底、9月底", "区水务局"],
    ]
    proposal = proposed(source_document(*NOTICE, rows))
    deadlines = [item["deadline"] for item in proposal.plan.tables["items.csv"]]
    assert deadlines == ["", "", "3月开工，8月底竣工", "10月底前完成", "6月底、9月底"]
    assert indicators(proposal)["新增就业"][4] == ["1300", "2600", "5200"]
    assert not [r for r in proposal.remainders if r.place.startswith("表")]
    assert [(p["indicator"], p["period"], p["value"]) for p in proposal.plan.tables["planned.csv"]] == [
        *(("1a", "2018Q1", "1300"), ("1a", "2018Q2", "2600"), ("1a", "2018Q4", "5200")),
        *(("2a", "2018Q2", "40"), ("2a", "2018Q4", "86"), ("2b", "2018Q2", "4"), ("2b", "2018Q4", "9")),
        *(("3a", "2018Q3", "3"), ("4a", "2018Q4", "9")),
    ]
    assert not asked(proposal, QuestionKind.DIFFERENCE)
    assert {q.row for q in proposal.questions if "几个日期" in q.sentence} == {"3", "5"}
    assert not [r for r in proposal.remainders if r.place.startswith("表")]


@pytest.mark.parametrize(
    ("cell", "periods"),
    [
        ("上半年完成设计，下半年建成。", {"2018H1": "完成设计", "2018H2": "建成。"}),
        ("1-3月：立项。4-6月：开工。", {"2018Q1": "立项。", "2018Q2": "开工。"}),
        ("第一季度立项；前三季度完成主体", {"2018Q1": "立项", "2018Q3": "完成主体"}),
        ("7月1日起执行", {"2018Q3": "7月1日起执行"}),
        ("三月底前立项，年底前建成", {"2018Q1": "三月底前立项", "2018Q4": "年底前建成"}),
        ("一季度开工、二季度完成1公里、三季度完工", {"2018Q1": "开工", "2018Q2": "完成1公里", "2018Q3": "完工"}),
        ("持续推进", {}),
        ("2019年6月底前建成", {}),
    ],
)
def test_labels_of_a_schedule_name_its_periods(cell, periods):
    rows = [["序号", "工作任务", "推进计划", "责任单位"], ["1", "建设文化馆", cell, "区文旅局"]]
    row = rows_of_tables(source_document(rows), 2018, UNDECIDED).rows[0]
    found = {p: "".join(x.text for x in passages).strip("，；") for p, passages in row.targets.items()}
    assert found == periods
    assert found or "".join(p.text for p in (*row.schedule, *row.deadline)) == cell


def test_two_steps_within_one_period_are_two_promises():
    rows = [
        ["序号", "工作任务", "推进计划", "责任单位"],
        ["1", "建设文化馆", "7-10月完成装修；11月投入使用", "区文旅局"],
    ]
    promised = proposed(source_document(*NOTICE, rows)).plan.tables["commitments.csv"]
    assert [(c["text"], c["due"]) for c in promised] == [
        ("7-10月完成装修", "2018-10-31"),
        ("11月投入使用", "2018-11-30"),
    ]


def test_a_schedule_beside_columns_of_periods_is_left_for_a_person():
    rows = [
        ["序号", "工作任务", "进度安排", "上半年", "下半年", "责任单位"],
        ["1", "建设文化馆", "6月底前开工", "开工", "建成", "区文旅局"],
    ]
    row = rows_of_tables(source_document(rows), 2018, UNDECIDED).rows[0]
    assert set(row.targets) == {"2018H1", "2018H2"} and "".join(p.text for p in row.others["进度安排"]) == "6月底前开工"


def test_posts_are_kept_with_the_leaders_and_leave_nothing_over():
    rows = [[*row] for row in ROWS]
    rows[0][5], rows[2][5] = "区委常委、副区长 **方平**、丁兰", "副区长方平"
    proposal = proposed(document(rows))
    posts = {row["name"]: row["post"] for row in proposal.plan.tables["leaders.csv"]}
    assert posts == {"方平": "区委常委、副区长", "丁兰": ""}
    assert not [r for r in proposal.remainders if r.place.startswith("表")] and not asked(
        proposal, QuestionKind.DIFFERENCE
    )


def test_a_unit_above_the_head_leads_all_rows_of_its_table():
    sheets = [
        [
            [f"{unit}2020年度目标责任书", "<", "<", "<"],
            [f"单位：{unit}", "", "", "2020年1月"],
            ["序号", "目标任务", "上半年", "下半年"],
            ["1", f"{work}18个", "开工18个", "完工18个"],
            ["2", f"巡查{work}40次", "20次", "40次"],
        ]
        for unit, work in (("区住建局", "改造老旧小区"), ("区水务局", "新建泵站"))
    ]
    proposal = proposed(source_document(*NOTICE, *sheets))
    assert [leads(proposal, item["code"]) for item in proposal.plan.tables["items.csv"]] == [
        [("区住建局", "false")], [("区住建局", "false")], [("区水务局", "false")], [("区水务局", "false")],
    ]  # fmt: skip
    assert not asked(proposal, QuestionKind.DIFFERENCE) and not any(
        "填报单位" in q.sentence for q in proposal.questions
    )


@pytest.mark.parametrize("in_table", [True, False])
def test_bare_sums_have_the_unit_that_stands_above_their_table(in_table):
    table = [
        ["序号", "目标任务", *QUARTERS, "责任单位"],
        ["1", "税收收入", "9000", "21000", "33000", "45000", "区税务局"],
        ["2", "盘活土地（亩）", "50", "120", "200", "300", "区自然资源局"],
        ["3", "税收收入增速", "5", "6", "7", "8", "区税务局"],
        ["4", "培训企业", "20", "40", "60", "80", "区工信局"],
    ]

    def read(line: str) -> PlanProposal:
        above = [[line, *["<"] * 6]] if in_table else []
        return proposed(source_document(*NOTICE, *([] if in_table else [line]), [*above, *table]))

    proposal = read("金额单位：万元")
    assert indicators(proposal) == {
        "税收收入": ("万元", "cumulative", "at_least", "45000", ["9000", "21000", "33000", "45000"]),
        "盘活土地": ("亩", "cumulative", "at_least", "300", ["50", "120", "200", "300"]),
    }
    assert [q.row for q in proposal.questions if q.key.endswith(" bare")] == ["3-1", "4-1"]
    assert not asked(proposal, QuestionKind.DIFFERENCE)
    assert [*indicators(read("单位：亿元、%"))] == ["盘活土地"]


@pytest.mark.parametrize(
    ("cells", "is_asked"),
    [
        (["≤0.02", "≤0.02", "≤0.019", "≤0.018"], True),
        (["去化周期24个月", "20个月", "18个月", "15个月以下"], True),
        (["79.1岁", "79.2岁", "79.3岁", "79.5岁"], True),
        (["3月底", "6月底", "9月底", "12月底"], False),
        (["1所", "2所", "3所", "4所"], False),
        (["120%", "120%", "118%", "115%"], False),
    ],
)
def test_numbers_alone_in_their_cells_that_became_no_indicator_are_asked_about(cells, is_asked):
    table = [["序号", "目标任务", *QUARTERS, "责任单位"], ["1", "全年工作", *cells, "区住建局"]]
    questions = proposed(source_document(*NOTICE, table)).questions
    assert any(q.key.endswith(" bare") for q in questions) is is_asked


@pytest.mark.parametrize(
    ("cells", "basis", "values"),
    [
        (["涨幅控制在3%左右", "控制在3%左右", "3%左右", "3%左右"], "growth", ["3", "3", "3", "3"]),
        (["增长8%", "8.5%", "9%", "9%以上"], "growth", ["8", "8.5", "9", "9"]),
        (["下降1%", "2%", "2.5%", "3%"], "growth", ["-1", "-2", "-2.5", "-3"]),
        (["20%", "40%", "增长8%", "100%"], "level", ["20", "40", "100"]),
        (["增长8%", "完成50%", "80%", "100%"], "level", ["50", "80", "100"]),
    ],
)
def test_percentages_alone_behind_one_of_growth_are_growth(cells, basis, values):
    table = [["序号", "目标任务", *QUARTERS, "责任单位"], ["1", "居民消费价格", *cells, "区发改局"]]
    found = indicators(proposed(source_document(*NOTICE, table)))
    assert (basis, values) in [(each[1], each[4]) for each in found.values()]


def test_a_leader_in_a_heading_leads_the_items_below_it():
    rows = [
        ["序号", "工作目标", "上半年", "下半年", "责任单位"],
        ["一、常务副区长李明分管（2项）", "<", "<", "<", "<"],
        ["1", "改造老旧小区18个", "开工18个", "完工18个", "区住建局"],
        ["2", "新建泵站6座", "开工6座", "完工6座", "区水务局"],
        ["二、城乡教育（牵头领导：副区长赵敏）", "<", "<", "<", "<"],
        ["3", "新建学校2所", "开工2所", "完工2所", "区教育局"],
        ["三、区委常委、副区长 普 远（1项）", "<", "<", "<", "<"],
        ["4", "新建公园3个", "开工3个", "完工3个", "区园林局"],
    ]
    proposal = proposed(source_document(*NOTICE, rows))
    named = [(r["item"], r["name"]) for r in proposal.plan.tables["responsible.csv"] if r["kind"] == "leader"]
    assert named == [("1-1", "李明"), ("2-1", "李明"), ("3-1", "赵敏"), ("4-1", "普远")]
    posts = {row["name"]: row["post"] for row in proposal.plan.tables["leaders.csv"]}
    assert posts == {"李明": "常务副区长", "赵敏": "副区长", "普远": "区委常委、副区长"}
    assert not asked(proposal, QuestionKind.DIFFERENCE)
    assert not [r for r in proposal.remainders if r.place.startswith("表")]


def test_an_assessment_table_has_chapters_and_the_values_of_the_year():
    rows = [
        ["一级指标", "序号", "考核指标", "目标值", "责任委室"],
        ["经济发展", "1", "新增规上企业", "18家", "经济委"],
        ["^", "2", "城镇新增就业", "3600人", "社会委"],
    ]
    proposal = proposed(source_document(*NOTICE, rows))
    assert [c.field for c in proposal.columns] == ["chapter", "seq", "goal", "target:2018", "leads"]
    assert [indicators(proposal)[name][3] for name in ("新增规上企业", "城镇新增就业")] == ["18", "3600"]


def leads(proposal: PlanProposal, item: str) -> list[tuple[str, str]]:
    rows = proposal.plan.tables["responsible.csv"]
    return [(r["name"], r["assumed"]) for r in rows if (r["item"], r["kind"], r["role"]) == (item, "unit", "lead")]


def test_items_whose_units_are_all_marked_are_one_question():
    rows = [[*row] for row in ROWS]
    rows[2][4], rows[4][4] = "**高新区管委会**、**区住建局**", "**区教体局**、**区住建局**"
    heads = [head.replace("责任单位", "责任单位（黑体为牵头单位）") for head in HEADS]
    letter = [line.replace("黑体字标出的为牵头单位和牵头领导。", "") for line in LETTER]
    source = document(rows, heads=heads, letter=letter)
    proposal = proposed(source)
    questions = [q for q in asked(proposal, QuestionKind.LEAD) if q.key == "lead:marked"]
    assert len(questions) == 1 and questions[0].proposals == ("都是牵头", "列在第一位的为牵头")
    assert leads(proposal, "2-1") == [("高新区管委会", "true"), ("区住建局", "true")]
    assert not asked(proposal, QuestionKind.DIFFERENCE)
    first = proposed(source, lead__marked="列在第一位的为牵头")
    assert leads(first, "2-1") == [("高新区管委会", "false")] and leads(first, "4-1") == [("区教体局", "false")]
    assert not asked(first, QuestionKind.DIFFERENCE)
    both = proposed(source, lead__marked="都是牵头")
    assert leads(both, "2-1") == [("高新区管委会", "false"), ("区住建局", "false")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.2亿元", 12000, "万元"),
        ("8000万美元", 0.8, "亿美元"),
        ("三百户", 300, "户"),
        ("一千二百零五人", 1205, "人"),
        ("1,200亩", 1200, "亩"),
        ("下降3.2%", -3.2, "%"),
        ("5千万元", 5000, "万元"),
        ("三万人", 3, "万人"),
    ],
)
def test_one_value_in_two_spellings_is_the_same(text, value, unit):
    assert is_printed(value, unit, numbers(text))
    assert not is_printed(value * 10, unit, numbers(text))


def test_a_fall_is_below_zero_only_where_the_cell_says_so():
    rows = [[*row] for row in ROWS]
    rows[1][2] = "单位能耗下降3.2%。"
    rows[1][6:] = ["下降1%。", "下降2%。", "下降3%。", "下降3.2%。"]
    proposal = proposed(document(rows))
    assert not asked(proposal, QuestionKind.DIFFERENCE)
    rows[1][2] = "规模以上工业增长3.2%。"
    rows[1][6:] = ["增长1%。", "增长2%。", "增长3%。", "增长3.2%。"]
    other = proposed(document(rows))
    tables = {**other.plan.tables, "planned.csv": [
        row | {"value": "-1"} if row["value"] == "1" else row for row in other.plan.tables["planned.csv"]
    ]}  # fmt: skip
    found = prove(document(rows), replace(other.plan, tables=tables), other.origins, other.columns, UNDECIDED).questions
    assert any("原文“1%”，计划“-1”" in q.sentence for q in found)


def test_a_clean_table_of_months_asks_a_handful_of_questions():
    rows = [
        ["攻坚行动", "工作目标", "1—3月", "4—6月", "7—9月", "10—12月", "牵头领导", "牵头部门", "参与部门"],
        [
            "项目建设",
            "开工项目40个",
            "开工10个",
            "开工20个",
            "开工32个",
            "开工40个",
            "副区长 郭涛",
            "区发改局",
            "各镇街",
        ],
        [
            "招商引资",
            "到位资金1.1亿美元",
            "1500万美元",
            "5000万美元",
            "8000万美元",
            "1.1亿美元",
            "林小红",
            "区商务局",
            "各园区",
        ],
        ["污染防治", "PM2.5下降6%", "下降2%", "下降4%", "下降5%", "下降6%", "郭涛、林小红", "区生态环境局", "各镇街"],
    ]
    proposal = proposed(source_document(*NOTICE, rows))
    assert not asked(proposal, QuestionKind.DIFFERENCE, QuestionKind.ROW)
    assert len(proposal.questions) <= 5, [q.sentence for q in proposal.questions]
    assert not [r for r in proposal.remainders if r.place.startswith("表")]
    assert all("csv" not in q.sentence for q in proposal.questions)


CARDS = (
    ("项目名称", "乡村道路", "项目编号", "{}"),
    ("项目内容", "新修乡村道路36公里。", "<", "<"),
    ("分管领导", "丁兰", "牵头单位", "区交通局"),
    ("配合单位", "各镇政府", "完成时限", "2018年10月底"),
    ("进度安排", "一季度：完成10公里；10月底前完成36公里。", "<", "<"),
)
SECOND = {"乡村道路": "学校扩建", "新修乡村道路36公里。": "扩建小学一所。", "区交通局": "区教体局", "{}": "2"}


def card(number: int) -> list[list[str]]:
    return [[SECOND.get(text, text) if number == 2 else text.format(number) for text in row] for row in CARDS]


@pytest.mark.parametrize(
    "blocks",
    [
        ("项目1", card(1), "项目2", card(2)),
        ([*card(1), *card(2)],),
        ([["项目一", "<", "<", "<"], *card(1), ["项目二", "<", "<", "<"], *card(2)],),
        ([["2018年民生实事", "<", "<"], ["编号", "1", "2"], ["项目名称", "乡村道路", "学校扩建"],
          ["项目内容", "新修乡村道路36公里。", "扩建小学一所。"], ["分管领导", "丁兰", "<"], ["牵头单位", "区交通局", "区教体局"],
          ["配合单位", "各镇政府", "〃"], ["完成时限", "2018年10月底", "<"]],),
    ],
)  # fmt: skip
def test_cards_and_tables_on_their_side_are_read_at_their_addresses(blocks):
    source = source_document(*NOTICE, *blocks)
    proposal = proposed(source)
    items = proposal.plan.tables["items.csv"]
    assert [(i["seq"], i["focus"], i["goal"]) for i in items] == [
        ("1", "乡村道路", "新修乡村道路36公里。"),
        ("2", "学校扩建", "扩建小学一所。"),
    ]
    people = {(r["item"], r["name"], r["role"]) for r in proposal.plan.tables["responsible.csv"]}
    assert {(i["code"], u, "lead") for i, u in zip(items, ("区交通局", "区教体局"), strict=True)} < people
    assert {i["deadline"] for i in items} == {"2018年10月底"}
    assert not any("项目1" in str(head) for head in proposal.plan.toml.splitlines())
    assert f"行 {sum(t.rows for t in source.tables)} 行" in proposal.notes[0]
    texts = source.texts()
    goal = next(o for o in proposal.origins if (o.key, o.column) == (items[1]["code"], "goal"))
    assert texts[goal.place][goal.start : goal.end] == "扩建小学一所。"
    assert not asked(proposal, QuestionKind.DIFFERENCE, QuestionKind.COLUMN)


def test_a_card_with_a_value_below_another_label_is_caught():
    source = upright(source_document(*NOTICE, card(1), card(2)))
    proposal = proposed(source)
    places = {"表1 第3行 第2列": "表1 第4行 第2列"}
    plan = deepcopy(proposal.plan)
    for row in plan.tables["responsible.csv"]:
        row["name"] = {"丁兰": "各镇政府"}.get(row["name"], row["name"]) if row["kind"] == "leader" else row["name"]
    moved = [
        replace(o, key=o.key.replace("丁兰", "各镇政府"), place=places[o.place], end=4) if o.place in places else o
        for o in proposal.origins
    ]
    found = prove(source, plan, moved, proposal.columns, UNDECIDED).questions
    assert any("列名是“配合单位”" in q.sentence for q in found)
    assert (
        upright(source_document([["序号", "工作任务", "责任单位"], ["1", "修路", "区交通局"]])).tables[0].cells[0].at
        is None
    )


def test_heads_of_three_rows_and_figures_below_a_head_that_names_a_task():
    top = ["序号", "指标", "单位", "全年目标", "分季度目标", "<", "<", "<", "责任单位"]
    middle = ["^", "^", "^", "^", "一季度", "<", "二季度", "<", "^"]
    below = ["^", "^", "^", "^", "当季", "累计", "当季", "累计", "^"]
    row = ["1", "固定资产投资", "亿元", "12", "5", "5", "7", "12", "区发改局"]
    proposal = proposed(source_document(*NOTICE, [top, middle, below, row]))
    assert indicators(proposal) == {
        "固定资产投资（当季）": ("亿元", "quarter", "at_least", "12", ["5", "7"]),
        "固定资产投资（累计）": ("亿元", "cumulative", "at_least", "12", ["12", "5", "12"]),
    }
    assert [i["same_as"] for i in proposal.plan.tables["indicators.csv"]] == ["1-1b", ""]
    assert not asked(proposal, QuestionKind.COLUMN, QuestionKind.DIFFERENCE)
    assert not [r for r in proposal.remainders if r.place.startswith("表")]
    assert not [q for q in proposal.questions if " parts " in q.key]
    two = [[*top[:4], *middle[4:8], "责任单位"], below, row]
    plain = proposed(source_document(*NOTICE, two))
    assert indicators(plain) == indicators(proposal) and not asked(plain, QuestionKind.COLUMN)
    unequal = proposed(source_document(*NOTICE, [top, middle, below, [*row[:6], "6", *row[7:]]]))
    assert [q.key.split(" ")[0] for q in unequal.questions if " parts " in q.key] == ["field:1-1"]
    growth = ["1", "零售额增速", "%", "9", "7", "7", "9", "9", "区商务局"]
    rates = proposed(source_document(*NOTICE, [top, middle, below, growth]))
    assert [i["same_as"] for i in rates.plan.tables["indicators.csv"]] == ["", ""]
    assert not [q for q in rates.questions if q.key.startswith("check")]
    texts = [[*top[:2], *top[3:]], [*middle[:2], *middle[3:]], [*below[:2], *below[3:]], [*row[:2], *row[3:]]]
    assert {q.key for q in asked(proposed(source_document(*NOTICE, texts)), QuestionKind.COLUMN)} >= {
        "column:分季度目标 一季度 累计", "column:分季度目标 二季度 累计"
    }  # fmt: skip
    matrix = [
        ["序号", "责任单位", "新签约项目(个)", "工作任务", "完成时限"],
        ["1", "区发改局", "6", "完成签约。", "年底"],
    ]
    assert "column:新签约项目(个)" in {q.key for q in proposed(source_document(*NOTICE, matrix)).questions}


def test_a_date_after_the_column_of_the_deadline_is_asked_about():
    rows = [["序号", "工作任务", "完成时限", "责任单位"], ["1", "第二小学9月1日前建成投用。", "8月底前", "区教体局"]]
    asked_for = {q.key for q in proposed(source_document(*NOTICE, rows)).questions}
    assert any(key.startswith("field:1-1 late") for key in asked_for)
