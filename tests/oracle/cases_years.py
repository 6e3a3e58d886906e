"""Cases of plans, acts and days, worked by hand: returns, due dates, running totals, made good later, overrides, as-of days."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.oracle.shapes import Act, Commitment, Indicator, Item, Plan

Q1, Q2, Q3, Q4 = "2017Q1", "2017Q2", "2017Q3", "2017Q4"
UNIT = "区水务局"
YEAR_END = "2018-02-01"


@dataclass(frozen=True, kw_only=True)
class Year:
    """Case: what the lights of codes at periods are, as known at the end of a day."""

    rule: str
    parts: tuple[Indicator | Commitment, ...]
    acts: tuple[Act, ...] = ()
    day: str = YEAR_END
    lights: dict[tuple[str, str], str]
    lacks: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    states: dict[tuple[str, str], str] = field(default_factory=dict)
    """State of the return a part rests on, where the case is about it."""
    desks: dict[tuple[str, str], str] = field(default_factory=dict)
    """Desk the return lies on."""
    counts: dict[tuple[str, str], tuple[int, int, int]] = field(default_factory=dict)
    """Item and period → parts that meet the plan, parts that can be judged, parts missing or in review."""
    pack: str = "default"
    on_the_way: bool = False

    @property
    def plan(self) -> Plan:
        codes = dict.fromkeys(p.item for p in self.parts)
        return Plan(
            items=tuple(Item(code=c, lead=UNIT) for c in codes),
            indicators=tuple(p for p in self.parts if isinstance(p, Indicator)),
            commitments=tuple(p for p in self.parts if isinstance(p, Commitment)),
        )


def file(day: str, period: str, unit: str = UNIT, **rows: str | tuple[str, ...]) -> Act:
    return Act(act="file", day=day, unit=unit, period=period, rows={k.replace("_", "-"): v for k, v in rows.items()})


def do(act: str, day: str, period: str, unit: str = UNIT, **more: str) -> Act:
    return Act(act=act, day=day, unit="" if act in ("close", "override") else unit, period=period, **more)


def taken(day: str, period: str, rows: dict[str, str | tuple[str, ...]], unit: str = UNIT) -> tuple[Act, ...]:
    """Return filed and accepted, all on one day."""
    filed = Act(act="file", day=day, unit=unit, period=period, rows=rows)
    return (filed, *(do(a, day, period, unit) for a in ("sign", "sign", "accept")))


CUMULATIVE = Indicator(code="1-1a", item="1-1", unit="万元", planned={Q1: "100", Q2: "250", Q3: "400", Q4: "500"})
QUARTER = Indicator(code="1-1a", item="1-1", unit="万元", basis="quarter", planned={Q1: "100", Q2: "150", Q3: "150"})
GROWTH = Indicator(code="1-1a", item="1-1", unit="%", basis="growth", direction="about", planned={Q1: "8", Q2: "8"})
LEVEL = Indicator(code="1-1a", item="1-1", unit="%", basis="level", planned={Q1: "90", Q2: "95"})
DUE = Commitment(code="1-1.01", item="1-1", period=Q1, due="2017-03-31")
MID = Commitment(code="1-1.01", item="1-1", period=Q1, due="2017-02-28")
LATER = Commitment(code="1-1.01", item="1-1", period=Q1, due="2017-04-30")
FAR = Commitment(code="1-1.01", item="1-1", period=Q4, due="2018-03-31")
A, C = "1-1a", "1-1.01"


ANNUAL = Indicator(code="1-1a", item="1-1", annual="8")


def one(rule: str, part: Indicator | Commitment, acts: tuple[Act, ...], day: str, light: str, **more: object) -> Year:
    """Case of one part at the first quarter."""
    period = more.pop("period", Q1)
    state = more.pop("state", None)
    at = (part.code, period)
    return Year(
        rule=rule, parts=(part,), acts=acts, day=day, lights={at: light}, states={at: state} if state else {}, **more
    )


Q3_ANNUAL = taken("2017-10-08", Q3, {A: "3"})
Q4_ANNUAL = taken("2018-01-04", Q4, {A: "7"})
Q1_WAY = (file("2017-04-03", Q1, **{A: "100", C: ("done", "2017-03-30")}),)
Q1_BACK = (*Q1_WAY, do("send_back", "2017-04-04", Q1))
Q1_BACK_AGAIN = (*Q1_BACK, file("2017-04-07", Q1, **{A: "100"}))
Q1_BACK_LATE = (file("2017-04-08", Q1, **{A: "100"}), do("send_back", "2017-04-09", Q1))
RECALLED = (*taken("2017-04-03", Q1, {A: "50"}), do("send_back", "2017-04-04", Q1))
Q1_TAKEN = taken("2017-04-10", Q1, {A: "100", C: ("done", "2017-03-30")})

STATES = [
    one("state: nothing filed while the period runs", CUMULATIVE, (), "2017-03-15", "pending", state="pending"),
    one("state: nothing filed on the deadline day", CUMULATIVE, (), "2017-04-05", "pending", state="pending"),
    one("state: nothing filed the day after", CUMULATIVE, (), "2017-04-06", "missing", state="missing"),
    one("state: filed, with the unit's head", CUMULATIVE, Q1_WAY, "2017-04-03", "in_review", state="in_review"),
    one("state: filed, still there after the deadline", CUMULATIVE, Q1_WAY, "2017-04-06", "in_review"),
    one("state: not filed yet on the day before", CUMULATIVE, Q1_WAY, "2017-04-02", "pending"),
    one(
        "state: filed after the deadline", CUMULATIVE, (file("2017-04-09", Q1, **{A: "1"}),), "2017-04-09", "in_review"
    ),
    one("state: sent back before the deadline", CUMULATIVE, Q1_BACK, "2017-04-05", "pending", state="returned"),
    one("state: sent back, deadline passed", CUMULATIVE, Q1_BACK, "2017-04-06", "returned", state="returned"),
    one("state: sent back after the deadline", CUMULATIVE, Q1_BACK_LATE, "2017-04-09", "returned", state="returned"),
    one("state: sent back and filed again", CUMULATIVE, Q1_BACK_AGAIN, "2017-04-07", "in_review", state="in_review"),
    one("as of: the day before it was accepted", CUMULATIVE, Q1_TAKEN, "2017-04-09", "missing"),
    one("as of: the day it was accepted", CUMULATIVE, Q1_TAKEN, "2017-04-10", "on_track", state="accepted"),
    one("as of: the last day of the quarter, nothing filed", CUMULATIVE, Q1_TAKEN, "2017-03-31", "pending"),
    one("state: on the way counts where asked for", CUMULATIVE, Q1_WAY, "2017-04-03", "on_track", on_the_way=True),
    one("state: sent back doesn't count on the way", CUMULATIVE, Q1_BACK, "2017-04-06", "returned", on_the_way=True),
    one(
        "state: what was accepted counts while a correction is on the way",
        CUMULATIVE,
        (*taken("2017-04-03", Q1, {A: "100"}), file("2017-04-04", Q1, **{A: "50"})),
        "2017-04-04",
        "on_track",
    ),
    one(
        "state: the accepted correction supersedes",
        CUMULATIVE,
        (*taken("2017-04-03", Q1, {A: "100"}), *taken("2017-04-04", Q1, {A: "50"})),
        "2017-04-04",
        "behind",
    ),
    one(
        "state: accepted and sent back by the office", CUMULATIVE, RECALLED, "2017-04-06", "returned", state="returned"
    ),
    one(
        "state: a correction is accepted and sent back, what was accepted before counts",
        CUMULATIVE,
        (*taken("2017-04-02", Q1, {A: "100"}), *RECALLED),
        "2017-04-06",
        "on_track",
        state="accepted",
    ),
    one("state: filed and left empty", CUMULATIVE, taken("2017-04-03", Q1, {}), "2017-04-03", "pending"),
    one(
        "state: filed and left empty, the deadline past",
        CUMULATIVE,
        taken("2017-04-03", Q1, {}),
        "2017-04-06",
        "missing",
    ),
    one("state: filed as words", CUMULATIVE, taken("2017-04-03", Q1, {A: "稳步推进"}), "2017-04-06", "missing"),
    one(
        "extension: nothing filed on the new day",
        CUMULATIVE,
        (do("extend", "2017-04-05", Q1, until="2017-04-07"),),
        "2017-04-07",
        "pending",
    ),
    one(
        "extension: nothing filed after the new day",
        CUMULATIVE,
        (do("extend", "2017-04-05", Q1, until="2017-04-07"),),
        "2017-04-08",
        "missing",
    ),
    one(
        "extension: granted after the day looked at",
        CUMULATIVE,
        (do("extend", "2017-04-08", Q1, until="2017-04-10"),),
        "2017-04-07",
        "missing",
    ),
    one("none: no planned value", LEVEL, (), "2017-10-20", "none", period=Q3),
    one("annual only: no light before the last period", ANNUAL, Q3_ANNUAL, YEAR_END, "none", period=Q3),
    one("annual only: judged in the last period", ANNUAL, Q4_ANNUAL, YEAR_END, "slipping", period=Q4),
    one("annual only: nothing filed for the last period", ANNUAL, Q3_ANNUAL, YEAR_END, "missing", period=Q4),
    one("annual only: the last period runs", ANNUAL, Q3_ANNUAL, "2017-12-01", "pending", period=Q4),
    Year(
        rule="annual only: growth against the year's",
        parts=(Indicator(code=A, item="1-1", basis="growth", unit="%", annual="8"),),
        acts=taken("2017-10-08", Q3, {A: "2"}) + taken("2018-01-04", Q4, {A: "8.8"}),
        lights={(A, Q3): "none", (A, Q4): "ahead"},
    ),
    Year(
        rule="annual only: 当季 needs every quarter",
        parts=(Indicator(code=A, item="1-1", basis="quarter", unit="万元", annual="80"),),
        acts=taken("2017-10-08", Q3, {A: "40"}) + taken("2018-01-04", Q4, {A: "40"}),
        lights={(A, Q3): "none", (A, Q4): "undetermined"},
        lacks={(A, Q4): (Q1, Q2)},
    ),
    Year(
        rule="annual only: 当季, the sum of the year",
        parts=(Indicator(code=A, item="1-1", basis="quarter", unit="万元", annual="80"),),
        acts=tuple(a for q in (Q1, Q2, Q3, Q4) for a in taken("2018-01-04", q, {A: "19"})),
        lights={(A, Q1): "none", (A, Q4): "slipping"},
    ),
    one(
        "annual only: a fourth quarter that is printed decides",
        Indicator(code=A, item="1-1", unit="万元", planned={Q4: "50"}, annual="80"),
        taken("2018-01-04", Q4, {A: "50"}),
        YEAR_END,
        "on_track",
        period=Q4,
    ),
    one(
        "annual only: not where a quarter is printed",
        Indicator(code=A, item="1-1", unit="万元", planned={Q1: "50"}, annual="80"),
        taken("2018-01-04", Q4, {A: "50"}),
        YEAR_END,
        "none",
        period=Q4,
    ),
    one(
        "relative: baseline less 5 %",
        Indicator(code=A, item="1-1", unit="吨", direction="at_most", baseline="400", relative={Q4: "-0.05"}),
        taken("2018-01-04", Q4, {A: "381.9"}),
        YEAR_END,
        "on_track",
        period=Q4,
    ),
    one(
        "relative: just beyond half a percent",
        Indicator(code=A, item="1-1", unit="吨", direction="at_most", baseline="400.0", relative={Q4: "-0.05"}),
        taken("2018-01-04", Q4, {A: "382"}),
        YEAR_END,
        "slipping",
        period=Q4,
    ),
    one(
        "relative: no baseline",
        Indicator(code=A, item="1-1", direction="at_most", relative={Q4: "-0.05"}),
        taken("2018-01-04", Q4, {A: "380"}),
        YEAR_END,
        "undetermined",
        period=Q4,
    ),
    one(
        "relative: no baseline and no figure",
        Indicator(code=A, item="1-1", direction="at_most", relative={Q4: "-0.05"}),
        taken("2018-01-04", Q4, {}),
        YEAR_END,
        "undetermined",
        period=Q4,
    ),
]


def lies_with(desk: str, *acts: str) -> Year:
    """Case of a return filed, and where it lies after these acts."""
    light = "in_review" if desk != "unit" else "pending"
    at = (A, Q1)
    done = tuple(do(a, "2017-04-04", Q1) for a in acts)
    return Year(
        rule=f"desk: {desk} after {acts}",
        parts=(CUMULATIVE,),
        acts=Q1_WAY + done,
        day="2017-04-04",
        lights={at: light},
        desks={at: desk},
    )


DESKS = [
    lies_with("unit_head"),
    lies_with("deputy_mayor", "sign"),
    lies_with("office", "sign", "sign"),
    lies_with("unit", "sign", "send_back"),
    lies_with("unit_head", "sign", "send_back", "file"),
]
