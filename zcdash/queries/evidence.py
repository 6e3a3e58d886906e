"""Evidence (佐证材料) of submissions: what is attached, who may see it, and until when it may be attached or withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from zcdash import store
from zcdash.auth.permissions import Account, Permission
from zcdash.domain.evidence import MAX_FILES, MAX_TOTAL, EvidenceFile
from zcdash.domain.plan import Plan
from zcdash.domain.rounding import half_up
from zcdash.errors import InvalidInput, NotFound, NotPermitted, TooLate
from zcdash.queries.approvals import SubmissionStatus, counted_submissions, submission_statuses
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import to_local_time
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.periods import period_state, require_open_for_filing
from zcdash.rules.approval import Stage
from zcdash.store.evidence import EvidenceRow
from zcdash.store.ledger import Ledger

WHOLE = "整份报送"
"""Label of evidence that is attached to the whole submission, not to a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file attached to a submission, or to the row `code` of it. It also belongs to the submissions that supersede it."""

    number: int
    submission: int
    period: str
    unit: str
    code: str
    row: str
    """Code and name of the row, or 整份报送."""
    item: str
    """Code of the row's item; empty for the whole submission."""
    file_name: str
    hash: str
    size: int
    """Bytes."""
    has_preview: bool
    name: str
    """The person who attached it."""
    attached_at: datetime
    """In Shanghai time."""
    withdrawn: str
    """Person, time and reason of the withdrawal as a sentence; empty if it was not withdrawn."""
    accepted: bool
    """True if the accepted submission of its unit and period is the one it was attached to, or a later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """A file in the register of a close."""

    period: str
    unit: str
    item: str
    """Code; empty for the whole submission."""
    row: str
    file_name: str
    hash: str
    attached_on: date


def register_lines(
    snapshot: CloseSnapshot, rows: Iterable[EvidenceRow], periods: Collection[str]
) -> list[EvidenceLine]:
    """Return the evidence of the submissions that counted at a close, as it was known then, in the order it was attached."""
    names, known = row_names(snapshot.plan), snapshot.known("evidence", rows)
    withdrawn = {
        r["evidence"]
        for r in snapshot.known("evidence_withdrawal", (r for r in known if r["evidence_withdrawal"] is not None))
    }
    return [
        EvidenceLine(
            period=r["period"],
            unit=r["unit"],
            item=snapshot.plan.item_by_part.get(r["code"], r["code"]),
            row=names.get(r["code"], r["code"]) or WHOLE,
            file_name=r["file_name"],
            hash=r["hash"],
            attached_on=to_local_time(r["attached_at"]).date(),
        )
        for r in reversed(known)
        if r["period"] in periods
        and r["evidence"] not in withdrawn
        and r["submission"] <= snapshot.counting.get((r["period"], r["unit"]), 0)
    ]


@cached_query
def evidence(ledger: Ledger, plan_id: str) -> list[Evidence]:
    """Return all evidence of a plan, newest first, withdrawn pieces too. Raises NotFound."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    counted = counted_submissions(ledger, plan_id)
    names = row_names(plan)
    return [
        _evidence(row, plan, names, counted.get((row["period"], row["unit"]), 0))
        for row in store.evidence.evidence(ledger, plan_id)
    ]


def row_names(plan: Plan) -> dict[str, str]:
    """Return code → code and name of every row that a submission of the plan may have."""
    names = {i.code: i.title for i in plan.items}
    names |= {i.code: i.name for i in plan.indicators}
    names |= {c.code: f"{c.project} {c.text}".strip() for c in plan.commitments}
    return {code: f"{code} {name}" for code, name in names.items()}


def reported_rows(ledger: Ledger, plan_id: str, submission: int) -> dict[str, str]:
    """Return code → code and name of the rows that a submission reported, and of their items, in the plan's order."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    parts = {code for _, code in store.submissions.reported_codes(ledger, (submission,))}
    codes = parts | {plan.item_by_part.get(code, code) for code in parts}
    return {code: name for code, name in row_names(plan).items() if code in codes}


def _evidence(row: EvidenceRow, plan: Plan, names: dict[str, str], accepted: int) -> Evidence:
    code = row["code"]
    withdrawn = ""
    if row["withdrawn_at"]:
        when = to_local_time(row["withdrawn_at"])
        withdrawn = f"{row['withdrawn_by']} {when:%m-%d %H:%M} 撤回：{row['withdrawn_reason']}"
    return Evidence(
        number=row["evidence"],
        submission=row["submission"],
        period=row["period"],
        unit=row["unit"],
        code=code,
        row=names.get(code, code) if code else WHOLE,
        item=plan.item_by_part.get(code, code),
        file_name=row["file_name"],
        hash=row["hash"],
        size=row["size"],
        has_preview=row["has_preview"],
        name=row["name"],
        attached_at=to_local_time(row["attached_at"]),
        withdrawn=withdrawn,
        accepted=row["submission"] <= accepted,
    )


def may_see(piece: Evidence, account: Account) -> bool:
    """Return True if the account may see a piece of evidence: accepted and not withdrawn, or of its unit, or it oversees all."""
    published = piece.accepted and not piece.withdrawn
    return published or piece.unit in account.unit_names or account.may(Permission.SEE_SUBMISSIONS)


def of_unit(ledger: Ledger, plan_id: str, period: str, unit: str, account: Account) -> list[Evidence]:
    """Return the evidence of a unit's submissions of a period that the account may see, withdrawn pieces last."""
    pieces = [e for e in evidence(ledger, plan_id) if (e.period, e.unit) == (period, unit) and may_see(e, account)]
    return sorted(pieces, key=lambda e: bool(e.withdrawn))


def of_item(ledger: Ledger, plan_id: str, item: str, account: Account) -> list[Evidence]:
    """Return the accepted evidence of an item's rows, then that of whole submissions which report on the item."""
    counted = counted_submissions(ledger, plan_id)
    reports = {
        (s.period, s.unit)
        for s in submission_statuses(ledger, plan_id)
        if s.number == counted.get((s.period, s.unit)) and item in s.codes
    }
    pieces = [
        e
        for e in evidence(ledger, plan_id)
        if e.accepted
        and not e.withdrawn
        and may_see(e, account)
        and (e.item == item or (not e.code and (e.period, e.unit) in reports))
    ]
    return sorted(pieces, key=lambda e: not e.code)


def piece_of(ledger: Ledger, plan_id: str, number: int) -> Evidence:
    """Return one piece of evidence. Raises NotFound."""
    piece = next((e for e in evidence(ledger, plan_id) if e.number == number), None)
    if piece is None:
        raise NotFound(f"没有第 {number} 号佐证材料。", "请刷新后再看。")
    return piece


def content(ledger: Ledger, account: Account, plan_id: str, number: int) -> bytes:
    """Return the bytes of a piece of evidence as they came in. Raises NotPermitted if the account may not see it."""
    piece = piece_of(ledger, plan_id, number)
    if not (account.active and may_see(piece, account)):
        raise NotPermitted("这份佐证材料尚未签收或已撤回，您不能查看。", "如需查看，请联系督查室。")
    return store.evidence.file_bytes(ledger, piece.hash)


def preview(ledger: Ledger, file_hash: str) -> bytes:
    """Return the preview of a picture, a small JPEG. Raises NotFound."""
    picture = store.evidence.preview(ledger, file_hash)
    if picture is None:
        raise NotFound("这份佐证材料没有预览。", "请下载后查看。")
    return picture


def require_open(ledger: Ledger, account: Account, status: SubmissionStatus) -> None:
    """Raise TooLate or InvalidInput if the account may no longer change the evidence of a submission.

    A unit may until its submission is accepted, the office until the period is closed. What was sent back is open as long as
    it can be filed again.
    """
    state = period_state(ledger, status.plan, status.period)
    if state.close:
        raise TooLate(f"{state.period.name}已关账，佐证材料不能再改动。", "确需补充的，请由督查室重开。")
    if status.superseded:
        raise InvalidInput(f"报送 {status.number} 已被新的报送替代。", "请刷新后附到新的一份。")
    if status.course.stage is Stage.ACCEPTED and not account.may(Permission.ACCEPT):
        raise TooLate(f"报送 {status.number} 已签收，佐证材料不能再改动。", "确需补充的，请联系督查室。")
    if status.course.stage is Stage.RETURNED:
        require_open_for_filing(ledger, status.plan, status.period, status.unit)


def require_room(ledger: Ledger, status: SubmissionStatus, code: str, file: EvidenceFile) -> None:
    """Raise InvalidInput if the file is attached there already, or is one too many or too large for the submission."""
    attached = [
        e
        for e in evidence(ledger, status.plan)
        if (e.period, e.unit) == (status.period, status.unit) and not e.withdrawn
    ]
    same = next((e for e in attached if (e.hash, e.code) == (file.hash, code)), None)
    if same:
        raise InvalidInput(f"“{file.name}”已经附过了（{same.file_name}，第 {same.number} 号）。", "不用再附。")
    if len(attached) >= MAX_FILES:
        raise InvalidInput(
            f"一份报送至多附 {MAX_FILES} 个文件，已有 {len(attached)} 个。", "请合并成一个文件，或撤回不需要的再附。"
        )
    total = total_size(attached)
    if file.hash not in {e.hash for e in attached} and total + file.size > MAX_TOTAL:
        raise InvalidInput(
            f"一份报送的佐证材料合计不超过 {MAX_TOTAL >> 20} MB，已有 {half_up(total / (1 << 20), 1)} MB，“{file.name}”放不下。",
            "请压缩后再上传，或撤回不需要的再附。",
        )


def total_size(pieces: Iterable[Evidence]) -> int:
    """Return the bytes of the files that were not withdrawn, each content counted once."""
    return sum({e.hash: e.size for e in pieces if not e.withdrawn}.values())
