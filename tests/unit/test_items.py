"""The light of an item from those of its parts, and the office's override of it, case by case."""

import pytest

from tests.oracle.cases_items import ITEMS
from zcdash import queries
from zcdash.domain.assessment import Assessment, Cause, CauseCode, Override
from zcdash.domain.terms import LIGHT_NAME, Light
from zcdash.rules.items import ItemPart, item_at, item_override_on, overridden, part_in_item

DEFAULT, STRICT = (queries.rule_packs.pack(name) for name in ("default", "strict"))


def part(code, light, key=False, ongoing=False):
    cause = Cause(code=CauseCode.FIGURES, planned=10, actual=5, gap=-5)
    assessment = Assessment(light=light, cause=cause, reason=f"{code}{LIGHT_NAME[light]}")
    return ItemPart(code, assessment, key=key, ongoing=ongoing)


def parts_of(case):
    return [part(str(n), Light(x), k == "key", k == "ongoing") for n, (x, k) in enumerate(case.parts)]


@pytest.mark.parametrize("case", ITEMS, ids=lambda c: c.rule)
def test_an_item_has_its_light_from_key_parts_and_share_or_from_the_worst_part(case):
    found = item_at(parts_of(case), DEFAULT)
    assert (found.light, item_at(parts_of(case), STRICT).light) == (case.default, case.strict)
    if case.sources is not None:
        assert found.cause.sources == tuple(map(str, case.sources))


@pytest.mark.parametrize("case", ITEMS, ids=lambda c: c.rule)
def test_no_item_is_worse_than_its_worst_rated_part(case):
    parts = parts_of(case)
    rated = [rank(p.light) for p in parts if p.light not in (*AWAITED, Light.UNDETERMINED, Light.NONE)]
    if rated:
        assert rank(item_at(parts, DEFAULT).light) >= min(rated)


AWAITED = (Light.MISSING, Light.RETURNED, Light.IN_REVIEW, Light.PENDING)
ORDER = [
    Light.BEHIND,
    Light.MISSING,
    Light.RETURNED,
    Light.SLIPPING,
    Light.IN_REVIEW,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.LATE_DONE,
    Light.ON_TRACK,
    Light.AHEAD,
]
rank = ORDER.index


def test_by_the_worst_part_every_light_has_its_place():
    for n, worst in enumerate(ORDER):
        parts = [part(light.value, light) for light in reversed(ORDER[n:])]
        assert item_at(parts, STRICT).light is worst


@pytest.mark.parametrize(
    ("met", "short", "light"),
    [(7, 3, Light.SLIPPING), (6, 3, Light.BEHIND), (69, 31, Light.BEHIND), (70, 30, Light.SLIPPING)],
)
def test_seven_of_ten_are_not_too_few(met, short, light):
    parts = [part(f"a{n}", Light.ON_TRACK) for n in range(met)] + [part(f"b{n}", Light.BEHIND) for n in range(short)]
    assert item_at(parts, DEFAULT).light is light


@pytest.mark.parametrize(("met", "light"), [(9, Light.ON_TRACK), (8, Light.SLIPPING)])
def test_nine_of_ten_are_enough_for_green(met, light):
    parts = [part(f"a{n}", Light.ON_TRACK) for n in range(met)] + [part("b", Light.SLIPPING)]
    assert item_at(parts, DEFAULT).light is light


def some(**numbers):
    return [part(f"{light}{n}", Light(light)) for light, number in numbers.items() for n in range(number)]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            some(on_track=7, behind=3, slipping=2, in_review=3),
            "12 个部分中 7 个达标（58.3%），不足七成，严重滞后；behind0严重滞后；另有 2 处严重滞后、2 处欠进度、3 处待签收",
        ),
        (
            some(on_track=8, late_done=2, returned=1),
            "10 个部分中 8 个达标（80.0%），不足九成，其余已补完成；late_done0补完成；另有 1 处已退回、1 处补完成",
        ),
        (some(on_track=19, slipping=1), "20 个部分中 19 个达标（95.0%），达进度；另有 1 处欠进度"),
        (some(on_track=19, behind=1), "不是重点的部分严重滞后，事项评为欠进度；behind0严重滞后"),
        ([part("a", Light.BEHIND, key=True), *some(on_track=9)], "a严重滞后"),
        (some(on_track=3), "on_track0达进度；另有 2 处达进度"),
        (some(missing=2, in_review=1), "missing0未报送；另有 1 处未报送、1 处待签收"),
        ([part("n", Light.NONE)], "本期没有目标"),
        ([part("a", Light.BEHIND)], "a严重滞后"),
        ([part("a", Light.SLIPPING, key=True), *some(on_track=1)], "a欠进度"),
        # A key part decides by itself; the share is not the reason then.
        ([part("a", Light.BEHIND, key=True), *some(slipping=1)], "a严重滞后；另有 1 处欠进度"),
    ],
)
def test_the_sentence_says_what_the_light_rests_on(parts, sentence):
    assert item_at(parts, DEFAULT).reason == sentence


def test_the_cause_is_made_of_values():
    cause = item_at(some(on_track=7, behind=3, slipping=2, in_review=3), DEFAULT).cause
    assert (cause.code, cause.met, cause.rated, cause.bound, cause.part) == (CauseCode.SHARE, 7, 12, 0.7, "behind0")
    assert cause.sources == ("behind0", "behind1", "behind2", "slipping0", "slipping1")


def item_overridden(parts, light):
    return overridden(item_at(parts, DEFAULT), light, Override("督查室", "现场核实"))


def test_an_override_of_an_item_lights_only_the_parts_it_had_its_light_from():
    parts = [
        part("a", Light.BEHIND, key=True),
        part("b", Light.ON_TRACK),
        part("c", Light.MISSING),
        part("d", Light.PENDING),
        part("e", Light.NONE),
        part("f", Light.LATE_DONE),
        *some(ahead=9),
    ]
    item = item_overridden(parts, Light.ON_TRACK)
    assert [p.code for p in parts if item_override_on(item, p.code, p.light)] == ["a"]
    lit = part_in_item(item, "1-1", "a", parts[0].assessment)
    assert (lit.light, lit.calculated) == (Light.ON_TRACK, Light.BEHIND)
    assert lit.reason == "督查室改判事项 1-1 为达进度（原评严重滞后）：现场核实。a严重滞后"
    assert part_in_item(item, "1-1", "c", parts[2].assessment) == parts[2].assessment


def test_upwards_it_lowers_no_part_and_downwards_it_raises_none():
    parts = [*some(on_track=1, late_done=1, slipping=1)]
    up = item_overridden(parts, Light.LATE_DONE)
    assert {p.code: item_override_on(up, p.code, p.light) for p in parts} == {
        "on_track0": None,
        "late_done0": None,
        "slipping0": Light.LATE_DONE,
    }
    down = item_overridden(some(on_track=2, ahead=1), Light.SLIPPING)
    assert item_override_on(down, "ahead0", Light.AHEAD) is Light.SLIPPING
    # The item was ahead for that part alone.
    assert item_override_on(down, "on_track0", Light.ON_TRACK) is None


def test_a_part_with_an_override_of_its_own_keeps_it():
    parts = [part("a", Light.BEHIND, key=True)]
    own = overridden(parts[0].assessment, Light.SLIPPING, Override("督查室", "另有原因"))
    item = item_overridden(parts, Light.ON_TRACK)
    assert part_in_item(item, "1-1", "a", own) == own
