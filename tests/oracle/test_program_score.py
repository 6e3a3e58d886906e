"""Cases of the score's arithmetic, worked by hand, played into the program.

`tests/unit/test_score_oracle.py` compares generated parts.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.oracle.test_score import CASES
from zcdash.config import RULES as FOLDER
from zcdash.domain.terms import Basis, Direction, Light, Responsibility
from zcdash.rules.score import Score, ScoredItem, SubmissionRecord, item_score, whole_score
from zcdash.rules.score_file import parse_score
from zcdash.rules.score_part import LeftOut, Part
from zcdash.rules.score_points import scored

RULES = parse_score((FOLDER / "score-default.toml").read_text(encoding="utf-8"))


def part(code: str, light: Light, **more: object) -> Part:
    return Part(item="1-1", code=code, name=code, light=light, period="2017Q1", **more)


def of_points(code: str, points: str | None, **more: object) -> Part:
    """Return a part that earns these points, by its figures; without them one that is left out."""
    if points is None:
        return part(code, Light.PENDING, direction=Direction.AT_LEAST, basis=Basis.CUMULATIVE, planned=100.0, **more)
    actual = float(points) * 100
    light = Light.ON_TRACK if actual >= 100 else Light.BEHIND
    figures = {"direction": Direction.AT_LEAST, "basis": Basis.CUMULATIVE, "planned": 100.0, "actual": actual}
    return part(code, light, **figures, **more)


def whole(parts: list[Part], returns: list[SubmissionRecord] | None = None) -> Score:
    return whole_score("甲", [ScoredItem("1-1", "事项", Responsibility.LEAD, tuple(parts))], returns or [], RULES)


@pytest.mark.parametrize("direction,basis,planned,actual,points", CASES["number"])
def test_points_of_a_number(direction: str, basis: str, planned: str, actual: str, points: str) -> None:
    one = part(
        "a",
        Light.ON_TRACK if points == "1" else Light.BEHIND,
        direction=Direction(direction),
        basis=Basis(basis),
        planned=float(planned),
        actual=float(actual),
    )
    line = scored(one, RULES)
    assert not isinstance(line, LeftOut)
    assert Fraction(line.earned) == Fraction(points)


@pytest.mark.parametrize("light,points", CASES["light"])
def test_points_of_a_commitment(light: str, points: str | None) -> None:
    line = scored(part("1-1.01", Light(light)), RULES)
    if points is None:
        assert isinstance(line, LeftOut)
    else:
        assert not isinstance(line, LeftOut)
        assert Fraction(line.earned) == Fraction(points)


@pytest.mark.parametrize("parts,points", CASES["item"])
def test_points_of_an_item(parts: list[tuple[str, str | None, str, str]], points: str | None) -> None:
    made = [of_points(c, p, sum_of=tuple(s.split()), same_as=same) for c, p, s, same in parts]
    found = item_score("1-1", "事项", made, RULES).points
    assert (None if found is None else Fraction(found)) == (None if points is None else Fraction(points))


@pytest.mark.parametrize("items,mean", CASES["average"])
def test_average_of_a_unit(items: list[tuple[str, str, str]], mean: str | None) -> None:
    weights = {f"{n}-1": Decimal(w) for n, (_, w, _) in enumerate(items, 1)}
    rules = replace(RULES, item_weights=weights)
    made = [
        ScoredItem(code, code, Responsibility(role), (of_points(code, str(float(points) / 100)),))
        for code, (points, _, role) in zip(weights, items, strict=True)
    ]
    found = whole_score("甲", made, [], rules).base
    assert (None if found is None else Fraction(found)) == (None if mean is None else Fraction(mean))


OUTCOMES = {
    "on_time": SubmissionRecord("2017Q1", True),
    "late": SubmissionRecord("2017Q1", True, 3),
    "missing": SubmissionRecord("2017Q1", False, 3),
    "sent_back": SubmissionRecord("2017Q1", True, 3, unfiled="退回未再报"),
}


@pytest.mark.parametrize("returns,lost", CASES["deduction"])
def test_deduction(returns: list[tuple[str, int]], lost: str) -> None:
    records = [replace(OUTCOMES[outcome], sent_back=times) for outcome, times in returns]
    assert Fraction(whole([of_points("a", "1")], records).deducted) == Fraction(lost)


@pytest.mark.parametrize("led,earned", CASES["bonus"])
def test_bonus(led: list[tuple[str, str, bool]], earned: str) -> None:
    parts = [
        part(
            f"{n}",
            Light(light),
            direction=Direction(direction),
            basis=Basis.CUMULATIVE,
            planned=100.0,
            actual=100.0,
            may_gain=better,
        )
        for n, (direction, light, better) in enumerate(led)
    ]
    assert Fraction(whole(parts).added) == Fraction(earned)
