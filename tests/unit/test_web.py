"""Start of the server: socket options."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from zcdash.web import server


def test_accepted_connections_have_tcp_nodelay(tmp_path, monkeypatch):
    monkeypatch.setenv("ZCDASH_LEDGER", str(tmp_path / "zcdash.duckdb"))

    async def nodelay_of_accepted_connection() -> int:
        async with server.lifespan(None):
            with socket.create_connection(listening.getsockname()):
                accepted, _ = listening.accept()
                with accepted:
                    return accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    # As Streamlit binds it: without naming the protocol TCP.
    with socket.socket(socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        # In a thread of its own: in a run with browser tests an event loop is running in this thread.
        with ThreadPoolExecutor(1) as executor:
            assert executor.submit(asyncio.run, nodelay_of_accepted_connection()).result()
