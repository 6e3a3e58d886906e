"""Plans that were submitted: waiting and decided ones, what each would change, and who may approve it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from zcdash import auth, store
from zcdash.auth.permissions import Account, Permission
from zcdash.domain.model import Finding
from zcdash.domain.plan import Plan
from zcdash.domain.plan_draft import DraftKind
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.terms import Severity
from zcdash.errors import NotFound
from zcdash.intake.draft_content import reading_counts
from zcdash.intake.edits_between import edits_between
from zcdash.intake.plan_edits import apply_edits
from zcdash.intake.plan_folder import plan_of
from zcdash.intake.plan_tables import tables_of
from zcdash.intake.validate_plan import validate_plan
from zcdash.parsing import wire
from zcdash.queries.clock import to_local_time
from zcdash.queries.organisation import departure
from zcdash.queries.plan_differences import Comparison, compare
from zcdash.queries.plan_drafts import DryRun, PlanDraft, changes_found, draft, newer_version, told_from
from zcdash.store.ledger import Ledger
from zcdash.store.plan_drafts import PlanRequestRow, PlanSourceRow

APPROVED, REFUSED, WITHDRAWN = "approved", "refused", "withdrawn"
DECISION_NAME = {None: "待批准", APPROVED: "已批准", REFUSED: "已退回", WITHDRAWN: "已撤回"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Plan that was submitted, with its decision; `decision` is None while it waits. Times are Shanghai time."""

    number: int
    work: int
    plan: str
    title: str
    kind: DraftKind
    base_version: int | None
    """Version that it changes; None: a plan that is new."""
    counts: dict[str, int]
    """`part change` → parts that differ (`plan_differences.counts`), as of the submission."""
    reason: str
    source: str
    file_name: str
    name: str
    login: str
    asked_at: datetime
    decision: str | None
    note: str | None
    decided_by: str | None
    version: int | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedPlan:
    """Plan of a request in full: its differences against the version that it changes, and its findings as of today.

    Those of a plan begun from last year's are against that one. A finding that the version has already is left out: it is
    none of the change.
    """

    request: PlanRequest
    plan: Plan
    comparison: Comparison | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IfApproved:
    """Plan that an approval would put in force, and the version before it; `obstacle` is a sentence where it cannot."""

    request: PlanRequest
    base: Plan | None
    plan: Plan
    obstacle: str

    @property
    def way_out(self) -> str:
        """Return the sentence that says what to do about an obstacle."""
        if self.request.kind is DraftKind.CORRECTION:
            return "请退回或撤回，按现在的值重新提出。"
        if self.base is None:
            return "请退回或撤回这次报批，换一个计划编号再报。"
        return "请退回或撤回这次报批；编制人在草稿的“检查和提交”按“把改动移到最新一版上”，看过差别再报。"


def requests(ledger: Ledger, plan: str = "") -> list[PlanRequest]:
    """Return the plans that were submitted, newest first; of one plan if it is given."""
    return [_request(r) for r in store.plan_drafts.requests(ledger) if plan in ("", r["plan"])]


def waiting(ledger: Ledger) -> list[PlanRequest]:
    """Return the plans that wait for approval, the oldest first."""
    return [q for q in reversed(requests(ledger)) if q.decision is None]


def returned(ledger: Ledger, login: str) -> list[PlanRequest]:
    """Return the refused requests of an account whose draft is open and was not submitted again, the oldest first."""
    open_works = {row["work"] for row in store.plan_drafts.works(ledger) if not row["ended"]}
    newest = {r.work: r for r in reversed(requests(ledger)) if r.work in open_works}
    return [r for r in newest.values() if r.decision == REFUSED and r.login == login]


def request(ledger: Ledger, number: int) -> PlanRequest:
    """Return one request. Raises NotFound."""
    found = next((q for q in requests(ledger) if q.number == number), None)
    if found is None:
        raise NotFound(f"没有第 {number} 号计划报批。", "请刷新后再看。")
    return found


def requested_plan(ledger: Ledger, number: int) -> RequestedPlan:
    """Return the plan of a request in full. Raises NotFound."""
    asked = request(ledger, number)
    plan = submitted_plan(ledger, number)
    base = store.plans.plan_version(ledger, asked.plan, asked.base_version) if asked.base_version else None
    known = validate_plan(base) if base else []
    before = told_from(ledger, draft(ledger, asked.work)) if asked.kind is DraftKind.LAST_YEAR else base
    return RequestedPlan(
        request=asked,
        plan=plan,
        comparison=compare(before, plan) if before else None,
        findings=(*(f for f in validate_plan(plan) if f not in known), *changes_found(ledger, base, plan)),
    )


def submitted_plan(ledger: Ledger, number: int) -> Plan:
    """Return the plan as it was submitted, frozen."""
    return plan_of(_tables(ledger, number))


def _tables(ledger: Ledger, number: int) -> PlanTables:
    tables: PlanTables = wire.decode(store.plan_drafts.request_tables(ledger, number).encode(), PlanTables)
    return tables


def if_approved(ledger: Ledger, asked: PlanRequest) -> IfApproved:
    """Return what an approval of today would put in force, or the obstacle that arose since the request was made."""
    plan = submitted_plan(ledger, asked.number)
    base = store.plans.plan_version(ledger, asked.plan, asked.base_version) if asked.base_version else None
    obstacle = ""
    if blocked := newer_version(ledger, asked.plan, asked.base_version):
        renewed = _on_newest(ledger, asked)
        base, plan = renewed or (base, plan)
        if renewed is None and asked.kind is DraftKind.CORRECTION:
            obstacle = _gone(ledger, asked) or "提出更正以后，计划的这一处已经改过。"
        elif renewed is None:
            obstacle = blocked
    errors = [f for f in validate_plan(plan) if f.severity is Severity.ERROR]
    if not obstacle and errors:
        obstacle = _gone(ledger, asked) or f"报批以后现行计划改过，再这样改就不对了：{errors[0].sentence}"
    if not obstacle and (found := changes_found(ledger, base, plan)):
        obstacle = f"报批以后有了新的报送或关账：{found[0].sentence}"
    return IfApproved(request=asked, base=base, plan=plan, obstacle=obstacle)


def _gone(ledger: Ledger, asked: PlanRequest) -> str:
    """Return a sentence if the items that a request changes name units or leaders whom the plan in force no longer has."""
    items = _items(ledger, asked)
    if not items:
        return ""
    newest, _ = store.plans.load_plan(ledger, asked.plan)
    there = {("unit", u.name) for u in newest.units} | {("leader", x.name) for x in newest.leaders}
    plan = submitted_plan(ledger, asked.number)
    gone = dict.fromkeys(n for r in plan.responsible if r.item in items and (n := (r.kind, r.name)) not in there)
    told = "，".join(departure(ledger, name) if kind == "unit" else f"“{name}”已不分管" for kind, name in gone)
    return f"报批以后机构人员有变动：{told}。" if told else ""


def _on_newest(ledger: Ledger, asked: PlanRequest) -> tuple[Plan, Plan] | None:
    """Return (the newest version of a plan, the same with a correction made), as long as both differ as they did at the request.

    None where the value was changed since. None for any other request: a draft is put onto a newer version by its author
    (`commands.plan_drafts.renew_base`), who looks at the differences again.
    """
    if asked.kind is not DraftKind.CORRECTION or asked.base_version is None:
        return None
    base = store.plans.plan_version(ledger, asked.plan, asked.base_version)
    newest, _ = store.plans.load_plan(ledger, asked.plan)
    tables = _tables(ledger, asked.number)
    plan = plan_of(apply_edits(tables_of(newest), edits_between(tables_of(base), tables)).plan)
    is_same = compare(newest, plan).differences == compare(base, plan_of(tables)).differences
    return (newest, plan) if is_same else None


def approvers(ledger: Ledger, asked: PlanRequest) -> list[str]:
    """Return the names of those who may approve what was submitted."""
    return sorted(a.name for a in auth.sessions.accounts_by_login(ledger).values() if may_decide(ledger, a, asked))


def may_decide(ledger: Ledger, account: Account, asked: PlanRequest) -> bool:
    """Return True for everybody of the office but the requester, and for a deputy mayor who leads all that would change."""
    if account.login == asked.login:
        return False
    if account.may(Permission.DECIDE_CORRECTION):
        return account.leader in leaders_of_all(ledger, asked)
    return account.may(Permission.APPROVE_PLAN)


def leaders_of_all(ledger: Ledger, asked: PlanRequest) -> frozenset[str]:
    """Return the leaders who lead, in the version in force, every item that a request changes.

    None where it changes anything else, or an item that is not in force yet.
    """
    items = _items(ledger, asked)
    if not items:
        return frozenset()
    plan, _ = store.plans.load_plan(ledger, asked.plan)
    if not items <= plan.item_titles.keys():
        return frozenset()
    return frozenset.intersection(*(frozenset(plan.leads_of(item, "leader")) for item in items))


def _items(ledger: Ledger, asked: PlanRequest) -> frozenset[str]:
    """Return the codes of the items that a request changes; the empty code is the whole plan. A new plan changes none."""
    if asked.base_version is None:
        return frozenset()
    base = store.plans.plan_version(ledger, asked.plan, asked.base_version)

    def read() -> frozenset[str]:
        return frozenset(d.item for d in compare(base, submitted_plan(ledger, asked.number)).differences)

    return ledger.cached_across_writes(("plan_request_items", asked.number), read)


def sources(ledger: Ledger, plan: str) -> list[PlanSourceRow]:
    """Return the documents that the versions of a plan were read from, the first one first."""
    return store.plan_drafts.sources(ledger, plan)


def source_file(ledger: Ledger, plan: str, version: int) -> tuple[str, bytes]:
    """Return (file name, bytes) of the document that a version was read from. Raises NotFound."""
    row = next((r for r in sources(ledger, plan) if r["version"] == version), None)
    if row is None:
        raise NotFound(f"计划 {plan} 第 {version} 版没有保存原件。", "请看首次录入的那一版。")
    return row["file_name"], store.plan_drafts.plan_file(ledger, row["hash"])


def request_row(
    ledger: Ledger, account: Account, draft: PlanDraft, run: DryRun, reason: str
) -> tuple[dict[str, object], dict[str, int]]:
    """Return (row of the request of a draft that is ready, its counts)."""
    assert run.plan is not None
    plan = run.plan
    base_version = draft.base_version if draft.base_plan == plan.id else None
    summary = run.comparison.counts if run.comparison and base_version else {}
    summary = summary | reading_counts(draft.proposal, draft.decisions)
    row: dict[str, object] = {
        "work": draft.work,
        "plan": plan.id,
        "title": plan.title,
        "kind": draft.kind.value,
        "base_version": base_version,
        "tables": wire.encode(draft.proposal.plan).decode(),
        "summary": json.dumps(summary),
        "reason": reason,
        "source": draft.source,
        "file_name": draft.file_name,
        "name": account.name,
        "login": account.login,
        "asked_at": ledger.clock(),
    }
    return row, summary


def _request(r: PlanRequestRow) -> PlanRequest:
    counts: dict[str, int] = json.loads(r["summary"])
    return PlanRequest(
        number=r["plan_request"],
        work=r["work"],
        plan=r["plan"],
        title=r["title"],
        kind=DraftKind(r["kind"]),
        base_version=r["base_version"],
        counts=counts,
        reason=r["reason"],
        source=r["source"],
        file_name=r["file_name"],
        name=r["name"],
        login=r["login"],
        asked_at=to_local_time(r["asked_at"]),
        decision=r["decision"],
        note=r["note"],
        decided_by=r["decided_by"],
        version=r["version"],
        decided_at=to_local_time(r["decided_at"]) if r["decided_at"] else None,
    )
