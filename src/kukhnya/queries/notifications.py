"""What concerns the viewer, as far as it may be shown at this moment.

A notification about a status is there only while the viewer may see the status; one from somebody who is gone,
suspended, blocked or muted is not there. Pages are full all the same, for the rule is part of the statement.
"""

from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import NotificationId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among_words, flag_param, param, text_param
from kukhnya.store.tables import account, block, marker, mute, notification
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER, exists, seen

KINDS: Final = ("mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update")

_sender: Final = notification.c.from_account_id
_shown: Final = and_(
    notification.c.account_id == VIEWER,
    exists(account, account.c.id == _sender, ~account.c.suspended),
    ~exists(
        block,
        or_(
            and_(block.c.blocker_id == VIEWER, block.c.blocked_id == _sender),
            and_(block.c.blocker_id == _sender, block.c.blocked_id == VIEWER),
        ),
    ),
    ~exists(
        mute,
        mute.c.muter_id == VIEWER,
        mute.c.muted_id == _sender,
        mute.c.notifications,
        or_(mute.c.until.is_(None), mute.c.until > NOW),
    ),
    or_(notification.c.status_id == 0, exists(seen, seen.c.id == notification.c.status_id)),
)
_columns: Final = (notification.c.id, notification.c.kind, notification.c.from_account_id, notification.c.status_id)
_page: Final = Paged(
    select(*_columns).where(
        _shown,
        among_words(notification.c.kind, "kinds"),
        or_(~flag_param("of_one"), notification.c.from_account_id == param("sender")),
    ),
    notification.c.id,
)
_one: Final = Statement(select(*_columns).where(_shown, notification.c.id == param("id")))
_last_read: Final = (
    select(marker.c.last_read_id)
    .where(marker.c.account_id == VIEWER, marker.c.timeline == text_param("timeline"))
    .scalar_subquery()
)
_unread: Final = Statement(
    select(func.count()).select_from(
        select(notification.c.id)
        .where(_shown, notification.c.id > func.coalesce(_last_read, 0))
        .limit(param("most"))
        .subquery()
    )
)


async def page(tx: ReadTx, page_: Page, kinds: list[str], sender: int | None = None) -> list[Any]:
    """Rows (id, kind, from_account_id, status_id), newest first; only these kinds, only from `sender` if given."""
    return await _page.rows(tx, page_, kinds=kinds, of_one=sender is not None, sender=sender or 0)


async def one(tx: ReadTx, notification_id: NotificationId) -> Any:
    """One of the viewer's notifications. Raises NotFound."""
    row = await tx.one(_one, id=notification_id)
    if row is None:
        raise NotFound(notification_id)
    return row


async def unread(tx: ReadTx, most: int) -> int:
    """How many are newer than what the viewer has marked as read, counted up to `most`."""
    return int(await tx.value(_unread, most=most, timeline="notifications") or 0)
