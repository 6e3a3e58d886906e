"""Tables of a document become items: heads in any wording and order, merges, pieces, chapters; nothing is lost silently."""

import random
from dataclasses import replace

import pytest

from tests.source_tables import UNDECIDED, source_document, source_table
from zcdash.domain.plan_proposal import QuestionKind
from zcdash.domain.source_document import Passages, SourceDocument, SourceText
from zcdash.intake.document.source_rows import stored_text
from zcdash.intake.document.tables.columns import match_columns
from zcdash.intake.document.tables.row_drafts import places_of
from zcdash.intake.document.tables.table_reading import TableReading
from zcdash.intake.document.tables.table_rows import rows_of_tables

HEAD = ["序号", "重点工作", "任务目标", "完成时间", "责任单位", "分管区长", "第1季度任务目标", "第2季度任务目标"]
FIRST = ["1", "道路建设", "修通环湖路十公里。", "年内", "区交通局", "陈一鸣", "完成设计。", "开工建设。"]
SECOND = ["2", "水利建设", "新建泵站两座。", "6月底", "区水务局", "何二林", "完成招标。", "建成使用。"]
THIRD = ["3", "教育发展", "扩建小学三所。", "年内", "区教育局", "何二林", "完成选址。", "开工建设。"]


def text(passages: Passages) -> str:
    return "".join(passage.text for passage in passages)


def read(*blocks: object, year: int | None = 2021, **decided: dict[str, str]) -> TableReading:
    return rows_of_tables(source_document(*blocks), year, replace(UNDECIDED, **decided))


def keys(reading: TableReading) -> list[str]:
    return [question.key for question in reading.questions]


def shown(reading: TableReading) -> list[tuple[object, ...]]:
    """Return everything that the items say, without blanks."""
    return [
        (row.chapter, row.seq, *("".join(text(passages).split()) for passages in (
            row.focus, row.goal, row.deadline, row.leads, row.supports, row.leaders)),
            tuple(sorted((period, "".join(text(passages).split())) for period, passages in row.targets.items())))
        for row in reading.rows
    ]  # fmt: skip


def fields(*heads: str, year: int | None = 2021) -> list[str]:
    """Return the fields of a table with these heads and one row of texts."""
    row = [f"内容{n}、说明" for n in range(len(heads))]
    return [column.field for column in match_columns(source_table([list(heads), row]), {}, year).columns]


PLAIN = read([HEAD, FIRST, SECOND, THIRD])


def test_columns_become_fields_with_their_addresses() -> None:
    row = PLAIN.rows[1]
    assert (row.seq, text(row.focus), text(row.goal), text(row.deadline)) == (2, "水利建设", "新建泵站两座。", "6月底")
    assert (text(row.leads), text(row.leaders)) == ("区水务局", "何二林")
    assert {period: text(passages) for period, passages in row.targets.items()} == {
        "2021Q1": "完成招标。",
        "2021Q2": "建成使用。",
    }
    assert row.goal[0].place == "表1 第3行 第3列"
    assert (row.goal[0].start, row.goal[0].end) == (0, len("新建泵站两座。"))
    assert PLAIN.periods == ("2021Q1", "2021Q2")
    assert not PLAIN.questions


@pytest.mark.parametrize(
    "heads, expected",
    [
        (["编 号", "县级包保领导", "牵头\n单位", "协办单位", "时间\n节点", "工作内容"],
         ["seq", "leaders", "leads", "supports", "deadline", "goal"]),
        (["序", "项目名称", "主要预期目标", "责任部门", "完成时限"], ["seq", "focus", "goal", "leads", "deadline"]),
        (["板块", "工作事项", "年度目标", "主办单位", "上半年", "下半年"],
         ["chapter", "focus", "goal", "leads", "target:2021H1", "target:2021H2"]),
        (["工作任务", "责任单位", "1-3月", "1-6月", "1-9月", "1-12月"],
         ["goal", "leads", "target:2021Q1", "target:2021Q2", "target:2021Q3", "target:2021Q4"]),
        (["工作任务", "责任单位", "3月底", "6月底", "9月底", "年底"],
         ["goal", "leads", "target:2021Q1", "target:2021Q2", "target:2021Q3", "target:2021Q4"]),
        (["工作任务", "责任单位", "1月", "十二月份", "全年目标"],
         ["goal", "leads", "target:2021M01", "target:2021M12", "target:2021"]),
        (["工作任务", "责任单位", "2022年目标", "2023年目标"], ["goal", "leads", "target:2022", "target:2023"]),
        (["工作任务", "责任单位", "第一阶段（2021年3月1日至2021年5月31日）"],
         ["goal", "leads", "target:2021-03-01/2021-05-31 第一阶段"]),
        (["任务目标", "责仼单位", "分菅领导", "备注"], ["goal", "leads", "leaders", "other"]),
        (["项目名称", "建设内容", "责任单位", "项目业主"], ["focus", "goal", "leads", "other"]),
        (["工作任务", "牵头单位", "责任单位", "Q1", "2020年完成"], ["goal", "leads", "supports", "target:2021Q1", "other"]),
        (["重点工作", "责任单位", "一季度"], ["goal", "leads", "target:2021Q1"]),
        (["工作任务", "督办单位", "责任单位", "Ⅱ季度", "第三季度（7-9月）", "年度计划投资（万元）"],
         ["goal", "other", "leads", "target:2021Q2", "target:2021Q3", "other"]),
        (["工作任务", "包抓领导", "截止6月底完成", "截止12月底完成"], ["goal", "leaders", "target:2021H1", "target:2021H2"]),
    ],
)  # fmt: skip
def test_heads_in_many_wordings(heads: list[str], expected: list[str]) -> None:
    assert fields(*heads) == expected


def test_a_decision_on_a_head_wins_and_an_answer_too() -> None:
    head = ["序号", "干什么", "责任单位", "谁来抓", "一季度"]
    rows = [["1", "修路十公里。", "区交通局", "陈一鸣", "开工"], ["2", "建泵站两座。", "区水务局", "何二林", "开工"]]
    asked = read([head, *rows])
    assert {"column:干什么", "column:谁来抓"} <= set(keys(asked))
    settled = read([head, *rows], columns={"干什么": "goal"}, answers={"column:谁来抓": "分管领导"})
    assert [(text(row.goal), text(row.leaders)) for row in settled.rows] == [
        ("修路十公里。", "陈一鸣"),
        ("建泵站两座。", "何二林"),
    ]
    assert not settled.questions


def test_a_column_of_aims_joins_the_task_beside_it_unless_it_is_said_to_be_the_target_of_the_year() -> None:
    head, row = ["序号", "具体任务", "量化指标", "责任单位"], ["1", "新建第五幼儿园", "新增学位360个", "区教育局"]
    item = read([head, row, ["", "并配齐教师", "，教师45名", ""]], answers={"row:表1 第3行": "接上一行"}).rows[0]
    assert [passage.text for passage in item.goal] == ["新建第五幼儿园", "并配齐教师", "新增学位360个", "，教师45名"]
    assert stored_text(item.goal) == "新建第五幼儿园并配齐教师 新增学位360个，教师45名"
    assert not keys(read([head, row]))
    item = read([head, row], columns={"量化指标": "target:2021"}).rows[0]
    assert (text(item.goal), text(item.targets["2021"])) == ("新建第五幼儿园", "新增学位360个")


@pytest.mark.parametrize(
    ("task", "aim", "expected"),
    [
        ("具体任务", "量化指标", ["goal", "goal"]),
        ("建设内容", "绩效目标", ["goal", "goal"]),
        ("任务", "目标", ["goal", "goal"]),
        ("工作任务", "工作措施", ["goal", "other"]),
        ("主要指标", "量化指标", ["goal", "other"]),
    ],
)
def test_a_second_column_of_the_goal_is_joined_where_it_says_how_much(task: str, aim: str, expected: list[str]) -> None:
    rows = [["序号", "重点工作", task, aim, "责任单位"], ["1", "教育", "新建第五幼儿园。", "学位360个", "区教育局"]]
    assert [column.field for column in read(rows).columns[2:4]] == expected


def test_a_schedule_beside_a_column_of_the_year_is_divided_all_the_same() -> None:
    head = ["序号", "工作内容", "2021年目标", "进度安排", "责任单位"]
    steps = "一季度：征地320亩；二季度：路基完成60%；四季度：10月底通车"
    reading = read([head, ["1", "修通湖滨大道。", "完成投资8000万元", steps, "区交通局"]])
    assert {p: text(t) for p, t in reading.rows[0].targets.items()} == {
        "2021Q1": "征地320亩",
        "2021Q2": "路基完成60%",
        "2021Q4": "10月底通车",
        "2021": "完成投资8000万元",
    }
    assert reading.periods == ("2021Q1", "2021Q2", "2021Q3", "2021Q4", "2021")
    loose = read([head, ["1", "修通湖滨大道。", "完成投资8000万元", "按施工合同推进", "区交通局"]])
    assert (loose.periods, list(loose.rows[0].others)) == (("2021",), ["进度安排"])


def test_heads_of_two_rows_with_titles_above() -> None:
    top = ["序号", "任务目标", "阶段目标", "<", "责任单位", "<", "分管领导"]
    below = ["^", "^", "上半年", "下半年", "牵头", "配合", "^"]
    row = ["1", "修路十公里", "开工", "完工", "区交通局", "区财政局", "陈一鸣"]
    wide = ["<"] * 6
    merged = read([["附件1", *wide], ["2021年重点任务分解表", *wide], top, below, row])
    lost = read([[*(cell.strip("<^") for cell in top)], [cell.strip("^") for cell in below], row])
    for reading in (merged, lost):
        item = reading.rows[0]
        assert (text(item.leads), text(item.supports), item.leads_apart) == ("区交通局", "区财政局", True)
        assert {p: text(t) for p, t in item.targets.items()} == {"2021H1": "开工", "2021H2": "完工"}
    assert [line.use for line in merged.lines] == ["title", "title", "head", "head", "item"]


def test_a_year_stands_over_halves_or_quarters() -> None:
    top = ["序号", "项目名称", "建设规模及内容", "总投资", "2023年形象进度", "<", "责任单位"]
    below = ["^", "^", "^", "^", "上半年", "下半年", "^"]
    row = ["1", "冷链中心", "建设冷库。", "15000", "完成土地摘牌。", "9月底前开工。", "区商务局"]
    item = read([top, below, row], year=None).rows[0]
    assert {p: text(t) for p, t in item.targets.items()} == {"2023H1": "完成土地摘牌。", "2023H2": "9月底前开工。"}


def test_a_row_below_a_merged_head_is_no_head_where_it_holds_an_item() -> None:
    reading = read([[*HEAD[:6], "一季度", "二季度"], ["^", *FIRST[1:]], SECOND])
    assert [text(row.goal) for row in reading.rows] == ["修通环湖路十公里。", "新建泵站两座。"]
    assert "seq-none:表1 第2行" in keys(reading)


def test_merged_and_lost_merges_share_seq_and_focus() -> None:
    other = ["^", "^", "架桥两座。", "年内", "区住建局", "陈一鸣", "完成设计。", "开工建设。"]
    merged = read([HEAD, FIRST, other, SECOND])
    assert [(row.seq, text(row.focus)) for row in merged.rows] == [(1, "道路建设"), (1, "道路建设"), (2, "水利建设")]
    assert not merged.questions
    blank = read([HEAD, FIRST, ["", "", *other[2:]], SECOND])
    assert shown(blank) == shown(merged)
    assert [key.split(":")[:2] for key in keys(blank)] == [["fill", "seq"]]
    repeated = read([HEAD, FIRST, [*FIRST[:2], *other[2:]], SECOND])
    assert shown(repeated) == shown(merged)


def test_a_row_cut_at_a_page_is_one_item_with_two_passages() -> None:
    upper = ["1", "道路建设", "修通环湖路十公里，", "年内", "区交通局", "陈一鸣", "完成设计，", "开工建设。"]
    rest = ["", "", "架桥两座。", "", "", "", "完成招标。", ""]
    for blocks in (
        [[HEAD, upper, rest, SECOND]],
        [[HEAD, upper], [rest, SECOND]],
        [[HEAD, upper], [HEAD, rest, SECOND]],
    ):
        reading = read(*blocks)
        assert [row.seq for row in reading.rows] == [1, 2]
        assert [passage.text for passage in reading.rows[0].goal] == ["修通环湖路十公里，", "架桥两座。"]
        assert text(reading.rows[0].targets["2021Q1"]) == "完成设计，完成招标。"
        assert not keys(reading)


def test_equal_words_that_end_a_cut_row_are_no_heading() -> None:
    upper = ["1", "道路建设", "道路完好率增", "年内", "区交通局", "陈一鸣", "道路完好率增", "道路完好率增"]
    rest = ["", "", "幅8%左右", "", "", "", "幅8%左右", "幅8%左右"]
    reading = read([HEAD, upper], [HEAD, rest, SECOND])
    assert [(row.chapter, text(row.goal)) for row in reading.rows] == [
        ("", "道路完好率增幅8%左右"),
        ("", "新建泵站两座。"),
    ]
    assert text(reading.rows[0].targets["2021Q2"]) == "道路完好率增幅8%左右"


def test_a_doubtful_row_is_asked_about_and_the_answer_is_followed() -> None:
    doubtful = ["", "", "架桥两座。", "", "区住建局", "", "", ""]
    reading = read([HEAD, FIRST, doubtful, SECOND])
    question = next(question for question in reading.questions if question.key == "row:表1 第3行")
    outcomes = {
        answer: len(read([HEAD, FIRST, doubtful, SECOND], answers={question.key: answer}).rows)
        for answer in question.proposals
    }
    assert outcomes == {"接上一行": 2, "另一事项": 3, "不作为事项": 2}
    assert len(reading.rows) == outcomes[question.proposals[0]]


def test_pieces_of_a_table_go_on_without_head_and_in_another_grid() -> None:
    other_grid = [["2", "<", *SECOND[1:]], ["3", "<", *THIRD[1:]]]
    assert shown(read([HEAD, FIRST], other_grid)) == shown(PLAIN)
    nearly = ["序 号", *HEAD[1:4], "责任单泣", "分管\n区长", *HEAD[6:]]
    assert shown(read([HEAD, FIRST], [nearly, SECOND], [THIRD])) == shown(PLAIN)
    assert shown(read([HEAD, FIRST, SECOND, nearly, THIRD])) == shown(PLAIN)
    assert shown(read([HEAD, FIRST, SECOND, HEAD, THIRD])) == shown(PLAIN)


def test_heads_may_change_between_chapters_of_one_table() -> None:
    short = ["序号", "预期目标", "<", *HEAD[3:]]
    reading = read([
        ["一、经济发展。", *["<"] * 7], short, ["1", "生产总值增长6%。", "<", *FIRST[3:]],
        ["二、民生事业。", *["<"] * 7], HEAD, SECOND,
    ])  # fmt: skip
    assert [(row.chapter, row.seq, text(row.focus)) for row in reading.rows] == [
        ("经济发展", 1, ""),
        ("民生事业", 2, "水利建设"),
    ]
    assert [chapter.title for chapter in reading.chapters] == ["经济发展", "民生事业"]
    assert not reading.questions


def test_chapters_stand_before_tables_in_rows_and_in_a_column() -> None:
    before = read("一、经济发展", [HEAD, FIRST], "二、民生事业。", [HEAD, SECOND])
    assert [row.chapter for row in before.rows] == ["经济发展", "民生事业"]
    assert ("第1段", 0, 6) in before.used
    rows = read([HEAD, ["一、经济发展", *["<"] * 7], FIRST, ["", "二、民生事业"], SECOND])
    assert [row.chapter for row in rows.rows] == ["经济发展", "民生事业"]
    totals = read([HEAD, ["一", "道路", "", "", "", "", "3", "4"], FIRST, ["二", "水利"], SECOND])
    assert [(row.chapter, row.seq) for row in totals.rows] == [("道路", 1), ("水利", 2)]
    for wide in (["<"] * 6, []):
        points = read(
            [HEAD, ["一", "道路", *wide], ["（一）", *FIRST[1:]], ["二", "水利", *wide], ["（一）", *SECOND[1:]]]
        )
        assert [(row.chapter, row.seq) for row in points.rows] == [("道路", 1), ("水利", 1)] and not points.questions
    merged = read(
        [HEAD, ["一", "道路", *["<"] * 6], ["1.1", *FIRST[1:]], ["二", "水利", *["<"] * 6], ["2.1", *SECOND[1:]]]
    )
    assert [(row.chapter, row.seq) for row in merged.rows] == [("道路", 1), ("水利", 2)]
    column = read(
        [
            ["领域", "工作任务", "责任单位"],
            ["经济", "修路", "区交通局"],
            ["^", "架桥", "区住建局"],
            ["民生", "建校", "区教育局"],
        ]
    )
    assert [row.chapter for row in column.rows] == ["经济", "经济", "民生"]


def test_subheadings_become_the_focus_where_no_column_is_one() -> None:
    head = ["序号", "任务目标", "责任单位", "一季度"]
    reading = read("一、城市建设", [head, ["（一）道路", "<", "<", "<"], ["1", "修路", "区交通局", "开工"]])
    assert (reading.rows[0].chapter, text(reading.rows[0].focus)) == ("城市建设", "道路")
    assert reading.rows[0].focus[0].start == len("（一）")


def test_a_chapter_left_out_is_asked_about() -> None:
    reading = read("一、经济发展", [HEAD, FIRST], "三、民生事业", [HEAD, SECOND])
    assert [key.split(":")[0] for key in keys(reading)] == ["chapter"]
    without_first = read([HEAD, FIRST], "二、民生事业", [HEAD, SECOND])
    assert [key.split(":")[0] for key in keys(without_first)] == ["chapter-none", "chapter"]


def test_sheets_of_a_workbook_stand_for_chapters() -> None:
    document = source_document([HEAD, FIRST], [HEAD, ["1", *SECOND[1:]]])
    named = tuple(replace(table, name=name) for table, name in zip(document.tables, ("经济", "民生"), strict=True))
    workbook = replace(document, paragraphs=(), tables=named)
    reading = rows_of_tables(workbook, 2021, UNDECIDED)
    assert [row.chapter for row in reading.rows] == ["经济", "民生"]
    (question,) = reading.questions
    refused = rows_of_tables(workbook, 2021, replace(UNDECIDED, answers={question.key: "不作板块"}))
    assert [row.chapter for row in refused.rows] == ["", ""]


def test_a_target_merged_over_two_periods_stands_at_the_last() -> None:
    row = [*FIRST[:6], "完成前期手续。", "<"]
    reading = read([HEAD, row])
    assert list(reading.rows[0].targets) == ["2021Q2"]
    assert [question.kind for question in reading.questions] == [QuestionKind.FIELD]
    chosen = read([HEAD, row], answers={reading.questions[0].key: reading.questions[0].proposals[1]})
    assert reading.questions[0].proposals == ("各期目标 2021Q2", "各期目标 2021Q1")
    assert list(chosen.rows[0].targets) == ["2021Q1"]


def test_totals_notes_and_column_numbers_are_no_items() -> None:
    reading = read([
        ["单位：万元", *["<"] * 7], HEAD, [str(n) for n in range(1, 9)], FIRST,
        ["合计", "", "十公里"], ["注：以上为初步安排。", *["<"] * 7],
        ["负责人：", "", "", "填表人：", "", "", "日期：", ""],
    ])  # fmt: skip
    assert [line.use for line in reading.lines] == ["note", "head", "head", "item", "total", "note", "note"]
    assert "表1 第1行 第1列" not in {place for place, _, _ in reading.used}


FIGURES = ["序号", "目标任务", "计量单位", "责任单位", "一季度", "二季度", "增长率"]
ROADS = ["1", "修路", "公里", "区交通局", "1.5", "3", "5%"]
PIPES = ["2", "铺管", "公里", "区水务局", "2.5", "4,000", "7%"]
LAMPS = ["3", "装灯", "公里", "区城管局", "1", "-", "9%"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([ROADS, PIPES, ["合计", "", "", "", "4", "4003", "6%"]], []),
        ([ROADS, PIPES, ["合计", "", "", "", "4.1", "4003", ""]], ["“一季度”写的是4.1，各行相加是4"]),
        ([["合计", "", "", "", "4", "4000", ""], ROADS, PIPES], ["“二季度”写的是4000，各行相加是4003"]),
        (
            [ROADS, PIPES, ["小计", "", "", "", "4", "", ""], LAMPS, PIPES, ["小计", "", "", "", "3", "", ""],
             ["合计", "", "", "", "7.5", "8003", ""]],
            ["表1 第7行的“小计”与各行之和不一致：“一季度”写的是3，各行相加是3.5，"],
        ),
        ([ROADS, PIPES, ["合计", "", "", "", "4", "", ""], LAMPS, PIPES, ["合计", "", "", "", "3.5", "", ""]], []),
        ([ROADS, ["2", "其中：支路", *PIPES[2:]], ["合计", "", "", "", "1.5", "", ""]], []),
        ([ROADS, [*PIPES[:4], "开工", "", ""], LAMPS, ["合计", "", "", "", "9", "", ""]], []),
    ],
)  # fmt: skip
def test_a_total_that_is_not_the_sum_of_its_rows_is_asked_about(rows: list[list[str]], expected: list[str]) -> None:
    asked = [q for q in read([FIGURES, *rows]).questions if q.key.startswith("total:")]
    assert len(asked) == len(expected)
    assert all(said in question.sentence for said, question in zip(expected, asked, strict=True))


def test_marked_rows_long_cells_and_plans_of_totals_stay_items() -> None:
    starred = ["★2", *SECOND[1:]]
    total = ["3", "总计划编制", *THIRD[2:]]
    broken = ["", "", "二、配套绿化。", "", "", "", "", ""]
    reading = read([HEAD, ["1", "道路建设", "一、修通环湖路，", *FIRST[3:]], broken, starred, total])
    assert [row.seq for row in reading.rows] == [1, 2, 3]
    assert text(reading.rows[0].goal) == "一、修通环湖路，二、配套绿化。"


def test_headings_without_a_number_are_asked_about_where_they_are_not_merged_or_others_have_one() -> None:
    merged, typed = [["经济发展", *["<"] * 7], ["民生事业", *["<"] * 7]], [["经济发展"], ["民生事业"]]
    asked = {}
    for first, second in (merged, typed, (["一、经济发展", *["<"] * 7], merged[1])):
        reading = read([HEAD, first, FIRST, second, SECOND])
        asked[str(first[:2])] = [key.split(":")[1] for key in keys(reading) if key.startswith("headings:")]
        assert reading.rows[0].chapter == "经济发展"
    assert list(asked.values()) == [[], ["2"], ["1"]]


def test_a_table_of_other_things_is_left_and_asked_about() -> None:
    reading = read([HEAD, FIRST], "联系方式", [["单位", "姓名", "电话"], ["区交通局", "周小舟", "6200001"]])
    assert len(reading.rows) == 1
    assert [key.split(":")[:2] for key in keys(reading)] == [["table", "2"]]


@pytest.mark.parametrize(
    "seqs, expected",
    [
        ("1 2 4", ["seq-gap:2:4"]),
        ("1 3 2", ["seq-gap:1:3", "seq-fall:表1 第4行"]),
        ("1 2 2", []),
        ("2 3 4", ["seq-gap:0:2"]),
        ("1 2 1", ["seq-double:1:表1 第4行"]),
        ("1 x 3", ["seq-none:表1 第3行"]),
        ("1.1 1.2 2.1", []),
        ("1.1 1.3 2", ["seq-gap:1.1:1.3"]),
        ("第一项 第二项 第十项", ["seq-gap:2:10"]),
        ("一是 二是 三是", []),
        ("① ② ③", []),
    ],
)
def test_gaps_and_falls_of_seq_are_asked_about(seqs: str, expected: list[str]) -> None:
    rows = [[seq, "道路建设", *row[2:]] for seq, row in zip(seqs.split(), (FIRST, SECOND, THIRD), strict=True)]
    assert keys(read([HEAD, *rows])) == expected


def test_a_row_without_number_and_goal_is_one_question() -> None:
    reading = read([HEAD, FIRST, ["", "", "", *SECOND[3:]], THIRD])
    [question] = reading.questions
    assert question.key == "goal:表1 第3行"
    assert "没有序号，没有目标任务" in question.sentence
    assert keys(read([HEAD, FIRST, ["", *SECOND[1:]], THIRD])) == ["fill:seq:1:表1 第3行:表1 第3行"]
    assert "seq-gap:1:5" in keys(read([HEAD, FIRST, ["", *SECOND[1:]], ["5", *THIRD[1:]]]))


def test_a_row_with_nothing_but_its_number_is_named_and_no_gap() -> None:
    rows = [["1", *FIRST[1:]], ["2", *["无"] * 7], ["3", *THIRD[1:]]]
    reading = read([HEAD, *rows])
    assert keys(reading) == ["seq-only:表1 第3行"]
    assert "表1 第3行（序号2）除序号外是空白或“无”，没有载入" in reading.questions[0].sentence


def test_the_year_comes_from_the_heads_or_a_title_or_is_asked_for() -> None:
    head = ["序号", "任务目标", "责任单位", "一季度", "二季度"]
    row = ["1", "修路", "区交通局", "开工", "完工"]
    assert read("2022年重点任务分解表", [head, row], year=None).periods == ("2022Q1", "2022Q2")
    assert read([[*head[:3], "2023年一季度", "2023年二季度"], row], year=None).periods == ("2023Q1", "2023Q2")
    unknown = read([head, row], year=None)
    assert (unknown.periods, keys(unknown)) == ((), ["field:year"])
    assert [text(passages) for passages in unknown.rows[0].others.values()] == ["开工", "完工"]
    assert read([head, row], year=None, answers={"field:year": "2024"}).periods == ("2024Q1", "2024Q2")


def test_values_that_speak_against_their_head_are_asked_about() -> None:
    swapped = [[*row[:4], row[5], row[4], *row[6:]] for row in (FIRST, SECOND, THIRD)]
    assert keys(read([HEAD, *swapped])) == ["column:责任单位", "column:分管区长"]


def test_a_table_without_heads_is_matched_by_its_values() -> None:
    reading = read([FIRST[:1] + FIRST[2:6], SECOND[:1] + SECOND[2:6], THIRD[:1] + THIRD[2:6]])
    assert [(row.seq, text(row.goal), text(row.leads)) for row in reading.rows][1] == (2, "新建泵站两座。", "区水务局")
    assert len(keys(reading)) == 5
    assert all(column.confidence <= 0.5 for column in reading.columns)


def test_a_dash_means_nothing() -> None:
    reading = read(
        [["序号", "任务目标", "牵头单位", "配合单位"], ["1", "修路", "区交通局", "—"], ["2", "建站", "区水务局", "无"]]
    )
    assert [row.supports for row in reading.rows] == [(), ()]
    assert ("表1 第2行 第4列", 0, 1) in reading.used


def test_a_blank_column_of_seq_is_asked_about() -> None:
    assert keys(read([HEAD, ["", *FIRST[1:]], ["", *SECOND[1:]]])) == ["seq-blank"]


def test_numbers_that_are_none_are_one_question() -> None:
    named = [[f"督〔2023〕{n}号", *row[1:]] for n, row in enumerate((FIRST, SECOND, THIRD), 1)]
    assert keys(read([["编号", *HEAD[1:]], *named])) == ["column:编号", "seq-none:all:表1 第2行"]


def test_a_second_row_that_only_divides_a_head_is_one_of_heads() -> None:
    first = ["序号", "工作任务", "责任单位", "资金规模", "<", "<"]
    second = ["^", "^", "^", "合计", "中央", "县级"]
    reading = read(
        [first, second, ["1", "修路", "区交通局", "360", "300", "60"], ["2", "建站", "区水务局", "80", "80", "0"]]
    )
    assert [column.head for column in reading.columns][3:] == ["资金规模 合计", "资金规模 中央", "资金规模 县级"]
    assert len(reading.rows) == 2


def test_an_annex_below_is_no_chapter_that_others_lack() -> None:
    annex = ["附：招商目标", *["<"] * (len(HEAD) - 1)]
    assert not [k for k in keys(read([HEAD, FIRST, SECOND, annex, THIRD])) if k.startswith("chapter-none")]


def test_blanks_in_several_months_are_usual() -> None:
    rows = [[str(n), f"修通第{n}条路。", "区交通局", f"开工第{n}段。", "" if n == 4 else "完工。"] for n in range(1, 7)]
    heads = ["序号", "工作任务", "责任单位", "5月", "6月"]
    assert len(keys(read([heads, *rows]))) == 1
    rows[1][3] = ""
    assert keys(read([heads, *rows])) == []


def test_a_blank_cell_in_a_full_column_is_asked_about() -> None:
    rows = [[str(n), FIRST[1], f"修通第{n}条路。", *FIRST[3:]] for n in range(1, 7)]
    rows[3] = [*rows[3][:4], "", *rows[3][5:]]
    assert keys(read([HEAD, *rows])) == ["blank:表1:5.leads"]


def test_cells_that_look_like_those_of_another_column_are_one_question() -> None:
    rows = [[str(n), FIRST[1], f"修通第{n}条路。", *FIRST[3:]] for n in range(1, 7)]
    rows[1][4:6], rows[4][4:6], rows[5][6] = ["陈一鸣", "区交通局"], ["何二林", "区水务局、各镇"], "区供电公司"
    reading = read([HEAD, *rows])
    [question] = [q for q in reading.questions if q.key.startswith("misplaced")]
    assert "表1 第3行“责任单位（牵头单位）”一栏是“陈一鸣”" in question.sentence and "等" not in question.sentence
    assert question.sentence.count("一栏是") == 5 and question.proposals == ("已核对",)


def test_a_row_that_is_there_twice_is_named() -> None:
    reading = read([HEAD, FIRST, SECOND, ["3", *FIRST[1:]]])
    [question] = [q for q in reading.questions if q.key.startswith("doubled")]
    assert question.sentence.startswith("表1 第2行、表1 第4行的内容相同")
    assert len(reading.rows) == 3


def test_the_unit_above_a_head_leads_every_row_below() -> None:
    head = [name for name in HEAD if name != "责任单位"]
    row = [*FIRST[:4], *FIRST[5:]]
    for above in ("单位：区交通局", "责任单位：区交通局"):
        reading = read([[above, *["<"] * 6], head, row])
        assert [text(item.leads) for item in reading.rows] == ["区交通局"]
    reading = read(
        [["单位：区交通局", *["<"] * 6], [*head[:4], "配合单位", *head[5:]], [*row[:4], "区财政局", *row[5:]]]
    )
    assert [(text(item.leads), text(item.supports)) for item in reading.rows] == [("区交通局", "区财政局")]


def test_a_bare_number_is_no_item() -> None:
    reading = read([HEAD, FIRST, ["2"], ["3", *THIRD[1:]]])
    assert [row.seq for row in reading.rows] == [1, 3] and keys(reading) == ["seq-only:表1 第3行"]


def test_a_row_that_is_no_task_is_left_until_the_office_says_that_it_is_one() -> None:
    tail = ["工作要求", "各单位要按月报送进展，区政府督查室定期通报。", *["<"] * 6]
    reading = read([HEAD, FIRST, SECOND, tail])
    assert (len(reading.rows), keys(reading), reading.lines[-1].use) == (2, ["task:表1 第4行"], "left")
    assert len(read([HEAD, FIRST, SECOND, tail], answers={"task:表1 第4行": "是事项"}).rows) == 3
    numbered = read([HEAD, FIRST, ["2", "工作要求", *SECOND[2:]]])
    assert (len(numbered.rows), keys(numbered)) == (2, [])
    for row, key in ((["", *THIRD[1:]], "seq-none"), (["3", "教育发展", "", *THIRD[3:]], "focus")):
        answers = {f"{key}:表1 第4行": "不作为事项"}
        left = read([HEAD, FIRST, SECOND, row], answers=answers)
        assert (len(left.rows), keys(left), left.questions[0].answer) == (2, [*answers], "不作为事项")


def mutated(document: SourceDocument, chance: random.Random) -> SourceDocument:
    """Return a document with one thing spoiled: a head, a cell, a merge, a row, the order of the columns."""
    table = document.tables[0]
    cells = list(table.cells)
    kind = chance.choice(["empty", "slip", "widen", "order", "number", "shorten"])
    at = chance.randrange(len(cells))
    cell = cells[at]
    if kind == "order":
        places = list(range(1, table.columns + 1))
        chance.shuffle(places)
        cells = sorted((replace(c, column=places[c.column - 1]) for c in cells), key=lambda c: (c.row, c.column))
    elif kind == "widen" and cell.column < table.columns:
        cells = [
            replace(cell, column_span=2) if c == cell else c
            for c in cells
            if (c.row, c.column) != (cell.row, cell.column + 1)
        ]
    else:
        spoiled = {"empty": "", "slip": cell.content.text[:1] + "口", "number": "7"}.get(kind, cell.content.text[:2])
        cells[at] = replace(cell, content=SourceText(spoiled))
    return replace(document, tables=(replace(table, cells=tuple(cells)),))


def test_spoiled_tables_lose_no_cell_and_count_every_row() -> None:
    document = source_document([HEAD, FIRST, SECOND, THIRD])
    for seed in range(150):
        spoiled = mutated(mutated(document, random.Random(seed)), random.Random(-seed))
        reading = rows_of_tables(spoiled, 2021, UNDECIDED)
        use = {line.row: line.use for line in reading.lines}
        assert [line.row for line in reading.lines] == [1, 2, 3, 4]
        held = places_of(reading.rows) | {place for place, _, _ in reading.used}
        left = [place for place in spoiled.texts() if place not in held]
        assert all(
            use[int(place.split("第")[1].split("行")[0])] in {"note", "total", "left", "title"} for place in left
        ), seed
