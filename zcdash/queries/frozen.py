"""Standing of a plan at a period as one of its closes froze it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from zcdash import store
from zcdash.domain.assessment import Assessment, CauseCode
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.rounding import exact
from zcdash.domain.submission import View
from zcdash.domain.terms import Direction, State
from zcdash.domain.units_over_time import units_at
from zcdash.errors import NotProven, PackInvalid
from zcdash.queries.item_standing import CommitmentStanding, IndicatorStanding, ItemStanding, Standing, item_standing
from zcdash.rules import bands
from zcdash.rules.commitments import at_periods, with_commitment_sentence
from zcdash.rules.facts import frozen_assessment, lacking
from zcdash.rules.items import with_item_sentence
from zcdash.rules.lights import Figures, relative_words, with_indicator_sentence
from zcdash.rules.rule_pack import RulePack, parse_rule_pack
from zcdash.rules.series import upper_end
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseAssessmentRow, CloseRow

_ADVICE = "请运行 python -m zcdash verify 核对台账。"


def frozen_standing(ledger: Ledger, close: CloseRow) -> Standing:
    """Return the standing of a close from the facts that it froze; sentences are rendered from them anew.

    Raises NotProven where a frozen row is missing or its facts do not belong together.
    """
    try:
        items = _items(ledger, close)
    except KeyError as missing:
        raise NotProven(f"关账冻结的记录里缺少 {missing.args[0]}。", _ADVICE) from missing
    except (ValueError, PackInvalid) as broken:
        raise NotProven(f"关账冻结的记录前后不符（{broken}）。", _ADVICE) from broken
    return Standing(
        plan=close["plan"],
        version=close["version"],
        period=Period.parse(close["period"]),
        pack=close["pack"],
        as_of=close["as_of"],
        deadline=close["deadline"],
        items=items,
        view=View.CLOSED,
        revision=close["revision"],
    )


def _items(ledger: Ledger, close: CloseRow) -> dict[str, ItemStanding]:
    plan = units_at(store.plans.plan_version(ledger, close["plan"], close["version"]), close["period"])
    pack = parse_rule_pack(close["pack_text"])
    period = Period.parse(close["period"])
    rows = {(r["kind"], r["code"]): r for r in store.periods.close_assessments(ledger, close["close"])}
    indicators: dict[str, list[IndicatorStanding]] = {i.code: [] for i in plan.items}
    commitments: dict[str, list[CommitmentStanding]] = {i.code: [] for i in plan.items}
    for i in plan.indicators:
        indicators[i.item].append(_indicator(i, plan, period, rows["indicator", i.code], pack))
    for c, _ in at_periods(plan.commitments, plan.periods, pack)[period.text]:
        commitments[c.item].append(_commitment(c, rows["commitment", c.code]))
    return {
        i.code: item_standing(
            i.code,
            tuple(indicators[i.code]),
            tuple(commitments[i.code]),
            pack,
            partial(_item, rows["item", i.code], period.text),
            plan.units_of_parts(i.code),
        )
        for i in plan.items
    }


def _indicator(
    indicator: Indicator, plan: Plan, period: Period, row: CloseAssessmentRow, pack: RulePack
) -> IndicatorStanding:
    figures = Figures(
        period=period,
        planned=row["planned"],
        planned_total=row["planned_total"],
        actual=row["actual"],
        actual_total=row["actual_total"],
        filed=row["filed"],
        lacking=lacking(row),
        upper=upper_end(indicator, plan.periods, period.text, plan.totals_since_start),
    )
    planned, actual = figures.judged(indicator.basis)
    compared = indicator.baseline if indicator.direction is Direction.HOLD else planned
    if row["cause"] == CauseCode.ONLY_ANNUAL:
        compared = indicator.annual
    allowed = None
    if row["cause"] == CauseCode.WITHIN_TOLERANCE and compared is not None:
        allowed = float(bands.tolerance(indicator, exact(compared), pack))
    assessment = frozen_assessment(
        row,
        period.text,
        planned=compared,
        actual=actual,
        tolerance=allowed,
        upper=figures.upper,
        words=relative_words(indicator, period.text),
    )
    return IndicatorStanding(
        indicator=indicator,
        figures=figures,
        planned=planned,
        actual=actual,
        assessment=with_indicator_sentence(indicator, assessment),
    )


def _commitment(commitment: Commitment, row: CloseAssessmentRow) -> CommitmentStanding:
    assessment = frozen_assessment(row, commitment.period, due=commitment.due)
    state = State(row["state"]) if row["state"] else None
    return CommitmentStanding(commitment, state, row["done_on"], with_commitment_sentence(commitment, assessment))


def _item(row: CloseAssessmentRow, period: str, again: Assessment, parts: Mapping[str, Assessment]) -> Assessment:
    """Return the assessment of an item as it was frozen.

    What is not frozen of its cause follows from its parts, unless today's program makes something else of these.
    """
    frozen = frozen_assessment(row, period, worst=parts[row["part"]] if row["part"] else None)
    now, then = again.cause, frozen.cause
    is_same = (again.light, now.code, now.part, now.more) == (
        frozen.calculated or frozen.light,
        then.code,
        then.part,
        then.more,
    )
    return with_item_sentence(replace(frozen, cause=now) if is_same else frozen)
