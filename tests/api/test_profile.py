"""The profile as its owner edits it."""

from typing import Any

import pytest

from tests.api.test_accounts import picture
from tests.world import World

PROFILE = "/api/v1/profile"
KEYS = {
    "id", "display_name", "note", "fields", "avatar", "avatar_static", "avatar_description", "header", "header_static",
    "header_description", "locked", "closed", "bot", "hide_collections", "discoverable", "indexable", "show_media",
    "show_media_replies", "show_featured", "attribution_domains", "featured_tags",
}  # fmt: skip


async def test_a_fresh_profile_is_as_it_was_made(world: World) -> None:
    vera = await world.member("vera")

    profile = await vera.get(PROFILE)

    assert set(profile) == KEYS
    assert (profile["id"], profile["avatar"], profile["header"]) == (str(vera.id), None, None)
    assert (profile["locked"], profile["hide_collections"]) == (True, True)
    assert all(profile[key] is True for key in ("show_media", "show_media_replies", "show_featured"))
    assert (profile["attribution_domains"], profile["featured_tags"], profile["fields"]) == ([], [], [])


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
async def test_what_is_changed_is_kept_as_typed_and_what_is_not_sent_stays(world: World, verb: str) -> None:
    vera = await world.member("vera")
    await vera.opens_profile()
    await vera.post("/api/v1/featured_tags", name="tea")
    said: dict[str, Any] = {
        "note": "a line\n#tea", "avatar_description": "a cat", "header_description": "a kitchen", "show_media": False,
        "show_featured": False, "bot": True, "attribution_domains": ["News.test", "кухня.рф"],
        "fields_attributes": [{"name": "home", "value": "#here"}],
    }  # fmt: skip
    await vera.call(verb, PROFILE, json=said)

    profile = (await vera.call(verb, PROFILE, json={"display_name": "Vera"})).json()

    assert (profile["display_name"], profile["note"]) == ("Vera", "a line\n#tea")
    assert profile["fields"] == [{"name": "home", "value": "#here", "verified_at": None}]
    assert (profile["avatar_description"], profile["header_description"]) == ("a cat", "a kitchen")
    shown = [profile[key] for key in ("show_media", "show_media_replies", "show_featured", "bot")]
    assert shown == [False, True, False, True]
    assert profile["attribution_domains"] == ["news.test", "xn--j1agri5c.xn--p1ai"]
    assert [tag["name"] for tag in profile["featured_tags"]] == ["tea"]
    account = await world.nobody.get(f"/api/v1/accounts/{vera.id}")
    assert (account["avatar_description"], account["show_media"], account["show_featured"]) == ("a cat", False, False)
    me = await vera.get("/api/v1/accounts/verify_credentials")
    assert me["source"]["attribution_domains"] == profile["attribution_domains"]


async def test_pictures_come_and_go_with_what_is_said_of_them(small_world: World) -> None:
    vera = await small_world.member("vera")
    files = {"avatar": ("a.png", picture(), "image/png"), "header": ("h.png", picture(), "image/png")}
    with_both = (await vera.call("PATCH", PROFILE, files=files, data={"avatar_description": "a cat"})).json()

    without = await vera.delete("/api/v1/profile/avatar")
    await vera.delete("/api/v1/profile/header")

    assert "/media/faces/" in with_both["avatar"]
    assert "/media/faces/" in with_both["header"]
    assert without["source"]["attribution_domains"] == []
    profile = await vera.get(PROFILE)
    assert (profile["avatar"], profile["header"], profile["avatar_description"]) == (None, None, "")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"avatar_description": "x" * 5000}, "avatar_description"),
        ({"attribution_domains": ["no site"]}, "attribution_domains"),
        ({"attribution_domains": [f"site{number}.test" for number in range(11)]}, "attribution_domains"),
        ({"show_media": "perhaps"}, "show_media"),
        ({"note": "x" * 5000}, "note"),
        ({"avatar": "no file"}, "avatar"),
    ],
)
async def test_what_cannot_be_is_refused_by_name(small_world: World, said: dict[str, Any], field: str) -> None:
    vera = await small_world.member("vera")
    before = await vera.get(PROFILE)

    answer = await vera.call("PATCH", PROFILE, json=said)

    assert (answer.status_code, list(answer.json()["details"])) == (422, [field])
    assert await vera.get(PROFILE) == before


async def test_a_closed_profile_does_not_tell_strangers_what_its_owner_chose(small_world: World) -> None:
    vera, stranger = await small_world.members("vera", "stranger")
    await vera.patch(PROFILE, header_description="zqheaderqz", show_media=False)

    account = await stranger.get(f"/api/v1/accounts/{vera.id}")

    assert (account["header_description"], account["show_media"]) == ("", True)
