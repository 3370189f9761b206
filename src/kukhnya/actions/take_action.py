"""Act against an account, and so resolve what was reported of it. Nobody's place in any list follows from a report alone."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import AccountId, ReportId
from kukhnya.queries import reports, staff
from kukhnya.store.tx import WriteTx

from .disable_member import disable_member
from .resolve_report import resolve_all
from .sensitize_account import sensitize_account
from .silence_account import silence_account
from .suspend_account import suspend_account


async def _nothing(_tx: WriteTx, _account_id: AccountId) -> None:
    """Only resolve."""


ACTS: Final[Mapping[str, Callable[[WriteTx, AccountId], Awaitable[None]]]] = {
    "none": _nothing,
    "sensitive": sensitize_account,
    "disable": disable_member,
    "silence": silence_account,
    "suspend": suspend_account,
}


async def take_action(tx: WriteTx, account_id: AccountId, kind: str, report_id: ReportId | None = None) -> None:
    """Do it; reports about the account that are open are resolved by the viewer.

    Raises NotFound for an account or a report that is not there or not about it, Forbidden, Refused.
    """
    await staff.subject(tx, account_id)
    if kind not in ACTS:
        raise refused("type", "ERR_INCLUSION", f"type must be one of {', '.join(ACTS)}")
    if report_id is not None and (await reports.one(tx, report_id))["target_account_id"] != account_id:
        raise NotFound(report_id)
    await ACTS[kind](tx, account_id)
    await resolve_all(tx, account_id)
