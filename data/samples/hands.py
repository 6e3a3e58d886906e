"""The invented hand that fills in a form on the page: most to plan, some short, with causes that fit the plan."""

from __future__ import annotations

import random
from datetime import date, timedelta

from data.samples.played import Played
from zcdash.domain.model import Indicator, format_number
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import ZERO_REPORT
from zcdash.domain.terms import STATE_NAME, Basis, Direction, State
from zcdash.intake.form import (
    ACTUAL,
    COMMITMENTS,
    DONE_ON,
    INDICATORS,
    ITEMS,
    NEXT_STEP,
    NOTE,
    PROBLEM,
    PROGRESS,
    STATE,
    STATE_NOTE,
    CommitmentRow,
    Form,
    IndicatorRow,
)
from zcdash.intake.web_form import FormCells, filled

DONE = (
    "已完成“{first}”等{done}项",
    "{done}项工作按期办结，其中“{first}”已见成效",
    "重点抓了“{first}”，{done}项已完成",
    "“{first}”已落实，{done}项按要求完成",
)
STATES = (State.DONE, State.PARTLY, State.NOT_DONE)
UNDER_WAY = ("“{first}”按方案推进，已排定时间和责任人", "围绕“{first}”，已完成前期准备", "“{first}”正组织实施")


class Hand:
    """A unit's form, filled in by one hand."""

    def __init__(self, plan: Plan, form: Form, filed: date, hand: random.Random, played: Played) -> None:
        self.plan, self.form, self.filed, self.hand, self.played = plan, form, filed, hand, played
        self.short: dict[str, tuple[str, str, str]] = {}
        """Item → the part that misses the plan, the cause and the remedy."""
        self.done: dict[str, list[str]] = {}
        self.figures: dict[str, str] = {}

    def cells(self) -> FormCells:
        """The cells of the form."""
        return filled(
            {
                INDICATORS: self.indicators(),
                COMMITMENTS: {row.commitment.code: self.commitment(row) for row in self.form.commitments},
                ITEMS: {row.item: self.item(row.item, row.target) for row in self.form.items},
            }
        )

    def miss(self, item: str, name: str) -> str:
        """Keep the first part of an item that misses the plan; return its cause."""
        fitting = [c for c in self.played.causes if any(word in name for word in c[2].split())]
        cause, remedy, _ = self.hand.choice(fitting or [c for c in self.played.causes if not c[2]])
        self.short.setdefault(item, (name, cause, remedy))
        return cause

    def indicators(self) -> dict[str, dict[str, str]]:
        values = {row.indicator.code: self.figure(row) for row in self.form.indicators}
        for row in self.form.indicators:
            i = row.indicator
            total = values.get(i.same_as) if i.same_as else None
            if total is not None and i.basis is Basis.QUARTER:
                values[i.code] = round(total - row.before_total, 2)
        return {row.indicator.code: self.cell(row, values[row.indicator.code]) for row in self.form.indicators}

    def cell(self, row: IndicatorRow, value: float | None) -> dict[str, str]:
        i = row.indicator
        if value is None:
            return {NOTE: "本期没有监测数据，下次监测后填报" if row.planned is None else self.miss(i.item, i.name)}
        text = format_number(value)
        self.figures.setdefault(i.item, f"{i.name} {text}{'' if i.unit == '单位待定' else f' {i.unit}'}")
        return {ACTUAL: text, NOTE: self.miss(i.item, i.name) if row.short(value) else ""}

    def figure(self, row: IndicatorRow) -> float | None:
        """An invented actual: near the planned value, or on the way from the baseline to the next one."""
        i = row.indicator
        told = self.played.figures.get((self.form.period.text, i.code))
        if told is not None:
            return told
        if row.planned is None:
            return self.on_the_way(row)
        return self.near(i, row.planned, row.before)

    def near(self, i: Indicator, planned: float, before: float | None) -> float:
        share = self.hand.choices(
            (self.hand.uniform(1.0, 1.04), self.hand.uniform(0.93, 0.99), self.hand.uniform(0.7, 0.9)), (76, 16, 8)
        )[0]
        if i.direction is Direction.AT_MOST:
            share = 2 - share if share < 1 else self.hand.uniform(0.96, 1.0)
        value = planned * share
        if i.unit == "%" and i.direction is Direction.AT_LEAST:
            value = min(value, 100.0)
        if i.basis is Basis.CUMULATIVE:
            value = max(value, before or 0)
        return rounded(i, value)

    def on_the_way(self, row: IndicatorRow) -> float | None:
        """An actual between the horizons, now and then none: some surveys are not made every year."""
        i = row.indicator
        aims = [
            (Period.parse(text), value) for text, value in i.planned.items() if Period.parse(text) > self.form.period
        ]
        if not aims or self.hand.random() < 0.25:
            return None
        aim, target = min(aims)
        base, begins = i.baseline, Period.parse(i.baseline_period).ends if i.baseline_period else None
        if i.basis is Basis.CUMULATIVE and base is None:
            base, begins = 0.0, self.plan.starts
        if base is None or begins is None:
            slack = self.hand.uniform(0.02, 0.2)
            return rounded(i, target * (1 + slack if i.direction is Direction.AT_MOST else 1 - slack))
        way = (self.form.period.ends - begins).days / (aim.ends - begins).days
        value = rounded(i, base + (target - base) * way * self.hand.uniform(0.75, 1.15))
        return max(value, row.before or 0) if i.basis is Basis.CUMULATIVE else value

    def commitment(self, row: CommitmentRow) -> dict[str, str]:
        c = row.commitment
        name = f"{c.project}{c.text}"
        state, day = self.state(row)
        if state is State.DONE:
            self.done.setdefault(c.item, []).append(name)
            if c.zero_report and self.hand.random() < 0.6:
                return {STATE: ZERO_REPORT, STATE_NOTE: self.played.nothing}
            note = ""
        else:
            note = self.miss(c.item, name)
        return {STATE: STATE_NAME[state], DONE_ON: day.isoformat() if day else "", STATE_NOTE: note}

    def state(self, row: CommitmentRow) -> tuple[State, date | None]:
        """An invented state and day; what was not done in its period is mostly made good in the next."""
        c, starts, short = row.commitment, self.form.period.starts, self.played.short
        told = self.played.states.get((self.form.period.text, c.code))
        state = told or self.hand.choices(STATES, (100 - short, short * 2 // 3, short - short * 2 // 3))[0]
        if c.due > self.form.period.ends and not told:
            state = self.hand.choices(STATES, (10, 60, 30))[0]
        if state is not State.DONE or c.ongoing:
            return state, None
        late, back = self.hand.random() * 200 < short, self.hand.randint(0, 12)
        if c.due < starts:
            return state, min(starts + timedelta(days=8 + back), self.filed)
        day = c.due + timedelta(days=3 + back) if late else c.due - timedelta(days=back)
        return state, max(min(max(day, starts), self.filed), self.plan.starts)

    def item(self, code: str, target: str) -> dict[str, str]:
        done = self.done.get(code, [])
        first = clause(done[0] if done else target)
        words = self.hand.choice(DONE if done else UNDER_WAY).format(first=first, done=len(done))
        if not done and code in self.figures:
            words = self.figures[code]
        cells = {PROGRESS: f"{self.form.period.short_name}：{words}"}
        if code in self.short and self.hand.random() < 0.93:
            name, cause, remedy = self.short[code]
            cells |= {PROBLEM: f"{clause(name)}没有达到要求：{cause}", NEXT_STEP: remedy}
        return cells


def clause(text: str) -> str:
    """The first clause of a text."""
    return text.split("；", maxsplit=1)[0].split("，", maxsplit=1)[0][:26].rstrip("，、：（“")


def rounded(i: Indicator, value: float) -> float:
    """A value in as many decimals as the plan's values of the indicator have, two at least, none where things are counted."""
    if i.unit in ("家", "个", "辆", "处", "户", "条", "件", "名", "万元", "元/人·月", "元/人·年"):
        return float(round(value))
    printed = [format_number(v) for v in (i.baseline, *i.planned.values()) if v is not None]
    decimals = max([len(text.partition(".")[2]) for text in printed] + [1])
    return round(value, min(decimals, 3))
