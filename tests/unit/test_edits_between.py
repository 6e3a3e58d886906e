"""Edits between two states of a plan lead from the one to the other."""

from pathlib import Path

from zcdash.domain.plan_draft import EditKind
from zcdash.intake.edits_between import edits_between
from zcdash.intake.plan_edits import apply_edits
from zcdash.intake.plan_folder import plan_of, read_plan_tables
from zcdash.intake.plan_item_form import item_form, with_item, with_new_item

FOLDER = Path(__file__).parents[2] / "data" / "plans" / "zhoucun-2017"


def test_an_item_edited_in_its_form_and_one_added_are_there_after_the_edits() -> None:
    old = read_plan_tables(FOLDER)
    form = item_form(old, "11-2")
    form.title, form.leads["unit"] = "改过的标题", ["区财政局"]
    form.targets.pop(next(iter(form.targets)))
    form.commitments = form.commitments[1:]
    new, code = with_new_item(with_item(old, form), "2", "新增一项", "办好一件事")
    edits = edits_between(old, new)
    assert {edit.kind for edit in edits} == set(EditKind)
    edited = apply_edits(old, edits)
    assert edited.unapplied == ()
    assert plan_of(edited.plan) == plan_of(new)
    assert plan_of(edited.plan).item(code).title == "新增一项"


def test_nothing_changed_is_no_edit() -> None:
    tables = read_plan_tables(FOLDER)
    assert edits_between(tables, with_item(tables, item_form(tables, "2-1"))) == []
