"""Shut out another server, or let it in again; say which servers are welcome.

A block reaches the domain and all below it. What it does to accounts known here is written down beside the block, so that
lifting it lets in again those alone whom it shut out.
"""

import re
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import and_, delete, insert, literal_column, or_, select, update

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import BlockId
from kukhnya.queries import server_blocks
from kukhnya.queries.server import SUSPENSIONS
from kukhnya.store.statement import Statement, flag_param, inserting, param, text_param
from kukhnya.store.tables import account
from kukhnya.store.tables.staff import server_allow, server_block, server_block_account
from kukhnya.store.tx import WriteTx
from kukhnya.text import names

from .keep_server_value import count_on_server

SEVERITIES: Final = ("noop", "silence", "suspend")
LONGEST_COMMENT: Final = 2000
_DOMAIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[0-9]{1,5})?\Z")


class Terms(Struct, frozen=True, kw_only=True):
    """How far a server is shut out, and why."""

    severity: str = "silence"
    reject_media: bool = False
    reject_reports: bool = False
    private_comment: str = ""
    public_comment: str = ""
    obfuscate: bool = False


_insert, _allow = inserting(server_block, quietly=True), inserting(server_allow, quietly=True)
_known: Final = Statement(select(server_block.c.id).where(server_block.c.domain == text_param("domain")))
_allowed: Final = Statement(select(server_allow).where(server_allow.c.domain == text_param("domain")))
_change: Final = Statement(
    update(server_block)
    .values(
        severity=text_param("severity"), reject_media=flag_param("reject_media"),
        reject_reports=flag_param("reject_reports"), private_comment=text_param("private_comment"),
        public_comment=text_param("public_comment"), obfuscate=flag_param("obfuscate"),
    )
    .where(server_block.c.id == param("id"))
)  # fmt: skip
_delete: Final = Statement(delete(server_block).where(server_block.c.id == param("id")))
_disallow: Final = Statement(delete(server_allow).where(server_allow.c.id == param("id")))
_there: Final = and_(
    account.c.domain != "", or_(account.c.domain == text_param("domain"), account.c.domain.like(text_param("below")))
)
_touched: Final = select(server_block_account.c.account_id).where(server_block_account.c.server_block_id == param("id"))


def _note(severity: str, untouched: Any) -> Statement:
    """Write down whom the block reaches, of those who are not shut out for themselves."""
    chosen = select(param("id"), account.c.id, literal_column(f"'{severity}'")).where(_there, untouched)
    return Statement(insert(server_block_account).from_select(["server_block_id", "account_id", "severity"], chosen))


_notes: Final = {"silence": _note("silence", ~account.c.silenced), "suspend": _note("suspend", ~account.c.suspended)}
_reach: Final = {
    severity: {
        shut: Statement(
            update(account)
            .values({column: shut, "version": account.c.version + 1})
            .where(account.c.id.in_(_touched.where(server_block_account.c.severity == severity)))
        )
        for shut in (True, False)
    }
    for severity, column in (("silence", "silenced"), ("suspend", "suspended"))
}
_forget: Final = Statement(delete(server_block_account).where(server_block_account.c.server_block_id == param("id")))


async def block_server(tx: WriteTx, domain: str, terms: Terms) -> BlockId:
    """Shut a server out; the answer is the block's id. Raises Refused where it is shut out already."""
    name, checked = checked_domain(domain), _checked(terms)
    block_id = BlockId(await tx.next_id())
    if not await tx.execute(_insert, id=block_id, domain=name, **checked):
        raise refused("domain", "ERR_TAKEN", "Domain has already been taken")
    await _apply(tx, block_id, name, terms.severity)
    return block_id


async def change_block(tx: WriteTx, block_id: BlockId, terms: Terms) -> None:
    """Shut it out otherwise. Raises NotFound, Refused."""
    row, checked = await server_blocks.one(tx, server_blocks.BLOCKS, block_id), _checked(terms)
    await tx.execute(_change, id=block_id, **checked)
    await _lift(tx, block_id)
    await _apply(tx, block_id, row["domain"], terms.severity)


async def unblock_server(tx: WriteTx, block_id: BlockId) -> None:
    """Let it in again. Raises NotFound."""
    if await tx.execute(_delete, id=block_id) == 0:
        raise NotFound(block_id)
    await _lift(tx, block_id)


async def allow_server(tx: WriteTx, domain: str) -> Any:
    """Say that a server is welcome; the answer is its row, the one before where there was one. Raises Refused."""
    name = checked_domain(domain)
    await tx.execute(_allow, id=await tx.next_id(), domain=name)
    return await tx.one(_allowed, domain=name)


async def disallow_server(tx: WriteTx, allow_id: BlockId) -> None:
    """Say so no longer. Raises NotFound."""
    if await tx.execute(_disallow, id=allow_id) == 0:
        raise NotFound(allow_id)


def checked_domain(domain: str) -> str:
    """The domain in one form. Raises Refused."""
    said = domain.strip().rstrip(".").casefold()
    if not said:
        raise refused("domain", "ERR_BLANK", "Domain can't be blank")
    try:
        name = said if said.isascii() else said.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not _DOMAIN.match(name) or ".." in name:
        raise refused("domain", "ERR_INVALID", "Domain is not a valid domain name")
    return name


def _checked(terms: Terms) -> dict[str, Any]:
    if terms.severity not in SEVERITIES:
        raise refused("severity", "ERR_INCLUSION", f"severity must be one of {', '.join(SEVERITIES)}")
    return {
        "severity": terms.severity,
        "reject_media": terms.reject_media,
        "reject_reports": terms.reject_reports,
        "private_comment": names.tidy_text(terms.private_comment[:LONGEST_COMMENT]),
        "public_comment": names.tidy_text(terms.public_comment[:LONGEST_COMMENT]),
        "obfuscate": terms.obfuscate,
    }


async def _apply(tx: WriteTx, block_id: BlockId, domain: str, severity: str) -> None:
    if severity in _notes:
        await tx.execute(_notes[severity], id=block_id, domain=domain, below=f"%.{domain}")
        await tx.execute(_reach[severity][True], id=block_id)
        await count_on_server(tx, SUSPENSIONS)


async def _lift(tx: WriteTx, block_id: BlockId) -> None:
    for changes in _reach.values():
        await tx.execute(changes[False], id=block_id)
    await count_on_server(tx, SUSPENSIONS)
    await tx.execute(_forget, id=block_id)
