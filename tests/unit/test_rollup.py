"""Percentages that add up, and counts that name every light."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdash.domain.model import Light
from zcdash.rules.rollup import counts, percentages, shares


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=12))
def test_percentages_add_up_to_exactly_one_hundred(numbers):
    found = percentages(numbers)
    assert round(sum(found), 6) == (100.0 if sum(numbers) else 0.0)
    assert all(
        abs(p - 100 * n / sum(numbers)) < 0.1 + 1e-9 for p, n in zip(found, numbers, strict=True) if sum(numbers)
    )


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ([1, 1, 1], [33.4, 33.3, 33.3]),
        ([127], [100.0]),
        ([0, 0], [0.0, 0.0]),
        ([44, 11], [80.0, 20.0]),
        ([17, 10, 24, 9, 162], [7.7, 4.5, 10.8, 4.0, 73.0]),
    ],
)
def test_percentages_by_largest_remainder(numbers, found):
    assert percentages(numbers) == found


def test_counts_name_every_light_and_each_item_once():
    counted = counts([Light.BEHIND, Light.ON_TRACK, Light.ON_TRACK])
    assert set(counted) == set(Light)
    assert (counted[Light.ON_TRACK], counted[Light.BEHIND], counted[Light.AHEAD]) == (2, 1, 0)
    assert shares(counted)[Light.ON_TRACK] == 66.7
