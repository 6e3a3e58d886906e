"""Leaders, units and chapters compared by rate, and items in review with their desks."""

from datetime import date

import pytest

from tests.helpers import PLAN
from zcdash import queries
from zcdash.domain.assessment import Assessment, Cause, CauseCode, OnWay
from zcdash.domain.model import Commitment
from zcdash.domain.submission import Step
from zcdash.domain.terms import Light, Responsibility
from zcdash.queries.item_standing import CommitmentStanding, ItemStanding
from zcdash.queries.overview import by_rate, desks, lowest_sentence, urgency
from zcdash.queries.submissions import Filing
from zcdash.rendering.html import lights as html
from zcdash.rules import rollup

DAY = date(2017, 9, 30)


def counted(met: int, rated: int, **others: int) -> dict[Light, int]:
    """Return counts of lights: so many met, the rest of the rated ones behind, and others."""
    given = [Light.ON_TRACK] * met + [Light.BEHIND] * (rated - met)
    return rollup.counts([*given, *(Light(name) for name, number in others.items() for _ in range(number))])


def item(light: Light, *parts: tuple[Light, Step | None], code: str = "3-2") -> ItemStanding:
    """Return an item with this light and parts of these lights, each waiting at a desk or not."""
    rows = []
    for number, (of, step) in enumerate(parts):
        at = f"{code}.{number}"
        place = Commitment(
            code=at, item=code, period="2017Q3", project="", text="x", due=DAY, exact=True, ongoing=False
        )
        way = OnWay(DAY, awaits=step) if step else None
        assessment = Assessment(light=of, cause=Cause(code=CauseCode.UNFILED, on_way=way))
        rows.append(CommitmentStanding(place, None, None, assessment))
    return ItemStanding(code, (), tuple(rows), Assessment(light=light, cause=Cause(code=CauseCode.NO_PARTS)))


def test_the_lowest_rate_is_named_and_not_the_largest_count():
    ranked = by_rate({"路德芝": counted(37, 67), "张国华": counted(3, 12), "耿峰": counted(18, 18)})
    assert ranked.ranked == ("张国华", "路德芝", "耿峰") and ranked.lowest == ("张国华",)
    assert lowest_sentence(ranked) == "张国华可评 12 项中达标 3 项（25.0%），最低"


def test_everybody_who_shares_the_lowest_rate_is_named():
    ranked = by_rate({"甲": counted(2, 6), "乙": counted(3, 9), "丙": counted(9, 9)})
    assert ranked.lowest == ("乙", "甲")
    assert lowest_sentence(ranked) == "乙可评 9 项中达标 3 项、甲可评 6 项中达标 2 项（33.3%），并列最低"


def test_rates_that_only_print_alike_are_not_a_tie():
    ranked = by_rate({"甲": counted(333, 1000), "乙": counted(1, 3), "丙": counted(2, 6), "丁": counted(6, 6)})
    assert (ranked.lowest, ranked.few) == (("甲",), ("乙",))


@pytest.mark.parametrize(
    ("given", "few", "sentence"),
    [
        (
            {"甲": counted(0, 4), "乙": counted(1, 5), "丙": counted(5, 5)},
            ("甲",),
            "乙可评 5 项中达标 1 项（20.0%），最低",
        ),
        (
            {"甲": counted(0, 4, pending=9), "乙": counted(0, 0, in_review=7)},
            ("甲", "乙"),
            "可评的都不到 5 项，样本少，不排序",
        ),
        ({"甲": counted(5, 5), "乙": counted(9, 9)}, (), "达标率都是 100.0%"),
        ({"甲": counted(2, 5)}, (), "只有一家可评的有 5 项以上，不排序"),
    ],
)
def test_few_rated_items_are_not_ranked_and_equals_have_no_lowest(given, few, sentence):
    assert by_rate(given).few == few and lowest_sentence(by_rate(given)) == sentence


def test_units_are_compared_by_what_names_them_and_groups_stand_for_themselves(sample_ledger):
    plan = queries.plans.plan(sample_ledger, PLAN)
    standing = queries.standing.standing(sample_ledger, PLAN, "2017Q3")
    led = queries.overview.lights_by_unit(plan, standing, [i.code for i in plan.items])
    for unit, counts in led.items():
        codes = plan.item_codes_of(unit, "unit", Responsibility.LEAD)
        assert counts == rollup.counts(standing.items[c].assessment.light for c in codes)
    assert (sum(led["区环保分局"].values()), sum(led["区政府各部门、各单位"].values())) == (3, 2)


def test_an_item_in_review_lies_at_the_first_desk_that_one_of_its_parts_waits_at():
    review, step = Light.IN_REVIEW, Step
    items = [
        item(review, (review, step.OFFICE)),
        item(review, (review, step.OFFICE), (review, step.UNIT_HEAD)),
        item(review, (review, step.DEPUTY), (review, step.OFFICE)),
        item(Light.BEHIND, (Light.BEHIND, None), (review, step.OFFICE)),
    ]
    assert [i.desk for i in items] == [step.OFFICE, step.UNIT_HEAD, step.DEPUTY, None]
    assert (
        desks(items) == {step.OFFICE: 1, step.DEPUTY: 1, step.UNIT_HEAD: 1} and next(iter(desks(items))) is step.OFFICE
    )
    shown = html.tally(rollup.counts([review] * 3), rollup.shares(rollup.counts([review])), None, desks(items))
    assert "在督查室 1、分管区长 1、单位 1" in shown and "达标率" not in shown


def test_within_a_light_the_smallest_share_of_parts_met_comes_first():
    met, short = (Light.ON_TRACK, None), (Light.BEHIND, None)
    rows = [
        item(Light.SLIPPING, short, code="1"),
        item(Light.BEHIND, met, met, short, code="2"),
        item(Light.BEHIND, met, short, code="3"),
        item(Light.MISSING, (Light.MISSING, None), code="4"),
        item(Light.ON_TRACK, met, code="5"),
    ]
    assert [i.code for i in sorted(rows, key=urgency)] == ["3", "2", "4", "1", "5"]


def test_percentages_that_do_not_add_up_say_so():
    thirds = rollup.counts([Light.ON_TRACK, Light.BEHIND, Light.SLIPPING])
    assert "因四舍五入" in html.tally(thirds, rollup.shares(thirds), None, {})
    halves = rollup.counts([Light.ON_TRACK, Light.BEHIND])
    assert "因四舍五入" not in html.tally(halves, rollup.shares(halves), None, {})


def filing(sent: date | None, arrived: date | None, late: int) -> Filing:
    return Filing(
        unit="区科技局", asked=1, submission=1, filed_on=sent, late_days=late, deadline=date(2017, 10, 9),
        reached_on=arrived, done=arrived is not None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "arrived", "late", "dates", "by_signing"),
    [
        (date(2017, 10, 8), date(2017, 10, 10), 1, "10月8日报送，10月10日送达", True),
        (date(2017, 10, 8), date(2017, 10, 8), 0, "10月8日报送", False),
        (date(2017, 10, 10), date(2017, 10, 11), 2, "10月10日报送，10月11日送达", False),
        (None, None, 0, "", False),
    ],
)
def test_a_filing_says_when_it_was_sent_and_whether_signing_made_it_late(sent, arrived, late, dates, by_signing):
    one = filing(sent, arrived, late)
    assert (one.dates, one.late_by_signing) == (dates, by_signing)
    assert one.word == "未到期" or sent


def test_every_unit_is_counted_once_and_those_sent_back_apart(sample_ledger):
    counts = queries.overview.submission_counts(sample_ledger, PLAN, "2017Q3")
    assert (
        counts.asked
        == counts.on_time + counts.late + counts.signing + counts.returned + counts.missing + counts.waiting
    )
    assert counts.returned == sum(f.returned for f in counts.filings) > 0
    later = queries.overview.submission_counts(sample_ledger, PLAN, "2017Q4")
    assert later.waiting == later.asked and {f.word for f in later.filings} == {"未到期"}
