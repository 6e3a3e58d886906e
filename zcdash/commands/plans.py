"""Plans and settings: loading a plan folder as a version of a plan, backup, the business date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.organisation_checks import registered, rows_from_plan
from zcdash.commands.validation import clean_arguments
from zcdash.domain.audit import Act
from zcdash.domain.model import Finding
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Severity
from zcdash.errors import PlanUnreadable
from zcdash.intake import plan_folder, validate_plan
from zcdash.store.audit_log import VerificationResult
from zcdash.store.encryption import FileKey
from zcdash.store.ledger import Ledger
from zcdash.store.plan_drafts import PlanDocument
from zcdash.store.plans import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLoadResult:
    """Result of loading a plan folder: plan, version, True if the version is new, number of items, findings."""

    plan: str
    version: int
    new: bool
    items: int
    findings: tuple[Finding, ...]


@clean_arguments
def load_plan(ledger: Ledger, account: Account, path: Path | str, reason: str = "首次载入") -> PlanLoadResult:
    """Load a plan folder. Raises PlanUnreadable, with the first errors, for a plan that is not valid."""
    auth.permissions.require_permission(account, Permission.LOAD_PLAN)
    return save_valid_plan(ledger, account.act(Permission.LOAD_PLAN), plan_folder.read_plan_folder(path), reason)


@clean_arguments
def load_imported_plan(
    ledger: Ledger, account: Account, path: Path | str, file_name: str, data: bytes, reason: str = "首次载入"
) -> PlanLoadResult:
    """Load a plan folder that was made from a document, and keep the document with the version. Raises PlanUnreadable."""
    auth.permissions.require_permission(account, Permission.LOAD_PLAN)
    plan, document = plan_folder.read_plan_folder(path), PlanDocument(file_name, data)
    return save_valid_plan(ledger, account.act(Permission.LOAD_PLAN), plan, reason, document=document)


def save_valid_plan(
    ledger: Ledger,
    act: Act,
    plan: Plan,
    reason: str,
    decision: Decision | None = None,
    document: PlanDocument | None = None,
) -> PlanLoadResult:
    """Record a valid plan, with the decision that approved it. Raises PlanUnreadable for a plan with errors."""
    findings = validate_plan.validate_plan(plan)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        first = "；".join(f"{f.place}：{f.sentence}" for f in errors[:3])
        raise PlanUnreadable(f"计划 {plan.id} 有 {len(errors)} 处错误，没有载入：{first}", "请用 check-plan 逐条改正。")
    with ledger.exclusive():
        register = rows_from_plan(registered(ledger), plan)
        version, new = store.plans.record_plan(ledger, plan, reason, act, decision, register, document)
    findings += queries.citations.check_citations(ledger, plan)
    return PlanLoadResult(plan=plan.id, version=version, new=new, items=len(plan.items), findings=tuple(findings))


@clean_arguments
def back_up(
    ledger: Ledger, account: Account, folder: Path, key: FileKey | None = None
) -> tuple[Path, VerificationResult]:
    """Copy the ledger into a folder, encrypted if a key is given; return (path of the copy, its verification).

    Raises LedgerUnavailable.
    """
    auth.permissions.require_permission(account, Permission.BACK_UP)
    algorithm = "SM4-GCM" if auth.settings.value(ledger, "cryptography") == "guomi" else "AES-256-GCM"
    copy, proof = store.backup.back_up(ledger, folder, key, algorithm)
    store.settings.save_setting(ledger, "backup", str(copy), account.act(Permission.BACK_UP, subject="备份"))
    return copy, proof


@clean_arguments
@exclusive
def set_business_date(ledger: Ledger, account: Account, day: date | None, plan: str = "") -> None:
    """Set the day that counts as today, for a plan or for all that have none of their own; None takes it back.

    Without any, the wall clock counts. Raises NotFound for an unknown plan.
    """
    auth.permissions.require_permission(account, Permission.SET)
    if plan:
        queries.plans.plan(ledger, plan)
    act = account.act(Permission.SET, plan=plan, subject="业务日期")
    store.settings.save_setting(ledger, store.settings.business_date_name(plan), day.isoformat() if day else "", act)
