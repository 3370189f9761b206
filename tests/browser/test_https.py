"""A web app of another origin, as Elk and Phanpy are one: in Chromium, over https, with a throw-away authority."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest
from msgspec import Struct
from playwright.sync_api import Browser, Error, Playwright

from tests.apps.kitchen import PASSWORD
from tests.browser.chromium import a_chromium
from tests.cli.processes import Machine, Server
from tests.fronts import script, standing

REGISTERS: Final = """
async (server) => {
    const asked = {client_name: "A web app", redirect_uris: location.href, scopes: "read write"};
    const app = await (await fetch(server + "/api/v1/apps", {method: "POST", body: new URLSearchParams(asked)})).json();
    const base64 = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const secret = base64(crypto.getRandomValues(new Uint8Array(32)));
    const hashed = base64(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)));
    sessionStorage.setItem("kept", JSON.stringify({
        grant_type: "authorization_code", client_id: app.client_id, client_secret: app.client_secret,
        redirect_uri: location.href, code_verifier: secret,
    }));
    return server + "/oauth/authorize?" + new URLSearchParams({
        response_type: "code", client_id: app.client_id, redirect_uri: location.href, scope: "read write",
        code_challenge: hashed, code_challenge_method: "S256",
    });
}
"""
IS_LET_IN: Final = """
async (server) => {
    const said = {...JSON.parse(sessionStorage.getItem("kept")), code: new URL(location).searchParams.get("code")};
    const asked = await fetch(server + "/oauth/token", {method: "POST", body: new URLSearchParams(said)});
    const headers = {"Authorization": "Bearer " + (await asked.json()).access_token};
    const json = {...headers, "Content-Type": "application/json", "Idempotency-Key": "once"};
    const body = JSON.stringify({status: "the kettle is on", visibility: "private"});
    await fetch(server + "/api/v1/statuses", {method: "POST", headers: json, body});
    const home = await fetch(server + "/api/v1/timelines/home?limit=1", {headers});
    return {said: (await home.json()).map(status => status.content), link: home.headers.get("Link"),
            secure: isSecureContext};
}
"""


class Places(Struct, frozen=True):
    """Where the app and the server are, as a browser sees them, and the folder of the authority."""

    app: str
    server: str
    folder: Path


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>app</title>")

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    """An app without anything in it, and a server with one member, both behind TLS."""
    app = ThreadingHTTPServer(("127.0.0.1", 0), _Blank)
    threading.Thread(target=app.serve_forever, daemon=True).start()
    behind, public = _free_port(), _free_port()
    machine = Machine(tmp_path, KUKHNYA_URL=f"https://kitchen.localhost:{public}", KUKHNYA_RATE_LIMITS="off")
    server = Server(machine.starts("serve", "--port", str(behind)))
    assert machine.types("account", "create", "vera", "--password-stdin", stdin=PASSWORD).code == 0
    try:
        with standing(tmp_path / "tls", f"{public}:{behind}", f"0:{app.server_port}") as ([_, port], _):
            yield Places(f"https://app.localhost:{port}/", f"https://kitchen.localhost:{public}", tmp_path / "tls")
    finally:
        server.ends()
        app.shutdown()


def test_it_signs_in_posts_and_reads(places: Places, playwright: Playwright) -> None:
    made = script()
    trust = f"--ignore-certificate-errors-spki-list={made.fingerprint(made.Files.of(places.folder))}"
    with a_chromium(playwright, trust) as browser:
        page = browser.new_page()

        page.goto(places.app)
        page.goto(page.evaluate(REGISTERS, places.server))
        page.fill("#name", "vera")
        page.fill("#password", PASSWORD)
        page.click("main button")
        page.click("text=Let it in")
        page.wait_for_url(f"{places.app}?code=*")
        seen = page.evaluate(IS_LET_IN, places.server)

    assert seen["said"] == ["<p>the kettle is on</p>"]
    assert f"{places.server}/api/v1/timelines/home" in seen["link"]
    assert seen["secure"]


def test_a_browser_that_was_told_nothing_does_not_trust_it(places: Places, chromium: Browser) -> None:
    page = chromium.new_context().new_page()

    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(places.app)
