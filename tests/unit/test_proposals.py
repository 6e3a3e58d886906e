"""Proposals from the cells of a document: measured against the plan of 2017, and one by one on texts of other subjects."""

import random
import time
from collections import Counter
from datetime import date

import pytest

from tests.helpers import SHIPPED
from tests.proposed_series import compare, parts_of, rows_of, source_row
from zcdash.domain.plan_proposal import CERTAIN, PlanTables
from zcdash.domain.source_document import Passage
from zcdash.domain.terms import Severity
from zcdash.intake.document.parts.cell_text import cell_text, clauses_of
from zcdash.intake.document.parts.dates import dues_of
from zcdash.intake.document.parts.proposals import propose_parts
from zcdash.intake.document.parts.quantities import quantities_of
from zcdash.intake.plan_csv import COLUMNS
from zcdash.intake.plan_folder import plan_of, read_plan_tables
from zcdash.intake.validate_plan import validate_plan

QUARTERS = ("2018Q1", "2018Q2", "2018Q3", "2018Q4")
HALVES = ("2018H1", "2018H2")
PROPOSED = ("targets.csv", "commitments.csv", "indicators.csv", "planned.csv")
YEAR_2017 = ("2017Q1", "2017Q2", "2017Q3", "2017Q4")


@pytest.fixture(scope="module")
def hand_made():
    return read_plan_tables(SHIPPED)


@pytest.fixture(scope="module")
def of_2017(hand_made):
    return parts_of(rows_of(hand_made.tables), YEAR_2017)


def proposed(goal, *targets, periods=QUARTERS, focus="", leads=""):
    """Return the parts proposed for a row whose first periods have these targets."""
    cells = {p: text for p, text in zip(periods, targets, strict=False) if text}
    return propose_parts("3-1", source_row(goal, cells, focus, leads), periods)


def series(parts):
    """Return (name, unit, basis, direction, annual, values by the end of their period) of each indicator."""
    values = {}
    for row in parts.tables["planned.csv"]:
        values.setdefault(row["indicator"], []).append(row["value"])
    return [
        (i["name"], i["unit"], i["basis"], i["direction"], i["annual"], " ".join(values.get(i["code"], [])))
        for i in parts.tables["indicators.csv"]
    ]


def promises(parts):
    return [(c["period"][-2:], c["text"], c["due"], c["exact"]) for c in parts.tables["commitments.csv"]]


def test_the_series_of_2017_are_found(hand_made, of_2017):
    result = compare(hand_made.tables, of_2017)
    assert result.series == 152
    assert result.found >= 0.85 * result.series, result.missed
    assert result.invented <= 0.2 * result.proposed
    assert result.same_direction >= 0.95 * result.found


def test_what_is_proposed_with_confidence_is_right(hand_made, of_2017):
    result = compare(hand_made.tables, of_2017)
    assert result.certain >= 0.7 * result.proposed
    assert result.certain_found >= 0.94 * result.certain


def test_the_commitments_of_2017_are_alike(hand_made, of_2017):
    result = compare(hand_made.tables, of_2017)
    assert result.alike >= 0.78 * result.commitments
    assert result.same_due >= 0.95 * result.alike


def test_the_whole_table_is_read_quickly(hand_made):
    rows = rows_of(hand_made.tables)
    begun = time.process_time()
    parts_of(rows, YEAR_2017)
    assert time.process_time() - begun < 2


def errors_of(base, parts):
    """Return the findings that make a folder invalid, but for who reports and the figures of cells: they come from elsewhere."""
    tables = base.tables | {file: [row for p in parts for row in p.tables[file]] for file in PROPOSED}
    found = validate_plan(plan_of(PlanTables(base.toml, tables)))
    return [f for f in found if f.severity is Severity.ERROR and f.code not in {"NO_REPORTER", "FIGURE"}]


def test_proposals_make_a_valid_plan(hand_made, of_2017):
    assert errors_of(hand_made, of_2017.values()) == []


@pytest.mark.parametrize("seed", range(4))
def test_cells_in_any_order_make_a_valid_plan(hand_made, seed):
    """Cells that fall, repeat, or speak of other things leave numbers in the text rather than break the plan."""
    rows, chance = rows_of(hand_made.tables), random.Random(seed)
    texts = ["".join(p.text for p in cell) for row in rows.values() for cell in row.targets.values()]
    mixed = {
        code: source_row(chance.choice(texts), {p: "；".join(chance.sample(texts, 2)) for p in YEAR_2017})
        for code in rows
    }
    assert errors_of(hand_made, parts_of(mixed, YEAR_2017).values()) == []


def spoiled(text, chance):
    """Return a text cut, shuffled, with other digits, or with a character too many."""
    at = chance.randrange(len(text)) if text else 0
    ways = (
        text[:at],
        text[:at] + text[at + 3 :],
        text[:at] + chance.choice("0123456789%—~（）；。，、①\n约./") + text[at:],
        "".join(chance.sample(text, len(text))),
        "".join(chance.choice("0123456789") if c.isdigit() else c for c in text),
    )
    return chance.choice(ways)


@pytest.mark.parametrize("seed", range(2))
def test_spoiled_cells_make_a_valid_plan(hand_made, seed):
    rows, chance = rows_of(hand_made.tables), random.Random(seed)
    spoiled_rows = {
        code: source_row(
            spoiled(row.goal[0].text, chance),
            {p: spoiled(cell[0].text, chance) for p, cell in row.targets.items()},
            row.focus[0].text if row.focus else "重点工作",
        )
        for code, row in rows.items()
    }
    parts = parts_of(spoiled_rows, YEAR_2017)
    assert errors_of(hand_made, parts.values()) == []
    assert all(0 < len(p.title) <= 24 for p in parts.values())


def test_rows_have_the_columns_of_the_files(of_2017):
    for parts in of_2017.values():
        for file, rows in parts.tables.items():
            assert all(list(row) == COLUMNS[file].split() for row in rows), file
        assert 0 < len(parts.title) <= 24


def test_every_value_has_the_characters_it_came_from(hand_made):
    rows = rows_of(hand_made.tables)
    for code, parts in parts_of(rows, YEAR_2017).items():
        texts = {p.place: p.text for cell in rows[code].targets.values() for p in cell}
        texts |= {p.place: p.text for p in rows[code].goal}
        origins = {(o.table, o.key, o.column): texts[o.place][o.start : o.end] for o in parts.origins}
        for row in (r for r in parts.tables["planned.csv"] if r["printed"] == "true"):
            words = origins["planned.csv", f"{row['indicator']} {row['period']}", "value"]
            assert row["value"] in words or any(c in words for c in "一两二三万") or float(row["value"]) < 0, words
        for row in parts.tables["commitments.csv"]:
            assert row["text"] in origins["commitments.csv", row["code"], "text"]


def test_an_origin_is_counted_in_the_printed_text():
    """Blanks within words and wrapped lines are skipped; a cell cut in two keeps both places."""
    row = source_row("", {"2018Q1": "完 成 投 资 2\n00 万元"})
    origin = next(o for o in propose_parts("1", row, QUARTERS).origins if o.table == "planned.csv")
    assert (origin.start, origin.end) == (8, 15)
    cut = (
        Passage(place="表1 第3行", start=4, end=9, text="新建公路1"),
        Passage(place="表2 第1行", start=0, end=3, text="2公里"),
    )
    cell = cell_text(cut)
    assert cell.text(0, 8) == "新建公路12公里"
    assert list(cell.stretches(4, 8)) == [("表1 第3行", 8, 9), ("表2 第1行", 0, 3)]


def test_the_quarter_and_the_running_total_are_one_number_in_two_bases():
    parts = proposed(
        "完成税收收入70亿元，增长12%左右",
        "当季完成12亿元，同比增长10%",
        "当季完成20亿元，累计完成32亿元，同比增长11%",
        "当季完成20亿元，累计完成52亿元，同比增长12%",
        "当季完成18亿元，累计完成70亿元，同比增长12%",
    )
    own, growth, total = parts.tables["indicators.csv"]
    assert [(i["basis"], i["same_as"]) for i in (own, growth, total)] == [
        ("quarter", total["code"]),
        ("growth", total["code"]),
        ("cumulative", ""),
    ]
    assert series(parts)[2][4:] == ("70", "12 32 52 70")
    assert own["name"].endswith("（当季）")
    assert total["name"].endswith("（累计）")
    assert total["annual_printed"] == "true"


@pytest.mark.parametrize(
    "goal, targets, expected",
    [
        ("新建公路80公里", ("15公里", "40公里", "60公里", "80公里"), ("公里", "cumulative", "at_least", "80")),
        (
            "接待游客120万人次",
            ("20万人次", "30万人次", "40万人次", "30万人次"),
            ("万人次", "quarter", "at_least", "120"),
        ),
        ("", ("失业率控制在4%以内",) * 4, ("%", "level", "at_most", "4")),
        ("", ("能耗同比下降3.5%",) * 4, ("%", "growth", "at_most", "-3.5")),
        ("", ("财政收入增长8%左右",) * 4, ("%", "growth", "about", "8")),
        ("", ("综合考核进入全市前5名",) * 4, ("名", "rank", "at_most", "5")),
        ("在全市位次", ("前5", "前4名", "第三名", "进入前三"), ("名", "rank", "at_most", "3")),
        ("", ("失业率控制在3.5%—4%",) * 4, ("%", "level", "within", "3.5")),
        ("", ("高新技术产值占比大于30%",) * 4, ("%", "level", "at_least", "30")),
        ("", ("PM2.5浓度低于58微克/立方米", "", "", "低于55微克/立方米"), ("微克/立方米", "level", "at_most", "55")),
        ("", ("低保标准每人每月不低于500元",) * 4, ("元/人·月", "level", "at_least", "500")),
    ],
)
def test_unit_basis_and_direction_come_from_words_and_arithmetic(goal, targets, expected):
    found = series(proposed(goal, *targets))
    assert [row[1:5] for row in found] == [expected]
    assert len(found[0][5].split()) == len([text for text in targets if text])


@pytest.mark.parametrize(
    "targets, terms, values, is_certain",
    [
        (("进出口下降3%以内",) * 4, ("at_least", ""), "-3 -3 -3 -3", True),
        (("进出口下降不超过3%", "下降2%以内", "增长2%以上", "增长5%左右"), ("at_least", ""), "-3 -2 2 5", False),
        (("工业投资下降5%", "下降2%", "持平", "增长3%"), ("at_least", ""), "-5 -2 3", False),
        (("工业投资下降5%", "下降2%", "下降1%", "下降1%"), ("at_most", ""), "-5 -2 -1 -1", False),
        (("用水量下降2%", "下降3%", "下降4%", "下降5%以上"), ("at_most", ""), "-2 -3 -4 -5", True),
    ],
)
def test_a_fall_is_met_on_the_side_that_its_words_and_the_later_periods_say(targets, terms, values, is_certain):
    parts = proposed("", *targets)
    [indicator] = parts.tables["indicators.csv"]
    assert (indicator["basis"], indicator["direction"], indicator["bound"]) == ("growth", *terms)
    assert " ".join(p["value"] for p in parts.tables["planned.csv"]) == values
    sure = [o.confidence >= CERTAIN for o in parts.origins if o.table == "planned.csv"]
    assert sure == [is_certain] * len(sure)


def test_a_range_in_one_period_of_several_is_never_certain():
    parts = proposed("", "案件化解率90%", "案件化解率92%", "案件化解率95%", "案件化解率95—98%")
    assert [p["value"] for p in parts.tables["planned.csv"]] == ["90", "92", "95", "95"]
    assert {o.confidence < CERTAIN for o in parts.origins if o.table == "planned.csv"} == {True}


@pytest.mark.parametrize(
    "goal, first, second, expected",
    [
        ("出口2亿美元", "出口达到9000万美元", "出口突破2亿美元", [("万美元", "cumulative", "20000", "9000 20000")]),
        ("造林3万亩", "完成造林2万亩", "完成造林3万亩", [("万亩", "cumulative", "3", "2 3")]),
        ("", "", "COD、氨氮排放量分别削减2%、2.5%", [("%", "growth", "-2", "-2"), ("%", "growth", "-2.5", "-2.5")]),
        ("", "", "事故起数、死亡人数分别下降10%", [("%", "growth", "-10", "-10")] * 2),
        ("惠及1.2万户", "惠及0.5万户", "惠及1.2万户", [("万户", "cumulative", "1.2", "0.5 1.2")]),
        (
            "",
            "路基完成60公里",
            "新建公路120公里",
            [("公里", "quarter", "", "60"), ("公里", "cumulative", "120", "120")],
        ),
        ("", "1.开工10个\n2.竣工5个", "", [("个", "quarter", "", "10"), ("个", "quarter", "", "5")]),
    ],
)
def test_other_subjects_in_half_years(goal, first, second, expected):
    found = series(proposed(goal, first, second, periods=HALVES))
    assert [(row[1], row[2], row[4], row[5]) for row in found] == expected


def test_half_years_and_a_column_of_the_whole_year():
    parts = proposed(
        "",
        "完成投资3.5亿元，开工9个",
        "累计完成投资8.6亿元，累计开工15个",
        "完成投资8.6亿元，开工建设15个重点项目",
        periods=(*HALVES, "2018"),
        focus="重点项目建设",
    )
    assert [(row[1], row[2], row[4], row[5]) for row in series(parts)] == [
        ("亿元", "cumulative", "8.6", "3.5 8.6 8.6"),
        ("个", "cumulative", "15", "9 15 15"),
    ]
    assert {row["annual_printed"] for row in parts.tables["indicators.csv"]} == {"true"}


def test_a_change_of_a_printed_baseline_is_relative():
    parts = proposed("", "肥胖率比2016年的20%下降5%", "", "", "肥胖率比2016年的20%下降10%")
    (indicator,) = parts.tables["indicators.csv"]
    assert (indicator["baseline"], indicator["baseline_period"]) == ("20", "2016")
    assert [(p["value"], p["relative"]) for p in parts.tables["planned.csv"]] == [("", "-5"), ("", "-10")]
    (raised,) = proposed("", "", "", "", "治理率由2016年的30%提高到50%").tables["indicators.csv"]
    assert (raised["baseline"], raised["annual"], raised["basis"]) == ("30", "50", "level")


def test_the_parts_of_a_total_are_added_up():
    parts = proposed(
        "安置居民600人", "东镇100人，西镇50人", "东镇100人，西镇50人", "东镇100人，西镇50人", "东镇100人，西镇50人"
    )
    *own, total = parts.tables["indicators.csv"]
    assert total["sum_of"] == ";".join(i["code"] for i in own)
    assert [i["basis"] for i in own] == ["quarter", "quarter"]
    sums = [p for p in parts.tables["planned.csv"] if p["indicator"] == total["code"]]
    assert [(p["value"], p["printed"]) for p in sums] == [("150", "false")] * 4


def test_a_number_that_several_rates_share_is_each_of_theirs():
    parts = proposed("", "", "", "", "围挡率、硬化率、清扫率均达到100%")
    assert [(row[0], row[5]) for row in series(parts)] == [("围挡率", "100"), ("硬化率", "100"), ("清扫率", "100")]


@pytest.mark.parametrize(
    "text",
    [
        "按照国发〔2018〕12号文件要求推进工作",
        "推进建筑面积5万平方米的医院项目",
        "打通G205国道，2018年3月20日前完工",
        "推进“三个一”工程和“双50强”培育",
        "对6岁以下儿童开展筛查，3个工作日内办结",
        "年产3万吨的装置进场，产能5000吨/年",
        "协调驻县12家银行制定投放计划",
        "第28个爱国卫生月宣传",
        "从5个方面查找问题",
        "对出口额首次突破500万美元的企业，给予一次性奖励30万元",
        "对年出口额突破5000万美元的企业，给予一次性奖励30万元",
    ],
)
def test_sizes_dates_and_ordinals_are_no_indicators(text):
    assert proposed("", text).tables["indicators.csv"] == []


def test_what_is_reduced_in_a_list_is_no_growth():
    found = series(proposed("", "压减审批时限30%、材料40%"))
    assert [row[:3] + row[5:] for row in found] == [
        ("压减审批时限", "%", "level", "30"),
        ("压减材料", "%", "level", "40"),
    ]


def test_a_subsidy_for_each_is_a_rule_and_a_time_that_is_shortened_a_number():
    text = "对出口额首次突破500万美元的企业，给予一次性奖励30万元"
    (rule,) = proposed("", text).tables["commitments.csv"]
    assert (rule["text"], rule["quantity"]) == (text, "")
    found = series(proposed("", "整体通关时间压缩至28小时以内，出口压缩到1.5小时以内"))
    assert [row[1:4] + row[5:] for row in found] == [
        ("小时", "level", "at_most", "28"),
        ("小时", "level", "at_most", "1.5"),
    ]


def test_what_a_plan_cannot_hold_stays_in_the_text():
    falling = proposed("", "累计完成投资50万元", "累计完成投资40万元")
    assert falling.tables["indicators.csv"] == []
    assert [c["text"] for c in falling.tables["commitments.csv"]] == ["累计完成投资50万元", "累计完成投资40万元"]


def test_commitments_are_split_and_dated():
    parts = proposed("", "①3月20日前完成招标，确定施工单位；②2月底前办理手续。做好宣传工作")
    assert promises(parts) == [
        ("Q1", "3月20日前完成招标", "2018-03-20", "true"),
        ("Q1", "确定施工单位", "2018-03-20", "true"),
        ("Q1", "2月底前办理手续", "2018-02-28", "true"),
        ("Q1", "做好宣传工作", "2018-03-31", "false"),
    ]
    assert [c["ongoing"] for c in parts.tables["commitments.csv"]] == ["false", "false", "false", "true"]
    assert [c["code"] for c in parts.tables["commitments.csv"]] == ["3-1.01", "3-1.02", "3-1.03", "3-1.04"]


def test_a_promise_for_a_list_of_projects_is_one_for_each():
    parts = proposed("", "滨河大道、南山公园、北关小学：完成招标")
    assert [(c["project"], c["text"]) for c in parts.tables["commitments.csv"]] == [
        ("滨河大道", "完成招标"),
        ("南山公园", "完成招标"),
        ("北关小学", "完成招标"),
    ]


def test_what_is_promised_again_and_again_is_ongoing():
    parts = proposed("", *["组织企业参加培训"] * 4)
    assert Counter(c["ongoing"] for c in parts.tables["commitments.csv"]) == {"true": 4}


def test_a_cell_without_any_verb_is_still_a_promise():
    parts = proposed("", "正常")
    assert [c["text"] for c in parts.tables["commitments.csv"]] == ["正常"]
    assert proposed("", "—", "无").tables["targets.csv"] == []


def test_the_source_of_the_data_goes_to_the_indicator():
    parts = proposed("生产总值增长8%", "生产总值增长8%", leads="县发改局（数据来源：县统计局）")
    assert [i["data_source"] for i in parts.tables["indicators.csv"]] == ["县统计局"]


@pytest.mark.parametrize(
    "goal, focus, title",
    [
        ("社会消费品零售总额增长12%左右。", "", "社会消费品零售总额增长"),
        ("按照上级部署，扎实推进农村道路改造", "", "农村道路改造"),
        ("", "加快建设滨河公园", "建设滨河公园"),
        ("完成" + "甲" * 40, "", "甲" * 24),
        ("改造900套，货币补偿率60%", "棚户区改造", "棚户区改造"),
        ("脱贫420人，发生率降至0.6%", "脱贫", "脱贫"),
        ("6月底前完成设计，10月底前完工", "滨河公园", "滨河公园"),
        ("PM2.5平均浓度≤35微克/立方米", "生态", "PM2.5平均浓度"),
        ("一季度完成可研，四季度完成投资2000万元", "滨河公园", "滨河公园"),
        ("投资2亿元（其中：省级资金3000万元）", "", "投资2亿元"),
    ],
)
def test_a_title_is_cut_from_the_goal_or_the_focus(goal, focus, title):
    assert proposed(goal, "推进", focus=focus).title == title


@pytest.mark.parametrize(
    "text, day",
    [
        ("6月底", "06-30"), ("3月20日前", "03-20"), ("四季度", "12-31"), ("上半年", "06-30"), ("年底前", "12-31"),
        ("9月中旬", "09-20"), ("2月份", "02-28"), ("1-3月", "03-31"),
    ],
)  # fmt: skip
def test_dates_are_read(text, day):
    assert [due.day for due in dues_of(text, 2018)] == [date.fromisoformat(f"2018-{day}")]


def test_quantities_are_read():
    text = "投资1.5亿元以上，新建约3公里，培训2000余人次，建成两处，增长0.5个百分点"
    assert [(q.value, q.unit, str(q.direction)) for q in quantities_of(text)] == [
        (1.5, "亿元", "at_least"),
        (3.0, "公里", "about"),
        (2000.0, "人次", "at_least"),
        (2.0, "处", "at_least"),
        (0.5, "%", "at_least"),
    ]
    shares = quantities_of("增长百分之七点五左右，失业率控制在百分之三以内")
    assert [(q.value, q.unit, str(q.direction)) for q in shares] == [(7.5, "%", "about"), (3.0, "%", "at_most")]


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("规上工业增加值增长百分之七点五", ("规上工业增加值增速", "%", "7.5")),
        ("粮食播种面积稳定在一百二十三万亩", ("粮食播种面积", "万亩", "123")),
    ],
)
def test_numbers_in_characters_are_targets(goal, expected):
    [row] = proposed(goal).tables["indicators.csv"]
    assert (row["name"], row["unit"], row["annual"]) == expected


def test_names_end_before_the_bracket_of_their_number():
    parts = proposed("农村供水管网改造（150公里）", "完成60公里", "完成100公里", "", "完成150公里")
    assert parts.title == "农村供水管网改造"
    assert [row["name"] for row in parts.tables["indicators.csv"]] == ["农村供水管网改造"]


def test_clauses_keep_brackets_and_headings():
    plain = "滨河大道:完成招标,开工(含桥梁,涵洞);南路:通车"
    assert [(plain[c.start : c.end], plain[slice(*c.heading)]) for c in clauses_of(plain)] == [
        ("完成招标", "滨河大道"),
        ("开工(含桥梁,涵洞)", "滨河大道"),
        ("通车", "南路"),
    ]


@pytest.mark.parametrize(
    "unit", ["1个", "增长", "达到", "累计完成5亿元，", "新建3公里、", "（", "①", "由5%到", "每人每月"]
)
def test_hostile_cells_take_little_time(unit):
    begun = time.process_time()
    proposed(unit * 2_000, *[unit * (20_000 // len(unit))] * 2)
    assert time.process_time() - begun < 3
