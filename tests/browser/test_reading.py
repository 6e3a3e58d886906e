"""Readers open a link, filter, go one level deeper and back."""

import re
import urllib.request

import httpx
from playwright.sync_api import expect

from tests.browser.helpers import fits, window
from zcdash.auth.sessions import COOKIE


def test_a_deep_link_on_a_fresh_server_opens_the_item_inside_the_frame(browser, own_server):
    with window(browser, own_server.url, own_server.sign_in()) as visit:
        page = visit.open("/item?item=18-7&period=2017Q2")
        expect(page.get_by_role("heading", name="农村道路改造")).to_be_visible()
        expect(page.get_by_test_id("stSidebarNavLink").filter(has_text="总览")).to_be_visible()
        expect(page.get_by_role("radio", name="二季度", checked=True)).to_be_visible()
        expect(page.locator(".js-plotly-plot .bars path")).to_have_count(4)
        assert visit.outside == [] and visit.complaints == []


def test_the_year_draws_its_charts_and_cards_lead_to_the_indicator(visit):
    page = visit.open("/promise?period=2017Q2")
    page.wait_for_selector(".js-plotly-plot")
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    expect(page.locator(".zc-card")).to_have_count(12)
    page.locator(".zc-card", has_text="空气质量优良天数").click()
    page.wait_for_url(re.compile("indicator=14-6a"))
    expect(page.get_by_role("heading", name="空气质量优良天数")).to_be_visible()
    assert visit.outside == [] and visit.complaints == []


def test_a_filter_narrows_the_register_and_stays_in_the_url(visit):
    page = visit.open("/items")
    expect(page.get_by_text("共 127 项")).to_be_visible()
    page.get_by_role("combobox", name="分管区长").click()
    page.get_by_role("option", name="张国华").click()
    expect(page.get_by_text("共 12 项")).to_be_visible()
    page.wait_for_url(re.compile("leader="))
    page.reload()
    expect(page.get_by_text("共 12 项")).to_be_visible()
    assert visit.outside == []


def test_a_click_in_the_register_opens_the_item_and_back_returns(visit):
    page = visit.open("/items?words=姜萌路")
    expect(page.get_by_text("共 2 项")).to_be_visible()
    page.get_by_role("link", name=re.compile("^9-1 ")).click()
    expect(page.get_by_role("heading", name="重大基础设施和道路项目建设")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("共 2 项")).to_be_visible()


def test_lights_picked_on_the_page_make_an_address_that_can_be_sent(visit, server):
    page = visit.open("/items?period=2017Q1")
    page.get_by_role("button", name=re.compile("未到期")).or_(
        page.get_by_role("button", name=re.compile("未报送"))
    ).first.click()
    page.wait_for_url(re.compile("light="))
    visit.settled()
    expect(page.get_by_text(re.compile("^共 \\d+ 项"))).to_be_visible()
    said = page.get_by_text(re.compile("^共 \\d+ 项")).inner_text()
    address = page.url.removeprefix(server.url)
    page = visit.open("/")
    page = visit.open(address)
    expect(page.get_by_text(said)).to_be_visible()


def test_chinese_is_drawn_and_not_as_boxes(visit):
    page = visit.open("/")
    widths = page.evaluate("""() => { const c = document.createElement('canvas').getContext('2d');
        c.font = '32px ' + getComputedStyle(document.querySelector('h1')).fontFamily;
        const ink = t => { c.clearRect(0, 0, 64, 64); c.fillText(t, 4, 40); return c.getImageData(0, 0, 64, 64).data.join(); };
        return [ink('督'), ink('查'), ink('\\u{10FFFF}')]; }""")
    assert len(set(widths)) == 3, "two different characters and a character that no font has must look different"


def test_a_phone_shows_every_page_without_sideways_scrolling(phone):
    for path in ("/", "/promise", "/leader", "/items", "/item?item=9-1", "/indicator?indicator=2-1a"):
        page = phone.open(path)
        fits(page)
    assert phone.outside == [] and phone.complaints == []


def test_on_a_phone_the_menu_closes_on_choice_and_the_title_is_in_sight(phone):
    page = phone.open("/")
    for title in ("事项", "分管区长"):
        page.get_by_test_id("stExpandSidebarButton").click()
        expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
        page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile(f"^{title}$")).click()
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_in_viewport()
        expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
        phone.settled()
        assert page.get_by_role("heading", name=title, exact=True).bounding_box()["y"] < 300
    assert phone.complaints == []


def test_a_page_says_its_language_and_its_tab_its_name(visit):
    page = visit.open("/items")
    expect(page).to_have_title("事项 · 督查台账")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_test_id("stSidebarNavLink").filter(has_text="总览").click()
    expect(page).to_have_title("总览 · 督查台账")


def test_menus_and_tips_of_streamlit_itself_speak_chinese(visit):
    page = visit.open("/items")
    page.get_by_test_id("stMainMenu").click()
    expect(page.get_by_text("打印", exact=True)).to_be_visible()
    expect(page.get_by_text("Print", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="分管区长").press_sequentially("无此人")
    expect(page.get_by_text("没有找到")).to_be_visible()
    page = visit.open("/organisation?act=移交分管")
    page.get_by_role("combobox", name="移交给谁").press_sequentially("王新人")
    expect(page.get_by_text("新增：王新人", exact=True)).to_be_visible()
    page = visit.open("/compile")
    page.locator("input[type=file]").set_input_files([{"name": "大.docx", "mimeType": "", "buffer": bytes(11 << 20)}])
    page.get_by_test_id("stFileChipIconError").hover()
    expect(page.get_by_role("tooltip")).to_have_text("文件不能超过 10 MB。")


def test_headers_protect_every_answer_and_no_host_but_ours_is_allowed(server):
    for path in ("/", "/health", "/items"):
        with urllib.request.urlopen(server.url + path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_chosen_quarter_goes_along_from_page_to_page(visit):
    page = visit.open("/")
    page.get_by_role("radio", name="二季度").click()
    page.wait_for_url(re.compile("period=2017Q2"))
    page.get_by_test_id("stSidebarNavLink").filter(has_text="分管区长").click()
    expect(page.get_by_role("heading", name="分管区长", exact=True)).to_be_visible()
    expect(page.get_by_role("radio", name="二季度", checked=True)).to_be_visible()


def test_a_page_with_charts_preloads_the_chart_library(server, token):
    with httpx.Client(base_url=server.url, cookies={COOKIE: token}, timeout=60) as http:
        named = re.match(r"<(/static/[^>]+)>; rel=modulepreload", http.get("/promise").headers["link"])
        assert http.get(named[1]).headers["content-type"].startswith(("text/javascript", "application/javascript"))
        assert "link" not in http.get("/submit").headers
