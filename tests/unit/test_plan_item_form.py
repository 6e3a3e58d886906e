"""An item of a plan as a form: what is not touched comes back as it was, what is added gets a code."""

from dataclasses import replace
from pathlib import Path

import pytest

from zcdash.errors import InvalidInput
from zcdash.intake.plan_folder import plan_of, read_plan_tables
from zcdash.intake.plan_item_form import item_form, with_item, with_new_item
from zcdash.intake.validate_plan import validate_plan

PLANS = Path(__file__).parents[2] / "data" / "plans"


@pytest.mark.parametrize("folder", ["zhoucun-2017", "chronic-2019"])
def test_a_form_that_is_not_touched_changes_nothing(folder: str) -> None:
    tables = read_plan_tables(PLANS / folder)
    plan = plan_of(tables)
    for item in plan.items:
        tables = with_item(tables, item_form(tables, item.code))
    assert plan_of(tables) == plan


def test_what_a_person_changes_is_in_the_plan() -> None:
    tables = read_plan_tables(PLANS / "zhoucun-2017")
    form = item_form(tables, "2-1")
    form.targets["2017Q1"] = "当季45000万元"
    form.planned["2-1a"]["2017Q1"] = "45,000"
    form.leads["unit"] = ["区财政局", "区国税局"]
    form.indicators.append(dict(form.indicators[0]) | {"code": "", "name": "税收占比", "same_as": "", "headline": ""})
    form.planned["税收占比"] = {"2017Q4": "80"}
    form.commitments.append(
        {**tables.tables["commitments.csv"][0], "code": "", "text": "报出收入分析", "period": "2017Q2"}
    )
    plan = plan_of(with_item(tables, form))
    assert plan.targets_of("2-1")["2017Q1"] == "当季45000万元"
    assert plan.indicator("2-1a").planned["2017Q1"] == 45000
    assert plan.leads_of("2-1", "unit") == ("区财政局", "区国税局")
    new = plan.indicators_of("2-1")[-1]
    assert (new.code, new.name, new.planned) == ("2-1d", "税收占比", {"2017Q4": 80})
    assert [c.text for c in plan.commitments_of("2-1")] == ["报出收入分析"]


def test_a_target_changed_in_the_year_need_not_hold_the_printed_figures_any_more() -> None:
    tables = read_plan_tables(PLANS / "zhoucun-2017")
    form = item_form(tables, "2-1")
    form.targets["2017Q4"] = "当季37732万元；累计190000万元；同比增8.5%"
    refused = {f.code for f in validate_plan(plan_of(with_item(tables, form)))}
    accepted = {f.code for f in validate_plan(plan_of(with_item(tables, form, is_printed=False)))}
    assert "FIGURE" in refused and "FIGURE" not in accepted


def test_words_where_a_number_belongs_are_refused() -> None:
    tables = read_plan_tables(PLANS / "zhoucun-2017")
    form = item_form(tables, "2-1")
    form.planned["2-1a"]["2017Q1"] = "四万"
    with pytest.raises(InvalidInput, match="2-1a 在 2017Q1 的计划值“四万”不是数"):
        with_item(tables, form)


def test_a_range_and_printed_words_stay_as_they_are_unless_changed() -> None:
    tables = read_plan_tables(PLANS / "chronic-2019")
    plan = plan_of(tables)
    relative = next(i for i in plan.indicators if i.relative)
    form = item_form(tables, relative.item)
    period = next(iter(relative.relative))
    form.planned[relative.code][period] = "7"
    changed = plan_of(with_item(tables, form)).indicator(relative.code)
    assert (changed.planned[period], period in changed.relative) == (7, False)
    assert replace(changed, planned={}, relative={}, words={}) == replace(relative, planned={}, relative={}, words={})


def test_a_new_item_stands_at_the_end_of_its_chapter_and_the_numbers_run_on() -> None:
    tables = read_plan_tables(PLANS / "zhoucun-2017")
    last = max(int(row["code"].split("-")[0]) for row in tables.tables["items.csv"])
    changed, code = with_new_item(tables, "1", "新增事项", "完成一件新事")
    assert code == f"{last + 1}-1"
    rows = changed.tables["items.csv"]
    assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
    assert [row["code"] for row in rows if row["chapter"] == "1"][-1] == code
    assert "COUNT" not in {f.code for f in validate_plan(plan_of(changed))}
