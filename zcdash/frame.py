"""The frame round every page: set-up, plan and period, navigation, one guard against errors."""

from pathlib import Path

import streamlit as st

from zcdash import board, ui
from zcdash.period import Period

LOOK = Path(__file__).parent / "present"
# Streamlit pushes a history entry for every change of the address, two for a change of page. One for each page is what
# Back is for; a filter only changes the entry it was set on.
ONE_ENTRY_A_PAGE = """<script>if (!window.zcHistory) { window.zcHistory = history.pushState.bind(history);
history.pushState = (s, t, u) => (new URL(u, location).pathname === location.pathname ?
  history.replaceState.bind(history) : window.zcHistory)(s, t, u); }</script>"""
SHOWN = {
    "看": {"overview.py": ("总览", ""), "leader.py": ("分管区长", "leader"), "unit.py": ("责任单位", "unit"),
          "chapter.py": ("板块", "chapter"), "items.py": ("事项", "items"), "indicator.py": ("指标", "indicator"),
          "promise.py": ("年度目标", "promise")},
    "报": {"submit.py": ("季度报送", "submit")},
    "定": {"rules.py": ("评定规则", "rules")},
}
HIDDEN = {"item.py": ("事项详情", "item"), "wall.py": ("大屏", "wall")}


def _choose_plan() -> str:
    """The plan, chosen where there are several and kept in the URL."""
    names = ui.ask(board.plan_names)
    if not names:
        st.info("台账里还没有计划。请由管理员运行 `python -m zcdash init` 载入。")
        st.stop()
    return ui.choose(st.sidebar.selectbox, "计划", list(names), "plan", next(iter(names)), format_func=names.get)


def _search() -> None:
    """An item by title, project, unit or number, from any page."""
    words = st.sidebar.text_input("搜索", key="search", placeholder="标题、项目、单位、编号")
    if words and words != st.session_state.get("searched"):
        st.session_state["searched"] = words
        st.switch_page(ui.PAGES / "items.py", query_params={**st.query_params, "words": words})


def _choose_period(periods: tuple[str, ...], current: str) -> str:
    """The period, kept in the URL; the one the office works on unless another is chosen."""
    return ui.choose(st.segmented_control, "期", periods, "period", current, required=True, label_visibility="collapsed",
                     format_func=lambda p: Period.parse(p).short_name)


def main() -> None:
    """Draw the frame, then the page that was asked for inside it."""
    st.set_page_config(
        page_title="督查台账", page_icon=str(LOOK / "icon.svg"), layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.logo(str(LOOK / "logo.svg"), size="large", icon_image=str(LOOK / "icon.svg"))
    here = st.navigation({
        **{section: [st.Page(ui.PAGES / f, title=title, url_path=url or None, default=not url) for f, (title, url) in some.items()]
           for section, some in SHOWN.items()},
        "": [st.Page(ui.PAGES / f, title=title, url_path=url, visibility="hidden") for f, (title, url) in HIDDEN.items()],
    })
    with ui.guard():
        st.html(LOOK / "frame.css")
        st.html(ONE_ENTRY_A_PAGE, unsafe_allow_javascript=True)
        st.session_state["chosen_plan"] = _choose_plan()
        _search()
        plan = ui.plan()
        if ui.ask(board.is_sample):
            st.html('<div class="zc-ribbon">演示数据（虚构）</div>')
        left, right = st.container(key="frame_head").columns([3, 2], vertical_alignment="bottom")
        left.caption(f"{plan.number} · {plan.title}")
        with right.container(key="frame_period", horizontal_alignment="right"):
            st.session_state["chosen_period"] = _choose_period(plan.periods, board.current_period(plan, ui.ask(board.today)))
        here.run()


main()
