"""Commands of periods: extensions, lock and exceptions, close and reopening, overrides, rule pack."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands import two_person
from zcdash.commands.exclusive import exclusive, require_unchanged
from zcdash.commands.validation import clean_arguments
from zcdash.domain.assessment import Assessment
from zcdash.domain.terms import LIGHT_NAME, Light, State
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.item_standing import Standing
from zcdash.queries.periods import PeriodState
from zcdash.rules import facts
from zcdash.rules.lights import Figures
from zcdash.store.ledger import Ledger


def _require_reason(text: str) -> str:
    if not text.strip():
        raise InvalidInput("没有写明理由。", "请写明依据或原因，它会留痕。")
    return text.strip()


@clean_arguments
@exclusive
def grant(
    ledger: Ledger, account: Account, plan: str, period: str, unit: str, kind: str, until: date, reason: str
) -> int:
    """Grant a unit a later deadline (`extension`) or filing after the lock (`exception`), until a day, for a reason."""
    command = Permission.EXTEND if kind == "extension" else Permission.EXCEPT
    auth.permissions.require_permission(account, command)
    text = _require_reason(reason)
    state = queries.periods.period_state(ledger, plan, period)
    if unit not in queries.forms.forms(ledger, plan, period):
        raise NotFound(f"{unit}在{state.period.name}没有要填报的内容。", "请核对单位和期次。")
    if until <= state.deadline:
        raise InvalidInput(f"{until} 不晚于原定截止日 {state.deadline}。", "请选更晚的日期。")
    row = {
        "plan": plan,
        "period": period,
        "unit": unit,
        "kind": kind,
        "until": until,
        "reason": text,
        "name": account.name,
        "granted_at": ledger.clock(),
    }
    act = account.act(
        command, plan=plan, period=period, unit=unit, before=f"截止 {state.deadline}", after=f"至 {until}：{text}"
    )
    return ledger.append(act, "concession", [row])[0]


@clean_arguments
@exclusive
def set_lock(ledger: Ledger, account: Account, plan: str, period: str, day: date | None, reason: str = "") -> None:
    """Lock a period: after `day` it takes no submission without an exception. None removes the lock."""
    auth.permissions.require_permission(account, Permission.LOCK)
    state = queries.periods.period_state(ledger, plan, period)
    if day and day < state.deadline:
        raise InvalidInput(f"锁定日 {day} 早于报送截止日 {state.deadline}。", "锁定日应在截止日当天或之后。")
    row = {
        "plan": plan,
        "period": period,
        "locks_on": day,
        "reason": reason.strip(),
        "name": account.name,
        "set_at": ledger.clock(),
    }
    act = account.act(
        Permission.LOCK, plan=plan, period=period, before=str(state.locks_on or "无"), after=str(day or "无")
    )
    ledger.append(act, "lock_date", [row])


@two_person.confirmable()
@clean_arguments
def close(ledger: Ledger, account: Account, plan: str, period: str, reason: str = "") -> int:
    """Freeze a period: accepted submissions, plan version, rule pack, facts of every assessment, counts.

    Returns the number of the close. Raises InvalidInput before the period has ended, or where a unit's submission is not
    accepted and no reason is given.
    """
    auth.permissions.require_permission(account, Permission.CLOSE)
    auth.reauthentication.require_recent_authentication(ledger, account)
    # Before any query, so that a write in between is noticed.
    revision = ledger.revision
    state = queries.periods.period_state(ledger, plan, period)
    _require_ready_to_close(ledger, plan, state, reason)
    standing = queries.standing.standing(ledger, plan, period)
    row = {
        "plan": plan,
        "period": period,
        "revision": len(state.closes) + 1,
        "version": standing.version,
        "pack": standing.pack,
        "pack_text": queries.rule_packs.pack_text(standing.pack),
        "as_of": standing.as_of,
        "deadline": standing.deadline,
        "counts": json.dumps({light.value: n for light, n in standing.counts.items()}),
        "reason": reason.strip(),
        "name": account.name,
        "closed_at": ledger.clock(),
    }
    after = f"第 {row['revision']} 次关账，{row['counts']}"
    act = account.act(Permission.CLOSE, plan=plan, period=period, before=state.word, after=after)
    two_person.require_second(
        ledger, account, replace(act, after="关账"), "close", {"plan": plan, "period": period, "reason": reason}
    )
    belonging = {"close_submission": _counted(ledger, plan, period), "close_assessment": _frozen(standing)}
    unchanged = partial(require_unchanged, ledger, account, revision, "关账")
    return ledger.append(act, "close", [row], belonging, unchanged)[0]


def _counted(ledger: Ledger, plan: str, period: str) -> list[dict[str, Any]]:
    """Return one row per accepted submission of the period."""
    counted = sorted(queries.approvals.counted_submissions(ledger, plan).items())
    return [{"unit": unit, "submission": n} for (at, unit), n in counted if at == period]


def _frozen(standing: Standing) -> list[dict[str, Any]]:
    """Return one row per item, indicator and commitment of the period: facts, and the sentence for the record."""
    rows = []
    for item in standing.items.values():
        rows.append(_frozen_row("item", item.code, item.assessment))
        for i in item.indicators:
            rows.append(_frozen_row("indicator", i.indicator.code, i.assessment, i.figures))
        for c in item.commitments:
            rows.append(_frozen_row("commitment", c.commitment.code, c.assessment, None, c.state, c.done_on))
    return rows


def _frozen_row(
    kind: str,
    code: str,
    assessment: Assessment,
    figures: Figures | None = None,
    state: State | None = None,
    done_on: date | None = None,
) -> dict[str, Any]:
    values = facts.frozen_facts(assessment, figures, state, done_on)
    return {"kind": kind, "code": code, **values, "sentence": assessment.reason}


def _require_ready_to_close(ledger: Ledger, plan: str, state: PeriodState, reason: str) -> None:
    if state.close:
        raise InvalidInput(f"{state.period.name}已经关账。", "确需更正的，请先重开。")
    if queries.clock.today(ledger, plan) <= state.period.ends:
        raise InvalidInput(f"{state.period.name}到 {state.period.ends} 才结束，不能关账。", "请在期末以后关账。")
    filings = queries.submissions.filings(ledger, plan, state.period.text)
    open_units = [f"{f.unit}（{f.course.word if f.course else f.word}）" for f in filings if not f.accepted]
    if open_units and not reason.strip():
        raise InvalidInput(
            f"还有 {len(open_units)} 个单位没有签收：{'、'.join(open_units[:5])}。", "请先办结；确要关账的，写明理由。"
        )


@two_person.confirmable()
@clean_arguments
@exclusive
def reopen(ledger: Ledger, account: Account, plan: str, period: str, reason: str) -> None:
    """Reopen a closed period, for a reason; published papers stay as they were, the next close is a new revision."""
    auth.permissions.require_permission(account, Permission.REOPEN)
    auth.reauthentication.require_recent_authentication(ledger, account)
    state = queries.periods.period_state(ledger, plan, period)
    text = _require_reason(reason)
    if not state.close:
        raise InvalidInput(f"{state.period.name}没有关账，不用重开。", "请刷新后再看。")
    row = {"close": state.close["close"], "reason": text, "name": account.name, "reopened_at": ledger.clock()}
    act = account.act(Permission.REOPEN, plan=plan, period=period, before=state.word, after=text)
    arguments = {"plan": plan, "period": period, "reason": text}
    two_person.require_second(ledger, account, replace(act, after="重开"), "reopen", arguments)
    ledger.append(act, "reopening", [row])


@two_person.confirmable()
@clean_arguments
@exclusive
def override(ledger: Ledger, account: Account, plan: str, period: str, code: str, light: str, reason: str) -> None:
    """Override the light of an item, indicator or commitment, or withdraw the override (`light` empty).

    It dies when a return with other figures is accepted.
    """
    auth.permissions.require_permission(account, Permission.OVERRIDE)
    auth.reauthentication.require_recent_authentication(ledger, account)
    text = _require_reason(reason)
    state = queries.periods.period_state(ledger, plan, period)
    if state.close:
        raise InvalidInput(f"{state.period.name}已关账，不能改判。", "请先重开。")
    word = LIGHT_NAME[Light(light)] if light else "撤销改判"
    assessment = queries.standing.calculated(ledger, plan, period, code)
    if light and assessment.light is Light.NONE:
        raise InvalidInput(f"{code} 在{state.period.name}没有目标，不能改判。", "请核对编号和期次。")
    whole, _ = store.plans.load_plan(ledger, plan)
    statuses = queries.approvals.submission_statuses(ledger, plan)
    rests_on = queries.overrides.rests_on(ledger, whole, period, code, statuses)
    row = {
        "plan": plan,
        "period": period,
        "code": code,
        "light": light,
        "reason": text,
        "rests_on": rests_on,
        "name": account.name,
        "set_at": ledger.clock(),
    }
    before, after = LIGHT_NAME[assessment.light], f"{word}：{text}"
    act = account.act(Permission.OVERRIDE, plan=plan, period=period, subject=code, before=before, after=after)
    arguments = {"plan": plan, "period": period, "code": code, "light": light, "reason": text}
    two_person.require_second(ledger, account, replace(act, after=word), "override", arguments, rests_on)
    ledger.append(act, "override", [row])


@clean_arguments
@exclusive
def adopt_pack(ledger: Ledger, account: Account, name: str) -> None:
    """Adopt another rule pack; closed periods stay as they were. Raises NotFound."""
    auth.permissions.require_permission(account, Permission.SET)
    queries.rule_packs.pack(name)
    store.settings.save_setting(ledger, "pack", name, account.act(Permission.SET, subject="规则包"))


@clean_arguments
@exclusive
def set_timeliness_rule(ledger: Ledger, account: Account, way: str) -> None:
    """Set the day that counts for timeliness: when a submission reached the office (`reached`) or was sent (`sent`)."""
    auth.permissions.require_permission(account, Permission.SET)
    if way not in ("reached", "sent"):
        raise InvalidInput(f"没有“{way}”这种算法。", "应为 reached 或 sent。")
    store.settings.save_setting(ledger, "judge_by", way, account.act(Permission.SET, subject="按时与否的算法"))
