"""Dates and milestones of a document: due dates, the periods they belong to, and the arithmetic of their numbers."""

from dataclasses import replace
from datetime import date

import pytest

from tests.proposed_series import passage, source_row
from zcdash.domain.plan_proposal import CERTAIN, Decisions, KnownNames
from zcdash.intake.document.assemble import propose_plan
from zcdash.intake.document.given_answers import checked
from zcdash.intake.document.parts.dates import dues_of
from zcdash.intake.document.parts.proposals import propose_parts
from zcdash.intake.document.plan_parts import with_target
from zcdash.intake.document.reading.read import read_document

QUARTERS = ("2018Q1", "2018Q2", "2018Q3", "2018Q4")
NOTHING = Decisions(columns={}, names={}, answers={}, acknowledged={})
NOBODY = KnownNames(units={}, leaders={}, kinds={}, members={})


def proposed(goal, *targets, deadline="", periods=QUARTERS):
    """Return the row of a goal with its targets, and the parts proposed for it."""
    cells = {p: text for p, text in zip(periods, targets, strict=False) if text}
    row = replace(source_row(goal, cells), deadline=passage(deadline, "表1 完成时限"))
    row = with_target(row, periods)
    return row, propose_parts("3-1", row, periods)


def promises(parts):
    return [(c["period"][-2:], c["text"], c["due"][5:], c["exact"]) for c in parts.tables["commitments.csv"]]


def series(parts):
    """Return name, unit, basis, annual value and planned values by period of each indicator."""
    values = {}
    for row in parts.tables["planned.csv"]:
        values.setdefault(row["indicator"], {})[row["period"][-2:]] = row["value"]
    return [
        (i["name"], i["unit"], i["basis"], i["annual"], values.get(i["code"], {}))
        for i in parts.tables["indicators.csv"]
    ]


def confidence(parts, key):
    return min(o.confidence for o in parts.origins if o.key == key)


@pytest.mark.parametrize(
    "deadline, period, day, exact",
    [
        ("10月底前", "Q4", "10-31", "true"), ("2018.9", "Q3", "09-30", "true"), ("2018.11.30", "Q4", "11-30", "true"),
        ("2018-10-15", "Q4", "10-15", "true"), ("8/31", "Q3", "08-31", "true"), ("10月中旬", "Q4", "10-20", "true"),
        ("2018年8月31日", "Q3", "08-31", "true"), ("20181031", "Q4", "10-31", "true"), ("十月", "Q4", "10-31", "true"),
        ("二〇一八年十一月底前", "Q4", "11-30", "true"),
        ("5月—8月", "Q3", "08-31", "true"), ("5月16日至9月20日", "Q3", "09-20", "true"), ("9月", "Q3", "09-30", "true"),
        ("二季度末", "Q2", "06-30", "false"), ("上半年", "Q2", "06-30", "false"), ("年底前", "Q4", "12-31", "false"),
        ("全年", "Q4", "12-31", "false"), ("2018年Q3", "Q3", "09-30", "false"),
    ],
)  # fmt: skip
def test_the_deadline_of_a_row_is_the_due_date_of_its_promises(deadline, period, day, exact):
    _, parts = proposed("完成滨湖路路灯改造", deadline=deadline)
    assert promises(parts) == [(period, "完成滨湖路路灯改造", day, exact)]
    assert parts.questions == ()


def test_the_deadline_says_more_than_the_whole_year():
    _, parts = proposed("全年粮食总产量达到56万吨以上", deadline="2018年10月底")
    assert [promise[-2:] for promise in promises(parts)] == [("10-31", "true")]


@pytest.mark.parametrize(
    "deadline, period, day",
    [
        ("1.3月底前；2.9月底前", "Q3", "09-30"),
        ("春节前", "Q1", "02-15"),
        ("国庆节前", "Q3", "09-30"),
        ("一周内", "Q4", "12-31"),
        ("2019年6月", "Q4", "06-30"),
        ("2020年底前", "Q4", "12-31"),
        ("1.3月底前；2.9月底前；3.12月底前", "Q4", "12-31"),
        ("1.10月底前2.9月底前3.11月底前", "Q4", "11-30"),
        ("6月底前主体封顶", "Q2", "06-30"),
    ],
)
def test_a_deadline_in_doubt_asks_a_person(deadline, period, day):
    _, parts = proposed("完成滨湖路路灯改造", deadline=deadline)
    assert [(p, d) for p, _, d, _ in promises(parts)] == [(period, day)]
    assert [(q.row, q.proposals) for q in parts.questions] == [("3-1", ("已核对",))]
    assert deadline in parts.questions[0].sentence
    assert confidence(parts, "3-1.01") < CERTAIN


@pytest.mark.parametrize(
    "deadline, expected",
    [
        ("①8月底；②5月20日前；③全年", [("Q2", "05-20"), ("Q3", "08-31"), ("Q4", "12-31")]),
        ("1.3月底前；2.9月底前；3.12月底前", [("Q1", "03-31"), ("Q3", "09-30"), ("Q4", "12-31")]),
        ("①8月底；②10月底", [("Q4", "10-31")] * 3),
        ("①8月底；③10月底；④全年", [("Q4", "12-31")] * 3),
        ("①8月底；②9月底、10月底；③全年", [("Q4", "12-31")] * 3),
    ],
)
def test_each_point_of_a_goal_is_due_by_the_point_of_its_number(deadline, expected):
    row, parts = proposed("①完成选址；②制定方案；③完成主体工程。", deadline=deadline)
    assert [(p, d) for p, _, d, _ in promises(parts)] == expected
    is_read = len(set(expected)) > 1
    assert list(row.targets) == [f"2018{p}" for p, _ in dict.fromkeys(expected)]
    assert [q.row for q in parts.questions] == ([] if is_read else ["3-1"])
    dated = [(o.start, o.end) for o in parts.origins if o.column == "due" and o.place == "表1 完成时限"]
    assert not is_read or len(set(dated)) == len(expected) - ("全年" in deadline)


def test_a_deadline_without_end_and_one_that_comes_again():
    _, steady = proposed("完成沿街垃圾清运", deadline="长期坚持")
    assert [c["ongoing"] for c in steady.tables["commitments.csv"]] == ["true"]
    _, monthly = proposed("报送粮食库存报表", deadline="每月25日前")
    (row,) = monthly.tables["commitments.csv"]
    assert (row["recurs"], row["period"], row["due"]) == ("month:25", "", "")
    assert len(monthly.questions) == 1


@pytest.mark.parametrize(
    "text, rows",
    [
        ("每月开展一次检查", [("每月开展一次检查", "month", "")]),
        ("每月25日前上报台账，每季度末通报", [("每月25日前上报台账", "month:25", ""), ("每季度末通报", "quarter", "")]),
        ("每季度首月10日前报送", [("每季度首月10日前报送", "quarter:01-10", "")]),
        ("6月底前每月组织2次巡查", [("6月底前每月组织2次巡查", "month", "2018-06-30")]),
        ("每周召开例会", [("每周召开例会", "", "2018-12-31")]),
    ],
)
def test_a_promise_that_comes_again_is_one_for_every_time_and_asked_about(text, rows):
    row, parts = proposed(text)
    assert [(c["text"], c["recurs"], c["due"]) for c in parts.tables["commitments.csv"]] == rows
    assert parts.tables["indicators.csv"] == []
    asked = {q.key: "不逐次办结" for q in parts.questions}
    assert len(asked) == sum(bool(rhythm) for _, rhythm, _ in rows)
    once = propose_parts("3-1", row, QUARTERS, asked).tables["commitments.csv"]
    assert not any(c["recurs"] or not c["due"] for c in once)


@pytest.mark.parametrize("text", ["每月15日、30日报送", "每两个月开展一次督查", "逢双月召开例会", "每旬调度一次"])
def test_a_rhythm_that_a_plan_does_not_have_is_asked_about(text):
    _, parts = proposed(text)
    assert promises(parts) == [("Q4", text, "12-31", "false")]
    assert [q.key for q in parts.questions] == ["field:3-1.01 recurs"] and "不能按月、按季拆成" in parts.questions[
        0
    ].sentence


@pytest.mark.parametrize(
    "text, days",
    [
        ("举办招聘会，3月、6月、9月各一期。", ["03-31", "06-30", "09-30"]),
        ("于5月、8月和11月分别召开调度会", ["05-31", "08-31", "11-30"]),
        ("3、6、9、12月各开展一次检查", ["03-31", "06-30", "09-30", "12-31"]),
        ("4月10日前、6月10日前各报送一次", ["04-10", "06-10"]),
        ("一、三季度各召开一次推进会", ["03-31", "09-30"]),
        ("上半年、下半年各开展一次检查", ["06-30", "12-31"]),
        ("每年3月、9月开展检查", ["03-31", "09-30"]),
    ],
)
def test_a_list_of_dates_is_a_promise_for_each_of_them(text, days):
    _, parts = proposed(text)
    assert [(p[1], p[2], p[3]) for p in promises(parts)] == [(text.rstrip("。"), day, "true") for day in days]
    ends = {"Q1": "03-31", "Q2": "06-30", "Q3": "09-30", "Q4": "12-31"}
    assert [p[0] for p in promises(parts)] == [next(q for q, end in ends.items() if day <= end) for day in days]
    assert parts.questions == ()


@pytest.mark.parametrize(
    "text, day, said",
    [
        ("3月、6月开展检查", "06-30", "有几个日期，没有写明各办什么，暂按最后一个（2018-06-30）"),
        ("6月、9月分别完成投资8亿元、12亿元", "", "有几个日期，没有写明各办什么，暂按最后一个（2018-09-30）"),
        ("9月、2019年3月各开展一次检查", "09-30", "2019-03-31不在本计划的时间之内，没有列为节点"),
    ],
)
def test_a_list_of_dates_that_is_not_parted_is_asked_about(text, day, said):
    _, parts = proposed(text)
    assert [p[2] for p in promises(parts)] == ([day] if day else [])
    assert [q.key.split()[1] for q in parts.questions] == ["dates"] and said in parts.questions[0].sentence
    assert day or all(confidence(parts, i["code"]) < CERTAIN for i in parts.tables["indicators.csv"])


@pytest.mark.parametrize("text", ["中秋节前完成改造5个小区", "清明节期间开展防火巡查"])
def test_a_festival_is_asked_for_its_date(text):
    row, parts = proposed(text)
    (question,) = parts.questions
    assert question.key == "field:3-1.01 day"
    (due,) = propose_parts("3-1", row, QUARTERS, {question.key: "2018年9月20日"}).tables["commitments.csv"]
    assert (due["due"], due["exact"]) == ("2018-09-20", "true")
    assert checked(replace(question, answer="节前")).answer == ""
    assert proposed("春节前完成慰问300户")[1].questions[0].proposals == ("2018-02-15",)


def test_the_only_number_of_a_plan_of_the_year_is_the_year_s():
    _, parts = proposed("新建小学1所", "新增学位2，160个", periods=("2018",))
    found = [row for row in series(parts) if row[4]]
    assert found == [("新增学位", "个", "cumulative", "2160", {"18": "2160"})]


def test_a_season_within_a_plan_of_the_year_is_due_at_its_end():
    _, parts = proposed("新建公路", "一季度完成设计，三季度完工", periods=("2018",))
    assert [p[2] for p in promises(parts)] == ["03-31", "09-30"]


def test_the_deadline_holds_in_its_period_where_a_clause_has_no_date_of_its_own():
    _, parts = proposed("", "完成勘察", "", "", "完成竣工验收；10月8日前完成绿化", deadline="11月20日前")
    assert promises(parts) == [
        ("Q1", "完成勘察", "03-31", "false"),
        ("Q4", "完成竣工验收", "11-20", "true"),
        ("Q4", "10月8日前完成绿化", "10-08", "true"),
    ]
    places = {o.key: o.place for o in parts.origins if o.column == "due"}
    assert places == {"3-1.02": "表1 完成时限", "3-1.03": "表1 2018Q4"}


def test_a_date_outside_its_period_is_still_the_due_date():
    _, parts = proposed("", "", "", "", "9月1日前开园")
    assert promises(parts) == [("Q4", "9月1日前开园", "09-01", "true")]
    assert confidence(parts, "3-1.01") < CERTAIN
    assert "2018-09-01" in parts.questions[0].sentence
    _, begun = proposed("", "", "", "7月1日起执行新标准")
    assert promises(begun) == [("Q3", "7月1日起执行新标准", "09-30", "false")]


def test_a_date_before_a_number_is_no_part_of_its_name():
    _, parts = proposed("", "", "", "", "11月20日前完成危房修缮300户")
    assert series(parts) == [("危房修缮", "户", "quarter", "", {"Q4": "300"})]
    (row,) = parts.tables["commitments.csv"]
    assert (row["due"], row["exact"], row["quantity"], row["quantity_unit"]) == ("2018-11-20", "true", "300", "户")
    _, at_the_end = proposed("", "", "", "9月底前完成危房修缮300户")
    assert promises(at_the_end) == []


def test_milestones_of_a_text_are_the_targets_of_their_periods():
    row, parts = proposed("新建口袋公园24处。6月底前建成8处，年底前全部建成开放。")
    texts = {t["period"][-2:]: t["text"] for t in parts.tables["targets.csv"]}
    assert texts == {"Q2": "6月底前建成8处", "Q4": "新建口袋公园24处。年底前全部建成开放。"}
    assert series(parts) == [("新建口袋公园", "处", "cumulative", "24", {"Q2": "8", "Q4": "24"})]
    (goal,) = row.goal
    for period, passages in row.targets.items():
        assert "".join(goal.text[p.start : p.end] for p in passages) == texts[period[-2:]]


@pytest.mark.parametrize(
    "goal, targets, values",
    [
        ("完成投资20亿元（6月底前完成8亿元）。", {"Q2": "6月底前完成8亿元。", "Q4": "完成投资20亿元"}, [{"Q2": "8", "Q4": "20"}]),
        (
            "完成投资20亿元（6月底前完成8亿元、9月底前完成12亿元），新增就业500人。",
            {"Q2": "6月底前完成8亿元", "Q3": "9月底前完成12亿元", "Q4": "完成投资20亿元，新增就业500人。"},
            [{"Q2": "8", "Q3": "12", "Q4": "20"}, {"Q4": "500"}],
        ),
        ("建公厕30座（其中6月底前10座）。", {"Q2": "其中6月底前10座。", "Q4": "建公厕30座"}, [{"Q2": "10", "Q4": "30"}]),
        ("建成实验学校（6月底前主体封顶）。", {"Q2": "6月底前主体封顶。", "Q4": "建成实验学校"}, []),
        ("建成实验学校（6月底前完成）。", {"Q2": "建成实验学校（6月底前完成）。"}, []),
    ],
)  # fmt: skip
def test_a_step_in_brackets_is_due_by_its_own_date(goal, targets, values):
    _, parts = proposed(goal)
    assert {t["period"][-2:]: t["text"] for t in parts.tables["targets.csv"]} == targets
    assert [each[4] for each in series(parts)] == values
    assert not parts.title[0].isdigit()
    assert not values or all(exact == "false" for _, _, _, exact in promises(parts))


@pytest.mark.parametrize(
    "text, values",
    [
        ("一季度：开工20套；二季度：累计开工50套；四季度：累计开工90套", {"Q1": "20", "Q2": "50", "Q4": "90"}),
        ("上半年开工40套，全年开工90套", {"Q2": "40", "Q4": "90"}),
        ("5月底前开工40套，11月10日前开工90套", {"Q2": "40", "Q4": "90"}),
    ],
)
def test_labelled_periods_within_one_cell_are_split(text, values):
    _, parts = proposed("安置房开工90套", "", "", "", text)
    assert [row[2:] for row in series(parts)] == [("cumulative", "90", values)]
    assert [t["period"][-2:] for t in parts.tables["targets.csv"]] == list(values)


def test_a_number_that_is_said_twice_is_one():
    _, parts = proposed("培训农户1200人，其中5月底前300人，11月10日前1200人")
    assert series(parts) == [("培训农户", "人", "cumulative", "1200", {"Q2": "300", "Q4": "1200"})]


def test_a_date_holds_for_its_own_subject_and_the_number_is_still_the_year_s():
    row, parts = proposed("启动新区医院建设，第三小学9月1日前投入使用，新增学位1350个")
    assert list(row.targets) == ["2018Q3", "2018Q4"]
    assert promises(parts)[-1][1:3] == ("启动新区医院建设", "12-31")
    assert [s[1:] for s in series(parts)] == [("个", "cumulative", "1350", {"Q3": "1350"})]


def test_what_a_goal_counts_beside_the_target_of_a_year_may_be_the_whole_project_s():
    _, parts = proposed("新建道路18公里", "完成路基80%", periods=("2018",))
    assert all(confidence(parts, i["code"]) < CERTAIN for i in parts.tables["indicators.csv"] if i["unit"] == "公里")


def test_two_dates_within_one_period_are_one_number():
    _, parts = proposed("", "2月20日前完成签约10户，3月底前完成签约25户")
    assert [row[4] for row in series(parts)] == [{"Q1": "25"}]
    assert promises(parts) == [("Q1", "2月20日前完成签约10户", "02-20", "true")]


def test_a_text_with_one_date_is_not_split():
    row, parts = proposed("设立200万元的救助资金，6月20日前到位")
    assert list(row.targets) == ["2018Q2"]
    assert [p[2] for p in promises(parts)] == ["06-20"]


def test_a_phase_is_due_at_its_end_and_its_heading_is_no_promise():
    goal = "集中排查阶段（5月16日至9月20日）。完成排查沿街门店80家，建立台账。"
    _, parts = proposed(goal, deadline="5月16日至9月20日")
    assert [row[4] for row in series(parts)] == [{"Q3": "80"}]
    assert promises(parts) == [
        ("Q3", "完成排查沿街门店80家", "09-20", "true"),
        ("Q3", "建立台账", "09-20", "true"),
    ]


def test_a_label_names_no_project():
    _, parts = proposed("建设内容：新建冷库3座。年度目标：完成主体。时间节点：4月底前竣工，6月投用。")
    assert {c["project"] for c in parts.tables["commitments.csv"]} == {""}
    assert [(p[1], p[2]) for p in promises(parts)] == [
        ("完成主体", "06-30"),
        ("4月底前竣工", "04-30"),
        ("6月投用", "06-30"),
    ]
    assert [i["name"] for i in parts.tables["indicators.csv"]] == ["新建冷库"]


def test_a_number_beside_a_dated_promise_of_its_cell_is_no_promise_of_its_own():
    _, parts = proposed(
        "", "", "", "8月底前投入使用，新增学位2400个。", "新改建公路60公里，11月底前全部通车。", deadline="11月底前"
    )
    assert [p[1:3] for p in promises(parts)] == [("8月底前投入使用", "08-31"), ("11月底前全部通车", "11-30")]
    assert [s[4] for s in series(parts)] == [{"Q3": "2400"}, {"Q4": "60"}]


def test_a_cell_of_nothing_but_dates_is_the_deadline():
    row, parts = proposed("家庭医生签约率达到60%", "", "", "9月20日前")
    assert (row.deadline[0].text, list(row.targets)) == ("9月20日前", ["2018Q3"])
    assert [p[2] for p in promises(parts)] == ["09-20"]
    _, several = proposed("完成街区改造", deadline="5月底、9月底")
    assert promises(several) == [("Q3", "完成街区改造", "09-30", "true")]
    assert "几个日期" in several.questions[0].sentence


def test_beside_a_target_of_the_year_dated_measures_are_promised_too():
    measures = "加强调度。4月底前完成设计，10月底前完工；三季度启动20条。"
    _, parts = proposed(measures, "改造街巷40条，新增车位300个", periods=("2018",))
    assert promises(parts) == [
        ("18", "4月底前完成设计", "04-30", "true"),
        ("18", "10月底前完工", "10-31", "true"),
        ("18", "三季度启动20条", "09-30", "true"),
    ]
    assert [(i["name"], i["basis"], i["annual"]) for i in parts.tables["indicators.csv"]] == [
        ("改造街巷", "cumulative", "40"),
        ("新增车位", "cumulative", "300"),
    ]
    _, same = proposed("4月底前完成设计", "4月底前完成设计", periods=("2018",))
    assert len(promises(same)) == 1


def test_a_title_before_the_text_is_no_promise():
    _, parts = proposed("扬尘治理。完成工地喷淋安装。")
    assert [text for _, text, _, _ in promises(parts)] == ["完成工地喷淋安装"]


@pytest.mark.parametrize(
    "goal, targets, expected",
    [
        # quarters that add up to the year, though they never fall
        ("新建5G站点60个", ("新建10个", "新建15个", "新建15个", "新建20个"), ("quarter", "60", "10 15 15 20")),
        ("新建5G站点20个", ("新建10个", "新建15个", "新建15个", "新建20个"), ("cumulative", "20", "10 15 15 20")),
        ("加固小桥6座", ("", "完成招标", "完成2座", "全部完成"), ("cumulative", "6", "2 6")),
        ("利用外资1.2亿美元", ("900万美元", "", "7000万美元", "1.2亿美元"), ("cumulative", "12000", "900 7000 12000")),
        ("引进500强企业3家", ("", "", "", "引进3家"), ("cumulative", "3", "3")),
        ("", ("", "前15名", "前12名", "前三名"), ("rank", "3", "15 12 3")),
        ("", ("", "", "", "第5位"), ("rank", "5", "5")),
        ("PM2.5浓度≤35微克/立方米", ("≤45微克/立方米", "", "", "≤35微克/立方米"), ("level", "35", "45 35")),
        ("化解债务2.4亿元", ("6000万元",) * 4, ("quarter", "24000", "6000 6000 6000 6000")),
        ("零售额增长10%", ("9%", "9.5%", "9.8%", "10%"), ("growth", "10", "9 9.5 9.8 10")),
    ],
)
def test_the_basis_comes_from_arithmetic_first(goal, targets, expected):
    _, parts = proposed(goal, *targets)
    (found,) = series(parts)
    assert (found[2], found[3], " ".join(found[4].values())) == expected
    direction = {i["direction"] for i in parts.tables["indicators.csv"]}
    assert direction == ({"at_most"} if expected[0] in ("rank", "level") else {"at_least"})


def test_numbers_that_come_to_nothing_are_not_certain():
    _, parts = proposed("新建站点60个", "新建10个", "新建15个", "新建15个", "新建30个")
    assert confidence(parts, "3-1a") < CERTAIN
    _, done = proposed("加固小桥6座", "", "", "完成2座", "全部完成")
    assert [p["words"] for p in done.tables["planned.csv"]] == ["", "全部完成"]
    assert confidence(done, "3-1a") < CERTAIN


@pytest.mark.parametrize(
    "text, said",
    [
        ("完成投资2亿元（其中：省级资金3000万元）", "其中：省级资金3000万元"),
        ("新增企业8户（工业5户、服务业3户）", "工业5户、服务业3户"),
        ("完成投资2亿元（年产5万吨），新增企业8户（均为工业）", ""),
    ],
)
def test_the_parts_of_a_number_in_brackets_are_asked_about(text, said):
    _, parts = proposed(text)
    assert [said in q.sentence for q in parts.questions if " parts of " in q.key] == [True] * bool(said)


def test_a_step_by_a_date_is_a_part_of_the_year_s_number():
    _, parts = proposed("铺设管网120公里", "3月底前完成招标", "", "9月底前铺设管网80公里", "12月底前全部完工通水")
    assert series(parts) == [("铺设管网", "公里", "cumulative", "120", {"Q3": "80", "Q4": "120"})]
    _, open_end = proposed("铺设管网120公里", "", "", "9月底前铺设管网80公里", "通水")
    assert [row[2] for row in series(open_end)] == ["cumulative"]


@pytest.mark.parametrize(
    "goal, cells, expected, asked",
    [
        ("签约项目24个", ("6", "12", "18", "24"), ("签约项目", "cumulative"), ""),
        ("化解债务2.4亿元", ("0.6", "0.6", "0.6", "0.6"), ("化解债务", "quarter"), ""),
        ("新增就业4000人，举办招聘会12场", ("1000", "2000", "3000", "4000"), ("新增就业", "cumulative"), " parts "),
        ("提升服务水平", ("6", "12", "18", "24"), (), " bare"),
        ("签约项目30个", ("6", "12", "18", "24"), (), " bare"),
    ],
)
def test_bare_numbers_are_of_the_number_of_the_goal_or_asked_about(goal, cells, expected, asked):
    _, parts = proposed(goal, *cells)
    found = [s for s in series(parts) if len(s[4]) == len(cells)]
    assert [(s[0], s[2]) for s in found] == ([expected] if expected else [])
    if expected:
        assert list(found[0][4].values()) == list(cells) and not promises(parts)
    keys = [q.key for q in parts.questions]
    assert (confidence(parts, "3-1a") < CERTAIN) is (asked == " parts ") if expected else any(asked in k for k in keys)


def test_numbers_that_fall_are_asked_about():
    _, parts = proposed("铺设管道40公里", "累计铺设40公里", "铺设15公里")
    assert series(parts) == [] or confidence(parts, "3-1a") < CERTAIN
    assert any("40公里、15公里" in q.sentence for q in parts.questions)


@pytest.mark.parametrize(
    "marks",
    ["一是二是三是", "一要二要三要", "①②③", "1）2）3）", "第一，第二，第三，"],
)
@pytest.mark.parametrize("stop", ["；", "，", "。"])
@pytest.mark.parametrize("lead", ["加强监管。", "加强监管："])
def test_points_of_a_text_are_promises_of_their_own(marks, stop, lead):
    size = len(marks) // 3
    first, second, third = (marks[at * size :][:size] for at in range(3))
    if stop == "，" and not first.endswith(("是", "要", "①")):
        stop = "；"
    _, parts = proposed(f"{lead}{first}5月底前制定办法{stop}{second}开展检查，不少于3次{stop}{third}建立台账。")
    assert promises(parts) == [
        ("Q2", "5月底前制定办法", "05-31", "true"),
        ("Q4", "开展检查", "12-31", "false"),
        ("Q4", "建立台账", "12-31", "false"),
    ]
    assert [(s[0], s[4]) for s in series(parts)] == [("检查", {"Q4": "3"})]
    assert parts.title == "加强监管"


def test_numbered_points_of_goal_and_cells_belong_together():
    _, parts = proposed(
        "建成①社区食堂6处；②乡村戏台9处", "①完成选址；②完成选址", "②开工9处", "①建成2处；②建成4处", "①建成6处；②建成9处"
    )
    assert series(parts) == [
        ("乡村戏台：开工", "处", "quarter", "", {"Q2": "9"}),
        ("社区食堂", "处", "cumulative", "6", {"Q3": "2", "Q4": "6"}),
        ("乡村戏台", "处", "cumulative", "9", {"Q3": "4", "Q4": "9"}),
    ]
    assert [(c["project"], c["text"]) for c in parts.tables["commitments.csv"]] == [
        ("社区食堂", "完成选址"),
        ("乡村戏台", "完成选址"),
    ]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("新增造林1，200亩", [("新增造林", "亩", "1200")]),
        ("建成高标准农田两万亩", [("建成高标准农田", "万亩", "2")]),
        ("完成技改投资3.5亿元，力争4亿元", [("技改投资", "亿元", "3.5")]),
        ("财政收入达到12.5亿元（增长7%）", [("财政收入", "亿元", "12.5"), ("财政收入增速", "%", "7")]),
        ("孕产妇死亡率控制在10/10万以内", [("孕产妇死亡率", "/10万", "10")]),
        ("完成征收签约60%", [("征收签约", "%", "60")]),
        ("光纤覆盖率≥95%", [("光纤覆盖率", "%", "95")]),
        ("打通“瓶颈路”5条", [("打通“瓶颈路”", "条", "5")]),
        ("工业用水量较2015年下降23%", [("工业用水量压减比例", "%", "23")]),
        ("林木蓄积净增1.5×104立方米", []),
        (
            "城镇、农村居民收入分别达到4.5万元和2.1万元",
            [("城镇居民收入", "万元", "4.5"), ("农村居民收入", "万元", "2.1")],
        ),
        ("贷款余额300亿元，较年初增加30亿元", [("贷款余额", "亿元", "300"), ("贷款余额增加", "亿元", "30")]),
        ("贫困人口减少420人", [("贫困人口减少", "人", "420")]),
        ("减少企业办事材料30%以上", [("减少企业办事材料", "%", "30")]),
        ("集体收入20万元以上的村占比不低于80%", [("集体收入20万元以上的村占比", "%", "80")]),
        (
            "PM10、PM2.5浓度分别控制在70、38微克/立方米以内",
            [("PM10", "微克/立方米", "70"), ("PM2.5浓度", "微克/立方米", "38")],
        ),
        ("举办推介会每季度不少于2场，全年不少于10场", [("举办推介会", "场", "10")]),
        ("于5月31日前完成易涝点改造12处", [("易涝点改造", "处", "12")]),
        ("二季度末前整改问题17个", [("整改问题", "个", "17")]),
        ("民营贷款年内增长8%", [("民营贷款增速", "%", "8")]),
        ("2018年底前欠款清偿率达到100%", [("欠款清偿率", "%", "100")]),
        ("改造危桥860延米，家禽出栏380万羽", [("改造危桥", "延米", "860"), ("家禽出栏", "万羽", "380")]),
        ("新增骨干企业不少于二十家", [("新增骨干企业", "家", "20")]),
        ("新建站点一百五十余个", [("新建站点", "个", "150")]),
        ("实施十八期工程，出台三十条，走访几十家企业", []),
        ("转移就业3万-5万人", [("转移就业", "万人", "3")]),
        ("新增就业1万2千人", [("新增就业", "万人", "1.2")]),
        ("新增贷款12亿3000万元以上", [("新增贷款", "亿元", "12.3")]),
        ("新增贷款3亿5千万元", [("新增贷款", "亿元", "3.5")]),
        ("植树1万零500株", [("植树", "万株", "1.05")]),
        ("办件数突破两万三千件", [("办件数", "万件", "2.3")]),
        ("新增就业1万2人", []),
        ("新建车库50个。2.100人参加考试", [("新建车库", "个", "50"), ("参加考试", "人", "100")]),
        ("1.新建车库50个。2.30人参加考试", [("新建车库", "个", "50"), ("参加考试", "人", "30")]),
    ],
)
def test_numbers_in_other_forms(text, expected):
    _, parts = proposed("", "", "", "", text)
    assert [(row[0], row[1], row[4]["Q4"]) for row in series(parts)] == expected


def test_a_cell_of_a_decimal_and_a_counter_is_no_numbering():
    _, parts = proposed("万人发明专利拥有量", "2.9件", "3.0件", "3.15件", "3.2件")
    [(name, _, _, _, planned)] = series(parts)
    assert (name, planned) == ("万人发明专利拥有量", {"Q1": "2.9", "Q2": "3", "Q3": "3.15", "Q4": "3.2"})


@pytest.mark.parametrize(
    "text, said",
    [
        ("电商交易额翻一番", "“电商交易额翻一番”（翻番要有基数）"),
        ("企业数量较上年增加一倍", "“企业数量较上年增加一倍”（倍数要有基数）"),
        ("办件量减半，能耗下降三成", "“办件量减半”（成数没有写成百分比）；“能耗下降三成”"),
        ("亩均税收达到20万元/亩", "“亩均税收达到20万元/亩”（按单位量计的标准）"),
        ("年产值达到5000元/平方米", "“年产值达到5000元/平方米”"),
        ("三分之二的村通公交", "“三分之二”（分数没有写成百分比）"),
        ("新增就业1万2人", "“新增就业1万2”"),
        ("事故起数比上年减少2起", "“事故起数比上年减少2起”（减少要有上年的数）"),
        ("事故防控，减少4起", "“减少4起”（减少要有上年的数）"),
        ("进出口降幅收窄至5%", "“进出口降幅收窄至5%”（降幅没有写负号）"),
        ("林木蓄积净增1.5×104立方米", "科学记数法"),
        ("企业数量翻一番，达到40家", ""),
        ("按照200元/亩的标准完成补助", ""),
        ("成立三个专班，实现任务过半", ""),
    ],
)
def test_a_number_that_no_indicator_can_hold_is_one_question(text, said):
    _, parts = proposed("", "", "", "", text)
    sentences = [q.sentence for q in parts.questions if q.key == "field:3-1 unread numbers"]
    assert len(sentences) == bool(said) and said in "".join(sentences)
    assert not said or parts.tables["planned.csv"] == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("培训农民工2.100人", False),  # a point of numbering, or a slip for 2,100
        ("新建绿道3公里；2.5公里道路完成改造，完成投资2亿元", True),
        ("三年累计完成投资50亿元", False),
        ("到2020年完成投资50亿元", False),
        ("“十三五”末森林覆盖率达到35%", False),
        ("城镇登记失业率不低于3%", False),
        ("城镇登记失业率控制在3%以内", True),
        ("完成3镇5村整治", False),
        ("半年完成50%", False),
        ("PM2.5浓度下降2微克/立方米", False),  # a change, of a base that is not said
        ("工业增速高于全市平均水平1个百分点", False),
    ],
)
def test_a_number_for_another_time_or_on_the_wrong_side_is_asked_about(text, expected):
    _, parts = proposed(text)
    sure = [o.confidence >= CERTAIN for o in parts.origins if o.table == "indicators.csv"]
    assert sure and all(sure) is expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("安全事故死亡人数0人", ("cumulative", "at_most")),
        ("游客满意度95分", ("level", "at_least")),
        ("日供水能力达到5万立方米", ("level", "at_least")),
        ("新增日供水能力5万立方米", ("cumulative", "at_least")),
        ("粮食总产量稳定在12万吨", ("cumulative", "about")),
        ("PM2.5浓度降至35微克/立方米", ("level", "at_most")),
    ],
)
def test_the_side_and_the_span_come_from_the_words(text, expected):
    _, parts = proposed(text)
    assert [(i["basis"], i["direction"]) for i in parts.tables["indicators.csv"]] == [expected]


def test_a_growth_beside_another_number_is_not_of_it():
    cells = ("增长8.5%，新增4户", "增长8.8%，新增9户", "增长9%，新增14户", "增长9%，新增20户")
    _, parts = proposed("工业增加值增长9%左右，新增规上企业20户", *cells)
    assert [(i["unit"], i["direction"], i["same_as"]) for i in parts.tables["indicators.csv"]] == [
        ("%", "about", ""),
        ("户", "at_least", ""),
    ]


@pytest.mark.parametrize(
    "goal, focus, name",
    [
        ("筹集500套", "保障性租赁住房", "保障性租赁住房：筹集"),
        ("半年完成50%", "技能培训", "技能培训完成比例"),
        ("脱贫420人，发生率降至0.6%", "脱贫", "脱贫"),
        ("健全工作机制，完成投资86亿元", "重大项目建设", "重大项目建设：投资"),
        ("实施亿元以上项目36个，完成投资58亿元", "重大项目建设", "实施亿元以上项目"),
    ],
)
def test_a_verb_and_an_amount_take_their_name_from_the_focus(goal, focus, name):
    row = replace(source_row(goal, {}), focus=passage(focus))
    parts = propose_parts("3-1", with_target(row, QUARTERS), QUARTERS)
    assert parts.tables["indicators.csv"][0]["name"] == name
    _, alone = proposed("改造1200户")
    assert alone.tables["indicators.csv"][0]["name"] == "改造"
    _, second = proposed("新增就业4000人，培训1200人")
    assert [i["name"] for i in second.tables["indicators.csv"]] == ["新增就业", "培训"]


def test_a_total_in_brackets_behind_what_is_added_is_asked_about():
    _, parts = proposed("新增高新企业5家（累计达到38家）")
    assert [i["annual"] for i in parts.tables["indicators.csv"]] == ["5", "38"]
    assert confidence(parts, "3-1a") >= CERTAIN > confidence(parts, "3-1b")


def test_the_end_of_a_range_that_counts_is_not_certain():
    _, parts = proposed("", "", "", "", "培育龙头企业1—2家")
    assert confidence(parts, "3-1a") < CERTAIN
    assert proposed("", "√", "√", "建成2家")[1].tables["targets.csv"][0]["period"] == "2018Q3"


@pytest.mark.parametrize(
    "text, days",
    [
        ("7月1日起执行", []), ("三个月内", []), ("五一路改造", []), ("投资12.5亿元", []),
        ("2018年5月1日—5月15日", ["2018-05-15"]), ("5月1日-15日", ["2019-05-15"]), ("次年3月底前", ["2020-03-31"]),
        ("到2018年底", ["2018-12-31"]), ("十月底前完成，十二月验收", ["2019-10-31"]), ("2019年1-3月", ["2019-03-31"]),
    ],
)  # fmt: skip
def test_dates_of_a_text(text, days):
    assert [due.day for due in dues_of(text, 2019)] == [date.fromisoformat(day) for day in days]


TEXT = """2018年白桦县惠民实事实施方案
白政发〔2018〕5号
一、重点任务
1．新建口袋公园24处。6月底前建成8处，年底前全部建成开放。（牵头单位：县城管局；配合单位：县财政局）
2．完成管网更新40公里，惠及居民5200户。9月底前完成15公里，12月10日前全部完工。（牵头单位：县住建局；配合单位：县水利局）
3．开展巡河。一季度完成摸底；三季度完成整治12处。（牵头单位：县水利局；配合单位：县财政局）
白桦县人民政府
2018年2月10日
"""


def test_a_document_with_milestones_makes_a_valid_plan():
    proposal = propose_plan(read_document(TEXT.encode(), "方案.txt"), NOTHING, NOBODY)
    assert [q.sentence for q in proposal.questions if q.key.startswith(("row check", "difference"))] == []
    targets = [(t["item"][-1], t["period"][-2:]) for t in proposal.plan.tables["targets.csv"]]
    assert targets[:4] == [("1", "Q2"), ("1", "Q4"), ("2", "Q3"), ("2", "Q4")]
