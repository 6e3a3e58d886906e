"""Source text of official documents: its files by name, the lines that a cell points to, and its figures without the words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from zcdash.errors import NotFound

FIGURES_SUFFIX = ".figures.txt"
"""End of the name of a file that stands for `NAME.txt` and holds its figures alone."""
_CIRCLED = re.compile("[①-⑳]")
_NUMBER = re.compile(r"[0-9]{1,2}(?:．|\.(?=[^\d\s]))")
"""Number of a list at the start of a line: 7．"""
_BLANKS = re.compile(r"[^\S\n]+")
_WORDS = re.compile(" ?；[；.． ]*")
"""A run of words, and the points and blanks in it; what comes before a point that belongs to a figure is no word."""


def read_sources(paths: Iterable[Path]) -> dict[str, str]:
    """Return the source texts, by the name of the document's file; a folder stands for the .txt files in it.

    Raises NotFound for a path without such a file, and for two files that stand for the same one.
    """
    texts: dict[str, str] = {}
    for path in paths:
        files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        if not files or not files[0].is_file():
            raise NotFound(f"没有原文 {path}。", "请核对路径。")
        for file in files:
            name = file.name.removesuffix(FIGURES_SUFFIX) + ".txt" if file.name.endswith(FIGURES_SUFFIX) else file.name
            if name in texts:
                raise NotFound(f"原文 {name} 给出了两份。", "请只留一份。")
            texts[name] = file.read_text(encoding="utf-8")
    return texts


def lines_at(sources: Mapping[str, str], lines: str, file: str) -> str:
    """Return the text at the lines of a cell, without line breaks: `12-14;20`, or `b.txt:3-4` in another file than `file`.

    The number of a list at the start of a line is left out. A single source serves a plan whatever its name is.
    Raises ValueError for a file or line that is not there.
    """
    found = []
    for part in filter(None, lines.split(";")):
        named, _, numbers = part.rpartition(":")
        found += _cut(_source(sources, named or file, bool(named)), numbers)
    return "".join(found)


def _source(sources: Mapping[str, str], name: str, is_named: bool) -> str:
    if name not in sources and (is_named or len(sources) != 1):
        raise ValueError(name)
    return sources.get(name) or next(iter(sources.values()))


def _cut(source: str, numbers: str) -> list[str]:
    first, dash, last = numbers.partition("-")
    start, end = int(first), int(last if dash else first)
    lines = source.split("\n")
    if not 1 <= start <= end <= len(lines):
        raise ValueError(numbers)
    return [_without_number(line) for line in lines[start - 1 : end]]


def _without_number(line: str) -> str:
    """Return a line without the number of a list at its start."""
    text = line.lstrip()
    number = _NUMBER.match(text)
    return text[number.end() :] if number else line


def figures_alone(text: str) -> str:
    """Return a text with every run of words as one ；: its lines, and the figures in them, read as before.

    Blanks beside figures stay, for they tell a 序号 from a figure; enumerators ① … ⑳ are words.
    """
    kept = "".join(c if c.isspace() or _is_of_figure(c) else "；" for c in _CIRCLED.sub("；", text))
    return _WORDS.sub(_separator, _BLANKS.sub(" ", kept))


def _is_of_figure(character: str) -> bool:
    """Return True for a digit and for a point, in any of their forms: ９, ．, and ㎡, which is m2."""
    plain = unicodedata.normalize("NFKC", character)
    return plain == "." or any(c.isdecimal() for c in plain)


def _separator(match: re.Match[str]) -> str:
    return " ；" if match[0].startswith(" ") else "；"
