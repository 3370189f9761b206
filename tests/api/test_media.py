"""Pictures: nothing hidden is kept, and an address opens for those who may see the status, while they may."""

import io
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from kukhnya.model.audience import Audience
from tests.media.test_pictures import CANARY, _bomb, with_canaries
from tests.world import Person, World


async def upload(person: Person, data: bytes | None = None, version: int = 2, **more: str) -> httpx.Response:
    """Upload a picture."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "PNG")
    files = {"file": ("secret-name.png", data or out.getvalue(), "image/png")}
    return await person.call("POST", f"/api/v{version}/media", files=files, data=more)


async def fetch(world: World, url: str, verb: str = "GET") -> httpx.Response:
    """Fetch an address as a browser does, without a token."""
    return await world.client.request(verb, url)


@pytest.fixture
async def shown(world: World) -> tuple[Person, Person, str, dict[str, Any]]:
    """Vera, her follower Misha, a status for followers with a picture, and the picture as Misha is told of it."""
    vera, misha = await world.members("vera", "misha")
    await misha.follows(vera)
    media = (await upload(vera, description="green")).json()
    status_id = await vera.posts("look", Audience.FOLLOWERS, media_ids=[media["id"]])
    attachment = (await misha.get(f"/api/v1/statuses/{status_id}"))["media_attachments"][0]
    return vera, misha, status_id, attachment


@pytest.mark.parametrize("version", [1, 2])
async def test_a_picture_is_uploaded_described_and_posted(world: World, version: int) -> None:
    vera = await world.member("vera")

    made = (await upload(vera, version=version, description="a green field", focus="0.5,-1")).json()
    changed = await vera.put(f"/api/v1/media/{made['id']}", description="a meadow")
    status_id = await vera.posts("", media_ids=[made["id"]])

    shown = (await vera.get(f"/api/v1/statuses/{status_id}"))["media_attachments"][0]
    assert (made["type"], made["description"], made["meta"]["focus"]) == (
        "image",
        "a green field",
        {"x": 0.5, "y": -1.0},
    )
    assert changed["description"] == shown["description"] == "a meadow"
    assert shown["blurhash"]
    assert (await fetch(world, shown["url"])).headers["content-type"] == "image/jpeg"


async def test_an_address_opens_for_its_viewer_and_names_nobody(world: World, shown: Any) -> None:
    vera, misha, status_id, attachment = shown

    answer = await fetch(world, attachment["url"])

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    for secret in (str(misha.id), str(vera.id), status_id, "secret-name"):
        assert secret not in attachment["url"]


@pytest.mark.parametrize("ending", ["hour", "narrowed", "blocked", "unfollowed", "removed", "deleted", "edited away"])
async def test_an_address_dies_with_the_right_to_see(world: World, shown: Any, ending: str) -> None:
    vera, misha, status_id, attachment = shown
    before = await fetch(world, attachment["url"])

    if ending == "hour":
        world.clock.forward(3601)
    elif ending == "narrowed":
        await vera.put(f"/api/v1/statuses/{status_id}", visibility="self")
    elif ending == "blocked":
        await vera.post(f"/api/v1/accounts/{misha.id}/block")
    elif ending == "unfollowed":
        await misha.post(f"/api/v1/accounts/{vera.id}/unfollow")
    elif ending == "removed":
        await vera.post(f"/api/v1/accounts/{misha.id}/remove_from_followers")
    elif ending == "deleted":
        await vera.delete(f"/api/v1/statuses/{status_id}")
    else:
        await vera.put(f"/api/v1/statuses/{status_id}", status="no picture", media_ids=[])

    for size in ("url", "preview_url"):
        after, missing = await fetch(world, attachment[size]), await fetch(world, "/media/for/nothing.jpg")
        assert (after.status_code, after.text) == (missing.status_code, missing.text) == (404, missing.text)
        assert (await fetch(world, attachment[size], "HEAD")).status_code == 404
    assert before.status_code == 200


async def test_a_plain_address_dies_when_the_status_is_narrowed_or_the_profile_closed(world: World) -> None:
    vera, stranger = await world.members("vera", "stranger")
    await vera.opens_profile()
    addresses = []
    for _ in range(2):
        media = (await upload(vera)).json()
        status_id = await vera.posts("look", media_ids=[media["id"]])
        addresses.append(
            (status_id, (await stranger.get(f"/api/v1/statuses/{status_id}"))["media_attachments"][0]["url"])
        )
    (first, narrowed), (_, closed) = addresses
    opened = [(await fetch(world, url)).status_code for _, url in addresses]
    tag = (await fetch(world, narrowed)).headers["etag"]

    await vera.put(f"/api/v1/statuses/{first}", visibility="private")
    after_narrowing = await world.client.get(narrowed, headers={"if-none-match": tag})
    still_open = (await fetch(world, closed)).status_code
    await vera.closes_profile()

    assert opened == [200, 200]
    assert after_narrowing.status_code == 404
    assert still_open == 200
    assert (await fetch(world, closed)).status_code == 404


async def test_deleting_with_its_pictures_leaves_no_file_and_without_lets_them_be_used_again(world: World) -> None:
    vera = await world.member("vera")
    media = [(await upload(vera)).json()["id"] for _ in range(2)]
    kept, gone = [await vera.posts("look", media_ids=[each]) for each in media]

    await vera.delete(f"/api/v1/statuses/{gone}", delete_media=True)
    await vera.delete(f"/api/v1/statuses/{kept}")
    again = await vera.posts("anew", media_ids=[media[0]])
    world.clock.forward(11 * 60)
    await world.settle()

    assert (await vera.get(f"/api/v1/statuses/{again}"))["media_attachments"]
    assert len(world.house.files.names()) == 1


async def test_what_was_never_posted_or_was_taken_back_is_erased_in_time(world: World) -> None:
    vera = await world.member("vera")
    await upload(vera)
    media = (await upload(vera)).json()["id"]
    status_id = await vera.posts("look", media_ids=[media])
    await vera.delete(f"/api/v1/statuses/{status_id}")

    world.clock.forward(11 * 60)
    await world.settle()
    after_ten_minutes = len(world.house.files.names())
    world.clock.forward(86_400)
    await world.settle()

    assert after_ten_minutes == 1
    assert world.house.files.names() == set()


async def test_somebody_elses_picture_does_not_exist(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    media = (await upload(vera)).json()["id"]

    answers = [
        await misha.call("GET", f"/api/v1/media/{media}"),
        await misha.call("PUT", f"/api/v1/media/{media}", json={"description": "x"}),
        await misha.call("DELETE", f"/api/v1/media/{media}"),
    ]
    posted = await misha.call("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [media]})

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert posted.status_code == 422


@pytest.mark.parametrize("kind", list(with_canaries()))
async def test_nothing_that_was_hidden_in_an_upload_is_anywhere_on_the_disk(
    small_world: World, tmp_path: Path, kind: str
) -> None:
    vera = await small_world.member("vera")

    answer = await upload(vera, with_canaries()[kind])

    assert answer.status_code == 200, answer.text
    assert b"secret-name" not in answer.content
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert CANARY not in path.read_bytes(), path
            assert b"secret-name" not in path.read_bytes(), path


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"<svg/>",
        b'{"type":"Note"}',
        b"%PDF-1.7",
        b"#EXTM3U\nfile:///etc/passwd",
        _bomb(30_000),
    ],
)
async def test_what_is_no_picture_is_refused_and_leaves_no_file(small_world: World, data: bytes) -> None:
    vera = await small_world.member("vera")

    answer = await upload(vera, data)

    assert (answer.status_code, "file" in answer.json()["details"]) == (422, True)
    assert small_world.house.files.names() == set()


async def test_too_large_an_upload_is_refused_before_it_is_read(small_world: World) -> None:
    vera = await small_world.member("vera")

    answer = await upload(vera, b"x" * (small_world.house.settings.max_upload_bytes + 100_000))

    assert answer.status_code == 413


async def test_a_face_shows_while_it_is_somebodys(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "PNG")
    said = await vera.call("PATCH", "/api/v1/accounts/update_credentials", files={"avatar": ("me.png", out.getvalue())})
    url = said.json()["avatar"]
    before = await fetch(world, url)

    await vera.delete("/api/v1/profile/avatar")
    await world.settle()

    assert re.search(r"/media/faces/[0-9a-f]{32}/large\.jpg$", url)
    assert before.status_code == 200
    assert (await fetch(world, url)).status_code == 404
    assert "/drawn/" in (await misha.get(f"/api/v1/accounts/{vera.id}"))["avatar"]


async def test_a_face_of_a_change_that_is_refused_leaves_no_file(small_world: World) -> None:
    vera = await small_world.member("vera")
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "PNG")

    answer = await vera.call(
        "PATCH",
        "/api/v1/accounts/update_credentials",
        files={"avatar": ("me.png", out.getvalue())},
        data={"note": "x" * 2000},
    )

    assert answer.status_code == 422
    assert small_world.house.files.names() == set()


async def test_a_drawn_face_does_not_tell_who_is_here(small_world: World) -> None:
    await small_world.member("vera")

    for name in ("vera", "nobody_at_all"):
        answer = await fetch(small_world, f"/media/drawn/{name}/avatar.png")

        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize(
    "path",
    [
        "/media/x/large.jpg",
        f"/media/{'0' * 32}/large.jpg",
        f"/media/{'0' * 32}/huge.jpg",
        "/media/for/.jpg",
        "/media/for/%00.jpg",
        "/media/..%2f..%2fkukhnya.db/large.jpg",
        "/media/faces/%2e%2e/large.jpg",
    ],
)
async def test_addresses_that_lead_nowhere_look_alike(small_world: World, path: str) -> None:
    answer = await fetch(small_world, path)

    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
