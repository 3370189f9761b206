"""Let nobody sign up with an e-mail address, or with any of a domain."""

import re
from typing import Final

from sqlalchemy import delete

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import BlockId
from kukhnya.queries.server_blocks import canonical_hash
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables.staff import email_block, email_domain_block
from kukhnya.store.tx import WriteTx

from .block_server import checked_domain

_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\Z")
_insert_domain, _insert = inserting(email_domain_block, quietly=True), inserting(email_block, quietly=True)
_delete_domain: Final = Statement(delete(email_domain_block).where(email_domain_block.c.id == param("id")))
_delete: Final = Statement(delete(email_block).where(email_block.c.id == param("id")))


async def block_email_domain(tx: WriteTx, domain: str) -> BlockId:
    """Block a domain and all below it; the answer is the block's id. Raises Refused."""
    name, block_id = checked_domain(domain), BlockId(await tx.next_id())
    if not await tx.execute(_insert_domain, id=block_id, domain=name):
        raise refused("domain", "ERR_TAKEN", "Domain has already been taken")
    return block_id


async def unblock_email_domain(tx: WriteTx, block_id: BlockId) -> None:
    """Lift it. Raises NotFound."""
    if await tx.execute(_delete_domain, id=block_id) == 0:
        raise NotFound(block_id)


async def block_email(tx: WriteTx, email: str, hashed: str) -> BlockId:
    """Block an address, of which the hash alone is kept; the answer is the block's id. Raises Refused."""
    kept, block_id = address_hash(email) if email else hashed.strip().lower(), BlockId(await tx.next_id())
    if not kept:
        raise refused("canonical_email_hash", "ERR_BLANK", "Canonical email hash can't be blank")
    if not _HASH.match(kept):
        raise refused("canonical_email_hash", "ERR_INVALID", "Canonical email hash is not a SHA-256 in hexadecimal")
    if not await tx.execute(_insert, id=block_id, hash=kept):
        raise refused("canonical_email_hash", "ERR_TAKEN", "Canonical email hash has already been taken")
    return block_id


async def unblock_email(tx: WriteTx, block_id: BlockId) -> None:
    """Lift it. Raises NotFound."""
    if await tx.execute(_delete, id=block_id) == 0:
        raise NotFound(block_id)


def address_hash(email: str) -> str:
    """The hash under which an address is blocked. Raises Refused for what is no address."""
    if not _EMAIL.match(email.strip()):
        raise refused("email", "ERR_INVALID", "Email is not an address")
    return canonical_hash(email)
