"""A small world for tests: people who use the server through its real doors."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx

from kukhnya import opening
from kukhnya.actions.create_account import create_account
from kukhnya.actions.issue_token import issue_token
from kukhnya.actions.register_app import register_app
from kukhnya.app import build
from kukhnya.door.house import House
from kukhnya.door.secrets import digest, new_secret
from kukhnya.fetching import Fetching
from kukhnya.model.audience import Audience
from kukhnya.model.ids import SECOND, AccountId, AppId, Time
from kukhnya.model.viewer import NOBODY
from kukhnya.pushing import Pusher
from kukhnya.settings import Settings
from kukhnya.store.migrate import migrate
from kukhnya.store.store import clock
from kukhnya.warming import Warming
from kukhnya.worker import Worker

BASE = "http://kitchen.test"
ALL_SCOPES = "read write follow push profile"
STAFF_SCOPES = f"{ALL_SCOPES} admin:read admin:write"
VISIBILITY = {
    Audience.PUBLIC: "public",
    Audience.UNLISTED: "unlisted",
    Audience.MEMBERS: "local",
    Audience.FOLLOWERS: "private",
    Audience.MUTUALS: "mutuals",
    Audience.CIRCLE: "limited",
    Audience.DIRECT: "direct",
    Audience.SELF: "self",
}


class Refusal(AssertionError):
    """A door said no where the story expected a yes."""


class Person:
    """Somebody with an app; `nobody` has none."""

    def __init__(self, world: "World", name: str, account_id: AccountId, token: str) -> None:
        self.world = world
        self.name = name
        self.id = account_id
        self.token = token

    async def call(self, verb: str, path: str, **more: Any) -> httpx.Response:
        """One request; `more` as httpx takes it (json, data, params, files, headers)."""
        headers = dict(more.pop("headers", {}))
        if self.token:
            headers.setdefault("authorization", f"Bearer {self.token}")
        return await self.world.client.request(verb, path, headers=headers, **more)

    async def get(self, path: str, **params: Any) -> Any:
        """The JSON of a GET that must succeed."""
        return _good(await self.call("GET", path, params=params or None)).json()

    async def post(self, path: str, **body: Any) -> Any:
        """The JSON of a POST that must succeed."""
        return _good(await self.call("POST", path, json=body)).json()

    async def put(self, path: str, **body: Any) -> Any:
        """The JSON of a PUT that must succeed."""
        return _good(await self.call("PUT", path, json=body)).json()

    async def patch(self, path: str, **body: Any) -> Any:
        """The JSON of a PATCH that must succeed."""
        return _good(await self.call("PATCH", path, json=body)).json()

    async def delete(self, path: str, **body: Any) -> Any:
        """The JSON of a DELETE that must succeed."""
        return _good(await self.call("DELETE", path, json=body)).json()

    async def posts(self, text: str, to: Audience = Audience.PUBLIC, **more: Any) -> str:
        """Post a status; the answer is its id."""
        said = await self.post("/api/v1/statuses", status=text, visibility=VISIBILITY[to], **more)
        return str(said["id"])

    async def sees(self, status_id: str) -> bool:
        """Does the status exist for this person?"""
        answer = await self.call("GET", f"/api/v1/statuses/{status_id}")
        assert answer.status_code in {200, 404}, answer.text
        return answer.status_code == 200

    async def home(self, **params: Any) -> list[str]:
        """Ids on this person's home page."""
        return [status["id"] for status in await self.get("/api/v1/timelines/home", **params)]

    async def opens_profile(self) -> None:
        """Let anybody read what was meant for anybody."""
        await self.patch("/api/v1/accounts/update_credentials", closed=False)

    async def closes_profile(self) -> None:
        """Let nobody in but followers and those named."""
        await self.patch("/api/v1/accounts/update_credentials", closed=True)

    async def follows(self, other: "Person") -> None:
        """Ask to follow, and be let in where a request is needed; what was posted before may be read too."""
        relationship = await self.post(f"/api/v1/accounts/{other.id}/follow")
        if relationship["requested"]:
            await other.post(f"/api/v1/follow_requests/{self.id}/authorize", reads_from="all")

    async def circle_of(self, title: str, *members: "Person") -> str:
        """Make a circle of these people; the answer is its id."""
        circle = await self.post("/api/v1/circles", title=title)
        await self.post(f"/api/v1/circles/{circle['id']}/accounts", account_ids=[str(m.id) for m in members])
        return str(circle["id"])


def _good(answer: httpx.Response) -> httpx.Response:
    if answer.status_code >= 400:
        raise Refusal(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:500]}")
    return answer


class Clock:
    """The server's clock, which tests move by hand."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> Time:
        """Now."""
        return Time(clock() + self.ahead)

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += int(seconds * SECOND)


class World:
    """A server with its people, in this process, behind its real application."""

    def __init__(self, house: House, app_id: AppId) -> None:
        self.house = house
        self.clock: Clock = house.store.clock  # type: ignore[assignment]
        pusher = Pusher(house.store, house.outbound, house.tag, BASE)
        self.worker = Worker(house.store, house.files, pusher, then=house.streams.wake)
        self.fetching = Fetching(house.store, house.files, house.outbound, house.settings.domain, house.labels)
        self.warming = Warming(house)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=build(house)), base_url=BASE)
        self.nobody = Person(self, "nobody", AccountId(0), "")
        self._app = app_id

    async def member(self, name: str, *, scopes: str = ALL_SCOPES, **more: Any) -> Person:
        """A new member with a token."""
        account_id = await self.house.store.write(NOBODY, lambda tx: create_account(tx, name, "", **more))
        return await self.signed_in(name, account_id, scopes)

    async def signed_in(self, name: str, account_id: AccountId, scopes: str = ALL_SCOPES) -> Person:
        """The same member with one more token."""
        word = new_secret()
        await self.house.store.write(NOBODY, lambda tx: issue_token(tx, self._app, account_id, scopes, digest(word)))
        return Person(self, name, account_id, word)

    async def moderator(self, name: str) -> Person:
        """A new member who looks after the server with others."""
        return await self.member(name, scopes=STAFF_SCOPES, role="moderator")

    async def admin(self, name: str) -> Person:
        """A new member who looks after the server."""
        return await self.member(name, scopes=STAFF_SCOPES, role="admin")

    async def members(self, *names: str) -> list[Person]:
        """New members, in this order."""
        return [await self.member(name) for name in names]

    async def settle(self) -> None:
        """Let everything follow that is due."""
        await self.worker.drain()
        if self.house.settings.fetches_cards:
            await self.fetching.drain()
            await self.worker.drain()

    @contextlib.contextmanager
    def counted(self) -> Iterator[list[int]]:
        """The number of SQL statements inside the block, in a list of one once it is over."""
        before = self.house.store.statements
        counted: list[int] = []
        yield counted
        counted.append(self.house.store.statements - before)


_READY: Final[list[tuple[bytes, int]]] = []
"""A database with its tables and nothing in them, made once for all tests of this process."""


async def _fresh(path: Path) -> None:
    """A new database where there is none: making the tables anew takes longer than most tests."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if not _READY:
        await migrate(f"sqlite:///{path}")
        with closing(sqlite3.connect(path)) as made:
            _READY.append((made.serialize(), path.stat().st_mode))
        return
    content, mode = _READY[0]
    path.write_bytes(content)
    path.chmod(mode)


@contextlib.asynccontextmanager
async def a_world(folder: Path, database_url: str = "", **settings: Any) -> AsyncIterator[World]:
    """A fresh server on this database (SQLite in `folder` where none is named)."""
    made = Settings(
        data=str(folder),
        database_url=database_url,
        **{"url": BASE, "rate_limits": "off", "link_cards": "off", **settings},
    )
    if not database_url:
        await _fresh(folder / "kukhnya.db")
    await migrate(made.database)
    house = await opening.open_house(made)
    house.store.clock = Clock()
    house.questions.share = 0.0  # asked by chance otherwise, one page in fifty; who wants a question turns it up
    app_id = await house.store.write(
        NOBODY,
        lambda tx: register_app(
            tx, "Test app", ("urn:ietf:wg:oauth:2.0:oob",), ALL_SCOPES, client_id=new_secret(), secret_hash=""
        ),
    )
    world = World(house, app_id)
    try:
        yield world
    finally:
        await world.client.aclose()
        await house.close()
