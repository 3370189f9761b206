"""What the viewer has written to be posted later. Nobody else is ever shown it.

Its words are read and written here alone, so that they can be encrypted at rest.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import select

from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import Draft
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import ScheduledStatusId, Time
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.sealed import scheduled_status
from kukhnya.store.statement import Statement, param
from kukhnya.store.tx import ReadTx

from .rule import VIEWER


class Scheduled(Struct, frozen=True):
    """A draft and when it is to be posted; under which limits it was accepted."""

    id: ScheduledStatusId
    due_at: Time
    draft: Draft
    bounds: Bounds


class _Body(Struct, frozen=True):
    draft: Draft
    bounds: Bounds


_own: Final = select(scheduled_status).where(scheduled_status.c.account_id == VIEWER)
_page: Final = Paged(_own, scheduled_status.c.id)
_one: Final = Statement(_own.where(scheduled_status.c.id == param("id")))


def sealed(draft: Draft, bounds: Bounds) -> str:
    """A draft as it is kept."""
    return msgspec.json.encode(_Body(draft, bounds)).decode()


def _opened(row: Any) -> Scheduled:
    body = msgspec.json.decode(row["body"], type=_Body)
    return Scheduled(ScheduledStatusId(row["id"]), Time(row["due_at"]), body.draft, body.bounds)


async def page(tx: ReadTx, page_: Page) -> list[Scheduled]:
    """The viewer's scheduled statuses, the one written last first."""
    return [_opened(row) for row in await _page.rows(tx, page_)]


async def one(tx: ReadTx, scheduled_status_id: ScheduledStatusId) -> Scheduled:
    """One of them. Raises NotFound."""
    row = await tx.one(_one, id=scheduled_status_id)
    if row is None:
        raise NotFound(scheduled_status_id)
    return _opened(row)
