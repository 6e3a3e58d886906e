"""Signing: a return is signed, accepted, or sent back with a note; and who stands in while a deputy mayor is away."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date

from zcdash import board, gate, store
from zcdash.assess import Course, Stage
from zcdash.board.signing import Passage
from zcdash.desk.door import door
from zcdash.errors import NotPermitted, TooLate, Unknown, WrongUse
from zcdash.facts import Decision, Step
from zcdash.gate import Account, Command
from zcdash.store import Ledger

_STEP = {
    Stage.HEAD: (Step.UNIT_HEAD, Command.SIGN_HEAD),
    Stage.DEPUTY: (Step.DEPUTY, Command.SIGN_DEPUTY),
    Stage.OFFICE: (Step.OFFICE, Command.ACCEPT),
}


@door
def sign(ledger: Ledger, account: Account, plan: str, submission: int, note: str = "") -> Course:
    """Sign a return at the step where it is; where it is then. A substitute signs for the deputy mayor who is away.

    Raises NotPermitted where the next hand is another's, WrongUse where nothing is left to sign, TooLate after the close.
    """
    one = board.passage(ledger, plan, submission)
    step, leaders = _turn(ledger, account, one)
    rows = [_row(ledger, account, one, step, Decision.SIGNED, leader, note) for leader in leaders]
    said = "代签：" + "、".join(x for x in leaders if x != account.leader) if any(r["substitute"] for r in rows) else ""
    act = account.act(
        _STEP[one.course.stage][1],
        plan=plan,
        period=one.period,
        unit=one.unit,
        subject=f"报送 {submission}",
        before=one.course.word,
        after=said or note,
    )
    store.append(ledger, act, "sign_off", rows, still=lambda: _unchanged(ledger, one))
    return board.passage(ledger, plan, submission).course


@door
def send_back(
    ledger: Ledger, account: Account, plan: str, submission: int, note: str, codes: Sequence[str] = ()
) -> Course:
    """Send a return back with a note that says what to mend, and names rows; the supervision office may do so until the close."""
    one = board.passage(ledger, plan, submission)
    if not note.strip():
        raise WrongUse("退回没有写明理由。", "请写清哪里不对、怎样改。")
    if one.course.stage is Stage.ACCEPTED and account.may(Command.ACCEPT):
        step, leaders = Step.OFFICE, ("",)
        _open(ledger, one)
    else:
        step, leaders = _turn(ledger, account, one)
    row = _row(ledger, account, one, step, Decision.RETURNED, leaders[0], note.strip()) | {"codes": " ".join(codes)}
    act = account.act(
        _command(step),
        plan=plan,
        period=one.period,
        unit=one.unit,
        subject=f"退回报送 {submission}",
        before=one.course.word,
        after=note.strip(),
    )
    store.append(ledger, act, "sign_off", [row], still=lambda: _unchanged(ledger, one))
    return board.passage(ledger, plan, submission).course


def _command(step: Step) -> Command:
    return next(command for s, command in _STEP.values() if s is step)


def _open(ledger: Ledger, one: Passage) -> None:
    state = board.period_state(ledger, one.plan, one.period)
    if state.close:
        raise TooLate(f"{state.period.name}已关账，不能再审签或退回。", "确需更正的，请由督查室重开。")


def _turn(ledger: Ledger, account: Account, one: Passage) -> tuple[Step, tuple[str, ...]]:
    """(the step that the return waits at, the leaders for whom this person's hand signs; a lone blank at the other steps)."""
    stage = one.course.stage
    if stage not in _STEP:
        raise WrongUse(f"报送 {one.number}（{one.unit}）{one.course.word}，现在没有要审签的。", "请刷新后再看。")
    step, command = _STEP[stage]
    gate.permit(account, command, one.unit)
    _open(ledger, one)
    if stage is not Stage.DEPUTY:
        return step, ("",)
    own = board.stands_for(ledger, one.plan, account)
    leaders = tuple(x for x in one.course.waiting if x in own)
    if not leaders:
        raise NotPermitted(
            f"报送 {one.number}（{one.unit}）{one.course.word}，不在您的分管或补位范围内。",
            "如在外出补位期间，请督查室先登记。",
        )
    return step, leaders


def _unchanged(ledger: Ledger, one: Passage) -> None:
    """Asked inside the transaction: what the person saw is still so."""
    now = board.passage(ledger, one.plan, one.number)
    if (now.course, now.superseded) != (one.course, one.superseded):
        raise WrongUse(f"报送 {one.number} 刚刚有了变化：{now.course.word}。", "请刷新后再看。")
    _open(ledger, one)


def _row(
    ledger: Ledger, account: Account, one: Passage, step: Step, decision: Decision, leader: str, note: str
) -> dict[str, object]:
    return {
        "submission": one.number,
        "step": step.value,
        "decision": decision.value,
        "leader": leader,
        "name": account.name,
        "login": account.login,
        "substitute": bool(leader) and leader != account.leader,
        "note": note,
        "codes": "",
        "signed_at": ledger.clock(),
        "signed_on": board.today(ledger),
    }


def pairs() -> dict[str, str]:
    """Who stands in for whom by the rule of 2019 (周政办字〔2019〕31号第四条): leader → substitute."""
    with (board.RULES / "substitution.toml").open("rb") as file:
        return dict(tomllib.load(file)["substitute"])


@door
def add_absence(
    ledger: Ledger, account: Account, plan: str, leader: str, substitute: str, starts: date, ends: date, reason: str
) -> int:
    """Enter the absence of a leader and who stands in. Raises WrongUse where the two are away at the same time."""
    gate.permit(account, Command.ABSENCE)
    names = {x.name for x in board.plan(ledger, plan).leaders}
    for name in (leader, substitute):
        if name not in names:
            raise Unknown(f"本计划没有分管区长“{name}”。", f"应为：{'、'.join(sorted(names))}。")
    if leader == substitute:
        raise WrongUse("补位人不能是本人。", "请另选一位。")
    if ends < starts:
        raise WrongUse(f"结束日期 {ends} 早于开始日期 {starts}。", "请改正日期。")

    def still() -> None:
        for other in board.absences(ledger, plan):
            overlap = other["starts"] <= ends and starts <= other["ends"]
            if overlap and other["leader"] == leader:
                raise WrongUse(f"{leader}在 {other['starts']} 至 {other['ends']} 已登记外出。", "请先撤销原来的登记。")
            if overlap and (other["leader"] == substitute or other["substitute"] == leader):
                when = f"{other['leader']}在 {other['starts']} 至 {other['ends']} 外出，由{other['substitute']}补位"
                raise WrongUse(f"互相补位的两位不能同时外出：{when}。", "如区长另有安排，请另选补位人。")

    row = {
        "plan": plan,
        "leader": leader,
        "substitute": substitute,
        "starts": starts,
        "ends": ends,
        "reason": reason.strip(),
    }
    act = account.act(
        Command.ABSENCE, plan=plan, subject=leader, after=f"{starts} 至 {ends}，由{substitute}补位：{reason.strip()}"
    )
    return store.append(ledger, act, "absence", [row | {"cancels": None}], still=still)[0]


@door
def cancel_absence(ledger: Ledger, account: Account, plan: str, absence: int) -> None:
    """Take an absence back; what was signed under it stays signed. Raises Unknown."""
    gate.permit(account, Command.ABSENCE)
    found = next((a for a in board.absences(ledger, plan) if a["absence"] == absence), None)
    if found is None:
        raise Unknown(f"没有第 {absence} 号外出登记。", "请刷新后再看。")
    was = f"{found['starts']} 至 {found['ends']}"
    act = account.act(Command.ABSENCE, plan=plan, subject=found["leader"], before=was, after="撤销")
    row = {k: found[k] for k in ("plan", "leader", "substitute", "starts", "ends", "reason")}
    store.append(ledger, act, "absence", [row | {"cancels": absence}])
