"""One number against one planned value, rule by rule; each boundary with its neighbours."""

import pytest

from zcdash import queries
from zcdash.domain.assessment import CauseCode
from zcdash.domain.model import Indicator
from zcdash.domain.terms import Basis, Direction, Light
from zcdash.rules import bands
from zcdash.rules.rule_pack import parse_rule_pack

PACK = queries.rule_packs.pack()
OLD = parse_rule_pack("""
[pack]
id = "default"
name = "周村默认"
version = "1"
source = "本工具默认"
tolerance_points = 0.5
tolerance_share = 0.02
[[ratio]]
light = "behind"
from = 0.0
[[ratio]]
light = "slipping"
from = 0.9
[[ratio]]
light = "on_track"
from = 1.0
[[ratio]]
light = "ahead"
from = 1.1
[[points]]
light = "behind"
[[points]]
light = "slipping"
from = -2.0
[[points]]
light = "on_track"
from = 0.0
[[points]]
light = "ahead"
from = 1.0
""")
"""The text that a close of an earlier version froze."""
GREEN, YELLOW, RED, AHEAD = Light.ON_TRACK, Light.SLIPPING, Light.BEHIND, Light.AHEAD


def rated(planned, actual, direction="at_least", basis="cumulative", unit="公里", pack=PACK, **more):
    indicator = Indicator(
        code="1-1a", item="1-1", name="", unit=unit, basis=Basis(basis), direction=Direction(direction), **more
    )
    return bands.by_plan(indicator, planned, actual, pack)


@pytest.mark.parametrize(
    ("planned", "actual", "light", "code"),
    [
        (17, 17, GREEN, CauseCode.FIGURES),
        (17, 16.98, GREEN, CauseCode.AS_PRINTED),
        (17, 16.5, GREEN, CauseCode.AS_PRINTED),
        (17, 16.49, YELLOW, CauseCode.FIGURES),
        (1000, 995, GREEN, CauseCode.AS_PRINTED),
        (1000, 994.9, YELLOW, CauseCode.FIGURES),
        (14.43, 14.36, GREEN, CauseCode.AS_PRINTED),
        (14.43, 14.35, YELLOW, CauseCode.FIGURES),
        (8, 7.6, GREEN, CauseCode.AS_PRINTED),
        (8, 7.59, YELLOW, CauseCode.FIGURES),
        (1, 0.95, GREEN, CauseCode.AS_PRINTED),
        (1, 0.94, YELLOW, CauseCode.FIGURES),
        (1, 0.5, RED, CauseCode.FIGURES),
        (20, 21.99, GREEN, CauseCode.FIGURES),
        (20, 22, AHEAD, CauseCode.FIGURES),
        (1000, 899.99, RED, CauseCode.FIGURES),
    ],
)
def test_a_value_meets_the_plan_as_it_is_printed(planned, actual, light, code):
    found = rated(planned, actual)
    assert (found.light, found.cause.code) == (light, code)


@pytest.mark.parametrize(
    ("planned", "actual", "basis", "unit", "light"),
    [
        (8, 7.95, "growth", "%", GREEN),
        (8, 7.949, "growth", "%", YELLOW),
        (8, 7.6, "growth", "%", YELLOW),
        (10, 9.95, "level", "%", GREEN),
        (10, 9.94, "level", "%", YELLOW),
        (5, 4.95, "level", "‰", GREEN),
        (5, 4.94, "level", "‰", YELLOW),
        (1, 0.95, "growth", "%", GREEN),
        (1, 0.94, "growth", "%", YELLOW),
        (0, -0.04, "growth", "%", YELLOW),
    ],
)
def test_rates_and_growth_are_compared_with_a_decimal(planned, actual, basis, unit, light):
    assert rated(planned, actual, basis=basis, unit=unit).light is light


def test_a_running_total_is_as_fine_as_the_finest_of_its_quarters():
    indicator = Indicator(
        code="1-1a", item="1-1", name="", unit="公里", basis=Basis.QUARTER, direction=Direction.AT_LEAST
    )
    assert bands.by_plan(indicator, 17, 16.9, PACK).light is GREEN
    assert bands.by_plan(indicator, 17, 16.9, PACK, 1).light is YELLOW


@pytest.mark.parametrize(
    ("planned", "actual", "light"),
    [
        (8, 8.8, GREEN),
        (8, 20, GREEN),
        (8, 7.5, GREEN),
        (8, 7.49, YELLOW),
        (8, 7.2, YELLOW),
        (8, 7.19, RED),
        (8, 6, RED),
    ],
)
def test_about_is_never_ahead_and_gross_product_of_6_for_8_is_behind(planned, actual, light):
    assert rated(planned, actual, "about", "growth", "%").light is light


def test_about_says_that_its_tolerance_decided():
    assert rated(8, 7.6, "about", "growth", "%").cause.code is CauseCode.WITHIN_TOLERANCE
    assert rated(1000, 985, "hold", unit="亩").cause.code is CauseCode.WITHIN_TOLERANCE
    assert rated(8, 8.1, "about", "growth", "%").cause.code is CauseCode.FIGURES


@pytest.mark.parametrize(
    ("planned", "actual", "direction", "light"),
    [
        (15, 13.5, "at_least", YELLOW),
        (15, 13.49, "at_least", RED),
        (15, 16.49, "at_least", GREEN),
        (15, 16.5, "at_least", AHEAD),
        (2.1, 1.6, "at_least", YELLOW),
        (2.1, 1.59, "at_least", RED),
        (2.1, 2.6, "at_least", AHEAD),
        (0, -0.5, "at_least", YELLOW),
        (0, -0.51, "at_least", RED),
        (-20, -22, "at_least", YELLOW),
        (-20, -22.1, "at_least", RED),
        (-20, -18, "at_least", AHEAD),
        (3.5, 4, "at_most", YELLOW),
        (3.5, 4.01, "at_most", RED),
        (3.5, 3, "at_most", AHEAD),
    ],
)
def test_points_go_by_the_size_of_the_target(planned, actual, direction, light):
    assert rated(planned, actual, direction, "growth", "%").light is light


@pytest.mark.parametrize(
    ("planned", "actual", "direction", "unit", "light"),
    [
        (1, 0, "at_least", "个", RED),
        (2, 1, "at_least", "家", RED),
        (3, 2, "at_least", "处", YELLOW),
        (3, 1, "at_least", "处", RED),
        (5, 4, "at_least", "座", YELLOW),
        (5, 3, "at_least", "座", RED),
        (9, 8, "at_least", "人次", YELLOW),
        (9, 7, "at_least", "人次", RED),
        (10, 8, "at_least", "个", RED),
        (10, 9, "at_least", "个", YELLOW),
        (3, 2, "at_least", "公里", RED),
        (3.5, 2.6, "at_least", "个", RED),
        (3, 2, "about", "个", YELLOW),
        (3, 4, "at_most", "起", YELLOW),
        (3, 5, "at_most", "起", RED),
        (3, 2, "hold", "个", RED),
    ],
)
def test_one_short_of_a_small_count_is_slipping(planned, actual, direction, unit, light):
    assert rated(planned, actual, direction, unit=unit).light is light


def test_a_small_count_softens_a_band_and_never_hardens_it():
    wuhan = queries.rule_packs.pack("wuhan")
    assert rated(5, 3, unit="个", pack=wuhan).light is YELLOW
    assert rated(5, 4, unit="个", pack=wuhan).light is GREEN


@pytest.mark.parametrize("pack", ["default", "strict", "wuhan"])
@pytest.mark.parametrize(
    ("planned", "actual", "light"), [(3, 1, GREEN), (3, 3, GREEN), (3, 4, YELLOW), (3, 5, RED), (1, 2, YELLOW)]
)
def test_a_rank_is_compared_by_places(pack, planned, actual, light):
    found = rated(planned, actual, "at_most", "rank", "位", queries.rule_packs.pack(pack))
    assert (found.light, found.ratio, found.gap) == (light, None, actual - planned)


@pytest.mark.parametrize(
    ("planned", "actual", "more", "light"),
    [
        (17, 16.98, {}, YELLOW),
        (3, 2, {"unit": "个"}, RED),
        (1000, 1100, {"direction": "about"}, AHEAD),
        (8, 6, {"direction": "about", "basis": "growth", "unit": "%"}, YELLOW),
        (8, 5.99, {"direction": "about", "basis": "growth", "unit": "%"}, RED),
        (8, 9, {"direction": "about", "basis": "growth", "unit": "%"}, AHEAD),
        (3.5, 1, {"direction": "at_most", "basis": "growth", "unit": "%"}, GREEN),
        (8, 7.6, {"direction": "about", "basis": "growth", "unit": "%"}, GREEN),
    ],
)
def test_the_text_that_an_old_close_froze_means_what_it_meant(planned, actual, more, light):
    found = rated(planned, actual, pack=OLD, **more)
    assert (found.light, found.cause.code) == (light, CauseCode.FIGURES)
    assert (OLD.edition, OLD.by_share) == (1, False)


def test_the_strict_pack_keeps_the_points_of_the_first_version():
    strict = queries.rule_packs.pack("strict")
    assert [rated(8, a, basis="growth", unit="%", pack=strict).light for a in (9, 8, 6, 5.9)] == [
        AHEAD,
        GREEN,
        YELLOW,
        RED,
    ]
    assert rated(17, 16.98, pack=strict).light is GREEN


def test_what_a_float_cannot_hold_is_compared_as_it_is_written():
    assert rated(0.3, 0.27).light is YELLOW
    assert rated(0.8, 0.1 + 0.7).light is GREEN
    assert rated(2.2, 2.42).light is AHEAD


@pytest.mark.parametrize(
    ("planned", "direction", "basis", "unit", "least"),
    [
        (17, "at_least", "cumulative", "公里", 16.5),
        (1000, "at_least", "cumulative", "公里", 995),
        (1, "at_least", "cumulative", "公里", 0.95),
        (8, "at_least", "growth", "%", 7.95),
        (8, "about", "growth", "%", 7.5),
        (1000, "about", "cumulative", "万元", 980),
        (8.7, "at_most", "level", "‰", 8.75),
        (3, "at_most", "rank", "位", 3),
    ],
)
def test_a_form_asks_for_causes_only_where_the_light_is_not_met(planned, direction, basis, unit, least):
    indicator = Indicator(
        code="1-1a", item="1-1", name="", unit=unit, basis=Basis(basis), direction=Direction(direction)
    )
    assert bands.enough(indicator, planned, PACK) == least
