"""The installed package: plans, rule packs and samples come along, and the command line finds them."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


def test_a_wheel_holds_the_plans_and_rule_packs_and_its_command_loads_them(tmp_path):
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    command = [sys.executable, "-m", "zcdash", "init", "--ledger", str(tmp_path / "ledger.duckdb")]
    run = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""}, capture_output=True, check=True
    )
    site = tmp_path / "site" / "zcdash" / "site"
    assert (site / "app.py").exists() and (site / "pages" / "overview.py").exists()
    assert (site / ".streamlit" / "config.toml").read_text(encoding="utf-8").startswith("[client]")
    assert "计划 zhoucun-2017：127 项，第 1 版，已载入。" in run.stdout.decode()
