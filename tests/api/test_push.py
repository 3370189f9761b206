"""Apps are told that something is new, and their push service learns nothing else."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.set_password import set_password
from kukhnya.actions.suspend_account import suspend_account
from kukhnya.model.audience import Audience
from kukhnya.model.notification import KINDS
from kukhnya.model.viewer import NOBODY
from kukhnya.pushing import Pusher, after_s
from kukhnya.store.statement import Statement
from kukhnya.store.tables import metadata
from tests.canary import a_stranger
from tests.push.service import App, Received, Service, a_service
from tests.world import BASE, Person, World, a_world

ALL = dict.fromkeys(KINDS, True)
PATH = "/api/v1/push/subscription"


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A push service."""
    async with a_service() as made:
        yield made


@pytest.fixture
async def town(database_url: str, tmp_path: Any, service: Service) -> AsyncIterator[World]:
    """A server that may reach that service."""
    async with a_world(tmp_path, database_url, outbound_allow=service.url.removeprefix("http://")) as made:
        yield made


async def subscribes(person: Person, service: Service, app: App, **more: Any) -> Any:
    """Have this app told."""
    data = {"alerts": ALL, **more.pop("data", {})}
    return await person.post(PATH, subscription=app.subscription(f"{service.url}/for/{person.name}", **more), data=data)


async def rows(world: World, table: str) -> int:
    """How many rows there are."""
    async with world.house.store.read(NOBODY) as tx:
        return len(await tx.all(Statement(metadata.tables[table].select())))


@pytest.mark.parametrize("standard", [True, False])
async def test_an_app_is_told_that_something_is_new_and_nothing_else(
    town: World, service: Service, *, standard: bool
) -> None:
    vera, ivan = await town.members("vera", "ivan")
    app = App()
    said = await subscribes(vera, service, app, standard=standard)

    await ivan.posts("@vera a secret", to=Audience.DIRECT)
    await town.settle()

    (sent,) = service.received
    told = app.opened(sent)
    (notification,) = await vera.get("/api/v1/notifications")
    assert told == {
        "notification_id": notification["id"],
        "notification_type": "mention",
        "preferred_locale": "en",
        "title": "Something is new",
        "body": "",
        "icon": f"{BASE}/media/drawn/header.png",
    }
    assert sent.headers["Content-Encoding"] == ("aes128gcm" if standard else "aesgcm")
    claims = sent.claims(said["server_key"])
    assert claims["aud"] == service.url
    assert claims["sub"] == BASE
    assert int(sent.headers["TTL"]) > 0
    assert vera.token not in str(dict(sent.headers))
    assert await rows(town, "push_delivery") == 0


async def test_who_asks_for_more_is_told_a_name_and_a_kind_but_no_words(town: World, service: Service) -> None:
    vera, ivan = await town.members("vera", "ivan")
    app = App()
    await subscribes(vera, service, app, standard=True, data={"details": True})

    await ivan.posts("@vera a secret", to=Audience.DIRECT)
    await town.settle()

    told = app.opened(service.received[0])
    assert (told["title"], told["body"]) == ("ivan", "mentioned you")
    assert "secret" not in str(told)


async def test_a_subscription_is_shown_changed_and_ended(town: World, service: Service) -> None:
    vera, ivan = await town.members("vera", "ivan")
    app = App()
    assert (await vera.call("GET", PATH)).status_code == 404
    assert (await vera.call("PUT", PATH, json={})).status_code == 404

    made = await subscribes(vera, service, app)
    again = await subscribes(vera, service, app)

    assert again["id"] != made["id"]
    assert await rows(town, "push_subscription") == 1
    assert await vera.get(PATH) == again
    assert again["server_key"] == (await vera.get("/api/v2/instance"))["configuration"]["vapid"]["public_key"]
    changed = await vera.put(PATH, data={"alerts": {"follow": True}, "policy": "followed"})
    assert (changed["policy"], changed["alerts"]["follow"], changed["alerts"]["mention"]) == ("followed", True, False)
    assert (await ivan.call("GET", PATH)).status_code == 404
    assert await vera.delete(PATH) == {}
    assert await vera.delete(PATH) == {}
    assert (await vera.call("GET", PATH)).status_code == 404


async def test_a_form_is_understood_like_json(town: World, service: Service) -> None:
    vera = await town.member("vera")
    app = App()
    keys = app.subscription("")["keys"]

    said = await vera.call(
        "POST",
        PATH,
        data={
            "subscription[endpoint]": f"{service.url}/x", "subscription[keys][p256dh]": keys["p256dh"],
            "subscription[keys][auth]": keys["auth"], "data[alerts][mention]": "true", "data[alerts][poll]": "false",
            "data[alerts][nonsense]": "true", "data[policy]": "follower",
        },
    )  # fmt: skip

    assert said.status_code == 200, said.text
    assert said.json()["policy"] == "follower"
    assert [kind for kind, told in said.json()["alerts"].items() if told] == ["mention"]


@pytest.mark.parametrize(
    ("policy", "told"),
    [("all", ["olga", "petr", "ivan"]), ("followed", ["olga"]), ("follower", ["petr"]), ("none", [])],
)
async def test_policies_are_honoured(town: World, service: Service, policy: str, told: list[str]) -> None:
    vera, ivan, olga, petr = await town.members("vera", "ivan", "olga", "petr")
    await vera.follows(olga)
    await petr.follows(vera)
    await town.settle()
    app = App()
    await subscribes(vera, service, app, standard=True, data={"details": True, "policy": policy})

    for person in (olga, petr, ivan):
        await person.posts("hello @vera", to=Audience.DIRECT)
    await town.settle()

    assert sorted(app.opened(each)["title"] for each in service.received) == sorted(told)


async def test_only_the_kinds_asked_for_are_told(town: World, service: Service) -> None:
    vera, ivan = await town.members("vera", "ivan")
    app = App()
    await subscribes(vera, service, app, standard=True, data={"alerts": {"mention": False, "favourite": True}})
    tea = await vera.posts("tea @ivan", to=Audience.DIRECT)

    await ivan.posts("@vera hello", to=Audience.DIRECT)
    await ivan.post(f"/api/v1/statuses/{tea}/favourite")
    await town.settle()

    assert [app.opened(each)["notification_type"] for each in service.received] == ["favourite"]


@pytest.mark.parametrize("word", ["pleroma:emoji_reaction", "emoji_reaction"])
async def test_a_kind_reaction_is_told_where_it_is_asked_for_in_the_word_it_is_asked_by(
    town: World, service: Service, word: str
) -> None:
    vera, ivan = await town.members("vera", "ivan")
    await vera.opens_profile()
    told, untold = App(), App()
    await subscribes(vera, service, told, standard=True, data={"alerts": {word: True}, "details": True})
    other = await town.signed_in("vera", vera.id)
    await subscribes(other, service, untold, standard=True, data={"alerts": {"favourite": True}})
    tea = await vera.posts("tea")

    await ivan.put(f"/api/v1/pleroma/statuses/{tea}/reactions/thanks")
    await town.settle()

    said = [told.opened(each) for each in service.received]
    assert [(each["notification_type"], each["title"], each["body"]) for each in said] == [
        (word, "ivan", "says thank you")
    ]


async def noted(town: World, service: Service) -> tuple[Person, Person, str]:
    """Vera's app is to be told of a status of Ivan's, and has not been told yet."""
    vera, ivan = await town.members("vera", "ivan")
    await subscribes(vera, service, App())
    said = await ivan.posts("@vera come", to=Audience.DIRECT)
    town.worker._pusher = None
    await town.settle()
    town.worker._pusher = a_pusher(town)
    assert await rows(town, "push_delivery") == 1
    return vera, ivan, said


def a_pusher(town: World) -> Pusher:
    """One more sender."""
    return Pusher(town.house.store, town.house.outbound, town.house.tag, BASE)


@pytest.mark.parametrize("how", ["status", "block", "token", "password", "suspended", "account", "dismissed", "sender"])
async def test_what_has_gone_meanwhile_is_not_told(town: World, service: Service, how: str) -> None:
    vera, ivan, said = await noted(town, service)

    match how:
        case "status":
            await ivan.delete(f"/api/v1/statuses/{said}")
        case "block":
            await vera.post(f"/api/v1/accounts/{ivan.id}/block")
        case "token":
            from kukhnya.actions.revoke_token import revoke_own_token  # noqa: PLC0415
            from kukhnya.model.viewer import Viewer  # noqa: PLC0415

            caller = await town.house.callers.of(vera.token)
            assert caller is not None
            token_id = caller.token_id or 0
            await town.house.store.write(Viewer(vera.id), lambda tx: revoke_own_token(tx, token_id))
        case "password":
            await town.house.store.write(NOBODY, lambda tx: set_password(tx, vera.id, "x"))
        case "suspended":
            await town.house.store.write(NOBODY, lambda tx: suspend_account(tx, vera.id))
        case "account":
            await town.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))
        case "dismissed":
            await vera.post("/api/v1/notifications/clear")
        case "sender":
            await town.house.store.write(NOBODY, lambda tx: suspend_account(tx, ivan.id))
    await town.settle()

    assert service.received == []
    assert await rows(town, "push_delivery") == 0
    kept = how in {"status", "block", "dismissed", "sender"}
    assert await rows(town, "push_subscription") == int(kept)


async def test_two_senders_do_not_send_twice(town: World, service: Service) -> None:
    await noted(town, service)

    await asyncio.gather(*(a_pusher(town).round() for _ in range(5)))

    assert len(service.received) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_dead_endpoint_is_forgotten(town: World, service: Service, status: int) -> None:
    await noted(town, service)
    service.status = status

    await town.settle()

    assert await rows(town, "push_subscription") == 0
    assert await rows(town, "push_delivery") == 0


@pytest.mark.parametrize("status", [400, 413, 302, 403])
async def test_what_the_service_does_not_want_is_dropped(town: World, service: Service, status: int) -> None:
    await noted(town, service)
    service.status = status

    await town.settle()

    assert len(service.received) == 1
    assert await rows(town, "push_subscription") == 1
    assert await rows(town, "push_delivery") == 0


async def test_a_busy_service_is_asked_again_when_it_says(town: World, service: Service) -> None:
    await noted(town, service)
    service.status, service.answer = 429, {"Retry-After": "600"}
    await town.settle()
    service.status = 201

    town.clock.forward(599)
    await town.settle()
    before = len(service.received)
    town.clock.forward(2)
    await town.settle()

    assert (before, len(service.received)) == (1, 2)
    assert await rows(town, "push_delivery") == 0


async def test_a_broken_service_is_given_up_after_eight_attempts(town: World, service: Service) -> None:
    await noted(town, service)
    service.status = 500

    for _ in range(12):
        await town.settle()
        town.clock.forward(86_400)

    assert len(service.received) == 8
    assert await rows(town, "push_delivery") == 0


async def test_a_sender_that_dies_loses_nothing(town: World, service: Service) -> None:
    from kukhnya.actions.queue_push import take_pushes  # noqa: PLC0415

    await noted(town, service)
    taken = await town.house.store.write(NOBODY, take_pushes)
    await town.settle()
    before = list(service.received)

    town.clock.forward(121)
    await town.settle()

    assert (len(taken), before, len(service.received)) == (1, [], 1)


@pytest.mark.parametrize(
    "endpoint",
    [
        "", "x", "http://93.184.216.34/x", "https://127.0.0.1/x", "https://10.0.0.1/x", "https://[::1]/", "https://localhost/",
        "https://93.184.216.34:22/", "ftp://93.184.216.34/", "https://u:p@93.184.216.34/", "https://93.184.216.34/\r\nX: y",
        "https://93.184.216.34/" + "x" * 3000,
    ],
)  # fmt: skip
async def test_an_endpoint_that_is_no_push_service_is_refused(small_world: World, endpoint: str) -> None:
    vera = await small_world.member("vera")

    said = await vera.call("POST", PATH, json={"subscription": App().subscription(endpoint), "data": {}})

    assert said.status_code == 422, said.text
    assert "endpoint" in said.json()["details"]


async def test_an_endpoint_that_turns_inward_later_is_not_reached(small_world: World) -> None:
    vera, ivan = await small_world.members("vera", "ivan")
    said = await vera.call(
        "POST", PATH, json={"subscription": App().subscription("https://93.184.216.34/x"), "data": {"alerts": ALL}}
    )
    assert said.status_code == 200, said.text
    async with a_stranger() as canary:
        turned = metadata.tables["push_subscription"].update().values(endpoint=f"{canary.url}/x")
        await small_world.house.store.write(NOBODY, lambda tx: tx.execute(Statement(turned)))

        await ivan.posts("@vera hello", to=Audience.DIRECT)
        await small_world.settle()

        assert canary.heard == []


@pytest.mark.parametrize("bad", [{"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": ""}])
async def test_keys_that_are_none_are_refused(small_world: World, bad: dict[str, str]) -> None:
    vera = await small_world.member("vera")
    subscription = App().subscription("https://93.184.216.34/x")
    subscription["keys"].update(bad)

    said = await vera.call("POST", PATH, json={"subscription": subscription})

    assert said.status_code == 422
    assert next(iter(bad)) in said.json()["details"]


async def test_a_policy_that_is_none_is_refused(small_world: World) -> None:
    vera = await small_world.member("vera")

    said = await vera.call(
        "POST", PATH, json={"subscription": App().subscription("https://93.184.216.34/x"), "data": {"policy": "some"}}
    )

    assert said.status_code == 422
    assert "policy" in said.json()["details"]


async def test_the_key_of_the_server_stays_the_same_and_is_told_to_apps(small_world: World) -> None:
    from kukhnya.opening import open_tag  # noqa: PLC0415

    said = await small_world.nobody.post("/api/v1/apps", client_name="x", redirect_uris="urn:ietf:wg:oauth:2.0:oob")

    again = await open_tag(small_world.house.settings, small_world.house.store)
    assert said["vapid_key"] == small_world.house.tag.public == again.public


def test_a_wait_is_read_as_a_number_or_a_date() -> None:
    assert after_s({"retry-after": "120"}, 0) == 120
    assert after_s({"retry-after": "Thu, 01 Jan 1970 00:10:00 GMT"}, 300) == 300
    assert after_s({"retry-after": "soon"}, 0) == 0
    assert after_s({}, 0) == 0


async def test_received_is_what_was_sent(town: World, service: Service) -> None:
    vera, ivan = await town.members("vera", "ivan")
    app = App()
    await subscribes(vera, service, app, standard=True)

    for turn in range(3):
        await ivan.posts(f"@vera {'x' * turn * 100}", to=Audience.DIRECT)
    await town.settle()

    assert len({len(each.body) for each in service.received if isinstance(each, Received)}) == 1
