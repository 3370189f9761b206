"""Servers that are shut out, for administrators."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from kukhnya.actions.block_server import Terms, block_server, change_block, unblock_server
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, Who, delete, get, post, put
from kukhnya.model.ids import BlockId, iso, time_of
from kukhnya.model.page import Page
from kukhnya.queries import server_blocks
from kukhnya.store.tx import ReadTx, WriteTx


class BlockForm(Struct):
    """A block as an app sends it; what is unset stays, or begins as documented."""

    domain: str = ""
    severity: str | UnsetType = UNSET
    reject_media: bool | UnsetType = UNSET
    reject_reports: bool | UnsetType = UNSET
    private_comment: str | UnsetType = UNSET
    public_comment: str | UnsetType = UNSET
    obfuscate: bool | UnsetType = UNSET

    def terms(self, before: Any = None) -> Terms:
        """What it asks for, over what there was."""
        asked = {name: getattr(self, name) for name in Terms.__struct_fields__}
        kept = {} if before is None else {name: before[name] for name in Terms.__struct_fields__}
        return Terms(**{**kept, **{name: value for name, value in asked.items() if value is not UNSET}})


def shaped(row: Any) -> dict[str, Any]:
    """An Admin::DomainBlock from its row."""
    return {
        "id": str(row["id"]),
        "domain": row["domain"],
        "digest": server_blocks.digest(row["domain"]),
        "created_at": iso(time_of(row["id"])),
        "severity": row["severity"],
        "reject_media": bool(row["reject_media"]),
        "reject_reports": bool(row["reject_reports"]),
        "private_comment": row["private_comment"] or None,
        "public_comment": row["public_comment"] or None,
        "obfuscate": bool(row["obfuscate"]),
    }


@get("/api/v1/admin/domain_blocks", scope="admin:read:domain_blocks", who=Who.ADMIN, pages=(100, 200))
async def index(tx: ReadTx, page: Page) -> Listed:
    """Every server that is shut out, the newest first."""
    rows = await server_blocks.page(tx, server_blocks.BLOCKS, page)
    return Listed([shaped(row) for row in rows], rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@get("/api/v1/admin/domain_blocks/{block_id}", scope="admin:read:domain_blocks", who=Who.ADMIN)
async def show(tx: ReadTx, block_id: BlockId) -> dict[str, Any]:
    """One of them."""
    return shaped(await server_blocks.one(tx, server_blocks.BLOCKS, block_id))


@post("/api/v1/admin/domain_blocks", scope="admin:write:domain_blocks", who=Who.ADMIN)
async def create(tx: WriteTx, call: Call, form: BlockForm) -> dict[str, Any]:
    """Shut a server out."""
    block_id = await block_server(tx, form.domain, form.terms())
    tx.after_commit(call.house.fragments.clear)
    return shaped(await server_blocks.one(tx, server_blocks.BLOCKS, block_id))


@put("/api/v1/admin/domain_blocks/{block_id}", scope="admin:write:domain_blocks", who=Who.ADMIN)
async def update(tx: WriteTx, call: Call, block_id: BlockId, form: BlockForm) -> dict[str, Any]:
    """Shut it out otherwise."""
    before = await server_blocks.one(tx, server_blocks.BLOCKS, block_id)
    await change_block(tx, block_id, form.terms(before))
    tx.after_commit(call.house.fragments.clear)
    return shaped(await server_blocks.one(tx, server_blocks.BLOCKS, block_id))


@delete("/api/v1/admin/domain_blocks/{block_id}", scope="admin:write:domain_blocks", who=Who.ADMIN)
async def remove(tx: WriteTx, block_id: BlockId) -> None:
    """Let it in again."""
    await unblock_server(tx, block_id)
