"""A session without a browser: Streamlit's own protocol over a WebSocket.

It measures the server: from the message that requests a run of the page's script to the message that reports its end, with
everything drawn in between.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

_LARGEST = 64 * 1024 * 1024
_XSRF = "_streamlit_xsrf"
_RUN_ENDS = frozenset({ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR})


@dataclass(slots=True)
class Drawn:
    """One run of a page: duration, bytes received, and the elements on the page by their path."""

    milliseconds: float
    size: int
    elements: dict[tuple[int, ...], Any] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[Any]:
        """Yield the elements of one kind, by Streamlit's name for it (`button`, `plotly_chart`), from the top of the page."""
        for _, element in sorted(self.elements.items()):
            if element.WhichOneof("type") == kind:
                yield getattr(element, kind)

    @property
    def words(self) -> str:
        """The running text of the page."""
        texts = [
            *(m.body for m in self.of("markdown")),
            *(m.body for m in self.of("html")),
            *(m.body for m in self.of("heading")),
        ]
        return "\n".join([*texts, *(m.body for m in self.of("alert"))])


class Session:
    """One open page of one account. Raises RuntimeError if a button to press is missing."""

    def __init__(self, url: str, cookie: tuple[str, str] | None = None) -> None:
        self.url = url
        self._page = ""
        self._query = ""
        self._http = httpx.Client(base_url=url, timeout=60, cookies=dict([cookie] if cookie else []))
        self._http.get("/_stcore/health")
        self._http.get("/_stcore/host-config")
        self._widgets: dict[str, WidgetState] = {}
        self._id = ""
        self.drawn = Drawn(0.0, 0)
        token = self._http.cookies.get(_XSRF, "")
        carried = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        self._socket: ClientConnection = connect(
            url.replace("http", "ws") + "/_stcore/stream",
            open_timeout=60,
            additional_headers={"Cookie": carried},
            origin=url,
            subprotocols=["streamlit", token] if token else ["streamlit"],
            max_size=_LARGEST,
            legacy=True,
        )
        self._xsrf = token

    def close(self) -> None:
        self._socket.close()
        self._http.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, page: str = "", **query: str) -> Drawn:
        """Go to a page by its address and run it."""
        self._page = page
        self._query = urlencode(query)
        self._widgets = {}
        return self._run()

    def again(self) -> Drawn:
        """Run the same page once more."""
        return self._run()

    def press(self, label: str) -> Drawn:
        """Press the button of this label."""
        button = next((b for b in self.drawn.of("button") if b.label == label and not b.disabled), None)
        if button is None:
            raise RuntimeError(f"no button {label} to press on {self._page}: {self.drawn.words[-400:]}")
        return self._run(WidgetState(id=button.id, trigger_value=True))

    def tick(self, label: str) -> Drawn:
        """Tick the checkbox of this label."""
        checkbox = next(c for c in self.drawn.of("checkbox") if c.label == label)
        self._widgets[checkbox.id] = WidgetState(id=checkbox.id, bool_value=True)
        return self._run()

    def upload(self, name: str, data: bytes) -> Drawn:
        """Upload a file into the page's file uploader."""
        widget = next(iter(self.drawn.of("file_uploader")))
        request = BackMsg()
        request.file_urls_request.request_id = name
        request.file_urls_request.file_names.append(name)
        request.file_urls_request.session_id = self._id
        self._socket.send(request.SerializeToString())
        urls = self._until("file_urls_response")[-1].file_urls_response.file_urls[0]
        put = self._http.put(urls.upload_url, files={"file": (name, data)}, headers={"X-Xsrftoken": self._xsrf})
        put.raise_for_status()
        state = WidgetState(id=widget.id)
        info = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data), file_id=urls.file_id)
        info.file_urls.CopyFrom(urls)
        self._widgets[widget.id] = state
        return self._run()

    def _run(self, trigger: WidgetState | None = None) -> Drawn:
        request = BackMsg()
        run = request.rerun_script
        run.query_string, run.page_name = self._query, self._page
        run.context_info.url = f"{self.url}/{self._page}?{self._query}"
        run.context_info.timezone = "Asia/Shanghai"
        run.widget_states.widgets.extend([*self._widgets.values(), *([trigger] if trigger else [])])
        begun = time.perf_counter()
        self._socket.send(request.SerializeToString())
        messages = self._until("script_finished")
        taken = (time.perf_counter() - begun) * 1000
        self.drawn = Drawn(taken, sum(m.ByteSize() for m in messages))
        for message in messages:
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._id = self._id or message.new_session.initialize.session_id
                # A run that was interrupted is drawn anew by the next.
                self.drawn.elements = {}
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self.drawn.elements[tuple(message.metadata.delta_path)] = message.delta.new_element
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
        return self.drawn

    def _until(self, kind: str) -> list[ForwardMsg]:
        """Return every message up to the one of this kind; the end of an interrupted run does not count."""
        messages = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._socket.recv(timeout=120))
            messages.append(message)
            if message.WhichOneof("type") != kind:
                continue
            if kind != "script_finished" or message.script_finished in _RUN_ENDS:
                return messages


def sign_in(url: str, login: str, password: str = "") -> tuple[str, str]:
    """Sign in; return the session cookie (name, value). Raises RuntimeError if the server refuses."""
    with httpx.Client(base_url=url, timeout=60) as http:
        form = {"login": login, "next": "/"} | ({"password": password} if password else {})
        answer = http.post("/sign-in", data=form, headers={"Origin": url, "Sec-Fetch-Site": "same-origin"})
        for name, value in answer.cookies.items():
            if "session" in name:
                return name, value
    raise RuntimeError(f"{login} could not sign in: {answer.status_code}")
