"""The server's own start: its connections send at once."""

import asyncio
import socket

from zcdash import web


def test_small_messages_leave_at_once_on_every_connection_that_the_server_accepts():
    async def served() -> int:
        async with web.closing(None):
            with socket.create_connection(listening.getsockname()):
                accepted, _ = listening.accept()
                with accepted:
                    return accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    # As Streamlit binds it: without a word of TCP.
    with socket.socket(socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert asyncio.run(served())
