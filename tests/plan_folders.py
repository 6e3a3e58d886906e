"""Small plan folders that a test writes: a few rows by column name, everything else at its default."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from zcdash.intake.plan_csv import COLUMNS

Rows = Sequence[Mapping[str, object]]
_DEFAULTS: dict[str, dict[str, object]] = {
    "items.csv": {"chapter": 1, "seq": 0, "goal": "完成", "lines": ""},
    "responsible.csv": {"kind": "unit", "role": "lead", "order": 1, "assumed": "false"},
    "units.csv": {"kind": "department"},
    "leaders.csv": {"post": "副区长"},
    "commitments.csv": {"exact": "false", "ongoing": "false", "key": "false", "zero_report": "false"},
    "indicators.csv": {
        "basis": "cumulative",
        "direction": "at_least",
        "annual_printed": "true",
        "baseline_pending": "false",
    },
    "planned.csv": {"printed": "true"},
}
_TOML = """\
[plan]
id = "{plan}"
number = "试政办发〔2019〕1号"
title = "{title}"
issuer = "试验区人民政府"
issued = 2016-10-20
kind = "{kind}"
totals = "plan"
periods = {periods}
items = {items}
[reporting]
deadline = "{deadline}"
to = "区政府督查室"
signers = {signers}
signing = {signing}
[contact]
phone = []
email = ""
[source]
file = ""
[[chapter]]
number = 1
title = "任务"
{phases}
"""


def write_plan(
    folder: Path,
    plan: str,
    periods: Sequence[str],
    rows: Mapping[str, Rows],
    *,
    kind: str = "measures",
    title: str = "试验方案",
    deadline: str = "day:5",
    signing: Sequence[str] = ("unit_head", "deputy", "office"),
    phases: str = "",
) -> Path:
    """Write a plan folder and return it. `rows`: file without its ending → rows as dicts; items are numbered here."""
    folder.mkdir(parents=True)
    signers = {"unit_head": "单位主要负责人", "deputy": "分管区长"}
    text = _TOML.format(
        plan=plan,
        title=title,
        kind=kind,
        periods=_texts(periods),
        items=len(rows["items"]),
        deadline=deadline,
        signers=_texts([signers[s] for s in signing if s in signers]),
        signing=_texts(signing),
        phases=phases,
    )
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    rows = {"cells": _cells(rows), **rows}
    for file, columns in COLUMNS.items():
        default = _DEFAULTS.get(file, {})
        numbered = enumerate(rows.get(file.removesuffix(".csv"), ()), 1)
        with (folder / file).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns.split(), restval="")
            writer.writeheader()
            writer.writerows(({"number": n} if file == "items.csv" else {}) | default | row for n, row in numbered)
    return folder


def _cells(rows: Mapping[str, Rows]) -> Rows:
    """Return the cells of the official document that stand for the goals and targets."""
    cells = [{"item": item["code"], "cell": "goal", "lines": "1"} for item in rows["items"]]
    return cells + [{"item": t["item"], "cell": t["period"], "lines": "1"} for t in rows["targets"]]


def _texts(texts: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def monthly_plan(folder: Path) -> Path:
    """Write a plan of monthly duties: one unit, no leaders, due by the 20th, 零报告 for one of the duties."""
    return write_plan(
        folder,
        "monthly-2017",
        [f"2017M{m:02}" for m in range(1, 7)],
        {
            "items": [{"code": "1", "title": "调解信息报送"}, {"code": "2", "title": "队伍建设"}],
            "responsible": [{"item": "1", "name": "区司法局"}, {"item": "2", "name": "区司法局"}],
            "units": [{"name": "区司法局"}],
            "targets": [{"item": "2", "period": "2017M06", "text": "全区配齐调解员。"}],
            "commitments": [
                {"code": "1.01", "item": "1", "text": "报送纠纷排查情况", "recurs": "month:20", "zero_report": "true"},
                {"code": "1.02", "item": "1", "text": "召开调度会议", "recurs": "month"},
                {
                    "code": "2.01",
                    "item": "2",
                    "period": "2017M06",
                    "text": "全区配齐调解员",
                    "due": "2017-06-30",
                    "quantity": 120,
                    "quantity_unit": "名",
                },
            ],
        },
        title="矛盾纠纷排查调处制度",
        deadline="inside:20",
        signing=("unit_head", "office"),
    )


FIRST, SECOND = "2016-10-26/2016-12-20 第一阶段", "2016-12-21/2017-02-11 第二阶段"


def phased_plan(folder: Path) -> Path:
    """Write a programme in two phases over the turn of a year: an item with two lead units, and one of an open group."""
    return write_plan(
        folder,
        "phased-2016",
        [FIRST, SECOND],
        {
            "items": [{"code": "1", "title": "违法建设拆除"}, {"code": "2", "title": "宣传发动"}],
            "responsible": [
                {"item": "1", "name": "区规划分局"},
                {"item": "1", "name": "区执法局", "order": 2},
                {"item": "1", "kind": "leader", "name": "马春"},
                {"item": "2", "name": "各有关单位"},
            ],
            "units": [
                {"name": "区规划分局"},
                {"name": "区执法局"},
                {"name": "区委宣传部"},
                {"name": "各有关单位", "kind": "group", "note": "开放：原文没有列明"},
            ],
            "leaders": [{"name": "马春"}],
            "targets": [
                {"item": "1", "period": FIRST, "text": "查清底数。"},
                {"item": "1", "period": SECOND, "text": "拆除违法建设3万平方米。"},
                {"item": "2", "period": FIRST, "text": "召开动员会。"},
            ],
            "commitments": [
                {
                    "code": "1.01",
                    "item": "1",
                    "period": FIRST,
                    "text": "查清违法建设底数",
                    "due": "2016-12-20",
                    "reporting_unit": "区规划分局",
                },
                {
                    "code": "2.01",
                    "item": "2",
                    "period": FIRST,
                    "text": "召开动员会",
                    "due": "2016-12-20",
                    "reporting_unit": "区委宣传部",
                },
            ],
            "indicators": [
                {
                    "code": "1a",
                    "item": "1",
                    "name": "拆除违法建设面积",
                    "unit": "万平方米",
                    "reporting_unit": "区执法局",
                }
            ],
            "planned": [
                {"indicator": "1a", "period": FIRST, "value": 1},
                {"indicator": "1a", "period": SECOND, "value": 3},
            ],
        },
        kind="programme",
        title="拆违治乱专项行动方案",
        deadline="months:1",
    )


def long_plan(folder: Path) -> Path:
    """Write a plan of several years: one unit with numbers, relative, ranged and strict ones, another with deeds alone."""
    return write_plan(
        folder,
        "long-2019",
        ["2019", "2020", "2021", "2022"],
        {
            "items": [{"code": "1", "title": "健康水平"}, {"code": "2", "title": "服务体系"}],
            "responsible": [{"item": "1", "name": "区卫生健康局"}, {"item": "2", "name": "区医保局"}],
            "units": [{"name": "区卫生健康局"}, {"name": "区医保局"}],
            "targets": [
                {"item": "1", "period": "2020", "text": "到2020年死亡率下降5%，控制率大于60%。"},
                {"item": "1", "period": "2022", "text": "到2022年死亡率下降10%，知晓率达到60%—70%。"},
                {"item": "2", "period": "2020", "text": "建立门诊保障制度。"},
            ],
            "commitments": [
                {"code": "2.01", "item": "2", "period": "2020", "text": "建立门诊保障制度", "due": "2020-12-31"}
            ],
            "indicators": [
                {
                    "code": "1a",
                    "item": "1",
                    "name": "死亡率",
                    "unit": "1/10万",
                    "basis": "level",
                    "direction": "at_most",
                }
                | {"baseline": 200, "baseline_period": "2018"},
                {"code": "1b", "item": "1", "name": "控制率", "unit": "%", "basis": "level", "bound": ">"},
                {"code": "1c", "item": "1", "name": "知晓率", "unit": "%", "basis": "level", "direction": "within"},
                {"code": "1d", "item": "1", "name": "期望寿命", "unit": "岁", "basis": "level", "cites": "other:1a"},
            ],
            "planned": [
                {"indicator": "1a", "period": "2020", "relative": -5, "words": "下降5%"},
                {"indicator": "1a", "period": "2022", "relative": -10, "words": "下降10%"},
                {"indicator": "1b", "period": "2020", "value": 60, "words": "大于60%"},
                {"indicator": "1c", "period": "2022", "value": 60, "upper": 70, "words": "60%—70%"},
                {"indicator": "1d", "period": "2022", "value": 79},
            ],
        },
        kind="multi_year",
        title="慢性病防治规划",
        deadline="months:1",
        signing=("unit_head", "office"),
    )
