"""Measure the script of every page on the server, warm and after a write, and the memory of many open sessions."""

from __future__ import annotations

import statistics
from collections.abc import Collection
from itertools import cycle, islice
from pathlib import Path

from tests.benchmark.rows import Row, row
from tests.benchmark.server import CLERK, DEPUTY, OFFICE, PERIOD, running
from tests.benchmark.session import Session
from zcdash.auth.pages import PAGES as PAGE_REGISTRY

QUERIES = {
    "leader": {"leader": "刘冀中"},
    "unit": {"unit": "区环保分局"},
    "item": {"item": "9-1"},
    "indicator": {"indicator": "20-7b"},
    "bulletin": {"period": "2017Q2"},
    "brief": {"leader": "刘冀中"},
}
"""Page → what is chosen on it."""
READERS = {"submit": CLERK, "months": CLERK, "brief": DEPUTY, "accounts": "admin"}
"""Page → the account that opens it, if not the supervision office."""
PAGES = {
    **{p.title: (p.url, READERS.get(p.name, OFFICE), QUERIES.get(p.name, {})) for p in PAGE_REGISTRY},
    "审签（分管区长）": ("signing", DEPUTY, {}),
    "总览（全部计划）": ("", OFFICE, {"plan": "all"}),
    "分管区长（全部计划）": ("leader", OFFICE, {"plan": "all"}),
    "事项（全部计划）": ("items", OFFICE, {"plan": "all"}),
    "年终考核（一个单位）": ("score", OFFICE, {"unit": "区环保分局"}),
}
"""Label → (address, account, what is chosen there): every page of the registry, and some with another reader or choice."""
YARDSTICK = "an empty page in the frame"
SESSIONS = 30


def measure(scratch: Path, runs: int = 20, cold: int = 5, cold_pages: Collection[str] = PAGES.keys()) -> list[Row]:
    """Rows of every page, warm, and of `cold_pages` after a write."""
    timings: list[tuple[str, list[float], list[float]]] = []
    with running(scratch) as server:
        cookies = {login: server.cookie(login) for login in {who for _, who, _ in PAGES.values()} | {"viewer"}}
        with Session(server.url, cookies["viewer"]) as session:
            session.open("accounts", period=PERIOD)
            empty = statistics.median([session.again().milliseconds for _ in range(runs)])
        for name, (page, who, query) in PAGES.items():
            with Session(server.url, cookies[who]) as session:
                session.open(page, **{"period": PERIOD} | query)
                session.again()
                warm = [session.again().milliseconds for _ in range(runs)]
                after = []
                for _ in range(cold if name in cold_pages else 0):
                    server.change()
                    after.append(session.again().milliseconds)
                timings.append((name, warm, after))
    rows = [row(f"script, warm: {name}", warm, 80, "p95", yardstick=YARDSTICK, base=empty) for name, warm, _ in timings]
    return rows + [
        row(f"script, after a return was filed: {name}", after, 400, "p95", yardstick=YARDSTICK, base=empty)
        for name, _, after in timings
        if after
    ]


def memory(scratch: Path, sessions: int = SESSIONS) -> list[Row]:
    """The server's memory with many sessions open, each of which has looked at several pages."""
    with running(scratch) as server:
        before = server.memory()
        opened = [
            Session(server.url, server.cookie(who))
            for who in islice(cycle((OFFICE, DEPUTY, CLERK, "viewer", "head-18", "deputy-1")), sessions)
        ]
        pages = list(PAGES.values())
        for n, session in enumerate(opened):
            for step in range(4):
                page, _, query = pages[(n + step * 7) % len(pages)]
                session.open(page, **{"period": PERIOD} | query)
        held = server.memory()
        for session in opened:
            session.close()
    return [
        row(
            f"memory of the server, {sessions} sessions open",
            [held],
            600,
            unit="MB",
            yardstick="the server just started",
            base=before,
        )
    ]
