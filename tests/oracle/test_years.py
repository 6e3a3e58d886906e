"""Properties of the oracle and of the years it is played in."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from tests.oracle import zhoucun
from tests.oracle.facts import closed_states
from tests.oracle.lights import JUDGED, WORST_FIRST, item_light, part_light
from tests.oracle.parts import MET, known
from tests.oracle.shapes import DEFAULT
from tests.oracle.years import PERIODS, GeneratedYear, year

SEEDS = range(4)
PLAYED = ("program.py", "test_program.py", "test_program_score.py", "test_commands.py")
"""Files that hold the program against the oracle."""


@lru_cache
def made(seed: int) -> GeneratedYear:
    return year(seed, items=30)


def test_oracle_imports_nothing_of_the_program() -> None:
    here = Path(__file__).parent
    for file in set(here.glob("*.py")) - {here / name for name in PLAYED}:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.partition(".")[0] == "zcdash"], file.name


def test_same_seed_gives_the_same_year() -> None:
    assert year(7, items=5) == year(7, items=5)
    assert year(7, items=5) != year(8, items=5)


@pytest.mark.parametrize("seed", SEEDS)
def test_acts_are_legal(seed: int) -> None:
    signs: dict[tuple[str, str], int | None] = {}
    closed: set[str] = set()
    for a in made(seed).acts:
        key = (a.unit, a.period)
        if a.act in ("file", "sign", "accept", "send_back"):
            assert a.period not in closed, f"{a.day} {a.act} {key}: closed"
        if a.act == "file":
            signs[key] = 0
        elif a.act == "sign":
            signs[key] = (signs[key] or 0) + 1
        elif a.act == "accept":
            assert signs[key] == 2
            signs[key] = None
        elif a.act == "send_back":
            assert key in signs
            signs[key] = None
        elif a.act == "close":
            assert a.period not in closed
            closed.add(a.period)
        elif a.act == "reopen":
            closed.remove(a.period)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_item_is_worse_than_its_worst_part(seed: int) -> None:
    y = made(seed)
    k = known(y.plan, y.acts, y.days[-1])
    for item in y.plan.items:
        for period in PERIODS:
            found = item_light(k, item.code, period)
            lights = [part_light(k, p.code, period).effective for p in y.plan.parts_of(item.code)]
            if found.calculated in JUDGED:
                worst = min((x for x in lights if x in JUDGED), key=WORST_FIRST.index)
                assert WORST_FIRST.index(found.calculated) >= WORST_FIRST.index(worst)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_closed_as_not_done_is_never_green(seed: int) -> None:
    y = made(seed)
    for day in y.days:
        k = known(y.plan, y.acts, day)
        for c in y.plan.commitments:
            if any(
                s != "done"
                for s in closed_states(y.plan, k.acts, c.code, max(c.period, y.plan.period_of(c.due) or "9"))
            ):
                assert all(part_light(k, c.code, p).calculated not in MET for p in PERIODS)


@pytest.mark.parametrize("seed", SEEDS)
def test_item_override_leaves_unfiled_parts_and_other_periods_alone(seed: int) -> None:
    y = made(seed)
    without = tuple(a for a in y.acts if not (a.act == "override" and a.code in {i.code for i in y.plan.items}))
    k, plain = known(y.plan, y.acts, y.days[-1]), known(y.plan, without, y.days[-1])
    for item in y.plan.items:
        for period in PERIODS:
            now, before = item_light(k, item.code, period), item_light(plain, item.code, period)
            assert now.calculated == before.calculated
            changed = {c for (c, a), (_, b) in zip(now.parts, before.parts, strict=True) if a != b}
            assert changed <= set(now.sources if now.override else ())
            assert not changed & {c for c, x in before.parts if x in ("missing", "in_review", "pending")}


def test_lights_of_a_day_know_nothing_of_later_acts() -> None:
    y = made(0)
    for day in y.days[:6]:
        late = tuple(replace(a, day=max(a.day, "2018-12-31")) for a in y.acts if a.day > day)
        early = tuple(a for a in y.acts if a.day <= day)
        k, same = known(y.plan, y.acts, day), known(y.plan, early + late, day)
        for item in y.plan.items:
            assert item_light(k, item.code, "2017Q1") == item_light(same, item.code, "2017Q1")


def test_year_over_the_plan_of_2017() -> None:
    y = year(1, plan=zhoucun.plan())
    assert (len(y.plan.items), len(y.plan.indicators)) == (127, 152)
    k = known(y.plan, y.acts, y.days[-1])
    lights = Counter(item_light(k, i.code, q).effective for i in y.plan.items for q in PERIODS)
    assert sum(lights.values()) == 127 * 4
    assert {"behind", "slipping", "on_track", "late_done", "missing"} <= set(lights)


def test_years_reach_every_light_and_every_kind_of_act() -> None:
    lights: Counter[str] = Counter()
    acts: Counter[str] = Counter()
    for seed in SEEDS:
        y = made(seed)
        acts.update(a.act for a in y.acts)
        for day in y.days:
            k = known(y.plan, y.acts, day, DEFAULT)
            lights.update(
                part_light(k, p.code, q).effective for p in (*y.plan.indicators, *y.plan.commitments) for q in PERIODS
            )
    assert set(lights) == set(WORST_FIRST)
    assert set(acts) == {"file", "sign", "accept", "send_back", "close", "reopen", "override", "extend"}
