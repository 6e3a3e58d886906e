"""A plan comes in whole or not at all; the same one changes nothing; a corrected one is a new version."""

import shutil
import subprocess
import sys

import pytest

from tests.helpers import PLAN, SHIPPED
from zcdash import commands, queries, store
from zcdash.auth.permissions import Permission, console
from zcdash.errors import LedgerUnavailable, NotFound, PlanUnreadable
from zcdash.store import transaction
from zcdash.store.ledger import Ledger


def test_what_is_stored_is_what_the_folder_says(ledger, plan):
    assert queries.plans.plan(ledger, PLAN) == plan


def test_loading_the_same_plan_twice_changes_nothing(ledger):
    again = commands.plans.load_plan(ledger, console(), SHIPPED)
    assert (again.version, again.new) == (1, False)


def test_a_corrected_folder_becomes_the_next_version_and_the_old_one_stays(ledger, plan_folder):
    path = plan_folder / "items.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("农村道路改造", "农村公路改造"), encoding="utf-8")
    changed = commands.plans.load_plan(ledger, console(), plan_folder, "更正事项名称")
    assert (changed.version, changed.new) == (2, True)
    titles = {v: {i.code: i.title for i in store.plans.plan_version(ledger, PLAN, v).items} for v in (1, 2)}
    assert (titles[1]["18-7"], titles[2]["18-7"]) == ("农村道路改造", "农村公路改造")
    assert next(i for i in queries.plans.plan(ledger, PLAN).items if i.code == "18-7").title == "农村公路改造"


def test_a_plan_with_errors_is_not_loaded_and_says_why(tmp_path, plan_folder):
    path = plan_folder / "planned.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("14-6a,2017Q3,137", "14-6a,2017Q3,37"), encoding="utf-8")
    with Ledger(tmp_path / "fresh.duckdb") as fresh:
        with pytest.raises(PlanUnreadable, match="优良天数"):
            commands.plans.load_plan(fresh, console(), plan_folder)
        assert queries.plans.plan_names(fresh) == {}


def test_a_failure_half_way_leaves_nothing_behind(tmp_path, plan, monkeypatch):
    with Ledger(tmp_path / "fresh.duckdb") as fresh:
        add = transaction.AuditedTransaction.add

        def failing(self, table, rows):
            if table == "doubt":
                raise OSError("disk full")
            add(self, table, rows)

        monkeypatch.setattr(transaction.AuditedTransaction, "add", failing)
        with pytest.raises(LedgerUnavailable, match="读写出错"):
            store.plans.record_plan(fresh, plan, "首次载入", console().act(Permission.LOAD_PLAN))
        assert queries.plans.plan_names(fresh) == {}
        monkeypatch.undo()
        assert store.plans.record_plan(fresh, plan, "首次载入", console().act(Permission.LOAD_PLAN)) == (1, True)


def test_the_ledger_is_all_there_after_closing_and_opening(ledger_file, plan):
    with Ledger(ledger_file) as once:
        commands.plans.set_business_date(once, console(), None)
    with Ledger(ledger_file) as again:
        assert queries.plans.plan(again, PLAN) == plan
        assert store.settings.business_date(again) is None


def test_a_file_that_is_no_ledger_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "报表.duckdb"
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(LedgerUnavailable) as refused:
        Ledger(path)
    assert "报表.duckdb" in refused.value.sentence and refused.value.advice


def test_a_ledger_in_use_by_another_program_is_said_so(ledger_file):
    held = "import sys, time; from zcdash.store.ledger import Ledger; held = Ledger(sys.argv[1]); print('open', flush=True)"
    held += "; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", held, str(ledger_file)], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout.readline() == "open\n"
            with pytest.raises(LedgerUnavailable, match="另一个程序"):
                Ledger(ledger_file)
        finally:
            other.kill()


def test_two_ledgers_side_by_side_do_not_know_of_each_other(ledger, tmp_path):
    with Ledger(tmp_path / "other.duckdb") as other:
        assert queries.plans.plan_names(other) == {}
        with pytest.raises(NotFound, match="编制或载入"):
            queries.plans.plan(other, PLAN)
    assert PLAN in queries.plans.plan_names(ledger)


def test_a_copy_of_the_file_is_a_whole_backup(ledger_file, tmp_path, plan):
    with Ledger(shutil.copy(ledger_file, tmp_path / "copy.duckdb")) as copy:
        assert queries.plans.plan(copy, PLAN) == plan
