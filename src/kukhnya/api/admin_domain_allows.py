"""Servers that are welcome, for administrators."""

from typing import Any

from msgspec import Struct

from kukhnya.actions.block_server import allow_server, disallow_server
from kukhnya.door.answers import Listed
from kukhnya.door.route import Who, delete, get, post
from kukhnya.model.ids import BlockId, iso, time_of
from kukhnya.model.page import Page
from kukhnya.queries import server_blocks
from kukhnya.store.tx import ReadTx, WriteTx


class AllowForm(Struct):
    """Which server."""

    domain: str = ""


def shaped(row: Any) -> dict[str, Any]:
    """An Admin::DomainAllow from its row."""
    return {"id": str(row["id"]), "domain": row["domain"], "created_at": iso(time_of(row["id"]))}


@get("/api/v1/admin/domain_allows", scope="admin:read:domain_allows", who=Who.ADMIN, pages=(100, 200))
async def index(tx: ReadTx, page: Page) -> Listed:
    """Every server that is welcome, the newest first."""
    rows = await server_blocks.page(tx, server_blocks.ALLOWS, page)
    return Listed([shaped(row) for row in rows], rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@get("/api/v1/admin/domain_allows/{block_id}", scope="admin:read:domain_allows", who=Who.ADMIN)
async def show(tx: ReadTx, block_id: BlockId) -> dict[str, Any]:
    """One of them."""
    return shaped(await server_blocks.one(tx, server_blocks.ALLOWS, block_id))


@post("/api/v1/admin/domain_allows", scope="admin:write:domain_allows", who=Who.ADMIN)
async def create(tx: WriteTx, form: AllowForm) -> dict[str, Any]:
    """Say that a server is welcome; twice is once."""
    return shaped(await allow_server(tx, form.domain))


@delete("/api/v1/admin/domain_allows/{block_id}", scope="admin:write:domain_allows", who=Who.ADMIN)
async def remove(tx: WriteTx, block_id: BlockId) -> dict[str, Any]:
    """Say so no longer."""
    before = shaped(await server_blocks.one(tx, server_blocks.ALLOWS, block_id))
    await disallow_server(tx, block_id)
    return before
