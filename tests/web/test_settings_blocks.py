"""Whom one has blocked or muted stands in a list, is added by handle and undone by a button."""

import pytest

from tests.api.test_ties import remote
from tests.web.filled import at_browser
from tests.world import World

PAGE = "/settings/blocks"


async def test_somebody_is_blocked_by_handle_and_let_in_again(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("hello")
    browser = await at_browser(small_world, vera)
    await browser.opens(PAGE)

    await browser.sends(f"{PAGE}/add", name="@misha@kitchen.test")

    assert not await misha.sees(status_id)
    assert "@misha" in browser.page.text

    await browser.sends(f"{PAGE}/undo")

    assert await misha.sees(status_id)
    assert "Nobody is on this list." in browser.page.text


async def test_somebody_is_muted_for_a_while_and_heard_again(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    browser = await at_browser(small_world, vera)
    await browser.opens(f"{PAGE}?what=muted")

    await browser.sends(f"{PAGE}/add", name="misha", duration="3600")

    (muted,) = await vera.get("/api/v1/mutes")
    assert muted["id"] == str(misha.id)
    assert muted["mute_expires_at"]
    assert "until " in browser.page.text

    await browser.sends(f"{PAGE}/undo")

    assert await vera.get("/api/v1/mutes") == []


@pytest.mark.parametrize(
    ("what", "name", "sentence"),
    [
        ("blocked", "nobody_here", "Nobody of this name is known here."), ("blocked", "vera", "That is you."),
        ("muted", "", "Something has to stand here."), ("servers", "not a name", "This cannot be used here."),
        ("servers", "kitchen.test", "This cannot be used here."), ("servers", "", "Something has to stand here."),
    ],
)  # fmt: skip
async def test_who_cannot_be_blocked_is_said_beside_the_field(
    small_world: World, what: str, name: str, sentence: str
) -> None:
    browser = await at_browser(small_world, await small_world.member("vera"))
    await browser.opens(f"{PAGE}?what={what}")

    answer = await browser.sends(f"{PAGE}/add", name=name)

    assert answer.status_code == 422
    assert f'id="name-wrong">{sentence}' in answer.text
    assert f'value="{name}"' in answer.text


async def test_a_server_is_blocked_and_let_in_again(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    await browser.opens(f"{PAGE}?what=servers")

    await browser.sends(f"{PAGE}/add", name="Loud.Example")

    assert await vera.get("/api/v1/domain_blocks") == ["loud.example"]
    await browser.sends(f"{PAGE}/undo")
    assert await vera.get("/api/v1/domain_blocks") == []


async def test_before_a_server_with_friends_on_it_is_blocked_it_says_what_ends(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.post(f"/api/v1/accounts/{await remote(small_world, 'far', 'there.example')}/follow")
    browser = await at_browser(small_world, vera)
    await browser.opens(f"{PAGE}?what=servers")

    await browser.sends(f"{PAGE}/add", name="there.example")

    assert "you follow 1 person there" in browser.page.text
    assert await vera.get("/api/v1/domain_blocks") == []

    await browser.sends(f"{PAGE}/add")

    assert await vera.get("/api/v1/domain_blocks") == ["there.example"]


async def test_nobody_learns_of_the_lists_of_others(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    await vera.post(f"/api/v1/accounts/{sonya.id}/block")
    browser = await at_browser(small_world, misha)

    for what in ("blocked", "muted", "servers"):
        assert "sonya" not in (await browser.opens(f"{PAGE}?what={what}")).text
    assert (await small_world.client.get(PAGE)).status_code == 401
