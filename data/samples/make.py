"""Makes the sample returns of the 2017 plan: `python data/samples/make.py`. Everything in them is invented.

Each unit's real template is filled by a seeded hand and filed in a scratch ledger, so that every sample is a return that the
program accepts. Most of what is invented goes to plan; some is behind, some late, one unit stays away.
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

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from zcdash import board, desk  # noqa: E402
from zcdash.intake import template  # noqa: E402
from zcdash.intake.form import COMMITMENTS, FIRST_ROW, INDICATORS, ITEMS, CommitmentRow, Form, IndicatorRow  # noqa: E402
from zcdash.model import Basis, Direction  # noqa: E402
from zcdash.store import Ledger  # noqa: E402

PLAN, PERIODS, SEED = "zhoucun-2017", ("2017Q1", "2017Q2", "2017Q3"), 20170125
MISSING = {"2017Q1": "区旅游局", "2017Q2": "区扶贫办", "2017Q3": "区安监局"}
LATE = {"2017Q1": {"区水务局": 2}, "2017Q2": {"区水务局": 3, "区科技局": 1}, "2017Q3": {"区科技局": 1}}
"""Days past the deadline."""
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马胡朱", "伟芳敏静磊洋艳勇杰娟涛明超霞平"
WHOLE = ("天", "个", "家", "人", "人次", "处", "场", "座", "条", "辆", "件", "户", "名", "项", "所", "部", "亩")
CAUSES = (
    "施工单位进场比计划晚了两周", "上级资金尚未拨付到位", "前期手续有一项仍在市级审批", "连续降雨影响了室外作业",
    "个别企业配合不够，数据报送滞后", "招标流标一次，重新组织耽误了时间", "征地补偿还有三户没有谈妥",
)
STEPS = (
    "倒排工期、每周调度，下季度第一个月底前补上", "专人盯办审批手续，批复后立即开工", "已与财政对接，资金到位后优先安排",
    "增加施工班组，下季度补齐差额", "逐户上门协商，力争下月签约",
)
DOINGS = (
    "完成{done}个节点，其中{first}", "本季落实{done}项工作，{first}已见成效", "{first}；共办结{done}件",
    "重点做了{first}，{done}项按时办结",
)


def factor(hand: random.Random) -> float:
    """How far a figure gets against its plan: mostly there, sometimes short, now and then well ahead."""
    return hand.choices((hand.uniform(1.0, 1.06), hand.uniform(0.91, 0.99), hand.uniform(0.55, 0.88), hand.uniform(1.12, 1.3)),
                        (74, 12, 7, 7))[0]


def figure(hand: random.Random, row: IndicatorRow) -> float | None:
    """An invented actual, or none where the plan states no number (but for what is to hold)."""
    i, planned = row.indicator, row.planned
    if i.direction is Direction.HOLD:
        return (row.before or 0) + hand.randint(900, 1600)
    if planned is None:
        return None
    if i.basis is Basis.GROWTH:
        return round(planned + hand.choice((0.3, 0.1, 0, 0.6, -0.4, -1.2, 1.1)), 1)
    share = factor(hand)
    if i.direction is Direction.AT_MOST:
        share = 2 - share if share < 1 else 0.97
    value = planned * share
    if i.unit == "%" and i.direction is Direction.AT_LEAST:
        value = min(value, 100.0)
    value = max(value, row.before or 0) if i.basis is Basis.CUMULATIVE else value
    return float(round(value)) if i.unit in WHOLE else round(value, 2 if value < 100 else 1)


def deed(hand: random.Random, row: CommitmentRow, filed: date, period_starts: date) -> tuple[str, date | None, str]:
    """An invented state, day and note of a commitment."""
    c = row.commitment
    what = hand.choices(("已完成", "部分完成", "未完成"), (90, 7, 3))[0]
    if what != "已完成":
        return what, None, hand.choice(CAUSES)
    if c.standing:
        return what, None, ""
    late = hand.random() < 0.04
    day = c.due + timedelta(days=hand.randint(3, 12)) if late else c.due - timedelta(days=hand.randint(0, 20))
    return what, min(max(day, period_starts), filed), ""


def filled(form: Form, filed: date, hand: random.Random) -> bytes:
    """The unit's template, filled in."""
    book = load_workbook(BytesIO(template.write(form)))
    short: dict[str, str] = {}
    done: dict[str, int] = {}
    for number, row in enumerate(form.indicators, FIRST_ROW):
        value = figure(hand, row)
        if value is not None:
            book[INDICATORS].cell(number, 9, value)
            if row.short(value):
                short[row.indicator.item] = row.indicator.name
                book[INDICATORS].cell(number, 10, hand.choice(CAUSES))
    for number, row in enumerate(form.commitments, FIRST_ROW):
        state, day, note = deed(hand, row, filed, form.period.starts)
        for column, value in ((5, state), (6, day), (7, note)):
            if value:
                book[COMMITMENTS].cell(number, column, value)
        if state == "已完成":
            done[row.commitment.item] = done.get(row.commitment.item, 0) + 1
        else:
            short.setdefault(row.commitment.item, row.commitment.text)
    for number, row in enumerate(form.items, FIRST_ROW):
        first = row.target.split("；")[0][:24].rstrip("，、：")
        words = hand.choice(DOINGS).format(done=done.get(row.item, 1), first=first)
        book[ITEMS].cell(number, 4, f"{form.period.short_name}：{words}")
        if row.item in short and hand.random() < 0.93:
            book[ITEMS].cell(number, 5, f"{short[row.item][:20]}未达到计划：{hand.choice(CAUSES)}")
            book[ITEMS].cell(number, 6, hand.choice(STEPS))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def main() -> None:
    """Make every sample anew, and the list of who filed what when."""
    with tempfile.TemporaryDirectory() as scratch, Ledger(Path(scratch) / "scratch.duckdb") as ledger:
        desk.load_plan(ledger, HERE.parent / "plans" / PLAN)
        rows = []
        for period in PERIODS:
            (HERE / period).mkdir(exist_ok=True)
            for unit in board.forms(ledger, PLAN, period):
                if unit != MISSING[period]:
                    rows.append(one(ledger, period, unit))
    rows.sort(key=lambda row: row[2])
    with (HERE / "filed.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("file", "by", "at"), *rows])
    print(f"{len(rows)} 份样例报送")


def one(ledger: Ledger, period: str, unit: str) -> tuple[str, str, str]:
    """Make and file one unit's sample return: its file, who filed it, and when (UTC)."""
    hand = random.Random(f"{SEED} {period} {unit}")
    form = board.form(ledger, PLAN, period, unit)
    days = LATE[period].get(unit, -hand.randint(0, 3))
    midnight = datetime.combine(form.deadline, datetime.min.time())
    at = midnight + timedelta(days=days, hours=hand.randint(1, 9), minutes=hand.randint(0, 59))
    desk.set_business_date(ledger, at.date(), "样例")
    path = HERE / period / f"{unit}.xlsx"
    path.write_bytes(filled(form, min(at.date(), form.period.ends), hand))
    by = hand.choice(SURNAMES) + hand.choice(GIVEN)
    receipt = desk.submit(ledger, path.read_bytes(), path.name, by, accept=True, at=at)
    if receipt.refused:
        raise SystemExit(f"{path}: {receipt.examined.returned.findings}")
    return f"{period}/{path.name}", by, f"{at:%Y-%m-%d %H:%M:%S}"


if __name__ == "__main__":
    main()
