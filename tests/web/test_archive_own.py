"""The archive is whole: whatever is a person's own is in it, or it is said here why it is not."""

import io
import re
from pathlib import Path
from typing import Any, Final

from PIL import Image

from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, Time, iso
from kukhnya.visibility.kept import KEPT
from tests.web.filled import at_browser
from tests.web.test_settings_data import lines, read, takes
from tests.world import Person, World

DOCUMENTED: Final = (Path(__file__).parents[2] / "docs" / "reference" / "archive.md").read_text()
WITHIN: Final = {
    "account": "actor.json", "member": "settings.json", "status": "outbox.json", "status_text": "outbox.json",
    "status_version": "earlier_words.json", "status_tag": "outbox.json", "tag": "outbox.json", "mention": "outbox.json",
    "law_choice": "settings.json", "warm_choice": "settings.json", "scheduled_status": "scheduled.json", "pin": "pinned.csv",
    "work": "works.csv", "poll": "outbox.json", "poll_option": "outbox.json", "poll_vote": "votes.csv",
    "favourite": "likes.json", "bookmark": "bookmarks.json", "reaction": "kind.json", "follow": "following_accounts.csv",
    "follow_request": "asked_to_follow.csv", "block": "blocked_accounts.csv", "mute": "muted_accounts.csv",
    "thread_mute": "muted_conversations.csv", "circle": "settings.json", "circle_member": "circles.csv",
    "list": "settings.json", "list_member": "lists.csv", "tag_follow": "followed_tags.csv",
    "featured_tag": "featured_tags.csv", "endorsement": "people_on_profile.csv", "account_note": "notes.csv",
    "account_domain_block": "blocked_domains.csv", "dismissed_suggestion": "not_to_be_suggested.csv",
    "collection": "collections.json", "collection_item": "collections.json", "collection_refusal": "left_collections.csv",
    "filter": "filters.json", "filter_keyword": "filters.json", "filter_status": "filters.json",
    "notification_policy": "settings.json", "notification_permission": "let_through.csv", "report": "reports.csv",
}  # fmt: skip
"""Where what each table holds is found."""
NOT_WITHIN: Final = {
    "media": "the pictures themselves are",
    "token": "opens a door", "login": "opens a door", "oauth_code": "opens a door", "app": "programs of others",
    "push_subscription": "addresses of apps", "push_delivery": "on its way",
    "status_word": "made of the words", "status_card": "made of the words", "card": "words of others",
    "newest": "made of the posts", "idempotency": "for an hour", "trend_review": "decided by others",
    "warm_score": "made of what others like", "glad": "answers of others", "mood_answer": "under a hash, for a month",
    "held": "the post is within, for its author alone", "move": "for a week", "moved": "for a week",
    "ledger_notice": "to be read here", "support_answer": "when to ask again",
    "notification": "acts of others", "conversation_mark": "how far one has read", "marker": "how far one has read",
    "announcement_read": "how far one has read", "announcement_reaction": "a sign on words of the server",
    "report_status": "what others wrote", "report_rule": "rules of the server", "server_block_account": "decided by others",
}  # fmt: skip
"""Why some are not."""


async def _picture(person: Person) -> str:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "PNG")
    files = {"file": ("p.png", out.getvalue(), "image/png")}
    return str((await person.call("POST", "/api/v2/media", files=files, data={"description": "a leaf"})).json()["id"])


async def _busy(world: World) -> tuple[Person, Person, dict[str, str]]:
    """Somebody who has everything there is."""
    vera, misha, sonya = await world.members("vera", "misha", "sonya")
    await misha.opens_profile()
    await misha.patch("/api/v1/accounts/update_credentials", discoverable=True, hide_collections=False)
    await vera.follows(misha)
    await misha.follows(vera)
    ids = {}
    for name in ("first", "second"):
        ids[name] = await vera.posts(name, media_ids=[await _picture(vera)])
        await vera.put(f"/api/kukhnya/v1/works/{ids[name]}", title=f"The {name}")
    ids["pinned"] = await vera.posts("pinned", Audience.PUBLIC)
    await vera.post(f"/api/v1/statuses/{ids['pinned']}/pin")
    await vera.put(f"/api/v1/statuses/{ids['pinned']}", status="pinned and mended")
    ids["poll"] = await misha.posts(
        "tea?", Audience.PUBLIC, poll={"options": ["yes", "no", "later"], "expires_in": 3600}
    )
    await vera.post(f"/api/v1/polls/{ids['poll']}/votes", choices=[2])
    await vera.post(f"/api/v1/statuses/{ids['poll']}/mute")
    circle = await vera.circle_of("Porch", misha)
    await vera.post(
        "/api/v1/statuses", status="later", visibility="limited", circle_id=circle, in_reply_to_id=ids["poll"],
        scheduled_at=iso(Time(world.clock() + DAY)), media_ids=[await _picture(vera)],
    )  # fmt: skip
    made = (await vera.post("/api/v1/collections", name="Bakers", description="good bread", tag_name="bread"))[
        "collection"
    ]
    await vera.post(f"/api/v1/collections/{made['id']}/items", account_id=str(misha.id))
    kept = await vera.post(
        "/api/v2/filters", title="football", context=["home"], filter_action="hide",
        keywords_attributes=[{"keyword": "goal", "whole_word": True}],
    )  # fmt: skip
    await vera.post(f"/api/v2/filters/{kept['id']}/statuses", status_id=ids["poll"])
    await vera.post(f"/api/v1/accounts/{misha.id}/note", comment="met at the market, likes =1+1")
    await vera.post(f"/api/v1/accounts/{misha.id}/pin")
    await vera.post(f"/api/v1/accounts/{sonya.id}/follow")
    await vera.post("/api/v1/reports", account_id=str(sonya.id), comment="rude", category="spam")
    await vera.post("/api/v1/tags/tea/follow")
    await vera.post("/api/v1/featured_tags", name="lemon")
    await vera.post("/api/v1/lists", title="Empty", replies_policy="none", exclusive=True)
    await vera.patch("/api/v2/notifications/policy", for_bots="filter")
    return vera, misha, ids


async def test_whatever_is_ones_own_is_in_the_archive(world: World) -> None:
    vera, _, ids = await _busy(world)
    at = {name: f"http://kitchen.test/users/vera/statuses/{an_id}" for name, an_id in ids.items()}
    asked = f"http://kitchen.test/users/misha/statuses/{ids['poll']}"
    browser = await at_browser(world, vera)

    archive = await takes(browser)

    assert lines(archive, "works.csv") == [
        ["Title", "Address"],
        ["The second", at["second"]],
        ["The first", at["first"]],
    ]
    assert lines(archive, "pinned.csv") == [[at["pinned"]]]
    assert [(each["address"], each["words"]) for each in read(archive, "earlier_words.json")] == [
        (at["pinned"], "pinned and mended"), (at["pinned"], "pinned"),
    ]  # fmt: skip
    assert lines(archive, "votes.csv")[1:] == [[asked, "3"]]
    assert lines(archive, "muted_conversations.csv") == [[asked]]
    (later,) = read(archive, "scheduled.json")
    assert (later["words"], later["audience"], later["circle"], later["answers"]) == ("later", "circle", "Porch", asked)
    assert later["pictures"][0] in archive.namelist()
    (shelf,) = read(archive, "collections.json")
    assert (shelf["name"], shelf["tag"], shelf["accounts"]) == ("Bakers", "bread", ["misha@kitchen.test"])
    (filtered,) = read(archive, "filters.json")
    assert (filtered["title"], filtered["action"], filtered["statuses"]) == ("football", "hide", [asked])
    assert filtered["keywords"] == [{"keyword": "goal", "whole_word": True}]
    assert lines(archive, "notes.csv")[1:] == [["misha@kitchen.test", "met at the market, likes =1+1"]]
    assert lines(archive, "people_on_profile.csv") == [["misha@kitchen.test"]]
    assert lines(archive, "asked_to_follow.csv") == [["sonya@kitchen.test"]]
    assert lines(archive, "reports.csv")[1:] == [["sonya@kitchen.test", "spam", "rude"]]
    assert (lines(archive, "followed_tags.csv"), lines(archive, "featured_tags.csv")) == ([["tea"]], [["lemon"]])
    chosen = read(archive, "settings.json")
    assert chosen["lists"] == [{"title": "Empty", "replies": "none", "exclusive": True}]
    assert (chosen["circles"], chosen["notifications"]["for_bots"], chosen["closed"]) == (["Porch"], "filter", True)


async def test_what_may_no_longer_be_seen_is_in_none_of_it(small_world: World) -> None:
    vera, misha, ids = await _busy(small_world)
    await misha.put(f"/api/v1/statuses/{ids['poll']}", visibility="self")
    browser = await at_browser(small_world, vera)

    archive = await takes(browser)

    for name in archive.namelist():
        assert ids["poll"].encode() not in archive.read(name), name


async def test_nothing_of_somebody_else_comes_along(small_world: World) -> None:
    _, _, _ = await _busy(small_world)
    other = await small_world.member("olga")
    browser = await at_browser(small_world, other)

    archive = await takes(browser)

    for name in archive.namelist():
        for word in (b"misha", b"Bakers", b"football", b"market", b"Porch", b"The first", b"rude"):
            assert word not in archive.read(name), (name, word)


async def test_every_table_that_says_something_is_in_it_or_left_out_for_a_reason(small_world: World) -> None:
    vera, _, _ = await _busy(small_world)
    browser = await at_browser(small_world, vera)

    archive = await takes(browser)

    own = {str(kept.table.name) for kept in KEPT if kept.own is not None}
    assert own == WITHIN.keys() | NOT_WITHIN.keys()
    assert set(WITHIN.values()) <= set(archive.namelist())
    for name in archive.namelist():
        if not name.startswith("media_attachments/"):
            assert f"`{re.sub(r'[.](png|jpg|webp)$', '.*', name)}`" in DOCUMENTED, name


async def test_the_statements_do_not_grow_with_what_is_in_it(small_world: World) -> None:
    vera, misha, _ = await _busy(small_world)
    browser = await at_browser(small_world, vera)
    counted: list[int] = []

    async def counts() -> None:
        await browser.opens("/settings/data")
        with small_world.counted() as many:
            await browser.sends(None, password="samovar at midnight")
        counted.append(many[0])

    await counts()
    for number in range(12):
        more: Any = await misha.posts(f"{number}?", Audience.PUBLIC, poll={"options": ["a", "b"], "expires_in": 3600})
        await vera.post(f"/api/v1/polls/{more}/votes", choices=[0])
        own = await vera.posts(f"mine {number}", media_ids=[await _picture(vera)])
        await vera.put(f"/api/v1/statuses/{own}", status=f"mended {number}")
        await vera.put(f"/api/kukhnya/v1/works/{own}", title=str(number))
    await counts()

    assert counted[1] <= counted[0]
