"""The command line: what it prints, and what it refuses in one sentence with status 2."""

import json
import shutil

import pytest

from tests.helpers import PLAN, ROOT, SHIPPED
from zcdash import queries
from zcdash.cli.main import main
from zcdash.store.ledger import Ledger


def test_init_makes_a_ledger_and_a_second_time_changes_nothing(tmp_path, capsys):
    path = str(tmp_path / "new" / "ledger.duckdb")
    assert main(["init", "--ledger", path]) == 0
    assert "127 项，第 1 版，已载入" in capsys.readouterr().out
    assert main(["init", "--ledger", path, "--date", "2017-04-20"]) == 0
    said = capsys.readouterr().out
    assert "没有变化" in said and "2017-04-20" in said


def test_dump_prints_the_whole_plan_as_one_object(ledger_file, capsys):
    assert main(["dump", "--plan", PLAN]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert set(whole) == {"plan", "chapters", "units", "leaders", "phases", "items"}
    assert whole["plan"] == {
        "id": PLAN,
        "number": "周政发〔2017〕2号",
        "title": "2017年全区经济社会发展主要目标任务",
        "issued": "2017-01-25",
        "year": 2017,
        "periods": ["2017Q1", "2017Q2", "2017Q3", "2017Q4"],
        "kind": "annual",
        "signing": ["unit_head", "deputy", "office"],
        "deadline_rule": "day:5",
    }
    assert len(whole["items"]) == 127 and len(whole["chapters"]) == 9
    road = next(i for i in whole["items"] if i["code"] == "18-7")
    keys = "number code chapter seq focus title goal deadline units leaders targets indicators commitments source"
    assert " ".join(road) == keys
    parts = [part for item in whole["items"] for part in (*item["commitments"], *item["indicators"])]
    by_code = {part["code"]: part for part in parts}
    assert (by_code["9-1.04"]["key"], by_code["2-1b"]["same_as"]) == (True, "2-1a")
    assert by_code["21-5a"]["sum_of"] == ["21-5c", "21-5d"]
    assert road["units"] == [
        {"name": "区交通运输局", "role": "lead", "assumed": True},
        {"name": "区农业局", "role": "support", "assumed": True},
    ]
    assert road["indicators"][0]["planned"] == {"2017Q2": 30, "2017Q3": 60, "2017Q4": 71.5}
    assert " ".join(road["indicators"][0]) == (
        "code name unit basis direction tolerance annual baseline planned sum_of same_as "
        "baseline_period baseline_source baseline_pending printed bound upper attribute cites"
    )
    assert " ".join(road["commitments"][0]) == (
        "code period project text due standing key starts phase quantity quantity_unit recurs zero_report"
    )
    assert set(road["source"]) == {"file", "lines"}
    group = next(u for u in whole["units"] if u["name"] == "各镇政府")
    assert group == {"name": "各镇政府", "kind": "group", "members": ["王村镇政府", "南郊镇政府", "北郊镇政府"]}


def test_standing_prints_lights_that_sum_to_the_items(ledger_file, capsys):
    assert main(["standing", "--plan", PLAN, "--period", "2017Q2", "--json", "--as-of", "2017-04-20"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"plan", "period", "view", "pack", "as_of", "counts", "items"}
    assert (found["pack"], found["as_of"], sum(found["counts"].values())) == ("default", "2017-04-20", 127)
    assert set(found["items"][1]) == {"code", "light", "reason", "indicators", "commitments"}
    assert set(found["items"][1]["indicators"][0]) == {"code", "planned", "actual", "ratio", "gap", "light", "reason"}
    assert main(["standing", "--plan", PLAN, "--period", "2017Q2"]) == 0
    assert "未到期 126 项" in capsys.readouterr().out


@pytest.mark.parametrize(("period", "closed"), [("2017Q2", True), ("2017Q3", False)])
def test_the_published_view_says_where_a_period_was_not_closed(sample_year, capsys, period, closed):
    assert main(["standing", "--plan", PLAN, "--period", period, "--view", "closed"]) == 0
    head = capsys.readouterr().out.splitlines()[0]
    assert ("未关账，以下为正式口径" in head, "当时口径" in head) == (not closed, closed)


def test_check_plan_ends_with_zero_on_warnings_and_one_on_errors(plan_folder, capsys):
    assert main(["check-plan", str(SHIPPED)]) == 0
    assert "错误 0 处" in capsys.readouterr().out
    shutil.copy(plan_folder / "plan.toml", plan_folder / "old.toml")
    text = (plan_folder / "plan.toml").read_text(encoding="utf-8")
    (plan_folder / "plan.toml").write_text(text.replace("items = 127", "items = 128"), encoding="utf-8")
    assert main(["check-plan", str(plan_folder)]) == 1
    assert "文件写明 128 项，这里有 127 项" in capsys.readouterr().out


def test_check_plan_lists_key_commitments_and_what_it_proposes_with_the_ground(capsys):
    assert main(["check-plan", str(SHIPPED), "--key"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "建议 9-1.75（国道309改建：排定2018年建设计划）印有日期 10月31日，建议列为重点节点，计划中未列。" in lines
    assert "重点 12-4.09（规划设计方案获批复）已列为重点节点，由督查室认定。" in lines
    assert lines[-1].endswith("1386 个节点，重点节点 175 个，另有建议 15 个。")


STANDING = ["standing", "--plan", PLAN]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["dump"],
        ["dump", "--plan", "x"],
        STANDING,
        [*STANDING, "--period", "2017Q7"],
        [*STANDING, "--period", "2017Q1", "--pack", "x"],
        [*STANDING, "--period", "2017Q1", "--as-of", "明天"],
        ["check-plan", "/nowhere"],
        ["check-plan", str(SHIPPED), "--source", "/nowhere.txt"],
        ["dump", "--plan", PLAN, "--ledger", "/nowhere/x"],
    ],
)
def test_bad_arguments_get_one_sentence_and_status_two(ledger_file, capsys, arguments):
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.strip().splitlines()) == 1


def test_serve_makes_an_empty_ledger_and_becomes_the_server_of_the_package(tmp_path, monkeypatch, capsys):
    started = {}
    monkeypatch.setattr("os.execve", lambda program, command, environment: started.update(c=command, e=environment))
    monkeypatch.setattr("subprocess.call", lambda command, env: started.update(c=command, e=env))  # Windows
    monkeypatch.chdir(tmp_path)
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.touch(), key.touch()
    options = ["--host", "0.0.0.0", "--port", "8600", "--cert", "c.pem", "--key", "k.pem", "--allowed-host", "d.gov.cn"]
    main(["serve", "--ledger", "sub/office.duckdb", *options])
    told = capsys.readouterr().out
    assert "新建了空的台账" in told and "https://d.gov.cn:8600" in told
    with Ledger(tmp_path / "sub" / "office.duckdb") as ledger:
        assert queries.plans.plan_names(ledger) == {}
    assert started["e"]["ZCDASH_LEDGER"] == str(tmp_path / "sub" / "office.duckdb")
    text = " ".join(started["c"])
    assert "streamlit run" in text and str(ROOT / "app.py") in text
    assert f"--server.sslCertFile {certificate}" in text and "--server.allowedHosts d.gov.cn" in text


def test_serve_refuses_a_certificate_without_its_key(tmp_path, capsys):
    (tmp_path / "c.pem").touch()
    assert main(["serve", "--ledger", str(tmp_path / "x.duckdb"), "--cert", str(tmp_path / "c.pem")]) == 2
    assert "--key" in capsys.readouterr().err and not (tmp_path / "x.duckdb").exists()
