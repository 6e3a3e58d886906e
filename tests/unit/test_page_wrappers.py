"""Wrappers of downloads, and of parts and dialogs that run by themselves: every one goes through the wrapper that asks again."""

import ast

import pytest

from tests.unit.test_import_rules import SOURCES

WRAPPERS = {
    "download_button": ("zcdash/ui/components/downloads.py", "button"),
    "fragment": ("zcdash/ui/session.py", "fragment"),
    "dialog": ("zcdash/ui/session.py", "dialog"),
}
"""Streamlit's function → the only place that may call it."""
UNUSED = {"cache_data"}
"""Functions of Streamlit that nothing here uses: a cache keeps what one reader saw."""


def bare(place: str, source: str) -> list[str]:
    """Return every use of such a function outside of its wrapper."""
    found = []
    for outer in ast.parse(source).body:
        for node in ast.walk(outer):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            is_ours = name in WRAPPERS and ast.unparse(node) == f"session.{name}"
            allowed = WRAPPERS.get(name) == (place, getattr(outer, "name", ""))
            from_streamlit = isinstance(node, ast.ImportFrom) and node.module == "streamlit"
            if from_streamlit or (name in (*WRAPPERS, *UNUSED) and not is_ours and not allowed):
                found.append(f"{place}:{node.lineno} {name}")
    return found


def test_no_page_offers_a_download_or_runs_by_itself_but_through_the_wrapper_that_asks_who_reads():
    pages = {place: source for place, source in SOURCES.items() if place.startswith(("zcdash/ui", "pages"))}
    assert len(pages) > 40
    assert [use for place, source in pages.items() for use in bare(place, source)] == []


@pytest.mark.parametrize(
    "source",
    [
        "st.download_button('x', lambda: b'')",
        "left.download_button('x', b'')",
        "offer = st.download_button",
        "@st.fragment(run_every=20)\ndef f(): pass",
        "st.fragment(f)()",
        "from streamlit import fragment",
        "@st.dialog('x')\ndef f(): pass",
    ],
)
def test_a_use_outside_of_the_wrapper_is_found(source):
    assert bare("pages/new.py", source) and bare("zcdash/ui/session.py", source)
