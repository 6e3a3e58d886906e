"""Tables of the year-end assessment: ranking, the rows of a score, simulated scores, objections, waivers, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from zcdash.domain.period import Period
from zcdash.rendering.protocols.score import Objection, RankedScore, Score, ScoreRules, Scores, Waiver

LED, SUPPORTED = "牵头事项", "配合事项"
_KINDS = {"department": "部门", "town": "镇", "sub-district": "街道", "zone": "开发区", "enterprise": "企业"}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def ranking(rows: Iterable[RankedScore], word: str, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return the scores in the order given. `word` heads the column of names, `kinds` holds the kind of each unit."""
    table = []
    for row in rows:
        lead, support = (next((a for a in row.score.apart if a.role == role), None) for role in ("lead", "support"))
        table.append(
            {
                "名次": row.rank,
                word: row.name,
                "得分": _number(row.score.points),
                "扣分": _number(row.score.deducted or None),
                "加分": _number(row.score.added or None),
                "牵头得分": _number(lead.points if lead else None),
                "牵头项数": lead and lead.pieces,
                "配合得分": _number(support.points if support else None),
                "配合项数": support and support.pieces,
                "类别": _KINDS.get(kinds.get(row.name, ""), ""),
                "说明": row.why_not,
            }
        )
    frame = pd.DataFrame(table)
    return frame.drop(columns=[c for c in ("类别", "说明") if len(frame) and not frame[c].any()])


def items(score: Score, what: str) -> pd.DataFrame:
    """Return the items led, or supported (`what`), of a score, with their points, weight and arithmetic."""
    scores = {s.code: s for s in score.items}
    return pd.DataFrame(
        [
            {
                "编号": x.code,
                "事项得分": _number(scores[x.code].points),
                "事项": x.name,
                "计分项": len(scores[x.code].lines),
                "权重": _number(x.weight),
                "计入": _number(x.earned),
                "算式": x.arithmetic,
            }
            for x in score.lines
            if x.what == what
        ],
        columns=["编号", "事项得分", "事项", "计分项", "权重", "计入", "算式"],
    )


def parts(item: Score) -> pd.DataFrame:
    """Return the indicators and commitments of one item: what each earned of 1, and how."""
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


def left_out(score: Score) -> pd.DataFrame:
    """Return what does not count, and why: items, then the parts of items that count."""
    rows = [
        (x.code, x.what, x.name, x.reason) for x in (*score.left_out, *(x for s in score.items for x in s.left_out))
    ]
    return pd.DataFrame(rows, columns=["编号", "类别", "内容", "不计分的原因"])


def deductions_and_bonuses(score: Score) -> pd.DataFrame:
    """Return deductions and bonuses before their caps."""
    rows = [("扣分", d.what, d.times, d.each, d.points, d.arithmetic) for d in score.deductions]
    rows += [("加分", b.what, b.pieces, b.each, b.points, b.arithmetic) for b in score.bonuses]
    frame = pd.DataFrame(rows, columns=["", "事由", "次数", "每次", "合计", "算式"])
    return frame.assign(每次=frame["每次"].astype(float), 合计=frame["合计"].astype(float))


def objections(rows: Iterable[Objection], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return objections with their answers, in the order given."""
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


def waivers(rows: Iterable[Waiver], names: Mapping[str, str]) -> pd.DataFrame:
    """Return waivers, with those withdrawn, in the order given."""
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


def score_changes(now: Score, then: Score) -> pd.DataFrame:
    """Return the items whose points differ between the current and the simulated score."""
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


def rank_changes(now: Scores, then: Scores, word: str) -> pd.DataFrame:
    """Return points and ranks under the rules in force and under others, the largest change first."""
    current = {r.name: r for r in now.rows}
    moves = [
        (before.rank - after.rank, before, after)
        for before, after in ((current[r.name], r) for r in then.rows)
        if before.rank and after.rank
    ]
    return pd.DataFrame(
        [
            {
                word: before.name,
                "现在": _number(before.score.points),
                "名次": before.rank,
                "设想": _number(after.score.points),
                "设想名次": after.rank,
                "名次变化": _climb(places),
            }
            for places, before, after in sorted(moves, key=lambda move: -abs(move[0]))
        ],
        columns=[word, "现在", "名次", "设想", "设想名次", "名次变化"],
    )


def _climb(places: int) -> str:
    return f"升 {places}" if places > 0 else f"降 {-places}" if places < 0 else "不变"


def formulas(rules: ScoreRules, names: Mapping[str, str]) -> pd.DataFrame:
    """Return how each kind of promise is scored, and the source of that."""
    return pd.DataFrame([{"对象": names[f.key], "算法": f.says, "出处": f.source} for f in rules.formulas])


def settings(rules: ScoreRules, numbers: bool = False) -> pd.DataFrame:
    """Return the settings of the rules; with `numbers`, numeric values are numbers, not texts."""

    def value(text: str) -> str | float:
        return float(text) if numbers and text.replace(".", "", 1).isdigit() else text

    return pd.DataFrame([{"项目": s.name, "取值": value(s.value), "出处": s.source} for s in rules.settings()])


def _each(rows: Iterable[RankedScore], word: str, frame_of: Callable[[RankedScore], pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of many scores below each other, with the name in the first column."""
    frames = [(r.name, frame_of(r)) for r in rows]
    whole = [frame.assign(**{word: name})[[word, *frame.columns]] for name, frame in frames if len(frame)]
    return pd.concat(whole, ignore_index=True) if whole else pd.DataFrame(columns=[word])


def sheets_of(rows: Sequence[RankedScore], word: str) -> dict[str, pd.DataFrame]:
    """Return all rows that these scores are computed from, a sheet a kind of row."""

    def of_items(row: RankedScore) -> pd.DataFrame:
        both = [items(row.score, what).assign(角色=what[:2]) for what in (LED, SUPPORTED)]
        return pd.concat([f for f in both if len(f)] or both[:1], ignore_index=True)

    def of_parts(row: RankedScore) -> pd.DataFrame:
        frames = [parts(s).assign(事项=s.code) for s in row.score.items if s.lines]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def closing(row: RankedScore) -> pd.DataFrame:
        return pd.DataFrame([{"得分": _number(row.score.points), "算式": row.score.closing}])

    sheets: dict[str, Callable[[RankedScore], pd.DataFrame]] = {
        "得分算式": closing,
        "事项": of_items,
        "指标和节点": of_parts,
        "不计分": lambda r: left_out(r.score),
        "扣分加分": lambda r: deductions_and_bonuses(r.score),
    }
    return {name: _each(rows, word, frame_of) for name, frame_of in sheets.items()}
