"""Expected value of every number and citation in a bulletin: a deliberate second implementation, for the proof.

It works from the reassessed facts alone and shares nothing with the sections that print them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from zcdash import store
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import short_stage_name, stage_name
from zcdash.domain.submission import Decision
from zcdash.domain.terms import LIGHT_NAME, MET, RATED, SHORT, UNFILED, Light, Responsibility
from zcdash.queries.bulletin.arrivals import arrivals_of
from zcdash.queries.bulletin.expected_parts import Known, lists, parts, percent
from zcdash.queries.bulletin.material import Corrected, quoted, tight
from zcdash.queries.bulletin.reassess import Reassessed
from zcdash.rules.deadline import plan_deadlines
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import Figures
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import NarrativeRow

_ORDER = (Light.BEHIND, Light.SLIPPING, Light.LATE_DONE, Light.ON_TRACK, Light.AHEAD)


def expected(ledger: Ledger, now: Reassessed, before: Reassessed | None, corrected: Corrected | None) -> Known:
    """Return key → what must be printed under it: a number, a day, or a text."""
    known: Known = {
        **_plan(now),
        **_lights(now, before),
        **_leaders(now),
        **_chapters(now),
        **_units(now),
        **parts(now),
        **lists(now),
        **_narratives(ledger, now),
        **_submissions(now),
        **_year(now),
    }
    if before:
        known["before/name"] = short_stage_name(before.at.period, now.at.period)
        known.update({f"item/{code}/before": LIGHT_NAME[light] for code, light in before.lights.items()})
    if corrected:
        moved = sum(corrected.lights[c] is not light for c, light in now.lights.items())
        known |= {"corrected/number": corrected.number, "corrected/day": corrected.day, "corrected/moved": moved}
        known.update({f"item/{code}/corrected": LIGHT_NAME[light] for code, light in corrected.lights.items()})
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
        "period/days": period.name,
        "plan/version": close["version"],
        "period/name": stage_name(period),
        "close/as_of": close["as_of"],
        "close/revision": close["revision"],
        "close/hash": now.at.entry["hash"],
        "pack/name": now.rules.name,
        "pack/version": now.rules.version,
        "items": plan.item_count,
        "whole": 100,
        "annex/slipping": 1,
    }
    later = [p for p in plan.periods if Period.parse(p) > period]
    if later:
        following = Period.parse(later[0])
        known |= {"next/name": short_stage_name(following, period), "next/deadline": plan_deadlines(plan)[later[0]][0]}
    for i in plan.items:
        known |= {f"item/{i.code}/title": i.title, f"item/{i.code}/code": i.code}
    for c in plan.chapters:
        quoted_title = c.title.translate({0x201C: "‘", 0x201D: "’"})
        known |= {f"chapter/{c.number}/name": c.name, f"chapter/{c.number}/title": quoted_title}
    names = {u.name for u in plan.units} | {x.name for x in plan.leaders}
    return known | {f"name/{name}": name for name in names}


def _lights(now: Reassessed, before: Reassessed | None) -> Known:
    counted = Counter(now.lights.values())
    apart: dict[str, Iterable[Light]] = {"met": MET, "short": SHORT - UNFILED}
    apart |= {light.value: [light] for light in Light}
    known: Known = {f"count/{name}": sum(counted[x] for x in lights) for name, lights in apart.items()}
    known |= {f"share/{name}": percent(known[f"count/{name}"], counted.total()) for name in apart}
    known["rated"] = sum(counted[x] for x in RATED)
    known["rate"] = percent(known["count/met"], known["rated"])
    if before:
        then = Counter(before.lights.values())
        both = [(before.lights[c], now.lights[c]) for c in now.lights if c in before.lights]
        known |= {f"before/{name}": sum(then[x] for x in lights) for name, lights in apart.items()}
        known["shared"] = sum(Light.NONE not in pair for pair in both)
        ranked = [(_ORDER.index(a), _ORDER.index(b)) for a, b in both if a in _ORDER and b in _ORDER]
        known |= {
            "better": sum(b > a for a, b in ranked),
            "worse": sum(b < a for a, b in ranked),
            "risen": sum(a is Light.BEHIND and b in MET for a, b in both),
            "fallen": sum(a in MET and b is Light.BEHIND for a, b in both),
            **{f"met_to_{x}": sum(a in MET and b is x for a, b in both) for x in (Light.MISSING, Light.RETURNED)},
            "again": sum(a is b is Light.BEHIND for a, b in both),
        }
    return known


def _group(of: str, lights: Iterable[Light]) -> Known:
    counted = Counter(lights)
    known: Known = {f"{of}/{light}": counted[light] for light in Light} | {f"{of}/items": counted.total()}
    known[f"{of}/other"] = counted[Light.UNDETERMINED] + counted[Light.PENDING] + counted[Light.NONE]
    known[f"{of}/met"] = sum(counted[light] for light in MET)
    known[f"{of}/rated"] = sum(counted[light] for light in RATED)
    known[f"{of}/rate"] = percent(known[f"{of}/met"], known[f"{of}/rated"])
    return known


def _leaders(now: Reassessed) -> Known:
    known: Known = {}
    late_days = {a.unit: a.late_days for a in arrivals_of(now)}
    back = _sent_back(now)
    for leader in now.at.plan.leaders:
        roles = [r for r in now.at.plan.responsible if r.kind == "leader" and r.name == leader.name]
        led = {r.item for r in roles if r.role is Responsibility.LEAD}
        due = {unit for unit, item in _answers(now.at.plan) if item in led} & late_days.keys()
        key = f"leader/{leader.name}"
        known |= _group(key, (now.lights[r.item] for r in roles))
        known |= {
            f"{key}/led": len(led),
            f"{key}/returns": len(due),
            f"{key}/on_time": sum(late_days[u] == 0 and u not in back for u in due),
        }
    return known


def _answers(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield (unit, item) for every unit that reports an item or a part of it."""
    yield from ((unit, item) for item, unit in plan.reporting_unit_by_item.items())
    yield from ((plan.reporting_unit(i), i.item) for i in plan.indicators)
    yield from ((plan.reporting_unit(c), c.item) for c in plan.commitments)


def _units(now: Reassessed) -> Known:
    """Return the rates of the lead units, and the units that report each item."""
    plan = now.at.plan
    known: Known = {}
    for unit in plan.units:
        led = [light for code, light in now.lights.items() if unit.name in plan.leads_of(code, "unit")]
        known |= _group(f"unit/{unit.name}", led)
    for unit_name, item in _answers(plan):
        known |= {f"unfiled/{item}/{unit_name}": unit_name, f"reports/{item}/{unit_name}": unit_name}
        known[f"silent/{item}/{unit_name}"] = unit_name
    return known


def _chapters(now: Reassessed) -> Known:
    known: Known = {}
    for c in now.at.plan.chapters:
        known |= _group(f"chapter/{c.number}", (now.lights[i.code] for i in now.at.plan.items if i.chapter == c.number))
    return known


def _written(ledger: Ledger, now: Reassessed) -> Iterator[tuple[str, NarrativeRow]]:
    """Yield (item, narrative) from the submissions that the close names: of the unit that reports it, or of all that lead it."""
    plan = now.at.plan
    units = {r["submission"]: r["unit"] for r in store.periods.close_submissions(ledger, now.at.close["close"])}
    for row in store.submissions.narratives(ledger, tuple(units)):
        item, unit = row["item"], units[row["submission"]]
        one = len(plan.leads_of(item, "unit")) == 1
        if unit == plan.reporting_unit_by_item.get(item) if one else unit in plan.writing_units(item):
            yield item, row


def problems(ledger: Ledger, now: Reassessed) -> dict[str, str]:
    """Return item, indicator or commitment → cause that its unit wrote in the submissions that the close names."""
    plan = now.at.plan
    units = {r["submission"]: r["unit"] for r in store.periods.close_submissions(ledger, now.at.close["close"])}
    reports = {i.code: plan.reporting_unit(i) for i in plan.indicators}
    reports |= {c.code: plan.reporting_unit(c) for c in plan.commitments}
    notes = [(r["indicator"], r) for r in store.submissions.actuals(ledger, tuple(units))]
    written = {code: quoted(r["note"]) for code, r in notes if reports.get(code) == units[r["submission"]]}
    for state in store.submissions.progress(ledger, tuple(units)):
        if reports.get(state["commitment"]) == units[state["submission"]]:
            written[state["commitment"]] = quoted(state["note"])
    for item, row in _written(ledger, now):
        key = f"{item}/{row['unit']}" if len(plan.leads_of(item, "unit")) > 1 else item
        written[key] = quoted(row["problem"]) or written.get(key, "")
    return written


def _narratives(ledger: Ledger, now: Reassessed) -> Known:
    known: Known = {}
    rows = list(_written(ledger, now))
    for item in {item for item, _ in rows}:
        by_unit = {row["unit"]: row for of, row in rows if of == item}
        order = sorted(by_unit, key=now.at.plan.writing_units(item).index) if len(by_unit) > 1 else [*by_unit]
        for column in ("problem", "next_step"):
            texts = {unit: str(by_unit[unit][column]) for unit in order}
            if len(texts) == 1:
                known[f"words/{item}/{column}"] = quoted(texts[order[0]])
            else:
                said = [f"{unit}：{text.strip().rstrip('。；')}" for unit, text in texts.items() if text.strip()]
                known[f"words/{item}/{column}"] = quoted("；".join(said))
    return known


def _sent_back(now: Reassessed) -> set[str]:
    """Return the units whose newest submission of the period was sent back."""
    newest = {s.unit: s for s in reversed(now.at.submissions) if s.period == now.at.period.text}
    return {unit for unit, s in newest.items() if any(x.decision is Decision.RETURNED for x in s.given)}


def _submissions(now: Reassessed) -> Known:
    arrivals = arrivals_of(now)
    period = now.at.period.text
    newest = {s.unit: s for s in reversed(now.at.submissions) if s.period == period}
    first = {s.unit: s for s in now.at.submissions if s.period == period}
    back = _sent_back(now)
    known: Known = {
        "returns/asked": len(arrivals),
        "returns/on_time": sum(a.late_days == 0 and a.unit not in back for a in arrivals),
        "returns/late": sum(bool(a.late_days) and a.unit not in back for a in arrivals),
        "returns/signing": sum(a.came_on is None and a.unit in newest.keys() - back for a in arrivals),
        "returns/unit_missing": sum(a.unit not in newest and now.day > a.deadline for a in arrivals),
        "returns/unit_pending": sum(a.unit not in newest and now.day <= a.deadline for a in arrivals),
        "returns/unit_returned": sum(a.unit in back for a in arrivals),
    }
    asked = {a.unit for a in arrivals}
    uncounted = [s for unit, s in newest.items() if unit in asked and (period, unit) not in now.at.counting]
    stages = Counter(s.course.stage.value for s in uncounted)
    known |= {f"returns/unit_{stage}": stages[stage] for stage in ("head", "deputy", "office")}
    for unit, limit, came_on, late_days in arrivals:
        key = f"return/{unit}"
        known |= {f"{key}/deadline": limit, f"{key}/day": came_on, f"{key}/late": late_days}
        if unit in newest:
            known |= {f"{key}/sent": first[unit].filed_on, f"{key}/newest": newest[unit].filed_on}
            known[f"{key}/waiting"] = "、".join(newest[unit].course.waiting)
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
                    summed=f.summed,
                )
                for f in now.figures[i.code]
            ]
            known[f"forecast/{i.code}"] = tight(forecast(i, series, now.rules).sentence)
    return known
