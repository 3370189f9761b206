"""Invite people: a code that is told once and kept as its hash, for a few sign-ups and a few days."""

from typing import Final

from sqlalchemy import delete

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import DAY
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tables import invite
from kukhnya.store.tx import WriteTx

SETUP_DAYS: Final = 7
MOST_USES: Final = 1000
MOST_DAYS: Final = 365

ROLES: Final = ("member", "moderator")
"""What somebody may be at once by an invite; the code for the first administrator is another thing."""

_insert: Final = inserting(invite)
_insert_once: Final = inserting(invite, quietly=True)
_end: Final = Statement(delete(invite).where(invite.c.code_hash == text_param("code_hash"), invite.c.role != "admin"))
_withdraw_setup: Final = Statement(delete(invite).where(invite.c.role == "admin"))
_forget_overdue: Final = Statement(delete(invite).where(invite.c.expires_at <= param("now")))


async def create_invite(tx: WriteTx, code_hash: str, *, uses: int = 1, days: int = 7, role: str = "member") -> None:
    """Keep the hash of a code with which `uses` people can sign up within `days`; the same code twice is one invite.

    Raises Refused for other numbers, and for several moderators by one link.
    """
    if role not in ROLES:
        raise refused("role", "ERR_INCLUSION", f"role must be one of {', '.join(ROLES)}")
    if not 1 <= uses <= MOST_USES:
        raise refused("uses", "ERR_INCLUSION", f"An invite is for 1 to {MOST_USES} people")
    if not 1 <= days <= MOST_DAYS:
        raise refused("days", "ERR_INCLUSION", f"An invite lasts from 1 to {MOST_DAYS} days")
    if role != "member" and uses != 1:
        raise refused("uses", "ERR_INVALID", "An invite for a moderator is for one person")
    await tx.execute(_forget_overdue)
    await tx.execute(_insert_once, code_hash=code_hash, role=role, uses_left=uses, expires_at=tx.now + days * DAY)


async def end_invite(tx: WriteTx, code_hash: str) -> None:
    """Let nobody in by it any more. Raises NotFound."""
    if await tx.execute(_end, code_hash=code_hash) == 0:
        raise NotFound("invite")


async def create_setup_code(tx: WriteTx, code_hash: str) -> None:
    """Keep the hash of the code that makes one account an administrator. Every earlier one dies."""
    await withdraw_setup_code(tx)
    await tx.execute(_insert, code_hash=code_hash, role="admin", uses_left=1, expires_at=tx.now + SETUP_DAYS * DAY)


async def withdraw_setup_code(tx: WriteTx) -> None:
    """End the code for the first administrator: there is one."""
    await tx.execute(_withdraw_setup)
