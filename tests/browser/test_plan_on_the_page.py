"""Plans on the page 计划编制, by clicks alone: from a Word file, from last year's, changed in the year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import test_first_day
from tests.browser.helpers import Server, Visit, told, window
from tests.browser.test_played_plans import choose, light
from tests.data.documents import make
from tests.helpers import PASSWORD, PLAN, add_accounts, file_submission, fresh
from zcdash import auth, commands
from zcdash.auth.permissions import Account, Role, console
from zcdash.store.ledger import Ledger

link = test_first_day.link
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFICE = fresh(Account("office", "孙督查", Role.OFFICE))
SECOND = Account("office-2", "马督查", Role.OFFICE)
TRADE = Account("trade", "王五", Role.CLERK, unit="区商务局")
GREEN = Account("green", "赵六", Role.CLERK, unit="区环保分局")
REACHED = 56_291.4
"""Foreign trade of the first quarter of 2017 as it was filed, in 万元."""
VALUES = {"四季度": "2018Q4"}
"""Words of a cell → its value, where the table shows it otherwise."""


@contextmanager
def office_day(browser: Browser, ledger_file: Path, day: date) -> Iterator[dict[str, Visit]]:
    """Serve the plan of 2017, its first quarter filed by one unit and closed, on a day; yield a window for each person."""
    people = (OFFICE, SECOND, TRADE, GREEN)
    with Ledger(ledger_file) as ledger:
        add_accounts(ledger, people)
        file_submission(ledger, "区商务局", "2017Q1", {"5-1a": REACHED})
        commands.periods.close(ledger, OFFICE, PLAN, "2017Q1", "其余单位经催报仍未报送")
        commands.plans.set_business_date(ledger, console(), day)
        tokens = {p.login: auth.sessions.begin(ledger, p, "本机") for p in people}
    with Server(ledger_file) as server, ExitStack() as windows:
        visits = {k: windows.enter_context(window(browser, server.url, token)) for k, token in tokens.items()}
        yield visits
        assert all(v.outside == [] and v.complaints == [] for v in visits.values())


def step(visit: Visit, name: str) -> Page:
    """Go to a step of a draft, or to an act, by its button."""
    page = visit.settled()
    page.get_by_test_id("stButtonGroup").get_by_role("radio", name=re.compile(f"^{name}")).click()
    return visit.settled()


def fill(visit: Visit, label: str, text: str) -> None:
    """Fill a field and leave it."""
    page = visit.settled()
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    field.press("Tab")
    visit.settled()


def press(visit: Visit, name: str, done: str) -> Page:
    """Press a button and wait for what it says it has done."""
    page = visit.settled()
    page.get_by_role("button", name=name, exact=True).click()
    expect(told(page, re.compile(done))).to_be_visible()
    return visit.settled()


def search(visit: Visit, label: str | re.Pattern[str], words: str) -> None:
    """Choose an option of a list by typing; the keyboard takes the option in focus, once it is the one wanted."""
    page = visit.settled()
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(words)
    wanted = page.locator("[role=option][data-focused]").filter(has_text=re.compile(rf"^{words}(\s|（|$)"))
    expect(wanted).to_be_visible()
    box.press("Enter")
    expect(wanted).to_have_count(0)
    visit.settled()


def item(visit: Visit, code: str) -> None:
    search(visit, re.compile("^事项（共"), code)


def saved(visit: Visit, code: str) -> None:
    """Save the item by the keyboard, the cursor still in a field; the page goes on to the next one."""
    page = visit.settled()
    page.keyboard.press("Control+Enter")
    expect(told(page, f"{code} 已存。")).to_be_visible()
    visit.settled()


def table(page: Page, name: str) -> Locator:
    return page.locator(f"[class*=st-key-{name}_]")


def type_row(visit: Visit, name: str, row: int, values: Mapping[str, str], add: bool = False, saving: str = "") -> None:
    """Type into the cells of a row of an editable table, from left to right; a new row is added first.

    `saving`: the code of the item that is saved by the keyboard, the cursor still in the last cell.
    """
    page = visit.settled()
    grid = table(page, name)
    if add:
        # The toolbar shows only while the pointer rests on the table.
        grid.locator("th").first.wait_for(state="attached")
        lines = grid.locator("tr").count()
        grid.get_by_role("button", name="Add row").dispatch_event("click")
        expect(grid.locator("tr")).to_have_count(lines + 1)
        visit.settled()
    grid.locator("th").first.wait_for(state="attached")
    # The first column is read-only; the others are reached by arrows, as the head's place says.
    grid.locator(".dvn-scroller").click(position={"x": 80, "y": 35 * row + 52})
    expect(grid.locator(f"#glide-cell-1-{row}")).to_have_attribute("aria-selected", "true")
    at = 1
    for column, text in values.items():
        head = grid.locator("th", has_text=re.compile(f"^{column}$"))
        to = int(head.get_attribute("aria-colindex") or 0)
        for _ in range(to - at):
            page.keyboard.press("ArrowRight")
        cell = grid.locator(f"#glide-cell-{to}-{row}")
        expect(cell).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        editor = page.locator("[id^=gdg-overlay]").locator("textarea, input").first
        editor.fill(text)
        if saving and column == [*values][-1]:
            saved(visit, saving)
            return
        editor.press("Tab")
        expect(cell).to_have_text(VALUES.get(text, text))
        at = to + 1
    visit.settled()


def unfold(visit: Visit, name: str) -> None:
    """Open a folded part below an item, when the tables above it are drawn and move it no more."""
    page = visit.settled()
    for above in ("indicators", "commitments"):
        table(page, above).locator("th").first.wait_for(state="attached")
    part = page.get_by_test_id("stExpander").filter(has_text=name)
    part.locator("summary").click()
    expect(part.locator("details")).to_have_attribute("open", "")
    visit.settled()


def submit(visit: Visit, reason: str = "") -> None:
    """Submit a draft that the last step finds ready."""
    page = step(visit, "检查和提交")
    expect(page.get_by_text(re.compile("错误 0 处"))).to_be_visible()
    if reason:
        fill(visit, "理由和依据", reason)
    press(visit, "提交报批", "^已提交，报批编号")


def approve(visit: Visit, version: int) -> None:
    visit.open("/compile")
    press(visit, "批准", f"^已批准，计划第 {version} 版生效")


def pick(visit: Visit, label: str, name: str) -> None:
    """Add a name to a field that holds several, and close its list."""
    search(visit, label, name)
    visit.page.keyboard.press("Escape")
    visit.settled()


def new_item(visit: Visit, title: str, goal: str) -> None:
    unfold(visit, "增加一项")
    part = visit.page.get_by_test_id("stExpander").filter(has_text="增加一项")
    for label, text in (("标题（24 字以内）", title), ("目标任务", goal)):
        field = part.get_by_role("textbox", name=label)
        field.fill(text)
        field.press("Tab")
        visit.settled()
    press(visit, "增加", "^已增加")


def first_sign_in(visit: Visit, login: str, given: str) -> Visit:
    """Sign in with the password of the slip, and choose another one."""
    test_first_day.sign_in(visit.page, visit.url, login, given)
    page = visit.page
    page.get_by_label("原密码").fill(given)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="更改密码").click()
    visit.settled()
    return visit


PEOPLE = (
    ("区财政局", "张三", "caizheng", "填报员", None),
    ("区财政局", "李四", "caizheng-2", "单位主要负责人", None),
    (None, "周督查", "ducha", "督查室", None),
    (None, "吴督查", "ducha-2", "督查室", None),
    (None, "路德芝", "lu", "分管领导", "路德芝"),
)


def accounts(visit: Visit, folder: Path) -> dict[str, str]:
    """Make accounts from an Excel of people; return login → first password, as the slips have them."""
    page = visit.page
    page.get_by_role("tab", name="按名单批量新增").click()
    with page.expect_download() as template:
        page.get_by_role("button", name="下载名单模板").click()
    book = load_workbook(BytesIO(Path(template.value.path()).read_bytes()))
    for number, row in enumerate(PEOPLE, 2):
        for column, value in enumerate(row, 1):
            book.active.cell(number, column).value = value
    book.save(folder / "名单.xlsx")
    page.locator("input[type=file]").set_input_files(folder / "名单.xlsx")
    for register in ("一并登记为单位（1 个）", "一并登记为分管区长（1 个）"):
        page.get_by_text(register).click()
        visit.settled()
    press(visit, "新增 5 个账号", "^已新增 5 个账号")
    with page.expect_download() as slips:
        page.get_by_role("button", name="下载凭条").click()
    (sheet,) = Document(BytesIO(Path(slips.value.path()).read_bytes())).tables
    texts = [cell.text for row in sheet.rows for cell in row.cells if cell.text]
    return dict(re.search(r"账号　+(\S+)\n首次密码　(\S+)", text).groups() for text in texts)


def test_the_first_plan_comes_from_the_office_s_word_file(browser: Browser, link: tuple[str, str], tmp_path: Path):
    url, path = link
    with window(browser, url) as admin:
        page = admin.page
        page.goto(url + path)
        for label, text in (("姓名", "陈晨"), ("账号", "chen"), ("再输一次密码", PASSWORD)):
            page.get_by_label(label).fill(text)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="建立并登录").click()
        page.wait_for_url(f"{url}/accounts")
        admin.settled()
        slips = accounts(admin, tmp_path)

    with window(browser, url) as office:
        first_sign_in(office, "ducha", slips["ducha"])
        page = office.open("/compile")
        document = {"name": "分解表.docx", "mimeType": WORD, "buffer": make.zhoucun_docx()}
        page.locator("input[type=file]").set_input_files(document)
        office.settled().get_by_role("button", name="读文件").click()
        page.wait_for_url(re.compile("work=1"))
        # Every printed name that the register does not know is a new one until somebody says otherwise.
        step(office, "名称")
        expect(page.get_by_role("combobox", name=re.compile("^区水务局"))).to_have_value("区水务局（新的）")
        press(office, "就这样定", "^已存")
        expect(page.get_by_text("名称都已认出。")).to_be_visible()
        step(office, "基本情况")
        fill(office, "计划编号", "zhoucun-2017")
        page.keyboard.press("Control+Enter")
        expect(told(page, "已存。")).to_be_visible()

        step(office, "逐条核对")
        item(office, "5-1")
        page.get_by_role("textbox", name="标题（24 字以内）", exact=True).fill("外贸进出口和外资")
        saved(office, "5-1")
        step(office, "疑问和余文")
        for group in (r"^有建议的 \d+ 条都答“已核对”", r"^有建议的 \d+ 条都答“同一序号"):
            number = page.get_by_role("button", name=re.compile(group))
            number.click()
            expect(told(page, re.compile(r"^已答 \d+ 条"))).to_be_visible()
            expect(number).to_have_count(0)
            office.settled()
        for code in ("20-3", "20-4"):  # two days of the document contradict each other: each is looked at alone
            search(office, re.compile(f"{code} 的.*时限是"), "已核对")
        press(office, "存下答复", "^已答 2 条")
        page.get_by_role("button", name=re.compile(r"^这 \d+ 处我都看过")).click()
        expect(page.get_by_text("没有未答的疑问，也没有没看过的余文。")).to_be_visible()
        submit(office, "周政发〔2017〕2号")

    with window(browser, url) as second:
        first_sign_in(second, "ducha-2", slips["ducha-2"])
        approve(second, 1)
        page = second.open("/")
        expect(page.get_by_text(re.compile("127 项 × 4 期"))).to_be_visible()
        expect(
            second.open("/item?item=5-1&period=2017Q1").get_by_role("heading", name="外贸进出口和外资")
        ).to_be_visible()

    with window(browser, url) as clerk:
        first_sign_in(clerk, "caizheng", slips["caizheng"])
        page = clerk.open("/submit?period=2017Q1")
        with page.expect_download() as form:
            page.get_by_role("button", name="下载本单位模板").click()
        book = load_workbook(BytesIO(Path(form.value.path()).read_bytes()))
        assert "一般公共预算收入" in {str(cell.value) for row in book["指标"].iter_rows() for cell in row} | {
            str(cell.value)[:8] for row in book["指标"].iter_rows() for cell in row
        }


def test_a_year_is_begun_from_the_last_one(browser: Browser, ledger_file: Path):
    with office_day(browser, ledger_file, date(2018, 1, 2)) as people:
        office, second = people["office"], people["office-2"]
        page = office.open("/organisation")
        step(office, "更名")
        search(office, "单位", "区环保分局")
        fill(office, "新名称", "区环境保护局")
        fill(office, "依据", "周编〔2018〕1号")
        press(office, "更名", "区环保分局自 2018-01-02 起更名为区环境保护局")
        step(office, "移交分管")
        choose(office, "由谁移交", "刘冀中")
        successor = page.get_by_role("combobox", name="移交给谁")
        successor.fill("王新任")
        successor.press("Enter")
        fill(office, "依据", "区政府党组会议纪要〔2018〕1号")
        press(office, "移交", "由王新任分管")

        page = office.open("/compile?way=last_year")
        page.get_by_role("button", name="开始", exact=True).click()
        page.wait_for_url(re.compile("work=1"))
        step(office, "疑问和余文")
        fill(office, "新计划的文号是什么？", "周政发〔2018〕1号")
        fill(office, "新计划哪一天印发？写作 2018-02-01。", "2018-01-02")
        choose(office, "新计划的名称对不对？", "2018年")
        press(office, "存下答复", "^已答 3 条")
        press(office, "有建议的 127 条都答“沿用”", "^已答 127 条")
        still_right = page.get_by_role("combobox", name=re.compile("是不是还对"))
        labels = [box.get_attribute("aria-label") or "" for box in still_right.all()]
        for label in labels:  # each text that names a year is looked at alone
            search(office, label, "已核对")
        press(office, "存下答复", f"^已答 {len(labels)} 条")

        step(office, "逐条核对")
        for code in ("1-1", "2-1", "3-1", "4-1"):
            title = page.get_by_role("textbox", name="标题（24 字以内）", exact=True)
            title.fill(f"2018年事项{code}")
            saved(office, code)
        type_row(office, "indicators", 0, {"全年": "320000", "四季度": "320000"})
        fill(office, "四季度", "外贸进出口320000万元；到账外资稳定")
        saved(office, "5-1")
        for code in ("6-1", "7-1"):
            fill(office, "完成时间（原文）", "12月20日前")
            saved(office, code)
        page.get_by_role("button", name="Remove 区经信局").click()
        pick(office, "牵头单位", "区环境保护局")
        saved(office, "8-1")
        item(office, "25-1")
        press(office, "删去这一项", "^已删去 25-1")
        new_item(office, "老旧小区改造", "改造5个老旧小区")
        pick(office, "牵头单位", "区住建局")
        pick(office, "牵头领导", "王新任")
        type_row(office, "commitments", 0, {"期": "四季度", "内容": "改造5个老旧小区"}, add=True)
        fill(office, "四季度", "改造5个老旧小区")
        saved(office, "29-1")
        submit(office, "周政发〔2018〕1号")
        approve(second, 1)

        page = second.open("/item?plan=zhoucun-2018&item=8-1&period=2018Q1")
        expect(page.get_by_text("区环境保护局").first).to_be_visible()
        page = second.open("/item?plan=zhoucun-2018&item=29-1&period=2018Q4")
        expect(page.get_by_text("王新任").first).to_be_visible()
        # The closed period keeps its words, its value and the names of its day.
        page = second.open(f"/indicator?plan={PLAN}&indicator=5-1a&period=2017Q1")
        expect(page.get_by_text(re.compile("56,291.4")).first).to_be_visible()
        page = second.open(f"/item?plan={PLAN}&item=25-1&period=2017Q1")
        expect(page.get_by_role("heading", name="6612345民生服务热线")).to_be_visible()
        expect(
            second.open(f"/periods?plan={PLAN}&period=2017Q1").get_by_role("heading", name="2017年一季度：已关账")
        ).to_be_visible()

        green = people["green"].open("/submit?plan=zhoucun-2018&period=2018Q1")
        with green.expect_download() as form:
            green.get_by_role("button", name="下载本单位模板").click()
        assert "区环境保护局" in form.value.suggested_filename


def test_a_plan_in_force_is_changed_refused_mended_and_approved(browser: Browser, ledger_file: Path):
    with office_day(browser, ledger_file, date(2017, 10, 10)) as people:
        office, second = people["office"], people["office-2"]
        page = office.open("/compile?way=change")
        page.get_by_role("button", name="开始", exact=True).click()
        page.wait_for_url(re.compile("work=1"))
        step(office, "逐条核对")
        item(office, "4-1")
        type_row(
            office,
            "indicators",
            1,
            {"指标": "限额以上商贸企业", "单位": "家", "口径": "时点", "方向": "不低于", "四季度": "30"},
            add=True,
        )
        fill(office, "四季度", "社会消费品零售总额增幅12%左右；限额以上商贸企业达到30家")
        saved(office, "4-1")
        type_row(office, "indicators", 0, {"全年": "310000", "四季度": "310000"})
        fill(office, "四季度", "外贸进出口310000万元；到账外资稳定")
        saved(office, "5-1")
        item(office, "25-1")
        unfold(office, "撤销这一项")
        search(office, "从哪一期起", "2017年四季度")
        fill(office, "依据", "区政府常务会议纪要〔2017〕15号")
        press(office, "撤销", "^已撤销 25-1")
        submit(office, "区政府常务会议纪要〔2017〕15号")

        page = second.open("/compile")
        fill(second, "意见（退回时必填）", "四季度目标请与区商务局再核一次")
        press(second, "退回", "^已退回")
        page = office.open("/compile")
        expect(page.get_by_text(re.compile("马督查 .* 退回：四季度目标请与区商务局再核一次"))).to_be_visible()
        page.get_by_role("button", name="继续").click()
        page.wait_for_url(re.compile("work=1"))
        step(office, "逐条核对")
        item(office, "5-1")
        fill(office, "四季度", "外贸进出口305000万元；到账外资稳定")
        type_row(office, "indicators", 0, {"全年": "305000", "四季度": "305000"}, saving="5-1")
        submit(office)
        approve(second, 2)

        page = light(second, "/indicator?indicator=5-1a&period=2017Q1", "达进度")
        expect(page.get_by_text(re.compile("图中虚线是最初的计划"))).to_be_visible()
        chart = page.locator(".js-plotly-plot").first
        expect(chart).to_contain_text("305,000")
        expect(chart).to_contain_text("56,291.4")
        light(second, "/item?item=25-1&period=2017Q4", "无目标")
        page = second.open("/item?item=25-1&period=2017Q3")
        expect(page.get_by_text("日常接话受诉").first).to_be_visible()
        expect(second.open("/item?item=4-1&period=2017Q4").get_by_text("限额以上商贸企业").first).to_be_visible()
