"""Become a member: with an invite, by approval, or freely, as the server has chosen."""

from typing import Any, Final

from sqlalchemy import select, update

from kukhnya.model.errors import Forbidden, refused
from kukhnya.model.events import SignedUp
from kukhnya.model.ids import AccountId, tomorrow
from kukhnya.queries import server_blocks
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import invite
from kukhnya.store.tx import ReadTx, WriteTx

from .create_account import Role, State, create_account
from .create_invite import withdraw_setup_code

_invite: Final = Statement(
    select(invite.c.role, invite.c.uses_left).where(
        invite.c.code_hash == text_param("code_hash"), invite.c.expires_at > param("now"), invite.c.uses_left > 0
    )
)
_use: Final = Statement(
    update(invite)
    .values(uses_left=invite.c.uses_left - 1)
    .where(invite.c.code_hash == text_param("code_hash"), invite.c.uses_left > 0)
)


async def invited(tx: ReadTx, code_hash: str) -> Any | None:
    """The invite of this code (its `role`), as long as it is good, or None."""
    return await tx.one(_invite, code_hash=code_hash)


async def sign_up(  # noqa: PLR0913 - each is a plain value of its own
    tx: WriteTx, registration: str, username: str, password_hash: str, *, code_hash: str | None = None,
    email: str | None = None, language: str = "",
) -> AccountId:  # fmt: skip
    """Make the account; the answer is its id.

    Raises Forbidden where nobody can sign up, Refused for an invite that is not good or a name that cannot be.
    """
    role: Role = "member"
    state: State = "active"
    if code_hash is not None:
        row = await invited(tx, code_hash)
        if row is None or not await tx.execute(_use, code_hash=code_hash):
            raise refused("invite_code", "ERR_INVALID", "This invite is no longer good")
        role = row["role"]
    elif registration == "approval":
        state = "pending"
    elif registration == "invite":
        raise refused("invite_code", "ERR_BLANK", "An invite is needed to sign up here")
    elif registration != "open":
        raise Forbidden("Nobody can sign up here at present")
    if email and await server_blocks.email_refused(tx, email):
        raise refused("email", "ERR_BLOCKED", "Nobody can sign up with this e-mail address here")
    account_id = await create_account(
        tx, username, password_hash, email=email or None, role=role, state=state, language=language
    )
    if role == "admin":
        await withdraw_setup_code(tx)
    if state == "active":
        tx.emit(SignedUp(account_id), at=tomorrow(tx.now))
    return account_id
