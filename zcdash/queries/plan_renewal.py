"""Edits that put a draft onto a newer version of its plan."""

from __future__ import annotations

from zcdash.domain.plan import Plan
from zcdash.domain.plan_draft import DraftKind, Edit
from zcdash.intake.edits_between import edits_of_plan
from zcdash.intake.next_year import with_names
from zcdash.intake.plan_folder import plan_of
from zcdash.intake.plan_tables import tables_of
from zcdash.queries.last_year import renamed
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.store.ledger import Ledger


def edits_on(ledger: Ledger, of: PlanDraft, begun_from: Plan, newest: Plan) -> tuple[Edit, ...]:
    """Return the edits of a draft as they are made on a newer version of its plan.

    Units and leaders that have given way since stand in them under the names of today. Raises PlanUnreadable for a draft of a
    workbook, or with such names, that is no plan.
    """
    if of.kind is DraftKind.CHANGE and not _given_way(ledger, begun_from, newest):
        return of.edits
    plan = plan_of(of.proposal.plan)
    names = _given_way(ledger, begun_from, newest) | _given_way(ledger, plan, newest)
    return edits_of_plan(with_names(begun_from, names), tables_of(with_names(plan, names)))


def _given_way(ledger: Ledger, plan: Plan, newest: Plan) -> dict[str, str]:
    """Return the units and leaders of a plan that the newest version has under other names: old name → name of today."""
    there = {u.name for u in newest.units} | {x.name for x in newest.leaders if not x.until}
    names = renamed(ledger, plan, plan.year)
    return {old: new for old, new in names.items() if old not in there and new in there}
