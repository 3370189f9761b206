"""oEmbed: other sites are shown what everybody may find, and of anything else not even that it exists."""

import pytest

from kukhnya.model.audience import Audience
from tests.world import BASE, Person, World


def page_of(author: Person, status_id: str) -> str:
    """The address of the page of a status."""
    return f"{BASE}/@{author.name}/{status_id}"


async def test_a_public_status_of_an_open_profile_is_a_link_in_a_quotation(world: World) -> None:
    (vera,) = await world.members("vera")
    await vera.opens_profile()
    await vera.patch("/api/v1/accounts/update_credentials", display_name='Vera <b>"x"')
    address = page_of(vera, await vera.posts("tea <b>"))

    said = await world.nobody.get("/api/oembed", url=address, maxwidth=300)

    assert (said["type"], said["version"], said["width"], said["height"]) == ("rich", "1.0", 300, None)
    assert (said["author_name"], said["author_url"]) == ('Vera <b>"x"', f"{BASE}/@vera")
    assert said["html"].startswith("<blockquote")
    assert f'href="{address}"' in said["html"]
    assert "<b>" not in said["html"]
    assert "tea" not in said["html"]


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("audience", list(Audience))
async def test_everything_else_answers_like_what_is_missing(
    small_world: World, audience: Audience, closed: bool
) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    circle = await vera.circle_of("us", misha)
    status_id = await vera.posts("@misha tea", audience, circle_id=circle)
    if closed:
        await vera.closes_profile()
    missing = await small_world.nobody.call("GET", "/api/oembed", params={"url": page_of(vera, "117000000000000001")})

    for person in (vera, misha, small_world.nobody):
        answer = await person.call("GET", "/api/oembed", params={"url": page_of(vera, status_id)})
        if audience is Audience.PUBLIC and not closed:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.content) == (404, missing.content)


@pytest.mark.parametrize(
    "address",
    ["", "x", "http://other.test/@vera/{id}", "https://kitchen.test/@vera/{id}", BASE + "/@misha/{id}", BASE + "/{id}",
     BASE + "/@vera/{id}/x", "http://[", "javascript:alert({id})"],
)  # fmt: skip
async def test_an_address_that_is_no_page_of_a_status_is_missing(small_world: World, address: str) -> None:
    (vera,) = await small_world.members("vera")
    await vera.opens_profile()
    status_id = await vera.posts("tea")

    answer = await small_world.nobody.call("GET", "/api/oembed", params={"url": address.format(id=status_id)})

    assert answer.status_code == 404


async def test_the_page_of_a_status_tells_where_to_ask_only_if_there_is_an_answer(small_world: World) -> None:
    (vera,) = await small_world.members("vera")
    await vera.opens_profile()
    public, unlisted = await vera.posts("tea"), await vera.posts("tea", Audience.UNLISTED)

    for status_id, told in ((public, True), (unlisted, False)):
        page = await small_world.nobody.call("GET", f"/@vera/{status_id}")
        assert page.status_code == 200
        assert ("application/json+oembed" in page.text) is told
