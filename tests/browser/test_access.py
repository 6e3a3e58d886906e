"""Uploads, connections and files by hand, as a browser sends them, without one: what an account opens, no other does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.benchmark.session import Session
from tests.browser.helpers import Server, sign_in
from tests.helpers import PASSWORD
from zcdash import queries, store
from zcdash.auth.permissions import Permission, Role, console
from zcdash.auth.sessions import COOKIE
from zcdash.store.ledger import Ledger
from zcdash.web.quotas import PER_ACCOUNT, Kind

XSRF = "2|00000000|" + "ab" * 16 + "|1"
FILE = {"file": ("q.xlsx", b"x" * 1000)}


def stream(server: Server, token: str = "", number: str = "", **headers: str) -> ClientConnection:
    """Connect to Streamlit's websocket, to return to the session of this number if one is given."""
    cookies = {"Cookie": f"{COOKIE}={token}"} if token else {}
    protocols = ["streamlit", "x", number] if number else ["streamlit"]
    return connect(
        server.url.replace("http", "ws") + "/_stcore/stream",
        open_timeout=60,
        additional_headers={"Origin": server.url} | cookies | headers,
        subprotocols=protocols,
        max_size=None,
        legacy=True,
    )


def refused(server: Server, token: str = "", number: str = "", **headers: str) -> int:
    """Return the status with which a connection is refused."""
    with pytest.raises(InvalidStatus) as answer:
        stream(server, token, number, **headers)
    return answer.value.response.status_code


def number_of(opened: ClientConnection) -> str:
    """Run the page of a connection; return the number of Streamlit's session."""
    request = BackMsg()
    request.rerun_script.page_name = "items"
    opened.send(request.SerializeToString())
    while True:
        message = ForwardMsg.FromString(opened.recv(timeout=60))
        if message.WhichOneof("type") == "new_session":
            return message.new_session.initialize.session_id


def put(server: Server, token: str, address: str, **sent: object) -> int:
    """Upload to an address with a pair of tokens made by oneself, as anybody can; return the status."""
    cookies = {"_streamlit_xsrf": XSRF} | ({COOKIE: token} if token else {})
    headers = {"X-Xsrftoken": XSRF}
    return httpx.put(server.url + address, cookies=cookies, headers=headers, timeout=60, **sent).status_code


def file_address(session: Session, label: str) -> str:
    """Return the address of the file that a button of the page offers, made on request where it is made only then."""
    offered = next(b for b in session.drawn.of("download_button") if b.label.startswith(label))
    if offered.url:
        return offered.url
    return deferred(session, offered.deferred_file_id).deferred_file.url


def deferred(session: Session, file: str):
    """Return the answer to a request for a file that is made when its button is pressed."""
    request = BackMsg()
    request.backend_operation_request.request_id = "r"
    request.backend_operation_request.session_id = session._id
    request.backend_operation_request.deferred_file.file_id = file
    session._socket.send(request.SerializeToString())
    return session._until("backend_operation_response")[-1].backend_operation_response


@pytest.fixture
def office(server: Server, token: str) -> Iterator[Session]:
    """An open page of the supervision office."""
    with Session(server.url, (COOKIE, token)) as session:
        yield session


@pytest.fixture
def clerk(server: Server) -> str:
    """A session of a clerk."""
    return server.sign_in(Role.CLERK)


def test_without_a_session_nobody_connects_uploads_or_downloads(server, office):
    office.open("submit", unit="区财政局", period="2017Q1")
    address = file_address(office, "下载本单位模板")
    for token in ("", "invented"):
        assert refused(server, token) == 403
        assert refused(server, token, office._id) == 403, "not even with the number of a session"
        assert put(server, token, f"/_stcore/upload_file/{office._id}/f1", files=FILE) == 403
        assert httpx.get(server.url + address, cookies={COOKIE: token}, timeout=60).status_code == 403
    for path in ("/_stcore/health", "/_stcore/host-config", "/static/media/x.woff2", "/component/x"):
        assert httpx.get(server.url + path, timeout=60).status_code in (200, 404), path


def test_a_cookie_of_streamlits_name_opens_nothing_where_there_is_no_provider(server, office):
    office.open("submit", unit="区财政局", period="2017Q1")
    address = file_address(office, "下载本单位模板")
    forged = {"_streamlit_user": "x"}
    assert httpx.get(server.url + address, cookies=forged, timeout=60).status_code == 403
    assert httpx.get(server.url + "/items", cookies=forged, timeout=60).headers["location"].startswith("/sign-in")
    assert refused(server, Cookie="_streamlit_user=x") == 403


def test_a_session_of_streamlit_is_worth_nothing_without_the_account_that_opened_it(server, token, clerk):
    with stream(server, token) as mine:
        number = number_of(mine)
        assert refused(server, clerk, number) == refused(server, "", number) == 403
        address = f"/_stcore/upload_file/{number}/f1"
        assert put(server, token, address, files=FILE) == 204
        assert put(server, clerk, address, files={"file": ("q.xlsx", b"other")}) == 403
        assert httpx.delete(server.url + address, cookies={COOKIE: clerk}, timeout=60).status_code == 403
        assert number_of(mine) == number, "nobody has cut the owner off"
    with stream(server, token, number) as again:
        assert number_of(again) == number, "the owner returns to it after a broken connection"
    with stream(server, token, "00000000-0000-0000-0000-000000000000") as unknown:
        assert number_of(unknown) not in ("00000000-0000-0000-0000-000000000000", number)


def test_a_file_opens_for_the_account_that_a_page_offered_it_to_and_for_nobody_else(server, token, clerk, office):
    office.open("submit", unit="区环保分局", period="2017Q1")
    address = file_address(office, "下载本单位模板")
    assert httpx.get(server.url + address, cookies={COOKIE: token}, timeout=60).status_code == 200
    with Session(server.url, (COOKIE, clerk)) as other:
        other.open("items", words=address)
        assert httpx.get(server.url + address, cookies={COOKIE: clerk}, timeout=60).status_code == 403
        other.open("items", words="", seen=quote(address))
        assert httpx.get(server.url + address, cookies={COOKIE: clerk}, timeout=60).status_code == 403


def test_a_file_made_on_request_is_recorded_and_none_is_made_after_signing_out(own_server, ledger_file):
    token = own_server.sign_in()
    with Session(own_server.url, (COOKIE, token)) as office:
        office.open("items")
        offered = next(b for b in office.drawn.of("download_button") if b.label == "下载 Excel")
        address = deferred(office, offered.deferred_file_id).deferred_file.url
        assert httpx.get(own_server.url + address, cookies={COOKIE: token}, timeout=60).content.startswith(b"PK")
        office.open("submit", unit="区财政局", period="2017Q1")
        ready = next(b for b in office.drawn.of("download_button") if b.label == "下载本单位模板")
        office._run(WidgetState(id=ready.id, trigger_value=True))
        ours = {"Origin": own_server.url}
        httpx.post(own_server.url + "/sign-out", cookies={COOKIE: token}, headers=ours, timeout=60)
        answer = deferred(office, offered.deferred_file_id)
        assert answer.error_msg and not answer.deferred_file.url
        assert httpx.get(own_server.url + address, cookies={COOKIE: token}, timeout=60).status_code == 403
        assert put(own_server, token, f"/_stcore/upload_file/{office._id}/f1", files=FILE) == 403
        office.again()
        assert "您还没有登录，或者登录已经失效" in office.drawn.words
    own_server.stop()
    with Ledger(ledger_file) as ledger:
        acts = [(a["what"], a["login"], a["subject"]) for a in queries.audit_log.acts(ledger) if a["what"] == "下载"]
    assert acts == [("下载", "ducha", "事项_2017Q1.xlsx"), ("下载", "ducha", "2017Q1_区财政局_季度报送.xlsx")]


def test_a_chunked_upload_without_a_length_is_cut_at_the_limit(server, token):
    with stream(server, token) as mine:
        address = f"/_stcore/upload_file/{number_of(mine)}/f1"
        boundary = {"Content-Type": "multipart/form-data; boundary=b"}
        head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="q.xlsx"\r\n\r\n'
        pieces = (head, *(b"x" * (1 << 20) for _ in range(40)))
        with httpx.Client(cookies={COOKIE: token, "_streamlit_xsrf": XSRF}, timeout=60) as http:
            try:
                headers = {"X-Xsrftoken": XSRF, **boundary}
                answer = http.put(server.url + address, content=iter(pieces), headers=headers)
                assert answer.status_code == 413
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                pass  # the server has closed the connection


def test_an_account_opens_so_many_pages_and_no_more(own_server):
    token = own_server.sign_in()
    other = own_server.sign_in(Role.CLERK)
    with ThreadPoolExecutor(8) as executor:
        opened = list(executor.map(lambda _: stream(own_server, token), range(PER_ACCOUNT[Kind.SOCKETS])))
    assert refused(own_server, token) == 429
    stream(own_server, other).close()
    opened.pop().close()
    give_up = time.monotonic() + 60
    while True:
        try:
            stream(own_server, token).close()
            break
        except InvalidStatus:
            assert time.monotonic() < give_up, "a closed page still counts"
            time.sleep(0.05)
    for one in opened:
        one.close()


def with_setting(ledger_file: Path, name: str, value: str) -> None:
    with Ledger(ledger_file) as ledger:
        store.settings.save_setting(ledger, name, value, console().act(Permission.SET))


def test_another_machine_is_served_over_https_only_unless_a_proxy_is_said_to_do_it(ledger_file):
    sign_in(ledger_file)
    there = {"X-Forwarded-For": "10.1.2.3"}
    with Server(ledger_file) as server:
        for path in ("/", "/sign-in", "/static/x.js", "/_stcore/health"):
            answer = httpx.get(server.url + path, headers=there, timeout=60)
            assert answer.status_code == 403 and "没有加密" in answer.text and "tls_by_proxy yes" in answer.text, path
        form = {"login": "ducha", "password": PASSWORD}
        answer = httpx.post(server.url + "/sign-in", data=form, headers=there | {"Origin": server.url}, timeout=60)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers
        assert refused(server, server.sign_in(), **there) == 403
        assert httpx.get(server.url + "/health", headers=there, timeout=60).status_code == 200
        over_https = there | {"X-Forwarded-Proto": "https"}
        assert httpx.get(server.url + "/sign-in", headers=over_https, timeout=60).status_code == 200
        stream(server, server.sign_in(), **over_https, Origin=server.url.replace("http", "https")).close()
    with_setting(ledger_file, "tls_by_proxy", "yes")
    with Server(ledger_file) as server:
        assert httpx.get(server.url + "/sign-in", headers=there, timeout=60).status_code == 200


def test_only_the_names_that_the_office_has_given_are_answered(ledger_file):
    sign_in(ledger_file)
    with Server(ledger_file, STREAMLIT_SERVER_ALLOWED_HOSTS="tz.example.gov.cn 10.1.2.3") as server:

        def answer(host: str) -> httpx.Response:
            headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3", "Host": host}
            return httpx.get(server.url + "/sign-in", headers=headers, timeout=60)

        assert answer("10.1.2.3").status_code == answer("TZ.example.gov.cn:443").status_code == 200
        for host in ("rebound.example", "tz.example.gov.cn.evil.example", "a@tz.example.gov.cn", ""):
            assert answer(host).status_code in (400, 403) and "密码" not in answer(host).text, host
        assert httpx.get(server.url + "/sign-in", timeout=60).status_code == 200, "on the server itself"


def test_a_role_signs_in_and_reads_from_its_networks_only(ledger_file):
    sign_in(ledger_file)
    with_setting(ledger_file, "allowed_addresses", "office 10.1.0.0/16\nadmin 10.1.0.0/16")

    def at(address: str) -> dict[str, str]:
        return {"X-Forwarded-For": address, "X-Forwarded-Proto": "https", "Origin": server.url.replace("http", "https")}

    with Server(ledger_file) as server:

        def enter(login: str, **headers: str) -> httpx.Response:
            form = {"login": login, "password": PASSWORD}
            return httpx.post(server.url + "/sign-in", data=form, headers=headers, timeout=60)

        elsewhere = enter("ducha", **at("10.2.0.1"))
        assert elsewhere.status_code == 403 and "您的地址是 10.2.0.1" in elsewhere.text
        assert enter("li", **at("10.2.0.1")).status_code == 303, "clerks are not limited"
        entered = enter("ducha", **at("10.1.0.1"))
        assert entered.status_code == 303
        mine = dict(entered.cookies)
        assert httpx.get(server.url + "/items", cookies=mine, headers=at("10.1.0.1"), timeout=60).status_code == 200
        moved = httpx.get(server.url + "/items", cookies=mine, headers=at("10.2.0.1"), timeout=60)
        assert moved.status_code == 303 and moved.headers["location"].startswith("/sign-in")
        moved = httpx.get(server.url + "/password", cookies=mine, headers=at("10.2.0.1"), timeout=60)
        assert moved.status_code == 303
        assert enter("admin", **at("10.2.0.1")).status_code == 403
        assert enter("admin", Origin=server.url).status_code == 303, "the administrator at the server itself"


def test_in_the_demonstration_a_guest_of_this_machine_opens_everything(demo_server):
    with Session(demo_server.url) as guest:
        guest.open("submit", unit="区财政局", period="2017Q1")
        guest.open("items")
        address = file_address(guest, "下载 Excel")
        assert httpx.get(demo_server.url + address, timeout=60).status_code == 200
        assert put(demo_server, "", f"/_stcore/upload_file/{guest._id}/f1", files=FILE) == 204
