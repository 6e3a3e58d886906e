"""Begin, edit, settle and discard the draft of a plan. A draft is no fact: it is not in the audit log, nobody is asked for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.plan_draft_versions import begin, open_draft, save
from zcdash.commands.validation import clean_arguments
from zcdash.domain.plan_draft import DraftKind, Edit
from zcdash.domain.plan_proposal import Decisions, PlanProposal, PlanTables
from zcdash.errors import InvalidInput
from zcdash.intake import plan_withdrawal
from zcdash.intake.draft_content import remainder_key
from zcdash.intake.next_year import next_year
from zcdash.intake.plan_edits import appended, empty_plan, plan_id, with_registered_units
from zcdash.intake.plan_item_form import without_old_figures
from zcdash.intake.plan_tables import tables_of
from zcdash.parsing import uploads
from zcdash.queries.plan_drafts import NO_DECISIONS
from zcdash.queries.plan_workbooks import Continuation
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import file_hash


@clean_arguments
def begin_from_document(ledger: Ledger, account: Account, data: bytes, file_name: str) -> int:
    """Read a document as a draft and return the number of the work. Raises InvalidInput for a file that cannot be read."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    known = queries.organisation.known_names(ledger)
    proposal = uploads.propose_plan(data, file_name, NO_DECISIONS, known)
    return begin(ledger, account, DraftKind.DOCUMENT, proposal, document=data)


@clean_arguments
def begin_from_proposal(
    ledger: Ledger, account: Account, proposal: PlanProposal, data: bytes, decisions: Decisions
) -> int:
    """Keep a document that was read already, with the decisions on it, as a draft; return the number of the work."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    # The texts as the document has them: those of the arguments were cleaned.
    seen = {remainder_key(r): r.text for r in proposal.remainders if r.acknowledged}
    made = replace(decisions, acknowledged=seen)
    return begin(ledger, account, DraftKind.DOCUMENT, proposal, document=data, decisions=made)


@clean_arguments
def begin_from_last_year(ledger: Ledger, account: Account, plan: str, year: int) -> int:
    """Begin a year's plan from an earlier one and return the number of the work. Raises NotFound, or InvalidInput."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    old, version = store.plans.load_plan(ledger, plan)
    proposal = next_year(
        old, year, queries.last_year.baselines(ledger, old), queries.last_year.renamed(ledger, old, year)
    )
    return begin(ledger, account, DraftKind.LAST_YEAR, proposal, base=(plan, version))


@clean_arguments
def begin_from_plan(ledger: Ledger, account: Account, plan: str, reason: str = "") -> int:
    """Begin a change of a plan in force and return the number of the work. Raises NotFound."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    current, version = store.plans.load_plan(ledger, plan)
    return begin(
        ledger, account, DraftKind.CHANGE, settled_proposal(tables_of(current)), base=(plan, version), reason=reason
    )


@clean_arguments
def begin_from_workbook(ledger: Ledger, account: Account, data: bytes, file_name: str) -> int:
    """Read a plan's workbook as a draft and return the number of the work. Raises UnreadableWorkbook with sheet and cell.

    A workbook written from a draft goes on with it (`queries.plan_workbooks.continuation`); one written from a version of a
    plan is a change of that version; any other one a new plan. Raises DraftChanged, and PlanUnreadable for a draft's workbook
    that is no plan any more. Units that the workbook names and does not list are taken from the register.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    read = uploads.read_plan_workbook(data)
    read = replace(read, plan=with_registered_units(read.plan, queries.organisation.unit_kinds(ledger)))
    if found := queries.plan_workbooks.continuation(ledger, read):
        return _go_on(ledger, account, found)
    plan, tables = plan_id(read.plan), read.plan
    base: tuple[str, int | None] = ("", None)
    if read.version in {v["version"] for v in store.plans.versions(ledger, plan)}:
        base = (plan, read.version)
        tables = without_old_figures(tables_of(store.plans.plan_version(ledger, *base)), tables)
    proposal = replace(settled_proposal(tables), file_name=file_name, sha256=file_hash(data))
    return begin(ledger, account, DraftKind.WORKBOOK, proposal, document=data, base=base)


def _go_on(ledger: Ledger, account: Account, found: Continuation) -> int:
    """Put what a workbook changed into its draft; into a copy of the draft where that is over or has changed since."""
    draft = found.draft
    if found.is_as_written:
        save(ledger, account, draft, draft.number, edits=appended(draft.edits, found.edits))
        return draft.work
    return begin(
        ledger,
        account,
        draft.kind,
        draft.base,
        document=queries.plan_drafts.document(ledger, draft.work)[1] if draft.source else b"",
        edits=found.edits,
        base=(draft.base_plan, draft.base_version),
        decisions=draft.decisions,
        reason=draft.reason,
    )


@clean_arguments
def begin_empty(ledger: Ledger, account: Account, plan: str, title: str, year: int) -> int:
    """Begin a yearly plan from nothing, its periods the quarters of the year; return the number of the work."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    return begin(ledger, account, DraftKind.EMPTY, settled_proposal(empty_plan(plan, title, date(year, 1, 1))))


@clean_arguments
def save_edits(
    ledger: Ledger,
    account: Account,
    work: int,
    edits: Sequence[Edit],
    expected: int,
    answers: Mapping[str, str] | None = None,
) -> int:
    """Add edits to a draft and return the number of its new version; `expected` is the version that they were made on.

    An edit replaces an earlier one of the same field. `answers` settle questions that change nothing in the draft (已核对):
    the document is not read again. Raises DraftChanged where a newer version exists: nothing is saved then.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = open_draft(ledger, work)
    decisions = replace(draft.decisions, answers=_merged(draft.decisions.answers, answers))
    return save(ledger, account, draft, expected, edits=appended(draft.edits, edits), decisions=decisions)


@clean_arguments
def drop_edits(ledger: Ledger, account: Account, work: int, edits: Sequence[Edit], expected: int) -> int:
    """Take edits back; return the number of the new version. Raises like `save_edits`."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = open_draft(ledger, work)
    return save(ledger, account, draft, expected, edits=tuple(e for e in draft.edits if e not in edits))


@clean_arguments
def withdraw_part(
    ledger: Ledger, account: Account, work: int, code: str, period: str, reason: str, expected: int
) -> int:
    """Withdraw an item, an indicator or a commitment from a period on; return the number of the new version.

    What is before the period stays; a plan that was never in force needs no reason. Raises NotFound, or InvalidInput where
    something from then on is filed or closed.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = open_draft(ledger, work)
    filed = queries.plan_drafts.filed(ledger, draft.plan)
    in_force = draft.base_plan == draft.plan
    edits = plan_withdrawal.withdraw(draft.proposal.plan, code, period, reason, filed, in_force)
    return save(ledger, account, draft, expected, edits=appended(draft.edits, edits))


@clean_arguments
def settle(
    ledger: Ledger,
    account: Account,
    work: int,
    expected: int,
    *,
    answers: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    acknowledged: Collection[str] = (),
    plan: str = "",
) -> int:
    """Decide on open questions, names, columns and remainders; return the number of the new version.

    A document is read again with the decisions; an empty decision takes one back. `acknowledged` are keys of remainders
    (`draft_content.remainder_key`). Raises like `save_edits`.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = open_draft(ledger, work)
    texts = {remainder_key(r): r.text for r in draft.base.remainders}
    old = draft.decisions
    decisions = Decisions(
        plan=plan or old.plan,
        columns=_merged(old.columns, columns),
        names=_merged(old.names, names),
        answers=_merged(old.answers, answers),
        acknowledged=old.acknowledged | {key: texts[key] for key in acknowledged if key in texts},
    )
    base = None
    if draft.kind is DraftKind.DOCUMENT and (answers or names or columns or plan):
        name, data = queries.plan_drafts.document(ledger, work)
        base = uploads.propose_plan(data, name, decisions, queries.organisation.known_names(ledger))
    return save(ledger, account, draft, expected, decisions=decisions, base=base)


@clean_arguments
def renew_base(ledger: Ledger, account: Account, work: int, expected: int) -> int:
    """Put the edits of a change, or what a workbook changed, onto the newest version of its plan; return the draft's new number.

    Units and leaders that have given way stand in it under the names of today. Raises InvalidInput for a draft of another kind,
    PlanUnreadable for a workbook that is no plan.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = open_draft(ledger, work)
    begun_from = queries.plan_drafts.base_plan(ledger, draft)
    if draft.kind not in (DraftKind.CHANGE, DraftKind.WORKBOOK) or begun_from is None:
        raise InvalidInput("只有修改现行计划的草稿可以换到新版上。", "请重新录入文件，或重新下载工作簿再改。")
    current, version = store.plans.load_plan(ledger, draft.base_plan)
    edits = queries.plan_renewal.edits_on(ledger, draft, begun_from, current)
    base = replace(draft.base, plan=tables_of(current))
    return save(ledger, account, replace(draft, base_version=version), expected, edits=edits, base=base)


@clean_arguments
def discard(ledger: Ledger, account: Account, work: int, expected: int) -> int:
    """End a draft; return the number of its last version. Raises like `save_edits`."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    return save(ledger, account, open_draft(ledger, work), expected, ended=queries.drafts.DISCARDED)


@clean_arguments
def reopen(ledger: Ledger, account: Account, work: int, expected: int) -> int:
    """Take up a discarded draft again; return the number of its new version. Raises InvalidInput, DraftChanged."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = queries.plan_drafts.draft(ledger, work)
    if draft.ended != queries.drafts.DISCARDED:
        raise InvalidInput(f"第 {work} 号计划草稿没有放弃，不用找回。", "已报批的，请在报批清单中撤回。")
    return save(ledger, account, draft, expected)


def _merged(old: Mapping[str, str], new: Mapping[str, str] | None) -> dict[str, str]:
    return {key: value for key, value in {**old, **(new or {})}.items() if value}


def settled_proposal(plan: PlanTables) -> PlanProposal:
    """Return tables as a proposal with nothing open."""
    return PlanProposal(
        file_name="", sha256="", plan=plan, columns=(), names=(), origins=(), questions=(), remainders=()
    )
