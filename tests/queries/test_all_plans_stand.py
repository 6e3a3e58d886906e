"""Every plan of the gazettes has a standing at each of its periods, with and without leaders, whatever its periods are."""

from datetime import date

import pytest

from tests.helpers import ROOT, Clock
from tests.oracle.program import noon
from zcdash import queries, store
from zcdash.domain import audit
from zcdash.domain.terms import Light
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.store.ledger import Ledger


@pytest.mark.parametrize("folder", sorted(p.name for p in (ROOT / "data" / "plans").iterdir() if p.is_dir()))
def test_every_plan_of_the_gazettes_stands_before_anything_is_reported(tmp_path, folder):
    with Ledger(tmp_path / "one.duckdb", Clock(noon("2016-10-01"))) as ledger:
        plan = read_plan_folder(ROOT / "data" / "plans" / folder)
        store.plans.record_plan(ledger, plan, "载入", audit.Act(what="载入计划", name="某某"))
        for day in (plan.starts, plan.ends, date(plan.ends.year + 2, 6, 30)):
            ledger.clock.at = noon(day.isoformat())
            year = queries.standing.year(ledger, plan.id)
            assert all(len(standing.items) == len(plan.items) for standing in year.values())
        lights = {i.assessment.light for standing in year.values() for i in standing.items.values()}
        assert lights <= {Light.MISSING, Light.NONE, Light.PENDING, Light.UNDETERMINED}
