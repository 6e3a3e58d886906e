"""The bulletin: what it says is what the close froze, again and again; a ledger that was tampered with gets none."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from io import BytesIO
from math import floor
from zipfile import ZipFile

import duckdb
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from tests.helpers import OFFICE, PEOPLE, PLAN, ROOT, accept, clerk
from zcdash import commands, queries, store
from zcdash.auth.permissions import Account, Role
from zcdash.cli.main import main
from zcdash.domain.document import Grid, Number, Paragraph, number, pieces_of, plain_text
from zcdash.domain.model import format_number
from zcdash.domain.submission import Actual, Narrative, Submission
from zcdash.domain.terms import LIGHT_NAME, MET, RATED, SHORT, UNFILED, Light
from zcdash.errors import InvalidInput, NotFound, NotPermitted, NotProven
from zcdash.queries import bulletin
from zcdash.queries.bulletin import Draft, proof, unverified_numbers
from zcdash.queries.bulletin.material import Material
from zcdash.queries.bulletin.overview_sections import overall
from zcdash.queries.bulletin.register import register
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rendering.palette import MARKS
from zcdash.rendering.xlsx import register as register_xlsx
from zcdash.rules.forecast import forecast
from zcdash.store.audit_log import VerificationResult
from zcdash.store.ledger import Ledger

AIR = "区环保分局"
HOSTILE = "=cmd|'/c calc'!A1 <w:p/>&{ PAGE }\x0b\u202e"
SHOWN = "=cmd|'/c calc'!A1 <w:p/>&{ PAGE }"


@pytest.fixture
def sample(sample_ledger):
    """The sample year, shared by the tests that only read it."""
    return sample_ledger


@pytest.fixture
def own_sample(sample_year):
    """A copy of the sample year for a test that writes."""
    with Ledger(sample_year) as opened:
        yield opened


def close_number(ledger: Ledger, period: str = "2017Q2") -> int:
    return bulletin.close_of(ledger, PLAN, period)["close"]


def content_of(ledger: Ledger, period: str = "2017Q2") -> bulletin.Content:
    return bulletin.content(ledger, PLAN, close_number(ledger, period))


def text_of(content: bulletin.Content, key: str) -> str:
    return content.paragraphs[key].text


def grids(content: bulletin.Content) -> dict[str, list[list[str]]]:
    every = (*content.blocks, *(b for a in content.annexes for b in a.blocks))
    return {
        b.caption: [list(b.columns), *([plain_text(c) for c in row] for row in b.rows)]
        for b in every
        if isinstance(b, Grid)
    }


def words_in(data: bytes) -> str:
    document = Document(BytesIO(data))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def behind_its_back(path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_the_counts_are_the_closes_and_each_share_is_rounded_by_itself(sample):
    content = content_of(sample)
    counts = queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, "2017Q2")).counts
    told, whole = text_of(content, "overall"), sum(counts.values())
    apart = {"达到或超过序时进度": sum(counts[x] for x in MET), "未达序时进度": sum(counts[x] for x in SHORT - UNFILED)}
    apart |= {LIGHT_NAME[x]: counts[x] for x in counts if x not in MET | SHORT - UNFILED | {Light.NONE}}
    for word, count in apart.items():
        share = Decimal(100 * count / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert (f"{word}{count}项，占{share}%" in told) is bool(count)
    assert f"其中严重滞后{counts[Light.BEHIND]}项" in told and told.startswith(f"{whole}项任务中")
    assert sum(int(n) for n in re.findall(r"(\d+)项，占", told)) == whole
    printed = sum(Decimal(n) for n in re.findall(r"占([\d.]+)%", told))
    assert ("因四舍五入" in told) is (printed != 100)


def test_shares_that_add_up_need_no_note(sample):
    m = Material(CloseSnapshot(sample, bulletin.close_of(sample, PLAN, "2017Q2")))
    noted = set()
    for met in range(40, 60):
        counts = {Light.ON_TRACK: met, Light.BEHIND: 30, Light.UNDETERMINED: 80 - met, Light.MISSING: 1, Light.NONE: 16}
        m.counts = dict.fromkeys(Light, 0) | counts
        told = next(b.text for b in overall(m) if isinstance(b, Paragraph) and b.key == "overall")
        tenths = [floor(Fraction(1000 * n, 127) + Fraction(1, 2)) for n in counts.values()]
        assert ("因四舍五入" in told) is (sum(tenths) != 1000)
        noted.add("因四舍五入" in told)
    assert noted == {True, False}


def test_it_is_set_against_the_close_of_the_quarter_before(sample):
    now, before = (
        queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, p)) for p in ("2017Q2", "2017Q1")
    )
    told = text_of(content_of(sample), "moves")
    assert f"严重滞后由{before.counts[Light.BEHIND]}项变为{now.counts[Light.BEHIND]}项" in told
    assert f"欠进度由{before.counts[Light.SLIPPING]}项变为{now.counts[Light.SLIPPING]}项" in told
    ladder = [Light.BEHIND, Light.SLIPPING, Light.LATE_DONE, Light.ON_TRACK, Light.AHEAD]
    pairs = [(before.items[c].assessment.light, now.items[c].assessment.light) for c in now.items]
    steps = [ladder.index(b) - ladder.index(a) for a, b in pairs if a in ladder and b in ladder]
    assert f"{sum(s > 0 for s in steps)}项好转，{sum(s < 0 for s in steps)}项退步" in told
    lapsed = [
        c
        for c in now.items
        if before.items[c].assessment.light in MET and now.items[c].assessment.light is Light.MISSING
    ]
    assert lapsed == ["18-10"] and "另有1项由达标转为未报送（18-10）" in told
    assert "moves" not in content_of(sample, "2017Q1").paragraphs


def test_leaders_and_chapters_stand_by_rate_with_the_counts_of_their_items(sample, plan):
    standing, tables = (
        queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, "2017Q2")),
        grids(content_of(sample)),
    )
    by_leader, by_chapter = (
        queries.standing.by_responsible(plan, standing, "leader"),
        queries.standing.by_chapter(plan, standing),
    )
    for heads, *rows in (tables["分管区长任务完成情况"], tables["各板块任务完成情况"]):
        shares = []
        for row in rows:
            chapter = next((c.number for c in plan.chapters if c.name == row[0]), None)
            counts = by_chapter[chapter] if chapter else by_leader[row[0]]
            cells = dict(zip(heads, row, strict=True))
            assert cells["事项"] == str(sum(counts.values()))
            assert all(cells[LIGHT_NAME[light]] == str(n) for light, n in counts.items() if LIGHT_NAME[light] in cells)
            met, rated = sum(counts[x] for x in MET), sum(counts[x] for x in RATED)
            shares.append(Fraction(met, rated))
            assert cells["达标"] == f"{met}/{rated}"
            assert abs(float(cells["达标率"][:-1]) - 100 * met / rated) <= 0.05
        assert shares == sorted(shares, reverse=True)
    assert len(tables["分管区长任务完成情况"]) == 6 and len(tables["各板块任务完成情况"]) == 10


def test_every_item_that_is_behind_is_told_with_its_figures_its_cause_and_what_comes_next(sample, plan):
    standing, content = (
        queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, "2017Q2")),
        content_of(sample),
    )
    behind = [c for c, one in standing.items.items() if one.assessment.light is Light.BEHIND]
    assert [k for k in content.paragraphs if k.startswith("behind/")] == [f"behind/{c}" for c in behind]
    dust = text_of(content, "behind/14-1")
    assert "（14-1，牵头单位：区住建局，分管区长：刘冀中）" in dust
    worst = next(s for s in standing.items["14-1"].indicators if s.assessment.light is Light.BEHIND)
    gap = format_number(-worst.assessment.gap)
    told = (
        f"{worst.indicator.name}{format_number(worst.actual)}%，比计划的{format_number(worst.planned)}%低{gap}个百分点"
    )
    assert told in dust and "完成" not in told, "points, no percentage of the plan"
    wrote = next(w for w in queries.submissions.narratives_of(sample, PLAN, "14-1") if w["period"] == "2017Q2")
    problem, step = (wrote[column].rstrip("。") for column in ("problem", "next_step"))
    assert (f"存在问题：{problem}。" if problem else "该单位未说明原因") in dust
    assert not step or f"下步措施：{step}。" in dust
    slipping = [c for c, one in standing.items.items() if one.assessment.light is Light.SLIPPING]
    rows = grids(content)["欠进度事项"][1:]
    assert [r[0] for r in rows] == slipping
    air = next(r for r in rows if r[0] == "14-6")
    assert air[2:5] == [AIR, "刘冀中", "实际70天，比计划的74天少4天，完成94.6%"]
    assert air[5].startswith("空气质量优良天数未达到计划") or air[5] == "—"


def test_returns_stand_as_on_the_day_of_the_close_not_as_of_today(sample):
    content = content_of(sample)
    filings = CloseSnapshot(sample, bulletin.close_of(sample, PLAN, "2017Q2")).filings()
    told = text_of(content, "returns")
    assert f"应报送{len(filings)}个单位" in told and f"未报送{sum(f.missing for f in filings)}个" in told
    assert "区水务局（截止7月7日，7月8日报送、当日送达，迟报1天）" in text_of(content, "late")
    assert text_of(content, "missing").startswith("未报送的单位：区扶贫办")
    missing = next(f for f in filings if f.unit == "区扶贫办")
    today = next(f for f in queries.submissions.filings(sample, PLAN, "2017Q2") if f.unit == "区扶贫办")
    assert missing.late_days == 7 < today.late_days


def test_the_years_end_is_forecast_from_what_was_known_then(sample):
    content = content_of(sample)
    known = {
        p: queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, p)) for p in ("2017Q1", "2017Q2")
    }
    air = [next(s for s in st.items["14-6"].indicators) for st in known.values()]
    late = [
        replace(
            s.figures,
            period=queries.plans.period_of(queries.plans.plan(sample, PLAN), p),
            planned=s.indicator.planned.get(p),
            actual=None,
        )
        for p, s in zip(("2017Q3", "2017Q4"), air, strict=True)
    ]
    told = forecast(air[0].indicator, [*(s.figures for s in air), *late], queries.rule_packs.pack()).sentence
    assert told.replace(" ", "") in text_of(content, "year/14-6a").replace(" ", "")
    assert "完成全年目标有压力" in text_of(content, "year/14-6a")


def test_the_annex_names_every_item_once_with_its_light_and_why(sample, plan):
    standing = queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, "2017Q2"))
    heads, *rows = grids(content_of(sample))["全部事项"]
    assert heads == ["编号", "事项", "牵头单位", "分管区长", "上期", "评定", "说明"]
    assert [r[0] for r in rows] == [i.code for i in plan.items] and len(rows) == 127
    for row in rows:
        one = standing.items[row[0]].assessment
        said = re.sub(r"(\d{4})-0?(\d+)-0?(\d+)", r"\1年\2月\3日", one.reason).replace(" ", "")
        assert row[5] == LIGHT_NAME[one.light] and row[6].replace(" ", "") == said


def test_an_item_whose_return_is_missing_says_so_once_not_for_each_of_its_parts(sample):
    standing = queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, "2017Q2"))
    missing = [code for code, one in standing.items.items() if one.assessment.light is Light.MISSING]
    assert missing
    for code in missing:
        assert text_of(content_of(sample), f"missing/{code}").count("前报送") == 1


def test_no_number_stands_outside_a_number_and_every_one_is_proven(sample):
    for period in ("2017Q1", "2017Q2"):
        content = content_of(sample, period)
        printed = [*pieces_of(content.blocks), *(p for a in content.annexes for p in pieces_of(a.blocks))]
        assert not [p for _, some in printed for p in some if isinstance(p, str) and any(c.isdigit() for c in p)]
        proven = proof.prove(sample, content)
        assert proven.numbers > 300 and proven.citations > 1000 and proven.judgements > 600


def test_a_word_document_holds_every_sentence_and_every_cell(sample):
    content = content_of(sample)
    data = bulletin_docx.write_draft(content, Draft())
    read = words_in(data)
    assert all(p.text in read for p in content.paragraphs.values())
    for heads, *rows in grids(content).values():
        for row in rows:
            for head, cell in zip(heads, row, strict=True):
                shape = (
                    next((m.shape for m in MARKS.values() if m.word == cell), "") if head in ("评定", "上期") else ""
                )
                assert shape + cell in read
    assert "〔2017〕第1期（送审稿）" in read and "周村区政务督查" in read and "演示数据" in read
    assert "关于2017年二季度全区经济社会发展主要目标任务完成情况的通报" in "".join(read.split())
    with ZipFile(BytesIO(data)) as file:
        assert len([n for n in file.namelist() if n.startswith("word/media/")]) == 3
    proof.prove_file(data, content, Draft())
    with pytest.raises(NotProven, match="文件里没有“改过的一句”"):
        proof.prove_file(data, content, Draft(wording={"overall": "改过的一句"}))
    with pytest.raises(NotProven, match="读不回来"):
        proof.prove_file(data[:-4000], content, Draft())


def test_one_close_gives_the_same_bytes_today_tomorrow_and_in_another_process(own_sample, sample_year, tmp_path):
    first = bulletin_docx.write_draft(content_of(own_sample), Draft())
    number = commands.corrections.request_correction(own_sample, OFFICE, PLAN, "tolerance", "14-6a", "40", "市里调整")
    commands.plan_requests.approve(own_sample, Account("ducha2", "吴督查", Role.OFFICE), number)
    commands.plans.set_business_date(own_sample, OFFICE, date(2017, 11, 1))
    commands.periods.adopt_pack(own_sample, OFFICE, "wuhan")
    commands.periods.grant(own_sample, OFFICE, PLAN, "2017Q2", "区科技局", "extension", date(2017, 7, 20), "事后补批")
    commands.periods.set_timeliness_rule(own_sample, OFFICE, "sent")
    unit = next(
        p
        for p in queries.approvals.submission_statuses(own_sample, PLAN)
        if p.period == "2017Q3" and p.course.stage == "office"
    )
    commands.approvals.sign(own_sample, OFFICE, PLAN, unit.number)
    commands.periods.reopen(own_sample, OFFICE, PLAN, "2017Q1", "核对")
    assert bulletin_docx.write_draft(content_of(own_sample), Draft()) == first
    own_sample.close()
    out = tmp_path / "f.docx"
    command = [sys.executable, "-m", "zcdash", "bulletin", "--plan", PLAN, "--period", "2017Q2", "-o", str(out)]
    subprocess.run([*command, "--ledger", str(sample_year)], check=True, cwd=ROOT, capture_output=True)
    assert out.read_bytes() == first


TAMPERED = {
    "an actual": "update actual set value = value + 1 where indicator = '14-6a'",
    "a state": "update progress set state = 'done' where state = 'not_done'",
    "a frozen light": "update close_assessment set light = 'on_track' where close = 2 and code = '14-1' and kind = 'item'",
    "a frozen figure": "update close_assessment set actual = 99 where close = 2 and code = '14-1a'",
    "a light of last quarter": "update close_assessment set light = 'ahead' where close = 1 and code = '18-1' and kind = 'item'",
    "a count": """update close set counts = regexp_replace(counts, '"behind": [0-9]+', '"behind": 99') where close = 2""",
    "a planned value": "update planned set value = value * 0.9 where indicator = '14-1a' and period = '2017Q2'",
    "the rules": "update close set pack_text = replace(pack_text, 'from = 0.9', 'from = 0.6') where close = 2",
    "who was accepted": "delete from close_submission where close = 2 and unit = '区住建局'",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
@pytest.mark.parametrize("log_too", [False, True], ids=["the log sees it", "the log is silent"])
def test_a_ledger_that_was_tampered_with_gets_no_bulletin(sample_year, monkeypatch, statement, log_too):
    behind_its_back(sample_year, statement)
    with Ledger(sample_year) as ledger:
        if log_too:
            monkeypatch.setattr(
                store.audit_log, "verify", lambda ledger: VerificationResult(entries=1, head="", faults=())
            )
        with pytest.raises(NotProven) as refused:
            commands.bulletin.issue_bulletin(ledger, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
        assert ("关账与报送有" if log_too else "台账与留痕有") in refused.value.sentence
        assert bulletin.issued(ledger, PLAN) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("update narrative set problem = '改成没有问题' where item = '14-1'", "台账与留痕"),
        ("update sign_off set signed_on = '2017-07-01' where submission = 96", "台账与留痕"),
        ("delete from close_assessment where close = 2 and code = '14-1a'", "缺少"),
        ("update log set name = '别人' where entry = 300", "台账与留痕"),
    ],
)
def test_words_days_and_gaps_are_found_too(sample_year, statement, says):
    behind_its_back(sample_year, statement)
    with Ledger(sample_year) as ledger, pytest.raises(NotProven, match=says):
        commands.bulletin.issue_bulletin(ledger, OFFICE, PLAN, "2017Q2", bulletin_docx.write)


def test_a_sentence_that_says_another_number_than_the_ledger_is_named(sample):
    content = content_of(sample)
    behind = queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, "2017Q2")).counts[Light.BEHIND]
    wrong = Paragraph("overall", (number("count/behind", behind + 1, "项"), "重点督办"))
    blocks = tuple(wrong if isinstance(b, Paragraph) and b.key == "overall" else b for b in content.blocks)
    with pytest.raises(NotProven, match=f"overall：通报写的是“{behind + 1}项”，按台账重算是 {behind}（count/behind）"):
        proof.prove(sample, replace(content, blocks=blocks))
    misread = Number("count/behind", behind, "99项")
    for piece, says in (("共11项", "没有来历"), (misread, "通报写的是“99项”"), (number("made/up", 3), "没有来历")):
        with pytest.raises(NotProven, match=says):
            proof.prove(sample, replace(content, blocks=(Paragraph("x", (piece,)),)))


def test_an_open_period_has_no_bulletin(own_sample):
    for act in (
        lambda: bulletin.close_of(own_sample, PLAN, "2017Q3"),
        lambda: commands.bulletin.draft_bulletin(own_sample, OFFICE, PLAN, "2017Q3", Draft()),
        lambda: commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q3", bulletin_docx.write),
    ):
        with pytest.raises(InvalidInput, match="不能出通报"):
            act()
    commands.periods.reopen(own_sample, OFFICE, PLAN, "2017Q2", "更正")
    with pytest.raises(InvalidInput, match="已重开，不能出通报"):
        commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
    with pytest.raises(NotFound):
        bulletin.content(own_sample, PLAN, 99)


@pytest.mark.parametrize("somebody", [p for p in PEOPLE if p.role is not Role.OFFICE], ids=lambda p: p.role.value)
def test_only_the_supervision_office_drafts_and_issues(sample, somebody):
    with pytest.raises(NotPermitted):
        commands.bulletin.draft_bulletin(sample, somebody, PLAN, "2017Q2", Draft(title="x"))
    with pytest.raises(NotPermitted):
        commands.bulletin.issue_bulletin(sample, somebody, PLAN, "2017Q2", bulletin_docx.write)


def test_what_the_office_rewords_is_kept_and_what_it_leaves_alone_is_not(own_sample):
    content = content_of(own_sample)
    same = {key: p.text for key, p in content.paragraphs.items()}
    commands.bulletin.draft_bulletin(
        own_sample,
        OFFICE,
        PLAN,
        "2017Q2",
        Draft(
            title=plain_text(content.title), wording=same | {"ask/honest": "如实填报，不得漏报。", "low_units": "  "}
        ),
    )
    kept = bulletin.draft(own_sample, content.close)
    assert kept == Draft(wording={"ask/honest": "如实填报，不得漏报。", "low_units": ""})
    assert unverified_numbers.unverified_numbers(content, kept) == []
    read = words_in(bulletin_docx.write_draft(content, kept))
    assert "如实填报，不得漏报。" in read and "达标率低于全区" not in read and "3．如实填报" in read
    commands.bulletin.draft_bulletin(own_sample, OFFICE, PLAN, "2017Q2", Draft())
    assert (
        bulletin.draft(own_sample, content.close) == Draft()
        and len(store.bulletins.drafts(own_sample, content.close)) == 2
    )
    for bad in (Draft(wording={"no/such": "x"}), Draft(title="长" * 121), Draft(wording={"overall": "长" * 4001})):
        with pytest.raises(InvalidInput):
            commands.bulletin.draft_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bad)


def test_an_issued_bulletin_prints_the_signature_of_the_log_if_the_draft_asks_for_it(own_sample):
    plain = commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q1", bulletin_docx.write)
    before = bulletin.issued_file(own_sample, plain.bulletin)
    assert "签名" not in words_in(before) and store.signing.signed_heads(own_sample) == []
    invented = Draft(signed=True, signature="我签的")
    commands.bulletin.draft_bulletin(own_sample, OFFICE, PLAN, "2017Q2", invented)
    done = commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
    [head], data = store.signing.signed_heads(own_sample), bulletin.issued_file(own_sample, done.bulletin)
    read = "".join(words_in(data).split())
    assert f"留痕第{head['entry']}条（指纹{head['hash']}）" in read and "我签的" not in read
    assert f"公钥指纹{head['key']}，签名{head['signature']}。" in read
    assert "签名" not in content_of(own_sample).annexes[-1].title
    assert (
        bulletin_docx.write(content_of(own_sample), Draft.from_json(bulletin.issued(own_sample, PLAN)[0]["text"]))
        == data
    )
    own_sample.clock = lambda: store.ledger.now() + timedelta(days=2)
    store.signing.sign_head(own_sample)
    assert bulletin.signature_text(own_sample, content_of(own_sample)).startswith(f"留痕第{head['entry']}条"), (
        "the first"
    )
    assert bulletin.issued_file(own_sample, plain.bulletin) == before
    assert store.audit_log.verify(own_sample).faults == ()


def test_numbers_that_the_office_typed_are_held_against_the_known_ones(sample):
    content = content_of(sample)
    told = (
        text_of(content, "overall").replace("任务中，", "任务中，完成880项，", 1)
        + "其中五项由区长督办，空气优良70天，约５００.5万元。"
    )
    found = {
        d.text: d
        for d in unverified_numbers.unverified_numbers(
            content, Draft(wording={"overall": told}, title="关于2018年的通报")
        )
    }
    assert unverified_numbers.unknown(list(found.values())) == ["2018年", "880项", "500.5万元"]
    assert "见于" in found["70天"].sentence and found["70天"].known and found["五项"].known
    assert "因四舍五入" in told and "100%" not in found, "what the sentence said before is no doubt"


def test_an_issued_bulletin_is_numbered_kept_and_logged(own_sample):
    draft = Draft(number=3, day=date(2017, 7, 14), wording={"ask/honest": "完成率要达到91.5%。"})
    commands.bulletin.draft_bulletin(own_sample, OFFICE, PLAN, "2017Q2", draft)
    with pytest.raises(InvalidInput, match=r"91\.5%"):
        commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
    head = store.audit_log.entries(own_sample)[-1]["hash"]
    done = commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write, ["91.5%"])
    row = bulletin.issued(own_sample, PLAN)[0]
    data = bulletin.issued_file(own_sample, done.bulletin)
    assert (done.number, row["number"], row["day"], row["head"]) == (3, 3, date(2017, 7, 14), head)
    assert row["hash"] == done.hash == store.submissions.file_hash(data)
    read = words_in(data)
    assert (
        "〔2017〕第3期" in read and "送审稿" not in read and "2017年7月14日" in read and "完成率要达到91.5%。" in read
    )
    act = queries.audit_log.acts(own_sample)[-1]
    assert (act["what"], act["name"], act["subject"]) == ("印发通报", "周督查", "〔2017〕第3期") and "91.5%" in act[
        "after"
    ]
    assert store.audit_log.verify(own_sample, head).faults == ()
    content = content_of(own_sample)
    assert bulletin_docx.write(content, Draft.from_json(row["text"])) == data
    for act in (
        lambda: commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write),
        lambda: commands.bulletin.draft_bulletin(own_sample, OFFICE, PLAN, "2017Q2", Draft()),
    ):
        with pytest.raises(InvalidInput, match="已作为第 3 期印发"):
            act()
    commands.bulletin.set_bulletin_head(own_sample, OFFICE, "周村督查专报", "区政府办公室")
    assert bulletin_docx.letter(content, Draft.from_json(row["text"]), issued=True).head.mark == "周村区政务督查"
    later = commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q1", bulletin_docx.write)
    assert later.number == 4 and "周村督查专报" in words_in(bulletin.issued_file(own_sample, later.bulletin))


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (Draft(day=date(2017, 7, 11)), "成文日期"),
        (Draft(day=date(2017, 12, 1)), "成文日期"),
        (Draft(number=1), "第 1 期已经用过"),
    ],
)
def test_a_number_or_day_that_cannot_be_is_refused(own_sample, draft, says):
    commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q1", bulletin_docx.write)
    commands.bulletin.draft_bulletin(own_sample, OFFICE, PLAN, "2017Q2", draft)
    with pytest.raises(InvalidInput, match=says):
        commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write)


def test_a_file_that_is_another_now_is_not_handed_out(own_sample, sample_year):
    commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
    own_sample.close()
    behind_its_back(sample_year, "update bulletin set docx = 'x'::bytea")
    with Ledger(sample_year) as ledger, pytest.raises(NotProven, match="指纹不符"):
        bulletin.issued_file(ledger, 1)


def test_a_later_close_is_issued_as_a_correction_and_the_earlier_bulletin_stays(own_sample):
    first = commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
    before, was = (
        bulletin.issued_file(own_sample, first.bulletin),
        queries.frozen.frozen_standing(own_sample, bulletin.close_of(own_sample, PLAN, "2017Q2")),
    )
    commands.periods.reopen(own_sample, OFFICE, PLAN, "2017Q2", "扬尘治理数据更正")
    commands.periods.override(own_sample, OFFICE, PLAN, "2017Q2", "14-1", "on_track", "现场复核已达标")
    commands.periods.close(own_sample, OFFICE, PLAN, "2017Q2", "更正后再次关账")
    content = content_of(own_sample)
    assert plain_text(content.title) == "关于2017年二季度全区经济社会发展主要目标任务完成情况的更正通报"
    told, now = (
        text_of(content, "correction"),
        queries.frozen.frozen_standing(own_sample, bulletin.close_of(own_sample, PLAN, "2017Q2")),
    )
    moved = [c for c, one in now.items.items() if one.assessment.light is not was.items[c].assessment.light]
    assert "第1期通报（2017年7月12日印发）" in told and "重点领域扬尘治理（14-1）由严重滞后更正为达进度" in told
    assert f"评定有变化的{len(moved)}项" in told and all(f"（{c}）由" in told for c in moved)
    assert "behind/14-1" not in content.paragraphs
    second = commands.bulletin.issue_bulletin(own_sample, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
    assert (first.number, second.number) == (1, 2) and bulletin.issued_file(own_sample, first.bulletin) == before
    assert [(b["number"], b["revision"]) for b in bulletin.issued(own_sample, PLAN)] == [(2, 2), (1, 1)]


@pytest.fixture
def hostile(ledger):
    """The first quarter, closed, with a return whose words are not meant well."""
    words = [Narrative(item="14-6", progress=HOSTILE, problem=HOSTILE, next_step="@SUM(1+1)", sheet="事项", cell="D4")]
    accept(
        ledger,
        store.submissions.save_submission(
            ledger,
            Submission(
                plan=PLAN,
                version=1,
                period="2017Q1",
                unit=AIR,
                filed_by="张三",
                filed_at=store.ledger.now(),
                filed_on=queries.clock.today(ledger),
                file_name="报送.xlsx",
                file_bytes=b"xlsx",
                actuals=[Actual(indicator="14-6a", value=20, typed="20", note="", sheet="指标", cell="I4")],
                progress=[],
                narratives=words,
            ),
        ),
    )
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    return ledger


def test_hostile_words_stay_words_in_word_and_in_excel(hostile):
    content = content_of(hostile, "2017Q1")
    proof.prove(hostile, content)
    data = bulletin_docx.write_draft(content, Draft(wording={"ask/honest": HOSTILE}))
    proof.prove_file(data, content, Draft(wording={"ask/honest": HOSTILE}))
    body = Document(BytesIO(data)).element.body
    assert not list(body.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:fldChar")))
    assert words_in(data).count(SHOWN) == 2 and "\u202e" not in words_in(data)
    book = load_workbook(BytesIO(register_xlsx.write(register(hostile, PLAN, content.close))))
    cells = [
        c
        for row in book["事项"].iter_rows()
        for c in row
        if isinstance(c.value, str) and c.value.startswith(("=", "@"))
    ]
    assert len(cells) == 3 and all(c.data_type == "s" and c.quotePrefix for c in cells)
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_a_period_in_which_almost_nobody_filed_has_a_bulletin_too(hostile):
    content = content_of(hostile, "2017Q1")
    assert "未报送" in text_of(content, "overall") and "迟报1个" in text_of(content, "returns")
    assert "实际20天，比计划的31天少11天，完成64.5%" in text_of(content, "behind/14-6")
    commands.bulletin.issue_bulletin(hostile, OFFICE, PLAN, "2017Q1", bulletin_docx.write)


def test_a_return_on_its_way_at_the_close_is_named_and_its_figures_are_not_counted(ledger, filled):
    data = filled(AIR, "2017Q1", {"指标!I4": 33})
    commands.submissions.submit(ledger, clerk(AIR), data, "环保.xlsx", "小李", accept=True)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    content = content_of(ledger, "2017Q1")
    proof.prove(ledger, content)
    assert "没有审签齐全1个" in text_of(content, "returns")
    assert f"待单位主要负责人审签的1个：{AIR}（4月20日报送）" in text_of(content, "uncounted")
    assert "14-6a" not in "".join(content.paragraphs) and AIR not in text_of(content, "missing")


def test_the_register_has_every_item_indicator_and_commitment_by_quarter(sample, plan):
    data = register_xlsx.write(register(sample, PLAN, close_number(sample)))
    assert register_xlsx.write(register(sample, PLAN, close_number(sample))) == data
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["总览", "事项", "指标", "节点", "报送"]
    year = {p: queries.frozen.frozen_standing(sample, bulletin.close_of(sample, PLAN, p)) for p in ("2017Q1", "2017Q2")}
    for name, rows in (("事项", 127), ("指标", 152), ("报送", 49)):
        sheet = book[name]
        assert sheet.max_row == rows + 2 and sheet.freeze_panes and sheet.auto_filter.ref.endswith(str(rows + 2))
    heads = [c.value for c in book["事项"][2]]
    for row in book["事项"].iter_rows(min_row=3):
        cells = dict(zip(heads, row, strict=True))
        for period, word in (("2017Q1", "一季度"), ("2017Q2", "二季度")):
            one = year[period].items[cells["编号"].value].assessment
            mark, cell = MARKS[one.light], cells[f"{word}评定"]
            assert cell.value == f"{mark.shape} {mark.word}" and cell.fill.fgColor.rgb.lower() == f"00{mark.colour[1:]}"
            assert cells[f"{word}说明"].value == one.reason
    heads = [c.value for c in book["指标"][2]]
    row = next(row for row in book["指标"].iter_rows(min_row=3) if row[0].value == "14-6a")
    air = dict(zip(heads, (c.value for c in row), strict=True))
    assert (air["二季度计划"], air["二季度实际"], air["二季度差额"], air["二季度完成率%"]) == (74, 70, -4, 94.6)
    charts = book["总览"]._charts
    assert len(charts) == 2 and all(len(c.series) >= 6 for c in charts)
    heads, _, second = ([c.value for c in row] for row in book["总览"].iter_rows(min_row=3, max_row=5))
    assert second[0] == "二季度" and second[heads.index("合计")] == 127


def test_the_command_line_writes_the_draft_and_later_the_issued_file(sample_year, tmp_path, capsys):
    out = tmp_path / "new" / "通报.docx"
    command = ["bulletin", "--plan", PLAN, "--period", "2017Q2", "-o", str(out)]
    assert main([*command, "--xlsx"]) == 0
    said_so = capsys.readouterr().out
    assert "全部相符" in said_so and "送审稿，尚未印发" in said_so
    assert "送审稿" in words_in(out.read_bytes()) and load_workbook(out.with_suffix(".xlsx")).sheetnames[0] == "总览"
    with Ledger(sample_year) as ledger:
        commands.bulletin.issue_bulletin(ledger, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
        issued = bulletin.issued_file(ledger, 1)
    assert main(command) == 0
    assert "〔2017〕第1期，" in capsys.readouterr().out and out.read_bytes() == issued


@pytest.mark.parametrize(
    "arguments",
    [
        ["--period", "2017Q3", "-o", "f.docx"],
        ["--period", "2017Q9", "-o", "f.docx"],
        ["--period", "2017Q2", "-o", "f.pdf"],
        ["--period", "2017Q2"],
    ],
)
def test_what_the_command_line_cannot_do_it_says_in_one_sentence(sample_year, tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    assert main(["bulletin", "--plan", PLAN, *arguments]) == 2
    said_so = capsys.readouterr()
    assert said_so.out == "" and len(said_so.err.strip().splitlines()) == 1 and not list(tmp_path.glob("f.*"))


def test_a_tampered_ledger_stops_the_command_line_too(sample_year, tmp_path, capsys):
    behind_its_back(sample_year, TAMPERED["a frozen light"])
    assert main(["bulletin", "--plan", PLAN, "--period", "2017Q2", "-o", str(tmp_path / "f.docx")]) == 2
    assert "不能出通报" in capsys.readouterr().err and not (tmp_path / "f.docx").exists()
