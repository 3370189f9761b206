"""toot, as its users type it: sign in by browser, post, share, follow, read, delete."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kukhnya.media import drawn
from tests.apps.kitchen import Kitchen, a_kitchen, consent


@pytest.fixture
def kitchen(tmp_path: Path) -> Iterator[Kitchen]:
    """A server with two members."""
    with a_kitchen(tmp_path, "vera", "misha") as made:
        yield made


class Toot:
    """One person's toot, with a configuration folder of its own."""

    def __init__(self, kitchen: Kitchen, folder: Path) -> None:
        self.kitchen = kitchen
        self.environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
        self.program = str(Path(sys.executable).with_name("toot"))

    def __call__(self, *words: str) -> str:
        """What toot prints when these words are typed."""
        ran = subprocess.run(
            [self.program, *words], env=self.environment, capture_output=True, text=True, timeout=60,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert ran.returncode == 0, (words, ran.stdout, ran.stderr)
        return ran.stdout

    def signs_in(self, name: str) -> None:
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
        rest, _ = program.communicate(f"n\n{consent(address.strip(), name)}\n", timeout=60)
        assert program.returncode == 0, rest


def _id(printed: str) -> str:
    return str(re.findall(r"/(\d{15,})", printed)[-1])


def test_two_people_use_toot_on_one_server(kitchen: Kitchen, tmp_path: Path) -> None:
    vera, misha = Toot(kitchen, tmp_path / "vera"), Toot(kitchen, tmp_path / "misha")
    vera.signs_in("vera")
    misha.signs_in("misha")
    assert "vera" in vera("whoami")

    posted = {
        v: _id(vera("post", f"hello {v} @misha", "--visibility", v))
        for v in ("public", "unlisted", "private", "direct")
    }
    picture = tmp_path / "cat.jpg"
    picture.write_bytes(drawn.scene("toot", "cat"))
    with_picture = _id(vera("post", "the cat", "--media", str(picture), "--description", "a cat on a sill"))
    misha("follow", "vera")
    assert "misha" in vera("follow-requests", "list")
    vera("follow-requests", "accept", "misha")
    reply = _id(misha("post", "@vera hello yourself", "--reply-to", posted["public"]))
    misha("favourite", posted["public"])
    misha("reblog", posted["public"])
    misha("bookmark", posted["private"])

    told = vera("notifications")
    assert "favourited" in told
    assert "reblogged" in told or "boosted" in told
    assert "hello yourself" in told
    assert "follow" in told
    assert "hello yourself" in vera("thread", posted["public"])
    assert "hello private" in misha("bookmarks")
    assert "hello private" in misha("timelines", "home", "--no-pager")
    assert "vera" in misha("whois", "vera")
    vera("delete", posted["public"])
    gone = kitchen.call(kitchen.token("misha"), "GET", f"/api/v1/statuses/{posted['public']}")
    assert gone.status_code == 404
    assert kitchen.call(kitchen.token("vera"), "GET", f"/api/v1/statuses/{reply}").status_code == 200
    shown = kitchen.call(kitchen.token("vera"), "GET", f"/api/v1/statuses/{with_picture}").json()
    assert shown["media_attachments"][0]["description"] == "a cat on a sill"
    assert httpx.get(shown["media_attachments"][0]["url"]).headers["content-type"] == "image/jpeg"
