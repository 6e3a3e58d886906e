"""Evidence: who attaches and withdraws it, until when and how much, who sees it, and that it is kept."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.evidence_files import PDF, package, pdf, picture
from tests.helpers import OFFICE, PLAN, accept, clerk, deputy, head
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role, console
from zcdash.domain.evidence import MAX_FILES
from zcdash.errors import InvalidInput, NotFound, NotPermitted, TooLate
from zcdash.queries import evidence
from zcdash.queries.bulletin.register import register
from zcdash.rendering.xlsx import register as register_xlsx
from zcdash.store import backup
from zcdash.store.ledger import Ledger

UNIT, PERIOD = "周村供电中心", "2017Q1"
CLERK, VIEWER = clerk(UNIT), Account("wang", "王浏览", Role.VIEWER)


@pytest.fixture
def submission(file_submission) -> int:
    """A submission of the unit that waits for its head."""
    return file_submission(UNIT, PERIOD, {"20-7a": 286}, accepted=False)


def attach(
    ledger: Ledger, submission: int, data: bytes = PDF, name: str = "纪要.pdf", by: Account = CLERK, **more
) -> int:
    return commands.evidence.attach(ledger, by, PLAN, submission, data, name, **more)


def names(ledger: Ledger, reader: Account) -> list[str]:
    """Return the files of the unit that a reader sees."""
    return [e.file_name for e in evidence.of_unit(ledger, PLAN, PERIOD, UNIT, reader)]


def close(ledger: Ledger) -> int:
    commands.periods.close(ledger, OFFICE, PLAN, PERIOD, "有单位未报")
    return queries.periods.period_state(ledger, PLAN, PERIOD).close["close"]


@pytest.mark.parametrize("person", [CLERK, head(UNIT), OFFICE])
def test_a_unit_and_the_office_attach_a_file_and_read_it_back_byte_for_byte(ledger, submission, person):
    data = pdf(200_000)
    number = attach(ledger, submission, data, "纪要.pdf", person)
    piece = evidence.piece_of(ledger, PLAN, number)
    assert (piece.file_name, piece.size, piece.name, piece.row) == ("纪要.pdf", 200_000, person.name, "整份报送")
    assert piece.hash == hashlib.sha256(data).hexdigest()
    assert evidence.content(ledger, person, PLAN, number) == data


def test_a_file_is_attached_to_a_reported_row_or_its_item_but_to_no_other(ledger, submission):
    rows = evidence.reported_rows(ledger, PLAN, submission)
    assert [*rows] == ["20-7", "20-7a"]
    for code in rows:
        piece = evidence.piece_of(ledger, PLAN, attach(ledger, submission, code=code))
        assert (piece.row, piece.item) == (rows[code], "20-7")
    with pytest.raises(InvalidInput, match="没有“1-1”这一行"):
        attach(ledger, submission, code="1-1")


def test_the_act_is_in_the_log_with_file_and_hash(ledger, submission):
    number = attach(ledger, submission)
    commands.evidence.withdraw(ledger, CLERK, PLAN, number, "传错了")
    attached, withdrawn = store.audit_log.entries(ledger)[-2:]
    stamp = f"纪要.pdf {hashlib.sha256(PDF).hexdigest()[:16]}"
    assert (attached["what"], attached["unit"], attached["after"]) == ("附佐证材料", UNIT, stamp)
    assert (withdrawn["what"], withdrawn["before"], withdrawn["after"]) == ("撤回佐证材料", stamp, "传错了")


def test_the_same_content_is_kept_once_and_attached_to_one_row_once(ledger, submission):
    attach(ledger, submission)
    attach(ledger, submission, name="同一份.pdf", code="20-7")
    with pytest.raises(InvalidInput, match="已经附过了（纪要.pdf，第 1 号）"):
        attach(ledger, submission, name="改了名.pdf")
    assert len(list(ledger.rows("evidence_file"))) == 1 and len(list(ledger.rows("evidence_piece"))) == 1


def test_the_files_of_a_submission_together_have_a_limit_that_a_withdrawal_makes_room_under(
    ledger, submission, monkeypatch
):
    monkeypatch.setattr(evidence, "MAX_TOTAL", 1000)
    first = attach(ledger, submission, pdf(600))
    attach(ledger, submission, pdf(400), "二.pdf")
    with pytest.raises(InvalidInput, match="放不下.*撤回"):
        attach(ledger, submission, PDF, "三.pdf")
    commands.evidence.withdraw(ledger, CLERK, PLAN, first, "换一份")
    attach(ledger, submission, pdf(600), "三.pdf")


def test_the_same_content_on_two_rows_counts_once_in_the_total(ledger, submission, monkeypatch):
    monkeypatch.setattr(evidence, "MAX_TOTAL", 1000)
    data = pdf(1000)
    attach(ledger, submission, data)
    attach(ledger, submission, data, code="20-7")


def test_the_number_of_files_has_a_limit(ledger, submission, monkeypatch):
    assert MAX_FILES == 50
    monkeypatch.setattr(evidence, "MAX_FILES", 2)
    for n in range(2):
        attach(ledger, submission, pdf(100 + n))
    with pytest.raises(InvalidInput, match="至多附 2 个文件"):
        attach(ledger, submission)


def test_a_file_that_is_refused_leaves_nothing(ledger, submission):
    entries = len(store.audit_log.entries(ledger))
    with pytest.raises(InvalidInput, match="压缩包"):
        attach(ledger, submission, package("a.jpg"), "材料.zip")
    assert len(store.audit_log.entries(ledger)) == entries and not list(ledger.rows("evidence_file"))


@pytest.mark.parametrize(
    "person",
    [clerk("区财政局"), head("区财政局"), deputy("刘冀中"), VIEWER, Account("admin", "陈管理", Role.ADMIN), console()],
)
def test_others_may_neither_attach_nor_withdraw(ledger, submission, person):
    number = attach(ledger, submission)
    with pytest.raises(NotPermitted):
        attach(ledger, submission, by=person, code="20-7")
    with pytest.raises(NotPermitted):
        commands.evidence.withdraw(ledger, person, PLAN, number, "不要了")


def test_a_deactivated_account_reads_nothing(ledger, submission):
    number = attach(ledger, submission)
    with pytest.raises(NotPermitted):
        evidence.content(ledger, Account("x", "某", Role.OFFICE, active=False), PLAN, number)


def test_before_acceptance_only_the_unit_and_its_overseers_see_it_and_then_everybody_does(ledger, submission):
    number = attach(ledger, submission)
    for reader in (CLERK, head(UNIT), OFFICE, deputy("刘冀中")):
        assert names(ledger, reader) == ["纪要.pdf"]
    for reader in (VIEWER, clerk("区财政局")):
        assert names(ledger, reader) == [] == evidence.of_item(ledger, PLAN, "20-7", reader)
        with pytest.raises(NotPermitted, match="尚未签收"):
            evidence.content(ledger, reader, PLAN, number)
    accept(ledger, submission)
    for reader in (VIEWER, clerk("区财政局")):
        assert names(ledger, reader) == ["纪要.pdf"]
        assert evidence.content(ledger, reader, PLAN, number) == PDF
        assert [e.number for e in evidence.of_item(ledger, PLAN, "20-7", reader)] == [number]


def test_evidence_stays_when_the_submission_is_filed_again(ledger, submission, file_submission):
    attach(ledger, submission)
    again = file_submission(UNIT, PERIOD, {"20-7a": 287}, accepted=False)
    assert names(ledger, CLERK) == ["纪要.pdf"]
    with pytest.raises(InvalidInput, match="已被新的报送替代"):
        attach(ledger, submission, picture(), "现场.jpg")
    accept(ledger, again)
    assert names(ledger, VIEWER) == ["纪要.pdf"]


def test_what_is_attached_to_a_later_submission_is_not_shown_with_the_accepted_one(ledger, submission, file_submission):
    attach(ledger, accept(ledger, submission), by=OFFICE)
    later = file_submission(UNIT, PERIOD, {"20-7a": 287}, accepted=False)
    attach(ledger, later, picture(), "现场.jpg")
    assert names(ledger, VIEWER) == ["纪要.pdf"] and names(ledger, CLERK) == ["现场.jpg", "纪要.pdf"]
    with pytest.raises(TooLate, match="已随报送签收"):
        commands.evidence.withdraw(ledger, CLERK, PLAN, 1, "不要了")


def test_after_acceptance_only_the_office_changes_it_and_after_the_close_nobody(ledger, submission):
    number = attach(ledger, submission)
    accept(ledger, submission)
    with pytest.raises(TooLate, match="已签收"):
        attach(ledger, submission, picture(), "现场.jpg")
    with pytest.raises(TooLate, match="已签收"):
        commands.evidence.withdraw(ledger, CLERK, PLAN, number, "不要了")
    attach(ledger, submission, picture(), "现场.jpg", OFFICE)
    close(ledger)
    with pytest.raises(TooLate, match="已关账"):
        attach(ledger, submission, PDF, "三.pdf", OFFICE, code="20-7")
    with pytest.raises(TooLate, match="已关账"):
        commands.evidence.withdraw(ledger, OFFICE, PLAN, number, "不要了")


def test_a_locked_period_takes_evidence_of_what_is_under_way_but_not_of_what_was_sent_back(ledger, submission):
    commands.periods.set_lock(ledger, OFFICE, PLAN, PERIOD, date(2017, 4, 19), "到期")
    attach(ledger, submission)
    commands.approvals.send_back(ledger, head(UNIT), PLAN, submission, "数不对")
    with pytest.raises(TooLate, match="锁定"):
        attach(ledger, submission, picture(), "现场.jpg")


def test_what_is_withdrawn_stays_in_the_ledger_with_its_reason_for_those_who_saw_it(ledger, submission):
    number = attach(ledger, submission)
    with pytest.raises(InvalidInput, match="理由"):
        commands.evidence.withdraw(ledger, CLERK, PLAN, number, " ")
    commands.evidence.withdraw(ledger, CLERK, PLAN, number, "传错了")
    with pytest.raises(InvalidInput, match="已经撤回"):
        commands.evidence.withdraw(ledger, CLERK, PLAN, number, "再撤")
    accept(ledger, submission)
    assert names(ledger, VIEWER) == [] and names(ledger, CLERK) == ["纪要.pdf"]
    assert evidence.piece_of(ledger, PLAN, number).withdrawn.endswith("撤回：传错了")
    with pytest.raises(NotPermitted, match="已撤回"):
        evidence.content(ledger, VIEWER, PLAN, number)
    assert evidence.content(ledger, OFFICE, PLAN, number) == PDF


def test_a_number_that_is_not_there_is_said(ledger):
    with pytest.raises(NotFound):
        evidence.piece_of(ledger, PLAN, 9)
    with pytest.raises(NotFound):
        attach(ledger, 9)


def test_the_limits_are_checked_again_inside_the_transaction(ledger, submission, monkeypatch):
    """Two people attach at once: the second is refused although there was room when the file was checked."""
    monkeypatch.setattr(evidence, "MAX_FILES", 1)
    check = commands.evidence.check_evidence

    def while_another_attaches(data: bytes, name: str):
        monkeypatch.setattr(commands.evidence, "check_evidence", check)
        attach(ledger, submission, picture(), "别人的.jpg", head(UNIT))
        return check(data, name)

    monkeypatch.setattr(commands.evidence, "check_evidence", while_another_attaches)
    with pytest.raises(InvalidInput, match="至多附 1 个文件"):
        attach(ledger, submission)
    assert names(ledger, CLERK) == ["别人的.jpg"]


def test_verify_finds_a_byte_that_was_changed(ledger, submission):
    attach(ledger, submission, pdf(150_000))
    assert store.audit_log.verify(ledger).faults == ()
    with ledger._database.transaction() as behind_its_back:
        behind_its_back.run("update evidence_piece set bytes = 'x'::blob where piece = 1")
    assert [f.split(" 中的")[0] for f in store.audit_log.verify(ledger).faults] == ["表 evidence_piece"]


def test_a_backup_keeps_it_and_restoring_brings_it_back(ledger, submission, tmp_path):
    data = pdf(150_000)
    number = attach(ledger, submission, data)
    attach(ledger, submission, picture(), "现场.jpg")
    copy, result = backup.back_up(ledger, tmp_path / "backups")
    assert result.faults == ()
    assert backup.restore(copy, tmp_path / "restored.duckdb") is None
    with Ledger(tmp_path / "restored.duckdb") as restored:
        assert evidence.content(restored, CLERK, PLAN, number) == data
        assert evidence.preview(restored, evidence.piece_of(restored, PLAN, 2).hash).startswith(b"\xff\xd8")
        assert store.audit_log.verify(restored).faults == ()


def test_the_register_names_the_files_that_counted_at_the_close(ledger, submission):
    attach(ledger, submission, code="20-7a")
    attach(ledger, submission, picture(), "现场.jpg")
    commands.evidence.withdraw(ledger, CLERK, PLAN, attach(ledger, submission, pdf(100), "错.pdf"), "传错了")
    accept(ledger, submission)
    made = register(ledger, PLAN, close(ledger))
    assert [(e.item, e.file_name) for e in made.evidence] == [("20-7", "纪要.pdf"), ("", "现场.jpg")]
    sheet = load_workbook(BytesIO(register_xlsx.write(made)))["佐证材料"]
    first, second = [[c.value for c in row] for row in sheet.iter_rows(min_row=3)]
    assert first[1:3] == [UNIT, "20-7"] and first[5:7] == ["纪要.pdf", hashlib.sha256(PDF).hexdigest()]
    assert second[4:6] == ["整份报送", "现场.jpg"]


def test_a_later_withdrawal_does_not_change_the_register_of_an_earlier_close(ledger, submission):
    number = attach(ledger, submission)
    accept(ledger, submission)
    first = close(ledger)
    commands.periods.reopen(ledger, OFFICE, PLAN, PERIOD, "更正")
    commands.evidence.withdraw(ledger, OFFICE, PLAN, number, "涉及个人信息")
    assert [e.file_name for e in register(ledger, PLAN, first).evidence] == ["纪要.pdf"]
    assert register(ledger, PLAN, close(ledger)).evidence == ()


def test_a_register_without_evidence_has_no_sheet_for_it(ledger, file_submission):
    file_submission(UNIT, PERIOD, {"20-7a": 286}, {})
    book = load_workbook(BytesIO(register_xlsx.write(register(ledger, PLAN, close(ledger)))))
    assert "佐证材料" not in book.sheetnames
