"""A feed is there only where its owner opened it, and holds only what everybody may find."""

import re
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from kukhnya.actions.silence_account import silence_account
from kukhnya.actions.suspend_account import suspend_account
from kukhnya.model.audience import Audience
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import Viewer
from tests.api.test_media import upload
from tests.stories.test_no_door_leaks import NAMES, Street, word
from tests.web.browser import Browser
from tests.web.test_forms import PASSWORD, _member
from tests.world import Person, World, a_world

ME = "/api/v1/accounts/update_credentials"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/@author/feed.atom", "/@author/feed.rss")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\Z")


@pytest.fixture(params=["closed", "open"])
async def street(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Street, bool]]:
    """A closed profile whose owner opened a feed, then an open one."""
    async with a_world(tmp_path) as world:
        made = Street(world)
        await made.build(closed=request.param == "closed")
        await made.people["author"].patch(ME, source={"feed": True})
        yield made, request.param == "open"


async def test_a_feed_is_the_same_for_all_and_holds_what_everybody_may_find_alone(street: Any) -> None:
    made, is_open = street

    for path in FEEDS:
        said = {name: await made.asks(name, "GET", path) for name in (*NAMES, "nobody")}
        assert len({(each.status_code, each.text) for each in said.values()}) == 1
        assert said["nobody"].status_code == (200 if is_open else 404)
        for audience in Audience:
            there = is_open and audience is Audience.PUBLIC
            assert (word(audience) in said["nobody"].text) == there, (path, audience)
            assert (made.ids[audience] in said["nobody"].text) == there, (path, audience)


def _alike(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    kept = [(key, value) for key, value in answer.headers.items() if key not in {"date", "set-cookie"}]
    text = re.sub(r"(name=\"csrf\" value=\")[^\"]*", r"\1", answer.text)
    return answer.status_code, text, kept


@pytest.mark.parametrize("path", ["feed.atom", "feed.rss"])
async def test_a_feed_that_is_not_open_is_exactly_like_what_does_not_exist(small_world: World, path: str) -> None:
    vera, misha, anton, sonya, never = await small_world.members("vera", "misha", "anton", "sonya", "never")
    for person in (vera, misha, anton, sonya):
        await person.opens_profile()
        await person.patch(ME, source={"feed": True})
    await never.opens_profile()
    await vera.closes_profile()
    boss, store = await small_world.admin("boss"), small_world.house.store
    await store.write(Viewer(boss.id), lambda tx: silence_account(tx, misha.id))
    await store.write(Viewer(boss.id), lambda tx: suspend_account(tx, anton.id))
    missing = await small_world.client.get(f"/@nobody/{path}")

    assert missing.status_code == 404
    for name in ("vera", "misha", "anton", "never"):
        for verb in ("GET", "HEAD"):
            answer = await small_world.client.request(verb, f"/@{name}/{path}")
            want = await small_world.client.request(verb, f"/@nobody/{path}")
            assert _alike(answer) == _alike(want), (name, verb)
    assert (await small_world.client.get(f"/@sonya/{path}")).status_code == 200
    assert (await small_world.client.get(f"/sonya/{path}")).status_code == 404


async def _open(world: World, name: str = "vera", **more: Any) -> Person:
    person = await world.member(name)
    await person.opens_profile()
    await person.patch(ME, source={"feed": True}, **more)
    return person


async def test_the_feed_is_named_on_the_page_only_while_it_is_open(small_world: World) -> None:
    vera = await _open(small_world)
    link = 'rel="alternate" type="application/atom+xml" href="/@vera/feed.atom"'

    assert (await vera.get("/api/v1/accounts/verify_credentials"))["source"]["feed"] is True
    assert link in (await small_world.client.get("/@vera")).text
    await vera.closes_profile()
    assert "feed." not in (await small_world.client.get("/@vera")).text
    await vera.opens_profile()
    await vera.patch(ME, source={"feed": False})
    assert "feed." not in (await small_world.client.get("/@vera")).text


async def test_at_first_there_is_no_feed(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()

    assert (await vera.get("/api/v1/accounts/verify_credentials"))["source"]["feed"] is False
    assert (await small_world.client.get("/@vera/feed.atom")).status_code == 404


async def test_the_atom_feed_has_everything_that_rfc_4287_asks_for(world: World) -> None:
    vera = await _open(world, display_name="<b>Vera</b> & \x0bco")
    await vera.posts("<script>alert(1)</script> & tea\nsecond line #tea")
    media = (await upload(vera, description='"green" <field>')).json()
    picture = await vera.posts("", media_ids=[media["id"]])
    edited = await vera.posts("frist")
    world.clock.forward(60)
    await vera.put(f"/api/v1/statuses/{edited}", status="first")
    await vera.post(f"/api/v1/statuses/{picture}/favourite")

    answer = await world.client.get("/@vera/feed.atom")
    feed = ET.fromstring(answer.content)

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert feed.tag == f"{ATOM}feed"
    assert _texts(feed, "title") == ["<b>Vera</b> & co (@vera)"]
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(_texts(node, name)) == 1, name
        assert DATE.match(_texts(node, "updated")[0])
        assert _texts(node, "id")[0].startswith("http://kitchen.test/")
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": "http://kitchen.test/@vera/feed.atom",
        "alternate": "http://kitchen.test/@vera",
    }
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert len({_texts(entry, "id")[0] for entry in entries}) == len(entries) == 3
    assert _texts(entries[0], "updated")[0] > _texts(entries[0], "published")[0]
    assert _texts(feed, "updated") == _texts(entries[0], "updated")
    assert [_texts(entry, "title")[0][:10] for entry in entries][::2] == ["first", "<script>al"]
    content = _texts(entries[2], "content")[0]
    assert "<script" not in content
    assert "&lt;script&gt;" in content
    assert 'alt="&quot;green&quot; &lt;field&gt;"' in _texts(entries[1], "content")[0]
    assert "follower" not in answer.text


def _texts(node: ET.Element, name: str) -> list[str]:
    return [each.text or "" for each in node.findall(f"{ATOM}{name}")]


async def test_the_rss_feed_can_be_read_too(small_world: World) -> None:
    vera = await _open(small_world, note="I make <tea>")
    status_id = await vera.posts("lemon & sugar")

    answer = await small_world.client.get("/@vera/feed.rss")
    channel = ET.fromstring(answer.content).find("channel")

    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert channel is not None
    assert channel.findtext("link") == "http://kitchen.test/@vera"
    assert channel.findtext("description") == "I make <tea>"
    item = channel.find("item")
    assert item is not None
    assert item.findtext("link") == f"http://kitchen.test/@vera/{status_id}"
    assert "lemon &amp; sugar" in (item.findtext("description") or "")
    assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None


async def test_no_answer_share_or_post_that_runs_out_is_in_a_feed(world: World) -> None:
    vera, misha = await _open(world), await world.member("misha")
    await misha.opens_profile()
    other = await misha.posts("from somebody else")
    await vera.posts("an answer", in_reply_to_id=other)
    await vera.post(f"/api/v1/statuses/{other}/reblog", visibility="public")
    await vera.posts("for an hour", expires_in=3600)
    mine = await vera.posts("to stay")
    await vera.posts("my own thread", in_reply_to_id=mine)

    text = (await world.client.get("/@vera/feed.atom")).text

    assert [each in text for each in ("an answer", "somebody else", "for an hour")] == [False] * 3
    assert [each in text for each in ("to stay", "my own thread")] == [True] * 2


async def test_behind_a_warning_the_warning_alone_is_in_a_feed(small_world: World) -> None:
    vera = await _open(small_world)
    media = (await upload(vera)).json()
    await vera.posts("the butler did it", spoiler_text="how it <ends>", media_ids=[media["id"]])
    picture = (await upload(vera)).json()
    await vera.posts("look away", sensitive=True, media_ids=[picture["id"]])

    for kind in ("atom", "rss"):
        text = (await small_world.client.get(f"/@vera/feed.{kind}")).text
        assert "butler" not in text
        assert "how it &lt;ends&gt;" in text
        assert "img" not in text


async def test_what_is_narrowed_or_deleted_leaves_the_feed_at_once(small_world: World) -> None:
    vera = await _open(small_world)
    narrowed, gone = await vera.posts("narrowed"), await vera.posts("gone")
    before = await small_world.client.get("/@vera/feed.atom")
    tag = {"if-none-match": before.headers["etag"]}
    assert (await small_world.client.get("/@vera/feed.atom", headers=tag)).status_code == 304

    await vera.put(f"/api/v1/statuses/{narrowed}", visibility="self")
    await vera.delete(f"/api/v1/statuses/{gone}")

    after = await small_world.client.get("/@vera/feed.atom", headers=tag)
    assert after.status_code == 200
    assert "narrowed" not in after.text
    assert "gone" not in after.text
    assert after.headers["cache-control"] == "no-cache"


async def test_a_feed_holds_the_newest_twenty(small_world: World) -> None:
    vera = await _open(small_world)
    for turn in range(22):
        await vera.posts(f"number {turn}.")
    await small_world.client.get("/@vera/feed.atom")

    with small_world.counted() as counted:
        text = (await small_world.client.get("/@vera/feed.atom")).text

    assert text.count("<entry>") == 20
    assert "number 1." not in text
    assert counted[0] <= 3


async def test_the_feed_is_opened_and_closed_on_the_page_of_the_portfolio(small_world: World) -> None:
    await _member(small_world)
    browser = Browser(small_world)
    await browser.signs_in("vera", PASSWORD)
    row = await small_world.nobody.get("/api/v1/accounts/lookup", acct="vera")
    vera = await small_world.signed_in("vera", AccountId(int(row["id"])))

    await browser.opens("/portfolio")
    await browser.sends("/feed", feed="1")
    assert "there is no feed, whatever is chosen here" in browser.page.text
    await vera.opens_profile()
    opened = (await small_world.client.get("/@vera/feed.atom")).status_code
    await browser.opens("/portfolio")
    await browser.sends("/feed", feed="0")

    assert opened == 200
    assert (await small_world.client.get("/@vera/feed.atom")).status_code == 404
