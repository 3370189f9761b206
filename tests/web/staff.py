"""Browsers of those who look after a server, for tests."""

from typing import cast

from kukhnya.actions.create_account import Role, create_account
from kukhnya.door.passwords import hashed
from kukhnya.model.viewer import NOBODY
from tests.web.browser import Browser
from tests.world import World

PASSWORD = "samovar at midnight"


async def signed_in(world: World, name: str, role: str = "member") -> Browser:
    """A browser in which somebody new has signed in who may do this here."""
    kept = await hashed(PASSWORD)
    await world.house.store.write(NOBODY, lambda tx: create_account(tx, name, kept, role=cast("Role", role)))
    browser = Browser(world)
    await browser.signs_in(name, PASSWORD)
    return browser
