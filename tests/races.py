"""Pairs of commands that touch the same thing, each over a fresh ledger of the tiny plan, and what must hold afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pyotp
import pytest

from tests import helpers
from tests.evidence_files import PDF
from tests.helpers import OFFICE, TINY, TINY_PLAN, fresh
from zcdash import auth, commands, queries, store
from zcdash.auth import permissions, second_factor
from zcdash.auth.permissions import Account, Role, console
from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.plan_proposal import PlanTables
from zcdash.errors import AwaitsConfirmation, ZcdashError
from zcdash.intake.plan_tables import tables_of
from zcdash.queries.bulletin import Draft
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rules.notices import Kind
from zcdash.store.ledger import Ledger

PERIOD, NEXT = "2017Q1", "2017Q2"
FILER, BUILDER = "区工信局", "区交通局"
OTHER = fresh(Account("zhou2", "孙督查", Role.OFFICE))
HEAD = replace(helpers.head(FILER), login="head")
ADMIN, SECOND = (fresh(Account(login, name, Role.ADMIN)) for login, name in (("admin", "陈管理"), ("admin2", "吴管理")))
OFFICERS = tuple(person for person in helpers.PEOPLE if person.role in permissions.OFFICERS)
Command = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Race:
    """Two commands, how many of them may be done, and what must hold afterwards whichever comes first."""

    first: Command
    second: Command
    done: set[int]
    check: Callable[[], None] = lambda: None


RACES: dict[str, Callable[[Ledger], Race]] = {}


def race(make: Callable[[Ledger], Race]) -> Callable[[Ledger], Race]:
    RACES[make.__name__] = make
    return make


@dataclass(slots=True)
class Outcome:
    """The answers of the commands; a refused one has its error."""

    answers: dict[str, object]

    @property
    def done(self) -> int:
        return sum(not isinstance(answer, ZcdashError) for answer in self.answers.values())


class WatchedLock:
    """The ledger's lock, which tells when somebody waits for it."""

    def __init__(self) -> None:
        self._lock, self.waiting = threading.RLock(), threading.Event()

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self.waiting.set()
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def answer(command: Command, answers: dict[str, object], name: str) -> None:
    try:
        answers[name] = command()
    except ZcdashError as error:
        answers[name] = error


def interleave(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, first: Command, second: Command) -> Outcome:
    """Run the second command whole when the first has read and is about to write, unless it has to wait for the first."""
    lock, answers, own = WatchedLock(), {}, threading.get_ident()
    other = threading.Thread(target=answer, args=(second, answers, "second"))
    opened = ledger.transaction

    def interrupted(*arguments: Any) -> Any:
        if threading.get_ident() == own and other.ident is None:
            other.start()
            while other.is_alive() and not lock.waiting.wait(0.005):
                pass
        return opened(*arguments)

    monkeypatch.setattr(ledger, "_lock", lock)
    monkeypatch.setattr(ledger, "transaction", interrupted)
    answer(first, answers, "first")
    if other.ident is None:
        # The first was refused for the state it found.
        other.start()
    other.join()
    monkeypatch.undo()
    return Outcome(answers)


def run_at_once(first: Command, second: Command) -> Outcome:
    """Release both commands at the same moment."""
    start, answers = threading.Barrier(2), {}

    def begin(command: Command, name: str) -> None:
        start.wait()
        answer(command, answers, name)

    threads = [threading.Thread(target=begin, args=pair) for pair in ((first, "first"), (second, "second"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Outcome(answers)


def require_sound(ledger: Ledger, run: Race, outcome: Outcome) -> None:
    """Check that nothing was lost or doubled, that a refusal says why and what to do, and that the log agrees."""
    assert len(outcome.answers) == 2, "a command failed with something else than a refusal"
    assert outcome.done in run.done, outcome.answers
    for error in outcome.answers.values():
        assert not isinstance(error, ZcdashError) or (error.sentence and error.advice)
    run.check()
    assert store.audit_log.verify(ledger).faults == ()


def acts(ledger: Ledger) -> list[str]:
    """Return the acts of the log, in order."""
    return [e["what"] for e in store.audit_log.entries(ledger)]


def in_order(ledger: Ledger, earlier: str, later: str) -> Callable[[], None]:
    """Check that no act of the one name is logged after the last act of the other."""

    def check() -> None:
        names = acts(ledger)
        if {earlier, later} <= {*names}:
            assert max(n for n, x in enumerate(names) if x == earlier) < names.index(later), names

    return check


def once(ledger: Ledger, what: str) -> Callable[[], None]:
    """Check that an act was done once."""

    def check() -> None:
        assert acts(ledger).count(what) == 1

    return check


# Acts of the office and of the units, over the tiny plan


def workbook(ledger: Ledger, value: float) -> bytes:
    """Return the unit's filled form."""
    data = queries.submissions.template_workbook(ledger, TINY_PLAN, PERIOD, FILER)[1]
    return helpers.edited(data, lambda book: book["指标"].__setitem__("I4", value))


def filing(ledger: Ledger, value: float) -> Command:
    by = helpers.clerk(FILER)
    data = workbook(ledger, value)
    return lambda: commands.submissions.submit(ledger, by, data, "报送.xlsx", "小李", accept=True).submission


def filed(ledger: Ledger, signed: bool = False) -> int:
    """File the unit's values; with `signed` they wait for the office."""
    number = filing(ledger, 120)()
    assert isinstance(number, int)
    if signed:
        commands.approvals.sign(ledger, HEAD, TINY_PLAN, number)
        for leader in queries.approvals.submission_status(ledger, TINY_PLAN, number).course.waiting:
            commands.approvals.sign(ledger, helpers.deputy(leader), TINY_PLAN, number)
    return number


def closing(ledger: Ledger) -> Command:
    return partial(commands.periods.close, ledger, OFFICE, TINY_PLAN, PERIOD, "有单位未报")


def reopening(ledger: Ledger, by: Account = OFFICE) -> Command:
    return partial(commands.periods.reopen, ledger, by, TINY_PLAN, PERIOD, "更正")


def signing(ledger: Ledger, number: int, by: Account = HEAD) -> Command:
    return partial(commands.approvals.sign, ledger, by, TINY_PLAN, number)


def returning(ledger: Ledger, number: int, by: Account = HEAD) -> Command:
    return partial(commands.approvals.send_back, ledger, by, TINY_PLAN, number, "请核对")


def requested(ledger: Ledger, code: str, wanted: str) -> int:
    return commands.corrections.request_correction(ledger, HEAD, TINY_PLAN, "planned", code, wanted, "文号一", NEXT)


def deciding(ledger: Ledger, request: int, approved: bool = True, by: Account = OFFICE) -> Command:
    decide = commands.plan_requests.approve if approved else commands.plan_requests.refuse
    return partial(decide, ledger, by, request, "会议决定")


def planned(ledger: Ledger, code: str) -> float:
    return next(i for i in queries.plans.plan(ledger, TINY_PLAN).indicators if i.code == code).planned[NEXT]


@race
def two_corrections_are_approved(ledger: Ledger) -> Race:
    one, two = requested(ledger, "1-1a", "210"), requested(ledger, "2-1a", "11")

    def both() -> None:
        assert (planned(ledger, "1-1a"), planned(ledger, "2-1a")) == (210, 11)

    return Race(deciding(ledger, one), deciding(ledger, two, by=OTHER), {2}, both)


@race
def one_correction_is_approved_and_refused(ledger: Ledger) -> Race:
    request = requested(ledger, "1-1a", "210")

    def as_decided() -> None:
        (asked,) = queries.plan_requests.requests(ledger, TINY_PLAN)
        assert planned(ledger, "1-1a") == (210 if asked.decision == "approved" else 200)

    return Race(deciding(ledger, request), deciding(ledger, request, approved=False, by=OTHER), {1}, as_decided)


@race
def one_correction_is_approved_twice(ledger: Ledger) -> Race:
    request = requested(ledger, "1-1a", "210")
    return Race(deciding(ledger, request), deciding(ledger, request, by=OTHER), {1}, once(ledger, "批准计划"))


@race
def a_plan_is_loaded_and_a_correction_approved(ledger: Ledger) -> Race:
    deciding(ledger, requested(ledger, "2-1a", "11"))()
    request = requested(ledger, "1-1a", "210")

    def both_corrections_stand() -> None:
        # A folder that is loaded again as it was takes back nothing that was approved since.
        assert (planned(ledger, "1-1a"), planned(ledger, "2-1a")) == (210, 11)

    return Race(
        partial(commands.plans.load_plan, ledger, console(), TINY, "更正"),
        deciding(ledger, request),
        {1, 2},
        both_corrections_stand,
    )


def drafted(ledger: Ledger, value: str = "210") -> int:
    """Begin a change of the tiny plan, plan 1-1a anew for the second quarter, and return the number of the work."""
    work = commands.plan_drafts.begin_from_plan(ledger, OFFICE, TINY_PLAN)
    edit = Edit(kind=EditKind.SET, table="planned.csv", key=f"1-1a {NEXT}", column="value", value=value)
    commands.plan_drafts.save_edits(ledger, OFFICE, work, [edit], queries.plan_drafts.draft(ledger, work).number)
    return work


def submitting(ledger: Ledger, work: int) -> Command:
    number = queries.plan_drafts.draft(ledger, work).number
    return partial(commands.plan_requests.submit, ledger, OFFICE, work, "文号二", number)


def submitted(ledger: Ledger, value: str = "210") -> int:
    request = submitting(ledger, drafted(ledger, value))()
    assert isinstance(request, int)
    return request


def approving(ledger: Ledger, request: int) -> Command:
    return partial(commands.plan_requests.approve, ledger, OTHER, request)


@race
def a_plan_is_approved_twice(ledger: Ledger) -> Race:
    request = submitted(ledger)
    return Race(approving(ledger, request), approving(ledger, request), {1}, once(ledger, "批准计划"))


@race
def a_plan_is_approved_and_withdrawn(ledger: Ledger) -> Race:
    request = submitted(ledger)

    def as_decided() -> None:
        decision = queries.plan_requests.request(ledger, request).decision
        assert planned(ledger, "1-1a") == (210 if decision == "approved" else 200)

    withdrawing = partial(commands.plan_requests.withdraw, ledger, OFFICE, request)
    return Race(approving(ledger, request), withdrawing, {1}, as_decided)


@race
def two_changes_of_one_version_are_approved(ledger: Ledger) -> Race:
    one, two = submitted(ledger, "210"), submitted(ledger, "220")

    def the_first_alone() -> None:
        (approved,) = (q for q in queries.plan_requests.requests(ledger) if q.decision == "approved")
        assert planned(ledger, "1-1a") == {one: 210, two: 220}[approved.number]

    return Race(approving(ledger, one), approving(ledger, two), {1}, the_first_alone)


@race
def a_plan_is_approved_and_a_correction_too(ledger: Ledger) -> Race:
    plan_request, request = submitted(ledger), requested(ledger, "2-1a", "11")

    def the_correction_stands() -> None:
        # A change of a version that was corrected meanwhile is refused, so that the correction is not lost.
        assert planned(ledger, "2-1a") == 11

    return Race(approving(ledger, plan_request), deciding(ledger, request), {1, 2}, the_correction_stands)


@race
def a_plan_is_approved_and_the_old_folder_loaded(ledger: Ledger) -> Race:
    request = submitted(ledger)

    def the_change_stands() -> None:
        assert planned(ledger, "1-1a") == 210

    loading = partial(commands.plans.load_plan, ledger, console(), TINY, "更正")
    return Race(approving(ledger, request), loading, {2}, the_change_stands)


@race
def a_new_plan_is_approved_and_a_folder_of_its_id_loaded(ledger: Ledger) -> Race:
    work = commands.plan_drafts.begin_empty(ledger, OFFICE, "new-2017", "新计划", 2017)
    tables = tables_of(queries.plans.plan(ledger, TINY_PLAN))
    tables = PlanTables(tables.toml.replace(TINY_PLAN, "new-2017"), tables.tables)
    proposal = replace(queries.plan_drafts.draft(ledger, work).base, plan=tables)
    work = commands.plan_drafts.begin_from_proposal(ledger, OFFICE, proposal, b"", queries.plan_drafts.NO_DECISIONS)
    request = submitting(ledger, work)()
    assert isinstance(request, int)
    plan = replace(queries.plans.plan(ledger, TINY_PLAN), id="new-2017", title="另一份")
    act = console().act(permissions.Permission.LOAD_PLAN)
    loading = partial(commands.plans.save_valid_plan, ledger, act, plan, "首次载入")

    def neither_replaces_the_other_unseen() -> None:
        # The approval is of a new plan: where a folder came first, it is refused.
        titles = [
            store.plans.plan_version(ledger, "new-2017", v["version"]).title
            for v in store.plans.versions(ledger, "new-2017")
        ]
        assert titles in (["另一份"], ["2017年试验计划", "另一份"])

    return Race(approving(ledger, request), loading, {1, 2}, neither_replaces_the_other_unseen)


@race
def a_plan_is_approved_while_a_unit_files(ledger: Ledger) -> Race:
    request = submitted(ledger)

    def by_its_version() -> None:
        version_at_filing = 2 if "报送" in acts(ledger)[acts(ledger).index("批准计划") :] else 1
        assert [s["version"] for s in queries.submissions.history(ledger, TINY_PLAN)] in ([version_at_filing], [])

    return Race(filing(ledger, 120), approving(ledger, request), {1, 2}, by_its_version)


@race
def a_plan_is_submitted_and_its_draft_saved(ledger: Ledger) -> Race:
    work = drafted(ledger)
    edit = Edit(kind=EditKind.SET, table="planned.csv", key=f"1-1a {NEXT}", column="value", value="250")
    number = queries.plan_drafts.draft(ledger, work).number
    saving_draft = partial(commands.plan_drafts.save_edits, ledger, OTHER, work, [edit], number)
    return Race(submitting(ledger, work), saving_draft, {1})


@race
def a_plan_is_submitted_twice(ledger: Ledger) -> Race:
    work = drafted(ledger)
    return Race(submitting(ledger, work), submitting(ledger, work), {1}, once(ledger, "编制计划"))


@race
def a_plan_is_corrected_while_a_unit_files(ledger: Ledger) -> Race:
    request = requested(ledger, "1-1a", "210")

    def by_its_version() -> None:
        version_at_filing = 2 if "报送" in acts(ledger)[acts(ledger).index("批准计划") :] else 1
        assert [s["version"] for s in queries.submissions.history(ledger, TINY_PLAN)] in ([version_at_filing], [])

    return Race(filing(ledger, 120), deciding(ledger, request), {1, 2}, by_its_version)


@race
def a_unit_files_and_the_period_is_closed(ledger: Ledger) -> Race:
    return Race(filing(ledger, 120), closing(ledger), {1, 2}, in_order(ledger, "报送", "关账"))


@race
def a_light_is_overridden_and_the_period_closed(ledger: Ledger) -> Race:
    overriding = partial(commands.periods.override, ledger, OTHER, TINY_PLAN, PERIOD, "2-1a", "on_track", "会议认定")
    return Race(overriding, closing(ledger), {1, 2}, in_order(ledger, "改判", "关账"))


@race
def a_light_is_overridden_and_the_period_reopened(ledger: Ledger) -> Race:
    closing(ledger)()
    overriding = partial(commands.periods.override, ledger, OTHER, TINY_PLAN, PERIOD, "2-1a", "on_track", "会议认定")
    return Race(overriding, reopening(ledger), {1, 2}, in_order(ledger, "重开", "改判"))


@race
def a_submission_is_accepted_and_the_period_closed(ledger: Ledger) -> Race:
    number = filed(ledger, signed=True)
    return Race(signing(ledger, number, OTHER), closing(ledger), {1, 2}, in_order(ledger, "督查室签收", "关账"))


@race
def a_period_is_closed_twice(ledger: Ledger) -> Race:
    return Race(closing(ledger), closing(ledger), {1}, once(ledger, "关账"))


@race
def a_period_is_reopened_twice(ledger: Ledger) -> Race:
    closing(ledger)()
    return Race(reopening(ledger), reopening(ledger, OTHER), {1}, once(ledger, "重开"))


@race
def an_extension_is_granted_and_the_period_closed(ledger: Ledger) -> Race:
    granting = partial(
        commands.periods.grant, ledger, OTHER, TINY_PLAN, PERIOD, FILER, "extension", date(2017, 4, 28), "防汛"
    )

    def in_the_close() -> None:
        names = acts(ledger)
        if "关账" in names and names.index("准予延期") < names.index("关账"):
            close = queries.periods.period_state(ledger, TINY_PLAN, PERIOD).close
            rows = store.periods.close_assessments(ledger, close["close"])
            assert date(2017, 4, 28) in {r["deadline"] for r in rows}

    return Race(granting, closing(ledger), {1, 2}, in_the_close)


@race
def a_period_is_locked_while_a_unit_files(ledger: Ledger) -> Race:
    locking = partial(commands.periods.set_lock, ledger, OFFICE, TINY_PLAN, PERIOD, date(2017, 4, 10))
    return Race(filing(ledger, 120), locking, {1, 2}, in_order(ledger, "报送", "设定锁定日"))


@race
def two_clerks_file(ledger: Ledger) -> Race:
    def in_a_row() -> None:
        history = queries.submissions.history(ledger, TINY_PLAN)
        assert [h["supersedes"] for h in history] == [1, None] and [h["counts"] for h in history] == [True, False]

    return Race(filing(ledger, 120), filing(ledger, 121), {2}, in_a_row)


@race
def the_head_signs_while_the_clerk_files_again(ledger: Ledger) -> Race:
    number = filed(ledger)
    again = filing(ledger, 121)

    def none_on_an_old_one() -> None:
        names = acts(ledger)
        if "主要负责人审签" in names:
            assert names.index("主要负责人审签") < max(n for n, x in enumerate(names) if x == "报送")

    return Race(signing(ledger, number), again, {1, 2}, none_on_an_old_one)


@race
def the_head_signs_twice(ledger: Ledger) -> Race:
    number = filed(ledger)
    return Race(signing(ledger, number), signing(ledger, number), {1}, once(ledger, "主要负责人审签"))


@race
def the_head_signs_and_sends_back(ledger: Ledger) -> Race:
    number = filed(ledger)
    return Race(signing(ledger, number), returning(ledger, number), {1}, once(ledger, "主要负责人审签"))


@race
def the_office_accepts_and_sends_back(ledger: Ledger) -> Race:
    number = filed(ledger, signed=True)

    def as_logged() -> None:
        status = queries.approvals.submission_status(ledger, TINY_PLAN, number)
        assert [s.decision.value for s in status.given[-2:]] in (["signed", "returned"], ["signed", "signed"])

    return Race(signing(ledger, number, OFFICE), returning(ledger, number, OTHER), {1, 2}, as_logged)


@race
def a_submission_is_signed_by_an_account_put_out_of_use(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (HEAD, ADMIN), "")
    number = filed(ledger)
    disabling = partial(commands.accounts.change_account, ledger, ADMIN, HEAD.login, active=False)

    def not_afterwards() -> None:
        names = acts(ledger)
        if "主要负责人审签" in names:
            assert names[-1] == "管理账号"

    return Race(signing(ledger, number), disabling, {1, 2}, not_afterwards)


@race
def two_lists_add_one_account(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (ADMIN, SECOND), "")
    new = (Account("u01", "张三", Role.CLERK, unit=FILER), Account("u02", "李四", Role.HEAD, unit=FILER))
    first = partial(commands.people.add_people_list, ledger, ADMIN, new)
    second = partial(commands.people.add_people_list, ledger, SECOND, new[1:])

    def each_once() -> None:
        rows = [row for row in ledger.rows("account") if row["login"] == "u02"]
        assert len(rows) == 1

    return Race(first, second, {1}, each_once)


@race
def an_account_is_handed_over_and_changed(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (HEAD, ADMIN, SECOND), "")
    successor = Account("new", "新局长", Role.PENDING)
    handing_over = partial(commands.accounts.hand_over_account, ledger, ADMIN, HEAD.login, successor)
    renaming = partial(commands.accounts.change_account, ledger, SECOND, HEAD.login, name="赵局")
    return Race(handing_over, renaming, {1, 2})


@race
def two_first_administrators_are_made(ledger: Ledger) -> Race:
    def making(login: str) -> Command:
        new = Account(login, f"管理{login}", Role.ADMIN)
        return partial(commands.accounts.add_first_administrator, ledger, console(), new, helpers.PASSWORD)

    def one() -> None:
        assert sum(a.role is Role.ADMIN for a in auth.sessions.accounts_by_login(ledger).values()) == 1

    return Race(making("chen"), making("wang"), {1}, one)


@race
def a_row_is_waived_twice(ledger: Ledger) -> Race:
    waiving = partial(commands.score.waive, ledger, OFFICE, TINY_PLAN, "2-1a", "会议决定")
    return Race(waiving, waiving, {1}, once(ledger, "考核豁免"))


@race
def a_waiver_is_withdrawn_twice(ledger: Ledger) -> Race:
    number = commands.score.waive(ledger, OFFICE, TINY_PLAN, "2-1a", "会议决定")
    withdrawing = partial(commands.score.unwaive, ledger, OFFICE, TINY_PLAN, number, "会议撤销")
    return Race(withdrawing, withdrawing, {1})


@race
def a_row_is_disputed_twice(ledger: Ledger) -> Race:
    objecting = partial(commands.score.object_to_score, ledger, HEAD, TINY_PLAN, "1-1a", "口径不同")
    return Race(objecting, objecting, {1}, once(ledger, "申请复核"))


@race
def an_objection_is_upheld_and_refused(ledger: Ledger) -> Race:
    number = commands.score.object_to_score(ledger, HEAD, TINY_PLAN, "1-1a", "口径不同")
    answering = partial(commands.score.answer_objection, ledger, OFFICE, TINY_PLAN, number)
    return Race(
        partial(answering, True, "属实", "waived"), partial(answering, False, "不属实"), {1}, once(ledger, "答复复核")
    )


@race
def an_objection_is_answered_and_the_row_waived(ledger: Ledger) -> Race:
    number = commands.score.object_to_score(ledger, HEAD, TINY_PLAN, "1-1a", "口径不同")
    answering = partial(commands.score.answer_objection, ledger, OFFICE, TINY_PLAN, number, True, "属实", "waived")
    waiving = partial(commands.score.waive, ledger, OTHER, TINY_PLAN, "1-1a", "会议决定")
    return Race(answering, waiving, {2})


def renaming(ledger: Ledger, name: str) -> Command:
    day = queries.clock.today(ledger)
    return partial(commands.organisation.rename_unit, ledger, OFFICE, FILER, name, day, "机构编制文件")


@race
def a_unit_is_renamed_twice(ledger: Ledger) -> Race:
    return Race(renaming(ledger, "区产业局"), renaming(ledger, "区工业局"), {1}, once(ledger, "登记机构人员"))


@race
def a_name_is_corrected_twice(ledger: Ledger) -> Race:
    renaming(ledger, "区产业句")()
    correct = commands.organisation_correction.correct_unit_name
    correcting = partial(correct, ledger, OFFICE, "区产业句", "区产业局", "名称写错")
    return Race(correcting, partial(correct, ledger, OFFICE, "区产业句", FILER, "名称写错"), {1})


@race
def a_unit_is_renamed_while_it_files(ledger: Ledger) -> Race:
    def is_asked_where_it_filed() -> None:
        asked = {f.unit for f in queries.submissions.filings(ledger, TINY_PLAN, PERIOD)}
        assert {s["unit"] for s in store.submissions.submissions(ledger, TINY_PLAN)} <= asked

    return Race(filing(ledger, 120), renaming(ledger, "区产业局"), {1, 2}, is_asked_where_it_filed)


@race
def a_split_is_taken_back_while_the_unit_files(ledger: Ledger) -> Race:
    day = queries.clock.today(ledger)
    commands.organisation.split_unit(ledger, OFFICE, FILER, [FILER, "区信息局"], day, "机构编制文件")
    entry = queries.unit_acts.unit_acts(ledger)[0].entry

    def has_one_of_the_two() -> None:
        units = {u.name for u in queries.plans.plan(ledger, TINY_PLAN).units}
        assert bool(store.submissions.submissions(ledger, TINY_PLAN)) == ("区信息局" in units)

    undoing = partial(commands.organisation_undo.take_back, ledger, OFFICE, entry, "办错了")
    return Race(filing(ledger, 120), undoing, {1}, has_one_of_the_two)


@race
def items_are_handed_over_while_a_leader_signs(ledger: Ledger) -> Race:
    number = filed(ledger)
    commands.approvals.sign(ledger, HEAD, TINY_PLAN, number)
    leader = queries.approvals.submission_status(ledger, TINY_PLAN, number).course.waiting[0]
    day = queries.clock.today(ledger)
    handing = partial(commands.handover.hand_over, ledger, OFFICE, leader, "丙区长", day, "会议纪要")
    return Race(signing(ledger, number, helpers.deputy(leader)), handing, {1, 2})


def issuing(ledger: Ledger) -> Command:
    (proposal,) = (
        p
        for p in queries.notice_proposals.proposals(ledger, TINY_PLAN, PERIOD)
        if (p.kind, p.unit) == (Kind.RETURN, FILER)
    )
    about = (proposal.plan, proposal.period, proposal.kind, proposal.code, proposal.unit, proposal.text, proposal.due)
    return partial(commands.notices.issue_notice, ledger, OFFICE, *about)


@race
def a_notice_is_issued_twice(ledger: Ledger) -> Race:
    return Race(issuing(ledger), issuing(ledger), {1}, once(ledger, "下发督办单"))


@race
def a_notice_is_issued_while_the_unit_files(ledger: Ledger) -> Race:
    number = filed(ledger)
    return Race(issuing(ledger), signing(ledger, number), {1, 2})


@race
def a_notice_is_answered_and_ended(ledger: Ledger) -> Race:
    number = issuing(ledger)()
    replying = partial(
        commands.notices.reply_notice,
        ledger,
        helpers.clerk(FILER),
        TINY_PLAN,
        number,
        "停电",
        "补报",
        date(2017, 4, 28),
    )
    ending = partial(commands.notices.end_notice, ledger, OFFICE, TINY_PLAN, number, "已电话说明")
    return Race(replying, ending, {1, 2}, in_order(ledger, "回复督办单", "督办单销号"))


@race
def a_notice_is_ended_twice(ledger: Ledger) -> Race:
    ending = partial(commands.notices.end_notice, ledger, OFFICE, TINY_PLAN, issuing(ledger)(), "已电话说明")
    return Race(ending, ending, {1}, once(ledger, "督办单销号"))


def absence(ledger: Ledger, leader: str, substitute: str, starts: int, ends: int) -> Command:
    days = date(2017, 5, starts), date(2017, 5, ends)
    return partial(commands.approvals.add_absence, ledger, OFFICE, TINY_PLAN, leader, substitute, *days, "培训")


@race
def two_absences_overlap(ledger: Ledger) -> Race:
    first = absence(ledger, "甲区长", "乙区长", 1, 10)
    return Race(first, absence(ledger, "甲区长", "乙区长", 5, 12), {1}, once(ledger, "登记外出补位"))


@race
def two_leaders_stand_in_for_each_other(ledger: Ledger) -> Race:
    first = absence(ledger, "甲区长", "乙区长", 1, 10)
    return Race(first, absence(ledger, "乙区长", "甲区长", 5, 12), {1}, once(ledger, "登记外出补位"))


@race
def an_absence_is_cancelled_twice(ledger: Ledger) -> Race:
    number = absence(ledger, "甲区长", "乙区长", 1, 10)()
    cancelling = partial(commands.approvals.cancel_absence, ledger, OFFICE, TINY_PLAN, number)
    return Race(cancelling, cancelling, {1})


@race
def a_commitment_is_broken_down_twice(ledger: Ledger) -> Race:
    rows = {"2-1.01": (date(2017, 2, 20), "张工")}
    breaking_down = partial(commands.corrections.break_down, ledger, helpers.clerk(BUILDER), TINY_PLAN, BUILDER, rows)
    return Race(breaking_down, breaking_down, {2}, once(ledger, "细化到月"))


def saving(ledger: Ledger, text: str, expected: int | None, name: str) -> Command:
    by = Account(name, name, Role.CLERK, unit=FILER)
    return partial(
        commands.drafts.save_draft,
        ledger,
        by,
        TINY_PLAN,
        PERIOD,
        FILER,
        {"事项": {"1-1": {"完成情况": text}}},
        expected,
    )


@race
def two_clerks_save_the_draft(ledger: Ledger) -> Race:
    number = saving(ledger, "初稿", None, "a")()
    return Race(saving(ledger, "甲稿", number, "a"), saving(ledger, "乙稿", number, "b"), {1})


@race
def a_draft_is_saved_and_discarded(ledger: Ledger) -> Race:
    number = saving(ledger, "初稿", None, "a")()
    by = Account("b", "b", Role.CLERK, unit=FILER)
    discarding = partial(commands.drafts.discard_draft, ledger, by, TINY_PLAN, PERIOD, FILER, number)
    return Race(saving(ledger, "甲稿", number, "a"), discarding, {1})


def attaching(ledger: Ledger, number: int) -> Command:
    return partial(commands.evidence.attach, ledger, helpers.clerk(FILER), TINY_PLAN, number, PDF, "纪要.pdf")


@race
def the_same_evidence_is_attached_twice(ledger: Ledger) -> Race:
    number = filed(ledger)
    return Race(attaching(ledger, number), attaching(ledger, number), {1}, once(ledger, "附佐证材料"))


@race
def evidence_is_attached_while_the_office_accepts(ledger: Ledger) -> Race:
    number = filed(ledger, signed=True)
    return Race(
        attaching(ledger, number), signing(ledger, number, OFFICE), {1, 2}, in_order(ledger, "附佐证材料", "督查室签收")
    )


def withdrawing(ledger: Ledger, evidence: int) -> Command:
    return partial(commands.evidence.withdraw, ledger, helpers.clerk(FILER), TINY_PLAN, evidence, "传错了")


@race
def evidence_is_withdrawn_while_the_office_accepts(ledger: Ledger) -> Race:
    number = filed(ledger, signed=True)
    piece = attaching(ledger, number)()
    return Race(
        withdrawing(ledger, piece),
        signing(ledger, number, OFFICE),
        {1, 2},
        in_order(ledger, "撤回佐证材料", "督查室签收"),
    )


@race
def evidence_is_withdrawn_twice(ledger: Ledger) -> Race:
    piece = attaching(ledger, filed(ledger))()
    return Race(withdrawing(ledger, piece), withdrawing(ledger, piece), {1}, once(ledger, "撤回佐证材料"))


def drafting(ledger: Ledger) -> Command:
    return partial(commands.bulletin.draft_bulletin, ledger, OFFICE, TINY_PLAN, PERIOD, Draft(addressee="各镇政府"))


def printing(ledger: Ledger) -> Command:
    return partial(commands.bulletin.issue_bulletin, ledger, OTHER, TINY_PLAN, PERIOD, bulletin_docx.write)


@race
def a_bulletin_is_issued_twice(ledger: Ledger) -> Race:
    closing(ledger)()
    return Race(printing(ledger), printing(ledger), {1}, once(ledger, "印发通报"))


@race
def a_bulletin_is_issued_and_the_period_reopened(ledger: Ledger) -> Race:
    closing(ledger)()
    return Race(printing(ledger), reopening(ledger), {1, 2}, in_order(ledger, "印发通报", "重开"))


@race
def a_bulletin_is_drafted_and_the_period_reopened(ledger: Ledger) -> Race:
    closing(ledger)()
    return Race(drafting(ledger), reopening(ledger), {1, 2}, in_order(ledger, "拟通报", "重开"))


@race
def a_bulletin_is_drafted_and_issued(ledger: Ledger) -> Race:
    closing(ledger)()
    return Race(drafting(ledger), printing(ledger), {1, 2}, in_order(ledger, "拟通报", "印发通报"))


@race
def an_account_is_changed_twice(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (HEAD, ADMIN), "")
    changing = partial(commands.accounts.change_account, ledger, ADMIN, HEAD.login)
    return Race(partial(changing, name="甲局长"), partial(changing, name="乙局长"), {1, 2})


@race
def two_administrators_put_each_other_out_of_use(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (ADMIN, SECOND), "")
    change = commands.accounts.change_account
    return Race(
        partial(change, ledger, ADMIN, SECOND.login, active=False),
        partial(change, ledger, SECOND, ADMIN.login, active=False),
        {1},
    )


@race
def an_account_is_added_twice(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (ADMIN,), "")
    adding = partial(commands.accounts.add_account, ledger, ADMIN, Account("xin", "新来", Role.VIEWER))
    return Race(adding, adding, {1})


@race
def a_password_is_reset_while_its_owner_changes_it(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (OFFICE, ADMIN))
    new = "长河 落日 孤烟 大漠"
    own = partial(commands.accounts.change_own_password, ledger, OFFICE, helpers.PASSWORD, new)

    def last_counts() -> None:
        must_change = store.accounts.account(ledger, OFFICE.login)["must_change"]
        assert must_change == ("重置密码" in store.audit_log.entries(ledger)[-1]["after"])

    return Race(own, partial(commands.accounts.reset_password, ledger, ADMIN, OFFICE.login), {1, 2}, last_counts)


def setting(ledger: Ledger, name: str, value: str, by: Account = ADMIN) -> Command:
    return partial(commands.security.set_setting, ledger, by, name, value)


@race
def a_setting_is_set_twice(ledger: Ledger) -> Race:
    def each_from_the_other() -> None:
        first, second = store.audit_log.entries(ledger)[-2:]
        assert second["before"] == first["after"] != second["after"]

    return Race(setting(ledger, "session_hours", "9"), setting(ledger, "session_hours", "10"), {2}, each_from_the_other)


@race
def duties_are_separated_while_the_only_auditor_leaves(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, OFFICERS, "")
    leaving = partial(commands.accounts.change_account, ledger, console(), "shen", active=False)
    return Race(setting(ledger, "separate_duties", "yes"), leaving, {1})


# Sign-ins: second factors, identities of the provider


def enrolling(ledger: Ledger, token: str) -> Command:
    """Return the enrolment of the office's own second factor, as offered to one of its sessions."""
    secret = second_factor.proposed_secret(ledger, OFFICE.login, token)
    code = pyotp.TOTP(secret).at(ledger.clock().replace(tzinfo=UTC))
    return partial(commands.sign_in.enrol_second_factor, ledger, OFFICE, secret, code)


def enrolled(ledger: Ledger) -> Ledger:
    """Give the office a second factor; time stands still."""
    ledger.clock = lambda: datetime(2017, 4, 20, 1)
    helpers.add_accounts(ledger, (OFFICE, ADMIN, SECOND), "")
    enrolling(ledger, "")()
    return ledger


def resetting(ledger: Ledger, by: Account = ADMIN) -> Command:
    return partial(commands.sign_in.reset_second_factor, ledger, by, OFFICE.login)


@race
def a_second_factor_is_enrolled_in_two_windows(ledger: Ledger) -> Race:
    ledger.clock = lambda: datetime(2017, 4, 20, 1)
    helpers.add_accounts(ledger, (OFFICE,), "")
    return Race(enrolling(ledger, "a"), enrolling(ledger, "b"), {1}, once(ledger, "设置本人登录方式"))


@race
def recovery_codes_are_renewed_while_the_second_factor_is_reset(ledger: Ledger) -> Race:
    renewing = partial(commands.sign_in.renew_recovery_codes, enrolled(ledger), OFFICE)

    def none_is_left() -> None:
        assert second_factor.enrolled(ledger, OFFICE.login) is None

    return Race(renewing, resetting(ledger), {1, 2}, none_is_left)


@race
def recovery_codes_are_renewed_twice(ledger: Ledger) -> Race:
    renewing = partial(commands.sign_in.renew_recovery_codes, enrolled(ledger), OFFICE)
    return Race(renewing, renewing, {2})


@race
def a_second_factor_is_removed_and_reset(ledger: Ledger) -> Race:
    return Race(partial(commands.sign_in.remove_second_factor, enrolled(ledger), OFFICE), resetting(ledger), {1})


@race
def an_identity_is_unbound_twice(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (OFFICE, ADMIN, SECOND), "")
    store.sign_in.record_identity(ledger, console().act(permissions.Permission.OWN_SIGN_IN), OFFICE.login, "i", "1")
    unbinding = partial(commands.sign_in.unbind_identity, ledger)
    return Race(
        partial(unbinding, ADMIN, OFFICE.login), partial(unbinding, SECOND, OFFICE.login), {1}, once(ledger, "管理登录")
    )


@race
def an_account_is_unlocked_and_put_out_of_use(ledger: Ledger) -> Race:
    helpers.add_accounts(ledger, (OFFICE, ADMIN, SECOND), "")
    unlocking = partial(commands.accounts.unlock, ledger, SECOND, OFFICE.login)
    disabling = partial(commands.accounts.change_account, ledger, ADMIN, SECOND.login, active=False)

    def not_afterwards() -> None:
        assert acts(ledger)[-1] == "管理账号"

    return Race(unlocking, disabling, {1, 2}, not_afterwards)


# Acts of two people


def two_person(ledger: Ledger) -> Command:
    """Begin the rule, and return a change of an account that then needs two people."""
    helpers.add_accounts(ledger, (OFFICE, HEAD, ADMIN, SECOND), "")
    store.settings.save_setting(ledger, "two_person", "yes", console().act(permissions.Permission.SET_SECURITY))
    return partial(commands.accounts.change_account, ledger, ADMIN, HEAD.login, name="甲局长")


def proposed(ledger: Ledger) -> Command:
    """Propose that change, and return its confirmation."""
    with pytest.raises(AwaitsConfirmation):
        two_person(ledger)()
    return partial(commands.two_person.confirm, ledger, SECOND, 1)


def decided_once(ledger: Ledger) -> Callable[[], None]:
    """Check that the act was decided once, and done if it was confirmed."""

    def check() -> None:
        (decision,) = ledger.rows("pending_act_decision")
        name = auth.sessions.accounts_by_login(ledger)[HEAD.login].name
        assert (name == "甲局长") is decision["confirmed"]

    return check


@race
def an_act_is_proposed_twice(ledger: Ledger) -> Race:
    proposing = two_person(ledger)

    def one_waits() -> None:
        assert len([*ledger.rows("pending_act")]) == 1

    return Race(proposing, proposing, {0}, one_waits)


@race
def an_act_is_confirmed_twice(ledger: Ledger) -> Race:
    confirming = proposed(ledger)
    return Race(confirming, confirming, {1}, decided_once(ledger))


@race
def an_act_is_confirmed_and_withdrawn(ledger: Ledger) -> Race:
    confirming = proposed(ledger)
    return Race(confirming, partial(commands.two_person.refuse, ledger, ADMIN, 1), {1}, decided_once(ledger))


@race
def an_act_is_refused_and_withdrawn(ledger: Ledger) -> Race:
    proposed(ledger)
    refuse = commands.two_person.refuse
    return Race(
        partial(refuse, ledger, SECOND, 1, "不同意"), partial(refuse, ledger, ADMIN, 1), {1}, decided_once(ledger)
    )


@race
def an_act_is_confirmed_while_its_account_is_changed(ledger: Ledger) -> Race:
    confirming = proposed(ledger)
    changing = partial(commands.accounts.change_account, ledger, console(), HEAD.login, email="jia@example.gov.cn")

    def on_what_was_proposed() -> None:
        # The one who confirms has seen the account without the address; the other change builds on the name.
        changed = auth.sessions.accounts_by_login(ledger)[HEAD.login]
        assert (changed.name == "甲局长") is bool([*ledger.rows("pending_act_decision")])

    return Race(confirming, changing, {1, 2}, on_what_was_proposed)


@race
def an_act_is_confirmed_by_an_account_put_out_of_use(ledger: Ledger) -> Race:
    confirming = proposed(ledger)
    disabling = partial(commands.accounts.change_account, ledger, console(), SECOND.login, active=False)

    def not_afterwards() -> None:
        assert store.audit_log.entries(ledger)[-1]["subject"].startswith(f"账号 {SECOND.login}")

    return Race(confirming, disabling, {1, 2}, not_afterwards)


@race
def names_are_erased_twice(ledger: Ledger) -> Race:
    ledger.clock = lambda: datetime(2016, 1, 10)
    helpers.add_accounts(ledger, (ADMIN, SECOND, OTHER), "")
    commands.accounts.change_account(ledger, ADMIN, OTHER.login, active=False)
    ledger.clock = lambda: datetime(2017, 2, 1)
    setting(ledger, "pseudonymise_months", "12", console())()
    erasing = commands.retention.erase_names
    return Race(partial(erasing, ledger, console()), partial(erasing, ledger, console()), {1}, once(ledger, "隐去姓名"))


@race
def names_are_erased_while_the_account_is_put_back_in_use(ledger: Ledger) -> Race:
    run = names_are_erased_twice(ledger)
    returning = partial(commands.accounts.change_account, ledger, SECOND, OTHER.login, active=True)
    return Race(run.first, returning, {1})
