"""一页简报 over all plans as one A4 sheet (.docx)."""

from __future__ import annotations

from zcdash.rendering.brief_over_plans import over_plans_text
from zcdash.rendering.docx.brief import set_up, write_title
from zcdash.rendering.docx.gongwen_page import new_document, to_bytes
from zcdash.rendering.docx.gongwen_parts import Writer
from zcdash.rendering.protocols.brief import BriefOverPlans


def to_docx(sheet: BriefOverPlans) -> bytes:
    """Return the sheet as a .docx file of one page."""
    text = over_plans_text(sheet)
    document = new_document(text.title, sheet.whose, text.as_of)
    set_up(document)
    writer = Writer(document)
    write_title(writer, text.title)
    writer.paragraph("简报落款", text.under)
    writer.paragraph("简报正文", text.summary)
    for section in text.sections:
        writer.paragraph("简报小标题", section.head)
        for line, stands_out in section.lines:
            writer.paragraph("简报事项" if stands_out else "简报正文", line)
    for line in text.rest.splitlines():
        writer.paragraph("简报正文", line)
    return to_bytes(document)
