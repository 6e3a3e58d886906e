"""Cases of overrides, of parts and items, and of items that several units report, worked by hand."""

from __future__ import annotations

from tests.oracle.cases_commitments import APRIL, q1, q2
from tests.oracle.cases_years import (
    CUMULATIVE,
    DUE,
    LEVEL,
    Q1,
    Q2,
    Q3,
    QUARTER,
    YEAR_END,
    A,
    C,
    Year,
    do,
    file,
    one,
    taken,
)
from tests.oracle.shapes import Act, Commitment, Indicator


def override(day: str, code: str, period: str, light: str) -> tuple[Act, ...]:
    return (do("override", day, period, code=code, light=light),)


BEHIND = taken("2017-04-03", Q1, {A: "50"})
TOWN = "王村镇政府"
KEY = Commitment(code="1-1.02", item="1-1", period=Q1, due="2017-03-31", key=True)
OTHER = Indicator(code="1-1b", item="1-1", unit="万元", planned={Q1: "10", Q2: "20"}, reporting_unit=TOWN)
YEARLY = Indicator(code="1-1c", item="1-1", annual="8")
MIXED = taken("2017-04-03", Q1, {A: "50", "1-1.02": ("done", "2017-03-01")})
ITEM_TO_GREEN = override("2017-04-10", "1-1", Q1, "on_track")

OVERRIDES = [
    one("override: of an indicator", CUMULATIVE, BEHIND + override("2017-04-10", A, Q1, "on_track"), APRIL, "on_track"),
    one(
        "override: not before its day",
        CUMULATIVE,
        BEHIND + override("2017-04-10", A, Q1, "on_track"),
        "2017-04-09",
        "behind",
    ),
    one(
        "override: the last one counts",
        CUMULATIVE,
        BEHIND + override("2017-04-10", A, Q1, "on_track") + override("2017-04-11", A, Q1, "slipping"),
        APRIL,
        "slipping",
    ),
    one(
        "override: dies when new figures are accepted",
        CUMULATIVE,
        BEHIND + override("2017-04-10", A, Q1, "on_track") + taken("2017-04-12", Q1, {A: "60"}),
        APRIL,
        "behind",
    ),
    one(
        "override: lives while they are on the way",
        CUMULATIVE,
        BEHIND + override("2017-04-10", A, Q1, "on_track") + (file("2017-04-12", Q1, **{A: "60"}),),
        APRIL,
        "on_track",
    ),
    one(
        "override: the same figure again isn't new",
        CUMULATIVE,
        BEHIND + override("2017-04-10", A, Q1, "on_track") + taken("2017-04-12", Q1, {A: "50"}),
        APRIL,
        "on_track",
    ),
    one(
        "override: made over what counts again after a correction was sent back",
        CUMULATIVE,
        BEHIND
        + taken("2017-04-06", Q1, {A: "60"})
        + (do("send_back", "2017-04-08", Q1),)
        + override("2017-04-10", A, Q1, "on_track"),
        APRIL,
        "on_track",
    ),
    one(
        "override: what is sent back brings no new figures",
        CUMULATIVE,
        BEHIND + override("2017-04-10", A, Q1, "on_track") + (do("send_back", "2017-04-12", Q1),),
        APRIL,
        "on_track",
    ),
    one(
        "override: words instead of the empty cell are no new figures",
        CUMULATIVE,
        taken("2017-04-03", Q1, {})
        + override("2017-04-10", A, Q1, "on_track")
        + taken("2017-04-12", Q1, {A: "稳步推进"}),
        APRIL,
        "on_track",
    ),
    one(
        "override: once dead it stays dead",
        CUMULATIVE,
        BEHIND
        + override("2017-04-10", A, Q1, "on_track")
        + taken("2017-04-12", Q1, {A: "60"})
        + taken("2017-04-13", Q1, {A: "50"}),
        APRIL,
        "behind",
    ),
    one(
        "override: of what is missing dies when it is filed",
        CUMULATIVE,
        override("2017-04-10", A, Q1, "on_track") + taken("2017-04-12", Q1, {A: "50"}),
        APRIL,
        "behind",
    ),
    one(
        "override: another quarter's figures don't end it",
        LEVEL,
        taken("2017-04-03", Q1, {A: "50"})
        + override("2017-04-10", A, Q1, "on_track")
        + taken("2017-07-03", Q2, {A: "50"}),
        YEAR_END,
        "on_track",
    ),
    one(
        "override: a later word on a commitment ends it",
        DUE,
        q1("not_done") + override("2017-04-10", C, Q1, "on_track") + q2("not_done"),
        YEAR_END,
        "behind",
    ),
    one(
        "override: what isn't promised has no light",
        LEVEL,
        override("2017-04-10", A, Q3, "on_track"),
        YEAR_END,
        "none",
        period=Q3,
    ),
    one(
        "override: decides what can't be judged",
        Indicator(code=A, item="1-1", direction="hold"),
        taken("2017-04-03", Q1, {A: "50"}) + override("2017-04-10", A, Q1, "on_track"),
        APRIL,
        "on_track",
    ),
    one(
        "override: isn't made good by itself",
        CUMULATIVE,
        BEHIND + override("2017-07-10", A, Q2, "on_track"),
        YEAR_END,
        "behind",
    ),
    Year(
        rule="item override: lights the part the item had its light from",
        parts=(CUMULATIVE, KEY),
        acts=MIXED + ITEM_TO_GREEN,
        day=APRIL,
        lights={
            ("1-1", Q1): "on_track",
            ("1-1/1-1a", Q1): "on_track",
            ("1-1/1-1.02", Q1): "on_track",
            (A, Q1): "behind",
        },
    ),
    Year(
        rule="item override: never what is unreported",
        parts=(CUMULATIVE, OTHER, YEARLY),
        acts=BEHIND + ITEM_TO_GREEN,
        day=APRIL,
        lights={
            ("1-1", Q1): "on_track",
            ("1-1/1-1a", Q1): "on_track",
            ("1-1/1-1b", Q1): "missing",
            ("1-1c", Q1): "none",
        },
    ),
    Year(
        rule="item override: never what is pending",
        parts=(CUMULATIVE, Commitment(code="1-1.03", item="1-1", period=Q1, due="2017-04-30")),
        acts=BEHIND + ITEM_TO_GREEN,
        day=APRIL,
        lights={("1-1", Q1): "on_track", ("1-1/1-1a", Q1): "on_track", ("1-1/1-1.03", Q1): "pending"},
    ),
    Year(
        rule="item override: of a missing item lights no part",
        parts=(CUMULATIVE,),
        acts=ITEM_TO_GREEN,
        day=APRIL,
        lights={("1-1", Q1): "on_track", ("1-1/1-1a", Q1): "missing"},
    ),
    Year(
        rule="item override: of its own period only",
        parts=(CUMULATIVE,),
        acts=BEHIND + override("2017-07-10", "1-1", Q2, "on_track") + taken("2017-07-03", Q2, {A: "100"}),
        lights={
            ("1-1", Q1): "behind",
            ("1-1/1-1a", Q1): "behind",
            ("1-1", Q2): "on_track",
            ("1-1/1-1a", Q2): "on_track",
        },
    ),
    Year(
        rule="item override: lights only the worse of two parts",
        parts=(CUMULATIVE, OTHER),
        day=APRIL,
        acts=BEHIND + taken("2017-04-03", Q1, {"1-1b": "9.4"}, TOWN) + override("2017-04-10", "1-1", Q1, "slipping"),
        pack="strict",
        lights={
            ("1-1", Q1): "slipping",
            ("1-1/1-1a", Q1): "slipping",
            ("1-1/1-1b", Q1): "slipping",
            ("1-1b", Q1): "slipping",
        },
    ),
    Year(
        rule="item override: a part's own override isn't lit again",
        parts=(CUMULATIVE, OTHER),
        day=APRIL,
        acts=BEHIND
        + taken("2017-04-03", Q1, {"1-1b": "1"}, TOWN)
        + override("2017-04-08", A, Q1, "late_done")
        + ITEM_TO_GREEN,
        lights={("1-1", Q1): "on_track", ("1-1/1-1a", Q1): "late_done", ("1-1/1-1b", Q1): "on_track"},
    ),
    Year(
        rule="item override: dies when one part's figures change",
        parts=(CUMULATIVE, OTHER),
        day=APRIL,
        acts=BEHIND + ITEM_TO_GREEN + taken("2017-04-12", Q1, {"1-1b": "10"}, TOWN),
        lights={("1-1", Q1): "behind", ("1-1/1-1a", Q1): "behind"},
    ),
    Year(
        rule="item override: lives when a later quarter's commitment is reported",
        parts=(CUMULATIVE, Commitment(code="1-1.03", item="1-1", period=Q2, due="2017-06-30")),
        acts=BEHIND + ITEM_TO_GREEN + taken("2017-07-03", Q2, {"1-1.03": ("not_done",)}),
        lights={("1-1", Q1): "on_track", ("1-1/1-1a", Q1): "on_track"},
    ),
    Year(
        rule="item override: lives when a figure that isn't planned comes",
        parts=(CUMULATIVE, YEARLY),
        acts=BEHIND + ITEM_TO_GREEN + taken("2017-04-12", Q1, {A: "50", YEARLY.code: "3"}),
        day=APRIL,
        lights={("1-1", Q1): "on_track", ("1-1/1-1a", Q1): "on_track"},
    ),
    Year(
        rule="item override: downwards, the parts that meet",
        parts=(CUMULATIVE, OTHER),
        day=APRIL,
        acts=taken("2017-04-03", Q1, {A: "100"}) + override("2017-04-10", "1-1", Q1, "slipping"),
        lights={("1-1", Q1): "slipping", ("1-1/1-1a", Q1): "slipping", ("1-1/1-1b", Q1): "missing"},
    ),
]

OF_TOTALS = [
    Year(
        rule="override: of a running total dies when an earlier quarter's figure comes",
        parts=(QUARTER,),
        acts=taken("2017-07-03", Q2, {A: "150"})
        + override("2017-07-10", A, Q2, "on_track")
        + taken("2017-07-20", Q1, {A: "10"}),
        lights={(A, Q2): "behind"},
    ),
    Year(
        rule="override: of a running total lives when a later quarter's figure comes",
        parts=(QUARTER,),
        acts=taken("2017-07-03", Q2, {A: "150"})
        + override("2017-07-10", A, Q2, "on_track")
        + taken("2017-10-03", Q3, {A: "150"}),
        lights={(A, Q2): "on_track"},
    ),
]

COUNTS = [
    Year(
        rule="counts: n of m, and how many are missing",
        parts=(CUMULATIVE, OTHER, KEY, Commitment(code="1-1.03", item="1-1", period=Q1, due="2017-04-30"), YEARLY),
        acts=MIXED,
        day=APRIL,
        lights={("1-1", Q1): "behind"},
        counts={("1-1", Q1): (1, 2, 1)},
    ),
    Year(
        rule="counts: in review isn't judged, left empty neither",
        parts=(CUMULATIVE, OTHER, KEY),
        acts=(
            *taken("2017-04-03", Q1, {"1-1.02": ("done", "2017-03-01")}),
            file("2017-04-03", Q1, unit=TOWN, **{"1-1b": "10"}),
        ),
        day=APRIL,
        lights={("1-1", Q1): "on_track", (A, Q1): "missing", ("1-1b", Q1): "in_review"},
        counts={("1-1", Q1): (1, 1, 2)},
    ),
]

SEVERAL_UNITS = [
    Year(
        rule="units: each part by its own unit's return",
        parts=(CUMULATIVE, OTHER),
        day=APRIL,
        acts=taken("2017-04-03", Q1, {"1-1b": "10"}, TOWN),
        lights={(A, Q1): "missing", ("1-1b", Q1): "on_track", ("1-1", Q1): "on_track"},
    ),
    Year(
        rule="units: a figure in another unit's return doesn't count",
        parts=(CUMULATIVE, OTHER),
        day=APRIL,
        acts=taken("2017-04-03", Q1, {A: "100", "1-1b": "10"}),
        lights={(A, Q1): "on_track", ("1-1b", Q1): "missing"},
    ),
    Year(
        rule="units: 严格 takes the missing part",
        parts=(CUMULATIVE, OTHER),
        day=APRIL,
        acts=taken("2017-04-03", Q1, {"1-1b": "10"}, TOWN),
        pack="strict",
        lights={("1-1", Q1): "missing"},
    ),
    Year(
        rule="units: an extension is one unit's",
        parts=(CUMULATIVE, OTHER),
        day="2017-04-06",
        acts=(do("extend", "2017-04-05", Q1, unit=TOWN, until="2017-04-10"),),
        lights={(A, Q1): "missing", ("1-1b", Q1): "pending", ("1-1", Q1): "missing"},
    ),
]
