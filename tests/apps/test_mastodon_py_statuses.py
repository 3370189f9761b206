"""Mastodon.py about statuses: posting, reading, polls, pictures, quotes, schedules, filters, pages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mastodon import MastodonAPIError, MastodonNotFoundError

from kukhnya.media import drawn
from tests.apps.kitchen import Kitchen
from tests.apps.strict import newcomers

pytestmark = pytest.mark.usefixtures("strictly")


@pytest.fixture
def town(open_kitchen: Kitchen) -> list[Any]:
    """Two members of a running server."""
    return newcomers(open_kitchen, "vera", "misha")


@pytest.fixture
def vera(town: list[Any]) -> Any:
    """Who posts."""
    return town[0]


@pytest.fixture
def misha(town: list[Any]) -> Any:
    """Who reads."""
    return town[1]


def test_a_script_likes_shares_keeps_and_pins(vera: Any, misha: Any) -> None:
    status = vera.toot("hello")

    assert misha.status_favourite(status.id).favourites_count == 1
    assert [s.id for s in misha.favourites()] == [status.id]
    assert [a.id for a in vera.status_favourited_by(status.id)] == [misha.me().id]
    assert misha.status_unfavourite(status.id).favourited is False
    assert misha.status_reblog(status.id, visibility="public").reblog.id == status.id
    assert [a.id for a in vera.status_reblogged_by(status.id)] == [misha.me().id]
    assert misha.status_unreblog(status.id).reblogged is False
    assert misha.status_bookmark(status.id).bookmarked is True
    assert [s.id for s in misha.bookmarks()] == [status.id]
    assert misha.status_unbookmark(status.id).bookmarked is False
    assert vera.status_pin(status.id).pinned is True
    assert [s.id for s in misha.account_statuses(vera.me().id, pinned=True)] == [status.id]
    assert vera.status_unpin(status.id).pinned is False
    assert vera.status_mute(status.id).muted is True
    assert vera.status_unmute(status.id).muted is False


def test_a_script_edits_answers_and_deletes(vera: Any, misha: Any) -> None:
    status = vera.status_post("first words", spoiler_text="tea", language="en", sensitive=True, idempotency_key="once")

    assert vera.status_post("first words", spoiler_text="tea", idempotency_key="once").id == status.id
    edited = vera.status_update(status.id, "second words")
    assert edited.edited_at is not None
    assert [e.content for e in vera.status_history(status.id)] == ["<p>first words</p>", "<p>second words</p>"]
    assert vera.status_source(status.id).text == "second words"
    reply = misha.status_reply(status, "indeed")
    assert reply.in_reply_to_id == status.id
    assert [s.id for s in vera.status_context(status.id).descendants] == [reply.id]
    assert [s.id for s in vera.status_context(reply.id).ancestors] == [status.id]
    assert [s.id for s in misha.statuses([status.id, reply.id])] == [status.id, reply.id]
    assert misha.status_card(status.id) is None
    with pytest.raises(MastodonAPIError):
        vera.status_translate(status.id, lang="de")
    assert vera.status_delete(status.id).text == "second words"
    with pytest.raises(MastodonNotFoundError):
        misha.status(status.id)


def test_a_script_quotes_with_consent(vera: Any, misha: Any) -> None:
    status = vera.status_post("quote me", quote_approval_policy="public")

    quoting = misha.status_post("as she said", quoted_status_id=status.id)
    assert quoting.quote.state == "accepted"
    assert quoting.quote.quoted_status.id == status.id
    assert [s.id for s in vera.status_quotes(status.id)] == [quoting.id]
    assert vera.status_quote_revoke(status.id, quoting.id).quote.state == "revoked"
    changed = vera.status_update_quote_approval_policy(status.id, "nobody")
    assert changed.quote_approval.automatic == []
    with pytest.raises(MastodonAPIError):
        misha.status_post("once more", quoted_status_id=status.id)


def test_a_script_asks_and_votes(vera: Any, misha: Any) -> None:
    status = vera.status_post("which?", poll=vera.make_poll(["tea", "coffee", "milk"], 3600, multiple=True))

    assert misha.poll(status.poll.id).voted is False
    voted = misha.poll_vote(status.poll.id, [0, 2])
    assert voted.own_votes == [0, 2]
    assert voted.expires_at > datetime.now(UTC)
    with pytest.raises(MastodonAPIError):
        vera.poll_vote(status.poll.id, 0)


def test_a_script_shows_pictures(vera: Any, tmp_path: Path) -> None:
    media = vera.media_post(drawn.scene("py", "tea"), mime_type="image/jpeg", description="tea", focus=(0.5, -0.5))

    assert media.meta.original.width == 1200
    assert vera.decode_blurhash(media)
    assert vera.media(media.id).description == "tea"
    assert vera.media_update(media.id, description="a samovar").description == "a samovar"
    status = vera.status_post("look", media_ids=[media])
    change = vera.generate_media_edit_attributes(media.id, description="a new samovar", focus=(0.0, 0.0))
    edited = vera.status_update(status.id, "look again", media_attributes=[change])
    assert edited.media_attachments[0].description == "a new samovar"


def test_a_script_posts_later(vera: Any) -> None:
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)

    kept = vera.status_post("later", scheduled_at=at)
    assert kept.scheduled_at == at
    assert vera.scheduled_statuses()[0].params.text == "later"
    later = at + timedelta(hours=1)
    assert vera.scheduled_status_update(kept.id, later).scheduled_at == later
    assert vera.scheduled_status(kept.id).scheduled_at == later
    vera.scheduled_status_delete(kept.id)
    assert list(vera.scheduled_statuses()) == []


def test_a_script_reads_timelines_page_by_page(vera: Any, misha: Any) -> None:
    misha.account_follow(vera.me().id)
    ids = [vera.status_post(f"number {n} #count").id for n in range(5)]
    ids.reverse()

    first = misha.timeline_home(limit=2)
    assert [s.id for s in first] == ids[:2]
    second = misha.fetch_next(first)
    assert [s.id for s in second] == ids[2:4]
    assert [s.id for s in misha.fetch_previous(second)] == ids[:2]
    assert misha.get_pagination_info(first, "next")["max_id"] == int(ids[1])
    counted = misha.timeline_hashtag("count", limit=2)
    assert [s.id for s in misha.fetch_remaining(counted)] == ids
    assert [s.id for s in misha.pagination_iterator(counted)] == ids
    assert [len(page) for page in misha.pagination_page_iterator(counted)][:3] == [2, 2, 1]
    assert [s.id for s in misha.timeline_public(limit=1)] == ids[:1]
    assert [s.id for s in misha.timeline_local(limit=1)] == ids[:1]
    assert [s.id for s in misha.timeline("home", limit=1)] == ids[:1]
    assert ids[0] in [s.id for s in misha.account_statuses(vera.me().id, tagged="count")]
    assert list(misha.timeline_public(remote=True)) == []


def test_a_script_searches(vera: Any, misha: Any) -> None:
    status = vera.status_post("the kettles are singing #music")

    assert [s.id for s in vera.search_v2("kettle", result_type="statuses").statuses] == [status.id]
    assert misha.search(vera.me().acct, result_type="accounts").accounts[0].id == vera.me().id
    assert [t.name for t in misha.search("music", result_type="hashtags").hashtags] == ["music"]


def test_a_script_keeps_filters(vera: Any, misha: Any) -> None:
    kept = misha.create_filter_v2(
        "soup", ["home", "public"], "warn", expires_in=3600, keywords_attributes=[{"keyword": "borscht", "whole_word": True}]
    )  # fmt: skip

    assert kept.expires_at > datetime.now(UTC)
    assert [f.id for f in misha.filters_v2()] == [kept.id]
    assert misha.filter_v2(kept.id).title == "soup"
    assert misha.update_filter_v2(kept.id, title="soups", context=["home"], filter_action="hide").title == "soups"
    word = misha.add_filter_keyword_v2(kept.id, "shchi")
    assert {k.keyword for k in misha.filter_keywords_v2(kept.id)} == {"borscht", "shchi"}
    misha.delete_filter_keyword_v2(word.id)
    status = vera.status_post("okroshka")
    entry = misha.add_filter_status_v2(kept.id, status.id)
    assert misha.filter_status_v2(entry.id).status_id == status.id
    assert [e.id for e in misha.filter_statuses_v2(kept.id)] == [entry.id]
    assert misha.status(status.id).filtered[0].filter.title == "soups"
    misha.delete_filter_status_v2(entry.id)
    misha.delete_filter_v2(kept.id)
    assert list(misha.filters_v2()) == []


def test_a_script_keeps_filters_as_older_ones_did(vera: Any, misha: Any) -> None:
    kept = misha.filter_create("borscht", ["home"], whole_word=True, expires_in=3600)

    assert misha.filter(kept.id).phrase == "borscht"
    assert misha.filter_update(kept.id, phrase="shchi", context=["home"]).phrase == "shchi"
    vera.status_post("a plate of shchi")
    assert list(misha.filters_apply(misha.account_statuses(vera.me().id), misha.filters(), "home")) == []
    misha.filter_delete(kept.id)
    assert list(misha.filters()) == []
