"""Save versions of the draft of a plan: the first one of a piece of work, and those behind it."""

from __future__ import annotations

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account
from zcdash.commands.drafts import DraftChanged
from zcdash.domain.plan_draft import DraftKind, Edit
from zcdash.domain.plan_proposal import Decisions, PlanProposal
from zcdash.errors import InvalidInput
from zcdash.intake.plan_edits import plan_id
from zcdash.parsing import wire
from zcdash.queries.plan_drafts import NO_DECISIONS, EditList, PlanDraft
from zcdash.store.ledger import Ledger
from zcdash.store.plan_drafts import PlanDraftRow
from zcdash.store.submissions import file_hash


def open_draft(ledger: Ledger, work: int) -> PlanDraft:
    """Return a draft that is open. Raises NotFound, InvalidInput."""
    draft = queries.plan_drafts.draft(ledger, work)
    if draft.ended:
        raise InvalidInput(f"第 {work} 号计划草稿已经结束（{draft.ended}）。", "请看草稿清单，另开一份。")
    return draft


def begin(
    ledger: Ledger,
    account: Account,
    kind: DraftKind,
    proposal: PlanProposal,
    *,
    document: bytes = b"",
    edits: tuple[Edit, ...] = (),
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
        "edits": wire.encode(EditList(edits)).decode(),
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


def save(
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
