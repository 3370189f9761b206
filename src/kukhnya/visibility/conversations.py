"""Conversations: threads of letters, as the viewer may see them at this moment.

No conversation is kept. The threads in which the viewer has written or is named come from two narrow indexes; of each,
the newest letter that passes the rule stands for it, so one that is deleted, expired or no longer names the viewer
gives way to the one before, and takes the conversation with it where there is none.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import Select, and_, func, literal_column, or_, select, union_all

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import TOP, AccountId, ThreadId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.sealed import mention, status
from kukhnya.store.statement import Statement, json_row, json_rows, param
from kukhnya.store.tables.conversations import conversation_mark
from kukhnya.store.tx import ReadTx

from .home import Seen
from .rule import VIEWER, letter, seen

_SPARE: Final = 4
"""Threads beyond a page that are looked at first: some of the latest may not be seen any more."""
_LETTERS: Final = 3
"""Letters of a thread that are looked at first, more or less, to find the latest threads."""
_MANY: Final = 4
"""So many times as many threads are looked at where those do not do, by all letters."""

_own, _to_me, _last = status.alias("own"), status.alias("to_me"), status.alias("last")
_written: Final = select(_own.c.thread_id, _own.c.id).where(_own.c.account_id == VIEWER, letter(_own))
_received: Final = (
    select(_to_me.c.thread_id, _to_me.c.id)
    .select_from(mention.join(_to_me, _to_me.c.id == mention.c.status_id))
    .where(mention.c.account_id == VIEWER, letter(_to_me))
)
_box: Final = union_all(_written, _received).subquery("box")
_threads: Final = select(_box.c.thread_id).distinct().subquery("threads")

_BELOW: Final = param("max_id")
_lately: Final = _received.where(mention.c.status_id < _BELOW).order_by(mention.c.status_id.desc())
_floor: Final = func.coalesce(
    _lately.with_only_columns(mention.c.status_id).limit(literal_column("1")).offset(param("look")).scalar_subquery(), 0
)
"""Below all letters to the viewer that are looked at; 0 where that is all of them."""
_near_box: Final = union_all(
    _written.where(_own.c.id < _BELOW), select(_lately.limit(param("look")).subquery("lately"))
).subquery("near_box")
_latest: Final = (
    select(_near_box.c.thread_id, func.max(_near_box.c.id).label("bound"))
    .group_by(_near_box.c.thread_id)
    .order_by(func.max(_near_box.c.id).desc())
    .limit(param("most"))
    .subquery("latest")
)
_near: Final = select(
    _latest.c.thread_id,
    func.min(_latest.c.bound).over().label("bottom"),
    func.count().over().label("many"),
    _floor.label("floor"),
).subquery("near")
"""A few threads by their newest letters below a bound, seen or not; none of any other is newer than `bottom` and `floor` both."""
_named: Final = mention.alias("named")


def _newest(thread: Any) -> Any:
    """The id of the newest letter in a thread that the viewer may see."""
    return (
        select(seen.c.id)
        .where(seen.c.thread_id == thread, letter(seen), seen.c.reblog_of_id.is_(None))
        .order_by(seen.c.id.desc())
        .limit(literal_column("1"))
        .correlate_except(seen)
        .scalar_subquery()
    )


def _shaped(thread: Any, source: Any) -> Select[Any]:
    """Conversations from `source`, which brings `thread`, with the letter that stands for each."""
    people = (
        select(json_rows(json_row(_named.c.position, _named.c.account_id)))
        .select_from(_named)
        .where(_named.c.status_id == _last.c.id)
        .correlate(_last)
        .scalar_subquery()
    )
    mark = and_(conversation_mark.c.account_id == VIEWER, conversation_mark.c.thread_id == thread)
    return (
        select(
            thread.label("thread_id"),
            _last.c.id.label("last_id"),
            _last.c.account_id,
            people.label("people"),
            func.coalesce(conversation_mark.c.read_id, 0).label("read_id"),
        )
        .select_from(source.join(_last, _last.c.id == _newest(thread)).outerjoin(conversation_mark, mark))
        .where(or_(conversation_mark.c.hidden_id.is_(None), conversation_mark.c.hidden_id < _last.c.id))
    )


_page: Final = Paged(_shaped(_threads.c.thread_id, _threads), _last.c.id)
_nearest: Final = Statement(
    _shaped(_near.c.thread_id, _near)
    .where(_last.c.id < _BELOW)
    .add_columns(_near.c.bottom, _near.c.many, _near.c.floor)
    .order_by(_last.c.id.desc())
)
_here: Final = select(param("id").label("thread_id")).subquery("here")
_one: Final = Statement(_shaped(_here.c.thread_id, _here))
_letters: Final = Paged(
    select(seen.c.id).where(seen.c.thread_id == param("thread"), letter(seen), seen.c.reblog_of_id.is_(None)), seen.c.id
)


_people: Final = msgspec.json.Decoder(list[tuple[int, AccountId]])


class Conversation(Struct, frozen=True):
    """A thread of letters to its viewer. `people`: who takes part in the last one, without the viewer."""

    id: ThreadId
    last: Seen
    people: tuple[AccountId, ...]
    unread: bool


def _made(row: Any, viewer: AccountId) -> Conversation:
    thread_id, last, author, people, read, *_ = row
    others = dict.fromkeys((author, *(who for _, who in sorted(_people.decode(people)))))
    others.pop(viewer, None)
    return Conversation(thread_id, last, tuple(others), author != viewer and last > read)


async def page(tx: ReadTx, page_: Page) -> list[Conversation]:
    """The viewer's conversations, the one with the newest letter first; bounds are ids of letters.

    One statement; three at most, where the letters lie in few threads, or many of the latest are not to be seen.
    """
    downwards = not (page_.upwards or page_.low or page_.offset)
    rows = await _of_latest(tx, page_) if downwards else None
    return [_made(row, tx.viewer.id) for row in rows or await _page.rows(tx, page_)]


async def _of_latest(tx: ReadTx, page_: Page) -> list[Any] | None:
    """A page from a few threads, so that thousands of others cost next to nothing; None where they do not fill it."""
    few = page_.limit + _SPARE
    for most, look in ((few, _LETTERS * page_.limit), (_MANY * few, TOP)):
        rows = await tx.all(_nearest, most=most, look=look, max_id=page_.max_id)
        shown = rows[: page_.limit]
        if not shown:
            return None
        last = shown[-1]
        full = len(shown) == page_.limit and last["last_id"] >= max(last["bottom"], last["floor"])
        if full or (last["many"] < most and not last["floor"]):
            return shown
        if 2 * len(rows) < last["many"]:  # most of them are not to be seen: as many again would not do either
            return None
    return None


async def one(tx: ReadTx, thread_id: ThreadId) -> Conversation:
    """One conversation. Raises NotFound where the viewer may see no letter of it, or has put it away."""
    row = await tx.one(_one, id=thread_id)
    if row is None:
        raise NotFound(thread_id)
    return _made(row, tx.viewer.id)


async def letters(tx: ReadTx, thread_id: ThreadId, page_: Page) -> list[Seen]:
    """The letters of a thread that the viewer may see, newest first, whichever of them answers which. One statement."""
    return [Seen(an_id) for an_id in await _letters.ids(tx, page_, thread=thread_id)]
