"""Files of evidence are checked by their content, and refused with what they are and what to do."""

from io import BytesIO

import pytest
from PIL import Image

from tests.evidence_files import PDF, package, pdf, picture
from zcdash.domain.evidence import MAX_FILE, FileKind
from zcdash.errors import InvalidInput
from zcdash.intake import evidence
from zcdash.intake.evidence import PREVIEW_SIZE, check_evidence

WORD = package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "name", "kept_as"),
    [
        (PDF, "会议纪要.pdf", "会议纪要.pdf"),
        (b"\xef\xbb\xbf" + PDF + b"\n" * 900, "扫描件.PDF", "扫描件.pdf"),
        (picture(), "现场.jpg", "现场.jpg"),
        (picture(), "现场.JPEG", "现场.jpg"),
        (picture("PNG", mode="RGBA"), "截图.png", "截图.png"),
        (picture("PNG", mode="P"), "截图.png", "截图.png"),
        (picture("PNG", mode="I;16"), "灰度.png", "灰度.png"),
        (picture("JPEG", mode="CMYK"), "印刷.jpg", "印刷.jpg"),
        (WORD, "文件.docx", "文件.docx"),
        (package("[Content_Types].xml", "word/document2.xml"), "文件.docx", "文件.docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "表.xlsx", "表.xlsx"),
        (package("OFD.xml", "Doc_0/Document.xml"), "公文.ofd", "公文.ofd"),
        (PDF, "没有扩展名", "没有扩展名.pdf"),
        (PDF, r"C:\桌面\..\a<b>:c.pdf", "a_b__c.pdf"),
        (PDF, ".pdf", "佐证材料.pdf"),
        (PDF, "关于\u202eexe.pdf", "关于exe.pdf"),
        (PDF, "2017.6 月报.pdf", "2017.6 月报.pdf"),
        (PDF, "月报2017.6", "月报2017.6.pdf"),
    ],
)
def test_a_file_is_kept_under_a_clean_name_with_the_ending_of_its_content(data, name, kept_as):
    assert check_evidence(data, name).name == kept_as


@pytest.mark.parametrize(
    ("data", "name", "what", "advice"),
    [
        (b"", "空.pdf", "是空的", "重新保存"),
        (picture("PNG"), "扫描.pdf", "内容是 png 文件，与扩展名 .pdf 不符", "改为“扫描.png”"),
        (PDF, "表.xlsx", "内容是 pdf 文件", "改为“表.pdf”"),
        (PDF.replace(b"%%EOF", b""), "半截.pdf", "不完整或已损坏", "重新保存"),
        (picture()[:-400], "半截.jpg", "不完整或已损坏", "重新保存"),
        (picture("PNG")[:200], "半截.png", "不完整或已损坏", "重新保存"),
        (WORD[:-30], "半截.docx", "不完整或已损坏", "重新保存"),
        (WORD[:50] + b"zz" + WORD[52:], "坏.docx", "不完整或已损坏", "重新保存"),
        (package("word/document.xml", "word/vbaProject.bin"), "宏.docx", "带有宏", "不带宏"),
        (package("xl/workbook.bin"), "表.xlsb", "二进制工作簿", "另存为 .xlsx"),
        (package("ppt/presentation.xml"), "演示.pptx", "演示文稿", "另存为 .pdf"),
        (package("content.xml", "mimetype"), "文.odt", "OpenDocument", "另存为 .docx"),
        (package("照片/1.jpg"), "材料.zip", "压缩包（.zip）", "解压后"),
        (b"Rar!\x1a\x07", "材料.rar", "压缩包", "解压后"),
        (b"\xd0\xcf\x11\xe0" + bytes(99) + "WordDocument".encode("utf-16-le"), "旧.doc", "旧版 Word 文档", ".docx"),
        (b"\xd0\xcf\x11\xe0" + bytes(99) + "EncryptedPackage".encode("utf-16-le"), "密.docx", "打开密码", "取消密码"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "旧.xls", "旧版 Office 文档", ".xlsx"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "IMG_1.HEIC", "手机照片（.heic）", "转成 .jpg"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "IMG_1.jpg", "手机照片（.heic）", "转成 .jpg"),
        (picture("TIFF"), "扫描.tif", "不是 .jpg 或 .png", "另存为"),
        (picture("GIF", mode="P"), "动图.gif", "不是 .jpg 或 .png", "另存为"),
        (b"\0\0\0\x18ftypmp42" + bytes(20), "录像.mp4", "音频或视频", "截图"),
        (b"<!doctype html><script>alert(1)</script>", "页.pdf", "网页", "打印成 .pdf"),
        (b"MZ" + bytes(99), "a.pdf", "程序", "转成 pdf"),
        ("情况说明".encode(), "说明.txt", "文本文件", "另存为 .docx"),
        (b"\x01\x02\x03", "a.pdf", "无法识别", "转成 pdf"),
    ],
)
def test_any_other_file_is_refused_by_its_true_name_with_what_to_do(data, name, what, advice):
    with pytest.raises(InvalidInput) as refusal:
        check_evidence(data, name)
    assert what in refusal.value.sentence and advice in refusal.value.advice


def test_a_file_of_ten_megabytes_is_taken_and_one_byte_more_is_not():
    assert check_evidence(pdf(MAX_FILE), "a.pdf").size == MAX_FILE
    with pytest.raises(InvalidInput, match="10 MB 的上限.*压缩图片"):
        check_evidence(pdf(MAX_FILE + 1), "a.pdf")


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "L"), ("PNG", "1"), ("JPEG", "L")])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(kind, mode, monkeypatch):
    bomb = picture(kind, (12_000, 12_000), mode)
    monkeypatch.setattr(evidence, "_shrunk", lambda picture: pytest.fail("decoded"))
    with pytest.raises(InvalidInput, match="超过 4000 万像素的上限。请缩小图片"):
        check_evidence(bomb, f"炸弹.{'jpg' if kind == 'JPEG' else 'png'}")


def test_a_bomb_under_another_name_or_in_another_format_is_not_opened_as_a_picture():
    with pytest.raises(InvalidInput, match="不是 .jpg 或 .png"):
        check_evidence(picture("TIFF", (12_000, 12_000), "1", compression="group4"), "炸弹.png")


def test_a_picture_at_the_limit_of_pixels_is_taken(monkeypatch):
    monkeypatch.setattr(evidence, "MAX_PIXELS", 600 * 400)
    assert check_evidence(picture(), "a.jpg").preview
    with pytest.raises(InvalidInput, match="像素的上限"):
        check_evidence(picture(size=(601, 400)), "a.jpg")


@pytest.mark.parametrize("name", ["word/document.xml", "OFD.xml"])
def test_a_package_that_unpacks_beyond_the_limit_is_refused(name, monkeypatch):
    monkeypatch.setattr(evidence, "MAX_UNPACKED", 1 << 20)
    assert check_evidence(package(name, content=bytes(1 << 20)), "a").size < 5_000
    with pytest.raises(InvalidInput, match="展开后太大"):
        check_evidence(package(name, content=bytes((1 << 20) + 1)), "a")


def test_a_package_of_too_many_parts_is_refused():
    with pytest.raises(InvalidInput, match="展开后太大"):
        check_evidence(package("word/document.xml", *(f"p{n}" for n in range(evidence.MAX_ENTRIES))), "a.docx")


def test_a_preview_is_small_upright_and_says_nothing_of_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "相机厂商".encode()
    preview = check_evidence(picture(size=(1200, 600), exif=exif, comment=b"secret"), "a.jpg").preview
    small = Image.open(BytesIO(preview))
    assert small.format == "JPEG" and small.size == (PREVIEW_SIZE // 2, PREVIEW_SIZE)
    assert not small.getexif() and "comment" not in small.info and b"Exif" not in preview


def test_only_pictures_have_a_preview():
    assert {kind: bool(check_evidence(data, "a").preview) for kind, data in (
        (FileKind.PDF, PDF), (FileKind.DOCX, WORD), (FileKind.JPG, picture()), (FileKind.PNG, picture("PNG")),
    )} == {FileKind.PDF: False, FileKind.DOCX: False, FileKind.JPG: True, FileKind.PNG: True}  # fmt: skip
