"""Answer a status with one of the six kind reactions, or take it back. Doing it twice is doing it once."""

from typing import Final

from sqlalchemy import delete, update

from kukhnya.model.events import Reacted
from kukhnya.model.ids import StatusId
from kukhnya.model.notification import reaction_kind
from kukhnya.model.reaction import reaction_named
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tables import notification
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER

_give: Final = inserting(reaction, quietly=True)
_take_back: Final = Statement(
    delete(reaction).where(
        reaction.c.account_id == VIEWER, reaction.c.status_id == param("id"), reaction.c.name == text_param("name")
    )
)
_changed: Final = Statement(update(status).values(version=status.c.version + 1).where(status.c.id == param("id")))
_untell: Final = Statement(
    delete(notification).where(
        notification.c.from_account_id == VIEWER,
        notification.c.status_id == param("id"),
        notification.c.kind == text_param("kind"),
    )
)


async def react(tx: WriteTx, status_id: StatusId, said: str) -> Seen:
    """Answer with a reaction, by its sign or name; the answer is what is answered. Raises NotFound, Refused."""
    an_id = await tx.next_id()
    target = await pages.original(tx, status_id)
    name = reaction_named(said)
    if await tx.execute(_give, account_id=tx.viewer.id, status_id=target, name=name, id=an_id):
        await tx.execute(_changed, id=target)
        tx.emit(Reacted(tx.viewer.id, StatusId(target), name))
    return target


async def unreact(tx: WriteTx, status_id: StatusId, said: str) -> Seen:
    """Take it back; nobody is told that it was so. Raises NotFound, Refused."""
    target = await pages.original(tx, status_id)
    name = reaction_named(said)
    if await tx.execute(_take_back, id=target, name=name):
        await tx.execute(_changed, id=target)
        await tx.execute(_untell, id=target, kind=reaction_kind(name))
    return target
