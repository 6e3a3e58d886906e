"""Cases of forecasts, worked by hand."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.shapes import Indicator

Q1, Q2, Q3, Q4 = "2017Q1", "2017Q2", "2017Q3", "2017Q4"


@dataclass(frozen=True, kw_only=True)
class ForecastCase:
    """Case. Numbers are text; `best`: quarter and amount."""

    rule: str
    indicator: Indicator
    reported: dict[str, str]
    kind: str
    low: str = ""
    high: str = ""
    verdict: str = ""
    best: tuple[str, str] | None = None
    gap: str = ""
    last_quarter: str = ""
    lacks: tuple[str, ...] = ()


def total(year: str = "500", direction: str = "at_least", **more: str) -> Indicator:
    planned = {Q1: "100", Q2: "250", Q3: "400", Q4: "500"}
    return Indicator(code="1-1a", item="1-1", unit="万元", direction=direction, planned=planned, annual=year, **more)


AIR = Indicator(code="14-6a", item="14-6", unit="天", planned={Q1: "31", Q2: "74", Q3: "137", Q4: "183"}, annual="183")
SEASON = Indicator(
    code="1-1a",
    item="1-1",
    unit="万元",
    basis="quarter",
    planned={Q1: "100", Q2: "150", Q3: "150", Q4: "100"},
    annual="500",
)
GDP = Indicator(
    code="1-1a", item="1-1", unit="%", basis="growth", direction="about", planned={Q1: "8", Q4: "8"}, annual="8"
)
LEVEL = Indicator(code="1-1a", item="1-1", unit="%", basis="level", planned={Q3: "80", Q4: "90"}, annual="95")
RANK = Indicator(code="1-1a", item="1-1", unit="名", basis="rank", planned={Q4: "3"})
NO_YEAR = Indicator(code="1-1a", item="1-1", planned={Q1: "100", Q2: "250", Q3: "400"})

FORECASTS = [
    ForecastCase(
        rule="forecast: one quarter is none", indicator=total(), reported={Q1: "90"}, kind="none", best=(Q1, "90")
    ),
    ForecastCase(
        rule="forecast: two quarters give one value, at the rate of both",
        indicator=total(),
        reported={Q1: "90", Q2: "240"},
        kind="estimate",
        low="480",
        high="480",
        verdict="unsure",
        best=(Q2, "150"),
    ),
    ForecastCase(
        rule="forecast: two quarters that meet the plan",
        indicator=total(),
        reported={Q1: "90", Q2: "250"},
        kind="estimate",
        low="500",
        high="500",
        verdict="reaches",
        best=(Q2, "160"),
    ),
    ForecastCase(
        rule="forecast: half a percent short still reaches",
        indicator=total(),
        reported={Q1: "90", Q2: "248.75"},
        kind="estimate",
        low="498",
        high="498",
        verdict="reaches",
        best=(Q2, "158.75"),
    ),
    ForecastCase(
        rule="forecast: just beyond",
        indicator=total(),
        reported={Q1: "90", Q2: "248.7"},
        kind="estimate",
        low="497",
        high="497",
        verdict="unsure",
        best=(Q2, "158.7"),
    ),
    ForecastCase(
        rule="forecast: nine tenths is unsure",
        indicator=total(),
        reported={Q1: "90", Q2: "225"},
        kind="estimate",
        low="450",
        high="450",
        verdict="unsure",
        best=(Q2, "135"),
    ),
    ForecastCase(
        rule="forecast: below nine tenths falls short",
        indicator=total(),
        reported={Q1: "90", Q2: "224.9"},
        kind="estimate",
        low="450",
        high="450",
        verdict="falls_short",
        best=(Q2, "134.9"),
    ),
    ForecastCase(
        rule="forecast: three quarters give an interval",
        indicator=total(),
        reported={Q1: "90", Q2: "255", Q3: "400"},
        kind="interval",
        low="490",
        high="510",
        verdict="unsure",
        best=(Q2, "165"),
    ),
    ForecastCase(
        rule="forecast: both ends reach",
        indicator=total(),
        reported={Q1: "100", Q2: "250", Q3: "415"},
        kind="interval",
        low="515",
        high="525",
        verdict="reaches",
        best=(Q3, "165"),
    ),
    ForecastCase(
        rule="forecast: neither end reaches",
        indicator=total(),
        reported={Q1: "90", Q2: "225", Q3: "375"},
        kind="interval",
        low="465",
        high="475",
        verdict="falls_short",
        best=(Q3, "150"),
    ),
    ForecastCase(
        rule="forecast: a missing first quarter belongs to the next step's plan",
        indicator=AIR,
        reported={Q2: "74", Q3: "134.26"},
        kind="interval",
        low="178",
        high="180",
        verdict="falls_short",
        best=(Q3, "60.26"),
    ),
    ForecastCase(
        rule="forecast: a missing second quarter, the best quarter is a single one",
        indicator=total(),
        reported={Q1: "110", Q3: "380"},
        kind="interval",
        low="470",
        high="490",
        verdict="falls_short",
        best=(Q1, "110"),
    ),
    ForecastCase(
        rule="forecast: only the second quarter is known",
        indicator=total(),
        reported={Q2: "240"},
        kind="estimate",
        low="480",
        high="480",
        verdict="unsure",
    ),
    ForecastCase(
        rule="forecast: only the third quarter is known, no interval from one rate",
        indicator=total(),
        reported={Q3: "400"},
        kind="estimate",
        low="500",
        high="500",
        verdict="reaches",
    ),
    ForecastCase(
        rule="forecast: the year is known",
        indicator=total(),
        reported={Q1: "90", Q4: "480"},
        kind="none",
        best=(Q1, "90"),
    ),
    ForecastCase(rule="forecast: nothing reported", indicator=total(), reported={}, kind="none"),
    ForecastCase(
        rule="forecast: at_most, over the limit",
        indicator=total(direction="at_most"),
        reported={Q1: "100", Q2: "300"},
        kind="estimate",
        low="600",
        high="600",
        verdict="falls_short",
        best=(Q2, "200"),
    ),
    ForecastCase(
        rule="forecast: at_most, a tenth over is unsure",
        indicator=total(direction="at_most"),
        reported={Q1: "100", Q2: "275"},
        kind="estimate",
        low="550",
        high="550",
        verdict="unsure",
        best=(Q2, "175"),
    ),
    ForecastCase(
        rule="forecast: at_most, within",
        indicator=total(direction="at_most"),
        reported={Q1: "100", Q2: "240", Q3: "380"},
        kind="interval",
        low="473",
        high="480",
        verdict="reaches",
        best=(Q2, "140"),
    ),
    ForecastCase(
        rule="forecast: the printed year differs from the fourth quarter's value",
        indicator=total(year="450"),
        reported={Q1: "90", Q2: "240"},
        kind="estimate",
        low="480",
        high="480",
        verdict="reaches",
        best=(Q2, "150"),
    ),
    ForecastCase(
        rule="forecast: rounded as the year is printed",
        indicator=total(year="500.5"),
        reported={Q1: "91", Q2: "241"},
        kind="estimate",
        low="482",
        high="482",
        verdict="unsure",
        best=(Q2, "150"),
    ),
    ForecastCase(
        rule="forecast: about has its tolerance",
        indicator=total(direction="about"),
        reported={Q1: "90", Q2: "245"},
        kind="estimate",
        low="490",
        high="490",
        verdict="reaches",
        best=(Q2, "155"),
    ),
    ForecastCase(
        rule="forecast: 当季",
        indicator=SEASON,
        reported={Q1: "90", Q2: "165", Q3: "145"},
        kind="interval",
        low="490",
        high="510",
        verdict="unsure",
        best=(Q2, "165"),
    ),
    ForecastCase(
        rule="forecast: 当季 with a missing quarter has none",
        indicator=SEASON,
        reported={Q1: "90", Q3: "145"},
        kind="none",
        best=(Q3, "145"),
        lacks=(Q2,),
    ),
    ForecastCase(
        rule="forecast: growth",
        indicator=GDP,
        reported={Q1: "7.2", Q2: "7.5"},
        kind="gap",
        gap="-0.5",
        last_quarter="8",
    ),
    ForecastCase(
        rule="forecast: a level", indicator=LEVEL, reported={Q3: "85"}, kind="gap", gap="-10", last_quarter="90"
    ),
    ForecastCase(rule="forecast: a rank", indicator=RANK, reported={Q2: "5"}, kind="gap", gap="2", last_quarter="3"),
    ForecastCase(
        rule="forecast: no value for the year", indicator=NO_YEAR, reported={Q1: "90", Q2: "240"}, kind="none"
    ),
]
