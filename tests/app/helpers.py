"""Open a page through the app's frame, as AppTest runs it, and read what is drawn on it."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tests.app.reader import reader
from tests.helpers import ROOT
from zcdash.auth.pages import BY_NAME, HOME
from zcdash.auth.permissions import Role


def frame(name: str = HOME) -> AppTest:
    """Return the frame, not yet run, at the address of a page."""
    # A run takes a second or two; the limit is for one that never ends, not for a machine that is busy.
    app = AppTest.from_file(str(ROOT / "zcdash" / "ui" / "app.py"), default_timeout=600)
    # The page by its address: `switch_page` needs a first run, of the first page, and a script that the reader may open.
    app._page_hash = calc_hash(BY_NAME[name].url)
    return app


def open_page(name: str = HOME, role: Role | None = None, **query: str) -> AppTest:
    """Open a page as the supervision office, or as the administrator where only that role may see it."""
    reader.role = role or (Role.OFFICE if Role.OFFICE in BY_NAME[name].open_roles() else Role.ADMIN)
    app = frame(name)
    for parameter, value in query.items():
        app.query_params[parameter] = value
    app.run()
    assert not app.exception
    return app


def open_address(name: str) -> AppTest:
    """Open a page as the present reader, also one that is not open to them."""
    return frame(name).run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label, and confirm the question that follows, if there is one."""
    app = next(b for b in app.button if b.label == label).click().run()
    asked = [b for b in app.button if (b.key or "").endswith("_yes") and b.label.startswith("确认")]
    return asked[0].click().run() if asked else app


def shown_text(app: AppTest) -> str:
    """Return the titles, texts and messages of a page."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(e.value) for kind in kinds for e in getattr(app, kind))


def shown_html(app: AppTest) -> str:
    """Return the pieces of HTML of a page."""
    return "\n".join(h.proto.body for h in app.get("html"))


def listed(app: AppTest) -> list[str]:
    """Return the codes of the rows of a page's lists of items or indicators, in their order."""
    rows = re.findall(r'<td class="title">.*?</td>', shown_html(app))
    links = [re.search(r"(?:item|indicator)=([\w.-]+)", row) for row in rows]
    return [link[1] for link in links if link]


def in_url(app: AppTest, name: str) -> str:
    """Return a query parameter of the page's address."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]
