"""Signatures of the log's head: made once a day or by command, and checked against the chain with the public key."""

import os
import stat
from datetime import date, datetime, timedelta

import pytest

from zcdash import commands, config, store
from zcdash.auth.permissions import console
from zcdash.cli.main import main
from zcdash.errors import LedgerUnavailable
from zcdash.store.ledger import Ledger
from zcdash.store.signing import public_key_file, sign_head, signed_heads


def act(ledger):
    commands.plans.set_business_date(ledger, console(), date(2017, 4, 21))


@pytest.fixture
def public_key(ledger_file, tmp_path):
    """A copy of the public key, kept elsewhere, after the head was signed once."""
    assert main(["log", "sign", "--ledger", str(ledger_file)]) == 0
    copy = tmp_path / "kept elsewhere.pub"
    copy.write_bytes(public_key_file(ledger_file).read_bytes())
    return copy


def test_the_key_is_made_at_the_first_signature_for_its_owner_alone(ledger_file, capsys):
    assert main(["log", "sign", "--ledger", str(ledger_file)]) == 0
    key = config.signing_key_path(ledger_file)
    assert key.parent == ledger_file.parent
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    made, said = key.read_bytes(), capsys.readouterr().out
    with Ledger(ledger_file) as ledger:
        head = store.audit_log.entries(ledger)[-1]
        assert head["hash"] in said and signed_heads(ledger)[0]["signature"] in said
        assert len(store.audit_log.entries(ledger)) == 2, "a signature is no act"
    assert main(["log", "sign", "--ledger", str(ledger_file)]) == 0
    assert key.read_bytes() == made and capsys.readouterr().out == said, "nothing new to be signed"


def test_the_key_may_stand_elsewhere(ledger_file, tmp_path, monkeypatch):
    elsewhere = tmp_path / "keys" / "head.pem"
    elsewhere.parent.mkdir()
    monkeypatch.setenv("ZCDASH_SIGNING_KEY", str(elsewhere))
    assert main(["log", "sign", "--ledger", str(ledger_file)]) == 0
    assert {p.name for p in elsewhere.parent.iterdir()} == {"head.pem", "head.pem.pub"}
    assert [p.name for p in ledger_file.parent.glob("*.signing*")] == []


def test_the_head_is_signed_once_a_day_if_something_was_done(ledger):
    now = [datetime(2017, 4, 21, 9)]
    ledger.clock = lambda: now[0]
    assert sign_head(ledger, daily=True)["entry"] == 2
    act(ledger)
    assert sign_head(ledger, daily=True) is None, "the same day"
    now[0] += timedelta(days=1)
    assert sign_head(ledger, daily=True)["entry"] == 3
    now[0] += timedelta(days=1)
    sign_head(ledger, daily=True)
    assert [h["entry"] for h in signed_heads(ledger)] == [2, 3], "nothing was done since"
    act(ledger)
    now[0] -= timedelta(days=9)
    assert sign_head(ledger, daily=True)["entry"] == 4, "the clock was set back"
    assert store.audit_log.verify(ledger).faults == ()


def test_verify_checks_every_signature_and_says_with_which_key(ledger_file, public_key, capsys):
    capsys.readouterr()
    assert main(["verify", "--public-key", str(public_key), "--ledger", str(ledger_file)]) == 0
    assert f"最后一个签名：留痕第 2 条，{datetime.now():%Y}" in (said := capsys.readouterr().out)
    assert f"用公钥 {public_key} 核对" in said
    assert main(["verify", "--ledger", str(ledger_file)]) == 0
    assert f"用公钥 {public_key_file(ledger_file)} 核对" in capsys.readouterr().out
    public_key_file(ledger_file).unlink()
    assert main(["verify", "--ledger", str(ledger_file)]) == 0
    assert "没有公钥，只核对了所签的指纹" in capsys.readouterr().out


def test_a_file_without_a_key_is_refused(ledger_file, public_key, tmp_path, capsys):
    (tmp_path / "empty.pub").write_text("nothing")
    for wrong in (tmp_path / "empty.pub", tmp_path / "none.pub", config.signing_key_path(ledger_file)):
        assert main(["verify", "--public-key", str(wrong), "--ledger", str(ledger_file)]) == 2
        assert "里没有 Ed25519 公钥" in capsys.readouterr().err


def test_a_ledger_moved_to_another_machine_is_signed_with_its_key_and_both_are_checked(
    ledger_file, public_key, tmp_path, capsys
):
    config.signing_key_path(ledger_file).unlink()
    public_key_file(ledger_file).unlink()
    with Ledger(ledger_file) as ledger:
        act(ledger)
        sign_head(ledger)
        result = store.audit_log.verify(ledger)
        assert result.faults == () and "出自另一把密钥" in result.notes[0]
        assert "出自另一把密钥" in store.audit_log.verify(ledger, public_key=public_key).faults[0]
    both = tmp_path / "both.pub"
    both.write_bytes(public_key.read_bytes() + public_key_file(ledger_file).read_bytes())
    with Ledger(ledger_file) as ledger:
        result = store.audit_log.verify(ledger, public_key=both)
        assert (result.faults, result.notes, result.signed["entry"]) == ((), (), 3)


def test_entries_that_nobody_signed_for_days_are_noted(ledger, monkeypatch):
    sign_head(ledger)
    act(ledger)
    assert store.audit_log.verify(ledger).notes == ()
    ledger.clock = lambda: store.ledger.now() + timedelta(days=3)
    assert store.audit_log.verify(ledger).notes == ("留痕第 3 条起没有签名，已超过 2 天",)


def test_a_spoilt_key_signs_nothing_and_the_sentence_says_what_to_do(ledger):
    config.signing_key_path(ledger.path).write_text("spoilt")
    with pytest.raises(LedgerUnavailable, match="不是 Ed25519 私钥.*移走它"):
        sign_head(ledger)
    assert signed_heads(ledger) == []


def test_a_ledger_that_does_not_verify_is_not_signed(ledger_file, capsys):
    with Ledger(ledger_file) as ledger, ledger._database.transaction() as behind_its_back:
        behind_its_back.run("update planned set value = 1")
    assert main(["log", "sign", "--ledger", str(ledger_file)]) == 1
    assert "没有签名：表 planned" in capsys.readouterr().out
