"""The server's own start: its connections send at once."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from zcdash.web import server


def test_small_messages_leave_at_once_on_every_connection_that_the_server_accepts():
    async def served() -> int:
        async with server.lifespan(None):
            with socket.create_connection(listening.getsockname()):
                accepted, _ = listening.accept()
                with accepted:
                    return accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    # As Streamlit binds it: without a word of TCP.
    with socket.socket(socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        # In a thread of its own: where a browser is driven in this process, a loop is running in this one.
        with ThreadPoolExecutor(1) as alone:
            assert alone.submit(asyncio.run, served()).result()
