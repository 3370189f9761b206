"""Other servers that the caller does not want to hear from."""

from msgspec import Struct

from kukhnya.actions.block_domain import block_domain, checked_domain, unblock_domain
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, delete, get, post
from kukhnya.model.page import Page
from kukhnya.queries import domain_blocks
from kukhnya.store.tx import ReadTx, WriteTx


class Domain(Struct):
    """The name of a server."""

    domain: str = ""


@get("/api/v1/domain_blocks", scope="read:blocks", pages=(100, 200))
async def index(tx: ReadTx, page: Page) -> Listed:
    """The servers that the caller blocks."""
    rows = await domain_blocks.page(tx, page)
    return Listed([row[0] for row in rows], rows[0][1] if rows else None, rows[-1][1] if rows else None)


@get("/api/v1/domain_blocks/preview", scope="read:blocks")
async def preview(tx: ReadTx, named: Domain) -> dict[str, int]:
    """How many follows blocking a server would end."""
    following, followers = await domain_blocks.ties(tx, checked_domain(named.domain))
    return {"following_count": following, "followers_count": followers}


@post("/api/v1/domain_blocks", scope="write:blocks")
async def block(tx: WriteTx, call: Call, named: Domain) -> None:
    """Block a server."""
    await block_domain(tx, named.domain, call.house.settings.domain, call.house.settings.bounds)


@delete("/api/v1/domain_blocks", scope="write:blocks")
async def unblock(tx: WriteTx, named: Domain) -> None:
    """Block it no more."""
    await unblock_domain(tx, named.domain)
