"""The ledger as it was known on an earlier day: submissions, signatures, decisions, closes, plan version and rule pack."""

from datetime import date, datetime

import pytest

from tests.helpers import OFFICE, PLAN, ROOT, SHIPPED, Clock, accept, file_submission
from zcdash import commands, queries, store
from zcdash.__main__ import main
from zcdash.auth.permissions import Account, Role, console
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.errors import InvalidInput
from zcdash.queries.bulletin import proof
from zcdash.store.ledger import Ledger

POWER, LINES, KILOMETRES = "周村供电中心", "20-7a", "20-7b"
SECOND = Account("ducha2", "吴督查", Role.OFFICE)
STANDING = ["standing", "--plan", PLAN, "--period", "2017Q1"]


def lights(ledger, view=View.OFFICIAL):
    """Every light with its sentence, of every period."""
    year = queries.standing.year(ledger, PLAN, view)
    return {
        (period, code): (part.light, part.reason)
        for period, standing in year.items()
        for item in standing.items.values()
        for code, part in {item.code: item.assessment, **item.parts}.items()
    }


@pytest.mark.parametrize("day", [date(2017, 4, 4), date(2017, 7, 4)])
def test_the_sample_year_on_a_day_is_the_ledger_that_ended_on_that_day(sample_ledger, tmp_path, day):
    with Ledger(tmp_path / "ended.duckdb") as ended:
        commands.plans.load_plan(ended, console(), SHIPPED)
        commands.samples.load_samples(ended, console(), ROOT / "data" / "samples", day)
        with queries.as_of.known_on(sample_ledger, day) as known:
            for view in View:
                assert lights(known, view) == lights(ended, view)
            assert queries.brief.brief(known, PLAN, "2017Q1", "路德芝", "", console()) == queries.brief.brief(
                ended, PLAN, "2017Q1", "路德芝", "", console()
            )
            assert queries.score.scores(known, PLAN).rows == queries.score.scores(ended, PLAN).rows
            assert [c["period"] for c in store.periods.closes(known, PLAN)] == [
                c["period"] for c in store.periods.closes(ended, PLAN)
            ]


def test_before_anything_was_filed_nothing_is_known(sample_year, capsys):
    assert main([*STANDING, "--as-of", "2017-03-31"]) == 0
    out = capsys.readouterr().out
    assert "2017-03-31 所见" in out and "未到期 126 项" in out and "达进度" not in out
    # The last day is the year as it is.
    assert main([*STANDING, "--as-of", "2017-10-11"]) == 0
    last = capsys.readouterr().out
    assert main(STANDING) == 0
    assert capsys.readouterr().out == last
    assert not [p for p in sample_year.parent.iterdir() if p.is_dir() and p.name.startswith(".")]


@pytest.mark.parametrize(
    ("day", "says"), [("2017-10-12", "还没有到，今天是 2017-10-11"), ("2017-01-20", "还没有任何记录")]
)
def test_a_day_that_has_not_come_or_lies_before_the_ledger_is_refused(sample_year, capsys, day, says):
    assert main([*STANDING, "--as-of", day]) == 2
    assert says in capsys.readouterr().err


def test_a_close_that_was_known_still_proves(sample_ledger):
    with queries.as_of.known_on(sample_ledger, date(2017, 7, 1)) as known:
        close = store.periods.closes(known, PLAN)[0]
        assert isinstance(proof.prove_close(known, PLAN, close["close"]), proof.Proven)
        assert store.audit_log.verify(known).faults == ()


def test_documents_of_that_day_say_so(sample_year, tmp_path, capsys):
    out = tmp_path / "简报.docx"
    arguments = ["brief", "--plan", PLAN, "--period", "2017Q1", "--leader", "路德芝", "-o", str(out)]
    assert main([*arguments, "--as-of", "2017-04-20"]) == 0
    assert out.exists()
    assert main(["score", "--plan", PLAN, "--as-of", "2017-04-20"]) == 0
    assert "2017-04-20 所见" in capsys.readouterr().out
    bulletin = ["bulletin", "--plan", PLAN, "-o", str(tmp_path / "通报.docx"), "--period", "2017Q2"]
    assert main([*bulletin, "--as-of", "2017-07-01"]) == 2
    assert "2017年二季度未关账" in capsys.readouterr().err


@pytest.fixture
def dated(tmp_path):
    """A ledger worked by the clock, from 3 April 2017 on, and its clock."""
    clock = Clock(datetime(2017, 4, 3, 1))
    with Ledger(tmp_path / "zcdash.duckdb", clock) as ledger:
        commands.plans.load_plan(ledger, console(), SHIPPED)
        yield ledger, clock


def at(ledger, day, **more):
    with queries.as_of.known_on(ledger, day) as known:
        return queries.standing.standing(known, PLAN, "2017Q1", **more)


def filed(ledger, lines):
    return file_submission(ledger, POWER, "2017Q1", {LINES: lines, KILOMETRES: 3}, accepted=False)


def test_each_fact_counts_from_its_own_day(dated):
    ledger, clock = dated
    clock.at = datetime(2017, 4, 4, 1)
    number = filed(ledger, 143)
    clock.at = datetime(2017, 4, 6, 1)
    accept(ledger, number)
    clock.at = datetime(2017, 4, 10, 1)
    commands.periods.override(ledger, OFFICE, PLAN, "2017Q1", LINES, "on_track", "现场核实")
    clock.at = datetime(2017, 4, 12, 1)
    accept(ledger, filed(ledger, 150))
    clock.at = datetime(2017, 4, 14, 1)
    commands.periods.adopt_pack(ledger, OFFICE, "sanya")
    clock.at = datetime(2017, 4, 16, 1)
    correction = commands.corrections.request_correction(
        ledger, OFFICE, PLAN, "planned", LINES, "140", "市里调整", "2017Q1"
    )
    commands.plan_requests.approve(ledger, SECOND, correction, "同意")
    clock.at = datetime(2017, 4, 20, 1)
    found = {day: at(ledger, date(2017, 4, day)) for day in (3, 4, 5, 6, 10, 12, 14, 15, 16)}
    assert {day: one.items["20-7"].indicators[0].assessment.light for day, one in found.items()} == {
        3: Light.PENDING,
        4: Light.IN_REVIEW,
        5: Light.IN_REVIEW,
        6: Light.BEHIND,
        10: Light.ON_TRACK,
        12: Light.BEHIND,
        14: Light.SLIPPING,
        15: Light.SLIPPING,
        16: Light.ON_TRACK,
    }
    assert [found[day].pack for day in (12, 14)] == ["default", "sanya"]
    assert [found[day].version for day in (15, 16)] == [1, 2]
    assert [one.as_of.day for one in found.values()] == [*found]


def test_an_extension_and_a_close_count_from_the_day_they_were_made(dated):
    ledger, clock = dated
    clock.at = datetime(2017, 4, 7, 1)
    commands.periods.grant(ledger, OFFICE, PLAN, "2017Q1", POWER, "extension", date(2017, 4, 12), "系统故障")
    clock.at = datetime(2017, 4, 13, 1)
    commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "到期关账")
    found = {day: at(ledger, date(2017, 4, day)).items["20-7"].indicators[0].assessment.light for day in (6, 7, 12, 13)}
    assert found == {6: Light.MISSING, 7: Light.PENDING, 12: Light.PENDING, 13: Light.MISSING}
    closed = [at(ledger, date(2017, 4, day), view=View.CLOSED).revision for day in (12, 13)]
    assert closed == [None, 1]


def test_where_the_business_date_was_set_back_over_returns_it_says_that_it_cannot_tell(dated):
    ledger, clock = dated
    clock.at = datetime(2017, 4, 4, 1)
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 7, 3))
    filed(ledger, 143)
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, 20))
    filed(ledger, 150)
    with pytest.raises(InvalidInput, match="说不清 2017-04-20 那天知道些什么"):
        at(ledger, date(2017, 4, 20))
    # Before either of them nothing is in doubt.
    assert at(ledger, date(2017, 4, 3)).items["20-7"].indicators[0].assessment.light is Light.PENDING


def test_where_it_was_set_back_a_heading_does_not_claim_the_day(dated):
    ledger, clock = dated
    clock.at = datetime(2017, 4, 12, 1)
    accept(ledger, filed(ledger, 143))
    assert queries.clock.seen(ledger) == "2017-04-12 所见"
    commands.plans.set_business_date(ledger, OFFICE, date(2017, 4, 1))
    assert queries.clock.seen(ledger) == "业务日期 2017-04-01，台账已记到 2017-04-12"
    assert queries.brief.brief(ledger, PLAN, "2017Q1", "路德芝").seen == queries.clock.seen(ledger)


def test_the_ledger_itself_is_not_touched(dated):
    ledger, clock = dated
    clock.at = datetime(2017, 4, 10, 1)
    accept(ledger, filed(ledger, 143))
    head = store.audit_log.last_hash(ledger)
    at(ledger, date(2017, 4, 5))
    assert store.audit_log.last_hash(ledger) == head and store.audit_log.verify(ledger).faults == ()
