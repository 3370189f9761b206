"""E-mail addresses with which nobody can sign up, for administrators: kept as hashes."""

from typing import Any

from msgspec import Struct

from kukhnya.actions.block_email import address_hash, block_email, unblock_email
from kukhnya.door.answers import Listed
from kukhnya.door.route import Who, delete, get, post
from kukhnya.model.ids import BlockId
from kukhnya.model.page import Page
from kukhnya.queries import server_blocks
from kukhnya.store.tx import ReadTx, WriteTx


class BlockForm(Struct):
    """An address, or its hash."""

    email: str = ""
    canonical_email_hash: str = ""


def shaped(row: Any) -> dict[str, str]:
    """An Admin::CanonicalEmailBlock from its row."""
    return {"id": str(row["id"]), "canonical_email_hash": row["hash"]}


@get("/api/v1/admin/canonical_email_blocks", scope="admin:read:canonical_email_blocks", who=Who.ADMIN, pages=(100, 200))
async def index(tx: ReadTx, page: Page) -> Listed:
    """All of them, the newest first."""
    rows = await server_blocks.page(tx, server_blocks.EMAILS, page)
    return Listed([shaped(row) for row in rows], rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@get("/api/v1/admin/canonical_email_blocks/{block_id}", scope="admin:read:canonical_email_blocks", who=Who.ADMIN)
async def show(tx: ReadTx, block_id: BlockId) -> dict[str, str]:
    """One of them."""
    return shaped(await server_blocks.one(tx, server_blocks.EMAILS, block_id))


@post("/api/v1/admin/canonical_email_blocks/test", scope="admin:read:canonical_email_blocks", who=Who.ADMIN)
async def test(tx: ReadTx, form: BlockForm) -> list[dict[str, str]]:
    """The blocks that an address meets."""
    return [shaped(row) for row in await server_blocks.by_hash(tx, address_hash(form.email))]


@post("/api/v1/admin/canonical_email_blocks", scope="admin:write:canonical_email_blocks", who=Who.ADMIN)
async def create(tx: WriteTx, form: BlockForm) -> dict[str, str]:
    """Let nobody sign up with an address; only its hash is kept."""
    block_id = await block_email(tx, form.email, form.canonical_email_hash)
    return shaped(await server_blocks.one(tx, server_blocks.EMAILS, block_id))


@delete("/api/v1/admin/canonical_email_blocks/{block_id}", scope="admin:write:canonical_email_blocks", who=Who.ADMIN)
async def remove(tx: WriteTx, block_id: BlockId) -> None:
    """Lift it."""
    await unblock_email(tx, block_id)
