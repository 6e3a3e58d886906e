"""The program held against the oracle: adversarial years, the plan of 2017, and the cases worked by hand.

A short run with every test run; the whole one, 10,000 items, with `--whole` (`make oracle`).
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import Clock
from tests.oracle import program, zhoucun
from tests.oracle.cases_values import Value
from tests.oracle.cases_years import UNIT, taken
from tests.oracle.lights import item_light, part_light
from tests.oracle.parts import Known, known
from tests.oracle.program import Lights, Program, noon
from tests.oracle.shapes import PACKS, Act, Item, Plan
from tests.oracle.test_oracle import CASES, value_plan
from tests.oracle.years import GeneratedYear, year
from zcdash.domain.assessment import Assessment, Cause, CauseCode
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.queries.rule_packs import pack
from zcdash.rules.items import ItemPart, item_at
from zcdash.store.ledger import Ledger

SHORT, WHOLE = range(5), range(40)
"""Seeds. Each year has 250 items."""
ITEMS = 250
PUBLISHED = ("yinchuan", "wuhan", "sanya")
NOTHING = Lights("none", "none", "none")
Expected = dict[tuple[str, str], Lights]


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger; to be copied, never opened."""
    path = tmp_path_factory.mktemp("oracle") / "empty.duckdb"
    with Ledger(path):
        pass
    return path


@pytest.fixture
def started(empty_ledger: Path, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """`started(plan)`: the program with a plan, in a ledger of its own."""
    clock = Clock(noon("2017-01-01"))
    with Ledger(shutil.copy(empty_ledger, tmp_path / "year.duckdb"), clock) as ledger:
        yield lambda plan, name=program.PLAN: program.started(ledger, clock, plan, name)


def expected(k: Known, periods: tuple[str, ...] = ()) -> Expected:
    """Return the oracle's lights of every item and part at these periods, or at all."""
    found: Expected = {}
    for period in periods or k.plan.periods:
        for item in k.plan.items:
            x = item_light(k, item.code, period)
            found[item.code, period] = Lights(x.calculated, x.effective, counts=(x.met, x.judged, x.unfiled))
            in_item = dict(x.parts)
            for part in k.plan.parts_of(item.code):
                p = part_light(k, part.code, period)
                found[part.code, period] = Lights(p.calculated, p.effective, in_item.get(part.code, "none"))
    return found


def differences(k: Known, found: Expected, periods: tuple[str, ...] = ()) -> list[str]:
    """Return one line for each light that differs. What the program doesn't list has no light."""
    return [
        f"{k.day} {code} {period}: oracle {x}, program {found.get((code, period))}"
        for (code, period), x in expected(k, periods).items()
        if found.get((code, period), NOTHING) != x
    ]


def packs_of(seed: int) -> tuple[str, ...]:
    """Return the packs that a year is looked at with: the default one, and 严格 or a published one."""
    return "default", ("strict", PUBLISHED[seed // 2 % 3])[seed % 2]


def days_of(y: GeneratedYear, seed: int, whole: bool) -> tuple[str, ...]:
    """Return the days to look at: every third in the whole run, else every sixth; from another one in each year, and the last."""
    every = 3 if whole else 6
    return tuple(d for n, d in enumerate(y.days) if n % every == seed % every or d == y.days[-1])


def played(p: Program, y: GeneratedYear, days: tuple[str, ...], packs: tuple[str, ...]) -> list[str]:
    """Play a year and look at it on some days, then look back at every other of them from its end; return what differs."""
    wrong: list[str] = []
    done = 0
    for n, day in enumerate(days):
        now = [a for a in y.acts if a.day <= day]
        p.play(now[done:])
        done = len(now)
        for name in packs:
            wrong += differences(known(y.plan, y.acts, day, PACKS[name]), program.lights(p.year(day, name)))
        if n % 2:
            on_the_way = known(y.plan, y.acts, day, PACKS[packs[-1]], on_the_way=True)
            wrong += [f"在途 {x}" for x in differences(on_the_way, program.lights(p.year(day, packs[-1], View.FILED)))]
    for day in days[1:-1:2]:
        wrong += [f"as of {x}" for x in differences(known(y.plan, y.acts, day), program.lights(p.as_of(day, packs[0])))]
    return wrong + published(p, y)


def published(p: Program, y: GeneratedYear) -> list[str]:
    """Return what differs between the periods as their first close published them (当时口径) and the oracle just before it."""
    found = program.lights(p.year(y.days[-1], "default", View.CLOSED))
    wrong: list[str] = []
    for period in y.plan.periods:
        n = next((n for n, a in enumerate(y.acts) if a.act == "close" and a.period == period), None)
        if n is not None:
            k = Known(plan=y.plan, acts=y.acts[:n], day=y.acts[n].day)
            wrong += [f"published {x}" for x in differences(k, found, (period,))]
    return wrong


def report(wrong: list[str]) -> str:
    kinds = Counter(line.partition(": ")[2] for line in wrong)
    common = "\n".join(f"{n} × {kind}" for kind, n in kinds.most_common(20))
    return f"{len(wrong)} differences\n" + "\n".join(wrong[:20]) + "\n\n" + common


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        whole = metafunc.config.getoption("--whole", False)
        metafunc.parametrize("seed", WHOLE if whole else SHORT)


def test_lights_of_an_adversarial_year(started: Callable[..., Program], seed: int, whole: bool) -> None:
    y = year(seed, ITEMS)
    wrong = played(started(y.plan), y, days_of(y, seed, whole), packs_of(seed))
    assert not wrong, report(wrong)


@pytest.mark.parametrize("number", range(1))
def test_lights_of_the_plan_of_2017(started: Callable[..., Program], number: int, whole: bool) -> None:
    y = year(1000 + number, plan=zhoucun.plan())
    wrong = played(started(y.plan), y, days_of(y, number, whole), ("default", "strict"))
    assert not wrong, report(wrong)


def test_cases_worked_by_hand(started: Callable[..., Program]) -> None:
    wrong = []
    for n, c in enumerate(CASES["year"]):
        p = started(c.plan, f"case-{n}")
        p.play(sorted((a for a in c.acts if a.day <= c.day), key=lambda a: a.day))
        found = program.lights(p.year(c.day, c.pack, View.FILED if c.on_the_way else View.OFFICIAL))
        for (code, period), light in c.lights.items():
            item, _, part = code.partition("/")
            lit = found.get((part or item, period), NOTHING)
            got = lit.in_item if part else lit.effective
            if got != light:
                wrong.append(f"{c.rule}: {code} {period} {light}, program {got}")
        for key, counts in c.counts.items():
            if found[key].counts != counts:
                wrong.append(f"{c.rule}: {key} {counts}, program {found[key].counts}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["default", "strict"])
def test_items_worked_by_hand(name: str) -> None:
    cause = Cause(code=CauseCode.PROGRESS)
    for c in CASES["item"]:
        parts = [
            ItemPart(str(n), Assessment(light=Light(light), cause=cause), key=kind == "key", ongoing=kind == "ongoing")
            for n, (light, kind) in enumerate(c.parts)
        ]
        assert (c.rule, item_at(parts, pack(name)).light.value) == (c.rule, getattr(c, name))


def test_values_worked_by_hand(started: Callable[..., Program]) -> None:
    values = CASES["value"]
    plan, acts = plan_of(values)
    p = started(plan)
    p.play(acts)
    wrong = []
    for name in PACKS:
        found = program.lights(p.year("2017-04-03", name))
        for n, v in enumerate(values, 1):
            got = found[f"{n}-1a", "2017Q1"].calculated
            if v.pack == name and got != v.light:
                wrong.append(f"{v.rule} ({v.actual} against {v.planned or v.baseline}): {v.light}, program {got}")
    assert not wrong, "\n".join(wrong)


def plan_of(values: list[Value]) -> tuple[Plan, list[Act]]:
    """Return a plan with one indicator for each value, and the return that reports them all."""
    plans = [value_plan(v) for v in values]
    indicators = tuple(replace(p.indicators[0], code=f"{n}-1a", item=f"{n}-1") for n, p in enumerate(plans, 1))
    items = tuple(Item(code=i.item, lead=UNIT) for i in indicators)
    rows = {f"{n}-1a": v.actual for n, v in enumerate(values, 1)}
    return Plan(items=items, indicators=indicators), list(taken("2017-04-03", "2017Q1", rows))
