"""What happens is told while it happens, to those who may know of it and to nobody else."""

import json
from collections.abc import AsyncIterator

import pytest
import websockets

from kukhnya.actions.tell_streams import tell_streams
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from tests.api.test_media import upload
from tests.listening import Studio, a_studio
from tests.world import World


@pytest.fixture
async def studio(world: World) -> AsyncIterator[Studio]:
    """A server on a port, on each database."""
    async with a_studio(world) as made:
        yield made


@pytest.fixture
async def small_studio(small_world: World) -> AsyncIterator[Studio]:
    """The same on SQLite alone."""
    async with a_studio(small_world) as made:
        yield made


async def test_home_is_told_over_both_wires_as_the_page_would_show_it(studio: Studio) -> None:
    vera, reader, stranger = await studio.world.members("vera", "reader", "stranger")
    await reader.follows(vera)
    async with (
        studio.socket(reader, "user") as ear,
        studio.events(reader, "user") as other_ear,
        studio.socket(stranger, "user") as deaf,
    ):
        said = await vera.posts("the kettle boils", Audience.FOLLOWERS)

        heard = await ear.hears("update", said)
        also = await other_ear.hears("update", said)

        page = await reader.get("/api/v1/timelines/home")
        assert heard.stream == ["user"]
        assert heard.payload == also.payload == page[0]
        assert deaf.heard == []


async def test_every_public_stream_tells_what_it_is_about(studio: Studio) -> None:
    vera, reader = await studio.world.members("vera", "reader")
    await vera.opens_profile()
    streams = (
        "public",
        "public:local",
        "public:media",
        "public:remote",
        "hashtag=tea",
        "hashtag:local=Tea",
        "hashtag=no",
    )
    async with studio.socket(reader, *streams) as ear:
        said = await vera.posts("hot #Tea")
        unlisted = await vera.posts("quiet #tea", Audience.UNLISTED)
        last = await vera.posts("over")

        await ear.hears("update", last)

        where = sorted(tuple(heard.stream) for heard in ear.heard if heard.payload["id"] == said)
        assert where == [("hashtag", "tea"), ("hashtag:local", "tea"), ("public",), ("public:local",)]
        assert unlisted not in ear.ids()


async def test_every_public_stream_is_told_as_server_sent_events_too(small_studio: Studio) -> None:
    studio = small_studio
    vera, reader = await studio.world.members("vera", "reader")
    await vera.opens_profile()

    for path, query in (
        ("public", {}),
        ("public/local", {}),
        ("hashtag", {"tag": "tea"}),
        ("hashtag/local", {"tag": "tea"}),
    ):
        async with studio.events(reader, path, **query) as ear:
            said = await vera.posts("hot #tea")

            assert (await ear.hears("update")).payload["id"] == said, path


async def test_a_stream_of_pictures_tells_of_statuses_with_pictures(small_studio: Studio) -> None:
    studio = small_studio
    vera, reader = await studio.world.members("vera", "reader")
    await vera.opens_profile()
    async with (
        studio.socket(reader, "public:media", "public:local:media") as ear,
        studio.events(reader, "public/local", only_media="true") as other,
    ):
        await vera.posts("only words")
        media = (await upload(vera)).json()
        said = await vera.posts("look", media_ids=[media["id"]])

        await ear.hears("update", said)
        await other.hears("update", said)

        assert set(ear.ids()) == {said}
        assert other.ids() == [said]


async def test_a_list_is_told_to_its_owner_with_its_own_policy_on_replies(studio: Studio) -> None:
    vera, misha, reader = await studio.world.members("vera", "misha", "reader")
    await reader.follows(vera)
    await misha.follows(vera)
    a_list = await reader.post("/api/v1/lists", title="kitchen", replies_policy="none")
    await reader.post(f"/api/v1/lists/{a_list['id']}/accounts", account_ids=[str(vera.id)])
    async with studio.socket(reader, f"list={a_list['id']}") as ear:
        first = await vera.posts("to all", Audience.FOLLOWERS)
        to_misha = await misha.posts("@vera hello", Audience.DIRECT)
        await vera.posts("@misha hello", Audience.FOLLOWERS, in_reply_to_id=to_misha)
        last = await vera.posts("again", Audience.FOLLOWERS)

        await ear.hears("update", last)

        assert ear.ids() == [first, last]
        assert ear.heard[0].stream == ["list", a_list["id"]]


async def test_a_list_of_somebody_else_does_not_exist(small_studio: Studio) -> None:
    studio = small_studio
    vera, reader = await studio.world.members("vera", "reader")
    a_list = await vera.post("/api/v1/lists", title="kitchen")

    async with studio.socket(reader) as ear:
        await ear.asks(type="subscribe", stream="list", list=a_list["id"])
        hidden = await ear.answers()
        await ear.asks(type="subscribe", stream="list", list="117000000000000001")
        missing = await ear.answers()

        assert hidden == missing == {"error": "Record not found", "status": 404}
    for number in (a_list["id"], "117000000000000001"):
        answer = await reader.call("GET", "/api/v1/streaming/list", params={"list": number})
        assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


async def test_notifications_are_told_on_both_streams_that_have_them(studio: Studio) -> None:
    vera, reader = await studio.world.members("vera", "reader")
    async with (
        studio.socket(reader, "user", "user:notification") as ear,
        studio.events(reader, "user/notification") as other,
    ):
        said = await vera.posts("come @reader", Audience.DIRECT)
        await vera.post(f"/api/v1/accounts/{reader.id}/follow")

        await other.hears("notification")
        await ear.until(lambda: len(ear.heard) == 4)
        await other.until(lambda: len(other.heard) == 2)

        page = await reader.get("/api/v1/notifications")
        assert sorted(tuple(heard.stream) for heard in ear.heard) == [("user",)] * 2 + [("user:notification",)] * 2
        assert [heard.payload for heard in other.heard] == page[::-1]
        assert page[-1]["status"]["id"] == said


async def test_an_edit_is_told(small_studio: Studio) -> None:
    studio = small_studio
    vera, reader = await studio.world.members("vera", "reader")
    await reader.follows(vera)
    said = await vera.posts("the kettel boils", Audience.FOLLOWERS)
    async with studio.socket(reader, "user") as ear:
        await vera.put(f"/api/v1/statuses/{said}", status="the kettle boils")

        heard = await ear.hears("status.update", said)

        assert "kettle" in heard.payload["content"]
        assert heard.payload["edited_at"]


async def test_a_deletion_is_told_where_the_status_was_told_and_to_its_author(studio: Studio) -> None:
    vera, reader, late = await studio.world.members("vera", "reader", "late")
    await reader.follows(vera)
    await late.follows(vera)
    async with studio.socket(reader, "user") as ear, studio.socket(vera, "user") as own:
        said = await vera.posts("soon gone", Audience.FOLLOWERS)
        await ear.hears("update", said)
        async with studio.socket(late, "user") as deaf:
            await vera.delete(f"/api/v1/statuses/{said}")
            await ear.hears("delete", said)
            await own.hears("delete", said)
            last = await vera.posts("still here", Audience.FOLLOWERS)

            await deaf.hears("update", last)

            assert deaf.ids("delete") == []


async def test_those_who_lose_a_status_are_told_that_it_is_gone_and_the_others_nothing(studio: Studio) -> None:
    vera, named, follower = await studio.world.members("vera", "named", "follower")
    await follower.follows(vera)
    await named.follows(vera)
    async with studio.socket(named, "user") as keeps, studio.socket(follower, "user") as loses:
        said = await vera.posts("for @named above all", Audience.FOLLOWERS)
        await keeps.hears("update", said)
        await loses.hears("update", said)

        await vera.put(f"/api/v1/statuses/{said}", status="for @named above all", visibility="direct")
        await loses.hears("delete", said)
        last = await vera.posts("to all", Audience.FOLLOWERS)
        await keeps.hears("update", last)

        assert keeps.ids("delete") == []
        assert loses.ids("status.update") == []


async def test_mutes_blocks_hidden_reshares_and_replies_to_others_are_silent_as_on_the_page(studio: Studio) -> None:
    vera, misha, loud, enemy, reader = await studio.world.members("vera", "misha", "loud", "enemy", "reader")
    for each in (vera, misha, loud, enemy):
        await each.opens_profile()
        await reader.follows(each)
    shared = await enemy.posts("look here")
    await reader.post(f"/api/v1/accounts/{loud.id}/mute")
    await reader.post(f"/api/v1/accounts/{misha.id}/follow", reblogs=False)
    await enemy.post(f"/api/v1/accounts/{reader.id}/block")
    other = await studio.world.member("other")
    question = await other.posts("@vera how?", Audience.DIRECT)
    async with studio.socket(reader, "user", "public", "hashtag=x") as ear:
        await loud.posts("LOUD #x")
        await enemy.posts("behind a block #x")
        own = await vera.posts("to share #x")
        await misha.post(f"/api/v1/statuses/{own}/reblog")
        await vera.post(f"/api/v1/statuses/{shared}/reblog")
        await vera.posts("@other so", Audience.FOLLOWERS, in_reply_to_id=question)
        last = await vera.posts("last #x")
        await ear.until(lambda: ear.ids().count(last) == 3)

        assert sorted(ear.ids()) == [own] * 3 + [last] * 3


async def test_a_reshare_is_told_to_those_who_follow_the_sharer(small_studio: Studio) -> None:
    studio = small_studio
    vera, misha, reader = await studio.world.members("vera", "misha", "reader")
    await vera.opens_profile()
    await reader.follows(misha)
    said = await vera.posts("good soup")
    await studio.world.settle()
    async with studio.socket(reader, "user", "public") as ear:
        shared = await misha.post(f"/api/v1/statuses/{said}/reblog")

        heard = await ear.hears("update", shared["id"])

        assert heard.payload["reblog"]["id"] == said
        assert [each.stream for each in ear.heard] == [["user"]]


async def test_pictures_have_an_address_for_each_listener_alone(small_studio: Studio) -> None:
    studio = small_studio
    vera, one, two = await studio.world.members("vera", "one", "two")
    await one.follows(vera)
    await two.follows(vera)
    media = (await upload(vera)).json()
    async with studio.socket(one, "user") as first, studio.socket(two, "user") as second:
        said = await vera.posts("look", Audience.FOLLOWERS, media_ids=[media["id"]])

        urls = {(await ear.hears("update", said)).payload["media_attachments"][0]["url"] for ear in (first, second)}

        assert len(urls) == 2


async def test_closing_a_profile_silences_it_at_once(studio: Studio) -> None:
    vera, open_one, stranger = await studio.world.members("vera", "open_one", "stranger")
    await vera.opens_profile()
    await open_one.opens_profile()
    async with studio.socket(stranger, "public", "hashtag=tea") as ear:
        before = await vera.posts("open #tea")
        await ear.hears("update", before)

        await vera.closes_profile()
        await vera.posts("closed #tea")
        last = await open_one.posts("other #tea")
        await ear.until(lambda: ear.ids().count(last) == 2)

        assert set(ear.ids()) == {before, last}


async def test_an_expired_status_is_told_to_be_gone(small_studio: Studio) -> None:
    studio = small_studio
    vera, reader = await studio.world.members("vera", "reader")
    await reader.follows(vera)
    async with studio.socket(reader, "user") as ear:
        said = await vera.posts("for an hour", Audience.FOLLOWERS, expires_in=3600)
        await ear.hears("update", said)

        studio.world.clock.forward(3601)

        await ear.hears("delete", said)


async def test_events_of_other_parts_reach_whom_they_concern(small_studio: Studio) -> None:
    studio = small_studio
    vera, reader = await studio.world.members("vera", "reader")
    async with (
        studio.socket(vera, "user") as ear,
        studio.socket(reader, "user") as other,
        studio.events(vera, "user") as sse,
    ):
        store = studio.world.house.store
        await store.write(NOBODY, lambda tx: tell_streams(tx, "filters_changed", account_id=vera.id))
        await store.write(NOBODY, lambda tx: tell_streams(tx, "announcement.delete", [17]))

        assert (await other.hears("announcement.delete")).payload == "17"
        assert (await ear.hears("filters_changed")).payload is None
        assert (await sse.hears("filters_changed")).payload is None
        assert [heard.event for heard in other.heard] == ["announcement.delete"]


async def test_a_subscription_ends_when_asked(small_studio: Studio) -> None:
    studio = small_studio
    vera, reader = await studio.world.members("vera", "reader")
    await reader.follows(vera)
    await vera.opens_profile()
    async with studio.socket(reader, "user", stream="public") as ear:
        first = await vera.posts("one")
        await ear.until(lambda: len(ear.heard) == 2)

        await ear.asks(type="unsubscribe", stream="user")
        await ear.asks(type="subscribe", stream="?")
        await ear.answers()
        second = await vera.posts("two")
        await ear.hears("update", second)

        assert sorted((h.payload["id"], h.stream) for h in ear.heard) == [
            (first, ["public"]), (first, ["user"]), (second, ["public"]),
        ]  # fmt: skip


async def test_a_token_as_subprotocol_or_in_the_query_is_taken_and_the_subprotocol_echoed(small_studio: Studio) -> None:
    studio = small_studio
    vera = await studio.world.member("vera")
    address = f"ws://127.0.0.1:{studio.port}/api/v1/streaming"

    async with websockets.connect(address, subprotocols=[websockets.Subprotocol(vera.token)]) as connection:
        assert connection.subprotocol == vera.token
    async with websockets.connect(f"{address}/?access_token={vera.token}&stream=user") as connection:
        assert connection.subprotocol is None


async def test_what_a_client_says_wrongly_is_answered_and_does_not_end_the_connection(small_studio: Studio) -> None:
    studio = small_studio
    vera = await studio.world.member("vera")
    async with studio.socket(vera) as ear:
        for said, status in (
            ("{", 400),
            ("[]", 400),
            ('{"type":"shout","stream":"user"}', 400),
            ('{"type":"subscribe","stream":"nothing"}', 400),
            ('{"type":"subscribe","stream":"hashtag"}', 422),
            ('{"type":"subscribe","stream":"list"}', 422),
            ('{"type":"subscribe","stream":"list","list":"x"}', 404),
        ):
            await ear.connection.send(said)

            assert (await ear.answers())["status"] == status, said


async def test_the_plain_address_is_nothing_and_both_are_healthy(small_world: World) -> None:
    vera = await small_world.member("vera")

    assert (await vera.call("GET", "/api/v1/streaming")).status_code == 404
    healthy = await small_world.nobody.call("GET", "/api/v1/streaming/health")
    assert (healthy.status_code, healthy.text) == (200, "OK")
    assert await small_world.nobody.get("/health") == {"status": "UP"}
    head = await vera.call("HEAD", "/api/v1/streaming/user")
    assert head.status_code == 200
    assert head.headers["content-type"].startswith("text/event-stream")


async def test_both_instances_say_where_streams_are(small_world: World) -> None:
    new, old = await small_world.nobody.get("/api/v2/instance"), await small_world.nobody.get("/api/v1/instance")

    assert new["configuration"]["urls"]["streaming"] == old["urls"]["streaming_api"] == "ws://kitchen.test"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [("hashtag", {}, 422), ("hashtag/local", {"tag": "123"}, 422), ("list", {}, 422), ("list", {"list": "x"}, 404)],
)
async def test_a_stream_without_what_it_is_about_is_refused(
    small_world: World, path: str, query: dict[str, str], status: int
) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("GET", f"/api/v1/streaming/{path}", params=query)

    assert answer.status_code == status
    assert json.loads(answer.text)["error"]
