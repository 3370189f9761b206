"""A town that lives for some days and leaves what it leaves: run as a process of its own, so that its power can be cut.

Everybody uses the real server over a socket, as apps and browsers do, with addresses, user agents and much that nobody
asked for. The server's clock is moved by hand; an hour of the worker's tidying passes with every simulated day.
"""

import argparse
import asyncio
import io
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
from PIL import Image, PngImagePlugin

from kukhnya import logs
from kukhnya.actions.create_invite import create_invite
from kukhnya.backup import back_up
from kukhnya.door.secrets import digest
from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, HOUR, MINUTE
from kukhnya.model.viewer import NOBODY
from kukhnya.serving import Server
from kukhnya.settings import Settings
from tests.push.service import App as PushApp
from tests.web.browser import Browser
from tests.world import STAFF_SCOPES, Person, World, a_world

from .ledger import Ledger, Moment, Tie, spread

BACK: Final = "https://app.test/back"
SCOPES: Final = "read write follow push"


class Soul(Person):
    """A member at an app and a browser, seen from some address."""

    number: int
    address: str
    agent: str
    browser: Browser
    app: dict[str, Any]
    password: str
    posted: dict[str, str]
    closed: bool

    async def call(self, verb: str, path: str, **more: Any) -> httpx.Response:
        """As an app does, from where they are."""
        headers = {"user-agent": self.agent, "x-forwarded-for": self.address, **more.pop("headers", {})}
        return await super().call(verb, path, headers=headers, **more)


class Town:
    """The people, the clock and the ledger."""

    def __init__(self, world: World, ledger: Ledger, port: int, days: int) -> None:
        self.world, self.ledger, self.days = world, ledger, days
        self.base = f"http://127.0.0.1:{port}"
        world.client = httpx.AsyncClient(base_url=self.base, timeout=60)
        self.people: list[Soul] = []
        self._begin = (world.clock() // DAY + 1) * DAY

    def at(self, day: int, hour: int, minute: int = 0) -> int:
        """Move the clock; the answer is the moment."""
        moment = self._begin + day * DAY + hour * HOUR + minute * MINUTE
        self.world.clock.ahead += moment - self.world.clock()
        return moment

    def other(self, who: Soul, step: int) -> Soul:
        """Somebody else in a fixed distance."""
        return self.people[(who.number + step) % len(self.people)]

    def author(self, who: Soul, step: int) -> Soul:
        """Somebody else whose profile is open."""
        opened = [each for each in self.people if not each.closed and each is not who]
        return opened[(who.number + step) % len(opened)]

    async def tidy(self) -> None:
        """What the worker does in an hour."""
        await self.world.settle()
        worker = self.world.worker
        worker._tidy_at = worker._scrub_at = worker._hush_at = time.monotonic()
        await worker._keep_tidy()


def _browser(town: Town, soul: Soul) -> Browser:
    made = Browser.__new__(Browser)
    made.client = httpx.AsyncClient(
        base_url=town.base,
        timeout=60,
        headers={"user-agent": soul.agent, "x-forwarded-for": soul.address, "referer": f"{town.base}/?{soul.agent}"},
    )
    made.page = httpx.Response(200)
    return made


# Coming


async def arrive(town: Town, number: int) -> None:
    """Sign up through an app, telling much more than was asked."""
    ledger, world = town.ledger, town.world
    created = town.at(0, 3, number)
    soul = Soul(world, f"guest{number}", world.nobody.id, "")
    soul.number, soul.closed, soul.posted = number, number % 5 == 4, {}
    soul.address = ledger.note("I3", f"203.0.113.{number + 1}")
    soul.agent = f"Phone/{ledger.canary('I6', number)}"
    soul.password = ledger.note("I8", f"window seat {number}")
    soul.app = await soul.post(
        "/api/v1/apps", client_name=ledger.canary("I11", number), redirect_uris=BACK, scopes=SCOPES
    )
    keys = {name: soul.app[name] for name in ("client_id", "client_secret")}
    granted = await soul.post("/oauth/token", grant_type="client_credentials", scope="read write", **keys)
    code = f"invitation-{number}"
    invited = number % 2 == 0
    if invited:
        await world.house.store.write(NOBODY, lambda tx: create_invite(tx, digest(code), uses=1, days=1))
    phone = ledger.note("I2", f"+7900555{number:04}")
    form = {
        "username": soul.name, "password": soul.password, "agreement": True, "locale": "en",
        "email": f"{ledger.canary('I1', number)}@example.org", "reason": ledger.canary("I13", number),
        "phone": phone, "tel": ledger.canary("I2", number), "legal_name": ledger.canary("I7", number),
        "birth_date": ledger.canary("I7", number), **({"invite_code": code} if invited else {}),
    }  # fmt: skip
    answer = await soul.call(
        "POST", "/api/v1/accounts", json=form, headers={"authorization": f"Bearer {granted['access_token']}"}
    )
    soul.token = ledger.note("I10", answer.raise_for_status().json()["access_token"])
    town.people.append(soul)
    soul.posted["created"] = str(created)
    await world.settle()


async def let_in(town: Town, admin: Person) -> None:
    """The administrator lets in those who wait; then everybody's number is known."""
    town.at(0, 4)
    for row in await admin.get("/api/v2/admin/accounts", status="pending", limit=100):
        await admin.post(f"/api/v1/admin/accounts/{row['id']}/approve")
    for soul in town.people:
        soul.id = int((await soul.get("/api/v1/accounts/verify_credentials"))["id"])  # type: ignore[assignment]
        town.ledger.accounts.append(soul.id)
        town.ledger.moments.append(Moment("T1", soul.id, int(soul.posted.pop("created"))))
        town.ledger.ties.append(Tie("I12", soul.id, admin.id))


async def sign_in(town: Town, soul: Soul, day: int, field: str, address: str) -> None:
    """Sign in with a browser, let a new app in, throw the one before away."""
    town.ledger.moments.append(Moment("T4", soul.id, town.at(day, 5, soul.number)))
    soul.address = town.ledger.note(field, address)
    soul.agent = f"Browser/{town.ledger.canary('I6', soul.number)}"
    if hasattr(soul, "browser"):
        await soul.browser.opens("/menu")
        await soul.browser.sends("/sign-out")
    soul.browser = _browser(town, soul)
    await soul.browser.signs_in(soul.name, soul.password)
    app = await soul.post(
        "/api/v1/apps", client_name=town.ledger.canary("I11", soul.number), redirect_uris=BACK, scopes=SCOPES
    )
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": BACK, "scope": SCOPES}
    await soul.browser.opens("/oauth/authorize", **asked)
    answer = await soul.browser.sends("/oauth/authorize", answer="allow")
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    keys = {name: app[name] for name in ("client_id", "client_secret")}
    granted = await soul.post(
        "/oauth/token", grant_type="authorization_code", code=code, redirect_uri=BACK, scope=SCOPES, **keys
    )
    old = {name: soul.app[name] for name in ("client_id", "client_secret")}
    await soul.post("/oauth/revoke", token=soul.token, **old)
    soul.token, soul.app = town.ledger.note("I10", granted["access_token"]), app
    push = PushApp().subscription(f"https://1.1.1.1/{town.ledger.canary('T5', soul.number)}")
    await soul.post("/api/v1/push/subscription", subscription=push, data={"alerts": {}, "policy": "none"})


# Living


async def settle_in(town: Town, soul: Soul) -> None:
    """Names, and who may read."""
    town.at(0, 12, soul.number)
    await soul.patch(
        "/api/v1/accounts/update_credentials", display_name=town.ledger.canary("I14", soul.number),
        closed=soul.closed, legal_name=town.ledger.canary("I7", soul.number), phone=town.ledger.canary("I2", soul.number),
    )  # fmt: skip


async def befriend(town: Town, soul: Soul) -> None:
    """Whom they follow, mute, gather; what they note and do not want to read."""
    town.at(0, 13, soul.number)
    friend, muted, kept = town.other(soul, 1), town.other(soul, 3), town.other(soul, 1)
    await soul.patch("/api/v1/accounts/update_credentials", display_name=f"Guest {soul.number}")
    await soul.follows(friend)
    town.ledger.ties.append(Tie("G1" if friend.closed else "G2", soul.id, friend.id))
    await soul.post(f"/api/v1/accounts/{muted.id}/mute")
    town.ledger.ties.append(Tie("G5", soul.id, muted.id))
    soul.posted["circle"] = await soul.circle_of(town.ledger.canary("G4", soul.number), kept)
    gone = await soul.circle_of("a circle that is removed", muted)
    await soul.delete(f"/api/v1/circles/{gone}")
    await soul.post(f"/api/v1/accounts/{muted.id}/note", comment=town.ledger.canary("C11", soul.number))
    await soul.post(
        "/api/v2/filters", title="words", context=["home"],
        keywords_attributes=[{"keyword": town.ledger.canary("C12", soul.number)}],
    )  # fmt: skip
    await soul.post("/api/v1/reports", account_id=str(muted.id), comment=town.ledger.canary("T8", soul.number))


async def write(town: Town, soul: Soul) -> None:
    """One of everything that can be posted."""
    ledger, number, friend = town.ledger, soul.number, town.other(soul, 2)
    town.at(0, 14, number)

    async def says(field: str, visibility: str, words: str = "", **more: Any) -> str:
        text = f"{words} {spread(ledger.canary(field, number))}".strip()
        body = {"status": text[: 4000], "visibility": visibility, **more}  # fmt: skip
        made = str((await soul.post("/api/v1/statuses", **body))["id"])
        if visibility not in {"public", "unlisted"} and field != "C5":
            ledger.hidden.append(int(made))
        return made

    for name in ("liked", "shared", "kept", "viewed"):
        soul.posted[name] = await says("C1", "public")
    poll = {"options": ["tea", "buns"], "expires_in": 86_400 * 31}
    soul.posted["poll"] = await says("C1", "public", poll=poll)
    await says("C2", "private")
    soul.posted["letter"] = await says("C3", "direct", f"@{friend.name}")
    ledger.ties.append(Tie("G3", soul.id, friend.id))
    await says("C4", "limited", circle_id=soul.posted["circle"])
    at = (town.world.clock() + (town.days + 60) * DAY) // 1000
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    await says("C5", "private", scheduled_at=when)
    edited = await says("C7", "private")
    await soul.put(f"/api/v1/statuses/{edited}", status="nothing of that is meant any more")
    for place, visibility in enumerate(("public", "private", "limited", "direct", "self")):
        more = {"circle_id": soul.posted["circle"]} if visibility == "limited" else {}
        soul.posted[f"gone{place}"] = await says("C6", visibility, **more)
    narrowed = await says("C2", "public")
    await soul.put(f"/api/v1/statuses/{narrowed}", status="narrowed", visibility="self")
    await show(town, soul)


async def show(town: Town, soul: Soul) -> None:
    """Pictures that hide what they should not; one of them is deleted later."""
    kinds = {"png": _png, "jpg": _jpeg}
    ids = []
    for kind, made in kinds.items():
        name = f"{town.ledger.canary('C8', soul.number)}.{kind}"
        file = made(town.ledger.canary("C8", soul.number), soul.number)
        town.ledger.windows.setdefault("C8", []).append(file[len(file) // 2 :][:48].hex())
        sent = {"file": (name, file, "application/octet-stream")}
        answer = await soul.call("POST", "/api/v2/media", files=sent, data={"description": "a garden"})
        ids.append(answer.raise_for_status().json())
    await soul.posts("a picture", media_ids=[ids[0]["id"]])
    soul.posted["picture"] = await soul.posts("another", media_ids=[ids[1]["id"]])
    shown = (await soul.get(f"/api/v1/statuses/{soul.posted['picture']}"))["media_attachments"][0]
    for address in (shown["url"], shown["preview_url"]):
        body = (await town.world.client.get(urlsplit(address).path)).raise_for_status().content
        town.ledger.windows.setdefault("C9", []).append(body[len(body) // 2 :][:48].hex())


def _picture(number: int) -> Image.Image:
    image = Image.effect_noise((320, 240), 80).convert("RGB")
    image.paste((number * 9 % 255, 80, 120), (0, 0, 60, 60))
    return image


def _png(word: str, number: int) -> bytes:
    text, out = PngImagePlugin.PngInfo(), io.BytesIO()
    text.add_text("Comment", word)
    text.add_itxt("XML:com.adobe.xmp", word, zip=True)
    _picture(number).save(out, "PNG", pnginfo=text)
    return out.getvalue() + word.encode()


def _jpeg(word: str, number: int) -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E], exif[0x013B] = word, word
    _picture(number).save(out, "JPEG", exif=exif.tobytes(), comment=word.encode(), xmp=word.encode(), quality=90)
    return out.getvalue() + word.encode()


async def look_around(town: Town, soul: Soul) -> None:
    """Like, re-share, keep, vote, view, search."""
    town.at(0, 16, soul.number)
    ledger = town.ledger
    liked, shared, kept = (town.author(soul, step) for step in (0, 1, 2))
    await soul.post(f"/api/v1/statuses/{liked.posted['liked']}/favourite")
    ledger.ties.append(Tie("G6", soul.id, int(liked.posted["liked"])))
    await soul.post(f"/api/v1/statuses/{shared.posted['shared']}/reblog", visibility="private")
    ledger.ties.append(Tie("G7", soul.id, int(shared.posted["shared"])))
    await soul.post(f"/api/v1/statuses/{kept.posted['kept']}/bookmark")
    ledger.ties.append(Tie("C13", soul.id, int(kept.posted["kept"])))
    poll = (await soul.get(f"/api/v1/statuses/{liked.posted['poll']}"))["poll"]
    await soul.post(f"/api/v1/polls/{poll['id']}/votes", choices=[0])
    ledger.ties.append(Tie("C14", soul.id, int(liked.posted["poll"])))
    viewed = shared.posted["viewed"]
    await soul.get(f"/api/v1/statuses/{viewed}", seen=ledger.canary("G8", soul.number))
    await soul.browser.opens(f"/@{shared.name}/{viewed}", from_=ledger.canary("T3", soul.number))
    ledger.ties.append(Tie("G8", soul.id, int(viewed)))
    for words in (ledger.canary("C15", soul.number), ledger.canary("I2", soul.number)):
        await soul.get("/api/v2/search", q=words)
        await soul.browser.opens("/search", q=words)


async def live(town: Town, soul: Soul, day: int) -> None:
    """An ordinary day."""
    town.at(day, 15, soul.number)
    text = spread(town.ledger.canary("C2", soul.number))
    said = await soul.posts(text, Audience.FOLLOWERS)
    town.ledger.hidden.append(int(said))
    await soul.get("/api/v1/timelines/home")
    await soul.browser.opens("/home", day=town.ledger.canary("T3", soul.number))
    soul.posted[f"day{day}"] = said


async def delete(town: Town, soul: Soul, day: int) -> None:
    """Take back what was to be taken back."""
    town.at(day, 18, soul.number)
    for place in range(5):
        await soul.delete(f"/api/v1/statuses/{soul.posted[f'gone{place}']}")
    await soul.delete(f"/api/v1/statuses/{soul.posted['picture']}", delete_media=True)


async def last_visit(town: Town, soul: Soul) -> None:
    """Look once more, leave nothing but the place to which one has read."""
    day = town.days - 1
    newest = (await soul.get("/api/v1/timelines/home"))[0]["id"]
    moment = town.at(day, 23, soul.number)
    town.ledger.moments.append(Moment("T2", soul.id, moment))
    town.ledger.ties.append(Tie("T6", soul.id, int(newest)))
    town.ledger.moments.append(Moment("T6", soul.id, moment))
    await soul.post("/api/v1/markers", home={"last_read_id": newest})
    await soul.get("/api/v1/timelines/home")
    await soul.browser.opens("/home")


async def whole_life(town: Town, accounts: int, bar: Any) -> None:
    """All the days."""
    admin = await town.world.member("warden", scopes=STAFF_SCOPES, role="admin")
    for number in range(accounts):
        await arrive(town, number)
    await let_in(town, admin)
    for soul in town.people:
        await sign_in(town, soul, 0, "I5", f"2001:db8::{soul.number + 16:x}")
    for act in (settle_in, befriend, write, look_around):
        for soul in town.people:
            await act(town, soul)
        await town.world.settle()
    for day in range(1, town.days):
        await _day(town, day)
        bar(day + 1, town.days)
    town.at(town.days - 1, 20)
    await town.tidy()
    for soul in town.people:
        town.at(town.days - 1, 21, soul.number)
        said = await soul.posts(spread(town.ledger.canary("T7", soul.number)), Audience.FOLLOWERS)
        town.ledger.hidden.append(int(said))
    for soul in town.people:
        await last_visit(town, soul)


async def _day(town: Town, day: int) -> None:
    if day == town.days - 1:
        for soul in town.people:
            await sign_in(town, soul, day, "I4", f"198.51.100.{soul.number + 1}")
    for soul in town.people:
        await live(town, soul, day)
    if day == town.days // 2:
        for soul in town.people:
            await delete(town, soul, day)
    town.at(day, 19)
    await town.tidy()


async def run(folder: Path, ledger_path: Path, accounts: int, days: int, *, cut: bool) -> None:
    """Live, write the ledger, make a backup, and end: cleanly, or by a cut of the power."""
    ledger = Ledger()
    async with a_world(folder / "data", registration="approval", trusted_proxies="127.0.0.1", outbound="on") as world:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as under uvloop: no answer waits in the kernel
        server = Server(world.house)
        serving = asyncio.create_task(server.serve(sockets=[listener]))

        def bar(done: int, of: int) -> None:
            ledger_path.with_name("bar").write_text(f"{done}/{of}")

        town = Town(world, ledger, listener.getsockname()[1], days)
        await whole_life(town, accounts, bar)
        ledger.ended = "cut" if cut else "clean"
        ledger.write(ledger_path)
        (folder / "backups").mkdir(mode=0o700)
        settings = Settings(data=str(folder / "data"))
        await asyncio.to_thread(back_up, settings, folder / "backups" / "kukhnya.tar", lambda *_: None)
        if cut:
            os.kill(os.getpid(), signal.SIGKILL)
        server.should_exit = True
        await serving


def main() -> int:
    """Live in a process of one's own."""
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("ledger", type=Path)
    words.add_argument("--accounts", type=int, default=5)
    words.add_argument("--days", type=int, default=3)
    words.add_argument("--cut", action="store_true")
    said = words.parse_args()
    logs.set_up()
    asyncio.run(run(said.folder, said.ledger, said.accounts, said.days, cut=said.cut))
    return 0


if __name__ == "__main__":
    sys.exit(main())
