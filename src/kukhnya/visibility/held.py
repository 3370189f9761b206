"""What waits for the viewer's word, with everything that posting it needs. Somebody else's is not there."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from kukhnya.model.audience import Audience
from kukhnya.model.draft import Draft, PollDraft
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import SECOND, CircleId, MediaId, StatusId
from kukhnya.store.sealed import status, status_text
from kukhnya.store.statement import Statement, json_row, json_rows, param
from kukhnya.store.tables import media, poll, poll_option
from kukhnya.store.tables.held import held
from kukhnya.store.tx import ReadTx

from .rule import VIEWER


class Held(Struct, frozen=True):
    """A status that waits, as it would be posted."""

    id: StatusId
    draft: Draft
    descriptions: tuple[str, ...] = ()
    """What is said of its pictures."""

    @property
    def text(self) -> str:
        """All its words."""
        options = self.draft.poll.options if self.draft.poll else ()
        return "\n".join(part for part in (self.draft.spoiler, self.draft.text, *options, *self.descriptions) if part)


_picture: Final = (
    sa.select(media.c.id, media.c.description)
    .where(media.c.status_id == param("id"))
    .order_by(media.c.position)
    .subquery()
)
_answer: Final = (
    sa.select(poll_option.c.title)
    .where(poll_option.c.status_id == param("id"))
    .order_by(poll_option.c.position)
    .subquery()
)
_one: Final = Statement(
    sa.select(
        held.c.audience, held.c.circle_id, held.c.lasts_s, status.c.in_reply_to_id, status.c.quote_of_id,
        status.c.created_at, status_text.c.source, status_text.c.spoiler, status_text.c.language, status_text.c.sensitive,
        poll.c.expires_at.label("poll_ends_at"), poll.c.multiple, poll.c.hide_totals,
        sa.select(json_rows(json_row(_picture.c.id, _picture.c.description))).select_from(_picture)
        .scalar_subquery().label("pictures"),
        sa.select(json_rows(json_row(_answer.c.title))).select_from(_answer).scalar_subquery().label("options"),
    )
    .select_from(
        held.join(status, status.c.id == held.c.status_id)
        .join(status_text, status_text.c.status_id == status.c.id)
        .outerjoin(poll, poll.c.status_id == status.c.id)
    )
    .where(held.c.status_id == param("id"), held.c.account_id == VIEWER, status.c.account_id == VIEWER)
)  # fmt: skip
_ids: Final = Statement(
    sa.select(held.c.status_id)
    .where(held.c.account_id == VIEWER)
    .order_by(held.c.status_id.desc())
    .limit(param("most"))
)
MOST: Final = 40


async def one(tx: ReadTx, status_id: StatusId) -> Held:
    """The one of this id. One statement. Raises NotFound for what does not wait, or is somebody else's."""
    row = await tx.one(_one, id=status_id)
    if row is None:
        raise NotFound(status_id)
    pictures = msgspec.json.decode(row["pictures"])
    return Held(status_id, _draft(row, pictures), tuple(each[1] for each in pictures if each[1]))


def _draft(row: Any, pictures: Sequence[Any]) -> Draft:
    return Draft(
        text=row["source"],
        audience=Audience(row["audience"]),
        circle_id=None if row["circle_id"] is None else CircleId(row["circle_id"]),
        spoiler=row["spoiler"],
        sensitive=bool(row["sensitive"]),
        language=row["language"],
        in_reply_to_id=row["in_reply_to_id"],
        media_ids=tuple(MediaId(each[0]) for each in pictures),
        poll=_poll(row),
        expires_in_s=row["lasts_s"],
        quoted_id=row["quote_of_id"],
    )


def _poll(row: Any) -> PollDraft | None:
    """The question, to be open from now as long as it was meant to be."""
    options = tuple(each[0] for each in msgspec.json.decode(row["options"]))
    if not options or row["poll_ends_at"] is None:
        return None
    lasts_s = (row["poll_ends_at"] - row["created_at"]) // SECOND
    return PollDraft(options, lasts_s, multiple=bool(row["multiple"]), hide_totals=bool(row["hide_totals"]))


async def waiting(tx: ReadTx) -> list[StatusId]:
    """The newest that wait. One statement."""
    return await tx.column(_ids, most=MOST)
