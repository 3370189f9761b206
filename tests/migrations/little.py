"""A little of everything, written through the actions of a version: what a kept database holds."""

from typing import Final

from kukhnya.actions.create_account import create_account
from kukhnya.actions.create_invite import create_invite
from kukhnya.actions.issue_token import issue_token
from kukhnya.actions.post_status import post_status
from kukhnya.actions.register_app import register_app
from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import Draft, PollDraft
from kukhnya.model.ids import Time
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.store.migrate import migrate
from kukhnya.store.store import open_store

NOON: Final = Time(1_795_000_000_000)
BOUNDS: Final = Bounds(base="http://kitchen.test")
WORDS: Final = ("The samovar is on. #tea", "Only for @vera, and for nobody else.")


async def fill(address: str) -> None:
    """Make the tables at this address and put two members, a few statuses, an app and an invite into them."""
    await migrate(address)
    store = await open_store(address)
    store.clock = lambda: NOON
    try:
        vera = await store.write(NOBODY, lambda tx: create_account(tx, "vera", "no password", display_name="Вера"))
        ivan = await store.write(NOBODY, lambda tx: create_account(tx, "ivan", "no password", role="admin"))
        poll = PollDraft(("tea", "coffee"), 3600)
        await store.write(
            Viewer(vera), lambda tx: post_status(tx, Draft(text=WORDS[0], audience=Audience.PUBLIC, poll=poll), BOUNDS)
        )
        await store.write(
            Viewer(ivan), lambda tx: post_status(tx, Draft(text=WORDS[1], audience=Audience.DIRECT), BOUNDS)
        )
        app = await store.write(
            NOBODY,
            lambda tx: register_app(
                tx, "An app", ("urn:ietf:wg:oauth:2.0:oob",), "read", client_id="an-app", secret_hash="0"
            ),
        )
        await store.write(NOBODY, lambda tx: issue_token(tx, app, vera, "read", "1" * 64))
        await store.write(NOBODY, lambda tx: create_invite(tx, "2" * 64))
    finally:
        await store.close()
