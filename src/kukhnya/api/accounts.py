"""Accounts: one's own and others'."""

from msgspec import Struct

from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, Who, get
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import pages

from . import render


class Chosen(Struct):
    """Which of an account's statuses are asked for."""

    only_media: bool = False
    exclude_reblogs: bool = False
    exclude_replies: bool = False
    pinned: bool = False


@get("/api/v1/accounts/{account_id}", scope="read:accounts", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, account_id: AccountId) -> bytes:
    """One account."""
    return await render.account(call, tx, account_id)


@get("/api/v1/accounts/{account_id}/statuses", scope="read:statuses", who=Who.ANYONE)
async def statuses(tx: ReadTx, call: Call, account_id: AccountId, page: Page, chosen: Chosen) -> Listed:
    """What an account has posted, as far as the caller may see it."""
    await accounts.visible(tx, account_id)
    if chosen.pinned:
        return await render.page(call, tx, await pages.pinned(tx, account_id))
    ids = await pages.by_account(
        tx, account_id, page, only_media=chosen.only_media, exclude_reblogs=chosen.exclude_reblogs,
        exclude_replies=chosen.exclude_replies,
    )  # fmt: skip
    return await render.page(call, tx, ids)
