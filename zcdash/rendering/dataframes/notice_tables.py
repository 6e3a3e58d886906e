"""Tables of 督办单: the register of notices, and their rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from zcdash.domain.period import Period
from zcdash.domain.plan_words import stage_name
from zcdash.rendering.formatting import day
from zcdash.rendering.html.notices import named, time_left
from zcdash.rendering.protocols.notices import Notice, NoticeRules


def register(rows: Iterable[Notice], states: Mapping[Any, str], plans: Mapping[str, str]) -> pd.DataFrame:
    """Return notices with their replies and end, a row each; `states` names the states, which are text enums.

    Where there are notices of several plans, `plans` names them: id → title; else it is empty.
    """
    return pd.DataFrame(
        [
            ({"计划": plans[r.plan]} if plans else {})
            | {
                "编号": r.number,
                "档次": named(r.step),
                "期": stage_name(Period.parse(r.period)) if plans else Period.parse(r.period).short_name,
                "单位": r.unit,
                "事由": r.about,
                "分管区长": "、".join(r.leaders),
                "状态": states[r.state],
                "下发": day(r.issued_on),
                "回复时限": day(r.due),
                "回复": "；".join(
                    f"{day(x.replied_on)} {x.name}：{x.cause}；{x.next_step}；{day(x.promised)}前完成"
                    for x in r.replies
                ),
                "销号": _end(r),
                "依据": r.reason,
                "办法": r.rules,
            }
            for r in rows
        ]
    )


def _end(notice: Notice) -> str:
    """Return how a notice ended; empty while it is open."""
    if notice.end:
        return f"{day(notice.end.ended_on)} {notice.end.name}：{notice.end.note}"
    return time_left(notice) if notice.raised_to else ""


def rules_table(rules: NoticeRules) -> pd.DataFrame:
    """Return when each step is due, what it demands, and the source of its rule."""
    rows = []
    for step, rule in rules.steps.items():
        when = [f"连续 {rule.red_times} 期严重滞后或未报送" if rule.red_times > 1 else "严重滞后或未报送"]
        when += [f"连续 {rule.short_times} 期未达计划"] if rule.short_times else []
        when += [f"上一档过了回复时限 {rule.unanswered_days} 天仍未回复"] if rule.unanswered_days is not None else []
        source = "；".join(
            dict.fromkeys(rules.sources[f"{step}.{key}"] for key in ("red_times", "short_times", "reply_days"))
        )
        rows.append(
            {
                "档次": named(step),
                "什么时候": "；或".join(when),
                "几天内回复": rule.reply_days,
                "要求": rule.demand,
                "出处": source,
            }
        )
    return pd.DataFrame(rows)
