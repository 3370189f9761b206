"""Mastodon.py, the library most scripts use: its own checks of versions, dates and shapes included."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError

from kukhnya.media import drawn
from tests.apps.kitchen import Kitchen, a_kitchen, consent

SCOPES = ["read", "write", "follow", "push"]


@pytest.fixture
def kitchen(tmp_path: Path) -> Iterator[Kitchen]:
    """A server with two members."""
    with a_kitchen(tmp_path, "vera", "misha") as made:
        yield made


def signed_in(kitchen: Kitchen, name: str) -> Any:
    """The library after its own way of signing in: app, address, code."""
    client_id, secret = Mastodon.create_app("script", api_base_url=kitchen.url, scopes=SCOPES)
    api = Mastodon(client_id=client_id, client_secret=secret, api_base_url=kitchen.url)
    api.log_in(code=consent(api.auth_request_url(scopes=SCOPES, allow_http=True), name), scopes=SCOPES, allow_http=True)
    return api


def test_a_script_does_all_that_two_people_do(kitchen: Kitchen) -> None:
    vera, misha = signed_in(kitchen, "vera"), signed_in(kitchen, "misha")
    assert vera.me().username == "vera"

    asked = misha.account_follow(vera.me().id)
    vera.follow_request_authorize(misha.me().id)
    ids = {
        v: vera.status_post(f"hello {v} @misha", visibility=v).id for v in ("public", "unlisted", "private", "direct")
    }
    media = vera.media_post(
        drawn.scene("py", "tea"), mime_type="image/jpeg", description="a samovar", focus=(0.5, -0.5)
    )
    with_picture = vera.status_post("tea", media_ids=[media])
    poll = vera.status_post("which?", poll=vera.make_poll(["tea", "coffee"], 3600))
    reply = misha.status_post("@vera hello", in_reply_to_id=ids["public"])
    misha.status_favourite(ids["public"])
    shared = misha.status_reblog(ids["public"])
    misha.status_bookmark(ids["private"])

    assert asked.requested is True
    assert with_picture.media_attachments[0].description == "a samovar"
    assert with_picture.media_attachments[0].meta.focus.x == 0.5
    assert shared.reblog.id == ids["public"]
    assert {n.type for n in vera.notifications()} >= {"mention", "favourite", "reblog"}
    assert [s.id for s in vera.status_context(ids["public"]).descendants] == [reply.id]
    assert ids["private"] in [s.id for s in misha.timeline_home()]
    assert misha.bookmarks()[0].id == ids["private"]
    seen_poll = misha.status(poll.id)
    assert seen_poll.poll.voted is False
    with pytest.raises(MastodonAPIError):
        vera.poll_vote(poll.poll.id, 0)


def test_a_script_edits_lists_searches_and_deletes(kitchen: Kitchen) -> None:
    vera, misha = signed_in(kitchen, "vera"), signed_in(kitchen, "misha")
    vera.account_update_credentials(display_name="Vera", note="tea #tea", fields=[("home", "kitchen")], locked=False)
    misha.account_follow(vera.me().id)
    vera.follow_request_authorize(misha.me().id)
    status = vera.status_post("first words", visibility="private")

    vera.status_update(status.id, "second words")
    kept = misha.list_create("friends")
    misha.list_accounts_add(kept.id, [vera.me().id])

    assert vera.status_history(status.id)[0].content == "<p>first words</p>"
    assert vera.status_source(status.id).text == "second words"
    assert [a.username for a in misha.list_accounts(kept.id)] == ["vera"]
    assert misha.account_lookup("vera").display_name == "Vera"
    assert [s.id for s in vera.search_v2("second").statuses] == [status.id]
    assert misha.account_relationships(vera.me().id)[0].following is True
    newer = vera.status_post("third words", visibility="private")
    timeline = misha.timeline_home(limit=1)
    assert timeline[0].id == newer.id
    assert misha.fetch_next(timeline)[0].id == status.id
    assert [s.id for s in misha.timeline_home(min_id=status.id)] == [newer.id]
    vera.status_delete(status.id)
    with pytest.raises(MastodonNotFoundError):
        misha.status(status.id)
    assert vera.instance().version.startswith("4.4.0")
    assert vera.preferences()["posting:default:visibility"] == "private"
    vera.markers_set(["home"], [newer.id])
    assert vera.markers_get(["home"])["home"].last_read_id == newer.id
