"""Makes the sample returns of the 2017 plan: `python data/samples/make.py`. Everything in them is invented.

Each unit's real template is filled by a seeded hand and filed in a scratch ledger, so that every sample is a return that the
program accepts. Most of what is invented goes to plan; some is behind, some late, one unit stays away. The people and their
acts go to people.csv and acts.csv, which `init --sample` plays: Q1 and Q2 are signed, accepted and closed, Q3 is half-way.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from zcdash import auth, commands, queries, store
from zcdash.domain.model import format_number
from zcdash.domain.submission import View
from zcdash.domain.terms import Basis, Direction
from zcdash.intake import template
from zcdash.intake.form import COMMITMENTS, FIRST_ROW, INDICATORS, ITEMS, Form
from zcdash.intake.form_rows import CommitmentRow, IndicatorRow
from zcdash.queries.approvals import SubmissionStatus
from zcdash.store.ledger import Ledger

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
from data.samples.causes import KINDS, kind_of  # noqa: E402  the script's own folder is on the path, the root is not

PLAN, PERIODS, SEED = "zhoucun-2017", ("2017Q1", "2017Q2", "2017Q3"), 20170125
MISSING = {"2017Q1": "区旅游局", "2017Q2": "区扶贫办", "2017Q3": "区安监局"}
LATE = {"2017Q1": {"区水务局": 2}, "2017Q2": {"区水务局": 3, "区科技局": 1}, "2017Q3": {"区科技局": 1}}
"""Days past the deadline."""
LEADERS = ("路德芝", "耿峰", "李寅萍", "刘冀中", "张国华")
AWAY = {("2017Q2", "李寅萍"): "路德芝", ("2017Q3", "张国华"): "刘冀中"}
RETURNED = {
    ("2017Q2", "区民政局"): ("进展情况只写了“正在推进”，请写清完成了什么、什么时候完成", True),
    ("2017Q3", "区文化新闻出版局"): ("节点完成日期与现场检查不符，请核对后重报", False),
}
"""Submissions that were sent back, with the note, and True for those filed again."""
HALFWAY = {
    "区残联": "head",
    "区档案局": "head",
    "区民政局": "head",
    "区人社局": "deputy",
    "区环卫局": "deputy",
    "区信访局": "deputy",
    "区环保分局": "upto_office",
    "区统计局": "upto_office",
    "区审计局": "upto_office",
}
"""Q3: who the return still waits for."""
REGIME = {
    "2017Q1": (
        ("2017-01-26 02:00:00", "clerk-08", "break_down", "区环保分局", "王科长", ""),
        ("2017-04-10 01:10:00", "office-1", "close", "", "", "区旅游局经催报仍未报送，按未报送公布"),
        ("2017-04-10 02:00:00", "office-1", "notice", "区旅游局", "return", ""),
        ("2017-04-10 02:10:00", "office-1", "notice", "区住建局", "14-1", ""),
        (
            "2017-04-13 01:40:00",
            "head",
            "reply",
            "区旅游局",
            "return|2017-04-14",
            "经办人员轮岗，交接时漏了报送|补齐一季度材料送督查室，以后由办公室主任负责",
        ),
        (
            "2017-04-14 02:30:00",
            "head",
            "reply",
            "区住建局",
            "14-1|2017-06-20",
            "施工单位进场比计划晚了两周|增加施工班组，每周调度一次",
        ),
        ("2017-04-14 08:00:00", "office-1", "end", "区旅游局", "return", "书面材料已收到，数字随二季度一并报送"),
        ("2017-06-21 03:00:00", "office-1", "end", "区住建局", "14-1", "措施已落实，进度由二季度报送核对"),
    ),
    "2017Q2": (
        ("2017-06-30 01:00:00", "office-1", "absence", "", "李寅萍|路德芝|2017-07-01|2017-07-09", "赴外地招商"),
        ("2017-07-03 01:00:00", "office-1", "extension", "区水务局", "2017-07-07", "汛期值守，经办人员在一线"),
        (
            "2017-07-11 08:20:00",
            "office-1",
            "override",
            "",
            "8-1|on_track",
            "市里按年考核，年中通报本区能耗和排放均在控制线内",
        ),
        ("2017-07-12 01:30:00", "office-1", "close", "", "", "区扶贫办经催报仍未报送，按未报送公布"),
        ("2017-07-12 02:00:00", "office-1", "notice", "区住建局", "14-1", ""),
        ("2017-07-12 02:05:00", "office-1", "notice", "区农业局", "18-4", ""),
        (
            "2017-07-14 01:20:00",
            "head",
            "reply",
            "区住建局",
            "14-1|2017-10-12",
            "征地补偿还有三户没有谈妥|主要负责人包户上门协商，倒排工期",
        ),
        (
            "2017-07-18 06:40:00",
            "head",
            "reply",
            "区农业局",
            "18-4|2017-09-20",
            "晟博基地的滴灌设备没有到货，投资没有形成|催促供货，到货后立即安装，三季度补齐",
        ),
        ("2017-09-21 02:00:00", "office-1", "end", "区农业局", "18-4", "设备已到货安装，投资由三季度报送核对"),
    ),
    "2017Q3": (
        ("2017-10-05 00:30:00", "office-1", "absence", "", "张国华|刘冀中|2017-10-05|2017-10-13", "参加培训"),
        ("2017-10-11 07:30:00", "office-1", "notice", "区安监局", "return", ""),
        ("2017-10-11 07:35:00", "office-1", "notice", "区交通运输局", "18-7", ""),
        ("2017-10-11 07:40:00", "office-1", "notice", "区招商局", "11-2", ""),
        ("2017-10-11 08:00:00", "office-1", "lock", "", "2017-10-20", ""),
    ),
}
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马胡朱", "伟芳敏静磊洋艳勇杰娟涛明超霞平"
WHOLE = ("天", "个", "家", "人", "人次", "处", "场", "座", "条", "辆", "件", "户", "名", "项", "所", "部", "亩")
DOINGS = (
    "完成{done}个节点，其中{first}",
    "本季落实{done}项工作，{first}已见成效",
    "{first}；{done}个节点按时完成",
    "重点做了{first}，{done}项按时办结",
)
TOLD: dict[tuple[str, str], float | tuple[str, date | None]] = {
    ("2017Q1", "12-2.04"): ("未完成", None),
    ("2017Q2", "12-2.04"): ("已完成", date(2017, 3, 28)),  # back-dated: the closed first quarter says 未完成
    ("2017Q1", "14-1a"): 86.0,
    ("2017Q2", "14-1b"): 82.0,
    ("2017Q1", "18-4a"): 200.0,
    ("2017Q2", "18-4a"): 20.0,
    ("2017Q3", "18-4a"): 205.0,
    ("2017Q2", "8-1.02"): ("部分完成", None),
    ("2017Q3", "18-7a"): 51.0,
    ("2017Q3", "11-2a"): 52.6,
}
"""Values that are not left to chance: (period, indicator) → figure, (period, commitment) → state and day."""
Known = dict[str, float]
"""Indicator → the figure that was filed for the period."""


def factor(hand: random.Random) -> float:
    """How far a figure gets against its plan: mostly there, sometimes short, now and then well ahead."""
    return hand.choices(
        (hand.uniform(1.0, 1.06), hand.uniform(0.91, 0.99), hand.uniform(0.55, 0.88), hand.uniform(1.12, 1.3)),
        (74, 12, 7, 7),
    )[0]


def figure(hand: random.Random, row: IndicatorRow, quarter: int) -> float | None:
    """An invented actual; where the plan states no number, for some of what the year promises."""
    i, planned = row.indicator, row.planned
    if i.direction is Direction.HOLD:
        return (row.before or 0) + hand.randint(900, 1600)
    if i.basis is Basis.RANK:
        return float(hand.choice((2, 3, 3, 4)))
    if planned is None:
        return reference(hand, row, quarter)
    if i.basis is Basis.GROWTH:
        return round(planned + hand.choice((0.3, 0.1, 0, 0.6, -0.4, -1.2, 1.1)), 1)
    share = factor(hand)
    if i.direction is Direction.AT_MOST:
        share = 2 - share if share < 1 else 0.97
    value = planned * share
    if i.unit == "%" and i.direction is Direction.AT_LEAST:
        value = min(value, 100.0)
    value = max(value, row.before or 0) if i.basis is Basis.CUMULATIVE else value
    return rounded(row, value)


def reference(hand: random.Random, row: IndicatorRow, quarter: int) -> float | None:
    """An actual of a period without a planned value: two in three of those that have a value for the year."""
    basis, annual = row.indicator.basis, row.indicator.annual
    if annual is None or hand.random() < 0.35:
        return None
    value = annual * hand.uniform(0.7, 1.05)
    value *= 0.4 + 0.15 * quarter if basis is Basis.LEVEL else 0.25 if basis is Basis.QUARTER else quarter / 4
    if not row.reference:
        return None
    return rounded(row, max(value, row.before or 0) if basis is Basis.CUMULATIVE else value)


def rounded(row: IndicatorRow, value: float) -> float:
    return float(round(value)) if row.indicator.unit in WHOLE else round(value, 2 if value < 100 else 1)


def figures(form: Form, hand: random.Random, known: Known) -> Known:
    """The figures of a form; totals are the sums of their parts, and what is one thing in two bases agrees."""
    quarter = int(form.period.text[-1])
    drawn = {row.indicator.code: figure(hand, row, quarter) for row in form.indicators}
    told = {code: TOLD.get((form.period.text, code), value) for code, value in drawn.items()}
    values = {code: value for code, value in told.items() if isinstance(value, float)}
    for row in form.indicators:
        i = row.indicator
        parts = [part for part in i.sum_of if part in known or part in values]
        if parts and len(parts) == len(i.sum_of):
            values[i.code] = float(sum(known[part] if part in known else values[part] for part in parts))
    for row in form.indicators:
        i = row.indicator
        if i.same_as and i.basis is Basis.QUARTER:
            values[i.code] = round(values[i.same_as] - row.before_total, 1)
        elif i.same_as and i.basis is Basis.GROWTH:
            main = next(other for other in form.indicators if other.indicator.code == i.same_as)
            last_year = (main.planned or 0) / (1 + (row.planned or 0) / 100)
            values[i.code] = round((values[i.same_as] / last_year - 1) * 100, 1)
    return values


def deed(hand: random.Random, row: CommitmentRow, filed: date, form: Form) -> tuple[str, date | None]:
    """An invented state and day of a commitment; what is made good later is done in the period of its report."""
    c, starts = row.commitment, form.period.starts
    what = hand.choices(("已完成", "部分完成", "未完成"), (90, 7, 3))[0]
    late = hand.random() < 0.04
    back, on = hand.randint(0, 20), hand.randint(3, 12)
    told = TOLD.get((form.period.text, c.code))
    if isinstance(told, tuple):
        return told
    if what != "已完成" or c.ongoing:
        return what, None
    if c.due < starts:
        return what, min(starts + timedelta(days=14 + on + back), filed)
    day = c.due + timedelta(days=on) if late else c.due - timedelta(days=back)
    return what, min(max(day, starts), filed)


class Fills:
    """The unit's template, filled in by one hand."""

    def __init__(self, form: Form, filed: date, hand: random.Random, known: Known) -> None:
        self.form, self.filed, self.hand, self.known = form, filed, hand, known
        self.book = load_workbook(BytesIO(template.write_template(form)))
        self.short: dict[str, tuple[str, str, str]] = {}
        """Item → the part that misses the plan, the cause and the remedy."""
        self.done: dict[str, int] = {}
        self.figures: dict[str, str] = {}

    def miss(self, item: str, name: str, words: str) -> str:
        """Keep the first part of an item that misses the plan; return its cause."""
        pair = self.hand.choice(KINDS[kind_of(item, words)])
        self.short.setdefault(item, (name, *pair))
        return pair[0]

    def write(self) -> bytes:
        self.indicators()
        self.commitments()
        self.items()
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()

    def indicators(self) -> None:
        values = figures(self.form, self.hand, self.known)
        for number, row in enumerate(self.form.indicators, FIRST_ROW):
            i, value = row.indicator, values.get(row.indicator.code)
            if value is None:
                continue
            self.book[INDICATORS].cell(number, 9, value)
            self.figures.setdefault(i.item, f"{i.name} {format_number(value)} {i.unit}")
            if row.short(value):
                self.book[INDICATORS].cell(number, 10, self.miss(i.item, i.name, i.name))
        if self.form.indicators and not (values or self.form.commitments or self.form.items):
            for number in range(FIRST_ROW, FIRST_ROW + len(self.form.indicators)):
                self.book[INDICATORS].cell(number, 10, "本季没有安排")

    def commitments(self) -> None:
        for number, row in enumerate(self.form.commitments, FIRST_ROW):
            c = row.commitment
            state, day = deed(self.hand, row, self.filed, self.form)
            note = "" if state == "已完成" else self.miss(c.item, c.text, f"{c.project}{c.text}")
            for column, value in ((5, state), (6, day), (7, note)):
                if value:
                    self.book[COMMITMENTS].cell(number, column, value)
            if state == "已完成":
                self.done[c.item] = self.done.get(c.item, 0) + 1

    def items(self) -> None:
        for number, row in enumerate(self.form.items, FIRST_ROW):
            first = row.target.split("；")[0][:24].rstrip("，、：")
            doing = self.hand.choice(DOINGS).format(done=self.done.get(row.item, 0), first=first)
            words = doing if self.done.get(row.item) else self.figures.get(row.item, first)
            self.book[ITEMS].cell(number, 4, f"{self.form.period.short_name}：{words}")
            if row.item in self.short and self.hand.random() < 0.93:
                name, cause, remedy = self.short[row.item]
                self.book[ITEMS].cell(number, 5, f"{name}未达到计划：{cause}")
                self.book[ITEMS].cell(number, 6, remedy)


def filled(form: Form, filed: date, hand: random.Random) -> bytes:
    """The unit's template, filled in without regard to other units."""
    return Fills(form, filed, hand, {}).write()


def people(units: list[str]) -> list[tuple[str, str, str, str, str]]:
    """(login, name, role, unit, leader) of everybody: a clerk and a head for each unit, the deputy mayors, the office."""
    hand, rows = random.Random(f"{SEED} people"), []
    for n, unit in enumerate(units, 1):
        for role in ("clerk", "head"):
            name = hand.choice(SURNAMES) + hand.choice(GIVEN) + hand.choice(("", hand.choice(GIVEN)))
            rows.append((f"{role}-{n:02}", name, role, unit, ""))
    rows += [(f"deputy-{n}", name, "deputy", "", name) for n, name in enumerate(LEADERS, 1)]
    return [
        *rows,
        ("office-1", "孙督查", "office", "", ""),
        ("office-2", "马督查", "office", "", ""),
        ("viewer", "演示区长", "viewer", "", ""),
        ("admin", "演示管理员", "admin", "", ""),
        ("admin-2", "演示管理员乙", "admin", "", ""),
        ("security", "演示保密员", "security", "", ""),
        ("security-2", "演示保密员乙", "security", "", ""),
        ("auditor", "演示审计员", "auditor", "", ""),
    ]


class Acts:
    """The acts of the sample year, each by whom and when."""

    def __init__(self, rows: list[tuple[str, str, str, str, str]]) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.by = {(role, unit or leader): login for login, _, role, unit, leader in rows}

    def add(
        self, at: datetime, login: str, act: str, period: str = "", unit: str = "", what: str = "", note: str = ""
    ) -> None:
        self.rows.append((f"{at:%Y-%m-%d %H:%M:%S}", login, act, PLAN, period, unit, what, note))

    def sign(self, passage: SubmissionStatus, at: datetime, upto: str = "office") -> None:
        """The signatures on a return, a few hours apart, as far as it got."""
        hand = random.Random(f"{SEED} sign {passage.period} {passage.unit} {passage.number}")
        if upto == "head":
            return
        at += timedelta(minutes=hand.randint(20, 90))
        self.add(at, self.by["head", passage.unit], "sign", passage.period, passage.unit)
        signers = list(dict.fromkeys(AWAY.get((passage.period, leader), leader) for leader in passage.items))
        for signer in signers[:-1] if upto == "deputy" else signers:
            at += timedelta(minutes=hand.randint(5, 40))
            self.add(at, self.by["deputy", signer], "sign", passage.period, passage.unit)
        if upto == "office":
            self.add(at + timedelta(minutes=hand.randint(30, 120)), "office-1", "sign", passage.period, passage.unit)


def main() -> None:
    """Make every sample anew, and the list of who did what when."""
    with tempfile.TemporaryDirectory() as scratch, Ledger(Path(scratch) / "scratch.duckdb") as ledger:
        commands.plans.load_plan(ledger, auth.permissions.console(), HERE.parent / "plans" / PLAN)
        rows = people(list(queries.forms.reporting_units(ledger, PLAN)))
        names, acts = {(r[2], r[3]): r[1] for r in rows}, Acts(rows)
        for period in PERIODS:
            (HERE / period).mkdir(exist_ok=True)
            for unit in in_order(queries.forms.forms(ledger, PLAN, period)):
                if unit != MISSING[period]:
                    one(ledger, acts, period, unit, names["clerk", unit])
            regime(acts, period)
    write("people.csv", ("login", "name", "role", "unit", "leader"), rows)
    write(
        "acts.csv",
        ("at", "login", "act", "plan", "period", "unit", "what", "note"),
        sorted(acts.rows, key=lambda r: r[0]),
    )
    print(f"{sum(r[2] == 'submit' for r in acts.rows)} 份样例报送，{len(acts.rows)} 步")


def in_order(forms: dict[str, Form]) -> list[str]:
    """The units, those that report a total after those that report its parts."""
    totals = {unit for unit, form in forms.items() if any(row.indicator.sum_of for row in form.indicators)}
    return sorted(forms, key=lambda unit: unit in totals)


def filed_figures(ledger: Ledger, period: str) -> Known:
    """The figures that were filed for a period, by indicator."""
    plan, version = store.plans.load_plan(ledger, PLAN)
    values = queries.reported_values.reported_values(ledger, PLAN, version, View.FILED).figures
    actuals = {i.code: f.actual for i in plan.indicators for f in values[i.code] if f.period.text == period}
    return {code: actual for code, actual in actuals.items() if actual is not None}


def write(name: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def one(ledger: Ledger, acts: Acts, period: str, unit: str, clerk: str) -> None:
    """Make and file one unit's sample return, and have it signed as far as it gets."""
    hand = random.Random(f"{SEED} {period} {unit}")
    form = queries.forms.form(ledger, PLAN, period, unit)
    days = LATE[period].get(unit, -hand.randint(0, 3))
    midnight = datetime.combine(form.deadline, datetime.min.time())
    at = midnight + timedelta(days=days, hours=hand.randint(1, 4), minutes=hand.randint(0, 59))
    ledger.clock = lambda: at
    path = HERE / period / f"{unit}.xlsx"
    day, known = min(at.date(), form.period.ends), filed_figures(ledger, period)
    path.write_bytes(Fills(form, day, hand, known).write())
    passage = filed(ledger, acts, path, period, unit, clerk, at)
    if (period, unit) in RETURNED:
        note, again = RETURNED[period, unit]
        back = at + timedelta(hours=2)
        acts.add(at + timedelta(hours=1), acts.by["head", unit], "sign", period, unit)
        signer = next(iter(passage.items))
        acts.add(
            back,
            acts.by["deputy", AWAY.get((period, signer), signer)],
            "send_back",
            period,
            unit,
            passage.codes[0],
            note,
        )
        if again:
            path = HERE / period / f"{unit}_更正.xlsx"
            path.write_bytes(Fills(form, day, random.Random(f"{SEED} {period} {unit} again"), known).write())
            later = back + timedelta(hours=1)
            acts.sign(filed(ledger, acts, path, period, unit, clerk, later), later)
        return
    acts.sign(passage, at, HALFWAY.get(unit, "office") if period == PERIODS[-1] else "office")


def filed(ledger: Ledger, acts: Acts, path: Path, period: str, unit: str, clerk: str, at: datetime) -> SubmissionStatus:
    receipt = commands.submissions.submit(
        ledger, auth.permissions.console(clerk), path.read_bytes(), path.name, clerk, accept=True
    )
    if receipt.refused:
        raise SystemExit(f"{path}: {receipt.check.findings}")
    acts.add(at, acts.by["clerk", unit], "submit", period, unit, f"{period}/{path.name}")
    return queries.approvals.submission_status(ledger, PLAN, receipt.submission)


def regime(acts: Acts, period: str) -> None:
    """What was done about a period beside filing and signing; `head` stands for the head of the unit."""
    for day, who, act, unit, what, note in REGIME[period]:
        login = acts.by["head", unit] if who == "head" else who
        acts.add(datetime.fromisoformat(day), login, act, period, unit, what, note)


if __name__ == "__main__":
    main()
