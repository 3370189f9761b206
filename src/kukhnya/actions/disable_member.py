"""Disable a member: they can do nothing until that is undone. What they posted stays where it is."""

from typing import Final

from sqlalchemy import update

from kukhnya.model.errors import Forbidden, refused
from kukhnya.model.ids import AccountId
from kukhnya.queries import staff
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import member
from kukhnya.store.tx import WriteTx

_change: Final = Statement(update(member).values(state=text_param("after")).where(member.c.account_id == param("id")))


async def disable_member(tx: WriteTx, account_id: AccountId) -> None:
    """Let none of their tokens do anything. Raises NotFound, Forbidden, Refused for an account of another server."""
    row = await staff.subject(tx, account_id)
    if row["state"] is None:
        raise refused("type", "ERR_INVALID", "An account of another server cannot be disabled")
    if row["state"] == "pending":
        raise Forbidden("This action is not allowed")  # else enabling it would let it in
    await tx.execute(_change, id=account_id, after="disabled")


async def enable_member(tx: WriteTx, account_id: AccountId) -> None:
    """Let them go on. Raises NotFound, Forbidden."""
    row = await staff.subject(tx, account_id)
    if row["state"] == "disabled":
        await tx.execute(_change, id=account_id, after="active")
