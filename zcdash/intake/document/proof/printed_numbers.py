"""Numbers of a printed text for the proof: in figures, with 万 or 亿 behind them, in Chinese numerals."""

from __future__ import annotations

import re

from zcdash.domain.terms import NUMERALS

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_MULTIPLE = re.compile(r"(?<![\d.])(\d{1,15}(?:\.\d{1,9})?)([十百千]?[万亿]|[十百千])")
_COMPOUND = re.compile(r"(?<![\d.])(\d{1,4})([万亿])零?(\d{1,4})([十百千]?万|[百千])?")
"""Number with two scales: 1万2千, 1亿2000万."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_NUMERAL = re.compile("[一二两三四五六七八九十百千零〇]{1,9}(?:[万亿][一二两三四五六七八九十百千零〇]{0,9}){0,2}")
_DECIMAL = re.compile("([一二两三四五六七八九十百]{1,5})点([一二三四五六七八九]{1,4})")
_DIGITS = {c: n for n, c in enumerate(NUMERALS)} | {"〇": 0, "两": 2}
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PLACES = 4
"""Decimals that two numbers are compared in."""


def numbers(text: str) -> set[float]:
    """Return the numbers of a plain text: of 1.2亿元 both 1.2 and 120000000, of 三百户 300, of 1万2千 12000."""
    found = {float(figure) for figure in _FIGURE.findall(text)}
    found |= {_times(float(m[1]), m[2]) for m in _MULTIPLE.finditer(text)}
    found |= {_times(float(m[1]), m[2]) + _times(float(m[3]), m[4] or "") for m in _COMPOUND.finditer(text)}
    without = _THOUSANDS.sub("", text)
    found |= {float(figure) for figure in _FIGURE.findall(without)}
    found |= {_times(float(m[1]), m[2]) for m in _MULTIPLE.finditer(without)}
    found |= {float(f"{_numeral(whole):.0f}.{_numeral(part):.0f}") for whole, part in _DECIMAL.findall(text)}
    return found | {_numeral(word) for word in _NUMERAL.findall(text)}


def is_printed(value: float, unit: str, printed: set[float]) -> bool:
    """Return True if a value in its unit (12000 in 万元) is one of the numbers of a text, whatever its scale (1.2亿元)."""
    if value in printed or abs(value) in printed:
        return True
    return unit[:1] in ("万", "亿") and _times(abs(value), unit[0]) in printed


def _times(number: float, scale: str) -> float:
    for character in scale:
        number *= _TIMES[character]
    return round(number, _PLACES)


def _numeral(word: str) -> float:
    """Return the number of a Chinese numeral: 十二, 三百, 一千二百零五, 二〇一九, 三万."""
    if not set(word) & set(_TIMES):
        return float("".join(str(_DIGITS[c]) for c in word))
    total = part = digit = 0
    for character in word:
        if character in _DIGITS and character not in _TIMES:
            digit = _DIGITS[character]
        elif character in "十百千":
            part += (digit or 1) * _TIMES[character]
            digit = 0
        else:
            total += ((part + digit) or 1) * _TIMES[character]
            part = digit = 0
    return float(total + part + digit)
