"""Sentences on what a file also has and was not read, or was read in a way that a person should know of."""

from __future__ import annotations

_QUOTES, _QUOTED = 5, 24
_SENTENCES = {
    "picture": "有{n}张图片，图片里的文字没有读入。",
    "object": "有{n}个嵌入对象（如表格、公式、附件），没有读入。",
    "comment": "有{n}条批注，没有读入{quotes}。",
    "header": "页眉页脚的文字没有读入{quotes}。",
    "deleted": "有{n}处修订中删除的文字，按已删除处理{quotes}。",
    "deleted row": "有{n}行在修订中删除，按已删除处理。",
    "hidden row": "有{n}行设为隐藏，照样读入{quotes}。",
    "inserted": "有{n}处修订中插入的文字，按已接受读入{quotes}。",
    "删除线": "有{n}处带删除线的文字，没有读入{quotes}。",
    "隐藏": "有{n}处隐藏的文字，没有读入{quotes}。",
    "prompt": "有{n}处控件的提示文字，没有读入{quotes}。",
    "number": "有{n}处自动编号的样式认不出，编号没有读入{quotes}。",
    "symbol": "有{n}个特殊符号读不出是什么字，读作“□”{quotes}。",
    "drop-down": "有{n}个旧式窗体下拉框，所选的内容没有读入。",
    "field": "有{n}处域没有文字结果，没有读入{quotes}。",
    "covered": "有{n}处文字被合并单元格盖住、页面上看不到，没有读入{quotes}。",
    "chunk": "有{n}处插入的整篇文档，没有读入。",
    "box": "有{n}个文本框，读在全文最后。",
    "note": "有{n}条脚注、尾注，读在全文最后。",
    "formula": "有{n}个公式没有算出的结果，没有读入{quotes}；请用 Excel 或 WPS 打开，保存一次再上传。",
    "error": "有{n}个单元格是错误值{quotes}，请更正。",
    "rounded": "有{n}个单元格显示的是四舍五入的数，按显示的读入{quotes}；要按实际的数，请改单元格格式再上传。",
    "sheet": "隐藏的工作表没有读入{quotes}。",
    "chart sheet": "图表工作表没有读入{quotes}。",
    "hidden rows": "工作表有隐藏的行，照样读入{quotes}。",
    "hidden columns": "工作表有隐藏的列，照样读入{quotes}。",
    "drawing": "有{n}处图形、图表或图片，其中的文字没有读入。",
    "page": "每页重复的页眉、页脚和页码没有读入{quotes}。",
    "scanned": "有{n}页只有图像、没有文字，没有读入{quotes}。",
    "character": "有{n}个字符没有对应的文字，读作“□”{quotes}。",
    "rotated": "有{n}处斜排或竖排的文字（如水印），没有读入{quotes}。",
    "form": "有{n}个填写域或批注，没有读入。",
    "sides": "表的右边几栏另印了{n}页，已按行接到左边，请对照原件核对。",
    "aligned": "有{n}张表没有表格线，按文字的位置分出行和栏{quotes}，请对照原件核对。",
    "unaligned": "有{n}处像是没有表格线的表，行或栏分不清，按文字读入{quotes}；请用 Word 或 Excel 加上表格线，另存后再上传。",
    "mark": "有{n}处控制字符，没有读入。",
}


class Unread:
    """Kinds of what was not read, with their numbers and a few quotations."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._quotes: dict[str, list[str]] = {}

    def note(self, kind: str, quote: str = "", number: int = 1) -> None:
        """Count one of a kind, with what it says."""
        self._numbers[kind] = self._numbers.get(kind, 0) + number
        quotes = self._quotes.setdefault(kind, [])
        text = " ".join(quote.split())
        if text and len(quotes) < _QUOTES and text[:_QUOTED] not in quotes:
            quotes.append(text[:_QUOTED])

    def sentences(self) -> tuple[str, ...]:
        """Return one sentence for each kind, in the order in which they were met."""
        return tuple(self._sentence(kind, number) for kind, number in self._numbers.items())

    def _sentence(self, kind: str, number: int) -> str:
        quotes = "、".join(f"“{quote}”" for quote in self._quotes[kind])
        rest = "等" if quotes and number > len(self._quotes[kind]) else ""
        return _SENTENCES[kind].format(n=number, quotes=f"：{quotes}{rest}" if quotes else "")
