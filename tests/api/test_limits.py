"""Limits hold whatever a client says of itself, and say when to come back."""

from pathlib import Path

from kukhnya.door.limits import LIMITS, client_address, network
from tests.web.browser import Browser
from tests.world import a_world


async def test_signing_in_is_limited_for_an_account_whatever_addresses_are_claimed(tmp_path: Path) -> None:
    async with a_world(tmp_path, rate_limits="on") as world:
        await world.member("vera")
        browser = Browser(world)
        await browser.opens("/sign-in")
        statuses = []

        for number in range(LIMITS["sign-in"].most + 3):
            claimed = f"203.0.113.{number}"
            browser.client.headers.update(
                {"x-forwarded-for": claimed, "x-real-ip": claimed, "forwarded": f"for={claimed}"}
            )
            await browser.opens("/sign-in")
            statuses.append((await browser.sends("/sign-in", name="vera", password="wrong")).status_code)

        assert statuses[-1] == 429
        assert int(browser.page.headers["retry-after"]) > 0


async def test_a_member_is_told_what_is_left_and_stopped_at_the_end(tmp_path: Path) -> None:
    async with a_world(tmp_path, rate_limits="on") as world:
        vera = await world.member("vera")

        first = await vera.call("GET", "/api/v1/timelines/home")
        last = first
        for _ in range(LIMITS["calls"].most):
            last = await vera.call("GET", "/api/v1/timelines/home")

        assert first.headers["x-ratelimit-remaining"] == str(LIMITS["calls"].most - 1)
        assert (last.status_code, "retry-after" in last.headers) == (429, True)


def test_only_a_trusted_proxy_is_believed_and_only_its_own_word() -> None:
    trusted = frozenset({"127.0.0.1", "10.0.0.1"})

    assert client_address("198.51.100.7", "203.0.113.9", trusted) == "198.51.100.7"
    assert client_address("127.0.0.1", "1.1.1.1, 203.0.113.9", trusted) == "203.0.113.9"
    assert client_address("127.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.1", trusted) == "203.0.113.9"
    assert client_address("127.0.0.1", None, trusted) == "127.0.0.1"


def test_addresses_are_kept_as_networks() -> None:
    assert network("203.0.113.77") == network("203.0.113.1") == "203.0.113.0/24"
    assert network("2001:db8:1:200::5") == network("2001:db8:1:2ff::9") == "2001:db8:1:200::/56"
    assert network("::ffff:203.0.113.5") == "203.0.113.0/24"
    assert network("nonsense") == "?"
