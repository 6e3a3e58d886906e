"""What a browser meets before the program: the doors (sign-in, password, sign-out) and the guards round everything."""

import gc
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from joserfc.jws import JWSRegistry

from zcdash.errors import ZcdashError
from zcdash.web import auth_routes, backup, shared_ledger
from zcdash.web.forms import refused

# Whatever a provider's own list of algorithms names: what nobody signed says nothing of anybody.
JWSRegistry.algorithms.pop("none", None)
ROUTES = [*auth_routes.ROUTES, backup.ROUTE]
_COLLECTED = (2_000, 10, 50)
"""After how many objects the collector looks at the young, the middle and all: all of them once in a few hundred pages."""
HANDLERS = {ZcdashError: refused}


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Sends without delay while the server runs; closes the ledger with it, so that the file alone holds everything."""
    _without_delay()
    # What is loaded by now stays for good: to go over its 200,000 objects, nobody would be served for a tenth of a second.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED)
    yield
    shared_ledger.close()


def _without_delay() -> None:
    """Turns Nagle's algorithm off for every connection to come, which take it over from the listening socket.

    Streamlit binds that socket itself and leaves its protocol unnamed, so asyncio does not know it for TCP (uvicorn's issue
    3149): each page then waited 40 ms, on Windows 200 ms, for an acknowledgement of its first small message.
    """
    for one in gc.get_objects():
        if (
            isinstance(one, socket.socket)
            and one.fileno() >= 0
            and one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        ):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


__all__ = ["HANDLERS", "MIDDLEWARE", "ROUTES", "closing"]
