"""Tables of a plan and back; edits of them, and what is withdrawn from a period on."""

import pytest

from tests.helpers import ROOT, SHIPPED
from tests.plan_folders import long_plan, monthly_plan, phased_plan
from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.terms import Severity
from zcdash.errors import InvalidInput, NotFound, PlanUnreadable
from zcdash.intake.plan_changes import Filed
from zcdash.intake.plan_edits import apply_edits
from zcdash.intake.plan_folder import plan_of, read_plan_folder, read_plan_tables
from zcdash.intake.plan_tables import tables_of
from zcdash.intake.plan_withdrawal import withdraw
from zcdash.intake.validate_plan import validate_plan

REASON = "区政府常务会议纪要第9期"


@pytest.mark.parametrize("folder", sorted((ROOT / "data" / "plans").iterdir()), ids=lambda f: f.name)
def test_the_tables_of_a_shipped_plan_make_the_same_plan(folder):
    plan = read_plan_folder(folder)
    assert plan_of(tables_of(plan)) == plan


@pytest.mark.parametrize("make", [monthly_plan, phased_plan, long_plan])
def test_the_tables_of_any_plan_make_the_same_plan(make, tmp_path):
    plan = read_plan_folder(make(tmp_path / "plan"))
    tables = tables_of(plan)
    assert plan_of(tables) == plan
    assert plan_of(apply_edits(tables, ()).plan) == plan, "no edits, no difference"


def test_an_occurrence_keeps_its_frequency_and_is_not_expanded_again(tmp_path):
    tables = tables_of(read_plan_folder(monthly_plan(tmp_path / "plan")))
    rows = [r for r in tables.tables["commitments.csv"] if r["code"].startswith("1.01.")]
    assert [r["recurs"] for r in rows] == ["occurrence:month"] * 6 and rows[0]["period"] == "2017M01"
    tables.tables["commitments.csv"][0]["recurs"] = "occurrence:often"
    with pytest.raises(PlanUnreadable, match="occurrence:month"):
        plan_of(tables)


def head(key, column, value, table="plan.toml"):
    return Edit(kind=EditKind.SET, table=table, key=key, column=column, value=value)


def test_the_head_of_a_plan_is_edited_as_text(tmp_path):
    tables = read_plan_tables(monthly_plan(tmp_path / "plan"))
    edits = [
        head("plan", "issued", "2017-01-09"),
        head("plan", "periods", "2017M01;2017M02=on:2017-03-08"),
        head("reporting", "signing", "office"),
        head("chapter 1", "title", "调解"),
        Edit(kind=EditKind.ADD, table="plan.toml", key="chapter 2", row={"title": "队伍"}),
        head("chapter 9", "title", "没有的板块"),
    ]
    edited = apply_edits(tables, edits)
    plan = plan_of(edited.plan)
    assert (plan.issued.isoformat(), plan.periods, plan.own_deadlines) == (
        "2017-01-09", ("2017M01", "2017M02"), {"2017M02": "on:2017-03-08"}
    )  # fmt: skip
    assert plan.signing == ("office",) and [c.title for c in plan.chapters] == ["调解", "队伍"]
    assert edited.unapplied == (edits[-1],)
    with pytest.raises(PlanUnreadable, match="issued 的“明天”"):
        apply_edits(tables, [head("plan", "issued", "明天")])


NOTHING = Filed()


def cut(tables, code, since, filed=NOTHING):
    """Return the plan without a part from a period on."""
    return plan_of(apply_edits(tables, withdraw(tables, code, since, REASON, filed)).plan)


def errors(plan):
    return [f.sentence for f in validate_plan(plan) if f.severity is Severity.ERROR]


@pytest.mark.parametrize("expanded", [False, True])
def test_a_recurring_duty_ends_the_day_before(tmp_path, expanded):
    tables = read_plan_tables(monthly_plan(tmp_path / "plan"))
    tables = tables_of(plan_of(tables)) if expanded else tables
    plan = cut(tables, "1", "2017M04")
    assert [c.code for c in plan.commitments_of("1")] == [
        f"1.{duty}.2017M0{month}" for duty in ("01", "02") for month in (1, 2, 3)
    ]
    assert errors(plan) == []
    gone = cut(tables, "1", "2017M01")
    assert [i.code for i in gone.items] == ["2"] and not gone.commitments_of("1") and errors(gone) == []


def test_any_item_of_the_shipped_plan_can_be_withdrawn_from_any_quarter_on():
    tables = read_plan_tables(SHIPPED)
    plan = plan_of(tables)
    faults = {}
    for item in plan.items[::9]:
        for quarter in ("2017Q1", "2017Q3", "2017Q4"):
            after = cut(tables, item.code, quarter)
            left = [t.period for t in after.targets if t.item == item.code]
            assert left == [t.period for t in plan.targets if t.item == item.code and t.period < quarter]
            if found := errors(after):
                faults[item.code, quarter] = found
    assert faults == {}


def test_an_indicator_alone_leaves_the_rest_of_its_item(tmp_path):
    tables = read_plan_tables(long_plan(tmp_path / "plan"))
    plan = cut(tables, "1a", "2022")
    assert plan.indicator("1a").relative == {"2020": -5} and plan.indicator("1c").planned == {"2022": 60}
    assert errors(plan) == []
    assert cut(tables, "1a", "2020").indicators[0].code == "1b", "nothing is left of it"
    kept = cut(tables, "1a", "2020", Filed(indicators=frozenset({("1a", "2019")})))
    assert kept.indicator("1a").planned == {} and errors(kept) == []


def test_what_is_not_there_filed_or_closed_is_said(tmp_path):
    tables = read_plan_tables(long_plan(tmp_path / "plan"))
    with pytest.raises(NotFound, match="没有编号 9"):
        cut(tables, "9", "2020")
    with pytest.raises(NotFound, match="没有“2030”"):
        cut(tables, "1", "2030")
    with pytest.raises(InvalidInput, match="1a 在2021年已有报送"):
        cut(tables, "1", "2020", Filed(indicators=frozenset({("1a", "2021")})))
    with pytest.raises(InvalidInput, match="2020年已关账"):
        cut(tables, "1", "2019", Filed(closed=frozenset({"2019", "2020"})))
