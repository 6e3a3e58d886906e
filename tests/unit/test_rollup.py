"""Counts that name every light, percentages rounded each by itself, and half up everywhere."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdash.domain.model import format_number
from zcdash.domain.rounding import decimals, half_up, percentage, rounding_note
from zcdash.domain.terms import Light
from zcdash.rules.rollup import counts, shares


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=11))
def test_a_percentage_is_that_of_its_own_count(numbers):
    counted = dict(zip(Light, numbers, strict=False))
    found = shares(counted)
    assert all(p == percentage(n, sum(numbers)) for p, n in zip(found.values(), numbers, strict=True))
    assert all(
        abs(p - Decimal(100) * n / (sum(numbers) or 1)) <= Decimal("0.05")
        for p, n in zip(found.values(), numbers, strict=True)
    )


@pytest.mark.parametrize(
    ("numbers", "found", "note"),
    [
        ([1, 1, 1], ["33.3", "33.3", "33.3"], "因四舍五入，各项相加为 99.9%"),
        ([7, 12], ["36.8", "63.2"], ""),
        ([1, 7], ["12.5", "87.5"], ""),
        ([1, 79, 1, 46], ["0.8", "62.2", "0.8", "36.2"], ""),
        ([1, 5, 1], ["14.3", "71.4", "14.3"], ""),
        ([2, 2, 2], ["33.3", "33.3", "33.3"], "因四舍五入，各项相加为 99.9%"),
        ([1, 1, 1, 1, 1, 1], ["16.7"] * 6, "因四舍五入，各项相加为 100.2%"),
        ([0, 0], ["0.0", "0.0"], ""),
    ],
)
def test_a_list_that_does_not_add_up_says_so(numbers, found, note):
    told = shares(dict(zip(Light, numbers, strict=False)))
    assert [str(p) for p in told.values()] == found
    assert rounding_note(told.values()) == note


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (101.75, 1, "101.8"),
        (100.35, 1, "100.4"),
        (7699.45, 1, "7699.5"),
        (0.5, 0, "1"),
        (-0.25, 1, "-0.3"),
        (-0.01, 1, "0.0"),
        (1.005, 2, "1.01"),
        (1e30, 0, "1" + "0" * 30),
        (float("inf"), 1, "Infinity"),
    ],
)
def test_a_half_goes_up_as_the_number_is_written(value, places, rounded):
    assert str(half_up(value, places)) == rounded


def test_a_number_is_printed_with_four_decimals_at_most_half_up():
    assert [format_number(v) for v in (0.00005, 2.5, 1234567.0, -0.00001, None)] == [
        "0.0001",
        "2.5",
        "1234567",
        "0",
        "—",
    ]


def test_decimals_are_those_that_a_number_is_written_with():
    assert [decimals(v) for v in (8.0, 8.5, 14.43, 100.0, 0.0, 1e-9)] == [0, 1, 2, 0, 0, 9]


def test_counts_name_every_light_and_each_item_once():
    counted = counts([Light.BEHIND, Light.ON_TRACK, Light.ON_TRACK])
    assert set(counted) == set(Light)
    assert (counted[Light.ON_TRACK], counted[Light.BEHIND], counted[Light.AHEAD]) == (2, 1, 0)
    assert str(shares(counted)[Light.ON_TRACK]) == "66.7"
