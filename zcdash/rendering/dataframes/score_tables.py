"""The year-end assessment shown: who stands where, the rows that a score is made of, what it would be if, the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from zcdash.domain.model import Responsibility
from zcdash.domain.period import Period

LED, SUPPORTED = "牵头事项", "配合事项"
ITEMS_OF = {Responsibility.LEAD: LED, Responsibility.SUPPORT: SUPPORTED}
_KINDS = {"department": "部门", "town": "镇", "sub-district": "街道", "zone": "开发区", "enterprise": "企业"}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def ranking(rows: Iterable[Any], word: str, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The scores, the best first: 名次, name, 得分, lead and support apart, what was taken off and added."""
    told = []
    for row in rows:
        lead, support = (next((a for a in row.score.apart if a.role == role), None) for role in ("lead", "support"))
        told.append(
            {
                "名次": row.rank,
                word: row.name,
                "得分": _number(row.score.points),
                "扣分": _number(row.score.deducted or None),
                "加分": _number(row.score.added or None),
                "牵头得分": _number(lead and lead.points),
                "牵头项数": lead and lead.pieces,
                "配合得分": _number(support and support.points),
                "配合项数": support and support.pieces,
                "类别": _KINDS.get(kinds.get(row.name, ""), ""),
                "说明": row.why_not,
            }
        )
    frame = pd.DataFrame(told)
    return frame.drop(columns=[c for c in ("类别", "说明") if len(frame) and not frame[c].any()])


def items(score: Any, what: str) -> pd.DataFrame:
    """The items led, or supported, that make a score: own points, weight, what they bring in, the arithmetic."""
    own = {s.code: s for s in score.items}
    return pd.DataFrame(
        [
            {
                "编号": x.code,
                "事项得分": _number(own[x.code].points),
                "事项": x.name,
                "计分项": len(own[x.code].lines),
                "权重": _number(x.weight),
                "计入": _number(x.earned),
                "算式": x.arithmetic,
            }
            for x in score.lines
            if x.what == what
        ],
        columns=["编号", "事项得分", "事项", "计分项", "权重", "计入", "算式"],
    )


def parts(item: Any) -> pd.DataFrame:
    """The indicators and commitments of one item: what each earned of 1, and how."""
    return pd.DataFrame(
        [
            {
                "编号": x.code,
                "得分": _number(x.earned),
                "内容": x.name,
                "类别": x.what,
                "期": Period.parse(x.period).short_name if x.period else "",
                "超进度": "▲" if x.ahead else "",
                "算式": x.arithmetic,
            }
            for x in item.lines
        ],
        columns=["编号", "得分", "内容", "类别", "期", "超进度", "算式"],
    )


def left_out(score: Any) -> pd.DataFrame:
    """What does not count, and why: items, then the parts of those that do."""
    rows = [
        (x.code, x.what, x.name, x.reason) for x in (*score.left_out, *(x for s in score.items for x in s.left_out))
    ]
    return pd.DataFrame(rows, columns=["编号", "类别", "内容", "不计分的原因"])


def deductions_and_bonuses(score: Any) -> pd.DataFrame:
    """What was taken off and added, before the caps."""
    rows = [("扣分", d.what, d.times, d.each, d.points, d.arithmetic) for d in score.deductions]
    rows += [("加分", b.what, b.pieces, b.each, b.points, b.arithmetic) for b in score.bonuses]
    frame = pd.DataFrame(rows, columns=["", "事由", "次数", "每次", "合计", "算式"])
    return frame.assign(每次=frame["每次"].astype(float), 合计=frame["合计"].astype(float))


def objections(rows: Iterable[Any], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Objections, newest first, and what became of them."""
    return pd.DataFrame(
        [
            {
                "编号": o.number,
                "考核对象": o.scored,
                "复核": kinds[o.kind],
                "对象": Period.parse(o.code).short_name if o.kind == "return" else o.code,
                "原来": o.was,
                "理由": o.argument,
                "申请": f"{o.name} {o.filed_at:%Y-%m-%d}",
                "结果": o.word,
                "得分": f"{o.points_before} → {o.points_after}" if o.points_before else "",
                "答复": f"{o.answered_by} {o.answered_at:%Y-%m-%d}：{o.note}" if o.answered_by else "",
            }
            for o in rows
        ],
        columns=["编号", "考核对象", "复核", "对象", "原来", "理由", "申请", "结果", "得分", "答复"],
    )


def waivers(rows: Iterable[Any], names: Mapping[str, str]) -> pd.DataFrame:
    """Waivers, newest first, with those that were withdrawn."""
    return pd.DataFrame(
        [
            {
                "编号": w.number,
                "对象": w.code,
                "内容": names.get(w.code, ""),
                "理由": w.reason,
                "经办": f"{w.name} {w.set_at:%Y-%m-%d}",
                "状态": "有效" if w.in_force else f"已由{w.withdrawn_by}撤销：{w.withdrawn_why}",
            }
            for w in rows
        ],
        columns=["编号", "对象", "内容", "理由", "经办", "状态"],
    )


def score_changes(now: Any, then: Any) -> pd.DataFrame:
    """The items whose points would be others, as they stand and as they would be."""
    before = {s.code: s for s in now.items}
    return pd.DataFrame(
        [
            {
                "编号": s.code,
                "事项": s.name,
                "现在": _number(before[s.code].points),
                "设想": _number(s.points),
                "设想的算式": s.closing,
            }
            for s in then.items
            if s.points != before[s.code].points
        ],
        columns=["编号", "事项", "现在", "设想", "设想的算式"],
    )


def rank_changes(now: Any, then: Any, word: str) -> pd.DataFrame:
    """Everybody's points and rank under the rules in force and under others, the furthest moved first."""
    before = {r.name: r for r in now.rows}
    both = [(before[r.name], r) for r in then.rows if r.rank and before[r.name].rank]
    climbed = {now.name: now.rank - then.rank for now, then in both}
    told = {n: f"升 {n}" if n > 0 else f"降 {-n}" if n < 0 else "不变" for n in climbed.values()}
    return pd.DataFrame(
        [
            {
                word: now.name,
                "现在": _number(now.score.points),
                "名次": now.rank,
                "设想": _number(then.score.points),
                "设想名次": then.rank,
                "名次变化": told[climbed[now.name]],
            }
            for now, then in sorted(both, key=lambda pair: -abs(climbed[pair[0].name]))
        ],
        columns=[word, "现在", "名次", "设想", "设想名次", "名次变化"],
    )


def formulas(rules: Any, names: Mapping[str, str]) -> pd.DataFrame:
    """How each sort of promise is scored, and where that comes from."""
    return pd.DataFrame([{"对象": names[f.key], "算法": f.says, "出处": f.source} for f in rules.formulas])


def settings(rules: Any, numbers: bool = False) -> pd.DataFrame:
    """Every setting of the rules with its value and source; its value as text, or where it is one as a number."""

    def value(said: str) -> str | float:
        return float(said) if numbers and said.replace(".", "", 1).isdigit() else said

    return pd.DataFrame([{"项目": s.name, "取值": value(s.value), "出处": s.source} for s in rules.settings()])


def _each(rows: Iterable[Any], word: str, frame_of: Any) -> pd.DataFrame:
    """The frames of many scores under one another, each row with whose it is."""
    frames = [(r.name, frame_of(r)) for r in rows]
    whole = [frame.assign(**{word: name})[[word, *frame.columns]] for name, frame in frames if len(frame)]
    return pd.concat(whole, ignore_index=True) if whole else pd.DataFrame(columns=[word])


def sheets_of(rows: Sequence[Any], word: str) -> dict[str, pd.DataFrame]:
    """Everything that these scores are made of, a sheet a kind of row."""

    def of_items(row: Any) -> pd.DataFrame:
        both = [items(row.score, what).assign(角色=what[:2]) for what in (LED, SUPPORTED)]
        return pd.concat([f for f in both if len(f)] or both[:1], ignore_index=True)

    def of_parts(row: Any) -> pd.DataFrame:
        found = [parts(s).assign(事项=s.code) for s in row.score.items if s.lines]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame()

    def closing(row: Any) -> pd.DataFrame:
        return pd.DataFrame([{"得分": _number(row.score.points), "算式": row.score.closing}])

    made = {
        "得分算式": closing,
        "事项": of_items,
        "指标和节点": of_parts,
        "不计分": lambda r: left_out(r.score),
        "扣分加分": lambda r: deductions_and_bonuses(r.score),
    }
    return {name: _each(rows, word, frame_of) for name, frame_of in made.items()}
