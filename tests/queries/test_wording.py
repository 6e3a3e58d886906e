"""A change of wording: every sentence of the rules reads differently, and nothing that was decided or published moves."""

import inspect
from dataclasses import replace
from functools import partial

import duckdb
import pytest

from tests.helpers import OFFICE, PLAN, head
from zcdash import commands, queries, store
from zcdash.__main__ import main
from zcdash.auth.permissions import Account, Role
from zcdash.domain.submission import View
from zcdash.errors import NotProven
from zcdash.queries import bulletin
from zcdash.queries.bulletin import proof
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rules import forecast_wording, score_part, score_points, wording
from zcdash.store.audit_log import VerificationResult
from zcdash.store.ledger import Ledger

NEW = "（新措辞）"
SECOND = Account("ducha2", "吴督查", Role.OFFICE)
POWER, LINES = "周村供电中心", "20-7a"


@pytest.fixture
def reword(monkeypatch):
    """`reword()`: from then on every sentence of the rules ends in other words."""

    def act():
        for module, least in ((wording, 7), (forecast_wording, 1)):
            names = [name for name, _ in inspect.getmembers(module, partial(is_sentence_of, module))]
            assert len(names) >= least
            for name in names:
                monkeypatch.setattr(module, name, partial(reword_once, getattr(module, name)))
        rows = score_points.scored
        monkeypatch.setattr(score_points, "scored", lambda *given: reworded(rows(*given)))

    return act


def reword_once(sentence, *given):
    """Return the sentence with one NEW at its end, however many sentences it was put together from."""
    return sentence(*given).removesuffix(NEW) + NEW


def is_sentence_of(module, member):
    is_own = inspect.isfunction(member) and member.__module__ == module.__name__
    return is_own and not member.__name__.startswith("_")


def reworded(row):
    field = "arithmetic" if isinstance(row, score_part.ScoreLine) else "reason"
    return replace(row, **{field: getattr(row, field) + NEW})


@pytest.fixture
def decided(sample_year):
    """The sample year with overrides of a part and of an item, an objection upheld, a waiver, and one issued bulletin."""
    with Ledger(sample_year) as ledger:
        commands.periods.override(ledger, OFFICE, PLAN, "2017Q3", "14-6a", "on_track", "监测站停机十天")
        commands.periods.override(ledger, OFFICE, PLAN, "2017Q3", "18-1", "slipping", "现场核实")
        number = commands.score.object_to_score(ledger, head(POWER), PLAN, LINES, "投资计划已调减")
        commands.score.answer_objection(ledger, SECOND, PLAN, number, True, "文件属实", "slipping")
        commands.score.waive(ledger, OFFICE, PLAN, "14-1a", "缓办")
        commands.bulletin.issue_bulletin(ledger, OFFICE, PLAN, "2017Q1", bulletin_docx.write)
    return sample_year


def facts(ledger):
    """Every assessment of every view, without its sentence."""
    return {
        (view, period, code): (item.assessment, [s.assessment for s in (*item.indicators, *item.commitments)])
        for view in View
        for period, standing in queries.standing.year(ledger, PLAN, view).items()
        for code, item in standing.items.items()
    }


def points(ledger):
    """Every unit's and deputy mayor's points, with the light of every part that a light decides."""
    return {
        (who, row.name): (
            row.score.points,
            [(x.code, x.light) for s in row.score.items for x in (*s.lines, *s.left_out)],
        )
        for who in ("unit", "leader")
        for row in queries.score.scores(ledger, PLAN, who).rows
    }


def test_no_wording_moves_a_light_a_score_a_close_or_an_issued_bulletin(decided, reword, tmp_path, capsys):
    with Ledger(decided) as ledger:
        before, scores = facts(ledger), points(ledger)
        overridden = {key for key, (item, parts) in before.items() if any(a.override for a in (item, *parts))}
        assert {("official", "2017Q3", "14-6"), ("official", "2017Q3", "18-1")} <= overridden
        issued = bulletin.issued_file(ledger, 1)
    reword()
    with Ledger(decided) as ledger:
        assert facts(ledger) == before and points(ledger) == scores
        assert all(NEW in item.reason for item, _ in facts(ledger).values())
        part = next(
            p for p in queries.score_context.ScoreContext(ledger, PLAN).parts.of_item["20-7"] if p.code == LINES
        )
        assert part.decided and part.light == "slipping"
        for period in ("2017Q1", "2017Q2"):
            close = bulletin.close_of(ledger, PLAN, period)["close"]
            assert proof.prove(ledger, bulletin.content(ledger, PLAN, close)).judgements > 600
        assert bulletin.issued_file(ledger, 1) == issued
        commands.bulletin.issue_bulletin(ledger, OFFICE, PLAN, "2017Q2", bulletin_docx.write)
    assert main(["bulletin", "--plan", PLAN, "--period", "2017Q1", "-o", str(tmp_path / "f.docx")]) == 0
    assert (tmp_path / "f.docx").read_bytes() == issued and "全部相符" in capsys.readouterr().out


def test_a_close_keeps_the_sentence_of_its_day_for_the_record(decided, reword):
    with Ledger(decided) as ledger:
        close = bulletin.close_of(ledger, PLAN, "2017Q2")
        rows = {(r["kind"], r["code"]): r for r in store.periods.close_assessments(ledger, close["close"])}
        shown = queries.frozen.frozen_standing(ledger, close).items["14-1"].assessment.reason
        assert rows["item", "14-1"]["sentence"] == shown
    reword()
    with Ledger(decided) as ledger:
        assert NEW in queries.frozen.frozen_standing(ledger, close).items["14-1"].assessment.reason


FROZEN_FACTS = {
    "light": "light = 'on_track' where kind = 'item' and code = '14-1'",
    "cause": "cause = 'unfiled' where kind = 'indicator' and code = '14-1a'",
    "ratio": "ratio = ratio + 0.001 where kind = 'indicator' and code = '14-1a'",
    "gap": "gap = gap + 0.001 where kind = 'indicator' and code = '14-1a'",
    "planned": "planned = planned + 1 where kind = 'indicator' and code = '14-1a'",
    "actual": "actual = actual + 1 where kind = 'indicator' and code = '14-1a'",
    "deadline": "deadline = deadline + interval 1 day where cause = 'unfiled'",
    "worst part": "part = '14-6a' where kind = 'item' and code = '14-1'",
    "state": "state = 'done' where state = 'not_done'",
    "day": "done_on = done_on + interval 1 day where done_on is not null",
    "period of the report": "reported_in = '2017Q1' where reported_in = '2017Q2'",
}


@pytest.mark.parametrize("change", FROZEN_FACTS.values(), ids=FROZEN_FACTS)
def test_a_tampered_frozen_fact_is_found_even_where_the_log_is_silent(sample_year, monkeypatch, change):
    with duckdb.connect(str(sample_year)) as connection:
        connection.execute(f"update close_assessment set {change} and close = 2")
    monkeypatch.setattr(store.audit_log, "verify", lambda ledger: VerificationResult(entries=1, head="", faults=()))
    with Ledger(sample_year) as ledger:
        close = bulletin.close_of(ledger, PLAN, "2017Q2")["close"]
        with pytest.raises(NotProven, match="关账与报送有|关账冻结的记录"):
            proof.prove(ledger, bulletin.content(ledger, PLAN, close))


def test_an_issued_bulletin_comes_back_even_where_nothing_proves_any_more(decided, tmp_path, capsys):
    with Ledger(decided) as ledger:
        issued = bulletin.issued_file(ledger, 1)
    with duckdb.connect(str(decided)) as connection:
        connection.execute("delete from close_assessment where close = 1 and code = '14-1a'")
    assert main(["bulletin", "--plan", PLAN, "--period", "2017Q1", "-o", str(tmp_path / "f.docx")]) == 0
    assert (tmp_path / "f.docx").read_bytes() == issued
    text = capsys.readouterr().out
    assert "未能自证，原件照发" in text and "〔2017〕第1期" in text
