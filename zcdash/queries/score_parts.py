"""The parts of the year-end assessment: every indicator and commitment, as far as the year has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zcdash.domain.model import Assessment, Basis, Direction, Indicator, Light, format_number
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.queries.approvals import latest_by_unit
from zcdash.queries.clock import today
from zcdash.queries.periods import period_states, unit_deadlines
from zcdash.queries.rule_packs import adopted, pack
from zcdash.queries.standing import CommitmentStanding, IndicatorStanding, ItemStanding, year
from zcdash.rules.approval import Stage
from zcdash.rules.lights import WORST_FIRST, indicator_at
from zcdash.rules.score_part import Part, commitment_part, number_part, year_end_figures
from zcdash.store.ledger import Ledger

_RANK = {light: n for n, light in enumerate((*WORST_FIRST, Light.NONE))}


def fingerprint(part: Part) -> str:
    """What a judgement of the part rests on: when these words change, it is no longer in force."""
    return f"{part.period} {format_number(part.planned)} {format_number(part.actual)} {part.light.value}"


class Parts:
    """Item → its parts, up to a period; with them the indicators as they would be scored at the end of the year."""

    def __init__(
        self,
        ledger: Ledger,
        plan: Plan,
        through: Period,
        annual_alone: bool,
        waived: Mapping[str, str],
        decided: Mapping[str, tuple[Light, str]],
    ) -> None:
        self.plan, self.annual_alone, self.waived, self.decided = plan, annual_alone, waived, decided
        self.standings = year(ledger, plan.id)
        self.limits, self.day, self.pack = unit_deadlines(ledger, plan), today(ledger), pack(adopted(ledger))
        self.last = plan.periods[-1]
        self.periods = [p for p in plan.periods if Period.parse(p) <= through]
        self.so_far = self.last not in self.periods or self.day <= self.limits.of(self.last)
        closed = {s.period.text for s in period_states(ledger, plan.id) if s.close}
        self.waited_for = {
            key
            for key, one in latest_by_unit(ledger, plan.id).items()
            if one.course.stage is not Stage.ACCEPTED and one.period not in closed
        }
        """(period, unit) of the returns on their way."""
        self.on_way: set[str] = set()
        """Codes of the parts that nothing counts of yet, since their return is on its way."""
        self.at_year_end: dict[str, Part] = {}
        self.carried: dict[str, float] = {}
        found: dict[str, list[Part]] = {i.code: [] for i in plan.items}
        found_at = {
            p: {s.indicator.code: s for i in s_.items.values() for s in i.indicators}
            for p, s_ in self.standings.items()
        }
        for i in plan.indicators:
            found[i.item].append(self._number(i, [found_at[p][i.code] for p in plan.periods]))
        for period in self.periods:
            for item in self.standings[period].items.values():
                found[item.code] += [self._commitment(item, c) for c in item.commitments]
        self.of_item = {code: tuple(parts) for code, parts in found.items()}

    def _number(self, i: Indicator, series: list[IndicatorStanding]) -> Part:
        """At the last period that has a planned value and is due: reported already, or past its deadline."""
        unit = self.plan.reporting_unit(i)
        so_far = series[: len(self.periods)]
        due = [s for s in so_far if s.figures.actual is not None or self._over(s.figures.period.text, unit)]
        at_end = self._at_end(i, series)
        over = bool(due) and due[-1].figures.period.text == self.last
        at = year_end_figures(i, [s.figures for s in due or so_far[:1]], self.annual_alone and over)
        if at.planned is None and at_end is not None and i.direction is not Direction.HOLD:
            # Only the year is promised, and the year is not over.
            return self._ruled(at_end, Assessment(Light.PENDING, ""))
        now = next(s for s in so_far if s.figures.period == at.period)
        judged = now.assessment
        if not due and (now.figures.period.text, unit) in self.waited_for:
            self.on_way.add(i.code)
            judged = Assessment(Light.PENDING, "")
        if at.planned != now.figures.planned and not judged.calculated:
            judged = indicator_at(i, at, self.pack, self.limits.of(at.period.text, unit), self.day)
        return self._ruled(number_part(i, at, judged.light), judged)

    def _over(self, period: str, unit: str) -> bool:
        """Whether the unit's deadline has passed, and no return of it is under way."""
        return self.day > self.limits.of(period, unit) and (period, unit) not in self.waited_for

    def _at_end(self, i: Indicator, series: list[IndicatorStanding]) -> Part | None:
        """The indicator at the end of the year, still without an actual; None where the year's end promises nothing."""
        whole = [s.figures for s in series]
        at = year_end_figures(i, whole, self.annual_alone)
        part = number_part(i, replace(at, actual=None, actual_total=None), Light.PENDING)
        if at.period.text != self.last or part.planned is None:
            return None
        before = whole[-2].actual_total if i.basis is Basis.QUARTER and len(whole) > 1 else None
        self.at_year_end[i.code], self.carried[i.code] = part, before or 0.0
        return part

    def _commitment(self, item: ItemStanding, one: CommitmentStanding) -> Part:
        c, judged = one.commitment, one.assessment
        if judged.light is Light.MISSING and (c.period, self.plan.reporting_unit(c)) in self.waited_for:
            self.on_way.add(c.code)
            judged = Assessment(Light.PENDING, "")
        return self._ruled(commitment_part(c, judged.light), judged)

    def _ruled(self, part: Part, judged: Assessment) -> Part:
        """The part with what the office ruled on it: a waiver, an objection upheld, an override of the part or of its item."""
        item = self.standings[part.period].items[part.item].assessment
        light = judged.light if judged.calculated else _by_item(judged.light, item)
        part = replace(
            part,
            light=light or judged.light,
            decided=bool(judged.calculated or light),
            waived=self.waived.get(part.code) or self.waived.get(part.item, ""),
        )
        ruled = self.decided.get(part.code)
        return replace(part, light=ruled[0], decided=True) if ruled and ruled[1] == fingerprint(part) else part


def _by_item(own: Light, item: Assessment) -> Light | None:
    """What an override of the item makes of a part of it, None where nothing.

    An item's light is its worst part's. So a better light speaks of every part that is worse than it, and a worse light of
    those that the item had its own light from.
    """
    if item.calculated in (None, item.light) or own is Light.NONE:
        return None
    better = _RANK[item.light] > _RANK[item.calculated]
    spoken_of = _RANK[own] < _RANK[item.light] if better else own is item.calculated
    return item.light if spoken_of else None
