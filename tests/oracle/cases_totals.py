"""Cases of running totals and of quarters made good later, worked by hand."""

from __future__ import annotations

from tests.oracle.cases_years import CUMULATIVE, GROWTH, LEVEL, Q1, Q2, Q3, Q4, QUARTER, A, Year, do, file, taken
from tests.oracle.shapes import Act, Indicator

S1, S2, S3 = (
    taken(d, q, {A: v}) for d, q, v in (("2017-04-03", Q1, "90"), ("2017-07-03", Q2, "160"), ("2017-10-05", Q3, "150"))
)
TOTALS = [
    Year(
        rule="当季: judged on the running total",
        parts=(QUARTER,),
        acts=S1 + S2 + S3,
        lights={(A, Q1): "slipping", (A, Q2): "on_track", (A, Q3): "on_track", (A, Q4): "none"},
    ),
    Year(
        rule="当季: a missing quarter makes later totals unknown, and is named",
        parts=(QUARTER,),
        acts=S2 + S3,
        lights={(A, Q1): "missing", (A, Q2): "undetermined", (A, Q3): "undetermined"},
        lacks={(A, Q2): (Q1,), (A, Q3): (Q1,)},
    ),
    Year(
        rule="当季: two quarters lack",
        parts=(QUARTER,),
        acts=S3,
        lights={(A, Q3): "undetermined"},
        lacks={(A, Q3): (Q1, Q2)},
    ),
    Year(
        rule="当季: a quarter left empty lacks too",
        parts=(QUARTER,),
        acts=taken("2017-04-03", Q1, {}) + S2,
        lights={(A, Q1): "missing", (A, Q2): "undetermined"},
        lacks={(A, Q2): (Q1,)},
    ),
    Year(
        rule="当季: a quarter on the way lacks until accepted",
        parts=(QUARTER,),
        acts=(file("2017-04-03", Q1, **{A: "90"}), *S2),
        lights={(A, Q1): "in_review", (A, Q2): "undetermined"},
        lacks={(A, Q2): (Q1,)},
    ),
    Year(
        rule="当季: the missing quarter comes late",
        parts=(QUARTER,),
        acts=S2 + taken("2017-08-01", Q1, {A: "90"}),
        lights={(A, Q1): "slipping", (A, Q2): "on_track"},
    ),
    Year(
        rule="当季: a quarter without a plan wants no figure",
        parts=(Indicator(code=A, item="1-1", unit="人次", basis="quarter", planned={Q2: "15", Q3: "5"}),),
        acts=taken("2017-07-03", Q2, {A: "15"}),
        lights={(A, Q1): "none", (A, Q2): "on_track"},
    ),
    Year(
        rule="当季: what was done in a quarter without a plan counts",
        parts=(Indicator(code=A, item="1-1", unit="人次", basis="quarter", planned={Q2: "15", Q3: "5"}),),
        acts=taken("2017-04-03", Q1, {A: "4"}) + taken("2017-07-03", Q2, {A: "11"}),
        lights={(A, Q2): "on_track"},
    ),
    Year(
        rule="当季: a zero is a figure",
        parts=(QUARTER,),
        acts=taken("2017-04-03", Q1, {A: "0"}) + taken("2017-07-03", Q2, {A: "250"}),
        lights={(A, Q1): "late_done", (A, Q2): "on_track"},
    ),
    Year(
        rule="当季: a sum below ten is a small count",
        parts=(Indicator(code=A, item="1-1", basis="quarter", planned={Q1: "2", Q2: "2"}),),
        acts=taken("2017-04-03", Q1, {A: "2"}) + taken("2017-07-03", Q2, {A: "1"}),
        lights={(A, Q1): "on_track", (A, Q2): "slipping"},
    ),
    Year(
        rule="累计: a missing quarter is no gap in the total",
        parts=(CUMULATIVE,),
        acts=taken("2017-07-03", Q2, {A: "240"}),
        lights={(A, Q1): "missing", (A, Q2): "slipping"},
    ),
]


def totals(q1: str | None, q2: str, q3: str | None = None) -> tuple[Act, ...]:
    acts = taken("2017-04-03", Q1, {A: q1}) if q1 else ()
    acts += taken("2017-07-03", Q2, {A: q2})
    return acts + (taken("2017-10-05", Q3, {A: q3}) if q3 else ())


MADE_GOOD = [
    Year(
        rule="made good: a red quarter",
        parts=(CUMULATIVE,),
        acts=totals("80", "250"),
        lights={(A, Q1): "late_done", (A, Q2): "on_track"},
    ),
    Year(
        rule="made good: red while the later return isn't accepted",
        parts=(CUMULATIVE,),
        acts=totals("80", "250"),
        day="2017-07-02",
        lights={(A, Q1): "behind", (A, Q2): "pending"},
    ),
    Year(
        rule="made good: the later quarter's own plan must be met",
        parts=(CUMULATIVE,),
        acts=totals("80", "240"),
        lights={(A, Q1): "behind", (A, Q2): "slipping"},
    ),
    Year(
        rule="made good: two quarters later",
        parts=(CUMULATIVE,),
        acts=totals("80", "200", "400"),
        lights={(A, Q1): "late_done", (A, Q2): "late_done", (A, Q3): "on_track"},
    ),
    Year(
        rule="made good: once is enough",
        parts=(CUMULATIVE,),
        acts=totals("80", "250", "300"),
        lights={(A, Q1): "late_done", (A, Q3): "behind"},
    ),
    Year(
        rule="made good: yellow stays as it was",
        parts=(CUMULATIVE,),
        acts=totals("95", "250"),
        lights={(A, Q1): "slipping"},
    ),
    Year(
        rule="made good: a missing quarter",
        parts=(CUMULATIVE,),
        acts=totals(None, "250"),
        lights={(A, Q1): "late_done", (A, Q2): "on_track"},
    ),
    Year(
        rule="made good: a missing quarter, not yet",
        parts=(CUMULATIVE,),
        acts=totals(None, "200"),
        lights={(A, Q1): "missing", (A, Q2): "behind"},
    ),
    Year(
        rule="made good: filed late, a missing quarter is judged by its figure",
        parts=(CUMULATIVE,),
        acts=totals(None, "250") + taken("2017-08-01", Q1, {A: "100"}),
        lights={(A, Q1): "on_track"},
    ),
    Year(
        rule="made good: a quarter sent back",
        parts=(CUMULATIVE,),
        acts=(file("2017-04-03", Q1, **{A: "80"}), do("send_back", "2017-04-04", Q1), *totals(None, "250")),
        lights={(A, Q1): "late_done"},
    ),
    Year(
        rule="made good: what is in review waits",
        parts=(CUMULATIVE,),
        acts=(file("2017-04-03", Q1, **{A: "80"}), *totals(None, "250")),
        lights={(A, Q1): "in_review"},
    ),
    Year(
        rule="made good: growth is of its own quarter",
        parts=(GROWTH,),
        acts=totals("6", "9"),
        lights={(A, Q1): "behind", (A, Q2): "on_track"},
    ),
    Year(
        rule="made good: a level is of its own day",
        parts=(LEVEL,),
        acts=totals("50", "95"),
        lights={(A, Q1): "behind", (A, Q2): "on_track"},
    ),
]
