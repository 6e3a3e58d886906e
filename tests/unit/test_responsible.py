"""Roles from a printed list: words first, then marks, then the order, and never a name lost."""

import time

import pytest

from zcdash.domain.source_document import Passage
from zcdash.domain.terms import Responsibility
from zcdash.intake.document.people.responsible import RoleReading, roles_of

LEAD, SUPPORT = Responsibility.LEAD, Responsibility.SUPPORT


def passages(*texts: str, marked: tuple[str, ...] = ()) -> tuple[Passage, ...]:
    made = []
    for number, text in enumerate(texts):
        stretches = tuple((text.index(m), text.index(m) + len(m)) for m in marked if m in text)
        made.append(Passage(place=f"第{number + 1}段", start=10, end=10 + len(text), text=text, marked=stretches))
    return tuple(made)


def read(*texts, kind="unit", apart=None, marked=(), rule=True, **more) -> RoleReading:
    return roles_of(passages(*texts, marked=marked), kind, apart, rule, **more)


def said(reading: RoleReading) -> list[str]:
    """Write a reading: name+ leads, name- supports, a question mark where that is assumed."""
    return [f"{r.name}{'+' if r.role is LEAD else '-'}{'?' if r.assumed else ''}" for r in reading.roles]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("县发改局牵头，县财政局、县住建局配合", "县发改局+ 县财政局- 县住建局-"),
        ("县林业局、县水利局分别牵头，县财政局配合", "县林业局+ 县水利局+ 县财政局-"),
        ("由县水利局牵头，各镇（街道）参与", "县水利局+ 各镇（街道）-"),
        ("县公安局会同县住建局、县城管局", "县公安局+ 县住建局- 县城管局-"),
        ("县发改局（牵头）、县财政局", "县发改局+ 县财政局-"),
        ("县财政局、县发改局（牵头单位）", "县发改局+ 县财政局-"),
        ("牵头单位：县发改局；配合单位：县财政局、县住建局", "县发改局+ 县财政局- 县住建局-"),
        (
            "县发改局牵头，县商务局、县统计局等部门和各镇（街道）配合",
            "县发改局+ 县商务局- 县统计局- 等部门- 各镇（街道）-",
        ),
        ("县财政局", "县财政局+"),
        ("县发改局，县财政局、县审计局配合", "县发改局+ 县财政局- 县审计局-"),
        ("县发改局、县财政局负责，列第一位者为牵头单位", "县发改局+ 县财政局-"),
        ("1.县发改局；2.县财政局", "县发改局+? 县财政局-"),
        ("牵头单位为县发改局，配合单位为县财政局", "县发改局+ 县财政局-"),
        ("由县发改局会同县财政局负责实施", "县发改局+ 县财政局-"),
        ("县林场管理中心（县执法局、县财政局配合）", "县林场管理中心+ 县执法局- 县财政局-"),
        ("①县林业局②县水利局", "县林业局+? 县水利局-"),
        ("①②县教育局（牵头）、县编办；③县教育局", "县教育局+ 县编办-"),
        ("县发改局等有关部门按职责分工", "县发改局+? 等有关部门-"),
    ],
)
def test_words_say_who_leads(text, expected):
    assert sorted(said(read(text))) == sorted(expected.split())


def test_without_words_the_marked_ones_lead_and_else_the_first_is_assumed():
    listed = "县发改局、县财政局、县住建局"
    assert said(read(listed)) == ["县发改局+?", "县财政局-", "县住建局-"]
    assert said(read(listed, marked=("县财政局",))) == ["县发改局-", "县财政局+", "县住建局-"]
    assert said(read(listed, marked=("县发改局", "县住建局"))) == ["县发改局+", "县财政局-", "县住建局+"]
    assert read(listed, marked=("县财政局",)).ground == "marks"
    # All of them marked lead together, to be confirmed; marks that no notice explains are a guess.
    assert said(read(listed, marked=(listed,))) == ["县发改局+?", "县财政局+?", "县住建局+?"]
    assert read(listed, marked=(listed,)).ground == "all_marked"
    assert said(read(listed, marked=(listed,), rule=False)) == ["县发改局+?", "县财政局-", "县住建局-"]
    assert said(read(listed, marked=("县财政局",), rule=False)) == ["县发改局-", "县财政局+?", "县住建局-"]
    assert said(read(listed, first_leads=True)) == ["县发改局+", "县财政局-", "县住建局-"]


def test_a_star_marks_where_type_cannot():
    assert said(read("县财政局、★县发改局")) == ["县财政局-", "县发改局+"]


def test_a_lead_that_a_bracket_names_keeps_its_place():
    assert said(read("县财政局、县发改局（牵头）、县审计局")) == ["县财政局-", "县发改局+", "县审计局-"]
    assert said(read("李娟、王芳（牵头）", kind="leader")) == ["李娟-", "王芳+"]


def test_labels_of_leaders_say_their_roles():
    assert said(read("牵头领导：陈志远；配合领导：周 明", kind="leader")) == ["陈志远+", "周明-"]


def test_a_column_of_its_own_says_the_role_of_all():
    assert said(read("县发改局、县财政局", apart=LEAD)) == ["县发改局+", "县财政局+"]
    assert said(read("县发改局、县财政局", apart=SUPPORT)) == ["县发改局-", "县财政局-"]


@pytest.mark.parametrize(
    "text, names",
    [
        ("县人力资源\n社会保障局", ["县人力资源社会保障局"]),
        ("县政务服务中心\n管理办公室", ["县政务服务中心管理办公室"]),
        ("县政府各部\n门、各单位\n大街街道办\n事处", ["县政府各部门、各单位", "大街街道办事处"]),
        ("县住建局\n县交通局\n云山规划分局", ["县住建局", "县交通局", "云山规划分局"]),
        ("东岭镇政府\n南桥镇政府", ["东岭镇政府", "南桥镇政府"]),
        ("教育局\n财政局", ["教育局", "财政局"]),
        ("县住建局\n县农业局\n古城保护开\n发指挥部\n县编办", ["县住建局", "县农业局", "古城保护开发指挥部", "县编办"]),
        ("县政府各部门、各\n单位，各镇政府、\n街道办事处", ["县政府各部门、各单位", "各镇政府", "街道办事处"]),
        ("县委宣传部（文明办）、县文旅局", ["县委宣传部（文明办）", "县文旅局"]),
        ("县 财 政 局", ["县财政局"]),
    ],
)
def test_a_line_break_cuts_a_name_or_parts_two(text, names):
    assert [r.name for r in read(text).roles] == names


@pytest.mark.parametrize(
    "text, names",
    [
        ("周 明", ["周明"]),
        ("陈志远 周 明", ["陈志远", "周明"]),
        ("陈志远\n周 明\n林一帆", ["陈志远", "周明", "林一帆"]),
        ("周 明 高 扬", ["周明", "高扬"]),
        ("刘 凤 英\n刘 凤 英\n周 明", ["刘凤英", "周明"]),
        ("陈志远、周　明", ["陈志远", "周明"]),
        ("责任领导：陈志远", ["陈志远"]),
        ("副县长陈志远、县委常委、常务副县长周 明", ["陈志远", "周明"]),
        ("陈志远（常务副县长）、周明同志", ["陈志远", "周明"]),
    ],
)
def test_a_blank_is_part_of_a_short_name_and_parts_longer_ones(text, names):
    assert [r.name for r in read(text, kind="leader").roles] == names


@pytest.mark.parametrize(
    ("text", "leaders"),
    [
        ("管委会副主任 曹 阳", {"曹阳": "管委会副主任"}),
        ("副县长张三", {"张三": "副县长"}),
        ("县委常委、副县长 李四", {"李四": "县委常委、副县长"}),
        ("副县长、公安局长 秦 刚", {"秦刚": "副县长、公安局长"}),
        ("主任　牛红", {"牛红": "主任"}),
        ("管委会主任 唐毅\n副主任 曹阳", {"唐毅": "管委会主任", "曹阳": "副主任"}),
        ("李长河副县长、何 敏（副县长）", {"李长河": "副县长", "何敏": "副县长"}),
        ("副县长兼公安局局长秦刚、丁 兰", {"秦刚": "副县长兼公安局局长", "丁兰": ""}),
        ("王主任", {"王主任": ""}),
    ],
)
def test_a_post_beside_a_leader_is_no_name_and_is_kept(text, leaders):
    reading = read(text, kind="leader")
    assert {r.name: "、".join(p.text for p in r.post) for r in reading.roles} == leaders
    assert reading.left == ()


def test_a_post_without_a_name_is_left():
    reading = read("区政府办公室主任", kind="leader")
    assert reading.roles == () and [p.text for p in reading.left] == ["区政府办公室主任"]


def test_known_names_settle_what_runs_together():
    assert [r.name for r in read("陈志远周明", kind="leader", known={"陈志远", "周明"}).roles] == ["陈志远", "周明"]


def test_a_data_source_is_no_unit():
    reading = read("县农业局\n（数据来源：\n县统计局）")
    assert said(reading) == ["县农业局+"]
    assert [p.text for p in reading.data_sources] == ["县统计局"]


def test_each_name_keeps_its_characters_also_across_passages():
    reading = read("县发改局、县人力资源", "社会保障局")
    first, second = reading.roles
    assert [(p.place, p.start, p.end) for p in first.passages] == [("第1段", 10, 14)]
    assert [(p.place, p.text) for p in second.passages] == [("第1段", "县人力资源"), ("第2段", "社会保障局")]


def test_what_is_no_name_is_left_and_not_lost():
    reading = read("县发改局、县财政局负责，排名不分先后")
    assert [p.text for p in reading.left] == ["排名不分先后"]


def test_a_name_that_is_printed_twice_counts_once():
    assert said(read("县发改局牵头，县财政局、县发改局配合")) == ["县发改局+", "县财政局-"]


def test_an_empty_list_names_nobody():
    assert read("").roles == () and read().roles == ()


@pytest.mark.parametrize(
    "part", ["（", "（）", "、", "牵头", "局\n", "甲 ", "数据来源：", "（牵头）", "责任单位：", "等部门和各", "周 明 "]
)
@pytest.mark.parametrize("kind", ["unit", "leader"])
def test_a_hostile_list_takes_time_in_proportion(part, kind):
    def seconds(times: int) -> float:
        begun = time.process_time()
        read(part * times, kind=kind)
        return time.process_time() - begun

    assert min(seconds(4_000) for _ in range(3)) < 20 * max(seconds(500) for _ in range(3)) + 0.3
