"""留痕: acts and the trail told apart, page by page, as files, and what is wrong with sending it on."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.app.helpers import open_page, shown_text
from tests.helpers import OFFICE
from zcdash import auth, store
from zcdash.auth.permissions import Role
from zcdash.domain.audit import Event
from zcdash.web import shared_ledger, syslog


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ADMIN])
def test_acts_and_sign_ins_are_told_apart(ledger_file, role):
    app = open_page("log", role)
    assert {"登录", "载入计划"} <= set(app.dataframe[0].value["何事"])
    app.selectbox(key="kind").set_value("trail").run()
    assert set(app.dataframe[0].value["何事"]) <= {event.value for event in Event}
    app.selectbox(key="kind").set_value("act").run()
    acts = set(app.dataframe[0].value["何事"])
    assert "载入计划" in acts and acts.isdisjoint(event.value for event in Event)


def test_a_new_entry_is_shown_though_no_result_changed(ledger_file):
    app = open_page("log")
    auth.trail.exported(shared_ledger.ledger(), OFFICE, "刚刚导出")
    app.run()
    assert app.dataframe[0].value["对象"].iloc[0] == "刚刚导出"


def test_older_entries_are_on_later_pages(ledger_file):
    ledger = shared_ledger.ledger()
    for n in range(130):
        auth.trail.exported(ledger, OFFICE, f"文件 {n}")
    app = open_page("log", what="导出")
    assert "共 130 条" in shown_text(app) and app.dataframe[0].value["对象"].iloc[0] == "文件 129"
    assert len(app.dataframe[0].value) == 100
    assert store.audit_log.last_hash(ledger) in shown_text(app)


def test_a_syslog_server_that_cannot_be_reached_is_shown(ledger_file, monkeypatch):
    state = syslog.Shipping(server="udp://10.0.0.5:514", entry=1)
    monkeypatch.setattr(syslog.shipper, "state", state)
    assert "已发往 udp" in shown_text(open_page("log")).replace("\\", "").replace("\u2060", "")
    failing = syslog.Shipping(server="x", entry=1, failing_since=datetime(2017, 4, 20, 1, 0), fault="No route to host")
    monkeypatch.setattr(syslog.shipper, "state", failing)
    text = shown_text(open_page("log"))
    assert "自 04月20日 09:00 起无法发往" in text and "条待发" in text


def test_who_looks_at_what_is_on_the_way_is_logged_once(ledger_file):
    for _ in range(2):
        open_page("items", Role.VIEWER, seen="filed")
    seen = store.audit_log.find(shared_ledger.ledger(), store.audit_log.LogConditions(what=Event.SEE_UNACCEPTED.value))
    assert [(e["login"], e["subject"]) for e in seen] == [("wang", "在途的全部报送")]
