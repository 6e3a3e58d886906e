"""Decision on each request before Streamlit sees it: who may pass, and the response to everybody else."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from zcdash import auth
from zcdash.auth.pages import BY_URL, MOVED
from zcdash.auth.permissions import Account
from zcdash.errors import ZcdashError
from zcdash.web import identity, request_info, shared_ledger
from zcdash.web.forms import page, refusal
from zcdash.web.open_pages import MEDIA, OpenPages

STREAM = "/_stcore/stream"
UPLOADS = "/_stcore/upload_file/"
# Endpoints of Streamlit for machines: metrics of the server, and control of it without a browser.
_CLOSED_PATHS = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
_NOT_PAGES = (
    "/_stcore/",
    "/static/",
    MEDIA,
    "/component/",
    "/auth/",
    "/oauth2callback",
    "/sign-in",
    "/first-start",
    "/sign-out",
    "/password",
    "/second-factor",
    "/confirm-identity",
    "/health",
)
_DEMO_IS_LOCAL = (
    "这是演示台账，不用密码，所以只能在运行它的那台电脑上打开。",
    "正式使用请运行 zcdash serve，用本单位自己的台账。",
)
_UNENCRYPTED = (
    "这个连接没有加密，密码和数据会被旁人看到，所以没有受理。",
    "请用 https:// 开头的网址打开。系统管理员：证书和代理的设置见 docs/accounts.md；"
    "已由前面的代理提供 https 而仍见到这句话的，请在服务器上运行 zcdash setting tls_by_proxy yes。",
)
_OTHER_SITE = "这个请求来自别的网站，没有受理。"
_NOT_SIGNED_IN = ("您还没有登录，或者登录已经失效。", "请登录后再从页面上传、下载。")
_NOT_YOURS = ("这个地址不是给您的，没有受理。", "请刷新页面，再从页面上传、下载。")


def admit(request: HTTPConnection, pages: OpenPages) -> Response | Account | None:
    """Return the response to send in place of the request, or the account that it is passed on with, if it needs one."""
    path = path_of(request)
    try:
        refused = _refuse_connection(request, path)
        if refused:
            return refused
        if _needs_account(path):
            return _with_account(request, path, pages)
        return (_redirect_to_sign_in(request) or _unknown_page(request, path)) if _is_page(request, path) else None
    except ZcdashError as error:
        # The ledger cannot be opened: the page says why, to everyone.
        return refusal(503, error.sentence, error.advice) if _needs_account(path) and path != STREAM else None


def path_of(request: HTTPConnection) -> str:
    """Return the path of a request below `server.baseUrlPath`, where Streamlit serves."""
    path, base = str(request.scope["path"]), str(config.get_option("server.baseUrlPath") or "").strip("/")
    return path.removeprefix(f"/{base}") if base and path.startswith(f"/{base}/") else path


def _needs_account(path: str) -> bool:
    return path == STREAM or path.startswith((UPLOADS, MEDIA))


def _refuse_connection(request: HTTPConnection, path: str) -> Response | None:
    """Refuse a request by what it comes from and goes to, whoever sends it."""
    is_local = request_info.is_local(request)
    if request.scope["type"] == "websocket" and not request_info.same_origin(request.headers, default=True):
        return refusal(403, _OTHER_SITE)
    if not is_local and not is_host_allowed(request.headers.get("host")):
        return refusal(403, "这个网址不是本程序的网址，没有受理。", "请用单位公布的网址打开。")
    if path.startswith(_CLOSED_PATHS):
        return refusal(404, "没有这个地址。")
    if path.startswith("/auth/") and request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return refusal(403, _OTHER_SITE, "请从本程序的页面登录或退出。")
    if is_local:
        return None
    ledger = shared_ledger.ledger()
    if auth.sessions.is_demo(ledger):
        return refusal(403, *_DEMO_IS_LOCAL)
    is_encrypted = request.scope["scheme"] in ("https", "wss") or auth.settings.is_on(ledger, "tls_by_proxy")
    return None if is_encrypted or path == "/health" else refusal(403, *_UNENCRYPTED)


def _with_account(request: HTTPConnection, path: str, pages: OpenPages) -> Response | Account:
    """Return the account whose live session sends the request, if what the request names belongs to it."""
    account = request_info.current_account(request)
    is_socket = path == STREAM
    # A page that waits for the change of a first password or for a second factor is opened, to say so.
    if not account or ((account.must_change or account.must_enrol) and not is_socket):
        return refusal(403, *_NOT_SIGNED_IN)
    if path.startswith(MEDIA):
        return account if pages.may_open(account, path) else refusal(403, *_NOT_YOURS)
    number = claimed_page(request) if is_socket else uploaded_to(path)[0]
    owner = pages.owner(number)
    if owner == account.login or (is_socket and owner is None):
        return account
    return refusal(403, *_NOT_YOURS)


def claimed_page(request: HTTPConnection) -> str:
    """Return the number of Streamlit's session that a websocket wants to return to; empty for a new one."""
    entries = request.headers.get("sec-websocket-protocol", "").split(",")
    return entries[2].strip() if len(entries) > 2 else ""


def uploaded_to(path: str) -> tuple[str, str]:
    """Return (number of Streamlit's session, number of the file) of the path of an upload."""
    number, _, file = path.removeprefix(UPLOADS).partition("/")
    return number, file


def _is_page(request: HTTPConnection, path: str) -> bool:
    return (
        request.scope["type"] == "http"
        and request.scope["method"] in ("GET", "HEAD")
        and not path.startswith(_NOT_PAGES)
        and "/_stcore/" not in path
        and "." not in path.rsplit("/", 1)[-1]
    )


def _unknown_page(request: HTTPConnection, path: str) -> Response | None:
    """Lead from the address of a page that moved to its new one; refuse any other address that has no page."""
    name = path.strip("/")
    if name in MOVED:
        base = request.url.path.removesuffix(path)
        query = f"&{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{base}/{MOVED[name]}{query}", 303, headers={"cache-control": "no-store"})
    return None if name in BY_URL else refusal(404, "没有这个页面。", "请从首页进入。")


def _redirect_to_sign_in(request: HTTPConnection) -> Response | None:
    """Redirect to the sign-in, to the change of a password or to the second factor; None if the account may see pages."""
    account = request_info.current_account(request)
    if account and not (account.must_change or account.must_enrol):
        return None
    claims = {} if account else identity.claims(request)
    if claims:
        return page("no_account.html", 403, email=str(claims.get("email") or ""))
    page_path = quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    route = "/sign-in" if not account else "/password" if account.must_change else "/second-factor"
    target = route if page_path == "/" else f"{route}?{urlencode({'next': page_path})}"
    return RedirectResponse(target, 303, headers={"cache-control": "no-store"})
