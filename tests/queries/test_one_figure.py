"""One period on every paper and page: the bulletin, the briefs, the board and the assessment say the same figures."""

from __future__ import annotations

import pytest

from tests.helpers import PLAN
from zcdash import queries
from zcdash.domain.document import Grid, Paragraph, plain_text
from zcdash.domain.rate import rate
from zcdash.domain.submission import View
from zcdash.domain.terms import Responsibility
from zcdash.queries import bulletin
from zcdash.queries.close_snapshot import CloseSnapshot

PERIODS = ("2017Q1", "2017Q2")


@pytest.fixture(params=PERIODS)
def told(request, sample_ledger):
    """(period, close, its bulletin)."""
    close = bulletin.close_of(sample_ledger, PLAN, request.param)
    return request.param, close, bulletin.content(sample_ledger, PLAN, close["close"])


def rows_of(content: bulletin.Content, key: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table by their first cell."""
    grid = next(b for b in content.blocks if isinstance(b, Grid) and b.key == key)
    rows = [dict(zip(grid.columns, map(plain_text, row), strict=True)) for row in grid.rows]
    return {next(iter(row.values())): row for row in rows}


def test_a_deputy_mayor_has_one_rate_and_one_count_of_returns(sample_ledger, plan, told):
    period, close, content = told
    rows = rows_of(content, "leaders")
    board = queries.standing.year(sample_ledger, PLAN, View.CLOSED)[period]
    filings = CloseSnapshot(sample_ledger, close).filings()
    lines = {x.name: x for x in queries.overview.leaders(plan, board, filings)}
    assert set(rows) == set(lines) == {x.name for x in plan.leaders}
    for name, row in rows.items():
        brief, line = queries.brief.brief(sample_ledger, PLAN, period, leader=name), lines[name]
        assert brief.counts == line.counts and (brief.items, brief.led) == (line.items, line.led)
        assert row["达标"] == f"{line.rate.met}/{line.rate.rated}" and row["达标率"] == f"{line.rate.percentage}%"
        assert row["按时报送"] == f"{line.on_time}/{line.submissions}" == f"{brief.on_time}/{brief.asked}"
        led = plan.item_codes_of(name, "leader", Responsibility.LEAD)
        assert line.submissions == sum(f.unit in plan.reporting_units(led) for f in filings)


def test_a_chapter_has_one_rate(sample_ledger, plan, told):
    period, _, content = told
    board = queries.standing.year(sample_ledger, PLAN, View.CLOSED)[period]
    for name, row in rows_of(content, "chapters").items():
        chapter = next(c for c in plan.chapters if c.name == name)
        of = rate(board.items[i.code].assessment.light for i in plan.items_in(chapter.number))
        assert (row["达标"], row["达标率"]) == (f"{of.met}/{of.rated}", f"{of.percentage}%")


def test_the_whole_has_one_rate_and_a_unit_too(sample_ledger, plan, told):
    period, _, content = told
    board = queries.standing.year(sample_ledger, PLAN, View.CLOSED)[period]
    texts = {b.key: b.text for b in content.blocks if isinstance(b, Paragraph)}
    whole = rate(i.assessment.light for i in board.items.values())
    assert f"达标率{whole.percentage}%（{whole.met}/{whole.rated}）" in texts["overall"]
    by_unit = queries.overview.lights_by_unit(plan, board, [i.code for i in plan.items])
    for unit, counts in by_unit.items():
        of = rate(light for light, n in counts.items() for _ in range(n))
        low = not of.is_small and (of.share or 0) < (whole.share or 0)
        assert (f"{unit}（{of.percentage}%，{of.met}/{of.rated}）" in texts.get("low_units", "")) is low


def test_the_assessment_has_the_same_items_and_the_same_late_returns(sample_ledger, plan, told):
    period, close, content = told
    for name, row in rows_of(content, "leaders").items():
        scored = queries.score.scores(sample_ledger, PLAN, "leader", through=period).of(name).score
        assert row["事项"] == str(len(scored.items))
    texts = {b.key: b.text for b in content.blocks if isinstance(b, Paragraph)}
    late = {unit.name for unit in plan.units if f"{unit.name}（截止" in texts.get("late", "")}
    assert late == {f.unit for f in CloseSnapshot(sample_ledger, close).filings() if f.late}
    scores = queries.score.scores(sample_ledger, PLAN, "unit", through=period)
    marked = {r.name for r in scores.rows for d in r.score.deductions if period in d.periods and "迟报" in d.what}
    assert marked == late & {r.name for r in scores.rows}
