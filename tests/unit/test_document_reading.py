"""Documents of offices are read as they stand: grids, numbers, marks, and what was not read."""

import io
import sys
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.data.documents import files, make
from tests.helpers import ROOT
from tests.source_documents import KNOWN, UNDECIDED
from zcdash.domain.source_document import SourceDocument
from zcdash.errors import NeedsConversion, UnreadableDocument
from zcdash.intake.document.assemble import propose_plan
from zcdash.intake.document.reading.excel_format import shown
from zcdash.intake.document.reading.marks import is_black_face
from zcdash.intake.document.reading.read import read_document
from zcdash.intake.document.reading.word_numbers import _FORMATS as NUMBER_FORMATS
from zcdash.parsing import convert, uploads, wire

W = nsdecls("w")


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(inner, properties=""):
    content = inner if inner.startswith("<w:") else paragraph(run(inner))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def control(inner):
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def grid(*rows):
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def bytes_of(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(*blocks, prepare=None) -> SourceDocument:
    """Read a Word document with these blocks of XML."""
    document = Document()
    if prepare:
        prepare(document)
    body = document.element.body
    for block in blocks:
        namespaces = f'{W} xmlns:v="urn:schemas-microsoft-com:vml"'
        for element in parse_xml(f"<w:body {namespaces}>{block}</w:body>"):
            body.insert(len(body) - 1, element)
    return read_document(bytes_of(document), "文件.docx")


def cells(document, table=0):
    """(row, column, rows, columns) → text."""
    return {(c.row, c.column, c.row_span, c.column_span): c.content.text for c in document.tables[table].cells}


def lines(document):
    return [p.content.text for p in document.paragraphs]


def marked(content):
    return [content.text[start:end] for start, end in content.marked]


def test_merges_across_and_down_are_one_cell_each():
    document = word(
        grid(
            row(cell("甲", '<w:vMerge w:val="restart"/>'), cell("乙", '<w:gridSpan w:val="2"/>')),
            row(cell("", "<w:vMerge/>"), cell("丙"), cell("丁")),
            row(cell("", "<w:vMerge/>"), cell("戊", '<w:gridSpan w:val="2"/>')),
        )
    )
    assert cells(document) == {
        (1, 1, 3, 1): "甲",
        (1, 2, 1, 2): "乙",
        (2, 2, 1, 1): "丙",
        (2, 3, 1, 1): "丁",
        (3, 2, 1, 2): "戊",
    }
    assert (document.tables[0].rows, document.tables[0].columns) == (3, 3)


def test_a_row_that_begins_late_or_ends_early_keeps_its_columns():
    document = word(
        grid(
            row(cell("甲"), cell("乙"), cell("丙")),
            row(cell("丁"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        )
    )
    assert cells(document)[2, 2, 1, 1] == "丁"


def test_content_controls_around_rows_cells_and_paragraphs_are_read():
    document = word(
        control(
            grid(control(row(cell("甲"), control(cell("乙")))), row(cell(control(paragraph(run("丙")))), cell("丁")))
        ),
        control(paragraph(control(run("文字")))),
    )
    assert list(cells(document).values()) == ["甲", "乙", "丙", "丁"]
    assert lines(document) == ["文字"]


def test_a_table_within_a_cell_is_text_of_the_cell_in_order():
    inner = grid(row(cell("一"), cell("二")), row(cell("三"), cell("四")))
    document = word(grid(row(cell(paragraph(run("前")) + inner + paragraph(run("后"))), cell("旁"))))
    assert cells(document)[1, 1, 1, 1] == "前\n一\t二\n三\t四\n后"


def test_a_table_that_only_frames_another_gives_what_is_in_it():
    inner = grid(row(cell("序号"), cell("工作任务"), cell("责任单位")), row(cell("1"), cell("修路"), cell("区交通局")))
    document = word(grid(row(cell(paragraph(run("台账")) + inner + paragraph(run("附注"))))))
    assert list(cells(document).values()) == ["序号", "工作任务", "责任单位", "1", "修路", "区交通局"]
    assert lines(document) == ["台账", "附注"]


def test_a_cell_that_continues_nothing_keeps_its_text_and_a_covered_text_is_told():
    document = word(
        grid(
            row(cell("甲"), cell("乙", '<w:vMerge w:val="restart"/>')),
            row(cell("丙", "<w:vMerge/>"), cell("看不见", "<w:vMerge/>")),
        )
    )
    assert cells(document) == {(1, 1, 1, 1): "甲", (1, 2, 2, 1): "乙", (2, 1, 1, 1): "丙"}
    assert [sentence for sentence in document.unread if "看不见" in sentence]


def test_tracked_changes_count_as_accepted_and_are_told():
    document = word(
        paragraph(
            run("目标") + f'<w:ins w:id="1" w:author="a">{run("增长8%")}</w:ins>'
            '<w:del w:id="2" w:author="a"><w:r><w:delText>增长9%</w:delText></w:r></w:del>'
        ),
        grid(row(cell("在")), row(cell("不在"), properties='<w:del w:id="3" w:author="a"/>')),
    )
    assert lines(document) == ["目标增长8%"]
    assert list(cells(document).values()) == ["在"]
    assert sorted(sentence[:12] for sentence in document.unread) == [
        "有1处修订中删除的文字，",
        "有1处修订中插入的文字，",
        "有1行在修订中删除，按已",
    ]
    assert "增长9%" in "".join(document.unread)


def test_a_paragraph_whose_end_is_deleted_runs_on():
    document = word(
        paragraph(run("前半"), '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'),
        paragraph(run("后半")),
        paragraph(run("另段")),
    )
    assert lines(document) == ["前半后半", "另段"]


def test_tabs_breaks_symbols_links_and_fields():
    def field(instruction, result=""):
        middle = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}' if result else ""
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
            f'{middle}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    document = word(
        paragraph("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/></w:r>"),
        paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + f"<w:hyperlink>{run('链接')}</w:hyperlink>"),
        paragraph(run("共") + field("PAGE", "12") + run("页") + field(r"eq \o\ac(○,11)")),
        paragraph(f'<w:fldSimple w:instr="DATE">{run("今天")}</w:fldSimple>'),
        paragraph('<w:r><w:br w:type="page"/></w:r>'),
    )
    assert lines(document) == ["甲\t乙\n丙-", "√链接", "共12页⑪", "今天"]
    assert document.unread == ()


def test_automatic_numbers_are_text():
    def prepare(document):
        outer = files.numbered(
            document, [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3．")]
        )
        circled = files.numbered(document, [("decimalEnclosedCircle", "%1")])
        for text, number, level in (
            ("章", outer, 0), ("节", outer, 1), ("条", outer, 2), ("条", outer, 2), ("章", outer, 0), ("节", outer, 1),
            ("条", outer, 2), ("点", circled, 0), ("点", circled, 0),
        ):  # fmt: skip
            files.number_paragraph(document.add_paragraph(text), number, level)

    document = word(prepare=prepare)
    assert lines(document) == ["一、章", "（一）节", "1．条", "2．条", "二、章", "（一）节", "1．条", "①点", "②点"]


def test_an_automatic_number_fills_an_empty_cell():
    def prepare(document):
        number = files.numbered(document, [("decimal", "%1")])
        _, grid = files.word_table(document, [["", "修路"], ["", "架桥"]])
        for row_ in grid:
            files.number_paragraph(row_[0].paragraphs[0], number, 0)

    assert list(cells(word(prepare=prepare)).values()) == ["1", "修路", "2", "架桥"]


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        ("黑体", True), ("SimHei", True), ("方正黑体_GBK", True), ("方正大黑简体", True), ("ABCDEE+\\xba\\xda\\xcc\\xe5", True),
        ("Microsoft YaHei", True), ("宋体", False), ("仿宋_GB2312", False), ("SimSun", False), ("FangSong", False),
        ("ABCDEF+SimHei", True), ("BAAAAA+FZHTJW--GB1-0", True), ("Noto Sans CJK SC", False), ("STHeiti", True),
        ("NotoSerifCJKsc-Regular", False), ("BAAAAA+FZFSJW--GB1-0", False),
    ],
)  # fmt: skip
def test_faces_that_are_a_heiti(font, expected):
    assert is_black_face(font) is expected


def test_a_number_of_a_style_restarts_and_an_unknown_form_is_told():
    def prepare(document):
        number = files.numbered(document, [("decimal", "%1.")])
        style = document.styles.add_style("条目", 1)
        style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="{number}"/></w:numPr>'))
        for text in ("甲", "乙"):
            document.add_paragraph(text, style="条目")
        again = document.part.numbering_part.element
        again.append(
            parse_xml(
                f'<w:num {W} w:numId="7777"><w:abstractNumId w:val="{number}"/><w:lvlOverride w:ilvl="0">'
                '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
            )
        )
        files.number_paragraph(document.add_paragraph("丙"), "7777", 0)
        odd = files.numbered(document, [("hebrew1", "%1.")])
        files.number_paragraph(document.add_paragraph("丁"), odd, 0)

    document = word(prepare=prepare)
    assert lines(document) == ["1.甲", "2.乙", "5.丙", "丁"]
    assert [sentence for sentence in document.unread if "编号" in sentence]


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"), ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"), ("japaneseCounting", 12, "十二"), ("decimalEnclosedCircle", 21, "㉑"),
        ("chineseLegalSimplified", 11, "壹拾壹"), ("ideographTraditional", 3, "丙"), ("upperRoman", 14, "XIV"),
        ("lowerLetter", 27, "aa"), ("decimalFullWidth", 12, "１２"), ("decimalZero", 3, "03"), ("decimalEnclosedParen", 2, "⑵"),
    ],
)  # fmt: skip
def test_forms_of_numbers(form, number, expected):
    assert NUMBER_FORMATS[form](number) == expected


def test_marks_come_from_runs_styles_what_they_are_based_on_and_themes():
    def prepare(document):
        style = files.lead_style(document)
        for name, kind in (("粗段", 1), ("粗字", 2)):
            document.styles.add_style(name, kind).font.bold = True
        heading = document.styles.add_style("主题字", 2)
        heading.element.get_or_add_rPr().append(parse_xml(f'<w:rFonts {W} w:eastAsiaTheme="majorEastAsia"/>'))
        texts = document.add_paragraph("平常")
        texts.add_run("粗").bold = True
        texts.add_run("平")
        texts.add_run("继承", style=style)
        texts.add_run("平")
        files.black(texts.add_run("黑体"))
        twice = document.add_paragraph("段粗", style="粗段")
        twice.add_run("翻转", style="粗字")
        twice.add_run("直接平").bold = False
        ascii_only = document.add_paragraph("x")
        ascii_only.add_run("西文黑体").font.name = "SimHei"

    document = word(prepare=prepare)
    assert marked(document.paragraphs[0].content) == ["粗", "继承", "黑体"]
    assert marked(document.paragraphs[1].content) == ["段粗"]  # a bold style on a bold style is not bold
    assert marked(document.paragraphs[2].content) == []


def test_the_usual_look_of_a_table_is_no_mark_where_the_other_one_sets_leads_apart():
    black = '<w:rFonts w:eastAsia="黑体"/>'
    names = paragraph(run("区财政局", black + "<w:b/>")) + paragraph(run("区统计局", black))
    document = word(grid(row(cell(paragraph(run("一般公共预算收入增长百分之八左右" * 3, black))), cell(names))))
    assert [marked(c.content) for c in document.tables[0].cells] == [[], ["区财政局"]]
    whole = word(grid(row(cell(paragraph(run("区财政局", black))))))
    assert marked(whole.tables[0].cells[0].content) == ["区财政局"]  # all of it is marked: the reader of roles decides


def test_struck_and_hidden_text_is_left_out_and_told():
    document = word(
        paragraph(run("留") + run("删", "<w:strike/>") + run("藏", "<w:vanish/>")),
        paragraph(run("全删", "<w:dstrike/>")),
        grid(row(cell(paragraph(run("增长") + run("7%", "<w:strike/>") + run("8%"))))),
    )
    assert [(p.content.text, p.struck) for p in document.paragraphs] == [("留", False), ("全删", True)]
    assert cells(document)[1, 1, 1, 1] == "增长8%"
    assert "表1 第1行 第1列 7%" in "".join(document.unread) and "藏" in "".join(document.unread)


def test_a_hidden_row_is_read_and_told():
    document = word(grid(row(cell("甲")), row(cell("乙"), properties="<w:hidden/>")))
    assert list(cells(document).values()) == ["甲", "乙"] and "表1 第2行" in "".join(document.unread)


def test_text_boxes_and_notes_are_read_last_and_the_rest_is_counted():
    def prepare(document):
        document.sections[0].header.paragraphs[0].text = "内部资料"
        document.add_picture(io.BytesIO(_png()))
        document.add_comment(document.add_paragraph("有批注").runs, text="改一下", author="x")

    content = f"<w:txbxContent>{paragraph(run('框里'))}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>"
    document = word(paragraph(run("正文") + box), prepare=prepare)
    assert lines(document) == ["有批注", "正文", "框里"]
    assert document.paragraphs[-1].place == "文本框1 第1段"
    told = "".join(document.unread)
    assert "内部资料" in told and "1张图片" in told and "1条批注，没有读入：“改一下”" in told and "1个文本框" in told


def _png():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


def book(fill) -> SourceDocument:
    """Read a workbook that `fill(workbook, sheet)` fills."""
    workbook = Workbook()
    fill(workbook, workbook.active)
    return read_document(bytes_of(workbook), "表.xlsx")


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (8, "General", "8"), (8.5, "General", "8.5"), (3.0, "General", "3"), (0.1 + 0.2, "General", "0.3"), (0.08, "0%", "8%"),
        (0.085, "0.0%", "8.5%"), (187850, "#,##0", "187,850"), (1234567.891, "#,##0.00", "1,234,567.89"), (2.5, "0", "3"),
        (7, "000", "007"), (8.5, '0.0"万元"', "8.5万元"), (-3, "0;-0", "-3"), (-3, "0.0_ ;[Red]-0.0 ", "-3.0"),
        (12345678901, "General", "12345678901"), (2.50, "0.##", "2.5"), (15000, '0.0,"千"', "15.0千"), (True, "General", "TRUE"),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_excel_shows_them(value, form, expected):
    assert shown(value, form) == expected


def test_a_number_that_excel_rounds_is_told_in_full():
    def fill(workbook, sheet):
        shown_ = (
            (15.25, '0.0"亿元"'),
            (0.0856, "0.0%"),
            (3, "0"),
            (0.07, "0%"),
            (12000, '0.0,"千"'),
            (-2.46, "0.0"),
            (2.5, "@"),
        )
        for row, (value, form) in enumerate(shown_, 1):
            sheet.cell(row, 1, value).number_format = form

    told = "".join(book(fill).unread)
    assert "有3个单元格显示的是四舍五入的数" in told
    assert all(said in told for said in ("A1 15.3亿元（15.25）", "A2 8.6%（8.56%）", "A6 -2.5（2.46）"))


def test_days_are_shown_by_their_format():
    from datetime import date, datetime

    assert shown(datetime(2017, 6, 30), "yyyy-mm-dd") == "2017年6月30日"
    assert shown(date(2017, 6, 30), 'yyyy"年"m"月"') == "2017年6月"
    assert shown(datetime(2017, 6, 30), 'm"月"d"日"') == "6月30日"
    assert shown(datetime(2017, 6, 30, 9, 5), "yyyy/m/d h:mm") == "2017年6月30日 09:05"


@pytest.mark.parametrize(
    "rule, expected",
    [("标红单位为牵头单位", ["区商务局"]), ("牵头单位标红，", ["区商务局"]), ("标红的暂缓", ["区财政局"])],
)
def test_red_is_a_mark_where_the_document_says_so(rule, expected):
    def prepare(document):
        texts = document.add_paragraph(rule)
        texts.add_run("区财政局").bold = True
        texts.add_run("区商务局").font.color.rgb = RGBColor(0xFF, 0, 0)

    def fill(_, sheet):
        sheet["A1"] = rule
        sheet["A2"] = CellRichText(
            [TextBlock(InlineFont(b=True), "区财政局"), TextBlock(InlineFont(color="FFC00000"), "区商务局")]
        )

    assert marked(word(prepare=prepare).paragraphs[0].content) == expected
    assert marked(book(fill).tables[0].cells[-1].content) == expected


def test_a_sheet_is_one_table_with_merges_and_marks():
    def fill(_, sheet):
        files.merged_row(sheet, 1, "任务分解表", 3)
        sheet["A2"], sheet["B2"] = "序号", "责任单位"
        sheet["A3"] = 1
        sheet["B3"] = CellRichText(
            [TextBlock(InlineFont(b=True), "区财政局\n"), TextBlock(InlineFont(strike=True), "旧"), "区统计局"]
        )
        sheet.merge_cells("A3:A4")
        sheet["B4"] = "区商务局"
        sheet["B4"].font = Font(name="黑体")
        sheet.cell(1_048_576, 5).font = Font(name="黑体")  # a cell of no content far below

    document = book(fill)
    table = document.tables[0]
    assert cells(document) == {
        (1, 1, 1, 2): "任务分解表", (2, 1, 1, 1): "序号", (2, 2, 1, 1): "责任单位", (3, 1, 2, 1): "1",
        (3, 2, 1, 1): "区财政局\n区统计局", (4, 2, 1, 1): "区商务局",
    }  # fmt: skip
    assert (table.rows, table.columns, table.name) == (4, 2, "Sheet")
    assert [marked(c.content) for c in table.cells][-2:] == [["区财政局"], ["区商务局"]]
    assert "旧" in "".join(document.unread)


def test_a_comment_on_a_cell_is_left_over_until_a_person_acknowledges_it():
    book = Workbook()
    book.active.append(["序号", "目标任务", "责任单位", "完成时限"])
    book.active.append([1, "引进企业10家", "区招商局", "2024年6月底前"])
    book.active["B2"].comment = Comment("县长要求确保12家", "x")
    book.create_sheet("空表")["A1"].comment = Comment("以后再填", "x")
    source = read_document(bytes_of(book), "任务.xlsx")
    assert [(p.place, p.content.text, p.struck) for p in source.paragraphs] == [
        ("批注 表1 第2行 第2列", "县长要求确保12家", True)
    ]
    assert "有1条批注，没有读入：“以后再填”。" in source.unread
    proposal = propose_plan(source, UNDECIDED, KNOWN)
    assert [(r.place, r.text) for r in proposal.remainders] == [("批注 表1 第2行 第2列", "县长要求确保12家")]
    assert [i["goal"] for i in proposal.plan.tables["items.csv"]] == ["引进企业10家"]
    seen = replace(UNDECIDED, acknowledged={"批注 表1 第2行 第2列 0 9": "县长要求确保12家"})
    assert [r.acknowledged for r in propose_plan(source, seen, KNOWN).remainders] == [True]


def test_what_a_workbook_hides_is_told():
    def fill(workbook, sheet):
        sheet["A1"], sheet["A2"], sheet["B1"] = "=1+1", "隐藏行", "隐藏列"
        sheet["C1"] = "#REF!"
        sheet["C1"].data_type = "e"
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        secret = workbook.create_sheet("底稿")
        secret["A1"] = "x"
        secret.sheet_state = "hidden"

    document = book(fill)
    assert list(cells(document).values()) == ["隐藏列", "#REF!", "隐藏行"]
    told = "".join(document.unread)
    for word_ in ("底稿", "Sheet A1", "第2行", "Sheet 第2列", "#REF!", "公式没有算出"):
        assert word_ in told


def test_text_that_a_merge_covers_is_told():
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["B1"], sheet["A2"] = "看得见", "看不见", "下一行"
    data = bytes_of(workbook)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            merges = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1"/></mergeCells>'
            new.writestr(name, old.read(name).replace(b"</sheetData>", merges))
    document = read_document(out.getvalue(), "x.xlsx")
    assert cells(document) == {(1, 1, 1, 2): "看得见", (2, 1, 1, 1): "下一行"}
    assert "看不见" in "".join(document.unread)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_wrapped_lines_are_joined_in_any_encoding(encoding):
    document = read_document(make.measures_txt(encoding), "措施.txt")
    whole = read_document(make.measures_docx(), "措施.docx")
    assert lines(document) == lines(whole)
    assert not document.marks_known and whole.marks_known


def test_every_character_of_a_text_is_in_a_paragraph_or_a_cell():
    text = "标题\n\n　　第一段开头\n还有一行\n序号\t任务\t单位\n1\t修路\t区交通局\n2\t架桥\t\n结束。"
    document = read_document(text.encode(), "x.txt")
    assert cells(document)[2, 2, 1, 1] == "修路" and document.tables[0].columns == 3
    read = "".join(document.texts().values())
    assert sorted("".join(read.split())) == sorted("".join(text.split()))


@pytest.mark.parametrize("separator", [",", ";"])
def test_separated_values_are_a_table(separator):
    text = '任务分解表\n序号,工作任务,责任单位\n1,"修路, 架桥",区交通局\n'.replace(",", separator).replace(
        f"路{separator}", "路,"
    )
    document = read_document(text.encode("gb18030"), "任务.csv")
    assert list(cells(document).values()) == [
        "任务分解表",
        "序号",
        "工作任务",
        "责任单位",
        "1",
        "修路, 架桥",
        "区交通局",
    ]


def test_a_fault_of_the_program_is_no_damage_of_the_file(monkeypatch):
    monkeypatch.setitem(sys.modules, "zcdash.intake.document.reading.word", None)
    with pytest.raises(ImportError):
        read_document(make.county_docx(), "x.docx")


def test_markdown_has_headings_tables_and_bold_type():
    text = "# 方案\n\n正文**要点**。\n\n| 序号 | 责任单位 |\n|---|:-:|\n| 1 | **区财政局**<br>区统计局 |\n| 2 | 甲\\|乙 |\n"
    document = read_document(text.encode(), "方案.md")
    assert [(p.content.text, p.heading) for p in document.paragraphs] == [("方案", 1), ("正文要点。", 0)]
    assert marked(document.paragraphs[1].content) == ["要点"]
    assert list(cells(document).values()) == ["序号", "责任单位", "1", "区财政局\n区统计局", "2", "甲|乙"]
    assert marked(document.tables[0].cells[3].content) == ["区财政局"] and document.marks_known


def test_lines_that_are_whole_paragraphs_are_not_joined():
    text = "\n".join(f"第{n}件事是要把这一件事情认真办好并且按时报告{'很长' * (n % 3)}。" for n in range(1, 9))
    assert len(read_document(text.encode(), "x.txt").paragraphs) == 8


PDF = ROOT / "tests" / "data" / "documents" / "county.pdf"


def test_a_pdf_is_read_as_the_word_document_it_was_made_from():
    from_pdf, from_word = read_document(PDF.read_bytes(), "x.pdf"), read_document(make.county_docx(), "x.docx")
    assert ["".join(text.split()) for text in lines(from_pdf)] == ["".join(text.split()) for text in lines(from_word)]
    joined = [("".join(c.content.text.split()), c.row_span, c.column_span) for t in from_pdf.tables for c in t.cells]
    expected = [("".join(c.content.text.split()), c.row_span, c.column_span) for c in from_word.tables[0].cells]
    assert joined == expected


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def of_ole(name):
    return OLE + name.encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize(
    ("data", "word_"),
    [
        (b"", "空的"), (bytes(21 << 20), "MB"), (of_ole("EncryptedPackage"), "密码"), (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"), (b"<!DOCTYPE html><html>", "网页"), (zipped(ppt__presentation_xml=b"<x/>"), "演示文稿"),
        (zipped(a_txt=b"x"), "压缩包"), (bytes(range(256)) * 4, "认不出"), (b"%PDF-1.4\nbroken", "损坏"), (b"PK\3\4broken", "损坏"),
        (zipped(word__document_xml=b"<!DOCTYPE x><x/>"), "DOCTYPE"), (zipped(word__document_xml=b"<x/>"), "损坏"),
        (zipped(word__document_xml=b"<x/>", word__vbaProject_bin=b"x"), "宏"), ("　\n\n".encode(), "没有读到文字"),
        (b"MZ\x90\0\3", "程序"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_way_out(data, word_):
    with pytest.raises(UnreadableDocument) as caught:
        read_document(data, "文件.docx")
    assert word_ in caught.value.sentence and caught.value.advice and not isinstance(caught.value, NeedsConversion)


def test_a_text_whose_encoding_is_not_known_is_to_be_saved_as_another():
    with pytest.raises(UnreadableDocument) as caught:
        read_document(bytes(range(256)), "文件.txt")
    assert "UTF-8" in caught.value.advice


@pytest.mark.parametrize(
    ("data", "target"),
    [
        (of_ole("WordDocument"), "docx"), (of_ole("Workbook"), "xlsx"), (rb"{\rtf1\ansi x}", "docx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml=b"<x/>"), "docx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>"), "xlsx"),
        (zipped(xl__workbook_bin=b"x"), "xlsx"),
    ],
)  # fmt: skip
def test_old_kinds_need_conversion(data, target, monkeypatch):
    with pytest.raises(NeedsConversion) as caught:
        read_document(data, "文件.docx")
    assert caught.value.target == target
    monkeypatch.setattr(convert, "program", lambda: None)
    with pytest.raises(UnreadableDocument) as refused:
        uploads.read_document(data, "文件.doc")
    assert "没有安装 LibreOffice" in refused.value.sentence and "另存为" in refused.value.advice


def test_a_package_that_unpacks_to_too_much_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (50 << 20))
    with pytest.raises(UnreadableDocument) as caught:
        read_document(out.getvalue(), "x.docx")
    assert "太大" in caught.value.sentence


def test_a_pdf_without_text_is_called_a_scan():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(out, "PDF")
    with pytest.raises(UnreadableDocument) as caught:
        read_document(out.getvalue(), "扫描.pdf")
    assert "扫描件" in caught.value.sentence


def test_a_file_is_judged_by_its_content_and_named_without_its_folder():
    document = read_document(make.county_docx(), r"C:\桌面\县.txt")
    assert document.tables and document.file_name == "县.txt" and len(document.sha256) == 64


def test_a_child_reads_as_the_function_does():
    for name in ("zhoucun-2017.xlsx", "measures.md"):
        data = make.MAKERS[name]()
        document = read_document(data, name)
        assert uploads.read_document(data, name) == document == wire.decode(wire.encode(document), SourceDocument)


def test_the_samples_are_small_the_same_each_time_and_hold_the_whole_plan():
    for name, maker in make.MAKERS.items():
        data = maker()
        assert data == maker() and len(data) < 150_000, name
    document = read_document(make.zhoucun_docx(), "x.docx")
    assert len(document.tables) == 11
    numbers = {c.content.text for t in document.tables for c in t.cells if c.column == 1}
    assert {str(n) for n in range(1, 29)} <= numbers
    book_ = read_document(make.zhoucun_xlsx(), "x.xlsx").tables[0]
    assert {str(n) for n in range(1, 29)} <= {c.content.text for c in book_.cells if c.column == 1}
    assert sum(bool(c.content.marked) for c in book_.cells) > 80


def test_a_colour_is_no_mark():
    def prepare(document):
        document.add_paragraph().add_run("红").font.color.rgb = RGBColor(255, 0, 0)

    assert word(prepare=prepare).paragraphs[0].content.marked == ()


def test_a_font_of_the_theme_is_known():
    document = Document()
    theme = next(part for part in document.part.package.iter_parts() if "theme" in str(part.partname))
    theme._blob = theme.blob.replace(b'<a:ea typeface=""/>', '<a:ea typeface="黑体"/>'.encode(), 1)
    text = document.add_paragraph("平常").add_run("主题")
    text._r.get_or_add_rPr().append(parse_xml(f'<w:rFonts {W} w:eastAsiaTheme="majorEastAsia"/>'))
    assert marked(read_document(bytes_of(document), "x.docx").paragraphs[0].content) == ["主题"]


def test_the_main_part_may_have_another_name():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make.county_docx())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"word/document.xml", b"word/document2.xml")
            new.writestr(name.replace("word/document.xml", "word/document2.xml"), content)
    assert read_document(out.getvalue(), "x.docx").tables == read_document(make.county_docx(), "x.docx").tables


def test_headers_and_page_numbers_of_a_pdf_are_left_out_and_told():
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    out = io.BytesIO()
    with PdfPages(out) as pdf:
        for page in (1, 2, 3):
            figure = Figure(figsize=(8, 11))
            figure.text(0.1, 0.96, "Office of 2017")
            figure.text(0.1, 0.6, f"Task {page} of the year")
            figure.text(0.1, 0.3, "Draft", rotation=45)
            figure.text(0.5, 0.03, f"- {page} -")
            pdf.savefig(figure)
    document = read_document(out.getvalue(), "x.pdf")
    assert lines(document) == ["Task 1 of the year", "Task 2 of the year", "Task 3 of the year"]
    told = "".join(document.unread)
    assert "Office of 2017" in told and "- 1 -" in told and "斜排" in told


HEAD = {40: "序号", 80: "工作任务", 220: "完成时间", 300: "责任单位", 400: "分管领导"}
ROAD, ROAD_ENDS = (
    {40: "1", 80: "改造提升全区农村道路三十六", 220: "年内", 300: "区交通局", 400: "方　平"},
    {80: "公里。", 300: "区财政局"},
)
BRIDGE = {40: "2", 80: "架设东河大桥。", 220: "年底", 300: "区住建局", 400: "丁兰"}
ONE, TWO = "1|改造提升全区农村道路三十六公里。|年内|区交通局/区财政局|方　平", "2|架设东河大桥。|年底|区住建局|丁兰"
READ, CHAPTER = "序号|工作任务|完成时间|责任单位|分管领导", "一、城乡建设"
BARE_HEAD, BARE_ROAD, BARE_BRIDGE = ({x: text for x, text in line.items() if x > 40} for line in (HEAD, ROAD, BRIDGE))
BARE_READ, BARE_ONE, BARE_TWO = (said.partition("|")[2] for said in (READ, ONE, TWO))
FULL = "改造提升农村道路三十六公里。"
HALF = -7
"""Space that puts a line half a line below the one above."""
PARAGRAPH = {60: "各责任单位要按月报告进展情况，确保各项任务按期完成。"}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([[HEAD, {40: CHAPTER}, ROAD, ROAD_ENDS, BRIDGE, PARAGRAPH]], [READ, CHAPTER, ONE, TWO]),
        ([[HEAD, ROAD], [ROAD_ENDS, BRIDGE]], [READ, ONE, TWO]),
        ([[HEAD, {80: ROAD[80]}, ROAD, {80: "公里。"}, 9, BRIDGE, 20, {300: "区政府"}]],
         [READ, f"1|{ROAD[80] * 2}公里。|年内|区交通局|方　平", TWO]),
        ([[HEAD, ROAD | {80: "修路。"}, 9, {80: "养护。"}, BRIDGE]], None),
        ([[HEAD, {80: ROAD[80]}, 0.1, {40: "1", 220: "年内"}, [(40, 450)], BRIDGE]],
         [READ, "1|改造提升全区农村道路三十六|年内||", TWO]),
        ([[HEAD, ROAD, ROAD_ENDS, [(80, 450)], {80: "养护。", 220: "全年", 300: "区交通局"}, [(40, 450)], BRIDGE]],
         [READ, ONE, "养护。|全年|区交通局|", TWO]),
        ([[HEAD, {80: ROAD[80]}, ROAD | {80: "公里。"}, BRIDGE]], None),
        ([[HEAD, ROAD, {80: "养护县道。", 220: "全年", 300: "区交通局"}, BRIDGE]], None),
        ([[HEAD, ROAD, {80: "公里。", 220: "以前"}, BRIDGE]], None),
        ([[HEAD, ROAD | {80: "改造提升全区农村道路三十六公里县道十二公里"}, BRIDGE]], None),
        ([[{40: "序号", 80: "工作任务"}, ROAD, BRIDGE]], []),
        ([[HEAD, {80: ROAD[80]}, HALF, {40: "1", 220: "年内", 300: "区交通局"}, HALF, {80: "公里。"},
           {40: "2", 80: "架设东河大桥。", 220: "年底", 300: "区住建局", 400: "丁兰"}]],
         [READ, "1|改造提升全区农村道路三十六公里。|年内|区交通局|", TWO]),
        ([[HEAD, BRIDGE | {40: "1"}], [{80: ROAD[80]}, HALF, {40: "2", 300: "区交通局"}, HALF, {80: "公里。"}]],
         [READ, TWO.replace("2", "1"), "2|改造提升全区农村道路三十六公里。||区交通局|"]),
        ([[HEAD, {80: ROAD[80]}, HALF, {220: "年内", 300: "区交通局"}, HALF, {40: "1", 80: "公里。"}, BRIDGE]], None),
        ([[BARE_HEAD, {80: CHAPTER}, BARE_ROAD, ROAD_ENDS, BARE_BRIDGE, 20, {300: "区政府"}]],
         [BARE_READ, CHAPTER, BARE_ONE, BARE_TWO]),
        ([[BARE_HEAD, BARE_ROAD], [ROAD_ENDS, BARE_BRIDGE]], [BARE_READ, BARE_ONE, BARE_TWO]),
        ([[BARE_HEAD, BARE_ROAD, ROAD_ENDS, 8, {80: ROAD[80], 300: "区交通局"}, HALF, {220: "年内", 400: "方　平"}, HALF,
           ROAD_ENDS, 8, BARE_BRIDGE]], [BARE_READ, BARE_ONE, BARE_ONE, BARE_TWO]),
        ([[BARE_HEAD, BARE_ROAD | {80: FULL}, {80: "养护县道。", 300: "区财政局"}, BARE_BRIDGE]], None),
        ([[BARE_HEAD, BARE_ROAD, {80: "1.养护。", 300: "区财政局"}, BARE_BRIDGE]], None),
        ([[BARE_HEAD, BARE_ROAD, 3, ROAD_ENDS, BARE_BRIDGE]], None),
        ([[BARE_HEAD, {220: "年内", 400: "方　平"}, {80: ROAD[80], 300: "区交通局"}, ROAD_ENDS, BARE_BRIDGE]], None),
    ],
)  # fmt: skip
def test_a_table_without_ruling_lines_is_read_where_its_rows_are_certain(pages, expected):
    """`expected`: the cells of each row, a break of a line in them as /; None: a table in doubt, which stays text and is told."""
    document = read_document(files.pdf(*pages), "x.pdf")
    rows = {}
    for each in document.tables[0].cells if document.tables else ():
        rows.setdefault(each.row, []).append(each.content.text.replace("\n", "/"))
    assert ["|".join(row) for row in rows.values()] == (expected or [])
    told = "".join(document.unread)
    assert ("请对照原件核对" in told, "行或栏分不清" in told) == (bool(expected), expected is None)
    printed = "".join(said for page in pages for line in page if isinstance(line, dict) for said in line.values())
    assert sorted("".join("".join(document.texts().values()).split())) == sorted("".join(printed.split()))


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        ("通知\n序号  任务　　时限  责任单位\n一、城建\n1  修路  6月底  区交通局\n\n2  架桥  年底  区住建局\n请落实。",
         "序号|任务|时限|责任单位 一、城建 1|修路|6月底|区交通局 2|架桥|年底|区住建局", "通知 请落实。"),
        ("序　号\t任务\t\t责任单位\t领导\n1\t修建全区道路\t区交通局\t方　平\n2\t架桥\t\t区住建局\t丁兰\n",
         "序　号|任务|责任单位|领导 1|修建全区道路|区交通局|方　平 2|架桥|区住建局|丁兰", ""),
        ("序号  任务            时限    责任单位\n1     修建道路三公里          区交通局\n      养护全县。              区财政局\n"
         "2     架桥            年底    区住建局\n\n                      区政府\n",
         "序号|任务|时限|责任单位 1|修建道路三公里/养护全县。||区交通局/区财政局 2|架桥|年底|区住建局", "区政府"),
        ("序号  任务  时限  责任单位\n1  修路  6月底  区交通局\n2  架桥  区住建局\n", "", None),
        ("序号  任务            责任单位\n1     修建道路        区交通局\n      养护全县道路。  区财政局\n", "", None),
        ("序号  任务  时限  责任单位\n修路  6月底  区交通局  备注\n", "", None),
        ("请各序号  认真  落实  到位\n1  修路  6月底  区交通局\n", "", "请各序号认真落实到位1修路6月底区交通局"),
    ],
)  # fmt: skip
def test_a_text_aligned_by_blanks_or_tabs_is_a_table_where_its_cells_are_certain(text, rows, left):
    """`left`: what stays text; None: all of it, and it is told."""
    document = read_document(text.encode(), "x.txt")
    found = {}
    for each in document.tables[0].cells if document.tables else ():
        found.setdefault(each.row, []).append(each.content.text.replace("\n", "/"))
    assert " ".join("|".join(row) for row in found.values()) == rows
    assert "".join("".join(lines(document)).split()) == "".join((text if left is None else left).split())
    assert ("行或栏分不清" in "".join(document.unread)) == (left is None)


@pytest.mark.parametrize(
    ("paragraphs", "rows"),
    [
        (["序号\t任务\t责任单位\t备注", "一、城建", "1\t修路\t**区交通局**\t", "\t养护\t区财政局\t续建"],
         "序号|任务|责任单位|备注 一、城建 1|修路|区交通局| |养护|区财政局|续建"),
        (["序号　任务　　责任单位\n1　修路　　**区交通局**\n2　架桥　　区住建局"],
         "序号|任务|责任单位 1|修路|区交通局 2|架桥|区住建局"),
        (["序号　任务　　责任单位", "1　修路", "2　架桥　　**区交通局**"], ""),
    ],
)  # fmt: skip
def test_word_paragraphs_aligned_by_blanks_or_tabs_are_a_table(paragraphs, rows):
    def prepare(document):
        for text in ("附件", *paragraphs, "请落实。"):
            written = document.add_paragraph()
            for number, part in enumerate(text.split("**")):
                written.add_run(part).bold = number % 2 == 1

    document = word(grid(row(cell("后表"))), prepare=prepare)
    found = {}
    for each in document.tables[0].cells:
        found.setdefault(each.row, []).append(each.content.text)
    assert " ".join("|".join(row_) for row_ in found.values()) == (rows or "后表")
    assert lines(document) == (
        ["附件", "请落实。"] if rows else ["附件", *(p.replace("**", "") for p in paragraphs), "请落实。"]
    )
    assert ("行或栏分不清" in "".join(document.unread)) == (not rows)
    texts = [c.content for t in document.tables for c in t.cells] + [p.content for p in document.paragraphs]
    assert [marked(text) for text in texts if text.marked] == [["区交通局"]]


@pytest.mark.parametrize(
    ("body", "lead", "expected"),
    [
        ("STSong", "ABCDEF+SimHei", ["区交通局"]), ("STSong", "BAAAAA+NotoSansCJKsc-Regular", ["区交通局"]),
        ("NotoSansCJKsc-Regular", "ABCDEF+SimHei", []), ("ABCDEF+SimHei", "ABCDEF+SimHei", []),
    ],
)  # fmt: skip
def test_a_heiti_of_a_pdf_is_a_mark_where_not_everything_is_set_in_it(body, lead, expected):
    page = [
        {x: (text, body) for x, text in line.items()} for line in (PARAGRAPH, PARAGRAPH, HEAD, ROAD, ROAD_ENDS, BRIDGE)
    ]
    page[3][300] = ("区交通局", lead)
    table = read_document(files.pdf(page), "x.pdf").tables[0]
    assert [each for cell_ in table.cells for each in marked(cell_.content)] == expected


def side(edges, *rows):
    """Return a page with a table of ruling lines that has these edges and rows."""
    rule = [(edges[0], edges[-1])]
    page = [*((x, 14 * len(rows)) for x in edges), rule]
    for texts in rows:
        page += [{x + 2: text for x, text in zip(edges, texts, strict=False)}, rule]
    return page


@pytest.mark.parametrize(
    ("right", "is_joined"),
    [
        (side((40, 140), ["完成时限"], ["6月底"], ["年底"]), True),
        (side((40, 140, 240), ["完成时限", "备注"], ["6月底", ""], ["年底", "续建"]), True),
        (side((40, 140), ["完成时限"], ["6月底"]), False),
        (side((40, 140, 240), ["序号", "备注"], ["1", "新建"], ["2", "续建"]), False),
    ],
)  # fmt: skip
def test_columns_of_a_wide_sheet_on_pages_of_their_own_are_joined_to_their_rows(right, is_joined):
    left = side(
        (40, 100, 220, 340), ["序号", "工作任务", "责任单位"], ["1", "修路", "区交通局"], ["2", "架桥", "区住建局"]
    )
    document = read_document(files.pdf(left, right), "x.pdf")
    first = document.tables[0]
    assert ([c.content.text for c in first.cells if c.row == 2 and c.column == 4] == ["6月底"]) == is_joined
    assert ("另印了1页" in "".join(document.unread)) == is_joined
    printed = [text for page in (left, right) for line in page if isinstance(line, dict) for text in line.values()]
    assert sorted("".join("".join(document.texts().values()).split())) == sorted("".join(printed))
