"""Set-up of the server: routes, exception handlers, start and stop."""

from __future__ import annotations

import gc
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import run_sync
from joserfc.jws import JWSRegistry

from zcdash.errors import ZcdashError
from zcdash.parsing.children import pool
from zcdash.web import auth_routes, backup, first_start_routes, second_factor_routes, shared_ledger, syslog
from zcdash.web.forms import error_page
from zcdash.web.ledger_check import LedgerChecks

ROUTES = [*auth_routes.ROUTES, *first_start_routes.ROUTES, *second_factor_routes.ROUTES, backup.ROUTE]
EXCEPTION_HANDLERS = {ZcdashError: error_page}
_GC_THRESHOLDS = (2_000, 10, 50)
"""Of the young, middle and old generation: a full collection once in a few hundred pages."""


def configure() -> None:
    """Refuse unsigned identity tokens, whatever algorithms a provider's own metadata lists."""
    JWSRegistry.algorithms.pop("none", None)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Tune connections and garbage collection; start the children that read uploads, the check of the ledger and syslog.

    Where the ledger has no administrator, the link to the form of the first one is printed.
    At the end stop them in turn and close the ledger: then its file alone holds all data.
    """
    _set_tcp_nodelay_on_listening_sockets()
    _exclude_loaded_objects_from_gc()
    pool.warm()
    checks = LedgerChecks()
    syslog.shipper.start()
    await run_sync(first_start_routes.announce)
    yield
    syslog.shipper.stop()
    await run_sync(checks.stop)
    pool.close()
    shared_ledger.close()
    # Objects that stay frozen are never freed, and DuckDB's binding reports it as leaked.
    gc.unfreeze()


def _set_tcp_nodelay_on_listening_sockets() -> None:
    """Turn off Nagle's algorithm; accepted connections inherit the option from the listening socket.

    Streamlit creates that socket before it loads the app, without naming its protocol, so asyncio does not recognise TCP and
    leaves the algorithm on (uvicorn issue 3149): each page waited 40 ms, on Windows 200 ms, for the acknowledgement of its
    first small message. Neither uvicorn nor Streamlit has an option for it or passes the socket on; only the garbage
    collector knows where it is.
    """
    for candidate in gc.get_objects():
        if (
            isinstance(candidate, socket.socket)
            and candidate.fileno() >= 0
            and candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        ):
            candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _exclude_loaded_objects_from_gc() -> None:
    """Freeze start-up objects out of the garbage collector: scanning 200,000 of them pauses every request 0.1 s."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
