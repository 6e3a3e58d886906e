"""Request the correction of one value of a plan, and break commitments down to months."""

from __future__ import annotations

from datetime import date

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.corrected_plan import corrected_plan
from zcdash.commands.exclusive import exclusive
from zcdash.commands.plan_drafts import settled_proposal
from zcdash.commands.validation import clean_arguments
from zcdash.domain.model import Commitment
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_draft import DraftKind
from zcdash.errors import InvalidInput, NotFound
from zcdash.intake.plan_tables import tables_of
from zcdash.queries.corrections import KINDS, current_value
from zcdash.queries.plan_drafts import NO_DECISIONS, DryRun, PlanDraft
from zcdash.store.ledger import Ledger


@clean_arguments
@exclusive
def request_correction(
    ledger: Ledger, account: Account, plan: str, kind: str, code: str, wanted: str, reason: str, period: str = ""
) -> int:
    """Request the correction of one value and return the number of the request, which is decided like that of a draft.

    Raises NotFound, or InvalidInput where it cannot be made or touches what is filed or closed.
    """
    auth.permissions.require_permission(account, Permission.REQUEST_CORRECTION)
    _require_complete(kind, wanted, reason, period)
    old_value, draft = _corrected(ledger, account, plan, kind, code, wanted, reason, period)
    run = queries.plan_drafts.check_draft(ledger, draft)
    if wanted.strip() == old_value or run.blocked:
        raise InvalidInput(f"更正后的内容与现在一样：{old_value}。", "请核对。")
    if run.errors:
        raise InvalidInput(run.errors[0].sentence, run.errors[0].advice)
    # Of a target the list of requests has no room for both texts; they stand in the log and in the differences.
    values = "" if kind == "target" else f" {old_value} → {wanted.strip()}"
    when = Period.parse(period).name if kind in ("planned", "target", "baseline") else ""
    subject = " ".join(filter(None, (code, KINDS[kind], when)))
    row, _ = queries.plan_requests.request_row(ledger, account, draft, run, f"{subject}{values}，{reason.strip()}")
    act = account.act(
        Permission.REQUEST_CORRECTION,
        plan=plan,
        period=period,
        subject=f"{KINDS[kind]} {code}",
        before=old_value,
        after=f"{wanted.strip()}：{reason.strip()}",
    )
    return store.plan_drafts.add_request(ledger, act, row)


def _require_complete(kind: str, wanted: str, reason: str, period: str) -> None:
    """Raise InvalidInput that names everything which was left empty."""
    missing = [
        *(["更正为什么"] if not wanted.strip() else []),
        *(["基数是哪一期的"] if kind == "baseline" and not period else []),
        *(["更正的理由"] if not reason.strip() else []),
    ]
    if missing:
        advice = "请写明依据，例如文号或会议纪要。" if missing == ["更正的理由"] else "请填上再提交。"
        raise InvalidInput(f"没有写明{'、'.join(missing)}。", advice)


@clean_arguments
def try_correction(
    ledger: Ledger, account: Account, plan: str, kind: str, code: str, wanted: str, period: str = ""
) -> DryRun:
    """Return what the correction of one value would change, and what is to be said about it; nothing is written.

    Raises NotFound or InvalidInput for a value that makes no sense.
    """
    auth.permissions.require_permission(account, Permission.REQUEST_CORRECTION)
    return queries.plan_drafts.check_draft(ledger, _corrected(ledger, account, plan, kind, code, wanted, "", period)[1])


def _corrected(
    ledger: Ledger, account: Account, plan: str, kind: str, code: str, wanted: str, reason: str, period: str
) -> tuple[str, PlanDraft]:
    """Return (the present value, the draft of the plan in force with the correction)."""
    current, version = store.plans.load_plan(ledger, plan)
    old_value = current_value(current, kind, code, period)
    corrected = corrected_plan(current, kind, code, wanted.strip(), period, reason.strip())
    return old_value, _draft(ledger, account, version, corrected)


def _draft(ledger: Ledger, account: Account, version: int, corrected: Plan) -> PlanDraft:
    """Return a corrected plan as the draft of a change of a version; it is not saved, for there is nothing to go through."""
    proposal = settled_proposal(tables_of(corrected))
    return PlanDraft(
        work=0,
        number=0,
        plan=corrected.id,
        kind=DraftKind.CORRECTION,
        base_plan=corrected.id,
        base_version=version,
        base=proposal,
        proposal=proposal,
        edits=(),
        unapplied=(),
        decisions=NO_DECISIONS,
        source="",
        file_name="",
        reason="",
        ended="",
        name=account.name,
        login=account.login,
        saved_at=ledger.clock(),
    )


@clean_arguments
@exclusive
def break_down(ledger: Ledger, account: Account, plan: str, unit: str, rows: dict[str, tuple[date, str]]) -> int:
    """Set due date and person in charge of a unit's commitments, given as code → (date, name); return how many changed.

    The unit's own date lies in the commitment's period and is never later than the plan's.
    """
    auth.permissions.require_permission(account, Permission.BREAK_DOWN, unit)
    breakdowns = {b.commitment.code: b for b in queries.schedule.breakdowns(ledger, plan, unit)}
    changed = []
    for code, (due, person) in rows.items():
        if code not in breakdowns:
            raise NotFound(f"{unit}没有节点 {code}。", "请刷新后再看。")
        _require_due_in_period(breakdowns[code].commitment, due)
        if (due, person.strip()) != (breakdowns[code].due, breakdowns[code].person):
            changed.append(
                {
                    "plan": plan,
                    "commitment": code,
                    "unit": unit,
                    "month": f"{due:%YM%m}",
                    "due": due,
                    "person": person.strip(),
                    "name": account.name,
                    "set_at": ledger.clock(),
                }
            )
    if changed:
        after = "；".join(f"{r['commitment']} {r['due']} {r['person']}" for r in changed)
        act = account.act(Permission.BREAK_DOWN, plan=plan, unit=unit, after=after)
        ledger.append(act, "breakdown", changed)
    return len(changed)


def _require_due_in_period(commitment: Commitment, due: date) -> None:
    period = Period.parse(commitment.period)
    if not period.starts <= due <= max(commitment.due, period.starts):
        allowed = f"不早于 {period.starts}，不晚于计划时限 {commitment.due}"
        raise InvalidInput(f"节点 {commitment.code} 的时限 {due} 不对：{allowed}。", "请改正。")
