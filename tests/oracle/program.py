"""Years of the oracle played into the program: plans and acts translated, acts written day by day, lights asked for.

Acts go through the store's own functions and the commands that need no file, at the clock of their day; what a unit's workbook
would have been read as is given as values. The year that goes through workbooks and commands only is in `test_commands.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from tests.helpers import OFFICE, Clock
from tests.oracle import shapes
from tests.oracle.shapes import Act
from zcdash import commands, queries, store
from zcdash.auth.permissions import Permission
from zcdash.domain import audit, model
from zcdash.domain.assessment import Assessment
from zcdash.domain.plan import Plan
from zcdash.domain.relative import with_relative_values
from zcdash.domain.submission import Actual, Decision, Explanation, Progress, Step, Submission, View
from zcdash.domain.terms import Basis, Direction, Responsibility, State, UnitKind
from zcdash.queries.item_standing import Standing
from zcdash.store.ledger import Ledger

LEADERS = ("路德芝", "刘冀中")
PLAN = "oracle-2017"
KINDS = {"王村镇政府": UnitKind.TOWN, "周村经济开发区管委会": UnitKind.ZONE}


def number(text: str | None) -> float | None:
    return None if text is None else float(text)


def translated(plan: shapes.Plan, name: str = PLAN) -> Plan:
    """Return a plan as the program has it. Texts are those that nothing depends on."""
    units = dict.fromkeys([i.lead for i in plan.items] + [p.reporting_unit for p in plan.by_code.values()])
    return Plan(
        id=name,
        number="周政发〔2017〕2号",
        title="年度目标",
        issuer="周村区人民政府",
        issued=date(2017, 1, 20),
        periods=plan.periods,
        item_count=len(plan.items),
        deadline_rule="day:5",
        report_to="区政府督查室",
        signers=("单位主要负责人", "分管区长"),
        contact="",
        source_file="",
        chapters=(model.Chapter(1, "经济"),),
        units=tuple(model.Unit(name=u, kind=KINDS.get(u, UnitKind.DEPARTMENT)) for u in units if u),
        leaders=tuple(model.Leader(name, "副区长") for name in LEADERS),
        items=tuple(_item(n, i) for n, i in enumerate(plan.items, 1)),
        responsible=tuple(r for n, i in enumerate(plan.items) for r in _responsible(n, i)),
        targets=(),
        commitments=tuple(_commitment(c) for c in plan.commitments),
        indicators=tuple(_indicator(i) for i in plan.indicators),
        doubts=(),
        cells=(),
    )


def _item(number: int, item: shapes.Item) -> model.Item:
    title = f"事项{item.code}"
    return model.Item(
        number=number, code=item.code, chapter=1, seq=number, focus="", title=title, goal=title, deadline="", lines=""
    )


def leader_of(place: int) -> str:
    return LEADERS[place % 2]


def _responsible(place: int, item: shapes.Item) -> Iterator[model.Responsible]:
    for kind, name in (("unit", item.lead), ("leader", leader_of(place))):
        role = Responsibility.LEAD
        yield model.Responsible(item=item.code, name=name, role=role, order=1, assumed=False, kind=kind)


def _commitment(c: shapes.Commitment) -> model.Commitment:
    return model.Commitment(
        code=c.code,
        item=c.item,
        period=c.period,
        project="",
        text=f"节点{c.code}",
        due=date.fromisoformat(c.due),
        exact=c.due != shapes.ends(c.period),
        ongoing=c.ongoing,
        reporting_unit=c.reporting_unit,
        key=c.key,
    )


def _indicator(i: shapes.Indicator) -> model.Indicator:
    indicator = model.Indicator(
        code=i.code,
        item=i.item,
        name=f"指标{i.code}",
        unit=i.unit,
        basis=Basis(i.basis),
        direction=Direction(i.direction),
        tolerance=number(i.tolerance),
        baseline=number(i.baseline),
        annual=number(i.annual),
        reporting_unit=i.reporting_unit,
        planned={p: float(text) for p, text in i.planned.items()},
        upper={p: float(text) for p, text in i.upper.items()},
        relative={p: float(Fraction(text) * 100) for p, text in i.relative.items()},
        strict=i.strict,
    )
    return with_relative_values(indicator)


@dataclass(frozen=True)
class Lights:
    """Values of one part or item at a period that are compared."""

    calculated: str
    effective: str
    in_item: str = ""
    """For a part: its light as it counts in the item, with an override of that."""
    counts: tuple[int, int, int] | None = None
    """For an item: parts that meet the plan, parts rated, parts unfiled."""


@dataclass
class Program:
    """Program with one plan, and the acts played into it so far."""

    ledger: Ledger
    clock: Clock
    plan: shapes.Plan
    name: str = PLAN
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    """(unit, period) → number of the last return filed."""
    awaits: dict[tuple[str, str], Step] = field(default_factory=dict)
    deputies: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    signed: list[dict[str, object]] = field(default_factory=list)
    """Sign-offs of the day that aren't written yet."""

    @cached_property
    def item_of(self) -> dict[str, str]:
        return {i.code: i.code for i in self.plan.items} | {c: p.item for c, p in self.plan.by_code.items()}

    def play(self, acts: Iterable[Act]) -> None:
        """Play acts, which stand in order of day. The sign-offs of a day are written together, before anything looks at them."""
        for day, of_day in groupby(acts, key=lambda a: a.day):
            self.clock.at = noon(day)
            for act, run in groupby(of_day, key=lambda a: a.act):
                if act in ("close", "override"):
                    self._write_sign_offs()
                if act == "override":
                    self._override(list(run))
                else:
                    for a in run:
                        getattr(self, f"_{a.act}")(a)
            self._write_sign_offs()

    def _file(self, a: Act) -> None:
        values, words = [], []
        for code, text in a.rows.items():
            if isinstance(text, str):
                try:
                    row = Actual(indicator=code, value=float(text), typed=text, note="", sheet="指标", cell="I4")
                    values.append(row)
                except ValueError:
                    words.append(Explanation(code, text, "指标", "I4"))
        submission = Submission(
            plan=self.name,
            version=1,
            period=a.period,
            unit=a.unit,
            filed_by="张三",
            filed_at=self.clock(),
            filed_on=date.fromisoformat(a.day),
            file_name="报送.xlsx",
            file_bytes=b"xlsx",
            actuals=values,
            explanations=words,
            progress=[_progress(code, word) for code, word in a.rows.items() if not isinstance(word, str)],
        )
        self.last[a.unit, a.period] = store.submissions.save_submission(self.ledger, submission)
        self.awaits[a.unit, a.period] = Step.UNIT_HEAD
        items = {self.item_of[code] for code in a.rows if code in self.item_of}
        self.deputies[a.unit, a.period] = sorted(
            {leader_of(n) for n, i in enumerate(self.plan.items) if i.code in items}
        )

    def _sign_off(self, a: Act, step: Step, decision: Decision, leaders: Iterable[str] = ("",)) -> None:
        self.signed += [
            {
                "submission": self.last[a.unit, a.period],
                "step": step.value,
                "decision": decision.value,
                "leader": leader,
                "name": leader or "某某",
                "login": "",
                "note": "数不对" if decision is Decision.RETURNED else "",
                "substitute": False,
                "codes": "",
                "signed_at": self.clock(),
                "signed_on": date.fromisoformat(a.day),
            }
            for leader in leaders
        ]

    def _write_sign_offs(self) -> None:
        if self.signed:
            self.ledger.append(audit.Act(what="审签", name="某某"), "sign_off", self.signed)
            self.signed = []

    def _sign(self, a: Act) -> None:
        """Sign as the unit's head, the next time as every deputy mayor concerned."""
        key = a.unit, a.period
        leaders = [""] if self.awaits[key] is Step.UNIT_HEAD else self.deputies[key]
        self._sign_off(a, self.awaits[key], Decision.SIGNED, leaders)
        self.awaits[key] = Step.DEPUTY

    def _accept(self, a: Act) -> None:
        self._sign_off(a, Step.OFFICE, Decision.SIGNED)

    def _send_back(self, a: Act) -> None:
        self._sign_off(a, Step.UNIT_HEAD, Decision.RETURNED)

    def _extend(self, a: Act) -> None:
        row = {
            "plan": self.name,
            "period": a.period,
            "unit": a.unit,
            "kind": "extension",
            "until": date.fromisoformat(a.until),
            "reason": "数据未出",
            "name": OFFICE.name,
            "granted_at": self.clock(),
        }
        self.ledger.append(OFFICE.act(Permission.EXTEND), "concession", [row])

    def _close(self, a: Act) -> None:
        commands.periods.close(self.ledger, OFFICE, self.name, a.period, "到期")

    def _reopen(self, a: Act) -> None:
        commands.periods.reopen(self.ledger, OFFICE, self.name, a.period, "更正")

    def _override(self, acts: list[Act]) -> None:
        """Override lights as the command does, all of a run together."""
        plan, _ = store.plans.load_plan(self.ledger, self.name)
        statuses = queries.approvals.submission_statuses(self.ledger, self.name)
        rows = [
            {
                "plan": self.name,
                "period": a.period,
                "code": a.code,
                "light": a.light,
                "reason": "已研究",
                "rests_on": queries.overrides.rests_on(self.ledger, plan, a.period, a.code, statuses),
                "name": OFFICE.name,
                "set_at": self.clock(),
            }
            for a in acts
        ]
        self.ledger.append(OFFICE.act(Permission.OVERRIDE), "override", rows)

    def year(self, day: str, pack: str, view: View = View.OFFICIAL) -> dict[str, Standing]:
        """Return every period of the plan, asked for on a day."""
        self.clock.at = noon(day)
        return queries.standing.year(self.ledger, self.name, view, pack)

    def as_of(self, day: str, pack: str, view: View = View.OFFICIAL) -> dict[str, Standing]:
        """Return every period of the plan as an earlier day knew it."""
        with queries.as_of.known_on(self.ledger, date.fromisoformat(day)) as known:
            return queries.standing.year(known, self.name, view, pack)


def _progress(code: str, word: tuple[str, ...]) -> Progress:
    done_on = date.fromisoformat(word[1]) if len(word) > 1 else None
    return Progress(commitment=code, state=State(word[0]), done_on=done_on, note="", sheet="节点", cell="E4")


def noon(day: str) -> datetime:
    """Return noon in Shanghai, as the ledger keeps it."""
    return datetime.fromisoformat(f"{day}T04:00")


def started(ledger: Ledger, clock: Clock, plan: shapes.Plan, name: str = PLAN) -> Program:
    """Record a plan in a ledger that runs by the clock."""
    clock.at = noon("2017-01-20")
    store.plans.record_plan(ledger, translated(plan, name), "首次载入", audit.Act(what="载入计划", name="某某"))
    return Program(ledger, clock, plan, name)


def lights(standings: dict[str, Standing]) -> dict[tuple[str, str], Lights]:
    """Return (code, period) → lights of every part and item. A part that an item doesn't list at a period has no light there."""
    found = {}
    for period, standing in standings.items():
        for item in standing.items.values():
            rate = item.rate
            found[item.code, period] = _lights(item.assessment, counts=(rate.met, rate.rated, item.unfiled))
            in_item = item.parts
            own = {s.indicator.code: s.assessment for s in item.indicators}
            own |= {s.commitment.code: s.assessment for s in item.commitments}
            for code, assessment in own.items():
                found[code, period] = _lights(assessment, in_item[code].light.value)
    return found


def _lights(a: Assessment, in_item: str = "", counts: tuple[int, int, int] | None = None) -> Lights:
    return Lights((a.calculated or a.light).value, a.light.value, in_item, counts)
