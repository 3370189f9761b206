"""What can be done with a suspended account: show it again, or erase it for good."""

from kukhnya.model.errors import Forbidden
from kukhnya.model.ids import AccountId
from kukhnya.queries import staff
from kukhnya.store.tx import WriteTx

from .delete_account import delete_account
from .suspend_account import restore_account


async def lift_suspension(tx: WriteTx, account_id: AccountId) -> None:
    """Show it again. Raises NotFound, and Forbidden for one that is not suspended."""
    await _suspended(tx, account_id)
    await restore_account(tx, account_id)


async def erase_suspended(tx: WriteTx, account_id: AccountId) -> None:
    """Erase it with everything that is its own. Raises NotFound, and Forbidden for one that is not suspended."""
    await _suspended(tx, account_id)
    await delete_account(tx, account_id)


async def _suspended(tx: WriteTx, account_id: AccountId) -> None:
    if not (await staff.subject(tx, account_id))["suspended"]:
        raise Forbidden("This action is not allowed")
