"""Cases of the score's arithmetic, worked by hand. CASES may be played into the program."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.oracle import score
from tests.oracle.score import Scored

BOUNDS = [("优秀", Fraction(95)), ("良好", Fraction(85)), ("合格", Fraction(70)), ("不合格", Fraction(0))]

CASES: dict[str, list[tuple[Any, ...]]] = {
    # direction, basis, planned, actual, points
    "number": [
        ("at_least", "cumulative", "137", "120", "0.8759"),
        ("at_least", "cumulative", "137", "137", "1"),
        ("at_least", "cumulative", "137", "200", "1"),
        ("at_least", "cumulative", "137", "0", "0"),
        ("at_least", "cumulative", "3", "2", "0.6667"),
        ("at_least", "cumulative", "137", "-5", "0"),
        ("about", "cumulative", "1000", "990", "0.99"),
        ("at_most", "level", "4", "4.4", "0.9"),
        ("at_most", "level", "4", "3", "1"),
        ("at_most", "level", "4", "8", "0"),
        ("at_most", "level", "4", "9", "0"),
        ("hold", "cumulative", "500", "450", "0.9"),
        ("about", "growth", "8", "8", "1"),
        ("about", "growth", "8", "6", "0.8"),
        ("about", "growth", "12", "2", "0"),
        ("about", "growth", "8", "-0.1", "0"),
        ("at_least", "growth", "-3.2", "-4.2", "0.9"),
        ("at_most", "growth", "3.5", "4.5", "0.9"),
        ("at_most", "cumulative", "0", "2", "0.8"),
        ("at_most", "rank", "3", "1", "1"),
        ("at_most", "rank", "3", "3", "1"),
        ("at_most", "rank", "3", "4", "0.5"),
        ("at_most", "rank", "3", "5", "0"),
        ("at_most", "rank", "3", "9", "0"),
    ],
    # light, points (None: left out)
    "light": [
        ("on_track", "1"),
        ("ahead", "1"),
        ("late_done", "0.8"),
        ("slipping", "0.5"),
        ("behind", "0"),
        ("missing", "0"),
        ("returned", "0"),
        ("pending", None),
        ("in_review", None),
        ("undetermined", None),
        ("none", None),
    ],
    # parts (code, points, sum_of, same_as), points of the item
    "item": [
        ([("a", "1", "", ""), ("b", "0.5", "", "")], "75"),
        ([("a", "1", "", ""), ("b", "1", "", ""), ("c", "0", "", "")], "66.67"),
        ([("a", "1", "", ""), ("b", None, "", "")], "100"),
        ([("a", None, "", "")], None),
        ([], None),
        ([("a", "0.9", "b c", ""), ("b", "1", "", ""), ("c", "0.8", "", "")], "90"),
        ([("a", None, "b c", ""), ("b", "1", "", ""), ("c", "0.8", "", "")], "90"),
        ([("a", "0.9", "b", ""), ("b", "1", "", ""), ("d", "0.5", "", "")], "70"),
        ([("a", "0.9", "", ""), ("b", "0.7", "", "a"), ("c", "0.5", "", "")], "70"),
        ([("a", None, "", ""), ("b", "0.7", "", "a"), ("c", "0.5", "", "")], "60"),
    ],
    # items (points, weight, role), average
    "average": [
        ([("90", "1", "lead"), ("60", "1", "lead")], "75"),
        ([("90", "1", "lead"), ("60", "1", "support")], "80"),
        ([("90", "2", "lead"), ("60", "1", "lead")], "80"),
        ([("100", "1", "lead"), ("100", "1", "lead"), ("0", "1", "lead")], "66.67"),
        ([("99.99", "1", "lead"), ("99.98", "1", "lead")], "99.99"),
        ([], None),
    ],
    # returns (outcome, times sent back), deduction
    "deduction": [
        ([("on_time", 0)], "0"),
        ([("late", 0)], "0.5"),
        ([("missing", 0)], "2"),
        ([("on_time", 1)], "0.5"),
        ([("late", 2)], "1.5"),
        ([("sent_back", 1)], "2"),
        ([("sent_back", 3)], "2"),
        ([("missing", 0), ("missing", 0), ("late", 0)], "4.5"),
        ([("missing", 0), ("missing", 0), ("missing", 0)], "5"),
    ],
    # led indicators (direction, light, more is better), bonus
    "bonus": [
        ([("at_least", "ahead", True)], "0.2"),
        ([("at_least", "on_track", True)], "0"),
        ([("at_least", "ahead", False)], "0"),
        ([("at_most", "ahead", True)], "0"),
        ([("at_least", "ahead", True)] * 30, "5"),
    ],
    "band": [("95", "优秀"), ("94.99", "良好"), ("85", "良好"), ("70", "合格"), ("69.99", "不合格"), ("-1", "不合格")],
    # units (name, kind, points, scored parts, judges), places
    "places": [
        ([("a", "department", "90", 5, False), ("b", "department", "95", 5, False)], {"a": 2, "b": 1}),
        ([("a", "department", "90", 5, False), ("b", "town", "95", 5, False)], {"a": 1, "b": 1}),
        ([("a", "town", "90", 5, False), ("b", "sub-district", "95", 5, False)], {"a": 2, "b": 1}),
        ([("a", "zone", "90", 5, False), ("b", "enterprise", "95", 5, False)], {"a": 2, "b": 1}),
        ([("a", "department", "90", 4, False), ("b", "department", "80", 5, False)], {"a": None, "b": 1}),
        ([("a", "department", "90", 9, True), ("b", "department", "80", 5, False)], {"a": None, "b": 1}),
        (
            [("a", "town", "90", 5, False), ("b", "town", "90", 5, False), ("c", "town", "80", 5, False)],
            {"a": 1, "b": 1, "c": 3},
        ),
    ],
}


def fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


@pytest.mark.parametrize("direction,basis,planned,actual,points", CASES["number"])
def test_points_of_a_number(direction: str, basis: str, planned: str, actual: str, points: str) -> None:
    assert score.number_points(direction, basis, Fraction(planned), Fraction(actual)) == Fraction(points)


@pytest.mark.parametrize("light,points", CASES["light"])
def test_points_of_a_commitment(light: str, points: str | None) -> None:
    assert score.light_points(light) == fraction(points)


@pytest.mark.parametrize("parts,points", CASES["item"])
def test_points_of_an_item(parts: list[tuple[str, str | None, str, str]], points: str | None) -> None:
    made = [Scored(code=c, points=fraction(p), sum_of=tuple(s.split()), same_as=same) for c, p, s, same in parts]
    assert score.item_points(made) == fraction(points)


@pytest.mark.parametrize("items,mean", CASES["average"])
def test_average_of_a_unit(items: list[tuple[str, str, str]], mean: str | None) -> None:
    assert score.average([(Fraction(p), Fraction(w), role) for p, w, role in items]) == fraction(mean)


@pytest.mark.parametrize("returns,lost", CASES["deduction"])
def test_deduction(returns: list[tuple[str, int]], lost: str) -> None:
    assert score.deduction(returns) == Fraction(lost)


@pytest.mark.parametrize("led,earned", CASES["bonus"])
def test_bonus(led: list[tuple[str, str, bool]], earned: str) -> None:
    assert score.bonus(led) == Fraction(earned)


@pytest.mark.parametrize("points,name", CASES["band"])
def test_band(points: str, name: str) -> None:
    assert score.band(Fraction(points), BOUNDS) == name


@pytest.mark.parametrize("units,places", CASES["places"])
def test_places_among_peers(units: list[tuple[str, str, str, int, bool]], places: dict[str, int | None]) -> None:
    assert score.places([(n, k, Fraction(p), parts, judges) for n, k, p, parts, judges in units]) == places


def test_what_meets_by_its_light_earns_all() -> None:
    assert score.number_points("at_least", "cumulative", Fraction(17), Fraction("16.98"), met=True) == 1
    assert score.number_points("about", "growth", Fraction(12), Fraction("11.5"), met=True) == 1


def test_no_score_is_below_zero() -> None:
    assert score.total(Fraction(3), Fraction(5), Fraction(0)) == 0


def test_total() -> None:
    assert score.total(Fraction("92.9"), Fraction("0.5"), Fraction("0.2")) == Fraction("92.6")
