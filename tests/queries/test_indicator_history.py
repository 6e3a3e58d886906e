"""历年: an indicator that two yearly plans have, side by side with 同比; nothing where no other plan has it."""

from datetime import date

import pytest

from tests import played_plans
from tests.plan_folders import write_plan
from zcdash import auth, commands, queries
from zcdash.errors import NotFound
from zcdash.rendering.dataframes import history_tables
from zcdash.store.ledger import Ledger


def yearly(folder, year, indicators, planned):
    """Write a plan of one year by quarters with these indicators of one item."""
    periods = [f"{year}Q{q}" for q in (1, 2, 3, 4)]
    return write_plan(
        folder / f"annual-{year}",
        f"annual-{year}",
        periods,
        {
            "items": [{"code": "1", "title": "环境"}],
            "responsible": [{"item": "1", "name": "区环保局"}],
            "units": [{"name": "区环保局"}],
            "targets": [{"item": "1", "period": p, "text": "完成计划"} for p in planned],
            "indicators": [{"item": "1"} | i for i in indicators],
            "planned": [
                {"indicator": i["code"], "period": p, "value": v} for i in indicators for p, v in planned.items()
            ],
        },
        kind="annual",
        title=f"{year}年计划",
        signing=("unit_head", "office"),
    )


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "zcdash.duckdb") as opened:
        yield opened


def test_the_same_name_unit_and_basis_in_two_years_is_compared_with_the_year_before(ledger, tmp_path):
    days = {"name": "优良天数", "unit": "天", "basis": "cumulative"}
    rate = {"name": "达标率", "unit": "%", "basis": "level"}
    first = [{"code": "1a"} | days, {"code": "1b"} | rate]
    second = [{"code": "1c"} | days, {"code": "1b"} | rate, {"code": "1d"} | days | {"unit": "周"}]
    played_plans.load(ledger, yearly(tmp_path, 2017, first, {"2017Q1": 40, "2017Q2": 80}))
    played_plans.load(ledger, yearly(tmp_path, 2018, second, {"2018Q1": 50}))
    played_plans.play(ledger, "annual-2017", "2017Q1", {"1a": 40, "1b": 60})
    played_plans.play(ledger, "annual-2018", "2018Q1", {"1c": 46, "1b": 58.5, "1d": 50})
    commands.plans.set_business_date(ledger, auth.permissions.console(), date(2018, 5, 2))
    lines = queries.indicator_history.history(ledger, "annual-2018", "1c")
    assert [(x.plan, x.period, x.planned, x.actual) for x in lines] == [
        ("annual-2017", "2017Q1", 40, 40),
        ("annual-2017", "2017Q2", 80, None),
        ("annual-2018", "2018Q1", 50, 46),
    ]
    assert [x.change for x in lines[:2]] == [None, None] and (float(lines[2].change), lines[2].in_points) == (
        0.15,
        False,
    )
    assert list(history_tables.history(lines)["同比"]) == ["—", "—", "+15.0%"]
    points = queries.indicator_history.history(ledger, "annual-2017", "1b")[-1]
    assert (float(points.change), points.in_points) == (-1.5, True)
    assert history_tables.history([points])["同比"][0] == "-1.5 个百分点"
    assert queries.indicator_history.history(ledger, "annual-2018", "1d") == []
    with pytest.raises(NotFound, match="9z"):
        queries.indicator_history.history(ledger, "annual-2018", "9z")


def test_a_citation_makes_two_names_one_indicator_from_both_sides(ledger, tmp_path):
    own = [{"code": "1a", "name": "城镇新增就业", "unit": "人"}]
    cited = [{"code": "1b", "name": "新增就业", "unit": "人", "cites": "annual-2017:1a"}]
    played_plans.load(ledger, yearly(tmp_path, 2017, own, {"2017Q1": 40}))
    played_plans.load(ledger, yearly(tmp_path, 2018, cited, {"2018Q1": 50}))
    for plan, code in (("annual-2017", "1a"), ("annual-2018", "1b")):
        assert [x.period for x in queries.indicator_history.history(ledger, plan, code)] == ["2017Q1", "2018Q1"]
