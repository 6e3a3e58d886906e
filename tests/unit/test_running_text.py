"""Measures and phases of running text: each measure whole, with its brackets, also where paragraphs are cut wrongly."""

import time
from dataclasses import replace
from datetime import date

import pytest

from zcdash.domain.source_document import SourceDocument, SourceParagraph, SourceRow, SourceText
from zcdash.intake.document.running.notice import notice_facts
from zcdash.intake.document.running.running_text import TextReading, rows_of_text

MEASURES = """
云山县人民政府
关于印发稳定外贸若干措施的通知
云政发〔2021〕12号
各镇人民政府，县政府各部门：
现印发给你们。
云山县人民政府
2021年5月6日
关于稳定外贸的若干措施
为稳定全县外贸，制定如下措施：
一、扩大出口
1．组织 12家企业参加展会。（责任领导：陈志远；责任部门：县商务局牵头，县财政局配合）
2．培育跨境电商园区。
园区全年入驻 30家企业。（责任领导：陈志远、周明；责任部门：县商务局、县工信局分别牵头，县税务局配合）。
二、优化服务
3．压缩通关时间（牵头单位：云山海关；配合单位：县商务局、县大数据局；完成时限：2021年9月底），全年降低 10%。
4．每季度召开一次座谈会。（责任单位：县商务局）
附件：1．任务分工表
2．企业名单
（此件公开发布）
"""

PROGRAMME = """
云山县2020年河道整治工作方案
一、指导思想
全面整治河道。
二、整治步骤
（一）摸底阶段（2019年11月5日至2020年1月20日）
1．全面排查
（1）各镇逐村排查，建立台账。
（2）县水利局复核。
2．广泛宣传。发放明白纸1万份。
（二）整治阶段（2020年2月至10月）。按台账逐条整治。
第一时段（2020年2月1日至5月31日）清理主河道。
第二时段（6月1日至10月31日）清理支流。
（三）验收阶段（2020年11月上旬）组织验收。
三、工作要求
（一）加强领导。各镇成立专班。
"""


def document(text: str, heading: dict[str, int] | None = None) -> SourceDocument:
    paragraphs = tuple(
        SourceParagraph(
            place=f"第{number}段", order=number, content=SourceText(line), heading=(heading or {}).get(line, 0)
        )
        for number, line in enumerate(text.strip().split("\n"), start=1)
    )
    return SourceDocument(file_name="措施.docx", sha256="0" * 64, paragraphs=paragraphs, tables=())


def read(text: str, heading: dict[str, int] | None = None) -> TextReading:
    source = document(text, heading)
    return rows_of_text(source, notice_facts(source))


def paragraph(number: int, text: str) -> SourceParagraph:
    return SourceParagraph(place=f"第{number}段", order=number, content=SourceText(text))


def words(passages) -> str:
    return "".join(passage.text for passage in passages)


def wrapped(text: str, width: int) -> str:
    """Cut each line of a text into lines of a width, as PDF text has them."""
    return "\n".join(line[at : at + width] for line in text.strip().split("\n") for at in range(0, len(line), width))


def fields(row: SourceRow) -> tuple[str, ...]:
    bare = (words(f).replace(" ", "") for f in (row.goal, row.leaders, row.leads, row.supports, row.deadline))
    return (row.chapter, *bare)


def test_each_measure_has_its_chapter_its_text_and_what_its_bracket_says():
    reading = read(MEASURES)
    assert [row.seq for row in reading.rows] == [1, 2, 3, 4]
    assert [fields(row) for row in reading.rows] == [
        ("扩大出口", "组织12家企业参加展会。", "陈志远", "县商务局牵头，县财政局配合", "", ""),
        (
            *("扩大出口", "培育跨境电商园区。园区全年入驻30家企业。", "陈志远、周明"),
            *("县商务局、县工信局分别牵头，县税务局配合", "", ""),
        ),
        ("优化服务", "压缩通关时间，全年降低10%。", "", "云山海关", "县商务局、县大数据局", "2021年9月底"),
        ("优化服务", "每季度召开一次座谈会。", "", "县商务局", "", ""),
    ]
    assert [row.leads_apart for row in reading.rows] == [False, False, True, False]
    assert [title for title, _ in reading.chapters] == ["扩大出口", "优化服务"]


@pytest.mark.parametrize("width", [17, 23, 31, 40])
def test_measures_are_whole_where_every_line_is_a_paragraph(width):
    whole, cut = read(MEASURES), read(wrapped(MEASURES, width))
    assert [fields(row)[1:] for row in cut.rows] == [fields(row)[1:] for row in whole.rows]


def test_measures_that_run_on_in_one_paragraph_are_parted_behind_their_brackets():
    joined = (
        "一、扩大出口\n1．办展会，含1.5万人。（责任单位：县商务局）2．建园区。（责任单位：县工信局）。"
        "3．减税费。（责任单位：县税务局）"
    )
    assert [(row.seq, words(row.leads)) for row in read(joined).rows] == [
        (1, "县商务局"),
        (2, "县工信局"),
        (3, "县税务局"),
    ]


def test_every_character_is_a_field_used_or_left_and_at_its_place():
    source = document(MEASURES)
    reading = rows_of_text(source, notice_facts(source))
    texts = source.texts()
    taken: dict[str, set[int]] = {place: set() for place in texts}
    for row in reading.rows:
        for passage in (*row.seq_passages, *row.goal, *row.leaders, *row.leads, *row.supports, *row.deadline):
            assert texts[passage.place][passage.start : passage.end] == passage.text
            span = set(range(passage.start, passage.end))
            assert not span & taken[passage.place], "two fields claim a character"
            taken[passage.place] |= span
    for passage in reading.used:
        taken[passage.place] |= set(range(passage.start, passage.end))
    body = [
        place
        for place, text in texts.items()
        if text.startswith(("一、", "二、", "1．", "2．培", "园区", "3．", "4．"))
    ]
    left = {place: "".join(c for n, c in enumerate(texts[place]) if n not in taken[place]).strip() for place in body}
    assert set(left.values()) == {""}
    closing = [place for place, text in texts.items() if text.startswith(("附件", "2．企业", "（此件", "为稳定"))]
    assert len(closing) == 4 and not any(taken[place] for place in closing)


def test_phases_have_their_days_and_their_parts():
    found = [(p.code, p.name, p.starts, p.ends, p.parent) for p in read(PROGRAMME).phases]
    assert found == [
        ("p1", "摸底阶段", date(2019, 11, 5), date(2020, 1, 20), ""),
        ("p2", "整治阶段", date(2020, 2, 1), date(2020, 10, 31), ""),
        ("p2-1", "第一时段", date(2020, 2, 1), date(2020, 5, 31), "p2"),
        ("p2-2", "第二时段", date(2020, 6, 1), date(2020, 10, 31), "p2"),
        ("p3", "验收阶段", date(2020, 11, 1), date(2020, 11, 10), ""),
    ]


def test_points_below_a_heading_are_rows_and_the_heading_is_their_focus():
    rows = read(PROGRAMME).rows
    assert [(row.chapter, words(row.focus), words(row.goal)[:6]) for row in rows][:3] == [
        ("摸底阶段", "全面排查", "各镇逐村排查"),
        ("摸底阶段", "全面排查", "县水利局复核"),
        ("摸底阶段", "", "广泛宣传。发"),
    ]
    assert not any("全面整治河道" in words(row.goal) for row in rows), "a preamble promises nothing"
    assert [words(row.deadline) for row in rows if "验收" in words(row.goal)] == ["2020年11月上旬"]


def test_points_within_a_measure_are_part_of_it_where_the_bracket_stands_at_its_end():
    text = (
        "一、治水\n1．整治河道，包括三项：\n（1）清淤。\n（2）护岸。\n（3）绿化。（责任单位：县水利局）\n"
        "2．建水厂。（责任单位：县住建局）"
    )
    rows = read(text).rows
    assert [(row.seq, words(row.leads)) for row in rows] == [(1, "县水利局"), (2, "县住建局")]
    assert "清淤" in words(rows[0].goal) and "绿化" in words(rows[0].goal)


def test_a_bracket_at_the_end_of_a_section_is_of_the_section_unless_each_measure_has_its_own():
    first = "一、治水\n（一）河道\n1．清淤。\n2．护岸。（责任单位：县水利局）\n（二）水厂\n1．选址。"
    section = read(f"{first}\n2．开工。（责任单位：县住建局）")
    assert [words(r.leads) for r in section.rows] == ["县水利局", "县住建局"]
    own = read(f"{first[:-1]}（责任单位：县住建局）")
    assert [words(r.leads) for r in own.rows] == ["", "县水利局", "县住建局"]


def test_responsible_units_on_a_line_of_their_own():
    rows = read(
        "一、治水\n（一）清淤。\n清理河道20公里。\n责任单位：县水利局\n完成时限：2021年10月底\n（二）建厂。\n责任单位：县住建局、\n县财政局"
    ).rows
    assert [(words(r.leads), words(r.deadline)) for r in rows] == [
        ("县水利局", "2021年10月底"),
        ("县住建局、县财政局", ""),
    ]


@pytest.mark.parametrize(
    "text, goal, leads, deadline",
    [
        (
            "1．建园。（县住建局牵头，县财政局配合，12月底前完成）",
            "建园。",
            "县住建局牵头，县财政局配合",
            "12月底前完成",
        ),
        ("1．建园。（县住建局；6月底前投资8亿元）", "建园。6月底前投资8亿元", "县住建局", ""),
        ("1．建园。（县住建局负责，6月底前投资8亿元）", "建园。6月底前投资8亿元", "县住建局负责", ""),
        ("1．建园。（责任单位：县住建局，完成时限：6月底前投资8亿元）", "建园。6月底前投资8亿元", "县住建局", ""),
        ("1．建园。责任单位：县住建局。", "建园。", "县住建局", ""),
        ("1．建园。（责任部门：县住建局；责任人：周明；6月底前）", "建园。", "县住建局", "6月底前"),
        ("1．建园。（县住建局；6月底前）", "建园。", "县住建局", "6月底前"),
        ("1．建园。责任单位：县住建局。完成时限：全年。做到按期交付。", "建园。做到按期交付。", "县住建局", "全年"),
        ("1．建园。\n责任部门：县住建局）", "建园。", "县住建局", ""),
        ("1．建园。（县住建局 6月底）", "建园。", "县住建局", "6月底"),
        ("1．建园。（县政府办、县住建局，6月30日前完成）", "建园。", "县政府办、县住建局", "6月30日前完成"),
        ("1．建园。——牵头单位：县住建局", "建园。", "县住建局", ""),
        ("1．建园。\n3．责任单位：县住建局。\n出席：李云、王海。", "建园。", "县住建局", ""),
        ("1．全年建园，由县住建局牵头，各园区负责落实。", "全年建园", "由县住建局牵头，各园区负责落实", ""),
        ("1．建园。责任科室：营林科；完成时限：5月底", "建园。", "营林科", "5月底"),
        ("1．通关提速。（海关牵头）", "通关提速。", "海关牵头", ""),
        ("1．通关提速。（青岛海关、县商务局）", "通关提速。", "青岛海关、县商务局", ""),
        ("1．普惠贷款。（人民银行牵头）", "普惠贷款。", "人民银行牵头", ""),
        ("1．关于建园的问题。由县住建局负责，年底前开园。", "关于建园的问题。年底前开园。", "由县住建局负责", ""),
    ],
)
def test_statements_in_other_forms(text, goal, leads, deadline):
    (row,) = read(f"一、建设\n{text}").rows
    assert (words(row.goal), words(row.leads), words(row.deadline)) == (goal, leads, deadline)


@pytest.mark.parametrize(
    "text, leads, supports, leaders, deadline",
    [
        ("（责任部门：县住建局；责任人：王五、赵六；6月底前）", "县住建局", "", "王五、赵六", "6月底前"),
        ("（张三负责，县住建局落实）", "县住建局落实", "", "张三", ""),
        ("（主办：县住建局；协办：县财政局）", "县住建局", "县财政局", "", ""),
        ("（牵头县领导：张三；牵头单位：县住建局）", "县住建局", "", "张三", ""),
        ("\n（牵头单位：县住建局）\n（配合单位：县财政局）", "县住建局", "县财政局", "", ""),
    ],
)
def test_those_responsible_in_other_words(text, leads, supports, leaders, deadline):
    (row,) = read(f"一、建设\n1．新建公园，年内开园。{text}").rows
    assert fields(row)[1:] == ("新建公园，年内开园。", leaders, leads, supports, deadline)


def test_points_that_name_somebody_and_parts_of_a_measure_are_rows():
    text = (
        "一、造林\n①植树500亩。责任科室：营林科；责任人：黄 涛\n■抚育300亩。责任科室：资源科\n"
        "二、工业\n1．提质增效\n1.1技改投资增长15%。\n责任单位：县工信局\n1.2新增企业5户。\n责任单位：县科技局\n"
        "请各单位每月25日前报县政府办。"
    )
    reading = read(text)
    rows = [(r.chapter, words(r.focus), words(r.goal), words(r.leads)) for r in reading.rows]
    assert rows == [
        ("造林", "", "植树500亩。", "营林科"),
        ("造林", "", "抚育300亩。", "资源科"),
        ("工业", "提质增效", "技改投资增长15%。", "县工信局"),
        ("工业", "提质增效", "新增企业5户。", "县科技局"),
    ]
    assert reading.questions == ()


@pytest.mark.parametrize("first", ["一、工业\n1．提质增效", "1 提质增效", "1. 提质增效"])
@pytest.mark.parametrize("blank", ["", " "])
def test_numbers_of_three_levels_are_rows_below_their_headings(first, blank):
    lines = [
        *("1.1 技术改造", f"1.1.1{blank}完成技改投资12亿元。", "（责任单位：县工信局）", f"1.1.2{blank}新增企业5户。"),
        *(
            "其中规模以上 1.5亿元的2户。（责任单位：县工信局）",
            "1.2 园区建设",
            f"1.2.2{blank}建成二期。（责任单位：县住建局）",
        ),
    ]
    reading = read("\n".join([first, *lines]))
    assert [(words(r.focus), words(r.goal), words(r.leads)) for r in reading.rows] == [
        ("技术改造", "完成技改投资12亿元。", "县工信局"),
        ("技术改造", "新增企业5户。其中规模以上 1.5亿元的2户。", "县工信局"),
        ("园区建设", "建成二期。", "县住建局"),
    ]
    assert [words(r.seq_passages).strip() for r in reading.rows] == ["1.1.1", "1.1.2", "1.2.2"]
    assert ["缺1。" in q.sentence for q in reading.questions] == [True]


def test_dates_behind_numbers_and_one_line_each():
    text = "一、城建\n1.建园。（县城管局）\n2.6月底前建厕12座。（县住建局）\n3.2023年9月通水。（县水利局）"
    assert [(r.seq, words(r.goal)) for r in read(text).rows][1:] == [(2, "6月底前建厕12座。"), (3, "2023年9月通水。")]
    text = "一、12月底前改造小区18个；\n二、新建公厕12座；\n请于每月28日前报县政府。\n嵩县人民政府督查室"
    assert [words(r.goal) for r in read(text).rows] == ["12月底前改造小区18个；", "新建公厕12座；"]
    text = "（一）任务（牵头领导：张伟）\n第一，建园。责任单位：县城管局。\n第二，修路。责任单位：县交通局。"
    rows = [(words(r.goal), words(r.leads), words(r.leaders)) for r in read(text).rows]
    assert rows == [("建园。", "县城管局", "张伟"), ("修路。", "县交通局", "张伟")]


def test_units_beside_those_that_lead_support_them():
    text = "一、治水\n1．清淤。【牵头领导：陈志远；配合领导：周明；牵头单位：县水利局；责任单位：县财政局】"
    (row,) = read(text).rows
    assert (words(row.leads), words(row.supports), row.leads_apart) == ("县水利局", "县财政局", True)
    assert words(row.leaders) == "牵头领导：陈志远配合领导：周明"


def test_units_before_a_colon_and_units_in_the_heading_lead():
    rows = read(
        "一、职责分工\n1．县公安局：加强巡逻。\n2．县城管局、县环卫中心：清运垃圾。\n二、县水利局牵头专题\n3．水资源研究"
    ).rows
    assert [words(row.leads) for row in rows] == ["县公安局", "县城管局、县环卫中心", "县水利局牵头"]


def test_a_heading_that_names_somebody_names_them_for_all_below_it():
    text = (
        "一、治水（牵头单位：县水利局；配合单位：县财政局）\n（一）清淤。\n（二）护岸。（责任单位：县住建局）\n"
        "二、建设\n（一）建园。"
    )
    rows = read(text).rows
    assert [(r.chapter, words(r.leads), words(r.supports)) for r in rows] == [
        ("治水", "县水利局", "县财政局"),
        ("治水", "县住建局", ""),
        ("建设", "", ""),
    ]


def test_numbers_that_begin_again_below_a_section_have_it_as_their_chapter():
    rows = read("一、治水\n（一）河道\n1．清淤。\n2．护岸。\n（二）水厂\n1．选址。\n（三）巡查。每月一次。").rows
    assert [(r.chapter, r.seq) for r in rows] == [("河道", 1), ("河道", 2), ("水厂", 1), ("治水", 0)]


def test_a_chapter_on_duties_has_a_row_for_each_unit_that_it_charges():
    rows = read("一、职责分工\n各单位要通力合作。县农业局负责选种。县气象局、县水利局负责保墒。要按时完成。").rows
    assert [(r.chapter, words(r.leads), words(r.goal)) for r in rows] == [
        ("职责分工", "县农业局", "负责选种。"),
        ("职责分工", "县气象局、县水利局", "负责保墒。要按时完成。"),
    ]


def test_a_heading_on_a_line_of_its_own_is_no_part_of_the_goal():
    text = (
        "一、总目标\n到2025年全县森林覆盖率达到40%以上，城区绿地率达到38%。\n"
        "二、任务\n（一）造林\n完成荒山造林2万亩，其中防护林8000亩。"
    )
    assert [(r.chapter, words(r.focus), words(r.goal)[:6]) for r in read(text).rows] == [
        ("总目标", "", "到2025年"),
        ("任务", "造林", "完成荒山造林"),
    ]


def test_a_heading_before_a_label_is_no_part_of_the_goal():
    (row,) = read("一、项目\n（一）冷链物流\n规模：3万吨。\n责任单位：县商务局").rows
    assert (words(row.focus), words(row.goal), words(row.leads)) == ("冷链物流", "规模：3万吨。", "县商务局")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("1．修路十公里\n牵头单位：县交通局\n配合单位：县财政局、县发改局", ["修路十公里|县交通局|县财政局、县发改局"]),
        ("1．修路。〔县交通局〕", ["修路。|县交通局|"]),
        ("1．修路。责任单位为县交通局、县财政局。", ["修路。|县交通局、县财政局|"]),
        ("1．修路，由县交通局牵头，县财政局配合。", ["修路|由县交通局牵头，县财政局配合|"]),
        ("1．修路。县交通局会同县财政局。", ["修路。|县交通局会同县财政局|"]),
        ("1．由县交通局牵头，修路。", ["修路。|由县交通局牵头|"]),
        ("1．修路，牵头单位：县交通局；配合单位：县财政局。", ["修路|县交通局|县财政局"]),
        ("1．修路。\n牵头单位：县交通局\n责任单位：县财政局", ["修路。|县交通局|县财政局"]),
        (
            "1．修路。由县交通局牵头，县财政局及各镇配合，年内通车。",
            ["修路。年内通车。|由县交通局牵头，县财政局及各镇配合|"],
        ),
        ("1．修路——牵头单位：县交通局", ["修路|县交通局|"]),
        ("1．修路。（主办：县交通局；协办：县财政局）", ["修路。|县交通局|县财政局"]),
        ("1．各部门要高度负责，坚持属地负责。", ["各部门要高度负责，坚持属地负责。||"]),
        ("1．形成政府牵头、部门配合，实行县长负责。", ["形成政府牵头、部门配合，实行县长负责。||"]),
        ("1．建港【牵头单位】县交通局【配合单位】县财政局", ["建港|县交通局|县财政局"]),
        ("1．修桥。（分管领导：陈志远；县公路中心）", ["修桥。|县公路中心|"]),
        ("一是修路。（县交通局）二是修桥。（县公路中心）", ["修路。|县交通局|", "二是修桥。|县公路中心|"]),
        ("1．交通。①修路。（县交通局）②修桥。（县公路中心）", ["①修路。|县交通局|", "修桥。|县公路中心|"]),
        ("（一）交通：1．修路。（县交通局）2．修桥。（县公路中心）", ["修路。|县交通局|", "修桥。|县公路中心|"]),
    ],
)
def test_measures_in_other_forms_of_print(text, expected):
    rows = read(f"一、任务\n{text}").rows
    shown = [f"{words(row.goal)}|{words(row.leads)}|{words(row.supports)}" for row in rows]
    assert [each.removeprefix("一是") for each in shown] == expected


def test_a_bracket_that_names_nobody_stays_in_the_text():
    (row,) = read("一、就业\n1．落实《意见》（云政发〔2020〕1号），培训（含线上）500人。").rows
    assert words(row.goal) == "落实《意见》（云政发〔2020〕1号），培训（含线上）500人。" and row.leads == ()


def test_units_that_are_only_said_to_be_in_charge():
    (row,) = read("一、就业\n1．培训500人。（县人社局、县财政局负责，列第一位者为牵头单位，下同）").rows
    assert words(row.leads).startswith("县人社局、县财政局负责")


SECTIONS = """
一、任务分工
（一）扩大投资。
1．开工建设水厂 2 座。（县水利局牵头，县财政局配合）
2．改造县道 30 公里。（县交通局）
（二）改善民生。
新增就业 6000 人。（县人社局负责）
3．新建小学 2 所，新增学位 900 个。（县教育局、县住建局）
"""


def test_a_number_that_goes_on_begins_a_row_and_so_does_a_paragraph_with_units_of_its_own():
    rows = read(SECTIONS).rows
    assert [(row.chapter, row.seq, words(row.goal)[:4], words(row.leads)) for row in rows] == [
        ("扩大投资", 1, "开工建设", "县水利局牵头，县财政局配合"),
        ("扩大投资", 2, "改造县道", "县交通局"),
        ("改善民生", 0, "新增就业", "县人社局负责"),
        ("改善民生", 3, "新建小学", "县教育局、县住建局"),
    ]
    flowing = SECTIONS.replace("改善民生。\n", "改善民生。")
    assert [words(row.leads) for row in read(flowing).rows] == [words(row.leads) for row in rows]
    without = read(SECTIONS.replace("（县教育局、县住建局）", "")).rows
    assert [words(row.leads) for row in without][2:] == ["县人社局负责", ""], "its units are not those of the one above"


def test_a_paragraph_behind_the_bracket_of_a_measure_is_a_row_if_it_has_a_bracket():
    text = "一、交通\n1．修路。（县交通局）\n修桥三座，\n年底通车。（县公路中心）\n另有说明。\n2．建站。（县交通局）"
    rows = read(text).rows
    assert [(row.seq, words(row.goal)) for row in rows] == [(1, "修路。"), (0, "修桥三座，年底通车。"), (2, "建站。")]


@pytest.mark.parametrize(
    "bracket, is_list",
    [
        ("县金融办、人行云山支行", True),
        ("县委办、县政府办", True),
        ("县教育局、各镇（街道）", True),
        ("县教育局及县财政局", True),
        ("各乡镇、县供电公司等有关单位", True),
        ("含开发区", False),
        ("每个镇", False),
        ("3个社区", False),
        ("改建2处", False),
        ("云政发〔2020〕1号", False),
    ],
)
def test_a_bracket_at_the_end_that_holds_units_only_names_them(bracket, is_list):
    (row,) = read(f"一、金融\n1．召开一次银企对接会。（{bracket}）").rows
    assert words(row.leads) == (bracket if is_list else "")
    assert (bracket in words(row.goal)) is not is_list
    (within,) = read(f"一、金融\n1．召开（{bracket}）对接会。").rows
    assert bracket in words(within.goal), "a bracket within a sentence is part of it"


@pytest.mark.parametrize(
    "end", ["县政府\n2020年2月10日", "云山县人民政府办公室 2020年2月10日", "2020年2月10日（印章）"]
)
def test_the_signature_at_the_end_is_no_goal(end):
    lines = f"一、督查\n1．每季度通报一次。\n{end}".split("\n")
    paragraphs = (*lines[:2], "\n".join(lines[2:]))
    source = replace(document("x"), paragraphs=tuple(paragraph(n, text) for n, text in enumerate(paragraphs)))
    joined = replace(source, paragraphs=(paragraph(1, paragraphs[0]), paragraph(2, "\n".join(paragraphs[1:]))))
    for each in (source, joined, document(f"一、督查\n1．每季度通报一次。\n{end}")):
        (row,) = rows_of_text(each, notice_facts(each)).rows
        assert words(row.goal) == "每季度通报一次。"


@pytest.mark.parametrize(
    "numbers, said",
    [
        ((1, 2, 3), []),
        ((1, 2, 4), ["前一个是2，缺3"]),
        ((1, 2, 9), ["前一个是2，缺3至8"]),
        ((2, 3), ["缺1"]),
        ((1, 2, 2, 3), ["编号重复"]),
        ((1, 3, 2), ["缺2", "次序倒了"]),
        ((1, 2, 1, 2), []),
    ],
)
def test_numbers_that_do_not_follow_are_rows_and_asked_for(numbers, said):
    reading = read("一、任务\n" + "\n".join(f"{n}．新建第{at}座桥。" for at, n in enumerate(numbers)))
    assert tuple(row.seq for row in reading.rows) == numbers
    assert len(reading.questions) == len(said)
    assert all(words in question.sentence for words, question in zip(said, reading.questions, strict=True))


def test_numbers_of_headings_are_looked_at_and_may_go_on_or_begin_again():
    on = "一、甲类\n（一）修路。\n（二）修桥。\n二、乙类\n（三）建站。\n三、丙类\n（一）建港。"
    assert read(on).questions == ()
    text = "一、甲类\n（一）修路。\n（二）修桥。\n三、乙类\n（一）建站。\n（三）建港。"
    assert [q.sentence[:14] for q in read(text).questions] == [
        "第4段的编号是“三、”，前一",
        "第6段的编号是“（三）”，前",
    ]


def test_headings_of_the_word_processor_are_chapters():
    text = "扩大出口\n（一）办展会。（责任单位：县商务局）\n优化服务\n（二）减环节。（责任单位：县税务局）"
    rows = read(text, {"扩大出口": 1, "优化服务": 1}).rows
    assert [(row.chapter, words(row.leads)) for row in rows] == [("扩大出口", "县商务局"), ("优化服务", "县税务局")]


def test_a_text_without_measures_says_so():
    reading = read("关于做好春耕工作的通知\n各镇：\n要抓好春耕。\n2021年2月3日")
    assert reading.rows == () and "没有编号" in reading.note


@pytest.mark.parametrize(
    "part",
    [
        "1．",
        "（",
        "（一）",
        "一、",
        "（责任单位：",
        "）1．",
        "第一阶段",
        "（一）第一阶段（2020年1月）\n",
        "一、职责分工\n县甲局负责乙。县丙局负责丁。\n",
        "2020年1月至",
        "一是",
        "（县教育局、",
        "1．甲。（各镇）\n乙\n",
        "1．甲\n县政府2020年\n",
        "1．甲（责任单位：乙）",
        "1．甲\n（1）乙\n",
        "责任单位：甲、\n",
        "一、甲（责任单位：某局）" + "乙" * 30 + "\n",
        "由县甲局牵头，",
        "甲，由县乙局牵头，县丙局配合。",
    ],
)
def test_a_hostile_text_takes_time_in_proportion(part):
    def seconds(times: int) -> float:
        source = document(part * times)
        facts = notice_facts(document("通知"))
        begun = time.process_time()
        rows_of_text(source, facts)
        return time.process_time() - begun

    assert min(seconds(2_000) for _ in range(3)) < 20 * max(seconds(250) for _ in range(3)) + 0.3


def test_a_title_that_is_set_as_the_only_heading_of_its_level_is_no_chapter():
    text = (
        "关于稳就业的若干措施\n为稳定就业，制定措施。\n一、稳岗\n1．发放稳岗补贴300万元。\n二、培训\n2．培训2000人次。"
    )
    title, *chapters = (line for line in text.split("\n") if line[0] in "关一二")
    reading = read(text, {title: 1} | dict.fromkeys(chapters, 2))
    assert [words(row.goal) for row in reading.rows] == ["发放稳岗补贴300万元。", "培训2000人次。"]
    assert [row.chapter for row in reading.rows] == ["稳岗", "培训"]
    numbered = read(text, {chapters[0]: 1} | {chapters[1]: 2})
    assert len(numbered.rows) == 2
