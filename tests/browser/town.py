"""A small lively world on a port, for browsers: everything a page may have to show, in one place.

It lives in a thread of its own, so that a test drives a browser and lets somebody in the world do something in between.
"""

import asyncio
import contextlib
import io
import socket
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import uvloop
from PIL import Image
from playwright.sync_api import Browser, BrowserContext

from kukhnya.actions.add_emoji import add_emoji
from kukhnya.actions.announce import announce
from kukhnya.actions.ask_for_support import ask_for_support
from kukhnya.actions.create_invite import create_invite
from kukhnya.actions.keep_ledger import add_entry, renew_canary
from kukhnya.actions.keep_rules import add_rule, keep_text
from kukhnya.actions.set_password import renew_hash
from kukhnya.actions.sign_in import sign_in
from kukhnya.door.login import COOKIE
from kukhnya.door.passwords import hashed
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, Time, iso
from kukhnya.model.ledger import Request
from kukhnya.model.reaction import REACTIONS
from kukhnya.model.support import Support
from kukhnya.model.viewer import NOBODY
from kukhnya.serving import Server
from tests.world import VISIBILITY, Person, World, a_world

T = TypeVar("T")
OOB: Final = "urn:ietf:wg:oauth:2.0:oob"
PASSWORD: Final = "samovar at midnight"
LONG: Final = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
RIGHT_TO_LEFT: Final = "שלום לכולם, התה מוכן עם לימון"
MARKUP: Final = "\"'><img src=x onerror=alert(1)><b>"


ORDER: Final = Request(
    month="2026-11",
    country="RU",
    kind="data",
    basis=f"149-FZ {LONG}",
    outcome="nothing there",
    accounts="1",
    notice="given",
)


class _Quiet(Server):
    """A server in a thread: signals belong to the tests."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None."""
        yield


class Town:
    """A running server and the people in it by name."""

    def __init__(self, loop: asyncio.AbstractEventLoop, world: World, url: str) -> None:
        self.world = world
        self.url = url
        self.people: dict[str, Person] = {}
        self.words: dict[str, str] = {}
        """What the browsers of those who have signed in keep in their cookie."""
        self.known: dict[str, list[str]] = {}
        """What may stand for the parameters of a path, by their names."""
        self.code = new_secret()
        """What an invite of this town holds."""
        self.over = asyncio.Event()
        self._loop = loop

    def does(self, what: Coroutine[Any, Any, T]) -> T:
        """Let something happen in the world, and wait for it."""
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(60)

    def ends(self) -> None:
        """Everybody goes home."""
        self._loop.call_soon_threadsafe(self.over.set)

    def browser(self, chromium: Browser, who: str = "", **more: Any) -> BrowserContext:
        """A browser in which this person has signed in, or nobody."""
        context = chromium.new_context(base_url=self.url, **more)
        context.set_default_timeout(20_000)
        if who:
            context.add_cookies([{"name": COOKIE, "value": self.words[who], "url": self.url}])
        return context

    async def moves_in(self, *names: str, staff: str = "") -> list[Person]:
        """New members, with browsers in which they have signed in."""
        for name in names:
            made = await (self.world.admin(name) if name == staff else self.world.member(name))
            self.people[name], self.words[name] = made, await self.signs_in(made)
        return [self.people[name] for name in names]

    async def signs_in(self, person: Person) -> str:
        """One more browser of this person: what it keeps."""
        word = new_secret()
        await self.world.house.store.write(NOBODY, lambda tx: sign_in(tx, person.id, digest(word), "a browser"))
        return word


@contextlib.contextmanager
def a_town(folder: Path, *, lively: bool = True, **settings: Any) -> Iterator[Town]:
    """A server in a thread, for the length of the block."""
    ready, made, ending = threading.Event(), list[Town](), list[BaseException]()

    async def live() -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with a_world(folder, url=url, **{"registration": "approval", **settings}) as world:
            server = _Quiet(world.house)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            town = Town(asyncio.get_running_loop(), world, url)
            if lively:
                await furnish(town)
            world.worker.start()
            made.append(town)
            ready.set()
            await town.over.wait()
            server.should_exit = True
            await serving
            await world.worker.stop()

    def run() -> None:
        try:
            with asyncio.Runner(
                loop_factory=uvloop.new_event_loop
            ) as runner:  # as the server has it: no answer waits in the kernel
                runner.run(live())
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            ending.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    if ending:
        raise ending[0]
    try:
        yield made[0]
    finally:
        made[0].ends()
        thread.join()
    if ending:
        raise ending[0]


async def furnish(town: Town) -> None:
    """Put in everything there is: people, ties, statuses for every audience, letters, lists, news, things to look after."""
    vera, misha, sonya, grudge, waiting, gone = await town.moves_in(
        "vera", "misha", "sonya", "grudge", "waiting", "gone", staff="vera"
    )
    for person in (vera, misha):
        await person.patch(
            "/api/v1/accounts/update_credentials", closed=False, discoverable=True, indexable=True,
            display_name=f"{person.name.title()} of the long corridor", note=f"tea, {LONG}, {RIGHT_TO_LEFT}",
            fields_attributes=[{"name": "garden", "value": "https://example.org/a?b"}, {"name": LONG[:60], "value": LONG}],
        )  # fmt: skip
    for one, other in ((misha, vera), (vera, misha), (sonya, vera), (vera, sonya), (grudge, vera)):
        await one.follows(other)
    await vera.closes_profile()
    await waiting.post(f"/api/v1/accounts/{vera.id}/follow")
    await vera.patch("/api/v1/accounts/update_credentials", closed=False)
    await vera.patch("/api/v1/accounts/update_credentials", source={"feed": True})
    statuses = await _table_talk(town)
    await _ties(town, statuses)
    await _server(town, statuses)
    await vera.post(f"/api/v1/admin/accounts/{gone.id}/action", type="suspend")
    await town.world.settle()
    await _known(town, statuses)


async def _picture(person: Person, alt: str) -> str:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((600, 400)).save(out, "PNG")
    files = {"file": ("a.png", out.getvalue(), "image/png")}
    return str((await person.call("POST", "/api/v2/media", files=files, data={"description": alt})).json()["id"])


async def _table_talk(town: Town) -> list[str]:
    vera, misha, sonya = (town.people[name] for name in ("vera", "misha", "sonya"))
    circle = await vera.circle_of("Close friends", misha)
    made = []
    for audience in Audience:
        said = await vera.post(
            "/api/v1/statuses", status=f"for {audience.value} @misha #tea", visibility=VISIBILITY[audience],
            circle_id=circle,
        )  # fmt: skip
        made.append(said["id"])
    tea = await vera.posts("Who wants *tea*? https://example.org/a/very/long/path #tea", Audience.PUBLIC)
    answer = await misha.posts("@vera me", in_reply_to_id=tea)
    await vera.posts("@misha with lemon then", in_reply_to_id=answer)
    pictured = await vera.posts("look", media_ids=[await _picture(vera, "a cat on a sill"), await _picture(vera, "")])
    await vera.posts(LONG, language="de")
    await misha.posts(RIGHT_TO_LEFT, language="he")
    await misha.posts("the ending", spoiler_text="I have seen the film", sensitive=True)
    await sonya.posts("hidden pictures", media_ids=[await _picture(sonya, "a cat again")], sensitive=True)
    await vera.call("PUT", f"/api/kukhnya/v1/works/{pictured}", json={"title": "A cat"})
    asked = await misha.posts("What do we drink?", poll={"options": ["tea", LONG[:40]], "expires_in": 86_400})
    await vera.posts("gone tomorrow", Audience.FOLLOWERS, expires_in=86_400)
    await vera.put(f"/api/v1/statuses/{tea}", status="Who wants *tea*? I have cups. #tea")
    await misha.post(f"/api/v1/statuses/{pictured}/reblog", visibility="public")
    await vera.put(f"/api/v1/statuses/{tea}/interaction_policy", quote_approval_policy="public")
    await misha.posts("look at this", quoted_status_id=tea)
    for number in range(24):
        await misha.posts(f"day {number}")
    for verb in ("favourite", "bookmark"):
        await vera.post(f"/api/v1/statuses/{asked}/{verb}")
        await misha.post(f"/api/v1/statuses/{tea}/{verb}")
    for name in REACTIONS:
        await misha.put(f"/api/v1/pleroma/statuses/{tea}/reactions/{name}")
    await vera.put(f"/api/v1/pleroma/statuses/{asked}/reactions/laugh")
    await vera.post(f"/api/v1/statuses/{tea}/pin")
    await sonya.posts("@vera a letter", Audience.DIRECT)
    later = iso(Time(town.world.clock() + DAY))
    await vera.post("/api/v1/statuses", status="later", scheduled_at=later)
    return [tea, pictured, asked, answer, *made]


async def _ties(town: Town, statuses: list[str]) -> None:
    vera, misha, sonya, grudge = (town.people[name] for name in ("vera", "misha", "sonya", "grudge"))
    kept = await vera.post("/api/v1/lists", title=f"Neighbours {LONG[:40]}")
    await vera.post(f"/api/v1/lists/{kept['id']}/accounts", account_ids=[str(misha.id)])
    await vera.post(
        "/api/v2/filters", title="football", context=["home", "public"], filter_action="warn",
        keywords_attributes=[{"keyword": "day 3", "whole_word": True}],
    )  # fmt: skip
    await vera.post("/api/v1/tags/tea/follow")
    await vera.post("/api/v1/featured_tags", name="tea")
    await vera.post(f"/api/v1/accounts/{grudge.id}/block")
    await vera.post(f"/api/v1/accounts/{sonya.id}/note", comment="met at the market")
    await misha.post(f"/api/v1/accounts/{sonya.id}/mute")
    await vera.post(f"/api/v1/accounts/{misha.id}/pin")
    await grudge.post(
        "/api/v1/reports", account_id=str(misha.id), comment="rude", category="spam", status_ids=[statuses[2]]
    )


async def _server(town: Town, statuses: list[str]) -> None:
    store = town.world.house.store
    word = await hashed(PASSWORD)
    for name in ("vera", "misha"):
        person = town.people[name]
        await store.write(NOBODY, lambda tx, person=person: renew_hash(tx, person.id, word))  # type: ignore[misc]
    await store.write(NOBODY, lambda tx: create_invite(tx, digest(town.code)))
    await store.write(NOBODY, lambda tx: add_rule(tx, "Be kind", "or be quiet"))
    await store.write(NOBODY, lambda tx: keep_text(tx, "terms_of_service", "Be **kind**."))
    await store.write(NOBODY, lambda tx: announce(tx, "The kettle is being descaled on Sunday"))
    asked = Support(
        text_en=f"The rent of {LONG}", text_ru="Пора платить за кухню", link="https://give.example/", currency="USD",
        monthly=(200, 550), once=(2000,),
    )  # fmt: skip
    await store.write(NOBODY, lambda tx: ask_for_support(tx, asked))
    await store.write(NOBODY, lambda tx: add_entry(tx, ORDER, [town.people["vera"].id]))
    await store.write(NOBODY, lambda tx: renew_canary(tx, f"Nobody has ordered us to be silent. {LONG}"))
    await town.people["vera"].put("/api/kukhnya/v1/law", jurisdictions=["ru", "de"], hold_risky=True)
    await town.people["vera"].posts("read this: https://listed.example/a")
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "#a63d22").save(out, "PNG")
    key = "e" * 32
    for size in ("small", "large"):
        path = town.world.house.files.path(key, size, "png")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out.getvalue())
    await store.write(NOBODY, lambda tx: add_emoji(tx, "samovar", key, "png"))
    await town.people["vera"].posts("with an emoji :samovar: " + statuses[0])


async def _known(town: Town, statuses: list[str]) -> None:
    vera = town.people["vera"]
    conversations = await vera.get("/api/v1/conversations")
    news = await vera.get("/api/v1/notifications")
    asked = {"client_name": "An app", "redirect_uris": OOB, "scopes": "read write"}
    app = await vera.post("/api/v1/apps", **asked)
    consent = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": OOB, "scope": "read write"}
    town.known = {
        "consent": [urlencode(consent)],
        "status_id": statuses,
        "handle": ["@vera", "@misha", "@sonya", "@nobody"],
        "account_id": [str(town.people[name].id) for name in ("gone", "misha", "vera")],
        "list_id": [each["id"] for each in await vera.get("/api/v1/lists")],
        "circle_id": [each["id"] for each in await vera.get("/api/v1/circles")],
        "filter_id": [each["id"] for each in await vera.get("/api/v2/filters")],
        "report_id": [each["id"] for each in await vera.get("/api/v1/admin/reports")],
        "scheduled_status_id": [each["id"] for each in await vera.get("/api/v1/scheduled_statuses")],
        "announcement_id": [each["id"] for each in await vera.get("/api/v1/announcements")],
        "conversation_id": [each["id"] for each in conversations],
        "notification_id": [each["id"] for each in news],
        "code": [town.code],
        "name": ["tea", "icon.svg", "samovar", "privacy_policy"],
        "file": ["192.png"],
        "tag": ["tea"],
    }
