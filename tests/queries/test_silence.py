"""Units that gave no cause for an item short of the plan: each is asked only for the figures it files itself."""

from __future__ import annotations

import pytest

from tests.helpers import OFFICE, PLAN, file_submission
from zcdash import commands, queries
from zcdash.domain.document import Paragraph
from zcdash.domain.terms import State
from zcdash.queries import bulletin
from zcdash.queries.brief import brief
from zcdash.queries.bulletin import proof
from zcdash.store.ledger import Ledger

ITEM, PERIOD = "12-5", "2017Q1"
LEAD, ZONE = "区经信局", "周村经济开发区管委会"
SHORT = "12-5c"


def told(ledger: Ledger) -> dict[str, str]:
    """Close the quarter; return the proven paragraphs of its bulletin on the item, by key."""
    commands.periods.close(ledger, OFFICE, PLAN, PERIOD, "到期关账")
    content = bulletin.content(ledger, PLAN, bulletin.close_of(ledger, PLAN, PERIOD)["close"])
    proof.prove(ledger, content)
    return {b.key: b.text for b in content.blocks if isinstance(b, Paragraph) and ITEM in b.text}


@pytest.fixture
def file(ledger):
    """File the item: the zone's figure far below the plan, everything else as planned or, of the lead unit, not done."""
    plan = queries.plans.plan(ledger, PLAN)

    def filed(notes: dict[str, str], done: bool = True) -> None:
        state = State.DONE if done else State.NOT_DONE
        planned = {i.code: i.planned[PERIOD] for i in plan.indicators_of(ITEM) if PERIOD in i.planned}
        zone = {i.code: planned[i.code] for i in plan.indicators_of(ITEM) if plan.reporting_unit(i) == ZONE}
        states = {c.code: (state, None) for c in plan.commitments_of(ITEM) if c.period == PERIOD}
        own = {c: v for c, v in planned.items() if c not in zone}
        file_submission(ledger, LEAD, PERIOD, own, states)
        file_submission(ledger, ZONE, PERIOD, zone | {SHORT: zone[SHORT] * 0.1}, notes=notes)

    assert plan.reporting_unit_by_item[ITEM] == LEAD and plan.reporting_unit(plan.indicator(SHORT)) == ZONE
    return filed


def test_a_lead_unit_is_not_said_to_be_silent_on_the_figure_of_another(ledger, file):
    file({})
    text = told(ledger)
    assert f"填报单位{ZONE}未说明原因" in text[f"behind/{ITEM}"] and "该单位" not in text[f"behind/{ITEM}"]
    assert ZONE in text["silent_parts"] and "silent" not in text
    [need] = [n for n in brief(ledger, PLAN, PERIOD, unit=LEAD).needs if n.item.code == ITEM]
    assert not need.silent


def test_a_unit_that_wrote_in_the_only_column_it_has_is_not_silent(ledger, file):
    file({SHORT: "两个项目尚未开工"})
    assert "未说明" not in "".join(told(ledger).values())


def test_a_lead_unit_answers_for_the_item_where_a_part_of_its_own_is_short(ledger, file):
    file({}, done=False)
    text = told(ledger)
    assert "该单位未说明原因和措施" in text[f"behind/{ITEM}"] and LEAD in text["silent"]
    assert "silent_parts" not in text
    [need] = [n for n in brief(ledger, PLAN, PERIOD, unit=LEAD).needs if n.item.code == ITEM]
    assert need.silent
