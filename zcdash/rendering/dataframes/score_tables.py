"""Tables of the year-end assessment: ranking, the rows of a score, simulated scores, objections, waivers, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from zcdash.domain.period import Period
from zcdash.rendering.protocols.score import Objection, RankedScore, Score, ScoreRules, Scores, Waiver

LED, SUPPORTED = "牵头事项", "配合事项"


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def ranking(rows: Iterable[RankedScore], word: str) -> pd.DataFrame:
    """Return the scores in the order given; `word` heads the column of names."""
    table = []
    for row in rows:
        lead, support = (next((a for a in row.score.apart if a.role == role), None) for role in ("lead", "support"))
        table.append(
            {
                word: row.title,
                "等次": row.band,
                "得分": _number(row.score.points),
                "名次": row.rank,
                "其他权重下": row.swing,
                "扣分": _number(row.score.deducted or None),
                "加分": _number(row.score.added or None),
                "计分项": row.parts,
                "牵头得分": _number(lead.points if lead else None),
                "牵头项数": lead and lead.pieces,
                "配合得分": _number(support.points if support else None),
                "配合项数": support and support.pieces,
                "分组": row.group,
                "说明": row.why_not,
            }
        )
    frame = pd.DataFrame(table)
    return frame.drop(columns=[c for c in ("等次", "名次", "其他权重下", "说明") if len(frame) and not frame[c].any()])


def other_weights(row: RankedScore) -> pd.DataFrame:
    """Return a score as it stands and under other weights, with its place among the same peers, if it has one, and its 等次."""
    table = [("本办法", _number(row.score.points), row.rank, row.band)]
    table += [(e.weights, _number(e.points), e.rank if row.rank else None, e.band) for e in row.elsewhere]
    frame = pd.DataFrame(table, columns=["权重", "得分", "名次", "等次"])
    return frame.drop(columns=[c for c in ("名次", "等次") if not frame[c].any()])


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


def two_scores(now: Scores, then: Scores, word: str, heads: tuple[str, str]) -> pd.DataFrame:
    """Return everybody's points and places under two sets of rules, named by `heads`, the largest change of points first."""
    after = {r.name: r for r in then.rows}
    rows = [(r, after[r.name]) for r in now.rows if r.name in after]
    table = [
        {
            word: one.title,
            heads[0]: _number(one.score.points),
            f"{heads[0]}名次": _place(one),
            heads[1]: _number(other.score.points),
            f"{heads[1]}名次": _place(other),
            "得分变化": _change(one, other),
        }
        for one, other in rows
    ]
    frame = pd.DataFrame(table)
    return frame.sort_values("得分变化", key=lambda c: -c.abs(), kind="stable", ignore_index=True) if table else frame


def _place(row: RankedScore) -> str:
    """Return the place among peers, or the 等次 where there is none."""
    return f"第 {row.rank} 名" if row.rank else row.band or "不排名"


def _change(one: RankedScore, other: RankedScore) -> float | None:
    if one.score.points is None or other.score.points is None:
        return None
    return float(other.score.points - one.score.points)


def formulas(rules: ScoreRules, names: Mapping[str, str]) -> pd.DataFrame:
    """Return how each kind of promise is scored, and the source of that."""
    return pd.DataFrame([{"对象": names[f.key], "算法": f.says, "出处": f.source} for f in rules.formulas])


def settings(rules: ScoreRules, numbers: bool = False) -> pd.DataFrame:
    """Return the settings of the rules; with `numbers`, numeric values are numbers, not texts."""

    def value(text: str) -> str | float:
        return float(text) if numbers and text.replace(".", "", 1).isdigit() else text

    return pd.DataFrame([{"项目": s.name, "取值": value(s.value), "出处": s.source} for s in rules.settings()])


def setting_changes(one: ScoreRules, other: ScoreRules, heads: tuple[str, str]) -> pd.DataFrame:
    """Return the settings that differ between two sets of rules, with the source of the second's value."""
    before, after = ({s.name: s for s in rules.settings()} for rules in (one, other))
    names = [n for n in {**after, **before} if n not in before or n not in after or before[n].value != after[n].value]
    return pd.DataFrame(
        [
            {
                "项目": n,
                heads[0]: before[n].value if n in before else "—",
                heads[1]: after[n].value if n in after else "—",
                "出处": (after.get(n) or before[n]).source,
            }
            for n in names
        ]
    )


def _each(rows: Iterable[RankedScore], word: str, frame_of: Callable[[RankedScore], pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of many scores below each other, with the name in the first column."""
    frames = [(r.title, frame_of(r)) for r in rows]
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
        "其他权重": lambda r: other_weights(r) if r.elsewhere else pd.DataFrame(),
    }
    return {name: _each(rows, word, frame_of) for name, frame_of in sheets.items()}
