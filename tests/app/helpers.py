"""Open a page through the app's frame, as AppTest runs it."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.app.reader import reader
from tests.helpers import ROOT
from zcdash.auth.permissions import PAGE_ROLES as PERMITTED
from zcdash.auth.permissions import Role

PAGES = sorted(p.name for p in (ROOT / "pages").glob("*.py"))


def opened(page: str = "overview.py", role: Role | None = None, **query: str) -> AppTest:
    """Open a page as the supervision office, or as the administrator where only that role may see it."""
    reader.role = role or (Role.OFFICE if Role.OFFICE in PERMITTED[Path(page).stem] else Role.ADMIN)
    app = AppTest.from_file(str(ROOT / "zcdash" / "ui" / "app.py"), default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if page != "overview.py":
        app.switch_page(f"../../pages/{page}")
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Return the running text of a page."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(e.value) for kind in kinds for e in getattr(app, kind))
