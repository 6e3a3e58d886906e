"""No secret is in the repository: every tracked file is searched for patterns of keys, hashes and passwords."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRET_PATTERNS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a hashed password": re.compile(
        r"\$argon2(?:id|i|d)\$v=\d+\$m=\d+|\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$6\$[./A-Za-z0-9]{8,16}\$"
    ),
    "a cloud key": re.compile(r"\bA(?:KIA|SIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b|\bLTAI[0-9A-Za-z]{12,20}\b"),
    "a token": re.compile(
        r"\bgh[pousr]_[0-9A-Za-z]{36}\b|\bgithub_pat_\w{60,}|\bglpat-[\w-]{20}\b|\bxox[abprs]-[\w-]{10,}"
        r"|\bpypi-AgE\w{50,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"
    ),
    "a password in an address": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"'{}<>]+:[^\s/:@\"'{}<>]{3,}@"),
    "a secret in a setting": re.compile(
        r"""(?ix)\b(?:cookie_?secret|client_?secret|secret_?key|api_?key|access_?token|passw(?:or)?d|mima)["']?\s*[:=]\s*
        ["'](?=[^"']*\d)(?=[^"']*[a-z])[\w+/=.~-]{16,}["']"""
    ),
}
FORBIDDEN_NAMES = re.compile(
    r"(?:^|/)(?:secrets\.toml|\.env(?:\..*)?|id_(?:rsa|ed25519|ecdsa)|.*\.(?:pem|key|p12|pfx|jks|duckdb|wal))$"
)


def tracked_files() -> list[Path]:
    output = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in output.decode().split("\0") if name]


def secrets_in(text: str) -> list[str]:
    return [kind for kind, pattern in SECRET_PATTERNS.items() if pattern.search(text)]


def test_no_tracked_file_contains_a_secret():
    files = tracked_files()
    assert len(files) > 300
    texts = {str(f.relative_to(ROOT)): f.read_bytes().decode("latin-1") for f in files if f.is_file()}
    secrets = [(name, kind) for name, text in texts.items() for kind in secrets_in(text)]
    assert not secrets, f"these look like secrets; remove them, and from the history: {secrets}"


def test_no_tracked_file_has_the_name_of_a_secret_file():
    assert [str(f) for f in tracked_files() if FORBIDDEN_NAMES.search(str(f.relative_to(ROOT)))] == []
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {".streamlit/secrets.toml", "*.duckdb", "*.duckdb.key", "var/"} <= set(ignored)


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
        "$argon2id" + "$v=19$m=65536,t=3,p=4$abc$def",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "gh" + "p_" + "a1" * 18,
        "postgres://zc:" + "geheim123@db/zc",
        "cookie_secret" + ' = "k3yk3yk3yk3yk3yk3y"',
        '"client_secret": ' + '"a1b2c3d4e5f6a7b8c9"',
        "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0." + "abcdefghijkl",
    ],
)
def test_a_planted_secret_is_found(planted):
    assert secrets_in(f"x\n{planted}\ny")


@pytest.mark.parametrize("name", ["a/.streamlit/secrets.toml", ".env", "deploy/server.pem", "var/zcdash.duckdb"])
def test_a_secret_file_is_found_by_its_name(name):
    assert FORBIDDEN_NAMES.search(name)


@pytest.mark.parametrize(
    "harmless",
    [
        'cookie_secret = "…"',
        'client_secret = "secret"',
        'password = form.get("password", "")',
        "https://id.example.gov.cn/x",
        "X-Forwarded-For: 10.1.2.3",
        "proxy_pass http://127.0.0.1:8501;",
    ],
)
def test_a_harmless_line_is_not_reported(harmless):
    assert secrets_in(harmless) == []
