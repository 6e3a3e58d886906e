"""Cases of commitments and overrides, worked by hand."""

from __future__ import annotations

from tests.oracle.cases_years import (
    DUE,
    FAR,
    LATER,
    MID,
    Q1,
    Q2,
    Q3,
    Q4,
    YEAR_END,
    C,
    Year,
    do,
    file,
    one,
    taken,
)  # fmt: skip
from tests.oracle.shapes import Act, Commitment

APRIL = "2017-04-20"
CLOSED_Q1 = (do("close", "2017-04-15", Q1),)


def state(day: str, period: str, *word: str) -> tuple[Act, ...]:
    return taken(day, period, {C: word})


def q1(*word: str) -> tuple[Act, ...]:
    return state("2017-04-03", Q1, *word)


def q2(*word: str) -> tuple[Act, ...]:
    return state("2017-07-03", Q2, *word)


SENT_BACK = (file("2017-04-03", Q1, **{C: ("done", "2017-03-01")}), do("send_back", "2017-04-04", Q1))
COMMITMENTS = [
    one("commitment: done by its due date", MID, q1("done", "2017-02-28"), APRIL, "on_track"),
    one("commitment: done the day after", MID, q1("done", "2017-03-01"), APRIL, "late_done"),
    one("commitment: partly", DUE, q1("partly"), APRIL, "slipping"),
    one("commitment: not done", DUE, q1("not_done"), APRIL, "behind"),
    one("commitment: done, no day, due at the end", DUE, q1("done"), APRIL, "on_track"),
    one("commitment: done, no day, due before the end", MID, q1("done"), APRIL, "late_done"),
    one("commitment: left empty in an accepted return", DUE, taken("2017-04-03", Q1, {}), APRIL, "missing"),
    one("commitment: nothing filed", DUE, (), APRIL, "missing"),
    one("commitment: in review", DUE, (file("2017-04-03", Q1, **{C: ("done", "2017-03-01")}),), APRIL, "in_review"),
    one("commitment: nothing promised in another quarter", DUE, q1("done", "2017-03-01"), YEAR_END, "none", period=Q2),
    one("commitment: done later", DUE, q1("not_done") + q2("done", "2017-05-10"), YEAR_END, "late_done"),
    one(
        "commitment: done later, not accepted yet",
        DUE,
        q1("not_done") + q2("done", "2017-05-10"),
        "2017-07-02",
        "behind",
    ),
    one("commitment: partly later is still not done by then", DUE, q1("not_done") + q2("partly"), YEAR_END, "behind"),
    one("commitment: called done, withdrawn later", DUE, q1("done", "2017-03-30") + q2("not_done"), YEAR_END, "behind"),
    one(
        "commitment: done by the last word",
        DUE,
        q1("not_done") + q2("done", "2017-05-10") + state("2017-10-05", Q3, "not_done"),
        YEAR_END,
        "behind",
    ),
    one("commitment: missing, made good", DUE, q2("done", "2017-05-10"), YEAR_END, "late_done"),
    one("commitment: sent back, made good", DUE, SENT_BACK + q2("done", "2017-03-01"), YEAR_END, "late_done"),
    one("commitment: sent back, and not done later either", DUE, SENT_BACK + q2("not_done"), YEAR_END, "returned"),
    one("commitment: missing, and not done later either", DUE, q2("not_done"), YEAR_END, "missing"),
]

EARLIER = "2017-03-30"
BACK_DATING = [
    one(
        "back-dating: its own return is in review, nothing said not done",
        DUE,
        (file("2017-04-03", Q1, **{C: ("done", EARLIER)}), *q2("done", EARLIER)),
        YEAR_END,
        "on_track",
    ),
    one(
        "back-dating: left empty in its own return is as good as not filed",
        DUE,
        taken("2017-04-03", Q1, {}) + q2("done", EARLIER),
        YEAR_END,
        "late_done",
    ),
    one(
        "back-dating: closed as not done", DUE, q1("not_done") + CLOSED_Q1 + q2("done", EARLIER), YEAR_END, "late_done"
    ),
    one(
        "back-dating: closed as partly done", DUE, q1("partly") + CLOSED_Q1 + q2("done", EARLIER), YEAR_END, "late_done"
    ),
    one(
        "back-dating: corrected before the close",
        DUE,
        q1("not_done") + state("2017-04-10", Q1, "done", EARLIER) + CLOSED_Q1,
        YEAR_END,
        "on_track",
    ),
    one(
        "back-dating: its own return corrected after the close",
        DUE,
        q1("not_done") + CLOSED_Q1 + state("2017-04-18", Q1, "done", EARLIER),
        YEAR_END,
        "late_done",
    ),
    one(
        "back-dating: never closed, nothing published", DUE, q1("not_done") + q2("done", EARLIER), YEAR_END, "on_track"
    ),
    one(
        "back-dating: closed only after the later return",
        DUE,
        q1("not_done") + q2("done", EARLIER) + (do("close", "2017-07-10", Q1),),
        YEAR_END,
        "late_done",
    ),
    one("back-dating: before the close on that day", DUE, q1("not_done") + CLOSED_Q1, "2017-04-14", "behind"),
    one(
        "back-dating: missing at the close, a later return names a day before",
        DUE,
        CLOSED_Q1 + q2("done", EARLIER),
        YEAR_END,
        "late_done",
    ),
    one(
        "back-dating: its own return comes after the close for the first time",
        DUE,
        CLOSED_Q1 + state("2017-04-18", Q1, "done", EARLIER),
        YEAR_END,
        "on_track",
    ),
    one(
        "back-dating: called not done by a later closed return",
        DUE,
        q1("done", EARLIER)
        + CLOSED_Q1
        + q2("not_done")
        + (do("close", "2017-07-15", Q2),)
        + state("2017-10-05", Q3, "done", EARLIER),
        YEAR_END,
        "late_done",
    ),
    one(
        "back-dating: only an override makes it green",
        DUE,
        q1("not_done")
        + CLOSED_Q1
        + q2("done", EARLIER)
        + (do("override", "2017-07-20", Q1, code=C, light="on_track"),),
        YEAR_END,
        "on_track",
    ),
    one(
        "back-dating: not due yet, a closed quarter's word isn't held against it",
        LATER,
        q1("not_done") + CLOSED_Q1 + q2("done", "2017-03-20"),
        YEAR_END,
        "on_track",
        period=Q2,
    ),
]

DUE_DATES = [
    Year(
        rule="due: on the last day of its quarter it is judged there",
        parts=(DUE,),
        acts=q1("partly"),
        day=APRIL,
        lights={(C, Q1): "slipping", (C, Q2): "none"},
    ),
    Year(
        rule="due: on the first day of the next quarter it is judged there",
        parts=(Commitment(code=C, item="1-1", period=Q1, due="2017-04-01"),),
        acts=q1("partly") + q2("partly"),
        day=YEAR_END,
        lights={(C, Q1): "pending", (C, Q2): "slipping"},
    ),
    Year(
        rule="due later: pending in its own period",
        parts=(LATER,),
        acts=q1("not_done"),
        day=APRIL,
        lights={(C, Q1): "pending", (C, Q2): "pending"},
    ),
    Year(
        rule="due later: pending even when done early",
        parts=(LATER,),
        acts=q1("done", "2017-03-01"),
        day=APRIL,
        lights={(C, Q1): "pending"},
    ),
    Year(
        rule="due later: judged where it is due",
        parts=(LATER,),
        acts=q1("partly") + q2("partly"),
        day=YEAR_END,
        lights={(C, Q1): "pending", (C, Q2): "slipping", (C, Q3): "none"},
    ),
    Year(
        rule="due later: done by the due date",
        parts=(LATER,),
        acts=q2("done", "2017-04-30"),
        day=YEAR_END,
        lights={(C, Q1): "pending", (C, Q2): "on_track"},
    ),
    Year(
        rule="due later: done a day late",
        parts=(LATER,),
        acts=q2("done", "2017-05-01"),
        day=YEAR_END,
        lights={(C, Q2): "late_done"},
    ),
    Year(
        rule="due later: the return of the due period is missing",
        parts=(LATER,),
        acts=q1("not_done"),
        day="2017-07-06",
        lights={(C, Q1): "pending", (C, Q2): "missing"},
    ),
    Year(
        rule="due later: after the last period",
        parts=(FAR,),
        acts=state("2018-01-03", Q4, "not_done"),
        day=YEAR_END,
        lights={(C, Q4): "pending"},
    ),
    Year(
        rule="due before its period: judged in its period",
        parts=(Commitment(code=C, item="1-1", period=Q2, due="2017-03-20"),),
        acts=q2("done", "2017-03-20"),
        day=YEAR_END,
        lights={(C, Q1): "none", (C, Q2): "on_track"},
    ),
]
