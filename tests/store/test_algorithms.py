"""The hash function of the log: SHA-256 or SM3 by the setting at the time of the act, and a chain that changes it midway."""

import hashlib
import json
from datetime import date, datetime

import pytest

from tests.helpers import OFFICE, PLAN
from zcdash import commands, queries, store
from zcdash.auth.permissions import Permission, console
from zcdash.errors import LedgerUnavailable
from zcdash.store import digest

ABSENT = (PLAN, "李寅萍", "路德芝", date(2017, 5, 1), date(2017, 5, 9), "学习")


def set_algorithm(ledger, value):
    store.settings.save_setting(ledger, "cryptography", value, console().act(Permission.SET))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ("abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_values_of_gb_t_32905(text, expected):
    assert digest.hashed(text.encode(), "sm3") == expected


def test_an_entry_of_before_the_setting_keeps_its_hash():
    fields = digest.ROW_FIELDS[1]["log"].removesuffix(" algorithm").split()
    row = {name: name for name in fields} | {"entry": 1, "acted_at": datetime(2017, 4, 20), "digest_version": 1}
    written = row | {"entry": "1.0", "acted_at": "2017-04-20T00:00:00", "digest_version": "1.0"}
    old = hashlib.sha256(json.dumps(written, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    assert digest.log_hash(row | {"algorithm": "sha256"}, str) == old


def test_a_chain_that_changes_its_algorithm_midway_is_verified(ledger, file_submission):
    set_algorithm(ledger, "guomi")
    middle = store.audit_log.verify(ledger).head
    file_submission("区环保分局", "2017Q1", {"14-6a": 31})
    set_algorithm(ledger, "international")
    commands.approvals.add_absence(ledger, OFFICE, *ABSENT)
    used = [entry["algorithm"] for entry in store.audit_log.entries(ledger)]
    assert used == ["sha256", "sha256", "sm3", "sm3", "sm3", "sha256", "sha256"]
    for known in (middle, store.audit_log.entries(ledger)[0]["hash"]):
        assert store.audit_log.verify(ledger, known).faults == ()
    assert store.audit_log.verify(ledger, "66c7").faults != ()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("update submission set file_bytes = 'other'::blob", "表 submission 中的 1 被改过"),
        ("update actual set value = 1", "表 actual 中的 1 被改过"),
        ("update log set name = '别人' where entry = 4", "留痕第 4 条被改过"),
        ("update log set algorithm = 'sha256' where entry = 4", "留痕第 4 条被改过"),
        ("update log set algorithm = 'none' where entry = 4", "留痕第 4 条被改过"),
    ],
)
def test_a_change_of_what_sm3_covers_is_found(ledger, file_submission, statement, says):
    set_algorithm(ledger, "guomi")
    file_submission("区环保分局", "2017Q1", {"14-6a": 31})
    with ledger._database.transaction() as behind_its_back:
        behind_its_back.run(statement)
    assert says in "；".join(store.audit_log.verify(ledger).faults)


def test_without_sm3_nothing_is_recorded_and_the_sentence_says_what_to_do(ledger, monkeypatch):
    def lacking(name, data):
        if name == "sm3":
            raise ValueError("unsupported hash type sm3")
        return hashlib.sha256(data)

    monkeypatch.setattr(digest.hashlib, "new", lacking)
    with pytest.raises(LedgerUnavailable, match="OpenSSL 没有 SM3 算法.*改回 international"):
        set_algorithm(ledger, "guomi")
    assert store.settings.setting(ledger, "cryptography") == ""
    commands.approvals.add_absence(ledger, OFFICE, *ABSENT)
    assert len(queries.audit_log.acts(ledger)) == 3
