"""Drafts of plans: what there is, what one holds with its edits made, and what is wrong or open in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from zcdash import store
from zcdash.auth.permissions import Account
from zcdash.domain.model import Finding
from zcdash.domain.plan import Plan
from zcdash.domain.plan_draft import DraftKind, Edit
from zcdash.domain.plan_proposal import Decisions, PlanProposal
from zcdash.domain.terms import Severity
from zcdash.errors import NotFound, PlanUnreadable
from zcdash.intake.draft_content import content
from zcdash.intake.plan_changes import Filed, causes_first, check_changes
from zcdash.intake.plan_edits import plan_id, plan_title
from zcdash.intake.plan_folder import plan_of
from zcdash.intake.validate_plan import validate_plan
from zcdash.parsing import wire
from zcdash.queries.clock import to_local_time
from zcdash.queries.periods import period_states
from zcdash.queries.plan_differences import Comparison, compare
from zcdash.store.ledger import Ledger
from zcdash.store.plan_drafts import PlanDraftRow

NO_DECISIONS = Decisions(columns={}, names={}, answers={}, acknowledged={})


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftHead:
    """One piece of work as listed: the plan, what it was begun from, who saved it last. Times are Shanghai time."""

    work: int
    number: int
    plan: str
    title: str
    kind: DraftKind
    base_plan: str
    base_version: int | None
    file_name: str
    ended: str
    name: str
    login: str
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """The newest version of a piece of work. `proposal` has the edits made, `base` has not."""

    work: int
    number: int
    """Number of this version: `expected` of the next save."""
    plan: str
    kind: DraftKind
    base_plan: str
    base_version: int | None
    base: PlanProposal
    proposal: PlanProposal
    edits: tuple[Edit, ...]
    unapplied: tuple[Edit, ...]
    """Edits whose row is not there any more."""
    decisions: Decisions
    source: str
    """Hash of the document, empty where there is none."""
    file_name: str
    reason: str
    ended: str
    name: str
    login: str
    saved_at: datetime

    @property
    def title(self) -> str:
        """Return the title that the plan has in the draft; empty where it has none yet."""
        return plan_title(self.proposal.plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """Result of checking a draft as if it came into force. `plan` is None where its form is wrong: one finding says where."""

    plan: Plan | None
    findings: tuple[Finding, ...]
    comparison: Comparison | None
    """Differences against what it was begun from (`told_from`); None where there is none, or no plan."""
    open_questions: int
    open_remainders: int
    blocked: str = ""
    """Sentence why it cannot be submitted now, whatever is in it; empty where nothing stands in the way."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that refuse the plan."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def is_ready(self) -> bool:
        """Return True if the draft can be submitted."""
        return (
            not (self.errors or self.open_questions or self.open_remainders or self.blocked) and self.plan is not None
        )


@dataclass(frozen=True, slots=True)
class EditList:
    """Edits of a draft as they are stored."""

    edits: tuple[Edit, ...] = field(default_factory=tuple)


def drafts(ledger: Ledger, ended: bool = False) -> list[DraftHead]:
    """Return the pieces of work that are open, the last saved first; with `ended` those that are over too."""
    return [
        DraftHead(
            work=r["work"],
            number=r["plan_draft"],
            plan=r["plan"],
            title=draft(ledger, r["work"]).title,
            kind=DraftKind(r["kind"]),
            base_plan=r["base_plan"],
            base_version=r["base_version"],
            file_name=r["file_name"],
            ended=r["ended"],
            name=r["name"],
            login=r["login"],
            saved_at=to_local_time(r["saved_at"]),
        )
        for r in store.plan_drafts.works(ledger)
        if ended or not r["ended"]
    ]


def draft(ledger: Ledger, work: int) -> PlanDraft:
    """Return a piece of work with its edits made. Raises NotFound."""
    row = _row(ledger, work)
    base = _base(ledger, row)
    edits: tuple[Edit, ...] = wire.decode(row["edits"].encode(), EditList).edits
    decisions: Decisions = wire.decode(row["decisions"].encode(), Decisions)
    proposal, unapplied = content(base, decisions, edits)
    return PlanDraft(
        work=work,
        number=row["plan_draft"],
        plan=row["plan"],
        kind=DraftKind(row["kind"]),
        base_plan=row["base_plan"],
        base_version=row["base_version"],
        base=base,
        proposal=proposal,
        edits=edits,
        unapplied=unapplied,
        decisions=decisions,
        source=row["source"],
        file_name=row["file_name"],
        reason=row["reason"],
        ended=row["ended"],
        name=row["name"],
        login=row["login"],
        saved_at=to_local_time(row["saved_at"]),
    )


def _row(ledger: Ledger, work: int) -> PlanDraftRow:
    row = next(iter(store.plan_drafts.versions(ledger, work)), None)
    if row is None:
        raise NotFound(f"没有第 {work} 号计划草稿。", "请刷新后再看。")
    return row


def _base(ledger: Ledger, row: PlanDraftRow) -> PlanProposal:
    """Return what the edits of a draft apply to; kept, one for each piece of work."""

    def read() -> PlanProposal:
        proposal: PlanProposal = wire.decode(store.plan_drafts.base(ledger, row["plan_base"]).encode(), PlanProposal)
        return proposal

    return ledger.cached_across_writes(("plan_base", row["work"]), read, row["plan_base"])


def document(ledger: Ledger, work: int) -> tuple[str, bytes]:
    """Return (file name, bytes) of the document that a draft was begun from. Raises NotFound."""
    row = _row(ledger, work)
    data = store.plan_drafts.draft_file(ledger, row["source"]) or store.plan_drafts.plan_file(ledger, row["source"])
    if not data:
        raise NotFound("这份草稿不是由文件录入的，没有原件。", "请看它沿用的计划。")
    return row["file_name"], data


def check_draft(ledger: Ledger, of: PlanDraft) -> DryRun:
    """Check a draft as if it came into force: its form, its content, what was filed and closed, what is open in it."""
    proposal = of.proposal
    questions = sum(not q.answer for q in proposal.questions)
    remainders = sum(not r.acknowledged for r in proposal.remainders)
    try:
        plan = plan_of(proposal.plan)
    except PlanUnreadable as error:
        finding = Finding(code="FORM", severity=Severity.ERROR, place="", sentence=error.sentence, advice=error.advice)
        return DryRun(
            plan=None, findings=(finding,), comparison=None, open_questions=questions, open_remainders=remainders
        )
    base = base_plan(ledger, of)
    findings = causes_first([*validate_plan(plan), *changes_found(ledger, base, plan)])
    before = told_from(ledger, of)
    comparison = compare(before, plan) if before else None
    blocked = newer_version(ledger, plan.id, of.base_version if of.base_plan == plan.id else None)
    if not blocked and base == plan:
        blocked = "草稿与现行计划没有差别。"
    return DryRun(
        plan=plan,
        findings=tuple(findings),
        comparison=comparison,
        blocked=blocked,
        open_questions=questions,
        open_remainders=remainders,
    )


def base_plan(ledger: Ledger, of: PlanDraft) -> Plan | None:
    """Return the version of a plan that a draft was begun from; None where there is none."""
    if not of.base_plan or of.base_version is None:
        return None
    return store.plans.plan_version(ledger, of.base_plan, of.base_version)


def told_from(ledger: Ledger, of: PlanDraft) -> Plan | None:
    """Return the plan that a draft's differences are told from: the version that it was begun from; None where there is none.

    Last year's plan counts as it was carried into the new year: moved periods and days, and new baselines, are no changes.
    """
    return plan_of(of.base.plan) if of.kind is DraftKind.LAST_YEAR else base_plan(ledger, of)


def changes_found(ledger: Ledger, base: Plan | None, plan: Plan) -> list[Finding]:
    """Return what a changed plan may not do beside what was filed for the same plan and is closed."""
    return check_changes(base, plan, filed(ledger, plan.id)) if base and base.id == plan.id else []


def newer_version(ledger: Ledger, plan: str, base_version: int | None) -> str:
    """Return a sentence if the ledger has another version of a plan than the one that a draft was begun from; empty if not."""
    newest = max((v["version"] for v in store.plans.versions(ledger, plan)), default=None)
    if newest == base_version:
        return ""
    if base_version is None:
        return f"台账中已有计划 {plan}（第 {newest} 版），这份草稿却是作为新计划编的，请换一个计划编号。"
    title = store.plans.load_plan(ledger, plan)[0].title
    return f"《{title}》已是第 {newest} 版，这份草稿是从第 {base_version} 版开始改的。"


def filed(ledger: Ledger, plan: str) -> Filed:
    """Return what was filed for a plan, under which codes, and the periods that are closed."""
    rows: Mapping[str, set[tuple[str, str]]] = {"indicator": set(), "commitment": set(), "item": set()}
    for r in store.plan_drafts.filed(ledger, plan):
        rows[r["kind"]].add((r["code"], r["period"]))
    is_there = any(v["plan"] == plan for v in store.plans.plans(ledger))
    states = period_states(ledger, plan) if is_there else []
    return Filed(
        indicators=frozenset(rows["indicator"]),
        commitments=frozenset(rows["commitment"]),
        items=frozenset(rows["item"]),
        closed=frozenset(s.period.text for s in states if s.close),
    )


def next_row(
    ledger: Ledger,
    account: Account,
    of: PlanDraft,
    edits: tuple[Edit, ...] | None = None,
    decisions: Decisions | None = None,
    base: PlanProposal | None = None,
    ended: str = "",
) -> PlanDraftRow:
    """Return the row of the next version of a draft: with other edits, decisions, base or end than the version before."""
    made, chosen = of.edits if edits is None else edits, decisions or of.decisions
    proposal, _ = content(base or of.base, chosen, made)
    return {
        **_row(ledger, of.work),
        "plan": plan_id(proposal.plan),
        "base_version": of.base_version,
        "edits": wire.encode(EditList(made)).decode(),
        "decisions": wire.encode(chosen).decode(),
        "ended": ended,
        "name": account.name,
        "login": account.login,
        "saved_at": ledger.clock(),
    }
