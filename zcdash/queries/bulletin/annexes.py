"""Annexes of a bulletin: the slipping items, and all items with the source of the figures."""

from __future__ import annotations

from collections.abc import Sequence

from zcdash.domain.document import (
    Annex,
    Block,
    Cited,
    Grid,
    Paragraph,
    Pieces,
    day,
    number,
    title,
)
from zcdash.domain.model import Item
from zcdash.domain.plan_words import stage_name
from zcdash.domain.terms import LIGHT_NAME, Light
from zcdash.queries.bulletin.material import LONGEST, Material, tight
from zcdash.queries.bulletin.statement_rules import state


def annexes(m: Material) -> tuple[Annex, ...]:
    """Return the list of slipping items, if there are any, and the table of all items."""
    annexes, item, name = [], m.words.item, stage_name(m.period)
    listed = [i for i in m.plan.items if m.now[i.code] is not Light.NONE]
    # Where most have no target now, as in a programme of phases, the others are the table.
    is_part = 0 < 2 * len(listed) < len(m.plan.items)
    listed, every = (listed, f"有目标的{item}") if is_part else (list(m.plan.items), f"全部{item}")
    slipping = m.items_with(Light.SLIPPING)
    if slipping:
        rows = tuple(
            (
                (state(m, "slipping", *_head(m, i.code)[0], only=[i.code]),),
                *_head(m, i.code)[1:],
                m.reasons(i.code),
                m.narrative(i.code, "problem", LONGEST) or ("—",),
                m.narrative(i.code, "next_step", LONGEST) or ("—",),
            )
            for i in slipping
        )
        columns = (*_head_columns(m), "计划与实际", "存在问题", "下步措施")
        grid = Grid("slipping", f"欠进度{item}", columns, rows)
        annexes.append(Annex(f"{name}欠进度{item}清单", (grid,)))
    return (*annexes, Annex(f"{name}{every}完成情况表", (_every_item(m, every, listed), *_notes(m))))


def _head_columns(m: Material) -> tuple[str, ...]:
    return ("编号", m.words.item, "牵头单位", *((m.words.leader,) if m.plan.leaders else ()))


def _head(m: Material, code: str) -> tuple[Pieces, ...]:
    return (
        (Cited(f"item/{code}/code", code),),
        (title(code, m.plan.item(code).title),),
        m.leads(code, "unit"),
        *((m.leads(code, "leader"),) if m.plan.leaders else ()),
    )


def _every_item(m: Material, caption: str, items: Sequence[Item]) -> Grid:
    rows: list[tuple[Pieces, ...]] = []
    for i in items:
        item = m.snapshot.standing.items[i.code]
        cells = [*_head(m, i.code)]
        if m.last:
            cells.append((Cited(f"item/{i.code}/before", LIGHT_NAME[m.last[i.code]]),))
        cells.append((Cited(f"item/{i.code}/light", LIGHT_NAME[m.now[i.code]]),))
        cells.append((Cited(f"item/{i.code}/reason", tight(item.assessment.reason)),))
        rows.append(tuple(cells))
    columns = (*_head_columns(m), *(["上期"] if m.last else []), "评定", "说明")
    return Grid("items", caption, columns, tuple(rows))


def _notes(m: Material) -> list[Block]:
    close = m.snapshot.close
    return [
        Paragraph(
            "source",
            (
                "说明：本表按",
                day("close/as_of", close["as_of"]),
                "关账（第",
                number("close/revision", close["revision"], "次"),
                "）的数据，依规则包“",
                Cited("pack/name", m.pack.name),
                "”第",
                Cited("pack/version", m.pack.version),
                "版评定；计划为第",
                number("plan/version", close["version"], "版"),
                "。关账留痕的指纹：",
            ),
            fixed=True,
        ),
        Paragraph("hash", (Cited("close/hash", m.snapshot.entry["hash"]),), fixed=True),
    ]
