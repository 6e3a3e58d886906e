"""一页简报 on the screen: a white sheet in either theme; printed, it is one A4 page and nothing else of the page."""

from __future__ import annotations

from base64 import b64encode

from zcdash.rendering.brief import FIGURE_COLUMNS, NOTICE_COLUMNS, brief_text
from zcdash.rendering.brief_over_plans import over_plans_text
from zcdash.rendering.charts import print_charts
from zcdash.rendering.docx.brief import fitting, picture_rows
from zcdash.rendering.html.templating import link as address
from zcdash.rendering.html.templating import render
from zcdash.rendering.protocols.brief import Brief, BriefOverPlans


def page(brief: Brief) -> str:
    """Return the sheet."""
    text = brief_text(brief)
    figures, notices = fitting(text, picture_rows(brief))
    return render(
        "brief.html",
        text=text,
        strip=_strip(brief) if brief.filed else "",
        figure_columns=FIGURE_COLUMNS,
        figures=text.figures[:figures],
        notice_columns=NOTICE_COLUMNS,
        notices=text.notices[:notices],
    )


def _strip(brief: Brief) -> str:
    """Return the picture of the lights as base64 text."""
    return b64encode(print_charts.lights_strip(brief.counts, brief.before)).decode()


def over_plans(sheet: BriefOverPlans) -> str:
    """Return the sheet over all plans."""
    return render("brief_over_plans.html", text=over_plans_text(sheet))


def link(plan: str, period: str, leader: str, unit: str) -> str:
    """Return the link to the sheet of a leader or of a unit."""
    query = {"plan": plan, "period": period, "leader": leader, "unit": unit}
    of = {name: value for name, value in query.items() if value}
    return render("brief_link.html", name=leader or unit, address=address("brief", **of))
