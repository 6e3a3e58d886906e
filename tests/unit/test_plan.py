"""Look-ups of a plan, on the shipped one and on small changes of it."""

from dataclasses import asdict, replace

import pytest

from zcdash.domain.terms import Responsibility, UnitKind
from zcdash.errors import NotFound
from zcdash.store.digest import plan_digest as digest


def test_parts_are_found_by_their_code(plan):
    for i in plan.items:
        assert plan.item(i.code) is i and plan.item_by_part[i.code] == i.code
        assert plan.indicators_of(i.code) == tuple(x for x in plan.indicators if x.item == i.code)
        assert plan.commitments_of(i.code) == tuple(x for x in plan.commitments if x.item == i.code)
    for x in (*plan.indicators, *plan.commitments):
        assert plan.item_by_part[x.code] == x.item
    assert sum(len(plan.items_in(c.number)) for c in plan.chapters) == len(plan.items)


@pytest.mark.parametrize("look_up", ["item", "indicator", "commitment", "chapter", "unit", "leader"])
def test_an_unknown_name_is_not_found(plan, look_up):
    with pytest.raises(NotFound, match="没有"):
        getattr(plan, look_up)("99-9")


def test_a_named_unit_reports_a_part_and_the_lead_unit_the_others(plan):
    for part in (*plan.indicators, *plan.commitments):
        assert plan.reporting_unit(part) == (part.reporting_unit or plan.reporting_unit_by_item[part.item])
    for item in plan.items:
        lead = plan.leads_of(item.code, "unit")[0]
        if plan.unit(lead).kind is not UnitKind.GROUP:
            assert plan.reporting_unit(item) == lead


def test_an_item_may_have_several_lead_leaders_or_none(plan):
    item = plan.items[0].code
    leaders = plan.responsible_of(item, "leader")
    for role, leads in ((Responsibility.LEAD, leaders), (Responsibility.SUPPORT, ())):
        rows = tuple(replace(r, role=role) if (r.item, r.kind) == (item, "leader") else r for r in plan.responsible)
        assert replace(plan, responsible=rows).leads_of(item, "leader") == leads


def test_the_items_of_a_units_groups_count_apart(plan):
    led = plan.item_codes_of("区环保分局", "unit", Responsibility.LEAD)
    common = plan.common_items_of("区环保分局", Responsibility.LEAD)
    assert (len(led), len(common), {*common.values()}) == (3, 2, {"区政府各部门、各单位"}) and not {*led} & {*common}
    assert all("区环保分局" in plan.leads_of(code, "unit") for code in led)
    group = next(u for u in plan.units if u.members and plan.item_codes_of(u.name, "unit"))
    member = group.members[0]
    assert group.name in plan.groups_of(member)
    codes = {*plan.item_codes_of(member, "unit"), *plan.common_items_of(member)}
    assert {*plan.item_codes_of(group.name, "unit")} <= codes
    assert plan.item_codes_of(plan.leaders[0].name, "leader", Responsibility.LEAD)


def test_look_ups_change_neither_the_fields_nor_the_digest(plan):
    fresh = replace(plan)
    fields, mark = asdict(fresh), digest(fresh)
    _ = fresh.reporting_unit_by_item, fresh.item_titles, fresh.item(plan.items[0].code)
    assert (asdict(fresh), digest(fresh), fresh) == (fields, mark, plan)
