"""The timeline: states of dates, rows and marks, and what the chart and the list draw of them."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from tests.helpers import ROOT
from zcdash import queries
from zcdash.domain.model import Commitment, Phase
from zcdash.domain.terms import Light, Recurrence, State
from zcdash.domain.timeline import DatedPart, DueMark, DueState, TimelineLevel, TimelineRow, state_counts
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.rendering.charts import timeline as charts
from zcdash.rendering.dataframes import timeline_tables
from zcdash.rendering.html import timeline as lists
from zcdash.rendering.palette import DUE_MARKS
from zcdash.rules.due_state import due_state

TODAY = date(2017, 6, 15)
EARLY, PAST, AHEAD = date(2017, 4, 1), date(2017, 5, 31), date(2017, 7, 31)


@pytest.mark.parametrize(
    ("light", "reported", "starts", "due", "state"),
    [
        (Light.ON_TRACK, State.DONE, EARLY, PAST, DueState.DONE),
        (Light.AHEAD, State.DONE, EARLY, PAST, DueState.DONE),
        (Light.PENDING, State.DONE, EARLY, AHEAD, DueState.DONE),
        (Light.LATE_DONE, State.DONE, EARLY, PAST, DueState.LATE),
        (Light.BEHIND, State.NOT_DONE, EARLY, PAST, DueState.OVERDUE),
        (Light.SLIPPING, State.PARTLY, EARLY, PAST, DueState.OVERDUE),
        (Light.BEHIND, State.NOT_DONE, EARLY, AHEAD, DueState.RUNNING),
        (Light.MISSING, None, EARLY, PAST, DueState.UNREPORTED),
        (Light.RETURNED, State.DONE, EARLY, PAST, DueState.UNREPORTED),
        (Light.IN_REVIEW, None, EARLY, PAST, DueState.IN_REVIEW),
        (Light.UNDETERMINED, None, EARLY, PAST, DueState.UNDETERMINED),
        (Light.PENDING, None, EARLY, PAST, DueState.DUE),
        (Light.PENDING, None, EARLY, TODAY, DueState.RUNNING),
        (Light.PENDING, None, EARLY, AHEAD, DueState.RUNNING),
        (Light.PENDING, None, date(2017, 7, 1), AHEAD, DueState.UPCOMING),
    ],
)
def test_the_state_of_a_date_follows_its_light_and_the_day(light, reported, starts, due, state):
    assert due_state(light, reported, (starts, due), TODAY) is state


def commitment(code, due, text="完成验收", **changes):
    whole = Commitment(
        code=code, item="1-1", period="2017Q2", project="", text=text, due=due, exact=True, ongoing=False
    )
    return replace(whole, **changes)


def part(code, due, state, done_on=None, unit="区住建局", **changes):
    return DatedPart(commitment=commitment(code, due, **changes), unit=unit, starts=EARLY, state=state, done_on=done_on)


def test_a_mark_of_several_shows_what_most_needs_a_look_and_counts_what_is_done():
    marks = {
        (DueState.DONE, DueState.OVERDUE, DueState.DONE): (DueState.OVERDUE, 2),
        (DueState.DONE, DueState.LATE, DueState.DONE): (DueState.DONE, 3),
        (DueState.LATE, DueState.LATE, DueState.DONE): (DueState.LATE, 3),
        (DueState.RUNNING, DueState.DONE): (DueState.RUNNING, 1),
        (DueState.UNREPORTED, DueState.IN_REVIEW): (DueState.UNREPORTED, 0),
    }
    for states, (shown, completed) in marks.items():
        mark = DueMark(PAST, tuple(part(f"1-1.{n}", PAST, s) for n, s in enumerate(states)))
        assert (mark.state, mark.completed) == (shown, completed)


def test_the_chart_draws_phases_bars_and_marks_with_symbols_and_todays_line():
    late = part("1-1.01", PAST, DueState.LATE, date(2017, 6, 10))
    rows = (
        TimelineRow(label="1-1 改造", item="1-1", starts=EARLY, ends=AHEAD, head=True),
        TimelineRow(label="完成验收", item="1-1", starts=EARLY, ends=PAST, marks=(DueMark(PAST, (late,)),)),
        TimelineRow(
            label="<b>" + "长" * 30,
            item="1-1",
            starts=EARLY,
            ends=AHEAD,
            marks=(DueMark(AHEAD, (part("1-1.02", AHEAD, DueState.DONE), part("1-1.03", AHEAD, DueState.RUNNING))),),
        ),
    )
    phases = (Phase("p1", "施工", EARLY, date(2017, 6, 30)), Phase("p2", "验收", date(2017, 7, 1), AHEAD))
    figure = charts.timeline_chart(rows, phases, TODAY, "一句话")
    marks = {t.name: t for t in figure.data if t.type == "scatter" and t.mode == "markers+text"}
    assert set(marks) == {"补完成", "进行中"}
    assert (marks["补完成"].x, marks["补完成"].y) == (("2017-06-10",), (3,))
    assert marks["进行中"].text == ("1/2",) and marks["进行中"].x == (str(AHEAD),)
    assert len({t.marker.symbol for t in marks.values()}) == 2
    dotted = next(t for t in figure.data if t.type == "scatter" and t.mode == "lines")
    assert dotted.x == (str(PAST), "2017-06-10", None)
    assert figure.layout.yaxis.ticktext[:3] == ("<b>施工</b>", "<b>验收</b>", "<b>1-1 改造</b>")
    assert figure.layout.yaxis.ticktext[4].startswith("&lt;b&gt;") and len(figure.layout.yaxis.ticktext) == 5
    assert [a.text for a in figure.layout.annotations] == ["今天 6月15日"]
    lines = [s for s in figure.layout.shapes if s.type == "line"]
    assert [(s.x0, s.x1) for s in lines] == [(str(TODAY), str(TODAY))]
    bands = [(s.x0, s.x1) for s in figure.layout.shapes if s.type == "rect"]
    assert bands == [(str(EARLY), "2017-07-01")]
    far = charts.timeline_chart(rows, phases, date(2019, 1, 1), "一句话")
    assert not far.layout.annotations and far.layout.xaxis.range[1] < "2018"


def test_every_state_has_a_mark_of_its_own_and_a_symbol():
    assert set(DUE_MARKS) == set(charts.SYMBOLS) == set(DueState)
    assert len({m.shape for m in DUE_MARKS.values()}) == len(set(charts.SYMBOLS.values())) == len(DueState)


@pytest.mark.parametrize(
    ("first", "last", "number", "start"),
    [
        (date(2017, 1, 1), date(2017, 12, 31), 12, "1月<br>2017年"),
        (date(2016, 10, 26), date(2017, 12, 31), 7, "11月<br>2016年"),
        (date(2019, 8, 1), date(2020, 12, 31), 8, "9月<br>2019年"),
        (date(2019, 1, 1), date(2025, 12, 31), 7, "2019年"),
        (date(2000, 1, 1), date(2025, 12, 31), 13, "2000年"),
        (date(2017, 2, 3), date(2017, 2, 20), 1, "2月<br>2017年"),
    ],
)
def test_an_axis_of_dates_has_at_most_fourteen_labels_and_names_each_year_once(first, last, number, start):
    ticks = charts.axis_ticks(first, last)
    assert len(ticks) == number <= 14
    assert ticks[0][1] == start
    years = Counter(text.split("<br>")[-1] for _, text in ticks if "年" in text)
    assert set(years.values()) == {1} and len(years) == len({d.year for d, _ in ticks})


def test_the_list_puts_open_dates_first_and_names_only_the_next_of_a_duty_that_comes_back():
    monthly = {"text": "报送统计表", "recurs": Recurrence.MONTH}
    parts = [
        part("1-1.01", PAST, DueState.OVERDUE),
        part("1-1.02", PAST, DueState.DONE, PAST),
        part("1-1.03", date(2017, 6, 30), DueState.RUNNING, text="完成设计"),
        part("1-1.04", date(2017, 9, 30), DueState.UPCOMING, text="完成施工"),
        *(part(f"2.{m}", date(2017, m, 20), DueState.UPCOMING, **monthly) for m in (8, 9, 10)),
    ]
    listed = queries.timeline.date_list(parts, TODAY)
    assert [m.day for m in listed.open] == [PAST] and listed.open[0].completed == 1
    assert [m.day for m in listed.soon] == [date(2017, 6, 30)]
    assert [(m.day.month, m.parts[0].text) for m in listed.later] == [(8, "报送统计表"), (9, "完成施工")]
    assert not listed.completed


def test_a_list_escapes_texts_and_says_how_many_it_leaves_out():
    marks = [DueMark(PAST, (part(f"{n}", PAST, DueState.OVERDUE, text="<i>拆除</i>"),)) for n in range(41)]
    html = lists.date_list([("已过", marks, False, True), ("空", [], False, True)], {"1-1": "事"}, "句", "p", "2017Q2")
    assert "<i>拆除" not in html and "&lt;i&gt;拆除" in html
    assert "已过（41）" in html and "另有 1 处" in html and "空（" not in html
    assert html.count("<li>") == 40


@pytest.fixture(scope="module")
def programme():
    return read_plan_folder(ROOT / "data" / "plans" / "daibuche-2017")


def unreported(plan):
    """Return the dated commitments of a plan that nothing was filed of."""
    return [
        DatedPart(commitment=c, unit=plan.reporting_unit(c), starts=c.due, state=DueState.UPCOMING, done_on=None)
        for c in plan.commitments
        if c.recurs or not c.ongoing
    ]


def test_the_same_work_of_nine_towns_is_one_row_below_its_item(programme):
    parts = unreported(programme)
    offered, first = queries.timeline.levels(programme, parts)
    assert offered == [*TimelineLevel] and first is TimelineLevel.DUTY
    rows = queries.timeline.rows(programme, parts, TimelineLevel.DUTY)
    head = next(n for n, r in enumerate(rows) if r.item == "1-1" and r.head)
    same = next(r for r in rows[head:] if r.label == "成立代步车治理工作领导小组")
    assert [len(m.parts) for m in same.marks] == [9] and len(same.marks[0].units) == 9
    for level in TimelineLevel:
        drawn = [
            p.commitment.code for r in queries.timeline.rows(programme, parts, level) for m in r.marks for p in m.parts
        ]
        assert sorted(drawn) == sorted(p.commitment.code for p in parts)


def test_a_duty_that_comes_back_is_one_row_with_a_mark_each_time():
    plan = read_plan_folder(ROOT / "data" / "plans" / "tiaojie-2017")
    parts = unreported(plan)
    rows = queries.timeline.rows(plan, queries.timeline.choose(plan, parts, items={"3-4"}), TimelineLevel.DUTY)
    monthly = next(r for r in rows if r.label.startswith("每月20日前填报"))
    assert [m.day.month for m in monthly.marks] == list(range(3, 13))
    assert {m.day.day for m in monthly.marks} == {20}
    assert len({len(m.parts) for m in monthly.marks}) == 1 and len(monthly.marks[0].parts) > 5


def test_phases_stand_before_those_inside_them_and_a_phase_chooses_those_inside_it(programme):
    assert [p.code for p in queries.timeline.bands(programme)] == ["p1", "p2", "p2-1", "p2-2", "p2-3"]
    parts = unreported(programme)
    inside = queries.timeline.choose(programme, parts, phase="p2")
    assert {p.commitment.phase for p in inside} == {"p2", "p2-1", "p2-2", "p2-3"} - {
        code for code in ("p2",) if all(p.commitment.phase != code for p in parts)
    }
    assert 0 < len(queries.timeline.choose(programme, parts, phase="p2-2")) < len(inside)


def test_a_plan_without_phases_takes_its_named_periods_for_bands():
    plan = read_plan_folder(ROOT / "data" / "plans" / "juece-2017")
    assert [p.name for p in queries.timeline.bands(plan)] == [p.split(" ")[1] for p in plan.periods]


def test_chapters_gather_marks_by_month_and_many_duties_begin_with_chapters(plan):
    parts = unreported(plan)
    offered, first = queries.timeline.levels(plan, parts)
    assert offered == [TimelineLevel.ITEM, TimelineLevel.CHAPTER] and first is TimelineLevel.CHAPTER
    rows = queries.timeline.rows(plan, parts, first)
    assert [r.label for r in rows] == [c.name for c in plan.chapters if any(r.label == c.name for r in rows)]
    assert all(len({m.day.month for m in r.marks}) == len(r.marks) for r in rows)


def test_the_table_has_every_date_in_order(programme):
    parts = unreported(programme)
    frame = timeline_tables.dated_parts(programme, parts)
    assert len(frame) == len(parts) and set(frame["状态"]) == {"○ 未开始"}
    assert frame["阶段"].iloc[0] == "摸排宣传阶段"
    assert state_counts(parts) == {DueState.UPCOMING: len(parts)}


def test_all_plans_have_a_row_each_by_their_first_date_with_a_business_date_of_their_own(plan, programme):
    days = (date(2017, 10, 11), date(2017, 3, 20))
    rows = queries.timeline.over_plans(
        [(plan, unreported(plan), days[0]), (programme, unreported(programme), days[1]), (plan, (), days[0])]
    )
    assert {r.label: r.today for r in rows} == {plan.title: days[0], programme.title: days[1]}
    assert len(rows) == 2 and rows[0].starts <= rows[1].starts
    figure = charts.timeline_chart(rows, (), days[0], "句")
    own = next(t for t in figure.data if t.name == "业务日期")
    assert sorted(own.x) == sorted(map(str, days)) and not figure.layout.annotations
