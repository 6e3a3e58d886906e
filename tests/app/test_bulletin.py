"""督查通报 on the page: the office drafts, rewords and issues it; everybody else reads it once it is issued."""

from tests.app.helpers import open_page, press, shown_text
from tests.helpers import OFFICE, PLAN
from zcdash import commands
from zcdash.auth.pages import BY_NAME
from zcdash.auth.permissions import Role
from zcdash.queries import bulletin
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.web import shared_ledger


def sheets(app) -> list[str]:
    return [h.proto.body for h in app.get("html") if '<div class="zc-paper">' in h.proto.body]


def issue() -> None:
    commands.bulletin.issue_bulletin(shared_ledger.ledger(), OFFICE, PLAN, "2017Q2", bulletin_docx.write)


def test_everybody_else_sees_what_was_issued_and_no_draft(sample_year):
    others = sorted(BY_NAME["bulletin"].open_roles() - {Role.OFFICE})
    for role in others:
        app = open_page("bulletin", role, period="2017Q2")
        assert "还没有印发通报" in shown_text(app) and not sheets(app), role
        assert not app.header[0].value.startswith("拟稿"), role
    issue()
    for role in others:
        app = open_page("bulletin", role, period="2017Q2")
        assert len(sheets(app)) == 1 and "〔2017〕第1期" in sheets(app)[0] and "送审稿" not in sheets(app)[0], role
        assert list(app.dataframe[0].value["期号"]) == [1] and {b.label for b in app.button} <= {"转成 PDF"}, role


def test_the_office_reads_the_draft_as_it_will_look_with_its_proof(sample):
    app = open_page("bulletin", period="2017Q2")
    sheet = sheets(app)[0]
    assert "已自证" in shown_text(app) and "全部相符" in shown_text(app)
    assert "127项任务中" in sheet and "周村区政务督查" in sheet and "（送审稿）" in sheet and "演示数据" in sheet
    assert sheet.count("data:image/png;base64,") == 3 and "<td" in sheet and "附件2" in sheet


def test_an_open_period_says_what_to_do_first(sample):
    app = open_page("bulletin", period="2017Q3")
    assert "2017年三季度未关账" in app.info[0].value and "关账" in app.info[0].value and not sheets(app)


def test_a_reworded_sentence_is_kept_and_its_unknown_number_must_be_answered_for(sample_year):
    app = open_page("bulletin", period="2017Q2", part="改句子")
    field = app.text_area(key="words_2_0_overall")
    generated = field.value
    assert any(t.value.startswith("由规则得出") and "严重滞后" in t.value for t in app.caption)
    field.set_value(f"880{generated}")
    app.text_area(key="words_2_0_low_units").set_value("")
    app.button[[b.label for b in app.button].index("保存")].click().run()
    assert "已保存" in app.success[0].value and "“880127项”在台账中找不到来历" in app.warning[0].value
    assert any(t.value == generated for t in app.text), "the generated sentence stays in sight"
    assert any(t.value.startswith("督查室自写") for t in app.caption), "it has lost its mark"
    app = open_page("bulletin", period="2017Q2", part="样稿")
    assert "880127项" in sheets(app)[0] and "达标率低于全区" not in sheets(app)[0]
    app = open_page("bulletin", period="2017Q2", part="印发")
    assert any(t.value.startswith("督查室自写 1 段") and "略去 1 段" in t.value for t in app.caption)
    assert app.button(key="bulletin_issue").disabled
    app.checkbox(key="bulletin_agreed").check().run()
    app = press(app, "印发")
    assert not app.error and "已印发第 1 期" in app.success[0].value
    row = bulletin.issued(shared_ledger.ledger(), PLAN)[0]
    assert row["issued_by"] == "周督查" and "880127项" in row["text"]
    assert "已作为第 1 期印发" in app.info[0].value and "880127项" in sheets(app)[-1]


def test_all_sentences_can_be_had_back(sample_year):
    app = open_page("bulletin", period="2017Q2", part="改句子")
    app.text_area(key="title_2_0").set_value("另一个标题")
    app.button[[b.label for b in app.button].index("保存")].click().run()
    app.button(key="bulletin_restore").click().run()
    assert not app.error and app.text_area(key="title_2_2").value.startswith("关于2017年二季度")


def test_the_head_is_set_for_every_bulletin_to_come(sample_year):
    app = open_page("bulletin", period="2017Q2", part="改句子")
    app.text_input(key="bulletin_mark").set_value("周村<b>督查</b>专报")
    app.button[[b.label for b in app.button].index("设定")].click().run()
    assert not app.error
    assert "周村&lt;b&gt;督查&lt;/b&gt;专报" in sheets(open_page("bulletin", period="2017Q2"))[0]


def test_what_does_not_agree_is_said_in_place_of_the_draft(sample_year):
    with shared_ledger.ledger()._database.transaction() as behind_its_back:
        behind_its_back.run(
            "update close_assessment set light = 'ahead' where close = 2 and kind = 'item' and code = '14-1'"
        )
    app = open_page("bulletin", period="2017Q2")
    assert "台账与留痕有 1 处不符，不能出通报" in app.error[0].value and not sheets(app)
