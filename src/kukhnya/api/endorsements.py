"""Endorsements: people whom somebody shows on their profile; and familiar followers."""

from collections.abc import Sequence

from kukhnya.actions.endorse import endorse as endorse_account
from kukhnya.actions.endorse import unendorse as unendorse_account
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.queries import accounts, graph
from kukhnya.store.tx import ReadTx, WriteTx

from . import render
from .forms import Asked
from .relationships import relationship

_MOST_ASKED = 40


@get("/api/v1/endorsements", scope="read:accounts", pages=(40, 80))
async def own(tx: ReadTx, call: Call, page: Page) -> Listed:
    """Those whom the caller shows."""
    return await render.people(call, tx, await graph.endorsed(tx, tx.viewer.id, page))


@get("/api/v1/accounts/{account_id}/endorsements", scope="read:accounts", who=Who.ANYONE, pages=(40, 80))
async def of_account(tx: ReadTx, call: Call, account_id: AccountId, page: Page) -> Listed:
    """Those whom an account shows, where the caller may see its profile and they let it be known."""
    return await render.people(call, tx, await graph.endorsed(tx, account_id, page))


@post("/api/v1/accounts/{account_id}/endorse", scope="write:accounts")
async def endorse(tx: WriteTx, call: Call, account_id: AccountId) -> dict[str, object]:
    """Show somebody followed."""
    return await _shown(tx, call, account_id)


async def _shown(tx: WriteTx, call: Call, account_id: AccountId) -> dict[str, object]:
    await endorse_account(tx, account_id, call.house.settings.bounds)
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/unendorse", scope="write:accounts")
async def unendorse(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """Show somebody no more."""
    return await _hidden(tx, account_id)


async def _hidden(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    await unendorse_account(tx, account_id)
    return await relationship(tx, account_id)


@post("/api/v1/accounts/{account_id}/pin", scope="write:accounts")
async def pin(tx: WriteTx, call: Call, account_id: AccountId) -> dict[str, object]:
    """The same as `endorse`, as older apps ask."""
    return await _shown(tx, call, account_id)


@post("/api/v1/accounts/{account_id}/unpin", scope="write:accounts")
async def unpin(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """The same as `unendorse`, as older apps ask."""
    return await _hidden(tx, account_id)


@get("/api/v1/accounts/familiar_followers", scope="read:follows")
async def familiar(tx: ReadTx, call: Call, asked: Asked) -> bytes:
    """For each of these accounts, whom the caller follows that follow it too."""
    wanted = list(dict.fromkeys(asked.numbers()))[:_MOST_ASKED]
    found = await graph.familiar(tx, wanted)
    people: Sequence[int] = list(dict.fromkeys(who for friends in found.values() for who in friends))
    cards = await accounts.cards(tx, people)
    by_id = dict(zip([card.id for card in cards], await render.account_cards(call, tx, cards), strict=True))
    made = [
        f'{{"id":"{an_id}","accounts":['.encode()
        + b",".join(by_id[AccountId(who)] for who in friends if who in by_id)
        + b"]}"
        for an_id, friends in found.items()
    ]
    return b"[" + b",".join(made) + b"]"
