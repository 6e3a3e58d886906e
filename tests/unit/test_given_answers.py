"""Answers of the office: read for what they say; one that a question cannot have changes nothing and leaves it open."""

from dataclasses import replace

import pytest

from tests.source_documents import HEADS, KNOWN, LETTER, ROWS, UNDECIDED, document
from zcdash.domain.plan_proposal import KnownNames, NameMatch, PlanProposal, is_refused, refuses
from zcdash.intake.document.assemble import propose_plan
from zcdash.intake.document.people.names import name_proposals
from zcdash.intake.draft_content import content

BARE = LETTER[:1]
"""Letter that says nothing but the title."""


def rows(units: str, leaders: str = "方平") -> tuple[tuple[str, ...], ...]:
    last = list(ROWS[4])
    last[HEADS.index("责任单位")], last[5] = units, leaders
    return (*ROWS[:4], tuple(last))


def read(answers: dict[str, str], source=None, known: KnownNames = KNOWN, **decided) -> PlanProposal:
    return propose_plan(
        source or document(rows("区教体局、区住建局、区民政局")), replace(UNDECIDED, answers=answers, **decided), known
    )


def leads(proposal: PlanProposal, item: str = "4-1", kind: str = "unit") -> set[str]:
    found = proposal.plan.tables["responsible.csv"]
    return {r["name"] for r in found if (r["item"], r["kind"], r["role"]) == (item, kind, "lead")}


def question(proposal: PlanProposal, key: str):
    return next(q for q in proposal.questions if q.key == key)


@pytest.mark.parametrize(
    "answer, chosen",
    [
        ("区住建局", {"区住建局"}),
        ("区住建局;区民政局", {"区住建局", "区民政局"}),
        ("区住建局；区民政局", {"区住建局", "区民政局"}),
        ("区住建局、区教体局", {"区住建局", "区教体局"}),
        (" 区住建局，区 教体局 ", {"区住建局", "区教体局"}),
        ("区住建局 区民政局", {"区住建局", "区民政局"}),
        ("已核对", {"区教体局"}),
    ],
)
def test_an_answer_names_one_or_several_of_those_who_may_lead(answer, chosen):
    proposal = read({"lead:4-1 unit": answer})
    assert leads(proposal) == chosen and question(proposal, "lead:4-1 unit").answer


@pytest.mark.parametrize("answer", ["区水力局", "区住建局;区水力局", "都是", "、", "区住建局牵头", "不知道"])
def test_an_answer_that_names_another_unit_changes_nothing_and_is_asked_for_again(answer):
    untouched, proposal = read({}), read({"lead:4-1 unit": answer})
    assert proposal.plan == untouched.plan
    asked = question(proposal, "lead:4-1 unit")
    assert asked.answer == "" and "不在这一项的单位里（有区教体局、区住建局、区民政局）" in asked.sentence
    assert is_refused(asked) and refuses(asked, answer) and not refuses(asked, "区住建局")
    draft, _ = content(proposal, replace(UNDECIDED, answers={"lead:4-1 unit": answer}), ())
    assert question(draft, "lead:4-1 unit").answer == "", "a kept draft shows it as open, too"


def test_a_wrong_answer_on_an_item_that_is_not_asked_about_is_asked_for_again():
    proposal = read({"lead:1-1 unit": "区水力局"})
    assert question(proposal, "lead:1-1 unit").answer == "" and leads(proposal, "1-1") == leads(read({}), "1-1")


def test_leads_of_a_document_without_marks_are_named_one_by_one_where_the_office_wants_it():
    bare = tuple(tuple(cell.replace("**", "") for cell in row) for row in rows("区教体局、区住建局"))
    source = document(bare)
    assert question(read({"lead:all": "区教体局"}, source), "lead:all").answer == ""
    proposal = read({"lead:all": "逐项指定", "lead:4-1 unit": "区住建局"}, source)
    assert {q.key for q in proposal.questions if q.key.startswith("lead:") and not q.answer} == {
        "lead:1-1 unit",
        "lead:1-1 leader",
        "lead:2-1 unit",
    }
    assert leads(proposal) == {"区住建局"}


REGISTER = KnownNames(
    units={"区住房和城乡建设局": ["区住建局"]}, leaders={"方平": [], "丁兰": []}, kinds={}, members={}
)


@pytest.mark.parametrize("answer", ["不知道", "是", "区教育局;区体育局", "区教体局、区住房和城乡建设局", "12", "教"])
def test_what_is_no_name_of_a_unit_is_refused(answer):
    key = "name:unit 区教体局"
    proposal = read({key: answer}, known=REGISTER)
    assert question(proposal, key).answer == "" and is_refused(question(proposal, key))
    assert proposal.plan == read({}, known=REGISTER).plan
    decided = read({}, known=REGISTER, names={"unit 区教体局": answer})
    assert decided.plan == proposal.plan and is_refused(question(decided, key))


@pytest.mark.parametrize("answer", ["教育体育局（筹）", "区教体局", "区住房和城乡建设局", "-", "已核对"])
def test_a_name_that_may_be_one_is_taken(answer):
    key = "name:unit 区教体局"
    proposal = read({key: answer}, known=REGISTER)
    names = {u["name"] for u in proposal.plan.tables["units.csv"]}
    assert (answer in names) is (answer not in ("-", "已核对"))
    assert not any(is_refused(q) for q in proposal.questions)


@pytest.mark.parametrize("answer", ["副区长", "方平、丁兰", "方平2", "已定；方平"])
def test_what_is_no_name_of_a_person_is_refused(answer):
    key = "name:leader 韩立"
    proposal = read({key: answer}, document(rows("区教体局", "韩立")), REGISTER)
    assert is_refused(question(proposal, key)) and leads(proposal, kind="leader") == {"韩立"}


def test_a_post_is_never_proposed_for_another_and_a_name_comes_first():
    post = NameMatch(printed="管委会副主任", kind="leader", times=1, nearest=("管委会主任", "方平"))
    assert name_proposals(post) == ("-", "方平", "管委会副主任")
    alike = NameMatch(printed="方萍", kind="leader", times=1, nearest=("方平", "副区长"))
    assert name_proposals(alike) == ("方萍", "方平", "-")
    cut = NameMatch(printed="教体", kind="unit", times=1, nearest=("区教体局",))
    assert name_proposals(cut) == ("区教体局", "教体", "-")
    proposal = read({}, known=REGISTER)
    assert question(proposal, "name:unit 区教体局").proposals[0] == "区教体局"


@pytest.mark.parametrize(
    "field, answer, printed",
    [
        ("issued", "2018年2月3日", "issued = 2018-02-03"),
        ("issued", "2018.2.3", "issued = 2018-02-03"),
        ("items", "5项", "items = 5"),
        ("number", "岭政发〔2018〕4号", 'number = "岭政发〔2018〕4号"'),
        ("deadline", "inside：25", 'deadline = "inside:25"'),
        ("deadline", "次月8日前", 'deadline = "day:8"'),
        ("deadline", "期后10个工作日内", 'deadline = "workdays:10"'),
        ("deadline", "期末当月20日前", 'deadline = "inside:20"'),
        ("to", "岭北区政府督查室", 'to = "岭北区政府督查室"'),
    ],
)
def test_a_field_of_the_head_is_read_in_the_forms_that_people_write(field, answer, printed):
    letter = (*BARE, "任务分解为6项。")
    assert printed in read({f"field:{field}": answer}, document(letter=letter)).plan.toml


@pytest.mark.parametrize(
    "field, answer",
    [
        ("issued", "二月"),
        ("issued", "2018-02-30"),
        ("items", "很多"),
        ("items", "-3"),
        ("number", "没有"),
        ("number", "？"),
        ("issuer", "123"),
        ("issuer", "待定"),
        ("number", "已核对"),
        ("deadline", "下月"),
    ],
)
def test_an_answer_that_says_nothing_leaves_the_field_open_with_the_reason(field, answer):
    letter = (*BARE, "任务分解为6项。")
    key = f"field:{field}"
    proposal = read({key: answer}, document(letter=letter))
    assert proposal.plan == read({}, document(letter=letter)).plan
    assert is_refused(question(proposal, key)) and "读不懂" in question(proposal, key).sentence


def test_what_a_clerk_chooses_from_is_in_words():
    heads = (*HEADS[:2], "来源", *HEADS[3:])
    proposal = read({}, document(letter=("云山县人民政府", "2018年2月1日"), heads=heads))
    asked = {q.key: q.proposals for q in proposal.questions}
    assert asked["field:deadline"][0] == "期后次月5日前" and asked["field:to"] == ("县政府督查室",)
    words = [p for q in proposal.questions for p in q.proposals if q.kind in ("field", "column", "row")]
    assert not [p for p in words if p.isascii()] and "序号" in words
    for key, given in asked.items():
        if key.startswith(("field:deadline", "column:")):
            for answer in given:
                answered = [q for q in read({key: answer}, document(heads=heads)).questions if q.key == key]
                assert not any(is_refused(q) for q in answered), answer


def test_a_rhythm_in_other_words_and_one_that_is_none():
    text = document((), letter=(*BARE, "一、任务", "1．新建公园。（责任单位：区住建局）"))
    assert "M12" in read({"field:periods": "每月"}, text).plan.toml
    assert is_refused(question(read({"field:periods": "常年"}, text), "field:periods"))


def test_an_item_without_a_unit_is_given_one_that_the_document_may_not_name():
    text = document((), letter=(*BARE, "一、任务", "1．新建公园。（区住建局）", "2．改造公园。"))
    key = "field:2 reporting_unit"
    for unit in ("区住建局", "区水利局"):
        answered = read({key: unit}, text)
        assert question(answered, key).answer == unit and leads(answered, "2") == {unit}
        assert unit in {u["name"] for u in answered.plan.tables["units.csv"]}
        assert not [q for q in answered.questions if q.kind == "difference"]
    for answer in ("-", "不知道"):
        assert is_refused(question(read({key: answer}, text), key))


def test_many_items_without_a_unit_are_one_question():
    text = document((), letter=(*BARE, "一、任务", *(f"{n}．新建公园{n}座。" for n in range(1, 6))))
    every = "field:all reporting_unit"

    def reporters(answers):
        return [r["name"] for r in read(answers, text).plan.tables["responsible.csv"]]

    def asked(answers):
        return [q.key for q in read(answers, text).questions if q.key.endswith(" reporting_unit")]

    assert asked({}) == [every] and reporters({}) == []
    assert reporters({every: "区园林局"}) == ["区园林局"] * 5
    assert reporters({every: "区园林局", "field:2 reporting_unit": "区住建局"})[1] == "区住建局"
    assert len(asked({every: "逐项指定"})) == 6 and is_refused(question(read({every: "-"}, text), every))


def test_a_document_of_no_year_asks_for_it():
    text = document((), letter=("重点工作任务分解表", "一、任务", "1．新建公园。（责任单位：区住建局）"))
    assert question(read({"field:issued": "2023年1月20日"}, text), "field:year").proposals == ("2023",)
    assert "2023Q1" in read({"field:year": "2023"}, text).plan.toml
    assert "field:year" not in [q.key for q in read({}).questions]


def test_a_column_that_is_none_is_asked_for_again():
    heads = (*HEADS[:2], "来源", *HEADS[3:])
    source = document(heads=heads)
    columns = [q.key for q in read({}, source).questions if q.kind == "column"]
    assert columns
    for key in columns:
        assert is_refused(question(read({key: "不知道"}, source), key))
        assert is_refused(question(read({key: "其它的"}, source), key))
