"""A clerk's upload: filed whole, or refused with every mistake named, never half."""

from datetime import date
from io import BytesIO
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests.helpers import OFFICE, PLAN, accept
from zcdash import commands, queries, store
from zcdash.auth.permissions import console
from zcdash.domain.submission import View
from zcdash.domain.terms import Light, Severity
from zcdash.errors import InvalidInput
from zcdash.intake import template
from zcdash.intake.form import FIRST_ROW
from zcdash.intake.mark_findings import mark_findings

AIR, POWER = "区环保分局", "周村供电中心"


def submit(ledger, data, accept=True, **more):
    return commands.submissions.submit(ledger, console(), data, "报送.xlsx", "张三", accept, **more)


def codes(receipt, severity=None):
    return {f.code for f in receipt.check.findings if severity in (None, f.severity)}


def place_of(form, code, column="I"):
    rows = [r.indicator.code for r in form.indicators]
    return f"指标!{column}{FIRST_ROW + rows.index(code)}"


@pytest.fixture
def power(ledger):
    """Cells of the power company's first return: 286 万元 and 3 公里 are planned."""
    form = queries.forms.form(ledger, PLAN, "2017Q1", POWER)
    return {"money": place_of(form, "20-7a"), "line": place_of(form, "20-7b"), "note": place_of(form, "20-7b", "J")}


def test_a_good_return_is_filed_with_every_value_and_its_cell(ledger, filled, power):
    words = {"事项!D4": "新建线路2条，投运变压器12台。"}
    data = filled(POWER, "2017Q1", {power["money"]: 300, power["line"]: 3.2, power["note"]: "提前开工"} | words)
    receipt = submit(ledger, data, accept=False)
    assert receipt.filed and receipt.submission == 1 and not receipt.check.findings
    trail = queries.submissions.trail(ledger, PLAN, "20-7b")
    assert [(t["value"], f"{t['sheet']}!{t['cell']}", t["filed_by"], t["note"]) for t in trail] == [
        (3.2, power["line"], "张三", "提前开工"),
    ]
    assert queries.submissions.submission_file(ledger, 1) == ("报送.xlsx", data)
    assert (
        queries.standing.indicator_standing(ledger, PLAN, "2017Q1", "20-7b", View.FILED).assessment.light
        is Light.ON_TRACK
    )


def test_the_same_file_again_files_nothing_new(ledger, filled, power):
    data = filled(POWER, "2017Q1", {power["money"]: 300, power["line"]: 3.2})
    first, again = submit(ledger, data), submit(ledger, data)
    assert (again.filed, again.submission) == (False, first.submission)
    assert len(queries.submissions.history(ledger, PLAN)) == 1


def test_a_corrected_return_supersedes_and_every_change_is_listed(ledger, filled, power):
    submit(ledger, filled(POWER, "2017Q1", {power["money"]: 300, power["line"]: 3}))
    receipt = submit(ledger, filled(POWER, "2017Q1", {power["money"]: 300, power["line"]: 3.2}))
    assert [(c.code, c.was, c.now) for c in receipt.check.changes] == [("20-7b", "3", "3.2")]
    history = [(h["submission"], h["supersedes"], h["counts"]) for h in queries.submissions.history(ledger, PLAN)]
    assert history == [(2, 1, True), (1, None, False)]
    assert [t["counts"] for t in queries.submissions.trail(ledger, PLAN, "20-7b")] == [True, False]


def test_going_back_to_an_older_file_is_a_new_filing(ledger, filled, power):
    first = filled(POWER, "2017Q1", {power["line"]: 3})
    submit(ledger, first)
    submit(ledger, filled(POWER, "2017Q1", {power["line"]: 3.2}))
    assert submit(ledger, first).submission == 3


def test_a_partial_return_is_filed_and_the_board_says_what_is_missing(ledger, filled, power):
    receipt = submit(ledger, filled(POWER, "2017Q1", {power["money"]: 300}))
    assert receipt.filed and receipt.check.rows["指标"] == (1, 2)
    in_review = queries.standing.standing(ledger, PLAN, "2017Q1").items["20-7"]
    assert in_review.assessment.light is Light.IN_REVIEW
    filed = queries.standing.standing(ledger, PLAN, "2017Q1", View.FILED).items["20-7"]
    assert filed.parts["20-7b"].light is Light.MISSING and "1 处未报送" in filed.assessment.reason


def test_a_warning_waits_for_confirmation_and_is_kept_with_the_return(ledger, filled, power):
    data = filled(POWER, "2017Q1", {power["money"]: 28600})
    assert submit(ledger, data, accept=False).refused
    assert queries.submissions.history(ledger, PLAN) == []
    assert submit(ledger, data, accept=True).filed
    kept = store.submissions.submission_rows(ledger, 1)["finding"]
    assert "FAR" in {f["code"] for f in kept}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (300, 300),
        ("300", 300),
        ("３００", 300),
        ("300万元", 300),
        ("约300万元", 300),
        ("0.03亿元", 300),
        ("3000000元", 300),
        (" 300 ", 300),
        ("1,300", 1300),
        ("300。5", 300.5),
    ],
)
def test_numbers_as_people_type_them_are_understood_and_the_reading_is_shown(ledger, filled, power, typed, value):
    receipt = submit(ledger, filled(POWER, "2017Q1", {power["money"]: typed}))
    assert receipt.filed
    assert [(x.actual.value, bool(x.read_as)) for x in receipt.check.preview] == [
        (value, typed not in (300, "300", " 300 "))
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("很多", "NUMBER_UNREADABLE"),
        ("18人", "NUMBER_UNIT"),
        (date(2017, 3, 5), "NUMBER_DATE"),
        ("#REF!", "NUMBER_ERROR"),
        ("=1+1", "FORMULA_EMPTY"),
        (True, "NUMBER_BOOL"),
        ("12/15", "NUMBER_UNREADABLE"),
        ("1e400", "NUMBER_UNREADABLE"),
    ],
)
def test_an_unreadable_number_is_an_error_at_its_cell_and_nothing_is_kept(ledger, filled, power, typed, code):
    receipt = submit(ledger, filled(POWER, "2017Q1", {power["money"]: typed, power["line"]: 3}))
    findings = receipt.check.findings
    assert [f.place for f in findings if f.severity is Severity.ERROR] == [power["money"]]
    assert codes(receipt, Severity.ERROR) == {code}
    assert receipt.refused and queries.submissions.history(ledger, PLAN) == []


def test_eight_percent_in_a_percent_cell_is_eight_and_nought_point_nought_eight_is_asked_about(ledger, filled):
    form = queries.forms.form(ledger, PLAN, "2017Q1", "区人社局")
    rate = place_of(form, "7-1a")

    def percent(book):
        sheet, cell = rate.split("!")
        book[sheet][cell].number_format = "0.0%"

    as_format = submit(ledger, filled("区人社局", "2017Q1", {rate: 0.035}, percent))
    assert next(x for x in as_format.check.preview if x.actual.indicator == "7-1a").actual.value == 3.5
    as_number = submit(ledger, filled("区人社局", "2017Q1", {rate: 0.035}), accept=False)
    assert "PERCENT_SCALE" in codes(as_number)


def test_all_mistakes_are_named_at_once_with_their_cells(ledger, filled):
    cells = {
        "节点!E4": "做完了吧",
        "节点!E5": "已完成",
        "节点!E6": "已完成",
        "节点!F6": date(2018, 1, 1),
        "节点!G7": "正在办",
        "事项!A4": "改过了",
    }
    data = filled("区住建局", "2017Q1", cells)
    places = {f.code: f.place for f in submit(ledger, data).check.findings if f.severity is Severity.ERROR}
    assert places == {
        "STATE": "节点!E4",
        "DONE_NO_DATE": "节点!F5",
        "DATE_FUTURE": "节点!F6",
        "STATE_MISSING": "节点!E7",
        "ROW_ADDED": "事项!A4",
        "ROW_MISSING": "事项",
    }


def test_a_changed_locked_cell_is_named_with_what_stood_there(ledger, filled):
    form = queries.forms.form(ledger, PLAN, "2017Q2", AIR)
    cell = place_of(form, "14-6a", "G")
    receipt = submit(ledger, filled(AIR, "2017Q2", {cell: 70}))
    finding = receipt.check.findings[0]
    assert (
        (finding.code, finding.place) == ("LOCKED_CHANGED", cell)
        and "“74”" in finding.sentence
        and "“70”" in finding.sentence
    )


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda book: book["指标"].insert_rows(5), "ok"),
        (lambda book: book["指标"].append(["99-9a", "多出来的"]), "ROW_ADDED"),
        (lambda book: book["指标"].cell(1500, 9, 1), "ROWS_TOO_MANY"),
        (lambda book: book["指标"].delete_rows(4), "ROW_MISSING"),
        (lambda book: book["指标"].append([c.value for c in book["指标"][4]]), "ROW_DOUBLED"),
        (lambda book: book.remove(book["节点"]), "SHEET_MISSING"),
        (lambda book: book.remove(book["_zcdash"]), "NOT_TEMPLATE"),
    ],
)
def test_rows_added_removed_doubled_and_sheets_gone_are_found(ledger, filled, spoil, code):
    errors = codes(submit(ledger, filled(AIR, "2017Q1", {"事项!D4": "治理12家企业。"}, spoil)), Severity.ERROR)
    assert errors == ({code} if code != "ok" else set())


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"plan": "another"}, "WRONG_PLAN"),
        ({"period": "2017Q2"}, "WRONG_PERIOD"),
        ({"unit": "区财政局"}, "WRONG_UNIT"),
    ],
)
def test_a_file_of_another_plan_period_or_unit_than_chosen_is_refused(ledger, filled, chosen, code):
    receipt = submit(ledger, filled(AIR, "2017Q1"), **chosen)
    assert receipt.refused and codes(receipt) == {code}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.4",
        b"a,b\n1,2",
        b"PK\x03\x04cut",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_one_sentence(ledger, data):
    receipt = submit(ledger, data)
    assert receipt.refused and len(receipt.check.findings) == 1
    assert receipt.check.findings[0].advice


def test_a_stale_template_still_files_what_is_still_asked(ledger, filled, template_bytes, power):
    before = filled(POWER, "2017Q2", {"指标!I4": 2400})
    submit(ledger, filled(POWER, "2017Q1", {power["money"]: 300, power["line"]: 3}))
    assert submit(ledger, before).filed, "last quarter's figure has moved on since; that is no fault of the clerk's"


def test_a_template_of_before_a_correction_of_the_plan_is_refused_where_it_differs(ledger, filled, plan_folder):
    data = filled(POWER, "2017Q1", {"指标!I4": 286})
    path = plan_folder / "planned.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("20-7a,2017Q1,286", "20-7a,2017Q1,285"), encoding="utf-8")
    indicators = plan_folder / "indicators.csv"
    indicators.write_text(indicators.read_text(encoding="utf-8").replace("7000,true", "6999,true"), encoding="utf-8")
    commands.plans.load_plan(ledger, console(), plan_folder, "更正")
    assert "PLAN_CHANGED" in codes(submit(ledger, data), Severity.ERROR)


def test_implausible_figures_and_texts_get_warnings(ledger, filled, file_submission):
    file_submission(AIR, "2017Q1", {"14-6a": 31})
    form = queries.forms.form(ledger, PLAN, "2017Q2", AIR)
    rows = {r.item: FIRST_ROW + n for n, r in enumerate(form.items)}
    cells = {
        place_of(form, "14-6a"): 30,
        f"事项!D{rows['14-6']}": "本季优良天数达到55天，正在推进。",
        f"事项!D{rows['14-8']}": "正在有序推进各项工作。",
    }
    check = submit(ledger, filled(AIR, "2017Q2", cells), accept=False).check
    places = {f.code: f.place for f in check.findings}
    assert places["FALLS"] == place_of(form, "14-6a")
    assert places["UNEXPLAINED"] == f"事项!E{rows['14-6']}"
    assert places["CONTRADICTS"] == f"事项!D{rows['14-6']}"
    assert places["SET_PHRASES"] == f"事项!D{rows['14-8']}"


def test_text_copied_from_last_quarter_gets_a_warning(ledger, filled):
    def words(period):
        form = queries.forms.form(ledger, PLAN, period, AIR)
        return f"事项!D{FIRST_ROW + [r.item for r in form.items].index('14-6')}"

    text = "完成12家企业治理设施改造，新增2处监测点。"
    submit(ledger, filled(AIR, "2017Q1", {words("2017Q1"): text}))
    assert "COPIED" in codes(submit(ledger, filled(AIR, "2017Q2", {words("2017Q2"): text}), accept=False))
    assert "COPIED" not in codes(
        submit(ledger, filled(AIR, "2017Q2", {words("2017Q2"): text + "再增3处。"}), accept=False)
    )


def test_every_template_filled_with_its_planned_figures_is_filed(ledger):
    for unit, form in queries.forms.forms(ledger, PLAN, "2017Q1").items():
        book = load_workbook(BytesIO(template.write_template(form)))
        for n, row in enumerate(form.indicators, FIRST_ROW):
            if row.planned is not None:
                book["指标"].cell(n, 9, row.planned)
        for n, row in enumerate(form.commitments, FIRST_ROW):
            book["节点"].cell(n, 5, "已完成")
            book["节点"].cell(n, 6, min(row.commitment.due, date(2017, 3, 31)))
        for n, row in enumerate(form.items, FIRST_ROW):
            book["事项"].cell(n, 4, f"{row.title}按方案办结。")
        out = BytesIO()
        book.save(out)
        receipt = submit(ledger, out.getvalue())
        assert receipt.filed, (unit, receipt.check.findings)
        assert codes(receipt) <= {"ONLY_PLAN"}
    lights = queries.standing.standing(ledger, PLAN, "2017Q1", View.FILED).counts
    assert lights[Light.ON_TRACK] + lights[Light.LATE_DONE] >= 124 and not lights[Light.BEHIND]


def test_the_clerk_corrects_the_marked_workbook_and_uploads_it_again(ledger, filled, power):
    data = filled(POWER, "2017Q1", {power["money"]: "很多", power["line"]: 3})
    check = submit(ledger, data).check
    book = load_workbook(BytesIO(mark_findings(data, check.form, check.findings)))
    sheet, cell = power["money"].split("!")
    assert "很多" in book[sheet][cell].comment.text and book[sheet][cell].fill.fgColor.rgb.endswith("F08A75")
    book[sheet][cell] = 300
    out = BytesIO()
    book.save(out)
    assert submit(ledger, out.getvalue()).filed


def test_two_clerks_at_the_same_moment_are_both_kept_in_order(ledger, filled, power):
    files = [filled(POWER, "2017Q1", {power["line"]: 3 + n / 10}) for n in range(4)]
    threads = [Thread(target=submit, args=(ledger, f)) for f in files]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    history = queries.submissions.history(ledger, PLAN)
    assert [h["submission"] for h in history] == [4, 3, 2, 1]
    assert [h["supersedes"] for h in history] == [3, 2, 1, None]
    assert sum(h["counts"] for h in history) == 1


def test_the_same_file_from_two_windows_at_once_is_filed_once(ledger, filled, power):
    data = filled(POWER, "2017Q1", {power["line"]: 3})
    receipts = []
    threads = [Thread(target=lambda: receipts.append(submit(ledger, data))) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sum(r.filed for r in receipts) == 1 and {r.submission for r in receipts} == {1}


def test_a_return_without_a_name_is_refused(ledger, filled):
    with pytest.raises(InvalidInput):
        commands.submissions.submit(ledger, console(), filled(POWER, "2017Q1"), "x.xlsx", "  ")


def test_on_time_and_late_go_by_the_business_date(ledger, filled, power):
    commands.plans.set_business_date(ledger, console(), date(2017, 4, 5))
    accept(ledger, submit(ledger, filled(POWER, "2017Q1", {power["line"]: 3})).submission)
    waiting = submit(ledger, filled("区财政局", "2017Q1", {"指标!I4": 43933})).submission
    commands.plans.set_business_date(ledger, console(), date(2017, 4, 7))
    word = lambda unit: next(f.word for f in queries.submissions.filings(ledger, PLAN, "2017Q1") if f.unit == unit)  # noqa: E731
    assert (word(POWER), word(AIR)) == ("按时", "逾期未报（2 天）")
    assert word("区财政局") == "待单位主要负责人审签（逾期 2 天）"
    accept(ledger, waiting)
    assert word("区财政局") == "迟报 2 天"
    commands.periods.set_timeliness_rule(ledger, OFFICE, "sent")
    assert word("区财政局") == "按时"


typed = st.one_of(
    st.text(max_size=40),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["=1/0", "=A1", "#REF!", "8%", "１２５０", "1.2万", "已完成", "部分完成", "\u202e", "<b>"]),
)
places = st.tuples(st.sampled_from(["指标", "节点", "事项"]), st.sampled_from("DEFGHIJ"), st.integers(3, 9))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(places, typed, max_size=12))
def test_whatever_is_typed_is_filed_whole_or_refused_and_never_half(ledger, filled, cells):
    clean = {
        f"{s}!{c}{r}": ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v for (s, c, r), v in cells.items()
    }
    before = len(queries.submissions.history(ledger, PLAN))
    receipt = submit(ledger, filled(AIR, "2017Q1", clean))
    assert len(queries.submissions.history(ledger, PLAN)) == before + receipt.filed
    if receipt.filed:
        brought = {
            k: len(rows)
            for k, rows in store.submissions.submission_rows(ledger, receipt.submission).items()
            if k != "finding"
        }
        parsed = receipt.check.parsed
        assert brought == {
            "actual": len(parsed.actuals),
            "explanation": len(parsed.explanations),
            "progress": len(parsed.progress),
            "narrative": len(parsed.narratives),
        }
