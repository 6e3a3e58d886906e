"""Facts of a notice: what it states is read with its characters, what it does not state stays empty."""

import time
from dataclasses import replace

import pytest

from zcdash.domain.deadline_rule import DeadlineRule
from zcdash.domain.source_document import SourceCell, SourceDocument, SourceParagraph, SourceTable, SourceText
from zcdash.domain.terms import PlanKind
from zcdash.intake.document.running.notice import NoticeFacts, all_passages, notice_facts


def document(text: str, *tables: SourceTable) -> SourceDocument:
    paragraphs = tuple(
        SourceParagraph(place=f"第{number}段", order=number, content=SourceText(line))
        for number, line in enumerate(text.strip().split("\n"), start=1)
    )
    return SourceDocument(file_name="通知.docx", sha256="0" * 64, paragraphs=paragraphs, tables=tables)


YEARLY = """
云山县人民政府文件
云政发〔2021〕4号
云山县人民政府
关于印发 2021年全县重点工作
目标任务的通知
各镇人民政府、街道办事处，县政府各部门：
为抓好县人代会确定的各项工作，现将全年工作细化为 86个项目，请各单位照此办理。
有多个责任单位的，以黑体字标明的为牵头单位和牵头领导。
各牵头单位于每季度结束后次月 8日内，经单位主要负责人及分管县长签字后，报县政府督查室。
联系电话：0533-6123456、6123457，邮箱：ducha@example.gov.cn。
云山县人民政府
2021年 2月 3日
"""


def value(fact) -> str:
    return fact.value if fact else ""


def facts(text: str, *tables: SourceTable) -> NoticeFacts:
    return notice_facts(document(text, *tables))


def test_a_yearly_notice_says_all_that_a_plan_needs():
    read = facts(YEARLY)
    assert value(read.number) == "云政发〔2021〕4号"
    assert value(read.title) == "2021年全县重点工作目标任务"
    assert (value(read.issuer), value(read.issued)) == ("云山县人民政府", "2021-02-03")
    assert (read.year, value(read.kind), value(read.items)) == (2021, PlanKind.ANNUAL, "86")
    rule = read.reporting
    assert (value(rule.deadline), value(rule.period), value(rule.receiver)) == ("day:8", "quarter", "县政府督查室")
    assert [s.value for s in rule.signers] == ["单位主要负责人", "分管县长"]
    assert rule.signing == ("unit_head", "deputy", "office")
    assert [p.value for p in rule.phones] == ["0533-6123456", "6123457"]
    assert value(rule.email) == "ducha@example.gov.cn"
    assert (read.marks_mean_lead, read.first_leads) == (True, False)


def test_every_fact_keeps_the_characters_it_was_read_from():
    source = document(YEARLY)
    texts = source.texts()
    passages = all_passages(notice_facts(source))
    assert len(passages) > 12
    assert all(texts[p.place][p.start : p.end] == p.text for p in passages)


@pytest.mark.parametrize(
    "printed",
    [
        "云政发〔2021〕4号",
        "云政发[2021]4号",
        "云政发（2021）4号",
        "云政发【2021】第4号",
        "云政发 〔 2021 〕 4 号",
        "发文字号：云政发﹝2021﹞4号",
        "（云政发〔2021〕4号　2021年1月5日印发）",
    ],
)
def test_a_number_has_any_kind_of_bracket(printed):
    assert value(facts(f"{printed}\n关于做好春耕工作的通知\n各镇：").number) == "云政发〔2021〕4号"


def test_a_number_that_is_only_cited_is_not_the_documents_own():
    assert facts("关于做好春耕工作的通知\n各镇：\n根据市政府文件（云政发〔2020〕9号）要求，现通知如下。").number is None


@pytest.mark.parametrize(
    "printed, iso",
    [
        ("二〇二一年二月三日", "2021-02-03"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("2021年2月3日", "2021-02-03"),
        ("（2021年2月3日）", "2021-02-03"),
        ("云山县人民政府办公室2021年2月3日", "2021-02-03"),
        ("（云政发〔2021〕4号　2021年2月3日印发）", "2021-02-03"),
        ("（县政府办公室2021年2月3日印发）", "2021-02-03"),
        ("2021年2月30日", ""),
    ],
)
def test_a_date_of_issue_stands_alone(printed, iso):
    assert value(facts(f"关于做好春耕工作的通知\n各镇：\n请于2021年1月1日前报名。\n{printed}").issued) == iso


@pytest.mark.parametrize(
    "lines, title",
    [
        ("云山县人民政府办公室\n印发《关于稳就业的\n若干措施》的通知", "关于稳就业的若干措施"),
        ("关于印发云山县防灾规划\n（2021-2025年）的通知", "云山县防灾规划（2021-2025年）"),
        ("云山县人民政府关于转发2021年植树方案的通知", "2021年植树方案"),
        ("云山县人民政府关于做好春耕工作的通知", "关于做好春耕工作的通知"),
        ("2021年度全县重点工作任务分解表", "2021年度全县重点工作任务分解表"),
        ("全县若干事项\n（云政发〔2021〕4号　2021年1月5日印发）", "全县若干事项"),
    ],
)
def test_a_title_is_that_of_what_is_issued(lines, title):
    assert value(facts(f"{lines}\n云政发〔2021〕4号\n各镇、各部门：\n现印发给你们。").title) == title


@pytest.mark.parametrize(
    "title, years, kind",
    [
        ("2021年全县重点工作目标任务", "2021", PlanKind.ANNUAL),
        ("关于稳外贸的若干措施", "2022", PlanKind.MEASURES),
        ("云山县防治规划（2021-2025年）", "2021-2025", PlanKind.MULTI_YEAR),
        ("云山县2021年背街小巷整治工作方案", "2021", PlanKind.PROGRAMME),
    ],
)
def test_years_and_kind_come_from_the_title_and_else_from_the_date(title, years, kind):
    read = facts(f"关于印发{title}的通知\n各镇：\n现印发给你们。\n2022年1月5日")
    assert (value(read.years), value(read.kind)) == (years, kind)
    assert read.years and (read.years.confidence < 0.75) == (years == "2022")


@pytest.mark.parametrize(
    "sentence, rule, period",
    [
        ("各单位于每季度结束后次月5日前报县政府督查室。", "day:5", "quarter"),
        ("各单位每月20日前将进展情况报县政府督查室。", "inside:20", "month"),
        ("各单位每月5日前将上月进展情况报县政府督查室。", "day:5", "month"),
        ("请于每季度结束后3个工作日内上报县政府督查室。", "workdays:3", "quarter"),
        ("请于每半年结束后一个月内报送县政府督查室。", "months:1", "half"),
        ("请于每季度末月25日前报县政府督查室。", "inside:25", "quarter"),
        ("每月底前，将工作情况报县政府督查室。", "inside:28", "month"),
        ("每季度第一个月5日前，将上季度情况报县政府督查室。", "day:5", "quarter"),
        ("季后10日内向县政府督查室报送进展情况。", "day:10", "quarter"),
        ("每年6月25日、12月25日前报县政府督查室。", "inside:25", "half"),
        ("请各单位于每季度终了后十个工作日内，报县政府督查室。", "workdays:10", "quarter"),
    ],
)
def test_a_reporting_rule_in_other_words(sentence, rule, period):
    read = facts(f"关于做好春耕工作的通知\n各镇：\n{sentence}").reporting
    assert (value(read.deadline), value(read.period), value(read.receiver)) == (rule, period, "县政府督查室")
    DeadlineRule.parse(value(read.deadline))


@pytest.mark.parametrize("sentence", ["每月20日前完成清扫。", "项目于次月5日开工。", "县政府督查室每季度通报一次。"])
def test_a_date_of_work_is_no_deadline_of_reporting(sentence):
    assert facts(f"关于做好春耕工作的通知\n各镇：\n{sentence}").reporting.deadline is None


@pytest.mark.parametrize(
    "words, signing",
    [
        ("经主要负责人签字", ("unit_head", "office")),
        ("经单位分管领导审核、主要领导签字", ("unit_head", "office")),
        ("经单位主要负责同志、分管副县长审签", ("unit_head", "deputy", "office")),
        ("经分管县长签批", ("deputy", "office")),
        ("经汇总", ()),
    ],
)
def test_the_signing_chain_is_of_those_who_are_named(words, signing):
    assert facts(f"通知\n各单位于每月20日前，{words}后报县政府督查室。").reporting.signing == signing


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("牵头单位以加粗标出。", True), ("其中牵头单位用黑体字表示，下同。", True), ("牵头单位和牵头领导均以标红方式标出。", True),
        ("责任单位（牵头单位加粗）", True), ("各项任务的牵头单位为加粗黑体字。", True), ("牵头单位以粗体字标明；", True),
        ("对逾期的牵头单位标红。", False), ("牵头单位以红色预警函督办。", False), ("牵头单位要加粗管道。", False),
    ],
)  # fmt: skip
def test_marks_lead_in_either_order_of_the_sentence(sentence, expected):
    read = facts(f"2021年全县重点任务\n{sentence}")
    assert read.marks_mean_lead is expected
    assert not expected or "牵头" in "".join(p.text for p in all_passages(read))


def test_the_first_listed_leads_where_the_document_says_so():
    assert facts("关于稳就业的意见\n（县人社局、县财政局负责，列第一位的为牵头单位，下同）").first_leads


def test_a_sheet_has_its_title_and_its_notes_in_rows_of_one_cell():
    cells = (
        SourceCell(row=1, column=1, column_span=4, content=SourceText("2022年全县重点任务分解表")),
        *(
            SourceCell(row=2, column=n, content=SourceText(t))
            for n, t in enumerate(("序号", "任务", "单位", "时限"), 1)
        ),
        *(
            SourceCell(row=3, column=n, content=SourceText(t))
            for n, t in enumerate(("1", "修路", "县交通局", "年底"), 1)
        ),
        SourceCell(row=4, column=1, column_span=4, content=SourceText("注：黑体字为牵头单位。")),
    )
    table = SourceTable(number=1, order=1, rows=4, columns=4, cells=cells)
    source = SourceDocument(file_name="x.xlsx", sha256="0" * 64, paragraphs=(), tables=(table,))
    read = notice_facts(source)
    assert (value(read.title), read.year, read.marks_mean_lead) == ("2022年全县重点任务分解表", 2022, True)
    assert read.title and read.title.passages[0].place == "表1 第1行 第1列"
    dated = SourceCell(row=2, column=4, content=SourceText("2022年2月18日"))
    of_day = replace(
        source, tables=(replace(table, cells=(*(c for c in cells if c.row != 2 or c.column != 4), dated)),)
    )
    assert value(notice_facts(of_day).issued) == "2022-02-18"


def test_a_document_without_a_notice_states_nothing():
    source = SourceDocument(file_name="x.xlsx", sha256="0" * 64, paragraphs=(), tables=())
    assert notice_facts(source) == NoticeFacts()


@pytest.mark.parametrize(
    "part", ["关于印发", "每季度结束后次月5日", "报", "电话：", "（", "2021年1月1日", "经甲", "一", "a@", "共12"]
)
def test_a_hostile_notice_takes_time_in_proportion(part):
    def seconds(times: int) -> float:
        source = document(part * times)
        begun = time.process_time()
        notice_facts(source)
        return time.process_time() - begun

    short, long = seconds(500), seconds(4_000)
    assert long < 0.3 or long < 20 * short


def test_a_text_box_is_no_line_of_the_title():
    plan = document("2024年重点水利工程的任务分解")
    box = SourceParagraph(place="文本框1 第1段", order=9, content=SourceText("总投资7.85亿元，其中年内完成3.1亿元"))
    read = notice_facts(replace(plan, paragraphs=(*plan.paragraphs, box)))
    assert value(read.title) == "2024年重点水利工程的任务分解"
