"""How many statements a page takes, warm: the figure that keeps a page quick whatever the data."""

import pytest

from kukhnya.model.audience import Audience
from tests.world import Person, World

MOST = 4


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


async def test_home_takes_two_and_ones_own_account_one(world: World, reader: tuple[Person, dict[str, str]]) -> None:
    person, _ = reader

    for path, most in (("/api/v1/timelines/home", 2), ("/api/v1/accounts/verify_credentials", 1)):
        await person.call("GET", path)
        with world.counted() as counted:
            await person.call("GET", path)

        assert counted[0] == most, path
