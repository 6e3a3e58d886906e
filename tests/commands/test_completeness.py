"""Nothing vanishes: empty forms are refused, blank rows are named, explanations are kept, nobody is overwritten unseen."""

from io import BytesIO
from threading import Thread

import pytest
from openpyxl import load_workbook

from tests.helpers import FULL, PLAN
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.cli.main import main
from zcdash.commands.submissions import FiledMeanwhile
from zcdash.domain.submission import View
from zcdash.domain.terms import Light, Severity
from zcdash.errors import InvalidInput

AIR, POWER = "区环保分局", "周村供电中心"


def submit(ledger, data, accept=True, by="张三", **more):
    return commands.submissions.submit(ledger, console(), data, "报送.xlsx", by, accept, **more)


@pytest.fixture
def check(ledger, filled):
    """`check(cells, unit, period)`: the check of a unit's workbook with these cells filled in."""
    return lambda cells, unit=AIR, period="2017Q1": queries.upload_check.check_upload(
        ledger, filled(unit, period, cells)
    )


def finding(check, code):
    return next((f for f in check.findings if f.code == code), None)


def test_an_untouched_form_is_refused_even_over_a_complete_submission(ledger, filled):
    submit(ledger, filled(AIR, "2017Q1", FULL))
    receipt = submit(ledger, filled(AIR, "2017Q1"))
    assert receipt.refused
    assert [(f.code, f.severity) for f in receipt.check.findings] == [("EMPTY_FORM", Severity.ERROR)]
    assert [h["submission"] for h in queries.submissions.history(ledger, PLAN)] == [1]


def test_a_complete_form_has_no_finding(check):
    assert check(FULL).findings == []


@pytest.mark.parametrize(
    ("blank", "code", "place", "named"),
    [
        (["指标!I4"], "BLANK_INDICATORS", "指标!I4", "还有 1 个有计划数的指标没有填：14-6a。"),
        (["节点!E5", "节点!F5"], "BLANK_COMMITMENTS", "节点!E5", "还有 1 个节点没有填：14-8.01。"),
        (["事项!D4", "事项!D6"], "BLANK_ITEMS", "事项!D4", "还有 2 个事项没有填：14-5、14-8。"),
    ],
)
def test_blank_rows_are_named_in_one_warning(check, blank, code, place, named):
    result = check({cell: value for cell, value in FULL.items() if cell not in blank})
    assert [(f.code, f.severity, f.place, f.sentence) for f in result.findings] == [
        (code, Severity.WARNING, place, named)
    ]


def test_many_blank_rows_are_cut_after_ten(check):
    sentence = finding(check({"事项!D4": "建成2个监测站。"}, "区住建局"), "BLANK_COMMITMENTS").sentence
    assert sentence.count("、") == 9 and "等 " in sentence


def test_a_cell_that_cannot_be_read_is_not_called_blank(check):
    result = check(FULL | {"指标!I4": "很多"})
    assert [f.code for f in result.findings] == ["NUMBER_UNREADABLE"]


def test_fewer_rows_than_the_superseded_submission_must_be_confirmed(ledger, filled):
    submit(ledger, filled(AIR, "2017Q1", FULL))
    fewer = filled(AIR, "2017Q1", {"指标!I4": 32})
    receipt = submit(ledger, fewer, accept=False)
    assert receipt.refused and "这次填了 1 行，比上次（编号 1）少 5 行。" in [
        f.sentence for f in receipt.check.findings
    ]
    assert submit(ledger, fewer).filed
    assert not finding(submit(ledger, filled(AIR, "2017Q1", FULL)).check, "FEWER_ROWS")


def test_what_was_left_blank_is_shown_to_those_who_sign(ledger, filled):
    receipt = submit(ledger, filled(AIR, "2017Q1", {c: v for c, v in FULL.items() if c not in ("指标!I4", "事项!D4")}))
    shown = queries.submissions.doubts_of(ledger, receipt.submission)
    assert {f.code for f in shown} == {"BLANK_INDICATORS", "BLANK_ITEMS"}
    explained = submit(
        ledger, filled(POWER, "2017Q1", {"指标!I4": 286, "指标!J5": "反馈后补报", "事项!D4": "新建线路2条。"})
    )
    assert "UNFILLED_EXPLAINED" in {f.code for f in queries.submissions.doubts_of(ledger, explained.submission)}


def test_a_note_without_a_figure_is_kept_and_the_figure_stays_missing(ledger, filled):
    note = "市统计局7月20日反馈后补报"
    data = filled(POWER, "2017Q1", {"指标!I4": 286, "指标!J5": note, "事项!D4": "新建线路2条。"})
    receipt = submit(ledger, data)
    told = finding(receipt.check, "UNFILLED_EXPLAINED")
    assert (told.severity, told.place) == (Severity.WARNING, "指标!J5") and note in told.sentence
    assert not finding(receipt.check, "BLANK_INDICATORS")
    trail = queries.submissions.trail(ledger, PLAN, "20-7b")
    assert [(r["value"], r["note"], r["sheet"], r["cell"]) for r in trail] == [(None, note, "指标", "J5")]
    kept = queries.submissions.explanations_of(ledger, PLAN, {"20-7b"}, View.FILED)
    assert [(r["period"], r["note"]) for r in kept] == [("2017Q1", note)]
    standing = queries.standing.indicator_standing(ledger, PLAN, "2017Q1", "20-7b", View.FILED)
    assert standing.assessment.light is Light.MISSING
    assert store.audit_log.verify(ledger).faults == ()
    later = submit(ledger, filled(POWER, "2017Q1", {"指标!I4": 286, "指标!I5": 3.2, "事项!D4": "新建线路2条。"}))
    assert [(c.code, c.was, c.now) for c in later.check.changes] == [("20-7b", f"未填数，已说明：{note}", "3.2")]


def test_the_next_form_asks_again_for_what_was_explained(ledger, filled, template_bytes):
    submit(ledger, filled(POWER, "2017Q1", {"指标!I4": 286, "指标!J5": "反馈后补报"}))
    rows = queries.forms.form(ledger, PLAN, "2017Q2", POWER).indicators
    assert [r.explained_before for r in rows] == ["", "反馈后补报"]
    sheet = load_workbook(BytesIO(template_bytes(POWER, "2017Q2")))["指标"]
    assert not sheet["H4"].comment and "反馈后补报" in sheet["H5"].comment.text


def test_a_period_that_has_not_ended_must_be_confirmed(ledger, filled):
    data = filled(POWER, "2017Q4", {"指标!I4": 7000})
    receipt = submit(ledger, data, accept=False)
    assert receipt.refused and "2017-12-31" in finding(receipt.check, "FUTURE_PERIOD").sentence
    assert submit(ledger, data).filed
    assert not finding(queries.upload_check.check_upload(ledger, filled(POWER, "2017Q1")), "FUTURE_PERIOD")


def test_whoever_files_over_another_submission_unseen_is_stopped_and_told(ledger, filled):
    mine = filled(POWER, "2017Q1", {"指标!I4": 286})
    submit(ledger, filled(POWER, "2017Q1", {"指标!I4": 290, "指标!I5": 3}), by="李乙", expected_latest=0)
    with pytest.raises(FiledMeanwhile) as stopped:
        submit(ledger, mine, by="王甲", expected_latest=0)
    assert "李乙" in stopped.value.sentence and "编号 1" in stopped.value.sentence and stopped.value.advice
    assert [(c.code, c.was, c.now) for c in stopped.value.changes] == [
        ("20-7a", "290", "286"),
        ("20-7b", "3", "（未填）"),
    ]
    assert submit(ledger, mine, by="王甲", expected_latest=stopped.value.filed.number).submission == 2
    assert store.submissions.submissions(ledger, PLAN)[0]["supersedes"] == 1


def test_of_two_clerks_at_the_same_moment_one_files_and_one_is_told(ledger, filled):
    files = [filled(POWER, "2017Q1", {"指标!I5": 3 + n / 10}) for n in range(4)]
    receipts, stopped = [], []

    def press(data):
        try:
            receipts.append(submit(ledger, data, expected_latest=0))
        except FiledMeanwhile as error:
            stopped.append(error)

    threads = [Thread(target=press, args=(data,)) for data in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 1 and len(stopped) == 3
    assert len(queries.submissions.history(ledger, PLAN)) == 1


def test_the_same_file_is_no_conflict(ledger, filled):
    data = filled(POWER, "2017Q1", {"指标!I5": 3})
    submit(ledger, data)
    assert submit(ledger, data, expected_latest=0).submission == 1


def test_a_number_that_was_never_filed_is_refused(ledger, filled):
    with pytest.raises(InvalidInput):
        submit(ledger, filled(POWER, "2017Q1", {"指标!I5": 3}), expected_latest=7)


def test_the_command_files_only_over_the_expected_submission(ledger, ledger_file, filled, tmp_path, capsys):
    submit(ledger, filled(POWER, "2017Q1", {"指标!I5": 3}), by="李乙")
    path = tmp_path / "报送.xlsx"
    path.write_bytes(filled(POWER, "2017Q1", {"指标!I5": 3.2}))
    ledger.close()
    command = ["submit", str(path), "--by", "王甲", "--accept", "--ledger", str(ledger_file)]
    assert main([*command, "--expect", "0"]) == 2
    assert "李乙" in "".join(capsys.readouterr())
    assert main([*command, "--expect", "1"]) == 0
