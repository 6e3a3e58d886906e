"""总览: signatures, approvals and returns that wait for the reader, before anything else on the first page."""

from __future__ import annotations

from zcdash import queries
from zcdash.auth.permissions import Permission
from zcdash.rendering.html import cards
from zcdash.ui.session import ALL_PLANS, account, query
from zcdash.ui.widgets import html


def links() -> None:
    """Draw a link for the returns that the reader can sign now, in any plan, and one for the plans to approve; else nothing."""
    reader = account()
    waiting = {plan: len(query(queries.approvals.queue, plan, reader)) for plan in query(queries.plans.plan_names)}
    of_plans = [plan for plan, number in waiting.items() if number]
    found = []
    if of_plans:
        act = "签收" if reader.may(Permission.ACCEPT) else "审签"
        plan, where = (of_plans[0], "") if len(of_plans) == 1 else (ALL_PLANS, f"（{len(of_plans)} 个计划）")
        found.append(cards.link(f"等您{act}的报送 {sum(waiting.values())} 份{where}", "signing", plan=plan))
    requests = sum(query(queries.plan_requests.may_decide, reader, r) for r in query(queries.plan_requests.waiting))
    if requests:
        found.append(cards.link(f"等您批准的计划报批 {requests} 件", "compile"))
    if found:
        html(f"<b>{'　'.join(found)}</b>")
