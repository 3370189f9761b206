"""Mark a conversation as read or not, or put it away. Nothing is kept but up to where."""

from typing import Final

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.ids import StatusId, ThreadId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables.conversations import conversation_mark
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import conversations
from kukhnya.visibility.rule import VIEWER

_made: Final = insert(conversation_mark).values(
    account_id=VIEWER, thread_id=param("thread"), read_id=param("read"), hidden_id=param("hidden")
)
_KEY: Final = ["account_id", "thread_id"]
_new, _kept = _made.excluded, conversation_mark.c
# Two apps that mark at once never take a mark back; only who says that it is unread does.
_forward: Final = Statement(
    _made.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "read_id": case((_kept.read_id < _new.read_id, _new.read_id), else_=_kept.read_id),
            "hidden_id": case((_kept.hidden_id < _new.hidden_id, _new.hidden_id), else_=_kept.hidden_id),
        },
    )
)
_back: Final = Statement(_made.on_conflict_do_update(index_elements=_KEY, set_={"read_id": _new.read_id}))


async def mark_read(tx: WriteTx, thread_id: ThreadId) -> None:
    """The viewer has read it up to its last letter. Raises NotFound."""
    found = await conversations.one(tx, thread_id)
    await tx.execute(_forward, thread=thread_id, read=found.last, hidden=0)


async def mark_unread(tx: WriteTx, thread_id: ThreadId) -> None:
    """The last letter is as if unread, where another has written it. Raises NotFound."""
    found = await conversations.one(tx, thread_id)
    await tx.execute(_back, thread=thread_id, read=found.last - 1, hidden=0)


async def hide_conversation(tx: WriteTx, thread_id: ThreadId) -> None:
    """Put it away until there is a newer letter. Raises NotFound."""
    found = await conversations.one(tx, thread_id)
    await tx.execute(_forward, thread=thread_id, read=found.last, hidden=found.last)


async def mark_answered(tx: WriteTx, thread_id: ThreadId, status_id: StatusId) -> None:
    """The viewer has written in it, and so has read what was there."""
    await tx.execute(_forward, thread=thread_id, read=status_id, hidden=0)
