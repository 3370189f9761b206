"""Delete statuses: row, words, earlier words, names, likes, votes, re-shares, notifications. Nothing of them stays."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound
from kukhnya.model.events import FilesUnneeded, MediaWithdrawn, StatusDeleted
from kukhnya.model.ids import MINUTE, AccountId, MediaId, StatusId, Time
from kukhnya.store.sealed import (
    mention,
    newest,
    pin,
    status,
    status_tag,
    status_text,
    status_version,
    status_word,
    work,
)
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import (
    account,
    bookmark,
    favourite,
    idempotency,
    media,
    notification,
    poll,
    poll_option,
    poll_vote,
    thread_mute,
)
from kukhnya.store.tables.conversations import conversation_mark
from kukhnya.store.tables.filters import filter_status
from kukhnya.store.tables.held import held
from kukhnya.store.tables.mood import glad
from kukhnya.store.tables.moves import move, moved
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tables.staff import report_status
from kukhnya.store.tables.warm import warm_score
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER, anyone_may, exists

from .forget_cards import take_off_cards
from .quote_status import lose_quoted, recount_quotes
from .review_trend import forget_reviews

GRACE: Final = 10 * MINUTE
"""How long pictures of a deleted status wait to be attached again."""

_own: Final = Statement(select(status.c.id).where(status.c.id == param("id"), status.c.account_id == VIEWER))
_doomed: Final = Statement(
    select(
        status.c.id, status.c.account_id, status.c.reblog_of_id, status.c.in_reply_to_id, status.c.audience,
        status.c.thread_id, status.c.quote_of_id,
    ).where(among(status.c.id) | among(status.c.reblog_of_id))
)  # fmt: skip
_TABLES: Final = (
    report_status, status_text, status_version, mention, status_tag, pin, favourite, bookmark, notification, poll, poll_option,
    poll_vote, idempotency, status_word, filter_status, work, warm_score, reaction, glad, held,
)  # fmt: skip
_erase: Final = tuple(Statement(delete(table).where(among(table.c.status_id))) for table in _TABLES)
_gone: Final = status.alias("gone")
_moves: Final = select(move.c.id).where(move.c.account_id.in_(select(_gone.c.account_id).where(among(_gone.c.id))))
_unmove: Final = Statement(delete(moved).where(moved.c.move_id.in_(_moves), among(moved.c.status_id)))
# That somebody has shared is told under what was shared.
_untell: Final = Statement(
    delete(notification).where(
        notification.c.kind == "reblog",
        notification.c.status_id.in_(select(_gone.c.reblog_of_id).where(among(_gone.c.id))),
        exists(
            _gone,
            among(_gone.c.id),
            _gone.c.reblog_of_id == notification.c.status_id,
            _gone.c.account_id == notification.c.from_account_id,
        ),
    )
)
_left: Final = status.alias("left_over")
_unmute: Final = Statement(
    delete(thread_mute).where(
        among(thread_mute.c.thread_id), ~exists(_left, _left.c.thread_id == thread_mute.c.thread_id)
    )
)
_unmark: Final = Statement(
    delete(conversation_mark).where(
        among(conversation_mark.c.thread_id), ~exists(_left, _left.c.thread_id == conversation_mark.c.thread_id)
    )
)
_erase_status: Final = Statement(delete(status).where(among(status.c.id)))
_orphan: Final = Statement(
    update(status).values(in_reply_to_id=None, version=status.c.version + 1).where(among(status.c.in_reply_to_id))
)
_uncount_reblog: Final = Statement(
    update(status)
    .values(reblogs_count=status.c.reblogs_count - 1, version=status.c.version + 1)
    .where(status.c.id == param("id"))
)
_uncount_reply: Final = Statement(
    update(status)
    .values(replies_count=status.c.replies_count - 1, version=status.c.version + 1)
    .where(status.c.id == param("id"), status.c.replies_count > 0)
)
_uncount: Final = Statement(
    update(account)
    .values(statuses_count=account.c.statuses_count - param("many"), version=account.c.version + 1)
    .where(account.c.id == param("account"))
)
_lower_newest: Final = Statement(
    update(newest)
    .values(
        bound=func.coalesce(
            select(func.max(status.c.id))
            .where(status.c.account_id == newest.c.account_id)
            .correlate(newest)
            .scalar_subquery(),
            0,
        )
    )
    .where(among(newest.c.account_id))
)
_pictures: Final = Statement(select(media.c.id, media.c.key).where(among(media.c.status_id)))
_withdraw: Final = Statement(
    update(media).values(status_id=None, withdrawn_at=bindparam("at", type_=media.c.withdrawn_at.type))
    .where(among(media.c.status_id))
)  # fmt: skip
_erase_pictures: Final = Statement(delete(media).where(among(media.c.status_id)))


async def delete_status(tx: WriteTx, status_id: StatusId, *, delete_media: bool = False) -> None:
    """Delete one of the viewer's statuses. Pictures go at once, or wait ten minutes to be attached again.

    Raises NotFound for a status that is somebody else's.
    """
    if await tx.value(_own, id=status_id) is None:
        raise NotFound(status_id)
    await erase(tx, [status_id], delete_media=delete_media)


async def erase(tx: WriteTx, ids: Sequence[int], *, delete_media: bool = True) -> None:
    """Erase these statuses and the re-shares of them, whoever they belong to. A constant number of statements."""
    rows = await tx.all(_doomed, ids=list(ids))
    if not rows:
        return
    doomed = [row["id"] for row in rows]
    await _erase_media(tx, doomed, delete_media=delete_media)
    await take_off_cards(tx, doomed)
    await forget_reviews(tx, doomed)
    await tx.execute(_untell, ids=doomed)
    await tx.execute(_unmove, ids=doomed)
    for statement in _erase:
        await tx.execute(statement, ids=doomed)
    await tx.execute(_erase_status, ids=doomed)
    threads = list({row["thread_id"] for row in rows})
    await tx.execute(_unmute, ids=threads)
    await tx.execute(_unmark, ids=threads)
    await tx.execute(_orphan, ids=doomed)
    await tx.execute(lose_quoted, ids=doomed)
    await _recount(tx, rows)
    for row in rows:
        tx.emit(StatusDeleted(StatusId(row["id"]), AccountId(row["account_id"])))


async def _recount(tx: WriteTx, rows: Sequence[Any]) -> None:
    gone = {row["id"] for row in rows}
    authors: dict[int, int] = {}
    for row in rows:
        authors[row["account_id"]] = authors.get(row["account_id"], 0) + 1
    await tx.many(_uncount, [{"account": who, "many": many} for who, many in authors.items()])
    shared = [row["reblog_of_id"] for row in rows if row["reblog_of_id"] and row["reblog_of_id"] not in gone]
    await tx.many(_uncount_reblog, [{"id": an_id} for an_id in shared])
    answers = [row for row in rows if row["in_reply_to_id"] and anyone_may(Audience(row["audience"]))]
    await tx.many(
        _uncount_reply, [{"id": row["in_reply_to_id"]} for row in answers if row["in_reply_to_id"] not in gone]
    )
    if quoted := {row["quote_of_id"] for row in rows if row["quote_of_id"]} - gone:
        await tx.execute(recount_quotes, ids=list(quoted))
    await tx.execute(_lower_newest, ids=list(authors))


async def _erase_media(tx: WriteTx, doomed: Sequence[int], *, delete_media: bool) -> None:
    pictures = await tx.all(_pictures, ids=list(doomed))
    if not pictures:
        return
    if delete_media:
        await tx.execute(_erase_pictures, ids=list(doomed))
        tx.emit(FilesUnneeded(tuple(row["key"] for row in pictures)))
        return
    await tx.execute(_withdraw, ids=list(doomed), at=tx.now)
    for row in pictures:
        tx.emit(MediaWithdrawn(MediaId(row["id"])), at=Time(tx.now + GRACE))
