"""Printed names against the register: one match a name, sure where the form says it, only near where it may be another."""

import pytest

from zcdash.domain.plan_proposal import CERTAIN, KnownNames, NameMatch
from zcdash.domain.terms import Responsibility, UnitKind
from zcdash.intake.document.people.names import kind_of, match_names
from zcdash.intake.document.people.responsible import NamedRole

KNOWN = KnownNames(
    units={
        **{
            name: []
            for name in ("县财政局", "县统计局", "县公安局", "县农业局", "县文化新闻出版局", "县金融办", "云山交警大队")
        },
        "县发改局": ["县发展和改革局"],
        "县人社局": [],
        "东岭镇政府": [],
        "南桥街道办事处": [],
        "云山经济开发区管委会": [],
    },
    leaders={"陈志远": [], "周明": []},
    kinds={},
    members={},
)


def match(printed: str, kind: str = "unit", known: KnownNames = KNOWN, **decisions: str) -> NameMatch:
    role = NamedRole(name=printed, kind=kind, role=Responsibility.LEAD, passages=())
    return match_names([role], known, {key.replace("_", " "): name for key, name in decisions.items()})[0]


@pytest.mark.parametrize(
    "printed, name",
    [
        ("县财政局", "县财政局"),
        ("县 财政局", "县财政局"),
        ("云山县财政局", "县财政局"),
        ("财政局", "县财政局"),
        ("县财政局（李明）", "县财政局"),
        ("县发展和改革局", "县发改局"),
        ("县发展改革局", "县发改局"),
        ("县人力资源和社会保障局", "县人社局"),
        ("东岭镇", "东岭镇政府"),
        ("南桥街道", "南桥街道办事处"),
        ("云山经济开发区", "云山经济开发区管委会"),
        ("县金融局", "县金融办"),
        ("县交警大队", "云山交警大队"),
    ],
)
def test_another_form_of_a_known_name_is_certain(printed, name):
    found = match(printed)
    assert (found.name, found.confidence >= CERTAIN) == (name, True)


def test_a_slip_of_one_character_is_proposed_and_asked():
    found = match("县文化新间出版局")
    assert (found.name, found.confidence < CERTAIN) == ("县文化新闻出版局", True)


@pytest.mark.parametrize("printed", ["市财政局", "县审计局", "县农机局", "县科协"])
def test_another_unit_is_not_taken_for_a_known_one(printed):
    assert match(printed).name == ""


def test_what_is_alike_is_shown_as_near():
    assert "县财政局" in match("市财政局").nearest
    assert "县农业局" in match("县农业农村局").nearest


def test_a_decision_stands_above_every_likeness_and_is_made_once():
    role = NamedRole(name="县水利局", kind="unit", role=Responsibility.LEAD, passages=())
    found = match_names([role, role, role], KNOWN, {"unit 县水利局": "县水务局"})
    assert [(m.name, m.confidence, m.times) for m in found] == [("县水务局", 1.0, 3)]


def test_leaders_match_without_blanks_and_titles():
    assert match("周 明", "leader").name == "周明"
    assert match("副县长陈志远", "leader").name == "陈志远"
    assert match("陈致远", "leader").name == "" and match("陈致远", "leader").nearest == ("陈志远",)


def test_without_a_register_the_forms_within_the_document_are_near_each_other():
    nobody = KnownNames(units={}, leaders={}, kinds={}, members={})
    roles = [
        NamedRole(name=name, kind="unit", role=Responsibility.LEAD, passages=())
        for name in ("县发改局", "县发展改革局", "县气象局")
    ]
    first, second, third = match_names(roles, nobody, {})
    assert (first.name, first.nearest, second.nearest, third.nearest) == ("", ("县发展改革局",), ("县发改局",), ())


def test_a_form_that_two_names_share_is_not_decided():
    two = KnownNames(units={"甲县财政局": [], "乙县财政局": []}, leaders={}, kinds={}, members={})
    found = match("财政局", known=two)
    assert found.name == "" and set(found.nearest) == {"甲县财政局", "乙县财政局"}


@pytest.mark.parametrize(
    "name, kind",
    [
        ("东岭镇政府", UnitKind.TOWN),
        ("东岭镇", UnitKind.TOWN),
        ("南桥街道办事处", UnitKind.SUBDISTRICT),
        ("云山经济开发区管委会", UnitKind.ZONE),
        ("云山水务集团有限公司", UnitKind.ENTERPRISE),
        ("各镇政府", UnitKind.GROUP),
        ("县政府各部门、各单位", UnitKind.GROUP),
        ("县有关部门", UnitKind.GROUP),
        ("等部门", UnitKind.GROUP),
        ("县财政局", UnitKind.DEPARTMENT),
    ],
)
def test_a_new_name_says_what_kind_of_unit_it_is(name, kind):
    assert kind_of(name) is kind
