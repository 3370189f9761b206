"""A place beside the server, in a thread: it keeps what is sent to it, and shows one page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from msgspec import Struct, field

_PAGE: Final = b"""<!doctype html><title>Bread</title><meta property="og:title" content="How to bake bread">
<meta property="og:description" content="Slowly.">"""

_ADDRESS: Final = "127.0.0.2"
"""Another than the server's, which makes no cards of its own pages."""


class Received(Struct, frozen=True):
    """One message, with its headers in small letters."""

    path: str
    headers: dict[str, str]
    body: bytes


class Neighbour(Struct):
    """Where it is, and what it was sent."""

    place: str
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{self.place}"


@contextmanager
def a_neighbour() -> Iterator[Neighbour]:
    """A neighbour until the end of the block."""
    neighbour = Neighbour("")

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            neighbour.received.append(Received(self.path, headers, body))
            self.send_response(201)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(_PAGE)))
            self.end_headers()
            self.wfile.write(_PAGE)

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((_ADDRESS, 0), Door)
    neighbour.place = f"{_ADDRESS}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield neighbour
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
