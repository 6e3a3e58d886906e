"""Makes the sample returns of the other plans: `python data/samples/make_returns.py`. Everything in them is invented.

Each plan of `PLAYED` is worked in a scratch ledger up to its day: every unit's form is filled in by a seeded hand and filed on
the page, signed, sent back, closed by the commands that people use. What was typed goes to returns.csv, what was done to
more_acts.csv, people without a row in people.csv to more_people.csv, and the day of each plan to days.csv.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from data.samples.hands import Hand  # noqa: E402  the script's own folder is on the path, the root is not
from data.samples.make import GIVEN, PLAN, SURNAMES, in_order, write  # noqa: E402
from data.samples.played import PLAYED, Played  # noqa: E402
from zcdash import auth, commands, queries, store  # noqa: E402
from zcdash.auth.permissions import Account, Permission  # noqa: E402
from zcdash.commands.sample_returns import COLUMNS, FILE, ReturnKey, rows_of  # noqa: E402
from zcdash.commands.samples import SAMPLE_NAME, SampleFolder, play  # noqa: E402
from zcdash.domain.period import Period  # noqa: E402
from zcdash.intake.form import COMMITMENTS, INDICATORS, ITEMS, NOTE, PROGRESS, STATE_NOTE, Form  # noqa: E402
from zcdash.intake.web_form import FormCells  # noqa: E402
from zcdash.queries.approvals import SubmissionStatus  # noqa: E402
from zcdash.queries.notice_proposals import Proposal  # noqa: E402
from zcdash.rules.approval import Stage  # noqa: E402
from zcdash.rules.deadline import plan_deadlines  # noqa: E402
from zcdash.rules.notices import Kind  # noqa: E402
from zcdash.store.ledger import Ledger  # noqa: E402

SEED = 20190814
PLANS = HERE.parent / "plans"
PEOPLE_HEAD = ("login", "name", "role", "unit", "leader")
ACTS_HEAD = ("at", "login", "act", "plan", "period", "unit", "what", "note")
UPTO = {"head": Stage.HEAD, "deputy": Stage.DEPUTY, "office": Stage.OFFICE}
"""Fate of a return → the stage at which it still waits on the plan's day."""
RETURN_NOTES = (
    "进展只写了“正在推进”，请写清完成了什么、什么时候完成",
    "完成日期与现场核查不一致，请核对后重报",
    "没有写存在的问题和下步措施，请补充",
)


class Year:
    """One plan, worked in a ledger up to its day, with the list of what was done and typed."""

    def __init__(self, ledger: Ledger, played: Played, people: Mapping[str, Account]) -> None:
        self.ledger, self.played, self.people = ledger, played, people
        self.plan = queries.plans.plan(ledger, played.plan)
        self.by = {(a.role.value, a.unit or a.leader): login for login, a in people.items()}
        self.acts: list[tuple[str, ...]] = []
        self.returns: dict[ReturnKey, FormCells] = {}
        self.later = [(datetime.fromisoformat(at), *rest) for at, *rest in played.acts]
        """Acts that are still to come."""

    def do(
        self, at: datetime, login: str, act: str, period: str, unit: str = "", what: str = "", note: str = ""
    ) -> None:
        """Do an act at a time in UTC, and list it."""
        row = (f"{at:%Y-%m-%d %H:%M:%S}", login, act, self.played.plan, period, unit, what, note)
        self.ledger.clock = lambda: at
        samples = SampleFolder(HERE, self.returns)
        play(self.ledger, self.people, samples, dict(zip(ACTS_HEAD, row, strict=True)))
        self.acts.append(row)

    def play(self) -> None:
        """Work every period whose deadline lies before the plan's day, then close it where time allows."""
        day = self.played.day
        midnight, deadlines = datetime.min.time(), plan_deadlines(self.plan)
        periods = [text for text, (deadline, _) in deadlines.items() if deadline <= day]
        for text in periods:
            self.do_later(datetime.combine(deadlines[text][0] - timedelta(days=4), midnight))
            forms = queries.forms.forms(self.ledger, self.plan.id, text)
            fates = self.fates(text, list(forms), is_last=text == periods[-1])
            for unit in in_order(forms):
                if fates[unit] != "missing":
                    self.file(text, unit, fates[unit])
            ready = max(deadlines[text][0], Period.parse(text).ends) + timedelta(days=5)
            if text != periods[-1] and ready < day:
                self.close(text, ready, [unit for unit, fate in fates.items() if fate == "missing"])

        self.do_later(datetime.combine(day, midnight))

    def do_later(self, until: datetime) -> None:
        """Do the acts that are due by a moment, the earliest first."""
        for act in sorted(a for a in self.later if a[0] <= until):
            self.later.remove(act)
            self.do(*act)

    def fates(self, period: str, units: list[str], is_last: bool) -> dict[str, str]:
        """Course of each unit's return: accepted, late, missing, sent back, or waiting for somebody."""
        hand = random.Random(f"{SEED} {self.played.plan} {period}")
        drawn = hand.sample(units, len(units))
        n = len(units)
        if is_last:
            counts = {
                "missing": n // 9,
                "late": n // 10,
                "returned": n // 12,
                "head": n // 9,
                "deputy": n // 7,
                "office": n // 7,
            }
        else:
            counts = {"missing": n // 14, "late": n // 9, "again": n // 12}
        if period in self.played.complete:
            counts = {"again": n // 12}
        fates = [fate for fate, count in counts.items() for _ in range(count)]
        return dict(self.played.fates.get(period, {})) | {
            unit: self.played.fates.get(period, {}).get(unit, fate)
            for unit, fate in zip(drawn, [*fates, *["accepted"] * (n - len(fates))], strict=True)
        }

    def file(self, period: str, unit: str, fate: str) -> None:
        """Fill in and file a unit's form, have it signed as far as it gets."""
        hand = random.Random(f"{SEED} {self.played.plan} {period} {unit}")
        form = queries.forms.form(self.ledger, self.plan.id, period, unit)
        at = self.moment(form, hand, late=fate == "late")
        status = self.filed(form, at, hand, "1")
        if fate in ("again", "returned"):
            self.do(at + timedelta(hours=1), self.by["head", unit], "sign", period, unit)
            code = next(iter(status.codes), "")
            self.do(
                at + timedelta(hours=3),
                self.signer(status, unit),
                "send_back",
                period,
                unit,
                code,
                hand.choice(RETURN_NOTES),
            )
            if fate == "returned":
                return
            at += timedelta(hours=5)
            status = self.filed(form, at, random.Random(f"{hand.random()} again"), "2")
        self.sign(status, at, hand, UPTO.get(fate, Stage.ACCEPTED))

    def moment(self, form: Form, hand: random.Random, late: bool) -> datetime:
        """Moment at which a unit files: up to three days before the deadline, or past it; no later than the plan's day."""
        days = hand.randint(1, 3) if late else -hand.randint(0, 3)
        day = min(form.deadline + timedelta(days=days), self.played.day)
        return datetime.combine(day, datetime.min.time()) + timedelta(
            hours=hand.randint(1, 3), minutes=hand.randint(0, 59)
        )

    def filed(self, form: Form, at: datetime, hand: random.Random, edition: str) -> SubmissionStatus:
        key = ReturnKey(self.plan.id, form.period.text, form.unit, edition)
        cells = Hand(self.plan, form, min(at.date(), form.period.ends), hand, self.played).cells()
        if edition == "2":
            sheet = next(name for name in (ITEMS, COMMITMENTS, INDICATORS) if cells.get(name))
            text = next(iter(cells[sheet].values()))
            head = {ITEMS: PROGRESS, COMMITMENTS: STATE_NOTE, INDICATORS: NOTE}[sheet]
            text[head] = "；".join(filter(None, (text.get(head), "已核对，佐证材料一并报送")))
        self.returns[key] = cells
        self.do(at, self.by["clerk", form.unit], "submit", form.period.text, form.unit, edition)
        return self.status(form.period.text, form.unit)

    def status(self, period: str, unit: str) -> SubmissionStatus:
        return queries.approvals.latest_by_unit(self.ledger, self.plan.id)[period, unit]

    def signer(self, status: SubmissionStatus, unit: str) -> str:
        """The login that signs a return next."""
        course = self.status(status.period, unit).course
        if course.stage is Stage.HEAD:
            return self.by["head", unit]
        return self.by["deputy", course.waiting[0]] if course.stage is Stage.DEPUTY else "office-1"

    def sign(self, status: SubmissionStatus, at: datetime, hand: random.Random, upto: Stage) -> None:
        """Sign a return an hour or so apart until it waits at a stage, or is accepted."""
        while True:
            stage = self.status(status.period, status.unit).course.stage
            if stage in (upto, Stage.ACCEPTED):
                return
            at += timedelta(minutes=hand.randint(20, 80))
            self.do(at, self.signer(status, status.unit), "sign", status.period, status.unit)

    def close(self, period: str, day: date, missing: list[str]) -> None:
        """Close a period on a day."""
        at = datetime.combine(day, datetime.min.time()) + timedelta(hours=2)
        note = f"{'、'.join(missing)}经催报仍未报送，按未报送公布" if missing else "全部单位已报送"
        self.do(at, "office-1", "close", period, note=note)
        proposals = queries.notice_proposals.proposals(self.ledger, self.plan.id, period)
        for n, proposal in enumerate([p for p in proposals if ("head", p.unit) in self.by][:2]):
            self.notice(proposal, at + timedelta(minutes=30 + n))

    def notice(self, proposal: Proposal, at: datetime) -> None:
        """Issue a notice; its unit answers two days later, and in most cases the office ends it after another week."""
        what, period, unit = proposal.code or proposal.kind.value, proposal.period, proposal.unit
        hand = random.Random(f"{SEED} notice {self.plan.id} {period} {what} {unit}")
        self.do(at, "office-1", "notice", period, unit, what)
        cause, remedy, _ = hand.choice([c for c in self.played.causes if not c[2]])
        if proposal.kind is Kind.RETURN:
            cause, remedy = "经办人员轮岗，交接时漏了报送", "补齐材料送督查室，以后由办公室主任负责"
        answered, promised = at + timedelta(days=2, hours=1), (at + timedelta(days=8)).date()
        reply = (answered, self.by["head", unit], "reply", period, unit, f"{what}|{promised}", f"{cause}|{remedy}")
        ended = (
            at + timedelta(days=9),
            "office-1",
            "end",
            period,
            unit,
            what,
            "材料已收到，措施已落实，由下期报送核对",
        )
        self.later += [reply, ended] if hand.random() < 0.75 else [reply]


def more_people(units: list[str], leaders: list[str], rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """People for the units and leaders that have none, with the next free numbers."""
    hand = random.Random(f"{SEED} people")
    known = {row[3] for row in rows} | {row[4] for row in rows}
    clerks, deputies = (sum(row[2] == role for row in rows) for role in ("clerk", "deputy"))
    found: list[tuple[str, ...]] = []
    for n, unit in enumerate((u for u in units if u not in known), clerks + 1):
        for role in ("clerk", "head"):
            name = hand.choice(SURNAMES) + hand.choice(GIVEN) + hand.choice(("", hand.choice(GIVEN)))
            found.append((f"{role}-{n:02}", name, role, unit, ""))
    new = (name for name in leaders if name not in known)
    return found + [(f"deputy-{n}", name, "deputy", "", name) for n, name in enumerate(new, deputies + 1)]


def main() -> None:
    """Make every return anew, and the lists of who did what when."""
    units: list[str] = []
    leaders: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, Ledger(Path(scratch) / "names.duckdb") as ledger:
        for played in PLAYED:
            commands.plans.load_plan(ledger, auth.permissions.console(), PLANS / played.plan)
            units += [u for u in queries.forms.reporting_units(ledger, played.plan) if u not in units]
            leaders += [x.name for x in queries.plans.plan(ledger, played.plan).leaders if x.name not in leaders]
    with (HERE / "people.csv").open(encoding="utf-8", newline="") as file:
        first = [tuple(row) for row in csv.reader(file)][1:]
    more = more_people(units, leaders, first)
    write("more_people.csv", PEOPLE_HEAD, more)
    acts: list[tuple[str, ...]] = []
    rows: list[tuple[str, ...]] = []
    for played in PLAYED:
        year = one_plan(played)
        acts += year.acts
        rows += [row for key, cells in year.returns.items() for row in rows_of(key, cells)]
        print(f"{played.plan}：{len(year.returns)} 份，{len(year.acts)} 步")
    write(FILE, COLUMNS, rows)
    write("more_acts.csv", ACTS_HEAD, sorted(acts, key=lambda row: row[0]))
    write("days.csv", ("plan", "day"), [(played.plan, played.day.isoformat()) for played in PLAYED])


def one_plan(played: Played) -> Year:
    """Work one plan in a ledger of its own."""
    console = auth.permissions.console()
    with tempfile.TemporaryDirectory() as scratch, Ledger(Path(scratch) / "scratch.duckdb") as ledger:
        plans = [PLAN, played.plan]
        for plan in plans:
            commands.plans.load_plan(ledger, console, PLANS / plan)
        store.settings.save_setting(ledger, "sample", SAMPLE_NAME, console.act(Permission.SET, subject="演示标记"))
        people = commands.samples.sample_accounts(HERE, [queries.plans.plan(ledger, plan) for plan in plans])
        commands.accounts.add_people(ledger, console, list(people.values()))
        year = Year(ledger, played, people)
        year.play()
        return year


if __name__ == "__main__":
    main()
