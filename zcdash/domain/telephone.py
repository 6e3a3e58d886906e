"""Telephone numbers of the mainland: a mobile phone, or a fixed line with its area code and perhaps an extension."""

from __future__ import annotations

import re
from unicodedata import normalize

ADVICE = "应为 11 位手机号，或者带区号的座机，例如 0533-6123456；只写一个，没有可以不填"
_LONGEST = 40
_BLANK = re.compile(r"[\s\-‐‑–—()]", re.ASCII)
_COUNTRY = re.compile(r"^(?:\+|00)86")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_FIXED = re.compile(r"(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})", re.ASCII)
_EXTENSION = re.compile(r"(?:转|分机|(?<=\d{7})-)-?(\d{1,6})-?$", re.ASCII)


def plain_number(typed: str) -> str:
    """Return a number as it is stored: 13800001111, 0533-6123456, 0533-6123456-801; empty for what is none."""
    if len(typed) > _LONGEST:
        return ""
    text = _BLANK.sub("-", normalize("NFKC", typed))
    mobile = _COUNTRY.sub("", text.replace("-", ""))
    if _MOBILE.fullmatch(mobile):
        return mobile
    extension = _EXTENSION.search(text)
    digits = (text[: extension.start()] if extension else text).replace("-", "")
    bare = _COUNTRY.sub("", digits)
    # With the country's code the area code has no zero.
    fixed = _FIXED.fullmatch(bare if bare == digits or bare.startswith("0") else f"0{bare}")
    if fixed is None or (len(fixed[1]) == 3 and len(fixed[2]) == 7):
        return ""
    return "-".join([fixed[1], fixed[2], *([extension[1]] if extension else [])])


def is_mobile(number: str) -> bool:
    """Return True for a number of a mobile phone, as it is stored."""
    return bool(_MOBILE.fullmatch(number))
