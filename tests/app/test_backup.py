"""备份 on the administrator's page: encrypted where the server was given a passphrase."""

import pytest

from tests.app.helpers import open_page
from zcdash import queries
from zcdash.auth.permissions import Role
from zcdash.store import encryption
from zcdash.web import shared_ledger


@pytest.mark.parametrize("passphrase", ["", "correct horse battery"])
def test_the_page_encrypts_the_backup_where_a_passphrase_is_set(ledger_file, monkeypatch, passphrase):
    monkeypatch.setenv("ZCDASH_BACKUP_PASSPHRASE", passphrase)
    app = open_page("accounts", Role.ADMIN)
    assert ("用口令加密" in " ".join(c.value for c in app.caption)) is bool(passphrase)
    app.button(key="office_back_up").click().run()
    assert not app.exception
    (copy,) = (ledger_file.parent / "backups").iterdir()
    assert (
        encryption.is_encrypted(copy) is bool(passphrase)
        and queries.audit_log.last_backup(shared_ledger.ledger()) == copy.name
    )
