"""The sample year is invented, and does not contradict itself: totals, bases, causes; it holds one case of each kind."""

from collections import Counter

import pytest

from data.samples import causes
from data.samples.make import LATE, RETURNED, TOLD
from tests.helpers import PLAN
from zcdash import queries, store
from zcdash.domain.submission import View
from zcdash.domain.terms import Basis

PERIODS = ("2017Q1", "2017Q2", "2017Q3")


@pytest.fixture(scope="module")
def actuals(sample_ledger, plan):
    """Indicator → its actuals by quarter, as filed."""
    version = store.plans.load_plan(sample_ledger, PLAN)[1]
    filed = queries.reported_values.reported_values(sample_ledger, PLAN, version, View.FILED).figures
    return {i.code: [f.actual for f in filed[i.code]][:3] for i in plan.indicators}


@pytest.fixture(scope="module")
def confirmed(sample_ledger):
    """The codes of the warnings that clerks confirmed, with their number."""
    numbers = tuple(s["submission"] for s in store.submissions.submissions(sample_ledger, PLAN))
    return Counter(f["code"] for f in store.submissions.findings(sample_ledger, numbers))


def test_every_total_is_the_sum_of_its_parts(actuals, plan):
    compared = 0
    for total in plan.indicators:
        for quarter in range(3):
            parts = [actuals[code][quarter] for code in total.sum_of]
            if parts and actuals[total.code][quarter] is not None and None not in parts:
                assert actuals[total.code][quarter] == sum(parts)
                compared += 1
    assert compared >= 7


def test_one_thing_in_two_bases_agrees_in_every_quarter(actuals, plan):
    for i in plan.indicators:
        if i.same_as and i.basis is Basis.QUARTER:
            assert actuals[i.same_as] == [round(sum(actuals[i.code][: n + 1]), 1) for n in range(3)]


def test_nothing_is_confirmed_against_itself_but_the_one_day_that_is_back_dated(confirmed):
    assert {code: confirmed[code] for code in ("SUM_DIFFERS", "SAME_AS_DIFFERS", "DATE_BACKDATED")} == {
        "SUM_DIFFERS": 0,
        "SAME_AS_DIFFERS": 0,
        "DATE_BACKDATED": 1,
    }


def test_part_of_what_only_the_year_promises_is_reported(actuals, plan):
    late = [i.code for i in plan.indicators if not i.planned and i.annual is not None]
    reported = sum(value is not None for code in late for value in actuals[code])
    assert 15 <= reported <= 3 * len(late) - 10


def test_it_holds_what_an_office_meets_in_a_year(sample_ledger, actuals, confirmed):
    overrides = store.periods.overrides(sample_ledger, PLAN)
    assert [(o["period"], o["code"], o["light"]) for o in overrides] == [("2017Q2", "8-1", "on_track")]
    assert actuals["10-1e"][0], "a rank"
    assert {period for period, _ in RETURNED} == {"2017Q2", "2017Q3"} and all(LATE.values())
    assert ("2017Q2", "12-2.04") in TOLD


def test_every_item_has_its_kind_of_work_and_causes(plan):
    listed = [item for items in causes.ITEMS.values() for item in items.split()]
    assert sorted(listed) == sorted(i.code for i in plan.items)
    kinds = {*causes.ITEMS, *causes.SIGNS, *causes.BUILDING}
    assert kinds == set(causes.KINDS)


def test_rain_holds_up_nothing_indoors(sample_ledger, plan):
    for period in PERIODS:
        for item in plan.items:
            for text in queries.submissions.narratives_of(sample_ledger, PLAN, item.code, View.FILED):
                if text["period"] == period and "降雨" in text["problem"]:
                    kind = next(k for k, items in causes.ITEMS.items() if item.code in items.split())
                    assert kind in causes.PROJECTS, (item.code, text["problem"])
