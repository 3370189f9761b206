"""The directory: accounts whose owners want to be shown."""

from msgspec import Struct

from kukhnya.door.route import Call, Who, get
from kukhnya.model.errors import refused
from kukhnya.model.page import Page
from kukhnya.queries import discover
from kukhnya.store.tx import ReadTx

from . import render

ORDERS = ("active", "new")


class Wanted(Struct):
    """In which order, and whether only members."""

    order: str = "active"
    local: bool = False


@get("/api/v1/directory", scope="read:accounts", who=Who.ANYONE, pages=(40, 80))
async def index(tx: ReadTx, call: Call, page: Page, wanted: Wanted) -> bytes:
    """Open profiles that want to be found."""
    if wanted.order and wanted.order not in ORDERS:
        raise refused("order", "ERR_INCLUSION", f"order must be one of {', '.join(ORDERS)}")
    ids = await discover.directory(tx, page, newest_first=wanted.order == "new", local=wanted.local)
    return b"[" + b",".join(await render.accounts_of(call, tx, ids)) + b"]"
