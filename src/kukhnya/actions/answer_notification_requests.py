"""Let somebody through whose notifications were kept back, or put away what was kept."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.events import NotificationsMerged
from kukhnya.queries import notification_requests
from kukhnya.store.statement import Statement, among
from kukhnya.store.tables import account, notification
from kukhnya.store.tables.notifications import notification_permission
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_kept_back: Final = (
    notification.c.filtered,
    notification.c.account_id == VIEWER,
    among(notification.c.from_account_id),
)
_allow: Final = Statement(
    insert(notification_permission)
    .from_select(["account_id", "from_account_id"], select(VIEWER, account.c.id).where(among(account.c.id)))
    .on_conflict_do_nothing()
)
_merge: Final = Statement(update(notification).values(filtered=literal_column("false")).where(*_kept_back))
_drop: Final = Statement(delete(notification).where(*_kept_back))


async def accept(tx: WriteTx, ids: Sequence[int]) -> None:
    """From now on these are heard, and what was kept back of them is shown with the rest. Raises NotFound."""
    await notification_requests.all_there(tx, list(ids))
    if not ids:
        return
    await tx.execute(_allow, ids=list(ids))
    await tx.execute(_merge, ids=list(ids))
    tx.emit(NotificationsMerged(tx.viewer.id))


async def dismiss(tx: WriteTx, ids: Sequence[int]) -> None:
    """Put away what was kept back of these; what they do next is kept back anew. Raises NotFound."""
    await notification_requests.all_there(tx, list(ids))
    await tx.execute(_drop, ids=list(ids))
