"""A ledger of all plans: their order, each as JSON, each judged at each of its periods, and numbers that one plan owns."""

import json
import shutil

import pytest

from tests.helpers import PLAN, ROOT, SHIPPED
from zcdash import commands, queries
from zcdash.auth.permissions import console
from zcdash.cli.main import main
from zcdash.domain.period import Period
from zcdash.domain.terms import PlanKind, Severity
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.store.ledger import Ledger

FOLDERS = sorted(folder.name for folder in (ROOT / "data" / "plans").iterdir())
PROGRAMME = ROOT / "tests" / "data" / "programme"


@pytest.fixture(scope="module")
def _all_plans_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("all") / "zcdash.duckdb"
    assert main(["init", "--ledger", str(path)]) == 0
    return path


@pytest.fixture
def all_plans(_all_plans_file, tmp_path, monkeypatch):
    """A ledger holding every plan; the program finds it through the environment."""
    path = shutil.copy(_all_plans_file, tmp_path / "zcdash.duckdb")
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    return path


def test_the_yearly_plan_is_first_and_the_others_follow_the_newest_first(all_plans):
    with Ledger(all_plans) as ledger:
        names = list(queries.plans.plan_names(ledger))
        plans = [queries.plans.plan(ledger, name) for name in names]
    assert sorted(names) == FOLDERS and names[0] == PLAN
    assert [p.kind for p in plans].count(PlanKind.ANNUAL) == 1
    issued = [p.issued for p in plans[1:]]
    assert issued == sorted(issued, reverse=True)


def test_init_again_changes_nothing_and_says_so_of_every_plan(all_plans, capsys):
    assert main(["init", "--ledger", str(all_plans)]) == 0
    organisation, *said = capsys.readouterr().out.splitlines()
    assert organisation == "机构人员 zhoucun：没有变化。"
    assert len(said) == len(FOLDERS) and all(line.endswith("第 1 版，没有变化。") for line in said)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_stored_and_dumped_is_what_the_folder_says(all_plans, capsys, name):
    plan = read_plan_folder(ROOT / "data" / "plans" / name)
    with Ledger(all_plans) as ledger:
        assert queries.plans.plan(ledger, name) == plan
    assert main(["dump", "--plan", name]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert (whole["plan"]["kind"], whole["plan"]["deadline_rule"]) == (plan.kind, plan.deadline_rule)
    assert whole["plan"]["signing"] == list(plan.signing) and whole["plan"]["periods"] == list(plan.periods)
    assert [(p["code"], p["parent"]) for p in whole["phases"]] == [(p.code, p.parent) for p in plan.phases]
    parts = {part["code"] for item in whole["items"] for part in (*item["indicators"], *item["commitments"])}
    assert parts == {i.code for i in plan.indicators} | {c.code for c in plan.commitments}


def dumped(capsys, plan, code):
    assert main(["dump", "--plan", plan]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    return next(p for item in items for p in (*item["indicators"], *item["commitments"]) if p["code"] == code)


def test_dump_says_what_a_relative_value_a_range_and_a_recurring_duty_are(all_plans, capsys):
    with Ledger(all_plans) as ledger:
        commands.plans.load_plan(ledger, console(), PROGRAMME)
    deaths = dumped(capsys, "chronic-2019", "1-2a")
    assert deaths["planned"] == {"2020": 263.587, "2025": 249.714} and deaths["printed"]["2020"] == "下降5%"
    assert (deaths["baseline"], deaths["baseline_period"], deaths["baseline_pending"]) == (277.46, "2016", False)
    early = dumped(capsys, "chronic-2019", "1-1a")
    assert (early["planned"], early["baseline"], early["baseline_pending"]) == ({}, None, True)
    share = dumped(capsys, "bridge-2016", "3-1a")
    assert (share["bound"], share["planned"], share["upper"]) == ("range", {"2017M04": 60}, {"2017M04": 70})
    assert share["attribute"] == "预期性"
    patrols = dumped(capsys, "bridge-2016", "3-1d")
    assert (patrols["bound"], patrols["cites"]) == (">", "bridge-2016:3-1c")
    duty = dumped(capsys, "bridge-2016", "2.01.2017M02")
    assert (duty["recurs"], duty["zero_report"], duty["starts"], duty["due"]) == (
        "month", True, "2017-02-01", "2017-02-20"
    )  # fmt: skip
    assert dumped(capsys, "bridge-2016", "1.01")["phase"] == "p1a"
    amount = dumped(capsys, "bridge-2016", "1.02")
    assert (amount["quantity"], amount["quantity_unit"], amount["recurs"]) == (12, "座", "")


@pytest.mark.parametrize("name", FOLDERS)
def test_every_plan_is_judged_at_every_period(all_plans, capsys, name):
    plan = read_plan_folder(ROOT / "data" / "plans" / name)
    with Ledger(all_plans) as ledger:
        commands.plans.set_business_date(ledger, console(), Period.parse(plan.periods[-1]).ends)
    for period in plan.periods:
        assert main(["standing", "--plan", name, "--period", period, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["plan"], found["period"]) == (name, period)
        assert [item["code"] for item in found["items"]] == [i.code for i in plan.items]
        assert sum(found["counts"].values()) == len(plan.items)
        promised = {i.code for i in plan.indicators if period in i.planned}
        rated = {i["code"] for item in found["items"] for i in item["indicators"] if i["planned"] is not None}
        assert promised <= rated
        due = {c.code for c in plan.commitments if c.period == period}
        assert due <= {c["code"] for item in found["items"] for c in item["commitments"]}
    assert main(["standing", "--plan", name, "--period", "2031"]) == 2
    by_name = ["standing", "--plan", name, "--period", Period.parse(plan.periods[-1]).short_name, "--json"]
    assert main(by_name) == 0 and json.loads(capsys.readouterr().out) == found


def test_a_citation_of_a_plan_that_is_not_there_is_a_warning(tmp_path, capsys):
    folder = shutil.copytree(PROGRAMME, tmp_path / "plan")
    path = folder / "indicators.csv"

    def cite(owner):
        text = (PROGRAMME / "indicators.csv").read_text(encoding="utf-8")
        path.write_text(text.replace("bridge-2016:3-1c", owner), encoding="utf-8")
        with Ledger(tmp_path / "zcdash.duckdb") as ledger:
            loaded = commands.plans.load_plan(ledger, console(), folder)
            return [f.sentence for f in loaded.findings if f.code == "CITES" and f.severity is Severity.WARNING]

    assert cite("bridge-2016:3-1c") == []
    assert cite(f"{PLAN}:7-1a") == [f"巡查次数（总表）引用计划 {PLAN} 的 7-1a，台账里没有这个计划。"]
    with Ledger(tmp_path / "zcdash.duckdb") as ledger:
        commands.plans.load_plan(ledger, console(), SHIPPED)
    assert "单位是次" in cite(f"{PLAN}:7-1a")[0] and "不是该计划的指标" in cite(f"{PLAN}:7-1z")[0]
