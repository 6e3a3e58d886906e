"""The server's own check of the ledger, and what 留痕 and the frame say of it."""

import time

import pytest

from tests.app.helpers import open_page, shown_text
from tests.app.reader import reader
from zcdash import auth, store
from zcdash.auth.permissions import Permission, Role, console
from zcdash.web import ledger_check, shared_ledger

SAYS = "台账与留痕不符"


@pytest.fixture
def ledger(ledger_file):
    """The server's ledger."""
    return shared_ledger.ledger()


def change_behind_its_back(ledger):
    with ledger._database.transaction() as behind_its_back:
        behind_its_back.run("update planned set value = 1 where indicator = '14-6a'")


def wait_for(state, seconds=60):
    give_up = time.monotonic() + seconds
    while not state():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_the_thread_checks_at_start_signs_the_head_and_ends_with_the_server(ledger):
    checks = ledger_check.LedgerChecks()
    wait_for(lambda: store.signing.signed_heads(ledger))
    checks.stop()
    assert ledger_check.last(ledger).result.faults == () and not checks._thread.is_alive()
    assert [h["entry"] for h in store.signing.signed_heads(ledger)] == [2]


def test_every_start_signs_what_was_done_since_and_a_running_server_once_a_day(ledger, monkeypatch):
    ledger_check.check_and_sign(ledger)
    store.settings.save_setting(ledger, "a", "1", console().act(Permission.SET))
    ledger_check.check_and_sign(ledger)
    assert len(store.signing.signed_heads(ledger)) == 1, "the same day"
    monkeypatch.setattr(ledger_check, "_last", {})
    ledger_check.check_and_sign(ledger)
    assert store.signing.signed_heads(ledger)[-1]["entry"] == len(store.audit_log.entries(ledger))


def test_a_ledger_that_does_not_open_ends_no_thread(tmp_path, monkeypatch, caplog):
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"no ledger" * 2000)
    monkeypatch.setenv("ZCDASH_LEDGER", str(broken))
    checks = ledger_check.LedgerChecks()
    wait_for(lambda: "台账没有核对成" in caplog.text)
    assert checks._thread.is_alive()
    checks.stop()
    assert not checks._thread.is_alive()


def test_the_log_page_says_when_the_ledger_was_checked_and_signed(ledger):
    app = open_page("log")
    assert "还没有签名" in shown_text(app) and "还没有核对完" in shown_text(app)
    ledger_check.check_and_sign(ledger)
    app = open_page("log")
    entries = len(store.audit_log.entries(ledger))
    assert f"最后一个签名：留痕第 {entries} 条" in shown_text(app)
    assert app.success[0].value.endswith(f"核对，{entries} 条留痕与台账全部相符。")
    open_page("log", Role.ADMIN)
    app = open_page("log")
    app.button("log_prove").click().run()
    assert app.success[0].value.endswith(f"核对，{len(store.audit_log.entries(ledger))} 条留痕与台账全部相符。")


def test_a_failed_check_ends_every_session_once_and_is_seen_by_who_reads_the_log(ledger, caplog):
    open_page("log")
    token = reader.token()
    change_behind_its_back(ledger)
    ledger_check.check_and_sign(ledger)
    assert auth.sessions.account_for_token(ledger, token) is None
    assert "表 planned 中的 zhoucun-2017|1 被改过" in caplog.text
    assert store.signing.signed_heads(ledger) == []
    for role in (Role.OFFICE, Role.ADMIN):
        app = open_page("log", role)
        assert SAYS in app.error[0].value and "表 planned 中的" in app.error[-1].value
    again = reader.token()
    ledger_check.check_and_sign(ledger)
    assert auth.sessions.account_for_token(ledger, again), "sessions begun since are not ended day by day"
    for role in (Role.VIEWER, Role.CLERK, Role.DEPUTY):
        assert SAYS not in shown_text(open_page(role=role))
    assert SAYS in shown_text(open_page(role=Role.OFFICE))
