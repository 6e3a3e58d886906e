"""Encrypted backups: whole again with the passphrase, refused where anything was changed, and no plain copy left."""

import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from zcdash import commands, store
from zcdash.auth.permissions import Permission, console
from zcdash.cli.main import main
from zcdash.errors import InvalidInput
from zcdash.store import encryption
from zcdash.store.ledger import Ledger

PASSPHRASE = "correct horse battery"
ALGORITHMS = ["AES-256-GCM", "SM4-GCM"]
HEADER = 36


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Small chunks, and a derivation that takes no time."""
    monkeypatch.setattr(encryption, "CHUNK", 64)
    monkeypatch.setattr(encryption, "_COSTS", (4, 8, 1))


@pytest.fixture
def seal(tmp_path):
    """Return a function that encrypts these bytes and returns the file."""

    def sealed(content: bytes, algorithm: str = "AES-256-GCM", name: str = "sealed") -> Path:
        plain = tmp_path / "plain"
        plain.write_bytes(content)
        encryption.encrypt(plain, tmp_path / name, encryption.new_key(PASSPHRASE), algorithm)
        return tmp_path / name

    return sealed


def opened(file: Path, passphrase: str = PASSPHRASE) -> bytes:
    target = file.with_name("opened")
    encryption.decrypt(file, target, passphrase)
    return target.read_bytes()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_a_file_of_any_size_comes_back_whole(seal, algorithm, size):
    content = random.Random(size).randbytes(size)
    file = seal(content, algorithm)
    assert opened(file) == content
    assert size < 16 or content[:16] not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0 and file.with_name("opened").stat().st_mode & 0o077 == 0


def test_sm4_gcm_is_that_of_rfc_8998():
    """The vector of RFC 8998, appendix A.1."""
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    sealed = encryptor.update(plain) + encryptor.finalize()
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_changed_byte_is_found_wherever_it_is(seal, algorithm):
    file = seal(bytes(200), algorithm)
    whole = file.read_bytes()
    for place in range(len(whole)):
        for bit in (0x01, 0x80):
            file.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
            with pytest.raises(InvalidInput, match="已损坏|更新版本"):
                opened(file)
            assert not file.with_name("opened").exists(), place


def test_a_file_that_was_cut_lengthened_or_reordered_is_refused(seal):
    file, other = seal(bytes(range(200))), seal(bytes(200), name="other")
    whole, sealed = file.read_bytes(), 64 + 16
    chunks = [whole[HEADER + n * sealed : HEADER + (n + 1) * sealed] for n in range(4)]
    foreign = other.read_bytes()[HEADER : HEADER + sealed]
    for bad in (
        *(whole[:size] for size in range(len(whole))),
        whole + b"\0",
        whole[:HEADER] + b"".join([chunks[1], chunks[0], *chunks[2:]]),
        whole[:HEADER] + b"".join([chunks[0], chunks[0], *chunks[1:]]),
        whole[:HEADER] + b"".join([foreign, *chunks[1:]]),
        whole[:HEADER] + b"".join(chunks[:3]),
    ):
        file.write_bytes(bad)
        with pytest.raises(InvalidInput):
            opened(file)
        assert not file.with_name("opened").exists()


def test_a_hostile_header_does_not_make_the_derivation_fill_memory(seal):
    file = seal(b"x")
    whole = bytearray(file.read_bytes())
    whole[10] = 40  # log2 of N: a thousand terabytes
    file.write_bytes(whole)
    with pytest.raises(InvalidInput, match="已损坏"):
        opened(file)


@pytest.mark.parametrize("choice, number", [("international", 1), ("guomi", 2)])
def test_a_ledger_is_backed_up_encrypted_and_restored(ledger_file, tmp_path, monkeypatch, capsys, choice, number):
    with Ledger(ledger_file) as ledger:
        store.settings.save_setting(ledger, "cryptography", choice, console().act(Permission.SET))
    secret = tmp_path / "passphrase.txt"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    copies, given = tmp_path / "copies", ["--passphrase-file", str(secret)]
    assert main(["backup", str(copies), "--encrypt", *given]) == 0
    (copy,) = copies.iterdir()
    assert copy.name.endswith(".duckdb.enc") and copy.read_bytes()[9] == number
    assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".")] == []
    target = tmp_path / "new" / "zcdash.duckdb"
    monkeypatch.setenv("ZCDASH_BACKUP_PASSPHRASE", "another passphrase")
    assert main(["restore", str(copy), "--ledger", str(target)]) == 2
    assert "口令不对" in capsys.readouterr().err and not [*target.parent.iterdir()]
    assert main(["restore", str(copy), "--ledger", str(target), *given]) == 0
    with Ledger(target) as restored:
        assert store.audit_log.verify(restored).faults == ()
    assert PASSPHRASE not in capsys.readouterr().out


def test_a_short_passphrase_and_a_file_that_is_not_there_are_refused(ledger_file, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ZCDASH_BACKUP_PASSPHRASE", "short")
    assert main(["backup", str(tmp_path / "x"), "--encrypt"]) == 2
    assert "至少 12 个字符" in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "x"), "--encrypt", "--passphrase-file", str(tmp_path / "none")]) == 2
    assert "读不出来" in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "x"), "--passphrase-file", str(tmp_path / "none")]) == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [(f"{PASSPHRASE}\n{PASSPHRASE}\n", 0, "另外保管口令"), ("", 2, "没有输入口令")],
)
def test_the_passphrase_is_asked_for_twice_and_nothing_typed_is_refused(
    ledger_file, tmp_path, monkeypatch, capsys, typed, status, said
):
    answers = io.StringIO(typed)
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: answers.readline().rstrip("\n") or _ended())
    assert main(["backup", str(tmp_path / "copies"), "--encrypt"]) == status
    out = capsys.readouterr()
    assert said in out.out + out.err and PASSPHRASE not in out.out + out.err
    assert (tmp_path / "copies").exists() is (status == 0)


def _ended():
    raise EOFError


KILLED = """
import os, signal, sys
from pathlib import Path
from zcdash.store import encryption, backup
from zcdash.store.ledger import Ledger
encryption.CHUNK, encryption._COSTS = 4096, (4, 8, 1)
whole, made = encryption._nonce, []
def nonce(*given):
    made.append(given)
    if len(made) == 20:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*given)
encryption._nonce = nonce
with Ledger(sys.argv[1]) as ledger:
    backup.back_up(ledger, Path(sys.argv[2]), encryption.new_key("correct horse battery"))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal")
def test_a_killed_backup_leaves_no_file_under_its_final_name_and_the_next_one_clears_up(ledger_file, tmp_path):
    copies = tmp_path / "copies"
    done = subprocess.run([sys.executable, "-c", KILLED, ledger_file, copies], check=False)
    assert done.returncode == -signal.SIGKILL
    left = [*copies.iterdir(), *tmp_path.glob(".zcdash-*")]
    assert left and all(f.name.startswith(".") for f in left), "no name without a dot before it is whole"
    long_ago = time.time() - 7200
    for file in left:
        os.utime(file, (long_ago, long_ago))
    with Ledger(ledger_file) as ledger:
        key = encryption.new_key(PASSPHRASE)
        copy, _ = commands.plans.back_up(ledger, console(), copies, key)
    assert [f.name for f in copies.iterdir()] == [copy.name] and not [*tmp_path.glob(".zcdash-*")]
