"""toot, as its users type it: sign in by browser, post, share, follow, read, delete."""

import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from kukhnya.media import drawn
from tests.apps.kitchen import Kitchen, consent
from tests.apps.loaded_toot import run
from tests.apps.strict import newcomers

_LOADED: Final = multiprocessing.get_context("forkserver")
_LOADED.set_forkserver_preload(["tests.apps.loaded_toot"])


class Toot:
    """One person's toot, with a configuration folder of its own."""

    def __init__(self, kitchen: Kitchen, folder: Path, name: str) -> None:
        self.kitchen = kitchen
        self.name = name
        self.folder = folder
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "XDG_CACHE_HOME": str(folder),
        }
        self.program = str(Path(sys.executable).with_name("toot"))

    def __call__(self, *words: str) -> str:
        """What toot prints when these words are typed."""
        printed = self.folder / "printed"
        process = _LOADED.Process(target=run, args=(words, self.environment, str(printed)))
        process.start()
        process.join(60)
        assert process.exitcode == 0, (words, printed.read_text())
        return printed.read_text()

    def json(self, *words: str) -> Any:
        """The same, as toot got it from the server."""
        return json.loads(self(*words, "--json"))

    @property
    def token(self) -> str:
        """The token that toot keeps."""
        (user,) = json.loads((self.folder / "toot" / "config.json").read_text())["users"].values()
        return str(user["access_token"])

    def signs_in(self) -> None:
        """The way through the browser: toot shows an address, the page shows a code, toot is given the code."""
        program = subprocess.Popen(
            [self.program, "login", "--instance", self.kitchen.url], env=self.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert program.stdout is not None
        address = ""
        while "/oauth/authorize/?" not in address:
            address = program.stdout.readline()
            assert address, "toot ended early"
        rest, _ = program.communicate(f"n\n{consent(address.strip(), self.name)}\n", timeout=60)
        assert program.returncode == 0, rest


@pytest.fixture(scope="module")
def people(open_kitchen: Kitchen, tmp_path_factory: pytest.TempPathFactory) -> tuple[Toot, Toot]:
    """Two people who have signed in with toot."""
    names = [person.me().username for person in newcomers(open_kitchen, "vera", "misha")]
    vera, misha = (Toot(open_kitchen, tmp_path_factory.mktemp("toot"), name) for name in names)
    for person in (vera, misha):
        person.signs_in()
    return vera, misha


def test_toot_posts_in_every_way(people: tuple[Toot, Toot], tmp_path: Path) -> None:
    vera, misha = people
    assert vera.name in vera("whoami")
    picture = tmp_path / "cat.jpg"
    picture.write_bytes(drawn.scene("toot", "cat"))

    for audience in ("public", "unlisted", "private", "direct"):
        assert vera.json("post", f"hello {audience} @{misha.name}", "-v", audience)["visibility"] == audience
    shown = vera.json("post", "the cat", "--media", str(picture), "--description", "a cat", "-p", "cats", "-l", "en")
    assert shown["media_attachments"][0]["description"] == "a cat"
    assert (shown["spoiler_text"], shown["language"]) == ("cats", "en")
    assert httpx.get(shown["media_attachments"][0]["url"]).headers["content-type"] == "image/jpeg"
    asked = vera.json(
        "post", "which?", "--poll-option", "tea", "--poll-option", "coffee", "--poll-expires-in", "1 hour"
    )
    assert misha.json("polls", "vote", asked["poll"]["id"], "0")["own_votes"] == [0]
    assert "tea" in misha("polls", "show", asked["poll"]["id"])
    assert vera.json("post", "later", "--scheduled-in", "2 hours")["scheduled_at"]
    assert vera.json("upload", str(picture))["type"] == "image"
    reply = misha.json("post", "indeed", "--reply-to", shown["id"])
    assert reply["in_reply_to_id"] == shown["id"]
    assert "indeed" in vera("thread", shown["id"])
    assert "the cat" in misha("status", shown["id"])
    vera("delete", asked["id"])
    gone = vera.kitchen.call(vera.token, "GET", f"/api/v1/statuses/{asked['id']}")
    assert gone.status_code == 404


def test_toot_likes_shares_keeps_and_reads(people: tuple[Toot, Toot]) -> None:
    vera, misha = people
    status = vera.json("post", "kettles are singing #kettle", "-v", "public")["id"]

    assert misha.json("favourite", status)["favourited"] is True
    assert misha.json("reblog", status, "-v", "public")["reblog"]["id"] == status
    assert misha.name in vera("reblogged-by", status)
    assert misha.json("bookmark", status)["bookmarked"] is True
    assert vera.json("pin", status)["pinned"] is True
    told = vera("notifications")
    assert "favourited" in told
    assert "kettles" in misha("bookmarks")
    for place in (("favourites",), ("public",), ("account", vera.name), ("tag", "kettle")):
        assert "kettles" in misha("timelines", *place, "--no-pager"), place
    assert "kettles" in vera("timelines", "home", "--no-pager")
    for undo in ("unfavourite", "unreblog", "unbookmark"):
        misha(undo, status)
    assert vera.json("unpin", status)["pinned"] is False
    found = vera.json("search", "kettle")
    assert [s["id"] for s in found["statuses"]] == [status]
    vera("notifications", "--clear")
    assert vera.json("notifications") == []


def test_toot_follows_mutes_blocks_and_lists(people: tuple[Toot, Toot]) -> None:
    vera, misha = people
    changed = vera.json("update-account", "--display-name", "Vera", "--note", "tea", "--locked", "--privacy", "public")
    assert (changed["display_name"], changed["locked"]) == ("Vera", True)

    misha("follow", vera.name)
    assert misha.name in vera("follow-requests", "list")
    vera("follow-requests", "accept", misha.name)
    assert misha.name in vera("followers", vera.name)
    assert vera.name in misha("following", misha.name)
    misha("lists", "create", "friends")
    misha("lists", "add", "friends", vera.name)
    assert "friends" in misha("lists", "list")
    assert vera.name in misha("lists", "accounts", "friends")
    vera("post", "only for friends")
    assert "only for friends" in misha("timelines", "list", "friends", "--no-pager")
    misha("lists", "remove", "friends", vera.name)
    misha("lists", "delete", "friends")
    assert misha.json("unfollow", vera.name)["following"] is False
    assert misha.json("mute", vera.name)["muting"] is True
    assert vera.name in misha("muted")
    assert misha.json("unmute", vera.name)["muting"] is False
    assert misha.json("block", vera.name)["blocking"] is True
    assert vera.name in misha("blocked")
    assert misha.json("unblock", vera.name)["blocking"] is False
    assert "Vera" in misha("whois", vera.name)
    assert "Kukhnya" in misha("instance", misha.kitchen.url)


def test_toot_follows_and_features_hashtags(people: tuple[Toot, Toot]) -> None:
    vera, _ = people

    vera("post", "#чай", "-v", "public")
    vera("tags", "follow", "чай")
    assert "чай" in vera("tags", "followed")
    assert vera.json("tags", "info", "чай")["following"] is True
    vera("tags", "unfollow", "чай")
    vera("tags", "feature", "bread")
    assert "bread" in vera("tags", "featured")
    vera("tags", "unfeature", "bread")
    assert vera.json("tags", "featured") == []
