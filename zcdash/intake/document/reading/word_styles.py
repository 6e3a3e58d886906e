"""Looks of runs in a Word document: direct, from character and paragraph styles with what they are based on, and defaults."""

from __future__ import annotations

from dataclasses import dataclass

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from zcdash.intake.document.reading.marks import is_black_face, is_red
from zcdash.intake.document.reading.word_xml import Element, local, number, toggle, value

_LONGEST_CHAIN = 20
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMPTY = parse_xml(b'<w:x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
_HEADINGS = ("heading ", "标题 ", "标题")


@dataclass(frozen=True, slots=True)
class Look:
    """Look of a run."""

    bold: bool
    black: bool
    hidden: bool
    struck: bool
    red: bool


class Styles:
    """Styles of a document; missing parts have no styles."""

    def __init__(self, styles: bytes | None, theme: bytes | None) -> None:
        root = parse_xml(styles) if styles else _EMPTY
        self._styles = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        self._defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._standard: dict[str, str] = {
            style.get(qn("w:type")): style.get(qn("w:styleId"))
            for style in root.findall(qn("w:style"))
            if (style.get(qn("w:default")) or "0").lower() in ("1", "true", "on")
        }
        self._faces = _theme_faces(theme)
        self._chains: dict[str, list[Element]] = {}
        self._looks: dict[tuple[str, str, str, bytes], Look] = {}

    def chain(self, style: str) -> list[Element]:
        """Return a style and those that it is based on, the nearest first."""
        if style not in self._chains:
            found: list[Element] = []
            current = self._styles.get(style)
            while current is not None and current not in found and len(found) < _LONGEST_CHAIN:
                found.append(current)
                current = self._styles.get(value(current, "w:basedOn"))
            self._chains[style] = found
        return self._chains[style]

    def paragraph_style(self, paragraph: Element) -> str:
        """Return the id of a paragraph's style; the standard one where it names none."""
        return value(paragraph.find(qn("w:pPr")), "w:pStyle") or self._standard.get("paragraph", "")

    def heading(self, paragraph: Element) -> int:
        """Return the level of a heading by its outline level or its style, 0 for body text."""
        own = paragraph.find(qn("w:pPr"))
        styles = self.chain(self.paragraph_style(paragraph))
        for properties in (own, *(style.find(qn("w:pPr")) for style in styles)):
            level = value(properties, "w:outlineLvl")
            if level is not None:
                return number(level, 9) + 1 if number(level, 9) < 9 else 0
        for style in styles:
            name = (value(style, "w:name") or "").lower()
            for start in _HEADINGS:
                if name.startswith(start) and name[len(start) :].isdigit():
                    return number(name[len(start) :], 0, 9)
        return 0

    def look(self, run: Element, paragraph_style: str, table_style: str) -> Look:
        """Return the look of a run's text."""
        own = run.find(qn("w:rPr"))
        character = value(own, "w:rStyle") or ""
        direct = b"".join(_said(child) for child in own) if own is not None else b""
        key = (character, paragraph_style, table_style, direct)
        if key not in self._looks:
            levels = [[self._properties(style) for style in self.chain(each)] for each in key[:3]]
            self._looks[key] = Look(
                bold=self._toggled(own, levels, "w:b"),
                black=is_black_face(self._face(own, levels)),
                hidden=self._toggled(own, levels, "w:vanish"),
                struck=self._toggled(own, levels, "w:strike") or self._toggled(own, levels, "w:dstrike"),
                red=is_red(self._colour(own, levels)),
            )
        return self._looks[key]

    @staticmethod
    def _properties(style: Element) -> Element | None:
        return style.find(qn("w:rPr"))

    def _toggled(self, own: Element | None, levels: list[list[Element | None]], name: str) -> bool:
        """Return a property that styles toggle: two levels that both switch it on switch it off."""
        direct = toggle(own, name)
        if direct is not None:
            return direct
        if toggle(self._defaults, name):
            return True
        on = False
        for chain in levels:
            said = (toggle(properties, name) for properties in chain)
            on ^= next((each for each in said if each is not None), False)
        return on

    def _colour(self, own: Element | None, levels: list[list[Element | None]]) -> str:
        """Return the colour of the text: the first that is named, from the run to the styles."""
        named = (value(properties, "w:color") for properties in (own, *(each for chain in levels for each in chain)))
        return next(filter(None, named), "")

    def _face(self, own: Element | None, levels: list[list[Element | None]]) -> str:
        """Return the East-Asian font: the first that is named, from the run to the defaults."""
        for properties in (own, *(each for chain in levels for each in chain), self._defaults):
            fonts = None if properties is None else properties.find(qn("w:rFonts"))
            if fonts is None:
                continue
            theme = fonts.get(qn("w:eastAsiaTheme"))
            if theme:
                return self._faces.get(theme[:5], "")
            if face := fonts.get(qn("w:eastAsia")):
                return str(face)
        return ""


def _said(child: Element) -> bytes:
    """Return what a run's property says, as a key; other properties than those of `look` say nothing."""
    if local(child) not in ("b", "vanish", "strike", "dstrike", "rFonts", "color"):
        return b""
    return repr((local(child), sorted(child.attrib.items()))).encode()


def _theme_faces(theme: bytes | None) -> dict[str, str]:
    """Return the East-Asian fonts of a theme: that of headings (major) and that of the text (minor)."""
    root = parse_xml(theme) if theme else _EMPTY
    faces: dict[str, str] = {}
    for kind in ("major", "minor"):
        fonts = next(root.iter(f"{_A}{kind}Font"), None)
        if fonts is None:
            continue
        named = [each.get("typeface", "") for each in fonts.findall(f"{_A}ea")]
        named += [each.get("typeface", "") for each in fonts.findall(f"{_A}font") if each.get("script") == "Hans"]
        faces[kind] = next(filter(None, named), "")
    return faces
