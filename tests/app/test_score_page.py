"""年终考核 on the page: which scores a role sees, their rows, simulation, objections and waivers."""

from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.app.helpers import open_page, shown_html, shown_text
from tests.helpers import PLAN
from zcdash import queries
from zcdash.auth.permissions import Role
from zcdash.rendering.dataframes import score_tables
from zcdash.rendering.xlsx import export
from zcdash.web import shared_ledger

FINANCE, SAFETY = "区财政局", "区安监局"


def page(role: Role = Role.OFFICE, **query: str):
    return open_page("score", role, period="2017Q3", **query)


def scores(who: str = "unit"):
    return queries.score.scores(shared_ledger.ledger(), PLAN, who)


def press(app, label: str):
    next(b for b in app.button if b.label == label).click()
    return app.run()


@pytest.mark.parametrize("role", [Role.OFFICE, Role.DEPUTY, Role.VIEWER])
@pytest.mark.parametrize(("who", "word"), [("unit", "责任单位"), ("leader", "分管区长")])
def test_those_who_oversee_see_everybody_ranked_as_the_ledger_scores_them(sample, role, who, word):
    everybody = scores(who)
    for group in everybody.groups:
        app = page(role, who=who, group=group)
        rows = everybody.in_group(group)
        shown = app.dataframe[0].value
        assert list(shown[word]) == [r.name for r in rows]
        assert list(shown["得分"]) == [float(r.score.points) for r in rows]
        assert list(shown.get("等次", [""] * len(rows))) == [r.band for r in rows]
        places = shown.get("名次", pd.Series([None] * len(rows)))
        assert [int(n) if n > 0 else None for n in places.fillna(0)] == [r.rank for r in rows]
        for row in rows:
            assert not row.why_not or row.why_not in shown_text(app)
    app = page(role, who=who)
    first = everybody.rows[0]
    assert f"最高{first.name} {first.score.points} 分" in shown_text(app)
    assert "至今（算到2017年三季度）" in shown_text(app) and len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
@pytest.mark.parametrize("part", ["得分", "设想", "复核"])
def test_a_unit_sees_its_own_score_and_nobody_elses(sample, role, part):
    app = page(role, unit=SAFETY, who="leader", part=part)
    text = shown_text(app) + shown_html(app) + " ".join(str(d.value.to_dict()) for d in app.dataframe)
    assert SAFETY not in text and "名次" not in text and not app.error
    assert not [b for b in app.get("button_group") if "分管区长" in str(b.options)]
    if part == "得分":
        score = scores().of(FINANCE).score
        assert app.header[0].value == FINANCE and str(score.points) in shown_html(app)


def test_the_administrator_sees_the_rules_and_no_score(sample):
    app = page(Role.ADMIN, unit=SAFETY)
    assert (
        "得分由分管区长、督查室查看" in shown_text(app)
        and not app.dataframe
        and "贵阳：扣分不超过 5 分" in shown_html(app)
    )


def test_a_score_opens_down_to_rows_that_add_up_to_it(sample):
    app = page(unit=SAFETY, item="24-1")
    score = scores().of(SAFETY).score
    assert all(f"{step}</" in shown_html(app) for step in score.closing.split("；"))
    tables = [d.value for d in app.dataframe]
    items = pd.concat([t for t in tables if "事项得分" in t])
    assert items["计入"].sum() / items["权重"].sum() == pytest.approx(float(score.base), abs=0.005)
    parts = next(t for t in tables if "内容" in t and "得分" in t)
    item = next(s for s in score.items if s.code == "24-1")
    assert list(parts["算式"]) == [x.arithmetic for x in item.lines] and round(parts["得分"].sum(), 4) == sum(
        x.earned for x in item.lines
    )
    off = next(t for t in tables if "每次" in t)
    assert list(off["算式"]) == ["未报送 1 次（2017年三季度）× 每次 2 = 2"] and list(off["合计"]) == [2.0]
    left = next(t for t in tables if "不计分的原因" in t)
    assert len(left) == len(score.left_out) + sum(len(s.left_out) for s in score.items)
    assert (
        "牵头事项（1）" in shown_text(app)
        and "配合事项（2）" in shown_text(app)
        and "三季度：逾期未报" in shown_text(app)
    )


def test_every_setting_is_shown_with_its_source(sample):
    app = page(part="办法")
    rules = queries.score_context.score_rules()
    for setting in rules.settings():
        assert f"<b>{setting.name}</b><span>{setting.value}</span><small>{setting.source}</small>" in shown_html(app)
    assert shown_html(app).count("本办法自定") > 10 and "四舍五入到四位小数" in shown_text(app)


def test_the_other_rule_file_is_shown_beside_this_one(sample):
    app = page(part="办法对比")
    frame, changed = (d.value for d in app.dataframe)
    now, old = scores(), queries.score.scores(shared_ledger.ledger(), PLAN, rules_name="v1")
    for row in frame.itertuples():
        assert (row[2], row[4]) == tuple(float(x.of(row[1]).score.points) for x in (old, now))
    assert list(frame.columns) == ["责任单位", "第 1 版", "第 1 版名次", "第 2 版", "第 2 版名次", "得分变化"]
    first = next(r for r in old.rows if r.rank == 1)
    assert dict(zip(frame["责任单位"], frame["第 1 版名次"], strict=True))[first.name] == "第 1 名"
    assert "退回后到期仍未再报、关账时未出本单位的，视同未报送" in list(changed["项目"]) and all(changed["出处"])
    mine = page(unit=SAFETY, part="办法对比").dataframe[0].value
    assert list(mine["责任单位"]) == [SAFETY]
    assert "第 1 版" in shown_text(page(rules="v1"))


def test_a_place_has_its_move_under_other_weights_beside_it(sample):
    row = next(r for r in scores().rows if r.rank)
    app = page(unit=row.name)
    assert f"<b>{row.swing}</b>其他权重下" in shown_html(app)
    table = next(d.value for d in app.dataframe if "权重" in d.value and "名次" in d.value)
    assert list(table["权重"]) == ["本办法", *(e.weights for e in row.elsewhere)]
    assert list(table["名次"]) == [row.rank, *(e.rank for e in row.elsewhere)]


def test_another_weight_for_support_is_shown_beside_todays_and_kept_nowhere(sample):
    app = page(unit="区发改局", part="设想")
    assert "只是设想" in shown_text(app) and "现在 " not in shown_text(app)
    app.slider(key="if_role_support").set_value(0.0).run()
    score = scores().of("区发改局").score
    lead = next(a.points for a in score.apart if a.role == "lead")
    then = lead - score.deducted + score.added
    assert f"现在 {score.points} 分，照此设想 {then} 分" in shown_text(app)
    ranks = app.dataframe[-1].value
    assert list(ranks.columns) == [
        "责任单位",
        "现在",
        "现在名次",
        "设想",
        "设想名次",
        "得分变化",
    ] and "个有变化" in shown_text(app)
    assert scores().of("区发改局").score == score


def test_a_last_quarter_is_imagined_on_top_of_the_quarters_before(sample):
    app = page(unit="周村供电中心", part="设想")
    app.multiselect(key="if_codes").set_value(["20-7b"]).run()
    part, carried = queries.score_simulation.simulatable_indicators(sample, PLAN, "周村供电中心")["20-7b"]
    comparison = queries.score_simulation.score_if(sample, PLAN, "周村供电中心", actuals={"20-7b": 1.0})
    assert f"全年计划 43 公里，此前已累计 {carried:g} 公里" in shown_text(app)
    app.number_input(key="if_20-7b").set_value(1.0).run()
    assert comparison.sentence in shown_text(app) and comparison.change < 0 and part.planned == 43


def test_what_is_disputed_is_the_score_of_today_whichever_period_is_looked_at(sample):
    today = {x.code for i in scores().of(FINANCE).score.items for x in (*i.lines, *i.left_out)}
    select = open_page("score", Role.HEAD, period="2017Q1", part="复核").selectbox(key="objection_code")
    assert all(any(code in option for option in select.options) for code in today)


def test_a_head_disputes_a_row_and_the_office_answers_it(sample_year):
    app = page(Role.HEAD, part="复核")
    codes = [x.code for s in scores().of(FINANCE).score.items for x in s.lines]
    app.selectbox(key="objection_code").set_value(codes[0])
    app.text_area(key="objection_argument").set_value("上级文件已调整")
    app = press(app, "提出申请")
    assert "复核申请编号 1" in app.success[0].value and "复核申请（1）" in shown_text(app)

    app = page(unit=FINANCE, part="复核")
    assert "待答复（1）" in shown_text(app) and "上级文件已调整" in " ".join(t.value for t in app.text)
    app = press(app, "答复")
    assert "没有写明答复意见" in app.error[0].value
    app.selectbox(key="answer_effect_1").set_value("waived")
    app.text_input(key="answer_note_1").set_value("文件属实")
    app = press(app, "答复")
    assert "已答复：采纳，不计分" in app.success[0].value
    objection = queries.objections.objections(shared_ledger.ledger(), PLAN)[0]
    placed = queries.score.score_of(shared_ledger.ledger(), PLAN, FINANCE)
    left_out = {x.code for s in placed.score.items for x in s.left_out}
    assert (objection.word, objection.scored) == ("采纳，不计分", FINANCE) and codes[0] in left_out
    assert objection.points_after in app.success[0].value

    # Another unit's head neither sees it nor is offered an answer.
    assert "待答复" not in shown_text(page(Role.CLERK, part="复核")) and not page(Role.CLERK, part="复核").text_area


def test_the_office_waives_a_row_and_withdraws_it(sample_year):
    app = page(part="复核")
    app.selectbox(key="waive_item").set_value("20-7").run()
    app.selectbox(key="waive_20-7").set_value("20-7a")
    app.text_input(key="waive_reason").set_value("改由市公司投资")
    app = press(app, "豁免")
    assert "20-7a 已豁免" in app.success[0].value and "豁免（1）" in shown_text(app)
    app.text_input(key="unwaive_reason").set_value("市公司未投资")
    app = press(app, "撤销豁免")
    assert "恢复计分" in app.success[0].value and "豁免（0）" in shown_text(app)
    assert "豁免" not in {b.label for b in page(Role.VIEWER, part="复核").button}


def test_a_deputy_mayor_may_dispute_his_own_score_only(sample):
    assert page(Role.DEPUTY, who="leader", leader="刘冀中", part="复核").text_area
    assert not page(Role.DEPUTY, who="leader", leader="耿峰", part="复核").text_area
    assert not page(Role.DEPUTY, who="unit", unit=FINANCE, part="复核").text_area


def test_the_workbook_holds_numbers_as_numbers_and_texts_that_do_nothing(sample):
    everybody = scores()
    frames = {
        "排名": score_tables.ranking(everybody.rows, "责任单位"),
        **score_tables.sheets_of(everybody.rows, "责任单位"),
    }
    frames["事项"].loc[0, "事项"] = "=HYPERLINK(1)"
    book = load_workbook(BytesIO(export.workbook(frames, "年终考核")))
    assert book.sheetnames == ["排名", "得分算式", "事项", "指标和节点", "不计分", "扣分加分", "其他权重"]
    rank = book["排名"]
    names = [c.value for c in rank[2]]
    placed = next(n for n, r in enumerate(everybody.rows) if r.rank)
    cells = [rank.cell(3 + placed, 1 + names.index(name)) for name in ("名次", "得分")]
    assert [c.value for c in cells] == [everybody.rows[placed].rank, float(everybody.rows[placed].score.points)]
    assert [c.data_type for c in cells] == ["n", "n"]
    heads = [c.value for c in book["事项"][2]]
    cell = book["事项"].cell(3, heads.index("事项") + 1)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    parts = book["指标和节点"]
    assert parts.max_row - 2 == sum(len(s.lines) for r in everybody.rows for s in r.score.items)
    assert all(parts.cell(n, [c.value for c in parts[2]].index("得分") + 1).data_type == "n" for n in range(3, 50))
