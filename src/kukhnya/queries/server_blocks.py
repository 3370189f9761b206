"""Which servers and e-mail addresses are shut out, and which servers are welcome."""

import hashlib
from typing import Any, Final

from sqlalchemy import select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import BlockId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among_words, param, text_param
from kukhnya.store.tables import account
from kukhnya.store.tables.staff import email_block, email_domain_block, server_allow, server_block
from kukhnya.store.tx import ReadTx

BLOCKS, ALLOWS, EMAIL_DOMAINS, EMAILS = "blocks", "allows", "email domains", "emails"
_TABLES: Final = {BLOCKS: server_block, ALLOWS: server_allow, EMAIL_DOMAINS: email_domain_block, EMAILS: email_block}
_pages: Final = {name: Paged(select(table), table.c.id) for name, table in _TABLES.items()}
_ones: Final = {name: Statement(select(table).where(table.c.id == param("id"))) for name, table in _TABLES.items()}
_by_hash: Final = Statement(select(email_block).where(email_block.c.hash == text_param("hash")))
_public: Final = Statement(
    select(server_block).where(server_block.c.severity != "noop").order_by(server_block.c.domain)
)
_refused: Final = Statement(
    select(email_domain_block.c.id).where(among_words(email_domain_block.c.domain, "domains")).limit(1)
)
_refused_address: Final = Statement(select(email_block.c.id).where(email_block.c.hash == text_param("hash")))
_peers: Final = Statement(
    select(account.c.domain).where(account.c.domain != "").distinct().order_by(account.c.domain).limit(param("most"))
)
_suspended: Final = Statement(select(server_block.c.domain).where(server_block.c.severity == "suspend"))


async def page(tx: ReadTx, which: str, page_: Page) -> list[Any]:
    """Rows of one of the four tables, the newest first. One statement."""
    return await _pages[which].rows(tx, page_)


async def one(tx: ReadTx, which: str, block_id: BlockId) -> Any:
    """One row of one of them. Raises NotFound."""
    row = await tx.one(_ones[which], id=block_id)
    if row is None:
        raise NotFound(block_id)
    return row


async def by_hash(tx: ReadTx, hashed: str) -> list[Any]:
    """The blocks of e-mail addresses with this hash: one or none."""
    return await tx.all(_by_hash, hash=hashed)


async def public(tx: ReadTx) -> list[Any]:
    """The servers that are silenced or suspended here, by name."""
    return await tx.all(_public)


async def email_refused(tx: ReadTx, email: str) -> bool:
    """May nobody sign up with this address: it, its domain or one above that is blocked? Two statements at most."""
    if await tx.value(_refused, domains=above(email.rpartition("@")[2])) is not None:
        return True
    return await tx.value(_refused_address, hash=canonical_hash(email)) is not None


async def peers(tx: ReadTx, most: int) -> list[str]:
    """The servers whose accounts are known here, but for those shut out."""
    gone = set(await tx.column(_suspended))
    return [domain for domain in await tx.column(_peers, most=most) if gone.isdisjoint(above(domain))]


def above(domain: str) -> list[str]:
    """The domain and those it is part of: a.b.c, b.c, c."""
    parts = domain.casefold().rstrip(".").split(".")
    return [".".join(parts[place:]) for place in range(len(parts))]


def digest(domain: str) -> str:
    """SHA-256 of a domain: how servers compare their lists without naming anybody."""
    return hashlib.sha256(domain.encode()).hexdigest()


def canonical_hash(email: str) -> str:
    """SHA-256 of the address without case, without dots and without what follows a plus before the @."""
    name, _, domain = email.strip().casefold().rpartition("@")
    return hashlib.sha256(f"{name.partition('+')[0].replace('.', '')}@{domain}".encode()).hexdigest()
