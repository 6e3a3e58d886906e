"""Route by which `zcdash backup` asks a running server for a copy of its ledger: from this machine only, with the key."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from zcdash import auth, commands
from zcdash.errors import ZcdashError
from zcdash.store.encryption import FileKey
from zcdash.web import request_info, shared_ledger


async def back_up(request: Request) -> Response:
    """Copy the ledger into a folder of this machine; respond with the copy's path and the last hash of its log.

    With `salt` and `secret` the copy is encrypted here, so that no plain one is left if the asking program is ended.
    """
    authorization = request.headers.get("authorization", "")
    if not request_info.is_local(request) or not secrets.compare_digest(
        authorization.encode(), f"Bearer {shared_ledger.backup_token}".encode()
    ):
        return PlainTextResponse("没有备份的钥匙。", 403)
    try:
        asked = json.loads(await request.body())
        folder, key = Path(asked["folder"]), None
        if "salt" in asked:
            key = FileKey(bytes.fromhex(asked["salt"]), bytes.fromhex(asked["secret"]))
        copy, proof = await run_sync(
            commands.plans.back_up, shared_ledger.ledger(), auth.permissions.console("命令行"), folder, key
        )
    except ZcdashError as error:
        return PlainTextResponse(f"{error.sentence}{error.advice}", 409)
    except (ValueError, KeyError, TypeError):
        return PlainTextResponse("没有写明备份到哪个文件夹。", 400)
    return JSONResponse({"file": str(copy), "head": proof.head})


ROUTE = Route("/backup", back_up, methods=["POST"])
