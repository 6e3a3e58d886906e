"""Rounding, half up in decimal: one half goes away from zero. Shares come from counts, never from rounded shares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction | int | str, places: int = 0) -> Fraction:
    """Round to a number of decimals; a tie goes away from zero: 101.75 → 101.8, −0.25 → −0.3."""
    scaled = abs(Fraction(value)) * 10**places
    whole = scaled.numerator // scaled.denominator
    if scaled - whole >= Fraction(1, 2):
        whole += 1
    sign = -1 if Fraction(value) < 0 else 1
    return Fraction(sign * whole, 10**places)


def printed(value: Fraction | int | str, places: int = 1) -> str:
    """Print with exactly this many decimals: 100 → 100.0. Nothing is printed as −0.0."""
    rounded = half_up(value, places)
    shifted = Decimal(int(rounded * 10**places)).scaleb(-places)
    return f"{shifted:.{places}f}"


def percent(n: int, m: int, places: int = 1) -> str | None:
    """Print n of m as a percentage; None where m is zero."""
    return printed(Fraction(100 * n, m), places) if m else None


def percents(counts: list[int], places: int = 1) -> tuple[list[str], bool]:
    """Print counts as percentages of their sum, each rounded by itself; and tell whether they don't add up to 100."""
    total = sum(counts)
    if not total:
        return [], False
    shares = [printed(Fraction(100 * c, total), places) for c in counts]
    return shares, sum((Fraction(s) for s in shares), Fraction(0)) != 100
