"""一页简报 on the screen: a white sheet in either theme, which prints alone, on one A4 page, as it is seen."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Any

from zcdash.rendering.brief import FIGURE_COLUMNS, NOTICE_COLUMNS, brief_text
from zcdash.rendering.charts import images
from zcdash.rendering.docx.brief import fitting, picture_rows

# In print nothing else of the page is left, and the sheet is no higher than the paper: it can make no second page.
_STYLE = """<style>
.zc-sheet{background:#fff;color:#000;max-width:186mm;padding:7mm 9mm;border:1px solid #bbb;line-height:1.42;font-size:12pt;
 overflow-wrap:anywhere;font-family:"FangSong","仿宋","STFangsong","Noto Serif CJK SC",serif}
.zc-sheet h2{font-size:20pt;text-align:center;margin:0;padding:0;color:#000;font-weight:400;line-height:1.3}
.zc-sheet .under{text-align:center;font-size:11pt;margin:0 0 4px}
.zc-sheet h3{font-size:12pt;margin:7px 0 2px;padding:0 0 1px;border-bottom:1px solid #000;color:#000;line-height:1.3}
.zc-sheet h3,.zc-sheet b,.zc-sheet th{font-family:"SimHei","黑体","Noto Sans CJK SC",sans-serif;font-weight:600}
.zc-sheet p{margin:0!important;font-size:12pt} .zc-sheet img{display:block;width:150mm;max-width:100%;margin:4px auto}
.zc-sheet table{width:100%;border-collapse:collapse;margin:3px 0;font-size:10.5pt;color:#000}
.zc-sheet th,.zc-sheet td{border:1px solid #000!important;padding:0 5px!important;line-height:1.5;color:#000!important;
 text-align:left}
.zc-sheet th{text-align:center!important} .zc-sheet td.number{text-align:right;white-space:nowrap}
@media screen and (max-width:640px){.zc-sheet{padding:3mm 4mm;font-size:11pt} .zc-sheet h2{font-size:16pt}
 .zc-sheet table{font-size:9pt} .zc-sheet td.number{white-space:normal} .zc-sheet td:last-child{white-space:nowrap}}
@page{size:A4 portrait!important;margin:12mm!important}
@media print{
 [data-testid="stMainBlockContainer"]{padding:0!important;max-width:none!important}
 [data-testid="stMainBlockContainer"] :is([data-testid="stElementContainer"],[data-testid="stLayoutWrapper"]):not(:has(.zc-sheet)){
  display:none!important}
 [data-testid="stVerticalBlock"]{gap:0!important}
 html,body,.stApp,.stApp [data-testid="stAppViewContainer"],.stApp [data-testid="stMain"]{background:#fff!important}
 .zc-sheet{border:0;padding:0;margin:0 auto;width:156mm;max-width:none;height:268mm;overflow:hidden;break-inside:avoid}
}</style>"""


def page(brief: Any) -> str:
    """The sheet."""
    said = brief_text(brief)
    figures, notices = fitting(said, picture_rows(brief))
    needs = "".join(
        f"<p><b>{escape(head)}</b></p>" + "".join(f"<p>{escape(x)}</p>" for x in lines) for head, lines in said.needs
    )
    parts = [
        f'<h2>{escape(said.title)}</h2><p class="under">{escape(said.under)}</p><p>{escape(said.summary)}</p>',
        _strip(brief, said.summary) if brief.filed else "",
        f"<h3>{escape(said.needs_head)}</h3>{needs}",
        f"<h3>{escape(said.returns_head)}</h3>",
        f"<p>{escape(said.returns)}</p>" if said.returns else "",
        _table("主要数字", FIGURE_COLUMNS, said.figures[:figures], (1, 2)),
        _table(said.notices_head, NOTICE_COLUMNS, said.notices[:notices]),
    ]
    return f'{_STYLE}<article class="zc-sheet">{"".join(parts)}</article>'


def _strip(brief: Any, alt: str) -> str:
    png = b64encode(images.lights_strip(brief.tally.counts, brief.tally.before)).decode()
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{png}">'


def _table(head: str, columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int] = ()) -> str:
    if not rows:
        return ""
    heads = "".join(f"<th>{escape(c)}</th>" for c in columns)
    body = "".join(f"<tr>{''.join(_cell(cell, n in numeric) for n, cell in enumerate(row))}</tr>" for row in rows)
    return f"<h3>{escape(head)}</h3><table><tr>{heads}</tr>{body}</table>"


def _cell(text: str, number: bool) -> str:
    return f"<td{' class=number' if number else ''}>{escape(text)}</td>"


def link(leader: str, unit: str, address: str) -> str:
    """The way to the sheet, for the pages of leaders and units."""
    return f'<a href="{address}" target="_self" style="color:inherit">{escape(leader or unit)}的一页简报（可打印、下载 Word）</a>'
