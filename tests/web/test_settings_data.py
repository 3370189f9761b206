"""Everything that is somebody's own in one file: what others said to fewer is not in it, and it is never large in memory."""

import csv
import io
import tracemalloc
import zipfile
from typing import Any

import msgspec

from kukhnya.actions.post_status import post_status
from kukhnya.model.audience import Audience
from kukhnya.model.draft import Draft
from kukhnya.model.viewer import Viewer
from kukhnya.store.tx import WriteTx
from tests.web.browser import Browser
from tests.web.filled import PASSWORD, at_browser
from tests.web.test_settings_profile import picture
from tests.world import Person, World

PAGE = "/settings/data"


async def takes(browser: Browser) -> zipfile.ZipFile:
    """The archive, as it is downloaded."""
    await browser.opens(PAGE)
    answer = await browser.sends(None, password=PASSWORD)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    made = zipfile.ZipFile(io.BytesIO(answer.content))
    assert made.testzip() is None
    return made


def read(archive: zipfile.ZipFile, name: str) -> Any:
    """One JSON entry."""
    return msgspec.json.decode(archive.read(name))


def lines(archive: zipfile.ZipFile, name: str) -> list[list[str]]:
    """One CSV entry."""
    return list(csv.reader(io.StringIO(archive.read(name).decode())))


async def _pictured(person: Person) -> str:
    answer = await person.call(
        "POST", "/api/v2/media", files={"file": ("p.png", picture(), "image/png")}, data={"description": "a leaf"}
    )
    return str(answer.json()["id"])


async def test_an_archive_has_ones_posts_with_their_audiences_and_pictures(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.opens_profile()
    await misha.follows(vera)
    circle = await vera.circle_of("Porch", misha)
    theirs = await misha.posts("tea?")
    first = await vera.posts("hello #кухня @misha", to=Audience.PUBLIC, media_ids=[await _pictured(vera)])
    poll = {"options": ["tea", "coffee"], "expires_in": 3600}
    await vera.posts("for the porch", to=Audience.CIRCLE, circle_id=circle, poll=poll)
    await vera.posts("yes <b>", to=Audience.SELF, in_reply_to_id=theirs)
    await vera.post(f"/api/v1/statuses/{theirs}/reblog")
    browser = await at_browser(world, vera)

    archive = await takes(browser)

    box = read(archive, "outbox.json")
    acts = box["orderedItems"]
    assert box["totalItems"] == len(acts) == 4
    assert [(act["type"], act["kukhnya:audience"]) for act in acts] == [
        ("Announce", "followers"), ("Create", "self"), ("Create", "circle"), ("Create", "public"),
    ]  # fmt: skip
    share, alone, porch, note = acts
    assert share["object"] == alone["object"]["inReplyTo"] == f"http://kitchen.test/users/misha/statuses/{theirs}"
    assert (alone["to"], alone["cc"]) == ([], [])
    assert alone["object"]["source"]["content"] == "yes <b>"
    assert porch["object"]["kukhnya:circle"] == "Porch"
    assert porch["object"]["type"] == "Question"
    assert [option["name"] for option in porch["object"]["oneOf"]] == ["tea", "coffee"]
    assert note["object"]["id"] == f"http://kitchen.test/users/vera/statuses/{first}"
    assert note["to"] == ["https://www.w3.org/ns/activitystreams#Public"]
    assert {tag["name"] for tag in note["object"]["tag"]} == {"@misha", "#кухня"}
    (attached,) = note["object"]["attachment"]
    assert attached["name"] == "a leaf"
    assert archive.read(attached["url"].removeprefix("/")).startswith((b"\x89PNG", b"\xff\xd8", b"RIFF"))


async def test_an_archive_has_what_one_likes_and_keeps_and_whom_one_knows(world: World) -> None:
    vera, misha, sonya, olga = await world.members("vera", "misha", "sonya", "olga")
    await misha.opens_profile()
    liked, kept = await misha.posts("one"), await misha.posts("two")
    await vera.post(f"/api/v1/statuses/{liked}/favourite")
    await vera.post(f"/api/v1/statuses/{kept}/bookmark")
    await vera.put(f"/api/v1/pleroma/statuses/{kept}/reactions/beautiful")
    await vera.post(f"/api/v1/accounts/{misha.id}/follow", reblogs=False, notify=True, languages=["ru", "en"])
    for title in ("Neighbours", "Cats, dogs"):
        made = await vera.post("/api/v1/lists", title=title)
        await vera.post(f"/api/v1/lists/{made['id']}/accounts", account_ids=[str(misha.id)])
    await vera.post(f"/api/v1/accounts/{sonya.id}/block")
    await vera.post(f"/api/v1/accounts/{olga.id}/mute", notifications=False)
    await vera.circle_of("Porch", misha)
    await vera.post("/api/v1/domain_blocks", domain="loud.example")
    await vera.patch("/api/v1/accounts/update_credentials", display_name="Вера", note="tea")
    browser = await at_browser(world, vera)

    archive = await takes(browser)

    address = "http://kitchen.test/users/misha/statuses/"
    assert read(archive, "likes.json")["orderedItems"] == [address + liked]
    assert read(archive, "bookmarks.json")["orderedItems"] == [address + kept]
    assert read(archive, "kind.json")["orderedItems"] == [
        {"type": "EmojiReact", "object": address + kept, "content": "🌷"}
    ]
    assert lines(archive, "bookmarks.csv") == [[address + kept]]
    assert lines(archive, "following_accounts.csv") == [
        ["Account address", "Show boosts", "Notify on new posts", "Languages"],
        ["misha@kitchen.test", "false", "true", "ru, en"],
    ]
    assert sorted(lines(archive, "lists.csv")) == [
        ["Cats, dogs", "misha@kitchen.test"], ["Neighbours", "misha@kitchen.test"],
    ]  # fmt: skip
    assert lines(archive, "circles.csv") == [["Porch", "misha@kitchen.test"]]
    assert lines(archive, "blocked_accounts.csv") == [["sonya@kitchen.test"]]
    assert lines(archive, "muted_accounts.csv")[1:] == [["olga@kitchen.test", "false"]]
    assert lines(archive, "blocked_domains.csv") == [["loud.example"]]
    me = read(archive, "actor.json")
    assert (me["name"], me["preferredUsername"], me["source"]["content"]) == ("Вера", "vera", "tea")


async def test_an_archive_holds_nothing_that_its_owner_may_not_read(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.opens_profile()
    theirs = await misha.posts("zqwordzq", to=Audience.PUBLIC)
    await vera.post(f"/api/v1/statuses/{theirs}/favourite")
    await vera.post(f"/api/v1/statuses/{theirs}/bookmark")
    await vera.posts("answer", to=Audience.PUBLIC, in_reply_to_id=theirs)
    await vera.post(f"/api/v1/statuses/{theirs}/reblog")
    await misha.put(f"/api/v1/statuses/{theirs}", status="zqwordzq", visibility="self")
    secret = await misha.circle_of("zqcirclezq", vera)
    await misha.posts("zqwordzq", to=Audience.CIRCLE, circle_id=secret)
    browser = await at_browser(small_world, vera)

    archive = await takes(browser)

    for name in archive.namelist():
        text = archive.read(name)
        for word in (b"zqwordzq", b"zqcirclezq", theirs.encode()):
            assert word not in text, (name, word)


async def test_an_archive_is_given_for_the_password_alone(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    await browser.opens(PAGE)

    answer = await browser.sends(None, password="wrong")

    assert answer.status_code == 422
    assert 'id="password-wrong">This is not your password.' in answer.text
    assert (await Browser(small_world).client.post(PAGE, data={"password": PASSWORD})).status_code == 401


async def test_five_thousand_posts_take_little_memory_and_no_file(small_world: World) -> None:
    vera = await small_world.member("vera")
    bounds = small_world.house.settings.bounds

    async def many(tx: WriteTx) -> None:
        for number in range(5000):
            await post_status(tx, Draft(text=f"{number} " + "tea and lemon " * 20, audience=Audience.SELF), bounds)

    await small_world.house.store.write(Viewer(vera.id), many)
    browser = await at_browser(small_world, vera)
    await browser.opens(PAGE)

    tracemalloc.start()
    answer = await browser.sends(None, password=PASSWORD)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert read(archive, "outbox.json")["totalItems"] == 5000
    assert len(archive.read("outbox.json")) > 5_000_000
    assert peak < 40_000_000
