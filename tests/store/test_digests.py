"""Digests are over listed fields: adding a column or an attribute changes none, changing a listed value is found."""

import dataclasses
import shutil

import pytest

from tests.later_schema import later_schema
from zcdash import store
from zcdash.auth.permissions import Permission, console
from zcdash.domain import model
from zcdash.domain.plan import Plan
from zcdash.store import digest
from zcdash.store.ledger import Ledger

LATER = """
alter table indicator add column source text default '统计';
alter table plan_version add column district text default '周村区';
alter table setting add column origin text default '手工';
alter table log add column machine text default '';
"""


@pytest.fixture
def altered(ledger_file, tmp_path, monkeypatch):
    """A ledger with data, opened by a later version of the program that added columns with defaults."""
    monkeypatch.setattr(store.ledger, "HERE", later_schema(tmp_path / "later", LATER))
    with Ledger(ledger_file) as ledger:
        yield ledger


@pytest.fixture
def plan_with_new_attribute(plan, monkeypatch):
    """Return a function that gives the plan's first indicator a `source`, an attribute with the default 统计."""
    later = dataclasses.make_dataclass(
        "Indicator", [("source", str, "统计")], bases=(model.Indicator,), frozen=True, slots=True
    )

    def make(source: str) -> Plan:
        values = [{f.name: getattr(i, f.name) for f in dataclasses.fields(i)} for i in plan.indicators]
        indicators = [later(**v, source=source if n == 0 else "统计") for n, v in enumerate(values)]
        return dataclasses.replace(plan, indicators=tuple(indicators))

    return make


def list_new_fields(monkeypatch):
    """List the new column and the new attribute, as a developer would who wants them covered."""
    monkeypatch.setitem(digest.ROW_FIELDS[1], "setting", f"{digest.ROW_FIELDS[1]['setting']} origin")
    monkeypatch.setitem(digest.ROW_DEFAULTS, "setting", {"origin": "手工"})
    monkeypatch.setitem(digest.PLAN_FIELDS, "Indicator", f"{digest.PLAN_FIELDS['Indicator']} source")


@pytest.mark.parametrize("listed", [False, True])
def test_a_column_with_a_default_leaves_the_ledger_verified(altered, listed, monkeypatch):
    assert {row["origin"] for row in altered.rows("setting")} == {"手工"}
    if listed:
        list_new_fields(monkeypatch)
    assert store.audit_log.verify(altered).faults == ()
    store.settings.save_setting(altered, "x", "y", console().act(Permission.SET))
    assert store.audit_log.verify(altered).faults == ()


def test_a_value_in_a_new_listed_column_that_is_not_the_default_is_found(altered, monkeypatch):
    list_new_fields(monkeypatch)
    with altered._database.transaction() as behind_its_back:
        behind_its_back.run("update setting set origin = '导入' where setting = 1")
    assert [f.split("（")[0] for f in store.audit_log.verify(altered).faults] == ["表 setting 中的 1 被改过"]


@pytest.mark.parametrize("listed", [False, True])
def test_an_attribute_at_its_default_makes_no_new_version(altered, plan_with_new_attribute, listed, monkeypatch):
    if listed:
        list_new_fields(monkeypatch)
    same = plan_with_new_attribute("统计")
    assert store.plans.record_plan(altered, same, "再次载入", console().act(Permission.LOAD_PLAN)) == (1, False)


def test_an_attribute_with_another_value_changes_the_digest(plan, plan_with_new_attribute, monkeypatch):
    before = digest.plan_digest(plan)
    list_new_fields(monkeypatch)
    assert digest.plan_digest(plan_with_new_attribute("统计")) == before
    assert digest.plan_digest(plan_with_new_attribute("普查")) != before


@pytest.mark.parametrize("table", sorted(digest.ROW_FIELDS[1].keys() - {"log", "submission", "bulletin"}))
def test_every_listed_column_is_in_the_digest(table):
    columns = digest.ROW_FIELDS[1][table].split()
    row = dict.fromkeys(columns, "a")
    before = digest.row_digests(table, [row], str)
    assert [c for c in columns if digest.row_digests(table, [row | {c: "b"}], str) == before] == []


def test_every_column_of_an_audited_table_is_listed(ledger):
    with ledger.snapshot() as snapshot:
        rows = snapshot.run("select table_name, column_name from information_schema.columns")
    columns = {(table, column) for table, column in rows if table in ledger.tables()}
    columns |= {("log", column) for table, column in rows if table == "log" and column != "hash"}
    listed = {(table, column) for table, names in digest.ROW_FIELDS[digest.VERSION].items() for column in names.split()}
    assert columns == listed


def test_every_attribute_of_a_plan_is_listed():
    classes = {name: getattr(model, name, Plan) for name in digest.PLAN_FIELDS}
    attributes = {name: {f.name for f in dataclasses.fields(c)} for name, c in classes.items()}
    attributes["Plan"] = attributes["Plan"] - {"deadline_rule"} | {"year", "report_day", "other_deadline_rule"}
    assert {name: set(names.split()) for name, names in digest.PLAN_FIELDS.items()} == attributes


def test_rows_of_an_older_version_of_the_lists_are_verified_by_that_version(ledger_file, tmp_path, monkeypatch):
    copy = shutil.copy(ledger_file, tmp_path / "copy.duckdb")
    newer = digest.ROW_FIELDS[1] | {"setting": "setting name value set_at"}
    monkeypatch.setitem(digest.ROW_FIELDS, digest.VERSION + 1, newer)
    monkeypatch.setattr(digest, "VERSION", digest.VERSION + 1)
    with Ledger(copy) as ledger:
        store.settings.save_setting(ledger, "x", "y", console().act(Permission.SET))
        assert [e["digest_version"] for e in store.audit_log.entries(ledger)][-2:] == [2, 3]
        assert store.audit_log.verify(ledger).faults == ()
        with ledger._database.transaction() as behind_its_back:
            behind_its_back.run("update setting set set_by = '别人'")
        assert len(store.audit_log.verify(ledger).faults) == 1
