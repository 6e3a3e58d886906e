"""The multi-year plan of 2019 from its baseline to 2020: a reference in the years between, a light where it states a value."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import ROOT, Clock
from tests.oracle.program import Program, noon
from tests.oracle.shapes import Act, Plan
from zcdash import queries, store
from zcdash.domain import audit
from zcdash.domain.assessment import CauseCode
from zcdash.domain.relative import with_relative_values
from zcdash.domain.terms import Light
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.store.ledger import Ledger

CHRONIC = "chronic-2019"
SPORT, LITERATE, SALT, EARLY_DEATH = "1-3f", "1-3g", "1-3a", "1-1a"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "chronic.duckdb", Clock(noon("2019-07-20"))) as opened:
        record(opened, read_plan_folder(ROOT / "data" / "plans" / CHRONIC))
        yield opened


def record(ledger, plan):
    store.plans.record_plan(ledger, plan, "载入", audit.Act(what="载入计划", name="某某"))


def report(ledger, year, **values):
    """File and accept a year's figures, a month after it."""
    plan = store.plans.load_plan(ledger, CHRONIC)[0]
    program = Program(ledger, ledger.clock, Plan(), CHRONIC)
    day = f"{int(year) + 1}-01-15"
    rows = {f"1-{code[1:].replace('_', '-')}": text for code, text in values.items()}
    unit = plan.reporting_unit(plan.indicator(next(iter(rows))))
    acts = [
        Act(act=a, day=day, unit=unit, period=year, rows=rows if a == "file" else {})
        for a in ("file", "sign", "accept")
    ]
    program.play(acts)


def lit(ledger, code, period, day):
    ledger.clock.at = noon(day)
    return queries.standing.indicator_standing(ledger, CHRONIC, period, code).assessment


def test_between_the_baseline_and_the_first_horizon_the_way_is_shown_and_no_light(ledger):
    report(ledger, "2019", _3f="44.5", _3g="18")
    assert lit(ledger, SPORT, "2019", "2020-02-10").light is Light.NONE
    found = queries.horizon.way(ledger, CHRONIC, SPORT)
    assert found.sentence == (
        "2016年 43.13%，2020年计划 45%，2019年实际 44.5%，走完 73.3%（参考），2020年须再提高 0.5 个百分点"
    )
    assert queries.horizon.way(ledger, CHRONIC, SALT) is None, "nothing is reported of it"


def test_at_a_horizon_each_is_rated_by_its_own_kind_of_value(ledger):
    report(ledger, "2019", _3f="44.5")
    report(ledger, "2020", _3f="45", _3g="20", _3a="8.9", _1a="17")
    lights = {code: lit(ledger, code, "2020", "2021-02-10") for code in (SPORT, LITERATE, SALT, EARLY_DEATH)}
    assert lights[SPORT].light is Light.ON_TRACK
    assert lights[LITERATE].reason == "计划大于 20%，实际 20%，没有超过，欠进度"
    assert lights[SALT].light is Light.ON_TRACK
    assert lights[SALT].reason.startswith("计划 8.8949 克（按下降3%折算），实际 8.9 克，多 0.0051 克（99.9%）")
    assert (lights[EARLY_DEATH].light, lights[EARLY_DEATH].cause.code) == (Light.UNDETERMINED, CauseCode.NO_BASELINE)
    ways = queries.horizon.path(ledger, CHRONIC, SPORT)
    assert [(w.period.text, w.left) for w in ways] == [("2019", 1), ("2020", 0)]


def test_once_the_office_enters_the_baseline_the_indicator_is_rated(ledger):
    report(ledger, "2020", _1a="17")
    plan = store.plans.load_plan(ledger, CHRONIC)[0]
    entered = with_relative_values(replace(plan.indicator(EARLY_DEATH), baseline=18.0, baseline_pending=False))
    record(ledger, replace(plan, indicators=tuple(entered if i.code == EARLY_DEATH else i for i in plan.indicators)))
    found = lit(ledger, EARLY_DEATH, "2020", "2021-02-10")
    assert (found.light, found.cause.planned) == (Light.SLIPPING, 16.2)
    assert "较2016年降低10%" in found.reason
