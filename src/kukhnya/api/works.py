"""Works: what somebody shows first on their profile. Our own, beside Mastodon's."""

from typing import Any

import msgspec
from msgspec import Struct

from kukhnya.actions.move_work import take_out_work
from kukhnya.actions.show_work import show_work
from kukhnya.door.answers import json_bytes
from kukhnya.door.route import Call, Who, delete, get, put
from kukhnya.model.ids import AccountId, StatusId
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import works
from kukhnya.visibility.home import Seen

from . import render


class WorkForm(Struct):
    """What a work is called."""

    title: str = ""


@get("/api/kukhnya/v1/accounts/{account_id}/works", scope="read:statuses", who=Who.ANYONE)
async def of_account(tx: ReadTx, call: Call, account_id: AccountId) -> list[dict[str, Any]]:
    """The works of an account in its order, as far as the caller may see them: each with `title` and `status`."""
    await accounts.visible(tx, account_id)
    return await _shaped(tx, call, await works.works(tx, account_id))


async def _shaped(tx: ReadTx, call: Call, found: list[works.Work]) -> list[dict[str, Any]]:
    shown = await render.statuses(call, tx, [work.id for work in found])
    return [{"title": work.title, "status": msgspec.Raw(said)} for work, said in zip(found, shown, strict=True)]


@put("/api/kukhnya/v1/works/{status_id}", scope="write:accounts")
async def keep(tx: WriteTx, call: Call, status_id: StatusId, form: WorkForm) -> bytes:
    """Show one of the caller's statuses with a picture among their works, or give a work another title."""
    await show_work(tx, status_id, form.title, call.house.settings.bounds)
    title = await works.title_of(tx, status_id)
    return json_bytes({"title": title, "status": msgspec.Raw(await render.status(call, tx, Seen(status_id)))})


@delete("/api/kukhnya/v1/works/{status_id}", scope="write:accounts")
async def take_out(tx: WriteTx, status_id: StatusId) -> None:
    """Take a work from among the caller's works; the status stays."""
    await take_out_work(tx, status_id)
