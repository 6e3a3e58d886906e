"""`make audit`: a vulnerability in a database that was brought along is found, in either format, and no database is no success."""

import json
import zipfile

import pytest

from tests import advisories

PINS = {"pillow": {"13.0.0"}, "python-docx": {"1.2.0"}}


def advisory(name="Pillow", versions=(), withdrawn=None, **events):
    document = {
        "id": "PYSEC-2026-1",
        "aliases": ["CVE-2026-1"],
        "summary": "A crash.",
        "modified": "2026-11-01T00:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": name},
                "versions": list(versions),
                "ranges": [{"type": "ECOSYSTEM", "events": [{key: value} for key, value in events.items()]}],
            }
        ],
    }
    return document | ({"withdrawn": withdrawn} if withdrawn else {})


def lines(folder, document):
    (folder / "one.json").write_text(json.dumps(document), encoding="utf-8")
    return advisories.found(folder, PINS)[0]


@pytest.mark.parametrize(
    ("document", "applies"),
    [
        (advisory(introduced="0", fixed="13.0.1"), True),
        (advisory(introduced="0", fixed="13.0.0"), False),
        (advisory(introduced="13.0.0"), True),
        (advisory(introduced="13.0.1"), False),
        (advisory(introduced="9.10", fixed="12.9.10"), False),
        (advisory(introduced="0", last_affected="13.0.0"), True),
        (advisory(introduced="0", last_affected="12.9"), False),
        (advisory(versions=["12.9", "13.0"]), True),
        (advisory(name="python_docx", introduced="0"), True),
        (advisory(name="other-pillow", introduced="0"), False),
        (advisory(introduced="0", fixed="not a version"), True),
        (advisory(introduced="0", withdrawn="2026-11-02T00:00:00Z"), False),
    ],
)
def test_a_version_in_a_range_is_found_and_no_other(tmp_path, document, applies):
    assert bool(lines(tmp_path, document)) is applies


def test_an_archive_and_yaml_are_read_and_the_line_says_what_to_do(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("GHSA-1.json", json.dumps(advisory(introduced="0", fixed="13.0.1")))
    (only,), _, newest = advisories.found(tmp_path / "all.zip", PINS)
    assert only == "pillow 13.0.0: PYSEC-2026-1 CVE-2026-1; fixed in 13.0.1; A crash." and newest[:10] == "2026-11-01"
    folder = tmp_path / "vulns"
    folder.mkdir()
    (folder / "PYSEC-2026-1.yaml").write_text(json.dumps(advisory(introduced="0", fixed="13.0.1")), encoding="utf-8")
    assert advisories.found(folder, PINS)[0] == [only]


def test_the_exit_status_tells_clean_from_found_and_from_no_database(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(advisories, "pinned", lambda: PINS)
    assert advisories.main([]) == advisories.main([str(tmp_path)]) == advisories.main([str(tmp_path / "none")]) == 2
    lines(tmp_path, advisory(introduced="0", fixed="13.0.0"))
    assert advisories.main([str(tmp_path)]) == 0
    lines(tmp_path, advisory(introduced="0"))
    assert advisories.main([str(tmp_path)]) == 1
    assert "1 vulnerabilities apply" in capsys.readouterr().out


def test_every_pin_is_compared():
    pins = advisories.pinned()
    assert {"streamlit", "duckdb", "cryptography", "pytest"} <= pins.keys() and len(pins) > 100
