"""Periods: extensions, the lock and its exceptions, the close that freezes what is published, and its reopening."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from zcdash import board, gate, store
from zcdash.board import Standing
from zcdash.desk.door import door
from zcdash.errors import Unknown, WrongUse
from zcdash.gate import Account, Command
from zcdash.model import LIGHT_NAME, Light
from zcdash.store import Ledger


def _reason(text: str) -> str:
    if not text.strip():
        raise WrongUse("没有写明理由。", "请写明依据或原因，它会留痕。")
    return text.strip()


@door
def grant(
    ledger: Ledger, account: Account, plan: str, period: str, unit: str, kind: str, until: date, reason: str
) -> int:
    """Give a unit a later deadline (`extension`), or leave to file after the lock (`exception`), until a day, for a reason."""
    command = Command.EXTEND if kind == "extension" else Command.EXCEPT
    gate.permit(account, command)
    said, state = _reason(reason), board.period_state(ledger, plan, period)
    if unit not in board.forms(ledger, plan, period):
        raise Unknown(f"{unit}在{state.period.name}没有要填报的内容。", "请核对单位和期次。")
    if until <= state.deadline:
        raise WrongUse(f"{until} 不晚于原定截止日 {state.deadline}。", "请选更晚的日期。")
    row = {
        "plan": plan,
        "period": period,
        "unit": unit,
        "kind": kind,
        "until": until,
        "reason": said,
        "name": account.name,
        "granted_at": ledger.clock(),
    }
    act = account.act(
        command, plan=plan, period=period, unit=unit, before=f"截止 {state.deadline}", after=f"至 {until}：{said}"
    )
    return store.append(ledger, act, "concession", [row])[0]


@door
def set_lock(ledger: Ledger, account: Account, plan: str, period: str, day: date | None, reason: str = "") -> None:
    """From the day after `day` the period takes no returns without an exception; None takes the lock away."""
    gate.permit(account, Command.LOCK)
    state = board.period_state(ledger, plan, period)
    if day and day < state.deadline:
        raise WrongUse(f"锁定日 {day} 早于报送截止日 {state.deadline}。", "锁定日应在截止日当天或之后。")
    row = {
        "plan": plan,
        "period": period,
        "locks_on": day,
        "reason": reason.strip(),
        "name": account.name,
        "set_at": ledger.clock(),
    }
    act = account.act(
        Command.LOCK, plan=plan, period=period, before=str(state.locks_on or "无"), after=str(day or "无")
    )
    store.append(ledger, act, "lock_date", [row])


@door
def close(ledger: Ledger, account: Account, plan: str, period: str, reason: str = "") -> int:
    """Freeze a period: its accepted facts, plan version, rule pack, assessments and counts; the number of the close.

    Raises WrongUse before the period has ended, or where a unit's return is not accepted and no reason is given.
    """
    gate.permit(account, Command.CLOSE)
    # Before anything is asked: what is frozen must be what was looked at.
    revision = ledger.revision
    state = board.period_state(ledger, plan, period)
    if state.close:
        raise WrongUse(f"{state.period.name}已经关账。", "确需更正的，请先重开。")
    if board.today(ledger) <= state.period.ends:
        raise WrongUse(f"{state.period.name}到 {state.period.ends} 才结束，不能关账。", "请在期末以后关账。")
    open_units = [f"{f.unit}（{f.word}）" for f in board.filings(ledger, plan, period) if not f.accepted]
    if open_units and not reason.strip():
        raise WrongUse(
            f"还有 {len(open_units)} 个单位没有签收：{'、'.join(open_units[:5])}。", "请先办结；确要关账的，写明理由。"
        )
    standing = board.standing(ledger, plan, period)
    row = {
        "plan": plan,
        "period": period,
        "revision": len(state.closes) + 1,
        "version": standing.version,
        "pack": standing.pack,
        "pack_text": board.pack_text(standing.pack),
        "as_of": standing.as_of,
        "deadline": standing.deadline,
        "counts": json.dumps({light.value: n for light, n in standing.counts.items()}),
        "reason": reason.strip(),
        "name": account.name,
        "closed_at": ledger.clock(),
    }

    def still() -> None:
        if ledger.revision != revision:
            raise WrongUse("关账时台账刚刚有了变化，没有关账。", "请再点一次。")

    said = f"第 {row['revision']} 次关账，{row['counts']}"
    act = account.act(Command.CLOSE, plan=plan, period=period, before=state.word, after=said)
    counted = [
        {"unit": unit, "submission": n}
        for (at, unit), n in sorted(board.counting(ledger, plan).items())
        if at == period
    ]
    belonging = {"close_submission": counted, "close_assessment": _frozen(standing)}
    return store.append(ledger, act, "close", [row], belonging, still)[0]


def _frozen(standing: Standing) -> list[dict[str, Any]]:
    """One row per item, indicator and commitment of the period, as judged."""
    nothing = dict.fromkeys(("planned", "planned_total", "actual", "actual_total", "state", "done_on")) | {
        "filed": False
    }
    rows = []
    for item in standing.items.values():
        rows.append(nothing | {"kind": "item", "code": item.code} | _judgement(item))
        for s in item.indicators:
            f = s.figures
            rows.append(
                nothing
                | {
                    "kind": "indicator",
                    "code": s.indicator.code,
                    "planned": f.planned,
                    "planned_total": f.planned_total,
                    "actual": f.actual,
                    "actual_total": f.actual_total,
                    "filed": f.filed,
                }
                | _judgement(s)
            )
        for c in item.commitments:
            rows.append(
                nothing
                | {
                    "kind": "commitment",
                    "code": c.commitment.code,
                    "filed": c.state is not None,
                    "done_on": c.done_on,
                    "state": c.state.value if c.state else None,
                }
                | _judgement(c)
            )
    return rows


def _judgement(of: Any) -> dict[str, Any]:
    a = of.assessment
    return {
        "light": a.light.value,
        "calculated": a.calculated.value if a.calculated else None,
        "reason": a.reason,
        "ratio": a.ratio,
        "gap": a.gap,
    }


@door
def reopen(ledger: Ledger, account: Account, plan: str, period: str, reason: str) -> None:
    """Open a closed period again, for a reason; what was published stays as it was, the next close is a new revision."""
    gate.permit(account, Command.REOPEN)
    state, said = board.period_state(ledger, plan, period), _reason(reason)
    if not state.close:
        raise WrongUse(f"{state.period.name}没有关账，不用重开。", "请刷新后再看。")
    row = {"close": state.close["close"], "reason": said, "name": account.name, "reopened_at": ledger.clock()}
    act = account.act(Command.REOPEN, plan=plan, period=period, before=state.word, after=said)

    def still() -> None:
        if not board.period_state(ledger, plan, period).close:
            raise WrongUse(f"{state.period.name}已经重开。", "请刷新后再看。")

    store.append(ledger, act, "reopening", [row], still=still)


@door
def override(ledger: Ledger, account: Account, plan: str, period: str, code: str, light: str, reason: str) -> None:
    """Override the light of an item, indicator or commitment, or take the override back (`light` empty).

    It rests on the figures of now: when they change, it is no longer in force.
    """
    gate.permit(account, Command.OVERRIDE)
    said, state = _reason(reason), board.period_state(ledger, plan, period)
    if state.close:
        raise WrongUse(f"{state.period.name}已关账，不能改判。", "请先重开。")
    word = LIGHT_NAME[Light(light)] if light else "撤销改判"
    own = board.calculated(ledger, plan, period, code)
    row = {
        "plan": plan,
        "period": period,
        "code": code,
        "light": light,
        "reason": said,
        "calculated": own.reason,
        "name": account.name,
        "set_at": ledger.clock(),
    }
    act = account.act(
        Command.OVERRIDE, plan=plan, period=period, subject=code, before=LIGHT_NAME[own.light], after=f"{word}：{said}"
    )
    store.append(ledger, act, "override", [row])


@door
def adopt_pack(ledger: Ledger, account: Account, name: str) -> None:
    """From now on the office judges by another rule pack; closed periods stay as they were. Raises Unknown."""
    gate.permit(account, Command.SET)
    board.pack(name)
    store.set_value(ledger, "pack", name, account.act(Command.SET, subject="规则包"))


@door
def judge_by(ledger: Ledger, account: Account, way: str) -> None:
    """From now on a return is in time by the day that it reached the office (`reached`), or that it was sent (`sent`)."""
    gate.permit(account, Command.SET)
    if way not in ("reached", "sent"):
        raise WrongUse(f"没有“{way}”这种算法。", "应为 reached 或 sent。")
    store.set_value(ledger, "judge_by", way, account.act(Command.SET, subject="按时与否的算法"))
