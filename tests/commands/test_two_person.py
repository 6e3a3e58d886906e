"""The two-person rule: one proposes, another with the same permission confirms, and the act runs once, with its checks."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from tests.helpers import PASSWORD, PLAN, fresh
from zcdash import auth, commands, queries, store
from zcdash.auth.permissions import TWO_PERSON, Account, Permission, Role, console
from zcdash.errors import AwaitsConfirmation, IdentityUnconfirmed, InvalidInput, NotFound, NotPermitted, ZcdashError
from zcdash.rendering.docx import bulletin as bulletin_docx

PERIOD = "2017Q1"
REASON = "年中检查"
SECOND = (Account("ducha2", "郑督查", Role.OFFICE), Account("admin2", "冯管理", Role.ADMIN))
PREPARING = fresh(Account("", "准备", Role.OFFICE, confirmation=auth.permissions.Confirmation("准备", "", "")))
"""Prepares a ledger as if a second person had confirmed."""


@pytest.fixture
def pair(ledger, people):
    """Two people of the office and two administrators, by login, with the rule on."""
    commands.accounts.add_people(ledger, console(), SECOND)
    commands.security.set_setting(ledger, console(), "two_person", "yes")
    return {login: fresh(account) for login, account in auth.sessions.accounts_by_login(ledger).items()}


def propose(act: Callable[[], object]) -> None:
    with pytest.raises(AwaitsConfirmation, match="已提出，待另一人确认"):
        act()


def close(ledger, by):
    return commands.periods.close(ledger, by, PLAN, PERIOD, REASON)


def issue(ledger, by):
    return commands.bulletin.issue_bulletin(ledger, by, PLAN, PERIOD, bulletin_docx.write)


def is_closed(ledger) -> bool:
    return bool(queries.periods.period_state(ledger, PLAN, PERIOD).close)


def account(ledger, login: str) -> Account | None:
    return auth.sessions.accounts_by_login(ledger).get(login)


def number(ledger) -> int:
    """Return the number of the only act that waits."""
    (waiting,) = queries.pending_acts.waiting(ledger)
    return waiting["pending_act"]


@dataclass(frozen=True)
class Case:
    """An act of two people: what is prepared, the act, its sign in the ledger, and its name in the log."""

    act: Callable
    done: Callable
    what: str
    first: str = "ducha"
    second: str = "ducha2"
    prepare: Callable = lambda ledger: None


def overridden(ledger) -> bool:
    return bool(list(ledger.rows("override")))


def a_year_later(ledger) -> None:
    """Let nobody sign in for longer than an account stays in use."""
    later = ledger.clock() + timedelta(days=365)
    ledger.clock = lambda: later


CASES = {
    "close": Case(close, is_closed, "关账"),
    "reopen": Case(
        lambda ledger, by: commands.periods.reopen(ledger, by, PLAN, PERIOD, REASON),
        lambda ledger: not is_closed(ledger),
        "重开",
        prepare=lambda ledger: close(ledger, PREPARING),
    ),
    "override": Case(
        lambda ledger, by: commands.periods.override(ledger, by, PLAN, PERIOD, "14-5", "on_track", REASON),
        overridden,
        "改判",
    ),
    "issue": Case(
        issue,
        lambda ledger: bool(queries.bulletin.issued(ledger, PLAN)),
        "印发通报",
        prepare=lambda ledger: close(ledger, PREPARING),
    ),
    "add": Case(
        lambda ledger, by: commands.accounts.add_account(ledger, by, Account("new", "新人", Role.VIEWER)),
        lambda ledger: account(ledger, "new") is not None,
        "管理账号",
        "admin",
        "admin2",
    ),
    "change": Case(
        lambda ledger, by: commands.accounts.change_account(ledger, by, "li", name="李四", active=False),
        lambda ledger: account(ledger, "li").name == "李四" and not account(ledger, "li").active,
        "管理账号",
        "admin",
        "admin2",
    ),
    "role": Case(
        lambda ledger, by: commands.accounts.change_account(ledger, by, "li", role=Role.HEAD),
        lambda ledger: account(ledger, "li").role is Role.HEAD,
        "授予角色",
        "admin",
        "bao",
    ),
    "reset": Case(
        lambda ledger, by: commands.accounts.reset_password(ledger, by, "li"),
        lambda ledger: account(ledger, "li").must_change,
        "管理账号",
        "admin",
        "admin2",
    ),
    "reactivate": Case(
        lambda ledger, by: commands.accounts.reactivate_account(ledger, by, "li"),
        lambda ledger: not auth.sessions.is_idle(ledger, "li"),
        "管理账号",
        "admin",
        "admin2",
        prepare=lambda ledger: a_year_later(ledger),
    ),
    "second factor": Case(
        lambda ledger, by: commands.sign_in.reset_second_factor(ledger, by, "li"),
        lambda ledger: auth.second_factor.enrolled(ledger, "li") is None,
        "管理登录",
        "admin",
        "bao",
        prepare=lambda ledger: store.sign_in.record_second_factor(
            ledger, console().act(Permission.CONTROL_SIGN_IN), "li", "a secret"
        ),
    ),
    "unbind": Case(
        lambda ledger, by: commands.sign_in.unbind_identity(ledger, by, "li"),
        lambda ledger: "li" not in auth.sessions.bound_logins(ledger),
        "管理登录",
        "bao",
        "admin",
        prepare=lambda ledger: store.sign_in.record_identity(
            ledger, console().act(Permission.CONTROL_SIGN_IN), "li", "https://id.example.gov.cn", "17"
        ),
    ),
    "setting": Case(
        lambda ledger, by: commands.security.set_setting(ledger, by, "session_hours", "4"),
        lambda ledger: auth.settings.number(ledger, "session_hours") == 4,
        "安全设置",
        "bao",
        "admin",
    ),
}


@pytest.fixture(params=CASES)
def case(request, ledger, pair):
    """Each act in turn, prepared."""
    CASES[request.param].prepare(ledger)
    return CASES[request.param]


def more(ledger) -> dict[str, object]:
    (waiting,) = queries.pending_acts.waiting(ledger)
    return {"write": bulletin_docx.write} if waiting["act"] == "issue_bulletin" else {}


def test_an_act_waits_until_another_person_confirms_it_and_the_log_names_both(ledger, pair, case):
    first, second = pair[case.first], pair[case.second]
    propose(lambda: case.act(ledger, first))
    assert not case.done(ledger)
    proposed = store.audit_log.entries(ledger)[-1]
    assert (proposed["what"], proposed["name"]) == ("提出待确认", first.name) and case.what in proposed["subject"]
    commands.two_person.confirm(ledger, replace(second, origin="10.0.0.8"), number(ledger), **more(ledger))
    assert case.done(ledger) and queries.pending_acts.waiting(ledger) == []
    entries = store.audit_log.entries(ledger)
    assert len(entries) == proposed["entry"] + 1, "the act and its confirmation are one entry"
    last = entries[-1]
    assert (last["what"], last["name"], last["login"], last["origin"]) == (
        case.what, first.name, first.login, "10.0.0.8",
    )  # fmt: skip
    assert f"确认人 {second.name}（{second.login}）" in last["after"]
    assert store.audit_log.verify(ledger).faults == ()


def test_nobody_confirms_his_own_act_nor_without_its_permission(ledger, pair, case):
    propose(lambda: case.act(ledger, pair[case.first]))
    pending, extra = number(ledger), more(ledger)
    with pytest.raises(NotPermitted, match="自己提出"):
        commands.two_person.confirm(ledger, pair[case.first], pending, **extra)
    permission = Permission(case.what)
    for other in pair.values():
        if not other.may(permission):
            for act in (commands.two_person.confirm, commands.two_person.refuse):
                with pytest.raises(NotPermitted, match=case.what):
                    act(ledger, other, pending, **(extra if act is commands.two_person.confirm else {"note": "不"}))
    assert not case.done(ledger)


def test_both_people_prove_their_identity_first(ledger, pair, case):
    first, second = pair[case.first], pair[case.second]
    with pytest.raises(IdentityUnconfirmed):
        case.act(ledger, replace(first, authenticated_at=None))
    propose(lambda: case.act(ledger, first))
    with pytest.raises(IdentityUnconfirmed):
        commands.two_person.confirm(ledger, replace(second, authenticated_at=None), number(ledger), **more(ledger))
    assert not case.done(ledger)


def test_an_act_that_was_refused_or_withdrawn_is_not_confirmed(ledger, pair, case):
    for who, note in ((case.second, "没有依据"), (case.first, "")):
        propose(lambda: case.act(ledger, pair[case.first]))
        pending, extra = number(ledger), more(ledger)
        commands.two_person.refuse(ledger, pair[who], pending, note)
        with pytest.raises(NotFound, match="已经办理"):
            commands.two_person.confirm(ledger, pair[case.second], pending, **extra)
    assert not case.done(ledger)
    refused, withdrawn = (e for e in store.audit_log.entries(ledger) if e["what"] in ("不同意所提", "撤回所提"))
    assert (refused["name"], refused["after"]) == (pair[case.second].name, "没有依据")
    assert withdrawn["name"] == pair[case.first].name


def test_the_same_act_is_not_proposed_twice(ledger, pair, case):
    propose(lambda: case.act(ledger, pair[case.first]))
    with pytest.raises(InvalidInput, match=f"{pair[case.first].name}已经提出"):
        case.act(ledger, pair[case.second])


def test_an_act_expires_after_seven_days(ledger, pair, case):
    now = ledger.clock()
    ledger.clock = lambda: now
    propose(lambda: case.act(ledger, pair[case.first]))
    pending, extra = number(ledger), more(ledger)
    ledger.clock = lambda: now + timedelta(days=7)
    assert queries.pending_acts.waiting(ledger) == []
    with pytest.raises(NotFound, match="7 天"):
        commands.two_person.confirm(ledger, pair[case.second], pending, **extra)
    assert not case.done(ledger)
    propose(lambda: case.act(ledger, pair[case.first]))


def test_of_two_confirmations_at_once_one_runs(ledger, pair, case):
    third = replace(pair[case.second], login="third", name="第三人")
    propose(lambda: case.act(ledger, pair[case.first]))
    pending, extra, barrier, refused = number(ledger), more(ledger), Barrier(2), []

    def confirm(by: Account) -> None:
        barrier.wait()
        try:
            commands.two_person.confirm(ledger, by, pending, **extra)
        except ZcdashError as error:
            refused.append(error)

    threads = [Thread(target=confirm, args=(by,)) for by in (pair[case.second], third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert case.done(ledger) and [type(error) for error in refused] == [NotFound]
    assert len(list(ledger.rows("pending_act_decision"))) == 1


def test_the_console_and_an_office_without_the_rule_act_alone(ledger, people):
    close(ledger, people[Role.OFFICE])
    commands.accounts.add_people(ledger, console(), SECOND)
    commands.security.set_setting(ledger, people[Role.ADMIN], "two_person", "yes")
    assert commands.accounts.reset_password(ledger, console(), "li")
    commands.security.set_setting(ledger, console(), "two_person", "")
    assert commands.accounts.reset_password(ledger, people[Role.ADMIN], "li")
    assert list(ledger.rows("pending_act")) == []


def test_what_cannot_be_done_is_not_proposed(ledger, pair):
    for act in (
        lambda: commands.periods.close(ledger, pair["ducha"], PLAN, "2017Q4", REASON),
        lambda: commands.periods.reopen(ledger, pair["ducha"], PLAN, PERIOD, REASON),
        lambda: commands.accounts.add_account(ledger, pair["admin"], Account("li", "重名", Role.VIEWER)),
        lambda: commands.security.set_setting(ledger, pair["admin"], "session_hours", "99"),
        lambda: commands.accounts.add_people(ledger, pair["admin"], [Account("new", "新人", Role.VIEWER)]),
    ):
        with pytest.raises((InvalidInput, NotPermitted)):
            act()
    assert list(ledger.rows("pending_act")) == []


def test_the_checks_are_made_again_at_the_confirmation(ledger, pair):
    propose(lambda: close(ledger, pair["ducha"]))
    commands.periods.close(ledger, PREPARING, PLAN, PERIOD, "已经关了")
    with pytest.raises(InvalidInput, match="已经关账"):
        commands.two_person.confirm(ledger, pair["ducha2"], number(ledger))
    assert len(queries.periods.period_state(ledger, PLAN, PERIOD).closes) == 1
    assert queries.pending_acts.waiting(ledger), "nothing is decided by a confirmation that failed"


def test_a_change_of_an_account_that_was_changed_meanwhile_is_not_done(ledger, pair):
    propose(lambda: commands.accounts.change_account(ledger, pair["admin"], "li", active=False))
    commands.accounts.change_account(ledger, console(), "li", name="李某")
    with pytest.raises(InvalidInput, match="情况已经变了"):
        commands.two_person.confirm(ledger, pair["admin2"], number(ledger))
    assert account(ledger, "li").active


def test_an_override_whose_facts_have_changed_is_not_done(ledger, pair, file_submission):
    propose(lambda: commands.periods.override(ledger, pair["ducha"], PLAN, PERIOD, "14-6a", "on_track", REASON))
    file_submission("区环保分局", PERIOD, {"14-6a": 3.0})
    with pytest.raises(InvalidInput, match="情况已经变了"):
        commands.two_person.confirm(ledger, pair["ducha2"], number(ledger))
    assert not overridden(ledger)


def test_a_bulletin_reworded_after_the_proposal_is_not_issued(ledger, pair):
    CASES["issue"].prepare(ledger)
    propose(lambda: issue(ledger, pair["ducha"]))
    draft = queries.bulletin.Draft(title="改过的标题")
    commands.bulletin.draft_bulletin(ledger, pair["ducha2"], PLAN, PERIOD, draft)
    with pytest.raises(InvalidInput, match="情况已经变了"):
        commands.two_person.confirm(ledger, pair["ducha2"], number(ledger), write=bulletin_docx.write)
    assert queries.bulletin.issued(ledger, PLAN) == []


def test_a_proposer_who_lost_the_permission_gets_nothing_done(ledger, pair):
    propose(lambda: close(ledger, pair["ducha"]))
    commands.accounts.change_account(ledger, console(), "ducha", role=Role.VIEWER)
    with pytest.raises(InvalidInput, match="已经不能办理"):
        commands.two_person.confirm(ledger, pair["ducha2"], number(ledger))
    assert not is_closed(ledger)


def test_who_is_put_out_of_use_meanwhile_neither_confirms_nor_refuses(ledger, pair):
    propose(lambda: close(ledger, pair["ducha"]))
    commands.accounts.change_account(ledger, console(), "ducha2", active=False)
    for act in (commands.two_person.confirm, commands.two_person.refuse):
        with pytest.raises(NotPermitted, match="刚刚被停用或改动"):
            act(ledger, pair["ducha2"], number(ledger), **({"note": "不"} if act is commands.two_person.refuse else {}))
    assert not is_closed(ledger) and queries.pending_acts.waiting(ledger)


def test_no_password_is_kept_with_a_proposal_and_the_confirming_person_gets_it(ledger, pair):
    new = Account("new", "新人", Role.CLERK, unit="区财政局", email="new@example.gov.cn")
    propose(lambda: commands.accounts.add_account(ledger, pair["admin"], new))
    kept = json.dumps(list(ledger.rows("pending_act")), ensure_ascii=False, default=str)
    assert "password" not in kept and "argon2" not in kept
    password = commands.two_person.confirm(ledger, pair["admin2"], number(ledger))
    made = auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, "new", password, ""))
    assert replace(made, must_change=False) == new and made.must_change
    assert account(ledger, "new").role is Role.CLERK
    log = json.dumps(store.audit_log.entries(ledger), ensure_ascii=False, default=str)
    assert password not in log and PASSWORD not in log


def test_each_person_is_shown_what_concerns_him(ledger, pair):
    propose(lambda: close(ledger, pair["ducha"]))
    propose(lambda: commands.accounts.change_account(ledger, pair["admin"], "li", role=Role.HEAD))
    shown = {login: [a["what"] for a in queries.pending_acts.waiting_for(ledger, p)] for login, p in pair.items()}
    assert shown == {login: [] for login in pair} | {
        "ducha": ["关账"], "ducha2": ["关账"], "admin": ["授予角色"], "admin2": ["授予角色"], "bao": ["授予角色"],
    }  # fmt: skip
    sentences = [queries.pending_acts.sentence(ledger, a) for a in queries.pending_acts.waiting(ledger)]
    assert sentences == [
        f"关账　2017年一季度　未关账 → 关账　理由：{REASON}",
        "授予角色　账号 li（李填报）　角色 填报员 → 角色 单位主要负责人",
    ]


def test_the_rule_begins_only_where_two_people_may_do_each_act(ledger, people):
    with pytest.raises(InvalidInput, match="能办“关账”的不足两人"):
        commands.security.set_setting(ledger, people[Role.ADMIN], "two_person", "yes")
    commands.accounts.add_account(ledger, people[Role.ADMIN], SECOND[0])
    with pytest.raises(InvalidInput, match="能办“管理账号”的不足两人"):
        commands.security.set_setting(ledger, people[Role.ADMIN], "two_person", "yes")
    commands.accounts.add_account(ledger, people[Role.ADMIN], SECOND[1])
    commands.security.set_setting(ledger, people[Role.ADMIN], "two_person", "yes")


def test_the_rule_itself_and_separate_duties_end_by_two_people(ledger, pair):
    commands.accounts.add_account(ledger, console(), Account("bao2", "蒋保密", Role.SECURITY))
    commands.security.set_setting(ledger, console(), "separate_duties", "yes")
    bao, bao2 = (replace(fresh(account(ledger, login)), duties_separated=True) for login in ("bao", "bao2"))
    for name in ("separate_duties", "two_person"):
        propose(lambda name=name: commands.security.set_setting(ledger, bao, name, ""))
        assert auth.settings.is_on(ledger, name)
        commands.two_person.confirm(ledger, bao2, number(ledger))
        assert not auth.settings.is_on(ledger, name)


def test_every_permission_under_the_rule_has_a_case():
    assert {case.what for case in CASES.values()} == {p.value for p in TWO_PERSON}
