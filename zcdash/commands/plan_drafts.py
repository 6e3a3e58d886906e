"""Begin, edit, settle and discard the draft of a plan. A draft is no fact: it is not in the audit log, nobody is asked for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.drafts import DraftChanged
from zcdash.commands.validation import clean_arguments
from zcdash.domain.plan_draft import DraftKind, Edit
from zcdash.domain.plan_proposal import Decisions, PlanProposal, PlanTables
from zcdash.errors import InvalidInput
from zcdash.intake import plan_withdrawal
from zcdash.intake.draft_content import remainder_key
from zcdash.intake.edits_between import edits_of_plan
from zcdash.intake.next_year import next_year
from zcdash.intake.plan_edits import appended, empty_plan, plan_id, with_registered_units
from zcdash.intake.plan_item_form import without_old_figures
from zcdash.intake.plan_tables import tables_of
from zcdash.parsing import uploads, wire
from zcdash.queries.plan_drafts import NO_DECISIONS, EditList, PlanDraft
from zcdash.store.ledger import Ledger
from zcdash.store.plan_drafts import PlanDraftRow
from zcdash.store.submissions import file_hash


@clean_arguments
def begin_from_document(ledger: Ledger, account: Account, data: bytes, file_name: str) -> int:
    """Read a document as a draft and return the number of the work. Raises InvalidInput for a file that cannot be read."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    known = queries.organisation.known_names(ledger)
    proposal = uploads.propose_plan(data, file_name, NO_DECISIONS, known)
    return _begin(ledger, account, DraftKind.DOCUMENT, proposal, document=data)


@clean_arguments
def begin_from_proposal(
    ledger: Ledger, account: Account, proposal: PlanProposal, data: bytes, decisions: Decisions
) -> int:
    """Keep a document that was read already, with the decisions on it, as a draft; return the number of the work."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    # The texts as the document has them: those of the arguments were cleaned.
    seen = {remainder_key(r): r.text for r in proposal.remainders if r.acknowledged}
    made = replace(decisions, acknowledged=seen)
    return _begin(ledger, account, DraftKind.DOCUMENT, proposal, document=data, decisions=made)


@clean_arguments
def begin_from_last_year(ledger: Ledger, account: Account, plan: str, year: int) -> int:
    """Begin a year's plan from an earlier one and return the number of the work. Raises NotFound, or InvalidInput."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    old, version = store.plans.load_plan(ledger, plan)
    proposal = next_year(
        old, year, queries.last_year.baselines(ledger, old), queries.last_year.renamed(ledger, old, year)
    )
    return _begin(ledger, account, DraftKind.LAST_YEAR, proposal, base=(plan, version))


@clean_arguments
def begin_from_plan(ledger: Ledger, account: Account, plan: str, reason: str = "") -> int:
    """Begin a change of a plan in force and return the number of the work. Raises NotFound."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    current, version = store.plans.load_plan(ledger, plan)
    return _begin(
        ledger, account, DraftKind.CHANGE, settled_proposal(tables_of(current)), base=(plan, version), reason=reason
    )


@clean_arguments
def begin_from_workbook(ledger: Ledger, account: Account, data: bytes, file_name: str) -> int:
    """Read a plan's workbook as a draft and return the number of the work. Raises UnreadableWorkbook with sheet and cell.

    A workbook written from a version of a plan is a change of that version; any other one a new plan. Units that it names and
    does not list are taken from the register.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    read = uploads.read_plan_workbook(data)
    plan, tables = plan_id(read.plan), with_registered_units(read.plan, queries.organisation.unit_kinds(ledger))
    base: tuple[str, int | None] = ("", None)
    if read.version in {v["version"] for v in store.plans.versions(ledger, plan)}:
        base = (plan, read.version)
        tables = without_old_figures(tables_of(store.plans.plan_version(ledger, *base)), tables)
    proposal = replace(settled_proposal(tables), file_name=file_name, sha256=file_hash(data))
    return _begin(ledger, account, DraftKind.WORKBOOK, proposal, document=data, base=base)


@clean_arguments
def begin_empty(ledger: Ledger, account: Account, plan: str, title: str, year: int) -> int:
    """Begin a yearly plan from nothing, its periods the quarters of the year; return the number of the work."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    return _begin(ledger, account, DraftKind.EMPTY, settled_proposal(empty_plan(plan, title, date(year, 1, 1))))


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
    draft = _open(ledger, work)
    decisions = replace(draft.decisions, answers=_merged(draft.decisions.answers, answers))
    return _save(ledger, account, draft, expected, edits=appended(draft.edits, edits), decisions=decisions)


@clean_arguments
def drop_edits(ledger: Ledger, account: Account, work: int, edits: Sequence[Edit], expected: int) -> int:
    """Take edits back; return the number of the new version. Raises like `save_edits`."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = _open(ledger, work)
    return _save(ledger, account, draft, expected, edits=tuple(e for e in draft.edits if e not in edits))


@clean_arguments
def withdraw_part(
    ledger: Ledger, account: Account, work: int, code: str, period: str, reason: str, expected: int
) -> int:
    """Withdraw an item, an indicator or a commitment from a period on; return the number of the new version.

    What is before the period stays; a plan that was never in force needs no reason. Raises NotFound, or InvalidInput where
    something from then on is filed or closed.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = _open(ledger, work)
    filed = queries.plan_drafts.filed(ledger, draft.plan)
    in_force = draft.base_plan == draft.plan
    edits = plan_withdrawal.withdraw(draft.proposal.plan, code, period, reason, filed, in_force)
    return _save(ledger, account, draft, expected, edits=appended(draft.edits, edits))


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
    draft = _open(ledger, work)
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
    return _save(ledger, account, draft, expected, decisions=decisions, base=base)


@clean_arguments
def renew_base(ledger: Ledger, account: Account, work: int, expected: int) -> int:
    """Put the edits of a change, or what a workbook changed, onto the newest version of its plan; return the draft's new number.

    Raises InvalidInput for a draft of another kind, PlanUnreadable for a workbook that is no plan.
    """
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = _open(ledger, work)
    begun_from = queries.plan_drafts.base_plan(ledger, draft)
    if draft.kind not in (DraftKind.CHANGE, DraftKind.WORKBOOK) or begun_from is None:
        raise InvalidInput("只有修改现行计划的草稿可以换到新版上。", "请重新录入文件，或重新下载工作簿再改。")
    edits = draft.edits
    if draft.kind is DraftKind.WORKBOOK:
        edits = edits_of_plan(begun_from, draft.proposal.plan)
    current, version = store.plans.load_plan(ledger, draft.base_plan)
    base = replace(draft.base, plan=tables_of(current))
    return _save(ledger, account, replace(draft, base_version=version), expected, edits=edits, base=base)


@clean_arguments
def discard(ledger: Ledger, account: Account, work: int, expected: int) -> int:
    """End a draft; return the number of its last version. Raises like `save_edits`."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    return _save(ledger, account, _open(ledger, work), expected, ended=queries.drafts.DISCARDED)


@clean_arguments
def reopen(ledger: Ledger, account: Account, work: int, expected: int) -> int:
    """Take up a discarded draft again; return the number of its new version. Raises InvalidInput, DraftChanged."""
    auth.permissions.require_permission(account, Permission.COMPILE_PLAN)
    draft = queries.plan_drafts.draft(ledger, work)
    if draft.ended != queries.drafts.DISCARDED:
        raise InvalidInput(f"第 {work} 号计划草稿没有放弃，不用找回。", "已报批的，请在报批清单中撤回。")
    return _save(ledger, account, draft, expected)


def _merged(old: Mapping[str, str], new: Mapping[str, str] | None) -> dict[str, str]:
    return {key: value for key, value in {**old, **(new or {})}.items() if value}


def _open(ledger: Ledger, work: int) -> PlanDraft:
    draft = queries.plan_drafts.draft(ledger, work)
    if draft.ended:
        raise InvalidInput(f"第 {work} 号计划草稿已经结束（{draft.ended}）。", "请看草稿清单，另开一份。")
    return draft


def settled_proposal(plan: PlanTables) -> PlanProposal:
    """Return tables as a proposal with nothing open."""
    return PlanProposal(
        file_name="", sha256="", plan=plan, columns=(), names=(), origins=(), questions=(), remainders=()
    )


def _begin(
    ledger: Ledger,
    account: Account,
    kind: DraftKind,
    proposal: PlanProposal,
    *,
    document: bytes = b"",
    base: tuple[str, int | None] | None = None,
    decisions: Decisions = NO_DECISIONS,
    reason: str = "",
) -> int:
    """Save the first version of a new piece of work, and return the number of the work."""
    plan = plan_id(proposal.plan)
    base_plan, version = base or _newest(ledger, plan)
    row: PlanDraftRow = {
        "plan_draft": 0,
        "work": 0,
        "plan": plan,
        "kind": kind.value,
        "base_plan": base_plan,
        "base_version": version,
        "plan_base": 0,
        "edits": wire.encode(EditList()).decode(),
        "decisions": wire.encode(decisions).decode(),
        "source": file_hash(document) if document else "",
        "file_name": proposal.file_name,
        "reason": reason,
        "ended": "",
        "name": account.name,
        "login": account.login,
        "saved_at": ledger.clock(),
    }
    content = wire.encode(proposal).decode()

    def check_account(_: PlanDraftRow | None) -> None:
        auth.sessions.require_current(ledger, account)

    return store.plan_drafts.save_version(ledger, row, content, document, check_account)[0]


def _newest(ledger: Ledger, plan: str) -> tuple[str, int | None]:
    """Return (plan, its newest version), nothing where the ledger does not have the plan."""
    versions = store.plans.versions(ledger, plan)
    return (plan, versions[-1]["version"]) if versions else ("", None)


def _save(
    ledger: Ledger,
    account: Account,
    draft: PlanDraft,
    expected: int,
    *,
    edits: tuple[Edit, ...] | None = None,
    decisions: Decisions | None = None,
    base: PlanProposal | None = None,
    ended: str = "",
) -> int:
    """Append a version of a draft and return its number."""
    row = queries.plan_drafts.next_row(ledger, account, draft, edits, decisions, base, ended)

    def check_unchanged(latest: PlanDraftRow | None) -> None:
        auth.sessions.require_current(ledger, account)
        if latest is None or latest["plan_draft"] != expected:
            who = latest["name"] if latest else ""
            raise DraftChanged(f"{who}刚刚改过这份草稿。", "请先看改了什么，再存。")

    content = wire.encode(base).decode() if base else None
    return store.plan_drafts.save_version(ledger, row, content, b"", check_unchanged)[1]
