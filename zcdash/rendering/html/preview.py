"""An official document as it will read, for the screen: a white sheet with the look of the paper, in the light and in the dark.

Every text is escaped here, once.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape

from zcdash.rendering import formatting
from zcdash.rendering.docx import gongwen
from zcdash.rendering.docx.gongwen_title import lines

_STYLE = """
.zc-paper{background:#fff;color:#000;max-width:820px;margin:0 auto;padding:52px 64px;border:1px solid #cfcac0;border-radius:2px;
 font-family:FangSong,仿宋,'Noto Serif CJK SC','Songti SC',serif;font-size:17px;line-height:1.85;
 box-shadow:0 1px 6px rgba(0,0,0,.16)}
.zc-paper *{color:inherit}
.zc-paper .mark{color:#d00;text-align:center;font-size:2.5rem;letter-spacing:.08em;font-weight:600;line-height:1.3}
.zc-paper .number{text-align:center;margin-top:.5rem}
.zc-paper .issuer{display:flex;justify-content:space-between;gap:1rem;border-bottom:3px solid #d00;padding:.5rem .6rem .35rem}
.zc-paper h2{font-size:1.5rem;text-align:center;margin:2.2rem 0 1.2rem;padding:0;line-height:1.5;font-weight:600}
.zc-paper p{margin:0!important;text-indent:2em;font-size:17px!important;text-align:justify;overflow-wrap:anywhere}
.zc-paper p.flush{text-indent:0} .zc-paper p.right{text-align:right;text-indent:0;padding-right:3em}
.zc-paper h3{font-size:1.1rem;margin:.7rem 0 0;padding:0 0 0 2em;font-weight:700;
 font-family:SimHei,黑体,'Noto Sans CJK SC',sans-serif}
.zc-paper h4{font-size:1.06rem;margin:.2rem 0 0;padding:0 0 0 2em;font-weight:600}
.zc-paper figure{margin:.8rem 0;text-align:center} .zc-paper img{max-width:100%;height:auto}
.zc-paper figcaption,.zc-paper caption{font-size:.86rem;caption-side:top;text-align:center;padding:.2rem}
.zc-paper .scroll{overflow-x:auto;margin:.6rem 0}
.zc-paper table{border-collapse:collapse;width:100%;font-size:.82rem;line-height:1.45}
.zc-paper td,.zc-paper th{border:1px solid #000;padding:3px 6px;text-align:left;font-weight:400;vertical-align:middle}
.zc-paper th{text-align:center;white-space:pre-line;font-weight:600}
.zc-paper td.short{text-align:center;white-space:nowrap}
.zc-paper details{margin-top:1.2rem;border-top:1px solid #cfcac0;padding-top:.6rem}
.zc-paper summary{cursor:pointer;font-weight:600}
@media (max-width:640px){.zc-paper{padding:22px 16px;font-size:15px}.zc-paper p{font-size:15px!important}
 .zc-paper .mark{font-size:1.7rem}.zc-paper h2{font-size:1.15rem}}
"""
_SHORT = 8


def html(letter: gongwen.Letter) -> str:
    """The letter as one sheet; its annexes fold away below."""
    head, far = letter.head, ' style="margin-top:2rem!important"'
    parts = [
        f'<div class="mark">{escape(head.mark)}</div><div class="number">{escape(head.symbol)}</div>',
        f'<div class="issuer"><span>{escape(head.issuer)}</span><span>{formatting.day(head.issued)}</span></div>',
        f"<h2>{'<br>'.join(map(escape, lines(letter.title)))}</h2>",
        f'<p class="flush">{escape(letter.addressee)}：</p>',
        *_blocks(letter.blocks),
        f'<p class="right"{far}>{escape(letter.signer)}</p><p class="right">{formatting.day(letter.day)}</p>',
    ]
    for place, (title, blocks) in enumerate(letter.annexes, 1):
        number = place if len(letter.annexes) > 1 else ""
        parts.append(f"<details><summary>附件{number}　{escape(title)}</summary>{''.join(_blocks(blocks))}</details>")
    return f'<style>{_STYLE}</style><div class="zc-paper">{"".join(parts)}</div>'


def _blocks(blocks: Iterable[gongwen.Block]) -> list[str]:
    found = []
    for block in blocks:
        match block:
            case gongwen.Heading(level, text):
                found.append(f"<h{level + 2}>{escape(text)}</h{level + 2}>")
            case gongwen.Paragraph(text):
                found += [f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip()]
            case gongwen.Table():
                found.append(_table(block))
            case gongwen.Picture(png, caption):
                source, said = f"data:image/png;base64,{b64encode(png).decode()}", escape(caption)
                found.append(f'<figure><img src="{source}" alt="{said}"><figcaption>{said}</figcaption></figure>')
    return found


def _table(table: gongwen.Table) -> str:
    short = [all(len(str(row[n])) <= _SHORT for row in table.rows) for n in range(len(table.columns))]
    kinds = [" class=short" if s else "" for s in short]
    rows = "".join(
        "<tr>" + "".join(f"<td{kind}>{escape(str(v))}</td>" for kind, v in zip(kinds, row, strict=True)) + "</tr>"
        for row in table.rows
    )
    heads = "".join(f"<th>{escape(c)}</th>" for c in table.columns)
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f'<div class="scroll"><table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
