"""The administrator backs up the ledger through the running server."""

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import window
from tests.helpers import PLAN
from zcdash import queries, store
from zcdash.cli.main import main
from zcdash.store.ledger import Ledger


def test_a_backup_is_made_while_the_server_is_running(visit, server, tmp_path, capsys):
    visit.open("/")
    assert main(["backup", str(tmp_path / "copies"), "--ledger", str(server.ledger)]) == 0
    assert "已备份到" in capsys.readouterr().out
    copy = next((tmp_path / "copies").iterdir())
    with Ledger(copy) as opened:
        assert PLAN in queries.plans.plan_names(opened) and store.audit_log.verify(opened).faults == ()
    visit.open("/items")
    assert main(["verify", "--ledger", str(server.ledger)]) == 2
    assert "正被另一个程序使用" in capsys.readouterr().err


def test_an_encrypted_backup_of_a_running_server_leaves_no_plain_copy(visit, server, tmp_path, monkeypatch):
    visit.open("/")
    monkeypatch.setenv("ZCDASH_BACKUP_PASSPHRASE", "correct horse battery")
    assert main(["backup", str(tmp_path / "copies"), "--encrypt", "--ledger", str(server.ledger)]) == 0
    (copy,) = (tmp_path / "copies").iterdir()
    assert copy.suffix == ".enc" and not [*server.ledger.parent.glob(".*.duckdb*")]
    assert main(["restore", str(copy), "--ledger", str(tmp_path / "new.duckdb")]) == 0


@pytest.mark.parametrize("key", ["", "Bearer ", "Bearer wrong"])
def test_nobody_gets_a_copy_without_the_key(visit, server, tmp_path, key):
    visit.open("/")
    body = json.dumps({"folder": str(tmp_path / "x")}).encode()
    asked = urllib.request.Request(f"{server.url}/backup", body, {"Authorization": key})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked)
    refused.value.close()
    assert refused.value.code == 403 and not (tmp_path / "x").exists()
    assert store.backup.key_file(server.ledger).stat().st_mode & 0o077 == 0


LOST = "document.querySelector('[data-test-connection-state]'), '::after'"


def test_a_server_that_stops_leaves_everything_in_the_one_file_and_the_page_says_so(browser, own_server):
    with window(browser, own_server.url, own_server.sign_in()) as visit:
        page = visit.open("/")
        own_server.stop()
        expect(page.get_by_role("dialog")).to_have_text("连接中断服务器没有应答，正在重新连接。")
        expect(page.get_by_test_id("stStatusWidget")).to_have_text("正在连接")
        page.wait_for_function(f"getComputedStyle({LOST}).visibility === 'visible'")
        assert "填好的内容还在页面上" in page.evaluate(f"getComputedStyle({LOST}).content")
    keys = {store.signing.public_key_file(own_server.ledger).name, "zcdash.duckdb.signing"}
    assert {f.name for f in own_server.ledger.parent.glob("zcdash.duckdb*")} - keys == {"zcdash.duckdb"}
