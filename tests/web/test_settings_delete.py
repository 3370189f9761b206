"""An account is deleted by whoever types its handle and its password, at once."""

from kukhnya.door.login import COOKIE
from tests.web.filled import PASSWORD, at_browser
from tests.world import World

PAGE = "/settings/delete"


async def test_an_account_is_deleted_at_once_and_its_browser_signed_out(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("hello")
    browser = await at_browser(small_world, vera)
    told = await browser.opens(PAGE)
    assert "1 post with its pictures" in told.text

    await browser.sends(None, handle="@Vera", password=PASSWORD)

    assert browser.page.request.url.path == "/deleted"
    assert "It is deleted" in browser.page.text
    assert COOKIE not in browser.client.cookies
    assert not await misha.sees(status_id)
    assert (await vera.call("GET", "/api/v1/accounts/verify_credentials")).status_code == 401
    assert (await misha.call("GET", "/api/v1/accounts/lookup", params={"acct": "vera"})).status_code == 404


async def test_nothing_is_deleted_by_a_wrong_handle_or_password(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    for handle, password, field in (
        ("misha", PASSWORD, "handle"), ("", PASSWORD, "handle"), ("vera@elsewhere.test", PASSWORD, "handle"),
        ("vera", "wrong", "password"), ("vera", "", "password"),
    ):  # fmt: skip
        await browser.opens(PAGE)
        answer = await browser.sends(None, handle=handle, password=password)

        assert answer.status_code == 422
        assert f'id="{field}-wrong"' in answer.text
    assert (await vera.call("GET", "/api/v1/accounts/verify_credentials")).status_code == 200


async def test_whoever_looks_after_the_server_is_reminded(small_world: World) -> None:
    browser = await at_browser(small_world, await small_world.admin("vera"))

    assert "Make sure that somebody else does" in (await browser.opens(PAGE)).text
