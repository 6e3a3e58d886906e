"""zcdash.rendering.dataframes.notice_tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from zcdash.domain.period import Period
from zcdash.rendering.formatting import day
from zcdash.rendering.html.notices import named, time_left


def register(rows: Iterable[Any], states: Mapping[Any, str]) -> pd.DataFrame:
    """Every notice with its replies and its end, one row each."""
    return pd.DataFrame(
        [
            {
                "编号": r.number,
                "档次": named(r.step),
                "期": Period.parse(r.period).short_name,
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
                "销号": f"{day(r.end.ended_on)} {r.end.name}：{r.end.note}"
                if r.end
                else time_left(r)
                if r.raised_to
                else "",
                "依据": r.reason,
                "办法": r.rules,
            }
            for r in rows
        ]
    )


def rules_table(rules: Any) -> pd.DataFrame:
    """When each step is due, what is asked, and where the rule comes from."""
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
