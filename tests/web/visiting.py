"""Somebody who has an app sits down at a browser too."""

from kukhnya.actions.sign_in import sign_in
from kukhnya.door.login import COOKIE
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.viewer import NOBODY
from tests.web.browser import Browser
from tests.world import Person


async def visiting(person: Person) -> Browser:
    """A browser in which this person has signed in."""
    secret = new_secret()
    await person.world.house.store.write(NOBODY, lambda tx: sign_in(tx, person.id, digest(secret), ""))
    browser = Browser(person.world)
    browser.client.cookies.set(COOKIE, secret)
    return browser
