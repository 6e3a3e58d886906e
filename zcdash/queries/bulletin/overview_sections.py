"""Sections on the whole plan: opening, correction, items by light."""

from __future__ import annotations

from collections.abc import Mapping

from zcdash.domain.document import (
    Block,
    Cited,
    Heading,
    Paragraph,
    Pieces,
    Strip,
    day,
    joined,
    number,
    share,
)
from zcdash.domain.rate import rate_of_counts
from zcdash.domain.rounding import percentage
from zcdash.domain.terms import LIGHT_NAME, MET, SHORT, UNFILED, Light
from zcdash.queries.bulletin import subjects
from zcdash.queries.bulletin.material import Corrected, Material
from zcdash.queries.bulletin.statement_rules import MET_WORD, RULES, SHORT_WORD, state
from zcdash.rules.rollup import counts

_APART = (
    Light.MISSING,
    Light.RETURNED,
    Light.IN_REVIEW,
    Light.LATE_DONE,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.NONE,
)
"""Lights that are counted apart, beside what meets the plan and what is short of it."""
_WHOLE = 100


def opening(m: Material) -> list[Block]:
    """Write the opening: by what order, for which period, as of when; and what a correction corrects."""
    plan, task = m.plan, m.words.task
    blocks: list[Block] = [
        Paragraph(
            "opening",
            (
                "按照《",
                Cited("plan/title", plan.title),
                "》（",
                Cited("plan/number", plan.number),
                "）要求，",
                Cited("plan/report_to", plan.report_to),
                "调度了",
                Cited("period/days", m.period.name),
                f"各项{task}的完成情况，现将",
                number("items", len(plan.items), "项"),
                f"{task}的完成情况通报如下。数据截至",
                day("close/as_of", m.snapshot.close["as_of"]),
                "。",
            ),
        )
    ]
    return blocks + (_correction(m, m.corrected) if m.corrected else [])


def _correction(m: Material, corrected: Corrected) -> list[Block]:
    """Name the bulletin that this one replaces, and every light that has changed."""
    head = (
        "本通报更正",
        m.period_name,
        "第",
        number("corrected/number", corrected.number, "期"),
        "通报（",
        day("corrected/day", corrected.day),
        "印发），原通报同时作废。",
    )
    changed = subjects.changed(m)
    if not changed:
        return [Paragraph("correction", (*head, f"各项{m.words.task}的评定没有变化。"))]
    changes = joined(
        (
            (
                *m.titles([c]),
                "由",
                Cited(f"item/{c}/corrected", LIGHT_NAME[corrected.lights[c]]),
                "更正为",
                Cited(f"item/{c}/light", LIGHT_NAME[m.now[c]]),
            )
            for c in changed
        ),
        "；",
    )
    text = state(m, "changed", "评定有变化的", number("corrected/moved", len(changed), "项"), "：", *changes, "。")
    return [Paragraph("correction", (*head, text))]


def overall(m: Material) -> list[Block]:
    """Count the items by what they reached, each share rounded by itself, and compare with the period before."""
    whole = len(m.now)
    met, short = sum(m.counts[x] for x in MET), sum(m.counts[x] for x in SHORT - UNFILED)
    rows: list[tuple[str, str, int]] = [("met", MET_WORD, met), ("short", SHORT_WORD, short)]
    rows += [(x.value, "本期没有目标" if x is Light.NONE else LIGHT_NAME[x], m.counts[x]) for x in _APART]
    rows = [row for row in rows if row[2] or row[0] == "met"]
    counted = joined((_counted(m, rule, word, n) for rule, word, n in rows), "；")
    rated = rate_of_counts(m.counts)
    text: Pieces = (number("items", whole, "项"), f"{m.words.task}中，", *counted, "。")
    text += (
        "可以评定的",
        number("rated", rated.rated, "项"),
        "中，达标率",
        share("rate", rated.met, rated.rated),
        "（",
        number("count/met", met),
        "/",
        number("rated", rated.rated),
        "）。",
    )
    if sum(percentage(n, whole) for _, _, n in rows) != _WHOLE:
        text += ("因四舍五入，各项占比之和可能不等于", number("whole", 100, "%"), "。")
    blocks: list[Block] = [Heading(1, ("总体情况",)), Paragraph("overall", text)]
    if m.snapshot.before is None or not m.shared:
        return [*blocks, Strip(f"各项{m.words.task}评定情况", m.counts, None)]
    before = counts(m.last.values())
    shown = before if m.is_comparable else None
    moves = _moves(m, m.named_beside(m.snapshot.before.period), before)
    which = "（本期与上期）" if shown else ""
    return [*blocks, *moves, Strip(f"各项{m.words.task}评定情况{which}", m.counts, shown)]


def _counted(m: Material, rule: str, word: str, count: int) -> Pieces:
    """Return 未达序时进度43项，占33.9%，其中严重滞后11项."""
    text: Pieces = (
        state(m, rule, word, number(f"count/{rule}", count, "项")),
        "，占",
        share(f"share/{rule}", count, len(m.now)),
    )
    behind = m.counts[Light.BEHIND]
    if rule != "short" or not behind:
        return text
    return (*text, "，其中", state(m, "behind", LIGHT_NAME[Light.BEHIND], number("count/behind", behind, "项")))


def _moves(m: Material, last_period: str, before: Mapping[Light, int]) -> list[Block]:
    """Compare with the period before: counts, and by name the items that recovered, fell or stayed behind."""
    rows = [("met", MET_WORD, sum(before[x] for x in MET), sum(m.counts[x] for x in MET))]
    rows += [
        (light.value, LIGHT_NAME[light], before[light], m.counts[light])
        for light in (Light.SLIPPING, Light.BEHIND, *_APART[:3])
        if before[light] or m.counts[light]
    ]
    changes = joined((_change(m, *row) for row in rows), "；")
    text: Pieces = ("与", Cited("before/name", last_period), "相比，", *changes, "。")
    if not m.is_comparable:
        shared = number("shared", len(m.shared), "项")
        text = ("与", Cited("before/name", last_period), "相比，两期都有目标的", shared, "中，")
    text += (
        state(m, "better", number("better", len(subjects.better(m)), "项"), "好转"),
        "，",
        state(m, "worse", number("worse", len(subjects.worse(m)), "项"), "退步"),
        *(piece for light in (Light.MISSING, Light.RETURNED) for piece in _lapsed(m, light)),
        "。",
    )
    blocks: list[Block] = [Paragraph("moves", text)]
    named = (
        ("risen", f"由严重滞后转为{MET_WORD}的", "。"),
        ("fallen", f"由{MET_WORD}降为严重滞后的", "。"),
        ("again", "连续两期严重滞后的", "，须作为下一步督查的重点。"),
    )
    for rule, words, end in named:
        codes = m.subjects(rule, RULES[rule].made)
        if codes:
            count = number(rule, len(codes), "项")
            blocks.append(Paragraph(rule, (state(m, rule, words, count, "：", *m.titles(codes)), end)))
    return blocks


def _lapsed(m: Material, light: Light) -> Pieces:
    """Name the items that met the plan in the period before and have no result now: ，另有1项由达标转为未报送（18-10）."""
    rule = f"met_to_{light}"
    codes = m.subjects(rule, RULES[rule].made)
    if not codes:
        return ()
    named = joined((Cited(f"item/{c}/code", c),) for c in codes)
    count = number(rule, len(codes), "项")
    return ("，另有", state(m, rule, count, f"由达标转为{LIGHT_NAME[light]}（", *named, "）"))


def _change(m: Material, rule: str, label: str, was: int, now: int) -> Pieces:
    count = number(f"count/{rule}", now, "项")
    if was == now:
        return (state(m, rule, label, "仍为", count),)
    return (state(m, rule, label, "由", number(f"before/{rule}", was, "项"), "变为", count),)
