"""Rounding: half up, in decimal arithmetic, of the number as it is written (101.75 → 101.8).

Nothing else rounds for readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_WHOLE = Context(prec=400, rounding=ROUND_HALF_UP)
"""Room for every float."""
Number = int | float | Decimal


def exact(value: Number) -> Decimal:
    """Return the decimal number that a float is written as: 0.1 is one tenth."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def half_up(value: Number, decimals: int) -> Decimal:
    """Return the value rounded half up, never −0; what is not finite as it is."""
    number = exact(value)
    if not number.is_finite():
        return number
    return _WHOLE.plus(number.quantize(Decimal(1).scaleb(-decimals), context=_WHOLE))


def divided(dividend: Number, divisor: Number) -> Decimal:
    """Return the quotient to 60 digits, to be rounded once. Raises ZeroDivisionError."""
    if not divisor:
        raise ZeroDivisionError(f"{dividend} / {divisor}")
    return _WIDE.divide(exact(dividend), exact(divisor))


def percentage(part: Number, whole: Number, decimals: int = 1) -> Decimal:
    """Return part of whole in percent, rounded by itself; 0 of nothing."""
    return half_up(divided(exact(part) * 100, whole) if whole else 0, decimals)


def rounding_note(percentages: Iterable[Decimal]) -> str:
    """Return the note for a list of percentages that do not add up to 100, each rounded by itself; empty where they do."""
    total = sum(percentages, Decimal(0))
    return "" if total in (0, 100) else f"因四舍五入，各项相加为 {total}%"


def decimals(value: Number) -> int:
    """Return the number of decimals that a value is written with; 8.0 is 8."""
    exponent = exact(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
