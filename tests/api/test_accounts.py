"""Accounts: what each kind of viewer is told of one, how one is found, and what its owner may change."""

import io
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from PIL import Image

from kukhnya.model.audience import Audience
from kukhnya.model.ids import AccountId
from tests.postgres import Cluster
from tests.world import Person, World, a_world

ME = "/api/v1/accounts/verify_credentials"
CHANGE = "/api/v1/accounts/update_credentials"
MISSING = "117000000000000001"
SECRETS = ("zqnoteqz", "zqfieldqz", "zqheaderqz")
OUTSIDE = ("nobody", "stranger", "pending", "removed", "blocked", "blocking")
INSIDE = ("follower", "owner")
FACE = {
    "note": "", "fields": [], "followers_count": 0, "following_count": 0, "statuses_count": 0, "last_status_at": None,
    "closed": True, "locked": True, "bot": False, "discoverable": False, "indexable": False, "noindex": True,
    "hide_collections": True, "roles": [],
}  # fmt: skip
"""What stands in the place of everything but handle, name and picture."""


def picture(colour: str = "red", size: tuple[int, int] = (80, 60)) -> bytes:
    """A small PNG."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


async def street(world: World, *, closed: bool) -> dict[str, Person]:
    """Vera with everything filled in and her graph opened, and each kind of viewer."""
    names = ("vera", "stranger", "pending", "follower", "removed", "blocked", "blocking")
    people = dict(zip(names, await world.members(*names), strict=True))
    people["nobody"], people["owner"] = world.nobody, people["vera"]
    owner = people["owner"]
    await owner.patch(
        CHANGE, note="zqnoteqz", fields_attributes=[{"name": "home", "value": "zqfieldqz"}], hide_collections=False,
        discoverable=True, indexable=True, bot=True, display_name="Vera",
    )  # fmt: skip
    await owner.call("PATCH", CHANGE, files={"header": ("h.png", picture(), "image/png")})
    for name in ("follower", "removed", "blocked"):
        await people[name].follows(owner)
    await owner.follows(people["follower"])
    await people["pending"].post(f"/api/v1/accounts/{owner.id}/follow")
    await owner.post(f"/api/v1/accounts/{people['removed'].id}/remove_from_followers")
    await owner.posts("hello")
    await owner.post(f"/api/v1/accounts/{people['blocked'].id}/block")
    await people["blocking"].post(f"/api/v1/accounts/{owner.id}/block")
    if not closed:
        await owner.opens_profile()
    return people


async def ways_to(viewer: Person, owner: Person) -> dict[str, Any]:
    """The account through every door that shows one."""
    shown = {
        "by id": await viewer.get(f"/api/v1/accounts/{owner.id}"),
        "looked up": await viewer.get("/api/v1/accounts/lookup", acct="vera"),
        "among several": (await viewer.get("/api/v1/accounts", **{"id[]": str(owner.id)}))[0],
    }
    if viewer.token:
        shown["searched"] = (await viewer.get("/api/v1/accounts/search", q="@vera"))[0]
        shown["searched for"] = (await viewer.get("/api/v2/search", q="vera", type="accounts"))["accounts"][0]
    return shown


@pytest.mark.parametrize("name", OUTSIDE)
async def test_whoever_is_not_let_in_gets_handle_name_and_picture(world: World, name: str) -> None:
    people = await street(world, closed=True)
    viewer, owner = people[name], people["owner"]

    for way, shown in (await ways_to(viewer, owner)).items():
        assert {key: shown[key] for key in FACE} == FACE, way
        assert (shown["username"], shown["display_name"]) == ("vera", "Vera"), way
        assert shown["header"].endswith("/media/drawn/header.png"), way
        assert not any(word in str(shown) for word in SECRETS), way
    for edge in ("followers", "following", "statuses"):
        if viewer.token or edge == "statuses":
            assert await viewer.get(f"/api/v1/accounts/{owner.id}/{edge}") == [], edge


@pytest.mark.parametrize("name", INSIDE)
async def test_whoever_is_let_in_gets_all_of_it(world: World, name: str) -> None:
    people = await street(world, closed=True)
    viewer, owner = people[name], people["owner"]

    for way, shown in (await ways_to(viewer, owner)).items():
        assert "zqnoteqz" in shown["note"], way
        assert "zqfieldqz" in shown["fields"][0]["value"], way
        assert (shown["followers_count"], shown["following_count"], shown["statuses_count"]) == (1, 1, 1), way
        assert "/media/faces/" in shown["header"], way
    assert await viewer.get(f"/api/v1/accounts/{owner.id}/followers") != []


async def test_an_open_profile_that_blocks_looks_like_an_empty_closed_one(world: World) -> None:
    people = await street(world, closed=False)
    owner, stranger, blocked = people["owner"], people["stranger"], people["blocked"]
    by_others = await stranger.get(f"/api/v1/accounts/{owner.id}")

    shown = await ways_to(blocked, owner)
    await owner.closes_profile()
    closed = await stranger.get(f"/api/v1/accounts/{owner.id}")

    assert "zqnoteqz" in by_others["note"]
    for way, account in shown.items():
        assert account == closed, way
    for edge in ("followers", "following", "statuses"):
        assert await blocked.get(f"/api/v1/accounts/{owner.id}/{edge}") == []


async def test_who_blocks_is_not_told_by_relationship_or_by_answers_to_what_one_does(world: World) -> None:
    people = await street(world, closed=True)
    blocked, stranger, owner = people["blocked"], people["stranger"], people["owner"]

    seen_by = [
        (await person.get("/api/v1/accounts/relationships", **{"id[]": str(owner.id)}))[0]
        for person in (blocked, stranger)
    ]

    assert seen_by[0] == seen_by[1]
    assert not any(seen_by[0][key] for key in ("blocked_by", "followed_by", "requested_by", "following"))


async def test_the_lists_of_an_opened_graph_name_only_those_who_opened_theirs(world: World) -> None:
    vera, shy, frank, stranger = await world.members("vera", "shy", "frank", "stranger")
    await vera.patch(CHANGE, closed=False, hide_collections=False)
    await frank.patch(CHANGE, closed=False, hide_collections=False)
    for person in (shy, frank):
        await person.follows(vera)
        await vera.follows(person)

    for edge in ("followers", "following"):
        path = f"/api/v1/accounts/{vera.id}/{edge}"

        assert {a["username"] for a in await vera.get(path)} == {"shy", "frank"}
        assert {a["username"] for a in await stranger.get(path)} == {"frank"}
        assert {a["username"] for a in await shy.get(path)} == {"shy", "frank"}


async def test_who_blocks_the_reader_is_on_nobodys_lists(world: World) -> None:
    vera, frank, reader = await world.members("vera", "frank", "reader")
    for person in (vera, frank):
        await person.patch(CHANGE, closed=False, hide_collections=False)
    await frank.follows(vera)
    path = f"/api/v1/accounts/{vera.id}/followers"
    before = [a["username"] for a in await reader.get(path)]

    await frank.post(f"/api/v1/accounts/{reader.id}/block")

    assert before == ["frank"]
    assert await reader.get(path) == []


@pytest.mark.parametrize("hidden", [True, False])
async def test_a_hidden_graph_is_its_owners_alone(world: World, hidden: bool) -> None:
    vera, frank = await world.members("vera", "frank")
    await vera.patch(CHANGE, closed=False, hide_collections=hidden)
    await frank.patch(CHANGE, closed=False, hide_collections=False)
    await frank.follows(vera)

    path = f"/api/v1/accounts/{vera.id}/followers"

    assert [a["username"] for a in await vera.get(path)] == ["frank"]
    assert [a["username"] for a in await frank.get(path)] == ([] if hidden else ["frank"])
    counted = (await frank.get(f"/api/v1/accounts/{vera.id}"))["followers_count"]
    assert counted == (0 if hidden else 1)


@pytest.mark.parametrize("path", ["", "/followers", "/following", "/statuses", "/lists"])
async def test_somebody_who_does_not_exist_is_not_found_anywhere(world: World, path: str) -> None:
    vera = await world.member("vera")
    waiting = await world.member("waiting", state="pending")

    missing = await vera.call("GET", f"/api/v1/accounts/{MISSING}{path}")
    pending = await vera.call("GET", f"/api/v1/accounts/{waiting.id}{path}")

    assert missing.status_code == 404
    assert (pending.status_code, pending.text) == (missing.status_code, missing.text)


async def test_somebody_who_still_waits_for_approval_is_told_of_nowhere(world: World) -> None:
    vera = await world.member("vera")
    waiting = await world.member("waiting", state="pending")
    asked = {"id[]": str(waiting.id)}

    assert await vera.get("/api/v1/accounts", **asked) == []
    assert await vera.get("/api/v1/accounts/relationships", **asked) == []
    assert await vera.get("/api/v1/accounts/search", q="waiting") == []


async def test_people_are_found_by_the_beginning_of_handle_or_name_if_they_want(world: World) -> None:
    vera, anna, hidden, closed, seeker = await world.members("vera", "anna", "verbose", "verochka", "seeker")
    await vera.patch(CHANGE, closed=False, discoverable=True)
    await anna.patch(CHANGE, closed=False, discoverable=True, display_name="Ёлка Петрова")
    await hidden.patch(CHANGE, closed=False, display_name="Ёлка тоже")
    await closed.patch(CHANGE, discoverable=True)

    async def found(words: str) -> list[str]:
        return [a["username"] for a in await seeker.get("/api/v1/accounts/search", q=words)]

    assert await found("ver") == ["vera"]
    for words in ("ёл", "Ёлка", "ЁЛКА", "ёлка п"):
        assert await found(words) == ["anna"], words
    assert await found("Петрова") == ["anna"]
    assert await found("Петр") == []
    assert await found("%") == []
    assert await found("_") == []
    assert await found("") == []


async def test_people_are_found_however_the_database_sorts_its_letters(cluster: Cluster, tmp_path: Path) -> None:
    address = cluster.database()
    admin = await asyncpg.connect(address)
    await admin.execute("CREATE DATABASE sorted LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0")
    await admin.close()

    async with a_world(tmp_path, address.rpartition("/")[0] + "/sorted") as world:
        under_score, seeker = await world.members("ve_ra", "seeker")
        await under_score.patch(CHANGE, closed=False, discoverable=True, display_name="Ёлка")

        for words in ("v", "ve", "ve_", "ve_r", "ё"):
            found = await seeker.get("/api/v1/accounts/search", q=words)
            assert [a["username"] for a in found] == ["ve_ra"], words
        assert await seeker.get("/api/v1/accounts/search", q="ver") == []


async def test_only_the_whole_handle_finds_somebody_who_does_not_want_to_be_found(world: World) -> None:
    _, seeker = await world.members("verbose", "seeker")

    for words, names in (
        ("verbose", ["verbose"]), ("@VERBOSE", ["verbose"]), ("verbose@kitchen.test", ["verbose"]), ("verbos", []),
        ("verbose@elsewhere.test", []),
    ):  # fmt: skip
        assert [a["username"] for a in await seeker.get("/api/v1/accounts/search", q=words)] == names, words


async def test_whom_one_follows_one_finds_first_and_alone_if_asked(world: World) -> None:
    aster, astra, seeker = await world.members("aster", "astra", "seeker")
    await aster.patch(CHANGE, closed=False, discoverable=True)
    await seeker.follows(astra)

    found = await seeker.get("/api/v1/accounts/search", q="ast")
    followed = await seeker.get("/api/v1/accounts/search", q="ast", following="true")
    second = await seeker.get("/api/v1/accounts/search", q="ast", offset=1)

    assert [a["username"] for a in found] == ["astra", "aster"]
    assert [a["username"] for a in followed] == ["astra"]
    assert [a["username"] for a in second] == ["aster"]


async def test_searching_is_for_members(world: World) -> None:
    answer = await world.nobody.call("GET", "/api/v1/accounts/search", params={"q": "vera"})

    assert answer.status_code == 401


async def test_a_handle_is_looked_up_however_it_is_written(world: World) -> None:
    vera = await world.member("vera")

    for handle in ("vera", "@vera", "VERA", "vera@kitchen.test", "@Vera@KITCHEN.test"):
        assert (await world.nobody.get("/api/v1/accounts/lookup", acct=handle))["id"] == str(vera.id), handle
    for handle in ("", "ver", "vera@elsewhere.test", "nobody"):
        answer = await world.nobody.call("GET", "/api/v1/accounts/lookup", params={"acct": handle})
        assert answer.status_code == 404, handle


async def test_one_is_told_of_oneself_everything_one_can_choose(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.patch(CHANGE, note="line\n#tea", fields_attributes=[{"name": "n", "value": "v"}])
    await misha.post(f"/api/v1/accounts/{vera.id}/follow")

    me = await vera.get(ME)

    assert me["source"] == {
        "privacy": "private", "audience": "followers", "circle_id": None, "sensitive": False, "language": None,
        "expires_in": 0, "reblog_audience": "followers", "fold_after_days": 90, "fold_to": "self",
        "new_followers_read_from": "now", "note": "line\n#tea", "quote_policy": "nobody",
        "fields": [{"name": "n", "value": "v", "verified_at": None}], "follow_requests_count": 1, "attribution_domains": [],
        "hide_collections": True, "discoverable": False, "indexable": False, "closed": True, "feed": False,
    }  # fmt: skip
    assert (me["role"]["id"], me["role"]["permissions"]) == ("-99", "0")


async def test_choices_are_kept_and_given_back(world: World) -> None:
    vera = await world.member("vera")
    circle = await vera.circle_of("close")

    me = await vera.patch(
        CHANGE, display_name="  Vera \u202e V. ", note="about", locked=True, closed=False, bot=True, discoverable=True,
        indexable=True, hide_collections=False, new_followers_read_from=30,
        source={"audience": "circle", "circle_id": circle, "sensitive": True, "language": "ru", "expires_in": 3600,
                "reblog_audience": "members"},
    )  # fmt: skip

    source = me["source"]
    assert me["display_name"] == "Vera V."
    assert (me["locked"], me["closed"], me["bot"], me["discoverable"], me["indexable"]) == (
        True,
        False,
        True,
        True,
        True,
    )
    assert (source["audience"], source["privacy"], source["circle_id"]) == ("circle", "private", circle)
    assert (source["sensitive"], source["language"], source["expires_in"]) == (True, "ru", 3600)
    assert (source["reblog_audience"], source["new_followers_read_from"]) == ("members", "30")
    assert me == await vera.get(ME)
    preferences = await vera.get("/api/v1/preferences")
    assert preferences["posting:default:visibility"] == "private"
    assert (preferences["posting:default:sensitive"], preferences["posting:default:language"]) == (True, "ru")


@pytest.mark.parametrize("way", ["json", "form", "multipart", "query"])
async def test_a_profile_is_changed_whichever_way_the_app_says_it(world: World, way: str) -> None:
    vera = await world.member("vera")
    flat = {
        "display_name": "Vera", "source[privacy]": "unlisted", "locked": "true",
        "fields_attributes[0][name]": "a", "fields_attributes[0][value]": "1",
        "fields_attributes[1][name]": "b", "fields_attributes[1][value]": "2",
    }  # fmt: skip
    fields = {"0": {"name": "a", "value": "1"}, "1": {"name": "b", "value": "2"}}
    nested = {"display_name": "Vera", "source": {"privacy": "unlisted"}, "locked": True, "fields_attributes": fields}
    ways: dict[str, dict[str, Any]] = {
        "json": {"json": nested}, "form": {"data": flat}, "query": {"params": flat},
        "multipart": {"data": flat, "files": {"avatar": ("a.png", picture(), "image/png")}},
    }  # fmt: skip
    said = ways[way]

    me = (await vera.call("PATCH", CHANGE, **said)).json()

    assert (me["display_name"], me["source"]["audience"], me["locked"]) == ("Vera", "unlisted", True)
    assert [(line["name"], line["value"]) for line in me["source"]["fields"]] == [("a", "1"), ("b", "2")]
    assert ("/media/faces/" in me["avatar"]) == (way == "multipart")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"display_name": "x" * 61}, "display_name"), ({"note": "x" * 1001}, "note"),
        ({"display_name": "x" * 200_000}, "display_name"), ({"note": "x" * 5_000_000}, "note"),
        ({"fields_attributes": [{"name": "n"}] * 7}, "fields_attributes"),
        ({"fields_attributes": [{"name": "n", "value": "x" * 256}]}, "fields_attributes"),
        ({"source": {"privacy": "everybody"}}, "source[privacy]"), ({"source": {"privacy": "local"}}, "source[privacy]"),
        ({"source": {"audience": "everybody"}}, "source[audience]"), ({"source": {"audience": "circle"}}, "source[circle_id]"),
        ({"source": {"circle_id": "x"}}, "source[circle_id]"), ({"source": {"reblog_audience": "circle"}}, "source[reblog_audience]"),
        ({"source": {"expires_in": 59}}, "source[expires_in]"), ({"source": {"expires_in": 10**9}}, "source[expires_in]"),
        ({"source": {"language": "klingonish"}}, "source[language]"), ({"source": {"language": "en-and-more-of-it"}}, "source[language]"),
        ({"new_followers_read_from": "-1"}, "new_followers_read_from"), ({"new_followers_read_from": "forever"}, "new_followers_read_from"),
        ({"avatar": "not a file"}, "avatar"), ({"closed": "perhaps"}, "closed"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_by_name_and_changes_nothing(
    small_world: World, said: dict[str, Any], field: str
) -> None:
    vera = await small_world.member("vera")
    before = await vera.get(ME)

    answer = await vera.call("PATCH", CHANGE, json={"bot": True, **said})

    assert (answer.status_code, list(answer.json().get("details", {}))) == (422, [field]), answer.text
    assert await vera.get(ME) == before


async def test_somebody_elses_circle_is_no_default_of_mine(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    circle = await vera.circle_of("close", misha)

    answer = await misha.call("PATCH", CHANGE, json={"source": {"audience": "circle", "circle_id": circle}})

    assert answer.status_code == 404
    assert (await misha.get(ME))["source"]["audience"] == "followers"


async def test_a_status_without_an_audience_begins_as_its_author_chose(world: World) -> None:
    vera, inside, outside = await world.members("vera", "inside", "outside")
    await outside.follows(vera)
    circle = await vera.circle_of("close", inside)
    await vera.patch(CHANGE, source={"audience": "circle", "circle_id": circle})

    said = await vera.post("/api/v1/statuses", status="hello")

    assert (said["audience"], said["circle_id"]) == ("circle", circle)
    assert (await inside.sees(said["id"]), await outside.sees(said["id"])) == (True, False)


async def test_locking_changes_approval_and_not_who_reads(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    joke = await vera.posts("hello", Audience.PUBLIC)

    locked = await vera.patch(CHANGE, locked=True)
    relationship = await misha.post(f"/api/v1/accounts/{vera.id}/follow")

    assert (locked["locked"], locked["closed"]) == (True, False)
    assert (relationship["following"], relationship["requested"]) == (False, True)
    assert await misha.sees(joke)


async def test_closing_a_profile_leaves_nothing_of_it_in_memory(world: World) -> None:
    vera, stranger = await world.members("vera", "stranger")
    await vera.patch(CHANGE, closed=False, note="zqnoteqz")
    await vera.posts("zqwordsqz")
    for path in (f"/api/v1/accounts/{vera.id}", f"/api/v1/accounts/{vera.id}/statuses"):
        assert "qz" in (await stranger.call("GET", path)).text
    assert "qz" in str(vars(world.house.fragments))

    await vera.call("PATCH", CHANGE, json={"closed": True})

    assert "qz" not in str(vars(world.house.fragments))
    assert "qz" not in (await stranger.call("GET", f"/api/v1/accounts/{vera.id}")).text


def kept(world: World) -> set[str]:
    """Names of the files that are stored."""
    return world.house.files.names()


def key_of(address: str) -> str:
    """The name in the address of a face."""
    return address.partition("/media/faces/")[2].partition("/")[0]


async def test_a_new_picture_takes_the_place_of_the_old_one_and_of_its_files(world: World) -> None:
    vera = await world.member("vera")
    files = {"avatar": ("a.png", picture("red"), "image/png"), "header": ("h.png", picture("green"), "image/png")}
    first = (await vera.call("PATCH", CHANGE, files=files)).json()

    second = (await vera.call("PATCH", CHANGE, files={"avatar": ("b.png", picture("blue"), "image/png")})).json()
    await world.settle()

    assert first["avatar"] != second["avatar"]
    assert first["header"] == second["header"]
    assert kept(world) == {key_of(second["avatar"]), key_of(second["header"])}
    answer = await world.client.get(second["avatar"].removeprefix("http://kitchen.test"))
    width, height = Image.open(io.BytesIO(answer.content)).size
    assert (answer.status_code, width) == (200, height)


@pytest.mark.parametrize("which", ["avatar", "header"])
async def test_a_picture_can_be_taken_away(world: World, which: str) -> None:
    vera = await world.member("vera")
    shown = (await vera.call("PATCH", CHANGE, files={which: ("a.png", picture(), "image/png")})).json()

    after = await vera.delete(f"/api/v1/profile/{which}")
    again = await vera.delete(f"/api/v1/profile/{which}")
    await world.settle()

    assert "/media/faces/" in shown[which]
    assert "/media/drawn/" in after[which]
    assert again[which] == after[which]
    assert kept(world) == set()


@pytest.mark.parametrize(
    ("pictures", "said"),
    [
        ({"avatar": b"no picture"}, {}),
        ({"avatar": picture(), "header": b"no picture"}, {}),
        ({"avatar": picture(), "header": picture()}, {"display_name": "x" * 100}),
        ({"avatar": picture()}, {"source[circle_id]": MISSING}),
    ],
)
async def test_a_change_that_is_refused_leaves_no_picture_behind(
    small_world: World, pictures: dict[str, bytes], said: dict[str, str]
) -> None:
    vera = await small_world.member("vera")
    files = {name: (f"{name}.png", data, "image/png") for name, data in pictures.items()}

    answer = await vera.call("PATCH", CHANGE, files=files, data=said)
    await small_world.settle()

    assert answer.status_code in {404, 422}, answer.text
    assert kept(small_world) == set()
    assert "/media/drawn/" in (await vera.get(ME))["avatar"]


async def test_pages_of_accounts_take_few_statements(world: World) -> None:
    people = await street(world, closed=False)
    owner, follower = people["owner"], people["follower"]
    paths = {
        ME: 1,
        f"/api/v1/accounts/{owner.id}": 1,
        "/api/v1/accounts/lookup?acct=vera": 2,
        f"/api/v1/accounts?id[]={owner.id}&id[]={people['stranger'].id}": 1,
        f"/api/v1/accounts/{owner.id}/followers": 3,
        f"/api/v1/accounts/{owner.id}/following": 3,
        f"/api/v1/accounts/{owner.id}/lists": 2,
        "/api/v1/accounts/search?q=ver": 2,
        "/api/v1/preferences": 1,
    }

    for path, most in paths.items():
        await follower.call("GET", path)
        with world.counted() as counted:
            answer = await follower.call("GET", path)

        assert (answer.status_code, counted[0] <= most) == (200, True), (path, counted)


async def test_several_accounts_come_in_the_order_asked_without_those_that_are_not(world: World) -> None:
    vera, misha = await world.members("vera", "misha")

    shown = await vera.get("/api/v1/accounts", **{"id[]": [str(misha.id), MISSING, "x", str(vera.id)]})

    assert [AccountId(int(a["id"])) for a in shown] == [misha.id, vera.id]
