"""Items as HTML: the list with lights in every period, and the parts of one item; tables that become cards on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zcdash.domain.assessment import DISPLAY_ORDER, Assessment, CauseCode
from zcdash.domain.model import Indicator, Item
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.rounding import exact, half_up
from zcdash.domain.submission import DESK_NAME, Step
from zcdash.domain.terms import STATE_NAME, UNFILED, Basis, Light
from zcdash.rendering.formatting import amount, basis_name, planned_text, short_day
from zcdash.rendering.html.templating import link, render
from zcdash.rendering.protocols.standing import CommitmentStanding, IndicatorStanding, ItemLine, ItemStanding
from zcdash.rendering.rule_links import rule_link

Row = dict[str, Any]
_MOST_PERIODS = 5


def item_list(lines: Iterable[ItemLine], plan: str, periods: Sequence[str], now: str) -> str:
    """Return items, one a row: light, title and who leads, reason, n of m parts that meet, the light in every period.

    `now` is the period that the first columns speak of; of many periods only those beside it are shown.
    """
    return render(
        "item_list.html",
        lines=lines,
        plan=plan,
        periods=[Period.parse(p) for p in _beside(periods, now)],
        now=now,
        order=[light for light in DISPLAY_ORDER if light is not Light.NONE],
        desks=DESK_NAME,
    )


def _beside(periods: Sequence[str], now: str) -> Sequence[str]:
    """Return the periods that a row has room for: up to the one after `now`, and before it."""
    last = max(periods.index(now) + 2, _MOST_PERIODS) if periods else 0
    return periods[max(min(last, len(periods)) - _MOST_PERIODS, 0) : last]


def part_list(
    items: Sequence[ItemStanding], plan: Plan, period: str, notes: Mapping[str, str], order: Sequence[Light]
) -> str:
    """Return the parts of items at a period, one a row, by the `order` of lights; `notes` by code follow the reasons."""
    rows = [_indicator_row(s, plan, period, notes.get(s.indicator.code, "")) for i in items for s in i.indicators]
    rows += [_commitment_row(s, plan) for i in items for s in i.commitments]
    rows.sort(key=lambda row: order.index(row["light"]))
    return render("part_list.html", head="指标、节点", rows=rows, now="")


def indicator_list(standings: Iterable[IndicatorStanding], plan: Plan, period: str) -> str:
    """Return indicators at a period, one a row, each with the item that it belongs to."""
    rows = [_indicator_row(s, plan, period, "") | {"item": plan.item_titles[s.indicator.item]} for s in standings]
    return render("part_list.html", head="指标", rows=rows, now="")


def period_list(
    year: Mapping[str, IndicatorStanding], plan: Plan, now: str, actual: Mapping[str, float], notes: Mapping[str, str]
) -> str:
    """Return one indicator over the year, a period a row; `actual` as reported, `notes` by period follow the reasons."""
    rows = [
        _indicator_row(s, plan, period, notes.get(period, "")) | _period(s.indicator, period, actual.get(period))
        for period, s in year.items()
    ]
    return render("part_list.html", head="期", rows=rows, now=now)


def _period(indicator: Indicator, period: str, actual: float | None) -> Row:
    at = Period.parse(period)
    under = basis_name(indicator, at)
    if indicator.basis is Basis.QUARTER:
        planned, done = amount(indicator.planned.get(period), indicator.unit), amount(actual, indicator.unit)
        under += f"（当季计划 {planned}，当季实际 {done}）"
    return {"name": at.short_name, "address": "", "under": under, "period": period}


def _indicator_row(s: IndicatorStanding, plan: Plan, period: str, note: str) -> Row:
    indicator, cause, ratio = s.indicator, s.assessment.cause, s.assessment.ratio
    only_annual = cause.code is CauseCode.ONLY_ANNUAL
    unit = plan.reporting_unit(indicator)
    share = "—" if ratio is None else f"{half_up(exact(ratio) * 100, 1)}%"
    return _row(s.assessment, unit) | {
        "is_key": False,
        "name": f"{indicator.code} {indicator.name}",
        "address": link("indicator", plan=plan.id, period=period, indicator=indicator.code),
        "under": f"{basis_name(indicator, Period.parse(period))}　{unit}",
        "planned": f"全年 {amount(cause.planned, indicator.unit)}" if only_annual else _planned(s, period),
        "actual": amount(cause.actual if only_annual else s.actual, indicator.unit),
        "share": f"{share}（参考）" if only_annual and ratio is not None else share,
        "reason": "；".join(filter(None, (s.assessment.reason, note))),
    }


def _planned(s: IndicatorStanding, period: str) -> str:
    """Return the planned value as compared; with the printed words where it is relative, a range or a strict bound."""
    indicator, summed = s.indicator, s.indicator.basis in (Basis.CUMULATIVE, Basis.QUARTER)
    has_words = (
        period in indicator.relative or period in indicator.upper or (indicator.strict and s.planned is not None)
    )
    return planned_text(indicator, period) if has_words and not summed else amount(s.planned, indicator.unit)


def _commitment_row(s: CommitmentStanding, plan: Plan) -> Row:
    commitment = s.commitment
    unit = plan.reporting_unit(commitment)
    state = STATE_NAME[s.state] if s.state else "—"
    # The other columns say all of a commitment that was done in time.
    is_plain = s.assessment.light is Light.ON_TRACK and not s.assessment.override
    return _row(s.assessment, unit) | {
        "is_key": commitment.key,
        "name": "：".join(filter(None, (commitment.project, commitment.text))),
        "address": "",
        "under": f"{commitment.code}　{'持续工作　' if commitment.ongoing else ''}{unit}",
        "planned": f"{short_day(commitment.due)}前" if commitment.exact else "期末前",
        "actual": f"{short_day(s.done_on)}{state}" if s.done_on else state,
        "share": "—",
        "reason": "" if is_plain else s.assessment.reason,
    }


def _row(assessment: Assessment, unit: str) -> Row:
    return {
        "light": assessment.light,
        "desk": desk(assessment, unit),
        "item": "",
        "period": "",
        "rule": rule_link(assessment.cause),
    }


def pack_changes(
    rows: Iterable[tuple[Item, Assessment, Assessment]], packs: tuple[str, str], plan: str, period: str
) -> str:
    """Return the items whose light differs under two rule packs, each with both lights and reasons."""
    return render("pack_changes.html", rows=rows, base=packs[0], other=packs[1], plan=plan, period=period)


def desk(assessment: Assessment, unit: str) -> str:
    """Return at whose desk a part lies that is not accepted yet: with its reporting `unit`, a signer, or the office."""
    if assessment.light not in UNFILED | {Light.PENDING}:
        return ""
    on_way = assessment.cause.on_way
    if on_way is None or on_way.returned_on:
        return f"在{unit}"
    match on_way.awaits:
        case Step.UNIT_HEAD:
            return f"在{unit}主要负责人处"
        case Step.DEPUTY:
            return f"在{'、'.join(on_way.waiting)}处"
    return "在督查室"
