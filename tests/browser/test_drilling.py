"""Drill down from the whole district to one cell of one submission and back; on a screen, on paper, on the wall."""

import re
from contextlib import suppress

from playwright.sync_api import TimeoutError, expect

MIDDLES = """bars => bars.map(bar => bar.getBoundingClientRect()).map(
    box => [box.width, box.x + box.width / 2, box.y + box.height / 2])"""
"""Width and middle of each bar, without waiting for any."""


def click_widest_bar(visit) -> None:
    """Click the widest bar of the leaders until its leader is chosen: a chart takes clicks a moment after it is drawn."""
    page = visit.page
    bars = page.locator(".st-key-leader_bars .bars path")

    def chosen() -> bool:
        places = bars.evaluate_all(MIDDLES)
        if places:  # while the chart is drawn anew there are none
            _, x, y = max(places)
            page.mouse.click(x, y)
        with suppress(TimeoutError):
            page.wait_for_url(re.compile("leader="), timeout=3_000)
        # A second click would take the choice back: not before the page is drawn.
        visit.settled()
        return "leader=" in page.url

    assert any(chosen() for _ in range(20))


def test_from_a_deputy_mayor_to_unit_item_indicator_and_cell_and_back(demo):
    page = demo.open("/leader?period=2017Q3")
    expect(page.locator(".st-key-leader_bars .bars path").first).to_be_attached()
    click_widest_bar(demo)
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    page = demo.open("/leader?leader=刘冀中&period=2017Q3")
    page.get_by_role("link", name=re.compile("^18-11")).first.click()
    demo.settled()
    expect(page.get_by_role("heading", name="人口城镇化")).to_be_visible()
    page.get_by_role("link", name="区住建局").click()
    demo.settled()
    expect(page.get_by_role("heading", name="区住建局")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="人口城镇化")).to_be_visible()
    page.get_by_role("link", name=re.compile("^18-11a")).first.click()
    demo.settled()
    expect(page.get_by_role("heading", name="农业转移人口市民化（合计）")).to_be_visible()
    expect(page.get_by_text("数从哪里来")).to_be_visible()
    expect(page.get_by_text(re.compile("指标!I\\d+")).first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="人口城镇化")).to_be_visible()
    assert demo.outside == [] and demo.complaints == []


def test_a_cell_of_the_map_opens_its_item_in_its_quarter(demo):
    page = demo.open("/?period=2017Q3")
    page.locator('.zc-map a[title^="14-6 "]').first.click()
    demo.settled()
    expect(page.get_by_role("heading", name="空气质量优良天数")).to_be_visible()
    assert "period=2017Q1" in page.url


def test_the_overview_fits_one_screen_before_the_map(demo):
    page = demo.open("/?period=2017Q3")
    assert page.get_by_role("heading", name="127 项 × 4 期").bounding_box()["y"] <= 960


def test_search_finds_from_any_page_and_what_is_shown_can_be_kept_as_excel(demo):
    page = demo.open("/rules")
    page.get_by_placeholder("标题、项目、单位、编号").fill("姜萌路")
    page.keyboard.press("Enter")
    expect(page.get_by_text("共 2 项")).to_be_visible()
    demo.settled()
    with page.expect_download() as kept:
        page.get_by_role("button", name="下载 Excel").click()
    assert kept.value.suggested_filename.endswith(".xlsx")


def test_the_wall_shows_no_menu_and_fits_its_screen(demo):
    demo.page.set_viewport_size({"width": 1920, "height": 1080})
    page = demo.open("/?view=wall&period=2017Q3")
    expect(page.get_by_role("heading", name=re.compile("重点任务"))).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 1090


def test_paper_leaves_out_menus_and_buttons(demo):
    page = demo.open("/leader?leader=刘冀中&period=2017Q3")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("button", name="下载 Excel").first).to_be_hidden()
