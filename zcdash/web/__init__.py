"""What a browser meets before the program: the doors (sign-in, password, sign-out) and the guards round everything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from zcdash import server
from zcdash.errors import ZcdashError
from zcdash.web import backup, doors
from zcdash.web.forms import refused
from zcdash.web.guards import MIDDLEWARE

ROUTES = [*doors.ROUTES, backup.ROUTE]
HANDLERS = {ZcdashError: refused}


@asynccontextmanager
async def closing(_app: object) -> AsyncIterator[None]:
    """Closes the ledger with the server, so that the file alone holds everything."""
    yield
    server.close()


__all__ = ["HANDLERS", "MIDDLEWARE", "ROUTES", "closing"]
