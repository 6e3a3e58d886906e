"""What every printed number and citation of a bulletin must be, worked out from the facts and not from its sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from zcdash import store
from zcdash.domain.model import LIGHT_NAME, Basis, Direction, Light, Responsibility, State
from zcdash.domain.period import Period
from zcdash.queries.bulletin.material import Corrected, quoted, tight
from zcdash.queries.bulletin.reassess import Judged, Reassessed
from zcdash.rules.deadline import deadline
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import Figures
from zcdash.rules.rollup import percentages
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import NarrativeRow

Known = dict[str, Any]
_GOOD = frozenset({Light.ON_TRACK, Light.AHEAD})
_SHORT = frozenset({Light.BEHIND, Light.SLIPPING, Light.MISSING})
_BETTER = (
    Light.BEHIND,
    Light.MISSING,
    Light.SLIPPING,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.LATE_DONE,
    Light.ON_TRACK,
    Light.AHEAD,
)


def expected(ledger: Ledger, now: Reassessed, before: Reassessed | None, corrected: Corrected | None) -> Known:
    """Key → what must be printed under it: a number, a day, or words."""
    known: Known = {}
    for some in (
        _plan(now),
        _lights(now, before),
        _leaders(now),
        _chapters(now),
        _parts(now),
        _lists(ledger, now),
        _words(ledger, now),
        _returns(ledger, now),
        _year(now),
    ):
        known.update(some)
    if before:
        known["before/name"] = before.at.period.short_name
        known.update({f"item/{code}/before": LIGHT_NAME[light] for code, light in before.lights.items()})
    if corrected:
        moved = sum(corrected.lights[c] is not light for c, light in now.lights.items())
        known |= {"corrected/number": corrected.number, "corrected/day": corrected.day, "corrected/moved": moved}
    return known


def _plan(now: Reassessed) -> Known:
    plan, close, period = now.at.plan, now.at.close, now.at.period
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
        at = Period.parse(later[0])
        known |= {"next/name": at.short_name, "next/deadline": deadline(at, plan.report_day)[0]}
    for i in plan.items:
        known |= {f"item/{i.code}/title": i.title, f"item/{i.code}/code": i.code}
    for c in plan.chapters:
        known |= {f"chapter/{c.number}/name": c.name, f"chapter/{c.number}/title": c.title}
    names = {x.name for x in (*plan.units, *plan.leaders)}
    joined = {"、".join(_holders(now, i.code, "unit")) for i in plan.items}
    return known | {f"name/{n}": n for n in names | joined}


def _holders(now: Reassessed, code: str, kind: str) -> list[str]:
    return [r.name for r in now.at.plan.responsible if (r.item, r.kind, r.role) == (code, kind, Responsibility.LEAD)]


def _lights(now: Reassessed, before: Reassessed | None) -> Known:
    counted = Counter(now.lights.values())
    whole = {light: counted[light] for light in Light}
    known: Known = {f"count/{light}": n for light, n in whole.items()}
    known |= {f"share/{light}": s for light, s in zip(whole, percentages(list(whole.values())), strict=True)}
    known["count/good"] = sum(counted[light] for light in _GOOD)
    known["other"] = counted[Light.MISSING] + counted[Light.UNDETERMINED]
    if before:
        then, both = Counter(before.lights.values()), [(before.lights[c], now.lights[c]) for c in now.lights]
        known |= {f"before/{light}": then[light] for light in Light} | {
            "before/good": sum(then[light] for light in _GOOD)
        }
        ranked = [(_BETTER.index(a), _BETTER.index(b)) for a, b in both if Light.NONE not in (a, b)]
        known |= {
            "better": sum(b > a for a, b in ranked),
            "worse": sum(b < a for a, b in ranked),
            "risen": sum(a is Light.BEHIND and b in _GOOD for a, b in both),
            "again": sum(a is b is Light.BEHIND for a, b in both),
        }
    return known


def _group(of: str, lights: Iterable[Light]) -> Known:
    counted = Counter(lights)
    known: Known = {f"{of}/{light}": counted[light] for light in Light} | {f"{of}/items": counted.total()}
    known[f"{of}/other"] = counted[Light.UNDETERMINED] + counted[Light.PENDING] + counted[Light.NONE]
    if counted:
        known[f"{of}/good"] = 100 * sum(counted[light] for light in _GOOD) / counted.total()
    return known


def _leaders(now: Reassessed) -> Known:
    known: Known = {}
    arrivals = {unit: late for unit, _, _, late in arrivals_of(now) if late is not None}
    asked = {unit for unit, *_ in arrivals_of(now)}
    for leader in now.at.plan.leaders:
        held = [r for r in now.at.plan.responsible if r.kind == "leader" and r.name == leader.name]
        led = {r.item for r in held if r.role is Responsibility.LEAD}
        due, key = {now.at.plan.reporting_unit_by_item[c] for c in led} & asked, f"leader/{leader.name}"
        known |= _group(key, (now.lights[r.item] for r in held))
        known |= {
            f"{key}/led": len(led),
            f"{key}/returns": len(due),
            f"{key}/on_time": sum(arrivals.get(u) == 0 for u in due),
        }
    return known


def _chapters(now: Reassessed) -> Known:
    known: Known = {}
    for c in now.at.plan.chapters:
        known |= _group(f"chapter/{c.number}", (now.lights[i.code] for i in now.at.plan.items if i.chapter == c.number))
    return known


def _parts(now: Reassessed) -> Known:
    known: Known = {}
    for (kind, code), one in now.found.items():
        known |= {
            f"{kind}/{code}/light": LIGHT_NAME[one.assessment.light],
            f"{kind}/{code}/reason": tight(one.assessment.reason),
        }
    for i in now.at.plan.indicators:
        one, key = now.found["indicator", i.code], f"indicator/{i.code}"
        planned, actual = one.figures.judged(i.basis)
        known |= {
            f"{key}/name": i.name,
            f"{key}/annual": i.annual,
            f"{key}/baseline": i.baseline,
            f"{key}/planned": planned,
            f"{key}/actual": actual,
            f"{key}/actual_total": actual,
        }
        base = i.baseline if i.direction is Direction.HOLD else planned
        if base is not None and actual is not None:
            known[f"{key}/gap"] = abs(actual - base)
            known[f"{key}/ratio"] = 100 * actual / base if base > 0 and i.basis is not Basis.GROWTH else None
    for c in now.at.plan.commitments:
        if ("commitment", c.code) in now.found:
            key, one = f"commitment/{c.code}", now.found["commitment", c.code]
            text = f"{c.project}：{c.text}" if c.project else c.text
            known |= {f"{key}/text": text, f"{key}/due": c.due, f"{key}/done_on": one.done_on}
    return known


def _lists(ledger: Ledger, now: Reassessed) -> Known:
    """How many items stand in each of the lists."""
    plan, known = now.at.plan, Counter()
    written, units = dict(_written(ledger, now)), {u for p, u in now.at.counting if p == now.at.period.text}
    for i in plan.items:
        if now.lights[i.code] in _SHORT:
            for unit in _holders(now, i.code, "unit"):
                known[f"short/{unit}"] += 1
            filed = now.at.plan.reporting_unit_by_item[i.code] in units
            known["silent"] += filed and not quoted(written.get(i.code, {}).get("problem", ""))
        like = [one for one in _of_item(now, i.code) if one.assessment.light is now.lights[i.code]]
        known[f"item/{i.code}/more"] = len(like) - 3
    found: Known = dict(known)
    shown = [now.found["indicator", i.code] for i in plan.indicators if i.headline]
    shown = [one for one in shown if one.figures.planned is not None and one.figures.actual is not None]
    return found | {"headline/items": len(shown), "headline/good": sum(one.assessment.light in _GOOD for one in shown)}


def _of_item(now: Reassessed, code: str) -> Iterator[Judged]:
    plan = now.at.plan
    for kind, some in (("indicator", plan.indicators), ("commitment", plan.commitments)):
        yield from (now.found[kind, x.code] for x in some if x.item == code and (kind, x.code) in now.found)


def _written(ledger: Ledger, now: Reassessed) -> Iterator[tuple[str, NarrativeRow]]:
    """(item, what was written of it), from the submissions that the close names."""
    used = {r["submission"]: r["unit"] for r in store.periods.close_submissions(ledger, now.at.close["close"])}
    for row in store.submissions.narratives(ledger, tuple(used)):
        if now.at.plan.reporting_unit_by_item.get(row["item"]) == used[row["submission"]]:
            yield row["item"], row


def _words(ledger: Ledger, now: Reassessed) -> Known:
    return {
        f"words/{item}/{what}": quoted(row[what])
        for item, row in _written(ledger, now)
        for what in ("problem", "next_step")
    }


def arrivals_of(now: Reassessed) -> list[tuple[str, date, date | None, int | None]]:
    """(unit that was asked, its deadline, the day it came, days late): from the signatures themselves."""
    at, period = now.at, now.at.period.text
    days: dict[str, list[date]] = {}
    for p in at.passages:
        if p.period != period:
            continue
        signed = [s for s in p.given if s.decision == "signed" and s.step != "office"]
        whole = {s.leader for s in signed if s.step == "deputy"} >= set(p.items) and any(
            s.step == "unit_head" for s in signed
        )
        came = [p.filed_on] if at.by_sending else [max(s.signed_on for s in signed)] if whole else []
        days.setdefault(p.unit, []).extend(came)
    found = []
    for unit in dict.fromkeys(_asked(now)):
        limit, came = at.limits.of(period, unit), min(days.get(unit, []), default=None)
        found.append((unit, limit, came, max((came - limit).days, 0) if came else None))
    return found


def _asked(now: Reassessed) -> Iterator[str]:
    at, earlier = now.at, [p for p in now.at.plan.periods if Period.parse(p) < now.at.period]
    yield from (at.plan.reporting_unit(i) for i in at.plan.indicators)
    yield from (at.plan.reporting_unit(t) for t in at.plan.targets if t.period == at.period.text)
    for c in at.plan.commitments:
        last = [r.state for r in now.reports.get(c.code, []) if r.period.text in earlier][-1:]
        if c.period == at.period.text or (c.period in earlier and not c.ongoing and last != [State.DONE]):
            yield at.plan.reporting_unit(c)


def _returns(ledger: Ledger, now: Reassessed) -> Known:
    rows = arrivals_of(now)
    sent = {p.unit: p for p in reversed(now.at.passages) if p.period == now.at.period.text}
    never = [unit for unit, limit, _, _ in rows if unit not in sent and now.day > limit]
    known: Known = {
        "returns/asked": len(rows),
        "returns/on_time": sum(late == 0 for *_, late in rows),
        "returns/missing": len(never),
        "returns/late": sum(bool(late) for *_, late in rows),
        "returns/uncounted": sum(u in sent and (now.at.period.text, u) not in now.at.counting for u, *_ in rows),
        "returns/on_way": sum(u in sent and came is None for u, _, came, _ in rows),
    }
    for unit, limit, came, late in rows:
        known |= {f"return/{unit}/deadline": limit, f"return/{unit}/day": came, f"return/{unit}/late": late}
        known |= {f"return/{unit}/course": sent[unit].course.word} if unit in sent else {}
    return known


def _year(now: Reassessed) -> Known:
    known: Known = {}
    for i in now.at.plan.indicators:
        if i.headline:
            series = [
                f if f.period <= now.at.period else Figures(f.period, f.planned, f.planned_total, None, None, f.filed)
                for f in now.figures[i.code]
            ]
            known[f"forecast/{i.code}"] = tight(forecast(i, series).sentence)
    return known
