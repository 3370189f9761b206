"""A front that packs pages, as `encode` in our Caddyfile does: phones come to a server through one."""

import gzip
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

_LEVEL: Final = 5
"""Caddy's own choice for gzip."""
_KEPT: Final = ("cookie", "accept", "accept-language", "accept-encoding", "user-agent")


class _Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behind = ""

    def do_GET(self) -> None:
        """Ask the server behind, and pack what is a page."""
        line = http.client.HTTPConnection(self.behind)
        line.request("GET", self.path, headers={name: self.headers[name] for name in _KEPT if name in self.headers})
        answer = line.getresponse()
        body, headers = answer.read(), dict(answer.getheaders())
        line.close()
        if headers.get("content-type", "").startswith("text/html") and "gzip" in self.headers.get(
            "accept-encoding", ""
        ):
            body = gzip.compress(body, _LEVEL)
            headers |= {"content-encoding": "gzip", "content-length": str(len(body))}
        self.send_response_only(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by whom it belongs to
        """Say nothing."""


@contextmanager
def packing(url: str) -> Iterator[str]:
    """The address of a front before the server at `url`, for the length of the block."""
    made = type("Front", (_Front,), {"behind": url.rpartition("//")[2]})
    server = ThreadingHTTPServer(("127.0.0.1", 0), made)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
