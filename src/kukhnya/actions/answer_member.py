"""Answer somebody who asked to become a member."""

from typing import Any

from kukhnya.model.errors import Forbidden
from kukhnya.model.ids import AccountId
from kukhnya.queries import staff
from kukhnya.store.tx import WriteTx

from .approve_member import approve_member
from .delete_account import delete_account


async def admit_member(tx: WriteTx, account_id: AccountId) -> None:
    """Let them in. Raises NotFound, and Forbidden for one that does not wait."""
    await _waiting(tx, account_id)
    await approve_member(tx, account_id)


async def reject_member(tx: WriteTx, account_id: AccountId) -> None:
    """Turn them away: nothing of the request is kept. Raises NotFound, and Forbidden for one that does not wait."""
    await _waiting(tx, account_id)
    await delete_account(tx, account_id)


async def _waiting(tx: WriteTx, account_id: AccountId) -> Any:
    row = await staff.subject(tx, account_id)
    if row["state"] != "pending":
        raise Forbidden("This action is not allowed")
    return row
