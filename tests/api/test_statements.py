"""How many statements a page takes, warm: the figure that keeps a page quick whatever the data."""

import pytest

from kukhnya.model.audience import Audience
from tests.world import Person, World

MOST = 4
MORE = {
    "statuses/{status}/history": (
        8,
        "asked seldom and kept in no memory: versions, pictures, emojis, who may read which",
    )
}
"""Answers that take more by design, however much is in them, and why."""
LISTS = (
    "timelines/home",
    "timelines/list/{list}",
    "timelines/tag/tea",
    "conversations",
    "notifications",
    "notifications/requests",
    "notifications/unread_count",
    "followed_tags",
    "featured_tags",
    "featured_tags/suggestions",
    "trends/tags",
    "trends/statuses",
    "trends/links",
    "directory",
    "suggestions",
    "bookmarks",
    "favourites",
    "follow_requests",
    "blocks",
    "mutes",
    "domain_blocks",
    "endorsements",
    "lists",
    "lists/{list}/accounts",
    "circles",
    "filters",
    "scheduled_statuses",
    "announcements",
    "markers",
    "custom_emojis",
    "statuses/{status}/favourited_by",
    "statuses/{status}/reblogged_by",
    "statuses/{status}/quotes",
    "statuses/{status}/history",
    "accounts/{me}/endorsements",
    "accounts/{me}/featured_tags",
    "accounts/{me}/followers",
    "accounts/{me}/following",
    "accounts/{friend}/lists",
    "accounts/{friend}/statuses",
    "accounts/familiar_followers?id[]={friend}",
    "accounts/relationships?id[]={friend}",
    "accounts/search?q=misha",
    "v2/filters",
    "v2/notifications/unread_count",
    "v2/suggestions",
    "v2/search?q=misha&type=accounts",
    "v2/search?q=tea&type=hashtags",
    "v2/search?q=tea&type=statuses",
    "v2/admin/accounts",
    "admin/accounts",
    "admin/reports",
    "admin/domain_blocks",
    "admin/domain_allows",
    "admin/email_domain_blocks",
    "admin/trends/tags",
    "admin/trends/links",
    "admin/trends/statuses",
)


@pytest.fixture
async def reader(world: World) -> tuple[Person, dict[str, str]]:
    """Somebody who follows two people, with a thread of fifty and notifications; and what to ask for."""
    vera, misha, reader = await world.members("vera", "misha", "reader")
    await vera.opens_profile()
    await reader.follows(vera)
    await reader.follows(misha)
    root = await vera.posts("root #tea")
    for number in range(50):
        await misha.posts(f"@reader answer {number}", Audience.PUBLIC, in_reply_to_id=root)
    shared = await misha.post(f"/api/v1/statuses/{root}/reblog")
    assert shared["reblog"]
    await reader.post(f"/api/v1/statuses/{root}/favourite")
    await world.settle()
    return reader, {
        "/api/v1/timelines/home": "home",
        "/api/v1/timelines/public?local=true": "local",
        "/api/v1/timelines/tag/tea": "hashtag",
        f"/api/v1/accounts/{misha.id}/statuses": "account",
        f"/api/v1/statuses/{root}/context": "thread of fifty",
        "/api/v1/notifications?limit=20": "notifications",
        "/api/v2/notifications?limit=20": "grouped notifications",
        "/api/v1/notifications/requests": "notification requests",
        "/api/v1/conversations": "conversations",
        "/api/v1/favourites": "favourites",
        "/api/v1/follow_requests": "follow requests",
        f"/api/v1/accounts/{reader.id}/following": "following",
        "/@vera": "profile page",
    }


async def test_no_page_takes_more_than_four_statements(world: World, reader: tuple[Person, dict[str, str]]) -> None:
    person, paths = reader

    for path, name in paths.items():
        await person.call("GET", path)
        with world.counted() as counted:
            answer = await person.call("GET", path)

        assert answer.status_code == 200, (name, answer.text)
        assert counted[0] <= MOST, (name, counted)


async def test_home_takes_two_ones_own_account_one_and_notifications_few(
    world: World, reader: tuple[Person, dict[str, str]]
) -> None:
    person, _ = reader

    for path, most in (
        ("/api/v1/timelines/home", 2),
        ("/api/v1/accounts/verify_credentials", 1),
        ("/api/v1/notifications", 2),
        ("/api/v2/notifications", 3),
        ("/api/v2/notifications/unread_count", 1),
    ):
        await person.call("GET", path)
        with world.counted() as counted:
            await person.call("GET", path)

        assert counted[0] == most, path


async def test_no_list_takes_more_than_four_statements_when_it_has_something_to_show(world: World) -> None:
    person, misha = await world.members("vera", "misha")
    admin = await world.admin("olga")
    for each in (person, misha):
        await each.opens_profile()
    await person.follows(misha)
    await misha.follows(person)
    status = await person.posts("tea with #tea", quote_approval_policy="public")
    await misha.posts("@vera #tea and #coffee", Audience.PUBLIC, in_reply_to_id=status)
    await misha.posts("@vera a letter", Audience.DIRECT)
    await misha.post("/api/v1/statuses", status="so it is", quoted_status_id=status)
    await misha.post(f"/api/v1/statuses/{status}/favourite")
    await misha.post(f"/api/v1/statuses/{status}/reblog")
    await person.post(f"/api/v1/statuses/{status}/favourite")
    await person.post(f"/api/v1/statuses/{status}/bookmark")
    await person.post("/api/v1/tags/tea/follow")
    await person.post("/api/v1/featured_tags", name="tea")
    await person.post(f"/api/v1/accounts/{misha.id}/pin")
    await person.post("/api/v2/filters", title="no", context=["public"], keywords_attributes=[{"keyword": "cat"}])
    on_list = (await person.post("/api/v1/lists", title="near"))["id"]
    await person.post(f"/api/v1/lists/{on_list}/accounts", account_ids=[str(misha.id)])
    await person.post("/api/v1/reports", account_id=str(misha.id), status_ids=[])
    await world.settle()
    asked = {"list": on_list, "status": status, "me": person.id, "friend": misha.id}

    for template in LISTS:
        who = admin if "admin/" in template else person
        path = "/api/" + (template if template.startswith("v2/") else "v1/" + template).format(**asked)
        await who.call("GET", path)
        taken = []
        for _ in range(2):  # on a slow day the token is looked up anew in between
            with world.counted() as counted:
                answer = await who.call("GET", path)
            taken += counted

        assert answer.status_code == 200, (path, answer.text)
        assert min(taken) <= MORE.get(template, (MOST, ""))[0], (path, taken)
