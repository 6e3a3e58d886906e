"""Text of a Word paragraph, run by run: tabs, breaks, symbols, fields, tracked changes, content controls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from docx.oxml.ns import qn

from zcdash.intake.document.reading.marks import Piece
from zcdash.intake.document.reading.unread import Unread
from zcdash.intake.document.reading.word_numbers import Numbers, circled
from zcdash.intake.document.reading.word_styles import Look, Styles
from zcdash.intake.document.reading.word_xml import Element, local, number, value

_WITHIN = frozenset(
    {"hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo", "sdtContent", "rubyBase", "Choice"}
)
_TEXTS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_CIRCLE = re.compile(r"\s{0,9}eq \\o\\ac\(\S{1,3}[,，]\s{0,9}([0-9]{1,2})\)", re.IGNORECASE)
"""Field that draws a number in a circle: EQ \\o\\ac(○,11)."""
_WINGDINGS = {0xFC: "√", 0xFB: "×", 0xFE: "☑", 0xA8: "□", 0x6F: "□", 0x6E: "■", 0x6C: "●", 0x76: "◆", 0xD8: "➢"}
_PRIVATE = range(0xE000, 0xF900)


@dataclass(slots=True)
class _Field:
    """A field that has begun: its instruction until the result begins."""

    instruction: str = ""
    has_result: bool = False


class WordText:
    """Reader of paragraphs; what stands beside the text is collected in `boxes` and counted in `unread`."""

    def __init__(self, styles: Styles, numbers: Numbers, unread: Unread) -> None:
        self._styles = styles
        self._numbers = numbers
        self._unread = unread
        self._fields: list[_Field] = []
        self.boxes: list[Element] = []
        """Contents of text boxes met so far."""

    def pieces(self, paragraph: Element, table_style: str = "") -> list[Piece]:
        """Return the pieces of a paragraph with its automatic number; those that are struck out or hidden say so."""
        style = self._styles.paragraph_style(paragraph)
        found = [piece for piece in self._inline(paragraph, style, table_style) if piece.text]
        prefix = self._numbers.prefix(paragraph)
        if not prefix:
            return found
        # The number looks like the text after it; struck or hidden with it, too.
        first = next(iter(found), Piece(""))
        return [replace(first, text=prefix if found else prefix.rstrip()), *found]

    def kept(self, pieces: list[Piece], place: str = "") -> list[Piece]:
        """Return the pieces that are taken over; the others are counted as not read."""
        for piece in pieces:
            if piece.lost and piece.text.strip():
                self._unread.note(piece.lost, f"{place} {piece.text}")
        return [piece for piece in pieces if not piece.lost]

    def _inline(self, parent: Element, style: str, table_style: str) -> Iterator[Piece]:
        for child in parent:
            name = local(child)
            if name == "r":
                yield from self._run(child, style, table_style)
            elif name in _WITHIN:
                yield from self._inline(child, style, table_style)
            elif name in ("ins", "moveTo"):
                found = list(self._inline(child, style, table_style))
                text = "".join(piece.text for piece in found)
                if text.strip():
                    self._unread.note("inserted", text)
                yield from found
            elif name in ("del", "moveFrom"):
                self.note_deleted(child)
            elif name == "sdt":
                yield from self._control(child, style, table_style)
            elif name == "AlternateContent":
                yield from self._inline(_chosen(child), style, table_style)
            elif name in ("oMath", "oMathPara"):
                yield Piece("".join(each.text or "" for each in child.iter() if local(each) == "t"))

    def note_deleted(self, element: Element) -> None:
        """Count text that a tracked change deletes."""
        text = "".join(each.text or "" for each in element.iter() if local(each) in ("delText", "t"))
        if text.strip():
            self._unread.note("deleted", text)

    def _control(self, control: Element, style: str, table_style: str) -> Iterator[Piece]:
        content = control.find(qn("w:sdtContent"))
        properties = control.find(qn("w:sdtPr"))
        if content is None:
            return
        if properties is not None and properties.find(qn("w:showingPlcHdr")) is not None:
            self._unread.note("prompt", "".join(each.text or "" for each in content.iter(qn("w:t"))))
            return
        yield from self._inline(content, style, table_style)

    def _run(self, run: Element, style: str, table_style: str) -> Iterator[Piece]:
        look = self._styles.look(run, style, table_style)
        for child in run:
            name = local(child)
            if name == "ruby":
                yield from self._inline(child, style, table_style)
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._drawing(child)
            elif name == "delText":
                self._unread.note("deleted", child.text or "")
            else:
                text = self._field(child, name) if name in ("fldChar", "instrText") else self._text(child, name)
                if text and (name == "fldChar" or all(field.has_result for field in self._fields)):
                    yield _piece(text, look)

    def _text(self, child: Element, name: str) -> str:
        if name == "t":
            return self._readable(child.text or "")
        if name == "br":
            return "" if child.get(qn("w:type")) in ("page", "column") else "\n"
        if name == "sym":
            return self._symbol(child)
        return _TEXTS.get(name, "")

    def _readable(self, text: str) -> str:
        """Return a text with □ for characters of private use, which no font of another machine shows."""
        if text.isascii() or not any(ord(character) in _PRIVATE for character in text):
            return text
        self._unread.note("symbol", text)
        return "".join("□" if ord(character) in _PRIVATE else character for character in text)

    def _symbol(self, symbol: Element) -> str:
        code = symbol.get(qn("w:char")) or ""
        try:
            point = int(code[:6], 16)
        except ValueError:
            return ""
        known = _WINGDINGS.get(point & 0xFF) if point in _PRIVATE else chr(point) if 31 < point < 0xD800 else None
        if known is None:
            self._unread.note("symbol", code)
        return known or "□"

    def _field(self, child: Element, name: str) -> str:
        """Follow the parts of a field; return text where one that has no result draws some."""
        if name == "instrText":
            if self._fields and not self._fields[-1].has_result:
                self._fields[-1].instruction += child.text or ""
            return ""
        kind = child.get(qn("w:fldCharType"))
        if kind == "begin":
            self._fields.append(_Field())
            if child.find(f"{qn('w:ffData')}/{qn('w:ddList')}") is not None:
                self._unread.note("drop-down")
        elif kind == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            if not field.has_result and all(outer.has_result for outer in self._fields):
                return self._drawn(field.instruction)
        return ""

    def _drawn(self, instruction: str) -> str:
        match = _CIRCLE.match(instruction)
        if match:
            return circled(int(match[1]))
        if instruction.strip()[:2].upper() in ("EQ", "IF", "DO"):
            self._unread.note("field", instruction)
        return ""

    def _drawing(self, element: Element) -> None:
        """Collect a drawing's text boxes, and count its pictures and objects."""
        part = _chosen(element) if local(element) == "AlternateContent" else element
        boxes = [each for each in part.iter(qn("w:txbxContent")) if _is_outermost(each)]
        self.boxes += boxes
        names = {local(each) for each in part.iter()}
        if "OLEObject" in names or "object" in names or "chart" in names or "relIds" in names:
            self._unread.note("object")
        elif not boxes and names & {"pic", "imagedata", "blip"}:
            self._unread.note("picture")


def _is_outermost(box: Element) -> bool:
    """Return whether a text box is in no other, and is not the fallback of one that is read."""
    return not any(local(each) in ("txbxContent", "Fallback") for each in box.iterancestors())


def _chosen(alternatives: Element) -> Element:
    """Return the first choice of several forms of the same content."""
    choices = [each for each in alternatives if local(each) in ("Choice", "Fallback")]
    return choices[0] if choices else alternatives


def _piece(text: str, look: Look) -> Piece:
    lost = "隐藏" if look.hidden else "删除线" if look.struck else ""
    return Piece(text, look.bold, look.black, lost, look.red)


def grid_span(cell: Element) -> int:
    """Return the number of grid columns that a cell covers."""
    return max(1, number(value(cell.find(qn("w:tcPr")), "w:gridSpan"), 1))
