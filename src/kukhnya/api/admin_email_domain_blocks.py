"""Domains with whose e-mail addresses nobody can sign up, for administrators."""

from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.block_email import block_email_domain, unblock_email_domain
from kukhnya.door.answers import Listed
from kukhnya.door.route import Who, delete, get, post
from kukhnya.model.ids import DAY, SECOND, BlockId, Time, iso, time_of
from kukhnya.model.page import Page
from kukhnya.queries import server_blocks
from kukhnya.store.tx import ReadTx, WriteTx

_DAYS: Final = 7


class BlockForm(Struct):
    """Which domain."""

    domain: str = ""


def shaped(row: Any, now: Time) -> dict[str, Any]:
    """An Admin::EmailDomainBlock from its row. Attempts are not counted, because they are not kept."""
    today = now // DAY * DAY
    return {
        "id": str(row["id"]),
        "domain": row["domain"],
        "created_at": iso(time_of(row["id"])),
        "history": [
            {"day": str((today - back * DAY) // SECOND), "accounts": "0", "uses": "0"} for back in range(_DAYS)
        ],
    }


@get("/api/v1/admin/email_domain_blocks", scope="admin:read:email_domain_blocks", who=Who.ADMIN, pages=(100, 200))
async def index(tx: ReadTx, page: Page) -> Listed:
    """All of them, the newest first."""
    rows = await server_blocks.page(tx, server_blocks.EMAIL_DOMAINS, page)
    shown = [shaped(row, tx.now) for row in rows]
    return Listed(shown, rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@get("/api/v1/admin/email_domain_blocks/{block_id}", scope="admin:read:email_domain_blocks", who=Who.ADMIN)
async def show(tx: ReadTx, block_id: BlockId) -> dict[str, Any]:
    """One of them."""
    return shaped(await server_blocks.one(tx, server_blocks.EMAIL_DOMAINS, block_id), tx.now)


@post("/api/v1/admin/email_domain_blocks", scope="admin:write:email_domain_blocks", who=Who.ADMIN)
async def create(tx: WriteTx, form: BlockForm) -> dict[str, Any]:
    """Let nobody sign up with addresses of a domain, or of one below it."""
    block_id = await block_email_domain(tx, form.domain)
    return shaped(await server_blocks.one(tx, server_blocks.EMAIL_DOMAINS, block_id), tx.now)


@delete("/api/v1/admin/email_domain_blocks/{block_id}", scope="admin:write:email_domain_blocks", who=Who.ADMIN)
async def remove(tx: WriteTx, block_id: BlockId) -> None:
    """Lift it."""
    await unblock_email_domain(tx, block_id)
