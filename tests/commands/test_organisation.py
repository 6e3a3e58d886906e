"""Acts on the organisation: what was filed, signed and decided follows, and no light changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest

from tests import helpers
from tests.helpers import OFFICE, TINY_PLAN, clerk, deputy, head
from zcdash import auth, commands, queries, store
from zcdash.auth.permissions import console
from zcdash.cli.score import score_json
from zcdash.commands.handover import OldAccount
from zcdash.domain.leaders_over_time import leaders_at
from zcdash.domain.submission import View
from zcdash.domain.terms import State
from zcdash.domain.units_over_time import former_of
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store import ledger as ledger_module
from zcdash.store.ledger import Ledger
from zcdash.web import shared_ledger

OLD, NEW, OTHER = "区工信局", "区工业和信息化局", "区交通局"
DAY = date(2017, 4, 20)
DONE = (State.DONE, date(2017, 2, 20))


@pytest.fixture
def filed(tiny_ledger):
    """The tiny plan, with an accepted return of each unit for the first quarter."""
    helpers.file_submission(
        tiny_ledger, OLD, "2017Q1", {"1-1a": 90}, {"2-1.03": (State.DONE, DAY)}, plan=TINY_PLAN, notes={"1-1a": "停产"}
    )
    helpers.file_submission(tiny_ledger, OTHER, "2017Q1", {"2-1a": 12}, {"2-1.01": DONE}, plan=TINY_PLAN)
    return tiny_ledger


def figures(ledger, view=View.OFFICIAL):
    """Every light, ratio, figure and state of every period."""
    return {
        (period, code, part): (a.light, a.ratio, a.gap, a.cause.code, a.cause.actual, a.cause.on_way)
        for period, standing in queries.standing.year(ledger, TINY_PLAN, view).items()
        for code, item in standing.items.items()
        for part, a in [("", item.assessment), *item.parts.items()]
    }


def numbers(ledger):
    """The numbers of the filings of every period, without the names of units."""
    return {
        p: sorted((f.asked, f.submission, f.filed_on, f.late_days, f.deadline, f.reached_on, f.word) for f in rows)
        for p in ("2017Q1", "2017Q2")
        for rows in [queries.submissions.filings(ledger, TINY_PLAN, p)]
    }


def rename(ledger, old=OLD, new=NEW, since=DAY):
    return commands.organisation.rename_unit(ledger, OFFICE, old, new, since, "机构编制文件")


def test_a_rename_changes_no_light_and_no_number(filed):
    before = figures(filed), figures(filed, View.FILED), numbers(filed)
    followed = rename(filed)
    assert [(p.plan.id, p.kept) for p in followed.plans] == [(TINY_PLAN, ("2017Q1",))]
    plan = queries.plans.plan(filed, TINY_PLAN)
    assert [u.name for u in plan.units] == [NEW, OTHER] and plan.units[0].aliases == (OLD,)
    assert OLD not in {r.name for r in plan.responsible} | {c.reporting_unit for c in plan.commitments}
    assert (figures(filed), figures(filed, View.FILED), numbers(filed)) == before


def test_returns_of_ended_periods_keep_the_name_they_were_filed_under(filed):
    rename(filed)
    units = {p: [f.unit for f in queries.submissions.filings(filed, TINY_PLAN, p)] for p in ("2017Q1", "2017Q2")}
    assert units == {"2017Q1": [OLD, OTHER], "2017Q2": [NEW, OTHER]}


def test_a_clerk_keeps_what_was_filed_and_files_on_under_the_new_name(filed):
    helpers.add_accounts(filed, [clerk(OLD), head(OLD)])
    rename(filed)
    person = auth.sessions.with_line(filed, auth.sessions.accounts_by_login(filed)[clerk(OLD).login])
    assert person.unit == NEW and set(person.unit_names) == {OLD, NEW}
    assert queries.organisation.own_units(filed, person, TINY_PLAN, "2017Q1") == (OLD,)
    assert queries.organisation.own_units(filed, person, TINY_PLAN, "2017Q2") == (NEW,)
    assert person.may(auth.permissions.Permission.FILE, OLD)
    rows = queries.overview.timeliness(filed, TINY_PLAN, NEW)
    assert [f.submission for _, f in rows] == [1, None, None, None]


def test_another_unit_may_not_file_for_the_renamed_one(filed):
    helpers.add_accounts(filed, [clerk(OTHER)])
    rename(filed)
    person = auth.sessions.with_line(filed, auth.sessions.accounts_by_login(filed)[clerk(OTHER).login])
    assert not person.may(auth.permissions.Permission.FILE, NEW) and not person.may(
        auth.permissions.Permission.FILE, OLD
    )


def test_a_draft_keeps_its_period_under_the_old_name(filed):
    person = clerk(OLD)
    helpers.add_accounts(filed, [person])
    commands.drafts.save_draft(filed, person, TINY_PLAN, "2017Q2", OLD, {"指标": {"1-1a": {"本期实际": "150"}}}, None)
    rename(filed)
    assert queries.drafts.draft(filed, TINY_PLAN, "2017Q2", OLD) is not None
    person = auth.sessions.with_line(filed, auth.sessions.accounts_by_login(filed)[person.login])
    assert queries.organisation.own_units(filed, person, TINY_PLAN, "2017Q2") == (OLD,)
    assert queries.organisation.own_units(filed, person, TINY_PLAN, "2017Q3") == (NEW,)


def test_the_bulletin_of_a_period_closed_after_the_rename_is_proved(filed):
    rename(filed)
    commands.periods.close(filed, OFFICE, TINY_PLAN, "2017Q1", "季度通报")
    assert proved(filed).judgements > 0


def proved(ledger):
    """The proof of the bulletin of the newest close. Raises NotProven."""
    close = store.periods.closes(ledger, TINY_PLAN)[0]["close"]
    return queries.bulletin.proof.prove(ledger, queries.bulletin.content(ledger, TINY_PLAN, close))


def test_a_bulletin_that_was_issued_before_the_rename_stays_proved(filed):
    commands.periods.close(filed, OFFICE, TINY_PLAN, "2017Q1", "季度通报")
    before = figures(filed), proved(filed).sentence
    rename(filed)
    assert figures(filed) == before[0] and proved(filed).judgements > 0


def test_the_next_period_goes_on_under_the_new_name(filed):
    rename(filed)
    commands.plans.set_business_date(filed, console(), date(2017, 7, 3))
    helpers.file_submission(filed, NEW, "2017Q2", {"1-1a": 205, "1-2a": 8.1}, plan=TINY_PLAN)
    commands.plans.set_business_date(filed, console(), date(2017, 7, 10))
    commands.periods.close(filed, OFFICE, TINY_PLAN, "2017Q1", "季度通报")
    commands.periods.close(filed, OFFICE, TINY_PLAN, "2017Q2", "季度通报")
    assert proved(filed).judgements > 0
    assert queries.standing.year(filed, TINY_PLAN)["2017Q2"].items["1-1"].assessment.light.value == "on_track"


def test_a_merger_keeps_each_return_for_the_parts_it_reported(filed):
    before = figures(filed), figures(filed, View.FILED), numbers(filed)["2017Q1"]
    commands.organisation.merge_units(filed, OFFICE, [OLD, OTHER], "区产业局", "department", DAY, "机构改革方案")
    plan = queries.plans.plan(filed, TINY_PLAN)
    assert [u.name for u in plan.units] == ["区产业局"]
    assert [f.unit for f in queries.submissions.filings(filed, TINY_PLAN, "2017Q2")] == ["区产业局"]
    after = figures(filed), figures(filed, View.FILED), numbers(filed)["2017Q1"]
    assert after == before


def test_a_unit_may_be_merged_into_another_one(filed):
    before = figures(filed)
    commands.organisation.merge_units(filed, OFFICE, [OLD, OTHER], OTHER, "department", DAY, "机构改革方案")
    assert [u.name for u in queries.plans.plan(filed, TINY_PLAN).units] == [OTHER]
    assert figures(filed) == before
    assert queries.organisation.line(filed, OTHER) == (OLD, OTHER)


def test_a_split_gives_each_item_the_unit_that_was_chosen(filed):
    before = figures(filed)
    commands.organisation.split_unit(
        filed, OFFICE, OLD, ["区工业局", "区信息局"], DAY, "机构改革方案", {f"{TINY_PLAN} 1-2": "区信息局"}
    )
    plan = queries.plans.plan(filed, TINY_PLAN)
    assert plan.leads_of("1-1", "unit") == ("区工业局",) and plan.leads_of("1-2", "unit") == ("区信息局",)
    assert figures(filed) == before


def split(ledger, **chosen):
    return commands.organisation.split_unit(ledger, OFFICE, OLD, [OLD, "区信息局"], DAY, "机构改革方案", **chosen)


@pytest.mark.parametrize(
    ("takes_head", "lead_of_the_second", "told"),
    [(OLD, "区信息局", {"区信息局": 1}), ("区信息局", "区信息局", {OLD: 1}), (OLD, OLD, {})],
)
def test_a_split_tells_for_whom_nobody_would_sign(filed, takes_head, lead_of_the_second, told):
    helpers.add_accounts(filed, [clerk(OLD), head(OLD)])
    affected = queries.reorganisation.of_units(filed, [OLD], DAY)
    leads = {f"{TINY_PLAN} 1-1": OLD, f"{TINY_PLAN} 1-2": lead_of_the_second}
    taken = {head(OLD).login: takes_head, clerk(OLD).login: "区信息局"}
    assert queries.reorganisation.without_head(affected, leads, taken) == told


def units_of_accounts(ledger):
    return {login: a.unit for login, a in auth.sessions.accounts_by_login(ledger).items() if a.unit}


def test_a_split_gives_each_account_the_unit_that_was_chosen(filed):
    helpers.add_accounts(filed, [clerk(OLD), head(OLD), clerk(OTHER)])
    revision = filed.revision
    for chosen in ({clerk(OLD).login: "区信息局"}, {clerk(OLD).login: OTHER, head(OLD).login: OLD}):
        with pytest.raises(InvalidInput) as refused:
            split(filed, account_units=chosen)
        assert refused.value.advice and filed.revision == revision
    split(filed, account_units={clerk(OLD).login: "区信息局", head(OLD).login: OLD})
    expected = {clerk(OLD).login: "区信息局", head(OLD).login: OLD, clerk(OTHER).login: OTHER}
    assert units_of_accounts(filed) == expected


def merge(ledger, name="区产业局"):
    return commands.organisation.merge_units(ledger, OFFICE, [OLD, OTHER], name, "department", DAY, "机构改革方案")


def split_with_choices(ledger):
    return split(ledger, leads={f"{TINY_PLAN} 1-2": "区信息局"}, account_units={clerk(OLD).login: "区信息局"})


def take_back(ledger):
    act = queries.unit_acts.unit_acts(ledger)[0]
    return commands.organisation_undo.take_back(ledger, OFFICE, act.entry, "办错了")


def state(ledger):
    """The plan, its units by period, register, accounts and every light."""
    plan, register = queries.plans.plan(ledger, TINY_PLAN), queries.organisation.organisation(ledger)
    returns = {p: [f.unit for f in queries.submissions.filings(ledger, TINY_PLAN, p)] for p in plan.periods}
    lines = register.units, [register.line(name) for name in (OLD, OTHER)]
    return plan, former_of(plan), returns, lines, units_of_accounts(ledger), figures(ledger), numbers(ledger)


@pytest.mark.parametrize(
    ("act", "again"),
    [(merge, merge), (lambda ledger: merge(ledger, OTHER), split_with_choices), (split_with_choices, merge)],
)
def test_a_merger_or_split_is_taken_back_in_one_act(filed, act, again):
    helpers.add_accounts(filed, [clerk(OLD), clerk(OTHER)])
    before = state(filed)
    act(filed)
    commands.accounts.reset_password(filed, console(), clerk(OLD).login)
    entries = len(list(filed.rows("log")))
    take_back(filed)
    assert state(filed) == before
    assert len(list(filed.rows("log"))) == entries + 1 and store.audit_log.verify(filed).faults == ()
    assert queries.unit_acts.unit_acts(filed) == ()
    again(filed)
    assert figures(filed) == before[5] and len(queries.unit_acts.unit_acts(filed)) == 1
    take_back(filed)
    assert state(filed) == before


def sign_by_the_successor(ledger):
    person = auth.sessions.with_line(ledger, replace(head(OTHER), unit="区产业局"))
    commands.approvals.sign(ledger, person, TINY_PLAN, 3)


def draft_of_the_successor(ledger):
    cells = {"指标": {"1-1a": {"本期实际": "150"}}}
    person = auth.sessions.with_line(ledger, replace(clerk(OLD), unit="区产业局"))
    commands.drafts.save_draft(ledger, person, TINY_PLAN, "2017Q2", "区产业局", cells, None)


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (
            lambda x: helpers.file_submission(x, "区产业局", "2017Q2", {"1-1a": 205}, plan=TINY_PLAN),
            "已有区产业局的报送",
        ),
        (lambda x: helpers.file_submission(x, OLD, "2017Q1", {"1-1a": 91}, plan=TINY_PLAN), "已有区工信局的报送"),
        (lambda x: commands.periods.close(x, OFFICE, TINY_PLAN, "2017Q1", "季度通报"), "一季度已关账"),
        (lambda x: helpers.add_accounts(x, [replace(clerk(OTHER), unit="区产业局")]), "是后来给区产业局开的"),
        (lambda x: rename(x, "区产业局", "区发展局", date(2017, 7, 4)), "区产业局后来又更名为区发展局"),
        (lambda x: hand_over(x), "后来又改过，现在是第 3 版"),
        (draft_of_the_successor, "有区产业局没有报送的草稿"),
        (sign_by_the_successor, "已由"),
    ],
)
def test_what_the_successor_did_stands_against_taking_back(filed, done, told):
    waiting_return(filed, signed_by_head=False)
    helpers.add_accounts(filed, [clerk(OLD), head(OTHER)])
    merge(filed)
    commands.plans.set_business_date(filed, console(), date(2017, 7, 4))
    done(filed)
    revision = filed.revision
    with pytest.raises(InvalidInput) as refused:
        take_back(filed)
    assert told in refused.value.sentence and "拆分" in refused.value.advice and filed.revision == revision


@pytest.mark.parametrize(("days", "told"), [(0, "明天"), (1, "今天")])
def test_what_cannot_be_taken_back_is_put_right_by_another_act(filed, days, told):
    split_in_two = commands.organisation.split_unit
    split_in_two(filed, OFFICE, OLD, ["区工业局", "区信息局"], DAY, "机构改革方案")
    hand_over(filed)
    commands.plans.set_business_date(filed, console(), DAY + timedelta(days=days))
    with pytest.raises(InvalidInput, match="第 3 版") as refused:
        take_back(filed)
    assert f"从{told}起用“合并”改回原来的单位" in refused.value.advice
    commands.plans.set_business_date(filed, console(), DAY + timedelta(days=1))
    names = ["区工业局", "区信息局"]
    commands.organisation.merge_units(filed, OFFICE, names, OLD, "department", DAY + timedelta(days=1), "办错了")
    assert [u.name for u in queries.plans.plan(filed, TINY_PLAN).units] == [OLD, OTHER]


def test_a_folder_and_a_rename_are_no_acts_to_take_back(shipped):
    rename(shipped, "区环保分局", "区环境保护局")
    assert queries.unit_acts.unit_acts(shipped) == ()


def test_a_chain_of_renames_is_one_line(filed):
    before = figures(filed)
    rename(filed)
    commands.plans.set_business_date(filed, console(), date(2017, 7, 20))
    rename(filed, NEW, "区工业局", date(2017, 7, 20))
    assert queries.organisation.line(filed, OLD) == (OLD, NEW, "区工业局")
    units = [
        next(f.unit for f in queries.submissions.filings(filed, TINY_PLAN, p)) for p in ("2017Q1", "2017Q2", "2017Q3")
    ]
    assert units == [OLD, NEW, "区工业局"]
    assert {k: v for k, v in figures(filed).items() if k[0] == "2017Q1"} == {
        k: v for k, v in before.items() if k[0] == "2017Q1"
    }
    register = queries.organisation.organisation(filed)
    assert [register.current_name(OLD, d) for d in (date(2017, 1, 1), DAY, date(2018, 1, 1))] == [OLD, NEW, "区工业局"]


def test_the_ledger_still_verifies_and_the_act_is_one_entry(filed):
    before = len(list(filed.rows("log")))
    rename(filed)
    rows = list(filed.rows("log"))
    assert len(rows) == before + 1
    assert (rows[-1]["what"], rows[-1]["subject"]) == ("登记机构人员", f"{OLD}更名为{NEW}")
    assert store.audit_log.verify(filed).faults == ()


def test_loading_the_plan_again_undoes_nothing(filed):
    rename(filed)
    assert commands.plans.load_plan(filed, console(), helpers.TINY).new is False
    assert queries.plans.plan(filed, TINY_PLAN).units[0].name == NEW


@pytest.mark.parametrize(
    ("act", "error", "words"),
    [
        (lambda ledger: rename(ledger, since=date(2017, 5, 1)), InvalidInput, "还没有到"),
        (lambda ledger: rename(ledger, "区无此局"), NotFound, "机构中没有"),
        (lambda ledger: rename(ledger, new=OTHER), InvalidInput, "已经有"),
        (lambda ledger: commands.organisation.rename_unit(ledger, OFFICE, OLD, NEW, DAY, " "), InvalidInput, "依据"),
        (lambda ledger: commands.organisation.abolish_unit(ledger, OFFICE, OLD, DAY, "撤"), InvalidInput, "不能撤销"),
        (
            lambda ledger: commands.organisation.rename_unit(ledger, deputy("甲区长"), OLD, NEW, DAY, "x"),
            NotPermitted,
            "",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_way_out(filed, act, error, words):
    revision = filed.revision
    with pytest.raises(error) as refused:
        act(filed)
    assert words in refused.value.sentence and refused.value.advice
    assert filed.revision == revision


def waiting_return(ledger, signed_by_head=True):
    """A return of 区交通局 that waits for 乙区长."""
    number = helpers.file_submission(
        ledger, OTHER, "2017Q1", {"2-1a": 12}, {"2-1.01": DONE}, plan=TINY_PLAN, accepted=False
    )
    if signed_by_head:
        commands.approvals.sign(ledger, head(OTHER), TINY_PLAN, number)
    return number


def hand_over(ledger, leader="乙区长", successor="丙区长", since=DAY, **more):
    return commands.handover.hand_over(ledger, OFFICE, leader, successor, since, "区政府党组会议纪要", **more)


def test_the_successor_signs_what_waits(tiny_ledger):
    number = waiting_return(tiny_ledger)
    followed = hand_over(tiny_ledger)
    assert [(p.items, p.led, p.on_way) for p in followed.plans] == [(("2-1",), ("2-1",), 1)]
    with pytest.raises(NotPermitted):
        commands.approvals.sign(tiny_ledger, deputy("乙区长"), TINY_PLAN, number)
    commands.approvals.sign(tiny_ledger, deputy("丙区长"), TINY_PLAN, number)
    assert queries.approvals.submission_status(tiny_ledger, TINY_PLAN, number).course.reached_on == DAY


def test_what_was_signed_stays_with_whoever_signed(filed):
    number = waiting_return(filed)
    commands.approvals.sign(filed, deputy("乙区长"), TINY_PLAN, number)
    before = figures(filed), figures(filed, View.FILED), numbers(filed)
    hand_over(filed)
    assert (figures(filed), figures(filed, View.FILED), numbers(filed)) == before
    status = queries.approvals.submission_status(filed, TINY_PLAN, number)
    assert status.course.reached_on == DAY and status.course.waiting == ()


def test_the_post_ends_the_day_before_and_every_item_follows(filed):
    hand_over(filed, "甲区长")
    plan = queries.plans.plan(filed, TINY_PLAN)
    assert [(x.name, x.since, x.until) for x in plan.leaders][:2] == [
        ("甲区长", None, date(2017, 4, 19)),
        ("丙区长", DAY, None),
    ]
    assert plan.item_codes_of("甲区长", "leader") == () and plan.item_codes_of("丙区长", "leader") == (
        "1-1",
        "1-2",
        "2-1",
    )
    assert dict(queries.organisation.organisation(filed).leaders(DAY)).keys() == {"乙区长", "丙区长"}


def test_a_leader_may_hand_over_to_another_one(filed):
    hand_over(filed, "乙区长", "甲区长")
    plan = queries.plans.plan(filed, TINY_PLAN)
    assert plan.leads_of("2-1", "leader") == ("甲区长",) and len(plan.responsible_of("2-1", "leader")) == 1


def test_the_bulletin_after_a_handover_is_proved(filed):
    hand_over(filed)
    commands.periods.close(filed, OFFICE, TINY_PLAN, "2017Q1", "季度通报")
    assert proved(filed).judgements > 0


def test_the_account_changes_hands(filed):
    old, new = deputy("乙区长"), helpers.fresh(auth.permissions.Account("bing", "丙区长", auth.permissions.Role.VIEWER))
    helpers.add_accounts(filed, [old, new])
    hand_over(filed, login="bing")
    accounts = auth.sessions.accounts_by_login(filed)
    assert accounts[old.login].active is False
    assert (accounts["bing"].role, accounts["bing"].leader) == (auth.permissions.Role.DEPUTY, "丙区长")


def test_the_account_of_another_office_cannot_be_taken(filed):
    helpers.add_accounts(filed)
    with pytest.raises(InvalidInput, match="系统管理员"):
        hand_over(filed, login="admin")
    with pytest.raises(InvalidInput, match="还没有到"):
        hand_over(filed, since=date(2017, 5, 1))


ORGANISATION = helpers.ROOT / "data" / "org" / "zhoucun"


@pytest.fixture
def shipped(ledger):
    """The yearly plan of 2017, with the shipped organisation loaded after it."""
    commands.organisation.load_organisation(ledger, console(), ORGANISATION)
    return ledger


def test_the_same_organisation_again_changes_nothing(shipped):
    revision = shipped.revision
    assert commands.organisation.load_organisation(shipped, console(), ORGANISATION) == 0
    assert shipped.revision == revision


def test_the_reorganisation_of_2019_is_one_line(shipped):
    assert queries.organisation.line(shipped, "区生态环境分局") == ("区环保分局", "区生态环境分局")
    assert queries.organisation.line(shipped, "区市场监管局") == ("区工商局", "区质监局", "区食药局", "区市场监管局")
    register = queries.organisation.organisation(shipped)
    assert register.current_name("区环保分局", date(2017, 12, 31)) == "区环保分局"
    assert register.current_name("区环保分局", date(2020, 1, 1)) == "区生态环境分局"


def test_every_unit_of_a_shipped_plan_is_in_the_shipped_organisation(shipped):
    register = queries.organisation.organisation(shipped)
    plan = queries.plans.plan(shipped, helpers.PLAN)
    assert [u.name for u in plan.units if u.name not in plan.group_names and not register.named(u.name)] == []


def test_a_rename_of_2018_goes_before_the_one_of_2019(shipped):
    commands.plans.set_business_date(shipped, console(), date(2018, 1, 2))
    rename(shipped, "区环保分局", "区环境保护局", date(2018, 1, 1))
    assert queries.organisation.line(shipped, "区环保分局") == ("区环保分局", "区环境保护局", "区生态环境分局")


def test_a_plan_registers_what_is_missing_once(tiny_ledger):
    register = queries.organisation.organisation(tiny_ledger)
    assert [u.name for u in register.units] == [OLD, OTHER]
    assert [name for name, _ in register.leaders()] == ["甲区长", "乙区长"]
    revision = tiny_ledger.revision
    commands.plans.load_plan(tiny_ledger, console(), helpers.TINY)
    assert len(queries.organisation.organisation(tiny_ledger).units) == 2 and tiny_ledger.revision <= revision + 1


def test_a_unit_is_added_and_abolished(tiny_ledger):
    commands.organisation.add_unit(tiny_ledger, OFFICE, "区大数据局", "department", "机构编制文件", DAY)
    with pytest.raises(InvalidInput, match="已经有"):
        commands.organisation.add_unit(tiny_ledger, OFFICE, "区大数据局", "department", "机构编制文件", DAY)
    commands.plans.set_business_date(tiny_ledger, console(), date(2017, 6, 1))
    commands.organisation.abolish_unit(tiny_ledger, OFFICE, "区大数据局", date(2017, 6, 1), "机构编制文件")
    register = queries.organisation.organisation(tiny_ledger)
    assert register.existing("区大数据局", date(2017, 6, 1)) is None
    assert register.existing("区大数据局", date(2017, 5, 31)) is not None


def test_known_names_join_register_and_plans(shipped):
    known = queries.organisation.known_names(shipped)
    assert known.kinds["区生态环境分局"] == "department" and "解金章" in known.leaders
    assert known.members["各镇政府"] == ["王村镇政府", "南郊镇政府", "北郊镇政府"]


def test_a_merger_of_two_units_with_one_later_successor_is_taken_back(shipped):
    before, plan = queries.organisation.organisation(shipped), queries.plans.plan(shipped, helpers.PLAN)
    units = ["区旅游局", "区文化新闻出版局"]
    commands.organisation.merge_units(shipped, OFFICE, units, "区文旅体局", "department", DAY, "文件")
    [act] = queries.unit_acts.unit_acts(shipped)
    commands.organisation_undo.take_back(shipped, OFFICE, act.entry, "办错了")
    after = queries.organisation.organisation(shipped)
    assert {*after.successions} == {*before.successions} and queries.plans.plan(shipped, helpers.PLAN) == plan
    assert queries.unit_acts.unit_acts(shipped) == ()


def test_a_unit_of_two_plans_is_shown_as_one_line(shipped):
    commands.plans.load_plan(shipped, console(), helpers.ROOT / "data" / "plans" / "liuwen-2019")
    plans = queries.all_plans.plans_now(shipped)
    names = queries.all_plans.unit_names(plans)
    assert "区生态环境分局" in names and "区环保分局" not in names
    assert queries.all_plans.former_names(plans)["区生态环境分局"] == ("区环保分局",)
    held = queries.all_plans.shares(plans, "区生态环境分局", "unit")
    assert [(s.now.plan.id, s.name) for s in held] == [
        (helpers.PLAN, "区环保分局"),
        ("liuwen-2019", "区生态环境分局"),
    ]
    counted = queries.all_plans.counts_by_name(plans, "unit")
    assert sum(counted["区生态环境分局"].values()) == sum(len(s.codes) for s in held)
    owed = {r.plan.id for r in queries.all_plans.returns_of_unit(shipped, "区环保分局")}
    assert helpers.PLAN in owed


def test_a_clerk_of_the_old_name_files_for_a_plan_with_the_new_one(shipped):
    commands.plans.load_plan(shipped, console(), helpers.ROOT / "data" / "plans" / "liuwen-2019")
    person = auth.sessions.with_line(shipped, clerk("区环保分局"))
    assert queries.organisation.own_units(shipped, person, "liuwen-2019") == ("区生态环境分局",)
    assert person.may(auth.permissions.Permission.FILE, "区生态环境分局")


def test_scores_go_on_after_a_rename(filed):
    def points():
        rows = queries.score.scores(filed, TINY_PLAN, "unit").rows
        return [(r.score.points, len(r.score.items), len(r.score.deductions)) for r in rows]

    before = points()
    rename(filed)
    assert points() == before


def test_an_override_holds_until_the_renamed_unit_reports_something_else(filed):
    commands.periods.override(filed, OFFICE, TINY_PLAN, "2017Q1", "1-1a", "on_track", "核实后改判")
    rename(filed)
    assert light_of(filed, "1-1", "1-1a") == "on_track"
    helpers.file_submission(filed, OLD, "2017Q1", {"1-1a": 50}, plan=TINY_PLAN)
    assert light_of(filed, "1-1", "1-1a") == "behind"


def light_of(ledger, item, part):
    """The light of a part in the first quarter."""
    return queries.standing.year(ledger, TINY_PLAN)["2017Q1"].items[item].parts[part].light.value


def test_what_is_filed_again_under_the_old_name_supersedes(filed):
    rename(filed)
    number = helpers.file_submission(filed, OLD, "2017Q1", {"1-1a": 101}, plan=TINY_PLAN)
    rows = queries.submissions.filings(filed, TINY_PLAN, "2017Q1")
    assert [f.submission for f in rows if f.unit == OLD] == [number]
    assert light_of(filed, "1-1", "1-1a") == "on_track"


def test_notices_follow_to_the_successor_of_a_leader(tiny_ledger):
    proposals = queries.notice_proposals.proposals(tiny_ledger, TINY_PLAN, "2017Q1")
    p = next(x for x in proposals if "甲区长" in x.leaders)
    number = commands.notices.issue_notice(tiny_ledger, OFFICE, p.plan, p.period, p.kind, p.code, p.unit, p.text, p.due)
    hand_over(tiny_ledger, "甲区长")
    assert queries.notices.notice(tiny_ledger, TINY_PLAN, number).leaders == ("丙区长", "乙区长")


def test_a_second_handover_keeps_the_signature_of_the_second(tiny_ledger):
    number = waiting_return(tiny_ledger)
    hand_over(tiny_ledger)
    commands.approvals.sign(tiny_ledger, deputy("丙区长"), TINY_PLAN, number)
    commands.plans.set_business_date(tiny_ledger, console(), date(2017, 5, 2))
    hand_over(tiny_ledger, "丙区长", "丁区长", date(2017, 5, 1))
    assert queries.approvals.submission_status(tiny_ledger, TINY_PLAN, number).course.waiting == ()


def test_a_template_that_was_downloaded_before_the_rename_is_taken(filed):
    data = helpers.filled_template(filed, OLD, "2017Q2", plan=TINY_PLAN)
    rename(filed)
    check = queries.upload_check.check_upload(filed, data, TINY_PLAN, "2017Q2", NEW)
    assert check.form is not None and check.form.unit == NEW
    assert "WRONG_UNIT" not in {f.code for f in check.findings}


def test_the_successor_stands_in_for_what_is_left_of_a_plan_that_is_over(tiny_ledger):
    commands.plans.set_business_date(tiny_ledger, console(), date(2018, 1, 3))
    number = helpers.file_submission(tiny_ledger, OTHER, "2017Q4", {"2-1a": 12}, plan=TINY_PLAN, accepted=False)
    commands.approvals.sign(tiny_ledger, head(OTHER), TINY_PLAN, number)
    followed = hand_over(tiny_ledger, successor="丙区张", since=date(2018, 1, 1))
    hand_over(tiny_ledger, "丙区张", since=date(2018, 1, 1))
    assert followed.plans == () and [p.id for p in followed.ended] == [TINY_PLAN]
    assert queries.plans.plan(tiny_ledger, TINY_PLAN).leads_of("2-1", "leader") == ("乙区长",)
    commands.approvals.sign(tiny_ledger, deputy("丙区长"), TINY_PLAN, number)
    status = queries.approvals.submission_status(tiny_ledger, TINY_PLAN, number)
    assert status.course.waiting == () and status.given[-1].substitute


def test_a_unit_renamed_on_new_years_day_files_for_the_last_quarter_under_its_old_name(tiny_ledger):
    commands.plans.set_business_date(tiny_ledger, console(), date(2018, 1, 3))
    helpers.add_accounts(tiny_ledger, [clerk(OLD)])
    followed = rename(tiny_ledger, since=date(2018, 1, 1))
    assert followed.plans == ()
    person = auth.sessions.with_line(tiny_ledger, auth.sessions.accounts_by_login(tiny_ledger)[clerk(OLD).login])
    assert queries.organisation.own_units(tiny_ledger, person, TINY_PLAN, "2017Q4") == (OLD,)


def leader_scores(ledger, through="2017Q2"):
    """Name with days → (points, periods of the parts that count) of every leader."""
    return {
        r.title: (r.score.points, {x.period for s in r.score.items for x in s.lines})
        for r in queries.score.scores(ledger, TINY_PLAN, "leader", through=through).rows
    }


def test_a_handover_parts_the_score_at_its_day(filed):
    before = leader_scores(filed, "2017Q1")
    commands.plans.set_business_date(filed, console(), date(2017, 7, 20))
    helpers.file_submission(filed, OLD, "2017Q2", {"1-1a": 205, "1-2a": 8.1}, plan=TINY_PLAN)
    helpers.file_submission(filed, OTHER, "2017Q2", {"2-1a": 30}, {"2-1.01": DONE}, plan=TINY_PLAN)
    whole = leader_scores(filed)
    hand_over(filed, "甲区长", since=date(2017, 5, 2))
    after = leader_scores(filed)
    old, new = "甲区长（至2017-05-01）", "丙区长（2017-05-02起）"
    assert list(after) == [t for t in after if t in (old, new, "乙区长")] and len(after) == 3
    assert after["乙区长"] == whole["乙区长"]
    assert after[old] == before["甲区长"] and after[old][1] == {"2017Q1"}
    assert after[new][1] == {"2017Q2"}
    assert leader_scores(filed, "2017Q1")[old] == before["甲区长"]
    assert leader_scores(filed, "2017Q1")[new] == (None, set())


def test_a_period_due_before_a_handover_is_compared_under_the_leader_of_then(filed):
    def compared(period):
        plan, filings = queries.plans.plan(filed, TINY_PLAN), queries.submissions.filings(filed, TINY_PLAN, period)
        standing = queries.standing.year(filed, TINY_PLAN)[period]
        rows = {row.name: row.rates for row in queries.heat_maps.leaders_by_chapter(plan, standing).rows}
        lines = {
            x.name: (x.items, x.led, x.counts, x.submissions) for x in queries.overview.leaders(plan, standing, filings)
        }
        return lines, rows

    commands.plans.set_business_date(filed, console(), date(2017, 7, 20))
    before, later = compared("2017Q1"), compared("2017Q2")
    every = queries.all_plans.counts_by_name(queries.all_plans.plans_now(filed), "leader")
    hand_over(filed, "甲区长", since=date(2017, 7, 18))
    lines, rows = compared("2017Q1")
    assert lines.pop("丙区长")[:2] == (0, 0) and (lines, rows) == before
    assert compared("2017Q3")[0]["丙区长"][:2] == later[0]["甲区长"][:2]
    assert queries.all_plans.counts_by_name(queries.all_plans.plans_now(filed), "leader") == every


def correct(ledger, wrong, right):
    return commands.organisation_correction.correct_unit_name(ledger, OFFICE, wrong, right, "名称写错")


def test_a_wrong_rename_is_taken_back_on_the_same_day(filed):
    helpers.add_accounts(filed, [clerk(OLD)])
    before, plan = figures(filed), queries.plans.plan(filed, TINY_PLAN)
    rename(filed, new="区工信句")
    entries = len(list(filed.rows("log")))
    correct(filed, "区工信句", OLD)
    assert len(list(filed.rows("log"))) == entries + 1
    assert queries.plans.plan(filed, TINY_PLAN) == plan and figures(filed) == before
    register = queries.organisation.organisation(filed)
    assert register.line(OLD) == (OLD,) and register.named("区工信句") is None
    assert register.existing(OLD, date(2018, 1, 1)) is not None
    assert auth.sessions.accounts_by_login(filed)[clerk(OLD).login].unit == OLD
    rename(filed)
    assert queries.organisation.line(filed, OLD) == (OLD, NEW) and figures(filed) == before
    rename_again = commands.organisation_correction.correct_unit_name
    rename_again(filed, OFFICE, NEW, OLD, "又写错")
    rename(filed, new="区工信句")
    assert queries.organisation.line(filed, OLD) == (OLD, "区工信句")


def test_a_wrong_name_is_put_right_on_the_same_day(filed):
    before = figures(filed)
    rename(filed, new="区工信句")
    correct(filed, "区工信句", NEW)
    assert queries.organisation.line(filed, OLD) == (OLD, NEW) and figures(filed) == before
    unit = queries.plans.plan(filed, TINY_PLAN).units[0]
    assert (unit.name, unit.aliases) == (NEW, (OLD,))
    assert [f.unit for f in queries.submissions.filings(filed, TINY_PLAN, "2017Q1")] == [OLD, OTHER]


def test_what_was_filed_under_the_wrong_name_keeps_it(filed):
    commands.plans.set_business_date(filed, console(), date(2017, 7, 3))
    rename(filed, new="区工信句")
    helpers.file_submission(filed, "区工信句", "2017Q2", {"1-1a": 205, "1-2a": 8.1}, plan=TINY_PLAN)
    with pytest.raises(InvalidInput, match="报送或者草稿"):
        correct(filed, "区工信句", NEW)
    with pytest.raises(InvalidInput, match="不是今天"):
        correct(filed, OTHER, "区交运局")


def test_a_wrong_handover_is_taken_back_on_the_same_day(filed):
    plan, before = queries.plans.plan(filed, TINY_PLAN), leader_scores(filed, "2017Q1")
    posts = queries.organisation.organisation(filed).leaders()
    hand_over(filed, "甲区长", "丙区张", old_account=OldAccount.SIGNS)
    hand_over(filed, "丙区张", "丙 区章")
    hand_over(filed, "丙区章", "甲区长")
    assert queries.plans.plan(filed, TINY_PLAN) == plan
    assert queries.organisation.organisation(filed).leaders() == posts
    assert not queries.approvals.absences(filed, TINY_PLAN)
    assert leader_scores(filed, "2017Q1") == before


def test_an_account_switched_off_by_a_wrong_handover_goes_on_when_that_is_taken_back(filed):
    old = deputy("甲区长")
    helpers.add_accounts(filed, [old])
    hand_over(filed, "甲区长", "丙区张")
    hand_over(filed, "丙区张", "甲区长")
    assert auth.sessions.accounts_by_login(filed)[old.login] == replace(old, authenticated_at=None)
    assert store.audit_log.entries(filed)[-1]["after"].startswith("甲区长，自 2017-04-20 起，1 个计划、3 项，账号 1 个")


@pytest.mark.parametrize("case", ["another account", "a handover of the day before"])
def test_an_account_stays_off_where_its_owner_has_another_or_the_handover_was_none_by_mistake(filed, case):
    old = deputy("甲区长")
    helpers.add_accounts(filed, [old])
    is_earlier = case != "another account"
    hand_over(filed, "甲区长", "丙区张", since=DAY - timedelta(days=1) if is_earlier else DAY)
    if not is_earlier:
        helpers.add_accounts(filed, [replace(old, login="jia2")])
    hand_over(filed, "丙区张", "甲区长")
    assert not auth.sessions.accounts_by_login(filed)[old.login].active


@pytest.mark.parametrize("name", ["<b>局</b>", "=局", "[局](x)", "区`局", "区|局", "区局😀", "区\n局", "长" * 41])
def test_a_name_is_plain(filed, name):
    revision = filed.revision
    for act in (
        lambda: rename(filed, new=name),
        lambda: hand_over(filed, successor=name),
        lambda: commands.organisation.add_unit(filed, OFFICE, name, "department", "文件", DAY),
    ):
        with pytest.raises(InvalidInput, match="名称|姓名") as refused:
            act()
        assert refused.value.advice
    assert filed.revision == revision


def test_a_rename_to_a_name_of_a_later_plan_joins_the_two(filed):
    commands.organisation.add_unit(filed, OFFICE, NEW, "department", "后来的计划")
    before = figures(filed)
    with pytest.raises(InvalidInput) as refused:
        rename(filed)
    assert "是同一单位，自这一天起更名" in refused.value.advice
    commands.organisation.rename_unit(filed, OFFICE, OLD, NEW, DAY, "机构编制文件", same_unit=True)
    assert queries.organisation.line(filed, OLD) == (OLD, NEW) and figures(filed) == before
    register = queries.organisation.organisation(filed)
    assert [u.name for u in register.units].count(NEW) == 1 and register.current_name(OLD, DAY) == NEW


def test_a_unit_with_returns_of_its_own_is_not_joined(filed):
    commands.plans.set_business_date(filed, console(), date(2017, 5, 2))
    with pytest.raises(InvalidInput, match="以前已有报送") as refused:
        commands.organisation.rename_unit(filed, OFFICE, OLD, OTHER, date(2017, 5, 1), "x", same_unit=True)
    assert "合并" in refused.value.advice
    with pytest.raises(InvalidInput, match="已经另有"):
        commands.organisation.rename_unit(filed, OFFICE, OLD, OTHER, DAY, "x", same_unit=True)


def as_before_the_register(path):
    """Turn a closed ledger into one that has had no migration after 0013."""
    later = "".join(s.read_text(encoding="utf-8") for n, s in ledger_module.migrations().items() if n > 13)
    with duckdb.connect(str(path)) as database:
        tables = re.findall(r"create table (\w+)", later)
        for table in tables:
            database.execute(f"drop table {table}")
        for table, column in re.findall(r"alter table (\w+) add column (\w+)", later):
            if table not in tables:
                database.execute(f"alter table {table} drop column {column}")
        database.execute("delete from migration where number > 13")


def test_a_ledger_from_before_the_register_is_filled_once(tiny_ledger, tmp_path, monkeypatch):
    path = tiny_ledger.path
    tiny_ledger.close()
    as_before_the_register(path)
    monkeypatch.setenv("ZCDASH_LEDGER", str(path))
    ledger = shared_ledger.ledger()
    try:
        register = queries.organisation.organisation(ledger)
        assert [u.name for u in register.units] == [OLD, OTHER]
        assert [name for name, _ in register.leaders()] == ["甲区长", "乙区长"]
        assert list(ledger.rows("log"))[-1]["subject"] == "按已有计划登记机构人员"
        entries = len(list(ledger.rows("log")))
        shared_ledger.close()
        ledger = shared_ledger.ledger()
        assert len(list(ledger.rows("log"))) == entries
        rename(ledger)
        assert queries.organisation.line(ledger, OLD) == (OLD, NEW)
    finally:
        shared_ledger.close()


def test_the_first_act_fills_the_register_of_an_older_ledger(tiny_ledger):
    path = tiny_ledger.path
    tiny_ledger.close()
    as_before_the_register(path)
    with Ledger(path) as ledger:
        rename(ledger)
        assert queries.organisation.line(ledger, OLD) == (OLD, NEW)


def test_the_scores_as_json_name_both_with_their_days(filed):
    commands.plans.set_business_date(filed, console(), date(2017, 7, 20))
    hand_over(filed, "甲区长", since=date(2017, 5, 2))
    scores = queries.score.scores(filed, TINY_PLAN, "leader")
    rows = {r["name"]: (r.get("since"), r.get("until")) for r in score_json(scores, list(scores.rows))["scores"]}
    assert rows == {"甲区长": (None, "2017-05-01"), "丙区长": ("2017-05-02", None), "乙区长": (None, None)}
    assert scores.of("丙区长").score.left_out == () or all(
        "接任" in x.reason for x in scores.of("丙区长").score.left_out
    )


def test_what_was_handed_over_cannot_be_imagined_at_the_years_end(filed):
    commands.plans.set_business_date(filed, console(), date(2017, 7, 20))
    hand_over(filed, "甲区长", since=date(2017, 5, 2))
    simulated = queries.score_simulation
    assert simulated.simulatable_indicators(filed, TINY_PLAN, "甲区长", "leader") == {}
    assert "1-1a" in simulated.simulatable_indicators(filed, TINY_PLAN, "丙区长", "leader")
    with pytest.raises(InvalidInput, match="已经移交"):
        simulated.score_if(filed, TINY_PLAN, "甲区长", "leader", {"1-1a": 500.0})


def test_two_handovers_part_the_score_twice(filed):
    commands.plans.set_business_date(filed, console(), date(2017, 10, 20))
    hand_over(filed, "甲区长", since=date(2017, 5, 2))
    hand_over(filed, "丙区长", "丁区长", since=date(2017, 8, 1))
    plan = queries.plans.plan(filed, TINY_PLAN)
    led = [leaders_at(plan, p).leads_of("1-1", "leader") for p in plan.periods]
    assert led == [("甲区长",), ("丙区长",), ("丁区长",), ("丁区长",)]
    titles = [*leader_scores(filed, "2017Q3")]
    assert "丙区长（2017-05-02至2017-07-31）" in titles and "丁区长（2017-08-01起）" in titles
