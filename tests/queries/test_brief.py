"""One sheet for a deputy mayor or a unit: what it says agrees with the board, and it stays one sheet."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.helpers import OFFICE, PLAN, clerk, deputy
from zcdash import commands, queries
from zcdash.cli.main import main
from zcdash.domain.terms import MET, RATED, Light, Responsibility
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries import bulletin
from zcdash.queries.brief import Brief
from zcdash.rendering.brief import LINE, brief_text, clipped
from zcdash.rendering.docx import brief as brief_docx
from zcdash.rendering.docx.gongwen_title import width
from zcdash.rendering.html import brief as brief_html
from zcdash.rendering.palette import mark_text
from zcdash.rules.rollup import counts
from zcdash.store.ledger import Ledger

PERIOD, LEADER = "2017Q3", "路德芝"
HOSTILE = "<img src=x onerror=alert(1)>\x00{ PAGE }\u202e" + "长" * 3000
SOFFICE = shutil.which("soffice")


@pytest.fixture
def sample(sample_ledger):
    """The sample year, shared by the tests that only read it."""
    return sample_ledger


@pytest.fixture
def own_sample(sample_year):
    """A copy of the sample year for a test that writes."""
    with Ledger(sample_year) as opened:
        yield opened


def texts(data: bytes) -> list[str]:
    """Every paragraph, those in tables too."""
    return [
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in Document(BytesIO(data)).element.body.iter(qn("w:p"))
    ]


def issue(ledger: Ledger, most: int) -> None:
    for one in queries.notice_proposals.proposals(ledger, PLAN, PERIOD)[:most]:
        commands.notices.issue_notice(ledger, OFFICE, PLAN, PERIOD, one.kind, one.code, one.unit, one.text, one.due)


@pytest.mark.parametrize("leader", ["路德芝", "耿峰", "李寅萍", "刘冀中", "张国华"])
def test_a_leaders_sheet_counts_what_the_board_counts(sample, plan, leader):
    made = queries.brief.brief(sample, PLAN, PERIOD, leader=leader)
    standing, codes = queries.standing.standing(sample, PLAN, PERIOD), plan.item_codes_of(leader, "leader")
    line = next(
        x
        for x in queries.overview.leaders(plan, standing, queries.submissions.filings(sample, PLAN, PERIOD))
        if x.name == leader
    )
    said = made.items, made.led, made.asked, made.on_time, made.short
    assert said == (line.items, line.led, line.submissions, line.on_time, line.short)
    assert {k: v for k, v in made.counts.items() if v} == {k: v for k, v in line.counts.items() if v}
    wanted = queries.overview.urgent(plan, standing, codes, len(codes))
    assert len(made.needs) == min(3, len(wanted)) and {n.item.code for n in made.needs} <= set(codes)


def test_his_own_items_come_first_and_what_only_waits_for_a_return_last(sample, plan):
    made = queries.brief.brief(sample, PLAN, PERIOD, leader="李寅萍")
    led = plan.item_codes_of("李寅萍", "leader", Responsibility.LEAD)
    worst = [
        i.code
        for i, s in queries.overview.urgent(plan, queries.standing.standing(sample, PLAN, PERIOD), led, 99)
        if s.assessment.light is not Light.MISSING
    ]
    assert [n.item.code for n in made.needs][: len(worst)] == worst[:3] and made.needs[0].led
    for leader in plan.leaders:
        missing = [
            n.assessment.light is Light.MISSING
            for n in queries.brief.brief(sample, PLAN, PERIOD, leader=leader.name).needs
        ]
        assert missing == sorted(missing), "what only waits for a return comes last"


def test_returns_are_those_late_or_on_their_way_his_own_signature_first(sample, plan):
    made = queries.brief.brief(sample, PLAN, PERIOD, leader=LEADER)
    led = plan.item_codes_of(LEADER, "leader", Responsibility.LEAD)
    asked = plan.reporting_units(led)
    filed = {f.unit: f for f in queries.submissions.filings(sample, PLAN, PERIOD) if f.unit in asked}
    assert {p.unit for p in made.pending} == {u for u, f in filed.items() if f.late_days or f.on_way or f.returned}
    assert all((p.word, p.dates) == (filed[p.unit].word, filed[p.unit].dates) for p in made.pending)
    own = [p for p in made.pending if p.own]
    assert own and all(LEADER in filed[p.unit].course.waiting for p in own)
    said = brief_text(made).returns
    assert said.startswith(own[0].unit) and said.split("；")[0].endswith("，等您签")
    office = [p for p in made.pending if p.at_office]
    assert office and f"待督查室签收 {len(office)} 个单位" in said
    assert not any(f"{p.unit}待督查室" in said for p in office), "the office's backlog is no fault of the units"


def test_it_says_what_the_unit_wrote_of_cause_and_next_step(sample):
    made = queries.brief.brief(sample, PLAN, PERIOD, leader=LEADER)
    one = next(n for n in made.needs if n.problem)
    wrote = next(w for w in queries.submissions.narratives_of(sample, PLAN, one.item.code) if w["period"] == PERIOD)
    assert (one.problem, one.next_step) == (wrote["problem"], wrote["next_step"])
    assert any(f"原因：{one.problem}" in line for _, lines in brief_text(made).needs for line in lines)


def test_it_says_that_a_unit_gave_no_cause_only_of_one_that_filed(sample):
    made = queries.brief.brief(sample, PLAN, PERIOD, leader=LEADER)
    need = replace(made.needs[0], problem="", next_step="", silent=True)
    [(_, lines)] = brief_text(replace(made, needs=(need,))).needs
    assert lines[-1] == "该单位未说明原因和措施"
    [(_, lines)] = brief_text(replace(made, needs=(replace(need, silent=False),))).needs
    assert not any("未说明" in line for line in lines)


UNITS = ("区住建局", "区商务局", "区房管局", "区园林局", "区环保分局", "周村经济开发区管委会")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("period", ["2017Q1", "2017Q2", "2017Q3"])
def test_its_rate_is_made_of_the_counts_and_says_of_how_many(sample, unit, period):
    made = queries.brief.brief(sample, PLAN, period, unit=unit)
    met, rated = (sum(made.counts[x] for x in lights) for lights in (MET, RATED))
    percentage = Decimal(100 * met / rated).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert f"达标率 {percentage}%（{met}/{rated}）" in brief_text(made).summary


@pytest.mark.parametrize(("met", "rated", "says"), [(7, 19, "36.8"), (3, 9, "33.3"), (2, 6, "33.3"), (2, 7, "28.6")])
def test_a_rate_is_no_sum_of_rounded_shares(sample, met, rated, says):
    made = queries.brief.brief(sample, PLAN, PERIOD, unit="区住建局")
    counts = dict.fromkeys(Light, 0) | {Light.AHEAD: 1, Light.ON_TRACK: met - 1, Light.SLIPPING: rated - met}
    assert f"达标率 {says}%（{met}/{rated}）" in brief_text(replace(made, counts=counts)).summary


def test_a_units_deadline_follows_its_extension(own_sample):
    until = date(2017, 10, 20)
    plan = queries.plans.plan(own_sample, PLAN)
    leads = {x.name: plan.item_codes_of(x.name, "leader", Responsibility.LEAD) for x in plan.leaders}
    leader = next(name for name, led in leads.items() if "区统计局" in plan.reporting_units(led))
    before = queries.brief.brief(own_sample, PLAN, PERIOD, unit="区统计局").deadline
    commands.periods.grant(own_sample, OFFICE, PLAN, PERIOD, "区统计局", "extension", until, "系统升级")
    made = queries.brief.brief(own_sample, PLAN, PERIOD, unit="区统计局")
    assert before < until == made.deadline and "截止 10月20日" in brief_text(made).returns_head
    led = queries.brief.brief(own_sample, PLAN, PERIOD, leader=leader)
    assert led.deadline == before and ("区统计局", until) in led.extended
    assert "区统计局延至 10月20日" in brief_text(led).returns


def test_a_closed_period_is_told_from_its_close_and_says_what_has_changed_since(sample, own_sample):
    made = queries.brief.brief(sample, PLAN, "2017Q2", unit="区水务局")
    close = bulletin.close_of(sample, PLAN, "2017Q2")
    frozen = queries.frozen.frozen_standing(sample, close)
    codes = queries.plans.plan(sample, PLAN).item_codes_of("区水务局", "unit")
    assert made.closed and made.as_of == close["as_of"] and made.deadline == date(2017, 7, 7)
    assert made.counts == counts(frozen.items[c].assessment.light for c in codes)
    assert "数据截至2017年7月12日关账" in brief_text(made).under and "所见" not in brief_text(made).under
    code = codes[0]
    other = "behind" if frozen.items[code].assessment.light is not Light.BEHIND else "on_track"
    before = queries.brief.brief(own_sample, PLAN, "2017Q2", unit="区水务局")
    commands.periods.reopen(own_sample, OFFICE, PLAN, "2017Q2", "核对")
    commands.periods.override(own_sample, OFFICE, PLAN, "2017Q2", code, other, "现场核实")
    assert not queries.brief.brief(own_sample, PLAN, "2017Q2", unit="区水务局").closed
    assert "关账后有 2 项评定变化" in brief_text(replace(before, moved=2)).summary


def test_in_review_sent_back_and_missing_are_told_apart(sample):
    made = queries.brief.brief(sample, PLAN, PERIOD, leader=LEADER)
    counted = {Light.MISSING: 3, Light.RETURNED: 2, Light.IN_REVIEW: 4, Light.BEHIND: 5, Light.ON_TRACK: 1}
    said = brief_text(replace(made, counts=dict.fromkeys(Light, 0) | counted)).summary
    assert "未达计划 5 项，未报送 3 项，已退回 2 项，待签收 4 项" in said


def test_headline_figures_come_first(sample, plan):
    made = queries.brief.brief(sample, PLAN, PERIOD, leader=LEADER)
    headline = sorted((i for i in plan.indicators if i.headline), key=lambda i: i.headline)
    mine = [i.code for i in headline if i.item in plan.item_codes_of(LEADER, "leader")]
    assert [s.indicator.code for s in made.figures][: len(mine)] == mine
    own = queries.brief.brief(sample, PLAN, PERIOD, unit="区住建局")
    assert {s.indicator.code for s in own.figures} <= {
        s.indicator.code
        for s in queries.overview.indicators_of(plan, queries.standing.standing(sample, PLAN, PERIOD), "区住建局")
    }


def test_open_notices_are_those_that_concern_him_and_that_the_reader_may_see(own_sample):
    issue(own_sample, 12)
    everything = queries.brief.brief(own_sample, PLAN, PERIOD, leader=LEADER, account=deputy(LEADER)).notices
    assert everything and all(LEADER in n.leaders and n.is_open for n in everything)
    reader = clerk("区住建局")
    seen = queries.brief.brief(own_sample, PLAN, PERIOD, leader=LEADER, account=reader).notices
    assert {n.unit for n in seen} == {"区住建局"} and len(seen) < len(everything)
    own = queries.brief.brief(own_sample, PLAN, PERIOD, unit="区住建局", account=reader).notices
    commands.notices.end_notice(own_sample, OFFICE, PLAN, own[0].number, "已办结")
    left = queries.brief.brief(own_sample, PLAN, PERIOD, unit="区住建局", account=reader).notices
    assert [n.number for n in left] == [n.number for n in own[1:]]


@pytest.mark.parametrize(
    ("whose", "error"),
    [
        ({}, InvalidInput),
        ({"leader": LEADER, "unit": "区住建局"}, InvalidInput),
        ({"leader": "某某"}, NotFound),
        ({"unit": "没有这个局"}, NotFound),
    ],
)
def test_a_sheet_is_of_one_leader_or_one_unit(ledger, whose, error):
    with pytest.raises(error):
        queries.brief.brief(ledger, PLAN, "2017Q1", **whose)


def test_before_anything_is_reported_it_says_so(ledger):
    said = brief_text(queries.brief.brief(ledger, PLAN, "2017Q2", leader=LEADER))
    assert (
        "二季度还没有报送的实际数，报送截止 7月5日" in said.summary
        and said.needs == ()
        and "演示数据" not in said.under
    )
    assert "还没有报送，尚未到期" in brief_text(queries.brief.brief(ledger, PLAN, "2017Q2", unit="区住建局")).returns


def test_a_group_that_reports_nothing_itself_says_so(sample):
    assert brief_text(queries.brief.brief(sample, PLAN, PERIOD, unit="各镇政府")).returns_head == "报送：不单独报送"


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("短", 5, "短"),
        ("一二三四五", 5, "一二三四五"),
        ("一二三四五六", 5, "一二三四…"),
        ("12345678901", 5, "12345678…"),
        ("一\n二\u202e三", 5, "一 二三"),
    ],
)
def test_a_text_is_cut_where_its_place_ends_and_says_that_it_is(text, room, shown):
    assert clipped(text, room) == shown and width(clipped(text, room)) <= room


@pytest.fixture(scope="module")
def busy(sample_ledger_file, tmp_path_factory) -> Brief:
    """The sheet of a leader with thirty open notices."""
    path = shutil.copy(sample_ledger_file, tmp_path_factory.mktemp("busy") / "zcdash.duckdb")
    with Ledger(path) as ledger:
        issue(ledger, 30)
        return queries.brief.brief(ledger, PLAN, PERIOD, leader=LEADER)


@pytest.fixture
def full(busy) -> Brief:
    """The fullest sheet possible: endless texts, every submission late, every light."""
    made = busy
    needs = tuple(
        replace(n, problem=HOSTILE, next_step=HOSTILE, assessment=replace(n.assessment, reason=HOSTILE))
        for n in made.needs
    )
    counts = dict.fromkeys(Light, 7)
    figure = made.figures[0]
    figures = tuple(
        replace(figure, indicator=replace(figure.indicator, name=HOSTILE), planned=123456.78, actual=123456.78)
        for _ in range(12)
    )
    return replace(
        made,
        needs=needs,
        counts=counts,
        before=counts,
        moved=9,
        pending=made.pending * 10,
        figures=figures,
        notices=made.notices * 2,
    )


def height(data: bytes) -> float:
    """How high the sheet is, in points, from what the file says of every line; text wider than its place takes another line."""
    document, total = Document(BytesIO(data)), 0.0
    styles = {s.style_id: s.element for s in document.styles}
    for block in document.element.body:
        if block.tag == qn("w:tbl"):
            total += len(block.findall(qn("w:tr"))) * 16.5
        elif block.tag == qn("w:p"):
            spacing = block.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
            if spacing is None:
                spacing = styles[block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))].find(
                    f".//{qn('w:spacing')}"
                )
            above, below = (int(spacing.get(qn(f"w:{side}"), 0)) / 20 for side in ("before", "after"))
            drawing = block.find(f".//{qn('wp:extent')}")
            line = int(spacing.get(qn("w:line"))) / 20 if drawing is None else int(drawing.get("cy")) / 12700
            text = "".join(t.text or "" for t in block.iter(qn("w:t")))
            total += above + below + line * max(-(-width(text) // (LINE + 0.8)), 1)
    return total


def pages(folder, *papers: bytes) -> list[int]:
    """Return the number of pages that LibreOffice lays each document out on."""
    files = [folder / f"{n}.docx" for n in range(len(papers))]
    for file, paper in zip(files, papers, strict=True):
        file.write_bytes(paper)
    home = f"-env:UserInstallation=file://{folder}/home"
    command = [SOFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", folder, *files]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    return [len(re.findall(rb"/Type\s*/Page\b", f.with_suffix(".pdf").read_bytes())) for f in files]


def test_the_fullest_sheet_is_no_higher_than_the_paper(full):
    paper = brief_docx.to_docx(full)
    section = Document(BytesIO(paper)).sections[0]
    room = (section.page_height - section.top_margin - section.bottom_margin) / 12700
    assert 0.8 * room < height(paper) <= room
    shown = texts(paper)
    assert sum(t.startswith(("◇", "☆")) for t in shown) >= 1 and shown.count("123,456.78%") >= 4
    assert "".join(shown).count("原因：") == "".join(shown).count("措施：") == 3, (
        "a long cause leaves room for the next step"
    )
    assert any(re.fullmatch(r"未销号的督办单（\d\d）", t) for t in shown)


@pytest.mark.skipif(not SOFFICE, reason="no LibreOffice on this machine")
def test_the_fullest_sheet_and_a_full_leaders_are_one_page_in_libreoffice(full, busy, tmp_path):
    assert pages(tmp_path, brief_docx.to_docx(full), brief_docx.to_docx(busy)) == [1, 1]


def test_the_paper_is_a4_upright_says_light_and_step_in_words_and_is_the_same_twice(own_sample):
    issue(own_sample, 12)
    made = queries.brief.brief(own_sample, PLAN, PERIOD, leader=LEADER)
    paper = brief_docx.to_docx(made)
    section = Document(BytesIO(paper)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    said = texts(paper)
    assert "路德芝　2017年三季度简报" in said and any("演示数据（虚构）" in t and "正式口径" in t for t in said)
    assert made.needs and made.notices
    for need in made.needs:
        assert any(t.startswith(f"{mark_text(need.assessment.light)}　{need.item.code}") for t in said)
    assert any(re.fullmatch(r"[^\w\s] (提醒|督办（黄）|督办（红）|约谈)", t) for t in said)
    assert paper == brief_docx.to_docx(made)


def test_hostile_words_stay_words_on_the_page_and_on_paper(full):
    page, said = brief_html.page(full), "".join(texts(brief_docx.to_docx(full)))
    assert "<img src=x" not in page and "&lt;img src=x" in page
    assert "<img src=x onerror=alert(1)>{ PAGE }" in said and "\x00" not in said and "\u202e" not in said


def test_page_and_paper_say_the_same(sample):
    made = queries.brief.brief(sample, PLAN, PERIOD, unit="区住建局")
    page = brief_html.page(made)
    assert all(t in page for t in texts(brief_docx.to_docx(made)) if t)


def test_the_command_line_writes_a_sheet(ledger_file, tmp_path, capsys):
    with Ledger(ledger_file) as ledger:
        commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, 20))
    out = tmp_path / "brief.docx"
    asked = ["brief", "--plan", PLAN, "--period", "2017Q1", "-o", str(out)]
    assert main([*asked, "--unit", "区住建局"]) == 0 and "区住建局2017年一季度" in capsys.readouterr().out
    assert any("区住建局　2017年一季度简报" in t for t in texts(out.read_bytes()))
    assert main([*asked, "--leader", "某某"]) == 2 and "没有分管区长“某某”" in capsys.readouterr().err
    assert main(asked) == 2 and main([*asked, "--leader", "耿峰", "--unit", "区住建局"]) == 2
