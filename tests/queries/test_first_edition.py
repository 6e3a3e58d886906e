"""Closes that froze the first edition of the rules: they load, and follow from the submissions by the rules they froze."""

from datetime import date

import pytest

from tests.helpers import OFFICE, PLAN, ROOT
from zcdash import commands, queries
from zcdash.domain.submission import View
from zcdash.domain.terms import Light, State
from zcdash.queries.bulletin import proof

OLD = (ROOT / "tests" / "data" / "default-1.toml").read_text(encoding="utf-8")
POWER, ROADS, HOUSES = "周村供电中心", "区住建局", "20-4.03"


@pytest.fixture
def first_edition(monkeypatch):
    """The rule packs as they were in the first edition, until the fixture's value is called."""
    with monkeypatch.context() as patch:
        patch.setattr(queries.rule_packs, "pack_text", lambda name: OLD)
        queries.rule_packs.pack.cache_clear()
        yield lambda: (patch.undo(), queries.rule_packs.pack.cache_clear())
    queries.rule_packs.pack.cache_clear()


def test_an_old_close_stays_what_it_was(ledger, file_submission, first_edition):
    file_submission(POWER, "2017Q1", {"20-7a": 286, "20-7b": 3}, accepted=False)
    file_submission(ROADS, "2017Q1", progress={"9-1.05": (State.NOT_DONE, None), HOUSES: (State.PARTLY, None)})
    close = commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    first_edition()
    assert queries.rule_packs.pack().edition == 2

    frozen = queries.standing.standing(ledger, PLAN, "2017Q1", View.CLOSED)
    # The first edition called a submission on its way missing, rated later due dates in their own period, took the worst part.
    assert frozen.items["20-7"].assessment.light is Light.MISSING
    assert "已于 2017-04-20 报送" in frozen.items["20-7"].assessment.reason
    houses = next(c for c in frozen.items["20-4"].commitments if c.commitment.code == HOUSES)
    assert houses.assessment.light is Light.SLIPPING
    assert frozen.items["9-1"].assessment.light is Light.BEHIND
    proven = proof.prove_close(ledger, PLAN, close)
    assert isinstance(proven, proof.Proven)

    # It rates the next period's returns by today's rules, and what the old close held still counts.
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 7, 5))
    file_submission(ROADS, "2017Q2", progress={"9-1.05": (State.DONE, date(2017, 3, 30))})
    road = next(
        c
        for c in queries.standing.standing(ledger, PLAN, "2017Q1", pack_name="strict").items["9-1"].commitments
        if c.commitment.code == "9-1.05"
    )
    assert road.assessment.light is Light.LATE_DONE
