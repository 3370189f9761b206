"""Every route there is, for every kind of viewer and every audience: nobody is told what is not theirs.

The routes are read off the table of the doors, so a new route is covered the day it is added; one with a path parameter
this test does not know fails until it is told what to fill in. Hidden and missing must look alike to the byte. Routes whose
answer goes on are listened to in `test_no_stream_leaks.py`.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kukhnya.actions.sign_in import sign_in
from kukhnya.door.login import COOKIE
from kukhnya.door.route import ROUTES, Route
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from tests.world import VISIBILITY, Person, World, a_world

MISSING = "117000000000000001"
READERS = {
    Audience.PUBLIC: {"follower", "mutual", "named"},
    Audience.UNLISTED: {"follower", "mutual", "named"},
    Audience.MEMBERS: {"follower", "mutual", "named"},
    Audience.FOLLOWERS: {"follower", "mutual", "named"},
    Audience.MUTUALS: {"mutual", "named"},
    Audience.CIRCLE: {"inside", "named"},
    Audience.DIRECT: {"named"},
    Audience.SELF: set[str](),
}
"""Who reads what of a closed profile, besides the author."""
EVERYBODY = {"stranger", "pending", "follower", "removed", "mutual", "inside", "named"}
OPEN_READERS = READERS | {
    Audience.PUBLIC: EVERYBODY | {"nobody"},
    Audience.UNLISTED: EVERYBODY | {"nobody"},
    Audience.MEMBERS: EVERYBODY,
}
"""The same of an open one. `blocked` never reads anything."""
NAMES = ("author", "stranger", "pending", "follower", "removed", "mutual", "inside", "named", "blocked")

_WORD = re.compile(r'name="csrf" value="[^"]*"')


def word(audience: Audience) -> str:
    """What is planted in the text, the warning and the hashtag of a status for this audience."""
    return f"zq{audience.value}qz"


class Street:
    """The author, everybody who might read, and one status for each audience."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[str, Person] = {}
        self.cookies: dict[str, str] = {}
        self.ids: dict[Audience, str] = {}
        self.circle = ""

    async def build(self, *, closed: bool) -> None:
        """Put everybody in their place."""
        for name in NAMES:
            self.people[name] = await self.world.member(name)
            self.cookies[name] = await self._signed_in(self.people[name])
        self.people["nobody"] = self.world.nobody
        author = self.people["author"]
        for name in ("follower", "removed", "mutual", "blocked"):
            await self.people[name].follows(author)
        await author.follows(self.people["mutual"])
        await self.people["pending"].post(f"/api/v1/accounts/{author.id}/follow")
        await author.post(f"/api/v1/accounts/{self.people['removed'].id}/remove_from_followers")
        self.circle = await author.circle_of("zqcirclenameqz", self.people["inside"])
        for audience in Audience:
            said = await author.post(
                "/api/v1/statuses",
                status=f"{word(audience)} for @named #{word(audience)}",
                spoiler_text=word(audience),
                visibility=VISIBILITY[audience],
                circle_id=self.circle,
            )
            self.ids[audience] = said["id"]
            await author.post(f"/api/v1/statuses/{said['id']}/bookmark")
            if audience is not Audience.DIRECT:
                await self._quoted_widely(author, audience)
        await author.post(f"/api/v1/accounts/{self.people['blocked'].id}/block")
        if not closed:
            await author.opens_profile()
        await author.patch("/api/v1/accounts/update_credentials", indexable=True, discoverable=True)
        await self.world.settle()

    async def _quoted_widely(self, author: Person, audience: Audience) -> None:
        """Somewhere anybody may read, the status is quoted: those who may not see it are not told a word of it."""
        said = await author.post(
            "/api/v1/statuses", status="look", visibility=VISIBILITY[audience], circle_id=self.circle,
            quoted_status_id=self.ids[audience],
        )  # fmt: skip
        await author.put(f"/api/v1/statuses/{said['id']}", visibility="public", confirm_widening=True)

    async def _signed_in(self, person: Person) -> str:
        secret = new_secret()
        await self.world.house.store.write(NOBODY, lambda tx: sign_in(tx, person.id, digest(secret), ""))
        return secret

    async def asks(self, name: str, verb: str, path: str, **params: str) -> httpx.Response:
        """One request by somebody, with token and cookie, or with neither."""
        person = self.people[name]
        headers = {"cookie": f"{COOKIE}={self.cookies[name]}"} if name in self.cookies else {}
        return await person.call(verb, path, params=params, headers=headers)


@pytest.fixture(params=["closed", "open"])
async def street(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Street, dict[Audience, set[str]]]]:
    """A closed profile, then an open one."""
    async with a_world(tmp_path) as world:
        made = Street(world)
        await made.build(closed=request.param == "closed")
        yield made, READERS if request.param == "closed" else OPEN_READERS


def fillings(route: Route, street: Street, status_id: str) -> dict[str, str]:
    """What stands for each parameter of a route's path. Raises KeyError for one nobody has thought of."""
    known = {
        "status_id": status_id,
        "poll_id": status_id,
        "move_id": status_id,
        "number": "1",
        "kind": "X01",
        "notification_id": status_id,
        "group_key": f"ungrouped-{status_id}",
        "request_id": str(street.people["author"].id),
        "conversation_id": status_id,
        "account_id": str(street.people["author"].id),
        "list_id": status_id,
        "featured_tag_id": status_id,
        "media_id": status_id,
        "scheduled_status_id": status_id,
        "quoting_id": status_id,
        "circle_id": street.circle,
        "filter_id": status_id,
        "keyword_id": status_id,
        "entry_id": status_id,
        "name": "author",
        "handle": "@author",
        "key": "0" * 32,
        "file": "large.jpg",
        "code": "nothing",
        "announcement_id": status_id,
        "report_id": status_id,
        "block_id": status_id,
        "date": "2026-11-25",
        "act": "silence",
        "rule_id": status_id,
        "tag": "author",
        "link_id": status_id,
        "publisher": "author.example",
        "collection_id": status_id,
        "item_id": status_id,
        "emoji": "thanks",
    }
    return {name: known[name] for name in re.findall(r"{(\w+)}", route.path)}


def path_of(route: Route, values: dict[str, str]) -> str:
    """The route's path with these values."""
    return route.path.format(**values)


def reads(readers: dict[Audience, set[str]], name: str, audience: Audience) -> bool:
    """May this person read what the author posted for this audience?"""
    return name == "author" or name in readers[audience]


def texts(answer: httpx.Response) -> str:
    """Everything an answer says: body and headers."""
    return answer.text + " ".join(answer.headers.values())


async def test_no_get_of_any_route_holds_a_word_that_is_not_for_the_viewer(street: Any) -> None:
    made, readers = street
    asked = 0

    for name in (*NAMES, "nobody"):
        hidden = [audience for audience in Audience if not reads(readers, name, audience)]
        for route in [route for route in ROUTES if route.verb == "GET" and not route.streams]:
            for audience in Audience:
                values = fillings(route, made, made.ids[audience])
                extra = {"id[]": made.ids[audience], "resource": "acct:author@kitchen.test"}
                if "search" in route.path:
                    extra["q"] = word(audience)
                said = texts(await made.asks(name, "GET", path_of(route, values), **extra))
                asked += 1
                if route.page and "q" in extra:  # a page of search says again what its reader typed, and nothing else
                    said = said.replace(f'value="{extra["q"]}"', "").replace(f"q={extra['q']}", "")
                for other in hidden:
                    assert word(other) not in said, (name, route.path, other)
                if name != "author":
                    assert "zqcirclenameqz" not in said, (name, route.path)
                if not values and "search" not in route.path:
                    break
    assert asked > 2000


async def test_tags_and_timelines_hold_no_word_that_is_not_for_the_viewer(street: Any) -> None:
    made, readers = street

    for name in (*NAMES, "nobody"):
        for audience in Audience:
            if reads(readers, name, audience):
                continue
            key = word(audience)
            answers = [
                await made.asks(name, "GET", f"/api/v1/timelines/tag/{key}"),
                await made.asks(name, "GET", "/api/v2/search", q=key[:5]),
                await made.asks(name, "GET", f"/api/v1/accounts/{made.people['author'].id}/statuses", tagged=key),
            ]
            for answer in answers:
                assert made.ids[audience] not in answer.text, (name, audience, answer.request.url)
                assert f'"{key}"' not in answer.text, (name, audience, answer.request.url)


def _comparable(answer: httpx.Response, status_id: str) -> tuple[int, str, list[tuple[str, str]]]:
    """What there is to compare: the hidden word of a form is another on each page."""
    headers = [(k, v) for k, v in answer.headers.items() if k not in {"date", "set-cookie"}]
    return (
        answer.status_code,
        _WORD.sub("", answer.text.replace(status_id, "ID")),
        [(k, v.replace(status_id, "ID")) for k, v in headers],
    )


@pytest.mark.parametrize("verb", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
async def test_what_is_hidden_answers_exactly_like_what_is_missing(street: Any, verb: str) -> None:
    made, readers = street
    routes = [
        route
        for route in ROUTES
        if route.verb == ("GET" if verb == "HEAD" else verb) and re.search(r"{(status|poll)_id}", route.path)
    ]
    compared = 0

    for name in (*NAMES, "nobody"):
        for audience in Audience:
            if reads(readers, name, audience):
                continue
            for route in routes:
                real, none = made.ids[audience], MISSING
                hidden = await made.asks(name, verb, path_of(route, fillings(route, made, real)), range="bytes=0-10")
                missing = await made.asks(name, verb, path_of(route, fillings(route, made, none)), range="bytes=0-10")
                compared += 1
                assert _comparable(hidden, real) == _comparable(missing, none), (name, route.path, audience)
    assert compared > 0 or not routes


async def test_those_who_may_read_do_read(street: Any) -> None:
    made, readers = street

    for name in (*NAMES, "nobody"):
        for audience, status_id in made.ids.items():
            answer = await made.asks(name, "GET", f"/api/v1/statuses/{status_id}")

            assert (answer.status_code == 200) == reads(readers, name, audience), (name, audience)
