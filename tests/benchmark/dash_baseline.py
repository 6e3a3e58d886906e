"""Serve the same figures without zcdash, as a Dash page and as bare HTML; as a program, serve the Dash page of a file."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from plotly.offline import get_plotlyjs

from tests.browser.helpers import free_port, stop, wait_for


@contextmanager
def dash(figures: list[dict[str, object]], scratch: Path) -> Iterator[str]:
    """Serve the figures on a Dash page; yield its address."""
    file = scratch / "figures.json"
    port = free_port()
    file.write_text(json.dumps(figures), encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmark.dash_baseline", str(file), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, running)
        yield url
    finally:
        stop(running)


@contextmanager
def bare(figures: list[dict[str, object]]) -> Iterator[str]:
    """Serve a page with nothing but the figures and plotly.js, compressed and cacheable; yield its address."""
    places = "".join(
        f'<div id="f{n}" style="height:{f["layout"].get("height", 450)}px"></div>' for n, f in enumerate(figures)
    )
    drawn = ";".join(
        f"Plotly.newPlot('f{n}',F[{n}].data,F[{n}].layout,{{responsive:true}})" for n in range(len(figures))
    )
    scripts = f"{places}<script>F={json.dumps(figures)};{drawn}</script>"
    page = f'<!doctype html><meta charset="utf-8"><script src="plotly.js"></script>{scripts}'
    files = {
        "/": ("text/html", gzip.compress(page.encode())),
        "/plotly.js": ("text/javascript", gzip.compress(get_plotlyjs().encode())),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, data = files.get(self.path, ("text/plain", b""))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            if data:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Cache-Control", "max-age=3600" if "javascript" in kind else "no-cache")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None: ...

        def handle(self) -> None:
            # The browser may close a page while it loads.
            with suppress(ConnectionError):
                super().handle()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def main() -> None:
    """Serve the Dash page: `python -m tests.benchmark.dash_baseline figures.json PORT`."""
    from dash import Dash, dcc, html

    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    app = Dash("baseline")
    app.layout = html.Div(
        [dcc.Graph(figure=f, style={"height": f"{f['layout'].get('height', 450)}px"}) for f in figures]
    )
    app.run(host="127.0.0.1", port=int(sys.argv[2]), debug=False)


if __name__ == "__main__":
    main()
