"""Expected value of every number and citation in a bulletin: a deliberate second implementation, for the proof.

It works from the reassessed facts alone and shares nothing with the sections that print them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from zcdash import store
from zcdash.domain.model import LIGHT_NAME, MET, SHORT, Basis, Direction, Indicator, Light, Responsibility
from zcdash.domain.period import Period
from zcdash.queries.bulletin.arrivals import arrivals_of
from zcdash.queries.bulletin.material import Corrected, quoted, tight
from zcdash.queries.bulletin.reassess import Reassessed, Reassessment
from zcdash.rules.deadline import deadline
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import Figures
from zcdash.rules.rollup import percentages
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import NarrativeRow

Known = dict[str, Any]
_BETTER = (
    Light.BEHIND,
    Light.MISSING,
    Light.RETURNED,
    Light.SLIPPING,
    Light.IN_REVIEW,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.LATE_DONE,
    Light.ON_TRACK,
    Light.AHEAD,
)


def expected(ledger: Ledger, now: Reassessed, before: Reassessed | None, corrected: Corrected | None) -> Known:
    """Return key → what must be printed under it: a number, a day, or a text."""
    known: Known = {
        **_plan(now),
        **_lights(now, before),
        **_leaders(now),
        **_chapters(now),
        **_parts(now),
        **_lists(ledger, now),
        **_narratives(ledger, now),
        **_submissions(now),
        **_year(now),
    }
    if before:
        known["before/name"] = before.at.period.short_name
        known.update({f"item/{code}/before": LIGHT_NAME[light] for code, light in before.lights.items()})
    if corrected:
        moved = sum(corrected.lights[c] is not light for c, light in now.lights.items())
        known |= {"corrected/number": corrected.number, "corrected/day": corrected.day, "corrected/moved": moved}
    return known


def _plan(now: Reassessed) -> Known:
    plan = now.at.plan
    close = now.at.close
    period = now.at.period
    known: Known = {
        "plan/title": plan.title,
        "plan/number": plan.number,
        "plan/report_to": plan.report_to,
        "plan/contact": plan.contact,
        "plan/signers": "、".join(plan.signers),
        "plan/subject": plan.title.removeprefix(f"{plan.year}年"),
        "plan/version": close["version"],
        "period/name": period.name,
        "close/as_of": close["as_of"],
        "close/revision": close["revision"],
        "close/hash": now.at.entry["hash"],
        "pack/name": now.rules.name,
        "pack/version": now.rules.version,
        "items": plan.item_count,
        "annex/slipping": 1,
    }
    later = [p for p in plan.periods if Period.parse(p) > period]
    if later:
        following = Period.parse(later[0])
        known |= {"next/name": following.short_name, "next/deadline": deadline(following, plan.report_day)[0]}
    for i in plan.items:
        known |= {f"item/{i.code}/title": i.title, f"item/{i.code}/code": i.code}
    for c in plan.chapters:
        known |= {f"chapter/{c.number}/name": c.name, f"chapter/{c.number}/title": c.title}
    names = {u.name for u in plan.units} | {x.name for x in plan.leaders}
    names |= {"、".join(_lead_units(now, i.code)) for i in plan.items}
    return known | {f"name/{name}": name for name in names}


def _lead_units(now: Reassessed, code: str) -> list[str]:
    return list(now.at.plan.leads_of(code, "unit"))


def _lights(now: Reassessed, before: Reassessed | None) -> Known:
    counted = Counter(now.lights.values())
    whole = {light: counted[light] for light in Light}
    known: Known = {f"count/{light}": n for light, n in whole.items()}
    known |= {f"share/{light}": s for light, s in zip(whole, percentages(list(whole.values())), strict=True)}
    known["count/good"] = sum(counted[light] for light in MET)
    known["other"] = sum(counted[x] for x in (Light.MISSING, Light.RETURNED, Light.IN_REVIEW, Light.UNDETERMINED))
    if before:
        then = Counter(before.lights.values())
        both = [(before.lights[c], now.lights[c]) for c in now.lights]
        known |= {f"before/{light}": then[light] for light in Light}
        known["before/good"] = sum(then[light] for light in MET)
        ranked = [(_BETTER.index(a), _BETTER.index(b)) for a, b in both if Light.NONE not in (a, b)]
        known |= {
            "better": sum(b > a for a, b in ranked),
            "worse": sum(b < a for a, b in ranked),
            "risen": sum(a is Light.BEHIND and b in MET for a, b in both),
            "again": sum(a is b is Light.BEHIND for a, b in both),
        }
    return known


def _group(of: str, lights: Iterable[Light]) -> Known:
    counted = Counter(lights)
    known: Known = {f"{of}/{light}": counted[light] for light in Light} | {f"{of}/items": counted.total()}
    known[f"{of}/other"] = counted[Light.UNDETERMINED] + counted[Light.PENDING] + counted[Light.NONE]
    if counted:
        known[f"{of}/good"] = 100 * sum(counted[light] for light in MET) / counted.total()
    return known


def _leaders(now: Reassessed) -> Known:
    known: Known = {}
    late_days = {a.unit: a.late_days for a in arrivals_of(now)}
    for leader in now.at.plan.leaders:
        roles = [r for r in now.at.plan.responsible if r.kind == "leader" and r.name == leader.name]
        led = {r.item for r in roles if r.role is Responsibility.LEAD}
        due = {now.at.plan.reporting_unit_by_item[c] for c in led} & late_days.keys()
        key = f"leader/{leader.name}"
        known |= _group(key, (now.lights[r.item] for r in roles))
        known |= {
            f"{key}/led": len(led),
            f"{key}/returns": len(due),
            f"{key}/on_time": sum(late_days[u] == 0 for u in due),
        }
    return known


def _chapters(now: Reassessed) -> Known:
    known: Known = {}
    for c in now.at.plan.chapters:
        known |= _group(f"chapter/{c.number}", (now.lights[i.code] for i in now.at.plan.items if i.chapter == c.number))
    return known


def _parts(now: Reassessed) -> Known:
    known: Known = {}
    for (kind, code), part in now.by_key.items():
        known[f"{kind}/{code}/light"] = LIGHT_NAME[part.assessment.light]
        known[f"{kind}/{code}/reason"] = tight(part.assessment.reason)
    for i in now.at.plan.indicators:
        known |= _indicator(i, now.by_key["indicator", i.code])
    for c in now.at.plan.commitments:
        if ("commitment", c.code) in now.by_key:
            key = f"commitment/{c.code}"
            text = f"{c.project}：{c.text}" if c.project else c.text
            known |= {
                f"{key}/text": text,
                f"{key}/due": c.due,
                f"{key}/done_on": now.by_key["commitment", c.code].done_on,
            }
    return known


def _indicator(indicator: Indicator, part: Reassessment) -> Known:
    key = f"indicator/{indicator.code}"
    planned, actual = part.figures.judged(indicator.basis) if part.figures else (None, None)
    known: Known = {
        f"{key}/name": indicator.name,
        f"{key}/annual": indicator.annual,
        f"{key}/baseline": indicator.baseline,
        f"{key}/planned": planned,
        f"{key}/actual": actual,
        f"{key}/actual_total": actual,
    }
    base = indicator.baseline if indicator.direction is Direction.HOLD else planned
    if base is not None and actual is not None:
        known[f"{key}/gap"] = abs(actual - base)
        known[f"{key}/ratio"] = 100 * actual / base if base > 0 and indicator.basis is not Basis.GROWTH else None
    return known


def _lists(ledger: Ledger, now: Reassessed) -> Known:
    """Return how many items stand in each of the lists."""
    plan = now.at.plan
    numbers: Counter[str] = Counter()
    narratives = dict(_written(ledger, now))
    filed = {unit for period, unit in now.at.counting if period == now.at.period.text}
    for i in plan.items:
        if now.lights[i.code] in SHORT:
            for unit in _lead_units(now, i.code):
                numbers[f"short/{unit}"] += 1
            problem = narratives[i.code]["problem"] if i.code in narratives else ""
            numbers["silent"] += now.at.plan.reporting_unit_by_item[i.code] in filed and not quoted(problem)
        like = [part for part in _of_item(now, i.code) if part.assessment.light is now.lights[i.code]]
        numbers[f"item/{i.code}/more"] = len(like) - 3
    headline = [now.by_key["indicator", i.code] for i in plan.indicators if i.headline]
    shown = [p for p in headline if p.figures and p.figures.planned is not None and p.figures.actual is not None]
    good = sum(part.assessment.light in MET for part in shown)
    return {**numbers, "headline/items": len(shown), "headline/good": good}


def _of_item(now: Reassessed, code: str) -> Iterator[Reassessment]:
    for i in now.at.plan.indicators:
        if i.item == code:
            yield now.by_key["indicator", i.code]
    for c in now.at.plan.commitments:
        if c.item == code and ("commitment", c.code) in now.by_key:
            yield now.by_key["commitment", c.code]


def _written(ledger: Ledger, now: Reassessed) -> Iterator[tuple[str, NarrativeRow]]:
    """Yield (item, narrative) from the submissions that the close names."""
    units = {r["submission"]: r["unit"] for r in store.periods.close_submissions(ledger, now.at.close["close"])}
    for row in store.submissions.narratives(ledger, tuple(units)):
        if now.at.plan.reporting_unit_by_item.get(row["item"]) == units[row["submission"]]:
            yield row["item"], row


def _narratives(ledger: Ledger, now: Reassessed) -> Known:
    known: Known = {}
    for item, row in _written(ledger, now):
        known[f"words/{item}/problem"] = quoted(row["problem"])
        known[f"words/{item}/next_step"] = quoted(row["next_step"])
    return known


def _submissions(now: Reassessed) -> Known:
    arrivals = arrivals_of(now)
    period = now.at.period.text
    latest = {s.unit: s for s in reversed(now.at.submissions) if s.period == period}
    sent = [a for a in arrivals if a.unit in latest]
    known: Known = {
        "returns/asked": len(arrivals),
        "returns/on_time": sum(a.late_days == 0 for a in arrivals),
        "returns/missing": sum(a.unit not in latest and now.day > a.deadline for a in arrivals),
        "returns/late": sum(bool(a.late_days) for a in arrivals),
        "returns/uncounted": sum((period, a.unit) not in now.at.counting for a in sent),
        "returns/on_way": sum(a.came_on is None for a in sent),
    }
    for unit, limit, came_on, late_days in arrivals:
        key = f"return/{unit}"
        known |= {f"{key}/deadline": limit, f"{key}/day": came_on, f"{key}/late": late_days}
        if unit in latest:
            known[f"{key}/course"] = latest[unit].course.word
    return known


def _year(now: Reassessed) -> Known:
    known: Known = {}
    for i in now.at.plan.indicators:
        if i.headline:
            series = [
                f
                if f.period <= now.at.period
                else Figures(
                    period=f.period,
                    planned=f.planned,
                    planned_total=f.planned_total,
                    actual=None,
                    actual_total=None,
                    filed=f.filed,
                )
                for f in now.figures[i.code]
            ]
            known[f"forecast/{i.code}"] = tight(forecast(i, series, now.rules).sentence)
    return known
