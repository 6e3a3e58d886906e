"""Official documents, read back from the file: paper, grid, type, numbering, annexes, and text that stays text."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from zcdash.domain.terms import Light
from zcdash.rendering.charts import print_charts
from zcdash.rendering.docx.gongwen import Head, Heading, Letter, PageBreak, Paragraph, Picture, Table, write
from zcdash.rendering.docx.gongwen_title import width

DAY = date(2017, 7, 5)
HEAD = Head("周村区政务督查", "〔2017〕第3期", "周村区人民政府督查室", DAY)
LETTER = Letter(
    head=HEAD,
    title="关于2017年第二季度政府工作报告重点目标任务完成情况的通报",
    addressee="各镇政府、街道办事处",
    blocks=(Paragraph("现将完成情况通报如下。"),),
    annexes=(),
    signer="周村区人民政府督查室",
    day=DAY,
)
NARROW = Table(
    columns=("单位", "天数"), rows=(("区发改局", 3), ("区住建局", 12)), numeric=frozenset({1}), caption="迟报"
)
WIDE = Table(columns=tuple("甲乙丙丁戊己庚"), rows=(tuple("1234567"),) * 90, widths=(1, 2, 3, 1, 1, 1, 1))
HOSTILE = 'a\x00\x1b\x08b<w:p/>&amp;=1+1{ PAGE }\ud800\ufffe\u202ec"]]>'
SHOWN = 'ab<w:p/>&amp;=1+1{ PAGE }c"]]>'


def letter(*blocks: object, **changes: object) -> Letter:
    return replace(LETTER, blocks=blocks or LETTER.blocks, **changes)


def part(found: bytes, name: str = "word/document.xml") -> etree._Element:
    with ZipFile(BytesIO(found)) as file:
        return etree.fromstring(file.read(name))


def value(element: etree._Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(qn(f"w:{name}"))


def paragraphs(found: bytes) -> list[tuple[str, str]]:
    """(style, text) of each paragraph of the body, tables left out."""
    return [(p.style.name, p.text) for p in Document(BytesIO(found)).paragraphs if p.style.name != "公文间隔"]


def paragraph(found: bytes, text: str) -> etree._Element:
    return next(p._p for p in Document(BytesIO(found)).paragraphs if text in p.text)


def test_the_paper_is_a4_with_the_margins_of_the_standard():
    section = Document(BytesIO(write(LETTER))).sections[0]
    edges = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(e.mm, 1) for e in edges] == [210, 297, 37, 34.9, 28, 26]


def test_a_page_holds_22_lines_of_28_characters_and_no_more():
    section = Document(BytesIO(write(LETTER))).sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (value(grid, "type"), value(grid, "linePitch")) == ("linesAndChars", "580")
    high = section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt
    wide = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    styles = part(write(LETTER), "word/styles.xml")
    closer = int(value(styles.find(".//w:style[@w:styleId='公文正文']/w:rPr/w:spacing", styles.nsmap))) / 20
    assert round(high, 2) // 29 == 22
    for character in (16 + int(value(grid, "charSpace")) / 4096, 16 + closer):
        assert wide // character == 28


def test_body_text_has_an_exact_pitch_and_begins_two_characters_in():
    styles = part(write(LETTER), "word/styles.xml")
    spacing = styles.find(".//w:style[@w:styleId='Normal']/w:pPr/w:spacing", styles.nsmap)
    assert (value(spacing, "line"), value(spacing, "lineRule"), value(spacing, "before")) == ("580", "exact", "0")
    body = styles.find(".//w:style[@w:styleId='公文正文']/w:pPr", styles.nsmap)
    assert value(body.find(qn("w:ind")), "firstLineChars") == "200" and body.find(qn("w:spacing")) is None


@pytest.mark.parametrize(
    ("style", "chinese", "latin", "half_points", "bold"),
    [
        ("Normal", "仿宋_GB2312", "Times New Roman", "32", False),
        ("公文正文", "仿宋_GB2312", "Times New Roman", "32", False),
        ("公文标志", "方正小标宋简体", "Times New Roman", "112", False),
        ("公文标题", "方正小标宋简体", "Times New Roman", "44", False),
        ("公文一级标题", "黑体", "Times New Roman", "32", False),
        ("公文二级标题", "楷体_GB2312", "Times New Roman", "32", False),
        ("公文三级标题", "仿宋_GB2312", "Times New Roman", "32", True),
        ("公文附件号", "黑体", "Times New Roman", "32", False),
        ("公文页码", "宋体", "宋体", "28", False),
        ("公文表", "仿宋_GB2312", "Times New Roman", "24", False),
        ("公文小表", "仿宋_GB2312", "Times New Roman", "21", False),
    ],
)
def test_each_kind_of_paragraph_has_its_type(style, chinese, latin, half_points, bold):
    styles = part(write(LETTER), "word/styles.xml")
    look = styles.find(f".//w:style[@w:styleId='{style}']/w:rPr", styles.nsmap)
    fonts = look.find(qn("w:rFonts"))
    assert [value(fonts, n) for n in ("eastAsia", "ascii", "hAnsi")] == [chinese, latin, latin]
    assert value(look.find(qn("w:sz"))) == half_points and (look.find(qn("w:b")) is not None) is bold


def test_what_lacks_a_face_is_told_which_may_stand_in():
    fonts = part(write(LETTER), "word/fontTable.xml")
    instead = {value(f, "name"): value(f.find(qn("w:altName"))) for f in fonts}
    assert instead["方正小标宋简体"].split(",")[0] == "华文中宋" and "宋体" in instead["方正小标宋简体"]
    assert (
        instead["仿宋_GB2312"] == "仿宋,FangSong"
        and instead["楷体_GB2312"] == "楷体,KaiTi"
        and instead["黑体"] == "SimHei"
    )


def test_quotes_and_dashes_are_set_in_the_chinese_face():
    """Latin has them too, narrower; the hint decides."""
    made = part(write(letter(Paragraph("“达进度”——如下"), NARROW)))
    for run in made.iter(qn("w:r")):
        if run.find(qn("w:t")) is not None:
            assert value(run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}"), "hint") == "eastAsia"


def test_the_order_of_a_letter():
    headings = (Heading(1, "一、总体"), Heading(2, "（一）分管"), Heading(3, "1．指标"))
    made = write(letter(*headings, Paragraph("　　第一段。\n\n第二段。")))
    assert paragraphs(made) == [
        ("公文标志", "周村区政务督查"),
        ("公文字号", "〔2017〕第3期"),
        ("公文字号", "\t周村区人民政府督查室\t2017年7月5日"),
        ("公文标题", "关于2017年第二季度政府工作报告\n重点目标任务完成情况的通报"),
        ("公文主送", "各镇政府、街道办事处："),
        ("公文一级标题", "一、总体"),
        ("公文二级标题", "（一）分管"),
        ("公文三级标题", "1．指标"),
        ("公文正文", "第一段。"),
        ("公文正文", "第二段。"),
        ("公文落款", "周村区人民政府督查室"),
        ("公文落款", "2017年7月5日"),
    ]


def test_the_head_is_red_with_a_rule_below_and_the_title_two_lines_further():
    made = write(LETTER)
    styles = part(made, "word/styles.xml")
    assert value(styles.find(".//w:style[@w:styleId='公文标志']/w:rPr/w:color", styles.nsmap)) == "FF0000"
    rule = paragraph(made, "2017年7月5日").find(f".//{qn('w:bottom')}")
    assert value(rule, "color") == "FF0000" and int(value(rule, "sz")) >= 8
    assert value(paragraph(made, "的通报").find(f".//{qn('w:spacing')}"), "before") == "1160"
    plain = write(letter(head=replace(HEAD, issuer="")))
    assert paragraph(plain, "第3期").find(f".//{qn('w:bottom')}") is not None
    assert not any("\t" in text for _, text in paragraphs(plain))


@pytest.mark.parametrize("mark", ["督查", "周村区政务督查", "山东省淄博市周村区人民政府督查室文件"])
def test_a_long_mark_is_set_smaller_so_that_it_keeps_to_one_line(mark):
    made = paragraph(write(letter(head=replace(HEAD, mark=mark))), mark)
    assert 16 <= int(value(made.find(f".//{qn('w:r')}//{qn('w:sz')}"))) / 2 * len(mark) <= 442


def test_signer_and_date_stand_right_with_the_signer_over_the_middle_of_the_date():
    made = write(letter(Paragraph("完。"), day=date(2017, 10, 9)))
    signer, day = (p._p for p in Document(BytesIO(made)).paragraphs[-2:])
    sides = [int(value(p.find(f".//{qn('w:ind')}"), "rightChars")) / 100 for p in (signer, day)]
    assert sides[1] == 4 and sides[0] + width("周村区人民政府督查室") / 2 == pytest.approx(
        4 + width("2017年10月9日") / 2, abs=0.01
    )
    assert (
        signer.find(f".//{qn('w:keepNext')}") is not None
        and paragraph(made, "完。").find(f".//{qn('w:keepNext')}") is not None
    )


@pytest.mark.parametrize("signer", ["", "周村区人民政府重点目标任务推进工作领导小组办公室"])
def test_a_missing_or_long_signer_keeps_inside_the_text(signer):
    last = [p._p for p in Document(BytesIO(write(letter(signer=signer)))).paragraphs[-2:]]
    sides = [int(value(p.find(f".//{qn('w:ind')}"), "rightChars") or 0) for p in last]
    assert min(sides) >= 0 and sides[1] >= 400


def test_page_numbers_are_fields_outside_on_odd_and_even_pages():
    made = write(LETTER)
    assert part(made, "word/settings.xml").find(qn("w:evenAndOddHeaders")) is not None
    section = Document(BytesIO(made)).sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]
        assert line.text == "— 1 —" and line.style.name == "公文页码" and len(footer.paragraphs) == 1
        assert (
            value(line._p.pPr.find(qn("w:jc"))) == side
            and value(line._p.pPr.find(qn("w:ind")), f"{side}Chars") == "100"
        )
        assert [i.text.strip() for i in line._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_several_annexes_are_numbered_in_the_note_and_on_their_pages():
    made = write(letter(annexes=(("指标明细表", (WIDE,)), ("单位名单", (NARROW,)))))
    found = [text for _, text in paragraphs(made)]
    assert "附件：1.\t指标明细表" in found and "2.\t单位名单" in found and found.index("附件1") < found.index("附件2")
    notes = [paragraph(made, text).find(f".//{qn('w:ind')}") for text in ("附件：1.", "2.\t单位")]
    assert {value(n, "leftChars") for n in notes} == {"595"}
    assert [int(value(n, "leftChars")) - int(value(n, "hangingChars")) for n in notes] == [200, 500]


def test_one_annex_has_no_number_and_begins_a_page():
    made = write(letter(annexes=(("单位名单", (NARROW,)),)))
    assert "附件：单位名单" in [t for _, t in paragraphs(made)] and len(Document(BytesIO(made)).sections) == 1
    mark = next(p for p in Document(BytesIO(made)).paragraphs if p.text == "附件")
    assert mark.style.name == "公文附件号" and mark.paragraph_format.page_break_before


def test_only_annexes_with_wide_tables_lie_on_their_side():
    made = Document(BytesIO(write(letter(annexes=(("甲", (NARROW,)), ("乙", (WIDE,)), ("丙", (NARROW,)))))))
    assert [(round(s.page_width.mm), round(s.page_height.mm)) for s in made.sections] == [
        (210, 297),
        (297, 210),
        (210, 297),
    ]
    assert [round(e.mm) for e in (made.sections[1].top_margin, made.sections[1].right_margin)] == [28, 37]
    assert (
        all(s.footer.is_linked_to_previous for s in made.sections[1:])
        and not made.sections[0].footer.is_linked_to_previous
    )
    # A blank page would come from an empty paragraph between the sections.
    assert all(p.text or p.style.name == "公文间隔" for p in made.paragraphs)


def test_a_long_table_repeats_its_head_and_fills_the_width():
    table = Document(BytesIO(write(letter(WIDE)))).tables[0]._tbl
    heads = [row.find(f".//{qn('w:tblHeader')}") is not None for row in table.tr_lst]
    assert heads == [True] + [False] * 90 and all(r.find(f".//{qn('w:cantSplit')}") is not None for r in table.tr_lst)
    widths = [int(value(c, "w")) for c in table.tblGrid]
    assert sum(widths) == pytest.approx(8844, abs=4) and widths[2] == pytest.approx(3 * widths[0], abs=2)


def test_numbers_stand_right_and_table_text_is_small_and_single_spaced():
    made = write(letter(NARROW))
    table = Document(BytesIO(made)).tables[0]
    sides = [value(c.paragraphs[0]._p.pPr.find(qn("w:jc"))) for c in table.rows[1].cells]
    assert sides == ["center", "right"] and [c.text for c in table.rows[2].cells] == ["区住建局", "12"]
    styles = part(made, "word/styles.xml")
    for name in ("公文表", "公文小表", "公文图"):
        assert (
            value(styles.find(f".//w:style[@w:styleId='{name}']/w:pPr/w:spacing", styles.nsmap), "lineRule") == "auto"
        )


def test_two_tables_do_not_grow_together():
    body = Document(BytesIO(write(letter(replace(NARROW, caption=""), replace(NARROW, caption=""))))).element.body
    tables = [n for n, child in enumerate(body) if child.tag == qn("w:tbl")]
    assert tables[1] - tables[0] > 1


def test_a_picture_is_kept_as_it_is_within_the_text_and_says_what_it_shows():
    png = print_charts.lights_strip({Light.ON_TRACK: 3})
    made = write(letter(Picture(png, "图1 状态", width_mm=400)))
    with ZipFile(BytesIO(made)) as file:
        assert [file.read(n) for n in file.namelist() if n.startswith("word/media/")] == [png]
    shape = Document(BytesIO(made)).inline_shapes[0]
    assert shape.width.mm == pytest.approx(156, abs=0.1) and shape._inline.docPr.get("descr") == "图1 状态"
    assert ("公文图题", "图1 状态") in paragraphs(made)
    around = shape._inline.getparent().getparent().getparent()
    assert around.find(f".//{qn('w:spacing')}") is None, "an exact pitch of its own would crop the picture"


def test_a_page_break_leaves_no_empty_page():
    made = write(letter(Paragraph("前"), PageBreak(), PageBreak(), NARROW, PageBreak()))
    broken = [p.text for p in Document(BytesIO(made)).paragraphs if p.paragraph_format.page_break_before]
    assert broken == ["迟报", "周村区人民政府督查室"] and not list(part(made).iter(qn("w:br")))[1:]


def test_the_same_letter_is_the_same_bytes_in_any_process():
    full = letter(
        Paragraph("甲"), NARROW, Picture(print_charts.lights_strip({Light.AHEAD: 1}), "图"), annexes=(("乙", (WIDE,)),)
    )
    assert write(full) == write(full) != write(replace(full, day=date(2017, 7, 6)))
    code = "import sys; from tests.unit.test_gongwen import LETTER, write; sys.stdout.buffer.write(write(LETTER))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[2])
    assert run.stdout == write(LETTER)


def test_the_file_carries_the_letters_date_and_nothing_of_a_template():
    made = write(LETTER)
    said = Document(BytesIO(made)).core_properties
    assert said.created.date() == said.modified.date() == DAY and said.comments == ""
    assert (said.title, said.author) == (LETTER.title, "周村区人民政府督查室")
    with ZipFile(BytesIO(made)) as file:
        assert {i.date_time for i in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.namelist()[0] == "[Content_Types].xml"
        assert not [n for n in file.namelist() if "thumbnail" in n or "customXml" in n]
        assert b"python-docx" not in b"".join(file.read(n) for n in file.namelist())


def test_hostile_text_stays_text_everywhere():
    table = Table(columns=(HOSTILE,), rows=((HOSTILE,),), caption=HOSTILE)
    blocks = (Heading(1, HOSTILE), Paragraph(HOSTILE), table, Picture(print_charts.lights_strip({}), HOSTILE))
    made = write(
        Letter(
            head=Head(HOSTILE, HOSTILE, HOSTILE, DAY),
            title=HOSTILE,
            addressee=HOSTILE,
            blocks=blocks,
            annexes=((HOSTILE, (table,)),),
            signer=HOSTILE,
            day=DAY,
        )
    )
    body = part(made)
    assert not list(body.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:fldChar")))
    told = ["".join(p.itertext()) for p in body.iter(qn("w:p")) if "".join(p.itertext())]
    assert len(told) >= 14 and all(SHOWN in t for t in told if t != "附件" and "2017年" not in t)
    assert "\u202e" not in "".join(told) and Document(BytesIO(made)).core_properties.title == SHOWN


_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr tabs autoSpaceDE autoSpaceDN adjustRightInd snapToGrid "
    "spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rFonts b color spacing sz szCs lang",
    "sectPr": "footerReference type pgSz pgMar cols docGrid",
    "tblPr": "tblW jc tblInd tblBorders tblLayout tblCellMar",
    "trPr": "cantSplit trHeight tblHeader",
    "settings": "zoom mirrorMargins defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang decimalSymbol "
    "listSeparator",
    "style": "name basedOn qFormat pPr rPr tblPr",
}


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/settings.xml", "word/footer1.xml"])
def test_elements_stand_in_the_order_of_the_schema(name):
    """Word calls a file damaged where they do not."""
    picture = Picture(print_charts.lights_strip({}), "图")
    made = write(letter(Heading(1, "一"), NARROW, picture, PageBreak(), annexes=(("乙", (WIDE,)),)))
    for element in part(made, name).iter():
        order = _ORDER.get(etree.QName(element).localname, "").split()
        places = [order.index(etree.QName(child).localname) for child in element if order]
        assert places == sorted(places), etree.tostring(element)
