"""A page's script on the server: warm, after a change of the ledger, and the memory of many open sessions."""

from __future__ import annotations

import statistics
from collections.abc import Collection
from itertools import cycle, islice
from pathlib import Path

from tests.benchmark.rows import Row, row
from tests.benchmark.server import CLERK, DEPUTY, OFFICE, PERIOD, running
from tests.benchmark.session import Session

PAGES = {
    "总览": ("", OFFICE, {}),
    "分管区长": ("leader", OFFICE, {"leader": "刘冀中"}),
    "责任单位": ("unit", OFFICE, {"unit": "区环保分局"}),
    "板块": ("chapter", OFFICE, {}),
    "事项": ("items", OFFICE, {}),
    "事项详情": ("item", OFFICE, {"item": "9-1"}),
    "指标": ("indicator", OFFICE, {"indicator": "20-7b"}),
    "年度目标": ("promise", OFFICE, {}),
    "大屏": ("wall", OFFICE, {}),
    "季度报送": ("submit", CLERK, {}),
    "细化到月": ("months", CLERK, {}),
    "审签（分管区长）": ("signing", DEPUTY, {}),
    "审签（督查室）": ("signing", OFFICE, {}),
    "督查通报": ("bulletin", OFFICE, {"period": "2017Q2"}),
    "督办单": ("notices", OFFICE, {}),
    "一页简报": ("brief", DEPUTY, {"leader": "刘冀中"}),
    "年终考核": ("score", OFFICE, {}),
    "年终考核（一个单位）": ("score", OFFICE, {"unit": "区环保分局"}),
    "期次": ("periods", OFFICE, {}),
    "外出补位": ("absences", OFFICE, {}),
    "计划更正": ("corrections", OFFICE, {}),
    "评定规则": ("rules", OFFICE, {}),
    "留痕": ("log", OFFICE, {}),
    "账号": ("accounts", "admin", {}),
}
"""Page → address, who looks, what is chosen there."""
YARDSTICK = "an empty page in the frame"
SESSIONS = 30


def measure(scratch: Path, runs: int = 20, cold: int = 5, cold_pages: Collection[str] = PAGES.keys()) -> list[Row]:
    """Rows of every page, warm, and of `cold_pages` after a write."""
    found: list[tuple[str, list[float], list[float]]] = []
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
                found.append((name, warm, after))
    rows = [row(f"script, warm: {name}", warm, 80, "p95", yardstick=YARDSTICK, base=empty) for name, warm, _ in found]
    return rows + [
        row(f"script, after a return was filed: {name}", after, 400, "p95", yardstick=YARDSTICK, base=empty)
        for name, _, after in found
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
